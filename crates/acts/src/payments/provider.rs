//! Speaking with the provider of payments (支付平台): signed requests, signed answers.

use reqwest::{StatusCode, Url};
use serde::Serialize;
use serde::de::DeserializeOwned;
use yimen_domain::words::{Refusal, RefusalKind, Words};
use yimen_store::ledger::hex;

use super::protocol::{
    AskStatement, CALL_BACK, CreateOrder, CreateRefund, KEY, NONCE, OrderState, QueryOrder, RefundState, SIGNATURE,
    Said, Statement, TIMESTAMP, WINDOW_SECONDS, same,
};
use crate::outward::{Secret, client};
use crate::{ActError, Centre};

/// Longest answer that is read, bytes: a statement of a hundred thousand lines.
const LONGEST: usize = 32 * 1024 * 1024;

/// A provider of payments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provider {
    /// What people call it.
    pub name: Words,
    /// The address under which its operations lie, without a slash at the end.
    pub url: String,
    /// Name by which it knows the centre.
    pub key: String,
    /// What both sign with.
    pub secret: Secret,
}

/// The provider of a centre.
///
/// # Errors
/// There is none.
pub fn of(centre: &Centre) -> Result<&Provider, Refusal> {
    centre.settings().payments.provider.as_ref().ok_or_else(|| {
        Refusal::new(
            "no_provider",
            RefusalKind::State,
            "",
            ("本中心没有开通网上缴费。", "Fees cannot be paid online here."),
            ("请到服务大厅窗口缴费。", "Please pay at the window in the hall."),
        )
    })
}

impl Provider {
    /// Makes an order, or finds the one with its number.
    pub(super) async fn create(&self, centre: &Centre, order: &CreateOrder) -> Result<OrderState, ActError> {
        let state: OrderState = self.call(centre, "orders", order).await?;
        if state.order != order.order || state.amount_fen != order.amount_fen {
            return Err(ActError::Busy("the provider speaks of another order".into()));
        }
        Ok(state)
    }

    /// Asks how an order stands.
    pub(super) async fn query(&self, centre: &Centre, order: &str) -> Result<OrderState, ActError> {
        let ask = QueryOrder { order: order.into() };
        let state: OrderState = self.call(centre, "orders/query", &ask).await?;
        if state.order != order {
            return Err(ActError::Busy("the provider speaks of another order".into()));
        }
        Ok(state)
    }

    /// Asks for a refund to be paid, or how it stands.
    pub(super) async fn refund(&self, centre: &Centre, refund: &CreateRefund) -> Result<RefundState, ActError> {
        self.call(centre, "refunds", refund).await
    }

    /// Fetches the statement of a day.
    pub(super) async fn statement(&self, centre: &Centre, day: &str) -> Result<Statement, ActError> {
        let statement: Statement = self
            .call(centre, "statements", &AskStatement { day: day.into() })
            .await?;
        if statement.day != day {
            return Err(ActError::Busy("the provider speaks of another day".into()));
        }
        Ok(statement)
    }

    async fn call<A: Serialize, R: DeserializeOwned>(
        &self,
        centre: &Centre,
        what: &str,
        ask: &A,
    ) -> Result<R, ActError> {
        let broken = |error: String| ActError::Broken(error);
        let url = Url::parse(&format!("{}/{what}", self.url)).map_err(|error| broken(error.to_string()))?;
        let path = url.path().to_string();
        let body = serde_json::to_vec(ask).map_err(|error| broken(error.to_string()))?;
        let (seconds, nonce) = (now(centre), hex(&centre.random::<16>()));
        let said = Said {
            method: "POST",
            path: &path,
            seconds,
            nonce: &nonce,
            body: &body,
        };
        let request = client()?
            .post(url)
            .header("content-type", "application/json")
            .header(KEY, &self.key)
            .header(TIMESTAMP, seconds)
            .header(NONCE, &nonce)
            .header(SIGNATURE, said.signature(self.secret.reveal()));
        let away = |error: reqwest::Error| ActError::Busy(format!("the provider of payments: {}", error.without_url()));
        let answer = request.body(body).send().await.map_err(away)?;
        let status = answer.status();
        if !status.is_success() {
            return Err(refused(what, status));
        }
        let of = |name: &str| {
            let value = answer.headers().get(name).and_then(|value| value.to_str().ok());
            value.unwrap_or_default().to_string()
        };
        let (at, signature) = (of(TIMESTAMP), of(SIGNATURE));
        if answer.content_length().is_some_and(|length| length > LONGEST as u64) {
            return Err(ActError::Busy("the provider’s answer is too long".into()));
        }
        let bytes = answer.bytes().await.map_err(away)?;
        let at = at.parse().unwrap_or(0);
        let right = Said {
            method: "ANSWER",
            path: &path,
            seconds: at,
            nonce: &nonce,
            body: &bytes,
        };
        let fresh = (now(centre) - at).abs() <= WINDOW_SECONDS;
        if !fresh || !same(&right.signature(self.secret.reveal()), &signature) {
            tracing::error!(what, "the answer of the provider of payments is not signed rightly");
            return Err(ActError::Busy("the provider’s answer is not signed rightly".into()));
        }
        serde_json::from_slice(&bytes).map_err(|error| ActError::Busy(format!("the provider’s answer: {error}")))
    }
}

/// Seconds since 1970.
pub(super) fn now(centre: &Centre) -> i64 {
    centre.now().0.div_euclid(1_000_000)
}

/// Where a provider tells of payments.
pub(super) fn call_back(centre: &Centre) -> String {
    format!("{}{CALL_BACK}", centre.settings().base_url)
}

fn refused(what: &str, status: StatusCode) -> ActError {
    let later =
        status.is_server_error() || matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT);
    if later {
        return ActError::Busy(format!("the provider of payments answers {status} to {what}"));
    }
    tracing::error!(what, %status, "the provider of payments refuses");
    ActError::from(Refusal::new(
        "provider_refuses",
        RefusalKind::State,
        "",
        (
            "支付平台没有接受这次请求。",
            "The provider of payments did not accept the request.",
        ),
        (
            "请稍后再试，或者到服务大厅窗口缴费。",
            "Try again later, or pay at the window in the hall.",
        ),
    ))
}
