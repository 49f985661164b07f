//! How pictures are made: page format, resolution and background.

use super::Size;
use crate::chart::palette::Ground;
use serde::{Deserialize, Serialize};

/// Where a picture is used, which determines its proportions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Page {
    #[default]
    Mail,
    /// The column of a ticket.
    Ticket,
    /// 16:9, as wide as slides are.
    Slide,
    /// Landscape, at 96 points per inch.
    A4,
}

impl Page {
    pub const ALL: [Self; 4] = [Self::Mail, Self::Ticket, Self::Slide, Self::A4];

    /// As on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Ticket => "ticket",
            Self::Slide => "slide",
            Self::A4 => "a4",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Mail => "Pictures for a mail",
            Self::Ticket => "Pictures for a ticket",
            Self::Slide => "Pictures for a slide",
            Self::A4 => "Pictures for A4",
        }
    }

    /// Width and height in points.
    fn points(self) -> (f32, f32) {
        match self {
            Self::Mail => (Size::STANDARD.width, Size::STANDARD.height),
            Self::Ticket => (860.0, 560.0),
            Self::Slide => (1280.0, 720.0),
            Self::A4 => (1123.0, 794.0),
        }
    }
}

/// How a picture is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PictureStyle {
    pub page: Page,
    /// Pixels per point: 1 to 3.
    pub scale: u8,
    pub is_dark: bool,
}

impl Default for PictureStyle {
    fn default() -> Self {
        Self { page: Page::default(), scale: 2, is_dark: false }
    }
}

impl PictureStyle {
    /// The available numbers of pixels per point.
    pub const SCALES: [u8; 3] = [1, 2, 3];

    /// Limited to sensible values: a file may contain anything.
    pub fn sane(self) -> Self {
        Self { scale: self.scale.clamp(1, 3), ..self }
    }

    pub fn size(self) -> Size {
        let (width, height) = self.page.points();
        Size { width, height, scale: f32::from(self.scale.clamp(1, 3)) }
    }

    pub fn ground(self) -> Ground {
        if self.is_dark { Ground::Dark } else { Ground::Light }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_chose_is_the_standard() {
        assert_eq!(PictureStyle::default().size(), Size::STANDARD);
        let a4 = PictureStyle { page: Page::A4, ..PictureStyle::default() }.size();
        assert!((a4.width / a4.height - 297.0 / 210.0).abs() < 0.001);
        assert_eq!(PictureStyle { scale: 200, ..PictureStyle::default() }.size().scale, 3.0);
    }
}
