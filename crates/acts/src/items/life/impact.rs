//! What a change of an item would touch (变更影响), before it is published.

use std::sync::Arc;

use yimen_domain::cases::Status;
use yimen_domain::items::Item;
use yimen_domain::words::Words;
use yimen_store::tables::{cases, drafts};

use crate::items::compare::{Tie, bundled, hang_on};
use crate::{ActError, Centre};

/// Most open cases that are named.
pub const MOST_NAMED: i64 = 20;

/// Elements whose change an applicant feels: limits, materials, price and the like.
pub const FELT: [&str; 14] = [
    "audience",
    "conditions",
    "prerequisites",
    "situations",
    "materials",
    "special_procedures",
    "statutory_days",
    "promised_days",
    "fee",
    "result",
    "form",
    "visits",
    "hall",
    "delivery",
];

/// An open case of the item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenCase {
    /// Number.
    pub number: String,
    /// Version under which it is handled.
    pub version: u32,
    /// Status.
    pub status: Option<Status>,
}

/// What a change would touch. Open cases stay under their version whatever is published.
#[derive(Debug, Clone, Default)]
pub struct Impact {
    /// How many open cases there are under each version, newest first.
    pub versions: Vec<(u32, u64)>,
    /// The first of them.
    pub cases: Vec<OpenCase>,
    /// Applications that are saved and not sent; they will be sent under the new version.
    pub applications: u64,
    /// Items that cite it, need it first or are part of it.
    pub items: Vec<(Arc<Item>, Tie)>,
    /// Bundles (一件事) in force that contain it: code and name.
    pub bundles: Vec<(String, Words)>,
}

impl Impact {
    /// Open cases under all versions.
    pub fn open_cases(&self) -> u64 {
        self.versions.iter().map(|(_, count)| count).sum()
    }
}

/// What a change of an item would touch.
///
/// # Errors
/// The database does not answer.
pub async fn of_item(centre: &Centre, code: &str) -> Result<Impact, ActError> {
    let (store, div) = (centre.store(), centre.div());
    let of_item = || vec![div.into(), code.into()];
    let counts = store.query(&cases::OPEN_OF_ITEM, of_item()).await?;
    let params = vec![div.into(), code.into(), MOST_NAMED.into()];
    let named = store.query(&cases::SOME_OPEN_OF_ITEM, params).await?;
    let waiting = store.query(&drafts::COUNT_OF_ITEM, of_item()).await?;
    let version = |number: i64| u32::try_from(number).unwrap_or(0);
    let count = |number: i64| u64::try_from(number).unwrap_or(0);
    let mut impact = Impact {
        applications: count(waiting.first().map_or(Ok(0), |row| row.int(0))?),
        items: hang_on(centre, code),
        bundles: bundled(centre, code),
        ..Impact::default()
    };
    for row in &counts {
        impact.versions.push((version(row.int(0)?), count(row.int(1)?)));
    }
    for row in &named {
        impact.cases.push(OpenCase {
            number: row.text(0)?.to_string(),
            version: version(row.int(1)?),
            status: Status::parse(row.text(2)?),
        });
    }
    Ok(impact)
}
