//! My tasks (我的任务): what I have to do in examinations, what waits in my section, and for a section head everything in it; done from the row.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use yimen_acts::ActError;
use yimen_acts::cases::tasks::{self, Count, Counts, Line, View};
use yimen_domain::calendar::Day;
use yimen_domain::organisation::Actor;
use yimen_store::tables::tasks::{Stage, TaskRow};

use super::commands::Refused;
use super::proceedings::{OrderForm, fault_names, keep, order_of};
use super::shown::{self, Area, day, say};
use super::typed::Typed;
use super::work::Tab;
use crate::app::{App, Staff, in_query, refuse, status_of};
use crate::shell::components::{Fault, Field, FieldKind, Lamp, LinkTo, Pager};
use crate::shell::{CheckedForm, Flash, Html, Page, redirect_with};

const ADDRESS: &str = "/workbench/tasks";
/// Lines on a page.
const LINES: u32 = 20;
/// What is done from a row.
const ORDERS: [&str; 4] = ["take_task", "finish_task", "return_task", "reassign_task"];

#[derive(Template)]
#[template(path = "workbench/tasks.html")]
struct TasksPage {
    page: Page,
    faults: Vec<Fault>,
    tabs: Vec<Tab>,
    /// What this list holds.
    intro: String,
    count: String,
    view: &'static str,
    after: String,
    key: String,
    lines: Vec<Shown>,
    empty: &'static str,
    pager: Pager,
}

struct Shown {
    key: String,
    number: String,
    no: u32,
    href: String,
    what: String,
    item: String,
    lamp: Lamp,
    lamp_words: String,
    due: String,
    state: String,
    given: String,
    take: bool,
    forms: Vec<OrderForm>,
}

/// Which list, and where its page begins.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    view: String,
    after: String,
}

/// `GET /workbench/tasks`.
pub(crate) async fn show(State(app): State<App>, page: Page, staff: Staff, Query(asked): Query<Asked>) -> Response {
    draw(&app, page, &staff.actor(), &asked, None).await
}

/// `POST /workbench/tasks`: takes, finishes, gives back or passes on.
pub(crate) async fn give(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    CheckedForm(pairs): CheckedForm<Vec<(String, String)>>,
) -> Response {
    let (actor, typed) = (staff.actor(), Typed::of(pairs));
    let asked = Asked {
        view: typed.get("view").to_string(),
        after: typed.get("after").to_string(),
    };
    let Some(order) = ORDERS.into_iter().find(|order| *order == typed.get("do")) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let number = typed.get("number");
    let key = key_of(order, number, typed.number("no"));
    match order_of(&app.centre, &actor, number, order, &key, &typed).await {
        Ok(()) if order == "take_task" => redirect_with(&address(View::Mine, ""), &Flash::done("tasks.done.take_task")),
        Ok(()) => redirect_with(&address(view_of(&asked), &asked.after), &Flash::done("tasks.done")),
        Err(ActError::Refused(refusal)) => {
            let again = Again {
                faults: shown::faults(&page, &refusal, |field| fault_names(&key, field)),
                key,
                typed,
            };
            let mut response = draw(&app, page, &actor, &asked, Some(again)).await;
            *response.status_mut() = status_of(&refusal);
            response
        }
        Err(error) => no(page, error),
    }
}

/// A form that was refused.
struct Again {
    key: String,
    typed: Typed,
    faults: Vec<Fault>,
}

fn no(page: Page, error: ActError) -> Response {
    let back = LinkTo::new("/workbench", page.t("workbench.back"));
    refuse(page, error, back)
}

fn view_of(asked: &Asked) -> View {
    View::parse(&asked.view).unwrap_or_default()
}

fn address(view: View, after: &str) -> String {
    let mut address = format!("{ADDRESS}?view={}", view.code());
    if !after.is_empty() {
        address = format!("{address}&after={}", in_query(after));
    }
    address
}

fn key_of(order: &str, number: &str, no: u32) -> String {
    format!("{order}-{number}-{no}")
}

async fn draw(app: &App, mut page: Page, actor: &Actor, asked: &Asked, again: Option<Again>) -> Response {
    page.path = ADDRESS.into();
    match page_of(app, &page, actor, asked, again).await {
        Ok(shown) => Html(shown).into_response(),
        Err(error) => no(page, error),
    }
}

async fn page_of(
    app: &App,
    page: &Page,
    actor: &Actor,
    asked: &Asked,
    again: Option<Again>,
) -> Result<TasksPage, ActError> {
    let centre = &app.centre;
    let view = view_of(asked);
    let after = Some(asked.after.as_str()).filter(|after| !after.is_empty());
    let found = tasks::find(centre, actor, view, after, LINES).await?;
    let counts = tasks::counts(centre, actor).await?;
    let mut lines = Vec::with_capacity(found.lines.len());
    for line in &found.lines {
        lines.push(shown_of(app, page, actor, line, again.as_ref()).await?);
    }
    Ok(TasksPage {
        tabs: tabs(page, &counts, view),
        intro: intro(app, page, actor, view),
        count: counts
            .of(view)
            .map_or_else(String::new, |count| count_words(page, count)),
        view: view.code(),
        after: asked.after.clone(),
        key: centre.new_token(),
        lines,
        empty: page.t(&format!("tasks.empty.{}", view.code())),
        pager: Pager {
            first: after.map(|_| address(view, "")),
            next: found.next.map(|next| address(view, &next)),
        },
        faults: again.map(|again| again.faults).unwrap_or_default(),
        page: page.clone(),
    })
}

fn tabs(page: &Page, counts: &Counts, current: View) -> Vec<Tab> {
    let is_there = |view: &View| match view {
        View::Queue => counts.queue.is_some(),
        View::Section => counts.section.is_some(),
        View::Mine | View::Given | View::Done => true,
    };
    let tab = |view: View| Tab {
        href: address(view, ""),
        words: page.t(&format!("tasks.view.{}", view.code())).to_string(),
        count: counts
            .of(view)
            .map(|count| i64::try_from(count.all).unwrap_or(i64::MAX)),
        current: view == current,
    };
    View::ALL.into_iter().filter(is_there).map(tab).collect()
}

fn intro(app: &App, page: &Page, actor: &Actor, view: View) -> String {
    let places = tasks::places(&app.centre, actor.account);
    let names: Vec<String> = places
        .iter()
        .filter(|place| view == View::Queue || place.heads)
        .map(|place| say(page, &place.name))
        .collect();
    let names = names.join(page.pick("、", ", "));
    match view {
        View::Queue => page.t1("tasks.intro.section", names),
        View::Section => page.t1("tasks.intro.everybody", names),
        View::Mine | View::Given | View::Done => page.t(&format!("tasks.intro.{}", view.code())).to_string(),
    }
}

/// So many, of which so many are overdue.
pub(crate) fn count_words(page: &Page, count: Count) -> String {
    let all = if count.more {
        page.t1("tasks.count.more", count.all)
    } else {
        page.t1("tasks.count", count.all)
    };
    match count.late {
        0 => all,
        late => format!("{all}{}{}", page.pick("，", ", "), page.t1("tasks.count.late", late)),
    }
}

/// What the first page of the workbench says; nothing where nothing waits.
pub(crate) fn waiting_words(page: &Page, counts: &Counts) -> Vec<LinkTo> {
    let link = |view: View, key: &str, count: Count| {
        let words = format!("{}{}{}", page.t(key), page.pick("：", ": "), count_words(page, count));
        (count.all > 0).then(|| LinkTo::new(address(view, ""), words))
    };
    let mine = link(View::Mine, "tasks.title", counts.mine);
    let queue = counts
        .queue
        .and_then(|count| link(View::Queue, "tasks.view.section", count));
    mine.into_iter().chain(queue).collect()
}

async fn shown_of(
    app: &App,
    page: &Page,
    actor: &Actor,
    line: &Line,
    again: Option<&Again>,
) -> Result<Shown, ActError> {
    let row = &line.row;
    let (lamp, lamp_words) = lamp(page, line);
    let given_day = day(page, Day::from_days(i32::try_from(row.given_day).unwrap_or(0)));
    let mut forms = Vec::new();
    let mut add = |order: &'static str, fields: Vec<Field>| {
        let key = key_of(order, &row.case_number, row.no);
        let mut form = OrderForm {
            name: order,
            no: row.no,
            title: page.t(&format!("proceeding.{order}")),
            intro: String::new(),
            open: false,
            fields: fields
                .into_iter()
                .map(|mut field| {
                    field.name = format!("{key}.{}", field.name);
                    field
                })
                .collect(),
            kept: Vec::new(),
            key,
        };
        if let Some(again) = again.filter(|again| again.key == form.key) {
            let refused = Refused {
                command: &again.key,
                typed: &again.typed,
                faults: &again.faults,
            };
            keep(&mut form, &refused);
        }
        forms.push(form);
    };
    let label = |name: &str| page.t(&format!("proceeding.field.{name}"));
    let reason = || Field::new(FieldKind::LongText, "reason", label("reason")).max_length(2_000);
    if line.may.finish {
        let agrees = Field::new(FieldKind::Choice, "yes", label("agrees"))
            .choice("yes", page.t("proceeding.agrees"))
            .choice("no", page.t("proceeding.objects"));
        let words = Field::new(FieldKind::LongText, "words", label("opinion")).max_length(2_000);
        add("finish_task", vec![agrees, words.hint(page.t("tasks.papers"))]);
    }
    if line.may.give_back {
        add("return_task", vec![reason()]);
    }
    if line.may.pass_on {
        add("reassign_task", vec![to(app, page, actor, row).await?, reason()]);
    }
    Ok(Shown {
        key: key_of("task", &row.case_number, row.no),
        number: row.case_number.clone(),
        no: row.no,
        href: format!("{}#proceedings", Area::Workbench.case(&row.case_number)),
        what: row.what.clone(),
        item: line
            .item
            .as_ref()
            .map_or_else(String::new, |item| say(page, &item.name)),
        lamp,
        lamp_words,
        due: line
            .due
            .map(|due| page.t1("tasks.due", day(page, due)))
            .unwrap_or_default(),
        state: state(page, row),
        given: page.t2("tasks.given_by", &row.giver_name, given_day),
        take: line.may.take,
        forms,
    })
}

async fn to(app: &App, page: &Page, actor: &Actor, row: &TaskRow) -> Result<Field, ActError> {
    let receivers = tasks::receivers(&app.centre, actor, row).await?;
    let field = Field::new(FieldKind::Choice, "to", page.t("proceeding.field.to"));
    let field = receivers.sections.iter().fold(field, |field, (code, name)| {
        field.choice(format!("section:{code}"), say(page, name))
    });
    let people = receivers.people.iter();
    Ok(people.fold(field, |field, (id, name)| {
        field.choice(format!("person:{}", id.0), name.clone())
    }))
}

fn lamp(page: &Page, line: &Line) -> (Lamp, String) {
    match line.left {
        _ if !line.row.stage.is_open() => (Lamp::Grey, page.t(&stage_key(line.row.stage)).to_string()),
        None => (Lamp::Grey, page.t("tasks.no_limit").to_string()),
        Some(left) if left < 0 => (Lamp::Red, page.days_left(left)),
        Some(left) if left <= 1 => (Lamp::Yellow, page.days_left(left)),
        Some(left) => (Lamp::Green, page.days_left(left)),
    }
}

fn stage_key(stage: Stage) -> String {
    format!("tasks.stage.{}", stage.code())
}

/// How it stands, and with whom.
fn state(page: &Page, row: &TaskRow) -> String {
    let with = match row.stage {
        Stage::Given if !row.queue.is_empty() => row.section_name.as_str(),
        _ => row.holder_name.as_str(),
    };
    let stage = page.t(&stage_key(row.stage));
    if with.is_empty() {
        stage.to_string()
    } else {
        format!("{stage}{}{with}", page.pick("：", ": "))
    }
}
