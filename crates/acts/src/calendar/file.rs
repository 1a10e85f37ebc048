//! Arrangements as files (放假安排文件): JSON of a year's days with the addresses of its notices.

use serde::{Deserialize, Serialize};
use yimen_domain::calendar::{Arrangement, ArrangementError, Day, OfficeHours, Region};
use yimen_domain::words::{Fault, Refusal};

use crate::ActError;

/// Largest file, bytes.
const LARGEST: usize = 1024 * 1024;
/// Most faults that are named at once.
const MOST_FAULTS: usize = 50;

/// What somebody wants to put in force: a year's arrangement, of the nation or of a region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incoming {
    /// Region whose own days these are; none for the national arrangement.
    pub region: Option<Region>,
    /// Year, numbers and addresses of the notices, and days.
    pub year: Arrangement,
}

#[derive(Serialize, Deserialize)]
struct DayDoc {
    name: String,
    date: String,
    #[serde(rename = "isOffDay")]
    is_off_day: bool,
}

#[derive(Serialize, Deserialize)]
struct YearDoc {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    region: Option<String>,
    year: i32,
    #[serde(default)]
    papers: Vec<String>,
    days: Vec<DayDoc>,
}

#[derive(Serialize, Deserialize)]
struct YearsDoc {
    years: Vec<YearDoc>,
}

#[derive(Serialize, Deserialize)]
struct HoursDoc {
    hours: String,
}

/// What a change of the calendar says, as it is kept.
#[derive(Deserialize)]
#[serde(untagged)]
enum KeptDoc {
    Hours(HoursDoc),
    Years(YearsDoc),
    Year(YearDoc),
}

/// What a change of the calendar says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Said {
    /// The days of these years.
    Years(Vec<Arrangement>),
    /// Office hours from now on.
    Hours(OfficeHours),
}

impl Incoming {
    /// A national arrangement.
    pub fn of_year(year: &Arrangement) -> Incoming {
        Incoming {
            region: None,
            year: year.clone(),
        }
    }

    /// Adds the notice behind it, where the file names none or not all.
    #[must_use]
    pub fn with_notice(mut self, notice: Option<&str>) -> Incoming {
        let notice = notice.map(str::trim).filter(|notice| !notice.is_empty());
        self.year.papers.extend(notice.map(str::to_string));
        self
    }

    /// Makes them a region's own days.
    #[must_use]
    pub fn in_region(mut self, region: Option<Region>) -> Incoming {
        self.region = region.or(self.region);
        self
    }

    /// The notices in one line.
    pub fn notice(&self) -> String {
        self.year.papers.join(" ")
    }
}

/// Reads a file of the form `{"year": 2026, "papers": [...], "days": [{"name", "date", "isOffDay"}]}`, with `"region"`
/// for a region's own days. Other keys are let be.
///
/// # Errors
/// Everything that is malformed in it, at once.
pub fn read(bytes: &[u8]) -> Result<Incoming, ActError> {
    let whole = |zh: String, en: String| ActError::from(Refusal::invalid(vec![Fault::new("file", zh, en)]));
    if bytes.len() > LARGEST {
        return Err(whole(
            "文件超过 1 MB，不是放假安排文件。".into(),
            "The file is larger than 1 MB, which no arrangement is.".into(),
        ));
    }
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let doc: YearDoc = serde_json::from_slice(bytes).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        whole(
            format!("文件不是放假安排（第 {line} 行第 {column} 列）：须为 JSON，含 year、papers、days，每个日期含 name、date、isOffDay。"),
            format!("The file is not an arrangement (line {line}, column {column}): it must be JSON with year, papers and days, each day with name, date and isOffDay."),
        )
    })?;
    let region = doc
        .region
        .as_deref()
        .map(Region::parse)
        .transpose()
        .map_err(|error| refused(&[error]))?;
    Ok(Incoming {
        region,
        year: arrangement(doc)?,
    })
}

/// What is wrong with an arrangement, as a refusal.
pub(super) fn refused(errors: &[ArrangementError]) -> ActError {
    let faults = errors.iter().take(MOST_FAULTS).map(|error| {
        let words = error.words();
        Fault::new("days", words.zh, words.en)
    });
    Refusal::invalid(faults.collect()).into()
}

fn arrangement(doc: YearDoc) -> Result<Arrangement, ActError> {
    let mut days = Vec::with_capacity(doc.days.len());
    let mut faults = Vec::new();
    for (n, day) in doc.days.into_iter().enumerate() {
        match Day::parse(&day.date) {
            Ok(date) => days.push((day.name, date, day.is_off_day)),
            Err(error) if faults.len() < MOST_FAULTS => {
                let words = error.words();
                faults.push(Fault::new(format!("days.{n}.date"), words.zh, words.en));
            }
            Err(_) => {}
        }
    }
    if !faults.is_empty() {
        return Err(Refusal::invalid(faults).into());
    }
    Ok(Arrangement {
        year: doc.year,
        papers: doc
            .papers
            .into_iter()
            .filter(|paper| !paper.trim().is_empty())
            .collect(),
        days,
    })
}

fn doc(region: Option<&Region>, year: &Arrangement) -> YearDoc {
    let day = |(name, day, off): &(String, Day, bool)| DayDoc {
        name: name.clone(),
        date: day.to_string(),
        is_off_day: *off,
    };
    YearDoc {
        region: region.map(|region| region.code().to_string()),
        year: year.year,
        papers: year.papers.clone(),
        days: year.days.iter().map(day).collect(),
    }
}

/// The text of years' arrangements as they are kept.
pub(super) fn write(region: Option<&Region>, years: &[Arrangement]) -> String {
    match years {
        [year] => serde_json::to_string(&doc(region, year)),
        years => serde_json::to_string(&YearsDoc {
            years: years.iter().map(|year| doc(region, year)).collect(),
        }),
    }
    .unwrap_or_default()
}

/// The text of office hours as they are kept.
pub(super) fn write_hours(hours: &OfficeHours) -> String {
    let hours = hours.to_string();
    serde_json::to_string(&HoursDoc { hours }).unwrap_or_default()
}

/// What a kept text says.
pub(super) fn kept(text: &str) -> Result<Said, ActError> {
    match serde_json::from_str(text).map_err(damaged)? {
        KeptDoc::Hours(doc) => OfficeHours::parse(&doc.hours).map(Said::Hours).map_err(damaged),
        KeptDoc::Year(doc) => Ok(Said::Years(vec![arrangement(doc)?])),
        KeptDoc::Years(doc) => {
            let years = doc.years.into_iter().map(arrangement);
            years.collect::<Result<_, _>>().map(Said::Years)
        }
    }
}

fn damaged(error: impl std::fmt::Display) -> ActError {
    ActError::Broken(format!("a version of the calendar cannot be read: {error}"))
}
