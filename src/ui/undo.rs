//! Undo and redo of choices ([`Undo`]), with a name for each step, and back and forward for zooms ([`ViewHistory`]), as
//! in a browser.

use super::state::choices::Choices;
use crate::chart::layout::Bounds;
use web_time::{Duration, Instant};

/// How many steps are kept.
const MOST: usize = 200;

/// Changes with the same name that follow each other within this time are one step, for example while dragging.
const ONE_STEP: Duration = Duration::from_millis(900);

/// A change of choices: its name, and the choices on the other side of it.
#[derive(Clone, Debug)]
pub struct Step {
    pub name: String,
    choices: Choices,
}

/// Earlier choices, and undone ones.
#[derive(Clone, Debug, Default)]
pub struct Undo {
    past: Vec<Step>,
    ahead: Vec<Step>,
    last: Option<Instant>,
}

impl Undo {
    /// Records the choices before a change.
    pub fn record(&mut self, name: String, before: Choices, now: Instant) {
        self.ahead.clear();
        let is_same = self.past.last().is_some_and(|s| s.name == name)
            && self.last.is_some_and(|last| now.duration_since(last) < ONE_STEP);
        self.last = Some(now);
        if is_same {
            return;
        }
        self.past.push(Step { name, choices: before });
        if self.past.len() > MOST {
            self.past.remove(0);
        }
    }

    /// The name of the change that would be undone.
    pub fn back_name(&self) -> Option<&str> {
        self.past.last().map(|s| s.name.as_str())
    }

    /// The name of the change that would be redone.
    pub fn forward_name(&self) -> Option<&str> {
        self.ahead.last().map(|s| s.name.as_str())
    }

    /// Undoes the last change; returns its name and the choices before it.
    pub fn back(&mut self, now: &Choices) -> Option<(String, Choices)> {
        Self::step(&mut self.past, &mut self.ahead, now)
    }

    pub fn forward(&mut self, now: &Choices) -> Option<(String, Choices)> {
        Self::step(&mut self.ahead, &mut self.past, now)
    }

    fn step(from: &mut Vec<Step>, to: &mut Vec<Step>, now: &Choices) -> Option<(String, Choices)> {
        let Step { name, choices } = from.pop()?;
        to.push(Step { name: name.clone(), choices: now.clone() });
        Some((name, choices))
    }
}

/// The views before the current one, and those that were left by going back.
#[derive(Clone, Debug, Default)]
pub struct ViewHistory {
    past: Vec<Bounds>,
    ahead: Vec<Bounds>,
    /// The settled view.
    here: Option<Bounds>,
    /// The last view, which may still be moving.
    seen: Option<Bounds>,
}

impl ViewHistory {
    /// Records the current view; a view that is the same twice in a row has settled. Returns whether it is still
    /// moving.
    pub fn record(&mut self, bounds: Bounds, is_held: bool) -> bool {
        let is_moving = is_held || self.seen != Some(bounds);
        self.seen = Some(bounds);
        if !is_moving && self.here != Some(bounds) {
            if let Some(here) = self.here {
                self.past.push(here);
                if self.past.len() > MOST {
                    self.past.remove(0);
                }
                self.ahead.clear();
            }
            self.here = Some(bounds);
        }
        is_moving
    }

    /// Keeps the times of all views but changes their heights, for example when the scale of the amounts has changed.
    pub fn rescale(&mut self, heights: (f64, f64)) {
        let steps = self.past.iter_mut().chain(&mut self.ahead).chain(&mut self.here).chain(&mut self.seen);
        steps.for_each(|bounds| bounds.1 = heights);
        self.past.dedup();
        self.ahead.dedup();
    }

    pub fn can_go_back(&self) -> bool {
        !self.past.is_empty()
    }

    pub fn can_go_forward(&self) -> bool {
        !self.ahead.is_empty()
    }

    /// The previous view.
    pub fn back(&mut self) -> Option<Bounds> {
        Self::step(&mut self.past, &mut self.ahead, &mut self.here)
    }

    pub fn forward(&mut self) -> Option<Bounds> {
        Self::step(&mut self.ahead, &mut self.past, &mut self.here)
    }

    fn step(from: &mut Vec<Bounds>, to: &mut Vec<Bounds>, here: &mut Option<Bounds>) -> Option<Bounds> {
        let bounds = from.pop()?;
        to.extend(here.replace(bounds));
        Some(bounds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choices(counters: &[&str]) -> Choices {
        Choices { counters: counters.iter().map(|c| (*c).to_owned()).collect(), ..Choices::default() }
    }

    #[test]
    fn steps_go_back_and_forth_and_a_new_one_ends_the_way_forward() {
        let (mut undo, begin) = (Undo::default(), Instant::now());
        undo.record("add a".to_owned(), choices(&[]), begin);
        undo.record("add b".to_owned(), choices(&["a"]), begin);
        let (name, back) = undo.back(&choices(&["a", "b"])).expect("a step");
        assert_eq!((name.as_str(), &back), ("add b", &choices(&["a"])));
        assert_eq!(undo.forward(&back).map(|s| s.1), Some(choices(&["a", "b"])));
        undo.back(&choices(&["a", "b"]));
        undo.record("add c".to_owned(), choices(&["a"]), begin);
        assert_eq!((undo.back_name(), undo.forward_name()), (Some("add c"), None));
    }

    #[test]
    fn a_drag_is_one_step() {
        let (mut undo, begin) = (Undo::default(), Instant::now());
        for (i, ms) in [0, 16, 32, 3000].into_iter().enumerate() {
            let before = choices(&["x"].repeat(i));
            undo.record("move the note".to_owned(), before, begin + Duration::from_millis(ms));
        }
        assert_eq!(undo.back(&choices(&[])).map(|s| s.1.counters.len()), Some(3));
        assert_eq!(undo.back(&choices(&[])).map(|s| s.1.counters.len()), Some(0));
    }

    #[test]
    fn zooms_are_remembered_where_the_eye_rested() {
        let at = |x: f64| ((x, x + 1.0), (0.0, 1.0));
        let mut history = ViewHistory::default();
        let rest = |history: &mut ViewHistory, x: f64| {
            assert!(history.record(at(x), false));
            assert!(!history.record(at(x), false));
        };
        rest(&mut history, 0.0);
        // still moving
        history.record(at(5.0), true);
        history.record(at(5.0), true);
        rest(&mut history, 10.0);
        rest(&mut history, 20.0);
        assert_eq!((history.back(), history.back(), history.back()), (Some(at(10.0)), Some(at(0.0)), None));
        // the restored view is no new step
        assert!(history.record(at(0.0), false));
        assert!(!history.record(at(0.0), false));
        assert_eq!(history.forward(), Some(at(10.0)));
        assert!(history.can_go_back() && history.can_go_forward());
        history.rescale((3.0, 4.0));
        assert_eq!(history.forward(), Some(((20.0, 21.0), (3.0, 4.0))));
    }
}
