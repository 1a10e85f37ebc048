//! Connections (连接): how many there are, of one address and in all, and how long somebody may take.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt as _;

use super::slow::Patient;

/// How many connections there are at most.
const MOST: usize = 4_096;
/// How many of one address, which may be a hall with all its windows. A proxy that is trusted has no such bound.
const MOST_OF_ADDRESS: usize = 256;
/// How long the first words of TLS may take.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// How long the head of a request may take, and how long a connection may stay without one.
pub const HEAD: Duration = Duration::from_secs(15);
/// How long an answer may stand still because nobody takes it.
const STILL: Duration = Duration::from_secs(30);
/// Most lines of a head.
const MOST_LINES: usize = 100;
/// Largest head with its address, bytes.
const LARGEST_HEAD: usize = 32 * 1024;
/// Pause when the machine gives no more connections.
const PAUSE: Duration = Duration::from_millis(100);

/// Where people come in.
pub struct Door {
    /// Where it is listened.
    pub listener: TcpListener,
    /// What makes connections ones of TLS; without it they are plain.
    pub tls: Option<TlsAcceptor>,
    /// Proxies that come for many.
    pub trusted: Vec<IpAddr>,
}

/// Answers whoever comes until it is told to stop, and then whoever is still inside.
pub async fn answer(door: Door, site: Router, mut stopped: watch::Receiver<bool>) {
    let places = Arc::new(Semaphore::new(MOST));
    let crowd = Crowd::default();
    let inside = GracefulShutdown::new();
    loop {
        let place = tokio::select! {
            _ = stopped.wait_for(|stop| *stop) => break,
            place = Arc::clone(&places).acquire_owned() => place,
        };
        let Ok(place) = place else { break };
        let come = tokio::select! {
            _ = stopped.wait_for(|stop| *stop) => break,
            come = door.listener.accept() => come,
        };
        let (stream, peer) = match come {
            Ok(come) => come,
            Err(error) => {
                // Somebody left at once, or there are no more files to be opened: neither ends the service.
                tracing::debug!(%error, "nobody could be let in");
                tokio::time::sleep(PAUSE).await;
                continue;
            }
        };
        let address = peer.ip().to_canonical();
        let Some(guest) = crowd.enter(address, door.trusted.contains(&address)) else {
            continue;
        };
        let (tls, site, watcher) = (door.tls.clone(), site.clone(), inside.watcher());
        tokio::spawn(async move {
            let _held = (place, guest);
            let _ = stream.set_nodelay(true);
            if let Some(stream) = Stream::open(stream, tls).await {
                let served = stream.serve(site, peer, watcher).await;
                if let Err(error) = served {
                    tracing::debug!(%error, "a connection ended early");
                }
            }
        });
    }
    drop(door);
    inside.shutdown().await;
}

/// A connection, sealed or not.
enum Stream {
    Plain(TcpStream),
    Sealed(Box<tokio_rustls::server::TlsStream<TcpStream>>),
}

impl Stream {
    async fn open(stream: TcpStream, tls: Option<TlsAcceptor>) -> Option<Stream> {
        let Some(tls) = tls else {
            return Some(Stream::Plain(stream));
        };
        let sealed = timeout(HANDSHAKE, tls.accept(stream)).await.ok()?;
        sealed.ok().map(|sealed| Stream::Sealed(Box::new(sealed)))
    }

    async fn serve(
        self,
        site: Router,
        peer: SocketAddr,
        watcher: hyper_util::server::graceful::Watcher,
    ) -> hyper::Result<()> {
        match self {
            Stream::Plain(stream) => serve(stream, site, peer, watcher).await,
            Stream::Sealed(stream) => serve(stream, site, peer, watcher).await,
        }
    }
}

async fn serve<S: AsyncRead + AsyncWrite + Send + Unpin + 'static>(
    stream: S,
    site: Router,
    peer: SocketAddr,
    watcher: hyper_util::server::graceful::Watcher,
) -> hyper::Result<()> {
    let service = service_fn(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        site.clone().oneshot(request.map(Body::new))
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_headers(MOST_LINES)
        .max_buf_size(LARGEST_HEAD)
        .serve_connection(TokioIo::new(Patient::new(stream, STILL)), service);
    watcher.watch(connection).await
}

/// How many connections each address has.
#[derive(Clone, Default)]
struct Crowd(Arc<Mutex<HashMap<IpAddr, usize>>>);

/// A connection of an address, counted until it ends.
struct Guest {
    crowd: Crowd,
    address: Option<IpAddr>,
}

impl Crowd {
    /// Lets one more of an address in; nobody beyond the bound.
    fn enter(&self, address: IpAddr, is_trusted: bool) -> Option<Guest> {
        let address = (!is_trusted).then(|| network(address));
        if let Some(address) = address {
            let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let count = counts.entry(address).or_default();
            if *count >= MOST_OF_ADDRESS {
                return None;
            }
            *count += 1;
        }
        Some(Guest {
            crowd: self.clone(),
            address,
        })
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        let Some(address) = self.address else { return };
        let mut counts = self.crowd.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&address) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&address);
            }
        }
    }
}

/// One customer of a provider has a whole /64 of the sixth version.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(six) => {
            let [a, b, c, d, ..] = six.segments();
            IpAddr::V6([a, b, c, d, 0, 0, 0, 0].into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_cannot_take_every_place_and_who_leaves_makes_room() {
        let crowd = Crowd::default();
        let at = |text: &str| text.parse::<IpAddr>().unwrap();
        let mut inside: Vec<_> = (0..MOST_OF_ADDRESS)
            .map(|end| crowd.enter(at(&format!("2001:db8::{end:x}")), false).unwrap())
            .collect();
        assert!(crowd.enter(at("2001:db8::ffff"), false).is_none(), "one network is one");
        assert!(crowd.enter(at("2001:db8:0:1::1"), false).is_some(), "another is not");
        assert!(
            crowd.enter(at("2001:db8::1"), true).is_some(),
            "a trusted proxy comes for many"
        );
        inside.pop();
        assert!(crowd.enter(at("2001:db8::1"), false).is_some());
        drop(inside);
        assert!(crowd.0.lock().unwrap().is_empty(), "nothing is remembered of who left");
    }
}
