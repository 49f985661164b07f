//! How a line is drawn if the user wants it to differ from its role's style.

use super::palette::{Dash, Ground, Ink, Rgb, Role};
use crate::model::CounterPath;
use crate::model::units;
use serde::{Deserialize, Serialize};

/// The thickness of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Width {
    Thin,
    Thick,
    Broad,
}

impl Width {
    /// Relative to the usual width.
    fn factor(self) -> f64 {
        match self {
            Self::Thin => 0.55,
            Self::Thick => 1.6,
            Self::Broad => 2.5,
        }
    }
}

/// What a line is measured by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Axis {
    /// The left axis, even if that flattens the other lines.
    Left,
    /// The right axis, which takes on this line's unit.
    Right,
    /// The chart's full height.
    Own,
}

/// The user's choices for a line; the rest follows its role.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct LineStyle {
    pub ink: Option<Ink>,
    pub width: Option<Width>,
    pub dash: Option<Dash>,
    /// The power of ten by which its height is multiplied.
    pub power: Option<i8>,
    pub axis: Option<Axis>,
}

/// The powers of ten that lines are scaled by, as in Performance Monitor.
pub const POWERS: std::ops::RangeInclusive<i8> = -9..=9;

impl LineStyle {
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// Limited to sensible values: a file may contain anything.
    pub fn sane(self) -> Self {
        Self { power: self.power.filter(|power| POWERS.contains(power)), ..self }
    }

    /// This style, with unset choices taken from another.
    pub fn or(self, other: Self) -> Self {
        Self {
            ink: self.ink.or(other.ink),
            width: self.width.or(other.width),
            dash: self.dash.or(other.dash),
            power: self.power.or(other.power),
            axis: self.axis.or(other.axis),
        }
    }

    /// The factor by which its height is multiplied.
    pub fn factor(&self) -> f64 {
        self.power.map_or(1.0, |power| 10f64.powi(i32::from(power)))
    }
}

/// `×0.001`, `×1,000`
pub fn times(power: i32) -> String {
    if power < 0 {
        format!("×0.{}1", "0".repeat((-power - 1) as usize))
    } else {
        format!("×{}", units::grouped(10f64.powi(power)))
    }
}

/// The part that all counters with one name share, whatever their computer and instance: `\process(*)\handle count`.
pub fn counter_name(path: &CounterPath) -> String {
    let instance = if path.instance.is_some() { "(*)" } else { "" };
    format!("\\{}{instance}\\{}", path.object, path.counter).to_lowercase()
}

/// What distinguishes a line from others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drawn {
    pub role: Role,
    pub style: LineStyle,
}

impl Drawn {
    pub fn dash(self) -> Dash {
        self.style.dash.unwrap_or(self.role.dash())
    }

    pub fn color(self, ground: Ground) -> Rgb {
        self.style.ink.map_or_else(|| self.role.on(ground), |ink| ink.on(ground))
    }

    /// Relative to the usual width.
    pub fn width(self) -> f64 {
        self.style.width.map_or(1.0, Width::factor)
    }
}
