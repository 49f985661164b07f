//! Every tag of the listings as a table, sorted by any column.

use super::super::command::{Action, Charting, Command, CommandQueue};
use super::super::rows::Rows;
use super::super::state::{Sorting, State};
use super::super::theme::{self, bold, icons};
use super::parts::{close_button, search_field};
use crate::analysis::tags::{TagFinding, TagReport};
use crate::model::KeyedPath;
use crate::model::tag::TagCounter;
use crate::model::units::grouped;
use crate::owners::Owners;
use crate::report::tags::as_table;
use crate::wording::{self, Style, tags as words};
use eframe::egui::{self, Align, Key, Label, Layout, RichText};
use egui_extras::{Column, TableBuilder};
use std::ops::Range;

const COLUMNS: [(&str, f32); 11] = [
    ("Tag", 60.0),
    ("Pool", 80.0),
    ("First", 80.0),
    ("Last", 80.0),
    ("Growth", 90.0),
    ("Share", 64.0),
    ("Allocations", 110.0),
    ("Freed", 64.0),
    ("Bytes each", 84.0),
    ("What it does", 120.0),
    ("Owner", 220.0),
];

/// The column of the growth.
pub const GROWTH: usize = 4;

/// Whether a column contains text, which is aligned left.
fn is_words(column: usize) -> bool {
    matches!(column, 0 | 1 | 9 | 10)
}

pub(super) fn show(
    ui: &mut egui::Ui,
    state: &State,
    search: &mut String,
    sorting: &mut Sorting,
    commands: &mut CommandQueue,
) {
    let machine = state.document.as_ref().and_then(|d| d.machine());
    let Some((machine, listing)) = machine.and_then(|m| Some((m, m.tags.as_ref()?))) else { return };
    let (report, owners) = (&listing.report, &state.owners);
    let style = state.settings.style(&machine.recording);
    ui.label(bold("Pool tags").size(18.0));
    ui.add(Label::new(RichText::new(words::summary(report, &style)).weak()).wrap());
    ui.add_space(4.0);
    let find = search_field(ui, "Find", "A tag, a pool, a word or a driver", search);
    let rows = rows(report, owners, search, *sorting);
    let room = (ui.ctx().content_rect().height() - 250.0).max(120.0);
    let keys = Rows::begin(ui, "tags", rows.len(), None);
    keys.enter_from(ui, &find);
    let at = keys.at().and_then(|at| rows.get(at)).copied();
    if let (Some(finding), Some(Key::Space | Key::Enter)) = (at, keys.pressed) {
        let path = KeyedPath::from(finding.tag.path(finding.pool, TagCounter::Bytes));
        let is_on = state.document.as_ref().is_some_and(|d| d.choices.has_counter(path.key()));
        commands.push(Command::Chart(vec![path], if is_on { Charting::Remove } else { Charting::Add }));
    }
    if let Some(finding) = at.filter(|_| keys.copies(ui)) {
        let cells = cells(finding, report, owners, &style);
        let named = COLUMNS.iter().zip(cells).filter(|(_, cell)| !cell.is_empty());
        commands.push(Command::CopyText(named.map(|((name, _), cell)| format!("{name}: {cell}\n")).collect()));
    }
    let mut in_view = 0..0;
    let top = ui.cursor().top();
    let area = egui::ScrollArea::horizontal();
    let shown = area.show(ui, |ui| table(ui, (&rows, &keys, &mut in_view), report, owners, &style, sorting, room));
    let mut rect = shown.inner_rect;
    rect.min.y = top + ui.spacing().interact_size.y + 6.0;
    let row = at.map_or_else(String::new, |f| {
        format!("{}, {}, {}; Space puts it on the chart", f.tag.name(), f.pool.title(), words::word(f.conduct))
    });
    keys.end(ui, rect, in_view, ("Pool tags", &row));
    ui.add_space(6.0);
    ui.horizontal_wrapped(|ui| {
        close_button(ui, "Close", commands);
        if ui.button("Copy the table").on_hover_text("Every tag with exact numbers, for a spreadsheet").clicked() {
            commands.push(Command::CopyText(as_table(report, owners)));
        }
        for action in [Action::ChooseTagNames, Action::ChooseDrivers].into_iter().filter(|action| action.is_offered()) {
            if ui.button(action.label()).on_hover_text(theme::hint(ui, action)).clicked() {
                commands.push(Command::CloseDialog);
                commands.action(action);
            }
        }
        let all = report.pools.iter().map(|pool| pool.tags.len()).sum::<usize>();
        ui.label(RichText::new(format!("{} of {} rows", grouped(rows.len() as f64), grouped(all as f64))).weak());
    });
}

fn rows<'a>(report: &'a TagReport, owners: &Owners, search: &str, sorting: Sorting) -> Vec<&'a TagFinding> {
    let wanted = search.trim().to_lowercase();
    let fits = |f: &&TagFinding| {
        // tags also match as written: they are case-sensitive
        let has = |text: &str| text.to_lowercase().contains(&wanted);
        wanted.is_empty()
            || has(&f.tag.name())
            || has(f.pool.title())
            || has(words::word(f.conduct))
            || has(&owner(f, owners))
    };
    let mut rows: Vec<&TagFinding> = report.pools.iter().flat_map(|pool| &pool.tags).filter(fits).collect();
    // reversed before and after sorting, so that equal rows keep their order
    if sorting.is_falling {
        rows.reverse();
    }
    sort(&mut rows, sorting.column, owners);
    if sorting.is_falling {
        rows.reverse();
    }
    rows
}

/// Sorts by a column, ascending. Text is formatted once per row, not at every comparison.
fn sort(rows: &mut [&TagFinding], column: usize, owners: &Owners) {
    let unknown = f64::NEG_INFINITY;
    let mut by = |value: &dyn Fn(&TagFinding) -> f64| rows.sort_by(|a, b| value(a).total_cmp(&value(b)));
    match column {
        2 => by(&|f| f.first),
        3 => by(&|f| f.last),
        4 => by(&TagFinding::growth),
        5 => by(&|f| f.share_of_rise.or(f.share_of_pool).unwrap_or(unknown)),
        6 => by(&|f| f.allocations.unwrap_or(unknown)),
        7 => by(&|f| f.freed_share().unwrap_or(unknown)),
        8 => by(&|f| f.bytes_each().unwrap_or(unknown)),
        0 => rows.sort_by_cached_key(|f| (f.tag.name().to_lowercase(), f.tag)),
        1 => rows.sort_by_key(|f| f.pool.title()),
        9 => rows.sort_by_key(|f| words::word(f.conduct)),
        _ => rows.sort_by_cached_key(|f| owner(f, owners).to_lowercase()),
    }
}

/// The owner of a tag, according to the most reliable source.
fn owner(f: &TagFinding, owners: &Owners) -> String {
    let named = || owners.name(f.tag).map(wording::owners::name);
    let known = || f.known.map(|k| if matches!(k.owner, "" | "not stated") { k.what } else { k.owner }.to_owned());
    let files = wording::owners::files(f.tag, owners);
    if !files.is_empty() {
        return files;
    }
    f.driver.clone().or_else(named).or_else(known).unwrap_or_default()
}

fn table(
    ui: &mut egui::Ui,
    (rows, keys, in_view): (&[&TagFinding], &Rows, &mut Range<usize>),
    report: &TagReport,
    owners: &Owners,
    style: &Style,
    sorting: &mut Sorting,
    room: f32,
) {
    let height = ui.text_style_height(&egui::TextStyle::Body) + 6.0;
    let mut builder = TableBuilder::new(ui)
        .id_salt("tags")
        .striped(true)
        .cell_layout(Layout::right_to_left(Align::Center))
        .min_scrolled_height(room)
        .max_scroll_height(room);
    if let Some(at) = keys.moved_to() {
        builder = builder.scroll_to_row(at, None);
    }
    let mut drawn: Option<Range<usize>> = None;
    for (_, width) in COLUMNS {
        builder = builder.column(Column::initial(width).at_least(40.0).clip(true).resizable(true));
    }
    let with_head = builder.header(height, |mut head| {
        for (column, (name, _)) in COLUMNS.iter().enumerate() {
            head.col(|ui| {
                let layout = if is_words(column) {
                    Layout::left_to_right(Align::Center)
                } else {
                    Layout::right_to_left(Align::Center)
                };
                ui.with_layout(layout, |ui| {
                    let is_sorted = sorting.column == column;
                    let icon = match sorting.is_falling {
                        true => icons::ICON_ARROW_DROP_DOWN,
                        false => icons::ICON_ARROW_DROP_UP,
                    };
                    let button = match (is_sorted, is_words(column)) {
                        (false, _) => egui::Button::new(bold(*name)),
                        (true, true) => egui::Button::new((bold(*name), RichText::from(icon))),
                        (true, false) => egui::Button::new((RichText::from(icon), bold(*name))),
                    };
                    let button = ui.add(button.frame_when_inactive(false));
                    let how = match (is_sorted, sorting.is_falling) {
                        (false, _) => "",
                        (true, true) => ", largest first",
                        (true, false) => ", smallest first",
                    };
                    let said = format!("Sort by {name}{how}");
                    button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &said));
                    if button.on_hover_text("Click to sort").clicked() {
                        let is_falling = if is_sorted { !sorting.is_falling } else { !is_words(column) };
                        *sorting = Sorting { column, is_falling };
                    }
                });
            });
        }
    });
    with_head.body(|body| {
        body.rows(height, rows.len(), |mut row| {
            let index = row.index();
            let Some(finding) = rows.get(index) else { return };
            row.set_selected(keys.at() == Some(index));
            drawn = Some(drawn.as_ref().map_or(index, |d| d.start.min(index))..index + 1);
            for (column, text) in cells(finding, report, owners, style).into_iter().enumerate() {
                row.col(|ui| {
                    if !is_words(column) {
                        ui.add(Label::new(text).extend());
                        return;
                    }
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        let text = RichText::new(&text);
                        let text = if column == 0 { text.monospace() } else { text };
                        ui.add(Label::new(text).truncate());
                    });
                });
            }
        });
    });
    *in_view = drawn.unwrap_or_default();
}

fn cells(f: &TagFinding, report: &TagReport, owners: &Owners, style: &Style) -> [String; 11] {
    let figures = words::Row::of(f, report.snapshots, style);
    let or_none = |text: Option<String>| text.unwrap_or_default();
    [
        f.tag.name(),
        f.pool.title().trim_end_matches(" pool").to_owned(),
        figures.first,
        figures.last,
        if report.snapshots > 1 { figures.growth } else { String::new() },
        figures.share,
        or_none(f.allocations.map(grouped)),
        or_none(f.freed_share().map(|share| format!("{:.1} %", 100.0 * share))),
        or_none(f.bytes_each().map(|bytes| grouped(bytes.round()))),
        words::word(f.conduct).to_owned(),
        owner(f, owners),
    ]
}
