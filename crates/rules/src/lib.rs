//! Rules of items (规则表达式): conditions and charges that are computed from what a person said.
//!
//! An expression is CEL, read and evaluated by the crate `cel`. What may stand in one is less than the language allows: named
//! inputs, numbers, texts, truths, lists, comparison, arithmetic, `? :`, `in`, `has`. There are no loops, so the work is bounded by
//! the length of the expression ([`LONGEST`], [`MOST_PARTS`], [`DEEPEST`]).
//!
//! [`judge`] looks at an expression before it is published: it must be readable, name inputs of the item only, give what is
//! expected of it, hold to its examples, and not fail on any made-up input. [`compute`] evaluates it for a person.

mod inputs;
mod judge;
mod read;
mod run;

pub use inputs::{Input, Inputs, Kind, Said};
pub use judge::{Trouble, Where, judge, of_item};
pub use read::{DEEPEST, LONGEST, MOST_PARTS};
pub use run::{Came, Expects, Outcome, compute, names};
