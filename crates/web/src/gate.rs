//! The gate (权限关口): which permission each page and each operation of the API takes. What is not listed here is not there.
//!
//! It asks only whether somebody could do such a thing at all. Whether they may do it here, for this body's matter and now, is decided by the act
//! that does it.

use std::collections::HashMap;
use std::sync::LazyLock;

use axum::extract::{FromRequestParts, MatchedPath, Request};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use yimen_acts::accounts::Signed;
use yimen_domain::organisation::Actor;
use yimen_domain::organisation::permission::{Permission, To, stranger};

use crate::app::{Visitor, in_query};
use crate::shell::{Page, problem_page};
use crate::workbench::explanation;

use Permission::*;

/// Method, path, and the permissions of which one is enough.
pub const ROUTES: &[(&str, &str, &[Permission])] = &[
    ("GET", "/", &[SeePublic]),
    ("GET", "/api/v1/board", &[SeeBoard]),
    ("GET", "/api/v1/cases", &[SeeOwnAffairs, ListCases]),
    ("POST", "/api/v1/cases", &[FileForOneself, FileAtWindow]),
    ("GET", "/api/v1/cases/{number}", &[SeeCase]),
    ("POST", "/api/v1/cases/{number}/commands", &[GiveCommands]),
    ("POST", "/api/v1/cases/{number}/proceedings", &[GiveCommands]),
    ("GET", "/api/v1/cases/{number}/events", &[SeeCase]),
    ("GET", "/api/v1/cases/{number}/receipt", &[SeeCase]),
    ("GET", "/api/v1/documents/{token}", &[SeeCase]),
    ("POST", "/api/v1/files", &[UploadFiles]),
    ("GET", "/api/v1/items", &[SeePublic]),
    ("GET", "/api/v1/items/changes", &[SeePublic]),
    ("GET", "/api/v1/items/changes/{seq}/items", &[SeePublic]),
    ("GET", "/api/v1/items/{code}", &[SeePublic]),
    ("GET", "/api/v1/items/{code}/form", &[SeePublic]),
    ("GET", "/api/v1/materials", &[SeePublic]),
    ("GET", "/api/v1/progress/{number}", &[SeePublic]),
    ("GET", "/apply/{code}", &[FileForOneself]),
    ("POST", "/apply/{code}", &[FileForOneself]),
    ("GET", "/assets/{*path}", &[SeePublic]),
    ("GET", "/bundles", &[SeePublic]),
    ("GET", "/bundles/{code}", &[SeePublic]),
    ("GET", "/calendar", &[SeePublic]),
    ("GET", "/cases/{number}/clocks/{kind}", &[SeeCase]),
    ("GET", "/cases/{number}/clocks/{kind}/pdf", &[SeeCase]),
    ("GET", "/decisions", &[SeePublic]),
    ("GET", "/design", &[SeePublic]),
    ("GET", "/design/{area}", &[SeePublic]),
    ("GET", "/documents/{name}", &[SeeCase]),
    ("GET", "/drafts/{id}", &[FileForOneself]),
    ("GET", "/drafts/{id}/applicant", &[FileForOneself]),
    ("POST", "/drafts/{id}/applicant", &[FileForOneself]),
    ("GET", "/drafts/{id}/check", &[FileForOneself]),
    ("POST", "/drafts/{id}/check", &[FileForOneself]),
    ("GET", "/drafts/{id}/delete", &[FileForOneself]),
    ("POST", "/drafts/{id}/delete", &[FileForOneself]),
    ("GET", "/drafts/{id}/form", &[FileForOneself]),
    ("POST", "/drafts/{id}/form", &[FileForOneself]),
    ("GET", "/drafts/{id}/materials", &[FileForOneself]),
    ("POST", "/drafts/{id}/materials", &[FileForOneself]),
    ("GET", "/drafts/{id}/materials/change", &[FileForOneself]),
    ("POST", "/drafts/{id}/materials/change", &[FileForOneself]),
    ("GET", "/drafts/{id}/renewal", &[FileForOneself]),
    ("POST", "/drafts/{id}/renewal", &[FileForOneself]),
    ("GET", "/drafts/{id}/simulate", &[FileForOneself]),
    ("POST", "/drafts/{id}/simulate", &[FileForOneself]),
    ("GET", "/drafts/{id}/situation", &[FileForOneself]),
    ("POST", "/drafts/{id}/situation", &[FileForOneself]),
    ("GET", "/figures", &[SeePublic]),
    ("GET", "/figures.json", &[SeePublic]),
    ("GET", "/figures/cuts", &[SeePublic]),
    ("GET", "/figures/cuts/{file}", &[SeePublic]),
    ("GET", "/halls", &[SeePublic]),
    ("GET", "/help", &[SeePublic]),
    ("GET", "/inspector", &[SeeBoard]),
    ("GET", "/inspector/board", &[SeeBoard]),
    ("GET", "/inspector/calendar", &[SeeBoard]),
    ("POST", "/inspector/calendar", &[SeeBoard]),
    ("POST", "/inspector/calendar/apply", &[ChangeCalendar]),
    ("POST", "/inspector/calendar/list", &[ChangeCalendar]),
    ("GET", "/inspector/cases", &[SeeBoard]),
    ("GET", "/inspector/cases/{number}", &[SeeBoard]),
    ("GET", "/inspector/cases/{number}/files/{hash}", &[SeeBoard]),
    ("GET", "/inspector/cases/{number}/told", &[SeeBoard]),
    ("GET", "/inspector/cases/{number}/told.json", &[SeeBoard]),
    ("POST", "/inspector/cases/{number}/numbers", &[SeeNumbers]),
    ("GET", "/inspector/ledger", &[SeeBoard]),
    ("GET", "/inspector/live", &[SeeBoard]),
    ("GET", "/items", &[SeePublic]),
    ("GET", "/items/changes", &[SeePublic]),
    ("GET", "/items/changes/{seq}", &[SeePublic]),
    ("GET", "/items/prerequisites", &[SeePublic]),
    ("GET", "/items/{code}", &[SeePublic]),
    ("GET", "/items/{code}/flow", &[SeePublic]),
    ("GET", "/items/{code}/flow.pdf", &[SeePublic]),
    ("GET", "/items/{code}/notice", &[SeePublic]),
    ("GET", "/items/{code}/notice.pdf", &[SeePublic]),
    ("GET", "/items/{code}/self-check", &[SeePublic]),
    ("POST", "/items/{code}/self-check", &[SeePublic]),
    ("GET", "/ledger", &[SeePublic]),
    ("GET", "/ledger/consistency.json", &[SeePublic]),
    ("GET", "/ledger/roots.json", &[SeePublic]),
    ("GET", "/mail/stop/{token}", &[SeePublic]),
    ("POST", "/mail/stop/{token}", &[SeePublic]),
    ("GET", "/materials/{code}", &[SeePublic]),
    ("GET", "/materials/{code}/blank.pdf", &[SeePublic]),
    ("GET", "/materials/{code}/sample.pdf", &[SeePublic]),
    ("GET", "/my", &[SeeOwnAffairs]),
    ("GET", "/my/acting", &[KeepMandates]),
    ("POST", "/my/acting", &[KeepMandates]),
    ("GET", "/my/cases/{number}", &[SeeOwnAffairs]),
    ("GET", "/my/cases/{number}/commit", &[SeeOwnAffairs]),
    ("POST", "/my/cases/{number}/commit", &[Supplement]),
    ("GET", "/my/cases/{number}/files/{hash}", &[SeeOwnAffairs]),
    ("GET", "/my/cases/{number}/hearing", &[SeeOwnAffairs]),
    ("POST", "/my/cases/{number}/hearing", &[AskForHearing]),
    ("GET", "/my/cases/{number}/object", &[SeeOwnAffairs]),
    ("POST", "/my/cases/{number}/object", &[ObjectToDecision]),
    ("GET", "/my/cases/{number}/pay", &[PayOnline]),
    ("POST", "/my/cases/{number}/pay", &[PayOnline]),
    ("GET", "/my/cases/{number}/pay/back", &[PayOnline]),
    ("GET", "/my/cases/{number}/reuse", &[SeeOwnAffairs]),
    ("POST", "/my/cases/{number}/reuse", &[Supplement]),
    ("GET", "/my/cases/{number}/rate", &[RateCase]),
    ("POST", "/my/cases/{number}/rate", &[RateCase]),
    ("GET", "/my/cases/{number}/receipt.json", &[SeeOwnAffairs]),
    ("GET", "/my/cases/{number}/supplement", &[SeeOwnAffairs]),
    ("POST", "/my/cases/{number}/supplement", &[Supplement]),
    ("GET", "/my/cases/{number}/told", &[SeeOwnAffairs]),
    ("GET", "/my/cases/{number}/told.json", &[SeeOwnAffairs]),
    ("GET", "/my/cases/{number}/withdraw", &[SeeOwnAffairs]),
    ("POST", "/my/cases/{number}/withdraw", &[WithdrawCase]),
    ("GET", "/my/close", &[SeeOwnAffairs]),
    ("POST", "/my/close", &[SeeOwnAffairs]),
    ("GET", "/my/data", &[SeeOwnAffairs]),
    ("POST", "/my/data", &[SeeOwnAffairs]),
    ("GET", "/my/devices", &[KeepOwnAccount]),
    ("POST", "/my/devices/end", &[KeepOwnAccount]),
    ("GET", "/my/identity", &[KeepOwnAccount]),
    ("POST", "/my/identity/{provider}", &[KeepOwnAccount]),
    ("POST", "/my/identity/{provider}/remove", &[KeepOwnAccount]),
    ("GET", "/my/licences", &[SeeOwnAffairs]),
    ("POST", "/my/licences/{id}/{purpose}", &[FileForOneself]),
    ("GET", "/my/looks", &[SeeOwnAffairs]),
    ("GET", "/my/mail", &[SeeOwnAffairs]),
    ("POST", "/my/mail", &[SeeOwnAffairs]),
    ("GET", "/my/mail/choice", &[SeeOwnAffairs]),
    ("POST", "/my/mail/choice", &[SeeOwnAffairs]),
    ("GET", "/my/mail/code", &[SeeOwnAffairs]),
    ("POST", "/my/mail/code", &[SeeOwnAffairs]),
    ("POST", "/my/mail/remove", &[SeeOwnAffairs]),
    ("GET", "/my/mandates", &[KeepMandates]),
    ("POST", "/my/mandates/code", &[KeepMandates]),
    ("GET", "/my/mandates/new", &[KeepMandates]),
    ("POST", "/my/mandates/new", &[KeepMandates]),
    ("GET", "/my/mandates/{id}", &[KeepMandates]),
    ("POST", "/my/mandates/{id}/{step}", &[KeepMandates]),
    ("GET", "/my/notices", &[SeeOwnAffairs]),
    ("GET", "/my/notices/read", &[SeeOwnAffairs]),
    ("POST", "/my/notices/read", &[SeeOwnAffairs]),
    ("GET", "/my/password", &[KeepOwnAccount]),
    ("POST", "/my/password", &[KeepOwnAccount]),
    ("GET", "/my/phone", &[SeeOwnAffairs]),
    ("POST", "/my/phone", &[SeeOwnAffairs]),
    ("GET", "/my/phone/code", &[SeeOwnAffairs]),
    ("POST", "/my/phone/code", &[SeeOwnAffairs]),
    ("GET", "/my/second-factor", &[KeepOwnAccount]),
    ("GET", "/my/second-factor/passkey", &[KeepOwnAccount]),
    ("POST", "/my/second-factor/passkey", &[KeepOwnAccount]),
    ("POST", "/my/second-factor/passkey/remove", &[KeepOwnAccount]),
    ("POST", "/my/second-factor/remove", &[KeepOwnAccount]),
    ("GET", "/my/second-factor/set", &[KeepOwnAccount]),
    ("POST", "/my/second-factor/set", &[KeepOwnAccount]),
    ("POST", "/payments/callback", &[TellPayment]),
    ("GET", "/preferences", &[SeePublic]),
    ("GET", "/progress", &[SeePublic]),
    ("GET", "/publicity", &[SeePublic]),
    ("GET", "/publicity/receipt", &[SeePublic]),
    ("POST", "/publicity/receipt", &[SeePublic]),
    ("GET", "/publicity/{number}", &[SeePublic]),
    ("POST", "/publicity/{number}", &[SendView]),
    ("GET", "/rate/{token}", &[SeePublic]),
    ("POST", "/rate/{token}", &[SeePublic]),
    ("GET", "/ratings", &[SeePublic]),
    ("GET", "/register", &[SignIn]),
    ("POST", "/register", &[SignIn]),
    ("GET", "/sign-in", &[SignIn]),
    ("POST", "/sign-in", &[SignIn]),
    ("GET", "/sign-in/code", &[SignIn]),
    ("POST", "/sign-in/code", &[SignIn]),
    ("GET", "/sign-in/identity-new", &[SignIn]),
    ("POST", "/sign-in/identity-new", &[SignIn]),
    ("GET", "/sign-in/identity/{provider}", &[SignIn]),
    ("GET", "/sign-in/identity/{provider}/back", &[SignIn]),
    ("POST", "/sign-in/passkey", &[SignIn]),
    ("GET", "/sign-in/forgotten", &[SignIn]),
    ("POST", "/sign-in/forgotten", &[SignIn]),
    ("GET", "/sign-in/forgotten/code", &[SignIn]),
    ("POST", "/sign-in/forgotten/code", &[SignIn]),
    ("GET", "/sign-in/phone", &[SignIn]),
    ("POST", "/sign-in/phone", &[SignIn]),
    ("GET", "/sign-in/phone/code", &[SignIn]),
    ("POST", "/sign-in/phone/code", &[SignIn]),
    ("GET", "/sign-in/phone/new", &[SignIn]),
    ("POST", "/sign-in/phone/new", &[SignIn]),
    ("GET", "/sign-in/recovery", &[SignIn]),
    ("POST", "/sign-in/recovery", &[SignIn]),
    ("POST", "/sign-out", &[SignIn]),
    ("GET", "/v/{token}", &[SeePublic]),
    ("POST", "/v/{token}", &[SeePublic]),
    (
        "GET",
        "/workbench",
        &[HandleCases, WriteDraft, ReviewDraft, SeeAccounts],
    ),
    ("GET", "/workbench/accounts", &[KeepAccounts]),
    ("GET", "/workbench/accounts/new", &[KeepAccounts]),
    ("POST", "/workbench/accounts/new", &[KeepAccounts]),
    ("GET", "/workbench/accounts/{id}", &[KeepAccounts]),
    ("POST", "/workbench/accounts/{id}/close", &[KeepAccounts]),
    ("POST", "/workbench/accounts/{id}/open", &[KeepAccounts]),
    ("POST", "/workbench/accounts/{id}/password", &[KeepAccounts]),
    ("POST", "/workbench/accounts/{id}/second", &[KeepAccounts]),
    ("POST", "/workbench/accounts/{id}/work", &[KeepAccounts]),
    ("GET", "/workbench/audit", &[ReadSecurityLog]),
    ("GET", "/workbench/audit/events.csv", &[ReadSecurityLog]),
    ("GET", "/workbench/bars", &[SeeBars]),
    ("POST", "/workbench/batch", &[HandleCases]),
    ("GET", "/workbench/bundles", &[SeeItems]),
    ("GET", "/workbench/bundles/{code}", &[SeeItems]),
    ("POST", "/workbench/bundles/{code}", &[ChangeBundles]),
    ("GET", "/workbench/cases", &[HandleCases]),
    ("GET", "/workbench/cases/{number}", &[HandleCases]),
    ("POST", "/workbench/cases/{number}/do/correct_on_spot", &[HandleCases]),
    ("POST", "/workbench/cases/{number}/do/amend_simulated", &[HandleCases]),
    ("POST", "/workbench/cases/{number}/do/turn_formal", &[HandleCases]),
    ("POST", "/workbench/cases/{number}/do/relieve_fee", &[HandleCases]),
    ("POST", "/workbench/cases/{number}/do/enter_remedy", &[HandleCases]),
    ("POST", "/workbench/cases/{number}/do/reply_remedy", &[HandleCases]),
    ("POST", "/workbench/cases/{number}/do/settle_remedy", &[HandleCases]),
    ("POST", "/workbench/cases/{number}/do/extend", &[HandleCases]),
    ("POST", "/workbench/cases/{number}/do/resume", &[HandleCases]),
    ("POST", "/workbench/cases/{number}/do/supplement", &[HandleCases]),
    ("POST", "/workbench/cases/{number}/do/hand_in_more", &[HandleCases]),
    ("POST", "/workbench/cases/{number}/do/suspend", &[HandleCases]),
    ("POST", "/workbench/cases/{number}/do/{command}", &[HandleCases]),
    ("GET", "/workbench/cases/{number}/files/{hash}", &[HandleCases]),
    ("POST", "/workbench/cases/{number}/numbers", &[SeeNumbers]),
    ("GET", "/workbench/cases/{number}/read", &[HandleCases]),
    ("GET", "/workbench/cases/{number}/reuse", &[HandleCases]),
    ("POST", "/workbench/cases/{number}/reuse", &[HandleCases]),
    ("GET", "/workbench/cases/{number}/slip", &[MovePapers]),
    ("POST", "/workbench/cases/{number}/slip", &[MovePapers]),
    ("GET", "/workbench/slips", &[MovePapers]),
    ("GET", "/workbench/slips/{code}", &[MovePapers]),
    ("POST", "/workbench/slips/{code}", &[MovePapers]),
    ("GET", "/workbench/slips/{code}/slip.pdf", &[MovePapers]),
    ("GET", "/workbench/cases/{number}/told", &[HandleCases]),
    ("GET", "/workbench/cases/{number}/told.json", &[HandleCases]),
    ("POST", "/workbench/cases/{number}/proceedings/{order}", &[HandleCases]),
    ("GET", "/workbench/commitments", &[SeeLicences]),
    ("GET", "/workbench/ratings", &[AnswerRatings, JudgeRatings]),
    ("GET", "/workbench/ratings/{number}", &[AnswerRatings, JudgeRatings]),
    (
        "POST",
        "/workbench/ratings/{number}/{command}",
        &[AnswerRatings, JudgeRatings],
    ),
    ("GET", "/workbench/supervision", &[SeeCards]),
    ("GET", "/workbench/supervision/cases/{number}", &[SeeCards]),
    (
        "POST",
        "/workbench/supervision/cases/{number}/{command}",
        &[AnswerCards, JudgeCards],
    ),
    ("GET", "/workbench/supervision/rules", &[SeeSupervisionRules]),
    ("GET", "/workbench/supervision/rules/{code}", &[SeeSupervisionRules]),
    ("POST", "/workbench/supervision/rules/{code}", &[SetSupervisionRules]),
    ("GET", "/workbench/supervision/sets/{set}", &[SeeSupervisionRules]),
    ("POST", "/workbench/supervision/sets/{set}", &[SetSupervisionRules]),
    ("GET", "/workbench/supervision/trial", &[SeeSupervisionRules]),
    ("GET", "/workbench/items", &[SeeItems]),
    ("GET", "/workbench/items/annexes", &[SeeItems]),
    ("GET", "/workbench/items/annexes/{file}", &[SeeItems]),
    ("GET", "/workbench/items/check", &[SeeItems]),
    ("GET", "/workbench/items/cuts", &[SeeItems]),
    ("GET", "/workbench/items/cuts/{name}", &[SeeItems]),
    ("GET", "/workbench/items/drafts", &[SeeItems]),
    ("POST", "/workbench/items/drafts", &[WriteDraft]),
    ("GET", "/workbench/items/drafts/rearrange", &[RegisterItem]),
    ("POST", "/workbench/items/drafts/rearrange", &[RegisterItem]),
    ("GET", "/workbench/items/drafts/{id}", &[SeeDrafts]),
    (
        "POST",
        "/workbench/items/drafts/{id}/do/{command}",
        &[WriteDraft, ReviewDraft, CheckDraft, PublishDraft],
    ),
    ("GET", "/workbench/items/drafts/{id}/edit", &[SeeDrafts]),
    ("GET", "/workbench/items/drafts/{id}/edit/{section}", &[SeeDrafts]),
    ("POST", "/workbench/items/drafts/{id}/edit/{section}", &[WriteDraft]),
    (
        "POST",
        "/workbench/items/drafts/{id}/edit/{section}/auto",
        &[WriteDraft],
    ),
    (
        "POST",
        "/workbench/items/drafts/{id}/edit/{section}/check",
        &[WriteDraft],
    ),
    (
        "POST",
        "/workbench/items/drafts/{id}/edit/{section}/choose",
        &[WriteDraft],
    ),
    ("GET", "/workbench/items/drafts/{id}/edit/{section}/find", &[SeeDrafts]),
    (
        "POST",
        "/workbench/items/drafts/{id}/edit/{section}/find",
        &[WriteDraft],
    ),
    (
        "POST",
        "/workbench/items/drafts/{id}/edit/{section}/here",
        &[WriteDraft],
    ),
    ("GET", "/workbench/items/drafts/{id}/saves", &[SeeDrafts]),
    ("POST", "/workbench/items/drafts/{id}/saves", &[WriteDraft]),
    ("GET", "/workbench/items/export/{file}", &[SeeItems]),
    ("GET", "/workbench/items/import", &[SeeItems]),
    ("POST", "/workbench/items/import", &[ImportItems]),
    ("GET", "/workbench/items/import/{id}", &[SeeItems]),
    ("POST", "/workbench/items/import/{id}/columns", &[ImportItems]),
    ("GET", "/workbench/items/import/{id}/progress", &[SeeItems]),
    ("GET", "/workbench/items/import/{id}/report/{file}", &[SeeItems]),
    ("POST", "/workbench/items/import/{id}/{step}", &[ImportItems]),
    ("GET", "/workbench/items/new", &[SeeItems]),
    ("POST", "/workbench/items/new", &[WriteDraft]),
    ("GET", "/workbench/items/ranking", &[SeeItems]),
    ("GET", "/workbench/items/residency", &[SeeItems]),
    ("POST", "/workbench/items/residency", &[AskException]),
    (
        "POST",
        "/workbench/items/residency/{id}/{step}",
        &[DecideException, EndException],
    ),
    ("GET", "/workbench/items/translation", &[SeeItems]),
    ("GET", "/workbench/items/words", &[SeeItems]),
    ("POST", "/workbench/items/words", &[TeachWords]),
    ("POST", "/workbench/items/words/forget", &[TeachWords]),
    ("GET", "/workbench/items/{code}", &[SeeItems]),
    ("GET", "/workbench/items/{code}/form", &[SeeItems]),
    ("GET", "/workbench/items/{code}/source", &[SeeItems]),
    ("POST", "/workbench/items/{code}/source", &[AcceptCitation]),
    ("GET", "/workbench/items/{code}/standing", &[SeeItems]),
    ("POST", "/workbench/items/{code}/standing/{command}", &[RegisterItem]),
    ("GET", "/workbench/letters", &[SeeLetters]),
    ("GET", "/workbench/letters/new", &[ChangeLetters]),
    ("POST", "/workbench/letters/new", &[ChangeLetters]),
    ("GET", "/workbench/letters/{id}", &[SeeLetters]),
    ("POST", "/workbench/letters/{id}/discard", &[ChangeLetters]),
    ("GET", "/workbench/letters/{id}/letter.pdf", &[SeeLetters]),
    ("POST", "/workbench/letters/{id}/revoke", &[ChangeLetters]),
    ("POST", "/workbench/letters/{id}/sign", &[ChangeLetters]),
    ("GET", "/workbench/licences", &[SeeLicences]),
    ("GET", "/workbench/materials", &[SeeItems]),
    ("GET", "/workbench/materials/{code}", &[SeeItems]),
    ("POST", "/workbench/materials/{code}", &[ChangeMaterials]),
    ("POST", "/workbench/materials/{code}/link", &[WriteDraft]),
    ("GET", "/workbench/notices", &[ChangeNotices]),
    ("GET", "/workbench/notices/{occasion}", &[ChangeNotices]),
    ("POST", "/workbench/notices/{occasion}", &[ChangeNotices]),
    ("GET", "/workbench/organisation", &[SeeOrganisation]),
    ("GET", "/workbench/organisation/export/{file}", &[ChangeOrganisation]),
    ("GET", "/workbench/organisation/import", &[ChangeOrganisation]),
    ("POST", "/workbench/organisation/import", &[ChangeOrganisation]),
    ("POST", "/workbench/organisation/import/take", &[ChangeOrganisation]),
    ("POST", "/workbench/organisation/leave/{number}/{step}", &[AskLeave]),
    ("GET", "/workbench/organisation/people/{id}", &[SeeOrganisation]),
    (
        "POST",
        "/workbench/organisation/people/{id}/appoint",
        &[ChangeOrganisation],
    ),
    ("POST", "/workbench/organisation/people/{id}/leave", &[AskLeave]),
    (
        "POST",
        "/workbench/organisation/people/{id}/move",
        &[ChangeOrganisation],
    ),
    (
        "POST",
        "/workbench/organisation/people/{id}/move/make",
        &[ChangeOrganisation],
    ),
    ("GET", "/workbench/payments", &[SeeReconciliation]),
    ("POST", "/workbench/payments/differences/{id}", &[Reconcile]),
    ("POST", "/workbench/payments/fetch", &[Reconcile]),
    ("POST", "/workbench/payments/upload", &[Reconcile]),
    ("GET", "/workbench/payments/{source}/{day}", &[SeeReconciliation]),
    ("GET", "/workbench/permissions", &[SeeOrganisation]),
    (
        "GET",
        "/workbench/recovery",
        &[CheckIdentity, ApproveRecovery, KeepAccounts],
    ),
    ("POST", "/workbench/recovery", &[CheckIdentity]),
    ("GET", "/workbench/recovery/new/{id}", &[CheckIdentity]),
    ("POST", "/workbench/recovery/new/{id}", &[CheckIdentity]),
    (
        "GET",
        "/workbench/recovery/{id}",
        &[CheckIdentity, ApproveRecovery, KeepAccounts],
    ),
    (
        "POST",
        "/workbench/recovery/{id}/approve",
        &[ApproveRecovery, KeepAccounts],
    ),
    ("POST", "/workbench/recovery/{id}/code", &[CheckIdentity]),
    (
        "POST",
        "/workbench/recovery/{id}/refuse",
        &[CheckIdentity, ApproveRecovery, KeepAccounts],
    ),
    ("GET", "/workbench/remedies", &[HandleCases]),
    ("GET", "/workbench/retention", &[SeeRetention]),
    ("GET", "/workbench/signing", &[CheckDecision]),
    ("POST", "/workbench/signing", &[DecideCase]),
    ("GET", "/workbench/tasks", &[ServeInProceedings]),
    ("POST", "/workbench/tasks", &[ServeInProceedings]),
    ("GET", "/workbench/unclaimed", &[HandleCases, ChangeNotices]),
    ("POST", "/workbench/unclaimed", &[ChangeNotices]),
    ("GET", "/workbench/window", &[FileAtWindow]),
    ("POST", "/workbench/window", &[FileAtWindow]),
    ("GET", "/workbench/wordings", &[SeeWordings]),
    ("GET", "/workbench/wordings/{form}", &[SeeWordings]),
    ("GET", "/workbench/wordings/{form}/preview.pdf", &[SeeWordings]),
    ("GET", "/workbench/wordings/{form}/versions/{version}", &[SeeWordings]),
    ("POST", "/workbench/wordings/{form}/{step}", &[ChangeWordings]),
];

/// What a route takes; none for what is not there.
pub(crate) fn wanted(method: &Method, path: &str) -> Option<&'static [Permission]> {
    static BY_ROUTE: LazyLock<HashMap<(&str, &str), &[Permission]>> =
        LazyLock::new(|| ROUTES.iter().map(|(of, at, wanted)| ((*of, *at), *wanted)).collect());
    let method = if method == Method::HEAD { "GET" } else { method.as_str() };
    BY_ROUTE.get(&(method, path)).copied()
}

/// Lets in who could do such a thing; leads strangers to the way in and tells everybody else whose business it is.
pub(crate) async fn keep(request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let Ok(Visitor(visitor)) = Visitor::from_request_parts(&mut parts, &()).await;
    let answer = match parts
        .extensions
        .get::<MatchedPath>()
        .map(|path| path.as_str().to_string())
    {
        None => None,
        Some(path) => refused(&parts, &path, visitor.as_deref()),
    };
    match answer {
        Some(answer) => answer,
        None => next.run(Request::from_parts(parts, body)).await,
    }
}

fn refused(parts: &Parts, path: &str, visitor: Option<&Signed>) -> Option<Response> {
    let Some(wanted) = wanted(&parts.method, path) else {
        return Some(StatusCode::METHOD_NOT_ALLOWED.into_response());
    };
    let is_open = could(&stranger(), wanted);
    if is_open || visitor.is_some_and(|signed| could(&signed.actor(), wanted)) {
        return None;
    }
    Some(match visitor {
        None => Redirect::to(&format!("/sign-in?back={}", in_query(&back(parts, path)))).into_response(),
        Some(signed) => not_theirs(parts, signed, wanted),
    })
}

/// Whether one of these is given to somebody for some matter.
pub fn could(actor: &Actor, wanted: &[Permission]) -> bool {
    wanted.iter().any(|permission| actor.could(*permission))
}

/// Where somebody goes on after signing in: to the page itself; from a form to its page, if it has one.
fn back(parts: &Parts, path: &str) -> String {
    let is_page = parts.method == Method::GET || wanted(&Method::GET, path).is_some();
    let asked = parts.uri.path_and_query().map_or("/", |asked| asked.as_str());
    if is_page { asked.to_string() } else { "/".to_string() }
}

fn not_theirs(parts: &Parts, signed: &Signed, wanted: &[Permission]) -> Response {
    let page = Page::of(parts);
    let Some(permission) = wanted.first().copied() else {
        return StatusCode::FORBIDDEN.into_response();
    };
    let given = |to: &To| to.role().is_some();
    if !signed.is_staff() || !permission.rule().to.iter().any(given) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let ((zh, en), (by_zh, by_en)) = (permission.rule().words, permission.roles());
    let happened = page
        .pick(&format!("“{zh}”由{by_zh}办理。"), &format!("“{en}” is for: {by_en}."))
        .to_string();
    let (title, to_do) = (page.t("problem.not_allowed.title"), page.t("problem.not_allowed.to_do"));
    let back = explanation::link(&page, permission);
    problem_page(page, StatusCode::FORBIDDEN, title, happened, to_do, back)
}
