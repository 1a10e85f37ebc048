//! The library of shared materials (共享材料库): every material that several items ask for, who uses it, and what looks the same.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use yimen_acts::ActError;
use yimen_acts::items::materials::{self, Alike, Linked, Shared, SharedWire};
use yimen_acts::items::wire::{Code, MaterialWire};
use yimen_acts::organisation::Text;
use yimen_domain::calendar::CHINA;
use yimen_domain::items::coded::Coded;
use yimen_domain::items::material::{MaterialForm, MaterialSource, Trust};
use yimen_domain::organisation::Role;
use yimen_domain::words::Refusal;

use super::shown::{pair, say};
use super::typed::Typed;
use crate::app::{App, Staff, refuse, status_of};
use crate::shell::components::{Fault, Field, FieldKind, LinkTo, SummaryRow, faults};
use crate::shell::{CheckedForm, Flash, Html, Page, redirect_with};

const ADDRESS: &str = "/workbench/materials";
/// Groups of materials that look the same, on one page.
const MOST: usize = 50;

struct Line {
    href: String,
    name: String,
    aliases: String,
    issuer: String,
    trust: String,
    items: usize,
    behind: usize,
}

struct Group {
    names: String,
    count: usize,
    items: Vec<LinkTo>,
    /// Address of the shared material, or of the page that makes one.
    href: String,
    known: bool,
}

#[derive(Template)]
#[template(path = "workbench/materials.html")]
struct ListPage {
    page: Page,
    asked: String,
    may_change: bool,
    lines: Vec<Line>,
    groups: Vec<Group>,
}

/// What is looked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    q: String,
    name: String,
}

/// `GET /workbench/materials`.
pub(crate) async fn list(
    State(app): State<App>,
    page: Page,
    Staff(signed): Staff,
    Query(asked): Query<Asked>,
) -> Response {
    let library = app.centre.library();
    let wanted = asked.q.trim();
    let fits = |shared: &&Shared| {
        let material = &shared.wire.material;
        let names = [&material.name.zh, &material.name.en, &material.code].into_iter();
        wanted.is_empty() || names.chain(&shared.wire.aliases).any(|name| name.contains(wanted))
    };
    let line = |shared: &Shared| {
        let material = &shared.wire.material;
        let uses = materials::reaches(&app.centre, &material.code);
        Line {
            href: format!("{ADDRESS}/{}", material.code),
            name: page.pick(&material.name.zh, &material.name.en).to_string(),
            aliases: shared.wire.aliases.join(page.pick("、", ", ")),
            issuer: page.pick(&material.issuer.zh, &material.issuer.en).to_string(),
            trust: material
                .trust
                .map_or_else(String::new, |trust| trust.0.number().to_string()),
            items: uses.len(),
            behind: uses.iter().filter(|used| used.is_behind).count(),
        }
    };
    let lines = library.shared().all().filter(fits).map(line).collect();
    let groups = materials::alike(&app.centre);
    let groups = groups.iter().take(MOST).map(|alike| group(&page, alike)).collect();
    Html(ListPage {
        asked: asked.q.clone(),
        may_change: signed.has(Role::Manager),
        lines,
        groups,
        page,
    })
    .into_response()
}

fn group(page: &Page, alike: &Alike) -> Group {
    let link = |(item, _): &(std::sync::Arc<yimen_domain::items::Item>, String)| {
        LinkTo::new(format!("/workbench/items/{}", item.code), say(page, &item.name))
    };
    let name = alike.names.first().map_or("", String::as_str);
    Group {
        names: alike.names.join(page.pick("、", ", ")),
        count: alike.members.len(),
        items: alike.members.iter().map(link).collect(),
        href: match &alike.shared {
            Some(code) => format!("{ADDRESS}/{code}"),
            None => format!("{ADDRESS}/new?name={}", crate::app::in_query(name)),
        },
        known: alike.shared.is_some(),
    }
}

struct UseRow {
    item: LinkTo,
    body: String,
    behind: bool,
    /// Item and material, for the form.
    value: String,
    drafts: bool,
}

#[derive(Template)]
#[template(path = "workbench/material.html")]
struct OnePage {
    page: Page,
    code: String,
    name: String,
    facts: Vec<SummaryRow>,
    uses: Vec<UseRow>,
    alike: Vec<UseRow>,
    made: String,
    may_change: bool,
    may_link: bool,
    fields: Vec<Field>,
    faults: Vec<Fault>,
    results: Vec<String>,
}

/// `GET /workbench/materials/{code}`; `new` is a material that is not there yet.
pub(crate) async fn one(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    Path(code): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    let wire = if code == "new" {
        staff.0.has(Role::Manager).then(|| fresh(&asked.name))
    } else {
        let library = app.centre.library();
        library.shared().latest(&code).map(|shared| shared.wire.clone())
    };
    match wire {
        Some(wire) => Html(shown(&app, page, &staff, &wire, Vec::new(), Vec::new())).into_response(),
        None => {
            let error = ActError::from(Refusal::missing("这份共享材料", "this shared material"));
            refuse(page.clone(), error, back(&page))
        }
    }
}

fn back(page: &Page) -> LinkTo {
    LinkTo::new(ADDRESS, page.t("materials.title"))
}

fn fresh(name: &str) -> SharedWire {
    SharedWire {
        material: MaterialWire {
            name: Text {
                zh: name.trim().to_string(),
                en: String::new(),
            },
            copies: 1,
            ..MaterialWire::default()
        },
        aliases: Vec::new(),
        text: Vec::new(),
        lines: Vec::new(),
    }
}

fn shown(app: &App, page: Page, staff: &Staff, wire: &SharedWire, wrong: Vec<Fault>, results: Vec<String>) -> OnePage {
    let centre = &app.centre;
    let actor = staff.actor();
    let code = wire.material.code.clone();
    let row = |item: &std::sync::Arc<yimen_domain::items::Item>, material: &str, behind: bool| UseRow {
        item: LinkTo::new(format!("/workbench/items/{}", item.code), say(&page, &item.name)),
        body: say(&page, &item.body_name),
        behind,
        value: format!("{} {material}", item.code),
        drafts: actor.belongs(Role::Drafter, &item.body),
    };
    let uses: Vec<UseRow> = materials::reaches(centre, &code)
        .iter()
        .map(|used| row(&used.item, &used.material, used.is_behind))
        .collect();
    let groups = materials::alike(centre);
    let same = groups
        .iter()
        .filter(|group| group.shared.as_deref() == Some(code.as_str()));
    let alike: Vec<UseRow> = same
        .flat_map(|group| &group.members)
        .map(|(item, material)| row(item, material, false))
        .collect();
    let library = centre.library();
    let made = library.shared().latest(&code).map_or_else(String::new, |shared| {
        let day = shared.made_at.day(CHINA);
        page.t2("materials.made", shared.version, format!("{day} · {}", shared.made_by))
    });
    let mut fields = fields(&page, wire, code.is_empty());
    for field in &mut fields {
        let of = wrong.iter().find(|fault| fault.field == field.name);
        field.error = of.map_or_else(String::new, |fault| fault.words.clone());
    }
    OnePage {
        name: page.pick(&wire.material.name.zh, &wire.material.name.en).to_string(),
        facts: facts(&page, wire),
        may_change: actor.has(Role::Manager),
        may_link: uses.iter().chain(&alike).any(|row| row.drafts),
        faults: faults(&fields),
        code,
        fields,
        uses,
        alike,
        made,
        results,
        page,
    }
}

/// What is known of a shared material, as people read it.
pub(crate) fn facts(page: &Page, wire: &SharedWire) -> Vec<SummaryRow> {
    let material = &wire.material;
    let text = |text: &Text| page.pick(&text.zh, &text.en).to_string();
    fn name<T: Coded>(page: &Page, code: Option<Code<T>>) -> String {
        code.map_or_else(String::new, |code| pair(page, code.0.words()).to_string())
    }
    let yes = |holds: bool| if holds { page.t("form.yes") } else { page.t("form.no") }.to_string();
    let trust = material.trust.map_or_else(String::new, |trust| {
        format!("{} · {}", trust.0.number(), pair(page, trust.0.words()))
    });
    [
        ("materials.aliases", wire.aliases.join(page.pick("、", ", "))),
        ("materials.issuer", text(&material.issuer)),
        ("materials.source", name(page, material.source)),
        ("materials.form", name(page, material.form)),
        ("materials.copies", material.copies.to_string()),
        ("materials.trust", trust),
        ("materials.deferrable", yes(material.deferrable)),
        ("materials.replaceable", yes(material.replaceable)),
        ("materials.where", text(&material.place)),
        ("materials.how", text(&material.how)),
        ("materials.standard", text(&material.standard)),
        ("materials.recency", text(&material.recency)),
        ("materials.retention", text(&material.retention)),
        ("materials.note", text(&material.note)),
        ("materials.basis", material.basis.clone()),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .map(|(key, value)| SummaryRow::new(page.t(key), value))
    .collect()
}

fn fields(page: &Page, wire: &SharedWire, is_new: bool) -> Vec<Field> {
    let material = &wire.material;
    let text = |name: &str, key: &str, value: &str| {
        Field::text(name, page.t(key))
            .max_length(200)
            .value(value)
            .autocomplete("off")
    };
    fn choice<T: Coded>(page: &Page, name: &str, key: &str, value: Option<Code<T>>) -> Field {
        let field = Field::new(FieldKind::Choice, name, page.t(key)).optional();
        let all = T::ALL
            .iter()
            .fold(field, |field, one| field.choice(one.code(), pair(page, one.words())));
        all.value(value.map_or("", |code| code.0.code()))
    }
    let yes = |name: &str, key: &str, value: bool| {
        Field::new(FieldKind::YesNo, name, page.t(key)).value(if value { "yes" } else { "no" })
    };
    let mut fields = Vec::new();
    if is_new {
        fields.push(text("code", "materials.code", "").hint(page.t("materials.code_hint")));
    }
    fields.extend([
        text("name", "materials.name", &material.name.zh),
        text("name_en", "materials.name_en", &material.name.en).optional(),
        text("aliases", "materials.aliases", &wire.aliases.join("、"))
            .hint(page.t("materials.aliases_hint"))
            .optional(),
        text("issuer", "materials.issuer", &material.issuer.zh).optional(),
        text("issuer_en", "materials.issuer_en", &material.issuer.en).optional(),
        choice::<MaterialSource>(page, "source", "materials.source", material.source),
        choice::<MaterialForm>(page, "form", "materials.form", material.form),
        Field::new(FieldKind::Integer, "copies", page.t("materials.copies")).value(material.copies.to_string()),
        choice::<Trust>(page, "trust", "materials.trust", material.trust),
        yes("deferrable", "materials.deferrable", material.deferrable),
        yes("replaceable", "materials.replaceable", material.replaceable),
        text("where", "materials.where", &material.place.zh).optional(),
        text("recency", "materials.recency", &material.recency.zh).optional(),
        text("retention", "materials.retention", &material.retention.zh).optional(),
        text("basis", "materials.basis", &material.basis).optional(),
        text("blank", "materials.blank", &material.blank).optional(),
        text("sample", "materials.sample", &material.sample).optional(),
    ]);
    fields
}

/// The material with what was typed over what it said before.
fn typed_over(mut wire: SharedWire, typed: &Typed) -> SharedWire {
    fn pick<T: Coded>(text: &str) -> Option<Code<T>> {
        T::parse(text).map(Code)
    }
    let material = &mut wire.material;
    if material.code.is_empty() {
        material.code = typed.get("code").to_string();
    }
    material.name.zh = typed.get("name").to_string();
    material.name.en = typed.get("name_en").to_string();
    material.issuer.zh = typed.get("issuer").to_string();
    material.issuer.en = typed.get("issuer_en").to_string();
    material.source = pick(typed.get("source"));
    material.form = pick(typed.get("form"));
    material.copies = typed.number("copies");
    material.trust = pick(typed.get("trust"));
    material.deferrable = typed.get("deferrable") == "yes";
    material.replaceable = typed.get("replaceable") == "yes";
    let translated = |text: &mut Text, now: &str| {
        if text.zh != now {
            *text = Text {
                zh: now.to_string(),
                en: String::new(),
            };
        }
    };
    translated(&mut material.place, typed.get("where"));
    translated(&mut material.recency, typed.get("recency"));
    translated(&mut material.retention, typed.get("retention"));
    material.basis = typed.get("basis").to_string();
    material.blank = typed.get("blank").to_string();
    material.sample = typed.get("sample").to_string();
    let names = typed.get("aliases").split(['、', ',', '，']).map(str::trim);
    wire.aliases = names.filter(|name| !name.is_empty()).map(str::to_string).collect();
    wire
}

/// `POST /workbench/materials/{code}`.
pub(crate) async fn put(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    Path(code): Path<String>,
    CheckedForm(pairs): CheckedForm<Vec<(String, String)>>,
) -> Response {
    let typed = Typed::of(pairs);
    let library = app.centre.library();
    let before = match library.shared().latest(&code) {
        Some(shared) => shared.wire.clone(),
        None => fresh(""),
    };
    let wire = typed_over(before, &typed);
    match materials::put(&app.centre, &staff.actor(), wire.clone()).await {
        Ok(()) => redirect_with(
            &format!("{ADDRESS}/{}", wire.material.code),
            &Flash::done("materials.saved"),
        ),
        Err(ActError::Refused(refusal)) if !refusal.faults.is_empty() => {
            let fault = |fault: &yimen_domain::words::Fault| Fault {
                field: fault.field.clone(),
                words: say(&page, &fault.words),
            };
            let wrong = refusal.faults.iter().map(fault).collect();
            let mut again = wire;
            if library.shared().latest(&code).is_none() {
                again.material.code.clear();
            }
            (
                status_of(&refusal),
                Html(shown(&app, page, &staff, &again, wrong, Vec::new())),
            )
                .into_response()
        }
        Err(error) => refuse(page.clone(), error, back(&page)),
    }
}

/// `POST /workbench/materials/{code}/link`: drafts of the items that were ticked.
pub(crate) async fn link(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    Path(code): Path<String>,
    CheckedForm(pairs): CheckedForm<Vec<(String, String)>>,
) -> Response {
    let typed = Typed::of(pairs);
    let picked: Vec<(String, String)> = typed
        .all("pick")
        .into_iter()
        .filter_map(|pick| pick.split_once(' '))
        .map(|(item, material)| (item.to_string(), material.to_string()))
        .collect();
    if picked.is_empty() {
        return redirect_with(&format!("{ADDRESS}/{code}"), &Flash::notice("materials.none_picked"));
    }
    let keep_own = typed.get("then") == "bring";
    let linked = materials::link(&app.centre, &staff.actor(), &code, &picked, keep_own).await;
    let library = app.centre.library();
    let (Ok(linked), Some(wire)) = (linked, library.shared().latest(&code).map(|shared| &shared.wire)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let result = |(item, linked): &(String, Linked)| {
        let name = library
            .latest(item)
            .map_or_else(|| item.clone(), |item| say(&page, &item.name));
        match linked {
            Linked::Drafted(_) => page.t1("materials.drafted", name),
            Linked::Left(refusal) => page.t2("materials.left", name, say(&page, &refusal.why)),
        }
    };
    let results = linked.iter().map(result).collect();
    Html(shown(&app, page.clone(), &staff, wire, Vec::new(), results)).into_response()
}
