//! A real PostgreSQL that speaks TLS, with certificates made here (数据库安全传输).

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tempfile::TempDir;
use yimen_store::{Location, Options, Stmt, Store, StoreError};

use crate::place::{address, server};

static SEALED: Stmt = Stmt::read(
    "test.sealed",
    "SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid() AND ssl",
);

/// Somebody who issues certificates, as a file that a client trusts.
fn issuer(folder: &TempDir, name: &str) -> (CertifiedIssuer<'static, KeyPair>, String) {
    let mut params = CertificateParams::new(Vec::<String>::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let file = folder.path().join(name);
    std::fs::write(&file, issuer.pem()).unwrap();
    (issuer, file.to_str().unwrap().to_string())
}

/// Lets the server of the tests show a certificate for these names from now on.
async fn shows(issuer: &CertifiedIssuer<'static, KeyPair>, names: &[&str]) {
    let key = KeyPair::generate().unwrap();
    let names: Vec<String> = names.iter().map(ToString::to_string).collect();
    let certificate = CertificateParams::new(names).unwrap().signed_by(&key, issuer).unwrap();
    let client = server().await;
    for (file, text) in [("test.crt", certificate.pem()), ("test.key", key.serialize_pem())] {
        let lines = text.trim().replace('\n', "'),('");
        let copy = format!("COPY (VALUES ('{lines}')) TO PROGRAM 'umask 077; cat > {file}'");
        client.batch_execute(&copy).await.unwrap();
    }
    for set in ["ssl_cert_file = 'test.crt'", "ssl_key_file = 'test.key'", "ssl = on"] {
        client.batch_execute(&format!("ALTER SYSTEM SET {set}")).await.unwrap();
    }
    client
        .batch_execute("SELECT pg_reload_conf(), pg_sleep(0.5)")
        .await
        .unwrap();
}

async fn opened(url: &str) -> Result<Vec<String>, StoreError> {
    let location = Location::Postgres {
        url: url.to_string(),
        schema: None,
    };
    let store = Store::open_with(&location, Options::default()).await?;
    let rows = store.query(&SEALED, Vec::new()).await;
    store.close().await.unwrap();
    Ok(rows?.iter().map(|row| row.text(0).unwrap().to_string()).collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_is_spoken_to_over_tls_with_the_right_certificate_only() {
    let folder = TempDir::new().unwrap();
    let (ours, trusted) = issuer(&folder, "ours.pem");
    let (_, of_others) = issuer(&folder, "others.pem");
    let base = address().replace("127.0.0.1", "localhost");
    let with = |roots: &str| format!("{base}?sslmode=verify-full&sslrootcert={roots}");

    shows(&ours, &["localhost"]).await;
    let versions = opened(&with(&trusted)).await.unwrap();
    assert!(
        versions.iter().all(|version| version == "TLSv1.3") && !versions.is_empty(),
        "{versions:?}"
    );
    assert_eq!(
        opened(&base).await.unwrap(),
        Vec::<String>::new(),
        "this machine is spoken to plainly"
    );
    let strange = opened(&with(&of_others)).await.unwrap_err().to_string();
    assert!(strange.contains("invalid peer certificate"), "{strange}");
    assert!(
        opened(&with("system")).await.is_err(),
        "the system does not know it either"
    );

    shows(&ours, &["db.example.gov.cn"]).await;
    let other = opened(&with(&trusted)).await.unwrap_err().to_string();
    assert!(
        other.contains("NotValidForName") || other.contains("not valid for name"),
        "{other}"
    );

    let client = server().await;
    client.batch_execute("ALTER SYSTEM RESET ssl").await.unwrap();
    client
        .batch_execute("SELECT pg_reload_conf(), pg_sleep(0.5)")
        .await
        .unwrap();
    let plain = opened(&with(&trusted)).await.unwrap_err().to_string();
    assert!(plain.contains("TLS"), "who cannot speak TLS is not spoken to: {plain}");
}
