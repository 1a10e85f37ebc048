//! A letter as it is stored.

use serde::{Deserialize, Serialize};
use uuid::Uuid;
use yimen_domain::calendar::Day;
use yimen_domain::items::ItemKind;
use yimen_domain::organisation::AccountId;
use yimen_domain::organisation::letter::{
    Grant, Holder, Letter, Over, Power, Revocation, SealCustody, Signature, State,
};

use crate::ActError;

#[derive(Serialize, Deserialize)]
struct LetterDoc {
    number: String,
    body: String,
    /// Absent where the letter goes to the windows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    account: Option<Uuid>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    name: String,
    grants: Vec<GrantDoc>,
    from: String,
    until: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    seal_keeper: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    seal_words: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    signed: Option<SignedDoc>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    revoked: Option<RevokedDoc>,
}

#[derive(Serialize, Deserialize)]
struct GrantDoc {
    /// `all`, `instant`, or absent where a kind or an item is named.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    over: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    kind: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    item: String,
    power: String,
}

#[derive(Serialize, Deserialize)]
struct SignedDoc {
    head: String,
    office: String,
    on: String,
}

#[derive(Serialize, Deserialize)]
struct RevokedDoc {
    from: String,
    reason: String,
}

/// As text.
pub(super) fn write(letter: &Letter) -> String {
    let (account, name) = match &letter.holder {
        Holder::Person { account, name } => (Some(account.0), name.clone()),
        Holder::Windows => (None, String::new()),
    };
    let signed = |signature: &Signature| SignedDoc {
        head: signature.head.clone(),
        office: signature.office.clone(),
        on: signature.on.to_string(),
    };
    let (signed, revoked) = match &letter.state {
        State::Drafted => (None, None),
        State::Signed(signature) => (Some(signed(signature)), None),
        State::Revoked { signature, revocation } => {
            let revoked = RevokedDoc {
                from: revocation.from.to_string(),
                reason: revocation.reason.clone(),
            };
            (Some(signed(signature)), Some(revoked))
        }
    };
    let doc = LetterDoc {
        number: letter.number.clone(),
        body: letter.body.clone(),
        account,
        name,
        grants: letter.grants.iter().map(grant_doc).collect(),
        from: letter.from.to_string(),
        until: letter.until.to_string(),
        seal_keeper: letter.seal.keeper.clone(),
        seal_words: letter.seal.words.clone(),
        signed,
        revoked,
    };
    serde_json::to_string(&doc).unwrap_or_default()
}

fn grant_doc(grant: &Grant) -> GrantDoc {
    let (over, kind, item) = match &grant.over {
        Over::All => ("all", "", ""),
        Over::Instant => ("instant", "", ""),
        Over::Kind(kind) => ("", kind.code(), ""),
        Over::Item(code) => ("", "", code.as_str()),
    };
    GrantDoc {
        over: over.into(),
        kind: kind.into(),
        item: item.into(),
        power: grant.power.code().into(),
    }
}

/// From text.
///
/// # Errors
/// It is none that [`write`] wrote.
pub(super) fn read(text: &str) -> Result<Letter, ActError> {
    let broken = |why: String| ActError::Broken(format!("a letter of authority cannot be read: {why}"));
    let doc: LetterDoc = serde_json::from_str(text).map_err(|error| broken(error.to_string()))?;
    let day = |text: &str| Day::parse(text).map_err(|_| broken(format!("“{text}” is no day")));
    let grants = doc
        .grants
        .iter()
        .map(|grant| read_grant(grant).ok_or_else(|| broken("a line".into())));
    let signature = match doc.signed {
        Some(signed) => Some(Signature {
            head: signed.head,
            office: signed.office,
            on: day(&signed.on)?,
        }),
        None => None,
    };
    let state = match (signature, doc.revoked) {
        (None, None) => State::Drafted,
        (Some(signature), None) => State::Signed(signature),
        (Some(signature), Some(revoked)) => State::Revoked {
            signature,
            revocation: Revocation {
                from: day(&revoked.from)?,
                reason: revoked.reason,
            },
        },
        (None, Some(_)) => return Err(broken("taken back without a signature".into())),
    };
    Ok(Letter {
        number: doc.number,
        body: doc.body,
        holder: doc.account.map_or(Holder::Windows, |account| Holder::Person {
            account: AccountId(account),
            name: doc.name,
        }),
        grants: grants.collect::<Result<_, _>>()?,
        from: day(&doc.from)?,
        until: day(&doc.until)?,
        seal: SealCustody {
            keeper: doc.seal_keeper,
            words: doc.seal_words,
        },
        state,
    })
}

fn read_grant(doc: &GrantDoc) -> Option<Grant> {
    let over = match (doc.over.as_str(), doc.kind.as_str(), doc.item.as_str()) {
        ("all", "", "") => Over::All,
        ("instant", "", "") => Over::Instant,
        ("", kind, "") => Over::Kind(ItemKind::ALL.into_iter().find(|known| known.code() == kind)?),
        ("", "", item) => Over::Item(item.to_string()),
        _ => return None,
    };
    Some(Grant {
        over,
        power: Power::parse(&doc.power)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_reads_as_it_was_written() {
        let day = |text: &str| Day::parse(text).unwrap();
        let signature = || Signature {
            head: "赵局长".into(),
            office: "局长".into(),
            on: day("2026-02-20"),
        };
        let person = Holder::Person {
            account: AccountId(Uuid::from_u128(7)),
            name: "李敏".into(),
        };
        let revocation = Revocation {
            from: day("2026-06-01"),
            reason: "轮岗".into(),
        };
        let states = [
            State::Drafted,
            State::Signed(signature()),
            State::Revoked {
                signature: signature(),
                revocation,
            },
        ];
        let overs = [
            Over::All,
            Over::Instant,
            Over::Kind(ItemKind::Permit),
            Over::Item("x".into()),
        ];
        for state in states {
            for holder in [person.clone(), Holder::Windows] {
                let letter = Letter {
                    number: "1号".into(),
                    body: "market".into(),
                    holder,
                    grants: overs
                        .iter()
                        .zip(Power::ALL.into_iter().cycle())
                        .map(|(over, power)| Grant {
                            over: over.clone(),
                            power,
                        })
                        .collect(),
                    from: day("2026-03-01"),
                    until: day("2027-02-28"),
                    seal: SealCustody {
                        keeper: "王".into(),
                        words: "双人保管".into(),
                    },
                    state: state.clone(),
                };
                assert_eq!(read(&write(&letter)), Ok(letter));
            }
        }
    }
}
