//! `yimen calendar`: look, count and import. Looking needs no database: without one the national calendar of the program
//! is used; with one, what was imported there.

mod batch;
mod hours;
mod import;
mod show;

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use clap::{ArgGroup, Args, Subcommand};
use serde::Serialize;
use serde_json::json;
use yimen_acts::Centre;
use yimen_acts::calendar::{of_region, unknown_region};
use yimen_domain::calendar::{Calendar as Days, CalendarError, Day, Due as DueDay, OfficeHours, Region};
use yimen_domain::clocks::{Clock, ClockKind, ProofLine};
use yimen_domain::words::Words;
use yimen_store::Location;

use crate::config::{Common, Config};

use super::print::Print;
use super::{Answer, Trouble, WELL, open, print_json, settle};

/// What can be done with the calendar.
#[derive(Subcommand)]
pub enum Calendar {
    /// Show a year: days off, days worked instead, working days, and the notice
    Show(Show),
    /// When something is due: the n-th working day after the start, which is not counted
    Due(Due),
    /// Working days after a day, which is not counted, up to and with another
    Count(Count),
    /// Put a year's arrangement in force, of the nation or of a region, and compute open cases again
    Import(import::Import),
    /// Every version with its notice, and who applied it
    Versions,
    /// Office hours of a region's halls: show them, or set them with --set
    Hours(hours::Hours),
}

/// Whose calendar, and how much is said.
#[derive(Args)]
struct Which {
    /// Division code of the region [default: the national calendar]
    #[arg(long, value_name = "CODE")]
    region: Option<String>,
    /// A line a day: counted or not, and why
    #[arg(long)]
    explain: bool,
}

/// A year.
#[derive(Args)]
pub struct Show {
    /// The year, such as 2026
    year: String,
    #[command(flatten)]
    which: Which,
}

/// A due day, or a file of them.
#[derive(Args)]
#[command(group = ArgGroup::new("limit").args(["days", "hours", "batch"]).required(true))]
pub struct Due {
    /// Day of the start, such as 2026-01-30; with --hours its time too, such as 2026-01-30T16:00
    #[arg(long, value_name = "DAY", required_unless_present = "batch")]
    start: Option<String>,
    /// Working days
    #[arg(long, value_name = "N", allow_hyphen_values = true, requires = "start")]
    days: Option<String>,
    /// Hours of office time, where office hours are set
    #[arg(long, value_name = "N", allow_hyphen_values = true, requires = "start")]
    hours: Option<String>,
    /// CSV with the columns accept_date and working_days (- for standard input); prints them with due_date
    #[arg(long, value_name = "FILE", conflicts_with = "start")]
    batch: Option<PathBuf>,
    #[command(flatten)]
    which: Which,
}

/// Two days.
#[derive(Args)]
pub struct Count {
    /// The day after which is counted
    #[arg(long, value_name = "DAY")]
    from: String,
    /// The last day that is counted
    #[arg(long, value_name = "DAY")]
    to: String,
    #[command(flatten)]
    which: Which,
}

/// Runs it.
pub async fn run(common: &Common, calendar: Calendar) -> Answer {
    match calendar {
        Calendar::Show(show) => show::run(common, &show.year, &show.which).await,
        Calendar::Due(due) => due_of(common, due).await,
        Calendar::Count(count) => count_of(common, count).await,
        Calendar::Import(import) => import::run(common, import).await,
        Calendar::Versions => import::versions(common).await,
        Calendar::Hours(asked) => hours::run(common, asked).await,
    }
}

#[derive(Serialize)]
struct Line {
    day: String,
    counted: Option<u32>,
    zh: String,
    en: String,
}

impl From<&ProofLine> for Line {
    fn from(line: &ProofLine) -> Line {
        let (zh, en) = line.why.words();
        Line {
            day: line.day.to_string(),
            counted: line.counted,
            zh,
            en,
        }
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counted = self.counted.map_or_else(|| "-".to_string(), |nth| nth.to_string());
        write!(f, "{}  {counted:>5}  {} / {}", self.day, self.zh, self.en)
    }
}

async fn due_of(common: &Common, due: Due) -> Answer {
    if let (Some(start), Some(count)) = (&due.start, &due.hours) {
        return hours::due(common, start, count, &due.which).await;
    }
    let (Some(start), Some(days)) = (&due.start, &due.days) else {
        let file = due.batch.unwrap_or_default();
        return batch::run(common, &file, &due.which).await;
    };
    let (start, days) = (day(start)?, working_days(days)?);
    let calendar = calendar_of(common, &due.which).await?;
    let found = calendar.add(start, days).map_err(wrong)?;
    let lines = if due.which.explain {
        proof(&calendar, start, days)
    } else {
        Vec::new()
    };
    if common.json {
        let mut fact = json!({
            "start": start.to_string(), "days": days, "due": found.day.to_string(), "provisional": found.provisional,
            "ends": ends(&calendar, found.day), "region": calendar.version().region, "version": calendar.version().number,
        });
        if due.which.explain {
            fact["explain"] = json!(lines);
        }
        print_json(&fact)?;
        return Ok(WELL);
    }
    let closing = calendar.hours().filter(|_| due.which.explain).map(|hours| {
        let (due, closes) = (found.day, hours.closes());
        format!("{due}  {closes:>5}  停止办公，期限届满 / Close of business: the limit ends")
    });
    say(shown(found), lines.iter().map(ToString::to_string).chain(closing))
}

async fn count_of(common: &Common, count: Count) -> Answer {
    let (from, to) = (day(&count.from)?, day(&count.to)?);
    if to < from {
        return Err(Trouble::Wrong(
            Words::new(
                format!("结束日期 {to} 早于开始日期 {from}。"),
                format!("The last day {to} lies before the first day {from}."),
            )
            .to_string(),
        ));
    }
    let calendar = calendar_of(common, &count.which).await?;
    calendar.add(from, 1).and(calendar.back(to, 1)).map_err(wrong)?;
    let (days, provisional) = (
        calendar.count(from, to),
        from < to && !calendar.known_between(from.plus(1), to),
    );
    let lines = if count.which.explain {
        counted(&calendar, from, to)
    } else {
        Vec::new()
    };
    if common.json {
        let mut fact = json!({
            "from": from.to_string(), "to": to.to_string(), "working_days": days, "provisional": provisional,
            "region": calendar.version().region, "version": calendar.version().number,
        });
        if count.which.explain {
            fact["explain"] = json!(lines);
        }
        print_json(&fact)?;
        return Ok(WELL);
    }
    say(
        format!("{days}{}", if provisional { " provisional" } else { "" }),
        &lines,
    )
}

/// Prints the answer, and a line a day where they are asked for.
fn say(answer: String, lines: impl IntoIterator<Item = impl fmt::Display>) -> Answer {
    let mut out = Print::begin();
    out.line(answer)?;
    for line in lines {
        out.line(line)?;
    }
    out.end()?;
    Ok(WELL)
}

/// The moment at which a limit with this last day ends, such as 2026-03-05T17:00; without office hours 24:00.
fn ends(calendar: &Days, day: Day) -> String {
    let closes = calendar
        .hours()
        .map_or_else(|| "24:00".to_string(), OfficeHours::closes);
    format!("{day}T{closes}")
}

/// A due day, with `provisional` beside it when it may still move.
fn shown(due: DueDay) -> String {
    format!("{}{}", due.day, if due.provisional { " provisional" } else { "" })
}

fn proof(calendar: &Days, start: Day, days: u32) -> Vec<Line> {
    let clock = Clock::new(ClockKind::DecisionPromised, "", start, days);
    clock.proof(calendar, start).iter().map(Line::from).collect()
}

/// A line for each day between two days.
fn counted(calendar: &Days, from: Day, to: Day) -> Vec<Line> {
    let nth = |day: Day| u32::try_from(calendar.count(from, day)).ok();
    (from.days()..=to.days())
        .map(Day::from_days)
        .map(|day| {
            let (zh, en) = if day == from {
                ("开始的当日，不计入".into(), "Day of the start, not counted".into())
            } else {
                calendar.why(day).words()
            };
            Line {
                day: day.to_string(),
                counted: nth(day).filter(|_| day != from && calendar.is_working(day)),
                zh,
                en,
            }
        })
        .collect()
}

fn day(text: &str) -> Result<Day, Trouble> {
    Day::parse(text.trim()).map_err(|error| Trouble::Wrong(error.to_string()))
}

fn working_days(text: &str) -> Result<u32, Trouble> {
    let days: u64 = text.trim().parse().map_err(|_| {
        let shown: String = text.chars().take(24).collect();
        Trouble::Wrong(
            Words::new(
                format!("“{shown}”不是工作日天数，请填写正整数。"),
                format!("“{shown}” is not a number of working days. Please give a whole number from 1."),
            )
            .to_string(),
        )
    })?;
    u32::try_from(days).map_err(|_| wrong(CalendarError::TooManyDays { days }))
}

fn region(code: &str) -> Result<Region, Trouble> {
    Region::parse(code.trim()).map_err(|error| Trouble::Wrong(error.to_string()))
}

fn wrong(error: CalendarError) -> Trouble {
    Trouble::Wrong(error.to_string())
}

/// There is a database already: looking at a calendar makes none.
fn has_database(config: &Config) -> bool {
    match &config.settings.location {
        Location::Sqlite(file) => file.exists(),
        Location::Postgres { .. } => config.settings.data.exists(),
        Location::SqliteMemory => false,
    }
}

/// The calendar that is asked for: of a region, or of the nation.
async fn calendar_of(common: &Common, which: &Which) -> Result<Arc<Days>, Trouble> {
    let region = which.region.as_deref().map(region).transpose()?;
    let config = settle(common, false)?;
    if !has_database(&config) {
        return match region {
            Some(region) => Err(yimen_acts::ActError::from(unknown_region(&region)).into()),
            None => Ok(Arc::new(Days::national().clone())),
        };
    }
    let centre: Centre = open(common).await?;
    let found = match region {
        Some(region) => of_region(&centre, &region).map(Arc::new),
        None => Ok(centre.book().national()),
    };
    centre.close().await?;
    Ok(found?)
}
