//! A rule while it is written (规则试算): whether it is understood, what it asks for, what its examples come to, and what it may ask for.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use uuid::Uuid;
use yimen_acts::items::drafted::{self, Came, Drafted, Expects, Fault, Input, Inputs, Kind, Looked, Tried};
use yimen_domain::items::form::{Field, FieldType, FileKind, FormTest};
use yimen_domain::items::{Coded as _, Expression};

use super::outline::elements;
use super::page::writable;
use super::sent::{self, Pairs, get};
use crate::app::{App, Staff, refuse};
use crate::shell::{CheckedForm, Html, Page};
use crate::workbench::shown::{pair, say};

/// What is found in a rule or a test case.
pub(super) struct Panel {
    pub(super) id: String,
    pub(super) good: bool,
    pub(super) said: String,
    pub(super) faults: Vec<FaultView>,
    pub(super) lines: Vec<LineView>,
}

/// What is wrong, and where.
pub(super) struct FaultView {
    pub(super) what: String,
    pub(super) hint: String,
    pub(super) at: String,
}

/// An example, or a place of a test case.
pub(super) struct LineView {
    pub(super) good: bool,
    pub(super) words: String,
}

/// A rule with what stands beside it.
pub(super) struct RuleView {
    pub(super) id: String,
    pub(super) panel: Panel,
    pub(super) groups: Vec<InputGroup>,
}

/// Inputs of one kind, to choose from.
pub(super) struct InputGroup {
    pub(super) label: &'static str,
    pub(super) inputs: Vec<InputView>,
}

/// An input that a rule may ask for.
pub(super) struct InputView {
    pub(super) label: String,
    pub(super) name: String,
    pub(super) kind: String,
    /// What is put into the rule, and what people read on the button.
    pub(super) puts: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "workbench/editor_looked.html")]
struct LookedPage {
    page: Page,
    panel: Panel,
}

/// What stands beside a rule of the document.
pub(super) fn view(page: &Page, drafted: &Drafted, document: &Value, place: &str) -> RuleView {
    let inputs = drafted.inputs();
    RuleView {
        id: place.to_string(),
        panel: of_rule(page, document, place, &inputs),
        groups: groups(page, drafted, &inputs),
    }
}

fn of_rule(page: &Page, document: &Value, place: &str, inputs: &Inputs) -> Panel {
    match drafted::rule(document, place, inputs) {
        Some((rule, _)) if rule.text.trim().is_empty() => nothing(place),
        Some((rule, looked)) => told(page, place, &rule, &looked),
        None => nothing(place),
    }
}

fn nothing(place: &str) -> Panel {
    Panel {
        id: place.to_string(),
        good: true,
        said: String::new(),
        faults: Vec::new(),
        lines: Vec::new(),
    }
}

fn told(page: &Page, place: &str, rule: &Expression, looked: &Looked) -> Panel {
    let expects = drafted::expects(place);
    let labels: Vec<String> = looked.asks.iter().map(|input| say(page, &input.label)).collect();
    let comes = page.t(match expects {
        Expects::Truth => "edit.rule.comes_truth",
        Expects::Fen => "edit.rule.comes_fen",
    });
    let readable = looked.faults.is_empty();
    let said = match (readable, labels.is_empty()) {
        (true, true) => page.t1("edit.rule.understood_fixed", comes),
        (true, false) => page.t2("edit.rule.understood", labels.join(page.pick("、", ", ")), comes),
        (false, _) => page.t("edit.rule.wrong").to_string(),
    };
    let lines = looked.examples.iter().enumerate();
    Panel {
        id: place.to_string(),
        good: readable,
        said,
        faults: looked
            .faults
            .iter()
            .map(|fault| fault_view(page, &rule.text, fault))
            .collect(),
        lines: lines.map(|(at, tried)| example(page, at + 1, tried)).collect(),
    }
}

fn fault_view(page: &Page, text: &str, fault: &Fault) -> FaultView {
    let at = fault.line(text).map(|(line, within)| {
        let words = fault.words_at(text);
        page.text_with("edit.rule.at", &[&line.to_string(), &within.to_string(), words.trim()])
    });
    FaultView {
        what: say(page, &fault.what),
        hint: say(page, &fault.hint),
        at: at.unwrap_or_default(),
    }
}

fn came(page: &Page, came: Came) -> String {
    match came {
        Came::Truth(true) => page.t("edit.rule.true").to_string(),
        Came::Truth(false) => page.t("edit.rule.false").to_string(),
        Came::Fen(fen) => page.money(fen),
    }
}

fn example(page: &Page, number: usize, tried: &Tried) -> LineView {
    let words = match (&tried.wrong, tried.came) {
        (None, Some(result)) => page.t2("edit.rule.example_good", number, came(page, result)),
        (Some(_), Some(result)) => page.t2("edit.rule.example_differs", number, came(page, result)),
        (Some(why), None) => page.t2("edit.rule.example_fails", number, say(page, why)),
        (None, None) => String::new(),
    };
    LineView {
        good: tried.wrong.is_none(),
        words,
    }
}

/// What a test case of the form comes to.
pub(super) fn of_test(page: &Page, drafted: &Drafted, document: &Value, place: &str) -> Panel {
    let Some(test) = drafted::form_test(document, place) else {
        return nothing(place);
    };
    let (missed, unexpected) = test.run(&drafted.form);
    let line = |key: &str, path: &String| LineView {
        good: false,
        words: page.t1(key, called(page, &drafted.form, path)),
    };
    let mut lines: Vec<LineView> = missed.iter().map(|path| line("edit.test.missed", path)).collect();
    lines.extend(unexpected.iter().map(|path| line("edit.test.unexpected", path)));
    let good = lines.is_empty();
    Panel {
        id: place.to_string(),
        good,
        said: page
            .t(if good { "edit.test.good" } else { "edit.test.wrong" })
            .to_string(),
        faults: Vec::new(),
        lines,
    }
}

/// What people call the field at a path such as `form.partners[0].name`.
fn called(page: &Page, form: &[Field], path: &str) -> String {
    let bare = path.strip_prefix("form.").unwrap_or(path);
    let (code, rest) = bare.split_once('[').map_or((bare, ""), |(code, rest)| (code, rest));
    let Some(field) = form.iter().find(|field| field.code == code) else {
        return path.to_string();
    };
    let label = say(page, &field.label);
    let Some((at, inner)) = rest.split_once("].") else {
        return label;
    };
    let number = at.parse::<usize>().map_or(0, |at| at + 1);
    let inner = field.fields().iter().find(|field| field.code == inner);
    let inner = inner.map_or_else(String::new, |inner| say(page, &inner.label));
    page.t2("form.row_entry", format!("{label} {number}"), inner)
}

/// Paths at which a test case may expect a fault, with what people call them; those that it does expect come first.
pub(super) fn places(page: &Page, form: &[Field], test: Option<&FormTest>) -> Vec<(String, String)> {
    let expected = test.map(|test| test.expect.clone()).unwrap_or_default();
    let mut paths: Vec<String> = Vec::new();
    for field in form {
        let path = format!("form.{}", field.code);
        paths.push(path.clone());
        let rows = test
            .and_then(|test| test.answers.get(&field.code))
            .map_or(0, |answer| answer.rows().len());
        for at in 0..rows.max(field.least_entries()) {
            paths.extend(
                field
                    .fields()
                    .iter()
                    .map(|inner| format!("{path}[{at}].{}", inner.code)),
            );
        }
    }
    paths.retain(|path| !expected.contains(path));
    expected
        .into_iter()
        .chain(paths)
        .map(|path| (path.clone(), called(page, form, &path)))
        .collect()
}

fn groups(page: &Page, drafted: &Drafted, inputs: &Inputs) -> Vec<InputGroup> {
    let of = |key: &str, before: &str| InputGroup {
        label: page.t(key),
        inputs: inputs
            .all()
            .iter()
            .filter(|input| input.name.starts_with(before))
            .map(|input| offered(page, drafted, input))
            .collect(),
    };
    let mut groups = vec![
        of("edit.rule.situations", "situation."),
        of("edit.rule.form", "form."),
        of("edit.rule.applicant", "appli"),
    ];
    groups.retain(|group| !group.inputs.is_empty());
    groups
}

fn offered(page: &Page, drafted: &Drafted, input: &Input) -> InputView {
    let name = &input.name;
    let mut puts = vec![(name.clone(), page.t("edit.rule.put").to_string())];
    if input.optional && !input.kind.is_list() {
        puts.push((format!("has({name}) && "), page.t("edit.rule.put_has").to_string()));
    }
    for (code, words) in answers(page, drafted, input) {
        let text = match input.kind {
            Kind::Several { .. } => format!("'{code}' in {name}"),
            _ => format!("{name} == '{code}'"),
        };
        puts.push((text, words));
    }
    match &input.kind {
        Kind::Day => puts.push((
            format!("years({name}, application.day)"),
            page.t("edit.rule.put_years").to_string(),
        )),
        Kind::Rows { .. } | Kind::Several { .. } => {
            puts.push((format!("size({name})"), page.t("edit.rule.put_size").to_string()));
        }
        _ => {}
    }
    if let Kind::Rows { fields, .. } = &input.kind {
        for field in fields {
            let label = say(page, &field.label);
            let code = &field.name;
            let there = if field.optional {
                format!("has(r.{code}) && ")
            } else {
                String::new()
            };
            let put = match field.kind {
                Kind::Truth => format!("{name}.all(r, {there}r.{code})"),
                Kind::Whole { .. } | Kind::Decimal { .. } | Kind::Money { .. } if field.optional => {
                    format!("sum({name}.map(r, has(r.{code}) ? r.{code} : 0))")
                }
                Kind::Whole { .. } | Kind::Decimal { .. } | Kind::Money { .. } => {
                    format!("sum({name}.map(r, r.{code}))")
                }
                _ => format!("{name}.all(r, {there}r.{code} == )"),
            };
            puts.push((put, label));
        }
    }
    InputView {
        label: say(page, &input.label),
        name: name.clone(),
        kind: say(page, &input.kind.words()),
        puts,
    }
}

/// The answers of an input, with what people read.
fn answers(page: &Page, drafted: &Drafted, input: &Input) -> Vec<(String, String)> {
    let (group, code) = input.name.split_once('.').unwrap_or_default();
    match group {
        "situation" => {
            let question = drafted.situations.iter().find(|question| question.code == code);
            let options = question.iter().flat_map(|question| &question.options);
            options
                .map(|answer| (answer.code.clone(), say(page, &answer.label)))
                .collect()
        }
        "form" => {
            let field = drafted.form.iter().find(|field| field.code == code);
            let Some(field) = field else { return Vec::new() };
            if let FieldType::File(rule) = &field.kind {
                let all = if rule.accept.is_empty() {
                    FileKind::ALL
                } else {
                    &rule.accept
                };
                let kind = |kind: &FileKind| (kind.code().to_string(), pair(page, kind.words()).to_string());
                return all.iter().map(kind).collect();
            }
            let choices = field.choices().iter();
            choices
                .map(|choice| (choice.code.clone(), say(page, &choice.label)))
                .collect()
        }
        "applicant" => {
            let kinds = drafted.audience.iter();
            kinds
                .map(|kind| (kind.code().to_string(), pair(page, kind.words()).to_string()))
                .collect()
        }
        _ => Vec::new(),
    }
}

/// `POST /workbench/items/drafts/{id}/edit/{section}/check`: what is found in the rule or test case `at`, as it is typed; nothing is kept.
pub(crate) async fn check(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    Path((id, section)): Path<(Uuid, String)>,
    CheckedForm(pairs): CheckedForm<Pairs>,
) -> Response {
    let Some(elements) = elements(&section) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let read = async {
        let opened = writable(&app.centre, &staff.actor(), id).await?;
        sent::of(&app.centre, &opened, &elements, &pairs).await
    };
    let sent = match read.await {
        Ok(sent) => sent,
        Err(error) => {
            let back = super::page::back(&page, id);
            return refuse(page, error, back);
        }
    };
    let shown = get(&pairs, "at");
    let place = sent.reading.place(shown);
    let document = &sent.wish.mine;
    let drafted = Drafted::of(document);
    let mut panel = if place.starts_with("form_tests.") {
        of_test(&page, &drafted, document, &place)
    } else {
        of_rule(&page, document, &place, &drafted.inputs())
    };
    panel.id = shown.to_string();
    Html(LookedPage { page, panel }).into_response()
}
