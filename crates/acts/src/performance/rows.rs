//! From a case to its facts and to what they change in the figures (计量事实与绩效汇总): a pure function of the case before and after, in the commit that
//! changes it.

use yimen_domain::calendar::Calendar;
use yimen_domain::cases::Case;
use yimen_domain::performance::facts;
use yimen_store::Write;
use yimen_store::tables::performance_facts::{self, FactRow};
use yimen_store::tables::performance_figures::Tally;

/// The facts of a case by a calendar.
pub fn of_case(case: &Case, calendar: &Calendar) -> Vec<FactRow> {
    let facts = facts(case, calendar);
    facts.iter().map(|fact| FactRow::of(case, fact)).collect()
}

/// What changes between the facts before and after: what is taken away, and what is put in its place.
pub fn delta<'a>(before: &'a [FactRow], after: &'a [FactRow]) -> (Vec<&'a FactRow>, Vec<&'a FactRow>) {
    let gone = before.iter().filter(|row| !after.contains(row)).collect();
    let new = after.iter().filter(|row| !before.contains(row)).collect();
    (gone, new)
}

/// What writes the facts that changed and adds them up in a lane; nothing where none did.
pub fn writes(
    before: Option<(&Case, &Calendar)>,
    (after, calendar): (&Case, &Calendar),
    div: &str,
    lane: i64,
) -> Vec<Write> {
    let known = before.map_or_else(Vec::new, |(case, calendar)| of_case(case, calendar));
    let now = of_case(after, calendar);
    let (gone, new) = delta(&known, &now);
    let mut tally = Tally::default();
    gone.iter().for_each(|row| tally.take(row));
    new.iter().for_each(|row| tally.add(row));
    let stays = |row: &FactRow| now.iter().any(|other| other.key() == row.key());
    let removed = gone.into_iter().filter(|row| !stays(row));
    let removed = removed.map(|row| performance_facts::remove(div, row.case, row.kind.as_str().into(), row.no.into()));
    let mut writes: Vec<Write> = removed.collect();
    writes.extend(new.into_iter().map(|row| row.put(div)));
    writes.extend(tally.writes(div, lane));
    writes
}
