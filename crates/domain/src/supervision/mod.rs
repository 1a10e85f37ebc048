//! Electronic supervision (电子监察): the lamp of a case, and what is found irregular in what happened to it.
//!
//! A finding is no verdict: it says what was seen, by which rule, in which events, and what would have avoided it. Whoever is concerned can answer it.
//!
//! Rules are data: [`rule`] says what one is, [`book`] keeps their versions, [`sets`] holds those of real cities. [`due`] computes when which card falls
//! due, [`card`] draws it, [`record`] and [`order`] are its life, [`letter`] what supervision writes, [`together`] looks at several cases, [`trial`] tries
//! rules on the past.

mod across;
pub mod book;
pub mod card;
mod detect;
pub mod due;
mod lamp;
pub mod letter;
pub mod order;
mod pattern;
pub mod record;
pub mod rule;
mod rule_check;
pub mod sets;
pub mod together;
mod trace;
pub mod trial;

pub use across::across;
pub use detect::detect;
pub use lamp::{Lamp, LampRule};
pub use pattern::{Finding, Parameters, Pattern};
pub use trace::{Act, Mark, Trace};
