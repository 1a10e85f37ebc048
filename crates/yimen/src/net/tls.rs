//! The centre's own TLS (安全传输): TLS 1.3 and 1.2 with forward secrecy, by rustls with ring. The certificate is read again when its
//! file changes or on SIGHUP; connections that are open go on with the one they began with.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::{ClientHello, ResolvesServerCert};
use tokio_rustls::rustls::sign::CertifiedKey;
use tokio_rustls::rustls::version::{TLS12, TLS13};

/// How often the files are looked at for a change.
const LOOK: Duration = Duration::from_secs(5);

/// A certificate with its key, in files that may be replaced while the centre works.
#[derive(Debug, Clone)]
pub struct Certificate {
    chain: PathBuf,
    key: PathBuf,
    shown: Arc<Shown>,
}

#[derive(Debug)]
struct Shown(RwLock<Arc<CertifiedKey>>);

impl ResolvesServerCert for Shown {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner)))
    }
}

impl Certificate {
    /// Reads a chain of certificates and the key of the first, both PEM.
    ///
    /// # Errors
    /// A file cannot be read, or the key is not that of the certificate.
    pub fn read(chain: PathBuf, key: PathBuf) -> Result<Certificate, String> {
        let shown = Arc::new(Shown(RwLock::new(Arc::new(certified(&chain, &key)?))));
        Ok(Certificate { chain, key, shown })
    }

    /// What makes a connection one of TLS.
    ///
    /// # Errors
    /// The cryptography does not know the versions.
    pub fn acceptor(&self) -> Result<TlsAcceptor, String> {
        let resolver: Arc<dyn ResolvesServerCert> = Arc::<Shown>::clone(&self.shown);
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_protocol_versions(&[&TLS13, &TLS12])
            .map_err(|error| format!("tls: {error}"))?
            .with_no_client_auth()
            .with_cert_resolver(resolver);
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(TlsAcceptor::from(Arc::new(config)))
    }

    /// Reads the files again; what cannot be used leaves the earlier certificate in place.
    pub fn renew(&self) {
        match certified(&self.chain, &self.key) {
            Ok(certified) => {
                *self.shown.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(certified);
                tracing::info!("the certificate was read again");
            }
            Err(why) => tracing::error!(why, "the new certificate cannot be used; the earlier one is shown on"),
        }
    }

    /// Reads the files again whenever they changed or it is told to, until the end.
    pub async fn keep_fresh(self, mut again: watch::Receiver<u64>, mut stopped: watch::Receiver<bool>) {
        let mut known = self.changed();
        loop {
            let told = tokio::select! {
                _ = stopped.wait_for(|stop| *stop) => return,
                told = again.changed() => told.is_ok(),
                () = tokio::time::sleep(LOOK) => false,
            };
            let changed = self.changed();
            if told || changed != known {
                known = changed;
                self.renew();
            }
        }
    }

    fn changed(&self) -> [Option<SystemTime>; 2] {
        [&self.chain, &self.key].map(|file| std::fs::metadata(file).and_then(|about| about.modified()).ok())
    }
}

fn certified(chain: &Path, key: &Path) -> Result<CertifiedKey, String> {
    let no = |setting: &str, file: &Path, why: &dyn std::fmt::Display| format!("{setting}: {} {why}", file.display());
    let certificates: Result<Vec<_>, _> = CertificateDer::pem_file_iter(chain)
        .map_err(|error| no("tls-cert", chain, &format!("cannot be read: {error}")))?
        .collect();
    let certificates =
        certificates.map_err(|error| no("tls-cert", chain, &format!("is not a certificate: {error}")))?;
    if certificates.is_empty() {
        return Err(no("tls-cert", chain, &"holds no certificate"));
    }
    let secret =
        PrivateKeyDer::from_pem_file(key).map_err(|error| no("tls-key", key, &format!("holds no key: {error}")))?;
    let signing = ring::sign::any_supported_type(&secret)
        .map_err(|error| no("tls-key", key, &format!("is of no kind that is known: {error}")))?;
    let certified = CertifiedKey::new(certificates, signing);
    certified
        .keys_match()
        .map_err(|_| no("tls-key", key, &format!("is not the key of {}", chain.display())))?;
    Ok(certified)
}
