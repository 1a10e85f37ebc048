//! `yimen items check`: what the check-up of the library finds.

use clap::Args;
use serde_json::{Value, json};
use yimen_acts::items::check::{ByBody, ByRule, Checkup, checkup};
use yimen_domain::items::Coded;
use yimen_domain::items::check::{Finding, Severity, rule};
use yimen_domain::words::Words;

use crate::commands::{Answer, FOUND, Trouble, WELL, open, print_json};
use crate::config::Common;

/// What is looked at.
#[derive(Args)]
pub struct Check {
    /// Only findings as serious as this, or more: error, warning, notice
    #[arg(long, value_name = "LEVEL", default_value = "notice")]
    severity: String,
    /// Only this rule
    #[arg(long, value_name = "CODE")]
    rule: Option<String>,
    /// Only items of this body
    #[arg(long, value_name = "CODE")]
    body: Option<String>,
    /// Print each finding, not only the counts
    #[arg(long)]
    each: bool,
}

/// Runs it.
pub async fn run(common: &Common, asked: Check) -> Answer {
    let severity = Severity::parse(&asked.severity).ok_or_else(|| {
        Trouble::Wrong("--severity 应为 error、warning 或 notice / is one of error, warning, notice".into())
    })?;
    if let Some(code) = asked.rule.as_deref().filter(|code| rule(code).is_none()) {
        return Err(Trouble::Wrong(format!("没有规则“{code}” / there is no rule “{code}”")));
    }
    let centre = open(common).await?;
    let mut found = checkup(&centre).at_least(severity);
    if let Some(code) = &asked.rule {
        found = found.of_rule(code);
    }
    if let Some(body) = &asked.body {
        found = found.of_body(body);
    }
    if common.json {
        print_json(&in_json(&found))?;
    } else {
        print(&found, asked.each);
    }
    centre.close().await?;
    Ok(if found.count() > 0 { FOUND } else { WELL })
}

fn print(found: &Checkup, each: bool) {
    for line in found.by_rule().iter().filter(|line| line.findings > 0) {
        println!(
            "{:<8} {:>6}  {:<28} {} / {}",
            line.rule.severity.words().0,
            line.items,
            line.rule.code,
            line.rule.title.0,
            line.rule.title.1
        );
    }
    if each {
        for checked in &found.items {
            for finding in &checked.findings {
                println!(
                    "{}  {}  {}  {}",
                    checked.item.code, checked.item.name.zh, finding.rule.code, finding.what
                );
            }
        }
    }
    println!(
        "{} 个事项，{} 处问题，{} 个事项有严重问题 / {} items, {} findings, {} items with a serious one",
        found.items.len(),
        found.count(),
        found.items_with(Severity::Error),
        found.items.len(),
        found.count(),
        found.items_with(Severity::Error),
    );
}

fn in_json(found: &Checkup) -> Value {
    let findings = found.items.iter().flat_map(|checked| {
        let item = &checked.item;
        let line = |finding: &Finding| {
            json!({
                "item": item.code, "name": text(&item.name), "body": item.body, "rule": finding.rule.code,
                "severity": finding.rule.severity.code(), "what": text(&finding.what),
            })
        };
        checked.findings.iter().map(line).collect::<Vec<_>>()
    });
    json!({
        "items": found.items.len(), "whole": found.whole(), "findings": found.count(),
        "items_with_serious": found.items_with(Severity::Error),
        "rules": found.by_rule().iter().map(rule_json).collect::<Vec<_>>(),
        "bodies": found.by_body().iter().map(body_json).collect::<Vec<_>>(),
        "found": findings.collect::<Vec<_>>(),
    })
}

fn rule_json(line: &ByRule) -> Value {
    let rule = line.rule;
    json!({
        "code": rule.code, "severity": rule.severity.code(), "title": pair(rule.title), "elements": rule.elements,
        "source": rule.source, "why": pair(rule.why), "mend": pair(rule.mend),
        "items": line.items, "findings": line.findings,
    })
}

fn body_json(line: &ByBody) -> Value {
    let [error, warning, notice] = line.findings;
    json!({
        "code": line.body, "name": text(&line.name), "items": line.items, "items_with_serious": line.serious,
        "findings": { "error": error, "warning": warning, "notice": notice },
    })
}

fn text(words: &Words) -> Value {
    json!({ "zh": words.zh, "en": words.en })
}

fn pair((zh, en): (&str, &str)) -> Value {
    json!({ "zh": zh, "en": en })
}
