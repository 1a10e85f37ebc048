//! `yimen token`.

use clap::Subcommand;
use yimen_acts::accounts::token;

use crate::config::Common;

use super::{Answer, WELL, open, print_json};

/// What can be done with tokens.
#[derive(Subcommand)]
pub enum Token {
    /// Make a token and print it once; only its hash is kept
    Create {
        /// Account that the token acts for
        #[arg(long, value_name = "NAME")]
        user: String,
        /// What it is for
        #[arg(long, default_value = "token")]
        label: String,
    },
}

/// Runs it.
pub async fn run(common: &Common, order: Token) -> Answer {
    let Token::Create { user, label } = order;
    let centre = open(common).await?;
    let made = token::create(&centre, &user, &label).await?;
    if common.json {
        print_json(&serde_json::json!({ "token": made, "user": user }))?;
    } else {
        println!("{made}");
    }
    centre.close().await?;
    Ok(WELL)
}
