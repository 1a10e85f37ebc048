//! Rules of supervision are put in force, cards fall due and are given once, people answer and appeal, and rules are tried on the past.

use yimen_acts::cases::command::{Reach, command};
use yimen_acts::cases::rebuild::{Mode, rebuild};
use yimen_acts::supervision::adopt::{end, of_set, put_in_force};
use yimen_acts::supervision::lists::{latest, letters, to_answer, to_judge, told};
use yimen_acts::supervision::trial::back_test;
use yimen_acts::supervision::{refresh, work};
use yimen_domain::calendar::Day;
use yimen_domain::cases::Case;
use yimen_domain::organisation::{Actor, Role};
use yimen_domain::supervision::letter::Kind;
use yimen_domain::supervision::order::Order;
use yimen_domain::supervision::record::Standing;
use yimen_domain::supervision::rule::{Addressee, Colour, Rule, RuleCode, Threshold, Watch};
use yimen_testkit::{Town, items, refusal};

const NOTICE: &str = "政务〔2026〕12号";

fn manager(town: &Town) -> Actor {
    let login = town.logins_with(Role::Manager).remove(0);
    town.account(&login).actor()
}

/// The rules of Yulin hold from today: 90 % of the promise is yellow, past it is red.
async fn yulin(town: &Town) {
    let rules = of_set("yulin", &[], town.today()).unwrap();
    put_in_force(&town.centre, &manager(town), NOTICE, rules, false)
        .await
        .unwrap();
    work::recount(&town.centre).await.unwrap();
}

/// A case that was accepted just now.
async fn accepted(town: &Town) -> String {
    let number = town.citizen("citizen1").files(items::LEGAL_AID).await.unwrap().number;
    town.clerk().accepts(&number).await.unwrap();
    number
}

async fn case(town: &Town, number: &str) -> Case {
    town.inspector().looks_at(number).await.unwrap().case
}

/// The next moment of the only open case.
async fn moment(town: &Town) -> i64 {
    let rows = town.db_rows("SELECT moment FROM supervision_due", Vec::new()).await;
    assert_eq!(rows.len(), 1);
    rows[0].int(0).unwrap()
}

fn until(town: &Town, moment: i64) {
    let left = moment - town.centre.now().0;
    assert!(left >= 0 && left % 1_000_000 == 0, "moments lie on seconds");
    town.seconds_later(left / 1_000_000);
}

async fn given(town: &Town, number: &str) -> Vec<(String, u32, Colour)> {
    let cards = case(town, number).await.supervision.cards;
    let of = |given: &yimen_domain::supervision::record::Given| {
        let mark = &given.card.rule;
        (mark.code.as_str().to_string(), mark.version, given.card.colour)
    };
    cards.iter().map(of).collect()
}

fn card(code: &str, version: u32, colour: Colour) -> (String, u32, Colour) {
    (code.into(), version, colour)
}

async fn is_sound(town: &Town) {
    let report = rebuild(&town.centre, Mode::Check, |_| {}).await.unwrap();
    assert!(report.is_sound() && report.different == 0, "{report:?}");
}

pub async fn a_card_is_given_at_its_moment_and_once_though_two_workers_run(town: &Town) {
    yulin(town).await;
    let number = accepted(town).await;
    let first = moment(town).await;
    until(town, first - 1_000_000);
    assert_eq!(work::give_due(&town.centre, 10).await.unwrap(), 0);
    assert!(given(town, &number).await.is_empty(), "not a second before");
    town.seconds_later(1);
    let other = town.another_process().await.unwrap_or_else(|| town.centre.clone());
    let (one, two) = tokio::join!(work::give_due(&town.centre, 10), work::give_due(&other, 10));
    assert_eq!(one.unwrap() + two.unwrap(), 1, "one of them had the lease");
    assert_eq!(given(town, &number).await, [card("YL-1", 1, Colour::Yellow)]);
    let now = case(town, &number).await;
    let kept = &now.supervision.cards[0];
    assert_eq!((kept.card.due.0, kept.at, kept.by), (first, town.centre.now(), None));
    assert_eq!(kept.card.inputs["threshold"], "used:90");
    assert!(!kept.card.events.is_empty() && !kept.card.avoided.zh.is_empty());
    assert!(town.citizen("citizen1").looks_at(&number).await.is_ok());
    assert_eq!(
        work::give_due(&town.centre, 10).await.unwrap(),
        0,
        "nothing more is due"
    );
    is_sound(town).await;

    town.db_tamper(1, "UPDATE cards SET colour = 'red'", Vec::new()).await;
    town.db_tamper(1, "UPDATE supervision_due SET moment = 5000000000000000", Vec::new())
        .await;
    let report = rebuild(&town.centre, Mode::Write, |_| {}).await.unwrap();
    let found: Vec<_> = report
        .differences
        .iter()
        .map(|found| (found.table, found.column))
        .collect();
    assert_eq!(found, [("cards", "colour"), ("supervision_due", "moment")]);
    is_sound(town).await;
}

pub async fn what_had_fallen_due_is_given_before_a_step_that_comes_late(town: &Town) {
    yulin(town).await;
    let number = accepted(town).await;
    town.days_later(60);
    let body = town.item(items::LEGAL_AID).body.clone();
    town.examiner(&body).reviews(&number).await.unwrap();
    let view = town.inspector().looks_at(&number).await.unwrap();
    let codes: Vec<&str> = view.events.iter().map(|event| event.what.code()).collect();
    let reviewed = codes.iter().position(|code| *code == "reviewed").unwrap();
    assert_eq!(
        &codes[reviewed - 2..reviewed],
        ["card_given", "card_given"],
        "yellow and red, then the step: {codes:?}"
    );
    assert_eq!(
        given(town, &number).await,
        [card("YL-1", 1, Colour::Yellow), card("YL-2", 1, Colour::Red)]
    );
    assert!(
        view.events[reviewed].actor.role != "system" && view.events[reviewed - 1].actor.role == "system",
        "nobody but the rule gave them"
    );
    let told = town
        .db_rows("SELECT seq FROM outbox WHERE topic = 'notice'", Vec::new())
        .await;
    let seqs: Vec<i64> = told.iter().map(|row| row.int(0).unwrap()).collect();
    let cards = view.events.iter().filter(|event| event.what.code() == "card_given");
    for event in cards {
        assert!(
            !seqs.contains(&i64::from(event.seq)),
            "the applicant is told nothing of it"
        );
    }
    is_sound(town).await;
}

fn changed(rule: &Rule, at: Threshold, from: Day) -> Rule {
    let mut rule = rule.clone();
    if let Watch::Clock { at: known, .. } = &mut rule.watch {
        *known = at;
    }
    Rule { from, ..rule }
}

pub async fn rules_are_chosen_changed_and_ended_and_each_card_keeps_its_version(town: &Town) {
    // A case that was there before the first rule is watched too.
    let early = accepted(town).await;
    let inspector = town.inspector().actor();
    let rules = of_set("yulin", &[], town.today()).unwrap();
    let refused = put_in_force(&town.centre, &inspector, NOTICE, rules.clone(), false).await;
    assert_eq!(refusal(refused.unwrap_err()).code, "not_permitted");
    let past = of_set("yulin", &[], town.today().plus(-1)).unwrap();
    let refused = put_in_force(&town.centre, &manager(town), NOTICE, past, false).await;
    assert_eq!(refusal(refused.unwrap_err()).code, "supervision_rule_backdated");
    let refused = put_in_force(&town.centre, &manager(town), " ", rules.clone(), false).await;
    assert_eq!(refusal(refused.unwrap_err()).code, "invalid_fields");
    yulin(town).await;
    assert_eq!(work::recount(&town.centre).await.unwrap(), 0, "done once");
    let first = moment(town).await;
    until(town, first);
    work::give_due(&town.centre, 10).await.unwrap();
    assert_eq!(given(town, &early).await, [card("YL-1", 1, Colour::Yellow)]);

    // From tomorrow the yellow card comes at half of the time: the next version of the same rule.
    let number = accepted(town).await;
    let half = changed(&rules[0], Threshold::Used(50), town.today().plus(1));
    put_in_force(&town.centre, &manager(town), NOTICE, vec![half], false)
        .await
        .unwrap();
    assert_eq!(work::recount(&town.centre).await.unwrap(), 2, "both open cases");
    let known = town.centre.supervision();
    let versions = known.book().versions(&RuleCode::parse("YL-1").unwrap());
    assert_eq!(versions.len(), 2);
    assert_eq!(versions[0].until, Some(town.today()));
    assert_eq!(known.origin(&versions[1].mark).unwrap().number, 2);
    town.days_later(60);
    work::give_due(&town.centre, 10).await.unwrap();
    assert_eq!(given(town, &number).await[0], card("YL-1", 2, Colour::Yellow));
    assert_eq!(
        given(town, &early).await[0],
        card("YL-1", 1, Colour::Yellow),
        "as it was given"
    );

    let code = RuleCode::parse("YL-1").unwrap();
    let today = town.today();
    end(&town.centre, &manager(town), NOTICE, code.clone(), today)
        .await
        .unwrap();
    let again = end(&town.centre, &manager(town), NOTICE, code, today).await;
    assert_eq!(refusal(again.unwrap_err()).code, "not_found");
    work::recount(&town.centre).await.unwrap();
    town.days_later(1);
    let last = accepted(town).await;
    town.days_later(60);
    work::give_due(&town.centre, 10).await.unwrap();
    assert_eq!(given(town, &last).await, [card("YL-2", 1, Colour::Red)]);
    if let Some(other) = town.another_process().await {
        assert!(!refresh(&other).await.unwrap(), "it read everything when it began");
        assert_eq!(other.supervision().book(), town.centre.supervision().book());
    }
    is_sound(town).await;
}

fn explain(no: u32) -> Order {
    Order::Explain {
        no,
        words: "材料须向外地核实".into(),
        evidence: None,
    }
}

fn judge(no: u32, upheld: bool) -> Order {
    Order::Judge {
        no,
        upheld,
        reasons: "核实函已于期限内发出".into(),
    }
}

pub async fn a_card_is_answered_appealed_and_withdrawn_and_stays_visible(town: &Town) {
    yulin(town).await;
    let number = accepted(town).await;
    let body = town.item(items::LEGAL_AID).body.clone();
    let (examiner, inspector, clerk) = (town.examiner(&body), town.inspector(), town.clerk());
    examiner
        .gives(&number, yimen_domain::cases::command::Command::Take)
        .await
        .unwrap();
    until(town, moment(town).await);
    work::give_due(&town.centre, 10).await.unwrap();
    let (mine, _) = to_answer(&town.centre, &examiner.actor(), None).await.unwrap();
    assert_eq!((mine.len(), mine[0].number.as_str()), (1, number.as_str()));
    assert!(to_answer(&town.centre, &inspector.actor(), None).await.is_err());
    assert!(to_judge(&town.centre, &examiner.actor(), None).await.is_err());

    let refused = async |who: &str, order: Order| {
        let done = match who {
            "inspector" => inspector.gives(&number, order.into()).await,
            "clerk" => clerk.gives(&number, order.into()).await,
            _ => examiner.gives(&number, order.into()).await,
        };
        done.unwrap_err().code
    };
    assert_eq!(refused("inspector", explain(1)).await, "not_permitted");
    assert_eq!(refused("clerk", explain(1)).await, "handled_by_another");
    assert_eq!(refused("examiner", explain(7)).await, "not_found");
    let before = case(town, &number).await;
    examiner.gives(&number, explain(1).into()).await.unwrap();
    assert_eq!(refused("examiner", explain(1)).await, "card_state");
    assert_eq!(refused("examiner", judge(1, false)).await, "not_permitted");
    assert_eq!(refused("inspector", judge(1, false)).await, "card_state");
    let appeal = Order::Appeal {
        no: 1,
        grounds: "等待外地答复的时间不应计入".into(),
        evidence: None,
    };
    examiner.gives(&number, appeal.into()).await.unwrap();
    let (mine, _) = to_answer(&town.centre, &examiner.actor(), None).await.unwrap();
    assert!(mine.is_empty());
    let (appeals, _) = to_judge(&town.centre, &inspector.actor(), None).await.unwrap();
    assert_eq!((appeals.len(), appeals[0].standing.as_str()), (1, "appealed"));
    inspector.gives(&number, judge(1, false).into()).await.unwrap();
    let after = case(town, &number).await;
    let kept = &after.supervision.cards[0];
    assert_eq!(kept.standing(), Standing::Withdrawn);
    assert_eq!(
        kept.appeal.as_ref().unwrap().judged.as_ref().unwrap().1.by,
        inspector.actor().account
    );
    assert_eq!(
        (before.status(), &before.clocks, before.changed_by),
        (after.status(), &after.clocks, after.changed_by),
        "supervision changes nothing in how the case stands"
    );
    let (all, _) = latest(&town.centre, &inspector.actor(), None, None).await.unwrap();
    assert_eq!((all.len(), all[0].standing.as_str()), (1, "withdrawn"), "on record");
    let other = town.examiner("approval").actor();
    let (theirs, _) = latest(&town.centre, &other, None, None).await.unwrap();
    assert!(theirs.is_empty(), "nothing of another body");
    is_sound(town).await;
}

pub async fn a_letter_goes_out_is_overdue_answered_and_closed(town: &Town) {
    yulin(town).await;
    let number = accepted(town).await;
    let body = town.item(items::LEGAL_AID).body.clone();
    let (examiner, inspector) = (town.examiner(&body), town.inspector());
    let send = Order::Send {
        kind: Kind::Urging,
        cards: Vec::new(),
        to: Addressee::Handler,
        asks: "请说明办理进度".into(),
        days: 2,
    };
    assert_eq!(
        examiner.gives(&number, send.clone().into()).await.unwrap_err().code,
        "not_permitted"
    );
    inspector.gives(&number, send.into()).await.unwrap();
    until(town, moment(town).await);
    work::give_due(&town.centre, 10).await.unwrap();
    let (waiting, _) = letters(&town.centre, &examiner.actor(), false, None).await.unwrap();
    assert!(waiting.len() == 1 && waiting[0].overdue, "{waiting:?}");
    let answer = Order::Answer {
        no: 1,
        words: "已派员核查，三日内办结".into(),
        evidence: None,
    };
    examiner.gives(&number, answer.into()).await.unwrap();
    let (answers, _) = letters(&town.centre, &inspector.actor(), true, None).await.unwrap();
    assert_eq!(answers.len(), 1);
    let close = Order::Close {
        no: 1,
        words: "已按期整改".into(),
    };
    inspector.gives(&number, close.into()).await.unwrap();
    assert!(
        case(town, &number)
            .await
            .supervision
            .letters
            .get(1)
            .unwrap()
            .closed
            .is_some()
    );
    is_sound(town).await;
}

pub async fn trying_rules_on_the_past_gives_what_was_really_given(town: &Town) {
    yulin(town).await;
    let body = town.item(items::LEGAL_AID).body.clone();
    let from = town.today();
    let late = accepted(town).await;
    town.days_later(1);
    let quick = accepted(town).await;
    town.examiner(&body).reviews(&quick).await.unwrap();
    town.chief(&body).decides(&quick).await.unwrap();
    // The worker looks every day.
    for _ in 0..50 {
        town.days_later(1);
        work::give_due(&town.centre, 10).await.unwrap();
    }
    town.examiner(&body).reviews(&late).await.unwrap();
    let inspector = town.inspector().actor();
    let half = changed(&of_set("yulin", &[], from).unwrap()[0], Threshold::Used(50), from);
    let tried = back_test(&town.centre, &inspector, (from, town.today()), vec![half])
        .await
        .unwrap();
    assert_eq!((tried.cases, tried.unread), (2, 0));
    let real: Vec<_> = tried
        .real
        .iter()
        .map(|real| (&real.case, &real.rule, real.due))
        .collect();
    let again: Vec<_> = tried
        .again
        .iter()
        .map(|would| (&would.case, &would.card.rule, would.card.due))
        .collect();
    assert_eq!(real.len(), 2, "yellow and red of the one that was late");
    assert_eq!(again, real);
    assert_eq!(tried.today.len(), 2);
    assert_eq!(tried.would.len(), 1);
    assert_eq!(
        (
            tried.difference.moved.len(),
            tried.difference.gone.len(),
            tried.difference.added.len()
        ),
        (1, 1, 0),
        "yellow comes earlier, red would not have come"
    );
    assert!(tried.difference.moved[0].1.at < tried.difference.moved[0].0.at);
    let examiner = town.examiner(&body).actor();
    let refused = back_test(&town.centre, &examiner, (from, from), Vec::new()).await;
    assert_eq!(refusal(refused.unwrap_err()).code, "not_permitted");
    let refused = back_test(&town.centre, &inspector, (from, town.today().plus(1)), Vec::new()).await;
    assert_eq!(refusal(refused.unwrap_err()).code, "invalid_fields");
}

pub async fn a_card_comes_up_to_the_head_the_leader_and_the_inspector(town: &Town) {
    yulin(town).await;
    let number = town.citizen("citizen1").files(items::FOOD).await.unwrap().number;
    town.clerk().accepts(&number).await.unwrap();
    // Somebody of the section that has a head.
    let examiner = town.account("examiner-approval2").actor();
    let take = yimen_domain::cases::command::Command::Take;
    command(&town.centre, &examiner, &number, Reach::default(), take)
        .await
        .unwrap();
    let people = [
        examiner,
        town.account("approval-head").actor(),
        town.chief("approval").actor(),
        town.inspector().actor(),
    ];
    until(town, moment(town).await);
    work::give_due(&town.centre, 10).await.unwrap();
    let counts = async || {
        let mut counts = Vec::new();
        for actor in &people {
            counts.push(told(&town.centre, actor).await.unwrap().count());
        }
        counts
    };
    assert_eq!(counts().await, [1, 0, 0, 0], "whoever handles it is told with the card");
    let waits = told(&town.centre, &people[1]).await.unwrap().section;
    assert!(waits.len() == 1 && !waits[0].1, "their people have one to answer");
    let mut seen = Vec::new();
    for _ in 0..40 {
        town.days_later(1);
        work::give_due(&town.centre, 10).await.unwrap();
        let escalated = case(town, &number).await.supervision.cards[0].escalated.clone();
        let first = async |place: usize| {
            let told = told(&town.centre, &people[place]).await.unwrap();
            let come = told.section.iter().filter(|(_, told)| *told).map(|(row, _)| row.no);
            let all = told.leader.iter().chain(&told.inspector).map(|row| row.no);
            come.chain(all).any(|no| no == 1)
        };
        for (place, to) in [
            (1, Addressee::SectionHead),
            (2, Addressee::Leader),
            (3, Addressee::Inspector),
        ] {
            assert_eq!(first(place).await, escalated.contains(&to), "{to:?} {escalated:?}");
        }
        seen = escalated;
    }
    assert!(!seen.is_empty(), "it went further up");
    assert!(
        told(&town.centre, &town.examiner("justice").actor())
            .await
            .unwrap()
            .count()
            == 0
    );
}
