//! What every page shares: layout and components, languages, assets, safety headers,
//! protection of forms, error pages.
//!
//! A page is an askama template that extends `layout/portal.html`, `layout/workbench.html`,
//! `layout/inspector.html` or `layout/plain.html`, and a struct with a field `page: Page`.
//! Routes become a site by [`dress`].

pub mod assets;
pub mod components;
mod cookies;
pub mod csrf;
mod design;
mod flash;
mod headers;
mod html;
pub mod language;
mod middleware;
mod navigation;
mod page;
mod preferences;
mod problem;

pub use csrf::{CheckedForm, CheckedMultipart};
pub use flash::{Flash, redirect_with};
pub use html::Html;
pub use language::Language;
pub use middleware::{Settings, dress};
pub use page::{Page, Role, SignedIn};
pub use preferences::local_path;
pub use problem::problem_page;
