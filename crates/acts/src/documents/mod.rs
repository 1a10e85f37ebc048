//! The documents of a case on paper (文书): made when first asked for, kept, and the same ever after.

pub(crate) mod names;
pub mod wordings;

use yimen_domain::calendar::{CHINA, Day};
use yimen_domain::cases::Case;
use yimen_domain::cases::event::{DocumentKind, Event, Handed, What};
use yimen_domain::clocks::{ClockKind, Rules};
use yimen_domain::items::{Coded, Item, ItemKind, MaterialForm};
use yimen_domain::organisation::Actor;
use yimen_domain::words::Refusal;
use yimen_paper::{Block, CaseFacts, Document, Language, Material, Remedies};
use yimen_store::ledger::{Hash, hex};
use yimen_store::tables::documents::{self, DocumentRow};

use crate::cases::view::{CaseView, clocks_of, document, secret_of, view};
use crate::cases::{Loaded, load_by_id};
use crate::explained::explain;
use crate::ledger::receipt;
use crate::vault::Secret;
use crate::{ActError, Centre, files, press};

use self::wordings::{Made, Wording};

/// What anybody learns who holds a document's token: no more than is printed on it, without names.
#[derive(Debug, Clone)]
pub struct Genuine {
    /// The document.
    pub document: DocumentRow,
    /// The case, without personal data.
    pub view: CaseView,
    /// SHA-256 of the PDF, hex, once it was made.
    pub file: Option<String>,
    /// Hash of the chain with the event that made it, hex: what its QR code holds after the address.
    pub leaf: String,
}

/// Says what a token stands for, so that anybody can see whether a document is genuine.
///
/// # Errors
/// There is no such document.
pub async fn genuine(centre: &Centre, token: &str) -> Result<Genuine, ActError> {
    let (document, view) = crate::cases::view::by_document(centre, token).await?;
    let file = printed(centre, token).await?;
    let leaf = receipt::leaf_of(centre, &view.case.number, document.seq).await?;
    Ok(Genuine {
        document,
        view,
        file,
        leaf: hex(&leaf),
    })
}

/// The PDF of a document, for somebody who may see its case.
///
/// # Errors
/// There is no such document for this person, or the fonts are missing.
pub async fn pdf(centre: &Centre, actor: &Actor, token: &str) -> Result<(DocumentRow, Vec<u8>), ActError> {
    let row = document(centre, token).await?;
    let missing = || ActError::from(Refusal::missing("这份文书", "this document"));
    if !is_for(&row, actor) {
        return Err(missing());
    }
    let number = load_by_id(centre, row.case).await?.case.number;
    view(centre, actor, &number).await.map_err(|_| missing())?;
    let bytes = make(centre, &row).await?;
    Ok((row, bytes))
}

/// Whether a paper may be shown to somebody who sees its case: one that names an interested party is handed to them, not to the applicant.
pub(crate) fn is_for(row: &DocumentRow, actor: &Actor) -> bool {
    actor.is_staff() || row.kind != DocumentKind::ThirdParty
}

/// The explanation of a clock as PDF, made afresh each time: it says how the clock stands today.
///
/// # Errors
/// There is no such case or clock for this person, or the fonts are missing.
pub async fn clock_proof(
    centre: &Centre,
    actor: &Actor,
    number: &str,
    kind: ClockKind,
    language: Language,
) -> Result<Vec<u8>, ActError> {
    let seen = view(centre, actor, number).await?;
    let missing = || ActError::from(Refusal::missing("这项时限", "this clock"));
    let clock = seen
        .clocks
        .iter()
        .find(|clock| clock.kind == kind)
        .ok_or_else(missing)?;
    let organisation = centre.organisation();
    let applicant = seen.secret.as_ref().map(|secret| secret.applicant.name.clone());
    let pick = |zh: &String, en: &String| match language {
        Language::English if !en.is_empty() => en.clone(),
        _ => zh.clone(),
    };
    let case = CaseFacts {
        number: seen.case.number.clone(),
        item_name: pick(&seen.item.name.zh, &seen.item.name.en),
        item_code: seen.item.code.clone(),
        permit: seen.item.kind == ItemKind::Permit,
        division_name: pick(&organisation.division.centre.zh, &organisation.division.centre.en),
        body_name: pick(&seen.item.body_name.zh, &seen.item.body_name.en),
        applicant: applicant.unwrap_or_else(|| seen.case.applicant.shown.clone()),
        received_on: in_words(seen.case.received),
        issued_on: match language {
            Language::Chinese => in_words(centre.today()),
            Language::English => centre.today().to_string(),
        },
        contact: contact(&organisation.division, language),
        demonstration: centre.settings().demonstration,
        ..CaseFacts::default()
    };
    let document = yimen_paper::clock_proof(&case, &explain(centre, &seen, clock, language));
    press::print(centre, document).await
}

/// Whether these bytes are the very file that was issued under the token.
///
/// # Errors
/// There is no such document.
pub async fn is_issued(centre: &Centre, token: &str, bytes: &[u8]) -> Result<bool, ActError> {
    document(centre, token).await?;
    Ok(printed(centre, token)
        .await?
        .is_some_and(|file| file == files::sha256(bytes)))
}

async fn printed(centre: &Centre, token: &str) -> Result<Option<String>, ActError> {
    let rows = centre
        .store()
        .query(&documents::PRINTED, vec![centre.div().into(), token.into()])
        .await?;
    Ok(rows.first().map(|row| row.text(0).map(str::to_string)).transpose()?)
}

async fn make(centre: &Centre, row: &DocumentRow) -> Result<Vec<u8>, ActError> {
    if let Some(file) = printed(centre, &row.token).await? {
        return files::bytes(centre, &file).await;
    }
    let Loaded { case, events, .. } = load_by_id(centre, row.case).await?;
    let item = crate::cases::command::item_of(centre, &case)?;
    let secret = secret_of(centre, case.id).await?.unwrap_or_default();
    let event = events
        .iter()
        .find(|event| event.seq == row.seq)
        .ok_or_else(|| ActError::Broken(format!("event {} of case {} is missing", row.seq, case.number)))?;
    let event = names::in_full(centre, case.id, event).await?;
    let then = state_then(&case, &events, row.seq)?;
    let leaf = receipt::leaf_of(centre, &case.number, row.seq).await?;
    let made = Made {
        case: &then,
        item: &item,
        events: &events,
        event: &event,
        facts: &facts(centre, row, &then, &item, &secret, &event),
        remedies: &remedies(centre),
    };
    let wording = crate::wordings::in_force(centre, made.form(row.kind), event.at).await?;
    let document = compose(centre, row, &made, &wording, &leaf);
    let bytes = press::print(centre, document).await?;
    let folder = centre.files_folder();
    let (bytes, file) = tokio::task::spawn_blocking(move || {
        let file = files::keep(&folder, &bytes)?;
        Ok::<_, ActError>((bytes, file))
    })
    .await
    .map_err(|error| ActError::Broken(error.to_string()))??;
    let size = bytes.len() as u64;
    centre
        .put(vec![documents::print(
            centre.div(),
            &row.token,
            &file,
            size,
            centre.now().0,
        )])
        .await?;
    match printed(centre, &row.token).await? {
        Some(first) if first != file => files::bytes(centre, &first).await,
        _ => Ok(bytes),
    }
}

/// The case as it stood when the document was made, so that a late print says what an early one would have said.
fn state_then(case: &Case, events: &[Event], seq: u32) -> Result<Case, ActError> {
    let until: Vec<Event> = events.iter().filter(|event| event.seq <= seq).cloned().collect();
    Case::fold(case.id, &until).map_err(|wrong| ActError::Broken(wrong.what.to_string()))
}

/// The document of an event, in the wording that held on its day.
fn compose(centre: &Centre, row: &DocumentRow, made: &Made<'_>, wording: &Wording, leaf: &Hash) -> Document {
    let mut facts = made.facts.clone();
    let url = verify_url(&centre.settings().base_url, &row.token);
    facts.verify_url = Some(format!("{url}#{}", hex(leaf)));
    let mut document = Made { facts: &facts, ..*made }.worded(row.kind, wording);
    if let What::Proceeding(happened) = &made.event.what
        && let Some(addressee) = wordings::proceedings::addressee(happened)
    {
        document.addressee = addressee;
    }
    if row.kind == DocumentKind::Acceptance {
        let clock = made.case.clock(ClockKind::DeferredMaterial);
        let due = clock.and_then(|clock| clock.due(&centre.book().of(made.case)).ok());
        let due = due.map(|due| in_words(due.day));
        let promised = wordings::beyond::promised(made.case, made.item, due);
        document.paragraphs.extend(promised);
    }
    if let (What::Decided { .. }, Some(words)) = (&made.event.what, wordings::proceedings::rests_on(made.case)) {
        document.paragraphs.insert(1, Block::Paragraph(words));
    }
    document
}

fn facts(centre: &Centre, row: &DocumentRow, case: &Case, item: &Item, secret: &Secret, event: &Event) -> CaseFacts {
    let organisation = centre.organisation();
    let settings = centre.settings();
    let day = event.at.day(CHINA);
    let clocks = clocks_of(case, &Rules::default(), &centre.calendar(), event.at);
    let due = |kind| {
        clocks
            .iter()
            .find(|clock| clock.kind == kind)
            .and_then(|clock| clock.due)
            .map(in_words)
    };
    let limit = |days: u32| (days > 0).then_some(days);
    let accepted = case.acceptance().map(|acceptance| acceptance.day);
    CaseFacts {
        number: case.number.clone(),
        document_number: (!matches!(row.kind, DocumentKind::Receipt | DocumentKind::SimulatedReceipt))
            .then(|| row.number.clone()),
        item_name: item.name.zh.clone(),
        item_code: item.code.clone(),
        permit: item.kind == ItemKind::Permit,
        division_name: organisation.division.centre.zh.clone(),
        body_name: item.body_name.zh.clone(),
        seal_name: Some(item.body_name.zh.clone()),
        applicant: secret.applicant.name.clone(),
        applicant_id_masked: (!secret.applicant.id_number.is_empty()).then(|| secret.applicant.masked_number()),
        received_on: in_words(case.received),
        accepted_on: accepted.map(in_words),
        issued_on: in_words(day),
        statutory_days: limit(item.statutory.days),
        promised_days: limit(item.promised.days),
        statutory_due: due(ClockKind::DecisionStatutory),
        promised_due: due(ClockKind::DecisionPromised),
        correction_due: due(ClockKind::Correction),
        provisional: clocks.iter().any(|clock| clock.provisional),
        legal_basis: item
            .legal_basis
            .iter()
            .map(|basis| format!("《{}》{}", basis.title, basis.article))
            .collect(),
        materials: case
            .materials
            .iter()
            .map(|material| material_line(item, material))
            .collect(),
        verify_url: None,
        contact: contact(&organisation.division, Language::Chinese),
        demonstration: settings.demonstration,
    }
}

/// The address of a document's check page. Its QR code holds the hash of the chain after `#`, which no browser sends.
pub fn verify_url(base: &str, token: &str) -> String {
    format!("{base}/v/{token}")
}

fn contact(division: &crate::organisation::Division, language: Language) -> Option<String> {
    let pick = |both: &crate::organisation::Text| match language {
        Language::English if !both.en.is_empty() => both.en.clone(),
        _ => both.zh.clone(),
    };
    let parts: Vec<String> = [pick(&division.centre), pick(&division.address), division.phone.clone()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
    (!parts.is_empty()).then(|| parts.join("  "))
}

fn material_line(item: &Item, material: &yimen_domain::cases::event::HandedIn) -> Material {
    let known = item.material(&material.material);
    let state = match &material.handed {
        Handed::Files(files) => {
            let level = material
                .origin
                .trust
                .map(|trust| format!("，可信等级 {}", trust.number()));
            format!("已收电子件 {} 份{}", files.len(), level.unwrap_or_default())
        }
        Handed::Paper => "已收纸质件".to_string(),
    };
    Material {
        name: material_name(item, &material.material),
        form: known.map_or_else(String::new, |known| form_words(known.form).0.to_string()),
        copies: known.map_or(1, |known| known.copies),
        state,
    }
}

/// What a material's form is called.
pub fn form_words(form: Option<MaterialForm>) -> (&'static str, &'static str) {
    form.map_or(("不限", "any form"), Coded::words)
}

/// The name of a material of an item in Chinese; `form` is the form itself.
pub fn material_name(item: &Item, code: &str) -> String {
    match code {
        "form" => "申请表".to_string(),
        "other" => "其他材料".to_string(),
        code => item
            .handed_name(code)
            .map_or_else(|| code.to_string(), |name| name.zh.clone()),
    }
}

/// 2026年11月22日.
pub fn in_words(day: Day) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

/// Who reviews and which court hears, by the division's name (行政复议法 art. 24, 行政诉讼法 art. 14, 18).
fn remedies(centre: &Centre) -> Remedies {
    let name = &centre.organisation().division.name.zh;
    if name.is_empty() {
        return Remedies::default();
    }
    Remedies {
        review_body: format!("{name}人民政府"),
        court: format!("{name}人民法院"),
    }
}
