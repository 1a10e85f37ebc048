//! Results that nobody comes for (逾期未领取的结果): their applicants are reminded by rule, and the window has a list of them (许可法 art. 44).

use uuid::Uuid;
use yimen_domain::calendar::Day;
use yimen_domain::cases::Status;
use yimen_domain::cases::command::Command;
use yimen_domain::cases::delivery::{Chase, MOST_REMINDERS, Order};
use yimen_domain::cases::event::DocumentKind;
use yimen_domain::organisation::permission::{About, Permission};
use yimen_domain::organisation::{Actor, Capacity};
use yimen_domain::words::{Fault, Refusal};
use yimen_store::tables::cases::{self as table, CaseRow};
use yimen_store::tables::documents::DocumentRow;

use super::command::{Reach, command};
use super::load_by_id;
use crate::{ActError, Centre};

/// Setting: days and times, such as `5 3`.
const SETTING: &str = "delivery.chase";
/// Cases of one batch.
const BATCH: i64 = 100;
/// Most cases on the window's list.
pub const MOST: usize = 200;
/// The longest and shortest wait between two reminders, days.
const DAYS: std::ops::RangeInclusive<u32> = 1..=90;

/// A result that waits for its applicant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unclaimed {
    /// Case number.
    pub number: String,
    /// Item code.
    pub item: String,
    /// Body.
    pub body: String,
    /// Applicant, masked.
    pub applicant: String,
    /// Decided on.
    pub decided: Day,
    /// Days since.
    pub days: i32,
    /// How often the applicant was reminded.
    pub reminded: usize,
    /// The last reminder.
    pub last: Option<Day>,
    /// Whoever applied has an account: the reminder reaches them; others are called by people.
    pub has_account: bool,
}

/// The rule in force.
///
/// # Errors
/// The database does not answer.
pub async fn rule(centre: &Centre) -> Result<Chase, ActError> {
    let text = centre.setting(SETTING).await?.unwrap_or_default();
    let mut numbers = text.split(' ').map(str::parse::<u32>);
    Ok(match (numbers.next(), numbers.next()) {
        (Some(Ok(days)), Some(Ok(times))) => Chase { days, times },
        _ => Chase::default(),
    })
}

/// Chooses the rule; 0 times reminds nobody.
///
/// # Errors
/// Who asks may not, or a number is out of its range.
pub async fn choose(centre: &Centre, by: &Actor, chase: Chase) -> Result<(), ActError> {
    if !by.may(Permission::ChangeNotices, About::CENTRE) {
        return Err(crate::notices::wording::not_yours().into());
    }
    let mut faults = Vec::new();
    if !DAYS.contains(&chase.days) {
        faults.push(Fault::new("days", "请填写 1 至 90。", "Between 1 and 90."));
    }
    if chase.times > MOST_REMINDERS {
        faults.push(Fault::new("times", "请填写 0 至 3。", "Between 0 and 3."));
    }
    if !faults.is_empty() {
        return Err(Refusal::invalid(faults).into());
    }
    centre
        .set_setting(SETTING, &format!("{} {}", chase.days, chase.times))
        .await
}

/// Reminds every applicant who is due to be; answers the numbers of their cases. Running twice does it once.
///
/// # Errors
/// The database does not answer; what was done stays done.
pub async fn remind(centre: &Centre) -> Result<Vec<String>, ActError> {
    let chase = rule(centre).await?;
    let today = centre.today();
    let mut done = Vec::new();
    for row in waiting(centre, None).await? {
        let case = load_by_id(centre, row.id).await?.case;
        if !chase.is_due(&case, today) {
            continue;
        }
        let order = Command::Delivery(Order::Remind);
        match command(centre, &Actor::system(), &case.number, Reach::default(), order).await {
            Ok(_) => done.push(case.number),
            // Somebody came for it at this moment.
            Err(ActError::Refused(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(done)
}

/// The window's list: results that have waited at least as long as until the first reminder, the oldest first.
///
/// # Errors
/// The database does not answer.
pub async fn unclaimed(centre: &Centre, actor: &Actor) -> Result<Vec<Unclaimed>, ActError> {
    let chase = rule(centre).await?;
    let today = centre.today();
    let mut found = Vec::new();
    for row in waiting(centre, Some(MOST)).await? {
        let case = load_by_id(centre, row.id).await?.case;
        let Some(decided) = case.decision().map(|decision| decision.day) else {
            continue;
        };
        let days = today.days() - decided.days();
        let is_old = days >= i32::try_from(chase.days).unwrap_or(i32::MAX);
        if !is_old || !actor.may(Permission::SeeCase, About::from(&case)) {
            continue;
        }
        found.push(Unclaimed {
            number: case.number.clone(),
            item: case.item.clone(),
            body: case.body.clone(),
            applicant: case.applicant.shown.clone(),
            decided,
            days,
            reminded: case.delivery.reminded.len(),
            last: case.delivery.reminded.last().copied(),
            has_account: case.applicant.account.is_some(),
        });
    }
    found.sort_by_key(|one| (one.decided, one.number.clone()));
    Ok(found)
}

/// Cases that are decided and not handed over, those due first.
async fn waiting(centre: &Centre, most: Option<usize>) -> Result<Vec<CaseRow>, ActError> {
    let mut found = Vec::new();
    for status in [Status::Granted, Status::Refused] {
        let mut after = (i64::MIN, Uuid::nil());
        loop {
            let params = vec![
                centre.div().into(),
                status.code().into(),
                after.0.into(),
                after.1.into_bytes().into(),
                BATCH.into(),
            ];
            let rows = centre.store().query(&table::OPEN, params).await?;
            for row in &rows {
                let row = CaseRow::read(row)?;
                after = (row.due_day, row.id.0);
                found.push(row);
            }
            if (rows.len() as i64) < BATCH || most.is_some_and(|most| found.len() >= most) {
                break;
            }
        }
    }
    Ok(found)
}

/// Keeps in the case when its applicant first downloaded the result. Nobody waits for it, and nothing of it is refused.
pub async fn downloaded(centre: &Centre, actor: &Actor, document: &DocumentRow) {
    let is_result = matches!(
        document.kind,
        DocumentKind::Grant
            | DocumentKind::PartialGrant
            | DocumentKind::Refusal
            | DocumentKind::Change
            | DocumentKind::Renewal
    );
    if !is_result || actor.capacity != Capacity::Applicant {
        return;
    }
    if let Err(error) = first(centre, actor, document).await {
        tracing::warn!(%error, "a download could not be kept");
    }
}

async fn first(centre: &Centre, actor: &Actor, document: &DocumentRow) -> Result<(), ActError> {
    let case = load_by_id(centre, document.case).await?.case;
    let is_owner = actor.account.is_some() && actor.account == case.applicant.account;
    if !is_owner || case.delivery.downloaded.is_some() {
        return Ok(());
    }
    let order = Command::Delivery(Order::Download);
    match command(centre, actor, &case.number, Reach::default(), order).await {
        Ok(_) | Err(ActError::Refused(_)) => Ok(()),
        Err(error) => Err(error),
    }
}
