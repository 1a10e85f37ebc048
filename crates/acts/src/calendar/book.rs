//! Every version of the calendar at hand.

use std::collections::BTreeMap;
use std::sync::Arc;

use yimen_domain::calendar::{Applied, Arrangement, Calendar, Instant, OfficeHours, Region, RegionDays};
use yimen_domain::cases::Case;
use yimen_store::tables::calendars::CalendarRow;

use super::file::{self, Said};
use crate::ActError;

/// One change of the calendar, as it was applied.
#[derive(Debug, Clone)]
pub struct Change {
    /// Number of the version that it made.
    pub number: u32,
    /// Region whose own days it gives; none for the nation.
    pub region: Option<Region>,
    /// Year that it arranges; 0 for the calendar with which the centre began, and for office hours.
    pub year: i32,
    /// Numbers and addresses of the notices.
    pub notice: String,
    /// When.
    pub at: Instant,
    /// By whom.
    pub by: String,
    said: Said,
}

/// The versions of a centre's calendar (日历版本). It never changes; a change makes the next book.
#[derive(Debug, Clone)]
pub struct Book {
    own: Option<Region>,
    changes: Vec<Change>,
    versions: BTreeMap<u32, Arc<Calendar>>,
    national: Arc<Calendar>,
}

impl Default for Book {
    fn default() -> Book {
        let national = Arc::new(Calendar::national().clone());
        Book {
            own: None,
            changes: Vec::new(),
            versions: BTreeMap::from([(1, Arc::clone(&national))]),
            national,
        }
    }
}

impl Book {
    /// The book of a division from its rows.
    pub(crate) fn of_rows(div: &str, rows: &[CalendarRow]) -> Result<Book, ActError> {
        let changes = rows.iter().map(Change::read).collect::<Result<Vec<_>, _>>()?;
        Book::of_changes(Region::parse(div).ok(), changes)
    }

    /// The next book, with more rows.
    pub(super) fn with_rows(&self, div: &str, rows: &[CalendarRow]) -> Result<Book, ActError> {
        let mut changes = self.changes.clone();
        for row in rows {
            changes.push(Change::read(row)?);
        }
        Book::of_changes(Region::parse(div).ok(), changes)
    }

    fn of_changes(own: Option<Region>, changes: Vec<Change>) -> Result<Book, ActError> {
        let versions = compose(&changes, own.as_ref())?;
        let national = compose(&changes, None)?
            .pop_last()
            .map_or_else(|| Book::default().national, |(_, last)| last);
        Ok(Book {
            own,
            changes,
            versions,
            national,
        })
    }

    /// The calendar in force in the centre's own region.
    pub fn in_force(&self) -> Arc<Calendar> {
        let last = self.versions.last_key_value();
        last.map_or_else(|| Arc::clone(&self.national), |(_, calendar)| Arc::clone(calendar))
    }

    /// The national calendar in force.
    pub fn national(&self) -> Arc<Calendar> {
        Arc::clone(&self.national)
    }

    /// The centre's own calendar in a version.
    pub fn version(&self, number: u32) -> Option<Arc<Calendar>> {
        self.versions.get(&number).cloned()
    }

    /// Numbers of the versions of the centre's own calendar, oldest first.
    pub fn numbers(&self) -> impl Iterator<Item = u32> {
        self.versions.keys().copied()
    }

    /// The centre's own calendar as it was in force at a moment; the first one before there was any.
    pub fn at(&self, at: Instant) -> Arc<Calendar> {
        let then = |calendar: &&Arc<Calendar>| {
            calendar
                .version()
                .applied
                .as_ref()
                .is_some_and(|applied| applied.at <= at)
        };
        let found = self
            .versions
            .values()
            .rev()
            .find(then)
            .or_else(|| self.versions.values().next());
        found.map_or_else(|| Arc::clone(&self.national), Arc::clone)
    }

    /// The calendar of a case: the one in force, or for a closed case the one that was when it was closed.
    pub fn of(&self, case: &Case) -> Arc<Calendar> {
        case.closed_at.map_or_else(|| self.in_force(), |closed| self.at(closed))
    }

    /// The calendar in force in a region: its own days, or those of what it lies in, over the national ones. Nothing
    /// when no change concerns it and it is not the centre's own.
    pub fn for_region(&self, region: &Region) -> Option<Calendar> {
        let own = self.own.as_ref().is_some_and(|own| own.covers(region));
        let named = self
            .changes
            .iter()
            .filter_map(|change| change.region.as_ref())
            .any(|named| named.covers(region));
        if !own && !named {
            return None;
        }
        let last = compose(&self.changes, Some(region)).ok()?.pop_last()?.1;
        Some(Arc::unwrap_or_clone(last))
    }

    /// Number of the last change.
    pub fn last(&self) -> u32 {
        self.changes.last().map_or(0, |change| change.number)
    }

    /// Every change, oldest first.
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// The centre's own region.
    pub fn own(&self) -> Option<&Region> {
        self.own.as_ref()
    }

    /// The book as it would be with one change more.
    pub(super) fn with_change(&self, change: Change) -> Result<Book, ActError> {
        let mut changes = self.changes.clone();
        changes.push(change);
        Book::of_changes(self.own.clone(), changes)
    }

    /// The office hours that were last set for a region itself.
    pub(super) fn hours_of(&self, region: &Region) -> Option<&OfficeHours> {
        let of_region = |change: &&Change| change.region.as_ref() == Some(region);
        self.changes.iter().rev().filter(of_region).find_map(Change::hours)
    }

    /// The latest arrangement of a year, of the nation or of a region.
    pub fn arrangement(&self, region: Option<&Region>, year: i32) -> Option<&Arrangement> {
        let of_region = self
            .changes
            .iter()
            .rev()
            .filter(|change| change.region.as_ref() == region);
        of_region.flat_map(Change::years).find(|known| known.year == year)
    }
}

impl Change {
    /// The years that it arranges.
    fn years(&self) -> &[Arrangement] {
        match &self.said {
            Said::Years(years) => years,
            Said::Hours(_) => &[],
        }
    }

    /// The office hours that it sets.
    pub fn hours(&self) -> Option<&OfficeHours> {
        match &self.said {
            Said::Years(_) => None,
            Said::Hours(hours) => Some(hours),
        }
    }

    pub(super) fn new(number: u32, incoming: &super::Incoming, by: &str, at: Instant) -> Change {
        Change {
            number,
            region: incoming.region.clone(),
            year: incoming.year.year,
            notice: incoming.notice(),
            at,
            by: by.to_string(),
            said: Said::Years(vec![incoming.year.clone()]),
        }
    }

    pub(super) fn of_hours(
        number: u32,
        region: &Region,
        hours: OfficeHours,
        notice: &str,
        by: &str,
        at: Instant,
    ) -> Change {
        Change {
            number,
            region: Some(region.clone()),
            year: 0,
            notice: notice.to_string(),
            at,
            by: by.to_string(),
            said: Said::Hours(hours),
        }
    }

    /// The row that keeps it.
    pub(super) fn row(&self) -> CalendarRow {
        CalendarRow {
            number: self.number,
            region: self
                .region
                .as_ref()
                .map_or_else(String::new, |region| region.code().to_string()),
            year: self.year,
            notice: self.notice.clone(),
            applied_at: self.at.0,
            applied_by: self.by.clone(),
            doc: match &self.said {
                Said::Years(years) => file::write(self.region.as_ref(), years),
                Said::Hours(hours) => file::write_hours(hours),
            },
        }
    }

    fn read(row: &CalendarRow) -> Result<Change, ActError> {
        let region = (!row.region.is_empty()).then(|| Region::parse(&row.region)).transpose();
        Ok(Change {
            number: row.number,
            region: region.map_err(|error| file::refused(&[error]))?,
            year: row.year,
            notice: row.notice.clone(),
            at: Instant(row.applied_at),
            by: row.applied_by.clone(),
            said: file::kept(&row.doc)?,
        })
    }
}

/// A region's own days, year by year.
type Local = BTreeMap<i32, Arrangement>;

/// The versions of a region's calendar (of the nation's, without one), by number.
fn compose(changes: &[Change], region: Option<&Region>) -> Result<BTreeMap<u32, Arc<Calendar>>, ActError> {
    let mut versions: BTreeMap<u32, Arc<Calendar>> = BTreeMap::new();
    let mut locals: BTreeMap<&Region, Local> = BTreeMap::new();
    let mut hours: BTreeMap<&Region, &OfficeHours> = BTreeMap::new();
    for change in changes {
        let before = versions.last_key_value().map(|(_, calendar)| calendar);
        let next = match (&change.region, before) {
            (None, None) => Calendar::of_years(change.years().iter().cloned()),
            (None, Some(before)) => match change.years().first() {
                Some(year) => before.with_year(year.clone()),
                None => continue,
            },
            (Some(named), Some(before)) if region.is_some_and(|region| named.covers(region)) => match &change.said {
                Said::Years(years) => {
                    let years = years.iter().map(|year| (year.year, year.clone()));
                    locals.entry(named).or_default().extend(years);
                    before.with_region(nearest_days(&locals))
                }
                Said::Hours(said) => {
                    hours.insert(named, said);
                    let nearest = nearest(&hours).map_or(said, |(_, hours)| hours);
                    Ok(before.with_hours(nearest.clone(), change.notice.clone()))
                }
            },
            (Some(_), _) => continue,
        };
        let applied = Applied {
            by: change.by.clone(),
            at: change.at,
        };
        let next = next.map_err(|errors| file::refused(&errors))?;
        versions.insert(change.number, Arc::new(next.applied(change.number, applied)));
    }
    Ok(versions)
}

/// What is said of the nearest region of which anything is said: a county's own stands in place of its city's.
fn nearest<'a, T>(said: &'a BTreeMap<&Region, T>) -> Option<(&'a Region, &'a T)> {
    let nearest = said.iter().max_by_key(|(region, _)| region.depth());
    nearest.map(|(region, said)| (*region, said))
}

fn nearest_days(locals: &BTreeMap<&Region, Local>) -> RegionDays {
    let nearest = nearest(locals);
    let years = nearest.iter().flat_map(|(_, years)| years.values());
    RegionDays {
        region: nearest.map_or_else(String::new, |(region, _)| region.code().to_string()),
        papers: years.clone().flat_map(|year| year.papers.clone()).collect(),
        days: years.flat_map(|year| year.days.clone()).collect(),
    }
}
