//! Clocks that fall due (到期时限): found by their moment, the first due first.

use uuid::Uuid;
use yimen_domain::calendar::Instant;
use yimen_domain::cases::CaseId;
use yimen_domain::clocks::ClockKind;
use yimen_domain::words::{Fault, Refusal};
use yimen_store::Row;
use yimen_store::tables::clocks::{DUE, Place};

use crate::{ActError, Centre};

/// Most clocks on a page.
pub const MOST: u32 = 500;

/// A running clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueClock {
    /// Moment at which it is over.
    pub due_at: Instant,
    /// The moment lies in an unpublished year and may still move.
    pub provisional: bool,
    /// Code of the kind, with the step's name behind a colon where it is a step's.
    pub kind: String,
    /// The case.
    pub case: CaseId,
}

impl DueClock {
    /// The kind.
    pub fn kind(&self) -> Option<ClockKind> {
        ClockKind::parse(self.kind.split(':').next().unwrap_or_default())
    }

    fn read(row: &Row) -> Result<DueClock, ActError> {
        Ok(DueClock {
            due_at: Instant(row.int(0)?),
            provisional: row.int(3)? == 1,
            kind: row.text(2)?.to_string(),
            case: CaseId(Uuid::from_bytes(row.id(1)?)),
        })
    }
}

/// A page of clocks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Page {
    /// The first due first.
    pub clocks: Vec<DueClock>,
    /// Where the next page begins; none at the end.
    pub next: Option<String>,
}

/// The running clocks that end from a moment on, up to and with another.
///
/// # Errors
/// `after` is not what a page gave, or the database does not answer.
pub async fn between(
    centre: &Centre,
    from: Instant,
    until: Instant,
    after: Option<&str>,
    limit: u32,
) -> Result<Page, ActError> {
    let limit = limit.clamp(1, MOST);
    let after = after.map_or_else(|| Ok(Place::from(from.0)), place)?;
    let mut params = vec![centre.div().into(), until.0.into()];
    params.extend(after.params());
    params.push(limit.into());
    let rows = centre.store().query(&DUE, params).await?;
    let last = rows.last().filter(|_| rows.len() == limit as usize);
    Ok(Page {
        next: last.map(Place::read).transpose()?.map(|place| token(&place)),
        clocks: rows.iter().map(DueClock::read).collect::<Result<_, _>>()?,
    })
}

fn token(place: &Place) -> String {
    format!(
        "{}.{}.{}",
        place.due_at,
        Uuid::from_bytes(place.case).simple(),
        place.kind
    )
}

fn place(token: &str) -> Result<Place, ActError> {
    let mut parts = token.splitn(3, '.');
    let mut read = || {
        let due_at = parts.next()?.parse().ok()?;
        let case = Uuid::try_parse(parts.next()?).ok()?.into_bytes();
        let kind = parts.next()?.to_string();
        Some(Place { due_at, case, kind })
    };
    read().ok_or_else(|| {
        Refusal::invalid(vec![Fault::new(
            "after",
            "翻页位置无效，请从第一页重新查看。",
            "This is not the beginning of a page: start again from the first one.",
        )])
        .into()
    })
}
