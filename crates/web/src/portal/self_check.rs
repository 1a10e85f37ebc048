//! Am I eligible, and what does it cost (自测): the item's rules, before anybody applies. Nothing is kept.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use yimen_acts::items::computed::{self, Looked, Met, look};
use yimen_acts::items::latest;
use yimen_domain::items::form::{Choice, Field as ItemField, FieldType, FileKind, FileRule, tidy};
use yimen_domain::items::situation::applying;
use yimen_domain::items::{Audience, Chosen, Coded as _, Item};
use yimen_domain::words::Words;

use crate::app::{App, refuse};
use crate::forms::{Act, Look, Section, Sent, filled, sections};
use crate::shell::components::{Field, FieldKind, Lamp, LinkTo};
use crate::shell::{CheckedForm, Html, Page};
use crate::situation;

use super::words::{self, say};

/// Names and texts, in their order.
type Pairs = Vec<(String, String)>;

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
    /// What the rules ask of the form.
    sections: Vec<Section>,
    /// Something was answered.
    answered: bool,
    conditions: Vec<Line>,
    charges: Vec<Line>,
    cost: String,
    /// The answers about the situation, as the end of an address.
    query: String,
}

async fn ask(State(app): State<App>, page: Page, Path(code): Path<String>, Query(asked): Query<Pairs>) -> Response {
    shown(&app, page, &code, asked, false)
}

async fn answer(
    State(app): State<App>,
    page: Page,
    Path(code): Path<String>,
    CheckedForm(form): CheckedForm<Pairs>,
) -> Response {
    shown(&app, page, &code, form, true)
}

fn shown(app: &App, page: Page, code: &str, mut pairs: Pairs, answered: bool) -> Response {
    let item = match latest(&app.centre, code) {
        Ok(item) => item,
        Err(error) => {
            let back = LinkTo::new("/items", page.t("portal.guide.find_others"));
            return refuse(page, error, back);
        }
    };
    pairs.iter_mut().for_each(|(_, text)| {
        if let Some((end, _)) = text.char_indices().nth(LONGEST) {
            text.truncate(end);
        }
    });
    let sent = Sent {
        pairs,
        ..Sent::default()
    };
    let chosen = situation::chosen(sent.pairs.iter().map(|(name, text)| (name, text)));
    let form_fields = form_fields(&item);
    let mut filled = filled::answers(&form_fields, &sent);
    let changed = Act::parse(sent.get("then")).map(|act| act.apply(&mut filled, &form_fields));
    let form = tidy(filled.clone());
    let kind = Audience::parse(sent.get("applicant.kind")).or_else(|| match item.audience.as_slice() {
        [only] => Some(*only),
        _ => None,
    });
    let looked = look(&item, (kind, app.centre.today()), &chosen, &form);
    let answered = changed.is_none() && (answered || !chosen.is_empty());
    let drawn = Look {
        answers: &filled,
        faults: &[],
        known: &BTreeMap::new(),
        own: false,
    };
    let found = SelfCheck {
        name: say(&page, &item.name),
        fields: fields(&page, &item, &chosen, kind),
        sections: sections(&page, &form_fields, drawn).0,
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

/// What the rules ask of the form. Nothing is uploaded here: of files it is asked which kinds there will be.
fn form_fields(item: &Item) -> Vec<ItemField> {
    let plain = |field: &ItemField| ItemField {
        kind: match &field.kind {
            FieldType::File(rule) => FieldType::Choices(kinds_of(rule)),
            kind => kind.clone(),
        },
        required: true,
        when: Vec::new(),
        group: Words::default(),
        ..field.clone()
    };
    computed::asked(item).into_iter().map(plain).collect()
}

fn kinds_of(rule: &FileRule) -> Vec<Choice> {
    let all = if rule.accept.is_empty() {
        FileKind::ALL
    } else {
        &rule.accept
    };
    let choice = |kind: &FileKind| Choice {
        code: kind.code().to_string(),
        label: Words::new(kind.words().0, kind.words().1),
    };
    all.iter().map(choice).collect()
}

fn fields(page: &Page, item: &Item, chosen: &Chosen, kind: Option<Audience>) -> Vec<Field> {
    let mut fields = Vec::new();
    if item.audience.len() > 1 {
        let mut field = Field::new(FieldKind::Choice, "applicant.kind", page.t("workbench.applicant.kind"));
        for audience in &item.audience {
            field = field.choice(audience.code(), words::pick(page, audience.words()));
        }
        fields.push(field.value(kind.map_or("", |kind| kind.code())));
    }
    fields.extend(situation::fields(page, &applying(item, chosen)));
    fields
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
