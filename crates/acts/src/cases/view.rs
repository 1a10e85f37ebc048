//! One case as people look at it: its clocks, its timeline, its documents, and what may be done now.

use std::collections::HashMap;
use std::sync::Arc;

use yimen_domain::calendar::{CHINA, Calendar, Day, Instant};
use yimen_domain::cases::beyond;
use yimen_domain::cases::event::{Event, FileMark, What};
use yimen_domain::cases::intake;
use yimen_domain::cases::queue::Queue;
use yimen_domain::cases::simulated::Entry;
use yimen_domain::cases::{Case, CaseId, Status, appeals, decide, numbers};
use yimen_domain::clocks::{Clock, ClockKind, ClockState, Measure, Owner, ProofLine, Rules, Split, split};
use yimen_domain::items::Item;
use yimen_domain::items::form::{self, file_field};
use yimen_domain::organisation::permission::{About, Permission};
use yimen_domain::organisation::purpose::Purpose;
use yimen_domain::organisation::{AccountId, Actor, Capacity};
use yimen_domain::supervision::{Lamp, LampRule};
use yimen_domain::words::{Refusal, RefusalKind};
use yimen_store::ledger::{Hash, hex};
use yimen_store::tables::documents::{self, DocumentRow};
use yimen_store::tables::vault as vault_table;

use crate::documents::is_for;
use crate::vault::{Applicant, Secret};
use crate::{ActError, Centre};

use super::looks::{self, Part};
use super::{Loaded, load, load_by_id, project, queue, tasks};

/// One clock as shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockView {
    /// The clock.
    pub clock: Clock,
    /// Kind.
    pub kind: ClockKind,
    /// Due day; while a suspension stands, as if it ended today.
    pub due: Option<Day>,
    /// The moment at which it is over on that day.
    pub due_at: Option<Instant>,
    /// Who owns the running minute; nobody once it is stopped.
    pub owner: Option<Owner>,
    /// The day from which it is shown as due soon; none once it is stopped.
    pub warn_from: Option<Day>,
    /// It runs, and that day has come.
    pub warned: bool,
    /// The due day lies in a year whose holidays are not published.
    pub provisional: bool,
    /// Working days left after today; negative when over.
    pub remaining: i64,
    /// Working days used.
    pub used: i64,
    /// Working days allowed.
    pub allowed: u32,
    /// How it stands.
    pub state: ClockState,
}

/// A case to be looked at.
#[derive(Debug, Clone)]
pub struct CaseView {
    /// The case.
    pub case: Case,
    /// The item in its version.
    pub item: Arc<Item>,
    /// Everything that happened, oldest first.
    pub events: Vec<Event>,
    /// Its clocks.
    pub clocks: Vec<ClockView>,
    /// Its lamp; none when it is closed or not accepted yet.
    pub lamp: Option<Lamp>,
    /// Its documents.
    pub documents: Vec<DocumentRow>,
    /// Who applied and what they typed; only for the applicant and those who work here. What of it is shown is in `told`.
    pub secret: Option<Secret>,
    /// Who applied, as far as it may be shown: identity and telephone numbers are masked for whoever did not say what for.
    pub told: Applicant,
    /// For what the numbers are shown in full to somebody who works here; none where they are masked.
    pub shown_for: Option<Purpose>,
    /// For what they could be shown to the looker.
    pub purposes: Vec<Purpose>,
    /// Seen by its applicant or by staff, not by somebody who only has its number.
    pub in_full: bool,
    /// Names of the commands that the looker could give now.
    pub open: Vec<&'static str>,
    /// Who had the case for how long.
    pub split: Split,
    /// How the places stand for it, where its item is limited in number and it is not decided.
    pub queue: Option<Queue>,
    /// Hash of the last event, hex.
    pub last_hash: String,
    /// Account of who looks, if they have one.
    pub looker: Option<AccountId>,
}

/// A case as its applicant, those who handle it, and inspectors see it.
///
/// # Errors
/// There is no such case, or it is none of this person's business: the two look the same.
pub async fn view(centre: &Centre, actor: &Actor, number: &str) -> Result<CaseView, ActError> {
    let loaded = load(centre, number).await?;
    if !may_see(actor, &loaded.case) {
        return Err(super::no_case());
    }
    looks::note(centre, actor, &loaded.case, Part::Case).await?;
    let in_full = owns(actor, &loaded.case) || actor.agency().is_some() || actor.is_staff();
    build(centre, loaded, Some(actor), in_full).await
}

/// What anybody may know who has the number: no personal data, no materials, no names.
///
/// # Errors
/// There is no such case.
pub async fn progress(centre: &Centre, number: &str) -> Result<CaseView, ActError> {
    let loaded = load(centre, number.trim()).await?;
    build(centre, loaded, None, false).await
}

/// The same by a document's token.
///
/// # Errors
/// There is no such document.
pub async fn by_document(centre: &Centre, token: &str) -> Result<(DocumentRow, CaseView), ActError> {
    let document = document(centre, token).await?;
    let loaded = load_by_id(centre, document.case).await?;
    Ok((document, build(centre, loaded, None, false).await?))
}

/// A document by its token.
///
/// # Errors
/// There is none.
pub async fn document(centre: &Centre, token: &str) -> Result<DocumentRow, ActError> {
    let missing = || ActError::from(Refusal::missing("这份文书", "this document"));
    if token.len() != 32 || !token.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(missing());
    }
    let rows = centre
        .store()
        .query(&documents::BY_TOKEN, vec![centre.div().into(), token.into()])
        .await?;
    Ok(DocumentRow::read(rows.first().ok_or_else(missing)?)?)
}

/// The file of a case with this hash, for somebody who may see the case.
///
/// # Errors
/// There is no such case or file, or it is none of this person's business.
pub async fn file(centre: &Centre, actor: &Actor, number: &str, hash: &str) -> Result<FileMark, ActError> {
    Ok(file_of(centre, actor, number, hash).await?.0)
}

/// The same, with its case.
pub(super) async fn file_of(
    centre: &Centre,
    actor: &Actor,
    number: &str,
    hash: &str,
) -> Result<(FileMark, Case), ActError> {
    let loaded = load(centre, number).await?;
    let missing = || ActError::from(Refusal::missing("这份文件", "this file"));
    if !may_see(actor, &loaded.case) {
        return Err(missing());
    }
    looks::note(centre, actor, &loaded.case, Part::File).await?;
    let handed_in = |file: &&FileMark| file.hash == hash;
    if let Some(day) = loaded.case.words_deleted
        && loaded
            .events
            .iter()
            .flat_map(|event| event.what.materials())
            .any(|file| handed_in(&file))
    {
        return Err(deleted(day));
    }
    loaded
        .events
        .iter()
        .filter(|event| actor.is_staff() || !event.what.is_internal())
        .flat_map(|event| event.what.files())
        .find(handed_in)
        .map(|mark| called(centre, &loaded.case, mark))
        .map(|mark| (mark, loaded.case.clone()))
        .ok_or_else(missing)
}

/// A file of the form under the label of its field: the ledger calls it by the field's code.
fn called(centre: &Centre, case: &Case, mark: &FileMark) -> FileMark {
    let mut mark = mark.clone();
    let library = centre.library();
    let (code, rest) = mark.name.rsplit_once('-').unwrap_or_default();
    let item = library.version(&case.item, case.item_version);
    if let Some(field) = item.and_then(|item| file_field(&item.form, code)) {
        mark.name = format!("{}-{rest}", field.label.zh.replace(['/', '\\'], " "));
    }
    mark
}

/// The names that the applicant gave the files of the form, by hash; the ledger does not keep them, the sealed words do.
pub fn names_given(view: &CaseView) -> HashMap<String, String> {
    let Some(secret) = &view.secret else {
        return HashMap::new();
    };
    let files = form::files(&secret.form).into_iter();
    files.map(|(_, file)| (file.hash, file.name)).collect()
}

fn deleted(day: Day) -> ActError {
    Refusal::new(
        "file_deleted",
        RefusalKind::Missing,
        "个人信息保护法 第四十七条",
        (
            &format!("这份文件已于 {day} 依法删除。"),
            &format!("This file was deleted by law on {day}."),
        ),
        (
            "台账中仍保存它的杂凑值，可以核验自己留存的副本。",
            "The ledger keeps its hash, so that a copy which you kept can still be checked.",
        ),
    )
    .into()
}

/// The raw ledger of a case: texts as they were hashed, with their hashes in hex. Of working papers whoever applied gets the hash alone.
///
/// # Errors
/// As [`view`].
pub async fn ledger(centre: &Centre, actor: &Actor, number: &str) -> Result<Vec<(Option<String>, String)>, ActError> {
    use yimen_store::tables::events::{BY_NUMBER, EventRow};
    let loaded = load(centre, number).await?;
    if !may_see(actor, &loaded.case) {
        return Err(super::no_case());
    }
    looks::note(centre, actor, &loaded.case, Part::Case).await?;
    let rows = centre
        .store()
        .query(&BY_NUMBER, vec![centre.div().into(), number.into()])
        .await?;
    let shown = |event: &Event| actor.is_staff() || !event.what.is_internal();
    rows.iter()
        .zip(&loaded.events)
        .map(|(row, event)| EventRow::read(row, 0).map(|row| (Some(row.text).filter(|_| shown(event)), hex(&row.hash))))
        .collect::<Result<_, _>>()
        .map_err(Into::into)
}

/// The latest sealed words of a case.
pub(crate) async fn secret_of(centre: &Centre, case: CaseId) -> Result<Option<Secret>, ActError> {
    let rows = centre
        .store()
        .query(
            &vault_table::OF_CASE,
            vec![centre.div().into(), case.0.into_bytes().into()],
        )
        .await?;
    let Some(row) = rows.first() else { return Ok(None) };
    let plain = centre.shared.vault.open_sealed(case.0.as_bytes(), row.bytes(1)?)?;
    serde_json::from_slice(&plain)
        .map(Some)
        .map_err(|error| ActError::Broken(error.to_string()))
}

/// The words that came with an event, as they were hashed into its commitment; none once they were deleted.
pub(crate) async fn secret_at(centre: &Centre, case: CaseId, seq: u32) -> Result<Option<String>, ActError> {
    let params = vec![centre.div().into(), case.0.into_bytes().into()];
    let rows = centre.store().query(&vault_table::OF_CASE, params).await?;
    for row in &rows {
        if row.int(0)? == i64::from(seq) {
            let plain = centre.shared.vault.open_sealed(case.0.as_bytes(), row.bytes(1)?)?;
            return String::from_utf8(plain)
                .map(Some)
                .map_err(|error| ActError::Broken(error.to_string()));
        }
    }
    Ok(None)
}

/// The item as it applies to a case by its answers; what was asked for or handed in besides stays.
fn as_it_applies(item: Arc<Item>, case: &Case) -> Arc<Item> {
    if item.situations.is_empty() {
        return item;
    }
    let handed_in = |code: &str| case.materials.iter().any(|handed| handed.material == code);
    Arc::new(item.narrowed(&case.situation, |code| case.asked.contains(code) || handed_in(code)))
}

async fn build(centre: &Centre, loaded: Loaded, actor: Option<&Actor>, in_full: bool) -> Result<CaseView, ActError> {
    let Loaded {
        case,
        events,
        last_hash,
        ..
    } = loaded;
    let item = as_it_applies(super::command::item_of(centre, &case)?, &case);
    let calendar = centre.book().of(&case);
    let today = centre.today();
    let documents = events
        .iter()
        .filter_map(|event| project::document(&case, event))
        .filter(|row| actor.is_none_or(|actor| is_for(row, actor)))
        .collect();
    let secret = if in_full {
        secret_of(centre, case.id).await?
    } else {
        None
    };
    let shown_for = actor.and_then(|actor| numbers::shown_to(&events, actor.account, centre.now()));
    let told = secret
        .as_ref()
        .zip(actor)
        .map_or_else(Applicant::default, |(secret, actor)| {
            told(&secret.applicant, &case, actor, shown_for.is_some())
        });
    let sections = tasks::sections_shown(centre, &case, actor);
    let late = appeals::inaction(&case, &calendar, today).is_some();
    let open = actor.map_or_else(Vec::new, |actor| {
        decide::open_commands(&case, &item, (actor, &sections), late)
    });
    let split = split_of(&events, centre.now(), &calendar);
    let mut clocks = clocks_of(&case, &centre.rules().in_force(), &calendar, centre.now());
    if !in_full {
        // The title of a document may name somebody.
        for suspension in clocks.iter_mut().flat_map(|view| &mut view.clock.suspensions) {
            suspension.evidence = None;
            suspension.end_evidence = None;
        }
    }
    let lamp = lamp_of(&case, &calendar, today);
    let undecided = case.decision().is_none() && !case.status().is_closed();
    let queue = if in_full && undecided {
        queue::of_case(centre, &case).await?
    } else {
        None
    };
    Ok(CaseView {
        queue,
        lamp,
        clocks,
        documents,
        secret,
        told,
        shown_for,
        purposes: actor.map_or_else(Vec::new, |actor| Purpose::of_numbers(actor, &case.body)),
        in_full,
        open,
        split,
        last_hash: hash_text(last_hash),
        looker: actor.and_then(|actor| actor.account),
        case,
        item,
        events,
    })
}

/// What of an applicant is shown to the actor: names to themselves and to those who handle the case, numbers masked unless for a purpose.
fn told(applicant: &Applicant, case: &Case, actor: &Actor, for_a_purpose: bool) -> Applicant {
    if for_a_purpose {
        return applicant.clone();
    }
    let masked = Applicant {
        id_number: applicant.masked_number(),
        phone: applicant.masked_phone(),
        ..applicant.clone()
    };
    if owns(actor, case) || actor.may(Permission::HandleCases, About::from(case)) {
        return masked;
    }
    Applicant {
        name: case.applicant.shown.clone(),
        contact: String::new(),
        ..masked
    }
}

fn hash_text(hash: Hash) -> String {
    hex(&hash)
}

/// The clocks of a case as shown now.
pub fn clocks_of(case: &Case, rules: &Rules, calendar: &Calendar, now: Instant) -> Vec<ClockView> {
    let today = now.day(CHINA);
    case.clocks
        .iter()
        .map(|clock| {
            let due = clock.due_at(calendar, today).ok();
            let due_at = due.map(|due| clock.end_of(due.day, calendar));
            let warn_from = rules.warning(clock.kind, &case.item).from(clock, calendar, today);
            let state = state_of(clock, calendar, due_at, now);
            ClockView {
                kind: clock.kind,
                due: due.map(|due| due.day),
                due_at,
                owner: case
                    .owner()
                    .filter(|_| clock.stopped.is_none())
                    .map(|owner| match clock.kind {
                        ClockKind::DeferredMaterial => Owner::Applicant,
                        _ => owner,
                    }),
                warn_from,
                warned: state == ClockState::Running && warn_from.is_some_and(|from| from <= today),
                provisional: due.is_some_and(|due| due.provisional),
                remaining: clock.remaining(calendar, today),
                used: clock.used(calendar, today),
                allowed: clock.allowed(calendar),
                state,
                clock: clock.clone(),
            }
        })
        .collect()
}

/// A clock in days is over with its last day, one in minutes with its last minute.
fn state_of(clock: &Clock, calendar: &Calendar, due_at: Option<Instant>, now: Instant) -> ClockState {
    let state = clock.state(calendar, now.day(CHINA));
    let in_minutes = matches!(clock.measure, Measure::OfficeMinutes { .. });
    if state == ClockState::Running && in_minutes && due_at.is_some_and(|due_at| due_at < now) {
        ClockState::Overdue
    } else {
        state
    }
}

/// Why a clock is due when it is: a line for each day.
pub fn proof_of(view: &ClockView, calendar: &Calendar, today: Day) -> Vec<ProofLine> {
    view.clock.proof(calendar, today)
}

/// The lamp of a case that is being examined.
pub fn lamp_of(case: &Case, calendar: &Calendar, today: Day) -> Option<Lamp> {
    if !matches!(case.status(), Status::Accepted | Status::Reviewed | Status::Suspended) {
        return None;
    }
    let promised = case.clock(ClockKind::DecisionPromised)?;
    let statutory = case.clock(ClockKind::DecisionStatutory)?;
    let left = |clock: &Clock| clock.remaining(calendar, today);
    Some(LampRule::default().lamp(left(promised), i64::from(promised.allowed(calendar)), left(statutory)))
}

fn split_of(events: &[Event], now: Instant, calendar: &Calendar) -> Split {
    let mut hand_overs = Vec::new();
    let mut end = now;
    for event in events {
        let owner = match &event.what {
            // No time of the law runs in a simulated case, so nobody has had any of it.
            What::Filed(filed) if matches!(filed.simulated, Some(Entry::Opened(_))) => break,
            What::Filed(_) | What::Supplemented { .. } | What::Decided { .. } => Owner::Window,
            What::CorrectionRequested { .. } => Owner::Applicant,
            What::Accepted(_) | What::Resumed { .. } => Owner::Department,
            What::Suspended { .. } => Owner::Expert,
            What::NotAccepted { .. } | What::Issued { .. } | What::Withdrawn { .. } => {
                end = event.at;
                continue;
            }
            What::Extended { .. }
            | What::Additions(_)
            | What::Reuse(_)
            | What::Simulated(_)
            | What::Slips(_)
            | What::Reviewed(_)
            | What::Paid { .. }
            | What::Rated(_)
            | What::CalendarChanged(_)
            | What::HandlerChanged { .. }
            | What::NumbersShown { .. }
            | What::Fees(_)
            | What::Proceeding(_)
            | What::Delivery(_)
            | What::Drafting(_)
            | What::Appeals(_)
            | What::Supervision(_)
            | What::Ratings(_)
            | What::WordsDeleted { .. } => continue,
            What::Intake(intake::Happened::Lapsed { .. }) | What::Beyond(beyond::Happened::Terminated(_)) => {
                end = event.at;
                continue;
            }
            What::Intake(_) | What::Beyond(_) => continue,
        };
        hand_overs.push((event.at, owner));
    }
    split(&hand_overs, end, calendar, CHINA)
}

fn owns(actor: &Actor, case: &Case) -> bool {
    actor.capacity == Capacity::Applicant && actor.account.is_some() && actor.account == case.applicant.account
}

fn may_see(actor: &Actor, case: &Case) -> bool {
    actor.may(Permission::SeeCase, About::from(case))
}
