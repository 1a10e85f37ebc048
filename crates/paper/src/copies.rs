//! Copies of what people hand in (材料副本): pictures and PDFs bound into one file, each page turned as it should be read, with a mark across it
//! where the copy was compared with its original (与原件核对无误).

use std::io::Cursor;
use std::sync::Arc;

use krilla::configure::{ConfigurationBuilder, PdfVersion};
use krilla::geom::{Point, Size, Transform};
use krilla::image::Image;
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::pdf::{Pdf as Source, PdfDocument};
use krilla::surface::Surface;
use krilla::{Document as Pdf, SerializeSettings};

use crate::draw::fill;
use crate::fonts::Fonts;
use crate::layout::Hands;

/// Most pages of one copy.
pub const MOST_PAGES: usize = 200;
/// Largest picture, in millions of points: what is larger takes too much memory to open.
const LARGEST_PICTURE: u64 = 60_000_000;
/// A4, upright, in points.
const A4: (f32, f32) = (595.28, 841.89);
/// The red of a mark.
const RED: (u8, u8, u8) = (178, 34, 34);

/// One file of a copy.
#[derive(Clone, Debug)]
pub struct Part {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// `application/pdf`, `image/jpeg`, `image/png` or `image/webp`.
    pub media: String,
    /// Quarter turns to the right, of each of its pages.
    pub turns: u8,
}

/// Why files cannot be bound into a copy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unbound {
    /// Of a type that cannot be shown as pages.
    #[error("file {0} is neither a picture nor a PDF")]
    Media(usize),
    /// It cannot be opened: damaged, or locked with a password.
    #[error("file {0} cannot be opened")]
    Damaged(usize),
    /// A picture of too many points.
    #[error("the picture in file {0} is too large")]
    Picture(usize),
    /// More than [`MOST_PAGES`].
    #[error("there are too many pages")]
    Pages,
    /// The writer refused.
    #[error("the copy cannot be written: {0}")]
    Unwritable(String),
}

enum Opened {
    Picture(Image, u8),
    Pages(PdfDocument, Vec<(f32, f32)>, u8),
}

/// Binds files into one PDF, in their order; `mark` is written across each page.
///
/// # Errors
/// A file cannot be shown as pages, or there are too many; files are counted from 0.
pub fn bind(parts: Vec<Part>, mark: Option<&str>, fonts: &Fonts) -> Result<Vec<u8>, Unbound> {
    let opened: Vec<Opened> = parts
        .into_iter()
        .enumerate()
        .map(|(at, part)| open(at, part))
        .collect::<Result<_, _>>()?;
    let pages: usize = opened
        .iter()
        .map(|one| match one {
            Opened::Picture(..) => 1,
            Opened::Pages(_, sizes, _) => sizes.len(),
        })
        .sum();
    if pages == 0 || pages > MOST_PAGES {
        return Err(Unbound::Pages);
    }
    let unwritable = |reason: String| Unbound::Unwritable(reason);
    let configuration = ConfigurationBuilder::new()
        .with_version(PdfVersion::Pdf20)
        .finish()
        .map_err(|error| unwritable(format!("{error:?}")))?;
    let mut pdf = Pdf::new_with(SerializeSettings {
        configuration,
        enable_tagging: false,
        ..SerializeSettings::default()
    });
    let mut press = Press { fonts, mark };
    for one in &opened {
        match one {
            Opened::Picture(image, turns) => {
                let (width, height) = image.size();
                let (width, height) = (width as f32, height as f32);
                press.page(
                    &mut pdf,
                    on_a4(turned((width, height), *turns)),
                    *turns,
                    |surface, size| {
                        surface.draw_image(image.clone(), size);
                    },
                );
            }
            Opened::Pages(source, sizes, turns) => {
                for (at, size) in sizes.iter().enumerate() {
                    press.page(&mut pdf, turned(*size, *turns), *turns, |surface, size| {
                        surface.draw_pdf_page(source, size, at);
                    });
                }
            }
        }
    }
    pdf.finish().map_err(|error| unwritable(format!("{error:?}")))
}

/// How many pages a PDF has; nothing where it cannot be opened.
pub fn pages(bytes: Vec<u8>) -> Option<usize> {
    let source = Source::new(Arc::new(bytes)).ok()?;
    Some(source.pages().len()).filter(|pages| *pages > 0)
}

fn open(at: usize, part: Part) -> Result<Opened, Unbound> {
    let turns = part.turns % 4;
    let damaged = |_: String| Unbound::Damaged(at);
    let picture = |image: Image, own: u8| {
        let (width, height) = image.size();
        if u64::from(width) * u64::from(height) > LARGEST_PICTURE {
            return Err(Unbound::Picture(at));
        }
        if width == 0 || height == 0 {
            return Err(Unbound::Damaged(at));
        }
        Ok(Opened::Picture(image, (turns + own) % 4))
    };
    match part.media.as_str() {
        "application/pdf" => {
            let source = Source::new(Arc::new(part.bytes)).map_err(|_| Unbound::Damaged(at))?;
            let sizes: Vec<(f32, f32)> = source.pages().iter().map(|page| page.render_dimensions()).collect();
            if sizes.is_empty() {
                return Err(Unbound::Damaged(at));
            }
            Ok(Opened::Pages(PdfDocument::new(Arc::new(source)), sizes, turns))
        }
        "image/jpeg" => {
            let own = as_held(&part.bytes);
            picture(Image::from_jpeg(part.bytes.into(), true).map_err(damaged)?, own)
        }
        "image/png" => picture(Image::from_png(part.bytes.into(), true).map_err(damaged)?, 0),
        "image/webp" => picture(Image::from_webp(part.bytes.into(), true).map_err(damaged)?, 0),
        _ => Err(Unbound::Media(at)),
    }
}

/// Quarter turns to the right that a camera says its picture needs.
fn as_held(bytes: &[u8]) -> u8 {
    let read = exif::Reader::new().read_from_container(&mut Cursor::new(bytes));
    let told = read.ok().and_then(|told| {
        let field = told.get_field(exif::Tag::Orientation, exif::In::PRIMARY)?;
        field.value.get_uint(0)
    });
    match told {
        Some(3) => 2,
        Some(6) => 1,
        Some(8) => 3,
        _ => 0,
    }
}

fn turned((width, height): (f32, f32), turns: u8) -> (f32, f32) {
    if turns % 2 == 1 {
        (height, width)
    } else {
        (width, height)
    }
}

/// A picture as large as A4 takes it, upright or lying as the picture is.
fn on_a4((width, height): (f32, f32)) -> (f32, f32) {
    let (wide, high) = if width > height { (A4.1, A4.0) } else { A4 };
    let scale = (wide / width).min(high / height);
    (width * scale, height * scale)
}

struct Press<'a> {
    fonts: &'a Fonts,
    mark: Option<&'a str>,
}

impl Press<'_> {
    /// One page of this size as it is read; `draw` draws it unturned.
    fn page(
        &mut self,
        pdf: &mut Pdf,
        (width, height): (f32, f32),
        turns: u8,
        draw: impl FnOnce(&mut Surface<'_>, Size),
    ) {
        let settings = PageSettings::from_wh(width, height).unwrap_or_default();
        let mut page = pdf.start_page_with(settings);
        let mut surface = page.surface();
        let (own_width, own_height) = turned((width, height), turns);
        // Turned to the right about the corner at the top left, and moved back onto the page.
        let turn = match turns {
            1 => Transform::from_row(0.0, 1.0, -1.0, 0.0, width, 0.0),
            2 => Transform::from_row(-1.0, 0.0, 0.0, -1.0, width, height),
            3 => Transform::from_row(0.0, -1.0, 1.0, 0.0, 0.0, height),
            _ => Transform::identity(),
        };
        surface.push_transform(&turn);
        if let Some(size) = Size::from_wh(own_width, own_height) {
            draw(&mut surface, size);
        }
        surface.pop();
        if let Some(mark) = self.mark {
            self.mark(&mut surface, mark, (width, height));
        }
        surface.finish();
        page.finish();
    }

    /// The mark three times across the page, rising to the right, light enough to read what is under it.
    fn mark(&mut self, surface: &mut Surface<'_>, mark: &str, (width, height): (f32, f32)) {
        let Some(mut hands) = Hands::of(self.fonts) else { return };
        let line = hands.bold.line(mark);
        if line.glyphs.is_empty() {
            return;
        }
        let size = (width * 0.8 / line.width).min(height / 18.0);
        let half = line.width * size / 2.0;
        let (sin, cos) = (-22.0_f32).to_radians().sin_cos();
        surface.push_opacity(NormalizedF32::new(0.28).unwrap_or(NormalizedF32::ONE));
        surface.set_stroke(None);
        surface.set_fill(Some(fill(RED)));
        for nth in 0..3 {
            let middle = height * (2.0 * nth as f32 + 1.0) / 6.0;
            surface.push_transform(&Transform::from_row(cos, sin, -sin, cos, width / 2.0, middle));
            let face = self.fonts.bold.krilla.clone();
            surface.draw_glyphs(Point::from_xy(-half, 0.0), &line.glyphs, face, &line.text, size, false);
            surface.pop();
        }
        surface.pop();
    }
}
