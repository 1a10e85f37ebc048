//! Pages of the portal (网上办事大厅): find an item, apply, follow one's cases.

mod account;
mod acting;
mod apply;
mod bundles;
mod case;
mod changes;
mod decisions;
mod figures;
mod flow;
mod guide;
mod home;
mod identity;
mod items;
mod ledger;
mod licences;
mod looks;
mod mail;
mod mandates;
mod materials;
mod matters;
mod mine;
mod months;
mod notice;
mod own;
mod papers;
mod passkeys;
mod phone;
mod places;
mod prerequisites;
mod progress;
mod publicity;
mod ratings;
mod recovered;
mod safety;
mod samples;
mod second;
mod self_check;
pub(crate) mod words;

pub(crate) use apply::{schema_address, told};

pub(crate) use guide::pdf_answer;

use std::sync::Arc;

use axum::Router;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use yimen_acts::accounts::Signed;
use yimen_acts::mandates::Acting;

use crate::app::{App, PASSWORD, Visitor, acting, in_query, refuse};
use crate::shell::Page;
use crate::shell::components::LinkTo;

/// Routes of the portal.
pub fn routes() -> Router<App> {
    Router::new()
        .merge(home::routes())
        .merge(items::routes())
        .merge(bundles::routes())
        .merge(guide::routes())
        .merge(flow::routes())
        .merge(notice::routes())
        .route("/figures/cuts", get(crate::workbench::cuts::public))
        .route("/figures/cuts/{file}", get(crate::workbench::cuts::public_file))
        .merge(changes::routes())
        .merge(prerequisites::routes())
        .merge(self_check::routes())
        .merge(materials::routes())
        .merge(account::routes())
        .merge(passkeys::routes())
        .merge(apply::routes())
        .merge(mine::routes())
        .merge(safety::routes())
        .merge(phone::routes())
        .merge(mail::routes())
        .merge(recovered::routes())
        .merge(identity::routes())
        .merge(second::routes())
        .merge(licences::routes())
        .merge(looks::routes())
        .merge(acting::routes())
        .merge(mandates::routes())
        .merge(own::routes())
        .merge(case::routes())
        .merge(progress::routes())
        .merge(papers::routes())
        .merge(places::routes())
        .merge(ledger::routes())
        .merge(decisions::routes())
        .merge(publicity::routes())
        .merge(matters::routes())
        .merge(figures::routes())
        .merge(samples::routes())
        .merge(months::routes())
        .merge(ratings::routes())
}

/// A citizen or company who is signed in. Whoever is not is led to the sign-in page and back to the page of the same
/// address, also from a form: what was typed waits there.
struct Me(Arc<Signed>);

impl<S: Send + Sync> FromRequestParts<S> for Me {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let Ok(Visitor(visitor)) = Visitor::from_request_parts(parts, state).await;
        match visitor {
            Some(signed) if signed.is_staff() => Err(axum::http::StatusCode::FORBIDDEN.into_response()),
            Some(signed) if signed.must_change => Err(Redirect::to(PASSWORD).into_response()),
            Some(signed) => Ok(Me(signed)),
            None => {
                let back = parts.uri.path_and_query().map_or("/", |path| path.as_str());
                Err(Redirect::to(&format!("/sign-in?back={}", in_query(back))).into_response())
            }
        }
    }
}

/// As [`Me`], with the person for whom they act; whoever acts under a mandate that is not in force is told so.
pub(crate) struct For(pub(crate) Arc<Acting>);

impl<S: Send + Sync> FromRequestParts<S> for For {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let Me(signed) = Me::from_request_parts(parts, state).await?;
        let acting = acting(parts).unwrap_or_else(|| Arc::new(Acting::oneself(signed)));
        match acting.check() {
            Ok(()) => Ok(For(acting)),
            Err(refusal) => {
                let page = Page::of(parts);
                let back = LinkTo::new("/my/acting", page.t("portal.acting.title"));
                Err(refuse(page, refusal.into(), back))
            }
        }
    }
}

/// As [`Me`], with the company whose legal representative they act as, however the mandate stands: who looks after mandates.
struct Keeper(Arc<Acting>);

impl<S: Send + Sync> FromRequestParts<S> for Keeper {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let Me(signed) = Me::from_request_parts(parts, state).await?;
        Ok(Keeper(
            acting(parts).unwrap_or_else(|| Arc::new(Acting::oneself(signed))),
        ))
    }
}

/// What a form sends: names and values, a repeated name counting once.
pub(crate) type Typed = std::collections::BTreeMap<String, String>;

/// The value of a field, without blanks around it.
pub(crate) fn typed<'a>(form: &'a Typed, name: &str) -> &'a str {
    form.get(name).map_or("", |value| value.trim())
}
