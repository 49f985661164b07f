//! Colours, after Okabe and Ito (2008): told apart with every kind of colour vision. Shapes and words say the same.

/// Red, green, blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rgb(pub u8, pub u8, pub u8);

impl Rgb {
    /// `#rrggbb`
    pub fn hex(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

/// Light or dark ground.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    Light,
    Dark,
}

/// What a colour stands for.
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
    /// What the user marked.
    Mark,
    /// The pools of the earlier log, where two are compared.
    NonpagedBefore,
    PagedBefore,
    /// A counter that the user put on the chart, by its place among them.
    Other(u8),
}

/// Colours of further counters; their dashes change with every turn.
const OTHERS: [(Rgb, Rgb); 7] = [
    (Rgb(0, 120, 90), Rgb(60, 195, 150)),
    (Rgb(130, 60, 165), Rgb(202, 145, 235)),
    (Rgb(170, 55, 70), Rgb(240, 130, 130)),
    (Rgb(0, 125, 150), Rgb(80, 205, 220)),
    (Rgb(110, 105, 0), Rgb(205, 200, 85)),
    (Rgb(190, 60, 125), Rgb(245, 145, 195)),
    (Rgb(120, 82, 40), Rgb(215, 172, 120)),
];

/// How a line is broken, besides its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dash {
    Solid,
    Dashed,
    Dotted,
    Long,
}

/// Its shape says what a colour says.
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

    /// Further counters have their dashes in turn, so that no two neighbours look alike without colour, and each turn of the
    /// colours begins with other dashes: twenty-one lines differ in one of both.
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
        let (light, dark) = match self {
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
        };
        if ground == Ground::Light { light } else { dark }
    }
}

/// Ground, frame and text colours of a picture.
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
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn twenty_lines_differ_and_neighbours_without_colour() {
        let looks: Vec<_> = (0..20).map(Role::Other).map(|r| (r.on(Ground::Light).hex(), r.dash() as u8)).collect();
        assert_eq!(looks.iter().collect::<HashSet<_>>().len(), 20);
        for pair in (0..20).map(Role::Other).collect::<Vec<_>>().windows(2) {
            assert!(pair[0].dash() != pair[1].dash() && pair[0].sign() != pair[1].sign());
        }
    }
}
