use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use axum::http::{HeaderMap, HeaderValue};

use super::{EN, Language, ZH};

fn files(folder: &Path, endings: &[&str], found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            files(&path, endings, found);
        } else if endings
            .iter()
            .any(|ending| path.extension().is_some_and(|e| e == *ending))
        {
            found.push(path);
        }
    }
}

fn without_comments(source: &str) -> String {
    let lines = source.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// Keys that are written out in calls such as `t("key")`, with the file they stand in.
fn used_keys() -> Vec<(String, PathBuf)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sources = Vec::new();
    files(&root.join("templates"), &["html"], &mut sources);
    files(&root.join("src"), &["rs"], &mut sources);
    let mut keys = Vec::new();
    for path in sources.into_iter().filter(|path| !path.ends_with("tests.rs")) {
        let source = without_comments(&fs::read_to_string(&path).unwrap());
        for call in [".t(\"", ".t1(\"", ".t2(\"", ".text(\"", ".text_with(\""] {
            for (start, _) in source.match_indices(call) {
                let key = source[start + call.len()..].split('"').next().unwrap();
                keys.push((key.to_owned(), path.clone()));
            }
        }
    }
    keys
}

/// The keys of a file in the order in which they are written.
fn written_order(file: &str) -> Vec<String> {
    file.lines()
        .filter_map(|line| line.trim().strip_prefix('"'))
        .map(|line| line.split('"').next().unwrap().to_owned())
        .collect()
}

#[test]
fn both_languages_have_the_same_keys() {
    let zh: BTreeSet<_> = ZH.keys().collect();
    let en: BTreeSet<_> = EN.keys().collect();
    let only_one: Vec<_> = zh.symmetric_difference(&en).collect();
    assert!(only_one.is_empty(), "in one language only: {only_one:?}");
}

#[test]
fn no_text_is_empty_and_both_take_the_same_parameters() {
    let places = |text: &str| -> BTreeSet<String> {
        (0..5)
            .map(|n| format!("{{{n}}}"))
            .filter(|p| text.contains(p.as_str()))
            .collect()
    };
    for (key, zh) in ZH.iter() {
        let en = &EN[key];
        assert!(!zh.trim().is_empty() && !en.trim().is_empty(), "{key} is empty");
        assert_eq!(places(zh), places(en), "{key} takes different parameters");
    }
}

#[test]
fn the_files_are_sorted_and_no_key_is_written_twice() {
    for file in [
        include_str!("../../../../../locales/zh.json"),
        include_str!("../../../../../locales/en.json"),
    ] {
        let keys = written_order(file);
        let wrong = keys.windows(2).find(|pair| pair[0] >= pair[1]);
        assert!(wrong.is_none(), "out of order or twice: {wrong:?}");
    }
}

#[test]
fn every_key_that_a_page_names_has_a_text() {
    let missing: Vec<_> = used_keys()
        .into_iter()
        .filter(|(key, _)| !ZH.contains_key(key))
        .collect();
    assert!(missing.is_empty(), "no text for {missing:#?}");
}

#[test]
#[should_panic(expected = "no text for the key")]
fn a_missing_key_is_noticed() {
    Language::Zh.text("no.such.key");
}

#[test]
fn parameters_are_put_in_once_and_are_not_read_again() {
    let text = Language::En.text_with("list.sorted_by", &["{0}"]);
    assert!(text.contains("{0}"), "{text}");
}

#[test]
fn the_cookie_wins_over_the_browser_and_chinese_is_the_rule() {
    let mut headers = HeaderMap::new();
    assert_eq!(Language::of_request(&headers), Language::Zh);
    headers.insert("accept-language", HeaderValue::from_static("fr, zh;q=0.4, en-GB;q=0.8"));
    assert_eq!(Language::of_request(&headers), Language::En);
    headers.insert("cookie", HeaderValue::from_static("a=b; lang=zh"));
    assert_eq!(Language::of_request(&headers), Language::Zh);
    headers.insert("cookie", HeaderValue::from_static("lang=tlh"));
    assert_eq!(Language::of_request(&headers), Language::En);
}
