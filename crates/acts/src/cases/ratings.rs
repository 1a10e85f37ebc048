//! Ratings (好差评): the signed link by which a person rates without signing in, what waits for those who work on bad ones, and what the public sees.

use ctutils::CtEq as _;
use uuid::Uuid;
use yimen_domain::calendar::Calendar;
use yimen_domain::cases::command::Command;
use yimen_domain::cases::{Case, CaseId};
use yimen_domain::items::Coded;
use yimen_domain::organisation::Actor;
use yimen_domain::organisation::permission::{About, Permission};
use yimen_domain::ratings::order::{Order, Own};
use yimen_domain::ratings::record::Waits;
use yimen_domain::words::Refusal;
use yimen_store::ledger::{hex, unhex};
use yimen_store::tables::NEVER;
use yimen_store::tables::ratings::{self, RatingRow};
use yimen_store::{Value, Write};

use crate::{ActError, Centre};

use super::command::{Reach, command};
use super::view::{self, CaseView};
use super::{Done, load_by_id};

/// Over how many days the public figures go.
pub const SPAN: i32 = 90;
/// Most rows of a page.
pub const MOST: u32 = 50;

/// The row of the rating of a case.
pub(crate) fn row(case: &Case, calendar: &Calendar) -> Option<RatingRow> {
    let rating = case.rating.as_ref()?;
    let record = &case.ratings;
    let waits = record.waits();
    let desk = match waits {
        Some(Waits::Visit | Waits::Judge) => ratings::JUDGE,
        Some(Waits::Contact | Waits::Verify | Waits::Mend | Waits::Answer) => ratings::ANSWER,
        _ => "",
    };
    let days = |day: yimen_domain::calendar::Day| i64::from(day.days());
    let rated = record.given.map_or(ratings::NOT, days);
    let care = record.care.as_ref();
    let answered = care.and_then(|care| care.answered.as_ref());
    let counts = record.counts();
    let shown_day = match (counts, care, answered) {
        (false, ..) | (_, Some(_), None) => ratings::NOT,
        (_, None, _) => rated,
        (_, _, Some(answer)) => days(answer.day),
    };
    let mend = care.and_then(|care| calendar.add(care.opened, care.terms.mend).ok());
    let in_time = answered.and_then(|answer| care?.in_time(answer.day, calendar));
    Some(RatingRow {
        case: case.id,
        number: case.number.clone(),
        item: case.item.clone(),
        body: case.body.clone(),
        level: i64::from(rating.level.value()),
        way: rating.way.map_or("", Coded::code).to_string(),
        counts,
        bad: counts && care.is_some(),
        rated_day: rated,
        desk: desk.to_string(),
        waits: waits.map_or("", Coded::code).to_string(),
        last_day: record
            .last_day(calendar)
            .filter(|_| !desk.is_empty())
            .map_or(NEVER, days),
        mend_day: mend.map_or(NEVER, |due| days(due.day)),
        in_time: in_time.map_or(ratings::NOT, i64::from),
        shown_day,
        words: if case.words_deleted.is_some() {
            String::new()
        } else {
            rating.words.clone()
        },
        answer: answered.map_or_else(String::new, |answer| answer.words.clone()),
    })
}

/// What a change of a case does to the row.
pub(super) fn writes(before: &Case, after: &Case, calendar: &Calendar, div: &str) -> Option<Write> {
    let row = row(after, calendar)?;
    (self::row(before, calendar).as_ref() != Some(&row)).then(|| row.put(div))
}

/// Where whoever was served rates without signing in (评价链接). Nobody who works here is shown it: notices and devices carry it.
///
/// # Errors
/// The key of the centre does not work.
pub(crate) fn link(centre: &Centre, case: CaseId) -> Result<String, ActError> {
    Ok(format!("{}/rate/{}", centre.settings().base_url, token(centre, case)?))
}

/// The token of a link: which service, and the centre's signature over it (HMAC-SM3).
///
/// # Errors
/// The key of the centre does not work.
pub fn token(centre: &Centre, case: CaseId) -> Result<String, ActError> {
    let mac = centre.shared.lookup.of("rate", case.0.as_bytes())?;
    Ok(format!("{}{}", case.0.simple(), hex(&mac[..16])))
}

fn case_of(centre: &Centre, given: &str) -> Result<CaseId, ActError> {
    let missing = || ActError::from(Refusal::missing("这个评价链接", "this link"));
    let case = given.get(..32).and_then(|text| Uuid::try_parse(text).ok()).map(CaseId);
    let case = case.filter(|_| unhex(given).is_some()).ok_or_else(missing)?;
    let right = token(centre, case)?;
    let same = right.len() == given.len() && right.as_bytes().ct_eq(given.as_bytes()).to_bool();
    if same { Ok(case) } else { Err(missing()) }
}

/// The service that a link is about, as far as its holder may know it.
///
/// # Errors
/// Nobody was given this link, or the database does not answer.
pub async fn by_link(centre: &Centre, given: &str) -> Result<CaseView, ActError> {
    let loaded = load_by_id(centre, case_of(centre, given)?).await?;
    view::progress(centre, &loaded.case.number).await
}

/// Does what the holder of a link asks. The link is good for one rating, and for one change of a bad one.
///
/// # Errors
/// Nobody was given this link, whoever works here is signed in with it, or the domain refuses.
pub async fn with_link(
    centre: &Centre,
    given: &str,
    staff: bool,
    key: Option<&str>,
    own: Own,
) -> Result<Done, ActError> {
    let case = case_of(centre, given)?;
    if staff {
        return Err(from_the_desk().into());
    }
    let number = load_by_id(centre, case).await?.case.number;
    let reach = Reach { key, seen: None };
    let order = Command::Ratings(Order::ByLink(own));
    Box::pin(command(centre, &Actor::system(), &number, reach, order)).await
}

/// 代评: whoever works here rates nothing for others.
pub fn from_the_desk() -> Refusal {
    use yimen_domain::words::RefusalKind;
    Refusal::new(
        "rating_from_the_desk",
        RefusalKind::Forbidden,
        yimen_domain::ratings::SOURCE,
        (
            "这个浏览器以工作人员身份登录着。工作人员不得代替办事人评价。",
            "Somebody who works here is signed in with this browser. Staff do not rate for those they serve.",
        ),
        (
            "请把链接留给办事人，在他们自己的手机或者窗口评价器上评价。",
            "Leave it to the person, on their own telephone or on the device of the window.",
        ),
    )
}

/// A place in a list: day and case.
pub type Place = (i64, CaseId);

/// What waits for somebody about bad ratings, first what is due first: with `judge` visits back and appeals.
///
/// # Errors
/// This is not for them, or the database does not answer.
pub async fn waiting(
    centre: &Centre,
    actor: &Actor,
    judge: bool,
    after: Option<Place>,
) -> Result<(Vec<RatingRow>, Option<Place>), ActError> {
    let (permission, desk) = match judge {
        true => (Permission::JudgeRatings, ratings::JUDGE),
        false => (Permission::AnswerRatings, ratings::ANSWER),
    };
    if !actor.could(permission) {
        return Err(Refusal::missing("差评办理列表", "the list of bad ratings").into());
    }
    let (day, case) = after.unwrap_or((i64::MIN, CaseId(Uuid::nil())));
    let params = vec![
        centre.div().into(),
        desk.into(),
        day.into(),
        case.0.into_bytes().to_vec().into(),
        MOST.into(),
    ];
    let mut rows = read(centre, &ratings::WAITING, params).await?;
    let next = rows.last().filter(|_| rows.len() == MOST as usize);
    let next = next.map(|row| (row.last_day, row.case));
    rows.retain(|row| actor.may(permission, About::body(&row.body)));
    Ok((rows, next))
}

/// What the public sees: the latest ratings, bad ones with their answers.
///
/// # Errors
/// The database does not answer.
pub async fn published(centre: &Centre, before: Option<Place>) -> Result<(Vec<RatingRow>, Option<Place>), ActError> {
    let (day, case) = before.unwrap_or((i64::MAX, CaseId(Uuid::max())));
    let params = vec![
        centre.div().into(),
        day.into(),
        case.0.into_bytes().to_vec().into(),
        MOST.into(),
    ];
    let rows = read(centre, &ratings::SHOWN, params).await?;
    let next = rows.last().filter(|_| rows.len() == MOST as usize);
    let next = next.map(|row| (row.shown_day, row.case));
    Ok((rows, next))
}

/// What the public figures are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sums {
    /// Ratings that count.
    pub all: i64,
    /// Of them 基本满意 and better.
    pub satisfied: i64,
    /// Bad ones that were answered, or should have been by now.
    pub due: i64,
    /// Of them answered in time.
    pub in_time: i64,
}

/// The sums of the last [`SPAN`] days.
///
/// # Errors
/// The database does not answer.
pub async fn sums(centre: &Centre) -> Result<Sums, ActError> {
    let today = centre.today();
    let since = i64::from(today.plus(1 - SPAN).days());
    let none = || ActError::Broken("no sums of ratings".into());
    let of = vec![centre.div().into(), since.into()];
    let rows = centre.store().query(&ratings::SUMS, of).await?;
    let sums = rows.first().ok_or_else(none)?;
    let of = vec![centre.div().into(), since.into(), i64::from(today.days()).into()];
    let rows = centre.store().query(&ratings::LATE, of).await?;
    let late = rows.first().ok_or_else(none)?.int(0)?;
    Ok(Sums {
        all: sums.int(0)?,
        satisfied: sums.int(1)?,
        due: sums.int(2)? + late,
        in_time: sums.int(3)?,
    })
}

async fn read(
    centre: &Centre,
    stmt: &'static yimen_store::Stmt,
    params: Vec<Value>,
) -> Result<Vec<RatingRow>, ActError> {
    let rows = centre.store().query(stmt, params).await?;
    Ok(rows.iter().map(RatingRow::read).collect::<Result<_, _>>()?)
}

/// What was sent, as staff may see it: without the token of a link to rate.
pub(crate) fn without_token(text: &str) -> String {
    const BEFORE: &str = "/rate/";
    let Some(at) = text.find(BEFORE) else {
        return text.to_string();
    };
    let from = at + BEFORE.len();
    let length = text[from..].bytes().take_while(u8::is_ascii_hexdigit).count();
    format!("{}…{}", &text[..from], &text[from + length..])
}
