//! The overview as one page: every server with a small chart, the most urgent first, with links to reports.

use super::super::server::{PoolRow, Server};
use super::super::triage::Triage;
use super::{counts, pool_name, rate, share, sizes, tag, time_left, until};
use crate::model::units::{Units, grouped};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use std::fmt::Write as _;
use std::io::{self, Write};

const STYLE: &str = include_str!("overview.css");

/// How many files that could not be read are listed by name.
const MOST_FAILED: usize = 500;

/// Writes it.
///
/// # Errors
/// When writing fails.
pub fn write(out: &mut dyn Write, triage: &Triage) -> io::Result<()> {
    out.write_all(page(triage).into_string().as_bytes())
}

fn page(triage: &Triage) -> Markup {
    let urgent = triage.servers.iter().filter(|server| server.is_urgent()).count();
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'";
                meta name="color-scheme" content="light dark";
                meta name="generator" content=(crate::version::version());
                title { "Kernel pools of " (grouped(triage.servers.len() as f64)) " servers" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                main {
                    h1 { "Kernel pools of " (grouped(triage.servers.len() as f64)) " servers" }
                    p.quiet { (sizes(triage)) }
                    ul.counts {
                        @for (word, count) in counts(&triage.servers) { li { b { (grouped(count as f64)) } " " (word) } }
                    }
                    @if urgent > 0 {
                        h2 { "To look at first" }
                        (table(&triage.servers[..urgent]))
                    }
                    @if urgent < triage.servers.len() {
                        h2 { @if urgent > 0 { "All others" } @else { "No pool leaks" } }
                        (table(&triage.servers[urgent..]))
                    }
                    @if !triage.failed.is_empty() {
                        h2 { "Could not be read" }
                        ul.failed {
                            @for failure in triage.failed.iter().take(MOST_FAILED) { li { (failure.error) } }
                        }
                        @if triage.failed.len() > MOST_FAILED {
                            p { "and " (grouped((triage.failed.len() - MOST_FAILED) as f64)) " more." }
                        }
                    }
                }
                footer { p { "Made by " (crate::version::version()) ". Nothing in this file is loaded from elsewhere." } }
            }
        }
    }
}

fn table(servers: &[Server]) -> Markup {
    html! {
        div.wide {
            table {
                thead {
                    tr {
                        @for name in ["Server", "Pool", "Verdict", "Chart", "Time left", "Maximum", "of RAM", "Rate (95 % interval)", "Tag", "Until (UTC)", "What was seen"] {
                            th scope="col" { (name) }
                        }
                    }
                }
                tbody { @for server in servers { (row(server)) } }
            }
        }
    }
}

fn row(server: &Server) -> Markup {
    html! {
        tr {
            th scope="row" {
                @match &server.report {
                    Some(report) => a href=(report) { (server.name()) },
                    None => (server.name()),
                }
            }
            @match server.lead() {
                Some(pool) => {
                    td { (pool_name(pool)) }
                    td class=(tone(pool)) { (pool.word) }
                    td { (line(pool)) }
                    td.number { (time_left(pool)) }
                    td.number { (Units::default().bytes(pool.max)) }
                    td.number { (share(pool)) }
                    td.number { (rate(pool)) }
                    td { (tag(pool)) }
                    td.number { (until(server)) }
                    td.sentence { (pool.sentence) }
                },
                None => {
                    td {} td.quiet { (server.without_pools()) } td {} td {} td {} td {} td {} td {} td.number { (until(server)) } td {}
                },
            }
        }
    }
}

/// How alarming a pool is, as a CSS class.
fn tone(pool: &PoolRow) -> &'static str {
    match pool.verdict.as_str() {
        _ if pool.exhausted => "exhausted",
        "leak" => "leaking",
        "suspect" => "suspect",
        _ => "calm",
    }
}

/// A pool over the course of the log, from zero to its maximum; gaps stay gaps.
fn line(pool: &PoolRow) -> Markup {
    const WIDTH: f64 = 150.0;
    const HEIGHT: f64 = 32.0;
    const EDGE: f64 = 2.0;
    let parts = pool.line.len().max(2) as f64 - 1.0;
    let mut path = String::new();
    let mut is_down = false;
    for (at, value) in pool.line.iter().enumerate() {
        let Some(value) = value else {
            is_down = false;
            continue;
        };
        let x = EDGE + at as f64 / parts * (WIDTH - 2.0 * EDGE);
        let y = HEIGHT - EDGE - value / pool.max.max(1.0) * (HEIGHT - 2.0 * EDGE);
        let _ = write!(path, "{}{x:.1} {y:.1}", if is_down { "L" } else { "M" });
        is_down = true;
    }
    html! {
        svg class={"line " (tone(pool))} viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) role="img" aria-label=(pool.sentence) {
            path d=(path) {}
        }
    }
}
