//! `yimen retention`: how long what is kept, and deleting what was kept long enough.

use clap::Subcommand;
use serde_json::json;
use yimen_acts::retention;
use yimen_domain::retention::Kind;

use crate::config::Common;

use super::{Answer, Trouble, WELL, open, print_json};

/// What can be done with periods.
#[derive(Subcommand)]
pub enum Retention {
    /// Show every period with its bounds and its basis
    Show,
    /// Choose a period within its bounds
    Set {
        /// Kind of data, as `show` names it
        kind: String,
        /// Days
        days: u32,
    },
    /// Delete now what was kept long enough; serving does it once a day
    Run {
        /// Count only, delete nothing
        #[arg(long)]
        dry_run: bool,
    },
}

/// Runs it.
pub async fn run(common: &Common, order: Retention) -> Answer {
    let centre = open(common).await?;
    match order {
        Retention::Show => {
            let periods = retention::periods(&centre).await?;
            for period in &periods {
                let rule = period.kind.rule();
                let code = period.kind.code();
                if common.json {
                    print_json(&json!({
                        "kind": code, "days": period.days, "least": rule.least, "most": rule.most, "basis": rule.basis.0,
                    }))?;
                } else {
                    println!(
                        "{code:<16} {:>6}  ({}-{})  {} / {}",
                        period.days, rule.least, rule.most, rule.name.0, rule.name.1
                    );
                    println!("                 {} / {}", rule.basis.0, rule.basis.1);
                }
            }
        }
        Retention::Set { kind, days } => {
            let known = || Kind::ALL.map(Kind::code).join(", ");
            let kind = Kind::parse(&kind).ok_or_else(|| Trouble::Wrong(format!("“{kind}” is none of {}", known())))?;
            retention::choose(&centre, kind, days).await?;
            if common.json {
                print_json(&json!({ "kind": kind.code(), "days": days }))?;
            } else {
                println!(
                    "{}：{days} 天 / {}: {days} days",
                    kind.rule().name.0,
                    kind.rule().name.1
                );
            }
        }
        Retention::Run { dry_run } => {
            let run = retention::run(&centre, dry_run).await?;
            if common.json {
                print_json(&json!({ "dry_run": dry_run, "deleted": run.done }))?;
            } else if run.done.is_empty() {
                println!("没有到期的内容 / nothing was kept long enough");
            }
            for done in run.done.iter().filter(|_| !common.json) {
                let (zh, en) = if dry_run {
                    ("将删除", "would delete")
                } else {
                    ("已删除", "deleted")
                };
                println!("{}：{zh} {} 条 / {en} {}", done.kind, done.count, done.count);
            }
        }
    }
    centre.close().await?;
    Ok(WELL)
}
