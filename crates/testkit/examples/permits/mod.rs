//! Building permits of a municipality, told again in this house: a log of real work, read line by line as commands.

pub mod item;
pub mod log;
pub mod replay;
pub mod report;
pub mod table;
