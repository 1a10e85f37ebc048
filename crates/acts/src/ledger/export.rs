//! The export of a ledger (台账导出): everything that an outsider needs to check it, as lines of JSON, and nobody's words.

use std::io::Write;

use serde::{Deserialize, Serialize};
use uuid::Uuid;
use yimen_store::ledger::hex;
use yimen_store::tables::calendars::{self, CalendarRow};
use yimen_store::tables::sealed;

use crate::{ActError, Centre};

use super::days;
use super::figures::RULES;
use super::keys;
use super::receipt::Signed;
use super::record::VERSION;

/// Events that are read at once.
const EVENTS: i64 = 2_000;
/// Versions of the calendar that are read at once.
const PAGE: i64 = 500;

/// One line of an export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Line {
    /// What is exported; the first line.
    Export {
        /// Division.
        div: String,
        /// Hash function.
        hash: String,
        /// When, UTC microseconds.
        made: i64,
        /// Version of the rules of figures.
        rules: u32,
        /// Version of the format.
        v: u32,
    },
    /// A key, oldest first.
    Key {
        /// Signature, hex.
        signature: String,
        /// Text.
        text: String,
    },
    /// A version of the calendar, oldest first.
    Calendar {
        /// When it was applied, UTC microseconds.
        applied_at: i64,
        /// Who applied it.
        applied_by: String,
        /// The days, as JSON.
        doc: String,
        /// Notices.
        notice: String,
        /// Number.
        number: u32,
        /// Region; empty for the nation.
        region: String,
        /// Year; 0 for the first.
        year: i32,
    },
    /// An event, by case and number.
    Event {
        /// Case.
        case: String,
        /// Day whose tree it is in; none when that day is still open.
        day: Option<String>,
        /// Hash of the chain up to here.
        hash: String,
        /// Sequence number.
        seq: u32,
        /// Text as it was hashed.
        text: String,
    },
    /// A closed day, oldest first.
    Day {
        /// Text of the day.
        entry: String,
        /// Text of the day's figures.
        figures: String,
        /// The signed log up to it.
        head: Signed,
    },
    /// The last line: how many lines of each kind there were.
    End {
        /// Versions of the calendar.
        calendars: u64,
        /// Closed days.
        days: u64,
        /// Events.
        events: u64,
        /// Keys.
        keys: u64,
    },
}

/// Exports the ledger, line by line.
///
/// Events that enter a tree while it is being exported are told as not yet in one: the days were listed before, and what
/// is in those is complete.
///
/// # Errors
/// The database does not answer, or `take` fails.
pub async fn each(centre: &Centre, mut take: impl FnMut(Line) -> Result<(), ActError>) -> Result<(), ActError> {
    let closed = days::between(centre, None, None).await?;
    let last = closed.last().map_or(i64::MIN, |day| i64::from(day.day.days()));
    take(Line::Export {
        div: centre.div().into(),
        hash: centre.hash().code().into(),
        made: centre.now().0,
        rules: RULES,
        v: VERSION,
    })?;
    let keys = keys::list(centre).await?;
    for key in &keys {
        take(Line::Key {
            signature: key.signature.clone(),
            text: key.text.clone(),
        })?;
    }
    let calendars = calendars(centre, &mut take).await?;
    let events = events(centre, last, &mut take).await?;
    let count = closed.len() as u64;
    for day in closed {
        take(Line::Day {
            entry: day.seal.entry,
            figures: day.seal.figures,
            head: Signed {
                signature: day.seal.signature,
                text: day.seal.head,
            },
        })?;
    }
    take(Line::End {
        calendars,
        days: count,
        events,
        keys: keys.len() as u64,
    })
}

/// Exports the ledger as lines of JSON.
///
/// # Errors
/// The database does not answer, or the lines cannot be written.
pub async fn write(centre: &Centre, out: &mut impl Write) -> Result<(), ActError> {
    each(centre, |line| {
        let trouble =
            |error: &dyn std::fmt::Display| ActError::Broken(format!("the export cannot be written: {error}"));
        serde_json::to_writer(&mut *out, &line).map_err(|error| trouble(&error))?;
        out.write_all(b"\n").map_err(|error| trouble(&error))
    })
    .await?;
    out.flush()
        .map_err(|error| ActError::Broken(format!("the export cannot be written: {error}")))
}

async fn calendars(centre: &Centre, take: &mut impl FnMut(Line) -> Result<(), ActError>) -> Result<u64, ActError> {
    let (mut after, mut count) = (0, 0);
    loop {
        let params = vec![centre.div().into(), after.into(), PAGE.into()];
        let rows = centre.store().query(&calendars::AFTER, params).await?;
        for row in &rows {
            let row = CalendarRow::read(row)?;
            after = i64::from(row.number);
            count += 1;
            take(Line::Calendar {
                applied_at: row.applied_at,
                applied_by: row.applied_by,
                doc: row.doc,
                notice: row.notice,
                number: row.number,
                region: row.region,
                year: row.year,
            })?;
        }
        if (rows.len() as i64) < PAGE {
            return Ok(count);
        }
    }
}

async fn events(
    centre: &Centre,
    last: i64,
    take: &mut impl FnMut(Line) -> Result<(), ActError>,
) -> Result<u64, ActError> {
    let (mut after, mut count): ((Vec<u8>, i64), u64) = ((Vec::new(), 0), 0);
    loop {
        let params = vec![centre.div().into(), after.0.into(), after.1.into(), EVENTS.into()];
        let rows = centre.store().query(&sealed::EVENTS_AFTER, params).await?;
        let Some(end) = rows.last() else { return Ok(count) };
        after = (end.id(0)?.to_vec(), end.int(1)?);
        for row in &rows {
            count += 1;
            take(Line::Event {
                case: Uuid::from_bytes(row.id(0)?).to_string(),
                day: row
                    .opt_int(4)?
                    .filter(|day| *day <= last)
                    .map(|day| days::on_day(day).to_string()),
                hash: hex(row.bytes(3)?),
                seq: u32::try_from(row.int(1)?).unwrap_or(0),
                text: row.text(2)?.to_string(),
            })?;
        }
    }
}
