//! Giving a mandate: the agent is found by name and code, shown, and then named.

use yimen_domain::items::Audience;
use yimen_domain::organisation::AccountId;
use yimen_domain::organisation::mandate::{Kind, Mandate, Party, Proposal};
use yimen_domain::words::{Fault, Refusal, RefusalKind};
use yimen_store::ledger::Hash;
use yimen_store::tables::accounts::{self as accounts_table, AccountRow};
use yimen_store::tables::mandates as table;

use super::{Acting, MOST_OPEN, Pair, code, rows, tell, wire, written};
use crate::accounts::attempts::{Guesses, Source};
use crate::accounts::security::{What, noted};
use crate::{ActError, Centre};

/// An agent who let themselves be named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Name to sign in with.
    pub login: String,
    /// Name as it may be shown: masked.
    pub shown: String,
    party: Party,
    hash: Hash,
}

/// The account of this name that made this code. One answer for everything that does not fit, and few tries.
///
/// # Errors
/// Name and code do not fit together or the code holds no more; or there were too many tries.
pub async fn find(centre: &Centre, acting: &Acting, login: &str, code: &str) -> Result<Found, ActError> {
    let guesses = Guesses::of("agent code", acting.signed.id);
    if !guesses.are_left(centre).await? {
        return Err(wait().into());
    }
    let hash = code::hash(login, code);
    let params = vec![centre.div().into(), hash.into(), centre.now().0.into()];
    let rows = centre.store().query(&table::BY_CODE, params).await?;
    let Some(row) = rows.first() else {
        guesses.failed(centre).await?;
        return Err(no_such().into());
    };
    let account = account(centre, AccountId(uuid::Uuid::from_bytes(row.id(0)?))).await?;
    let agent = account.filter(|row| !row.closed).ok_or_else(no_such)?;
    Ok(Found {
        login: agent.login.clone(),
        shown: agent.shown.clone(),
        party: Party {
            account: agent.id,
            kind: Audience::parse(&agent.kind).ok_or_else(no_such)?,
            shown: agent.shown,
        },
        hash,
    })
}

/// Gives a mandate to whoever was found; the code is used up. Both are told, and it holds once the agent has accepted.
///
/// # Errors
/// A field is wrong, an item is not known, or too many mandates are open.
pub async fn give(
    centre: &Centre,
    acting: &Acting,
    found: &Found,
    wish: Proposal,
    source: &Source,
) -> Result<Mandate, ActError> {
    let principal = acting
        .party()
        .ok_or_else(|| Refusal::missing("这个账号", "this account"))?;
    let library = centre.library();
    if let Some(code) = wish.items.iter().find(|code| library.latest(code).is_none()) {
        let (zh, en) = (
            format!("没有编码为“{code}”的事项。"),
            format!("There is no item with the code “{code}”."),
        );
        return Err(Refusal::invalid(vec![Fault::new("items", zh, en)]).into());
    }
    let parties = (principal, found.party.clone());
    let mandate = Mandate::give(
        centre.new_id(),
        parties,
        wish,
        centre.now(),
        centre.settings().mandate_days,
    )?;
    let words = (
        (
            "您已给出授权，等待代理人接受。",
            "You have given a mandate; it waits for the agent to accept.",
        ),
        (
            "有人委托您代为办事，请查看授权内容后决定是否接受。",
            "Somebody asks you to act for them. Please read the mandate and accept or decline it.",
        ),
    );
    offer(centre, acting, found, mandate, words, source).await
}

/// A company names its legal representative, who was found and has to confirm it. One at a time.
///
/// # Errors
/// It is no company, or has one already.
pub async fn bind(centre: &Centre, acting: &Acting, found: &Found, source: &Source) -> Result<Mandate, ActError> {
    let company = acting
        .party()
        .ok_or_else(|| Refusal::missing("这个账号", "this account"))?;
    let mandate = Mandate::bind(centre.new_id(), (company, found.party.clone()), centre.now())?;
    let words = (
        (
            "已登记法定代表人（负责人），等待本人确认。",
            "The legal representative was entered and has to confirm it.",
        ),
        (
            "有企业登记您为法定代表人（负责人），请核对后确认或者不接受。",
            "A company named you as its legal representative. Please confirm or decline it.",
        ),
    );
    offer(centre, acting, found, mandate, words, source).await
}

async fn offer(
    centre: &Centre,
    acting: &Acting,
    found: &Found,
    mandate: Mandate,
    words: (Pair, Pair),
    source: &Source,
) -> Result<Mandate, ActError> {
    let mut open = Vec::new();
    for row in rows(centre, &table::GIVEN, mandate.principal.account).await? {
        let given = wire::read(&row.doc)?;
        if given.standing(centre.today()).is_open() {
            open.push(given.kind);
        }
    }
    if open.len() >= MOST_OPEN {
        return Err(too_many().into());
    }
    if mandate.kind == Kind::LegalRepresentative && open.contains(&mandate.kind) {
        return Err(one_already().into());
    }
    let mut writes = vec![
        table::use_code(centre.div(), found.party.account, found.hash),
        written(&mandate, 1).insert(centre.div()),
        noted(centre, What::MandateGiven, &acting.signed.login, "", source),
    ];
    writes.extend(tell(centre, &mandate, words));
    centre.put(writes).await?;
    Ok(mandate)
}

async fn account(centre: &Centre, id: AccountId) -> Result<Option<AccountRow>, ActError> {
    let params = vec![centre.div().into(), id.0.into_bytes().into()];
    let rows = centre.store().query(&accounts_table::BY_ID, params).await?;
    Ok(rows.first().map(AccountRow::read).transpose()?)
}

fn no_such() -> Refusal {
    Refusal::invalid(vec![Fault::new(
        "code",
        "登录名和代理码不符，或者代理码已经失效。请让代理人重新生成代理码。",
        "The name and the code do not belong together, or the code holds no more. Ask the agent for a new code.",
    )])
}

fn wait() -> Refusal {
    Refusal::new(
        "too_many_codes",
        RefusalKind::Later,
        "",
        ("输入次数过多。", "There were too many tries."),
        (
            "请 15 分钟后再试，并请代理人核对登录名和代理码。",
            "Try again in 15 minutes, and let the agent check the name and the code.",
        ),
    )
}

fn too_many() -> Refusal {
    Refusal::new(
        "too_many_mandates",
        RefusalKind::State,
        "",
        (
            "有效和待接受的授权已有 50 份。",
            "50 mandates are in force or wait to be accepted.",
        ),
        (
            "请先收回不再需要的授权。",
            "Withdraw those that you do not need any more.",
        ),
    )
}

fn one_already() -> Refusal {
    Refusal::new(
        "representative_is_known",
        RefusalKind::State,
        "民法典 第六十一条",
        (
            "已经登记了法定代表人（负责人），不能再登记一位。",
            "A legal representative is entered already, and there is only one.",
        ),
        (
            "更换时，请先收回原来的登记。",
            "To name another, first withdraw the one who is entered.",
        ),
    )
}
