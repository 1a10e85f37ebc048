//! `yimen demo`: the demonstration centre.

use std::io::{IsTerminal as _, Write as _};

use std::net::SocketAddr;

use axum::Router;
use clap::Args;
use yimen_acts::accounts::identity::{Provider, Whom};
use yimen_acts::demonstration::{self, Many, PASSWORD};
use yimen_acts::mail::{Server, Tls};
use yimen_acts::outward::Secret;
use yimen_acts::payments::Provider as Payments;
use yimen_acts::texts::Gateway;
use yimen_acts::{Centre, Chance, Settings, Time};
use yimen_domain::calendar::{CHINA, Day, Instant};
use yimen_domain::cases::fees::Payee;
use yimen_domain::words::Words;
use yimen_store::ledger::hex;
use yimen_twins::identity::{self, Somebody};
use yimen_twins::mail;
use yimen_twins::payment;
use yimen_twins::sms::{PLACE, Twin};

use crate::config::{self, Common, Config, Net};
use crate::serve;

use super::{Answer, Trouble, WELL, print_json, settle};

/// How the demonstration is served.
#[derive(Args)]
pub struct Demo {
    /// Serve it on an address that others can reach, although its passwords are known to everybody
    #[arg(long)]
    open_to_others: bool,
    #[command(flatten)]
    net: Net,
    /// Make a long history of so many cases instead of a few hundred; only in an empty centre
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..=100_000_000))]
    cases: Option<u32>,
    /// Another seed makes another history; the same seed on the same --today makes the same one
    #[arg(long, default_value_t = 1, requires = "cases")]
    seed: u64,
    /// The day on whose evening the history ends, such as 2026-11-20; now if not given
    #[arg(long, value_name = "DAY", requires = "cases")]
    today: Option<String>,
    /// Load and end, without serving
    #[arg(long)]
    load_only: bool,
}

/// Loads the demonstration at the first start and serves it.
pub async fn run(common: &Common, demo: &Demo) -> Answer {
    let config = settle(common, true)?;
    let serving = config::settle_serving(common, &demo.net).map_err(Trouble::Wrong)?;
    if let Some(cases) = demo.cases {
        // Ids of accounts stand in events: they come of the seed too. Whoever serves afterwards draws from the system.
        let chance = Chance::seeded(demo.seed);
        let centre = Centre::open(config.settings.clone(), Time::System, chance).await?;
        let loaded = load_many(common, demo, &centre, cases as usize).await;
        centre.close().await?;
        loaded?;
    }
    if demo.load_only {
        return load_only(config).await;
    }
    if !config.listen.ip().is_loopback() && !demo.open_to_others {
        return Err(Trouble::Wrong(format!(
            "{} can be reached by others: the demonstration has accounts with a known password and is served on this machine only, such as --listen 127.0.0.1:8080. --open-to-others serves it all the same",
            config.listen
        )));
    }
    let listener = serve::bind(config.listen).await.map_err(Trouble::Broken)?;
    let address = listener.local_addr().map_or(config.listen, |address| address);
    let mut settings = config.settings;
    let twins = twins(&mut settings, address).merge(mails(&mut settings).await.map_err(Trouble::Broken)?);
    let centre = Centre::open(settings, Time::System, Chance::System).await?;
    load(&centre).await?;
    println!("{}", welcome(&address.to_string()));
    serve::serve_beside(centre, listener, &serving, twins)
        .await
        .map_err(Trouble::Broken)?;
    Ok(WELL)
}

/// Short messages of a demonstration on one day at most.
const MESSAGES_A_DAY: i64 = 1_000;

/// The outside services that a demonstration brings along, unless others are named.
fn twins(settings: &mut Settings, address: SocketAddr) -> Router {
    let host = if address.ip().is_unspecified() {
        SocketAddr::from(([127, 0, 0, 1], address.port()))
    } else {
        address
    };
    messages(settings, host)
        .merge(identities(settings, host))
        .merge(payments(settings, host))
}

fn seconds() -> i64 {
    Time::System.now().0 / 1_000_000
}

/// A gateway that shows the messages on a page.
fn messages(settings: &mut Settings, host: SocketAddr) -> Router {
    if settings.sms.is_some() {
        return Router::new();
    }
    let secret = hex(&rand::random::<[u8; 32]>());
    let twin = Twin::new("demonstration", &secret, seconds);
    settings.sms = Some(Gateway {
        url: format!("http://{host}{PLACE}/send"),
        key: "demonstration".into(),
        secret: Secret::new(secret),
        most_a_day: MESSAGES_A_DAY,
    });
    Router::new().nest(PLACE, twin.router())
}

/// A server of mail that shows the mails on a page.
async fn mails(settings: &mut Settings) -> Result<Router, String> {
    if settings.mail.is_some() {
        return Ok(Router::new());
    }
    let twin = mail::Twin::new();
    let (listener, address) = mail::Twin::listen().await.map_err(|error| error.to_string())?;
    settings.mail = Some(Server {
        host: address.ip().to_string(),
        port: address.port(),
        tls: Tls::None,
        ca: None,
        login: None,
        from: "政务服务中心（演示） <notice@demonstration.example>".into(),
        per_minute: MESSAGES_A_DAY,
    });
    let routes = Router::new().nest(mail::PLACE, twin.router());
    tokio::spawn(twin.serve(listener));
    Ok(routes)
}

/// A provider of payments with a page on which one pays, and the treasury's account.
fn payments(settings: &mut Settings, host: SocketAddr) -> Router {
    let payments = &mut settings.payments;
    if payments.payee.name.is_empty() {
        payments.payee = Payee {
            name: "前锋区财政局国库专户（演示）".into(),
            account: "22880001040012345".into(),
            bank: "农业银行前锋支行".into(),
        };
        payments.days = payments.days.or(Some(30));
    }
    if payments.provider.is_some() {
        return Router::new();
    }
    let secret = hex(&rand::random::<[u8; 32]>());
    let url = format!("http://{host}{}", payment::PLACE);
    let twin = payment::Twin::new(&url, "demonstration", &secret, seconds);
    payments.provider = Some(Payments {
        name: Words::new("缴费平台（演示）", "the payment platform (demonstration)"),
        url,
        key: "demonstration".into(),
        secret: Secret::new(secret),
    });
    Router::new().nest(payment::PLACE, twin.router())
}

/// An identity platform on which one chooses who one is: a person, a company, a clerk.
fn identities(settings: &mut Settings, host: SocketAddr) -> Router {
    if !settings.identities.is_empty() {
        return Router::new();
    }
    let mut routes = Router::new();
    for (code, whom, (zh, en), people) in [
        (
            "platform",
            Whom::Applicants,
            ("统一身份认证平台（演示）", "the identity platform (demonstration)"),
            applicants(),
        ),
        (
            "staff",
            Whom::Staff,
            ("工作人员统一认证（演示）", "the staff directory (demonstration)"),
            vec![somebody("staff-clerk2", "窗口人员 clerk2", "clerk2")],
        ),
    ] {
        let place = format!("{}/{code}", identity::PLACE);
        let issuer = format!("http://{host}{place}");
        let secret = hex(&rand::random::<[u8; 32]>());
        let back = format!("{}/sign-in/identity/{code}/back", settings.base_url);
        let party = identity::Party {
            client: "demonstration",
            secret: &secret,
            back: &back,
        };
        let twin = identity::Twin::new(&issuer, &party, people, seconds);
        settings.identities.push(Provider {
            code: code.into(),
            name: Words::new(zh, en),
            issuer,
            client: "demonstration".into(),
            secret: Secret::new(secret),
            whom,
            scopes: vec!["profile".into(), "phone".into()],
            number_claim: "id_number".into(),
            kind_claim: "kind".into(),
            login_claim: "preferred_username".into(),
        });
        routes = routes.nest(&place, twin.router());
    }
    routes
}

/// People and a company that nobody of the demonstration is; the numbers are made up, with right check digits.
fn applicants() -> Vec<Somebody> {
    let of = |sub: &str, kind: &str, name: &str, id_number: &str| Somebody {
        sub: sub.into(),
        kind: kind.into(),
        name: name.into(),
        id_number: id_number.into(),
        phone_number: "13900000001".into(),
        preferred_username: String::new(),
    };
    vec![
        of("p-1001", "person", "何小玉", "511602199003071224"),
        of("c-2001", "company", "前锋区示范科技有限公司", "91511603MA6294B77B"),
    ]
}

fn somebody(sub: &str, name: &str, login: &str) -> Somebody {
    Somebody {
        sub: sub.into(),
        name: name.into(),
        preferred_username: login.into(),
        ..Somebody::default()
    }
}

async fn load_only(config: Config) -> Answer {
    let centre = Centre::open(config.settings, Time::System, Chance::System).await?;
    load(&centre).await?;
    centre.close().await?;
    Ok(WELL)
}

async fn load(centre: &Centre) -> Result<(), Trouble> {
    if demonstration::load(centre, &show).await? {
        println!("演示数据已加载 / the demonstration is loaded");
    }
    Ok(())
}

async fn load_many(common: &Common, demo: &Demo, centre: &Centre, cases: usize) -> Result<(), Trouble> {
    let centre = match &demo.today {
        Some(text) => centre.with_time(Time::told(evening(text)?)),
        None => centre.clone(),
    };
    let many = Many { cases, seed: demo.seed };
    let quiet = |_: &str, _: &str, _: usize, _: usize| {};
    let loaded = if common.json {
        demonstration::load_many(&centre, many, &quiet).await?
    } else {
        demonstration::load_many(&centre, many, &show).await?
    };
    let (cases, events, seconds) = (loaded.cases, loaded.events, loaded.seconds);
    let (rate, bytes) = (cases as f64 / seconds.max(0.001), loaded.bytes / cases.max(1) as u64);
    if common.json {
        return print_json(&serde_json::json!({
            "cases": cases, "events": events, "seconds": seconds, "cases_per_second": rate, "bytes_per_case": bytes,
        }));
    }
    println!(
        "演示办件 {cases} 件、事件 {events} 个，用时 {seconds:.1} 秒，每秒 {rate:.0} 件，每件 {bytes} 字节 / \
         {cases} cases with {events} events in {seconds:.1} s, {rate:.0} a second, {bytes} bytes a case"
    );
    Ok(())
}

/// The end of the day's work.
fn evening(text: &str) -> Result<Instant, Trouble> {
    let day = Day::parse(text).map_err(|error| Trouble::Wrong(format!("--today: {}", error.words())))?;
    Ok(Instant::start_of(day, CHINA).plus_micros(17 * 3_600_000_000))
}

fn show(zh: &str, en: &str, done: usize, of: usize) {
    if of <= 1 {
        println!("加载{zh} / loading {en}");
    } else if std::io::stdout().is_terminal() {
        print!(
            "\r加载{zh} / loading {en}: {done}/{of}{}",
            if done == of { "\n" } else { "" }
        );
        let _ = std::io::stdout().flush();
    } else if done == of || done.is_multiple_of(60.max(of / 20)) {
        println!("加载{zh} / loading {en}: {done}/{of}");
    }
}

fn welcome(address: &str) -> String {
    let lines = [
        ("citizen1", "申请人（个人）", "citizen"),
        ("company1", "申请人（企业）", "company"),
        ("clerk1", "综合窗口人员", "clerk of a comprehensive window"),
        ("examiner-approval", "区行政审批局审查人员", "examiner, approval bureau"),
        (
            "examiner-approval2",
            "区行政审批局市场准入股审查人员",
            "examiner, market entry section",
        ),
        (
            "approval-head",
            "区行政审批局市场准入股股长",
            "head of the market entry section",
        ),
        (
            "chief-approval",
            "区行政审批局首席审批员",
            "chief approver, approval bureau",
        ),
        ("drafter-approval", "区行政审批局事项编制员", "drafter, approval bureau"),
        (
            "legal-approval",
            "区行政审批局法制审核员",
            "legal reviewer, approval bureau",
        ),
        ("inspector", "监察人员", "inspector"),
        ("manager", "中心负责人", "manager of the centre"),
        ("admin", "系统管理员", "administrator"),
    ];
    let accounts: String = lines
        .iter()
        .map(|(login, zh, en)| format!("  {login:<18} {zh} / {en}\n"))
        .collect();
    format!(
        "\n  http://{address}\n\n演示账号（密码均为 {PASSWORD}）/ demonstration accounts (password of all: {PASSWORD})\n{accounts}\n按 Ctrl-C 停止 / Ctrl-C stops it"
    )
}
