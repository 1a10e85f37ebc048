//! My case (我的办件): how it stands, who has it, both clocks, everything that happened, and what is asked of me.

mod act;
mod commit;
mod hearing;
mod object;
mod pay;
mod supplement;
mod timeline;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use serde::Deserialize;
use yimen_acts::Centre;
use yimen_acts::cases::copies;
use yimen_acts::cases::view::{self, CaseView, ClockView, proof_of};
use yimen_acts::ledger::receipt as ledger_receipt;
use yimen_domain::cases::appeals::Kind;
use yimen_domain::cases::beyond::deferral;
use yimen_domain::cases::event::{CorrectionRequest, Handed, What};
use yimen_domain::cases::intake::PreExamination;
use yimen_domain::cases::{Case, Payment, Status};
use yimen_domain::clocks::ClockKind;

use crate::app::{App, in_query, refuse};
use crate::reuse;
use crate::shell::components::{Clock, Field, FieldKind, LinkTo, SummaryRow, TimelineEntry};
use crate::shell::{Html, Page};
use crate::told;

use super::{For, words};
use crate::workbench::Which;

pub(super) use timeline::entries;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/my/cases/{number}", get(show))
        .route(
            "/my/cases/{number}/supplement",
            get(supplement::show).post(supplement::hand_in),
        )
        .route(
            "/my/cases/{number}/withdraw",
            get(act::ask_withdraw).post(act::withdraw),
        )
        .route("/my/cases/{number}/commit", get(commit::ask).post(commit::commit))
        .route("/my/cases/{number}/object", get(object::ask).post(object::object))
        .route(
            "/my/cases/{number}/reuse",
            get(reuse::at_home).post(reuse::give_at_home),
        )
        .route("/my/cases/{number}/hearing", get(hearing::show).post(hearing::give))
        .route("/my/cases/{number}/rate", get(back).post(act::rate))
        .route("/my/cases/{number}/pay", get(pay::show).post(pay::begin))
        .route("/my/cases/{number}/pay/back", get(pay::back))
        .route("/my/cases/{number}/receipt.json", get(receipt))
        .route("/my/cases/{number}/told", get(told::mine))
        .route("/my/cases/{number}/told.json", get(told::my_record))
        .route("/my/cases/{number}/files/{hash}", get(file))
}

/// A clock with the proof of its due day.
pub(super) struct ClockBox {
    pub(super) clock: Clock,
    pub(super) source: String,
    pub(super) note: String,
    /// Who owns the running minute, and from when it is shown as due soon.
    pub(super) more: Vec<String>,
    /// Its proof as a page of its own, to be printed; empty for who may not see the case in full.
    pub(super) proof_href: String,
    pub(super) proof: Vec<ProofRow>,
}

/// One day of a proof.
pub(super) struct ProofRow {
    pub(super) day: String,
    pub(super) counted: String,
    pub(super) why: String,
}

/// Who had the case for how long.
pub(super) struct ShareRow {
    pub(super) who: String,
    pub(super) days: i64,
    pub(super) words: String,
}

struct MaterialRow {
    name: String,
    paper: bool,
    /// How far it can be trusted, and who compared it.
    level: String,
    files: Vec<LinkTo>,
    /// Says that the files were deleted by law; empty where they were not.
    deleted: String,
}

#[derive(Template)]
#[template(path = "portal/case.html")]
struct CasePage {
    page: Page,
    sent: bool,
    number: String,
    address: String,
    item: String,
    item_href: String,
    body: String,
    status_words: String,
    plain: String,
    next: String,
    holder: String,
    filed: String,
    receipt: String,
    asked: Vec<(String, String)>,
    concerns: Vec<hearing::Concern>,
    asked_title: &'static str,
    licence: Vec<SummaryRow>,
    queue: Vec<SummaryRow>,
    commitment: Vec<SummaryRow>,
    /// Simulated approval, on either side.
    simulated: Option<crate::simulated::Shown>,
    may_turn: bool,
    /// The applicant may commit now.
    may_commit: bool,
    may_take_back: bool,
    fee: Option<String>,
    /// It can be paid online.
    pays_online: bool,
    surplus: String,
    clocks: Vec<ClockBox>,
    timeline: Vec<TimelineEntry>,
    documents: Vec<LinkTo>,
    remedies: Vec<String>,
    sought: Vec<SummaryRow>,
    /// The words of the link, where an objection can be made.
    may_object: Option<&'static str>,
    renewal: Option<Renewal>,
    shares: Vec<ShareRow>,
    share_total: i64,
    applicant: Vec<SummaryRow>,
    situation: Vec<SummaryRow>,
    form: Vec<SummaryRow>,
    materials: Vec<MaterialRow>,
    may_supplement: bool,
    may_amend: bool,
    may_hand_in_more: bool,
    may_withdraw: bool,
    rating: Option<RatingForm>,
}

impl CasePage {
    /// It is no application by law: no clock runs and nobody has had any of its time.
    fn is_simulated(&self) -> bool {
        self.simulated.as_ref().is_some_and(|shown| shown.simulated)
    }

    fn advised_title(&self) -> &'static str {
        self.page.t(match (self.is_simulated(), self.asked.is_empty()) {
            (true, true) => "simulated.amend_page.title",
            (true, false) => "simulated.advised",
            (false, _) => "portal.case.advised",
        })
    }
}

/// The form that takes a rating, once.
struct RatingForm {
    level: Field,
    words: Field,
    seen: u32,
    key: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Sent {
    sent: String,
}

async fn show(
    State(app): State<App>,
    page: Page,
    For(me): For,
    Path(number): Path<String>,
    Query(sent): Query<Sent>,
) -> Response {
    match view::view(&app.centre, &me.actor(), &number).await {
        Ok(view) => Html(case_page(&app.centre, page, &view, sent.sent == "1")).into_response(),
        Err(error) => refuse(page.clone(), error, to_my(&page)),
    }
}

/// What the applicant takes home to show later that this was filed, with their own words.
async fn receipt(State(app): State<App>, page: Page, For(me): For, Path(number): Path<String>) -> Response {
    let made = ledger_receipt::of_case(&app.centre, &me.actor(), &number).await;
    let mut response = super::ledger::file(&page, "receipt.json", made);
    let head = response.headers_mut();
    head.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    response
}

async fn back(Path(number): Path<String>) -> Redirect {
    Redirect::to(&address(&number))
}

fn address(number: &str) -> String {
    format!("/my/cases/{}", in_query(number))
}

fn to_my(page: &Page) -> LinkTo {
    LinkTo::new("/my", page.t("portal.my.title"))
}

fn to_case(page: &Page, number: &str) -> LinkTo {
    LinkTo::new(address(number), page.t("portal.case.back"))
}

fn case_page(centre: &Centre, page: Page, view: &CaseView, sent: bool) -> CasePage {
    let case = &view.case;
    let status = case.status();
    let open = |name: &str| view.open.contains(&name);
    let shares: Vec<ShareRow> = shares(&page, view);
    CasePage {
        sent,
        address: address(&case.number),
        item: words::say(&page, &view.item.name),
        item_href: format!("/items/{}", case.item),
        body: words::say(&page, &centre.organisation().body_name(&case.body)),
        status_words: words::pick(&page, case.standing()),
        plain: match &case.beyond.ended {
            Some(ended) => page.t2(
                "portal.plain.ended",
                words::pick(&page, ended.ground.words()),
                &ended.reason,
            ),
            None => page.t(&format!("portal.plain.{}", status.code())).to_string(),
        },
        next: next(&page, view),
        holder: words::say(&page, &case.holder()),
        filed: page.moment(case.filed_at.0),
        receipt: view
            .documents
            .first()
            .map_or_else(String::new, |document| document_address(&document.token)),
        asked: asked(&page, view),
        concerns: hearing::concerns(centre, &page, view),
        asked_title: page.t(if open("hand_in_deferred") {
            "portal.case.promised"
        } else {
            "portal.case.asked"
        }),
        licence: crate::workbench::beyond::licence_rows(&page, view, centre.today()),
        queue: crate::queue::rows(&page, view, false),
        commitment: crate::commitment::rows(&page, view),
        simulated: crate::simulated::shown(centre, &page, view, address),
        may_turn: open("turn_formal"),
        may_commit: open("commit"),
        may_take_back: open("withdraw_commitment"),
        fee: match case.payment {
            Payment::Due(fen) if matches!(status, Status::Granted) => Some(page.money(fen)),
            _ => None,
        },
        pays_online: centre.settings().payments.provider.is_some(),
        surplus: match case.fees.surplus_fen() {
            fen if fen > 0 && !matches!(case.payment, Payment::Due(_)) => {
                page.t1("portal.pay.surplus", page.money(fen))
            }
            _ => String::new(),
        },
        clocks: clock_boxes(centre, &page, view),
        timeline: timeline::entries(&page, view, true),
        documents: documents(&page, view),
        remedies: crate::remedies::words(&page, centre, case),
        sought: crate::remedies::sought(&page, centre, case),
        may_object: (open("object") && case.appeals.open(Kind::Objection).is_none())
            .then(|| object::title(&page, case)),
        renewal: renewal(&page, view),
        share_total: shares.iter().map(|share| share.days).sum(),
        shares,
        applicant: applicant(&page, view),
        situation: crate::situation::rows(&page, &view.item, &view.case.situation, None),
        form: form(&page, view),
        materials: materials(&page, view),
        may_supplement: open("supplement") || open("hand_in_deferred"),
        may_amend: open("amend") || open("amend_simulated"),
        may_hand_in_more: open("hand_in_more") && !open("hand_in_deferred"),
        may_withdraw: open("withdraw"),
        rating: open("rate").then(|| rating_form(centre, &page, case)),
        number: case.number.clone(),
        page,
    }
}

/// The renewal that is asked for, in words.
pub(super) struct Renewal {
    pub(super) words: String,
    /// It was asked for too late for silence to grant it.
    pub(super) late: bool,
}

fn renewal(page: &Page, view: &CaseView) -> Option<Renewal> {
    let renews = view.case.renews.as_ref()?;
    let late = view.case.received > renews.ask_by;
    let key = if late {
        "portal.renewal.late"
    } else {
        "portal.renewal.in_time"
    };
    let of = page.t2("portal.renewal.of", &renews.licence, words::day(page, renews.expiry));
    Some(Renewal {
        words: format!("{of}{}{}", page.pick("", " "), page.t(key)),
        late,
    })
}

/// The address of a document's PDF.
pub(super) fn document_address(token: &str) -> String {
    format!("/documents/{token}.pdf")
}

/// What happens next and by when.
pub(super) fn next(page: &Page, view: &CaseView) -> String {
    let due = |kind: ClockKind| {
        view.clocks
            .iter()
            .find(|clock| clock.kind == kind)
            .and_then(|clock| clock.due)
    };
    let by = |kind, key: &str| due(kind).map_or_else(String::new, |day| page.t1(key, words::day(page, day)));
    match view.case.status() {
        Status::Received if view.open.contains(&"amend") => page.t("portal.next.advised").to_string(),
        Status::Received => by(ClockKind::SupplementNotice, "portal.next.received"),
        Status::AwaitingCorrection => match due(ClockKind::Correction) {
            Some(day) => page.t1("portal.next.correction_by", words::day(page, day)),
            None => page.t("portal.next.correction").to_string(),
        },
        Status::Accepted | Status::Reviewed => by(ClockKind::DecisionPromised, "portal.next.decision"),
        Status::Suspended => page.t("portal.next.suspended").to_string(),
        Status::Granted => by(ClockKind::Delivery, "portal.next.delivery"),
        Status::Refused => page.t("portal.next.refused").to_string(),
        Status::Simulating => page.t("portal.next.simulating").to_string(),
        Status::Simulated if view.open.contains(&"turn_formal") => page.t("portal.next.simulated").to_string(),
        Status::NotAccepted | Status::Issued | Status::Withdrawn | Status::Simulated => String::new(),
    }
}

fn asked(page: &Page, view: &CaseView) -> Vec<(String, String)> {
    let row = |request: &CorrectionRequest| {
        (
            words::material(page, &view.item, &request.material),
            request.what.clone(),
        )
    };
    requests(view).iter().map(row).collect()
}

/// What is asked of the applicant now.
fn requests(view: &CaseView) -> Vec<CorrectionRequest> {
    if view.case.status() == Status::Simulating {
        return crate::simulated::advice(view);
    }
    if let (Status::Received, Some(PreExamination::Advised(advice))) =
        (view.case.status(), &view.case.intake.pre_examination)
    {
        return advice.clone();
    }
    let due = view
        .clocks
        .iter()
        .find(|clock| clock.kind == ClockKind::DeferredMaterial);
    let due = due
        .and_then(|clock| clock.due)
        .map_or_else(String::new, |day| day.to_string());
    let promised: Vec<CorrectionRequest> = deferral::awaited(&view.case)
        .into_iter()
        .map(|code| CorrectionRequest {
            material: code.to_string(),
            what: due.clone(),
        })
        .collect();
    if !promised.is_empty() {
        return promised;
    }
    if view.case.status() != Status::AwaitingCorrection {
        return Vec::new();
    }
    let last = view.events.iter().rev().find_map(|event| match &event.what {
        What::CorrectionRequested { requests, .. } => Some(requests.clone()),
        _ => None,
    });
    last.unwrap_or_default()
}

/// The clocks of a case with their proofs.
pub(super) fn clock_boxes(centre: &Centre, page: &Page, view: &CaseView) -> Vec<ClockBox> {
    let (calendar, today) = (centre.book().of(&view.case), centre.today());
    view.clocks
        .iter()
        .map(|clock| ClockBox {
            clock: words::clock(page, clock),
            source: clock.clock.source.clone(),
            note: clock_note(page, clock),
            more: crate::calendar::clock_more(page, clock),
            proof_href: if view.in_full {
                crate::calendar::proof_address(&view.case.number, clock.kind)
            } else {
                String::new()
            },
            proof: proof_of(clock, &calendar, today)
                .into_iter()
                .map(|line| {
                    let (zh, en) = line.why.words();
                    let counted = line.counted.map_or_else(
                        || page.t("portal.proof.not_counted").to_string(),
                        |nth| page.t1("portal.proof.counted", nth),
                    );
                    ProofRow {
                        day: words::day(page, line.day),
                        counted,
                        why: page.pick(&zh, &en).to_string(),
                    }
                })
                .collect(),
        })
        .collect()
}

fn clock_note(page: &Page, view: &ClockView) -> String {
    if let Some(open) = view.clock.open_suspension() {
        let kind = words::pick(page, open.kind.words());
        return page.t2("portal.clock.suspended", kind, words::day(page, open.from));
    }
    if view.provisional {
        page.t("portal.clock.provisional").to_string()
    } else {
        String::new()
    }
}

/// Documents of a case as links.
fn documents(page: &Page, view: &CaseView) -> Vec<LinkTo> {
    let link = |document: &yimen_store::tables::documents::DocumentRow| {
        let kind = words::pick(page, document.kind.words());
        // A receipt carries the number of the case, which stands on top of the page.
        let named = if document.number == view.case.number {
            kind
        } else {
            page.t2("portal.document", kind, &document.number)
        };
        LinkTo::new(document_address(&document.token), named)
    };
    view.documents.iter().map(link).collect()
}

/// Who had the case for how long, in working days.
pub(super) fn shares(page: &Page, view: &CaseView) -> Vec<ShareRow> {
    view.split
        .all()
        .map(|(owner, share)| ShareRow {
            who: words::pick(page, owner.words()),
            days: share.working_days,
            words: match u32::try_from(share.working_days) {
                Ok(days) if days > 0 => words::days(page, days),
                _ if share.micros == 0 => page.t("portal.days.none").to_string(),
                _ => page.t("portal.days.less").to_string(),
            },
        })
        .collect()
}

fn applicant(page: &Page, view: &CaseView) -> Vec<SummaryRow> {
    let Some(secret) = &view.secret else { return Vec::new() };
    let applicant = &secret.applicant;
    let company = applicant.kind == "company";
    let key = |person: &'static str, firm: &'static str| page.t(if company { firm } else { person });
    vec![
        SummaryRow::new(
            key("portal.applicant.name", "portal.applicant.company_name"),
            &applicant.name,
        ),
        SummaryRow::new(
            key("portal.applicant.citizen_id", "portal.applicant.credit_code"),
            applicant.masked_number(),
        ),
        SummaryRow::new(page.t("portal.applicant.phone"), applicant.masked_phone()),
    ]
}

fn form(page: &Page, view: &CaseView) -> Vec<SummaryRow> {
    let Some(secret) = &view.secret else { return Vec::new() };
    let rows = crate::forms::summary(page, &view.item.form, &secret.form);
    rows.into_iter().map(|(_, row)| row).collect()
}

fn materials(page: &Page, view: &CaseView) -> Vec<MaterialRow> {
    let number = &view.case.number;
    let given = view::names_given(view);
    let link = |name: &str, many: bool, (at, file): (usize, &yimen_domain::cases::event::FileMark)| {
        let place = if many { format!(" {}", at + 1) } else { String::new() };
        let own = given
            .get(&file.hash)
            .map_or_else(String::new, |own| format!(" · {own}"));
        LinkTo::new(
            format!("{}/files/{}", address(number), file.hash),
            format!("{name}{place}{own} ({})", words::size(file.size)),
        )
    };
    view.case
        .materials
        .iter()
        .map(|material| MaterialRow {
            name: words::material(page, &view.item, &material.material),
            paper: material.handed == Handed::Paper,
            level: crate::workbench::intake::level(page, &view.case, material),
            files: match &material.handed {
                Handed::Files(_) if view.case.words_deleted.is_some() => Vec::new(),
                Handed::Files(files) => {
                    let name = words::material(page, &view.item, &material.material);
                    let many = files.len() > 1;
                    files.iter().enumerate().map(|file| link(&name, many, file)).collect()
                }
                Handed::Paper => Vec::new(),
            },
            deleted: match (&material.handed, view.case.words_deleted) {
                (Handed::Files(_), Some(day)) => page.t1("portal.case.files_deleted", day),
                _ => String::new(),
            },
        })
        .collect()
}

fn rating_form(centre: &Centre, page: &Page, case: &Case) -> RatingForm {
    let mut level = Field::new(FieldKind::Choice, "level", page.t("portal.rate.level"));
    for one in yimen_domain::ratings::Level::ALL.into_iter().rev() {
        level = level.choice(one.value().to_string(), words::pick(page, one.words()));
    }
    let free = Field::new(FieldKind::LongText, "words", page.t("portal.rate.words"))
        .hint(page.t("portal.rate.words.hint"))
        .max_length(500)
        .optional();
    RatingForm {
        level,
        words: free,
        seen: case.events,
        key: centre.new_token(),
    }
}

async fn file(
    State(app): State<App>,
    page: Page,
    For(me): For,
    Path((number, hash)): Path<(String, String)>,
    Query(which): Query<Which>,
) -> Response {
    let found = copies::file(&app.centre, &me.actor(), &number, &hash, which.itself()).await;
    let (mark, bytes) = match found {
        Ok(found) => found,
        Err(error) => return refuse(page.clone(), error, to_case(&page, &number)),
    };
    // Only what a browser shows by itself without running anything is shown; the rest is saved.
    let shown = matches!(
        mark.media.as_str(),
        "application/pdf" | "image/jpeg" | "image/png" | "image/webp"
    );
    let way = if shown { "inline" } else { "attachment" };
    let mut response = bytes.into_response();
    let head = response.headers_mut();
    head.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    if let Ok(media) = HeaderValue::from_str(&mark.media) {
        head.insert(header::CONTENT_TYPE, media);
    }
    if let Ok(disposition) = HeaderValue::from_str(&format!("{way}; filename*=UTF-8''{}", in_query(&mark.name))) {
        head.insert(header::CONTENT_DISPOSITION, disposition);
    }
    response
}
