//! The program on the wire (网络接入): its own TLS, the way from http, and people who take their time.

#![allow(clippy::unwrap_used, reason = "a claim that cannot be checked fails its test")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tempfile::TempDir;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::version::{TLS12, TLS13};
use tokio_rustls::rustls::{
    ClientConfig, ClientConnection, ProtocolVersion, RootCertStore, StreamOwned, SupportedProtocolVersion,
};

/// A running program; it ends with the value.
struct Running {
    child: Child,
    said: String,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn program(folder: &TempDir, more: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_yimen"));
    command
        .args(["serve", "--data"])
        .arg(folder.path().join("data"))
        .args(more);
    command.current_dir(folder.path());
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("YIMEN_") && name != "YIMEN_FONTS") {
        command.env_remove(name);
    }
    command
}

/// Starts the program and waits until it says where it listens.
fn serves(folder: &TempDir, more: &[&str]) -> Running {
    let mut command = program(folder, more);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let said = lines
        .by_ref()
        .map(Result::unwrap)
        .find(|line| line.starts_with("http"))
        .unwrap();
    std::thread::spawn(move || lines.for_each(drop));
    Running { child, said }
}

/// A port on which nobody listens at the moment.
fn free() -> String {
    TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .to_string()
}

type Issuer = CertifiedIssuer<'static, KeyPair>;

fn issuer() -> Issuer {
    let mut params = CertificateParams::new(Vec::<String>::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// Writes a certificate for localhost and its key; the certificate's bytes.
fn writes(issuer: &Issuer, folder: &Path) -> Vec<u8> {
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec!["localhost".to_string()]).unwrap();
    let certificate = params.signed_by(&key, issuer).unwrap();
    std::fs::write(folder.join("key.pem"), key.serialize_pem()).unwrap();
    std::fs::write(folder.join("cert.pem"), certificate.pem()).unwrap();
    certificate.der().to_vec()
}

type Sealed = StreamOwned<ClientConnection, TcpStream>;

/// A connection of TLS in these versions that trusts the issuer.
fn connects(address: &str, issuer: &Issuer, versions: &[&'static SupportedProtocolVersion]) -> Sealed {
    let mut roots = RootCertStore::empty();
    roots.add(issuer.der().clone()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(versions)
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    let client = ClientConnection::new(Arc::new(config), name).unwrap();
    StreamOwned::new(client, TcpStream::connect(address).unwrap())
}

/// Asks and reads the answer to its end, or to the length that it says; the connection stays open for more.
fn asks(stream: &mut (impl std::io::Read + std::io::Write), path: &str) -> String {
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\n\r\n"
    )
    .unwrap();
    stream.flush().unwrap();
    let mut answer = Vec::new();
    let mut byte = [0];
    while !answer.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).unwrap();
        answer.push(byte[0]);
    }
    let head = String::from_utf8(answer).unwrap().to_lowercase();
    let length = head.split("content-length: ").nth(1).map_or(0, |rest| {
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        digits.parse().unwrap()
    });
    std::io::copy(&mut stream.take(length), &mut std::io::sink()).unwrap();
    head
}

/// A centre with TLS: the program, its address, the address of plain http, and the folder of the certificate.
fn sealed(folder: &TempDir) -> (Running, String, String) {
    let (address, plain) = (free(), free());
    let base = format!("https://localhost:{}", address.rsplit(':').next().unwrap());
    let more: [&str; 10] = [
        "--listen",
        &address,
        "--base-url",
        &base,
        "--tls-cert",
        "cert.pem",
        "--tls-key",
        "key.pem",
        "--redirect-from",
        &plain,
    ];
    let running = serves(folder, &more);
    assert_eq!(running.said, format!("https://{address}"));
    (running, address, plain)
}

#[test]
fn the_program_speaks_tls_of_today_and_nothing_older() {
    let folder = TempDir::new().unwrap();
    let issuer = issuer();
    writes(&issuer, folder.path());
    let (_running, address, plain) = sealed(&folder);
    for (versions, version) in [
        (&[&TLS13] as &[_], ProtocolVersion::TLSv1_3),
        (&[&TLS12] as &[_], ProtocolVersion::TLSv1_2),
    ] {
        let mut stream = connects(&address, &issuer, versions);
        let page = asks(&mut stream, "/sign-in");
        assert!(page.starts_with("http/1.1 200"), "{page}");
        assert_eq!(stream.conn.protocol_version(), Some(version));
        let suite = format!("{:?}", stream.conn.negotiated_cipher_suite().unwrap().suite());
        assert!(
            suite.starts_with("TLS13_") || suite.starts_with("TLS_ECDHE_"),
            "{suite} keeps nothing secret later"
        );
        assert!(page.contains("strict-transport-security: max-age=31536000"), "{page}");
        assert!(
            page.contains("set-cookie: __host-csrf=") && page.contains("; secure"),
            "{page}"
        );
    }

    // A hello of TLS 1.0 is answered by an alert (21): no handshake (40), or the version is not spoken (70).
    let mut old = TcpStream::connect(&address).unwrap();
    let hello = [&[1, 0, 0, 41, 3, 1][..], &[7; 32], &[0, 0, 2, 0, 0x2f, 1, 0]].concat();
    old.write_all(&[&[22, 3, 1, 0, hello.len() as u8][..], &hello].concat())
        .unwrap();
    let mut answer = Vec::new();
    let _ = old.read_to_end(&mut answer);
    assert!(
        answer.first() == Some(&21) && matches!(answer.last(), Some(40 | 70)),
        "{answer:?}"
    );

    // Plain http leads pages to https and programs nowhere.
    let mut stream = TcpStream::connect(&plain).unwrap();
    let led = asks(&mut stream, "/items?q=a%20b");
    let port = address.rsplit(':').next().unwrap();
    assert!(led.starts_with("http/1.1 308"), "{led}");
    assert!(
        led.contains(&format!("location: https://localhost:{port}/items?q=a%20b\r\n")),
        "{led}"
    );
    assert!(asks(&mut stream, "/api/v1/items").starts_with("http/1.1 403"));
}

#[test]
fn a_new_certificate_is_shown_without_closing_a_connection() {
    let folder = TempDir::new().unwrap();
    let issuer = issuer();
    let first = writes(&issuer, folder.path());
    let (running, address, _) = sealed(&folder);
    let shown = || {
        let mut stream = connects(&address, &issuer, &[&TLS13]);
        asks(&mut stream, "/healthz");
        stream.conn.peer_certificates().unwrap()[0].to_vec()
    };
    let mut staying = connects(&address, &issuer, &[&TLS13]);
    asks(&mut staying, "/healthz");
    assert_eq!(shown(), first);

    // What cannot be used changes nothing.
    std::fs::write(folder.path().join("cert.pem"), "nonsense").unwrap();
    let hang_up = || {
        let id = running.child.id().to_string();
        assert!(Command::new("kill").args(["-HUP", &id]).status().unwrap().success());
        std::thread::sleep(Duration::from_millis(500));
    };
    hang_up();
    assert_eq!(shown(), first);

    let second = writes(&issuer, folder.path());
    hang_up();
    assert_eq!(shown(), second);
    assert!(
        asks(&mut staying, "/healthz").starts_with("http/1.1 200"),
        "who was there stays"
    );

    let third = writes(&issuer, folder.path());
    let begun = Instant::now();
    while shown() != third {
        assert!(
            begun.elapsed() < Duration::from_secs(30),
            "a changed file is seen without being told"
        );
        std::thread::sleep(Duration::from_millis(500));
    }
}

#[test]
fn a_certificate_that_cannot_be_used_is_told_at_the_start() {
    let folder = TempDir::new().unwrap();
    let issuer = issuer();
    writes(&issuer, folder.path());
    std::fs::write(
        folder.path().join("other.pem"),
        KeyPair::generate().unwrap().serialize_pem(),
    )
    .unwrap();
    let https = ["--base-url", "https://localhost"];
    for (more, said) in [
        (
            ["--tls-cert", "cert.pem", "--tls-key", "other.pem"],
            "is not the key of",
        ),
        (["--tls-cert", "missing.pem", "--tls-key", "key.pem"], "cannot be read"),
        (
            ["--tls-cert", "key.pem", "--tls-key", "key.pem"],
            "holds no certificate",
        ),
    ] {
        let ended = program(&folder, &[more.as_slice(), &https].concat()).output().unwrap();
        let words = String::from_utf8_lossy(&ended.stderr).into_owned();
        assert!(
            ended.status.code() == Some(2) && words.contains(said),
            "{more:?}: {words}"
        );
    }
    let alone = program(&folder, &["--tls-cert", "cert.pem", "--base-url", "https://localhost"])
        .output()
        .unwrap();
    assert!(String::from_utf8_lossy(&alone.stderr).contains("belong together"));
    let plain = program(&folder, &["--tls-cert", "cert.pem", "--tls-key", "key.pem"])
        .output()
        .unwrap();
    assert!(String::from_utf8_lossy(&plain.stderr).contains("https://"));
}

#[test]
fn who_takes_their_time_or_says_too_much_is_let_go_and_the_others_are_served() {
    let folder = TempDir::new().unwrap();
    let running = serves(&folder, &["--listen", "127.0.0.1:0"]);
    let address = running.said.trim_start_matches("http://").to_string();
    // Fifty that send a sign of a head now and then, and one that says nothing at all.
    let begun = Instant::now();
    let mut slow: Vec<TcpStream> = (0..51).map(|_| TcpStream::connect(&address).unwrap()).collect();
    for stream in &mut slow[1..] {
        stream
            .write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
            .unwrap();
    }
    let mut head = TcpStream::connect(&address).unwrap();
    let long = format!(
        "GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: {}\r\n\r\n",
        "x".repeat(100_000)
    );
    let _ = head.write_all(long.as_bytes());
    let mut answer = String::new();
    let _ = head.read_to_string(&mut answer);
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 431"), "{answer}");
    let mut many = TcpStream::connect(&address).unwrap();
    let lines: String = (0..150).map(|at| format!("X-{at}: y\r\n")).collect();
    many.write_all(format!("GET / HTTP/1.1\r\nHost: localhost\r\n{lines}\r\n").as_bytes())
        .unwrap();
    let mut answer = String::new();
    let _ = many.read_to_string(&mut answer);
    assert!(answer.starts_with("HTTP/1.1 431"), "{answer}");
    let mut gone = 0;
    while gone < slow.len() && begun.elapsed() < Duration::from_secs(40) {
        let mut other = TcpStream::connect(&address).unwrap();
        assert!(
            asks(&mut other, "/healthz").starts_with("http/1.1 200"),
            "others are served meanwhile"
        );
        std::thread::sleep(Duration::from_secs(1));
        gone = 0;
        for stream in &mut slow {
            let _ = stream.write_all(b"x");
            stream.set_read_timeout(Some(Duration::from_millis(1))).unwrap();
            let mut rest = [0; 512];
            gone += usize::from(match stream.read(&mut rest) {
                Ok(_) => true,
                Err(error) => !matches!(
                    error.kind(),
                    std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut
                ),
            });
        }
    }
    assert_eq!(gone, slow.len(), "after {:?}", begun.elapsed());
}
