//! Why somebody may or may not do something (权限查询): what the rule gives them, and what must hold besides.

use std::sync::Arc;

use yimen_domain::calendar::Day;
use yimen_domain::cases::Case;
use yimen_domain::cases::decide::Context;
use yimen_domain::cases::grounds::{grounds, need_instant};
use yimen_domain::items::Item;
use yimen_domain::organisation::letter::{self, Matter};
use yimen_domain::organisation::permission::{About, Area, Besides, Lack, Permission, To};
use yimen_domain::organisation::{AccountId, Actor};
use yimen_domain::supervision::order::Watched;
use yimen_domain::words::{Fault, Refusal, RefusalKind};

use super::change::{member, place_on};
use crate::accounts::{Signed, manage};
use crate::cases::{self, command::item_of};
use crate::{ActError, Centre};

/// Most people named who may.
pub const MOST_OTHERS: usize = 12;
/// Accounts that are read at once to find them.
const STRETCH: u32 = 500;

/// What is asked.
#[derive(Debug, Clone)]
pub struct Question {
    /// Whom it is about.
    pub who: AccountId,
    /// What they would do.
    pub permission: Permission,
    /// Number of a case, code of an item or of a body; empty for nothing in particular.
    pub about: String,
    /// On which day.
    pub on: Day,
}

/// What is asked about.
#[derive(Debug, Clone)]
pub enum Subject {
    /// Nothing in particular.
    Centre,
    /// A body, by its code.
    Body(String),
    /// An item.
    Item(Arc<Item>),
    /// A case, as it stands now.
    Case(Box<Case>, Arc<Item>),
}

/// A condition besides the role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// It holds; the number of the letter where one covers it.
    Holds(Option<String>),
    /// It does not, for this reason.
    Fails(Refusal),
    /// Only a case shows it, and none was named.
    Depends,
}

/// What the whole comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// 可以.
    Yes,
    /// 不可以.
    No,
    /// 视具体办件而定.
    Depends,
}

/// The answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The person with roles and body as they were on that day.
    pub person: Signed,
    /// What it is about.
    pub subject: Subject,
    /// Each grant of the rule, and what is missing for it.
    pub grants: Vec<(To, Result<(), Lack>)>,
    /// Each further condition.
    pub besides: Vec<(Besides, Found)>,
    /// The account is closed.
    pub closed: bool,
    /// Others to whom the rule gives it, by name; at most [`MOST_OTHERS`].
    pub others: Vec<Signed>,
}

impl Answer {
    /// What it comes to.
    pub fn verdict(&self) -> Verdict {
        let given = self.grants.iter().any(|(_, given)| given.is_ok());
        let fails = self.besides.iter().any(|(_, found)| matches!(found, Found::Fails(_)));
        if self.closed || !given || fails {
            Verdict::No
        } else if self.besides.iter().any(|(_, found)| *found == Found::Depends) {
            Verdict::Depends
        } else {
            Verdict::Yes
        }
    }
}

/// Whether somebody may ask about the permissions of others.
pub fn may_ask_about(actor: &Actor, who: AccountId) -> bool {
    actor.account == Some(who) || actor.may(Permission::ExplainPermissions, About::CENTRE)
}

/// A member of staff with roles and body as they were on a day.
///
/// # Errors
/// Not for them to ask, or there is no such person.
pub async fn person_on(centre: &Centre, actor: &Actor, who: AccountId, on: Day) -> Result<Signed, ActError> {
    if !may_ask_about(actor, who) {
        return Err(not_yours().into());
    }
    let (person, register) = (member(centre, who).await?, centre.posts());
    if !register.roster.knows(who) {
        return Ok(person);
    }
    Ok(place_on(&register.roster, &centre.organisation(), who, on).holds(person))
}

/// Answers why.
///
/// # Errors
/// Not for them to ask, there is no such person, or nothing has that number or code.
pub async fn explain(centre: &Centre, actor: &Actor, asked: &Question) -> Result<Answer, ActError> {
    let person = person_on(centre, actor, asked.who, asked.on).await?;
    let subject = subject(centre, actor, asked.about.trim()).await?;
    let about = about(&subject, &person);
    let theirs = person.actor();
    let rule = asked.permission.rule();
    let grants = rule.to.iter().map(|to| (*to, to.given(&theirs, about))).collect();
    let others = others(centre, asked, about).await?;
    Ok(Answer {
        grants,
        besides: besides(centre, &theirs, asked, &subject),
        closed: person.closed,
        others,
        subject,
        person,
    })
}

/// Every permission with whether it is given to somebody for some matter, by area.
pub fn overview(person: &Signed) -> Vec<(Area, Vec<(Permission, bool)>)> {
    let actor = person.actor();
    let of = |area| {
        let all = Permission::all().filter(|permission| permission.rule().area == area);
        all.map(|permission| (permission, actor.could(permission))).collect()
    };
    Area::ALL.into_iter().map(|area| (area, of(area))).collect()
}

async fn subject(centre: &Centre, actor: &Actor, about: &str) -> Result<Subject, ActError> {
    if about.is_empty() {
        return Ok(Subject::Centre);
    }
    if centre.organisation().bodies.contains_key(about) {
        return Ok(Subject::Body(about.to_string()));
    }
    if let Some(item) = centre.library().latest(about) {
        return Ok(Subject::Item(Arc::clone(item)));
    }
    match cases::load(centre, about).await {
        Ok(loaded) if actor.may(Permission::SeeCase, About::from(&loaded.case)) => {
            let item = item_of(centre, &loaded.case)?;
            Ok(Subject::Case(Box::new(loaded.case), item))
        }
        Ok(_) | Err(ActError::Refused(_)) => Err(Refusal::invalid(vec![Fault::new(
            "about",
            "没有找到这个编号：请填写您可以查看的办件编号、事项编码或部门编码。",
            "Nothing has this number: enter the number of a case that you may see, or the code of an item or body.",
        )])
        .into()),
        Err(error) => Err(error),
    }
}

/// Nothing in particular: what is theirs, and their own body's.
fn about<'a>(subject: &'a Subject, person: &'a Signed) -> About<'a> {
    match subject {
        Subject::Centre => About {
            body: person.body.as_deref(),
            owner: Some(person.id),
            ..About::CENTRE
        },
        Subject::Body(code) => About::body(code),
        Subject::Item(item) => About::body(&item.body),
        Subject::Case(case, _) => About::from(&**case),
    }
}

fn besides(centre: &Centre, theirs: &Actor, asked: &Question, subject: &Subject) -> Vec<(Besides, Found)> {
    let found = |found: Result<Option<String>, Refusal>| found.map_or_else(Found::Fails, Found::Holds);
    match subject {
        Subject::Case(case, item) => {
            let (calendar, register) = (centre.book().of(case), centre.letters());
            let sections = super::sections(centre, &case.body, asked.on);
            let context = Context {
                now: centre.now(),
                today: asked.on,
                calendar: &calendar,
                item,
                rules: &centre.rules().in_force(),
                actor: theirs,
                letters: register.signed_of(&item.body),
                sections: &sections,
                watched: Watched::nothing(),
                token: String::new(),
            };
            let grounds = grounds(case, &context, asked.permission).into_iter();
            grounds.map(|(besides, result)| (besides, found(result))).collect()
        }
        Subject::Item(item) => {
            let of_item = |besides: &Besides| (*besides, of_item(centre, theirs, asked.on, item, *besides));
            asked.permission.rule().besides.iter().map(of_item).collect()
        }
        Subject::Centre | Subject::Body(_) => {
            let all = asked.permission.rule().besides.iter();
            all.map(|besides| (*besides, Found::Depends)).collect()
        }
    }
}

/// What an item alone tells.
fn of_item(centre: &Centre, theirs: &Actor, on: Day, item: &Item, besides: Besides) -> Found {
    match besides {
        Besides::Letter => {
            let register = centre.letters();
            match letter::authority(register.signed_of(&item.body), theirs, Matter::from(item), on) {
                Ok(letter) => Found::Holds(Some(letter.number.clone())),
                Err(refusal) => Found::Fails(refusal),
            }
        }
        Besides::Instant => match need_instant(item) {
            Ok(()) => Found::Holds(None),
            Err(refusal) => Found::Fails(refusal),
        },
        Besides::Handler
        | Besides::NotTheAcceptor
        | Besides::NotTheAsker
        | Besides::NotTheDecider
        | Besides::NotTheChecker
        | Besides::NotTheDrafter
        | Besides::TheHead
        | Besides::Step => Found::Depends,
    }
}

async fn others(centre: &Centre, asked: &Question, about: About<'_>) -> Result<Vec<Signed>, ActError> {
    let mut found = Vec::new();
    let mut after = String::new();
    loop {
        let accounts = manage::staff_like(centre, "", &after, STRETCH).await?;
        let Some(last) = accounts.last() else {
            return Ok(found);
        };
        after.clone_from(&last.login);
        let able = |one: &Signed| !one.closed && one.id != asked.who && one.actor().may(asked.permission, about);
        found.extend(accounts.into_iter().filter(able));
        if found.len() >= MOST_OTHERS {
            found.truncate(MOST_OTHERS);
            return Ok(found);
        }
    }
}

fn not_yours() -> Refusal {
    Refusal::new(
        "not_your_question",
        RefusalKind::Forbidden,
        "个人信息保护法 第六条",
        ("您只能查询自己的权限。", "You can only ask about your own permissions."),
        (
            "他人的权限，由中心负责人、监察人员或管理员查询。",
            "The manager, inspectors and administrators may ask about others.",
        ),
    )
}
