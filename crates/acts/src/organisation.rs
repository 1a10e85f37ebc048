//! Bodies, halls, windows and places (机构、大厅、窗口、乡镇村), loaded once and kept in memory.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use yimen_domain::words::Words;
use yimen_store::tables::units;

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

    /// The body that catalogues call by this name.
    pub fn body_by_catalogue_name(&self, name: &str) -> Option<&Body> {
        self.bodies
            .values()
            .find(|body| body.catalogue_name == name || body.name.zh == name)
    }
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

/// Stores units of one kind and loads the organisation again.
///
/// # Errors
/// The database does not answer.
pub async fn put<T: Serialize>(centre: &Centre, kind: &str, units_by_code: &[(String, T)]) -> Result<(), ActError> {
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
    load(centre).await
}
