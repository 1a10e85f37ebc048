//! The work list as a page: what waits, by marks that stay in the address, and what may be done with several cases at once.

use askama::Template;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use uuid::Uuid;
use yimen_acts::accounts::Signed;
use yimen_acts::cases::desk::{self, Due, Found, Marks, Order, Whose};
use yimen_acts::cases::handler;
use yimen_acts::cases::lists::{self, Counts};
use yimen_acts::cases::tasks;
use yimen_acts::cases::view;
use yimen_acts::{ActError, Centre};
use yimen_domain::cases::Status;
use yimen_domain::organisation::permission::Permission;
use yimen_domain::organisation::{AccountId, Actor, Capacity};

use super::batch::Again;
use super::shown::{self, Area, LineShown, say};
use super::supervision;
use super::tasks::waiting_words;
use super::work::{BodyChoice, Tab, body_choices};
use crate::app::{App, in_query, refuse};
use crate::shell::components::{LinkTo, Pager};
use crate::shell::{Html, Page};

/// Lines on a page.
const LINES: u32 = 30;
/// The list of what one handles oneself, in place of a status.
pub(crate) const HANDLED: &str = "handled";
/// The list of everything that waits, in place of a status.
pub(crate) const EVERYTHING: &str = "all";
/// Most bodies whose colleagues are offered at once.
const BODIES: usize = 6;

/// What a list is asked for, as it stands in the address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub(crate) struct Asked {
    /// Code of a status, [`HANDLED`] or [`EVERYTHING`].
    #[serde(default)]
    pub(crate) status: String,
    /// Body.
    #[serde(default)]
    pub(crate) body: String,
    /// Item.
    #[serde(default)]
    pub(crate) item: String,
    /// `me`, `nobody` or an account.
    #[serde(default)]
    pub(crate) whose: String,
    /// `overdue`, `today` or `soon`.
    #[serde(default)]
    pub(crate) due: String,
    /// `oldest` or `newest`; by due day otherwise.
    #[serde(default)]
    pub(crate) order: String,
    /// Number or applicant.
    #[serde(default)]
    pub(crate) q: String,
    /// Where the page begins.
    #[serde(default)]
    pub(crate) after: String,
}

impl Asked {
    /// What was noted in the address of a case that was opened from a list.
    pub(crate) fn noted(list: &str) -> Option<Asked> {
        if list.contains('=') {
            serde_urlencoded::from_str(list).ok()
        } else {
            Status::parse(list).map(Asked::of)
        }
    }

    /// What a list of one status is asked for.
    pub(crate) fn of(status: Status) -> Asked {
        Asked {
            status: status.code().into(),
            ..Asked::default()
        }
    }

    /// What the list is called.
    pub(crate) fn words(&self, page: &Page) -> &'static str {
        match Status::parse(&self.status) {
            Some(status) => shown::status(page, status),
            None if self.status == HANDLED => page.t("workbench.mine.handled"),
            None => page.t("desk.everything"),
        }
    }

    fn of_address(address: &str) -> Asked {
        let uri: Option<Uri> = address.parse().ok();
        let query = uri.as_ref().and_then(Uri::query).unwrap_or_default();
        serde_urlencoded::from_str(query).unwrap_or_default()
    }

    fn parts(&self) -> [(&'static str, &str); 7] {
        [
            ("status", &self.status),
            ("body", &self.body),
            ("item", &self.item),
            ("whose", &self.whose),
            ("due", &self.due),
            ("order", &self.order),
            ("q", self.q.trim()),
        ]
    }

    fn query(&self) -> String {
        let parts = self.parts().into_iter().filter(|(_, value)| !value.is_empty());
        parts
            .map(|(name, value)| format!("{name}={}", in_query(value)))
            .collect::<Vec<_>>()
            .join("&")
    }

    /// The list without its place.
    pub(crate) fn note(&self) -> String {
        let only_status = self.parts().iter().skip(1).all(|(_, value)| value.is_empty());
        if only_status && Status::parse(&self.status).is_some() {
            self.status.clone()
        } else {
            self.query()
        }
    }

    /// Its address.
    pub(crate) fn address(&self, action: &str) -> String {
        let mut query = self.query();
        if !self.after.is_empty() {
            let join = if query.is_empty() { "" } else { "&" };
            query = format!("{query}{join}after={}", in_query(&self.after));
        }
        if query.is_empty() {
            action.to_string()
        } else {
            format!("{action}?{query}")
        }
    }

    fn with(&self, change: impl FnOnce(&mut Asked)) -> Asked {
        let mut changed = self.clone();
        changed.after.clear();
        change(&mut changed);
        changed
    }

    fn is_marked(&self) -> bool {
        [&self.item, &self.whose, &self.due, &self.order]
            .iter()
            .any(|one| !one.is_empty())
            || !self.q.trim().is_empty()
    }

    /// What the acts are asked for; `statuses` are those that make up the person's work.
    pub(crate) fn marks(&self, actor: &Actor, statuses: &[Status], limit: u32) -> desk::Asked {
        let whose = match self.whose.as_str() {
            "nobody" => Whose::Nobodys,
            "me" => actor.account.map(Whose::Of).unwrap_or_default(),
            other => Uuid::parse_str(other).map_or(Whose::Any, |id| Whose::Of(AccountId(id))),
        };
        let text = |text: &str| Some(text.to_string()).filter(|text| !text.is_empty());
        let mut marks = desk::Asked {
            statuses: statuses.to_vec(),
            body: own_body(actor).or_else(|| text(&self.body)),
            item: self.item.clone(),
            whose,
            due: match self.due.as_str() {
                "overdue" => Due::Overdue,
                "today" => Due::Today,
                "soon" => Due::Soon,
                _ => Due::Any,
            },
            text: self.q.trim().to_string(),
            order: match self.order.as_str() {
                "oldest" => Order::Oldest,
                "newest" => Order::Newest,
                _ => Order::Due,
            },
            only: None,
            after: text(&self.after),
            limit,
        };
        // What is simulated is due to nobody by law: it stands in a list of its own.
        marks.statuses.retain(|status| *status != Status::Simulating);
        if self.status == HANDLED {
            marks.statuses = open_statuses();
            marks.body = None;
            marks.only = actor.account;
        } else if let Some(status) = Status::parse(&self.status).filter(|status| statuses.contains(status)) {
            marks.statuses = vec![status];
        }
        marks
    }
}

/// Statuses of open cases.
pub(crate) fn open_statuses() -> Vec<Status> {
    Status::ALL.into_iter().filter(|status| !status.is_closed()).collect()
}

/// Something to choose in a filter.
pub(crate) struct Choice {
    value: String,
    words: String,
    chosen: bool,
}

/// A line of the list.
pub(crate) struct Row {
    line: LineShown,
    handler: String,
    ticked: bool,
}

#[derive(Template)]
#[template(path = "workbench/list.html")]
struct ListPage {
    page: Page,
    title: &'static str,
    action: &'static str,
    here: String,
    clear: Option<String>,
    /// Tasks that wait for whoever looks.
    tasks: Vec<LinkTo>,
    tabs: Vec<Tab>,
    status: String,
    q: String,
    bodies: Vec<BodyChoice>,
    items: Vec<Choice>,
    whose: Vec<Choice>,
    due: Vec<Choice>,
    orders: Vec<Choice>,
    marked: bool,
    rows: Vec<Row>,
    total: Option<String>,
    sorted_by: &'static str,
    by_due: bool,
    cut_off: bool,
    pager: Pager,
    asked: String,
    not_found: bool,
    enters: bool,
    key: String,
    colleagues: Vec<Choice>,
    reason: String,
    fault: Option<&'static str>,
}

/// Shows a list, or the case whose number was typed or scanned.
pub(crate) async fn show(app: &App, page: Page, actor: &Actor, asked: Asked, action: &'static str) -> Response {
    let text = asked.q.trim();
    if !text.is_empty() {
        match find(&app.centre, actor, text).await {
            Ok(number) => return Redirect::to(&Area::Workbench.case(&number)).into_response(),
            Err(ActError::Refused(_)) => {}
            Err(error) => return refuse(page.clone(), error, home(&page)),
        }
    }
    draw(app, page, actor, asked, action, None).await
}

/// The list at an address once more, with what was ticked and typed and what is wrong with it.
pub(crate) async fn again(app: &App, page: Page, actor: &Actor, back: &str, again: &Again) -> Response {
    let action = if back.starts_with("/workbench/cases") {
        "/workbench/cases"
    } else {
        "/workbench"
    };
    let mut response = draw(app, page, actor, Asked::of_address(back), action, Some(again)).await;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    response
}

fn home(page: &Page) -> LinkTo {
    LinkTo::new("/workbench", page.t("workbench.back"))
}

/// The number of the case that was typed or scanned: a case number, or the address in a document's QR code.
async fn find(centre: &Centre, actor: &Actor, text: &str) -> Result<String, ActError> {
    let token = text.rsplit('/').next().unwrap_or_default();
    if token.len() == 32
        && let Ok((_, found)) = view::by_document(centre, token).await
    {
        return lists::by_number(centre, actor, &found.case.number)
            .await
            .map(|line| line.row.number);
    }
    lists::by_number(centre, actor, text).await.map(|line| line.row.number)
}

async fn draw(
    app: &App,
    page: Page,
    actor: &Actor,
    asked: Asked,
    action: &'static str,
    again: Option<&Again>,
) -> Response {
    match page_of(app, &page, actor, asked, action, again).await {
        Ok(list) => Html(list).into_response(),
        Err(error) => refuse(page.clone(), error, home(&page)),
    }
}

async fn page_of(
    app: &App,
    page: &Page,
    actor: &Actor,
    mut asked: Asked,
    action: &'static str,
    again: Option<&Again>,
) -> Result<ListPage, ActError> {
    let centre = &app.centre;
    let mine = action == "/workbench";
    let statuses = if mine {
        lists::statuses_for(actor)
    } else {
        open_statuses()
    };
    let counts = Counts::of(centre).await?;
    let own = own_body(actor);
    if own.is_some() {
        asked.body.clear();
    }
    let body = own
        .clone()
        .or_else(|| Some(asked.body.clone()).filter(|body| !body.is_empty()));
    let recent_allowed = own.is_none() && !mine;
    let known = match asked.status.as_str() {
        HANDLED => mine,
        EVERYTHING => true,
        code => Status::parse(code).is_some_and(|status| statuses.contains(&status)),
    };
    if !known {
        asked.status = if asked.is_marked() {
            EVERYTHING.into()
        } else if recent_allowed {
            String::new()
        } else {
            first_with_work(&counts, &statuses, body.as_deref())
                .map(|status| status.code().to_string())
                .unwrap_or_default()
        };
    }
    let recent = asked.status.is_empty();
    let found = if recent {
        let after = Some(asked.after.as_str()).filter(|after| !after.is_empty());
        Found {
            page: lists::recent(centre, actor, after, LINES).await?,
            ..Found::default()
        }
    } else {
        desk::find(centre, actor, &asked.marks(actor, &statuses, LINES)).await?
    };
    let colleagues = colleagues(centre, actor, body.as_deref(), &found).await?;
    let note = asked.note();
    let query = if recent {
        String::new()
    } else {
        format!("?list={}", in_query(&note))
    };
    let by_due = !recent && asked.order.is_empty();
    let total = (!recent).then(|| counted(found.marks.all, found.marks.more));
    let rows = found.page.lines.iter().map(|line| Row {
        handler: handler_words(page, actor, &colleagues, line.row.handler),
        ticked: again.is_some_and(|again| again.numbers.contains(&line.row.number)),
        line: shown::line(centre, page, Area::Workbench, &query, line),
    });
    let me = actor.account;
    let of_colleagues = colleagues.iter().filter(|one| Some(one.id) != me);
    let mut tasks = if mine && actor.could(Permission::ServeInProceedings) {
        waiting_words(page, &tasks::waiting(centre, actor).await?)
    } else {
        Vec::new()
    };
    if mine {
        tasks.extend(supervision::told_link(centre, page, actor).await?);
    }
    Ok(ListPage {
        title: page.t(if mine {
            "workbench.mine.title"
        } else {
            "workbench.cases.title"
        }),
        tasks,
        tabs: tabs(centre, page, actor, (&asked, action), &statuses, &counts).await?,
        bodies: if own.is_some() || asked.status == HANDLED {
            Vec::new()
        } else {
            body_choices(&counts, centre, page, &asked.body)
        },
        items: items(centre, page, &asked, &found.marks),
        whose: whose(page, actor, &asked, &colleagues, &found.marks),
        due: due(page, &asked, &found.marks),
        orders: orders(page, &asked),
        marked: asked.is_marked(),
        clear: asked.is_marked().then(|| {
            Asked {
                status: asked.status.clone(),
                body: asked.body.clone(),
                ..Asked::default()
            }
            .address(action)
        }),
        not_found: !asked.q.trim().is_empty() && found.page.lines.is_empty() && !found.cut_off,
        rows: rows.collect(),
        total,
        sorted_by: page.t(match (recent, asked.order.as_str()) {
            (true, _) => "workbench.by_change",
            (_, "oldest") => "desk.order.oldest",
            (_, "newest") => "desk.order.newest",
            _ => "workbench.by_due",
        }),
        by_due,
        cut_off: found.cut_off,
        pager: Pager {
            first: (!asked.after.is_empty()).then(|| asked.with(|_| {}).address(action)),
            next: found
                .page
                .next
                .map(|next| asked.with(|asked| asked.after = next).address(action)),
        },
        here: asked.address(action),
        status: asked.status.clone(),
        q: asked.q.trim().to_string(),
        asked: asked.q.clone(),
        enters: actor.could(Permission::FileAtWindow),
        key: again.map_or_else(|| centre.new_token(), |again| again.key.clone()),
        colleagues: of_colleagues
            .map(|one| Choice {
                value: one.id.0.to_string(),
                words: one.shown.clone(),
                chosen: again.is_some_and(|again| again.to == one.id.0.to_string()),
            })
            .collect(),
        reason: again.map(|again| again.reason.clone()).unwrap_or_default(),
        fault: again.map(|again| page.t(again.fault)),
        action,
        page: page.clone(),
    })
}

async fn tabs(
    centre: &Centre,
    page: &Page,
    actor: &Actor,
    (asked, action): (&Asked, &'static str),
    statuses: &[Status],
    counts: &Counts,
) -> Result<Vec<Tab>, ActError> {
    let own = own_body(actor);
    let body = own
        .clone()
        .or_else(|| Some(asked.body.clone()).filter(|body| !body.is_empty()));
    let tab = |status: &str, words: &'static str, count: Option<i64>| Tab {
        href: asked.with(|asked| asked.status = status.into()).address(action),
        words: words.to_string(),
        count,
        current: asked.status == status,
    };
    let count = |status: &Status| counts.get(*status, body.as_deref());
    let all = tab(
        EVERYTHING,
        page.t("desk.everything"),
        Some(
            statuses
                .iter()
                .filter(|status| **status != Status::Simulating)
                .map(count)
                .sum(),
        ),
    );
    let mut tabs = Vec::new();
    if action == "/workbench" {
        tabs.push(all);
    } else {
        if own.is_none() {
            let recent = Asked {
                body: asked.body.clone(),
                ..Asked::default()
            };
            tabs.push(Tab {
                href: recent.address(action),
                words: page.t("workbench.recent").into(),
                count: None,
                current: asked.status.is_empty(),
            });
        }
        tabs.push(all);
    }
    tabs.extend(
        statuses
            .iter()
            .map(|status| tab(status.code(), shown::status(page, *status), Some(count(status)))),
    );
    if let Some(me) = actor.account.filter(|_| action == "/workbench") {
        let count = i64::try_from(handler::count(centre, me).await?).unwrap_or(i64::MAX);
        let mut handled = tab(HANDLED, page.t("workbench.mine.handled"), Some(count));
        let list = asked.with(|asked| {
            asked.status = HANDLED.into();
            asked.whose.clear();
        });
        handled.href = list.address(action);
        tabs.push(handled);
    }
    Ok(tabs)
}

/// Who works with the person on the cases of the list, in order of name.
async fn colleagues(
    centre: &Centre,
    actor: &Actor,
    body: Option<&str>,
    found: &Found,
) -> Result<Vec<Signed>, ActError> {
    let mut bodies: Vec<&str> = body.into_iter().collect();
    if bodies.is_empty() {
        bodies = found.page.lines.iter().map(|line| line.row.body.as_str()).collect();
        bodies.sort_unstable();
        bodies.dedup();
        bodies.truncate(BODIES);
    }
    let mut all: Vec<Signed> = Vec::new();
    for body in bodies {
        if actor.may(
            Permission::ListCases,
            yimen_domain::organisation::permission::About::body(body),
        ) {
            all.extend(handler::colleagues(centre, body, None).await?);
        }
    }
    all.sort_by(|one, other| (&one.shown, one.id.0).cmp(&(&other.shown, other.id.0)));
    all.dedup_by(|one, other| one.id == other.id);
    Ok(all)
}

fn handler_words(page: &Page, actor: &Actor, colleagues: &[Signed], handler: Option<AccountId>) -> String {
    match handler {
        None => page.t("desk.handler.nobody").to_string(),
        handler if handler == actor.account => page.t("desk.handler.me").to_string(),
        Some(other) => {
            let known = colleagues.iter().find(|one| one.id == other);
            let name = known.map_or(page.t("desk.whose.other"), |one| one.shown.as_str());
            page.t1("workbench.handler", name)
        }
    }
}

fn counted(count: u64, more: bool) -> String {
    if more { format!("{count}+") } else { count.to_string() }
}

fn with_count(words: impl AsRef<str>, count: u64, more: bool) -> String {
    format!("{} ({})", words.as_ref(), counted(count, more))
}

fn items(centre: &Centre, page: &Page, asked: &Asked, marks: &Marks) -> Vec<Choice> {
    let library = centre.library();
    let mut found: Vec<(&String, u64)> = marks.items.iter().map(|(code, count)| (code, *count)).collect();
    if !asked.item.is_empty() && !marks.items.contains_key(&asked.item) {
        found.push((&asked.item, 0));
    }
    let mut choices: Vec<Choice> = found
        .into_iter()
        .map(|(code, count)| {
            let name = library
                .latest(code)
                .map_or_else(|| code.clone(), |item| say(page, &item.name));
            Choice {
                words: with_count(name, count, marks.more),
                chosen: *code == asked.item,
                value: code.clone(),
            }
        })
        .collect();
    choices.sort_by(|one, other| one.words.cmp(&other.words));
    choices
}

fn whose(page: &Page, actor: &Actor, asked: &Asked, colleagues: &[Signed], marks: &Marks) -> Vec<Choice> {
    if asked.status == HANDLED || asked.status.is_empty() {
        return Vec::new();
    }
    let of = |id: AccountId| marks.handlers.get(&id.0.into_bytes()).copied().unwrap_or(0);
    let choice = |value: String, words: &str, count: u64| Choice {
        chosen: asked.whose == value,
        words: with_count(words, count, marks.more),
        value,
    };
    let mut choices = vec![choice(String::new(), page.t("desk.whose.any"), marks.anybodys)];
    if let Some(me) = actor.account {
        choices.push(choice("me".into(), page.t("desk.whose.me"), of(me)));
    }
    choices.push(choice("nobody".into(), page.t("desk.whose.nobody"), marks.nobodys));
    let others = colleagues.iter().filter(|one| Some(one.id) != actor.account);
    choices.extend(others.map(|one| choice(one.id.0.to_string(), &one.shown, of(one.id))));
    choices
}

fn due(page: &Page, asked: &Asked, marks: &Marks) -> Vec<Choice> {
    let all = [
        ("", "desk.due.any", marks.any_day),
        ("overdue", "desk.due.overdue", marks.overdue),
        ("today", "desk.due.today", marks.today),
        ("soon", "desk.due.soon", marks.soon),
    ];
    let choice = |(value, key, count): (&str, &str, u64)| Choice {
        value: value.into(),
        words: with_count(page.t(key), count, marks.more),
        chosen: asked.due == value,
    };
    all.map(choice).into()
}

fn orders(page: &Page, asked: &Asked) -> Vec<Choice> {
    let all = [
        ("", "desk.order.due"),
        ("oldest", "desk.order.oldest"),
        ("newest", "desk.order.newest"),
    ];
    all.map(|(value, key)| Choice {
        value: value.into(),
        words: page.t(key).into(),
        chosen: asked.order == value,
    })
    .into()
}

/// The body that is all that somebody serves.
fn own_body(actor: &Actor) -> Option<String> {
    match &actor.capacity {
        Capacity::Staff { body, .. } => body.clone(),
        _ => None,
    }
}

/// The first status in which there is something to do.
fn first_with_work(counts: &Counts, statuses: &[Status], body: Option<&str>) -> Option<Status> {
    statuses
        .iter()
        .copied()
        .find(|status| counts.get(*status, body) > 0)
        .or_else(|| statuses.first().copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_stays_in_the_address_and_comes_back_from_it() {
        let asked = Asked {
            status: "accepted".into(),
            due: "today".into(),
            q: " 王小明 ".into(),
            ..Asked::default()
        };
        let address = asked.address("/workbench");
        assert_eq!(
            address,
            "/workbench?status=accepted&due=today&q=%E7%8E%8B%E5%B0%8F%E6%98%8E"
        );
        let back = Asked::of_address(&address);
        assert_eq!((back.q.as_str(), back.address("/workbench")), ("王小明", address));
        assert_eq!(Asked::noted(&asked.note()), Some(back));
    }

    #[test]
    fn a_list_of_one_status_is_noted_by_its_code() {
        let asked = Asked::of(Status::Received);
        assert_eq!(asked.note(), "received");
        assert_eq!(Asked::noted("received"), Some(asked));
        assert_eq!(Asked::noted("no-such"), None);
    }
}
