//! What a page with an item's form sent: texts by name, uploads that were taken, and uploads that were not.

use axum::extract::multipart::Multipart;
use axum::extract::{FromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use yimen_acts::{ActError, Centre, files};
use yimen_domain::cases::event::FileMark;
use yimen_domain::items::form::{Answers, Field, FieldType, files as files_of};
use yimen_domain::organisation::AccountId;
use yimen_domain::words::Fault;

use crate::app::faults_at;

use crate::shell::{CheckedForm, CheckedMultipart};

/// Names and texts in their order, files that were taken, and what was not.
#[derive(Debug, Clone, Default)]
pub struct Sent {
    /// Names and texts.
    pub pairs: Vec<(String, String)>,
    /// Files by the name of their field.
    pub files: Vec<(String, FileMark)>,
    /// Files that were not taken, and why.
    pub faults: Vec<Fault>,
}

/// A form whose token was checked and whose uploads were not taken yet.
pub struct Unread {
    pairs: Vec<(String, String)>,
    uploads: Option<Multipart>,
}

impl<S: Send + Sync> FromRequest<S> for Unread {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        if kind.is_some_and(|kind| kind.starts_with("multipart/")) {
            let CheckedMultipart(form) = CheckedMultipart::from_request(request, state).await?;
            return Ok(Unread {
                pairs: Vec::new(),
                uploads: Some(form),
            });
        }
        let CheckedForm(pairs) = CheckedForm::<Vec<(String, String)>>::from_request(request, state).await?;
        Ok(Unread { pairs, uploads: None })
    }
}

impl Unread {
    /// Reads everything; each file is checked and kept at once, so that a fault elsewhere loses none.
    ///
    /// # Errors
    /// The form is broken or too large, or the house is busy.
    pub async fn take(self, centre: &Centre, account: AccountId) -> Result<Sent, Response> {
        let mut sent = Sent {
            pairs: self.pairs,
            ..Sent::default()
        };
        let Some(mut form) = self.uploads else { return Ok(sent) };
        while let Some(part) = form.next_field().await.map_err(IntoResponse::into_response)? {
            let name = part.name().unwrap_or_default().to_string();
            let Some(file) = part.file_name().map(str::to_string) else {
                sent.pairs
                    .push((name, part.text().await.map_err(IntoResponse::into_response)?));
                continue;
            };
            let bytes: Vec<u8> = part.bytes().await.map_err(IntoResponse::into_response)?.into();
            if !(file.is_empty() && bytes.is_empty()) {
                sent.upload(centre, account, name, &file, bytes).await?;
            }
        }
        Ok(sent)
    }
}

impl Sent {
    /// Takes one upload.
    ///
    /// # Errors
    /// The house is busy or broken; a file that is not taken becomes a fault of its field.
    pub async fn upload(
        &mut self,
        centre: &Centre,
        account: AccountId,
        name: String,
        file: &str,
        bytes: Vec<u8>,
    ) -> Result<(), Response> {
        match files::take(centre, account, file, bytes).await {
            Ok(mark) => self.files.push((name, mark)),
            Err(ActError::Refused(refusal)) => self.faults.extend(faults_at(&name, *refusal)),
            Err(ActError::Busy(_)) => return Err(axum::http::StatusCode::SERVICE_UNAVAILABLE.into_response()),
            Err(ActError::Broken(why)) => {
                tracing::error!(why, "a file was not taken");
                return Err(axum::http::StatusCode::INTERNAL_SERVER_ERROR.into_response());
            }
        }
        Ok(())
    }

    /// Finds the files that the page kept by their hashes: among those known already, and those that the account brought.
    pub async fn bring_kept(&mut self, centre: &Centre, account: AccountId, fields: &[Field], known: &Answers) {
        let known = files_of(known);
        let kept: Vec<(String, String)> = self
            .pairs
            .iter()
            .filter(|(name, _)| is_file(fields, name))
            .cloned()
            .collect();
        let mut found = Vec::new();
        for (name, hash) in kept {
            let mark = match known.iter().find(|(_, mark)| mark.hash == hash) {
                Some((_, mark)) => Some(mark.clone()),
                None => files::brought(centre, account, &hash).await.ok(),
            };
            found.extend(mark.map(|mark| (name, mark)));
        }
        found.append(&mut self.files);
        self.files = found;
    }

    /// The first text of a name, without blanks around it; empty if there is none.
    pub fn get(&self, name: &str) -> &str {
        self.pairs
            .iter()
            .find(|(known, _)| known == name)
            .map_or("", |(_, text)| text.trim())
    }
}

/// The name of a file field, in rows as well: `form.partners[0].copy`.
fn is_file(fields: &[Field], name: &str) -> bool {
    let Some(path) = name.strip_prefix("form.") else {
        return false;
    };
    let mut level = fields;
    let mut field = None;
    for part in path.split('.') {
        let code = part.split('[').next().unwrap_or(part);
        field = level.iter().find(|known| known.code == code);
        level = field.map(Field::fields).unwrap_or_default();
    }
    field.is_some_and(|field| matches!(field.kind, FieldType::File(_)))
}
