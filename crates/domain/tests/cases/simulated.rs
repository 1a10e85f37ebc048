//! Simulated approval: examined before a condition is there, ended by an opinion that binds nobody, and turned formal without doing anything twice.

use yimen_domain::cases::event::FileMark;
use yimen_domain::cases::machine::{Way, all, leads};
use yimen_domain::cases::proceedings::hearing::Order as Hearing;
use yimen_domain::cases::proceedings::{Order as Proceeding, WAYS};
use yimen_domain::cases::simulated::decide::{open, to_examine};
use yimen_domain::cases::simulated::turning::{Turning, file_formal};
use yimen_domain::cases::simulated::{
    Change, Entry, Happened, Lack, LackKind, NATURE, Of, Opened, Order, Said, Verdict, Why,
};
use yimen_domain::items::situation::{Answer, Situation};
use yimen_domain::items::{Chosen, Coded, Condition};
use yimen_domain::supervision::{Parameters, Pattern, Trace, across, detect};

use super::*;

fn lack() -> Lack {
    Lack {
        kind: LackKind::Land,
        words: "国有建设用地使用权正在办理".into(),
    }
}

fn met() -> Lack {
    Lack {
        kind: LackKind::Land,
        words: "不动产权证 川（2026）第 1 号".into(),
    }
}

fn lacking() -> Opened {
    Opened {
        lacks: vec![lack()],
        promised_days: None,
    }
}

fn opens(item: &Item, who: Who, filing: Filing, opened: Opened) -> Result<Vec<What>, Refusal> {
    open(&context(item, day("2026-03-02"), &who.actor()), filing, opened)
}

/// Opened by its owner, with both materials.
pub(super) fn opened() -> Walk {
    of_item(permit(), filing(&["m1", "m2"]))
}

fn of_item(item: Item, filing: Filing) -> Walk {
    let mut whats = opens(&item, Who::Owner, filing, lacking()).unwrap();
    if let Some(What::Filed(filed)) = whats.first_mut() {
        filed.number = "模1".into();
    }
    Walk::begun(item, day("2026-03-02"), whats)
}

fn said(of: Of, conforms: bool) -> Said {
    Said {
        of,
        conforms,
        words: if conforms { String::new() } else { "请修改".into() },
    }
}

fn of(code: &str) -> Of {
    Of::Material(code.into())
}

fn examine(list: &[Said]) -> Command {
    Order::Examine { said: list.to_vec() }.into()
}

fn conclude(verdict: Verdict) -> Command {
    Order::Conclude {
        verdict,
        words: "模拟审查意见".into(),
    }
    .into()
}

fn turn() -> Command {
    Order::TurnFormal { met: vec![met()] }.into()
}

fn adopt(anew: &[Said]) -> Command {
    Order::Adopt { anew: anew.to_vec() }.into()
}

/// What leads from an opened case to its opinion.
pub(super) fn concluding() -> Vec<(Who, Command)> {
    let all = [said(of("m1"), true), said(of("m2"), true), said(Of::Form, true)];
    vec![(Who::Examiner, examine(&all)), (Who::Chief, conclude(Verdict::Ready))]
}

pub(super) fn usual(name: &str) -> Option<(Who, Command)> {
    Some(match name {
        "examine_simulated" => (Who::Examiner, examine(&[said(Of::Form, true)])),
        "amend_simulated" => (
            Who::Owner,
            Order::Amend {
                materials: vec![handed("m1")],
                commitment: None,
            }
            .into(),
        ),
        "conclude_simulated" => (Who::Chief, conclude(Verdict::Ready)),
        "turn_formal" => (Who::Owner, turn()),
        "adopt_simulated" => (Who::Examiner, adopt(&[said(Of::Lack(LackKind::Land), true)])),
        _ => return None,
    })
}

fn turning() -> Turning {
    Turning {
        channel: Channel::Web,
        met: vec![met()],
        materials: Vec::new(),
        situation: None,
        form_changed: false,
        commitment: "11".into(),
        computed: BTreeMap::new(),
        to_check: Vec::new(),
    }
}

/// The formal case that follows, filed by the owner, and the link back.
fn formal(simulated: &mut Walk, now: Item, today: Day, turning: Turning) -> Walk {
    let actor = Who::Owner.actor();
    let mut whats = file_formal(&context(&now, today, &actor), &simulated.case, &simulated.item, turning).unwrap();
    if let Some(What::Filed(filed)) = whats.first_mut() {
        filed.number = "正1".into();
    }
    simulated.today = today;
    let mut link = simulated.decides(Who::Owner, turn()).unwrap();
    if let Some(What::Simulated(Happened::TurnedFormal { number, .. })) = link.first_mut() {
        *number = "正1".into();
    }
    let event = Event {
        seq: simulated.case.events + 1,
        at: context(&now, today, &actor).now,
        actor: ActorMark::of(&actor, None),
        what: link.remove(0),
    };
    simulated.case.apply(&event).unwrap();
    simulated.events.push(event);
    Walk::begun(now, today, whats)
}

fn turned(now: Item, turning: Turning) -> Walk {
    formal(&mut Walk::at(Status::Simulated), now, day("2026-05-06"), turning)
}

fn changes(walk: &Walk) -> Vec<(String, Why)> {
    let all = to_examine(&walk.case, &walk.item);
    all.into_iter()
        .map(|change: Change| (change.of.code(), change.why))
        .collect()
}

fn land() -> (String, Why) {
    ("lack.land".into(), Why::Met)
}

/// Nothing of the law, no money, no place, no licence, no bar.
fn is_outside_the_law(walk: &Walk) {
    let case = &walk.case;
    assert!(case.is_simulated());
    assert!(
        case.clocks.is_empty() && case.steps.is_empty() && case.owner().is_none(),
        "{:?}",
        case.clocks
    );
    assert!(case.acceptance().is_none() && case.decision().is_none() && case.review().is_none());
    assert!(case.place().is_none() && case.payment == Payment::Free && case.fees.orders.is_empty());
    assert!(case.beyond.licence.is_none() && case.beyond.bars.is_empty());
    let allowed = [Status::Simulating, Status::Simulated];
    assert!(allowed.contains(&case.status()), "{:?}", case.status());
    for wrong in [
        "accepted",
        "deemed",
        "reviewed",
        "decided",
        "issued",
        "suspended",
        "paid",
    ] {
        assert_eq!(walk.count(wrong), 0, "{wrong}");
    }
    let law = [
        DocumentKind::Receipt,
        DocumentKind::Acceptance,
        DocumentKind::Grant,
        DocumentKind::Refusal,
    ];
    let papers = walk.events.iter().filter_map(|event| event.what.document());
    assert!(papers.into_iter().all(|mark| !law.contains(&mark.kind)));
}

#[test]
fn it_is_opened_where_something_is_missing_and_says_what() {
    let walk = opened();
    is_outside_the_law(&walk);
    assert_eq!(walk.case.status(), Status::Simulating);
    assert_eq!(walk.events[0].what.words().0, "申请模拟审批");
    let refused = |opened: Opened| opens(&permit(), Who::Owner, filing(&[]), opened).unwrap_err();
    let nothing = Opened {
        lacks: Vec::new(),
        promised_days: None,
    };
    assert_eq!(fields(&refused(nothing)), ["lacks"]);
    let wordless = Lack {
        words: " ".into(),
        ..lack()
    };
    let twice = Opened {
        lacks: vec![lack(), wordless],
        promised_days: None,
    };
    assert_eq!(fields(&refused(twice)), ["lacks.1.kind", "lacks.1.words"]);
    assert_eq!(
        opens(&permit(), Who::Examiner, filing(&[]), lacking())
            .unwrap_err()
            .code,
        "not_permitted"
    );
}

#[test]
fn what_is_decided_on_the_spot_or_renews_a_licence_is_not_simulated() {
    let code = |item: &Item, filing| opens(item, Who::Owner, filing, lacking()).unwrap_err().code;
    assert_eq!(code(&instant(), filing(&[])), "not_simulated");
    let renewal = Filing {
        renews: Some(Renewal {
            licence: "川证1".into(),
            expiry: day("2026-09-01"),
        }),
        ..filing(&[])
    };
    assert_eq!(code(&permit(), renewal), "not_simulated");
}

#[test]
fn a_promise_is_the_centres_own_and_no_clock() {
    let promised = |who, days| {
        let opened = Opened {
            lacks: vec![lack()],
            promised_days: Some(days),
        };
        let window = Filing {
            channel: Channel::Window,
            ..filing(&["m1"])
        };
        opens(&permit(), who, window, opened)
    };
    assert_eq!(promised(Who::Clerk, 0).unwrap_err().code, "invalid_fields");
    assert_eq!(promised(Who::Clerk, 61).unwrap_err().code, "invalid_fields");
    let walk = Walk::begun(permit(), day("2026-03-02"), promised(Who::Clerk, 5).unwrap());
    assert_eq!(walk.case.simulated_due(Calendar::national()), Some(day("2026-03-09")));
    is_outside_the_law(&walk.days_later(400));
    let own = Opened {
        lacks: vec![lack()],
        promised_days: Some(5),
    };
    let refusal = opens(&permit(), Who::Owner, filing(&[]), own).unwrap_err();
    assert_eq!(fields(&refusal), ["promised_days"]);
    assert_eq!(opened().case.simulated_due(Calendar::national()), None);
}

#[test]
fn the_law_does_not_accept_it_by_silence() {
    let walk = opened().on("2026-06-01");
    assert_eq!(walk.code(Who::System, accept()), "not_permitted");
    assert_eq!(walk.code(Who::Clerk, accept()), "wrong_state");
    assert_eq!(walk.code(Who::Chief, grant()), "wrong_state");
}

#[test]
fn each_thing_gets_an_opinion_and_a_changed_one_gets_it_anew() {
    let mut walk = opened();
    let refusal = walk.decides(Who::Chief, conclude(Verdict::Ready)).unwrap_err();
    assert_eq!(refusal.code, "simulated_unexamined");
    assert_eq!(fields(&refusal), ["said.material.m1", "said.material.m2", "said.form"]);
    let list = [said(of("m1"), false), said(of("m2"), true), said(Of::Form, true)];
    walk.does(Who::Examiner, examine(&list)).unwrap();
    assert_eq!(walk.code(Who::Chief, conclude(Verdict::Ready)), "opinion_contradicts");
    assert_eq!(walk.code(Who::Chief, conclude(Verdict::NotReady)), "done");
    // As often as they like: no notice of the law limits it.
    for _ in 0..3 {
        walk.does(Who::Owner, usual("amend_simulated").unwrap().1).unwrap();
        let refusal = walk.decides(Who::Chief, conclude(Verdict::Ready)).unwrap_err();
        assert_eq!(
            fields(&refusal),
            ["said.material.m1"],
            "the opinion on the old one is gone"
        );
        walk.does(Who::Examiner, examine(&[said(of("m1"), true)])).unwrap();
    }
    let form = Order::Amend {
        materials: Vec::new(),
        commitment: Some("22".into()),
    };
    walk.does(Who::Owner, form.into()).unwrap();
    assert_eq!(walk.case.intake.commitment, "22");
    let refusal = walk.decides(Who::Chief, conclude(Verdict::Ready)).unwrap_err();
    assert_eq!(fields(&refusal), ["said.form"]);
    walk.does(Who::Examiner, examine(&[said(Of::Form, true)])).unwrap();
    walk.does(Who::Chief, conclude(Verdict::Ready)).unwrap();
    assert_eq!(walk.case.status(), Status::Simulated);
    is_outside_the_law(&walk);
    let document = walk.events.last().unwrap().what.document().unwrap();
    assert_eq!(document.kind, DocumentKind::SimulatedOpinion);
    assert!(NATURE.0.contains("不具有法律效力") && walk.events.last().unwrap().what.words().0.contains("没有法律效力"));
}

#[test]
fn opinions_are_on_what_is_here_once_and_say_what_is_wrong() {
    let walk = opened();
    let faults = |list: &[Said]| {
        let refusal = walk.decides(Who::Examiner, examine(list)).unwrap_err();
        fields(&refusal).join(" ")
    };
    assert_eq!(faults(&[]), "said");
    let silent = Said {
        words: " ".into(),
        ..said(of("m1"), false)
    };
    assert_eq!(faults(&[silent]), "said.0.words");
    assert_eq!(faults(&[said(Of::Form, true), said(Of::Form, true)]), "said.1.of");
    assert_eq!(
        faults(&[said(of("m9"), true), said(Of::Lack(LackKind::Land), true)]),
        "said.0.of said.1.of"
    );
}

#[test]
fn the_chief_gives_the_opinion_and_nobody_else() {
    let mut walk = opened();
    walk.does(Who::Examiner, concluding().remove(0).1).unwrap();
    for who in EVERYBODY {
        let expected = if who == Who::Chief { "done" } else { "not_permitted" };
        assert_eq!(walk.code(who, conclude(Verdict::Ready)), expected, "{who:?}");
    }
}

#[test]
fn it_is_turned_once_and_only_when_what_was_missing_is_there() {
    let mut walk = Walk::at(Status::Simulated);
    let nothing = Order::TurnFormal { met: Vec::new() };
    let refusal = walk.decides(Who::Owner, nothing.into()).unwrap_err();
    assert_eq!(
        (refusal.code, fields(&refusal)),
        ("precondition_lacking", vec!["met.land"])
    );
    let other = Lack {
        kind: LackKind::Funds,
        ..met()
    };
    let wrong = Order::TurnFormal { met: vec![other] };
    assert_eq!(walk.code(Who::Owner, wrong.into()), "invalid_fields");
    let actor = Who::Owner.actor();
    let item = permit();
    let here = context(&item, day("2026-05-06"), &actor);
    let without = Turning {
        met: Vec::new(),
        ..turning()
    };
    assert_eq!(
        file_formal(&here, &walk.case, &item, without).unwrap_err().code,
        "precondition_lacking"
    );
    let early = file_formal(&here, &opened().case, &item, turning()).unwrap_err();
    assert_eq!(early.code, "wrong_state");
    formal(&mut walk, permit(), day("2026-05-06"), turning());
    assert_eq!(
        walk.case.simulated.turned,
        Some((walk.events.last().unwrap().at.day(CHINA), "正1".into()))
    );
    assert_eq!(walk.code(Who::Owner, turn()), "turned_already");
    assert_eq!(
        file_formal(&here, &walk.case, &item, turning()).unwrap_err().code,
        "turned_already"
    );
    assert!(!walk.open(Who::Owner).contains(&"turn_formal"));
    is_outside_the_law(&walk);
    assert_eq!(Case::fold(walk.case.id, &walk.events).as_ref(), Ok(&walk.case));
}

#[test]
fn a_stranger_does_not_turn_it() {
    let walk = Walk::at(Status::Simulated);
    let (actor, item) = (Who::Stranger.actor(), permit());
    let here = context(&item, day("2026-05-06"), &actor);
    assert_eq!(
        file_formal(&here, &walk.case, &item, turning()).unwrap_err().code,
        "not_permitted"
    );
}

#[test]
fn what_has_not_changed_is_neither_handed_in_nor_examined_again() {
    let mut simulated = opened();
    simulated
        .does(
            Who::Clerk,
            Command::Intake(yimen_domain::cases::intake::Order::VerifyOriginals {
                materials: vec!["m1".into()],
            }),
        )
        .unwrap();
    for (who, command) in concluding() {
        simulated.does(who, command).unwrap();
    }
    let mut walk = formal(&mut simulated, permit(), day("2026-05-06"), turning());
    assert!(!walk.case.is_simulated());
    assert_eq!(
        (walk.case.status(), walk.case.received),
        (Status::Received, day("2026-05-06"))
    );
    assert_eq!(
        walk.case.payment,
        Payment::Due(FEE),
        "the fee is that of the formal case"
    );
    let taken = walk.case.simulated.taken.clone().unwrap();
    assert_eq!(
        (taken.from.as_str(), taken.item_version, taken.verdict),
        ("模1", 1, Verdict::Ready)
    );
    assert_eq!(taken.points.len(), 3);
    let compared = &walk.case.intake.compared["m1"];
    assert_eq!((compared.by.as_str(), compared.day), ("Clerk", day("2026-03-02")));
    for handed in &walk.case.materials {
        let reused = handed.origin.reused.as_ref().unwrap();
        assert_eq!((reused.number.as_str(), reused.came), ("模1", Some(day("2026-03-02"))));
    }
    assert_eq!(changes(&walk), [land()]);
    // The clocks of the law begin at the formal acceptance.
    assert!(walk.case.clock(ClockKind::DecisionStatutory).is_none());
    walk.today = day("2026-05-08");
    walk.does(Who::Clerk, accept()).unwrap();
    assert_eq!(
        walk.case.clock(ClockKind::DecisionStatutory).unwrap().start,
        day("2026-05-08")
    );
    let refusal = walk.decides(Who::Examiner, adopt(&[])).unwrap_err();
    assert_eq!(
        (refusal.code, fields(&refusal)),
        ("changed_unexamined", vec!["anew.lack.land"])
    );
    let again = [said(Of::Lack(LackKind::Land), true), said(of("m1"), true)];
    let refusal = walk.decides(Who::Examiner, adopt(&again)).unwrap_err();
    assert_eq!(fields(&refusal), ["anew.1.of"], "what stands is not examined twice");
    walk.does(Who::Examiner, adopt(&again[..1])).unwrap();
    assert_eq!(walk.case.status(), Status::Reviewed);
    let review = walk.case.review().unwrap();
    assert!(
        review.approve && review.words.contains("模1") && review.words.contains("用地手续"),
        "{}",
        review.words
    );
    assert_eq!(walk.case.simulated.adopted, Some(day("2026-05-08")));
    walk.does(Who::Chief, grant()).unwrap();
    assert_eq!(walk.case.status(), Status::Granted);
    assert_eq!(Case::fold(walk.case.id, &walk.events).as_ref(), Ok(&walk.case));
}

#[test]
fn what_has_changed_is_named_and_only_that_is_examined() {
    let mut now = permit();
    now.version = 2;
    now.materials[1].copies = 3;
    now.conditions.push(Condition::default());
    let new = turned(now, turning());
    assert_eq!(
        changes(&new),
        [
            ("conditions".to_string(), Why::Requirement),
            ("material.m2".to_string(), Why::Requirement),
            land()
        ]
    );
    let points = &new.case.simulated.taken.as_ref().unwrap().points;
    assert!(
        points.iter().all(|point| point.said.of != of("m2")),
        "an opinion under the old terms does not stand"
    );

    let replaced = turned(
        permit(),
        Turning {
            materials: vec![handed("m1")],
            form_changed: true,
            ..turning()
        },
    );
    assert_eq!(
        changes(&replaced),
        [
            ("form".to_string(), Why::Replaced),
            ("material.m1".to_string(), Why::Replaced),
            land()
        ]
    );

    let mut fewer = permit();
    fewer.materials.remove(1);
    let fewer = turned(fewer, turning());
    assert_eq!(changes(&fewer), [land()], "what is no longer asked for is not examined");
    let named = &fewer.case.simulated.taken.as_ref().unwrap().changes;
    assert!(
        named
            .iter()
            .any(|change| change.of == of("m2") && change.why == Why::NoLonger)
    );
    assert!(fewer.case.materials.iter().all(|handed| handed.material != "m2"));

    let mut more = permit();
    more.materials.push(material("m3", false));
    let more = turned(
        more,
        Turning {
            materials: vec![handed("m3")],
            ..turning()
        },
    );
    assert_eq!(changes(&more), [("material.m3".to_string(), Why::Added), land()]);
}

#[test]
fn what_was_found_wanting_is_examined_anew_and_can_lead_to_a_refusal() {
    let mut simulated = opened();
    let list = [said(of("m1"), true), said(of("m2"), false), said(Of::Form, true)];
    simulated.does(Who::Examiner, examine(&list)).unwrap();
    simulated.does(Who::Chief, conclude(Verdict::NotReady)).unwrap();
    let mut walk = formal(&mut simulated, permit(), day("2026-05-06"), turning());
    assert_eq!(
        changes(&walk),
        [("material.m2".to_string(), Why::NotConforming), land()]
    );
    walk.does(Who::Clerk, accept()).unwrap();
    let anew = [said(of("m2"), false), said(Of::Lack(LackKind::Land), true)];
    walk.does(Who::Examiner, adopt(&anew)).unwrap();
    assert!(!walk.case.review().unwrap().approve);
}

#[test]
fn what_comes_after_the_turning_is_examined_too() {
    let mut walk = turned(permit(), turning());
    walk.does(Who::Clerk, ask("m1")).unwrap();
    let with_form = Command::Supplement {
        materials: vec![handed("m1")],
        commitment: Some("33".into()),
    };
    walk.does(Who::Owner, with_form).unwrap();
    walk.does(Who::Clerk, accept()).unwrap();
    assert_eq!(
        changes(&walk),
        [
            land(),
            ("material.m1".to_string(), Why::Replaced),
            ("form".to_string(), Why::Replaced)
        ]
    );
    assert_eq!(
        walk.code(Who::Examiner, adopt(&[said(Of::Lack(LackKind::Land), true)])),
        "changed_unexamined"
    );
    walk.does(Who::Owner, hand_in_more("m2")).unwrap();
    assert_eq!(changes(&walk).len(), 4);
}

#[test]
fn paper_that_the_window_saw_at_acceptance_was_examined_by_nobody() {
    let mut simulated = of_item(permit(), filing(&["m1"]));
    let list = [said(of("m1"), true), said(Of::Form, true)];
    simulated.does(Who::Examiner, examine(&list)).unwrap();
    simulated.does(Who::Chief, conclude(Verdict::Ready)).unwrap();
    let mut walk = formal(&mut simulated, permit(), day("2026-05-06"), turning());
    assert_eq!(walk.code(Who::Clerk, accept()), "materials_missing");
    let seen = Command::Accept {
        seen: vec!["m2".into()],
    };
    walk.does(Who::Clerk, seen).unwrap();
    assert_eq!(changes(&walk), [land(), ("material.m2".to_string(), Why::Added)]);
}

#[test]
fn a_file_keeps_its_level_and_its_bytes_by_reference() {
    let file = FileMark {
        hash: "a".repeat(64),
        name: "m1-1.pdf".into(),
        size: 9,
        media: "application/pdf".into(),
    };
    let mut with_file = filing(&["m2"]);
    with_file.materials.push(HandedIn {
        material: "m1".into(),
        handed: Handed::Files(vec![file.clone()]),
        origin: Origin::default(),
    });
    let mut simulated = of_item(permit(), with_file);
    let compare = Command::Intake(yimen_domain::cases::intake::Order::VerifyOriginals {
        materials: vec!["m1".into()],
    });
    simulated.does(Who::Clerk, compare).unwrap();
    for (who, command) in concluding() {
        simulated.does(who, command).unwrap();
    }
    let walk = formal(&mut simulated, permit(), day("2026-05-06"), turning());
    let taken = walk
        .case
        .materials
        .iter()
        .find(|handed| handed.material == "m1")
        .unwrap();
    assert_eq!(taken.handed, Handed::Files(vec![file]));
    assert_eq!(taken.origin.trust, Some(Trust::Verified));
    assert!(
        to_compare(&walk.case).all(|handed| handed.material != "m1"),
        "nobody compares it again"
    );
}

#[test]
fn codes_of_what_is_examined_are_found_again() {
    let lacks = LackKind::ALL.iter().map(|kind| Of::Lack(*kind));
    for of in [Of::Form, Of::Conditions, of("m1"), of("a.b")].into_iter().chain(lacks) {
        assert_eq!(Of::parse(&of.code()), Some(of));
    }
    for wrong in ["", "material.", "lack.moon", "form.x", "other"] {
        assert_eq!(Of::parse(wrong), None, "{wrong}");
    }
}

#[test]
fn what_the_filing_says_is_one_of_both() {
    let of = |walk: &Walk| match &walk.events[0].what {
        What::Filed(filed) => filed.simulated.clone(),
        _ => None,
    };
    assert!(matches!(of(&opened()), Some(Entry::Opened(_))));
    assert!(matches!(of(&turned(permit(), turning())), Some(Entry::TakenOver(_))));
    assert_eq!(of(&Walk::complete()), None);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_people_try_a_simulated_case_stays_outside_the_law(
        complete in any::<bool>(),
        steps in prop::collection::vec((any_step(), any::<bool>()), 1..20),
    ) {
        let mut walk = of_item(permit(), filing(if complete { &["m1", "m2"] } else { &[] }));
        for ((who, command, days), guided) in steps {
            walk.today = walk.today.plus(days);
            let (who, command) = if guided { willing(&walk, who, &command) } else { (who, command) };
            let before = walk.case.clone();
            let name = command.name();
            if walk.does(who, command).is_err() {
                prop_assert_eq!(&walk.case, &before, "a refusal changes nothing");
            } else {
                prop_assert!(leads(name, before.status(), walk.case.status()), "{name}");
            }
            is_outside_the_law(&walk);
            holds_after_every_step(&walk);
            offers_agree_with_decisions(&walk);
        }
    }

    #[test]
    fn a_case_that_was_turned_formal_is_a_case_like_any_other(
        steps in prop::collection::vec((any_step(), any::<bool>()), 1..20),
    ) {
        let mut walk = turned(permit(), turning());
        for ((who, command, days), guided) in steps {
            walk.today = walk.today.plus(days);
            let (who, command) = if guided { willing(&walk, who, &command) } else { (who, command) };
            let before = walk.case.clone();
            let name = command.name();
            if walk.does(who, command).is_ok() {
                prop_assert!(leads(name, before.status(), walk.case.status()), "{name}");
            }
            holds_after_every_step(&walk);
            offers_agree_with_decisions(&walk);
        }
    }
}

#[test]
fn nothing_in_it_is_irregular_and_it_restarts_no_limit() {
    let parameters = Parameters::default();
    let trace = |walk: &Walk| Trace::of(&walk.case, &walk.item, &walk.events);
    let mut simulated = Walk::at(Status::Simulated).on("2027-03-02");
    let found = detect(&trace(&simulated), &parameters, Calendar::national(), simulated.today);
    assert_eq!(found, []);
    // An accepted application that is withdrawn and filed again restarts its limit; one that is simulated has none.
    let mut ended = Walk::at(Status::Accepted);
    ended.does(Who::Owner, withdraw()).unwrap();
    ended.case.number = "撤1".into();
    simulated.events[0].at = ended.events.last().unwrap().at;
    let mut again = Walk::complete();
    again.case.number = "再1".into();
    again.events[0].at = ended.events.last().unwrap().at;
    let patterns = |other: &Walk| {
        let found = across(&[trace(&ended), trace(other)], &parameters, Calendar::national());
        found.into_iter().map(|one| one.pattern).collect::<Vec<_>>()
    };
    assert_eq!(patterns(&again), [Pattern::Restart]);
    assert_eq!(patterns(&simulated), []);
}

#[test]
fn no_publicity_and_no_other_proceeding_is_opened_in_it() {
    let tell = Command::Proceeding(Box::new(Proceeding::Hearing(Hearing::Tell {
        reason: "相邻采光".into(),
    })));
    for status in [Status::Simulating, Status::Simulated] {
        let walk = Walk::at(status);
        for command in [publicity::publish(5), tell.clone()] {
            let codes = EVERYBODY.map(|who| walk.code(who, command.clone()));
            assert!(
                codes.iter().all(|code| ["not_permitted", "wrong_state"].contains(code)),
                "{codes:?}"
            );
            assert!(codes.contains(&"wrong_state"), "somebody may do so in a formal case");
        }
        let drawn = |way: &&Way| WAYS.iter().any(|of| of.command == way.command) && way.from.contains(&status);
        assert_eq!(all().filter(drawn).count(), 0);
    }
}

fn asking() -> Item {
    let answer = |code: &str| Answer {
        code: code.into(),
        ..Answer::default()
    };
    Item {
        situations: vec![Situation {
            code: "cooks".into(),
            options: vec![answer("yes"), answer("no")],
            ..Situation::default()
        }],
        ..permit()
    }
}

#[test]
fn other_answers_and_other_questions_make_the_form_another() {
    let answered = |code: &str| Chosen::from([("cooks".to_string(), code.to_string())]);
    let simulated = || {
        let mut with_answer = filing(&["m1", "m2"]);
        with_answer.situation = answered("yes");
        let mut walk = of_item(asking(), with_answer);
        for (who, command) in concluding() {
            walk.does(who, command).unwrap();
        }
        walk
    };
    let turned = |now: Item, situation: Option<Chosen>| {
        let turning = Turning { situation, ..turning() };
        formal(&mut simulated(), now, day("2026-05-06"), turning)
    };
    let same = turned(asking(), None);
    assert_eq!((changes(&same), &same.case.situation), (vec![land()], &answered("yes")));
    let other = turned(asking(), Some(answered("no")));
    assert_eq!(changes(&other), [("form".to_string(), Why::Replaced), land()]);
    assert_eq!(other.case.situation, answered("no"));
    let mut now = asking();
    now.situations[0].options.push(Answer {
        code: "maybe".into(),
        ..Answer::default()
    });
    assert_eq!(
        changes(&turned(now, None)),
        [("form".to_string(), Why::Requirement), land()]
    );
    // An answer that is no longer possible is asked for anew.
    let mut now = asking();
    now.situations[0].options.remove(0);
    let (walk, actor) = (simulated(), Who::Owner.actor());
    let here = context(&now, day("2026-05-06"), &actor);
    assert_eq!(
        file_formal(&here, &walk.case, &asking(), turning()).unwrap_err().code,
        "invalid_fields"
    );
}

#[test]
fn what_was_promised_to_follow_is_examined_when_it_is_here() {
    let mut simulated = of_item(permit(), filing(&["m1"]));
    let list = [said(of("m1"), true), said(Of::Form, true)];
    simulated.does(Who::Examiner, examine(&list)).unwrap();
    simulated.does(Who::Chief, conclude(Verdict::Ready)).unwrap();
    let mut walk = formal(&mut simulated, permit(), day("2026-05-06"), turning());
    let (who, deferring) = right("accept_deferring");
    walk.does(who, deferring).unwrap();
    assert_eq!(changes(&walk), [land()]);
    let (who, hand_in) = right("hand_in_deferred");
    walk.does(who, hand_in).unwrap();
    assert_eq!(changes(&walk), [land(), ("material.m2".to_string(), Why::Added)]);
}

#[test]
fn a_material_keeps_the_day_on_which_it_came() {
    let mut simulated = opened().on("2026-03-05");
    simulated.does(Who::Owner, usual("amend_simulated").unwrap().1).unwrap();
    for (who, command) in concluding() {
        simulated.does(who, command).unwrap();
    }
    let walk = formal(&mut simulated, permit(), day("2026-05-06"), turning());
    let came = |code: &str| {
        let handed = walk
            .case
            .materials
            .iter()
            .find(|handed| handed.material == code)
            .unwrap();
        handed.origin.reused.as_ref().unwrap().came
    };
    assert_eq!(
        (came("m1"), came("m2")),
        (Some(day("2026-03-05")), Some(day("2026-03-02")))
    );
}

#[test]
fn withdrawn_it_ends_without_an_opinion_and_is_not_turned() {
    let mut walk = opened();
    walk.does(Who::Owner, withdraw()).unwrap();
    assert_eq!(
        (walk.case.status(), walk.case.simulated.concluded.is_none()),
        (Status::Simulated, true)
    );
    is_outside_the_law(&walk);
    assert_eq!(walk.code(Who::Owner, turn()), "no_simulated_opinion");
    assert!(!walk.open(Who::Owner).contains(&"turn_formal"));
    let (actor, item) = (Who::Owner.actor(), permit());
    let here = context(&item, day("2026-05-06"), &actor);
    assert_eq!(
        file_formal(&here, &walk.case, &item, turning()).unwrap_err().code,
        "no_simulated_opinion"
    );
}
