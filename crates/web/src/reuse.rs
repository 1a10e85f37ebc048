//! Using what was handed in before (材料复用): at the window with the applicant's consent recorded, and by the applicant themselves. What is offered
//! is named by its material and the case from which it comes; no form names a file.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use yimen_acts::ActError;
use yimen_acts::cases::command::{Reach, command};
use yimen_acts::cases::reuse::{offered_for, uses};
use yimen_acts::cases::view::{self, CaseView};
use yimen_domain::cases::event::{Handed, HandedIn};
use yimen_domain::cases::intake::{Origin, Reused};
use yimen_domain::cases::reuse::offers::{Found, Offer};
use yimen_domain::cases::reuse::{Consent, Happened, Means, Order, used};
use yimen_domain::items::{Coded, Item};
use yimen_domain::organisation::Actor;
use yimen_domain::words::Refusal;

use crate::app::{App, Staff, in_query, refuse};
use crate::portal::For;
use crate::shell::components::{Fault, Field, FieldKind, LinkTo, SummaryRow, faults};
use crate::shell::{CheckedForm, Flash, Html, Page, redirect_with};
use crate::workbench::{day_words, material_words};

/// Where the page is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Desk,
    Owner,
}

impl Side {
    fn case(self, number: &str) -> String {
        let area = if self == Side::Desk { "/workbench" } else { "/my" };
        format!("{area}/cases/{}", in_query(number))
    }
}

/// What both pages show.
struct Parts {
    number: String,
    item: String,
    address: String,
    /// Fields for what is offered; none where nothing can be used now.
    fields: Vec<Field>,
    faults: Vec<Fault>,
    may_use: bool,
    used: Vec<SummaryRow>,
    may_withdraw: bool,
    uses: Vec<LinkTo>,
    seen: u32,
    key: String,
}

#[derive(Template)]
#[template(path = "workbench/reuse.html")]
struct AtTheDesk {
    page: Page,
    p: Parts,
}

#[derive(Template)]
#[template(path = "portal/case_reuse.html")]
struct AtHome {
    page: Page,
    p: Parts,
}

type Pairs = Vec<(String, String)>;

fn value<'a>(pairs: &'a Pairs, name: &str) -> &'a str {
    let pair = pairs.iter().find(|(known, _)| known == name);
    pair.map_or("", |(_, value)| value.trim())
}

/// `GET /workbench/cases/{number}/reuse`.
pub(crate) async fn at_the_desk(
    State(app): State<App>,
    page: Page,
    desk: Staff,
    Path(number): Path<String>,
) -> Response {
    draw(&app, page, &desk.actor(), (Side::Desk, &number), None).await
}

/// `POST /workbench/cases/{number}/reuse`.
pub(crate) async fn give_at_the_desk(
    State(app): State<App>,
    page: Page,
    desk: Staff,
    Path(number): Path<String>,
    CheckedForm(pairs): CheckedForm<Pairs>,
) -> Response {
    Box::pin(give(&app, page, &desk.actor(), (Side::Desk, &number), &pairs)).await
}

/// `GET /my/cases/{number}/reuse`.
pub(crate) async fn at_home(State(app): State<App>, page: Page, For(me): For, Path(number): Path<String>) -> Response {
    draw(&app, page, &me.actor(), (Side::Owner, &number), None).await
}

/// `POST /my/cases/{number}/reuse`.
pub(crate) async fn give_at_home(
    State(app): State<App>,
    page: Page,
    For(me): For,
    Path(number): Path<String>,
    CheckedForm(pairs): CheckedForm<Pairs>,
) -> Response {
    Box::pin(give(&app, page, &me.actor(), (Side::Owner, &number), &pairs)).await
}

/// What is asked for, by material and case.
pub(crate) fn asked(material: &str, number: &str) -> HandedIn {
    HandedIn {
        material: material.into(),
        handed: Handed::Files(Vec::new()),
        origin: Origin {
            trust: None,
            reused: Some(Reused {
                number: number.into(),
                consent: String::new(),
                means: None,
                came: None,
            }),
        },
    }
}

async fn give(app: &App, page: Page, actor: &Actor, (side, number): (Side, &str), pairs: &Pairs) -> Response {
    let withdraws = !value(pairs, "withdraw").is_empty();
    let order = if withdraws {
        Order::Withdraw { materials: Vec::new() }
    } else {
        let picked = pairs.iter().filter(|(name, _)| name == "use");
        let picked = picked.filter_map(|(_, value)| value.split_once('|'));
        Order::Use {
            materials: picked.map(|(material, from)| asked(material, from)).collect(),
            consent: (side == Side::Desk).then(|| Consent {
                by: value(pairs, "consent").to_string(),
                means: Means::parse(value(pairs, "means")).unwrap_or(Means::Online),
            }),
        }
    };
    let wrong = wrong(&page, side, &order, pairs);
    if !wrong.is_empty() {
        return draw(app, page, actor, (side, number), Some((pairs, wrong))).await;
    }
    let reach = Reach {
        key: Some(value(pairs, "key")).filter(|key| !key.is_empty()),
        seen: value(pairs, "seen").parse().ok(),
    };
    match command(&app.centre, actor, number, reach, order.into()).await {
        Ok(_) => {
            let said = if withdraws { "reuse.withdrawn" } else { "reuse.done" };
            redirect_with(&format!("{}/reuse", side.case(number)), &Flash::done(said))
        }
        Err(ActError::Refused(refusal)) if !refusal.faults.is_empty() => {
            let wrong = of_refusal(&page, &refusal);
            draw(app, page, actor, (side, number), Some((pairs, wrong))).await
        }
        Err(error) => {
            let back = LinkTo::new(side.case(number), page.t("portal.case.back"));
            refuse(page, error, back)
        }
    }
}

/// What is missing in a form, before anything is asked of the case.
fn wrong(page: &Page, side: Side, order: &Order, pairs: &Pairs) -> Vec<(&'static str, String)> {
    let Order::Use { materials, .. } = order else {
        return Vec::new();
    };
    let mut wrong = Vec::new();
    if materials.is_empty() {
        wrong.push(("use", page.t("reuse.pick").to_string()));
    }
    if side == Side::Owner && value(pairs, "consent") != "yes" {
        wrong.push(("consent", page.t("reuse.consent.missing").to_string()));
    }
    if side == Side::Desk {
        if value(pairs, "consent").is_empty() {
            wrong.push(("consent", page.t("reuse.by.missing").to_string()));
        }
        if value(pairs, "means").is_empty() {
            wrong.push(("means", page.t("reuse.means.missing").to_string()));
        }
    }
    wrong
}

fn of_refusal(page: &Page, refusal: &Refusal) -> Vec<(&'static str, String)> {
    let field = |name: &str| match name {
        "consent" => "consent",
        "means" => "means",
        _ => "use",
    };
    let faults = refusal.faults.iter();
    faults
        .map(|fault| {
            let words = page.pick(&fault.words.zh, &fault.words.en).to_string();
            (field(&fault.field), words)
        })
        .collect()
}

async fn draw(
    app: &App,
    page: Page,
    actor: &Actor,
    (side, number): (Side, &str),
    again: Option<(&Pairs, Vec<(&'static str, String)>)>,
) -> Response {
    let status = if again.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    match parts(app, &page, actor, (side, number), again).await {
        Ok(p) if side == Side::Desk => (status, Html(AtTheDesk { page, p })).into_response(),
        Ok(p) => (status, Html(AtHome { page, p })).into_response(),
        Err(error) => {
            let home = if side == Side::Desk {
                LinkTo::new("/workbench", page.t("workbench.back"))
            } else {
                LinkTo::new("/my", page.t("portal.my.title"))
            };
            refuse(page, error, home)
        }
    }
}

async fn parts(
    app: &App,
    page: &Page,
    actor: &Actor,
    (side, number): (Side, &str),
    again: Option<(&Pairs, Vec<(&'static str, String)>)>,
) -> Result<Parts, ActError> {
    let view = view::view(&app.centre, actor, number).await?;
    let may_use = view.open.contains(&"reuse_materials");
    let offers = if may_use {
        offered_for(&app.centre, actor, number).await?
    } else {
        Vec::new()
    };
    let mut fields = Vec::new();
    if !offers.is_empty() {
        fields = form(page, side, &view, &offers);
    }
    if let Some((pairs, wrong)) = again {
        for field in &mut fields {
            let values = pairs.iter().filter(|(name, _)| *name == field.name);
            let values: Vec<&str> = values.map(|(_, value)| value.as_str()).collect();
            field.value = values.join(",");
            let words = wrong.iter().filter(|(name, _)| *name == field.name);
            field.error = words
                .map(|(_, words)| words.as_str())
                .collect::<Vec<_>>()
                .join(page.pick("", " "));
        }
    }
    Ok(Parts {
        number: view.case.number.clone(),
        item: page.pick(&view.item.name.zh, &view.item.name.en).to_string(),
        address: side.case(&view.case.number),
        faults: faults(&fields),
        fields,
        may_use,
        used: used_rows(page, &view),
        may_withdraw: view.open.contains(&"withdraw_consent"),
        uses: use_links(app, page, actor, (side, number)).await?,
        seen: view.case.events,
        key: app.centre.new_token(),
    })
}

fn form(page: &Page, side: Side, view: &CaseView, offers: &[Offer]) -> Vec<Field> {
    let hint = match side {
        Side::Desk => "reuse.what.hint.desk",
        Side::Owner => "reuse.what.hint",
    };
    let mut of_what = Field::new(FieldKind::Choices, "use", page.t("reuse.what")).hint(page.t(hint));
    for offer in best(offers) {
        let name = material_words(page, &view.item, &offer.material);
        let words = format!("{name}{}{}", page.pick("：", ": "), offer_words(page, offer));
        of_what = of_what.choice(format!("{}|{}", offer.material, offer.number), words);
    }
    let item = page.pick(&view.item.name.zh, &view.item.name.en);
    match side {
        Side::Owner => vec![
            of_what,
            Field::new(FieldKind::Choices, "consent", page.t("reuse.consent"))
                .hint(page.t("reuse.consent.hint"))
                .choice("yes", page.t1("reuse.consent.yes", item)),
        ],
        Side::Desk => {
            let mut means = Field::new(FieldKind::Choice, "means", page.t("reuse.means"));
            for one in [Means::Present, Means::Signed] {
                let (zh, en) = one.words();
                means = means.choice(one.code(), page.pick(zh, en));
            }
            vec![
                of_what,
                Field::text("consent", page.t("reuse.by"))
                    .hint(page.t1("reuse.by.hint", item))
                    .max_length(50),
                means,
            ]
        }
    }
}

/// For each material the best that there is.
pub(crate) fn best(offers: &[Offer]) -> Vec<&Offer> {
    let mut best: Vec<&Offer> = Vec::new();
    for offer in offers {
        if !best.iter().any(|known| known.material == offer.material) {
            best.push(offer);
        }
    }
    best
}

/// Where an offer comes from, since when it is here, and how far it can be trusted.
pub(crate) fn offer_words(page: &Page, offer: &Offer) -> String {
    let item = page.pick(&offer.item.zh, &offer.item.en);
    let day = day_words(page, offer.day);
    let mut words = match &offer.what {
        Found::Files(_) => page.text_with("reuse.offer.handed", &[&day, item, &offer.number]),
        Found::Result(_, until) => {
            let until = until.map(|until| page.t1("reuse.offer.until", day_words(page, until)));
            let words = page.text_with("reuse.offer.issued", &[&day, item, &offer.number]);
            format!("{words}{}", until.unwrap_or_default())
        }
    };
    let (zh, en) = offer.trust.words();
    words.push_str(page.pick("；", "; "));
    words.push_str(&page.t2("intake.level", offer.trust.number(), page.pick(zh, en)));
    if !offer.judge.zh.is_empty() {
        let judge = page.pick(&offer.judge.zh, &offer.judge.en);
        words.push_str(page.pick("；", "; "));
        words.push_str(&page.t1("reuse.offer.judge", judge));
    }
    words
}

fn used_rows(page: &Page, view: &CaseView) -> Vec<SummaryRow> {
    let row = |(handed, reused): (&HandedIn, &Reused)| {
        SummaryRow::new(
            material_words(page, &view.item, &handed.material),
            reused_words(page, reused),
        )
    };
    used(&view.case).map(row).collect()
}

/// From which case something comes, since when it was there, and who agreed by what means.
pub(crate) fn reused_words(page: &Page, reused: &Reused) -> String {
    let mut words = page.t1("intake.reused", &reused.number);
    if let Some(came) = reused.came {
        words.push_str(page.pick("；", "; "));
        words.push_str(&page.t1("reuse.came", day_words(page, came)));
    }
    if let Some(means) = reused.means {
        let (zh, en) = means.words();
        words.push_str(page.pick("；", "; "));
        words.push_str(&page.t2("reuse.agreed", &reused.consent, page.pick(zh, en)));
    }
    words
}

async fn use_links(
    app: &App,
    page: &Page,
    actor: &Actor,
    (side, number): (Side, &str),
) -> Result<Vec<LinkTo>, ActError> {
    let rows = uses(&app.centre, actor, number).await?;
    let library = app.centre.library();
    let link = |row: yimen_store::tables::reuses::ReuseRow| {
        let item = library.latest(&row.item);
        let name = item.map_or_else(
            || row.item.clone(),
            |item| page.pick(&item.name.zh, &item.name.en).to_string(),
        );
        let material = item.map_or_else(
            || row.material.clone(),
            |item| material_words(page, item, &row.material),
        );
        let words = page.text_with("reuse.used_in", &[&material, &name, &row.number]);
        LinkTo::new(side.case(&row.number), words)
    };
    Ok(rows.into_iter().map(link).collect())
}

/// What an event of this area says beyond its heading.
pub(crate) fn note(page: &Page, item: &Item, happened: &Happened) -> String {
    let parts: Vec<String> = match happened {
        Happened::Used { materials, .. } => materials
            .iter()
            .map(|handed| {
                let name = material_words(page, item, &handed.material);
                let from = handed.origin.reused.as_ref();
                let from = from.map_or_else(String::new, |reused| reused_words(page, reused));
                format!("{name}{}{from}{}", page.pick("（", " ("), page.pick("）", ")"))
            })
            .collect(),
        Happened::Withdrawn { materials, .. } => {
            materials.iter().map(|code| material_words(page, item, code)).collect()
        }
    };
    parts.join(page.pick("；", "; "))
}
