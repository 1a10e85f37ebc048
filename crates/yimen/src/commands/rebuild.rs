//! `yimen rebuild`: lists and boards are computed anew from the events.

use clap::Args;
use yimen_acts::cases::rebuild::{Difference, Mode, rebuild};

use crate::config::Common;

use super::{Answer, FOUND, WELL, open, print_json};

/// Differences that are printed; JSON has more.
const SHOWN: usize = 100;

/// What is done with what differs.
#[derive(Args)]
pub struct Rebuild {
    /// Only compare, write nothing
    #[arg(long)]
    check: bool,
}

/// Rebuilds, or compares.
pub async fn run(common: &Common, what: Rebuild) -> Answer {
    let mode = if what.check { Mode::Check } else { Mode::Write };
    let centre = open(common).await?;
    let report = rebuild(&centre, mode, |_| {}).await?;
    if matches!(mode, Mode::Write) {
        yimen_acts::matters::rebuild(&centre).await?;
    }
    if common.json {
        print_json(&report)?;
    } else {
        println!(
            "已由事件重算 {} 件办件 / {} cases computed anew from their events",
            report.cases, report.cases
        );
        report.differences.iter().take(SHOWN).for_each(print);
        for fault in &report.faults {
            println!("{}  {} / {}", fault.case, fault.zh, fault.en);
        }
        match (report.different, report.mended) {
            (0, _) => println!("与所存记录一致 / what is stored is the same"),
            (found, 0) => println!("{found} 处不一致 / {found} differences"),
            (found, mended) => println!("{found} 处不一致，已改正 {mended} 处 / {found} differences, {mended} mended"),
        }
    }
    centre.close().await?;
    Ok(if report.is_sound() { WELL } else { FOUND })
}

fn print(difference: &Difference) {
    let parts = [&difference.number, difference.table, &difference.row, difference.column];
    let place: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let value = |value: &Option<String>| value.clone().unwrap_or_else(|| "无 / no row".into());
    println!(
        "{}: {} → {}",
        place.join("  "),
        value(&difference.stored),
        value(&difference.rebuilt)
    );
}
