//! `yimen backup`: everything that the centre keeps, in one file, while it works.

use std::path::PathBuf;

use clap::Args;
use yimen_acts::backup::backup;

use crate::config::Common;

use super::{Answer, FOUND, WELL, print_json, settle};

/// Where to.
#[derive(Args)]
pub struct Backup {
    /// File to write; it must not be there yet
    file: PathBuf,
    /// Put the keys into the file too: whoever has it can then read what people told about themselves
    #[arg(long)]
    with_key: bool,
}

/// Writes a backup and reads it back.
pub async fn run(common: &Common, what: Backup) -> Answer {
    let config = settle(common, false)?;
    let made = backup(
        &config.settings.location,
        &config.settings.data,
        &what.file,
        what.with_key,
    )
    .await?;
    if common.json {
        print_json(&made)?;
    } else {
        println!(
            "{}：{} 个事件，{} 条记录，{} 个文件，{} 字节 / {} events, {} rows, {} files, {} bytes",
            what.file.display(),
            made.events,
            made.rows,
            made.files,
            made.bytes,
            made.events,
            made.rows,
            made.files,
            made.bytes
        );
        for hash in &made.damaged {
            println!("文件缺失或已损坏 / this file is missing or damaged: {hash}");
        }
        if made.with_key {
            println!("备份中含有密钥，请妥善保管 / the keys are in the file: keep it as you keep the keys");
        } else {
            println!("备份中没有密钥，请另行保管 / the keys are not in the file: keep them apart from it");
        }
    }
    Ok(if made.damaged.is_empty() { WELL } else { FOUND })
}
