//! The rules of a government service centre (政务服务中心), and nothing else.
//!
//! No I/O, no async, no clock, no randomness, no serialisation: time, ids and the calendar are passed in.
//! That makes every rule testable, replayable and explainable.

pub mod bundles;
pub mod calendar;
pub mod cases;
pub mod clocks;
pub mod identifiers;
pub mod inspection;
pub mod items;
pub mod matters;
pub mod organisation;
pub mod performance;
pub mod ratings;
pub mod retention;
pub mod supervision;
pub mod wordings;
pub mod words;
