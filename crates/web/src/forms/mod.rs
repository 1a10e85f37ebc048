//! Forms of items on pages: the same at the portal, at the window, in corrections and in previews.
//!
//! | room | |
//! |---|---|
//! | [`sent`] | what a page sent: names and texts, uploads |
//! | [`filled`] | texts and files of a page as answers; rows added and removed |
//! | [`shown`] | fields, groups and files as a page draws them |
//! | [`rows`] | answers as people read them |

pub mod filled;
pub mod rows;
pub mod sent;
pub mod shown;

pub use filled::{Act, answers};
pub use rows::summary;
pub use sent::Sent;
pub use shown::{Look, Section, sections};
