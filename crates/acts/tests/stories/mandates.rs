//! Mandates: an agent who let themselves be named acts for somebody, who sees it and ends it.

use std::collections::BTreeSet;
use std::sync::Arc;

use yimen_acts::accounts::attempts::Source;
use yimen_acts::accounts::own;
use yimen_acts::accounts::security::{self, What};
use yimen_acts::cases::command::{Reach, command};
use yimen_acts::cases::looks;
use yimen_acts::cases::submit::submit;
use yimen_acts::cases::{lists, view};
use yimen_acts::mandates::{self, Acting, Shown};
use yimen_acts::notices::{self, About};
use yimen_acts::{drafts, retention};
use yimen_domain::cases::command::Command;
use yimen_domain::organisation::Actor;
use yimen_domain::organisation::mandate::{Ending, Mandate, Power, Proposal, Standing, Step};
use yimen_domain::organisation::purpose::Purpose;
use yimen_domain::words::Refusal;
use yimen_testkit::{Town, items, refusal};

const RIGHT: &str = "demonstration";

fn here() -> Source {
    Source::default()
}

fn oneself(town: &Town, login: &str) -> Acting {
    Acting::oneself(Arc::new(town.account(login)))
}

fn wish(town: &Town) -> Proposal {
    Proposal {
        powers: BTreeSet::from([Power::File, Power::Supplement]),
        items: BTreeSet::from([items::LEGAL_AID.to_string()]),
        earlier: false,
        from: town.today(),
        until: town.today().plus(30),
    }
}

/// `citizen1` gives `citizen2` a mandate, who has not answered yet.
async fn offered(town: &Town, wish: Proposal) -> Mandate {
    let (principal, agent) = (oneself(town, "citizen1"), town.account("citizen2"));
    let code = mandates::make_code(&town.centre, &agent).await.unwrap();
    let found = mandates::find(&town.centre, &principal, "Citizen2 ", &code.text.to_lowercase())
        .await
        .unwrap();
    assert_eq!((found.login.as_str(), &found.shown), ("citizen2", &agent.shown));
    mandates::give(&town.centre, &principal, &found, wish, &here())
        .await
        .unwrap()
}

async fn takes(town: &Town, login: &str, mandate: &Mandate, step: Step) -> Result<(), Refusal> {
    mandates::step(&town.centre, &oneself(town, login), mandate.id, step, &here())
        .await
        .map_err(refusal)
}

async fn acting(town: &Town, mandate: &Mandate) -> Acting {
    let agent = Arc::new(town.account("citizen2"));
    Acting::under(&town.centre, agent, mandate.id).await.unwrap().unwrap()
}

async fn files(town: &Town, agent: &Actor, item: &str) -> Result<String, Refusal> {
    let application = town.citizen("citizen1").application(item).await;
    let done = submit(&town.centre, agent, None, application).await;
    done.map(|done| done.number).map_err(refusal)
}

async fn one(town: &Town, login: &str, mandate: &Mandate) -> Shown {
    let me = town.account(login).id;
    mandates::one(&town.centre, me, mandate.id).await.unwrap()
}

pub async fn an_agent_applies_within_the_mandate_and_the_principal_sees_who_did_it(town: &Town) {
    let mandate = offered(town, wish(town)).await;
    let early = acting(town, &mandate).await.actor();
    assert_eq!(
        files(town, &early, items::LEGAL_AID).await.unwrap_err().code,
        "mandate_not_accepted"
    );
    takes(town, "citizen2", &mandate, Step::Accept).await.unwrap();

    let agent = acting(town, &mandate).await;
    let number = files(town, &agent.actor(), items::LEGAL_AID).await.unwrap();
    assert_eq!(
        files(town, &agent.actor(), items::PASSPORT).await.unwrap_err().code,
        "mandate_other_item"
    );
    let for_another = town.citizen("citizen2").application(items::LEGAL_AID).await;
    let other = submit(&town.centre, &agent.actor(), None, for_another)
        .await
        .unwrap_err();
    assert_eq!(
        refusal(other).faults[0].field,
        "applicant.name",
        "for nobody but the principal"
    );

    let (me, helper) = (town.citizen("citizen1"), town.account("citizen2"));
    let seen = me.looks_at(&number).await.unwrap();
    let by = &seen.events[0].actor;
    assert_eq!(
        (by.account, by.role.as_str(), &by.name),
        (Some(helper.id), "agent", &helper.shown)
    );
    let behalf = by.behalf.unwrap();
    assert_eq!((behalf.account, behalf.mandate), (me.signed.id, mandate.id));
    assert_eq!(
        seen.case.applicant.account,
        Some(me.signed.id),
        "the case is the principal's"
    );
    let own = lists::mine(&town.centre, helper.id, None, 10).await.unwrap();
    assert!(own.lines.is_empty(), "and not the agent's");

    let material = town.item(items::LEGAL_AID).materials[0].code.clone();
    town.clerk().asks_for_correction(&number, &material).await.unwrap();
    let order = Command::Withdraw { reason: String::new() };
    let refused = command(&town.centre, &agent.actor(), &number, Reach::default(), order)
        .await
        .unwrap_err();
    assert_eq!(refusal(refused).code, "mandate_lacks_power");

    let looked = view::view(&town.centre, &agent.actor(), &number).await.unwrap();
    assert!(looked.open.contains(&"supplement") && !looked.open.contains(&"withdraw"));
    let looks = looks::at_mine(&town.centre, me.signed.id, None).await.unwrap();
    assert!(
        looks
            .iter()
            .any(|look| look.purpose == Some(Purpose::Agency) && look.name == helper.shown),
        "the principal sees that the agent looked"
    );
    while notices::deliver(&town.centre, 100).await.unwrap() > 0 {}
    let told = notices::inbox(&town.centre, me.signed.id, None, 20).await.unwrap();
    assert!(
        told.iter()
            .any(|notice| notice.number() == number && notice.words.zh.contains("代理人"))
    );
    assert!(told.iter().any(|notice| notice.about == About::Mandate(mandate.id)));
    assert!(one(town, "citizen1", &mandate).await.used.is_some());
}

pub async fn an_agent_sees_only_what_the_mandate_covers(town: &Town) {
    let me = town.citizen("citizen1");
    let before = me.files(items::LEGAL_AID).await.unwrap().number;
    town.days_later(1);
    let mandate = offered(town, wish(town)).await;
    takes(town, "citizen2", &mandate, Step::Accept).await.unwrap();
    let covered = me.files(items::LEGAL_AID).await.unwrap().number;
    let other = me.files(items::PASSPORT).await.unwrap().number;
    let agent = acting(town, &mandate).await;
    let listed = lists::of_acting(&town.centre, &agent, None, 10).await.unwrap();
    let numbers: Vec<_> = listed.lines.iter().map(|line| line.row.number.clone()).collect();
    assert_eq!(numbers, std::slice::from_ref(&covered));
    view::view(&town.centre, &agent.actor(), &covered).await.unwrap();
    for hidden in [before, other] {
        let error = view::view(&town.centre, &agent.actor(), &hidden).await.unwrap_err();
        assert_eq!(refusal(error).code, "not_found");
    }
    let stranger = Acting::under(&town.centre, Arc::new(town.account("company1")), mandate.id);
    assert!(stranger.await.unwrap().is_none(), "a mandate of others is none");
}

pub async fn a_withdrawn_mandate_ends_at_once_also_for_drafts_and_requests_under_way(town: &Town) {
    let mandate = offered(town, wish(town)).await;
    takes(town, "citizen2", &mandate, Step::Accept).await.unwrap();
    let agent = acting(town, &mandate).await;
    let holder = agent.drafts(Some(items::LEGAL_AID)).unwrap();
    let draft = drafts::begin(&town.centre, holder, items::LEGAL_AID, drafts::Content::default())
        .await
        .unwrap();
    let own = drafts::list(&town.centre, town.account("citizen2").id).await.unwrap();
    assert!(own.is_empty(), "what is begun for another is not among one's own");
    let number = files(town, &agent.actor(), items::LEGAL_AID).await.unwrap();

    assert_eq!(
        takes(town, "citizen2", &mandate, Step::Withdraw)
            .await
            .unwrap_err()
            .code,
        "mandate_stands_elsewhere",
        "an agent lays it down instead"
    );
    takes(town, "citizen1", &mandate, Step::Withdraw).await.unwrap();
    let under_way = files(town, &agent.actor(), items::LEGAL_AID).await.unwrap_err();
    assert_eq!(
        under_way.code, "changed_meanwhile",
        "who was let in a moment before does nothing any more"
    );
    let after = acting(town, &mandate).await;
    assert_eq!(after.drafts(Some(&draft.item)).unwrap_err().code, "mandate_ended");
    assert_eq!(
        files(town, &after.actor(), items::LEGAL_AID).await.unwrap_err().code,
        "mandate_ended"
    );
    let order = Command::Withdraw { reason: String::new() };
    let refused = command(&town.centre, &after.actor(), &number, Reach::default(), order).await;
    assert_eq!(refusal(refused.unwrap_err()).code, "mandate_ended");
    view::view(&town.centre, &after.actor(), &number).await.unwrap_err();
    lists::of_acting(&town.centre, &after, None, 10).await.unwrap_err();

    let shown = one(town, "citizen2", &mandate).await;
    assert_eq!(shown.standing, Standing::Ended(Ending::Withdrawn));
    assert!(shown.steps.is_empty());
    let log = security::before(&town.centre, &town.account("audit").actor(), None)
        .await
        .unwrap();
    let noted: Vec<_> = log.iter().filter_map(|event| event.what).collect();
    for what in [What::MandateGiven, What::MandateAccepted, What::MandateWithdrawn] {
        assert!(noted.contains(&what), "{what:?}");
    }
    let told = notices::inbox(&town.centre, town.account("citizen2").id, None, 20)
        .await
        .unwrap();
    assert!(
        told.iter().any(|notice| notice.words.zh.contains("收回")),
        "the agent is told"
    );
    assert!(told.iter().all(|notice| notice.unread));
    notices::mark_read(&town.centre, town.account("citizen2").id)
        .await
        .unwrap();
    let told = notices::inbox(&town.centre, town.account("citizen2").id, None, 20)
        .await
        .unwrap();
    assert!(told.iter().all(|notice| !notice.unread));
}

pub async fn nobody_learns_from_a_code_who_has_an_account(town: &Town) {
    let me = oneself(town, "citizen1");
    let code = mandates::make_code(&town.centre, &town.account("citizen2"))
        .await
        .unwrap();
    let try_it = async |login: &str, code: &str| {
        let found = mandates::find(&town.centre, &me, login, code).await;
        found.map(|found| found.login).map_err(refusal)
    };
    let nobody = try_it("no-such-person", &code.text).await.unwrap_err();
    let wrong = try_it("citizen2", "2222-2222").await.unwrap_err();
    assert_eq!(nobody, wrong, "the same answer whether there is such an account or not");
    for _ in 0..8 {
        try_it("citizen2", "3333-3333").await.unwrap_err();
    }
    assert_eq!(try_it("citizen2", &code.text).await.unwrap_err().code, "too_many_codes");
    town.seconds_later(16 * 60);
    assert_eq!(try_it("citizen2", &code.text).await.unwrap(), "citizen2");
    town.seconds_later(15 * 60);
    try_it("citizen2", &code.text).await.unwrap_err();

    let fresh = mandates::make_code(&town.centre, &town.account("citizen2"))
        .await
        .unwrap();
    let found = mandates::find(&town.centre, &me, "citizen2", &fresh.text)
        .await
        .unwrap();
    mandates::give(&town.centre, &me, &found, wish(town), &here())
        .await
        .unwrap();
    mandates::give(&town.centre, &me, &found, wish(town), &here())
        .await
        .unwrap_err();
    mandates::make_code(&town.centre, &town.account("company1"))
        .await
        .unwrap_err();
}

pub async fn who_leaves_ends_their_mandates_and_takes_a_copy_of_them(town: &Town) {
    let mandate = offered(town, wish(town)).await;
    takes(town, "citizen2", &mandate, Step::Accept).await.unwrap();
    let agent = acting(town, &mandate).await;
    let holder = agent.drafts(None).unwrap();
    drafts::begin(&town.centre, holder, items::LEGAL_AID, drafts::Content::default())
        .await
        .unwrap();
    let (me, helper) = (town.account("citizen1"), town.account("citizen2"));
    let copy = own::copy(&town.centre, &me, RIGHT, "", &here()).await.unwrap();
    assert_eq!(copy.json()["mandates_given"][0]["items"][0], items::LEGAL_AID);
    assert_eq!(copy.drafts.len(), 1, "what the agent began for them is theirs to see");
    own::close(&town.centre, &helper, (RIGHT, ""), &here()).await.unwrap();
    let shown = one(town, "citizen1", &mandate).await;
    assert_eq!(shown.standing, Standing::Ended(Ending::AccountLeft));
    assert!(drafts::list(&town.centre, holder).await.unwrap().is_empty());
    let told = notices::inbox(&town.centre, me.id, None, 20).await.unwrap();
    assert!(told.iter().any(|notice| notice.words.zh.contains("注销")));
    town.days_later(4 * 366);
    retention::run(&town.centre, false).await.unwrap();
    let mine = mandates::of(&town.centre, me.id).await.unwrap();
    assert!(mine.given.is_empty(), "and is deleted when it was kept long enough");
}

pub async fn a_company_acts_through_its_legal_representative_and_their_agents(town: &Town) {
    let (company, boss, clerk) = (
        oneself(town, "company1"),
        Arc::new(town.account("citizen1")),
        Arc::new(town.account("citizen2")),
    );
    let found = async |by: &Acting, login: &str| {
        let code = mandates::make_code(&town.centre, &town.account(login)).await.unwrap();
        mandates::find(&town.centre, by, login, &code.text).await.unwrap()
    };
    let named = mandates::bind(&town.centre, &company, &found(&company, "citizen1").await, &here())
        .await
        .unwrap();
    let second = mandates::bind(&town.centre, &company, &found(&company, "citizen2").await, &here()).await;
    assert_eq!(refusal(second.unwrap_err()).code, "representative_is_known");
    let own = town.company("company1");
    own.files(items::FOOD).await.unwrap();
    takes(town, "citizen1", &named, Step::Accept).await.unwrap();
    assert_eq!(
        own.files(items::FOOD).await.unwrap_err().code,
        "company_acts_through_people",
        "from then on it is known who acts"
    );

    let representing = Acting::under(&town.centre, Arc::clone(&boss), named.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(representing.keeper(), own.signed.id);
    let application = own.application(items::FOOD).await;
    let by_boss = submit(&town.centre, &representing.actor(), None, application)
        .await
        .unwrap();
    let seen = own.looks_at(&by_boss.number).await.unwrap();
    let by = &seen.events[0].actor;
    assert_eq!((by.account, by.role.as_str()), (Some(boss.id), "legal_representative"));

    let wish = Proposal {
        items: BTreeSet::new(),
        ..wish(town)
    };
    let given = mandates::give(
        &town.centre,
        &representing,
        &found(&representing, "citizen2").await,
        wish,
        &here(),
    )
    .await
    .unwrap();
    assert_eq!(given.principal.account, own.signed.id, "the mandate is the company's");
    takes(town, "citizen2", &given, Step::Accept).await.unwrap();
    let agent = Acting::under(&town.centre, clerk, given.id).await.unwrap().unwrap();
    assert_eq!(
        agent.keeper(),
        agent.signed.id,
        "an agent gives no mandates of the company"
    );
    let application = own.application(items::FOOD).await;
    let by_agent = submit(&town.centre, &agent.actor(), None, application).await.unwrap();
    let seen = own.looks_at(&by_agent.number).await.unwrap();
    assert_eq!(seen.events[0].actor.role, "agent");
    mandates::step(&town.centre, &representing, given.id, Step::Withdraw, &here())
        .await
        .unwrap();
    let ended = Acting::under(&town.centre, Arc::clone(&agent.signed), given.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(ended.check().unwrap_err().code, "mandate_ended");
}
