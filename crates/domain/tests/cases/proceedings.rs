//! Proceedings (程序事项): what the law asks of inspections, tasks, hearings and interested parties.

use yimen_domain::cases::proceedings::discussion::Order as Discussion;
use yimen_domain::cases::proceedings::expert::Order as Expert;
use yimen_domain::cases::proceedings::hearing::{Asker, Ground, Order as Hearing, Participant};
use yimen_domain::cases::proceedings::inspection::{Order as Inspection, assign_by};
use yimen_domain::cases::proceedings::party::Order as Party;
use yimen_domain::cases::proceedings::task::{Order as Task, To};
use yimen_domain::cases::proceedings::{Matter, Meeting, Order, WAYS, open_orders, permission_of};

use super::publicity::{answer, close, publish, send_down, send_up, tell_decision, view};
use super::*;

fn gives(order: Order) -> Command {
    Command::Proceeding(Box::new(order))
}

fn officer(who: Who) -> Person {
    Person {
        account: who.account(),
        name: format!("{who:?}"),
    }
}

/// Somebody of the body who examines nothing.
fn outsider() -> Person {
    Person {
        account: AccountId(Uuid::from_u128(0xd0)),
        name: "法制科长".into(),
    }
}

fn meeting(on: &str) -> Meeting {
    Meeting {
        day: day(on),
        time: "09:30".into(),
        place: "一楼会议室".into(),
    }
}

fn inspect(kind: SuspensionKind, officers: &[Who], on: &str) -> Command {
    gives(Order::Inspection(Inspection::Assign {
        kind,
        meeting: meeting(on),
        officers: officers.iter().copied().map(officer).collect(),
    }))
}

fn on_site(officers: &[Who], on: &str) -> Command {
    inspect(SuspensionKind::SiteInspection, officers, on)
}

fn found(no: u32) -> Command {
    gives(Order::Inspection(Inspection::Record {
        no,
        passed: true,
        findings: "场所与图纸一致".into(),
        files: vec![FileMark {
            hash: "ab".into(),
            name: "王小明家门口.JPG".into(),
            size: 1,
            media: "image/jpeg".into(),
        }],
    }))
}

fn sign(no: u32) -> Command {
    gives(Order::Inspection(Inspection::Sign { no }))
}

fn task_for(to: To) -> Command {
    gives(Order::Task(Task::Give {
        what: "核对环评意见".into(),
        to,
        days: 3,
    }))
}

fn take(no: u32, sections: &[&str]) -> Command {
    gives(Order::Task(Task::Take {
        no,
        sections: sections.iter().map(|code| (*code).to_string()).collect(),
    }))
}

fn finish(no: u32) -> Command {
    gives(Order::Task(Task::Finish {
        no,
        agrees: true,
        words: "没有意见".into(),
        files: Vec::new(),
    }))
}

fn give_back(no: u32) -> Command {
    gives(Order::Task(Task::Return {
        no,
        reason: "不属于本科室".into(),
    }))
}

fn drop(no: u32) -> Command {
    gives(Order::Drop {
        no,
        reason: "不再需要".into(),
    })
}

fn tell_right() -> Command {
    gives(Order::Hearing(Hearing::Tell {
        reason: "相邻采光".into(),
    }))
}

fn ask_for(no: u32, by: Asker) -> Command {
    gives(Order::Hearing(Hearing::Ask { no, by }))
}

fn waive(no: u32, by: Asker) -> Command {
    gives(Order::Hearing(Hearing::Waive { no, by }))
}

fn set(no: u32, on: &str, chair: Person) -> Command {
    gives(Order::Hearing(Hearing::Set {
        no,
        meeting: meeting(on),
        chair,
    }))
}

fn announce(no: u32) -> Command {
    announce_until(no, "2026-03-20")
}

fn announce_until(no: u32, until: &str) -> Command {
    gives(Order::Hearing(Hearing::Announce {
        no,
        until: day(until),
        how: "政务中心二楼综合科，电话 028-86010001".into(),
    }))
}

fn hold(no: u32, signed: bool, unsigned: &str) -> Command {
    gives(Order::Hearing(Hearing::Hold {
        no,
        participants: vec![Participant {
            name: "陈小明".into(),
            part: "申请人".into(),
            signed,
        }],
        words: "申请人陈述理由，没有异议".into(),
        unsigned: unsigned.into(),
        files: Vec::new(),
    }))
}

fn tell(name: &str, company: bool) -> Command {
    gives(Order::Party(Party::Tell {
        name: name.into(),
        company,
        interest: "相邻".into(),
        days: 5,
    }))
}

fn hear(no: u32) -> Command {
    gives(Order::Party(Party::Hear {
        no,
        words: "希望限制营业时间".into(),
        files: Vec::new(),
    }))
}

fn lapse(no: u32, lapsed: bool) -> Command {
    gives(Order::Party(Party::Waive {
        no,
        lapsed,
        words: if lapsed { String::new() } else { "书面声明".into() },
    }))
}

/// Accepted on Monday, 2 March 2026.
fn accepted() -> Walk {
    Walk::at(Status::Accepted)
}

fn refused(walk: &Walk, who: Who, command: Command) -> Refusal {
    walk.decides(who, command).unwrap_err()
}

#[test]
fn fewer_than_two_officers_inspect_nothing() {
    let walk = accepted();
    for officers in [&[][..], &[Who::Examiner], &[Who::Examiner, Who::Examiner]] {
        let refusal = refused(&walk, Who::Examiner, on_site(officers, "2026-03-05"));
        assert_eq!(
            (refusal.code, refusal.rule, fields(&refusal)),
            ("two_officers_needed", "行政许可法 第三十四条第三款", vec!["officers"])
        );
    }
    assert_eq!(
        walk.code(Who::Examiner, on_site(&[Who::Examiner, Who::Chief], "2026-03-05")),
        "done"
    );
    assert_eq!(
        walk.code(Who::Clerk, on_site(&[Who::Examiner, Who::Chief], "2026-03-05")),
        "not_permitted"
    );
}

#[test]
fn an_inspection_is_done_when_two_have_signed_what_was_found() {
    let mut walk = accepted();
    walk.does(Who::Examiner, on_site(&[Who::Examiner, Who::Chief], "2026-03-05"))
        .unwrap();
    assert_eq!(walk.code(Who::Examiner, found(1)), "not_inspected_yet");
    walk = walk.on("2026-03-05");
    assert_eq!(walk.code(Who::Examiner, sign(1)), "nothing_to_sign");
    assert_eq!(walk.code(Who::Clerk, found(1)), "not_permitted", "not an officer");
    walk.does(Who::Examiner, found(1)).unwrap();
    walk.does(Who::Examiner, sign(1)).unwrap();
    assert_eq!(walk.code(Who::Examiner, sign(1)), "nothing_to_sign", "one signs once");
    assert!(!walk.case.proceedings.get(1).unwrap().is_closed());
    walk.does(Who::Examiner, review()).unwrap();
    assert_eq!(walk.code(Who::Chief, grant()), "proceeding_open");
    walk.does(Who::Chief, sign(1)).unwrap();
    assert!(walk.case.proceedings.get(1).unwrap().is_closed());
    let files = walk.case.proceedings.get(1).unwrap().files();
    assert_eq!(
        files[0].name, "inspection-1.jpg",
        "the name of the file tells nobody's name"
    );
    assert_eq!(walk.code(Who::Chief, grant()), "done");
}

#[test]
fn what_is_recorded_again_is_signed_again() {
    let mut walk = accepted();
    walk.does(Who::Examiner, on_site(&[Who::Examiner, Who::Chief], "2026-03-02"))
        .unwrap();
    for (who, command) in [
        (Who::Examiner, found(1)),
        (Who::Examiner, sign(1)),
        (Who::Chief, found(1)),
    ] {
        walk.does(who, command).unwrap();
    }
    walk.does(Who::Chief, sign(1)).unwrap();
    assert!(!walk.case.proceedings.get(1).unwrap().is_closed());
    walk.does(Who::Examiner, sign(1)).unwrap();
    assert!(walk.case.proceedings.get(1).unwrap().is_closed());
}

#[test]
fn officers_for_a_test_are_assigned_within_five_days_of_acceptance() {
    let mut walk = Walk::filed(
        Item {
            special: vec![special("testing", true, 15)],
            ..permit()
        },
        &["m1", "m2"],
    );
    walk.does(Who::Clerk, accept()).unwrap();
    let due = |walk: &Walk| assign_by(&walk.case, &walk.item, Calendar::national()).map(|due| due.day);
    assert_eq!(due(&walk), Some(day("2026-03-09")));
    assert_eq!(
        refused(
            &walk,
            Who::Examiner,
            inspect(SuspensionKind::Quarantine, &[Who::Examiner, Who::Chief], "2026-03-05")
        )
        .code,
        "invalid_fields"
    );
    walk.does(
        Who::Examiner,
        inspect(SuspensionKind::Testing, &[Who::Examiner, Who::Chief], "2026-03-05"),
    )
    .unwrap();
    assert_eq!(due(&walk), None);
    let one = walk.case.proceedings.get(1).unwrap();
    assert_eq!(
        one.due(Calendar::national()).unwrap().day,
        day("2026-03-23"),
        "15 days of the item"
    );
    assert_eq!(due(&accepted()), None, "an item without tests needs nobody");
}

#[test]
fn a_task_is_taken_by_whom_it_is_for_and_the_opinion_waits_for_it() {
    let mut walk = accepted();
    walk.does(Who::Examiner, task_for(To::Person(officer(Who::Chief))))
        .unwrap();
    let refusal = refused(&walk, Who::Examiner, review());
    assert_eq!((refusal.code, fields(&refusal)), ("tasks_open", vec!["proceedings.1"]));
    assert_eq!(walk.code(Who::Examiner, take(1, &[])), "task_of_another");
    assert_eq!(walk.code(Who::Chief, finish(1)), "task_of_another", "taken first");
    walk.does(Who::Chief, take(1, &[])).unwrap();
    walk.does(Who::Chief, give_back(1)).unwrap();
    assert_eq!(
        walk.code(Who::Chief, take(1, &[])),
        "task_of_another",
        "it was given back"
    );
    let again = gives(Order::Task(Task::Reassign {
        no: 1,
        to: To::Section {
            code: "law".into(),
            name: "法制股".into(),
        },
        reason: "改由法制股办理".into(),
    }));
    walk.does(Who::Examiner, again).unwrap();
    assert_eq!(walk.code(Who::Chief, take(1, &["other"])), "task_of_another");
    walk.does(Who::Chief, take(1, &["other", "law"])).unwrap();
    assert_eq!(walk.code(Who::Clerk, finish(1)), "task_of_another");
    walk.does(Who::Chief, finish(1)).unwrap();
    assert_eq!(walk.code(Who::Chief, finish(1)), "proceeding_closed");
    assert_eq!(walk.code(Who::Examiner, review()), "done");
}

#[test]
fn who_does_not_wait_for_a_task_says_why() {
    let mut walk = accepted();
    walk.does(Who::Examiner, task_for(To::Person(officer(Who::Chief))))
        .unwrap();
    let silent = gives(Order::Drop {
        no: 1,
        reason: " ".into(),
    });
    assert_eq!(walk.code(Who::Examiner, silent), "invalid_fields");
    walk.does(Who::Examiner, drop(1)).unwrap();
    let closed = walk.case.proceedings.get(1).unwrap().closed.clone().unwrap();
    assert!(closed.dropped && closed.words == "不再需要");
    assert_eq!(walk.code(Who::Examiner, review()), "done");
}

#[test]
fn a_party_is_heard_before_anything_is_decided() {
    let mut walk = accepted();
    walk.does(Who::Examiner, tell("王小明", false)).unwrap();
    walk.does(Who::Examiner, tell("前锋区物业有限公司", true)).unwrap();
    walk.does(Who::Examiner, tell("李四", false)).unwrap();
    let names: Vec<String> = walk
        .case
        .proceedings
        .parties()
        .map(|(_, party)| party.name.clone())
        .collect();
    assert_eq!(
        names,
        ["王**", "前锋区物业有限公司", "李*"],
        "the ledger names no private person"
    );
    walk.does(Who::Examiner, review()).unwrap();
    assert_eq!(walk.code(Who::Chief, grant()), "party_not_heard");
    walk.does(Who::Examiner, hear(1)).unwrap();
    walk.does(Who::Examiner, lapse(2, false)).unwrap();
    walk = walk.on("2026-03-09");
    let refusal = refused(&walk, Who::Examiner, lapse(3, true));
    assert_eq!(
        (refusal.code, refusal.rule),
        ("party_not_heard", "行政许可法 第三十六条")
    );
    assert_eq!(walk.code(Who::Chief, grant()), "party_not_heard");
    walk = walk.on("2026-03-10");
    assert_eq!(
        walk.code(Who::Chief, grant()),
        "party_not_heard",
        "what became of it is recorded first"
    );
    walk.does(Who::Examiner, lapse(3, true)).unwrap();
    assert_eq!(walk.code(Who::Chief, grant()), "done");
    assert_eq!(walk.code(Who::Examiner, drop(1)), "proceeding_closed");
}

/// The right told on Monday, 2 March: five working days end on 9 March.
fn told() -> Walk {
    let mut walk = accepted();
    walk.does(Who::Examiner, tell("王小明", false)).unwrap();
    walk.does(Who::Examiner, hear(1)).unwrap();
    walk.does(Who::Examiner, tell_right()).unwrap();
    walk
}

#[test]
fn a_hearing_is_asked_for_within_five_days_by_those_who_were_told() {
    let rows = [
        ("2026-03-02", Who::Owner, Asker::Applicant, "done"),
        ("2026-03-09", Who::Owner, Asker::Applicant, "done"),
        ("2026-03-10", Who::Owner, Asker::Applicant, "hearing_asked_too_late"),
        ("2026-03-09", Who::Examiner, Asker::Party(1), "done"),
        ("2026-03-09", Who::Clerk, Asker::Applicant, "done"),
        ("2026-03-09", Who::Owner, Asker::Party(1), "not_permitted"),
        ("2026-03-09", Who::Examiner, Asker::Party(7), "not_told_of_hearing"),
        ("2026-03-09", Who::Stranger, Asker::Applicant, "not_permitted"),
    ];
    for (on, who, by, expected) in rows {
        assert_eq!(
            told().on(on).code(who, ask_for(2, by)),
            expected,
            "{who:?} for {by:?} on {on}"
        );
    }
}

#[test]
fn nothing_is_decided_while_a_hearing_can_be_asked_for_or_is_to_be_held() {
    let mut walk = told();
    walk.does(Who::Examiner, review()).unwrap();
    assert_eq!(walk.code(Who::Chief, grant()), "hearing_may_be_asked");
    assert_eq!(
        walk.clone().on("2026-03-09").code(Who::Chief, grant()),
        "hearing_may_be_asked"
    );
    assert_eq!(
        walk.clone().on("2026-03-10").code(Who::Chief, grant()),
        "done",
        "nobody asked in time"
    );
    let mut both = walk.clone();
    both.does(Who::Owner, waive(2, Asker::Applicant)).unwrap();
    assert_eq!(
        both.code(Who::Chief, grant()),
        "hearing_may_be_asked",
        "the other may still ask"
    );
    both.does(Who::Examiner, waive(2, Asker::Party(1))).unwrap();
    assert_eq!(both.code(Who::Chief, grant()), "done", "both waived it");
    walk.does(Who::Owner, ask_for(2, Asker::Applicant)).unwrap();
    assert_eq!(walk.left(ClockKind::HearingOrganise), 20);
    assert_eq!(
        walk.clone().on("2026-03-20").code(Who::Chief, grant()),
        "hearing_not_held"
    );
    assert_eq!(walk.code(Who::Examiner, drop(2)), "cannot_be_dropped");
    let mut back = walk.clone();
    back.does(Who::Owner, waive(2, Asker::Applicant)).unwrap();
    assert_eq!(back.on("2026-03-10").code(Who::Chief, grant()), "done", "taken back");
}

#[test]
fn a_hearing_is_told_seven_days_before_and_held_within_twenty_days_of_the_request() {
    let mut walk = told();
    walk.does(Who::Owner, ask_for(2, Asker::Applicant)).unwrap();
    // Seven working days after 2 March end on 11 March; twenty on 30 March.
    let rows = [
        ("2026-03-10", "hearing_notice_too_late"),
        ("2026-03-11", "done"),
        ("2026-03-30", "done"),
        ("2026-03-31", "hearing_too_late"),
    ];
    for (on, expected) in rows {
        assert_eq!(walk.code(Who::Examiner, set(2, on, outsider())), expected, "{on}");
    }
    // Set so late that seven days end after the twenty: held as soon as it can be.
    let late = walk.on("2026-03-25");
    assert_eq!(late.code(Who::Examiner, set(2, "2026-04-03", outsider())), "done");
    assert_eq!(
        late.code(Who::Examiner, set(2, "2026-04-07", outsider())),
        "hearing_too_late"
    );
    assert_eq!(late.code(Who::Examiner, announce(2)), "hearing_not_set");
}

#[test]
fn who_examines_does_not_chair() {
    let mut walk = told();
    walk.does(Who::Owner, ask_for(2, Asker::Applicant)).unwrap();
    walk.does(Who::Examiner, review()).unwrap();
    walk.does(Who::Examiner, on_site(&[Who::Chief, Who::OtherExaminer], "2026-03-05"))
        .unwrap();
    for who in [Who::Examiner, Who::Chief, Who::OtherExaminer] {
        let refusal = refused(&walk, Who::Examiner, set(2, "2026-03-20", officer(who)));
        assert_eq!(
            (refusal.code, fields(&refusal)),
            ("chair_examines", vec!["chair"]),
            "{who:?}"
        );
    }
    assert_eq!(walk.code(Who::Examiner, set(2, "2026-03-20", outsider())), "done");
}

#[test]
fn a_record_is_signed_and_the_decision_rests_on_it() {
    let mut walk = told();
    walk.does(Who::Owner, ask_for(2, Asker::Applicant)).unwrap();
    walk.does(Who::Examiner, review()).unwrap();
    walk.does(Who::Examiner, set(2, "2026-03-20", outsider())).unwrap();
    assert_eq!(walk.code(Who::Chief, hold(2, true, "")), "hearing_not_begun");
    walk = walk.on("2026-03-20");
    let recusal = gives(Order::Hearing(Hearing::AskRecusal {
        no: 2,
        by: Asker::Applicant,
        reason: "与对方是亲属".into(),
    }));
    walk.does(Who::Owner, recusal).unwrap();
    assert_eq!(walk.code(Who::Chief, hold(2, true, "")), "recusal_unanswered");
    let answer = |chair| {
        gives(Order::Hearing(Hearing::AnswerRecusal {
            no: 2,
            chair,
            reason: "经核实".into(),
        }))
    };
    assert_eq!(
        walk.code(Who::Chief, answer(Some(officer(Who::Examiner)))),
        "chair_examines"
    );
    walk.does(Who::Chief, answer(None)).unwrap();
    assert_eq!(refused(&walk, Who::Chief, hold(2, false, "")).code, "invalid_fields");
    assert_eq!(walk.code(Who::Chief, hold(2, false, "拒绝签字")), "done");
    walk.does(Who::Chief, hold(2, true, "")).unwrap();
    let record = walk.case.proceedings.hearing_record().unwrap();
    assert_eq!(record.participants[0].name, "陈**");
    assert!(walk.case.clock(ClockKind::HearingOrganise).unwrap().stopped.is_some());
    assert_eq!(walk.code(Who::Chief, grant()), "done");
}

#[test]
fn a_hearing_by_the_authority_itself_is_announced() {
    let open = |ground| {
        gives(Order::Hearing(Hearing::Open {
            ground,
            reason: "涉及公共利益".into(),
        }))
    };
    let mut walk = accepted();
    assert_eq!(walk.code(Who::Examiner, open(Ground::MajorInterest)), "invalid_fields");
    walk.does(Who::Examiner, open(Ground::ByLaw)).unwrap();
    assert_eq!(walk.code(Who::Examiner, tell_right()), "hearing_there_already");
    assert_eq!(
        walk.code(Who::Examiner, drop(1)),
        "cannot_be_dropped",
        "the law asks for it"
    );
    walk.does(Who::Examiner, set(1, "2026-03-20", outsider())).unwrap();
    walk = walk.on("2026-03-20");
    assert_eq!(walk.code(Who::Chief, hold(1, true, "")), "hearing_not_announced");
    walk.does(Who::Examiner, announce(1)).unwrap();
    assert_eq!(walk.code(Who::Chief, hold(1, true, "")), "done");
}

fn commission(experts: &[(&str, &str)], days: u32, notice: &str) -> Command {
    gives(Order::Expert(Expert::Commission {
        kind: SuspensionKind::ExpertReview,
        organiser: "市工程评审中心".into(),
        experts: experts
            .iter()
            .map(|(name, unit)| ((*name).to_string(), (*unit).to_string()))
            .collect(),
        days,
        notice: notice.into(),
    }))
}

fn recuse(expert: u32) -> Command {
    gives(Order::Expert(Expert::Recuse {
        no: 1,
        expert,
        reason: "与申请人有利害关系".into(),
    }))
}

fn report(files: usize) -> Command {
    let file = FileMark {
        hash: "ab".into(),
        name: "评审报告.pdf".into(),
        size: 1,
        media: "application/pdf".into(),
    };
    gives(Order::Expert(Expert::Report {
        no: 1,
        passed: true,
        words: "方案可行".into(),
        files: vec![file; files],
    }))
}

#[test]
fn a_review_by_experts_has_its_time_told_its_recusals_and_its_report() {
    let mut walk = accepted();
    let two = [("李明", "四川大学"), ("周海", "设计院")];
    for (command, field) in [
        (commission(&[], 10, "告知书"), "experts"),
        (commission(&two, 0, "告知书"), "days"),
        (commission(&two, 10, " "), "evidence"),
    ] {
        assert_eq!(fields(&refused(&walk, Who::Examiner, command)), [field]);
    }
    walk.does(Who::Examiner, commission(&two, 10, "前审告〔2026〕7号"))
        .unwrap();
    let one = walk.case.proceedings.get(1).unwrap();
    assert_eq!(one.due(Calendar::national()).unwrap().day, day("2026-03-16"));
    let Matter::Expert(by_others) = &one.matter else {
        panic!()
    };
    assert_eq!(by_others.experts[0].name, "李*");
    assert_eq!(fields(&refused(&walk, Who::Examiner, report(0))), ["files"]);
    walk.does(Who::Examiner, recuse(1)).unwrap();
    assert_eq!(walk.code(Who::Examiner, recuse(1)), "not_found", "withdrawn once");
    assert_eq!(walk.code(Who::Examiner, recuse(3)), "not_found");
    let mut nobody = walk.clone();
    nobody.does(Who::Examiner, recuse(2)).unwrap();
    assert_eq!(nobody.code(Who::Examiner, report(1)), "no_expert_left");
    walk.does(Who::Examiner, review()).unwrap();
    assert_eq!(walk.code(Who::Chief, grant()), "proceeding_open");
    walk.does(Who::Examiner, report(1)).unwrap();
    assert_eq!(walk.code(Who::Chief, grant()), "done");
}

fn discussed(members: u32, present: u128, [agree, against, abstain]: [u32; 3]) -> Command {
    let person = |n: u128| Person {
        account: AccountId(Uuid::from_u128(n)),
        name: format!("委员{n}"),
    };
    gives(Order::Discussion(Discussion::Record {
        members,
        present: (1..=present).map(person).collect(),
        agree,
        against,
        abstain,
        words: "多数意见".into(),
        files: Vec::new(),
    }))
}

#[test]
fn more_than_half_discuss_and_the_majority_binds_who_gives_no_reason() {
    let mut walk = Walk::at(Status::Reviewed);
    let rows = [
        (5, 3, [2, 1, 0], "done"),
        (6, 3, [3, 0, 0], "no_quorum"),
        (2, 3, [3, 0, 0], "no_quorum"),
        (5, 3, [2, 2, 0], "invalid_fields"),
        (5, 0, [0, 0, 0], "invalid_fields"),
    ];
    for (members, present, votes, expected) in rows {
        let code = walk.code(Who::Chief, discussed(members, present, votes));
        assert_eq!(code, expected, "{present} of {members}: {votes:?}");
    }
    for (votes, grants, refuses) in [
        ([2, 1, 0], "done", "against_majority"),
        ([1, 2, 0], "against_majority", "done"),
        ([1, 1, 1], "against_majority", "against_majority"),
    ] {
        let mut voted = walk.clone();
        voted.does(Who::Chief, discussed(5, 3, votes)).unwrap();
        assert_eq!(voted.code(Who::Chief, grant()), grants, "{votes:?}");
        assert_eq!(voted.code(Who::Chief, refuse()), refuses, "{votes:?}");
    }
    walk.does(Who::Chief, discussed(5, 3, [1, 2, 0])).unwrap();
    let depart = |reason: &str| {
        gives(Order::Discussion(Discussion::Depart {
            no: 1,
            reason: reason.into(),
        }))
    };
    assert_eq!(walk.code(Who::Chief, depart("")), "invalid_fields");
    walk.does(Who::Chief, depart("会后补充的材料消除了反对理由")).unwrap();
    assert_eq!(walk.code(Who::Chief, grant()), "done");
}

#[test]
fn the_clock_rests_for_a_proceeding_only_as_the_item_allows_and_until_it_is_done() {
    let rest = |no| {
        gives(Order::Rest {
            no,
            told_days: 5,
            evidence: Evidence {
                words: "所需时间告知书".into(),
                file: None,
            },
        })
    };
    let mut walk = accepted();
    walk.does(Who::Examiner, task_for(To::Person(officer(Who::Chief))))
        .unwrap();
    walk.does(Who::Examiner, on_site(&[Who::Examiner, Who::Chief], "2026-03-05"))
        .unwrap();
    assert_eq!(walk.code(Who::Examiner, rest(1)), "does_not_rest");
    let mut plain = Walk::filed(
        Item {
            special: Vec::new(),
            ..permit()
        },
        &["m1", "m2"],
    );
    plain.does(Who::Clerk, accept()).unwrap();
    plain
        .does(Who::Examiner, on_site(&[Who::Examiner, Who::Chief], "2026-03-05"))
        .unwrap();
    assert_eq!(plain.code(Who::Examiner, rest(1)), "special_not_allowed");
    walk.does(Who::Examiner, rest(2)).unwrap();
    assert_eq!((walk.case.status(), walk.case.resting()), (Status::Suspended, Some(2)));
    walk = walk.on("2026-03-05");
    for (who, command) in [
        (Who::Examiner, found(2)),
        (Who::Examiner, sign(2)),
        (Who::Chief, take(1, &[])),
    ] {
        walk.does(who, command).unwrap();
        assert_eq!(walk.case.status(), Status::Suspended);
    }
    walk.does(Who::Chief, sign(2)).unwrap();
    assert_eq!((walk.case.status(), walk.case.resting()), (Status::Accepted, None));
    assert_eq!(walk.events.last().unwrap().what.code(), "resumed");
}

#[test]
fn every_order_has_its_way_and_is_open_only_while_a_case_is_examined() {
    let names: Vec<&str> = WAYS.iter().map(|way| way.command).collect();
    assert_eq!(names, Order::NAMES);
    for status in Status::ALL {
        let walk = Walk::at(status);
        let examined = matches!(status, Status::Accepted | Status::Suspended | Status::Reviewed);
        assert_eq!(
            walk.code(Who::Examiner, tell("王小明", false)) == "done",
            examined,
            "{status:?}"
        );
        assert_eq!(
            open_orders(&walk.case, &walk.item, &Who::Examiner.actor(), Sections::NONE).is_empty(),
            !examined,
            "{status:?}"
        );
        for who in EVERYBODY {
            let code = walk.code(who, tell("王小明", false));
            let may = matches!(who, Who::Examiner | Who::Chief);
            assert_eq!(code == "not_permitted", !may, "{who:?} when {status:?}: {code}");
        }
    }
}

#[test]
fn what_is_offered_can_be_done_and_what_is_done_goes_a_way_of_the_machine() {
    let mut walk = told();
    walk.does(Who::Examiner, on_site(&[Who::Examiner, Who::Chief], "2026-03-02"))
        .unwrap();
    walk.does(Who::Examiner, task_for(To::Person(officer(Who::Chief))))
        .unwrap();
    let offered = |who: Who| open_orders(&walk.case, &walk.item, &who.actor(), Sections::NONE);
    assert_eq!(
        offered(Who::Owner),
        [("ask_hearing", 2), ("waive_hearing", 2)],
        "an applicant sees the right that they were told of"
    );
    assert!(offered(Who::Stranger).is_empty() && offered(Who::Inspector).is_empty());
    assert!(offered(Who::Chief).contains(&("take_task", 4)));
    assert!(!offered(Who::Examiner).contains(&("take_task", 4)));
    for (name, _) in offered(Who::Examiner) {
        assert!(who_may(name), "{name}");
    }
    let (from, status) = (Status::Accepted, Status::Suspended);
    assert!(yimen_domain::cases::machine::leads("rest_clock", from, status));
    assert!(!yimen_domain::cases::machine::leads("hear_party", from, status));
    assert!(matches!(walk.case.proceedings.get(4).unwrap().matter, Matter::Task(_)));
}

fn who_may(name: &str) -> bool {
    let about = yimen_domain::organisation::permission::About::body(BODY);
    Who::Examiner.actor().may(permission_of(name), about)
}

/// Orders about the first three proceedings, whatever they are, and what they keep back.
fn anything() -> Vec<Command> {
    let mut all = vec![
        review(),
        grant(),
        refuse(),
        resume(),
        on_site(&[Who::Examiner, Who::Chief], "2026-03-02"),
        task_for(To::Person(officer(Who::Examiner))),
        tell("王小明", false),
        tell_right(),
        commission(&[("李明", "四川大学")], 5, "告知书"),
        discussed(5, 3, [2, 1, 0]),
        publish(3),
        send_down("township"),
    ];
    for no in 1..=3 {
        let late = Meeting {
            day: day("2026-03-02").plus(14),
            time: "09:30".into(),
            place: "会议室".into(),
        };
        let set = Hearing::Set {
            no,
            meeting: late,
            chair: outsider(),
        };
        let rest = Order::Rest {
            no,
            told_days: 2,
            evidence: Evidence {
                words: "告知书".into(),
                file: None,
            },
        };
        all.extend([found(no), sign(no), take(no, &[]), finish(no), give_back(no), drop(no)]);
        all.extend([ask_for(no, Asker::Applicant), waive(no, Asker::Applicant)]);
        all.push(announce_until(no, "2026-03-16"));
        all.extend([view(no), answer(no, 1), close(no), tell_decision(no), send_up(no)]);
        all.extend([hold(no, true, ""), hear(no), lapse(no, true), gives(rest)]);
        all.push(gives(Order::Hearing(set)));
    }
    all
}

/// Those who get somewhere.
const BUSY: [Who; 5] = [Who::Owner, Who::Examiner, Who::Chief, Who::Clerk, Who::System];

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_tried_nothing_is_decided_while_somebody_is_to_be_heard(
        steps in prop::collection::vec(
            (prop::sample::select(BUSY.to_vec()), prop::sample::select(anything()), prop_oneof![3 => Just(0), 1 => 1..6i32]),
            1..60,
        ),
    ) {
        let mut walk = accepted();
        for (who, command, days) in steps {
            walk.today = walk.today.plus(days);
            let (before, name) = (walk.case.clone(), command.name());
            if walk.does(who, command).is_err() {
                prop_assert_eq!(&walk.case, &before, "a refusal changes nothing");
                continue;
            }
            let (from, to) = (before.status(), walk.case.status());
            prop_assert!(yimen_domain::cases::machine::leads(name, from, to), "{name}: {} to {}", from.code(), to.code());
            if walk.case.resting().is_some() {
                let resting = walk.case.resting().and_then(|no| walk.case.proceedings.get(no)).unwrap();
                prop_assert!(!resting.is_closed(), "the clock rests for what is done");
            }
            if walk.case.decision().is_some() {
                for one in walk.case.proceedings.open() {
                    let Matter::Hearing(hearing) = &one.matter else {
                        return Err(TestCaseError::fail(format!("{:?} was open at the decision", one.kind())));
                    };
                    prop_assert!(!hearing.is_to_be_held(), "a hearing was to be held");
                    prop_assert!(!hearing.may_be_asked(one, Calendar::national(), walk.today), "it could still be asked for");
                }
            }
            holds_after_every_step(&walk);
        }
    }
}
