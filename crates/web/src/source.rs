//! From where a request comes (来源): address, browser, and the device cookie.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use yimen_acts::accounts::attempts::{DEVICE_DAYS, Source};

use crate::app::{App, cookie, is_secret};

/// Cookie of a device in which somebody signed in before.
const DEVICE: &str = "device";
/// How long a device is known, seconds.
const DEVICE_SECONDS: i64 = DEVICE_DAYS * 86_400;

/// From where the request comes.
pub struct Came(pub Source);

impl FromRequestParts<App> for Came {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let peer = peer.map(|ConnectInfo(peer)| peer.ip().to_canonical());
        let address = peer.map(|peer| told(peer, &parts.headers, &app.centre.settings().trusted_proxies));
        let agent = parts.headers.get(header::USER_AGENT);
        Ok(Came(Source {
            address: address.map_or_else(String::new, |address| address.to_string()),
            agent: agent
                .and_then(|agent| agent.to_str().ok())
                .unwrap_or_default()
                .to_string(),
            device: cookie(&parts.headers, DEVICE).filter(|secret| is_secret(secret)),
        }))
    }
}

/// The last address in the chain that no trusted proxy stands behind: whatever is before it, the caller may have made up.
fn told(peer: IpAddr, headers: &HeaderMap, trusted: &[IpAddr]) -> IpAddr {
    let chain: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .collect();
    let mut address = peer;
    let mut before = chain.into_iter().rev();
    while trusted.contains(&address) {
        let earlier = before.next().and_then(|part| part.trim().parse::<IpAddr>().ok());
        let Some(earlier) = earlier else { break };
        address = earlier.to_canonical();
    }
    address
}

/// The cookie by which a device is known from now on.
pub fn device_cookie(app: &App, secret: &str) -> Option<HeaderValue> {
    let secure = if app.settings().secure_cookies { "; Secure" } else { "" };
    let text = format!("{DEVICE}={secret}; Path=/; HttpOnly; SameSite=Lax; Max-Age={DEVICE_SECONDS}{secure}");
    HeaderValue::from_str(&text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn headers(chain: &[&'static str]) -> HeaderMap {
        chain
            .iter()
            .map(|text| {
                (
                    header::HeaderName::from_static("x-forwarded-for"),
                    HeaderValue::from_static(text),
                )
            })
            .collect()
    }

    #[test]
    fn only_a_trusted_proxy_is_believed_and_only_its_own_word() {
        let proxy = [at("10.0.0.1"), at("10.0.0.2")];
        let table: [(&str, &[&'static str], &str); 8] = [
            ("10.0.0.1", &["nonsense, 198.51.100.1"], "198.51.100.1"),
            ("203.0.113.9", &["198.51.100.1"], "203.0.113.9"),
            ("10.0.0.1", &["198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1", &["1.1.1.1, 198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1", &["1.1.1.1", "198.51.100.1, 10.0.0.2"], "198.51.100.1"),
            ("10.0.0.1", &[], "10.0.0.1"),
            ("10.0.0.1", &["nonsense"], "10.0.0.1"),
            ("10.0.0.1", &["2001:db8::1"], "2001:db8::1"),
        ];
        for (peer, chain, address) in table {
            assert_eq!(told(at(peer), &headers(chain), &proxy), at(address), "{peer} {chain:?}");
        }
    }
}
