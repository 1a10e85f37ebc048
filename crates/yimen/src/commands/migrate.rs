//! `yimen migrate`.

use yimen_store::tables::MIGRATIONS;

use crate::config::Common;

use super::{Answer, WELL, open, print_json};

/// Brings the database up to date; opening the centre does it.
pub async fn run(common: &Common) -> Answer {
    let centre = open(common).await?;
    let last = MIGRATIONS.last().map_or(0, |migration| migration.number);
    if common.json {
        print_json(&serde_json::json!({ "schema": last }))?;
    } else {
        println!("数据库结构为第 {last} 版，已是最新 / the schema is at version {last}, the latest");
    }
    centre.close().await?;
    Ok(WELL)
}
