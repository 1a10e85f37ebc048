//! Identity platforms (统一身份认证) in the configuration file.

use std::path::PathBuf;

use serde::Deserialize;
use yimen_acts::accounts::identity::{Provider, Whom};
use yimen_acts::outward::{Secret, is_safe};
use yimen_domain::words::Words;

use crate::config::from_file;

/// A provider of identities, `[[identity]]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct IdentityFile {
    code: String,
    name_zh: String,
    name_en: String,
    issuer: String,
    client: String,
    secret_file: PathBuf,
    whom: String,
    #[serde(default)]
    scopes: Vec<String>,
    #[serde(default)]
    number_claim: String,
    #[serde(default)]
    kind_claim: String,
    #[serde(default)]
    login_claim: String,
}

impl IdentityFile {
    fn provider(&self) -> Result<Provider, String> {
        let wrong = |what: &str, why: &str| format!("identity “{}”: {what} {why}", self.code);
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if self.code.is_empty() || self.code.len() > 30 || !self.code.bytes().all(plain) {
            return Err(wrong("code", "has 1 to 30 lower-case letters, digits and “-”"));
        }
        if !is_safe(&self.issuer) {
            return Err(wrong(
                "issuer",
                "must begin with https://, unless it is on this machine",
            ));
        }
        let whom = Whom::parse(&self.whom).ok_or_else(|| wrong("whom", "is applicants or staff"))?;
        if whom == Whom::Staff && self.login_claim.is_empty() {
            return Err(wrong(
                "login-claim",
                "must say which claim is the sign-in name of staff",
            ));
        }
        let secret = from_file("identity secret-file", Some(&self.secret_file))?.unwrap_or_default();
        if secret.is_empty() {
            return Err(wrong("secret-file", "is empty"));
        }
        Ok(Provider {
            code: self.code.clone(),
            name: Words::new(self.name_zh.clone(), self.name_en.clone()),
            issuer: self.issuer.clone(),
            client: self.client.clone(),
            secret: Secret::new(secret),
            whom,
            scopes: self.scopes.clone(),
            number_claim: self.number_claim.clone(),
            kind_claim: self.kind_claim.clone(),
            login_claim: self.login_claim.clone(),
        })
    }
}

/// Every platform of the file.
///
/// # Errors
/// The first setting that cannot be, by name.
pub(crate) fn providers(files: &[IdentityFile]) -> Result<Vec<Provider>, String> {
    let mut providers: Vec<Provider> = Vec::new();
    for file in files {
        let provider = file.provider()?;
        if providers.iter().any(|one| one.code == provider.code) {
            return Err(format!("identity “{}”: stands there twice", provider.code));
        }
        providers.push(provider);
    }
    Ok(providers)
}
