//! What inspectors do besides rules (监察巡查): random samples that anybody can draw again, notes that those inspected do not see, rounds and visits.

pub mod note;
pub mod round;
pub mod sample;
