//! From a file to rows of text: spreadsheets and CSV in any encoding that offices use here.

use std::borrow::Cow;
use std::collections::HashSet;
use std::io::Cursor;

use calamine::{Data, DataRef, Reader, Sheets};
use yimen_domain::words::Words;

use super::unpacked;

/// Most rows of one file.
pub const MOST_ROWS: usize = 200_000;
/// Most columns of one file.
const MOST_COLUMNS: usize = 1_000;
/// Most cells of one file, empty ones between others too.
const MOST_CELLS: usize = 4_000_000;
/// Most text of one file, bytes: a workbook may name the same long text in every cell.
const MOST_TEXT: usize = 128 * 1024 * 1024;
/// A heading stands in one of the first lines; titles may stand above it.
const HEADING_WITHIN: usize = 10;
/// So many Chinese characters in UTF-8 before the first fault mean that the file is UTF-8 and damaged.
const SURELY_UTF8: usize = 4;

/// Why a file cannot be read, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// Line of the file, from 1; 0 where it is the whole.
    pub line: u64,
    /// Why.
    pub why: Words,
}

/// What may still be read of a file.
struct Room {
    rows: usize,
    cells: usize,
    text: usize,
}

impl Room {
    fn of_a_file() -> Room {
        Room {
            rows: MOST_ROWS + HEADING_WITHIN,
            cells: MOST_CELLS,
            text: MOST_TEXT,
        }
    }

    /// Takes the place of so much.
    fn take(&mut self, line: u64, rows: usize, cells: usize, text: usize) -> Result<(), Unreadable> {
        let left = |has: usize, taken: usize| has.checked_sub(taken);
        match (left(self.rows, rows), left(self.cells, cells), left(self.text, text)) {
            (None, ..) => Err(too_many_rows()),
            (Some(rows), Some(cells), Some(text)) => {
                *self = Room { rows, cells, text };
                Ok(())
            }
            _ => Err(too_large(line)),
        }
    }
}

fn too_many_rows() -> Unreadable {
    let zh = format!("超过 {MOST_ROWS} 行，请分成几个文件");
    let en = format!("it has more than {MOST_ROWS} rows; split it into several files");
    unreadable_at(MOST_ROWS as u64, &zh, &en)
}

fn too_large(line: u64) -> Unreadable {
    unreadable_at(
        line,
        "文件展开后太大，请分成几个文件，删去用不到的列",
        "it becomes too large when it is unpacked; split it into several files and leave out columns that are not needed",
    )
}

fn unreadable_at(line: u64, zh: &str, en: &str) -> Unreadable {
    Unreadable {
        line,
        why: Words::new(zh, en),
    }
}

/// A file as rows of text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Names of the worksheets; empty for a text file.
    pub sheets: Vec<String>,
    /// The worksheet that was read.
    pub sheet: String,
    /// The encoding of a text file.
    pub encoding: String,
    /// The names of the columns.
    pub heading: Vec<String>,
    /// The rows under them; empty lines are left out.
    pub rows: Vec<RawRow>,
}

impl Sheet {
    /// What stands in one of the columns.
    pub fn named(&self, column: Option<&usize>) -> HashSet<String> {
        let cell = |row: &RawRow| Some(tidy(row.cells.get(*column?)?, false, &mut Vec::new()));
        self.rows.iter().filter_map(cell).collect()
    }
}

/// One row as it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawRow {
    /// Line of the file, from 1.
    pub line: u64,
    /// Its cells.
    pub cells: Vec<String>,
    /// What is wrong with the row as a whole.
    pub ragged: Option<Words>,
}

/// The file is a list of documents in JSON.
pub fn is_json(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    matches!(text.trim_ascii_start().first(), Some(b'{' | b'['))
}

/// The text of a file in UTF-8 with or without a mark, or in GB18030 (which holds GBK and GB2312), with the encoding's name.
///
/// # Errors
/// It is neither; the answer names the line.
pub fn text(bytes: &[u8]) -> Result<(Cow<'_, str>, &'static str), Unreadable> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let error = match std::str::from_utf8(bytes) {
        Ok(text) => return Ok((Cow::Borrowed(text), "UTF-8")),
        Err(error) => error,
    };
    let sound = &bytes[..error.valid_up_to()];
    let line = sound.iter().filter(|&&byte| byte == b'\n').count() as u64 + 1;
    let chinese = String::from_utf8_lossy(sound)
        .chars()
        .filter(|sign| sign.len_utf8() >= 3)
        .count();
    let decoded = encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(bytes);
    match decoded {
        Some(text) if chinese < SURELY_UTF8 && !text.contains('\0') => Ok((text, "GB18030")),
        _ => Err(unreadable_at(
            line,
            "不是 UTF-8 或 GB18030 编码的文本",
            "it is text in neither UTF-8 nor GB18030",
        )),
    }
}

/// Reads the rows of a file; `wanted` names the worksheet, nothing the first that holds anything; `known` says whether a
/// column's name is one that the importer knows, by which the heading is found.
///
/// # Errors
/// It cannot be read: with the line and the reason.
pub fn read(bytes: &[u8], wanted: &str, known: impl Fn(&str) -> bool) -> Result<Sheet, Unreadable> {
    let is_workbook = bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xd0\xcf\x11\xe0");
    let (mut sheet, lines) = if is_workbook {
        workbook(bytes, wanted)?
    } else {
        plain(bytes)?
    };
    let likely = |row: &RawRow| row.cells.iter().filter(|cell| known(cell)).count();
    let heading = lines.iter().take(HEADING_WITHIN).enumerate();
    let Some((at, _)) = heading.max_by_key(|(at, row)| (likely(row), HEADING_WITHIN - at)) else {
        return Err(unreadable_at(1, "文件是空的", "the file is empty"));
    };
    let mut rows = lines.into_iter().skip(at);
    sheet.heading = rows.next().map(|row| row.cells).unwrap_or_default();
    while sheet.heading.last().is_some_and(String::is_empty) {
        sheet.heading.pop();
    }
    let width = sheet.heading.len();
    if rows.len().saturating_mul(width) > MOST_CELLS {
        return Err(too_large(1));
    }
    sheet.rows = rows.map(|row| row.held_to(width, is_workbook)).collect();
    if sheet.rows.len() > MOST_ROWS {
        return Err(too_many_rows());
    }
    if sheet.rows.is_empty() {
        return Err(unreadable_at(
            2,
            "只有列名，没有内容",
            "it has a heading and nothing below it",
        ));
    }
    Ok(sheet)
}

impl RawRow {
    /// Spreadsheets leave empty cells at the end out; in a text file another number of columns means a broken line.
    fn held_to(mut self, width: usize, is_workbook: bool) -> RawRow {
        let len = self.cells.len();
        if !is_workbook && len != width && self.cells.iter().skip(width).any(|cell| !cell.is_empty()) | (len < width) {
            self.ragged = Some(Words::new(
                format!("这一行有 {len} 列，应为 {width} 列"),
                format!("this line has {len} columns, not {width}"),
            ));
        }
        self.cells.resize(width, String::new());
        self
    }
}

fn plain(bytes: &[u8]) -> Result<(Sheet, Vec<RawRow>), Unreadable> {
    let (text, encoding) = text(bytes)?;
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .has_headers(false)
        .delimiter(delimiter(&text))
        .from_reader(text.as_bytes());
    let mut lines = Vec::new();
    let (mut counted, mut ends) = (0usize, 0u64);
    let mut room = Room::of_a_file();
    for record in reader.records() {
        let record = record.map_err(|error| {
            let line = error.position().map_or(0, csv::Position::line);
            unreadable_at(line, "这一行不是有效的 CSV", "this line is not valid CSV")
        })?;
        // The reader's own count stays behind where lines end with two signs.
        let at = record
            .position()
            .map_or(0, |place| usize::try_from(place.byte()).unwrap_or(0));
        let begins = at
            + text[at..]
                .bytes()
                .take_while(|byte| matches!(byte, b'\r' | b'\n'))
                .count();
        ends += text[counted..begins].bytes().filter(|&byte| byte == b'\n').count() as u64;
        counted = begins;
        let line = ends + 1;
        let swallowed = record.iter().any(|field| {
            let ends = field
                .lines()
                .filter(|line| line.matches([',', ';', '\t']).count() >= 3)
                .count();
            ends > 1 || field.len() > 200_000
        });
        let short = record.len() < 2 && record.iter().any(|field| field.matches('\n').count() > 2);
        if swallowed || (short && !lines.is_empty()) {
            return Err(unreadable_at(line, "引号没有闭合", "a quotation mark is not closed"));
        }
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if record.len() > MOST_COLUMNS {
            return Err(too_large(line));
        }
        room.take(line, 1, record.len(), 0)?;
        lines.push(RawRow {
            line,
            cells: record
                .iter()
                .map(|cell| crate::sheets::plain_cell(cell.trim()).to_string())
                .collect(),
            ragged: None,
        });
    }
    let sheet = Sheet {
        encoding: encoding.to_string(),
        ..Sheet::default()
    };
    Ok((sheet, lines))
}

/// Comma, semicolon or tab: the one that the first line has most of.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    let count = |sign: u8| first.bytes().filter(|&byte| byte == sign).count();
    [b'\t', b';', b',']
        .into_iter()
        .max_by_key(|&sign| count(sign))
        .unwrap_or(b',')
}

fn workbook(bytes: &[u8], wanted: &str) -> Result<(Sheet, Vec<RawRow>), Unreadable> {
    let unreadable = |error: calamine::Error| {
        let en = format!("the workbook cannot be read: {error}");
        unreadable_at(1, "工作簿无法读取，可能已损坏或加了密码", &en)
    };
    if bytes.starts_with(b"PK") && unpacked::look(bytes) == unpacked::Packed::Bomb {
        return Err(too_large(0));
    }
    let mut book = calamine::open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(unreadable)?;
    let sheets = book.sheet_names();
    let asked: Vec<String> = sheets
        .iter()
        .filter(|name| wanted.is_empty() || *name == wanted)
        .cloned()
        .collect();
    for name in asked {
        let lines = match &mut book {
            Sheets::Xlsx(book) => cell_by_cell(book, &name, |error| unreadable(calamine::Error::Xlsx(error)))?,
            other => whole_range(&other.worksheet_range(&name).map_err(unreadable)?),
        };
        if !lines.is_empty() || !wanted.is_empty() {
            let sheet = Sheet {
                sheets,
                sheet: name,
                ..Sheet::default()
            };
            return Ok((sheet, lines));
        }
    }
    Err(unreadable_at(1, "工作簿中没有内容", "the workbook holds nothing"))
}

/// The rows that hold anything, read without a table of all cells beside them.
fn cell_by_cell<R: std::io::Read + std::io::Seek>(
    book: &mut calamine::Xlsx<R>,
    name: &str,
    unreadable: impl Fn(calamine::XlsxError) -> Unreadable,
) -> Result<Vec<RawRow>, Unreadable> {
    let mut lines: Vec<RawRow> = Vec::new();
    let mut room = Room::of_a_file();
    let mut cells = book.worksheet_cells_reader(name).map_err(&unreadable)?;
    while let Some(found) = cells.next_cell().map_err(&unreadable)? {
        let (row, column) = found.get_position();
        let text = match found.get_value() {
            DataRef::SharedString(text) => plain_text(text),
            other => cell(&Data::from(other.clone())),
        };
        if text.is_empty() {
            continue;
        }
        let line = u64::from(row) + 1;
        if column as usize >= MOST_COLUMNS {
            return Err(too_large(line));
        }
        if lines.last().is_none_or(|last| last.line != line) {
            room.take(line, 1, 0, 0)?;
            lines.push(RawRow {
                line,
                cells: Vec::new(),
                ragged: None,
            });
        }
        if let Some(last) = lines.last_mut() {
            let at = column as usize;
            room.take(line, 0, (at + 1).saturating_sub(last.cells.len()), text.len())?;
            last.cells.resize(last.cells.len().max(at + 1), String::new());
            last.cells[at] = text;
        }
    }
    Ok(lines)
}

fn whole_range(range: &calamine::Range<Data>) -> Vec<RawRow> {
    let from = range.start().map_or(0, |(line, _)| u64::from(line));
    let rows = range.rows().zip(from + 1..).map(|(cells, line)| RawRow {
        line,
        cells: cells.iter().map(cell).collect(),
        ragged: None,
    });
    rows.filter(|row| row.cells.iter().any(|cell| !cell.is_empty()))
        .collect()
}

fn plain_text(text: &str) -> String {
    crate::sheets::plain_cell(text.trim()).to_string()
}

/// The text that people see in a cell; numbers without the point that spreadsheets keep.
fn cell(data: &Data) -> String {
    match data {
        Data::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => format!("{number:.0}"),
        Data::Bool(true) => "是".into(),
        Data::Bool(false) => "否".into(),
        Data::Error(_) | Data::Empty => String::new(),
        other => plain_text(&other.to_string()),
    }
}

/// Removes markup and entities that web exports leave inside fields, decoded as often as they were encoded, and says so.
/// A field of several lines keeps its lines.
pub fn tidy(field: &str, lines: bool, notes: &mut Vec<Words>) -> String {
    let mut text = field.to_string();
    let mut rounds = 0;
    while rounds < 4 {
        let decoded = decode_once(&text);
        if decoded == text {
            break;
        }
        text = decoded;
        rounds += 1;
    }
    let plain = without_tags(&text, lines);
    let squeezed = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let tidy = if lines {
        let kept: Vec<String> = plain.lines().map(squeezed).filter(|line| !line.is_empty()).collect();
        kept.join("\n")
    } else {
        squeezed(&plain)
    };
    let as_it_stood: Vec<&str> = field.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if tidy != as_it_stood.join("\n") {
        let mut said = (
            String::from("清理了网页标记或多余空白"),
            String::from("web markup or extra blanks were removed"),
        );
        if rounds > 1 {
            said = (
                format!("清理了重复编码 {rounds} 次的网页标记"),
                format!("web markup that was encoded {rounds} times over was removed"),
            );
        }
        let said = Words::new(said.0, said.1);
        if !notes.contains(&said) {
            notes.push(said);
        }
    }
    tidy
}

fn decode_once(text: &str) -> String {
    const NAMED: [(&str, &str); 10] = [
        ("nbsp", " "),
        ("lt", "<"),
        ("gt", ">"),
        ("quot", "\""),
        ("apos", "'"),
        ("ldquo", "“"),
        ("rdquo", "”"),
        ("middot", "·"),
        ("mdash", "—"),
        ("amp", "&"),
    ];
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.find(';').filter(|&end| end <= 9);
        let found = end.and_then(|end| {
            let name = &rest[1..end];
            let number = name
                .strip_prefix('#')
                .and_then(|digits| match digits.strip_prefix(['x', 'X']) {
                    Some(hex) => u32::from_str_radix(hex, 16).ok(),
                    None => digits.parse().ok(),
                });
            let sign = number.and_then(char::from_u32).map(String::from);
            let named = || {
                NAMED
                    .iter()
                    .find(|(known, _)| *known == name)
                    .map(|(_, plain)| (*plain).to_string())
            };
            sign.or_else(named).map(|sign| (sign, end))
        });
        if let Some((sign, end)) = found {
            plain.push_str(&sign);
            rest = &rest[end + 1..];
        } else {
            plain.push('&');
            rest = &rest[1..];
        }
    }
    plain.push_str(rest);
    plain
}

/// A tag begins with a letter, a stroke or an exclamation mark, so that “面积<50 平方米” stays.
fn without_tags(text: &str, lines: bool) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let is_tag = rest[1..].starts_with(|sign: char| sign.is_ascii_alphabetic() || sign == '/' || sign == '!');
        match rest.find('>').filter(|_| is_tag) {
            Some(end) => {
                let name = rest[1..end].trim_start_matches('/').to_ascii_lowercase();
                if lines
                    && ["br", "p", "li", "div", "tr"]
                        .iter()
                        .any(|block| name.starts_with(block))
                {
                    plain.push('\n');
                }
                rest = &rest[end + 1..];
            }
            None => {
                plain.push('<');
                rest = &rest[1..];
            }
        }
    }
    plain.push_str(rest);
    plain
        .chars()
        .map(|sign| if sign.is_control() && sign != '\n' { ' ' } else { sign })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_goes_and_signs_of_comparison_stay() {
        for (field, lines, expected) in [
            ("示例<br/>事项&amp;lt;p&amp;gt;三&amp;nbsp;", false, "示例事项三"),
            ("面积&lt;50平方米且&gt;20平方米", false, "面积<50平方米且>20平方米"),
            ("<p>身份证</p><p>户口簿</p>", true, "身份证\n户口簿"),
            ("AT&T &#20013;&#x56fd;", false, "AT&T 中国"),
            ("甲\u{3000}乙", false, "甲 乙"),
        ] {
            assert_eq!(tidy(field, lines, &mut Vec::new()), expected, "{field}");
        }
    }

    #[test]
    fn what_was_encoded_twice_is_said() {
        let mut notes = Vec::new();
        tidy("甲&amp;lt;b&amp;gt;乙", false, &mut notes);
        assert_eq!(notes.len(), 1);
        assert!(notes[0].en.contains("2 times"), "{}", notes[0].en);
        let mut none = Vec::new();
        tidy("普普通通", false, &mut none);
        assert!(none.is_empty());
    }

    #[test]
    fn the_encodings_of_offices_are_known() {
        let (gbk, _, _) = encoding_rs::GB18030.encode("部门,事项名称\n区民政局,示例");
        assert_eq!(text(&gbk).unwrap().1, "GB18030");
        let sheet = read(
            "\u{feff}部门,事项名称\r\n区民政局,示例\r\n,\r\n".as_bytes(),
            "",
            |_| true,
        )
        .unwrap();
        assert_eq!(sheet.heading, ["部门", "事项名称"]);
        assert_eq!((sheet.rows.len(), sheet.rows[0].line), (1, 2));
    }

    #[test]
    fn a_workbook_that_would_fill_the_memory_is_refused_while_it_is_read() {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        let long = "长".repeat(30_000);
        for row in 0..3_000 {
            sheet.write_string(row, 0, &long).unwrap();
        }
        let repeated = book.save_to_buffer().unwrap();
        assert!(repeated.len() < 1024 * 1024, "the text stands in the file once");
        assert!(read(&repeated, "", |_| true).unwrap_err().why.en.contains("too large"));

        let mut book = rust_xlsxwriter::Workbook::new();
        book.add_worksheet().write_string(0, 16_000, "far").unwrap();
        let wide = book.save_to_buffer().unwrap();
        assert!(read(&wide, "", |_| true).unwrap_err().why.en.contains("too large"));

        let head = ",".repeat(999) + "\n";
        let flat = head.replace(',', "a,") + &"1,2\n".repeat(5_000);
        assert!(
            read(flat.as_bytes(), "", |_| true)
                .unwrap_err()
                .why
                .en
                .contains("too large")
        );
        let commas = format!("a{}", ",".repeat(1_000));
        assert!(
            read(commas.as_bytes(), "", |_| true)
                .unwrap_err()
                .why
                .en
                .contains("too large")
        );
    }

    #[test]
    fn a_title_may_stand_above_the_heading() {
        let text = "前锋区事项清单,,\n2026年,,\n部门,名称,编码\n区民政局,示例,T-1\n";
        let sheet = read(text.as_bytes(), "", |name| ["部门", "名称", "编码"].contains(&name)).unwrap();
        assert_eq!(sheet.heading, ["部门", "名称", "编码"]);
        assert_eq!(sheet.rows[0].line, 4);
    }
}
