//! Office hours of the halls of a region (办公时间), kept as a setting with who set them and when.

use serde::{Deserialize, Serialize};
use yimen_domain::calendar::{CHINA, Day, Instant, OfficeHours, Region};
use yimen_domain::words::{Fault, Refusal};

use crate::{ActError, Centre};

#[derive(Serialize, Deserialize)]
struct Kept {
    hours: String,
    by: String,
    at: i64,
}

/// Sets the office hours of a region.
///
/// # Errors
/// They are not office hours, or the database does not answer.
pub async fn set(centre: &Centre, region: &Region, text: &str, by: &str) -> Result<OfficeHours, ActError> {
    let hours = OfficeHours::parse(text).map_err(|error| {
        let words = error.words();
        Refusal::invalid(vec![Fault::new("hours", words.zh, words.en)])
    })?;
    let kept = Kept {
        hours: hours.to_string(),
        by: by.to_string(),
        at: centre.now().0,
    };
    centre
        .set_setting(&name(region), &serde_json::to_string(&kept).unwrap_or_default())
        .await?;
    Ok(hours)
}

/// The office hours of a region; nothing where none are set.
///
/// # Errors
/// The database does not answer.
pub async fn of(centre: &Centre, region: &Region) -> Result<Option<OfficeHours>, ActError> {
    let text = centre.setting(&name(region)).await?;
    let kept: Option<Kept> = text.and_then(|text| serde_json::from_str(&text).ok());
    Ok(kept.and_then(|kept| OfficeHours::parse(&kept.hours).ok()))
}

/// The office hours of the centre's own region.
///
/// # Errors
/// The database does not answer.
pub async fn own(centre: &Centre) -> Result<Option<OfficeHours>, ActError> {
    match centre.book().own() {
        Some(region) => of(centre, region).await,
        None => Ok(None),
    }
}

/// The moment at which a limit with this last day ends: at close of business where there are office hours, otherwise
/// at 24:00 (民法典 art. 203).
pub fn end_of(day: Day, hours: Option<&OfficeHours>) -> Instant {
    hours.map_or_else(|| Instant::end_of(day, CHINA), |hours| hours.close_of(day, CHINA))
}

fn name(region: &Region) -> String {
    format!("calendar.hours.{region}")
}
