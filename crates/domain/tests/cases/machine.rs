//! The machine is what the decisions do, and the drawing in the documents is the machine.

use std::fmt::Write as _;

use yimen_domain::cases::machine::{WAYS, Way, all, drawing, leads};
use yimen_domain::cases::proceedings::{Order, permission_of};
use yimen_domain::organisation::permission::{Permission, To};

use super::*;

/// Ways of items that are decided on the spot, of the law where nobody decides, and against the delay: the walks of the table do not go them.
fn is_special(way: &Way) -> bool {
    let late = ["object", "enter_remedy"].contains(&way.command) && way.from.contains(&Status::Accepted);
    let as_usual = way.to.contains(&Status::Refused) && !way.to.contains(&Status::Issued);
    late || way.command == "decide" && !as_usual
}

#[test]
fn every_way_of_the_machine_is_open_and_no_other() {
    for (name, row) in command_and_state::TABLE {
        for (status, sign) in Status::ALL.into_iter().zip(row.chars()) {
            let drawn = WAYS
                .iter()
                .filter(|way| !is_special(way))
                .any(|way| way.command == name && way.from.contains(&status));
            // What nobody handles can be put back by nobody, and a fee that was paid is paid no more.
            let open = (name == "put_back" && !status.is_closed()) || "+fpaoverdgbtwskulcxmq".contains(sign);
            assert_eq!(drawn, open, "{name} when {}", status.code());
        }
    }
    for name in Command::NAMES {
        assert!(WAYS.iter().any(|way| way.command == *name), "{name} is not drawn");
    }
}

#[test]
fn what_a_command_did_is_a_way_of_the_machine() {
    for status in Status::ALL {
        for name in Command::NAMES {
            let mut walk = Walk::at(status);
            let (who, command) = right(name);
            if walk.does(who, command).is_ok() {
                let to = walk.case.status();
                assert!(leads(name, status, to), "{name}: {} to {}", status.code(), to.code());
            }
        }
    }
    assert!(!leads("decide", Status::Received, Status::NotAccepted));
    assert!(!leads("issue", Status::Accepted, Status::Issued));
}

fn who(permission: Permission) -> String {
    let names = permission.rule().to.iter().filter_map(|to| match to {
        To::Owner => Some("申请人"),
        To::Role(role, _) => Some(role.words().0),
        To::System => Some("系统（依法）"),
        To::Anybody => Some("任何人"),
        _ => None,
    });
    names.collect::<Vec<_>>().join("、")
}

fn statuses(list: &[Status]) -> String {
    let names: Vec<&str> = list.iter().map(|status| status.words().0).collect();
    names.join("、")
}

/// The document that people read.
fn document() -> String {
    let mut text = String::from(
        "# The procedure of a case\n\nMade from `crates/domain/src/cases/machine.rs` by the test `the_document_draws_the_machine`, which fails when one line differs. What a command takes besides \
         (a letter of authority, a fee, complete materials, another pair of eyes) is decided in `decide.rs` and explained at `/workbench/permissions`.\n\n```mermaid\n",
    );
    let _ = writeln!(text, "{}\n```\n", drawing());
    text.push_str("| Command | From | To | Who | Basis | What it is |\n|---|---|---|---|---|---|\n");
    for way in all() {
        let permission = match way.command {
            "file" | "file_simulated" => None,
            name if Order::NAMES.contains(&name) => Some(permission_of(name)),
            name => Some(right(name).1.permission(Handling::Promised)),
        };
        let who = permission.map_or_else(|| "申请人、窗口人员".to_string(), who);
        let to = if way.to.is_empty() {
            "不变".into()
        } else {
            statuses(way.to)
        };
        let _ = writeln!(
            text,
            "| `{}` | {} | {to} | {who} | {} | {}. {} |",
            way.command,
            statuses(way.from),
            way.basis,
            way.words.0,
            way.words.1
        );
    }
    text
}

#[test]
fn the_document_draws_the_machine() {
    let kept = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/procedure.md");
    let text = document();
    if std::fs::read_to_string(&kept).unwrap_or_default() != text {
        let new = std::env::temp_dir().join("yimen-procedure.md");
        std::fs::write(&new, text).unwrap();
        panic!(
            "docs/procedure.md is not the machine; the new one lies in {}",
            new.display()
        );
    }
}
