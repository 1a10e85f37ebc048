//! Who handles a case (经办人): taking it, putting it back, handing it over. What somebody handles nobody else examines meanwhile.

use crate::organisation::permission::{About, Besides, Permission};
use crate::organisation::posts::Person;
use crate::organisation::{Actor, Capacity};
use crate::words::{Refusal, RefusalKind};

use super::Case;
use super::command::Command;
use super::decide::{Context, Decided, need_text, ways, wrong_state};
use super::event::What;

/// Takes, puts back or hands over.
pub(super) fn change(case: &Case, context: &Context<'_>, command: Command) -> Decided {
    let name = command.name();
    let stands = ways(case, context.item)
        .iter()
        .any(|(of, _, stands)| *of == name && *stands);
    if !stands {
        return Err(wrong_state(case, name));
    }
    let (to, reason) = match command {
        Command::PutBack { reason } => (None, reason),
        Command::HandOver { to, reason } => (Some(to), reason),
        _ => (person(context.actor), String::new()),
    };
    if name != "take" {
        need_text("reason", &reason, true)?;
    }
    if to == case.handler {
        return Err(theirs_already());
    }
    Ok(vec![What::HandlerChanged { to, reason }])
}

/// Whether the one who handles the case leaves this permission to the actor: a chief approver of the body passes cases on whoever has them.
///
/// # Errors
/// Somebody else handles it.
pub(super) fn need(case: &Case, actor: &Actor, permission: Permission) -> Result<(), Refusal> {
    if actor.capacity == Capacity::System || !permission.rule().besides.contains(&Besides::Handler) {
        return Ok(());
    }
    let others = case
        .handler
        .as_ref()
        .filter(|handler| Some(handler.account) != actor.account);
    let leads = actor.may(Permission::AssignCases, About::from(case));
    match (permission, &case.handler, others) {
        (Permission::HandOverCase, None, _) if !leads => Err(nobodys()),
        (Permission::PutBackCase, None, _) => Err(nobodys()),
        (Permission::PutBackCase, _, Some(other)) => Err(anothers(other)),
        (_, _, Some(other)) if !leads => Err(anothers(other)),
        _ => Ok(()),
    }
}

fn person(actor: &Actor) -> Option<Person> {
    actor.account.map(|account| Person {
        account,
        name: actor.name.clone(),
    })
}

fn anothers(other: &Person) -> Refusal {
    let name = &other.name;
    Refusal::new(
        "handled_by_another",
        RefusalKind::Forbidden,
        "",
        (
            &format!("这个办件正由{name}经办。"),
            &format!("{name} handles this case."),
        ),
        (
            "请由经办人办理或转交，也可以由本部门首席审批员改派。",
            "Let them handle it or hand it over, or ask the body's chief approver to assign it to you.",
        ),
    )
}

fn nobodys() -> Refusal {
    Refusal::new(
        "handled_by_nobody",
        RefusalKind::State,
        "",
        ("这个办件还没有经办人。", "Nobody handles this case yet."),
        (
            "请先接手，或由本部门首席审批员分派。",
            "Take it first, or let the body's chief approver assign it.",
        ),
    )
}

fn theirs_already() -> Refusal {
    Refusal::new(
        "handled_by_them_already",
        RefusalKind::State,
        "",
        ("这个办件已由该人员经办。", "This person handles the case already."),
        ("无需再转交。", "There is nothing to hand over."),
    )
}
