//! My tasks (我的任务): what somebody has to do in examinations, what waits in their section, and what a section head has an eye on; first what is due
//! first. The rows follow from the events of the cases.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use futures::future::join_all;
use uuid::Uuid;
use yimen_domain::calendar::{Calendar, Day};
use yimen_domain::cases::command::Command;
use yimen_domain::cases::proceedings::task::{Task, To};
use yimen_domain::cases::proceedings::{Matter, Order, Proceeding};
use yimen_domain::cases::{Case, State};
use yimen_domain::items::Item;
use yimen_domain::organisation::permission::{About, Permission};
use yimen_domain::organisation::section::{Section, Sections};
use yimen_domain::organisation::{AccountId, Actor};
use yimen_domain::words::{Fault, Refusal, Words};
use yimen_store::tables::NEVER;
use yimen_store::tables::tasks::{self, Stage, TaskRow};
use yimen_store::{Stmt, Value, Write};

use super::project;
use crate::{ActError, Centre, accounts, organisation};

/// Most lines on a page.
pub const MOST: u32 = 100;
/// Most tasks that are counted for a tab; of more it is said that there are more.
const COUNTED: i64 = 1_000;

/// The rows of the tasks of a case.
pub(super) fn rows(case: &Case, calendar: &Calendar) -> Vec<TaskRow> {
    let tasks = case.proceedings.all.iter().filter_map(|one| match &one.matter {
        Matter::Task(task) => Some((one, task)),
        _ => None,
    });
    tasks.map(|(one, task)| row(case, calendar, one, task)).collect()
}

fn row(case: &Case, calendar: &Calendar, one: &Proceeding, task: &Task) -> TaskRow {
    let days = |day: Day| i64::from(day.days());
    let stage = match &one.closed {
        Some(closed) if closed.dropped => Stage::Dropped,
        Some(_) => Stage::Done,
        None if !matches!(case.state, State::Examining(_)) => Stage::Ended,
        None if task.returned.is_some() => Stage::Returned,
        None if task.taken.is_some() => Stage::Taken,
        None => Stage::Given,
    };
    let (section, section_name) = match &task.to {
        To::Section { code, name } => (code.clone(), name.clone()),
        To::Person(_) => Default::default(),
    };
    let holder = task.with_whom();
    let acts = matches!(stage, Stage::Given | Stage::Taken);
    // A closed task is due no more, so that no later calendar changes its row.
    let due = one.due(calendar).filter(|_| stage.is_open());
    let closed = one.closed.as_ref().map(|closed| days(closed.day));
    let ended = || project::over_since(case).unwrap_or_else(|| days(one.opened));
    TaskRow {
        case: case.id,
        no: one.no,
        case_number: case.number.clone(),
        item: case.item.clone(),
        item_version: case.item_version,
        body: case.body.clone(),
        what: task.what.clone(),
        stage,
        queue: if stage == Stage::Given {
            section.clone()
        } else {
            String::new()
        },
        section,
        section_name,
        person: holder.filter(|_| acts).map(|person| person.account),
        holder: holder.map(|person| person.account),
        holder_name: holder.map_or_else(String::new, |person| person.name.clone()),
        giver: task.giver.as_ref().map(|giver| giver.account),
        giver_name: task
            .giver
            .as_ref()
            .map_or_else(|| one.by.clone(), |giver| giver.name.clone()),
        given_day: days(one.opened),
        due_day: due.map_or(NEVER, |due| days(due.day)),
        closed_day: match stage {
            stage if stage.is_open() => 0,
            Stage::Ended => ended(),
            _ => closed.unwrap_or(0),
        },
    }
}

/// The rows that changed between two states of a case.
pub(crate) fn writes(before: Option<&Case>, after: &Case, calendar: &Calendar, div: &str) -> Vec<Write> {
    let known = before.map_or_else(Vec::new, |before| rows(before, calendar));
    let changed = rows(after, calendar).into_iter().filter(|row| !known.contains(row));
    changed.map(|row| row.put(div)).collect()
}

/// The rows of open tasks, computed by another calendar than before.
pub(crate) fn recounted(case: &Case, calendar: &Calendar, div: &str) -> Vec<Write> {
    let open = rows(case, calendar).into_iter().filter(|row| row.stage.is_open());
    open.map(|row| row.put(div)).collect()
}

/// The sections that a command is decided by; none where it asks for none.
pub(super) fn sections_for(centre: &Centre, case: &Case, command: &Command) -> Sections {
    let asks = match command {
        Command::Drafting(_) => true,
        Command::Proceeding(order) => matches!(**order, Order::Task(_)),
        _ => false,
    };
    if asks {
        organisation::sections(centre, &case.body, centre.today())
    } else {
        Sections::default()
    }
}

/// The sections that the page of a case is drawn by.
pub fn sections_shown(centre: &Centre, case: &Case, actor: Option<&Actor>) -> Sections {
    if actor.is_some_and(Actor::is_staff) && matches!(case.state, State::Examining(_)) {
        organisation::sections(centre, &case.body, centre.today())
    } else {
        Sections::default()
    }
}

/// Which tasks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum View {
    /// 我的: what I have to do.
    #[default]
    Mine,
    /// 本科室待接受: what waits in my sections for somebody to take it.
    Queue,
    /// 本科室全部: everything in the sections that I head, whoever has it.
    Section,
    /// 我交办的: what I gave and what is not done yet.
    Given,
    /// 最近办结: what I had and what is closed, the latest first.
    Done,
}

impl View {
    /// Every view, in the order of the tabs.
    pub const ALL: [View; 5] = [View::Mine, View::Queue, View::Section, View::Given, View::Done];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            View::Mine => "mine",
            View::Queue => "section",
            View::Section => "everybody",
            View::Given => "given",
            View::Done => "done",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<View> {
        View::ALL.into_iter().find(|view| view.code() == code)
    }
}

/// A section in which somebody holds a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Code of the body.
    pub body: String,
    /// The section as it is today.
    pub section: Section,
    /// Its name.
    pub name: Words,
    /// They head it.
    pub heads: bool,
}

/// The sections in which somebody holds a post today.
pub fn places(centre: &Centre, who: Option<AccountId>) -> Vec<Place> {
    let Some(who) = who else { return Vec::new() };
    let (register, today, units) = (centre.posts(), centre.today(), centre.organisation());
    let held = register.roster.held(who, today);
    let bodies: BTreeSet<String> = held
        .filter_map(|term| Some(register.roster.post(&term.post, today)?.body.clone()))
        .collect();
    let mut places = Vec::new();
    for body in bodies {
        let sections = register.roster.sections(&body, today);
        let names = units
            .body(&body)
            .map(|body| body.sections.as_slice())
            .unwrap_or_default();
        for section in sections.of(who) {
            let known = names.iter().find(|known| known.code == section.code);
            places.push(Place {
                body: body.clone(),
                name: known.map_or_else(|| Words::new(&section.code, &section.code), |known| known.name.words()),
                heads: sections.heads(Some(who), &section.code),
                section: section.clone(),
            });
        }
    }
    places
}

/// Where rows are read: the statement that lists, the one that counts, and what both are asked for.
struct Source {
    list: &'static Stmt,
    due: &'static Stmt,
    asks: Vec<Value>,
}

fn account(who: AccountId) -> Value {
    who.0.into_bytes().into()
}

/// Each task is in one source of a view only.
fn sources(places: &[Place], me: AccountId, view: View) -> Vec<Source> {
    let of_section = |place: &Place, list, due| Source {
        list,
        due,
        asks: vec![place.body.as_str().into(), place.section.code.as_str().into()],
    };
    match view {
        View::Mine => vec![Source {
            list: &tasks::OF_PERSON,
            due: &tasks::DUE_OF_PERSON,
            asks: vec![account(me)],
        }],
        View::Queue => places
            .iter()
            .map(|place| of_section(place, &tasks::OF_QUEUE, &tasks::DUE_OF_QUEUE))
            .collect(),
        View::Section => {
            let headed = || places.iter().filter(|place| place.heads);
            let people: BTreeSet<(&str, AccountId)> = headed()
                .flat_map(|place| {
                    place
                        .section
                        .people
                        .iter()
                        .map(|one| (place.body.as_str(), one.account))
                })
                .collect();
            let of_person = people.into_iter().map(|(body, who)| Source {
                list: &tasks::OF_HOLDER,
                due: &tasks::DUE_OF_HOLDER,
                asks: vec![account(who), body.into()],
            });
            headed()
                .map(|place| of_section(place, &tasks::OF_SECTION, &tasks::DUE_OF_SECTION))
                .chain(of_person)
                .collect()
        }
        View::Given => vec![Source {
            list: &tasks::OF_GIVER,
            due: &tasks::DUE_OF_GIVER,
            asks: vec![account(me)],
        }],
        View::Done => Vec::new(),
    }
}

/// How many tasks, and how many of them are overdue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Count {
    /// All.
    pub all: usize,
    /// Overdue.
    pub late: usize,
    /// There are more than were counted.
    pub more: bool,
}

async fn count(centre: &Centre, sources: Vec<Source>) -> Result<Count, ActError> {
    let today = i64::from(centre.today().days());
    let mut found = Count::default();
    let reads = sources.into_iter().map(|source| async move {
        let mut params = vec![centre.div().into()];
        params.extend(source.asks);
        params.push(COUNTED.into());
        centre.store().query(source.due, params).await
    });
    for rows in join_all(reads).await {
        let rows = rows?;
        found.more |= rows.len() as i64 >= COUNTED;
        found.all += rows.len();
        for row in &rows {
            found.late += usize::from(row.int(0)? < today);
        }
    }
    Ok(found)
}

/// What stands over the tabs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counts {
    /// Mine.
    pub mine: Count,
    /// Waiting in my sections; none where I am in none.
    pub queue: Option<Count>,
    /// In the sections that I head; none where I head none.
    pub section: Option<Count>,
    /// Given by me.
    pub given: Count,
}

impl Counts {
    /// Of one view, where it is counted.
    pub fn of(&self, view: View) -> Option<Count> {
        match view {
            View::Mine => Some(self.mine),
            View::Queue => self.queue,
            View::Section => self.section,
            View::Given => Some(self.given),
            View::Done => None,
        }
    }
}

fn oneself(actor: &Actor) -> Result<AccountId, ActError> {
    let may = actor.could(Permission::ServeInProceedings);
    actor.account.filter(|_| may).ok_or_else(super::lists::not_staff)
}

/// What waits for somebody: their own tasks and those of their sections that nobody took. For the first page of the workbench.
///
/// # Errors
/// They do no tasks here.
pub async fn waiting(centre: &Centre, actor: &Actor) -> Result<Counts, ActError> {
    let me = oneself(actor)?;
    let places = places(centre, Some(me));
    Ok(Counts {
        mine: count(centre, sources(&places, me, View::Mine)).await?,
        queue: Some(count(centre, sources(&places, me, View::Queue)).await?),
        ..Counts::default()
    })
}

/// Every count of somebody's tabs.
///
/// # Errors
/// They do no tasks here.
pub async fn counts(centre: &Centre, actor: &Actor) -> Result<Counts, ActError> {
    let me = oneself(actor)?;
    let places = places(centre, Some(me));
    let heads = places.iter().any(|place| place.heads);
    let of = |view| count(centre, sources(&places, me, view));
    Ok(Counts {
        mine: of(View::Mine).await?,
        queue: match places.is_empty() {
            true => None,
            false => Some(of(View::Queue).await?),
        },
        section: match heads {
            true => Some(of(View::Section).await?),
            false => None,
        },
        given: of(View::Given).await?,
    })
}

/// What somebody may do with a task, as its row tells; whoever does it is checked again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct May {
    /// 接受.
    pub take: bool,
    /// 退回.
    pub give_back: bool,
    /// 提交意见.
    pub finish: bool,
    /// 改派.
    pub pass_on: bool,
}

/// A line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The row.
    pub row: TaskRow,
    /// The item.
    pub item: Option<Arc<Item>>,
    /// Its last day; none where no limit was set.
    pub due: Option<Day>,
    /// Working days left, negative when over.
    pub left: Option<i64>,
    /// What may be done.
    pub may: May,
}

/// A page of the list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// Lines, first what is due first.
    pub lines: Vec<Line>,
    /// Where the next page begins; none at the end.
    pub next: Option<String>,
}

type Mark = (i64, [u8; 16], i64);

fn read_mark(mark: &str) -> Result<Mark, ActError> {
    let mut parts = mark.split('.');
    let mut parsed = || {
        let (day, id, no) = (parts.next()?, parts.next()?, parts.next()?);
        let id = Uuid::parse_str(id).ok()?;
        Some((day.parse().ok()?, id.into_bytes(), no.parse().ok()?))
    };
    parsed().ok_or_else(|| {
        Refusal::invalid(vec![Fault::new(
            "after",
            "翻页位置不正确，请从第一页重新查看。",
            "This page mark is not valid: start from the first page.",
        )])
        .into()
    })
}

/// Tasks of a view, a page of them.
///
/// # Errors
/// They do no tasks here, or the page mark is not one of ours.
pub async fn find(
    centre: &Centre,
    actor: &Actor,
    view: View,
    after: Option<&str>,
    limit: u32,
) -> Result<Found, ActError> {
    let me = oneself(actor)?;
    let places = places(centre, Some(me));
    let limit = limit.clamp(1, MOST) as usize;
    let begin = match view {
        View::Done => (i64::MAX, [0xff; 16], i64::MAX),
        _ => (i64::MIN, [0; 16], 0),
    };
    let (day, case, no) = after.map_or(Ok(begin), read_mark)?;
    let sources = match view {
        View::Done => vec![Source {
            list: &tasks::DONE,
            due: &tasks::DONE,
            asks: vec![account(me)],
        }],
        view => sources(&places, me, view),
    };
    let reads = sources.into_iter().map(|source| async move {
        let mut params = vec![centre.div().into()];
        params.extend(source.asks);
        params.extend([day.into(), case.into(), no.into(), (limit as i64 + 1).into()]);
        centre.store().query(source.list, params).await
    });
    let mut rows: BTreeMap<Mark, TaskRow> = BTreeMap::new();
    for read in join_all(reads).await {
        for row in &read? {
            let row = TaskRow::read(row)?;
            let day = if view == View::Done {
                -row.closed_day
            } else {
                row.due_day
            };
            let no = i64::from(row.no);
            let of_day = if view == View::Done { -no } else { no };
            rows.insert((day, row.case.0.into_bytes(), of_day), row);
        }
    }
    let mut rows: Vec<TaskRow> = rows.into_values().collect();
    if view == View::Done {
        rows.sort_by_key(|row| std::cmp::Reverse((row.closed_day, row.case, row.no)));
    }
    let more = rows.len() > limit;
    rows.truncate(limit);
    let mark = |row: &TaskRow| {
        let day = if view == View::Done {
            row.closed_day
        } else {
            row.due_day
        };
        format!("{day}.{}.{}", row.case.0.simple(), row.no)
    };
    let next = rows.last().filter(|_| more).map(mark);
    let seen = rows
        .into_iter()
        .filter(|row| actor.may(Permission::SeeCase, About::body(&row.body)));
    let lines = seen.map(|row| line(centre, actor, &places, row)).collect();
    Ok(Found { lines, next })
}

/// One task, as its line.
///
/// # Errors
/// There is none, or it is none of this person's business.
pub async fn one(centre: &Centre, actor: &Actor, number: &str, no: u32) -> Result<Line, ActError> {
    let me = oneself(actor)?;
    let case = super::lists::by_number(centre, actor, number).await?.row.id;
    let params = vec![centre.div().into(), case.0.into_bytes().into(), no.into()];
    let rows = centre.store().query(&tasks::ONE, params).await?;
    let row = rows.first().map(TaskRow::read).transpose()?;
    let row = row.ok_or_else(|| Refusal::missing("这项审查任务", "this task"))?;
    Ok(line(centre, actor, &places(centre, Some(me)), row))
}

fn line(centre: &Centre, actor: &Actor, places: &[Place], row: TaskRow) -> Line {
    let due = i32::try_from(row.due_day)
        .ok()
        .filter(|days| *days < i32::MAX)
        .map(Day::from_days);
    Line {
        item: centre.library().version(&row.item, row.item_version).cloned(),
        left: due.map(|due| centre.calendar().left(centre.today(), due)),
        due,
        may: may(actor, places, &row),
        row,
    }
}

fn may(actor: &Actor, places: &[Place], row: &TaskRow) -> May {
    let about = About::body(&row.body);
    if !row.stage.is_open() || !actor.may(Permission::ServeInProceedings, about) {
        return May::default();
    }
    let mine = row.person.is_some() && row.person == actor.account;
    let here = |place: &Place| place.body == row.body;
    let waits = places
        .iter()
        .any(|place| here(place) && place.section.code == row.queue);
    let leads = led(places, row).next().is_some();
    let gave = row.giver.is_some() && row.giver == actor.account;
    May {
        take: row.stage == Stage::Given && (mine || waits),
        give_back: mine && (row.stage == Stage::Taken || row.section.is_empty()),
        finish: mine && row.stage == Stage::Taken,
        pass_on: (leads || gave) && actor.may(Permission::ConductProceedings, about),
    }
}

/// The sections that somebody heads and to which a task belongs.
fn led<'a>(places: &'a [Place], row: &'a TaskRow) -> impl Iterator<Item = &'a Place> {
    places.iter().filter(move |place| {
        let of_section = place.section.code == row.section;
        let of_person = row.holder.is_some_and(|holder| place.section.has(holder));
        place.heads && place.body == row.body && (of_section || of_person)
    })
}

/// To whom somebody may pass a task on: within the sections that they head where it belongs to one of them, otherwise in its whole body. Sections first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Receivers {
    /// Codes and names.
    pub sections: Vec<(String, Words)>,
    /// Accounts and names.
    pub people: Vec<(AccountId, String)>,
}

/// To whom a task may be passed on.
///
/// # Errors
/// The database does not answer.
pub async fn receivers(centre: &Centre, actor: &Actor, row: &TaskRow) -> Result<Receivers, ActError> {
    let places = places(centre, actor.account);
    let led: Vec<&Place> = led(&places, row).collect();
    let serves = |one: &accounts::Signed| led.is_empty() || led.iter().any(|place| place.section.has(one.id));
    let officers = super::proceedings::officers(centre, &row.body).await?;
    let people = officers
        .into_iter()
        .filter(serves)
        .map(|one| (one.id, one.shown))
        .collect();
    let sections = match led.is_empty() {
        true => super::proceedings::sections(centre, &row.body)
            .into_iter()
            .map(|section| (section.code, section.name.words()))
            .collect(),
        false => led
            .iter()
            .map(|place| (place.section.code.clone(), place.name.clone()))
            .collect(),
    };
    Ok(Receivers { sections, people })
}
