//! The QR code as one shape made of rectangles.

use krilla::geom::{Path, PathBuilder, Rect};
use qrcode::{Color, EcLevel, QrCode};

use crate::PaperError;

/// The dark parts of a code that fills a square. The four white modules around it, which its standard asks for, are left
/// to the margin and to the caption's distance.
///
/// # Errors
/// When the address is too long for a code.
pub(crate) fn shape(url: &str, (x, y): (f32, f32), side: f32) -> Result<Option<Path>, PaperError> {
    let code = QrCode::with_error_correction_level(url, EcLevel::M).map_err(|error| PaperError::QrTooLong {
        length: url.len(),
        reason: error.to_string(),
    })?;
    let width = code.width();
    let module = side / width as f32;
    let at = |n: usize| n as f32 * module;
    let mut path = PathBuilder::new();
    for (row, colours) in code.to_colors().chunks(width).enumerate() {
        for (from, to) in dark_runs(colours) {
            let bar = Rect::from_xywh(x + at(from), y + at(row), (to - from) as f32 * module, module);
            if let Some(bar) = bar {
                path.push_rect(bar);
            }
        }
    }
    Ok(path.finish())
}

/// Where neighbours in a row are dark: from, and one past the end.
fn dark_runs(colours: &[Color]) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for (n, colour) in colours.iter().enumerate() {
        match (colour, runs.last_mut()) {
            (Color::Dark, Some(run)) if run.1 == n => run.1 += 1,
            (Color::Dark, _) => runs.push((n, n + 1)),
            (Color::Light, _) => {}
        }
    }
    runs
}
