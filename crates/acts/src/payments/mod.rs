//! Payments (缴费): who gets the money, how an order is made, and what people are told.

pub mod online;
pub mod paper;
pub mod protocol;
pub mod provider;
pub mod reconcile;
pub mod work;

use regex::Regex;
use yimen_domain::cases::command::Command;
use yimen_domain::cases::fees::Payee;
use yimen_domain::cases::fees::decide::yuan;
use yimen_domain::cases::fees::happened::Happened;
use yimen_domain::cases::fees::order::Order;
use yimen_domain::words::{Fault, Refusal, Words};

use crate::Centre;

pub use provider::Provider;

/// What a centre sets about payments (缴费设置).
#[derive(Debug, Clone, Default)]
pub struct Payments {
    /// The treasury's account.
    pub payee: Payee,
    /// What a 缴款识别码 must look like; without it anything does, as its composition is the provider's.
    pub code_pattern: Option<Regex>,
    /// Days after the order in which to pay; without it an order sets no last day.
    pub days: Option<u32>,
    /// By whom fees are paid online; without one they are paid at the window.
    pub provider: Option<Provider>,
}

/// A command with what the centre adds to it: the payee, and the last day.
///
/// # Errors
/// A 缴款识别码 is not one that the provider makes.
pub(crate) fn settled(centre: &Centre, command: Command) -> Result<Command, Refusal> {
    let Command::Fees(Order::Issue { code, last_day, .. }) = command else {
        return Ok(command);
    };
    let payments = &centre.settings().payments;
    let code = code.trim().to_string();
    let fits = |pattern: &Regex| pattern.is_match(&code);
    if !code.is_empty() && !payments.code_pattern.as_ref().is_none_or(fits) {
        return Err(Refusal::invalid(vec![Fault::new(
            "code",
            "缴款识别码的格式不对，请核对。",
            "This is not how a payment code looks: please check it.",
        )]));
    }
    let days = payments.days.and_then(|days| i32::try_from(days).ok());
    Ok(Command::Fees(Order::Issue {
        code,
        last_day: last_day.or_else(|| days.map(|days| centre.today().plus(days))),
        payee: payments.payee.clone(),
    }))
}

/// What the applicant is told about money; nothing about what they did themselves or need not know.
pub(crate) fn words_of(happened: &Happened) -> Option<Words> {
    let words = match happened {
        Happened::Ordered(order) => {
            let amount = yuan(order.amount_fen);
            Words::new(
                format!("您的办件应缴费用 {amount} 元，缴费通知书已开具，可以在网上或者到窗口缴费。"),
                format!(
                    "{amount} yuan is to be paid for your case. The payment order is ready: pay online or at the window."
                ),
            )
        }
        Happened::Relieved(relief) if relief.after_fen == 0 => Words::new(
            "您的办件费用已经免收，无需缴费。",
            "The fee of your case was waived: nothing is to be paid.",
        ),
        Happened::Relieved(relief) => {
            let amount = yuan(relief.after_fen);
            Words::new(
                format!("您的办件费用已经减收，应缴 {amount} 元。"),
                format!("The fee of your case was reduced to {amount} yuan."),
            )
        }
        Happened::Received(received) => {
            let amount = yuan(received.amount_fen);
            Words::new(
                format!("已收到您缴纳的费用 {amount} 元。"),
                format!("We have received your payment of {amount} yuan."),
            )
        }
        Happened::Voided { .. } => Words::new(
            "您的缴费凭证已经作废，款项已当场退还，费用需要重新缴纳。",
            "Your receipt was declared void and the money given back; the fee is to be paid again.",
        ),
        Happened::RefundApproved { .. } => Words::new(
            "您的退费已经同意，款项将退回您的缴费账户或者在窗口退付。",
            "Your refund was approved: the money goes back to where it came from, or is paid at the window.",
        ),
        Happened::RefundRefused { .. } => Words::new(
            "您的退费申请没有同意，理由见办件详情。",
            "Your refund was not approved; your case page gives the reason.",
        ),
        Happened::RefundPaid { .. } => Words::new("费用已经退付给您。", "Your refund has been paid."),
        Happened::RefundFailed { .. } => Words::new(
            "退费未能退回您的缴费账户，请持有效证件到窗口领取。",
            "The refund could not go back to your account: please collect it at the window with your identity document.",
        ),
        Happened::RefundAsked(_) => return None,
    };
    Some(words)
}
