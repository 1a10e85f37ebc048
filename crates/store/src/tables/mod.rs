//! The tables, one module each (数据表).
