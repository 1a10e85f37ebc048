//! The editing screens of items, as a browser without scripts meets them.

use reqwest::{Method, Response, StatusCode};
use yimen_acts::accounts::attempts::Source;
use yimen_acts::accounts::sign_in::sign_in;
use yimen_testkit::{Answer, Caller, Engine, Http, Town, items};

/// Anything that the server may have made.
pub(crate) const TOKEN: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

/// Somebody with a browser.
pub(crate) struct Browser {
    caller: Caller,
    cookies: String,
}

impl Browser {
    pub(crate) async fn of(town: &Town, http: &Http<'_>, login: &str) -> Browser {
        let opened = sign_in(&town.centre, login, "demonstration", &Source::default())
            .await
            .unwrap()
            .done()
            .unwrap();
        let secret = opened.secret;
        Browser {
            caller: http.stranger(),
            cookies: format!("session={secret}; csrf={TOKEN}; lang=zh"),
        }
    }

    /// Somebody with a browser, if there is such an account.
    pub(crate) async fn try_of(town: &Town, http: &Http<'_>, login: &str) -> Option<Browser> {
        let opened = sign_in(&town.centre, login, "demonstration", &Source::default()).await;
        let secret = opened.ok()?.done()?.secret;
        Some(Browser {
            caller: http.stranger(),
            cookies: format!("session={secret}; csrf={TOKEN}; lang=zh"),
        })
    }

    /// A request of the browser, set to a language.
    pub(crate) fn request(&self, method: Method, path: &str, language: &str) -> reqwest::RequestBuilder {
        let cookies = self.cookies.replace("lang=zh", &format!("lang={language}"));
        self.caller.request(method, path).header("cookie", cookies)
    }

    /// Everything that the browser sends to show who it is.
    pub(crate) fn cookies(&self) -> &str {
        &self.cookies
    }

    /// Where a request leads, without waiting for the end of what may never end.
    pub(crate) async fn knocks(&self, method: &Method, path: &str) -> Response {
        let request = self
            .caller
            .request(method.clone(), path)
            .header("cookie", &self.cookies);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let body = if method == Method::POST {
            format!("csrf={TOKEN}")
        } else {
            String::new()
        };
        request.body(body).send().await.unwrap()
    }

    /// Somebody with a browser who is not signed in.
    pub(crate) fn stranger(http: &Http<'_>) -> Browser {
        Browser {
            caller: http.stranger(),
            cookies: format!("csrf={TOKEN}; lang=zh"),
        }
    }

    /// The same browser with the cookies that an answer sets.
    pub(crate) fn with_cookies_of(&self, answer: &Answer) -> Browser {
        let set = answer.headers.get_all("set-cookie").iter();
        let set = set.filter_map(|cookie| cookie.to_str().ok()?.split(';').next());
        Browser {
            caller: self.caller.clone(),
            cookies: set.fold(self.cookies.clone(), |all, cookie| format!("{all}; {cookie}")),
        }
    }

    /// Keeps a cookie as an answer sets it, in place of one of the same name.
    pub(crate) fn keeps(self, answer: &Answer, name: &str) -> Browser {
        let set = answer.headers.get_all("set-cookie").into_iter();
        let set = set.filter_map(|value| value.to_str().ok()?.split(';').next());
        let set: Vec<String> = set.filter(|pair| pair.starts_with(name)).map(str::to_string).collect();
        assert_eq!(set.len(), 1, "the answer sets {name}");
        self.carries(&set[0])
    }

    /// Carries a cookie that somebody made up.
    pub(crate) fn carries(mut self, pair: &str) -> Browser {
        let name = pair.split('=').next().unwrap();
        let others = self
            .cookies
            .split("; ")
            .filter(|other| other.split('=').next() != Some(name));
        let mut kept: Vec<&str> = others.collect();
        kept.push(pair);
        self.cookies = kept.join("; ");
        self
    }

    pub(crate) async fn reads(&self, path: &str) -> Answer {
        let request = self.caller.request(Method::GET, path).header("cookie", &self.cookies);
        Answer::of(request.send().await.unwrap()).await
    }

    pub(crate) async fn posts(&self, path: &str, pairs: &[(String, String)]) -> Answer {
        let token = ("csrf".to_string(), TOKEN.to_string());
        let body: Vec<String> = [token]
            .iter()
            .chain(pairs)
            .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)))
            .collect();
        let request = self.caller.request(Method::POST, path).header("cookie", &self.cookies);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        Answer::of(request.body(body.join("&")).send().await.unwrap()).await
    }

    /// Begins to change an item and answers the address of its draft.
    pub(crate) async fn begins(&self, item: &str) -> String {
        let answer = self
            .posts("/workbench/items/new", &pairs(&[("from", "item"), ("code", item)]))
            .await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        answer.header("location").trim_end_matches("/edit").to_string()
    }
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

pub(crate) fn pairs(given: &[(&str, &str)]) -> Vec<(String, String)> {
    given
        .iter()
        .map(|(name, value)| (name.to_string(), value.to_string()))
        .collect()
}

/// Everything that a browser would send of the form on a page.
pub(crate) fn form(page: &str) -> Vec<(String, String)> {
    let form = page
        .split("id=\"edit-form\"")
        .nth(1)
        .unwrap()
        .split("</form>")
        .next()
        .unwrap();
    let decoded = |text: &str| {
        let quotes = text.replace("&#34;", "\"").replace("&#39;", "'");
        quotes.replace("&#60;", "<").replace("&#62;", ">").replace("&#38;", "&")
    };
    let attribute = |tag: &str, name: &str| {
        let value = tag.split(&format!(" {name}=\"")).nth(1)?;
        Some(decoded(value.split('"').next().unwrap_or_default()))
    };
    let mut sent = Vec::new();
    for rest in form.split('<').skip(1) {
        let (tag, text) = rest.split_once('>').unwrap_or((rest, ""));
        let is_ticked = tag.contains(" checked") || !tag.contains("type=\"checkbox\"");
        match (tag.split(' ').next().unwrap(), attribute(tag, "name")) {
            ("input", Some(name)) if is_ticked && name != "csrf" => {
                sent.push((name, attribute(tag, "value").unwrap_or_default()));
            }
            ("textarea", Some(name)) => {
                let text = decoded(text.strip_prefix('\n').unwrap_or(text));
                sent.push((name, text.replace('\n', "\r\n")));
            }
            ("select", Some(name)) => sent.push((name, String::new())),
            ("option", _) if tag.contains(" selected") => {
                sent.last_mut().unwrap().1 = attribute(tag, "value").unwrap_or_default();
            }
            _ => {}
        }
    }
    sent
}

pub(crate) fn typed(form: &mut [(String, String)], name: &str, text: &str) {
    let field = form.iter_mut().find(|(known, _)| known == name);
    field.unwrap_or_else(|| panic!("no field {name}")).1 = text.to_string();
}

const SECTIONS: [&str; 16] = [
    "basics",
    "authority",
    "basis",
    "conditions",
    "situations",
    "materials",
    "procedure",
    "limits",
    "fees",
    "result",
    "form",
    "service",
    "residency",
    "questions",
    "links",
    "words",
];

#[tokio::test(flavor = "multi_thread")]
async fn a_section_that_is_sent_back_untouched_changes_nothing() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let drafter = Browser::of(town, &http, "drafter-approval").await;
        let draft = drafter.begins(items::FOOD).await;
        for section in SECTIONS {
            let address = format!("{draft}/edit/{section}");
            let page = drafter.reads(&address).await;
            assert_eq!(page.status, StatusCode::OK, "{section}");
            let answer = drafter.posts(&address, &form(&page.text())).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{section}: {}", answer.text());
        }
        let saves = drafter.reads(&format!("{draft}/saves")).await.text();
        assert!(saves.contains("还没有修改"), "{saves}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_drafters_of_the_body_may_write() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let draft = Browser::of(town, &http, "drafter-approval")
            .await
            .begins(items::FOOD)
            .await;
        let address = format!("{draft}/edit/basics");
        for (login, status) in [
            ("drafter2-approval", StatusCode::OK),
            ("drafter-police", StatusCode::NOT_FOUND),
            ("clerk1", StatusCode::FORBIDDEN),
            ("legal-approval", StatusCode::FORBIDDEN),
            ("manager", StatusCode::FORBIDDEN),
            ("citizen1", StatusCode::FORBIDDEN),
        ] {
            let browser = Browser::of(town, &http, login).await;
            assert_eq!(browser.reads(&address).await.status, status, "{login} reads");
            let posted = browser.posts(&address, &pairs(&[("serial", "1")])).await.status;
            assert!(status == StatusCode::OK || posted == status, "{login} posts: {posted}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_taken_is_shown_again_and_the_rest_is_kept() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let drafter = Browser::of(town, &http, "drafter-approval").await;
        let address = format!("{}/edit/limits", drafter.begins(items::FOOD).await);
        let mut form_of = form(&drafter.reads(&address).await.text());
        typed(&mut form_of, "promised_days", "seven");
        typed(&mut form_of, "statutory_source.zh", "示例条例 第一条");
        let answer = drafter.posts(&address, &form_of).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = answer.text();
        assert!(page.contains("请填整数") && page.contains("示例条例 第一条"), "{page}");
        assert!(form(&page).contains(&("promised_days".into(), "seven".into())));
        let kept = form(&drafter.reads(&address).await.text());
        assert!(kept.contains(&("statutory_source.zh".into(), "示例条例 第一条".into())));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_added_moved_and_removed_by_buttons_alone() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let drafter = Browser::of(town, &http, "drafter-approval").await;
        let address = format!("{}/edit/questions", drafter.begins(items::FOOD).await);
        let press = async |button: &str| {
            let mut sent = form(&drafter.reads(&address).await.text());
            sent.push(("do".into(), button.into()));
            drafter.posts(&address, &sent).await.header("location").to_string()
        };
        for place in 0..2 {
            assert!(press("add:questions").await.ends_with(&format!("#questions.{place}")));
            let mut sent = form(&drafter.reads(&address).await.text());
            typed(
                &mut sent,
                &format!("questions.{place}.question.zh"),
                &format!("问题{place}"),
            );
            drafter.posts(&address, &sent).await;
        }
        assert!(press("up:questions.1").await.ends_with("#questions.0"));
        assert!(press("remove:questions.1").await.ends_with("#questions.0"));
        let left = form(&drafter.reads(&address).await.text());
        assert!(
            left.contains(&("questions.0.question.zh".into(), "问题1".into())),
            "{left:?}"
        );
        assert!(!left.iter().any(|(name, _)| name.starts_with("questions.1")));
    })
    .await;
}

/// The form of the conditions, with a rule in the first one.
fn with_rule(page: &str, cel: &str) -> Vec<(String, String)> {
    let mut sent = form(page);
    let on = ("conditions.0.rule.@on".to_string(), "yes".to_string());
    if !sent.contains(&on) {
        sent.push(on);
    }
    typed(&mut sent, "conditions.0.rule.cel", cel);
    sent
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_is_looked_at_while_it_is_typed_and_nothing_is_kept() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let drafter = Browser::of(town, &http, "drafter-approval").await;
        let draft = drafter.begins(items::FOOD).await;
        let address = format!("{draft}/edit/conditions");
        let page = drafter.reads(&address).await.text();
        assert!(page.contains("data-put=\"form.staff_count\""), "inputs are offered");
        for (cel, told) in [
            ("form.staff_count > 3", "看懂了。用到："),
            (
                "size(form.staff) > 0 && form.staff.all(r, has(r.trained) && r.trained)",
                "看懂了。用到：",
            ),
            (
                "form.staff.all(r, r.trained)",
                "“trained”可能没有填写；先用 has(…) 判断",
            ),
            ("form.staff_count ＞ 3", "全角符号"),
            ("form.staff_count", "结果应为真或假"),
            ("form.stafff_count > 3", "是不是“form.staff_count”"),
            ("true &&\n form.nobody > 3", "第 2 行第 2 字"),
        ] {
            let mut sent = with_rule(&page, cel);
            sent.push(("at".into(), "conditions.0.rule".into()));
            let answer = drafter.posts(&format!("{address}/check"), &sent).await;
            assert_eq!(answer.status, StatusCode::OK, "{cel}");
            assert!(answer.text().contains(told), "{cel}: {}", answer.text());
        }
        let saves = drafter.reads(&format!("{draft}/saves")).await.text();
        assert!(saves.contains("还没有修改"), "{saves}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_scripts_check_now_keeps_what_was_typed_and_says_the_same() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let drafter = Browser::of(town, &http, "drafter-approval").await;
        let address = format!("{}/edit/conditions", drafter.begins(items::FOOD).await);
        let page = async || drafter.reads(&address).await.text();
        let press = async |mut sent: Vec<(String, String)>, button: &str| {
            sent.push(("do".into(), button.into()));
            let answer = drafter.posts(&address, &sent).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        };
        let sent = with_rule(&page().await, "form.staff_count >= 3 && size(form.staff) == 1");
        press(sent, "add:conditions.0.rule.examples").await;
        let example = "conditions.0.rule.examples.0";
        let mut sent = form(&page().await);
        typed(&mut sent, &format!("{example}.given:form.staff_count"), "4");
        typed(&mut sent, &format!("{example}.given:form.staff[0].name"), "王小明");
        typed(&mut sent, &format!("{example}.expected"), "false");
        press(sent, "check:conditions.0.rule").await;
        let wrong = page().await;
        assert!(wrong.contains("示例 1：得 符合，与应得的不一致。"), "{wrong}");
        let mut sent = form(&wrong);
        typed(&mut sent, &format!("{example}.expected"), "true");
        press(sent, "check:conditions.0.rule").await;
        let right = page().await;
        assert!(right.contains("示例 1：得 符合，与应得的一致。"), "{right}");
        let kept = form(&right);
        let name = (format!("{example}.given:form.staff[0].name"), "王小明".to_string());
        assert!(kept.contains(&name), "{kept:?}");
        assert!(
            right.contains(&format!("{example}.given:form.staff[1].name")),
            "an empty row is offered"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_case_is_filled_in_as_the_form_is_and_says_what_comes_of_it() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let drafter = Browser::of(town, &http, "drafter-approval").await;
        let address = format!("{}/edit/form", drafter.begins(items::FOOD).await);
        let mut sent = form(&drafter.reads(&address).await.text());
        typed(&mut sent, "form_tests.0.answers:form.staff_count", "many");
        sent.push(("at".into(), "form_tests.0".into()));
        let answer = drafter.posts(&format!("{address}/check"), &sent).await.text();
        assert!(answer.contains("用例里没有勾选"), "{answer}");
        sent.push(("form_tests.0.expect".into(), "form.staff_count".into()));
        let answer = drafter.posts(&format!("{address}/check"), &sent).await.text();
        assert!(answer.contains("这个用例通过"), "{answer}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_change_the_same_are_told_and_choose() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let one = Browser::of(town, &http, "drafter-approval").await;
        let other = Browser::of(town, &http, "drafter2-approval").await;
        let address = format!("{}/edit/service", one.begins(items::FOOD).await);
        let (mut mine, mut theirs) = (
            form(&one.reads(&address).await.text()),
            form(&other.reads(&address).await.text()),
        );
        typed(&mut mine, "phone", "0826-1111111");
        typed(&mut mine, "hours.zh", "全天");
        typed(&mut theirs, "phone", "0826-2222222");
        assert_eq!(other.posts(&address, &theirs).await.status, StatusCode::SEE_OTHER);
        let offered = one.posts(&address, &mine).await;
        assert_eq!(offered.status, StatusCode::CONFLICT);
        let page = offered.text().replace("id=\"main\"", "id=\"edit-form\"");
        assert!(page.contains("0826-1111111") && page.contains("0826-2222222"), "{page}");
        let choice = page
            .split("action=\"")
            .filter(|rest| rest.contains("/choose\""))
            .last()
            .unwrap();
        let choose = choice.split('"').next().unwrap().to_string();
        let mut sent: Vec<(String, String)> = ["serial", "shown_before", "mine"]
            .iter()
            .map(|name| {
                let tag = page.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap();
                let value = tag
                    .split('"')
                    .next()
                    .unwrap()
                    .replace("&#34;", "\"")
                    .replace("&#38;", "&");
                (name.to_string(), value)
            })
            .collect();
        sent.push(("choice.phone".into(), "mine".into()));
        let done = one.posts(&choose, &sent).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        let now = form(&one.reads(&address).await.text());
        for (name, text) in [("phone", "0826-1111111"), ("hours.zh", "全天")] {
            assert!(now.contains(&(name.into(), text.into())), "{name}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_article_and_an_item_are_found_and_taken() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let drafter = Browser::of(town, &http, "drafter-approval").await;
        let draft = drafter.begins(items::FOOD).await;
        let find = format!("{draft}/edit/basis/find");
        let shown = drafter.reads(&format!("{find}?law=legal_basis")).await.text();
        let value = shown
            .split("name=\"value\" value=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap();
        let taken = drafter
            .posts(&find, &pairs(&[("law", "legal_basis"), ("value", value)]))
            .await;
        assert!(taken.header("location").contains("#legal_basis."), "{}", taken.text());

        let find = format!("{draft}/edit/links/find");
        let taken = drafter
            .posts(&find, &pairs(&[("to", "cites.code"), ("value", items::LEGAL_AID)]))
            .await;
        assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.text());
        let kept = form(&drafter.reads(&format!("{draft}/edit/links")).await.text());
        assert!(kept.contains(&("cites.code".into(), items::LEGAL_AID.into())));
        assert!(kept.contains(&("cites.version".into(), "1".into())));
        let wrong = drafter
            .posts(&find, &pairs(&[("to", "name"), ("value", items::LEGAL_AID)]))
            .await;
        assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    })
    .await;
}
