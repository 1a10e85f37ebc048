//! The days of the ledger: closed, signed, exported, and checked by somebody who has nothing but the files.

use futures::future::join_all;
use yimen_acts::cases::verify::{Verdict, verify};
use yimen_acts::ledger::check::{self, Checker, Outcome};
use yimen_acts::ledger::sign::Algorithm;
use yimen_acts::ledger::{days, export, figures, keys, receipt, roots};
use yimen_acts::{Centre, Chance, Time};
use yimen_domain::calendar::Instant;
use yimen_store::Location;
use yimen_testkit::{Town, items, refusal};

async fn verdict(town: &Town) -> Verdict {
    verify(&town.centre, |_| {}).await.unwrap()
}

async fn exported(centre: &Centre) -> String {
    let mut out = Vec::new();
    export::write(centre, &mut out).await.unwrap();
    String::from_utf8(out).unwrap()
}

fn checked(export: &str) -> Outcome {
    let mut checker = Checker::new();
    export.lines().for_each(|line| checker.text(line));
    checker.end()
}

/// Two finished cases on Monday, one on Tuesday, nothing on Wednesday; it is Thursday and the days are closed.
async fn three_days(town: &Town) -> Vec<String> {
    keys::new(&town.centre, Algorithm::Ed25519).await.unwrap();
    let mut numbers = vec![
        town.finished_case(items::LEGAL_AID).await,
        town.finished_case(items::PASSPORT).await,
    ];
    town.days_later(1);
    numbers.push(town.finished_case(items::LEGAL_AID).await);
    town.days_later(2);
    let closed = days::close_due(&town.centre).await.unwrap();
    let leaves: Vec<(&str, u64)> = closed.iter().map(|entry| (entry.day.as_str(), entry.leaves)).collect();
    assert_eq!(leaves, [("2026-03-02", 11), ("2026-03-03", 5), ("2026-03-04", 0)]);
    numbers
}

pub async fn a_day_that_is_over_is_closed_once(town: &Town) {
    three_days(town).await;
    assert_eq!(days::close_due(&town.centre).await.unwrap(), []);
    let verdict = verdict(town).await;
    assert_eq!(
        (verdict.faults.len(), verdict.days, verdict.waiting, verdict.late),
        (0, 3, 0, 0)
    );
    assert_eq!(verdict.last_day.as_deref(), Some("2026-03-04"));
}

pub async fn a_day_waits_for_its_end_and_its_grace(town: &Town) {
    keys::new(&town.centre, Algorithm::Sm2).await.unwrap();
    town.citizen("citizen1").files(items::LEGAL_AID).await.unwrap();
    assert_eq!(days::close_by_hand(&town.centre).await.unwrap(), [], "today goes on");
    let midnight = Instant::end_of(town.today(), yimen_domain::calendar::CHINA).0;
    let at = |micros| town.centre.with_time(Time::told(Instant(micros)));
    assert_eq!(
        days::close_due(&at(midnight + 1)).await.unwrap(),
        [],
        "those of midnight are answered first"
    );
    let closed = days::close_due(&at(midnight + days::GRACE_MICROS + 1)).await.unwrap();
    assert_eq!(closed.len(), 1);
}

pub async fn without_a_key_nothing_is_closed(town: &Town) {
    town.citizen("citizen1").files(items::LEGAL_AID).await.unwrap();
    town.days_later(1);
    let refused = refusal(days::close_by_hand(&town.centre).await.unwrap_err());
    assert_eq!(refused.code, "ledger_no_key");
    assert_eq!(
        days::close_due(&town.centre).await.unwrap().len(),
        1,
        "the demonstration makes one"
    );
    let twice = refusal(keys::new(&town.centre, Algorithm::Ed25519).await.unwrap_err());
    assert_eq!(twice.code, "ledger_key_exists");
}

pub async fn an_event_that_comes_late_enters_the_next_day(town: &Town) {
    three_days(town).await;
    let export = exported(&town.centre).await;
    let before = checked(&export).checked;
    let monday = town
        .centre
        .with_time(Time::told(Instant(town.centre.now().0 - 3 * 24 * 3_600_000_000)));
    let citizen = town.citizen("citizen2");
    let application = citizen.application(items::LEGAL_AID).await;
    yimen_acts::cases::submit::submit(&monday, &citizen.actor(), None, application)
        .await
        .unwrap();
    town.days_later(1);
    let closed = days::close_due(&town.centre).await.unwrap();
    assert_eq!(
        (closed.len(), closed[0].day.as_str(), closed[0].leaves),
        (1, "2026-03-05", 1)
    );
    let now = checked(&exported(&town.centre).await).checked;
    assert_eq!((now.late, now.faults, before.late), (1, vec![], 0));
    let days_of = |export: &str| export.lines().filter(|line| line.contains("\"kind\":\"day\"")).count();
    assert_eq!(days_of(&export), 3);
    for line in export.lines().filter(|line| line.starts_with("{\"kind\":\"day\"")) {
        assert!(
            exported(&town.centre).await.contains(line),
            "a closed day stays as it was"
        );
    }
}

pub async fn an_event_waits_for_the_one_before_it(town: &Town) {
    keys::new(&town.centre, Algorithm::Ed25519).await.unwrap();
    let number = town.citizen("citizen1").files(items::LEGAL_AID).await.unwrap().number;
    town.days_later(1);
    let clerk = town.clerk();
    let yesterday = town
        .centre
        .with_time(Time::told(Instant(town.centre.now().0 - 24 * 3_600_000_000)));
    clerk.accepts(&number).await.unwrap();
    // The examiner's machine is a day behind.
    let review = yimen_domain::cases::command::Command::Review {
        approve: true,
        words: "符合条件".into(),
    };
    let examiner = town.examiner("justice");
    yimen_acts::cases::command::command(&yesterday, &examiner.actor(), &number, Default::default(), review)
        .await
        .unwrap();
    let leaves: Vec<u64> = close_after(town, 0).await;
    assert_eq!(leaves, [1], "the review waits for the acceptance");
    assert_eq!(close_after(town, 1).await, [2]);
    assert_eq!(verdict(town).await.faults, []);
}

async fn close_after(town: &Town, more: i32) -> Vec<u64> {
    town.days_later(more);
    let closed = days::close_due(&town.centre).await.unwrap();
    closed.iter().map(|entry| entry.leaves).collect()
}

pub async fn many_close_while_people_work(town: &Town) {
    keys::new(&town.centre, Algorithm::Ed25519).await.unwrap();
    for _ in 0..5 {
        town.finished_case(items::LEGAL_AID).await;
    }
    town.days_later(2);
    let mut centres = vec![town.centre.clone(), town.centre.clone()];
    if let Location::Postgres { .. } = town.centre.settings().location {
        // Another process has its own connections and its own writer.
        let time = Time::told(town.centre.now());
        let other = Centre::open(town.centre.settings().clone(), time, Chance::System)
            .await
            .unwrap();
        centres.push(other.clone());
        centres.push(other);
    }
    let citizen = town.citizen("citizen2");
    let application = citizen.application(items::LEGAL_AID).await;
    let yesterday = town
        .centre
        .with_time(Time::told(Instant(town.centre.now().0 - 24 * 3_600_000_000)));
    let late = async {
        for _ in 0..20 {
            yimen_acts::cases::submit::submit(&yesterday, &citizen.actor(), None, application.clone())
                .await
                .unwrap();
        }
    };
    let close = join_all(centres.iter().map(days::close_due));
    let ((), closed) = tokio::join!(late, close);
    let mut named: Vec<String> = closed
        .into_iter()
        .flat_map(|closed| closed.unwrap().into_iter().map(|entry| entry.day))
        .collect();
    named.extend(
        days::close_due(&town.centre)
            .await
            .unwrap()
            .into_iter()
            .map(|entry| entry.day),
    );
    named.sort();
    assert_eq!(named, ["2026-03-02", "2026-03-03"], "each day is closed by one of them");
    town.days_later(1);
    days::close_due(&town.centre).await.unwrap();
    let verdict = verdict(town).await;
    assert_eq!((verdict.faults, verdict.waiting, verdict.events), (vec![], 0, 45));
    for centre in centres.into_iter().skip(3) {
        centre.close().await.unwrap();
    }
}

pub async fn a_changed_root_figure_or_signature_is_named(town: &Town) {
    three_days(town).await;
    let day = "(SELECT MIN(day) FROM ledger_days)";
    for (column, from, to) in [
        ("entry", "\"leaves\":11", "\"leaves\":10"),
        ("figures", "\"filed\":1", "\"filed\":2"),
        ("head", "\"size\":1", "\"size\":2"),
    ] {
        let swap = |from: &str, to: &str| {
            format!("UPDATE ledger_days SET {column} = REPLACE({column}, '{from}', '{to}') WHERE day = {day}")
        };
        town.db_tamper(1, &swap(from, to), Vec::new()).await;
        let faults = verdict(town).await.faults;
        assert!(
            faults.iter().any(|fault| fault.en.contains("2026-03-02")),
            "{column}: {faults:?}"
        );
        town.db_tamper(1, &swap(to, from), Vec::new()).await;
    }
    assert!(verdict(town).await.is_sound());
    let sign = format!("UPDATE ledger_days SET signature = REPLACE(signature, '0', '1') WHERE day = {day}");
    town.db_tamper(1, &sign, Vec::new()).await;
    let faults = verdict(town).await.faults;
    assert!(faults[0].en.contains("signature"), "{faults:?}");
}

pub async fn a_rewritten_chain_does_not_fit_its_day(town: &Town) {
    let number = three_days(town).await.remove(0);
    let find = "SELECT text, hash FROM events WHERE seq = $1 AND case_id IN (SELECT id FROM cases WHERE number = $2)";
    let row = |seq: i64| town.db_rows(find, vec![seq.into(), number.as_str().into()]);
    let before: [u8; 32] = row(4).await[0].bytes(1).unwrap().try_into().unwrap();
    let text = row(5).await[0].text(0).unwrap().replace("electronic", "post");
    let hash = town.centre.hash().link(&before, &text);
    let rewrite =
        "UPDATE events SET text = $1, hash = $2 WHERE seq = 5 AND case_id IN (SELECT id FROM cases WHERE number = $3)";
    town.db_tamper(1, rewrite, vec![text.into(), hash.into(), number.as_str().into()])
        .await;
    town.db_tamper(
        1,
        "UPDATE cases SET last_hash = $1 WHERE number = $2",
        vec![hash.into(), number.as_str().into()],
    )
    .await;
    let faults = verdict(town).await.faults;
    assert!(
        faults.iter().any(|fault| fault
            .en
            .starts_with("day 2026-03-02: its root is not that of its events")),
        "{faults:?}"
    );
}

pub async fn an_event_taken_from_what_waits_is_missed(town: &Town) {
    three_days(town).await;
    town.citizen("citizen1").files(items::LEGAL_AID).await.unwrap();
    town.db_tamper(1, "DELETE FROM unsealed", Vec::new()).await;
    let faults = verdict(town).await.faults;
    assert!(faults[0].en.contains("will enter no day's tree"), "{faults:?}");
}

pub async fn every_altered_event_of_an_export_is_named(town: &Town) {
    three_days(town).await;
    town.citizen("citizen2").files(items::LEGAL_AID).await.unwrap();
    let export = exported(&town.centre).await;
    let sound = checked(&export).checked;
    assert_eq!(
        (sound.faults, sound.events, sound.waiting, sound.days),
        (vec![], 17, 1, 3)
    );
    let lines: Vec<&str> = export.lines().collect();
    let mut altered = 0;
    for (at, line) in lines
        .iter()
        .enumerate()
        .filter(|(_, line)| line.starts_with("{\"kind\":\"event\""))
    {
        let event: serde_json::Value = serde_json::from_str(line).unwrap();
        let (case, seq) = (event["case"].as_str().unwrap(), event["seq"].as_u64().unwrap());
        // One digit of the moment at which it was recorded.
        let place = line.find("\\\"at\\\":17").unwrap() + 10;
        let digit = if &line[place..=place] == "5" { "6" } else { "5" };
        let changed = format!("{}{digit}{}", &line[..place], &line[place + 1..]);
        let mut copy = lines.clone();
        copy[at] = &changed;
        let faults = checked(&copy.join("\n")).checked.faults;
        let named = faults
            .iter()
            .any(|fault| fault.case == case && u64::from(fault.seq) == seq);
        assert!(named, "{case} {seq}: {faults:?}");
        altered += 1;
    }
    assert_eq!(altered, 17);
    for at in 0..lines.len() {
        let mut copy = lines.clone();
        copy.remove(at);
        assert!(
            !checked(&copy.join("\n")).checked.is_sound(),
            "without line {at}: {}",
            lines[at]
        );
    }
    assert!(!checked("").checked.is_sound());
    assert!(!checked("{}\nnonsense").checked.is_sound());
}

pub async fn an_export_tells_nobodys_words(town: &Town) {
    three_days(town).await;
    let export = exported(&town.centre).await;
    let told = town.citizen("citizen1").profile().await;
    for secret in [told.name, told.id_number, told.phone] {
        assert!(!export.contains(&secret), "{secret}");
    }
}

pub async fn a_receipt_is_a_promise_first_and_a_proof_later(town: &Town) {
    keys::new(&town.centre, Algorithm::Ed25519).await.unwrap();
    let citizen = town.citizen("citizen1");
    let number = citizen.files(items::LEGAL_AID).await.unwrap().number;
    town.seconds_later(1);
    for _ in 0..4 {
        town.citizen("citizen2").files(items::LEGAL_AID).await.unwrap();
    }
    let of = async || {
        let given = receipt::of_case(&town.centre, &citizen.actor(), &number).await.unwrap();
        serde_json::to_string(&given).unwrap()
    };
    let promised = check::receipt(&of().await).unwrap();
    assert_eq!(
        (promised.day, promised.promised, promised.words),
        (None, true, Some(true))
    );
    town.days_later(1);
    days::close_due(&town.centre).await.unwrap();
    let text = of().await;
    let proved = check::receipt(&text).unwrap();
    assert_eq!(
        (
            proved.day.as_deref(),
            proved.words,
            proved.number.as_str(),
            proved.event.as_str()
        ),
        (Some("2026-03-02"), Some(true), number.as_str(), "filed")
    );
    assert_eq!(proved.chain, promised.chain, "both speak of the same event");
    for (from, to) in [
        (r#"\"channel\":\"web\""#, r#"\"channel\":\"api\""#),
        ("\"index\":0", "\"index\":1"),
        (r#"\"leaves\":5"#, r#"\"leaves\":4"#),
        ("陈大福", "陈小福"),
        (r#"\"size\":1"#, r#"\"size\":2"#),
        ("\"opening\":\"{", "\"opening\":\" {"),
    ] {
        let altered = text.replacen(from, to, 1);
        assert_ne!(altered, text, "{from}");
        assert!(check::receipt(&altered).is_err(), "{from}");
    }
    let stranger = receipt::of_case(&town.centre, &town.citizen("citizen2").actor(), &number).await;
    assert!(stranger.is_err(), "none of their business");
}

pub async fn a_key_is_replaced_and_vouched_for(town: &Town) {
    three_days(town).await;
    let old = serde_json::to_string(&roots::all(&town.centre).await.unwrap()).unwrap();
    let next = keys::rotate(&town.centre, Algorithm::Sm2).await.unwrap();
    town.finished_case(items::LEGAL_AID).await;
    town.days_later(1);
    days::close_due(&town.centre).await.unwrap();
    assert!(verdict(town).await.is_sound());
    let all = roots::all(&town.centre).await.unwrap();
    assert!(all.days.last().unwrap().head.text.contains(&next.fingerprint));
    let new = serde_json::to_string(&all).unwrap();
    let found = check::consistency(&old, &new).unwrap();
    assert_eq!((found.old, found.new, found.keys.len()), (3, 4, 2));
    assert!(
        check::consistency(&new, &old).is_err(),
        "days are missing from the newer"
    );
    let proof = serde_json::to_string(&roots::consistency(&town.centre, 3).await.unwrap()).unwrap();
    assert_eq!(check::consistency(&old, &proof).unwrap().new, 4);
    assert!(check::consistency(&old, &proof.replacen("\"path\":[\"", "\"path\":[\"00", 1)).is_err());
    let mut forged = all.clone();
    forged.keys[1].signature = forged.keys[0].signature.clone();
    let forged = serde_json::to_string(&forged).unwrap();
    assert!(check::consistency(&old, &forged).unwrap_err().contains("key 2"));
    std::fs::remove_file(town.data().join(keys::FOLDER).join(format!("{}.key", next.fingerprint))).unwrap();
    town.days_later(1);
    let missing = days::close_due(&town.centre).await.unwrap_err().to_string();
    assert!(missing.contains("cannot be read"), "{missing}");
}

pub async fn published_figures_are_counted_again(town: &Town) {
    let numbers = three_days(town).await;
    let published = figures::publish(&town.centre, None, None).await.unwrap().unwrap();
    let total = published.total.counts;
    assert_eq!((total.filed, total.accepted, total.decided, total.closed), (3, 3, 3, 3));
    assert_eq!((total.on_time, total.early), (3, 3), "decided on the day of acceptance");
    assert_eq!(
        (published.from.as_str(), published.to.as_str(), published.days),
        ("2026-03-02", "2026-03-04", 3)
    );
    let text = serde_json::to_string(&published).unwrap();
    let export = exported(&town.centre).await;
    assert_eq!(check::figures(&text, &checked(&export)).unwrap(), []);

    let boasting = text.replacen("\"early\":3", "\"early\":4", 1);
    let fallen = check::figures(&boasting, &checked(&export)).unwrap();
    assert_eq!(
        (fallen[0].figure.as_str(), fallen[0].published, fallen[0].counted),
        ("early", Some(4), Some(3))
    );

    let line = export.lines().find(|line| line.contains(&numbers[1])).unwrap();
    let outcome = checked(&export.replace(line, &line.replacen("web", "wep", 1)));
    assert!(!outcome.checked.is_sound());
    let fallen = check::figures(&text, &outcome).unwrap();
    let of_passports: Vec<&str> = fallen
        .iter()
        .filter(|one| one.body == "police")
        .map(|one| one.figure.as_str())
        .collect();
    assert!(
        of_passports.contains(&"filed") && of_passports.contains(&"decided"),
        "{fallen:?}"
    );
    assert!(fallen.iter().all(|one| one.body != "justice"), "the others stand");

    let monday = figures::publish(
        &town.centre,
        None,
        Some(yimen_domain::calendar::Day::parse("2026-03-02").unwrap()),
    )
    .await
    .unwrap()
    .unwrap();
    assert_eq!(monday.total.counts.filed, 2);
    assert!(
        figures::publish(&town.centre, Some(town.today()), None)
            .await
            .unwrap()
            .is_none()
    );
}
