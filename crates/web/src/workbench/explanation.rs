//! Why somebody may or may not do something (权限查询): one page for every permission, for oneself and, for those who may ask, for others.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use uuid::Uuid;
use yimen_acts::accounts::Signed;
use yimen_acts::organisation::permissions::{self, Answer, Found, MOST_OTHERS, Question, Subject, Verdict, overview};
use yimen_acts::{ActError, Centre};
use yimen_domain::calendar::Day;
use yimen_domain::organisation::permission::{Area, Besides, Lack, Permission, Reach, To};
use yimen_domain::organisation::{AccountId, Role};
use yimen_domain::words::Refusal;

use super::shown::{self, pair, say};
use crate::app::{App, Staff, in_query, refuse};
use crate::shell::components::LinkTo;
use crate::shell::{Html, Page};

const ADDRESS: &str = "/workbench/permissions";

/// What is asked.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    who: String,
    what: String,
    about: String,
    on: String,
}

#[derive(Template)]
#[template(path = "workbench/permissions.html")]
struct PermissionsPage {
    page: Page,
    who: String,
    name: String,
    roles: String,
    day: String,
    on: String,
    about: String,
    choices: Vec<(&'static str, Vec<Choice>)>,
    fault: Option<String>,
    answer: Option<Shown>,
    areas: Vec<(&'static str, Vec<Line>)>,
}

struct Choice {
    code: &'static str,
    words: &'static str,
    chosen: bool,
}

struct Shown {
    verdict: Mark,
    subject: String,
    basis: &'static str,
    grounds: Vec<Ground>,
    others: String,
}

/// A state with its colour and picture.
struct Mark {
    words: &'static str,
    class: &'static str,
    icon: &'static str,
}

struct Ground {
    mark: Mark,
    words: String,
    why: String,
}

struct Line {
    href: String,
    words: &'static str,
    mark: Mark,
    to: String,
}

/// A link to the page, with one permission chosen.
pub(crate) fn link(page: &Page, permission: Permission) -> LinkTo {
    LinkTo::new(
        format!("{ADDRESS}?what={}", permission.code()),
        page.t("workbench.permissions.why"),
    )
}

/// `GET /workbench/permissions`.
pub(super) async fn show(State(app): State<App>, page: Page, staff: Staff, Query(asked): Query<Asked>) -> Response {
    match shown(&app.centre, &page, &staff, &asked).await {
        Ok(shown) => Html(shown).into_response(),
        Err(error) => {
            let back = LinkTo::new(ADDRESS, page.t("workbench.permissions.title"));
            refuse(page, error, back)
        }
    }
}

async fn shown(centre: &Centre, page: &Page, staff: &Staff, asked: &Asked) -> Result<PermissionsPage, ActError> {
    let who = asked.who.parse().map_or(staff.0.id, |id: Uuid| AccountId(id));
    let on = Day::parse(asked.on.trim()).unwrap_or_else(|_| centre.today());
    let actor = staff.actor();
    let person = permissions::person_on(centre, &actor, who, on).await?;
    let permission = Permission::parse(&asked.what);
    let (mut fault, mut answer) = (None, None);
    if let Some(permission) = permission {
        let question = Question {
            who,
            permission,
            about: asked.about.clone(),
            on,
        };
        match permissions::explain(centre, &actor, &question).await {
            Ok(found) => answer = Some(answer_of(page, centre, permission, &found)),
            Err(ActError::Refused(refusal)) if !refusal.faults.is_empty() => fault = Some(fault_of(page, &refusal)),
            Err(error) => return Err(error),
        }
    }
    Ok(PermissionsPage {
        name: person.shown.clone(),
        roles: roles(page, &person.roles),
        day: shown::day(page, on),
        on: on.to_string(),
        about: asked.about.trim().to_string(),
        choices: choices(page, permission),
        areas: areas(page, &person, &asked.on),
        who: person.id.0.to_string(),
        page: page.clone(),
        fault,
        answer,
    })
}

fn fault_of(page: &Page, refusal: &Refusal) -> String {
    let words: Vec<String> = refusal.faults.iter().map(|fault| say(page, &fault.words)).collect();
    words.join(" ")
}

fn roles(page: &Page, roles: &[Role]) -> String {
    if roles.is_empty() {
        return page.t("workbench.permissions.no_role").to_string();
    }
    let names: Vec<&str> = roles.iter().map(|role| pair(page, role.words())).collect();
    names.join(page.pick("、", ", "))
}

fn choices(page: &Page, chosen: Option<Permission>) -> Vec<(&'static str, Vec<Choice>)> {
    let choice = |permission: Permission| Choice {
        code: permission.code(),
        words: pair(page, permission.rule().words),
        chosen: chosen == Some(permission),
    };
    let of = |area: Area| {
        let all = Permission::all().filter(|permission| permission.rule().area == area);
        (pair(page, area.words()), all.map(choice).collect())
    };
    Area::ALL.into_iter().map(of).collect()
}

fn areas(page: &Page, person: &Signed, on: &str) -> Vec<(&'static str, Vec<Line>)> {
    let line = |(permission, could): (Permission, bool)| Line {
        href: format!(
            "{ADDRESS}?who={}&what={}&on={}",
            person.id.0,
            permission.code(),
            in_query(on)
        ),
        words: pair(page, permission.rule().words),
        mark: mark(page, if could { Verdict::Yes } else { Verdict::No }),
        to: permission
            .rule()
            .to
            .iter()
            .map(|to| to_words(page, *to))
            .collect::<Vec<_>>()
            .join(page.pick("；", "; ")),
    };
    overview(person)
        .into_iter()
        .map(|(area, lines)| (pair(page, area.words()), lines.into_iter().map(line).collect()))
        .collect()
}

fn mark(page: &Page, verdict: Verdict) -> Mark {
    let (words, class, icon) = match verdict {
        Verdict::Yes => (page.t("workbench.permissions.yes"), "lamp-green", "circle-check"),
        Verdict::No => (page.t("workbench.permissions.no"), "lamp-red", "alert-octagon"),
        Verdict::Depends => (page.t("workbench.permissions.depends"), "lamp-yellow", "info-circle"),
    };
    Mark { words, class, icon }
}

fn answer_of(page: &Page, centre: &Centre, permission: Permission, answer: &Answer) -> Shown {
    let mut grounds = Vec::new();
    if answer.closed {
        let words = page.t("workbench.permissions.closed").to_string();
        grounds.push(ground(page, Verdict::No, words, String::new()));
    }
    grounds.push(granted(page, centre, answer));
    grounds.extend(
        answer
            .besides
            .iter()
            .map(|(besides, found)| besides_of(page, *besides, found)),
    );
    let names: Vec<&str> = answer.others.iter().map(|one| one.shown.as_str()).collect();
    let mut others = names.join(page.pick("、", ", "));
    if answer.others.len() == MOST_OTHERS {
        others.push_str(page.t("workbench.permissions.and_more"));
    }
    Shown {
        verdict: mark(page, answer.verdict()),
        subject: subject(page, centre, &answer.subject),
        basis: permission.rule().basis,
        grounds,
        others,
    }
}

fn ground(page: &Page, verdict: Verdict, words: String, why: String) -> Ground {
    let mut mark = mark(page, verdict);
    mark.words = match verdict {
        Verdict::Yes => page.t("workbench.permissions.holds"),
        Verdict::No => page.t("workbench.permissions.fails"),
        Verdict::Depends => page.t("workbench.permissions.open"),
    };
    Ground { mark, words, why }
}

/// To whom it is given: the grant that holds, or all of them with what is missing.
fn granted(page: &Page, centre: &Centre, answer: &Answer) -> Ground {
    if let Some((to, _)) = answer.grants.iter().find(|(_, given)| given.is_ok()) {
        let words = page.t1("workbench.permissions.given", to_words(page, *to));
        return ground(page, Verdict::Yes, words, String::new());
    }
    let given: Vec<String> = answer.grants.iter().map(|(to, _)| to_words(page, *to)).collect();
    let words = page.t1("workbench.permissions.given", given.join(page.pick("；", "; ")));
    let elsewhere = |(_, given): &(To, Result<(), Lack>)| matches!(given, Err(Lack::OtherBody(_)));
    let why = if answer.grants.iter().any(elsewhere) {
        let own = answer.person.body.as_deref();
        let own = own.map_or_else(String::new, |code| say(page, &centre.organisation().body_name(code)));
        page.t1("workbench.permissions.other_body", own)
    } else {
        page.t1("workbench.permissions.other_role", roles(page, &answer.person.roles))
    };
    ground(page, Verdict::No, words, why)
}

fn besides_of(page: &Page, besides: Besides, found: &Found) -> Ground {
    let words = pair(page, besides.words()).to_string();
    match found {
        Found::Holds(letter) => {
            let why = letter
                .as_ref()
                .map(|number| page.t1("workbench.permissions.letter", number));
            ground(page, Verdict::Yes, words, why.unwrap_or_default())
        }
        Found::Fails(refusal) => {
            let why = format!("{} {}", say(page, &refusal.why), say(page, &refusal.remedy));
            ground(page, Verdict::No, words, why)
        }
        Found::Depends => ground(page, Verdict::Depends, words, String::new()),
    }
}

fn to_words(page: &Page, to: To) -> String {
    let role = |role: Role, reach: Reach| {
        let reach = match reach {
            Reach::Everywhere => page.t("workbench.permissions.everywhere"),
            Reach::Served => page.t("workbench.permissions.served"),
            Reach::Own => page.t("workbench.permissions.own"),
            Reach::Unbound => page.t("workbench.permissions.unbound"),
        };
        page.t2("workbench.permissions.role", pair(page, role.words()), reach)
    };
    match to {
        To::Anybody => page.t("workbench.permissions.anybody").to_string(),
        To::SignedIn => page.t("workbench.permissions.signed_in").to_string(),
        To::Applicants => page.t("workbench.permissions.applicants").to_string(),
        To::Owner => page.t("workbench.permissions.owner").to_string(),
        To::Agent(power) => page.t1("workbench.permissions.agent", pair(page, power.words())),
        To::Oneself => page.t("workbench.permissions.oneself").to_string(),
        To::Staff => page.t("workbench.permissions.staff").to_string(),
        To::System => page.t("workbench.permissions.system").to_string(),
        To::Role(of, reach) => role(of, reach),
    }
}

fn subject(page: &Page, centre: &Centre, subject: &Subject) -> String {
    match subject {
        Subject::Centre => page.t("workbench.permissions.in_general").to_string(),
        Subject::Body(code) => say(page, &centre.organisation().body_name(code)),
        Subject::Item(item) => say(page, &item.name),
        Subject::Case(case, item) => page.t2("workbench.permissions.case", &case.number, say(page, &item.name)),
    }
}
