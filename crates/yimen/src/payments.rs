//! Payments (缴费) in the configuration file.

use regex::Regex;
use serde::Deserialize;
use yimen_acts::payments::Payments;
use yimen_domain::cases::fees::Payee;

/// Longest time that an order may leave for paying, days.
const MOST_DAYS: u32 = 366;

/// `[payments]`.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct PaymentsFile {
    payee_name: String,
    payee_account: String,
    payee_bank: String,
    code_pattern: Option<String>,
    days_to_pay: Option<u32>,
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
        })
    }
}
