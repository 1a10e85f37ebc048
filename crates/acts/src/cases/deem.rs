//! What the law does when an authority is silent (视为受理、视为准予延续), and a rule of the region when an applicant is (视为撤回申请), recorded by
//! the system; nobody else can prevent it.
//!
//! Nobody told within five working days what was missing: the application counts as accepted from the day of receipt
//! (行政许可法 art. 32). Nobody decided on a renewal before the licence expired: it counts as granted (art. 50).

use yimen_domain::calendar::{CHINA, Day, Instant};
use yimen_domain::cases::CaseId;
use yimen_domain::cases::beyond::Order;
use yimen_domain::cases::beyond::ending::Ground;
use yimen_domain::cases::command::Command;
use yimen_domain::cases::event::Outcome;
use yimen_domain::cases::intake;
use yimen_domain::clocks::ClockKind;
use yimen_domain::organisation::Actor;
use yimen_store::tables::clocks::DUE_OF_KIND;

use super::command::{Reach, command};
use super::load_by_id;
use crate::{ActError, Centre};

/// Cases of one batch.
const BATCH: i64 = 100;
/// Days ahead in which the end of a time for corrections is looked for; the rule of the region says when the reminder is due.
const REMIND_WITHIN: i32 = 40;

/// Accepts every case whose notice is overdue; answers the numbers of those accepted. Running twice does it once.
///
/// # Errors
/// The database does not answer; what was done stays done.
pub async fn overdue(centre: &Centre) -> Result<Vec<String>, ActError> {
    let accept = || Command::Accept { seen: Vec::new() };
    of_kind(centre, ClockKind::SupplementNotice, accept).await
}

/// Grants every renewal that nobody decided before the licence expired; answers the numbers of those granted. Running
/// twice does it once.
///
/// # Errors
/// As [`overdue`].
pub async fn renewals(centre: &Centre) -> Result<Vec<String>, ActError> {
    let grant = || Command::Decide {
        outcome: Outcome::Grant {
            conditions: Vec::new(),
            validity: String::new(),
        },
        hand_over: None,
    };
    of_kind(centre, ClockKind::Renewal, grant).await
}

/// Ends every case whose applicant did not hand in corrections in time, where a rule of the region says so; answers the numbers of those ended.
/// Running twice does it once.
///
/// # Errors
/// As [`overdue`].
pub async fn lapsed(centre: &Centre) -> Result<Vec<String>, ActError> {
    of_kind(centre, ClockKind::Correction, || Command::Intake(intake::Order::Lapse)).await
}

/// Reminds every applicant whose time for corrections ends soon; answers the numbers of their cases. Each is reminded once of one notice.
///
/// # Errors
/// As [`overdue`].
pub async fn remind(centre: &Centre) -> Result<Vec<String>, ActError> {
    let ahead = centre.today().plus(REMIND_WITHIN);
    until(centre, ClockKind::Correction, ahead, || {
        Command::Intake(intake::Order::Remind)
    })
    .await
}

/// Ends every case whose applicant did not hand in in time what was promised (容缺受理); answers the numbers of those ended. Running twice does
/// it once.
///
/// # Errors
/// As [`overdue`].
pub async fn deferred(centre: &Centre) -> Result<Vec<String>, ActError> {
    let end = || {
        Command::from(Order::Terminate {
            ground: Ground::DeferredLate,
            basis: String::new(),
            reason: String::new(),
        })
    };
    of_kind(centre, ClockKind::DeferredMaterial, end).await
}

/// Gives a command to each case whose clock of a kind was over before today.
async fn of_kind(centre: &Centre, kind: ClockKind, order: impl Fn() -> Command) -> Result<Vec<String>, ActError> {
    until(centre, kind, centre.today(), order).await
}

/// Gives a command to each case whose clock of a kind is over before a day.
async fn until(
    centre: &Centre,
    kind: ClockKind,
    before: Day,
    order: impl Fn() -> Command,
) -> Result<Vec<String>, ActError> {
    let before = Instant::start_of(before, CHINA);
    let mut after = (i64::MIN, vec![0u8; 16]);
    let mut done = Vec::new();
    loop {
        let params = vec![
            centre.div().into(),
            kind.code().into(),
            before.0.into(),
            after.0.into(),
            after.1.clone().into(),
            BATCH.into(),
        ];
        let rows = centre.store().query(&DUE_OF_KIND, params).await?;
        for row in &rows {
            let id = row.id(0)?;
            after = (row.int(1)?, id.to_vec());
            done.extend(give(centre, CaseId(uuid::Uuid::from_bytes(id)), order()).await?);
        }
        if (rows.len() as i64) < BATCH {
            return Ok(done);
        }
    }
}

/// A case that somebody answered at the same moment, or whose clock has moved meanwhile, is refused by the domain and
/// left alone.
async fn give(centre: &Centre, id: CaseId, order: Command) -> Result<Option<String>, ActError> {
    let number = load_by_id(centre, id).await?.case.number;
    match command(centre, &Actor::system(), &number, Reach::default(), order).await {
        Ok(_) => Ok(Some(number)),
        Err(ActError::Refused(_)) => Ok(None),
        Err(error) => Err(error),
    }
}
