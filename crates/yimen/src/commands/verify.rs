//! `yimen verify`.

use yimen_acts::cases::verify::verify;

use crate::config::Common;

use super::{Answer, FOUND, WELL, open, print_json};

/// Checks the ledger.
pub async fn run(common: &Common) -> Answer {
    let centre = open(common).await?;
    let verdict = verify(&centre, |_| {}).await?;
    if common.json {
        print_json(&verdict);
    } else {
        println!(
            "{} 件办件，{} 个事件 / {} cases, {} events",
            verdict.cases, verdict.events, verdict.cases, verdict.events
        );
        println!("台账摘要 / summary of the ledger (SM3): {}", verdict.summary);
        for fault in verdict.faults.iter().take(100) {
            let number = if fault.number.is_empty() {
                &fault.case
            } else {
                &fault.number
            };
            println!("{number}  {} / {}", fault.zh, fault.en);
        }
        if verdict.is_sound() {
            println!("未发现改动 / nothing was altered");
        }
    }
    centre.close().await?;
    Ok(if verdict.is_sound() { WELL } else { FOUND })
}
