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
    /// End every token of an account
    End {
        /// Account
        #[arg(long, value_name = "NAME")]
        user: String,
    },
}

/// Runs it.
pub async fn run(common: &Common, order: Token) -> Answer {
    let centre = open(common).await?;
    match order {
        Token::Create { user, label } => {
            let made = token::create(&centre, &user, &label).await?;
            if common.json {
                print_json(&serde_json::json!({ "token": made, "user": user }))?;
            } else {
                println!("{made}");
            }
        }
        Token::End { user } => {
            token::end(&centre, &user).await?;
            println!("{user} 的访问令牌已全部停用 / every token of {user} was ended");
        }
    }
    centre.close().await?;
    Ok(WELL)
}
