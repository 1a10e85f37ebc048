//! Lists of cards and letters (监察牌与监察文书列表): what somebody has to answer, what waits to be judged, and what was given last.

use uuid::Uuid;
use yimen_domain::cases::CaseId;
use yimen_domain::organisation::Actor;
use yimen_domain::organisation::permission::{About, Permission};
use yimen_domain::words::Refusal;
use yimen_store::Value;
use yimen_store::tables::cards::{self, CardRow};
use yimen_store::tables::supervision_letters::{self as letters, LetterRow};

use crate::{ActError, Centre};

/// Most rows of a page.
pub const MOST: u32 = 100;

/// A place in a list: day or moment, case and number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Day or moment.
    pub at: i64,
    /// Case.
    pub case: CaseId,
    /// Number within the case.
    pub no: u32,
}

impl Place {
    const FIRST: Place = Place {
        at: i64::MIN,
        case: CaseId(Uuid::nil()),
        no: 0,
    };
    const LAST: Place = Place {
        at: i64::MAX,
        case: CaseId(Uuid::max()),
        no: u32::MAX,
    };

    fn params(self) -> [Value; 3] {
        [self.at.into(), self.case.0.into_bytes().to_vec().into(), self.no.into()]
    }
}

/// A page of a list, and where the next one begins.
pub type Page<T> = (Vec<T>, Option<Place>);

/// What somebody has to answer, first what is due first.
///
/// # Errors
/// This is not for them, or the database does not answer.
pub async fn to_answer(centre: &Centre, actor: &Actor, after: Option<Place>) -> Result<Page<CardRow>, ActError> {
    need(actor, Permission::AnswerCards)?;
    let Some(account) = actor.account else {
        return Ok((Vec::new(), None));
    };
    let mut params = vec![centre.div().into(), account.0.into_bytes().into()];
    params.extend(after.unwrap_or(Place::FIRST).params());
    params.push(MOST.into());
    let rows = centre.store().query(&cards::OF_PERSON, params).await?;
    let rows: Vec<CardRow> = rows.iter().map(CardRow::read).collect::<Result<_, _>>()?;
    let next = next(&rows, |row| (row.last_day, row.case, row.no));
    Ok((rows, next))
}

/// Appeals that wait for a decision, first what is due first.
///
/// # Errors
/// As [`to_answer`].
pub async fn to_judge(centre: &Centre, actor: &Actor, after: Option<Place>) -> Result<Page<CardRow>, ActError> {
    need(actor, Permission::JudgeCards)?;
    let mut params = vec![centre.div().into(), cards::JUDGE.into()];
    params.extend(after.unwrap_or(Place::FIRST).params());
    params.push(MOST.into());
    let rows = centre.store().query(&cards::WAITING, params).await?;
    let rows: Vec<CardRow> = rows.iter().map(CardRow::read).collect::<Result<_, _>>()?;
    let next = next(&rows, |row| (row.last_day, row.case, row.no));
    Ok((rows, next))
}

/// The latest cards, of one body or of all that somebody may know.
///
/// # Errors
/// As [`to_answer`].
pub async fn latest(
    centre: &Centre,
    actor: &Actor,
    body: Option<&str>,
    before: Option<Place>,
) -> Result<Page<CardRow>, ActError> {
    need(actor, Permission::SeeCards)?;
    let mut params = vec![centre.div().into()];
    params.extend(body.map(Value::from));
    params.extend(before.unwrap_or(Place::LAST).params());
    params.push(MOST.into());
    let stmt = if body.is_some() {
        &cards::OF_BODY
    } else {
        &cards::LATEST
    };
    let rows = centre.store().query(stmt, params).await?;
    let mut rows: Vec<CardRow> = rows.iter().map(CardRow::read).collect::<Result<_, _>>()?;
    let next = next(&rows, |row| (row.given_at, row.case, row.no));
    rows.retain(|row| actor.may(Permission::SeeCards, About::body(&row.body)));
    Ok((rows, next))
}

/// Letters that wait for an answer, or with `look` for somebody to look at the answer, as far as somebody may know them.
///
/// # Errors
/// As [`to_answer`].
pub async fn letters(
    centre: &Centre,
    actor: &Actor,
    look: bool,
    after: Option<Place>,
) -> Result<Page<LetterRow>, ActError> {
    need(actor, Permission::SeeCards)?;
    let what = if look { letters::LOOK } else { letters::ANSWER };
    let mut params = vec![centre.div().into(), what.into()];
    params.extend(after.unwrap_or(Place::FIRST).params());
    params.push(MOST.into());
    let rows = centre.store().query(&letters::WAITING, params).await?;
    let mut rows: Vec<LetterRow> = rows.iter().map(LetterRow::read).collect::<Result<_, _>>()?;
    let next = next(&rows, |row| (row.last_day, row.case, row.no));
    rows.retain(|row| actor.may(Permission::SeeCards, About::body(&row.body)));
    Ok((rows, next))
}

fn next<T>(rows: &[T], place: impl Fn(&T) -> (i64, CaseId, u32)) -> Option<Place> {
    let last = rows.last().filter(|_| rows.len() == MOST as usize)?;
    let (at, case, no) = place(last);
    Some(Place { at, case, no })
}

fn need(actor: &Actor, permission: Permission) -> Result<(), ActError> {
    if actor.could(permission) {
        Ok(())
    } else {
        Err(Refusal::missing("监察牌列表", "the list of cards").into())
    }
}
