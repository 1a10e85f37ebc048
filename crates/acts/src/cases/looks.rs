//! Who looked at a person's case (谁看过我的信息): noted before it is shown, read by the person.

use yimen_domain::calendar::Instant;
use yimen_domain::cases::Case;
use yimen_domain::organisation::purpose::Purpose;
use yimen_domain::organisation::{AccountId, Actor, Capacity};
use yimen_store::Write;
use yimen_store::tables::looks::{self, LookRow, Seen};

use crate::{ActError, Centre};

/// Looks on a page.
pub const PAGE: u32 = 50;

/// At what of a case somebody looked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// 办件和申请信息.
    Case,
    /// 申请材料.
    File,
    /// 证件号码和联系电话.
    Numbers,
}

impl Part {
    fn code(self) -> &'static str {
        match self {
            Part::Case => "case",
            Part::File => "file",
            Part::Numbers => "numbers",
        }
    }

    fn of(code: &str) -> Part {
        match code.split('.').next() {
            Some("file") => Part::File,
            Some("numbers") => Part::Numbers,
            _ => Part::Case,
        }
    }

    /// Chinese and English words.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Part::Case => ("办件和申请信息", "The case and what was entered"),
            Part::File => ("申请材料", "A file"),
            Part::Numbers => ("证件号码和联系电话", "Your identity and telephone numbers"),
        }
    }
}

/// One look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// Number of the case.
    pub number: String,
    /// Code of its item.
    pub item: String,
    /// At what.
    pub part: Part,
    /// When.
    pub at: Instant,
    /// Who.
    pub name: String,
    /// Code of their body; empty for those who serve every body.
    pub body: String,
    /// What for; none if a later version wrote it.
    pub purpose: Option<Purpose>,
}

/// Notes that somebody who works here, or an agent, looks at a case. A person who looks at their own is not noted.
///
/// # Errors
/// It cannot be noted; then nothing may be shown.
pub(super) async fn note(centre: &Centre, actor: &Actor, case: &Case, part: Part) -> Result<(), ActError> {
    let Some(purpose) = Purpose::of(actor, &case.body) else {
        return Ok(());
    };
    match look(centre, actor, case, (part.code().into(), purpose)) {
        Some(write) => centre.put(vec![write]).await,
        None => Ok(()),
    }
}

/// What notes that the numbers of the applicant were shown in full: one look an hour for each purpose.
pub(super) fn at_numbers(centre: &Centre, actor: &Actor, case: &Case, purpose: Purpose) -> Option<Write> {
    let what = format!("{}.{}", Part::Numbers.code(), purpose.code());
    look(centre, actor, case, (what, purpose))
}

fn look(centre: &Centre, actor: &Actor, case: &Case, (what, purpose): (String, Purpose)) -> Option<Write> {
    let body = match &actor.capacity {
        Capacity::Staff { body, .. } => body.clone(),
        Capacity::Agent(_) => None,
        Capacity::Applicant | Capacity::System => return None,
    };
    let account = actor.account?;
    let row = LookRow {
        case: case.id,
        account,
        what,
        at: centre.now().0,
        owner: case.applicant.account,
        name: actor.name.clone(),
        body: body.unwrap_or_default(),
        purpose: purpose.code().into(),
    };
    Some(row.put(centre.div()))
}

/// Who looked at the cases of a person before a moment, the latest first, at most [`PAGE`].
///
/// # Errors
/// The database does not answer.
pub async fn at_mine(centre: &Centre, me: AccountId, before: Option<Instant>) -> Result<Vec<Look>, ActError> {
    let before = before.map_or(i64::MAX, |at| at.0);
    let params = vec![
        centre.div().into(),
        me.0.into_bytes().into(),
        before.into(),
        PAGE.into(),
    ];
    let rows = centre.store().query(&looks::OF_OWNER, params).await?;
    rows.iter()
        .map(|row| {
            let seen = Seen::read(row)?;
            Ok(Look {
                part: Part::of(&seen.what),
                at: Instant(seen.at),
                purpose: Purpose::parse(&seen.purpose),
                number: seen.number,
                item: seen.item,
                name: seen.name,
                body: seen.body,
            })
        })
        .collect()
}
