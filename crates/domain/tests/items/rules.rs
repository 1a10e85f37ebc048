//! Every rule of the check-up: a library that breaks it, beside one that does not.

use std::collections::BTreeSet;

use yimen_domain::clocks::StepKind;
use yimen_domain::items::authority::{Intermediary, PowerSource};
use yimen_domain::items::basis::LawRank;
use yimen_domain::items::check::{Around, Finding, check, element_words, rules};
use yimen_domain::items::code::Profile;
use yimen_domain::items::form::{self, Choice, Field, FieldType, FieldWhen, FormTest};
use yimen_domain::items::material::Trust;
use yimen_domain::items::service::{Channel, ServiceObject};
use yimen_domain::items::situation::{Answer, Situation, When};
use yimen_domain::items::{
    Citation, Completeness, Delivery, Expression, FeeLine, Handling, Item, ItemKind, LegalBasis, LimitUnit,
    MaterialForm, MaterialSource, Position, Prerequisite, ResultKind, SpecialProcedure, StatedLimit,
};
use yimen_domain::words::Words;

use crate::sound::{both, material, permit};

/// The item under test, and one more that it may point to.
fn library() -> Vec<Item> {
    let other = Item {
        code: OTHER.into(),
        name: both("另一许可"),
        ..permit()
    };
    vec![permit(), other]
}

const OTHER: &str = "511A0138700000-511602000000-000-115113010833722043-1-00";

fn findings(items: &[Item]) -> Vec<Finding> {
    check(&items[0], &Around::of(Profile::Sichuan, items))
}

fn codes(items: &[Item]) -> BTreeSet<&'static str> {
    findings(items).iter().map(|finding| finding.rule.code).collect()
}

fn prerequisite(item: &str, basis: &str) -> Prerequisite {
    Prerequisite {
        item: item.into(),
        name: both("前置"),
        basis: basis.into(),
    }
}

fn step_days(item: &mut Item, kind: StepKind, days: u32) {
    let step = item.procedure.iter_mut().find(|step| step.step == kind.code());
    step.unwrap().days = Some(days);
}

fn by_catalogue(items: &mut [Item]) {
    items[0].completeness = Completeness::Catalogue;
    items[0].fee = None;
}

type Break = fn(&mut Vec<Item>);

fn field(code: &str, kind: FieldType) -> Field {
    Field {
        code: code.into(),
        label: both(code),
        kind,
        ..Field::default()
    }
}

fn choice(code: &str) -> Choice {
    Choice {
        code: code.into(),
        label: both(code),
    }
}

/// A question, and a name that is asked for where it is answered with yes.
fn form() -> Vec<Field> {
    let name = Field {
        element: form::element("person_name"),
        required: true,
        when: vec![FieldWhen {
            field: "helped".into(),
            answers: vec!["yes".into()],
        }],
        ..field("helper", FieldType::Text)
    };
    vec![
        Field {
            required: true,
            ..field("helped", FieldType::YesNo)
        },
        name,
    ]
}

fn test(filled: &[(&str, &str)], expect: &[&str]) -> FormTest {
    FormTest {
        name: both("示例"),
        answers: filled
            .iter()
            .map(|(code, text)| ((*code).to_string(), (*text).into()))
            .collect(),
        expect: expect.iter().map(|path| (*path).to_string()).collect(),
    }
}

/// A rule and the smallest thing that breaks it.
const TABLE: &[(&str, Break)] = &[
    ("promise_over_law", |items| items[0].promised.days = 21),
    ("instant_means_zero", |items| items[0].handling = Handling::Instant),
    ("limit_unpublished", |items| {
        items[0].statutory.source = Words::default()
    }),
    ("no_time_saved", |items| items[0].promised.days = 20),
    ("long_limit_without_law", |items| {
        items[0].statutory.days = 21;
        items[0].statutory.source = both("本局规定");
    }),
    ("stated_limit_differs", |items| {
        items[0].statutory.stated = Some(StatedLimit {
            amount: 19,
            unit: LimitUnit::CalendarDays,
        });
    }),
    ("no_procedure", |items| items[0].procedure.clear()),
    ("review_before_decision", |items| items[0].procedure.swap(1, 2)),
    ("steps_over_promise", |items| {
        step_days(&mut items[0], StepKind::Review, 7)
    }),
    ("acceptance_over_five_days", |items| {
        step_days(&mut items[0], StepKind::Accept, 6)
    }),
    ("delivery_over_ten_days", |items| {
        step_days(&mut items[0], StepKind::Deliver, 11)
    }),
    ("special_stops_law", |items| items[0].special.push(site_visit(true))),
    ("special_without_limit", |items| items[0].special[0].max_days = None),
    ("no_decider", |items| {
        items[0].authority.decider = Words::default();
        items[0].procedure[2].who = Words::default();
    }),
    ("fee_without_basis", |items| fee(items).basis.clear()),
    ("fee_line_without_basis", |items| {
        fee(items).lines = vec![FeeLine::default()]
    }),
    ("fee_without_standard", |items| fee(items).standard = Words::default()),
    ("reduction_without_ground", |items| {
        fee(items).lines = vec![FeeLine {
            basis: "示例法 第五条".into(),
            reducible: true,
            ..FeeLine::default()
        }];
    }),
    ("fee_not_payable_online", |items| {
        items[0].service.access.pays_online = false
    }),
    ("fee_not_said", |items| by_catalogue(items)),
    ("no_materials", |items| items[0].materials.clear()),
    ("government_material_asked", |items| {
        items[0].materials[0].source = Some(MaterialSource::Government);
    }),
    ("catch_all_material", |items| {
        items[0].materials[0].name = both("法律、法规规定的其他材料");
    }),
    ("material_without_copies", |items| items[0].materials[0].copies = 0),
    ("material_unclear", |items| items[0].materials[0].source = None),
    ("proof_without_basis", |items| items[0].materials[0].basis.clear()),
    ("nothing_to_defer", |items| {
        items[0].materials[0].required = false;
        items[0].materials[0].deferrable = true;
    }),
    ("code_twice", |items| items[0].materials[1].code = "m1".into()),
    ("material_twice", |items| {
        items[0].materials[1].name = items[0].materials[0].name.clone();
    }),
    ("trust_disagrees", |items| {
        items[0].materials[0].trust = Some(Trust::Authority)
    }),
    ("no_blank_form", |items| {
        items[0].materials[0].name = both("示例经营许可申请表")
    }),
    ("form_test_fails", |items| {
        items[0].form = form();
        items[0].form_tests = vec![test(&[], &[])];
    }),
    ("form_without_tests", |items| items[0].form = form()),
    ("field_outside_dictionary", |items| {
        items[0].form = vec![field("email", FieldType::Text)]
    }),
    ("datum_asked_twice", |items| {
        items[0].form = form();
        items[0].form.push(Field {
            code: "other".into(),
            ..form().remove(1)
        });
    }),
    ("choice_of_one", |items| {
        items[0].form = vec![field("way", FieldType::Choice(vec![choice("a")]))];
    }),
    ("field_never_asked", |items| {
        items[0].form = form();
        items[0].form[1].when[0].answers = vec!["maybe".into()];
    }),
    ("see_elsewhere", |items| {
        items[0].conditions = vec![both("详见办事指南").into()]
    }),
    ("when_names_unknown", |items| depends(items, "cooks", &["maybe"])),
    ("situation_unsound", |items| {
        ask(items);
        items[0].situations[0].options.truncate(1);
    }),
    ("when_contradicts", |items| {
        depends(items, "cooks", &["yes"]);
        let other = when("cooks", &["no"]);
        items[0].materials[0].when.push(other);
    }),
    ("material_never_needed", |items| {
        ask(items);
        items[0].materials[0].when = vec![when("cooks", &["no"]), when("seats", &["many"])];
    }),
    ("question_never_asked", |items| {
        ask(items);
        let mut third = question("kitchen", &["small", "large"]);
        third.when = vec![when("cooks", &["no"]), when("seats", &["many"])];
        items[0].situations.push(third);
    }),
    ("situation_selects_nothing", |items| ask_two(items)),
    ("expression_fails", |items| computed(items, " ")),
    ("rule_without_example", |items| {
        computed(items, "applicant.kind == 'person'")
    }),
    ("visits_need_reason", |items| {
        items[0].service.visit_reason = Words::default()
    }),
    ("reason_without_visits", |items| items[0].service.visits = 0),
    ("no_visit_needs_post", |items| {
        items[0].service.visits = 0;
        items[0].service.depth = 1;
        items[0].service.access.channels = vec![Channel::Window];
    }),
    ("full_depth_means_no_visit", |items| items[0].service.depth = 4),
    ("depth_and_channels_disagree", |items| items[0].service.depth = 2),
    ("depth_unknown", |items| items[0].service.depth = 5),
    ("no_visit_but_collect", |items| {
        items[0].service.visits = 0;
        items[0].service.delivery = vec![Delivery::Window];
    }),
    ("no_delivery", |items| items[0].service.delivery.clear()),
    ("objects_disagree", |items| {
        items[0].service.access.objects = vec![ServiceObject::Enterprise]
    }),
    ("no_advice", |items| items[0].service.phone.clear()),
    ("no_complaint_way", |items| items[0].service.complaint_phone.clear()),
    ("no_place_or_hours", |items| items[0].service.hall.clear()),
    ("phone_wrong", |items| items[0].service.phone = "窗口询问".into()),
    ("no_summary", |items| items[0].summary = Words::default()),
    ("markup_left", |items| {
        items[0].conditions = vec![both("年满十八周岁<br/>").into()]
    }),
    ("untranslated", |items| items[0].name.en.clear()),
    ("no_result", |items| items[0].result.name = Words::default()),
    ("result_kind_by_name", |items| {
        items[0].result.kind = Some(ResultKind::Document)
    }),
    ("certificate_without_validity", |items| {
        items[0].result.validity = Words::default()
    }),
    ("out_of_hall_without_approval", |items| {
        items[0].residency.in_hall = Some(false)
    }),
    ("off_net_without_approval", |items| {
        items[0].service.access.channels = vec![Channel::Window];
        items[0].service.depth = 2;
    }),
    ("no_basis", |items| items[0].legal_basis.clear()),
    ("permit_by_lower_rule", |items| {
        items[0].legal_basis[0].rank = Some(LawRank::Normative);
    }),
    ("basis_without_article", |items| {
        items[0].legal_basis.push(LegalBasis {
            title: "某办法".into(),
            ..LegalBasis::default()
        });
    }),
    ("intermediary_without_basis", |items| {
        items[0].authority.intermediaries = vec![Intermediary::default()];
    }),
    ("prerequisite_without_basis", |items| {
        items[0].prerequisites = vec![prerequisite(OTHER, "")];
    }),
    ("entrusted_by_nobody", |items| {
        items[0].authority.source = Some(PowerSource::EntrustedAbove);
    }),
    ("credit_code_wrong", |items| {
        items[0].authority.credit_code = "1111111111111111".into()
    }),
    ("code_wrong", |items| {
        items[0].code = "511A0014300001-511602000000-000-2222222222222-1-00".into();
    }),
    ("code_says_other_kind", |items| items[0].kind = ItemKind::Other),
    ("planned_days_reversed", |items| {
        let day = yimen_domain::calendar::Day::parse("2026-05-01").ok();
        items[0].planned.from = day;
        items[0].planned.until = day;
    }),
    ("same_name_in_body", |items| items[1].name = items[0].name.clone()),
    ("code_used_twice", |items| {
        items[0].codes.implementation = "11370800MB285591843000117112000".into();
        items[1].codes.implementation = items[0].codes.implementation.clone();
    }),
    ("parent_missing", |items| {
        items[0].position = Position::Child("T-0000".into())
    }),
    ("code_not_of_parent", |items| {
        items[1].position = Position::Parent;
        items[0].position = Position::Child(OTHER.into());
    }),
    ("prerequisite_in_circle", |items| {
        items[0].prerequisites = vec![prerequisite(OTHER, "示例法 第六条")];
        items[1].prerequisites = vec![prerequisite(&items[0].code, "示例法 第六条")];
    }),
    ("prerequisite_missing", |items| {
        items[0].prerequisites = vec![prerequisite("T-0000", "示例法 第六条")];
    }),
    ("cited_item_missing", |items| items[0].cites = cites("T-0000", 1)),
    ("looser_than_cited", |items| {
        items[0].cites = cites(OTHER, 1);
        items[0].materials.push(material("m3"));
    }),
    ("cited_item_changed", |items| {
        items[0].cites = cites(OTHER, 1);
        items[1].version = 2;
    }),
];

fn computed(items: &mut [Item], text: &str) {
    let rule = Expression {
        text: text.into(),
        ..Expression::default()
    };
    items[0].conditions[0].rule = Some(rule);
}

fn question(code: &str, answers: &[&str]) -> Situation {
    let answer = |code: &&str| Answer {
        code: (*code).into(),
        label: both(code),
        ..Answer::default()
    };
    Situation {
        code: code.into(),
        question: both(code),
        options: answers.iter().map(answer).collect(),
        ..Situation::default()
    }
}

fn when(question: &str, answers: &[&str]) -> When {
    When {
        question: question.into(),
        answers: answers.iter().map(|code| (*code).to_string()).collect(),
    }
}

/// One question on which the second material depends.
fn ask(items: &mut [Item]) {
    ask_two(items);
    items[0].materials[1].when = vec![when("cooks", &["yes"]), when("seats", &["many"])];
}

/// A question, and a second one for those who said yes.
fn ask_two(items: &mut [Item]) {
    let mut second = question("seats", &["few", "many"]);
    second.when = vec![when("cooks", &["yes"])];
    items[0].situations = vec![question("cooks", &["yes", "no"]), second];
}

fn depends(items: &mut [Item], on: &str, answers: &[&str]) {
    ask(items);
    items[0].materials[0].when = vec![when(on, answers)];
}

fn fee(items: &mut [Item]) -> &mut yimen_domain::items::Fee {
    items[0].fee.as_mut().unwrap()
}

fn cites(code: &str, version: u32) -> Option<Citation> {
    Some(Citation {
        code: code.into(),
        version,
    })
}

fn site_visit(stops_statutory: bool) -> SpecialProcedure {
    SpecialProcedure {
        kind: "site_inspection".into(),
        basis: "本市规定".into(),
        max_days: Some(5),
        stops_statutory,
    }
}

#[test]
fn nothing_is_found_in_a_sound_library() {
    let found: Vec<String> = findings(&library())
        .iter()
        .map(|finding| finding.what.to_string())
        .collect();
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn each_rule_finds_what_breaks_it() {
    let misses = |(code, breaks): &&(&str, Break)| {
        let mut items = library();
        breaks(&mut items);
        !codes(&items).contains(code)
    };
    let missed: Vec<&str> = TABLE.iter().filter(misses).map(|(code, _)| *code).collect();
    assert_eq!(
        missed,
        Vec::<&str>::new(),
        "{} of {} rules find nothing",
        missed.len(),
        TABLE.len()
    );
}

#[test]
fn each_rule_has_its_line_in_the_table() {
    let table: BTreeSet<&str> = TABLE.iter().map(|(code, _)| *code).collect();
    let known: BTreeSet<&str> = rules().map(|rule| rule.code).collect();
    assert_eq!(table, known);
    assert_eq!(known.len(), rules().count(), "two rules share a code");
    assert!(known.len() >= 25);
}

#[test]
fn each_rule_says_what_it_reads_why_it_matters_and_how_to_mend_it() {
    for rule in rules() {
        assert!(!rule.elements.is_empty(), "{}", rule.code);
        for element in rule.elements {
            assert!(element_words(element).is_some(), "{}: {element} has no name", rule.code);
        }
        for (zh, en) in [rule.title, rule.why, rule.mend] {
            let told = !zh.is_ascii() && en.chars().any(|c| c.is_ascii_alphabetic());
            assert!(told, "{}: {zh} / {en}", rule.code);
        }
    }
}

#[test]
fn what_is_found_is_told_in_both_languages() {
    for (code, breaks) in TABLE {
        let mut items = library();
        breaks(&mut items);
        for finding in findings(&items) {
            assert!(!finding.what.zh.is_empty() && !finding.what.en.is_empty(), "{code}");
        }
    }
}

/// Near the border, on the right side of it.
const RIGHT: &[(&str, Break)] = &[
    ("promise_over_law", |items| items[0].promised.days = 20),
    ("instant_means_zero", |items| {
        items[0].handling = Handling::Instant;
        items[0].promised.days = 0;
    }),
    ("no_time_saved", |items| items[0].promised.days = 19),
    ("long_limit_without_law", |items| items[0].statutory.days = 30),
    ("stated_limit_differs", |items| {
        items[0].statutory.stated = Some(StatedLimit {
            amount: 1,
            unit: LimitUnit::Months,
        });
    }),
    ("steps_over_promise", |items| {
        step_days(&mut items[0], StepKind::Review, 6)
    }),
    ("review_before_decision", |items| {
        items[0].handling = Handling::Instant;
        items[0].procedure.truncate(1);
    }),
    ("acceptance_over_five_days", |items| {
        step_days(&mut items[0], StepKind::Accept, 5)
    }),
    ("delivery_over_ten_days", |items| {
        step_days(&mut items[0], StepKind::Deliver, 10)
    }),
    ("special_stops_law", |items| items[0].special.push(site_visit(false))),
    ("no_decider", |items| items[0].authority.decider = Words::default()),
    ("fee_not_payable_online", |items| items[0].fee = None),
    ("no_materials", |items| {
        items[0].materials.truncate(1);
    }),
    ("government_material_asked", |items| {
        items[0].materials[0].source = Some(MaterialSource::Government);
        items[0].materials[0].form = Some(MaterialForm::Electronic);
    }),
    ("proof_without_basis", |items| {
        items[0].materials[0].name = both("申请书");
        items[0].materials[0].basis.clear();
    }),
    ("form_test_fails", |items| {
        items[0].form = form();
        items[0].form_tests = vec![
            test(&[("helped", "no")], &[]),
            test(&[("helped", "yes")], &["form.helper"]),
        ];
    }),
    ("datum_asked_twice", |items| {
        items[0].form = form();
        items[0].form.push(Field {
            code: "other".into(),
            label: both("另一人"),
            ..form().remove(1)
        });
    }),
    ("field_never_asked", |items| items[0].form = form()),
    ("no_blank_form", |items| {
        items[0].materials[0].name = both("申请表");
        items[0].materials[0].blank = "https://example.test/form.pdf".into();
    }),
    ("material_never_needed", |items| ask(items)),
    ("when_contradicts", |items| {
        depends(items, "cooks", &["yes", "no"]);
        items[0].materials[0].when.push(when("cooks", &["yes"]));
    }),
    ("situation_selects_nothing", |items| ask(items)),
    ("no_visit_needs_post", |items| {
        items[0].service.visits = 0;
        items[0].service.depth = 1;
        items[0].service.access.channels = vec![Channel::Post];
    }),
    ("full_depth_means_no_visit", |items| {
        items[0].service.depth = 4;
        items[0].service.visits = 0;
    }),
    ("result_kind_by_name", |items| {
        items[0].result.name = both("准予许可决定书");
        items[0].result.kind = Some(ResultKind::Document);
    }),
    ("out_of_hall_without_approval", |items| {
        items[0].residency.in_hall = Some(false);
        items[0].residency.reason = both("涉密");
        items[0].residency.approval = "批复〔2026〕1号".into();
    }),
    ("permit_by_lower_rule", |items| {
        let mut lower = items[0].legal_basis[0].clone();
        lower.rank = Some(LawRank::MinistryRule);
        items[0].legal_basis.push(lower);
    }),
    ("same_name_in_body", |items| {
        items[1].name = items[0].name.clone();
        items[1].body = "other".into();
    }),
    ("prerequisite_in_circle", |items| {
        items[0].prerequisites = vec![prerequisite(OTHER, "示例法 第六条")];
    }),
    ("looser_than_cited", |items| {
        items[0].cites = cites(OTHER, 1);
        items[0].promised.days = 5;
        items[0].materials.truncate(1);
        items[0].fee = None;
    }),
];

#[test]
fn a_rule_keeps_quiet_on_the_right_side_of_its_border() {
    for (code, change) in RIGHT {
        let mut items = library();
        change(&mut items);
        assert!(!codes(&items).contains(code), "{code} is found where it does not hold");
    }
}

#[test]
fn a_circle_over_three_items_is_told_whole_and_a_way_into_it_is_none() {
    let named = |code: &str, before: &str| Item {
        code: code.into(),
        prerequisites: vec![prerequisite(before, "法")],
        ..permit()
    };
    let items = [named("A", "B"), named("B", "C"), named("C", "A"), named("D", "A")];
    let around = Around::of(Profile::Free, &items);
    let circle = |item: &Item| {
        let found = check(item, &around)
            .into_iter()
            .find(|found| found.rule.code == "prerequisite_in_circle");
        found.map(|found| found.what.zh)
    };
    assert_eq!(circle(&items[0]).as_deref(), Some("前置成环：A → B → C → A"));
    assert_eq!(circle(&items[1]).as_deref(), Some("前置成环：B → C → A → B"));
    assert_eq!(circle(&items[3]), None);
}
