//! The published schema of an item's document (事项数据结构).

use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;

use super::ItemWire;

/// JSON Schema (2020-12) of one item's document, as `docs/items.schema.json` holds it.
pub fn schema() -> serde_json::Value {
    let settings = SchemaSettings::draft2020_12();
    SchemaGenerator::new(settings)
        .into_root_schema_for::<ItemWire>()
        .to_value()
}
