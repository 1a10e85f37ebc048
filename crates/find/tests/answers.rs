//! What the index answers, and what it says about it.

use yimen_find::{Document, Field, Index, Narrow, Question, Saying, Way, Words, life_events};

fn named(key: &str, name: &str) -> Document {
    Document {
        key: key.into(),
        name: name.into(),
        body: "body-1".into(),
        body_name: "区行政审批局".into(),
        kind: "permit".into(),
        audience: vec!["person".into()],
        ..Document::default()
    }
}

fn index() -> Index {
    let mut index = Index::default();
    for (key, name) in [
        ("food", "食品(含保健食品)经营许可核发"),
        ("food-change", "食品(含保健食品)经营许可变更"),
        ("food-lost", "食品(含保健食品)经营许可补办"),
        ("going-abroad", "普通护照签发"),
        ("marriage", "结婚登记预约"),
        ("household", "户口迁移审批"),
        ("old-age", "80周岁以上老年人高龄津贴发放"),
        ("company-end", "公司注销登记"),
    ] {
        index.put(&named(key, name));
    }
    index
}

fn first(index: &Index, words: &str) -> String {
    index
        .find(&Question::new(words))
        .hits
        .first()
        .map(|hit| hit.key.clone())
        .unwrap_or_default()
}

fn way(index: &Index, words: &str, key: &str) -> Way {
    index.explain(words, key).expect("the document is there").reasons[0].way
}

#[test]
fn an_item_is_found_in_every_way_that_people_type() {
    let index = index();
    for (words, key, by) in [
        ("食品经营许可", "food", Way::Word),
        ("开火锅店", "food", Way::Speech),
        ("shipinjingying", "food", Way::Pinyin),
        ("shi pin jing ying", "food", Way::Pinyin),
        ("spjyxk", "food", Way::Initials),
        ("shipingjingyin", "food", Way::Sound),
        ("护找", "going-abroad", Way::Sound),
        ("passport", "going-abroad", Way::Speech),
        ("pasport", "going-abroad", Way::Near),
        ("hukouqiany", "household", Way::Pinyin),
        ("许可 食品 变更", "food-change", Way::Word),
    ] {
        assert_eq!(first(&index, words), key, "{words}");
        assert_eq!(way(&index, words, key), by, "{words}");
    }
}

#[test]
fn who_says_what_is_to_be_done_gets_that_and_others_the_first_issue() {
    let index = index();
    assert_eq!(first(&index, "餐饮许可证"), "food");
    assert_eq!(first(&index, "餐饮许可证丢了怎么办"), "food-lost");
    assert_eq!(first(&index, "我想改一下餐饮许可证"), "food-change");
}

#[test]
fn an_age_leads_to_what_is_for_that_age() {
    assert_eq!(first(&index(), "我妈八十五岁有什么补贴"), "old-age");
}

#[test]
fn a_code_is_found_by_its_beginning() {
    let mut index = index();
    index.put(&named("511A0005200004-511602000000-000-01", "某某许可"));
    assert_eq!(first(&index, "511a00052"), "511A0005200004-511602000000-000-01");
    assert_eq!(
        first(&index, "511A0005200004-511602000000-000-01"),
        "511A0005200004-511602000000-000-01"
    );
}

#[test]
fn nothing_is_answered_to_nothing_and_to_what_no_item_is_about() {
    let index = index();
    for words in ["", "   ", "？！", "\u{0}", "qqqqqqqq", "ǆ", "🚲🚲", "飞船发射"] {
        assert_eq!(index.find(&Question::new(words)).total, 0, "{words:?}");
    }
    assert_eq!(Index::default().find(&Question::new("护照")).total, 0);
}

#[test]
fn a_very_long_question_is_cut_and_answered() {
    let long = format!("护照{}", "啊".repeat(100_000));
    assert_eq!(first(&index(), &long), "going-abroad");
}

#[test]
fn filters_leave_only_what_fits_and_an_unknown_code_leaves_nothing() {
    let mut index = index();
    let company = Document {
        body: "body-2".into(),
        kind: "other".into(),
        audience: vec!["company".into()],
        ..named("company-food", "食品经营许可备案")
    };
    index.put(&company);
    let count = |narrow: Narrow| {
        index
            .find(&Question {
                narrow,
                ..Question::new("食品")
            })
            .total
    };
    assert_eq!(count(Narrow::default()), 4);
    assert_eq!(
        count(Narrow {
            body: "body-2".into(),
            ..Narrow::default()
        }),
        1
    );
    assert_eq!(
        count(Narrow {
            audience: "company".into(),
            ..Narrow::default()
        }),
        1
    );
    assert_eq!(
        count(Narrow {
            kind: "permit".into(),
            ..Narrow::default()
        }),
        3
    );
    assert_eq!(
        count(Narrow {
            event: "start".into(),
            ..Narrow::default()
        }),
        2
    );
    assert_eq!(
        count(Narrow {
            people: "elderly".into(),
            ..Narrow::default()
        }),
        0
    );
    assert_eq!(
        count(Narrow {
            event: "no-such".into(),
            ..Narrow::default()
        }),
        0
    );
    let elderly = Narrow {
        people: "elderly".into(),
        ..Narrow::default()
    };
    assert!(index.fitting(&elderly)("old-age") && !index.fitting(&elderly)("food"));
}

#[test]
fn an_items_place_among_life_events_is_counted() {
    let index = index();
    let counts = index.count_events();
    let of = |code: &str| {
        counts[life_events()
            .iter()
            .position(|event| event.code == code)
            .expect("an event")]
    };
    assert_eq!((of("marriage"), of("close")), (2, 1));
}

#[test]
fn an_item_that_is_replaced_is_found_by_its_new_words_only() {
    let mut index = index();
    index.put(&named("going-abroad", "往来港澳通行证签发"));
    assert_eq!(index.len(), 8);
    assert_eq!(index.find(&Question::new("护照")).total, 0);
    assert_eq!(first(&index, "通行证"), "going-abroad");
    index.remove("going-abroad");
    assert_eq!(index.find(&Question::new("通行证")).total, 0);
    assert_eq!(index.explain("通行证", "going-abroad"), None);
}

#[test]
fn thousands_of_replacements_leave_the_answers_of_a_new_index() {
    let mut worn = index();
    for round in 0..400 {
        for (key, name) in [
            ("going-abroad", "普通护照签发"),
            ("marriage", "结婚登记预约"),
            ("food", "食品(含保健食品)经营许可核发"),
        ] {
            let name = if round % 2 == 0 { "别的事项" } else { name };
            worn.put(&named(key, name));
        }
    }
    let fresh = index();
    for words in ["护照", "结婚", "开饭店", "spjyxk", "公司不开了", "jiehun"] {
        let keys = |index: &Index| {
            index
                .find(&Question::new(words))
                .hits
                .into_iter()
                .map(|hit| hit.key)
                .collect::<Vec<_>>()
        };
        assert_eq!(keys(&worn), keys(&fresh), "{words}");
    }
}

#[test]
fn the_reasons_add_up_to_the_score_that_ranked_the_item() {
    let index = index();
    for words in [
        "开火锅店",
        "餐饮许可证丢了",
        "spjyxk",
        "食品经菅许可",
        "open a restaurant",
    ] {
        for hit in index.find(&Question::new(words)).hits {
            let why = index.explain(words, &hit.key).expect("the document is there");
            let sum: f32 = why.reasons.iter().map(|reason| reason.points).sum();
            let score = sum * (0.75 + 0.25 * why.close) * why.action * why.complete;
            assert!(
                (score - hit.score).abs() < 0.01,
                "{words} {}: {score} {}",
                hit.key,
                hit.score
            );
            assert_eq!(why.score, hit.score);
        }
    }
}

#[test]
fn a_reason_reads_as_a_sentence_in_both_languages() {
    let why = index().explain("火锅店", "food").expect("the document is there");
    let (zh, en) = why.reasons[0].words();
    assert_eq!(
        zh,
        "“火锅店”是“食品 经营许可 核发”的日常说法，后者出现在事项名称中，计 95.0 分。"
    );
    assert_eq!(
        en,
        "“火锅店” is daily speech for “食品 经营许可 核发”, which stands in the name: 95.0 points."
    );
    assert_eq!(why.reasons[0].field, Field::Name);
}

#[test]
fn the_editors_keywords_and_the_body_are_found_too_and_count_less_than_the_name() {
    let mut index = index();
    index.put(&Document {
        keywords: vec!["黄昏恋".into()],
        body_name: "区民政局".into(),
        ..named("late-love", "某某登记")
    });
    assert_eq!(first(&index, "黄昏恋"), "late-love");
    assert_eq!(first(&index, "民政局"), "late-love");
    let score = |words: &str| index.find(&Question::new(words)).hits[0].score;
    assert!(score("某某登记") > score("黄昏恋") && score("黄昏恋") > score("民政局"));
}

#[test]
fn a_place_says_it_in_its_own_way() {
    let mut index = index();
    let says = |said: &str, meant: &str| {
        Words::with(&[Saying {
            said: said.into(),
            meant: meant.into(),
        }])
    };
    assert_ne!(first(&index, "拴红线"), "marriage");
    index.learn(&says("拴红线", "结婚 登记|户口"));
    assert_eq!(first(&index, "拴红线"), "marriage");
    assert_eq!(first(&index, "我们想去拴红线"), "marriage");
    assert_eq!(
        first(&index, "开火锅店"),
        "food",
        "what is built in is still understood"
    );
    assert_eq!(index.find(&Question::new("拴红线")).total, 2);

    assert_eq!(first(&index, "落户"), "household");
    index.learn(&says("落户", "结婚 登记"));
    assert_eq!(
        first(&index, "落户"),
        "marriage",
        "the place is heard before what is built in"
    );
    assert_ne!(
        first(&index, "拴红线"),
        "marriage",
        "what was learnt before is forgotten"
    );
    index.learn(&Words::with(&[]));
    assert_eq!(first(&index, "落户"), "household");
}
