//! A service is rated once; a bad rating is contacted, verified, put right, answered and visited back, or set aside after an appeal.

use yimen_domain::ratings::order::{Order, Own};
use yimen_domain::ratings::record::{Amendment, Ground, Waits};
use yimen_domain::ratings::{Numbering, Terms, Way, moderated, options};

use super::*;

fn amend(level: Level) -> Order {
    Order::Amend(Amendment {
        level,
        options: Vec::new(),
        words: String::new(),
    })
}

fn contact(reached: bool) -> Order {
    Order::Contact {
        reached,
        words: "电话联系".into(),
    }
}

fn verify(found: bool) -> Order {
    Order::Verify {
        found,
        words: "属实".into(),
    }
}

fn mend() -> Order {
    Order::Mend {
        words: "已更换样本".into(),
    }
}

fn answer() -> Order {
    Order::Answer {
        words: "样本已更换，感谢指出".into(),
    }
}

fn visit() -> Order {
    Order::VisitBack {
        content: true,
        words: "满意".into(),
    }
}

fn appeal() -> Order {
    Order::Appeal {
        ground: Ground::Mistaken,
        words: "评的是另一个窗口".into(),
    }
}

fn judge(set_aside: bool) -> Order {
    Order::Judge {
        set_aside,
        reasons: "监控显示当日没有来过".into(),
    }
}

pub(super) fn usual(name: &str) -> Option<(Who, Command)> {
    let (who, order) = match name {
        "amend_rating" => (Who::Owner, amend(Level::Good)),
        "take_back_rating" => (Who::Owner, Order::TakeBack),
        "contact_rater" => (Who::Clerk, contact(true)),
        "verify_rating" => (Who::Clerk, verify(true)),
        "mend_rating" => (Who::Clerk, mend()),
        "answer_rating" => (Who::Clerk, answer()),
        "visit_back_rater" => (Who::Inspector, visit()),
        "appeal_rating" => (Who::Clerk, appeal()),
        "judge_rating" => (Who::Inspector, judge(true)),
        _ => return None,
    };
    Some((who, order.into()))
}

fn rating(level: Level) -> Rating {
    Rating::new(level, "")
}

fn rated(rating: Rating) -> Walk {
    let mut walk = Walk::at(Status::Issued);
    walk.does(Who::Owner, Command::Rate(rating)).unwrap();
    walk
}

#[test]
fn the_two_numberings_count_against_each_other() {
    for (level, national, gbt) in [
        (Level::VeryGood, 5, 1),
        (Level::Good, 4, 2),
        (Level::Fair, 3, 3),
        (Level::Bad, 2, 4),
        (Level::VeryBad, 1, 5),
    ] {
        assert_eq!(Numbering::National.level(national), Some(level));
        assert_eq!(Numbering::Gbt39046.level(gbt), Some(level));
        assert_eq!(u64::from(Numbering::Gbt39046.number(level)), gbt);
        assert_eq!(level.is_satisfied(), national >= 3);
    }
    for wrong in [0, 6, u64::MAX] {
        assert_eq!(Level::from_gbt39046(wrong), None);
        assert_eq!(Level::from_value(wrong), None);
    }
}

#[test]
fn the_options_are_the_forty_national_ones_and_belong_to_their_level() {
    let codes: Vec<u16> = options::ALL.iter().map(|choice| choice.code).collect();
    let wanted = [510..=517, 406..=413, 307..=314, 207..=214, 108..=115];
    assert_eq!(codes, wanted.into_iter().flatten().collect::<Vec<u16>>());
    for level in Level::ALL {
        assert_eq!(options::of_level(level).count(), 8);
    }
    for choice in options::ALL {
        assert!(!choice.words.0.is_empty() && choice.words.1.is_ascii());
    }
    let choosing = |options: Vec<u16>| Rating {
        options,
        ..rating(Level::Bad)
    };
    let mut walk = Walk::at(Status::Issued);
    for wrong in [vec![110], vec![209, 517], vec![299]] {
        assert_eq!(walk.code(Who::Owner, Command::Rate(choosing(wrong))), "invalid_fields");
    }
    walk.does(Who::Owner, Command::Rate(choosing(vec![209, 207, 209])))
        .unwrap();
    assert_eq!(walk.case.rating.as_ref().unwrap().options, [207, 209]);
}

#[test]
fn a_bad_rating_goes_its_way_step_by_step_to_the_visit_back() {
    let mut walk = rated(rating(Level::VeryBad));
    let waits = |walk: &Walk| walk.case.ratings.waits();
    for (before, who, order) in [
        (Waits::Contact, Who::Clerk, contact(false)),
        (Waits::Verify, Who::Clerk, verify(true)),
        (Waits::Mend, Who::Clerk, mend()),
        (Waits::Answer, Who::Clerk, answer()),
        (Waits::Visit, Who::Inspector, visit()),
    ] {
        assert_eq!(waits(&walk), Some(before));
        for early in [mend(), answer()] {
            if early != order {
                assert_eq!(walk.code(Who::Clerk, early.into()), "rating_state");
            }
        }
        walk.does(who, order.into()).unwrap();
    }
    assert_eq!(waits(&walk), Some(Waits::Done));
    assert_eq!(walk.case.status(), Status::Issued, "no status moves with a rating");
    let quiet = rated(rating(Level::Fair));
    assert_eq!(waits(&quiet), None, "only a bad one makes work");
    assert_eq!(quiet.code(Who::Clerk, contact(true).into()), "not_found");
}

#[test]
fn what_was_not_found_so_is_answered_without_being_put_right() {
    let mut walk = rated(rating(Level::Bad));
    walk.does(Who::Clerk, contact(true).into()).unwrap();
    walk.does(Who::Clerk, verify(false).into()).unwrap();
    assert_eq!(walk.code(Who::Clerk, mend().into()), "rating_state");
    walk.does(Who::Clerk, answer().into()).unwrap();
    assert_eq!(walk.case.ratings.waits(), Some(Waits::Visit));
}

#[test]
fn nobody_calls_whoever_rated_without_a_name() {
    let mut walk = rated(Rating {
        anonymous: true,
        ..rating(Level::Bad)
    });
    assert_eq!(walk.case.ratings.waits(), Some(Waits::Verify));
    assert_eq!(walk.code(Who::Clerk, contact(true).into()), "rating_anonymous");
    for order in [verify(true), mend(), answer()] {
        walk.does(Who::Clerk, order.into()).unwrap();
    }
    assert_eq!(
        walk.case.ratings.waits(),
        Some(Waits::Done),
        "a visit back is of the named ones"
    );
}

#[test]
fn the_limits_run_in_working_days_from_the_rating() {
    let mut walk = rated(rating(Level::Bad));
    let calendar = Calendar::plain();
    let opened = walk.today;
    let after = |days| calendar.add(opened, days).unwrap().day;
    let last = |walk: &Walk| walk.case.ratings.last_day(&calendar).unwrap();
    assert_eq!(last(&walk), after(1), "安阳市政务服务条例 第五十二条");
    walk.does(Who::Clerk, contact(true).into()).unwrap();
    assert_eq!(last(&walk), after(15), "遂宁: fifteen working days");
    let care = walk.case.ratings.care.clone().unwrap();
    assert_eq!(care.in_time(after(15), &calendar), None);
    assert_eq!(care.in_time(after(16), &calendar), Some(false));
    for order in [verify(true), mend(), answer()] {
        walk.does(Who::Clerk, order.into()).unwrap();
    }
    let care = walk.case.ratings.care.clone().unwrap();
    assert_eq!(care.in_time(after(99), &calendar), Some(true));
    let quick = rated(Rating {
        terms: Some(Terms::QUICK),
        anonymous: true,
        ..rating(Level::Bad)
    });
    assert_eq!(last(&quick), calendar.add(quick.today, 5).unwrap().day, "德州: five");
}

#[test]
fn an_appeal_is_decided_by_somebody_else_and_what_is_set_aside_stays_visible() {
    let mut walk = rated(rating(Level::VeryBad));
    walk.does(Who::Clerk, appeal().into()).unwrap();
    assert_eq!(walk.case.ratings.waits(), Some(Waits::Judge));
    assert_eq!(walk.code(Who::Clerk, contact(true).into()), "rating_state");
    for who in [Who::Clerk, Who::Chief, Who::Examiner, Who::Owner] {
        assert_eq!(walk.code(who, judge(true).into()), "not_permitted", "{who:?}");
    }
    let mut upheld = walk.clone();
    upheld.does(Who::Inspector, judge(false).into()).unwrap();
    assert_eq!(upheld.case.ratings.waits(), Some(Waits::Contact), "the work goes on");
    assert_eq!(
        upheld.code(Who::Clerk, appeal().into()),
        "rating_state",
        "appealed once"
    );
    assert!(upheld.case.rating_that_counts().is_some());
    walk.does(Who::Inspector, judge(true).into()).unwrap();
    assert_eq!(walk.case.ratings.waits(), Some(Waits::SetAside));
    assert!(walk.case.rating.is_some() && walk.case.rating_that_counts().is_none());
    assert_eq!(walk.code(Who::Owner, amend(Level::Good).into()), "rating_state");
}

#[test]
fn a_bad_one_is_amended_upward_once_or_taken_back() {
    let mut walk = rated(rating(Level::Bad));
    for level in [Level::VeryBad, Level::Bad] {
        assert_eq!(walk.code(Who::Owner, amend(level).into()), "invalid_fields");
    }
    let mut back = walk.clone();
    walk.does(Who::Owner, amend(Level::Good).into()).unwrap();
    assert_eq!(walk.case.rating.as_ref().unwrap().level, Level::Good);
    assert_eq!(walk.code(Who::Owner, amend(Level::VeryGood).into()), "rating_state");
    assert_eq!(
        walk.case.ratings.waits(),
        Some(Waits::Contact),
        "what was wrong is still put right"
    );
    back.does(Who::Owner, Order::TakeBack.into()).unwrap();
    assert!(back.case.rating_that_counts().is_none());
    assert_eq!(back.case.ratings.waits(), Some(Waits::TakenBack));
    assert_eq!(back.code(Who::Owner, rate()), "rated_before", "and not rated anew");
    let good = rated(rating(Level::Fair));
    assert_eq!(good.code(Who::Owner, amend(Level::Good).into()), "rating_state");
}

#[test]
fn a_service_is_rated_within_thirty_days_of_its_end() {
    let mut walk = Walk::at(Status::Issued);
    walk.today = walk.case.closed_at.unwrap().day(CHINA).plus(30);
    assert_eq!(walk.code(Who::Owner, rate()), "done");
    walk.today = walk.today.plus(1);
    assert_eq!(walk.code(Who::Owner, rate()), "rating_too_late");
}

#[test]
fn the_link_rates_by_the_hand_of_the_system_and_of_nobody_else() {
    let by_link = |rating| Command::Ratings(Order::ByLink(Own::Rate(rating)));
    for who in EVERYBODY.into_iter().filter(|who| *who != Who::System) {
        let walk = Walk::at(Status::Issued);
        assert_ne!(walk.code(who, by_link(rating(Level::Good))), "done", "{who:?}");
    }
    let mut walk = Walk::at(Status::Issued);
    let given = Rating {
        way: Some(Way::Device),
        device: Some("窗口 3".into()),
        ..rating(Level::Good)
    };
    walk.does(Who::System, by_link(given.clone())).unwrap();
    assert_eq!(walk.case.rating.as_ref(), Some(&given));
    assert_eq!(walk.code(Who::System, by_link(given)), "rated_before");
}

#[test]
fn numbers_by_which_somebody_can_be_found_are_starred() {
    for (text, shown) in [
        ("请打 13800138000", "请打 ***********"),
        ("138-0013-8000 找我", "************* 找我"),
        ("身份证41050219900101123X。", "身份证******************。"),
        ("2026 年 3 月等了 120 分钟", "2026 年 3 月等了 120 分钟"),
        ("写信到 li.si@example.cn 即可", "写信到 ******************** 即可"),
        ("１３８００１３８０００", "***********"),
    ] {
        assert_eq!(
            moderated(text).chars().filter(|c| c.is_ascii_digit()).count(),
            shown.chars().filter(|c| c.is_ascii_digit()).count(),
            "{text}"
        );
        if !text.contains('@') {
            assert_eq!(moderated(text), shown);
        } else {
            assert!(
                !moderated(text).contains('@')
                    && moderated(text).starts_with("写信到 *")
                    && moderated(text).ends_with("* 即可")
            );
        }
    }
    let walk = rated(Rating::new(Level::Bad, "请打 13800138000"));
    assert_eq!(walk.case.rating.as_ref().unwrap().words, "请打 ***********");
}
