//! Rules of clocks (时限规则): the limits and warnings that a region or an item has beside the law's, with their versions.
//!
//! Changes are rows that are only added. A case keeps the limits under which its clocks began: they are in its events.

mod file;
mod list;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use file::{Entry, Incoming, read};
pub use list::{Line, Origin, in_force};
use yimen_domain::calendar::{Instant, Region};
use yimen_domain::clocks::{ClockKind, Rule, Rules, Scope};
use yimen_domain::words::{Fault, Refusal};
use yimen_store::CommitError;
use yimen_store::tables::clock_rules::{self, ClockRulesRow};

use crate::error::changed_meanwhile;
use crate::{ActError, Centre};

/// Most changes that are read at once.
const PAGE: i64 = 500;
/// Longest name of who applies a change, characters.
const LONGEST_NAME: usize = 60;

/// One change of the rules, as it was applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Number of the version that it made.
    pub number: u32,
    /// Number or title of the notice behind it.
    pub notice: String,
    /// When.
    pub at: Instant,
    /// By whom.
    pub by: String,
    /// What it says.
    pub entries: Vec<Entry>,
}

/// The versions of a centre's rules. It never changes; a change makes the next book.
#[derive(Debug, Clone, Default)]
pub struct Book {
    changes: Vec<Change>,
    /// By kind and scope: the rule in force, and the number of the change that made it.
    standing: BTreeMap<(ClockKind, Scope), (Rule, u32)>,
    in_force: Arc<Rules>,
}

impl Book {
    fn of_changes(own: Option<Region>, changes: Vec<Change>) -> Book {
        let mut standing = BTreeMap::new();
        for change in &changes {
            for entry in &change.entries {
                let place = (entry.rule.kind, entry.rule.scope.clone());
                if entry.withdrawn {
                    standing.remove(&place);
                } else {
                    standing.insert(place, (entry.rule.clone(), change.number));
                }
            }
        }
        let rules = standing.values().map(|(rule, _)| rule.clone()).collect();
        Book {
            in_force: Arc::new(Rules::new(own, rules)),
            changes,
            standing,
        }
    }

    /// The rules in force in the centre's own region.
    pub fn in_force(&self) -> Arc<Rules> {
        Arc::clone(&self.in_force)
    }

    /// Every change, oldest first.
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// Number of the last change; 0 where the law stands alone.
    pub fn last(&self) -> u32 {
        self.changes.last().map_or(0, |change| change.number)
    }

    /// The change that made a rule which is in force.
    fn origin(&self, rule: &Rule) -> Option<&Change> {
        let (_, number) = self.standing.get(&(rule.kind, rule.scope.clone()))?;
        self.changes.iter().find(|change| change.number == *number)
    }

    /// What the rules are in a region.
    fn for_region(&self, region: Option<Region>) -> Rules {
        Rules::new(region, self.standing.values().map(|(rule, _)| rule.clone()).collect())
    }
}

/// Loads every version.
pub(crate) async fn load(centre: &Centre) -> Result<(), ActError> {
    let changes = changes_after(centre, 0).await?;
    centre.set_rules(Book::of_changes(own(centre), changes));
    Ok(())
}

/// Takes in the changes that another process applied; answers whether there were any.
///
/// # Errors
/// The database does not answer.
pub async fn refresh(centre: &Centre) -> Result<bool, ActError> {
    let book = centre.rules();
    let more = changes_after(centre, book.last()).await?;
    if more.is_empty() {
        return Ok(false);
    }
    let changes = book.changes.iter().cloned().chain(more).collect();
    centre.set_rules(Book::of_changes(own(centre), changes));
    Ok(true)
}

/// Puts rules in force from now on; clocks that run keep what they began with. Answers the number of the version, or
/// nothing when all of it was in force already.
///
/// # Errors
/// Everything that is wrong with them; a rule gives the applicant less than the law; an item is not known; somebody else
/// changed the rules meanwhile. Nothing was changed then.
pub async fn import(centre: &Centre, incoming: &Incoming, by: &str) -> Result<Option<u32>, ActError> {
    let faults = faults(centre, incoming, by);
    if !faults.is_empty() {
        return Err(Refusal::invalid(faults).into());
    }
    let book = centre.rules();
    if incoming.entries.iter().all(|entry| stands(&book, entry)) {
        return Ok(None);
    }
    let row = ClockRulesRow {
        number: book.last() + 1,
        notice: incoming.notice.trim().to_string(),
        applied_at: centre.now().0,
        applied_by: by.trim().to_string(),
        doc: file::write(&incoming.entries),
    };
    let number = row.number;
    let write = row.insert(centre.div());
    let built = move |_| yimen_store::Built {
        writes: vec![write.clone()],
        answer: String::new(),
    };
    match centre.commit(None, None, built).await {
        Ok(_) => {
            refresh(centre).await?;
            Ok(Some(number))
        }
        Err(CommitError::Conflict) => {
            refresh(centre).await?;
            Err(changed_meanwhile().into())
        }
        Err(error) => Err(error.into()),
    }
}

fn stands(book: &Book, entry: &Entry) -> bool {
    let known = book.standing.get(&(entry.rule.kind, entry.rule.scope.clone()));
    match known {
        Some((rule, _)) => !entry.withdrawn && *rule == entry.rule,
        None => entry.withdrawn,
    }
}

fn faults(centre: &Centre, incoming: &Incoming, by: &str) -> Vec<Fault> {
    let mut faults = Vec::new();
    let by = by.trim();
    if by.is_empty() || by.chars().count() > LONGEST_NAME || by.chars().any(char::is_control) {
        faults.push(Fault::new(
            "by",
            "请写明由谁采用，1 至 60 个字。",
            "Name who applies it, in 1 to 60 characters.",
        ));
    }
    let library = centre.library();
    for (at, entry) in incoming.entries.iter().enumerate() {
        if let Scope::Item(code) = &entry.rule.scope
            && library.latest(code).is_none()
        {
            faults.push(Fault::new(
                format!("rules.{at}.item"),
                format!("没有编码为“{code}”的事项。"),
                format!("There is no item with the code “{code}”."),
            ));
        }
    }
    faults
}

fn own(centre: &Centre) -> Option<Region> {
    Region::parse(centre.div()).ok()
}

async fn changes_after(centre: &Centre, number: u32) -> Result<Vec<Change>, ActError> {
    let mut found: Vec<Change> = Vec::new();
    loop {
        let after = found.last().map_or(number, |change| change.number);
        let params = vec![centre.div().into(), after.into(), PAGE.into()];
        let rows = centre.store().query(&clock_rules::AFTER, params).await?;
        for row in &rows {
            let row = ClockRulesRow::read(row)?;
            found.push(Change {
                number: row.number,
                notice: row.notice,
                at: Instant(row.applied_at),
                by: row.applied_by,
                entries: file::kept(&row.doc)?,
            });
        }
        if (rows.len() as i64) < PAGE {
            return Ok(found);
        }
    }
}
