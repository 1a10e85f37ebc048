//! What people bring that is no application (诉求): complaints, questions, suggestions, what could not get done, and the ledger of problems.
//!
//! Events go into one chained [`record`]; the words of people are sealed beside it, and the record keeps a salted hash of them.

mod command;
pub mod list;
pub mod record;
mod wire;

pub use command::{Brought, Done, bring, code_of, give, note_overdue};
pub use list::{Line, Opened, Place, Proof, Which, list, open, own};
pub use record::{rebuild, verify};

use serde::{Deserialize, Serialize};
use uuid::Uuid;
use yimen_domain::matters::Rules;
use yimen_domain::words::{Fault, Refusal};
use yimen_store::ledger::hex;

use crate::{ActError, Centre};

/// Setting: code of the rules by which the clocks of new matters run.
pub const RULES: &str = "matters.rules";
/// Most characters of what somebody says at once.
pub const LONGEST: usize = 2_000;

/// What somebody said with a step, and who they are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// What they say.
    #[serde(default)]
    pub text: String,
    /// Their name; empty where they gave none.
    #[serde(default)]
    pub name: String,
    /// Telephone or mail address; empty where they gave none.
    #[serde(default)]
    pub contact: String,
    /// Salt of the hash that the record keeps.
    #[serde(default)]
    salt: String,
}

impl Told {
    /// Words alone.
    pub fn text(text: &str) -> Told {
        Told {
            text: text.trim().to_string(),
            ..Told::default()
        }
    }

    /// Words with who says them.
    pub fn by(text: &str, name: &str, contact: &str) -> Told {
        Told {
            name: name.trim().to_string(),
            contact: contact.trim().to_string(),
            ..Told::text(text)
        }
    }

    fn is_empty(&self) -> bool {
        self.text.is_empty() && self.name.is_empty() && self.contact.is_empty()
    }

    fn checked(&self) -> Result<(), Refusal> {
        let mut faults = Vec::new();
        if self.text.chars().count() > LONGEST {
            faults.push(Fault::new(
                "words",
                format!("不能超过 {LONGEST} 个字。"),
                format!("Use at most {LONGEST} characters."),
            ));
        }
        for (field, text) in [("name", &self.name), ("contact", &self.contact)] {
            if text.chars().count() > 100 || text.chars().any(char::is_control) {
                faults.push(Fault::new(
                    field,
                    "不能超过 100 个字，也不能换行。",
                    "Use at most 100 characters on one line.",
                ));
            }
        }
        if faults.is_empty() {
            Ok(())
        } else {
            Err(Refusal::invalid(faults))
        }
    }
}

fn bound(id: Uuid) -> Vec<u8> {
    [id.as_bytes().as_slice(), b"/matter"].concat()
}

/// What is sealed, and the hash of it that the record keeps; nothing where nothing was said.
fn sealed(centre: &Centre, id: Uuid, told: &Told) -> Result<Option<(Vec<u8>, String)>, ActError> {
    if told.is_empty() {
        return Ok(None);
    }
    let salted = Told {
        salt: hex(&centre.random::<16>()),
        ..told.clone()
    };
    let plain = serde_json::to_string(&salted).map_err(|error| ActError::Broken(error.to_string()))?;
    let sealed = centre
        .shared
        .vault
        .seal(centre.random::<12>(), &bound(id), plain.as_bytes())?;
    Ok(Some((sealed, hex(&centre.hash().digest(plain.as_bytes())))))
}

/// The rules by which new matters run.
///
/// # Errors
/// The database does not answer.
pub async fn rules(centre: &Centre) -> Result<&'static Rules, ActError> {
    let chosen = centre.setting(RULES).await?;
    Ok(chosen.and_then(|code| Rules::parse(&code)).unwrap_or(Rules::standard()))
}
