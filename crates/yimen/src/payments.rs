//! Payments (缴费) in the configuration file.

use std::path::PathBuf;

use regex::Regex;
use serde::Deserialize;
use yimen_acts::outward::{Secret, is_safe};
use yimen_acts::payments::{Payments, Provider};
use yimen_domain::cases::fees::Payee;
use yimen_domain::words::Words;

use crate::config::from_file;

/// Longest time that an order may leave for paying, days.
const MOST_DAYS: u32 = 366;
/// Shortest secret that both ends sign with, characters.
const SHORTEST_SECRET: usize = 32;

/// `[payments]`.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct PaymentsFile {
    payee_name: String,
    payee_account: String,
    payee_bank: String,
    code_pattern: Option<String>,
    days_to_pay: Option<u32>,
    provider_name_zh: String,
    provider_name_en: String,
    provider_url: Option<String>,
    provider_key: String,
    provider_secret_file: Option<PathBuf>,
}

impl PaymentsFile {
    /// As the centre takes it.
    ///
    /// # Errors
    /// The first setting that cannot be, by name.
    pub(crate) fn settle(&self) -> Result<Payments, String> {
        let pattern = |text: &String| {
            // The whole code must fit, not a part of it.
            Regex::new(&format!("^(?:{text})$")).map_err(|error| format!("payments code-pattern: {error}"))
        };
        if self.days_to_pay.is_some_and(|days| !(1..=MOST_DAYS).contains(&days)) {
            return Err(format!("payments days-to-pay: between 1 and {MOST_DAYS}"));
        }
        Ok(Payments {
            payee: Payee {
                name: self.payee_name.clone(),
                account: self.payee_account.clone(),
                bank: self.payee_bank.clone(),
            },
            code_pattern: self.code_pattern.as_ref().map(pattern).transpose()?,
            days: self.days_to_pay,
            provider: self.provider_url.as_ref().map(|url| self.provider(url)).transpose()?,
        })
    }

    fn provider(&self, url: &str) -> Result<Provider, String> {
        if !is_safe(url) {
            return Err(format!(
                "payments provider-url: \"{url}\" must begin with https://, unless it is on this machine"
            ));
        }
        if self.provider_key.is_empty() {
            return Err("payments provider-key: the provider must know who speaks".into());
        }
        let secret = from_file("payments provider-secret-file", self.provider_secret_file.as_deref())?;
        let secret = secret.filter(|secret| secret.len() >= SHORTEST_SECRET);
        let secret = secret.ok_or(format!(
            "payments provider-secret-file: a secret of {SHORTEST_SECRET} characters at least is needed"
        ))?;
        let or = |text: &str, usual: &str| {
            if text.is_empty() {
                usual.to_string()
            } else {
                text.to_string()
            }
        };
        Ok(Provider {
            name: Words::new(
                or(&self.provider_name_zh, "缴费平台"),
                or(&self.provider_name_en, "the payment platform"),
            ),
            url: url.trim_end_matches('/').to_string(),
            key: self.provider_key.clone(),
            secret: Secret::new(secret),
        })
    }
}
