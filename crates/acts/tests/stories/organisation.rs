//! Posts over time: leave and who stands in, moves with the hand-over of letters and seals, lists in and out, any day asked again.

use yimen_acts::items::import::Fate;
use yimen_acts::letters::Phase;
use yimen_acts::organisation::change::{Ground, appoint, settle};
use yimen_acts::organisation::leave::{ask, end, grant, refuse};
use yimen_acts::organisation::list::{look, take};
use yimen_acts::organisation::moves::{Missing, Move, look as plan, make};
use yimen_acts::organisation::record::{Did, Handed, verify};
use yimen_acts::organisation::{Window, as_of, export, put};
use yimen_domain::calendar::Day;
use yimen_domain::organisation::posts::{Seat, Serving, Side, Standing};
use yimen_domain::organisation::{AccountId, Actor, Role};
use yimen_testkit::{Town, refusal};

fn manager(town: &Town) -> Actor {
    town.account("manager").actor()
}

fn ground(town: &Town) -> Ground {
    Ground::of(&manager(town), "轮岗", "人字〔2026〕1号")
}

fn id(town: &Town, login: &str) -> AccountId {
    town.account(login).id
}

async fn roles(town: &Town, login: &str) -> Vec<Role> {
    let row = yimen_acts::accounts::by_login(&town.centre, login)
        .await
        .unwrap()
        .unwrap();
    row.roles
}

fn leaving(town: &Town, login: &str, from: Day) -> Move {
    Move {
        person: id(town, login),
        from,
        to: None,
        successor: None,
        takes_posts: false,
    }
}

pub async fn who_stands_in_has_the_role_on_these_days_only(town: &Town) {
    let (centre, today) = (&town.centre, town.today());
    let chief = town.account("chief-tax");
    let (from, until) = (today.plus(1), today.plus(2));
    ask(centre, &chief.actor(), chief.id, (from, until), "探亲")
        .await
        .unwrap();
    ask(centre, &chief.actor(), chief.id, (from, until), "探亲")
        .await
        .unwrap();
    let asked = centre.posts().roster.leaves().len();
    assert_eq!(asked, 1, "asked twice, entered once");
    let not_theirs = grant(centre, &chief.actor(), 1).await.unwrap_err();
    assert_eq!(refusal(not_theirs).code, "not_your_organisation");
    grant(centre, &manager(town), 1).await.unwrap();
    assert_eq!(roles(town, "examiner-tax").await, [Role::Examiner]);
    assert!(matches!(
        centre.posts().roster.serving("chief-tax", from),
        Serving::StandsIn { .. }
    ));

    town.days_later(1);
    assert_eq!(settle(centre).await.unwrap(), 1, "a new day has begun");
    assert_eq!(settle(centre).await.unwrap(), 0);
    assert_eq!(roles(town, "examiner-tax").await, [Role::Examiner, Role::Chief]);
    end(centre, &chief.actor(), 1).await.unwrap();
    town.days_later(1);
    settle(centre).await.unwrap();
    assert_eq!(roles(town, "examiner-tax").await, [Role::Examiner]);
}

pub async fn a_leave_without_b_is_refused_with_its_reason(town: &Town) {
    let (centre, day) = (&town.centre, town.today().plus(7));
    let without_b = town.account("clerk10");
    let refused = ask(centre, &without_b.actor(), without_b.id, (day, day), "探亲")
        .await
        .unwrap_err();
    let refused = refusal(refused);
    assert_eq!((refused.code, refused.rule), ("not_covered", "A/B 岗工作制"));
    let (one, other) = (town.account("clerk1"), town.account("clerk2"));
    ask(centre, &one.actor(), one.id, (day, day), "探亲").await.unwrap();
    grant(centre, &manager(town), 1).await.unwrap();
    let refused = refusal(
        ask(centre, &other.actor(), other.id, (day, day), "探亲")
            .await
            .unwrap_err(),
    );
    assert!(
        refused.code == "not_covered" && refused.why.zh.contains(&one.shown),
        "{refused:?}"
    );
    let stranger = ask(centre, &other.actor(), one.id, (day.plus(9), day.plus(9)), "探亲")
        .await
        .unwrap_err();
    assert_eq!(refusal(stranger).code, "not_your_organisation");
    ask(centre, &other.actor(), other.id, (day.plus(1), day.plus(1)), "探亲")
        .await
        .unwrap();
    refuse(centre, &manager(town), 2, "开放日").await.unwrap();
    assert_eq!(centre.posts().roster.away(other.id, day.plus(1)), None);
}

pub async fn one_action_hands_over_letters_seal_and_post(town: &Town) {
    let (centre, today) = (&town.centre, town.today());
    let chief = id(town, "chief-police");
    let mut wanted = leaving(town, "chief-police", today);
    wanted.takes_posts = true;
    let before = centre.letters().all().count();
    let looked = plan(centre, &manager(town), &wanted).await.unwrap();
    let name = town.account("examiner-police").shown;
    assert_eq!((looked.successor.as_deref(), looked.unsigned), (Some(name.as_str()), 0));
    assert_eq!(
        looked.gaps.iter().map(|(_, missing)| *missing).collect::<Vec<_>>(),
        [Missing::B, Missing::B]
    );
    assert_eq!(centre.letters().all().count(), before, "looking changes nothing");

    make(centre, &manager(town), &wanted, &ground(town)).await.unwrap();
    make(centre, &manager(town), &wanted, &ground(town)).await.unwrap();
    assert_eq!(roles(town, "chief-police").await, [], "who has no post may do nothing");
    assert_eq!(roles(town, "examiner-police").await, [Role::Examiner, Role::Chief]);
    let register = centre.posts();
    let entry = register.entries().last().unwrap();
    assert_eq!(
        (entry.did, entry.about, entry.basis.as_str()),
        (Did::Left, Some(chief), "人字〔2026〕1号")
    );
    assert!(
        matches!(
            entry.handed.as_slice(),
            [Handed::LetterEnds { .. }, Handed::LetterDrafted { .. }]
        ),
        "{entry:?}"
    );
    let letters = centre.letters();
    let of_police: Vec<Phase> = letters
        .all()
        .filter(|known| known.letter.body == "police")
        .map(|known| known.phase(today))
        .collect();
    assert_eq!(of_police.iter().filter(|phase| **phase == Phase::Revoked).count(), 1);
    assert_eq!(
        of_police.iter().filter(|phase| **phase == Phase::Drafted).count(),
        1,
        "the head signs before there is power"
    );

    let mut wanted = leaving(town, "clerk14", today.plus(3));
    wanted.successor = Some(id(town, "examiner-police"));
    let looked = plan(centre, &manager(town), &wanted).await.unwrap();
    assert!(
        looked
            .handed
            .iter()
            .all(|handed| matches!(handed, Handed::Seal { to, .. } if *to == name))
    );
    assert!(!looked.handed.is_empty());
    make(centre, &manager(town), &wanted, &ground(town)).await.unwrap();
    assert_eq!(
        roles(town, "clerk14").await,
        [Role::Clerk],
        "still there until that day"
    );
    town.days_later(3);
    settle(centre).await.unwrap();
    assert_eq!(roles(town, "clerk14").await, []);
    assert_eq!(verify(centre).await.unwrap().faults, Vec::<String>::new());
}

pub async fn a_decision_outside_the_new_letter_is_refused_after_a_move(town: &Town) {
    let number = town
        .citizen("citizen1")
        .files(yimen_testkit::items::PASSPORT)
        .await
        .unwrap()
        .number;
    town.clerk().accepts(&number).await.unwrap();
    town.examiner("police").reviews(&number).await.unwrap();
    let mut wanted = leaving(town, "chief-police", town.today());
    wanted.successor = Some(id(town, "examiner-police"));
    make(&town.centre, &manager(town), &wanted, &ground(town))
        .await
        .unwrap();
    let refused = town.chief("police").decides(&number).await.unwrap_err();
    assert_eq!(refused.code, "no_authority");
}

pub async fn nobody_else_moves_people(town: &Town) {
    for login in ["clerk1", "inspector", "chief-tax", "legal-police"] {
        let actor = town.account(login).actor();
        let wanted = leaving(town, "clerk2", town.today());
        let refused = make(&town.centre, &actor, &wanted, &ground(town)).await.unwrap_err();
        assert_eq!(refusal(refused).code, "not_your_organisation", "{login}");
    }
    let seat = Seat {
        post: "w-t02".into(),
        side: Side::A,
        standing: Standing::Main,
    };
    let admin = town.account("admin").actor();
    let (who, from) = (id(town, "examiner-tax"), town.today());
    appoint(&town.centre, &admin, who, seat.clone(), (from, None), &ground(town))
        .await
        .unwrap();
    assert_eq!(roles(town, "examiner-tax").await, [Role::Clerk, Role::Examiner]);
    let silent = Ground::of(&admin, " ", "");
    let refused = appoint(&town.centre, &admin, who, seat, (from, None), &silent)
        .await
        .unwrap_err();
    assert_eq!(refusal(refused).faults[0].field, "reason");
}

pub async fn everything_is_seen_as_of_any_day(town: &Town) {
    let (centre, today) = (&town.centre, town.today());
    let mut window: Window = centre.organisation().windows["w-a01"].clone();
    window.name.zh = "企业开办专窗".into();
    town.days_later(10);
    put(centre, "window", &[("w-a01".to_string(), &window)]).await.unwrap();
    let name = |on: Day| as_of(centre, on).unwrap().windows["w-a01"].name.zh.clone();
    assert_eq!(name(town.today()), "企业开办专窗");
    assert_ne!(name(today.plus(9)), "企业开办专窗");
    assert!(
        as_of(centre, today.plus(-5_000)).unwrap().windows.is_empty(),
        "nothing was there yet"
    );
    let seat = Seat {
        post: "w-t02".into(),
        side: Side::A,
        standing: Standing::Main,
    };
    let mut wanted = leaving(town, "clerk11", town.today());
    wanted.to = Some(seat);
    wanted.successor = Some(id(town, "examiner-tax"));
    make(centre, &manager(town), &wanted, &ground(town)).await.unwrap();
    let roster = &centre.posts().roster;
    let at = |on: Day| {
        roster
            .held(id(town, "clerk11"), on)
            .map(|term| term.post.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        (at(today), at(town.today())),
        (vec!["w-t01".to_string()], vec!["w-t02".to_string()])
    );
}

pub async fn what_was_exported_comes_in_unchanged(town: &Town) {
    let bytes = export::workbook(&town.centre, town.today()).await.unwrap();
    let report = look(&town.centre, &bytes).await.unwrap();
    let strange: Vec<_> = report
        .lines
        .iter()
        .filter(|line| line.fate != Fate::Unchanged)
        .collect();
    assert!(strange.is_empty(), "{strange:?}");
    assert!(report.lines.len() > 200);
    assert_eq!(
        report.sheets.iter().map(|sheet| sheet.kind).collect::<Vec<_>>(),
        ["people", "windows"]
    );
}

pub async fn a_list_is_looked_at_before_anything_changes(town: &Town) {
    let centre = &town.centre;
    let list = "账号,姓名,派驻单位,窗口,岗位,角色,AB岗,任职日期\n\
        clerk20,罗小明,广安区税务局,T03,T03 窗口岗,窗口人员,A,2026/3/1\n\
        clerk21,罗小华,广安区税务局,T03,T03 窗口岗,,A,2026/3/1\n\
        clerk22,罗小刚,没有的局,T03,另一个岗,窗口人员,A,\n\
        clerk11,别人,广安区税务局,T01,T01 窗口岗,,A,\n\
        clerk23,罗小强,广安区税务局,T01,T01 窗口岗,,B,明天\n";
    let report = look(centre, list.as_bytes()).await.unwrap();
    let fates: Vec<Fate> = report.lines.iter().map(|line| line.fate).collect();
    assert_eq!(fates[0], Fate::Taken, "{:?}", report.lines);
    assert!(
        fates[1..].iter().all(|fate| *fate == Fate::Refused),
        "{:?}",
        report.lines
    );
    assert!(
        report
            .lines
            .iter()
            .all(|line| line.fate == Fate::Taken || !line.en.is_empty())
    );
    assert!(
        yimen_acts::accounts::by_login(centre, "clerk20")
            .await
            .unwrap()
            .is_none(),
        "nothing changed"
    );

    let otherwise = take(centre, list.as_bytes(), "0", &ground(town)).await.unwrap_err();
    assert_eq!(refusal(otherwise).code, "seen_otherwise");
    let taken = take(centre, list.as_bytes(), &report.seen, &ground(town))
        .await
        .unwrap();
    assert!(taken.entry.is_some());
    assert_eq!(roles(town, "clerk20").await, [Role::Clerk]);
    let row = yimen_acts::accounts::by_login(centre, "clerk20")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (row.body.as_deref(), row.place.as_deref(), row.password),
        (Some("tax"), Some("T03"), None)
    );
    let again = take(centre, list.as_bytes(), &report.seen, &ground(town))
        .await
        .unwrap();
    assert_eq!(
        (again.entry, again.count(Fate::Taken)),
        (None, 0),
        "the same list once more does nothing"
    );
    let nothing = look(centre, "甲,乙\n1,2\n".as_bytes()).await.unwrap_err();
    assert_eq!(refusal(nothing).code, "not_a_list");
}

pub async fn windows_come_in_and_go_with_their_days(town: &Town) {
    let centre = &town.centre;
    let list = "窗口号,窗口名称,大厅,服务部门,状态\nT09,税务专窗,办税服务分厅,广安区税务局,\nA08,综合窗口,,,停用\nA01,,,,停用\n";
    let before = town.today().plus(-1);
    let report = take(centre, list.as_bytes(), "", &ground(town)).await.unwrap();
    let fates: Vec<Fate> = report.lines.iter().map(|line| line.fate).collect();
    assert_eq!(fates, [Fate::Taken, Fate::Changed, Fate::Refused], "{:?}", report.lines);
    let windows = &centre.organisation().windows;
    assert!(windows["w-t09"].bodies == ["tax"] && !windows.contains_key("w-a08"));
    assert!(as_of(centre, before).unwrap().windows.contains_key("w-a08"));
}

pub async fn a_post_is_closed_by_a_list_once_nobody_holds_it(town: &Town) {
    let centre = &town.centre;
    let list = "岗位编码,部门,岗位名称,状态\nw-t02,广安区税务局,T02 窗口岗,撤销\nw-t01,广安区税务局,T01 窗口岗,撤销\n";
    let report = take(centre, list.as_bytes(), "", &ground(town)).await.unwrap();
    let fates: Vec<Fate> = report.lines.iter().map(|line| line.fate).collect();
    assert_eq!(fates, [Fate::Changed, Fate::Refused], "{:?}", report.lines);
    let there = |on: Day| centre.posts().roster.post("w-t02", on).is_some();
    assert_eq!([there(town.today().plus(-1)), there(town.today())], [true, false]);
}

pub async fn another_process_sees_posts_and_moves(town: &Town) {
    let Some(other) = town.another_process().await else {
        return;
    };
    make(
        &town.centre,
        &manager(town),
        &leaving(town, "clerk3", town.today()),
        &ground(town),
    )
    .await
    .unwrap();
    assert!(yimen_acts::organisation::record::refresh(&other).await.unwrap());
    assert_eq!(other.posts().roster.held(id(town, "clerk3"), town.today()).count(), 0);
    other.close().await.unwrap();
}
