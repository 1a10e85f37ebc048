//! Performance (绩效): the facts of cases and the figures that they add up to ([`rows`]), and what is read of them ([`figures`]).

pub mod figures;
pub(crate) mod rows;
