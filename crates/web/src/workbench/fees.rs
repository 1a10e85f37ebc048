//! The money of a case (缴费、减免、退费): forms, forms read back as commands, and how it is told.

use yimen_acts::cases::view::CaseView;
use yimen_domain::calendar::Day;
use yimen_domain::cases::command::Command;
use yimen_domain::cases::fees::happened::Happened;
use yimen_domain::cases::fees::order::Order;
use yimen_domain::cases::fees::{Kept, Means, Payee, Refund, RefundGround, RefundState, Way};
use yimen_domain::words::{Fault, Refusal};

use super::commands::{ActForm, evidence, evidence_file, fen, line, long, plain};
use super::shown::pair;
use super::typed::Typed;
use crate::shell::Page;
use crate::shell::components::{Field, FieldKind};

/// The form of one of them.
pub(super) fn form(page: &Page, view: &CaseView, name: &str) -> Option<ActForm> {
    Some(match name {
        "take_payment" => take(page, view),
        "order_payment" => plain(
            page,
            "order_payment",
            vec![
                line(page, "order_payment.code", "command.order_payment.code")
                    .optional()
                    .hint(page.t("command.order_payment.code_hint")),
                Field::new(
                    FieldKind::Date,
                    "order_payment.last_day",
                    page.t("command.order_payment.last_day"),
                )
                .optional(),
            ],
        ),
        "relieve_fee" => relieve(page, view),
        "ask_refund" => ask_refund(page, view),
        "void_receipt" => {
            let may = view.case.fees.good();
            let may = may.filter(|kept| matches!(kept.received.way, Way::Counter(_)));
            let which = payments(page, "void_receipt.payment", "command.void_receipt.payment", may);
            ActForm {
                button: "danger",
                ..plain(
                    page,
                    "void_receipt",
                    vec![which, long(page, "void_receipt.reason", "command.void_receipt.reason")],
                )
            }
        }
        "approve_refund" => {
            let which = refunds(page, view, "approve_refund", &[RefundState::Asked]);
            ActForm {
                intro: told(page, view),
                ..plain(page, "approve_refund", vec![which])
            }
        }
        "refuse_refund" => {
            let which = refunds(page, view, "refuse_refund", &[RefundState::Asked]);
            let reason = long(page, "refuse_refund.reason", "command.refuse_refund.reason");
            ActForm {
                button: "danger",
                ..plain(page, "refuse_refund", vec![which, reason])
            }
        }
        "pay_refund" => {
            let which = refunds(page, view, "pay_refund", &[RefundState::Approved, RefundState::Failed]);
            let trade = line(page, "pay_refund.trade", "command.pay_refund.trade");
            plain(page, "pay_refund", vec![which, trade])
        }
        _ => return None,
    })
}

fn take(page: &Page, view: &CaseView) -> ActForm {
    let means = Means::ALL.into_iter().fold(
        Field::new(
            FieldKind::Choice,
            "take_payment.means",
            page.t("command.take_payment.means"),
        ),
        |field, means| field.choice(means.code(), pair(page, means.words())),
    );
    let amount = Field::new(
        FieldKind::Text,
        "take_payment.amount_fen",
        page.t("command.take_payment.amount"),
    )
    .value(plain_yuan(view.case.fees.charged_fen))
    .max_length(12);
    let trade = line(page, "take_payment.trade", "command.take_payment.trade").optional();
    let receipt = line(page, "take_payment.receipt", "command.take_payment.receipt")
        .optional()
        .hint(page.t("command.take_payment.receipt_hint"));
    plain(page, "take_payment", vec![means.value("cash"), amount, trade, receipt])
}

fn relieve(page: &Page, view: &CaseView) -> ActForm {
    let after = Field::new(
        FieldKind::Text,
        "relieve_fee.after_fen",
        page.t("command.relieve_fee.after"),
    )
    .hint(page.t1("command.relieve_fee.after_hint", page.money(view.case.fees.charged_fen)))
    .value("0.00")
    .max_length(12);
    ActForm {
        brings_files: true,
        ..plain(
            page,
            "relieve_fee",
            vec![
                after,
                line(page, "relieve_fee.basis", "command.relieve_fee.basis"),
                long(page, "relieve_fee.reason", "command.relieve_fee.reason"),
                line(page, "relieve_fee.evidence", "command.relieve_fee.evidence"),
                evidence_file(page),
            ],
        )
    }
}

fn ask_refund(page: &Page, view: &CaseView) -> ActForm {
    let fees = &view.case.fees;
    let left = fees.good().filter(|kept| fees.left_fen(kept) > 0);
    let which = payments(page, "ask_refund.payment", "command.ask_refund.payment", left);
    let surplus = fees.surplus_fen();
    let ground = RefundGround::ALL.into_iter().fold(
        Field::new(
            FieldKind::Choice,
            "ask_refund.ground",
            page.t("command.ask_refund.ground"),
        ),
        |field, ground| field.choice(ground.code(), pair(page, ground.words())),
    );
    let amount = Field::new(
        FieldKind::Text,
        "ask_refund.amount_fen",
        page.t("command.ask_refund.amount"),
    )
    .max_length(12);
    let (ground, amount) = if surplus > 0 {
        (ground.value("overpaid"), amount.value(plain_yuan(surplus)))
    } else {
        (ground, amount)
    };
    plain(
        page,
        "ask_refund",
        vec![
            which,
            ground,
            amount,
            line(page, "ask_refund.basis", "command.ask_refund.basis")
                .optional()
                .hint(page.t("command.ask_refund.basis_hint")),
            long(page, "ask_refund.reason", "command.ask_refund.reason"),
        ],
    )
}

/// A choice among payments; the latest is chosen, as what is paid twice came last.
fn payments<'a>(page: &Page, name: &str, label: &str, among: impl Iterator<Item = &'a Kept>) -> Field {
    let mut field = Field::new(FieldKind::Choice, name, page.t(label));
    for kept in among {
        field.value = kept.seq.to_string();
        field = field.choice(kept.seq.to_string(), payment_words(page, kept));
    }
    field
}

/// A payment in a line.
pub(super) fn payment_words(page: &Page, kept: &Kept) -> String {
    let received = &kept.received;
    let day = received.day.to_string();
    let parts = [
        day.as_str(),
        pair(page, received.way.words()),
        &page.money(received.amount_fen),
        &received.receipt_number(),
    ];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(page.pick("，", ", "))
}

fn refunds(page: &Page, view: &CaseView, command: &str, states: &[RefundState]) -> Field {
    let name = format!("{command}.refund");
    let field = Field::new(FieldKind::Choice, name, page.t("command.refund.which"));
    let open = view.case.fees.refunds.iter();
    let mut open = open.filter(|refund| states.contains(&refund.state)).peekable();
    let first = open.peek().map_or_else(String::new, |refund| refund.number.to_string());
    open.fold(field, |field, refund| {
        field.choice(refund.number.to_string(), refund_words(page, refund))
    })
    .value(first)
}

/// A refund in a line.
pub(super) fn refund_words(page: &Page, refund: &Refund) -> String {
    [
        page.t1("command.refund.number", refund.number),
        page.money(refund.asked.amount_fen),
        pair(page, refund.asked.ground.words()).to_string(),
    ]
    .join(page.pick("，", ", "))
}

/// What whoever approves should know: why each refund is asked, and of which payment.
fn told(page: &Page, view: &CaseView) -> Vec<String> {
    let fees = &view.case.fees;
    let asked = fees.refunds.iter().filter(|refund| refund.state == RefundState::Asked);
    let words = |refund: &Refund| {
        let paid = fees.payment(refund.asked.payment);
        let paid = paid.map_or_else(String::new, |kept| payment_words(page, kept));
        let reasons = [refund.asked.basis.as_str(), refund.asked.reason.as_str()];
        let reasons: Vec<&str> = reasons.into_iter().filter(|text| !text.is_empty()).collect();
        page.t2("command.refund.told", paid, reasons.join(page.pick("；", "; ")))
    };
    asked.map(words).collect()
}

fn plain_yuan(fen: i64) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}

/// Reads a form; none where the command is another.
pub(super) fn read(command: &str, typed: &Typed) -> Option<Result<Command, Refusal>> {
    let field = |name: &str| typed.get(&format!("{command}.{name}")).to_string();
    let number = |name: &str| field(name).parse().unwrap_or(0);
    let order = match command {
        "take_payment" => Means::parse(&field("means")).map_or_else(
            || Err(choose("means")),
            |means| {
                Ok(Order::Take {
                    means,
                    amount_fen: fen(&field("amount_fen")),
                    trade: field("trade"),
                    receipt: field("receipt"),
                })
            },
        ),
        "order_payment" => day(&field("last_day")).map(|last_day| Order::Issue {
            code: field("code"),
            last_day,
            payee: Payee::default(),
        }),
        "relieve_fee" => evidence(typed, command).map(|evidence| Order::Relieve {
            after_fen: fen(&field("after_fen")),
            basis: field("basis"),
            reason: field("reason"),
            evidence,
        }),
        "ask_refund" => RefundGround::parse(&field("ground")).map_or_else(
            || Err(choose("ground")),
            |ground| {
                Ok(Order::AskRefund {
                    payment: number("payment"),
                    amount_fen: fen(&field("amount_fen")),
                    ground,
                    basis: field("basis"),
                    reason: field("reason"),
                })
            },
        ),
        "void_receipt" => Ok(Order::Void {
            payment: number("payment"),
            reason: field("reason"),
        }),
        "approve_refund" => Ok(Order::ApproveRefund {
            refund: number("refund"),
        }),
        "refuse_refund" => Ok(Order::RefuseRefund {
            refund: number("refund"),
            reason: field("reason"),
        }),
        "pay_refund" => Ok(Order::PayRefund {
            refund: number("refund"),
            trade: field("trade"),
            day: None,
        }),
        _ => return None,
    };
    Some(order.map(Command::Fees))
}

fn choose(field: &str) -> Refusal {
    Refusal::invalid(vec![Fault::new(field, "请选择一项。", "Choose one.")])
}

fn day(text: &str) -> Result<Option<Day>, Refusal> {
    if text.is_empty() {
        return Ok(None);
    }
    Day::parse(text).map(Some).map_err(|_| {
        Refusal::invalid(vec![Fault::new(
            "last_day",
            "请填写日期，例如 2026-12-31。",
            "Give a day, such as 2026-12-31.",
        )])
    })
}

/// An event about money, for staff and for the applicant: what was paid, ordered, reduced or given back, and why.
pub(crate) fn note(page: &Page, happened: &Happened) -> String {
    let joined = |parts: &[&str]| {
        let parts: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
        parts.join(page.pick("，", ", "))
    };
    let of = |refund: &u32| page.t1("command.refund.number", refund);
    match happened {
        Happened::Ordered(order) => {
            let until = order.last_day.map(|day| page.t1("fees.until", day)).unwrap_or_default();
            joined(&[&page.money(order.amount_fen), &order.code, &until])
        }
        Happened::Relieved(relief) => {
            let change = page.t2(
                "fees.relieved",
                page.money(relief.before_fen),
                page.money(relief.after_fen),
            );
            joined(&[&change, &relief.basis, &relief.reason])
        }
        Happened::Received(received) => joined(&[
            &page.money(received.amount_fen),
            pair(page, received.way.words()),
            &received.receipt_number(),
        ]),
        Happened::Voided { reason, .. } => reason.clone(),
        Happened::RefundAsked(asked) => joined(&[
            &page.money(asked.amount_fen),
            pair(page, asked.ground.words()),
            &asked.basis,
            &asked.reason,
        ]),
        Happened::RefundApproved { refund, .. } => of(refund),
        Happened::RefundRefused { refund, reason, .. } | Happened::RefundFailed { refund, reason, .. } => {
            joined(&[&of(refund), reason])
        }
        Happened::RefundPaid { refund, trade, .. } => joined(&[&of(refund), trade]),
    }
}
