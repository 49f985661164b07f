//! The current table of statistics: each line in the visible time, and at the cursors.

use super::state::document::Document;
use super::state::settings::Settings;
use crate::chart::line_style::Drawn;
use crate::chart::{Line, Statistics};
use crate::export::table::text_cell;
use crate::model::clock::milliseconds;
use crate::model::{Clock, units};

/// A cell: what is shown, what it is sorted by, and what is copied.
pub struct Cell {
    pub text: String,
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

    /// A time: shown in short form, copied in full.
    fn time(text: String, copied: String, at: f64) -> Self {
        Self { copied, text, value: at }
    }
}

pub struct Row {
    pub key: String,
    pub name: String,
    pub drawn: Drawn,
    pub is_hidden: bool,
    pub cells: Vec<Cell>,
}

impl Row {
    /// The row as displayed, one figure per line, to paste into a mail.
    pub fn as_text(&self, columns: &[(&'static str, &'static str)]) -> String {
        let figures =
            columns.iter().zip(&self.cells).map(|((name, _), cell)| format!("  {}: {}", name.trim(), cell.text));
        std::iter::once(self.name.clone()).chain(figures).collect::<Vec<_>>().join("\n") + "\n"
    }
}

pub struct Table {
    /// Their names, and what they mean.
    pub columns: Vec<(&'static str, &'static str)>,
    pub rows: Vec<Row>,
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

/// The current table. Rows of lines whose statistics are still being computed have none.
pub fn table(document: &Document, settings: &Settings) -> Table {
    let cursors = document.choices.cursors;
    let shown_cursors = match cursors {
        [Some(_), Some(_)] => vec![0, 1, 2, 3],
        [Some(_), None] => vec![0],
        [None, Some(_)] => vec![1],
        [None, None] => Vec::new(),
    };
    let mut columns: Vec<_> = shown_cursors.iter().map(|i| CURSOR_COLUMNS[*i]).collect();
    columns.extend(COLUMNS);
    let scenes = document.derived.scene.iter().chain(&document.derived.second);
    let lines = scenes.enumerate().flat_map(|(i, scene)| scene.lines.iter().map(move |line| (i, scene, line)));
    let mut figures = document.derived.figures.rows.iter();
    let mut rows: Vec<Row> = lines
        .map(|(i, scene, line)| {
            let known = figures.next().filter(|(key, _)| *key == line.key).and_then(|(_, s)| *s);
            let [a, b] = cursors.map(|cursor| line.series.value_at(cursor?));
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
            let name = if document.derived.second.is_some() {
                format!("{}, {}", line.name, if i == 0 { "before" } else { "after" })
            } else {
                line.name.clone()
            };
            let is_hidden = document.choices.is_hidden(&line.key);
            Row { key: line.key.clone(), name, drawn: line.drawn(), is_hidden, cells }
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
    // seconds are pointless in a view of hours
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

/// The table as tab-separated text, with values in full precision.
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
    let lines = document.derived.scene.iter().chain(&document.derived.second).flat_map(|s| &s.lines);
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
