//! Bodies, halls, windows and places (机构、大厅、窗口、乡镇村), loaded once and kept in memory, and as they were on any day; posts and who
//! holds them.

pub mod change;
mod columns;
pub mod export;
pub mod leave;
pub mod list;
pub mod moves;
pub mod permissions;
pub mod record;
mod wire;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use yimen_domain::calendar::Day;
use yimen_domain::organisation::Role;
use yimen_domain::organisation::level::Level;
use yimen_domain::organisation::section::Sections;
use yimen_domain::words::Words;
use yimen_store::tables::units;

use change::{Ground, Outcome};
use record::{Did, Register, UnitStep};

use crate::{ActError, Centre};

/// A text in both languages as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Text {
    /// Chinese.
    #[serde(default)]
    pub zh: String,
    /// English; may be empty.
    #[serde(default)]
    pub en: String,
}

impl From<Text> for Words {
    fn from(text: Text) -> Words {
        Words {
            zh: text.zh,
            en: text.en,
        }
    }
}

impl From<&Words> for Text {
    fn from(words: &Words) -> Text {
        Text {
            zh: words.zh.clone(),
            en: words.en.clone(),
        }
    }
}

impl Text {
    /// As the domain's words.
    pub fn words(&self) -> Words {
        Words::new(&self.zh, &self.en)
    }
}

/// A body (实施主体).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Body {
    /// Code.
    pub code: String,
    /// Name.
    pub name: Text,
    /// Name by which catalogues call it.
    #[serde(default)]
    pub catalogue_name: String,
    /// Telephone.
    #[serde(default)]
    pub phone: String,
    /// Code of its hall.
    #[serde(default)]
    pub hall: String,
    /// Sections (科室).
    #[serde(default)]
    pub sections: Vec<Section>,
    /// Code of its level, where it is not the usual one: of the centre's bodies the centre's own, of those above the next higher.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub level: String,
}

/// A section (科室).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Section {
    /// Code.
    pub code: String,
    /// Name.
    pub name: Text,
}

/// A hall (大厅).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Hall {
    /// Code.
    pub code: String,
    /// Name.
    pub name: Text,
    /// Address.
    #[serde(default)]
    pub address: Text,
    /// Opening hours in words.
    #[serde(default)]
    pub hours: Text,
    /// Telephone.
    #[serde(default)]
    pub phone: String,
}

/// A window (窗口).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Window {
    /// Code.
    pub code: String,
    /// Number on the sign.
    pub number: String,
    /// Name.
    pub name: Text,
    /// Code of its hall.
    pub hall: String,
    /// Serves every body.
    #[serde(default)]
    pub all: bool,
    /// Bodies that it serves.
    #[serde(default)]
    pub bodies: Vec<String>,
}

/// A township or village (乡镇、村).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Place {
    /// Twelve digits.
    pub code: String,
    /// Name.
    pub name: Text,
    /// `township` or `village`.
    pub kind: String,
    /// Code of what it belongs to.
    pub parent: String,
}

/// The centre's own particulars.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Division {
    /// Division code.
    pub code: String,
    /// Name of the division.
    pub name: Text,
    /// Name of the centre.
    pub centre: Text,
    /// Telephone.
    #[serde(default)]
    pub phone: String,
    /// Address.
    #[serde(default)]
    pub address: Text,
    /// Opening hours in words.
    #[serde(default)]
    pub hours: Text,
}

/// The whole organisation of a division.
#[derive(Debug, Clone, Default)]
pub struct Organisation {
    /// The centre.
    pub division: Division,
    /// Bodies by code.
    pub bodies: BTreeMap<String, Body>,
    /// Bodies of higher levels (上级部门) whose items the centre's bodies cite, by code.
    pub above: BTreeMap<String, Body>,
    /// Halls by code.
    pub halls: BTreeMap<String, Hall>,
    /// Windows by code.
    pub windows: BTreeMap<String, Window>,
    /// Places by code.
    pub places: BTreeMap<String, Place>,
}

impl Organisation {
    /// A body of the centre or above it.
    pub fn body(&self, code: &str) -> Option<&Body> {
        self.bodies.get(code).or_else(|| self.above.get(code))
    }

    /// A body's name; its code where the body is not known.
    pub fn body_name(&self, code: &str) -> Words {
        self.body(code)
            .map_or_else(|| Words::new(code, code), |body| body.name.words())
    }

    /// For which body the holder of a post acts: for that of their window, if it serves one only; for every body where it serves
    /// several, and where they lead, watch or run the centre; else for the body of the post.
    pub fn reach(&self, roles: &[Role], window: Option<&str>, body: &str) -> Option<String> {
        reach_of(roles, window.and_then(|code| self.windows.get(code)), Some(body))
    }

    /// The level of a body (行使层级).
    pub fn level(&self, body: &Body) -> Level {
        let own = Level::of_division(&self.division.code).unwrap_or(Level::County);
        let usual = if self.above.contains_key(&body.code) {
            own.above().unwrap_or(own)
        } else {
            own
        };
        Level::parse(&body.level).unwrap_or(usual)
    }

    /// The body that catalogues call by this name.
    pub fn body_by_catalogue_name(&self, name: &str) -> Option<&Body> {
        self.bodies
            .values()
            .find(|body| body.catalogue_name == name || body.name.zh == name)
    }
}

pub(crate) fn reach_of(roles: &[Role], window: Option<&Window>, body: Option<&str>) -> Option<String> {
    match (roles.first(), window) {
        (Some(Role::Clerk), Some(Window { all: false, bodies, .. })) if bodies.len() == 1 => bodies.first().cloned(),
        (Some(Role::Examiner | Role::Chief | Role::Drafter | Role::Legal), _) => body.map(str::to_string),
        _ => None,
    }
}

/// The sections of a body with who serves and who heads them on a day.
pub fn sections(centre: &Centre, body: &str, on: Day) -> Sections {
    centre.posts().roster.sections(body, on)
}

/// Loads the organisation again from the database.
///
/// # Errors
/// A stored unit cannot be read.
pub async fn load(centre: &Centre) -> Result<(), ActError> {
    let organisation = Organisation {
        division: of_kind::<Division>(centre, "division")
            .await?
            .into_values()
            .next()
            .unwrap_or_default(),
        bodies: of_kind(centre, "body").await?,
        above: of_kind(centre, "body_above").await?,
        halls: of_kind(centre, "hall").await?,
        windows: of_kind(centre, "window").await?,
        places: of_kind(centre, "place").await?,
    };
    centre.set_organisation(organisation);
    Ok(())
}

async fn of_kind<T: for<'a> Deserialize<'a>>(centre: &Centre, kind: &str) -> Result<BTreeMap<String, T>, ActError> {
    const PAGE: i64 = 500;
    let mut found = BTreeMap::new();
    let mut after = String::new();
    loop {
        let params = vec![centre.div().into(), kind.into(), after.as_str().into(), PAGE.into()];
        let rows = centre.store().query(&units::OF_KIND, params).await?;
        for row in &rows {
            let code = row.text(0)?.to_string();
            let unit = serde_json::from_str(row.text(1)?)
                .map_err(|error| ActError::Broken(format!("{kind} {code} cannot be read: {error}")))?;
            after.clone_from(&code);
            found.insert(code, unit);
        }
        if (rows.len() as i64) < PAGE {
            return Ok(found);
        }
    }
}

/// The kinds of units that the record of the organisation keeps.
const KINDS: [&str; 6] = ["division", "body", "body_above", "hall", "window", "place"];

/// The organisation as it was on a day. Units of which the record knows nothing stood before it began: they were always there.
///
/// # Errors
/// A unit of the record cannot be read.
pub fn as_of(centre: &Centre, day: Day) -> Result<Organisation, ActError> {
    let (now, register) = (centre.organisation(), centre.posts());
    Ok(Organisation {
        division: held(
            &register,
            "division",
            &BTreeMap::from([(now.division.code.clone(), now.division.clone())]),
            day,
        )?
        .into_values()
        .next()
        .unwrap_or_default(),
        bodies: held(&register, "body", &now.bodies, day)?,
        above: held(&register, "body_above", &now.above, day)?,
        halls: held(&register, "hall", &now.halls, day)?,
        windows: held(&register, "window", &now.windows, day)?,
        places: held(&register, "place", &now.places, day)?,
    })
}

fn held<T: Clone + for<'a> Deserialize<'a>>(
    register: &Register,
    kind: &str,
    now: &BTreeMap<String, T>,
    day: Day,
) -> Result<BTreeMap<String, T>, ActError> {
    let unrecorded = now.iter().filter(|(code, _)| register.unit(kind, code).is_none());
    let mut found: BTreeMap<String, T> = unrecorded.map(|(code, unit)| (code.clone(), unit.clone())).collect();
    for (code, dated) in register.units(kind) {
        let Some(doc) = dated.on(day) else { continue };
        let unit = T::deserialize(doc).map_err(|error| ActError::Broken(format!("{kind} {code} of {day}: {error}")))?;
        found.insert(code.to_string(), unit);
    }
    Ok(found)
}

/// Stores units of one kind, enters them into the record from today on, and loads the organisation again.
///
/// # Errors
/// The database does not answer.
pub async fn put<T: Serialize>(centre: &Centre, kind: &str, units_by_code: &[(String, T)]) -> Result<(), ActError> {
    store(centre, kind, units_by_code).await?;
    let ground = Ground {
        by: "system".into(),
        ..Ground::default()
    };
    note(centre, centre.today(), &ground).await?;
    load(centre).await
}

/// Stores units of one kind.
pub(crate) async fn store<T: Serialize>(
    centre: &Centre,
    kind: &str,
    units_by_code: &[(String, T)],
) -> Result<(), ActError> {
    for chunk in units_by_code.chunks(200) {
        let writes = chunk
            .iter()
            .map(|(code, unit)| {
                units::put(
                    centre.div(),
                    kind,
                    code,
                    serde_json::to_string(unit).unwrap_or_default(),
                )
            })
            .collect();
        centre.put(writes).await?;
    }
    Ok(())
}

/// Enters into the record how units differ from what it says of them, from a day on.
pub(crate) async fn note(centre: &Centre, from: Day, ground: &Ground) -> Result<(), ActError> {
    let mut stored = Vec::new();
    for kind in KINDS {
        let units: BTreeMap<String, serde_json::Value> = of_kind(centre, kind).await?;
        stored.push((kind, units));
    }
    change::write(centre, ground, (Did::Units, None), |register| {
        let mut steps = Vec::new();
        for (kind, units) in &stored {
            let differs = units.iter().filter(|(code, doc)| {
                let known = register.unit(kind, code).and_then(|dated| dated.on(from));
                known != Some(*doc)
            });
            steps.extend(differs.map(|(code, doc)| unit_step(kind, code, from, Some(doc.clone()))));
            let gone = register
                .units(kind)
                .filter(|(code, dated)| dated.on(from).is_some() && !units.contains_key(*code));
            steps.extend(gone.map(|(code, _)| unit_step(kind, code, from, None)));
        }
        let outcome = Outcome {
            units: steps,
            ..Outcome::default()
        };
        Ok((!outcome.units.is_empty()).then_some(outcome))
    })
    .await
    .map(|_| ())
}

fn unit_step(kind: &str, code: &str, from: Day, doc: Option<serde_json::Value>) -> UnitStep {
    UnitStep {
        kind: kind.to_string(),
        code: code.to_string(),
        from,
        doc,
    }
}
