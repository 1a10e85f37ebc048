//! What the public is shown and says (公示), what a lower authority examines first (初审), and whom a decision is told (告知决定).

use yimen_domain::cases::proceedings::lower::Order as Lower;
use yimen_domain::cases::proceedings::party::{Means, Order as Party, to_tell};
use yimen_domain::cases::proceedings::publicity::{MOST_VIEWS, Order as Publicity};
use yimen_domain::cases::proceedings::{Matter, Order, open_orders};

use super::*;

fn gives(order: Order) -> Command {
    Command::Proceeding(Box::new(order))
}

fn publicity(order: Publicity) -> Command {
    gives(Order::Publicity(order))
}

fn publish_as(subject: &str, content: &str, basis: &str, days: u32, from: &str) -> Command {
    publicity(Publicity::Open {
        subject: subject.into(),
        content: content.into(),
        basis: basis.into(),
        days,
        from: day(from),
        contact: "政务中心二楼综合科，028-86010001".into(),
    })
}

pub(super) fn publish(days: u32) -> Command {
    publish_as(
        "临街餐饮门店油烟排放口设置",
        "拟准予在一楼临街面设置排放口。",
        "示例市规定 第十二条",
        days,
        "2026-03-02",
    )
}

pub(super) fn view(no: u32) -> Command {
    publicity(Publicity::Receive {
        no,
        commitment: "ab".into(),
    })
}

pub(super) fn answer(no: u32, view: u32) -> Command {
    publicity(Publicity::Answer {
        no,
        view,
        accepted: false,
        words: "排放口离住户二十米以上，符合规定".into(),
    })
}

pub(super) fn close(no: u32) -> Command {
    publicity(Publicity::Close {
        no,
        words: "收到一条意见，已经答复".into(),
    })
}

pub(super) fn send_down(body: &str) -> Command {
    below(body, 0, "")
}

fn below(body: &str, days: u32, basis: &str) -> Command {
    gives(Order::Lower(Lower::Ask {
        body: body.into(),
        name: "示例镇人民政府".into(),
        days,
        basis: basis.into(),
    }))
}

fn sent_up(no: u32, complete: bool, files: usize) -> Command {
    let file = FileMark {
        hash: "ab".into(),
        name: "王小明初审意见.PDF".into(),
        size: 1,
        media: "application/pdf".into(),
    };
    gives(Order::Lower(Lower::Report {
        no,
        passed: true,
        words: "符合条件，建议准予".into(),
        complete,
        files: vec![file; files],
    }))
}

pub(super) fn send_up(no: u32) -> Command {
    sent_up(no, true, 1)
}

pub(super) fn tell_decision(no: u32) -> Command {
    gives(Order::Party(Party::TellDecision {
        no,
        means: Means::Post,
        proof: "邮件号 1234567890123".into(),
    }))
}

fn accepted() -> Walk {
    Walk::at(Status::Accepted)
}

fn refused(walk: &Walk, who: Who, command: Command) -> Refusal {
    walk.decides(who, command).unwrap_err()
}

fn shown(walk: &Walk) -> &yimen_domain::cases::proceedings::publicity::Publicity {
    match &walk.case.proceedings.get(1).unwrap().matter {
        Matter::Publicity(publicity) => publicity,
        other => panic!("{other:?}"),
    }
}

#[test]
fn it_is_shown_for_working_days_after_the_first_and_views_are_taken_until_the_last() {
    let mut walk = accepted();
    walk.does(Who::Examiner, publish(5)).unwrap();
    assert_eq!(shown(&walk).until, day("2026-03-09"), "Monday is not counted");
    let rows = [
        ("2026-03-01", "publicity_not_begun"),
        ("2026-03-02", "done"),
        ("2026-03-09", "done"),
        ("2026-03-10", "publicity_over"),
    ];
    for (on, expected) in rows {
        assert_eq!(walk.clone().on(on).code(Who::System, view(1)), expected, "{on}");
    }
    for who in [Who::Owner, Who::Examiner, Who::Clerk] {
        assert_eq!(
            refused(&walk, who, view(1)).code,
            "not_permitted",
            "views come by their page alone"
        );
    }
    assert_eq!(walk.code(Who::System, view(2)), "not_found");
}

#[test]
fn what_everybody_reads_names_its_basis_and_nobody() {
    let walk = accepted();
    let of = |command| fields(&refused(&walk, Who::Examiner, command)).join(",");
    assert_eq!(of(publish_as("", "", "", 0, "2026-02-27")), "subject,basis,words");
    assert_eq!(of(publish_as("排放口", "内容", "规定", 0, "2026-02-27")), "days,day");
    assert_eq!(of(publish_as("排放口", "内容", "规定", 61, "2026-06-01")), "days,day");
    let rows = [
        ("申请人电话13800138000。", "words"),
        ("证件号11010519491231002X", "words"),
        ("咨询电话028-86010001，文号20260302123456789", ""),
    ];
    for (content, expected) in rows {
        let code = publish_as("排放口", content, "规定", 5, "2026-03-02");
        let found = walk.decides(Who::Examiner, code).err();
        assert_eq!(
            found.map(|refusal| fields(&refusal).join(",")).unwrap_or_default(),
            expected,
            "{content}"
        );
    }
}

#[test]
fn nothing_is_decided_while_it_is_shown_or_a_view_is_unanswered() {
    let mut walk = accepted();
    walk.does(Who::Examiner, publish(2)).unwrap();
    walk.does(Who::Examiner, review()).unwrap();
    let refusal = refused(&walk, Who::Chief, grant());
    assert_eq!(
        (refusal.code, refusal.rule),
        ("publicity_open", "行政许可法 第三十七条")
    );
    assert!(refusal.why.zh.contains("2026-03-04"), "{refusal:?}");
    walk.does(Who::System, view(1)).unwrap();
    let refusal = refused(&walk, Who::Chief, grant());
    assert_eq!((refusal.code, refusal.rule), ("view_unanswered", "行政许可法 第七条"));
    walk = walk.on("2026-03-05");
    assert_eq!(walk.code(Who::Examiner, close(1)), "view_unanswered");
    let call_off = Order::Drop {
        no: 1,
        reason: "不再需要".into(),
    };
    assert_eq!(walk.code(Who::Examiner, gives(call_off)), "view_unanswered");
    assert_eq!(walk.code(Who::Examiner, answer(1, 2)), "not_found");
    walk.does(Who::Examiner, answer(1, 1)).unwrap();
    assert_eq!(walk.code(Who::Examiner, answer(1, 1)), "not_found", "answered once");
    assert_eq!(walk.code(Who::Chief, grant()), "publicity_not_closed");
    walk.does(Who::Examiner, close(1)).unwrap();
    assert_eq!(walk.code(Who::System, view(1)), "publicity_over");
    walk.does(Who::Chief, grant()).unwrap();
    assert_eq!(walk.code(Who::System, view(1)), "publicity_ended");
}

#[test]
fn a_view_makes_no_page_stale_and_there_is_an_end_to_them() {
    let mut walk = accepted();
    walk.does(Who::Examiner, publish(5)).unwrap();
    let (changed, seen) = (walk.case.changed_at, walk.case.changed_by);
    for _ in 0..MOST_VIEWS {
        walk.does(Who::System, view(1)).unwrap();
    }
    assert_eq!((walk.case.changed_at, walk.case.changed_by), (changed, seen));
    assert_eq!(walk.code(Who::System, view(1)), "views_full");
}

#[test]
fn a_period_stops_the_clock_only_where_the_item_says_so() {
    let rest = || {
        gives(Order::Rest {
            no: 1,
            told_days: 5,
            evidence: Evidence {
                words: "所需时间告知书".into(),
                file: None,
            },
        })
    };
    let mut walk = accepted();
    walk.does(Who::Examiner, publish(5)).unwrap();
    assert_eq!(refused(&walk, Who::Examiner, rest()).rule, "行政许可法 第四十五条");
    walk.item.special.push(special("public_notice", true, 10));
    walk.does(Who::Examiner, rest()).unwrap();
    assert_eq!(walk.case.resting(), Some(1));
    walk = walk.on("2026-03-10");
    walk.does(Who::Examiner, close(1)).unwrap();
    assert_eq!((walk.case.resting(), walk.case.status()), (None, Status::Accepted));
}

/// Accepted on 2 March: twenty working days end on 30 March.
#[test]
fn a_lower_authority_has_twenty_days_from_acceptance_and_sends_up_everything() {
    let mut walk = accepted();
    let own = refused(&walk, Who::Examiner, send_down(BODY));
    assert_eq!((own.code, fields(&own)), ("not_a_lower_body", vec!["body"]));
    let longer = refused(&walk, Who::Examiner, below("township", 30, ""));
    assert_eq!((longer.code, longer.rule), ("lower_limit", "行政许可法 第四十三条"));
    assert_eq!(
        walk.code(Who::Examiner, below("township", 30, "示例条例 第九条")),
        "done"
    );
    walk = walk.on("2026-03-04");
    walk.does(Who::Examiner, send_down("township")).unwrap();
    let due = |walk: &Walk| {
        walk.case
            .proceedings
            .get(1)
            .unwrap()
            .due(Calendar::national())
            .unwrap()
            .day
    };
    assert_eq!(due(&walk), day("2026-03-30"), "from acceptance, not from the order");
    assert_eq!(walk.code(Who::Examiner, send_down("township")), "lower_asked_already");
    walk.does(Who::Examiner, review()).unwrap();
    let refusal = refused(&walk, Who::Chief, grant());
    assert_eq!(
        (refusal.code, refusal.rule),
        ("lower_not_reported", "行政许可法 第三十五条")
    );
    let half = refused(&walk, Who::Examiner, sent_up(1, false, 0));
    assert_eq!((half.code, half.rule), ("file_not_whole", "行政许可法 第三十五条"));
    assert_eq!(fields(&half), ["complete", "files"]);
    walk.does(Who::Examiner, send_up(1)).unwrap();
    let files = walk.case.proceedings.get(1).unwrap().files();
    assert_eq!(files[0].name, "opinion-1.pdf", "a name is nobody's business");
    let again = refused(&walk, Who::Clerk, ask("m1"));
    assert_eq!((again.code, again.rule), ("asked_below", "行政许可法 第三十五条"));
    walk.does(Who::Chief, grant()).unwrap();
}

#[test]
fn each_interested_party_is_told_of_the_decision_once() {
    let tell = |name: &str| {
        gives(Order::Party(Party::Tell {
            name: name.into(),
            company: false,
            interest: "相邻采光".into(),
            days: 5,
        }))
    };
    let hear = |no| {
        gives(Order::Party(Party::Hear {
            no,
            words: "没有意见".into(),
            files: Vec::new(),
        }))
    };
    let mut walk = accepted();
    for (no, name) in [(1, "王小明"), (2, "李小红")] {
        walk.does(Who::Examiner, tell(name)).unwrap();
        walk.does(Who::Examiner, hear(no)).unwrap();
    }
    walk.does(Who::Examiner, review()).unwrap();
    assert_eq!(walk.code(Who::Examiner, tell_decision(1)), "not_decided");
    assert_eq!(to_tell(&walk.case).count(), 0);
    walk.does(Who::Chief, refuse()).unwrap();
    let open = open_orders(&walk.case, &walk.item, &Who::Examiner.actor(), Sections::NONE);
    assert_eq!(open, [("tell_party_decision", 1), ("tell_party_decision", 2)]);
    walk.does(Who::Examiner, tell_decision(2)).unwrap();
    assert_eq!(walk.code(Who::Examiner, tell_decision(2)), "party_told_already");
    assert_eq!(walk.code(Who::Examiner, tell_decision(3)), "not_found");
    let left: Vec<u32> = to_tell(&walk.case).map(|(no, _)| no).collect();
    assert_eq!(left, [1]);
}
