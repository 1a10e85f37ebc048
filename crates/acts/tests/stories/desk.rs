//! The work list of a desk: what is due first, whose it is, and how far a page goes.

use yimen_acts::cases::desk::{self, Asked, Due, Found, Order, Whose};
use yimen_domain::cases::Status;
use yimen_domain::cases::command::Command;
use yimen_testkit::{Town, items};

async fn finds(town: &Town, asked: Asked) -> Found {
    let examiner = town.account("examiner-police").actor();
    let asked = Asked {
        statuses: vec![Status::Accepted],
        limit: asked.limit.max(1),
        ..asked
    };
    desk::find(&town.centre, &examiner, &asked).await.unwrap()
}

fn numbers(found: &Found) -> Vec<String> {
    found.page.lines.iter().map(|line| line.row.number.clone()).collect()
}

/// A case of the police that waits for its examiner.
async fn accepted(town: &Town, citizen: &str) -> String {
    let number = town.citizen(citizen).files(items::PASSPORT).await.unwrap().number;
    town.clerk().accepts(&number).await.unwrap();
    number
}

pub async fn what_is_due_stands_first_and_every_mark_says_how_many_it_would_leave(town: &Town) {
    let early = accepted(town, "citizen1").await;
    town.days_later(1);
    let late = accepted(town, "citizen2").await;
    town.examiner("police").gives(&late, Command::Take).await.unwrap();
    let me = town.account("examiner-police").id;

    let all = finds(
        town,
        Asked {
            limit: 10,
            ..Asked::default()
        },
    )
    .await;
    assert_eq!(
        numbers(&all),
        [early.clone(), late.clone()],
        "what came first is due first"
    );
    let marks = &all.marks;
    assert_eq!((marks.all, marks.any_day, marks.overdue), (2, 2, 0));
    assert_eq!((marks.anybodys, marks.nobodys), (2, 1));
    assert_eq!(marks.handlers.get(&me.0.into_bytes()), Some(&1));
    assert_eq!(marks.items.get(items::PASSPORT), Some(&2));
    assert!(!marks.more && !all.cut_off);

    for (whose, wanted) in [(Whose::Of(me), &late), (Whose::Nobodys, &early)] {
        let found = finds(
            town,
            Asked {
                whose,
                limit: 10,
                ..Asked::default()
            },
        )
        .await;
        assert_eq!(numbers(&found), std::slice::from_ref(wanted));
        assert_eq!((found.marks.all, found.marks.anybodys), (1, 2), "the other marks stand");
    }
    let text = late[late.len() - 8..].to_string();
    let found = finds(
        town,
        Asked {
            text,
            limit: 10,
            ..Asked::default()
        },
    )
    .await;
    assert_eq!(numbers(&found), std::slice::from_ref(&late));
    let other = finds(
        town,
        Asked {
            item: items::FOOD.into(),
            limit: 10,
            ..Asked::default()
        },
    )
    .await;
    assert!(other.page.lines.is_empty());

    let due = |found: &Found| found.page.lines[0].due.unwrap();
    let first = due(&all);
    let ahead = first.days() - town.today().days();
    town.days_later(ahead);
    let today = finds(
        town,
        Asked {
            due: Due::Today,
            limit: 10,
            ..Asked::default()
        },
    )
    .await;
    assert!(numbers(&today).contains(&early), "{first:?}");
    assert!(today.page.lines.iter().all(|line| line.due == Some(first)));
    let soon = finds(
        town,
        Asked {
            due: Due::Soon,
            limit: 10,
            ..Asked::default()
        },
    )
    .await;
    assert!(numbers(&soon).contains(&early), "soon holds today");
    assert_eq!(soon.marks.all, soon.page.lines.len() as u64);
    town.days_later(1);
    let overdue = finds(
        town,
        Asked {
            due: Due::Overdue,
            limit: 10,
            ..Asked::default()
        },
    )
    .await;
    assert!(numbers(&overdue).contains(&early));
    let soon = finds(
        town,
        Asked {
            due: Due::Soon,
            limit: 10,
            ..Asked::default()
        },
    )
    .await;
    assert!(!numbers(&soon).contains(&early), "what is late is not soon");
    assert_eq!(soon.marks.overdue, overdue.marks.all);
}

pub async fn a_page_goes_on_where_the_one_before_ended_in_every_order(town: &Town) {
    let mut filed = Vec::new();
    for citizen in ["citizen1", "citizen2", "citizen3"] {
        filed.push(accepted(town, citizen).await);
        town.days_later(1);
    }
    let reversed: Vec<String> = filed.iter().rev().cloned().collect();
    for (order, wanted) in [
        (Order::Due, &filed),
        (Order::Oldest, &filed),
        (Order::Newest, &reversed),
    ] {
        for whose in [Whose::Any, Whose::Nobodys] {
            let (mut seen, mut after) = (Vec::new(), None);
            loop {
                let found = finds(
                    town,
                    Asked {
                        order,
                        whose,
                        after,
                        limit: 1,
                        ..Asked::default()
                    },
                )
                .await;
                assert!(found.page.lines.len() <= 1);
                seen.extend(numbers(&found));
                after = found.page.next;
                if after.is_none() {
                    break;
                }
            }
            assert_eq!(&seen, wanted, "{order:?}, {whose:?}");
        }
    }
    let clerk = town.account("citizen1").actor();
    assert!(
        desk::find(&town.centre, &clerk, &Asked::default()).await.is_err(),
        "a citizen has no desk"
    );
}
