//! The calendar of a centre (工作日历): its versions, what changes it, and what a change does to open cases.
//!
//! Changes are rows that are only added. A version is what the changes up to its number make of the calendar of the
//! centre's own region, so that every computation of the past can be repeated with the version that it used.

mod book;
mod file;
pub mod hours;
pub mod import;
pub mod recompute;
pub mod recount;
pub mod trial;

pub use book::{Book, Change};
pub use file::{Incoming, read};

use yimen_domain::calendar::{Arrangement, Calendar, Region};
use yimen_domain::words::Refusal;
use yimen_store::CommitError;
use yimen_store::tables::calendars::{self, CalendarRow};

use crate::{ActError, Centre};

/// Who applied what came with the program.
const PROGRAM: &str = "系统";
/// Most changes that are read at once.
const PAGE: i64 = 500;

/// Loads every version. A new centre begins with the calendar of the program; years that a newer program brings and
/// nobody has imported are added as versions.
pub(crate) async fn load(centre: &Centre) -> Result<(), ActError> {
    let mut rows = rows_after(centre, 0).await?;
    if rows.is_empty() {
        begin(centre).await?;
        rows = rows_after(centre, 0).await?;
    }
    centre.set_book(Book::of_rows(centre.div(), &rows)?);
    let known: Vec<i32> = centre.book().national().known_years().collect();
    let program = Calendar::national();
    let new: Vec<i32> = program.known_years().filter(|year| !known.contains(year)).collect();
    for year in new.into_iter().filter_map(|year| program.arrangement(year)) {
        let incoming = Incoming::of_year(year);
        if let Err(error) = import::put_in_force(centre, &incoming, PROGRAM).await {
            tracing::warn!(year = year.year, %error, "the program's arrangement of a year was not taken");
        }
    }
    Ok(())
}

/// Takes in the changes that another process applied; answers whether there were any.
///
/// # Errors
/// The database does not answer.
pub async fn refresh(centre: &Centre) -> Result<bool, ActError> {
    let book = centre.book();
    let rows = rows_after(centre, book.last()).await?;
    if rows.is_empty() {
        return Ok(false);
    }
    centre.set_book(book.with_rows(centre.div(), &rows)?);
    Ok(true)
}

/// The calendar that a computation of the past used, by the number of its version.
///
/// # Errors
/// There is no such version.
pub fn version(centre: &Centre, number: u32) -> Result<std::sync::Arc<Calendar>, ActError> {
    let missing = || Refusal::missing("这个版本的日历", "this version of the calendar").into();
    centre.book().version(number).ok_or_else(missing)
}

/// The calendar in force in a region.
///
/// # Errors
/// Nothing is recorded of such a region.
pub fn of_region(centre: &Centre, region: &Region) -> Result<Calendar, ActError> {
    centre
        .book()
        .for_region(region)
        .ok_or_else(|| unknown_region(region).into())
}

/// Nothing is recorded of a region.
pub fn unknown_region(region: &Region) -> Refusal {
    Refusal::new(
        "unknown_region",
        yimen_domain::words::RefusalKind::Missing,
        "",
        (
            &format!("没有区划 {region} 的日历。"),
            &format!("There is no calendar of the region {region}."),
        ),
        (
            "请核对行政区划代码；该地区没有自己的放假安排的，使用全国日历即可。",
            "Check the division code. A region without days of its own uses the national calendar.",
        ),
    )
}

async fn begin(centre: &Centre) -> Result<(), ActError> {
    let national = Calendar::national();
    let years: Vec<Arrangement> = national
        .known_years()
        .filter_map(|year| national.arrangement(year).cloned())
        .collect();
    let row = CalendarRow {
        number: 1,
        region: String::new(),
        year: 0,
        notice: national.version().notice.clone(),
        applied_at: centre.now().0,
        applied_by: PROGRAM.into(),
        doc: file::write(None, &years),
    };
    put(centre, row).await.map(|_| ())
}

/// Adds a change; says no when somebody else took its number meanwhile.
async fn put(centre: &Centre, row: CalendarRow) -> Result<bool, ActError> {
    let write = row.insert(centre.div());
    let built = move |_| yimen_store::Built {
        writes: vec![write.clone()],
        answer: String::new(),
    };
    match centre.commit(None, None, built).await {
        Ok(_) => Ok(true),
        Err(CommitError::Conflict) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

async fn rows_after(centre: &Centre, number: u32) -> Result<Vec<CalendarRow>, ActError> {
    let mut found: Vec<CalendarRow> = Vec::new();
    loop {
        let after = found.last().map_or(number, |row| row.number);
        let params = vec![centre.div().into(), after.into(), PAGE.into()];
        let rows = centre.store().query(&calendars::AFTER, params).await?;
        let more = rows.iter().map(CalendarRow::read).collect::<Result<Vec<_>, _>>()?;
        let is_last = (more.len() as i64) < PAGE;
        found.extend(more);
        if is_last {
            return Ok(found);
        }
    }
}
