//! Mandates as browsers without scripts meet them: two people, one code, and what ends when it is withdrawn.

use reqwest::StatusCode;
use yimen_testkit::{Engine, Http, Town, items};

use crate::editing::{Browser, pairs};

fn between<'t>(text: &'t str, before: &str, after: &str) -> &'t str {
    let (_, rest) = text.split_once(before).unwrap();
    rest.split_once(after).unwrap().0
}

/// `citizen1` gives `citizen2` a mandate for one item, who accepts and acts; answers its address and the two browsers.
async fn begun(town: &Town, http: &Http<'_>) -> (String, Browser, Browser) {
    let (me, agent) = (
        Browser::of(town, http, "citizen1").await,
        Browser::of(town, http, "citizen2").await,
    );
    let page = agent.posts("/my/mandates/code", &[]).await.text();
    let code = between(&page, "<strong><code>", "</code>").to_string();
    let who = |code: &str| pairs(&[("login", "citizen2"), ("code", code)]);
    let wrong = me.posts("/my/mandates/new", &who("2222-2222")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().contains("登录名和代理码不符"));
    let shown = me.posts("/my/mandates/new", &who(&code)).await.text();
    let name = town.account("citizen2").shown;
    assert!(shown.contains(&name), "who was found is shown before anything is given");
    let name = town.item(items::LEGAL_AID).name.zh.clone();
    let today = town.today().to_string();
    let mut form = who(&code);
    form.extend(pairs(&[
        ("step", "give"),
        ("power.file", "yes"),
        ("scope", "some"),
        ("items", "没有这样的事项"),
        ("earlier", "no"),
        ("from", &today),
        ("until", &today),
    ]));
    let wrong = me.posts("/my/mandates/new", &form).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().contains("没有找到名称或编码"));
    crate::editing::typed(&mut form, "items", &name);
    let given = me.posts("/my/mandates/new", &form).await;
    assert_eq!(given.status, StatusCode::SEE_OTHER);
    let address = given.header("location").to_string();
    assert!(agent.reads("/my").await.text().contains("有人委托您代为办事"));
    let offer = agent.reads(&address).await.text();
    assert!(offer.contains(&name) && offer.contains("是否接受"));
    let accepted = agent.posts(&format!("{address}/accept"), &[]).await;
    assert_eq!(accepted.status, StatusCode::SEE_OTHER);
    let id = address.rsplit('/').next().unwrap();
    let chosen = agent.posts("/my/acting", &pairs(&[("for", id)])).await;
    let agent = agent.keeps(&chosen, "acting");
    (address, me, agent)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_acts_for_somebody_until_it_is_withdrawn() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let (address, me, agent) = begun(town, &http).await;
        let principal = town.account("citizen1").shown;
        let mine = agent.reads("/my").await.text();
        assert!(mine.contains(&format!("您正在代 {principal} 办事")));
        assert!(
            !mine.contains("id=\"my-profile\""),
            "what is their own is not mixed with it"
        );
        let begun = agent.posts(&format!("/apply/{}", items::LEGAL_AID), &[]).await;
        let draft = begun.header("location").to_string();
        let about = agent.reads(&format!("{draft}/applicant")).await.text();
        let profile = town.citizen("citizen1").profile().await;
        assert!(about.contains(&profile.name) && !about.contains(&profile.phone));
        assert!(
            !about.contains(&profile.id_number),
            "of the number no more than its ends"
        );
        let other = agent.posts(&format!("/apply/{}", items::PASSPORT), &[]).await;
        assert_eq!(other.status, StatusCode::FORBIDDEN);
        assert!(other.text().contains("不包括这个事项"));

        let covered = town.citizen("citizen1").files(items::LEGAL_AID).await.unwrap().number;
        let hidden = town.citizen("citizen1").files(items::PASSPORT).await.unwrap();
        assert_eq!(
            agent.reads(&format!("/my/cases/{covered}")).await.status,
            StatusCode::OK
        );
        let there = agent.reads(&format!("/my/cases/{}", hidden.number)).await;
        assert_eq!(there.status, StatusCode::NOT_FOUND);
        let paper = format!("/documents/{}.pdf", hidden.document.unwrap());
        assert_eq!(agent.reads(&paper).await.status, StatusCode::NOT_FOUND);
        let own = agent.reads("/my/data").await.text();
        assert!(own.contains("citizen2"), "one's own data stay one's own");

        let withdrawn = me.posts(&format!("{address}/withdraw"), &[]).await;
        assert_eq!(withdrawn.status, StatusCode::SEE_OTHER);
        for gone in ["/my".to_string(), draft, format!("/my/cases/{covered}")] {
            let answer = agent.reads(&gone).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{gone}");
            assert!(answer.text().contains("这份授权已经终止"), "{gone}");
        }
        let back = agent.posts("/my/acting", &pairs(&[("for", "")])).await;
        let agent = agent.keeps(&back, "acting");
        assert!(agent.reads("/my").await.text().contains("id=\"my-profile\""));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_acts_under_a_mandate_of_others_or_of_another_session() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let (address, _, agent) = begun(town, &http).await;
        let id = address.rsplit('/').next().unwrap();
        let stranger = Browser::of(town, &http, "company1").await;
        assert_eq!(stranger.reads(&address).await.status, StatusCode::NOT_FOUND);
        for step in ["accept", "withdraw", "lay-down"] {
            let answer = stranger.posts(&format!("{address}/{step}"), &[]).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{step}");
        }
        let chosen = stranger.posts("/my/acting", &pairs(&[("for", id)])).await;
        assert_eq!(chosen.status, StatusCode::NOT_FOUND);
        assert!(agent.reads("/my").await.text().contains("您正在代"));
        let elsewhere = Browser::of(town, &http, "citizen2")
            .await
            .carries(&format!("acting={id}.0011223344556677"));
        assert!(
            !elsewhere.reads("/my").await.text().contains("您正在代"),
            "the choice belongs to the session in which it was made"
        );
    })
    .await;
}
