//! The choices for a line, in words.

use super::line_style::{Axis, LineStyle, POWERS, Width, times};
use super::palette::{Dash, Ink, Role};
use super::scene::Line;
use crate::model::units::Unit;

impl Line {
    /// Whether scale and axis can be chosen: not for a pool, since statements about it are in its own amounts.
    pub fn can_be_scaled(&self) -> bool {
        matches!(self.role, Role::Other(_))
    }

    /// Whether it can be measured on a left axis with this unit.
    pub fn fits_left(&self, left: Unit) -> bool {
        let own = if self.unit.bytes_each().is_some() { Unit::Bytes } else { self.unit };
        self.per.is_empty() && own == left
    }
}

/// A choice for a line, in words, with the resulting style.
pub type Choice = (String, LineStyle);

/// What can be chosen for a line: groups by name, each with its choices in words; the first leaves it to the program.
pub fn choices(line: &Line, left: Unit) -> Vec<(&'static str, Vec<Choice>)> {
    let now = line.style;
    let automatic = || "Automatic".to_owned();
    let inks = Ink::ALL.iter().map(|ink| (ink.name().to_owned(), LineStyle { ink: Some(*ink), ..now }));
    let widths = [("Thin", Width::Thin), ("Thick", Width::Thick), ("Very thick", Width::Broad)];
    let widths = widths.map(|(name, width)| (name.to_owned(), LineStyle { width: Some(width), ..now }));
    let dashes = [Dash::Solid, Dash::Dashed, Dash::Dotted, Dash::Long];
    let dashes = dashes.map(|dash| (dash.name().to_owned(), LineStyle { dash: Some(dash), ..now }));
    let with = |first: LineStyle, rest: Vec<Choice>| std::iter::once((automatic(), first)).chain(rest).collect();
    let mut groups = vec![
        ("Colour", with(LineStyle { ink: None, ..now }, inks.collect())),
        ("Width", with(LineStyle { width: None, ..now }, widths.to_vec())),
        ("Dashes", with(LineStyle { dash: None, ..now }, dashes.to_vec())),
    ];
    if line.can_be_scaled() {
        let powers = POWERS.map(|power| (times(i32::from(power)), LineStyle { power: Some(power), ..now }));
        groups.push(("Scale", with(LineStyle { power: None, ..now }, powers.collect())));
        let axes = [("Left axis", Axis::Left), ("Right axis", Axis::Right), ("The chart's height", Axis::Own)];
        let axes = axes.iter().filter(|(_, axis)| *axis != Axis::Left || line.fits_left(left));
        let axes = axes.map(|(name, axis)| ((*name).to_owned(), LineStyle { axis: Some(*axis), ..now }));
        groups.push(("Axis", with(LineStyle { axis: None, ..now }, axes.collect())));
    }
    groups
}
