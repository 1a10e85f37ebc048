//! One event of every kind, and every rule that the product brings, written and read back.

use yimen_domain::calendar::{Day, Region};
use yimen_domain::items::ItemKind;
use yimen_domain::supervision::rule::Scope;

use super::*;
use yimen_domain::cases::event::FileMark;
use yimen_domain::clocks::Evidence;
use yimen_domain::supervision::sets::sets;

fn card(no: u32, occasion: Occasion) -> Happened {
    let inputs = [("clock", "decision_promised"), ("threshold", "used:90")];
    Happened::Given(Box::new(Card {
        no,
        rule: RuleMark {
            code: rule_code("YL-1").unwrap(),
            version: 2,
        },
        colour: Colour::Yellow,
        occasion,
        due: Instant(1_795_000_000_000_000),
        inputs: inputs.map(|(name, value)| (name.to_string(), value.to_string())).into(),
        reason: Words::new("用去九成", "nine tenths used"),
        avoided: Words::new("提前办结", "deciding earlier"),
        events: vec![2, 5],
        about: (no == 1).then(|| Person {
            account: AccountId(Uuid::from_u128(7)),
            name: "王科员".into(),
        }),
        told: vec![
            Told {
                to: Addressee::Handler,
                after: 0,
            },
            Told {
                to: Addressee::Leader,
                after: 3,
            },
        ],
        limits: Limits::default(),
        score: (no != 2).then_some(Score { tenths: 50, every: 1 }),
        source: "实施细则".into(),
    }))
}

pub(in crate::ledger::wire) fn every_kind(day: Day) -> Vec<Happened> {
    let paper = || Evidence {
        words: "情况说明".into(),
        file: Some(FileMark {
            hash: "ab".repeat(32),
            name: "explained.pdf".into(),
            size: 9,
            media: "application/pdf".into(),
        }),
    };
    let occasions = [
        Occasion::Clock {
            kind: ClockKind::DecisionPromised,
            start: day,
            extended: 10,
        },
        Occasion::Pattern {
            pattern: Pattern::Pauses,
            first: 4,
        },
        Occasion::Card { no: 1 },
        Occasion::Finding { first: 3 },
    ];
    let mut all: Vec<Happened> = (1..).zip(occasions).map(|(no, occasion)| card(no, occasion)).collect();
    all.extend([
        Happened::Escalated {
            no: 1,
            to: Addressee::SectionHead,
        },
        Happened::Explained {
            no: 1,
            day,
            words: "系统故障".into(),
            evidence: None,
        },
        Happened::Corrected {
            no: 1,
            day,
            words: "已作出决定".into(),
            evidence: Some(paper()),
        },
        Happened::Appealed {
            no: 1,
            day,
            grounds: "时限应当暂停".into(),
            evidence: Some(paper()),
        },
        Happened::Judged {
            no: 1,
            day,
            upheld: false,
            reasons: "申诉成立".into(),
        },
    ]);
    let of_letters = letter::Kind::ALL.map(|kind| {
        letter::Happened::Sent(Box::new(Letter {
            no: 1,
            kind,
            day,
            cards: vec![1],
            body: "approval".into(),
            to: Addressee::Leader,
            asks: "请说明".into(),
            days: 5,
        }))
    });
    all.extend(of_letters.map(Happened::Letter));
    let rest = [
        letter::Happened::Overdue { no: 1 },
        letter::Happened::Answered {
            no: 1,
            day,
            words: "已整改".into(),
            evidence: Some(paper()),
        },
        letter::Happened::SentBack {
            no: 1,
            day,
            reason: "缺少证明".into(),
            days: 3,
        },
        letter::Happened::Closed {
            no: 1,
            day,
            words: "整改到位".into(),
        },
    ];
    all.extend(rest.map(Happened::Letter));
    all
}

#[test]
fn every_rule_of_every_set_is_written_canonically_and_read_back_as_it_was() {
    let from = Day::parse("2026-12-01").unwrap();
    for set in sets() {
        for mut rule in set.rules(from).unwrap() {
            let plain = rule.clone();
            rule.scope = Scope {
                region: Some(Region::parse("511603").unwrap()),
                body: Some("approval".into()),
                item: Some("511A0001".into()),
                kind: Some(ItemKind::Permit),
            };
            rule.until = Some(from.plus(30));
            rule.score = None;
            for rule in [plain, rule] {
                let text = write_rule(&rule).unwrap();
                let value: serde_json::Value = serde_json::from_str(&text).unwrap();
                assert_eq!(text, serde_json_canonicalizer::to_string(&value).unwrap());
                assert_eq!(read_rule(&text).unwrap(), rule);
            }
        }
    }
}

#[test]
fn a_rule_without_source_or_with_an_unknown_word_is_not_read() {
    let rule = sets()[1].rules(Day::parse("2026-12-01").unwrap()).unwrap().remove(0);
    let text = write_rule(&rule).unwrap();
    let without = text.replace(&format!("\"cite\":\"{}\"", rule.source.cite), "\"cite\":\"\"");
    assert_ne!(without, text);
    assert!(
        read_rule(&without)
            .unwrap_err()
            .contains("supervision_rule_without_source")
    );
    let odd = text.replace("\"colour\":\"yellow\"", "\"colour\":\"green\"");
    assert!(read_rule(&odd).unwrap_err().contains("green"));
}
