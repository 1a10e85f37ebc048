//! Commands over the API: `{"command": "accept", …}`.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use serde::Deserialize;
use utoipa::ToSchema;
use yimen_acts::accounts::{self, Signed};
use yimen_acts::cases::command::{Reach, command};
use yimen_acts::cases::correct::{correct, item_to_correct};
use yimen_acts::cases::handler;
use yimen_acts::items::form;
use yimen_acts::{ActError, files};
use yimen_domain::cases::additions;
use yimen_domain::cases::beyond::Order as Beyond;
use yimen_domain::cases::command::Command;
use yimen_domain::cases::delivery::{Order as OnTheWay, Parcel, Shown};
use yimen_domain::cases::event::{CorrectionRequest, Delivery, NonAcceptance};
use yimen_domain::cases::extension::Approved;
use yimen_domain::clocks::{Evidence, SuspensionKind};
use yimen_domain::organisation::posts::Person;
use yimen_domain::organisation::purpose::Purpose;

use crate::app::App;

use super::appeals;
use super::beyond;
use super::cases::{DoneView, MaterialBody, materials_of};
use super::commitment;
use super::drafting::{
    self, CheckDecisionBody, DraftDecisionBody, SendDraftBackBody, SignDecisionBody, WithdrawDraftBody,
};
use super::fees::{
    ApproveRefundBody, AskRefundBody, OrderPaymentBody, PayRefundBody, RefuseRefundBody, RelieveFeeBody,
    TakePaymentBody, VoidReceiptBody,
};
use super::intake;
use super::problem::Problem;
use super::ratings;
use super::reuse;
use super::signed::{Body, Caller, Key, Named};
use super::simulated;
use super::slips;
use super::supervision;

/// A command to a case.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum CommandBody {
    /// 受理.
    Accept(AcceptBody),
    /// 一次告知补正.
    RequestCorrection(CorrectionBody),
    /// 补正.
    Supplement(SupplementBody),
    /// 不予受理.
    RefuseAcceptance(RefuseAcceptanceBody),
    /// 审查.
    Review(ReviewBody),
    /// 特别程序开始.
    Suspend(SuspendBody),
    /// 特别程序结束.
    Resume(ResumeBody),
    /// 延长期限.
    Extend(ExtendBody),
    /// 决定.
    Decide(DecideBody),
    /// 缴费.
    Pay(PayBody),
    /// 送达.
    Issue(IssueBody),
    /// 评价.
    Rate(ratings::RateBody),
    /// 撤回.
    Withdraw(WithdrawBody),
    /// 接手.
    Take(TakeBody),
    /// 退回待办.
    PutBack(PutBackBody),
    /// 转交、分派.
    HandOver(HandOverBody),
    /// 查看证件号码和联系电话.
    ShowNumbers(ShowNumbersBody),
    /// 当场更正.
    CorrectOnSpot(intake::CorrectOnSpotBody),
    /// 预审.
    PreExamine(intake::PreExamineBody),
    /// 按预审意见修改.
    Amend(SupplementBody),
    /// 核验原件.
    VerifyOriginals(intake::VerifyOriginalsBody),
    /// 开具缴费通知书.
    OrderPayment(OrderPaymentBody),
    /// 减免.
    RelieveFee(RelieveFeeBody),
    /// 窗口收费.
    TakePayment(TakePaymentBody),
    /// 缴费凭证作废.
    VoidReceipt(VoidReceiptBody),
    /// 申请退费.
    AskRefund(AskRefundBody),
    /// 同意退费.
    ApproveRefund(ApproveRefundBody),
    /// 不同意退费.
    RefuseRefund(RefuseRefundBody),
    /// 退付.
    PayRefund(PayRefundBody),
    /// 审查期间补充材料.
    HandInMore(HandInMoreBody),
    /// 决定拟稿.
    DraftDecision(DraftDecisionBody),
    /// 核稿同意.
    CheckDecision(CheckDecisionBody),
    /// 退回重拟.
    SendDraftBack(SendDraftBackBody),
    /// 撤回拟稿.
    WithdrawDraft(WithdrawDraftBody),
    /// 签发决定.
    SignDecision(SignDecisionBody),
    /// 容缺受理.
    AcceptDeferring(beyond::AcceptDeferringBody),
    /// 补交容缺材料.
    HandInDeferred(beyond::HandInDeferredBody),
    /// 作出承诺.
    Commit(commitment::CommitBody),
    /// 撤回承诺.
    WithdrawCommitment(commitment::WithdrawCommitmentBody),
    /// 核查承诺.
    CheckCommitment(commitment::CheckCommitmentBody),
    /// 终止办理.
    Terminate(beyond::TerminateBody),
    /// 限制再次申请.
    Bar(beyond::BarBody),
    /// 解除限制.
    LiftBar(beyond::LiftBarBody),
    /// 撤回行政许可.
    TakeBack(beyond::TakeBackBody),
    /// 撤销行政许可.
    Annul(beyond::AnnulBody),
    /// 登记吊销.
    Revoke(beyond::RevokeBody),
    /// 注销行政许可.
    Cancel(beyond::CancelBody),
    /// 更正证件.
    CorrectCertificate(beyond::CorrectCertificateBody),
    /// 核验领取人身份.
    CheckReceiver(CheckReceiverBody),
    /// 登记邮件状态.
    TrackParcel(TrackParcelBody),
    /// 被退回后重新寄出.
    PostAgain(PostAgainBody),
    /// 被退回后到窗口领取.
    Collect(CollectBody),
    /// 申请人首次下载结果.
    Download(DownloadBody),
    /// 催领; the system gives it.
    Remind(RemindBody),
    /// 提出异议.
    Object(appeals::ObjectBody),
    /// 登记行政复议、行政诉讼.
    EnterRemedy(appeals::EnterRemedyBody),
    /// 提交答复、答辩.
    ReplyRemedy(appeals::ReplyRemedyBody),
    /// 答复异议.
    AnswerObjection(appeals::AnswerObjectionBody),
    /// 登记救济结果.
    SettleRemedy(appeals::SettleRemedyBody),
    /// 复用以前提交的材料.
    ReuseMaterials(reuse::ReuseMaterialsBody),
    /// 撤回复用同意.
    WithdrawConsent(reuse::WithdrawConsentBody),
    /// 移交纸质材料.
    SendPapers(slips::SendPapersBody),
    /// 接收纸质材料.
    ReceivePapers(slips::ConfirmPapersBody),
    /// 送回纸质材料.
    SendPapersBack(slips::SendPapersBackBody),
    /// 收回纸质材料.
    GetPapersBack(slips::ConfirmPapersBody),
    /// 提出模拟审查意见.
    ExamineSimulated(simulated::ExamineSimulatedBody),
    /// 修改模拟审批材料.
    AmendSimulated(SupplementBody),
    /// 出具模拟审批意见.
    ConcludeSimulated(simulated::ConcludeSimulatedBody),
    /// 转为正式审批.
    TurnFormal(simulated::TurnFormalBody),
    /// 沿用模拟审批意见.
    AdoptSimulated(simulated::AdoptSimulatedBody),
    /// 人工发牌.
    GiveCard(supervision::GiveCardBody),
    /// 对监察牌说明.
    ExplainCard(supervision::AnswerCardBody),
    /// 按监察牌整改.
    CorrectCard(supervision::AnswerCardBody),
    /// 对监察牌申诉.
    AppealCard(supervision::AppealCardBody),
    /// 处理申诉.
    JudgeCard(supervision::JudgeCardBody),
    /// 发出监察文书.
    SendSupervisionLetter(supervision::SendSupervisionLetterBody),
    /// 回复监察文书.
    AnswerSupervisionLetter(supervision::AnswerSupervisionLetterBody),
    /// 退回监察文书的回复.
    SendBackSupervisionLetter(supervision::SendBackSupervisionLetterBody),
    /// 办结监察文书.
    CloseSupervisionLetter(supervision::CloseSupervisionLetterBody),
    /// 改评.
    AmendRating(ratings::AmendRatingBody),
    /// 撤回评价.
    TakeBackRating(ratings::TakeBackRatingBody),
    /// 登记联系情况.
    ContactRater(ratings::RatingFindingBody),
    /// 核实差评.
    VerifyRating(ratings::RatingFindingBody),
    /// 登记整改.
    MendRating(ratings::RatingStepBody),
    /// 答复差评.
    AnswerRating(ratings::RatingStepBody),
    /// 登记回访.
    VisitBackRater(ratings::RatingFindingBody),
    /// 对差评提出申诉.
    AppealRating(ratings::AppealRatingBody),
    /// 复核差评.
    JudgeRating(ratings::JudgeRatingBody),
}

/// Accepts a case.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptBody {
    /// Codes of materials whose paper originals were seen.
    #[serde(default)]
    seen: Vec<String>,
}

/// Asks once for everything to correct.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CorrectionBody {
    /// Everything.
    requests: Vec<RequestBody>,
}

/// One thing to correct.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestBody {
    /// Code of a material, or `form`.
    pub(super) material: String,
    /// What is wrong and what is wanted.
    #[schema(max_length = 2000)]
    pub(super) what: String,
}

/// Hands in corrections.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SupplementBody {
    /// New materials.
    #[serde(default)]
    pub(super) materials: Vec<MaterialBody>,
    /// The whole corrected form, if it was corrected.
    #[serde(default)]
    #[schema(value_type = Option<BTreeMap<String, String>>)]
    pub(super) form: Option<BTreeMap<String, serde_json::Value>>,
}

/// Hands in more while the case is examined, unasked. It moves no limit; an opinion that was given is formed anew.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandInMoreBody {
    /// Materials of the item.
    materials: Vec<MaterialBody>,
}

/// Does not accept.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RefuseAcceptanceBody {
    /// `not_needed`, `not_ours` or `barred`.
    ground: String,
    /// The right authority, with `not_ours`.
    #[serde(default)]
    authority: String,
    /// Reason in words.
    #[schema(max_length = 2000)]
    reason: String,
}

/// The examiner's opinion.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewBody {
    /// Proposes to grant.
    approve: bool,
    /// Opinion in words.
    #[serde(alias = "words")]
    #[schema(max_length = 2000)]
    opinion: String,
}

/// Stops the clock for a special procedure.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SuspendBody {
    /// Kind that the item allows, such as `expert_review`.
    kind: String,
    /// Working days needed, told to the applicant.
    days: u32,
    /// Number and title of the written notice or commission; without one the clock may not stop.
    #[serde(default)]
    #[schema(required = true, min_length = 1, max_length = 200)]
    evidence: String,
    /// SHA-256 of the document, uploaded before.
    #[serde(default)]
    evidence_file: Option<String>,
}

/// Ends a special procedure.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResumeBody {
    /// Result in words.
    #[schema(max_length = 2000)]
    result: String,
    /// Number and title of the document of the result.
    #[serde(default)]
    #[schema(max_length = 200)]
    evidence: String,
    /// SHA-256 of the document, uploaded before.
    #[serde(default)]
    evidence_file: Option<String>,
}

/// Extends the limit, once.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExtendBody {
    /// 1 to 10 working days; up to 15 for what several authorities handle together.
    #[schema(minimum = 1, maximum = 15)]
    days: u32,
    /// Reason, told to the applicant.
    #[schema(max_length = 2000)]
    reason: String,
    /// Name and office of who approved it; not needed by whoever holds a letter of authority, always for what several authorities handle together.
    #[serde(default)]
    #[schema(max_length = 200)]
    approved_by: String,
    /// Number and title of the paper of that approval.
    #[serde(default)]
    #[schema(max_length = 200)]
    evidence: String,
    /// SHA-256 of the paper, uploaded before.
    #[serde(default)]
    evidence_file: Option<String>,
}

/// Decides.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecideBody {
    /// `grant`, `partial` or `refuse`.
    outcome: String,
    /// Conditions of a grant.
    #[serde(default)]
    conditions: Vec<String>,
    /// How long a grant holds.
    #[serde(default)]
    validity: String,
    /// Reasons of a refusal, with their articles.
    #[serde(default)]
    reasons: Vec<String>,
    /// The parts that are granted, where only parts are.
    #[serde(default)]
    granted: Vec<String>,
    /// The parts that are refused, where only parts are.
    #[serde(default)]
    refused: Vec<String>,
    /// Instant items only: handed over in the same step.
    #[serde(default)]
    hand_over: Option<IssueBody>,
}

/// Records a payment.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PayBody {
    /// Fen.
    amount_fen: i64,
    /// Number of the receipt.
    receipt: String,
}

/// Hands over the result.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IssueBody {
    /// `window`, `post` or `electronic`; `electronic` if not given.
    #[serde(default)]
    how: Option<String>,
    /// Who took it, with `window`.
    #[serde(default)]
    receiver: String,
    /// Tracking number, with `post`.
    #[serde(default)]
    tracking: String,
}

/// Withdraws.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawBody {
    /// Reason, if one is given.
    #[serde(default)]
    #[schema(max_length = 2000)]
    reason: String,
}

/// Takes what nobody handles.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeBody {}

/// Puts back what one handles.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PutBackBody {
    /// Why.
    #[schema(max_length = 2000)]
    reason: String,
}

/// Hands over to somebody who may handle it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandOverBody {
    /// Sign-in name.
    #[schema(max_length = 100)]
    to: String,
    /// Why.
    #[schema(max_length = 2000)]
    reason: String,
}

/// Shows the applicant's identity and telephone numbers to the caller for half an hour; the case keeps who asked and what for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShowNumbersBody {
    /// `identity`, `contact`, `papers`, `complaint` or `evidence`, as far as it belongs to the caller's work.
    #[schema(max_length = 20)]
    purpose: String,
}

/// Keeps who came for the result, before it is handed over.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckReceiverBody {
    /// `id_card`, `passport`, `travel_permit`, `residence_permit` or `company_letter`.
    #[schema(max_length = 20)]
    shown: String,
    /// The last four characters of its number.
    #[schema(max_length = 4)]
    tail: String,
}

/// Keeps where a letter is, as the carrier says.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TrackParcelBody {
    /// `on_the_way`, `delivered` or `returned`.
    #[schema(max_length = 20)]
    parcel: String,
    /// What the carrier says.
    #[serde(default)]
    #[schema(max_length = 200)]
    note: String,
}

/// Sends again what came back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PostAgainBody {
    /// The new tracking number.
    tracking: String,
}

/// Hands over at the window what came back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CollectBody {
    /// Who took it.
    receiver: String,
}

/// Keeps that the applicant downloaded the result for the first time.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DownloadBody {}

/// Reminds the applicant that the result is ready.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RemindBody {}

fn delivery_order(body: CommandBody) -> Option<Result<OnTheWay, Problem>> {
    let unknown = |field: &str| Problem::field(field, "请从所列各项中选择。", "Choose one of those listed.");
    Some(match body {
        CommandBody::CheckReceiver(body) => Shown::parse(&body.shown)
            .map(|shown| OnTheWay::CheckReceiver { shown, tail: body.tail })
            .ok_or_else(|| unknown("shown")),
        CommandBody::TrackParcel(body) => Parcel::parse(&body.parcel)
            .map(|parcel| OnTheWay::TrackParcel {
                parcel,
                note: body.note,
            })
            .ok_or_else(|| unknown("parcel")),
        CommandBody::PostAgain(body) => Ok(OnTheWay::PostAgain {
            tracking: body.tracking,
        }),
        CommandBody::Collect(body) => Ok(OnTheWay::Collect {
            receiver: body.receiver,
        }),
        CommandBody::Download(_) => Ok(OnTheWay::Download),
        CommandBody::Remind(_) => Ok(OnTheWay::Remind),
        _ => return None,
    })
}

/// Gives a command to a case.
#[utoipa::path(post, path = "/api/v1/cases/{number}/commands", request_body = CommandBody,
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
    Body(body): Body<CommandBody>,
) -> Result<Json<DoneView>, Problem> {
    let reach = Reach {
        key: key.as_deref(),
        seen: seen_of(&headers)?,
    };
    if let CommandBody::Supplement(SupplementBody {
        materials,
        form: Some(form),
    }) = body
    {
        let materials = materials_of(&app.centre, caller.id, materials).await?;
        let item = item_to_correct(&app.centre, &caller.actor(), &number).await?;
        let form = form::read(&app.centre, caller.id, &item.form, form).await?;
        let done = correct(&app.centre, &caller.actor(), &number, reach, materials, form).await?;
        return Ok(Json(done.into()));
    }
    let body = match intake::with_form(&app, &caller, &number, reach, body).await? {
        Ok(done) => return Ok(Json(done.into())),
        Err(body) => body,
    };
    let body = match Box::pin(simulated::with_form(&app, &caller, &number, reach, body)).await? {
        Ok(done) => return Ok(Json(done.into())),
        Err(body) => body,
    };
    let order = order_of(&app, &caller, &number, body).await?;
    let done = command(&app.centre, &caller.actor(), &number, reach, order).await?;
    Ok(Json(done.into()))
}

pub(super) fn seen_of(headers: &HeaderMap) -> Result<Option<u32>, Problem> {
    let Some(value) = headers.get(header::IF_MATCH) else {
        return Ok(None);
    };
    let text = value.to_str().unwrap_or_default().trim().trim_matches('"');
    text.parse()
        .map(Some)
        .map_err(|_| Problem::field("If-Match", "应为事件数。", "Give the number of events that you saw."))
}

async fn order_of(app: &App, caller: &Signed, number: &str, body: CommandBody) -> Result<Command, Problem> {
    Ok(match body {
        CommandBody::Accept(body) => Command::Accept { seen: body.seen },
        CommandBody::RequestCorrection(body) => {
            let request = |request: RequestBody| CorrectionRequest {
                material: request.material,
                what: request.what,
            };
            Command::RequestCorrection {
                requests: body.requests.into_iter().map(request).collect(),
            }
        }
        CommandBody::Supplement(body) => Command::Supplement {
            materials: materials_of(&app.centre, caller.id, body.materials).await?,
            commitment: None,
        },
        CommandBody::HandInMore(body) => Command::Additions(additions::Order::HandInMore {
            materials: materials_of(&app.centre, caller.id, body.materials).await?,
        }),
        CommandBody::RefuseAcceptance(body) => Command::RefuseAcceptance {
            ground: ground_of(&body)?,
            reason: body.reason,
        },
        CommandBody::Review(body) => Command::Review {
            approve: body.approve,
            words: body.opinion,
        },
        CommandBody::Suspend(body) => {
            let kind = SuspensionKind::parse(&body.kind)
                .ok_or_else(|| Problem::field("kind", "没有这种特别程序。", "There is no such special procedure."))?;
            Command::Suspend {
                kind,
                told_days: body.days,
                evidence: evidence_of(app, caller, body.evidence, body.evidence_file).await?,
            }
        }
        CommandBody::Resume(body) => Command::Resume {
            result: body.result,
            evidence: Some(evidence_of(app, caller, body.evidence, body.evidence_file).await?),
        },
        CommandBody::Extend(body) => Command::Extend {
            days: body.days,
            reason: body.reason,
            approved: Some(Approved {
                by: body.approved_by,
                evidence: evidence_of(app, caller, body.evidence, body.evidence_file).await?,
            }),
        },
        CommandBody::Decide(body) => decide_of(body)?,
        CommandBody::Pay(body) => Command::Pay {
            amount_fen: body.amount_fen,
            receipt: body.receipt,
        },
        CommandBody::Issue(body) => Command::Issue {
            delivery: delivery_of(body)?,
        },
        CommandBody::Rate(body) => ratings::rate(body)?,
        CommandBody::Withdraw(body) => Command::Withdraw { reason: body.reason },
        CommandBody::Take(_) => Command::Take,
        CommandBody::PutBack(body) => Command::PutBack { reason: body.reason },
        CommandBody::HandOver(body) => Command::HandOver {
            to: successor_of(app, caller, number, &body.to).await?,
            reason: body.reason,
        },
        CommandBody::CorrectOnSpot(body) => body.order(app, caller).await?,
        CommandBody::PreExamine(body) => body.order(),
        CommandBody::Amend(body) => intake::amend(app, caller, body.materials).await?,
        CommandBody::VerifyOriginals(body) => body.order(),
        CommandBody::ShowNumbers(body) => Command::ShowNumbers {
            purpose: Purpose::parse(&body.purpose)
                .ok_or_else(|| Problem::field("purpose", "没有这个用途。", "There is no such purpose."))?,
        },
        CommandBody::OrderPayment(body) => Command::Fees(body.order()?),
        CommandBody::RelieveFee(body) => Command::Fees(body.order(app, caller).await?),
        CommandBody::TakePayment(body) => Command::Fees(body.order()?),
        CommandBody::VoidReceipt(body) => Command::Fees(body.into()),
        CommandBody::AskRefund(body) => Command::Fees(body.order()?),
        CommandBody::ApproveRefund(body) => Command::Fees(body.into()),
        CommandBody::RefuseRefund(body) => Command::Fees(body.into()),
        CommandBody::PayRefund(body) => Command::Fees(body.into()),
        CommandBody::DraftDecision(body) => Command::Drafting(body.order()?),
        CommandBody::CheckDecision(body) => Command::Drafting(body.into()),
        CommandBody::SendDraftBack(body) => Command::Drafting(body.into()),
        CommandBody::WithdrawDraft(body) => Command::Drafting(body.into()),
        CommandBody::SignDecision(body) => Command::Drafting(body.into()),
        CommandBody::AcceptDeferring(body) => beyond::accept_deferring(body),
        CommandBody::HandInDeferred(body) => Beyond::HandInDeferred {
            materials: materials_of(&app.centre, caller.id, body.materials).await?,
        }
        .into(),
        CommandBody::Commit(body) => body.into(),
        CommandBody::WithdrawCommitment(body) => body.into(),
        CommandBody::CheckCommitment(body) => body.order()?,
        CommandBody::Terminate(body) => beyond::terminate(body)?,
        CommandBody::Bar(body) => beyond::bar(body)?,
        CommandBody::LiftBar(body) => beyond::lift_bar(body)?,
        CommandBody::TakeBack(body) => beyond::take_back(body)?,
        CommandBody::Annul(body) => beyond::annul(body)?,
        CommandBody::Revoke(body) => beyond::revoke(body)?,
        CommandBody::Cancel(body) => beyond::cancel(body)?,
        CommandBody::CorrectCertificate(body) => beyond::correct_certificate(body)?,
        CommandBody::Object(body) => appeals::object(body)?,
        CommandBody::EnterRemedy(body) => appeals::enter(body)?,
        CommandBody::ReplyRemedy(body) => appeals::reply(body)?,
        CommandBody::AnswerObjection(body) => appeals::answer(body)?,
        CommandBody::SettleRemedy(body) => appeals::settle(body)?,
        CommandBody::ReuseMaterials(body) => reuse::take(body)?,
        CommandBody::WithdrawConsent(body) => reuse::withdraw(body),
        CommandBody::SendPapers(body) => slips::send(body)?,
        CommandBody::ReceivePapers(body) => slips::receive(body),
        CommandBody::SendPapersBack(body) => slips::send_back(body),
        CommandBody::GetPapersBack(body) => slips::take_back(body),
        CommandBody::ExamineSimulated(body) => simulated::examine(body)?,
        CommandBody::AmendSimulated(body) => simulated::amend(app, caller, body.materials).await?,
        CommandBody::ConcludeSimulated(body) => simulated::conclude(body)?,
        CommandBody::AdoptSimulated(body) => simulated::adopt(body)?,
        body @ (CommandBody::AmendRating(_)
        | CommandBody::TakeBackRating(_)
        | CommandBody::ContactRater(_)
        | CommandBody::VerifyRating(_)
        | CommandBody::MendRating(_)
        | CommandBody::AnswerRating(_)
        | CommandBody::VisitBackRater(_)
        | CommandBody::AppealRating(_)
        | CommandBody::JudgeRating(_)) => match ratings::order(body)? {
            Some(order) => order,
            None => return Err(Problem::field("command", "没有这个动作。", "There is no such command.")),
        },
        body @ (CommandBody::GiveCard(_)
        | CommandBody::ExplainCard(_)
        | CommandBody::CorrectCard(_)
        | CommandBody::AppealCard(_)
        | CommandBody::JudgeCard(_)
        | CommandBody::SendSupervisionLetter(_)
        | CommandBody::AnswerSupervisionLetter(_)
        | CommandBody::SendBackSupervisionLetter(_)
        | CommandBody::CloseSupervisionLetter(_)) => match supervision::order(app, caller, body).await? {
            Some(order) => order,
            None => return Err(Problem::field("command", "没有这个动作。", "There is no such command.")),
        },
        delivery => match delivery_order(delivery) {
            Some(order) => Command::Delivery(order?),
            None => return Err(Problem::field("command", "没有这个动作。", "There is no such command.")),
        },
    })
}

async fn successor_of(app: &App, caller: &Signed, number: &str, login: &str) -> Result<Person, Problem> {
    let known = accounts::by_login(&app.centre, login).await?;
    let known = known.ok_or_else(|| {
        Problem::field(
            "to",
            &format!("没有账号为“{login}”的工作人员。"),
            &format!("Nobody who works here signs in as “{login}”."),
        )
    })?;
    Ok(handler::successor(&app.centre, &caller.actor(), number, known.id).await?)
}

pub(super) async fn evidence_of(
    app: &App,
    caller: &Signed,
    words: String,
    file: Option<String>,
) -> Result<Evidence, Problem> {
    let file = match file {
        Some(hash) => {
            let unknown = || {
                let (zh, en) = (
                    "没有找到这份文件，请先上传。",
                    "This file was not found: please upload it first.",
                );
                Problem::field("evidence_file", zh, en)
            };
            let brought = files::brought(&app.centre, caller.id, &hash).await;
            Some(brought.map_err(|error| {
                if matches!(error, ActError::Refused(_)) {
                    unknown()
                } else {
                    error.into()
                }
            })?)
        }
        None => None,
    };
    Ok(Evidence { words, file })
}

fn ground_of(body: &RefuseAcceptanceBody) -> Result<NonAcceptance, Problem> {
    match body.ground.as_str() {
        "not_needed" => Ok(NonAcceptance::NotNeeded),
        "not_ours" => Ok(NonAcceptance::NotOurs {
            authority: body.authority.clone(),
        }),
        "barred" => Ok(NonAcceptance::Barred),
        _ => Err(Problem::field(
            "ground",
            "理由应为 not_needed、not_ours 或 barred。",
            "The ground is not_needed, not_ours or barred.",
        )),
    }
}

fn decide_of(body: DecideBody) -> Result<Command, Problem> {
    let said = drafting::Said {
        outcome: body.outcome,
        conditions: body.conditions,
        validity: body.validity,
        reasons: body.reasons,
        granted: body.granted,
        refused: body.refused,
    };
    Ok(Command::Decide {
        outcome: drafting::outcome(said)?,
        hand_over: body.hand_over.map(delivery_of).transpose()?,
    })
}

fn delivery_of(body: IssueBody) -> Result<Delivery, Problem> {
    match body.how.as_deref() {
        Some("window") => Ok(Delivery::Window {
            receiver: body.receiver,
        }),
        Some("post") => Ok(Delivery::Post {
            tracking: body.tracking,
        }),
        None | Some("electronic") => Ok(Delivery::Electronic),
        Some(_) => Err(Problem::field(
            "how",
            "送达方式应为 window、post 或 electronic。",
            "Deliver by window, post or electronic.",
        )),
    }
}
