//! People rate by the link of their service, bad ratings are worked on until they were visited back, and the public sees both.

use yimen_acts::accounts::attempts::Source;
use yimen_acts::accounts::mailbox;
use yimen_acts::cases::ratings::{by_link, published, sums, token, waiting, with_link};
use yimen_acts::cases::rebuild::{Mode, rebuild};
use yimen_acts::notices::proof;
use yimen_domain::cases::Status;
use yimen_domain::ratings::order::{Order, Own};
use yimen_domain::ratings::record::{Amendment, Ground};
use yimen_domain::ratings::{Level, Rating, Way};
use yimen_testkit::{Town, items, refusal};

fn bad(words: &str) -> Own {
    Own::Rate(Rating {
        options: vec![207],
        way: Some(Way::Link),
        ..Rating::new(Level::Bad, words)
    })
}

async fn link_of(town: &Town, number: &str) -> String {
    let seen = town.clerk().looks_at(number).await.unwrap();
    token(&town.centre, seen.case.id).unwrap()
}

async fn finished(town: &Town) -> (String, String) {
    let number = town.finished_case(items::LEGAL_AID).await;
    let link = link_of(town, &number).await;
    (number, link)
}

async fn is_sound(town: &Town) {
    let report = rebuild(&town.centre, Mode::Check, |_| {}).await.unwrap();
    assert!(report.is_sound() && report.different == 0, "{report:?}");
}

pub async fn whoever_holds_the_link_rates_once_and_nobody_who_works_here_does(town: &Town) {
    let centre = &town.centre;
    let open = town.citizen("citizen1").files(items::LEGAL_AID).await.unwrap().number;
    let early = link_of(town, &open).await;
    let code = refusal(with_link(centre, &early, false, None, bad("")).await.unwrap_err()).code;
    assert_eq!(code, "wrong_state", "what is not closed is not rated");
    let (number, link) = finished(town).await;
    let forged = format!("{}{}", &link[..32], &early[32..]);
    let short = link[..63].to_string();
    for wrong in [forged.as_str(), &short, "", "rate", &link.to_uppercase()] {
        let no = with_link(centre, wrong, false, None, bad("")).await.unwrap_err();
        assert_eq!(refusal(no).code, "not_found", "{wrong}");
        assert!(by_link(centre, wrong).await.is_err());
    }
    let desk = with_link(centre, &link, true, None, bad("")).await.unwrap_err();
    assert_eq!(refusal(desk).code, "rating_from_the_desk");
    let shown = by_link(centre, &link).await.unwrap();
    assert!(!shown.in_full, "whoever holds the link is shown no personal data");
    with_link(centre, &link, false, Some("once"), bad("打 13800138000"))
        .await
        .unwrap();
    let again = with_link(centre, &link, false, Some("once"), bad("打 13800138000"))
        .await
        .unwrap();
    assert!(again.repeated);
    let twice = with_link(centre, &link, false, Some("twice"), bad(""))
        .await
        .unwrap_err();
    assert_eq!(refusal(twice).code, "rated_before");
    assert_eq!(
        town.citizen("citizen1").rates(&number, 5).await.unwrap_err().code,
        "rated_before"
    );
    let seen = town.clerk().looks_at(&number).await.unwrap();
    let event = seen.events.iter().find(|event| event.what.code() == "rated").unwrap();
    assert_eq!(
        (event.actor.account, event.actor.role.as_str()),
        (None, "system"),
        "the handler is not told who"
    );
    assert_eq!(seen.case.rating.unwrap().words, "打 ***********");
    is_sound(town).await;
}

pub async fn a_bad_rating_is_listed_until_it_was_visited_back_and_shown_with_its_answer(town: &Town) {
    let centre = &town.centre;
    let (number, link) = finished(town).await;
    let clerk = town.clerk();
    let inspector = town.inspector();
    let listed = async |judge: bool| {
        let who = if judge { inspector.actor() } else { clerk.actor() };
        let (rows, _) = waiting(centre, &who, judge, None).await.unwrap();
        rows.into_iter().map(|row| (row.number, row.waits)).collect::<Vec<_>>()
    };
    assert!(listed(false).await.is_empty());
    with_link(centre, &link, false, None, bad("没有样本")).await.unwrap();
    let words = || "说明".to_string();
    for (waits, order) in [
        (
            "contact",
            Order::Contact {
                reached: true,
                words: words(),
            },
        ),
        (
            "verify",
            Order::Verify {
                found: true,
                words: words(),
            },
        ),
        ("mend", Order::Mend { words: words() }),
        (
            "answer",
            Order::Answer {
                words: "样本已放在窗口".into(),
            },
        ),
    ] {
        assert_eq!(listed(false).await, [(number.clone(), waits.to_string())]);
        assert!(
            published(centre, None).await.unwrap().0.is_empty(),
            "a bad one is shown with its answer only"
        );
        clerk.gives(&number, order.into()).await.unwrap();
    }
    assert!(listed(false).await.is_empty());
    assert_eq!(listed(true).await, [(number.clone(), "visit".to_string())]);
    let me = town.citizen("citizen1").actor();
    for judge in [false, true] {
        assert!(
            waiting(centre, &me, judge, None).await.is_err(),
            "no list for the public"
        );
    }
    let visit = || Order::VisitBack {
        content: true,
        words: words(),
    };
    assert_eq!(
        clerk.gives(&number, visit().into()).await.unwrap_err().code,
        "not_permitted"
    );
    inspector.gives(&number, visit().into()).await.unwrap();
    assert!(listed(true).await.is_empty());
    let (shown, _) = published(centre, None).await.unwrap();
    assert_eq!(
        (shown[0].words.as_str(), shown[0].answer.as_str()),
        ("没有样本", "样本已放在窗口")
    );
    let sums = sums(centre).await.unwrap();
    assert_eq!((sums.all, sums.satisfied, sums.due, sums.in_time), (1, 0, 1, 1));
    is_sound(town).await;
}

pub async fn what_is_set_aside_or_taken_back_counts_no_more(town: &Town) {
    let centre = &town.centre;
    let (number, link) = finished(town).await;
    with_link(centre, &link, false, None, bad("")).await.unwrap();
    let appeal = Order::Appeal {
        ground: Ground::Mistaken,
        words: "评的是别的窗口".into(),
    };
    town.clerk().gives(&number, appeal.into()).await.unwrap();
    let judge = || Order::Judge {
        set_aside: true,
        reasons: "经查确属误评".into(),
    };
    assert_eq!(
        town.clerk().gives(&number, judge().into()).await.unwrap_err().code,
        "not_permitted"
    );
    assert_eq!(sums(centre).await.unwrap().all, 1, "until it is decided it counts");
    town.inspector().gives(&number, judge().into()).await.unwrap();
    assert_eq!(sums(centre).await.unwrap().all, 0);
    let seen = town.clerk().looks_at(&number).await.unwrap();
    assert!(seen.case.rating.is_some(), "it stays visible");
    assert_eq!(seen.case.status(), Status::Issued);

    let (_, second) = finished(town).await;
    with_link(centre, &second, false, None, bad("")).await.unwrap();
    let upward = Amendment {
        level: Level::Good,
        options: vec![413],
        words: String::new(),
    };
    with_link(centre, &second, false, None, Own::Amend(upward))
        .await
        .unwrap();
    let now = sums(centre).await.unwrap();
    assert_eq!((now.all, now.satisfied), (1, 1));
    let (third, link) = finished(town).await;
    with_link(centre, &link, false, None, bad("")).await.unwrap();
    town.citizen("citizen1")
        .gives(&third, Order::TakeBack.into())
        .await
        .unwrap();
    assert_eq!(sums(centre).await.unwrap().all, 1);
    is_sound(town).await;
}

pub async fn the_link_is_in_the_mail_and_not_in_what_staff_see(town: &Town) {
    let signed = town.account("citizen1");
    mailbox::ask(&town.centre, &signed, "zhong.xiaoyan@example.cn", &Source::default())
        .await
        .unwrap();
    let mails = town.mails().await;
    let text = mails[0].text();
    let at = text.find("验证码：").unwrap() + "验证码：".len();
    let code: String = text[at..].chars().take(6).collect();
    mailbox::confirm(&town.centre, &signed, &code, &Source::default())
        .await
        .unwrap();
    let (number, link) = finished(town).await;
    let mails = town.mails().await;
    let with: Vec<_> = mails
        .iter()
        .filter(|mail| mail.text().replace("=\r\n", "").contains("/rate/"))
        .collect();
    assert_eq!(with.len(), 1, "in the notice of the result, and in no other");
    assert!(with[0].text().replace("=\r\n", "").contains(&link));
    for actor in [town.clerk().actor(), town.inspector().actor()] {
        let told = proof::of_case(&town.centre, &actor, &number).await.unwrap();
        assert!(told.iter().any(|told| told.words.zh.contains("/rate/…")));
        assert!(
            told.iter()
                .all(|told| !told.words.zh.contains(&link) && !told.words.en.contains(&link))
        );
    }
}
