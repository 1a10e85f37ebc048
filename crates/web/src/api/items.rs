//! Items over the API.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use yimen_acts::items as library;
use yimen_acts::items::search::{Group, Narrow, Question, life_events, people};
use yimen_domain::calendar::Day;
use yimen_domain::items::form::{Answers, Choice, Field, FieldWhen};
use yimen_domain::items::situation::{Applying, Standing, Told, applying};
use yimen_domain::items::{Audience, Chosen, Coded, Completeness, FeeLine, Handling, Item, ItemKind, Situation};

use crate::app::App;

use super::problem::{Both, Problem};
use super::signed::{Asked, Named};

/// What to look for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Query {
    /// Words of daily speech, pinyin or initials; the best 500, best first. Without words: all, in order of code.
    #[param(max_length = 200)]
    q: Option<String>,
    /// Code of a body.
    body: Option<String>,
    /// `permit`, `payment`, `confirmation`, `award`, `adjudication`, `other`, `public_service`.
    kind: Option<String>,
    /// `person` or `company`.
    audience: Option<String>,
    /// Life event: `birth`, `school`, `work`, `marriage`, `home`, `retirement`, `illness`, `death`; for companies `start`,
    /// `operate`, `change`, `close`.
    event: Option<String>,
    /// Kind of people: `elderly`, `children`, `disabled`, `women`, `veterans`, `jobless`, `graduates`, `farmers`, `poor`,
    /// `newcomers`, `founders`, `drivers`, `medics`.
    people: Option<String>,
    /// `next` of the page before.
    after: Option<String>,
    /// 1 to 200; 50 if not given.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// An item in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct ItemLine {
    code: String,
    version: u32,
    name: Both,
    body: String,
    body_name: Both,
    kind: &'static str,
    handling: &'static str,
    audience: Vec<&'static str>,
    statutory_days: u32,
    promised_days: u32,
    fee_fen: Option<i64>,
    /// The whole specification is there, not only the catalogue's line.
    complete: bool,
}

/// A page of items.
#[derive(Debug, Serialize, ToSchema)]
pub struct ItemPage {
    items: Vec<ItemLine>,
    /// Where the next page begins; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// Lists and finds items.
#[utoipa::path(get, path = "/api/v1/items", params(Query), security(()), responses(
    (status = 200, body = ItemPage), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn list(State(app): State<App>, Asked(query): Asked<Query>) -> Result<Json<ItemPage>, Problem> {
    let limit = limit_of(query.limit, 50, 200)?;
    let kind = parse(query.kind.as_deref(), "kind", ItemKind::parse)?;
    let audience = parse(query.audience.as_deref(), "audience", Audience::parse)?;
    let event = parse(query.event.as_deref(), "event", |code| group(life_events(), code))?;
    let people = parse(query.people.as_deref(), "people", |code| group(people(), code))?;
    let narrow = Narrow {
        body: query.body.unwrap_or_default(),
        kind: kind.map(|kind| kind.code().to_string()).unwrap_or_default(),
        audience: audience.map(|audience| audience.code().to_string()).unwrap_or_default(),
        event: event.unwrap_or_default(),
        people: people.unwrap_or_default(),
    };
    let library = app.centre.library();
    let after = query.after.as_deref().unwrap_or_default();
    let found: Vec<_> = match query.q.as_deref().map(str::trim).filter(|words| !words.is_empty()) {
        Some(words) => {
            let question = Question {
                narrow,
                ..Question::new(words)
            };
            let mut found = library.answer(&question).items;
            if let Some(at) = found.iter().position(|item| item.code == after) {
                found.drain(..=at);
            }
            found.truncate(limit + 1);
            found
        }
        None => library.list(&narrow, after, limit + 1).items,
    };
    let next = (found.len() > limit).then(|| found[limit - 1].code.clone());
    Ok(Json(ItemPage {
        items: found.iter().take(limit).map(|item| line(item)).collect(),
        next,
    }))
}

fn group(groups: &[Group], code: &str) -> Option<String> {
    groups
        .iter()
        .find(|group| group.code == code)
        .map(|group| group.code.to_string())
}

/// A number of lines within its bounds.
pub fn limit_of(given: Option<u32>, usual: u32, most: u32) -> Result<usize, Problem> {
    let limit = given.unwrap_or(usual);
    if (1..=most).contains(&limit) {
        return Ok(limit as usize);
    }
    Err(Problem::field(
        "limit",
        &format!("每页 1 至 {most} 条。"),
        &format!("Ask for 1 to {most} lines."),
    ))
}

fn parse<T>(given: Option<&str>, field: &str, parse: fn(&str) -> Option<T>) -> Result<Option<T>, Problem> {
    given
        .map(|code| {
            parse(code).ok_or_else(|| {
                Problem::field(
                    field,
                    &format!("“{code}”无法识别。"),
                    &format!("“{code}” is not known."),
                )
            })
        })
        .transpose()
}

fn line(item: &Item) -> ItemLine {
    ItemLine {
        code: item.code.clone(),
        version: item.version,
        name: (&item.name).into(),
        body: item.body.clone(),
        body_name: (&item.body_name).into(),
        kind: item.kind.code(),
        handling: handling(item),
        audience: item.audience.iter().map(|audience| audience.code()).collect(),
        statutory_days: item.statutory.days,
        promised_days: item.promised.days,
        fee_fen: item.fee.as_ref().map(|fee| fee.amount_fen),
        complete: item.completeness == Completeness::Full,
    }
}

fn handling(item: &Item) -> &'static str {
    if item.handling == Handling::Instant {
        "instant"
    } else {
        "promised"
    }
}

/// A whole item.
#[derive(Debug, Serialize, ToSchema)]
pub struct ItemView {
    #[serde(flatten)]
    line: ItemLine,
    group: String,
    summary: Both,
    keywords: Vec<String>,
    legal_basis: Vec<BasisView>,
    conditions: Vec<Both>,
    /// Questions whose answers select materials, charges and steps. Give answers in the query, as in
    /// `?situation.cooks=yes`, to learn what applies and why.
    situations: Vec<SituationView>,
    materials: Vec<MaterialView>,
    procedure: Vec<StepView>,
    special_procedures: Vec<SpecialView>,
    statutory_source: Both,
    fee: Option<FeeView>,
    result: Both,
    form: Vec<FieldView>,
    hours: Both,
    phone: String,
    complaint_phone: String,
    visits: u32,
    delivery: Vec<&'static str>,
    /// Elements that are demonstration data.
    assumed: Vec<String>,
}

/// A legal basis.
#[derive(Debug, Serialize, ToSchema)]
pub struct BasisView {
    title: String,
    article: String,
    text: String,
}

/// Whether something applies to somebody with the answers given.
#[derive(Debug, Serialize, ToSchema)]
pub struct StandingView {
    /// `always`: to everybody. `applies`: because of the answers given. `not`: it does not. `open`: it depends on a
    /// question that is not answered.
    applies: &'static str,
    /// Why, in words; empty where it applies to everybody.
    why: Both,
}

impl From<&Standing<'_>> for StandingView {
    fn from(standing: &Standing<'_>) -> StandingView {
        StandingView {
            applies: standing.code(),
            why: (&standing.why()).into(),
        }
    }
}

/// A question about the person's situation (情形).
#[derive(Debug, Serialize, ToSchema)]
pub struct SituationView {
    code: String,
    question: Both,
    hint: Both,
    options: Vec<OptionView>,
    #[serde(flatten)]
    standing: StandingView,
    /// The answer that counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<String>,
}

/// One charge of a fee (收费项目).
#[derive(Debug, Serialize, ToSchema)]
pub struct ChargeView {
    name: Both,
    standard: Both,
    basis: String,
    /// Where it is fixed.
    #[serde(skip_serializing_if = "Option::is_none")]
    amount_fen: Option<i64>,
    #[serde(flatten)]
    standing: StandingView,
}

/// A material.
#[derive(Debug, Serialize, ToSchema)]
pub struct MaterialView {
    code: String,
    name: Both,
    source: &'static str,
    form: &'static str,
    copies: u32,
    required: bool,
    deferrable: bool,
    note: Both,
    #[serde(flatten)]
    standing: StandingView,
}

/// A step.
#[derive(Debug, Serialize, ToSchema)]
pub struct StepView {
    step: String,
    name: Both,
    who: Both,
    days: Option<u32>,
    #[serde(flatten)]
    standing: StandingView,
}

/// A special procedure.
#[derive(Debug, Serialize, ToSchema)]
pub struct SpecialView {
    kind: String,
    basis: String,
    max_days: Option<u32>,
}

/// A fee.
#[derive(Debug, Serialize, ToSchema)]
pub struct FeeView {
    amount_fen: i64,
    /// What is due with the answers given; none where that depends on more.
    due_fen: Option<i64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    lines: Vec<ChargeView>,
    basis: String,
    standard: Both,
}

/// A form field.
#[derive(Debug, Serialize, ToSchema)]
pub struct FieldView {
    code: String,
    /// Element of the dictionary that it asks for.
    #[serde(skip_serializing_if = "Option::is_none")]
    element: Option<&'static str>,
    label: Both,
    r#type: &'static str,
    required: bool,
    max: usize,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    options: Vec<OptionView>,
    /// Fields of a repeated group.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(no_recursion)]
    fields: Vec<FieldView>,
    /// When it is asked: all must hold.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    when: Vec<FieldWhenView>,
}

/// When a field is asked.
#[derive(Debug, Serialize, ToSchema)]
pub struct FieldWhenView {
    field: String,
    answers: Vec<String>,
}

/// One answer of a choice.
#[derive(Debug, Serialize, ToSchema)]
pub struct OptionView {
    code: String,
    label: Both,
}

/// One item with everything that people are owed to know.
#[utoipa::path(get, path = "/api/v1/items/{code}", params(("code" = String, Path),
    ("situation.{question}" = Option<String>, Query,
        description = "the answer to a question, by the question's code; once for each question")), security(()), responses(
    (status = 200, body = ItemView), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn one(
    State(app): State<App>,
    Named(code): Named<String>,
    axum::extract::Query(asked): axum::extract::Query<BTreeMap<String, String>>,
) -> Result<Json<ItemView>, Problem> {
    let item = library::latest(&app.centre, &code)?;
    let today = app.centre.today();
    Ok(Json(view(&item, &crate::situation::chosen(asked.iter()), today)))
}

fn view(item: &Item, given: &Chosen, today: Day) -> ItemView {
    let told = applying(item, given);
    ItemView {
        line: line(item),
        group: item.group.clone(),
        summary: (&item.summary).into(),
        keywords: item.keywords.clone(),
        legal_basis: item
            .legal_basis
            .iter()
            .map(|basis| BasisView {
                title: basis.title.clone(),
                article: basis.article.clone(),
                text: basis.text.clone(),
            })
            .collect(),
        conditions: item
            .conditions
            .iter()
            .map(|condition| Both::from(&condition.words))
            .collect(),
        situations: told
            .questions
            .iter()
            .map(|asked| question(asked, &told.chosen))
            .collect(),
        materials: told
            .materials
            .iter()
            .map(
                |Told {
                     what: material,
                     standing,
                 }| MaterialView {
                    standing: standing.into(),
                    code: material.code.clone(),
                    name: (&material.name).into(),
                    source: material.source.map_or("", Coded::code),
                    form: material.form.map_or("", Coded::code),
                    copies: material.copies,
                    required: material.required,
                    deferrable: material.deferrable,
                    note: (&material.note).into(),
                },
            )
            .collect(),
        procedure: told
            .steps
            .iter()
            .map(|Told { what: step, standing }| StepView {
                standing: standing.into(),
                step: step.step.clone(),
                name: (&step.name).into(),
                who: (&step.who).into(),
                days: step.days,
            })
            .collect(),
        special_procedures: item
            .special
            .iter()
            .map(|special| SpecialView {
                kind: special.kind.clone(),
                basis: special.basis.clone(),
                max_days: special.max_days,
            })
            .collect(),
        statutory_source: (&item.statutory.source).into(),
        fee: item.fee.as_ref().map(|fee| FeeView {
            amount_fen: fee.amount_fen,
            due_fen: due_fen(item, &told, today),
            lines: told.fees.iter().map(charge).collect(),
            basis: fee.basis.clone(),
            standard: (&fee.standard).into(),
        }),
        result: (&item.result.name).into(),
        form: item.form.iter().map(field).collect(),
        hours: (&item.service.hours).into(),
        phone: item.service.phone.clone(),
        complaint_phone: item.service.complaint_phone.clone(),
        visits: item.service.visits,
        delivery: item.service.delivery.iter().map(|way| way.code()).collect(),
        assumed: item.assumed.clone(),
    }
}

fn question(asked: &Told<'_, Situation>, chosen: &Chosen) -> SituationView {
    let option = |answer: &yimen_domain::items::situation::Answer| OptionView {
        code: answer.code.clone(),
        label: (&answer.label).into(),
    };
    SituationView {
        code: asked.what.code.clone(),
        question: (&asked.what.question).into(),
        hint: (&asked.what.hint).into(),
        options: asked.what.options.iter().map(option).collect(),
        standing: (&asked.standing).into(),
        answer: chosen.get(&asked.what.code).cloned(),
    }
}

/// What is due where every answer that matters was given.
fn due_fen(item: &Item, told: &Applying<'_>, day: Day) -> Option<i64> {
    let looked = library::computed::look(item, (None, day), &told.chosen, &Answers::new());
    let known = told.is_settled() && looked.is_priced();
    known.then(|| item.fee_fen(&told.chosen, &looked.computed))
}

fn charge(told: &Told<'_, FeeLine>) -> ChargeView {
    ChargeView {
        name: (&told.what.name).into(),
        standard: (&told.what.standard).into(),
        basis: told.what.basis.clone(),
        amount_fen: told.what.amount_fen,
        standing: (&told.standing).into(),
    }
}

fn field(field: &Field) -> FieldView {
    let option = |choice: &Choice| OptionView {
        code: choice.code.clone(),
        label: (&choice.label).into(),
    };
    let when = |when: &FieldWhen| FieldWhenView {
        field: when.field.clone(),
        answers: when.answers.clone(),
    };
    FieldView {
        code: field.code.clone(),
        element: field.element.map(|element| element.code),
        label: (&field.label).into(),
        r#type: field.kind.code(),
        required: field.required,
        max: field.max,
        options: field.choices().iter().map(option).collect(),
        fields: field.fields().iter().map(self::field).collect(),
        when: field.when.iter().map(when).collect(),
    }
}

/// Which version of a form.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OfVersion {
    /// Version of the item; the latest if not given.
    version: Option<u32>,
}

/// The form of an item as JSON Schema (2020-12): what answers must hold to, and the words of each fault in `x-words`.
#[utoipa::path(get, path = "/api/v1/items/{code}/form", params(("code" = String, Path), OfVersion), security(()), responses(
    (status = 200, body = Object, content_type = "application/schema+json"),
    (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn form(
    State(app): State<App>,
    Named(code): Named<String>,
    Asked(asked): Asked<OfVersion>,
) -> Result<Response, Problem> {
    let latest = library::latest(&app.centre, &code)?;
    let item = match asked.version {
        Some(version) => app
            .centre
            .library()
            .version(&code, version)
            .cloned()
            .ok_or_else(|| Problem::field("version", "没有这个版本。", "There is no such version."))?,
        None => latest,
    };
    let schema = library::form::schema(&item.form);
    Ok(([(header::CONTENT_TYPE, "application/schema+json")], schema.to_string()).into_response())
}
