//! From a case to the rows that lists, boards and clocks are read from. A pure function of the case and the calendar.

use yimen_domain::calendar::{CHINA, Calendar, Day};
use yimen_domain::cases::event::{Event, What};
use yimen_domain::cases::fees::happened::Happened;
use yimen_domain::cases::fees::{Means, Way};
use yimen_domain::cases::{Case, State, Status, decide};
use yimen_domain::clocks::{Clock, ClockKind, Measure};
use yimen_store::Write;
use yimen_store::ledger::Hash;
use yimen_store::tables::NEVER;
use yimen_store::tables::cases::CaseRow;
use yimen_store::tables::clocks::{self, ClockRow};
use yimen_store::tables::documents::DocumentRow;
use yimen_store::tables::money::MoneyRow;
use yimen_store::tables::performance_facts::FactRow;
use yimen_store::tables::performance_figures::Tally;
use yimen_store::tables::{day_figures, due_figures, open_figures};

use super::document_number;

/// The row of a case.
pub fn row(case: &Case, calendar: &Calendar, last_hash: Hash) -> CaseRow {
    let limit = |kind| case.clock(kind).and_then(|clock| due(clock, calendar));
    let (promised, statutory) = (limit(ClockKind::DecisionPromised), limit(ClockKind::DecisionStatutory));
    let decision = case.decision();
    CaseRow {
        id: case.id,
        number: case.number.clone(),
        item: case.item.clone(),
        item_version: case.item_version,
        body: case.body.clone(),
        status: case.status(),
        channel: case.channel,
        applicant_kind: case.applicant.kind,
        applicant_shown: case.applicant.shown.clone(),
        account: case.applicant.account,
        filed_at: case.filed_at.0,
        accepted_day: case.acceptance().map(|acceptance| days(acceptance.day)),
        decided_day: decision.map(|decision| days(decision.day)),
        closed_day: closed_day(case),
        promised_day: promised.map(|(day, _)| day),
        statutory_day: statutory.map(|(day, _)| day),
        due_day: next_due(case, calendar),
        provisional: promised.is_some_and(|(_, provisional)| provisional)
            || statutory.is_some_and(|(_, provisional)| provisional),
        granted: decision.map(|decision| decision.outcome.grants()),
        in_time: decision.map(|decision| promised.is_none_or(|(due, _)| days(decision.day) <= due)),
        rating: case.rating_that_counts().map(|rating| i64::from(rating.level.value())),
        calendar: calendar.version().number,
        events: case.events,
        changed_at: case.changed_at.0,
        last_hash,
        handler: case
            .handler
            .as_ref()
            .filter(|_| !case.status().is_closed())
            .map(|handler| handler.account),
    }
}

/// What changes of cases add to the figures of days, of open cases and of what is due.
#[derive(Default)]
pub struct Figures {
    days: day_figures::Tally,
    open: open_figures::Change,
    due: due_figures::Tally,
    performance: Tally,
}

impl Figures {
    /// A case that now stands as in its row.
    pub fn add(&mut self, row: &CaseRow) {
        self.days.add(row);
        self.open.add(row);
        self.due.add(row);
    }

    /// What counts of a case.
    pub fn perform(&mut self, facts: &[FactRow]) {
        facts.iter().for_each(|fact| self.performance.add(fact));
    }

    fn take(&mut self, row: &CaseRow) {
        self.days.take(row);
        self.open.take(row);
        self.due.take(row);
    }

    /// What adds them up in a lane.
    pub fn writes(self, div: &str, lane: i64) -> impl Iterator<Item = Write> {
        let days = self.days.sums.writes(&day_figures::TABLE, div, lane);
        let due = self.due.sums.writes(&due_figures::TABLE, div, lane);
        let performance = self.performance.writes(div, lane);
        days.chain(self.open.writes(div, lane)).chain(due).chain(performance)
    }

    /// Those of days, of open cases and of what is due anew, from the rows of cases.
    pub fn rebuild(div: &str) -> Vec<Write> {
        let (days, open, due) = (
            day_figures::rebuild(div),
            open_figures::rebuild(div),
            due_figures::rebuild(div),
        );
        days.into_iter().chain(open).chain(due).collect()
    }
}

/// What a change of a case adds to the figures.
pub fn figure_writes(before: Option<&CaseRow>, after: &CaseRow, div: &str, lane: i64) -> impl Iterator<Item = Write> {
    let mut figures = Figures::default();
    if let Some(before) = before {
        figures.take(before);
    }
    figures.add(after);
    figures.writes(div, lane)
}

/// The rows of the clocks that changed between two states of a case.
pub fn clock_writes(before: Option<&Case>, after: &Case, calendar: &Calendar, div: &str) -> Vec<Write> {
    after
        .clocks
        .iter()
        .filter(|clock| before.and_then(|before| before.clock(clock.kind)) != Some(clock))
        .map(|clock| clock_row(clock, calendar).put(div, after.id))
        .collect()
}

/// The rows of the clocks that were not stopped, computed by another calendar than before.
pub fn recounted(case: &Case, calendar: &Calendar, div: &str) -> Vec<Write> {
    case.clocks
        .iter()
        .filter(|clock| clock.stopped.is_none())
        .map(|clock| clock_row(clock, calendar).put(div, case.id))
        .collect()
}

/// The row of one clock.
pub(super) fn clock_row(clock: &Clock, calendar: &Calendar) -> ClockRow {
    let due = clock.due(calendar).ok();
    let state = match clock {
        Clock { stopped: Some(_), .. } => "stopped",
        clock if clock.open_suspension().is_some() => "suspended",
        _ => "running",
    };
    ClockRow {
        kind: clock.kind.code(),
        state,
        start_day: days(clock.start),
        allowed: match due {
            Some(_) if clock.suspensions.is_empty() && clock.measure == Measure::WorkingDays => {
                clock.allowed(calendar).into()
            }
            _ => clocks::NOT_PLAIN,
        },
        due_at: due.map_or(clocks::NEVER, |due| clock.end_of(due.day, calendar).0),
        provisional: due.is_some_and(|due| due.provisional),
        calendar: calendar.version().number,
    }
}

/// The day by which somebody in the centre must act next; never while the applicant or a special procedure has it. Of a case that
/// is being examined it is the earlier of the promise and the law's limit: what is past the law is past its next day too, so
/// that nothing that is due soon is past the law, and lists up to a day miss nothing that is late.
fn next_due(case: &Case, calendar: &Calendar) -> i64 {
    let budget = |kind, of_law| case.clock(kind).map_or(of_law, |clock| clock.budget);
    let after = |start: Day, n| calendar.add(start, n).map_or(NEVER, |due| days(due.day));
    match (case.status(), &case.state) {
        (Status::Received, _) => {
            let answer = after(
                case.last_handed_in,
                budget(ClockKind::SupplementNotice, decide::NOTICE_DAYS),
            );
            // What came in over the net is looked through before that.
            let pre = case
                .clock(ClockKind::PreExamination)
                .filter(|clock| clock.stopped.is_none());
            let pre = pre.and_then(|clock| due(clock, calendar));
            pre.map_or(answer, |(day, _)| day.min(answer))
        }
        (Status::Accepted | Status::Reviewed, State::Examining(exam)) => {
            [ClockKind::DecisionPromised, ClockKind::DecisionStatutory]
                .into_iter()
                .filter_map(|kind| due(case.clock(kind)?, calendar))
                .map(|(day, _)| day)
                .min()
                .unwrap_or_else(|| days(exam.acceptance.day))
        }
        (Status::Granted | Status::Refused, State::Decided(_, decision)) => {
            after(decision.day, budget(ClockKind::Delivery, decide::DELIVERY_DAYS))
        }
        _ => NEVER,
    }
}

/// The day on which the examination of a case was over, if it is.
pub(super) fn over_since(case: &Case) -> Option<i64> {
    let decided = case.decision().map(|decision| days(decision.day));
    decided.or_else(|| closed_day(case))
}

fn closed_day(case: &Case) -> Option<i64> {
    match &case.state {
        State::NotAccepted { day } | State::Withdrawn { day } | State::Simulated { day } => Some(days(*day)),
        State::Issued { delivered, .. } => Some(days(*delivered)),
        _ => None,
    }
}

fn due(clock: &Clock, calendar: &Calendar) -> Option<(i64, bool)> {
    clock.due(calendar).ok().map(|due| (days(due.day), due.provisional))
}

fn days(day: Day) -> i64 {
    i64::from(day.days())
}

/// The row of the document that an event made.
pub fn document(case: &Case, event: &Event) -> Option<DocumentRow> {
    let mark = event.what.document()?;
    Some(DocumentRow {
        token: mark.token.clone(),
        case: case.id,
        kind: mark.kind,
        number: document_number(mark, &case.number),
        seq: event.seq,
        made_day: match &event.what {
            What::Filed(filed) => i64::from(filed.received.days()),
            _ => i64::from(event.at.day(CHINA).days()),
        },
    })
}

/// The movement of money that an event made; what was entered by hand moved none here.
pub fn money(case: &Case, event: &Event) -> Option<MoneyRow> {
    let What::Fees(happened) = &event.what else { return None };
    let row = |kind: &str, day: Day, way: &str, amount_fen: i64, number: String, trade: &str| MoneyRow {
        case: case.id,
        seq: event.seq,
        day: days(day),
        kind: kind.into(),
        way: way.into(),
        amount_fen,
        number,
        trade: trade.into(),
        case_number: case.number.clone(),
    };
    let paid = |seq: u32| case.fees.payments.iter().find(|kept| kept.seq == seq);
    match happened {
        Happened::Received(received) => {
            let (kind, number) = match &received.way {
                // A payment that settles nothing has no receipt of its own.
                Way::Provider { order } if received.document.is_none() => ("surplus", order.clone()),
                Way::Provider { order } => ("payment", order.clone()),
                Way::Entered | Way::Counter(_) => ("payment", received.receipt_number()),
            };
            let (way, trade) = (received.way.code(), received.trade.as_str());
            Some(row(kind, received.day, way, received.amount_fen, number, trade))
        }
        Happened::Voided { payment, day, .. } => {
            let received = &paid(*payment)?.received;
            let number = received.receipt_number();
            let (way, trade) = (received.way.code(), received.trade.as_str());
            Some(row("void", *day, way, received.amount_fen, number, trade))
        }
        Happened::RefundPaid { refund, day, trade } => {
            let asked = &case.fees.refund(*refund)?.asked;
            let online = event.actor.account.is_none();
            let way = if online { "provider" } else { Means::Cash.code() };
            let number = crate::payments::work::refund_number(case, *refund);
            Some(row("refund", *day, way, asked.amount_fen, number, trade))
        }
        _ => None,
    }
}
