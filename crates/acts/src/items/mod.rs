//! The item library (事项库) in memory: loaded once, searched without the database.

pub mod check;
pub mod compare;
pub mod import;
pub mod notice;
pub mod search;
pub mod wire;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use yimen_domain::calendar::{CHINA, Day, Instant};
use yimen_domain::items::Item;
use yimen_domain::items::versions::{self, Held};
use yimen_domain::words::{Refusal, RefusalKind};
use yimen_store::tables::items;

use crate::{ActError, Centre};

use search::{Counted, Finder, Found, Narrow, Question, Ranked, counted};

/// Every version of every item.
#[derive(Debug, Clone, Default)]
pub struct Library {
    latest: BTreeMap<String, Arc<Item>>,
    versions: HashMap<(String, u32), Arc<Item>>,
    held: HashMap<String, Vec<Held>>,
    finder: Finder,
}

impl Library {
    /// From every version with the day on which it was brought in, in order of code and version.
    fn of(versions: Vec<(Item, Day)>, finder: Finder) -> Library {
        let mut library = Library {
            finder,
            ..Library::default()
        };
        let mut brought_in: BTreeMap<String, Vec<(u32, Day)>> = BTreeMap::new();
        for (item, day) in versions {
            let item = Arc::new(item);
            brought_in
                .entry(item.code.clone())
                .or_default()
                .push((item.version, day));
            library
                .versions
                .insert((item.code.clone(), item.version), Arc::clone(&item));
            library.latest.insert(item.code.clone(), item);
        }
        library.held = brought_in
            .into_iter()
            .map(|(code, versions)| (code, Held::spans(versions)))
            .collect();
        library.finder.follow(&library.latest);
        library
    }

    /// The latest version.
    pub fn latest(&self, code: &str) -> Option<&Arc<Item>> {
        self.latest.get(code)
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

    /// The latest version of every item, in order of code.
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

    /// How many items there are.
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
    const PAGE: i64 = 500;
    let organisation = centre.organisation();
    let (mut code, mut version) = (String::new(), 0i64);
    let mut found = Vec::new();
    loop {
        let params = vec![centre.div().into(), code.as_str().into(), version.into(), PAGE.into()];
        let rows = centre.store().query(&items::IN_ORDER, params).await?;
        for row in &rows {
            code = row.text(0)?.to_string();
            version = row.int(1)?;
            let stored: wire::ItemWire = serde_json::from_str(row.text(2)?)
                .map_err(|error| ActError::Broken(format!("item {code} version {version} cannot be read: {error}")))?;
            let item = stored.item(u32::try_from(version).unwrap_or(0), &organisation);
            found.push((item, Instant(row.int(3)?).day(CHINA)));
        }
        if (rows.len() as i64) < PAGE {
            break;
        }
    }
    let finder = centre.library().finder.clone();
    let library = tokio::task::spawn_blocking(move || Library::of(found, finder))
        .await
        .map_err(|error| ActError::Broken(format!("the library cannot be made: {error}")))?;
    centre.set_library(library);
    Ok(())
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
