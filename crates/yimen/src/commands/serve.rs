//! `yimen serve`.

use yimen_acts::{Centre, Chance, Time};

use crate::config::Common;
use crate::serve;

use super::{Answer, Trouble, WELL, settle};

/// Serves the centre.
pub async fn run(common: &Common) -> Answer {
    let config = settle(common, false)?;
    let listener = serve::bind(config.listen).await.map_err(Trouble::Broken)?;
    let address = listener.local_addr().map_or(config.listen, |address| address);
    let centre = Centre::open(config.settings, Time::System, Chance::System).await?;
    if centre.library().is_empty() {
        println!(
            "There are no items yet: `yimen items import FILE` brings a catalogue, `yimen demo` shows a whole centre."
        );
    }
    println!("http://{address}");
    serve::serve(centre, listener).await.map_err(Trouble::Broken)?;
    Ok(WELL)
}
