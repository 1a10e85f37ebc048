//! A server of mail (邮件服务器): SMTP as RFC 5321 describes it, with STARTTLS (RFC 3207) and AUTH PLAIN (RFC 4954) where it is told so. It keeps what it
//! takes and delivers nothing. It can be told to answer otherwise, or to break off.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Html;
use axum::routing::get;
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ctutils::CtEq as _;
use mailparse::MailHeaderMap as _;
use serde::Serialize;
use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

/// Where a demonstration shows the mails that it would send.
pub const PLACE: &str = "/demonstration/mail";
/// Mails that are remembered.
const KEPT: usize = 50;
/// Longest line and most bytes of a mail.
const LONGEST_LINE: usize = 1_000;
const MOST_BYTES: usize = 1_000_000;

/// A mail that came in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mail {
    /// Under which the server keeps it; it said so when it took it.
    pub queue: String,
    /// Sender of the envelope.
    pub from: String,
    /// Receivers of the envelope.
    pub to: Vec<String>,
    /// The connection was encrypted.
    pub encrypted: bool,
    /// As whom the sender came in; empty where nobody was asked.
    pub login: String,
    /// Everything between DATA and the dot, with the doubled dots taken away.
    pub data: String,
}

impl Mail {
    /// A field of the head, decoded.
    pub fn field(&self, name: &str) -> String {
        let headers = mailparse::parse_headers(self.data.as_bytes());
        let (headers, _) = headers.unwrap_or_default();
        headers.get_first_value(name).unwrap_or_default()
    }

    /// The body as plain text.
    pub fn text(&self) -> String {
        self.part("text/plain")
    }

    /// The body as HTML.
    pub fn html(&self) -> String {
        self.part("text/html")
    }

    fn part(&self, kind: &str) -> String {
        let Ok(mail) = mailparse::parse_mail(self.data.as_bytes()) else {
            return String::new();
        };
        let part = mail.parts().find(|part| part.ctype.mimetype == kind);
        part.and_then(|part| part.get_body().ok())
            .unwrap_or_default()
            .replace("\r\n", "\n")
    }
}

/// What the server does once instead of what it should.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whim {
    /// Answers a command (`EHLO`, `AUTH`, `MAIL`, `RCPT`, `DATA`, or `.` for the end of the data) with this line.
    Says(&'static str, String),
    /// Takes the mail and breaks off before it says so.
    BreaksOffAfterData,
}

/// The server. Copies share what came in.
#[derive(Clone, Default)]
pub struct Twin {
    kept: Arc<Mutex<Kept>>,
    login: Option<Arc<(String, String)>>,
    tls: Option<TlsAcceptor>,
    count: Arc<AtomicU64>,
}

#[derive(Default)]
struct Kept {
    mails: Vec<Mail>,
    whims: VecDeque<Whim>,
    away: bool,
}

impl Twin {
    /// A server that takes mail of anybody.
    pub fn new() -> Twin {
        Twin::default()
    }

    /// It takes mail only of whoever says this name and password.
    #[must_use]
    pub fn with_login(mut self, name: &str, password: &str) -> Twin {
        self.login = Some(Arc::new((name.into(), password.into())));
        self
    }

    /// It offers STARTTLS, and takes mail only over it.
    #[must_use]
    pub fn with_tls(mut self, acceptor: TlsAcceptor) -> Twin {
        self.tls = Some(acceptor);
        self
    }

    /// What came in, the latest first.
    pub fn mails(&self) -> Vec<Mail> {
        self.kept().mails.iter().rev().cloned().collect()
    }

    /// What it does next instead of what it should, each once.
    pub fn has_whims(&self, whims: impl IntoIterator<Item = Whim>) {
        self.kept().whims.extend(whims);
    }

    /// From now on it takes nothing, or takes again.
    pub fn is_away(&self, away: bool) {
        self.kept().away = away;
    }

    /// Answers on a port of this machine until the future is dropped.
    pub async fn serve(self, listener: TcpListener) {
        while let Ok((stream, _)) = listener.accept().await {
            let twin = self.clone();
            tokio::spawn(async move { twin.answer(stream).await });
        }
    }

    /// Listens on a free port of this machine.
    ///
    /// # Errors
    /// There is none.
    pub async fn listen() -> std::io::Result<(TcpListener, SocketAddr)> {
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
        let address = listener.local_addr()?;
        Ok((listener, address))
    }

    /// Pages under [`PLACE`]: what came in, and the same for programs.
    pub fn router(&self) -> Router {
        Router::new()
            .route("/", get(page))
            .route("/page.css", get(crate::sms::style))
            .route("/mails.json", get(listed))
            .with_state(self.clone())
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn answer(&self, stream: TcpStream) {
        // Whoever breaks off is not waited for.
        let _ = self.connection(stream).await;
    }

    async fn connection(&self, stream: TcpStream) -> std::io::Result<()> {
        let mut talk = Talk::new(stream);
        if self.kept().away {
            return talk.say("421 4.3.2 not now").await;
        }
        talk.say("220 twin ESMTP").await?;
        let Ended::Encrypt = self.session(&mut talk, false).await? else {
            return Ok(());
        };
        let Some(acceptor) = &self.tls else { return Ok(()) };
        // What was sent before the handshake is forgotten with the buffer (RFC 3207 section 5).
        let stream = acceptor.accept(talk.stream.into_inner()).await?;
        let mut talk = Talk::new(stream);
        self.session(&mut talk, true).await?;
        Ok(())
    }

    fn whim(&self, at: &str) -> Option<String> {
        let mut kept = self.kept();
        match kept.whims.front() {
            Some(Whim::Says(command, _)) if *command == at => match kept.whims.pop_front() {
                Some(Whim::Says(_, line)) => Some(line),
                _ => None,
            },
            _ => None,
        }
    }

    fn breaks_off(&self) -> bool {
        let mut kept = self.kept();
        let does = kept.whims.front() == Some(&Whim::BreaksOffAfterData);
        if does {
            kept.whims.pop_front();
        }
        does
    }

    async fn session<S: AsyncRead + AsyncWrite + Unpin>(
        &self,
        talk: &mut Talk<S>,
        encrypted: bool,
    ) -> std::io::Result<Ended> {
        let (mut greeted, mut login) = (false, String::new());
        let mut envelope: Option<(String, Vec<String>)> = None;
        while let Some(line) = talk.line().await? {
            let (word, rest) = line.split_once(' ').unwrap_or((line.as_str(), ""));
            let word = word.to_ascii_uppercase();
            if let Some(other) = self.whim(&word) {
                talk.say(&other).await?;
                continue;
            }
            let must_encrypt = self.tls.is_some() && !encrypted;
            let must_login = self.login.is_some() && login.is_empty();
            match word.as_str() {
                "EHLO" | "HELO" => {
                    greeted = true;
                    envelope = None;
                    let mut lines = vec!["twin", "8BITMIME", "SIZE 1000000"];
                    if must_encrypt {
                        lines.push("STARTTLS");
                    } else if self.login.is_some() {
                        lines.push("AUTH PLAIN");
                    }
                    talk.say_all("250", &lines).await?;
                }
                "STARTTLS" if must_encrypt => {
                    talk.say("220 2.0.0 go ahead").await?;
                    return Ok(Ended::Encrypt);
                }
                "NOOP" | "RSET" => {
                    envelope = None;
                    talk.say("250 2.0.0 ok").await?;
                }
                "QUIT" => {
                    talk.say("221 2.0.0 bye").await?;
                    return Ok(Ended::Over);
                }
                _ if !greeted => talk.say("503 5.5.1 say EHLO first").await?,
                _ if must_encrypt => talk.say("530 5.7.0 say STARTTLS first").await?,
                "AUTH" => match self.login_of(rest) {
                    Some(name) => {
                        login = name;
                        talk.say("235 2.7.0 welcome").await?;
                    }
                    None => talk.say("535 5.7.8 not known").await?,
                },
                _ if must_login => talk.say("530 5.7.0 say who you are first").await?,
                "MAIL" => {
                    envelope = Some((path(rest), Vec::new()));
                    talk.say("250 2.1.0 ok").await?;
                }
                "RCPT" => match &mut envelope {
                    Some((_, to)) => {
                        to.push(path(rest));
                        talk.say("250 2.1.5 ok").await?;
                    }
                    None => talk.say("503 5.5.1 say MAIL first").await?,
                },
                "DATA" => match envelope.take() {
                    Some((from, to)) if !to.is_empty() => {
                        talk.say("354 end with a dot").await?;
                        let data = talk.data().await?;
                        if let Some(other) = self.whim(".") {
                            talk.say(&other).await?;
                            continue;
                        }
                        let number = self.count.fetch_add(1, Ordering::Relaxed) + 1;
                        let queue = format!("T{number:06}");
                        let is_over = self.breaks_off();
                        self.keep(Mail {
                            queue: queue.clone(),
                            from,
                            to,
                            encrypted,
                            login: login.clone(),
                            data,
                        });
                        if is_over {
                            return Ok(Ended::Over);
                        }
                        talk.say(&format!("250 2.0.0 ok: queued as {queue}")).await?;
                    }
                    _ => talk.say("503 5.5.1 say RCPT first").await?,
                },
                _ => talk.say("502 5.5.1 not known").await?,
            }
        }
        Ok(Ended::Over)
    }

    fn login_of(&self, rest: &str) -> Option<String> {
        let given = rest.strip_prefix("PLAIN ")?;
        let bytes = STANDARD.decode(given.trim()).ok()?;
        let known = self.login.as_ref()?;
        let right = format!("\0{}\0{}", known.0, known.1);
        bytes.ct_eq(right.as_bytes()).to_bool().then(|| known.0.clone())
    }

    fn keep(&self, mail: Mail) {
        let mut kept = self.kept();
        kept.mails.push(mail);
        let over = kept.mails.len().saturating_sub(KEPT);
        kept.mails.drain(..over);
    }
}

enum Ended {
    Over,
    Encrypt,
}

/// `<somebody@example.cn>` out of `FROM:<somebody@example.cn> SIZE=…`.
fn path(rest: &str) -> String {
    let from = rest.find('<').map_or(rest, |at| &rest[at + 1..]);
    from.split('>').next().unwrap_or_default().to_string()
}

struct Talk<S> {
    stream: BufReader<S>,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Talk<S> {
    fn new(stream: S) -> Talk<S> {
        Talk {
            stream: BufReader::new(stream),
        }
    }

    async fn say(&mut self, line: &str) -> std::io::Result<()> {
        self.stream.write_all(format!("{line}\r\n").as_bytes()).await?;
        self.stream.flush().await
    }

    async fn say_all(&mut self, code: &str, lines: &[&str]) -> std::io::Result<()> {
        for (at, line) in lines.iter().enumerate() {
            let sign = if at + 1 == lines.len() { ' ' } else { '-' };
            self.say(&format!("{code}{sign}{line}")).await?;
        }
        Ok(())
    }

    async fn line(&mut self) -> std::io::Result<Option<String>> {
        let mut line = Vec::new();
        if self.stream.read_until(b'\n', &mut line).await? == 0 {
            return Ok(None);
        }
        if line.len() > LONGEST_LINE {
            return Err(std::io::Error::other("a line is too long"));
        }
        Ok(Some(String::from_utf8_lossy(&line).trim_end().to_string()))
    }

    async fn data(&mut self) -> std::io::Result<String> {
        let mut data = Vec::new();
        loop {
            let mut line = Vec::new();
            if self.stream.read_until(b'\n', &mut line).await? == 0 {
                return Err(std::io::Error::other("broken off within a mail"));
            }
            if line == b".\r\n" {
                return Ok(String::from_utf8_lossy(&data).into_owned());
            }
            data.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
            if line.len() > LONGEST_LINE || data.len() > MOST_BYTES {
                return Err(std::io::Error::other("a mail is too long"));
            }
        }
    }
}

#[derive(Template)]
#[template(path = "mail.html")]
struct Page {
    mails: Vec<Shown>,
}

#[derive(Serialize)]
struct Shown {
    to: String,
    subject: String,
    text: String,
}

impl Shown {
    fn all(twin: &Twin) -> Vec<Shown> {
        let shown = |mail: &Mail| Shown {
            to: mail.to.join(", "),
            subject: mail.field("Subject"),
            text: mail.text(),
        };
        twin.mails().iter().map(shown).collect()
    }
}

async fn page(State(twin): State<Twin>) -> Result<Html<String>, StatusCode> {
    let page = Page {
        mails: Shown::all(&twin),
    };
    page.render().map(Html).map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)
}

async fn listed(State(twin): State<Twin>) -> Json<Vec<Shown>> {
    Json(Shown::all(&twin))
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn talk(twin: &Twin, lines: &[&str]) -> Vec<String> {
        let (listener, address) = Twin::listen().await.unwrap();
        let server = tokio::spawn(twin.clone().serve(listener));
        let mut talk = Talk::new(TcpStream::connect(address).await.unwrap());
        let mut answers = vec![talk.line().await.unwrap().unwrap()];
        for line in lines {
            talk.say(line).await.unwrap();
            // Lines of a mail are not answered.
            if line.contains(' ') || line.len() < 5 && !line.starts_with("..") || *line == "DATA" {
                while let Some(answer) = talk.line().await.unwrap() {
                    let is_last = answer.as_bytes().get(3) == Some(&b' ');
                    answers.push(answer);
                    if is_last {
                        break;
                    }
                }
            }
        }
        server.abort();
        answers
    }

    #[tokio::test]
    async fn doubled_dots_are_taken_away_and_nothing_comes_before_its_time() {
        let twin = Twin::new();
        let answers = talk(
            &twin,
            &[
                "MAIL FROM:<a@b.cn>",
                "EHLO x",
                "RCPT TO:<c@d.cn>",
                "MAIL FROM:<a@b.cn> SIZE=3",
                "RCPT TO:<c@d.cn>",
                "DATA",
                "..dots",
                ".",
            ],
        )
        .await;
        let codes: Vec<&str> = answers.iter().map(|answer| &answer[..3]).collect();
        assert_eq!(
            codes,
            ["220", "503", "250", "250", "250", "503", "250", "250", "354", "250"]
        );
        let mails = twin.mails();
        assert_eq!(
            (mails[0].data.as_str(), mails[0].to[0].as_str()),
            (".dots\r\n", "c@d.cn")
        );
        assert!(answers.last().unwrap().ends_with(&mails[0].queue));
    }

    #[tokio::test]
    async fn who_must_say_who_they_are_is_not_heard_before() {
        let twin = Twin::new().with_login("centre", "secret");
        let right = format!("AUTH PLAIN {}", STANDARD.encode("\0centre\0secret"));
        let wrong = format!("AUTH PLAIN {}", STANDARD.encode("\0centre\0guess"));
        let answers = talk(
            &twin,
            &["EHLO x", "MAIL FROM:<a@b.cn>", &wrong, &right, "MAIL FROM:<a@b.cn>"],
        )
        .await;
        let codes: Vec<&str> = answers.iter().skip(5).map(|answer| &answer[..3]).collect();
        assert_eq!(codes, ["530", "535", "235", "250"]);
    }
}
