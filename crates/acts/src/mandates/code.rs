//! Codes of agents (代理码): whoever is to act for somebody makes one and tells it to them. Without it nobody can name an account, so that
//! nobody learns from this page who has one.

use yimen_domain::words::{Fault, Refusal};
use yimen_store::ledger::{Hash, sm3};
use yimen_store::tables::mandates as table;

use crate::accounts::Signed;
use crate::{ActError, Centre};

/// Minutes for which a code holds.
pub const CODE_MINUTES: i64 = 30;

/// Signs of a code: none that is taken for another.
const SIGNS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
const LENGTH: usize = 8;

/// A code, shown once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// As it is told.
    pub text: String,
    /// Until when it holds, UTC microseconds.
    pub until: i64,
}

/// Makes a code in place of the one before. It holds for half an hour and for one mandate.
///
/// # Errors
/// It is not the account of a person.
pub async fn make(centre: &Centre, signed: &Signed) -> Result<Code, ActError> {
    if signed.kind != "person" {
        let (zh, en) = (
            "代理人须是个人账号。",
            "Only a person with an account of their own can be an agent.",
        );
        return Err(Refusal::invalid(vec![Fault::new("code", zh, en)]).into());
    }
    let signs: String = centre
        .random::<LENGTH>()
        .iter()
        .map(|byte| char::from(SIGNS[usize::from(byte % 32)]))
        .collect();
    let now = centre.now().0;
    let until = now + CODE_MINUTES * 60 * 1_000_000;
    centre
        .put(vec![
            table::sweep_codes(centre.div(), now),
            table::put_code(centre.div(), signed.id, hash(&signed.login, &signs), until),
        ])
        .await?;
    let (first, second) = signs.split_at(LENGTH / 2);
    Ok(Code {
        text: format!("{first}-{second}"),
        until,
    })
}

/// What is stored of a code: it is found by name and code together, the same way whether there is such an account or not.
pub(super) fn hash(login: &str, code: &str) -> Hash {
    let plain: String = code
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|sign| sign.to_ascii_uppercase())
        .collect();
    sm3(&[login.trim().to_lowercase().as_bytes(), b"\0", plain.as_bytes()].concat())
}
