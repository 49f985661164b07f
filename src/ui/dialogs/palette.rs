//! Every command, found by typing.

use super::super::command::{Action, Command, CommandQueue, Preset};
use super::super::state::State;
use super::super::state::settings::{Setting, Settings};
use super::super::theme::{self, bold};
use super::parts::field;
use eframe::egui::{self, Button, Key, Modifiers, RichText, ScrollArea, vec2};

/// What can be found: an action, a setting, or counters to show.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Entry {
    Do(Action),
    Switch(Setting),
    Show(Preset),
}

impl Entry {
    fn all() -> impl Iterator<Item = Self> {
        let actions = Action::all().filter(|a| !matches!(a, Action::Palette | Action::Cancel)).map(Self::Do);
        actions.chain(Preset::ALL.map(Self::Show)).chain(Setting::all().into_iter().map(Self::Switch))
    }

    fn label(self) -> String {
        match self {
            Self::Do(action) => action.label().to_owned(),
            Self::Switch(setting) => setting.label(),
            Self::Show(preset) => format!("Show counters: {}", preset.label()),
        }
    }

    fn tooltip(self) -> &'static str {
        match self {
            Self::Do(action) => action.tooltip(),
            Self::Switch(setting) => setting.tooltip(),
            Self::Show(_) => "These counters on the chart, and no others",
        }
    }

    /// Other words for it.
    fn words(self) -> &'static str {
        match self {
            Self::Do(action) => action.row().words,
            Self::Switch(_) => "setting option preference",
            Self::Show(_) => "preset chart lines",
        }
    }

    fn can(self, state: &State) -> bool {
        match self {
            Self::Do(action) => state.can(action),
            Self::Switch(_) => true,
            Self::Show(_) => state.document.is_some(),
        }
    }

    fn command(self, settings: &Settings) -> Command {
        match self {
            Self::Do(action) => Command::Do(action),
            Self::Switch(setting) => setting.command(settings),
            Self::Show(preset) => Command::Preset(preset),
        }
    }
}

/// Entries that contain all the words; those with them in their label come first.
fn found(search: &str) -> Vec<Entry> {
    let words: Vec<String> = search.to_lowercase().split_whitespace().map(str::to_owned).collect();
    let rank = |entry: &Entry| {
        let label = entry.label().to_lowercase();
        let all = format!("{label} {} {}", entry.tooltip().to_lowercase(), entry.words());
        let in_label = words.iter().all(|w| label.contains(w.as_str()));
        let anywhere = words.iter().all(|w| all.contains(w.as_str()));
        let begins = words.first().is_some_and(|w| label.starts_with(w.as_str()));
        match (in_label, anywhere) {
            (true, _) if begins => Some(0),
            (true, _) => Some(1),
            (_, true) => Some(2),
            _ => None,
        }
    };
    let mut ranked: Vec<(i32, Entry)> = Entry::all().filter_map(|e| Some((rank(&e)?, e))).collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().map(|(_, entry)| entry).collect()
}

pub(super) fn show(
    ui: &mut egui::Ui,
    state: &State,
    search: &mut String,
    chosen: &mut usize,
    commands: &mut CommandQueue,
) {
    let step = ui.input_mut(|i| {
        let down = i.consume_key(Modifiers::NONE, Key::ArrowDown);
        let up = i.consume_key(Modifiers::NONE, Key::ArrowUp);
        isize::from(down) - isize::from(up)
    });
    let before = search.clone();
    let entered = field(ui, "Command", "Type a part of what you want to do", search);
    if *search != before {
        *chosen = 0;
    }
    let entries = found(search);
    *chosen = chosen.saturating_add_signed(step).min(entries.len().saturating_sub(1));
    let mut wanted = entries.get(*chosen).copied().filter(|_| entered);
    ui.add_space(4.0);
    let height = (ui.ctx().content_rect().height() - 220.0).clamp(120.0, 380.0);
    let area = ScrollArea::vertical().max_height(height).min_scrolled_height(height).auto_shrink(false);
    area.show(ui, |ui| {
        for (i, entry) in entries.iter().enumerate() {
            let keys = if let Entry::Do(action) = entry { theme::keys(ui, *action) } else { String::new() };
            let button = Button::selectable(i == *chosen, bold(entry.label())).shortcut_text(keys);
            let row = ui.add_enabled(entry.can(state), button.min_size(vec2(ui.available_width(), 26.0)));
            let row = row.on_hover_text(entry.tooltip()).on_disabled_hover_text("Nothing to act on now");
            if i == *chosen && step != 0 {
                row.scroll_to_me(None);
            }
            if row.clicked() {
                wanted = Some(*entry);
            }
        }
        if entries.is_empty() {
            ui.label(RichText::new("No command has these words.").weak());
        }
    });
    if let Some(entry) = wanted.filter(|e| e.can(state)) {
        commands.push(Command::CloseDialog);
        commands.push(entry.command(&state.settings));
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::state::settings::Theme;
    use super::*;

    #[test]
    fn everything_is_found_by_its_words_in_any_order() {
        let first = |search: &str| found(search).first().copied();
        assert_eq!(first("picture save"), Some(Entry::Do(Action::ExportPicture)));
        assert_eq!(first("zoom"), Some(Entry::Do(Action::ZoomIn)));
        assert!(found("event viewer").contains(&Entry::Do(Action::AddMarks)));
        assert!(matches!(first("dark theme"), Some(Entry::Switch(Setting::Theme(Theme::Dark)))));
        for (search, wanted) in [
            ("theme", Entry::Switch(Setting::Theme(Theme::Light))),
            ("export", Entry::Do(Action::ExportPicture)),
            ("help", Entry::Do(Action::Handbook)),
            ("time zone", Entry::Do(Action::NextClock)),
            ("200", Entry::Switch(Setting::Scale(2.0))),
            ("units", Entry::Switch(Setting::Decimal(true))),
            ("handles", Entry::Show(Preset::Handles)),
        ] {
            assert!(found(search).contains(&wanted), "{search}");
        }
        assert!(found("xyzzy").is_empty());
        assert_eq!(found("").len(), Entry::all().count());
    }
}
