//! clamd (the daemon of ClamAV) by its command INSTREAM: the file in pieces with their lengths, then a length of nothing.

use super::{Place, Verdict};

/// Largest piece, bytes; clamd takes any up to its own StreamMaxLength in all.
const PIECE: usize = 64 * 1024;

pub(super) async fn look(place: &Place, bytes: &[u8]) -> Result<Verdict, String> {
    let lengths: Vec<[u8; 4]> = bytes
        .chunks(PIECE)
        .map(|piece| (piece.len() as u32).to_be_bytes())
        .collect();
    let mut parts: Vec<&[u8]> = vec![b"zINSTREAM\0"];
    for (length, piece) in lengths.iter().zip(bytes.chunks(PIECE)) {
        parts.extend([length.as_slice(), piece]);
    }
    parts.push(&[0; 4]);
    let answer = place.ask(&parts, |answer| answer.ends_with(b"\0")).await?;
    let answer = String::from_utf8_lossy(&answer);
    let said = answer.trim_end_matches(['\0', '\n']).trim();
    match said.strip_prefix("stream: ").unwrap_or(said) {
        "OK" => Ok(Verdict::Clean),
        other => match other.strip_suffix(" FOUND") {
            Some(name) => Ok(Verdict::Found(name.to_string())),
            None => Err(format!("clamd said: {other}")),
        },
    }
}
