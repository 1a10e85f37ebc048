//! Uploaded files (上传文件): checked by their content, kept by the SHA-256 of their bytes.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use yimen_domain::cases::event::FileMark;
use yimen_domain::organisation::AccountId;
use yimen_domain::words::{Fault, Refusal};
use yimen_store::ledger::hex;
use yimen_store::tables::files;

use crate::sheets::unpacked;
use crate::{ActError, Centre, scan};

/// Largest upload, bytes.
pub const LARGEST: usize = 10 * 1024 * 1024;

/// Media types that are taken, recognised by content and never by name, with the usual ending of their names.
pub const TAKEN: [(&str, &str); 7] = [
    ("application/pdf", "pdf"),
    ("image/jpeg", "jpg"),
    ("image/png", "png"),
    (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "docx",
    ),
    (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xlsx",
    ),
    ("image/webp", "webp"),
    ("application/ofd", "ofd"),
];

/// Takes a file that `account` brought.
///
/// # Errors
/// It is empty, too large, or of a type that is not taken; or the disk or database fails.
pub async fn take(centre: &Centre, account: AccountId, name: &str, bytes: Vec<u8>) -> Result<FileMark, ActError> {
    let folder = centre.files_folder();
    let size = bytes.len() as u64;
    let broken = |error: tokio::task::JoinError| ActError::Broken(error.to_string());
    let checked = tokio::task::spawn_blocking(move || check(&bytes).map(|media| (media, bytes)));
    let (media, bytes) = checked.await.map_err(broken)??;
    scan::pass(centre, account, &bytes).await?;
    let hash = tokio::task::spawn_blocking(move || keep(&folder, &bytes))
        .await
        .map_err(broken)??;
    let name = plain_name(name, media);
    let mark = FileMark {
        hash,
        name,
        size,
        media: media.to_string(),
    };
    centre
        .put(vec![files::put(centre.div(), account, &mark, centre.now().0)])
        .await?;
    Ok(mark)
}

/// A file that `account` itself brought earlier.
///
/// # Errors
/// The account brought no such file.
pub async fn brought(centre: &Centre, account: AccountId, hash: &str) -> Result<FileMark, ActError> {
    let missing = || {
        let (zh, en) = (
            "没有找到这份文件，请重新上传。",
            "This file was not found: please upload it again.",
        );
        ActError::from(Refusal::invalid(vec![Fault::new("materials", zh, en)]))
    };
    place(Path::new(""), hash).ok_or_else(missing)?;
    let params = vec![centre.div().into(), hash.into(), account.0.into_bytes().into()];
    let rows = centre.store().query(&files::OF_ACCOUNT, params).await?;
    Ok(files::read(rows.first().ok_or_else(missing)?)?)
}

/// Removes a kept file from the disk, if it is there.
///
/// # Errors
/// It is not the name of a file, or the disk fails.
pub fn remove(centre: &Centre, hash: &str) -> Result<(), ActError> {
    let path = place(&centre.files_folder(), hash)
        .ok_or_else(|| ActError::Broken(format!("{hash} is not the name of a kept file")))?;
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(ActError::Broken(format!(
            "{} cannot be removed: {error}",
            path.display()
        ))),
        _ => Ok(()),
    }
}

/// The bytes of a kept file. Whoever asks must have been allowed to see it before.
///
/// # Errors
/// The file is gone or was altered.
pub async fn bytes(centre: &Centre, hash: &str) -> Result<Vec<u8>, ActError> {
    let path =
        place(&centre.files_folder(), hash).ok_or_else(|| ActError::from(Refusal::missing("这份文件", "this file")))?;
    let bytes = tokio::fs::read(&path)
        .await
        .map_err(|error| ActError::Broken(format!("file {hash} cannot be read: {error}")))?;
    if sha256(&bytes) != hash {
        return Err(ActError::Broken(format!("file {hash} was altered on the disk")));
    }
    Ok(bytes)
}

/// Keeps bytes under their hash; durable when it returns.
pub(crate) fn keep(folder: &Path, bytes: &[u8]) -> Result<String, ActError> {
    use std::io::Write as _;
    let hash = sha256(bytes);
    let path = place(folder, &hash).ok_or_else(|| ActError::Broken("a hash is 64 digits".into()))?;
    let trouble =
        |error: std::io::Error| ActError::Broken(format!("the file cannot be kept in {}: {error}", folder.display()));
    if path.exists() {
        return Ok(hash);
    }
    let parent = path.parent().unwrap_or(folder);
    std::fs::create_dir_all(parent).map_err(trouble)?;
    let mut temporary = tempfile_in(parent, &hash).map_err(trouble)?;
    temporary
        .1
        .write_all(bytes)
        .and_then(|()| temporary.1.sync_all())
        .map_err(trouble)?;
    std::fs::rename(&temporary.0, &path).map_err(trouble)?;
    std::fs::File::open(parent)
        .and_then(|folder| folder.sync_all())
        .map_err(trouble)?;
    Ok(hash)
}

fn tempfile_in(folder: &Path, hash: &str) -> std::io::Result<(PathBuf, std::fs::File)> {
    let unique = hex(&rand::random::<[u8; 8]>());
    let path = folder.join(format!(".{hash}.{unique}"));
    Ok((path.clone(), std::fs::File::create_new(path)?))
}

pub(crate) fn place(folder: &Path, hash: &str) -> Option<PathBuf> {
    let right = hash.len() == 64
        && hash
            .bytes()
            .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    right.then(|| folder.join(&hash[..2]).join(hash))
}

/// SHA-256, lower-case hex.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// The media type by content.
///
/// # Errors
/// Empty, too large, or not of a taken type.
pub fn check(bytes: &[u8]) -> Result<&'static str, Refusal> {
    let refuse = |zh: &str, en: &str| Err(Refusal::invalid(vec![Fault::new("file", zh, en)]));
    if bytes.is_empty() {
        return refuse("文件是空的。", "The file is empty.");
    }
    if bytes.len() > LARGEST {
        return refuse("文件不能超过 10 MB。", "The file must not be larger than 10 MB.");
    }
    let found = infer::get(bytes).map(|kind| kind.mime_type());
    let found = match found {
        Some("application/zip") if holds_name(bytes, b"OFD.xml") => Some("application/ofd"),
        other => other,
    };
    let is_packed = bytes.starts_with(b"PK");
    if is_packed && unpacked::look(bytes) == unpacked::Packed::Bomb {
        return refuse(
            "文件解压后过大，不能接收。请拆分后重新上传。",
            "The file becomes too large when it is unpacked. Split it, and upload the parts.",
        );
    }
    match found.and_then(|found| TAKEN.iter().find(|(media, _)| *media == found)) {
        Some((media, _)) => Ok(media),
        None => refuse(
            "只接收 PDF、图片（JPG、PNG、WebP）、Word（docx）、Excel（xlsx）和 OFD 文件。",
            "Only PDF, images (JPG, PNG, WebP), Word (docx), Excel (xlsx) and OFD files are taken.",
        ),
    }
}

fn holds_name(bytes: &[u8], name: &[u8]) -> bool {
    bytes.windows(name.len()).take(64 * 1024).any(|window| window == name)
}

/// Signs that nobody sees and that let `gpj.exe` look like `exe.jpg`.
fn turns_text(sign: char) -> bool {
    matches!(sign, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// A name without folders, control characters or quotation marks, of at most 100 characters, with the ending of its type.
fn plain_name(name: &str, media: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = last
        .chars()
        .filter(|c| !c.is_control() && !turns_text(*c) && !matches!(c, '"' | '<' | '>' | ':' | '|' | '?' | '*'))
        .collect();
    let ending = TAKEN
        .iter()
        .find(|(known, _)| *known == media)
        .map_or("bin", |(_, ending)| ending);
    let stem: String = plain.trim().trim_start_matches('.').chars().take(90).collect();
    if stem.is_empty() {
        format!("file.{ending}")
    } else if plain.to_lowercase().ends_with(&format!(".{ending}"))
        || (ending == "jpg" && plain.to_lowercase().ends_with(".jpeg"))
    {
        stem
    } else {
        format!("{stem}.{ending}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PDF: &[u8] = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n";

    #[test]
    fn a_file_is_what_its_content_says() {
        assert_eq!(check(PDF).unwrap(), "application/pdf");
        assert_eq!(check(b"\x89PNG\r\n\x1a\n....").unwrap(), "image/png");
        assert!(check(b"<html><script>alert(1)</script></html>").is_err());
        assert!(check(b"MZ\x90\x00 program").is_err());
        assert!(check(b"").is_err());
        assert!(check(&[b"%PDF-1.7".as_slice(), &vec![0; LARGEST]].concat()).is_err());
    }

    #[test]
    fn names_lose_folders_and_gain_the_right_ending() {
        assert_eq!(plain_name("../../etc/passwd", "application/pdf"), "passwd.pdf");
        assert_eq!(plain_name("C:\\房产证.PDF", "application/pdf"), "房产证.PDF");
        assert_eq!(plain_name("photo.jpeg", "image/jpeg"), "photo.jpeg");
        assert_eq!(plain_name("照片\u{202e}gnp.pdf", "application/pdf"), "照片gnp.pdf");
        assert_eq!(plain_name("\r\n\"", "image/png"), "file.png");
    }

    #[test]
    fn bytes_are_kept_once_under_their_hash() {
        let folder = tempfile::tempdir().unwrap();
        let first = keep(folder.path(), PDF).unwrap();
        assert_eq!(keep(folder.path(), PDF).unwrap(), first);
        assert_eq!(std::fs::read(place(folder.path(), &first).unwrap()).unwrap(), PDF);
        assert!(place(folder.path(), "../../etc/passwd").is_none());
    }
}
