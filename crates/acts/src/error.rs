//! What an act answers when it does not do what was asked.

use yimen_domain::words::{Refusal, RefusalKind};
use yimen_store::{CommitError, StoreError};

/// A reasoned refusal, or a trouble of the house itself. In both cases nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ActError {
    /// The domain or an act says no, and why.
    #[error("{0}")]
    Refused(Box<Refusal>),
    /// Too much at once, or the database does not answer: the same request may be sent again in a moment.
    #[error("busy: {0}")]
    Busy(String),
    /// A fault of the program, the data or the disk.
    #[error("broken: {0}")]
    Broken(String),
}

impl From<Refusal> for ActError {
    fn from(refusal: Refusal) -> Self {
        ActError::Refused(Box::new(refusal))
    }
}

impl From<StoreError> for ActError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(_) | StoreError::Deadline => ActError::Busy(error.to_string()),
            _ => ActError::Broken(error.to_string()),
        }
    }
}

impl From<CommitError> for ActError {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::Conflict => changed_meanwhile().into(),
            CommitError::KeyReused => key_reused().into(),
            CommitError::Busy | CommitError::Deadline | CommitError::Unavailable(_) => {
                ActError::Busy(error.to_string())
            }
            CommitError::Broken(why) => ActError::Broken(why),
        }
    }
}

/// Somebody else was faster.
pub fn changed_meanwhile() -> Refusal {
    Refusal::new(
        "changed_meanwhile",
        RefusalKind::State,
        "",
        ("这个办件刚刚被别人更新过。", "Somebody else has just changed this."),
        (
            "请刷新页面，核对最新情况后再办理。",
            "Reload the page, look at how it stands now, and try again.",
        ),
    )
}

fn key_reused() -> Refusal {
    Refusal::new(
        "idempotency_key_reused",
        RefusalKind::State,
        "",
        (
            "同一个幂等键已经用于另一份不同的请求。",
            "This idempotency key was used for a different request.",
        ),
        ("请为新的请求使用新的幂等键。", "Use a new key for a new request."),
    )
}
