//! Several cases at once (批量操作): each is a command of its own, and each refusal is told with its reason.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use uuid::Uuid;
use yimen_acts::cases::command::{self as act, Reach};
use yimen_acts::cases::{handler, lists};
use yimen_acts::{ActError, Centre};
use yimen_domain::cases::command::Command;
use yimen_domain::organisation::{AccountId, Actor};

use super::desk;
use super::shown::{Area, say};
use super::typed::Typed;
use crate::app::{App, Staff, refuse};
use crate::shell::components::LinkTo;
use crate::shell::{CheckedForm, Html, Page, local_path};

/// Most cases at once.
const MOST: usize = lists::MOST as usize;

/// A request that could not be begun.
pub(crate) struct Again {
    /// What was ticked.
    pub(crate) numbers: Vec<String>,
    /// The reason that was typed.
    pub(crate) reason: String,
    /// Who was chosen.
    pub(crate) to: String,
    /// Key of the text that says what is wrong.
    pub(crate) fault: &'static str,
    /// The key of the form.
    pub(crate) key: String,
}

#[derive(Template)]
#[template(path = "workbench/batch.html")]
struct ResultPage {
    page: Page,
    title: String,
    done: Vec<LinkTo>,
    refused: Vec<NotDone>,
    back: LinkTo,
}

struct NotDone {
    case: LinkTo,
    why: String,
    remedy: String,
}

/// `POST /workbench/batch`.
pub(crate) async fn give(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    CheckedForm(pairs): CheckedForm<Vec<(String, String)>>,
) -> Response {
    let typed = Typed::of(pairs);
    let mut numbers: Vec<String> = typed.all("number").into_iter().map(str::to_string).collect();
    numbers.dedup();
    let again = Again {
        numbers,
        reason: typed.get("reason").to_string(),
        to: typed.get("to").to_string(),
        fault: "",
        key: typed.get("key").to_string(),
    };
    let back = back(typed.get("back")).to_string();
    let command = typed.get("do").to_string();
    let actor = staff.actor();
    if let Some(fault) = fault(&command, &again) {
        return desk::again(&app, page, &actor, &back, &Again { fault, ..again }).await;
    }
    match all(&app.centre, &page, &actor, &command, &again).await {
        Ok((done, refused)) => {
            let title = page.t2(&format!("desk.batch.{command}.result"), done.len(), refused.len());
            let back = LinkTo::new(back, page.t("desk.batch.back"));
            Html(ResultPage {
                title,
                done,
                refused,
                back,
                page,
            })
            .into_response()
        }
        Err(error) => refuse(page.clone(), error, LinkTo::new("/workbench", page.t("workbench.back"))),
    }
}

/// The list to go back to.
fn back(told: &str) -> &str {
    let path = local_path(Some(told));
    let is_list = ["/workbench", "/workbench/cases"].iter().any(|list| {
        path.strip_prefix(list)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('?'))
    });
    if is_list { path } else { "/workbench" }
}

/// What is wrong with the request as a whole.
fn fault(command: &str, asked: &Again) -> Option<&'static str> {
    if asked.numbers.is_empty() {
        return Some("desk.batch.none");
    }
    if asked.numbers.len() > MOST {
        return Some("desk.batch.too_many");
    }
    let has_reason = !asked.reason.trim().is_empty();
    match command {
        "take" => None,
        "put_back" | "hand_over" if !has_reason => Some("desk.batch.no_reason"),
        "hand_over" if Uuid::parse_str(&asked.to).is_err() => Some("desk.batch.nobody"),
        "put_back" | "hand_over" => None,
        _ => Some("desk.batch.nothing"),
    }
}

async fn all(
    centre: &Centre,
    page: &Page,
    actor: &Actor,
    command: &str,
    asked: &Again,
) -> Result<(Vec<LinkTo>, Vec<NotDone>), ActError> {
    let (mut done, mut refused) = (Vec::new(), Vec::new());
    for number in &asked.numbers {
        let case = LinkTo::new(Area::Workbench.case(number), number.as_str());
        match one(centre, actor, command, number, asked).await {
            Ok(()) => done.push(case),
            Err(ActError::Refused(refusal)) => refused.push(NotDone {
                case,
                why: say(page, &refusal.why),
                remedy: say(page, &refusal.remedy),
            }),
            Err(error) => return Err(error),
        }
    }
    Ok((done, refused))
}

/// One case of the batch, by a key of its own: the form sent twice does it once.
async fn one(centre: &Centre, actor: &Actor, command: &str, number: &str, asked: &Again) -> Result<(), ActError> {
    let reason = asked.reason.trim().to_string();
    let order = match (command, Uuid::parse_str(&asked.to)) {
        ("put_back", _) => Command::PutBack { reason },
        ("hand_over", Ok(to)) => Command::HandOver {
            to: handler::successor(centre, actor, number, AccountId(to)).await?,
            reason,
        },
        _ => Command::Take,
    };
    let key = format!("{}.{command}.{number}", asked.key);
    let reach = Reach {
        key: (!asked.key.is_empty()).then_some(key.as_str()),
        seen: None,
    };
    act::command(centre, actor, number, reach, order).await.map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(numbers: &[&str], reason: &str, to: &str) -> Again {
        Again {
            numbers: numbers.iter().map(|number| number.to_string()).collect(),
            reason: reason.into(),
            to: to.into(),
            fault: "",
            key: "k".into(),
        }
    }

    #[test]
    fn the_way_back_leads_to_a_list_and_nowhere_else() {
        assert_eq!(
            back("/workbench?status=accepted&due=today"),
            "/workbench?status=accepted&due=today"
        );
        assert_eq!(back("/workbench/cases?body=civil"), "/workbench/cases?body=civil");
        for other in [
            "",
            "//elsewhere.example/workbench",
            "/workbench/casesX",
            "/sign-out",
            "https://elsewhere.example/",
        ] {
            assert_eq!(back(other), "/workbench", "{other}");
        }
    }

    #[test]
    fn what_is_missing_is_told_before_anything_is_done() {
        let to = "019cac10-10e0-7d8c-9b8b-c152e7a8bed0";
        assert_eq!(fault("take", &asked(&[], "", "")), Some("desk.batch.none"));
        assert_eq!(fault("take", &asked(&["1"], "", "")), None);
        assert_eq!(fault("put_back", &asked(&["1"], " ", "")), Some("desk.batch.no_reason"));
        assert_eq!(
            fault("hand_over", &asked(&["1"], "休假", "")),
            Some("desk.batch.nobody")
        );
        assert_eq!(fault("hand_over", &asked(&["1"], "休假", to)), None);
        assert_eq!(fault("decide", &asked(&["1"], "", "")), Some("desk.batch.nothing"));
        let many = vec!["1"; MOST + 1];
        assert_eq!(fault("take", &asked(&many, "", "")), Some("desk.batch.too_many"));
    }
}
