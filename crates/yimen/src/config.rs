//! What an operator sets: by flag, by environment, by file, in this order; see docs/operate/configuration.md.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Deserialize;
use yimen_acts::outward::{Secret, is_safe};
use yimen_acts::scan::{Guard, Scanner, WhenDown};
use yimen_acts::texts::Gateway;
use yimen_acts::vault::Sealing;
use yimen_acts::{Centre, Settings};
use yimen_domain::organisation::mandate::USUAL_LONGEST;
use yimen_domain::organisation::second::SecondFactor;
use yimen_store::Location;
use yimen_store::ledger::HashKind;
use yimen_web::Limits;

use crate::identities::{IdentityFile, providers};
use crate::mail::MailFile;
use crate::net::Certificate;
use crate::payments::PaymentsFile;

/// Address that is listened on when none is given.
pub const LISTEN: &str = "127.0.0.1:8080";
/// Division when none is given: that of the demonstration.
pub const DIVISION: &str = "511603000000";
/// Most parts of a table.
const MOST_PARTITIONS: u32 = 256;
/// Short messages on one day when nothing is said.
const SMS_A_DAY: u32 = 5_000;
/// Shortest secret that requests to the gateway are signed with, characters.
const SHORTEST_SMS_SECRET: usize = 16;
/// Configuration file that is read when it is there and none is named.
const FILE: &str = "yimen.toml";

/// Flags that every command takes.
#[derive(Args, Debug, Clone, Default)]
pub struct Common {
    /// Configuration file [default: yimen.toml, if it is there]
    #[arg(long, global = true, env = "YIMEN_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Folder of data [default: ./data]
    #[arg(long, global = true, env = "YIMEN_DATA", value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// PostgreSQL address; without it, a SQLite file in the data folder
    #[arg(
        long,
        global = true,
        env = "YIMEN_DATABASE_URL",
        value_name = "postgres://…",
        hide_env_values = true
    )]
    pub database_url: Option<String>,
    /// Address to listen on [default: 127.0.0.1:8080]
    #[arg(long, global = true, env = "YIMEN_LISTEN", value_name = "ADDR:PORT")]
    pub listen: Option<String>,
    /// Address under which people reach the centre, printed in QR codes [default: http://ADDR:PORT]
    #[arg(long, global = true, env = "YIMEN_BASE_URL", value_name = "URL")]
    pub base_url: Option<String>,
    /// Division that owns the data, twelve digits [default: 511603000000]
    #[arg(long, global = true, env = "YIMEN_DIVISION", value_name = "CODE")]
    pub division: Option<String>,
    /// Folder with the fonts of documents
    #[arg(long, global = true, env = "YIMEN_FONTS", value_name = "DIR")]
    pub fonts: Option<PathBuf>,
    /// Hash function of a new centre's ledger, sm3 or sha256; it stays the same ever after [default: sm3]
    #[arg(long, global = true, env = "YIMEN_LEDGER_HASH", value_name = "NAME")]
    pub ledger_hash: Option<String>,
    /// How new keys seal personal data, aes-256-gcm or sm4-gcm [default: aes-256-gcm]
    #[arg(long, global = true, env = "YIMEN_SEALING", value_name = "NAME")]
    pub sealing: Option<String>,
    /// Into how many parts PostgreSQL splits each table of a new database, by a hash of the division; it stays the same
    /// ever after [default: 0, not at all]
    #[arg(long, global = true, env = "YIMEN_PARTITIONS", value_name = "N")]
    pub partitions: Option<u32>,
    /// Address of a proxy whose X-Forwarded-For is believed; may be given several times
    #[arg(
        long = "trusted-proxy",
        global = true,
        env = "YIMEN_TRUSTED_PROXIES",
        value_name = "ADDR",
        value_delimiter = ','
    )]
    pub trusted_proxies: Vec<IpAddr>,
    /// Of whom a second factor is asked at sign-in: offered, administrators, staff [default: staff; in a demonstration: offered]
    #[arg(long, global = true, env = "YIMEN_SECOND_FACTOR", value_name = "WHOM")]
    pub second_factor: Option<String>,
    /// Days that a mandate of an agent may last [default: 366]
    #[arg(long, global = true, env = "YIMEN_MANDATE_DAYS", value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=3653))]
    pub mandate_days: Option<u32>,
    /// Gateway to which short messages are sent (docs/sms-gateway.md); without it, no codes are sent to telephones
    #[arg(long, global = true, env = "YIMEN_SMS_URL", value_name = "URL")]
    pub sms_url: Option<String>,
    /// Name by which the gateway knows the centre
    #[arg(long, global = true, env = "YIMEN_SMS_KEY", value_name = "NAME")]
    pub sms_key: Option<String>,
    /// File with the secret that requests to the gateway are signed with; or the secret itself in YIMEN_SMS_SECRET
    #[arg(long, global = true, env = "YIMEN_SMS_SECRET_FILE", value_name = "FILE")]
    pub sms_secret_file: Option<PathBuf>,
    /// Short messages on one day at most [default: 5000]
    #[arg(long, global = true, env = "YIMEN_SMS_MOST_A_DAY", value_name = "N")]
    pub sms_most_a_day: Option<u32>,
    /// Print facts as JSON
    #[arg(long, global = true)]
    pub json: bool,
}

/// Flags of the commands that serve.
#[derive(Args, Debug, Clone, Default)]
pub struct Net {
    /// File with a secret that reads /metrics from elsewhere; without it only this machine reads them
    #[arg(long, env = "YIMEN_METRICS_TOKEN_FILE", value_name = "FILE")]
    pub metrics_token_file: Option<PathBuf>,
    /// Certificate and those above it (PEM): the centre speaks TLS itself. Read again when the file changes, or on SIGHUP
    #[arg(long, env = "YIMEN_TLS_CERT", value_name = "FILE")]
    pub tls_cert: Option<PathBuf>,
    /// Key of the certificate (PEM)
    #[arg(long, env = "YIMEN_TLS_KEY", value_name = "FILE")]
    pub tls_key: Option<PathBuf>,
    /// Address on which plain http is listened to and pages are sent to https
    #[arg(long, env = "YIMEN_REDIRECT_FROM", value_name = "ADDR:PORT")]
    pub redirect_from: Option<SocketAddr>,
    /// How often a person or an address may do something, such as filing-person=60/h or search-address=none
    #[arg(
        long = "limit",
        env = "YIMEN_LIMITS",
        value_name = "NAME=RATE",
        value_delimiter = ','
    )]
    pub limits: Vec<String>,
    #[command(flatten)]
    pub scanning: Scanning,
}

/// Who looks for malware in uploads.
#[derive(Args, Clone, Debug, Default)]
pub struct Scanning {
    /// Scanner that looks for malware in uploads: clamd://HOST:PORT, clamd:///PATH or icap://HOST:PORT/SERVICE
    #[arg(long, env = "YIMEN_SCANNER", value_name = "ADDRESS")]
    pub scanner: Option<String>,
    /// What happens to uploads while the scanner is down: refuse, or wait for a minute [default: refuse]
    #[arg(long, env = "YIMEN_SCANNER_DOWN", value_name = "WHAT")]
    pub scanner_down: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    data: Option<PathBuf>,
    database_url: Option<String>,
    database_url_file: Option<PathBuf>,
    listen: Option<String>,
    base_url: Option<String>,
    division: Option<String>,
    fonts: Option<PathBuf>,
    ledger_hash: Option<String>,
    sealing: Option<String>,
    partitions: Option<u32>,
    trusted_proxies: Option<Vec<IpAddr>>,
    second_factor: Option<String>,
    mandate_days: Option<u32>,
    metrics_token_file: Option<PathBuf>,
    tls_cert: Option<PathBuf>,
    tls_key: Option<PathBuf>,
    redirect_from: Option<SocketAddr>,
    #[serde(default)]
    limits: BTreeMap<String, String>,
    sms_url: Option<String>,
    sms_key: Option<String>,
    sms_secret_file: Option<PathBuf>,
    sms_most_a_day: Option<u32>,
    scanner: Option<String>,
    scanner_down: Option<String>,
    #[serde(default)]
    identity: Vec<IdentityFile>,
    mail: Option<MailFile>,
    #[serde(default)]
    payments: PaymentsFile,
}

/// Everything settled.
#[derive(Debug, Clone)]
pub struct Config {
    /// For the centre.
    pub settings: Settings,
    /// Address to listen on.
    pub listen: SocketAddr,
}

/// How the centre is served.
#[derive(Debug, Clone, Default)]
pub struct Serving {
    /// The secret that reads the figures from another machine.
    pub metrics_token: Option<String>,
    /// What the centre shows who it is by, when it speaks TLS itself.
    pub certificate: Option<Certificate>,
    /// Where plain http is listened to and sent to https.
    pub redirect_from: Option<SocketAddr>,
    /// How often who may come; without it as often as they like, for measuring.
    pub limits: Option<Limits>,
    /// Who looks for malware in uploads.
    pub guard: Option<Guard>,
}

/// Shortest secret that is taken for the figures.
const SHORTEST_SECRET: usize = 32;

/// Settles how the centre is served.
///
/// # Errors
/// The first setting that cannot be, by name.
pub fn settle_serving(common: &Common, net: &Net) -> Result<Serving, String> {
    let file = read_file(common.config.as_deref())?;
    let path = net.metrics_token_file.clone().or(file.metrics_token_file);
    let metrics_token = from_file("metrics-token-file", path.as_deref())?;
    if metrics_token
        .as_ref()
        .is_some_and(|secret| secret.len() < SHORTEST_SECRET)
    {
        return Err(format!(
            "metrics-token-file: the secret must have {SHORTEST_SECRET} characters at least"
        ));
    }
    let tls = (
        net.tls_cert.clone().or(file.tls_cert),
        net.tls_key.clone().or(file.tls_key),
    );
    let certificate = match tls {
        (Some(chain), Some(key)) => Some(Certificate::read(chain, key)?),
        (None, None) => None,
        _ => return Err("tls-cert and tls-key belong together: one of them is missing".into()),
    };
    let redirect_from = net.redirect_from.or(file.redirect_from);
    let base_url = common.base_url.clone().or(file.base_url).unwrap_or_default();
    if certificate.is_some() && !base_url.starts_with("https://") {
        return Err("base-url: with tls-cert it must be given and begin with https://".into());
    }
    if redirect_from.is_some() && !base_url.starts_with("https://") {
        return Err("redirect-from: there is no https to send to; base-url must begin with https://".into());
    }
    Ok(Serving {
        metrics_token,
        certificate,
        redirect_from,
        limits: Some(limits(&file.limits, &net.limits)?),
        guard: settle_scanning(common, &net.scanning)?,
    })
}

/// Settles who looks for malware in uploads; nobody where no scanner is named.
///
/// # Errors
/// The first setting that cannot be, by name.
pub fn settle_scanning(common: &Common, scanning: &Scanning) -> Result<Option<Guard>, String> {
    let file = read_file(common.config.as_deref())?;
    let when_down = scanning.scanner_down.clone().or(file.scanner_down);
    let when_down = when_down.map_or(Ok(WhenDown::default()), |name| {
        WhenDown::parse(&name).ok_or_else(|| format!("scanner-down: “{name}” is none of refuse, wait"))
    })?;
    let Some(address) = scanning.scanner.clone().or(file.scanner) else {
        return Ok(None);
    };
    let scanner = Scanner::parse(&address).map_err(|why| format!("scanner: {why}"))?;
    Ok(Some(Guard { scanner, when_down }))
}

fn limits(of_file: &BTreeMap<String, String>, given: &[String]) -> Result<Limits, String> {
    let mut limits = Limits::default();
    for (name, rate) in of_file {
        limits.set(name, rate).map_err(|why| format!("limits: {why}"))?;
    }
    for pair in given {
        let (name, rate) = pair
            .split_once('=')
            .ok_or_else(|| format!("limit: “{pair}” is not NAME=RATE, such as filing-person=60/h"))?;
        limits
            .set(name.trim(), rate.trim())
            .map_err(|why| format!("limit: {why}"))?;
    }
    Ok(limits)
}

/// Settles flags, environment, file and defaults.
///
/// # Errors
/// The first setting that cannot be, by name.
pub fn settle(common: &Common, demonstration: bool) -> Result<Config, String> {
    let file = read_file(common.config.as_deref())?;
    let sms = gateway(common, &file)?;
    let identities = providers(&file.identity)?;
    let mail = file.mail.as_ref().map(MailFile::server).transpose()?;
    let payments = file.payments.settle()?;
    let listen = common.listen.clone().or(file.listen).unwrap_or_else(|| LISTEN.into());
    let listen: SocketAddr = listen
        .parse()
        .map_err(|_| format!("listen: “{listen}” is not ADDR:PORT, such as {LISTEN}"))?;
    let data = common.data.clone().or(file.data).unwrap_or_else(|| "data".into());
    let division = common
        .division
        .clone()
        .or(file.division)
        .unwrap_or_else(|| DIVISION.into());
    if division.len() != 12 || !division.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(format!("division: “{division}” is not a code of twelve digits"));
    }
    let base_url = common
        .base_url
        .clone()
        .or(file.base_url)
        .unwrap_or_else(|| format!("http://{listen}"));
    if !(base_url.starts_with("http://") || base_url.starts_with("https://")) {
        return Err(format!("base-url: “{base_url}” must begin with http:// or https://"));
    }
    let url = common
        .database_url
        .clone()
        .or(file.database_url)
        .or(from_file("database-url-file", file.database_url_file.as_deref())?);
    let location = match url {
        Some(url) if url.starts_with("postgres://") || url.starts_with("postgresql://") => {
            Location::Postgres { url, schema: None }
        }
        Some(_) => return Err("database-url: it must begin with postgres://".into()),
        None => Location::Sqlite(Centre::sqlite_file(&data)),
    };
    let ledger_hash = common
        .ledger_hash
        .clone()
        .or(file.ledger_hash)
        .map(|name| HashKind::parse(&name).ok_or_else(|| format!("ledger-hash: “{name}” is not sm3 or sha256")))
        .transpose()?;
    let sealing = common
        .sealing
        .clone()
        .or(file.sealing)
        .map(|name| Sealing::parse(&name).ok_or_else(|| format!("sealing: “{name}” is not aes-256-gcm or sm4-gcm")))
        .transpose()?
        .unwrap_or_default();
    let partitions = common.partitions.or(file.partitions).unwrap_or(0);
    if partitions > MOST_PARTITIONS {
        return Err(format!("partitions: {partitions} is more than {MOST_PARTITIONS}"));
    }
    let trusted_proxies = match common.trusted_proxies.as_slice() {
        [] => file.trusted_proxies.unwrap_or_default(),
        named => named.to_vec(),
    };
    let second_factor = match common.second_factor.clone().or(file.second_factor) {
        Some(code) => SecondFactor::parse(&code)
            .ok_or_else(|| format!("second-factor: \"{code}\" is none of offered, administrators, staff"))?,
        None if demonstration => SecondFactor::Offered,
        None => SecondFactor::default(),
    };
    let fonts = font_folders(common.fonts.clone().or(file.fonts));
    let base_url = base_url.trim_end_matches('/').to_string();
    Ok(Config {
        settings: Settings {
            data,
            location,
            division,
            base_url,
            trusted_proxies,
            second_factor,
            mandate_days: common.mandate_days.or(file.mandate_days).unwrap_or(USUAL_LONGEST),
            sms,
            mail,
            identities,
            payments,
            fonts,
            demonstration,
            ledger_hash,
            sealing,
            partitions,
        },
        listen,
    })
}

fn read_file(named: Option<&Path>) -> Result<File, String> {
    let path = named.unwrap_or(Path::new(FILE));
    match std::fs::read_to_string(path) {
        Ok(text) => toml::from_str(&text).map_err(|error| format!("{}: {error}", path.display())),
        Err(error) if named.is_none() && error.kind() == std::io::ErrorKind::NotFound => Ok(File::default()),
        Err(error) => Err(format!("config: {} cannot be read: {error}", path.display())),
    }
}

/// The gateway of short messages, if one is named.
fn gateway(common: &Common, file: &File) -> Result<Option<Gateway>, String> {
    let Some(url) = common.sms_url.clone().or_else(|| file.sms_url.clone()) else {
        return Ok(None);
    };
    if !is_safe(&url) {
        return Err(format!(
            "sms-url: \"{url}\" must begin with https://, unless it is on this machine"
        ));
    }
    let key = common.sms_key.clone().or_else(|| file.sms_key.clone());
    let key = key.ok_or("sms-key: the gateway must know who sends")?;
    let secret_file = common.sms_secret_file.as_deref().or(file.sms_secret_file.as_deref());
    let secret = match std::env::var("YIMEN_SMS_SECRET") {
        Ok(secret) => Some(secret),
        Err(_) => from_file("sms-secret-file", secret_file)?,
    };
    let secret = secret.filter(|secret| secret.len() >= SHORTEST_SMS_SECRET);
    let secret = secret.ok_or(format!(
        "sms-secret-file: a secret of {SHORTEST_SMS_SECRET} characters at least is needed"
    ))?;
    let most = common.sms_most_a_day.or(file.sms_most_a_day).unwrap_or(SMS_A_DAY);
    Ok(Some(Gateway {
        url,
        key,
        secret: Secret::new(secret),
        most_a_day: most.into(),
    }))
}

pub(crate) fn from_file(setting: &str, path: Option<&Path>) -> Result<Option<String>, String> {
    path.map(|path| {
        let text = std::fs::read_to_string(path)
            .map_err(|error| format!("{setting}: {} cannot be read: {error}", path.display()))?;
        Ok(text.trim().to_string())
    })
    .transpose()
}

/// Where fonts may lie: as named, beside the program, in the source tree, and where the system keeps ours.
fn font_folders(named: Option<PathBuf>) -> Vec<PathBuf> {
    if let Some(named) = named {
        return vec![named];
    }
    let mut folders = vec![PathBuf::from("fonts"), PathBuf::from("assets/dist/fonts")];
    if let Some(beside) = std::env::current_exe()
        .ok()
        .and_then(|program| program.parent().map(Path::to_path_buf))
    {
        folders.push(beside.join("fonts"));
        folders.push(beside.join("../../assets/dist/fonts"));
    }
    folders.push(PathBuf::from("/usr/share/yimen/fonts"));
    folders
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_by_flag_goes_before_the_same_in_the_file() {
        let of_file: File = toml::from_str("[limits]\nfiling-person = \"7/h\"\nsearch-address = \"none\"").unwrap();
        let settled = limits(&of_file.limits, &["filing-person=9/h".into()])
            .unwrap()
            .to_string();
        for line in ["filing-person 9/h", "search-address none", "upload-person 300/h"] {
            assert!(settled.lines().any(|one| one == line), "{settled}");
        }
        assert!(
            limits(&of_file.limits, &["filing=9/h".into()])
                .unwrap_err()
                .contains("filing-person")
        );
        assert!(limits(&of_file.limits, &["filing-person".into()]).is_err());
    }
}
