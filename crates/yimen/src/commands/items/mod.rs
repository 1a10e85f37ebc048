//! `yimen items`.

mod check;
mod cuts;
mod progress;

use std::path::{Path, PathBuf};

use clap::Subcommand;
use yimen_acts::items::export::{Kind, export};
use yimen_acts::items::import::{Fate, Ground, Report, bring_in, undo};
use yimen_acts::items::life::record::{self, Verdict};
use yimen_acts::items::wire::schema;

use crate::config::Common;

use super::{Answer, FOUND, Trouble, WELL, open, print_json};
use progress::Progress;

/// What can be done with items.
#[derive(Subcommand)]
pub enum Items {
    /// Import a list (.xlsx, .xls, .ods, .csv) or specifications (JSON) as one batch; reports every row
    Import(Import),
    /// Write every item's latest version to a file: .xlsx, .csv or .json by its ending
    Export {
        /// The file
        file: PathBuf,
        /// Only items of this body
        #[arg(long, value_name = "CODE", default_value = "")]
        body: String,
    },
    /// Undo an import as a whole; no version is removed
    Undo {
        /// Name of the import, as the import printed it
        batch: String,
        /// Why
        #[arg(long)]
        reason: String,
        /// Law, notice or paper behind it
        #[arg(long)]
        basis: String,
    },
    /// The five cuts: what items, steps, materials, days and fees were saved between two days
    Cuts(cuts::Asked),
    /// Find contradictions and gaps in the whole library
    Check(check::Check),
    /// Check the record of the library: that no entry was altered or removed, and every published version is the approved one
    Verify,
    /// Print the JSON Schema of an item's document
    Schema,
}

/// What is brought in, and why.
#[derive(clap::Args)]
pub struct Import {
    /// The file
    file: PathBuf,
    /// Print only what was not simply taken
    #[arg(long)]
    brief: bool,
    /// Look at every row and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Use the columns that were kept under this name; without it they are guessed from the heading
    #[arg(long, value_name = "NAME", default_value = "")]
    columns: String,
    /// Why
    #[arg(long, default_value = "导入目录 / import of a catalogue")]
    reason: String,
    /// Law, notice or paper behind it; without it the file's name
    #[arg(long, default_value = "")]
    basis: String,
    /// Keep the name of the file out of the public change log, because it says something about a person
    #[arg(long)]
    hide_file: bool,
}

/// Who a command acts as.
const OPERATOR: &str = "系统管理员 / operator";

/// Runs it.
pub async fn run(common: &Common, items: Items) -> Answer {
    match items {
        Items::Import(asked) => take(common, asked).await,
        Items::Export { file, body } => write(common, &file, &body).await,
        Items::Undo { batch, reason, basis } => take_back(common, &batch, reason, basis).await,
        Items::Cuts(asked) => cuts::run(common, asked).await,
        Items::Check(asked) => check::run(common, asked).await,
        Items::Verify => verify(common).await,
        Items::Schema => print_schema(),
    }
}

async fn verify(common: &Common) -> Answer {
    let centre = open(common).await?;
    let verdict = record::verify(&centre).await?;
    if common.json {
        print_json(&facts(&verdict))?;
    } else {
        tell(&verdict);
    }
    centre.close().await?;
    Ok(if verdict.faults.is_empty() { WELL } else { FOUND })
}

/// Prints what a check of the library's record found.
pub fn tell(verdict: &Verdict) {
    println!(
        "事项库 {} 条记录，{} 个发布或导入的版本 / item library: {} entries, {} published or imported versions",
        verdict.entries, verdict.versions, verdict.entries, verdict.versions
    );
    for fault in &verdict.faults {
        println!("{fault}");
    }
}

/// The same as facts.
pub fn facts(verdict: &Verdict) -> serde_json::Value {
    serde_json::json!({ "entries": verdict.entries, "versions": verdict.versions, "faults": verdict.faults })
}

fn print_schema() -> Answer {
    let text = serde_json::to_string_pretty(&schema()).map_err(|error| Trouble::Broken(error.to_string()))?;
    println!("{text}");
    Ok(WELL)
}

async fn take(common: &Common, asked: Import) -> Answer {
    let file = &asked.file;
    let bytes =
        std::fs::read(file).map_err(|error| Trouble::Broken(format!("{} cannot be read: {error}", file.display())))?;
    let centre = open(common).await?;
    let name = file
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let ground = Ground {
        by: OPERATOR.into(),
        reason: asked.reason,
        basis: match asked.basis {
            basis if !basis.is_empty() => basis,
            _ if asked.hide_file => "系统管理员提供的清单 / a list given by the operator".into(),
            _ => name.clone(),
        },
        names_file: !asked.hide_file,
        since: None,
    };
    let mut progress = Progress::new(common.json);
    let mut tell = |stage| progress.tell(stage);
    let report = bring_in(
        &centre,
        &name,
        bytes,
        &asked.columns,
        &ground,
        !asked.dry_run,
        &mut tell,
    )
    .await?;
    progress.end();
    if common.json {
        print_json(&report)?;
    } else {
        print(&report, asked.brief);
    }
    centre.close().await?;
    Ok(if report.refused > 0 { FOUND } else { WELL })
}

async fn write(common: &Common, file: &Path, body: &str) -> Answer {
    let ending = file.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let kind = Kind::parse(ending).ok_or_else(|| {
        Trouble::Wrong("文件名应以 .xlsx、.csv 或 .json 结尾 / the file's name ends with .xlsx, .csv or .json".into())
    })?;
    let centre = open(common).await?;
    let bytes = export(&centre, kind, body).await?;
    std::fs::write(file, bytes)
        .map_err(|error| Trouble::Broken(format!("{} cannot be written: {error}", file.display())))?;
    centre.close().await?;
    Ok(WELL)
}

async fn take_back(common: &Common, batch: &str, reason: String, basis: String) -> Answer {
    let centre = open(common).await?;
    let ground = Ground {
        by: OPERATOR.into(),
        reason,
        basis,
        names_file: true,
        since: None,
    };
    let undone = undo(&centre, batch, &ground).await?;
    println!(
        "已撤销：恢复 {} 个事项，取消 {} 个新增事项 / undone: {} items put back, {} new ones withdrawn",
        undone.counts.changed, undone.counts.taken, undone.counts.changed, undone.counts.taken
    );
    centre.close().await?;
    Ok(WELL)
}

fn print(report: &Report, brief: bool) {
    for row in &report.rows {
        let quiet = row.zh.is_empty() && matches!(row.fate, Fate::Taken | Fate::Unchanged);
        if brief && quiet {
            continue;
        }
        let why = if row.zh.is_empty() {
            String::new()
        } else {
            format!("  {} / {}", row.zh, row.en)
        };
        println!(
            "{:>6}  {:<10} {}  {}{why}",
            row.line,
            fate(row.fate),
            row.code,
            row.name
        );
    }
    println!(
        "{} 行：新增 {}，更新 {}，未变 {}，拒绝 {} / {} rows: {} taken, {} changed, {} unchanged, {} refused\n导入批次 / import {}",
        report.rows.len(),
        report.taken,
        report.changed,
        report.unchanged,
        report.refused,
        report.rows.len(),
        report.taken,
        report.changed,
        report.unchanged,
        report.refused,
        report.batch,
    );
}

fn fate(fate: Fate) -> &'static str {
    match fate {
        Fate::Taken => "taken",
        Fate::Changed => "changed",
        Fate::Unchanged => "unchanged",
        Fate::Refused => "refused",
    }
}
