//! How often one person, and one address, may do what costs something (访问频率限制). Who comes more often is told so, why, and when
//! to come again. Counts live in the memory of the process, in a bounded table: they are a dam, not a record.
//!
//! The libraries that were looked at (governor, tower_governor) count one key at a time and keep every key until they are told to
//! forget; here a request asks for its person and its address together, takes of both or of none, and strangers cannot fill the table.

use std::collections::HashMap;
use std::fmt;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{FromRequestParts, MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use yimen_acts::accounts::security::{self, What};

use crate::api::Problem;
use crate::app::{App, Visitor};
use crate::shell::components::LinkTo;
use crate::shell::{Page, problem_page};
use crate::source::Came;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Deed {
    /// Beginning an application (填写申请).
    Draft,
    /// Filing an application (申请).
    Filing,
    /// Uploading files (上传材料).
    Upload,
    /// Taking a copy of what is kept of oneself (下载本人信息).
    Copy,
    /// Looking up a case or a document by its number (进度查询).
    Progress,
    /// Having a document made (生成文书).
    Paper,
    /// Sending a view on what is shown to the public (公示意见).
    View,
    /// Signing in (登录).
    SignIn,
    /// Opening an account (注册).
    Register,
    /// Finding items (检索).
    Search,
    /// Any call of the API (接口调用).
    Api,
}

/// Of whom it is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Of {
    Person,
    Address,
}

/// So often in so long; as much may come at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    times: u32,
    within: Duration,
}

impl Rate {
    /// From `60/h` or `300/m`; `none` is no bound.
    fn parse(text: &str) -> Option<Option<Rate>> {
        if text == "none" {
            return Some(None);
        }
        let (times, unit) = text.split_once('/')?;
        let within = match unit {
            "m" => 60,
            "h" => 3_600,
            _ => return None,
        };
        let times = times.parse().ok().filter(|times| *times > 0)?;
        Some(Some(Rate {
            times,
            within: Duration::from_secs(within),
        }))
    }
}

/// Names of the bounds with what holds when nobody sets them. A hall with all its windows and visitors, and everybody whom a
/// provider of mobile telephones leads through one gateway, stand behind one address: its bounds are those of a crowd.
const USUAL: [(&str, Deed, Of, &str); 15] = [
    ("draft-person", Deed::Draft, Of::Person, "120/h"),
    ("draft-address", Deed::Draft, Of::Address, "2400/h"),
    ("filing-person", Deed::Filing, Of::Person, "60/h"),
    ("filing-address", Deed::Filing, Of::Address, "1200/h"),
    ("upload-person", Deed::Upload, Of::Person, "300/h"),
    ("upload-address", Deed::Upload, Of::Address, "6000/h"),
    ("copy-person", Deed::Copy, Of::Person, "6/h"),
    ("progress-address", Deed::Progress, Of::Address, "120/m"),
    ("paper-address", Deed::Paper, Of::Address, "600/m"),
    ("view-address", Deed::View, Of::Address, "60/h"),
    ("sign-in-address", Deed::SignIn, Of::Address, "240/m"),
    ("register-address", Deed::Register, Of::Address, "1200/h"),
    ("search-address", Deed::Search, Of::Address, "1200/m"),
    ("api-token", Deed::Api, Of::Person, "1200/m"),
    ("api-address", Deed::Api, Of::Address, "6000/m"),
];

/// How often what may be done.
#[derive(Debug, Clone)]
pub struct Limits(HashMap<(Deed, Of), Rate>);

impl Default for Limits {
    fn default() -> Self {
        let known = USUAL
            .iter()
            .filter_map(|(_, deed, of, rate)| Some(((*deed, *of), Rate::parse(rate)??)));
        Limits(known.collect())
    }
}

impl Limits {
    /// No bounds at all: for measuring.
    pub fn none() -> Limits {
        Limits(HashMap::new())
    }

    /// Sets one of the bounds by its name, as in `filing-person` to `60/h`, or to `none`.
    ///
    /// # Errors
    /// There is no such name, or it is no rate.
    pub fn set(&mut self, name: &str, rate: &str) -> Result<(), String> {
        let Some((_, deed, of, _)) = USUAL.iter().find(|(known, ..)| *known == name) else {
            let names: Vec<&str> = USUAL.iter().map(|(name, ..)| *name).collect();
            return Err(format!("“{name}” is none of {}", names.join(", ")));
        };
        match Rate::parse(rate) {
            Some(Some(rate)) => self.0.insert((*deed, *of), rate),
            Some(None) => self.0.remove(&(*deed, *of)),
            None => {
                return Err(format!(
                    "{name}: “{rate}” is not a number with /m or /h, such as 60/h, or none"
                ));
            }
        };
        Ok(())
    }
}

impl fmt::Display for Limits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, deed, of, _) in USUAL {
            match self.0.get(&(deed, of)) {
                Some(rate) if rate.within.as_secs() == 60 => writeln!(f, "{name} {}/m", rate.times)?,
                Some(rate) => writeln!(f, "{name} {}/h", rate.times)?,
                None => writeln!(f, "{name} none")?,
            }
        }
        Ok(())
    }
}

/// Most of whom counts are kept; beyond it the calmest are forgotten.
const MOST_KEPT: usize = 50_000;

type Key = (Deed, Of, u64);

/// What each has left, as a bucket that fills again evenly.
#[derive(Debug, Default)]
struct Counts {
    left: HashMap<Key, (f64, Instant)>,
    /// Makes keys of a fixed size that nobody outside can choose.
    seed: std::hash::RandomState,
}

impl Counts {
    /// Takes one for each of these; where one of them has none left nothing is taken, and it answers how long to wait. So nobody who
    /// is refused uses up what others at the same address have.
    fn take(&mut self, deed: Deed, asked: &[(Of, &str, Rate)], now: Instant) -> Result<(), Duration> {
        use std::hash::BuildHasher as _;
        let mut after = Vec::with_capacity(asked.len());
        for (of, who, rate) in asked {
            let key = (deed, *of, self.seed.hash_one(who));
            let most = f64::from(rate.times);
            let a_second = most / rate.within.as_secs_f64();
            let (left, since) = self.left.get(&key).copied().unwrap_or((most, now));
            let left = (left + now.duration_since(since).as_secs_f64() * a_second).min(most);
            if left < 1.0 {
                return Err(Duration::from_secs_f64((1.0 - left) / a_second));
            }
            after.push((key, (left - 1.0, now)));
        }
        if self.left.len() + after.len() > MOST_KEPT {
            self.forget(now);
        }
        self.left.extend(after);
        Ok(())
    }

    /// Forgets who was not seen for an hour, and if these are too few, half of those who have most left.
    fn forget(&mut self, now: Instant) {
        self.left
            .retain(|_, (_, since)| now.duration_since(*since) < Duration::from_secs(3_600));
        if self.left.len() >= MOST_KEPT {
            let mut left: Vec<f64> = self.left.values().map(|(left, _)| *left).collect();
            left.sort_by(f64::total_cmp);
            let middle = left.get(left.len() / 2).copied().unwrap_or_default();
            let mut most = MOST_KEPT / 2;
            self.left.retain(|_, (left, _)| {
                let is_middle = left.total_cmp(&middle).is_eq();
                let stays = *left < middle || (is_middle && most > 0);
                most -= usize::from(is_middle && stays);
                stays
            });
        }
    }
}

/// The dam of a site.
#[derive(Clone)]
pub(crate) struct Dam {
    app: App,
    limits: Arc<Limits>,
    counts: Arc<Mutex<Counts>>,
}

impl Dam {
    pub(crate) fn new(app: App, limits: Limits) -> Dam {
        Dam {
            app,
            limits: Arc::new(limits),
            counts: Arc::default(),
        }
    }

    fn take(&self, deed: Deed, person: Option<&str>, network: &str) -> Result<(), Duration> {
        let of = |of: Of, who: Option<&'_ str>| {
            let rate = self.limits.0.get(&(deed, of))?;
            who.map(|who| (of, who.to_string(), *rate))
        };
        let asked = [of(Of::Person, person), of(Of::Address, Some(network))];
        let asked: Vec<_> = asked
            .iter()
            .flatten()
            .map(|(of, who, rate)| (*of, who.as_str(), *rate))
            .collect();
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts.take(deed, &asked, Instant::now())
    }
}

/// What a request does that is counted.
fn deed(method: &Method, route: &str, has_query: bool) -> Option<Deed> {
    let posts = method == Method::POST;
    match route {
        "/apply/{code}" if posts => Some(Deed::Draft),
        "/drafts/{id}/check" if posts => Some(Deed::Filing),
        "/drafts/{id}/materials" | "/my/cases/{number}/supplement" | "/v/{token}" if posts => Some(Deed::Upload),
        "/my/data" if posts => Some(Deed::Copy),
        "/register" | "/sign-in/phone/new" if posts => Some(Deed::Register),
        "/progress" if has_query => Some(Deed::Progress),
        "/v/{token}" | "/api/v1/progress/{number}" => Some(Deed::Progress),
        "/publicity/receipt" | "/matters/one" if posts => Some(Deed::Progress),
        "/publicity/{number}" | "/matters/new" if posts => Some(Deed::View),
        "/publicity" if has_query => Some(Deed::Search),
        "/items" if has_query => Some(Deed::Search),
        "/documents/{name}" => Some(Deed::Paper),
        "/sign-in/identity/{provider}/back" => Some(Deed::SignIn),
        _ if route.starts_with("/sign-in") || route.starts_with("/recover") => posts.then_some(Deed::SignIn),
        _ if route.starts_with("/api/") => Some(Deed::Api),
        _ if route.ends_with("pdf") => Some(Deed::Paper),
        _ => None,
    }
}

/// One address, or the network of one customer; empty where there is none.
fn network(address: &str) -> String {
    match address.parse() {
        Ok(IpAddr::V6(six)) => {
            let [a, b, c, d, ..] = six.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}")
        }
        _ => address.to_string(),
    }
}

/// Lets a request in, or says when to come again. Stands inside of what recognises people.
pub(crate) async fn dammed(State(dam): State<Dam>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let Ok(Came(source)) = Came::from_request_parts(&mut parts, &dam.app).await;
    let Ok(Visitor(visitor)) = Visitor::from_request_parts(&mut parts, &dam.app).await;
    let route = parts
        .extensions
        .get::<MatchedPath>()
        .map_or("", MatchedPath::as_str)
        .to_string();
    let token = parts
        .headers
        .get(header::AUTHORIZATION)
        .and_then(|token| token.to_str().ok());
    let person = visitor.as_ref().map(|signed| signed.login.as_str()).or(token);
    let network = network(&source.address);
    let Some(deed) = deed(&parts.method, &route, parts.uri.query().is_some()) else {
        return next.run(Request::from_parts(parts, body)).await;
    };
    let Err(wait) = dam.take(deed, person, &network) else {
        return next.run(Request::from_parts(parts, body)).await;
    };
    let login = visitor.map(|signed| signed.login.clone()).unwrap_or_default();
    let mut source = source;
    source.agent = format!("{} {route} · {}", parts.method, source.agent);
    if let Err(error) = security::refused(&dam.app.centre, What::Limited, &login, &source).await {
        tracing::warn!(?error, "a refusal could not be noted");
    }
    // What is still coming is read and thrown away, so that the answer is seen.
    drop(crate::linger::lingering(body));
    too_often(&parts, deed, wait)
}

fn too_often(parts: &Parts, deed: Deed, wait: Duration) -> Response {
    let seconds = wait.as_secs().saturating_add(1);
    let mut response = if parts.uri.path().starts_with("/api/") {
        let (zh, en) = (
            format!("请在 {seconds} 秒后重试；需要更高频率请联系管理员。"),
            format!("Try again in {seconds} seconds; if you need more, ask the administrator."),
        );
        Problem::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too_many_requests",
            (
                "同一令牌或同一网络地址在短时间内请求过多，本次没有处理。",
                "Too many requests came from this token or address in a short time; this one was not handled.",
            ),
            (&zh, &en),
        )
        .into_response()
    } else {
        let page = Page::of(parts);
        let happened = match deed {
            Deed::Draft => page.t("limited.draft"),
            Deed::Filing => page.t("limited.filing"),
            Deed::Upload => page.t("limited.upload"),
            Deed::Copy => page.t("limited.copy"),
            Deed::Paper => page.t("limited.paper"),
            Deed::View => page.t("limited.view"),
            Deed::Register => page.t("limited.register"),
            Deed::Progress => page.t("limited.progress"),
            Deed::SignIn => page.t("limited.sign_in"),
            Deed::Search | Deed::Api => page.t("limited.search"),
        };
        let minutes = seconds.div_ceil(60);
        let to_do = page.t1("limited.to_do", minutes);
        let (title, back) = (
            page.t("problem.too_many.title"),
            LinkTo::new("/", page.t("problem.home")),
        );
        problem_page(page, StatusCode::TOO_MANY_REQUESTS, title, happened, to_do, back)
    };
    let headers = response.headers_mut();
    headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(text: &str) -> Rate {
        Rate::parse(text).unwrap().unwrap()
    }

    #[test]
    fn who_comes_too_often_waits_until_there_is_room_again() {
        let (mut counts, begin) = (Counts::default(), Instant::now());
        let mut ask = |who: &str, seconds: u64| {
            let now = begin + Duration::from_secs(seconds);
            counts.take(Deed::Search, &[(Of::Address, who, rate("6/m"))], now)
        };
        for _ in 0..6 {
            ask("198.51.100.1", 0).unwrap();
        }
        let wait = ask("198.51.100.1", 0).unwrap_err();
        assert!((9.9..=10.0).contains(&wait.as_secs_f64()), "{wait:?}");
        ask("198.51.100.2", 0).unwrap();
        assert!(ask("198.51.100.1", 9).is_err());
        ask("198.51.100.1", 10).unwrap();
        assert!(ask("198.51.100.1", 10).is_err(), "waiting brings one back, not all");
        assert!((0..6).all(|_| ask("198.51.100.1", 3_600).is_ok()));
        assert!(ask("198.51.100.1", 3_600).is_err(), "nobody saves up");
    }

    #[test]
    fn who_is_refused_uses_up_nothing_that_others_at_the_same_address_have() {
        let (mut counts, now) = (Counts::default(), Instant::now());
        let mut files = |who: &str| {
            let asked = [(Of::Person, who, rate("2/h")), (Of::Address, "hall", rate("5/h"))];
            counts.take(Deed::Filing, &asked, now).is_ok()
        };
        assert_eq!((0..20).filter(|_| files("pressing")).count(), 2);
        assert_eq!((0..3).filter(|at| files(&format!("other{at}"))).count(), 3);
        assert!(!files("last"), "the address is bounded too");
    }

    #[test]
    fn the_table_stays_bounded_and_does_not_forget_who_presses_hardest() {
        let (mut counts, now) = (Counts::default(), Instant::now());
        let mut ask = |who: &str| {
            let answer = counts.take(Deed::Search, &[(Of::Address, who, rate("600/m"))], now);
            assert!(counts.left.len() <= MOST_KEPT);
            answer.is_ok()
        };
        while ask("pressing") {}
        assert!((0..MOST_KEPT * 2).all(|other| ask(&other.to_string())));
        assert!(!ask("pressing"));
    }

    /// Twenty windows, ten machines to help oneself, and three hundred visitors in an hour, all at once in its first minute.
    #[test]
    fn a_hall_full_of_people_behind_one_address_is_not_held_up() {
        let (limits, mut counts, now) = (Limits::default(), Counts::default(), Instant::now());
        let mut does = |deed: Deed, who: &str, times: u32| {
            let asked: Vec<_> = [(Of::Person, who), (Of::Address, "hall")]
                .into_iter()
                .filter_map(|(of, who)| Some((of, who, *limits.0.get(&(deed, of))?)))
                .collect();
            for _ in 0..times {
                counts
                    .take(deed, &asked, now)
                    .unwrap_or_else(|wait| panic!("{who} waits {wait:?} for {deed:?}"));
            }
        };
        for visitor in 0..300 {
            let who = format!("visitor{visitor}");
            does(Deed::Search, &who, 4);
            does(Deed::Upload, &who, 6);
            does(Deed::Draft, &who, 2);
            does(Deed::Filing, &who, 1);
            does(Deed::Paper, &who, 2);
            if visitor % 3 == 0 {
                does(Deed::SignIn, &who, 2);
                does(Deed::Progress, &who, 1);
                does(Deed::Register, &who, 1);
            }
        }
    }

    #[test]
    fn bounds_are_set_by_name() {
        let mut limits = Limits::default();
        limits.set("filing-person", "5/h").unwrap();
        limits.set("search-address", "none").unwrap();
        let shown = limits.to_string();
        assert!(
            shown.contains("filing-person 5/h\n") && shown.contains("search-address none\n"),
            "{shown}"
        );
        assert!(limits.set("filing", "5/h").unwrap_err().contains("filing-person"));
        for wrong in ["0/h", "5", "5/d", "-1/m", "many/m"] {
            assert!(limits.set("filing-person", wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_bounds_that_are_written_down_are_those_that_hold() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/operate/network.md");
        let page = std::fs::read_to_string(path).unwrap();
        for (name, .., rate) in USUAL {
            assert!(page.contains(&format!("| `{name}` | `{rate}` |")), "{name} {rate}");
        }
    }

    /// A route that is renamed would be counted no more without anybody noticing.
    #[test]
    fn every_route_that_is_counted_is_there() {
        let there = |method: &str, route: &str| {
            let method = Method::from_bytes(method.as_bytes()).unwrap();
            crate::gate::wanted(&method, route).is_some() && deed(&method, route, true).is_some()
        };
        for (method, route) in [
            ("POST", "/apply/{code}"),
            ("POST", "/drafts/{id}/check"),
            ("POST", "/drafts/{id}/materials"),
            ("POST", "/my/cases/{number}/supplement"),
            ("POST", "/v/{token}"),
            ("GET", "/v/{token}"),
            ("POST", "/my/data"),
            ("POST", "/register"),
            ("POST", "/sign-in/phone/new"),
            ("POST", "/sign-in"),
            ("POST", "/sign-in/code"),
            ("GET", "/progress"),
            ("GET", "/api/v1/progress/{number}"),
            ("GET", "/items"),
            ("GET", "/documents/{name}"),
            ("POST", "/publicity/{number}"),
            ("POST", "/matters/new"),
            ("POST", "/matters/one"),
            ("POST", "/publicity/receipt"),
            ("GET", "/publicity"),
            ("GET", "/items/{code}/notice.pdf"),
            ("GET", "/api/v1/cases"),
        ] {
            assert!(there(method, route), "{method} {route}");
        }
    }
}
