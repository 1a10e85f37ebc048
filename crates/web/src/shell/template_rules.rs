//! What holds for every template, whoever writes it.

use std::fs;
use std::path::{Path, PathBuf};

fn templates() -> Vec<(PathBuf, String)> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("templates")];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "html") {
                let source = fs::read_to_string(&path).unwrap();
                found.push((path, source));
            }
        }
    }
    found
}

#[test]
fn no_template_has_inline_script_or_style() {
    for (path, source) in templates() {
        for forbidden in [
            " style=",
            "<style",
            "<script>",
            " onclick=",
            " onchange=",
            " onsubmit=",
            "hx-on",
            "javascript:",
        ] {
            assert!(!source.contains(forbidden), "{} has {forbidden:?}", path.display());
        }
    }
}

#[test]
fn every_form_that_changes_something_carries_the_token() {
    for (path, source) in templates() {
        for (start, _) in source.match_indices("method=\"post\"") {
            let form = source[start..].split("</form>").next().unwrap();
            assert!(form.contains("form::token()"), "a form of {} lacks it", path.display());
        }
    }
}
