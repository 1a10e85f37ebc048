//! The gateway of short messages that a town talks to, over HTTP.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use yimen_acts::outward::Secret;
use yimen_acts::texts;
use yimen_twins::sms::Twin;

const KEY: &str = "town";
const SECRET: &str = "what the town and its gateway know";

/// Messages of a town on a day.
const MOST_A_DAY: i64 = 30;

/// A running gateway; it ends with the value.
pub(crate) struct Gateway {
    pub(crate) twin: Twin,
    address: SocketAddr,
    server: JoinHandle<()>,
}

impl Drop for Gateway {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Gateway {
    /// On a free port, with the clock of the town.
    pub(crate) async fn open(told: &Arc<AtomicI64>) -> Gateway {
        let told = Arc::clone(told);
        let twin = Twin::new(KEY, SECRET, move || told.load(Ordering::Relaxed) / 1_000_000);
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = twin.router();
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Gateway { twin, address, server }
    }

    /// What the centre is told of it.
    pub(crate) fn settings(&self) -> texts::Gateway {
        texts::Gateway {
            url: format!("http://{}/send", self.address),
            key: KEY.into(),
            secret: Secret::new(SECRET),
            most_a_day: MOST_A_DAY,
        }
    }
}
