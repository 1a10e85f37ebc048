//! Money: ordered, reduced, taken at the counter, void, and given back.

use yimen_acts::documents::genuine;
use yimen_acts::items::import::import;
use yimen_domain::cases::command::Command;
use yimen_domain::cases::event::DocumentKind;
use yimen_domain::cases::fees::order::Order;
use yimen_domain::cases::fees::{Means, Payee, RefundGround, RefundState};
use yimen_domain::cases::{Payment, Status};
use yimen_domain::clocks::Evidence;
use yimen_testkit::{Town, items};

use crate::paper::read;

pub(crate) const FEE: i64 = 12_000;

pub(crate) fn order_with(code: &str) -> Command {
    Command::Fees(Order::Issue {
        code: code.into(),
        last_day: None,
        payee: Payee::default(),
    })
}

pub(crate) fn take(amount_fen: i64) -> Command {
    Command::Fees(Order::Take {
        means: Means::Cash,
        amount_fen,
        trade: String::new(),
        receipt: String::new(),
    })
}

pub(crate) fn relieve(after_fen: i64) -> Command {
    Command::Fees(Order::Relieve {
        after_fen,
        basis: "川财税〔2020〕1号".into(),
        reason: "城乡低保对象".into(),
        evidence: Evidence {
            words: "低保证 12号".into(),
            file: None,
        },
    })
}

pub(crate) fn ask_back(payment: u32, amount_fen: i64, ground: RefundGround) -> Command {
    Command::Fees(Order::AskRefund {
        payment,
        amount_fen,
        ground,
        basis: "误收说明 1号".into(),
        reason: "多收了".into(),
    })
}

pub(crate) fn approve(refund: u32) -> Command {
    Command::Fees(Order::ApproveRefund { refund })
}

/// A passport of `citizen1`, granted and not paid.
pub(crate) async fn granted(town: &Town) -> String {
    let body = town.item(items::PASSPORT).body.clone();
    let number = town.citizen("citizen1").files(items::PASSPORT).await.unwrap().number;
    town.clerk().accepts(&number).await.unwrap();
    town.examiner(&body).reviews(&number).await.unwrap();
    town.chief(&body).decides(&number).await.unwrap();
    number
}

fn chief_of(town: &Town) -> yimen_testkit::Chief<'_> {
    town.chief(&town.item(items::PASSPORT).body.clone())
}

pub async fn an_order_and_a_receipt_say_what_is_paid_to_whom(town: &Town) {
    let number = granted(town).await;
    let clerk = town.clerk();
    let wrong = clerk.gives(&number, order_with("12")).await.unwrap_err();
    assert_eq!(wrong.faults[0].field, "code", "the provider's codes have twenty digits");
    let token = clerk
        .gives(&number, order_with("51160026120000000017"))
        .await
        .unwrap()
        .document
        .unwrap();
    let person = town.citizen("citizen1");
    let pdf = person.prints(&token).await.unwrap();
    let (text, _) = read(town.data(), &pdf);
    for said in [
        "缴费通知书",
        "政务缴〔2026〕1号",
        "应缴金额：120.00元（大写：壹佰贰拾元整）",
        "51160026120000000017",
        "前锋区财政局国库专户",
        "22880001040012345",
        "2026年4月1日前缴纳",
    ] {
        assert!(text.contains(said), "{said} is not in {text}");
    }
    assert!(!text.contains("减免金额"), "{text}");
    assert_eq!(
        clerk.gives(&number, order_with("")).await.unwrap_err().code,
        "ordered_before"
    );
    let receipt = clerk.gives(&number, take(FEE)).await.unwrap().document.unwrap();
    let (text, _) = read(town.data(), &person.prints(&receipt).await.unwrap());
    for said in ["缴费凭证", "政务缴凭〔2026〕1号", "壹佰贰拾元整", "现金", "陈大福"] {
        assert!(text.contains(said), "{said} is not in {text}");
    }
    let genuine = genuine(&town.centre, &receipt).await.unwrap();
    assert_eq!(genuine.document.kind, DocumentKind::PaymentReceipt);
    let view = person.looks_at(&number).await.unwrap();
    assert_eq!(view.case.payment, Payment::Paid(FEE, "政务缴凭〔2026〕1号".into()));
    clerk.issues(&number).await.unwrap();
}

/// The published passport knows no reduction; from now on its standard allows one.
pub(crate) async fn reducible(town: &Town) {
    let text = include_str!("../../../../demo/items/ordinary-passport.json");
    let mut item: serde_json::Value = serde_json::from_str(text).unwrap();
    item["fee"]["lines"][0]["reducible"] = true.into();
    let report = import(&town.centre, "test", item.to_string().as_bytes()).await.unwrap();
    assert_eq!((report.changed, report.refused), (1, 0), "{:?}", report.rows);
    town.days_later(1);
}

pub async fn a_waiver_is_the_chiefs_and_counts_as_paid(town: &Town) {
    let strict = granted(town).await;
    let refusal = chief_of(town).gives(&strict, relieve(0)).await.unwrap_err();
    assert_eq!(refusal.code, "not_reducible", "the standard says what may be reduced");
    reducible(town).await;
    let number = granted(town).await;
    assert_eq!(
        town.clerk().gives(&number, relieve(0)).await.unwrap_err().code,
        "not_permitted"
    );
    assert_eq!(town.clerk().issues(&number).await.unwrap_err().code, "fee_unpaid");
    let chief = chief_of(town);
    let before = chief.looks_at(&number).await.unwrap().case.fees;
    assert_eq!((before.full_fen, before.charged_fen), (FEE, FEE));
    chief.gives(&number, relieve(0)).await.unwrap();
    assert_eq!(
        town.clerk().gives(&number, take(FEE)).await.unwrap_err().code,
        "nothing_to_pay"
    );
    town.clerk().issues(&number).await.unwrap();
    let view = town.citizen("citizen1").looks_at(&number).await.unwrap();
    assert_eq!(
        (view.case.status(), view.case.payment),
        (Status::Issued, Payment::Waived)
    );
}

pub async fn a_void_receipt_keeps_its_number_and_the_next_has_the_next(town: &Town) {
    let number = granted(town).await;
    let clerk = town.clerk();
    clerk.gives(&number, take(FEE)).await.unwrap();
    let first = clerk.looks_at(&number).await.unwrap().case.fees.payments[0].clone();
    let void = Command::Fees(Order::Void {
        payment: first.seq,
        reason: "打印错误".into(),
    });
    clerk.gives(&number, void).await.unwrap();
    assert_eq!(clerk.issues(&number).await.unwrap_err().code, "fee_unpaid");
    clerk.gives(&number, take(FEE)).await.unwrap();
    let fees = clerk.looks_at(&number).await.unwrap().case.fees;
    let numbers: Vec<String> = fees
        .payments
        .iter()
        .map(|kept| kept.received.receipt_number())
        .collect();
    assert_eq!(numbers, ["政务缴凭〔2026〕1号", "政务缴凭〔2026〕2号"]);
    assert!(fees.payments[0].voided.is_some() && fees.payments[1].voided.is_none());
}

pub async fn a_refund_is_asked_by_one_and_agreed_by_another(town: &Town) {
    let number = granted(town).await;
    let clerk = town.clerk();
    clerk.gives(&number, take(FEE)).await.unwrap();
    clerk.issues(&number).await.unwrap();
    let payment = clerk.looks_at(&number).await.unwrap().case.fees.payments[0].seq;
    clerk
        .gives(&number, ask_back(payment, 2_000, RefundGround::Mistaken))
        .await
        .unwrap();
    let pay = || {
        Command::Fees(Order::PayRefund {
            refund: 1,
            trade: "退付凭证 1号".into(),
            day: None,
        })
    };
    assert_eq!(clerk.gives(&number, pay()).await.unwrap_err().code, "no_such_refund");
    assert_eq!(
        clerk.gives(&number, approve(1)).await.unwrap_err().code,
        "not_permitted"
    );
    chief_of(town).gives(&number, approve(1)).await.unwrap();
    clerk.gives(&number, pay()).await.unwrap();
    let fees = town.citizen("citizen1").looks_at(&number).await.unwrap().case.fees;
    assert_eq!(fees.refunds[0].state, RefundState::Paid("退付凭证 1号".into()));
    assert_eq!((fees.came_fen(), fees.back_fen()), (FEE, 2_000));
}
