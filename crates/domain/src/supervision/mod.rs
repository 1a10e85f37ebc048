//! Electronic supervision (电子监察): the lamp of a case, and what is found irregular in what happened to it.
//!
//! A finding is no verdict: it says what was seen, by which rule, in which events, and what would have avoided it. Whoever is concerned can answer it.

mod across;
mod detect;
mod lamp;
mod pattern;
mod trace;

pub use across::across;
pub use detect::detect;
pub use lamp::{Lamp, LampRule};
pub use pattern::{Finding, Parameters, Pattern};
pub use trace::{Act, Mark, Trace};
