//! `yimen organisation`.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use serde_json::json;
use yimen_acts::Centre;
use yimen_acts::items::import::Fate;
use yimen_acts::organisation::change::Ground;
use yimen_acts::organisation::list::{Report, look, take};
use yimen_acts::organisation::moves::Missing;
use yimen_acts::organisation::{Organisation as Units, as_of, export, record};
use yimen_domain::calendar::Day;
use yimen_domain::organisation::posts::{Post, Roster, Serving, Side};

use crate::config::Common;

use super::{Answer, FOUND, Trouble, WELL, open, print_json};

/// What can be done with bodies, posts and people.
#[derive(Subcommand)]
pub enum Organisation {
    /// Bring in people with their posts, and windows, from .xlsx or .csv; all good rows are taken at once
    Import {
        /// File
        file: PathBuf,
        /// Look at every row and change nothing
        #[arg(long)]
        dry_run: bool,
        /// Why
        #[arg(long, default_value = "导入人员岗位 / import of people and posts")]
        reason: String,
        /// Law, notice or paper [default: the file's name]
        #[arg(long, default_value = "")]
        basis: String,
    },
    /// Write people with their posts, and windows, to .xlsx; or people alone to .csv
    Export {
        /// File
        file: PathBuf,
        /// As of this day [default: today]
        #[arg(long, value_name = "DAY")]
        on: Option<String>,
    },
    /// Show bodies, posts, who holds them and what is missing on a day
    Show {
        /// Day [default: today]
        #[arg(long, value_name = "DAY")]
        on: Option<String>,
    },
}

/// Runs it.
pub async fn run(common: &Common, organisation: Organisation) -> Answer {
    match organisation {
        Organisation::Import {
            file,
            dry_run,
            reason,
            basis,
        } => import(common, &file, dry_run, (reason, basis)).await,
        Organisation::Export { file, on } => write(common, &file, on.as_deref()).await,
        Organisation::Show { on } => show(common, on.as_deref()).await,
    }
}

fn day(text: Option<&str>, centre: &Centre) -> Result<Day, Trouble> {
    let read = |text| Day::parse(text).map_err(|error| Trouble::Wrong(format!("{text}: {}", error.words())));
    text.map_or_else(|| Ok(centre.today()), read)
}

async fn import(common: &Common, file: &Path, dry_run: bool, (reason, basis): (String, String)) -> Answer {
    let bytes =
        std::fs::read(file).map_err(|error| Trouble::Broken(format!("{} cannot be read: {error}", file.display())))?;
    let name = file
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let centre = open(common).await?;
    let report = if dry_run {
        look(&centre, &bytes).await?
    } else {
        let ground = Ground {
            account: None,
            by: "系统管理员 / operator".into(),
            reason,
            basis: if basis.is_empty() { name } else { basis },
        };
        take(&centre, &bytes, "", &ground).await?
    };
    if common.json {
        print_json(&report)?;
    } else {
        print(&report);
    }
    centre.close().await?;
    Ok(if report.count(Fate::Refused) > 0 { FOUND } else { WELL })
}

fn print(report: &Report) {
    for line in &report.lines {
        let (zh, en) = line.fate.words();
        println!("{}:{}  {}  {zh} / {en}  {}", line.sheet, line.line, line.about, line.zh);
        if !line.en.is_empty() {
            println!("    {}", line.en);
        }
    }
    let [taken, changed, unchanged, refused] = Fate::ALL.map(|fate| report.count(fate));
    println!(
        "新增 {taken}，更新 {changed}，未变 {unchanged}，拒绝 {refused} / {taken} new, {changed} changed, {unchanged} unchanged, {refused} refused"
    );
}

async fn write(common: &Common, file: &Path, on: Option<&str>) -> Answer {
    let centre = open(common).await?;
    let on = day(on, &centre)?;
    let bytes = match file.extension().and_then(|ending| ending.to_str()) {
        Some("xlsx") => export::workbook(&centre, on).await?,
        Some("csv") => export::csv(&centre, on).await?,
        _ => {
            return Err(Trouble::Wrong(
                "文件名应以 .xlsx 或 .csv 结尾 / the file's name ends with .xlsx or .csv".into(),
            ));
        }
    };
    std::fs::write(file, bytes)
        .map_err(|error| Trouble::Broken(format!("{} cannot be written: {error}", file.display())))?;
    centre.close().await?;
    Ok(WELL)
}

async fn show(common: &Common, on: Option<&str>) -> Answer {
    let centre = open(common).await?;
    let on = day(on, &centre)?;
    let (units, register) = (as_of(&centre, on)?, centre.posts());
    let gaps: Vec<(String, Missing)> = register
        .roster
        .gaps(on)
        .iter()
        .map(|gap| (gap.post().code.clone(), Missing::of(gap)))
        .collect();
    if common.json {
        let posts: Vec<_> = register
            .roster
            .posts(on)
            .map(|post| facts(&register.roster, post, on))
            .collect();
        let gaps: Vec<_> = gaps
            .iter()
            .map(|(post, missing)| json!({ "post": post, "missing": missing.words().1 }))
            .collect();
        print_json(&json!({ "on": on.to_string(), "posts": posts, "gaps": gaps }))?;
    } else {
        tell(&units, &register.roster, on);
        for (post, missing) in &gaps {
            let (zh, en) = missing.words();
            println!("{post}: {zh} / {en}");
        }
        let record = record::verify(&centre).await?;
        println!("{} 条记录 / entries of the record", record.entries);
    }
    centre.close().await?;
    Ok(WELL)
}

fn facts(roster: &Roster, post: &Post, on: Day) -> serde_json::Value {
    let holder = |side| roster.holder(&post.code, side, on).map(|term| term.person.name.clone());
    let serving = match roster.serving(&post.code, on) {
        Serving::A(term) | Serving::StandsIn { b: term, .. } => Some(term.person.name.clone()),
        Serving::Uncovered { .. } | Serving::Vacant => None,
    };
    json!({
        "code": post.code, "name": post.name.zh, "body": post.body, "section": post.section, "window": post.window,
        "a": holder(Side::A), "b": holder(Side::B), "serving": serving,
    })
}

fn tell(units: &Units, roster: &Roster, on: Day) {
    for body in units.bodies.values() {
        let posts: Vec<&Post> = roster.posts(on).filter(|post| post.body == body.code).collect();
        let level = units.level(body).words();
        println!("{} ({} / {})", body.name.words(), level.0, level.1);
        for post in posts {
            let name = |side| {
                roster
                    .holder(&post.code, side, on)
                    .map_or("—", |term| term.person.name.as_str())
            };
            let away = match roster.serving(&post.code, on) {
                Serving::StandsIn { b, .. } => format!("  {} 顶岗 / stands in", b.person.name),
                Serving::Uncovered { .. } => "  无人顶岗 / nobody stands in".to_string(),
                Serving::A(_) | Serving::Vacant => String::new(),
            };
            println!(
                "  {}  {}  A {}  B {}{away}",
                post.code,
                post.name,
                name(Side::A),
                name(Side::B)
            );
        }
    }
}
