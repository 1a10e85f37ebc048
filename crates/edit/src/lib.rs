//! Editing a document that has a JSON Schema, without knowing what it is about.
//!
//! [`shape`] reads the schema, [`outline`] gives the order in which people read, [`parts`] turns a document into the
//! parts of a form, [`read`] puts a form that was sent back onto the document, [`rows`] does what buttons of a list
//! say, [`merge`] puts the changes of two people together, [`changes`] says what changed. Data in, data out: no words,
//! no pages, no storage.

mod align;
pub mod changes;
pub mod merge;
pub mod outline;
pub mod parts;
pub mod plain;
pub mod read;
pub mod rows;
pub mod shape;
#[cfg(test)]
mod tests;
