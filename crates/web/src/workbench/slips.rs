//! Papers that go from hand to hand (纸质材料交接): a slip is made on its case, found by its bars, confirmed, and sent back; what is out is listed.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use yimen_acts::ActError;
use yimen_acts::cases::command::{Reach, command};
use yimen_acts::cases::slips as act;
use yimen_acts::cases::view::{self, CaseView};
use yimen_domain::calendar::Day;
use yimen_domain::cases::event::Handed;
use yimen_domain::cases::slips::{Happened, Mark, Missing, Order, Paper, Place, PlaceKind, Slip, Standing};
use yimen_domain::items::{Coded, Item};
use yimen_domain::organisation::Actor;
use yimen_domain::words::Refusal;
use yimen_store::tables::NEVER;
use yimen_store::tables::slips::SlipRow;

use crate::app::{App, Staff, in_query, refuse};
use crate::shell::components::{Fault, Field, FieldKind, Lamp, LinkTo, Pager, SummaryRow, faults};
use crate::shell::{CheckedForm, Flash, Html, Page, redirect_with};

use super::shown::{day, pair, say};

const ADDRESS: &str = "/workbench/slips";
const LINES: u32 = 50;

type Pairs = Vec<(String, String)>;

fn value<'a>(pairs: &'a Pairs, name: &str) -> &'a str {
    let pair = pairs.iter().find(|(known, _)| known == name);
    pair.map_or("", |(_, value)| value.trim())
}

/// What is looked for, and from where the list goes on.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Asked {
    code: String,
    day: Option<i64>,
    after: String,
}

#[derive(Template)]
#[template(path = "workbench/slips.html")]
struct ListPage {
    page: Page,
    field: Field,
    faults: Vec<Fault>,
    lines: Vec<Line>,
    pager: Pager,
}

struct Line {
    href: String,
    code: String,
    case: LinkTo,
    item: String,
    place: String,
    since: String,
    back: String,
    lamp: Lamp,
    standing: String,
}

/// `GET /workbench/slips`: with the digits of a slip it leads there.
pub(crate) async fn list(State(app): State<App>, page: Page, staff: Staff, Query(asked): Query<Asked>) -> Response {
    let actor = staff.actor();
    let mut field = Field::text("code", page.t("slips.code"))
        .hint(page.t("slips.code.hint"))
        .max_length(40);
    field.first = true;
    let mut status = StatusCode::OK;
    if !asked.code.trim().is_empty() {
        match act::find(&app.centre, &actor, &asked.code).await {
            Ok((_, code)) => return axum::response::Redirect::to(&format!("{ADDRESS}/{code}")).into_response(),
            Err(ActError::Refused(_)) => {
                status = StatusCode::NOT_FOUND;
                field = field.value(asked.code.trim()).error(page.t("slips.code.none"));
            }
            Err(error) => return no(page, error),
        }
    }
    let after = asked.day.map(|day| (day, asked.after.clone()));
    let is_first = after.is_none();
    let (rows, next) = match act::out(&app.centre, &actor, after, LINES).await {
        Ok(found) => found,
        Err(error) => return no(page, error),
    };
    let today = app.centre.today();
    let fields = [field.clone()];
    let drawn = ListPage {
        faults: faults(&fields),
        field,
        lines: rows.iter().map(|row| line(&app, &page, row, today)).collect(),
        pager: Pager {
            first: (!is_first).then(|| ADDRESS.to_string()),
            next: next.map(|(day, code)| format!("{ADDRESS}?day={day}&after={code}")),
        },
        page,
    };
    (status, Html(drawn)).into_response()
}

fn line(app: &App, page: &Page, row: &SlipRow, today: Day) -> Line {
    let library = app.centre.library();
    let item = library.latest(&row.item);
    let on = |days: i64| i32::try_from(days).ok().map(Day::from_days);
    let back = on(row.back_day).filter(|_| row.back_day < NEVER);
    let late = back.is_some_and(|back| back < today);
    let standing = Standing::parse(&row.standing).unwrap_or(Standing::Sent);
    Line {
        href: format!("{ADDRESS}/{}", row.code),
        code: row.code.clone(),
        case: LinkTo::new(
            format!("/workbench/cases/{}", in_query(&row.number)),
            row.number.clone(),
        ),
        item: item.map_or_else(|| row.item.clone(), |item| say(page, &item.name)),
        place: page.t2("slips.way", &row.from_name, &row.to_name),
        since: on(row.since_day).map_or_else(String::new, |since| day(page, since)),
        back: back.map_or_else(|| page.t("slips.stays").to_string(), |back| day(page, back)),
        lamp: if late { Lamp::Red } else { Lamp::Grey },
        standing: if late {
            page.t1("slips.late", pair(page, standing.words()))
        } else {
            pair(page, standing.words()).to_string()
        },
    }
}

fn no(page: Page, error: ActError) -> Response {
    let back = LinkTo::new("/workbench", page.t("workbench.back"));
    refuse(page, error, back)
}

#[derive(Template)]
#[template(path = "workbench/slip.html")]
struct SlipPage {
    page: Page,
    code: String,
    case: LinkTo,
    item: String,
    standing: &'static str,
    late: bool,
    facts: Vec<SummaryRow>,
    papers: Vec<PaperRow>,
    faults: Vec<Fault>,
    /// What can be done now: `receive`, `send_back`, `take_back`, or nothing.
    step: &'static str,
    seen: u32,
    key: String,
}

struct PaperRow {
    name: String,
    copies: u32,
    pages: u32,
    missing: Vec<String>,
    /// Where what is missing is entered.
    field: Field,
}

/// `GET /workbench/slips/{code}`.
pub(crate) async fn show(State(app): State<App>, page: Page, staff: Staff, Path(code): Path<String>) -> Response {
    draw(&app, page, &staff.actor(), &code, None).await
}

/// `GET /workbench/slips/{code}/slip.pdf`.
pub(crate) async fn pdf(State(app): State<App>, page: Page, staff: Staff, Path(code): Path<String>) -> Response {
    match act::pdf(&app.centre, &staff.actor(), &code).await {
        Ok(bytes) => {
            let mut response = bytes.into_response();
            let head = response.headers_mut();
            head.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/pdf"));
            head.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
            response
        }
        Err(error) => no(page, error),
    }
}

/// `POST /workbench/slips/{code}`.
pub(crate) async fn step(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    Path(code): Path<String>,
    CheckedForm(pairs): CheckedForm<Pairs>,
) -> Response {
    let actor = staff.actor();
    let (number, code) = match act::find(&app.centre, &actor, &code).await {
        Ok(found) => found,
        Err(error) => return no(page, error),
    };
    let missing = || {
        let of = |(name, value): &(String, String)| {
            let code = name.strip_prefix("missing.")?.to_string();
            let value = value.trim();
            // What is no number is refused with its field: no slip has so many copies.
            let copies = if value.is_empty() {
                0
            } else {
                value.parse().unwrap_or(u32::MAX)
            };
            Some(Missing { code, copies })
        };
        pairs.iter().filter_map(of).collect::<Vec<_>>()
    };
    let (order, said) = match value(&pairs, "step") {
        "receive" => (
            Order::Receive {
                code: code.clone(),
                missing: missing(),
            },
            "slips.received",
        ),
        "send_back" => (Order::SendBack { code: code.clone() }, "slips.sent_back"),
        "take_back" => (
            Order::TakeBack {
                code: code.clone(),
                missing: missing(),
            },
            "slips.is_back",
        ),
        _ => return StatusCode::BAD_REQUEST.into_response(),
    };
    match command(&app.centre, &actor, &number, reach(&pairs), order.into()).await {
        Ok(_) => redirect_with(&format!("{ADDRESS}/{code}"), &Flash::done(said)),
        Err(ActError::Refused(refusal)) if !refusal.faults.is_empty() => {
            draw(&app, page, &actor, &code, Some((&pairs, &refusal))).await
        }
        Err(error) => {
            let back = LinkTo::new(format!("{ADDRESS}/{code}"), page.t("slips.back_to_slip"));
            refuse(page, error, back)
        }
    }
}

fn reach(pairs: &Pairs) -> Reach<'_> {
    Reach {
        key: Some(value(pairs, "key")).filter(|key| !key.is_empty()),
        seen: value(pairs, "seen").parse().ok(),
    }
}

async fn draw(app: &App, page: Page, actor: &Actor, code: &str, again: Option<(&Pairs, &Refusal)>) -> Response {
    let found = async {
        let (number, code) = act::find(&app.centre, actor, code).await?;
        let view = view::view(&app.centre, actor, &number).await?;
        Ok::<_, ActError>((view, code))
    };
    let (view, code) = match found.await {
        Ok(found) => found,
        Err(error) => return no(page, error),
    };
    let Some(slip) = view.case.slips.get(&code) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let papers = paper_rows(&page, &view.item, slip, again);
    let wrong: Vec<Field> = papers.iter().map(|row| row.field.clone()).collect();
    let step = match slip.standing() {
        Standing::Sent => "receive",
        Standing::There => "send_back",
        Standing::Returning => "take_back",
        Standing::Back => "",
    };
    let status = if again.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let drawn = SlipPage {
        case: LinkTo::new(
            format!("/workbench/cases/{}", in_query(&view.case.number)),
            view.case.number.clone(),
        ),
        item: say(&page, &view.item.name),
        standing: pair(&page, slip.standing().words()),
        late: slip.is_overdue(app.centre.today()),
        facts: facts(&page, slip),
        faults: faults(&wrong),
        papers,
        step,
        seen: view.case.events,
        key: app.centre.new_token(),
        code,
        page,
    };
    (status, Html(drawn)).into_response()
}

fn place_words(page: &Page, place: &Place) -> String {
    let kind = pair(page, place.kind.words());
    format!("{}{}{kind}{}", place.name, page.pick("（", " ("), page.pick("）", ")"))
}

fn facts(page: &Page, slip: &Slip) -> Vec<SummaryRow> {
    let mark = |mark: &Mark| page.t2("slips.mark", day(page, mark.day), &mark.by);
    let mut rows = vec![
        SummaryRow::new(page.t("slips.from"), place_words(page, &slip.from)),
        SummaryRow::new(page.t("slips.to"), place_words(page, &slip.to)),
        SummaryRow::new(
            page.t("slips.back_by"),
            slip.back_by
                .map_or_else(|| page.t("slips.stays").to_string(), |by| day(page, by)),
        ),
        SummaryRow::new(page.t("slips.step.sent"), mark(&slip.sent)),
    ];
    let steps = [
        ("slips.step.received", &slip.received),
        ("slips.step.returned", &slip.returned),
        ("slips.step.back", &slip.back),
    ];
    for (key, done) in steps {
        if let Some(done) = done {
            rows.push(SummaryRow::new(page.t(key), mark(done)));
        }
    }
    rows
}

fn paper_words(page: &Page, item: &Item, code: &str) -> String {
    let (zh, en) = act::paper_name(item, code);
    page.pick(&zh, &en).to_string()
}

fn paper_rows(page: &Page, item: &Item, slip: &Slip, again: Option<(&Pairs, &Refusal)>) -> Vec<PaperRow> {
    let lacks = |list: &[Missing], key: &str, code: &str| {
        let one = list.iter().find(|one| one.code == code)?;
        Some(page.t1(key, one.copies))
    };
    let row = |paper: &Paper| {
        let name = paper_words(page, item, &paper.code);
        let mut field = Field::new(
            FieldKind::Integer,
            format!("missing.{}", paper.code),
            page.t1("slips.missing", &name),
        )
        .optional();
        if let Some((pairs, refusal)) = again {
            field.value = value(pairs, &field.name).to_string();
            let fault = refusal.faults.iter().find(|fault| fault.field == field.name);
            let words = fault.map(|fault| page.pick(&fault.words.zh, &fault.words.en).to_string());
            field.error = words.unwrap_or_default();
        }
        let there = lacks(&slip.missing_there, "slips.missing.there", &paper.code);
        let back = lacks(&slip.missing_back, "slips.missing.back", &paper.code);
        PaperRow {
            name,
            copies: paper.copies,
            pages: paper.pages,
            missing: there.into_iter().chain(back).collect(),
            field,
        }
    };
    slip.papers.iter().map(row).collect()
}

#[derive(Template)]
#[template(path = "workbench/slip_new.html")]
struct NewPage {
    page: Page,
    address: String,
    number: String,
    item: String,
    faults: Vec<Fault>,
    papers: Vec<(String, Field, Field)>,
    fields: Vec<Field>,
    seen: u32,
    key: String,
}

/// `GET /workbench/cases/{number}/slip`.
pub(crate) async fn new(State(app): State<App>, page: Page, staff: Staff, Path(number): Path<String>) -> Response {
    draw_new(&app, page, &staff.actor(), &number, None).await
}

/// `POST /workbench/cases/{number}/slip`.
pub(crate) async fn make(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    Path(number): Path<String>,
    CheckedForm(pairs): CheckedForm<Pairs>,
) -> Response {
    let actor = staff.actor();
    let count = |name: &str| value(&pairs, name).parse::<u32>().unwrap_or(0);
    let listed = pairs.iter().filter_map(|(name, typed)| {
        let code = name.strip_prefix("copies.")?;
        let (copies, pages) = (typed.trim(), value(&pairs, &format!("pages.{code}")));
        let is_blank = (copies.is_empty() || copies == "0") && pages.is_empty();
        (!is_blank).then(|| code.to_string())
    });
    let papers: Vec<Paper> = listed
        .map(|code| Paper {
            copies: count(&format!("copies.{code}")),
            pages: count(&format!("pages.{code}")),
            code,
        })
        .collect();
    let place = |side: &str| Place {
        kind: PlaceKind::parse(value(&pairs, &format!("{side}.kind"))).unwrap_or(PlaceKind::Window),
        name: value(&pairs, side).to_string(),
    };
    let by = value(&pairs, "back_by");
    let back_by = Day::parse(by).ok();
    if !by.is_empty() && back_by.is_none() {
        let wrong = yimen_domain::words::Fault::new("back_by", "请填写日期。", "Give a day.");
        let refusal = Refusal::invalid(vec![wrong]);
        return draw_new(&app, page, &actor, &number, Some((&pairs, &refusal, &papers))).await;
    }
    let order = Order::Send {
        papers: papers.clone(),
        from: place("from"),
        to: place("to"),
        back_by,
    };
    match command(&app.centre, &actor, &number, reach(&pairs), order.into()).await {
        Ok(_) => made(&app, page, &actor, &number).await,
        Err(ActError::Refused(refusal)) if !refusal.faults.is_empty() => {
            draw_new(&app, page, &actor, &number, Some((&pairs, &refusal, &papers))).await
        }
        Err(error) => no(page, error),
    }
}

/// To the slip that was just made, to be printed.
async fn made(app: &App, page: Page, actor: &Actor, number: &str) -> Response {
    match view::view(&app.centre, actor, number).await {
        Ok(view) => match view.case.slips.all().last() {
            Some(slip) => redirect_with(&format!("{ADDRESS}/{}", slip.code), &Flash::done("slips.made")),
            None => StatusCode::NOT_FOUND.into_response(),
        },
        Err(error) => no(page, error),
    }
}

async fn draw_new(
    app: &App,
    page: Page,
    actor: &Actor,
    number: &str,
    again: Option<(&Pairs, &Refusal, &[Paper])>,
) -> Response {
    let view = match view::view(&app.centre, actor, number).await {
        Ok(view) => view,
        Err(error) => return no(page, error),
    };
    let mut papers = new_papers(&page, &view);
    let mut fields = new_fields(&page);
    if let Some((pairs, refusal, listed)) = again {
        let all = papers.iter_mut().flat_map(|(_, copies, pages)| [copies, pages]);
        for field in all.chain(&mut fields) {
            field.value = value(pairs, &field.name).to_string();
        }
        for fault in &refusal.faults {
            let words = page.pick(&fault.words.zh, &fault.words.en);
            let parts: Vec<&str> = fault.field.split('.').collect();
            let name = match parts.as_slice() {
                ["papers", at, which] => {
                    let code = at.parse().ok().and_then(|at: usize| listed.get(at));
                    let which = if *which == "pages" { "pages" } else { "copies" };
                    code.map_or_else(String::new, |paper| format!("{which}.{}", paper.code))
                }
                _ => fault.field.clone(),
            };
            let all = papers.iter_mut().flat_map(|(_, copies, pages)| [copies, pages]);
            let mut all: Vec<&mut Field> = all.chain(&mut fields).collect();
            let at = all.iter().position(|field| field.name == name).unwrap_or(0);
            if let Some(field) = all.get_mut(at) {
                field.error = words.to_string();
            }
        }
    }
    let status = if again.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let all = papers.iter().flat_map(|(_, copies, pages)| [copies, pages]);
    let all: Vec<Field> = all.chain(&fields).cloned().collect();
    let drawn = NewPage {
        address: format!("/workbench/cases/{}", in_query(&view.case.number)),
        item: say(&page, &view.item.name),
        faults: faults(&all),
        papers,
        fields,
        seen: view.case.events,
        key: app.centre.new_token(),
        number: view.case.number.clone(),
        page,
    };
    (status, Html(drawn)).into_response()
}

/// What can go along: the item's materials, those that came on paper with one copy, and the file itself.
fn new_papers(page: &Page, view: &CaseView) -> Vec<(String, Field, Field)> {
    let own = view.item.materials.iter().map(|material| material.code.clone());
    let codes = own.chain(["form", "file", "result"].map(str::to_string));
    codes
        .map(|code| {
            let name = paper_words(page, &view.item, &code);
            let on_paper = |handed: &yimen_domain::cases::event::HandedIn| {
                handed.material == code && handed.handed == Handed::Paper
            };
            let copies = if view.case.materials.iter().any(on_paper) {
                "1"
            } else {
                ""
            };
            let field = |which: &str, label: &str| {
                Field::new(FieldKind::Integer, format!("{which}.{code}"), page.t1(label, &name)).optional()
            };
            (
                name.clone(),
                field("copies", "slips.copies.of").value(copies),
                field("pages", "slips.pages.of"),
            )
        })
        .collect()
}

fn new_fields(page: &Page) -> Vec<Field> {
    let kind = |name: &str, label: &str, first: PlaceKind| {
        let mut field = Field::new(FieldKind::Choice, name, page.t(label)).value(first.code());
        for one in PlaceKind::ALL {
            field = field.choice(one.code(), pair(page, one.words()));
        }
        field
    };
    let name = |name: &str, label: &str| Field::text(name, page.t(label)).max_length(60);
    vec![
        kind("from.kind", "slips.from.kind", PlaceKind::Window),
        name("from", "slips.from"),
        kind("to.kind", "slips.to.kind", PlaceKind::Section),
        name("to", "slips.to").hint(page.t("slips.to.hint")),
        Field::new(FieldKind::Date, "back_by", page.t("slips.back_by"))
            .hint(page.t("slips.back_by.hint"))
            .optional(),
    ]
}

/// Where the papers of a case are now; nothing where none are away.
pub(crate) fn whereabouts(page: &Page, view: &CaseView) -> Vec<LinkTo> {
    let link = |slip: &Slip| {
        let at = match slip.standing() {
            Standing::Sent | Standing::There => &slip.to,
            Standing::Returning | Standing::Back => &slip.from,
        };
        let words = page.text_with(
            "slips.where",
            &[
                &place_words(page, at),
                pair(page, slip.standing().words()),
                &day(page, slip.last().day),
            ],
        );
        LinkTo::new(format!("{ADDRESS}/{}", slip.code), words)
    };
    view.case.slips.away().map(link).collect()
}

/// What an event of this area says beyond its heading.
pub(crate) fn note(page: &Page, item: &Item, happened: &Happened) -> String {
    let lacking = |missing: &[Missing]| {
        missing
            .iter()
            .map(|one| page.t2("slips.note.missing", paper_words(page, item, &one.code), one.copies))
            .collect::<Vec<_>>()
    };
    let mut parts = vec![page.t1("slips.note.code", happened.slip())];
    match happened {
        Happened::Sent { papers, from, to, .. } => {
            parts.push(page.t2("slips.way", &from.name, &to.name));
            let one = |paper: &Paper| {
                let name = paper_words(page, item, &paper.code);
                let (copies, pages) = (paper.copies.to_string(), paper.pages.to_string());
                page.text_with("slips.note.paper", &[&name, &copies, &pages])
            };
            parts.extend(papers.iter().map(one));
        }
        Happened::Received { missing, .. } | Happened::Back { missing, .. } => parts.extend(lacking(missing)),
        Happened::Returned { .. } => {}
    }
    parts.join(page.pick("；", "; "))
}
