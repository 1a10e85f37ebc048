//! Paying on the net, what the provider tells, refunds over it, and the reconciliation of a day.

use yimen_acts::accounts::attempts::Source as From;
use yimen_acts::accounts::security::{self, What};
use yimen_acts::cases::rebuild::{Mode, rebuild};
use yimen_acts::cases::verify;
use yimen_acts::payments::online::{self, Given, Told};
use yimen_acts::payments::protocol::{Paid, Trade};
use yimen_acts::payments::reconcile::compare::Kind;
use yimen_acts::payments::reconcile::{self, Settling, Source};
use yimen_domain::cases::Payment;
use yimen_domain::cases::fees::{RefundGround, RefundState};
use yimen_testkit::{Call, Town, items, refusal};

use crate::fees::{FEE, approve, ask_back, granted, relieve, take};

/// A passport that is granted and ordered, with its number and that of its order.
async fn ordered(town: &Town) -> (String, String) {
    let number = granted(town).await;
    let person = town.citizen("citizen1");
    let url = online::begin(&town.centre, &person.actor(), &number).await.unwrap();
    let order = person.looks_at(&number).await.unwrap().case.fees.orders[0]
        .number
        .clone();
    assert!(url.ends_with(&order), "{url}");
    (number, order)
}

fn given(call: &Call) -> Given {
    Given::of(|name| {
        let found = call.headers.iter().find(|(of, _)| *of == name);
        found.map_or_else(String::new, |(_, value)| value.clone())
    })
}

async fn tells(town: &Town, call: &Call) -> Told {
    online::told(&town.centre, &given(call), &call.body, &From::default())
        .await
        .unwrap()
}

async fn payment(town: &Town, number: &str) -> Payment {
    town.citizen("citizen1").looks_at(number).await.unwrap().case.payment
}

fn manager(town: &Town) -> yimen_domain::organisation::Actor {
    town.account("manager").actor()
}

pub async fn a_fee_is_ordered_by_itself_and_paid_on_the_net(town: &Town) {
    let number = granted(town).await;
    town.payments_work().await;
    let person = town.citizen("citizen1");
    let case = person.looks_at(&number).await.unwrap().case;
    let order = case.fees.order().unwrap().clone();
    assert_eq!(
        (order.amount_fen, order.code.len()),
        (FEE, 20),
        "the provider made the code"
    );
    let before = online::paying(&town.centre, &person.actor(), &number).await.unwrap();
    assert_eq!((before.due_fen, before.url.as_str()), (Some(FEE), ""));
    let url = online::begin(&town.centre, &person.actor(), &number).await.unwrap();
    assert_eq!(
        online::paying(&town.centre, &person.actor(), &number)
            .await
            .unwrap()
            .url,
        url
    );
    let stranger = town.citizen("citizen2").actor();
    assert_eq!(
        refusal(online::begin(&town.centre, &stranger, &number).await.unwrap_err()).code,
        "not_found"
    );
    let call = town.till().pays(&order.number).unwrap();
    assert_eq!(tells(town, &call).await, Told::Taken);
    assert!(matches!(payment(town, &number).await, Payment::Paid(FEE, _)));
    assert!(online::came_back(&town.centre, &person.actor(), &number).await.unwrap());
    assert_eq!(
        refusal(online::begin(&town.centre, &person.actor(), &number).await.unwrap_err()).code,
        "nothing_to_pay"
    );
    town.clerk().issues(&number).await.unwrap();
}

pub async fn a_payment_of_which_nobody_told_is_asked_after(town: &Town) {
    let (number, order) = ordered(town).await;
    town.till().pays(&order);
    town.payments_work().await;
    assert!(
        matches!(payment(town, &number).await, Payment::Due(_)),
        "it is too early to ask"
    );
    town.till().is_away(true);
    town.seconds_later(60);
    town.payments_work().await;
    assert!(
        matches!(payment(town, &number).await, Payment::Due(_)),
        "the provider does not answer"
    );
    town.till().is_away(false);
    town.seconds_later(120);
    town.payments_work().await;
    assert!(matches!(payment(town, &number).await, Payment::Paid(FEE, _)));
}

pub async fn a_call_back_is_believed_once_and_by_its_signature_alone(town: &Town) {
    let (number, order) = ordered(town).await;
    let right = town.till().pays(&order).unwrap();
    let forged = Call {
        body: String::from_utf8(right.body.clone())
            .unwrap()
            .replace("12000", "12001")
            .into_bytes(),
        ..right.clone()
    };
    assert_eq!(tells(town, &forged).await, Told::Unsigned);
    let paid: Paid = serde_json::from_slice(&right.body).unwrap();
    let less = Paid {
        trade: Trade {
            amount_fen: 1,
            trade: "T-less".into(),
            ..paid.trade.clone()
        },
        ..paid.clone()
    };
    let unknown = Paid {
        order: format!("{number}-9"),
        ..paid.clone()
    };
    let url = right.url.clone();
    assert_eq!(
        tells(town, &town.till().call(url.clone(), &less)).await,
        Told::WrongAmount
    );
    assert_eq!(
        tells(town, &town.till().call(url.clone(), &unknown)).await,
        Told::UnknownOrder
    );
    assert!(
        matches!(payment(town, &number).await, Payment::Due(_)),
        "nothing of it counted"
    );
    assert_eq!(tells(town, &right).await, Told::Taken);
    assert_eq!(tells(town, &right).await, Told::Replayed);
    assert_eq!(
        tells(town, &town.till().call(url.clone(), &paid)).await,
        Told::Taken,
        "told again in new words"
    );
    let late = town.till().call(url, &paid);
    town.seconds_later(301);
    assert_eq!(tells(town, &late).await, Told::Unsigned, "old words");
    let view = town.citizen("citizen1").looks_at(&number).await.unwrap();
    assert_eq!(view.case.fees.payments.len(), 1);
    let log = security::before(&town.centre, &town.account("audit").actor(), None)
        .await
        .unwrap();
    let refused = log
        .iter()
        .filter(|event| event.what == Some(What::PaymentRefused))
        .count();
    assert_eq!(refused, 5, "and the log knows of each");
}

pub async fn who_pays_twice_gets_it_back_the_way_it_came(town: &Town) {
    let (number, order) = ordered(town).await;
    for _ in 0..2 {
        let call = town.till().pays(&order).unwrap();
        assert_eq!(tells(town, &call).await, Told::Taken);
    }
    let person = town.citizen("citizen1");
    let fees = person.looks_at(&number).await.unwrap().case.fees;
    assert_eq!(fees.surplus_fen(), FEE);
    let second = fees.payments[1].seq;
    person
        .gives(&number, ask_back(second, FEE, RefundGround::Overpaid))
        .await
        .unwrap();
    let chief = town.chief(&town.item(items::PASSPORT).body.clone());
    town.till().is_late(true);
    chief.gives(&number, approve(1)).await.unwrap();
    town.payments_work().await;
    let state = |fees: yimen_domain::cases::fees::Fees| fees.refunds[0].state.clone();
    assert_eq!(
        state(person.looks_at(&number).await.unwrap().case.fees),
        RefundState::Approved
    );
    let waiting = town.till().waiting();
    assert_eq!(waiting, [format!("{number}-R1")]);
    town.till().lets_through(&waiting[0], "");
    town.seconds_later(3_600);
    town.payments_work().await;
    let fees = person.looks_at(&number).await.unwrap().case.fees;
    assert!(matches!(state(fees.clone()), RefundState::Paid(trade) if trade.starts_with('R')));
    assert_eq!(
        (fees.came_fen(), fees.back_fen(), fees.surplus_fen()),
        (2 * FEE, FEE, 0)
    );
}

pub async fn a_refund_that_the_provider_cannot_pay_goes_to_the_counter(town: &Town) {
    let (number, order) = ordered(town).await;
    let call = town.till().pays(&order).unwrap();
    tells(town, &call).await;
    let clerk = town.clerk();
    let payment = clerk.looks_at(&number).await.unwrap().case.fees.payments[0].seq;
    clerk
        .gives(&number, ask_back(payment, 1_000, RefundGround::Mistaken))
        .await
        .unwrap();
    let chief = town.chief(&town.item(items::PASSPORT).body.clone());
    town.till().is_late(true);
    chief.gives(&number, approve(1)).await.unwrap();
    town.payments_work().await;
    town.till().lets_through(&format!("{number}-R1"), "账户已销户");
    town.seconds_later(3_600);
    town.payments_work().await;
    let view = clerk.looks_at(&number).await.unwrap();
    assert_eq!(view.case.fees.refunds[0].state, RefundState::Failed);
    assert!(view.open.contains(&"pay_refund"));
}

pub async fn a_day_is_compared_and_finds_what_is_missing_and_what_came_twice(town: &Town) {
    // One that is right, one that was lost on the way, one paid twice, one that the provider does not know any more.
    let mut cases = Vec::new();
    for _ in 0..4 {
        cases.push(ordered(town).await);
    }
    let pay = |at: usize| town.till().pays(&cases[at].1).unwrap();
    assert_eq!(tells(town, &pay(0)).await, Told::Taken);
    pay(1);
    for _ in 0..2 {
        let call = pay(2);
        assert_eq!(tells(town, &call).await, Told::Taken);
    }
    assert_eq!(tells(town, &pay(3)).await, Told::Taken);
    let gone = town.till().trades(&cases[3].1)[0].trade.clone();
    town.till().forgets(&gone);
    let day = town.today();
    let boss = manager(town);
    let early = refusal(reconcile::fetch(&town.centre, &boss, day).await.unwrap_err());
    assert_eq!(early.code, "statement_not_ready");
    let clerk = town.clerk().actor();
    assert_eq!(
        refusal(reconcile::fetch(&town.centre, &clerk, day).await.unwrap_err()).code,
        "not_permitted"
    );
    town.days_later(1);
    let done = reconcile::due(&town.centre).await.unwrap();
    assert!(done.contains(&day), "it runs by itself: {done:?}");
    assert_eq!(reconcile::due(&town.centre).await.unwrap(), [], "and once");
    let (row, found) = reconcile::of_day(&town.centre, &boss, day, Source::Provider)
        .await
        .unwrap();
    assert_eq!((row.their_payments, row.our_payments), ((4, 4 * FEE), (4, 4 * FEE)));
    assert_eq!(row.matched, (3, 3 * FEE));
    let mut kinds: Vec<(Kind, &str, i64, i64)> = found
        .iter()
        .map(|row| {
            let kind = Kind::parse(&row.kind).unwrap();
            (kind, row.case_number.as_str(), row.our_fen, row.their_fen)
        })
        .collect();
    kinds.sort();
    assert_eq!(
        kinds,
        [
            (Kind::MissingHere, cases[1].0.as_str(), 0, FEE),
            (Kind::MissingThere, cases[3].0.as_str(), FEE, 0),
            (Kind::Double, cases[2].0.as_str(), FEE, FEE),
        ]
    );
    let apart: i64 = found.iter().map(|row| row.their_fen - row.our_fen).sum();
    assert_eq!(
        row.their_payments.1 - row.our_payments.1,
        apart,
        "every fen is accounted for"
    );
    let of = |kind: Kind| found.iter().find(|row| row.kind == kind.code()).unwrap().id;
    let bare = reconcile::settle(&town.centre, &boss, of(Kind::Double), Settling::Explained(" ".into())).await;
    assert_eq!(refusal(bare.unwrap_err()).faults[0].field, "reason");
    let not = reconcile::settle(&town.centre, &boss, of(Kind::Double), Settling::Recorded).await;
    assert!(not.is_err(), "what is known is not recorded again");
    reconcile::settle(&town.centre, &boss, of(Kind::MissingHere), Settling::Recorded)
        .await
        .unwrap();
    assert!(matches!(payment(town, &cases[1].0).await, Payment::Paid(FEE, _)));
    let why = Settling::Explained("申请人已申请退费".into());
    reconcile::settle(&town.centre, &boss, of(Kind::Double), why)
        .await
        .unwrap();
    let overview = reconcile::overview(&town.centre, &town.account("inspector").actor())
        .await
        .unwrap();
    assert_eq!(overview.open.len(), 1, "one is still open");
    reconcile::fetch(&town.centre, &boss, day).await.unwrap();
    let (row, again) = reconcile::of_day(&town.centre, &boss, day, Source::Provider)
        .await
        .unwrap();
    assert_eq!((row.our_payments, row.matched), ((5, 5 * FEE), (4, 4 * FEE)));
    assert_eq!(
        again.len(),
        3,
        "what was settled stays settled, and nothing is found twice"
    );
    assert_eq!(again.iter().filter(|row| row.open).count(), 1);
    assert_eq!(
        rebuild(&town.centre, Mode::Check, |_| {}).await.unwrap().differences,
        []
    );
    assert_eq!(verify::verify(&town.centre, |_| {}).await.unwrap().faults, []);
}

pub async fn a_list_of_the_counter_is_compared_with_its_receipts(town: &Town) {
    let clerk = town.clerk();
    let mut receipts = Vec::new();
    for _ in 0..2 {
        let number = granted(town).await;
        clerk.gives(&number, take(FEE)).await.unwrap();
        let fees = clerk.looks_at(&number).await.unwrap().case.fees;
        receipts.push(fees.payments[0].received.receipt_number());
    }
    let list = format!(
        "类型,票据号,交易号,金额\n收款,{},,120.00\n收款,{},,12.00\n收款,票9,,5.00\n",
        receipts[0], receipts[1]
    );
    let (boss, day) = (manager(town), town.today());
    let compared = reconcile::upload(&town.centre, &boss, day, list.as_bytes())
        .await
        .unwrap();
    let kinds: Vec<Kind> = compared.differences.iter().map(|one| one.kind).collect();
    assert_eq!(kinds, [Kind::Amount, Kind::MissingHere]);
    assert_eq!(compared.matched, (1, FEE));
    let right = format!(
        "movement,number,trade,amount\npayment,{},,120\npayment,{},,120\n",
        receipts[0], receipts[1]
    );
    let compared = reconcile::upload(&town.centre, &boss, day, right.as_bytes())
        .await
        .unwrap();
    assert_eq!((compared.differences.len(), compared.matched), (0, (2, 2 * FEE)));
    let (_, rows) = reconcile::of_day(&town.centre, &boss, day, Source::Counter)
        .await
        .unwrap();
    assert!(rows.iter().all(|row| !row.open), "what is no more is closed by itself");
}

pub async fn a_payment_after_a_waiver_is_too_much(town: &Town) {
    crate::fees::reducible(town).await;
    let (number, order) = ordered(town).await;
    let chief = town.chief(&town.item(items::PASSPORT).body.clone());
    chief.gives(&number, relieve(0)).await.unwrap();
    let call = town.till().pays(&order).unwrap();
    assert_eq!(tells(town, &call).await, Told::Taken);
    let case = town.citizen("citizen1").looks_at(&number).await.unwrap().case;
    assert_eq!((case.payment, case.fees.surplus_fen()), (Payment::Waived, FEE));
}
