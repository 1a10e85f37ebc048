//! Bad ratings on the desk (差评核实整改): what waits for whom, and one rating with its steps and the form of the next one.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use yimen_acts::ActError;
use yimen_acts::cases::command::{Reach, command};
use yimen_acts::cases::ratings;
use yimen_acts::cases::view::{self, CaseView};
use yimen_domain::calendar::{Calendar, Day};
use yimen_domain::items::Coded;
use yimen_domain::organisation::Actor;
use yimen_domain::organisation::permission::{About, Permission};
use yimen_domain::ratings::order::Order;
use yimen_domain::ratings::record::{Care, Done, Ground, Waits};
use yimen_domain::ratings::{Level, options};
use yimen_domain::words::{Fault as DomainFault, Refusal};
use yimen_store::tables::NEVER;
use yimen_store::tables::ratings::RatingRow;

use crate::app::{App, Staff, in_query, refuse, status_of};
use crate::shell::components::{Fault, Field, FieldKind, LinkTo, SummaryRow};
use crate::shell::{CheckedForm, Flash, Html, Page, redirect_with};

use super::shown::{self, Area, day, pair, say};

const HOME: &str = "/workbench/ratings";

type Pairs = Vec<(String, String)>;

/// Routes of this area.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/workbench/ratings", get(list))
        .route("/workbench/ratings/{number}", get(show))
        .route("/workbench/ratings/{number}/{command}", post(give))
}

fn value<'a>(pairs: &'a Pairs, name: &str) -> &'a str {
    let pair = pairs.iter().find(|(known, _)| known == name);
    pair.map_or("", |(_, value)| value.trim())
}

fn address(number: &str) -> String {
    format!("{HOME}/{}", in_query(number))
}

fn no(page: Page, error: ActError) -> Response {
    let back = LinkTo::new(HOME, page.t("rating_work.title"));
    refuse(page, error, back)
}

#[derive(Template)]
#[template(path = "workbench/ratings.html")]
struct ListPage {
    page: Page,
    sections: Vec<Section>,
}

struct Section {
    id: &'static str,
    title: &'static str,
    none: &'static str,
    lines: Vec<Line>,
    /// More wait than are shown.
    more: bool,
}

struct Line {
    href: String,
    number: String,
    item: String,
    body: String,
    level: &'static str,
    waits: &'static str,
    given: String,
    last: String,
    late: bool,
}

fn days(days: i64) -> Option<Day> {
    let known = (days < NEVER).then_some(days)?;
    i32::try_from(known).ok().map(Day::from_days)
}

/// `GET /workbench/ratings`.
async fn list(State(app): State<App>, page: Page, staff: Staff) -> Response {
    let actor = staff.actor();
    let wanted = [
        ("answer", false, Permission::AnswerRatings),
        ("judge", true, Permission::JudgeRatings),
    ];
    let mut sections = Vec::new();
    for (id, judge, permission) in wanted {
        if !actor.could(permission) {
            continue;
        }
        match ratings::waiting(&app.centre, &actor, judge, None).await {
            Ok((rows, next)) => sections.push(Section {
                id,
                title: page.t(&format!("rating_work.{id}")),
                none: page.t(&format!("rating_work.{id}.none")),
                lines: rows.iter().map(|row| line(&app, &page, row)).collect(),
                more: next.is_some(),
            }),
            Err(error) => return no(page, error),
        }
    }
    Html(ListPage { sections, page }).into_response()
}

fn line(app: &App, page: &Page, row: &RatingRow) -> Line {
    let level = u64::try_from(row.level).ok().and_then(Level::from_value);
    let library = app.centre.library();
    let item = library.latest(&row.item);
    let last = days(row.last_day);
    Line {
        href: address(&row.number),
        number: row.number.clone(),
        item: item.map_or_else(|| row.item.clone(), |item| say(page, &item.name)),
        body: say(page, &app.centre.organisation().body_name(&row.body)),
        level: level.map_or("", |level| pair(page, level.words())),
        waits: Waits::parse(&row.waits).map_or("", |waits| pair(page, waits.words())),
        given: days(row.rated_day).map_or_else(String::new, |given| day(page, given)),
        late: last.is_some_and(|last| last < app.centre.today()),
        last: last.map_or_else(String::new, |last| day(page, last)),
    }
}

#[derive(Template)]
#[template(path = "workbench/rating.html")]
struct OnePage {
    page: Page,
    action: String,
    case: LinkTo,
    item: String,
    body: String,
    waits: &'static str,
    last: String,
    late: bool,
    faults: Vec<Fault>,
    facts: Vec<SummaryRow>,
    steps: Vec<SummaryRow>,
    forms: Vec<FormShown>,
    seen: u32,
    key: String,
}

struct FormShown {
    command: &'static str,
    /// What the step is by its place, for the key.
    no: usize,
    title: &'static str,
    submit: &'static str,
    fields: Vec<Field>,
    /// No step of this work takes a file.
    brings_file: bool,
    kept: Vec<(String, String)>,
    open: bool,
}

struct Again<'a> {
    command: &'a str,
    pairs: &'a Pairs,
    refusal: &'a Refusal,
}

/// `GET /workbench/ratings/{number}`.
async fn show(State(app): State<App>, page: Page, staff: Staff, Path(number): Path<String>) -> Response {
    draw(&app, page, &staff.actor(), &number, None).await
}

/// `POST /workbench/ratings/{number}/{command}`.
async fn give(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    Path((number, name)): Path<(String, String)>,
    CheckedForm(pairs): CheckedForm<Pairs>,
) -> Response {
    let actor = staff.actor();
    let refused = match read(&name, &pairs) {
        None => return StatusCode::NOT_FOUND.into_response(),
        Some(Err(refusal)) => refusal,
        Some(Ok(order)) => {
            let reach = Reach {
                key: Some(value(&pairs, "key")).filter(|key| !key.is_empty()),
                seen: value(&pairs, "seen").parse().ok(),
            };
            match command(&app.centre, &actor, &number, reach, order.into()).await {
                Ok(_) => return redirect_with(&address(&number), &Flash::done("rating_work.done")),
                Err(ActError::Refused(refusal)) => *refusal,
                Err(error) => return no(page, error),
            }
        }
    };
    let again = Again {
        command: &name,
        pairs: &pairs,
        refusal: &refused,
    };
    draw(&app, page, &actor, &number, Some(again)).await
}

/// Reads a form as an order; nothing where the command is another.
fn read(name: &str, pairs: &Pairs) -> Option<Result<Order, Refusal>> {
    let field = |part: &str| value(pairs, &format!("{name}.{part}")).to_string();
    let choose = |part: &str| Refusal::invalid(vec![DomainFault::new(part, "请选择一项。", "Choose one.")]);
    let yes = || match field("yes").as_str() {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err(choose("yes")),
    };
    let words = field("words");
    Some(match name {
        "contact_rater" => yes().map(|reached| Order::Contact { reached, words }),
        "verify_rating" => yes().map(|found| Order::Verify { found, words }),
        "mend_rating" => Ok(Order::Mend { words }),
        "answer_rating" => Ok(Order::Answer { words }),
        "visit_back_rater" => yes().map(|content| Order::VisitBack { content, words }),
        "appeal_rating" => Ground::parse(&field("ground"))
            .ok_or_else(|| choose("ground"))
            .map(|ground| Order::Appeal { ground, words }),
        "judge_rating" => yes().map(|set_aside| Order::Judge {
            set_aside,
            reasons: field("reasons"),
        }),
        _ => return None,
    })
}

fn may(actor: &Actor, view: &CaseView) -> bool {
    let about = About::from(&view.case);
    [Permission::AnswerRatings, Permission::JudgeRatings]
        .into_iter()
        .any(|permission| actor.may(permission, about))
}

async fn draw(app: &App, page: Page, actor: &Actor, number: &str, again: Option<Again<'_>>) -> Response {
    let view = match view::view(&app.centre, actor, number).await {
        Ok(view) => view,
        Err(error) => return no(page, error),
    };
    let missing = || Refusal::missing("这个办件的差评", "a bad rating of this case").into();
    let Some(care) = view.case.ratings.care.as_ref().filter(|_| may(actor, &view)) else {
        return no(page, missing());
    };
    let calendar = app.centre.book().of(&view.case);
    let area = if actor.could(Permission::HandleCases) {
        Area::Workbench
    } else {
        Area::Inspector
    };
    let mut forms = forms(&page, &view);
    let mut faults = Vec::new();
    if let Some(again) = &again {
        faults = shown::faults(&page, again.refusal, |field| format!("{}.{field}", again.command));
        for form in forms.iter_mut().filter(|form| form.command == again.command) {
            form.open = true;
            for field in &mut form.fields {
                field.value = value(again.pairs, &field.name).to_string();
                let fault = faults.iter().find(|fault| fault.field == field.name);
                field.error = fault.map(|fault| fault.words.clone()).unwrap_or_default();
            }
        }
    }
    let last = view.case.ratings.last_day(&calendar);
    let status = again.as_ref().map_or(StatusCode::OK, |again| status_of(again.refusal));
    let waits = view.case.ratings.waits();
    let drawn = OnePage {
        action: address(&view.case.number),
        case: LinkTo::new(area.case(&view.case.number), view.case.number.clone()),
        item: say(&page, &view.item.name),
        body: say(&page, &app.centre.organisation().body_name(&view.case.body)),
        waits: waits.map_or("", |waits| pair(&page, waits.words())),
        late: last.is_some_and(|last| last < app.centre.today()),
        last: last.map_or_else(String::new, |last| day(&page, last)),
        faults,
        facts: facts(&page, &view, care, &calendar),
        steps: steps(&page, care),
        forms,
        seen: view.case.events,
        key: app.centre.new_token(),
        page,
    };
    (status, Html(drawn)).into_response()
}

fn facts(page: &Page, view: &CaseView, care: &Care, calendar: &Calendar) -> Vec<SummaryRow> {
    let row = |key: &str, value: String| SummaryRow::new(page.t(key), value);
    let mut rows = vec![
        row("rating_work.level", pair(page, care.level.words()).to_string()),
        row("rating_work.given", day(page, care.opened)),
    ];
    if let Some(rating) = &view.case.rating {
        if rating.level != care.level {
            rows.push(row("rating_work.amended", pair(page, rating.level.words()).to_string()));
        }
        let reasons: Vec<&str> = rating
            .options
            .iter()
            .filter_map(|code| Some(pair(page, options::get(*code)?.words)))
            .collect();
        if !reasons.is_empty() {
            rows.push(row("rate.options", reasons.join(page.pick("；", "; "))));
        }
        if !rating.words.is_empty() {
            rows.push(row("portal.rate.words", rating.words.clone()));
        }
        if let Some(way) = rating.way {
            rows.push(row("rating_work.way", pair(page, way.words()).to_string()));
        }
    }
    let key = if care.named {
        "rating_work.named"
    } else {
        "rating_work.anonymous"
    };
    rows.push(row("rating_work.who", page.t(key).to_string()));
    if let Ok(due) = calendar.add(care.opened, care.terms.mend) {
        rows.push(row("rating_work.mend_by", day(page, due.day)));
    }
    rows
}

fn steps(page: &Page, care: &Care) -> Vec<SummaryRow> {
    let row = |key: &str, done: &Done| {
        SummaryRow::new(
            page.t(key),
            format!("{} {}：{}", day(page, done.day), done.name, done.words),
        )
    };
    let of = |yes: bool, one: &'static str, other: &'static str| if yes { one } else { other };
    let contacts = care
        .contacts
        .iter()
        .map(|(reached, done)| row(of(*reached, "rating_work.reached", "rating_work.not_reached"), done));
    let mut rows: Vec<SummaryRow> = contacts.collect();
    rows.extend(
        care.verified
            .iter()
            .map(|(found, done)| row(of(*found, "rating_work.found", "rating_work.not_found"), done)),
    );
    rows.extend(care.mended.iter().map(|done| row("rating_work.mended", done)));
    rows.extend(care.answered.iter().map(|done| row("rate.answer", done)));
    rows.extend(
        care.visited
            .iter()
            .map(|(content, done)| row(of(*content, "rating_work.content", "rating_work.not_content"), done)),
    );
    if let Some(appeal) = &care.appeal {
        rows.push(row("rating_work.appealed", &appeal.brought));
        rows.push(SummaryRow::new(
            page.t("rating_work.ground"),
            pair(page, appeal.ground.words()).to_string(),
        ));
        rows.extend(
            appeal
                .judged
                .iter()
                .map(|(aside, done)| row(of(*aside, "rating_work.set_aside", "rating_work.upheld"), done)),
        );
    }
    rows
}

fn forms(page: &Page, view: &CaseView) -> Vec<FormShown> {
    const ALL: [&str; 7] = [
        "contact_rater",
        "verify_rating",
        "mend_rating",
        "answer_rating",
        "visit_back_rater",
        "judge_rating",
        "appeal_rating",
    ];
    let mut forms: Vec<FormShown> = Vec::new();
    for (no, command) in ALL.into_iter().enumerate() {
        if !view.open.contains(&command) {
            continue;
        }
        let long = |part: &str| {
            let label = page.t(&format!("rating_work.{command}.{part}"));
            Field::new(FieldKind::LongText, format!("{command}.{part}"), label).max_length(2_000)
        };
        let yes = || {
            let label = page.t(&format!("rating_work.{command}.yes"));
            Field::new(FieldKind::YesNo, format!("{command}.yes"), label)
        };
        let fields = match command {
            "mend_rating" | "answer_rating" => vec![long("words")],
            "judge_rating" => vec![yes(), long("reasons")],
            "appeal_rating" => {
                let ground = Field::new(
                    FieldKind::Choice,
                    format!("{command}.ground"),
                    page.t("rating_work.ground"),
                );
                let ground = Ground::ALL.iter().fold(ground, |field, ground| {
                    field.choice(ground.code(), pair(page, ground.words()))
                });
                vec![ground, long("words")]
            }
            _ => vec![yes(), long("words")],
        };
        forms.push(FormShown {
            command,
            no,
            title: page.t(&format!("rating_work.do.{command}")),
            submit: page.t("rating_work.submit"),
            fields,
            brings_file: false,
            kept: Vec::new(),
            open: forms.is_empty() && command != "appeal_rating",
        });
    }
    forms
}

/// The link on the page of a case, where its rating made work.
pub(crate) fn link(page: &Page, actor: &Actor, view: &CaseView) -> Option<LinkTo> {
    let waits = view.case.ratings.waits().filter(|_| may(actor, view))?;
    let words = page.t1("rating_work.of_case", pair(page, waits.words()));
    Some(LinkTo::new(address(&view.case.number), words))
}
