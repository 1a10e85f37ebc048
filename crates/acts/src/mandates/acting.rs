//! For whom somebody acts (为谁办事): for themselves, or under a mandate, which is read anew with each request.

use std::sync::Arc;

use uuid::Uuid;
use yimen_domain::calendar::Day;
use yimen_domain::items::Audience;
use yimen_domain::organisation::mandate::{Agency, Kind, Mandate, Party, Power};
use yimen_domain::organisation::permission::About;
use yimen_domain::organisation::{AccountId, Actor, Capacity};
use yimen_domain::words::Refusal;
use yimen_store::ledger::{hex, sm3};

use super::{row, wire};
use crate::accounts::{Signed, profile};
use crate::vault::Applicant;
use crate::{ActError, Centre};

/// Somebody who is signed in, and for whom they act.
#[derive(Debug, Clone)]
pub struct Acting {
    /// Who is signed in.
    pub signed: Arc<Signed>,
    agency: Option<Agency>,
}

impl Acting {
    /// For themselves.
    pub fn oneself(signed: Arc<Signed>) -> Acting {
        Acting { signed, agency: None }
    }

    /// Under a mandate that they received, however it stands: what it allows now is asked with each act.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn under(centre: &Centre, signed: Arc<Signed>, id: Uuid) -> Result<Option<Acting>, ActError> {
        let Some(row) = row(centre, id).await?.filter(|row| row.agent == signed.id) else {
            return Ok(None);
        };
        let agency = Agency {
            mandate: wire::read(&row.doc)?,
            at: centre.now(),
        };
        Ok(Some(Acting {
            signed,
            agency: Some(agency),
        }))
    }

    /// The mandate, where they act for another.
    pub fn mandate(&self) -> Option<&Mandate> {
        self.agency.as_ref().map(|agency| &agency.mandate)
    }

    /// As an actor of the domain.
    pub fn actor(&self) -> Actor {
        let own = self.signed.actor();
        match &self.agency {
            Some(agency) => Actor {
                capacity: Capacity::Agent(Box::new(agency.clone())),
                ..own
            },
            None => own,
        }
    }

    /// Whose affairs these are: the account that applies and owns the cases and files.
    pub fn applicant(&self) -> AccountId {
        self.mandate()
            .map_or(self.signed.id, |mandate| mandate.principal.account)
    }

    /// What kind of applicant that is.
    pub fn kind(&self) -> Option<Audience> {
        match self.mandate() {
            Some(mandate) => Some(mandate.principal.kind),
            None => Audience::parse(&self.signed.kind),
        }
    }

    /// Whose mandates they look after: their own, or those of the company whose legal representative they act as.
    pub fn keeper(&self) -> AccountId {
        self.representing()
            .map_or(self.signed.id, |mandate| mandate.principal.account)
    }

    /// Who that is, as a mandate names them.
    pub(super) fn party(&self) -> Option<Party> {
        match self.representing() {
            Some(mandate) => Some(mandate.principal.clone()),
            None => Some(Party {
                account: self.signed.id,
                kind: Audience::parse(&self.signed.kind)?,
                shown: self.signed.shown.clone(),
            }),
        }
    }

    /// The company acts through its legal representative now.
    fn representing(&self) -> Option<&Mandate> {
        let is_it = |mandate: &&Mandate| mandate.kind == Kind::LegalRepresentative && self.check().is_ok();
        self.mandate().filter(is_it)
    }

    /// They may act at all now.
    ///
    /// # Errors
    /// The mandate is not in force.
    pub fn check(&self) -> Result<(), Refusal> {
        self.agency.as_ref().map_or(Ok(()), Agency::in_force)
    }

    /// Where the drafts of these affairs are kept: beside the account, or beside the mandate under which they were begun.
    ///
    /// # Errors
    /// The mandate does not allow filing now, or not for this item.
    pub fn drafts(&self, item: Option<&str>) -> Result<AccountId, Refusal> {
        let Some(agency) = &self.agency else {
            return Ok(self.signed.id);
        };
        let about = About {
            owner: Some(agency.mandate.principal.account),
            item,
            ..About::CENTRE
        };
        agency.may(Power::File, about)?;
        Ok(AccountId(agency.mandate.id))
    }

    /// Whether a case of the applicant belongs to what they act in.
    pub fn covers(&self, item: &str, filed: Day) -> bool {
        self.agency.as_ref().is_none_or(|agency| {
            let about = About {
                owner: Some(agency.mandate.principal.account),
                item: Some(item),
                filed: Some(filed),
                ..About::CENTRE
            };
            agency.may(Power::See, about).is_ok()
        })
    }

    /// What a new application begins with: of another no more than who they are.
    ///
    /// # Errors
    /// The sealed words cannot be opened.
    pub async fn profile(&self, centre: &Centre) -> Result<Applicant, ActError> {
        let mut profile = profile(centre, self.applicant()).await?;
        if self.agency.is_some() {
            profile.phone.clear();
            profile.contact.clear();
        }
        Ok(profile)
    }
}

/// What binds the choice for whom somebody acts to the session in which it was made.
pub fn mark_of(session: &str) -> String {
    let mut mark = hex(&sm3(&[b"acting\0", session.as_bytes()].concat()));
    mark.truncate(16);
    mark
}
