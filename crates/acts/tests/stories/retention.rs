//! What was kept long enough is deleted by rule, and what is needed stays.

use yimen_acts::accounts::attempts::Source;
use yimen_acts::accounts::phone::{self, Purpose};
use yimen_acts::accounts::security;
use yimen_acts::accounts::sign_in::sign_in;
use yimen_acts::cases::view::view;
use yimen_acts::retention::{self, choose, run, runs};
use yimen_acts::{drafts, files};
use yimen_domain::cases::command::Command;
use yimen_domain::retention::Kind;
use yimen_testkit::{Town, items, refusal};

const PDF: &[u8] = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n";

fn count(run: &retention::Run, kind: Kind) -> u64 {
    run.done
        .iter()
        .filter(|done| done.kind == kind.code())
        .map(|done| done.count)
        .sum()
}

pub async fn what_was_kept_long_enough_goes_and_the_rest_stays(town: &Town) {
    let citizen = town.citizen("citizen1");
    let (me, centre) = (citizen.signed.id, &town.centre);
    let filed = citizen.files(items::LEGAL_AID).await.unwrap().number;
    let bring = async |words: &str| {
        let bytes = [PDF, words.as_bytes()].concat();
        files::take(centre, me, "a.pdf", bytes).await.unwrap()
    };
    let (unsent, drafted) = (bring("never sent").await, bring("in a draft").await);
    drafts::begin(centre, me, items::PASSPORT, drafts::Content::default())
        .await
        .unwrap();
    sign_in(centre, "citizen1", "demonstration", &Source::default())
        .await
        .unwrap();
    phone::ask(centre, "13912345678", Purpose::SignIn, &Source::default())
        .await
        .unwrap();
    let of_codes = "SELECT 1 FROM phone_codes UNION ALL SELECT 1 FROM texts UNION ALL SELECT 1 FROM quotas";
    assert_eq!(run(centre, false).await.unwrap().done, [], "nothing is old yet");
    assert!(town.db_rows(of_codes, Vec::new()).await.len() > 2, "codes are good yet");

    town.days_later(200);
    let file = |mark: &yimen_domain::cases::event::FileMark| drafts::DraftFile {
        material: "m".into(),
        hash: mark.hash.clone(),
        name: mark.name.clone(),
        size: mark.size,
        media: mark.media.clone(),
    };
    let content = drafts::Content {
        files: vec![file(&drafted)],
        ..drafts::Content::default()
    };
    let young = drafts::begin(centre, me, items::PASSPORT, content).await.unwrap();
    town.days_later(200);
    let dry = run(centre, true).await.unwrap();
    assert_eq!((count(&dry, Kind::Drafts), count(&dry, Kind::UnsentFiles)), (1, 1));
    assert!(count(&dry, Kind::SecurityLog) > 0);
    assert_eq!(drafts::list(centre, me).await.unwrap().len(), 2, "it was only counted");

    let done = run(centre, false).await.unwrap();
    assert_eq!(done.done, dry.done, "as many as were counted");
    assert_eq!(
        town.db_rows(of_codes, Vec::new()).await.len(),
        0,
        "nothing of a code stays"
    );
    let left = drafts::list(centre, me).await.unwrap();
    assert_eq!(left.iter().map(|draft| draft.id).collect::<Vec<_>>(), [young.id]);
    assert!(files::bytes(centre, &unsent.hash).await.is_err());
    assert!(files::bytes(centre, &drafted.hash).await.is_ok(), "a draft names it");
    let seen = view(centre, &citizen.actor(), &filed).await.unwrap();
    let handed = seen.events[0].what.materials()[0].clone();
    assert!(files::bytes(centre, &handed.hash).await.is_ok(), "a case names it");
    let auditor = town.account("audit").actor();
    assert_eq!(security::before(centre, &auditor, None).await.unwrap(), []);

    assert_eq!(
        run(centre, false).await.unwrap().done,
        [],
        "there is nothing left to do"
    );
    assert_eq!(runs(centre, &auditor).await.unwrap(), [done], "one run is on record");
    let clerk = runs(centre, &town.account("clerk1").actor()).await.unwrap_err();
    assert_eq!(refusal(clerk).code, "not_for_retention");
}

pub async fn the_words_of_a_withdrawn_case_go_after_five_years_and_every_proof_holds(town: &Town) {
    let citizen = town.citizen("citizen1");
    let withdrawn = citizen.files(items::LEGAL_AID).await.unwrap().number;
    let withdraw = Command::Withdraw {
        reason: "不需要了".into(),
    };
    citizen.gives(&withdrawn, withdraw).await.unwrap();
    let kept = town.finished_case(items::LEGAL_AID).await;
    town.days_later(1_827);
    assert_eq!(count(&run(&town.centre, false).await.unwrap(), Kind::AbandonedWords), 0);
    town.days_later(1);
    assert_eq!(count(&run(&town.centre, false).await.unwrap(), Kind::AbandonedWords), 1);
    let words = async |number: &str| {
        let seen = view(&town.centre, &citizen.actor(), number).await.unwrap();
        (seen.secret.is_some(), seen.case.words_deleted.is_some())
    };
    assert_eq!(words(&withdrawn).await, (false, true), "and an event says so");
    assert_eq!(words(&kept).await, (true, false), "what was decided is kept");
    assert_eq!(count(&run(&town.centre, false).await.unwrap(), Kind::AbandonedWords), 0);
}

pub async fn nobody_chooses_a_period_that_the_law_does_not_allow(town: &Town) {
    for kind in Kind::ALL {
        let rule = kind.rule();
        for days in [rule.least - 1, rule.most + 1] {
            let wrong = choose(&town.centre, kind, days).await.unwrap_err();
            assert_eq!(refusal(wrong).faults[0].field, "days", "{kind:?} {days}");
        }
        choose(&town.centre, kind, rule.least).await.unwrap();
    }
    let periods = retention::periods(&town.centre).await.unwrap();
    assert!(periods.iter().all(|period| period.days == period.kind.rule().least));
    // A number below the law in the database is not believed.
    town.centre
        .set_setting("retention.days.security-log", "1")
        .await
        .unwrap();
    let periods = retention::periods(&town.centre).await.unwrap();
    let log = periods.iter().find(|period| period.kind == Kind::SecurityLog).unwrap();
    assert_eq!(log.days, Kind::SecurityLog.rule().usual);
}
