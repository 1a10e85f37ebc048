//! Copies: what was bound is read back with the tools of others (Debian's poppler-utils).
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::path::PathBuf;
use std::process::Command;

use yimen_paper::copies::{Part, Unbound, bind};
use yimen_paper::{Block, Document, DocumentKind, Fonts, Language, render};

fn fonts() -> Fonts {
    let folder = std::env::var_os("YIMEN_FONTS").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../assets/dist/fonts"),
        PathBuf::from,
    );
    Fonts::load(&folder).unwrap()
}

/// A PNG of one colour, written by hand: a header, stored rows, no compression.
fn picture(width: u32, height: u32) -> Vec<u8> {
    let crc = |bytes: &[u8]| {
        let step = |crc: u32, byte: &u8| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
                if crc & 1 == 1 {
                    (crc >> 1) ^ 0xedb8_8320
                } else {
                    crc >> 1
                }
            })
        };
        !bytes.iter().fold(!0, step)
    };
    let chunk = |kind: &[u8; 4], body: &[u8]| {
        let told = [kind.as_slice(), body].concat();
        [&(body.len() as u32).to_be_bytes()[..], &told, &crc(&told).to_be_bytes()].concat()
    };
    let rows: Vec<u8> = (0..height)
        .flat_map(|_| std::iter::once(0).chain((0..width).map(|_| 128)))
        .collect();
    let mut stored = vec![0x78, 0x01];
    let mut parts = rows.chunks(60_000).peekable();
    while let Some(part) = parts.next() {
        let size = part.len() as u16;
        stored.push(u8::from(parts.peek().is_none()));
        stored.extend(size.to_le_bytes());
        stored.extend((!size).to_le_bytes());
        stored.extend(part);
    }
    let (low, high) = rows.iter().fold((1u32, 0u32), |(low, high), byte| {
        let low = (low + u32::from(*byte)) % 65_521;
        (low, (high + low) % 65_521)
    });
    stored.extend(((high << 16) | low).to_be_bytes());
    let head = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 0, 0, 0, 0]].concat();
    [
        b"\x89PNG\r\n\x1a\n".as_slice(),
        &chunk(b"IHDR", &head),
        &chunk(b"IDAT", &stored),
        &chunk(b"IEND", b""),
    ]
    .concat()
}

fn letter() -> Vec<u8> {
    let document = Document {
        kind: DocumentKind::Worded,
        language: Language::Chinese,
        landscape: false,
        title: "租赁合同".to_owned(),
        number: String::new(),
        division_name: "前锋区".to_owned(),
        body_name: "甲方".to_owned(),
        date_words: "2026年11月22日".to_owned(),
        paragraphs: vec![Block::Paragraph("第一条　房屋坐落于示例路2号。".to_owned())],
        seal_name: None,
        addressee: String::new(),
        qr_url: None,
        qr_caption: String::new(),
        footer: String::new(),
        demonstration: true,
    };
    render(&document, &fonts()).unwrap()
}

fn part(bytes: Vec<u8>, media: &str, turns: u8) -> Part {
    Part {
        bytes,
        media: media.to_owned(),
        turns,
    }
}

fn run(bytes: &[u8], program: &str, arguments: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("copy.pdf"), bytes).unwrap();
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success() && said.trim().is_empty(), "{program}: {said}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Width and height of each page, whole points.
fn sizes(bytes: &[u8]) -> Vec<(i32, i32)> {
    let told = run(bytes, "pdfinfo", &["-f", "1", "-l", "99", "copy.pdf"]);
    let pages = told
        .lines()
        .filter(|line| line.starts_with("Page ") && line.contains("size:"));
    pages
        .map(|line| {
            let numbers: Vec<f32> = line.split_whitespace().filter_map(|word| word.parse().ok()).collect();
            (numbers[1].round() as i32, numbers[2].round() as i32)
        })
        .collect()
}

#[test]
fn pictures_and_pdfs_become_one_file_in_their_order_each_page_turned_as_wanted() {
    let parts = vec![
        part(picture(400, 300), "image/png", 0),
        part(letter(), "application/pdf", 0),
        part(picture(400, 300), "image/png", 1),
        part(letter(), "application/pdf", 3),
    ];
    let bound = bind(parts, None, &fonts()).unwrap();
    assert_eq!(sizes(&bound), [(794, 595), (595, 842), (595, 794), (842, 595)]);
    let text: String = run(&bound, "pdftotext", &["copy.pdf", "-"]);
    assert_eq!(
        text.matches("示例路2号").count(),
        2,
        "the text of a PDF stays text: {text}"
    );
    run(&bound, "pdftoppm", &["-r", "20", "-png", "copy.pdf", "page"]);
}

#[test]
fn a_compared_copy_says_so_on_every_page() {
    let parts = vec![
        part(letter(), "application/pdf", 0),
        part(picture(300, 400), "image/png", 0),
    ];
    let bound = bind(parts, Some("与原件核对无误  2026-11-22"), &fonts()).unwrap();
    let text = run(&bound, "pdftotext", &["copy.pdf", "-"]);
    for page in text.trim_end_matches('\u{c}').split('\u{c}') {
        // The mark slants across the page, so that its characters are read one by one.
        assert!("与原件核对无误".chars().all(|part| page.contains(part)), "{page:?}");
    }
    assert!(text.contains("示例路2号"), "what is under the mark can be read");
}

#[test]
fn what_cannot_be_opened_is_named_by_its_place() {
    let refused = |bytes: &[u8], media: &str| {
        let parts = vec![part(picture(4, 4), "image/png", 0), part(bytes.to_vec(), media, 0)];
        bind(parts, None, &fonts()).unwrap_err()
    };
    assert_eq!(refused(b"%PDF-1.7\n%nothing", "application/pdf"), Unbound::Damaged(1));
    assert_eq!(refused(b"\x89PNG\r\n\x1a\n", "image/png"), Unbound::Damaged(1));
    assert_eq!(refused(b"\xff\xd8\xff", "image/jpeg"), Unbound::Damaged(1));
    assert_eq!(refused(b"PK", "application/ofd"), Unbound::Media(1));
    assert_eq!(refused(&picture(60_000, 1_100)[..64], "image/png"), Unbound::Picture(1));
    assert_eq!(bind(Vec::new(), None, &fonts()), Err(Unbound::Pages));
}
