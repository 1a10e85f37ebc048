//! Due days of a whole file. All of it or nothing: a file with a malformed line prints no due day.

use std::io::Read;
use std::path::Path;

use serde_json::{Value, json};
use yimen_domain::calendar::{Calendar, Day, Due};
use yimen_domain::words::Words;

use crate::commands::print::{Print, failed};
use crate::commands::{Answer, Trouble, WELL};
use crate::config::Common;

use super::{Which, calendar_of, day, proof, working_days, wrong};

/// Most malformed lines that are named.
const MOST_NAMED: usize = 20;
const HEADING: [&str; 2] = ["accept_date", "working_days"];

struct Row {
    accept_date: String,
    working_days: String,
    start: Day,
    count: u32,
    due: Due,
}

/// Reads the file and prints `accept_date,working_days,due_date`, with the column `provisional` when a day of the file
/// may still move.
pub async fn run(common: &Common, file: &Path, which: &Which) -> Answer {
    if which.explain && !common.json {
        return Err(Trouble::Wrong(
            Words::new(
                "多行计算的逐日说明只能用 JSON 输出，请加上 --json。",
                "A line a day for a whole file is given as JSON only; please add --json.",
            )
            .to_string(),
        ));
    }
    let bytes = bytes_of(file)
        .map_err(|error| Trouble::Broken(format!("{} 无法读取 / cannot be read: {error}", file.display())))?;
    let calendar = calendar_of(common, which).await?;
    let rows = rows(&bytes, &calendar)?;
    if common.json {
        let mut out = Print::begin();
        out.facts(rows.iter().map(|row| fact(row, which.explain.then_some(&*calendar))))?;
        out.end()?;
        return Ok(WELL);
    }
    let provisional = rows.iter().any(|row| row.due.provisional);
    print(&rows, provisional).map_err(|error| match error.into_kind() {
        csv::ErrorKind::Io(error) => failed(error),
        other => Trouble::Broken(format!("{other:?}")),
    })?;
    Ok(WELL)
}

fn bytes_of(file: &Path) -> std::io::Result<Vec<u8>> {
    if file != Path::new("-") {
        return std::fs::read(file);
    }
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn fact(row: &Row, explained_by: Option<&Calendar>) -> Value {
    let mut fact = json!({
        "accept_date": row.accept_date, "working_days": row.count,
        "due_date": row.due.day.to_string(), "provisional": row.due.provisional,
    });
    if let Some(calendar) = explained_by {
        fact["explain"] = json!(proof(calendar, row.start, row.count));
    }
    fact
}

fn print(rows: &[Row], provisional: bool) -> Result<(), csv::Error> {
    let mut out = csv::Writer::from_writer(std::io::stdout().lock());
    let mut heading = vec![HEADING[0], HEADING[1], "due_date"];
    heading.extend(provisional.then_some("provisional"));
    out.write_record(heading)?;
    for row in rows {
        let due = row.due.day.to_string();
        let mut record = vec![row.accept_date.as_str(), row.working_days.as_str(), due.as_str()];
        record.extend(provisional.then_some(if row.due.provisional { "provisional" } else { "" }));
        out.write_record(record)?;
    }
    Ok(out.flush()?)
}

/// Where the two columns are, and how many there are in all.
struct Columns {
    date: usize,
    days: usize,
    all: usize,
}

impl Columns {
    fn of(headers: &csv::StringRecord) -> Result<Columns, Trouble> {
        let column = |name: &str| {
            let mut found = headers.iter().enumerate().filter(|(_, header)| *header == name);
            match (found.next(), found.next()) {
                (Some((at, _)), None) => Ok(at),
                (Some(_), Some(_)) => Err(at_line(
                    1,
                    &Words::new(format!("有两个“{name}”列"), format!("there are two columns “{name}”")),
                )),
                (None, _) => Err(at_line(
                    1,
                    &Words::new(
                        format!("缺少“{name}”列；首行须为 {}", HEADING.join(",")),
                        format!(
                            "there is no column “{name}”; the first line must be {}",
                            HEADING.join(",")
                        ),
                    ),
                )),
            }
        };
        Ok(Columns {
            date: column(HEADING[0])?,
            days: column(HEADING[1])?,
            all: headers.len(),
        })
    }
}

fn rows(bytes: &[u8], calendar: &Calendar) -> Result<Vec<Row>, Trouble> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    if bytes.trim_ascii().is_empty() {
        let words = Words::new("文件是空的", "the file is empty");
        return Err(at_line(1, &words));
    }
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .flexible(true)
        .from_reader(bytes);
    let columns = Columns::of(reader.headers().map_err(|_| at_line(1, &not_text()))?)?;
    let mut rows = Vec::new();
    let mut faults = Vec::new();
    let mut wrong_lines = 0usize;
    for record in reader.records() {
        let row = match &record {
            Ok(record) => {
                row(record, &columns, calendar).map_err(|why| (record.position().map_or(0, csv::Position::line), why))
            }
            Err(error) => Err((error.position().map_or(0, csv::Position::line), not_text().to_string())),
        };
        match row {
            Ok(row) => rows.push(row),
            Err((line, why)) => {
                wrong_lines += 1;
                if faults.len() < MOST_NAMED {
                    faults.push(format!("第 {line} 行 / line {line}: {why}"));
                }
            }
        }
    }
    if wrong_lines == 0 {
        return Ok(rows);
    }
    if wrong_lines > faults.len() {
        let more = wrong_lines - faults.len();
        faults.push(format!("另有 {more} 行有误 / {more} more lines are wrong"));
    }
    Err(Trouble::Refused(faults.join("\n")))
}

fn row(record: &csv::StringRecord, columns: &Columns, calendar: &Calendar) -> Result<Row, String> {
    let cell = |at: usize| record.get(at).unwrap_or_default();
    if record.iter().skip(columns.all).any(|cell| !cell.is_empty()) {
        let (all, here) = (columns.all, record.len());
        let words = Words::new(
            format!("有 {here} 列，首行只有 {all} 列"),
            format!("it has {here} columns, the first line only {all}"),
        );
        return Err(words.to_string());
    }
    let found = day(cell(columns.date)).and_then(|start| {
        let count = working_days(cell(columns.days))?;
        Ok((start, count, calendar.add(start, count).map_err(wrong)?))
    });
    match found {
        Ok((start, count, due)) => Ok(Row {
            accept_date: cell(columns.date).to_string(),
            working_days: cell(columns.days).to_string(),
            start,
            count,
            due,
        }),
        Err(Trouble::Wrong(why) | Trouble::Refused(why) | Trouble::Broken(why)) => Err(why),
        Err(Trouble::Left) => Err(String::new()),
    }
}

fn at_line(line: u64, words: &Words) -> Trouble {
    Trouble::Refused(format!("第 {line} 行 / line {line}: {words}"))
}

fn not_text() -> Words {
    Words::new(
        "不是 UTF-8 编码的 CSV；请在表格软件中另存为“CSV UTF-8（逗号分隔）”",
        "it is not CSV in UTF-8; in a spreadsheet, save the file as “CSV UTF-8 (comma delimited)”",
    )
}
