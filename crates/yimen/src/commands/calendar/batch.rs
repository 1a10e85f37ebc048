//! Due days of a whole file. All of it or nothing: a file with a malformed line prints no due day.

use std::path::Path;

use serde_json::json;
use yimen_domain::calendar::{Calendar, Due};
use yimen_domain::words::Words;

use crate::commands::{Answer, Trouble, WELL, print_json};
use crate::config::Common;

use super::{Which, calendar_of, day, working_days, wrong};

/// Most malformed lines that are named.
const MOST_NAMED: usize = 20;
const HEADING: [&str; 2] = ["accept_date", "working_days"];

struct Row {
    accept_date: String,
    working_days: String,
    due: Due,
}

/// Reads the file and prints `accept_date,working_days,due_date`, with the column `provisional` when a day of the file
/// may still move.
pub async fn run(common: &Common, file: &Path, which: &Which) -> Answer {
    let bytes = std::fs::read(file)
        .map_err(|error| Trouble::Broken(format!("{} 无法读取 / cannot be read: {error}", file.display())))?;
    let calendar = calendar_of(common, which).await?;
    let rows = rows(&bytes, &calendar)?;
    let provisional = rows.iter().any(|row| row.due.provisional);
    if common.json {
        let fact = |row: &Row| {
            json!({
                "accept_date": row.accept_date, "working_days": row.working_days.parse::<u32>().unwrap_or_default(),
                "due_date": row.due.day.to_string(), "provisional": row.due.provisional,
            })
        };
        print_json(&rows.iter().map(fact).collect::<Vec<_>>());
        return Ok(WELL);
    }
    print(&rows, provisional).map_err(|error| Trouble::Broken(error.to_string()))?;
    Ok(WELL)
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

fn rows(bytes: &[u8], calendar: &Calendar) -> Result<Vec<Row>, Trouble> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .flexible(true)
        .from_reader(bytes);
    let headers = reader.headers().map_err(|error| at_line(1, &not_text(&error)))?.clone();
    let column = |name: &str| {
        headers.iter().position(|header| header == name).ok_or_else(|| {
            let words = Words::new(format!("缺少“{name}”列"), format!("there is no column “{name}”"));
            at_line(1, &words)
        })
    };
    let columns = (column(HEADING[0])?, column(HEADING[1])?);
    let mut rows = Vec::new();
    let mut faults = Vec::new();
    let mut wrong_lines = 0usize;
    for record in reader.records() {
        let row = match &record {
            Ok(record) => {
                row(record, columns, calendar).map_err(|why| (record.position().map_or(0, csv::Position::line), why))
            }
            Err(error) => Err((
                error.position().map_or(0, csv::Position::line),
                not_text(error).to_string(),
            )),
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

fn row(record: &csv::StringRecord, (date, days): (usize, usize), calendar: &Calendar) -> Result<Row, String> {
    let cell = |at: usize| record.get(at).unwrap_or_default();
    let found = day(cell(date)).and_then(|start| {
        let days = working_days(cell(days))?;
        calendar.add(start, days).map_err(wrong)
    });
    match found {
        Ok(due) => Ok(Row {
            accept_date: cell(date).to_string(),
            working_days: cell(days).to_string(),
            due,
        }),
        Err(Trouble::Wrong(why) | Trouble::Refused(why) | Trouble::Broken(why)) => Err(why),
    }
}

fn at_line(line: u64, words: &Words) -> Trouble {
    Trouble::Refused(format!("第 {line} 行 / line {line}: {words}"))
}

fn not_text(error: &csv::Error) -> Words {
    Words::new("不是 UTF-8 编码的 CSV", format!("not CSV in UTF-8: {error}"))
}
