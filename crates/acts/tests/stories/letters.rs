//! Letters of authority: entered, signed, taken back; no decision outside one.

use uuid::Uuid;
use yimen_acts::letters::{Phase, discard, draft, letter, refresh, revoke, sign};
use yimen_acts::{Centre, Chance, Time};
use yimen_domain::cases::event::What;
use yimen_domain::organisation::Actor;
use yimen_domain::organisation::letter::{
    Grant, Holder, Letter, Over, Power, Revocation, SealCustody, Signature, State,
};
use yimen_store::Location;
use yimen_testkit::{Town, items, refusal};

const ID: Uuid = Uuid::from_u128(0x019c_ac10_10e0_7d8c_9b8b_c152_e7a8_bed0);
const OTHER: Uuid = Uuid::from_u128(0x019c_ac10_10e0_7d8c_9b8b_c152_e7a8_bed1);

fn manager(town: &Town) -> Actor {
    town.account("manager").actor()
}

/// A letter to the chief of the police for one item, a year long.
fn written(town: &Town, number: &str, power: Power) -> Letter {
    let chief = town.account("chief-police");
    Letter {
        number: number.into(),
        body: "police".into(),
        holder: Holder::Person {
            account: chief.id,
            name: chief.shown,
        },
        grants: vec![Grant {
            over: Over::Item(items::PASSPORT.into()),
            power,
        }],
        from: town.today(),
        until: town.today().plus(365),
        seal: SealCustody::default(),
        state: State::Drafted,
    }
}

fn signature(town: &Town) -> Signature {
    Signature {
        head: "周局长".into(),
        office: "局长".into(),
        on: town.today(),
    }
}

async fn take_back_all(town: &Town) {
    let register = town.centre.letters();
    for known in register.all().filter(|known| known.letter.body == "police") {
        let revocation = Revocation {
            from: town.today(),
            reason: "机构改革".into(),
        };
        revoke(&town.centre, &manager(town), known.id, revocation)
            .await
            .unwrap();
    }
}

/// A case of the police that waits for its decision.
async fn waiting(town: &Town) -> String {
    let number = town.citizen("citizen1").files(items::PASSPORT).await.unwrap().number;
    town.clerk().accepts(&number).await.unwrap();
    town.examiner("police").reviews(&number).await.unwrap();
    number
}

pub async fn nobody_decides_outside_a_valid_letter(town: &Town) {
    let number = waiting(town).await;
    take_back_all(town).await;
    let chief = town.chief("police");
    let refused = chief.decides(&number).await.unwrap_err();
    assert_eq!((refused.code, refused.rule), ("no_authority", "行政许可法 第二十二条"));
    assert_eq!(chief.extends(&number, 3).await.unwrap_err().code, "no_authority");

    draft(
        &town.centre,
        &manager(town),
        ID,
        written(town, "公授1号", Power::Decide),
    )
    .await
    .unwrap();
    assert_eq!(
        chief.decides(&number).await.unwrap_err().code,
        "no_authority",
        "a draft gives no power"
    );
    sign(&town.centre, &manager(town), ID, signature(town)).await.unwrap();
    chief.decides(&number).await.unwrap();
    let events = town.inspector().looks_at(&number).await.unwrap().events;
    let cited = events.iter().find_map(|event| match &event.what {
        What::Decided { letter, .. } => letter.clone(),
        _ => None,
    });
    assert_eq!(cited.as_deref(), Some("公授1号"));
}

pub async fn who_may_only_review_does_not_decide(town: &Town) {
    let number = waiting(town).await;
    take_back_all(town).await;
    draft(
        &town.centre,
        &manager(town),
        ID,
        written(town, "公授2号", Power::Review),
    )
    .await
    .unwrap();
    sign(&town.centre, &manager(town), ID, signature(town)).await.unwrap();
    let refused = town.chief("police").decides(&number).await.unwrap_err();
    assert!(
        refused.why.zh.contains("公授2号") && refused.why.zh.contains("初审权"),
        "{refused:?}"
    );
}

pub async fn a_letter_taken_back_elsewhere_gives_no_power_at_once(town: &Town) {
    if town.centre.settings().location == Location::SqliteMemory {
        assert!(
            !refresh(&town.centre).await.unwrap(),
            "a database in memory has one process"
        );
        return;
    }
    let number = waiting(town).await;
    let elsewhere = Centre::open(
        town.centre.settings().clone(),
        Time::told(town.centre.now()),
        Chance::System,
    )
    .await
    .unwrap();
    let register = elsewhere.letters();
    for known in register.all().filter(|known| known.letter.body == "police") {
        let revocation = Revocation {
            from: town.today(),
            reason: "机构改革".into(),
        };
        revoke(&elsewhere, &manager(town), known.id, revocation).await.unwrap();
    }
    assert_eq!(
        town.chief("police").decides(&number).await.unwrap_err().code,
        "no_authority"
    );
    elsewhere.close().await.unwrap();
}

pub async fn the_register_keeps_who_did_what_and_a_repeat_changes_nothing(town: &Town) {
    let manager = manager(town);
    let written = written(town, "公授3号", Power::Decide);
    for _ in 0..2 {
        draft(&town.centre, &manager, ID, written.clone()).await.unwrap();
    }
    for _ in 0..2 {
        sign(&town.centre, &manager, ID, signature(town)).await.unwrap();
    }
    let revocation = Revocation {
        from: town.today().plus(10),
        reason: "轮岗".into(),
    };
    for _ in 0..2 {
        revoke(&town.centre, &manager, ID, revocation.clone()).await.unwrap();
    }
    let known = letter(&town.centre, &manager, ID).unwrap();
    let steps: Vec<&str> = known.changes.iter().map(|change| change.step.as_str()).collect();
    assert_eq!(steps, ["drafted", "signed", "revoked"]);
    assert!(known.changes.iter().all(|change| change.by == manager.name));
    for (days, phase) in [(0, Phase::InForce), (9, Phase::InForce), (10, Phase::Revoked)] {
        assert_eq!(known.phase(town.today().plus(days)), phase, "{days}");
    }

    draft(
        &town.centre,
        &manager,
        OTHER,
        Letter {
            number: "公授4号".into(),
            ..written
        },
    )
    .await
    .unwrap();
    discard(&town.centre, &manager, OTHER).await.unwrap();
    assert_eq!(
        letter(&town.centre, &manager, OTHER).unwrap().phase(town.today()),
        Phase::Discarded
    );
    let late = sign(&town.centre, &manager, OTHER, signature(town)).await.unwrap_err();
    assert_eq!(refusal(late).code, "not_found");
}

pub async fn a_letter_with_a_fault_is_not_entered(town: &Town) {
    let manager = manager(town);
    let right = || written(town, "公授5号", Power::Decide);
    let all = |over: Over| {
        vec![Grant {
            over,
            power: Power::Decide,
        }]
    };
    for (wrong, field) in [
        (
            Letter {
                number: " ".into(),
                ..right()
            },
            "number",
        ),
        (
            Letter {
                body: "moon".into(),
                grants: all(Over::All),
                ..right()
            },
            "body",
        ),
        (
            Letter {
                grants: all(Over::Item(items::LEGAL_AID.into())),
                ..right()
            },
            "grants",
        ),
        (
            Letter {
                holder: Holder::Windows,
                grants: all(Over::All),
                ..right()
            },
            "grants",
        ),
    ] {
        let refused = refusal(draft(&town.centre, &manager, ID, wrong).await.unwrap_err());
        assert_eq!(refused.faults[0].field, field);
    }
    draft(&town.centre, &manager, ID, right()).await.unwrap();
    let again = refusal(draft(&town.centre, &manager, OTHER, right()).await.unwrap_err());
    assert_eq!(again.faults[0].field, "number");
    let examiner = town.examiner("police").actor();
    let refused = refusal(sign(&town.centre, &examiner, ID, signature(town)).await.unwrap_err());
    assert_eq!(refused.code, "not_your_letters");
    let stranger = town.citizen("citizen1").actor();
    let refused = refusal(sign(&town.centre, &stranger, ID, signature(town)).await.unwrap_err());
    assert_eq!(refused.code, "not_found", "a stranger does not learn that there is one");
}
