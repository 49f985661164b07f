//! Events from the Windows event logs in plain words.

use crate::analysis::happenings::{BeganAfter, StepsWith};
use crate::model::event::{Event, Meaning};
use crate::model::pools::Pool;
use crate::model::units::{Units, duration};

/// What happened, as a label on the chart: `nonpaged pool was empty (2019)`.
pub fn label(event: &Event) -> String {
    let named = |what: &str, name: &str| match name {
        "" => what.to_owned(),
        name => format!("{what}: {name}"),
    };
    match &event.meaning {
        Meaning::PoolEmpty(pool) => format!("{} was empty ({})", super::tags::pool_name(*pool), event.id),
        Meaning::ServerLimit(pool) => {
            format!("file server at its own limit of {} ({})", super::tags::pool_name(*pool), event.id)
        }
        Meaning::MemoryExhausted(_) => "memory nearly used up (2004)".to_owned(),
        Meaning::ServiceStarted(name) => named("service started", name),
        Meaning::ServiceStopped(name) => named("service stopped", name),
        Meaning::Installed(name) => named("service or driver installed", name),
        Meaning::SystemStarted => "Windows started".to_owned(),
        Meaning::SystemStopped => "Windows shut down".to_owned(),
        Meaning::UnexpectedShutdown => "unexpected shutdown before (6008)".to_owned(),
        Meaning::Updated(name) => named("update installed", name),
        Meaning::Other => format!("{} event {}", event.source, event.id),
    }
}

/// The details of an event: the tags of event 2004, otherwise its message.
pub fn details(event: &Event, units: Units) -> Option<String> {
    match &event.meaning {
        Meaning::MemoryExhausted(tags) if !tags.is_empty() => {
            let of = |pool: Pool| {
                let all = tags.iter().filter(|(p, ..)| *p == pool);
                let all: Vec<String> =
                    all.map(|(_, tag, bytes)| format!("{} {}", tag.name(), units.bytes(*bytes))).collect();
                (!all.is_empty()).then(|| format!("{}: {}", super::tags::pool_name(pool), all.join(", ")))
            };
            let pools: Vec<String> = Pool::BOTH.into_iter().filter_map(of).collect();
            Some(format!("Largest tags of the {}", pools.join("; of the ")))
        }
        _ => Some(event.message.clone()).filter(|message| !message.is_empty()),
    }
}

/// `9 of 11 steps came within 2 min after event 4 from Backup …`
pub fn steps_with(with: &StepsWith) -> String {
    let chance = if with.chance < 1e-6 {
        "by chance less than once in a million".to_owned()
    } else {
        format!("by chance once in {}", crate::model::units::grouped((1.0 / with.chance).floor()))
    };
    format!(
        "{} of {} steps came within {} of {}: {chance}, with {} tried.",
        with.with,
        with.steps,
        duration(with.within_secs),
        with.kind,
        kinds(with.tried)
    )
}

/// `The rise began 4 min after this: update installed …`
pub fn began_after(after: &BeganAfter) -> String {
    let when = match after.secs {
        secs if secs < 60.0 => "at the time of this".to_owned(),
        secs => format!("{} after this", duration(secs)),
    };
    let percent = (100.0 * after.chance).ceil().max(1.0);
    format!(
        "The rise began {when}: {}. By chance one of {} would lie there in {percent:.0} of 100 logs.",
        label(&after.event),
        kinds(after.tried)
    )
}

fn kinds(count: usize) -> String {
    if count == 1 { "one kind of event".to_owned() } else { format!("{count} kinds of event") }
}
