//! `yimen items cuts`: the five cuts against an earlier day.

use std::io::Write as _;

use clap::Args;
use serde_json::{Value, json};
use yimen_acts::items::cuts::{Cuts, compute, short, tables};
use yimen_acts::sheets;
use yimen_domain::calendar::Day;
use yimen_domain::items::cuts::{Cut, Pair};
use yimen_domain::words::Language;

use crate::commands::{Answer, Trouble, WELL, open, print_json};
use crate::config::Common;

/// Which days are compared.
#[derive(Args)]
pub struct Asked {
    /// The earlier day, such as 2026-01-01
    #[arg(long, value_name = "DAY")]
    since: String,
    /// The later day; today if not given
    #[arg(long, value_name = "DAY")]
    until: Option<String>,
    /// Only items of this body
    #[arg(long, value_name = "CODE", default_value = "")]
    body: String,
    /// Print every item that differs as CSV, with the cases behind it
    #[arg(long)]
    csv: bool,
}

/// Compares.
pub async fn run(common: &Common, asked: Asked) -> Answer {
    let since = day("--since", &asked.since)?;
    let until = asked.until.as_deref().map(|text| day("--until", text)).transpose()?;
    let centre = open(common).await?;
    let cuts = compute(&centre, since, until.unwrap_or_else(|| centre.today()), &asked.body)?;
    let made = tables(&centre, &cuts, Language::Zh, false).await?;
    centre.close().await?;
    if asked.csv {
        let items = made.last().ok_or_else(|| Trouble::Broken("no table was made".into()))?;
        let bytes = sheets::csv(items)?;
        let written = std::io::stdout().write_all(&bytes);
        written.map_err(|error| Trouble::Broken(error.to_string()))?;
    } else if common.json {
        print_json(&in_json(&cuts))?;
    } else {
        print(&cuts);
    }
    Ok(WELL)
}

fn day(flag: &str, text: &str) -> Result<Day, Trouble> {
    Day::parse(text).map_err(|_| {
        Trouble::Wrong(format!(
            "{flag} 应为 2026-01-01 这样的日期 / is a day such as 2026-01-01"
        ))
    })
}

fn print(cuts: &Cuts) {
    let total = cuts.total();
    println!("{} → {}", cuts.before, cuts.after);
    for cut in Cut::ALL {
        let (zh, en) = cut.words();
        println!("{zh} / {en}: {}", short(cut, total.figures.get(&cut)));
    }
    println!("{} 个事项有变化 / {} items differ", total.differ, total.differ);
    for item in cuts.differing() {
        let figures = Cut::ALL.iter().map(|cut| short(*cut, item.figures.get(cut)));
        println!("{}  {}", item.code, figures.collect::<Vec<_>>().join("  "));
    }
}

fn in_json(cuts: &Cuts) -> Value {
    let figures = |found: &std::collections::BTreeMap<Cut, Pair>| -> Value {
        let one = |(cut, pair): (&Cut, &Pair)| {
            let name = format!("{cut:?}").to_lowercase();
            (
                name,
                json!({ "before": pair.before, "after": pair.after, "saved": pair.saved() }),
            )
        };
        found.iter().map(one).collect::<serde_json::Map<_, _>>().into()
    };
    let items = cuts.differing().map(|item| {
        json!({ "item": item.code, "body": item.body, "versions": [item.versions.0, item.versions.1],
            "figures": figures(&item.figures) })
    });
    json!({
        "before": cuts.before.to_string(), "after": cuts.after.to_string(), "total": figures(&cuts.total().figures),
        "items": items.collect::<Vec<_>>(),
    })
}
