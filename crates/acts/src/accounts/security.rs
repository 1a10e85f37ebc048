//! Security events (安全审计): noted where they happen, read by the audit administrator, kept for six months at least.

use std::collections::HashMap;
use std::sync::PoisonError;

use uuid::Uuid;
use yimen_domain::calendar::Instant;
use yimen_domain::organisation::Actor;
use yimen_domain::organisation::permission::{About, Permission};
use yimen_domain::words::{Refusal, RefusalKind};
use yimen_store::Write;
use yimen_store::tables::accounts::{self, AccountRow};
use yimen_store::tables::security_log::{self, SecurityRow};

use super::Signed;
use super::attempts::{Source, network};
use crate::{ActError, Centre};

/// Most events on a page.
pub const PAGE: u32 = 100;

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum What {
    /// 登录.
    SignedIn,
    /// 登录失败.
    SignInFailed,
    /// 失败次数过多，暂停登录.
    Delayed,
    /// 退出.
    SignedOut,
    /// 结束登录会话.
    SessionEnded,
    /// 修改密码.
    PasswordChanged,
    /// 重置密码.
    PasswordReset,
    /// 新增账号.
    AccountAdded,
    /// 发放访问令牌.
    TokenMade,
    /// 两步验证码错误.
    CodeFailed,
    /// 停用访问令牌.
    TokensEnded,
    /// 设置两步验证.
    FactorSet,
    /// 停用两步验证.
    FactorRemoved,
    /// 添加通行密钥.
    PasskeyAdded,
    /// 删除通行密钥.
    PasskeyRemoved,
    /// 绑定统一身份.
    IdentityLinked,
    /// 解除统一身份绑定.
    IdentityUnlinked,
    /// 停用账号.
    AccountClosed,
    /// 恢复账号.
    AccountOpened,
    /// 调整岗位权限.
    PowersChanged,
    /// 拦截来路不明的表单.
    FormRefused,
    /// 拦截越权访问.
    AccessRefused,
    /// 拒绝无效访问令牌.
    TokenRefused,
    /// 下载本人信息.
    DataCopied,
    /// 注销账号.
    AccountLeft,
    /// 访问过于频繁，暂停处理.
    Limited,
    /// 发送短信验证码.
    CodeSent,
    /// 绑定手机号.
    PhoneSet,
    /// 手机号改绑到其他账号.
    PhoneRemoved,
    /// 给出授权委托.
    MandateGiven,
    /// 接受授权委托.
    MandateAccepted,
    /// 不接受授权委托.
    MandateDeclined,
    /// 收回授权委托.
    MandateWithdrawn,
    /// 辞去授权委托.
    MandateLaidDown,
    /// 上传文件中发现恶意代码.
    MalwareFound,
    /// 查毒服务不可用，未接收上传.
    NotScanned,
    /// 窗口申请找回账号.
    RecoveryAsked,
    /// 复核同意找回账号.
    RecoveryApproved,
    /// 找回账号未办成.
    RecoveryRefused,
    /// 出具找回码.
    RecoveryGiven,
    /// 凭找回码设置密码.
    Recovered,
    /// 发送邮箱验证码.
    MailAsked,
    /// 绑定电子邮箱.
    MailSet,
    /// 删除电子邮箱.
    MailRemoved,
    /// 拒绝缴费到账通知.
    PaymentRefused,
}

impl What {
    /// Every event.
    pub const ALL: &'static [What] = &[
        What::SignedIn,
        What::SignInFailed,
        What::Delayed,
        What::SignedOut,
        What::SessionEnded,
        What::PasswordChanged,
        What::PasswordReset,
        What::AccountAdded,
        What::TokenMade,
        What::CodeFailed,
        What::TokensEnded,
        What::FactorSet,
        What::FactorRemoved,
        What::PasskeyAdded,
        What::PasskeyRemoved,
        What::IdentityLinked,
        What::IdentityUnlinked,
        What::AccountClosed,
        What::AccountOpened,
        What::PowersChanged,
        What::FormRefused,
        What::AccessRefused,
        What::TokenRefused,
        What::DataCopied,
        What::AccountLeft,
        What::Limited,
        What::CodeSent,
        What::PhoneSet,
        What::PhoneRemoved,
        What::MandateGiven,
        What::MandateAccepted,
        What::MandateDeclined,
        What::MandateWithdrawn,
        What::MandateLaidDown,
        What::MalwareFound,
        What::NotScanned,
        What::RecoveryAsked,
        What::RecoveryApproved,
        What::RecoveryRefused,
        What::RecoveryGiven,
        What::Recovered,
        What::MailAsked,
        What::MailSet,
        What::MailRemoved,
        What::PaymentRefused,
    ];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            What::SignedIn => "signed_in",
            What::SignInFailed => "sign_in_failed",
            What::Delayed => "delayed",
            What::SignedOut => "signed_out",
            What::SessionEnded => "session_ended",
            What::PasswordChanged => "password_changed",
            What::PasswordReset => "password_reset",
            What::AccountAdded => "account_added",
            What::TokenMade => "token_made",
            What::CodeFailed => "code_failed",
            What::TokensEnded => "tokens_ended",
            What::FactorSet => "factor_set",
            What::FactorRemoved => "factor_removed",
            What::PasskeyAdded => "passkey_added",
            What::PasskeyRemoved => "passkey_removed",
            What::IdentityLinked => "identity_linked",
            What::IdentityUnlinked => "identity_unlinked",
            What::AccountClosed => "account_closed",
            What::AccountOpened => "account_opened",
            What::PowersChanged => "powers_changed",
            What::FormRefused => "form_refused",
            What::AccessRefused => "access_refused",
            What::TokenRefused => "token_refused",
            What::DataCopied => "data_copied",
            What::AccountLeft => "account_left",
            What::Limited => "limited",
            What::CodeSent => "code_sent",
            What::PhoneSet => "phone_set",
            What::PhoneRemoved => "phone_removed",
            What::MandateGiven => "mandate_given",
            What::MandateAccepted => "mandate_accepted",
            What::MandateDeclined => "mandate_declined",
            What::MandateWithdrawn => "mandate_withdrawn",
            What::MandateLaidDown => "mandate_laid_down",
            What::MalwareFound => "malware_found",
            What::NotScanned => "not_scanned",
            What::RecoveryAsked => "recovery_asked",
            What::RecoveryApproved => "recovery_approved",
            What::RecoveryRefused => "recovery_refused",
            What::RecoveryGiven => "recovery_given",
            What::Recovered => "recovered",
            What::MailAsked => "mail_asked",
            What::MailSet => "mail_set",
            What::MailRemoved => "mail_removed",
            What::PaymentRefused => "payment_refused",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<What> {
        What::ALL.iter().copied().find(|what| what.code() == code)
    }

    /// Chinese and English name.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            What::SignedIn => ("登录", "signed in"),
            What::SignInFailed => ("登录失败", "failed to sign in"),
            What::Delayed => ("失败次数过多，暂停登录", "made to wait after too many attempts"),
            What::SignedOut => ("退出", "signed out"),
            What::SessionEnded => ("结束登录", "session ended"),
            What::PasswordChanged => ("修改密码", "password changed"),
            What::PasswordReset => ("重置密码", "password reset"),
            What::AccountAdded => ("新增账号", "account added"),
            What::TokenMade => ("发放访问令牌", "access token made"),
            What::CodeFailed => ("两步验证码错误", "entered a wrong code"),
            What::TokensEnded => ("停用访问令牌", "access tokens ended"),
            What::FactorSet => ("设置两步验证", "second factor set up"),
            What::FactorRemoved => ("停用两步验证", "second factor taken away"),
            What::PasskeyAdded => ("添加通行密钥", "passkey added"),
            What::PasskeyRemoved => ("删除通行密钥", "passkey removed"),
            What::IdentityLinked => ("绑定统一身份", "identity linked"),
            What::IdentityUnlinked => ("解除统一身份绑定", "identity unlinked"),
            What::AccountClosed => ("停用账号", "account closed"),
            What::AccountOpened => ("恢复账号", "account opened again"),
            What::PowersChanged => ("调整岗位权限", "roles changed"),
            What::FormRefused => ("拦截来路不明的表单", "form refused that was not from our pages"),
            What::AccessRefused => ("拦截越权访问", "access refused"),
            What::TokenRefused => ("拒绝无效访问令牌", "invalid access token refused"),
            What::DataCopied => ("下载本人信息", "took a copy of their own data"),
            What::AccountLeft => ("注销账号", "closed their own account"),
            What::MalwareFound => ("上传文件中发现恶意代码", "malware found in an upload"),
            What::NotScanned => (
                "查毒服务不可用，未接收上传",
                "upload not taken, as the scanner was down",
            ),
            What::Limited => ("访问过于频繁，暂停处理", "too many requests, made to wait"),
            What::CodeSent => ("发送短信验证码", "code sent to a telephone"),
            What::PhoneSet => ("绑定手机号", "telephone set"),
            What::PhoneRemoved => ("手机号改绑到其他账号", "telephone went to another account"),
            What::MandateGiven => ("给出授权委托", "gave a mandate"),
            What::MandateAccepted => ("接受授权委托", "accepted a mandate"),
            What::MandateDeclined => ("不接受授权委托", "declined a mandate"),
            What::MandateWithdrawn => ("收回授权委托", "withdrew a mandate"),
            What::MandateLaidDown => ("辞去授权委托", "laid a mandate down"),
            What::RecoveryAsked => (
                "窗口核验身份，申请找回账号",
                "identity checked at a window to recover the account",
            ),
            What::RecoveryApproved => ("复核同意找回账号", "recovery approved"),
            What::RecoveryRefused => ("找回账号不予同意或者撤回", "recovery refused or taken back"),
            What::RecoveryGiven => ("出具找回码", "recovery code given"),
            What::Recovered => ("凭找回码设置新密码", "password chosen with a recovery code"),
            What::MailAsked => ("发送邮箱验证码", "code sent to an e-mail address"),
            What::MailSet => ("绑定电子邮箱", "e-mail address set"),
            What::MailRemoved => ("删除电子邮箱", "e-mail address removed"),
            What::PaymentRefused => ("拒绝缴费到账通知", "call-back of a payment refused"),
        }
    }
}

/// An event as it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub at: Instant,
    /// Which.
    pub id: Uuid,
    /// What; none if a later version wrote it.
    pub what: Option<What>,
    /// Name to sign in with of the account that it is about.
    pub login: String,
    /// Who did it; empty if the same person, or a program on the server.
    pub by: String,
    /// Address.
    pub address: String,
    /// What the browser called itself.
    pub agent: String,
}

impl Event {
    fn read(row: &yimen_store::Row) -> Result<Event, ActError> {
        let row = SecurityRow::read(row)?;
        Ok(Event {
            at: Instant(row.at),
            id: row.id,
            what: What::parse(&row.what),
            login: row.login,
            by: row.by,
            address: row.address,
            agent: row.detail,
        })
    }
}

/// The write that notes an event; goes into the same change as what it is about.
pub(crate) fn noted(centre: &Centre, what: What, login: &str, by: &str, source: &Source) -> Write {
    SecurityRow {
        at: centre.now().0,
        id: centre.new_id(),
        what: what.code().to_string(),
        login: login.to_string(),
        by: by.to_string(),
        address: source.address.clone(),
        detail: source.agent.chars().take(300).collect(),
    }
    .insert(centre.div())
}

/// Lines of refusals of one kind from one network in a minute. Whoever knocks again and again fills no log.
const REFUSALS_OF_ONE: u32 = 5;
/// Lines of refusals in a minute, of all together.
const REFUSALS_OF_ALL: u32 = 100;
const MINUTE_MICROS: i64 = 60 * 1_000_000;

/// How many refusals were noted in this minute, by kind and network; the key of none is for all together.
#[derive(Debug, Default)]
pub(crate) struct Refusals {
    minute: i64,
    noted: HashMap<Option<(What, String)>, u32>,
    left_out: u64,
}

impl Refusals {
    /// Whether another line is written, and how many were left out before it.
    fn admit(&mut self, now: Instant, what: What, network: String) -> Option<u64> {
        let minute = now.0.div_euclid(MINUTE_MICROS);
        if self.minute != minute {
            self.minute = minute;
            self.noted.clear();
        }
        let one = Some((what, network));
        let count = |key: &Option<(What, String)>| self.noted.get(key).copied().unwrap_or(0);
        if count(&None) >= REFUSALS_OF_ALL || count(&one) >= REFUSALS_OF_ONE {
            self.left_out += 1;
            return None;
        }
        *self.noted.entry(None).or_default() += 1;
        *self.noted.entry(one).or_default() += 1;
        Some(std::mem::take(&mut self.left_out))
    }
}

/// Notes that a request was refused; of many in one minute the first of each network, and how many were left out. The agent of
/// the source begins with what was asked for.
///
/// # Errors
/// The database does not answer.
pub async fn refused(centre: &Centre, what: What, login: &str, source: &Source) -> Result<(), ActError> {
    let network = network(&source.address).unwrap_or_default();
    let admitted = centre
        .shared
        .refusals
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .admit(centre.now(), what, network);
    let Some(left_out) = admitted else { return Ok(()) };
    let mut source = source.clone();
    if left_out > 0 {
        source.agent = format!("(+{left_out}) {}", source.agent);
    }
    centre.put(vec![noted(centre, what, login, "", &source)]).await?;
    Ok(())
}

/// The latest events before one of them; from the latest of all without one.
///
/// # Errors
/// Whoever asks is not an audit administrator.
pub async fn before(centre: &Centre, actor: &Actor, than: Option<(Instant, Uuid)>) -> Result<Vec<Event>, ActError> {
    if !actor.may(Permission::ReadSecurityLog, About::CENTRE) {
        return Err(not_yours().into());
    }
    let (at, id) = than.unwrap_or((Instant(i64::MAX), Uuid::max()));
    let params = vec![centre.div().into(), at.0.into(), id.into_bytes().into(), PAGE.into()];
    let rows = centre.store().query(&security_log::BEFORE, params).await?;
    rows.iter().map(Event::read).collect()
}

/// Most events of one's own account on a page.
pub const MOST_OWN: u32 = 30;

/// The latest events of one's own account, or those before one. Nobody sees what happened to an account that had the name before.
///
/// # Errors
/// The database does not answer.
pub async fn own(centre: &Centre, signed: &Signed, than: Option<(Instant, Uuid)>) -> Result<Vec<Event>, ActError> {
    let (at, id) = than.unwrap_or((Instant(i64::MAX), Uuid::max()));
    let params = vec![centre.div().into(), signed.id.0.into_bytes().into()];
    let account = centre.store().query(&accounts::BY_ID, params).await?;
    let account = account.first().map(AccountRow::read).transpose()?;
    let params = vec![
        centre.div().into(),
        signed.login.as_str().into(),
        account.map_or(i64::MAX, |account| account.made_at).into(),
        at.0.into(),
        id.into_bytes().into(),
        MOST_OWN.into(),
    ];
    let rows = centre.store().query(&security_log::OF_LOGIN, params).await?;
    rows.iter().map(Event::read).collect()
}

/// Most events in one file.
const MOST: usize = 200_000;

/// Every event that is kept, the latest first, at most 200,000, for a file.
///
/// # Errors
/// Whoever asks is not an audit administrator.
pub async fn all(centre: &Centre, actor: &Actor) -> Result<Vec<Event>, ActError> {
    let mut found: Vec<Event> = Vec::new();
    loop {
        let than = found.last().map(|last| (last.at, last.id));
        let more = before(centre, actor, than).await?;
        let is_last = more.len() < PAGE as usize;
        found.extend(more);
        if is_last || found.len() >= MOST {
            return Ok(found);
        }
    }
}

fn not_yours() -> Refusal {
    Refusal::new(
        "not_an_auditor",
        RefusalKind::Forbidden,
        "",
        (
            "安全审计日志由安全审计员查看。",
            "The log of security events is for the audit administrator.",
        ),
        ("如需查询，请联系安全审计员。", "Ask the audit administrator."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_knocks_again_and_again_fills_no_log() {
        let mut refusals = Refusals::default();
        let mut ask = |at: i64, network: usize| refusals.admit(Instant(at), What::AccessRefused, network.to_string());
        let of_one = (0..50).filter(|_| ask(0, 1).is_some()).count();
        assert_eq!(of_one, REFUSALS_OF_ONE as usize);
        assert_eq!(ask(1, 2), Some(45), "the next line tells how many there were before it");
        let of_many = 1 + (3..1_000).filter(|network| ask(1, *network).is_some()).count();
        assert_eq!(of_one + of_many, REFUSALS_OF_ALL as usize);
        assert_eq!(ask(MINUTE_MICROS, 1), Some(998 - 95), "and so does the next minute");
    }
}
