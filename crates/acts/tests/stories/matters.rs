//! What people bring that is no application: its way, who answers for it, who may see it, and what its record keeps.

use yimen_acts::cases::command::Reach;
use yimen_acts::matters::{self, Brought, Done, Opened, Proof, Told, Which};
use yimen_domain::matters::{Kind, Order, Person, Stage, Submission, Way};
use yimen_domain::organisation::Actor;
use yimen_domain::organisation::permission::stranger;
use yimen_domain::words::Refusal;
use yimen_testkit::{Town, items, refusal};

const BODY: &str = "approval";

fn of(kind: Kind, way: Way) -> Submission {
    Submission {
        kind,
        way,
        origin: None,
        body: None,
        case: None,
        against: Vec::new(),
        owner: None,
        agreed: false,
        days: None,
    }
}

async fn brings(town: &Town, who: &Actor, what: &Submission) -> Brought {
    let told = Told::by("窗口排队两小时没有人叫号", "欧阳明月", "13987654321");
    matters::bring(&town.centre, who, None, what, &told).await.unwrap()
}

async fn sees(town: &Town, who: &Actor, number: &str) -> Result<Opened, Refusal> {
    matters::open(&town.centre, who, Proof::None, number)
        .await
        .map_err(refusal)
}

async fn asks(town: &Town, who: &Actor, proof: Proof<'_>, number: &str, order: Order) -> Result<Done, Refusal> {
    let told = Told::text("已经核实，增开一个窗口");
    matters::give(&town.centre, who, proof, number, Reach::default(), &order, &told)
        .await
        .map_err(refusal)
}

async fn does(town: &Town, who: &Actor, number: &str, order: Order) -> Done {
    asks(town, who, Proof::None, number, order).await.unwrap()
}

fn assign() -> Order {
    Order::Assign {
        body: BODY.into(),
        assisting: Vec::new(),
        decided: false,
    }
}

async fn is_closed(town: &Town, number: &str) {
    let (desk, examiner) = (town.clerk().actor(), town.examiner(BODY).actor());
    does(town, &desk, number, assign()).await;
    let holder = sees(town, &desk, number)
        .await
        .unwrap()
        .matter
        .holder()
        .map(|held| held.account);
    if holder != examiner.account {
        does(town, &examiner, number, Order::TakeOver).await;
    }
    does(town, &examiner, number, Order::Answer).await;
    does(town, &desk, number, Order::Close).await;
}

pub async fn a_complaint_goes_its_whole_way_and_is_reopened_once(town: &Town) {
    let (citizen, desk) = (town.citizen("citizen1").actor(), town.clerk().actor());
    let mut what = of(Kind::Complaint, Way::Net);
    what.owner = citizen.account;
    let number = brings(town, &citizen, &what).await.number;
    let own = matters::own(&town.centre, &citizen, 20).await.unwrap();
    assert_eq!(
        own.iter().map(|line| line.number.as_str()).collect::<Vec<_>>(),
        [&number]
    );
    does(town, &desk, &number, Order::Accept { urgent: false }).await;
    is_closed(town, &number).await;
    let seen = sees(town, &citizen, &number).await.unwrap();
    assert_eq!(seen.open_to(&town.centre, &citizen), ["rate"]);
    let told: Vec<&str> = seen.words.values().map(|told| told.text.as_str()).collect();
    assert!(told.contains(&"已经核实，增开一个窗口"), "the answer is read");
    assert!(!seen.entries.iter().any(|entry| entry.event.what.code() == "taken_over"));
    let rate = |again| Order::Rate {
        satisfied: false,
        again,
    };
    assert_eq!(does(town, &citizen, &number, rate(true)).await.stage, "accepted");
    is_closed(town, &number).await;
    let refused = asks(town, &citizen, Proof::None, &number, rate(true))
        .await
        .unwrap_err();
    assert_eq!(refused.code, "reopened_already");
    let visit = Order::Visit {
        reached: true,
        satisfied: Some(true),
        again: false,
    };
    does(town, &desk, &number, visit).await;
    let seen = sees(town, &desk, &number).await.unwrap();
    assert_eq!(
        (seen.matter.stage(), seen.matter.satisfied),
        (Stage::Closed, Some(true))
    );
    assert_eq!(
        matters::verify(&town.centre).await.unwrap().faults,
        Vec::<String>::new()
    );
}

pub async fn whoever_has_no_account_follows_it_with_number_and_code_alone(town: &Town) {
    let brought = brings(town, &stranger(), &of(Kind::NotDone, Way::Net)).await;
    let code = matters::code_of(&town.centre, brought.id).unwrap();
    let open = async |code: &str| {
        let proof = Proof::Code(code);
        let opened = matters::open(&town.centre, &stranger(), proof, &brought.number).await;
        opened.map_err(refusal)
    };
    assert_eq!(open(&code.to_lowercase()).await.unwrap().number, brought.number);
    assert_eq!(open("ABCDEFGHJK").await.unwrap_err().code, "not_found");
    assert_eq!(
        sees(town, &stranger(), &brought.number).await.unwrap_err().code,
        "not_found"
    );
    let other = town.citizen("citizen1").actor();
    assert_eq!(sees(town, &other, &brought.number).await.unwrap_err().code, "not_found");
    let (number, withdraw) = (&brought.number, Order::Withdraw);
    let refused = asks(town, &stranger(), Proof::Code("ABCDEFGHJK"), number, withdraw.clone()).await;
    assert_eq!(refused.unwrap_err().code, "not_found");
    let done = asks(town, &stranger(), Proof::Code(&code), number, withdraw)
        .await
        .unwrap();
    assert_eq!(done.stage, "withdrawn");
}

pub async fn whom_it_is_about_neither_sees_nor_handles_it(town: &Town) {
    let case = town.citizen("citizen1").files(items::FOOD).await.unwrap().number;
    let body = town.item(items::FOOD).body.clone();
    town.clerk().accepts(&case).await.unwrap();
    let examiner = town.examiner(&body);
    examiner
        .gives(&case, yimen_domain::cases::command::Command::Take)
        .await
        .unwrap();
    let examiner = examiner.actor();
    let mut what = of(Kind::Complaint, Way::Net);
    what.case = Some(case);
    let number = brings(town, &stranger(), &what).await.number;
    let desk = town.clerk().actor();
    does(town, &desk, &number, Order::Accept { urgent: false }).await;
    let to_them = Order::Assign {
        body: body.clone(),
        assisting: Vec::new(),
        decided: false,
    };
    does(town, &desk, &number, to_them).await;
    assert_eq!(sees(town, &examiner, &number).await.unwrap_err().code, "not_found");
    let refused = asks(town, &examiner, Proof::None, &number, Order::TakeOver).await;
    assert_eq!(refused.unwrap_err().code, "not_found");
    let listed = async |who: &Actor| {
        let (lines, _) = matters::list(&town.centre, who, Which::Open, None, None, 50)
            .await
            .unwrap();
        lines.into_iter().map(|line| line.number).collect::<Vec<_>>()
    };
    assert_eq!(listed(&examiner).await, Vec::<String>::new());
    let chief = town.chief(&body).actor();
    assert_eq!(listed(&chief).await, std::slice::from_ref(&number));
    let to = Person::of(&examiner).unwrap();
    does(town, &chief, &number, Order::TakeOver).await;
    let refused = asks(town, &chief, Proof::None, &number, Order::HandOver { to }).await;
    assert_eq!(refused.unwrap_err().code, "handed_to_whom_it_is_about");
}

pub async fn who_was_asked_first_answers_for_it_until_somebody_takes_it_over(town: &Town) {
    let (examiner, chief) = (town.examiner(BODY).actor(), town.chief(BODY).actor());
    let number = brings(town, &examiner, &of(Kind::Consultation, Way::Window))
        .await
        .number;
    let to = Person::of(&chief).unwrap();
    does(town, &examiner, &number, Order::HandOver { to }).await;
    let holder = async || {
        let seen = sees(town, &examiner, &number).await.unwrap();
        seen.matter.holder().map(|held| held.account)
    };
    assert_eq!(holder().await, examiner.account);
    let mine = async |who: &Actor| {
        let (lines, _) = matters::list(&town.centre, who, Which::Mine, None, None, 50)
            .await
            .unwrap();
        lines
            .into_iter()
            .map(|line| (line.number, line.is_handed))
            .collect::<Vec<_>>()
    };
    assert_eq!(mine(&examiner).await, [(number.clone(), false)]);
    assert_eq!(mine(&chief).await, [(number.clone(), true)]);
    does(town, &chief, &number, Order::TakeOver).await;
    assert_eq!(mine(&examiner).await, []);
    assert_eq!(mine(&chief).await, [(number.clone(), false)]);
    assert_eq!(holder().await, chief.account);
    let refused = asks(town, &examiner, Proof::None, &number, Order::Answer).await;
    assert_eq!(refused.unwrap_err().code, "matter_held");
    does(town, &chief, &number, Order::Answer).await;
    let citizen = Person {
        account: town.citizen("citizen1").actor().account.unwrap(),
        name: String::new(),
    };
    let refused = asks(town, &chief, Proof::None, &number, Order::HandOver { to: citizen }).await;
    assert_eq!(refused.unwrap_err().code, "invalid_fields");
}

pub async fn what_people_say_is_sealed_and_the_record_names_what_was_altered(town: &Town) {
    let number = brings(town, &stranger(), &of(Kind::Suggestion, Way::Net)).await.number;
    does(town, &town.clerk().actor(), &number, Order::Accept { urgent: true }).await;
    for table in ["matter_record", "matter_words", "matters", "idempotency"] {
        let everything = town.db_everything_in(table).await;
        for secret in ["排队两小时", "欧阳明月", "13987654321", "已经核实"] {
            assert!(!everything.contains(secret), "the table {table} tells “{secret}”");
        }
    }
    let verdict = matters::verify(&town.centre).await.unwrap();
    assert_eq!((verdict.entries, verdict.faults), (2, Vec::new()));
    let alter = "UPDATE matter_record SET text = REPLACE(text, $1, $2) WHERE seq = 2";
    let words = |text: &str| yimen_store::Value::from(text);
    town.db_tamper(1, alter, vec![words("\"urgent\":true"), words("\"urgent\":false")])
        .await;
    let verdict = matters::verify(&town.centre).await.unwrap();
    assert_eq!(verdict.faults, ["entry 2 of the record of matters is not what it was"]);
}

pub async fn a_repeat_brings_nothing_twice_and_numbers_have_no_gaps(town: &Town) {
    let citizen = town.citizen("citizen1").actor();
    let mut what = of(Kind::Consultation, Way::Net);
    what.owner = citizen.account;
    let told = Told::text("几点开门");
    let bring = async || {
        matters::bring(&town.centre, &citizen, Some("k-1"), &what, &told)
            .await
            .unwrap()
    };
    let (first, again) = tokio::join!(bring(), bring());
    assert_eq!(first, again);
    let strangers = stranger();
    let more = of(Kind::Consultation, Way::Net);
    let (a, b, c) = tokio::join!(
        brings(town, &strangers, &more),
        brings(town, &strangers, &more),
        brings(town, &strangers, &more)
    );
    let mut numbers = [first.number, a.number, b.number, c.number].map(|number| number[9..].to_string());
    numbers.sort();
    assert_eq!(numbers, ["0001", "0002", "0003", "0004"]);
    let desk = town.clerk().actor();
    let reach = Reach {
        key: Some("k-2"),
        seen: Some(1),
    };
    let accept = Order::Accept { urgent: false };
    let number = format!("S{}0001", town.today().compact());
    let nothing = Told::default();
    let give = async || {
        let given = matters::give(&town.centre, &desk, Proof::None, &number, reach, &accept, &nothing);
        given.await.map_err(refusal)
    };
    let first = give().await.unwrap();
    assert_eq!(give().await.unwrap(), first);
    let stale = Reach {
        key: None,
        seen: Some(1),
    };
    let told = Told::default();
    let given = matters::give(&town.centre, &desk, Proof::None, &number, stale, &assign(), &told).await;
    assert_eq!(given.map_err(refusal).unwrap_err().code, "changed_meanwhile");
    assert_eq!(matters::verify(&town.centre).await.unwrap().entries, 5);
}

pub async fn what_is_overdue_is_noted_once_though_two_workers_run(town: &Town) {
    let number = brings(town, &stranger(), &of(Kind::Complaint, Way::Net)).await.number;
    let note = async || matters::note_overdue(&town.centre, 50).await.unwrap();
    assert_eq!(note().await, 0);
    town.days_later(30);
    let (one, two) = tokio::join!(note(), note());
    assert_eq!(one + two, 1);
    assert_eq!(note().await, 0);
    let seen = sees(town, &town.clerk().actor(), &number).await.unwrap();
    assert_eq!(seen.matter.overdue, seen.matter.waits_until());
    does(town, &town.inspector().actor(), &number, Order::Press).await;
}

pub async fn rows_follow_from_the_record(town: &Town) {
    let number = brings(town, &stranger(), &of(Kind::Complaint, Way::Net)).await.number;
    does(town, &town.clerk().actor(), &number, Order::Accept { urgent: false }).await;
    assert_eq!(matters::rebuild(&town.centre).await.unwrap(), 0);
    town.db_tamper(1, "UPDATE matters SET stage = 'closed', is_open = 0", vec![])
        .await;
    assert_eq!(matters::verify(&town.centre).await.unwrap().faults.len(), 1);
    assert_eq!(matters::rebuild(&town.centre).await.unwrap(), 1);
    assert_eq!(
        matters::verify(&town.centre).await.unwrap().faults,
        Vec::<String>::new()
    );
}
