//! Am I eligible, and what does it cost (自测): the item's rules, before anybody applies. Nothing is kept.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use yimen_acts::items::computed::{self, Looked, Met, look};
use yimen_acts::items::latest;
use yimen_domain::items::form::{Answers, Field as ItemField, FieldType};
use yimen_domain::items::situation::applying;
use yimen_domain::items::{Audience, Chosen, Item};
use yimen_domain::words::Words;

use crate::app::{App, refuse};
use crate::shell::components::{Field, FieldKind, Lamp, LinkTo};
use crate::shell::{CheckedForm, Html, Page};
use crate::situation;

use super::words::{self, say};
use super::{Typed, typed};

/// Longest answer that is looked at, characters.
const LONGEST: usize = 200;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/items/{code}/self-check", get(ask).post(answer))
}

/// A condition or a charge with what was found.
struct Line {
    lamp: Lamp,
    name: String,
    /// How it stands, in a word.
    state: String,
    /// What is said to the person.
    said: String,
    /// From what it was computed.
    from: String,
}

#[derive(Template)]
#[template(path = "portal/self_check.html")]
struct SelfCheck {
    page: Page,
    item: Arc<Item>,
    name: String,
    fields: Vec<Field>,
    /// Something was answered.
    answered: bool,
    conditions: Vec<Line>,
    charges: Vec<Line>,
    cost: String,
    /// The answers about the situation, as the end of an address.
    query: String,
}

async fn ask(State(app): State<App>, page: Page, Path(code): Path<String>, Query(asked): Query<Typed>) -> Response {
    shown(&app, page, &code, &asked, false)
}

async fn answer(
    State(app): State<App>,
    page: Page,
    Path(code): Path<String>,
    CheckedForm(form): CheckedForm<Typed>,
) -> Response {
    shown(&app, page, &code, &form, true)
}

fn shown(app: &App, page: Page, code: &str, told: &Typed, answered: bool) -> Response {
    let item = match latest(&app.centre, code) {
        Ok(item) => item,
        Err(error) => {
            let back = LinkTo::new("/items", page.t("portal.guide.find_others"));
            return refuse(page, error, back);
        }
    };
    let chosen = situation::chosen(told.iter());
    let form = answers(&item, told);
    let kind = Audience::parse(typed(told, "applicant.kind")).or_else(|| match item.audience.as_slice() {
        [only] => Some(*only),
        _ => None,
    });
    let looked = look(&item, kind, &chosen, &form);
    let answered = answered || !chosen.is_empty();
    let found = SelfCheck {
        name: say(&page, &item.name),
        fields: fields(&page, &item, &chosen, &form, kind),
        conditions: if answered {
            conditions(&page, &looked)
        } else {
            Vec::new()
        },
        charges: if answered { charges(&page, &looked) } else { Vec::new() },
        cost: cost(&page, &item, &chosen, &looked),
        query: situation::query(&chosen),
        answered,
        item: Arc::clone(&item),
        page,
    };
    Html(found).into_response()
}

/// What the rules ask for and was typed.
fn answers(item: &Item, told: &Typed) -> Answers {
    let asked = computed::asked(item).into_iter();
    asked
        .filter_map(|field| {
            let text: String = typed(told, &format!("form.{}", field.code))
                .chars()
                .take(LONGEST)
                .collect();
            (!text.is_empty()).then(|| (field.code.clone(), text.into()))
        })
        .collect()
}

fn fields(page: &Page, item: &Item, chosen: &Chosen, form: &Answers, kind: Option<Audience>) -> Vec<Field> {
    let mut fields = Vec::new();
    if item.audience.len() > 1 {
        let mut field = Field::new(FieldKind::Choice, "applicant.kind", page.t("workbench.applicant.kind"));
        for audience in &item.audience {
            field = field.choice(audience.code(), words::pick(page, audience.words()));
        }
        fields.push(field.value(kind.map_or("", |kind| kind.code())));
    }
    fields.extend(situation::fields(page, &applying(item, chosen)));
    let asked = computed::asked(item).into_iter();
    fields.extend(asked.map(|field| {
        let value = form.get(&field.code).map_or("", |answer| answer.text());
        one(page, field).value(value)
    }));
    fields
}

fn one(page: &Page, field: &ItemField) -> Field {
    let kind = match &field.kind {
        FieldType::Integer => FieldKind::Integer,
        FieldType::Date => FieldKind::Date,
        FieldType::YesNo => FieldKind::YesNo,
        FieldType::Choice(_) => FieldKind::Choice,
        _ => FieldKind::Text,
    };
    let mut shown =
        Field::new(kind, format!("form.{}", field.code), say(page, &field.label)).hint(say(page, &field.hint));
    if let FieldType::Choice(choices) = &field.kind {
        for choice in choices {
            shown = shown.choice(&choice.code, say(page, &choice.label));
        }
    }
    shown.autocomplete("off")
}

fn from(page: &Page, from: &[(Words, Words)]) -> String {
    let said: Vec<String> = from
        .iter()
        .map(|(label, value)| page.t2("self_check.input", say(page, label), say(page, value)))
        .collect();
    if said.is_empty() {
        String::new()
    } else {
        page.t1("self_check.from", said.join(page.pick("；", "; ")))
    }
}

fn conditions(page: &Page, looked: &Looked<'_>) -> Vec<Line> {
    let line = |told: &computed::ConditionTold<'_>| {
        let (lamp, state, said) = match &told.met {
            Met::Yes => (Lamp::Green, "self_check.met", say(page, &told.condition.met)),
            Met::No => (Lamp::Red, "self_check.unmet", say(page, &told.condition.unmet)),
            Met::Unruled => (Lamp::Grey, "self_check.yourself", String::new()),
            Met::Waits(labels) => {
                let labels: Vec<String> = labels.iter().map(|label| say(page, label)).collect();
                (
                    Lamp::Yellow,
                    "self_check.waits",
                    page.t1("self_check.waits_for", words::joined(page, &labels)),
                )
            }
            Met::Window => (
                Lamp::Yellow,
                "self_check.window",
                page.t("self_check.window_looks").to_string(),
            ),
        };
        Line {
            lamp,
            name: say(page, &told.condition.words),
            state: page.t(state).to_string(),
            said,
            from: from(page, &told.from),
        }
    };
    looked.conditions.iter().map(line).collect()
}

fn charges(page: &Page, looked: &Looked<'_>) -> Vec<Line> {
    let applies = looked.charges.iter().filter(|told| told.standing.may_hold());
    applies
        .map(|told| {
            let (lamp, state) = match (told.amount_fen, told.window, told.standing.holds()) {
                (Some(fen), false, true) => (Lamp::Green, page.money(fen)),
                (_, true, _) => (Lamp::Yellow, page.t("self_check.window").to_string()),
                _ => (Lamp::Yellow, page.t("self_check.waits").to_string()),
            };
            Line {
                lamp,
                name: say(page, &told.line.name),
                state,
                said: [situation::why(page, &told.standing), say(page, &told.line.standard)]
                    .into_iter()
                    .filter(|text| !text.is_empty())
                    .collect::<Vec<_>>()
                    .join(page.pick("；", "; ")),
                from: from(page, &told.from),
            }
        })
        .collect()
}

fn cost(page: &Page, item: &Item, chosen: &Chosen, looked: &Looked<'_>) -> String {
    if item.fee.is_none() {
        return page.t("portal.guide.free").to_string();
    }
    let due = page.money(item.fee_fen(chosen, &looked.computed));
    if looked.is_priced() {
        due
    } else {
        page.t1("portal.guide.cost.from", due)
    }
}
