//! `yimen keys`: the ring of keys that seal personal data.

use std::time::Duration;

use clap::{Args, Subcommand};
use serde_json::json;
use yimen_acts::vault::{Sealing, reseal};

use crate::config::Common;

use super::{Answer, FOUND, Trouble, WELL, open, print_json, settle};

/// What can be done with the keys.
#[derive(Subcommand)]
pub enum Keys {
    /// Show every key, and how much is sealed with it
    List,
    /// Add a key to the ring; copy the ring to every machine of the centre before `rotate`
    New(New),
    /// Put the latest key in use and seal everything anew with it, while the centre works; may be stopped and goes on
    Rotate(Rotate),
    /// Take a key out of the ring with which nothing is sealed any more
    Remove {
        /// Its number
        number: u16,
    },
    /// Write the ring anew: wrapped with the SM2 key that YIMEN_KEY_WRAP names, or plainly without one
    Rewrite,
}

/// A new key.
#[derive(Args)]
pub struct New {
    /// aes-256-gcm or sm4-gcm [default: as the setting `sealing` says]
    #[arg(long, value_name = "NAME")]
    algorithm: Option<String>,
}

/// How it is done.
#[derive(Args)]
pub struct Rotate {
    /// Seconds after which every process of the centre uses the new key
    #[arg(long, default_value_t = reseal::SETTLED.as_secs(), value_name = "SECONDS")]
    settled: u64,
}

/// Runs it.
pub async fn run(common: &Common, order: Keys) -> Answer {
    match order {
        Keys::List => list(common).await,
        Keys::New(new) => add(common, new).await,
        Keys::Rotate(how) => rotate(common, how).await,
        Keys::Remove { number } => {
            let centre = open(common).await?;
            reseal::remove(&centre, number).await?;
            told(common, &json!({ "removed": number }), || {
                format!(
                    "密钥 {number} 已移出密钥环；更早的备份要用原来的密钥环才能读取 / key {number} is out of the ring; older backups can be read only with a copy of the ring as it was"
                )
            })?;
            centre.close().await?;
            Ok(WELL)
        }
        Keys::Rewrite => {
            let centre = open(common).await?;
            reseal::rewrite(&centre)?;
            told(common, &json!({ "rewritten": true }), || {
                "密钥环已重新写入 / the ring is written anew".into()
            })?;
            centre.close().await?;
            Ok(WELL)
        }
    }
}

async fn list(common: &Common) -> Answer {
    let centre = open(common).await?;
    let (keys, unfinished) = (reseal::list(&centre).await?, reseal::is_unfinished(&centre).await?);
    if common.json {
        print_json(&json!({ "keys": keys, "unfinished": unfinished }))?;
    }
    for key in keys.iter().filter(|_| !common.json) {
        let state = if key.in_use { "使用中 / in use" } else { "" };
        println!(
            "{:>3}  {:<11}  {}  {:>9} 条 / values  {state}",
            key.number,
            key.algorithm.code(),
            key.fingerprint,
            key.values
        );
    }
    if unfinished && !common.json {
        println!(
            "轮换没有完成，请再次运行 yimen keys rotate / sealing anew is not finished: run yimen keys rotate again"
        );
    }
    centre.close().await?;
    Ok(WELL)
}

async fn add(common: &Common, new: New) -> Answer {
    let set = settle(common, false)?.settings.sealing;
    let algorithm = match &new.algorithm {
        Some(name) => Sealing::parse(name)
            .ok_or_else(|| Trouble::Wrong(format!("algorithm: “{name}” is not aes-256-gcm or sm4-gcm")))?,
        None => set,
    };
    let centre = open(common).await?;
    let number = reseal::new(&centre, algorithm).await?;
    told(common, &json!({ "key": number, "algorithm": algorithm }), || {
        format!(
            "已加入密钥 {number}（{}），尚未启用：请先把密钥环复制到每台服务器，再运行 yimen keys rotate / key {number} is in the ring and not in use yet: copy the ring to every machine, then run yimen keys rotate",
            algorithm.code()
        )
    })?;
    centre.close().await?;
    Ok(WELL)
}

async fn rotate(common: &Common, how: Rotate) -> Answer {
    let centre = open(common).await?;
    let is_quiet = common.json;
    let rotated = reseal::rotate(&centre, Duration::from_secs(how.settled), |progress| {
        if !is_quiet {
            println!("{} {}/{}", progress.table, progress.done, progress.total);
        }
    })
    .await?;
    centre.close().await?;
    let is_whole = rotated.unreadable.is_empty();
    if common.json {
        print_json(&rotated)?;
        return Ok(if is_whole { WELL } else { FOUND });
    }
    println!(
        "已用密钥 {} 重新加密 {} 条内容 / {} values are sealed anew with key {}",
        rotated.key, rotated.resealed, rotated.resealed, rotated.key
    );
    for number in &rotated.unneeded {
        println!(
            "密钥 {number} 已不再使用：旧备份不再需要时，可运行 yimen keys remove {number} / nothing is sealed with key {number} any more: when no older backup is needed, run yimen keys remove {number}"
        );
    }
    if !is_whole {
        println!(
            "{} 条内容没有密钥能打开，保持原样：{} / {} values that no key opens stay as they are",
            rotated.unreadable.len(),
            rotated.unreadable.join(", "),
            rotated.unreadable.len()
        );
    }
    Ok(if is_whole { WELL } else { FOUND })
}

fn told(common: &Common, fact: &serde_json::Value, words: impl FnOnce() -> String) -> Result<(), Trouble> {
    if common.json {
        return print_json(fact);
    }
    println!("{}", words());
    Ok(())
}
