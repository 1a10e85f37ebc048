//! Which passwords are refused.

use proptest::prelude::*;
use yimen_domain::organisation::password::{LONGEST, SHORTEST, faults};

#[test]
fn what_others_try_first_is_refused_and_a_sentence_is_taken() {
    for wrong in [
        "1234567",
        "password",
        "PassWord1",
        "12345678",
        "woaini1314",
        "aaaaaaaa",
        "hgfedcba",
        "8888888888",
        "demonstration",
        "wangfang1",
        "1WangFang",
        "zhengwu123",
    ] {
        assert_eq!(faults(wrong, &["wangfang", "前锋区"]).len(), 1, "{wrong}");
    }
    for right in [
        "correct horse battery staple",
        "我家门前有两棵枣树",
        "wangfang has a red bicycle",
        "  spaces  count  ",
        "Tr0ub4dor&3x",
    ] {
        assert_eq!(faults(right, &["wangfang"]), [], "{right}");
    }
}

#[test]
fn nobody_is_told_which_characters_to_use() {
    assert_eq!(faults("mjkqvwxzbp", &[]), [], "letters alone");
    assert_eq!(faults("90417352868", &[]), [], "digits alone");
}

#[test]
fn each_line_of_the_list_is_found_in_any_case() {
    let list = include_str!("../src/organisation/known/passwords.txt");
    assert!(list.lines().count() > 5_000);
    for line in list.lines() {
        assert_eq!(faults(&line.to_uppercase(), &[]).len(), 1, "{line}");
    }
}

proptest! {
    #[test]
    fn length_is_counted_in_characters(password in "[一-龥]{1,140}") {
        let length = password.chars().count();
        let refused = faults(&password, &[]).iter().any(|fault| fault.words.zh.contains("个字符"));
        prop_assert_eq!(refused, !(SHORTEST..=LONGEST).contains(&length));
    }
}
