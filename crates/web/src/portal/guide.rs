//! The guide to an item (办事指南): the answer first, then everything that one is owed to know.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use yimen_acts::cases::queue;
use yimen_acts::items::compare::{Tie, bundled, hang_on};
use yimen_acts::items::{computed, latest, of_above, on};
use yimen_acts::{ActError, Centre};
use yimen_domain::calendar::{CHINA, Day, Instant};
use yimen_domain::cases::beyond::commitment::CHECK;
use yimen_domain::clocks::SuspensionKind;
use yimen_domain::items::form::Answers;
use yimen_domain::items::life::Status;
use yimen_domain::items::situation::{Applying, Standing, Told, applying};
use yimen_domain::items::{Chosen, Completeness, Delivery, FeeLine, Item, Material, MaterialSource, Step};

use yimen_domain::words::{Fault, Refusal};

use crate::app::{App, in_query, refuse};
use crate::shell::components::{Field, LinkTo};
use crate::shell::{Html, Page};
use crate::situation;

use super::flow::{FlowShown, flow_shown};
use super::words::{self, Told as Said, say, tell};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/items/{code}", get(show))
}

struct MaterialRow {
    name: Said,
    /// Code of the shared material behind it.
    library: String,
    why: String,
    required: bool,
    form: String,
    source: &'static str,
    place: Said,
    note: Said,
}

struct StepRow {
    name: Said,
    why: String,
    who: Said,
    days: String,
}

struct SpecialRow {
    name: String,
    basis: String,
    most: String,
    effect: &'static str,
}

/// One charge of the fee.
struct ChargeRow {
    name: Said,
    amount: Said,
    why: String,
}

/// What does not apply, and why.
struct SparedRow {
    name: Said,
    why: String,
}

/// That the guide is that of a day.
struct AsOf {
    title: String,
    days: String,
}

/// That nobody can apply now, or that the item changes on a day to come.
struct Notice {
    kind: &'static str,
    title: String,
    what: String,
    /// What the links lead to.
    lead: &'static str,
    links: Vec<LinkTo>,
}

#[derive(Template)]
#[template(path = "portal/guide.html")]
struct Guide {
    page: Page,
    item: Arc<Item>,
    /// Bundles that contain it.
    bundles: Vec<LinkTo>,
    as_of: Option<AsOf>,
    standings: Vec<Notice>,
    in_force: bool,
    name: Said,
    body: Said,
    body_href: String,
    kind: String,
    audience: String,
    summary: Said,
    complete: bool,
    bring: String,
    how_long: String,
    law: String,
    law_source: Said,
    /// Said over articles of law, which are quoted in Chinese on every page.
    law_mark: &'static str,
    cost: String,
    cost_note: Said,
    /// How many can be granted and how many are left; empty where nothing is counted.
    places: String,
    /// How many were accepted and wait.
    places_note: String,
    /// On what terms one may commit instead of handing in materials.
    commitment: Vec<String>,
    visits: String,
    visit_reason: Said,
    conditions: Vec<Said>,
    /// What is asked before anything else, with the answers given.
    questions: Vec<Field>,
    /// Some of the questions are answered.
    answered: bool,
    /// All of them are.
    settled: bool,
    /// The item has rules that compute, so that people can try them.
    has_rules: bool,
    /// The answers, as the end of an address.
    query: String,
    on: String,
    materials: Vec<MaterialRow>,
    spared: Vec<SparedRow>,
    charges: Vec<ChargeRow>,
    steps: Vec<StepRow>,
    flow: Option<FlowShown>,
    special: Vec<SpecialRow>,
    result: Said,
    validity: Said,
    delivery: String,
    hall: Said,
    address: Said,
    hours: Said,
    phone: String,
    complaint_phone: String,
    review_body: String,
    court: String,
    assumed: String,
}

/// The day as of which the guide is asked for, nothing is today; and answers to the item's questions.
struct Asked(BTreeMap<String, String>);

impl Asked {
    fn on(&self) -> &str {
        self.0.get("on").map_or("", |day| day.trim())
    }

    fn chosen(&self) -> Chosen {
        situation::chosen(self.0.iter())
    }

    fn item(&self, centre: &Centre, code: &str) -> Result<(Arc<Item>, Option<Day>), ActError> {
        if self.on().is_empty() {
            return Ok((latest(centre, code)?, None));
        }
        let day = Day::parse(self.on()).map_err(|_| {
            Refusal::invalid(vec![Fault::new(
                "on",
                "请按 2026-05-01 的格式填写日期。",
                "Enter a day in the form 2026-05-01.",
            )])
        })?;
        Ok((on(centre, code, day)?, Some(day)))
    }
}

async fn show(
    State(app): State<App>,
    page: Page,
    Path(code): Path<String>,
    Query(asked): Query<BTreeMap<String, String>>,
) -> Response {
    let asked = Asked(asked);
    match asked.item(&app.centre, &code) {
        Ok((item, day)) => {
            let queue = match queue::of_item(&app.centre, &item.code).await {
                Ok(queue) => queue.filter(|_| day.is_none()),
                Err(error) => {
                    return refuse(
                        page.clone(),
                        error,
                        LinkTo::new("/items", page.t("portal.guide.find_others")),
                    );
                }
            };
            let mut guide = guide(&app, page, item, day, &asked.chosen());
            if let Some(queue) = queue {
                guide.places = crate::queue::places(&guide.page, &queue);
                guide.places_note = guide.page.t1("queue.waiting", queue.before);
            }
            Html(guide).into_response()
        }
        Err(error) => {
            let back = LinkTo::new("/items", page.t("portal.guide.find_others"));
            refuse(page, error, back)
        }
    }
}

/// A PDF that the browser shows and saves under a name.
pub(crate) fn pdf_answer(name: &str, bytes: Vec<u8>) -> Response {
    let plain = name.replace('/', "-");
    let disposition = format!(
        "inline; filename=\"document.pdf\"; filename*=UTF-8''{}",
        in_query(&plain)
    );
    let mut response = bytes.into_response();
    let head = response.headers_mut();
    head.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/pdf"));
    head.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    if let Ok(value) = HeaderValue::from_str(&disposition) {
        head.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

/// The version that is shown, where somebody asked for that of a day.
fn as_of(app: &App, page: &Page, item: &Item, day: Day) -> AsOf {
    let library = app.centre.library();
    let held = library
        .held(&item.code)
        .iter()
        .find(|held| held.version == item.version);
    let until = held.and_then(|held| held.until);
    let words = |day: Day| page.day(Instant::start_of(day, CHINA).0);
    AsOf {
        title: page.t2("portal.guide.as_of", words(day), item.version),
        days: match (held.map(|held| held.from), until) {
            (Some(from), Some(until)) => page.t2("portal.guide.held", words(from), words(until)),
            (Some(from), None) => page.t1("portal.guide.held_since", words(from)),
            (None, _) => String::new(),
        },
    }
}

/// What people must know of the item beside its guide: that it is suspended or withdrawn, or changes soon.
fn standings(app: &App, page: &Page, item: &Item) -> Vec<Notice> {
    let (library, today) = (app.centre.library(), app.centre.today());
    let words = |day: Day| page.day(Instant::start_of(day, CHINA).0);
    let href = |code: &str| format!("/items/{}", in_query(code));
    let mut found = Vec::new();
    if library.is_above(&item.code) {
        let refusal = of_above(item);
        let citing = hang_on(&app.centre, &item.code).into_iter();
        let citing = citing.filter(|(_, tie)| *tie == Tie::Cites).map(|(item, _)| item);
        found.push(Notice {
            kind: "warning",
            title: page.t("portal.guide.above").to_string(),
            what: format!(
                "{}{}{}",
                say(page, &refusal.why),
                page.pick("", " "),
                say(page, &refusal.remedy)
            ),
            lead: page.t("portal.guide.cited_by"),
            links: citing
                .map(|own| LinkTo::new(href(&own.code), say(page, &own.body_name)))
                .collect(),
        });
    }
    let status = library.status(&item.code, today);
    if let Some(Err(refusal)) = library.standing(&item.code).map(|standing| standing.may_file(today)) {
        let mut links = Vec::new();
        if let Status::Withdrawn(end) = status {
            let known = end.successors.iter().filter_map(|code| library.latest(code));
            links.extend(known.map(|next| LinkTo::new(href(&next.code), say(page, &next.name))));
        }
        found.push(Notice {
            kind: "warning",
            title: words::pick(page, status.words()),
            what: say(page, &refusal.why),
            lead: page.t("portal.guide.successor"),
            links,
        });
    }
    let next = library
        .held(&item.code)
        .iter()
        .rev()
        .find(|held| held.from > today && held.until.is_none());
    if let Some(held) = next.filter(|_| !matches!(status, Status::Withdrawn(_))) {
        let see = format!("{}?on={}", href(&item.code), held.from);
        found.push(Notice {
            kind: "info",
            title: page.t2("portal.guide.coming", words(held.from), held.version),
            what: String::new(),
            lead: "",
            links: vec![LinkTo::new(see, page.t("portal.guide.see_coming"))],
        });
    }
    found
}

/// What the guide owes of commitments: for what, on which conditions, and what a false one leads to (安阳市政务服务条例 art. 26).
fn commitment(page: &Page, item: &Item) -> Vec<String> {
    let Some(terms) = &item.commitment else {
        return Vec::new();
    };
    let names = item.materials.iter().filter(|material| material.replaceable);
    let names: Vec<String> = names.map(|material| say(page, &material.name)).collect();
    if names.is_empty() {
        return Vec::new();
    }
    let between = page.pick("、", ", ");
    vec![
        page.t2("commitment.guide", say(page, &terms.conditions), names.join(between)),
        page.t2("commitment.check", terms.check_months, CHECK),
        page.t("commitment.false").to_string(),
        page.t("commitment.free").to_string(),
    ]
}

fn guide(app: &App, page: Page, item: Arc<Item>, day: Option<Day>, given: &Chosen) -> Guide {
    let told = applying(&item, given);
    let organisation = app.centre.organisation();
    let division = &organisation.division;
    let hall = organisation.halls.get(&item.service.hall);
    let body = organisation.bodies.get(&item.body);
    let hall = hall.or_else(|| body.and_then(|body| organisation.halls.get(&body.hall)));
    let or = |text: String, other: &str| if text.is_empty() { other.to_string() } else { text };
    let hours = hall.map_or_else(|| division.hours.words(), |hall| hall.hours.words());
    let district = say(&page, &division.name.words());
    let published = item.completeness == Completeness::Full;
    let unpublished = |text: String| {
        if published {
            text
        } else {
            page.t("portal.guide.not_published").to_string()
        }
    };
    let joined = |parts: Vec<String>| words::joined(&page, &parts);
    let assumed: Vec<String> = assumed_elements(&page, &item);
    let bundles = bundled(&app.centre, &item.code).into_iter();
    let bundles = bundles.map(|(code, name)| LinkTo::new(format!("/bundles/{code}"), say(&page, &name)));
    Guide {
        places: String::new(),
        places_note: String::new(),
        commitment: commitment(&page, &item),
        bundles: bundles.collect(),
        in_force: app
            .centre
            .library()
            .latest(&item.code)
            .is_some_and(|last| last.version == item.version)
            && app.centre.library().status(&item.code, app.centre.today()) == Status::InForce
            && !app.centre.library().is_above(&item.code),
        standings: if day.is_none() {
            standings(app, &page, &item)
        } else {
            Vec::new()
        },
        as_of: day.map(|day| as_of(app, &page, &item, day)),
        name: tell(&page, &item.name),
        body: tell(&page, &item.body_name),
        body_href: format!("/items?body={}", in_query(&item.body)),
        kind: words::pick(&page, item.kind.words()),
        audience: joined(
            item.audience
                .iter()
                .map(|audience| words::pick(&page, audience.words()))
                .collect(),
        ),
        summary: tell(&page, &item.summary),
        complete: published,
        bring: bring(&page, &item, &told),
        how_long: words::limit(&page, &item),
        law: words::days(&page, item.statutory.days),
        law_mark: page.pick("", page.t("portal.guide.law_in_chinese")),
        law_source: tell(&page, &item.statutory.source),
        cost: unpublished(item.fee.as_ref().map_or_else(
            || page.t("portal.guide.free").to_string(),
            |_| cost(&page, &item, &told, day.unwrap_or_else(|| app.centre.today())),
        )),
        cost_note: item.fee.as_ref().map_or_else(Said::default, |fee| {
            let standard = tell(&page, &fee.standard);
            Said {
                text: page.t2("portal.guide.fee_basis", &standard.text, &fee.basis),
                ..standard
            }
        }),
        visits: unpublished(match item.service.visits {
            0 => page.t("portal.guide.visits.none").to_string(),
            1 => page.t("portal.guide.visits.one").to_string(),
            more => page.t1("portal.guide.visits.many", more),
        }),
        visit_reason: tell(&page, &item.service.visit_reason),
        conditions: item
            .conditions
            .iter()
            .map(|condition| tell(&page, &condition.words))
            .collect(),
        questions: situation::fields(&page, &told),
        answered: !told.chosen.is_empty(),
        settled: told.is_settled(),
        has_rules: computed::has_rules(&item),
        query: situation::query(&told.chosen),
        on: day.map_or_else(String::new, |day| day.to_string()),
        materials: may_apply(&told.materials)
            .map(|told| material_row(&page, told))
            .collect(),
        spared: spared(&page, &told),
        charges: may_apply(&told.fees)
            .filter(|_| !item.situations.is_empty())
            .map(|told| charge_row(&page, told))
            .collect(),
        steps: may_apply(&told.steps).map(|told| step_row(&page, told)).collect(),
        flow: flow_shown(&page, &item),
        special: item.special.iter().map(|special| special_row(&page, special)).collect(),
        result: tell(&page, &item.result.name),
        validity: tell(&page, &item.result.validity),
        delivery: joined(
            item.service
                .delivery
                .iter()
                .map(|way| delivery_words(&page, *way).to_string())
                .collect(),
        ),
        hall: hall.map_or_else(Said::default, |hall| tell(&page, &hall.name.words())),
        address: hall.map_or_else(
            || match app.centre.library().is_above(&item.code) {
                true => tell(&page, &item.body_name),
                false => tell(&page, &division.address.words()),
            },
            |hall| tell(&page, &hall.address.words()),
        ),
        hours: tell(&page, &item.service.hours).or(tell(&page, &hours)),
        phone: or(
            or(item.service.phone.clone(), body.map_or("", |body| body.phone.as_str())),
            &division.phone,
        ),
        complaint_phone: item.service.complaint_phone.clone(),
        review_body: page.t1("portal.guide.review_body", &district),
        court: page.t1("portal.guide.court", &district),
        assumed: joined(assumed),
        item,
        page,
    }
}

/// What applies, or may.
fn may_apply<'a, 'b, T>(told: &'b [Told<'a, T>]) -> impl Iterator<Item = &'b Told<'a, T>> {
    told.iter().filter(|told| told.standing.may_hold())
}

/// What need not be brought or paid, and why.
fn spared(page: &Page, told: &Applying<'_>) -> Vec<SparedRow> {
    let materials = told.materials.iter().map(|told| (&told.what.name, &told.standing));
    let charges = told.fees.iter().map(|told| (&told.what.name, &told.standing));
    let spared = materials.chain(charges).filter(|(_, standing)| !standing.may_hold());
    spared
        .map(|(name, standing)| SparedRow {
            name: tell(page, name),
            why: situation::why(page, standing),
        })
        .collect()
}

fn charge_row(page: &Page, Told { what: line, standing }: &Told<'_, FeeLine>) -> ChargeRow {
    ChargeRow {
        name: tell(page, &line.name),
        amount: line
            .amount_fen
            .map_or_else(|| tell(page, &line.standard), |fen| Said::plain(page.money(fen))),
        why: situation::why(page, standing),
    }
}

fn cost(page: &Page, item: &Item, told: &Applying<'_>, day: Day) -> String {
    let open = told.fees.iter().any(|line| matches!(line.standing, Standing::Open(_)));
    let computed = computed::look(item, (None, day), &told.chosen, &Answers::new()).computed;
    let due = page.money(item.fee_fen(&told.chosen, &computed));
    if open {
        page.t1("portal.guide.cost.from", due)
    } else {
        due
    }
}

fn bring(page: &Page, item: &Item, told: &Applying<'_>) -> String {
    let needed = |told: &&Told<'_, Material>| told.what.required && !told.what.is_governments_own();
    let own = told
        .materials
        .iter()
        .filter(needed)
        .filter(|told| told.standing.holds())
        .count();
    let open = may_apply(&told.materials).any(|told| matches!(told.standing, Standing::Open(_)));
    if open && item.completeness == Completeness::Full {
        return page.t1("portal.guide.bring.from", own);
    }
    match (item.completeness, own) {
        (Completeness::Catalogue, _) => page.t("portal.guide.bring.unpublished").to_string(),
        (Completeness::Full, 0) => page.t("portal.guide.bring.none").to_string(),
        (Completeness::Full, 1) => page.t("portal.guide.bring.one").to_string(),
        (Completeness::Full, many) => page.t1("portal.guide.bring.many", many),
    }
}

fn material_row(page: &Page, told: &Told<'_, Material>) -> MaterialRow {
    let material = told.what;
    MaterialRow {
        why: situation::why(page, &told.standing),
        library: material.library.clone(),
        name: tell(page, &material.name),
        required: material.required,
        form: words::form_and_copies(page, material.form, material.copies),
        source: page.t(match material.source {
            Some(MaterialSource::Government) => "portal.source.government",
            Some(MaterialSource::ThirdParty) => "portal.source.third_party",
            Some(MaterialSource::Applicant) | None => "portal.source.applicant",
        }),
        place: tell(page, &material.place),
        note: tell(page, &material.note),
    }
}

fn step_row(page: &Page, told: &Told<'_, Step>) -> StepRow {
    let step = told.what;
    StepRow {
        why: situation::why(page, &told.standing),
        name: tell(page, &step.name),
        who: tell(page, &step.who),
        days: step.days.map_or_else(String::new, |days| words::days(page, days)),
    }
}

fn special_row(page: &Page, special: &yimen_domain::items::SpecialProcedure) -> SpecialRow {
    let kind = SuspensionKind::parse(&special.kind);
    SpecialRow {
        name: kind.map_or_else(|| special.kind.clone(), |kind| words::pick(page, kind.words())),
        basis: special.basis.clone(),
        most: special.max_days.map_or_else(String::new, |most| {
            page.t1("portal.guide.special.most", words::days(page, most))
        }),
        effect: page.t(if special.stops_statutory {
            "portal.guide.special.both"
        } else {
            "portal.guide.special.promise"
        }),
    }
}

/// A way of delivery in words.
fn delivery_words(page: &Page, way: Delivery) -> &'static str {
    page.t(match way {
        Delivery::Post => "portal.delivery.post",
        Delivery::Electronic => "portal.delivery.electronic",
        Delivery::Window => "portal.delivery.window",
    })
}

/// The elements of a guide that are demonstration data, in words.
fn assumed_elements(page: &Page, item: &Item) -> Vec<String> {
    const KNOWN: [&str; 15] = [
        "statutory_days",
        "promised_days",
        "conditions",
        "situations",
        "materials",
        "procedure",
        "special_procedures",
        "fee",
        "result",
        "form",
        "hall",
        "hours",
        "phone",
        "visits",
        "delivery",
    ];
    let named = |known: &str| {
        item.assumed
            .iter()
            .any(|element| element.starts_with(known) || element.ends_with(known))
    };
    KNOWN
        .iter()
        .filter(|known| named(known))
        .map(|known| page.t(&format!("portal.assumed.{known}")).to_string())
        .collect()
}
