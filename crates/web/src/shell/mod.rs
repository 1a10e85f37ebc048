//! What every page shares: layout and components, languages, assets, safety headers,
//! protection of forms, error pages.
//!
//! # Writing a page
//! A page is an askama template that extends `layout/portal.html`, `layout/workbench.html`,
//! `layout/inspector.html`, `layout/plain.html` or `layout/kiosk.html` (blocks `title`, `main`,
//! `head`), and a struct that holds `page: Page`. Components are macros of
//! `components/{icon,form,status,list}.html` over the data of [`components`]; they use the field
//! `page` by themselves. `/design` shows them all.
//!
//! ```html
//! {% extends "layout/portal.html" %}
//! {% import "components/form.html" as form %}
//! {% block title %}{{ page.t("note.title") }}{% endblock %}
//! {% block main %}
//! <div class="page-width narrow stack">
//!   {{ form::error_summary(faults) }}
//!   <h1>{{ page.t("note.title") }}</h1>
//!   <form method="post" data-keep="note">{{ form::token() }}
//!     {{ form::field(words) }}
//!     {{ form::button(page.t("note.save"), "primary") }}
//!   </form>
//! </div>
//! {% endblock %}
//! ```
//!
//! The handler takes [`Page`] and, for a form, [`CheckedForm`] or [`CheckedMultipart`]; it answers
//! with [`Html`], [`redirect_with`] or [`problem_page`]. Bare error answers (a status, a refused
//! extractor) become pages by themselves. Texts are added with `node locales/add.mjs`. There is no
//! inline script or style: the policy forbids both. Routes become a site by [`dress`].

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
pub use headers::{guarded, safely};
pub use html::Html;
pub use language::Language;
pub use middleware::{Settings, dress};
pub use page::{Page, Role, SignedIn};
pub use preferences::local_path;
pub use problem::problem_page;
pub(crate) use problem::{busy, untimely};

#[cfg(test)]
mod template_rules;
