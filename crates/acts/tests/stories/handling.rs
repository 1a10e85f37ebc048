//! Who handles a case, and where the open ones go when that one goes.

use yimen_acts::cases::desk::{self, Asked};
use yimen_acts::cases::handler::{count, successor};
use yimen_acts::organisation::change::{Ground, settle};
use yimen_acts::organisation::moves::{Move, look, make};
use yimen_acts::organisation::record::Handed;
use yimen_domain::cases::Status;
use yimen_domain::cases::command::Command;
use yimen_domain::organisation::AccountId;
use yimen_testkit::{Town, items, refusal};

fn id(town: &Town, login: &str) -> AccountId {
    town.account(login).id
}

/// A case of the police that its examiner handles.
async fn taken(town: &Town) -> String {
    let number = town.citizen("citizen1").files(items::PASSPORT).await.unwrap().number;
    town.clerk().accepts(&number).await.unwrap();
    town.examiner("police").gives(&number, Command::Take).await.unwrap();
    number
}

async fn handler(town: &Town, number: &str) -> Option<AccountId> {
    let view = town.inspector().looks_at(number).await.unwrap();
    view.case.handler.map(|handler| handler.account)
}

/// The examiner of the police leaves tomorrow.
async fn leaves(town: &Town, to: Option<&str>) -> Vec<Handed> {
    let manager = town.account("manager").actor();
    let wanted = Move {
        person: id(town, "examiner-police"),
        from: town.today().plus(1),
        to: None,
        successor: to.map(|login| id(town, login)),
        takes_posts: false,
    };
    let plan = look(&town.centre, &manager, &wanted).await.unwrap();
    let ground = Ground::of(&manager, "借调市局", "人字〔2026〕1号");
    make(&town.centre, &manager, &wanted, &ground).await.unwrap();
    plan.handed
}

pub async fn a_case_is_in_the_list_of_who_handles_it(town: &Town) {
    let number = taken(town).await;
    let examiner = id(town, "examiner-police");
    let asked = Asked {
        statuses: vec![Status::Accepted],
        only: Some(examiner),
        limit: 10,
        ..Asked::default()
    };
    let of = town.account("examiner-police").actor();
    let page = desk::page(&town.centre, &of, &asked).await.unwrap();
    assert_eq!(
        page.lines
            .iter()
            .map(|line| line.row.number.as_str())
            .collect::<Vec<_>>(),
        [number.as_str()]
    );
    assert_eq!(count(&town.centre, examiner).await.unwrap(), 1);
    let chief = town.account("chief-police").actor();
    let wrong = successor(&town.centre, &chief, &number, id(town, "examiner-tax"))
        .await
        .unwrap_err();
    assert_eq!(refusal(wrong).faults[0].field, "to");
    let to = successor(&town.centre, &chief, &number, id(town, "chief-police"))
        .await
        .unwrap();
    let order = Command::HandOver {
        to,
        reason: "工作调整".into(),
    };
    town.chief("police").gives(&number, order).await.unwrap();
    assert_eq!(count(&town.centre, examiner).await.unwrap(), 0);
    let refused = town.examiner("police").reviews(&number).await.unwrap_err();
    assert_eq!(refused.code, "handled_by_another");
}

pub async fn open_cases_go_to_the_successor_on_the_day(town: &Town) {
    let number = taken(town).await;
    let handed = leaves(town, Some("chief-police")).await;
    let cases = handed.iter().find_map(|handed| match handed {
        Handed::Cases { count, to, .. } => Some((*count, to.clone())),
        _ => None,
    });
    assert_eq!(cases, Some((1, town.account("chief-police").shown)));
    settle(&town.centre).await.unwrap();
    assert_eq!(
        handler(town, &number).await,
        Some(id(town, "examiner-police")),
        "still here today"
    );
    town.days_later(1);
    settle(&town.centre).await.unwrap();
    assert_eq!(handler(town, &number).await, Some(id(town, "chief-police")));
    let before = town.inspector().looks_at(&number).await.unwrap().case.events;
    settle(&town.centre).await.unwrap();
    assert_eq!(town.inspector().looks_at(&number).await.unwrap().case.events, before);
}

pub async fn what_the_successor_may_not_handle_waits(town: &Town) {
    let number = taken(town).await;
    leaves(town, Some("chief-tax")).await;
    town.days_later(1);
    settle(&town.centre).await.unwrap();
    assert_eq!(handler(town, &number).await, None);
    let view = town.inspector().looks_at(&number).await.unwrap();
    assert_eq!(view.events.last().unwrap().what.code(), "handler_changed");
    assert_eq!(view.events.last().unwrap().actor.role, "system");
}
