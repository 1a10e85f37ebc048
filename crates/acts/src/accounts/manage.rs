//! Accounts of staff, as the security administrator (安全管理员) looks after them.

use yimen_domain::organisation::permission::{About, Permission};
use yimen_domain::organisation::{AccountId, Actor};
use yimen_domain::words::{Fault, Refusal, RefusalKind};
use yimen_store::tables::accounts::{self, AccountRow, close_other_sessions, forget_devices};

use super::add::{Staff, check_work, staff};
use super::attempts::Source;
use super::password::{given, readable};
use super::security::{What, noted};
use super::{Signed, disbelieve_all, factor};
use crate::{ActError, Centre};

/// Accounts on a page.
pub const PAGE: u32 = 50;

/// Staff whose login or name holds `words`, in order of login, after `after`.
///
/// # Errors
/// Whoever asks is not a security administrator.
pub async fn found(centre: &Centre, actor: &Actor, words: &str, after: &str) -> Result<Vec<Signed>, ActError> {
    allow(actor)?;
    staff_like(centre, words, after, PAGE).await
}

/// Staff whose login or name holds some words, in order of login, after `after`.
pub(crate) async fn staff_like(centre: &Centre, words: &str, after: &str, limit: u32) -> Result<Vec<Signed>, ActError> {
    let like = like(words);
    let params = vec![
        centre.div().into(),
        after.into(),
        like.clone().into(),
        like.into(),
        limit.into(),
    ];
    let rows = centre.store().query(&accounts::STAFF, params).await?;
    rows.iter().map(|row| Ok(Signed::of(AccountRow::read(row)?))).collect()
}

/// What is looked for anywhere in a text, for `LIKE … ESCAPE '!'`.
fn like(words: &str) -> String {
    let words: String = words
        .trim()
        .chars()
        .filter(|sign| !sign.is_control())
        .take(60)
        .collect();
    let plain = words.replace('!', "!!").replace('%', "!%").replace('_', "!_");
    format!("%{plain}%")
}

/// One member of staff.
///
/// # Errors
/// Whoever asks is not a security administrator, or there is nobody with this number.
pub async fn one(centre: &Centre, actor: &Actor, id: AccountId) -> Result<Signed, ActError> {
    allow(actor)?;
    let params = vec![centre.div().into(), id.0.into_bytes().into()];
    let rows = centre.store().query(&accounts::BY_ID, params).await?;
    let signed = rows.first().map(AccountRow::read).transpose()?.map(Signed::of);
    let found = signed.filter(Signed::is_staff);
    found.ok_or_else(|| Refusal::missing("这个账号", "this account").into())
}

/// Adds a member of staff. Answers the account and its first password, shown once and to be changed at the first sign-in.
///
/// # Errors
/// A field is wrong, the login is taken, or whoever asks is not a security administrator.
pub async fn add(centre: &Centre, actor: &Actor, new: Staff, source: &Source) -> Result<(Signed, String), ActError> {
    allow(actor)?;
    let password = readable(&centre.random::<10>());
    let added = staff(centre, new, Some(&password)).await?;
    let note = noted(centre, What::AccountAdded, &added.login, &actor.name, source);
    centre.put(vec![note]).await?;
    Ok((added, password))
}

/// Gives a member of staff a new password, shown once and to be changed at the next sign-in. Every session ends.
///
/// # Errors
/// It is one's own, there is nobody with this number, or whoever asks is not a security administrator.
pub async fn reset(centre: &Centre, actor: &Actor, id: AccountId, source: &Source) -> Result<String, ActError> {
    let account = one(centre, actor, id).await?;
    if actor.account == Some(id) {
        return Err(own().into());
    }
    given(centre, &actor.name, (account.id, &account.login), source).await
}

/// Closes an account, or opens it again. A closed account keeps its history; nobody comes in with it.
///
/// # Errors
/// It is one's own, there is nobody with this number, or whoever asks is not a security administrator.
pub async fn close(
    centre: &Centre,
    actor: &Actor,
    id: AccountId,
    closed: bool,
    source: &Source,
) -> Result<(), ActError> {
    let account = one(centre, actor, id).await?;
    if actor.account == Some(id) {
        return Err(own().into());
    }
    if account.closed == closed {
        return Ok(());
    }
    let what = if closed {
        What::AccountClosed
    } else {
        What::AccountOpened
    };
    let mut writes = vec![accounts::set_closed(centre.div(), id, closed)];
    writes.extend(ended(centre, id));
    writes.push(noted(centre, what, &account.login, &actor.name, source));
    centre.put(writes).await?;
    disbelieve_all(centre, id);
    Ok(())
}

/// Takes the second factor of somebody away who lost it. Every session ends.
///
/// # Errors
/// It is one's own, there is nobody with this number, or whoever asks is not a security administrator.
pub async fn forget_factor(centre: &Centre, actor: &Actor, id: AccountId, source: &Source) -> Result<(), ActError> {
    let account = one(centre, actor, id).await?;
    if actor.account == Some(id) {
        return Err(own().into());
    }
    let mut writes = factor::taken_away(centre, &account, &actor.name, source);
    writes.extend(ended(centre, id));
    centre.put(writes).await?;
    disbelieve_all(centre, id);
    Ok(())
}

/// Changes what somebody works as, for which body, and where.
///
/// # Errors
/// A field is wrong, it is one's own account, the roles follow from posts, or whoever asks is not a security administrator.
pub async fn set_powers(
    centre: &Centre,
    actor: &Actor,
    (id, new): (AccountId, Staff),
    source: &Source,
) -> Result<(), ActError> {
    let account = one(centre, actor, id).await?;
    if actor.account == Some(id) {
        return Err(own().into());
    }
    if follow_posts(centre, id) {
        return Err(of_posts().into());
    }
    let faults = check_work(centre, &new);
    if !faults.is_empty() {
        return Err(Refusal::invalid(faults).into());
    }
    let words: Vec<&str> = new.roles.iter().map(|role| role.code()).collect();
    let agent = Source {
        agent: format!("{} · {}", words.join(", "), source.agent),
        ..source.clone()
    };
    let writes = vec![
        accounts::place(centre.div(), id, &new.roles, new.body.as_deref(), new.place.as_deref()),
        noted(centre, What::PowersChanged, &account.login, &actor.name, &agent),
    ];
    centre.put(writes).await?;
    disbelieve_all(centre, id);
    Ok(())
}

fn ended(centre: &Centre, id: AccountId) -> [yimen_store::Write; 2] {
    let nobody = [0; 32];
    [
        close_other_sessions(centre.div(), id, nobody),
        forget_devices(centre.div(), id),
    ]
}

/// Whether somebody may look after accounts.
///
/// # Errors
/// Not a security administrator.
pub fn allow(actor: &Actor) -> Result<(), ActError> {
    if actor.may(Permission::KeepAccounts, About::CENTRE) {
        return Ok(());
    }
    Err(Refusal::new(
        "not_a_security_administrator",
        RefusalKind::Forbidden,
        "GB/T 22239-2019, 8.1.4.2",
        (
            "账号和岗位权限由安全管理员管理。",
            "Accounts and roles are looked after by the security administrator.",
        ),
        ("请联系安全管理员办理。", "Ask the security administrator."),
    )
    .into())
}

/// Whether somebody's roles are those of the posts that they hold: then they change with the posts, and not by themselves.
pub fn follow_posts(centre: &Centre, id: AccountId) -> bool {
    centre.posts().roster.knows(id)
}

fn of_posts() -> Refusal {
    Refusal::new(
        "roles_follow_posts",
        RefusalKind::State,
        "",
        (
            "这个人的权限由所任岗位决定，不能单独调整。",
            "What this person may do follows from the posts they hold and is not changed by itself.",
        ),
        (
            "请中心负责人在“机构和岗位”中为其调岗。不能登录时，可以停用账号。",
            "Ask the centre manager to move them to another post. To keep them out, close the account.",
        ),
    )
}

fn own() -> Refusal {
    let mut refusal = Refusal::new(
        "own_account",
        RefusalKind::State,
        "GB/T 22239-2019, 8.1.4.2",
        (
            "不能停用或者调整自己的账号。",
            "Nobody closes or changes an account of their own.",
        ),
        ("请由另一名安全管理员办理。", "Ask another security administrator."),
    );
    refusal.faults = vec![Fault::new(
        "roles",
        "不能停用或者调整自己的账号。",
        "Nobody closes or changes an account of their own.",
    )];
    refusal
}
