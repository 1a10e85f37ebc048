//! A mandate as it is stored.

use serde::{Deserialize, Serialize};
use uuid::Uuid;
use yimen_domain::calendar::{Day, Instant};
use yimen_domain::items::Audience;
use yimen_domain::organisation::AccountId;
use yimen_domain::organisation::mandate::{Ending, Kind, Mandate, Party, Power};

use crate::ActError;

#[derive(Serialize, Deserialize)]
struct PartyDoc {
    account: Uuid,
    kind: String,
    shown: String,
}

#[derive(Serialize, Deserialize)]
struct EndDoc {
    at: i64,
    how: String,
}

#[derive(Serialize, Deserialize)]
struct MandateDoc {
    id: Uuid,
    kind: String,
    principal: PartyDoc,
    agent: PartyDoc,
    powers: Vec<String>,
    /// Empty: every item.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    items: Vec<String>,
    #[serde(default)]
    earlier: bool,
    /// Days since 1970-01-01.
    from: i32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    until: Option<i32>,
    given: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    accepted: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ended: Option<EndDoc>,
}

/// As text.
pub(super) fn write(mandate: &Mandate) -> String {
    let party = |party: &Party| PartyDoc {
        account: party.account.0,
        kind: party.kind.code().into(),
        shown: party.shown.clone(),
    };
    let doc = MandateDoc {
        id: mandate.id,
        kind: mandate.kind.code().into(),
        principal: party(&mandate.principal),
        agent: party(&mandate.agent),
        powers: mandate.powers.iter().map(|power| power.code().to_string()).collect(),
        items: mandate.items.iter().cloned().collect(),
        earlier: mandate.earlier,
        from: mandate.from.days(),
        until: mandate.until.map(Day::days),
        given: mandate.given.0,
        accepted: mandate.accepted.map(|at| at.0),
        ended: mandate.ended.map(|(at, how)| EndDoc {
            at: at.0,
            how: how.code().into(),
        }),
    };
    serde_json::to_string(&doc).unwrap_or_default()
}

/// From text.
///
/// # Errors
/// It is not a mandate.
pub(super) fn read(text: &str) -> Result<Mandate, ActError> {
    let broken = |what: &str| ActError::Broken(format!("a mandate cannot be read: {what}"));
    let doc: MandateDoc = serde_json::from_str(text).map_err(|error| broken(&error.to_string()))?;
    let party = |party: PartyDoc| {
        Ok::<_, ActError>(Party {
            account: AccountId(party.account),
            kind: Audience::parse(&party.kind).ok_or_else(|| broken("a party's kind"))?,
            shown: party.shown,
        })
    };
    let power = |code: &String| Power::parse(code).ok_or_else(|| broken("a power"));
    let ended = |end: EndDoc| {
        let how = Ending::parse(&end.how).ok_or_else(|| broken("how it ended"))?;
        Ok::<_, ActError>((Instant(end.at), how))
    };
    Ok(Mandate {
        id: doc.id,
        kind: Kind::parse(&doc.kind).ok_or_else(|| broken("its kind"))?,
        principal: party(doc.principal)?,
        agent: party(doc.agent)?,
        powers: doc.powers.iter().map(power).collect::<Result<_, _>>()?,
        items: doc.items.into_iter().collect(),
        earlier: doc.earlier,
        from: Day::from_days(doc.from),
        until: doc.until.map(Day::from_days),
        given: Instant(doc.given),
        accepted: doc.accepted.map(Instant),
        ended: doc.ended.map(ended).transpose()?,
    })
}
