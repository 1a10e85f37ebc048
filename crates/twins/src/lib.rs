//! Twins (本地替身): servers of this machine that speak the protocols of outside services, for tests and the demonstration. They check
//! what the real ones check, and show on a page what would have gone out. No real centre mounts them.

pub mod identity;
pub mod mail;
pub mod payment;
pub mod sms;
