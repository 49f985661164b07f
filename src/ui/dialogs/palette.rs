//! Every command, found by typing.

use super::super::command::{Action, Command, Wishes};
use super::super::state::State;
use super::super::theme::{self, bold};
use super::parts::field;
use eframe::egui::{self, Button, Key, Modifiers, RichText, ScrollArea, vec2};

/// Actions whose label or tooltip has all the words, labels first.
fn found(search: &str) -> Vec<Action> {
    let words: Vec<String> = search.to_lowercase().split_whitespace().map(str::to_owned).collect();
    let rank = |action: &Action| {
        let (label, tooltip) = (action.label().to_lowercase(), action.tooltip().to_lowercase());
        let in_label = words.iter().all(|w| label.contains(w.as_str()));
        let anywhere = words.iter().all(|w| label.contains(w.as_str()) || tooltip.contains(w.as_str()));
        let begins = words.first().is_some_and(|w| label.starts_with(w.as_str()));
        match (in_label, anywhere) {
            (true, _) if begins => Some(0),
            (true, _) => Some(1),
            (_, true) => Some(2),
            _ => None,
        }
    };
    let all = Action::ALL.into_iter().filter(|a| !matches!(a, Action::Palette | Action::Cancel));
    let mut ranked: Vec<(i32, Action)> = all.filter_map(|a| Some((rank(&a)?, a))).collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().map(|(_, action)| action).collect()
}

pub(super) fn show(ui: &mut egui::Ui, state: &State, search: &mut String, chosen: &mut usize, wishes: &mut Wishes) {
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
    let actions = found(search);
    *chosen = chosen.saturating_add_signed(step).min(actions.len().saturating_sub(1));
    let mut wanted = actions.get(*chosen).copied().filter(|_| entered);
    ui.add_space(4.0);
    let height = (ui.ctx().content_rect().height() - 220.0).clamp(120.0, 380.0);
    let area = ScrollArea::vertical().max_height(height).min_scrolled_height(height).auto_shrink(false);
    area.show(ui, |ui| {
        for (i, action) in actions.iter().enumerate() {
            let can = state.can(*action);
            let button = Button::selectable(i == *chosen, bold(action.label())).shortcut_text(theme::keys(ui, *action));
            let row = ui.add_enabled(can, button.min_size(vec2(ui.available_width(), 26.0)));
            let row = row.on_hover_text(action.tooltip()).on_disabled_hover_text("Nothing to act on now");
            if i == *chosen && step != 0 {
                row.scroll_to_me(None);
            }
            if row.clicked() {
                wanted = Some(*action);
            }
        }
        if actions.is_empty() {
            ui.label(RichText::new("No command has these words.").weak());
        }
    });
    if let Some(action) = wanted.filter(|a| state.can(*a)) {
        wishes.push(Command::CloseDialog);
        wishes.action(action);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_found_by_their_words_in_any_order() {
        assert_eq!(found("picture save").first(), Some(&Action::ExportPicture));
        assert_eq!(found("zoom").first(), Some(&Action::ZoomIn));
        assert!(found("event viewer").contains(&Action::AddMarks));
        assert!(found("xyzzy").is_empty());
        assert_eq!(found("").len(), Action::ALL.len() - 2);
    }
}
