//! `yimen user`.

use clap::{Args, Subcommand};
use yimen_acts::accounts::add::{Staff, register, staff};
use yimen_acts::accounts::password::reset;
use yimen_acts::vault::Applicant;
use yimen_domain::organisation::Role;

use crate::config::Common;

use super::{Answer, Trouble, WELL, open, print_json};

/// What can be done with accounts.
#[derive(Subcommand)]
pub enum User {
    /// Add a member of staff, a citizen or a company
    Add(Add),
    /// Give an account a new password, shown once, to be changed at the next sign-in; ends all its sessions
    Reset {
        /// Name to sign in with
        login: String,
    },
}

/// A new account.
#[derive(Args)]
pub struct Add {
    /// Name to sign in with
    login: String,
    /// Role; may be given several times
    #[arg(long = "role", required = true, value_name = "ROLE", value_parser = ["clerk", "examiner", "chief", "drafter", "legal", "inspector", "manager", "admin", "security", "audit", "citizen", "company"])]
    roles: Vec<String>,
    /// Full name [default: the login]
    #[arg(long)]
    name: Option<String>,
    /// Code of the body; without it, for every body
    #[arg(long)]
    body: Option<String>,
    /// Identity number of a citizen, credit code of a company
    #[arg(long)]
    id_number: Option<String>,
    /// Telephone of a citizen or company
    #[arg(long)]
    phone: Option<String>,
    /// Password, at least 8 characters; without it from YIMEN_PASSWORD; without either the account has tokens only
    #[arg(long, env = "YIMEN_PASSWORD", hide_env_values = true)]
    password: Option<String>,
}

/// Runs it.
pub async fn run(common: &Common, user: User) -> Answer {
    match user {
        User::Add(add) => run_add(common, add).await,
        User::Reset { login } => run_reset(common, &login).await,
    }
}

async fn run_reset(common: &Common, login: &str) -> Answer {
    let centre = open(common).await?;
    let password = reset(&centre, "yimen user reset", login).await?;
    if common.json {
        print_json(&serde_json::json!({ "login": login, "password": password }))?;
    } else {
        println!(
            "{login} 的新密码（仅显示一次，登录后须修改）/ new password, shown once, to be changed at sign-in: {password}"
        );
    }
    centre.close().await?;
    Ok(WELL)
}

async fn run_add(common: &Common, add: Add) -> Answer {
    let outside: Vec<&String> = add
        .roles
        .iter()
        .filter(|role| matches!(role.as_str(), "citizen" | "company"))
        .collect();
    let centre = open(common).await?;
    let signed = match outside.as_slice() {
        [] => {
            let roles = add.roles.iter().filter_map(|code| Role::parse(code)).collect();
            let name = add.name.clone().unwrap_or_else(|| add.login.clone());
            let new = Staff {
                login: add.login.clone(),
                name,
                roles,
                body: add.body.clone(),
                place: None,
            };
            staff(&centre, new, add.password.as_deref()).await?
        }
        [kind] if add.roles.len() == 1 => {
            let (Some(id_number), Some(phone), Some(password)) = (add.id_number, add.phone, add.password) else {
                return Err(Trouble::Wrong(
                    "a citizen or a company needs --id-number, --phone and --password".into(),
                ));
            };
            let applicant = Applicant {
                kind: if *kind == "citizen" { "person" } else { "company" }.into(),
                name: add.name.clone().unwrap_or_else(|| add.login.clone()),
                id_number,
                phone,
                ..Applicant::default()
            };
            register(&centre, &add.login, &password, applicant).await?
        }
        _ => return Err(Trouble::Wrong("a citizen or a company has no other role".into())),
    };
    if common.json {
        let roles: Vec<&str> = signed.roles.iter().map(|role| role.code()).collect();
        print_json(
            &serde_json::json!({ "login": signed.login, "id": signed.id.0, "kind": signed.kind, "roles": roles }),
        )?;
    } else {
        println!("已添加账号 {} / added {}", signed.login, signed.login);
    }
    centre.close().await?;
    Ok(WELL)
}
