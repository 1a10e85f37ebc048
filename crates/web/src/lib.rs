//! The pages and the JSON API of Yimen (一门): what a browser or another system meets.
//!
//! [`shell`] is what all pages share: layout, languages, assets, forms, safety.

pub mod shell;
