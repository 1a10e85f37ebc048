//! What can go wrong (错误).

use thiserror::Error;

/// Why a read, an opening or a migration failed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StoreError {
    /// A column does not hold what the program expects: the statement and the program disagree.
    #[error("statement {statement}, column {column}: expected {wanted}, found {found}")]
    Shape {
        /// The name of the statement.
        statement: &'static str,
        /// The position of the column, from 0.
        column: usize,
        /// What was asked for.
        wanted: &'static str,
        /// What is there.
        found: &'static str,
    },
    /// The database cannot be reached now; the same call may succeed later.
    #[error("the database cannot be reached: {0}")]
    Unavailable(String),
    /// The database did not answer in time.
    #[error("the database did not answer in time")]
    Deadline,
    /// The database refused the statement: a fault of the program or of the data.
    #[error("{0}")]
    Broken(String),
    /// The recorded migrations and those of this program differ.
    #[error("{0}")]
    Migration(String),
}

/// Why a change was not made. Except where it says otherwise, nothing of the change is stored.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CommitError {
    /// Somebody else changed the same thing first: load it again and decide again.
    #[error("it was changed by somebody else in the meantime")]
    Conflict,
    /// The key was used before for a different request.
    #[error("the key was used before for another request")]
    KeyReused,
    /// Too many changes wait: the caller slows down and tries again.
    #[error("too many changes are waiting")]
    Busy,
    /// No answer in time. The change may still be made: ask again with the same key.
    #[error("the change was not confirmed in time")]
    Deadline,
    /// The database cannot be reached. If the connection broke during the commit of a change
    /// without a key, the change may have been made.
    #[error("the database cannot be reached: {0}")]
    Unavailable(String),
    /// The database refused a statement of the change: a fault of the program or of the data.
    #[error("{0}")]
    Broken(String),
}
