//! Tables as files for spreadsheets (.xlsx, .csv): data in, bytes out; and back.

pub mod read;
pub mod unpacked;

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, XlsxError};

use crate::ActError;

/// A table with its title.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// Name of the worksheet and first line of a file of annexes; empty for bare data.
    pub title: String,
    /// Words under the title: for whom, as of when, by which formula.
    pub notes: Vec<String>,
    /// Names of the columns.
    pub head: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<String>>,
    /// Widths of the columns in characters; columns without one are 16 wide.
    pub widths: Vec<u16>,
}

/// Longest text that a cell of a spreadsheet takes, characters.
const LONGEST_CELL: usize = 32_000;

/// A workbook with a worksheet for each table. Bare data begin in the first line; a title stands above, if there is one.
///
/// # Errors
/// The file cannot be put together.
pub fn workbook(tables: &[Table]) -> Result<Vec<u8>, ActError> {
    let broken = |error: XlsxError| ActError::Broken(format!("the workbook cannot be written: {error}"));
    let mut book = Workbook::new();
    for (number, table) in tables.iter().enumerate() {
        let sheet = book.add_worksheet();
        sheet.set_name(sheet_name(&table.title, number)).map_err(broken)?;
        write(sheet, table).map_err(broken)?;
    }
    book.save_to_buffer().map_err(broken)
}

fn write(sheet: &mut rust_xlsxwriter::Worksheet, table: &Table) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold().set_font_size(14);
    let head = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::VerticalCenter)
        .set_border_bottom(FormatBorder::Thin);
    let cell = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let mut line = 0u32;
    if !table.title.is_empty() {
        sheet.write_string_with_format(line, 0, &table.title, &bold)?;
        line += 1;
        for note in &table.notes {
            sheet.write_string(line, 0, note)?;
            line += 1;
        }
    }
    for (column, words) in (0u16..).zip(&table.head) {
        sheet.set_column_width(column, table.widths.get(usize::from(column)).copied().unwrap_or(16))?;
        sheet.write_string_with_format(line, column, words, &head)?;
    }
    sheet.set_freeze_panes(line + 1, 0)?;
    sheet.set_repeat_rows(line, line)?;
    sheet.set_landscape();
    sheet.set_paper_size(9);
    for row in &table.rows {
        line += 1;
        for (column, text) in (0u16..).zip(row) {
            if text.is_empty() {
                continue;
            }
            match whole_number(text) {
                Some(number) => sheet.write_number_with_format(line, column, number, &cell)?,
                None => sheet.write_string_with_format(line, column, shortened(text), &cell)?,
            };
        }
    }
    Ok(())
}

/// A short number without leading noughts, so that sums can be made; codes and telephones stay text.
fn whole_number(text: &str) -> Option<f64> {
    let plain =
        text.len() <= 7 && text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    plain.then(|| text.parse().ok()).flatten()
}

fn shortened(text: &str) -> String {
    text.chars().take(LONGEST_CELL).collect()
}

/// At most 31 characters and none that a spreadsheet forbids.
fn sheet_name(title: &str, number: usize) -> String {
    let plain: String = title
        .chars()
        .filter(|sign| !matches!(sign, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\''))
        .take(31)
        .collect();
    if plain.trim().is_empty() {
        format!("Sheet{}", number + 1)
    } else {
        plain
    }
}

/// The table as CSV in UTF-8, with the mark by which spreadsheets know it. Text that a spreadsheet would compute as a
/// formula gets an apostrophe before it; [`plain_cell`] takes it away again.
///
/// # Errors
/// The file cannot be put together.
pub fn csv(table: &Table) -> Result<Vec<u8>, ActError> {
    let broken = |error: csv::Error| ActError::Broken(format!("the list cannot be written: {error}"));
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record(&table.head).map_err(broken)?;
    for row in &table.rows {
        writer
            .write_record(row.iter().map(|text| harmless(text)))
            .map_err(broken)?;
    }
    writer
        .into_inner()
        .map_err(|error| ActError::Broken(format!("the list cannot be written: {error}")))
}

fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_string()
    }
}

/// What stood in a cell before an apostrophe made it harmless.
pub fn plain_cell(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest,
        _ => text,
    }
}
