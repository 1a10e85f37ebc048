//! The two weights of the Chinese font, read once and shared.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use krilla::geom::{Path as Shape, PathBuilder};
use skrifa::charmap::Charmap;
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{FontRef, GlyphId, MetadataProvider};

use crate::PaperError;

const REGULAR: &str = "NotoSerifSC-Regular.ttf";
const BOLD: &str = "NotoSerifSC-Bold.ttf";

/// The fonts of all documents (Noto Serif SC, 思源宋体). Loading takes some milliseconds and 30 MB;
/// cloning shares what is loaded.
#[derive(Clone)]
pub struct Fonts {
    pub(crate) regular: Arc<Face>,
    pub(crate) bold: Arc<Face>,
}

impl std::fmt::Debug for Fonts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Fonts").finish_non_exhaustive()
    }
}

impl Fonts {
    /// Reads both weights from a folder.
    ///
    /// # Errors
    /// When a file is missing, cannot be read, or is not a Chinese font.
    pub fn load(dir: &Path) -> Result<Fonts, PaperError> {
        let read = |name: &str| {
            let path = dir.join(name);
            std::fs::read(&path).map_err(|source| match source.kind() {
                std::io::ErrorKind::NotFound => PaperError::FontsNotFound {
                    tried: vec![dir.to_owned()],
                },
                _ => PaperError::FontUnreadable { path, source },
            })
        };
        Fonts::from_bytes(read(REGULAR)?, read(BOLD)?)
    }

    /// Takes both weights from memory.
    ///
    /// # Errors
    /// When the bytes are not a font that has Chinese characters.
    pub fn from_bytes(regular: impl Into<Arc<Vec<u8>>>, bold: impl Into<Arc<Vec<u8>>>) -> Result<Fonts, PaperError> {
        Ok(Fonts {
            regular: Arc::new(Face::new(regular.into(), "regular")?),
            bold: Arc::new(Face::new(bold.into(), "bold")?),
        })
    }

    /// Loads from the first folder that holds both files.
    ///
    /// # Errors
    /// When no folder holds them (the error lists all), or the files found are unusable.
    pub fn find(folders: &[PathBuf]) -> Result<Fonts, PaperError> {
        folders
            .iter()
            .find(|dir| dir.join(REGULAR).is_file() && dir.join(BOLD).is_file())
            .map_or_else(
                || {
                    Err(PaperError::FontsNotFound {
                        tried: folders.to_vec(),
                    })
                },
                |dir| Fonts::load(dir),
            )
    }
}

/// One weight: as krilla embeds it, and its bytes for measuring.
pub(crate) struct Face {
    pub(crate) krilla: krilla::text::Font,
    data: Arc<Vec<u8>>,
}

impl Face {
    fn new(data: Arc<Vec<u8>>, weight: &'static str) -> Result<Face, PaperError> {
        let unusable = |reason| PaperError::FontUnusable { weight, reason };
        let krilla = krilla::text::Font::new(Arc::clone(&data).into(), 0)
            .ok_or_else(|| unusable("it cannot be read as TrueType or OpenType"))?;
        let face = Face { krilla, data };
        let ruler = face.ruler().ok_or_else(|| unusable("its tables cannot be read"))?;
        if ['政', REPLACEMENT].iter().any(|sign| ruler.glyph(*sign).is_none()) {
            return Err(unusable("it has no Chinese characters"));
        }
        Ok(face)
    }

    /// The outline of a glyph in the font's own units, rounded to whole ones: a seal's characters then take a third of
    /// the room in the file.
    pub(crate) fn shape(&self, glyph: krilla::text::GlyphId) -> Option<Shape> {
        let font = FontRef::from_index(&self.data, 0).ok()?;
        let outline = font.outline_glyphs().get(GlyphId::new(glyph.to_u32()))?;
        let settings = DrawSettings::unhinted(Size::unscaled(), LocationRef::default());
        let mut chisel = Chisel::default();
        outline.draw(settings, &mut chisel).ok()?;
        chisel.path.finish()
    }

    /// Opens the font for measuring; some microseconds.
    pub(crate) fn ruler(&self) -> Option<Ruler<'_>> {
        let font = FontRef::from_index(&self.data, 0).ok()?;
        Some(Ruler {
            charmap: font.charmap(),
            widths: font.glyph_metrics(Size::new(1.0), LocationRef::default()),
        })
    }
}

/// Collects an outline; PDF knows cubic curves only.
struct Chisel {
    path: PathBuilder,
    at: (f32, f32),
}

impl Default for Chisel {
    fn default() -> Self {
        Chisel {
            path: PathBuilder::new(),
            at: (0.0, 0.0),
        }
    }
}

impl OutlinePen for Chisel {
    fn move_to(&mut self, x: f32, y: f32) {
        self.at = (x, y);
        self.path.move_to(x.round(), y.round());
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.at = (x, y);
        self.path.line_to(x.round(), y.round());
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        let toward = |end: f32, control: f32| end + (control - end) * 2.0 / 3.0;
        let (from_x, from_y) = self.at;
        self.curve_to(
            toward(from_x, cx),
            toward(from_y, cy),
            toward(x, cx),
            toward(y, cy),
            x,
            y,
        );
    }

    fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        self.at = (x, y);
        self.path
            .cubic_to(ax.round(), ay.round(), bx.round(), by.round(), x.round(), y.round());
    }

    fn close(&mut self) {
        self.path.close();
    }
}

/// Printed in place of a character that the font lacks: the geta mark, the compositors' own sign for a missing sort.
pub(crate) const REPLACEMENT: char = '〓';

/// Which glyph a character has, and how wide it is.
pub(crate) struct Ruler<'a> {
    charmap: Charmap<'a>,
    widths: GlyphMetrics<'a>,
}

impl Ruler<'_> {
    pub(crate) fn glyph(&self, sign: char) -> Option<GlyphId> {
        self.charmap.map(sign).filter(|glyph| *glyph != GlyphId::NOTDEF)
    }

    /// In parts of the type size.
    pub(crate) fn width(&self, glyph: GlyphId) -> f32 {
        self.widths.advance_width(glyph).unwrap_or(1.0)
    }
}
