//! Filing a case (提交申请), by the applicant, at the window, or by another system.

use serde::Serialize;
use yimen_domain::calendar::Day;
use yimen_domain::cases::beyond::licence::{Named, Purpose};
use yimen_domain::cases::decide::{self, Context, Filing, Renewal};
use yimen_domain::cases::event::{ActorMark, DocumentMark, Event, Handed, HandedIn, What};
use yimen_domain::cases::intake::Origin;
use yimen_domain::cases::simulated::{self, Opened};
use yimen_domain::cases::{ApplicantMark, Case, CaseId, Channel, Status};
use yimen_domain::items::situation::settle;
use yimen_domain::items::{Audience, Chosen, Item, form};
use yimen_domain::organisation::section::Sections;
use yimen_domain::organisation::{AccountId, Actor, Capacity, Role};
use yimen_domain::supervision::order::Watched;
use yimen_domain::words::{Fault, Refusal};
use yimen_store::ledger::{HashKind, ORIGIN, hex};
use yimen_store::tables::applicants;
use yimen_store::tables::mandates::use_now;
use yimen_store::tables::outbox::OutboxRow;
use yimen_store::tables::vault as vault_table;
use yimen_store::{Built, Change, Once, Series, Write};

use crate::accounts::profile;
use crate::items::computed::look;
use crate::mandates::need_person;
use crate::performance::rows as performance;
use crate::vault::{Applicant, Secret};
use crate::{ActError, Centre, items};

use super::{Done, append, beyond, check_key, project, reuse};
use crate::supervision::watch::Watch;

/// An application as it comes in by any way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    /// Item code.
    pub item: String,
    /// Way in.
    pub channel: Channel,
    /// Who applies.
    pub applicant: Applicant,
    /// What was typed into the form.
    pub form: form::Answers,
    /// What was handed in; the files were brought by the actor before.
    pub materials: Vec<HandedIn>,
    /// The licence of which renewal is asked.
    pub renews: Option<Renewal>,
    /// Answers to the item's questions.
    pub situation: Chosen,
    /// A draft to be removed in the same change.
    pub draft: Option<uuid::Uuid>,
}

/// Files a case. With the same `key` from the same account it is filed once, and the same answer is given again.
///
/// # Errors
/// Every field that is wrong, at once; or the item does not serve such applicants; or the house is busy.
pub async fn submit(
    centre: &Centre,
    actor: &Actor,
    key: Option<&str>,
    application: Application,
) -> Result<Done, ActError> {
    need_principal(centre, actor, &application.applicant).await?;
    if let Some(kind) = Audience::parse(application.applicant.kind.trim()) {
        need_person(centre, actor, kind).await?;
    }
    Box::pin(about(centre, actor, key, application, None)).await
}

/// Opens a simulated case (模拟审批) for what could be applied for but for a condition that is not there yet, as [`submit`] files one.
///
/// # Errors
/// As [`submit`]; or nothing is said to be missing, or the item or the matter is not simulated.
pub async fn simulate(
    centre: &Centre,
    actor: &Actor,
    key: Option<&str>,
    application: Application,
    opened: Opened,
) -> Result<Done, ActError> {
    need_principal(centre, actor, &application.applicant).await?;
    if let Some(kind) = Audience::parse(application.applicant.kind.trim()) {
        need_person(centre, actor, kind).await?;
    }
    let named = beyond::before_filing(centre, &application, None).await?;
    let once = key.map(|key| {
        let told = told(&application, &[&opened]);
        super::command::once_of(centre, actor, key, "simulate", &told)
    });
    let mut application = application;
    take_again(centre, actor, &mut application).await?;
    let change = planned(centre, actor, key, application, (named, Some(opened)))?;
    let change = Change { once, ..change };
    Done::of(&centre.store().commit(change).await?)
}

/// Files an application to change a licence on record (变更, 许可法 art. 49), as [`submit`] does.
///
/// # Errors
/// As [`submit`]; or the licence is not the applicant's own, not valid, or of another item.
pub async fn submit_change(
    centre: &Centre,
    actor: &Actor,
    key: Option<&str>,
    application: Application,
    licence: &str,
) -> Result<Done, ActError> {
    need_principal(centre, actor, &application.applicant).await?;
    if let Some(kind) = Audience::parse(application.applicant.kind.trim()) {
        need_person(centre, actor, kind).await?;
    }
    Box::pin(about(centre, actor, key, application, Some(licence))).await
}

async fn about(
    centre: &Centre,
    actor: &Actor,
    key: Option<&str>,
    application: Application,
    change: Option<&str>,
) -> Result<Done, ActError> {
    let named = beyond::before_filing(centre, &application, change).await?;
    let once = asked_once(centre, actor, key, &application, named.as_ref());
    let mut application = application;
    take_again(centre, actor, &mut application).await?;
    let change = planned(centre, actor, key, application, (named, None))?;
    let change = Change { once, ..change };
    Done::of(&centre.store().commit(change).await?)
}

/// What is to be used again is what was handed in before.
pub(super) async fn take_again(centre: &Centre, actor: &Actor, application: &mut Application) -> Result<(), ActError> {
    let again = |handed: &HandedIn| handed.origin.reused.is_some();
    if application.materials.iter().any(again) {
        let item = items::to_file(centre, &application.item)?;
        let materials = std::mem::take(&mut application.materials);
        let about = (&*item, &application.situation);
        let taken = reuse::for_filing(centre, actor, &application.applicant, about, materials);
        application.materials = Box::pin(taken).await?;
    }
    Ok(())
}

/// An agent applies for whom they act, and for nobody else.
async fn need_principal(centre: &Centre, actor: &Actor, told: &Applicant) -> Result<(), ActError> {
    let Some(agency) = actor.agency() else { return Ok(()) };
    let principal = profile(centre, agency.mandate.principal.account).await?;
    let who = |applicant: &Applicant| {
        (
            applicant.kind.clone(),
            applicant.name.trim().to_string(),
            applicant.id_number.trim().to_uppercase(),
        )
    };
    if who(told) == who(&principal) {
        return Ok(());
    }
    let (zh, en) = (
        "申请人须是委托人本人：姓名和证件号码与委托人的账号不符。",
        "The applicant must be the person for whom you act: name or number differ from those of their account.",
    );
    Err(Refusal::invalid(vec![Fault::new("applicant.name", zh, en)]).into())
}

/// What [`submit`] commits; nothing has happened yet.
///
/// # Errors
/// As [`submit`], apart from a busy house.
pub fn plan(centre: &Centre, actor: &Actor, key: Option<&str>, application: Application) -> Result<Change, ActError> {
    planned(centre, actor, key, application, (None, None))
}

fn planned(
    centre: &Centre,
    actor: &Actor,
    key: Option<&str>,
    application: Application,
    (licence, opened): (Option<Named>, Option<Opened>),
) -> Result<Change, ActError> {
    check_key(key)?;
    let item = items::to_file(centre, &application.item)?;
    let once = asked_once(centre, actor, key, &application, licence.as_ref());
    let draft = application.draft;
    let (secret, filing) = check(centre, actor, &item, application, licence)?;
    let context = Context {
        now: centre.now(),
        today: centre.today(),
        calendar: &centre.calendar(),
        item: &item,
        rules: &centre.rules().in_force(),
        actor,
        letters: &[],
        sections: Sections::NONE,
        watched: Watched::nothing(),
        token: centre.new_token(),
    };
    let whats = match opened {
        Some(opened) => simulated::decide::open(&context, filing, opened)?,
        None => decide::file(&context, filing)?,
    };
    let mut filed = Template::of(centre, actor, &item, &secret, whats)?;
    let agency = actor.agency();
    let drafts = agency.map_or(actor.account, |agency| Some(AccountId(agency.mandate.id)));
    if let (Some(draft), Some(account)) = (draft, drafts) {
        filed
            .writes
            .push(yimen_store::tables::drafts::delete(centre.div(), account, draft));
    }
    let used = agency.map(|agency| use_now(centre.div(), agency.mandate.id, context.now.0));
    filed.writes.extend(used);
    Ok(Change {
        div: centre.div().to_string(),
        once,
        series: vec![filed.series()],
        guard: None,
        build: Box::new(move |numbers| filed.build(numbers.first())),
    })
}

/// A case number (办件编号): the item's code, the date, and a serial of at least four digits.
pub fn case_number(code: &str, day: Day, serial: u64) -> String {
    format!("{code}{}{serial:04}", day.compact())
}

fn asked_once(
    centre: &Centre,
    actor: &Actor,
    key: Option<&str>,
    application: &Application,
    licence: Option<&Named>,
) -> Option<Once> {
    key.map(|key| once(centre, actor, key, application, licence))
}

/// The hashes of files; none for paper.
fn hashes(handed: &Handed) -> Option<Vec<&str>> {
    match handed {
        Handed::Files(files) => Some(files.iter().map(|file| file.hash.as_str()).collect()),
        Handed::Paper => None,
    }
}

/// What makes two filings the same request.
#[derive(Serialize)]
struct Told<'a> {
    item: &'a str,
    channel: &'a str,
    applicant: &'a Applicant,
    #[serde(serialize_with = "crate::items::form::json::serialize")]
    form: &'a form::Answers,
    /// Code, and the hashes of the files; none for paper.
    materials: Vec<(&'a str, Option<Vec<&'a str>>)>,
    /// Number and last day of the licence of which renewal is asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    renews: Option<(&'a str, i32)>,
    /// Answers to the item's questions.
    #[serde(skip_serializing_if = "Chosen::is_empty")]
    situation: &'a Chosen,
}

fn told(application: &Application, besides: &[&dyn std::fmt::Debug]) -> Vec<u8> {
    let materials = application.materials.iter();
    let told = Told {
        item: &application.item,
        channel: application.channel.code(),
        applicant: &application.applicant,
        form: &application.form,
        materials: materials
            .map(|material| (material.material.as_str(), hashes(&material.handed)))
            .collect(),
        renews: application
            .renews
            .as_ref()
            .map(|renews| (renews.licence.as_str(), renews.expiry.days())),
        situation: &application.situation,
    };
    let mut told = serde_json::to_vec(&told).unwrap_or_default();
    for more in besides {
        told.extend(format!("{more:?}").into_bytes());
    }
    told
}

fn once(centre: &Centre, actor: &Actor, key: &str, application: &Application, licence: Option<&Named>) -> Once {
    let told = told(application, &[]);
    // A change of a licence is another request than the first application for it.
    let target = match licence.filter(|named| named.purpose == Purpose::Change) {
        Some(named) => format!("submit/change/{}", named.number),
        None => "submit".to_string(),
    };
    super::command::once_of(centre, actor, key, &target, &told)
}

fn check(
    centre: &Centre,
    actor: &Actor,
    item: &Item,
    application: Application,
    licence: Option<Named>,
) -> Result<(Secret, Filing), ActError> {
    let form = form::tidy(application.form);
    let mut faults = settle(&item.situations, &application.situation)
        .err()
        .unwrap_or_default();
    faults.extend(centre.shared.checkers.check(item, &form));
    let checked = application.applicant.checked();
    let (applicant, kind) = match (checked, faults.is_empty()) {
        (Ok(checked), true) => checked,
        (Ok(_), false) => return Err(Refusal::invalid(faults).into()),
        (Err(mut more), _) => {
            more.append(&mut faults);
            return Err(Refusal::invalid(more).into());
        }
    };
    let account = match &actor.capacity {
        Capacity::Applicant => actor.account,
        Capacity::Agent(agency) => Some(agency.mandate.principal.account),
        Capacity::Staff { .. } | Capacity::System => None,
    };
    let mark = ApplicantMark {
        kind,
        shown: applicant.shown(),
        account,
    };
    let looked = look(item, (Some(kind), centre.today()), &application.situation, &form);
    let (computed, to_check) = (looked.computed.clone(), looked.for_the_window());
    let mut materials = application.materials;
    materials.extend(files_of_form(&form));
    let secret = Secret {
        applicant,
        form,
        salt: hex(&centre.random::<16>()),
    };
    let commitment = secret.commitment(centre.hash());
    Ok((
        secret,
        Filing {
            channel: application.channel,
            applicant: mark,
            commitment,
            materials,
            renews: application.renews,
            licence,
            situation: application.situation,
            computed,
            to_check,
        },
    ))
}

/// The files of a form, handed in among the materials under the codes of their fields.
pub(super) fn files_of_form(answers: &form::Answers) -> Vec<HandedIn> {
    let mut handed: Vec<HandedIn> = Vec::new();
    for (code, mark) in form::files(answers) {
        match handed.iter_mut().find(|known| known.material == code) {
            Some(HandedIn {
                handed: Handed::Files(files),
                ..
            }) => {
                if !files.iter().any(|file| file.hash == mark.hash) {
                    files.push(mark);
                }
            }
            _ => handed.push(HandedIn {
                material: code,
                handed: Handed::Files(vec![mark]),
                origin: Origin::default(),
            }),
        }
    }
    handed
}

/// A case that is about to be filed.
pub(super) struct Template {
    div: String,
    lane: i64,
    hash: HashKind,
    id: CaseId,
    outbox: uuid::Uuid,
    event: Event,
    today: Day,
    calendar: std::sync::Arc<yimen_domain::calendar::Calendar>,
    code: String,
    watch: Watch,
    writes: Vec<Write>,
}

impl Template {
    /// From what the domain decided and the words that are sealed with it.
    pub(super) fn of(
        centre: &Centre,
        actor: &Actor,
        item: &std::sync::Arc<Item>,
        secret: &Secret,
        whats: Vec<What>,
    ) -> Result<Template, ActError> {
        let id = CaseId(centre.new_id());
        let sealed = centre
            .shared
            .vault
            .seal(centre.random::<12>(), id.0.as_bytes(), secret.text().as_bytes())?;
        let person = beyond::person(centre, &secret.applicant)?;
        Ok(Template {
            div: centre.div().to_string(),
            lane: centre.lane(),
            hash: centre.hash(),
            id,
            outbox: centre.new_id(),
            event: Event {
                seq: 1,
                at: centre.now(),
                actor: ActorMark::of(actor, Some(Role::Clerk)),
                what: whats.into_iter().next().ok_or_else(super::no_case)?,
            },
            today: centre.today(),
            calendar: centre.calendar(),
            code: item.code.clone(),
            watch: Watch::of(centre, item, &centre.calendar()),
            writes: vec![
                vault_table::insert(centre.div(), id, 1, sealed),
                applicants::put(centre.div(), person, id),
            ],
        })
    }

    /// The series from which its number is drawn.
    pub(super) fn series(&self) -> Series {
        Series {
            name: format!("case/{}", self.code),
            day: i64::from(self.today.days()),
        }
    }

    /// The number that it gets with a serial.
    pub(super) fn number(&self, serial: u64) -> String {
        case_number(&self.code, self.today, serial)
    }

    pub(super) fn build(&self, serial: u64) -> Built {
        let mut event = self.event.clone();
        let number = self.number(serial);
        let mut status = Status::Received;
        let mut mark: Option<DocumentMark> = None;
        if let What::Filed(filed) = &mut event.what {
            filed.number.clone_from(&number);
            filed.document.serial = serial;
            mark = Some(filed.document.clone());
        }
        let (appended, hash) = append(&self.div, self.hash, self.id, ORIGIN, std::slice::from_ref(&event));
        let mut writes = self.writes.clone();
        let mut token = None;
        if let (Ok(case), Some(mark)) = (Case::begin(self.id, &event), mark) {
            let row = project::row(&case, &self.calendar, hash);
            status = case.status();
            writes.push(row.insert(&self.div));
            writes.extend(project::figure_writes(None, &row, &self.div, self.lane));
            let now = (&case, &*self.calendar);
            writes.extend(performance::writes(None, now, &self.div, self.lane));
            writes.extend(project::clock_writes(None, &case, &self.calendar, &self.div));
            writes.extend(reuse::writes(None, &case, &self.div));
            writes.extend(self.watch.writes(None, &case, std::slice::from_ref(&event), None));
            writes.extend(project::document(&case, &event).map(|document| document.insert(&self.div)));
            token = Some(mark.token);
        }
        writes.extend(appended);
        writes.extend(self.notice(&event));
        let done = Done {
            number,
            status: status.code().into(),
            events: 1,
            document: token,
            repeated: false,
        };
        Built {
            writes,
            answer: done.text(),
        }
    }

    /// Only who has an inbox is told through it.
    fn notice(&self, event: &Event) -> Option<Write> {
        let What::Filed(filed) = &event.what else { return None };
        filed.applicant.account?;
        let row = OutboxRow {
            id: self.outbox,
            at: event.at.0,
            topic: "notice".into(),
            case: self.id,
            seq: 1,
            tries: 0,
        };
        Some(row.insert(&self.div))
    }
}
