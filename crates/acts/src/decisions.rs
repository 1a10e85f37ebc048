//! Publication of decisions (决定公开, 许可法 art. 40): what was granted and refused of permits, for everybody to look up. Persons are named as lists
//! name them, masked; companies in full. Nothing leads from here to a case or its papers.

use std::sync::Arc;

use yimen_domain::calendar::Day;
use yimen_domain::items::{Item, ItemKind};
use yimen_store::Value;
use yimen_store::tables::decisions::{self as table, DecisionRow};

use crate::cases::is_number;
use crate::{ActError, Centre};

/// Decisions on a page.
pub const PAGE: usize = 30;
/// Rows that are read at once to find as many of permits.
const ROWS: i64 = 200;
/// Times that rows are read for one page.
const TURNS: usize = 20;

/// What is looked up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// Day of the decision; the last day with one where none is named.
    pub day: Option<Day>,
    /// Code of the body; empty for every body.
    pub body: String,
    /// Code of the item; empty for every item.
    pub item: String,
    /// After this case number.
    pub after: String,
}

/// One decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// What is known of it.
    pub row: DecisionRow,
    /// The item in its version.
    pub item: Arc<Item>,
}

/// A page of a day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OfDay {
    /// The day; none where nothing was ever decided.
    pub day: Option<Day>,
    /// Decisions in order of case number.
    pub found: Vec<Published>,
    /// The next page begins after this case number.
    pub next: Option<String>,
    /// The last day before with decisions.
    pub before: Option<Day>,
    /// The next day with decisions.
    pub after: Option<Day>,
}

/// The decisions of a day.
///
/// # Errors
/// The database does not answer.
pub async fn of_day(centre: &Centre, asked: &Asked) -> Result<OfDay, ActError> {
    let last = asked.day.unwrap_or_else(|| centre.today());
    let named = match asked.day {
        Some(day) => Some(day),
        None => day(centre, &table::DAY_UP_TO, last).await?,
    };
    let Some(of) = named else {
        return Ok(OfDay::default());
    };
    let mut page = OfDay {
        day: Some(of),
        before: day(centre, &table::DAY_UP_TO, of.plus(-1)).await?,
        after: day(centre, &table::DAY_AFTER, of)
            .await?
            .filter(|day| *day <= centre.today()),
        ..OfDay::default()
    };
    let mut after = if is_number(&asked.after) {
        asked.after.clone()
    } else {
        String::new()
    };
    for _ in 0..TURNS {
        let params = vec![
            centre.div().into(),
            i64::from(of.days()).into(),
            after.as_str().into(),
            asked.body.as_str().into(),
            asked.item.as_str().into(),
            ROWS.into(),
        ];
        let rows = read(centre, &table::OF_DAY, params).await?;
        let is_last = (rows.len() as i64) < ROWS;
        for row in rows {
            if page.found.len() == PAGE {
                page.next = Some(after);
                return Ok(page);
            }
            after.clone_from(&row.number);
            page.found.extend(of_permit(centre, row));
        }
        if is_last {
            break;
        }
    }
    Ok(page)
}

/// The decision with a number, of the document or of the case.
///
/// # Errors
/// The database does not answer.
pub async fn of_number(centre: &Centre, number: &str) -> Result<Vec<Published>, ActError> {
    let number = number.trim();
    if number.is_empty() || number.chars().count() > 160 || number.chars().any(char::is_control) {
        return Ok(Vec::new());
    }
    let params = || vec![centre.div().into(), number.into()];
    let mut rows = read(centre, &table::OF_NUMBER, params()).await?;
    if rows.is_empty() && is_number(number) {
        rows = read(centre, &table::OF_CASE, params()).await?;
    }
    Ok(rows.into_iter().filter_map(|row| of_permit(centre, row)).collect())
}

async fn read(
    centre: &Centre,
    stmt: &'static yimen_store::Stmt,
    params: Vec<Value>,
) -> Result<Vec<DecisionRow>, ActError> {
    let rows = centre.store().query(stmt, params).await?;
    Ok(rows.iter().map(DecisionRow::read).collect::<Result<_, _>>()?)
}

async fn day(centre: &Centre, stmt: &'static yimen_store::Stmt, from: Day) -> Result<Option<Day>, ActError> {
    let params = vec![centre.div().into(), i64::from(from.days()).into()];
    let rows = centre.store().query(stmt, params).await?;
    let day = rows.first().map(|row| row.int(0)).transpose()?;
    Ok(day.and_then(|days| i32::try_from(days).ok()).map(Day::from_days))
}

/// The law asks for the publication of permits.
fn of_permit(centre: &Centre, row: DecisionRow) -> Option<Published> {
    let library = centre.library();
    let item = library.version(&row.item, row.item_version)?;
    (item.kind == ItemKind::Permit).then(|| Published {
        row,
        item: Arc::clone(item),
    })
}
