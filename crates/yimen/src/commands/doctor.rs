//! `yimen doctor`: looks whether everything that the centre needs is there, and says how to mend what is not.

use clap::Args;
use serde::Serialize;
use yimen_acts::ledger::keys;
use yimen_acts::scan::{Scanner, Verdict, trial};
use yimen_acts::vault::reseal;
use yimen_acts::{Centre, Chance, Time};
use yimen_domain::calendar::Calendar;

use crate::config::{Common, Scanning, settle_scanning};

use super::{Answer, FOUND, Trouble, WELL, print_json, settle};

/// `yimen doctor`.
#[derive(Args)]
pub struct Doctor {
    #[command(flatten)]
    scanning: Scanning,
}

#[derive(Serialize)]
struct Finding {
    what: &'static str,
    well: bool,
    detail: String,
}

/// A page of nothing, which no scanner takes for malware.
const CLEAN: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

/// Whether a scanner lets pass what is clean and finds the file that is there to be found (EICAR); what is so, or what is not.
async fn scans(scanner: &Scanner) -> Result<String, String> {
    match scanner.look(CLEAN).await {
        Ok(Verdict::Clean) => {}
        Ok(Verdict::Found(name)) => return Err(format!("it takes an empty page for malware ({name})")),
        Err(why) => return Err(format!("{why}: uploads are not taken until it answers")),
    }
    match scanner.look(&trial()).await {
        Ok(Verdict::Found(name)) => Ok(format!("it answers, and finds the EICAR test file ({name})")),
        Ok(Verdict::Clean) => Err(
            "it does not find the EICAR test file: see to its signatures, and to the kinds of files it scans".into(),
        ),
        Err(why) => Err(why),
    }
}

/// Looks at configuration, data folder, database, items, the ledger's key, fonts, pages, calendar and scanner.
pub async fn run(common: &Common, doctor: Doctor) -> Answer {
    let mut findings = Vec::new();
    let mut note = |what, well, detail: String| findings.push(Finding { what, well, detail });
    let config = settle(common, false)?;
    note(
        "configuration",
        true,
        format!(
            "data in {}, division {}",
            config.settings.data.display(),
            config.settings.division
        ),
    );
    match Centre::open(config.settings.clone(), Time::System, Chance::System).await {
        Ok(centre) => {
            let size = centre.store().size_bytes().await.unwrap_or(0);
            note(
                "database",
                true,
                format!("{:?}, {} kB", centre.store().engine(), size / 1024),
            );
            let items = centre.library().len();
            note(
                "items",
                items > 0,
                if items > 0 {
                    format!("{items}")
                } else {
                    "none: import a catalogue with `yimen items import FILE`".into()
                },
            );
            let (kept, unfinished) = (reseal::ring(&centre), reseal::is_unfinished(&centre).await?);
            let in_use = kept.iter().find(|key| key.in_use);
            let in_use = in_use.map_or_else(String::new, |key| {
                format!("key {} ({})", key.number, key.algorithm.code())
            });
            note(
                "sealing keys",
                !unfinished,
                if unfinished {
                    format!("{in_use} is in use, and not everything is sealed with it: run `yimen keys rotate` again")
                } else {
                    format!("{in_use} is in use, {} in the ring", kept.len())
                },
            );
            match keys::in_use(&centre).await {
                Ok(Some((key, _))) => note("ledger key", true, key.fingerprint),
                Ok(None) => note(
                    "ledger key",
                    false,
                    "none, so no day of the ledger is signed: make one with `yimen ledger key new`".into(),
                ),
                Err(error) => note("ledger key", false, error.to_string()),
            }
            match centre.fonts() {
                Ok(_) => note("fonts", true, "found".into()),
                Err(error) => note("fonts", false, error.to_string()),
            }
            let year = centre.today().year();
            let known = Calendar::national().known_years().any(|known| known == year);
            note(
                "calendar",
                known,
                format!(
                    "the holidays of {year} are {}",
                    if known { "known" } else { "not published" }
                ),
            );
            centre.close().await?;
        }
        Err(error) => note("database", false, error.to_string()),
    }
    let pages = yimen_web::shell::assets::present();
    note(
        "pages",
        pages,
        if pages {
            "styles and scripts are in the program".into()
        } else {
            "styles and scripts are missing: run `make assets`".into()
        },
    );
    let scanned = match settle_scanning(common, &doctor.scanning).map_err(Trouble::Wrong)? {
        None => Ok("none: uploads are not looked at (`--scanner`)".into()),
        Some(guard) => scans(&guard.scanner).await,
    };
    findings.push(Finding {
        what: "scanner",
        well: scanned.is_ok(),
        detail: scanned.unwrap_or_else(|why| why),
    });
    let well = findings.iter().all(|finding| finding.well);
    if common.json {
        print_json(&serde_json::json!({ "well": well, "findings": findings }))?;
    } else {
        for finding in &findings {
            println!(
                "{} {:<14} {}",
                if finding.well { "✓" } else { "✗" },
                finding.what,
                finding.detail
            );
        }
    }
    Ok(if well { WELL } else { FOUND })
}
