//! Events of proceedings (程序事项) as canonical JSON: one flat form of which each kind fills what it has.

mod lower;
mod publicity;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use uuid::Uuid;
use yimen_domain::calendar::Day;
use yimen_domain::cases::event::{DocumentMark, FileMark, LimitMark};
use yimen_domain::cases::proceedings::hearing::{self, Asker, Ground, Participant};
use yimen_domain::cases::proceedings::{Happened, Meeting, discussion, expert, inspection, party, task};
use yimen_domain::clocks::SuspensionKind;
use yimen_domain::organisation::AccountId;
use yimen_domain::organisation::posts::Person;

use super::{DocumentWire, FileWire, LimitWire, document_wire, file_wire, limit_wire, parse, read_document, read_file};

#[derive(Serialize, Deserialize, Default)]
pub(super) struct Wire {
    /// The applicant (0), or the proceeding in which a party was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    asker: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    basis: Option<String>,
    /// Code of another authority.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    by: Option<PersonWire>,
    /// Hash of what somebody sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    commitment: Option<String>,
    /// Where one turns to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    contact: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    day: Option<String>,
    /// Working days of a publicity period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    days: Option<u32>,
    /// Day of the decision that somebody was told of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    decided: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    document: Option<DocumentWire>,
    /// Which of the experts, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expert: Option<u32>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    experts: Vec<ExpertWire>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    files: Vec<FileWire>,
    /// First day of a period, or the day from which a limit runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ground: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    interest: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    limit: Option<LimitWire>,
    /// By which means something was served.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    means: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    meeting: Option<MeetingWire>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    no: u32,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    participants: Vec<ParticipantWire>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    people: Vec<PersonWire>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    section: Option<SectionWire>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    subject: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    told: Vec<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    unsigned: Option<String>,
    /// Last day of a period, or to say that one comes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    /// Which of the views, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    view: Option<u32>,
    /// Members, votes for, against and withheld.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    votes: Option<[u32; 4]>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    words: Option<String>,
    /// What is either so or not: passed, agreed, a company, lapsed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    yes: Option<bool>,
}

#[derive(Serialize, Deserialize)]
struct PersonWire {
    account: Uuid,
    name: String,
}

#[derive(Serialize, Deserialize)]
struct ExpertWire {
    name: String,
    unit: String,
}

#[derive(Serialize, Deserialize)]
struct SectionWire {
    code: String,
    name: String,
}

#[derive(Serialize, Deserialize)]
struct MeetingWire {
    day: String,
    place: String,
    time: String,
}

#[derive(Serialize, Deserialize)]
struct ParticipantWire {
    name: String,
    part: String,
    signed: bool,
}

fn person(person: &Person) -> PersonWire {
    PersonWire {
        account: person.account.0,
        name: person.name.clone(),
    }
}

fn asker(by: Asker) -> u32 {
    match by {
        Asker::Applicant => 0,
        Asker::Party(no) => no,
    }
}

fn meeting(meeting: &Meeting) -> MeetingWire {
    MeetingWire {
        day: meeting.day.to_string(),
        place: meeting.place.clone(),
        time: meeting.time.clone(),
    }
}

fn files(files: &[FileMark]) -> Vec<FileWire> {
    files.iter().map(file_wire).collect()
}

impl Wire {
    fn of(no: u32, day: Day) -> Wire {
        Wire {
            no,
            day: Some(day.to_string()),
            ..Wire::default()
        }
    }

    fn to(mut self, to: &task::To) -> Wire {
        match to {
            task::To::Person(to) => self.people = vec![person(to)],
            task::To::Section { code, name } => {
                self.section = Some(SectionWire {
                    code: code.clone(),
                    name: name.clone(),
                });
            }
        }
        self
    }
}

/// The wire form of an event.
pub(super) fn wire(happened: &Happened) -> Wire {
    match happened {
        Happened::Inspection(happened) => of_inspection(happened),
        Happened::Task(happened) => of_task(happened),
        Happened::Hearing(happened) => of_hearing(happened),
        Happened::Party(happened) => of_party(happened),
        Happened::Expert(happened) => of_expert(happened),
        Happened::Discussion(happened) => of_discussion(happened),
        Happened::Publicity(happened) => publicity::wire(happened),
        Happened::Lower(happened) => lower::wire(happened),
        Happened::Rested { no } => Wire {
            no: *no,
            ..Wire::default()
        },
        Happened::Dropped { no, day, reason } => Wire {
            reason: Some(reason.clone()),
            ..Wire::of(*no, *day)
        },
    }
}

fn of_inspection(happened: &inspection::Happened) -> Wire {
    use inspection::Happened::{Assigned, Recorded, Signed};
    match happened {
        Assigned {
            no,
            day,
            kind,
            basis,
            limit,
            meeting: at,
            officers,
        } => Wire {
            ground: Some(kind.code().into()),
            basis: Some(basis.clone()),
            limit: limit.as_ref().map(limit_wire),
            meeting: Some(meeting(at)),
            people: officers.iter().map(person).collect(),
            ..Wire::of(*no, *day)
        },
        Recorded {
            no,
            day,
            passed,
            findings,
            files: brought,
        } => Wire {
            yes: Some(*passed),
            words: Some(findings.clone()),
            files: files(brought),
            ..Wire::of(*no, *day)
        },
        Signed { no, day, by } => Wire {
            by: Some(person(by)),
            ..Wire::of(*no, *day)
        },
    }
}

fn of_task(happened: &task::Happened) -> Wire {
    use task::Happened::{Finished, Given, Reassigned, Returned, Taken};
    match happened {
        Given {
            no,
            day,
            basis,
            limit,
            what,
            to,
        } => Wire {
            basis: Some(basis.clone()),
            limit: limit.as_ref().map(limit_wire),
            words: Some(what.clone()),
            ..Wire::of(*no, *day)
        }
        .to(to),
        Taken { no, day, by } => Wire {
            by: Some(person(by)),
            ..Wire::of(*no, *day)
        },
        Returned { no, day, by, reason } => Wire {
            by: Some(person(by)),
            reason: Some(reason.clone()),
            ..Wire::of(*no, *day)
        },
        Reassigned { no, day, to, reason } => Wire {
            reason: Some(reason.clone()),
            ..Wire::of(*no, *day)
        }
        .to(to),
        Finished {
            no,
            day,
            agrees,
            words,
            files: brought,
        } => Wire {
            yes: Some(*agrees),
            words: Some(words.clone()),
            files: files(brought),
            ..Wire::of(*no, *day)
        },
    }
}

fn of_hearing(happened: &hearing::Happened) -> Wire {
    use hearing::Happened::{Announced, Asked, Held, Opened, RecusalAnswered, RecusalAsked, Set, Told, Waived};
    match happened {
        Told {
            no,
            day,
            reason,
            told,
            limit,
            document,
        } => Wire {
            reason: Some(reason.clone()),
            told: told.iter().copied().map(asker).collect(),
            limit: Some(limit_wire(limit)),
            document: Some(document_wire(document)),
            ..Wire::of(*no, *day)
        },
        Opened {
            no,
            day,
            ground,
            reason,
        } => Wire {
            ground: Some(ground.code().into()),
            reason: Some(reason.clone()),
            ..Wire::of(*no, *day)
        },
        Asked { no, day, by, limit } => Wire {
            asker: Some(asker(*by)),
            limit: Some(limit_wire(limit)),
            ..Wire::of(*no, *day)
        },
        Waived { no, day, by } => Wire {
            asker: Some(asker(*by)),
            ..Wire::of(*no, *day)
        },
        Set {
            no,
            day,
            meeting: at,
            chair,
            document,
        } => Wire {
            meeting: Some(meeting(at)),
            people: vec![person(chair)],
            document: Some(document_wire(document)),
            ..Wire::of(*no, *day)
        },
        Announced {
            no,
            day,
            attending,
            document,
        } => Wire {
            until: attending.as_ref().map(|(until, _)| until.to_string()),
            contact: attending.as_ref().map(|(_, how)| how.clone()),
            document: Some(document_wire(document)),
            ..Wire::of(*no, *day)
        },
        RecusalAsked { no, day, by, reason } => Wire {
            asker: Some(asker(*by)),
            reason: Some(reason.clone()),
            ..Wire::of(*no, *day)
        },
        RecusalAnswered { no, day, chair, reason } => Wire {
            people: chair.iter().map(person).collect(),
            reason: Some(reason.clone()),
            ..Wire::of(*no, *day)
        },
        Held {
            no,
            day,
            participants,
            words,
            unsigned,
            files: brought,
            document,
        } => Wire {
            participants: participants
                .iter()
                .map(|one| ParticipantWire {
                    name: one.name.clone(),
                    part: one.part.clone(),
                    signed: one.signed,
                })
                .collect(),
            words: Some(words.clone()),
            unsigned: (!unsigned.is_empty()).then(|| unsigned.clone()),
            files: files(brought),
            document: Some(document_wire(document)),
            ..Wire::of(*no, *day)
        },
    }
}

fn of_party(happened: &party::Happened) -> Wire {
    use party::Happened::{DecisionTold, Heard, Told, Waived};
    match happened {
        Told {
            no,
            day,
            name,
            company,
            interest,
            limit,
            document,
        } => Wire {
            name: Some(name.clone()),
            yes: Some(*company),
            interest: Some(interest.clone()),
            limit: Some(limit_wire(limit)),
            document: Some(document_wire(document)),
            ..Wire::of(*no, *day)
        },
        Heard {
            no,
            day,
            words,
            files: brought,
        } => Wire {
            words: Some(words.clone()),
            files: files(brought),
            ..Wire::of(*no, *day)
        },
        Waived { no, day, lapsed, words } => Wire {
            yes: Some(*lapsed),
            words: (!words.is_empty()).then(|| words.clone()),
            ..Wire::of(*no, *day)
        },
        DecisionTold {
            no,
            day,
            decided,
            means,
            proof,
        } => Wire {
            decided: Some(decided.to_string()),
            means: Some(means.code().into()),
            words: Some(proof.clone()),
            ..Wire::of(*no, *day)
        },
    }
}

fn of_expert(happened: &expert::Happened) -> Wire {
    use expert::Happened::{Commissioned, Recused, Reported};
    match happened {
        Commissioned {
            no,
            day,
            kind,
            organiser,
            experts,
            limit,
            notice,
        } => Wire {
            ground: Some(kind.code().into()),
            name: Some(organiser.clone()),
            experts: experts
                .iter()
                .map(|(name, unit)| ExpertWire {
                    name: name.clone(),
                    unit: unit.clone(),
                })
                .collect(),
            limit: Some(limit_wire(limit)),
            words: Some(notice.clone()),
            ..Wire::of(*no, *day)
        },
        Recused {
            no,
            day,
            expert,
            reason,
        } => Wire {
            expert: Some(*expert),
            reason: Some(reason.clone()),
            ..Wire::of(*no, *day)
        },
        Reported {
            no,
            day,
            passed,
            words,
            files: brought,
        } => Wire {
            yes: Some(*passed),
            words: Some(words.clone()),
            files: files(brought),
            ..Wire::of(*no, *day)
        },
    }
}

fn of_discussion(happened: &discussion::Happened) -> Wire {
    use discussion::Happened::{Departed, Recorded};
    match happened {
        Recorded {
            no,
            day,
            members,
            present,
            agree,
            against,
            abstain,
            words,
            files: brought,
        } => Wire {
            votes: Some([*members, *agree, *against, *abstain]),
            people: present.iter().map(person).collect(),
            words: Some(words.clone()),
            files: files(brought),
            ..Wire::of(*no, *day)
        },
        Departed { no, day, reason } => Wire {
            reason: Some(reason.clone()),
            ..Wire::of(*no, *day)
        },
    }
}

/// What a stored event says, each part asked for by name.
struct Said {
    wire: Wire,
}

impl Said {
    fn day(&self) -> Result<Day, String> {
        super::day(self.wire.day.as_deref().ok_or("there is no day")?)
    }

    fn day_of(&self, which: impl Fn(&Wire) -> &Option<String>) -> Result<Day, String> {
        super::day(which(&self.wire).as_deref().ok_or("a day is missing")?)
    }

    fn limit(&mut self) -> Result<LimitMark, String> {
        self.may_limit().ok_or_else(|| "there is no limit".into())
    }

    fn may_limit(&mut self) -> Option<LimitMark> {
        self.wire.limit.take().map(super::read_limit)
    }

    fn document(&mut self) -> Result<DocumentMark, String> {
        read_document(self.wire.document.take().ok_or("there is no document")?)
    }

    fn files(&mut self) -> Vec<FileMark> {
        std::mem::take(&mut self.wire.files)
            .into_iter()
            .map(read_file)
            .collect()
    }

    fn people(&mut self) -> Vec<Person> {
        std::mem::take(&mut self.wire.people)
            .into_iter()
            .map(read_person)
            .collect()
    }

    fn by(&mut self) -> Result<Person, String> {
        self.wire
            .by
            .take()
            .map(read_person)
            .ok_or_else(|| "there is no person".into())
    }

    fn to(&mut self) -> Result<task::To, String> {
        if let Some(SectionWire { code, name }) = self.wire.section.take() {
            return Ok(task::To::Section { code, name });
        }
        let person = self.people().pop().ok_or("a task is for nobody")?;
        Ok(task::To::Person(person))
    }

    fn asker(&self) -> Result<Asker, String> {
        self.wire.asker.map(read_asker).ok_or_else(|| "nobody asked".into())
    }

    fn meeting(&mut self) -> Result<Meeting, String> {
        let wire = self.wire.meeting.take().ok_or("there is no time and place")?;
        Ok(Meeting {
            day: super::day(&wire.day)?,
            time: wire.time,
            place: wire.place,
        })
    }

    fn yes(&self) -> Result<bool, String> {
        self.wire.yes.ok_or_else(|| "neither yes nor no".into())
    }

    fn words(&mut self) -> String {
        self.wire.words.take().unwrap_or_default()
    }

    fn reason(&mut self) -> String {
        self.wire.reason.take().unwrap_or_default()
    }

    fn ground(&mut self) -> String {
        self.wire.ground.take().unwrap_or_default()
    }
}

fn read_person(wire: PersonWire) -> Person {
    Person {
        account: AccountId(wire.account),
        name: wire.name,
    }
}

fn read_asker(no: u32) -> Asker {
    if no == 0 { Asker::Applicant } else { Asker::Party(no) }
}

/// Reads an event; none where the kind is not of a proceeding.
pub(super) fn read(kind: &str, raw: &RawValue) -> Result<Option<Happened>, String> {
    if !is_known(kind) {
        return Ok(None);
    }
    let wire: Wire = parse(raw)?;
    let no = wire.no;
    if kind == "clock_rested" {
        return Ok(Some(Happened::Rested { no }));
    }
    let mut said = Said { wire };
    let day = said.day()?;
    let happened = match kind {
        "proceeding_dropped" => Happened::Dropped {
            no,
            day,
            reason: said.reason(),
        },
        kind if kind.starts_with("inspection_") => Happened::Inspection(read_inspection(kind, no, day, &mut said)?),
        kind if kind.starts_with("task_") => Happened::Task(read_task(kind, no, day, &mut said)?),
        kind if kind.starts_with("review_") => Happened::Expert(read_expert(kind, no, day, &mut said)?),
        kind if kind.starts_with("discussion_") => Happened::Discussion(read_discussion(kind, no, day, &mut said)?),
        kind if kind.starts_with("publicity_") => Happened::Publicity(publicity::read(kind, no, day, &mut said)?),
        kind if kind.starts_with("lower_") => Happened::Lower(lower::read(kind, no, day, &mut said)?),
        kind if kind.starts_with("party_") => Happened::Party(read_party(kind, no, day, &mut said)?),
        kind => Happened::Hearing(read_hearing(kind, no, day, &mut said)?),
    };
    Ok(Some(happened))
}

fn is_known(kind: &str) -> bool {
    const BEGINNINGS: [&str; 9] = [
        "inspection_",
        "task_",
        "party_",
        "hearing_",
        "recusal_",
        "review_",
        "discussion_",
        "publicity_",
        "lower_",
    ];
    matches!(kind, "clock_rested" | "proceeding_dropped") || BEGINNINGS.iter().any(|with| kind.starts_with(with))
}

fn unknown<T>(kind: &str) -> Result<T, String> {
    Err(format!("kind {kind} is not known"))
}

fn read_inspection(kind: &str, no: u32, day: Day, said: &mut Said) -> Result<inspection::Happened, String> {
    use inspection::Happened::{Assigned, Recorded, Signed};
    Ok(match kind {
        "inspection_ordered" => Assigned {
            no,
            day,
            kind: SuspensionKind::parse(&said.ground()).ok_or("kind of inspection is not known")?,
            basis: said.wire.basis.take().unwrap_or_default(),
            limit: said.may_limit(),
            meeting: said.meeting()?,
            officers: said.people(),
        },
        "inspection_recorded" => Recorded {
            no,
            day,
            passed: said.yes()?,
            findings: said.words(),
            files: said.files(),
        },
        "inspection_signed" => Signed {
            no,
            day,
            by: said.by()?,
        },
        other => return unknown(other),
    })
}

fn read_task(kind: &str, no: u32, day: Day, said: &mut Said) -> Result<task::Happened, String> {
    use task::Happened::{Finished, Given, Reassigned, Returned, Taken};
    Ok(match kind {
        "task_given" => Given {
            no,
            day,
            basis: said.wire.basis.take().unwrap_or_default(),
            limit: said.may_limit(),
            what: said.words(),
            to: said.to()?,
        },
        "task_taken" => Taken {
            no,
            day,
            by: said.by()?,
        },
        "task_returned" => Returned {
            no,
            day,
            by: said.by()?,
            reason: said.reason(),
        },
        "task_reassigned" => Reassigned {
            no,
            day,
            to: said.to()?,
            reason: said.reason(),
        },
        "task_finished" => Finished {
            no,
            day,
            agrees: said.yes()?,
            words: said.words(),
            files: said.files(),
        },
        other => return unknown(other),
    })
}

fn read_party(kind: &str, no: u32, day: Day, said: &mut Said) -> Result<party::Happened, String> {
    use party::Happened::{DecisionTold, Heard, Told, Waived};
    Ok(match kind {
        "party_told" => Told {
            no,
            day,
            name: said.wire.name.take().unwrap_or_default(),
            company: said.yes()?,
            interest: said.wire.interest.take().unwrap_or_default(),
            limit: said.limit()?,
            document: said.document()?,
        },
        "party_heard" => Heard {
            no,
            day,
            words: said.words(),
            files: said.files(),
        },
        "party_waived" => Waived {
            no,
            day,
            lapsed: said.yes()?,
            words: said.words(),
        },
        "party_decision_told" => DecisionTold {
            no,
            day,
            decided: said.day_of(|wire| &wire.decided)?,
            means: party::Means::parse(said.wire.means.as_deref().unwrap_or_default())
                .ok_or("the means of service is not known")?,
            proof: said.words(),
        },
        other => return unknown(other),
    })
}

fn read_expert(kind: &str, no: u32, day: Day, said: &mut Said) -> Result<expert::Happened, String> {
    use expert::Happened::{Commissioned, Recused, Reported};
    Ok(match kind {
        "review_commissioned" => Commissioned {
            no,
            day,
            kind: SuspensionKind::parse(&said.ground()).ok_or("kind of review is not known")?,
            organiser: said.wire.name.take().unwrap_or_default(),
            experts: std::mem::take(&mut said.wire.experts)
                .into_iter()
                .map(|expert| (expert.name, expert.unit))
                .collect(),
            limit: said.limit()?,
            notice: said.words(),
        },
        "review_expert_recused" => Recused {
            no,
            day,
            expert: said.wire.expert.ok_or("no expert is named")?,
            reason: said.reason(),
        },
        "review_reported" => Reported {
            no,
            day,
            passed: said.yes()?,
            words: said.words(),
            files: said.files(),
        },
        other => return unknown(other),
    })
}

fn read_discussion(kind: &str, no: u32, day: Day, said: &mut Said) -> Result<discussion::Happened, String> {
    use discussion::Happened::{Departed, Recorded};
    Ok(match kind {
        "discussion_recorded" => {
            let [members, agree, against, abstain] = said.wire.votes.ok_or("there are no votes")?;
            Recorded {
                no,
                day,
                members,
                present: said.people(),
                agree,
                against,
                abstain,
                words: said.words(),
                files: said.files(),
            }
        }
        "discussion_departed" => Departed {
            no,
            day,
            reason: said.reason(),
        },
        other => return unknown(other),
    })
}

fn read_hearing(kind: &str, no: u32, day: Day, said: &mut Said) -> Result<hearing::Happened, String> {
    use hearing::Happened::{Announced, Asked, Held, Opened, RecusalAnswered, RecusalAsked, Set, Told, Waived};
    Ok(match kind {
        "hearing_told" => Told {
            no,
            day,
            reason: said.reason(),
            told: said.wire.told.iter().copied().map(read_asker).collect(),
            limit: said.limit()?,
            document: said.document()?,
        },
        "hearing_opened" => Opened {
            no,
            day,
            ground: Ground::parse(&said.ground()).ok_or("ground of the hearing is not known")?,
            reason: said.reason(),
        },
        "hearing_asked" => Asked {
            no,
            day,
            by: said.asker()?,
            limit: said.limit()?,
        },
        "hearing_waived" => Waived {
            no,
            day,
            by: said.asker()?,
        },
        "hearing_set" => Set {
            no,
            day,
            meeting: said.meeting()?,
            chair: said.people().pop().ok_or("a hearing has no chair")?,
            document: said.document()?,
        },
        "hearing_announced" => Announced {
            no,
            day,
            attending: said.day_of(|wire| &wire.until).ok().zip(said.wire.contact.take()),
            document: said.document()?,
        },
        "recusal_asked" => RecusalAsked {
            no,
            day,
            by: said.asker()?,
            reason: said.reason(),
        },
        "recusal_answered" => RecusalAnswered {
            no,
            day,
            chair: said.people().pop(),
            reason: said.reason(),
        },
        "hearing_held" => Held {
            no,
            day,
            participants: std::mem::take(&mut said.wire.participants)
                .into_iter()
                .map(|one| Participant {
                    name: one.name,
                    part: one.part,
                    signed: one.signed,
                })
                .collect(),
            words: said.words(),
            unsigned: said.wire.unsigned.take().unwrap_or_default(),
            files: said.files(),
            document: said.document()?,
        },
        other => return unknown(other),
    })
}

/// One of each kind, for the trials of the wire.
#[cfg(test)]
pub(super) fn every_kind() -> Vec<Happened> {
    use yimen_domain::cases::event::DocumentKind;
    let day = Day::parse("2026-11-22").unwrap_or(Day::from_days(0));
    let document = |kind| DocumentMark {
        token: "00ff".repeat(8),
        kind,
        year: 2026,
        serial: 7,
    };
    let li = || Person {
        account: AccountId(Uuid::from_u128(3)),
        name: "李四".into(),
    };
    let meeting = || Meeting {
        day,
        time: "09:30".into(),
        place: "一楼会议室".into(),
    };
    let files = || {
        vec![FileMark {
            hash: "ab".into(),
            name: "inspection-1.jpg".into(),
            size: 12,
            media: "image/jpeg".into(),
        }]
    };
    let limit = LimitMark::days(5, "行政许可法 第四十七条");
    let (no, words, reason) = (2, || "情况属实".to_string(), || "理由".to_string());
    let section = task::To::Section {
        code: "s".into(),
        name: "审批股".into(),
    };
    let shown = publicity::every_kind(no, day).into_iter().map(Happened::Publicity);
    let mut all = vec![
        Happened::Inspection(inspection::Happened::Assigned {
            no,
            day,
            kind: SuspensionKind::Testing,
            basis: "行政许可法 第五十五条".into(),
            limit: Some(limit.clone()),
            meeting: meeting(),
            officers: vec![li(), li()],
        }),
        Happened::Inspection(inspection::Happened::Recorded {
            no,
            day,
            passed: true,
            findings: words(),
            files: files(),
        }),
        Happened::Inspection(inspection::Happened::Signed { no, day, by: li() }),
        Happened::Task(task::Happened::Given {
            no,
            day,
            basis: "b".into(),
            limit: None,
            what: words(),
            to: section,
        }),
        Happened::Task(task::Happened::Taken { no, day, by: li() }),
        Happened::Task(task::Happened::Returned {
            no,
            day,
            by: li(),
            reason: reason(),
        }),
        Happened::Task(task::Happened::Reassigned {
            no,
            day,
            to: task::To::Person(li()),
            reason: reason(),
        }),
        Happened::Task(task::Happened::Finished {
            no,
            day,
            agrees: false,
            words: words(),
            files: files(),
        }),
        Happened::Hearing(hearing::Happened::Told {
            no,
            day,
            reason: reason(),
            told: vec![Asker::Applicant, Asker::Party(1)],
            limit: limit.clone(),
            document: document(DocumentKind::HearingRight),
        }),
        Happened::Hearing(hearing::Happened::Opened {
            no,
            day,
            ground: Ground::PublicInterest,
            reason: reason(),
        }),
        Happened::Hearing(hearing::Happened::Asked {
            no,
            day,
            by: Asker::Party(1),
            limit: limit.clone(),
        }),
        Happened::Hearing(hearing::Happened::Waived {
            no,
            day,
            by: Asker::Applicant,
        }),
        Happened::Hearing(hearing::Happened::Set {
            no,
            day,
            meeting: meeting(),
            chair: li(),
            document: document(DocumentKind::HearingNotice),
        }),
        Happened::Hearing(hearing::Happened::Announced {
            no,
            day,
            attending: Some((day, "综合科 028-86010001".into())),
            document: document(DocumentKind::HearingAnnouncement),
        }),
        Happened::Hearing(hearing::Happened::RecusalAsked {
            no,
            day,
            by: Asker::Applicant,
            reason: reason(),
        }),
        Happened::Hearing(hearing::Happened::RecusalAnswered {
            no,
            day,
            chair: Some(li()),
            reason: reason(),
        }),
        Happened::Hearing(hearing::Happened::Held {
            no,
            day,
            participants: vec![Participant {
                name: "王*".into(),
                part: "申请人".into(),
                signed: false,
            }],
            words: words(),
            unsigned: "拒绝签字".into(),
            files: files(),
            document: document(DocumentKind::HearingRecord),
        }),
        Happened::Party(party::Happened::Told {
            no,
            day,
            name: "赵**".into(),
            company: false,
            interest: "相邻".into(),
            limit,
            document: document(DocumentKind::ThirdParty),
        }),
        Happened::Party(party::Happened::Heard {
            no,
            day,
            words: words(),
            files: files(),
        }),
        Happened::Party(party::Happened::Waived {
            no,
            day,
            lapsed: true,
            words: String::new(),
        }),
        Happened::Party(party::Happened::DecisionTold {
            no,
            day,
            decided: day,
            means: party::Means::Post,
            proof: "邮件号 1".into(),
        }),
        Happened::Lower(yimen_domain::cases::proceedings::lower::Happened::Asked {
            no,
            day,
            body: "township".into(),
            name: "示例镇人民政府".into(),
            limit: LimitMark::days(20, "行政许可法 第四十三条"),
            from: day,
        }),
        Happened::Lower(yimen_domain::cases::proceedings::lower::Happened::Reported {
            no,
            day,
            passed: true,
            words: words(),
            files: files(),
        }),
        Happened::Expert(expert::Happened::Commissioned {
            no,
            day,
            kind: SuspensionKind::ExpertReview,
            organiser: "市评审中心".into(),
            experts: vec![("李*".into(), "大学".into())],
            limit: LimitMark::days(10, "行政许可法 第四十五条"),
            notice: "告知书".into(),
        }),
        Happened::Expert(expert::Happened::Recused {
            no,
            day,
            expert: 1,
            reason: reason(),
        }),
        Happened::Expert(expert::Happened::Reported {
            no,
            day,
            passed: true,
            words: words(),
            files: files(),
        }),
        Happened::Discussion(discussion::Happened::Recorded {
            no,
            day,
            members: 5,
            present: vec![li(), li(), li()],
            agree: 2,
            against: 1,
            abstain: 0,
            words: words(),
            files: files(),
        }),
        Happened::Discussion(discussion::Happened::Departed {
            no,
            day,
            reason: reason(),
        }),
        Happened::Rested { no },
        Happened::Dropped {
            no,
            day,
            reason: reason(),
        },
    ];
    all.extend(shown);
    all
}
