//! Mandates (授权委托) on the portal: given, received, accepted, ended; and the code by which one lets oneself be named.

use std::collections::BTreeSet;

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use uuid::Uuid;
use yimen_acts::mandates::{self, Acting, CODE_MINUTES, Found, Shown};
use yimen_acts::{ActError, Centre};
use yimen_domain::calendar::Day;
use yimen_domain::items::Audience;
use yimen_domain::organisation::mandate::{Kind, Mandate, Power, Proposal, Standing, Step};
use yimen_domain::words::{Fault as DomainFault, Refusal, Words};

use crate::app::{App, faults_of, refuse};
use crate::shell::components::{Fault, Field, FieldKind, Lamp, LinkTo, SummaryRow, faults};
use crate::shell::{CheckedForm, Flash, Html, Page, redirect_with};
use crate::source::Came;

use super::{Keeper, Typed, typed, words};

const ADDRESS: &str = "/my/mandates";
/// Days that the form proposes.
const PROPOSED_DAYS: i32 = 30;
/// Items that are proposed for a name that none has.
const PROPOSED_ITEMS: usize = 3;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/my/mandates", get(list))
        .route("/my/mandates/code", post(code))
        .route("/my/mandates/new", get(ask).post(give))
        .route("/my/mandates/{id}", get(show))
        .route("/my/mandates/{id}/{step}", post(step))
}

/// What a mandate allows, in words.
pub(super) fn powers(page: &Page, mandate: &Mandate) -> String {
    let powers: Vec<String> = mandate
        .powers
        .iter()
        .map(|power| words::pick(page, power.words()))
        .collect();
    words::joined(page, &powers)
}

/// For which items, in words.
pub(super) fn scope(page: &Page, centre: &Centre, mandate: &Mandate) -> String {
    if mandate.items.is_empty() {
        return page.t("portal.mandates.all_items").to_string();
    }
    let library = centre.library();
    let name = |code: &String| {
        library
            .latest(code)
            .map_or_else(|| code.clone(), |item| words::say(page, &item.name))
    };
    words::joined(page, &mandate.items.iter().map(name).collect::<Vec<_>>())
}

#[derive(Template)]
#[template(path = "portal/mandates.html")]
struct ListPage {
    page: Page,
    given: Vec<Line>,
    received: Vec<Line>,
    is_person: bool,
    minutes: i64,
}

struct Line {
    href: String,
    name: String,
    powers: String,
    scope: String,
    term: String,
    lamp: Lamp,
    standing: String,
}

fn lamp_of(standing: Standing) -> Lamp {
    match standing {
        Standing::InForce => Lamp::Green,
        Standing::Offered | Standing::NotBegun => Lamp::Yellow,
        Standing::Over | Standing::Ended(_) => Lamp::Grey,
    }
}

fn term(page: &Page, mandate: &Mandate) -> String {
    let from = words::day(page, mandate.from);
    match mandate.until {
        Some(until) => page.t2("portal.mandates.from_until", from, words::day(page, until)),
        None => page.t1("portal.mandates.from_on", from),
    }
}

async fn list(State(app): State<App>, page: Page, Keeper(me): Keeper) -> Response {
    match mandates::of(&app.centre, me.keeper()).await {
        Ok(mine) => {
            let line = |shown: &Shown, name: &str| Line {
                href: format!("{ADDRESS}/{}", shown.mandate.id),
                name: name.to_string(),
                powers: powers(&page, &shown.mandate),
                scope: scope(&page, &app.centre, &shown.mandate),
                term: term(&page, &shown.mandate),
                lamp: lamp_of(shown.standing),
                standing: words::pick(&page, shown.standing.words()),
            };
            Html(ListPage {
                given: mine.given.iter().map(|shown| line(shown, &shown.agent)).collect(),
                received: mine
                    .received
                    .iter()
                    .map(|shown| line(shown, &shown.principal))
                    .collect(),
                is_person: me.keeper() == me.signed.id && me.signed.kind == "person",
                minutes: CODE_MINUTES,
                page,
            })
            .into_response()
        }
        Err(error) => no(page, error),
    }
}

#[derive(Template)]
#[template(path = "portal/mandate_code.html")]
struct CodePage {
    page: Page,
    code: String,
    login: String,
    until: String,
}

async fn code(State(app): State<App>, page: Page, Keeper(me): Keeper, CheckedForm(_): CheckedForm<Typed>) -> Response {
    match mandates::make_code(&app.centre, &me.signed).await {
        Ok(code) => Html(CodePage {
            code: code.text,
            login: me.signed.login.clone(),
            until: page.moment(code.until),
            page,
        })
        .into_response(),
        Err(error) => no(page, error),
    }
}

/// The two steps of giving: who it is, and what for.
#[derive(Template)]
#[template(path = "portal/mandate_new.html")]
struct NewPage {
    page: Page,
    /// Who was found; none in the first step.
    found: Option<Found>,
    /// The legal representative of a company is to be named: nothing more is to be chosen.
    representative: bool,
    code: String,
    fields: Vec<Field>,
    powers: Vec<PowerBox>,
    faults: Vec<Fault>,
}

struct PowerBox {
    name: String,
    words: String,
    checked: bool,
}

/// Whether the legal representative of a company is asked for.
fn is_representative(form: &Typed) -> bool {
    typed(form, "as") == Kind::LegalRepresentative.code()
}

fn who(page: Page, me: &Acting, form: &Typed, wrong: &[(String, String)]) -> NewPage {
    let own_company = me.mandate().is_none() && me.kind() == Some(Audience::Company);
    let kinds = [Kind::LegalRepresentative, Kind::Agent];
    let kind = kinds.into_iter().fold(
        Field::new(FieldKind::Choice, "as", page.t("portal.mandates.as")).value(match typed(form, "as") {
            "" => Kind::LegalRepresentative.code(),
            chosen => chosen,
        }),
        |field, kind| field.choice(kind.code(), words::pick(&page, kind.words())),
    );
    let mut fields: Vec<Field> = own_company.then_some(kind).into_iter().collect();
    fields.extend([
        Field::text("login", page.t("portal.mandates.login"))
            .hint(page.t("portal.mandates.login_hint"))
            .max_length(100)
            .value(typed(form, "login")),
        Field::text("code", page.t("portal.mandates.code"))
            .hint(page.t("portal.mandates.code_hint"))
            .max_length(20)
            .autocomplete("off")
            .value(typed(form, "code")),
    ]);
    mark(&mut fields, wrong);
    NewPage {
        found: None,
        representative: false,
        code: String::new(),
        powers: Vec::new(),
        faults: faults(&fields),
        fields,
        page,
    }
}

fn what_for(page: Page, centre: &Centre, found: Found, form: &Typed, wrong: &[(String, String)]) -> NewPage {
    let (today, longest) = (centre.today(), centre.settings().mandate_days);
    let is_first = typed(form, "step") != "give";
    let or = |name: &str, usual: String| {
        if is_first { usual } else { typed(form, name).to_string() }
    };
    let last = PROPOSED_DAYS.min(i32::try_from(longest).unwrap_or(i32::MAX)) - 1;
    let mut fields = vec![
        Field::new(FieldKind::Choice, "scope", page.t("portal.mandates.scope"))
            .choice("all", page.t("portal.mandates.all_items"))
            .choice("some", page.t("portal.mandates.some_items"))
            .value(or("scope", "some".into())),
        Field::new(FieldKind::LongText, "items", page.t("portal.mandates.items"))
            .hint(page.t("portal.mandates.items_hint"))
            .max_length(10_000)
            .value(typed(form, "items"))
            .optional(),
        Field::new(FieldKind::YesNo, "earlier", page.t("portal.mandates.earlier"))
            .hint(page.t("portal.mandates.earlier_hint"))
            .value(or("earlier", "no".into())),
        Field::new(FieldKind::Date, "from", page.t("portal.mandates.from")).value(or("from", today.to_string())),
        Field::new(FieldKind::Date, "until", page.t("portal.mandates.until"))
            .hint(page.t1("portal.mandates.until_hint", longest))
            .value(or("until", today.plus(last).to_string())),
    ];
    mark(&mut fields, wrong);
    let power = |power: &Power| PowerBox {
        name: format!("power.{}", power.code()),
        words: words::pick(&page, power.words()),
        checked: (is_first && *power != Power::Withdraw) || typed(form, &format!("power.{}", power.code())) == "yes",
    };
    let representative = is_representative(form);
    if representative {
        fields.clear();
    }
    NewPage {
        representative,
        code: typed(form, "code").to_string(),
        powers: Power::CHOSEN.iter().map(power).collect(),
        faults: faults(&fields),
        fields,
        found: Some(found),
        page,
    }
}

fn mark(fields: &mut [Field], wrong: &[(String, String)]) {
    for field in fields {
        if let Some((_, words)) = wrong.iter().find(|(name, _)| *name == field.name) {
            field.error.clone_from(words);
        }
    }
}

async fn ask(page: Page, Keeper(me): Keeper) -> Response {
    Html(who(page, &me, &Typed::default(), &[])).into_response()
}

async fn give(
    State(app): State<App>,
    page: Page,
    Came(source): Came,
    Keeper(me): Keeper,
    CheckedForm(form): CheckedForm<Typed>,
) -> Response {
    let found = mandates::find(&app.centre, &me, typed(&form, "login"), typed(&form, "code")).await;
    let found = match found {
        Ok(found) => found,
        Err(ActError::Refused(refusal)) if !refusal.faults.is_empty() => {
            let wrong = faults_of(&page, &refusal);
            return (StatusCode::UNPROCESSABLE_ENTITY, Html(who(page, &me, &form, &wrong))).into_response();
        }
        Err(error) => return no(page, error),
    };
    if typed(&form, "step") != "give" {
        return Html(what_for(page, &app.centre, found, &form, &[])).into_response();
    }
    match given(&app.centre, &me, &found, &form, &source).await {
        Ok(id) => redirect_with(&format!("{ADDRESS}/{id}"), &Flash::done("portal.mandates.given_done")),
        Err(ActError::Refused(refusal)) if !refusal.faults.is_empty() => {
            let wrong = faults_of(&page, &refusal);
            let again = what_for(page, &app.centre, found, &form, &wrong);
            (StatusCode::UNPROCESSABLE_ENTITY, Html(again)).into_response()
        }
        Err(error) => no(page, error),
    }
}

async fn given(
    centre: &Centre,
    me: &Acting,
    found: &Found,
    form: &Typed,
    source: &yimen_acts::accounts::attempts::Source,
) -> Result<Uuid, ActError> {
    if is_representative(form) {
        return Ok(mandates::bind(centre, me, found, source).await?.id);
    }
    let wish = wish(centre, form)?;
    Ok(mandates::give(centre, me, found, wish, source).await?.id)
}

fn wish(centre: &Centre, form: &Typed) -> Result<Proposal, Refusal> {
    let mut wrong = Vec::new();
    let mut day = |name: &str| {
        Day::parse(typed(form, name)).unwrap_or_else(|error| {
            wrong.push(DomainFault {
                field: name.into(),
                words: error.words(),
            });
            centre.today()
        })
    };
    let (from, until) = (day("from"), day("until"));
    let items = match typed(form, "scope") {
        "all" => BTreeSet::new(),
        _ => items(centre, typed(form, "items"), &mut wrong),
    };
    if !wrong.is_empty() {
        return Err(Refusal::invalid(wrong));
    }
    let chosen = |power: &Power| typed(form, &format!("power.{}", power.code())) == "yes";
    Ok(Proposal {
        powers: Power::CHOSEN.into_iter().filter(chosen).collect(),
        items,
        earlier: typed(form, "earlier") == "yes",
        from,
        until,
    })
}

/// The codes of items that were named, one a line, by code or name.
fn items(centre: &Centre, text: &str, wrong: &mut Vec<DomainFault>) -> BTreeSet<String> {
    let library = centre.library();
    let mut codes = BTreeSet::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let found = library.find(line);
        let is_it = |item: &&std::sync::Arc<yimen_domain::items::Item>| {
            item.code == line || item.name.zh == line || item.name.en.eq_ignore_ascii_case(line)
        };
        match (library.latest(line), found.iter().find(is_it)) {
            (Some(item), _) => codes.insert(item.code.clone()),
            (None, Some(item)) => codes.insert(item.code.clone()),
            (None, None) => {
                let near = found.iter().take(PROPOSED_ITEMS);
                let (zh, en): (Vec<&str>, Vec<&str>) = near
                    .map(|item| (item.name.zh.as_str(), item.name.get(yimen_domain::words::Language::En)))
                    .unzip();
                wrong.push(DomainFault {
                    field: "items".into(),
                    words: unknown(line, &zh, &en),
                });
                false
            }
        };
    }
    if codes.is_empty() && wrong.iter().all(|fault| fault.field != "items") {
        wrong.push(DomainFault::new(
            "items",
            "请填写事项名称或编码，每行一个；或者选择“全部事项”。",
            "Name the items, one a line, or choose all items.",
        ));
    }
    codes
}

fn unknown(line: &str, zh: &[&str], en: &[&str]) -> Words {
    let shown: String = line.chars().take(60).collect();
    if zh.is_empty() {
        return Words::new(
            format!("没有找到名称或编码为“{shown}”的事项。"),
            format!("No item has the name or code “{shown}”."),
        );
    }
    Words::new(
        format!("没有找到名称或编码为“{shown}”的事项，是不是：{}？", zh.join("、")),
        format!(
            "No item has the name or code “{shown}”. Do you mean: {}?",
            en.join("; ")
        ),
    )
}

#[derive(Template)]
#[template(path = "portal/mandate.html")]
struct MandatePage {
    page: Page,
    address: String,
    lamp: Lamp,
    standing: String,
    rows: Vec<SummaryRow>,
    may_accept: bool,
    may_withdraw: bool,
    may_lay_down: bool,
    may_act: bool,
    id: Uuid,
}

async fn show(State(app): State<App>, page: Page, Keeper(me): Keeper, Path(id): Path<String>) -> Response {
    let found = async { mandates::one(&app.centre, me.keeper(), parse(&id)?).await };
    match found.await {
        Ok(shown) => Html(mandate_page(page, &app.centre, &me, &shown)).into_response(),
        Err(error) => no(page, error),
    }
}

fn parse(id: &str) -> Result<Uuid, Refusal> {
    Uuid::parse_str(id).map_err(|_| Refusal::missing("这份授权", "this mandate"))
}

/// A mandate in rows, as the law asks it to be written: agent, matters, powers and term.
pub(super) fn rows(page: &Page, centre: &Centre, shown: &Shown) -> Vec<SummaryRow> {
    let mandate = &shown.mandate;
    let row = |key: &str, value: String| SummaryRow::new(page.t(key), value);
    let mut rows = vec![
        row("portal.mandates.principal", shown.principal.clone()),
        row("portal.mandates.agent", shown.agent.clone()),
        row("portal.mandates.kind", words::pick(page, mandate.kind.words())),
        row("portal.mandates.powers", powers(page, mandate)),
        row("portal.mandates.scope", scope(page, centre, mandate)),
        row(
            "portal.mandates.cases",
            page.t(if mandate.earlier {
                "portal.mandates.cases_all"
            } else {
                "portal.mandates.cases_new"
            })
            .to_string(),
        ),
        row("portal.mandates.term", term(page, mandate)),
        row("portal.mandates.given_at", page.moment(mandate.given.0)),
    ];
    let moments = [
        ("portal.mandates.accepted_at", mandate.accepted),
        ("portal.mandates.used_at", shown.used),
        ("portal.mandates.ended_at", mandate.ended.map(|(at, _)| at)),
    ];
    rows.extend(
        moments
            .into_iter()
            .filter_map(|(key, at)| at.map(|at| row(key, page.moment(at.0)))),
    );
    rows
}

fn mandate_page(page: Page, centre: &Centre, me: &Acting, shown: &Shown) -> MandatePage {
    let open = |step: Step| shown.steps.contains(&step);
    let is_agent = shown.mandate.agent.account == me.keeper();
    MandatePage {
        address: format!("{ADDRESS}/{}", shown.mandate.id),
        lamp: lamp_of(shown.standing),
        standing: words::pick(&page, shown.standing.words()),
        rows: rows(&page, centre, shown),
        may_accept: open(Step::Accept),
        may_withdraw: open(Step::Withdraw),
        may_lay_down: open(Step::LayDown),
        may_act: is_agent && shown.standing == Standing::InForce,
        id: shown.mandate.id,
        page,
    }
}

async fn step(
    State(app): State<App>,
    page: Page,
    Came(source): Came,
    Keeper(me): Keeper,
    Path((id, name)): Path<(String, String)>,
    CheckedForm(_): CheckedForm<Typed>,
) -> Response {
    let (order, told) = match name.as_str() {
        "accept" => (Step::Accept, Flash::done("portal.mandates.accepted_done")),
        "decline" => (Step::Decline, Flash::done("portal.mandates.declined_done")),
        "withdraw" => (Step::Withdraw, Flash::done("portal.mandates.withdrawn_done")),
        "lay-down" => (Step::LayDown, Flash::done("portal.mandates.laid_down_done")),
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    let done = async { mandates::step(&app.centre, &me, parse(&id)?, order, &source).await };
    match done.await {
        Ok(()) => redirect_with(&format!("{ADDRESS}/{id}"), &told),
        Err(error) => no(page, error),
    }
}

fn no(page: Page, error: ActError) -> Response {
    let back = LinkTo::new(ADDRESS, page.t("portal.mandates.title"));
    refuse(page, error, back)
}
