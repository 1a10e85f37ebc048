//! Performance (绩效): what counts ([`fact`]), what is added up ([`sums`]), the rates that follow ([`rate`]), the score ([`score`]), and small
//! numbers protected before they are published ([`protect`]).
//!
//! Everything that is added up is a whole number, so that the sum of days is the sum of cases whatever the order, and a recount gives the same.

pub mod fact;
pub mod protect;
pub mod rate;
pub mod score;
pub mod sums;

pub use fact::{Fact, Kind, Trace, facts};
pub use rate::{Formula, Zero};
pub use sums::{Measure, Sums};
