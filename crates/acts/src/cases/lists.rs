//! Lists of cases (工作清单): what waits for whom, first what is due first. Paged by key.

use std::collections::BTreeMap;
use std::sync::Arc;

use uuid::Uuid;
use yimen_domain::calendar::{CHINA, Calendar, Day, Instant};
use yimen_domain::cases::Status;
use yimen_domain::items::Item;
use yimen_domain::organisation::permission::{About, Permission};
use yimen_domain::organisation::{AccountId, Actor, Capacity};
use yimen_domain::supervision::{Lamp, LampRule};
use yimen_domain::words::{Fault, Refusal};
use yimen_store::Value;
use yimen_store::tables::cases::{self, CaseRow};
use yimen_store::tables::open_figures;

use crate::mandates::Acting;
use crate::{ActError, Centre};

/// Most lines on a page.
pub const MOST: u32 = 100;

/// One line of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The row.
    pub row: CaseRow,
    /// The item.
    pub item: Option<Arc<Item>>,
    /// The lamp, while it is being examined.
    pub lamp: Option<Lamp>,
    /// Working days until the next due day, negative when over; none if nobody here must act.
    pub left: Option<i64>,
    /// Working days left by the law's clock, while it is being examined.
    pub statutory_left: Option<i64>,
    /// The next due day.
    pub due: Option<Day>,
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Page {
    /// Lines.
    pub lines: Vec<Line>,
    /// Where the next page begins; none at the end.
    pub next: Option<String>,
}

/// What a work list shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// Status.
    pub status: Status,
    /// Body; absent for all that the person serves.
    pub body: Option<String>,
    /// Where the page begins, as the page before said.
    pub after: Option<String>,
    /// Lines, 1 to [`MOST`].
    pub limit: u32,
}

/// The statuses that make up the work of this person, the most urgent first.
pub fn statuses_for(actor: &Actor) -> Vec<Status> {
    let mut statuses = Vec::new();
    let mut add = |permission, more: &[Status]| {
        if actor.could(permission) {
            statuses.extend(
                more.iter()
                    .copied()
                    .filter(|status| !statuses.contains(status))
                    .collect::<Vec<_>>(),
            );
        }
    };
    add(
        Permission::AskToCorrect,
        &[
            Status::Received,
            Status::Granted,
            Status::Refused,
            Status::AwaitingCorrection,
        ],
    );
    add(Permission::ReviewCase, &[Status::Accepted, Status::Suspended]);
    add(
        Permission::DecideCase,
        &[Status::Reviewed, Status::Accepted, Status::Suspended],
    );
    add(Permission::SeeBoard, &super::command::WAITING_HERE);
    // What is simulated is no application: it stands last, in a list of its own.
    let simulates = [
        Permission::FileAtWindow,
        Permission::ReviewCase,
        Permission::ConcludeSimulated,
    ];
    if simulates.into_iter().any(|permission| actor.could(permission)) {
        statuses.push(Status::Simulating);
    }
    statuses
}

/// Open cases counted by body and status (在办统计): one query for every tab over a list, however many cases there are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counts(BTreeMap<String, BTreeMap<Status, i64>>);

impl Counts {
    /// As of now.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn of(centre: &Centre) -> Result<Counts, ActError> {
        let mut counts = Counts::default();
        for row in centre
            .store()
            .query(&open_figures::NOW, vec![centre.div().into()])
            .await?
        {
            if let Some(status) = Status::parse(row.text(1)?) {
                let body = counts.0.entry(row.text(0)?.to_string()).or_default();
                *body.entry(status).or_default() += row.int(2)?;
            }
        }
        Ok(counts)
    }

    /// Of one status, in one body or in all.
    pub fn get(&self, status: Status, body: Option<&str>) -> i64 {
        let of = |counts: &BTreeMap<Status, i64>| counts.get(&status).copied().unwrap_or(0);
        match body {
            Some(body) => self.0.get(body).map_or(0, of),
            None => self.0.values().map(of).sum(),
        }
    }

    /// Codes of the bodies with open cases, in order.
    pub fn bodies(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

/// The body whose cases somebody lists; none for all.
///
/// # Errors
/// The person may not see such cases, or there is no such body.
pub(super) fn reach(centre: &Centre, actor: &Actor, wanted: Option<&str>) -> Result<Option<String>, ActError> {
    let Capacity::Staff { body: own, .. } = &actor.capacity else {
        return Err(not_staff());
    };
    if !actor.could(Permission::ListCases) {
        return Err(not_staff());
    }
    let all = own.is_none() || actor.may(Permission::ListCases, About::CENTRE);
    let body = match (wanted, own) {
        (Some(wanted), Some(own)) if !all && wanted != own.as_str() => return Err(not_staff()),
        (Some(wanted), _) => Some(wanted.to_string()),
        (None, Some(own)) if !all => Some(own.clone()),
        (None, _) => None,
    };
    if let Some(body) = body
        .as_deref()
        .filter(|body| !centre.organisation().bodies.contains_key(*body))
    {
        let (zh, en) = (
            format!("没有编码为“{body}”的部门。"),
            format!("There is no body with the code “{body}”."),
        );
        return Err(Refusal::invalid(vec![Fault::new("body", zh, en)]).into());
    }
    Ok(body)
}

/// Open cases of one status, by due day.
///
/// # Errors
/// The person may not see such cases, or the page mark is not one of ours.
pub async fn work(centre: &Centre, actor: &Actor, filter: &Filter) -> Result<Page, ActError> {
    let body = reach(centre, actor, filter.body.as_deref())?;
    let (day, id) = match &filter.after {
        Some(mark) => read_mark(mark)?,
        None => (i64::MIN, Uuid::nil()),
    };
    let limit = filter.limit.clamp(1, MOST);
    let mut params: Vec<Value> = vec![centre.div().into()];
    let stmt = match body {
        Some(body) => {
            params.push(body.into());
            &cases::OPEN_OF_BODY
        }
        None => &cases::OPEN,
    };
    params.extend([
        filter.status.code().into(),
        day.into(),
        id.into_bytes().into(),
        (limit + 1).into(),
    ]);
    let rows = centre.store().query(stmt, params).await?;
    page(centre, &rows, limit, |row| write_mark(row.due_day, row.id.0))
}

/// Latest changed first, of every status; for inspectors, the manager and clerks.
///
/// # Errors
/// As [`work`].
pub async fn recent(centre: &Centre, actor: &Actor, after: Option<&str>, limit: u32) -> Result<Page, ActError> {
    if !actor.may(Permission::SeeLatestCases, About::CENTRE) {
        return Err(not_staff());
    }
    let (at, id) = after.map_or(Ok((i64::MAX, Uuid::max())), read_mark)?;
    let limit = limit.clamp(1, MOST);
    let params = vec![
        centre.div().into(),
        at.into(),
        id.into_bytes().into(),
        (limit + 1).into(),
    ];
    let rows = centre.store().query(&cases::RECENT, params).await?;
    page(centre, &rows, limit, |row| write_mark(row.changed_at, row.id.0))
}

/// A person's own cases, latest first.
///
/// # Errors
/// The page mark is not one of ours.
pub async fn mine(centre: &Centre, account: AccountId, after: Option<&str>, limit: u32) -> Result<Page, ActError> {
    let (at, id) = after.map_or(Ok((i64::MAX, Uuid::max())), read_mark)?;
    let limit = limit.clamp(1, MOST);
    let params = vec![
        centre.div().into(),
        account.0.into_bytes().into(),
        at.into(),
        id.into_bytes().into(),
        (limit + 1).into(),
    ];
    let rows = centre.store().query(&cases::OF_ACCOUNT, params).await?;
    page(centre, &rows, limit, |row| write_mark(row.filed_at, row.id.0))
}

/// The cases that somebody acts in: their own, or those of the person for whom they act that their mandate covers.
///
/// # Errors
/// The mandate is not in force, or the page mark is not one of ours.
pub async fn of_acting(centre: &Centre, acting: &Acting, after: Option<&str>, limit: u32) -> Result<Page, ActError> {
    acting.check()?;
    let limit = limit.clamp(1, MOST);
    let mut found = Page::default();
    let mut mark = after.map(str::to_string);
    loop {
        let more = mine(centre, acting.applicant(), mark.as_deref(), limit).await?;
        for line in more.lines {
            let filed = Instant(line.row.filed_at).day(CHINA);
            if !acting.covers(&line.row.item, filed) {
                continue;
            }
            if found.lines.len() == limit as usize {
                found.next = found
                    .lines
                    .last()
                    .map(|last| write_mark(last.row.filed_at, last.row.id.0));
                return Ok(found);
            }
            found.lines.push(line);
        }
        mark = more.next;
        if mark.is_none() {
            return Ok(found);
        }
    }
}

/// One case by its number, as a line; for the search box of the workbench.
///
/// # Errors
/// There is none, or it is none of this person's business.
pub async fn by_number(centre: &Centre, actor: &Actor, number: &str) -> Result<Line, ActError> {
    if !super::is_number(number.trim()) {
        return Err(super::no_case());
    }
    let rows = centre
        .store()
        .query(&cases::BY_NUMBER, vec![centre.div().into(), number.trim().into()])
        .await?;
    let row = rows
        .first()
        .map(CaseRow::read)
        .transpose()?
        .filter(|row| actor.may(Permission::SeeCase, About::body(&row.body)))
        .ok_or_else(super::no_case)?;
    Ok(line(centre, &centre.calendar(), centre.today(), row))
}

fn page(
    centre: &Centre,
    rows: &[yimen_store::Row],
    limit: u32,
    mark: fn(&CaseRow) -> String,
) -> Result<Page, ActError> {
    let (calendar, today) = (centre.calendar(), centre.today());
    let read = rows
        .iter()
        .take(limit as usize)
        .map(CaseRow::read)
        .collect::<Result<Vec<_>, _>>()?;
    let next = if rows.len() > limit as usize {
        read.last().map(mark)
    } else {
        None
    };
    Ok(Page {
        lines: read
            .into_iter()
            .map(|row| line(centre, &calendar, today, row))
            .collect(),
        next,
    })
}

/// A row with what is computed from today.
pub fn line(centre: &Centre, calendar: &Calendar, today: Day, row: CaseRow) -> Line {
    let item = centre.library().version(&row.item, row.item_version).cloned();
    let day = |days: i64| {
        i32::try_from(days)
            .ok()
            .filter(|&days| days < i32::MAX)
            .map(Day::from_days)
    };
    let left = |due: Day| calendar.left(today, due);
    let due = day(row.due_day);
    let lamp = match (
        row.status,
        row.promised_day.and_then(day),
        row.statutory_day.and_then(day),
    ) {
        (Status::Accepted | Status::Reviewed, Some(promised), Some(statutory)) => {
            let budget = item.as_ref().map_or(0, |item| i64::from(item.promised.days));
            Some(LampRule::default().lamp(left(promised), budget, left(statutory)))
        }
        _ => None,
    };
    let statutory = row.statutory_day.and_then(day).filter(|_| lamp.is_some());
    Line {
        left: due.map(left),
        statutory_left: statutory.map(left),
        lamp,
        due,
        item,
        row,
    }
}

/// Where a work list goes on after a row.
pub(super) fn mark_of(row: &CaseRow) -> String {
    write_mark(row.due_day, row.id.0)
}

pub(super) fn write_mark(key: i64, id: Uuid) -> String {
    format!("{key}.{}", id.simple())
}

pub(super) fn read_mark(mark: &str) -> Result<(i64, Uuid), ActError> {
    let parsed = mark
        .split_once('.')
        .and_then(|(key, id)| Some((key.parse().ok()?, Uuid::parse_str(id).ok()?)));
    parsed.ok_or_else(|| {
        Refusal::invalid(vec![Fault::new(
            "after",
            "翻页位置不正确，请从第一页重新查看。",
            "This page mark is not valid: start from the first page.",
        )])
        .into()
    })
}

pub(super) fn not_staff() -> ActError {
    Refusal::new(
        "not_permitted",
        yimen_domain::words::RefusalKind::Forbidden,
        "",
        ("您没有查看这些办件的权限。", "You may not see these cases."),
        (
            "如需查看，请联系中心管理员。",
            "Ask the centre's administrator if you need to.",
        ),
    )
    .into()
}
