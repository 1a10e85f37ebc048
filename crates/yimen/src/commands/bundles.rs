//! `yimen bundles`.

use std::path::PathBuf;

use clap::Subcommand;
use yimen_acts::bundles::{self, Given, wire::schema};
use yimen_domain::calendar::Day;
use yimen_domain::items::check::Severity;

use crate::config::Common;

use super::{Answer, FOUND, Trouble, WELL, open, print_json};

/// What can be done with bundles.
#[derive(Subcommand)]
pub enum Bundles {
    /// Bring in bundles: one JSON document after the schema, or a list of them, all or none
    Import {
        /// The file
        file: PathBuf,
        /// First day on which they hold; today if not given
        #[arg(long, value_name = "DAY")]
        from: Option<String>,
        /// Why
        #[arg(long, default_value = "导入一件事 / import of bundles")]
        reason: String,
        /// Law, notice or paper behind it; without it the file's name
        #[arg(long, default_value = "")]
        basis: String,
    },
    /// Write the bundles that hold today to a JSON file
    Export {
        /// The file
        file: PathBuf,
    },
    /// Find what is wrong with the bundles and in their record
    Check {
        /// As they hold on this day; today if not given
        #[arg(long, value_name = "DAY")]
        on: Option<String>,
    },
    /// Print the JSON Schema of a bundle's document
    Schema,
}

/// Runs it.
pub async fn run(common: &Common, bundles: Bundles) -> Answer {
    match bundles {
        Bundles::Import {
            file,
            from,
            reason,
            basis,
        } => {
            let bytes = std::fs::read(&file)
                .map_err(|error| Trouble::Broken(format!("{} cannot be read: {error}", file.display())))?;
            let name = file
                .file_name()
                .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
            let centre = open(common).await?;
            let given = Given {
                from: day(from.as_deref(), centre.today())?,
                reason,
                basis: if basis.is_empty() { name } else { basis },
            };
            let taken = bundles::import(&centre, "系统管理员 / operator", &bytes, &given).await?;
            if common.json {
                print_json(&taken)?;
            } else {
                let (new, changed, same) = (taken.new.len(), taken.changed.len(), taken.unchanged.len());
                println!("新增 {new}，更新 {changed}，未变 {same} / {new} new, {changed} changed, {same} unchanged");
            }
            centre.close().await?;
            Ok(WELL)
        }
        Bundles::Export { file } => {
            let centre = open(common).await?;
            let bytes = bundles::export(&centre, centre.today())?;
            std::fs::write(&file, bytes)
                .map_err(|error| Trouble::Broken(format!("{} cannot be written: {error}", file.display())))?;
            centre.close().await?;
            Ok(WELL)
        }
        Bundles::Check { on } => check(common, on.as_deref()).await,
        Bundles::Schema => {
            let text = serde_json::to_string_pretty(&schema()).map_err(|error| Trouble::Broken(error.to_string()))?;
            println!("{text}");
            Ok(WELL)
        }
    }
}

fn day(text: Option<&str>, today: Day) -> Result<Day, Trouble> {
    let read = |text| Day::parse(text).map_err(|error| Trouble::Wrong(format!("{text}: {}", error.words())));
    text.map_or(Ok(today), read)
}

async fn check(common: &Common, on: Option<&str>) -> Answer {
    let centre = open(common).await?;
    let checked = bundles::check_all(&centre, day(on, centre.today())?);
    let record = bundles::verify(&centre).await?;
    let mut is_well = record.faults.is_empty();
    for (code, name, findings) in &checked {
        println!("{code}  {name}");
        for one in findings {
            is_well &= one.rule.severity != Severity::Error;
            let (zh, en) = one.rule.title;
            println!("  {}  {zh} / {en}: {}", one.rule.code, one.what);
        }
    }
    for fault in &record.faults {
        println!("{fault}");
    }
    println!(
        "{} 件一件事，{} 条记录 / {} bundles, {} entries of the record",
        checked.len(),
        record.entries,
        checked.len(),
        record.entries
    );
    centre.close().await?;
    Ok(if is_well { WELL } else { FOUND })
}
