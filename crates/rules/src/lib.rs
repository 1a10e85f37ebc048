//! Rules of items (规则表达式): conditions and charges that are computed from what a person said.
//!
//! An expression is CEL, read and evaluated by the crate `cel`. What may stand in one is less than the language allows: named
//! inputs, numbers, texts, truths, lists, comparison, arithmetic, `? :`, `in`, `has`, a few functions, and one look at every row of
//! a group. The work is bounded by the length of the expression ([`LONGEST`], [`MOST_PARTS`], [`DEEPEST`]) and the rows of a form.
//! Numbers are whole or exact decimals, money is whole fen: binary fractions do not occur.
//!
//! [`judge`] and [`look`] look at an expression before it is published: it must be readable, name inputs of the item only, use each
//! by its kind, give what is expected of it, hold to its examples, and not fail on any made-up input. [`compute`] evaluates it for a
//! person.

mod exact;
mod fault;
mod inputs;
mod judge;
mod kinds;
mod read;
mod run;

pub use fault::Fault;
pub use inputs::{DAY, Input, Inputs, Kind, Said, said_in};
pub use judge::{Looked, Tried, Trouble, Where, judge, look, of_item};
pub use read::{DEEPEST, LONGEST, MOST_PARTS};
pub use run::{Came, Expects, Outcome, compute, names};
