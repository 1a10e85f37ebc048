//! Making accounts (新增账号): people and companies by themselves, staff by the administrator.

use argon2::Argon2;
use argon2::password_hash::PasswordHasher;
use tokio::sync::Semaphore;
use yimen_domain::organisation::{AccountId, Role, password};
use yimen_domain::words::{Fault, Refusal, RefusalKind};
use yimen_store::CommitError;
use yimen_store::tables::accounts::AccountRow;

use crate::vault::Applicant;
use crate::{ActError, Centre};

use super::{Signed, by_login};

/// A new member of staff.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Staff {
    /// Name to sign in with.
    pub login: String,
    /// Full name.
    pub name: String,
    /// At least one.
    pub roles: Vec<Role>,
    /// Body; absent for those who serve all.
    pub body: Option<String>,
    /// Window or section.
    pub place: Option<String>,
}

/// How many passwords are hashed at once: each takes 19 MiB, and anybody may ask for it.
pub(super) static HASHING: Semaphore = Semaphore::const_new(8);

/// The Argon2id text of a password; slow by design, so it runs apart.
///
/// # Errors
/// The machine refuses the memory for it.
pub async fn hash_password(centre: &Centre, password: &str) -> Result<String, ActError> {
    let salt = centre.random::<16>();
    let password = password.to_string();
    let _turn = HASHING
        .acquire()
        .await
        .map_err(|error| ActError::Broken(error.to_string()))?;
    tokio::task::spawn_blocking(move || {
        Argon2::default()
            .hash_password_with_salt(password.as_bytes(), &salt)
            .map(|hash| hash.to_string())
            .map_err(|error| ActError::Broken(error.to_string()))
    })
    .await
    .map_err(|error| ActError::Broken(error.to_string()))?
}

/// Registers a citizen or a company.
///
/// # Errors
/// A field is wrong, or the login is taken.
pub async fn register(centre: &Centre, login: &str, password: &str, applicant: Applicant) -> Result<Signed, ActError> {
    let mut faults = check_credentials(login, &applicant.name, Some(password));
    let applicant = match applicant.checked() {
        Ok((applicant, _)) if faults.is_empty() => applicant,
        Ok(_) => return Err(Refusal::invalid(faults).into()),
        Err(more) => {
            faults.extend(more);
            return Err(Refusal::invalid(faults).into());
        }
    };
    let hash = hash_password(centre, password).await?;
    insert(centre, person_row(centre, login, Some(hash), &applicant, false)?).await
}

pub(crate) fn person_row(
    centre: &Centre,
    login: &str,
    password: Option<String>,
    applicant: &Applicant,
    demonstration: bool,
) -> Result<AccountRow, ActError> {
    let id = AccountId(centre.new_id());
    let plain = serde_json::to_vec(applicant).map_err(|error| ActError::Broken(error.to_string()))?;
    let profile = centre
        .shared
        .vault
        .seal(centre.random::<12>(), id.0.as_bytes(), &plain)?;
    Ok(AccountRow {
        id,
        login: login.trim().to_string(),
        kind: applicant.kind.clone(),
        shown: applicant.shown(),
        roles: Vec::new(),
        body: None,
        place: None,
        password,
        profile: Some(profile),
        demonstration,
        made_at: centre.now().0,
        must_change: false,
        closed: false,
        second: false,
    })
}

/// Adds a member of staff.
///
/// # Errors
/// A field is wrong, the body is not known, or the login is taken.
pub async fn staff(centre: &Centre, staff: Staff, password: Option<&str>) -> Result<Signed, ActError> {
    let mut faults = check_credentials(&staff.login, &staff.name, password);
    if staff.name.trim().is_empty() || staff.name.chars().count() > 60 {
        faults.push(Fault::new(
            "name",
            "请填写姓名，不超过 60 个字。",
            "Enter the name, at most 60 characters.",
        ));
    }
    faults.extend(check_work(centre, &staff));
    if !faults.is_empty() {
        return Err(Refusal::invalid(faults).into());
    }
    let hash = match password {
        Some(password) => Some(hash_password(centre, password).await?),
        None => None,
    };
    insert(centre, staff_row(centre, staff, hash, false)).await
}

/// What is wrong with what somebody is to work as.
pub(super) fn check_work(centre: &Centre, staff: &Staff) -> Vec<Fault> {
    let mut faults = Vec::new();
    if staff.roles.is_empty() {
        faults.push(Fault::new("roles", "请至少指定一个岗位。", "Name at least one role."));
    }
    if Role::APART.iter().filter(|role| staff.roles.contains(role)).count() > 1 {
        faults.push(Fault::new(
            "roles",
            "系统管理员、安全管理员和安全审计员应当由三个人分别担任（GB/T 22239-2019）。",
            "System, security and audit administrators must be three different people (GB/T 22239-2019).",
        ));
    }
    if let Some(body) = staff
        .body
        .as_deref()
        .filter(|body| !centre.organisation().bodies.contains_key(*body))
    {
        faults.push(Fault::new(
            "body",
            format!("没有编码为“{body}”的部门。"),
            format!("There is no body with the code “{body}”."),
        ));
    }
    faults
}

pub(crate) fn staff_row(centre: &Centre, staff: Staff, password: Option<String>, demonstration: bool) -> AccountRow {
    AccountRow {
        id: AccountId(centre.new_id()),
        login: staff.login.trim().to_string(),
        kind: "staff".into(),
        shown: staff.name.trim().to_string(),
        roles: staff.roles,
        body: staff.body,
        place: staff.place,
        profile: None,
        made_at: centre.now().0,
        // Whoever makes the account chose the password; in a demonstration everybody is to know it.
        must_change: password.is_some() && !demonstration,
        closed: false,
        second: false,
        demonstration,
        password,
    }
}

async fn insert(centre: &Centre, row: AccountRow) -> Result<Signed, ActError> {
    if by_login(centre, &row.login).await?.is_some() {
        return Err(taken().into());
    }
    let write = row.insert(centre.div());
    let built = move |_| yimen_store::Built {
        writes: vec![write.clone()],
        answer: String::new(),
    };
    match centre.commit(None, None, built).await {
        Ok(_) => Ok(Signed::of(row)),
        // Somebody took the same login in the same moment: the unique index says so.
        Err(CommitError::Broken(_) | CommitError::Conflict) if by_login(centre, &row.login).await?.is_some() => {
            Err(taken().into())
        }
        Err(error) => Err(error.into()),
    }
}

fn taken() -> Refusal {
    let mut refusal = Refusal::new(
        "login_taken",
        RefusalKind::State,
        "",
        ("这个用户名已经有人使用。", "This name to sign in with is taken."),
        ("请换一个用户名。", "Choose another one."),
    );
    refusal.faults = vec![Fault::new("login", "这个用户名已经有人使用。", "This name is taken.")];
    refusal
}

fn check_credentials(login: &str, name: &str, password: Option<&str>) -> Vec<Fault> {
    let mut faults = Vec::new();
    let login = login.trim();
    let plain = login
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'@'));
    if !(3..=64).contains(&login.len()) || !plain {
        faults.push(Fault::new(
            "login",
            "用户名为 3 至 64 位字母、数字、点、连字符或下划线。",
            "Use 3 to 64 letters, digits, dots, hyphens or underscores.",
        ));
    }
    if let Some(password) = password {
        faults.extend(password::faults(password, &[login, name, "yimen", "政务服务"]));
    }
    faults
}
