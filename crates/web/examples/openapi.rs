//! Prints the description of the API: `cargo run -p yimen-web --example openapi > docs/openapi.json`.

fn main() -> Result<(), serde_json::Error> {
    println!("{}", serde_json::to_string_pretty(&yimen_web::api::description())?);
    Ok(())
}
