//! The library as files (事项导出): .xlsx and .csv with the columns of the importer, and JSON after the published schema.

use yimen_store::tables::items as item_rows;

use super::columns::COLUMNS;
use super::wire::ItemWire;
use crate::sheets::{self, Table};
use crate::{ActError, Centre};

/// The sort of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A workbook.
    Xlsx,
    /// Text with commas, UTF-8.
    Csv,
    /// Every element, after docs/items.schema.json.
    Json,
}

impl Kind {
    /// From the ending of a file's name.
    pub fn parse(ending: &str) -> Option<Kind> {
        match ending {
            "xlsx" => Some(Kind::Xlsx),
            "csv" => Some(Kind::Csv),
            "json" => Some(Kind::Json),
            _ => None,
        }
    }

    /// Ending of the file's name.
    pub fn ending(self) -> &'static str {
        match self {
            Kind::Xlsx => "xlsx",
            Kind::Csv => "csv",
            Kind::Json => "json",
        }
    }

    /// Media type.
    pub fn media(self) -> &'static str {
        match self {
            Kind::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Kind::Csv => "text/csv; charset=utf-8",
            Kind::Json => "application/json",
        }
    }
}

/// The latest version of every item of the centre, or of every item of one body, also of one above.
///
/// # Errors
/// The database does not answer, or the file cannot be put together.
pub async fn export(centre: &Centre, kind: Kind, body: &str) -> Result<Vec<u8>, ActError> {
    let items = documents(centre, body).await?;
    let organisation = centre.organisation();
    let made = tokio::task::spawn_blocking(move || match kind {
        Kind::Json => serde_json::to_vec_pretty(&items).map_err(|error| ActError::Broken(error.to_string())),
        Kind::Csv => sheets::csv(&table(&items, &organisation)),
        Kind::Xlsx => sheets::workbook(&[table(&items, &organisation)]),
    });
    made.await.map_err(|error| ActError::Broken(error.to_string()))?
}

fn table(items: &[ItemWire], organisation: &crate::organisation::Organisation) -> Table {
    let row = |item: &ItemWire| COLUMNS.iter().map(|column| column.text(item, organisation)).collect();
    Table {
        head: COLUMNS.iter().map(|column| column.heading.0.to_string()).collect(),
        rows: items.iter().map(row).collect(),
        ..Table::default()
    }
}

async fn documents(centre: &Centre, body: &str) -> Result<Vec<ItemWire>, ActError> {
    const PAGE: i64 = 500;
    let library = centre.library();
    let mut found = Vec::new();
    let (mut code, mut version) = (String::new(), 0i64);
    loop {
        let params = vec![centre.div().into(), code.as_str().into(), version.into(), PAGE.into()];
        let rows = centre.store().query(&item_rows::IN_ORDER, params).await?;
        for row in &rows {
            (code, version) = (row.text(0)?.to_string(), row.int(1)?);
            let wanted = |latest: &std::sync::Arc<yimen_domain::items::Item>| {
                let ours = body.is_empty() && !library.is_above(&code);
                i64::from(latest.version) == version && (ours || latest.body == body)
            };
            if library.latest(&code).is_some_and(wanted) {
                let item = serde_json::from_str(row.text(2)?)
                    .map_err(|error| ActError::Broken(format!("item {code} cannot be read: {error}")))?;
                found.push(item);
            }
        }
        if (rows.len() as i64) < PAGE {
            return Ok(found);
        }
    }
}
