//! Acceptance by operation of law (视为受理): nobody told within five working days what was missing, so the application
//! counts as accepted from the day of receipt (行政许可法 art. 32). The system records it; nobody else can prevent it.

use yimen_domain::calendar::{CHINA, Instant};
use yimen_domain::cases::CaseId;
use yimen_domain::cases::command::Command;
use yimen_domain::clocks::ClockKind;
use yimen_domain::organisation::Actor;
use yimen_store::tables::clocks::DUE_OF_KIND;

use super::command::{Reach, command};
use super::load_by_id;
use crate::{ActError, Centre};

/// Cases of one batch.
const BATCH: i64 = 100;

/// Accepts every case whose notice is overdue; answers the numbers of those accepted. Running twice does it once.
///
/// # Errors
/// The database does not answer; what was done stays done.
pub async fn overdue(centre: &Centre) -> Result<Vec<String>, ActError> {
    let today = Instant::start_of(centre.today(), CHINA);
    let mut after = (i64::MIN, vec![0u8; 16]);
    let mut accepted = Vec::new();
    loop {
        let params = vec![
            centre.div().into(),
            ClockKind::SupplementNotice.code().into(),
            today.0.into(),
            after.0.into(),
            after.1.clone().into(),
            BATCH.into(),
        ];
        let rows = centre.store().query(&DUE_OF_KIND, params).await?;
        for row in &rows {
            let id = row.id(0)?;
            after = (row.int(1)?, id.to_vec());
            accepted.extend(accept(centre, CaseId(uuid::Uuid::from_bytes(id))).await?);
        }
        if (rows.len() as i64) < BATCH {
            return Ok(accepted);
        }
    }
}

/// A case that somebody answered at the same moment, or whose clock has moved meanwhile, is refused by the domain and
/// left alone.
async fn accept(centre: &Centre, id: CaseId) -> Result<Option<String>, ActError> {
    let number = load_by_id(centre, id).await?.case.number;
    match command(
        centre,
        &Actor::system(),
        &number,
        Reach::default(),
        Command::Accept { seen: Vec::new() },
    )
    .await
    {
        Ok(_) => Ok(Some(number)),
        Err(ActError::Refused(_)) => Ok(None),
        Err(error) => Err(error),
    }
}
