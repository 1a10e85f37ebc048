//! The item library (事项库) in memory: loaded once, searched without the database.

pub mod annexes;
pub mod check;
pub mod columns;
pub mod compare;
pub mod computed;
pub mod cuts;
pub mod drafted;
pub mod editing;
pub mod export;
pub mod flow;
pub mod form;
pub mod import;
pub mod life;
pub mod materials;
pub mod notice;
pub mod residency;
pub mod sayings;
pub mod search;
pub mod wire;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use yimen_domain::calendar::{CHINA, Day, Instant};
use yimen_domain::items::Item;
use yimen_domain::items::life::{Standing, Status, Step};
use yimen_domain::items::versions::{self, Held};
use yimen_domain::words::{Refusal, RefusalKind};
use yimen_store::tables::{item_batches, items};

use crate::{ActError, Centre};

use crate::bundles::{self, Shelf};
use materials::Book;
use search::{Counted, Finder, Found, Narrow, Question, Ranked, counted};

/// Every version of every item, as it stands on a day.
#[derive(Debug, Clone, Default)]
pub struct Library {
    /// In force, in the version that holds.
    latest: BTreeMap<String, Arc<Item>>,
    /// Withdrawn, in the last version.
    withdrawn: BTreeMap<String, Arc<Item>>,
    /// Of higher levels (上级事项), in the version that holds: cited here, applied for elsewhere.
    above: BTreeMap<String, Arc<Item>>,
    bodies_above: BTreeSet<String>,
    versions: HashMap<(String, u32), Arc<Item>>,
    held: HashMap<String, Vec<Held>>,
    standings: HashMap<String, Standing>,
    /// Versions that are published and hold only from a day to come.
    coming: BTreeSet<(Day, String, u32)>,
    /// The first day on which something stands otherwise.
    next_turn: Option<Day>,
    /// How many versions were read, and up to which entry of the record.
    read: (i64, u32),
    finder: Finder,
    shared: Arc<Book>,
    bundles: Arc<Shelf>,
    /// When each version was made, UTC microseconds.
    made: HashMap<(String, u32), i64>,
}

/// One version as it was read.
struct Read {
    item: Item,
    made_at: i64,
    /// Holds from this day.
    from: Day,
    /// That day was approved with it; otherwise it is the day on which it was brought in.
    is_dated: bool,
}

impl Library {
    /// Takes in versions, in order of code and version.
    fn add(&mut self, versions: Vec<Read>, today: Day) {
        let mut from: BTreeMap<String, Vec<(u32, Day)>> = BTreeMap::new();
        for Read {
            item,
            made_at,
            from: day,
            is_dated,
        } in versions
        {
            let (code, number) = (item.code.clone(), item.version);
            if is_dated && day > today {
                self.coming.insert((day, code.clone(), number));
            }
            let place = (code.clone(), number);
            self.made.insert(place.clone(), made_at);
            if self.versions.insert(place, Arc::new(item)).is_none() {
                self.read.0 += 1;
                from.entry(code).or_default().push((number, day));
            }
        }
        for (code, more) in from {
            let known = self.held.entry(code).or_default();
            let all: Vec<(u32, Day)> = known.iter().map(|held| (held.version, held.from)).chain(more).collect();
            *known = Held::spans(all);
        }
    }

    /// Brings what is in force to a day.
    fn turn(&mut self, today: Day) {
        self.coming.retain(|(day, _, _)| *day > today);
        let (mut latest, mut withdrawn, mut above) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        for (code, held) in &self.held {
            let place = |held: &&Held| !self.coming.contains(&(held.from, code.clone(), held.version));
            let Some(item) = held
                .iter()
                .rev()
                .find(place)
                .and_then(|held| self.version(code, held.version))
            else {
                continue;
            };
            let ended = self
                .standings
                .get(code)
                .is_some_and(|one| matches!(one.on(today), Status::Withdrawn(_)));
            let shelf = if ended {
                &mut withdrawn
            } else if self.bodies_above.contains(&item.body) {
                &mut above
            } else {
                &mut latest
            };
            shelf.insert(code.clone(), Arc::clone(item));
        }
        let turns = self.standings.values().filter_map(|one| one.next_turn(today));
        self.next_turn = turns.chain(self.coming.first().map(|(day, _, _)| *day)).min();
        (self.latest, self.withdrawn, self.above) = (latest, withdrawn, above);
        self.finder.follow(&self.latest);
    }

    /// The library of a later day, if something stands otherwise on it.
    pub(crate) fn turned(&self, today: Day) -> Option<Library> {
        self.next_turn.filter(|turn| *turn <= today)?;
        let mut next = self.clone();
        next.turn(today);
        Some(next)
    }

    /// The shared materials (共享材料).
    pub fn shared(&self) -> &Book {
        &self.shared
    }

    /// The bundles (一件事).
    pub fn bundles(&self) -> &Shelf {
        &self.bundles
    }

    /// When a version was made, UTC microseconds.
    pub(crate) fn made_at(&self, code: &str, version: u32) -> Option<i64> {
        self.made.get(&(code.to_string(), version)).copied()
    }

    /// The version in force; of an item that was withdrawn, the last one.
    pub fn latest(&self, code: &str) -> Option<&Arc<Item>> {
        let elsewhere = || self.withdrawn.get(code).or_else(|| self.above.get(code));
        self.latest.get(code).or_else(elsewhere)
    }

    /// Items of higher levels (上级事项), in order of code: nobody applies for them here.
    pub fn above(&self) -> impl Iterator<Item = &Arc<Item>> {
        self.above.values()
    }

    /// An item is one of a higher level.
    pub fn is_above(&self, code: &str) -> bool {
        self.above.contains_key(code)
    }

    /// The number of the newest version, which may hold from a day to come.
    pub fn newest(&self, code: &str) -> Option<u32> {
        self.held.get(code)?.last().map(|held| held.version)
    }

    /// What was registered about an item; nothing where it was never suspended nor withdrawn.
    pub fn standing(&self, code: &str) -> Option<&Standing> {
        self.standings.get(code)
    }

    /// How an item stands on a day.
    pub fn status(&self, code: &str, day: Day) -> Status<'_> {
        self.standings.get(code).map_or(Status::InForce, |one| one.on(day))
    }

    /// The codes of all items, of those that were withdrawn too, in order.
    pub fn codes(&self) -> Vec<&str> {
        let mut codes: Vec<&str> = self.held.keys().map(String::as_str).collect();
        codes.sort_unstable();
        codes
    }

    /// The version in which an item was in force on a day; nothing before it came and after it was withdrawn.
    pub fn in_force(&self, code: &str, day: Day) -> Option<&Arc<Item>> {
        let withdrawn = matches!(self.status(code, day), Status::Withdrawn(_));
        self.on(code, day).filter(|_| !withdrawn)
    }

    /// One version.
    pub fn version(&self, code: &str, version: u32) -> Option<&Arc<Item>> {
        self.versions.get(&(code.to_string(), version))
    }

    /// The days of each version of an item, oldest first.
    pub fn held(&self, code: &str) -> &[Held] {
        self.held.get(code).map_or(&[], Vec::as_slice)
    }

    /// The version that holds on a day.
    pub fn on(&self, code: &str, day: Day) -> Option<&Arc<Item>> {
        let held = versions::on(self.held(code), day)?;
        self.version(code, held.version)
    }

    /// The version in force of every item that was not withdrawn, in order of code.
    pub fn all(&self) -> impl Iterator<Item = &Arc<Item>> {
        self.latest.values()
    }

    /// In order of code, after `after`.
    pub fn after<'a>(&'a self, after: &str) -> impl Iterator<Item = &'a Arc<Item>> + use<'a> {
        use std::ops::Bound;
        self.latest
            .range::<str, _>((Bound::Excluded(after), Bound::Unbounded))
            .map(|(_, item)| item)
    }

    /// How many items are in force.
    pub fn len(&self) -> usize {
        self.latest.len()
    }

    /// There are none.
    pub fn is_empty(&self) -> bool {
        self.latest.is_empty()
    }

    /// Items that answer a question in words, best first.
    pub fn find(&self, words: &str) -> Vec<Arc<Item>> {
        self.answer(&Question::new(words)).items
    }

    /// Items that answer a question in words and filters, best first, with how many there are in all.
    pub fn answer(&self, question: &Question) -> Found {
        let answer = self.finder.index().find(question);
        Found {
            items: answer
                .hits
                .iter()
                .filter_map(|hit| self.latest.get(&hit.key).cloned())
                .collect(),
            total: answer.total,
        }
    }

    /// Items that fit filters, in order of code, after `after`, at most so many; with how many there are in all.
    pub fn list(&self, narrow: &Narrow, after: &str, most: usize) -> Found {
        let index = self.finder.index();
        let fits = index.fitting(narrow);
        Found {
            items: self
                .after(after)
                .filter(|item| fits(&item.code))
                .take(most)
                .cloned()
                .collect(),
            total: self.latest.keys().filter(|code| fits(code)).count(),
        }
    }

    /// The first answers to a question with the reasons for their places.
    pub fn ranking(&self, words: &str, most: usize) -> Vec<Ranked> {
        let index = self.finder.index();
        let answer = index.find(&Question {
            most,
            ..Question::new(words)
        });
        let ranked = |(hit, place): (&yimen_find::Hit, usize)| {
            Some(Ranked {
                item: self.latest.get(&hit.key).cloned()?,
                place: Some(place),
                why: index.explain(words, &hit.key)?,
            })
        };
        answer.hits.iter().zip(1..).filter_map(ranked).collect()
    }

    /// Where one item stands among the answers to a question, and why.
    pub fn place_of(&self, words: &str, code: &str) -> Option<Ranked> {
        let index = self.finder.index();
        let place = index
            .find(&Question::new(words))
            .hits
            .iter()
            .position(|hit| hit.key == code);
        Some(Ranked {
            item: self.latest.get(code).cloned()?,
            place: place.map(|place| place + 1),
            why: index.explain(words, code)?,
        })
    }

    /// Life events with the number of their items, in the order of a life.
    pub fn life_events(&self) -> Vec<Counted> {
        counted(search::life_events(), self.finder.index().count_events())
    }

    /// Kinds of people with the number of their items.
    pub fn people(&self) -> Vec<Counted> {
        counted(search::people(), self.finder.index().count_people())
    }
}

/// Loads the library again from the database.
///
/// # Errors
/// A stored item cannot be read.
pub async fn load(centre: &Centre) -> Result<(), ActError> {
    // The record is read first: what is published meanwhile is read twice rather than not at all.
    let (standings, last) = life::record::standings(centre).await?;
    let shared = Arc::new(materials::read(centre).await?);
    let mut library = Library {
        bundles: Arc::new(bundles::read(centre).await?),
        shared,
        finder: centre.loaded_library().finder.clone(),
        standings,
        read: (0, last),
        ..Library::default()
    };
    take_after(centre, &mut library, ("", 0), None).await?;
    put(centre, library).await
}

/// Takes in what another process published, suspended, withdrew or imported; answers whether there was any.
///
/// # Errors
/// The database does not answer.
pub async fn refresh(centre: &Centre) -> Result<bool, ActError> {
    let library = centre.loaded_library();
    let rows = centre.store().query(&items::COUNT, vec![centre.div().into()]).await?;
    let count = rows.first().map_or(Ok(0), |row| row.int(0))?;
    let entries = life::record::after(centre, library.read.1).await?;
    let is_changed = library.bundles.last() != bundles::last(centre).await?;
    if is_changed || *library.shared != materials::read(centre).await? {
        load(centre).await?;
        return Ok(true);
    }
    if entries.is_empty() && count == library.read.0 {
        return Ok(false);
    }
    let mut next = (*library).clone();
    for entry in &entries {
        next.read.1 = entry.seq;
        match &entry.step {
            Step::Imported(intake) => take_in(centre, &mut next, &intake.batch, &item_batches::MADE).await?,
            Step::ImportUndone(intake) => {
                take_in(centre, &mut next, &intake.batch, &item_batches::MADE_BY_UNDOING).await?;
            }
            Step::Published { version, .. } if next.version(&entry.code, *version).is_none() => {
                let known = next.newest(&entry.code).unwrap_or(0);
                take_after(centre, &mut next, (&entry.code, known), Some(&entry.code)).await?;
            }
            _ => {}
        }
        if entry.step.is_public() && !entry.code.is_empty() {
            next.standings.entry(entry.code.clone()).or_default().take(&entry.step);
        }
    }
    if next.read.0 == count {
        put(centre, next).await?;
    } else {
        load(centre).await?;
    }
    Ok(true)
}

/// Takes in the versions that an import made, or that undoing it made.
async fn take_in(
    centre: &Centre,
    library: &mut Library,
    batch: &str,
    which: &'static yimen_store::Stmt,
) -> Result<(), ActError> {
    const SOME: i64 = 500;
    let organisation = centre.organisation();
    let mut line = 0i64;
    loop {
        let params = vec![centre.div().into(), batch.into(), line.into(), SOME.into()];
        let rows = centre.store().query(which, params).await?;
        let mut versions = Vec::with_capacity(rows.len());
        for row in &rows {
            line = row.int(0)?;
            let (code, version) = (row.text(1)?, row.int(2)?);
            let number = u32::try_from(version).unwrap_or(0);
            if library.version(code, number).is_none() {
                versions.push(read_version(&library.shared, &organisation, row, 1)?);
            }
        }
        library.add(versions, centre.today());
        if (rows.len() as i64) < SOME {
            return Ok(());
        }
    }
}

async fn put(centre: &Centre, mut library: Library) -> Result<(), ActError> {
    let today = centre.today();
    library.bodies_above = centre.organisation().above.keys().cloned().collect();
    let turned = tokio::task::spawn_blocking(move || {
        library.turn(today);
        library
    });
    let library = turned
        .await
        .map_err(|error| ActError::Broken(format!("the library cannot be made: {error}")))?;
    centre.set_library(library);
    Ok(())
}

/// Takes in the versions after one, in order, page by page: of one item or of all.
async fn take_after(
    centre: &Centre,
    library: &mut Library,
    (code, version): (&str, u32),
    only: Option<&str>,
) -> Result<(), ActError> {
    let page: i64 = if only.is_some() { 20 } else { 500 };
    let organisation = centre.organisation();
    let (mut code, mut version) = (code.to_string(), i64::from(version));
    loop {
        let params = vec![centre.div().into(), code.as_str().into(), version.into(), page.into()];
        let rows = centre.store().query(&items::IN_ORDER, params).await?;
        let is_wanted = |row: &&yimen_store::Row| only.is_none_or(|only| row.text(0) == Ok(only));
        let mut versions = Vec::with_capacity(rows.len());
        for row in rows.iter().take_while(is_wanted) {
            versions.push(read_version(&library.shared, &organisation, row, 0)?);
            (code, version) = (row.text(0)?.to_string(), row.int(1)?);
        }
        let is_last = (versions.len() as i64) < page;
        library.add(versions, centre.today());
        if is_last {
            return Ok(());
        }
    }
}

/// A version from a row that holds code, version, document, when it was made and from when it holds, from a column on.
fn read_version(
    shared: &Book,
    organisation: &crate::organisation::Organisation,
    row: &yimen_store::Row,
    at: usize,
) -> Result<Read, ActError> {
    let (code, version) = (row.text(at)?, row.int(at + 1)?);
    let stored: wire::ItemWire = serde_json::from_str(row.text(at + 2)?)
        .map_err(|error| ActError::Broken(format!("item {code} version {version} cannot be read: {error}")))?;
    let dated = row.opt_int(at + 4)?.map(day_of).transpose()?;
    let made_at = row.int(at + 3)?;
    Ok(Read {
        made_at,
        item: shared
            .fill(stored, Some(made_at))
            .item(u32::try_from(version).unwrap_or(0), organisation),
        from: dated.unwrap_or_else(|| Instant(made_at).day(CHINA)),
        is_dated: dated.is_some(),
    })
}

fn day_of(number: i64) -> Result<Day, ActError> {
    let day = i32::try_from(number).map(Day::from_days);
    day.map_err(|_| ActError::Broken("items.valid_from is no day".into()))
}

/// The item, if people can apply for it today.
///
/// # Errors
/// There is no such item; it is suspended or withdrawn, with the reason and what can be done.
pub fn to_file(centre: &Centre, code: &str) -> Result<Arc<Item>, ActError> {
    let item = latest(centre, code)?;
    if centre.library().is_above(code) {
        return Err(of_above(&item).into());
    }
    if let Some(standing) = centre.library().standing(code) {
        standing.may_file(centre.today())?;
    }
    Ok(item)
}

/// An item of a higher level is not applied for here.
pub fn of_above(item: &Item) -> Refusal {
    let (zh, en) = (
        &item.body_name.zh,
        item.body_name.get(yimen_domain::words::Language::En),
    );
    Refusal::new(
        "item_of_above",
        RefusalKind::State,
        "",
        (
            &format!("这是{zh}的事项清单，供本区部门引用，不在这里受理。"),
            &format!("This is an item of {en}, cited by the bodies here; it is not applied for here."),
        ),
        (
            "请办理引用它的本区事项。",
            "Apply for the item of this district that cites it.",
        ),
    )
}

/// The latest version of an item.
///
/// # Errors
/// There is no such item.
pub fn latest(centre: &Centre, code: &str) -> Result<Arc<Item>, ActError> {
    centre
        .library()
        .latest(code)
        .cloned()
        .ok_or_else(|| Refusal::missing("这个事项", "this item").into())
}

/// The version of an item that holds on a day.
///
/// # Errors
/// There is no such item, or it was not in the library on that day.
pub fn on(centre: &Centre, code: &str, day: Day) -> Result<Arc<Item>, ActError> {
    let library = centre.library();
    if library.latest(code).is_none() {
        return Err(Refusal::missing("这个事项", "this item").into());
    }
    library.on(code, day).cloned().ok_or_else(|| not_yet(day).into())
}

fn not_yet(day: Day) -> Refusal {
    Refusal::new(
        "not_yet_in_library",
        RefusalKind::Missing,
        "",
        (
            &format!("{day} 时事项库里还没有这个事项。"),
            &format!("This item was not in the library on {day}."),
        ),
        (
            "请换一个较晚的日期，或查看现行办事指南。",
            "Choose a later day, or look at the guide in force.",
        ),
    )
}
