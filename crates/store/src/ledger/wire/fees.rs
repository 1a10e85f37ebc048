//! Events about money (缴费事件) as canonical JSON; see [`super`].

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use yimen_domain::cases::CaseId;
use yimen_domain::cases::event::{Event, What};
use yimen_domain::cases::fees::charge::Charge;
use yimen_domain::cases::fees::happened::Happened;
use yimen_domain::cases::fees::{Means, Payee, PaymentOrder, Received, RefundAsked, RefundGround, Relief, Way};

use super::{
    DocumentWire, EvidenceWire, day, document_wire, envelope, evidence_wire, parse, read_document, read_evidence,
};

#[derive(Serialize, Deserialize)]
struct ChargeWire {
    amount_fen: i64,
    basis: String,
    name: String,
    standard: String,
}

#[derive(Serialize, Deserialize)]
struct PayeeWire {
    account: String,
    bank: String,
    name: String,
}

#[derive(Serialize, Deserialize)]
struct OrderedWire {
    amount_fen: i64,
    charges: Vec<ChargeWire>,
    code: String,
    day: String,
    document: DocumentWire,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last_day: Option<String>,
    number: String,
    payee: PayeeWire,
    relieved_fen: i64,
}

#[derive(Serialize, Deserialize)]
struct RelievedWire {
    after_fen: i64,
    basis: String,
    before_fen: i64,
    day: String,
    evidence: EvidenceWire,
    reason: String,
}

#[derive(Serialize, Deserialize)]
struct ReceivedWire {
    amount_fen: i64,
    day: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    document: Option<DocumentWire>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    order: Option<String>,
    receipt: String,
    trade: String,
    way: String,
}

#[derive(Serialize, Deserialize)]
struct VoidedWire {
    day: String,
    payment: u32,
    reason: String,
}

#[derive(Serialize, Deserialize)]
struct AskedWire {
    amount_fen: i64,
    basis: String,
    day: String,
    ground: String,
    payment: u32,
    reason: String,
}

#[derive(Serialize, Deserialize)]
struct StepWire {
    day: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    refund: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    trade: Option<String>,
}

pub(super) fn write(case: CaseId, event: &Event, happened: &Happened) -> String {
    let step =
        |day: &yimen_domain::calendar::Day, refund: u32, reason: Option<&String>, trade: Option<&String>| StepWire {
            day: day.to_string(),
            reason: reason.cloned(),
            refund,
            trade: trade.cloned(),
        };
    match happened {
        Happened::Ordered(order) => envelope(case, event, ordered(order)),
        Happened::Relieved(relief) => envelope(
            case,
            event,
            RelievedWire {
                after_fen: relief.after_fen,
                basis: relief.basis.clone(),
                before_fen: relief.before_fen,
                day: relief.day.to_string(),
                evidence: evidence_wire(&relief.evidence),
                reason: relief.reason.clone(),
            },
        ),
        Happened::Received(received) => envelope(case, event, came(received)),
        Happened::Voided { payment, day, reason } => envelope(
            case,
            event,
            VoidedWire {
                day: day.to_string(),
                payment: *payment,
                reason: reason.clone(),
            },
        ),
        Happened::RefundAsked(asked) => envelope(
            case,
            event,
            AskedWire {
                amount_fen: asked.amount_fen,
                basis: asked.basis.clone(),
                day: asked.day.to_string(),
                ground: asked.ground.code().into(),
                payment: asked.payment,
                reason: asked.reason.clone(),
            },
        ),
        Happened::RefundApproved { refund, day } => envelope(case, event, step(day, *refund, None, None)),
        Happened::RefundRefused { refund, day, reason } | Happened::RefundFailed { refund, day, reason } => {
            envelope(case, event, step(day, *refund, Some(reason), None))
        }
        Happened::RefundPaid { refund, day, trade } => envelope(case, event, step(day, *refund, None, Some(trade))),
    }
}

fn ordered(order: &PaymentOrder) -> OrderedWire {
    let charge = |charge: &Charge| ChargeWire {
        amount_fen: charge.amount_fen,
        basis: charge.basis.clone(),
        name: charge.name.clone(),
        standard: charge.standard.clone(),
    };
    OrderedWire {
        amount_fen: order.amount_fen,
        charges: order.charges.iter().map(charge).collect(),
        code: order.code.clone(),
        day: order.day.to_string(),
        document: document_wire(&order.document),
        last_day: order.last_day.map(|day| day.to_string()),
        number: order.number.clone(),
        payee: PayeeWire {
            account: order.payee.account.clone(),
            bank: order.payee.bank.clone(),
            name: order.payee.name.clone(),
        },
        relieved_fen: order.relieved_fen,
    }
}

fn came(received: &Received) -> ReceivedWire {
    ReceivedWire {
        amount_fen: received.amount_fen,
        day: received.day.to_string(),
        document: received.document.as_ref().map(document_wire),
        order: match &received.way {
            Way::Provider { order } => Some(order.clone()),
            Way::Entered | Way::Counter(_) => None,
        },
        receipt: received.receipt.clone(),
        trade: received.trade.clone(),
        way: received.way.code().into(),
    }
}

/// Reads an event about money; none where the kind is another.
pub(super) fn read(kind: &str, raw: &RawValue) -> Result<Option<What>, String> {
    let happened = match kind {
        "payment_ordered" => Happened::Ordered(Box::new(read_order(parse(raw)?)?)),
        "fee_relieved" => {
            let wire: RelievedWire = parse(raw)?;
            Happened::Relieved(Box::new(Relief {
                day: day(&wire.day)?,
                before_fen: wire.before_fen,
                after_fen: wire.after_fen,
                basis: wire.basis,
                reason: wire.reason,
                evidence: read_evidence(wire.evidence),
            }))
        }
        "payment_received" => Happened::Received(Box::new(read_came(parse(raw)?)?)),
        "receipt_voided" => {
            let wire: VoidedWire = parse(raw)?;
            Happened::Voided {
                payment: wire.payment,
                day: day(&wire.day)?,
                reason: wire.reason,
            }
        }
        "refund_asked" => {
            let wire: AskedWire = parse(raw)?;
            Happened::RefundAsked(Box::new(RefundAsked {
                day: day(&wire.day)?,
                payment: wire.payment,
                amount_fen: wire.amount_fen,
                ground: RefundGround::parse(&wire.ground)
                    .ok_or_else(|| format!("ground {} is not known", wire.ground))?,
                basis: wire.basis,
                reason: wire.reason,
            }))
        }
        "refund_approved" | "refund_refused" | "refund_paid" | "refund_failed" => read_step(kind, parse(raw)?)?,
        _ => return Ok(None),
    };
    Ok(Some(What::Fees(happened)))
}

fn read_step(kind: &str, wire: StepWire) -> Result<Happened, String> {
    let (refund, day) = (wire.refund, day(&wire.day)?);
    let reason = wire.reason.ok_or("there is no reason");
    Ok(match kind {
        "refund_approved" => Happened::RefundApproved { refund, day },
        "refund_refused" => Happened::RefundRefused {
            refund,
            day,
            reason: reason?,
        },
        "refund_failed" => Happened::RefundFailed {
            refund,
            day,
            reason: reason?,
        },
        _ => Happened::RefundPaid {
            refund,
            day,
            trade: wire.trade.ok_or("there is no number")?,
        },
    })
}

fn read_order(wire: OrderedWire) -> Result<PaymentOrder, String> {
    let charge = |wire: ChargeWire| Charge {
        name: wire.name,
        amount_fen: wire.amount_fen,
        basis: wire.basis,
        standard: wire.standard,
    };
    Ok(PaymentOrder {
        day: day(&wire.day)?,
        number: wire.number,
        charges: wire.charges.into_iter().map(charge).collect(),
        relieved_fen: wire.relieved_fen,
        amount_fen: wire.amount_fen,
        payee: Payee {
            name: wire.payee.name,
            account: wire.payee.account,
            bank: wire.payee.bank,
        },
        code: wire.code,
        last_day: wire.last_day.as_deref().map(day).transpose()?,
        document: read_document(wire.document)?,
    })
}

fn read_came(wire: ReceivedWire) -> Result<Received, String> {
    let way = match (wire.way.as_str(), wire.order) {
        ("entered", None) => Way::Entered,
        ("provider", Some(order)) => Way::Provider { order },
        (other, None) => Way::Counter(Means::parse(other).ok_or_else(|| format!("way {other} is not known"))?),
        (other, Some(_)) => return Err(format!("way {other} is not known")),
    };
    Ok(Received {
        day: day(&wire.day)?,
        way,
        amount_fen: wire.amount_fen,
        trade: wire.trade,
        receipt: wire.receipt,
        document: wire.document.map(read_document).transpose()?,
    })
}

#[cfg(test)]
pub(super) mod tests {
    use yimen_domain::calendar::Day;
    use yimen_domain::cases::event::{DocumentKind, DocumentMark};
    use yimen_domain::clocks::Evidence;

    use super::*;

    /// One of every kind, with everything and with nothing.
    pub(in super::super) fn every_kind(mark: impl Fn(DocumentKind) -> DocumentMark) -> Vec<What> {
        let day = Day::parse("2026-11-22").unwrap();
        let order = |last_day| PaymentOrder {
            day,
            number: "511603-1-1".into(),
            charges: vec![Charge {
                name: "证书费".into(),
                amount_fen: 1_000,
                basis: "川发改价格〔2017〕472号".into(),
                standard: "每证 10 元".into(),
            }],
            relieved_fen: 0,
            amount_fen: 1_000,
            payee: Payee {
                name: "前锋区财政局".into(),
                account: "22".into(),
                bank: "农业银行".into(),
            },
            code: "51160026".into(),
            last_day,
            document: mark(DocumentKind::PaymentOrder),
        };
        let received = |way, document| Received {
            day,
            way,
            amount_fen: 1_000,
            trade: "T1".into(),
            receipt: "川财 1".into(),
            document,
        };
        let provider = Way::Provider {
            order: "511603-1-1".into(),
        };
        let receipt = Some(mark(DocumentKind::PaymentReceipt));
        let reason = || "r".to_string();
        [
            Happened::Ordered(Box::new(order(Some(day)))),
            Happened::Ordered(Box::new(order(None))),
            Happened::Relieved(Box::new(Relief {
                day,
                before_fen: 1_000,
                after_fen: 0,
                basis: "b".into(),
                reason: reason(),
                evidence: Evidence {
                    words: "低保证".into(),
                    file: None,
                },
            })),
            Happened::Received(Box::new(received(provider, receipt))),
            Happened::Received(Box::new(received(Way::Counter(Means::Cash), None))),
            Happened::Received(Box::new(received(Way::Counter(Means::Card), None))),
            Happened::Voided {
                payment: 5,
                day,
                reason: reason(),
            },
            Happened::RefundAsked(Box::new(RefundAsked {
                day,
                payment: 5,
                amount_fen: 500,
                ground: RefundGround::Overpaid,
                basis: String::new(),
                reason: reason(),
            })),
            Happened::RefundApproved { refund: 1, day },
            Happened::RefundRefused {
                refund: 1,
                day,
                reason: reason(),
            },
            Happened::RefundPaid {
                refund: 1,
                day,
                trade: "T2".into(),
            },
            Happened::RefundFailed {
                refund: 1,
                day,
                reason: reason(),
            },
        ]
        .map(What::Fees)
        .into()
    }
}
