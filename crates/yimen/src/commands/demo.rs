//! `yimen demo`: the demonstration centre.

use std::io::{IsTerminal as _, Write as _};

use clap::Args;
use yimen_acts::demonstration::{self, PASSWORD};
use yimen_acts::{Centre, Chance, Time};

use crate::config::Common;
use crate::serve;

use super::{Answer, Trouble, WELL, settle};

/// How the demonstration is served.
#[derive(Args)]
pub struct Demo {
    /// Serve it on an address that others can reach, although its passwords are known to everybody
    #[arg(long)]
    open_to_others: bool,
}

/// Loads the demonstration at the first start and serves it.
pub async fn run(common: &Common, demo: &Demo) -> Answer {
    let config = settle(common, true)?;
    if !config.listen.ip().is_loopback() && !demo.open_to_others {
        return Err(Trouble::Wrong(format!(
            "{} can be reached by others: the demonstration has accounts with a known password and is served on this machine only, such as --listen 127.0.0.1:8080. --open-to-others serves it all the same",
            config.listen
        )));
    }
    let listener = serve::bind(config.listen).await.map_err(Trouble::Broken)?;
    let address = listener.local_addr().map_or(config.listen, |address| address);
    let centre = Centre::open(config.settings, Time::System, Chance::System).await?;
    let loaded = demonstration::load(&centre, &show).await?;
    if loaded {
        println!("演示数据已加载 / the demonstration is loaded");
    }
    println!("{}", welcome(&address.to_string()));
    serve::serve(centre, listener).await.map_err(Trouble::Broken)?;
    Ok(WELL)
}

fn show(zh: &str, en: &str, done: usize, of: usize) {
    if of <= 1 {
        println!("加载{zh} / loading {en}");
    } else if std::io::stdout().is_terminal() {
        print!(
            "\r加载{zh} / loading {en}: {done}/{of}{}",
            if done == of { "\n" } else { "" }
        );
        let _ = std::io::stdout().flush();
    } else if done == of || done.is_multiple_of(60) {
        println!("加载{zh} / loading {en}: {done}/{of}");
    }
}

fn welcome(address: &str) -> String {
    let lines = [
        ("citizen1", "申请人（个人）", "citizen"),
        ("company1", "申请人（企业）", "company"),
        ("clerk1", "综合窗口人员", "clerk of a comprehensive window"),
        ("examiner-approval", "区行政审批局审查人员", "examiner, approval bureau"),
        (
            "chief-approval",
            "区行政审批局首席审批员",
            "chief approver, approval bureau",
        ),
        ("inspector", "监察人员", "inspector"),
        ("manager", "中心负责人", "manager of the centre"),
        ("admin", "系统管理员", "administrator"),
    ];
    let accounts: String = lines
        .iter()
        .map(|(login, zh, en)| format!("  {login:<18} {zh} / {en}\n"))
        .collect();
    format!(
        "\n  http://{address}\n\n演示账号（密码均为 {PASSWORD}）/ demonstration accounts (password of all: {PASSWORD})\n{accounts}\n按 Ctrl-C 停止 / Ctrl-C stops it"
    )
}
