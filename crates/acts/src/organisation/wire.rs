//! An entry of the record of the organisation as it is stored.

use serde::{Deserialize, Serialize};
use uuid::Uuid;
use yimen_domain::calendar::{Day, Instant};
use yimen_domain::organisation::posts::{Answer, Leave, Person, Post, Side, Standing, Step, Term};
use yimen_domain::organisation::{AccountId, Role};

use super::Text;
use super::record::{Did, Entry, Handed, UnitStep};
use crate::ActError;

#[derive(Serialize, Deserialize)]
struct EntryDoc {
    seq: u32,
    at: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    account: Option<Uuid>,
    name: String,
    did: Did,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    about: Option<Uuid>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    reason: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    basis: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    steps: Vec<StepDoc>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    units: Vec<UnitDoc>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    handed: Vec<Handed>,
}

#[derive(Serialize, Deserialize)]
struct UnitDoc {
    kind: String,
    code: String,
    from: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    doc: Option<serde_json::Value>,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
enum StepDoc {
    PostSet {
        code: String,
        name: Text,
        body: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        section: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        window: Option<String>,
        roles: Vec<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reach: Option<String>,
        paired: bool,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        heads: bool,
        from: String,
    },
    PostClosed {
        code: String,
        last: String,
    },
    Begun {
        number: u32,
        account: Uuid,
        name: String,
        post: String,
        side: String,
        standing: String,
        from: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<String>,
    },
    Ended {
        term: u32,
        last: String,
    },
    LeaveAsked {
        number: u32,
        account: Uuid,
        name: String,
        from: String,
        until: String,
        reason: String,
    },
    LeaveGranted {
        leave: u32,
    },
    LeaveRefused {
        leave: u32,
        reason: String,
    },
    LeaveEnded {
        leave: u32,
        last: String,
    },
}

/// What is hashed and stored.
pub(super) fn doc(entry: &Entry) -> impl Serialize + use<> {
    EntryDoc {
        seq: entry.seq,
        at: entry.at.0,
        account: entry.account.map(|account| account.0),
        name: entry.by.clone(),
        did: entry.did,
        about: entry.about.map(|account| account.0),
        reason: entry.reason.clone(),
        basis: entry.basis.clone(),
        steps: entry.steps.iter().map(step_doc).collect(),
        units: entry.units.iter().map(unit_doc).collect(),
        handed: entry.handed.clone(),
    }
}

fn unit_doc(unit: &UnitStep) -> UnitDoc {
    UnitDoc {
        kind: unit.kind.clone(),
        code: unit.code.clone(),
        from: unit.from.to_string(),
        doc: unit.doc.clone(),
    }
}

fn step_doc(step: &Step) -> StepDoc {
    match step {
        Step::PostSet { post, from } => StepDoc::PostSet {
            code: post.code.clone(),
            name: Text::from(&post.name),
            body: post.body.clone(),
            section: post.section.clone(),
            window: post.window.clone(),
            roles: post.roles.iter().map(|role| role.code().to_string()).collect(),
            reach: post.reach.clone(),
            paired: post.paired,
            heads: post.heads,
            from: from.to_string(),
        },
        Step::PostClosed { code, last } => StepDoc::PostClosed {
            code: code.clone(),
            last: last.to_string(),
        },
        Step::Begun(term) => StepDoc::Begun {
            number: term.number,
            account: term.person.account.0,
            name: term.person.name.clone(),
            post: term.post.clone(),
            side: term.side.code().into(),
            standing: term.standing.code().into(),
            from: term.from.to_string(),
            until: term.until.map(|until| until.to_string()),
        },
        Step::Ended { term, last } => StepDoc::Ended {
            term: *term,
            last: last.to_string(),
        },
        Step::LeaveAsked(leave) => StepDoc::LeaveAsked {
            number: leave.number,
            account: leave.person.account.0,
            name: leave.person.name.clone(),
            from: leave.from.to_string(),
            until: leave.until.to_string(),
            reason: leave.reason.clone(),
        },
        Step::LeaveGranted { leave } => StepDoc::LeaveGranted { leave: *leave },
        Step::LeaveRefused { leave, reason } => StepDoc::LeaveRefused {
            leave: *leave,
            reason: reason.clone(),
        },
        Step::LeaveEnded { leave, last } => StepDoc::LeaveEnded {
            leave: *leave,
            last: last.to_string(),
        },
    }
}

/// From text.
///
/// # Errors
/// It is none that [`doc`] made.
pub(super) fn read(text: &str) -> Result<Entry, ActError> {
    let doc: EntryDoc = serde_json::from_str(text).map_err(|error| broken(error.to_string()))?;
    let units = doc.units.into_iter().map(|unit| {
        Ok(UnitStep {
            kind: unit.kind,
            code: unit.code,
            from: day(&unit.from)?,
            doc: unit.doc,
        })
    });
    Ok(Entry {
        seq: doc.seq,
        at: Instant(doc.at),
        account: doc.account.map(AccountId),
        by: doc.name,
        did: doc.did,
        about: doc.about.map(AccountId),
        reason: doc.reason,
        basis: doc.basis,
        units: units.collect::<Result<_, ActError>>()?,
        steps: doc.steps.into_iter().map(step).collect::<Result<_, _>>()?,
        handed: doc.handed,
    })
}

fn broken(why: String) -> ActError {
    ActError::Broken(format!("the record of the organisation cannot be read: {why}"))
}

fn day(text: &str) -> Result<Day, ActError> {
    Day::parse(text).map_err(|_| broken(format!("“{text}” is no day")))
}

fn step(doc: StepDoc) -> Result<Step, ActError> {
    Ok(match doc {
        StepDoc::PostSet {
            code,
            name,
            body,
            section,
            window,
            roles,
            reach,
            paired,
            heads,
            from,
        } => Step::PostSet {
            post: Post {
                code,
                name: name.into(),
                body,
                section,
                window,
                // A role that a later release has and this one does not gives no power here.
                roles: roles.iter().filter_map(|role| Role::parse(role)).collect(),
                reach,
                paired,
                heads,
            },
            from: day(&from)?,
        },
        StepDoc::PostClosed { code, last } => Step::PostClosed {
            code,
            last: day(&last)?,
        },
        StepDoc::Begun {
            number,
            account,
            name,
            post,
            side,
            standing,
            from,
            until,
        } => Step::Begun(Term {
            number,
            person: Person {
                account: AccountId(account),
                name,
            },
            post,
            side: Side::parse(&side).ok_or_else(|| broken(format!("“{side}” is no side")))?,
            standing: Standing::parse(&standing).ok_or_else(|| broken(format!("“{standing}” is no standing")))?,
            from: day(&from)?,
            until: until.as_deref().map(day).transpose()?,
        }),
        StepDoc::Ended { term, last } => Step::Ended {
            term,
            last: day(&last)?,
        },
        StepDoc::LeaveAsked {
            number,
            account,
            name,
            from,
            until,
            reason,
        } => Step::LeaveAsked(Leave {
            number,
            person: Person {
                account: AccountId(account),
                name,
            },
            from: day(&from)?,
            until: day(&until)?,
            reason,
            answer: Answer::Asked,
        }),
        StepDoc::LeaveGranted { leave } => Step::LeaveGranted { leave },
        StepDoc::LeaveRefused { leave, reason } => Step::LeaveRefused { leave, reason },
        StepDoc::LeaveEnded { leave, last } => Step::LeaveEnded {
            leave,
            last: day(&last)?,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use yimen_domain::words::Words;

    #[test]
    fn every_step_reads_as_it_was_written() {
        let day = |text: &str| Day::parse(text).unwrap();
        let person = || Person {
            account: AccountId(Uuid::from_u128(7)),
            name: "李敏".into(),
        };
        let post = Post {
            code: "w-a01".into(),
            name: Words::new("A01 窗口岗", "Window A01"),
            body: "approval".into(),
            section: Some("approval-social".into()),
            window: Some("w-a01".into()),
            roles: vec![Role::Clerk],
            reach: None,
            paired: true,
            heads: true,
        };
        let term = Term {
            number: 1,
            person: person(),
            post: "w-a01".into(),
            side: Side::B,
            standing: Standing::Main,
            from: day("2026-01-01"),
            until: Some(day("2026-12-31")),
        };
        let leave = Leave {
            number: 1,
            person: person(),
            from: day("2026-02-01"),
            until: day("2026-02-03"),
            reason: "探亲".into(),
            answer: Answer::Asked,
        };
        let last = day("2026-06-30");
        let entry = Entry {
            seq: 3,
            at: Instant(1),
            account: Some(AccountId(Uuid::from_u128(9))),
            by: "段志国".into(),
            did: Did::Moved,
            about: Some(AccountId(Uuid::from_u128(7))),
            reason: "轮岗".into(),
            basis: "人字1号".into(),
            steps: vec![
                Step::PostSet {
                    post,
                    from: day("2026-01-01"),
                },
                Step::PostClosed {
                    code: "w-a02".into(),
                    last,
                },
                Step::Begun(term),
                Step::Ended { term: 1, last },
                Step::LeaveAsked(leave),
                Step::LeaveGranted { leave: 1 },
                Step::LeaveRefused {
                    leave: 2,
                    reason: "开放日".into(),
                },
                Step::LeaveEnded { leave: 1, last },
            ],
            units: vec![UnitStep {
                kind: "window".into(),
                code: "w-a01".into(),
                from: day("2026-01-01"),
                doc: Some(serde_json::json!({ "code": "w-a01" })),
            }],
            handed: vec![Handed::Seal {
                letter: "1号".into(),
                to: "王".into(),
            }],
        };
        let text = serde_json::to_value(doc(&entry)).unwrap().to_string();
        assert_eq!(read(&text), Ok(entry));
    }
}
