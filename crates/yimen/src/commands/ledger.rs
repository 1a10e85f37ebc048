//! `yimen ledger`: keys, days, export.

use std::fs::File;
use std::io::BufWriter;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::json;
use yimen_acts::ledger::record::{KeyRecord, Record};
use yimen_acts::ledger::sign::Algorithm;
use yimen_acts::ledger::{days, export, figures, forget, keys, receipt, roots};

use crate::config::Common;

use super::{Answer, Trouble, WELL, open, print_json};

/// What can be done with the ledger.
#[derive(Subcommand)]
pub enum Ledger {
    /// The keys that sign the days
    #[command(subcommand)]
    Key(Key),
    /// Close every day up to yesterday now, without waiting for the hour at which it is done by itself
    CloseDay,
    /// Write everything that an outsider needs to check the ledger, without anybody's words
    Export {
        /// File to write, JSON lines
        file: PathBuf,
    },
    /// Write every signed root
    Roots {
        /// File to write
        file: PathBuf,
    },
    /// Write the receipt of a case with its applicant's words
    Receipt {
        /// Case number
        #[arg(long, value_name = "NUMBER")]
        case: String,
        /// File to write
        file: PathBuf,
    },
    /// Delete by law what the applicant of a closed case told; an event says who did it, why and on what basis
    Forget(Forget),
    /// Write the figures of a period of closed days
    Figures(Figures),
}

/// A case, and why its words go.
#[derive(Args)]
pub struct Forget {
    /// Case number
    #[arg(long, value_name = "NUMBER")]
    case: String,
    /// Who does it
    #[arg(long, value_name = "NAME")]
    by: String,
    /// Article or decision that asks for it
    #[arg(long, value_name = "TEXT")]
    basis: String,
    /// Why; it stays in the ledger and must not name the applicant
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

/// A period.
#[derive(Args)]
pub struct Figures {
    /// First day [default: the first of the ledger]
    #[arg(long, value_name = "DAY")]
    from: Option<String>,
    /// Last day [default: the last that is closed]
    #[arg(long, value_name = "DAY")]
    to: Option<String>,
    /// File to write
    file: PathBuf,
}

/// What can be done with keys.
#[derive(Subcommand)]
pub enum Key {
    /// Make the first key; its private part lies beside the data, never in the database
    New(Kind),
    /// Make a key that replaces the one in use, which signs it
    Rotate(Kind),
    /// Show every key
    List,
}

/// How a key signs.
#[derive(Args)]
pub struct Kind {
    /// ed25519 or sm2
    #[arg(long, default_value = "ed25519", value_name = "NAME")]
    algorithm: String,
}

/// Runs it.
pub async fn run(common: &Common, order: Ledger) -> Answer {
    let centre = match order {
        Ledger::Key(Key::New(kind)) => {
            let algorithm = algorithm(&kind)?;
            let centre = open(common).await?;
            show_key(common, &keys::new(&centre, algorithm).await?)?;
            centre
        }
        Ledger::Key(Key::Rotate(kind)) => {
            let algorithm = algorithm(&kind)?;
            let centre = open(common).await?;
            show_key(common, &keys::rotate(&centre, algorithm).await?)?;
            centre
        }
        Ledger::Key(Key::List) => {
            let centre = open(common).await?;
            let records = keys::list(&centre).await?;
            let records: Vec<KeyRecord> = records
                .iter()
                .filter_map(|key| KeyRecord::read(&key.text).ok())
                .collect();
            if common.json {
                print_json(&records)?;
            } else {
                records.iter().try_for_each(|record| show_key(common, record))?;
            }
            centre
        }
        Ledger::CloseDay => {
            let centre = open(common).await?;
            let closed = days::close_by_hand(&centre).await?;
            if common.json {
                print_json(&closed)?;
            } else if closed.is_empty() {
                println!("没有需要日结的日期 / no day is to be closed");
            }
            for entry in closed.iter().filter(|_| !common.json) {
                println!(
                    "{}  {} 个事件 / {} events  {}",
                    entry.day, entry.leaves, entry.leaves, entry.root
                );
            }
            centre
        }
        Ledger::Export { file } => {
            let centre = open(common).await?;
            let made = File::create(&file).map_err(|error| cannot(&file, &error))?;
            export::write(&centre, &mut BufWriter::with_capacity(1 << 20, made)).await?;
            told(common, &file)?;
            centre
        }
        Ledger::Roots { file } => {
            let centre = open(common).await?;
            put(common, &file, &roots::all(&centre).await?)?;
            centre
        }
        Ledger::Receipt { case, file } => {
            let centre = open(common).await?;
            put(common, &file, &receipt::by_operator(&centre, &case).await?)?;
            centre
        }
        Ledger::Forget(asked) => {
            let centre = open(common).await?;
            let order = forget::Order {
                by: asked.by,
                basis: asked.basis,
                reason: asked.reason,
            };
            let done = forget::forget(&centre, &asked.case, &order).await?;
            match (common.json, done) {
                (true, _) => print_json(&json!({ "number": asked.case, "deleted": done }))?,
                (false, true) => println!("已删除，台账已记载 / deleted, and the ledger says so"),
                (false, false) => println!("此前已经删除 / it was deleted before"),
            }
            centre
        }
        Ledger::Figures(asked) => {
            let (from, to) = (day(asked.from.as_deref())?, day(asked.to.as_deref())?);
            let centre = open(common).await?;
            let published = figures::publish(&centre, from, to)
                .await?
                .ok_or_else(|| Trouble::Refused("这段时间还没有日结 / no day of this period is closed".into()))?;
            put(common, &asked.file, &published)?;
            centre
        }
    };
    centre.close().await?;
    Ok(WELL)
}

fn algorithm(kind: &Kind) -> Result<Algorithm, Trouble> {
    Algorithm::parse(&kind.algorithm)
        .ok_or_else(|| Trouble::Wrong(format!("algorithm: “{}” is not ed25519 or sm2", kind.algorithm)))
}

fn day(text: Option<&str>) -> Result<Option<yimen_domain::calendar::Day>, Trouble> {
    text.map(|text| yimen_domain::calendar::Day::parse(text).map_err(|error| Trouble::Wrong(error.to_string())))
        .transpose()
}

fn show_key(common: &Common, record: &KeyRecord) -> Result<(), Trouble> {
    if common.json {
        print_json(record)?;
    } else {
        let (day, hour, minute, _) = yimen_domain::calendar::Instant(record.at).civil(yimen_domain::calendar::CHINA);
        println!(
            "{}  {}  {day} {hour:02}:{minute:02}",
            record.fingerprint, record.algorithm
        );
    }
    Ok(())
}

fn put(common: &Common, file: &std::path::Path, fact: &impl serde::Serialize) -> Result<(), Trouble> {
    let text = serde_json::to_string(fact).map_err(|error| Trouble::Broken(error.to_string()))?;
    std::fs::write(file, text + "\n").map_err(|error| cannot(file, &error))?;
    told(common, file)?;
    Ok(())
}

fn told(common: &Common, file: &std::path::Path) -> Result<(), Trouble> {
    if common.json {
        print_json(&json!({ "written": file }))?;
    } else {
        println!("已写入 / written: {}", file.display());
    }
    Ok(())
}

fn cannot(file: &std::path::Path, error: &std::io::Error) -> Trouble {
    Trouble::Broken(format!("{} cannot be written: {error}", file.display()))
}
