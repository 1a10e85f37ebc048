//! The chain of events (事件链).
