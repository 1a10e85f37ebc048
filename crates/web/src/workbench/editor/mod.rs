//! Editing screens of the item library (事项编辑): every element of a draft, for people who are not programmers.
//!
//! The screens follow the schema of the document (`yimen_edit::shape`); what is made by hand is the order of elements
//! (`outline`) and their words (`words`). An element that the schema gains appears by itself, and a test asks for its words.

mod begin;
mod choose;
mod filled;
mod find;
mod outline;
mod page;
mod rule;
mod said;
mod saves;
mod sent;
mod state;
mod view;
mod words;

use axum::Router;
use axum::routing::{get, post};

use crate::app::App;

use filled::Entry;

/// Functions of rules as people write them, with the key of what they do.
const FUNCTIONS: [(&str, &str); 11] = [
    ("a ? b : c", "edit.rule.fn.choose"),
    ("a && b, a || b, !a", "edit.rule.fn.logic"),
    ("has(x)", "edit.rule.fn.has"),
    ("years(a, b), months(a, b), days(a, b)", "edit.rule.fn.between"),
    ("yuan(12.5)", "edit.rule.fn.yuan"),
    ("round(x), floor(x), ceil(x)", "edit.rule.fn.round"),
    ("min(a, b), max(a, b)", "edit.rule.fn.bounds"),
    ("size(x)", "edit.rule.fn.size"),
    ("x.all(r, …), x.exists(r, …)", "edit.rule.fn.rows"),
    ("sum(x.map(r, r.y))", "edit.rule.fn.sum"),
    ("'a' in x", "edit.rule.fn.within"),
];

/// Routes of the editing screens.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/workbench/items/new", get(begin::show).post(begin::begin))
        .route("/workbench/items/drafts/{id}/edit", get(page::first))
        .route(
            "/workbench/items/drafts/{id}/edit/{section}",
            get(page::show).post(page::save),
        )
        .route("/workbench/items/drafts/{id}/edit/{section}/auto", post(page::auto))
        .route("/workbench/items/drafts/{id}/edit/{section}/here", post(page::here))
        .route("/workbench/items/drafts/{id}/edit/{section}/check", post(rule::check))
        .route(
            "/workbench/items/drafts/{id}/edit/{section}/choose",
            post(choose::choose),
        )
        .route(
            "/workbench/items/drafts/{id}/edit/{section}/find",
            get(find::show).post(find::take),
        )
        .route("/workbench/items/drafts/{id}/saves", get(saves::show).post(saves::undo))
}
