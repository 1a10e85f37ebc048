//! What the centre still has to answer of objections, reconsiderations and suits (待答复的救济), the first due first.

use yimen_domain::calendar::Day;
use yimen_domain::cases::CaseId;
use yimen_domain::cases::appeals::Kind;
use yimen_domain::organisation::Actor;
use yimen_domain::organisation::permission::{About, Permission};
use yimen_store::tables::clocks::DUE_OF_KIND;

use super::load_by_id;
use crate::{ActError, Centre};

/// Most entries of each kind.
pub const MOST: i64 = 200;

/// A remedy that waits for an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Which.
    pub kind: Kind,
    /// Case number.
    pub number: String,
    /// Item code.
    pub item: String,
    /// Body.
    pub body: String,
    /// Applicant, masked.
    pub applicant: String,
    /// Sought on.
    pub day: Day,
    /// To be answered by.
    pub due: Option<Day>,
}

/// The remedies that somebody may see and that wait for an answer.
///
/// # Errors
/// The database does not answer.
pub async fn waiting(centre: &Centre, actor: &Actor) -> Result<Vec<Waiting>, ActError> {
    let mut found = Vec::new();
    for kind in Kind::ALL {
        let params = vec![
            centre.div().into(),
            kind.clock().code().into(),
            i64::MAX.into(),
            i64::MIN.into(),
            vec![0u8; 16].into(),
            MOST.into(),
        ];
        for row in &centre.store().query(&DUE_OF_KIND, params).await? {
            let case = load_by_id(centre, CaseId(uuid::Uuid::from_bytes(row.id(0)?)))
                .await?
                .case;
            let Some(open) = case.appeals.open(kind) else { continue };
            if !actor.may(Permission::SeeCase, About::from(&case)) {
                continue;
            }
            let due = case
                .clock(kind.clock())
                .and_then(|clock| clock.due(&centre.book().of(&case)).ok());
            found.push(Waiting {
                kind,
                number: case.number.clone(),
                item: case.item.clone(),
                body: case.body.clone(),
                applicant: case.applicant.shown.clone(),
                day: open.entered.entry.day,
                due: due.map(|due| due.day),
            });
        }
    }
    found.sort_by_key(|one| (one.due, one.number.clone()));
    Ok(found)
}
