//! The inspector's board (监察看板): how it stands now, by body: read from sums alone.

use std::collections::BTreeMap;

use yimen_domain::calendar::{Day, Instant};
use yimen_domain::cases::Status;
use yimen_domain::supervision::Lamp;
use yimen_domain::words::Words;
use yimen_store::tables::by_day::ByDay;
use yimen_store::tables::due_figures::{self, PAST, Stored};
use yimen_store::tables::{day_figures, open_figures};
use yimen_store::{Built, CommitError, Write};

use crate::{ActError, Centre};

/// Days for which the sums of what was due are kept apart: another machine's clock may still be on one of them.
const APART: i32 = 7;
/// Rows of sums that are put together with one change.
const PAGE: i64 = 200;
/// How often they are looked at again when somebody adds to them meanwhile.
const TRIES: u32 = 3;

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

    fn count(&mut self, status: Option<Status>, cases: i64) {
        match status {
            Some(Status::Received) => self.received += cases,
            Some(Status::AwaitingCorrection) => self.awaiting += cases,
            Some(Status::Suspended) => {
                self.in_hand += cases;
                self.suspended += cases;
            }
            Some(Status::Accepted | Status::Reviewed) => self.in_hand += cases,
            Some(Status::Granted | Status::Refused) => self.to_deliver += cases,
            // What is simulated is no application, so it is in no figure.
            Some(Status::NotAccepted | Status::Issued | Status::Withdrawn | Status::Simulating | Status::Simulated)
            | None => {}
        }
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
    let mut bodies = open(centre, now_day, next).await?;
    add_days(centre, now_day, &mut bodies).await?;
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

type Bodies = BTreeMap<String, Figures>;

/// The open cases: how many, and how many of them are due or late.
async fn open(centre: &Centre, today: i64, next: i64) -> Result<Bodies, ActError> {
    let (store, div) = (centre.store(), centre.div());
    let mut bodies = Bodies::new();
    for row in store.query(&open_figures::NOW, vec![div.into()]).await? {
        let figures = bodies.entry(row.text(0)?.to_string()).or_default();
        figures.count(Status::parse(row.text(1)?), row.int(2)?);
    }
    let until = vec![today.into(), div.into(), next.into()];
    for row in store.query(&due_figures::NOW, until).await? {
        let figures = bodies.entry(row.text(0)?.to_string()).or_default();
        (figures.due_today, figures.soon) = (row.int(1)?, row.int(2)?);
        (figures.red, figures.yellow) = (row.int(3)?, row.int(4)?);
    }
    Ok(bodies)
}

async fn add_days(centre: &Centre, today: i64, bodies: &mut Bodies) -> Result<(), ActError> {
    let params = vec![today.into(), centre.div().into(), (today - 90).into()];
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
    Ok(())
}

/// Puts the sums of what was due or late on days long past together, one row a body, and gives the number of rows that went into
/// it. The board says the same before and after; what people change meanwhile stays for the next time.
///
/// # Errors
/// The database does not answer.
pub async fn put_past_together(centre: &Centre) -> Result<u64, ActError> {
    let before = i64::from(centre.today().plus(-APART).days());
    let (mut together, mut tries) = (0, 0);
    loop {
        let between = vec![centre.div().into(), PAST.into(), before.into(), PAGE.into()];
        let rows = centre.store().query(&due_figures::BETWEEN, between).await?;
        let rows = rows.iter().map(Stored::read).collect::<Result<Vec<_>, _>>()?;
        if rows.is_empty() {
            return Ok(together);
        }
        let writes = into_past(&rows, centre.div(), centre.lane());
        let built = move |_| Built {
            writes: writes.clone(),
            answer: String::new(),
        };
        match centre.commit(None, None, built).await {
            Ok(_) => (together, tries) = (together + rows.len() as u64, 0),
            Err(CommitError::Conflict) if tries < TRIES => tries += 1,
            Err(CommitError::Conflict) => return Ok(together),
            Err(error) => return Err(error.into()),
        }
    }
}

fn into_past(rows: &[Stored], div: &str, lane: i64) -> Vec<Write> {
    let mut past = ByDay::default();
    for row in rows {
        past.put(PAST, &row.body, row.sums);
    }
    let removed = rows.iter().map(|row| row.remove(div));
    removed.chain(past.writes(&due_figures::TABLE, div, lane)).collect()
}

/// Which lamp a figure of the board stands for, in the order of trouble.
pub const LAMPS: [Lamp; 3] = [Lamp::Red, Lamp::Yellow, Lamp::Soon];
