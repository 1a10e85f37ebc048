//! Office hours of the halls of a region (办公时间): part of its calendar, and changed as it is, by versions.

use yimen_domain::calendar::{Calendar, OfficeHours, Region};
use yimen_domain::words::{Fault, Refusal};

use super::import::name_fault;
use super::{Change, put, refresh};
use crate::error::changed_meanwhile;
use crate::{ActError, Centre};

/// Sets the office hours of a region from now on, as the next version of the calendar. The same hours as before change
/// nothing. `notice` may be empty.
///
/// # Errors
/// They are not office hours, nobody is named who sets them, or the database does not answer.
pub async fn set(
    centre: &Centre,
    region: &Region,
    text: &str,
    notice: &str,
    by: &str,
) -> Result<OfficeHours, ActError> {
    let hours = OfficeHours::parse(text).map_err(|error| {
        let words = error.words();
        Refusal::invalid(vec![Fault::new("hours", words.zh, words.en)])
    })?;
    if let Some(fault) = name_fault(by) {
        return Err(Refusal::invalid(vec![fault]).into());
    }
    let book = centre.book();
    if book.hours_of(region) == Some(&hours) {
        return Ok(hours);
    }
    let notice = match notice.trim() {
        "" => format!("办公时间 {hours}"),
        notice => notice.to_string(),
    };
    let change = Change::of_hours(book.last() + 1, region, hours.clone(), &notice, by.trim(), centre.now());
    let taken = put(centre, change.row()).await?;
    refresh(centre).await?;
    if taken {
        Ok(hours)
    } else {
        Err(changed_meanwhile().into())
    }
}

/// The office hours in force in a region: its own, or those of the nearest that it lies in; nothing where none are set.
pub fn of(centre: &Centre, region: &Region) -> Option<OfficeHours> {
    let calendar: Option<Calendar> = centre.book().for_region(region);
    calendar.and_then(|calendar| calendar.hours().cloned())
}
