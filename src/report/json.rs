//! The JSON report, schema 1. Keys are always present, unknown values are null, later versions only add keys.

use super::case::next_steps;
use super::diagnostics::DiagnosticEntry;
use super::tags::{Listed, TagsEntry};
use crate::analysis::probability::probability;
use crate::analysis::{Finding, Reason, Report};
use crate::engine::{Analysis, Machine};
use crate::model::clock::{iso_local, iso_utc};
use crate::model::event::Event;
use crate::model::units::Units;
use crate::model::{Recording, Source};
use crate::owners::Owners;
use crate::wording::next::Advice;
use crate::wording::{self, Style};
use serde::Serialize;
use std::io::{self, Write};

pub const SCHEMA: u32 = 1;

#[derive(Serialize)]
pub struct Document {
    schema: u32,
    files: Vec<FileEntry>,
    #[serde(rename = "notes")]
    diagnostics: Vec<DiagnosticEntry>,
    computers: Vec<Computer>,
}

#[derive(Serialize)]
struct FileEntry {
    path: String,
    format: &'static str,
    bytes: u64,
    samples: usize,
}

#[derive(Serialize)]
struct Computer {
    name: String,
    begin_local: Option<String>,
    end_local: Option<String>,
    begin_utc: Option<String>,
    end_utc: Option<String>,
    utc_offset_minutes: Option<i32>,
    samples: usize,
    interval_secs_median: Option<f64>,
    recorded_on: RecordedOn,
    /// The logs of its timeline, in order of time.
    files: Vec<PartEntry>,
    ram: RamEntry,
    /// Counters judged besides the pools; those that leak or may leak are in the findings.
    other_counters_judged: usize,
    findings: Vec<FindingEntry>,
    /// What listings of pool tags say, with the tags worth a look; null without listings. `poolscope tags` has them all.
    pool_tags: Option<TagsEntry>,
    /// Events that were opened along with the log and whose meaning is known.
    events: Vec<EventEntry>,
    next_steps: Vec<StepEntry>,
}

#[derive(Serialize)]
struct EventEntry {
    time_utc: String,
    source: String,
    id: u32,
    text: String,
    details: Option<String>,
}

#[derive(Serialize)]
struct StepEntry {
    code: &'static str,
    title: String,
    text: String,
    commands: Vec<String>,
    links: &'static [&'static str],
}

#[derive(Serialize)]
struct PartEntry {
    path: String,
    samples: usize,
    begin_utc: Option<String>,
    end_utc: Option<String>,
}

#[derive(Serialize)]
struct RecordedOn {
    os_build: Option<u32>,
    processors: Option<u32>,
    pointer_bytes: Option<u32>,
}

#[derive(Serialize)]
struct RamEntry {
    bytes: Option<f64>,
    source: &'static str,
    low_bytes: Option<f64>,
    high_bytes: Option<f64>,
    /// A value that the user set but that is impossible.
    refused_bytes: Option<f64>,
}

#[derive(Serialize)]
struct LimitEntry {
    value: f64,
    source: &'static str,
}

#[derive(Serialize)]
struct ReasonEntry {
    code: &'static str,
    text: String,
}

#[derive(Serialize)]
struct FindingEntry {
    kind: &'static str,
    path: String,
    process_id: Option<u32>,
    unit: &'static str,
    verdict: &'static str,
    severity: Option<&'static str>,
    shape: Option<&'static str>,
    provisional: bool,
    too_short: bool,
    confidence: f64,
    probability: Option<f64>,
    exhausted: bool,
    agreeing: Vec<String>,
    load_piles_up: Option<String>,
    first: f64,
    last: f64,
    max: f64,
    max_time_local: String,
    max_time_utc: String,
    growth: Option<f64>,
    slope_per_hour: Option<f64>,
    slope_low_per_hour: Option<f64>,
    slope_high_per_hour: Option<f64>,
    onset_local: Option<String>,
    onset_utc: Option<String>,
    retained_fraction: Option<f64>,
    max_drawdown: Option<f64>,
    ram_fraction: Option<f64>,
    resident_ram_fraction: Option<f64>,
    limit: Option<LimitEntry>,
    hours_to_limit: Option<f64>,
    hours_to_limit_low: Option<f64>,
    hours_to_limit_high: Option<f64>,
    sentence: String,
    reasons: Vec<ReasonEntry>,
}

/// JSON has no infinity: it is written as unknown.
fn finite(value: Option<f64>) -> Option<f64> {
    value.filter(|v| v.is_finite())
}

/// Writes the report.
///
/// # Errors
/// When writing fails.
pub fn write(out: &mut dyn Write, analysis: &Analysis, owners: &Owners) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &Document::of(analysis, owners)).map_err(io::Error::from)?;
    writeln!(out)
}

/// a path need not be Unicode, but JSON must be
fn name(source: &Source) -> String {
    source.path.to_string_lossy().into_owned()
}

impl Document {
    /// The report on some logs.
    pub fn of(analysis: &Analysis, owners: &Owners) -> Self {
        let files = analysis.files.iter().map(|f| FileEntry {
            path: name(&f.source),
            format: f.source.format.name(),
            bytes: f.source.bytes,
            samples: f.samples,
        });
        let diagnostics =
            analysis.files.iter().flat_map(|f| f.diagnostics.iter().map(move |d| DiagnosticEntry::of(d, &f.source)));
        Self {
            schema: SCHEMA,
            files: files.collect(),
            diagnostics: diagnostics.collect(),
            computers: analysis.machines.iter().map(|machine| computer(machine, owners)).collect(),
        }
    }
}

fn computer(machine: &Machine, owners: &Owners) -> Computer {
    let (recording, report) = (&machine.recording, &machine.report);
    let step = |Advice { code, title, text, commands, links }: Advice| StepEntry { code, title, text, commands, links };
    let (axis, facts) = (&recording.axis, &recording.facts);
    let first_utc = axis.utc_ms.first().copied();
    Computer {
        name: report.computer.clone(),
        begin_local: axis.local_ms.first().map(|ms| iso_local(*ms)),
        end_local: axis.local_ms.last().map(|ms| iso_local(*ms)),
        begin_utc: first_utc.map(iso_utc),
        end_utc: axis.utc_ms.last().map(|ms| iso_utc(*ms)),
        utc_offset_minutes: first_utc.map(|ms| -facts.zone.bias_at_utc(ms)),
        samples: axis.len(),
        interval_secs_median: axis.median_interval_secs(),
        recorded_on: RecordedOn {
            os_build: facts.os_build,
            processors: facts.processors,
            pointer_bytes: facts.pointer_bytes,
        },
        files: recording
            .parts
            .iter()
            .map(|p| PartEntry {
                path: p.source.path.to_string_lossy().into_owned(),
                samples: p.samples,
                begin_utc: p.span_utc_ms.map(|(from, _)| iso_utc(from)),
                end_utc: p.span_utc_ms.map(|(_, to)| iso_utc(to)),
            })
            .collect(),
        ram: RamEntry {
            bytes: report.ram.bytes,
            source: report.ram.source.name(),
            low_bytes: report.ram.low,
            high_bytes: report.ram.high,
            refused_bytes: report.ram.refused.map(|r| r.bytes),
        },
        other_counters_judged: report.judged_count,
        findings: report.findings.iter().map(|f| finding(recording, report, f)).collect(),
        pool_tags: TagsEntry::of(machine, Listed::Notable, owners),
        events: facts.events.iter().filter(|event| event.is_notable()).map(event).collect(),
        next_steps: next_steps(machine, owners).into_iter().map(step).collect(),
    }
}

fn event(event: &Event) -> EventEntry {
    EventEntry {
        time_utc: iso_utc(event.utc_ms),
        source: event.source.clone(),
        id: event.id,
        text: wording::events::label(event),
        details: wording::events::details(event, Units::Binary),
    }
}

fn finding(recording: &Recording, report: &Report, f: &Finding) -> FindingEntry {
    let j = &f.judgement;
    let style = Style::plain(recording);
    let slope = f.slope_per_hour();
    let left = j.time_left;
    FindingEntry {
        kind: f.kind.name(),
        path: f.path.to_string(),
        process_id: f.process.as_ref().map(|p| p.id),
        unit: f.unit.name(),
        verdict: j.verdict().name(),
        severity: j.severity.map(crate::analysis::Severity::name),
        shape: j.shape().map(crate::analysis::Shape::name),
        provisional: j.provisional,
        too_short: j.too_short,
        confidence: j.confidence,
        probability: probability(j),
        exhausted: j.is_exhausted,
        agreeing: f.agreeing.iter().map(ToString::to_string).collect(),
        load_piles_up: f.piles_up.as_ref().map(ToString::to_string),
        first: f.first,
        last: f.last,
        max: f.max,
        max_time_local: iso_local(f.max_local_ms),
        max_time_utc: iso_utc(f.max_utc_ms),
        growth: finite(Some(f.growth())),
        slope_per_hour: finite(slope.map(|s| s.value)),
        slope_low_per_hour: finite(slope.map(|s| s.low)),
        slope_high_per_hour: finite(slope.map(|s| s.high)),
        onset_local: f.onset_utc_ms.map(|ms| iso_local(recording.facts.zone.local_from_utc(ms))),
        onset_utc: f.onset_utc_ms.map(iso_utc),
        retained_fraction: finite(Some(f.observed.retained())),
        max_drawdown: finite(Some(f.observed.fall_of_rise.size())),
        ram_fraction: finite(f.ram_fraction),
        resident_ram_fraction: finite(f.resident_ram_fraction),
        limit: f.limit.map(|l| LimitEntry { value: l.value, source: l.source.name() }),
        hours_to_limit: finite(left.map(|l| l.hours)),
        hours_to_limit_low: finite(left.map(|l| l.low)),
        hours_to_limit_high: finite(left.map(|l| l.high)),
        sentence: wording::sentence(f, &report.ram, &style),
        reasons: f.reasons.iter().map(|r| reason(r, f, &style)).collect(),
    }
}

fn reason(reason: &Reason, f: &Finding, style: &Style) -> ReasonEntry {
    ReasonEntry { code: reason.kind.code(), text: wording::reason(&reason.kind, f, style) }
}
