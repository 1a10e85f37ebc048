//! The check-up of the item library (事项体检): counts by rule and by body, and the items behind each.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use yimen_acts::items::check::{ByBody, ByRule, Checked, Checkup, checkup};
use yimen_domain::items::Coded;
use yimen_domain::items::check::{Rule, Severity, element_words, rule};

use super::shown::{pair, say};
use crate::app::{App, Staff, in_query};
use crate::shell::components::Pager;
use crate::shell::{Html, Page};

const ADDRESS: &str = "/workbench/items/check";
/// Items on a page.
const LINES: usize = 30;

/// What is looked at.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    rule: String,
    body: String,
    after: String,
}

#[derive(Template)]
#[template(path = "workbench/check.html")]
struct CheckPage {
    page: Page,
    title: String,
    whole_library: bool,
    items: usize,
    whole: usize,
    serious: usize,
    findings: usize,
    rules: Vec<RuleLine>,
    silent: Vec<RuleLine>,
    bodies: Vec<BodyLine>,
}

#[derive(Template)]
#[template(path = "workbench/check_items.html")]
struct ItemsPage {
    page: Page,
    title: &'static str,
    rule: RuleShown,
    total: usize,
    items: Vec<ItemLine>,
    pager: Pager,
}

struct RuleLine {
    href: String,
    title: &'static str,
    source: &'static str,
    severity: Shown,
    items: usize,
}

/// A severity as it is shown.
#[derive(Clone)]
pub(super) struct Shown {
    pub(super) words: &'static str,
    pub(super) class: &'static str,
    pub(super) icon: &'static str,
}

struct BodyLine {
    href: String,
    name: String,
    items: usize,
    serious: usize,
    errors: usize,
    warnings: usize,
    notices: usize,
}

struct RuleShown {
    severity: Shown,
    why: &'static str,
    mend: &'static str,
    source: &'static str,
    elements: String,
    code: &'static str,
}

struct ItemLine {
    href: String,
    code: String,
    name: String,
    body: String,
    findings: Vec<String>,
}

/// `GET /workbench/items/check`: counts, or the items behind one rule or one body.
pub(crate) async fn show(State(app): State<App>, page: Page, _: Staff, Query(asked): Query<Asked>) -> Response {
    let centre = app.centre.clone();
    let Ok(found) = tokio::task::spawn_blocking(move || checkup(&centre)).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let found = if asked.body.is_empty() {
        found
    } else {
        found.of_body(&asked.body)
    };
    match rule(&asked.rule) {
        Some(rule) => Html(items(page, found, rule, &asked)).into_response(),
        None if !asked.rule.is_empty() || found.items.is_empty() => StatusCode::NOT_FOUND.into_response(),
        None => Html(counts(page, &found, &asked.body)).into_response(),
    }
}

fn counts(page: Page, found: &Checkup, body: &str) -> CheckPage {
    let (rules, silent): (Vec<ByRule>, Vec<ByRule>) = found.by_rule().into_iter().partition(|line| line.findings > 0);
    let mut rules: Vec<ByRule> = rules;
    rules.sort_by_key(|line| (line.rule.severity, std::cmp::Reverse(line.items)));
    let first = found.items.first().filter(|_| !body.is_empty());
    CheckPage {
        title: first.map_or_else(
            || page.t("check.title").to_string(),
            |checked| page.t1("check.title_of", say(&page, &checked.item.body_name)),
        ),
        whole_library: body.is_empty(),
        items: found.items.len(),
        whole: found.whole(),
        serious: found.items_with(Severity::Error),
        findings: found.count(),
        rules: rules.iter().map(|line| rule_line(&page, line, body)).collect(),
        silent: silent.iter().map(|line| rule_line(&page, line, body)).collect(),
        bodies: found.by_body().iter().map(|line| body_line(&page, line)).collect(),
        page,
    }
}

fn rule_line(page: &Page, line: &ByRule, body: &str) -> RuleLine {
    RuleLine {
        href: address(line.rule, body),
        title: pair(page, line.rule.title),
        source: line.rule.source,
        severity: severity(page, line.rule),
        items: line.items,
    }
}

/// Where the items behind a rule are listed, of the library or of one body.
fn address(rule: &Rule, body: &str) -> String {
    let body = if body.is_empty() {
        String::new()
    } else {
        format!("&body={}", in_query(body))
    };
    format!("{ADDRESS}?rule={}{body}", rule.code)
}

/// The badge of a rule's severity.
pub(super) fn severity(page: &Page, rule: &Rule) -> Shown {
    let (class, icon) = match rule.severity {
        Severity::Error => ("lamp-red", "alert-octagon"),
        Severity::Warning => ("lamp-yellow", "alert-triangle"),
        Severity::Notice => ("", "info-circle"),
    };
    Shown {
        words: pair(page, rule.severity.words()),
        class,
        icon,
    }
}

fn body_line(page: &Page, line: &ByBody) -> BodyLine {
    let [errors, warnings, notices] = line.findings;
    BodyLine {
        href: format!("{ADDRESS}?body={}", in_query(&line.body)),
        name: say(page, &line.name),
        items: line.items,
        serious: line.serious,
        errors,
        warnings,
        notices,
    }
}

fn items(page: Page, found: Checkup, rule: &'static Rule, asked: &Asked) -> ItemsPage {
    let found = found.of_rule(rule.code);
    let address = address(rule, &asked.body);
    let with: Vec<&Checked> = found
        .items
        .iter()
        .filter(|checked| !checked.findings.is_empty())
        .collect();
    let shown: Vec<&Checked> = with
        .iter()
        .copied()
        .filter(|checked| checked.item.code.as_str() > asked.after.as_str())
        .take(LINES + 1)
        .collect();
    let next = shown.get(LINES.saturating_sub(1)).filter(|_| shown.len() > LINES);
    let pager = Pager {
        first: (!asked.after.is_empty()).then(|| address.clone()),
        next: next.map(|last| format!("{address}&after={}", in_query(&last.item.code))),
    };
    ItemsPage {
        title: pair(&page, rule.title),
        rule: rule_shown(&page, rule),
        total: with.len(),
        items: shown
            .iter()
            .take(LINES)
            .map(|checked| item_line(&page, checked))
            .collect(),
        pager,
        page,
    }
}

fn rule_shown(page: &Page, rule: &'static Rule) -> RuleShown {
    let elements = rule.elements.iter().filter_map(|element| element_words(element));
    let names: Vec<&str> = elements.map(|words| pair(page, words)).collect();
    RuleShown {
        severity: severity(page, rule),
        why: pair(page, rule.why),
        mend: pair(page, rule.mend),
        source: rule.source,
        elements: names.join(page.pick("、", ", ")),
        code: rule.code,
    }
}

fn item_line(page: &Page, checked: &Checked) -> ItemLine {
    let item = &checked.item;
    ItemLine {
        href: format!("/workbench/items/{}", in_query(&item.code)),
        code: item.code.clone(),
        name: say(page, &item.name),
        body: say(page, &item.body_name),
        findings: checked
            .findings
            .iter()
            .map(|finding| say(page, &finding.what))
            .collect(),
    }
}
