//! What a form sent: names and texts in their order, and files that were taken.

use axum::extract::Multipart;
use axum::response::{IntoResponse, Response};
use yimen_acts::cases::copies;
use yimen_acts::{ActError, Centre, files};
use yimen_domain::cases::event::{FileMark, Handed, HandedIn};
use yimen_domain::cases::intake::Origin;
use yimen_domain::items::Item;
use yimen_domain::items::form::{Answers, Field};
use yimen_domain::items::material::Trust;
use yimen_domain::organisation::AccountId;
use yimen_domain::words::Fault;

use crate::app::faults_at;

use crate::forms::{self, Act, Sent};

/// What was typed, ticked and uploaded.
#[derive(Debug, Clone, Default)]
pub(crate) struct Typed {
    pairs: Vec<(String, String)>,
    /// Files by the material they belong to.
    pub(crate) files: Vec<(String, FileMark)>,
    /// Files that were not taken, and why.
    pub(crate) faults: Vec<Fault>,
    /// Answers to the item's form after a row or a file was added or removed.
    changed: Option<Answers>,
}

/// Beginning of the name of a file field; the material's code follows.
pub(crate) const FILE: &str = "file.";
/// Name of a box that says: seen on paper. Its value is the material's code.
pub(crate) const PAPER: &str = "seen";
/// Name of a box that says: the copy agrees with the original, which was given back. Its value is the material's code.
pub(crate) const COMPARED: &str = "compared";
/// Name of a box that says: several files of a material become one. Its value is the material's code.
pub(crate) const BIND: &str = "bind";
/// Name of a hidden field that keeps an uploaded file over a refusal: code, space, hash.
pub(crate) const KEPT: &str = "kept";

impl Typed {
    /// From a form without files.
    pub(crate) fn of(pairs: Vec<(String, String)>) -> Typed {
        Typed {
            pairs,
            ..Typed::default()
        }
    }

    /// Reads a form with files; each file is checked and kept at once, so that a refusal loses none.
    pub(crate) async fn read(centre: &Centre, account: AccountId, mut form: Multipart) -> Result<Typed, Response> {
        let mut typed = Typed::default();
        let mut fresh: Vec<(String, FileMark)> = Vec::new();
        while let Some(field) = form.next_field().await.map_err(IntoResponse::into_response)? {
            let name = field.name().unwrap_or_default().to_string();
            let of_form = name.starts_with("form.") && field.file_name().is_some();
            let Some(material) = name.strip_prefix(FILE).or(of_form.then_some(name.as_str())) else {
                let text = field.text().await.map_err(IntoResponse::into_response)?;
                typed.pairs.push((name, text));
                continue;
            };
            let given = field.file_name().unwrap_or_default().to_string();
            let bytes = field.bytes().await.map_err(IntoResponse::into_response)?;
            if given.is_empty() && bytes.is_empty() {
                continue;
            }
            match files::take(centre, account, &given, bytes.into()).await {
                Ok(mark) if of_form => typed.files.push((material.to_string(), mark)),
                Ok(mark) => fresh.push((material.to_string(), mark)),
                Err(error) => typed.refuse_file(&name, error)?,
            }
        }
        typed.bind(centre, account, fresh).await?;
        typed.bring_kept(centre, account).await?;
        Ok(typed)
    }

    /// The pages of each material that came just now, bound into one file where that is wanted; the files themselves stay beside it.
    async fn bind(
        &mut self,
        centre: &Centre,
        account: AccountId,
        fresh: Vec<(String, FileMark)>,
    ) -> Result<(), Response> {
        let mut codes: Vec<String> = Vec::new();
        for (code, _) in &fresh {
            if !codes.contains(code) {
                codes.push(code.clone());
            }
        }
        for code in codes {
            let own = fresh.iter().filter(|(material, _)| *material == code);
            let marks: Vec<FileMark> = own.map(|(_, mark)| mark.clone()).collect();
            let told = self.get(&format!("turns.{code}")).to_string();
            let mut turns = told.split(',').map(|turn| turn.parse::<u8>().unwrap_or(0) % 4);
            let pages: Vec<(FileMark, u8)> = marks
                .iter()
                .map(|mark| (mark.clone(), turns.next().unwrap_or(0)))
                .collect();
            let is_turned = pages.iter().any(|(_, turn)| *turn > 0);
            let wanted = self.all(BIND).contains(&code.as_str()) && pages.len() > 1;
            let are_pages = pages
                .iter()
                .all(|(mark, _)| copies::AS_PAGES.contains(&mark.media.as_str()));
            if are_pages && (wanted || is_turned) {
                match copies::join(centre, account, &code, pages).await {
                    Ok(joined) => self.files.push((code.clone(), joined)),
                    Err(error) => self.refuse_file(&format!("{FILE}{code}"), error)?,
                }
            }
            self.files.extend(marks.into_iter().map(|mark| (code.clone(), mark)));
        }
        Ok(())
    }

    fn refuse_file(&mut self, name: &str, error: ActError) -> Result<(), Response> {
        match error {
            ActError::Refused(refusal) => {
                self.faults.extend(faults_at(name, *refusal));
                Ok(())
            }
            ActError::Busy(_) => Err(axum::http::StatusCode::SERVICE_UNAVAILABLE.into_response()),
            ActError::Broken(why) => {
                tracing::error!(why, "a file was not taken");
                Err(axum::http::StatusCode::INTERNAL_SERVER_ERROR.into_response())
            }
        }
    }

    async fn bring_kept(&mut self, centre: &Centre, account: AccountId) -> Result<(), Response> {
        let kept: Vec<(String, String)> = self
            .all(KEPT)
            .iter()
            .filter_map(|kept| kept.split_once(' '))
            .map(|(code, hash)| (code.to_string(), hash.to_string()))
            .collect();
        for (code, hash) in kept {
            match files::brought(centre, account, &hash).await {
                Ok(mark) => self.files.push((code, mark)),
                Err(error) => self.refuse_file(&format!("{FILE}{code}"), error)?,
            }
        }
        Ok(())
    }

    /// What was filled into an item's form.
    pub(crate) fn sent(&self) -> Sent {
        let of_form = |name: &str| name.starts_with("form.");
        Sent {
            pairs: self.pairs.iter().filter(|(name, _)| of_form(name)).cloned().collect(),
            files: self.files.iter().filter(|(name, _)| of_form(name)).cloned().collect(),
            faults: self
                .faults
                .iter()
                .filter(|fault| of_form(&fault.field))
                .cloned()
                .collect(),
        }
    }

    /// Answers to an item's form; rows stay, filled in or not.
    pub(crate) fn answers(&self, fields: &[Field]) -> Answers {
        let sent = || forms::answers(fields, &self.sent());
        self.changed.clone().unwrap_or_else(sent)
    }

    /// A press of a button that adds or removes a row or a file: done here, and nothing is sent on.
    pub(crate) fn change_form(&mut self, fields: &[Field]) -> bool {
        let Some(act) = Act::parse(self.get("then")) else {
            return false;
        };
        let mut answers = self.answers(fields);
        act.apply(&mut answers, fields);
        self.changed = Some(answers);
        true
    }

    /// Finds the files that the form's page kept by their hashes.
    pub(crate) async fn bring_form(&mut self, centre: &Centre, account: AccountId, fields: &[Field], known: &Answers) {
        let mut sent = self.sent();
        sent.bring_kept(centre, account, fields, known).await;
        self.files.retain(|(name, _)| !name.starts_with("form."));
        self.files.extend(sent.files);
    }

    /// The first text of this name, without blanks around it; empty if there is none.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.pairs
            .iter()
            .find(|(known, _)| known == name)
            .map_or("", |(_, text)| text.trim())
    }

    /// Every text of this name.
    pub(crate) fn all(&self, name: &str) -> Vec<&str> {
        self.pairs
            .iter()
            .filter(|(known, _)| known == name)
            .map(|(_, text)| text.as_str())
            .collect()
    }

    /// The lines of a text that are not empty.
    pub(crate) fn lines(&self, name: &str) -> Vec<String> {
        self.get(name)
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .map(str::to_string)
            .collect()
    }

    /// Texts whose name begins so, with the rest of the name.
    pub(crate) fn under<'a>(&'a self, beginning: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> + 'a {
        self.pairs
            .iter()
            .filter_map(move |(name, text)| name.strip_prefix(beginning).map(|rest| (rest, text.trim())))
    }

    /// A whole number; 0 where none was typed, which no rule takes.
    pub(crate) fn number(&self, name: &str) -> u32 {
        self.get(name).parse().unwrap_or(0)
    }

    /// What was handed in of an item's materials: files first, else paper.
    pub(crate) fn handed_in(&self, item: &Item) -> Vec<HandedIn> {
        let (paper, compared) = (self.all(PAPER), self.all(COMPARED));
        let mut codes: Vec<&str> = item.materials.iter().map(|material| material.code.as_str()).collect();
        if codes.is_empty() {
            codes.push("other");
        }
        codes
            .into_iter()
            .filter_map(|code| {
                let mut files: Vec<FileMark> = Vec::new();
                for (_, mark) in self.files.iter().filter(|(material, _)| material == code) {
                    if !files.iter().any(|known| known.hash == mark.hash) {
                        files.push(mark.clone());
                    }
                }
                let handed = if !files.is_empty() {
                    Handed::Files(files)
                } else if paper.contains(&code) {
                    Handed::Paper
                } else {
                    return None;
                };
                Some(HandedIn {
                    material: code.to_string(),
                    handed,
                    origin: Origin {
                        trust: compared.contains(&code).then_some(Trust::Verified),
                        reused: None,
                    },
                })
            })
            .collect()
    }

    /// Everything that was typed and is not ours, for showing it again when its form is gone.
    pub(crate) fn words(&self) -> Vec<String> {
        let own = [
            "csrf",
            "seen_events",
            "key",
            "list",
            "then",
            KEPT,
            PAPER,
            COMPARED,
            BIND,
        ];
        self.pairs
            .iter()
            .filter(|(name, text)| {
                !own.contains(&name.as_str()) && !name.starts_with("turns.") && !text.trim().is_empty()
            })
            .map(|(_, text)| text.trim().to_string())
            .collect()
    }
}
