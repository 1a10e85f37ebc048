//! Mandates (授权委托): giving one to an agent who let themselves be named, accepting it, ending it, and acting under it.

mod acting;
mod code;
mod give;
mod wire;

use uuid::Uuid;
use yimen_domain::calendar::{CHINA, Instant};
use yimen_domain::items::Audience;
use yimen_domain::organisation::mandate::{Kind, Mandate, Party, Standing, Step, acts_through_people};
use yimen_domain::organisation::{AccountId, Actor, Capacity};
use yimen_domain::words::Refusal;
use yimen_store::Write;
use yimen_store::tables::mandates::{self as table, MandateNoticeRow, MandateRow};

use crate::accounts;
use crate::accounts::attempts::Source;
use crate::accounts::security::{What, noted};
use crate::drafts::Draft;
use crate::{ActError, Centre, drafts};

pub use acting::{Acting, mark_of};
pub use code::{CODE_MINUTES, Code, make as make_code};
pub use give::{Found, bind, find, give};

/// Most mandates of a person that are shown, of those given and of those received.
pub const MOST: u32 = 200;
/// Most mandates in force or offered that one person gives.
pub const MOST_OPEN: usize = 50;

/// A mandate as the two see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The mandate.
    pub mandate: Mandate,
    /// How it stands.
    pub standing: Standing,
    /// Full name of who gave it.
    pub principal: String,
    /// Name of the agent: in full once they accepted.
    pub agent: String,
    /// What the looker may do with it now.
    pub steps: Vec<Step>,
    /// When the agent last used it.
    pub used: Option<Instant>,
}

/// The mandates of a person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mine {
    /// That they gave, latest first.
    pub given: Vec<Shown>,
    /// That they received, latest first.
    pub received: Vec<Shown>,
}

/// Every mandate of a person.
///
/// # Errors
/// The database does not answer.
pub async fn of(centre: &Centre, me: AccountId) -> Result<Mine, ActError> {
    let mut mine = Mine::default();
    for row in rows(centre, &table::GIVEN, me).await? {
        mine.given.push(shown(centre, &row, me).await?);
    }
    for row in rows(centre, &table::RECEIVED, me).await? {
        mine.received.push(shown(centre, &row, me).await?);
    }
    Ok(mine)
}

/// One mandate of a person.
///
/// # Errors
/// There is none in which they have a part.
pub async fn one(centre: &Centre, me: AccountId, id: Uuid) -> Result<Shown, ActError> {
    let (row, _) = load(centre, me, id).await?;
    shown(centre, &row, me).await
}

/// Takes a step with a mandate: it is accepted, declined, withdrawn or laid down. Holds from the next request on.
///
/// # Errors
/// It is not theirs, or stands elsewhere.
pub async fn step(centre: &Centre, acting: &Acting, id: Uuid, step: Step, source: &Source) -> Result<(), ActError> {
    let me = acting.keeper();
    let (row, mandate) = load(centre, me, id).await?;
    let after = mandate.step(step, me, centre.now())?;
    let what = match step {
        Step::Accept => What::MandateAccepted,
        Step::Decline => What::MandateDeclined,
        Step::Withdraw => What::MandateWithdrawn,
        Step::LayDown => What::MandateLaidDown,
    };
    let mut writes = vec![
        written(&after, row.version).update(centre.div()),
        noted(centre, what, &acting.signed.login, "", source),
    ];
    writes.extend(tell(centre, &after, told(step)));
    centre.put(writes).await
}

/// What ends every mandate of an account that is closed, with the drafts begun under it.
pub(crate) async fn left(centre: &Centre, me: AccountId) -> Result<Vec<Write>, ActError> {
    let mut writes = vec![table::forget_code(centre.div(), me)];
    let given = rows(centre, &table::GIVEN, me).await?;
    let received = rows(centre, &table::RECEIVED, me).await?;
    for row in given.into_iter().chain(received) {
        writes.push(yimen_store::tables::drafts::delete_of(centre.div(), AccountId(row.id)));
        let mandate = wire::read(&row.doc)?;
        if !row.is_open || !mandate.standing(centre.today()).is_open() {
            continue;
        }
        let after = mandate.left(centre.now());
        writes.push(written(&after, row.version).update(centre.div()));
        let other = if after.agent.account == me {
            after.principal.account
        } else {
            after.agent.account
        };
        let words = (
            "对方已注销账号，这份授权随之终止。",
            "The other side closed their account, and the mandate ended with it.",
        );
        writes.push(notice(centre, &after, other, words));
    }
    Ok(writes)
}

/// What agents began for an account and did not send.
pub(crate) async fn drafts_for(centre: &Centre, principal: AccountId) -> Result<Vec<Draft>, ActError> {
    let mut found = Vec::new();
    for row in rows(centre, &table::GIVEN, principal).await? {
        found.extend(drafts::list(centre, AccountId(row.id)).await?);
    }
    Ok(found)
}

async fn rows(
    centre: &Centre,
    stmt: &'static yimen_store::Stmt,
    account: AccountId,
) -> Result<Vec<MandateRow>, ActError> {
    let params = vec![centre.div().into(), account.0.into_bytes().into(), MOST.into()];
    let rows = centre.store().query(stmt, params).await?;
    Ok(rows.iter().map(MandateRow::read).collect::<Result<_, _>>()?)
}

async fn row(centre: &Centre, id: Uuid) -> Result<Option<MandateRow>, ActError> {
    let params = vec![centre.div().into(), id.into_bytes().into()];
    let rows = centre.store().query(&table::ONE, params).await?;
    Ok(rows.first().map(MandateRow::read).transpose()?)
}

async fn load(centre: &Centre, me: AccountId, id: Uuid) -> Result<(MandateRow, Mandate), ActError> {
    let theirs = |row: &MandateRow| row.principal == me || row.agent == me;
    let row = row(centre, id).await?.filter(theirs);
    let row = row.ok_or_else(|| ActError::from(Refusal::missing("这份授权", "this mandate")))?;
    let mandate = wire::read(&row.doc)?;
    Ok((row, mandate))
}

async fn shown(centre: &Centre, row: &MandateRow, me: AccountId) -> Result<Shown, ActError> {
    let mandate = wire::read(&row.doc)?;
    Ok(Shown {
        standing: mandate.standing(centre.today()),
        principal: full_name(centre, &mandate.principal).await?,
        agent: match mandate.accepted {
            Some(_) => full_name(centre, &mandate.agent).await?,
            None => mandate.agent.shown.clone(),
        },
        steps: mandate.open_to(me, centre.now()),
        used: row.used_at.map(Instant),
        mandate,
    })
}

/// The name as the account has it; as it was shown where the account is closed.
async fn full_name(centre: &Centre, party: &Party) -> Result<String, ActError> {
    let name = accounts::profile(centre, party.account).await?.name;
    Ok(if name.is_empty() { party.shown.clone() } else { name })
}

/// Whether a company has a legal representative who confirmed it.
async fn is_represented(centre: &Centre, company: AccountId) -> Result<bool, ActError> {
    for row in rows(centre, &table::GIVEN, company).await? {
        let mandate = wire::read(&row.doc)?;
        let in_force = mandate.standing(centre.today()) == Standing::InForce;
        if mandate.kind == Kind::LegalRepresentative && in_force {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A company whose legal representative is known acts through people, not by the account that they share.
///
/// # Errors
/// It is such a company, with its own account.
pub async fn need_person(centre: &Centre, actor: &Actor, applicant: Audience) -> Result<(), ActError> {
    let (Capacity::Applicant, Audience::Company, Some(company)) = (&actor.capacity, applicant, actor.account) else {
        return Ok(());
    };
    if is_represented(centre, company).await? {
        return Err(acts_through_people().into());
    }
    Ok(())
}

fn written(mandate: &Mandate, version: i64) -> MandateRow {
    let term_ends = mandate.until.map_or(i64::MAX, |until| Instant::end_of(until, CHINA).0);
    MandateRow {
        id: mandate.id,
        principal: mandate.principal.account,
        agent: mandate.agent.account,
        doc: wire::write(mandate),
        version,
        given_at: mandate.given.0,
        is_open: mandate.ended.is_none(),
        over_at: mandate.ended.map_or(term_ends, |(at, _)| at.0),
        used_at: None,
    }
}

type Pair = (&'static str, &'static str);

/// What who gave it and what the agent are told.
fn told(step: Step) -> (Pair, Pair) {
    match step {
        Step::Accept => (
            (
                "代理人已接受您的授权，可以按授权范围为您办事。",
                "Your agent has accepted the mandate and may act for you within it.",
            ),
            (
                "您已接受授权。请在授权范围内办理，办理记录对方可以看到。",
                "You have accepted the mandate. Act within it: the person sees what you do.",
            ),
        ),
        Step::Decline => (
            ("代理人没有接受您的授权。", "The agent declined your mandate."),
            ("您没有接受这份授权。", "You declined the mandate."),
        ),
        Step::Withdraw => (
            (
                "您已收回授权，代理人不能再以您的名义办理。",
                "You have withdrawn the mandate: the agent cannot act for you any more.",
            ),
            (
                "委托人已收回授权，您不能再以其名义办理。",
                "The mandate was withdrawn: you cannot act for the person any more.",
            ),
        ),
        Step::LayDown => (
            (
                "代理人已辞去授权，请自己办理或者另行授权。",
                "Your agent has laid the mandate down. Please act yourself or give another mandate.",
            ),
            (
                "您已辞去授权，不能再以对方的名义办理。",
                "You have laid the mandate down and cannot act for the person any more.",
            ),
        ),
    }
}

fn tell(centre: &Centre, mandate: &Mandate, (principal, agent): (Pair, Pair)) -> [Write; 2] {
    [
        notice(centre, mandate, mandate.principal.account, principal),
        notice(centre, mandate, mandate.agent.account, agent),
    ]
}

fn notice(centre: &Centre, mandate: &Mandate, account: AccountId, (zh, en): Pair) -> Write {
    MandateNoticeRow {
        account,
        id: centre.new_id(),
        mandate: mandate.id,
        at: centre.now().0,
        zh: zh.into(),
        en: en.into(),
        read_at: None,
    }
    .insert(centre.div())
}
