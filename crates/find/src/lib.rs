//! Finding an item (事项查找) in memory: words of daily speech, names, pinyin, initials, typing errors, codes, English.
//!
//! An [`Index`] holds [`Document`]s and answers a [`Question`] with the best ones, and says for each why it is there
//! ([`Index::explain`]). Documents are put in, replaced and taken out one by one. Nothing here knows of databases,
//! files or time; the words of daily speech are data of this crate (`data/`).

mod document;
mod explain;
mod grams;
mod index;
mod question;
mod speech;
mod text;

pub use document::{Document, Field, Narrow};
pub use explain::{Explanation, Reason, Way};
pub use index::{Answer, Hit, Index, Question, Words};
pub use speech::{Group, Saying, life_events, people};
