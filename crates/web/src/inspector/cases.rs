//! The cases behind a figure, and one case with every event and its proof. Nothing here changes anything.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use yimen_acts::cases::command::WAITING_HERE;
use yimen_acts::cases::lists::{self, Counts, Filter, Line};
use yimen_acts::cases::view;
use yimen_acts::{ActError, Centre, supervision};
use yimen_domain::calendar::{CHINA, Instant};
use yimen_domain::cases::Status;
use yimen_domain::organisation::Actor;
use yimen_domain::supervision::Finding;
use yimen_store::tables::cases::CaseRow;

use super::notes::{self, Notes};
use crate::app::{App, Staff, refuse};
use crate::shell::components::{LinkTo, Pager};
use crate::shell::{Html, Page};
use crate::workbench::Which;
use crate::workbench::file_of;
use crate::workbench::shown::{self, Area, CaseShown, LineShown, pair};
use crate::workbench::work::{BodyChoice, Tab, address, body_choices};

/// Lines on a page.
const LINES: u32 = 30;
/// Most lines of a figure that is gathered from several lists.
const MOST: usize = 300;
/// Most pages that are looked through for it.
const PAGES: usize = 20;

#[derive(Template)]
#[template(path = "inspector/cases.html")]
struct ListPage {
    page: Page,
    tabs: Vec<Tab>,
    status: String,
    bodies: Vec<BodyChoice>,
    lines: Vec<LineShown>,
    count: String,
    sorted_by: &'static str,
    by_due: bool,
    more: bool,
    pager: Pager,
    asked: String,
    not_found: bool,
}

#[derive(Template)]
#[template(path = "inspector/case.html")]
pub(super) struct CasePage {
    page: Page,
    c: CaseShown,
    findings: Vec<FindingShown>,
    /// Its cards and letters of supervision.
    supervision: Option<LinkTo>,
    ledger: Vec<EventShown>,
    /// For inspectors alone.
    pub(super) notes: Option<Notes>,
}

/// Something irregular, with the events that show it.
struct FindingShown {
    name: &'static str,
    source: &'static str,
    reason: String,
    avoided: String,
    events: Vec<u32>,
}

impl FindingShown {
    fn of(page: &Page, found: &Finding) -> FindingShown {
        FindingShown {
            name: pair(page, found.pattern.words()),
            source: found.pattern.source(),
            reason: shown::say(page, &found.reason),
            avoided: shown::say(page, &found.avoided),
            events: found.events.clone(),
        }
    }
}

/// An event as it stands in the ledger.
struct EventShown {
    seq: u32,
    what: &'static str,
    when: String,
    who: String,
    text: String,
    hash: String,
}

/// What is asked for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    status: String,
    #[serde(default)]
    body: String,
    #[serde(default)]
    after: String,
    #[serde(default)]
    q: String,
}

/// Days back that the shares of the board look.
const LOOKS_BACK: i64 = 90;

/// What a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shows {
    /// Latest changed first, of every status.
    Latest,
    /// One status, by due day.
    One(Status),
    /// A figure of the board that several statuses make up.
    Figure(Behind),
}

/// Figures of the board that are no single status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Behind {
    InHand,
    ToDeliver,
    DueToday,
    Soon,
    Yellow,
    Red,
    AcceptedToday,
    LateDecisions,
    Decided,
    Rated,
}

impl Behind {
    const ALL: [(Behind, &'static str); 10] = [
        (Behind::InHand, "in_hand"),
        (Behind::ToDeliver, "to_deliver"),
        (Behind::DueToday, "due_today"),
        (Behind::Soon, "soon"),
        (Behind::Yellow, "yellow"),
        (Behind::Red, "red"),
        (Behind::AcceptedToday, "accepted_today"),
        (Behind::LateDecisions, "late_decisions"),
        (Behind::Decided, "decided"),
        (Behind::Rated, "rated"),
    ];

    fn statuses(self) -> &'static [Status] {
        match self {
            Behind::InHand => &[Status::Accepted, Status::Reviewed, Status::Suspended],
            Behind::ToDeliver => &[Status::Granted, Status::Refused],
            Behind::Yellow | Behind::Red => &[Status::Accepted, Status::Reviewed],
            Behind::DueToday | Behind::Soon => &WAITING_HERE,
            Behind::AcceptedToday | Behind::LateDecisions | Behind::Decided | Behind::Rated => &[],
        }
    }

    /// For a figure of days: whether a case counts in it. The day of a rating is that of the decision, otherwise of the end.
    fn counts(self, row: &CaseRow, today: i64) -> Option<bool> {
        let since = |day: Option<i64>| day.is_some_and(|day| day >= today - LOOKS_BACK);
        Some(match self {
            Behind::AcceptedToday => row.accepted_day == Some(today),
            Behind::LateDecisions => row.in_time == Some(false) && since(row.decided_day),
            Behind::Decided => since(row.decided_day),
            Behind::Rated => row.rating.is_some() && since(row.decided_day.or(row.closed_day)),
            _ => return None,
        })
    }
}

impl Shows {
    fn parse(code: &str) -> Shows {
        match Behind::ALL.into_iter().find(|(_, known)| *known == code) {
            Some((behind, _)) => Shows::Figure(behind),
            None => Status::parse(code)
                .filter(|status| !status.is_closed())
                .map_or(Shows::Latest, Shows::One),
        }
    }

    fn code(self) -> &'static str {
        match self {
            Shows::Latest => "",
            Shows::One(status) => status.code(),
            Shows::Figure(behind) => Behind::ALL
                .into_iter()
                .find(|(known, _)| *known == behind)
                .map_or("", |(_, code)| code),
        }
    }

    fn words(self, page: &Page) -> &'static str {
        match self {
            Shows::Latest => page.t("workbench.recent"),
            Shows::One(status) => shown::status(page, status),
            Shows::Figure(_) => page.t(&format!("inspector.column.{}", self.code())),
        }
    }
}

/// `GET /inspector/cases`.
pub(crate) async fn list(
    State(app): State<App>,
    page: Page,
    Staff(signed): Staff,
    Query(asked): Query<Asked>,
) -> Response {
    let actor = signed.actor();
    let mut not_found = false;
    if !asked.q.trim().is_empty() {
        match lists::by_number(&app.centre, &actor, &asked.q).await {
            Ok(line) => return axum::response::Redirect::to(&Area::Inspector.case(&line.row.number)).into_response(),
            Err(ActError::Refused(_)) => not_found = true,
            Err(error) => return refuse(page.clone(), error, back(&page)),
        }
    }
    match draw(&app.centre, &page, &actor, &asked, not_found).await {
        Ok(list) => Html(list).into_response(),
        Err(error) => refuse(page.clone(), error, back(&page)),
    }
}

fn back(page: &Page) -> LinkTo {
    LinkTo::new("/inspector/cases", page.t("inspector.back"))
}

async fn draw(
    centre: &Centre,
    page: &Page,
    actor: &Actor,
    asked: &Asked,
    not_found: bool,
) -> Result<ListPage, ActError> {
    const ACTION: &str = "/inspector/cases";
    let shows = Shows::parse(&asked.status);
    let body = Some(asked.body.clone()).filter(|body| !body.is_empty());
    let after = Some(asked.after.clone()).filter(|after| !after.is_empty());
    let counts = Counts::of(centre).await?;
    let (lines, next, more) = match shows {
        Shows::One(status) => {
            let filter = Filter {
                status,
                body: body.clone(),
                after: after.clone(),
                limit: LINES,
            };
            let found = lists::work(centre, actor, &filter).await?;
            (found.lines, found.next, false)
        }
        Shows::Latest if body.is_none() => {
            let found = lists::recent(centre, actor, after.as_deref(), LINES).await?;
            (found.lines, found.next, false)
        }
        Shows::Latest => {
            let of_body = |line: &Line| Some(&line.row.body) == body.as_ref();
            through_recent(centre, actor, after.as_deref(), i64::MIN, of_body).await?
        }
        Shows::Figure(behind) => behind_figure(centre, actor, behind, (body.as_deref(), after.as_deref())).await?,
    };
    let at = |status: &str, after: &str| address(ACTION, status, &asked.body, after);
    let count = match shows {
        Shows::One(status) => page.t1("workbench.count", counts.get(status, body.as_deref())),
        Shows::Figure(_) if after.is_none() && next.is_none() => page.t1("workbench.count", lines.len()),
        Shows::Figure(_) => page.t("workbench.recent").to_string(),
        Shows::Latest => page.t("workbench.recent").to_string(),
    };
    let by_due = match shows {
        Shows::Latest => false,
        Shows::One(_) => true,
        Shows::Figure(behind) => !behind.statuses().is_empty(),
    };
    Ok(ListPage {
        tabs: tabs(page, &counts, shows, body.as_deref(), at),
        status: shows.code().to_string(),
        bodies: body_choices(&counts, centre, page, &asked.body),
        lines: lines
            .iter()
            .map(|line| shown::line(centre, page, Area::Inspector, "", line))
            .collect(),
        count,
        sorted_by: page.t(if by_due {
            "workbench.by_due"
        } else {
            "workbench.by_change"
        }),
        by_due,
        more,
        pager: Pager {
            first: after.map(|_| at(shows.code(), "")),
            next: next.map(|next| at(shows.code(), &next)),
        },
        asked: asked.q.clone(),
        not_found,
        page: page.clone(),
    })
}

fn tabs(page: &Page, counts: &Counts, shows: Shows, body: Option<&str>, at: impl Fn(&str, &str) -> String) -> Vec<Tab> {
    let tab = |known: Shows, count| Tab {
        href: at(known.code(), ""),
        words: known.words(page).to_string(),
        count,
        current: known == shows,
    };
    let mut tabs = vec![tab(Shows::Latest, None)];
    if matches!(shows, Shows::Figure(_)) {
        tabs.push(tab(shows, None));
    }
    tabs.extend(
        WAITING_HERE
            .into_iter()
            .map(|status| tab(Shows::One(status), Some(counts.get(status, body)))),
    );
    tabs
}

type Gathered = (Vec<Line>, Option<String>, bool);

/// Gathers what makes up a figure; says whether there is more than is shown.
async fn behind_figure(
    centre: &Centre,
    actor: &Actor,
    behind: Behind,
    (body, after): (Option<&str>, Option<&str>),
) -> Result<Gathered, ActError> {
    let today = centre.today();
    let of_body = |line: &Line| body.is_none_or(|body| line.row.body == body);
    let day = i64::from(today.days());
    if behind.statuses().is_empty() {
        let days = if behind == Behind::AcceptedToday { 0 } else { LOOKS_BACK };
        let since = Instant::start_of(today, CHINA).0 - days * 86_400_000_000;
        let belongs = |line: &Line| of_body(line) && behind.counts(&line.row, day) == Some(true);
        return through_recent(centre, actor, after, since, belongs).await;
    }
    let next = i64::from(centre.calendar().next_working(today.plus(1)).days());
    let past = |limit: Option<i64>| limit.is_some_and(|limit| limit < day);
    let examined = |line: &Line| matches!(line.row.status, Status::Accepted | Status::Reviewed);
    let red = |line: &Line| examined(line) && past(line.row.statutory_day);
    let yellow = |line: &Line| examined(line) && !past(line.row.statutory_day) && past(line.row.promised_day);
    let belongs = |line: &Line| match behind {
        Behind::Red => red(line),
        Behind::Yellow => yellow(line),
        Behind::DueToday => line.row.due_day == day,
        Behind::Soon => !red(line) && !yellow(line) && (day..=next).contains(&line.row.due_day),
        _ => true,
    };
    let until = match behind {
        Behind::Red | Behind::Yellow => day - 1,
        Behind::DueToday => day,
        Behind::Soon => next,
        _ => i64::MAX,
    };
    let mut found: Vec<Line> = Vec::new();
    let mut more = false;
    for status in behind.statuses() {
        more |= gather(centre, actor, (*status, body), until, &belongs, &mut found).await?;
    }
    found.sort_by_key(|line| (line.row.due_day, line.row.id));
    more |= found.len() > MOST;
    found.truncate(MOST);
    Ok((found, None, more))
}

/// Adds the cases of one status that are due until a day and belong; says whether some may be left out.
async fn gather(
    centre: &Centre,
    actor: &Actor,
    (status, body): (Status, Option<&str>),
    until: i64,
    belongs: &impl Fn(&Line) -> bool,
    found: &mut Vec<Line>,
) -> Result<bool, ActError> {
    let mut after = None;
    for _ in 0..PAGES {
        let filter = Filter {
            status,
            body: body.map(str::to_string),
            after,
            limit: lists::MOST,
        };
        let page = lists::work(centre, actor, &filter).await?;
        let beyond = page.lines.last().is_none_or(|line| line.row.due_day > until);
        found.extend(
            page.lines
                .into_iter()
                .filter(|line| line.row.due_day <= until && belongs(line)),
        );
        after = page.next;
        if beyond || after.is_none() || found.len() > MOST {
            return Ok(after.is_some() && !beyond);
        }
    }
    Ok(true)
}

/// Latest changed first, down to a moment; the rest comes with the next page.
async fn through_recent(
    centre: &Centre,
    actor: &Actor,
    after: Option<&str>,
    since: i64,
    belongs: impl Fn(&Line) -> bool,
) -> Result<Gathered, ActError> {
    let mut found = Vec::new();
    let mut after = after.map(str::to_string);
    for _ in 0..PAGES {
        let page = lists::recent(centre, actor, after.as_deref(), lists::MOST).await?;
        let beyond = page.lines.last().is_none_or(|line| line.row.changed_at < since);
        found.extend(
            page.lines
                .into_iter()
                .filter(|line| line.row.changed_at >= since && belongs(line)),
        );
        after = page.next.filter(|_| !beyond);
        if after.is_none() || found.len() >= lists::MOST as usize {
            break;
        }
    }
    Ok((found, after, false))
}

/// `GET /inspector/cases/{number}`.
pub(crate) async fn show(
    State(app): State<App>,
    page: Page,
    Staff(signed): Staff,
    Path(number): Path<String>,
    Query(drawn): Query<Drawn>,
) -> Response {
    match read(&app.centre, &page, &signed.actor(), &number, drawn.sample).await {
        Ok(case) => Html(case).into_response(),
        Err(error) => refuse(page.clone(), error, back(&page)),
    }
}

/// The sample in which the case was drawn.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Drawn {
    sample: Option<u32>,
}

pub(super) async fn read(
    centre: &Centre,
    page: &Page,
    actor: &Actor,
    number: &str,
    sample: Option<u32>,
) -> Result<CasePage, ActError> {
    let view = view::view(centre, actor, number).await?;
    let texts = view::ledger(centre, actor, number).await?;
    let ledger = view
        .events
        .iter()
        .zip(texts)
        .map(|(event, (text, hash))| EventShown {
            seq: event.seq,
            what: pair(page, event.what.words()),
            when: page.moment(event.at.0),
            who: shown::who(page, event),
            text: text.unwrap_or_default(),
            hash,
        })
        .collect();
    Ok(CasePage {
        c: shown::case(centre, page, Area::Inspector, &view),
        supervision: crate::workbench::supervision::link(page, actor, &view),
        findings: supervision::findings(centre, &view)
            .iter()
            .map(|found| FindingShown::of(page, found))
            .collect(),
        notes: notes::of(centre, page, actor, (view.case.id, number), sample).await?,
        ledger,
        page: page.clone(),
    })
}

/// `GET /inspector/cases/{number}/files/{hash}`.
pub(crate) async fn file(
    State(app): State<App>,
    page: Page,
    Staff(signed): Staff,
    Path((number, hash)): Path<(String, String)>,
    Query(which): Query<Which>,
) -> Response {
    file_of(&app, page, &signed.actor(), &number, &hash, which.itself()).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::in_query;

    #[test]
    fn every_filter_is_read_back_from_its_own_code() {
        for (behind, code) in Behind::ALL {
            assert_eq!(Shows::parse(code), Shows::Figure(behind));
            assert_eq!(Shows::Figure(behind).code(), code);
        }
        for status in WAITING_HERE {
            assert_eq!(Shows::parse(status.code()), Shows::One(status));
        }
        assert_eq!(Shows::parse("nonsense"), Shows::Latest);
    }

    #[test]
    fn filters_stay_in_the_address() {
        assert_eq!(
            address("/inspector/cases", "red", "住建", ""),
            format!("/inspector/cases?status=red&body={}", in_query("住建"))
        );
    }
}
