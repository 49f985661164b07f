//! The table below the chart: each line in the visible time, and at the cursors.

use super::super::command::{Action, Command, Wishes};
use super::super::state::{Document, Settings, State};
use super::super::theme::{self, bold, icons};
use crate::chart::draw::View;
use crate::chart::palette::Role;
use crate::chart::{Line, Statistics};
use crate::export::table::text_cell;
use crate::model::clock::milliseconds;
use crate::model::{Clock, units};
use eframe::egui::{self, Align, Label, Layout, RichText, Sense, vec2};
use egui_extras::{Column, TableBuilder};

/// A cell: what is shown, what it is sorted by, and what is copied.
struct Cell {
    text: String,
    value: f64,
    copied: String,
}

impl Cell {
    fn none() -> Self {
        Self { text: "–".to_owned(), value: f64::NEG_INFINITY, copied: String::new() }
    }

    /// An amount in the line's own unit.
    fn amount(line: &Line, value: Option<f64>) -> Self {
        value.filter(|v| v.is_finite()).map_or_else(Self::none, |v| Self {
            text: line.show(v),
            value: v,
            copied: format!("{v}"),
        })
    }

    fn rate(line: &Line, value: Option<f64>) -> Self {
        let cell = Self::amount(line, value);
        if cell.copied.is_empty() { cell } else { Self { text: format!("{}/h", cell.text), ..cell } }
    }

    /// A time: shown short, copied in full.
    fn time(text: String, copied: String, at: f64) -> Self {
        Self { copied, text, value: at }
    }
}

struct Row {
    key: String,
    name: String,
    role: Role,
    is_hidden: bool,
    cells: Vec<Cell>,
}

struct Table {
    columns: Vec<(&'static str, &'static str)>,
    rows: Vec<Row>,
}

const COLUMNS: [(&str, &str); 11] = [
    ("Last", "The last value in the visible time"),
    ("Average", "Of the samples in the visible time"),
    ("Minimum", "The lowest sample"),
    ("at", "When it was first that low"),
    ("Maximum", "The highest sample"),
    ("at ", "When it was first that high"),
    ("95 %", "Below this lie 95 % of the samples"),
    ("Change", "Last minus first"),
    ("Per hour", "How fast it changes: the Theil–Sen slope, as in the verdict"),
    ("Duration", "From the first to the last sample in the visible time"),
    ("Samples", "Samples that have a value"),
];

const CURSOR_COLUMNS: [(&str, &str); 4] = [
    ("At A", "At cursor A"),
    ("At B", "At cursor B"),
    ("B − A", "How much it changed from A to B"),
    ("A to B", "The same for each hour between them"),
];

/// The table as it stands. Rows of lines whose statistics are still being worked out have none.
fn table(document: &Document, settings: &Settings) -> Table {
    let cursors = document.choices.cursors;
    let shown_cursors = match cursors {
        [Some(_), Some(_)] => vec![0, 1, 2, 3],
        [Some(_), None] => vec![0],
        [None, Some(_)] => vec![1],
        [None, None] => Vec::new(),
    };
    let mut columns: Vec<_> = shown_cursors.iter().map(|i| CURSOR_COLUMNS[*i]).collect();
    columns.extend(COLUMNS);
    let scenes = document.scene.iter().chain(&document.second);
    let lines = scenes.enumerate().flat_map(|(i, scene)| scene.lines.iter().map(move |line| (i, scene, line)));
    let mut figures = document.figures.rows.iter();
    let mut hidden = document.hidden.iter();
    let mut rows: Vec<Row> = lines
        .map(|(i, scene, line)| {
            let known = figures.next().filter(|(key, _)| *key == line.key).and_then(|(_, s)| *s);
            let at = |cursor: Option<f64>| {
                let index = line.series.nearest(cursor?)?;
                Some(line.series.values[index]).filter(|v| v.is_finite())
            };
            let [a, b] = cursors.map(at);
            let difference = a.zip(b).map(|(a, b)| b - a);
            let hours = cursors[0].zip(cursors[1]).map(|(a, b)| (b - a) / 3600.0).filter(|h| *h != 0.0);
            let per_hour = difference.zip(hours).map(|(d, h)| d / h);
            let of_cursors = [
                Cell::amount(line, a),
                Cell::amount(line, b),
                Cell::amount(line, difference),
                Cell::rate(line, per_hour),
            ];
            let wanted = of_cursors.into_iter().enumerate().filter(|(i, _)| shown_cursors.contains(i));
            let mut cells: Vec<Cell> = wanted.map(|(_, cell)| cell).collect();
            cells.extend(statistics(line, known, &scene.clock));
            let name = if document.second.is_some() {
                format!("{}, {}", line.name, if i == 0 { "before" } else { "after" })
            } else {
                line.name.clone()
            };
            let is_hidden = i == 0 && hidden.next().copied().unwrap_or(false);
            Row { key: line.key.clone(), name, role: line.role, is_hidden, cells }
        })
        .collect();
    if let Some(sorting) = settings.sorting {
        match sorting.column {
            0 => rows.sort_by_key(|r| r.name.to_lowercase()),
            column => {
                let value = |r: &Row| r.cells.get(column - 1).map_or(f64::NEG_INFINITY, |c| c.value);
                rows.sort_by(|a, b| value(a).total_cmp(&value(b)));
            }
        }
        if sorting.is_falling {
            rows.reverse();
        }
    }
    Table { columns, rows }
}

fn statistics(line: &Line, known: Option<Statistics>, clock: &Clock) -> Vec<Cell> {
    let Some(s) = known else { return COLUMNS.iter().map(|_| Cell::none()).collect() };
    // seconds tell nothing where hours are looked at
    let word = if s.duration_secs > 6.0 * 3600.0 { Clock::short } else { Clock::short_second };
    let time = |at: f64| Cell::time(word(clock, milliseconds(at)), clock.second(milliseconds(at)), at);
    let amount = |v: f64| Cell::amount(line, Some(v));
    vec![
        amount(s.last),
        amount(s.average),
        amount(s.min),
        time(s.min_at),
        amount(s.max),
        time(s.max_at),
        amount(s.p95),
        amount(s.change),
        Cell::rate(line, s.rate_per_hour),
        Cell { text: units::duration(s.duration_secs), value: s.duration_secs, copied: format!("{}", s.duration_secs) },
        Cell { text: units::grouped(s.samples as f64), value: s.samples as f64, copied: s.samples.to_string() },
    ]
}

/// The table with tabs between its columns, its values in full.
pub fn as_text(document: &Document, settings: &Settings) -> Option<String> {
    let table = table(document, settings);
    if table.rows.is_empty() {
        return None;
    }
    let mut head = vec!["Line".to_owned(), "Unit".to_owned()];
    head.extend(table.columns.iter().enumerate().map(|(i, (name, _))| match *name {
        "at" | "at " => format!("{} at", table.columns[i - 1].0),
        "Duration" => "Duration (s)".to_owned(),
        "Per hour" => "Change per hour".to_owned(),
        "A to B" => "A to B, per hour".to_owned(),
        name => name.to_owned(),
    }));
    let lines = document.scene.iter().chain(&document.second).flat_map(|s| &s.lines);
    let units: std::collections::HashMap<&str, String> =
        lines.map(|l| (l.key.as_str(), format!("{}{}", l.unit.name(), l.per))).collect();
    let mut rows = vec![head.join("\t")];
    for row in &table.rows {
        let mut cells =
            vec![text_cell(&row.name).into_owned(), units.get(row.key.as_str()).cloned().unwrap_or_default()];
        cells.extend(row.cells.iter().map(|c| c.copied.clone()));
        rows.push(cells.join("\t"));
    }
    Some(rows.join("\r\n") + "\r\n")
}

pub fn show(ui: &mut egui::Ui, state: &State, wishes: &mut Wishes) {
    let Some(document) = &state.document else { return };
    let Some(scene) = &document.scene else { return };
    let table = table(document, &state.settings);
    heading(ui, document, scene, wishes);
    let row_height = ui.text_style_height(&egui::TextStyle::Body) + 6.0;
    let narrow = ui.available_width() < 500.0;
    egui::ScrollArea::horizontal().auto_shrink(false).show(ui, |ui| {
        let builder = TableBuilder::new(ui)
            .id_salt(("statistics", table.columns.len()))
            .striped(true)
            .sense(Sense::click())
            .cell_layout(Layout::right_to_left(Align::Center))
            .auto_shrink(false)
            .min_scrolled_height(0.0)
            .column(Column::initial(if narrow { 150.0 } else { 210.0 }).at_least(90.0).clip(true).resizable(true))
            .columns(Column::auto().at_least(70.0), table.columns.len());
        let header = builder.header(row_height, |mut header| {
            let columns = std::iter::once(("Line", "The table's lines")).chain(table.columns.iter().copied());
            for (i, (name, hint)) in columns.enumerate() {
                let sorting = state.settings.sorting.filter(|s| s.column == i);
                let icon =
                    |is_falling| if is_falling { icons::ICON_ARROW_DROP_DOWN } else { icons::ICON_ARROW_DROP_UP };
                let label = |ui: &mut egui::Ui| {
                    ui.spacing_mut().item_spacing.x = 0.0;
                    let name = Label::new(bold(name.trim())).selectable(false).extend();
                    let sign = sorting.map(|s| Label::new(RichText::from(icon(s.is_falling))).selectable(false));
                    // the sign stands behind the name, in columns that are set from the right too
                    if i == 0 {
                        ui.add(name);
                        sign.map(|sign| ui.add(sign));
                    } else {
                        sign.map(|sign| ui.add(sign));
                        ui.add(name);
                    }
                };
                let (_, response) = header.col(|ui| match i {
                    0 => drop(ui.with_layout(Layout::left_to_right(Align::Center), label)),
                    _ => label(ui),
                });
                let how = sorting.map_or("", |s| if s.is_falling { ", largest first" } else { ", smallest first" });
                let told = format!("Sort by {}{how}", name.trim());
                response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &told));
                if response.on_hover_text(format!("{hint}\nClick to sort")).clicked() {
                    wishes.push(Command::Sort(i));
                }
            }
        });
        header.body(|body| {
            body.rows(row_height, table.rows.len(), |mut row| {
                let Some(data) = table.rows.get(row.index()) else { return };
                row.set_selected(document.choices.selected.as_ref() == Some(&data.key));
                row.col(|ui| {
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| name_cell(ui, data));
                });
                for cell in &data.cells {
                    row.col(|ui| {
                        let text = RichText::new(&cell.text);
                        let text = if data.is_hidden { text.weak() } else { text };
                        ui.add(Label::new(text).selectable(false).extend());
                    });
                }
                let response = row.response();
                let name = &data.name;
                response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, format!("Select {name}")));
                if response.clicked() {
                    wishes.push(Command::Select(Some(data.key.clone())));
                }
                if response.double_clicked() {
                    wishes.action(Action::Highlight);
                }
            });
        });
    });
}

fn heading(ui: &mut egui::Ui, document: &Document, scene: &crate::chart::Scene, wishes: &mut Wishes) {
    ui.horizontal(|ui| {
        let of = |scene: &crate::chart::Scene, view: &View| {
            let (from, to) = view.bounds().map_or(scene.span, |b| b.0);
            let span = (from.max(scene.span.0), to.min(scene.span.1));
            let is_some = span.1 > span.0;
            if is_some { scene.clock.span(milliseconds(span.0), milliseconds(span.1)) } else { "no samples".to_owned() }
        };
        let first = of(scene, &document.view);
        let text = document.second.as_ref().map_or_else(
            || first.clone(),
            |second| format!("before: {first}  ·  after: {}", of(second, &document.second_view)),
        );
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            for (icon, action) in [
                (theme::icons::ICON_CLOSE, Action::ToggleStatistics),
                (theme::icons::ICON_CONTENT_COPY, Action::CopyStatistics),
            ] {
                let name = match action {
                    Action::ToggleStatistics => "Hide the statistics".to_owned(),
                    action => action.label().to_owned(),
                };
                if theme::icon_button(ui, icon, &name).on_hover_text(theme::keys(ui, action)).clicked() {
                    wishes.action(action);
                }
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.label(bold("Visible time"));
                ui.add(Label::new(RichText::new(text).weak()).truncate());
            });
        });
    });
}

fn name_cell(ui: &mut egui::Ui, row: &Row) {
    let (rect, _) = ui.allocate_exact_size(vec2(16.0, 12.0), Sense::hover());
    let color = theme::role_color(ui, row.role).gamma_multiply(if row.is_hidden { 0.35 } else { 1.0 });
    super::chart::line_sample(ui, row.role, rect, color);
    let text = RichText::new(&row.name);
    let text = if row.is_hidden { text.weak().strikethrough() } else { text };
    ui.add(Label::new(text).selectable(false).truncate());
}
