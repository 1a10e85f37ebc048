//! Packed files that unpack to more than anybody wants to hold (压缩炸弹). What a file says of its own sizes may be a lie, so it is
//! unpacked once, piece by piece and into nothing, until the bound is reached.

use std::io::{Cursor, Read as _, copy, sink};

use zip::ZipArchive;

/// Most that a packed file may unpack to, bytes: sixteen times the largest upload.
pub const MOST_BYTES: u64 = 160 * 1024 * 1024;
/// Most files in it.
pub const MOST_FILES: usize = 10_000;

/// How a packed file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packed {
    /// It unpacks to no more than [`MOST_BYTES`] in [`MOST_FILES`].
    Bounded,
    /// It unpacks to more.
    Bomb,
    /// It cannot be unpacked.
    Broken,
}

/// Looks what a ZIP file unpacks to; never holds it.
pub fn look(bytes: &[u8]) -> Packed {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else {
        return Packed::Broken;
    };
    if archive.len() > MOST_FILES {
        return Packed::Bomb;
    }
    let mut left = MOST_BYTES;
    for at in 0..archive.len() {
        let Ok(file) = archive.by_index(at) else {
            return Packed::Broken;
        };
        if file.size() > left {
            return Packed::Bomb;
        }
        match copy(&mut file.take(left + 1), &mut sink()) {
            Ok(unpacked) if unpacked > left => return Packed::Bomb,
            Ok(unpacked) => left -= unpacked,
            Err(_) => return Packed::Broken,
        }
    }
    Packed::Bounded
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn packed(files: usize, megabytes: usize) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        let piece = vec![0u8; 1024 * 1024];
        for at in 0..files {
            writer
                .start_file(format!("{at}.xml"), SimpleFileOptions::default())
                .unwrap();
            for _ in 0..megabytes {
                writer.write_all(&piece).unwrap();
            }
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn a_small_file_that_unpacks_to_too_much_is_a_bomb_whatever_it_says_of_itself() {
        assert_eq!(look(&packed(2, 3)), Packed::Bounded);
        let bomb = packed(1, 161);
        assert!(bomb.len() < 1024 * 1024, "{} bytes hold 161 MB", bomb.len());
        assert_eq!(look(&bomb), Packed::Bomb);
        assert_eq!(look(&packed(9, 18)), Packed::Bomb, "the sum counts");
        assert_eq!(look(&packed(MOST_FILES + 1, 0)), Packed::Bomb, "so do many empty files");

        // The same bomb that says of itself that it holds one byte, in both headers.
        let size = (161u32 * 1024 * 1024).to_le_bytes();
        let mut liar = bomb;
        let said: Vec<usize> = (0..liar.len() - 4).filter(|&at| liar[at..at + 4] == size).collect();
        assert!(!said.is_empty());
        for at in said {
            liar[at..at + 4].copy_from_slice(&1u32.to_le_bytes());
        }
        assert_ne!(look(&liar), Packed::Bounded);
        assert_eq!(look(b"PK\x03\x04 and nothing more"), Packed::Broken);
    }
}
