//! Papers go out with a slip that bars name, are confirmed, come back, and are listed while they are out.

use yimen_acts::cases::rebuild::{Mode, rebuild};
use yimen_acts::cases::slips::{find, out, pdf};
use yimen_domain::cases::command::Command;
use yimen_domain::cases::slips::{Missing, Order, Paper, Place, PlaceKind, Standing};
use yimen_testkit::{Town, items, refusal};

fn send(back_by: Option<yimen_domain::calendar::Day>) -> Command {
    let place = |kind, name: &str| Place {
        kind,
        name: name.into(),
    };
    Command::Slips(Order::Send {
        papers: vec![
            Paper {
                code: "m3".into(),
                copies: 2,
                pages: 12,
            },
            Paper {
                code: "file".into(),
                copies: 1,
                pages: 40,
            },
        ],
        from: place(PlaceKind::Window, "综合窗口"),
        to: place(PlaceKind::Section, "法律援助科"),
        back_by,
    })
}

/// A case whose papers were just sent; its number and the code of the slip.
async fn sent(town: &Town, days: i32) -> (String, String) {
    let number = town.citizen("citizen1").files(items::LEGAL_AID).await.unwrap().number;
    let back_by = Some(town.today().plus(days));
    town.clerk().gives(&number, send(back_by)).await.unwrap();
    let seen = town.clerk().looks_at(&number).await.unwrap();
    let code = seen.case.slips.all()[0].code.clone();
    (number, code)
}

pub async fn papers_are_found_by_their_bars_confirmed_and_come_back(town: &Town) {
    let clerk = town.clerk();
    let body = town.item(items::LEGAL_AID).body.clone();
    let examiner = town.examiner(&body);
    let (later, _) = sent(town, 9).await;
    let (number, code) = sent(town, 2).await;
    let listed = async || {
        let (rows, next) = out(&town.centre, &clerk.actor(), None, 50).await.unwrap();
        assert!(next.is_none());
        rows.into_iter().map(|row| row.number).collect::<Vec<_>>()
    };
    assert_eq!(
        listed().await,
        [number.clone(), later.clone()],
        "what is due back first stands first"
    );
    let (first, next) = out(&town.centre, &clerk.actor(), None, 1).await.unwrap();
    let (second, _) = out(&town.centre, &clerk.actor(), next, 1).await.unwrap();
    assert_eq!(
        (first[0].number.as_str(), second[0].number.as_str()),
        (number.as_str(), later.as_str())
    );

    // A scanner sends the digits; people may leave spaces between them.
    let typed = format!(" {} {} ", &code[..7], &code[7..]);
    assert_eq!(
        find(&town.centre, &examiner.actor(), &typed).await.unwrap(),
        (number.clone(), code.clone())
    );
    for wrong in ["", "12345678901234", "00079927398713"] {
        assert_eq!(
            refusal(find(&town.centre, &clerk.actor(), wrong).await.unwrap_err()).code,
            "not_found",
            "{wrong}"
        );
    }
    let other = town.examiner("approval").actor();
    assert!(
        find(&town.centre, &other, &code).await.is_err(),
        "nor somebody of another body"
    );
    let me = town.citizen("citizen1");
    assert!(find(&town.centre, &me.actor(), &code).await.is_err());
    assert!(out(&town.centre, &me.actor(), None, 10).await.is_err());
    let printed = pdf(&town.centre, &examiner.actor(), &code).await.unwrap();
    assert!(printed.starts_with(b"%PDF-"));

    let missing = vec![Missing {
        code: "m3".into(),
        copies: 1,
    }];
    let receive = Command::Slips(Order::Receive {
        code: code.clone(),
        missing: missing.clone(),
    });
    examiner.gives(&number, receive.clone()).await.unwrap();
    assert_eq!(
        examiner.gives(&number, receive).await.unwrap_err().code,
        "slip_elsewhere"
    );
    let seen = clerk.looks_at(&number).await.unwrap().case;
    let slip = seen.slips.get(&code).unwrap();
    assert_eq!((slip.standing(), &slip.missing_there), (Standing::There, &missing));
    assert_eq!(slip.received.as_ref().unwrap().by, examiner.signed.shown);
    let report = rebuild(&town.centre, Mode::Check, |_| {}).await.unwrap();
    assert!(report.is_sound() && report.different == 0, "{report:?}");
    town.db_tamper(
        1,
        "UPDATE slips SET is_open = 0 WHERE number = $1",
        vec![number.as_str().into()],
    )
    .await;
    assert_eq!(listed().await, std::slice::from_ref(&later));
    let report = rebuild(&town.centre, Mode::Write, |_| {}).await.unwrap();
    assert_eq!(
        (report.differences[0].table, report.differences[0].column),
        ("slips", "is_open")
    );
    assert_eq!(listed().await, [number.clone(), later.clone()]);

    let back = Command::Slips(Order::SendBack { code: code.clone() });
    examiner.gives(&number, back).await.unwrap();
    let taken = Command::Slips(Order::TakeBack {
        code: code.clone(),
        missing: Vec::new(),
    });
    clerk.gives(&number, taken).await.unwrap();
    assert_eq!(listed().await, [later], "what is back is not out");
    let events = clerk.looks_at(&number).await.unwrap().events;
    let kinds: Vec<&str> = events.iter().map(|event| event.what.code()).collect();
    assert_eq!(
        kinds[1..],
        ["papers_sent", "papers_received", "papers_sent_back", "papers_back"]
    );
    let told = yimen_acts::notices::inbox(&town.centre, me.signed.id, None, 50)
        .await
        .unwrap();
    assert!(
        !told.iter().any(|notice| notice.words.zh.contains("纸质")),
        "papers that move are no news to the applicant"
    );
}
