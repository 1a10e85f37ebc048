//! Prints the schema of `tests/forms/form.json`, with which the tests of the browser's side check.

use yimen_acts::items::form::schema;
use yimen_acts::items::wire::FieldWire;
use yimen_domain::items::form::Field;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/forms/form.json");
    let fields: Vec<FieldWire> = serde_json::from_str(&std::fs::read_to_string(path)?)?;
    let fields: Vec<Field> = fields.into_iter().map(Field::from).collect();
    println!("{}", serde_json::to_string_pretty(&schema(&fields))?);
    Ok(())
}
