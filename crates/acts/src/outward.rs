//! Calling other servers (对外调用): over TLS, with little patience, and never further than where one was sent.

use std::sync::Once;
use std::time::Duration;

use reqwest::Client;
use reqwest::redirect::Policy;

use crate::ActError;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// A secret that an operator gave; never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Takes it.
    pub fn new(text: impl Into<String>) -> Secret {
        Secret(text.into())
    }

    /// For use.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("…")
    }
}

/// Whether an address is one to which secrets may be sent: over TLS, or on this machine.
pub fn is_safe(address: &str) -> bool {
    let Ok(url) = reqwest::Url::parse(address) else {
        return false;
    };
    let is_here = url.host_str().is_some_and(|host| {
        let host = host.trim_matches(['[', ']']);
        host == "localhost" || host.parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback())
    });
    url.scheme() == "https" || (url.scheme() == "http" && is_here)
}

/// Says which cryptography outgoing TLS uses, before the first caller is made.
pub fn prepare() {
    static PROVIDER: Once = Once::new();
    // An error means that the process has chosen one already.
    PROVIDER.call_once(|| drop(rustls::crypto::ring::default_provider().install_default()));
}

/// A caller. It keeps no connection open, follows no redirect, and trusts the certificates that the system trusts.
pub(crate) fn client() -> Result<Client, ActError> {
    prepare();
    Client::builder()
        .redirect(Policy::none())
        .timeout(PATIENCE)
        .pool_max_idle_per_host(0)
        .user_agent("Yimen")
        .build()
        .map_err(|error| ActError::Broken(format!("other servers cannot be called: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_go_over_tls_or_stay_here() {
        for address in [
            "https://sms.example.cn/send",
            "http://127.0.0.1:9/x",
            "http://[::1]:9/",
            "http://localhost/x",
        ] {
            assert!(is_safe(address), "{address}");
        }
        for address in [
            "http://sms.example.cn/send",
            "http://127.0.0.1.example.cn/",
            "ftp://127.0.0.1/",
            "nonsense",
        ] {
            assert!(!is_safe(address), "{address}");
        }
    }

    #[test]
    fn a_secret_is_not_printed() {
        assert_eq!(format!("{:?}", Secret::new("hidden")), "…");
    }
}
