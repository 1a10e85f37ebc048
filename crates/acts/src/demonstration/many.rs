//! A long history of very many cases: told on every processor, numbered in the order of time, loaded by large groups.

use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use tokio::sync::mpsc::{Receiver, Sender, channel};
use yimen_domain::cases::event::{DocumentKind, What};
use yimen_domain::items::Completeness;
use yimen_domain::organisation::Actor;
use yimen_store::tables::{counters, files as files_table};
use yimen_store::{Load, Series, Write};

use crate::accounts::add::{hash_password, person_row};
use crate::accounts::{self, Signed};
use crate::cases::project::Figures;
use crate::notices::TOLD_FROM;
use crate::{ActError, Centre, files};

use super::arrivals::{Arrival, Arrivals};
use super::history::cast;
use super::plan::{Dice, Stock, applicant};
use super::story::{Ground, Person, Story, day_of};
use super::{PASSWORD, Progress, bytes, parse};

/// Cases that become visible together.
const GROUP: usize = 1_000;
/// Groups that wait for the database at most.
const AHEAD: usize = 3;
/// Cases for each account that is made up for them, and the most accounts.
const CASES_AN_ACCOUNT: usize = 20;
const MOST_ACCOUNTS: usize = 20_000;

/// What history to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Many {
    /// How many cases.
    pub cases: usize,
    /// Seed: another one makes another history.
    pub seed: u64,
}

/// What was made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Loaded {
    /// Cases.
    pub cases: usize,
    /// Their events.
    pub events: usize,
    /// How long the cases took, seconds.
    pub seconds: f64,
    /// How much the database grew for them, bytes.
    pub bytes: u64,
}

/// A group that is ready to be loaded.
struct Group {
    place: usize,
    cases: usize,
    events: usize,
    load: Load,
}

/// Makes the cases, and accounts for those who file online.
pub(super) async fn load(centre: &Centre, many: Many, progress: Progress<'_>) -> Result<Loaded, ActError> {
    // What is made up as past is told to nobody.
    centre.set_setting(TOLD_FROM, &centre.now().0.to_string()).await?;
    let (ground, accounts) = ground(centre, many).await?;
    let before = centre.store().size_bytes().await?;
    let mut loader = centre.store().loader().await?;
    loader.load(accounts).await?;
    let begun = std::time::Instant::now();
    let arrivals = Arrivals::new(&ground.calendar, ground.now, many.cases, ground.items.len(), many.seed);
    let mut groups = tell(Arc::new(ground), arrivals);
    let (mut waiting, mut next, mut cases, mut events) = (BTreeMap::new(), 0, 0, 0);
    progress("演示办件", "demonstration cases", 0, many.cases);
    while let Some(group) = groups.recv().await {
        let group = group?;
        waiting.insert(group.place, group);
        while let Some(group) = waiting.remove(&next) {
            loader.load(group.load).await?;
            (next, cases, events) = (next + 1, cases + group.cases, events + group.events);
            progress("演示办件", "demonstration cases", cases, many.cases);
        }
    }
    loader.end().await?;
    Ok(Loaded {
        cases,
        events,
        seconds: begun.elapsed().as_secs_f64(),
        bytes: centre.store().size_bytes().await?.saturating_sub(before),
    })
}

/// What every story needs, and the accounts that are made up for them.
async fn ground(centre: &Centre, many: Many) -> Result<(Ground, Load), ActError> {
    let stock: Stock = parse("words.json")?;
    let cast = cast(centre).await?;
    let (mut people, mut companies) = (Vec::new(), Vec::new());
    let mut sample = None;
    for signed in &cast.people {
        let bytes = bytes("files/sample-material.pdf")?;
        sample = Some(files::take(centre, signed.id, "sample-material.pdf", bytes).await?);
        let person = Person {
            actor: signed.actor(),
            applicant: accounts::profile(centre, signed.id).await?,
        };
        if signed.kind == "company" {
            &mut companies
        } else {
            &mut people
        }
        .push(person);
    }
    let sample = sample.ok_or_else(|| ActError::Broken("the demonstration has nobody who applies".into()))?;
    let hash = hash_password(centre, PASSWORD).await?;
    let mut dice = Dice::new(many.seed ^ 0x5eed);
    let (mut rows, mut others) = (Vec::new(), Vec::new());
    for at in 0..(many.cases / CASES_AN_ACCOUNT).min(MOST_ACCOUNTS) {
        let kind = if at % 3 == 0 {
            &[yimen_domain::items::Audience::Company]
        } else {
            &[yimen_domain::items::Audience::Person]
        };
        let who = applicant(&mut dice, &stock, kind);
        let row = person_row(centre, &format!("resident{at:06}"), Some(hash.clone()), &who, true)?;
        rows.push(row.insert(centre.div()));
        others.push(files_table::put(centre.div(), row.id, &sample, centre.now().0));
        let signed = Signed::of(row);
        let person = Person {
            actor: signed.actor(),
            applicant: who,
        };
        if at % 3 == 0 { &mut companies } else { &mut people }.push(person);
    }
    let (full, plain): (Vec<_>, Vec<_>) = centre
        .library()
        .all()
        .cloned()
        .partition(|item| item.completeness == Completeness::Full);
    let actors = |of: BTreeMap<String, Signed>| -> BTreeMap<String, Actor> {
        of.into_iter().map(|(body, signed)| (body, signed.actor())).collect()
    };
    let ground = Ground {
        stock,
        items: full.into_iter().chain(plain).collect(),
        clerks: cast.clerks.iter().map(Signed::actor).collect(),
        examiners: actors(cast.examiners),
        chiefs: actors(cast.chiefs),
        people,
        companies,
        sample,
        calendar: centre.calendar(),
        rules: centre.rules().in_force(),
        letters: centre.letters(),
        now: centre.now(),
        centre: centre.clone(),
    };
    Ok((ground, Load::of(rows, others)))
}

/// Tells all stories on every processor but one, which the database needs; the groups come in any order.
fn tell(ground: Arc<Ground>, arrivals: Arrivals) -> Receiver<Result<Group, ActError>> {
    let (ready, groups) = channel(AHEAD);
    let desk = Arc::new(Desk::new(arrivals));
    let threads = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    for _ in 1..threads.max(2) {
        let (ground, desk, ready) = (Arc::clone(&ground), Arc::clone(&desk), ready.clone());
        tokio::task::spawn_blocking(move || tell_groups(&ground, &desk, &ready));
    }
    groups
}

fn tell_groups(ground: &Ground, desk: &Desk, ready: &Sender<Result<Group, ActError>>) {
    while let Some((place, arrivals)) = desk.take() {
        let told: Result<Vec<Story>, ActError> = arrivals.iter().map(|arrival| ground.tell(arrival)).collect();
        let group = told.map(|mut stories| {
            let mut others = desk.number(place, ground.centre.div(), &mut stories);
            others.extend(case_counters(ground, &arrivals));
            let (cases, events) = (stories.len(), stories.iter().map(|story| story.events.len()).sum());
            let mut figures = Figures::default();
            let rows: Vec<Write> = stories
                .into_iter()
                .flat_map(|story| story.rows(ground, &mut figures))
                .collect();
            others.extend(figures.writes(ground.centre.div(), ground.centre.lane()));
            Group {
                place,
                cases,
                events,
                load: Load::of(rows, others),
            }
        });
        let failed = group.is_err();
        if failed {
            desk.leave();
        }
        if ready.blocking_send(group).is_err() || failed {
            desk.leave();
            return;
        }
    }
}

/// The last number of each series of case numbers of which a group has some.
fn case_counters(ground: &Ground, arrivals: &[Arrival]) -> Vec<Write> {
    let mut last: BTreeMap<(usize, i32), u64> = BTreeMap::new();
    for arrival in arrivals {
        last.insert((arrival.item, day_of(arrival).days()), arrival.serial);
    }
    last.into_iter()
        .map(|((item, day), last)| {
            let name = format!("case/{}", ground.items[item].code);
            counters::put(ground.centre.div(), &Series { name, day: day.into() }, last)
        })
        .collect()
}

/// Where the threads take their groups, and where documents get their numbers, group after group.
struct Desk {
    state: Mutex<State>,
    turn: Condvar,
}

struct State {
    arrivals: Arrivals,
    left_over: std::vec::IntoIter<Arrival>,
    taken: usize,
    numbered: usize,
    given: BTreeMap<(DocumentKind, i32), u64>,
    closed: bool,
}

impl Desk {
    fn new(arrivals: Arrivals) -> Desk {
        let state = State {
            arrivals,
            left_over: Vec::new().into_iter(),
            taken: 0,
            numbered: 0,
            given: BTreeMap::new(),
            closed: false,
        };
        Desk {
            state: Mutex::new(state),
            turn: Condvar::new(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self) -> Option<(usize, Vec<Arrival>)> {
        let mut state = self.state();
        if state.closed {
            return None;
        }
        let mut group = Vec::with_capacity(GROUP);
        while group.len() < GROUP {
            match state.left_over.next() {
                Some(arrival) => group.push(arrival),
                None => match state.arrivals.next() {
                    Some(day) => state.left_over = day.into_iter(),
                    None => break,
                },
            }
        }
        let place = state.taken;
        state.taken += 1;
        (!group.is_empty()).then_some((place, group))
    }

    /// Gives the documents of a group their numbers, after those of the groups before; gives the counters as they stand then.
    fn number(&self, place: usize, div: &str, stories: &mut [Story]) -> Vec<Write> {
        let mut state = self.state();
        while state.numbered != place && !state.closed {
            state = self.turn.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        let mut changed: BTreeMap<String, Write> = BTreeMap::new();
        for event in stories.iter_mut().flat_map(|story| &mut story.events) {
            if matches!(event.what, What::Filed(_)) {
                continue;
            }
            let Some(mark) = event.what.document_mut() else {
                continue;
            };
            let last = state.given.entry((mark.kind, mark.year)).or_default();
            *last += 1;
            mark.serial = *last;
            let series = crate::cases::document_series(mark);
            changed.insert(series.name.clone(), counters::put(div, &series, *last));
        }
        state.numbered += 1;
        self.turn.notify_all();
        changed.into_values().collect()
    }

    /// Nobody goes on.
    fn leave(&self) {
        self.state().closed = true;
        self.turn.notify_all();
    }
}
