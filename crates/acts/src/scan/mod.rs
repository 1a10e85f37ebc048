//! Looking for malware in what people upload (上传查毒). The centre asks a scanner that the place runs: clamd, or any that speaks ICAP.
//! Without one nothing is scanned. What is found is refused and nothing of it is stored.

mod clamd;
mod icap;

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
#[cfg(unix)]
use tokio::net::UnixStream;
use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep, timeout};
use yimen_domain::organisation::AccountId;
use yimen_domain::words::{Fault, Refusal, RefusalKind};
use yimen_store::tables::accounts::{self, AccountRow};

use crate::accounts::attempts::Source;
use crate::accounts::security::{What, noted, refused};
use crate::{ActError, Centre};

/// How long one scan may take, from connecting to the verdict.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long an upload waits for a scanner that is down, where it waits at all.
const WAIT: Duration = Duration::from_secs(60);
/// Pause between two attempts meanwhile.
const PAUSE: Duration = Duration::from_secs(2);
/// How many files are scanned at once.
const AT_ONCE: usize = 8;
/// Longest answer of a scanner that is read, bytes: it may give the whole file back.
const LONGEST_ANSWER: u64 = 2 * crate::files::LARGEST as u64;

static SCANNING: Semaphore = Semaphore::const_new(AT_ONCE);

/// What a scanner says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing was found.
    Clean,
    /// Malware, as the scanner names it.
    Found(String),
}

/// What happens while the scanner does not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WhenDown {
    /// Uploads are refused at once, with honest words.
    #[default]
    Refuse,
    /// Uploads wait for it, a minute at most, and are refused then.
    Wait,
}

impl WhenDown {
    /// From its name.
    pub fn parse(name: &str) -> Option<WhenDown> {
        match name {
            "refuse" => Some(WhenDown::Refuse),
            "wait" => Some(WhenDown::Wait),
            _ => None,
        }
    }
}

/// A scanner: where it is and which language it speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scanner {
    /// clamd, by its command INSTREAM.
    Clamd(Place),
    /// Any that speaks ICAP (RFC 3507).
    Icap(icap::Service),
}

/// Where a scanner listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// Host and port.
    Tcp(String),
    /// A socket of this machine.
    #[cfg(unix)]
    Unix(std::path::PathBuf),
}

impl Scanner {
    /// From `clamd://HOST:PORT`, `clamd:///run/clamav/clamd.ctl`, or `icap://HOST:PORT/SERVICE` (with `?mode=reqmod` for a
    /// service that only modifies requests).
    ///
    /// # Errors
    /// It is none of these.
    pub fn parse(address: &str) -> Result<Scanner, String> {
        let wrong = || format!("“{address}” is not clamd://HOST:PORT, clamd:///PATH or icap://HOST:PORT/SERVICE");
        if let Some(place) = address.strip_prefix("clamd://") {
            #[cfg(unix)]
            if place.starts_with('/') {
                return Ok(Scanner::Clamd(Place::Unix(place.into())));
            }
            return Ok(Scanner::Clamd(Place::Tcp(with_port(place, 3310).ok_or_else(wrong)?)));
        }
        let rest = address.strip_prefix("icap://").ok_or_else(wrong)?;
        let service = icap::Service::parse(rest).ok_or_else(wrong)?;
        Ok(Scanner::Icap(service))
    }

    /// Looks at a file.
    ///
    /// # Errors
    /// The scanner does not answer, or not with a verdict.
    pub async fn look(&self, bytes: &[u8]) -> Result<Verdict, String> {
        let looked = async {
            let _turn = SCANNING.acquire().await.map_err(|error| error.to_string())?;
            match self {
                Scanner::Clamd(place) => clamd::look(place, bytes).await,
                Scanner::Icap(service) => service.look(bytes).await,
            }
        };
        match timeout(PATIENCE, looked).await {
            Ok(verdict) => verdict,
            Err(_) => Err(format!("no verdict within {} seconds", PATIENCE.as_secs())),
        }
    }
}

fn with_port(place: &str, usual: u16) -> Option<String> {
    let place = place.trim_end_matches('/');
    let has_port = place.rsplit_once(':').is_some_and(|(host, port)| {
        !host.is_empty() && port.parse::<u16>().is_ok() && (!host.contains(':') || host.ends_with(']'))
    });
    match place {
        "" => None,
        _ if has_port => Some(place.to_string()),
        _ if place.contains('/') || (place.contains(':') && !place.ends_with(']')) => None,
        _ => Some(format!("{place}:{usual}")),
    }
}

/// Both ends of a connection to a scanner.
trait Both: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Both for T {}

impl Place {
    async fn connect(&self) -> Result<Box<dyn Both>, String> {
        let no = |error: std::io::Error| format!("it cannot be reached: {error}");
        match self {
            Place::Tcp(address) => Ok(Box::new(TcpStream::connect(address).await.map_err(no)?)),
            #[cfg(unix)]
            Place::Unix(path) => Ok(Box::new(UnixStream::connect(path).await.map_err(no)?)),
        }
    }

    /// Says everything and hears everything, until the answer is whole or the scanner hangs up. A scanner may answer before it has
    /// heard all, and hear no more.
    async fn ask(&self, parts: &[&[u8]], is_whole: impl Fn(&[u8]) -> bool) -> Result<Vec<u8>, String> {
        let (hears, mut says) = tokio::io::split(self.connect().await?);
        let mut answer = Vec::new();
        let mut said = Ok(());
        let saying = async {
            said = say(&mut says, parts).await;
            std::future::pending().await
        };
        let mut hears = hears.take(LONGEST_ANSWER);
        let hearing = async {
            while !is_whole(&answer) && hears.read_buf(&mut answer).await? > 0 {}
            Ok::<_, std::io::Error>(())
        };
        let heard = tokio::select! {
            heard = hearing => heard,
            heard = saying => heard,
        };
        match (said, heard) {
            (_, Ok(_)) if !answer.is_empty() => Ok(answer),
            (Err(error), _) | (_, Err(error)) => Err(format!("it broke off: {error}")),
            _ => Err("it said nothing".into()),
        }
    }
}

async fn say(says: &mut (impl AsyncWrite + Unpin), parts: &[&[u8]]) -> std::io::Result<()> {
    for part in parts {
        says.write_all(part).await?;
    }
    says.flush().await
}

/// What every scanner takes for malware, so that it can be tried (EICAR); put together here so that none takes this program for it.
pub fn trial() -> Vec<u8> {
    let halves = [
        "X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD",
        "-ANTIVIRUS-TEST-FILE!$H+H*",
    ];
    halves.concat().into_bytes()
}

/// A scanner and what happens while it is down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guard {
    /// The scanner.
    pub scanner: Scanner,
    /// While it is down.
    pub when_down: WhenDown,
}

impl Centre {
    /// From now on every upload is looked at by a scanner.
    pub fn set_scanner(&self, guard: Guard) {
        *self.shared.scanner.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(guard));
    }
}

/// Looks at a file that an account uploads, before anything of it is kept.
pub(crate) async fn pass(centre: &Centre, account: AccountId, bytes: &[u8]) -> Result<(), ActError> {
    let guard = centre
        .shared
        .scanner
        .read()
        .unwrap_or_else(PoisonError::into_inner)
        .clone();
    let Some(guard) = guard else { return Ok(()) };
    let begun = Instant::now();
    loop {
        match guard.scanner.look(bytes).await {
            Ok(Verdict::Clean) => return Ok(()),
            Ok(Verdict::Found(name)) => {
                note(centre, account, &name).await?;
                return Err(found().into());
            }
            Err(why) => {
                tracing::error!(why, "the scanner does not answer");
                if guard.when_down == WhenDown::Refuse || begun.elapsed() >= WAIT {
                    let (login, source) = (login(centre, account).await?, said_by_scanner(&why));
                    refused(centre, What::NotScanned, &login, &source).await?;
                    return Err(down().into());
                }
                sleep(PAUSE).await;
            }
        }
    }
}

async fn login(centre: &Centre, account: AccountId) -> Result<String, ActError> {
    let params = vec![centre.div().into(), account.0.into_bytes().into()];
    let rows = centre.store().query(&accounts::BY_ID, params).await?;
    rows.first()
        .map_or_else(|| Ok(String::new()), |row| Ok(AccountRow::read(row)?.login))
}

/// The words of the scanner, where the log has those of a browser.
fn said_by_scanner(words: &str) -> Source {
    Source {
        agent: words.chars().filter(|sign| !sign.is_control()).take(200).collect(),
        ..Source::default()
    }
}

async fn note(centre: &Centre, account: AccountId, name: &str) -> Result<(), ActError> {
    let (login, source) = (login(centre, account).await?, said_by_scanner(name));
    centre
        .put(vec![noted(centre, What::MalwareFound, &login, "", &source)])
        .await?;
    Ok(())
}

fn found() -> Refusal {
    Refusal::invalid(vec![Fault::new(
        "file",
        "在这份文件中发现了恶意代码，已拒绝接收，没有保存。请先给您的设备查毒，再重新制作文件上传；也可以带纸质材料到大厅窗口办理。",
        "Malware was found in this file. It was refused, and nothing of it was kept. Scan your device first and make the file \
         again, or bring the document on paper to the service hall.",
    )])
}

/// Code of the refusal while the scanner is down.
pub const DOWN: &str = "scanner_down";

fn down() -> Refusal {
    Refusal::new(
        DOWN,
        RefusalKind::Later,
        "",
        (
            "查毒服务暂时不可用，现在不能接收文件，没有保存。请过几分钟再上传。",
            "Files cannot be scanned for malware at the moment, so none are taken. Nothing was kept. Please upload it again in a few minutes.",
        ),
        (
            "已填写的内容不会丢失。急需办理的，可带纸质材料到大厅窗口。",
            "What you filled in stays. If it is urgent, bring it on paper to the service hall.",
        ),
    )
}
