//! `yimen serve`.

use std::net::SocketAddr;

use clap::Args;
use yimen_acts::accounts::of_demonstration;
use yimen_acts::{Centre, Chance, Time};

use crate::config::{self, Common, Net};
use crate::serve;

use super::{Answer, Trouble, WELL, settle};

/// What can be said of serving.
#[derive(Args)]
pub struct Serve {
    /// Serve on an address that others reach although there are accounts of a demonstration
    #[arg(long)]
    open_to_others: bool,
    #[command(flatten)]
    net: Net,
}

/// Serves the centre.
pub async fn run(common: &Common, serve_as: &Serve) -> Answer {
    let config = settle(common, false)?;
    let serving = config::settle_serving(common, &serve_as.net).map_err(Trouble::Wrong)?;
    let listener = serve::bind(config.listen).await.map_err(Trouble::Broken)?;
    let address = listener.local_addr().map_or(config.listen, |address| address);
    let centre = Centre::open(config.settings, Time::System, Chance::System).await?;
    if !serve_as.open_to_others {
        keep_demonstration_in(&centre, config.listen).await?;
    }
    if centre.library().is_empty() {
        println!(
            "There are no items yet: `yimen items import FILE` brings a catalogue, `yimen demo` shows a whole centre."
        );
    }
    let scheme = if serving.certificate.is_some() { "https" } else { "http" };
    println!("{scheme}://{address}");
    serve::serve(centre, listener, &serving)
        .await
        .map_err(Trouble::Broken)?;
    Ok(WELL)
}

/// Accounts whose password everybody knows are served on this machine only.
async fn keep_demonstration_in(centre: &Centre, listen: SocketAddr) -> Result<(), Trouble> {
    if listen.ip().is_loopback() {
        return Ok(());
    }
    match of_demonstration(centre).await? {
        None => Ok(()),
        Some(login) => Err(Trouble::Wrong(format!(
            "{listen} can be reached by others, and this centre has accounts of a demonstration with a known password (\"{login}\"). Listen on this machine only, such as --listen 127.0.0.1:8080. --open-to-others serves it all the same"
        ))),
    }
}
