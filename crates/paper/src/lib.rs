//! Documents on paper (文书): data in, PDF out.
//!
//! [`render`] sets a [`Document`] on A4 as PDF/A-2a and PDF/UA-1, with seal and QR code. The constructors beside
//! [`CaseFacts`] write the documents of a case in the wording of the 行政许可法. Nothing here knows a case, a database or
//! a clock: the caller passes every string and every date.
//!
//! Fonts are read once into [`Fonts`] and shared. Why krilla: `docs/adr/0003-documents-with-krilla.md`.

mod bars;
mod case;
pub mod copies;
mod document;
mod draw;
mod error;
mod fonts;
mod layout;
mod pages;
mod qr;
mod seal;
pub mod standard;
mod tags;
mod text;
pub mod wording;

pub use bars::bar_code;
pub use case::*;
pub use document::{Block, Document, DocumentKind, Drawing, DrawnRow, Language, Shape};
pub use draw::render;
pub use error::PaperError;
pub use fonts::Fonts;
pub use wording::{Filling, Fillings};
