//! The work list of a desk (工作清单): open cases by several marks at once, in a chosen order, with what each mark would leave.
//!
//! The marks that no index knows are looked for in stretches, and only so far; where that was not far enough, the list says so and goes on from
//! there.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use uuid::Uuid;
use yimen_domain::calendar::{Calendar, Day};
use yimen_domain::cases::Status;
use yimen_domain::identifiers::mask_person;
use yimen_domain::organisation::permission::{About, Permission};
use yimen_domain::organisation::{AccountId, Actor};
use yimen_store::tables::cases::{self, CaseRow};
use yimen_store::{Stmt, Value};

use super::lists::{self, MOST, Page, line, read_mark, write_mark};
use crate::{ActError, Centre};

/// Most cases that one request looks at for its page.
const LOOKED_AT: usize = 2_000;
/// Most cases that are counted for the marks, of all statuses together.
const COUNTED: u32 = 600;
/// Cases read at a time where most may not match.
const STRETCH: u32 = 200;
/// Working days that are soon.
pub const SOON: i64 = 3;

/// Whose cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Whose {
    /// Anybody's.
    #[default]
    Any,
    /// Those that nobody took.
    Nobodys,
    /// Those that one handles.
    Of(AccountId),
}

/// When they are due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Due {
    /// At any time.
    #[default]
    Any,
    /// The day has passed.
    Overdue,
    /// Today.
    Today,
    /// Today or within [`SOON`] working days.
    Soon,
}

/// What stands first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// What is due first.
    #[default]
    Due,
    /// What has been here longest.
    Oldest,
    /// What came last.
    Newest,
}

/// What a work list shows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Asked {
    /// Statuses.
    pub statuses: Vec<Status>,
    /// Body; absent for all that the person serves.
    pub body: Option<String>,
    /// Code of an item; empty for all.
    pub item: String,
    /// Whose.
    pub whose: Whose,
    /// Due when.
    pub due: Due,
    /// Part of a number, or of an applicant as lists show them; empty for all.
    pub text: String,
    /// In which order.
    pub order: Order,
    /// Only what this one handles, whatever else is asked.
    pub only: Option<AccountId>,
    /// Where the page begins, as the page before said.
    pub after: Option<String>,
    /// Lines, 1 to [`MOST`].
    pub limit: u32,
}

/// How many cases each mark would leave, the other marks standing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Marks {
    /// With all the marks that were asked for.
    pub all: u64,
    /// Due at any time.
    pub any_day: u64,
    /// Overdue.
    pub overdue: u64,
    /// Due today.
    pub today: u64,
    /// Due soon.
    pub soon: u64,
    /// Anybody's.
    pub anybodys: u64,
    /// Nobody's.
    pub nobodys: u64,
    /// By handler.
    pub handlers: BTreeMap<[u8; 16], u64>,
    /// By item.
    pub items: BTreeMap<String, u64>,
    /// There are more cases than were counted: each number may be higher.
    pub more: bool,
}

/// A list and its marks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// The page.
    pub page: Page,
    /// How many there would be.
    pub marks: Marks,
    /// The page ends where the looking ended, not where the cases do.
    pub cut_off: bool,
}

/// The last day that is soon.
fn soon(calendar: &Calendar, today: Day) -> Day {
    (0..60)
        .map(|days| today.plus(days))
        .take_while(|day| calendar.left(today, *day) <= SOON)
        .last()
        .unwrap_or(today)
}

struct Days {
    today: i64,
    soon: i64,
}

impl Due {
    fn has(self, days: &Days, due: i64) -> bool {
        match self {
            Due::Any => true,
            Due::Overdue => due < days.today,
            Due::Today => due == days.today,
            Due::Soon => due >= days.today && due <= days.soon,
        }
    }
}

impl Order {
    fn key(self, row: &CaseRow) -> (i64, Uuid) {
        match self {
            Order::Due => (row.due_day, row.id.0),
            Order::Oldest | Order::Newest => (row.filed_at, row.id.0),
        }
    }

    fn compare(self, one: (i64, Uuid), other: (i64, Uuid)) -> Ordering {
        match self {
            Order::Due | Order::Oldest => one.cmp(&other),
            Order::Newest => other.cmp(&one),
        }
    }

    fn begin(self) -> (i64, Uuid) {
        match self {
            Order::Due | Order::Oldest => (i64::MIN, Uuid::nil()),
            Order::Newest => (i64::MAX, Uuid::max()),
        }
    }

    fn statement(self, of_body: bool) -> &'static Stmt {
        match (self, of_body) {
            (Order::Due, false) => &cases::OPEN,
            (Order::Due, true) => &cases::OPEN_OF_BODY,
            (Order::Oldest, false) => &cases::OPEN_OLDEST,
            (Order::Oldest, true) => &cases::OPEN_OF_BODY_OLDEST,
            (Order::Newest, false) => &cases::OPEN_NEWEST,
            (Order::Newest, true) => &cases::OPEN_OF_BODY_NEWEST,
        }
    }
}

/// The marks of a list as they are held against a case.
struct Marked<'a> {
    asked: &'a Asked,
    text: String,
    name: String,
    days: Days,
}

impl Marked<'_> {
    fn item(&self, row: &CaseRow) -> bool {
        self.asked.item.is_empty() || self.asked.item == row.item
    }

    fn whose(&self, row: &CaseRow) -> bool {
        match self.asked.whose {
            Whose::Any => true,
            Whose::Nobodys => row.handler.is_none(),
            Whose::Of(who) => row.handler == Some(who),
        }
    }

    fn due(&self, row: &CaseRow) -> bool {
        self.asked.due.has(&self.days, row.due_day)
    }

    fn text(&self, row: &CaseRow) -> bool {
        self.text.is_empty()
            || row.number.to_lowercase().contains(&self.text)
            || row.applicant_shown.to_lowercase().contains(&self.text)
            || row.applicant_shown == self.name
    }

    fn all(&self, row: &CaseRow) -> bool {
        self.item(row) && self.whose(row) && self.due(row) && self.text(row)
    }

    fn count(&self, marks: &mut Marks, row: &CaseRow) {
        if !self.text(row) {
            return;
        }
        let (item, whose, due) = (self.item(row), self.whose(row), self.due(row));
        let add = |count: &mut u64, is: bool| *count += u64::from(is);
        add(&mut marks.all, item && whose && due);
        if item && whose {
            marks.any_day += 1;
            add(&mut marks.overdue, Due::Overdue.has(&self.days, row.due_day));
            add(&mut marks.today, Due::Today.has(&self.days, row.due_day));
            add(&mut marks.soon, Due::Soon.has(&self.days, row.due_day));
        }
        if item && due {
            marks.anybodys += 1;
            match row.handler {
                None => marks.nobodys += 1,
                Some(handler) => *marks.handlers.entry(handler.0.into_bytes()).or_default() += 1,
            }
        }
        if whose && due {
            *marks.items.entry(row.item.clone()).or_default() += 1;
        }
    }
}

/// The list and how many each mark would leave.
///
/// # Errors
/// The person may not see such cases, or the page mark is not one of ours.
pub async fn find(centre: &Centre, actor: &Actor, asked: &Asked) -> Result<Found, ActError> {
    look(centre, actor, asked, true).await
}

/// The list alone.
///
/// # Errors
/// As [`find`].
pub async fn page(centre: &Centre, actor: &Actor, asked: &Asked) -> Result<Page, ActError> {
    Ok(look(centre, actor, asked, false).await?.page)
}

async fn look(centre: &Centre, actor: &Actor, asked: &Asked, counts: bool) -> Result<Found, ActError> {
    let body = lists::reach(centre, actor, asked.body.as_deref())?;
    let (calendar, today) = (centre.calendar(), centre.today());
    let text = asked.text.trim();
    let marked = Marked {
        asked,
        text: text.to_lowercase(),
        name: mask_person(text),
        days: Days {
            today: i64::from(today.days()),
            soon: i64::from(soon(&calendar, today).days()),
        },
    };
    let desk = Desk {
        centre,
        actor,
        asked,
        body,
        marked,
    };
    let marks = if counts { desk.count().await? } else { Marks::default() };
    let (rows, next, cut_off) = desk.rows().await?;
    let lines = rows
        .into_iter()
        .map(|row| line(centre, &calendar, today, row))
        .collect();
    Ok(Found {
        page: Page { lines, next },
        marks,
        cut_off,
    })
}

struct Desk<'a> {
    centre: &'a Centre,
    actor: &'a Actor,
    asked: &'a Asked,
    body: Option<String>,
    marked: Marked<'a>,
}

impl Desk<'_> {
    /// Rows of one status behind a place.
    async fn stretch(
        &self,
        order: Order,
        status: Status,
        after: (i64, Uuid),
        limit: u32,
    ) -> Result<Vec<CaseRow>, ActError> {
        let mut params: Vec<Value> = vec![self.centre.div().into()];
        if let Some(body) = &self.body {
            params.push(body.as_str().into());
        }
        params.extend([
            status.code().into(),
            after.0.into(),
            after.1.into_bytes().into(),
            limit.into(),
        ]);
        let statement = order.statement(self.body.is_some());
        let rows = self.centre.store().query(statement, params).await?;
        Ok(rows.iter().map(CaseRow::read).collect::<Result<_, _>>()?)
    }

    /// Rows that somebody handles behind a place, by due day.
    async fn handled(&self, who: AccountId, after: (i64, Uuid), limit: u32) -> Result<Vec<CaseRow>, ActError> {
        let params = vec![
            self.centre.div().into(),
            who.0.into_bytes().into(),
            after.0.into(),
            after.1.into_bytes().into(),
            limit.into(),
        ];
        let rows = self.centre.store().query(&cases::HANDLED_BY, params).await?;
        Ok(rows.iter().map(CaseRow::read).collect::<Result<_, _>>()?)
    }

    fn shown_here(&self, row: &CaseRow) -> bool {
        self.asked.statuses.contains(&row.status)
            && self.body.as_deref().is_none_or(|body| row.body == body)
            && self.asked.only.is_none_or(|who| row.handler == Some(who))
            && self.actor.may(Permission::ListCases, About::body(&row.body))
    }

    /// The next rows of all statuses in order, and where they end; no end where there are no more.
    async fn step(&self, after: (i64, Uuid), limit: u32) -> Result<(Vec<CaseRow>, Option<(i64, Uuid)>), ActError> {
        let order = self.asked.order;
        let mut rows = Vec::new();
        let mut end: Option<(i64, Uuid)> = None;
        let mut take = |more: Vec<CaseRow>| {
            let last = more
                .last()
                .filter(|_| more.len() == limit as usize)
                .map(|row| order.key(row));
            if let Some(last) = last
                && end.is_none_or(|end| order.compare(last, end).is_lt())
            {
                end = Some(last);
            }
            rows.extend(more);
        };
        let who = match self.asked.whose {
            Whose::Of(who) => Some(who),
            Whose::Any | Whose::Nobodys => self.asked.only,
        };
        if let (Some(who), Order::Due) = (who, order) {
            take(self.handled(who, after, limit).await?);
        } else {
            for status in &self.asked.statuses {
                take(self.stretch(order, *status, after, limit).await?);
            }
        }
        if let Some(end) = end {
            rows.retain(|row| order.compare(order.key(row), end).is_le());
        }
        rows.sort_by(|one, other| order.compare(order.key(one), order.key(other)));
        Ok((rows, end))
    }

    async fn rows(&self) -> Result<(Vec<CaseRow>, Option<String>, bool), ActError> {
        let (asked, days) = (self.asked, &self.marked.days);
        let order = asked.order;
        let limit = asked.limit.clamp(1, MOST) as usize;
        let mut after = asked.after.as_deref().map_or(Ok(order.begin()), read_mark)?;
        if order == Order::Due && matches!(asked.due, Due::Today | Due::Soon) {
            after = after.max((days.today - 1, Uuid::max()));
        }
        let last_day = match (order, asked.due) {
            (Order::Due, Due::Overdue) => days.today - 1,
            (Order::Due, Due::Today) => days.today,
            (Order::Due, Due::Soon) => days.soon,
            _ => i64::MAX,
        };
        let is_plain =
            asked.item.is_empty() && asked.text.trim().is_empty() && asked.whose == Whose::Any && asked.only.is_none();
        let stretch = if is_plain { limit as u32 + 1 } else { STRETCH };
        let (mut found, mut looked): (Vec<CaseRow>, usize) = (Vec::new(), 0);
        loop {
            let (rows, end) = self.step(after, stretch).await?;
            for row in rows {
                looked += 1;
                if order == Order::Due && row.due_day > last_day {
                    return Ok((found, None, false));
                }
                if !self.shown_here(&row) || !self.marked.all(&row) {
                    continue;
                }
                if found.len() == limit {
                    let next = found.last().map(|row| mark(order.key(row)));
                    return Ok((found, next, false));
                }
                found.push(row);
            }
            let Some(end) = end else {
                return Ok((found, None, false));
            };
            if looked >= LOOKED_AT {
                return Ok((found, Some(mark(end)), true));
            }
            after = end;
        }
    }

    async fn count(&self) -> Result<Marks, ActError> {
        let mut marks = Marks::default();
        if let Some(who) = self.asked.only {
            let rows = self.handled(who, Order::Due.begin(), COUNTED).await?;
            marks.more = rows.len() == COUNTED as usize;
            for row in rows.iter().filter(|row| self.shown_here(row)) {
                self.marked.count(&mut marks, row);
            }
            return Ok(marks);
        }
        let most = COUNTED / self.asked.statuses.len().max(1) as u32;
        for status in &self.asked.statuses {
            let rows = self.stretch(Order::Due, *status, Order::Due.begin(), most).await?;
            marks.more |= rows.len() == most as usize;
            for row in rows.iter().filter(|row| self.shown_here(row)) {
                self.marked.count(&mut marks, row);
            }
        }
        Ok(marks)
    }
}

fn mark(key: (i64, Uuid)) -> String {
    write_mark(key.0, key.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_overdue_today_or_soon_and_soon_holds_today() {
        let days = Days { today: 100, soon: 105 };
        let of = |due| [Due::Any, Due::Overdue, Due::Today, Due::Soon].map(|one| one.has(&days, due));
        assert_eq!(of(99), [true, true, false, false]);
        assert_eq!(of(100), [true, false, true, true]);
        assert_eq!(of(105), [true, false, false, true]);
        assert_eq!(of(yimen_store::tables::NEVER), [true, false, false, false]);
    }

    #[test]
    fn what_came_last_stands_first_where_that_is_asked() {
        let (early, late) = ((1, Uuid::nil()), (2, Uuid::nil()));
        assert!(Order::Due.compare(early, late).is_lt());
        assert!(Order::Oldest.compare(early, late).is_lt());
        assert!(Order::Newest.compare(early, late).is_gt());
        assert!(Order::Newest.compare(Order::Newest.begin(), late).is_lt());
    }
}
