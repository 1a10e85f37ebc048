//! What can go wrong, and how it is mended.

use std::path::PathBuf;

/// Why a document could not be made. Each message says what happened and what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum PaperError {
    /// No folder that was tried holds both fonts.
    #[error(
        "the Chinese fonts NotoSerifSC-Regular.ttf and NotoSerifSC-Bold.ttf were not found in {}; \
         run `make assets`, or name the folder that holds them",
        folders(tried)
    )]
    FontsNotFound {
        /// The folders that were looked into, in order.
        tried: Vec<PathBuf>,
    },
    /// A font file is there but cannot be read.
    #[error("the font file {} cannot be read ({source}); check that it exists and may be read", path.display())]
    FontUnreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The bytes are not a font, or a font without Chinese.
    #[error("the {weight} font is not a usable Chinese font ({reason}); run `make assets` to fetch it again")]
    FontUnusable {
        /// `regular` or `bold`.
        weight: &'static str,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The address for the QR code does not fit one.
    #[error(
        "the address for the QR code has {length} bytes and does not fit ({reason}); \
         shorten the public address of the centre"
    )]
    QrTooLong {
        /// Bytes of the address.
        length: usize,
        /// What the encoder said.
        reason: String,
    },
    /// The finished document breaks a rule of its file format.
    #[error(
        "the document “{title}” could not be written as PDF/A ({reason}); \
         keep its data and report this together with the text above"
    )]
    Unwritable {
        /// The document's title.
        title: String,
        /// What the writer said.
        reason: String,
    },
}

fn folders(tried: &[PathBuf]) -> String {
    if tried.is_empty() {
        return "any folder (none was named)".to_owned();
    }
    let names: Vec<_> = tried.iter().map(|path| path.display().to_string()).collect();
    names.join(", ")
}
