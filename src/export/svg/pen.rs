//! The elements of a picture: text, lines, shapes.

use super::text::{Weight, escape};
use crate::chart::labels::Box2;
use crate::chart::palette::{Ground, Paper, Rgb, Role};
use std::fmt::Write;

/// Around everything.
pub(super) const MARGIN: f64 = 28.0;

#[derive(Clone, Copy)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

pub(super) struct Pen {
    pub out: String,
    pub paper: Paper,
    pub ground: Ground,
}

impl Pen {
    pub fn color(&self, role: Role) -> Rgb {
        role.on(self.ground)
    }

    pub fn put(&mut self, text: std::fmt::Arguments<'_>) {
        // writing to a string cannot fail
        let _ = self.out.write_fmt(text);
        self.out.push('\n');
    }

    pub fn text(&mut self, at: (f64, f64), size: f64, weight: Weight, color: Rgb, anchor: Anchor, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let weight = if weight == Weight::Bold { "bold" } else { "normal" };
        self.put(format_args!(
            r#"<text x="{:.1}" y="{:.1}" font-size="{size}" font-weight="{weight}" fill="{}" text-anchor="{anchor}">{}</text>"#,
            at.0,
            at.1,
            color.hex(),
            escape(text)
        ));
    }

    /// Text that stays readable over lines: in a box of the ground's colour.
    pub fn boxed_text(&mut self, rect: Box2, size: f64, color: Rgb, text: &str) {
        let (ground, edge) = (self.paper.ground.hex(), color.hex());
        self.put(format_args!(
            r#"<rect x="{:.1}" y="{:.1}" width="{:.1}" height="{:.1}" rx="4" fill="{ground}" fill-opacity="0.92" stroke="{edge}" stroke-width="1"/>"#,
            rect.left,
            rect.top,
            rect.right - rect.left,
            rect.bottom - rect.top
        ));
        self.text((rect.left + 6.0, rect.bottom - 7.5), size, Weight::Bold, color, Anchor::Start, text);
    }

    pub fn line(&mut self, from: (f64, f64), to: (f64, f64), color: Rgb, width: f64, dash: &str) {
        self.put(format_args!(
            r#"<line x1="{:.1}" y1="{:.1}" x2="{:.1}" y2="{:.1}" stroke="{}" stroke-width="{width}" stroke-dasharray="{dash}"/>"#,
            from.0,
            from.1,
            to.0,
            to.1,
            color.hex()
        ));
    }

    /// The shape that goes with a role, so that colour is never the only sign.
    pub fn shape(&mut self, role: Role, (x, y): (f64, f64), r: f64) {
        let fill = self.color(role).hex();
        let ring = self.paper.ground.hex();
        match role {
            Role::Paged | Role::PagedBefore | Role::Watch => self.put(format_args!(
                r#"<path d="M{x:.1} {:.1}L{:.1} {y:.1}L{x:.1} {:.1}L{:.1} {y:.1}Z" fill="{fill}" stroke="{ring}" stroke-width="1.5"/>"#,
                y - r * 1.2,
                x + r * 1.2,
                y + r * 1.2,
                x - r * 1.2
            )),
            Role::Alarm => self.put(format_args!(
                r#"<path d="M{x:.1} {:.1}L{:.1} {:.1}L{:.1} {:.1}Z" fill="{fill}" stroke="{ring}" stroke-width="1"/>"#,
                y - r * 1.2,
                x + r * 1.2,
                y + r,
                x - r * 1.2,
                y + r
            )),
            Role::Unsure => self.put(format_args!(
                r#"<circle cx="{x:.1}" cy="{y:.1}" r="{:.1}" fill="none" stroke="{fill}" stroke-width="2.5"/>"#,
                r * 0.85
            )),
            _ => self.put(format_args!(
                r#"<circle cx="{x:.1}" cy="{y:.1}" r="{r:.1}" fill="{fill}" stroke="{ring}" stroke-width="1.5"/>"#
            )),
        }
    }
}
