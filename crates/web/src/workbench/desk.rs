//! Who may sit at the workbench.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use yimen_acts::accounts::Signed;
use yimen_domain::organisation::Actor;
use yimen_domain::organisation::permission::Permission;

use crate::app::Staff;

/// Somebody who handles cases: clerk, examiner or chief approver. Inspectors and managers change nothing.
pub(crate) struct Desk {
    /// Who.
    pub(crate) signed: Arc<Signed>,
}

impl Desk {
    /// As an actor of the domain.
    pub(crate) fn actor(&self) -> Actor {
        self.signed.actor()
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Desk {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let Staff(signed) = Staff::from_request_parts(parts, state).await?;
        if signed.could(Permission::HandleCases) {
            Ok(Desk { signed })
        } else {
            Err(StatusCode::FORBIDDEN.into_response())
        }
    }
}

/// A window clerk.
pub(crate) struct Clerk(pub(crate) Arc<Signed>);

impl<S: Send + Sync> FromRequestParts<S> for Clerk {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let Desk { signed } = Desk::from_request_parts(parts, state).await?;
        if signed.could(Permission::FileAtWindow) {
            Ok(Clerk(signed))
        } else {
            Err(StatusCode::FORBIDDEN.into_response())
        }
    }
}
