//! The register of exceptions from the hall and the net (进驻例外登记簿): asked for, approved or not, ended; nothing is removed.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use yimen_domain::calendar::{Day, Instant};
use yimen_domain::items::Coded;
use yimen_domain::items::residency::{Exception, Ground, Order, Said, Sphere, State, ask, decide};
use yimen_domain::organisation::Actor;
use yimen_domain::words::Refusal;
use yimen_store::tables::item_exceptions::{self, ExceptionRow};

use crate::{ActError, Centre, items};

/// An exception with its name in the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registered {
    /// Its name, in order of time.
    pub id: String,
    /// The exception.
    pub exception: Exception,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct SaidWire {
    by: String,
    at: i64,
    words: String,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Doc {
    sphere: String,
    ground: String,
    basis: String,
    #[serde(default)]
    until: Option<String>,
    asked: SaidWire,
    #[serde(default)]
    decided: Option<SaidWire>,
    #[serde(default)]
    ended: Option<SaidWire>,
}

impl From<&Said> for SaidWire {
    fn from(said: &Said) -> SaidWire {
        SaidWire {
            by: said.by.clone(),
            at: said.at.0,
            words: said.words.clone(),
        }
    }
}

impl From<SaidWire> for Said {
    fn from(wire: SaidWire) -> Said {
        Said {
            by: wire.by,
            at: Instant(wire.at),
            words: wire.words,
        }
    }
}

fn row(id: &str, exception: &Exception, now: Instant) -> ExceptionRow {
    let (decided, ended) = match &exception.state {
        State::Asked => (None, None),
        State::Granted(said) | State::Refused(said) => (Some(said), None),
        State::Ended { granted, ended } => (Some(granted), Some(ended)),
    };
    let doc = Doc {
        sphere: exception.sphere.code().into(),
        ground: exception.ground.code().into(),
        basis: exception.basis.clone(),
        until: exception.until.map(|day| day.to_string()),
        asked: (&exception.asked).into(),
        decided: decided.map(SaidWire::from),
        ended: ended.map(SaidWire::from),
    };
    ExceptionRow {
        id: id.to_string(),
        item: exception.item.clone(),
        state: exception.state.code().into(),
        doc: serde_json::to_string(&doc).unwrap_or_default(),
        changed_at: now.0,
    }
}

fn read(row: ExceptionRow) -> Option<Registered> {
    let doc: Doc = serde_json::from_str(&row.doc).ok()?;
    let decided = doc.decided.map(Said::from);
    let state = match row.state.as_str() {
        "asked" => State::Asked,
        "granted" => State::Granted(decided?),
        "refused" => State::Refused(decided?),
        "ended" => State::Ended {
            granted: decided?,
            ended: doc.ended?.into(),
        },
        _ => return None,
    };
    Some(Registered {
        id: row.id,
        exception: Exception {
            item: row.item,
            sphere: Sphere::parse(&doc.sphere)?,
            ground: Ground::parse(&doc.ground)?,
            asked: doc.asked.into(),
            basis: doc.basis,
            until: doc.until.and_then(|day| Day::parse(&day).ok()),
            state,
        },
    })
}

/// Loads the register again from the database.
///
/// # Errors
/// The database does not answer, or an entry cannot be read.
pub async fn load(centre: &Centre) -> Result<(), ActError> {
    const PAGE: i64 = 500;
    let mut register = Vec::new();
    let mut after = String::new();
    loop {
        let params = vec![centre.div().into(), after.as_str().into(), PAGE.into()];
        let rows = centre.store().query(&item_exceptions::IN_ORDER, params).await?;
        for row in &rows {
            let row = ExceptionRow::read(row)?;
            after.clone_from(&row.id);
            let broken = ActError::Broken(format!("exception {} cannot be read", row.id));
            register.push(read(row).ok_or(broken)?);
        }
        if (rows.len() as i64) < PAGE {
            break;
        }
    }
    centre.set_exceptions(register);
    Ok(())
}

/// The approved exceptions that hold today.
pub fn granted(centre: &Centre) -> HashSet<(String, Sphere)> {
    let today = centre.today();
    let register = centre.exceptions();
    let holding = register.iter().filter(|one| one.exception.holds(today));
    holding
        .map(|one| (one.exception.item.clone(), one.exception.sphere))
        .collect()
}

/// Asks for an exception of an item.
///
/// # Errors
/// See [`ask`]; or there is no such item.
pub async fn request(centre: &Centre, actor: &Actor, code: &str, order: &Order) -> Result<String, ActError> {
    load(centre).await?;
    let item = items::latest(centre, code)?;
    let register = centre.exceptions();
    let others: Vec<Exception> = register
        .iter()
        .filter(|one| one.exception.item == code)
        .map(|one| one.exception.clone())
        .collect();
    let exception = ask(code, &item.body, &others, order, actor, centre.now())?;
    let id = centre.new_token();
    centre
        .put(vec![row(&id, &exception, centre.now()).insert(centre.div())])
        .await?;
    load(centre).await?;
    Ok(id)
}

/// Approves, refuses or ends an exception.
///
/// # Errors
/// See [`decide`]; or there is no such exception, or somebody else was faster.
pub async fn settle(centre: &Centre, actor: &Actor, id: &str, order: &Order) -> Result<(), ActError> {
    load(centre).await?;
    let register = centre.exceptions();
    let known = register
        .iter()
        .find(|one| one.id == id)
        .ok_or_else(|| Refusal::missing("这项例外", "this exception"))?;
    let item = items::latest(centre, &known.exception.item)?;
    let next = decide(&known.exception, &item.body, order, actor, centre.now())?;
    let step = row(id, &next, centre.now()).step(centre.div(), known.exception.state.code());
    centre.put(vec![step]).await?;
    load(centre).await
}
