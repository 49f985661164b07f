//! Labels over the plot, where they cover least.

use super::super::labels::{self, Box2};
use super::super::palette::Role;
use super::super::reduce::Point;
use super::super::scene::Scene;
use super::look::{Look, color, moments, role_visible};
use eframe::egui::{self, Align2, CornerRadius, FontFamily, FontId, Pos2, Rect, Stroke, StrokeKind, vec2};

/// What is painted on.
pub(super) struct Board<'a> {
    pub scene: &'a Scene,
    pub look: &'a Look<'a>,
    pub rect: Rect,
    /// Where a time and an amount are on the screen.
    pub to_screen: &'a dyn Fn(Point) -> Pos2,
}

impl Board<'_> {
    /// Where a time is on the screen.
    pub fn x(&self, time: f64) -> f32 {
        (self.to_screen)([time, self.scene.range.1]).x
    }

    pub fn small(&self) -> FontId {
        FontId::new(12.0, FontFamily::Proportional)
    }

    pub fn bold(&self, size: f32) -> FontId {
        FontId::new(size, self.look.bold.clone())
    }

    /// Labels of levels, moments, gaps, logs and shades; returns the places taken.
    pub fn labels(&self, ui: &egui::Ui, dots: &[Pos2]) -> Vec<Box2> {
        let (scene, look, rect) = (self.scene, self.look, self.rect);
        let painter = ui.painter_at(rect);
        let paper = look.ground.paper();
        let (font, small, faint) = (self.bold(13.0), self.small(), color(paper.faint));
        let mut taken: Vec<Box2> = Vec::new();
        for level in &scene.levels {
            let y = (self.to_screen)([scene.span.0, level.value]).y;
            if rect.y_range().contains(y) {
                let (at, tone) = (Pos2::new(rect.left() + 10.0, y - 3.0), color(Role::Ram.on(look.ground)));
                taken.push(to_box(painter.text(at, Align2::LEFT_BOTTOM, &level.label, font.clone(), tone)));
            }
        }
        for moment in moments(scene, look) {
            let x = self.x(moment.at);
            if rect.x_range().contains(x) {
                let tone = color(moment.role.on(look.ground));
                let galley = painter.layout_no_wrap(moment.label.clone(), small.clone(), tone);
                let fits = x + galley.size().x + 8.0 < rect.right();
                let left = if fits { x + 5.0 } else { x - 5.0 - galley.size().x };
                let label_rect = self.row_for(left, galley.size(), dots, &taken);
                taken.push(to_box(label_rect));
                painter.rect_filled(
                    label_rect.expand(2.0),
                    CornerRadius::same(3),
                    color(paper.ground).gamma_multiply(0.85),
                );
                painter.galley(label_rect.min, galley, tone);
            }
        }
        for gap in &scene.gaps {
            let (left, right) = (self.x(gap.span.0).max(rect.left()), self.x(gap.span.1).min(rect.right()));
            let galley = painter.layout_no_wrap(gap.label.clone(), small.clone(), faint);
            if right - left > galley.size().x + 8.0 {
                let corner = Pos2::new((left + right - galley.size().x) / 2.0, rect.bottom() - 24.0);
                taken.push(to_box(Rect::from_min_size(corner, galley.size())));
                painter.galley(corner, galley, faint);
            }
        }
        // each name reaches to where the next log begins, or it is left out
        for (i, file) in scene.files.iter().enumerate() {
            let x = self.x(file.at);
            let next = scene.files.get(i + 1).map_or(rect.right(), |n| self.x(n.at).min(rect.right()));
            let galley = painter.layout_no_wrap(file.label.clone(), small.clone(), faint);
            if rect.x_range().contains(x) && next - x > galley.size().x + 10.0 {
                let label_rect = Rect::from_min_size(Pos2::new(x + 5.0, rect.bottom() - 64.0), galley.size());
                taken.push(to_box(label_rect));
                painter.rect_filled(
                    label_rect.expand(1.0),
                    CornerRadius::same(3),
                    color(paper.plot).gamma_multiply(0.8),
                );
                painter.galley(label_rect.min, galley, faint);
            }
        }
        for shade in scene.shades.iter().filter(|s| role_visible(scene, look, s.role)) {
            if shade.span.1.is_finite() && self.x(shade.span.1) > rect.left() + 60.0 {
                let corner = Pos2::new(rect.left() + 8.0, rect.bottom() - 6.0);
                painter.text(corner, Align2::LEFT_BOTTOM, &shade.label, small.clone(), faint);
            }
        }
        taken
    }

    /// Where a label beside a vertical line covers least: low, or high.
    fn row_for(&self, left: f32, size: egui::Vec2, dots: &[Pos2], taken: &[Box2]) -> Rect {
        let rect = self.rect;
        let rows = [rect.bottom() - 44.0, rect.bottom() - 66.0, rect.top() + 34.0, rect.top() + 58.0];
        let candidates = rows.map(|top| Rect::from_min_size(Pos2::new(left, top), size));
        let levels: Vec<f32> =
            self.scene.levels.iter().map(|l| (self.to_screen)([self.scene.span.0, l.value]).y).collect();
        let cost = |label_rect: &Rect| {
            let is_struck = levels.iter().any(|y| label_rect.expand(3.0).y_range().contains(*y));
            let covered =
                if is_struck { 50 } else { 0 } + dots.iter().filter(|d| label_rect.expand(2.0).contains(**d)).count();
            let clashes = taken.iter().filter(|t| t.overlaps(&to_box(*label_rect))).count();
            covered + 100 * clashes
        };
        candidates.into_iter().min_by_key(cost).unwrap_or(candidates[0])
    }

    /// Labels of the maxima, off the points of the lines and off what is there already.
    pub fn maxima(&self, ui: &egui::Ui, dots: &[Pos2], taken: &mut Vec<Box2>) {
        let (scene, look, rect) = (self.scene, self.look, self.rect);
        let painter = ui.painter_at(rect);
        let step = (dots.len() / 600).max(1);
        let dots: Vec<(f64, f64)> = dots
            .iter()
            .step_by(step)
            .filter(|p| rect.contains(**p))
            .map(|p| (f64::from(p.x), f64::from(p.y)))
            .collect();
        for maximum in scene.maxima.iter().filter(|m| role_visible(scene, look, m.role)) {
            let point = (self.to_screen)(maximum.at);
            if !rect.expand(1.0).contains(point) {
                continue;
            }
            let tone = color(maximum.role.on(look.ground));
            // where the whole label would cover the chart, the amount alone has to do
            let short = maximum.label.split(',').next().unwrap_or_default();
            let texts = [format!("{} {}", maximum.name, maximum.label), maximum.label.clone(), short.to_owned()];
            let mut galleys = texts.into_iter().map(|text| painter.layout_no_wrap(text, self.bold(13.0), tone));
            let fits = |galley: &std::sync::Arc<egui::Galley>| galley.size().x < 0.6 * rect.width();
            let Some(galley) = galleys.find(fits).or_else(|| galleys.next_back()) else { continue };
            let size = galley.size() + vec2(12.0, 6.0);
            let here = (f64::from(point.x), f64::from(point.y));
            let label_rect = labels::place(here, (f64::from(size.x), f64::from(size.y)), to_box(rect), &dots, taken);
            taken.push(label_rect);
            let label_rect = Rect::from_min_size(Pos2::new(label_rect.left as f32, label_rect.top as f32), size);
            let corner_y = if label_rect.top() > point.y { label_rect.top() } else { label_rect.bottom() };
            let corner = Pos2::new(point.x.clamp(label_rect.left() + 6.0, label_rect.right() - 6.0), corner_y);
            painter.line_segment([point, corner], Stroke::new(1.0, tone));
            let ground = color(look.ground.paper().ground).gamma_multiply(0.93);
            painter.rect(label_rect, CornerRadius::same(4), ground, Stroke::new(1.0, tone), StrokeKind::Inside);
            painter.galley(label_rect.min + vec2(6.0, 3.0), galley, tone);
        }
    }
}

pub(super) fn to_box(rect: Rect) -> Box2 {
    Box2 {
        left: f64::from(rect.left()),
        top: f64::from(rect.top()),
        right: f64::from(rect.right()),
        bottom: f64::from(rect.bottom()),
    }
}
