//! What to collect: a few questions, prefilled with what the open log answers.

use super::super::command::{Command, CommandQueue};
use super::super::theme::{self, bold};
use super::parts::{close_button, field};
use crate::chart::palette::Role;
use crate::kit::{CounterList, Plan, System, TagsBy};
use crate::model::units::{duration, parse_hours};
use eframe::egui::{self, Label, RichText};

/// The texts are: how long until the pool is exhausted, how long the log runs, the names of computers.
pub(super) fn show(
    ui: &mut egui::Ui,
    plan: &mut Plan,
    [left, lasts, computers]: [&mut String; 3],
    commands: &mut CommandQueue,
) {
    ui.label(bold("Collect a better log").size(18.0));
    ui.add(
        Label::new(
            "Writes a folder of scripts: copy it to the machine, start collect.cmd in an elevated prompt, and bring back what \
             it wrote. Nothing is installed.",
        )
        .wrap(),
    );
    ui.add_space(6.0);
    field(ui, "The pool is exhausted in", "6 h, 2 d; empty where nobody knows", left);
    field(ui, "The log runs for", "48 h, 7 d", lasts);
    field(ui, "Other computers to measure", "SRV-1, SRV-2; empty for the one it runs on", computers);
    field(ui, "Name of the log", "PoolLeak", &mut plan.name);
    ui.add_space(4.0);
    choice(
        ui,
        "Windows",
        &mut plan.system,
        &[(System::Vista, "Server 2008, Vista or newer"), (System::Server2003, "Server 2003 or XP")],
    );
    choice(
        ui,
        "Counters",
        &mut plan.counters,
        &[(CounterList::Full, "All of Microsoft's article"), (CounterList::Lean, "Pools, processes and load")],
    );
    choice(
        ui,
        "Pool tags",
        &mut plan.tags,
        &[
            (TagsBy::Either, "PoolMon or script"),
            (TagsBy::PoolMon, "PoolMon"),
            (TagsBy::Script, "Script"),
            (TagsBy::Nothing, "None"),
        ],
    );
    ui.add_space(6.0);
    let problem = take_typed(plan, left, lasts, computers);
    match &problem {
        Some(problem) => drop(ui.colored_label(theme::role_color(ui, Role::Alarm), problem)),
        None => {
            let text = format!(
                "A sample every {}, for {}, in at most {} MB; tags every {}.",
                duration(f64::from(plan.interval_secs())),
                duration(plan.hours * 3600.0),
                plan.megabytes(),
                duration(f64::from(plan.tags_secs())),
            );
            ui.add(Label::new(RichText::new(text).weak()).wrap());
        }
    }
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        if ui.add_enabled(problem.is_none(), egui::Button::new("Choose a folder and write it…")).clicked() {
            commands.push(Command::PlaceKit(Box::new(plan.clone())));
        }
        close_button(ui, "Cancel", commands);
    });
}

/// Applies what was typed; returns what is wrong with it.
fn take_typed(plan: &mut Plan, left: &str, lasts: &str, computers: &str) -> Option<String> {
    let hours = |text: &str| parse_hours(text);
    let wrong = |what: &str| Some(format!("{what}: write a time, such as 90 min, 6 h or 2 d."));
    plan.hours_left = match left.trim() {
        "" => None,
        text => match hours(text) {
            Some(hours) => Some(hours),
            None => return wrong("Until the pool is exhausted"),
        },
    };
    match hours(lasts) {
        Some(hours) => plan.hours = hours,
        None => return wrong("How long the log runs"),
    }
    let names = computers.split([',', ';', ' ', '\n']).map(|name| name.trim().trim_start_matches('\\'));
    plan.computers = names.filter(|name| !name.is_empty()).map(str::to_owned).collect();
    plan.check().err().map(|error| error.to_string())
}

fn choice<T: Copy + PartialEq>(ui: &mut egui::Ui, label: &str, value: &mut T, all: &[(T, &str)]) {
    ui.horizontal_wrapped(|ui| {
        ui.label(format!("{label}:"));
        for (one, name) in all {
            ui.radio_value(value, *one, *name);
        }
    });
}
