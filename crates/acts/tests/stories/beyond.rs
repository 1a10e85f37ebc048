//! What goes beyond the straight way: promises that are kept or broken, licences and their ends, and who may not apply again.

use yimen_acts::cases::beyond::{Wanted, licences, list_of_bars, own_licences, remind};
use yimen_acts::cases::submit::{Application, submit_change};
use yimen_acts::cases::{deem, rebuild};
use yimen_acts::notices;
use yimen_domain::calendar::Day;
use yimen_domain::cases::Channel;
use yimen_domain::cases::beyond::bars::{Ground as BarGround, Kind};
use yimen_domain::cases::beyond::ending::Ground;
use yimen_domain::cases::beyond::licence::{Annulment, Cancellation, EndOrder, Ending, Standing, TakingBack};
use yimen_domain::cases::beyond::{Order, deferral};
use yimen_domain::cases::command::Command;
use yimen_domain::cases::decide::Renewal;
use yimen_domain::cases::event::{DocumentKind, Handed, HandedIn, Outcome};
use yimen_domain::cases::intake::Origin;
use yimen_domain::organisation::Role;
use yimen_testkit::items::{FOOD, LEGAL_AID};
use yimen_testkit::{Town, refusal};

/// The case and its body.
type Filed = (String, String);

fn body(town: &Town) -> String {
    town.item(FOOD).body.clone()
}

fn deferrable(town: &Town) -> Vec<String> {
    let item = town.item(FOOD);
    let may = item
        .materials
        .iter()
        .filter(|material| material.required && material.deferrable);
    may.map(|material| material.code.clone()).collect()
}

/// An application without what may follow.
async fn incomplete(town: &Town, who: &str) -> Application {
    let mut application = town.citizen(who).application(FOOD).await;
    let may = deferrable(town);
    application.materials.retain(|handed| !may.contains(&handed.material));
    application
}

fn promise() -> Command {
    Order::AcceptDeferring {
        seen: Vec::new(),
        promised_by: "申请人本人".into(),
    }
    .into()
}

fn hand_in(town: &Town) -> Command {
    let materials = deferrable(town).into_iter().map(|material| HandedIn {
        material,
        handed: Handed::Paper,
        origin: Origin::default(),
    });
    Order::HandInDeferred {
        materials: materials.collect(),
    }
    .into()
}

async fn granted(town: &Town, who: &str, validity: &str) -> Filed {
    let body = body(town);
    let number = town.citizen(who).files(FOOD).await.unwrap().number;
    decided(town, &number, validity).await;
    (number, body)
}

async fn decided(town: &Town, number: &str, validity: &str) {
    let body = body(town);
    town.clerk().accepts(number).await.unwrap();
    town.examiner(&body).reviews(number).await.unwrap();
    let outcome = Outcome::Grant {
        conditions: Vec::new(),
        validity: validity.into(),
    };
    let order = Command::Decide {
        outcome,
        hand_over: None,
    };
    town.chief(&body).gives(number, order).await.unwrap();
    town.clerk().issues(number).await.unwrap();
}

fn end(how: Ending) -> Command {
    Order::EndLicence(Box::new(EndOrder {
        how,
        reason: "查明的事实".into(),
        statement: "已告知，未提出陈述、申辩".into(),
        harm: false,
    }))
    .into()
}

fn annul(ground: Annulment) -> Command {
    let damages = String::new();
    end(Ending::Annulled { ground, damages })
}

fn cancel(ground: Cancellation) -> Command {
    let basis = String::new();
    end(Ending::Cancelled { ground, basis })
}

async fn inbox(town: &Town, who: &str) -> Vec<String> {
    while notices::deliver(&town.centre, 100).await.unwrap() > 0 {}
    let found = notices::inbox(&town.centre, town.account(who).id, None, 100)
        .await
        .unwrap();
    found.into_iter().map(|notice| notice.words.zh).collect()
}

pub async fn what_was_promised_is_handed_in_before_anything_is_granted(town: &Town) {
    let body = body(town);
    let citizen = town.citizen("citizen1");
    let application = incomplete(town, "citizen1").await;
    let number = citizen.submits(None, application).await.unwrap().number;
    assert_eq!(
        town.clerk().accepts(&number).await.unwrap_err().code,
        "materials_missing"
    );
    let done = town.clerk().gives(&number, promise()).await.unwrap();
    let pdf = citizen.prints(&done.document.unwrap()).await.unwrap();
    assert!(pdf.starts_with(b"%PDF"), "the certificate with the list");
    let seen = citizen.looks_at(&number).await.unwrap();
    assert_eq!(deferral::awaited(&seen.case).len(), deferrable(town).len());
    assert!(seen.open.contains(&"hand_in_deferred"));
    town.examiner(&body).reviews(&number).await.unwrap();
    assert_eq!(
        town.chief(&body).decides(&number).await.unwrap_err().code,
        "deferred_missing"
    );
    town.days_later(3);
    let came = citizen.gives(&number, hand_in(town)).await.unwrap();
    let receipt = citizen.prints(&came.document.expect("a receipt")).await.unwrap();
    let (text, _) = crate::paper::read(town.data(), &receipt);
    assert!(text.contains("承诺补交的材料已经收齐"), "{text}");
    town.chief(&body).decides(&number).await.unwrap();
    town.clerk().issues(&number).await.unwrap();
    town.days_later(30);
    assert!(deem::deferred(&town.centre).await.unwrap().is_empty());
}

pub async fn a_broken_promise_ends_the_case_and_closes_the_way_until_it_is_repaired(town: &Town) {
    let body = body(town);
    let citizen = town.citizen("citizen1");
    let number = citizen
        .submits(None, incomplete(town, "citizen1").await)
        .await
        .unwrap()
        .number;
    town.clerk().gives(&number, promise()).await.unwrap();
    town.days_later(4);
    assert_eq!(remind(&town.centre).await.unwrap(), 1, "a day before the last");
    assert_eq!(remind(&town.centre).await.unwrap(), 0, "told once");
    assert!(deem::deferred(&town.centre).await.unwrap().is_empty());
    town.days_later(4);
    assert_eq!(
        deem::deferred(&town.centre).await.unwrap(),
        std::slice::from_ref(&number)
    );
    assert!(deem::deferred(&town.centre).await.unwrap().is_empty(), "once");
    let seen = citizen.looks_at(&number).await.unwrap();
    assert_eq!(seen.case.standing().0, "视为撤回申请");
    let notice = seen.documents.last().unwrap();
    assert_eq!(notice.kind, DocumentKind::Termination);
    citizen.prints(&notice.token).await.unwrap();
    let told = inbox(town, "citizen1").await;
    assert!(told.iter().any(|words| words.contains("视为撤回")), "{told:?}");
    // The same person, and nobody else, may not promise again.
    let again = citizen
        .submits(None, incomplete(town, "citizen1").await)
        .await
        .unwrap()
        .number;
    assert_eq!(
        town.clerk().gives(&again, promise()).await.unwrap_err().code,
        "promise_broken"
    );
    let other = town.citizen("citizen2");
    let theirs = other
        .submits(None, incomplete(town, "citizen2").await)
        .await
        .unwrap()
        .number;
    town.clerk().gives(&theirs, promise()).await.unwrap();
    other.gives(&theirs, hand_in(town)).await.unwrap();
    let repair = Order::LiftBar {
        of: Kind::BrokenPromise,
        reason: "已经补交并说明原因".into(),
    };
    town.chief(&body).gives(&number, repair.into()).await.unwrap();
    town.clerk().gives(&again, promise()).await.unwrap();
    citizen.gives(&again, hand_in(town)).await.unwrap();
}

pub async fn an_authority_ends_a_case_and_says_why(town: &Town) {
    let body = body(town);
    let number = town.citizen("citizen1").files(FOOD).await.unwrap().number;
    town.clerk().accepts(&number).await.unwrap();
    let order = Order::Terminate {
        ground: Ground::SubjectGone,
        basis: "本地规定第九条".into(),
        reason: "经营场所已经拆除".into(),
    };
    let done = town.chief(&body).gives(&number, order.into()).await.unwrap();
    assert_eq!(done.status, "withdrawn");
    town.citizen("citizen1").prints(&done.document.unwrap()).await.unwrap();
    let (bars, _) = list_of_bars(&town.centre, &town.inspector().actor(), None, 50)
        .await
        .unwrap();
    assert!(bars.is_empty(), "that is nobody's fault");
}

pub async fn a_granted_permit_is_on_record_and_found_by_its_number(town: &Town) {
    let (number, _) = granted(town, "citizen1", "五年").await;
    let own = own_licences(&town.centre, town.account("citizen1").id, None, 10)
        .await
        .unwrap();
    let licence = &own[0];
    assert_eq!(licence.until, Day::parse("2031-03-02").ok());
    assert_eq!(licence.ask_by, Day::parse("2031-01-31").ok());
    let wanted = Wanted {
        number: licence.row.number.clone(),
        before: None,
        limit: 10,
    };
    let found = licences(&town.centre, &town.clerk().actor(), &wanted).await.unwrap();
    assert_eq!(found[0].row.case_number, number);
    let police = town.item(yimen_testkit::items::PASSPORT).body.clone();
    let others = licences(&town.centre, &town.chief(&police).actor(), &wanted)
        .await
        .unwrap();
    assert!(others.is_empty(), "another body's chief sees none");
    assert!(
        own_licences(&town.centre, town.account("citizen2").id, None, 10)
            .await
            .unwrap()
            .is_empty()
    );
    let report = rebuild::rebuild(&town.centre, rebuild::Mode::Check, |_| {})
        .await
        .unwrap();
    assert!(report.is_sound(), "{:?}", report.differences);
}

pub async fn a_licence_ends_in_the_order_of_the_law(town: &Town) {
    let (number, body) = granted(town, "citizen1", "五年").await;
    let chief = town.chief(&body);
    assert_eq!(
        chief
            .gives(&number, cancel(Cancellation::Expired))
            .await
            .unwrap_err()
            .code,
        "no_ground"
    );
    let take_back = end(Ending::TakenBack {
        ground: TakingBack::FactsChanged,
        compensation: "补偿搬迁损失".into(),
    });
    let done = chief.gives(&number, take_back.clone()).await.unwrap();
    assert_eq!(done.status, "issued", "the case stays closed");
    let citizen = town.citizen("citizen1");
    citizen.prints(&done.document.unwrap()).await.unwrap();
    assert_eq!(chief.gives(&number, take_back).await.unwrap_err().code, "licence_ended");
    let done = chief.gives(&number, cancel(Cancellation::Ended)).await.unwrap();
    citizen.prints(&done.document.unwrap()).await.unwrap();
    let own = own_licences(&town.centre, town.account("citizen1").id, None, 10)
        .await
        .unwrap();
    assert_eq!((own.len(), own[0].standing), (1, Standing::Cancelled));
    let told = inbox(town, "citizen1").await;
    assert!(
        told.iter().any(|words| words.contains("撤回")) && told.iter().any(|words| words.contains("注销")),
        "{told:?}"
    );
}

async fn about(town: &Town, who: &str, licence: &str, expiry: Option<&str>) -> Application {
    let mut application = town.citizen(who).application(FOOD).await;
    application.renews = expiry.map(|expiry| Renewal {
        licence: licence.into(),
        expiry: Day::parse(expiry).unwrap(),
    });
    application
}

pub async fn a_licence_is_renewed_and_changed_by_its_holder_alone(town: &Town) {
    let (first, body) = granted(town, "citizen1", "一年").await;
    let own = own_licences(&town.centre, town.account("citizen1").id, None, 10)
        .await
        .unwrap();
    let licence = own[0].row.number.clone();
    let fields = |refusal: yimen_domain::words::Refusal| {
        let fields = refusal.faults.into_iter().map(|fault| fault.field);
        fields.collect::<Vec<_>>()
    };
    let theirs = about(town, "citizen2", &licence, Some("2027-03-02")).await;
    let refused = town.citizen("citizen2").submits(None, theirs).await.unwrap_err();
    assert_eq!(fields(refused), ["renews.licence"]);
    let wrong = about(town, "citizen1", &licence, Some("2027-03-03")).await;
    let refused = town.citizen("citizen1").submits(None, wrong).await.unwrap_err();
    assert_eq!(fields(refused), ["renews.expiry"]);
    // A change keeps the days.
    let actor = town.citizen("citizen1").actor();
    let asked = about(town, "citizen1", &licence, None).await;
    let changed = submit_change(&town.centre, &actor, None, asked, &licence)
        .await
        .map_err(refusal)
        .unwrap()
        .number;
    decided(town, &changed, "").await;
    let own = own_licences(&town.centre, town.account("citizen1").id, None, 10)
        .await
        .unwrap();
    assert_eq!((own.len(), own[0].row.number.as_str()), (1, licence.as_str()));
    assert_eq!(
        (own[0].row.case_number.as_str(), own[0].until),
        (changed.as_str(), Day::parse("2027-03-02").ok())
    );
    let documents = town.citizen("citizen1").looks_at(&changed).await.unwrap().documents;
    let paper = documents.iter().find(|row| row.kind == DocumentKind::Change).unwrap();
    town.citizen("citizen1").prints(&paper.token).await.unwrap();
    // The first case does not carry it any more.
    let refused = town
        .chief(&body)
        .gives(&first, annul(Annulment::Abuse))
        .await
        .unwrap_err();
    assert_eq!(refused.code, "licence_carried_on");
    // Its holder is reminded, and renews it.
    town.days_later(320);
    assert_eq!(remind(&town.centre).await.unwrap(), 1);
    assert_eq!(remind(&town.centre).await.unwrap(), 0);
    let told = inbox(town, "citizen1").await;
    assert!(told.iter().any(|words| words.contains("2027-03-02")), "{told:?}");
    let asked = about(town, "citizen1", &licence, Some("2027-03-02")).await;
    let renewed = town.citizen("citizen1").submits(None, asked).await.unwrap().number;
    decided(town, &renewed, "五年").await;
    let own = own_licences(&town.centre, town.account("citizen1").id, None, 10)
        .await
        .unwrap();
    assert_eq!((own.len(), own[0].until), (1, Day::parse("2032-03-02").ok()));
    let documents = town.citizen("citizen1").looks_at(&renewed).await.unwrap().documents;
    assert!(documents.iter().any(|row| row.kind == DocumentKind::Renewal));
}

pub async fn a_licence_that_ended_is_neither_changed_nor_renewed(town: &Town) {
    let (number, body) = granted(town, "citizen1", "一年").await;
    let own = own_licences(&town.centre, town.account("citizen1").id, None, 10)
        .await
        .unwrap();
    let licence = own[0].row.number.clone();
    // Asked for while it was valid, and annulled before it is decided.
    let asked = about(town, "citizen1", &licence, Some("2027-03-02")).await;
    let pending = town.citizen("citizen1").submits(None, asked).await.unwrap().number;
    town.clerk().accepts(&pending).await.unwrap();
    town.examiner(&body).reviews(&pending).await.unwrap();
    town.chief(&body)
        .gives(&number, annul(Annulment::Unqualified))
        .await
        .unwrap();
    assert_eq!(
        town.chief(&body).decides(&pending).await.unwrap_err().code,
        "licence_not_valid"
    );
    let asked = about(town, "citizen1", &licence, Some("2027-03-02")).await;
    assert_eq!(
        town.citizen("citizen1").submits(None, asked).await.unwrap_err().code,
        "licence_not_valid"
    );
}

pub async fn who_was_barred_waits_by_whatever_way_they_come(town: &Town) {
    let (number, body) = granted(town, "citizen1", "五年").await;
    let chief = town.chief(&body);
    chief.gives(&number, annul(Annulment::Fraud)).await.unwrap();
    let bar = Order::Bar {
        ground: BarGround::Fraud,
        concerns: "食品安全直接关系人身健康".into(),
        facts: "以伪造的健康证明取得许可".into(),
    };
    chief.gives(&number, bar.into()).await.unwrap();
    let refused = town.citizen("citizen1").files(FOOD).await.unwrap_err();
    assert_eq!((refused.code, refused.rule), ("barred", "行政许可法 第七十九条"));
    assert!(refused.why.zh.contains("2029-03-02"), "{}", refused.why.zh);
    // At the window too, though no account is named there.
    let mut at_the_desk = town.citizen("citizen1").application(FOOD).await;
    at_the_desk.channel = Channel::Window;
    at_the_desk.materials.clear();
    let clerk = town.clerk();
    let refused = yimen_acts::cases::submit::submit(&town.centre, &clerk.actor(), None, at_the_desk).await;
    assert_eq!(refused.map_err(refusal).unwrap_err().code, "barred");
    // Another permit, and another person, are open.
    town.citizen("citizen1").files(LEGAL_AID).await.unwrap();
    town.citizen("citizen2").files(FOOD).await.unwrap();
    let (listed, _) = list_of_bars(&town.centre, &clerk.actor(), None, 50).await.unwrap();
    assert_eq!(
        (listed.len(), listed[0].kind, listed[0].number.as_str()),
        (1, Kind::Fraud, number.as_str())
    );
    assert!(
        !listed[0].shown.contains(&town.citizen("citizen1").profile().await.name),
        "masked"
    );
    let lift = Order::LiftBar {
        of: Kind::Fraud,
        reason: "复核决定撤销限制".into(),
    };
    chief.gives(&number, lift.into()).await.unwrap();
    town.citizen("citizen1").files(FOOD).await.unwrap();
    assert!(!town.logins_with(Role::Chief).is_empty());
}

pub async fn a_bar_ends_with_its_last_day(town: &Town) {
    let body = body(town);
    let number = town.citizen("citizen1").files(FOOD).await.unwrap().number;
    town.clerk().accepts(&number).await.unwrap();
    town.examiner(&body).reviews(&number).await.unwrap();
    town.chief(&body).refuses(&number).await.unwrap();
    let bar = Order::Bar {
        ground: BarGround::FalseMaterials,
        concerns: "食品安全直接关系人身健康".into(),
        facts: "提供虚假材料".into(),
    };
    town.chief(&body).gives(&number, bar.into()).await.unwrap();
    town.days_later(365);
    assert_eq!(town.citizen("citizen1").files(FOOD).await.unwrap_err().code, "barred");
    town.days_later(1);
    town.citizen("citizen1").files(FOOD).await.unwrap();
}
