//! The verdict: one sentence, then the figures, then the reasons, then the notes about the log.

use super::super::command::{Action, Command, CommandQueue};
use super::super::state::State;
use super::super::theme::{self, bold};
use super::card::{bullet, card, figures};
use crate::analysis::ram::RamSource;
use crate::analysis::{Finding, Report, Scope};
use crate::chart::palette::Role;
use crate::chart::scene::tone;
use crate::engine::{FileRead, Machine, diagnostics_by_kind};
use crate::logfile::Severity;
use crate::model::clock::milliseconds;
use crate::model::recording::file_name;
use crate::model::{Clock, Recording, units, windows};
use crate::wording::{self, Style};
use eframe::egui::{self, CollapsingHeader, Frame, Grid, Label, RichText, ScrollArea, Sense, Stroke, vec2};

pub fn show(ui: &mut egui::Ui, state: &State, commands: &mut CommandQueue) {
    let Some(document) = &state.document else { return };
    if document.choices.is_compare() {
        super::compare::show(ui, document, &state.settings, commands);
        return;
    }
    let Some(machine) = document.machine() else { return };
    let Some(report) = document.report() else { return };
    let recording = &machine.recording;
    let style = state.settings.style(recording);
    let clock = &style.clock;
    // another log, computer or start is shown from the top, so that the worst verdict is seen first
    let id = ("sidebar", document.loaded.opened, document.derived.computer);
    ScrollArea::vertical().id_salt(id).auto_shrink(false).show(ui, |ui| {
        ui.add_space(2.0);
        if let Some((from, to)) = document.choices.judged_span {
            range_report(ui, clock, (from, to), document.loaded.range_report.is_none(), commands);
        }
        if document.loaded.analysis.machines.len() > 1 {
            computers(ui, &document.loaded.analysis.machines, document.derived.computer, commands);
        }
        said_by_session(ui, state);
        let has_pools = report.pools().next().is_some();
        // a question comes before what depends on its answer
        if has_pools && report.ram.bytes.is_none() {
            ram(ui, report, &style, commands);
            ui.add_space(4.0);
        }
        let mut order: Vec<&Finding> = report.pools().collect();
        let lead = report.lead().map(|f| f.path.clone());
        order.sort_by_key(|f| Some(&f.path) != lead.as_ref());
        for finding in order {
            card(ui, finding, report, &style, "", commands);
        }
        // even if there are no pools, as in the output of `analyze`
        let knows = report.ram.bytes.is_some() || !has_pools && wording::ram::bracket(&report.ram, &style).is_some();
        if knows {
            ram(ui, report, &style, commands);
        }
        if let Some(listing) = &machine.tags {
            super::tags::show(ui, &listing.report, &style, state, commands);
        }
        super::next::show(ui, machine, &state.owners, commands);
        if document.loaded.scope == Scope::Everything {
            others(ui, report, &style);
        }
        super::events::show(ui, recording, &style);
        diagnostics(ui, &document.loaded.analysis.files);
        if recording.parts.len() > 1 {
            logs(ui, recording, clock);
        }
        about_log(ui, recording, &style);
        theme::follow_focus(ui);
    });
}

/// A computer's name, or a placeholder if its logs have none.
fn name_of(report: &Report) -> &str {
    if report.computer.is_empty() { "this computer" } else { &report.computer }
}

fn computers(ui: &mut egui::Ui, machines: &[Machine], shown: usize, commands: &mut CommandQueue) {
    let label = ui.label(bold("Computer"));
    let mut choice = shown;
    egui::ComboBox::from_id_salt("computer")
        .selected_text(machines.get(shown).map_or("", |m| name_of(&m.report)))
        .width(ui.available_width())
        .show_ui(ui, |ui| {
            for (i, Machine { report, .. }) in machines.iter().enumerate() {
                let word = report.lead().map_or("no pool counters", |f| wording::word(f));
                ui.selectable_value(&mut choice, i, format!("{}: {word}", name_of(report)));
            }
        })
        .response
        .labelled_by(label.id);
    if choice != shown {
        commands.push(Command::ShowComputer(choice));
    }
}

/// States that the verdict is on a part of the time only.
fn range_report(
    ui: &mut egui::Ui,
    clock: &Clock,
    (from, to): (f64, f64),
    is_waiting: bool,
    commands: &mut CommandQueue,
) {
    let color = theme::role_color(ui, Role::Mark);
    Frame::new().stroke(Stroke::new(1.5, color)).corner_radius(6).inner_margin(8).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.add(Label::new(bold("Verdict on the visible time only").color(color)).wrap());
        ui.add(Label::new(clock.span(milliseconds(from), milliseconds(to))).wrap());
        if is_waiting {
            ui.spinner();
        }
        ui.horizontal_wrapped(|ui| {
            for (label, action) in
                [("Judge what I see now", Action::JudgeVisible), (Action::JudgeAll.label(), Action::JudgeAll)]
            {
                if ui.button(label).on_hover_text(theme::hint(ui, action)).clicked() {
                    commands.action(action);
                }
            }
        });
    });
    ui.add_space(4.0);
}

/// What is claimed only by the session, which may have been saved by somebody else.
fn said_by_session(ui: &mut egui::Ui, state: &State) {
    let (Some(claims), Some(document)) = (&state.claims, &state.document) else { return };
    let Some(machine) = document.machine() else { return };
    let ram = claims.says_ram(&machine.report.computer, &state.settings);
    let text = match (ram, claims.says_pools_of(machine, &state.settings)) {
        (false, false) => return,
        (true, false) => "The session says how much RAM this computer has.",
        (false, true) => "The session says which counters are the pools.",
        (true, true) => "The session says how much RAM this computer has, and which counters are the pools.",
    };
    let text = format!("{text} Your own settings are unchanged.");
    ui.add(Label::new(RichText::new(text).color(theme::role_color(ui, Role::Watch))).wrap());
    ui.add_space(4.0);
}

fn ram(ui: &mut egui::Ui, report: &Report, style: &Style, commands: &mut CommandQueue) {
    ui.add_space(4.0);
    ui.horizontal_wrapped(|ui| {
        ui.add(Label::new(bold(wording::ram::ram(&report.ram, style))).wrap());
        let label = if report.ram.bytes.is_some() { "Change…" } else { Action::SetRam.label() };
        if ui.button(label).on_hover_text(theme::hint(ui, Action::SetRam)).clicked() {
            commands.action(Action::SetRam);
        }
    });
    if report.ram.bytes.is_none() {
        let sizes = report.ram.usual_sizes();
        if !sizes.is_empty() {
            ui.label(RichText::new("Usual sizes that fit; click the one it has:").weak());
            ui.horizontal_wrapped(|ui| {
                for size in sizes {
                    if ui.button(style.units.ram(size)).clicked() {
                        commands.push(Command::SetRam(Some(size)));
                    }
                }
            });
        }
    } else if matches!(report.ram.source, RamSource::User | RamSource::Session)
        && ui.link("Use what the log says").clicked()
    {
        commands.push(Command::SetRam(None));
    }
}

/// What else leaks or may leak, ranked, each with its reasons.
fn others(ui: &mut egui::Ui, report: &Report, style: &Style) {
    const MOST: usize = 60;
    let count = report.others().count();
    ui.add_space(6.0);
    let title = bold(format!("Other counters ({count})"));
    CollapsingHeader::new(title).id_salt("others").default_open(count > 0).show(ui, |ui| {
        let summary = wording::verdict::others_sentence(report.judged_count, count);
        ui.add(Label::new(RichText::new(summary).weak()).wrap());
        for (i, finding) in report.others().take(MOST).enumerate() {
            other(ui, i, finding, report, style);
        }
        if count > MOST {
            ui.label(RichText::new(format!("and {} more", count - MOST)).weak());
        }
        if report.others().any(|f| f.process.is_some()) {
            ui.add(Label::new(RichText::new(wording::PROCESS_HINT).weak()).wrap());
        }
    });
}

fn other(ui: &mut egui::Ui, index: usize, finding: &Finding, report: &Report, style: &Style) {
    let role = tone(&finding.judgement);
    let color = theme::role_color(ui, role);
    ui.horizontal_top(|ui| {
        let (rect, _) = ui.allocate_exact_size(vec2(14.0, 18.0), Sense::hover());
        theme::sign(ui.painter(), role, rect.center(), 5.0, color);
        ui.vertical(|ui| {
            ui.add(Label::new(wording::sentence(finding, &report.ram, style)).wrap())
                .on_hover_text(finding.path.to_string());
            CollapsingHeader::new("Why").id_salt(("why_other", index)).default_open(false).show(ui, |ui| {
                figures(ui, finding, report, style, "");
                for reason in &finding.reasons {
                    bullet(ui, &wording::reason(&reason.kind, finding, style));
                }
            });
        });
    });
}

/// Diagnostics on all logs; identical ones of several logs are counted together.
fn diagnostics(ui: &mut egui::Ui, files: &[FileRead]) {
    let mut all = diagnostics_by_kind(files);
    if all.is_empty() {
        return;
    }
    all.sort_by_key(|(diagnostic, _)| std::cmp::Reverse(diagnostic.severity()));
    ui.add_space(6.0);
    let title = if files.len() > 1 { "Notes about the logs" } else { "Notes about the log" };
    CollapsingHeader::new(bold(title)).id_salt("notes").default_open(true).show(ui, |ui| {
        for (diagnostic, of) in &all {
            let (role, word) = match diagnostic.severity() {
                Severity::Info => (Role::Unsure, "Note"),
                Severity::Gap => (Role::Watch, "Gap"),
                Severity::DataLoss => (Role::Alarm, "Lost"),
            };
            ui.horizontal_top(|ui| {
                ui.label(bold(word).color(theme::role_color(ui, role)));
                let position = match of[..] {
                    [file] if files.len() == 1 => wording::position(diagnostic, file.source.format),
                    [file] => Some(file_name(&file.source.path)),
                    _ => Some(format!("in {} logs", of.len())),
                };
                let position = position.map_or(String::new(), |p| format!(" ({p})"));
                let names: Vec<String> = of.iter().take(20).map(|f| f.source.path.display().to_string()).collect();
                ui.add(Label::new(wording::diagnostic(diagnostic) + &position).wrap()).on_hover_text(names.join("\n"));
            });
        }
    });
}

/// The logs of a timeline, each with its time range.
fn logs(ui: &mut egui::Ui, recording: &Recording, clock: &Clock) {
    ui.add_space(6.0);
    let title = bold(format!("Logs of this timeline ({})", recording.parts.len()));
    CollapsingHeader::new(title).id_salt("logs").default_open(recording.parts.len() <= 6).show(ui, |ui| {
        let height = ui.text_style_height(&egui::TextStyle::Body) * 2.0 + 4.0;
        ScrollArea::vertical().id_salt("logs").max_height(260.0).show_rows(
            ui,
            height,
            recording.parts.len(),
            |ui, rows| {
                for part in &recording.parts[rows] {
                    let span = part.span_utc_ms.map_or_else(|| "no samples".to_owned(), |(a, b)| clock.span(a, b));
                    let samples = units::samples(part.samples);
                    ui.allocate_ui(vec2(ui.available_width(), height), |ui| {
                        ui.vertical(|ui| {
                            ui.spacing_mut().item_spacing.y = 0.0;
                            ui.add(Label::new(part.name()).truncate())
                                .on_hover_text(part.source.path.display().to_string());
                            ui.add(Label::new(RichText::new(format!("{span}, {samples}")).weak()).truncate());
                        });
                    });
                }
            },
        );
    });
}

fn about_log(ui: &mut egui::Ui, recording: &Recording, style: &Style) {
    let (facts, axis, clock) = (&recording.facts, &recording.axis, &style.clock);
    ui.add_space(6.0);
    CollapsingHeader::new(bold("About the log")).id_salt("about_log").default_open(false).show(ui, |ui| {
        let mut rows: Vec<(&str, String)> = vec![("Samples", units::grouped(axis.len() as f64))];
        let sources: Vec<_> = recording.parts.iter().map(|p| &p.source).collect();
        let size = style.units.bytes(sources.iter().map(|s| s.bytes as f64).sum());
        match sources[..] {
            [source] => {
                rows.insert(0, ("File", source.path.display().to_string()));
                rows.insert(1, ("Format", format!("{}, {size}", source.format.name())));
            }
            _ => rows.insert(0, ("Files", format!("{}, {size} together", sources.len()))),
        }
        if let (Some(first), Some(last)) = (axis.utc_ms.first(), axis.utc_ms.last()) {
            rows.push(("From", clock.second(*first)));
            rows.push(("To", clock.second(*last)));
            rows.push((
                "Time zone",
                format!("{} {}", clock.offset(*first), facts.zone.readable_name().unwrap_or_default()),
            ));
        }
        if let Some(build) = facts.os_build {
            let bits = facts.pointer_bytes.map_or_else(String::new, |bytes| format!(", {}-bit", bytes * 8));
            rows.push(("Recorded on", windows::build_name(build) + &bits));
        }
        if let Some(n) = facts.processors {
            rows.push(("Processors", n.to_string()));
        }
        if let Some(boot) = facts.boot_utc_ms {
            rows.push(("Started up", clock.minute(boot)));
        }
        if let Some(path) = &facts.original_path {
            rows.push(("Written as", path.clone()));
        }
        Grid::new("about_log_rows").num_columns(2).spacing([12.0, 4.0]).show(ui, |ui| {
            for (name, value) in rows {
                ui.label(RichText::new(name).weak());
                ui.add(Label::new(value).wrap());
                ui.end_row();
            }
        });
    });
}
