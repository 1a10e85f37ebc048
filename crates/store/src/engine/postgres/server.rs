//! Where the database is, and whether its connections are sealed (连接加密).
//!
//! A database on another machine is spoken to over TLS, with a certificate that is checked for its name (`verify-full`), unless
//! the address says `sslmode=disable` itself. Modes in between, which seal without looking who answers, are not taken.

use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::StoreError;

/// A database and the way to it.
#[derive(Clone)]
pub(super) struct Server {
    pub(super) config: Config,
    pub(super) tls: Option<MakeRustlsConnect>,
}

impl Server {
    /// From an address `postgres://…`; `sslmode` is `verify-full` or `disable`, `sslrootcert` a file of certificates or `system`.
    pub(super) fn parse(url: &str) -> Result<Server, StoreError> {
        let (url, asked) = Asked::split(url)?;
        let mut config = Config::from_str(&url)
            .map_err(|_| StoreError::Broken("the address of the database is not valid".into()))?;
        let is_sealed = match asked.mode.as_deref() {
            Some("verify-full") => true,
            Some("disable") => false,
            None => asked.roots.is_some() || !is_near(&config),
            Some(mode) => {
                return Err(StoreError::Broken(format!(
                    "sslmode={mode} does not look who answers: use verify-full, with the certificate of the one who issues yours in \
                     sslrootcert, or disable"
                )));
            }
        };
        config.ssl_mode(if is_sealed { SslMode::Require } else { SslMode::Disable });
        let tls = is_sealed.then(|| seal(asked.roots.as_deref())).transpose()?;
        Ok(Server { config, tls })
    }
}

/// What an address says of TLS.
#[derive(Default)]
struct Asked {
    mode: Option<String>,
    roots: Option<String>,
}

impl Asked {
    /// The address without what it says of TLS, which the driver understands in part only.
    fn split(url: &str) -> Result<(String, Asked), StoreError> {
        let mut asked = Asked::default();
        let Some((place, query)) = url.split_once('?') else {
            return Ok((url.to_string(), asked));
        };
        let mut rest = Vec::new();
        for pair in query.split('&') {
            match pair.split_once('=') {
                Some(("sslmode", mode)) => asked.mode = Some(mode.to_string()),
                Some(("sslrootcert", roots)) => asked.roots = Some(decoded(roots)?),
                _ => rest.push(pair),
            }
        }
        let query = rest.join("&");
        let url = if query.is_empty() {
            place.to_string()
        } else {
            format!("{place}?{query}")
        };
        Ok((url, asked))
    }
}

/// A value of an address: `%2F` is `/`.
fn decoded(text: &str) -> Result<String, StoreError> {
    let wrong = || StoreError::Broken("sslrootcert: the address of the database is not valid".into());
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next().ok_or_else(wrong)?, rest.next().ok_or_else(wrong)?];
            let digits = std::str::from_utf8(&digits).map_err(|_| wrong())?;
            bytes.push(u8::from_str_radix(digits, 16).map_err(|_| wrong())?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).map_err(|_| wrong())
}

/// Every node is this machine.
fn is_near(config: &Config) -> bool {
    let is_near = |host: &Host| match host {
        Host::Tcp(name) => {
            let address = name.parse::<std::net::IpAddr>();
            name == "localhost" || address.is_ok_and(|address| address.is_loopback())
        }
        #[cfg(unix)]
        Host::Unix(_) => true,
    };
    config.get_hosts().iter().all(is_near) && config.get_hostaddrs().iter().all(std::net::IpAddr::is_loopback)
}

fn seal(roots: Option<&str>) -> Result<MakeRustlsConnect, StoreError> {
    let broken = |error: &dyn std::error::Error| StoreError::Broken(format!("TLS to the database: {error}"));
    let roots = match roots {
        None | Some("system") => of_the_system(),
        Some(file) => of_file(Path::new(file))?,
    };
    let client = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])
        .map_err(|error| broken(&error))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(client))
}

fn of_the_system() -> RootCertStore {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    roots
}

fn of_file(file: &Path) -> Result<RootCertStore, StoreError> {
    let broken = |why: &dyn std::fmt::Display| StoreError::Broken(format!("sslrootcert: {} {why}", file.display()));
    let mut roots = RootCertStore::empty();
    let found = CertificateDer::pem_file_iter(file).map_err(|error| broken(&format!("cannot be read: {error}")))?;
    for certificate in found {
        let certificate = certificate.map_err(|error| broken(&format!("is not a certificate: {error}")))?;
        roots
            .add(certificate)
            .map_err(|error| broken(&format!("is not a certificate: {error}")))?;
    }
    if roots.is_empty() {
        return Err(broken(&"holds no certificate"));
    }
    Ok(roots)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_sealed(url: &str) -> Result<bool, String> {
        match Server::parse(url) {
            Ok(server) => Ok(server.tls.is_some()),
            Err(error) => Err(error.to_string()),
        }
    }

    #[test]
    fn another_machine_is_spoken_to_over_tls_unless_the_address_says_otherwise() {
        for near in [
            "postgres://u@127.0.0.1/d",
            "postgres://u@localhost:5433/d?target_session_attrs=any",
            "postgres://u@[::1]/d",
            "postgres://u@%2Frun%2Fpostgresql/d",
        ] {
            assert_eq!(is_sealed(near), Ok(false), "{near}");
        }
        for far in [
            "postgres://u@10.1.2.3/d",
            "postgres://u@db.example.gov.cn/d?connect_timeout=3",
            "postgres://u@127.0.0.1,db.example.gov.cn/d",
            "postgres://u@localhost/d?sslmode=verify-full&sslrootcert=system",
        ] {
            assert_eq!(is_sealed(far), Ok(true), "{far}");
        }
        assert_eq!(is_sealed("postgres://u@10.1.2.3/d?sslmode=disable"), Ok(false));
    }

    #[test]
    fn what_does_not_look_who_answers_is_refused_and_the_password_is_not_repeated() {
        for mode in ["allow", "prefer", "require", "verify-ca"] {
            let said = is_sealed(&format!("postgres://u:secret@10.1.2.3/d?sslmode={mode}")).unwrap_err();
            assert!(said.contains("verify-full") && !said.contains("secret"), "{said}");
        }
        let missing = is_sealed("postgres://u@h/d?sslrootcert=%2Fnot%20there.pem").unwrap_err();
        assert!(missing.contains("/not there.pem cannot be read"), "{missing}");
    }
}
