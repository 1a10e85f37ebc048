//! Forms of items: what was filled in as JSON, the schema of a form, and the check by schema and domain.

mod check;
mod earlier;
mod instance;
pub mod json;
mod read;
mod schema;
#[cfg(test)]
mod tests;

pub use check::{Checker, Checkers, check};
pub use earlier::earlier;
pub use instance::instance;
pub use read::{Brought, read};
pub use schema::schema;
