//! What was handed in before: who may use it, with whose consent, and what is never offered (个人信息保护法 art. 14, 15).

use yimen_domain::cases::event::{DocumentKind, DocumentMark, FileMark};
use yimen_domain::cases::intake::Reused;
use yimen_domain::cases::reuse::age::Recency;
use yimen_domain::cases::reuse::offers::{Found, Offer, Source, offers};
use yimen_domain::cases::reuse::{Consent, Means, Order};
use yimen_domain::items::material::{Material, MaterialKind, Trust};

use super::*;

fn file_mark(name: &str) -> FileMark {
    FileMark {
        hash: format!("{name:0>64}"),
        name: format!("{name}.pdf"),
        size: 9,
        media: "application/pdf".into(),
    }
}

fn from_before(code: &str) -> HandedIn {
    HandedIn {
        material: code.into(),
        handed: Handed::Files(vec![file_mark("a")]),
        origin: Origin {
            trust: Some(Trust::Verified),
            reused: Some(Reused {
                number: "511A0001202601010001".into(),
                consent: String::new(),
                means: None,
                came: Some(day("2026-01-01")),
            }),
        },
    }
}

fn use_it(code: &str, consent: Option<Consent>) -> Command {
    Command::Reuse(Order::Use {
        materials: vec![from_before(code)],
        consent,
    })
}

fn in_person() -> Option<Consent> {
    Some(Consent {
        by: "陈**".into(),
        means: Means::Present,
    })
}

fn take_back(codes: &[&str]) -> Command {
    Command::Reuse(Order::Withdraw {
        materials: codes.iter().map(ToString::to_string).collect(),
    })
}

pub(super) fn usual(name: &str) -> Option<(Who, Command)> {
    Some(match name {
        "reuse_materials" => (Who::Owner, use_it("m1", in_person())),
        "withdraw_consent" => (Who::Owner, take_back(&[])),
        _ => return None,
    })
}

#[test]
fn the_applicant_agrees_by_their_own_account_and_a_clerk_records_who_agreed() {
    let mut walk = Walk::filed(permit(), &["m2"]);
    // Whatever an applicant's request says of somebody else's consent, it is they who agree.
    walk.does(Who::Owner, use_it("m1", in_person())).unwrap();
    let used = walk
        .case
        .materials
        .iter()
        .find(|handed| handed.material == "m1")
        .unwrap();
    let origin = used.origin.reused.clone().unwrap();
    assert_eq!(
        (origin.means, origin.came),
        (Some(Means::Online), Some(day("2026-01-01")))
    );
    assert_eq!(origin.consent, Who::Owner.actor().name);
    assert_eq!(used.origin.trust, Some(Trust::Verified), "the level stays what it was");
    assert!(
        !walk.case.intake.compared.contains_key("m1"),
        "nobody compared it for this case"
    );

    let mut walk = Walk::filed(permit(), &["m2"]);
    assert_eq!(walk.code(Who::Clerk, use_it("m1", None)), "no_consent");
    let online = Consent {
        by: "陈**".into(),
        means: Means::Online,
    };
    assert_eq!(walk.code(Who::Clerk, use_it("m1", Some(online))), "invalid_fields");
    let nobody = Consent {
        by: "  ".into(),
        means: Means::Signed,
    };
    assert_eq!(walk.code(Who::Clerk, use_it("m1", Some(nobody))), "invalid_fields");
    walk.does(Who::Clerk, use_it("m1", in_person())).unwrap();
    let used = walk
        .case
        .materials
        .iter()
        .find(|handed| handed.material == "m1")
        .unwrap();
    let origin = used.origin.reused.clone().unwrap();
    assert_eq!((origin.means, origin.consent.as_str()), (Some(Means::Present), "陈**"));
    for other in [Who::Stranger, Who::Examiner] {
        assert_eq!(
            Walk::filed(permit(), &["m2"]).code(other, use_it("m1", in_person())),
            "not_permitted"
        );
    }
}

#[test]
fn consent_taken_back_before_acceptance_takes_it_out_and_later_it_does_not() {
    let mut walk = Walk::filed(permit(), &["m2"]);
    walk.does(Who::Owner, use_it("m1", None)).unwrap();
    assert_eq!(walk.code(Who::Owner, take_back(&["m2"])), "invalid_fields");
    walk.does(Who::Owner, take_back(&[])).unwrap();
    assert!(!walk.case.materials.iter().any(|handed| handed.material == "m1"));
    assert!(walk.case.materials.iter().any(|handed| handed.material == "m2"));
    assert_eq!(walk.code(Who::Owner, take_back(&[])), "nothing_reused");
    // It may be agreed to again.
    walk.does(Who::Owner, use_it("m1", None)).unwrap();
    walk.does(Who::Clerk, ask("m2")).unwrap();
    let mut other = Walk {
        case: walk.case.clone(),
        events: walk.events.clone(),
        ..Walk::filed(permit(), &["m2"])
    };
    other.does(Who::Owner, take_back(&["m1"])).unwrap();
    assert!(!other.case.materials.iter().any(|handed| handed.material == "m1"));

    let mut walk = Walk::filed(permit(), &["m2"]);
    walk.does(Who::Owner, use_it("m1", None)).unwrap();
    walk.does(Who::Clerk, accept()).unwrap();
    let refusal = walk.decides(Who::Owner, take_back(&[])).unwrap_err();
    assert_eq!(
        (refusal.code, refusal.rule),
        ("consent_relied_on", "个人信息保护法 第十五条第二款")
    );
}

#[test]
fn what_is_used_must_say_from_where_and_be_there() {
    let walk = Walk::filed(permit(), &["m2"]);
    let mut no_source = from_before("m1");
    no_source.origin.reused = None;
    let mut empty = from_before("m1");
    empty.handed = Handed::Files(Vec::new());
    assert_eq!(walk.code(Who::Owner, use_it("m2", None)), "handed_in_already");
    for wrong in [no_source, empty, from_before("m9")] {
        let command = Command::Reuse(Order::Use {
            materials: vec![wrong.clone()],
            consent: None,
        });
        assert_eq!(walk.code(Who::Owner, command), "invalid_fields", "{wrong:?}");
    }
}

#[test]
fn how_recent_it_must_be_is_read_from_the_words() {
    for (words, expected) in [
        ("", Recency::Any),
        ("不限", Recency::Any),
        ("近三个月内", Recency::Months(3)),
        ("近6个月内", Recency::Months(6)),
        ("半年内出具", Recency::Months(6)),
        ("一年内", Recency::Months(12)),
        ("30日内", Recency::Days(30)),
        ("出具之日起十五个工作日内", Recency::Days(15)),
        ("二十天内", Recency::Days(20)),
        ("两周内", Recency::Days(14)),
        ("在有效期内", Recency::Words),
        ("一个月内，特殊情况三个月内", Recency::Words),
    ] {
        assert_eq!(Recency::read(words), expected, "{words}");
    }
    let came = day("2026-01-01");
    assert!(Recency::Days(30).holds(came, came.plus(30)) && !Recency::Days(30).holds(came, came.plus(31)));
    assert!(Recency::Months(3).holds(came, came.plus(90)) && !Recency::Months(3).holds(came, came.plus(91)));
}

fn needs(name: &str) -> Material {
    Material {
        code: "n1".into(),
        name: Words::new(name, "x"),
        ..Material::default()
    }
}

/// A case for which `m1`, called “身份证”, was handed in as a file.
fn earlier() -> (Walk, Item) {
    let mut item = permit();
    item.materials[0].name = Words::new("身份证（原件和复印件）", "Identity card");
    let mut told = filing(&["m2"]);
    told.materials.push(HandedIn {
        material: "m1".into(),
        handed: Handed::Files(vec![file_mark("b")]),
        origin: Origin::default(),
    });
    let whats = file(&item, day("2026-03-02"), Who::Owner, told).unwrap();
    let mut walk = Walk::filed(item.clone(), &["m2"]);
    walk.events[0].what = whats.into_iter().next().unwrap();
    walk.case = Case::begin(walk.case.id, &walk.events[0]).unwrap();
    (walk, item)
}

fn offered(material: Material, walk: &Walk, item: &Item, today: &str) -> Vec<Offer> {
    let new = Item {
        code: "511A0002".into(),
        materials: vec![material],
        ..permit()
    };
    let source = Source {
        case: &walk.case,
        events: &walk.events,
        item,
        carries: true,
    };
    offers(&new, &[source], day(today))
}

#[test]
fn the_same_kind_is_offered_while_it_is_recent_and_trusted_enough() {
    let (walk, item) = earlier();
    let found = offered(needs("身份证"), &walk, &item, "2026-03-20");
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].material.as_str(), found[0].trust), ("n1", Trust::Declared));
    assert_eq!(found[0].what, Found::Files(vec![file_mark_of("m1")]));
    let of = |material: Material, today: &str| offered(material, &walk, &item, today).len();
    assert_eq!(of(needs("身份证（父亲）"), "2026-03-20"), 0, "of somebody else");
    assert_eq!(of(needs("户口簿"), "2026-03-20"), 0);
    assert_eq!(of(needs("身份证申请表"), "2026-03-20"), 0);
    let recent = |words: &str| Material {
        recency: Words::new(words, ""),
        ..needs("身份证")
    };
    assert_eq!(of(recent("30日内"), "2026-04-01"), 1);
    assert_eq!(of(recent("30日内"), "2026-04-02"), 0);
    assert_eq!(of(recent("在有效期内"), "2026-04-02"), 1);
    let trusted = Material {
        trust: Some(Trust::Verified),
        ..needs("身份证")
    };
    assert_eq!(of(trusted, "2026-03-20"), 0);
    let form = Material {
        kind: Some(MaterialKind::Form),
        ..needs("身份证")
    };
    assert_eq!(of(form, "2026-03-20"), 0, "a form means one case only");
    let mut gone = walk.case.clone();
    gone.words_deleted = Some(day("2026-03-10"));
    let source = Source {
        case: &gone,
        events: &walk.events,
        item: &item,
        carries: true,
    };
    let new = Item {
        materials: vec![needs("身份证")],
        ..permit()
    };
    assert!(offers(&new, &[source], day("2026-03-20")).is_empty());
}

fn file_mark_of(code: &str) -> FileMark {
    FileMark {
        name: format!("{code}-1.pdf"),
        ..file_mark("b")
    }
}

#[test]
fn a_licence_is_offered_while_it_holds() {
    let mut item = permit();
    item.result.name = Words::new("示例许可证", "Example licence");
    let walk = Walk::at(Status::Issued);
    let decided = walk.events.iter().find_map(|event| match &event.what {
        What::Decided { document, licence, .. } => Some((document.clone(), licence.is_some())),
        _ => None,
    });
    let (document, licensed): (DocumentMark, bool) = decided.unwrap();
    assert!(document.kind == DocumentKind::Grant && licensed);
    let found = offered(needs("示例许可证"), &walk, &item, "2026-06-01");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].trust, Trust::Authority);
    assert!(matches!(&found[0].what, Found::Result(token, _) if *token == document.token));
    let mut ends = Walk::at(Status::Issued);
    ends.case.beyond.licence.as_mut().unwrap().until = Some(day("2026-05-31"));
    assert!(
        offered(needs("示例许可证"), &ends, &item, "2026-06-01").is_empty(),
        "it expired"
    );
    assert_eq!(offered(needs("示例许可证"), &ends, &item, "2026-05-31").len(), 1);
    let source = Source {
        case: &walk.case,
        events: &walk.events,
        item: &item,
        carries: false,
    };
    let new = Item {
        materials: vec![needs("示例许可证")],
        ..permit()
    };
    assert!(
        offers(&new, &[source], day("2026-06-01")).is_empty(),
        "a later case carries it"
    );
}
