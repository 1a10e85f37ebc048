//! The pages and the JSON API of Yimen (一门): what a browser or another system meets.
//!
//! [`shell`] is what all pages share: layout, languages, assets, forms, safety. [`app`] is the centre behind them and
//! who is signed in. Then one module for each area: [`portal`], [`workbench`], [`inspector`],
//! [`calendar`], [`api`].

pub mod api;
pub mod app;
pub mod calendar;
mod commitment;
mod forms;
pub mod gate;
pub mod inspector;
mod linger;
mod matters;
mod patience;
mod payments;
pub mod portal;
mod pressure;
mod proceedings;
mod queue;
pub mod rates;
mod refused;
mod remedies;
mod reuse;
pub mod shell;
mod simulated;
mod situation;
mod source;
mod told;
mod weight;
pub mod workbench;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use tower_http::catch_panic::CatchPanicLayer;
use yimen_acts::Centre;

pub use app::App;
pub use rates::Limits;

use patience::Clock;
use rates::Dam;

/// Largest body of a request, bytes: an upload and its form.
pub const LARGEST_BODY: usize = 12 * 1024 * 1024;

/// Every page and the whole API of a centre, without bounds on how often one person or address may come.
pub fn site(centre: Centre) -> Router {
    site_within(centre, Limits::none())
}

/// Every page and the whole API of a centre, with bounds on how often one person or address may come.
pub fn site_within(centre: Centre, limits: Limits) -> Router {
    let app = App::new(centre);
    let dammed = from_fn_with_state(Dam::new(app.clone(), limits), rates::dammed);
    let pages = Router::new()
        .merge(portal::routes())
        .merge(workbench::routes())
        .merge(inspector::routes())
        .merge(calendar::routes())
        .merge(payments::routes())
        .route_layer(dammed.clone())
        .route_layer(from_fn(gate::keep));
    let pages = shell::dress(pages, app.settings());
    let api = api::routes().layer(CatchPanicLayer::custom(refused::api_broke_off));
    let noted = from_fn_with_state(app.clone(), refused::noted);
    let pages = pages.layer(noted.clone());
    let pages = pages.layer(from_fn_with_state(app.clone(), app::recognise));
    let site = pages
        .merge(api.layer(dammed).layer(noted))
        .layer(DefaultBodyLimit::max(LARGEST_BODY));
    let secure = app.settings().secure_cookies;
    let site = weight::weighed(site, app.settings(), weight::AT_ONCE).layer(from_fn(linger::listen));
    let clock = Clock {
        settings: app.settings(),
        patience: patience::USUAL,
    };
    let site = site.layer(from_fn_with_state(clock, patience::waited));
    let site = pressure::bounded(site, app.settings(), pressure::AT_ONCE);
    site.layer(from_fn_with_state(secure, shell::safely)).with_state(app)
}
