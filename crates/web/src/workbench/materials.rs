//! The library of shared materials (共享材料库): every material that several items ask for, who uses it, and what looks the same.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use yimen_acts::ActError;
use yimen_acts::items::materials::{self, Alike, LineWire, Linked, Shared, SharedWire};
use yimen_acts::items::wire::{Code, MaterialWire};
use yimen_acts::organisation::Text;
use yimen_domain::calendar::CHINA;
use yimen_domain::items::coded::Coded;
use yimen_domain::items::material::{MaterialForm, MaterialKind, MaterialSource, Trust};
use yimen_domain::organisation::permission::{About, Permission};
use yimen_domain::words::Refusal;

use super::shown::{pair, say};
use super::typed::Typed;
use crate::app::{App, Staff, refuse, status_of};
use crate::shell::components::{Fault, Field, FieldKind, LinkTo, Pager, SummaryRow, faults};
use crate::shell::{CheckedForm, Flash, Html, Page, redirect_with};

const ADDRESS: &str = "/workbench/materials";
/// Shared materials, and groups that look the same, on one page.
const MOST: usize = 30;
/// Items that are named of a group, and of a material.
const NAMED: usize = 50;

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
    /// Items that are not named here.
    others: usize,
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
    pager: Pager,
    groups: Vec<Group>,
    all_groups: usize,
    groups_pager: Pager,
}

/// What is looked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    q: String,
    name: String,
    /// Shared materials after this code.
    after: String,
    /// Groups before this one are left out.
    group: usize,
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
    let reach = materials::reach(&app.centre);
    let line = |shared: &Shared| {
        let material = &shared.wire.material;
        let (items, behind) = reach.get(&material.code).copied().unwrap_or_default();
        Line {
            href: format!("{ADDRESS}/{}", material.code),
            name: page.pick(&material.name.zh, &material.name.en).to_string(),
            aliases: shared.wire.aliases.join(page.pick("、", ", ")),
            issuer: page.pick(&material.issuer.zh, &material.issuer.en).to_string(),
            trust: material
                .trust
                .map_or_else(String::new, |trust| trust.0.number().to_string()),
            items,
            behind,
        }
    };
    let after = |shared: &&Shared| shared.wire.material.code > asked.after;
    let some: Vec<&Shared> = library
        .shared()
        .all()
        .filter(fits)
        .filter(after)
        .take(MOST + 1)
        .collect();
    let groups = materials::alike(&app.centre);
    let query = format!("{ADDRESS}?q={}", crate::app::in_query(&asked.q));
    Html(ListPage {
        asked: asked.q.clone(),
        may_change: signed.could(Permission::ChangeMaterials),
        pager: Pager {
            first: (!asked.after.is_empty()).then(|| query.clone()),
            next: some
                .get(MOST - 1)
                .filter(|_| some.len() > MOST)
                .map(|last| format!("{query}&after={}", last.wire.material.code)),
        },
        lines: some.into_iter().take(MOST).map(line).collect(),
        groups: groups
            .iter()
            .skip(asked.group)
            .take(MOST)
            .map(|alike| group(&page, alike))
            .collect(),
        all_groups: groups.len(),
        groups_pager: Pager {
            first: (asked.group > 0).then(|| format!("{query}#alike-title")),
            next: (asked.group.saturating_add(MOST) < groups.len())
                .then(|| format!("{query}&group={}#alike-title", asked.group + MOST)),
        },
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
        names: alike
            .names
            .iter()
            .take(10)
            .cloned()
            .collect::<Vec<_>>()
            .join(page.pick("、", ", ")),
        count: alike.members.len(),
        items: alike.members.iter().take(NAMED).map(link).collect(),
        others: alike.members.len().saturating_sub(NAMED),
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
    all_uses: usize,
    alike: Vec<UseRow>,
    all_alike: usize,
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
        staff.0.could(Permission::ChangeMaterials).then(|| fresh(&asked.name))
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
        drafts: actor.may(Permission::WriteDraft, About::body(&item.body)),
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
    let (all_uses, all_alike) = (uses.len(), alike.len());
    let some = |rows: Vec<UseRow>| rows.into_iter().take(NAMED).collect::<Vec<_>>();
    let (uses, alike) = (some(uses), some(alike));
    let mut fields = fields(&page, wire, code.is_empty());
    for field in &mut fields {
        let of = wrong.iter().find(|fault| fault.field == field.name);
        field.error = of.map_or_else(String::new, |fault| fault.words.clone());
    }
    OnePage {
        name: page.pick(&wire.material.name.zh, &wire.material.name.en).to_string(),
        facts: facts(&page, wire),
        may_change: actor.could(Permission::ChangeMaterials),
        may_link: uses.iter().chain(&alike).any(|row| row.drafts),
        faults: faults(&fields),
        code,
        fields,
        uses,
        all_uses,
        alike,
        all_alike,
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
        ("materials.kind", name(page, material.kind)),
        ("materials.source", name(page, material.source)),
        ("materials.form", name(page, material.form)),
        ("materials.copies", material.copies.to_string()),
        (
            "materials.originals",
            material.originals.map_or_else(String::new, |many| many.to_string()),
        ),
        ("materials.paper", material.paper.clone()),
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
    let long = |name: &str, label: &str, value: &str| {
        Field::new(FieldKind::LongText, name, label)
            .max_length(4000)
            .value(value)
            .optional()
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
        choice::<MaterialKind>(page, "kind", "materials.kind", material.kind),
        choice::<MaterialSource>(page, "source", "materials.source", material.source),
        choice::<MaterialForm>(page, "form", "materials.form", material.form),
        Field::new(FieldKind::Integer, "copies", page.t("materials.copies")).value(material.copies.to_string()),
        Field::new(FieldKind::Integer, "originals", page.t("materials.originals"))
            .hint(page.t("materials.originals_hint"))
            .value(material.originals.map_or_else(String::new, |many| many.to_string()))
            .optional(),
        text("paper", "materials.paper", &material.paper).optional(),
        choice::<Trust>(page, "trust", "materials.trust", material.trust),
        yes("deferrable", "materials.deferrable", material.deferrable),
        yes("replaceable", "materials.replaceable", material.replaceable),
    ]);
    for (name, label, words) in told(material) {
        let label = page.t(label);
        fields.push(long(name, label, &words.zh));
        fields.push(long(
            &format!("{name}_en"),
            &page.t1("materials.in_english", label),
            &words.en,
        ));
    }
    fields.extend([
        text("basis", "materials.basis", &material.basis).optional(),
        text("blank", "materials.blank", &material.blank).optional(),
        text("sample", "materials.sample", &material.sample).optional(),
        long("text", page.t("materials.text"), &wire.text.join("\n")).hint(page.t("materials.text_hint")),
        long("lines", page.t("materials.lines"), &lines_text(wire)).hint(page.t("materials.lines_hint")),
    ]);
    fields
}

/// What is told of a material in both languages: field, label, text.
fn told(material: &MaterialWire) -> [(&'static str, &'static str, &Text); 6] {
    [
        ("where", "materials.where", &material.place),
        ("how", "materials.how", &material.how),
        ("standard", "materials.standard", &material.standard),
        ("recency", "materials.recency", &material.recency),
        ("retention", "materials.retention", &material.retention),
        ("note", "materials.note", &material.note),
    ]
}

/// What is filled in on the printed form, one a line: `label | what stands there in the sample`.
fn lines_text(wire: &SharedWire) -> String {
    let line = |line: &LineWire| match line.sample.as_str() {
        "" => line.label.clone(),
        sample => format!("{} | {sample}", line.label),
    };
    wire.lines.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn lines_of(text: &str) -> Vec<LineWire> {
    let filled = typed_lines(text).map(|line| {
        let (label, sample) = line.split_once(['|', '｜']).unwrap_or((line, ""));
        LineWire {
            label: label.trim().to_string(),
            sample: sample.trim().to_string(),
        }
    });
    filled.filter(|line| !line.label.is_empty()).collect()
}

fn typed_lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
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
    material.kind = pick(typed.get("kind"));
    material.originals = typed.get("originals").parse().ok();
    material.paper = typed.get("paper").to_string();
    for (name, text) in [
        ("where", &mut material.place),
        ("how", &mut material.how),
        ("standard", &mut material.standard),
        ("recency", &mut material.recency),
        ("retention", &mut material.retention),
        ("note", &mut material.note),
    ] {
        text.zh = typed.get(name).trim().to_string();
        text.en = typed.get(&format!("{name}_en")).trim().to_string();
    }
    material.basis = typed.get("basis").to_string();
    material.blank = typed.get("blank").to_string();
    material.sample = typed.get("sample").to_string();
    wire.text = typed_lines(typed.get("text")).map(str::to_string).collect();
    wire.lines = lines_of(typed.get("lines"));
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
