//! Daily reconciliation (日对账): the statement of a day against the ledger. It runs by itself for the provider, and from a file for counters and
//! banks; every difference stays open until somebody settles it with a reason.

pub mod compare;
pub mod counter;

use yimen_domain::calendar::{CHINA, Day, Instant};
use yimen_domain::organisation::Actor;
use yimen_domain::organisation::permission::{About, Permission};
use yimen_domain::words::{Fault, Refusal, RefusalKind};
use yimen_store::ledger::sm3;
use yimen_store::tables::money::{self, MoneyRow};
use yimen_store::tables::statements::{self, DifferenceRow, StatementRow};

use self::compare::{Compared, Difference, Kind, Ours, compare};
use super::protocol::{Line, Movement, Statement, Trade};
use super::{online, provider};
use crate::cases::load;
use crate::{ActError, Centre};

/// Rows that are read at once.
const PAGE: u32 = 500;
/// Most differences of a statement; more of them mean that it is not ours.
const MOST: usize = 2_000;
/// Days back that are made up for when no statement was fetched.
const BACK: i32 = 7;
/// How often a statement that was not there is asked for again, microseconds: ten minutes.
const AGAIN_MICROS: i64 = 600 * 1_000_000;
/// When statements were last asked for.
const ASKED: &str = "payments.statements_asked";
/// Statements and differences that are shown.
pub const SHOWN: u32 = 200;
/// Longest reason, characters.
const LONGEST_REASON: usize = 500;

/// Whose statement (对账来源).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// 支付平台.
    Provider,
    /// 窗口、银行.
    Counter,
}

impl Source {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Source::Provider => "provider",
            Source::Counter => "counter",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Source> {
        [Source::Provider, Source::Counter]
            .into_iter()
            .find(|source| source.code() == code)
    }

    /// Chinese and English name.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Source::Provider => ("支付平台", "Provider"),
            Source::Counter => ("窗口和银行", "Counter and bank"),
        }
    }
}

/// What the page of reconciliations shows.
#[derive(Debug, Clone, Default)]
pub struct Overview {
    /// The latest statements.
    pub statements: Vec<StatementRow>,
    /// What nobody settled yet, the oldest first.
    pub open: Vec<DifferenceRow>,
}

/// The latest statements and everything that is open.
///
/// # Errors
/// Whoever asks has nothing to do with it.
pub async fn overview(centre: &Centre, actor: &Actor) -> Result<Overview, ActError> {
    need(actor, Permission::SeeReconciliation)?;
    let params = || vec![centre.div().into(), SHOWN.into()];
    let latest = centre.store().query(&statements::LATEST, params()).await?;
    let open = centre.store().query(&statements::OPEN, params()).await?;
    Ok(Overview {
        statements: latest.iter().map(StatementRow::read).collect::<Result<_, _>>()?,
        open: open.iter().map(DifferenceRow::read).collect::<Result<_, _>>()?,
    })
}

/// A statement with everything that differed.
///
/// # Errors
/// There is none of that day, or whoever asks has nothing to do with it.
pub async fn of_day(
    centre: &Centre,
    actor: &Actor,
    day: Day,
    source: Source,
) -> Result<(StatementRow, Vec<DifferenceRow>), ActError> {
    need(actor, Permission::SeeReconciliation)?;
    let params = vec![centre.div().into(), days(day).into(), source.code().into()];
    let rows = centre.store().query(&statements::ONE, params).await?;
    let row = rows
        .first()
        .ok_or_else(|| Refusal::missing("这一天的对账", "this statement"))?;
    Ok((StatementRow::read(row)?, known(centre, days(day), source).await?))
}

async fn known(centre: &Centre, day: i64, source: Source) -> Result<Vec<DifferenceRow>, ActError> {
    let mut found: Vec<DifferenceRow> = Vec::new();
    loop {
        let after = found.last().map_or([0; 16], |last| last.id);
        let params = vec![
            centre.div().into(),
            day.into(),
            source.code().into(),
            after.into(),
            PAGE.into(),
        ];
        let rows = centre.store().query(&statements::OF_DAY, params).await?;
        for row in &rows {
            found.push(DifferenceRow::read(row)?);
        }
        if rows.len() < PAGE as usize {
            return Ok(found);
        }
    }
}

/// Fetches the statement of a day and compares it.
///
/// # Errors
/// It is not ready, its sums are not those of its lines, or whoever asks may not.
pub async fn fetch(centre: &Centre, actor: &Actor, day: Day) -> Result<Compared, ActError> {
    need(actor, Permission::Reconcile)?;
    let statement = provider::of(centre)?.statement(centre, &day.to_string()).await?;
    if !statement.ready {
        return Err(not_ready().into());
    }
    take(centre, &statement, day, &actor.name).await
}

/// Compares the list of a counter or a bank.
///
/// # Errors
/// The file cannot be read, or whoever asks may not.
pub async fn upload(centre: &Centre, actor: &Actor, day: Day, bytes: &[u8]) -> Result<Compared, ActError> {
    need(actor, Permission::Reconcile)?;
    if day > centre.today() {
        let fault = Fault::new("day", "日期不能晚于今天。", "The day cannot be after today.");
        return Err(Refusal::invalid(vec![fault]).into());
    }
    let lines = counter::read(bytes)?;
    settle_day(centre, day, Source::Counter, &lines, &actor.name).await
}

/// Fetches what is ready of the days before today and was not fetched yet; answers the days. Called by the worker.
///
/// # Errors
/// The database does not answer.
pub async fn due(centre: &Centre) -> Result<Vec<Day>, ActError> {
    let Ok(provider) = provider::of(centre) else {
        return Ok(Vec::new());
    };
    let now = centre.now().0;
    let asked = centre.setting(ASKED).await?.and_then(|at| at.parse::<i64>().ok());
    if asked.is_some_and(|at| now - at < AGAIN_MICROS) {
        return Ok(Vec::new());
    }
    let mut done = Vec::new();
    for back in (1..=BACK).rev() {
        let day = centre.today().plus(-back);
        let params = vec![centre.div().into(), days(day).into(), Source::Provider.code().into()];
        if !centre.store().query(&statements::ONE, params).await?.is_empty() {
            continue;
        }
        match provider.statement(centre, &day.to_string()).await {
            Ok(statement) if statement.ready => match take(centre, &statement, day, "").await {
                Ok(_) => done.push(day),
                Err(error) => tracing::error!(%error, %day, "a statement cannot be compared"),
            },
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(%error, %day, "the statement of a day waits");
                break;
            }
        }
    }
    centre.set_setting(ASKED, &now.to_string()).await?;
    Ok(done)
}

async fn take(centre: &Centre, statement: &Statement, day: Day, by: &str) -> Result<Compared, ActError> {
    let of = |movement| statement.lines.iter().filter(move |line| line.movement == movement);
    let sum = |movement| -> (i64, i64) {
        let count = i64::try_from(of(movement).count()).unwrap_or(i64::MAX);
        (count, of(movement).map(|line| line.amount_fen).sum())
    };
    let told = (
        (statement.payments, statement.payments_fen),
        (statement.refunds, statement.refunds_fen),
    );
    if told != (sum(Movement::Payment), sum(Movement::Refund)) {
        return Err(Refusal::new(
            "sums_differ",
            RefusalKind::State,
            "",
            (
                "对账单的合计与明细不符。",
                "The sums of the statement are not those of its lines.",
            ),
            (
                "请联系支付平台核对后再对账。",
                "Ask the provider, then reconcile again.",
            ),
        )
        .into());
    }
    settle_day(centre, day, Source::Provider, &statement.lines, by).await
}

async fn settle_day(centre: &Centre, day: Day, source: Source, lines: &[Line], by: &str) -> Result<Compared, ActError> {
    let ours = ledger(centre, days(day), source).await?;
    let mut compared = compare(&ours, lines, source == Source::Counter);
    if compared.differences.len() > MOST {
        return Err(Refusal::new(
            "too_many_differences",
            RefusalKind::State,
            "",
            (
                "差异过多，这份对账单很可能不是本中心当天的。",
                "Too much differs: this is probably not our statement of that day.",
            ),
            ("请核对日期和来源后再对账。", "Check the day and where it comes from."),
        )
        .into());
    }
    for difference in &mut compared.differences {
        name(centre, difference).await?;
    }
    let found: Vec<DifferenceRow> = rows(&compared.differences, days(day), source);
    let row = StatementRow {
        day: days(day),
        source: source.code().into(),
        compared_at: centre.now().0,
        by: by.into(),
        their_payments: compared.theirs.0,
        their_refunds: compared.theirs.1,
        our_payments: compared.ours.0,
        our_refunds: compared.ours.1,
        matched: compared.matched,
    };
    let mut writes = vec![row.put(centre.div())];
    writes.extend(found.iter().map(|row| row.found(centre.div())));
    for gone in known(centre, days(day), source).await? {
        if gone.open && found.iter().all(|row| row.id != gone.id) {
            let now = centre.now().0;
            writes.push(statements::settle(centre.div(), gone.id, now, "", "再次对账时已经一致"));
        }
    }
    centre.put(writes).await?;
    Ok(compared)
}

/// A payment of which the ledger knows nothing may be of a case that it knows, and one that is paid already.
async fn name(centre: &Centre, difference: &mut Difference) -> Result<(), ActError> {
    if !difference.case_number.is_empty() {
        return Ok(());
    }
    let Some((number, _)) = difference.number.rsplit_once('-') else {
        return Ok(());
    };
    match load(centre, number).await {
        Ok(loaded) => {
            let paid = loaded.case.fees.good().next().is_some();
            if difference.kind == Kind::MissingHere && paid {
                difference.kind = Kind::Double;
            }
            difference.case_number = loaded.case.number;
            Ok(())
        }
        Err(ActError::Busy(why)) => Err(ActError::Busy(why)),
        Err(_) => Ok(()),
    }
}

fn rows(differences: &[Difference], day: i64, source: Source) -> Vec<DifferenceRow> {
    let mut rows: Vec<DifferenceRow> = Vec::with_capacity(differences.len());
    for difference in differences {
        let mut nth = 0;
        let id = loop {
            let of = [
                source.code(),
                &day.to_string(),
                difference.kind.code(),
                difference.movement.code(),
                &difference.number,
                &difference.trade,
                &difference.our_fen.to_string(),
                &difference.their_fen.to_string(),
                &nth.to_string(),
            ];
            let mut id = [0; 16];
            id.copy_from_slice(&sm3(of.join("\n").as_bytes())[..16]);
            if rows.iter().all(|row| row.id != id) {
                break id;
            }
            nth += 1;
        };
        rows.push(DifferenceRow {
            id,
            day,
            source: source.code().into(),
            kind: difference.kind.code().into(),
            movement: difference.movement.code().into(),
            number: difference.number.clone(),
            trade: difference.trade.clone(),
            case_number: difference.case_number.clone(),
            our_fen: difference.our_fen,
            their_fen: difference.their_fen,
            open: true,
            settled_at: 0,
            settled_by: String::new(),
            reason: String::new(),
        });
    }
    rows
}

/// Every movement of a day that belongs on such a statement.
async fn ledger(centre: &Centre, day: i64, source: Source) -> Result<Vec<Ours>, ActError> {
    let mut found = Vec::new();
    let (mut case, mut seq) = ([0u8; 16], 0u32);
    loop {
        let params = vec![centre.div().into(), day.into(), case.into(), seq.into(), PAGE.into()];
        let rows = centre.store().query(&money::OF_DAY, params).await?;
        for row in &rows {
            let row = MoneyRow::read(row)?;
            (case, seq) = (row.case.0.into_bytes(), row.seq);
            if (row.way == "provider") != (source == Source::Provider) {
                continue;
            }
            found.push(Ours {
                movement: match row.kind.as_str() {
                    "payment" | "surplus" => Movement::Payment,
                    _ => Movement::Refund,
                },
                surplus: row.kind == "surplus",
                number: row.number,
                trade: row.trade,
                amount_fen: row.amount_fen,
                case_number: row.case_number,
            });
        }
        if rows.len() < PAGE as usize {
            return Ok(found);
        }
    }
}

/// How a difference is settled (处理方式).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settling {
    /// It is as it is, and why.
    Explained(String),
    /// The payment that the provider lists is recorded now.
    Recorded,
}

/// Settles a difference.
///
/// # Errors
/// It is settled already, no reason is given, the payment cannot be recorded, or whoever asks may not.
pub async fn settle(centre: &Centre, actor: &Actor, id: [u8; 16], how: Settling) -> Result<(), ActError> {
    need(actor, Permission::Reconcile)?;
    let params = vec![centre.div().into(), id.into()];
    let rows = centre.store().query(&statements::DIFFERENCE, params).await?;
    let row = rows.first().map(DifferenceRow::read).transpose()?;
    let row = row
        .filter(|row| row.open)
        .ok_or_else(|| Refusal::missing("这项待处理的差异", "this open difference"))?;
    let reason = match how {
        Settling::Explained(reason) => {
            let reason = reason.trim().to_string();
            if reason.is_empty() || reason.chars().count() > LONGEST_REASON || reason.chars().any(char::is_control) {
                let fault = Fault::new(
                    "reason",
                    "请填写处理说明，最多 500 个字。",
                    "Say how it was settled, in at most 500 characters.",
                );
                return Err(Refusal::invalid(vec![fault]).into());
            }
            reason
        }
        Settling::Recorded => {
            if !can_be_recorded(&row) {
                return Err(Refusal::missing("可以补记的缴费", "a payment that can be recorded").into());
            }
            let day = i32::try_from(row.day).unwrap_or_default();
            let noon = Instant::start_of(Day::from_days(day), CHINA).0 / 1_000_000 + 12 * 3_600;
            let trade = Trade {
                trade: row.trade.clone(),
                amount_fen: row.their_fen,
                paid_at: noon,
            };
            online::record(centre, &row.number, &trade).await?;
            "按对账单补记这笔缴费".to_string()
        }
    };
    let now = centre.now().0;
    centre
        .put(vec![statements::settle(centre.div(), id, now, &actor.name, &reason)])
        .await
}

/// A payment that only the provider lists, of a case that is known.
pub fn can_be_recorded(row: &DifferenceRow) -> bool {
    row.open
        && row.source == Source::Provider.code()
        && row.movement == Movement::Payment.code()
        && row.our_fen == 0
        && !row.case_number.is_empty()
}

fn days(day: Day) -> i64 {
    i64::from(day.days())
}

fn need(actor: &Actor, permission: Permission) -> Result<(), Refusal> {
    if actor.may(permission, About::CENTRE) {
        return Ok(());
    }
    let (zh, en) = permission.roles();
    Err(Refusal::new(
        "not_permitted",
        RefusalKind::Forbidden,
        "",
        (&format!("须由{zh}办理。"), &format!("Only the {en} may do this.")),
        (
            "如需办理，请联系有权限的工作人员。",
            "Ask a member of staff who may do this.",
        ),
    ))
}

fn not_ready() -> Refusal {
    Refusal::new(
        "statement_not_ready",
        RefusalKind::State,
        "",
        (
            "支付平台这一天的对账单还没有出。",
            "The provider’s statement of that day is not ready yet.",
        ),
        ("请等到第二天再对账。", "Try again on the next day."),
    )
}
