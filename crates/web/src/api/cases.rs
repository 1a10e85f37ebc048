//! Cases over the API.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use yimen_acts::cases::lists::{self, Filter, Line};
use yimen_acts::cases::submit::{Application, simulate, submit as file, submit_change};
use yimen_acts::cases::view::{self, CaseView};
use yimen_acts::cases::{Done, board as boards};
use yimen_acts::items::form;
use yimen_acts::ledger::receipt::Receipt;
use yimen_acts::vault::Applicant;
use yimen_acts::{Centre, files};
use yimen_domain::calendar::Day;
use yimen_domain::cases::decide::Renewal;
use yimen_domain::cases::event::{Handed, HandedIn, Renews};
use yimen_domain::cases::intake::Origin;
use yimen_domain::cases::{Case, Channel, Status};
use yimen_domain::clocks::{Evidence, Measure, Owner, ProofLine, Share, Suspension};
use yimen_domain::organisation::AccountId;

use crate::app::App;

use super::items::limit_of;
use super::problem::{Both, Problem};
use super::proceedings::{self, ProceedingJson};
use super::signed::{Asked, Body, Caller, Key, Named};
use super::simulated;

/// Who applies.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApplicantBody {
    /// `person` or `company`; `person` if not given.
    #[serde(default)]
    kind: Option<String>,
    /// Full name.
    #[schema(max_length = 100)]
    name: String,
    /// Identity number of a person, credit code of a company, or the number of another document.
    #[schema(max_length = 50)]
    #[serde(default, alias = "credit_code")]
    id_number: String,
    /// `citizen_id`, `credit_code` or `other`; by the kind if not given.
    #[serde(default)]
    id_type: Option<String>,
    /// Telephone.
    #[schema(max_length = 30)]
    phone: String,
    /// Legal person of a company.
    #[serde(default)]
    contact: Option<String>,
}

impl From<ApplicantBody> for Applicant {
    fn from(body: ApplicantBody) -> Applicant {
        Applicant {
            kind: body.kind.unwrap_or_else(|| "person".into()),
            name: body.name,
            id_number: body.id_number,
            id_type: body.id_type.unwrap_or_default(),
            phone: body.phone,
            contact: body.contact.unwrap_or_default(),
        }
    }
}

/// One material handed in: files that the caller uploaded before, or paper seen at the window.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MaterialBody {
    /// Code of the item's material.
    code: String,
    /// SHA-256 of an uploaded file.
    #[serde(default)]
    file: Option<String>,
    /// SHA-256 of several uploaded files.
    #[serde(default)]
    files: Vec<String>,
    /// Handed in on paper.
    #[serde(default)]
    paper: bool,
}

/// A new case.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseBody {
    /// Item code.
    item: String,
    /// Who applies.
    applicant: ApplicantBody,
    /// Answers to the item's form, by field code, as its schema describes them (`GET /api/v1/items/{code}/form`).
    /// Numbers and truth values may come as text.
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, Object>)]
    form: BTreeMap<String, serde_json::Value>,
    /// Materials.
    #[serde(default)]
    materials: Vec<MaterialBody>,
    /// `api`, or `window` when a clerk enters it for a person at the desk; by the caller if not given.
    #[serde(default)]
    channel: Option<String>,
    /// The licence of which renewal is asked; permits only.
    #[serde(default)]
    renews: Option<RenewalBody>,
    /// Number of the licence on record that is to be changed (变更); permits only.
    #[serde(default)]
    #[schema(max_length = 100)]
    changes: Option<String>,
    /// Answers to the item's questions (情形), by code of the question; only those that are asked.
    #[serde(default)]
    situation: BTreeMap<String, String>,
    /// A condition is not there yet: a simulated case is opened instead (模拟审批).
    #[serde(default)]
    simulated: Option<simulated::SimulatedBody>,
}

/// A licence of which renewal is asked.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RenewalBody {
    /// Its number.
    #[schema(min_length = 1, max_length = 100)]
    licence: String,
    /// Its last day, as in 2026-12-31.
    #[schema(format = "date")]
    expiry: String,
}

/// What was done.
#[derive(Debug, Serialize, ToSchema)]
pub struct DoneView {
    /// Case number.
    pub number: String,
    /// Status after it.
    pub status: String,
    /// Number of events after it.
    pub events: u32,
    /// Token of the document that was made: `/api/v1/documents/{token}` is its PDF.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// This is the stored answer to an earlier request with the same key.
    pub repeated: bool,
}

impl From<Done> for DoneView {
    fn from(done: Done) -> Self {
        DoneView {
            number: done.number,
            status: done.status,
            events: done.events,
            document: done.document,
            repeated: done.repeated,
        }
    }
}

/// Files a case. The same key from the same caller files it once.
#[utoipa::path(post, path = "/api/v1/cases", request_body = CaseBody,
    params(("Idempotency-Key" = String, Header, description = "1 to 200 visible characters", min_length = 1, max_length = 200)),
    responses((status = 201, body = DoneView), (status = 200, body = DoneView, description = "repeated"),
        (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn submit(
    State(app): State<App>,
    Caller(caller): Caller,
    Key(key): Key,
    Body(body): Body<CaseBody>,
) -> Result<Response, Problem> {
    let key = key.ok_or_else(|| {
        Problem::new(
            StatusCode::BAD_REQUEST,
            "idempotency_key_needed",
            ("缺少 Idempotency-Key 头。", "The Idempotency-Key header is missing."),
            (
                "请为每份申请生成一个不重复的键，重试时使用同一个键。",
                "Make a key of your own for each application, and use the same one when you try again.",
            ),
        )
    })?;
    let channel = channel_of(&caller, body.channel.as_deref())?;
    let item = yimen_acts::items::latest(&app.centre, &body.item)?;
    let application = Application {
        materials: materials_of(&app.centre, caller.id, body.materials).await?,
        item: body.item,
        channel,
        applicant: body.applicant.into(),
        form: form::read(&app.centre, caller.id, &item.form, body.form).await?,
        renews: body.renews.map(renewal_of).transpose()?,
        situation: body.situation,
        draft: None,
    };
    let actor = caller.actor();
    let simulated = body.simulated.map(simulated::opened).transpose()?;
    let done = match (simulated, body.changes) {
        (Some(_), Some(_)) => {
            let (zh, en) = ("变更不办理模拟审批。", "Changes of a licence are not simulated.");
            return Err(Problem::field("simulated", zh, en));
        }
        (Some(opened), None) => simulate(&app.centre, &actor, Some(&key), application, opened).await?,
        (None, Some(licence)) => submit_change(&app.centre, &actor, Some(&key), application, &licence).await?,
        (None, None) => file(&app.centre, &actor, Some(&key), application).await?,
    };
    let status = if done.repeated {
        StatusCode::OK
    } else {
        StatusCode::CREATED
    };
    let location = HeaderValue::from_str(&format!("/api/v1/cases/{}", done.number)).ok();
    let mut response = (status, Json(DoneView::from(done))).into_response();
    if let Some(location) = location {
        response.headers_mut().insert(header::LOCATION, location);
    }
    Ok(response)
}

fn renewal_of(body: RenewalBody) -> Result<Renewal, Problem> {
    let expiry = Day::parse(&body.expiry).map_err(|_| {
        Problem::field(
            "renews.expiry",
            "请写有效期届满日，例如 2026-12-31。",
            "Give the last day of the licence, as in 2026-12-31.",
        )
    })?;
    Ok(Renewal {
        licence: body.licence,
        expiry,
    })
}

fn channel_of(caller: &yimen_acts::accounts::Signed, given: Option<&str>) -> Result<Channel, Problem> {
    match given {
        None if caller.is_staff() => Ok(Channel::Window),
        None => Ok(Channel::Api),
        Some(code) => Channel::parse(code).ok_or_else(|| {
            Problem::field(
                "channel",
                "渠道应为 api、web 或 window。",
                "The channel is api, web or window.",
            )
        }),
    }
}

/// Materials with the particulars of the caller's own uploads.
pub async fn materials_of(
    centre: &Centre,
    account: AccountId,
    bodies: Vec<MaterialBody>,
) -> Result<Vec<HandedIn>, Problem> {
    let mut found = Vec::with_capacity(bodies.len());
    if bodies.len() > yimen_domain::cases::decide::MOST_ENTRIES {
        return Err(Problem::field("materials", "最多 100 项。", "At most 100 entries."));
    }
    for body in bodies {
        let hashes: Vec<String> = body.file.into_iter().chain(body.files).collect();
        if hashes.len() > 20 {
            return Err(Problem::field(
                "materials",
                "一份材料最多 20 个文件。",
                "A material has at most 20 files.",
            ));
        }
        let handed = if hashes.is_empty() && body.paper {
            Handed::Paper
        } else {
            let mut marks = Vec::with_capacity(hashes.len());
            for hash in hashes {
                marks.push(files::brought(centre, account, &hash).await?);
            }
            Handed::Files(marks)
        };
        found.push(HandedIn {
            material: body.code,
            handed,
            origin: Origin::default(),
        });
    }
    Ok(found)
}

/// Which cases.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// Staff: open cases of this status; without it the latest changed, for those who see all.
    status: Option<String>,
    /// Staff: of this body.
    body: Option<String>,
    /// `next` of the page before.
    after: Option<String>,
    /// 1 to 100; 50 if not given.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
}

/// A case in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseLine {
    number: String,
    item: String,
    item_name: Option<Both>,
    body: String,
    status: &'static str,
    applicant: String,
    filed_at: String,
    /// Next day by which the centre must act.
    due: Option<String>,
    /// Working days left, negative when over.
    days_left: Option<i64>,
    /// `green`, `soon`, `yellow`, `red`.
    lamp: Option<&'static str>,
    provisional: bool,
}

/// A page of cases.
#[derive(Debug, Serialize, ToSchema)]
pub struct CasePage {
    cases: Vec<CaseLine>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// A work list for staff; one's own cases for people and companies.
#[utoipa::path(get, path = "/api/v1/cases", params(ListQuery), responses(
    (status = 200, body = CasePage), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn list(
    State(app): State<App>,
    Caller(caller): Caller,
    Asked(query): Asked<ListQuery>,
) -> Result<Json<CasePage>, Problem> {
    let limit = u32::try_from(limit_of(query.limit, 50, lists::MOST)?).unwrap_or(lists::MOST);
    let status = query
        .status
        .as_deref()
        .map(|code| {
            Status::parse(code).ok_or_else(|| Problem::field("status", "状态无法识别。", "This status is not known."))
        })
        .transpose()?;
    let after = query.after.as_deref();
    let page = match status {
        _ if !caller.is_staff() => lists::mine(&app.centre, caller.id, after, limit).await?,
        Some(status) => {
            let filter = Filter {
                status,
                body: query.body,
                after: query.after.clone(),
                limit,
            };
            lists::work(&app.centre, &caller.actor(), &filter).await?
        }
        None => lists::recent(&app.centre, &caller.actor(), after, limit).await?,
    };
    Ok(Json(CasePage {
        cases: page.lines.iter().map(case_line).collect(),
        next: page.next,
    }))
}

fn case_line(line: &Line) -> CaseLine {
    CaseLine {
        number: line.row.number.clone(),
        item: line.row.item.clone(),
        item_name: line.item.as_ref().map(|item| (&item.name).into()),
        body: line.row.body.clone(),
        status: line.row.status.code(),
        applicant: line.row.applicant_shown.clone(),
        filed_at: moment(line.row.filed_at),
        due: line.due.map(|due| due.to_string()),
        days_left: line.left,
        lamp: line.lamp.map(yimen_domain::supervision::Lamp::code),
        provisional: line.row.provisional,
    }
}

/// A clock of a case.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClockJson {
    /// `decision_statutory`, `decision_promised`, `supplement_notice`, `delivery`, `renewal`, `step:review`, …
    kind: &'static str,
    name: Both,
    /// Law or promise behind it.
    source: String,
    start: String,
    /// Working days allowed, extension included.
    working_days: u32,
    /// Minutes of office time allowed, where it is counted in them.
    #[serde(skip_serializing_if = "Option::is_none")]
    office_minutes: Option<u32>,
    due: Option<String>,
    /// The moment at which it is over on that day: at close of business where office hours are set.
    due_at: Option<String>,
    /// The due day lies in a year whose holidays are not published yet.
    provisional: bool,
    /// Working days left, negative when over.
    days_left: i64,
    /// `running`, `suspended`, `done_in_time`, `done_late`, `overdue`.
    state: &'static str,
    /// Who owns the running minute: `applicant`, `window`, `department`, `expert`, `exchange`; nobody once it is stopped.
    owner: Option<&'static str>,
    owner_name: Option<Both>,
    /// The day from which it is shown as due soon.
    warn_from: Option<String>,
    /// That day has come, and it still runs.
    warned: bool,
    /// Special procedures that stopped it.
    suspensions: Vec<SuspensionJson>,
    /// Why it is due when it is: a line for each day.
    proof: Vec<ProofJson>,
}

/// A stretch of time that is not counted.
#[derive(Debug, Serialize, ToSchema)]
pub struct SuspensionJson {
    kind: &'static str,
    name: Both,
    /// The rule that allows it.
    basis: String,
    /// Number and title of the document that proves it; for those who may see the case in full.
    evidence: Option<String>,
    from: String,
    /// The day on which it went on; none while it stands.
    to: Option<String>,
    /// Number and title of the document of the result.
    end_evidence: Option<String>,
}

/// A day of a clock's proof.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProofJson {
    day: String,
    /// The how-manieth working day it is; none when it is not counted.
    counted: Option<u32>,
    why: Both,
}

/// What one owner had of a case's time.
#[derive(Debug, Serialize, ToSchema)]
pub struct ShareJson {
    /// `applicant`, `window`, `department`, `expert`, `exchange`.
    owner: &'static str,
    name: Both,
    /// Working days at whose end this owner had the case.
    working_days: i64,
    seconds: i64,
}

/// The licence of which renewal is asked.
#[derive(Debug, Serialize, ToSchema)]
pub struct RenewsJson {
    licence: String,
    /// Its last day.
    expiry: String,
    /// Last day to ask for it so that silence until the expiry grants it.
    ask_by: String,
    /// It was asked for by then.
    in_time: bool,
    /// Article behind it.
    source: String,
}

/// A document of a case.
#[derive(Debug, Serialize, ToSchema)]
pub struct DocumentJson {
    token: String,
    kind: &'static str,
    name: Both,
    number: String,
    /// Where anybody can see whether it is genuine.
    verify: String,
}

/// An event in a timeline.
#[derive(Debug, Serialize, ToSchema)]
pub struct TimelineJson {
    seq: u32,
    at: String,
    kind: &'static str,
    name: Both,
    role: String,
}

/// A case.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseJson {
    number: String,
    item: String,
    item_version: u32,
    item_name: Both,
    body: String,
    body_name: Both,
    status: &'static str,
    status_name: Both,
    channel: &'static str,
    /// Who has it now.
    holder: Both,
    filed_at: String,
    received_on: String,
    accepted_on: Option<String>,
    decided_on: Option<String>,
    /// Granted or refused.
    granted: Option<bool>,
    clocks: Vec<ClockJson>,
    /// Whose time it was.
    shares: Vec<ShareJson>,
    /// The licence of which renewal is asked, for those who may see the case in full.
    #[serde(skip_serializing_if = "Option::is_none")]
    renews: Option<RenewsJson>,
    /// The licence that it granted, for those who may see the case in full.
    #[serde(skip_serializing_if = "Option::is_none")]
    licence: Option<LicenceJson>,
    /// The article by which the law itself granted it, when nobody decided in time.
    #[serde(skip_serializing_if = "Option::is_none")]
    granted_by_law: Option<String>,
    lamp: Option<&'static str>,
    documents: Vec<DocumentJson>,
    timeline: Vec<TimelineJson>,
    /// Proceedings of its examination (程序事项), for those who may see the case in full.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    proceedings: Vec<ProceedingJson>,
    /// Simulated approval, for those who may see the case in full.
    #[serde(skip_serializing_if = "Option::is_none")]
    simulated: Option<simulated::SimulatedJson>,
    /// Commands that the caller could give now.
    commands: Vec<&'static str>,
    /// Number of events; send it as If-Match to refuse a command on an older view.
    events: u32,
    /// Hash of the last event, hex.
    last_hash: String,
    rating: Option<u8>,
    /// Only for the applicant and those who work here; numbers are masked until `show_numbers` says what they are needed for.
    #[serde(skip_serializing_if = "Option::is_none")]
    applicant: Option<ApplicantJson>,
    /// What was filled in: texts by field code, lists of codes, rows of groups, files.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<BTreeMap<String, Object>>)]
    form: Option<serde_json::Value>,
    /// Answers to the item's questions, for those who may see the case in full.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    situation: BTreeMap<String, String>,
}

/// Who applied; numbers are masked until `show_numbers` says what they are needed for.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApplicantJson {
    kind: String,
    name: String,
    id_number: String,
    phone: String,
}

/// One case, for its applicant, those who handle it, and inspectors.
#[utoipa::path(get, path = "/api/v1/cases/{number}", params(("number" = String, Path)), responses(
    (status = 200, body = CaseJson), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn one(
    State(app): State<App>,
    Caller(caller): Caller,
    Named(number): Named<String>,
) -> Result<Json<CaseJson>, Problem> {
    let view = view::view(&app.centre, &caller.actor(), &number).await?;
    let staff = caller.actor().is_staff();
    let proceedings = proceedings::shown(&app.centre, &view.case, staff);
    let mut case = case_json(&app.centre, view, staff);
    case.proceedings = proceedings;
    Ok(Json(case))
}

/// The receipt of a case: what proves without the centre that it was filed with this content at this time. See
/// docs/ledger.md; `proof` is there once the day is closed.
#[utoipa::path(get, path = "/api/v1/cases/{number}/receipt", params(("number" = String, Path)), responses(
    (status = 200, body = Object), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn receipt(
    State(app): State<App>,
    Caller(caller): Caller,
    Named(number): Named<String>,
) -> Result<Json<Receipt>, Problem> {
    Ok(Json(
        yimen_acts::ledger::receipt::of_case(&app.centre, &caller.actor(), &number).await?,
    ))
}

/// How a case stands, for anybody who has its number: no names, no materials.
#[utoipa::path(get, path = "/api/v1/progress/{number}", params(("number" = String, Path)), security(()), responses(
    (status = 200, body = CaseJson), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn progress(State(app): State<App>, Named(number): Named<String>) -> Result<Json<CaseJson>, Problem> {
    let view = view::progress(&app.centre, &number).await?;
    let mut case = case_json(&app.centre, view, false);
    case.documents.clear();
    Ok(Json(case))
}

/// `staff` sees working papers of the authority too.
fn case_json(centre: &Centre, view: CaseView, staff: bool) -> CaseJson {
    let case = &view.case;
    let status = case.status();
    let base = &centre.settings().base_url;
    CaseJson {
        number: case.number.clone(),
        item: case.item.clone(),
        item_version: case.item_version,
        item_name: (&view.item.name).into(),
        body: case.body.clone(),
        body_name: (&view.item.body_name).into(),
        status: status.code(),
        status_name: case.standing().into(),
        channel: case.channel.code(),
        holder: case.holder().into(),
        filed_at: moment(case.filed_at.0),
        received_on: case.received.to_string(),
        accepted_on: case.acceptance().map(|acceptance| acceptance.day.to_string()),
        decided_on: case.decision().map(|decision| decision.day.to_string()),
        granted: case.decision().map(|decision| decision.outcome.grants()),
        clocks: view
            .clocks
            .iter()
            .map(|clock| clock_json(centre, case, clock))
            .collect(),
        shares: view.split.all().map(share_json).collect(),
        renews: case
            .renews
            .as_ref()
            .filter(|_| view.in_full)
            .map(|renews| renews_json(case, renews)),
        licence: case
            .beyond
            .licence
            .as_ref()
            .filter(|_| view.in_full)
            .map(|licence| LicenceJson {
                number: licence.number.clone(),
                from: licence.from.to_string(),
                until: licence.until.map(|until| until.to_string()),
                standing: licence.on(centre.today()).code(),
            }),
        granted_by_law: case.decision().and_then(|decision| decision.by_law.clone()),
        lamp: view.lamp.map(yimen_domain::supervision::Lamp::code),
        documents: view
            .documents
            .iter()
            .map(|document| DocumentJson {
                token: document.token.clone(),
                kind: document.kind.code(),
                name: document.kind.words().into(),
                number: document.number.clone(),
                verify: yimen_acts::documents::verify_url(base, &document.token),
            })
            .collect(),
        timeline: view
            .events
            .iter()
            .filter(|event| staff || !event.what.is_internal())
            .map(|event| TimelineJson {
                seq: event.seq,
                at: moment(event.at.0),
                kind: event.what.code(),
                name: event.what.words().into(),
                role: event.actor.role.clone(),
            })
            .collect(),
        proceedings: Vec::new(),
        simulated: simulated::json(case, &view.item).filter(|_| view.in_full),
        commands: view.open.clone(),
        events: case.events,
        last_hash: view.last_hash.clone(),
        rating: case.rating.as_ref().map(|rating| rating.level.value()),
        applicant: view.secret.is_some().then(|| ApplicantJson {
            kind: view.told.kind.clone(),
            name: view.told.name.clone(),
            id_number: view.told.id_number.clone(),
            phone: view.told.phone.clone(),
        }),
        situation: if view.in_full {
            view.case.situation.clone()
        } else {
            BTreeMap::new()
        },
        form: view.secret.map(|secret| form::json::value(&secret.form)),
    }
}

/// A licence.
#[derive(Debug, Serialize, ToSchema)]
pub struct LicenceJson {
    number: String,
    /// Valid from.
    from: String,
    /// Its last day, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    /// `valid`, `expired`, `taken_back`, `annulled`, `revoked` or `cancelled`.
    standing: &'static str,
}

fn renews_json(case: &Case, renews: &Renews) -> RenewsJson {
    RenewsJson {
        licence: renews.licence.clone(),
        expiry: renews.expiry.to_string(),
        ask_by: renews.ask_by.to_string(),
        in_time: case.received <= renews.ask_by,
        source: renews.source.clone(),
    }
}

fn share_json((owner, share): (Owner, Share)) -> ShareJson {
    ShareJson {
        owner: owner.code(),
        name: owner.words().into(),
        working_days: share.working_days,
        seconds: share.micros / 1_000_000,
    }
}

fn suspension_json(suspension: &Suspension) -> SuspensionJson {
    let words = |evidence: &Option<Evidence>| evidence.as_ref().map(|evidence| evidence.words.clone());
    SuspensionJson {
        kind: suspension.kind.code(),
        name: suspension.kind.words().into(),
        basis: suspension.basis.clone(),
        evidence: words(&suspension.evidence),
        from: suspension.from.to_string(),
        to: suspension.to.map(|to| to.to_string()),
        end_evidence: words(&suspension.end_evidence),
    }
}

fn proof_json(line: ProofLine) -> ProofJson {
    let (zh, en) = line.why.words();
    ProofJson {
        day: line.day.to_string(),
        counted: line.counted,
        why: Both { zh, en },
    }
}

fn clock_json(centre: &Centre, case: &Case, clock: &view::ClockView) -> ClockJson {
    let calendar = centre.book().of(case);
    ClockJson {
        kind: clock.kind.code(),
        name: clock.kind.words().into(),
        source: clock.clock.source.clone(),
        start: clock.clock.start.to_string(),
        working_days: clock.allowed,
        due: clock.due.map(|due| due.to_string()),
        provisional: clock.provisional,
        days_left: clock.remaining,
        state: clock.state.code(),
        office_minutes: match clock.clock.measure {
            Measure::OfficeMinutes { minutes, .. } => Some(minutes),
            Measure::WorkingDays | Measure::Until(_) => None,
        },
        due_at: clock.due_at.map(|due_at| moment(due_at.0)),
        owner: clock.owner.map(Owner::code),
        owner_name: clock.owner.map(|owner| owner.words().into()),
        warn_from: clock.warn_from.map(|from| from.to_string()),
        warned: clock.warned,
        suspensions: clock.clock.suspensions.iter().map(suspension_json).collect(),
        proof: view::proof_of(clock, &calendar, centre.today())
            .into_iter()
            .map(proof_json)
            .collect(),
    }
}

/// Which events.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct EventQuery {
    /// After this sequence number.
    after: Option<u32>,
    /// 1 to 200; 100 if not given.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// An event as it stands in the ledger.
#[derive(Debug, Serialize, ToSchema)]
pub struct EventJson {
    seq: u32,
    /// SM3 over the hash before it and the text, hex.
    hash: String,
    /// The canonical text (RFC 8785) that was hashed; left out of working papers of the authority for whoever applied.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    /// The same, parsed.
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<serde_json::Value>,
}

/// A page of events.
#[derive(Debug, Serialize, ToSchema)]
pub struct EventPage {
    events: Vec<EventJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<u32>,
}

/// The ledger of a case: enough to check its chain without us.
#[utoipa::path(get, path = "/api/v1/cases/{number}/events", params(("number" = String, Path), EventQuery), responses(
    (status = 200, body = EventPage), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn events(
    State(app): State<App>,
    Caller(caller): Caller,
    Named(number): Named<String>,
    Asked(query): Asked<EventQuery>,
) -> Result<Json<EventPage>, Problem> {
    let limit = limit_of(query.limit, 100, 200)?;
    let after = query.after.unwrap_or(0);
    let all = view::ledger(&app.centre, &caller.actor(), &number).await?;
    let rest: Vec<_> = (1u32..).zip(all).filter(|(seq, _)| *seq > after).collect();
    let next = rest
        .get(limit.saturating_sub(1))
        .filter(|_| rest.len() > limit)
        .map(|(seq, _)| *seq);
    let events = rest
        .into_iter()
        .take(limit)
        .map(|(seq, (text, hash))| EventJson {
            seq,
            hash,
            event: text.as_deref().and_then(|text| serde_json::from_str(text).ok()),
            text,
        })
        .collect();
    Ok(Json(EventPage { events, next }))
}

/// Figures of a body.
#[derive(Debug, Serialize, ToSchema)]
pub struct FiguresJson {
    body: Option<String>,
    name: Both,
    open: i64,
    received: i64,
    awaiting_correction: i64,
    in_hand: i64,
    to_deliver: i64,
    due_today: i64,
    soon: i64,
    yellow: i64,
    red: i64,
    filed_today: i64,
    accepted_today: i64,
    decided_today: i64,
    closed_today: i64,
    /// Decided in the last 90 days, and of these within the promise.
    decided: i64,
    in_time: i64,
}

/// The inspector's board.
#[derive(Debug, Serialize, ToSchema)]
pub struct BoardJson {
    at: String,
    all: FiguresJson,
    bodies: Vec<FiguresJson>,
}

/// How it stands now, by body; for inspectors and the manager.
#[utoipa::path(get, path = "/api/v1/board", responses(
    (status = 200, body = BoardJson), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn board(State(app): State<App>, _: Caller) -> Result<Json<BoardJson>, Problem> {
    let board = boards::board(&app.centre).await?;
    let bodies = board
        .bodies
        .iter()
        .map(|line| figures(Some(line.code.clone()), (&line.name).into(), &line.figures))
        .collect();
    let all = figures(None, ("全部", "All").into(), &board.all);
    Ok(Json(BoardJson {
        at: moment(board.at.0),
        all,
        bodies,
    }))
}

fn figures(body: Option<String>, name: Both, figures: &boards::Figures) -> FiguresJson {
    FiguresJson {
        body,
        name,
        open: figures.open(),
        received: figures.received,
        awaiting_correction: figures.awaiting,
        in_hand: figures.in_hand,
        to_deliver: figures.to_deliver,
        due_today: figures.due_today,
        soon: figures.soon,
        yellow: figures.yellow,
        red: figures.red,
        filed_today: figures.filed_today,
        accepted_today: figures.accepted_today,
        decided_today: figures.decided_today,
        closed_today: figures.closed_today,
        decided: figures.decided,
        in_time: figures.in_time,
    }
}

pub(super) fn moment(micros: i64) -> String {
    jiff::Timestamp::from_microsecond(micros)
        .unwrap_or_default()
        .to_string()
}
