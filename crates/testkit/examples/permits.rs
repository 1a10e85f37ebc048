//! A trial on real work: replays cases of a log of building permits in XES as commands through the acts, and says what became of each line.
//!
//! ```text
//! cargo run -p yimen-testkit --example permits -- LOG [CASES] [--engine sqlite|postgres] [--in-time] [--cases]
//! cargo run -p yimen-testkit --example permits -- --table
//! ```
//!
//! `--in-time`: the window says on the fifth working day at the latest what it noted later about completeness. `--cases`: a row for each case.
//! On PostgreSQL `YIMEN_TEST_POSTGRES` names the server. The log is no part of the product: docs/trials/building-permits.md says where it is from.

#![allow(clippy::unwrap_used, reason = "a trial ends where its centre cannot be had")]

#[path = "permits/mod.rs"]
mod permits;

use std::path::Path;

use permits::{log, replay, report, table};
use yimen_testkit::Engine;

const USAGE: &str = "permits LOG [CASES] [--engine sqlite|postgres] [--in-time] [--cases] | permits --table";

#[tokio::main]
async fn main() -> Result<(), String> {
    let mut engine = Engine::Sqlite;
    let (mut in_time, mut each_case) = (false, false);
    let mut plain: Vec<String> = Vec::new();
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--table" => {
                println!("{}", table::markdown());
                return Ok(());
            }
            "--engine" => {
                engine = match words.next().as_deref() {
                    Some("sqlite") => Engine::Sqlite,
                    Some("postgres") => Engine::Postgres,
                    _ => return Err(USAGE.into()),
                }
            }
            "--in-time" => in_time = true,
            "--cases" => each_case = true,
            _ => plain.push(word),
        }
    }
    let path = plain.first().ok_or(USAGE)?;
    let wanted = plain
        .get(1)
        .map_or(Ok(200), |count| count.parse().map_err(|_| USAGE.to_string()))?;
    let all = log::read(Path::new(path))?;
    let (known, noted) = (all.len(), all.iter().map(|trace| trace.notes.len()).sum::<usize>());
    let (every, chosen) = replay::choose(all, wanted);
    let numbers: Vec<&str> = chosen.iter().map(|trace| trace.number.as_str()).collect();
    println!(
        "{known} cases with {noted} lines in the log; every {every}th by number is replayed, beginning with the first:"
    );
    println!("{}\n", numbers.join(" "));
    let record = replay::replay(engine, &chosen, in_time).await;
    println!("{}", report::figures(&record));
    for unknown in &record.unknown {
        println!("no row of the table: {unknown}");
    }
    for wrong in &record.wrong {
        println!("wrong: {wrong}");
    }
    if each_case {
        println!("{}", report::cases(&record));
    }
    Ok(())
}
