//! Drafts of decisions that wait for somebody (待签发、待核稿), and signing several at once (批量签发).

use std::collections::BTreeMap;
use std::sync::Arc;

use yimen_domain::calendar::Day;
use yimen_domain::cases::Status;
use yimen_domain::cases::command::Command;
use yimen_domain::cases::drafting::{Draft, Order};
use yimen_domain::items::Item;
use yimen_domain::organisation::Actor;
use yimen_domain::organisation::posts::Person;
use yimen_domain::organisation::section::Sections;
use yimen_domain::words::{Fault, Refusal};

use super::command::{Reach, command};
use super::lists::{self, Filter};
use super::{Done, load};
use crate::{ActError, Centre, organisation};

/// Drafts on a page, and the most that are signed with one press.
pub const PAGE: usize = 20;
/// Cases that are looked at for one page at most; those without a draft are passed over.
const LOOKED_AT: usize = 400;

/// A draft that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Case number.
    pub number: String,
    /// The item in its version.
    pub item: Option<Arc<Item>>,
    /// Who applied, masked.
    pub applicant: String,
    /// The draft that stands.
    pub draft: Draft,
    /// What the examiner proposed.
    pub proposes: Option<bool>,
    /// The next due day.
    pub due: Option<Day>,
    /// Working days until then, negative when over.
    pub left: Option<i64>,
    /// Number of events that are seen with it.
    pub events: u32,
    /// Who checks it: the head of the writer's section; nobody in particular where it has none on duty.
    pub heads: Vec<Person>,
}

/// A page of what waits, first what is due first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// Checked: they lack the signature.
    pub to_sign: Vec<Waiting>,
    /// Written: somebody has to check them.
    pub to_check: Vec<Waiting>,
    /// Where the next page begins; none at the end.
    pub next: Option<String>,
}

/// The drafts that wait in the body that somebody serves.
///
/// # Errors
/// The person may not see such cases, or the page mark is not one of ours.
pub async fn waiting(centre: &Centre, actor: &Actor, after: Option<&str>) -> Result<Found, ActError> {
    let mut found = Found::default();
    let mut looked_at = 0;
    let mut sections: BTreeMap<String, Sections> = BTreeMap::new();
    let mut filter = Filter {
        status: Status::Reviewed,
        body: None,
        after: after.map(str::to_string),
        limit: lists::MOST,
    };
    loop {
        let page = lists::work(centre, actor, &filter).await?;
        for line in page.lines {
            if found.to_sign.len() + found.to_check.len() >= PAGE || looked_at >= LOOKED_AT {
                // The page goes on after the last case that was looked at.
                found.next = filter.after;
                return Ok(found);
            }
            filter.after = Some(lists::mark_of(&line.row));
            looked_at += 1;
            let case = load(centre, &line.row.number).await?.case;
            let Some(draft) = case.drafts.standing().filter(|_| case.status() == Status::Reviewed) else {
                continue;
            };
            let of_body = sections
                .entry(case.body.clone())
                .or_insert_with(|| organisation::sections(centre, &case.body, centre.today()));
            let heads = draft
                .by
                .account
                .map_or_else(Vec::new, |writer| of_body.heads_over(writer));
            let one = Waiting {
                heads: heads.into_iter().cloned().collect(),
                number: case.number.clone(),
                item: line.item,
                applicant: case.applicant.shown.clone(),
                draft: draft.clone(),
                proposes: case.review().map(|opinion| opinion.approve),
                due: line.due,
                left: line.left,
                events: case.events,
            };
            match case.drafts.to_sign() {
                Some(_) => found.to_sign.push(one),
                None => found.to_check.push(one),
            }
        }
        match page.next {
            Some(next) => filter.after = Some(next),
            None => return Ok(found),
        }
    }
}

/// One box that was ticked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticked {
    /// Case number.
    pub number: String,
    /// Number of the draft that was read.
    pub no: u32,
    /// Number of events that were seen with it.
    pub seen: u32,
}

/// Signs several drafts, each by a command of its own under a key of its own: one that is refused keeps none of the others back.
///
/// # Errors
/// Nothing was ticked, or more than a page holds. What becomes of each is in its answer.
pub async fn sign(
    centre: &Centre,
    actor: &Actor,
    key: &str,
    ticked: Vec<Ticked>,
) -> Result<Vec<(Ticked, Result<Done, ActError>)>, ActError> {
    if ticked.is_empty() {
        return Err(Refusal::invalid(vec![Fault::new(
            "sign",
            "请勾选要签发的决定。",
            "Tick the decisions that you sign.",
        )])
        .into());
    }
    if ticked.len() > PAGE {
        return Err(Refusal::invalid(vec![Fault::new(
            "sign",
            format!("一次最多签发 {PAGE} 件。"),
            format!("Sign at most {PAGE} at once."),
        )])
        .into());
    }
    let mut answers = Vec::with_capacity(ticked.len());
    for one in ticked {
        let own = format!("{key}.{}", one.number);
        let reach = Reach {
            key: Some(&own),
            seen: Some(one.seen),
        };
        let order = Command::Drafting(Order::Sign { no: one.no });
        let answer = command(centre, actor, &one.number, reach, order).await;
        answers.push((one, answer));
    }
    Ok(answers)
}
