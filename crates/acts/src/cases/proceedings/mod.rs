//! Proceedings of a case (程序事项): who of the body can be named in them, and what the applicant is told.

mod said;

pub use said::{Said, order};

use yimen_domain::cases::proceedings::hearing::{Asker, Happened as Hearing};
use yimen_domain::cases::proceedings::{Happened, expert, inspection, lower, party, publicity, task};
use yimen_domain::organisation::permission::{About, Permission};
use yimen_domain::organisation::posts::Person;
use yimen_domain::organisation::{AccountId, Actor};
use yimen_domain::words::{Fault, Refusal, Words};

use super::{load, no_case};
use crate::accounts::{self, Signed};
use crate::organisation::Section;
use crate::organisation::change::member;
use crate::{ActError, Centre};

/// Somebody of the body of a case whom a proceeding can name, as officer, chair or for a task.
///
/// # Errors
/// There is no such case or person, or they do not work on cases of this body; `field` is at fault then.
pub async fn officer(
    centre: &Centre,
    actor: &Actor,
    number: &str,
    (field, account): (&str, AccountId),
) -> Result<Person, ActError> {
    let case = load(centre, number).await?.case;
    if !actor.may(Permission::SeeCase, About::from(&case)) {
        return Err(no_case());
    }
    let serves =
        |member: &Signed| !member.closed && member.actor().may(Permission::ServeInProceedings, About::from(&case));
    let found = member(centre, account).await.ok().filter(serves);
    let found = found.ok_or_else(|| {
        Refusal::invalid(vec![Fault::new(
            field,
            "请选择本部门办理该办件的工作人员。",
            "Choose somebody who works on cases of this body.",
        )])
    })?;
    Ok(Person {
        account: found.id,
        name: found.shown,
    })
}

/// Somebody of the body who can chair a hearing: whoever works there, in whatever role.
///
/// # Errors
/// There is no such case, or they do not work for the body.
pub async fn chair(centre: &Centre, actor: &Actor, number: &str, account: AccountId) -> Result<Person, ActError> {
    let case = load(centre, number).await?.case;
    if !actor.may(Permission::SeeCase, About::from(&case)) {
        return Err(no_case());
    }
    let there = |member: &Signed| !member.closed && member.body.as_deref() == Some(case.body.as_str());
    let found = member(centre, account).await.ok().filter(there);
    let found = found.ok_or_else(|| {
        Refusal::invalid(vec![Fault::new(
            "person",
            "请选择本部门的工作人员主持。",
            "Choose somebody who works for this body.",
        )])
    })?;
    Ok(Person {
        account: found.id,
        name: found.shown,
    })
}

/// Who can chair a hearing, in order of name.
///
/// # Errors
/// The database does not answer.
pub async fn chairs(centre: &Centre, body: &str) -> Result<Vec<Signed>, ActError> {
    let mut found = accounts::staff_of(centre, body).await?;
    found.retain(|one| !one.closed);
    found.sort_by(|one, other| one.shown.cmp(&other.shown));
    Ok(found)
}

/// Who can be named, in order of name.
///
/// # Errors
/// The database does not answer.
pub async fn officers(centre: &Centre, body: &str) -> Result<Vec<Signed>, ActError> {
    let mut found = accounts::staff_of(centre, body).await?;
    found.retain(|one| !one.closed && one.actor().may(Permission::ServeInProceedings, About::body(body)));
    found.sort_by(|one, other| one.shown.cmp(&other.shown));
    Ok(found)
}

/// The sections of a body.
pub fn sections(centre: &Centre, body: &str) -> Vec<Section> {
    centre
        .organisation()
        .body(body)
        .map(|body| body.sections.clone())
        .unwrap_or_default()
}

/// A section of a body to which a task can be given.
///
/// # Errors
/// The body has no such section.
pub fn section(centre: &Centre, body: &str, code: &str) -> Result<task::To, ActError> {
    let found = sections(centre, body).into_iter().find(|section| section.code == code);
    let found = found.ok_or_else(|| {
        Refusal::invalid(vec![Fault::new(
            "to",
            "请选择本部门的科室或者人员。",
            "Choose a section or a person of this body.",
        )])
    })?;
    Ok(task::To::Section {
        code: found.code,
        name: found.name.words().zh,
    })
}

/// Codes of the sections in whose posts somebody serves today.
pub fn sections_of(centre: &Centre, who: Option<AccountId>) -> Vec<String> {
    let (register, today) = (centre.posts(), centre.today());
    let Some(who) = who else { return Vec::new() };
    register
        .roster
        .held(who, today)
        .filter_map(|term| register.roster.post(&term.post, today)?.section.clone())
        .collect()
}

/// What the applicant is told about an event; nothing about working papers of the authority, nor about what they did themselves.
pub(crate) fn told(happened: &Happened) -> Option<Words> {
    let (zh, en) = match happened {
        Happened::Inspection(inspection::Happened::Assigned { meeting, .. }) => {
            return Some(Words::new(
                format!(
                    "工作人员将于 {} {} 到{}现场核查，请予配合。",
                    meeting.day, meeting.time, meeting.place
                ),
                format!(
                    "Officers will come to inspect on {} at {}: {}.",
                    meeting.day, meeting.time, meeting.place
                ),
            ));
        }
        Happened::Hearing(Hearing::Told { limit, .. }) => {
            return Some(Words::new(
                format!("您有权要求听证，请在收到告知书之日起 {} 个工作日内提出。", limit.days),
                format!(
                    "You have the right to a hearing: ask for it within {} working days of this notice.",
                    limit.days
                ),
            ));
        }
        Happened::Hearing(Hearing::Set { meeting, .. }) => {
            return Some(Words::new(
                format!(
                    "听证定于 {} {} 在{}举行，详见听证通知书。",
                    meeting.day, meeting.time, meeting.place
                ),
                format!(
                    "The hearing is on {} at {}, {}. The notice of the hearing has the details.",
                    meeting.day, meeting.time, meeting.place
                ),
            ));
        }
        Happened::Expert(expert::Happened::Commissioned { organiser, limit, .. }) => {
            return Some(Words::new(
                format!("您的申请由{organiser}评审、审查，需要 {} 个工作日。", limit.days),
                format!(
                    "{organiser} reviews your application; that takes {} working days.",
                    limit.days
                ),
            ));
        }
        Happened::Publicity(publicity::Happened::Opened { from, until, .. }) => {
            return Some(Words::new(
                format!("您的申请自 {from} 至 {until} 向社会公示，公示期间收到的意见由本机关处理。"),
                format!(
                    "Your application is shown to the public from {from} to {until}; the authority deals with what people say."
                ),
            ));
        }
        Happened::Lower(lower::Happened::Asked { name, limit, .. }) => {
            return Some(Words::new(
                format!(
                    "您的申请先由{name}审查，时间为自受理之日起 {} 个工作日；您不需要再次提供材料。",
                    limit.days
                ),
                format!(
                    "{name} examines your application first, within {} working days of its acceptance; you need not hand in anything again.",
                    limit.days
                ),
            ));
        }
        Happened::Publicity(publicity::Happened::Closed { .. }) => (
            "您的申请公示结束，结果见办件详情。",
            "The publicity period of your application is over; your case page says what came of it.",
        ),
        Happened::Lower(lower::Happened::Reported { .. }) => (
            "初步审查已经完成，意见和全部材料已报送决定机关。",
            "The first examination is done; the opinion and all materials are with the authority that decides.",
        ),
        Happened::Hearing(Hearing::Opened { .. }) => (
            "本机关决定就您的申请举行听证，时间和地点另行通知。",
            "A hearing will be held about your application; you will be told when and where.",
        ),
        Happened::Hearing(Hearing::Asked {
            by: Asker::Party(_), ..
        }) => (
            "利害关系人要求就您的申请举行听证，时间和地点另行通知。",
            "An interested party has asked for a hearing about your application; you will be told when and where.",
        ),
        Happened::Hearing(Hearing::RecusalAnswered { chair, .. }) => match chair {
            Some(_) => (
                "听证主持人已更换，详见办件详情。",
                "The hearing has another chair now; your case page says who.",
            ),
            None => (
                "听证主持人不需要回避，理由见办件详情。",
                "The chair of the hearing stays; your case page gives the reason.",
            ),
        },
        Happened::Hearing(Hearing::Held { .. }) => (
            "听证已经举行，可以查看听证笔录。",
            "The hearing was held, and you can read its record.",
        ),
        Happened::Party(party::Happened::Told { .. }) => (
            "您的申请直接关系他人重大利益，已告知利害关系人。您也可以陈述和申辩。",
            "Your application touches major interests of others, who have been told. You may say what you think, too.",
        ),
        _ => return None,
    };
    Some(Words::new(zh, en))
}
