//! A log of real work in XES (IEEE 1849-2016), plain or packed with gzip: cases, and what somebody noted in them on which day.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use flate2::read::GzDecoder;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use yimen_domain::calendar::Day;

/// One case of the log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trace {
    /// Its number there.
    pub number: String,
    /// What is said of the case as a whole.
    pub attributes: BTreeMap<String, String>,
    /// What was noted, in the order of the file.
    pub notes: Vec<Note>,
}

impl Trace {
    /// An attribute; empty if it is not there.
    pub fn says(&self, key: &str) -> &str {
        self.attributes.get(key).map_or("", String::as_str)
    }
}

/// One line of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Code of the activity.
    pub code: String,
    /// What the activity is called in English: the same code was called differently over the years.
    pub name: String,
    /// What was answered to it: `True`, `False`, a number, a date, or `EMPTY`.
    pub answer: String,
    /// The day under which it was noted.
    pub day: Day,
}

impl Note {
    /// The day that was given as the answer, written `29-3-2011 0:00:00`.
    pub fn day_answered(&self) -> Option<Day> {
        let date = self.answer.split(' ').next()?;
        let parts: Vec<i32> = date.split('-').map(|part| part.parse().ok()).collect::<Option<_>>()?;
        let [day, month, year] = parts[..] else { return None };
        Day::new(year, month.try_into().ok()?, day.try_into().ok()?).ok()
    }
}

/// Reads a log.
///
/// # Errors
/// It cannot be read, or it is none.
pub fn read(path: &Path) -> Result<Vec<Trace>, String> {
    let open = || std::fs::File::open(path).map_err(|error| format!("{}: {error}", path.display()));
    let mut magic = [0; 2];
    let packed = open()?.read_exact(&mut magic).is_ok() && magic == [0x1f, 0x8b];
    if packed {
        parse(BufReader::new(GzDecoder::new(open()?)))
    } else {
        parse(BufReader::new(open()?))
    }
}

/// Reads a log from its text.
///
/// # Errors
/// It is no XES.
pub fn parse(text: impl BufRead) -> Result<Vec<Trace>, String> {
    let mut reader = Reader::from_reader(text);
    let mut traces = Vec::new();
    let mut path: Vec<String> = Vec::new();
    let (mut trace, mut note) = (Trace::default(), BTreeMap::new());
    let mut buffer = Vec::new();
    loop {
        let event = reader.read_event_into(&mut buffer).map_err(|error| error.to_string())?;
        match &event {
            Event::Start(tag) | Event::Empty(tag) => {
                let inside = path.last().map(String::as_str);
                match inside {
                    Some("trace") => said(tag, &mut trace.attributes)?,
                    Some("event") => said(tag, &mut note)?,
                    _ => {}
                }
                if matches!(event, Event::Start(_)) {
                    path.push(String::from_utf8_lossy(tag.local_name().as_ref()).into_owned());
                }
            }
            Event::End(_) => match path.pop().as_deref() {
                Some("event") => trace.notes.extend(noted(&std::mem::take(&mut note))),
                Some("trace") => {
                    trace.number = trace.says("concept:name").to_string();
                    traces.push(std::mem::take(&mut trace));
                }
                _ => {}
            },
            Event::Eof => return Ok(traces),
            _ => {}
        }
        buffer.clear();
    }
}

fn said(tag: &BytesStart<'_>, into: &mut BTreeMap<String, String>) -> Result<(), String> {
    let value = |name: &str| -> Result<Option<String>, String> {
        let found = tag.try_get_attribute(name).map_err(|error| error.to_string())?;
        let text = found.map(|found| {
            found
                .normalized_value(XmlVersion::Implicit1_0)
                .map(|text| text.into_owned())
        });
        text.transpose().map_err(|error| error.to_string())
    };
    if let (Some(key), Some(value)) = (value("key")?, value("value")?) {
        into.insert(key, value);
    }
    Ok(())
}

/// A line without a code or without a day tells nothing.
fn noted(said: &BTreeMap<String, String>) -> Option<Note> {
    let text = |key: &str| said.get(key).cloned().unwrap_or_default();
    Some(Note {
        code: said.get("concept:name")?.clone(),
        name: text("activityNameEN"),
        answer: text("question"),
        day: Day::parse(said.get("time:timestamp")?.get(..10)?).ok()?,
    })
}
