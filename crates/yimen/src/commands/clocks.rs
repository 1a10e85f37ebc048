//! `yimen clocks`: the rules of clocks.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::{Value, json};
use yimen_acts::clocks::{Line, Origin, import, in_force, read};
use yimen_domain::calendar::Region;
use yimen_domain::clocks::{Budget, Warning};

use crate::commands::{Answer, Trouble, WELL, open, print_json};
use crate::config::Common;

/// What can be done with the rules of clocks.
#[derive(Subcommand)]
pub enum Clocks {
    /// Which limits and warnings are in force, and from where
    Rules(Rules),
    /// Put rules of regions and items in force from a JSON file; all of it or nothing
    Import(Import),
}

/// Of what the rules are asked.
#[derive(Args)]
pub struct Rules {
    /// Code of an item; without it what holds for every item
    #[arg(long, value_name = "CODE")]
    item: Option<String>,
    /// Division code; without it the centre's own
    #[arg(long, value_name = "CODE")]
    region: Option<String>,
}

/// A file to be put in force.
#[derive(Args)]
pub struct Import {
    /// JSON with "notice" and "rules"; each with "kind", "region" or "item", "working_days" and "source", a warning
    file: PathBuf,
    /// Who applies it
    #[arg(long, value_name = "NAME")]
    by: String,
}

/// Runs it.
pub async fn run(common: &Common, clocks: Clocks) -> Answer {
    match clocks {
        Clocks::Rules(asked) => rules(common, asked).await,
        Clocks::Import(asked) => take(common, asked).await,
    }
}

async fn rules(common: &Common, asked: Rules) -> Answer {
    let region = asked.region.as_deref().map(Region::parse).transpose();
    let region = region.map_err(|error| Trouble::Wrong(error.words().to_string()))?;
    let centre = open(common).await?;
    let lines = in_force(&centre, asked.item.as_deref(), region.clone())?;
    if common.json {
        let region = region.map_or_else(|| centre.div().to_string(), |region| region.code().to_string());
        let rules: Vec<Value> = lines.iter().map(line_json).collect();
        print_json(&json!({
            "region": region, "item": asked.item, "version": centre.rules().last(), "rules": rules,
        }))?;
    } else {
        lines.iter().for_each(print);
    }
    centre.close().await?;
    Ok(WELL)
}

fn line_json(line: &Line) -> Value {
    let (zh, en) = line.kind.words();
    let (warning, from) = &line.warning;
    let warn = match warning {
        Warning::DaysLeft(left) => json!({ "days_left": left }),
        Warning::PercentUsed(percent) => json!({ "percent_used": percent }),
        Warning::Usual => json!({ "days_left": 1, "percent_left": 20 }),
    };
    json!({
        "kind": line.kind.code(), "name": { "zh": zh, "en": en },
        "limit": line.budget.as_ref().map(|(budget, from)| json!({
            "amount": budget.amount, "unit": budget.unit.code(), "source": budget.source, "from": origin_json(from),
        })),
        "warning": { "when": warn, "from": origin_json(from) },
    })
}

fn origin_json(origin: &Origin) -> Value {
    let (by, on) = origin.applied.clone().unzip();
    json!({
        "level": origin.level, "code": origin.code, "version": origin.version, "notice": origin.notice, "by": by, "on": on,
    })
}

fn print(line: &Line) {
    let (zh, en) = line.kind.words();
    println!("{:<22} {zh} / {en}", line.kind.code());
    match &line.budget {
        Some((budget, from)) => println!(
            "{:22}   {}  [{}]  {}",
            "",
            amount(budget),
            budget.source,
            from_words(from)
        ),
        None => println!("{:22}   未规定 / not set", ""),
    }
    let (warning, from) = &line.warning;
    if from.version.is_some() {
        println!("{:22}   {}  {}", "", both(&warning.words()), from_words(from));
    }
}

fn amount(budget: &Budget) -> String {
    let (zh, en) = budget.unit.words();
    format!("{} {zh} / {en}", budget.amount)
}

fn from_words(origin: &Origin) -> String {
    let mut text = both(&origin.words());
    if let Some(version) = origin.version {
        text.push_str(&format!("; v{version}, {}", origin.notice));
    }
    if let Some((by, on)) = &origin.applied {
        text.push_str(&format!("; {by}, {on}"));
    }
    text
}

fn both(words: &yimen_domain::words::Words) -> String {
    format!("{} / {}", words.zh, words.en)
}

async fn take(common: &Common, asked: Import) -> Answer {
    let bytes = std::fs::read(&asked.file)
        .map_err(|error| Trouble::Broken(format!("{} 无法读取 / cannot be read: {error}", asked.file.display())))?;
    let incoming = read(&bytes)?;
    let centre = open(common).await?;
    let version = import(&centre, &incoming, &asked.by).await?;
    if common.json {
        print_json(&json!({
            "version": centre.rules().last(), "changed": version.is_some(), "rules": incoming.entries.len(),
        }))?;
    } else {
        match version {
            Some(version) => println!(
                "已采用第 {version} 版，{} 条规则 / version {version} is in force, {} rules",
                incoming.entries.len(),
                incoming.entries.len()
            ),
            None => println!("这些规则已经在用 / these rules are in force already"),
        }
    }
    centre.close().await?;
    Ok(WELL)
}
