//! Bodies, posts and people as of any day (机构与岗位): the tree with its gaps, one person, lists in and out.

mod lists;
mod person;

use std::collections::BTreeMap;

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use yimen_acts::organisation::change::may_change;
use yimen_acts::organisation::moves::Missing;
use yimen_acts::organisation::record::Register;
use yimen_acts::organisation::{Body, Organisation, Window, as_of};
use yimen_acts::{ActError, Centre};
use yimen_domain::calendar::Day;
use yimen_domain::organisation::level::Level;
use yimen_domain::organisation::posts::{Answer, Post, Roster, Serving, Side, Standing, Term};

use super::shown::{self, pair, say};
use crate::app::{App, Staff, in_query, refuse};
use crate::shell::components::LinkTo;
use crate::shell::{Html, Page};

const ADDRESS: &str = "/workbench/organisation";

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/workbench/organisation", get(show))
        .route("/workbench/organisation/export/{file}", get(lists::export))
        .route("/workbench/organisation/import", get(lists::show).post(lists::look))
        .route("/workbench/organisation/import/take", post(lists::take))
        .route("/workbench/organisation/people/{id}", get(person::show))
        .route("/workbench/organisation/people/{id}/move", post(person::look))
        .route("/workbench/organisation/people/{id}/move/make", post(person::make))
        .route("/workbench/organisation/people/{id}/appoint", post(person::beside))
        .route("/workbench/organisation/people/{id}/leave", post(person::ask))
        .route("/workbench/organisation/leave/{number}/{step}", post(person::leave))
}

/// What is looked at.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    on: String,
    body: String,
}

#[derive(Template)]
#[template(path = "workbench/organisation.html")]
struct TreePage {
    page: Page,
    on: String,
    is_today: bool,
    day: String,
    wrong_day: bool,
    bodies: Vec<(String, String, bool)>,
    may_change: bool,
    me: Option<String>,
    figures: Vec<(&'static str, usize)>,
    asked: Vec<LeaveLine>,
    away: Vec<AwayLine>,
    gaps: Vec<GapLine>,
    levels: Vec<LevelShown>,
    halls: Vec<HallShown>,
    towns: Vec<TownShown>,
}

struct LeaveLine {
    name: String,
    href: String,
    days: String,
}

struct AwayLine {
    name: String,
    href: String,
    days: String,
    post: String,
    stands_in: Option<Who>,
}

struct GapLine {
    post: String,
    body: String,
    missing: &'static str,
}

struct LevelShown {
    name: &'static str,
    bodies: Vec<BodyShown>,
}

struct BodyShown {
    code: String,
    name: String,
    words: String,
    open: bool,
    posts: Vec<PostLine>,
}

struct PostLine {
    name: String,
    place: String,
    heads: bool,
    a: Option<Who>,
    b: Option<Who>,
    paired: bool,
    state: State3,
}

/// A state in words, with its colour and its picture.
struct State3 {
    words: String,
    class: &'static str,
    icon: &'static str,
}

struct Who {
    name: String,
    href: String,
    acting: bool,
}

struct HallShown {
    name: String,
    words: String,
    windows: Vec<WindowLine>,
}

struct WindowLine {
    number: String,
    name: String,
    serves: String,
    who: Option<Who>,
    state: State3,
}

struct TownShown {
    name: String,
    words: String,
    villages: String,
}

async fn show(State(app): State<App>, page: Page, staff: Staff, Query(asked): Query<Asked>) -> Response {
    match tree(&app.centre, page, &staff, &asked) {
        Ok(shown) => Html(shown).into_response(),
        Err(why) => {
            let (page, error) = *why;
            no(page, error)
        }
    }
}

fn tree(centre: &Centre, page: Page, staff: &Staff, asked: &Asked) -> Result<TreePage, Box<(Page, ActError)>> {
    let today = centre.today();
    let given = Day::parse(asked.on.trim()).ok();
    let on = given.unwrap_or(today);
    let organisation = match as_of(centre, on) {
        Ok(organisation) => organisation,
        Err(error) => return Err(Box::new((page, error))),
    };
    let register = centre.posts();
    let view = View {
        page: &page,
        organisation: &organisation,
        register: &register,
        on,
    };
    let actor = staff.actor();
    let may_change = may_change(&actor);
    let (levels, halls, towns) = (
        view.levels(&asked.body),
        view.halls(&asked.body),
        view.towns(&asked.body),
    );
    let (gaps, away) = (view.gaps(&asked.body), view.away(&asked.body));
    let figures = view.figures(&asked.body, &gaps, &away, &halls);
    let mut bodies: Vec<(String, String, bool)> = organisation
        .bodies
        .values()
        .map(|body| {
            (
                body.code.clone(),
                say(&page, &body.name.words()),
                body.code == asked.body,
            )
        })
        .collect();
    bodies.sort_by(|one, other| one.1.cmp(&other.1));
    let waiting = if may_change { view.waiting() } else { Vec::new() };
    Ok(TreePage {
        on: on.to_string(),
        is_today: on == today,
        day: shown::day(&page, on),
        wrong_day: !asked.on.is_empty() && given.is_none(),
        bodies,
        may_change,
        me: register.roster.knows(staff.0.id).then(|| person_address(staff.0.id.0)),
        figures,
        asked: waiting,
        away,
        gaps,
        levels,
        halls,
        towns,
        page,
    })
}

/// The organisation as it is shown on a day.
struct View<'a> {
    page: &'a Page,
    organisation: &'a Organisation,
    register: &'a Register,
    on: Day,
}

impl View<'_> {
    fn roster(&self) -> &Roster {
        &self.register.roster
    }

    fn who(&self, term: &Term) -> Who {
        Who {
            name: term.person.name.clone(),
            href: person_address(term.person.account.0),
            acting: term.standing == Standing::Acting,
        }
    }

    fn figures(
        &self,
        body: &str,
        gaps: &[GapLine],
        away: &[AwayLine],
        halls: &[HallShown],
    ) -> Vec<(&'static str, usize)> {
        let posts: std::collections::BTreeSet<&str> = self
            .roster()
            .posts(self.on)
            .filter(|post| body.is_empty() || post.body == body)
            .map(|post| post.code.as_str())
            .collect();
        let there = self
            .roster()
            .terms()
            .iter()
            .filter(|term| term.runs(self.on) && posts.contains(term.post.as_str()));
        let people: std::collections::BTreeSet<_> = there.map(|term| term.person.account).collect();
        let unstaffed = halls
            .iter()
            .flat_map(|hall| &hall.windows)
            .filter(|window| window.who.is_none());
        vec![
            (self.page.t("workbench.organisation.figure.posts"), posts.len()),
            (self.page.t("workbench.organisation.figure.people"), people.len()),
            (self.page.t("workbench.organisation.figure.away"), away.len()),
            (self.page.t("workbench.organisation.figure.gaps"), gaps.len()),
            (
                self.page.t("workbench.organisation.figure.unstaffed"),
                unstaffed.count(),
            ),
        ]
    }

    fn body_name(&self, code: &str) -> String {
        say(self.page, &self.organisation.body_name(code))
    }

    /// As people here call a body among themselves.
    fn short_name(&self, code: &str) -> String {
        let name = self.organisation.body_name(code);
        let short = self
            .organisation
            .body(code)
            .map_or("", |body| body.catalogue_name.as_str());
        let zh = if short.is_empty() { &name.zh } else { short };
        self.page.pick(zh, &name.en).to_string()
    }

    fn gaps(&self, body: &str) -> Vec<GapLine> {
        let gaps = self.roster().gaps(self.on);
        let wanted = gaps.iter().filter(|gap| body.is_empty() || gap.post().body == body);
        wanted
            .map(|gap| GapLine {
                post: say(self.page, &gap.post().name),
                body: self.body_name(&gap.post().body),
                missing: pair(self.page, Missing::of(gap).words()),
            })
            .collect()
    }

    fn away(&self, body: &str) -> Vec<AwayLine> {
        let posts = self
            .roster()
            .posts(self.on)
            .filter(|post| body.is_empty() || post.body == body);
        let away = posts.filter_map(|post| {
            let (a, leave, b) = match self.roster().serving(&post.code, self.on) {
                Serving::StandsIn { b, a, leave } => (a, leave, Some(b)),
                Serving::Uncovered { a, leave } => (a, leave, None),
                Serving::A(_) | Serving::Vacant => return None,
            };
            Some(AwayLine {
                name: a.person.name.clone(),
                href: person_address(a.person.account.0),
                days: days(self.page, leave.from, Some(leave.until)),
                post: say(self.page, &post.name),
                stands_in: b.map(|b| self.who(b)),
            })
        });
        away.collect()
    }

    fn waiting(&self) -> Vec<LeaveLine> {
        let leaves = self.roster().leaves().iter();
        let waiting = leaves.filter(|leave| leave.answer == Answer::Asked && !leave.is_taken_back());
        waiting
            .map(|leave| LeaveLine {
                name: leave.person.name.clone(),
                href: format!("{}#leave", person_address(leave.person.account.0)),
                days: days(self.page, leave.from, Some(leave.until)),
            })
            .collect()
    }

    fn levels(&self, only: &str) -> Vec<LevelShown> {
        let mut by_level: BTreeMap<Level, Vec<BodyShown>> = BTreeMap::new();
        let bodies = self
            .organisation
            .bodies
            .values()
            .chain(self.organisation.above.values());
        for body in bodies.filter(|body| only.is_empty() || body.code == only) {
            let level = self.organisation.level(body);
            by_level
                .entry(level)
                .or_default()
                .push(self.body(body, !only.is_empty()));
        }
        let shown = by_level.into_iter().map(|(level, bodies)| LevelShown {
            name: pair(self.page, level.words()),
            bodies,
        });
        shown.collect()
    }

    fn body(&self, body: &Body, open: bool) -> BodyShown {
        let posts: Vec<PostLine> = self
            .roster()
            .posts(self.on)
            .filter(|post| post.body == body.code)
            .map(|post| self.post(body, post))
            .collect();
        let hall = self.organisation.halls.get(&body.hall);
        let hall = hall.map_or_else(String::new, |hall| say(self.page, &hall.name.words()));
        let counts = self
            .page
            .t2("workbench.organisation.counts", body.sections.len(), posts.len());
        BodyShown {
            code: body.code.clone(),
            name: say(self.page, &body.name.words()),
            words: if hall.is_empty() {
                counts
            } else {
                format!("{counts} · {hall}")
            },
            open,
            posts,
        }
    }

    fn post(&self, body: &Body, post: &Post) -> PostLine {
        let section = post
            .section
            .as_ref()
            .and_then(|code| body.sections.iter().find(|section| section.code == *code));
        let section = section.map(|section| say(self.page, &section.name.words()));
        let window = post
            .window
            .as_ref()
            .and_then(|code| self.organisation.windows.get(code));
        let window = window.map(|window| self.page.t1("workbench.organisation.window_number", &window.number));
        let place: Vec<String> = [section, window].into_iter().flatten().collect();
        let holder = |side| {
            self.roster()
                .holder(&post.code, side, self.on)
                .map(|term| self.who(term))
        };
        PostLine {
            name: say(self.page, &post.name),
            place: place.join(" · "),
            heads: post.heads,
            a: holder(Side::A),
            b: holder(Side::B),
            paired: post.paired,
            state: self.state(&post.code),
        }
    }

    fn state(&self, post: &str) -> State3 {
        let t = |key: &str| self.page.t(&format!("workbench.organisation.state.{key}")).to_string();
        let (words, class, icon) = match self.roster().serving(post, self.on) {
            Serving::A(_) => (t("there"), "clock-met", "circle-check"),
            Serving::StandsIn { b, .. } => {
                let words = self.page.t1("workbench.organisation.state.stands_in", &b.person.name);
                (words, "clock-soon", "clock")
            }
            Serving::Uncovered { .. } => (t("uncovered"), "clock-late", "alert-octagon"),
            Serving::Vacant => (t("vacant"), "clock-late", "alert-octagon"),
        };
        State3 { words, class, icon }
    }

    fn halls(&self, body: &str) -> Vec<HallShown> {
        let serves = |window: &&Window| body.is_empty() || window.all || window.bodies.iter().any(|code| code == body);
        let halls = self.organisation.halls.values().map(|hall| {
            let windows = self
                .organisation
                .windows
                .values()
                .filter(|window| window.hall == hall.code)
                .filter(serves);
            let windows: Vec<WindowLine> = windows.map(|window| self.window(window)).collect();
            let staffed = windows.iter().filter(|window| window.who.is_some()).count();
            HallShown {
                name: say(self.page, &hall.name.words()),
                words: self.page.t2("workbench.organisation.staffed", staffed, windows.len()),
                windows,
            }
        });
        halls.filter(|hall| !hall.windows.is_empty()).collect()
    }

    fn window(&self, window: &Window) -> WindowLine {
        let mut posts = self
            .roster()
            .posts(self.on)
            .filter(|post| post.window.as_ref() == Some(&window.code));
        let serving = posts.find_map(|post| match self.roster().serving(&post.code, self.on) {
            Serving::A(term) | Serving::StandsIn { b: term, .. } => Some((post, term)),
            Serving::Uncovered { .. } | Serving::Vacant => None,
        });
        let t = |key: &str| self.page.t(&format!("workbench.organisation.{key}")).to_string();
        let serves: Vec<String> = window.bodies.iter().map(|code| self.short_name(code)).collect();
        WindowLine {
            number: window.number.clone(),
            name: say(self.page, &window.name.words()),
            serves: if window.all {
                t("all_bodies")
            } else {
                serves.join(self.page.pick("、", ", "))
            },
            who: serving.map(|(_, term)| self.who(term)),
            state: match serving {
                Some((post, _)) => self.state(&post.code),
                None => State3 {
                    words: t("state.unstaffed"),
                    class: "clock-late",
                    icon: "alert-octagon",
                },
            },
        }
    }

    /// Of the whole centre; a body has none of its own.
    fn towns(&self, body: &str) -> Vec<TownShown> {
        if !body.is_empty() {
            return Vec::new();
        }
        let places = &self.organisation.places;
        let towns = places
            .values()
            .filter(|place| Level::of_division(&place.code) == Some(Level::Township));
        let shown = towns.map(|town| {
            let villages: Vec<String> = places
                .values()
                .filter(|place| place.parent == town.code)
                .map(|place| say(self.page, &place.name.words()))
                .collect();
            TownShown {
                name: say(self.page, &town.name.words()),
                words: self.page.t1("workbench.organisation.villages", villages.len()),
                villages: villages.join(self.page.pick("、", ", ")),
            }
        });
        shown.collect()
    }
}

fn person_address(id: uuid::Uuid) -> String {
    format!("{ADDRESS}/people/{id}")
}

/// From a day to a day in words.
fn days(page: &Page, from: Day, until: Option<Day>) -> String {
    match until {
        Some(until) if until == from => from.to_string(),
        Some(until) => page.t2("workbench.organisation.from_to", from, until),
        None => page.t1("workbench.organisation.since", from),
    }
}

fn no(page: Page, error: ActError) -> Response {
    let back = LinkTo::new(ADDRESS, page.t("workbench.organisation.title"));
    refuse(page, error, back)
}

fn address_on(on: Day) -> String {
    format!("{ADDRESS}?on={}", in_query(&on.to_string()))
}
