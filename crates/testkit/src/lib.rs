//! A whole centre in a test (测试中心): the demonstration district on either engine, a clock that is told, and its people
//! with verbs. A test reads like what happens in a hall:
//!
//! ```text
//! Town::hold(Engine::Sqlite, async |town| {
//!     let filed = town.citizen("citizen1").files(items::LEGAL_AID).await.unwrap();
//!     town.days_later(1);
//!     town.clerk().accepts(&filed.number).await.unwrap();
//! })
//! .await;
//! ```
//!
//! What goes around the front door, such as tampering with a row, is named `db_…`.

#![allow(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "a test ends where its centre cannot be had"
)]

mod authenticator;
mod database;
mod gateway;
#[cfg(feature = "http")]
mod http;
mod identities;
pub mod items;
mod mail;
mod payments;
mod people;
pub mod scanners;
mod town;

pub use authenticator::Authenticator;
#[cfg(feature = "http")]
pub use http::{Answer, Caller, Http};
pub use people::{Chief, Clerk, Examiner, Inspector, Person};
pub use yimen_twins::identity::Wrong;
pub use yimen_twins::mail::{Mail, Whim};
pub use yimen_twins::payment::Call;

pub use town::{Engine, Town, refusal};
