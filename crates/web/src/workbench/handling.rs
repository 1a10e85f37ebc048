//! Who handles a case (经办人): the forms for taking it, putting it back and handing it over.

use uuid::Uuid;
use yimen_acts::accounts::Signed;
use yimen_acts::cases::handler;
use yimen_acts::{ActError, Centre};
use yimen_domain::cases::command::Command;
use yimen_domain::organisation::{AccountId, Actor};
use yimen_domain::words::{Fault, Refusal};

use super::commands::{ActForm, long, plain};
use super::typed::Typed;
use crate::shell::Page;
use crate::shell::components::{Field, FieldKind};

/// The commands that change who handles a case.
pub(crate) const COMMANDS: [&str; 3] = ["take", "hand_over", "put_back"];

/// The form of one of them.
pub(crate) fn form(page: &Page, name: &str, colleagues: &[Signed]) -> Option<ActForm> {
    match name {
        "take" => Some(plain(page, "take", Vec::new())),
        "put_back" => {
            let reason = long(page, "put_back.reason", "command.put_back.reason");
            Some(plain(page, "put_back", vec![reason]))
        }
        "hand_over" if !colleagues.is_empty() => {
            let to = colleagues.iter().fold(
                Field::new(FieldKind::Choice, "hand_over.to", page.t("command.hand_over.to")),
                |field, one| field.choice(one.id.0.to_string(), one.shown.clone()),
            );
            let reason = long(page, "hand_over.reason", "command.hand_over.reason");
            Some(plain(page, "hand_over", vec![to, reason]))
        }
        _ => None,
    }
}

/// Reads the form; none where the command is another.
///
/// # Errors
/// Nobody was chosen who may handle the case.
pub(crate) async fn read(
    centre: &Centre,
    actor: &Actor,
    number: &str,
    (command, typed): (&str, &Typed),
) -> Result<Option<Command>, ActError> {
    let field = |name: &str| typed.get(&format!("{command}.{name}")).to_string();
    Ok(Some(match command {
        "take" => Command::Take,
        "put_back" => Command::PutBack {
            reason: field("reason"),
        },
        "hand_over" => {
            let to: Uuid = field("to").parse().map_err(|_| nobody())?;
            Command::HandOver {
                to: handler::successor(centre, actor, number, AccountId(to)).await?,
                reason: field("reason"),
            }
        }
        _ => return Ok(None),
    }))
}

fn nobody() -> Refusal {
    Refusal::invalid(vec![Fault::new("to", "请选择转交给谁。", "Choose who gets it.")])
}
