//! Colours, after Okabe and Ito (2008): distinguishable with every kind of colour vision. Shapes and words convey the
//! same.

use serde::{Deserialize, Serialize};

/// Red, green, blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rgb(pub u8, pub u8, pub u8);

impl Rgb {
    /// `#rrggbb`
    pub fn hex(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }

    /// A third of the way to another colour: more would leave too little of the original.
    fn towards(self, other: Self) -> Self {
        let part = |a: u8, b: u8| ((2 * u16::from(a) + u16::from(b)) / 3) as u8;
        Self(part(self.0, other.0), part(self.1, other.1), part(self.2, other.2))
    }

    /// The contrast ratio of two colours, from 1 to 21, as defined by WCAG 2.
    pub fn contrast(self, other: Self) -> f64 {
        let linear = |c: u8| {
            let c = f64::from(c) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        let luminance = |c: Self| 0.2126 * linear(c.0) + 0.7152 * linear(c.1) + 0.0722 * linear(c.2);
        let (a, b) = (luminance(self), luminance(other));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }
}

/// Light or dark background; plain white or black if maximum contrast was requested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    Light,
    Dark,
    White,
    Black,
}

impl Ground {
    pub fn is_dark(self) -> bool {
        matches!(self, Self::Dark | Self::Black)
    }

    pub fn has_high_contrast(self) -> bool {
        matches!(self, Self::White | Self::Black)
    }

    /// The light or dark variant of a colour, whichever fits this background; further from it for high contrast.
    fn pick(self, (light, dark): (Rgb, Rgb)) -> Rgb {
        match self {
            Self::Light => light,
            Self::Dark => dark,
            Self::White => light.towards(Rgb(0, 0, 0)),
            Self::Black => dark.towards(Rgb(255, 255, 255)),
        }
    }
}

/// What a colour is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Nonpaged,
    Paged,
    Ram,
    Trend,
    Alarm,
    Watch,
    Calm,
    Unsure,
    /// The user's marks.
    Mark,
    /// The pools of the earlier log, if two are compared.
    NonpagedBefore,
    PagedBefore,
    /// A counter that the user added to the chart, by its index.
    Other(u8),
}

/// Colours of additional counters; their dashes change with every cycle.
const OTHERS: [(Rgb, Rgb); 7] = [
    (Rgb(0, 120, 90), Rgb(60, 195, 150)),
    (Rgb(130, 60, 165), Rgb(202, 145, 235)),
    (Rgb(170, 55, 70), Rgb(240, 130, 130)),
    (Rgb(0, 125, 150), Rgb(80, 205, 220)),
    (Rgb(110, 105, 0), Rgb(205, 200, 85)),
    (Rgb(190, 60, 125), Rgb(245, 145, 195)),
    (Rgb(120, 82, 40), Rgb(215, 172, 120)),
];

/// A colour that the user can give a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Ink {
    Blue,
    Orange,
    Green,
    Violet,
    Red,
    Teal,
    Olive,
    Pink,
    Brown,
    Grey,
}

impl Ink {
    pub const ALL: [Self; 10] = [
        Self::Blue,
        Self::Orange,
        Self::Green,
        Self::Violet,
        Self::Red,
        Self::Teal,
        Self::Olive,
        Self::Pink,
        Self::Brown,
        Self::Grey,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Blue => "Blue",
            Self::Orange => "Orange",
            Self::Green => "Green",
            Self::Violet => "Violet",
            Self::Red => "Red",
            Self::Teal => "Teal",
            Self::Olive => "Olive",
            Self::Pink => "Pink",
            Self::Brown => "Brown",
            Self::Grey => "Grey",
        }
    }

    pub fn on(self, ground: Ground) -> Rgb {
        match self {
            Self::Blue => Role::Nonpaged.on(ground),
            Self::Orange => Role::Paged.on(ground),
            Self::Grey => Role::Unsure.on(ground),
            other => ground.pick(OTHERS[other as usize - Self::Green as usize]),
        }
    }
}

/// The dashes of a line, in addition to its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Dash {
    Solid,
    Dashed,
    Dotted,
    Long,
}

impl Dash {
    pub fn name(self) -> &'static str {
        match self {
            Self::Solid => "Solid",
            Self::Dashed => "Dashed",
            Self::Dotted => "Dotted",
            Self::Long => "Long dashes",
        }
    }
}

/// A shape that conveys the same as a colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    Dot,
    Ring,
    Diamond,
    HollowDiamond,
    Up,
    Down,
    Square,
    HollowSquare,
    Right,
    Left,
    Bar,
    HollowDown,
    HollowUp,
    Plus,
    Cross,
}

impl Role {
    pub fn sign(self) -> Sign {
        const OTHERS: [Sign; 10] = [
            Sign::Square,
            Sign::Down,
            Sign::HollowSquare,
            Sign::Right,
            Sign::Cross,
            Sign::HollowDown,
            Sign::Left,
            Sign::Plus,
            Sign::HollowUp,
            Sign::Bar,
        ];
        match self {
            Self::Paged | Self::Watch => Sign::Diamond,
            Self::PagedBefore => Sign::HollowDiamond,
            Self::NonpagedBefore | Self::Unsure => Sign::Ring,
            Self::Alarm => Sign::Up,
            Self::Other(index) => OTHERS[usize::from(index) % OTHERS.len()],
            _ => Sign::Dot,
        }
    }

    /// Additional counters cycle through dashes, so that no two neighbours look alike without colour, and each cycle of
    /// the colours starts with different dashes: twenty-one lines differ in colour or dashes.
    pub fn dash(self) -> Dash {
        match self {
            Self::Other(index) => {
                let turn = usize::from(index) / OTHERS.len();
                [Dash::Dashed, Dash::Dotted, Dash::Long][(usize::from(index) + turn) % 3]
            }
            Self::NonpagedBefore | Self::PagedBefore => Dash::Dashed,
            _ => Dash::Solid,
        }
    }

    pub fn on(self, ground: Ground) -> Rgb {
        ground.pick(match self {
            Self::Nonpaged => (Rgb(0, 94, 162), Rgb(86, 180, 233)),
            Self::Paged => (Rgb(190, 82, 0), Rgb(240, 160, 40)),
            Self::Ram => (Rgb(150, 60, 120), Rgb(224, 140, 190)),
            Self::Trend => (Rgb(70, 70, 80), Rgb(205, 205, 215)),
            Self::Alarm => (Rgb(176, 28, 28), Rgb(255, 125, 115)),
            Self::Watch => (Rgb(146, 92, 0), Rgb(240, 190, 80)),
            Self::Calm => (Rgb(0, 110, 84), Rgb(70, 200, 160)),
            Self::Unsure => (Rgb(84, 92, 108), Rgb(165, 174, 190)),
            Self::Mark => (Rgb(112, 48, 150), Rgb(214, 170, 250)),
            Self::NonpagedBefore => (Rgb(60, 120, 150), Rgb(130, 175, 200)),
            Self::PagedBefore => (Rgb(150, 95, 50), Rgb(210, 170, 120)),
            Self::Other(index) => OTHERS[usize::from(index) % OTHERS.len()],
        })
    }
}

/// Background, frame and text colours of a picture.
#[derive(Clone, Copy, Debug)]
pub struct Paper {
    pub ground: Rgb,
    pub plot: Rgb,
    pub grid: Rgb,
    pub text: Rgb,
    pub faint: Rgb,
}

impl Ground {
    pub fn paper(self) -> Paper {
        match self {
            Self::Light => Paper {
                ground: Rgb(255, 255, 255),
                plot: Rgb(250, 251, 252),
                grid: Rgb(222, 226, 232),
                text: Rgb(28, 32, 40),
                faint: Rgb(90, 98, 112),
            },
            Self::Dark => Paper {
                ground: Rgb(24, 26, 31),
                plot: Rgb(30, 33, 39),
                grid: Rgb(58, 63, 73),
                text: Rgb(232, 235, 240),
                faint: Rgb(160, 168, 182),
            },
            Self::White => Paper {
                ground: Rgb(255, 255, 255),
                plot: Rgb(255, 255, 255),
                grid: Rgb(150, 150, 150),
                text: Rgb(0, 0, 0),
                faint: Rgb(48, 48, 48),
            },
            Self::Black => Paper {
                ground: Rgb(0, 0, 0),
                plot: Rgb(0, 0, 0),
                grid: Rgb(110, 110, 110),
                text: Rgb(255, 255, 255),
                faint: Rgb(215, 215, 215),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_colour_is_read_on_its_ground_and_better_with_high_contrast() {
        let others = (0..7).map(Role::Other);
        let roles = [Role::Nonpaged, Role::Paged, Role::Alarm, Role::Watch, Role::Calm, Role::Unsure, Role::Mark];
        let least = |ground: Ground| {
            let paper = ground.paper();
            let inks = Ink::ALL.into_iter().map(|ink| ink.on(ground));
            let all = roles.into_iter().chain(others.clone()).map(|role| role.on(ground)).chain(inks);
            all.chain([paper.text, paper.faint]).map(|c| c.contrast(paper.ground)).fold(f64::INFINITY, f64::min)
        };
        for ground in [Ground::Light, Ground::Dark] {
            assert!(least(ground) >= 4.5, "{ground:?}: {}", least(ground));
        }
        for ground in [Ground::White, Ground::Black] {
            assert!(least(ground) >= 7.0, "{ground:?}: {}", least(ground));
        }
    }

    #[test]
    fn twenty_lines_differ_and_neighbours_without_colour() {
        let looks: Vec<_> = (0..20).map(Role::Other).map(|r| (r.on(Ground::Light).hex(), r.dash() as u8)).collect();
        assert_eq!(looks.iter().collect::<HashSet<_>>().len(), 20);
        for pair in (0..20).map(Role::Other).collect::<Vec<_>>().windows(2) {
            assert!(pair[0].dash() != pair[1].dash() && pair[0].sign() != pair[1].sign());
        }
    }
}
