//! The servers of a folder as a table: the most urgent first, each with a sparkline.

use super::super::command::{Action, Command, CommandQueue};
use super::super::dialogs::search_field;
use super::super::jobs::{JobKind, JobList};
use super::super::rows::Rows;
use super::super::state::settings::Sorting;
use super::super::state::{Fleet, FleetRows, State};
use super::super::theme::{self, bold, icons};
use super::status;
use crate::chart::palette::Role;
use crate::fleet::output::{pool_name, rate, share, tag, time_left, until};
use crate::fleet::{PoolRow, Server};
use crate::model::units::grouped;
use eframe::egui::{self, Align, Button, ComboBox, Key, Label, Layout, RichText, Sense, Stroke, pos2, vec2};
use egui_extras::{Column, TableBuilder};
use std::ops::Range;

/// Columns with their widths; text columns are aligned left.
const COLUMNS: [(&str, f32, bool); 10] = [
    ("Server", 150.0, true),
    ("Pool", 78.0, true),
    ("Verdict", 140.0, true),
    ("Chart", 120.0, true),
    ("Time left", 84.0, false),
    ("Maximum", 92.0, false),
    ("of RAM", 74.0, false),
    ("Rate (95 % interval)", 190.0, true),
    ("Tag", 90.0, true),
    ("Until (UTC)", 120.0, true),
];
const CHART: usize = 3;

pub fn show(
    ui: &mut egui::Ui,
    (state, fleet): (&State, &Fleet),
    widgets: &mut FleetRows,
    jobs: &JobList,
    commands: &mut CommandQueue,
) {
    let units = state.settings.units();
    widgets.build(fleet, &|rows, sorting| sort(rows, &fleet.servers, sorting));
    let folders: Vec<String> = fleet.folders.iter().map(|path| path.display().to_string()).collect();
    let title = format!("{} servers in {}", grouped(fleet.servers.len() as f64), folders.join(", "));
    ui.add(Label::new(bold(&title).size(19.0)).truncate()).on_hover_text(&title);
    if let Some(job) = jobs.find(JobKind::Fleet) {
        ui.horizontal(|ui| {
            ui.add(egui::ProgressBar::new(job.progress.share()).desired_width(260.0).show_percentage());
            ui.label("The table fills while the logs are read.");
            status::cancel_button(ui, commands);
        });
    }
    let search = filters(ui, fleet, widgets);
    actions(ui, fleet, widgets, commands);
    ui.add_space(4.0);
    let FleetRows { rows, selected, anchor, sorting, .. } = widgets;
    let keys = Rows::begin(ui, "Servers", rows.len(), None);
    keys.enter_from(ui, &search);
    let at = keys.at().and_then(|at| rows.get(at)).copied();
    match (at, keys.pressed) {
        (Some(at), Some(Key::Enter)) => commands.push(Command::OpenServers(opened(fleet, rows, selected, at))),
        (Some(at), Some(Key::Space)) => toggle(selected, fleet.servers[at].name()),
        _ => {}
    }
    if let Some(at) = at.filter(|_| keys.copies(ui)) {
        commands.push(Command::CopyText(as_text(&fleet.servers[at])));
    }
    let mut in_view = 0..0;
    let top = ui.cursor().top();
    let failed = if fleet.failed.is_empty() { 0.0 } else { 30.0 };
    let room = (ui.available_height() - failed - 34.0).max(80.0);
    let mut table = Table { fleet, rows, selected, anchor, sorting, keys: &keys, room, units };
    let shown = egui::ScrollArea::horizontal().show(ui, |ui| table.show(ui, &mut in_view, commands));
    let mut rect = shown.inner_rect;
    rect.min.y = top + ui.spacing().interact_size.y + 6.0;
    let said = at.map_or_else(String::new, |at| {
        let server = &fleet.servers[at];
        let selected = if selected.contains(&server.name()) { ", selected" } else { "" };
        format!("{}{selected}; Enter opens it, Space selects it", as_text(server).replace('\n', ", "))
    });
    keys.end(ui, rect, in_view, ("Servers", &said));
    if !fleet.failed.is_empty() {
        let count = fleet.failed.len();
        let text = if count == 1 {
            "One file could not be read".to_owned()
        } else {
            format!("{} files could not be read", grouped(count as f64))
        };
        let lines: Vec<&str> = fleet.failed.iter().map(|failure| failure.error.as_str()).collect();
        ui.horizontal(|ui| {
            let label = ui.label(format!("{text}: {}", lines.first().copied().unwrap_or_default()));
            label.on_hover_text(lines[..lines.len().min(12)].join("\n"));
            if count > 1 && ui.button("Copy the list").clicked() {
                commands.push(Command::CopyText(lines.join("\n") + "\n"));
            }
        });
    }
}

/// The search field, and the choice of the verdicts that are shown.
fn filters(ui: &mut egui::Ui, fleet: &Fleet, widgets: &mut FleetRows) -> egui::Response {
    let mut field = None;
    ui.horizontal(|ui| {
        let all = format!("All verdicts ({})", grouped(fleet.servers.len() as f64));
        let shown = widgets.verdict.clone().unwrap_or_else(|| all.clone());
        let combo = ComboBox::from_id_salt("verdicts").selected_text(shown).width(170.0).show_ui(ui, |ui| {
            ui.selectable_value(&mut widgets.verdict, None, all);
            for (word, count) in &widgets.words {
                ui.selectable_value(
                    &mut widgets.verdict,
                    Some(word.clone()),
                    format!("{word} ({})", grouped(*count as f64)),
                );
            }
        });
        combo.response.on_hover_text("Which servers are shown");
        ui.allocate_ui_with_layout(vec2(ui.available_width(), 24.0), Layout::left_to_right(Align::Center), |ui| {
            field = Some(search_field(ui, "Find", "server, tag, verdict or file", &mut widgets.search));
        });
    });
    field.unwrap_or_else(|| ui.response())
}

fn actions(ui: &mut egui::Ui, fleet: &Fleet, widgets: &FleetRows, commands: &mut CommandQueue) {
    ui.horizontal_wrapped(|ui| {
        let places: Vec<usize> =
            widgets.rows.iter().copied().filter(|at| widgets.selected.contains(&fleet.servers[*at].name())).collect();
        let label = match places.len() {
            0 | 1 => "Open".to_owned(),
            n => format!("Compare {n} on one chart"),
        };
        let hint = "Enter, or a double click on a row; Ctrl+B returns. Several selected servers come on one chart";
        if ui.add_enabled(!places.is_empty(), Button::new(label)).on_hover_text(hint).clicked() {
            commands.push(Command::OpenServers(places));
        }
        if ui.button("Copy the table").on_hover_text("The rows that are shown, for a spreadsheet").clicked() {
            commands.push(Command::CopyText(as_table(fleet, &widgets.rows)));
        }
        if ui.button(Action::OpenFolder.label()).on_hover_text(theme::hint(ui, Action::OpenFolder)).clicked() {
            commands.action(Action::OpenFolder);
        }
        if ui.button("Close").on_hover_text(theme::hint(ui, Action::CloseLog)).clicked() {
            commands.action(Action::CloseLog);
        }
        let (rows, all) = (grouped(widgets.rows.len() as f64), grouped(fleet.servers.len() as f64));
        ui.label(RichText::new(format!("{rows} of {all} servers")).weak());
    });
}

fn toggle(selected: &mut std::collections::BTreeSet<String>, name: String) {
    if !selected.remove(&name) {
        selected.insert(name);
    }
}

/// The servers that Enter or a double click opens: the selected ones if the row is one of them, else that of the row.
fn opened(fleet: &Fleet, rows: &[usize], selected: &std::collections::BTreeSet<String>, at: usize) -> Vec<usize> {
    if selected.len() > 1 && selected.contains(&fleet.servers[at].name()) {
        rows.iter().copied().filter(|at| selected.contains(&fleet.servers[*at].name())).collect()
    } else {
        vec![at]
    }
}

fn cells(server: &Server, units: crate::model::units::Units) -> [String; 10] {
    let of = |text: &dyn Fn(&PoolRow) -> String| server.lead().map_or_else(String::new, text);
    [
        server.name(),
        of(&|pool| pool_name(pool).to_owned()),
        server.lead().map_or_else(|| server.without_pools().to_owned(), |pool| pool.word.clone()),
        String::new(),
        of(&time_left),
        of(&|pool| units.bytes(pool.max)),
        of(&share),
        of(&rate),
        of(&tag),
        until(server),
    ]
}

fn as_text(server: &Server) -> String {
    let cells = cells(server, Default::default());
    let named = COLUMNS.iter().zip(cells).filter(|(_, cell)| !cell.is_empty());
    let mut text: String = named.map(|((name, ..), cell)| format!("{name}: {cell}\n")).collect();
    if let Some(pool) = server.lead() {
        text += &format!("{}\n", pool.sentence);
    }
    text
}

fn as_table(fleet: &Fleet, rows: &[usize]) -> String {
    let line = |cells: &mut dyn Iterator<Item = String>| {
        let cells: Vec<String> = cells.map(|cell| crate::export::table::text_cell(&cell).into_owned()).collect();
        cells.join("\t") + "\n"
    };
    let is_shown = |at: &usize| *at != CHART;
    let head = line(&mut (0..COLUMNS.len()).filter(is_shown).map(|at| COLUMNS[at].0.to_owned()));
    let body = rows.iter().map(|at| {
        let cells = cells(&fleet.servers[*at], Default::default());
        line(&mut (0..COLUMNS.len()).filter(is_shown).map(|at| cells[at].clone()))
    });
    head + &body.collect::<String>()
}

/// Sorts by a column, ascending; the verdict by urgency.
fn sort(rows: &mut [usize], servers: &[Server], sorting: Sorting) {
    let unknown = f64::INFINITY;
    let lead = |at: &usize| servers[*at].lead();
    let mut by = |value: &dyn Fn(&PoolRow) -> Option<f64>| {
        rows.sort_by(|a, b| {
            let of = |at: &usize| lead(at).and_then(value).unwrap_or(unknown);
            of(a).total_cmp(&of(b))
        });
    };
    match sorting.column {
        4 => by(&|pool| pool.hours_to_limit.filter(|_| pool.is_rise())),
        5 => by(&|pool| Some(pool.max)),
        6 => by(&|pool| pool.ram_fraction),
        7 => by(&|pool| pool.slope_per_hour.filter(|_| pool.is_rise())),
        2 | CHART => rows.sort_by(|a, b| servers[*a].urgency(&servers[*b])),
        9 => rows.sort_by_key(|at| servers[*at].end_utc),
        column => rows.sort_by_cached_key(|at| cells(&servers[*at], Default::default())[column].to_lowercase()),
    }
}

struct Table<'a> {
    fleet: &'a Fleet,
    rows: &'a [usize],
    selected: &'a mut std::collections::BTreeSet<String>,
    anchor: &'a mut Option<usize>,
    sorting: &'a mut Option<Sorting>,
    keys: &'a Rows,
    room: f32,
    units: crate::model::units::Units,
}

impl Table<'_> {
    fn show(&mut self, ui: &mut egui::Ui, in_view: &mut Range<usize>, commands: &mut CommandQueue) {
        let height = ui.text_style_height(&egui::TextStyle::Body) + 10.0;
        let mut builder = TableBuilder::new(ui)
            .id_salt("servers")
            .striped(true)
            .sense(Sense::click())
            .cell_layout(Layout::left_to_right(Align::Center))
            .min_scrolled_height(self.room)
            .max_scroll_height(self.room);
        if let Some(at) = self.keys.moved_to() {
            builder = builder.scroll_to_row(at, None);
        }
        for (_, width, _) in COLUMNS {
            builder = builder.column(Column::initial(width).at_least(40.0).clip(true).resizable(true));
        }
        let with_head = builder.header(height, |mut head| {
            for (column, (name, ..)) in COLUMNS.iter().enumerate() {
                head.col(|ui| self.head(ui, column, name));
            }
        });
        let mut drawn: Option<Range<usize>> = None;
        with_head.body(|body| {
            body.rows(height, self.rows.len(), |mut row| {
                let index = row.index();
                let Some(at) = self.rows.get(index).copied() else { return };
                let server = &self.fleet.servers[at];
                let is_selected = self.selected.contains(&server.name());
                row.set_selected(is_selected || self.keys.at() == Some(index));
                drawn = Some(drawn.as_ref().map_or(index, |d| d.start.min(index))..index + 1);
                for (column, text) in cells(server, self.units).into_iter().enumerate() {
                    row.col(|ui| cell(ui, server, column, text));
                }
                let response = row.response();
                if response.double_clicked() {
                    commands.push(Command::OpenServers(vec![at]));
                } else if response.clicked() {
                    self.select(index, response.ctx.input(|i| i.modifiers));
                }
            });
        });
        *in_view = drawn.unwrap_or_default();
    }

    /// A click selects a row; Ctrl adds one, Shift extends from the last one.
    fn select(&mut self, index: usize, modifiers: egui::Modifiers) {
        let name = |row: usize| self.rows.get(row).map(|at| self.fleet.servers[*at].name());
        let Some(clicked) = name(index) else { return };
        match *self.anchor {
            Some(anchor) if modifiers.shift => {
                let names = (anchor.min(index)..=anchor.max(index)).filter_map(name);
                self.selected.extend(names);
                return;
            }
            _ if modifiers.command => toggle(self.selected, clicked),
            _ => *self.selected = [clicked].into(),
        }
        *self.anchor = Some(index);
    }

    fn head(&mut self, ui: &mut egui::Ui, column: usize, name: &str) {
        let (_, _, is_words) = COLUMNS[column];
        let layout = if is_words { Layout::left_to_right(Align::Center) } else { Layout::right_to_left(Align::Center) };
        ui.with_layout(layout, |ui| {
            if column == CHART {
                ui.label(bold(name));
                return;
            }
            let sorted = self.sorting.filter(|sorting| sorting.column == column);
            let icon = match sorted.map(|sorting| sorting.is_falling) {
                Some(true) => Some(icons::ICON_ARROW_DROP_DOWN),
                Some(false) => Some(icons::ICON_ARROW_DROP_UP),
                None => None,
            };
            let button = match icon {
                Some(icon) => Button::new((bold(name), RichText::from(icon))),
                None => Button::new(bold(name)),
            };
            let button = ui.add(button.frame_when_inactive(false));
            let said = match sorted {
                None => format!("Sort by {name}"),
                Some(sorting) if sorting.is_falling => format!("Sort by {name}, largest first"),
                Some(_) => format!("Sort by {name}, smallest first"),
            };
            button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &said));
            if button.on_hover_text("Click to sort; a third click sorts by urgency again").clicked() {
                let first = matches!(column, 5..=7 | 9);
                *self.sorting = match sorted {
                    None => Some(Sorting { column, is_falling: first }),
                    Some(sorting) if sorting.is_falling == first => Some(Sorting { column, is_falling: !first }),
                    Some(_) => None,
                };
            }
        });
    }
}

fn cell(ui: &mut egui::Ui, server: &Server, column: usize, text: String) {
    let lead = server.lead();
    match column {
        CHART => {
            if let Some(pool) = lead {
                let rect = ui.available_rect_before_wrap().shrink2(vec2(2.0, 4.0));
                small_line(ui, pool, rect);
            }
        }
        _ if !COLUMNS[column].2 => {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.add(Label::new(text).extend().selectable(false))
            });
        }
        2 => {
            let role = lead.and_then(role);
            let text = role.map_or_else(|| RichText::new(&text), |role| bold(&text).color(theme::role_color(ui, role)));
            ui.add(Label::new(text).truncate().selectable(false))
                .on_hover_text(lead.map_or("", |pool| pool.sentence.as_str()));
        }
        _ => drop(ui.add(Label::new(text).truncate().selectable(false))),
    }
}

/// How alarming a pool is.
fn role(pool: &PoolRow) -> Option<Role> {
    match pool.verdict.as_str() {
        _ if pool.exhausted => Some(Role::Alarm),
        "leak" => Some(Role::Alarm),
        "suspect" => Some(Role::Watch),
        _ => None,
    }
}

/// A sparkline from zero to the maximum; gaps stay gaps.
fn small_line(ui: &egui::Ui, pool: &PoolRow, rect: egui::Rect) {
    let color = role(pool).map_or(ui.visuals().hyperlink_color, |role| theme::role_color(ui, role));
    let parts = pool.line.len().max(2) as f32 - 1.0;
    let at = |(at, value): (usize, f64)| {
        let x = rect.left() + at as f32 / parts * rect.width();
        pos2(x, rect.bottom() - (value / pool.max.max(1.0)) as f32 * rect.height())
    };
    for piece in pool.line.iter().enumerate().collect::<Vec<_>>().split(|(_, value)| value.is_none()) {
        let points: Vec<egui::Pos2> = piece.iter().filter_map(|(i, value)| value.map(|v| at((*i, v)))).collect();
        match points[..] {
            [] => {}
            [single] => drop(ui.painter().circle_filled(single, 1.5, color)),
            _ => drop(ui.painter().line(points, Stroke::new(1.2, color))),
        }
    }
}
