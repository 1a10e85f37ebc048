//! Guessing passwords slowly (登录失败限制): after some failures one waits, and nobody can make others wait for long.
//!
//! A browser in which somebody signed in before keeps a secret. Failures there are counted apart from failures elsewhere (OWASP,
//! "Slow down online guessing attacks with device cookies"), so that a stranger who tries an account from outside locks out strangers,
//! and not the person whose account it is.

use std::net::IpAddr;

use yimen_domain::organisation::AccountId;
use yimen_domain::words::{Refusal, RefusalKind};
use yimen_store::ledger::{Hash, sm3};
use yimen_store::tables::accounts;
use yimen_store::tables::attempts::{self, ONE, fail, forget};

use super::hash_secret;
use super::security::{What, noted};
use crate::{ActError, Centre};

/// Failures of one account, or on one device, before one waits (NIST SP 800-63B section 5.2.2 allows 100).
const MOST: i64 = 10;
/// Failures from one address: a hall stands behind one, and so may an attacker.
const MOST_OF_ADDRESS: i64 = 200;
/// How long failures count, and how long one waits at most, minutes.
pub const WINDOW_MINUTES: i64 = 15;
const WINDOW_MICROS: i64 = WINDOW_MINUTES * 60 * 1_000_000;

/// How long a device is known, days.
pub const DEVICE_DAYS: i64 = 182;
const DEVICE_MICROS: i64 = DEVICE_DAYS * 86_400 * 1_000_000;

/// From where somebody comes (登录来源).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Source {
    /// Address on the net; empty where there is none.
    pub address: String,
    /// What the browser calls itself.
    pub agent: String,
    /// Secret of a device in which somebody signed in before.
    pub device: Option<String>,
}

/// Where the failures of an attempt are counted.
pub(super) struct Buckets {
    own: Hash,
    address: Option<Hash>,
    /// The attempt comes from a device of the account.
    pub known_device: bool,
}

impl Buckets {
    /// Of an attempt to sign in as `login`, which is `account` if there is one.
    pub(super) async fn of(
        centre: &Centre,
        login: &str,
        account: Option<AccountId>,
        source: &Source,
    ) -> Result<Buckets, ActError> {
        let device = match (account, &source.device) {
            (Some(account), Some(secret)) => known(centre, account, secret).await?,
            _ => None,
        };
        Ok(Buckets {
            own: match device {
                Some(device) => bucket("device", &device),
                None => bucket("login", login.to_lowercase().as_bytes()),
            },
            address: network(&source.address).map(|network| bucket("address", network.as_bytes())),
            known_device: device.is_some(),
        })
    }

    /// Of an attempt with a code that was sent to a telephone: what is tried in one browser does not lock out another.
    pub(super) async fn of_challenge(
        centre: &Centre,
        challenge: Hash,
        account: Option<AccountId>,
        source: &Source,
    ) -> Result<Buckets, ActError> {
        let of = Buckets::of(centre, "", account, source).await?;
        Ok(Buckets {
            own: bucket("challenge", &challenge),
            ..of
        })
    }

    /// Counts the attempt before it is looked at, so that many at once count as many.
    async fn begin(&self, centre: &Centre) -> Result<(), ActError> {
        let now = centre.now().0;
        // What strangers do at the same address does not lock out who came from this device before.
        if let Some(address) = self.address.filter(|_| !self.known_device)
            && failures(centre, address, now).await? >= MOST_OF_ADDRESS
        {
            return Err(wait().into());
        }
        centre
            .put(vec![fail(centre.div(), self.own, now, now - WINDOW_MICROS)])
            .await?;
        if failures(centre, self.own, now).await? > MOST {
            return Err(wait().into());
        }
        Ok(())
    }

    /// [`Self::begin`], with a line in the log of security where one has to wait.
    pub(super) async fn begin_noted(&self, centre: &Centre, login: &str, source: &Source) -> Result<(), ActError> {
        let begun = self.begin(centre).await;
        if begun.is_err() {
            centre
                .put(vec![noted(centre, What::Delayed, login, "", source)])
                .await?;
        }
        begun
    }

    /// What is written when the attempt failed.
    pub(super) fn failed(&self, centre: &Centre) -> Vec<yimen_store::Write> {
        let now = centre.now().0;
        let count = |bucket| fail(centre.div(), bucket, now, now - WINDOW_MICROS);
        self.address.into_iter().map(count).collect()
    }

    /// What is written when it succeeded.
    pub(super) fn succeeded(&self, centre: &Centre) -> Vec<yimen_store::Write> {
        vec![
            forget(centre.div(), self.own),
            attempts::sweep(centre.div(), centre.now().0 - WINDOW_MICROS),
            accounts::sweep_devices(centre.div(), centre.now().0 - DEVICE_MICROS),
        ]
    }
}

/// Tries of something that could be guessed, by whoever tries.
pub(crate) struct Guesses(Hash);

impl Guesses {
    /// Of one kind of thing, by one account.
    pub(crate) fn of(kind: &str, who: AccountId) -> Guesses {
        Guesses(bucket(kind, who.0.as_bytes()))
    }

    /// There were not too many that failed.
    pub(crate) async fn are_left(&self, centre: &Centre) -> Result<bool, ActError> {
        Ok(failures(centre, self.0, centre.now().0).await? < MOST)
    }

    /// Counts one that failed.
    pub(crate) async fn failed(&self, centre: &Centre) -> Result<(), ActError> {
        let now = centre.now().0;
        let write = fail(centre.div(), self.0, now, now - WINDOW_MICROS);
        centre.put(vec![write]).await
    }
}

pub(super) async fn known(centre: &Centre, account: AccountId, secret: &str) -> Result<Option<Hash>, ActError> {
    let hash = hash_secret(secret);
    let params = vec![centre.div().into(), hash.into(), account.0.into_bytes().into()];
    let rows = centre.store().query(&accounts::DEVICE, params).await?;
    Ok((!rows.is_empty()).then_some(hash))
}

/// The network of an address: one customer of a provider has a whole /64 of the sixth version.
pub(super) fn network(address: &str) -> Option<String> {
    match address.parse().ok()? {
        IpAddr::V4(address) => Some(address.to_string()),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            Some(format!("{a:x}:{b:x}:{c:x}:{d:x}"))
        }
    }
}

pub(crate) fn bucket(kind: &str, of: &[u8]) -> Hash {
    sm3(&[kind.as_bytes(), b"\0", of].concat())
}

async fn failures(centre: &Centre, bucket: Hash, now: i64) -> Result<i64, ActError> {
    let rows = centre
        .store()
        .query(&ONE, vec![centre.div().into(), bucket.into()])
        .await?;
    let Some(row) = rows.first() else { return Ok(0) };
    let counts = row.int(1)? >= now - WINDOW_MICROS;
    Ok(if counts { row.int(0)? } else { 0 })
}

fn wait() -> Refusal {
    Refusal::new(
        "too_many_attempts",
        RefusalKind::Later,
        "",
        (
            "登录失败次数过多，暂时不能登录。",
            "There were too many failed attempts to sign in.",
        ),
        (
            "请 15 分钟后再试，或者用以前登录过的设备登录。忘记密码的，可以凭绑定的手机号重新设置，或者到服务大厅办理。",
            "Try again in 15 minutes, or on a device on which you signed in before. If you forgot the password, choose a new one with \
             the telephone of your account, or ask in the hall.",
        ),
    )
}
