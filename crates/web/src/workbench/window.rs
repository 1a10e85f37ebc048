//! Entering a case for a person at the desk: the item, the person, the form, the checklist, on one page.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use yimen_acts::accounts::Signed;
use yimen_acts::cases::command::{self as act, Reach};
use yimen_acts::cases::submit::{Application, simulate, submit, submit_change};
use yimen_acts::items;
use yimen_acts::vault::Applicant;
use yimen_acts::{ActError, Centre};
use yimen_domain::calendar::Day;
use yimen_domain::cases::Channel;
use yimen_domain::cases::command::Command;
use yimen_domain::cases::decide::Renewal;
use yimen_domain::cases::event::{Handed, HandedIn};
use yimen_domain::cases::intake::Origin;
use yimen_domain::cases::simulated::Opened;
use yimen_domain::items::form::{Answers, prune};
use yimen_domain::items::situation::applying;
use yimen_domain::items::{Audience, Chosen, Completeness, Handling, Item, ItemKind};
use yimen_domain::organisation::permission::{About, Permission};
use yimen_domain::words::{self, Refusal};

use super::commands::{Row, material_rows};
use super::shown::{self, Area, pair, say};
use super::typed::{FILE, Typed};
use crate::app::{App, Staff, in_query, refuse, status_of};
use crate::forms::{Look, Section, filled};
use crate::portal::schema_address;
use crate::shell::components::{Fault, Field, FieldKind, LinkTo};
use crate::shell::{CheckedMultipart, Flash, Html, Page, redirect_with};
use crate::simulated::{LACKS, first_field, lack_fields, lacks};
use crate::situation;

/// Name of the box that says: every paper that must be there is there, and was seen.
const ALL_PAPERS: &str = "all_papers";

/// The button that opens a simulated case.
const SIMULATE: &str = "simulate";

/// Most items shown as answers.
const MOST: usize = 20;

#[derive(Template)]
#[template(path = "workbench/window.html")]
struct SearchPage {
    page: Page,
    asked: String,
    found: Vec<Found>,
    total: usize,
}

struct Found {
    href: String,
    name: String,
    body: String,
    limits: String,
}

#[derive(Template)]
#[template(path = "workbench/window_entry.html")]
struct EntryPage {
    page: Page,
    item: String,
    code: String,
    body: String,
    limits: String,
    fee: String,
    instant: bool,
    applicant: Vec<Field>,
    sections: Vec<Section>,
    /// Where the browser gets the schema of the form.
    schema: String,
    /// Fields that are filled in from what is typed about the applicant: code and origin, as JSON.
    fills: String,
    /// The licence of which renewal is asked; permits only.
    renewal: Vec<Field>,
    rows: Vec<Row>,
    /// Every paper that must be there is said to be there.
    all_papers: bool,
    /// What is asked before the rest, with the answers given.
    questions: Vec<Field>,
    /// Every question is answered, so that the rest can be shown.
    settled: bool,
    /// The answers, to be sent with the rest.
    answers: Chosen,
    faults: Vec<Fault>,
    key: String,
    /// What may be missing, and when an opinion is promised; none where the matter is not simulated.
    simulation: Vec<Field>,
    /// A simulated approval was asked for and refused, so that it stands open.
    simulates: bool,
}

/// What is looked for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    item: String,
}

/// `GET /workbench/window`: finds an item, then shows its form.
pub(crate) async fn show(
    State(app): State<App>,
    page: Page,
    Staff(clerk): Staff,
    Query(asked): Query<Asked>,
    Query(answers): Query<Vec<(String, String)>>,
) -> Response {
    if asked.item.is_empty() {
        return Html(search(&app.centre, page, &clerk, asked.q)).into_response();
    }
    match items::latest(&app.centre, &asked.item) {
        Ok(item) => {
            let typed = Typed::of(answers);
            Html(entry(&app.centre, page, &item, &typed, Vec::new())).into_response()
        }
        Err(error) => refuse(page.clone(), error, back(&page)),
    }
}

fn back(page: &Page) -> LinkTo {
    LinkTo::new("/workbench/window", page.t("workbench.window.other_item"))
}

fn search(centre: &Centre, page: Page, clerk: &Signed, asked: String) -> SearchPage {
    let library = centre.library();
    let actor = clerk.actor();
    let mine = |item: &Arc<Item>| actor.may(Permission::FileAtWindow, About::body(&item.body));
    let found: Vec<Arc<Item>> = if asked.trim().is_empty() {
        library
            .all()
            .filter(|item| item.completeness == Completeness::Full)
            .filter(|item| mine(item))
            .cloned()
            .collect()
    } else {
        library.find(asked.trim()).into_iter().filter(mine).collect()
    };
    let total = found.len();
    let shown = |item: &Arc<Item>| Found {
        href: format!("/workbench/window?item={}", in_query(&item.code)),
        name: say(&page, &item.name),
        body: say(&page, &item.body_name),
        limits: limits(&page, item),
    };
    let found = found.iter().take(MOST).map(shown).collect();
    SearchPage {
        found,
        total,
        asked,
        page,
    }
}

fn limits(page: &Page, item: &Item) -> String {
    match item.handling {
        Handling::Instant => page.t("workbench.items.instant").to_string(),
        Handling::Promised => page.t2("workbench.items.limits", item.promised.days, item.statutory.days),
    }
}

fn entry(centre: &Centre, page: Page, item: &Item, typed: &Typed, faults: Vec<Fault>) -> EntryPage {
    let told = applying(item, &situation(typed));
    let questions = situation::fields(&page, &told);
    let (settled, answers) = (told.is_settled(), told.chosen);
    let narrowed;
    let item = if item.situations.is_empty() {
        item
    } else {
        narrowed = item.narrowed(&answers, |_| false);
        &narrowed
    };
    let error = |name: &str| {
        faults
            .iter()
            .find(|fault| fault.field == name)
            .map(|fault| fault.words.clone())
            .unwrap_or_default()
    };
    let mut applicant = applicant_fields(&page, item, typed);
    let mut filled_in = typed.answers(&item.form);
    filled::fill(&item.form, &mut filled_in, &crate::portal::told(&applicant_of(typed)));
    let found: Vec<words::Fault> = faults.iter().map(Fault::as_found).collect();
    let look = Look {
        answers: &filled_in,
        faults: &found,
        known: &BTreeMap::new(),
        own: false,
    };
    let sections = crate::forms::sections(&page, &item.form, look).0;
    applicant.iter_mut().for_each(|field| field.error = error(&field.name));
    let mut renewal = renewal_fields(&page, item, typed);
    renewal.iter_mut().for_each(|field| field.error = error(&field.name));
    let mut rows = material_rows(&page, item, typed);
    rows.iter_mut()
        .for_each(|row| row.error = error(&format!("{FILE}{}", row.code)));
    let mut simulation = simulation_fields(&page, item, typed);
    simulation.iter_mut().for_each(|field| field.error = error(&field.name));
    EntryPage {
        simulation,
        simulates: typed.get("then") == SIMULATE,
        item: say(&page, &item.name),
        code: item.code.clone(),
        body: say(&page, &item.body_name),
        limits: limits(&page, item),
        fee: item.fee.as_ref().map_or_else(
            || page.t("workbench.fee.free").to_string(),
            |fee| page.money(fee.amount_fen),
        ),
        instant: item.handling == Handling::Instant,
        key: Some(typed.get("key"))
            .filter(|key| !key.is_empty())
            .map_or_else(|| centre.new_token(), str::to_string),
        applicant,
        schema: schema_address(item),
        fills: fills(item),
        sections,
        renewal,
        rows,
        all_papers: typed.get(ALL_PAPERS) == "yes",
        questions,
        settled,
        answers,
        faults,
        page,
    }
}

fn fills(item: &Item) -> String {
    let fields = item.form.iter().filter_map(|field| {
        let origin = field.element?.origin?;
        Some((field.code.as_str(), origin.code()))
    });
    serde_json::to_string(&fields.collect::<BTreeMap<_, _>>()).unwrap_or_default()
}

fn applicant_fields(page: &Page, item: &Item, typed: &Typed) -> Vec<Field> {
    let text = |name: &str, label: &str| {
        Field::text(name, page.t(label))
            .max_length(100)
            .value(typed.get(name))
            .autocomplete("off")
    };
    let usual = item.audience.first().map_or("person", |audience| audience.code());
    let kind = Some(typed.get("applicant.kind"))
        .filter(|kind| !kind.is_empty())
        .unwrap_or(usual);
    let kinds = item
        .audience
        .iter()
        .fold(
            Field::new(FieldKind::Choice, "applicant.kind", page.t("workbench.applicant.kind")),
            |field, audience: &Audience| field.choice(audience.code(), pair(page, audience.words())),
        )
        .value(kind);
    let id_type = Field::new(
        FieldKind::Choice,
        "applicant.id_type",
        page.t("workbench.window.id_type"),
    )
    .choice("usual", page.t("workbench.window.id_usual"))
    .choice("other", page.t("workbench.window.id_other"))
    .value(
        Some(typed.get("applicant.id_type"))
            .filter(|kind| !kind.is_empty())
            .unwrap_or("usual"),
    );
    let mut phone = Field::new(FieldKind::Phone, "applicant.phone", page.t("workbench.applicant.phone"))
        .value(typed.get("applicant.phone"));
    phone.autocomplete = "off";
    let mut id_number =
        text("applicant.id_number", "workbench.window.id_number").hint(page.t("workbench.window.id_hint"));
    id_number.first = true;
    vec![
        kinds,
        id_type,
        id_number,
        text("applicant.name", "workbench.applicant.name"),
        phone,
        text("applicant.contact", "workbench.applicant.contact").optional(),
    ]
}

fn simulation_fields(page: &Page, item: &Item, typed: &Typed) -> Vec<Field> {
    if item.handling == Handling::Instant {
        return Vec::new();
    }
    let days = Field::new(FieldKind::Integer, "promised_days", page.t("simulated.promised_days"))
        .hint(page.t("simulated.promised_days.hint"))
        .value(typed.get("promised_days"))
        .optional();
    let mut fields = lack_fields(page, |name| typed.get(name));
    fields.push(days);
    fields
}

/// What is said to be missing; a number of days that is none is refused as one that may not be promised.
fn opened(typed: &Typed) -> Opened {
    let days = typed.get("promised_days");
    Opened {
        lacks: lacks(LACKS, |name| typed.get(name)),
        promised_days: (!days.is_empty()).then(|| days.parse().unwrap_or(0)),
    }
}

fn renewal_fields(page: &Page, item: &Item, typed: &Typed) -> Vec<Field> {
    if item.kind != ItemKind::Permit {
        return Vec::new();
    }
    let purpose = Field::new(FieldKind::Choice, "renews.purpose", page.t("portal.renewal.purpose"))
        .choice("renewal", page.t("portal.renewal.purpose_renewal"))
        .choice("change", page.t("portal.renewal.purpose_change"));
    let licence = Field::text("renews.licence", page.t("portal.renewal.licence")).max_length(100);
    let expiry = Field::new(FieldKind::Date, "renews.expiry", page.t("portal.renewal.expiry"))
        .hint(page.t("workbench.window.renewal_hint"));
    [purpose, licence, expiry]
        .map(|field| {
            let value = typed.get(&field.name).to_string();
            field.value(value).optional()
        })
        .to_vec()
}

/// What is asked to be renewed: nothing when neither number nor day was given.
fn renewal(typed: &Typed) -> Result<Option<Renewal>, Refusal> {
    let (licence, expiry) = (typed.get("renews.licence"), typed.get("renews.expiry"));
    if changes(typed).is_some() || licence.is_empty() && expiry.is_empty() {
        return Ok(None);
    }
    let expiry = Day::parse(expiry).map_err(|_| {
        let (zh, en) = ("请填写有效期届满日。", "Give the last day of the licence.");
        Refusal::invalid(vec![words::Fault::new("renews.expiry", zh, en)])
    })?;
    Ok(Some(Renewal {
        licence: licence.to_string(),
        expiry,
    }))
}

/// The licence that is to be changed, if that is what was chosen.
fn changes(typed: &Typed) -> Option<&str> {
    let licence = typed.get("renews.licence");
    (typed.get("renews.purpose") == "change" && !licence.is_empty()).then_some(licence)
}

/// `POST /workbench/window`: files the case, and accepts it when the clerk says so.
pub(crate) async fn file(
    State(app): State<App>,
    mut page: Page,
    Staff(clerk): Staff,
    CheckedMultipart(form): CheckedMultipart,
) -> Response {
    let centre = &app.centre;
    let mut typed = match Typed::read(centre, clerk.id, form).await {
        Ok(typed) => typed,
        Err(response) => return response,
    };
    let item = match items::latest(centre, typed.get("item")) {
        Ok(item) => item,
        Err(error) => return refuse(page.clone(), error, back(&page)),
    };
    page.path = format!("/workbench/window?item={}", in_query(&item.code));
    typed.bring_form(centre, clerk.id, &item.form, &Answers::new()).await;
    if typed.change_form(&item.form) {
        return Html(entry(centre, page, &item, &typed, Vec::new())).into_response();
    }
    let actor = clerk.actor();
    let key = typed.get("key").to_string();
    let key = (!key.is_empty()).then_some(key.as_str());
    let filed = match renewal(&typed) {
        Ok(renews) if typed.faults.is_empty() => {
            let told = application(&typed, &item, renews);
            match changes(&typed) {
                _ if typed.get("then") == SIMULATE => simulate(centre, &actor, key, told, opened(&typed)).await,
                Some(licence) => submit_change(centre, &actor, key, told, licence).await,
                None => submit(centre, &actor, key, told).await,
            }
        }
        Ok(_) => Err(Refusal::invalid(typed.faults.clone()).into()),
        Err(refusal) => Err(refusal.into()),
    };
    let done = match filed {
        Ok(done) => done,
        Err(ActError::Refused(refusal)) => return again(centre, page, &item, &typed, &refusal),
        Err(error) => {
            return refuse(
                page.clone(),
                error,
                LinkTo::new(page.path.clone(), page.t("workbench.window.again")),
            );
        }
    };
    let address = Area::Workbench.case(&done.number);
    if done.repeated {
        return redirect_with(&address, &Flash::notice("workbench.window.repeated"));
    }
    if typed.get("then") == SIMULATE {
        return redirect_with(&address, &Flash::done("simulated.opened"));
    }
    if typed.get("then") != "accept" || item.handling == Handling::Instant {
        return redirect_with(&address, &Flash::done("workbench.window.filed"));
    }
    let on_paper = |handed: HandedIn| (handed.handed == Handed::Paper).then_some(handed.material);
    let seen = handed_in(&typed, &item).into_iter().filter_map(on_paper).collect();
    let reach = Reach {
        key: None,
        seen: Some(done.events),
    };
    match act::command(centre, &actor, &done.number, reach, Command::Accept { seen }).await {
        Ok(_) => redirect_with(&address, &Flash::done("workbench.window.accepted")),
        Err(_) => redirect_with(&address, &Flash::notice("workbench.window.filed_only")),
    }
}

/// What lies on the desk: what was ticked and uploaded, and on paper whatever else must be there where all of it is said to be.
fn handed_in(typed: &Typed, item: &Item) -> Vec<HandedIn> {
    let mut handed = typed.handed_in(item);
    if typed.get(ALL_PAPERS) == "yes" {
        let chosen = applying(item, &situation(typed)).chosen;
        let needed = item.materials_for(&chosen).filter(|material| material.required);
        let besides: Vec<HandedIn> = needed
            .filter(|material| !handed.iter().any(|known| known.material == material.code))
            .map(|material| HandedIn {
                material: material.code.clone(),
                handed: Handed::Paper,
                origin: Origin::default(),
            })
            .collect();
        handed.extend(besides);
    }
    handed
}

/// Who applies, as it was typed.
fn applicant_of(typed: &Typed) -> Applicant {
    let applicant = |name: &str| typed.get(&format!("applicant.{name}")).to_string();
    let id_type = if applicant("id_type") == "other" {
        "other".to_string()
    } else {
        String::new()
    };
    Applicant {
        kind: applicant("kind"),
        name: applicant("name"),
        id_number: applicant("id_number"),
        id_type,
        phone: applicant("phone"),
        contact: applicant("contact"),
    }
}

/// What is filed; what the applicant's particulars say already need not be typed a second time.
fn application(typed: &Typed, item: &Item, renews: Option<Renewal>) -> Application {
    let applicant = applicant_of(typed);
    let mut form = typed.answers(&item.form);
    filled::fill(&item.form, &mut form, &crate::portal::told(&applicant));
    Application {
        item: item.code.clone(),
        channel: Channel::Window,
        applicant,
        form: prune(&item.form, form),
        materials: handed_in(typed, item),
        renews,
        situation: situation(typed),
        draft: None,
    }
}

/// The same page with what is wrong, and everything that was typed.
fn again(centre: &Centre, page: Page, item: &Item, typed: &Typed, refusal: &Refusal) -> Response {
    let handed = handed_in(typed, item);
    let field = |fault: &str| match fault.strip_prefix("materials.").and_then(|rest| rest.split('.').next()) {
        Some(at) => {
            let code = at
                .parse()
                .ok()
                .and_then(|at: usize| handed.get(at))
                .map_or("other", |handed| handed.material.as_str());
            format!("{FILE}{code}")
        }
        None if fault == "lacks" || fault.starts_with(LACKS) => {
            let fault = words::Fault::new(fault, "", "");
            first_field(&lacks(LACKS, |name| typed.get(name)), &fault)
        }
        None => fault.to_string(),
    };
    let faults = shown::faults(&page, refusal, field);
    let status = status_of(refusal);
    (status, Html(entry(centre, page, item, typed, faults))).into_response()
}

/// What was answered to the item's questions.
fn situation(typed: &Typed) -> Chosen {
    typed
        .under(situation::PREFIX)
        .filter(|(_, answer)| !answer.is_empty())
        .map(|(code, answer)| (code.to_string(), answer.to_string()))
        .collect()
}
