//! Electronic supervision on the desk (电子监察): what has to be answered or judged, the cards and letters of a case, the rules, and rules tried on the past.

mod case;
mod rules;
mod trial;

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use uuid::Uuid;
use yimen_acts::supervision::lists::{self, Place};
use yimen_acts::{ActError, Centre};
use yimen_domain::calendar::Day;
use yimen_domain::cases::CaseId;
use yimen_domain::organisation::Actor;
use yimen_domain::organisation::permission::Permission;
use yimen_domain::supervision::letter::Kind;
use yimen_domain::supervision::rule::{Addressee, Colour};
use yimen_store::tables::NEVER;
use yimen_store::tables::cards::CardRow;
use yimen_store::tables::supervision_letters::LetterRow;

use crate::app::{App, Staff, in_query, refuse};
use crate::shell::components::{Lamp, LinkTo, Pager};
use crate::shell::{Html, Page};

use super::shown::{day, pair, say};

pub(super) const HOME: &str = "/workbench/supervision";

pub(crate) use case::link;

type Pairs = Vec<(String, String)>;

/// Routes of supervision.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/workbench/supervision", get(list))
        .route("/workbench/supervision/cases/{number}", get(case::show))
        .route("/workbench/supervision/cases/{number}/{command}", post(case::give))
        .route("/workbench/supervision/rules", get(rules::list))
        .route(
            "/workbench/supervision/rules/{code}",
            get(rules::show).post(rules::change),
        )
        .route("/workbench/supervision/sets/{set}", get(rules::set).post(rules::adopt))
        .route("/workbench/supervision/trial", get(trial::show))
}

fn value<'a>(pairs: &'a Pairs, name: &str) -> &'a str {
    let pair = pairs.iter().find(|(known, _)| known == name);
    pair.map_or("", |(_, value)| value.trim())
}

fn lamp(colour: Colour) -> Lamp {
    match colour {
        Colour::Notice => Lamp::Grey,
        Colour::Yellow => Lamp::Yellow,
        Colour::Red => Lamp::Red,
    }
}

fn no(page: Page, error: ActError) -> Response {
    let back = LinkTo::new(HOME, page.t("supervision.title"));
    refuse(page, error, back)
}

fn address(number: &str) -> String {
    format!("{HOME}/cases/{}", in_query(number))
}

/// From where the list of the latest goes on.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Asked {
    at: Option<i64>,
    case: Option<Uuid>,
    no: u32,
}

#[derive(Template)]
#[template(path = "workbench/supervision/list.html")]
struct ListPage {
    page: Page,
    /// Name of the section, its lines, and what is said where there are none.
    sections: Vec<Section>,
    rules: bool,
    pager: Pager,
}

struct Section {
    id: &'static str,
    title: &'static str,
    none: &'static str,
    lines: Vec<Line>,
}

struct Line {
    href: String,
    number: String,
    item: String,
    body: String,
    what: String,
    lamp: Lamp,
    colour: String,
    standing: String,
    since: String,
    last: String,
    late: bool,
}

/// `GET /workbench/supervision`.
pub(super) async fn list(State(app): State<App>, page: Page, staff: Staff, Query(asked): Query<Asked>) -> Response {
    let actor = staff.actor();
    match draw(&app, &page, &actor, &asked).await {
        Ok((sections, pager)) => Html(ListPage {
            sections,
            rules: actor.could(Permission::SeeSupervisionRules),
            pager,
            page,
        })
        .into_response(),
        Err(error) => refuse(page.clone(), error, LinkTo::new("/workbench", page.t("workbench.back"))),
    }
}

async fn draw(app: &App, page: &Page, actor: &Actor, asked: &Asked) -> Result<(Vec<Section>, Pager), ActError> {
    let centre = &app.centre;
    let section = |id: &'static str, key: &str, none: &str, lines: Vec<Line>| Section {
        id,
        title: page.t(key),
        none: page.t(none),
        lines,
    };
    let cards = |rows: &[CardRow]| rows.iter().map(|row| card_line(app, page, row)).collect::<Vec<_>>();
    let letters = |rows: &[LetterRow]| rows.iter().map(|row| letter_line(app, page, row)).collect::<Vec<_>>();
    let before = asked.at.zip(asked.case).map(|(at, case)| Place {
        at,
        case: CaseId(case),
        no: asked.no,
    });
    let mut sections = Vec::new();
    if before.is_none() {
        let told = lists::told(centre, actor).await?;
        if actor.could(Permission::AnswerCards) {
            sections.push(section(
                "answer",
                "supervision.mine",
                "supervision.mine.none",
                cards(&told.mine),
            ));
        }
        if !told.section.is_empty() {
            let marked = told.section.iter().map(|(row, has_come)| {
                let mut line = card_line(app, page, row);
                if *has_come {
                    line.standing = page.t1("supervision.told.you", line.standing);
                }
                line
            });
            let lines = marked.collect();
            sections.push(section("section", "supervision.section", "supervision.section", lines));
        }
        if !told.leader.is_empty() {
            let lines = cards(&told.leader);
            sections.push(section("leader", "supervision.leader", "supervision.leader", lines));
        }
        if !told.inspector.is_empty() {
            let lines = cards(&told.inspector);
            sections.push(section(
                "inspector",
                "supervision.inspector",
                "supervision.inspector",
                lines,
            ));
        }
        if actor.could(Permission::JudgeCards) {
            let (rows, _) = lists::to_judge(centre, actor, None).await?;
            sections.push(section(
                "judge",
                "supervision.appeals",
                "supervision.appeals.none",
                cards(&rows),
            ));
            let (rows, _) = lists::letters(centre, actor, true, None).await?;
            sections.push(section(
                "look",
                "supervision.answers",
                "supervision.answers.none",
                letters(&rows),
            ));
        }
        let (rows, _) = lists::letters(centre, actor, false, None).await?;
        sections.push(section(
            "letters",
            "supervision.letters",
            "supervision.letters.none",
            letters(&rows),
        ));
    }
    let (rows, next) = lists::latest(centre, actor, None, before).await?;
    sections.push(section(
        "latest",
        "supervision.latest",
        "supervision.latest.none",
        cards(&rows),
    ));
    let pager = Pager {
        first: before.is_some().then(|| HOME.to_string()),
        next: next.map(|place| format!("{HOME}?at={}&case={}&no={}", place.at, place.case.0, place.no)),
    };
    Ok((sections, pager))
}

/// How many cards are told to somebody, as a link from their own work; nothing where there are none.
pub(super) async fn told_link(centre: &Centre, page: &Page, actor: &Actor) -> Result<Option<LinkTo>, ActError> {
    let count = lists::told(centre, actor).await?.count();
    Ok((count > 0).then(|| LinkTo::new(HOME, page.t1("supervision.told", count))))
}

fn days(days: i64) -> Option<Day> {
    let known = (days < NEVER).then_some(days)?;
    i32::try_from(known).ok().map(Day::from_days)
}

fn item_words(app: &App, page: &Page, code: &str) -> String {
    let library = app.centre.library();
    let item = library.latest(code);
    item.map_or_else(|| code.to_string(), |item| say(page, &item.name))
}

fn body_words(app: &App, page: &Page, code: &str) -> String {
    say(page, &app.centre.organisation().body_name(code))
}

/// What a rule is called, as it was when the card was given.
fn rule_words(app: &App, page: &Page, code: &str, version: u32) -> String {
    let rules = app.centre.supervision();
    let mut known = rules.book().rules().iter();
    let rule = known.find(|rule| rule.mark.code.as_str() == code && rule.mark.version == version);
    rule.map_or_else(|| code.to_string(), |rule| say(page, &rule.name))
}

fn card_line(app: &App, page: &Page, row: &CardRow) -> Line {
    let colour = Colour::parse(&row.colour).unwrap_or(Colour::Notice);
    let last = days(row.last_day);
    Line {
        href: format!("{}#card-{}", address(&row.number), row.no),
        number: row.number.clone(),
        item: item_words(app, page, &row.item),
        body: body_words(app, page, &row.body),
        what: rule_words(app, page, &row.rule, row.version),
        lamp: lamp(colour),
        colour: pair(page, colour.words()).to_string(),
        standing: case::standing_words(page, &row.standing),
        since: page.moment(row.given_at),
        late: last.is_some_and(|last| last < app.centre.today()),
        last: last.map_or_else(String::new, |last| day(page, last)),
    }
}

fn letter_line(app: &App, page: &Page, row: &LetterRow) -> Line {
    let kind = Kind::parse(&row.kind).unwrap_or(Kind::Urging);
    let to = Addressee::parse(&row.addressee).unwrap_or(Addressee::Handler);
    let last = days(row.last_day);
    Line {
        href: format!("{}#letter-{}", address(&row.number), row.no),
        number: row.number.clone(),
        item: item_words(app, page, &row.item),
        body: body_words(app, page, &row.body),
        what: pair(page, to.words()).to_string(),
        lamp: if row.overdue { Lamp::Red } else { Lamp::Grey },
        colour: pair(page, kind.words()).to_string(),
        standing: page
            .t(match row.waits.as_str() {
                "answer" if row.overdue => "supervision.letter.overdue",
                "answer" => "supervision.letter.waits",
                "look" => "supervision.letter.answered",
                _ => "supervision.letter.closed",
            })
            .to_string(),
        since: days(row.sent_day).map_or_else(String::new, |since| day(page, since)),
        late: row.overdue,
        last: last.map_or_else(String::new, |last| day(page, last)),
    }
}
