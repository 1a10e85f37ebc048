//! The elements of items (事项要素) and what holds between them.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

#[path = "items/bundles.rs"]
mod bundles;
#[path = "items/citation.rs"]
mod citation;
#[path = "items/codes.rs"]
mod codes;
#[path = "items/cuts.rs"]
mod cuts;
#[path = "items/flow.rs"]
mod flow;
#[path = "items/graph.rs"]
mod graph;
#[path = "items/life.rs"]
mod life;
#[path = "items/residency.rs"]
mod residency;
#[path = "items/rules.rs"]
mod rules;
#[path = "items/situations.rs"]
mod situations;
#[path = "items/sound.rs"]
mod sound;
#[path = "items/versions.rs"]
mod versions;
