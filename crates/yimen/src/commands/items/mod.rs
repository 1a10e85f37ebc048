//! `yimen items`.

mod check;

use std::path::{Path, PathBuf};

use clap::Subcommand;
use yimen_acts::items::import::{Fate, Report, import};
use yimen_acts::items::wire::schema;

use crate::config::Common;

use super::{Answer, FOUND, Trouble, WELL, open, print_json};

/// What can be done with items.
#[derive(Subcommand)]
pub enum Items {
    /// Import a catalogue (CSV) or specifications (JSON); reports every row
    Import {
        /// The file
        file: PathBuf,
        /// Print only what was not simply taken
        #[arg(long)]
        brief: bool,
    },
    /// Find contradictions and gaps in the whole library
    Check(check::Check),
    /// Print the JSON Schema of an item's document
    Schema,
}

/// Runs it.
pub async fn run(common: &Common, items: Items) -> Answer {
    match items {
        Items::Import { file, brief } => take(common, &file, brief).await,
        Items::Check(asked) => check::run(common, asked).await,
        Items::Schema => print_schema(),
    }
}

fn print_schema() -> Answer {
    let text = serde_json::to_string_pretty(&schema()).map_err(|error| Trouble::Broken(error.to_string()))?;
    println!("{text}");
    Ok(WELL)
}

async fn take(common: &Common, file: &Path, brief: bool) -> Answer {
    let bytes =
        std::fs::read(file).map_err(|error| Trouble::Broken(format!("{} cannot be read: {error}", file.display())))?;
    let centre = open(common).await?;
    let name = file
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let report = import(&centre, &name, &bytes).await?;
    if common.json {
        print_json(&report)?;
    } else {
        print(&report, brief);
    }
    centre.close().await?;
    Ok(if report.refused > 0 { FOUND } else { WELL })
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
        "{} 行：新增 {}，更新 {}，未变 {}，拒绝 {} / {} rows: {} taken, {} changed, {} unchanged, {} refused",
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
