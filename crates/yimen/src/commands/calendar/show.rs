//! A year of the calendar.

use serde_json::json;
use yimen_domain::calendar::{Calendar, CalendarError, Day, DayReason};

use crate::commands::print::Print;
use crate::commands::{Answer, Trouble, WELL, print_json};
use crate::config::Common;

use super::{Which, calendar_of, wrong};

/// Days in a row that have the same reason.
struct Run {
    first: Day,
    last: Day,
    why: DayReason,
}

/// Shows a year.
pub async fn run(common: &Common, text: &str, which: &Which) -> Answer {
    let year = year(text)?;
    let calendar = calendar_of(common, which).await?;
    let days = days(year)?;
    let published = calendar.arrangement(year).is_some();
    let month = |month: u32| {
        days.iter()
            .filter(|day| day.month() == month && calendar.is_working(**day))
            .count()
    };
    let months: Vec<usize> = (1..=12).map(month).collect();
    let total: usize = months.iter().sum();
    let papers = papers(&calendar, year);
    if common.json {
        let shown = days
            .iter()
            .filter(|day| which.explain || is_marked(&calendar.why(**day)));
        let fact = |day: &Day| {
            let (zh, en) = calendar.why(*day).words();
            json!({ "date": day.to_string(), "working": calendar.is_working(*day), "zh": zh, "en": en })
        };
        print_json(&json!({
            "year": year, "published": published, "region": calendar.version().region, "version": calendar.version().number,
            "notices": papers, "working_days": total, "months": months, "days": shown.map(fact).collect::<Vec<_>>(),
        }))?;
        return Ok(WELL);
    }
    let mut out = Print::begin();
    let version = calendar.version();
    let whose = if version.region.is_empty() {
        "全国 / national".to_string()
    } else {
        version.region.clone()
    };
    out.line(format_args!(
        "{year} 年工作日历 / Working days of {year}  ({whose}，第 {} 版 / version {})",
        version.number, version.number
    ))?;
    if !published {
        out.line(format_args!("provisional  {}", DayReason::Unpublished.text()))?;
    }
    for paper in papers {
        out.line(format_args!("依据 / notice  {paper}"))?;
    }
    if which.explain {
        for day in &days {
            let worked = if calendar.is_working(*day) {
                "班 work"
            } else {
                "休 off "
            };
            out.line(format_args!("{day}  {worked}  {}", calendar.why(*day).text()))?;
        }
    } else {
        for run in runs(&calendar, &days) {
            let to = if run.first == run.last {
                " ".repeat(14)
            } else {
                format!(" – {}", run.last)
            };
            out.line(format_args!("{}{to:<14}  {}", run.first, run.why.text()))?;
        }
    }
    let months: Vec<String> = months
        .iter()
        .zip(1..)
        .map(|(days, month)| format!("{month}:{days}"))
        .collect();
    out.line(format_args!("工作日 / working days  {total}  ({})", months.join(" ")))?;
    out.end()?;
    Ok(WELL)
}

fn papers(calendar: &Calendar, year: i32) -> Vec<&String> {
    let national = calendar
        .arrangement(year)
        .into_iter()
        .flat_map(|arrangement| &arrangement.papers);
    national.chain(calendar.local_papers(year)).collect()
}

fn year(text: &str) -> Result<i32, Trouble> {
    let shown: String = text.chars().take(24).collect();
    text.trim().parse().map_err(|_| {
        Trouble::Wrong(format!(
            "“{shown}”不是年份，例如 2026。 / “{shown}” is not a year, such as 2026."
        ))
    })
}

/// Every day of a year in which days can be counted.
fn days(year: i32) -> Result<Vec<Day>, Trouble> {
    let first = Day::new(year, 1, 1).map_err(|error| Trouble::Wrong(error.to_string()))?;
    let last = Day::new(year, 12, 31).map_err(|error| Trouble::Wrong(error.to_string()))?;
    if !(1901..=9998).contains(&year) {
        return Err(wrong(CalendarError::Year { year }));
    }
    Ok((first.days()..=last.days()).map(Day::from_days).collect())
}

/// Neither an ordinary working day nor an ordinary weekend.
fn is_marked(why: &DayReason) -> bool {
    !matches!(why, DayReason::Weekday | DayReason::Weekend | DayReason::Unpublished)
}

fn runs(calendar: &Calendar, days: &[Day]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for day in days {
        let why = calendar.why(*day);
        if !is_marked(&why) {
            continue;
        }
        match runs.last_mut() {
            Some(run) if run.why == why && run.last.plus(1) == *day => run.last = *day,
            _ => runs.push(Run {
                first: *day,
                last: *day,
                why,
            }),
        }
    }
    runs
}
