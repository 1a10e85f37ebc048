//! The two engines behind one API (存储引擎).
