//! Wordings of documents (文书文本): what each paper says, a draft with its places and faults, its preview, and the history.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use yimen_acts::ActError;
use yimen_acts::documents::wordings::{Place, Wording, places};
use yimen_acts::wordings::{self, Compared, Standing, compare, words_of};
use yimen_domain::calendar::Day;
use yimen_domain::organisation::permission::Permission;
use yimen_domain::wordings::{Form, LONGEST_REASON, LONGEST_TEXT, LONGEST_TITLE};
use yimen_domain::words::Refusal;
use yimen_store::tables::wordings::WordingRow;

use super::shown::{pair, say};
use crate::app::{App, Staff, refuse, status_of};
use crate::portal::pdf_answer;
use crate::shell::components::{Fault, Field, FieldKind, LinkTo};
use crate::shell::{CheckedForm, Flash, Html, Page, redirect_with};

const ADDRESS: &str = "/workbench/wordings";

struct Line {
    href: String,
    name: &'static str,
    variant: &'static str,
    state: String,
    draft: String,
}

#[derive(Template)]
#[template(path = "workbench/wordings.html")]
struct ListPage {
    page: Page,
    lines: Vec<Line>,
}

struct PlaceRow {
    name: String,
    words: &'static str,
    notes: String,
}

struct VersionRow {
    href: String,
    number: u32,
    from: String,
    made: String,
    reason: String,
    is_standard: bool,
    holds: bool,
}

#[derive(Template)]
#[template(path = "workbench/wording.html")]
struct OnePage {
    page: Page,
    address: String,
    name: &'static str,
    variant: &'static str,
    state: String,
    next: String,
    may_change: bool,
    title: Field,
    text: Field,
    serial: u32,
    /// Who saved the draft and when; empty without one.
    saved: String,
    /// What is wrong with the draft as it was saved.
    unfinished: Vec<String>,
    faults: Vec<Fault>,
    places: Vec<PlaceRow>,
    musts: Vec<String>,
    now: Wording,
    from: Field,
    reason: Field,
    back_from: Field,
    back_reason: Field,
    may_go_back: bool,
    versions: Vec<VersionRow>,
    more: Option<String>,
}

struct DiffLine {
    sign: &'static str,
    text: String,
}

#[derive(Template)]
#[template(path = "workbench/wording_version.html")]
struct VersionPage {
    page: Page,
    address: String,
    name: &'static str,
    version: VersionRow,
    before: String,
    lines: Vec<DiffLine>,
}

/// What a page is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    before: Option<u32>,
    version: String,
}

/// What the forms send.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Sent {
    title: String,
    text: String,
    serial: u32,
    from: String,
    reason: String,
    back_from: String,
    back_reason: String,
}

impl Sent {
    /// Browsers end lines in their own way.
    fn wording(&self) -> Wording {
        Wording {
            title: self.title.trim().to_string(),
            text: self.text.replace("\r\n", "\n").trim_end().to_string(),
        }
    }
}

/// `GET /workbench/wordings`.
pub(crate) async fn list(State(app): State<App>, page: Page, _staff: Staff) -> Response {
    match wordings::all(&app.centre).await {
        Ok(all) => {
            let lines = all.iter().map(|standing| line(&page, standing)).collect();
            Html(ListPage { page, lines }).into_response()
        }
        Err(error) => refuse(page.clone(), error, home(&page)),
    }
}

fn home(page: &Page) -> LinkTo {
    LinkTo::new(ADDRESS, page.t("wordings.title"))
}

fn line(page: &Page, standing: &Standing) -> Line {
    let draft = standing
        .draft
        .as_ref()
        .map(|draft| page.t2("wordings.draft_by", &draft.saved_by, page.moment(draft.saved_at)));
    Line {
        href: format!("{ADDRESS}/{}", standing.form.code()),
        name: pair(page, standing.form.kind.words()),
        variant: pair(page, standing.form.variant.words()),
        state: state(page, standing),
        draft: draft.unwrap_or_default(),
    }
}

fn day(of: i64) -> String {
    i32::try_from(of)
        .map(|days| Day::from_days(days).to_string())
        .unwrap_or_default()
}

fn state(page: &Page, standing: &Standing) -> String {
    match &standing.version {
        Some(row) if !row.body.is_empty() => page.t2("wordings.own_since", row.version, day(row.from_day)),
        _ => page.t("wordings.standard").to_string(),
    }
}

/// `GET /workbench/wordings/{form}`.
pub(crate) async fn one(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    Path(form): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    let Some(form) = known(&form) else {
        return missing(&page);
    };
    draw(&app, page, &staff, form, asked.before, None).await
}

fn known(code: &str) -> Option<Form> {
    Form::parse(code).filter(|form| Wording::is_written(*form))
}

fn missing(page: &Page) -> Response {
    let error = ActError::from(Refusal::missing("这份文书", "this document"));
    refuse(page.clone(), error, home(page))
}

async fn draw(
    app: &App,
    page: Page,
    staff: &Staff,
    form: Form,
    before: Option<u32>,
    again: Option<(&Sent, &Refusal)>,
) -> Response {
    let centre = &app.centre;
    let found = async {
        let standing = wordings::one(centre, form).await?;
        let versions = wordings::history(centre, form, before, wordings::PAGE + 1).await?;
        Ok::<_, ActError>((standing, versions))
    };
    let (standing, versions) = match found.await {
        Ok(found) => found,
        Err(error) => return refuse(page.clone(), error, home(&page)),
    };
    let status = again.map_or(StatusCode::OK, |(_, refusal)| status_of(refusal));
    let shown = shown(app, page, staff, (&standing, &versions), again);
    (status, Html(shown)).into_response()
}

fn shown(
    app: &App,
    page: Page,
    staff: &Staff,
    (standing, versions): (&Standing, &[WordingRow]),
    again: Option<(&Sent, &Refusal)>,
) -> OnePage {
    let form = standing.form;
    let begin = again
        .filter(|(sent, _)| !sent.text.is_empty())
        .map_or_else(|| standing.begin(), |(sent, _)| sent.wording());
    let blank = Sent::default();
    let typed = again.map_or(&blank, |(sent, _)| sent);
    let is_back = !typed.back_from.is_empty() || !typed.back_reason.is_empty();
    let faults = again.map_or_else(Vec::new, |(_, refusal)| {
        super::shown::faults(&page, refusal, |field| match field {
            "from" | "reason" if is_back => format!("back_{field}"),
            field => field.to_string(),
        })
    });
    let field = |field: Field, sent: &str| {
        let own = faults.iter().filter(|fault| fault.field == field.name);
        let error = own.map(|fault| fault.words.as_str()).collect::<Vec<_>>().join(" ");
        let value = if sent.is_empty() {
            field.value.clone()
        } else {
            sent.to_string()
        };
        Field { error, value, ..field }
    };
    let most = |characters: usize| u32::try_from(characters).unwrap_or(u32::MAX);
    let title = Field::text("title", page.t("wordings.field.title")).max_length(most(LONGEST_TITLE));
    let title = field(title, &begin.title);
    let text = Field::new(FieldKind::LongText, "text", page.t("wordings.field.text"))
        .max_length(most(LONGEST_TEXT))
        .hint(page.t("wordings.field.text_hint"));
    let text = field(text, &begin.text);
    let today = app.centre.today().to_string();
    let of_day = |name: &str| Field::new(FieldKind::Date, name, page.t("wordings.field.from")).value(&today);
    let of_reason = |name: &str| Field::text(name, page.t("wordings.field.reason")).max_length(most(LONGEST_REASON));
    let (from, reason) = (
        field(of_day("from"), &typed.from),
        field(of_reason("reason"), &typed.reason),
    );
    let back_from = field(of_day("back_from"), &typed.back_from);
    let back_reason = field(of_reason("back_reason"), &typed.back_reason);
    let unfinished = standing
        .draft
        .as_ref()
        .map(|_| wordings::faults(form, &standing.begin()))
        .unwrap_or_default();
    let saved = standing
        .draft
        .as_ref()
        .map(|draft| page.t2("wordings.draft_by", &draft.saved_by, page.moment(draft.saved_at)));
    let next = standing.next().map(|row| match row.body.is_empty() {
        true => page.t1("wordings.next_standard", day(row.from_day)),
        false => page.t2("wordings.next", row.version, day(row.from_day)),
    });
    let more = versions
        .get(wordings::PAGE as usize)
        .and_then(|_| versions.get(wordings::PAGE as usize - 1))
        .map(|last| format!("{ADDRESS}/{}?before={}#history", form.code(), last.version));
    let held = standing.version.as_ref().map(|row| row.version);
    OnePage {
        address: format!("{ADDRESS}/{}", form.code()),
        name: pair(&page, form.kind.words()),
        variant: pair(&page, form.variant.words()),
        state: state(&page, standing),
        next: next.unwrap_or_default(),
        may_change: staff.0.could(Permission::ChangeWordings),
        serial: standing.serial(),
        saved: saved.unwrap_or_default(),
        unfinished: unfinished.iter().map(|fault| say(&page, &fault.words)).collect(),
        faults,
        places: places(form).iter().map(|place| place_row(&page, place)).collect(),
        musts: musts(&page, form),
        now: standing.wording.clone(),
        title,
        text,
        from,
        reason,
        back_from,
        back_reason,
        may_go_back: standing.latest.as_ref().is_some_and(|row| !row.body.is_empty()),
        versions: versions
            .iter()
            .take(wordings::PAGE as usize)
            .map(|row| version_row(&page, row, held))
            .collect(),
        more,
        page,
    }
}

fn place_row(page: &Page, place: &Place) -> PlaceRow {
    let mut notes = Vec::new();
    if place.is_block {
        notes.push(page.t("wordings.place.block"));
    }
    if !place.always {
        notes.push(page.t("wordings.place.sometimes"));
    }
    PlaceRow {
        name: format!("{{{}}}", place.name),
        words: pair(page, place.words),
        notes: notes.join(page.pick("；", "; ")),
    }
}

fn musts(page: &Page, form: Form) -> Vec<String> {
    let of = |(names, rule): &(&[&str], &str)| {
        let names: Vec<String> = names.iter().map(|name| format!("{{{name}}}")).collect();
        page.t2("wordings.must", names.join(page.pick("或者", " or ")), rule)
    };
    form.must().iter().map(of).collect()
}

fn version_row(page: &Page, row: &WordingRow, held: Option<u32>) -> VersionRow {
    VersionRow {
        href: format!("{ADDRESS}/{}/versions/{}", row.form.code(), row.version),
        number: row.version,
        from: day(row.from_day),
        made: format!("{} · {}", row.made_by, page.moment(row.made_at)),
        reason: row.reason.clone(),
        is_standard: row.body.is_empty(),
        holds: held == Some(row.version),
    }
}

/// `GET /workbench/wordings/{form}/versions/{version}`: what it says, and what it says otherwise than the one before it.
pub(crate) async fn version(
    State(app): State<App>,
    page: Page,
    _staff: Staff,
    Path((form, number)): Path<(String, u32)>,
) -> Response {
    let Some(form) = known(&form) else {
        return missing(&page);
    };
    let found = async {
        let row = wordings::version(&app.centre, form, number).await?;
        let before = match number {
            0 | 1 => None,
            number => Some(wordings::version(&app.centre, form, number - 1).await?),
        };
        Ok::<_, ActError>((row, before))
    };
    let (row, before) = match found.await {
        Ok(found) => found,
        Err(error) => return refuse(page.clone(), error, home(&page)),
    };
    let (now, then) = (
        words_of(&row),
        before.as_ref().map_or_else(|| Wording::standard(form), words_of),
    );
    let whole = |wording: &Wording| format!("{}\n{}", wording.title, wording.text);
    let lines = compare(&whole(&then), &whole(&now))
        .into_iter()
        .map(|line| match line {
            Compared::Same(text) => DiffLine { sign: "", text },
            Compared::Gone(text) => DiffLine { sign: "-", text },
            Compared::New(text) => DiffLine { sign: "+", text },
        })
        .collect();
    Html(VersionPage {
        address: format!("{ADDRESS}/{}", form.code()),
        name: pair(&page, form.kind.words()),
        version: version_row(&page, &row, None),
        before: before.map_or_else(
            || page.t("wordings.against_standard").to_string(),
            |row| page.t1("wordings.against", row.version),
        ),
        lines,
        page,
    })
    .into_response()
}

/// `GET /workbench/wordings/{form}/preview.pdf`: a version, the standard wording, the draft, or what holds today.
pub(crate) async fn preview(
    State(app): State<App>,
    page: Page,
    _staff: Staff,
    Path(form): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    let Some(form) = known(&form) else {
        return missing(&page);
    };
    let wording = async {
        Ok::<_, ActError>(match (asked.version.as_str(), asked.version.parse()) {
            ("standard", _) => Wording::standard(form),
            ("draft", _) => wordings::one(&app.centre, form).await?.begin(),
            (_, Ok(number)) => words_of(&wordings::version(&app.centre, form, number).await?),
            _ => wordings::one(&app.centre, form).await?.wording,
        })
    };
    match wording.await {
        Ok(wording) => print(&app, page, form, &wording).await,
        Err(error) => refuse(page.clone(), error, home(&page)),
    }
}

async fn print(app: &App, page: Page, form: Form, wording: &Wording) -> Response {
    match wordings::preview(&app.centre, form, wording).await {
        Ok(bytes) => pdf_answer(&format!("{}-预览.pdf", wording.title), bytes),
        Err(error) => refuse(page.clone(), error, home(&page)),
    }
}

/// `POST /workbench/wordings/{form}/{step}`: `save`, `preview`, `start`, `standard` or `discard`.
pub(crate) async fn step(
    State(app): State<App>,
    mut page: Page,
    staff: Staff,
    Path((form, step)): Path<(String, String)>,
    CheckedForm(sent): CheckedForm<Sent>,
) -> Response {
    let Some(form) = known(&form) else {
        return missing(&page);
    };
    let (centre, actor) = (&app.centre, staff.actor());
    let address = format!("{ADDRESS}/{}", form.code());
    page.path.clone_from(&address);
    let done = match step.as_str() {
        "preview" => return print(&app, page, form, &sent.wording()).await,
        "save" => wordings::save(centre, &actor, form, sent.serial, sent.wording()).await,
        "start" => {
            let from = Day::parse(sent.from.trim()).ok();
            wordings::put_in_force(centre, &actor, form, sent.serial, from, &sent.reason).await
        }
        "standard" => {
            let from = Day::parse(sent.back_from.trim()).ok();
            wordings::back_to_standard(centre, &actor, form, from, &sent.back_reason).await
        }
        "discard" => wordings::discard(centre, &actor, form, sent.serial).await,
        _ => return missing(&page),
    };
    match done {
        Ok(()) => redirect_with(&address, &Flash::done(&format!("wordings.{step}.done"))),
        Err(ActError::Refused(refusal)) => draw(&app, page, &staff, form, None, Some((&sent, &refusal))).await,
        Err(error) => refuse(page.clone(), error, home(&page)),
    }
}
