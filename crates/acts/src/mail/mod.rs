//! Mail (电子邮件): letters over SMTP, as plain text and HTML in one. The crate `lettre` is named here alone ([ADR 0011]).
//!
//! [ADR 0011]: ../../../../docs/adr/0011-mail-with-lettre.md

mod letter;

use std::time::Duration;

use lettre::address::Envelope;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{Certificate, Tls as LettreTls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use yimen_domain::identifiers::mask_mail;
use yimen_domain::words::Fault;

pub use letter::Letter;
pub(crate) use letter::message_id;

use crate::notices::out::Came;
use crate::outward::{self, Secret};
use crate::{ActError, Centre};

/// How long the server may take over one step.
const PATIENCE: Duration = Duration::from_secs(20);
/// Longest address (RFC 5321 section 4.5.3.1.3, without the angles).
pub const LONGEST_ADDRESS: usize = 254;
/// What a server says of the centre's own name and password, and of a connection that must be safer: nothing is wrong with the letter.
const ABOUT_THE_CENTRE: [u16; 4] = [530, 534, 535, 538];

/// How the connection is made safe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// Not at all: on this machine only.
    None,
    /// The server must offer it (STARTTLS).
    StartTls,
    /// From the first byte on.
    Tls,
}

impl Tls {
    /// From its code.
    pub fn parse(code: &str) -> Option<Tls> {
        match code {
            "none" => Some(Tls::None),
            "starttls" => Some(Tls::StartTls),
            "tls" => Some(Tls::Tls),
            _ => None,
        }
    }
}

/// The server that takes the centre's mail (邮件服务器).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// Its name, which its certificate must show.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is made safe.
    pub tls: Tls,
    /// Certificates (PEM) that are trusted besides those of the system.
    pub ca: Option<Vec<u8>>,
    /// Name and password of the centre there.
    pub login: Option<(String, Secret)>,
    /// From whom mail comes, such as `前锋区政务服务中心 <notice@example.cn>`.
    pub from: String,
    /// How many letters go out in a minute at most.
    pub per_minute: i64,
}

impl Server {
    /// Why it cannot be used.
    ///
    /// # Errors
    /// In words for an operator.
    pub fn check(&self) -> Result<(), String> {
        let from: lettre::message::Mailbox = self
            .from
            .parse()
            .map_err(|_| format!("from: “{}” is not NAME <ADDRESS>", self.from))?;
        let is_here = self.host == "localhost" || self.host.parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback());
        if self.tls == Tls::None && !is_here {
            return Err(
                "tls: “none” is for a server on this machine; what is said to people does not go over the net in clear"
                    .into(),
            );
        }
        if from.email.domain().is_empty() || self.host.is_empty() || self.per_minute < 1 {
            return Err("host, from and per-minute must be given".into());
        }
        transport(self).map(|_| ()).map_err(|error| error.to_string())
    }

    /// The domain of the centre's own address.
    pub(crate) fn domain(&self) -> String {
        self.mailbox()
            .map_or_else(|_| String::new(), |from| from.email.domain().to_string())
    }

    fn mailbox(&self) -> Result<lettre::message::Mailbox, ActError> {
        self.from
            .parse()
            .map_err(|error| ActError::Broken(format!("mail: from: {error}")))
    }
}

/// An address as somebody typed it, without blanks around it.
///
/// # Errors
/// It is none to which mail can be sent everywhere: letters beyond ASCII need servers that few have.
pub fn address(typed: &str) -> Result<String, Fault> {
    let typed = typed.trim();
    let fits = typed.is_ascii() && typed.len() <= LONGEST_ADDRESS && !typed.contains(['"', '[', '\\']);
    match typed.parse::<Address>() {
        Ok(address) if fits && address.domain().contains('.') => {
            Ok(format!("{}@{}", address.user(), address.domain().to_ascii_lowercase()))
        }
        _ => Err(Fault::new(
            "address",
            "请填写电子邮箱地址，例如 name@example.cn。",
            "Enter an e-mail address, such as name@example.cn.",
        )),
    }
}

/// Takes letters to the server.
pub(crate) struct Courier<'a> {
    server: &'a Server,
    transport: AsyncSmtpTransport<Tokio1Executor>,
}

impl Courier<'_> {
    /// Nothing is connected yet.
    pub(crate) fn open(server: &Server) -> Result<Courier<'_>, ActError> {
        let transport = transport(server).map_err(|error| ActError::Broken(format!("mail: {error}")))?;
        Ok(Courier { server, transport })
    }

    /// Hands a letter over. The address is in no answer and no log.
    pub(crate) async fn send(&self, centre: &Centre, letter: &Letter) -> Came {
        let without = |text: String| text.replace(&letter.to, &mask_mail(&letter.to));
        let (envelope, bytes) = match self.packed(centre, letter) {
            Ok(packed) => packed,
            Err(error) => return Came::Refused(without(error.to_string())),
        };
        match self.transport.send_raw(&envelope, &bytes).await {
            Ok(answer) => {
                let words: Vec<&str> = answer.message().collect();
                Came::Taken(without(format!("{} {}", answer.code(), words.join(" "))))
            }
            Err(error) if is_for_ever(&error) => Came::Refused(without(error.to_string())),
            Err(error) => {
                let why = without(said(&error));
                tracing::warn!(why, letter = %letter.id, "a mail waits");
                Came::Later(why)
            }
        }
    }

    fn packed(&self, centre: &Centre, letter: &Letter) -> Result<(Envelope, Vec<u8>), ActError> {
        let from = self.server.mailbox()?;
        let to: Address = letter
            .to
            .parse()
            .map_err(|_| ActError::Broken("this is no address of mail".into()))?;
        let envelope = Envelope::new(Some(from.email.clone()), vec![to.clone()]);
        let envelope = envelope.map_err(|error| ActError::Broken(error.to_string()))?;
        Ok((envelope, letter::bytes(letter, from, to, centre.now())?))
    }
}

/// The error with what lies behind it: of a connection that broke, the first alone says little.
fn said(error: &Error) -> String {
    use std::error::Error as _;
    let mut words = error.to_string();
    let mut behind = error.source();
    while let Some(cause) = behind {
        let text = cause.to_string();
        if !words.contains(&text) {
            words = format!("{words}: {text}");
        }
        behind = cause.source();
    }
    words
}

fn is_for_ever(error: &Error) -> bool {
    let about_the_centre = error
        .status()
        .is_some_and(|code| ABOUT_THE_CENTRE.contains(&code.into()));
    error.is_permanent() && !about_the_centre
}

fn transport(server: &Server) -> Result<AsyncSmtpTransport<Tokio1Executor>, Error> {
    outward::prepare();
    let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&server.host)
        .port(server.port)
        .timeout(Some(PATIENCE))
        .tls(match server.tls {
            Tls::None => LettreTls::None,
            Tls::StartTls => LettreTls::Required(parameters(server)?),
            Tls::Tls => LettreTls::Wrapper(parameters(server)?),
        });
    if let Ok(from) = server.from.parse::<lettre::message::Mailbox>() {
        builder = builder.hello_name(ClientId::Domain(from.email.domain().to_string()));
    }
    if let Some((name, password)) = &server.login {
        builder = builder
            .credentials(Credentials::new(name.clone(), password.reveal().to_string()))
            .authentication(vec![Mechanism::Plain, Mechanism::Login]);
    }
    Ok(builder.build())
}

fn parameters(server: &Server) -> Result<TlsParameters, Error> {
    let mut builder = TlsParameters::builder(server.host.clone());
    if let Some(ca) = &server.ca {
        builder = builder.add_root_certificate(Certificate::from_pem(ca)?);
    }
    builder.build_rustls()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_what_servers_everywhere_take() {
        assert_eq!(address(" Zhong.Yan@Example.CN ").unwrap(), "Zhong.Yan@example.cn");
        let long = format!("{}@example.cn", "a".repeat(64 + 200));
        for wrong in [
            "",
            "钟@example.cn",
            "a@b",
            "a b@example.cn",
            "a@example.cn\nBcc: b@example.cn",
            "\"a\"@example.cn",
            long.as_str(),
        ] {
            assert!(address(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn nothing_is_said_in_clear_over_the_net() {
        let server = |host: &str, tls| Server {
            host: host.into(),
            port: 25,
            tls,
            ca: None,
            login: None,
            from: "前锋区政务服务中心 <notice@example.cn>".into(),
            per_minute: 60,
        };
        assert!(
            server("smtp.example.cn", Tls::None)
                .check()
                .unwrap_err()
                .contains("none")
        );
        assert_eq!(server("127.0.0.1", Tls::None).check(), Ok(()));
        assert_eq!(server("smtp.example.cn", Tls::StartTls).check(), Ok(()));
        let nobody = Server {
            from: "nobody".into(),
            ..server("127.0.0.1", Tls::None)
        };
        assert!(nobody.check().is_err());
    }
}
