//! How results reach their applicants, and what is done about those that nobody comes for.

use yimen_acts::accounts::Signed;
use yimen_acts::cases::chase;
use yimen_acts::notices::inbox;
use yimen_domain::cases::command::Command;
use yimen_domain::cases::delivery::{Chase, Order, Parcel, Shown};
use yimen_domain::cases::event::Delivery;
use yimen_testkit::{Town, items, refusal};

async fn decided(town: &Town) -> String {
    let body = town.item(items::LEGAL_AID).body.clone();
    let number = town.citizen("citizen1").files(items::LEGAL_AID).await.unwrap().number;
    town.clerk().accepts(&number).await.unwrap();
    town.examiner(&body).reviews(&number).await.unwrap();
    town.chief(&body).decides(&number).await.unwrap();
    number
}

fn track(parcel: Parcel) -> Command {
    Command::Delivery(Order::TrackParcel {
        parcel,
        note: "无人签收".into(),
    })
}

fn check() -> Command {
    Command::Delivery(Order::CheckReceiver {
        shown: Shown::IdCard,
        tail: "002x".into(),
    })
}

async fn told(town: &Town) -> Vec<String> {
    town.mails().await;
    let me: Signed = town.account("citizen1");
    let all = inbox(&town.centre, me.id, None, 50).await.unwrap();
    all.into_iter().map(|notice| notice.words.zh).collect()
}

pub async fn whoever_does_not_come_is_reminded_and_stands_on_the_windows_list(town: &Town) {
    let number = decided(town).await;
    let clerk = town.clerk().actor();
    assert!(
        chase::remind(&town.centre).await.unwrap().is_empty(),
        "not on the first day"
    );
    assert!(chase::unclaimed(&town.centre, &clerk).await.unwrap().is_empty());
    let mut days = 0;
    for _ in 0..30 {
        town.days_later(1);
        days += chase::remind(&town.centre).await.unwrap().len();
        assert!(
            chase::remind(&town.centre).await.unwrap().is_empty(),
            "once a day at most"
        );
    }
    assert_eq!(days, 3, "three times and not more");
    let list = chase::unclaimed(&town.centre, &clerk).await.unwrap();
    assert_eq!(
        (list.len(), list[0].number.as_str(), list[0].reminded),
        (1, number.as_str(), 3)
    );
    assert_eq!(list[0].days, 30);
    let reminders = told(town)
        .await
        .iter()
        .filter(|words| words.contains("还没有领取"))
        .count();
    assert_eq!(reminders, 3);
    town.clerk().gives(&number, check()).await.unwrap();
    town.clerk().issues(&number).await.unwrap();
    assert!(chase::unclaimed(&town.centre, &clerk).await.unwrap().is_empty());
    let seen = town.clerk().looks_at(&number).await.unwrap();
    assert_eq!(seen.case.delivery.checked.map(|(_, shown)| shown), Some(Shown::IdCard));
}

pub async fn the_manager_chooses_when_people_are_reminded(town: &Town) {
    decided(town).await;
    let manager = town.account("manager").actor();
    let choose = async |days, times| chase::choose(&town.centre, &manager, Chase { days, times }).await;
    assert_eq!(refusal(choose(0, 1).await.unwrap_err()).faults[0].field, "days");
    assert_eq!(refusal(choose(3, 4).await.unwrap_err()).faults[0].field, "times");
    let clerk = chase::choose(&town.centre, &town.clerk().actor(), Chase::default()).await;
    assert_eq!(refusal(clerk.unwrap_err()).code, "not_for_notices");
    choose(2, 1).await.unwrap();
    town.days_later(2);
    assert_eq!(chase::remind(&town.centre).await.unwrap().len(), 1);
    town.days_later(20);
    assert!(chase::remind(&town.centre).await.unwrap().is_empty());
}

pub async fn a_letter_that_came_back_is_told_and_collected_at_the_window(town: &Town) {
    let number = decided(town).await;
    let clerk = town.clerk();
    let post = Command::Issue {
        delivery: Delivery::Post {
            tracking: "EY123".into(),
        },
    };
    clerk.gives(&number, post).await.unwrap();
    clerk.gives(&number, track(Parcel::OnTheWay)).await.unwrap();
    clerk.gives(&number, track(Parcel::Returned)).await.unwrap();
    assert!(told(town).await.iter().any(|words| words.contains("被退回")));
    let take = || {
        Command::Delivery(Order::Collect {
            receiver: "钟小燕".into(),
        })
    };
    let early = clerk.gives(&number, take()).await.unwrap_err();
    assert_eq!(early.code, "receiver_not_checked");
    clerk.gives(&number, check()).await.unwrap();
    clerk.gives(&number, take()).await.unwrap();
    let rows = town.db_rows("SELECT text FROM events", Vec::new()).await;
    let ledger: String = rows.iter().map(|row| row.text(0).unwrap().to_string()).collect();
    assert!(
        ledger.contains("钟**") && !ledger.contains("钟小燕"),
        "the ledger knows no full name"
    );
}

pub async fn a_download_of_the_result_is_kept_once_and_only_of_its_applicant(town: &Town) {
    let number = decided(town).await;
    let seen = town.clerk().looks_at(&number).await.unwrap();
    let decision = seen.documents.last().unwrap().clone();
    for (who, kept) in [
        ("clerk1", false),
        ("citizen2", false),
        ("citizen1", true),
        ("citizen1", true),
    ] {
        chase::downloaded(&town.centre, &town.account(who).actor(), &decision).await;
        let case = town.clerk().looks_at(&number).await.unwrap().case;
        assert_eq!(case.delivery.downloaded.is_some(), kept, "{who}");
    }
    let events = town.clerk().looks_at(&number).await.unwrap().events;
    let downloads = events.iter().filter(|event| event.what.code() == "downloaded").count();
    assert_eq!(downloads, 1);
}
