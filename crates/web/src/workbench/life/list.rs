//! The queue of drafts (事项草稿): what waits for me, and everything by state and body.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use uuid::Uuid;
use yimen_acts::items::life::citation::{self, Behind};
use yimen_acts::items::life::{self, Line, Narrow, Origin};
use yimen_acts::{ActError, Centre};
use yimen_domain::items::life::State as Stand;
use yimen_domain::organisation::permission::Permission;
use yimen_domain::organisation::{Actor, Capacity};

use super::ADDRESS;
use crate::app::{App, Staff, in_query, refuse};
use crate::shell::components::{Field, LinkTo, Pager};
use crate::shell::{CheckedForm, Html, Page};
use crate::workbench::shown::{pair, say};
use crate::workbench::work::{BodyChoice, Tab};

/// Lines on a page.
const LINES: u32 = 30;
/// So many drafts are looked through for those that wait for a person.
const LOOKED: u32 = 200;

/// What is looked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    state: String,
    body: String,
    after: String,
}

#[derive(Template)]
#[template(path = "workbench/life_list.html")]
struct ListPage {
    page: Page,
    tabs: Vec<Tab>,
    state: String,
    bodies: Vec<BodyChoice>,
    /// Items whose source has changed: address, name, body of the source, its version.
    behind: Vec<(String, String, String, u32)>,
    lines: Vec<LineRow>,
    pager: Pager,
    mine: bool,
    begins: bool,
    rearranges: bool,
    code: Field,
    name: Field,
}

struct LineRow {
    href: String,
    name: String,
    code: String,
    body: String,
    state: &'static str,
    base: String,
    changed: String,
    by: String,
    is_mine: bool,
}

/// `GET /workbench/items/drafts`.
pub(crate) async fn show(State(app): State<App>, page: Page, staff: Staff, Query(asked): Query<Asked>) -> Response {
    match draw(&app.centre, &page, &staff.actor(), asked).await {
        Ok(list) => Html(list).into_response(),
        Err(error) => refuse(page.clone(), error, home(&page)),
    }
}

fn home(page: &Page) -> LinkTo {
    LinkTo::new(ADDRESS, page.t("life.back"))
}

async fn draw(centre: &Centre, page: &Page, actor: &Actor, asked: Asked) -> Result<ListPage, ActError> {
    let is_known = Stand::CODES.contains(&asked.state.as_str());
    let (mine, all) = (!is_known && asked.state != "all", asked.state == "all");
    let narrow = Narrow {
        state: if is_known { asked.state.clone() } else { String::new() },
        body: asked.body.clone(),
        after: mark(&asked.after),
    };
    let mut found = life::list(centre, actor, &narrow, if mine { LOOKED } else { LINES + 1 }).await?;
    if mine {
        found.retain(|line| line.is_mine);
    }
    let more = !mine && found.len() > LINES as usize;
    if !mine {
        found.truncate(LINES as usize);
    }
    let query = |state: &str, after: &str| {
        let (body, state) = (in_query(&asked.body), in_query(state));
        format!("{ADDRESS}?state={state}&body={body}&after={}", in_query(after))
    };
    let next = found
        .last()
        .filter(|_| more)
        .map(|last| query(&asked.state, &written(last)));
    let organisation = centre.organisation();
    let tab = |code: &str, words: &str, current: bool| Tab {
        href: query(code, ""),
        words: words.to_string(),
        count: None,
        current,
    };
    let mut tabs = vec![tab("", page.t("life.mine"), mine), tab("all", page.t("life.all"), all)];
    for code in &Stand::CODES[..4] {
        tabs.push(tab(code, pair(page, Stand::words_of(code)), asked.state == *code));
    }
    let begins = actor.could(Permission::WriteDraft);
    let is_bound = begins || actor.could(Permission::ReviewDraft);
    let own = if is_bound { body_of(actor) } else { None };
    let behind = if is_bound || actor.could(Permission::CheckDraft) {
        citation::behind(centre, own.as_deref())
    } else {
        Vec::new()
    };
    let told = |one: &Behind| {
        let href = format!("/workbench/items/{}/source", in_query(&one.item.code));
        (
            href,
            say(page, &one.item.name),
            say(page, &one.after.body_name),
            one.after.version,
        )
    };
    let bodies = organisation
        .bodies
        .values()
        .filter(|_| !is_bound)
        .map(|body| BodyChoice {
            name: say(page, &body.name.words()),
            chosen: body.code == asked.body,
            code: body.code.clone(),
        });
    Ok(ListPage {
        tabs,
        bodies: bodies.collect(),
        behind: behind.iter().take(LINES as usize).map(told).collect(),
        lines: found
            .iter()
            .map(|line| row(page, line, &say(page, &organisation.body_name(&line.body))))
            .collect(),
        pager: Pager {
            first: (!asked.after.is_empty()).then(|| query(&asked.state, "")),
            next,
        },
        state: asked.state,
        mine,
        begins,
        rearranges: actor.could(Permission::RegisterItem),
        code: Field::text("code", page.t("item.code")).max_length(100),
        name: Field::text("name", page.t("life.name")).max_length(200),
        page: page.clone(),
    })
}

fn body_of(actor: &Actor) -> Option<String> {
    match &actor.capacity {
        Capacity::Staff { body, .. } => body.clone(),
        _ => None,
    }
}

fn row(page: &Page, line: &Line, body: &str) -> LineRow {
    LineRow {
        href: format!("{ADDRESS}/{}", line.id),
        name: match say(page, &line.name) {
            name if name.trim().is_empty() => page.t("life.nameless").to_string(),
            name => name,
        },
        code: line.code.clone(),
        body: body.to_string(),
        state: pair(page, Stand::words_of(&line.state)),
        base: base_words(page, line.base),
        changed: page.moment(line.changed_at.0),
        by: line.changed_by.clone(),
        is_mine: line.is_mine,
    }
}

/// On which version a draft stands.
pub(super) fn base_words(page: &Page, base: u32) -> String {
    if base == 0 {
        page.t("life.new_item").to_string()
    } else {
        page.t1("life.base", base)
    }
}

/// The place of a line, for the next page.
fn written(line: &Line) -> String {
    format!("{}.{}", line.changed_at.0, line.id)
}

fn mark(text: &str) -> Option<(i64, Uuid)> {
    let (at, id) = text.split_once('.')?;
    Some((at.parse().ok()?, Uuid::parse_str(id).ok()?))
}

/// From what a draft is to begin.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Begin {
    item: String,
    code: String,
    name: String,
}

/// `POST /workbench/items/drafts`: begins one, from an item or new.
pub(crate) async fn start(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    CheckedForm(begin): CheckedForm<Begin>,
) -> Response {
    let origin = if begin.item.is_empty() {
        let (code, name) = (begin.code.trim(), begin.name.trim());
        Origin::New(serde_json::json!({ "code": code, "name": { "zh": name, "en": "" } }))
    } else {
        Origin::Item(begin.item)
    };
    match life::start(&app.centre, &staff.actor(), None, origin).await {
        Ok(done) => Redirect::to(&format!("{ADDRESS}/{}", done.id)).into_response(),
        Err(ActError::Refused(refusal)) if refusal.code == "draft_exists" => {
            let id = refusal.faults.first().map_or("", |fault| fault.words.zh.as_str());
            Redirect::to(&format!("{ADDRESS}/{id}")).into_response()
        }
        Err(error) => refuse(page.clone(), error, home(&page)),
    }
}
