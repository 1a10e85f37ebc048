//! A place's own words of daily speech (本地说法): what people here type, and what the papers call it. They are understood
//! before those that come with the product. Changes are rows that are only added, so it can be seen who taught what.

use std::collections::BTreeMap;

use yimen_domain::calendar::Instant;
use yimen_domain::items::Item;
use yimen_domain::organisation::Actor;
use yimen_domain::words::{Fault, Refusal, RefusalKind};
use yimen_find::Saying;
use yimen_store::tables::sayings::{self, SayingRow};
use yimen_store::{Built, CommitError};

use crate::{ActError, Centre};

/// Most changes that are read at once.
const PAGE: i64 = 500;
/// How often is tried again when somebody else was faster.
const TURNS: usize = 8;
/// Most phrases of a place.
pub const MOST: usize = 2_000;
/// Longest phrase, characters.
pub const LONGEST_SAID: usize = 20;
/// Longest meaning, characters.
pub const LONGEST_MEANT: usize = 120;
/// Most ways to call one thing.
const WAYS: usize = 5;

/// A phrase with what it means, and who taught it when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taught {
    /// As people type it.
    pub said: String,
    /// Ways to call it officially, divided by `|`, the words of one way by a blank.
    pub meant: String,
    /// When.
    pub at: Instant,
    /// By whom.
    pub by: String,
}

/// What a place has taught, in order of the phrases, and the number of the last change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sayings {
    /// Phrases that mean something.
    pub taught: Vec<Taught>,
    last: u32,
}

/// Everything that a place has taught.
///
/// # Errors
/// The database does not answer.
pub async fn all(centre: &Centre) -> Result<Sayings, ActError> {
    let mut standing: BTreeMap<String, Taught> = BTreeMap::new();
    let mut last = 0;
    loop {
        let params = vec![centre.div().into(), last.into(), PAGE.into()];
        let rows = centre.store().query(&sayings::AFTER, params).await?;
        for row in &rows {
            let row = SayingRow::read(row)?;
            last = row.number;
            if row.meant.is_empty() {
                standing.remove(&row.said);
                continue;
            }
            let taught = Taught {
                said: row.said.clone(),
                meant: row.meant,
                at: Instant(row.changed_at),
                by: row.changed_by,
            };
            standing.insert(row.said, taught);
        }
        if (rows.len() as i64) < PAGE {
            break;
        }
    }
    Ok(Sayings {
        taught: standing.into_values().collect(),
        last,
    })
}

/// Teaches the finding what a phrase means here; what it meant here before is replaced. Nothing happens where it means that
/// already.
///
/// # Errors
/// The phrase or the meaning is empty or too long, no item is called so, or there are too many.
pub async fn teach(centre: &Centre, by: &Actor, said: &str, meant: &str) -> Result<(), ActError> {
    let (said, meant) = (tidy(said), ways(meant).join("|"));
    let faults: Vec<Fault> = fault_of_said(&said)
        .into_iter()
        .chain(fault_of_meant(centre, &meant))
        .collect();
    if !faults.is_empty() {
        return Err(Refusal::invalid(faults).into());
    }
    change(centre, by, &said, &meant).await
}

/// Lets a phrase mean here only what it means everywhere. Nothing happens where it was not taught.
///
/// # Errors
/// The database does not answer.
pub async fn forget(centre: &Centre, by: &Actor, said: &str) -> Result<(), ActError> {
    change(centre, by, said, "").await
}

/// Takes in what another process was taught; answers whether there was anything.
///
/// # Errors
/// The database does not answer.
pub async fn refresh(centre: &Centre) -> Result<bool, ActError> {
    let library = centre.library();
    let params = vec![centre.div().into(), library.finder.learnt().into(), 1_i64.into()];
    if centre.store().query(&sayings::AFTER, params).await?.is_empty() {
        return Ok(false);
    }
    let known = all(centre).await?;
    let said = |taught: Taught| Saying {
        said: taught.said,
        meant: taught.meant,
    };
    let (last, sayings) = (known.last, known.taught.into_iter().map(said).collect::<Vec<_>>());
    // Reading the dictionary again takes a moment of the processor.
    let learnt = tokio::task::spawn_blocking(move || library.finder.learn(&sayings, last)).await;
    learnt.map_err(|error| ActError::Broken(format!("the words cannot be learnt: {error}")))?;
    Ok(true)
}

/// Two who teach at the same moment both get their turn.
async fn change(centre: &Centre, by: &Actor, said: &str, meant: &str) -> Result<(), ActError> {
    for _ in 0..TURNS {
        let known = all(centre).await?;
        let before = known.taught.iter().find(|taught| taught.said == said);
        if before.map_or("", |taught| taught.meant.as_str()) == meant {
            return Ok(());
        }
        if before.is_none() && known.taught.len() >= MOST {
            return Err(too_many().into());
        }
        let row = SayingRow {
            number: known.last + 1,
            said: said.to_string(),
            meant: meant.to_string(),
            changed_at: centre.now().0,
            changed_by: by.name.clone(),
        };
        let write = row.insert(centre.div());
        let built = move |_| Built {
            writes: vec![write.clone()],
            answer: String::new(),
        };
        match centre.commit(None, None, built).await {
            Ok(_) => {
                refresh(centre).await?;
                return Ok(());
            }
            Err(CommitError::Conflict) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(ActError::Busy("the words of the place are being changed".into()))
}

fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn ways(meant: &str) -> Vec<String> {
    let ways = meant.split(['|', '｜', '\n']).map(tidy);
    ways.filter(|way| !way.is_empty()).collect()
}

fn fault_of_said(said: &str) -> Option<Fault> {
    let length = said.chars().count();
    let wrong = !(2..=LONGEST_SAID).contains(&length) || !said.chars().all(|c| c.is_alphanumeric() || c == ' ');
    wrong.then(|| {
        Fault::new(
            "said",
            "请填写群众的一种说法，2 至 20 个字，不含标点。",
            "Enter one phrase as people say it, 2 to 20 characters, without punctuation.",
        )
    })
}

fn fault_of_meant(centre: &Centre, meant: &str) -> Option<Fault> {
    let named: Vec<&str> = meant.split('|').filter(|way| !way.is_empty()).collect();
    if named.is_empty() || named.len() > WAYS || meant.chars().count() > LONGEST_MEANT {
        return Some(Fault::new(
            "meant",
            "请填写事项名称中的词，词与词之间用空格隔开；不同叫法各占一行，最多 5 行，共 120 字以内。",
            "Enter words of the item's name, divided by blanks; each other name on its own line, at most 5 lines and 120 characters.",
        ));
    }
    let library = centre.library();
    let unknown = named
        .iter()
        .find(|way| !library.all().any(|item| is_called(item, way)))?;
    Some(Fault::new(
        "meant",
        format!("事项库中没有名称或关键词同时含有“{unknown}”的事项，请核对用词。"),
        format!("No item's name, keywords or group hold all of “{unknown}”. Check the words."),
    ))
}

fn is_called(item: &Item, way: &str) -> bool {
    let texts = [&item.name.zh, &item.name.en, &item.group];
    way.split(' ').all(|word| {
        let word = word.to_lowercase();
        let mut texts = texts.into_iter().chain(&item.keywords);
        texts.any(|text| text.to_lowercase().contains(&word))
    })
}

fn too_many() -> Refusal {
    Refusal::new(
        "too_many_sayings",
        RefusalKind::State,
        "",
        (
            &format!("本地说法已有 {MOST} 条。"),
            &format!("There are {MOST} local phrases already."),
        ),
        (
            "请先删除不再使用的说法。",
            "Remove phrases that nobody uses any more first.",
        ),
    )
}
