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

/// The latest version of every item of the centre, or of every item of one body, also of one above; of JSON one item a line.
///
/// # Errors
/// The database does not answer, or the file cannot be put together.
pub async fn export(centre: &Centre, kind: Kind, body: &str) -> Result<Vec<u8>, ActError> {
    let organisation = centre.organisation();
    if kind == Kind::Json {
        let mut text = Vec::from(*b"[");
        each_document(centre, body, |item| {
            text.extend_from_slice(if text.len() == 1 { b"\n" } else { b",\n" });
            serde_json::to_writer(&mut text, item).map_err(|error| ActError::Broken(error.to_string()))
        })
        .await?;
        text.extend_from_slice(b"\n]\n");
        return Ok(text);
    }
    let mut table = Table {
        head: COLUMNS.iter().map(|column| column.heading.0.to_string()).collect(),
        ..Table::default()
    };
    each_document(centre, body, |item| {
        let row = COLUMNS.iter().map(|column| column.text(item, &organisation));
        table.rows.push(row.collect());
        Ok(())
    })
    .await?;
    let made = tokio::task::spawn_blocking(move || match kind {
        Kind::Xlsx => sheets::workbook(&[table]),
        _ => sheets::csv(&table),
    });
    made.await.map_err(|error| ActError::Broken(error.to_string()))?
}

/// Gives each document in order of code, without holding more than a page of them.
async fn each_document(
    centre: &Centre,
    body: &str,
    mut give: impl FnMut(&ItemWire) -> Result<(), ActError>,
) -> Result<(), ActError> {
    const PAGE: i64 = 500;
    let library = centre.library();
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
                give(&item)?;
            }
        }
        if (rows.len() as i64) < PAGE {
            return Ok(());
        }
    }
}
