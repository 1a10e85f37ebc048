//! Handing in what was asked for (补正): files for materials, and the form once more if it was wrong.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::multipart::Multipart;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use yimen_acts::cases::command::{Reach, command};
use yimen_acts::cases::correct::with_form;
use yimen_acts::cases::simulated::{Turning, turn};
use yimen_acts::cases::view::{self, CaseView};
use yimen_acts::mandates::Acting;
use yimen_acts::{ActError, files, items};
use yimen_domain::cases::additions;
use yimen_domain::cases::beyond;
use yimen_domain::cases::command::Command;
use yimen_domain::cases::event::{CorrectionRequest, FileMark, Handed, HandedIn};
use yimen_domain::cases::intake::{Order, Origin};
use yimen_domain::cases::simulated;
use yimen_domain::items::form::{Answers, prune, tidy};
use yimen_domain::words::{self as domain_words, Refusal, RefusalKind};

use crate::app::{App, refuse, status_of};
use crate::forms::{self, Act, Look, Section, Sent, sections};
use crate::portal::apply::{ACCEPT, Upload};
use crate::portal::{Typed, schema_address, typed};
use crate::shell::components::{Fault, Field};
use crate::shell::{CheckedMultipart, Flash, Html, Page, redirect_with};
use crate::simulated::{MET, field_of, lacks, met_fields};

use super::{For, address, requests, to_case, to_my, words};

struct Row {
    code: String,
    name: String,
    what: String,
    is_form: bool,
    kept: Vec<FileMark>,
    error: String,
}

#[derive(Template)]
#[template(path = "portal/case_supplement.html")]
struct Supplement {
    page: Page,
    number: String,
    address: String,
    item: String,
    rows: Vec<Row>,
    sections: Vec<Section>,
    /// Where the browser gets the schema of the form.
    schema: String,
    faults: Vec<Fault>,
    /// What is missing and may be there now; only where a simulated case is turned formal.
    met: Vec<Field>,
    /// Title, what it is about, and the words of the button.
    title: &'static str,
    what: &'static str,
    send: &'static str,
    accept: &'static str,
    seen: u32,
    key: String,
}

/// What was sent: words, files that came before, and new uploads by material.
#[derive(Default)]
struct Brought {
    typed: Typed,
    form: Sent,
    kept: BTreeMap<String, Vec<FileMark>>,
    wrong: BTreeMap<String, String>,
    /// Faults of fields of their own, by name.
    at_fields: BTreeMap<String, String>,
}

impl Brought {
    /// Every file was taken.
    fn is_right(&self) -> bool {
        self.wrong.is_empty() && self.form.faults.is_empty()
    }
}

pub(super) async fn show(State(app): State<App>, page: Page, For(me): For, Path(number): Path<String>) -> Response {
    let view = match load(&app, &page, &me, &number).await {
        Ok(view) => view,
        Err(answer) => return answer,
    };
    let answers = view
        .secret
        .as_ref()
        .map_or_else(Answers::new, |secret| secret.form.clone());
    Html(shown(&app, page, &view, &Brought::default(), &answers, false)).into_response()
}

async fn load(app: &App, page: &Page, me: &Acting, number: &str) -> Result<CaseView, Response> {
    let mut view = view::view(&app.centre, &me.actor(), number)
        .await
        .map_err(|error| refuse(page.clone(), error, to_my(page)))?;
    if turns(&view) {
        // What the item asks for now is what is handed in.
        view.item =
            items::latest(&app.centre, &view.case.item).map_err(|error| refuse(page.clone(), error, to_my(page)))?;
    }
    let ways = [
        "supplement",
        "amend",
        "hand_in_deferred",
        "hand_in_more",
        "amend_simulated",
        "turn_formal",
    ];
    if ways.iter().any(|way| view.open.contains(way)) {
        Ok(view)
    } else {
        Err(Redirect::to(&address(number)).into_response())
    }
}

/// Nothing is asked for; more may be handed in while the case is examined.
fn is_more(view: &CaseView) -> bool {
    view.open.contains(&"hand_in_more") && !is_promised(view)
}

/// What was promised on acceptance (容缺) is still awaited.
fn is_promised(view: &CaseView) -> bool {
    view.open.contains(&"hand_in_deferred")
}

/// It is simulated and is turned formal.
fn turns(view: &CaseView) -> bool {
    view.open.contains(&"turn_formal")
}

/// It is simulated: anything may be changed, as often as they like.
fn is_simulated(view: &CaseView) -> bool {
    view.open.contains(&"amend_simulated") || turns(view)
}

/// Beginning of the keys of the page's texts.
fn texts(view: &CaseView) -> &'static str {
    if turns(view) {
        "simulated.turn_page"
    } else if is_simulated(view) {
        "simulated.amend_page"
    } else if view.open.contains(&"amend") {
        "portal.amend"
    } else if is_more(view) {
        "portal.more"
    } else {
        "portal.supplement"
    }
}

/// The text that says it is done.
fn done_words(view: &CaseView) -> &'static str {
    if turns(view) {
        "command.turn_formal.done"
    } else if is_simulated(view) {
        "command.amend_simulated.done"
    } else if view.open.contains(&"amend") {
        "portal.amend.done"
    } else if is_more(view) {
        "portal.more.done"
    } else {
        "portal.supplement.done"
    }
}

/// What may be handed in: what is asked for, or any material that applies.
fn wanted(view: &CaseView) -> Vec<CorrectionRequest> {
    if !is_more(view) && !is_simulated(view) {
        return requests(view);
    }
    let advice = requests(view);
    let unasked = |material: &str| {
        let advised = advice.iter().find(|request| request.material == material);
        CorrectionRequest {
            material: material.into(),
            what: advised.map_or_else(String::new, |request| request.what.clone()),
        }
    };
    let mut all: Vec<CorrectionRequest> = view
        .item
        .materials_for(&view.case.situation)
        .map(|material| unasked(&material.code))
        .collect();
    if all.is_empty() {
        all.push(unasked("other"));
    }
    if is_simulated(view) && !view.item.form.is_empty() {
        all.push(unasked("form"));
    }
    all
}

fn shown(
    app: &App,
    page: Page,
    view: &CaseView,
    brought: &Brought,
    answers: &Answers,
    with_faults: bool,
) -> Supplement {
    let rows: Vec<Row> = wanted(view)
        .into_iter()
        .map(|request| Row {
            name: words::material(&page, &view.item, &request.material),
            is_form: request.material == "form",
            kept: brought.kept.get(&request.material).cloned().unwrap_or_default(),
            error: brought.wrong.get(&request.material).cloned().unwrap_or_default(),
            code: request.material,
            what: request.what,
        })
        .collect();
    let corrects_form = rows.iter().any(|row| row.is_form);
    let (sections, mut faults) = if corrects_form {
        let mut found = if with_faults {
            app.centre.check_form(&view.item, answers)
        } else {
            Vec::new()
        };
        found.extend(brought.form.faults.clone());
        let look = Look {
            answers,
            faults: &found,
            known: &BTreeMap::new(),
            own: true,
        };
        sections(&page, &view.item.form, look)
    } else {
        (Vec::new(), Vec::new())
    };
    let wrong_file = |row: &Row| Fault {
        field: format!("file-{}", row.code),
        words: row.error.clone(),
    };
    faults.extend(rows.iter().filter(|row| !row.error.is_empty()).map(wrong_file));
    faults.extend(brought.wrong.get("").map(|words| Fault {
        field: String::new(),
        words: words.clone(),
    }));
    let met = if turns(view) {
        met_fields(&page, view, MET, |name| typed(&brought.typed, name))
    } else {
        Vec::new()
    };
    let met: Vec<Field> = met
        .into_iter()
        .map(|field| match brought.at_fields.get(&field.name) {
            Some(words) => field.error(words),
            None => field,
        })
        .collect();
    faults.extend(crate::shell::components::faults(&met));
    let text = |part: &str| page.t(&format!("{}.{part}", texts(view)));
    Supplement {
        met,
        title: text("title"),
        what: text("what"),
        send: text("send"),
        number: view.case.number.clone(),
        address: address(&view.case.number),
        item: words::say(&page, &view.item.name),
        rows,
        schema: schema_address(&view.item),
        sections,
        faults,
        accept: ACCEPT,
        seen: view.case.events,
        key: app.centre.new_token(),
        page,
    }
}

pub(super) async fn hand_in(
    State(app): State<App>,
    page: Page,
    For(me): For,
    Path(number): Path<String>,
    CheckedMultipart(form): CheckedMultipart,
) -> Response {
    let view = match load(&app, &page, &me, &number).await {
        Ok(view) => view,
        Err(answer) => return answer,
    };
    let mut brought = match read(&app, &page, &me, &view, form).await {
        Ok(brought) => brought,
        Err(answer) => return answer,
    };
    let corrects_form = wanted(&view).iter().any(|request| request.material == "form");
    let mut answers = forms::answers(&view.item.form, &brought.form);
    if let Some(act) = Act::parse(typed(&brought.typed, "then")) {
        act.apply(&mut answers, &view.item.form);
        return Html(shown(&app, page, &view, &brought, &answers, false)).into_response();
    }
    let answers = tidy(prune(&view.item.form, answers));
    // Of a simulated case the form stands open whether or not it is changed; what is not told of it is as it was.
    let known = view.secret.as_ref().map(|secret| &secret.form);
    let answers = match known {
        Some(known) if is_simulated(&view) && brought.form.pairs.is_empty() => known.clone(),
        _ => answers,
    };
    let changes_form = corrects_form && !(is_simulated(&view) && known == Some(&answers));
    let done = if brought.is_right() {
        give(&app, &me, &view, &brought, changes_form.then(|| answers.clone())).await
    } else {
        Ok(number.clone())
    };
    match done {
        Ok(done) if brought.is_right() => redirect_with(&address(&done), &Flash::done(done_words(&view))),
        Err(ActError::Refused(refusal))
            if refusal.kind == RefusalKind::Invalid || refusal.code == "precondition_lacking" =>
        {
            let told = lacks(MET, |name| typed(&brought.typed, name));
            for fault in &refusal.faults {
                if let Some(field) = field_of(MET, &told, &fault.field) {
                    brought.at_fields.insert(field, words::say(&page, &fault.words));
                }
            }
            let is_placed =
                |fault: &domain_words::Fault| fault.field.starts_with("form.") || fault.field.starts_with(MET);
            // Faults of the form are found again beside its fields.
            if let Some(fault) = refusal.faults.iter().find(|fault| !is_placed(fault)) {
                brought.wrong.insert(String::new(), words::say(&page, &fault.words));
            }
            (
                status_of(&refusal),
                Html(shown(&app, page, &view, &brought, &answers, true)),
            )
                .into_response()
        }
        Ok(_) => {
            let status = axum::http::StatusCode::UNPROCESSABLE_ENTITY;
            (status, Html(shown(&app, page, &view, &brought, &answers, true))).into_response()
        }
        Err(error) => refuse(page.clone(), error, to_case(&page, &number)),
    }
}

async fn give(
    app: &App,
    me: &Acting,
    view: &CaseView,
    brought: &Brought,
    answers: Option<Answers>,
) -> Result<String, ActError> {
    let key = Some(typed(&brought.typed, "key")).filter(|key| !key.is_empty());
    let reach = Reach {
        key,
        seen: typed(&brought.typed, "seen").parse().ok(),
    };
    let handed = |(material, files): (&String, &Vec<FileMark>)| HandedIn {
        material: material.clone(),
        handed: Handed::Files(files.clone()),
        origin: Origin::default(),
    };
    let materials = brought.kept.iter().map(handed).collect();
    let (actor, number) = (me.actor(), view.case.number.as_str());
    if turns(view) {
        let turning = Turning {
            met: lacks(MET, |name| typed(&brought.typed, name)),
            materials,
            form: answers,
            situation: None,
        };
        return Ok(Box::pin(turn(&app.centre, &actor, number, reach, turning))
            .await?
            .number);
    }
    let order: fn(Vec<HandedIn>, Option<String>) -> Command = if view.open.contains(&"amend") {
        |materials, commitment| Command::Intake(Order::Amend { materials, commitment })
    } else if is_simulated(view) {
        |materials, commitment| simulated::Order::Amend { materials, commitment }.into()
    } else if is_promised(view) {
        |materials, _| beyond::Order::HandInDeferred { materials }.into()
    } else if is_more(view) {
        |materials, _| Command::Additions(additions::Order::HandInMore { materials })
    } else {
        |materials, commitment| Command::Supplement { materials, commitment }
    };
    match answers {
        Some(answers) => with_form(&app.centre, &actor, number, reach, (materials, answers), order).await,
        None => command(&app.centre, &actor, number, reach, order(materials, None)).await,
    }
    .map(|done| done.number)
}

/// Reads the form; each file is kept at once, so that it need not be chosen again when something else is wrong.
async fn read(app: &App, page: &Page, me: &Acting, view: &CaseView, mut form: Multipart) -> Result<Brought, Response> {
    let asked: Vec<String> = wanted(view).into_iter().map(|request| request.material).collect();
    let mut brought = Brought::default();
    let mut uploads: Vec<(String, Upload)> = Vec::new();
    while let Some(field) = form.next_field().await.map_err(IntoResponse::into_response)? {
        let name = field.name().unwrap_or_default().to_string();
        if let Some(material) = name.strip_prefix("file-") {
            let file = field.file_name().unwrap_or_default().to_string();
            let bytes: Vec<u8> = field.bytes().await.map_err(IntoResponse::into_response)?.into();
            if !(file.is_empty() && bytes.is_empty()) && asked.iter().any(|code| code == material) {
                uploads.push((material.to_string(), (file, bytes)));
            }
        } else if let Some(file) = field.file_name().map(str::to_string) {
            let bytes: Vec<u8> = field.bytes().await.map_err(IntoResponse::into_response)?.into();
            if !(file.is_empty() && bytes.is_empty()) {
                brought
                    .form
                    .upload(&app.centre, me.applicant(), name, &file, bytes)
                    .await?;
            }
        } else {
            let text = field.text().await.map_err(IntoResponse::into_response)?;
            if let Some(material) = name
                .strip_prefix("kept-")
                .filter(|material| asked.iter().any(|code| code == material))
            {
                if let Ok(mark) = files::brought(&app.centre, me.applicant(), &text).await {
                    brought.kept.entry(material.to_string()).or_default().push(mark);
                }
            } else if name.starts_with("form.") {
                brought.form.pairs.push((name, text));
            } else {
                brought.typed.insert(name, text);
            }
        }
    }
    let known = view
        .secret
        .as_ref()
        .map(|secret| secret.form.clone())
        .unwrap_or_default();
    brought
        .form
        .bring_kept(&app.centre, me.applicant(), &view.item.form, &known)
        .await;
    for (material, (name, bytes)) in uploads {
        match files::take(&app.centre, me.applicant(), &name, bytes).await {
            Ok(mark) => brought.kept.entry(material).or_default().push(mark),
            Err(ActError::Refused(refusal)) => {
                brought.wrong.insert(material, first_words(page, &refusal));
            }
            Err(error) => return Err(refuse(page.clone(), error, to_my(page))),
        }
    }
    Ok(brought)
}

fn first_words(page: &Page, refusal: &Refusal) -> String {
    refusal.faults.first().map_or_else(
        || words::say(page, &refusal.why),
        |fault| words::say(page, &fault.words),
    )
}
