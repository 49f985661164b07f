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
}

impl Role {
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
