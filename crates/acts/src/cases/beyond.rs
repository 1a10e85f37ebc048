//! What goes beyond the straight way needs to know more than the case itself: who its applicant is among those who were barred, and which case
//! carries its licence now. This is looked up before an order is decided, and what follows from it is committed with its events.

use yimen_domain::calendar::{CHINA, Day, Instant};
use yimen_domain::cases::appeals;
use yimen_domain::cases::beyond::bars::{self, Bar, Kind};
use yimen_domain::cases::beyond::licence::{self, Named, Purpose, Standing};
use yimen_domain::cases::beyond::{Happened, Order, Reminder, commitment, deferral};
use yimen_domain::cases::command::Command;
use yimen_domain::cases::drafting;
use yimen_domain::cases::event::{ActorMark, Event, What};
use yimen_domain::cases::{Case, CaseId};
use yimen_domain::clocks::{ClockKind, renewal_deadline};
use yimen_domain::organisation::permission::{About, Permission};
use yimen_domain::organisation::{AccountId, Actor, Capacity};
use yimen_domain::words::{Fault, Refusal, RefusalKind};
use yimen_store::ledger::Hash;
use yimen_store::tables::NEVER;
use yimen_store::tables::bars::{self as bars_table, BarRow};
use yimen_store::tables::clocks::DUE_OF_KIND;
use yimen_store::tables::licences::{self as licences_table, LicenceRow};
use yimen_store::tables::outbox::OutboxRow;
use yimen_store::{Built, CommitError, Write};

use crate::vault::Applicant;
use crate::{ActError, Centre};

use super::submit::Application;
use super::view::secret_of;
use super::{append, load_by_id, project, queue};

/// Working days ahead of a promise's last day on which its applicant is reminded.
const DEFERRED_AHEAD: u32 = 1;
/// Days before a licence ends from which its holder is reminded.
const RENEWAL_AHEAD: i32 = 60;
/// Rows of one batch.
const BATCH: i64 = 100;

/// What is known besides the case.
#[derive(Default)]
pub(super) struct Known {
    /// Keyed hash of who applied; none where nobody has to know, or their words were deleted.
    person: Option<Hash>,
    /// Their bars that hold today.
    bars: Vec<bars::Standing>,
    /// The licence on record that the case is about.
    licence: Option<LicenceRow>,
    /// How the places stand, where the item is limited in number.
    queue: Option<queue::Seen>,
}

/// Looks up what an order needs to know.
pub(super) async fn look(centre: &Centre, case: &Case, order: &Command) -> Result<Known, ActError> {
    let mut known = Known {
        queue: queue::look(centre, case, order).await?,
        ..Known::default()
    };
    let root = match order {
        Command::Beyond(
            Order::AcceptDeferring { .. } | Order::Commitment(_) | Order::Terminate { .. } | Order::Bar { .. },
        ) => {
            known.person = person_of(centre, case.id).await?;
            let promises = matches!(
                order,
                Command::Beyond(Order::AcceptDeferring { .. } | Order::Commitment(commitment::Order::Commit { .. }))
            );
            if let Some(person) = known.person.filter(|_| promises) {
                known.bars = of_person(centre, person).await?;
            }
            None
        }
        Command::Beyond(Order::EndLicence(_) | Order::CorrectCertificate { .. }) => {
            case.beyond.licence.as_ref().map(|licence| licence.root)
        }
        Command::Decide { .. } | Command::Drafting(drafting::Order::Sign { .. }) => {
            case.beyond.named.as_ref().map(|named| named.root)
        }
        // What ends the decision ends its licence; of one that was only changed or renewed nothing is ended.
        Command::Appeals(appeals::Order::Settle(_) | appeals::Order::Answer { .. }) => {
            case.beyond.licence.as_ref().map(|licence| licence.root)
        }
        _ => None,
    };
    if let Some(root) = root {
        known.licence = row_of(centre, root).await?;
    }
    Ok(known)
}

pub(super) async fn row_of(centre: &Centre, root: CaseId) -> Result<Option<LicenceRow>, ActError> {
    let params = vec![centre.div().into(), root.0.into_bytes().into()];
    let rows = centre.store().query(&licences_table::ONE, params).await?;
    Ok(rows.first().map(LicenceRow::read).transpose()?)
}

async fn person_of(centre: &Centre, case: CaseId) -> Result<Option<Hash>, ActError> {
    let secret = secret_of(centre, case).await?;
    secret.map(|secret| person(centre, &secret.applicant)).transpose()
}

/// By what somebody is found in the list: their kind and number, as they are checked when somebody applies.
pub(super) fn person(centre: &Centre, applicant: &Applicant) -> Result<Hash, ActError> {
    let told = format!(
        "{}\0{}\0{}",
        applicant.kind.trim(),
        applicant.id_type,
        applicant.id_number.trim().to_uppercase()
    );
    centre.shared.lookup.of("applicant", told.as_bytes())
}

async fn of_person(centre: &Centre, person: Hash) -> Result<Vec<bars::Standing>, ActError> {
    let today = i64::from(centre.today().days());
    let params = vec![centre.div().into(), person.to_vec().into(), today.into()];
    let rows = centre.store().query(&bars_table::OF_PERSON, params).await?;
    let standing = |row: BarRow| bars::Standing {
        kind: row.kind,
        item: row.item,
        number: row.number,
        until: day_of(row.until_day),
    };
    rows.iter().map(|row| Ok(standing(BarRow::read(row)?))).collect()
}

/// A day of a column; none where it never comes.
pub(crate) fn day_of(column: i64) -> Option<Day> {
    i32::try_from(column)
        .ok()
        .filter(|_| column < NEVER)
        .map(Day::from_days)
}

fn column(day: Option<Day>) -> i64 {
    day.map_or(NEVER, |day| i64::from(day.days()))
}

impl Known {
    /// What speaks against what was decided.
    ///
    /// # Errors
    /// A broken promise stands; another case carries the licence; or nobody knows any more who applied.
    pub(super) fn need(&self, case: &Case, whats: &[What]) -> Result<(), ActError> {
        if let Some(queue) = &self.queue {
            queue.need(whats)?;
        }
        for what in whats {
            match what {
                What::Beyond(Happened::Deferred(_)) => deferral::need_credit(&self.bars)?,
                What::Beyond(Happened::Commitment(commitment::Happened::Committed(_))) => {
                    commitment::need_credit(&self.bars)?;
                }
                What::Beyond(Happened::Barred(_)) if self.person.is_none() => return Err(forgotten()),
                What::Beyond(Happened::LicenceEnded(_) | Happened::CertificateCorrected(_)) => {
                    if let Some(row) = self.licence.as_ref().filter(|row| row.case != case.id) {
                        return Err(carried_on(row));
                    }
                }
                What::Decided { licence: Some(_), .. } => {
                    if let (Some(named), Some(row)) = (&case.beyond.named, &self.licence) {
                        licence::need_valid(row.standing)?;
                        // It may have been decided here before, and set aside.
                        if row.case != named.carried_by && row.case != case.id {
                            return Err(carried_on(row));
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// What the list of bars keeps of the events.
    pub(super) fn writes(&self, centre: &Centre, case: &Case, whats: &[What]) -> Vec<Write> {
        let row = |bar: Bar, person: Hash, seq: u32| BarRow {
            case: case.id,
            seq,
            kind: bar.kind,
            person,
            item: case.item.clone(),
            number: case.number.clone(),
            body: case.body.clone(),
            shown: case.applicant.shown.clone(),
            from_day: column(Some(bar.from)),
            until_day: column(bar.until),
            lifted_day: None,
        };
        let taken = self.queue.as_ref().and_then(|queue| queue.write(centre, case, whats));
        let mut writes: Vec<Write> = taken.into_iter().collect();
        for (seq, what) in (case.events + 1..).zip(whats) {
            let What::Beyond(happened) = what else { continue };
            if let (Some(bar), Some(person)) = (happened.bar(), self.person) {
                writes.push(row(bar, person, seq).put(centre.div()));
            }
            if let Happened::BarLifted { day, of, .. } = happened {
                writes.push(bars_table::lift(centre.div(), case.id, *of, column(Some(*day))));
            }
        }
        writes
    }
}

/// The row of the licence that a case carries.
pub(crate) fn licence_row(case: &Case) -> Option<LicenceRow> {
    let licence = case.beyond.licence.as_ref()?;
    Some(LicenceRow {
        case: case.id,
        root: licence.root,
        carries: case.beyond.named.as_ref().map(|named| named.carried_by),
        number: licence.number.clone(),
        case_number: case.number.clone(),
        item: case.item.clone(),
        body: case.body.clone(),
        holder_kind: case.applicant.kind,
        holder_shown: case.applicant.shown.clone(),
        account: case.applicant.account,
        from_day: column(Some(licence.from)),
        until_day: column(licence.until),
        standing: licence.decided(),
    })
}

/// What a change of a case does to the row of its licence.
pub(super) fn licence_writes(before: &Case, after: &Case, div: &str) -> Vec<Write> {
    let Some(row) = licence_row(after) else {
        return Vec::new();
    };
    match licence_row(before) {
        Some(known) if known == row => Vec::new(),
        // What was set aside and granted anew is another licence.
        Some(known) if known.number != row.number => vec![row.rebuild(div)],
        Some(_) => vec![row.change(div)],
        None => {
            let carried = row.carries.map(|case| licences_table::is_valid(div, case));
            carried.into_iter().chain([row.insert(div)]).collect()
        }
    }
}

fn carried_on(row: &LicenceRow) -> ActError {
    Refusal::new(
        "licence_carried_on",
        RefusalKind::State,
        "",
        (
            &format!(
                "这个许可已由办件 {} 变更或者延续，请在那个办件中办理。",
                row.case_number
            ),
            &format!(
                "This licence was changed or renewed in case {}: deal with it there.",
                row.case_number
            ),
        ),
        ("请刷新后在证照列表中查找。", "Find it in the list of licences."),
    )
    .into()
}

fn forgotten() -> ActError {
    Refusal::new(
        "words_deleted",
        RefusalKind::State,
        "个人信息保护法 第四十七条",
        (
            "申请人的信息已依法删除，不能再登记限制。",
            "What the applicant told was deleted by law, so no bar can be entered any more.",
        ),
        ("无需办理。", "There is nothing to be done."),
    )
    .into()
}

/// What an application must know before it is filed: that its applicant may apply, and the licence on record that it is about.
///
/// # Errors
/// The applicant is barred; the licence is not theirs, not valid, or of another item.
pub(super) async fn before_filing(
    centre: &Centre,
    application: &Application,
    change: Option<&str>,
) -> Result<Option<Named>, ActError> {
    // Whatever is wrong with the applicant's own words is told with the other faults.
    let Ok((applicant, _)) = application.applicant.clone().checked() else {
        return Ok(None);
    };
    let barred = of_person(centre, person(centre, &applicant)?).await?;
    bars::need_free(&barred, &application.item, centre.today())?;
    let asked = match (change, &application.renews) {
        (Some(number), _) => (number.trim(), Purpose::Change, None),
        (None, Some(renews)) => (renews.licence.trim(), Purpose::Renewal, Some(renews.expiry)),
        (None, None) => return Ok(None),
    };
    named(centre, &applicant, &application.item, asked).await
}

async fn named(
    centre: &Centre,
    applicant: &Applicant,
    item: &str,
    (number, purpose, expiry): (&str, Purpose, Option<Day>),
) -> Result<Option<Named>, ActError> {
    let field = match purpose {
        Purpose::Change => "changes",
        Purpose::Renewal => "renews.licence",
    };
    let fault =
        |field: &str, zh: &str, en: &str| -> ActError { Refusal::invalid(vec![Fault::new(field, zh, en)]).into() };
    let params = vec![centre.div().into(), number.into()];
    let rows = centre.store().query(&licences_table::BY_NUMBER, params).await?;
    let mut own = None;
    for row in &rows {
        let row = LicenceRow::read(row)?;
        let held = match secret_of(centre, row.case).await? {
            Some(secret) => person(centre, &secret.applicant)? == person(centre, applicant)?,
            None => false,
        };
        if held {
            own = Some(row);
        }
    }
    let Some(row) = own else {
        // A licence from before there was this record is renewed as its applicant names it.
        if rows.is_empty() && purpose == Purpose::Renewal {
            return Ok(None);
        }
        return Err(fault(
            field,
            "没有查到申请人名下的这个许可证件，请核对编号。",
            "We found no such licence of this applicant: check its number.",
        ));
    };
    if row.item != item {
        let (zh, en) = ("这个许可证件属于另一个事项。", "This licence belongs to another item.");
        return Err(fault(field, zh, en));
    }
    let until = day_of(row.until_day);
    let standing = match row.standing {
        Standing::Valid if until.is_some_and(|until| until < centre.today()) => Standing::Expired,
        standing => standing,
    };
    licence::need_valid(standing)?;
    if expiry.is_some() && expiry != until {
        let (zh, en) = match until {
            Some(until) => (
                format!("登记的有效期届满日是 {until}，请核对。"),
                format!("On record its last day is {until}: please check."),
            ),
            None => (
                "这个许可没有届满日，不需要延续。".to_string(),
                "This licence has no last day and need not be renewed.".to_string(),
            ),
        };
        return Err(fault("renews.expiry", &zh, &en));
    }
    Ok(Some(Named {
        purpose,
        root: row.root,
        carried_by: row.case,
        number: row.number,
        from: day_of(row.from_day).unwrap_or_else(|| centre.today()),
        until,
    }))
}

/// Reminds holders sixty and thirty days before a licence ends, and applicants a working day before what they promised is due; answers how many.
///
/// # Errors
/// The database does not answer; who was told stays told.
pub async fn remind(centre: &Centre) -> Result<usize, ActError> {
    Ok(remind_holders(centre).await? + remind_of_promises(centre).await?)
}

async fn remind_holders(centre: &Centre) -> Result<usize, ActError> {
    let today = centre.today();
    let (from, to) = (column(Some(today)), column(Some(today.plus(RENEWAL_AHEAD))));
    let mut after = (i64::MIN, vec![0u8; 16]);
    let mut told = 0;
    loop {
        let params = vec![
            centre.div().into(),
            from.into(),
            to.into(),
            after.0.into(),
            after.1.clone().into(),
            BATCH.into(),
        ];
        let rows = centre.store().query(&licences_table::DUE, params).await?;
        for row in &rows {
            let row = LicenceRow::read(row)?;
            after = (row.until_day, row.case.0.into_bytes().to_vec());
            told += usize::from(tell(centre, row.case, |case| licence::reminder(case, today)).await?);
        }
        if (rows.len() as i64) < BATCH {
            return Ok(told);
        }
    }
}

async fn remind_of_promises(centre: &Centre) -> Result<usize, ActError> {
    let ahead = centre.calendar().add(centre.today(), DEFERRED_AHEAD);
    let up_to = Instant::end_of(ahead.map_or(centre.today(), |ahead| ahead.day), CHINA);
    let mut after = (i64::MIN, vec![0u8; 16]);
    let mut told = 0;
    loop {
        let params = vec![
            centre.div().into(),
            ClockKind::DeferredMaterial.code().into(),
            up_to.0.into(),
            after.0.into(),
            after.1.clone().into(),
            BATCH.into(),
        ];
        let rows = centre.store().query(&DUE_OF_KIND, params).await?;
        for row in &rows {
            let id = row.id(0)?;
            after = (row.int(1)?, id.to_vec());
            let promise = |case: &Case| {
                let due = case
                    .clock(ClockKind::DeferredMaterial)?
                    .due(&centre.book().of(case))
                    .ok()?
                    .day;
                let of = (Reminder::Deferred, due);
                (deferral::is_awaited(case) && due >= centre.today() && !case.beyond.reminded.contains(&of))
                    .then_some(of)
            };
            told += usize::from(tell(centre, CaseId(uuid::Uuid::from_bytes(id)), promise).await?);
        }
        if (rows.len() as i64) < BATCH {
            return Ok(told);
        }
    }
}

/// Puts a reminder into a case, from where it is told; whoever is faster has told it.
async fn tell(centre: &Centre, id: CaseId, due: impl Fn(&Case) -> Option<(Reminder, Day)>) -> Result<bool, ActError> {
    let loaded = load_by_id(centre, id).await?;
    let Some((of, due)) = due(&loaded.case) else {
        return Ok(false);
    };
    let event = Event {
        seq: loaded.case.events + 1,
        at: centre.now(),
        actor: ActorMark::of(&Actor::system(), None),
        what: Happened::Reminded {
            day: centre.today(),
            of,
            due,
        }
        .into(),
    };
    let (div, hash, outbox) = (centre.div().to_string(), centre.hash(), centre.new_id());
    let calendar = centre.book().of(&loaded.case);
    let build = move |_| {
        let mut after = loaded.case.clone();
        let folded = after.apply(&event);
        debug_assert_eq!(folded, Ok(()), "a reminder follows anything");
        let (appended, last) = append(&div, hash, id, loaded.last_hash, std::slice::from_ref(&event));
        let mut writes = vec![project::row(&after, &calendar, last).update(&div, loaded.case.events)];
        writes.extend(appended);
        if after.applicant.account.is_some() {
            let row = OutboxRow {
                id: outbox,
                at: event.at.0,
                topic: "notice".into(),
                case: id,
                seq: event.seq,
                tries: 0,
            };
            writes.push(row.insert(&div));
        }
        Built {
            writes,
            answer: String::new(),
        }
    };
    match centre.commit(None, None, build).await {
        Ok(_) => Ok(true),
        Err(CommitError::Conflict) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// A place in the list of bars.
pub type BarPlace = (i64, CaseId, Kind);

/// The latest entries of the list of bars that somebody may see, from a place on, and where the next page begins.
///
/// # Errors
/// The database does not answer.
pub async fn list_of_bars(
    centre: &Centre,
    actor: &Actor,
    before: Option<BarPlace>,
    limit: u32,
) -> Result<(Vec<BarRow>, Option<BarPlace>), ActError> {
    let limit = limit.clamp(1, 200);
    let (day, case, kind) = before.map_or((i64::MAX, vec![0xff; 16], "~"), |(day, case, kind)| {
        (day, case.0.into_bytes().to_vec(), kind.code())
    });
    let params = vec![centre.div().into(), day.into(), case.into(), kind.into(), limit.into()];
    let rows = centre.store().query(&bars_table::LIST, params).await?;
    let all: Vec<BarRow> = rows.iter().map(BarRow::read).collect::<Result<_, _>>()?;
    let last = all.last().filter(|_| all.len() == limit as usize);
    let next = last.map(|row| (row.from_day, row.case, row.kind));
    let may = |row: &BarRow| actor.may(Permission::SeeBars, About::body(&row.body));
    Ok((all.into_iter().filter(may).collect(), next))
}

/// A licence of a list, as it stands today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its row.
    pub row: LicenceRow,
    /// How it stands today.
    pub standing: Standing,
    /// Valid from.
    pub from: Day,
    /// Its last day, if it has one.
    pub until: Option<Day>,
    /// The last day on which renewal can be asked for so that silence grants it (许可法 art. 50).
    pub ask_by: Option<Day>,
}

impl Listed {
    fn of(centre: &Centre, row: LicenceRow) -> Listed {
        let today = centre.today();
        let until = day_of(row.until_day);
        let rule = centre.rules().in_force().budget(ClockKind::Renewal, &row.item);
        Listed {
            standing: match row.standing {
                Standing::Valid if until.is_some_and(|until| until < today) => Standing::Expired,
                standing => standing,
            },
            from: day_of(row.from_day).unwrap_or(today),
            ask_by: until.map(|until| renewal_deadline(until, rule.map(|rule| rule.amount))),
            until,
            row,
        }
    }

    /// It can be changed or renewed.
    pub fn is_valid(&self) -> bool {
        self.standing == Standing::Valid
    }
}

fn own_body(actor: &Actor) -> Option<&str> {
    match &actor.capacity {
        Capacity::Staff { body, .. } => body.as_deref(),
        _ => None,
    }
}

/// Which licences are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Only those with this number.
    pub number: String,
    /// Only those before this one.
    pub before: Option<uuid::Uuid>,
    /// How many at most.
    pub limit: u32,
}

/// The latest licences of the bodies that somebody serves, or those with a number.
///
/// # Errors
/// This is not for them, or the database does not answer.
pub async fn licences(centre: &Centre, actor: &Actor, wanted: &Wanted) -> Result<Vec<Listed>, ActError> {
    let may = |body: &str| actor.may(Permission::SeeLicences, About::body(body));
    if !actor.could(Permission::SeeLicences) {
        return Err(Refusal::missing("证照列表", "the list of licences").into());
    }
    let div = || centre.div().into();
    let before = wanted.before.unwrap_or(uuid::Uuid::max()).into_bytes().to_vec();
    let limit = wanted.limit.min(200);
    let number = wanted.number.trim();
    let rows = if !number.is_empty() {
        let params = vec![div(), number.into()];
        centre.store().query(&licences_table::BY_NUMBER, params).await?
    } else if let Some(body) = own_body(actor).filter(|_| !may("")) {
        let params = vec![div(), body.into(), before.into(), limit.into()];
        centre.store().query(&licences_table::OF_BODY, params).await?
    } else {
        let params = vec![div(), before.into(), limit.into()];
        centre.store().query(&licences_table::LIST, params).await?
    };
    let mut found = Vec::with_capacity(rows.len());
    for row in &rows {
        let row = LicenceRow::read(row)?;
        if may(&row.body) {
            found.push(Listed::of(centre, row));
        }
    }
    Ok(found)
}

/// The licences of an account, the latest first.
///
/// # Errors
/// The database does not answer.
pub async fn own_licences(
    centre: &Centre,
    account: AccountId,
    before: Option<uuid::Uuid>,
    limit: u32,
) -> Result<Vec<Listed>, ActError> {
    let before = before.unwrap_or(uuid::Uuid::max());
    let params = vec![
        centre.div().into(),
        account.0.into_bytes().into(),
        before.into_bytes().into(),
        limit.min(200).into(),
    ];
    let rows = centre.store().query(&licences_table::OF_ACCOUNT, params).await?;
    rows.iter()
        .map(|row| Ok(Listed::of(centre, LicenceRow::read(row)?)))
        .collect()
}
