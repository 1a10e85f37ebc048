//! Putting an arrangement in force, or trying what it would do.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};
use yimen_acts::calendar::import::{Checked, apply, check};
use yimen_acts::calendar::recompute::{MovedCase, Outlook, outlook, resume};
use yimen_acts::calendar::{Book, read};
use yimen_acts::{Centre, Chance, Time};
use yimen_domain::calendar::CHINA;
use yimen_domain::supervision::Lamp;
use yimen_store::Location;

use crate::commands::{Answer, Trouble, WELL, open, print_json, settle};
use crate::config::Common;

use super::{has_database, region};

/// A file to be put in force.
#[derive(Args)]
pub struct Import {
    /// JSON with year, papers and days, each day with name, date and isOffDay; "region" for a region's own days
    file: PathBuf,
    /// Change nothing; list which open cases would move
    #[arg(long)]
    dry_run: bool,
    /// Who applies it
    #[arg(long, value_name = "NAME", required_unless_present = "dry_run")]
    by: Option<String>,
    /// Number or address of the notice, where the file names none
    #[arg(long, value_name = "TEXT")]
    notice: Option<String>,
    /// Division code of the region whose own days these are
    #[arg(long, value_name = "CODE")]
    region: Option<String>,
}

/// Imports, or tries to.
pub async fn run(common: &Common, import: Import) -> Answer {
    let named = import.region.as_deref().map(region).transpose()?;
    let bytes = std::fs::read(&import.file)
        .map_err(|error| Trouble::Broken(format!("{} 无法读取 / cannot be read: {error}", import.file.display())))?;
    let incoming = read(&bytes)?.with_notice(import.notice.as_deref()).in_region(named);
    let passing = tempfile::tempdir().map_err(|error| Trouble::Broken(error.to_string()))?;
    let centre = if import.dry_run {
        open_to_try(common, passing.path()).await?
    } else {
        open(common).await?
    };
    let by = import.by.as_deref().unwrap_or("试算");
    let checked = check(&centre, incoming, by)?;
    let answer = if import.dry_run {
        try_out(common, &centre, &checked).await
    } else {
        put(common, &centre, &checked).await
    };
    centre.close().await?;
    answer
}

/// Trying makes no database where there is none.
async fn open_to_try(common: &Common, passing: &std::path::Path) -> Result<Centre, Trouble> {
    let mut config = settle(common, false)?;
    if !has_database(&config) {
        config.settings.location = Location::SqliteMemory;
        config.settings.data = passing.to_path_buf();
    }
    Ok(Centre::open(config.settings, Time::System, Chance::System).await?)
}

async fn try_out(common: &Common, centre: &Centre, checked: &Checked) -> Answer {
    let found = if checked.unchanged || checked.elsewhere {
        Outlook::default()
    } else {
        outlook(centre, &checked.calendar).await?
    };
    if common.json {
        print_json(&json!({
            "dry_run": true, "version": checked.number, "unchanged": checked.unchanged, "notice": checked.incoming.notice(),
            "looked": found.looked, "moved": found.moved, "lamps": found.lamps,
            "cases": found.cases.iter().map(fact).collect::<Vec<_>>(),
        }));
        return Ok(WELL);
    }
    if checked.unchanged {
        println!("与现行安排相同 / the same is in force already");
    }
    found.cases.iter().for_each(print_case);
    let rest = found.moved - found.cases.len() as u64;
    if rest > 0 {
        println!("另有 {rest} 件 / and {rest} more");
    }
    println!(
        "试算：在办 {} 件，{} 件到期日变动，{} 件亮灯变动；未作任何改动 / tried: {} open cases, {} would move, {} lamps would change; nothing was changed",
        found.looked, found.moved, found.lamps, found.looked, found.moved, found.lamps,
    );
    Ok(WELL)
}

async fn put(common: &Common, centre: &Centre, checked: &Checked) -> Answer {
    apply(centre, checked).await?;
    let progress = resume(centre, |progress| eprintln!("{} / {}", progress.done, progress.total)).await?;
    if common.json {
        print_json(&json!({
            "dry_run": false, "version": if checked.unchanged { centre.book().last() } else { checked.number },
            "unchanged": checked.unchanged, "notice": checked.incoming.notice(), "looked": progress.total, "moved": progress.moved,
            "finished": progress.finished,
        }));
        return Ok(WELL);
    }
    if checked.unchanged {
        println!("与现行安排相同，没有新版本 / the same is in force already; no new version was made");
        return Ok(WELL);
    }
    println!(
        "已采用第 {} 版日历 / version {} of the calendar is in force",
        checked.number, checked.number
    );
    if !checked.elsewhere {
        println!(
            "在办 {} 件已重算，{} 件到期日变动 / {} open cases were computed again, {} moved",
            progress.done, progress.moved, progress.done, progress.moved
        );
    }
    Ok(WELL)
}

/// Lists the versions.
pub async fn versions(common: &Common) -> Answer {
    let config = settle(common, false)?;
    let book = if has_database(&config) {
        let centre = open(common).await?;
        let book = centre.book();
        centre.close().await?;
        book
    } else {
        std::sync::Arc::new(Book::default())
    };
    let facts: Vec<Value> = book
        .changes()
        .iter()
        .map(|change| {
            json!({
                "version": change.number, "region": change.region.as_ref().map(|region| region.code()), "year": change.year,
                "notice": change.notice, "applied_on": change.at.day(CHINA).to_string(), "applied_by": change.by,
            })
        })
        .collect();
    if common.json {
        print_json(&facts);
        return Ok(WELL);
    }
    for change in book.changes() {
        let region = change.region.as_ref().map_or("全国 / national", |region| region.code());
        let year = if change.year == 0 {
            "—".to_string()
        } else {
            change.year.to_string()
        };
        println!(
            "{:>4}  {region}  {year}  {}  {}  {}",
            change.number,
            change.at.day(CHINA),
            change.by,
            change.notice
        );
    }
    if book.changes().is_empty() {
        println!("   1  全国 / national  {}", book.national().version().notice);
    }
    Ok(WELL)
}

fn fact(case: &MovedCase) -> Value {
    let clock = |moved: &yimen_domain::clocks::Moved| json!({ "clock": moved.kind.code(), "from": moved.from.to_string(), "to": moved.to.to_string(), "days": moved.days() });
    json!({
        "number": case.number, "item": case.item, "status": case.status.code(),
        "clocks": case.clocks.iter().map(clock).collect::<Vec<_>>(),
        "lamp_before": case.lamp_before.map(Lamp::code), "lamp_after": case.lamp_after.map(Lamp::code),
    })
}

fn print_case(case: &MovedCase) {
    for moved in &case.clocks {
        let (zh, en) = moved.kind.words();
        println!(
            "{}  {zh} / {en}  {} → {} ({:+})",
            case.number,
            moved.from,
            moved.to,
            moved.days()
        );
    }
    if case.lamp_changes() {
        let words = |lamp: Option<Lamp>| lamp.map_or(("无", "none"), Lamp::words);
        let (before, after) = (words(case.lamp_before), words(case.lamp_after));
        println!(
            "{}  亮灯 / lamp  {} → {} / {} → {}",
            case.number, before.0, after.0, before.1, after.1
        );
    }
}
