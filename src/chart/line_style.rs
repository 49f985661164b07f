//! How a line is drawn where the user wants it otherwise than its role has it.

use super::palette::{Dash, Ground, Ink, Rgb, Role};
use crate::model::CounterPath;
use crate::model::units;
use serde::{Deserialize, Serialize};

/// How broad a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Width {
    Thin,
    Thick,
    Broad,
}

impl Width {
    /// Of the usual width.
    fn factor(self) -> f64 {
        match self {
            Self::Thin => 0.55,
            Self::Thick => 1.6,
            Self::Broad => 2.5,
        }
    }
}

/// What a line is to be measured by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Axis {
    /// The left axis, however flat that presses the other lines.
    Left,
    /// The right axis, which takes this line's unit.
    Right,
    /// The chart's whole height.
    Own,
}

/// What was chosen for a line; the rest is as its role has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct LineStyle {
    pub ink: Option<Ink>,
    pub width: Option<Width>,
    pub dash: Option<Dash>,
    /// Drawn this power of ten times as high.
    pub power: Option<i8>,
    pub axis: Option<Axis>,
}

/// The powers of ten that lines are scaled by, as in Performance Monitor.
pub const POWERS: std::ops::RangeInclusive<i8> = -9..=9;

impl LineStyle {
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// As far as it makes sense: a file may say anything.
    pub fn sane(self) -> Self {
        Self { power: self.power.filter(|power| POWERS.contains(power)), ..self }
    }

    /// What a line's own style leaves open, another says.
    pub fn or(self, other: Self) -> Self {
        Self {
            ink: self.ink.or(other.ink),
            width: self.width.or(other.width),
            dash: self.dash.or(other.dash),
            power: self.power.or(other.power),
            axis: self.axis.or(other.axis),
        }
    }

    /// How many times as high it is drawn.
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

/// What all counters of one name share, whatever their computer and instance: `\process(*)\handle count`.
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

    /// Of the usual width.
    pub fn width(self) -> f64 {
        self.style.width.map_or(1.0, Width::factor)
    }
}
