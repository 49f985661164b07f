//! The case as one file for a browser: nothing is fetched, it follows the reader's light or dark setting, and it prints
//! to A4.

use super::case::{ComputerCase, DiagnosticCase, FindingCase};
use super::dossier::{Dossier, GrowthTable, LogEntry, Picture, Sheet};
use crate::chart::palette::{Ground, Ink, Role};
use crate::export::{Size, paint_svg};
use crate::model::units::{Units, grouped};
use crate::wording::diagnostic::COLLECT;
use crate::wording::next::Advice;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use std::collections::BTreeMap;
use std::io::{self, Write};

const STYLE: &str = include_str!("report.css");

/// A chart in a document: as wide as an A4 page between its margins, without its text, which the document supplies.
const CHART: Size = Size { width: 1000.0, height: 460.0, scale: 1.0 };

/// Maximum number of charts in a document; those of further computers would make it too large for email.
const MOST_CHARTS: usize = 12;

/// Writes a document.
///
/// # Errors
/// When writing fails.
pub fn write(out: &mut dyn Write, dossier: &Dossier) -> io::Result<()> {
    out.write_all(document(dossier).into_string().as_bytes())
}

fn document(dossier: &Dossier) -> Markup {
    let title = dossier.title();
    let mut room = MOST_CHARTS;
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:";
                meta name="color-scheme" content="light dark";
                meta name="generator" content=(dossier.made_by);
                title { (title) }
                style { (PreEscaped(STYLE)) (PreEscaped(colours())) }
            }
            body {
                main {
                    h1 { (title) }
                    @if !dossier.comparison.is_empty() {
                        section {
                            h2 { "Before and after" }
                            @for sentence in &dossier.comparison { p { (sentence) } }
                        }
                    }
                    @for (computer, sheet) in dossier.case.computers.iter().zip(&dossier.sheets) {
                        (self::computer(computer, sheet, dossier.sheets.len() > 1, &mut room))
                    }
                    (diagnostics(&dossier.case.diagnostics))
                    (judged())
                    (better())
                    (logs(&dossier.logs))
                }
                footer { p { "Made by " (dossier.made_by) ". Nothing in this file is loaded from elsewhere." } }
            }
        }
    }
}

fn computer(case: &ComputerCase, sheet: &Sheet, is_one_of_several: bool, room: &mut usize) -> Markup {
    html! {
        section.computer {
            h2 { @if is_one_of_several { (sheet.name) } @else { "Verdict" } }
            @if let Some(verdict) = &case.verdict {
                @for pool in &verdict.pools { (self::verdict(pool)) }
                @if verdict.pools.is_empty() { p { "The logs have no counters of the kernel pools." } }
                p.ram { (verdict.ram) "." }
            }
            @for picture in &sheet.pictures {
                @if *room > 0 { ({ *room -= 1; self::picture(picture) }) }
            }
            @if let Some(verdict) = &case.verdict {
                @for pool in &verdict.pools { (why(pool)) }
            }
            @if !case.tags.is_empty() {
                h3 { "Which tag" }
                @for sentence in &case.tags { p { (sentence) } }
            }
            @if !sheet.remarks.is_empty() {
                h3 { "Marks and notes" }
                table {
                    thead { tr { th scope="col" { "Time" } th scope="col" { "What was written" } } }
                    tbody { @for (time, text) in &sheet.remarks { tr { td.time { (time) } td { (text) } } } }
                }
            }
            @if !case.events.is_empty() {
                h3 { "Events of Windows' logs" }
                ul { @for event in &case.events { li { (event) } } }
            }
            @if !case.next.is_empty() {
                h3 { "What next" }
                ol.next { @for step in &case.next { (self::step(step)) } }
            }
            @if let Some(others) = case.verdict.as_ref().and_then(|v| v.others.as_ref()) {
                h3 { "Other counters" }
                p { (others.summary) }
                @if !others.findings.is_empty() { (self::others(&others.findings)) }
                @if let Some(hint) = others.hint { p.hint { (hint) } }
            }
            @if !sheet.processes.is_empty() {
                h3 { "Processes that grew most" }
                div.beside { @for table in &sheet.processes { (growth(table)) } }
            }
            h3 { "The log" }
            ul { @for line in &case.heading { li { (line) } } }
        }
    }
}

fn verdict(finding: &FindingCase) -> Markup {
    html! {
        div class={"verdict " (finding.tone.name())} {
            p.word { (finding.word) }
            p.sentence { (finding.sentence) }
            dl { @for (name, value) in &finding.figures { div { dt { (name) } dd { (value) } } } }
        }
    }
}

fn why(finding: &FindingCase) -> Markup {
    html! {
        @if !finding.reasons.is_empty() {
            h3 { "Why: " (finding.title) }
            ul { @for reason in &finding.reasons { li { (reason) } } }
        }
    }
}

fn picture(picture: &Picture) -> Markup {
    let svg = paint_svg::chart(&picture.scene, CHART, Ground::Light);
    html! {
        figure {
            (PreEscaped(recoloured(&svg)))
            figcaption { (picture.scene.title) ": " (picture.scene.subtitle) }
        }
        details {
            summary { "The chart's values as a table" }
            div.wide {
                table {
                    thead { tr { @for name in &picture.head { th scope="col" { (name) } } } }
                    tbody {
                        @for row in &picture.rows {
                            tr { @for (i, cell) in row.iter().enumerate() {
                                @if i == 0 { th scope="row" { (cell) } } @else { td.number { (cell) } }
                            } }
                        }
                    }
                }
            }
        }
    }
}

fn step(step: &Advice) -> Markup {
    html! {
        li {
            p { b { (step.title) ". " } (step.text) }
            @for command in &step.commands { pre { code { (command) } } }
            @for link in step.links { p.link { a href={"https://" (link)} rel="noreferrer" { (link) } } }
        }
    }
}

fn others(findings: &[FindingCase]) -> Markup {
    const MOST: usize = 30;
    html! {
        table {
            thead { tr { th scope="col" { "Verdict" } th scope="col" { "Counter" } } }
            tbody {
                @for finding in findings.iter().take(MOST) { tr { td { (finding.word) } td { (finding.sentence) } } }
            }
        }
        @if findings.len() > MOST { p { "and " (grouped((findings.len() - MOST) as f64)) " more" } }
    }
}

fn growth(table: &GrowthTable) -> Markup {
    html! {
        table {
            caption { (table.title) }
            thead { tr { th scope="col" { "Process" } th scope="col" { "First" } th scope="col" { "Last" } th scope="col" { "Growth" } } }
            tbody {
                @for [process, from, to, amount] in &table.rows {
                    tr { th scope="row" { (process) } td.number { (from) } td.number { (to) } td.number { (amount) } }
                }
            }
        }
    }
}

fn diagnostics(all: &[DiagnosticCase]) -> Markup {
    html! {
        section {
            h2 { "What could not be read" }
            @if all.is_empty() { p { "Everything in the logs was read." } }
            ul { @for d in all { li { (d.line()) } } }
        }
    }
}

fn judged() -> Markup {
    html! {
        section {
            h2 { "How it was judged" }
            p {
                "By the rule of Microsoft's article " q { "Troubleshooting Pool Leaks, Part 1 – Perfmon" }
                ": drivers take pool and give it back, and a leak is memory never given back. A steadily increasing line \
                 without a substantial decrease is a leak; use that comes from load falls again when the load does. The \
                 maximum is judged against the RAM."
            }
            p {
                "The increments of the line are tested, not its levels; daily cycles and counters of load are taken out; \
                 a restart begins anew. The rate has a 95 % interval. The probability says of how many logs like this one \
                 really leak: it was counted on generated logs whose answer is known."
            }
        }
    }
}

fn better() -> Markup {
    html! {
        section {
            h2 { "How to collect a better log" }
            p { "In an elevated prompt on the machine; stop it with " code { "logman stop PoolLeak" } ". A log of several days, with samples every five minutes, tells a leak from a working day." }
            @for command in COLLECT { pre { code { (command) } } }
        }
    }
}

fn logs(all: &[LogEntry]) -> Markup {
    html! {
        section {
            h2 { "Logs" }
            @for log in all {
                p.path { (log.path) }
                p {
                    (log.format) ", " (Units::Binary.bytes(log.bytes as f64)) ", " (crate::model::units::samples(log.samples))
                    @if let Some(hash) = &log.sha256 { br; "SHA-256 " code.hash { (hash) } }
                }
            }
        }
    }
}

/// Every colour that a chart may have on a light background, with its counterpart on a dark one.
fn pairs() -> BTreeMap<String, String> {
    let roles = [
        Role::Nonpaged,
        Role::Paged,
        Role::Ram,
        Role::Trend,
        Role::Alarm,
        Role::Watch,
        Role::Calm,
        Role::Unsure,
        Role::Mark,
        Role::NonpagedBefore,
        Role::PagedBefore,
    ];
    let others = (0..7).map(Role::Other);
    let of_roles = roles.into_iter().chain(others).map(|role| [Ground::Light, Ground::Dark].map(|g| role.on(g)));
    let of_inks = Ink::ALL.into_iter().map(|ink| [Ground::Light, Ground::Dark].map(|g| ink.on(g)));
    let [light, dark] = [Ground::Light.paper(), Ground::Dark.paper()];
    let of_paper = [
        [light.ground, dark.ground],
        [light.plot, dark.plot],
        [light.grid, dark.grid],
        [light.text, dark.text],
        [light.faint, dark.faint],
    ];
    of_roles.chain(of_inks).chain(of_paper).map(|[light, dark]| (light.hex(), dark.hex())).collect()
}

/// The colours as CSS properties, each with its counterpart for dark mode; on paper they are light.
fn colours() -> String {
    let (mut light, mut dark) = (String::new(), String::new());
    for (on_light, on_dark) in pairs() {
        let name = on_light.trim_start_matches('#').to_owned();
        light += &format!("--c{name}:{on_light};");
        dark += &format!("--c{name}:{on_dark};");
    }
    format!(":root{{{light}}}@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}")
}

/// The picture with its colours replaced by properties.
fn recoloured(svg: &str) -> String {
    let known = pairs();
    let mut out = String::with_capacity(svg.len() + svg.len() / 8);
    let mut rest = svg;
    while let Some(at) = rest.find("\"#") {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let colour = from.get(1..8).filter(|_| from.as_bytes().get(8) == Some(&b'"'));
        match colour.filter(|c| known.contains_key(*c)) {
            Some(colour) => {
                out.push_str(&format!("\"var(--c{})\"", &colour[1..]));
                rest = &from[9..];
            }
            None => {
                out.push_str("\"#");
                rest = &from[2..];
            }
        }
    }
    out.push_str(rest);
    out
}
