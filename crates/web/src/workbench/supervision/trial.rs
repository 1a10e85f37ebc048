//! Rules tried on the past (试算): a set, or a rule with another threshold, over a period; what it would have given, and the difference to today's.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use yimen_acts::ActError;
use yimen_acts::supervision::adopt::{need_seeing, of_set};
use yimen_acts::supervision::trial::{Tried, back_test};
use yimen_domain::calendar::Day;
use yimen_domain::supervision::rule::{Colour, Rule, Threshold, Watch};
use yimen_domain::supervision::sets;
use yimen_domain::supervision::trial::Would;
use yimen_domain::words::{Fault as Wrong, Refusal};

use super::{HOME, address, lamp, no};
use crate::app::{App, Staff};
use crate::shell::components::{Fault, Field, FieldKind, Lamp, SummaryRow};
use crate::shell::{Html, Page};
use crate::workbench::shown::{self, pair, say};

/// Most lines of a table.
const MOST: usize = 100;
/// The period that is proposed, days.
const USUAL_DAYS: i32 = 90;

/// What is tried.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Asked {
    of: String,
    at: String,
    amount: String,
    colour: String,
    from: String,
    until: String,
}

#[derive(Template)]
#[template(path = "workbench/supervision/trial.html")]
struct TrialPage {
    page: Page,
    action: String,
    fields: Vec<Field>,
    faults: Vec<Fault>,
    tried: Option<Shown>,
}

struct Shown {
    sums: Vec<SummaryRow>,
    parts: Vec<Part>,
}

struct Part {
    id: &'static str,
    title: String,
    lines: Vec<WouldLine>,
    more: usize,
}

struct WouldLine {
    href: String,
    case: String,
    rule: String,
    lamp: Lamp,
    colour: &'static str,
    before: String,
    at: String,
    reason: String,
}

/// `GET /workbench/supervision/trial`.
pub(super) async fn show(State(app): State<App>, page: Page, staff: Staff, Query(asked): Query<Asked>) -> Response {
    let actor = staff.actor();
    if let Err(refusal) = need_seeing(&actor) {
        return no(page, refusal.into());
    }
    let mut fields = fields(&app, &page, &asked);
    let mut faults = Vec::new();
    let mut tried = None;
    if !asked.from.is_empty() {
        let done = match wish(&app, &asked) {
            Ok((period, rules)) => back_test(&app.centre, &actor, period, rules).await,
            Err(refusal) => Err(refusal.into()),
        };
        match done {
            Ok(done) => tried = Some(shown(&page, &done)),
            Err(ActError::Refused(refusal)) => {
                faults = shown::faults(&page, &refusal, |field| match field {
                    "watch.amount" => "amount".to_string(),
                    other => other.to_string(),
                });
                for field in &mut fields {
                    let fault = faults.iter().find(|fault| fault.field == field.name);
                    field.error = fault.map(|fault| fault.words.clone()).unwrap_or_default();
                }
                let there = |fault: &Fault| fields.iter().any(|field| field.name == fault.field);
                faults
                    .iter_mut()
                    .filter(|fault| !there(fault))
                    .for_each(|fault| fault.field.clear());
            }
            Err(error) => return no(page, error),
        }
    }
    let status = if faults.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let drawn = TrialPage {
        action: format!("{HOME}/trial"),
        fields,
        faults,
        tried,
        page,
    };
    (status, Html(drawn)).into_response()
}

fn in_force(app: &App) -> Vec<Rule> {
    let known = app.centre.supervision();
    known.book().in_force(app.centre.today()).cloned().collect()
}

fn fields(app: &App, page: &Page, asked: &Asked) -> Vec<Field> {
    let label = |part: &str| page.t(&format!("supervision.field.{part}"));
    let today = app.centre.today();
    let mut of = Field::new(FieldKind::Choice, "of", label("of")).value(asked.of.clone());
    for set in sets::sets() {
        of = of.choice(
            format!("set:{}", set.code),
            page.t1("supervision.of.set", pair(page, set.words)),
        );
    }
    for rule in in_force(app) {
        let code = rule.mark.code.as_str();
        let words = page.t1("supervision.of.rule", format!("{code} {}", say(page, &rule.name)));
        of = of.choice(format!("rule:{code}"), words);
    }
    let at = ["used", "left", "over"].into_iter().fold(
        Field::new(FieldKind::Choice, "at", label("at"))
            .optional()
            .value(asked.at.clone()),
        |choice, code| choice.choice(code, page.t(&format!("supervision.at.{code}"))),
    );
    let colour = Colour::ALL.into_iter().fold(
        Field::new(FieldKind::Choice, "colour", label("colour"))
            .optional()
            .value(asked.colour.clone()),
        |choice, colour| choice.choice(colour.code(), pair(page, colour.words())),
    );
    let period = |name: &str, given: &str, usual: Day| {
        let value = if given.is_empty() {
            usual.to_string()
        } else {
            given.to_string()
        };
        Field::new(FieldKind::Date, name, label(&format!("period.{name}"))).value(value)
    };
    vec![
        of,
        at.hint(page.t("supervision.field.at.hint")),
        Field::new(FieldKind::Integer, "amount", label("amount"))
            .optional()
            .value(asked.amount.clone()),
        colour,
        period("from", &asked.from, today.plus(-USUAL_DAYS)),
        period("until", &asked.until, today),
    ]
}

/// The period and the rules that take the place of all others.
fn wish(app: &App, asked: &Asked) -> Result<((Day, Day), Vec<Rule>), Refusal> {
    let wrong = |field: &str, zh: &str, en: &str| Refusal::invalid(vec![Wrong::new(field, zh, en)]);
    let day = |field: &str, text: &str| Day::parse(text).map_err(|_| wrong(field, "请填写日期。", "Give a day."));
    let period = (day("from", &asked.from)?, day("until", &asked.until)?);
    let rules = match asked.of.split_once(':') {
        Some(("set", set)) => of_set(set, &[], app.centre.today())?,
        Some(("rule", code)) => {
            let mut rules = in_force(app);
            let rule = rules.iter_mut().find(|rule| rule.mark.code.as_str() == code);
            let rule = rule.ok_or_else(|| Refusal::missing("正在生效的这条规则", "this rule in force"))?;
            if let (Watch::Clock { at, .. }, false) = (&mut rule.watch, asked.amount.trim().is_empty()) {
                let amount = asked.amount.trim().parse().ok();
                let sort = if asked.at.is_empty() {
                    at.code()
                } else {
                    asked.at.as_str()
                };
                let tried = amount.and_then(|amount| Threshold::parse(sort, amount));
                *at = tried.ok_or_else(|| wrong("amount", "请填写整数。", "Give a whole number."))?;
            }
            rule.colour = Colour::parse(&asked.colour).unwrap_or(rule.colour);
            rules
        }
        _ => return Err(wrong("of", "请选择要试算的规则。", "Choose what to try.")),
    };
    Ok((period, rules))
}

fn shown(page: &Page, tried: &Tried) -> Shown {
    let row = |key: &str, value: usize| SummaryRow::new(page.t(key), value.to_string());
    let difference = &tried.difference;
    let mut sums = vec![
        row("supervision.tried.cases", tried.cases),
        row("supervision.tried.would", tried.would.len()),
        row("supervision.tried.today", tried.today.len()),
        row("supervision.tried.real", tried.real.len()),
        row("supervision.tried.same", difference.same),
    ];
    if tried.unread > 0 {
        sums.push(row("supervision.tried.unread", tried.unread));
    }
    let part = |id: &'static str, key: &str, lines: Vec<WouldLine>| Part {
        id,
        title: page.t1(key, lines.len()),
        more: lines.len().saturating_sub(MOST),
        lines: lines.into_iter().take(MOST).collect(),
    };
    let one = |would: &Would| line(page, would, String::new());
    let changed = |(old, new): &(Would, Would)| {
        let before = format!("{} {}", pair(page, old.card.colour.words()), page.moment(old.at.0));
        line(page, new, before)
    };
    Shown {
        sums,
        parts: vec![
            part(
                "added",
                "supervision.tried.added",
                difference.added.iter().map(one).collect(),
            ),
            part(
                "gone",
                "supervision.tried.gone",
                difference.gone.iter().map(one).collect(),
            ),
            part(
                "recoloured",
                "supervision.tried.recoloured",
                difference.recoloured.iter().map(changed).collect(),
            ),
            part(
                "moved",
                "supervision.tried.moved",
                difference.moved.iter().map(changed).collect(),
            ),
        ],
    }
}

fn line(page: &Page, would: &Would, before: String) -> WouldLine {
    let mark = &would.card.rule;
    WouldLine {
        href: address(&would.case),
        case: would.case.clone(),
        rule: mark.code.as_str().to_string(),
        lamp: lamp(would.card.colour),
        colour: pair(page, would.card.colour.words()),
        before,
        at: page.moment(would.at.0),
        reason: say(page, &would.card.reason),
    }
}
