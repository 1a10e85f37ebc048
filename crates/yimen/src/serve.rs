//! Serving: listen, answer, and end cleanly on Ctrl-C or SIGTERM.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};
use yimen_acts::Centre;
use yimen_web::Limits;

use crate::config::Serving;
use crate::net::{self, Certificate, Door};
use crate::observe;

/// How long requests that are under way may take to end.
const GRACE: Duration = Duration::from_secs(3);

/// Everything that the server answers.
pub fn site(centre: &Centre, serving: &Serving) -> Router {
    site_beside(centre, serving, Router::new())
}

fn site_beside(centre: &Centre, serving: &Serving, twins: Router) -> Router {
    let small = SizeAbove::new(1_024)
        .and(NotForContentType::SSE)
        .and(NotForContentType::IMAGES)
        .and(NotForContentType::const_new("application/pdf"));
    let limits = serving.limits.clone().unwrap_or_else(Limits::none);
    let site = yimen_web::site_within(centre.clone(), limits).layer(CompressionLayer::new().compress_when(small));
    let figures = observe::count();
    observe::watch(
        twins.merge(site),
        centre.clone(),
        figures,
        serving.metrics_token.as_deref(),
    )
}

/// Binds the address before anything is loaded, so that a taken one is told at once.
///
/// # Errors
/// Somebody listens there already, or it is not an address of this machine.
pub async fn bind(listen: SocketAddr) -> Result<TcpListener, String> {
    TcpListener::bind(listen).await.map_err(|error| {
        format!("{listen} cannot be listened on: {error}. Is the centre running already? Choose another with --listen ADDR:PORT")
    })
}

/// Serves until a signal, then finishes what is under way, the background work and the database.
///
/// # Errors
/// The server or the database fails.
pub async fn serve(centre: Centre, listener: TcpListener, serving: &Serving) -> Result<(), String> {
    serve_beside(centre, listener, serving, Router::new()).await
}

/// [`serve`], with the twins of outside services beside the site, for a demonstration.
///
/// # Errors
/// The server or the database fails.
pub async fn serve_beside(
    centre: Centre,
    listener: TcpListener,
    serving: &Serving,
    twins: Router,
) -> Result<(), String> {
    // Before anybody is answered: whoever sees the server may tell it to end.
    let told_to_end = signal();
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    let (stop, stopped) = watch::channel(false);
    let work = tokio::spawn(yimen_work::run(centre.clone(), stopped.clone()));
    if let Some(guard) = serving.guard.clone() {
        centre.set_scanner(guard);
    }
    let mut doors = JoinSet::new();
    let tls = serving.certificate.as_ref().map(Certificate::acceptor).transpose()?;
    if tls.is_none() && !address.ip().is_loopback() && centre.settings().trusted_proxies.is_empty() {
        tracing::warn!(%address, "others reach this address without TLS; see docs/operate/network.md");
    }
    let trusted = &centre.settings().trusted_proxies;
    let door = |listener, tls| Door {
        listener,
        tls,
        trusted: trusted.clone(),
    };
    if let Some(from) = serving.redirect_from {
        let listener = bind(from).await?;
        let to_https = net::to_https(&centre.settings().base_url);
        doors.spawn(net::answer(door(listener, None), to_https, stopped.clone()));
    }
    doors.spawn(net::answer(
        door(listener, tls),
        site_beside(&centre, serving, twins),
        stopped.clone(),
    ));
    let (again, told_again) = watch::channel(0);
    let renewing = tokio::spawn(renew_on_hang_up(again));
    if let Some(certificate) = serving.certificate.clone() {
        tokio::spawn(certificate.keep_fresh(told_again, stopped));
    }
    told_to_end.await;
    tracing::info!("ending");
    let _ = stop.send(true);
    renewing.abort();
    if tokio::time::timeout(GRACE, doors.join_all()).await.is_err() {
        tracing::info!("open connections were closed");
    }
    work.await.map_err(|error| error.to_string())?;
    centre.close().await.map_err(|error| error.to_string())
}

/// A service manager that says “reload” means the certificate; without one it means nothing, and ends nothing.
async fn renew_on_hang_up(again: watch::Sender<u64>) {
    #[cfg(unix)]
    if let Ok(mut told) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::hangup()) {
        while told.recv().await.is_some() {
            again.send_modify(|times| *times = times.wrapping_add(1));
        }
    }
    #[cfg(not(unix))]
    drop(again);
}

/// Listens for Ctrl-C and SIGTERM from now on; ends when one of them comes.
fn signal() -> impl Future<Output = ()> {
    #[cfg(unix)]
    let terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate());
    async move {
        let interrupt = tokio::signal::ctrl_c();
        #[cfg(unix)]
        match terminate {
            Ok(mut terminate) => tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            },
            Err(_) => {
                let _ = interrupt.await;
            }
        }
        #[cfg(not(unix))]
        let _ = interrupt.await;
    }
}
