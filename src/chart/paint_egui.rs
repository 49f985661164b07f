//! Paints shapes in the window, and nothing else; measures text as the window renders it.

use super::layout::{Box2, Group, Paint, Place, Shape, Stroke, TextMeasure, Weight};
use super::palette::Rgb;
use eframe::egui::{self, Color32, CornerRadius, FontFamily, FontId, Pos2, Rect, StrokeKind};

pub fn color(rgb: Rgb) -> Color32 {
    Color32::from_rgb(rgb.0, rgb.1, rgb.2)
}

fn tone(paint: Paint) -> Color32 {
    color(paint.color).gamma_multiply(paint.opacity as f32)
}

fn pos([x, y]: Place) -> Pos2 {
    Pos2::new(x as f32, y as f32)
}

pub fn place(pos: Pos2) -> Place {
    [f64::from(pos.x), f64::from(pos.y)]
}

pub fn rect(b: &Box2) -> Rect {
    Rect::from_min_max(pos([b.left, b.top]), pos([b.right, b.bottom]))
}

pub fn box_of(rect: Rect) -> Box2 {
    let ([left, top], [right, bottom]) = (place(rect.min), place(rect.max));
    Box2 { left, top, right, bottom }
}

fn stroke(stroke: &Stroke) -> egui::Stroke {
    egui::Stroke::new(stroke.width as f32, tone(stroke.paint))
}

fn edge(edge: Option<&Stroke>) -> egui::Stroke {
    edge.map_or(egui::Stroke::NONE, stroke)
}

/// The fonts of the window.
pub struct Letters<'a> {
    pub ctx: &'a egui::Context,
    /// The bold family.
    pub bold: &'static str,
}

impl Letters<'_> {
    fn font(&self, size: f64, weight: Weight) -> FontId {
        let family = match weight {
            Weight::Regular => FontFamily::Proportional,
            Weight::Bold => FontFamily::Name(self.bold.into()),
        };
        FontId::new(size as f32, family)
    }

    fn galley(&self, text: &str, size: f64, weight: Weight, color: Color32) -> std::sync::Arc<egui::Galley> {
        let font = self.font(size, weight);
        self.ctx.fonts_mut(|fonts| fonts.layout_no_wrap(text.to_owned(), font, color))
    }
}

impl TextMeasure for Letters<'_> {
    fn width(&self, text: &str, size: f64, weight: Weight) -> f64 {
        f64::from(self.galley(text, size, weight, Color32::PLACEHOLDER).size().x)
    }
}

/// A shape other than text.
pub fn line(shape: &Shape) -> egui::Shape {
    match shape {
        Shape::Line { points, stroke: s } => {
            let points: Vec<Pos2> = points.iter().map(|p| pos(*p)).collect();
            match s.dash {
                Some([dash, pause]) => {
                    egui::Shape::Vec(egui::Shape::dashed_line(&points, stroke(s), dash as f32, pause as f32))
                }
                None => egui::Shape::line(points, stroke(s)),
            }
        }
        Shape::Polygon { corners, fill, edge: e } => {
            let corners = corners.iter().map(|p| pos(*p)).collect();
            egui::Shape::convex_polygon(corners, tone(*fill), edge(e.as_ref()))
        }
        Shape::Band { above, below, fill } => band(above, below, tone(*fill)),
        Shape::Rect { rect: r, radius, fill, edge: e } => {
            let fill = fill.map_or(Color32::TRANSPARENT, tone);
            let radius = CornerRadius::same(*radius as u8);
            egui::epaint::RectShape::new(rect(r), radius, fill, edge(e.as_ref()), StrokeKind::Middle).into()
        }
        Shape::Circle { center, radius, fill, edge: e } => egui::epaint::CircleShape {
            center: pos(*center),
            radius: *radius as f32,
            fill: fill.map_or(Color32::TRANSPARENT, tone),
            stroke: edge(e.as_ref()),
        }
        .into(),
        Shape::Text(_) => egui::Shape::Noop,
    }
}

/// Triangles that meet without the seams that feathered edges would leave.
fn band(above: &[Place], below: &[Place], fill: Color32) -> egui::Shape {
    let mut mesh = egui::Mesh::default();
    for (i, (a, b)) in above.iter().zip(below).enumerate() {
        mesh.colored_vertex(pos(*a), fill);
        mesh.colored_vertex(pos(*b), fill);
        if i > 0 {
            let at = 2 * i as u32;
            mesh.add_triangle(at - 2, at - 1, at);
            mesh.add_triangle(at - 1, at, at + 1);
        }
    }
    egui::Shape::mesh(mesh)
}

/// Paints shapes in order.
pub fn shapes(painter: &egui::Painter, letters: &Letters<'_>, shapes: &[Shape]) {
    // texts are laid out first: the painter holds a lock that the layout needs too
    let shapes = shapes.iter().map(|shape| {
        let Shape::Text(text) = shape else { return line(shape) };
        let color = tone(text.paint);
        let galley = letters.galley(&text.text, text.size, text.weight, color);
        // letters from other fonts share the same baseline
        let glyph = galley.rows.first().and_then(|row| row.glyphs.first());
        let ascent = glyph.map_or(0.0, |glyph| f64::from(glyph.pos.y));
        let corner = pos([text.at[0], text.at[1] - ascent]);
        egui::epaint::TextShape::new(corner, galley, color).into()
    });
    painter.extend(shapes.collect::<Vec<_>>());
}

/// Paints groups of shapes, each within its clip.
pub fn groups(ui: &egui::Ui, letters: &Letters<'_>, groups: &[Group]) {
    for group in groups {
        let clip = group.clip.map_or(ui.clip_rect(), |clip| rect(&clip).intersect(ui.clip_rect()));
        shapes(&ui.painter().with_clip_rect(clip), letters, &group.shapes);
    }
}
