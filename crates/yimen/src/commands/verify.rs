//! `yimen verify`: of the database, or of a file that somebody brings. A file needs no database.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;
use yimen_acts::cases::verify::{Fault, verify};
use yimen_acts::items::life::record;
use yimen_acts::ledger::check::{self, Checker, Outcome};
use yimen_acts::{bundles, matters, organisation};

use crate::config::Common;

use super::{Answer, FOUND, Trouble, WELL, items, open, print_json};

/// Faults that are printed; JSON has them all.
const SHOWN: usize = 100;
/// Largest file that is read whole, bytes: receipts, roots and figures are far smaller.
const LARGEST: u64 = 256 * 1024 * 1024;

/// What is checked; without a file, the database.
#[derive(Args)]
pub struct Verify {
    /// Check an export
    #[arg(long, value_name = "FILE")]
    export: Option<PathBuf>,
    /// Check a receipt
    #[arg(long, value_name = "FILE", conflicts_with_all = ["export", "figures", "consistency"])]
    receipt: Option<PathBuf>,
    /// Check that the log of the newer file grew out of that of the older
    #[arg(long, num_args = 2, value_names = ["OLD", "NEW"], conflicts_with_all = ["export", "figures"])]
    consistency: Option<Vec<PathBuf>>,
    /// Count published figures again from the export
    #[arg(long, value_name = "FILE", requires = "export")]
    figures: Option<PathBuf>,
}

/// Checks the ledger, or a file.
pub async fn run(common: &Common, what: Verify) -> Answer {
    if let Some(path) = &what.receipt {
        return receipt(common, path);
    }
    if let Some([old, new]) = what.consistency.as_deref() {
        return consistency(common, old, new);
    }
    if let Some(path) = &what.export {
        let outcome = read_export(path)?;
        return match &what.figures {
            Some(figures) => of_figures(common, figures, &outcome),
            None => export(common, &outcome),
        };
    }
    database(common).await
}

async fn database(common: &Common) -> Answer {
    let centre = open(common).await?;
    let verdict = verify(&centre, |_| {}).await?;
    let library = record::verify(&centre).await?;
    let bundles = bundles::verify(&centre).await?;
    let people = organisation::record::verify(&centre).await?;
    let matters = matters::verify(&centre).await?;
    let chained = [
        ("一件事", "bundles", &bundles),
        ("机构人员", "organisation", &people),
        ("诉求", "matters", &matters),
    ];
    let sound =
        verdict.is_sound() && library.faults.is_empty() && chained.iter().all(|(_, _, one)| one.faults.is_empty());
    if common.json {
        let mut facts = serde_json::to_value(&verdict).map_err(|error| Trouble::Broken(error.to_string()))?;
        facts["items"] = items::facts(&library);
        for (_, name, record) in chained {
            facts[name] = json!({ "entries": record.entries, "faults": record.faults });
        }
        print_json(&facts)?;
    } else {
        println!(
            "{} 件办件，{} 个事件 / {} cases, {} events",
            verdict.cases, verdict.events, verdict.cases, verdict.events
        );
        println!(
            "台账摘要 / summary of the ledger ({}): {}",
            centre.hash().code().to_uppercase(),
            verdict.summary
        );
        days(verdict.days, verdict.last_day.as_deref(), verdict.waiting, verdict.late);
        forgotten(verdict.forgotten);
        faults(&verdict.faults);
        items::tell(&library);
        for (zh, en, record) in chained {
            println!("{zh} {} 条记录 / {en}: {} entries", record.entries, record.entries);
            for fault in &record.faults {
                println!("{fault}");
            }
        }
        if sound {
            println!("未发现改动 / nothing was altered");
        }
    }
    centre.close().await?;
    Ok(if sound { WELL } else { FOUND })
}

fn read_export(path: &Path) -> Result<Outcome, Trouble> {
    let trouble = |error: std::io::Error| Trouble::Broken(format!("{}: {error}", path.display()));
    let file = File::open(path).map_err(trouble)?;
    let mut checker = Checker::new();
    for line in BufReader::with_capacity(1 << 20, file).split(b'\n') {
        let line = line.map_err(trouble)?;
        checker.text(&String::from_utf8_lossy(&line));
    }
    Ok(checker.end())
}

fn export(common: &Common, outcome: &Outcome) -> Answer {
    let checked = &outcome.checked;
    if common.json {
        print_json(checked)?;
    } else {
        println!(
            "{} 件办件，{} 个事件 / {} cases, {} events",
            checked.cases, checked.events, checked.cases, checked.events
        );
        days(checked.days, checked.last_day.as_deref(), checked.waiting, checked.late);
        forgotten(checked.forgotten);
        keys(&checked.keys);
        faults(&checked.faults);
        if checked.is_sound() {
            println!("未发现改动 / nothing was altered");
        }
    }
    Ok(if checked.is_sound() { WELL } else { FOUND })
}

fn of_figures(common: &Common, path: &Path, outcome: &Outcome) -> Answer {
    let fallen = check::figures(&whole(path)?, outcome).map_err(refused)?;
    let sound = outcome.checked.is_sound() && fallen.is_empty();
    if common.json {
        print_json(&json!({ "sound": sound, "fallen": fallen, "faults": outcome.checked.faults }))?;
    } else {
        faults(&outcome.checked.faults);
        for one in &fallen {
            let body = if one.body.is_empty() {
                "合计 / total"
            } else {
                &one.body
            };
            let shown = |number: Option<i64>| number.map_or_else(|| "-".to_string(), |number| number.to_string());
            println!(
                "{body}  {}: 公布 {}，重算 {} / published {}, counted {}",
                one.figure,
                shown(one.published),
                shown(one.counted),
                shown(one.published),
                shown(one.counted)
            );
        }
        if sound {
            println!("数据可以从台账重算 / the figures follow from the ledger");
        } else if fallen.is_empty() {
            println!("数据没有变化，但导出的台账有问题 / the figures stand, but the export does not hold");
        } else {
            println!("{} 项数据不成立 / {} figures fall", fallen.len(), fallen.len());
        }
    }
    Ok(if sound { WELL } else { FOUND })
}

fn receipt(common: &Common, path: &Path) -> Answer {
    let proved = check::receipt(&whole(path)?).map_err(refused)?;
    if common.json {
        print_json(&proved)?;
        return Ok(WELL);
    }
    println!("{}  {}  {}", proved.number, proved.event, at(proved.at));
    println!("链上杂凑值 / hash of the chain: {}", proved.chain);
    match &proved.day {
        Some(day) => println!("已收录于 {day} 的日根 / it is in the signed root of {day}"),
        None => println!(
            "已有签名承诺，日结后可补全 / it is promised and signed; fetch the receipt again when its day is closed"
        ),
    }
    if proved.words.is_some() {
        println!("申请人填写的内容与台账一致 / the applicant's own words are those of the ledger");
    }
    keys(&proved.keys);
    Ok(WELL)
}

fn consistency(common: &Common, old: &Path, new: &Path) -> Answer {
    let found = check::consistency(&whole(old)?, &whole(new)?).map_err(refused)?;
    if common.json {
        print_json(&found)?;
    } else {
        println!(
            "截至 {} 的日志（{} 天）是截至 {} 的日志（{} 天）的开头 / the log up to {} ({} days) is the beginning of the log up to {} ({} days)",
            found.old_day, found.old, found.new_day, found.new, found.old_day, found.old, found.new_day, found.new
        );
        keys(&found.keys);
    }
    Ok(WELL)
}

fn whole(path: &Path) -> Result<String, Trouble> {
    let trouble = |error: std::io::Error| Trouble::Broken(format!("{}: {error}", path.display()));
    if std::fs::metadata(path).map_err(trouble)?.len() > LARGEST {
        return Err(Trouble::Refused(format!(
            "{} is too large to be such a file",
            path.display()
        )));
    }
    let bytes = std::fs::read(path).map_err(trouble)?;
    String::from_utf8(bytes).map_err(|_| Trouble::Refused(format!("{} is not text", path.display())))
}

fn refused(why: String) -> Trouble {
    Trouble::Refused(format!("不成立 / it does not hold: {why}"))
}

fn days(days: u64, last: Option<&str>, waiting: u64, late: u64) {
    if let Some(last) = last {
        println!("{days} 个日根，截至 {last} / {days} signed days, up to {last}");
    }
    if waiting > 0 {
        println!("{waiting} 个事件等待日结 / {waiting} events wait for their day to be closed");
    }
    if late > 0 {
        println!("{late} 个事件收录于后一日 / {late} events entered the tree of a later day");
    }
}

fn forgotten(count: u64) {
    if count > 0 {
        println!("{count} 次依法删除个人信息 / personal words were deleted by law {count} times");
    }
}

fn keys(fingerprints: &[String]) {
    for fingerprint in fingerprints {
        println!("密钥指纹 / key: {fingerprint}");
    }
}

fn faults(faults: &[Fault]) {
    for fault in faults.iter().take(SHOWN) {
        let named = [&fault.number, &fault.case].into_iter().find(|name| !name.is_empty());
        println!("{}  {} / {}", named.map_or("", String::as_str), fault.zh, fault.en);
    }
    if faults.len() > SHOWN {
        println!("… {} 处 / {} in all", faults.len(), faults.len());
    }
}

/// A moment in the centre's zone.
fn at(micros: i64) -> String {
    let (day, hour, minute, second) = yimen_domain::calendar::Instant(micros).civil(yimen_domain::calendar::CHINA);
    format!("{day} {hour:02}:{minute:02}:{second:02}")
}
