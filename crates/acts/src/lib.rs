//! Acts (办理行为): who may, in what order. Each act loads what it needs, asks the domain and commits one change.

pub mod accounts;
pub mod backup;
pub mod bundles;
pub mod calendar;
pub mod cases;
mod centre;
pub mod chain;
pub mod clocks;
pub mod decisions;
pub mod demonstration;
pub mod documents;
pub mod drafts;
mod error;
pub mod explained;
pub mod files;
pub mod items;
pub mod ledger;
pub mod letters;
mod lookup;
pub mod mail;
pub mod mandates;
pub mod notices;
pub mod organisation;
pub mod outward;
pub mod payments;
mod press;
pub mod publicity;
pub mod retention;
pub mod scan;
pub mod sheets;
pub mod supervision;
pub mod texts;
pub mod vault;
pub mod wordings;

pub use centre::{Centre, Chance, Settings, Time};
pub use error::ActError;
