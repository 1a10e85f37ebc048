//! What was handed in or issued before is used again by its owner, with consent for the case, and by nobody else.

use std::collections::BTreeSet;
use std::sync::Arc;

use yimen_acts::accounts::attempts::Source;
use yimen_acts::cases::rebuild::{Mode, rebuild};
use yimen_acts::cases::reuse::{offered, offered_for, uses};
use yimen_acts::cases::submit::{Application, submit};
use yimen_acts::cases::{looks, view};
use yimen_acts::ledger::forget;
use yimen_acts::mandates::{self, Acting};
use yimen_acts::{files, notices};
use yimen_domain::cases::Channel;
use yimen_domain::cases::command::Command;
use yimen_domain::cases::event::{FileMark, Handed, HandedIn};
use yimen_domain::cases::intake::{Origin, Reused};
use yimen_domain::cases::reuse::offers::Found;
use yimen_domain::cases::reuse::{Consent, Means, Order};
use yimen_domain::items::material::Trust;
use yimen_domain::organisation::mandate::{Power, Proposal, Step};
use yimen_testkit::{Town, items, refusal};

/// The papers about the matter, which the applicant has.
const MATTER: &str = "m3";

fn again(material: &str, from: &str) -> HandedIn {
    HandedIn {
        material: material.into(),
        handed: Handed::Files(Vec::new()),
        origin: Origin {
            trust: None,
            reused: Some(Reused {
                number: from.into(),
                consent: String::new(),
                means: None,
                came: None,
            }),
        },
    }
}

/// An application in which `material` comes from another case.
async fn with_it_again(town: &Town, login: &str, item: &str, material: &str, from: &str) -> Application {
    let mut application = town.citizen(login).application(item).await;
    application.materials.retain(|handed| handed.material != material);
    application.materials.push(again(material, from));
    application
}

fn use_it(material: &str, from: &str, consent: Option<Consent>) -> Command {
    Command::Reuse(Order::Use {
        materials: vec![again(material, from)],
        consent,
    })
}

fn agreed(by: &str) -> Option<Consent> {
    Some(Consent {
        by: by.into(),
        means: Means::Present,
    })
}

fn take_back() -> Command {
    Command::Reuse(Order::Withdraw { materials: Vec::new() })
}

fn file_of(handed: &HandedIn) -> &FileMark {
    match &handed.handed {
        Handed::Files(files) => &files[0],
        Handed::Paper => panic!("{} is on paper", handed.material),
    }
}

fn field(refused: &yimen_domain::words::Refusal) -> &str {
    &refused.faults[0].field
}

/// Somebody walked in without papers: the clerk enters an application without materials.
async fn at_the_desk(town: &Town, login: &str, item: &str) -> String {
    let typed = town.citizen(login).application(item).await;
    let typed = Application {
        channel: Channel::Window,
        materials: Vec::new(),
        ..typed
    };
    submit(&town.centre, &town.clerk().actor(), None, typed)
        .await
        .unwrap()
        .number
}

pub async fn an_applicant_uses_their_own_again_and_takes_the_consent_back(town: &Town) {
    let me = town.citizen("citizen1");
    let first = me.files(items::LEGAL_AID).await.unwrap().number;
    town.days_later(10);
    let item = town.item(items::LEGAL_AID);
    let offers = offered(&town.centre, &me.actor(), &me.profile().await, &item, None)
        .await
        .unwrap();
    let offer = offers.iter().find(|offer| offer.material == MATTER).unwrap();
    assert_eq!(
        (offer.number.as_str(), offer.trust, offer.day),
        (first.as_str(), Trust::Declared, town.today().plus(-10))
    );
    assert!(
        !offers
            .iter()
            .any(|offer| ["m1", "m2", "m4"].contains(&offer.material.as_str())),
        "a form and a promise mean one case, and an identity card needs a better copy: {offers:?}"
    );

    let application = with_it_again(town, "citizen1", items::LEGAL_AID, MATTER, &first).await;
    let second = me.submits(Some("again"), application.clone()).await.unwrap();
    assert!(me.submits(Some("again"), application).await.unwrap().repeated);
    let second = second.number;
    let (was, is) = (
        me.looks_at(&first).await.unwrap().case,
        me.looks_at(&second).await.unwrap().case,
    );
    let of = |case: &yimen_domain::cases::Case| {
        let found = case.materials.iter().find(|handed| handed.material == MATTER);
        found.cloned().unwrap()
    };
    let (before, used) = (of(&was), of(&is));
    assert_eq!(file_of(&before).hash, file_of(&used).hash, "the very file");
    let reused = used.origin.reused.clone().unwrap();
    assert_eq!(
        (reused.number.as_str(), &reused.consent, reused.means, reused.came),
        (
            first.as_str(),
            &me.actor().name,
            Some(Means::Online),
            Some(town.today().plus(-10))
        )
    );
    assert_eq!(used.origin.trust, Some(Trust::Declared));
    view::file(&town.centre, &me.actor(), &second, &file_of(&used).hash)
        .await
        .unwrap();

    let used_in = uses(&town.centre, &me.actor(), &first).await.unwrap();
    assert_eq!(
        used_in
            .iter()
            .map(|row| (row.number.as_str(), row.material.as_str()))
            .collect::<Vec<_>>(),
        [(second.as_str(), MATTER)]
    );
    // What was used is not offered a second time from there.
    let offers = offered(&town.centre, &me.actor(), &me.profile().await, &item, None)
        .await
        .unwrap();
    let froms: BTreeSet<_> = offers.iter().map(|offer| offer.number.clone()).collect();
    assert!(
        !offers
            .iter()
            .any(|offer| offer.material == MATTER && offer.number == second)
    );
    assert!(froms.contains(&first));

    let report = rebuild(&town.centre, Mode::Check, |_| {}).await.unwrap();
    assert!(report.is_sound() && report.different == 0, "{report:?}");
    town.db_tamper(1, "UPDATE reuses SET source = 'x'", Vec::new()).await;
    let report = rebuild(&town.centre, Mode::Write, |_| {}).await.unwrap();
    assert_eq!(report.differences[0].table, "reuses");
    assert_eq!(uses(&town.centre, &me.actor(), &first).await.unwrap().len(), 1);

    me.gives(&second, take_back()).await.unwrap();
    let is = me.looks_at(&second).await.unwrap().case;
    assert!(!is.materials.iter().any(|handed| handed.material == MATTER));
    assert!(uses(&town.centre, &me.actor(), &first).await.unwrap().is_empty());
    let refused = town.clerk().accepts(&second).await.unwrap_err();
    assert_eq!(refused.code, "materials_missing", "it has to come otherwise");
    // They may agree again, on the case that is there.
    me.gives(&second, use_it(MATTER, &first, None)).await.unwrap();
    town.clerk().accepts(&second).await.unwrap();
    assert_eq!(
        me.gives(&second, take_back()).await.unwrap_err().code,
        "consent_relied_on"
    );
    let report = rebuild(&town.centre, Mode::Check, |_| {}).await.unwrap();
    assert!(report.is_sound() && report.different == 0, "{report:?}");
}

pub async fn nobody_sees_or_takes_what_is_somebody_elses(town: &Town) {
    let (me, other) = (town.citizen("citizen1"), town.citizen("citizen2"));
    let mut application = me.application(items::LEGAL_AID).await;
    let own = files::take(&town.centre, me.signed.id, "x.pdf", [items::PDF, b"mine"].concat()).await;
    for handed in &mut application.materials {
        handed.handed = Handed::Files(vec![own.as_ref().unwrap().clone()]);
    }
    let first = me.submits(None, application).await.unwrap().number;
    let seen = me.looks_at(&first).await.unwrap().case;
    let matter = seen.materials.iter().find(|handed| handed.material == MATTER).unwrap();
    let file = file_of(matter).clone();
    let item = town.item(items::LEGAL_AID);

    // Another account: nothing is offered, and the number of the case does not help.
    let offers = offered(&town.centre, &other.actor(), &other.profile().await, &item, None).await;
    assert!(offers.unwrap().is_empty());
    let stolen = with_it_again(town, "citizen2", items::LEGAL_AID, MATTER, &first).await;
    let refused = other.submits(None, stolen.clone()).await.unwrap_err();
    assert_eq!((refused.code, field(&refused)), ("invalid_fields", "materials.0.from"));
    // Nor does a number that does not exist look any different.
    let unknown = with_it_again(town, "citizen2", items::LEGAL_AID, MATTER, "nothing-such").await;
    let same = other.submits(None, unknown).await.unwrap_err();
    assert_eq!(same.faults, refused.faults);
    // Nor the hash of the file beside it: what is sent along is not looked at.
    let mut guessed = stolen;
    let last = guessed.materials.last_mut().unwrap();
    last.handed = Handed::Files(vec![file.clone()]);
    last.origin.trust = Some(Trust::Authority);
    assert_eq!(other.submits(None, guessed).await.unwrap_err().code, "invalid_fields");
    // Nor typing the other's number into one's own application.
    let posing = Application {
        applicant: me.profile().await,
        ..with_it_again(town, "citizen2", items::LEGAL_AID, MATTER, &first).await
    };
    assert_eq!(other.submits(None, posing).await.unwrap_err().code, "invalid_fields");
    // Nor on a case that is there.
    let theirs = other.files(items::LEGAL_AID).await.unwrap().number;
    for (who, number, code) in [(&other, &theirs, "invalid_fields"), (&other, &first, "not_found")] {
        let refused = who.gives(number, use_it(MATTER, &first, None)).await.unwrap_err();
        assert_eq!(refused.code, code, "{number}");
    }
    assert!(offered_for(&town.centre, &other.actor(), &first).await.is_err());
    assert!(uses(&town.centre, &other.actor(), &first).await.is_err());
    assert!(
        view::file(&town.centre, &other.actor(), &theirs, &file.hash)
            .await
            .is_err()
    );

    // One who applies for somebody else has nothing of theirs, and nothing of their own is given for them.
    let child = Application {
        applicant: other.profile().await,
        ..with_it_again(town, "citizen1", items::LEGAL_AID, MATTER, &first).await
    };
    assert_eq!(me.submits(None, child).await.unwrap_err().code, "invalid_fields");

    // What the owner asks for is what is taken, whatever file the request names.
    let (mine, bait) = (
        with_it_again(town, "citizen1", items::LEGAL_AID, MATTER, &first).await,
        files::take(&town.centre, other.signed.id, "x.pdf", [items::PDF, b"other"].concat()).await,
    );
    let bait = bait.unwrap();
    let mut mine = mine;
    mine.materials.last_mut().unwrap().handed = Handed::Files(vec![bait.clone()]);
    mine.materials.last_mut().unwrap().origin.trust = Some(Trust::Authority);
    let number = me.submits(None, mine).await.unwrap().number;
    let seen = me.looks_at(&number).await.unwrap().case;
    let used = seen.materials.iter().find(|handed| handed.material == MATTER).unwrap();
    assert_eq!(file_of(used).hash, file.hash);
    assert_ne!(file_of(used).hash, bait.hash);
    assert_eq!(used.origin.trust, Some(Trust::Declared), "nor is it trusted more");

    // What was deleted by law is offered to nobody any more; what uses it keeps it.
    me.withdraws(&first).await.unwrap();
    let order = forget::Order {
        by: "管理员".into(),
        basis: "个人信息保护法 第四十七条".into(),
        reason: "本人要求".into(),
    };
    forget::forget(&town.centre, &first, &order).await.unwrap();
    let offers = offered(&town.centre, &me.actor(), &me.profile().await, &item, None).await;
    assert!(offers.unwrap().iter().all(|offer| offer.number != first));
    assert!(files::bytes(&town.centre, &file.hash).await.is_ok());
    view::file(&town.centre, &me.actor(), &number, &file.hash)
        .await
        .unwrap();
}

pub async fn an_agent_uses_only_what_the_mandate_lets_them_see(town: &Town) {
    let first = town.citizen("citizen1").files(items::LEGAL_AID).await.unwrap().number;
    let mandate = async |earlier: bool| {
        let principal = Acting::oneself(Arc::new(town.account("citizen1")));
        let agent = town.account("citizen2");
        let code = mandates::make_code(&town.centre, &agent).await.unwrap();
        let found = mandates::find(&town.centre, &principal, "citizen2", &code.text)
            .await
            .unwrap();
        let wish = Proposal {
            powers: BTreeSet::from([Power::File, Power::Supplement]),
            items: BTreeSet::from([items::LEGAL_AID.to_string()]),
            earlier,
            from: town.today(),
            until: town.today().plus(30),
        };
        let mandate = mandates::give(&town.centre, &principal, &found, wish, &Source::default())
            .await
            .unwrap();
        let me = Acting::oneself(Arc::new(agent));
        mandates::step(&town.centre, &me, mandate.id, Step::Accept, &Source::default())
            .await
            .unwrap();
        let agent = Arc::new(town.account("citizen2"));
        Acting::under(&town.centre, agent, mandate.id).await.unwrap().unwrap()
    };
    town.days_later(1);
    for (earlier, expected) in [(false, Err("invalid_fields")), (true, Ok(()))] {
        let agent = mandate(earlier).await.actor();
        let application = with_it_again(town, "citizen1", items::LEGAL_AID, MATTER, &first).await;
        let done = submit(&town.centre, &agent, None, application).await;
        let told = done.as_ref().map(|_| ()).map_err(|_| ());
        assert_eq!(told, expected.map_err(|_| ()), "earlier cases: {earlier}");
        match (done, expected) {
            (Ok(done), _) => {
                let seen = town.citizen("citizen1").looks_at(&done.number).await.unwrap();
                let used = seen.case.materials.iter().find(|handed| handed.material == MATTER);
                let reused = used.unwrap().origin.reused.clone().unwrap();
                assert_eq!(reused.consent, town.account("citizen2").shown, "who agreed is named");
            }
            (Err(error), Err(code)) => assert_eq!(refusal(error).code, code),
            (Err(error), Ok(())) => panic!("{error:?}"),
        }
    }
}

pub async fn a_clerk_records_who_agreed_and_the_owner_is_told(town: &Town) {
    let (clerk, me) = (town.clerk(), town.citizen("citizen1"));
    let first = me.files(items::LEGAL_AID).await.unwrap().number;
    let number = at_the_desk(town, "citizen1", items::LEGAL_AID).await;
    let offers = offered_for(&town.centre, &clerk.actor(), &number).await.unwrap();
    assert!(
        offers
            .iter()
            .any(|offer| offer.material == MATTER && offer.number == first)
    );
    // Somebody else at the desk is offered nothing of it.
    let other = at_the_desk(town, "citizen2", items::LEGAL_AID).await;
    assert!(
        offered_for(&town.centre, &clerk.actor(), &other)
            .await
            .unwrap()
            .is_empty()
    );
    let refused = clerk
        .gives(&other, use_it(MATTER, &first, agreed("陈小明")))
        .await
        .unwrap_err();
    assert_eq!(field(&refused), "materials.0.from");

    assert_eq!(
        clerk
            .gives(&number, use_it(MATTER, &first, None))
            .await
            .unwrap_err()
            .code,
        "no_consent"
    );
    let body = town.item(items::LEGAL_AID).body.clone();
    let by_examiner = town
        .examiner(&body)
        .gives(&number, use_it(MATTER, &first, agreed("陈小明")))
        .await;
    assert_eq!(by_examiner.unwrap_err().code, "not_permitted");
    clerk
        .gives(&number, use_it(MATTER, &first, agreed("陈小明")))
        .await
        .unwrap();
    let seen = clerk.looks_at(&number).await.unwrap();
    let used = seen.case.materials.iter().find(|handed| handed.material == MATTER);
    let reused = used.unwrap().origin.reused.clone().unwrap();
    assert_eq!(
        (reused.consent.as_str(), reused.means),
        ("陈**", Some(Means::Present)),
        "the ledger has no full name"
    );
    let event = seen.events.last().unwrap();
    assert_eq!(
        (event.what.code(), event.actor.account),
        ("materials_reused", Some(clerk.signed.id))
    );
    // The owner sees in their earlier case where it is used, and who looked into it.
    let used_in = uses(&town.centre, &me.actor(), &first).await.unwrap();
    assert_eq!(used_in[0].number, number);
    let looked = looks::at_mine(&town.centre, me.signed.id, None).await.unwrap();
    assert!(
        looked
            .iter()
            .any(|look| look.number == first && look.name == clerk.signed.shown)
    );
    clerk.gives(&number, take_back()).await.unwrap();
    assert!(uses(&town.centre, &me.actor(), &first).await.unwrap().is_empty());

    // Of an application over the net its owner is told.
    town.seconds_later(1);
    let mut over_the_net = me.application(items::LEGAL_AID).await;
    over_the_net.materials.retain(|handed| handed.material != MATTER);
    let online = me.submits(None, over_the_net).await.unwrap().number;
    clerk
        .gives(&online, use_it(MATTER, &first, agreed("申请人本人")))
        .await
        .unwrap();
    while notices::deliver(&town.centre, 100).await.unwrap() > 0 {}
    let told = notices::inbox(&town.centre, me.signed.id, None, 20).await.unwrap();
    assert!(
        told.iter().any(|notice| notice.words.zh.contains("经您同意")),
        "{told:?}"
    );
}

pub async fn a_licence_of_this_centre_stands_for_the_paper(town: &Town) {
    let me = town.citizen("citizen1");
    let registered = me.files(items::SOLE_TRADER).await.unwrap().number;
    town.clerk().decides_at_once(&registered).await.unwrap();
    town.days_later(3);
    let item = town.item(items::FOOD);
    let offers = offered(&town.centre, &me.actor(), &me.profile().await, &item, None)
        .await
        .unwrap();
    let offer = offers.iter().find(|offer| offer.material == "m2").unwrap();
    assert!(matches!(offer.what, Found::Result(..)) && offer.trust == Trust::Authority);
    let application = with_it_again(town, "citizen1", items::FOOD, "m2", &registered).await;
    let number = me.submits(None, application).await.unwrap().number;
    let seen = me.looks_at(&number).await.unwrap().case;
    let used = seen.materials.iter().find(|handed| handed.material == "m2").unwrap();
    assert_eq!(used.origin.trust, Some(Trust::Authority));
    let issued = me.looks_at(&registered).await.unwrap();
    let bytes = me.prints(&issued.documents.last().unwrap().token).await.unwrap();
    assert_eq!(
        file_of(used).hash,
        files::sha256(&bytes),
        "the very paper that its holder has"
    );
    assert!(files::bytes(&town.centre, &file_of(used).hash).await.is_ok());
}
