//! Paying on the net (网上缴费): an order at the provider, its page, and what the provider tells of it.

use yimen_domain::calendar::{CHINA, Instant};
use yimen_domain::cases::command::Command;
use yimen_domain::cases::fees::order::Order;
use yimen_domain::cases::fees::{Payee, PaymentOrder};
use yimen_domain::cases::{Case, Payment, Status};
use yimen_domain::organisation::Actor;
use yimen_domain::organisation::permission::{About, Permission};
use yimen_domain::words::{Refusal, RefusalKind, Words};
use yimen_store::CommitError;
use yimen_store::tables::payment_work::{self, WorkRow};

use super::protocol::{
    CreateOrder, KEY, NONCE, Paid, SIGNATURE, Said, TIMESTAMP, Taken, Trade, WINDOW_SECONDS, is_nonce, same,
};
use super::provider::{self, Provider, call_back, now};
use crate::accounts::attempts::Source;
use crate::accounts::security;
use crate::cases::command::{Reach, command, item_of};
use crate::cases::{load, no_case, view};
use crate::outward::is_safe;
use crate::{ActError, Centre};

/// How long an order is asked after when nobody is told of a payment, microseconds: three days.
const ASKED_MICROS: i64 = 3 * 86_400 * 1_000_000;
/// When it is first asked after, microseconds.
const FIRST_MICROS: i64 = 20 * 1_000_000;

/// What somebody sees who is about to pay.
#[derive(Debug, Clone)]
pub struct Paying {
    /// The case.
    pub case: Case,
    /// What it is about.
    pub item: Words,
    /// The order, once it is issued.
    pub order: Option<PaymentOrder>,
    /// Fen to be paid; none where nothing is due now.
    pub due_fen: Option<i64>,
    /// Where it is paid; empty until the provider was asked.
    pub url: String,
    /// What the provider is called; none where there is none.
    pub provider: Option<Words>,
}

/// The page on which somebody pays.
///
/// # Errors
/// The case is not theirs to pay for.
pub async fn paying(centre: &Centre, actor: &Actor, number: &str) -> Result<Paying, ActError> {
    let seen = view::view(centre, actor, number).await?;
    may_pay(actor, &seen.case)?;
    let case = seen.case;
    let order = case.fees.order().cloned();
    let due_fen = match case.payment {
        Payment::Due(fen) if case.status() == Status::Granted => Some(fen),
        _ => None,
    };
    let url = match &order {
        Some(order) if due_fen.is_some() => url_of(centre, &order.number).await?,
        _ => String::new(),
    };
    let provider = centre.settings().payments.provider.as_ref();
    Ok(Paying {
        item: seen.item.name.clone(),
        order,
        due_fen,
        url,
        provider: provider.map(|provider| provider.name.clone()),
        case,
    })
}

async fn url_of(centre: &Centre, order: &str) -> Result<String, ActError> {
    let params = vec![centre.div().into(), id_of(order).into()];
    let rows = centre.store().query(&payment_work::ONE, params).await?;
    let row = rows.first().map(WorkRow::read).transpose()?;
    Ok(row.map(|row| row.url).unwrap_or_default())
}

fn id_of(order: &str) -> String {
    format!("order/{order}")
}

/// Makes the order at the provider; answers the address on which it is paid.
///
/// # Errors
/// Nothing is due, the case is not theirs, or the provider does not answer.
pub async fn begin(centre: &Centre, actor: &Actor, number: &str) -> Result<String, ActError> {
    let provider = provider::of(centre)?;
    let case = load(centre, number).await?.case;
    may_pay(actor, &case)?;
    if !matches!(case.payment, Payment::Due(_)) || case.status() != Status::Granted {
        return Err(nothing_due().into());
    }
    let order = ordered(centre, number).await?;
    let state = provider
        .create(centre, &created(centre, &case, &order.number, order.amount_fen)?)
        .await?;
    if !is_safe(&state.pay_url) {
        return Err(ActError::Busy("the provider names a page that is not safe".into()));
    }
    let row = WorkRow {
        id: id_of(&order.number),
        topic: "order".into(),
        case_number: case.number.clone(),
        refund: 0,
        url: state.pay_url.clone(),
        until: centre.now().0 + ASKED_MICROS,
        tries: 0,
    };
    centre
        .put(vec![row.put(centre.div(), centre.now().0 + FIRST_MICROS)])
        .await?;
    Ok(state.pay_url)
}

/// Somebody came back from the provider: it is asked at once. Answers whether the fee is paid.
///
/// # Errors
/// The case is not theirs.
pub async fn came_back(centre: &Centre, actor: &Actor, number: &str) -> Result<bool, ActError> {
    let case = load(centre, number).await?.case;
    may_pay(actor, &case)?;
    if let (Ok(provider), Some(order)) = (provider::of(centre), case.fees.orders.last()) {
        match settle(centre, provider, &order.number).await {
            Ok(()) => {}
            Err(error) => tracing::warn!(%error, "the provider is asked again later"),
        }
    }
    let case = load(centre, number).await?.case;
    Ok(!matches!(case.payment, Payment::Due(_)))
}

/// Asks the provider about an order and records every payment that it tells of.
pub(super) async fn settle(centre: &Centre, provider: &Provider, order: &str) -> Result<(), ActError> {
    let state = provider.query(centre, order).await?;
    for trade in &state.trades {
        record(centre, order, trade).await?;
    }
    Ok(())
}

/// The payment order of a case; it is issued if there is none yet, with the code that the provider makes.
pub(super) async fn ordered(centre: &Centre, number: &str) -> Result<PaymentOrder, ActError> {
    let case = load(centre, number).await?.case;
    if let Some(order) = case.fees.order() {
        return Ok(order.clone());
    }
    let code = match provider::of(centre) {
        Ok(provider) => {
            let order = case.fees.next_order(&case.number);
            let state = provider
                .create(centre, &created(centre, &case, &order, case.fees.charged_fen)?)
                .await?;
            state.code
        }
        Err(_) => String::new(),
    };
    let issue = |code: String| {
        Command::Fees(Order::Issue {
            code,
            last_day: None,
            payee: Payee::default(),
        })
    };
    let system = Actor::system();
    let mut done = command(centre, &system, number, Reach::default(), issue(code.clone())).await;
    if let Err(ActError::Refused(refusal)) = &done
        && refusal.faults.iter().any(|fault| fault.field == "code")
    {
        tracing::error!(
            number,
            "the provider makes codes that the centre’s pattern does not take"
        );
        done = command(centre, &system, number, Reach::default(), issue(String::new())).await;
    }
    match done {
        Ok(_) => {}
        Err(ActError::Refused(refusal)) if refusal.code == "ordered_before" => {}
        Err(error) => return Err(error),
    }
    let case = load(centre, number).await?.case;
    case.fees.order().cloned().ok_or_else(|| nothing_due().into())
}

fn created(centre: &Centre, case: &Case, order: &str, amount_fen: i64) -> Result<CreateOrder, ActError> {
    let payee = &centre.settings().payments.payee;
    Ok(CreateOrder {
        order: order.into(),
        amount_fen,
        subject: item_of(centre, case)?.name.zh.clone(),
        payee_name: payee.name.clone(),
        payee_account: payee.account.clone(),
        notify_url: call_back(centre),
        return_url: format!("{}/my/cases/{}/pay/back", centre.settings().base_url, case.number),
    })
}

/// Records a payment that the provider vouches for; answers whether it is new.
pub(super) async fn record(centre: &Centre, order: &str, trade: &Trade) -> Result<bool, ActError> {
    let number = order.rsplit_once('-').map(|(number, _)| number).ok_or_else(no_case)?;
    let paid = Instant(trade.paid_at.saturating_mul(1_000_000)).day(CHINA);
    let order = Command::Fees(Order::Record {
        order: order.into(),
        amount_fen: trade.amount_fen,
        trade: trade.trade.clone(),
        day: paid.min(centre.today()),
    });
    match command(centre, &Actor::system(), number, Reach::default(), order).await {
        Ok(_) => Ok(true),
        Err(ActError::Refused(refusal)) if refusal.code == "recorded_before" => Ok(false),
        Err(error) => Err(error),
    }
}

fn may_pay(actor: &Actor, case: &Case) -> Result<(), ActError> {
    Permission::PayOnline.of_agent(actor, About::from(case))?;
    if actor.may(Permission::PayOnline, About::from(case)) {
        Ok(())
    } else {
        Err(no_case())
    }
}

fn nothing_due() -> Refusal {
    Refusal::new(
        "nothing_to_pay",
        RefusalKind::State,
        yimen_domain::cases::fees::decide::BASIS,
        (
            "这个办件现在没有待缴的费用。",
            "Nothing is to be paid for this case now.",
        ),
        (
            "请返回办件页面查看最新情况。",
            "Go back to the case to see how it stands.",
        ),
    )
}

/// The headers of a call-back.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// Who speaks.
    pub key: String,
    /// When.
    pub timestamp: String,
    /// A word that is used once.
    pub nonce: String,
    /// The signature.
    pub signature: String,
}

impl Given {
    /// From the headers of a request.
    pub fn of(header: impl Fn(&str) -> String) -> Given {
        Given {
            key: header(KEY),
            timestamp: header(TIMESTAMP),
            nonce: header(NONCE),
            signature: header(SIGNATURE),
        }
    }
}

/// What became of a call-back (通知处理结果).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// It is recorded, now or before.
    Taken,
    /// There is no provider here.
    NoProvider,
    /// Not signed by the provider, or long ago.
    Unsigned,
    /// The same words came before.
    Replayed,
    /// It cannot be read.
    Unreadable,
    /// There is no such order.
    UnknownOrder,
    /// Another amount than the order says.
    WrongAmount,
}

impl Told {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Told::Taken => "",
            Told::NoProvider => "no_provider",
            Told::Unsigned => "wrong_signature",
            Told::Replayed => "replayed",
            Told::Unreadable => "unreadable",
            Told::UnknownOrder => "unknown_order",
            Told::WrongAmount => "wrong_amount",
        }
    }

    /// What is answered.
    pub fn answer(self) -> Taken {
        Taken {
            accepted: self == Told::Taken,
            code: self.code().into(),
        }
    }
}

/// A provider tells of a payment. What is refused stands in the log of security events.
///
/// # Errors
/// The database does not answer: the provider tells again.
pub async fn told(centre: &Centre, given: &Given, body: &[u8], source: &Source) -> Result<Told, ActError> {
    let told = heard(centre, given, body).await?;
    if told != Told::Taken {
        let source = Source {
            agent: format!("{} {}", told.code(), source.agent),
            ..source.clone()
        };
        tracing::warn!(code = told.code(), "a call-back of a payment is refused");
        security::refused(centre, security::What::PaymentRefused, "", &source).await?;
    }
    Ok(told)
}

async fn heard(centre: &Centre, given: &Given, body: &[u8]) -> Result<Told, ActError> {
    let Ok(provider) = provider::of(centre) else {
        return Ok(Told::NoProvider);
    };
    let now = now(centre);
    let Ok(seconds) = given.timestamp.parse::<i64>() else {
        return Ok(Told::Unsigned);
    };
    let path = path_of(&call_back(centre));
    let said = Said {
        method: "POST",
        path: &path,
        seconds,
        nonce: &given.nonce,
        body,
    };
    let fresh = now.abs_diff(seconds) <= WINDOW_SECONDS.unsigned_abs();
    let right = same(&said.signature(provider.secret.reveal()), &given.signature);
    if !right || !fresh || given.key != provider.key || !is_nonce(&given.nonce) {
        return Ok(Told::Unsigned);
    }
    // As long as the words would be fresh.
    let ends_at = (seconds + 2 * WINDOW_SECONDS) * 1_000_000;
    let used = payment_work::use_nonce(centre.div(), &given.nonce, ends_at);
    let built = move |_| yimen_store::Built {
        writes: vec![used.clone()],
        answer: String::new(),
    };
    match centre.commit(None, None, built).await {
        Ok(_) => {}
        Err(CommitError::Conflict) => return Ok(Told::Replayed),
        Err(error) => return Err(error.into()),
    }
    let Ok(paid) = serde_json::from_slice::<Paid>(body) else {
        return Ok(Told::Unreadable);
    };
    match record(centre, &paid.order, &paid.trade).await {
        Ok(_) => Ok(Told::Taken),
        Err(ActError::Refused(refusal)) => Ok(match refusal.kind {
            RefusalKind::Invalid if refusal.faults.iter().any(|fault| fault.field == "amount_fen") => Told::WrongAmount,
            RefusalKind::Invalid => Told::Unreadable,
            _ => Told::UnknownOrder,
        }),
        Err(error) => Err(error),
    }
}

/// Signs what is answered to a call-back: the headers that go with it.
///
/// # Errors
/// There is no provider.
pub fn signed(centre: &Centre, nonce: &str, body: &[u8]) -> Result<[(&'static str, String); 2], ActError> {
    let provider = provider::of(centre)?;
    let seconds = now(centre);
    let said = Said {
        method: "ANSWER",
        path: &path_of(&call_back(centre)),
        seconds,
        nonce,
        body,
    };
    Ok([
        (TIMESTAMP, seconds.to_string()),
        (SIGNATURE, said.signature(provider.secret.reveal())),
    ])
}

fn path_of(address: &str) -> String {
    reqwest::Url::parse(address).map_or_else(|_| super::protocol::CALL_BACK.into(), |url| url.path().to_string())
}
