//! The protocol between a centre and a provider of payments (支付平台接口): docs/payment-provider.md. Both ends sign everything that they say.

use ctutils::CtEq as _;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use yimen_domain::calendar::{CHINA, Instant};
use yimen_store::ledger::hex;

/// Who speaks.
pub const KEY: &str = "x-pay-key";
/// When, seconds since 1970.
pub const TIMESTAMP: &str = "x-pay-timestamp";
/// A word that is used once.
pub const NONCE: &str = "x-pay-nonce";
/// The signature.
pub const SIGNATURE: &str = "x-pay-signature";
/// How far the clocks may be apart, and how long a nonce is remembered, seconds.
pub const WINDOW_SECONDS: i64 = 300;
/// Where a centre is told of payments, under its own address.
pub const CALL_BACK: &str = "/payments/callback";

/// What is signed of a request or an answer.
#[derive(Debug, Clone, Copy)]
pub struct Said<'a> {
    /// The method of a request; `ANSWER` for an answer.
    pub method: &'a str,
    /// The path of the request, without its query.
    pub path: &'a str,
    /// Seconds since 1970.
    pub seconds: i64,
    /// The nonce of the request.
    pub nonce: &'a str,
    /// The body, as it is sent.
    pub body: &'a [u8],
}

impl Said<'_> {
    /// The text that is signed: five lines.
    pub fn text(&self) -> String {
        let body = hex(&Sha256::digest(self.body));
        format!(
            "{}\n{}\n{}\n{}\n{body}",
            self.method, self.path, self.seconds, self.nonce
        )
    }

    /// The signature, hex: HMAC-SHA256.
    pub fn signature(&self, secret: &str) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes keys of every length");
        mac.update(self.text().as_bytes());
        hex(&mac.finalize().into_bytes())
    }
}

/// Compares signatures in the same time wherever they differ.
pub fn same(right: &str, given: &str) -> bool {
    right.as_bytes().ct_eq(given.as_bytes()).to_bool()
}

/// The day of a moment in the centre's zone, such as 2026-11-22: to which statement a movement belongs.
pub fn day_of(seconds: i64) -> String {
    Instant(seconds.saturating_mul(1_000_000)).day(CHINA).to_string()
}

/// Whether a nonce is one: 16 to 64 letters and digits.
pub fn is_nonce(text: &str) -> bool {
    (16..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// `POST orders`: makes an order, or tells of the one with its number. Amounts are fen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateOrder {
    /// Number of the order; the same number is the same order.
    pub order: String,
    /// What is to be paid.
    pub amount_fen: i64,
    /// What for.
    pub subject: String,
    /// Name of the account that gets it.
    pub payee_name: String,
    /// Its number.
    pub payee_account: String,
    /// Where the provider tells of payments.
    pub notify_url: String,
    /// Where the payer comes back to.
    pub return_url: String,
}

/// `POST orders/query`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueryOrder {
    /// Number of the order.
    pub order: String,
}

/// How an order stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderState {
    /// Number of the order.
    pub order: String,
    /// What is to be paid.
    pub amount_fen: i64,
    /// 缴款识别码; empty where the provider makes none.
    pub code: String,
    /// The page on which it is paid.
    pub pay_url: String,
    /// Everything that was paid for it.
    pub trades: Vec<Trade>,
}

/// A payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trade {
    /// Number of the transaction.
    pub trade: String,
    /// What was paid.
    pub amount_fen: i64,
    /// When, seconds since 1970.
    pub paid_at: i64,
}

/// `POST` to the centre: a payment was made. The centre answers [`Taken`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paid {
    /// Number of the order.
    pub order: String,
    /// The payment.
    #[serde(flatten)]
    pub trade: Trade,
}

/// What the centre answers to a call-back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// Nothing more is to be told.
    pub accepted: bool,
    /// Why not; empty where it is.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub code: String,
}

/// `POST refunds`: pays back, or tells of the refund with its number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateRefund {
    /// Number of the refund; the same number is the same refund.
    pub refund: String,
    /// Of which order.
    pub order: String,
    /// Of which payment.
    pub trade: String,
    /// What is paid back.
    pub amount_fen: i64,
}

/// How far a refund is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    /// On its way.
    Processing,
    /// Paid back.
    Done,
    /// It cannot be paid back.
    Refused,
}

/// How a refund stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundState {
    /// Number of the refund.
    pub refund: String,
    /// How far it is.
    pub state: Progress,
    /// Number of its transaction, once it is done.
    #[serde(default)]
    pub trade: String,
    /// When it was done, seconds since 1970.
    #[serde(default)]
    pub paid_at: i64,
    /// Why it is refused.
    #[serde(default)]
    pub reason: String,
}

/// `POST statements`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskStatement {
    /// Day, such as 2026-11-22, in the centre's zone.
    pub day: String,
}

/// The statement of a day (对账单).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Statement {
    /// Day.
    pub day: String,
    /// The day is over and everything is in it.
    pub ready: bool,
    /// Its movements.
    pub lines: Vec<Line>,
    /// How many payments.
    pub payments: i64,
    /// Their sum.
    pub payments_fen: i64,
    /// How many refunds.
    pub refunds: i64,
    /// Their sum.
    pub refunds_fen: i64,
}

/// Which way money went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Movement {
    /// It came in.
    Payment,
    /// It went back.
    Refund,
}

impl Movement {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Movement::Payment => "payment",
            Movement::Refund => "refund",
        }
    }
}

/// One movement of a statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Which way.
    pub movement: Movement,
    /// Number of the order or of the refund; of the receipt at a counter.
    pub number: String,
    /// Number of the transaction.
    pub trade: String,
    /// Fen.
    pub amount_fen: i64,
    /// When, seconds since 1970.
    pub at: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_the_one_that_is_written_down() {
        let said = Said {
            method: "POST",
            path: "/pay/orders/query",
            seconds: 1_767_225_600,
            nonce: "0123456789abcdef0123456789abcdef",
            body: br#"{"order":"511603-1-1"}"#,
        };
        assert_eq!(
            said.text(),
            "POST\n/pay/orders/query\n1767225600\n0123456789abcdef0123456789abcdef\n\
             823b6a34782868b98c87c710d100b42f0a543e1ce6938ee5603123088bbabeb7"
        );
        assert_eq!(
            said.signature("an example of a secret"),
            "bb6daead0443974ef7f2e0cb52b3ae386183be60618986e4afb2c01d7c5efd83"
        );
    }
}
