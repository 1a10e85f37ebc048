//! The round seal (行政审批专用章), drawn with lines: 40 mm across, a star, the body's name along the upper arc.

use std::f32::consts::PI;

use krilla::geom::{PathBuilder, Transform};
use krilla::surface::Surface;
use krilla::text::GlyphId;

use crate::draw::{fill, stroke};
use crate::fonts::Face;
use crate::layout::Colour;
use crate::text::{Line, Typesetter};

/// 20 mm in points.
pub(crate) const RADIUS: f32 = 56.7;
const RED: Colour = (0xd2, 0x1a, 0x1f);
const KIND: &str = "行政审批专用章";
const DEMONSTRATION: &str = "演示";
/// Size of the name's characters, and how far their feet are from the middle.
const NAME_SIZE: f32 = 13.6;
const NAME_FOOT: f32 = 37.6;

/// The words of a seal, set.
#[derive(Clone)]
pub(crate) struct Seal {
    name: Line,
    kind: Line,
    demonstration: Option<Line>,
}

/// What a screen reader says of a seal.
pub(crate) fn alternative(name: &str, demonstration: bool) -> String {
    let mark = if demonstration { "（演示）" } else { "" };
    format!("印章：{name} {KIND}{mark}")
}

impl Seal {
    pub(crate) fn set(name: &str, demonstration: bool, bold: &mut Typesetter<'_>) -> Seal {
        Seal {
            name: bold.line(name),
            kind: bold.line(KIND),
            demonstration: demonstration.then(|| bold.line(DEMONSTRATION)),
        }
    }

    /// Draws it around the surface's origin.
    pub(crate) fn draw(&self, surface: &mut Surface<'_>, face: &Face) {
        let ring = 3.0;
        surface.set_fill(None);
        surface.set_stroke(Some(stroke(RED, ring)));
        draw(surface, |path| circle(path, RADIUS - ring / 2.0));
        surface.set_stroke(None);
        surface.set_fill(Some(fill(RED)));
        draw(surface, |path| star(path, (0.0, -3.0), 17.5));
        self.arc(surface, face);
        straight(surface, face, &self.kind, 9.3, 30.5);
        if let Some(line) = &self.demonstration {
            straight(surface, face, line, 7.5, 42.5);
        }
    }

    fn arc(&self, surface: &mut Surface<'_>, face: &Face) {
        let count = self.name.glyphs.len();
        if count == 0 {
            return;
        }
        // A short name keeps its characters near; a long one runs down to the line with the kind of seal.
        let widest = 224.0 * PI / 180.0;
        let wanted = 26.0 * PI / 180.0 * (count - 1) as f32;
        let span = wanted.min(widest);
        let step = if count > 1 { span / (count - 1) as f32 } else { 0.0 };
        let room = step * (NAME_FOOT + 1.0);
        let narrow = if count > 1 { (room / NAME_SIZE).min(1.0) } else { 1.0 };
        for (n, glyph) in self.name.glyphs.iter().enumerate() {
            let angle = n as f32 * step - span / 2.0;
            let (sin, cos) = angle.sin_cos();
            surface.push_transform(&Transform::from_row(
                narrow * cos,
                narrow * sin,
                -sin,
                cos,
                NAME_FOOT * sin,
                -NAME_FOOT * cos,
            ));
            surface.push_transform(&Transform::from_translate(
                -glyph.x_advance * NAME_SIZE / 2.0,
                -0.12 * NAME_SIZE,
            ));
            engrave(surface, face, glyph.glyph_id, NAME_SIZE);
            surface.pop();
            surface.pop();
        }
    }
}

fn straight(surface: &mut Surface<'_>, face: &Face, line: &Line, size: f32, baseline: f32) {
    let mut x = -line.width * size / 2.0;
    for glyph in &line.glyphs {
        surface.push_transform(&Transform::from_translate(x, baseline));
        engrave(surface, face, glyph.glyph_id, size);
        surface.pop();
        x += glyph.x_advance * size;
    }
}

/// Draws a character as a shape, so that a search in the file's text does not stumble over the seal.
fn engrave(surface: &mut Surface<'_>, face: &Face, glyph: GlyphId, size: f32) {
    let (Some(shape), units) = (face.shape(glyph), face.krilla.units_per_em()) else {
        return;
    };
    let scale = size / units;
    surface.push_transform(&Transform::from_scale(scale, -scale));
    surface.draw_path(&shape);
    surface.pop();
}

fn draw(surface: &mut Surface<'_>, shape: impl FnOnce(&mut PathBuilder)) {
    let mut path = PathBuilder::new();
    shape(&mut path);
    if let Some(path) = path.finish() {
        surface.draw_path(&path);
    }
}

fn circle(path: &mut PathBuilder, radius: f32) {
    // The length of the handles with which four cubic curves make a circle.
    let k = 0.552_285 * radius;
    path.move_to(radius, 0.0);
    path.cubic_to(radius, k, k, radius, 0.0, radius);
    path.cubic_to(-k, radius, -radius, k, -radius, 0.0);
    path.cubic_to(-radius, -k, -k, -radius, 0.0, -radius);
    path.cubic_to(k, -radius, radius, -k, radius, 0.0);
    path.close();
}

fn star(path: &mut PathBuilder, centre: (f32, f32), radius: f32) {
    // The inner corners of a regular five-pointed star.
    let inner = radius * 0.381_966;
    for corner in 0..10_u8 {
        let angle = f32::from(corner) * PI / 5.0;
        let reach = if corner % 2 == 0 { radius } else { inner };
        let x = centre.0 + reach * angle.sin();
        let y = centre.1 - reach * angle.cos();
        if corner == 0 {
            path.move_to(x, y);
        } else {
            path.line_to(x, y);
        }
    }
    path.close();
}
