//! Passwords (密码): what may be one.
//!
//! NIST SP 800-63B section 5.1.1.2: length protects, what attackers try first is refused; rules about kinds of characters and
//! changes on a calendar are not made, because they lead to weaker passwords.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::words::Fault;

/// Shortest password, characters.
pub const SHORTEST: usize = 8;
/// Longest password, characters; at least 64 must be taken.
pub const LONGEST: usize = 128;
/// Shortest part of somebody's own words that makes a password easy to guess, characters.
const SHORTEST_OWN: usize = 4;

/// Passwords that leaked and that attackers try first, in lower case, none shorter than [`SHORTEST`]. Most come from the list that the
/// Django project ships (BSD licence), taken by its author from published leaks; the rest are pinyin, lucky numbers and walks over
/// the keyboard that are customary here.
static KNOWN: LazyLock<HashSet<&str>> = LazyLock::new(|| include_str!("known/passwords.txt").lines().collect());

/// What is wrong with a password that somebody chooses; nothing is all right. `own` are words that others know of them: the name to
/// sign in with, the name of the centre.
pub fn faults(password: &str, own: &[&str]) -> Vec<Fault> {
    let length = password.chars().count();
    if !(SHORTEST..=LONGEST).contains(&length) {
        return vec![Fault::new(
            "password",
            format!("密码为 {SHORTEST} 至 {LONGEST} 个字符。可以用一句容易记住的话。"),
            format!("Use {SHORTEST} to {LONGEST} characters. A sentence that you remember well is fine."),
        )];
    }
    let plain = password.to_lowercase();
    if KNOWN.contains(plain.as_str()) || is_monotonous(&plain) {
        return vec![Fault::new(
            "password",
            "这个密码太常见，别人容易猜到。请换一个。",
            "This password is one of the first that others would try. Choose another one.",
        )];
    }
    if own.iter().any(|word| leans_on(&plain, word)) {
        return vec![Fault::new(
            "password",
            "密码与用户名或姓名太接近，别人容易猜到。请换一个。",
            "This password is too close to your name. Choose another one.",
        )];
    }
    Vec::new()
}

/// One character again and again, or each the next of the one before: aaaaaaaa, 23456789, hgfedcba.
fn is_monotonous(plain: &str) -> bool {
    let steps: Vec<i64> = plain
        .chars()
        .zip(plain.chars().skip(1))
        .map(|(one, next)| i64::from(u32::from(next)) - i64::from(u32::from(one)))
        .collect();
    (-1..=1).any(|step| steps.iter().all(|found| *found == step))
}

/// The password is little more than the word: without it fewer than four characters are left.
fn leans_on(plain: &str, word: &str) -> bool {
    let word = word.trim().to_lowercase();
    let length = word.chars().count();
    length >= SHORTEST_OWN && plain.contains(&word) && plain.chars().count() < length + SHORTEST_OWN
}
