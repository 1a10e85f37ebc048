use yimen_domain::items::situation::{Answer, Applying, Chosen, Standing, applying, settle, ways};
use yimen_domain::items::{FeeLine, Item, Situation, Step, When};
use yimen_domain::words::Words;

use crate::sound::{both, material, permit};

fn question(code: &str, answers: &[&str], when: Vec<When>) -> Situation {
    let answer = |code: &&str| Answer {
        code: (*code).into(),
        label: both(code),
        ..Answer::default()
    };
    Situation {
        code: code.into(),
        question: both(code),
        options: answers.iter().map(answer).collect(),
        when,
        ..Situation::default()
    }
}

fn when(question: &str, answers: &[&str]) -> Vec<When> {
    vec![When {
        question: question.into(),
        answers: answers.iter().map(|code| (*code).to_string()).collect(),
    }]
}

/// Does it cook? If so, how many seats? A plan of the kitchen for cooks, smoke for many seats, a promise for the others.
fn restaurant() -> Item {
    let mut item = permit();
    item.situations = vec![
        question("cooks", &["yes", "no"], Vec::new()),
        question("seats", &["few", "many"], when("cooks", &["yes"])),
    ];
    let needed = |code: &str, entries: Vec<When>| yimen_domain::items::Material {
        when: entries,
        ..material(code)
    };
    item.materials = vec![
        material("form"),
        needed("plan", when("cooks", &["yes"])),
        needed("smoke", when("seats", &["many"])),
        needed("promise", when("cooks", &["no"])),
    ];
    let line = |fen: i64, entries: Vec<When>| FeeLine {
        amount_fen: Some(fen),
        basis: "法".into(),
        when: entries,
        ..FeeLine::default()
    };
    let fee = item.fee.as_mut().unwrap();
    fee.lines = vec![line(1_000, Vec::new()), line(500, when("seats", &["many"]))];
    let visit = Step {
        step: "special".into(),
        name: both("现场核查"),
        days: Some(2),
        when: when("cooks", &["yes"]),
        ..Step::default()
    };
    item.procedure.insert(2, visit);
    item
}

fn chosen(answers: &[(&str, &str)]) -> Chosen {
    let pairs = answers
        .iter()
        .map(|(question, answer)| ((*question).to_string(), (*answer).to_string()));
    pairs.collect()
}

fn codes(applying: &Applying<'_>) -> Vec<(String, &'static str)> {
    let told = applying.materials.iter();
    told.map(|told| (told.what.code.clone(), told.standing.code()))
        .collect()
}

#[test]
fn nothing_is_ruled_out_before_the_questions_are_answered() {
    let item = restaurant();
    let told = applying(&item, &Chosen::new());
    assert!(told.materials.iter().all(|told| told.standing.may_hold()));
    let states: Vec<_> = codes(&told).into_iter().map(|(_, state)| state).collect();
    assert_eq!(states, ["always", "open", "open", "open"]);
    assert!(matches!(&told.questions[1].standing, Standing::Open(question) if question.code == "cooks"));
}

#[test]
fn each_answer_narrows_what_applies_and_says_why() {
    let item = restaurant();
    let told = applying(&item, &chosen(&[("cooks", "yes"), ("seats", "few")]));
    let states: Vec<_> = codes(&told).into_iter().map(|(_, state)| state).collect();
    assert_eq!(states, ["always", "applies", "not", "not"]);
    let why = |at: usize| told.materials[at].standing.why();
    assert_eq!(why(1).zh, "需要，因为“cooks”您选择了“yes”");
    assert_eq!(why(2).en, "not needed because you answered “(few)” to “(seats)”");
    let steps: Vec<_> = item.steps_for(&told.chosen).map(|step| step.step.as_str()).collect();
    assert_eq!(steps, ["accept", "review", "special", "decide", "deliver"]);
}

#[test]
fn what_hangs_on_a_question_that_is_not_asked_does_not_apply_and_names_the_answer_behind_it() {
    let item = restaurant();
    let told = applying(&item, &chosen(&[("cooks", "no"), ("seats", "many")]));
    assert_eq!(
        told.chosen,
        chosen(&[("cooks", "no")]),
        "an answer nobody was asked for counts for nothing"
    );
    let smoke = &told.materials[2].standing;
    assert_eq!(smoke.why().zh, "不需要，因为“cooks”您选择了“no”");
    assert!(matches!(told.questions[1].standing, Standing::Not(_)));
}

#[test]
fn the_days_of_a_step_are_those_of_the_situation() {
    use yimen_domain::clocks::StepKind;
    let item = restaurant();
    assert_eq!(item.days_of(StepKind::Special), Some(2));
    assert_eq!(item.days_for(StepKind::Special, &chosen(&[("cooks", "yes")])), Some(2));
    assert_eq!(item.days_for(StepKind::Special, &chosen(&[("cooks", "no")])), None);
}

#[test]
fn the_longest_situation_counts_where_steps_exclude_each_other() {
    use yimen_domain::clocks::StepKind;
    let mut item = restaurant();
    let other = Step {
        days: Some(7),
        when: when("cooks", &["no"]),
        ..item.procedure[2].clone()
    };
    item.procedure.push(other);
    assert_eq!(item.days_of(StepKind::Special), Some(7));
}

#[test]
fn unanswered_unknown_and_wrong_answers_are_faults_by_name() {
    let item = restaurant();
    let fields = |answers: &[(&str, &str)]| -> Vec<String> {
        let faults = settle(&item.situations, &chosen(answers)).unwrap_err();
        faults.into_iter().map(|fault| fault.field).collect()
    };
    assert_eq!(fields(&[]), ["situation.cooks"]);
    assert_eq!(fields(&[("cooks", "yes")]), ["situation.seats"]);
    assert_eq!(fields(&[("cooks", "perhaps")]), ["situation.cooks"]);
    assert_eq!(fields(&[("cooks", "no"), ("sleeps", "no")]), ["situation.sleeps"]);
    let left = settle(&item.situations, &chosen(&[("cooks", "no"), ("seats", "many")]));
    assert_eq!(left, Ok(chosen(&[("cooks", "no")])));
}

#[test]
fn an_item_without_questions_takes_no_answers_and_leaves_everything_in() {
    let item = permit();
    assert_eq!(settle(&item.situations, &Chosen::new()), Ok(Chosen::new()));
    assert!(settle(&item.situations, &chosen(&[("cooks", "no")])).is_err());
    assert_eq!(item.materials_for(&Chosen::new()).count(), item.materials.len());
}

#[test]
fn the_ways_to_something_include_the_questions_before_it() {
    let item = restaurant();
    let ways_to = ways(&item.situations, &when("seats", &["many"])).unwrap();
    let all: Vec<_> = ways_to
        .into_iter()
        .map(|(code, answers)| (code, answers.into_iter().collect::<Vec<_>>()))
        .collect();
    assert_eq!(all, [("cooks", vec!["yes"]), ("seats", vec!["many"])]);
    let mut never = when("seats", &["many"]);
    never.extend(when("cooks", &["no"]));
    assert_eq!(ways(&item.situations, &never), None);
}

/// Every way through the questions agrees with what is said about reaching a material at all.
#[test]
fn a_material_is_reachable_when_and_only_when_some_answers_select_it() {
    let mut item = restaurant();
    let mut never = when("seats", &["few"]);
    never.extend(when("cooks", &["no"]));
    item.materials[3].when = never;
    for material in &item.materials {
        let mut selected = false;
        for cooks in ["yes", "no"] {
            for seats in ["few", "many"] {
                let given = settle(&item.situations, &chosen(&[("cooks", cooks), ("seats", seats)])).unwrap();
                selected |= item.materials_for(&given).any(|known| known.code == material.code);
            }
        }
        assert_eq!(
            selected,
            ways(&item.situations, &material.when).is_some(),
            "{}",
            material.code
        );
    }
}

#[test]
fn a_chain_of_questions_that_all_hang_on_each_other_is_read_at_once() {
    let mut item = permit();
    for at in 0..40 {
        let before: Vec<When> = (0..at)
            .flat_map(|earlier| when(&format!("q{earlier}"), &["yes"]))
            .collect();
        item.situations
            .push(question(&format!("q{at}"), &["yes", "no"], before));
    }
    item.materials[0].when = when("q39", &["yes"]);
    let all: Chosen = (0..40).map(|at| (format!("q{at}"), "yes".to_string())).collect();
    let Standing::Applies(why) = &applying(&item, &all).materials[0].standing else {
        panic!()
    };
    assert_eq!(why.len(), 1);
    assert_eq!(
        ways(&item.situations, &item.materials[0].when).map(|ways| ways.len()),
        Some(40)
    );
}

#[test]
fn a_version_that_asks_something_new_differs_in_its_lines() {
    use yimen_domain::items::sheet::difference;
    let changes = difference(&permit(), &restaurant());
    let said = |element: &str| changes.iter().filter(|change| change.element == element).count();
    assert_eq!(said("situations"), 2);
    assert!(said("materials") >= 3 && said("fee") >= 2);
    let smoke = changes.iter().filter_map(|change| change.after.as_ref());
    assert!(
        smoke
            .map(|words: &Words| &words.zh)
            .any(|text| text.contains("“seats”选“many”时"))
    );
}
