//! What a change of the calendar would do to the open cases (试算). Nothing is changed.

use std::sync::Arc;

use yimen_domain::calendar::{Calendar, Day};
use yimen_domain::cases::{Case, Status};
use yimen_domain::clocks::{Moved, moved};
use yimen_domain::supervision::Lamp;
use yimen_store::tables::cases::CaseRow;

use super::recompute::batch;
use crate::cases::view::lamp_of;
use crate::{ActError, Centre};

/// Most cases that an outlook names; a trial gives all.
const MOST_NAMED: usize = 200;

/// One open case whose due days are others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovedCase {
    /// Number.
    pub number: String,
    /// Item code.
    pub item: String,
    /// Status.
    pub status: Status,
    /// Clocks that move.
    pub clocks: Vec<Moved>,
    /// Lamp before, while it is being examined.
    pub lamp_before: Option<Lamp>,
    /// Lamp after.
    pub lamp_after: Option<Lamp>,
}

impl MovedCase {
    /// The lamp becomes another.
    pub fn lamp_changes(&self) -> bool {
        self.lamp_before != self.lamp_after
    }

    /// The yellow or red card (黄牌、红牌) that appears.
    pub fn card_appears(&self) -> Option<Lamp> {
        self.lamp_after.filter(|lamp| self.lamp_changes() && is_card(*lamp))
    }

    /// The card that vanishes.
    pub fn card_vanishes(&self) -> Option<Lamp> {
        self.lamp_before.filter(|lamp| self.lamp_changes() && is_card(*lamp))
    }
}

fn is_card(lamp: Lamp) -> bool {
    matches!(lamp, Lamp::Yellow | Lamp::Red)
}

/// What a change would do, in numbers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outlook {
    /// Open cases looked at.
    pub looked: u64,
    /// Those that move.
    pub moved: u64,
    /// Those whose lamp becomes another.
    pub lamps: u64,
    /// Cards that appear.
    pub appear: u64,
    /// Cards that vanish.
    pub vanish: u64,
    /// The first of those that move, in the order in which they were filed.
    pub cases: Vec<MovedCase>,
}

impl Outlook {
    fn note(&mut self, case: &MovedCase) {
        self.moved += 1;
        self.lamps += u64::from(case.lamp_changes());
        self.appear += u64::from(case.card_appears().is_some());
        self.vanish += u64::from(case.card_vanishes().is_some());
    }
}

/// Every open case that a calendar would move, batch by batch, however many there are.
pub struct Trial {
    centre: Centre,
    next: Arc<Calendar>,
    today: Day,
    /// Versions by which cases may have been computed and that were not looked through yet, the next one last.
    versions: Vec<u32>,
    after: Vec<u8>,
    found: Outlook,
}

const BEFORE_ALL: [u8; 16] = [0; 16];

impl Trial {
    /// Tries a calendar.
    pub fn new(centre: &Centre, next: &Arc<Calendar>) -> Trial {
        Trial {
            centre: centre.clone(),
            next: Arc::clone(next),
            today: centre.today(),
            versions: versions(centre),
            after: BEFORE_ALL.to_vec(),
            found: Outlook::default(),
        }
    }

    /// The cases of the next batch that move, which may be none; nothing once every open case was looked at.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn more(&mut self) -> Result<Option<Vec<MovedCase>>, ActError> {
        let Some(version) = self.versions.last().copied() else {
            return Ok(None);
        };
        let book = self.centre.book();
        let before = book.version(version).unwrap_or_else(|| book.in_force());
        let batch = batch(&self.centre, version, &self.after).await?;
        let mut cases = Vec::new();
        for (row, loaded) in &batch.cases {
            self.found.looked += 1;
            cases.extend(self.look(row, &loaded.case, &before));
        }
        cases.iter().for_each(|case| self.found.note(case));
        self.after = batch.last.unwrap_or_else(|| {
            self.versions.pop();
            BEFORE_ALL.to_vec()
        });
        Ok(Some(cases))
    }

    /// What was found so far, without the cases.
    pub fn found(&self) -> &Outlook {
        &self.found
    }

    /// What the calendar does to one case; nothing when no day moves.
    fn look(&self, row: &CaseRow, case: &Case, before: &Calendar) -> Option<MovedCase> {
        let clocks = moved(&case.clocks, before, &self.next);
        (!clocks.is_empty()).then(|| MovedCase {
            number: row.number.clone(),
            item: row.item.clone(),
            status: row.status,
            clocks,
            lamp_before: lamp_of(case, before, self.today),
            lamp_after: lamp_of(case, &self.next, self.today),
        })
    }
}

fn versions(centre: &Centre) -> Vec<u32> {
    let mut versions: Vec<u32> = centre.book().numbers().collect();
    versions.reverse();
    versions
}

/// What a calendar would do in sum, with the first of the cases.
///
/// # Errors
/// The database does not answer.
pub async fn outlook(centre: &Centre, next: &Arc<Calendar>) -> Result<Outlook, ActError> {
    let mut trial = Trial::new(centre, next);
    let mut named = Vec::new();
    while let Some(cases) = trial.more().await? {
        let room = MOST_NAMED - named.len();
        named.extend(cases.into_iter().take(room));
    }
    Ok(Outlook {
        cases: named,
        ..trial.found
    })
}
