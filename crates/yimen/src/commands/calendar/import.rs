//! Putting an arrangement in force, or trying what it would do.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};
use yimen_acts::calendar::import::{Checked, apply, check};
use yimen_acts::calendar::recompute::resume;
use yimen_acts::calendar::trial::{MovedCase, Trial};
use yimen_acts::calendar::{Book, Change, read};
use yimen_acts::{Centre, Chance, Time};
use yimen_domain::calendar::CHINA;
use yimen_domain::supervision::Lamp;
use yimen_store::Location;

use crate::commands::print::Print;
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

/// Names every case that would move as it is found, then what it comes to.
async fn try_out(common: &Common, centre: &Centre, checked: &Checked) -> Answer {
    let mut out = Print::begin();
    let mut trial = Trial::new(centre, &checked.calendar);
    let concerns = !checked.unchanged && !checked.elsewhere;
    while let Some(cases) = if concerns { trial.more().await? } else { None } {
        for case in &cases {
            if common.json {
                out.fact(&fact(case))?;
            } else {
                print_case(&mut out, case)?;
            }
        }
        out.show()?;
    }
    let found = trial.found();
    if common.json {
        out.fact(&json!({
            "dry_run": true, "version": checked.number, "unchanged": checked.unchanged, "elsewhere": checked.elsewhere,
            "notice": checked.incoming.notice(), "looked": found.looked, "moved": found.moved, "lamps": found.lamps,
            "cards_appear": found.appear, "cards_vanish": found.vanish,
        }))?;
    } else if checked.unchanged {
        out.line("与现行安排相同，无需采用；未作任何改动 / the same is in force already, there is nothing to apply; nothing was changed")?;
    } else if checked.elsewhere {
        out.line("这是其他地区的假日，不影响本中心的办件；未作任何改动 / these are another region's days, no case of this centre moves; nothing was changed")?;
    } else {
        out.line(format_args!(
            "试算：在办 {0} 件，{1} 件到期日变动，{2} 件亮灯变动，新增黄红牌 {3} 张，消除 {4} 张；未作任何改动 / tried: {0} open cases, {1} would move, \
             {2} lamps would change, {3} cards would appear, {4} would vanish; nothing was changed",
            found.looked, found.moved, found.lamps, found.appear, found.vanish,
        ))?;
    }
    out.end()?;
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
        }))?;
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
    let changes = book.changes();
    if common.json {
        let beginning = json!({
            "version": 1, "region": null, "year": 0, "notice": book.national().version().notice,
            "applied_on": null, "applied_by": null,
        });
        let mut facts: Vec<Value> = changes.iter().map(version).collect();
        if facts.is_empty() {
            facts.push(beginning);
        }
        print_json(&facts)?;
        return Ok(WELL);
    }
    let mut out = Print::begin();
    for change in changes {
        let region = change.region.as_ref().map_or("全国 / national", |region| region.code());
        let year = match change.hours() {
            Some(_) => "办公时间 / office hours".to_string(),
            None if change.year == 0 => "—".to_string(),
            None => change.year.to_string(),
        };
        let on = change.at.day(CHINA);
        out.line(format_args!(
            "{:>4}  {region}  {year}  {on}  {}  {}",
            change.number, change.by, change.notice
        ))?;
    }
    if changes.is_empty() {
        out.line(format_args!(
            "   1  全国 / national  {}",
            book.national().version().notice
        ))?;
    }
    out.end()?;
    Ok(WELL)
}

fn version(change: &Change) -> Value {
    json!({
        "version": change.number, "region": change.region.as_ref().map(|region| region.code()), "year": change.year,
        "office_hours": change.hours().map(ToString::to_string), "notice": change.notice, "applied_on": change.at.day(CHINA).to_string(), "applied_by": change.by,
    })
}

fn fact(case: &MovedCase) -> Value {
    let clock = |moved: &yimen_domain::clocks::Moved| json!({ "clock": moved.kind.code(), "from": moved.from.to_string(), "to": moved.to.to_string(), "days": moved.days() });
    json!({
        "number": case.number, "item": case.item, "status": case.status.code(),
        "clocks": case.clocks.iter().map(clock).collect::<Vec<_>>(),
        "lamp_before": case.lamp_before.map(Lamp::code), "lamp_after": case.lamp_after.map(Lamp::code),
    })
}

fn print_case(out: &mut Print, case: &MovedCase) -> Result<(), Trouble> {
    for moved in &case.clocks {
        let (zh, en) = moved.kind.words();
        let number = &case.number;
        out.line(format_args!(
            "{number}  {zh} / {en}  {} → {} ({:+})",
            moved.from,
            moved.to,
            moved.days()
        ))?;
    }
    if case.lamp_changes() {
        let words = |lamp: Option<Lamp>| lamp.map_or(("无", "none"), Lamp::words);
        let (before, after) = (words(case.lamp_before), words(case.lamp_after));
        out.line(format_args!(
            "{}  亮灯 / lamp  {} → {} / {} → {}",
            case.number, before.0, after.0, before.1, after.1
        ))?;
    }
    Ok(())
}
