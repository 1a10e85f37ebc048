//! Proceedings of a case (程序事项) over the API: `{"order": "set_hearing", "no": 2, …}`.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use yimen_acts::accounts::{self, Signed};
use yimen_acts::cases::command::{Reach, command};
use yimen_acts::cases::proceedings::{self, Said};
use yimen_acts::{ActError, Centre, files};
use yimen_domain::cases::Case;
use yimen_domain::cases::command::Command;
use yimen_domain::cases::event::FileMark;
use yimen_domain::cases::proceedings::hearing::Participant;
use yimen_domain::cases::proceedings::{Kind, Proceeding};
use yimen_domain::organisation::AccountId;

use crate::app::App;

use super::cases::DoneView;
use super::command::seen_of;
use super::problem::{Both, Problem};
use super::signed::{Body, Caller, Key, Named};

/// An order of a proceeding. Which fields an order takes is told by what it refuses; those that it does not take are not looked at.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OrderBody {
    /// `order_inspection`, `record_inspection`, `sign_inspection`; `give_task`, `take_task`, `return_task`, `reassign_task`, `finish_task`;
    /// `tell_hearing_right`, `open_hearing`, `ask_hearing`, `waive_hearing`, `set_hearing`, `announce_hearing`, `ask_recusal`, `answer_recusal`,
    /// `record_hearing`; `tell_party`, `hear_party`, `waive_party`, `tell_party_decision`; `commission_review`, `recuse_expert`, `report_review`;
    /// `record_discussion`, `depart_from_majority`; `open_publicity`, `answer_view`, `close_publicity`; `ask_lower_body`, `report_lower_body`;
    /// `rest_clock`, `drop_proceeding`.
    #[schema(max_length = 40)]
    order: String,
    /// Number of the proceeding; 0 or left out for a new one.
    #[serde(default)]
    no: u32,
    /// Day of an appointment, `2026-03-20`.
    #[serde(default)]
    day: String,
    /// Time of an appointment, `09:30`.
    #[serde(default)]
    time: String,
    /// Place of an appointment.
    #[serde(default)]
    #[schema(max_length = 200)]
    place: String,
    /// Kind of an inspection: `site_inspection`, or one of `inspection`, `testing`, `quarantine` where the item provides for it.
    #[serde(default)]
    kind: String,
    /// Ground of a hearing by the authority itself: `by_law` or `public_interest`.
    #[serde(default)]
    ground: String,
    /// Sign-in names of the officers of an inspection, two or more, or of who was at a meeting.
    #[serde(default)]
    #[schema(max_items = 20)]
    officers: Vec<String>,
    /// Sign-in name of whom a task is for, or of who chairs a hearing; left out in `answer_recusal` where the chair stays.
    #[serde(default)]
    person: String,
    /// Code of the section that a task is for.
    #[serde(default)]
    section: String,
    /// Working days: for a task, for a party to be heard, told to the applicant in `rest_clock`.
    #[serde(default)]
    days: u32,
    /// Name of an interested party, of a private person kept masked; or of who organises a review.
    #[serde(default)]
    #[schema(max_length = 100)]
    name: String,
    /// The party is a company or another organisation.
    #[serde(default)]
    company: bool,
    /// How the party is touched.
    #[serde(default)]
    #[schema(max_length = 2000)]
    interest: String,
    /// Whether requirements are met, a task’s opinion agrees, or a party’s time is over.
    #[serde(default)]
    yes: Option<bool>,
    /// What is to be done, was found, said or brought forward.
    #[serde(default)]
    #[schema(max_length = 2000)]
    words: String,
    /// Why.
    #[serde(default)]
    #[schema(max_length = 2000)]
    reason: String,
    /// Who asks: 0 the applicant, else the number under which a party was told.
    #[serde(default)]
    by: u32,
    /// Who took part in a hearing; names are kept masked.
    #[serde(default)]
    #[schema(max_items = 50)]
    participants: Vec<ParticipantBody>,
    /// Why somebody did not sign the record.
    #[serde(default)]
    #[schema(max_length = 2000)]
    unsigned: String,
    /// Experts of a review; names are kept masked.
    #[serde(default)]
    #[schema(max_items = 50)]
    experts: Vec<ExpertBody>,
    /// Which of the experts withdraws, from 1.
    #[serde(default)]
    expert: u32,
    /// How many members a meeting has.
    #[serde(default)]
    members: u32,
    /// Votes for granting.
    #[serde(default)]
    agree: u32,
    /// Votes against it.
    #[serde(default)]
    against: u32,
    /// Votes withheld.
    #[serde(default)]
    abstain: u32,
    /// Number and title of the document for which the clock rests, or that tells the needed time of a review.
    #[serde(default)]
    #[schema(max_length = 200)]
    evidence: String,
    /// SHA-256 of files, uploaded before.
    #[serde(default)]
    #[schema(max_items = 20)]
    files: Vec<String>,
    /// What a publicity period is about, in a line.
    #[serde(default)]
    #[schema(max_length = 200)]
    subject: String,
    /// Law, regulation or rule behind a publicity period, or behind other days for a lower authority.
    #[serde(default)]
    #[schema(max_length = 200)]
    basis: String,
    /// Where the public turns to.
    #[serde(default)]
    #[schema(max_length = 200)]
    contact: String,
    /// Last day to apply to attend a hearing, `2026-03-20`.
    #[serde(default)]
    until: String,
    /// Which of the views on what is shown, from 1.
    #[serde(default)]
    view: u32,
    /// Code of the lower authority that examines first; left out with its `name` where the register does not have it.
    #[serde(default)]
    body: String,
    /// All that the applicant handed in came with the opinion of the lower authority.
    #[serde(default)]
    complete: bool,
    /// How a party was told of the decision: `direct`, `left`, `post`, `electronic`, `entrusted` or `public`.
    #[serde(default)]
    means: String,
}

/// Somebody who took part in a hearing.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ParticipantBody {
    /// Name.
    #[schema(max_length = 100)]
    name: String,
    /// As what.
    #[schema(max_length = 100)]
    part: String,
    /// Signed or sealed the record.
    #[serde(default)]
    signed: bool,
}

/// An expert of a review.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExpertBody {
    /// Name.
    #[schema(max_length = 100)]
    name: String,
    /// From where.
    #[schema(max_length = 100)]
    unit: String,
}

/// A proceeding of a case.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProceedingJson {
    /// Its number, which orders name.
    no: u32,
    /// `inspection`, `task`, `hearing`, `party`, `expert_review`, `discussion`, `publicity` or `lower_examination`.
    kind: &'static str,
    kind_name: Both,
    opened_on: String,
    /// Article or rule behind it.
    basis: String,
    /// Last day of its own limit, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    due: Option<String>,
    /// The clock rests for it now.
    rests: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    closed_on: Option<String>,
    /// It was called off.
    dropped: bool,
    /// What came of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<String>,
}

/// The proceedings of a case, as somebody who works here or its applicant sees them.
pub(super) fn shown(centre: &Centre, case: &Case, staff: bool) -> Vec<ProceedingJson> {
    let calendar = centre.book().of(case);
    let one = |one: &Proceeding| ProceedingJson {
        no: one.no,
        kind: one.kind().code(),
        kind_name: one.kind().words().into(),
        opened_on: one.opened.to_string(),
        basis: one.basis.clone(),
        due: one.due(&calendar).map(|due| due.day.to_string()),
        rests: case.resting() == Some(one.no),
        closed_on: one.closed.as_ref().map(|closed| closed.day.to_string()),
        dropped: one.closed.as_ref().is_some_and(|closed| closed.dropped),
        result: one.closed.as_ref().map(|closed| closed.words.clone()),
    };
    let theirs = |one: &&Proceeding| staff || !matches!(one.kind(), Kind::Task | Kind::Discussion);
    case.proceedings.all.iter().filter(theirs).map(one).collect()
}

/// Gives an order of a proceeding.
#[utoipa::path(post, path = "/api/v1/cases/{number}/proceedings", request_body = OrderBody,
    params(("number" = String, Path),
        ("Idempotency-Key" = Option<String>, Header, description = "1 to 200 visible characters"),
        ("If-Match" = Option<String>, Header, description = "Number of events that the caller saw")),
    responses((status = 200, body = DoneView), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
pub async fn give(
    State(app): State<App>,
    Caller(caller): Caller,
    Named(number): Named<String>,
    Key(key): Key,
    headers: HeaderMap,
    Body(body): Body<OrderBody>,
) -> Result<Json<DoneView>, Problem> {
    let reach = Reach {
        key: key.as_deref(),
        seen: seen_of(&headers)?,
    };
    let actor = caller.actor();
    let name = body.order.clone();
    let said = said_of(&app.centre, &caller, body).await?;
    let order = proceedings::order(&app.centre, &actor, &number, (&name, said)).await?;
    let done = command(
        &app.centre,
        &actor,
        &number,
        reach,
        Command::Proceeding(Box::new(order)),
    )
    .await?;
    Ok(Json(done.into()))
}

async fn said_of(centre: &Centre, caller: &Signed, body: OrderBody) -> Result<Said, Problem> {
    let mut officers = Vec::new();
    for login in &body.officers {
        officers.push(account_of(centre, "officers", login).await?);
    }
    let person = match body.person.as_str() {
        "" => None,
        login => Some(account_of(centre, "person", login).await?),
    };
    Ok(Said {
        no: body.no,
        day: body.day,
        time: body.time,
        place: body.place,
        kind: body.kind,
        ground: body.ground,
        officers,
        person,
        section: body.section,
        days: body.days,
        name: body.name,
        company: body.company,
        interest: body.interest,
        yes: body.yes,
        words: body.words,
        reason: body.reason,
        by: body.by,
        participants: body
            .participants
            .into_iter()
            .map(|one| Participant {
                name: one.name,
                part: one.part,
                signed: one.signed,
            })
            .collect(),
        unsigned: body.unsigned,
        experts: body.experts.into_iter().map(|one| (one.name, one.unit)).collect(),
        expert: body.expert,
        votes: [body.members, body.agree, body.against, body.abstain],
        evidence: body.evidence,
        subject: body.subject,
        basis: body.basis,
        contact: body.contact,
        until: body.until,
        view: body.view,
        body: body.body,
        complete: body.complete,
        means: body.means,
        files: files_of(centre, caller.id, &body.files).await?,
    })
}

async fn account_of(centre: &Centre, field: &str, login: &str) -> Result<AccountId, Problem> {
    let known = accounts::by_login(centre, login).await?;
    let known = known.ok_or_else(|| {
        Problem::field(
            field,
            &format!("没有账号为“{login}”的工作人员。"),
            &format!("Nobody who works here signs in as “{login}”."),
        )
    })?;
    Ok(known.id)
}

async fn files_of(centre: &Centre, account: AccountId, hashes: &[String]) -> Result<Vec<FileMark>, Problem> {
    const MOST: usize = 20;
    let mut found = Vec::new();
    for hash in hashes.iter().take(MOST) {
        let brought = files::brought(centre, account, hash).await;
        found.push(brought.map_err(|error| match error {
            ActError::Refused(_) => Problem::field(
                "files",
                "没有找到这份文件，请先上传。",
                "This file was not found: please upload it first.",
            ),
            error => error.into(),
        })?);
    }
    Ok(found)
}
