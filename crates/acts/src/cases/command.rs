//! Doing something with a case: load, decide, commit one change; once more if somebody else was faster.

use std::sync::Arc;

use yimen_domain::calendar::Calendar;
use yimen_domain::cases::beyond::{Order, commitment};
use yimen_domain::cases::command::Command;
use yimen_domain::cases::decide::{self, Context};
use yimen_domain::cases::delivery;
use yimen_domain::cases::event::{ActorMark, Delivery, Event, What};
use yimen_domain::cases::{Case, CaseId, Status, simulated};
use yimen_domain::identifiers::mask_person;
use yimen_domain::items::Item;
use yimen_domain::organisation::permission::{About, Permission};
use yimen_domain::organisation::{Actor, Capacity};
use yimen_domain::supervision::card::Card;
use yimen_store::ledger::{Hash, HashKind, sm3};
use yimen_store::tables::answers;
use yimen_store::tables::mandates::use_now;
use yimen_store::tables::outbox::OutboxRow;
use yimen_store::tables::vault as vault_table;
use yimen_store::{Built, Change, CommitError, Numbers, Once, Write};

use crate::calendar::recompute;
use crate::documents::names;
use crate::error::changed_meanwhile;
use crate::mandates::need_person;
use crate::performance::rows as performance;
use crate::supervision::watch::Watch;
use crate::vault::Secret;
use crate::{ActError, Centre, letters, payments};

use super::{
    Done, Loaded, append, beyond, check_key, commitments, document_series, intake, load, looks, project, queue,
    ratings, reuse, slips, tasks,
};

/// How a command reaches its case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reach<'a> {
    /// Idempotency key of the request.
    pub key: Option<&'a str>,
    /// Number of events that the person saw; a newer case refuses a stale page.
    pub seen: Option<u32>,
}

/// Gives a command to a case.
///
/// # Errors
/// The domain's refusal; the case was changed since the person saw it; or the house is busy. Nothing was changed then.
pub async fn command(
    centre: &Centre,
    actor: &Actor,
    number: &str,
    reach: Reach<'_>,
    command: Command,
) -> Result<Done, ActError> {
    with_secret(centre, actor, number, reach, command, None).await
}

/// As [`command`], with newly typed words to be sealed along with the event (a corrected form).
///
/// # Errors
/// As [`command`].
pub async fn with_secret(
    centre: &Centre,
    actor: &Actor,
    number: &str,
    reach: Reach<'_>,
    command: Command,
    secret: Option<Secret>,
) -> Result<Done, ActError> {
    check_key(reach.key)?;
    if let Command::Simulated(simulated::Order::TurnFormal { met }) = command {
        // What is not told is taken over.
        let turning = super::simulated::Turning {
            met,
            ..super::simulated::Turning::default()
        };
        return Box::pin(super::simulated::turn(centre, actor, number, reach, turning)).await;
    }
    let names = names::brought(&command);
    let command = masked(command);
    let beside = Beside {
        secret: secret.as_ref(),
        names: &names,
    };
    // Boxed, because what a command reads and builds is large, and everybody who gives one would carry it.
    let done = Box::pin(attempt(centre, actor, number, reach, &command, beside)).await;
    if let (Err(ActError::Refused(refusal)), Some(order)) = (&done, intake::refused_notice(&command))
        && refusal.code == "asked_before"
    {
        let noted = Box::pin(attempt(
            centre,
            actor,
            number,
            Reach::default(),
            &order,
            Beside::default(),
        ))
        .await;
        intake::note(noted)?;
    }
    done
}

/// What is sealed beside the events of a command.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Beside<'a> {
    /// Newly typed words.
    secret: Option<&'a Secret>,
    /// Names for its paper.
    names: &'a [String],
}

async fn attempt(
    centre: &Centre,
    actor: &Actor,
    number: &str,
    reach: Reach<'_>,
    command: &Command,
    beside: Beside<'_>,
) -> Result<Done, ActError> {
    const TRIES: u32 = 5;
    let once = once_for(centre, actor, number, reach, &told(command, beside.secret));
    let command = &payments::settled(centre, command.clone())?;
    let mut tries = 0;
    if matches!(
        command,
        Command::Decide { .. } | Command::Extend { .. } | Command::Beyond(_) | Command::Drafting(_)
    ) {
        // A letter that another process took back a moment ago gives no power any more.
        letters::refresh(centre).await?;
    }
    loop {
        tries += 1;
        let loaded = recompute::up_to_date(centre, load(centre, number).await?).await?;
        need_person(centre, actor, loaded.case.applicant.kind).await?;
        let known = beyond::look(centre, &loaded.case, command).await?;
        let settled = reuse::settled(centre, actor, &loaded.case, command.clone()).await?;
        let prepared = prepare(centre, actor, loaded, reach, settled, beside, &known);
        let prepared = match prepared {
            Ok(prepared) => prepared,
            Err(refused) => return repeated_or(centre, once, refused).await,
        };
        match centre.store().commit(prepared.change(once.clone())).await {
            Ok(outcome) => return Done::of(&outcome),
            Err(CommitError::Conflict) if tries < TRIES => {}
            Err(error) => return Err(error.into()),
        }
    }
}

/// As [`command`], with rows kept beside the first event: they are made for each attempt from that event.
///
/// # Errors
/// As [`command`].
pub(crate) async fn with_rows(
    centre: &Centre,
    actor: &Actor,
    number: &str,
    (once, command): (Option<Once>, Command),
    rows: impl Fn(&Case, &Event) -> Result<Vec<Write>, ActError>,
) -> Result<Done, ActError> {
    const TRIES: u32 = 5;
    let mut tries = 0;
    loop {
        tries += 1;
        let loaded = recompute::up_to_date(centre, load(centre, number).await?).await?;
        let known = beyond::look(centre, &loaded.case, &command).await?;
        let prepared = prepare(
            centre,
            actor,
            loaded,
            Reach::default(),
            command.clone(),
            Beside::default(),
            &known,
        );
        let mut prepared = match prepared {
            Ok(prepared) => prepared,
            Err(refused) => return repeated_or(centre, once, refused).await,
        };
        if let Some(first) = prepared.events.get(prepared.lead) {
            let beside = rows(&prepared.before, first)?;
            prepared.writes.extend(beside);
        }
        match centre.store().commit(prepared.change(once.clone())).await {
            Ok(outcome) => return Done::of(&outcome),
            Err(CommitError::Conflict) if tries < TRIES => {}
            Err(error) => return Err(error.into()),
        }
    }
}

/// What [`command`] commits to the case as it stands; nothing has happened yet.
///
/// # Errors
/// As [`command`], apart from a busy house.
pub async fn plan(
    centre: &Centre,
    actor: &Actor,
    number: &str,
    reach: Reach<'_>,
    command: Command,
) -> Result<Change, ActError> {
    check_key(reach.key)?;
    let names = names::brought(&command);
    let command = masked(command);
    let once = once_for(centre, actor, number, reach, &told(&command, None));
    let command = payments::settled(centre, command)?;
    let loaded = load(centre, number).await?;
    let known = beyond::look(centre, &loaded.case, &command).await?;
    let beside = Beside {
        secret: None,
        names: &names,
    };
    Ok(prepare(centre, actor, loaded, reach, command, beside, &known)?.change(once))
}

fn once_for(centre: &Centre, actor: &Actor, number: &str, reach: Reach<'_>, told: &str) -> Option<Once> {
    reach
        .key
        .map(|key| once_of(centre, actor, key, number, told.as_bytes()))
}

/// Whoever took a result is masked before the ledger sees the name.
fn masked(mut command: Command) -> Command {
    const APPLICANT: &str = "申请人本人";
    if let Command::Intake(order) = &mut command {
        intake::mask(order, APPLICANT);
    }
    if let Command::Reuse(order) = &mut command {
        reuse::mask(order, APPLICANT);
    }
    if let Command::Proceeding(order) = command {
        return Command::Proceeding(Box::new(order.for_the_ledger()));
    }
    let receiver = match &mut command {
        Command::Issue {
            delivery: Delivery::Window { receiver },
        }
        | Command::Decide {
            hand_over: Some(Delivery::Window { receiver }),
            ..
        }
        | Command::Delivery(delivery::Order::Collect { receiver }) => Some(receiver),
        _ => None,
    };
    if let Some(receiver) = receiver.filter(|receiver| receiver.trim() != APPLICANT) {
        *receiver = mask_person(receiver.trim());
    }
    if let Command::Beyond(
        Order::AcceptDeferring { promised_by, .. } | Order::Commitment(commitment::Order::Commit { promised_by }),
    ) = &mut command
        && promised_by.trim() != APPLICANT
    {
        *promised_by = mask_person(promised_by.trim());
    }
    command
}

/// What was asked, without the salt that is new each time.
fn told(command: &Command, secret: Option<&Secret>) -> String {
    match (command, secret) {
        (Command::Supplement { materials, .. }, Some(secret)) => format!("supplement {materials:?} {:?}", secret.form),
        (Command::Intake(order), Some(secret)) => intake::told(order, secret),
        (Command::Simulated(simulated::Order::Amend { materials, .. }), Some(secret)) => {
            format!("amend_simulated {materials:?} {:?}", secret.form)
        }
        _ => format!("{command:?}"),
    }
}

/// A repeated request finds the case already changed by its first coming, so the domain refuses it; then the stored
/// answer is the right one.
pub(super) async fn repeated_or(centre: &Centre, once: Option<Once>, refused: ActError) -> Result<Done, ActError> {
    let Some(once) = once.filter(|_| matches!(refused, ActError::Refused(_))) else {
        return Err(refused);
    };
    let params = vec![
        centre.div().into(),
        once.actor.as_str().into(),
        once.key.as_str().into(),
    ];
    let rows = centre.store().query(&answers::FIND, params).await?;
    match rows.first() {
        Some(row) if row.bytes(0)? == once.fingerprint => Done::of(&yimen_store::Outcome {
            answer: row.text(1)?.to_string(),
            repeated: true,
        }),
        Some(_) => Err(CommitError::KeyReused.into()),
        None => Err(refused),
    }
}

pub(crate) fn once_of(centre: &Centre, actor: &Actor, key: &str, target: &str, told: &[u8]) -> Once {
    let who = actor
        .account
        .map_or_else(|| "system".to_string(), |account| account.0.to_string());
    let fingerprint = sm3(&[target.as_bytes(), &[0], told].concat());
    Once {
        actor: who,
        key: key.to_string(),
        fingerprint,
        at: centre.now().0,
    }
}

/// What a command does to a case, before it is committed.
pub(super) struct Prepared {
    /// How many cards had fallen due before the step.
    lead: usize,
    div: String,
    lane: i64,
    hash: HashKind,
    pub(super) before: Case,
    events: Vec<Event>,
    last_hash: Hash,
    calendar: Arc<Calendar>,
    outbox: Vec<uuid::Uuid>,
    writes: Vec<Write>,
}

pub(super) fn prepare(
    centre: &Centre,
    actor: &Actor,
    loaded: Loaded,
    reach: Reach<'_>,
    command: Command,
    beside: Beside<'_>,
    known: &beyond::Known,
) -> Result<Prepared, ActError> {
    let Loaded {
        case: before,
        events: mut history,
        last_hash,
        ..
    } = loaded;
    let item = item_of(centre, &before)?;
    let mut case = before.clone();
    // To whom the case is known the domain says what the mandate lacks.
    let may_know = actor.may(Permission::SeeCase, About::from(&case))
        || actor.agency().map(|agency| Some(agency.mandate.principal.account)) == Some(case.applicant.account);
    if !may_know && actor.capacity != Capacity::System {
        return Err(super::no_case());
    }
    if reach
        .seen
        .is_some_and(|seen| !(case.changed_by..=case.events).contains(&seen))
    {
        return Err(changed_meanwhile().into());
    }
    let (now, calendar, register) = (centre.now(), centre.book().of(&case), centre.letters());
    let watch = Watch::of(centre, &item, &calendar);
    let known_events = history.len();
    watch.give(&mut case, &mut history, now);
    let lead = history.len() - known_events;
    let sections = tasks::sections_for(centre, &case, &command);
    let context = Context {
        now,
        today: centre.today(),
        calendar: &calendar,
        item: &item,
        rules: &centre.rules().in_force(),
        actor,
        letters: register.signed_of(&item.body),
        sections: &sections,
        watched: watch.watched(&history),
        token: centre.new_token(),
    };
    let role = command
        .permission(commitment::handling(&case, &item))
        .role_of(actor, About::from(&case));
    let mut whats = decide::decide(&case, &context, command)?;
    known.need(&case, &whats)?;
    let listed = known.writes(centre, &case, &whats);
    let further = whats.iter_mut().filter_map(What::document_mut).skip(1);
    further.for_each(|mark| mark.token = centre.new_token());
    let events: Vec<Event> = whats
        .into_iter()
        .zip(case.events + 1..)
        .map(|(what, seq)| Event {
            seq,
            at: now,
            actor: ActorMark::of(actor, role),
            what,
        })
        .collect();
    let mut writes: Vec<Write> = listed;
    writes.extend(
        actor
            .agency()
            .map(|agency| use_now(centre.div(), agency.mandate.id, now.0)),
    );
    if let (Some(secret), Some(first)) = (beside.secret, events.first()) {
        let sealed = centre
            .shared
            .vault
            .seal(centre.random::<12>(), case.id.0.as_bytes(), secret.text().as_bytes())?;
        writes.push(vault_table::insert(centre.div(), case.id, first.seq, sealed));
    }
    writes.extend(names::kept(centre, case.id, &events, beside.names)?);
    let shown = events.iter().find_map(|event| match event.what {
        What::NumbersShown { purpose } => Some(purpose),
        _ => None,
    });
    writes.extend(shown.and_then(|purpose| looks::at_numbers(centre, actor, &case, purpose)));
    writes.extend(payments::work::follow(centre, &case, &events));
    let mut after = case;
    if events.iter().try_for_each(|event| after.apply(event)).is_ok() {
        history.extend(events);
        watch.give(&mut after, &mut history, now);
        writes.extend(watch.writes(Some(&before), &after, &history, Some(now)));
    } else {
        debug_assert!(false, "the domain decided something that does not fold");
        history.extend(events);
    }
    let events = history.split_off(known_events);
    let outbox = events.iter().map(|_| centre.new_id()).collect();
    Ok(Prepared {
        lead,
        div: centre.div().to_string(),
        lane: centre.lane(),
        hash: centre.hash(),
        before,
        events,
        last_hash,
        calendar,
        outbox,
        writes,
    })
}

/// Gives what has fallen due in a case and keeps its next moment; answers whether nobody changed it meanwhile.
///
/// # Errors
/// The database does not answer, or the item of the case is not there.
pub(crate) async fn look(centre: &Centre, loaded: Loaded) -> Result<bool, ActError> {
    look_and_give(centre, loaded, None).await.map(|given| given.is_some())
}

/// As [`look`], with a card that several cases show together; answers whether it was given, and nothing where somebody changed the case meanwhile.
///
/// # Errors
/// As [`look`].
pub(crate) async fn look_and_give(
    centre: &Centre,
    loaded: Loaded,
    card: Option<Card>,
) -> Result<Option<bool>, ActError> {
    let Loaded {
        case: before,
        events: mut history,
        last_hash,
        ..
    } = loaded;
    let (item, calendar, now) = (item_of(centre, &before)?, centre.book().of(&before), centre.now());
    let watch = Watch::of(centre, &item, &calendar);
    let (mut after, known) = (before.clone(), history.len());
    watch.give(&mut after, &mut history, now);
    let is_given = card.is_some_and(|card| watch.give_this(&mut after, &mut history, card, now));
    let writes = watch.writes(Some(&before), &after, &history, Some(now));
    let events = history.split_off(known);
    let prepared = Prepared {
        lead: events.len(),
        div: centre.div().to_string(),
        lane: centre.lane(),
        hash: centre.hash(),
        before,
        outbox: events.iter().map(|_| centre.new_id()).collect(),
        events,
        last_hash,
        calendar,
        writes,
    };
    match centre.store().commit(prepared.change(None)).await {
        Ok(_) => Ok(Some(is_given)),
        Err(CommitError::Conflict) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The item in the version under which a case is handled.
pub(crate) fn item_of(centre: &Centre, case: &Case) -> Result<Arc<Item>, ActError> {
    centre
        .library()
        .version(&case.item, case.item_version)
        .cloned()
        .ok_or_else(|| {
            ActError::Broken(format!(
                "version {} of item {} is not in the library",
                case.item_version, case.item
            ))
        })
}

impl Prepared {
    fn change(self, once: Option<Once>) -> Change {
        Change {
            div: self.div.clone(),
            once,
            series: self.series(),
            guard: None,
            build: Box::new(move |numbers| self.build(&numbers)),
        }
    }

    /// One for each document, in the order of the events.
    fn series(&self) -> Vec<yimen_store::Series> {
        let documents = self.events.iter().filter_map(|event| event.what.document());
        documents.map(document_series).collect()
    }

    fn build(&self, numbers: &Numbers) -> Built {
        self.build_as(numbers, |_| {})
    }

    /// As it is built, with what is known only once numbers are drawn.
    pub(super) fn build_as(&self, numbers: &Numbers, settle: impl Fn(&mut What)) -> Built {
        let mut events = self.events.clone();
        events.iter_mut().for_each(|event| settle(&mut event.what));
        let documents = events.iter_mut().filter_map(|event| event.what.document_mut());
        for (place, mark) in documents.enumerate() {
            mark.serial = numbers.at(place);
        }
        let mut after = self.before.clone();
        let folded = events.iter().try_for_each(|event| after.apply(event));
        debug_assert_eq!(folded, Ok(()), "the domain decided something that does not fold");
        let (appended, hash) = append(&self.div, self.hash, self.before.id, self.last_hash, &events);
        let row = project::row(&after, &self.calendar, hash);
        let row_before = project::row(&self.before, &self.calendar, self.last_hash);
        let mut writes = vec![row.update(&self.div, self.before.events)];
        writes.extend(project::figure_writes(Some(&row_before), &row, &self.div, self.lane));
        let before = Some((&self.before, &*self.calendar));
        writes.extend(performance::writes(
            before,
            (&after, &self.calendar),
            &self.div,
            self.lane,
        ));
        writes.extend(self.writes.iter().cloned());
        writes.extend(beyond::licence_writes(&self.before, &after, &self.div));
        writes.extend(crate::publicity::row_writes(&self.before, &after, &self.div));
        writes.extend(queue::writes(&self.before, &after, &self.div));
        writes.extend(reuse::writes(Some(&self.before), &after, &self.div));
        writes.extend(slips::writes(&self.before, &after, &self.div));
        writes.extend(ratings::writes(&self.before, &after, &self.calendar, &self.div));
        writes.extend(commitments::writes(&self.before, &after, &self.div));
        writes.extend(appended);
        writes.extend(project::clock_writes(
            Some(&self.before),
            &after,
            &self.calendar,
            &self.div,
        ));
        writes.extend(tasks::writes(Some(&self.before), &after, &self.calendar, &self.div));
        let mut token = None;
        for event in &events {
            if let Some(document) = project::document(&after, event) {
                // The first paper is what the step was for; one that follows it proves that it arrived.
                token.get_or_insert_with(|| document.token.clone());
                writes.push(document.insert(&self.div));
            }
        }
        writes.extend(
            events
                .iter()
                .filter_map(|event| project::money(&after, event))
                .map(|row| row.insert(&self.div)),
        );
        writes.extend(self.notices(&events, after.id));
        let done = Done {
            number: after.number.clone(),
            status: after.status().code().to_string(),
            events: after.events,
            document: token,
            repeated: false,
        };
        Built {
            writes,
            answer: done.text(),
        }
    }

    /// Only who has an inbox is told through it.
    fn notices<'a>(&'a self, events: &'a [Event], case: CaseId) -> impl Iterator<Item = Write> + 'a {
        let owned = self.before.applicant.account.is_some();
        events
            .iter()
            .zip(&self.outbox)
            .filter(move |(event, _)| {
                let is_watch = matches!(event.what, What::Supervision(_));
                owned && event.actor.role != "applicant" && !is_watch
            })
            .map(move |(event, id)| {
                let row = OutboxRow {
                    id: *id,
                    at: event.at.0,
                    topic: "notice".into(),
                    case,
                    seq: event.seq,
                    tries: 0,
                };
                row.insert(&self.div)
            })
    }
}

/// Statuses in which a case waits for somebody in the centre.
pub const WAITING_HERE: [Status; 7] = [
    Status::Received,
    Status::AwaitingCorrection,
    Status::Accepted,
    Status::Suspended,
    Status::Reviewed,
    Status::Granted,
    Status::Refused,
];
