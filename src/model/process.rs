//! Processes, as the instances of their objects name them.
//!
//! `Process` names a process by its program and its position among instances with the same name (`svchost#3`), so the
//! name passes to another process as soon as an earlier one ends. `Process V2` (Windows 11 and Server 2022 on) writes
//! `name:id`, and so does `Process`, with an underscore, if the registry sets `ProcessNameFormat` to 2. Source:
//! Microsoft, "Handling Duplicate Instance Names".

use super::catalogue::{PROCESS, PROCESS_V2, Role, has_role};
use super::{Counter, CounterPath, Recording};
use serde::{Deserialize, Serialize};

/// A process whose id is known.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Process {
    /// The program's name, without id.
    pub name: String,
    pub id: u32,
}

/// How `Process` names its instances on a computer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naming {
    /// `svchost#3`
    Position,
    /// `svchost_1234`
    Id,
}

/// Whether a path counts something of processes.
pub fn is_process(path: &CounterPath) -> bool {
    path.english_object().eq_ignore_ascii_case(PROCESS) || is_process_v2(path)
}

/// Whether its object is `Process V2`.
pub fn is_process_v2(path: &CounterPath) -> bool {
    path.english_object().eq_ignore_ascii_case(PROCESS_V2)
}

/// Whether a path is this counter of one process or of all.
pub fn is_process_counter(path: &CounterPath, counter: &str) -> bool {
    is_process(path) && path.english_counter().eq_ignore_ascii_case(counter)
}

/// Whether a path counts the idle process.
pub fn is_idle(path: &CounterPath) -> bool {
    const IDLE: [&str; 3] = ["Idle", "Idle:0", "Idle_0"];
    is_process(path) && path.instance.as_deref().is_some_and(|i| IDLE.iter().any(|idle| i.eq_ignore_ascii_case(idle)))
}

/// The process that a path's instance names by its id.
pub fn named_by_id(path: &CounterPath, naming: Naming) -> Option<Process> {
    let separator = match naming {
        _ if is_process_v2(path) => ':',
        Naming::Id if is_process(path) => '_',
        _ => return None,
    };
    split(path.instance.as_deref()?, separator)
}

fn split(instance: &str, separator: char) -> Option<Process> {
    let (name, digits) = instance.rsplit_once(separator)?;
    let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    let id = digits.parse().ok().filter(|_| is_number && !name.is_empty())?;
    Some(Process { name: name.to_owned(), id })
}

impl Naming {
    /// How these counters of one computer name processes: by id if every `ID Process` proves it or, without that
    /// counter, if there are at least two instances and all end like one.
    pub fn of<'a>(counters: impl Iterator<Item = &'a Counter> + Clone) -> Self {
        let is_one =
            |c: &&Counter| is_process(&c.path) && !is_process_v2(&c.path) && !c.path.is_total() && !is_idle(&c.path);
        let by_name =
            |c: &Counter| c.path.instance.as_deref().and_then(|i| split(i, '_')).filter(|_| c.path.index == 0);
        let mut ids = counters.clone().filter(is_one).filter(|c| is_process_id(&c.path)).peekable();
        if ids.peek().is_some() {
            let proves = |c: &Counter| by_name(c).is_some_and(|p| c.present().all(|(_, id)| id == f64::from(p.id)));
            return if ids.all(proves) { Self::Id } else { Self::Position };
        }
        let mut seen: Option<Process> = None;
        let mut is_several = false;
        for counter in counters.filter(is_one) {
            let Some(process) = by_name(counter) else { return Self::Position };
            is_several |= seen.as_ref().is_some_and(|s| s.id != process.id);
            seen = Some(process);
        }
        if is_several { Self::Id } else { Self::Position }
    }

    /// How the computer's counters in a recording name processes.
    pub fn of_computer(recording: &Recording, computer: &str) -> Self {
        Self::of(recording.of_computer(computer))
    }
}

/// Whether a path gives the id of a process whose instance does not.
pub fn is_process_id(path: &CounterPath) -> bool {
    has_role(path, Role::ProcessId)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    fn counter(text: &str, values: &[f64]) -> Counter {
        let path = CounterPath::parse(text).expect("a path");
        Counter { path: path.into(), kind: None, values: Arc::new(values.to_vec().into()) }
    }

    #[test]
    fn ids_are_cut_from_names() {
        let of = |text: &str, naming| named_by_id(&counter(text, &[]).path, naming).map(|p| (p.name, p.id));
        let v2 = |text: &str| of(text, Naming::Position);
        assert_eq!(v2(r"\Process V2(llama-server:1234)\Private Bytes"), Some(("llama-server".to_owned(), 1234)));
        assert_eq!(v2(r"\Process V2(a:b:7)\Private Bytes"), Some(("a:b".to_owned(), 7)));
        for text in [
            r"\Process V2(_Total)\A",
            r"\Process V2(Idle)\A",
            r"\Process V2(:7)\A",
            r"\Process V2(a:+7)\A",
            r"\Job(a:7)\A",
        ] {
            assert_eq!(v2(text), None, "{text}");
        }
        assert_eq!(v2(r"\Process(svchost_12)\A"), None);
        assert_eq!(of(r"\Process(my_app_12)\A", Naming::Id), Some(("my_app".to_owned(), 12)));
        assert!(is_idle(&counter(r"\Process V2(Idle:0)\A", &[]).path));
        assert!(!is_idle(&counter(r"\Thread(Idle)\A", &[]).path));
    }

    #[test]
    fn names_are_taken_for_ids_only_with_proof() {
        let naming = |all: &[Counter]| Naming::of(all.iter());
        let bytes = |text: &str| counter(text, &[1.0]);
        assert_eq!(
            naming(&[bytes(r"\Process(a_1)\B"), bytes(r"\Process(b_2)\B"), bytes(r"\Process(_Total)\B")]),
            Naming::Id
        );
        assert_eq!(naming(&[bytes(r"\Process(a_1)\B"), bytes(r"\Process(b)\B")]), Naming::Position);
        assert_eq!(naming(&[bytes(r"\Process(a_1)\B")]), Naming::Position, "one may be called so");
        assert_eq!(naming(&[bytes(r"\Process(a_1)\B"), bytes(r"\Process(a_1#1)\B")]), Naming::Position);
        let id = |text: &str, id: f64| counter(text, &[f64::NAN, id]);
        assert_eq!(naming(&[id(r"\Process(a_8)\ID Process", 8.0)]), Naming::Id);
        assert_eq!(
            naming(&[id(r"\Process(a_8)\ID Process", 8.0), id(r"\Process(a_9)\ID Process", 4.0)]),
            Naming::Position
        );
    }
}
