//! A painter for tests: triangles on the processor, so that pictures need no graphics driver and differ only where what is
//! drawn does.

use eframe::egui::epaint::{ImageData, Mesh, Primitive, TextureId, textures::TexturesDelta};
use eframe::egui::{self, Color32, ColorImage, Pos2};
use egui_kittest::TestRenderer;
use image::{Rgba, RgbaImage};
use std::collections::HashMap;
use std::sync::Arc;

/// Paints what a harness shows.
#[derive(Default)]
pub struct Paper {
    textures: HashMap<TextureId, ColorImage>,
}

impl TestRenderer for Paper {
    fn handle_delta(&mut self, delta: &mut TexturesDelta) {
        for (id, images) in delta.set.drain() {
            for change in images {
                let ImageData::Color(image) = change.image;
                let Some([left, top]) = change.pos else {
                    self.textures.insert(id, Arc::unwrap_or_clone(image));
                    continue;
                };
                let Some(texture) = self.textures.get_mut(&id) else { continue };
                for y in 0..image.size[1] {
                    let from = y * image.size[0];
                    let to = (top + y) * texture.size[0] + left;
                    texture.pixels[to..to + image.size[0]].copy_from_slice(&image.pixels[from..from + image.size[0]]);
                }
            }
        }
        for id in delta.free.drain() {
            self.textures.remove(&id);
        }
    }

    fn render(&mut self, ctx: &egui::Context, output: &egui::FullOutput) -> Result<RgbaImage, String> {
        let scale = ctx.pixels_per_point();
        let size = ctx.content_rect().size() * scale;
        let mut picture = RgbaImage::from_pixel(size.x.round() as u32, size.y.round() as u32, Rgba([0, 0, 0, 255]));
        for part in ctx.tessellate(output.shapes.clone(), scale) {
            let Primitive::Mesh(mesh) = part.primitive else { continue };
            let Some(texture) = self.textures.get(&mesh.texture_id) else { continue };
            let clip = part.clip_rect * scale;
            let clip = [
                clip.left().round().max(0.0) as i64,
                clip.top().round().max(0.0) as i64,
                (clip.right().round() as i64).min(i64::from(picture.width())),
                (clip.bottom().round() as i64).min(i64::from(picture.height())),
            ];
            paint(&mut picture, &mesh, texture, scale, clip);
        }
        Ok(picture)
    }
}

fn paint(picture: &mut RgbaImage, mesh: &Mesh, texture: &ColorImage, scale: f32, [left, top, right, bottom]: [i64; 4]) {
    for corners in mesh.indices.chunks_exact(3) {
        let mut v = [0, 1, 2].map(|i| mesh.vertices[corners[i] as usize]);
        let at = |p: Pos2| [f64::from(p.x * scale), f64::from(p.y * scale)];
        let area = edge(at(v[0].pos), at(v[1].pos), at(v[2].pos));
        if area == 0.0 {
            continue;
        }
        if area < 0.0 {
            v.swap(1, 2);
        }
        let [a, b, c] = v.map(|v| at(v.pos));
        let area = area.abs();
        let low = |i: usize| a[i].min(b[i]).min(c[i]).floor() as i64;
        let high = |i: usize| a[i].max(b[i]).max(c[i]).ceil() as i64;
        for y in low(1).max(top)..high(1).min(bottom) {
            for x in low(0).max(left)..high(0).min(right) {
                let p = [x as f64 + 0.5, y as f64 + 0.5];
                let weights = [edge(b, c, p), edge(c, a, p), edge(a, b, p)];
                let sides = [(b, c), (c, a), (a, b)];
                // a pixel on the border of two triangles belongs to one of them
                let is_inside = weights.iter().zip(sides).all(|(w, (from, to))| {
                    *w > 0.0 || *w == 0.0 && (to[1] < from[1] || to[1] == from[1] && to[0] > from[0])
                });
                if !is_inside {
                    continue;
                }
                let shares = weights.map(|w| (w / area) as f32);
                let mix = |of: &dyn Fn(usize) -> f32| (0..3).map(|i| shares[i] * of(i)).sum::<f32>();
                let texel = sample(texture, mix(&|i| v[i].uv.x), mix(&|i| v[i].uv.y));
                let color: [f32; 4] =
                    std::array::from_fn(|k| mix(&|i| f32::from(v[i].color.to_array()[k])) * texel[k] / 255.0);
                let pixel = picture.get_pixel_mut(x as u32, y as u32);
                for k in 0..3 {
                    let below = f32::from(pixel.0[k]) * (1.0 - color[3] / 255.0);
                    pixel.0[k] = (color[k] + below).round().clamp(0.0, 255.0) as u8;
                }
            }
        }
    }
}

/// Twice the area of a triangle; positive where the third point lies to the right of the way from the first to the second,
/// as seen on a screen.
fn edge(a: [f64; 2], b: [f64; 2], p: [f64; 2]) -> f64 {
    (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])
}

/// The texture's colour at a place, between its four nearest pixels.
fn sample(texture: &ColorImage, u: f32, v: f32) -> [f32; 4] {
    let [width, height] = texture.size;
    let (x, y) = (u * width as f32 - 0.5, v * height as f32 - 0.5);
    let at = |x: f32, y: f32| -> [f32; 4] {
        let x = x.clamp(0.0, width as f32 - 1.0) as usize;
        let y = y.clamp(0.0, height as f32 - 1.0) as usize;
        let color: Color32 = texture.pixels[y * width + x];
        color.to_array().map(f32::from)
    };
    let (left, top) = (x.floor(), y.floor());
    let (dx, dy) = (x - left, y - top);
    let [a, b, c, d] = [at(left, top), at(left + 1.0, top), at(left, top + 1.0), at(left + 1.0, top + 1.0)];
    std::array::from_fn(|k| (a[k] * (1.0 - dx) + b[k] * dx) * (1.0 - dy) + (c[k] * (1.0 - dx) + d[k] * dx) * dy)
}
