//! Two recordings compared: overlaid on one time axis, or side by side.

use super::palette::Role;
use super::scene::{Overlays, Scene, Shown, Statement, tone};
use super::series_cache::SeriesCache;
use crate::analysis::{Change, Compared, Side};
use crate::model::{Clock, Recording, Times};
use crate::wording::{self, Style, chart as words};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What is aligned on the time axis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Align {
    /// The first samples.
    #[default]
    Start,
    /// The time of day; for logs longer than a week, the weekday too.
    Clock,
    /// When the machine was started.
    Boot,
}

const DAY: f64 = 86_400.0;

/// When the machine of a recording was started, UTC seconds; `None` if the log does not say, or if it was after the
/// last sample.
pub fn boot(recording: &Recording) -> Option<f64> {
    let last = *recording.axis.utc_ms.last()?;
    recording.facts.boot_utc_ms.filter(|ms| *ms <= last).map(|ms| ms as f64 / 1000.0)
}

/// The seconds by which the before and after samples are shifted; `None` if they cannot be aligned this way.
fn shifts(before: &Recording, after: &Recording, align: Align) -> Option<(f64, f64)> {
    let first = |r: &Recording| r.axis.utc_ms.first().map(|ms| *ms as f64 / 1000.0);
    let (a, b) = (first(before)?, first(after)?);
    Some(match align {
        Align::Start => (-a, -b),
        Align::Boot => (-boot(before)?, -boot(after)?),
        Align::Clock => {
            let local = |r: &Recording, t: f64| r.facts.zone.local_from_utc((t * 1000.0) as i64) as f64 / 1000.0;
            let long = before.axis.span_secs().min(after.axis.span_secs()) > 7.0 * DAY;
            let unit = if long { 7.0 * DAY } else { DAY };
            let (local_a, local_b) = (local(before, a), local(after, b));
            let units = ((local_a - local_b) / unit).round();
            // both clocks are local: the axis is that of the recording before
            (0.0, units * unit + (local_b - b) - (local_a - a))
        }
    })
}

/// Both overlaid. `None` if the recordings cannot be aligned this way.
pub fn overlay(
    sides: [Side<'_>; 2],
    compared: &[Compared],
    align: Align,
    shown: Shown,
    cache: &mut SeriesCache,
) -> Option<Scene> {
    let [before, after] = sides;
    let (earlier, later) = shifts(before.recording, after.recording, align)?;
    let overlays = Overlays {
        onset: false,
        floor: false,
        runs: false,
        gaps: false,
        files: false,
        events: false,
        ..shown.overlays
    };
    let shown = Shown { overlays, ..shown };
    let mut first = Scene::of_pools_with(before.recording, before.report, shown, cache);
    let mut second = Scene::of_pools_with(after.recording, after.report, shown, cache);
    shift(&mut first, earlier, "before", true);
    shift(&mut second, later, "after", false);
    let clock = match align {
        // both clocks are local
        Align::Clock => Clock { times: Times::Local, ..first.clock.clone() },
        _ => Clock { origin_utc_ms: 0, times: Times::Elapsed, ..first.clock.clone() },
    };
    let from = match align {
        Align::Start => words::SINCE_LOGS_BEGAN,
        Align::Clock => words::TIMES_OF_DAY,
        Align::Boot => words::SINCE_START_UPS,
    };
    let names = sides.map(|s| s.recording.name());
    let spans = [&first, &second].map(|s| s.subtitle.split(',').next().unwrap_or_default().to_owned());
    second.title = title(sides);
    second.subtitle = words::compared_subtitle(&names, &spans, from);
    second.statements = statements(sides, compared, shown);
    second.footer = words::before_and_after(&first.footer, &second.footer);
    second.span = (first.span.0.min(second.span.0), first.span.1.max(second.span.1));
    second.range.1 = first.range.1.max(second.range.1);
    second.lines.splice(0..0, first.lines);
    second.maxima.splice(0..0, first.maxima);
    second.trends.splice(0..0, first.trends);
    // for two computers with the same RAM, one line is enough
    for level in first.levels {
        if second.levels.iter().all(|l| l.value != level.value) {
            second.levels.push(level);
        }
    }
    second.sources.clear();
    second.clock = clock;
    Some(second)
}

/// Side by side, on axes of the same height.
pub fn beside(sides: [Side<'_>; 2], compared: &[Compared], shown: Shown, cache: &mut SeriesCache) -> [Scene; 2] {
    let mut scenes = sides.map(|s| Scene::of_pools_with(s.recording, s.report, shown, cache));
    let most = scenes[0].range.1.max(scenes[1].range.1);
    for (scene, word) in scenes.iter_mut().zip(["Before", "After"]) {
        scene.title = format!("{word}: {}", scene.title);
        scene.range.1 = most;
    }
    // if one has room for the line at the RAM, the other has too
    let levels: Vec<_> = scenes.iter().map(|s| s.levels.clone()).collect();
    for (i, scene) in scenes.iter_mut().enumerate() {
        let ram = sides[i].report.ram.bytes;
        if scene.levels.is_empty()
            && let Some(level) = levels.iter().flatten().find(|l| Some(l.value) == ram)
        {
            scene.levels.push(level.clone());
        }
    }
    let mut all = statements(sides, compared, shown);
    all.truncate(compared.len());
    scenes[0].statements = all;
    scenes[1].statements = Vec::new();
    scenes
}

fn title(sides: [Side<'_>; 2]) -> String {
    words::compared_title(sides.map(|s| s.report.computer.as_str()))
}

/// What changed, then for each side the verdict on the pool with the most important finding.
fn statements(sides: [Side<'_>; 2], compared: &[Compared], shown: Shown) -> Vec<Statement> {
    let style = |side: &Side<'_>| Style::of(side.recording, shown.notation);
    let mut statements: Vec<Statement> = compared
        .iter()
        .map(|c| Statement {
            tone: change_tone(c.change),
            word: c.change.name().to_owned(),
            sentence: wording::change::sentence(c, &style(&sides[1])),
            figures: String::new(),
        })
        .collect();
    let lead = compared.first().map(|c| c.pool);
    for (side, word) in sides.iter().zip(["Before", "After"]) {
        if let Some(finding) = lead.and_then(|pool| side.report.pool(pool)) {
            let sentence = format!("{word}: {}", wording::sentence(finding, &side.report.ram, &style(side)));
            let figures = words::figures(finding, &side.report.ram, &style(side));
            statements.push(Statement { tone: tone(&finding.judgement), word: word.to_owned(), sentence, figures });
        }
    }
    statements
}

/// The colour that goes with a change.
pub fn change_tone(change: Change) -> Role {
    match change {
        Change::Stopped | Change::Calm => Role::Calm,
        Change::Slower | Change::Unsure => Role::Watch,
        Change::Same | Change::Faster | Change::Began => Role::Alarm,
        Change::Undecided => Role::Unsure,
    }
}

/// Moves a scene in time and says which side it is.
fn shift(scene: &mut Scene, secs: f64, word: &str, is_before: bool) {
    let role = |role: Role| match role {
        Role::Nonpaged if is_before => Role::NonpagedBefore,
        Role::Paged if is_before => Role::PagedBefore,
        role => role,
    };
    for line in &mut scene.lines {
        line.key = format!("{word} {}", line.key);
        line.name = format!("{}, {word}", line.name);
        line.role = role(line.role);
        line.series = Arc::new(line.series.later(secs));
    }
    for mark in &mut scene.maxima {
        mark.role = role(mark.role);
        mark.name = format!("{}, {word}", mark.name);
        mark.at[0] += secs;
        // the date means little if times are shifted
        mark.label = mark.label.split(',').next().unwrap_or_default().to_owned();
    }
    for trend in &mut scene.trends {
        trend.role = role(trend.role);
        trend.label = format!("{}, {word}", trend.label);
        let ends = trend.interval.iter_mut().flatten().chain([&mut trend.from, &mut trend.to]);
        ends.for_each(|p| p[0] += secs);
    }
    scene.span = (scene.span.0 + secs, scene.span.1 + secs);
}
