//! An entry of the record of matters as it is hashed and stored. Fields that come later are optional.

use serde::{Deserialize, Serialize};
use uuid::Uuid;
use yimen_domain::calendar::{Day, Instant};
use yimen_domain::matters::{Event, Kind, NotAccepted, Origin, Person, Way, What};
use yimen_domain::organisation::AccountId;

use crate::ActError;

/// One entry.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct EntryDoc {
    pub at: i64,
    pub by: ByDoc,
    pub matter: Uuid,
    pub number: String,
    pub seq: u32,
    /// Hash of the sealed words that came with it, before they were sealed; they begin with a salt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told: Option<String>,
    pub what: WhatDoc,
}

/// Who did it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct ByDoc {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<Uuid>,
    pub name: String,
    pub role: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct PersonDoc {
    account: Uuid,
    name: String,
}

#[allow(
    clippy::large_enum_variant,
    reason = "one lives only while an event is written or read"
)]
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub(super) enum WhatDoc {
    Submitted {
        accept_by: String,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        against: Vec<Uuid>,
        agreed: bool,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        body: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        case: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        first_asked: Option<PersonDoc>,
        kind: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        origin: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        origin_number: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        owner: Option<Uuid>,
        rules: String,
        way: String,
    },
    Accepted {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        person: Option<PersonDoc>,
        urgent: bool,
    },
    Refused {
        reason: String,
    },
    Assigned {
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        assisting: Vec<String>,
        body: String,
        due: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        return_until: Option<i64>,
    },
    SentBack {
        body: String,
    },
    Extended {
        days: u32,
        due: String,
    },
    HandedOver {
        to: PersonDoc,
    },
    TakenOver {
        person: PersonDoc,
    },
    Answered {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<Uuid>,
    },
    Closed,
    Visited {
        reached: bool,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        satisfied: Option<bool>,
    },
    Rated {
        satisfied: bool,
    },
    Reopened {
        due: String,
    },
    Pressed,
    Withdrawn,
    FellOverdue {
        day: String,
    },
    Released {
        shown: bool,
    },
}

fn person(person: &Person) -> PersonDoc {
    PersonDoc {
        account: person.account.0,
        name: person.name.clone(),
    }
}

fn person_of(doc: PersonDoc) -> Person {
    Person {
        account: AccountId(doc.account),
        name: doc.name,
    }
}

/// What of an event is stored.
pub(super) fn doc(what: &What) -> WhatDoc {
    let day = |day: &Day| day.to_string();
    match what {
        What::Submitted {
            kind,
            way,
            origin,
            body,
            case,
            against,
            owner,
            agreed,
            rules,
            accept_by,
            due,
            first_asked,
        } => WhatDoc::Submitted {
            accept_by: day(accept_by),
            against: against.iter().map(|account| account.0).collect(),
            agreed: *agreed,
            body: body.clone(),
            case: case.clone(),
            due: due.as_ref().map(day),
            first_asked: first_asked.as_ref().map(person),
            kind: kind.code().into(),
            origin: origin.as_ref().map(|(origin, _)| origin.code().to_string()),
            origin_number: origin.as_ref().map(|(_, number)| number.clone()),
            owner: owner.map(|owner| owner.0),
            rules: rules.clone(),
            way: way.code().into(),
        },
        What::Accepted {
            urgent,
            due,
            person: who,
        } => WhatDoc::Accepted {
            due: due.as_ref().map(day),
            person: who.as_ref().map(person),
            urgent: *urgent,
        },
        What::Refused { reason } => WhatDoc::Refused {
            reason: reason.code().into(),
        },
        What::Assigned {
            body,
            assisting,
            return_until,
            due,
        } => WhatDoc::Assigned {
            assisting: assisting.clone(),
            body: body.clone(),
            due: day(due),
            return_until: return_until.map(|at| at.0),
        },
        What::SentBack { body } => WhatDoc::SentBack { body: body.clone() },
        What::Extended { days, due } => WhatDoc::Extended {
            days: *days,
            due: day(due),
        },
        What::HandedOver { to } => WhatDoc::HandedOver { to: person(to) },
        What::TakenOver { person: who } => WhatDoc::TakenOver { person: person(who) },
        What::Answered { by } => WhatDoc::Answered {
            by: by.map(|account| account.0),
        },
        What::Closed => WhatDoc::Closed,
        What::Visited { reached, satisfied } => WhatDoc::Visited {
            reached: *reached,
            satisfied: *satisfied,
        },
        What::Rated { satisfied } => WhatDoc::Rated { satisfied: *satisfied },
        What::Reopened { due } => WhatDoc::Reopened { due: day(due) },
        What::Pressed => WhatDoc::Pressed,
        What::Withdrawn => WhatDoc::Withdrawn,
        What::FellOverdue { day: last } => WhatDoc::FellOverdue { day: day(last) },
        What::Released { shown } => WhatDoc::Released { shown: *shown },
    }
}

fn broken(what: &str) -> ActError {
    ActError::Broken(format!("an entry of the record of matters: {what}"))
}

fn known<T>(found: Option<T>, code: &str) -> Result<T, ActError> {
    found.ok_or_else(|| broken(code))
}

fn day(text: &str) -> Result<Day, ActError> {
    Day::parse(text).map_err(|_| broken(text))
}

/// The event of an entry.
pub(super) fn event(at: i64, doc: WhatDoc) -> Result<Event, ActError> {
    let what = match doc {
        WhatDoc::Submitted {
            accept_by,
            against,
            agreed,
            body,
            case,
            due,
            first_asked,
            kind,
            origin,
            origin_number,
            owner,
            rules,
            way,
        } => What::Submitted {
            kind: known(Kind::parse(&kind), &kind)?,
            way: known(Way::parse(&way), &way)?,
            origin: origin
                .map(|code| Ok::<_, ActError>((known(Origin::parse(&code), &code)?, origin_number.unwrap_or_default())))
                .transpose()?,
            body,
            case,
            against: against.into_iter().map(AccountId).collect(),
            owner: owner.map(AccountId),
            agreed,
            rules,
            accept_by: day(&accept_by)?,
            due: due.as_deref().map(day).transpose()?,
            first_asked: first_asked.map(person_of),
        },
        WhatDoc::Accepted { due, person, urgent } => What::Accepted {
            urgent,
            due: due.as_deref().map(day).transpose()?,
            person: person.map(person_of),
        },
        WhatDoc::Refused { reason } => What::Refused {
            reason: known(NotAccepted::parse(&reason), &reason)?,
        },
        WhatDoc::Assigned {
            assisting,
            body,
            due,
            return_until,
        } => What::Assigned {
            body,
            assisting,
            return_until: return_until.map(Instant),
            due: day(&due)?,
        },
        WhatDoc::SentBack { body } => What::SentBack { body },
        WhatDoc::Extended { days, due } => What::Extended { days, due: day(&due)? },
        WhatDoc::HandedOver { to } => What::HandedOver { to: person_of(to) },
        WhatDoc::TakenOver { person } => What::TakenOver {
            person: person_of(person),
        },
        WhatDoc::Answered { by } => What::Answered { by: by.map(AccountId) },
        WhatDoc::Closed => What::Closed,
        WhatDoc::Visited { reached, satisfied } => What::Visited { reached, satisfied },
        WhatDoc::Rated { satisfied } => What::Rated { satisfied },
        WhatDoc::Reopened { due } => What::Reopened { due: day(&due)? },
        WhatDoc::Pressed => What::Pressed,
        WhatDoc::Withdrawn => What::Withdrawn,
        WhatDoc::FellOverdue { day: last } => What::FellOverdue { day: day(&last)? },
        WhatDoc::Released { shown } => What::Released { shown },
    };
    Ok(Event { at: Instant(at), what })
}
