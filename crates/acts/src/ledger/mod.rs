//! The ledger for outsiders (可验证台账): signed roots of days, receipts, exports, figures, and the checks of all of them.
//! Formats byte by byte: docs/ledger.md. Why a closed day cannot change: docs/adr/0004.

pub mod check;
pub mod days;
pub mod export;
pub mod figures;
pub mod forget;
pub mod keys;
pub mod receipt;
pub mod record;
pub mod ring;
pub mod roots;
pub mod sign;
