//! `yimen restore`: a backup into an empty place, and the proof that it is whole.

use std::path::PathBuf;

use clap::Args;
use yimen_acts::backup::{Terms, restore};
use yimen_acts::cases::rebuild::{Mode, rebuild};
use yimen_acts::cases::verify::verify;
use yimen_domain::calendar::{CHINA, Day, Instant};

use crate::config::Common;

use super::{Answer, FOUND, Trouble, WELL, open, print_json, settle};

/// What is restored.
#[derive(Args)]
pub struct Restore {
    /// A file that `yimen backup` made
    file: PathBuf,
    /// Only what had happened by this moment of the centre's time
    #[arg(long, value_name = "YYYY-MM-DDTHH:MM", value_parser = moment)]
    until: Option<i64>,
    /// The file `key` of the centre's data folder, if it is not in the backup
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// Also when the ledger in the file does not hold, where no better backup is left; what does not hold is named
    #[arg(long)]
    accept_altered: bool,
}

/// The end of a minute or second in the centre's zone, UTC microseconds.
fn moment(text: &str) -> Result<i64, String> {
    let wrong = || format!("“{text}” is not a moment such as 2026-11-20T12:00");
    let (day, time) = text.split_once(['T', ' ']).ok_or_else(wrong)?;
    let day = Day::parse(day).map_err(|_| wrong())?;
    let parts: Vec<i64> = time
        .split(':')
        .map(|part| part.parse().ok().filter(|_| part.len() == 2).ok_or_else(wrong))
        .collect::<Result<_, _>>()?;
    let (hour, minute, second) = match parts[..] {
        [hour, minute] => (hour, minute, 0),
        [hour, minute, second] => (hour, minute, second),
        _ => return Err(wrong()),
    };
    let is_time = (0..24).contains(&hour) && (0..60).contains(&minute) && (0..60).contains(&second);
    let seconds = hour * 3600 + minute * 60 + second;
    let start = Instant::start_of(day, CHINA).0;
    is_time.then_some(start + seconds * 1_000_000).ok_or_else(wrong)
}

/// Restores and verifies.
pub async fn run(common: &Common, what: Restore) -> Answer {
    let config = settle(common, false)?;
    let read = |path: &PathBuf| {
        std::fs::read_to_string(path).map_err(|error| Trouble::Broken(format!("{}: {error}", path.display())))
    };
    let key = what.key.as_ref().map(read).transpose()?;
    let terms = Terms {
        key: key.as_deref(),
        until: what.until,
        altered: what.accept_altered,
    };
    let restored = restore(&config.settings, &what.file, terms).await?;
    let centre = open(common).await?;
    let verdict = verify(&centre, |_| {}).await?;
    let report = rebuild(&centre, Mode::Check, |_| {}).await?;
    centre.close().await?;
    let sound = verdict.is_sound() && report.is_sound();
    if common.json {
        print_json(&serde_json::json!({
            "restored": restored, "sound": sound, "faults": verdict.faults, "different": report.different,
        }))?;
        return Ok(if sound { WELL } else { FOUND });
    }
    println!(
        "已恢复 {} 个事件，{} 个文件 / restored {} events and {} files",
        restored.events, restored.files, restored.events, restored.files
    );
    if what.until.is_some() {
        println!(
            "之后的 {} 个事件未恢复 / {} later events were left out",
            restored.left_out, restored.left_out
        );
    }
    for fault in verdict.faults.iter().take(100) {
        println!("{} {} {} / {}", fault.number, fault.case, fault.zh, fault.en);
    }
    if sound {
        println!("台账完整，列表与台账一致 / the ledger is sound, and the lists are what it says");
    } else {
        println!(
            "数据已恢复，但未通过校验 / the data are restored, but they did not pass the check: `yimen verify`, `yimen rebuild --check`"
        );
    }
    Ok(if sound { WELL } else { FOUND })
}
