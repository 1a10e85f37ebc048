//! The server of mail that a town talks to, over SMTP.

use std::net::SocketAddr;

use tokio::task::JoinHandle;
use yimen_acts::mail::{Server, Tls};
use yimen_acts::outward::Secret;
use yimen_twins::mail::Twin;

const NAME: &str = "town";
const PASSWORD: &str = "what the town and its post know";

/// A running server; it ends with the value.
pub(crate) struct Post {
    pub(crate) twin: Twin,
    address: SocketAddr,
    server: JoinHandle<()>,
}

impl Drop for Post {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Post {
    /// On a free port.
    pub(crate) async fn open() -> Post {
        let twin = Twin::new().with_login(NAME, PASSWORD);
        let (listener, address) = Twin::listen().await.unwrap();
        let server = tokio::spawn(twin.clone().serve(listener));
        Post { twin, address, server }
    }

    /// What the centre is told of it.
    pub(crate) fn settings(&self) -> Server {
        Server {
            host: self.address.ip().to_string(),
            port: self.address.port(),
            tls: Tls::None,
            ca: None,
            login: Some((NAME.into(), Secret::new(PASSWORD))),
            from: "前锋区政务服务中心 <notice@qianfeng.example.cn>".into(),
            per_minute: 60,
        }
    }
}
