//! The only place that changes the state: carries out commands and takes in the results of jobs.
//!
//! Choices are changed first; then `App::follow_choices` updates what depends on them. Undo does the same with earlier
//! choices.

mod charting;
mod collecting;
mod comparing;
mod exporting;
mod fetching;
mod files;
mod fleet;
mod judging;
mod logs;
mod losing;
mod owners;
mod reporting;
mod sessions;

use sessions::SessionFile;
pub(super) use sessions::has_work;

use super::App;
use super::chooser::Request;
use super::command::{Action, Command, Opening};
use super::dialogs::tags;
use super::handbook::place_of_term;
use super::jobs::Panicked;
use super::panels::explained_term;
use super::product::Product;
use super::state::choices::{Choices, Mark};
use super::state::page::{Place, Shown};
use super::state::settings::{SCALES, Settings};
use super::state::{Dialog, Fetch, Sorting};
use super::theme;
use crate::chart::interact::Wanted;
use crate::engine::Log;
use crate::report::text;
use eframe::egui;
use web_time::Instant;

/// A step in the history of changes.
#[derive(Clone, Copy)]
enum Step {
    Back,
    Forward,
}

impl App {
    /// Carries out a command.
    pub fn apply(&mut self, command: Command, ctx: &egui::Context, frame: Option<&eframe::Frame>) {
        let before = self.state.document.as_ref().map(|d| (d.loaded.logs.clone(), d.choices.clone()));
        let change = command.change();
        self.carry_out(command, ctx, frame);
        let Some((logs, before)) = before else { return };
        let Some(document) = self.state.document.as_mut().filter(|d| d.loaded.logs == logs) else { return };
        if document.choices == before {
            return;
        }
        if let Some(name) = change {
            document.undo.record(name, before.clone(), Instant::now());
        }
        self.follow_choices(&before);
    }

    /// Updates what depends on the choices, if they differ from those before.
    pub(super) fn follow_choices(&mut self, before: &Choices) {
        let Some(document) = &mut self.state.document else { return };
        let now = document.choices.clone();
        if now.computer != before.computer {
            self.widgets.views[0].want(Wanted::Everything);
            document.derived.sparks.clear();
        }
        if now.compare != before.compare {
            let is_other = |a: &Choices, b: &Choices| match (&a.compare, &b.compare) {
                (Some(a), Some(b)) => (&a.before, &a.after) != (&b.before, &b.after),
                (a, b) => a.is_some() != b.is_some(),
            };
            if is_other(&now, before) {
                document.loaded.pair = None;
            }
            document.history = Default::default();
            let before = match (before.compare.is_some(), now.compare.is_some()) {
                (false, true) => {
                    document.view_before = self.widgets.views[0].bounds();
                    None
                }
                (true, false) => document.view_before.take(),
                _ => None,
            };
            for view in &mut self.widgets.views {
                // restores the earlier view
                view.want(before.map_or(Wanted::Everything, Wanted::Show));
            }
        }
        if now.judged_span != before.judged_span {
            document.loaded.range_report = None;
        }
        let is_new_scale = (now.is_log, now.is_perfmon) != (before.is_log, before.is_perfmon);
        if is_new_scale {
            for view in &mut self.widgets.views {
                view.want(Wanted::AllAmounts);
            }
        }
        let needs_scene = is_new_scale
            || now.computer != before.computer
            || now.compare != before.compare
            || now.is_stacked != before.is_stacked
            || now.styles != before.styles
            || now.listings_moved != before.listings_moved
            || now.judged_span != before.judged_span;
        if now.counters != before.counters {
            self.fetch_counters(Fetch::Missing);
        } else if needs_scene {
            document.rebuild_scene(&self.state.settings);
        } else {
            document.apply_choices();
        }
        if let Some(document) = self.state.document.as_mut().filter(|_| is_new_scale)
            && let Some(scene) = &document.derived.scene
        {
            document.history.rescale(scene.heights());
        }
        self.start_compare();
        self.start_narrowing();
    }

    /// A table: one arm for each command, so that none is forgotten.
    fn carry_out(&mut self, command: Command, ctx: &egui::Context, frame: Option<&eframe::Frame>) {
        match command {
            Command::Do(action) => self.act(action, ctx, frame),
            Command::OpenFiles(files) => self.open_files(files, Opening::Alone),
            Command::AddFiles(files) => self.open_files(files, Opening::Added),
            Command::OpenFolders(folders) => self.open_folders(folders),
            Command::OpenServers(places) => self.open_servers(&places),
            Command::PlaceKit(plan) => {
                self.widgets.dialog = None;
                self.state.plan = Some(plan);
                self.ask(Request::KitFolder, frame);
            }
            Command::WriteKit(folder) => self.write_kit(&folder),
            Command::MoveListings(secs) => self.move_listings(secs),
            Command::SetTagNames(path) => self.set_tag_names(path),
            Command::SearchDrivers(folder) => self.search_drivers(folder),
            Command::BringBack(session) => self.bring_back(*session),
            Command::SetPools(pools) => self.set_pools(pools),
            Command::SetFollow(follows) => self.state.settings.follow_changes = follows,
            Command::SaveTo(product, path, existing) => self.save_to(product, path, existing),
            Command::ShowInFolder(path) => self.show_in_folder(path),
            Command::ShowComputer(index) => self.show_computer(index),
            Command::ToggleLine(key) => self.choose(|c| {
                if !c.hidden.remove(&key) {
                    c.hidden.insert(key);
                }
            }),
            Command::Select(key) => self.choose(|c| c.selected = key),
            Command::SetLineStyle(key, style) => self.choose(|c| c.set_style(key, style)),
            Command::KeepLineStyle(key) => self.keep_line_style(&key),
            Command::Chart(paths, charting) => self.chart_chosen(paths, charting),
            Command::ChartByPath(path) => self.chart_by_path(&path),
            Command::Preset(preset) => self.show_preset(preset),
            Command::Favour(path) => self.favour(&path),
            Command::ClearChart => self.choose(|c| c.counters.clear()),
            Command::View(wanted) => self.want(wanted),
            Command::SetCursor(which, at) => self.set_cursor(which, at),
            Command::AddMarks(marks) => {
                self.widgets.dialog = None;
                self.choose(|c| c.marks.extend(marks));
            }
            Command::SetMark(id, mark) => {
                self.widgets.dialog = None;
                self.choose(|c| c.set_mark(id, mark));
            }
            Command::MoveMark(id, at) => self.choose(|c| {
                let mark = c.mark(id).map(|mark| Mark { at, ..mark.clone() });
                if mark.is_some() {
                    c.set_mark(id, mark);
                }
            }),
            Command::AddNote(note) => {
                self.widgets.dialog = None;
                self.choose(|c| c.notes.push(note));
            }
            Command::SetNote(id, text) => {
                self.widgets.dialog = None;
                self.choose(|c| c.set_note(id, text));
            }
            Command::MoveNote(id, offset) => self.choose(|c| {
                if let Some(note) = c.notes.iter_mut().find(|n| n.id == id) {
                    note.offset = offset;
                }
            }),
            Command::WriteNote(at) => {
                self.widgets.dialog = Some(Dialog::Note { text: String::new(), at, id: None });
            }
            Command::EditNote(id) => {
                let note = self.state.document.as_ref().and_then(|d| d.choices.note(id));
                let dialog = note.map(|n| Dialog::Note { text: n.text.clone(), at: n.at, id: Some(id) });
                self.widgets.dialog = dialog;
            }
            Command::EditMark(id) => self.edit_mark(id),
            Command::SetCompare(compare) => {
                self.widgets.dialog = None;
                self.set_compare(compare.map(|c| *c));
            }
            Command::SetTheme(choice) => {
                self.state.settings.theme = choice;
                theme::apply(ctx, &self.state.settings);
            }
            Command::SetContrast(is_high) => {
                self.state.settings.has_high_contrast = is_high;
                theme::apply(ctx, &self.state.settings);
            }
            Command::SetPicture(picture) => self.state.settings.picture = picture,
            Command::SetDates(dates) => {
                self.state.settings.dates = dates;
                self.rebuild();
            }
            Command::KeepRecent(keeps) => {
                self.state.settings.keeps_recent = keeps;
                if !keeps {
                    self.state.settings.recent.clear();
                }
            }
            Command::KeepWork(keeps) => self.keep_work(keeps),
            Command::SetPseudonyms(replaces) => self.state.settings.replaces_names = replaces,
            Command::DeleteKept => self.delete_kept(),
            Command::SortCounters(order) => self.state.settings.counter_order = order,
            Command::ForgetLineStyle(name) => {
                self.state.settings.line_styles.remove(&name);
                self.rebuild();
            }
            Command::ForgetLineStyles => {
                self.state.settings.line_styles.clear();
                self.rebuild();
            }
            Command::SetScale(scale) => {
                self.state.settings.scale = scale.clamp(SCALES[0], SCALES[SCALES.len() - 1]);
                ctx.set_zoom_factor(self.state.settings.scale);
            }
            Command::SetTimes(times) => {
                self.state.settings.times = times;
                self.rebuild();
            }
            Command::SetDecimal(is_decimal) => {
                self.state.settings.is_decimal = is_decimal;
                self.rebuild();
            }
            Command::SetOverlays(overlays) => {
                self.state.settings.overlays = overlays;
                self.rebuild();
            }
            Command::Sort(column) => {
                let sorting = &mut self.state.settings.sorting;
                *sorting = match *sorting {
                    Some(s) if s.column == column && s.is_falling => Some(Sorting { column, is_falling: false }),
                    Some(s) if s.column == column => None,
                    _ => Some(Sorting { column, is_falling: column > 0 }),
                };
            }
            Command::SetRam(bytes) => self.set_ram(bytes),
            Command::CopyText(text) => {
                ctx.copy_text(self.leaving(text));
                self.state.say("Copied.");
            }
            Command::ForgetRecent => self.state.settings.recent.clear(),
            Command::ForgetRam => {
                self.state.settings.ram.clear();
                self.judge_again();
            }
            Command::ForgetFavourites => self.state.settings.favourites.clear(),
            Command::ResetSettings => {
                let was = std::mem::take(&mut self.state.settings);
                let Settings { ram, pools, recent, favourites, tag_names, line_styles, .. } = was;
                let first = Settings::default();
                self.state.settings = Settings { ram, pools, recent, favourites, tag_names, line_styles, ..first };
                theme::apply(ctx, &self.state.settings);
                ctx.set_zoom_factor(self.state.settings.scale);
                self.rebuild();
            }
            Command::MenuOpened => self.widgets.opens_menu = None,
            Command::OpenSession(session, file) => {
                self.widgets.dialog = None;
                self.open_session(*session, file);
            }
            Command::FindLogs(session, file) => {
                self.widgets.dialog = None;
                self.state.finding = Some((session, file));
                self.ask(Request::Open, frame);
            }
            Command::AskDataPlace(choice) => {
                self.state.data_choice = choice;
                self.ask_place(Product::Data, frame);
            }
            Command::OpenHandbook(place) => {
                let back = self.widgets.dialog.take().map(Box::new);
                self.widgets.dialog = Some(Dialog::Handbook { shown: Shown::at(place), back });
            }
            Command::CloseDialog => {
                self.widgets.dialog = match self.widgets.dialog.take() {
                    Some(Dialog::Handbook { back, .. }) => back.map(|back| *back),
                    _ => None,
                };
                self.state.finding = None;
            }
        }
    }

    /// Opens the handbook where the term that is hovered or focused is explained, or at its first page.
    fn open_handbook(&mut self, ctx: &egui::Context) {
        let term = explained_term(ctx).and_then(|term| place_of_term(&term));
        let shown = Shown::at(term.unwrap_or(Place { page: 0, section: 0 }));
        self.widgets.dialog = Some(Dialog::Handbook { shown, back: None });
    }

    /// Resets panels and columns to their defaults.
    fn reset_layout(&mut self, ctx: &egui::Context) {
        let Settings { shows_counters, shows_statistics, shows_overview, shows_value_bar, shows_report, .. } =
            Settings::default();
        let settings = &mut self.state.settings;
        (settings.shows_counters, settings.shows_statistics) = (shows_counters, shows_statistics);
        (settings.shows_overview, settings.shows_value_bar) = (shows_overview, shows_value_bar);
        settings.shows_report = shows_report;
        ctx.data_mut(|data| data.remove_by_type::<egui::containers::panel::PanelState>());
    }

    /// A table: one arm for each action.
    fn act(&mut self, action: Action, ctx: &egui::Context, frame: Option<&eframe::Frame>) {
        if !self.state.can(action) {
            return;
        }
        match action {
            Action::Open => self.ask(Request::Open, frame),
            Action::OpenPath => self.ask_path(String::new(), Request::Open),
            Action::AddLogs if self.state.document.is_some() => self.ask(Request::Add, frame),
            Action::AddLogs => self.ask(Request::Open, frame),
            Action::OpenFolder => self.ask(Request::LogFolder, frame),
            Action::BackToServers => self.close_log(),
            Action::OpenSample => self.open_logs(vec![Log::Sample]),
            Action::Reload => self.reload(),
            Action::SaveSession => self.ask_session(SessionFile::Known, frame),
            Action::SaveSessionAs => self.ask_session(SessionFile::Asked, frame),
            Action::ExportPicture => self.ask_export(frame),
            Action::CopyPicture => self.copy_picture(),
            Action::SaveReport => self.ask_place(Product::Report, frame),
            Action::SaveData => self.choose_data(),
            Action::Print => self.print(),
            Action::CopyVerdict => {
                if let Some(text) = self.verdict_text() {
                    ctx.copy_text(self.leaving(text));
                    self.state.say("Verdict copied.");
                }
            }
            Action::CopyStatistics => {
                if let Some(text) = self.state.statistics_text() {
                    ctx.copy_text(self.leaving(text));
                    self.state.say("Statistics copied: paste them into a spreadsheet.");
                }
            }
            Action::Quit => ctx.send_viewport_cmd(egui::ViewportCommand::Close),
            Action::Undo => self.step(Step::Back),
            Action::Redo => self.step(Step::Forward),
            Action::ZoomBack | Action::ZoomForward => {
                if let Some(document) = &mut self.state.document {
                    let history = &mut document.history;
                    let there = if action == Action::ZoomBack { history.back() } else { history.forward() };
                    self.widgets.views[0].want(there.map_or(Wanted::Move(0.0), Wanted::Show));
                }
            }
            Action::ResetView => self.want(Wanted::Everything),
            Action::ZoomIn => self.want(Wanted::Zoom(0.7)),
            Action::ZoomOut => self.want(Wanted::Zoom(1.0 / 0.7)),
            Action::ZoomInAmounts => self.want(Wanted::ZoomAmounts(0.7)),
            Action::ZoomOutAmounts => self.want(Wanted::ZoomAmounts(1.0 / 0.7)),
            Action::FitAmounts => self.want(Wanted::FitAmounts),
            Action::ZoomToCursors => {
                if let Some([Some(a), Some(b)]) = self.state.document.as_ref().map(|d| d.choices.cursors) {
                    self.want(Wanted::Times((a.min(b), a.max(b))));
                }
            }
            Action::ShowTimes => {
                let shown = self.widgets.views[0].bounds().map(|(times, _)| times);
                self.widgets.dialog = Some(Dialog::Times { text: String::new(), shown });
            }
            Action::Earlier => self.want(Wanted::Move(-0.25)),
            Action::Later => self.want(Wanted::Move(0.25)),
            Action::CursorLeft => self.step_cursor(-1),
            Action::CursorRight => self.step_cursor(1),
            Action::CursorFarLeft => self.step_cursor(-20),
            Action::CursorFarRight => self.step_cursor(20),
            Action::OtherCursor => self.other_cursor(),
            Action::ClearCursors => self.choose(|c| (c.cursors, c.active_cursor) = ([None; 2], 0)),
            Action::AddMark => self.add_mark_here(),
            Action::AddMarks => self.widgets.dialog = Some(Dialog::Marks { text: String::new() }),
            Action::AddNote => self.write_note_here(),
            Action::NextLine => self.select_next(),
            Action::ToggleSelected => {
                if let Some(key) = self.state.document.as_ref().and_then(|d| d.choices.selected.clone()) {
                    self.carry_out(Command::ToggleLine(key), ctx, frame);
                }
            }
            Action::Highlight => self.highlight(),
            Action::ToggleLog => self.choose(|c| c.is_log = !c.is_log),
            Action::TogglePerfmon => self.choose(|c| c.is_perfmon = !c.is_perfmon),
            Action::NextClock => {
                use crate::model::Times::{Elapsed, Local, Utc};
                let next = match self.state.settings.times {
                    Local => Utc,
                    Utc => Elapsed,
                    Elapsed => Local,
                };
                self.carry_out(Command::SetTimes(next), ctx, frame);
            }
            Action::ToggleCounters => {
                let shows = &mut self.state.settings.shows_counters;
                *shows = !*shows;
                self.widgets.counters.wants_focus = *shows;
            }
            Action::ToggleStatistics => self.state.settings.shows_statistics ^= true,
            Action::ToggleOverview => self.state.settings.shows_overview ^= true,
            Action::JudgeVisible => self.judge_visible(),
            Action::JudgeAll => self.choose(|c| c.judged_span = None),
            Action::Compare => self.ask_compare(),
            Action::EndCompare => self.set_compare(None),
            Action::SetRam => {
                self.widgets.dialog = Some(Dialog::Ram { text: String::new(), problem: String::new() });
            }
            Action::NextComputer => {
                if let Some(d) = &self.state.document {
                    let next = (d.derived.computer + 1) % d.loaded.analysis.machines.len().max(1);
                    self.show_computer(next);
                }
            }
            Action::ChoosePools => self.ask_pools(),
            Action::CollectLog => self.ask_what_to_collect(),
            Action::Stack => self.choose(|c| c.is_stacked = !c.is_stacked),
            Action::ToggleReport => self.state.settings.shows_report ^= true,
            Action::ToggleValueBar => self.state.settings.shows_value_bar ^= true,
            Action::StyleLine => self.style_line(),
            Action::ResetLayout => self.reset_layout(ctx),
            Action::MoveListings => self.widgets.dialog = Some(Dialog::ListingTime { text: String::new() }),
            Action::ShowTags => {
                self.show_computer_with_tags();
                let sorting = Sorting { column: tags::GROWTH, is_falling: true };
                self.widgets.dialog = Some(Dialog::Tags { search: String::new(), sorting });
            }
            Action::ChooseTagNames => self.ask(Request::TagNames, frame),
            Action::ChooseDrivers => self.ask(Request::DriverFolder, frame),
            Action::Larger | Action::Smaller => {
                let now = self.state.settings.scale;
                let next = theme::next_scale(now, action == Action::Larger);
                self.carry_out(Command::SetScale(next), ctx, frame);
            }
            Action::NormalSize => self.carry_out(Command::SetScale(1.0), ctx, frame),
            Action::Settings => self.widgets.dialog = Some(Dialog::Settings),
            Action::Palette => self.widgets.dialog = Some(Dialog::Palette { search: String::new(), chosen: 0 }),
            Action::Shortcuts => self.widgets.dialog = Some(Dialog::Shortcuts),
            Action::Handbook => self.open_handbook(ctx),
            Action::FirstMenu => self.widgets.opens_menu = Some(0),
            Action::CloseLog if self.state.document.is_none() => self.close_folder(),
            Action::CloseLog => self.close_log(),
            Action::SearchCounters => {
                self.state.settings.shows_counters = true;
                self.widgets.counters.wants_focus = true;
            }
            Action::About => self.widgets.dialog = Some(Dialog::About),
            Action::Cancel => self.cancel(),
        }
    }

    /// Changes the choices.
    fn choose(&mut self, change: impl FnOnce(&mut Choices)) {
        if let Some(document) = &mut self.state.document {
            change(&mut document.choices);
        }
    }

    /// Changes what is in view, in both charts if there are two.
    fn want(&mut self, wanted: Wanted) {
        if let Some(document) = &mut self.state.document {
            self.widgets.views[0].want(wanted);
            if document.derived.second.is_some()
                && !matches!(wanted, Wanted::Show(_) | Wanted::Times(_) | Wanted::Reveal(_))
            {
                self.widgets.views[1].want(wanted);
            }
        }
    }

    fn rebuild(&mut self) {
        if let Some(document) = &mut self.state.document {
            document.rebuild_scene(&self.state.settings);
        }
    }

    /// Undoes a change of choices, or redoes it.
    fn step(&mut self, step: Step) {
        let Some(document) = &mut self.state.document else { return };
        let stack = &mut document.undo;
        let (found, word) = match step {
            Step::Back => (stack.back(&document.choices), "Taken back"),
            Step::Forward => (stack.forward(&document.choices), "Done again"),
        };
        if let Some((name, choices)) = found {
            document.choices = choices;
            self.state.say(format!("{word}: {name}."));
        }
    }

    fn cancel(&mut self) {
        if self.widgets.dialog.take().is_some() {
            return;
        }
        // the job that the status line shows
        let Some(kind) = self.jobs.foreground_job().map(|j| j.kind) else { return };
        self.jobs.cancel(kind);
        self.state.restoring = None;
        self.state.say("Cancelled.");
    }

    /// Reports a panic inside a job.
    pub(super) fn fail_inside(&mut self, panicked: Panicked) {
        let Panicked { job, reason } = panicked;
        self.fail(
            "Something went wrong inside PoolScope",
            format!("{job}: {reason}. This is a fault of the program, not of your file. What was open is still open."),
        );
    }

    fn fail(&mut self, title: &str, text: String) {
        self.widgets.dialog = Some(Dialog::Error { title: title.to_owned(), text });
    }

    /// Reports that something could not be saved, and offers another place.
    fn fail_saving(&mut self, product: Product, text: String) {
        self.widgets.dialog = Some(Dialog::Unsaved { product, text });
    }

    /// The verdict as text to paste into a mail.
    pub fn verdict_text(&self) -> Option<String> {
        let document = self.state.document.as_ref()?;
        let scene = document.derived.scene.as_ref()?;
        let settings = &self.state.settings;
        if let Some(pair) = document.loaded.pair.as_ref().filter(|_| document.choices.is_compare()) {
            let styles = pair.machines.each_ref().map(|m| settings.style(&m.recording));
            let [before, after] = &pair.machines;
            let sides = [(before, &styles[0]), (after, &styles[1])];
            return Some(text::comparison(&scene.title, &scene.subtitle, &pair.compared, sides));
        }
        let (machine, report) = (document.machine()?, document.report()?);
        let style = settings.style(&machine.recording);
        Some(text::verdict(&scene.title, &scene.subtitle, report, &style))
    }
}
