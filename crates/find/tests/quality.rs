//! How well questions that people type are answered, against the real catalogue of the demonstration centre.

use std::collections::{HashMap, HashSet};

use yimen_find::{Document, Index, Question};

struct Asked {
    set: &'static str,
    way: &'static str,
    words: &'static str,
    wanted: Vec<&'static str>,
}

fn questions() -> Vec<Asked> {
    let lines = include_str!("questions.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let columns: Vec<&str> = line.split('\t').collect();
            Asked {
                set: columns[0],
                way: columns[1],
                words: columns[2],
                wanted: columns[3].split('|').collect(),
            }
        })
        .collect()
}

/// The catalogue alone: neither keywords nor summaries nor English names.
fn catalogue() -> Vec<Document> {
    let mut reader = csv::Reader::from_reader(include_bytes!("../../../demo/qianfeng_items.csv").as_slice());
    let rows = reader.records().map(|row| row.expect("a row of the catalogue"));
    rows.map(|row| Document {
        key: row[3].to_string(),
        name: row[2].to_string(),
        group: Some(&row[1])
            .filter(|group| *group != "未分类")
            .unwrap_or("")
            .to_string(),
        body: row[6].to_string(),
        body_name: row[0].to_string(),
        kind: row[4].to_string(),
        ..Document::default()
    })
    .collect()
}

/// One divided by the place of the first item that satisfies; nought beyond the tenth.
fn reciprocal(index: &Index, names: &HashMap<String, String>, asked: &Asked) -> f64 {
    let answer = index.find(&Question::new(asked.words));
    let place = answer
        .hits
        .iter()
        .take(10)
        .position(|hit| asked.wanted.contains(&names[&hit.key].as_str()));
    place.map_or(0.0, |place| 1.0 / (place + 1) as f64)
}

fn measure(set: &str) -> f64 {
    let documents = catalogue();
    let mut index = Index::default();
    documents.iter().for_each(|document| index.put(document));
    let names = documents
        .iter()
        .map(|document| (document.key.clone(), document.name.clone()))
        .collect();
    let phrases: HashSet<&str> = include_str!("../data/speech.tsv")
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .flat_map(|(said, _)| said.split('、'))
        .collect();
    let asked: Vec<Asked> = questions().into_iter().filter(|asked| asked.set == set).collect();
    let scores: Vec<f64> = asked.iter().map(|asked| reciprocal(&index, &names, asked)).collect();
    let mean = |chosen: &dyn Fn(&Asked) -> bool| {
        let chosen: Vec<f64> = asked
            .iter()
            .zip(&scores)
            .filter(|(asked, _)| chosen(asked))
            .map(|(_, score)| *score)
            .collect();
        (chosen.iter().sum::<f64>() / chosen.len().max(1) as f64, chosen.len())
    };
    for way in ["daily", "pinyin", "typing", "english", "long", "order_and_code"] {
        let (mrr, count) = mean(&|asked| asked.way == way);
        println!("{set} {way}: {mrr:.3} of {count}");
    }
    let (unlisted, count) = mean(&|asked| !phrases.contains(asked.words));
    println!("{set} whose words are no entry of the speech list: {unlisted:.3} of {count}");
    let first = scores.iter().filter(|score| **score == 1.0).count();
    let (mrr, count) = mean(&|_| true);
    println!("{set}: mean reciprocal rank {mrr:.3} of {count}, first place {first}");
    if std::env::var_os("FINDING_SHOW").is_some_and(|shown| shown == *set) {
        for (asked, score) in asked.iter().zip(&scores).filter(|(_, score)| **score < 1.0) {
            println!("{score:.2} {}", asked.words);
            for hit in index.find(&Question::new(asked.words)).hits.iter().take(5) {
                println!("        {:.1} {}", hit.score, names[&hit.key]);
            }
        }
    }
    mrr
}

#[test]
fn every_wanted_item_stands_in_the_catalogue() {
    let names: HashSet<String> = catalogue().into_iter().map(|document| document.name).collect();
    for asked in questions() {
        for wanted in asked.wanted {
            assert!(names.contains(wanted), "{}: {wanted}", asked.words);
        }
    }
}

#[test]
fn questions_that_the_rules_were_made_with_are_answered() {
    let mrr = measure("open");
    assert!(mrr > 0.92, "{mrr}");
}

#[test]
fn questions_that_nobody_looked_at_are_answered_too() {
    let mrr = measure("kept");
    assert!(mrr > 0.88, "{mrr}");
}
