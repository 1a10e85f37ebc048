//! What is done about payments in the background (缴费后台作业): orders are issued when something is granted, the provider is asked after orders of
//! which nobody told, and refunds are paid.

use yimen_domain::calendar::{CHINA, Instant};
use yimen_domain::cases::command::Command;
use yimen_domain::cases::event::{Event, What};
use yimen_domain::cases::fees::happened::Happened;
use yimen_domain::cases::fees::order::Order;
use yimen_domain::cases::fees::{RefundState, Way};
use yimen_domain::cases::{Case, Payment, Status};
use yimen_domain::organisation::Actor;
use yimen_store::tables::payment_work::{self, WorkRow};
use yimen_store::{Built, CommitError, Write};

use super::protocol::{CreateRefund, Progress};
use super::{online, provider};
use crate::cases::command::{Reach, command};
use crate::cases::load;
use crate::{ActError, Centre};

/// How long a row rests after the first try; twice as long after each further one, microseconds.
const REST_MICROS: i64 = 30 * 1_000_000;
/// The longest rest.
const LONGEST_REST_MICROS: i64 = 3_600 * 1_000_000;

/// What a change of a case leaves to be done.
pub(crate) fn follow(centre: &Centre, before: &Case, events: &[Event]) -> Vec<Write> {
    let row = |id: String, topic: &str, refund: u32| WorkRow {
        id,
        topic: topic.into(),
        case_number: before.number.clone(),
        refund,
        url: String::new(),
        until: i64::MAX,
        tries: 0,
    };
    let of_event = |event: &Event| match &event.what {
        What::Decided { outcome, .. } if outcome.grants() && matches!(before.payment, Payment::Due(_)) => {
            Some(row(format!("bill/{}", before.number), "bill", 0))
        }
        What::Fees(Happened::RefundApproved { refund, .. }) => {
            let asked = before.fees.refund(*refund)?;
            let paid = before.fees.payment(asked.asked.payment)?;
            let online = matches!(paid.received.way, Way::Provider { .. });
            online.then(|| row(format!("refund/{}", refund_number(before, *refund)), "refund", *refund))
        }
        _ => None,
    };
    let rows = events.iter().filter_map(of_event);
    rows.map(|row| row.put(centre.div(), centre.now().0)).collect()
}

/// The number by which a provider knows a refund.
pub fn refund_number(case: &Case, refund: u32) -> String {
    format!("{}-R{refund}", case.number)
}

/// Does what is due, at most `limit` rows; answers how many were done with.
///
/// # Errors
/// The database does not answer; what was not done waits on.
pub async fn work(centre: &Centre, limit: u32) -> Result<usize, ActError> {
    let now = centre.now().0;
    let params = vec![centre.div().into(), now.into(), limit.into()];
    let rows = centre.store().query(&payment_work::WAITING, params).await?;
    let mut done = 0;
    for row in &rows {
        let row = WorkRow::read(row)?;
        if !leased(centre, &row).await? {
            continue;
        }
        match one(centre, &row).await {
            Ok(true) => {
                centre.put(vec![row.done(centre.div())]).await?;
                done += 1;
            }
            Ok(false) if row.until <= now => centre.put(vec![row.done(centre.div())]).await?,
            Ok(false) => {}
            Err(error) => tracing::warn!(%error, what = row.id, "a payment waits"),
        }
    }
    Ok(done)
}

async fn leased(centre: &Centre, row: &WorkRow) -> Result<bool, ActError> {
    let now = centre.now().0;
    let tries = u32::try_from(row.tries).unwrap_or(u32::MAX).min(10);
    let rest = (REST_MICROS << tries).min(LONGEST_REST_MICROS);
    let lease = row.lease(centre.div(), now, now + rest);
    let built = move |_| Built {
        writes: vec![lease.clone()],
        answer: String::new(),
    };
    match centre.commit(None, None, built).await {
        Ok(_) => Ok(true),
        Err(CommitError::Conflict) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Whether nothing more is to be done.
async fn one(centre: &Centre, row: &WorkRow) -> Result<bool, ActError> {
    let case = load(centre, &row.case_number).await?.case;
    match row.topic.as_str() {
        "bill" => {
            if matches!(case.payment, Payment::Due(_)) && case.status() == Status::Granted {
                online::ordered(centre, &case.number).await?;
            }
            Ok(true)
        }
        "order" => {
            let order = row.id.strip_prefix("order/").unwrap_or_default();
            if let Ok(provider) = provider::of(centre) {
                online::settle(centre, provider, order).await?;
            }
            let case = load(centre, &row.case_number).await?.case;
            Ok(!matches!(case.payment, Payment::Due(_)))
        }
        "refund" => refund(centre, &case, row.refund).await,
        _ => Ok(true),
    }
}

async fn refund(centre: &Centre, case: &Case, number: u32) -> Result<bool, ActError> {
    let Some(refund) = case
        .fees
        .refund(number)
        .filter(|refund| refund.state == RefundState::Approved)
    else {
        return Ok(true);
    };
    let Some(paid) = case.fees.payment(refund.asked.payment) else {
        return Ok(true);
    };
    let Way::Provider { order } = &paid.received.way else {
        return Ok(true);
    };
    let asked = CreateRefund {
        refund: refund_number(case, number),
        order: order.clone(),
        trade: paid.received.trade.clone(),
        amount_fen: refund.asked.amount_fen,
    };
    let state = provider::of(centre)?.refund(centre, &asked).await?;
    if state.refund != asked.refund {
        return Err(ActError::Busy("the provider speaks of another refund".into()));
    }
    let order = match state.state {
        Progress::Processing => return Ok(false),
        Progress::Done => Order::PayRefund {
            refund: number,
            trade: state.trade,
            day: Some(Instant(state.paid_at.saturating_mul(1_000_000)).day(CHINA)),
        },
        Progress::Refused => Order::FailRefund {
            refund: number,
            reason: state.reason,
        },
    };
    command(
        centre,
        &Actor::system(),
        &case.number,
        Reach::default(),
        Command::Fees(order),
    )
    .await?;
    Ok(true)
}

/// Forgets nonces whose time is over.
///
/// # Errors
/// The database does not answer.
pub async fn sweep(centre: &Centre) -> Result<(), ActError> {
    centre
        .put(vec![payment_work::sweep(centre.div(), centre.now().0)])
        .await?;
    Ok(())
}
