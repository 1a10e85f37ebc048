//! How fast questions are answered: the real catalogue, repeated for other districts until there are so many items.
//!
//!     cargo run --release -p yimen-find --example speed [ITEMS] [ROUNDS]
//!
//! Times are told twice: by the clock, and by the processor alone, which other work on the machine does not lengthen.

use std::time::Instant;

use rustix::time::{ClockId, clock_gettime};
use yimen_find::{Document, Index, Narrow, Question};

fn main() {
    let mut arguments = std::env::args()
        .skip(1)
        .filter_map(|number| number.parse::<usize>().ok());
    let items = arguments.next().unwrap_or(50_000);
    let rounds = arguments.next().unwrap_or(20);
    let started = Instant::now();
    Index::warm();
    println!(
        "words of daily speech read: {} ms, {} MB in all",
        started.elapsed().as_millis(),
        resident()
    );
    let catalogue = catalogue();
    let documents: Vec<Document> = (0..items)
        .map(|at| elsewhere(&catalogue[at % catalogue.len()], at / catalogue.len()))
        .collect();
    let before = resident();
    let started = Instant::now();
    let mut index = Index::default();
    documents.iter().for_each(|document| index.put(document));
    let built = started.elapsed();
    println!(
        "{} items indexed: {} ms ({:.1} µs each), {} MB more, {} MB by its own count",
        index.len(),
        built.as_millis(),
        built.as_secs_f64() * 1e6 / items as f64,
        resident() - before,
        index.bytes() >> 20
    );
    replace(&mut index, &documents);
    let words: Vec<&str> = include_str!("../tests/questions.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split('\t').nth(2))
        .collect();
    ask(
        "all questions of the quality test",
        &index,
        &words,
        &Narrow::default(),
        rounds,
    );
    let common = [
        "登记",
        "许可",
        "办理",
        "经营许可证",
        "申请",
        "d",
        "sq",
        "shenqing",
        "变更登记审批",
    ];
    ask("the commonest words", &index, &common, &Narrow::default(), rounds);
    let narrow = Narrow {
        event: "start".into(),
        ..Narrow::default()
    };
    ask("all questions, one life event", &index, &words, &narrow, rounds);
}

fn replace(index: &mut Index, documents: &[Document]) {
    let mut taken = Vec::new();
    for document in documents.iter().step_by(documents.len().div_ceil(2_000)) {
        let changed = Document {
            keywords: vec!["新关键词".into()],
            ..document.clone()
        };
        taken.push(timed(|| index.put(&changed)));
    }
    print("one item replaced", &taken);
}

fn ask(what: &str, index: &Index, words: &[&str], narrow: &Narrow, rounds: usize) {
    let mut taken = Vec::new();
    let mut slowest = (0.0, "");
    for _ in 0..rounds {
        for words in words {
            let question = Question {
                narrow: narrow.clone(),
                most: 20,
                words: (*words).into(),
            };
            let took = timed(|| std::hint::black_box(index.find(&question)));
            taken.push(took);
            if took.1 > slowest.0 {
                slowest = (took.1, words);
            }
        }
    }
    print(what, &taken);
    println!("    slowest: {}", slowest.1);
}

/// Milliseconds by the clock and by the processor.
fn timed<T>(work: impl FnOnce() -> T) -> (f64, f64) {
    let processor = || {
        let time = clock_gettime(ClockId::ThreadCPUTime);
        time.tv_sec as f64 * 1e3 + time.tv_nsec as f64 / 1e6
    };
    let (started, busy) = (Instant::now(), processor());
    work();
    (started.elapsed().as_secs_f64() * 1e3, processor() - busy)
}

fn print(what: &str, taken: &[(f64, f64)]) {
    println!("{what}, {} times", taken.len());
    for (kind, mut times) in [
        ("clock", taken.iter().map(|took| took.0).collect::<Vec<_>>()),
        ("processor", taken.iter().map(|took| took.1).collect()),
    ] {
        times.sort_by(f64::total_cmp);
        let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
        println!(
            "    {kind:9}  p50 {:.3} ms  p90 {:.3} ms  p99 {:.3} ms  most {:.3} ms",
            at(0.5),
            at(0.9),
            at(0.99),
            at(1.0)
        );
    }
}

fn catalogue() -> Vec<Document> {
    let mut reader = csv::Reader::from_reader(include_bytes!("../../../demo/qianfeng_items.csv").as_slice());
    let rows = reader.records().flatten();
    rows.map(|row| Document {
        key: row[3].to_string(),
        name: row[2].to_string(),
        group: row[1].to_string(),
        body: row[6].to_string(),
        body_name: row[0].to_string(),
        kind: row[4].to_string(),
        audience: vec!["person".into()],
        ..Document::default()
    })
    .collect()
}

fn elsewhere(document: &Document, district: usize) -> Document {
    Document {
        key: format!("{}-{district}", document.key),
        body: format!("{}-{district}", document.body),
        body_name: format!("第{district}{}", document.body_name),
        ..document.clone()
    }
}

/// Memory of this process, MB; 0 where the system does not tell.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok())
        .unwrap_or(0)
        >> 10
}
