//! Office hours of a region, and limits that are counted in them.

use std::fmt;

use clap::Args;
use serde::Serialize;
use serde_json::json;
use yimen_acts::calendar::{hours, recompute};
use yimen_domain::calendar::{CHINA, Calendar, Day, Instant, OfficeHours};
use yimen_domain::words::Words;

use crate::commands::{Answer, Trouble, WELL, open, print_json, settle};
use crate::config::Common;

use super::{Which, calendar_of, day, has_database, region, say, wrong};

/// Most hours of a limit.
const MOST_HOURS: u32 = 100_000;

/// Office hours.
#[derive(Args)]
pub struct Hours {
    /// Division code of the region [default: the centre's own]
    #[arg(long, value_name = "CODE")]
    region: Option<String>,
    /// New hours, such as 09:00-12:00,13:00-17:00
    #[arg(long, value_name = "HOURS", requires = "by")]
    set: Option<String>,
    /// Who sets them
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// Notice behind them
    #[arg(long, value_name = "TEXT", requires = "set")]
    notice: Option<String>,
}

/// Shows the office hours, or sets them.
pub async fn run(common: &Common, asked: Hours) -> Answer {
    let named = asked.region.as_deref().map(region).transpose()?;
    match &asked.set {
        // What are no office hours makes no database.
        Some(text) => drop(OfficeHours::parse(text).map_err(|error| Trouble::Refused(error.to_string()))?),
        None if !has_database(&settle(common, false)?) => return Err(Trouble::Refused(no_hours().to_string())),
        None => {}
    }
    let centre = open(common).await?;
    let own = centre.book().own().cloned();
    let Some(region) = named.or(own) else {
        return Err(Trouble::Wrong(no_hours().to_string()));
    };
    let found = match (&asked.set, &asked.by) {
        (Some(text), Some(by)) => {
            let notice = asked.notice.as_deref().unwrap_or_default();
            let hours = hours::set(&centre, &region, text, notice, by).await?;
            recompute::resume(&centre, |_| {}).await?;
            Some(hours)
        }
        _ => hours::of(&centre, &region),
    };
    centre.close().await?;
    let found = found.ok_or_else(|| Trouble::Refused(no_hours().to_string()))?;
    if common.json {
        print_json(&json!({ "region": region.code(), "hours": found.to_string(), "closes": found.closes() }))?;
        return Ok(WELL);
    }
    say(format!("{region}  {found}"), [] as [String; 0])
}

fn no_hours() -> Words {
    Words::new(
        "该地区没有设置办公时间，期限在最后一日 24:00 届满。",
        "No office hours are set for this region; limits end at 24:00 of their last day.",
    )
}

/// A day of a limit in hours.
#[derive(Serialize)]
struct Line {
    day: String,
    /// Minutes of office time that are counted on it.
    minutes: u32,
    /// Minutes counted up to its end.
    total: u32,
    zh: String,
    en: String,
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let span = |minutes: u32| format!("{}:{:02}", minutes / 60, minutes % 60);
        let counted = if self.minutes == 0 {
            "-".to_string()
        } else {
            span(self.minutes)
        };
        write!(
            f,
            "{}  {counted:>5}  {:>6}  {} / {}",
            self.day,
            span(self.total),
            self.zh,
            self.en
        )
    }
}

/// When a limit in hours of office time ends.
pub async fn due(common: &Common, start: &str, count: &str, which: &Which) -> Answer {
    let (first, start) = moment(start)?;
    let count = hours_of(count)?;
    let calendar = calendar_of(common, which).await?;
    let Some(office) = calendar.hours() else {
        return Err(Trouble::Refused(
            Words::new(
                "没有设置办公时间，不能按小时计算；请用 --region 指明地区，或先用 yimen calendar hours --set 设置。",
                "No office hours are set, so that hours cannot be counted. Name a region with --region, or set them with: yimen calendar hours --set",
            )
            .to_string(),
        ));
    };
    calendar.add(first, 1).map_err(wrong)?;
    let ends = office.add(&calendar, start, count * 60, CHINA).map_err(wrong)?;
    let last = ends.day(CHINA);
    let provisional = !calendar.known_between(first, last);
    let lines = if which.explain {
        lines(office, &calendar, start, ends)
    } else {
        Vec::new()
    };
    if common.json {
        let mut fact = json!({
            "start": shown(start), "hours": count, "due": shown(ends), "provisional": provisional,
            "office_hours": office.to_string(), "region": calendar.version().region, "version": calendar.version().number,
        });
        if which.explain {
            fact["explain"] = json!(lines);
        }
        print_json(&fact)?;
        return Ok(WELL);
    }
    say(
        format!("{}{}", shown(ends), if provisional { " provisional" } else { "" }),
        &lines,
    )
}

fn lines(office: &OfficeHours, calendar: &Calendar, start: Instant, ends: Instant) -> Vec<Line> {
    let mut total = 0;
    (start.day(CHINA).days()..=ends.day(CHINA).days())
        .map(Day::from_days)
        .map(|day| {
            let minutes = office.between(calendar, day, (start, ends), CHINA);
            total += minutes;
            let (zh, en) = calendar.why(day).words();
            Line {
                day: day.to_string(),
                minutes,
                total,
                zh,
                en,
            }
        })
        .collect()
}

fn shown(at: Instant) -> String {
    let (day, hour, minute, _) = at.civil(CHINA);
    format!("{day}T{hour:02}:{minute:02}")
}

/// Reads `2026-01-30T16:00`, in the time of the centre.
fn moment(text: &str) -> Result<(Day, Instant), Trouble> {
    let text = text.trim();
    let wrong = || {
        let shown: String = text.chars().take(24).collect();
        Trouble::Wrong(
            Words::new(
                format!("“{shown}”没有写明时刻，请按“2026-01-30T16:00”的格式填写。"),
                format!("“{shown}” names no time of day. Please write it like 2026-01-30T16:00."),
            )
            .to_string(),
        )
    };
    let (date, time) = text.split_once(['T', ' ']).ok_or_else(wrong)?;
    let (hour, minute) = time.split_once(':').ok_or_else(wrong)?;
    let figures = |part: &str, below: i64| {
        let read = (part.len() == 2)
            .then(|| part.parse::<u8>().ok())
            .flatten()
            .map(i64::from);
        read.filter(|read| *read < below).ok_or_else(wrong)
    };
    let (hour, minute) = (figures(hour, 24)?, figures(minute, 60)?);
    let day = day(date)?;
    Ok((
        day,
        Instant::start_of(day, CHINA).plus_micros((hour * 60 + minute) * 60_000_000),
    ))
}

fn hours_of(text: &str) -> Result<u32, Trouble> {
    let count = text
        .trim()
        .parse::<u32>()
        .ok()
        .filter(|count| (1..=MOST_HOURS).contains(count));
    count.ok_or_else(|| {
        let shown: String = text.chars().take(24).collect();
        Trouble::Wrong(
            Words::new(
                format!("“{shown}”不是小时数，请填写 1 至 {MOST_HOURS} 的整数。"),
                format!("“{shown}” is not a number of hours. Please give a whole number from 1 to {MOST_HOURS}."),
            )
            .to_string(),
        )
    })
}
