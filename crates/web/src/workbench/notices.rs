//! What notices say (通知用语): every occasion with its texts, changed by the manager from a day on, tried on a made-up case first.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use yimen_acts::ActError;
use yimen_acts::notices::standard::{OCCASIONS, Occasion, occasion};
use yimen_acts::notices::wording::{self, LONGEST, PLACES_OUT, Pair, Preview, Texts, Wordings};
use yimen_domain::calendar::{CHINA, Day};
use yimen_domain::words::Refusal;

use crate::app::{App, Staff, faults_of, refuse};
use crate::portal::{Typed, typed};
use crate::shell::components::{Fault, Field, FieldKind, LinkTo, faults};
use crate::shell::{CheckedForm, Flash, Html, Page, redirect_with};

use super::shown::pair;

const ADDRESS: &str = "/workbench/notices";

#[derive(Template)]
#[template(path = "workbench/notices.html")]
struct ListPage {
    page: Page,
    lines: Vec<Line>,
}

struct Line {
    href: String,
    name: &'static str,
    says: String,
    by_text: bool,
    changed: String,
}

/// `GET /workbench/notices`.
pub(crate) async fn list(State(app): State<App>, page: Page, _staff: Staff) -> Response {
    let wordings = match Wordings::load(&app.centre).await {
        Ok(wordings) => wordings,
        Err(error) => return no(page, error),
    };
    let now = app.centre.now();
    let line = |occasion: &'static Occasion| {
        let (number, texts) = wordings.at(occasion, now);
        let change = wordings.of(occasion.code).find(|change| change.number == number);
        Line {
            href: format!("{ADDRESS}/{}", occasion.code),
            name: pair(&page, occasion.name),
            says: page.pick(&texts.inbox.zh, &texts.inbox.en).to_string(),
            by_text: !texts.text.zh.is_empty(),
            changed: match change.filter(|change| change.texts.is_some()) {
                Some(change) => page.t2("workbench.notices.since", change.from.day(CHINA), &change.by),
                None => page.t("workbench.notices.standard").to_string(),
            },
        }
    };
    let lines = OCCASIONS.iter().map(line).collect();
    Html(ListPage { lines, page }).into_response()
}

#[derive(Template)]
#[template(path = "workbench/notice.html")]
struct NoticePage {
    page: Page,
    name: &'static str,
    code: &'static str,
    faults: Vec<Fault>,
    sections: Vec<Section>,
    from: Field,
    places: Vec<(&'static str, &'static str)>,
    places_out: Vec<(&'static str, &'static str)>,
    preview: Option<Shown>,
    history: Vec<Past>,
    is_standard: bool,
}

struct Section {
    title: &'static str,
    hint: &'static str,
    fields: Vec<Field>,
}

/// A preview: titles, Chinese and English words.
struct Shown {
    rows: Vec<(&'static str, Vec<String>, Vec<String>)>,
    counts: Vec<String>,
}

struct Past {
    from: String,
    when: String,
    by: String,
    says: String,
}

/// What stands in the form and what comes of it.
struct Desk<'a> {
    texts: Texts,
    from: &'a str,
    wrong: Vec<(String, String)>,
    preview: Option<Preview>,
}

/// `GET /workbench/notices/{occasion}`.
pub(crate) async fn show(State(app): State<App>, page: Page, _staff: Staff, Path(code): Path<String>) -> Response {
    let Some(occasion) = occasion(&code) else {
        return no(page, Refusal::missing("这种通知", "this notice").into());
    };
    let texts = match Wordings::load(&app.centre).await {
        Ok(wordings) => latest(&wordings, occasion),
        Err(error) => return no(page, error),
    };
    let preview = wording::preview(&app.centre, occasion, &texts);
    let desk = Desk {
        texts,
        from: "",
        wrong: Vec::new(),
        preview: Some(preview),
    };
    draw(&app, page, occasion, desk).await
}

/// The texts that were saved last, be they in force already or not.
fn latest(wordings: &Wordings, occasion: &Occasion) -> Texts {
    let last = wordings.of(occasion.code).next_back();
    last.and_then(|change| change.texts.clone())
        .unwrap_or_else(|| occasion.standard())
}

/// `POST /workbench/notices/{occasion}`: tries, saves, or goes back to the standard.
pub(crate) async fn change(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    Path(code): Path<String>,
    CheckedForm(form): CheckedForm<Typed>,
) -> Response {
    let Some(occasion) = occasion(&code) else {
        return no(page, Refusal::missing("这种通知", "this notice").into());
    };
    let texts = typed_texts(&form);
    let from_typed = typed(&form, "from");
    let from = Day::parse(from_typed).ok();
    let then = typed(&form, "then");
    if then == "try" {
        let found = wording::faults_of(&app.centre, occasion, &texts);
        let wrong = if found.is_empty() {
            Vec::new()
        } else {
            faults_of(&page, &Refusal::invalid(found))
        };
        let preview = wrong
            .is_empty()
            .then(|| wording::preview(&app.centre, occasion, &texts));
        let desk = Desk {
            texts,
            from: from_typed,
            wrong,
            preview,
        };
        return draw(&app, page, occasion, desk).await;
    }
    let wanted = (then != "standard").then(|| texts.clone());
    match wording::change(&app.centre, &staff.actor(), occasion.code, wanted, from).await {
        Ok(()) => {
            let done = if then == "standard" {
                "workbench.notices.back_done"
            } else {
                "workbench.notices.saved"
            };
            redirect_with(&format!("{ADDRESS}/{}", occasion.code), &Flash::done(done))
        }
        Err(ActError::Refused(refusal)) if !refusal.faults.is_empty() => {
            let desk = Desk {
                texts,
                from: from_typed,
                wrong: faults_of(&page, &refusal),
                preview: None,
            };
            draw(&app, page, occasion, desk).await
        }
        Err(error) => no(page, error),
    }
}

fn typed_texts(form: &Typed) -> Texts {
    let of = |name: &str| typed(form, name).replace("\r\n", "\n");
    let pair = |name: &str| Pair {
        zh: of(&format!("{name}_zh")),
        en: of(&format!("{name}_en")),
    };
    Texts {
        inbox: pair("inbox"),
        subject: pair("subject"),
        body: pair("body"),
        text: pair("text"),
    }
}

async fn draw(app: &App, page: Page, occasion: &'static Occasion, desk: Desk<'_>) -> Response {
    let wordings = match Wordings::load(&app.centre).await {
        Ok(wordings) => wordings,
        Err(error) => return no(page, error),
    };
    let error = |name: &str| {
        let of = desk.wrong.iter().find(|(field, _)| field == name);
        of.map_or_else(String::new, |(_, words)| words.clone())
    };
    let fields = |name: &str, kind: FieldKind, pair: &Pair, longest: usize, optional: bool| {
        let field = |language: &str, label: &str, value: &str| {
            let name = format!("{name}_{language}");
            let mut field = Field::new(kind, name.clone(), label)
                .value(value)
                .max_length(u32::try_from(longest).unwrap_or(u32::MAX))
                .error(error(&name));
            field.optional = optional;
            field
        };
        vec![field("zh", "中文", &pair.zh), field("en", "English", &pair.en)]
    };
    let texts = &desk.texts;
    let section = |title: &'static str, hint: &'static str, fields: Vec<Field>| Section {
        title: page.t(title),
        hint: page.t(hint),
        fields,
    };
    let sections = vec![
        section(
            "told.inbox",
            "workbench.notices.inbox_hint",
            fields("inbox", FieldKind::LongText, &texts.inbox, LONGEST[0], false),
        ),
        section(
            "workbench.notices.subject",
            "workbench.notices.subject_hint",
            fields("subject", FieldKind::Text, &texts.subject, LONGEST[1], false),
        ),
        section(
            "workbench.notices.body",
            "workbench.notices.body_hint",
            fields("body", FieldKind::LongText, &texts.body, LONGEST[2], false),
        ),
        section(
            "told.text",
            "workbench.notices.text_hint",
            fields("text", FieldKind::LongText, &texts.text, LONGEST[3], true),
        ),
    ];
    let from = Field::new(FieldKind::Date, "from", page.t("workbench.notices.from"))
        .hint(page.t("workbench.notices.from_hint"))
        .value(desk.from)
        .error(error("from"))
        .optional();
    let mut all: Vec<Field> = sections.iter().flat_map(|section| section.fields.clone()).collect();
    all.push(from.clone());
    let meant = |place: &(&'static str, &'static str, &'static str)| (place.0, pair(&page, (place.1, place.2)));
    let status = if desk.wrong.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let history = wordings.of(occasion.code).rev().map(|change| Past {
        from: page.moment(change.from.0),
        when: page.moment(change.at.0),
        by: change.by.clone(),
        says: match &change.texts {
            Some(texts) => page.pick(&texts.inbox.zh, &texts.inbox.en).to_string(),
            None => page.t("workbench.notices.standard").to_string(),
        },
    });
    let shown = NoticePage {
        name: pair(&page, occasion.name),
        code: occasion.code,
        faults: faults(&all),
        sections,
        from,
        places: wording::places_of(occasion).iter().map(meant).collect(),
        places_out: PLACES_OUT.iter().map(meant).collect(),
        preview: desk.preview.map(|preview| preview_of(&page, &preview)),
        history: history.collect(),
        is_standard: desk.texts == occasion.standard(),
        page,
    };
    (status, Html(shown)).into_response()
}

fn preview_of(page: &Page, preview: &Preview) -> Shown {
    let lines = |text: &str| text.lines().map(str::to_string).collect();
    let row = |title: &'static str, pair: &Pair| (page.t(title), lines(&pair.zh), lines(&pair.en));
    let texts = &preview.texts;
    let mut rows = vec![
        row("told.inbox", &texts.inbox),
        row("workbench.notices.subject", &texts.subject),
        row("workbench.notices.body", &texts.body),
    ];
    let mut counts = Vec::new();
    if preview.counts[0].0 > 0 {
        rows.push(row("told.text", &texts.text));
        counts = ["中文", "English"]
            .iter()
            .zip(preview.counts)
            .map(|(language, (length, parts))| {
                format!("{language}: {}", page.t2("workbench.notices.count", length, parts))
            })
            .collect();
    }
    Shown { rows, counts }
}

fn no(page: Page, error: ActError) -> Response {
    let back = LinkTo::new(ADDRESS, page.t("workbench.notices.title"));
    refuse(page, error, back)
}
