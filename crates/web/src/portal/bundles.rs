//! Bundles (一件事一次办): one guide over several items, for somebody's answers.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use yimen_acts::bundles::{self, Edition};
use yimen_domain::bundles::Guide;
use yimen_domain::bundles::check::Stands;
use yimen_domain::bundles::guide;
use yimen_domain::bundles::guide::{Datum, Part, Shared};
use yimen_domain::bundles::questions::Questions;
use yimen_domain::calendar::{CHINA, Day, Instant};
use yimen_domain::items::{Handling, Item};

use crate::app::{App, in_query, refuse};
use crate::shell::components::{Field, LinkTo};
use crate::shell::{Html, Page};
use crate::situation;

use super::words::{self, say};
use super::{Typed, typed};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/bundles", get(list))
        .route("/bundles/{code}", get(show))
}

struct Line {
    href: String,
    name: String,
    summary: String,
    lead: String,
    items: String,
}

#[derive(Template)]
#[template(path = "portal/bundles.html")]
struct ListPage {
    page: Page,
    lines: Vec<Line>,
}

/// `GET /bundles`.
async fn list(State(app): State<App>, page: Page) -> Response {
    let (library, organisation) = (app.centre.library(), app.centre.organisation());
    let line = |edition: &Edition| {
        let bundle = &edition.bundle;
        Line {
            href: format!("/bundles/{}", bundle.code),
            name: say(&page, &bundle.name),
            summary: say(&page, &bundle.summary),
            lead: say(&page, &organisation.body_name(&bundle.lead)),
            items: page.t1("bundles.items", bundle.members.len()),
        }
    };
    let lines = library.bundles().on(app.centre.today()).map(line).collect();
    Html(ListPage { lines, page }).into_response()
}

/// One item of the bundle.
struct PartRow {
    name: String,
    href: String,
    body: String,
    /// Not the body that leads.
    other_body: bool,
    days: String,
    why: String,
    note: String,
    when: String,
    result: String,
    /// Where it is applied for; empty where that is not possible now, which `state` explains.
    apply: String,
    state: String,
    critical: bool,
}

struct Stage {
    title: String,
    parts: Vec<PartRow>,
}

struct MaterialRow {
    name: String,
    library: String,
    required: bool,
    copies: String,
    asked_by: String,
    note: String,
}

struct DatumRow {
    name: String,
    asked_by: String,
    shared: bool,
}

#[derive(Template)]
#[template(path = "portal/bundle.html")]
struct BundlePage {
    page: Page,
    code: String,
    name: String,
    summary: String,
    lead: String,
    bodies: String,
    held: String,
    on: String,
    questions: Vec<Field>,
    answered: bool,
    settled: bool,
    total: String,
    saved: String,
    cost: String,
    stages: Vec<Stage>,
    stuck: Vec<PartRow>,
    gone: Vec<String>,
    spared: Vec<(String, String)>,
    materials: Vec<MaterialRow>,
    shared: usize,
    data: Vec<DatumRow>,
    fields: usize,
    window: String,
    place: String,
    hours: String,
    phone: String,
    basis: Vec<(String, String)>,
    assumed: bool,
}

/// `GET /bundles/{code}`: for the answers in the address, as of today or of a day.
async fn show(State(app): State<App>, page: Page, Path(code): Path<String>, Query(asked): Query<Typed>) -> Response {
    let today = app.centre.today();
    let day = Day::parse(typed(&asked, "on")).ok();
    let library = app.centre.library();
    let (edition, span) = match bundles::on(&library, &code, day.unwrap_or(today)) {
        Ok(found) => found,
        Err(error) => {
            let back = LinkTo::new("/bundles", page.t("bundles.title"));
            return refuse(page.clone(), error, back);
        }
    };
    let bundle = &edition.bundle;
    let stands = bundles::stands(&library, bundle, day.unwrap_or(today));
    let items: Vec<Option<&Item>> = stands.iter().map(|stands| stands.usable()).collect();
    let questions = Questions::of(bundle, &items);
    let given = situation::chosen(asked.iter());
    let told = guide(bundle, &questions, &items, &given);
    let words = |day: Day| page.day(Instant::start_of(day, CHINA).0);
    let held = match span.until {
        Some(until) => page.t2("portal.guide.held", words(span.from), words(until)),
        None => page.t1("portal.guide.held_since", words(span.from)),
    };
    let organisation = app.centre.organisation();
    let look = Look {
        page: &page,
        told: &told,
        stands: &stands,
        lead: &bundle.lead,
        is_today: day.is_none_or(|day| day == today),
    };
    let (stages, stuck) = look.stages();
    let shown = BundlePage {
        name: say(&page, &bundle.name),
        summary: say(&page, &bundle.summary),
        lead: say(&page, &organisation.body_name(&bundle.lead)),
        bodies: words::joined(
            &page,
            &told
                .bodies()
                .iter()
                .map(|(_, name)| say(&page, name))
                .collect::<Vec<_>>(),
        ),
        held,
        on: day.map_or_else(String::new, |day| day.to_string()),
        questions: situation::asked(&page, &told.questions, &told.chosen),
        answered: !told.chosen.is_empty(),
        settled: told.is_settled(),
        total: look.total(),
        saved: look.saved(),
        cost: look.cost(),
        stages,
        stuck,
        gone: look.gone(),
        spared: look.spared(),
        shared: told.materials.iter().filter(|one| one.parts.len() > 1).count(),
        materials: told.materials.iter().map(|one| look.material(one)).collect(),
        fields: told.fields,
        data: told.data.iter().map(|one| look.datum(one)).collect(),
        window: say(&page, &bundle.office.window),
        place: say(&page, &bundle.office.place),
        hours: say(&page, &bundle.office.hours),
        phone: bundle.office.phone.clone(),
        basis: bundle
            .basis
            .iter()
            .map(|basis| (basis.title.clone(), basis.article.clone()))
            .collect(),
        assumed: !bundle.assumed.is_empty(),
        code: bundle.code.clone(),
        page: page.clone(),
    };
    Html(shown).into_response()
}

/// The guide as somebody looks at it.
struct Look<'a> {
    page: &'a Page,
    told: &'a Guide<'a>,
    stands: &'a [Stands<'a>],
    lead: &'a str,
    is_today: bool,
}

impl Look<'_> {
    fn name(&self, place: usize) -> String {
        let part = &self.told.parts[place];
        let item = self.stands.get(place).and_then(|stands| stands.item());
        item.map_or_else(|| part.member.item.clone(), |item| say(self.page, &item.name))
    }

    fn names(&self, places: &[usize]) -> String {
        words::joined(self.page, &places.iter().map(|at| self.name(*at)).collect::<Vec<_>>())
    }

    fn row(&self, at: usize) -> PartRow {
        let (page, part) = (self.page, &self.told.parts[self.told.applying[at]]);
        let slot = self.told.plan.slots.get(at).copied().flatten();
        let item = part.item;
        let suspended = matches!(self.stands[part.place], Stands::Suspended(_));
        let days = match item {
            Some(item) if item.handling == Handling::Instant => page.t("workbench.items.instant").to_string(),
            _ => words::days(page, part.days()),
        };
        let apply = if suspended || !self.is_today {
            String::new()
        } else {
            let query = situation::query(&part.chosen);
            format!("/apply/{}{query}", in_query(&part.member.item))
        };
        PartRow {
            name: self.name(part.place),
            href: format!(
                "/items/{}{}",
                in_query(&part.member.item),
                situation::query(&part.chosen)
            ),
            body: item.map_or_else(String::new, |item| say(page, &item.body_name)),
            other_body: item.is_some_and(|item| item.body != self.lead),
            days,
            why: situation::why(page, &part.standing),
            note: say(page, &part.member.note),
            when: slot.map_or_else(String::new, |slot| page.t2("bundles.slot", slot.start, slot.finish)),
            result: item.map_or_else(String::new, |item| say(page, &item.result.name)),
            apply,
            state: if suspended {
                page.t("bundles.suspended").to_string()
            } else {
                String::new()
            },
            critical: slot.is_some_and(|slot| slot.is_critical && slot.finish > slot.start),
        }
    }

    /// The stages, and what no stage can be given to because it stands in a circle.
    fn stages(&self) -> (Vec<Stage>, Vec<PartRow>) {
        let stages = self.told.plan.stages();
        let many = stages.len() > 1;
        let stage = |(number, places): (usize, &Vec<usize>)| Stage {
            title: match (number, many, places.len() > 1) {
                (_, false, true) => self.page.t("bundles.beside").to_string(),
                (_, false, false) => self.page.t("bundles.alone").to_string(),
                (number, true, true) => self.page.t1("bundles.stage_beside", number + 1),
                (number, true, false) => self.page.t1("bundles.stage", number + 1),
            },
            parts: places.iter().map(|at| self.row(*at)).collect(),
        };
        let slots = self.told.plan.slots.iter().enumerate();
        let stuck = slots.filter(|(_, slot)| slot.is_none()).map(|(at, _)| self.row(at));
        (stages.iter().enumerate().map(stage).collect(), stuck.collect())
    }

    /// Items that cannot be applied for on the day.
    fn gone(&self) -> Vec<String> {
        let parts = self.told.parts.iter();
        parts
            .filter(|part| part.item.is_none() && part.standing.may_hold())
            .map(|part| self.name(part.place))
            .collect()
    }

    fn spared(&self) -> Vec<(String, String)> {
        let parts = self
            .told
            .parts
            .iter()
            .filter(|part: &&Part<'_>| !part.standing.may_hold());
        parts
            .map(|part| (self.name(part.place), situation::why(self.page, &part.standing)))
            .collect()
    }

    fn total(&self) -> String {
        match self.told.plan.total {
            Some(0) => self.page.t("bundles.at_once").to_string(),
            Some(days) => words::days(self.page, days),
            None => self.page.t("bundles.no_order").to_string(),
        }
    }

    fn saved(&self) -> String {
        let (total, sum) = (self.told.plan.total.unwrap_or(0), self.told.plan.one_by_one);
        if sum > total && total > 0 {
            self.page.t1("bundles.one_by_one", words::days(self.page, sum))
        } else {
            String::new()
        }
    }

    fn cost(&self) -> String {
        let cost = &self.told.cost;
        let known = match cost.fen {
            0 => self.page.t("portal.guide.free").to_string(),
            fen => self.page.money(fen),
        };
        if cost.unknown.is_empty() {
            known
        } else if cost.fen == 0 {
            self.page.t1("bundles.cost_open", self.names(&cost.unknown))
        } else {
            self.page.t2("bundles.cost_from", known, self.names(&cost.unknown))
        }
    }

    fn material(&self, one: &Shared<'_>) -> MaterialRow {
        let page = self.page;
        let mut note = vec![say(page, &one.material.note)];
        if let Some(maker) = one.made_by {
            note.insert(0, page.t1("bundles.made_by", self.name(maker)));
        }
        if one.is_open {
            note.push(page.t("bundles.if_it_applies").to_string());
        }
        note.retain(|text| !text.is_empty());
        MaterialRow {
            name: say(page, &one.material.name),
            library: one.material.library.clone(),
            required: one.required,
            copies: page.t1("bundles.copies", one.copies.max(1)),
            asked_by: self.names(&one.parts),
            note: note.join(page.pick("；", "; ")),
        }
    }

    fn datum(&self, one: &Datum<'_>) -> DatumRow {
        DatumRow {
            name: say(self.page, &one.field.label),
            asked_by: self.names(&one.parts),
            shared: one.parts.len() > 1,
        }
    }
}
