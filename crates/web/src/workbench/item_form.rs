//! A form for its editors (表单预览): as people will see it, empty or filled in, wide or narrow, with the test cases beside it.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use uuid::Uuid;
use yimen_acts::items::check::of_item_instead;
use yimen_acts::items::{latest, life};
use yimen_acts::{ActError, Centre};
use yimen_domain::items::Item;
use yimen_domain::items::form::{Answers, FormTest, check, sample};
use yimen_domain::organisation::Actor;
use yimen_domain::words::{Fault, Refusal};

use super::shown::say;
use crate::app::{App, Staff, in_query, refuse};
use crate::forms::{Look, Section, sections};
use crate::portal::schema_address;
use crate::shell::components::{LinkTo, SummaryRow};
use crate::shell::{Html, Page};

/// How the form is looked at.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    /// `sample`, the number of a test case from 1, or nothing.
    filled: String,
    /// `phone` or nothing.
    width: String,
    /// A draft of the item in place of what is published.
    draft: String,
}

#[derive(Template)]
#[template(path = "workbench/item_form.html")]
struct FormPage {
    page: Page,
    code: String,
    name: String,
    is_draft: bool,
    phone: bool,
    ways: Vec<Way>,
    widths: Vec<Way>,
    sections: Vec<Section>,
    schema: String,
    tests: Vec<TestRow>,
    failed: usize,
    findings: Vec<SummaryRow>,
}

/// One way to look at it.
struct Way {
    href: String,
    words: String,
    here: bool,
}

struct TestRow {
    href: String,
    name: String,
    expected: Vec<String>,
    passes: bool,
    what: Vec<String>,
}

/// `GET /workbench/items/{code}/form`.
pub(crate) async fn show(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    Path(code): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    match load(&app.centre, &staff.actor(), &code, &asked.draft).await {
        Ok(item) => Html(form_page(&app.centre, page, &item, &asked)).into_response(),
        Err(error) => {
            let back = LinkTo::new("/workbench/items", page.t("check.back"));
            refuse(page, error, back)
        }
    }
}

async fn load(centre: &Centre, actor: &Actor, code: &str, draft: &str) -> Result<Item, ActError> {
    if draft.is_empty() {
        return Ok(latest(centre, code)?.as_ref().clone());
    }
    let missing = || ActError::from(Refusal::missing("这份草稿", "this draft"));
    let id = Uuid::parse_str(draft).map_err(|_| missing())?;
    let opened = life::open(centre, actor, id).await?;
    opened.item(centre).map_err(|why| {
        let unreadable = Fault {
            field: String::new(),
            words: why,
        };
        Refusal::invalid(vec![unreadable]).into()
    })
}

fn form_page(centre: &Centre, page: Page, item: &Item, asked: &Asked) -> FormPage {
    let number: usize = asked.filled.parse().unwrap_or(0);
    let case = number.checked_sub(1).and_then(|at| item.form_tests.get(at));
    let answers = match case {
        Some(test) => test.answers.clone(),
        None if asked.filled == "sample" => sample(&item.form, centre.today()),
        None => Answers::new(),
    };
    let found = case.map(|test| check(&item.form, &test.answers)).unwrap_or_default();
    let look = Look {
        answers: &answers,
        faults: &found,
        known: &BTreeMap::new(),
        own: false,
    };
    let (sections, _) = sections(&page, &item.form, look);
    let tests: Vec<TestRow> = item
        .form_tests
        .iter()
        .enumerate()
        .map(|(at, test)| test_row(&page, item, asked, at, test))
        .collect();
    let is_draft = !asked.draft.is_empty();
    FormPage {
        code: item.code.clone(),
        name: say(&page, &item.name),
        schema: if is_draft { String::new() } else { schema_address(item) },
        is_draft,
        phone: asked.width == "phone",
        ways: vec![
            way(&page, item, asked, "form_preview.empty", "", &asked.width),
            way(&page, item, asked, "form_preview.sample", "sample", &asked.width),
        ],
        widths: vec![
            way(&page, item, asked, "form_preview.desktop", &asked.filled, ""),
            way(&page, item, asked, "form_preview.phone", &asked.filled, "phone"),
        ],
        sections,
        failed: tests.iter().filter(|test| !test.passes).count(),
        tests,
        findings: findings(centre, &page, item),
        page,
    }
}

fn address(item: &Item, asked: &Asked, filled: &str, width: &str) -> String {
    let code = in_query(&item.code);
    let draft = in_query(&asked.draft);
    format!("/workbench/items/{code}/form?filled={filled}&width={width}&draft={draft}")
}

/// A link to the form filled in another way, or at another width.
fn way(page: &Page, item: &Item, asked: &Asked, key: &str, filled: &str, width: &str) -> Way {
    Way {
        href: address(item, asked, filled, width),
        words: page.t(key).to_string(),
        here: filled == asked.filled && width == asked.width,
    }
}

fn test_row(page: &Page, item: &Item, asked: &Asked, at: usize, test: &FormTest) -> TestRow {
    let (missed, unexpected) = test.run(&item.form);
    let mut what: Vec<String> = missed.iter().map(|path| page.t1("form_preview.missed", path)).collect();
    what.extend(unexpected.iter().map(|path| page.t1("form_preview.unexpected", path)));
    TestRow {
        href: address(item, asked, &(at + 1).to_string(), &asked.width),
        name: say(page, &test.name),
        expected: test.expect.clone(),
        passes: what.is_empty(),
        what,
    }
}

/// What the check-up finds in the form.
fn findings(centre: &Centre, page: &Page, item: &Item) -> Vec<SummaryRow> {
    let found = of_item_instead(centre, item);
    let of_form = found.iter().filter(|finding| finding.rule.elements.contains(&"form"));
    of_form
        .map(|finding| {
            SummaryRow::new(
                page.pick(finding.rule.title.0, finding.rule.title.1),
                say(page, &finding.what),
            )
        })
        .collect()
}
