//! The inspector's board (监察看板): how it stands now, by body: open cases from an index, days from their sums.

use std::collections::BTreeMap;

use yimen_domain::calendar::{Day, Instant};
use yimen_domain::cases::Status;
use yimen_domain::supervision::Lamp;
use yimen_domain::words::Words;
use yimen_store::tables::{NEVER, cases, day_figures};

use crate::{ActError, Centre};

/// Figures of one body, or of all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Figures {
    /// Filed today.
    pub filed_today: i64,
    /// Accepted today.
    pub accepted_today: i64,
    /// Decided today.
    pub decided_today: i64,
    /// Closed today.
    pub closed_today: i64,
    /// Waiting for an answer at the window.
    pub received: i64,
    /// Waiting for the applicant.
    pub awaiting: i64,
    /// Being examined, suspended, or waiting for a decision.
    pub in_hand: i64,
    /// Suspended.
    pub suspended: i64,
    /// Decided, not delivered.
    pub to_deliver: i64,
    /// Something must be done today.
    pub due_today: i64,
    /// Due soon: today or the next working day.
    pub soon: i64,
    /// Past the promise, within the law.
    pub yellow: i64,
    /// Past the law's limit.
    pub red: i64,
    /// Decided in the last 90 days.
    pub decided: i64,
    /// Of these, within the promise.
    pub in_time: i64,
    /// Of the cases that ended in the last 90 days, rated.
    pub rated: i64,
    /// Sum of their levels, 1 to 5 each.
    pub rating_sum: i64,
}

impl Figures {
    /// Open cases in all.
    pub fn open(&self) -> i64 {
        self.received + self.awaiting + self.in_hand + self.to_deliver
    }

    /// Share decided within the promise, percent with one decimal cut off; none without decisions.
    pub fn in_time_percent(&self) -> Option<String> {
        (self.decided > 0).then(|| {
            let tenths = self.in_time * 1_000 / self.decided;
            format!("{}.{}", tenths / 10, tenths % 10)
        })
    }

    /// Mean rating with one decimal; none without ratings.
    pub fn mean_rating(&self) -> Option<String> {
        (self.rated > 0).then(|| {
            let tenths = self.rating_sum * 10 / self.rated;
            format!("{}.{}", tenths / 10, tenths % 10)
        })
    }

    fn add(&mut self, other: &Figures) {
        for (mine, theirs) in self.fields().into_iter().zip({ *other }.fields().map(|field| *field)) {
            *mine += theirs;
        }
    }

    fn fields(&mut self) -> [&mut i64; 17] {
        [
            &mut self.filed_today,
            &mut self.accepted_today,
            &mut self.decided_today,
            &mut self.closed_today,
            &mut self.received,
            &mut self.awaiting,
            &mut self.in_hand,
            &mut self.suspended,
            &mut self.to_deliver,
            &mut self.due_today,
            &mut self.soon,
            &mut self.yellow,
            &mut self.red,
            &mut self.decided,
            &mut self.in_time,
            &mut self.rated,
            &mut self.rating_sum,
        ]
    }
}

/// One body on the board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BodyLine {
    /// Code.
    pub code: String,
    /// Name.
    pub name: Words,
    /// Figures.
    pub figures: Figures,
}

/// The board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Board {
    /// As of.
    pub at: Instant,
    /// Today.
    pub today: Day,
    /// Every body together.
    pub all: Figures,
    /// Bodies that have or had work, the most troubled first.
    pub bodies: Vec<BodyLine>,
}

/// The board as of now.
///
/// # Errors
/// The database does not answer.
pub async fn board(centre: &Centre) -> Result<Board, ActError> {
    let today = centre.today();
    let calendar = centre.calendar();
    let next = i64::from(calendar.next_working(today.plus(1)).days());
    let now_day = i64::from(today.days());
    let mut bodies: BTreeMap<String, Figures> = BTreeMap::new();
    for row in centre
        .store()
        .query(&cases::OPEN_COUNTS, vec![centre.div().into()])
        .await?
    {
        let figures = bodies.entry(row.text(0)?.to_string()).or_default();
        let (status, promised, statutory) = (Status::parse(row.text(1)?), row.opt_int(2)?, row.opt_int(3)?);
        count_open(
            figures,
            status,
            (promised, statutory, row.int(4)?),
            (now_day, next),
            row.int(5)?,
        );
    }
    let params = vec![now_day.into(), centre.div().into(), (now_day - 90).into()];
    for row in centre.store().query(&day_figures::SINCE, params).await? {
        let figures = bodies.entry(row.text(0)?.to_string()).or_default();
        figures.filed_today = row.int(1)?;
        figures.accepted_today = row.int(2)?;
        figures.decided_today = row.int(3)?;
        figures.closed_today = row.int(4)?;
        figures.decided = row.int(5)?;
        figures.in_time = row.int(6)?;
        figures.rated = row.int(7)?;
        figures.rating_sum = row.int(8)?;
    }
    let organisation = centre.organisation();
    let mut all = Figures::default();
    let mut lines: Vec<BodyLine> = bodies
        .into_iter()
        .map(|(code, figures)| {
            all.add(&figures);
            BodyLine {
                name: organisation.body_name(&code),
                code,
                figures,
            }
        })
        .collect();
    lines.sort_by_key(|line| {
        let figures = &line.figures;
        (
            -figures.red,
            -figures.yellow,
            -figures.soon,
            -figures.open(),
            line.code.clone(),
        )
    });
    Ok(Board {
        at: centre.now(),
        today,
        all,
        bodies: lines,
    })
}

fn count_open(
    figures: &mut Figures,
    status: Option<Status>,
    (promised, statutory, due): (Option<i64>, Option<i64>, i64),
    (today, next): (i64, i64),
    count: i64,
) {
    match status {
        Some(Status::Received) => figures.received += count,
        Some(Status::AwaitingCorrection) => figures.awaiting += count,
        Some(Status::Suspended) => {
            figures.in_hand += count;
            figures.suspended += count;
        }
        Some(Status::Accepted | Status::Reviewed) => figures.in_hand += count,
        Some(Status::Granted | Status::Refused) => figures.to_deliver += count,
        Some(Status::NotAccepted | Status::Issued | Status::Withdrawn) | None => {}
    }
    if due == today {
        figures.due_today += count;
    }
    let examined = matches!(status, Some(Status::Accepted | Status::Reviewed));
    let past = |limit: Option<i64>| examined && limit.is_some_and(|limit| limit < today);
    if past(statutory) {
        figures.red += count;
    } else if past(promised) {
        figures.yellow += count;
    } else if due != NEVER && due >= today && due <= next {
        figures.soon += count;
    }
}

/// Which lamp a figure of the board stands for, in the order of trouble.
pub const LAMPS: [Lamp; 3] = [Lamp::Red, Lamp::Yellow, Lamp::Soon];
