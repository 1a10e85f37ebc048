//! Putting an arrangement in force (导入放假安排): checked, tried without effect, or applied.

use std::sync::Arc;

use yimen_domain::calendar::{Calendar, Region};
use yimen_domain::words::{Fault, Refusal};

use super::{Book, Change, Incoming, file, put, refresh};
use crate::error::changed_meanwhile;
use crate::{ActError, Centre};

/// Longest name of who applies it, characters.
const LONGEST_NAME: usize = 60;

/// A change that was checked and can be applied.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The arrangement.
    pub incoming: Incoming,
    /// Number of the version that it would make.
    pub number: u32,
    /// The centre's own calendar with it.
    pub calendar: Arc<Calendar>,
    /// The same days with the same notices are in force already.
    pub unchanged: bool,
    /// It concerns another region than the centre's own, so that no case of the centre can move.
    pub elsewhere: bool,
    change: Change,
}

/// Checks an arrangement against what is in force. Nothing is changed.
///
/// # Errors
/// Everything that is malformed in it or contradicts other years; no notice stands behind it.
pub fn check(centre: &Centre, incoming: Incoming, by: &str) -> Result<Checked, ActError> {
    let book = centre.book();
    let faults = faults(&incoming, by);
    if !faults.is_empty() {
        return Err(Refusal::invalid(faults).into());
    }
    alone(&incoming)?;
    let known = book.arrangement(incoming.region.as_ref(), incoming.year.year);
    let unchanged = known.is_some_and(|known| same(known, &incoming));
    let number = book.last() + 1;
    let change = Change::new(number, &incoming, by.trim(), centre.now());
    let next: Book = book.with_change(change.clone())?;
    let calendar = next.in_force();
    Ok(Checked {
        elsewhere: calendar.version().number != number,
        incoming,
        number,
        calendar,
        unchanged,
        change,
    })
}

/// Puts a checked arrangement in force from now on. Open cases are computed again by [`super::recompute::resume`].
///
/// # Errors
/// Somebody else changed the calendar meanwhile, or the database does not answer.
pub async fn apply(centre: &Centre, checked: &Checked) -> Result<(), ActError> {
    if checked.unchanged {
        return Ok(());
    }
    let taken = put(centre, checked.change.row()).await?;
    refresh(centre).await?;
    if taken { Ok(()) } else { Err(changed_meanwhile().into()) }
}

/// Checks and applies at once.
pub(super) async fn put_in_force(centre: &Centre, incoming: &Incoming, by: &str) -> Result<(), ActError> {
    let checked = check(centre, incoming.clone(), by)?;
    apply(centre, &checked).await
}

fn faults(incoming: &Incoming, by: &str) -> Vec<Fault> {
    let mut faults = Vec::new();
    if incoming.year.papers.is_empty() {
        faults.push(Fault::new(
            "papers",
            "没有写明依据的通知：请在 papers 中填写文号或网址，或用 --notice 注明。",
            "No notice is named: give its number or address in papers, or with --notice.",
        ));
    }
    if incoming
        .year
        .papers
        .iter()
        .any(|paper| paper.chars().count() > 300 || paper.chars().any(char::is_control))
    {
        faults.push(Fault::new(
            "papers",
            "文号或网址过长，或含有不能显示的字符。",
            "A number or address is too long, or holds characters that cannot be shown.",
        ));
    }
    faults.extend(name_fault(by));
    faults
}

/// What is wrong with the name of who applies a change.
pub(super) fn name_fault(by: &str) -> Option<Fault> {
    let by = by.trim();
    let wrong = by.is_empty() || by.chars().count() > LONGEST_NAME || by.chars().any(char::is_control);
    wrong.then(|| {
        Fault::new(
            "by",
            "请写明由谁采用，1 至 60 个字。",
            "Name who applies it, in 1 to 60 characters.",
        )
    })
}

/// A region's year is held to the same form as a national one, and may hold working days alone.
fn alone(incoming: &Incoming) -> Result<(), ActError> {
    use yimen_domain::calendar::ArrangementError::NoDayOff;
    let mut errors = incoming.year.faults();
    if incoming.region.is_some() {
        errors.retain(|error| *error != NoDayOff);
    }
    if errors.is_empty() {
        Ok(())
    } else {
        Err(file::refused(&errors))
    }
}

/// The same days and no notice that is not known yet.
fn same(known: &yimen_domain::calendar::Arrangement, incoming: &Incoming) -> bool {
    let sorted = |days: &[(String, yimen_domain::calendar::Day, bool)]| {
        let mut days = days.to_vec();
        days.sort_by_key(|(_, day, _)| *day);
        days
    };
    let papers = incoming.year.papers.iter().all(|paper| known.papers.contains(paper));
    papers && sorted(&known.days) == sorted(&incoming.year.days)
}

/// The region that a code names, for commands and pages.
///
/// # Errors
/// It is not a division code.
pub fn region(code: &str) -> Result<Region, ActError> {
    Region::parse(code.trim()).map_err(|error| file::refused(&[error]))
}
