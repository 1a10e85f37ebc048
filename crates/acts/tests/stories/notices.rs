//! Who is told what, by which way, how often, and how that is shown afterwards.

use yimen_acts::accounts::attempts::Source;
use yimen_acts::accounts::{Signed, mailbox};
use yimen_acts::cases::rebuild::{self, Mode};
use yimen_acts::ledger::{days, keys};
use yimen_acts::notices::out::{self, Choice, Tongue};
use yimen_acts::notices::proof::{self, Record, Stand, Told};
use yimen_acts::notices::standard::{OCCASIONS, occasion};
use yimen_acts::notices::{inbox, mark_read, wording};
use yimen_domain::cases::command::Command;
use yimen_testkit::{Mail, Town, Whim, items, refusal};

const ADDRESS: &str = "zhong.xiaoyan@example.cn";

fn code_in(mail: &Mail) -> String {
    let text = mail.text();
    let at = text.find("验证码：").expect("a code") + "验证码：".len();
    text[at..].chars().take(6).collect()
}

/// Gives and proves an address.
async fn has_mail(town: &Town, login: &str, address: &str) -> Signed {
    let signed = town.account(login);
    mailbox::ask(&town.centre, &signed, address, &Source::default())
        .await
        .unwrap();
    let mails = town.mails().await;
    assert_eq!(mails[0].to, [address]);
    mailbox::confirm(&town.centre, &signed, &code_in(&mails[0]), &Source::default())
        .await
        .unwrap();
    signed
}

async fn told(town: &Town, number: &str) -> Vec<Told> {
    proof::of_case(&town.centre, &town.clerk().actor(), number)
        .await
        .unwrap()
}

async fn by_mail(town: &Town, number: &str) -> Vec<Told> {
    let mut all = told(town, number).await;
    all.retain(|told| told.way == Some(out::Way::Mail));
    all
}

async fn accepted_case(town: &Town) -> String {
    let number = town.citizen("citizen1").files(items::LEGAL_AID).await.unwrap().number;
    town.clerk().accepts(&number).await.unwrap();
    number
}

pub async fn what_the_window_withdraws_for_somebody_is_told_to_them(town: &Town) {
    let withdraw = || Command::Withdraw {
        reason: "申请人书面撤回".into(),
    };
    has_mail(town, "citizen1", ADDRESS).await;
    let own = town.citizen("citizen1").files(items::LEGAL_AID).await.unwrap().number;
    let before = town.mails().await.len();
    town.citizen("citizen1").gives(&own, withdraw()).await.unwrap();
    assert_eq!(town.mails().await.len(), before, "who does it knows it");
    let number = town.citizen("citizen1").files(items::LEGAL_AID).await.unwrap().number;
    town.clerk().gives(&number, withdraw()).await.unwrap();
    let mails = town.mails().await;
    let told = |mail: &Mail| mail.text().contains("如果不是您本人要求的");
    assert_eq!(mails.iter().filter(|mail| told(mail)).count(), 1);
}

pub async fn somebody_gives_an_address_and_is_told_of_each_step_once(town: &Town) {
    let number = town.citizen("citizen1").files(items::LEGAL_AID).await.unwrap().number;
    assert_eq!(town.mails().await.len(), 0, "nobody gave an address");
    has_mail(town, "citizen1", ADDRESS).await;
    town.clerk().accepts(&number).await.unwrap();
    let mails = town.mails().await;
    assert_eq!(
        mails.len(),
        2,
        "the code, and the acceptance; what was before is not sent again"
    );
    let (mail, text) = (&mails[0], mails[0].text());
    assert_eq!(mail.to, [ADDRESS]);
    assert_eq!(
        (mail.from.as_str(), mail.login.as_str()),
        ("notice@qianfeng.example.cn", "town")
    );
    assert_eq!(mail.field("Subject"), format!("办件 {number}：已受理"));
    assert!(
        text.contains("您的申请已受理") && text.contains("法律援助") && text.contains(&format!("/my/cases/{number}")),
        "{text}"
    );
    assert!(text.contains("到期日：2026-"), "{text}");
    assert!(
        mail.html()
            .contains(&format!("<a href=\"http://localhost:8080/my/cases/{number}\">"))
    );
    let person = town.citizen("citizen1").profile().await;
    for personal in [person.name.as_str(), &person.id_number, &person.phone] {
        assert!(
            !mail.data.contains(personal) && !text.contains(personal),
            "no personal data: {personal}"
        );
    }
    let kept = by_mail(town, &number).await;
    assert_eq!(kept.len(), 1);
    assert_eq!(
        (kept[0].stand, kept[0].receiver.as_str(), kept[0].tries),
        (Stand::Sent, "z***@example.cn", 1)
    );
    assert!(
        kept[0].answer.contains(&mail.queue),
        "what the server answered is kept: {}",
        kept[0].answer
    );
    assert_eq!(mail.field("Message-ID"), kept[0].message_id);
    for _ in 0..3 {
        assert_eq!(town.mails().await.len(), 2, "once");
    }
    let rows = town.db_rows("SELECT sealed FROM mailboxes", Vec::new()).await;
    assert!(
        !String::from_utf8_lossy(rows[0].bytes(0).unwrap()).contains("zhong"),
        "the address is sealed"
    );
    let rows = town
        .db_rows("SELECT receiver, answer, doc FROM tellings", Vec::new())
        .await;
    for row in &rows {
        let all = format!(
            "{}{}{}",
            row.text(0).unwrap(),
            row.text(1).unwrap(),
            row.text(2).unwrap()
        );
        assert!(!all.contains(ADDRESS), "{all}");
    }
}

pub async fn two_workers_tell_once(town: &Town) {
    has_mail(town, "citizen1", ADDRESS).await;
    accepted_case(town).await;
    while yimen_acts::notices::deliver(&town.centre, 100).await.unwrap() > 0 {}
    let (one, other) = tokio::join!(
        out::deliver_mails(&town.centre, 20),
        out::deliver_mails(&town.centre, 20)
    );
    assert_eq!(one.unwrap() + other.unwrap(), 2, "the filing and the acceptance");
    assert_eq!(town.mails().await.len(), 3);
}

pub async fn a_server_that_is_away_or_says_later_is_asked_again(town: &Town) {
    has_mail(town, "citizen1", ADDRESS).await;
    let number = town.citizen("citizen1").files(items::LEGAL_AID).await.unwrap().number;
    town.post_is_away(true);
    assert_eq!(town.mails().await.len(), 1);
    town.post_is_away(false);
    assert_eq!(town.mails().await.len(), 1, "it rests before it is tried again");
    let waits = &by_mail(town, &number).await[0];
    assert_eq!((waits.stand, waits.tries), (Stand::Waits, 1));
    assert!(waits.answer.contains("421"), "{}", waits.answer);
    town.post_has_whims([Whim::Says("RCPT", format!("450 4.2.0 <{ADDRESS}> greylisted"))]);
    town.seconds_later(61);
    assert_eq!(town.mails().await.len(), 1);
    let waits = &by_mail(town, &number).await[0];
    assert_eq!((waits.stand, waits.tries), (Stand::Waits, 2));
    assert!(
        waits.answer.contains("greylisted") && !waits.answer.contains("zhong"),
        "{}",
        waits.answer
    );
    town.seconds_later(301);
    assert_eq!(town.mails().await.len(), 2);
    let sent = &by_mail(town, &number).await[0];
    assert_eq!((sent.stand, sent.tries), (Stand::Sent, 3));

    town.clerk().accepts(&number).await.unwrap();
    town.post_is_away(true);
    town.mails().await;
    town.days_later(5);
    town.mails().await;
    let given_up = &by_mail(town, &number).await[1];
    assert_eq!(given_up.stand, Stand::Failed, "after four days it is given up");
    town.post_is_away(false);
    town.days_later(1);
    assert_eq!(town.mails().await.len(), 2);
}

pub async fn what_a_server_refuses_for_good_stops_and_is_shown(town: &Town) {
    has_mail(town, "citizen1", ADDRESS).await;
    let number = town.citizen("citizen1").files(items::LEGAL_AID).await.unwrap().number;
    town.post_has_whims([Whim::Says("RCPT", format!("550 5.1.1 <{ADDRESS}>: no such user"))]);
    town.mails().await;
    town.days_later(1);
    assert_eq!(town.mails().await.len(), 1, "it is not tried again");
    let failed = &by_mail(town, &number).await[0];
    assert_eq!((failed.stand, failed.tries), (Stand::Failed, 1));
    assert!(
        failed.answer.contains("550") && failed.answer.contains("z***@example.cn"),
        "{}",
        failed.answer
    );
    let inbox = inbox(&town.centre, town.account("citizen1").id, None, 10)
        .await
        .unwrap();
    assert_eq!(inbox.len(), 1, "the inbox has it all the same");

    // A password that is wrong is the centre's trouble, not the reader's.
    town.clerk().accepts(&number).await.unwrap();
    town.post_has_whims([Whim::Says("AUTH", "535 5.7.8 wrong password".into())]);
    town.mails().await;
    assert_eq!(by_mail(town, &number).await[1].stand, Stand::Waits);
    town.seconds_later(61);
    assert_eq!(town.mails().await.len(), 2);
}

pub async fn a_copy_after_a_lost_answer_bears_the_same_name(town: &Town) {
    has_mail(town, "citizen1", ADDRESS).await;
    let number = town.citizen("citizen1").files(items::LEGAL_AID).await.unwrap().number;
    town.post_has_whims([Whim::BreaksOffAfterData]);
    assert_eq!(town.mails().await.len(), 2, "it has come");
    assert_eq!(
        by_mail(town, &number).await[0].stand,
        Stand::Waits,
        "and nobody here knows"
    );
    town.seconds_later(61);
    let mails = town.mails().await;
    assert_eq!(mails.len(), 3);
    assert_eq!(mails[0].field("Message-ID"), mails[1].field("Message-ID"));
    assert_ne!(mails[0].field("Message-ID"), mails[2].field("Message-ID"));
    assert_eq!(by_mail(town, &number).await[0].tries, 2);
}

pub async fn people_choose_ways_and_languages_and_stop(town: &Town) {
    let me = has_mail(town, "citizen1", ADDRESS).await;
    let choose = async |by_mail, tongue| {
        let choice = Choice {
            by_mail,
            by_text: false,
            tongue,
        };
        mailbox::choose(&town.centre, &me, choice).await.unwrap();
    };
    choose(true, Tongue::Both).await;
    let number = town.citizen("citizen1").files(items::LEGAL_AID).await.unwrap().number;
    let mail = town.mails().await.remove(0);
    assert!(mail.text().contains("我们已收到您的申请") && mail.text().contains("We have received your application"));
    choose(true, Tongue::En).await;
    town.clerk().accepts(&number).await.unwrap();
    let mail = town.mails().await.remove(0);
    assert_eq!(mail.field("Subject"), format!("Case {number}: accepted"));
    assert!(!mail.text().contains("您的"));

    let link = mail.field("List-Unsubscribe");
    let token = link.trim_matches(['<', '>']).rsplit_once('/').unwrap().1.to_string();
    assert_eq!(mailbox::stops(&town.centre, &token).unwrap(), Some(me.id));
    let forged = format!("{}{}", town.account("citizen2").id.0.simple(), &token[32..]);
    for wrong in [forged.as_str(), "", &token[..40], &format!("{token}00")] {
        assert_eq!(mailbox::stops(&town.centre, wrong).unwrap(), None, "{wrong}");
    }
    // What waits already is not sent either.
    let other = town.citizen("citizen1").files(items::LEGAL_AID).await.unwrap().number;
    while yimen_acts::notices::deliver(&town.centre, 100).await.unwrap() > 0 {}
    mailbox::stop(&town.centre, &token).await.unwrap();
    let before = town.mails().await.len();
    assert_eq!(by_mail(town, &other).await[0].stand, Stand::Dropped);
    town.clerk().accepts(&other).await.unwrap();
    assert_eq!(town.mails().await.len(), before);
    assert_eq!(by_mail(town, &other).await.len(), 1, "nothing more begins to wait");
}

pub async fn an_address_is_proven_before_anything_goes_there(town: &Town) {
    let me = town.account("citizen1");
    let source = Source::default();
    let ask = async |typed: &str| mailbox::ask(&town.centre, &me, typed, &source).await;
    assert_eq!(refusal(ask("nonsense").await.unwrap_err()).faults[0].field, "address");
    ask(ADDRESS).await.unwrap();
    assert_eq!(
        refusal(ask(ADDRESS).await.unwrap_err()).code,
        "mail_codes_used",
        "a minute must pass"
    );
    let number = town.citizen("citizen1").files(items::LEGAL_AID).await.unwrap().number;
    let mails = town.mails().await;
    assert_eq!(mails.len(), 1, "the code alone");
    let right = code_in(&mails[0]);
    let wrong = format!("{:06}", (right.parse::<u32>().unwrap() + 1) % 1_000_000);
    let enter = async |who: &Signed, code: &str| mailbox::confirm(&town.centre, who, code, &source).await;
    let other = town.account("citizen2");
    assert_eq!(
        refusal(enter(&other, &right).await.unwrap_err()).code,
        "code_gone",
        "it was sent for another"
    );
    for _ in 0..mailbox::MOST_TRIES {
        assert_eq!(refusal(enter(&me, &wrong).await.unwrap_err()).faults[0].field, "code");
    }
    assert_eq!(
        refusal(enter(&me, &right).await.unwrap_err()).code,
        "code_gone",
        "tried too often"
    );
    town.seconds_later(61);
    ask(ADDRESS).await.unwrap();
    let right = code_in(&town.mails().await[0]);
    town.seconds_later(31 * 60);
    assert_eq!(
        refusal(enter(&me, &right).await.unwrap_err()).code,
        "code_gone",
        "too late"
    );
    ask(ADDRESS).await.unwrap();
    enter(&me, &code_in(&town.mails().await[0])).await.unwrap();
    let own = mailbox::own(&town.centre, &me).await.unwrap();
    assert_eq!((own.shown.as_deref(), own.asked), (Some("z***@example.cn"), None));
    assert_eq!(by_mail(town, &number).await.len(), 0);

    ask("another@example.cn").await.unwrap_err();
    town.seconds_later(61);
    ask("another@example.cn").await.unwrap();
    town.post_has_whims([Whim::Says("RCPT", "550 5.1.1 no such user".into())]);
    town.mails().await;
    let waiting = mailbox::own(&town.centre, &me).await.unwrap().asked.unwrap();
    assert!(
        waiting.sent && waiting.answer.contains("550"),
        "who waits for a code learns that it cannot come"
    );
    mailbox::remove(&town.centre, &me, &source).await.unwrap();
    town.clerk().accepts(&number).await.unwrap();
    town.mails().await;
    assert_eq!(by_mail(town, &number).await.len(), 0, "no address, no mail");
    let staff = mailbox::ask(&town.centre, &town.account("clerk1"), ADDRESS, &source).await;
    assert_eq!(refusal(staff.unwrap_err()).code, "mail_not_offered");
}

pub async fn a_telephone_is_used_for_notices_only_when_its_owner_says_so(town: &Town) {
    super::phone::binds(town, "citizen1", "13912345678").await;
    let number = accepted_case(town).await;
    town.mails().await;
    let before = town.texts().await.len();
    assert_eq!(before, 1, "the code");
    let choice = Choice {
        by_text: true,
        ..Choice::default()
    };
    mailbox::choose(&town.centre, &town.account("citizen1"), choice)
        .await
        .unwrap();
    town.examiner(&town.item(items::LEGAL_AID).body)
        .reviews(&number)
        .await
        .unwrap();
    town.chief(&town.item(items::LEGAL_AID).body)
        .decides(&number)
        .await
        .unwrap();
    town.gateway_is_away(true);
    town.mails().await;
    town.gateway_is_away(false);
    town.seconds_later(61);
    town.mails().await;
    let texts = town.texts().await;
    assert_eq!(texts.len(), before + 1, "the decision; an examination is nobody's news");
    assert_eq!(texts[0].to, "+8613912345678");
    assert!(
        texts[0].text.contains(&number) && texts[0].text.contains("已作出决定"),
        "{}",
        texts[0].text
    );
    let all = told(town, &number).await;
    let by_text: Vec<&Told> = all.iter().filter(|told| told.way == Some(out::Way::Text)).collect();
    assert_eq!((by_text.len(), by_text[0].stand, by_text[0].tries), (1, Stand::Sent, 2));
    assert_eq!(by_text[0].receiver, "139****5678");
}

pub async fn a_centre_says_it_in_its_own_words_from_a_day_on(town: &Town) {
    let manager = town.account("manager").actor();
    let accepted = occasion("accepted").unwrap();
    let mut texts = accepted.standard();
    texts.inbox.zh = "您的“{事项}”已受理，{到期日}前办结。".into();
    texts.inbox.en = "“{事项}” was accepted and will be decided by {到期日}.".into();
    let change = async |texts: Option<wording::Texts>, from| {
        wording::change(&town.centre, &manager, "accepted", texts, from).await
    };
    let clerk = town.clerk().actor();
    let not_theirs = wording::change(&town.centre, &clerk, "accepted", Some(texts.clone()), None).await;
    assert_eq!(refusal(not_theirs.unwrap_err()).code, "not_for_notices");
    for (field, wrong, words) in [
        ("inbox_zh", "好\n{事项", "2"),
        ("inbox_zh", "好\n\n{电话}", "3"),
        ("inbox_zh", "{链接}", "链接"),
        ("inbox_zh", "", "填写"),
    ] {
        let mut faulty = texts.clone();
        faulty.inbox.zh = wrong.into();
        let refused = refusal(change(Some(faulty), None).await.unwrap_err());
        assert_eq!(refused.faults[0].field, field, "{wrong}");
        assert!(refused.faults[0].words.zh.contains(words), "{:?}", refused.faults);
    }
    let mut long = texts.clone();
    long.text.zh = "办".repeat(135);
    assert_eq!(
        refusal(change(Some(long), None).await.unwrap_err()).faults[0].field,
        "text_zh"
    );
    assert!(change(Some(texts.clone()), Some(town.today().plus(-1))).await.is_err());

    let tomorrow = town.today().plus(1);
    change(Some(texts.clone()), Some(tomorrow)).await.unwrap();
    let says = async |number: &str| {
        town.mails().await;
        let all = told(town, number).await;
        all.last().unwrap().words.zh.clone()
    };
    let first = accepted_case(town).await;
    assert!(says(&first).await.contains("见受理通知书"), "not before the day");
    town.days_later(1);
    let second = accepted_case(town).await;
    let words = says(&second).await;
    assert!(
        words.starts_with("您的“对公民法律援助") && words.contains("2026-"),
        "{words}"
    );
    change(None, None).await.unwrap();
    town.seconds_later(1);
    let third = accepted_case(town).await;
    assert!(says(&third).await.contains("见受理通知书"), "the standard again");
    let history = wording::Wordings::load(&town.centre).await.unwrap();
    assert_eq!(history.of("accepted").count(), 2);
    let report = rebuild::rebuild(&town.centre, Mode::Check, |_| {}).await.unwrap();
    assert_eq!(
        report.differences,
        [],
        "what was said is made again from the events and the changes"
    );
}

pub async fn it_can_be_shown_who_was_told_what(town: &Town) {
    keys::new(&town.centre, yimen_acts::ledger::sign::Algorithm::Sm2)
        .await
        .unwrap();
    let me = has_mail(town, "citizen1", ADDRESS).await;
    let number = accepted_case(town).await;
    town.mails().await;
    town.seconds_later(60);
    mark_read(&town.centre, me.id).await.unwrap();
    days::close_due(&town.centre).await.unwrap();
    let own = proof::proof(&town.centre, &me.actor(), &number).await.unwrap();
    let record: Record = serde_json::from_str(&own.signed.text).unwrap();
    let lines: Vec<(u32, &str, &str)> = record
        .told
        .iter()
        .map(|line| (line.seq, line.way.as_str(), line.state.as_str()))
        .collect();
    let expected = [
        (1, "inbox", "read"),
        (1, "mail", "sent"),
        (2, "inbox", "read"),
        (2, "mail", "sent"),
    ];
    assert_eq!(lines, expected);
    assert!(record.told.iter().all(|line| line.chain.len() == 64));
    assert!(!own.signed.signature.is_empty() && record.key.len() == 64);
    assert!(!own.signed.text.contains(ADDRESS));
    let stranger = town.account("citizen2").actor();
    let refused = proof::proof(&town.centre, &stranger, &number).await;
    assert!(refused.is_err(), "it is nobody else's business");
}

pub async fn every_step_by_others_has_words(town: &Town) {
    let number = town.finished_case(items::LEGAL_AID).await;
    town.mails().await;
    let mut codes: Vec<&str> = told(town, &number)
        .await
        .iter()
        .filter_map(|told| told.occasion.map(|occasion| occasion.code))
        .collect();
    codes.dedup();
    assert_eq!(
        codes,
        ["filed", "accepted", "decided", "issued"],
        "an opinion is not told"
    );
    for occasion in OCCASIONS {
        let faults = wording::faults_of(&town.centre, occasion, &occasion.standard());
        assert_eq!(faults, [], "{}", occasion.code);
    }
}
