//! Clocks that fall due (到期时限): found by their moment, the first due first.

use yimen_domain::calendar::Instant;
use yimen_domain::clocks::ClockKind;
use yimen_domain::words::{Fault, Refusal};
use yimen_store::tables::clocks::{DUE, Place};
use yimen_store::{Row, Value};

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
    /// Number of the case.
    pub number: String,
    /// Item code.
    pub item: String,
    /// Body in charge.
    pub body: String,
}

impl DueClock {
    /// The kind.
    pub fn kind(&self) -> Option<ClockKind> {
        ClockKind::parse(&self.kind)
    }

    fn read(row: Row) -> Result<DueClock, ActError> {
        let (due_at, provisional) = (Instant(row.int(0)?), row.int(3)? == 1);
        let mut texts = row.into_values().into_iter().filter_map(|value| match value {
            Value::Text(text) => Some(text),
            _ => None,
        });
        let mut text = || {
            let missing = || ActError::Broken("clocks.due: a text is missing".into());
            texts.next().ok_or_else(missing)
        };
        Ok(DueClock {
            due_at,
            provisional,
            kind: text()?,
            number: text()?,
            item: text()?,
            body: text()?,
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
        clocks: rows.into_iter().map(DueClock::read).collect::<Result<_, _>>()?,
    })
}

fn token(place: &Place) -> String {
    format!(
        "{}.{}.{}",
        place.due_at,
        uuid::Uuid::from_bytes(place.case).simple(),
        place.kind
    )
}

fn place(token: &str) -> Result<Place, ActError> {
    let mut parts = token.splitn(3, '.');
    let mut read = || {
        let due_at = parts.next()?.parse().ok()?;
        let case = uuid::Uuid::try_parse(parts.next()?).ok()?.into_bytes();
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
