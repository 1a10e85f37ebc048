//! Mandates: who may act for whom, and when no more (行政许可法 art. 29, 民法典 arts. 165, 171, 173).

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeSet;

use uuid::Uuid;
use yimen_domain::calendar::{CHINA, Day, Instant};
use yimen_domain::items::Audience;
use yimen_domain::organisation::mandate::{Agency, Ending, Kind, Mandate, Party, Power, Proposal, Standing, Step};
use yimen_domain::organisation::permission::{About, Permission};
use yimen_domain::organisation::{AccountId, Actor, Capacity};

const PRINCIPAL: AccountId = AccountId(Uuid::from_u128(1));
const AGENT: AccountId = AccountId(Uuid::from_u128(2));
const STRANGER: AccountId = AccountId(Uuid::from_u128(3));

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn noon(text: &str) -> Instant {
    Instant::start_of(day(text), CHINA).plus_micros(12 * 3_600 * 1_000_000)
}

fn party(account: AccountId, kind: Audience) -> Party {
    Party {
        account,
        kind,
        shown: "某".into(),
    }
}

fn wish() -> Proposal {
    Proposal {
        powers: BTreeSet::from([Power::File, Power::Supplement]),
        items: BTreeSet::from(["legal-aid".to_string()]),
        earlier: false,
        from: day("2026-03-02"),
        until: day("2026-03-31"),
    }
}

fn parties() -> (Party, Party) {
    (party(PRINCIPAL, Audience::Person), party(AGENT, Audience::Person))
}

fn given(wish: Proposal) -> Mandate {
    Mandate::give(Uuid::from_u128(9), parties(), wish, noon("2026-03-01"), 366).unwrap()
}

fn accepted() -> Mandate {
    given(wish()).step(Step::Accept, AGENT, noon("2026-03-01")).unwrap()
}

fn code(mandate: Mandate, on: &str, power: Power, about: About<'_>) -> &'static str {
    let agency = Agency { mandate, at: noon(on) };
    agency.may(power, about).err().map_or("", |refusal| refusal.code)
}

fn about(item: &str) -> About<'_> {
    About {
        owner: Some(PRINCIPAL),
        item: Some(item),
        ..About::CENTRE
    }
}

#[test]
fn an_agent_acts_only_within_a_mandate_in_force() {
    let ended = |step, who| accepted().step(step, who, noon("2026-03-10")).unwrap();
    let filed = |text| About {
        filed: Some(day(text)),
        ..about("legal-aid")
    };
    let earlier = Mandate {
        earlier: true,
        ..accepted()
    };
    let every = Mandate {
        items: BTreeSet::new(),
        ..accepted()
    };
    let of_other = About {
        owner: Some(STRANGER),
        ..about("legal-aid")
    };
    use Power::{File, See, Supplement, Withdraw};
    let aid = about("legal-aid");
    for (what, mandate, on, power, about, expected) in [
        (
            "not accepted",
            given(wish()),
            "2026-03-05",
            File,
            aid,
            "mandate_not_accepted",
        ),
        (
            "before the first day",
            accepted(),
            "2026-03-01",
            File,
            aid,
            "mandate_not_begun",
        ),
        ("on the first day", accepted(), "2026-03-02", File, aid, ""),
        ("on the last day", accepted(), "2026-03-31", File, aid, ""),
        (
            "after the last day",
            accepted(),
            "2026-04-01",
            File,
            aid,
            "mandate_over",
        ),
        (
            "withdrawn",
            ended(Step::Withdraw, PRINCIPAL),
            "2026-03-10",
            File,
            aid,
            "mandate_ended",
        ),
        (
            "laid down",
            ended(Step::LayDown, AGENT),
            "2026-03-10",
            See,
            aid,
            "mandate_ended",
        ),
        (
            "left",
            accepted().left(noon("2026-03-10")),
            "2026-03-10",
            See,
            aid,
            "mandate_ended",
        ),
        ("a power that is given", accepted(), "2026-03-05", Supplement, aid, ""),
        ("to follow is always given", accepted(), "2026-03-05", See, aid, ""),
        (
            "a power that is not given",
            accepted(),
            "2026-03-05",
            Withdraw,
            aid,
            "mandate_lacks_power",
        ),
        (
            "another item",
            accepted(),
            "2026-03-05",
            File,
            self::about("passport"),
            "mandate_other_item",
        ),
        (
            "another item, for all",
            every,
            "2026-03-05",
            File,
            self::about("passport"),
            "",
        ),
        (
            "a case filed since",
            accepted(),
            "2026-03-05",
            See,
            filed("2026-03-02"),
            "",
        ),
        (
            "a case filed before",
            accepted(),
            "2026-03-05",
            See,
            filed("2026-03-01"),
            "mandate_not_for_earlier",
        ),
        ("before, and meant", earlier, "2026-03-05", See, filed("2026-03-01"), ""),
        (
            "somebody else's case",
            accepted(),
            "2026-03-05",
            See,
            of_other,
            "not_found",
        ),
    ] {
        assert_eq!(code(mandate, on, power, about), expected, "{what}");
    }
}

#[test]
fn each_side_takes_its_own_steps_and_a_stranger_none() {
    let now = noon("2026-03-01");
    assert_eq!(given(wish()).open_to(AGENT, now), [Step::Accept, Step::Decline]);
    assert_eq!(given(wish()).open_to(PRINCIPAL, now), [Step::Withdraw]);
    assert_eq!(accepted().open_to(AGENT, now), [Step::LayDown]);
    assert_eq!(accepted().open_to(PRINCIPAL, now), [Step::Withdraw]);
    assert_eq!(accepted().open_to(STRANGER, now), []);
    assert_eq!(accepted().open_to(PRINCIPAL, noon("2026-04-01")), [], "it is over");
    let withdrawn = accepted().step(Step::Withdraw, PRINCIPAL, now).unwrap();
    assert_eq!(withdrawn.open_to(AGENT, now), []);
    assert_eq!(
        withdrawn.standing(day("2026-03-05")),
        Standing::Ended(Ending::Withdrawn),
        "what ended stays ended"
    );
    assert_eq!(withdrawn.clone().left(noon("2026-03-06")), withdrawn);
    let declined = given(wish()).step(Step::Decline, AGENT, now).unwrap();
    assert!(!declined.standing(day("2026-03-05")).is_open());
    assert_eq!(
        given(wish()).standing(day("2026-04-01")),
        Standing::Over,
        "an offer runs out"
    );
}

#[test]
fn a_mandate_names_somebody_else_and_a_bounded_term() {
    let now = noon("2026-03-01");
    let fields = |parties: (Party, Party), wish: Proposal| {
        let given = Mandate::give(Uuid::from_u128(9), parties, wish, now, 366);
        let faults = given.err().map_or_else(Vec::new, |refusal| refusal.faults);
        faults.into_iter().map(|fault| fault.field).collect::<Vec<_>>()
    };
    assert!(fields(parties(), wish()).is_empty());
    let oneself = (party(AGENT, Audience::Person), party(AGENT, Audience::Person));
    assert_eq!(fields(oneself, wish()), ["login"]);
    let company = (party(PRINCIPAL, Audience::Company), party(AGENT, Audience::Person));
    assert!(fields(company, wish()).is_empty(), "a company gives mandates");
    let to_company = (party(PRINCIPAL, Audience::Person), party(AGENT, Audience::Company));
    assert_eq!(fields(to_company, wish()), ["login"]);
    for (from, until, wrong) in [
        ("2026-03-01", "2026-03-01", &[][..]),
        ("2026-02-28", "2026-03-31", &["from"]),
        ("2026-03-10", "2026-03-09", &["until"]),
        ("2026-03-01", "2027-03-01", &[]),
        ("2026-03-01", "2027-03-02", &["until"]),
        ("2027-03-02", "2027-03-02", &["from"]),
    ] {
        let wish = Proposal {
            from: day(from),
            until: day(until),
            ..wish()
        };
        assert_eq!(fields(parties(), wish), wrong, "{from} to {until}");
    }
    let many = Proposal {
        items: (0..51).map(|number| number.to_string()).collect(),
        ..wish()
    };
    assert_eq!(fields(parties(), many), ["items"]);
}

#[test]
fn an_agent_has_the_permissions_of_the_mandate_and_none_of_their_own() {
    let actor = |mandate| Actor {
        account: Some(AGENT),
        name: "某".into(),
        capacity: Capacity::Agent(Box::new(Agency {
            mandate,
            at: noon("2026-03-05"),
        })),
    };
    let agent = actor(accepted());
    let theirs = about("legal-aid");
    for permission in Permission::all() {
        let expected = matches!(
            permission,
            Permission::SeePublic
                | Permission::BringMatter
                | Permission::SignIn
                | Permission::KeepOwnAccount
                | Permission::GiveCommands
                | Permission::UploadFiles
                | Permission::FileForAnother
                | Permission::SeeCase
                | Permission::Supplement
                | Permission::AskForHearing
                | Permission::PayOnline
                | Permission::TellPayment
                | Permission::SendView
        );
        assert_eq!(agent.may(permission, theirs), expected, "{permission:?}");
        let own = About {
            owner: Some(AGENT),
            ..theirs
        };
        let of_signed_in = permission
            .rule()
            .to
            .iter()
            .any(|to| to.given(&agent, About::CENTRE).is_ok());
        assert_eq!(agent.may(permission, own), of_signed_in, "own: {permission:?}");
    }
    let rating = Permission::RateCase.of_agent(&agent, theirs).unwrap_err();
    assert_eq!(rating.code, "not_for_agents");
    let withdrawn = accepted().step(Step::Withdraw, PRINCIPAL, noon("2026-03-04")).unwrap();
    assert!(!actor(withdrawn).may(Permission::SeeCase, theirs));
}

#[test]
fn a_legal_representative_acts_for_the_company_in_everything_until_another_is_named() {
    let company = party(PRINCIPAL, Audience::Company);
    let person = party(AGENT, Audience::Person);
    let now = noon("2026-03-01");
    let bound = |company, person| Mandate::bind(Uuid::from_u128(8), (company, person), now);
    bound(person.clone(), person.clone()).unwrap_err();
    bound(company.clone(), company.clone()).unwrap_err();
    let named = bound(company, person).unwrap();
    assert_eq!((named.kind, named.until), (Kind::LegalRepresentative, None));
    let about = |filed: &str| About {
        filed: Some(day(filed)),
        ..about("any item")
    };
    assert_eq!(
        code(named.clone(), "2026-03-01", Power::File, about("2026-03-01")),
        "mandate_not_accepted",
        "nobody is bound without confirming it"
    );
    let confirmed = named.step(Step::Accept, AGENT, now).unwrap();
    for power in Power::ALL {
        assert_eq!(
            code(confirmed.clone(), "2036-03-01", power, about("2020-01-01")),
            "",
            "{power:?}"
        );
    }
    let ended = confirmed.step(Step::Withdraw, PRINCIPAL, noon("2026-04-01")).unwrap();
    assert_eq!(
        code(ended, "2026-04-01", Power::File, about("2026-03-01")),
        "mandate_ended"
    );
}
