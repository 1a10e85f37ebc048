//! A provider of payments (支付平台) as docs/payment-provider.md describes it: orders, a page on which one pays, signed call-backs, refunds and the
//! statement of a day. It can lose call-backs, send them twice, take money twice, and pay refunds late.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use askama::Template;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Form, OriginalUri, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde::{Deserialize, Serialize};
use yimen_acts::payments::protocol::{
    AskStatement, CreateOrder, CreateRefund, KEY, Line, Movement, NONCE, OrderState, Paid, Progress, QueryOrder,
    RefundState, SIGNATURE, Said, Statement, TIMESTAMP, Taken, Trade, WINDOW_SECONDS, day_of, is_nonce, same,
};

/// Where a demonstration has its provider.
pub const PLACE: &str = "/demonstration/payments";
/// How often a payment is told of that nobody took.
const TELLS: u32 = 5;
/// How long is waited between two times.
const BETWEEN: Duration = Duration::from_secs(3);

/// A call-back, signed.
#[derive(Debug, Clone)]
pub struct Call {
    /// Where to.
    pub url: String,
    /// Its headers.
    pub headers: [(&'static str, String); 4],
    /// Its body.
    pub body: Vec<u8>,
}

struct Kept {
    asked: CreateOrder,
    code: String,
    trades: Vec<Trade>,
}

struct Back {
    asked: CreateRefund,
    trade: String,
    paid_at: i64,
    state: Progress,
    reason: String,
}

#[derive(Default)]
struct Books {
    orders: BTreeMap<String, Kept>,
    refunds: BTreeMap<String, Back>,
    nonces: Vec<String>,
    codes: u64,
}

/// The provider. Copies share its books.
#[derive(Clone)]
pub struct Twin {
    place: Arc<str>,
    key: Arc<str>,
    secret: Arc<str>,
    now: Arc<dyn Fn() -> i64 + Send + Sync>,
    books: Arc<Mutex<Books>>,
    late: Arc<AtomicBool>,
    away: Arc<AtomicBool>,
}

impl Twin {
    /// A provider at `place` that knows one centre. `now` tells seconds since 1970.
    pub fn new(place: &str, key: &str, secret: &str, now: impl Fn() -> i64 + Send + Sync + 'static) -> Twin {
        Twin {
            place: place.into(),
            key: key.into(),
            secret: secret.into(),
            now: Arc::new(now),
            books: Arc::default(),
            late: Arc::default(),
            away: Arc::default(),
        }
    }

    /// From now on refunds wait until they are let through, or are paid at once again.
    pub fn is_late(&self, late: bool) {
        self.late.store(late, Ordering::Relaxed);
    }

    /// From now on it answers nothing, or answers again.
    pub fn is_away(&self, away: bool) {
        self.away.store(away, Ordering::Relaxed);
    }

    fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Somebody pays an order; answers the payment's call-back, which may be sent, lost or sent twice.
    pub fn pays(&self, order: &str) -> Option<Call> {
        let trade = Trade {
            trade: format!("T{}", random(12)),
            amount_fen: self.books().orders.get(order)?.asked.amount_fen,
            paid_at: (self.now)(),
        };
        let mut books = self.books();
        let kept = books.orders.get_mut(order)?;
        kept.trades.push(trade.clone());
        let url = kept.asked.notify_url.clone();
        drop(books);
        let order = order.to_string();
        Some(self.call(url, &Paid { order, trade }))
    }

    /// A call-back of these words, signed anew.
    pub fn call(&self, url: String, paid: &Paid) -> Call {
        let body = serde_json::to_vec(paid).unwrap_or_default();
        let (seconds, nonce) = ((self.now)(), random(32));
        let path = path_of(&url).to_string();
        let said = Said {
            method: "POST",
            path: &path,
            seconds,
            nonce: &nonce,
            body: &body,
        };
        let signature = said.signature(&self.secret);
        Call {
            headers: [
                (KEY, self.key.to_string()),
                (TIMESTAMP, seconds.to_string()),
                (NONCE, nonce),
                (SIGNATURE, signature),
            ],
            url,
            body,
        }
    }

    /// Everything that was paid for an order.
    pub fn trades(&self, order: &str) -> Vec<Trade> {
        let books = self.books();
        books
            .orders
            .get(order)
            .map(|kept| kept.trades.clone())
            .unwrap_or_default()
    }

    /// Its books lose a payment, as if it had never been.
    pub fn forgets(&self, trade: &str) {
        for kept in self.books().orders.values_mut() {
            kept.trades.retain(|one| one.trade != trade);
        }
    }

    /// Its books say another amount of a payment or of a refund.
    pub fn alters(&self, trade: &str, amount_fen: i64) {
        let mut books = self.books();
        let trades = books.orders.values_mut().flat_map(|kept| &mut kept.trades);
        if let Some(one) = trades.into_iter().find(|one| one.trade == trade) {
            one.amount_fen = amount_fen;
        }
        if let Some(back) = books.refunds.values_mut().find(|back| back.trade == trade) {
            back.asked.amount_fen = amount_fen;
        }
    }

    /// A refund that waits is paid, or cannot be.
    pub fn lets_through(&self, refund: &str, reason: &str) {
        let now = (self.now)();
        if let Some(back) = self.books().refunds.get_mut(refund) {
            back.state = if reason.is_empty() {
                Progress::Done
            } else {
                Progress::Refused
            };
            back.reason = reason.into();
            back.paid_at = now;
        }
    }

    /// Refunds that wait.
    pub fn waiting(&self) -> Vec<String> {
        let books = self.books();
        let waiting = books
            .refunds
            .iter()
            .filter(|(_, back)| back.state == Progress::Processing);
        waiting.map(|(number, _)| number.clone()).collect()
    }

    /// Its addresses under its place.
    pub fn router(&self) -> Router {
        Router::new()
            .route("/", get(overview))
            .route("/page.css", get(crate::sms::style))
            .route("/pay/{order}", get(page).post(pay))
            .route("/refunds/{refund}/done", post(let_through))
            .route("/orders", post(create))
            .route("/orders/query", post(query))
            .route("/refunds", post(refund))
            .route("/statements", post(statement))
            .with_state(self.clone())
    }

    /// Whether a request is the centre's, fresh and new; its nonce if so.
    fn heard(&self, headers: &HeaderMap, path: &str, body: &[u8]) -> Result<String, StatusCode> {
        if self.away.load(Ordering::Relaxed) {
            return Err(StatusCode::SERVICE_UNAVAILABLE);
        }
        let of = |name: &str| {
            headers
                .get(name)
                .and_then(|value| value.to_str().ok())
                .unwrap_or_default()
        };
        let nonce = of(NONCE);
        let seconds = of(TIMESTAMP).parse().unwrap_or(0);
        let said = Said {
            method: "POST",
            path,
            seconds,
            nonce,
            body,
        };
        let fresh = ((self.now)() - seconds).abs() <= WINDOW_SECONDS;
        let right = same(&said.signature(&self.secret), of(SIGNATURE));
        if !(fresh && right && is_nonce(nonce) && of(KEY) == &*self.key) {
            return Err(StatusCode::UNAUTHORIZED);
        }
        let mut books = self.books();
        if books.nonces.iter().any(|known| known == nonce) {
            return Err(StatusCode::CONFLICT);
        }
        books.nonces.push(nonce.to_string());
        Ok(nonce.to_string())
    }

    fn answer<T: Serialize>(&self, path: &str, nonce: &str, told: &T) -> Response {
        let body = serde_json::to_vec(told).unwrap_or_default();
        let seconds = (self.now)();
        let said = Said {
            method: "ANSWER",
            path,
            seconds,
            nonce,
            body: &body,
        };
        let headers = [
            (header::CONTENT_TYPE.as_str(), "application/json".to_string()),
            (TIMESTAMP, seconds.to_string()),
            (SIGNATURE, said.signature(&self.secret)),
        ];
        (headers, body).into_response()
    }

    /// Reads a signed request and answers it, signed.
    fn speak<A, T>(
        &self,
        (headers, path, body): (&HeaderMap, &str, &[u8]),
        tell: impl FnOnce(A) -> Result<T, StatusCode>,
    ) -> Response
    where
        A: for<'de> Deserialize<'de>,
        T: Serialize,
    {
        let nonce = match self.heard(headers, path, body) {
            Ok(nonce) => nonce,
            Err(status) => return status.into_response(),
        };
        let Ok(asked) = serde_json::from_slice::<A>(body) else {
            return StatusCode::BAD_REQUEST.into_response();
        };
        match tell(asked) {
            Ok(told) => self.answer(path, &nonce, &told),
            Err(status) => status.into_response(),
        }
    }

    fn state_of(&self, order: &str) -> Option<OrderState> {
        let books = self.books();
        let kept = books.orders.get(order)?;
        Some(OrderState {
            order: order.into(),
            amount_fen: kept.asked.amount_fen,
            code: kept.code.clone(),
            pay_url: format!("{}/pay/{order}", self.place),
            trades: kept.trades.clone(),
        })
    }

    fn made(&self, asked: CreateOrder) -> Result<OrderState, StatusCode> {
        let mut books = self.books();
        match books.orders.get(&asked.order) {
            Some(known) if known.asked.amount_fen != asked.amount_fen => return Err(StatusCode::CONFLICT),
            Some(_) => {}
            None => {
                books.codes += 1;
                let code = format!("51160026{:012}", books.codes);
                let (order, trades) = (asked.order.clone(), Vec::new());
                books.orders.insert(
                    order,
                    Kept {
                        asked: asked.clone(),
                        code,
                        trades,
                    },
                );
            }
        }
        drop(books);
        self.state_of(&asked.order).ok_or(StatusCode::NOT_FOUND)
    }

    fn refunded(&self, asked: CreateRefund) -> Result<RefundState, StatusCode> {
        let mut books = self.books();
        let known = books.orders.get(&asked.order);
        let paid = known.and_then(|kept| kept.trades.iter().find(|trade| trade.trade == asked.trade));
        let paid = paid.ok_or(StatusCode::NOT_FOUND)?.amount_fen;
        let others = books.refunds.values().filter(|back| back.asked.trade == asked.trade);
        let before: i64 = others
            .filter(|back| back.asked.refund != asked.refund && back.state != Progress::Refused)
            .map(|back| back.asked.amount_fen)
            .sum();
        let (now, late) = ((self.now)(), self.late.load(Ordering::Relaxed));
        let number = asked.refund.clone();
        if before + asked.amount_fen > paid {
            return Err(StatusCode::CONFLICT);
        }
        let back = books.refunds.entry(number.clone()).or_insert_with(|| Back {
            asked,
            trade: format!("R{}", random(12)),
            paid_at: now,
            state: if late { Progress::Processing } else { Progress::Done },
            reason: String::new(),
        });
        Ok(RefundState {
            refund: number,
            state: back.state,
            trade: back.trade.clone(),
            paid_at: back.paid_at,
            reason: back.reason.clone(),
        })
    }

    /// The statement of a day as it is sent.
    pub fn statement(&self, day: &str) -> Statement {
        let books = self.books();
        let mut lines = Vec::new();
        for (order, kept) in &books.orders {
            let of_day = kept.trades.iter().filter(|trade| day_of(trade.paid_at) == day);
            lines.extend(of_day.map(|trade| Line {
                movement: Movement::Payment,
                number: order.clone(),
                trade: trade.trade.clone(),
                amount_fen: trade.amount_fen,
                at: trade.paid_at,
            }));
        }
        let back = books.refunds.iter();
        let back = back.filter(|(_, back)| back.state == Progress::Done && day_of(back.paid_at) == day);
        lines.extend(back.map(|(number, back)| Line {
            movement: Movement::Refund,
            number: number.clone(),
            trade: back.trade.clone(),
            amount_fen: back.asked.amount_fen,
            at: back.paid_at,
        }));
        let of = |movement| lines.iter().filter(move |line| line.movement == movement);
        let sum = |movement| of(movement).map(|line| line.amount_fen).sum();
        let count = |movement| i64::try_from(of(movement).count()).unwrap_or(i64::MAX);
        Statement {
            day: day.into(),
            ready: *day < *day_of((self.now)()),
            payments: count(Movement::Payment),
            payments_fen: sum(Movement::Payment),
            refunds: count(Movement::Refund),
            refunds_fen: sum(Movement::Refund),
            lines,
        }
    }
}

fn random(digits: usize) -> String {
    let bytes: [u8; 32] = rand::random();
    let mut text: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    text.truncate(digits);
    text
}

/// The path of an address.
fn path_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.find('/').map_or("/", |at| &rest[at..])
}

async fn create(State(twin): State<Twin>, OriginalUri(uri): OriginalUri, headers: HeaderMap, body: Bytes) -> Response {
    twin.speak((&headers, uri.path(), &body), |asked| twin.made(asked))
}

async fn query(State(twin): State<Twin>, OriginalUri(uri): OriginalUri, headers: HeaderMap, body: Bytes) -> Response {
    twin.speak((&headers, uri.path(), &body), |asked: QueryOrder| {
        twin.state_of(&asked.order).ok_or(StatusCode::NOT_FOUND)
    })
}

async fn refund(State(twin): State<Twin>, OriginalUri(uri): OriginalUri, headers: HeaderMap, body: Bytes) -> Response {
    twin.speak((&headers, uri.path(), &body), |asked| twin.refunded(asked))
}

async fn statement(
    State(twin): State<Twin>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    twin.speak((&headers, uri.path(), &body), |asked: AskStatement| {
        Ok(twin.statement(&asked.day))
    })
}

#[derive(Template)]
#[template(path = "payment.html")]
struct Page {
    order: String,
    subject: String,
    payee: String,
    code: String,
    amount: String,
    paid: usize,
    back: String,
}

async fn page(State(twin): State<Twin>, Path(order): Path<String>) -> Response {
    let books = twin.books();
    let Some(kept) = books.orders.get(&order) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let page = Page {
        subject: kept.asked.subject.clone(),
        payee: kept.asked.payee_name.clone(),
        code: kept.code.clone(),
        amount: yuan(kept.asked.amount_fen),
        paid: kept.trades.len(),
        back: kept.asked.return_url.clone(),
        order,
    };
    drop(books);
    match page.render() {
        Ok(text) => Html(text).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn yuan(fen: i64) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}

#[derive(Deserialize)]
struct Chosen {
    #[serde(default)]
    how: String,
}

async fn pay(State(twin): State<Twin>, Path(order): Path<String>, Form(chosen): Form<Chosen>) -> Response {
    let Some(call) = twin.pays(&order) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let back = twin
        .books()
        .orders
        .get(&order)
        .map(|kept| kept.asked.return_url.clone())
        .unwrap_or_default();
    match chosen.how.as_str() {
        "lost" => {}
        "twice" => {
            let second = twin.pays(&order);
            tokio::spawn(send(twin.clone(), call));
            second.map(|second| tokio::spawn(send(twin.clone(), second)));
        }
        _ => {
            tokio::spawn(send(twin.clone(), call));
        }
    }
    Redirect::to(&back).into_response()
}

/// Tells the centre, until it takes it or for the last time.
async fn send(twin: Twin, call: Call) {
    let Ok(paid) = serde_json::from_slice::<Paid>(&call.body) else {
        return;
    };
    let mut call = call;
    for _ in 0..TELLS {
        if let Some(taken) = sent(&twin, &call).await
            && taken.accepted
        {
            return;
        }
        tokio::time::sleep(BETWEEN).await;
        call = twin.call(call.url.clone(), &paid);
    }
}

/// What the centre answers; nothing where it is not signed by it.
async fn sent(twin: &Twin, call: &Call) -> Option<Taken> {
    yimen_acts::outward::prepare();
    let mut request = reqwest::Client::new().post(&call.url).body(call.body.clone());
    for (name, value) in &call.headers {
        request = request.header(*name, value);
    }
    let answer = request.header("content-type", "application/json").send().await.ok()?;
    let of = |name: &str| {
        let value = answer.headers().get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_default().to_string()
    };
    let (seconds, signature) = (of(TIMESTAMP).parse().unwrap_or(0), of(SIGNATURE));
    let bytes = answer.bytes().await.ok()?;
    let said = Said {
        method: "ANSWER",
        path: path_of(&call.url),
        seconds,
        nonce: &call.headers[2].1,
        body: &bytes,
    };
    same(&said.signature(&twin.secret), &signature)
        .then(|| serde_json::from_slice(&bytes).ok())
        .flatten()
}

#[derive(Template)]
#[template(path = "payments.html")]
struct Overview {
    orders: Vec<(String, String, usize)>,
    refunds: Vec<(String, String, bool)>,
}

async fn overview(State(twin): State<Twin>) -> Response {
    let books = twin.books();
    let orders = books.orders.iter();
    let orders = orders.map(|(number, kept)| (number.clone(), yuan(kept.asked.amount_fen), kept.trades.len()));
    let refunds = books.refunds.iter().map(|(number, back)| {
        let waits = back.state == Progress::Processing;
        (number.clone(), yuan(back.asked.amount_fen), waits)
    });
    let page = Overview {
        orders: orders.collect(),
        refunds: refunds.collect(),
    };
    drop(books);
    match page.render() {
        Ok(text) => Html(text).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn let_through(State(twin): State<Twin>, Path(refund): Path<String>) -> Redirect {
    twin.lets_through(&refund, "");
    Redirect::to(&format!("{}/", twin.place))
}
