//! What a permission on a case takes besides the role (权限的其他条件), each with what was found: for who asks why.

use crate::items::{Handling, Item};
use crate::organisation::permission::{Besides, Permission};
use crate::words::{Refusal, RefusalKind};

use super::Case;
use super::decide::{Context, need_other_than_acceptor, ways, wrong_state};
use super::{appeals, drafting, fees, handler};

/// A condition and what was found: the letter's number where one covers it, or why it does not hold.
pub type Ground = (Besides, Result<Option<String>, Refusal>);

/// Every condition of a permission, in the order of its rule.
pub fn grounds(case: &Case, context: &Context<'_>, permission: Permission) -> Vec<Ground> {
    let found = |besides: &Besides| (*besides, ground(case, context, permission, *besides));
    permission.rule().besides.iter().map(found).collect()
}

fn ground(
    case: &Case,
    context: &Context<'_>,
    permission: Permission,
    besides: Besides,
) -> Result<Option<String>, Refusal> {
    match besides {
        Besides::Letter => context.authority().map(Some),
        Besides::NotTheAcceptor => need_other_than_acceptor(case, context.actor).map(|()| None),
        Besides::Instant => need_instant(context.item).map(|()| None),
        Besides::Step => step(case, context, permission).map(|()| None),
        Besides::Handler => handler::need(case, context.actor, permission).map(|()| None),
        Besides::NotTheAsker => fees::decide::need_other_than_asker(case, context.actor).map(|()| None),
        Besides::NotTheDecider => appeals::need_other_than_decider(case, context).map(|()| None),
        Besides::NotTheDrafter => drafting::need_other_than_writer(case, context.actor).map(|()| None),
        Besides::TheHead => drafting::need_checker(case, context).map(|()| None),
        Besides::NotTheChecker => Ok(None),
    }
}

/// Whether the case stands where a command that it permits may be given; no matter for what is no command.
fn step(case: &Case, context: &Context<'_>, permission: Permission) -> Result<(), Refusal> {
    let ways = ways(case, context.item);
    let mut permitted = ways.iter().filter(|(_, of, _)| *of == permission);
    match permitted.next() {
        Some((name, _, false)) => Err(wrong_state(case, name)),
        _ => Ok(()),
    }
}

/// Whether an item is decided at once (即办件).
///
/// # Errors
/// It is not.
pub fn need_instant(item: &Item) -> Result<(), Refusal> {
    if item.handling == Handling::Instant {
        return Ok(());
    }
    Err(Refusal::new(
        "not_instant",
        RefusalKind::State,
        "",
        ("这个事项不是即办件。", "This item is not decided at once."),
        (
            "请按承诺件的步骤审查后作出决定。",
            "Examine it first; then it is decided.",
        ),
    ))
}
