//! The provider of payments that a town talks to, over HTTP.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use regex::Regex;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use yimen_acts::outward::Secret;
use yimen_acts::payments::{Payments, Provider};
use yimen_domain::cases::fees::Payee;
use yimen_domain::words::Words;
use yimen_twins::payment::Twin;

const KEY: &str = "town";
const SECRET: &str = "what the town and its till know of";

/// A running provider; it ends with the value.
pub(crate) struct Till {
    pub(crate) twin: Twin,
    address: SocketAddr,
    server: JoinHandle<()>,
}

impl Drop for Till {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Till {
    /// On a free port, with the clock of the town.
    pub(crate) async fn open(told: &Arc<AtomicI64>) -> Till {
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
        let address = listener.local_addr().unwrap();
        let told = Arc::clone(told);
        let now = move || told.load(Ordering::Relaxed) / 1_000_000;
        let twin = Twin::new(&format!("http://{address}"), KEY, SECRET, now);
        let router = twin.router();
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Till { twin, address, server }
    }

    /// What the centre is told: the treasury, the provider, codes of twenty digits, thirty days to pay.
    pub(crate) fn settings(&self) -> Payments {
        Payments {
            payee: Payee {
                name: "前锋区财政局国库专户".into(),
                account: "22880001040012345".into(),
                bank: "农业银行前锋支行".into(),
            },
            code_pattern: Some(Regex::new("^[0-9]{20}$").unwrap()),
            days: Some(30),
            provider: Some(Provider {
                name: Words::new("缴费平台", "the payment platform"),
                url: format!("http://{}", self.address),
                key: KEY.into(),
                secret: Secret::new(SECRET),
            }),
        }
    }
}
