//! The materials (申请材料): uploaded one by one, by camera or as files, or announced on paper.

use askama::Template;
use axum::extract::multipart::Multipart;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use yimen_acts::cases::reuse::offered;
use yimen_acts::drafts::{self, Content, DraftFile, DraftReuse};
use yimen_acts::mandates::Acting;
use yimen_acts::{ActError, files};
use yimen_domain::cases::reuse::offers::Offer;
use yimen_domain::words::{Fault as DomainFault, Refusal};

use crate::app::{App, refuse};
use crate::shell::components::Fault;
use crate::shell::{CheckedForm, CheckedMultipart, Flash, Html, Page, redirect_with};

use super::{For, Typed, WRONG, Work, needs_upload, to_my, typed, words};

/// Most files of one material.
const MOST_FILES: usize = 20;

/// What the file chooser offers; what is taken is decided by content.
pub(in crate::portal) const ACCEPT: &str = "image/*,application/pdf,.docx,.xlsx,.ofd";

struct FileRow {
    hash: String,
    name: String,
    size: String,
}

struct Row {
    code: String,
    name: String,
    required: bool,
    form: String,
    place: String,
    note: String,
    needed: bool,
    on_paper: bool,
    files: Vec<FileRow>,
    /// What could be used of an earlier case: its number and the words of the offer.
    offer: Option<(String, String)>,
    /// What is used of an earlier case: its number.
    reused: String,
    error: String,
}

impl Row {
    fn is_there(&self) -> bool {
        self.on_paper || !self.files.is_empty() || !self.reused.is_empty() || !self.needed
    }
}

#[derive(Template)]
#[template(path = "portal/apply_materials.html")]
struct Materials {
    page: Page,
    work: Work,
    rows: Vec<Row>,
    faults: Vec<Fault>,
    there: usize,
    accept: &'static str,
    place: String,
}

pub(super) async fn show(State(app): State<App>, page: Page, For(me): For, Path(id): Path<String>) -> Response {
    match Work::load(&app.centre, &page, &me, &id).await {
        Ok(work) if !work.situation_is_settled() => Redirect::to(&work.at("situation")).into_response(),
        Ok(work) => Html(shown(&app, page, &me, work, None).await).into_response(),
        Err(answer) => answer,
    }
}

/// `GET` of the address that only takes forms.
pub(super) async fn back(Path(id): Path<String>) -> Redirect {
    Redirect::to(&format!("/drafts/{id}/materials"))
}

async fn shown(app: &App, page: Page, me: &Acting, work: Work, wrong: Option<(&str, String)>) -> Materials {
    let offers = offers(app, me, &work).await;
    let rows: Vec<Row> = rows(&page, &work, &offers, wrong.as_ref());
    let faults = rows
        .iter()
        .filter(|row| !row.error.is_empty())
        .map(|row| Fault {
            field: format!("file-{}", row.code),
            words: row.error.clone(),
        })
        .collect();
    let organisation = app.centre.organisation();
    let hall = organisation.halls.get(&work.item.service.hall);
    let place = hall.map_or_else(
        || words::say(&page, &organisation.division.address.words()),
        |hall| words::say(&page, &hall.name.words()),
    );
    Materials {
        there: rows.iter().filter(|row| row.is_there()).count(),
        rows,
        faults,
        accept: ACCEPT,
        place,
        work,
        page,
    }
}

/// What may be used again; whoever cannot be offered anything just now hands it in.
async fn offers(app: &App, me: &Acting, work: &Work) -> Vec<Offer> {
    let applicant = &work.draft.content.applicant;
    let found = offered(&app.centre, &me.actor(), applicant, &work.item, None).await;
    found.unwrap_or_else(|error| {
        tracing::warn!(%error, "nothing of earlier cases is offered");
        Vec::new()
    })
}

fn rows(page: &Page, work: &Work, offers: &[Offer], wrong: Option<&(&str, String)>) -> Vec<Row> {
    let content = &work.draft.content;
    let best = crate::reuse::best(offers);
    let offer_of = |code: &str| {
        let offer = best.iter().find(|offer| offer.material == code)?;
        Some((offer.number.clone(), crate::reuse::offer_words(page, offer)))
    };
    let reused_of = |code: &str| {
        let reused = content.reused.iter().find(|reused| reused.material == code);
        reused.map_or_else(String::new, |reused| reused.number.clone())
    };
    let files_of = |code: &str| {
        let own = content.files.iter().filter(|file| file.material == code);
        own.map(|file| FileRow {
            hash: file.hash.clone(),
            name: file.name.clone(),
            size: words::size(file.size),
        })
        .collect()
    };
    let error_of = |code: &str| {
        wrong
            .filter(|(at, _)| *at == code)
            .map_or_else(String::new, |(_, words)| words.clone())
    };
    let mut rows: Vec<Row> = work
        .item
        .materials
        .iter()
        .map(|material| Row {
            code: material.code.clone(),
            name: words::say(page, &material.name),
            required: material.required,
            form: words::form_and_copies(page, material.form, material.copies),
            place: words::say(page, &material.place),
            note: words::say(page, &material.note),
            needed: needs_upload(material),
            on_paper: content.paper.contains(&material.code),
            files: files_of(&material.code),
            offer: offer_of(&material.code),
            reused: reused_of(&material.code),
            error: error_of(&material.code),
        })
        .collect();
    if rows.is_empty() {
        rows.push(Row {
            code: "other".into(),
            name: page.t("portal.material.other").into(),
            required: false,
            form: String::new(),
            place: page.t("portal.apply.materials.unpublished").into(),
            note: String::new(),
            needed: true,
            on_paper: false,
            files: files_of("other"),
            offer: None,
            reused: String::new(),
            error: error_of("other"),
        });
    }
    rows
}

pub(super) async fn upload(
    State(app): State<App>,
    page: Page,
    For(me): For,
    Path(id): Path<String>,
    CheckedMultipart(form): CheckedMultipart,
) -> Response {
    let work = match Work::load(&app.centre, &page, &me, &id).await {
        Ok(work) => work,
        Err(answer) => return answer,
    };
    let (material, file) = match read(form).await {
        Ok(read) => read,
        Err(answer) => return answer,
    };
    match add(&app, &me, &work, &material, file).await {
        Ok(()) => redirect_with(
            &format!("{}#m-{material}", work.at("materials")),
            &Flash::done("portal.apply.uploaded"),
        ),
        Err(ActError::Refused(refusal)) => {
            let wrong = refusal
                .faults
                .iter()
                .map(|fault| words::say(&page, &fault.words))
                .collect::<Vec<_>>()
                .join(" ");
            let wrong = if wrong.is_empty() {
                words::say(&page, &refusal.why)
            } else {
                wrong
            };
            let drawn = shown(&app, page, &me, work, Some((&material, wrong))).await;
            (WRONG, Html(drawn)).into_response()
        }
        Err(error) => refuse(page.clone(), error, to_my(&page)),
    }
}

/// Name and bytes of one uploaded file.
pub(in crate::portal) type Upload = (String, Vec<u8>);

async fn read(mut form: Multipart) -> Result<(String, Upload), Response> {
    let mut material = String::new();
    let mut file = (String::new(), Vec::new());
    while let Some(field) = form.next_field().await.map_err(IntoResponse::into_response)? {
        match field.name() {
            Some("material") => material = field.text().await.map_err(IntoResponse::into_response)?,
            Some("file") => {
                let name = field.file_name().unwrap_or_default().to_string();
                file = (name, field.bytes().await.map_err(IntoResponse::into_response)?.into());
            }
            _ => {}
        }
    }
    Ok((material, file))
}

async fn add(app: &App, me: &Acting, work: &Work, material: &str, (name, bytes): Upload) -> Result<(), ActError> {
    let known = work.item.material(material).is_some() || (material == "other" && work.item.materials.is_empty());
    let refuse = |zh: &str, en: &str| Err(Refusal::invalid(vec![DomainFault::new("file", zh, en)]).into());
    if !known {
        return refuse(
            "这个事项不需要这份材料。",
            "This item does not ask for such a material.",
        );
    }
    if name.is_empty() && bytes.is_empty() {
        return refuse("请先选择文件，再上传。", "Choose a file first, then upload it.");
    }
    if work
        .draft
        .content
        .files
        .iter()
        .filter(|file| file.material == material)
        .count()
        >= MOST_FILES
    {
        return refuse(
            "同一份材料最多上传 20 个文件。",
            "At most 20 files can be uploaded for one material.",
        );
    }
    let mark = files::take(&app.centre, me.applicant(), &name, bytes).await?;
    alter(app, work, |content| {
        content.paper.retain(|code| code != material);
        content.reused.retain(|reused| reused.material != material);
        if !content
            .files
            .iter()
            .any(|file| file.material == material && file.hash == mark.hash)
        {
            content.files.push(DraftFile {
                material: material.to_string(),
                hash: mark.hash.clone(),
                name: mark.name.clone(),
                size: mark.size,
                media: mark.media.clone(),
            });
        }
    })
    .await
}

/// Changes the draft as it is now, again if it was saved elsewhere in the same moment: each change stands for itself.
async fn alter(app: &App, work: &Work, change: impl Fn(&mut Content)) -> Result<(), ActError> {
    const TRIES: u32 = 3;
    let mut tries = 0;
    loop {
        tries += 1;
        let mut draft = drafts::one(&app.centre, work.draft.account, work.draft.id).await?;
        change(&mut draft.content);
        match drafts::save(&app.centre, draft).await {
            Err(ActError::Refused(_)) if tries < TRIES => {}
            done => return done.map(|_| ()),
        }
    }
}

pub(super) async fn change(
    State(app): State<App>,
    page: Page,
    For(me): For,
    Path(id): Path<String>,
    CheckedForm(form): CheckedForm<Typed>,
) -> Response {
    let work = match Work::load(&app.centre, &page, &me, &id).await {
        Ok(work) => work,
        Err(answer) => return answer,
    };
    let material = typed(&form, "material");
    let known = material == "other" || work.item.material(material).is_some();
    let (remove, paper, reuse) = (typed(&form, "remove"), typed(&form, "paper"), typed(&form, "reuse"));
    if !known || (remove.is_empty() && paper.is_empty() && reuse.is_empty()) {
        return StatusCode::BAD_REQUEST.into_response();
    }
    if !reuse.is_empty() && reuse != "no" {
        if typed(&form, "consent") != "yes" {
            let wrong = page.t("reuse.consent.missing").to_string();
            let drawn = shown(&app, page, &me, work, Some((material, wrong))).await;
            return (WRONG, Html(drawn)).into_response();
        }
        // Only what is offered to this very applicant can be chosen; it is looked up again when the application is sent.
        let offers = offers(&app, &me, &work).await;
        let is_offered = |offer: &Offer| offer.material == material && offer.number == reuse;
        if !offers.iter().any(is_offered) {
            return StatusCode::BAD_REQUEST.into_response();
        }
    }
    let changed = alter(&app, &work, |content| {
        content
            .files
            .retain(|file| file.material != material || file.hash != remove);
        match paper {
            "yes" if !content.paper.iter().any(|code| code == material) => content.paper.push(material.to_string()),
            "no" => content.paper.retain(|code| code != material),
            _ => {}
        }
        if !reuse.is_empty() {
            content.reused.retain(|reused| reused.material != material);
        }
        if !reuse.is_empty() && reuse != "no" {
            content.paper.retain(|code| code != material);
            content.reused.push(DraftReuse {
                material: material.to_string(),
                number: reuse.to_string(),
            });
        }
    });
    let said = if reuse == "no" {
        "reuse.withdrawn"
    } else if !reuse.is_empty() {
        "reuse.done"
    } else if remove.is_empty() {
        "portal.apply.paper_noted"
    } else {
        "portal.apply.removed"
    };
    match changed.await {
        Ok(()) => redirect_with(&format!("{}#m-{material}", work.at("materials")), &Flash::done(said)),
        Err(error) => refuse(page.clone(), error, to_my(&page)),
    }
}
