//! Serving: listen, answer, and end cleanly on Ctrl-C or SIGTERM.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};
use yimen_acts::Centre;

use crate::config::Serving;
use crate::observe;

/// How long requests that are under way may take to end.
const GRACE: Duration = Duration::from_secs(3);

/// Everything that the server answers.
pub fn site(centre: &Centre, serving: &Serving) -> Router {
    let small = SizeAbove::new(1_024)
        .and(NotForContentType::SSE)
        .and(NotForContentType::IMAGES)
        .and(NotForContentType::const_new("application/pdf"));
    let site = yimen_web::site(centre.clone()).layer(CompressionLayer::new().compress_when(small));
    observe::watch(site, centre.clone(), observe::count(), serving.metrics_token.as_deref())
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
    // Before anybody is answered: whoever sees the server may tell it to end.
    let told_to_end = signal();
    let (stop, stopped) = watch::channel(false);
    let work = tokio::spawn(yimen_work::run(centre.clone(), stopped.clone()));
    let mut ending = stopped.clone();
    let service = site(&centre, serving).into_make_service_with_connect_info::<SocketAddr>();
    let server = axum::serve(listener, service).with_graceful_shutdown(async move {
        // An error means that the sender is gone, which ends the server just as well.
        let _ = ending.wait_for(|stop| *stop).await;
    });
    let server = tokio::spawn(server.into_future());
    told_to_end.await;
    tracing::info!("ending");
    let _ = stop.send(true);
    if tokio::time::timeout(GRACE, server).await.is_err() {
        tracing::info!("open connections were closed");
    }
    work.await.map_err(|error| error.to_string())?;
    centre.close().await.map_err(|error| error.to_string())
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

use std::future::IntoFuture as _;
