//! Lists of cards and letters (监察牌与监察文书列表): what somebody has to answer, what waits to be judged, and what was given last.

use uuid::Uuid;
use yimen_domain::calendar::{CHINA, Instant};
use yimen_domain::cases::CaseId;
use yimen_domain::organisation::permission::{About, Permission};
use yimen_domain::organisation::{AccountId, Actor};
use yimen_domain::supervision::rule::{Addressee, RuleCode, RuleMark};
use yimen_domain::words::Refusal;
use yimen_store::Value;
use yimen_store::tables::cards::{self, CardRow};
use yimen_store::tables::supervision_letters::{self as letters, LetterRow};

use crate::cases::tasks;
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

/// The cards that wait for an answer, as far as they are told to somebody (告知我的监察牌): each in the first part that fits.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Told {
    /// To be answered by themselves.
    pub mine: Vec<CardRow>,
    /// To be answered by those whose section they head, with whether the card has come up to them.
    pub section: Vec<(CardRow, bool)>,
    /// Come up to the leaders of the body.
    pub leader: Vec<CardRow>,
    /// Come up to the inspectors.
    pub inspector: Vec<CardRow>,
}

impl Told {
    /// How many there are to answer or that have come up to them.
    pub fn count(&self) -> usize {
        let come_up = self.section.iter().filter(|(_, told)| *told).count();
        self.mine.len() + come_up + self.leader.len() + self.inspector.len()
    }
}

/// What is told to somebody, first what is due first; of each part the first [`MOST`].
///
/// # Errors
/// The database does not answer.
pub async fn told(centre: &Centre, actor: &Actor) -> Result<Told, ActError> {
    let mut told = Told::default();
    let Some(me) = actor.account else { return Ok(told) };
    let first = |mut params: Vec<Value>| {
        params.extend(Place::FIRST.params());
        params.push(MOST.into());
        params
    };
    if actor.could(Permission::AnswerCards) {
        told.mine = to_answer(centre, actor, None).await?.0;
        let headed: Vec<_> = tasks::places(centre, Some(me))
            .into_iter()
            .filter(|place| place.heads)
            .collect();
        let mut people: Vec<(AccountId, &str)> = Vec::new();
        for place in &headed {
            let theirs = place.section.people.iter().map(|person| person.account);
            for account in theirs.filter(|account| *account != me) {
                if !people.contains(&(account, &place.body)) {
                    people.push((account, &place.body));
                }
            }
        }
        for (account, body) in people {
            let params = first(vec![centre.div().into(), account.0.into_bytes().into()]);
            let rows = centre.store().query(&cards::OF_PERSON, params).await?;
            for row in &rows {
                let row = CardRow::read(row)?;
                if row.body == body {
                    let has_come = has_come_to(centre, &row, Addressee::SectionHead);
                    told.section.push((row, has_come));
                }
            }
        }
        told.section.sort_by_key(|(row, _)| (row.last_day, row.case.0, row.no));
        told.section.truncate(MOST as usize);
    }
    if actor.could(Permission::AssignCases) {
        let units = centre.organisation();
        let led = units.bodies.keys();
        for body in led.filter(|body| actor.may(Permission::AssignCases, About::body(body))) {
            let params = first(vec![centre.div().into(), body.as_str().into()]);
            let rows = centre.store().query(&cards::WAITING_OF_BODY, params).await?;
            let rows: Vec<CardRow> = rows.iter().map(CardRow::read).collect::<Result<_, _>>()?;
            told.leader.extend(rows);
        }
        let known = |row: &CardRow| {
            let mine = told.mine.iter().chain(told.section.iter().map(|(row, _)| row));
            mine.clone().any(|known| (known.case, known.no) == (row.case, row.no))
        };
        let mut leader = std::mem::take(&mut told.leader);
        leader.retain(|row| has_come_to(centre, row, Addressee::Leader) && !known(row));
        told.leader = leader;
    }
    if actor.could(Permission::JudgeCards) {
        let params = first(vec![centre.div().into(), cards::ANSWER.into()]);
        let rows = centre.store().query(&cards::WAITING, params).await?;
        told.inspector = rows.iter().map(CardRow::read).collect::<Result<_, _>>()?;
        told.inspector
            .retain(|row| has_come_to(centre, row, Addressee::Inspector));
    }
    Ok(told)
}

/// Whether a card that nobody has answered was told to somebody by now: at once, or as it went further up.
fn has_come_to(centre: &Centre, row: &CardRow, to: Addressee) -> bool {
    let rules = centre.supervision();
    let rule = RuleCode::parse(&row.rule).ok().and_then(|code| {
        let version = row.version;
        rules.book().find(&RuleMark { code, version }).cloned()
    });
    let Some(told) = rule.and_then(|rule| rule.told.into_iter().find(|told| told.to == to)) else {
        return false;
    };
    let (calendar, given) = (centre.calendar(), Instant(row.given_at).day(CHINA));
    let due = calendar.add(given, told.after);
    told.after == 0 || due.is_ok_and(|due| calendar.end_of(due.day, CHINA) <= centre.now())
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
