//! Identity platforms that a town talks to, over HTTP: one for people, one for staff.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::Router;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use yimen_acts::accounts::identity::{Provider, Whom};
use yimen_acts::outward::Secret;
use yimen_domain::words::Words;
use yimen_twins::identity::{Party, Somebody, Twin};

const SECRET: &str = "what the town and its platform know";

/// Running platforms; they end with the value.
pub(crate) struct Identities {
    pub(crate) people: Twin,
    pub(crate) staff: Twin,
    address: SocketAddr,
    server: JoinHandle<()>,
}

impl Drop for Identities {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Identities {
    /// On a free port, with the clock of the town.
    pub(crate) async fn open(told: &Arc<AtomicI64>, base_url: &str) -> Identities {
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
        let address = listener.local_addr().unwrap();
        let twin = |code: &str, people: Vec<Somebody>| {
            let told = Arc::clone(told);
            let back = format!("{base_url}/sign-in/identity/{code}/back");
            let party = Party {
                client: "town",
                secret: SECRET,
                back: &back,
            };
            let now = move || told.load(Ordering::Relaxed) / 1_000_000;
            Twin::new(&format!("http://{address}/{code}"), &party, people, now)
        };
        let of = |sub: &str, name: &str, number: &str, login: &str| Somebody {
            sub: sub.into(),
            name: name.into(),
            kind: "person".into(),
            id_number: number.into(),
            phone_number: "13900000001".into(),
            preferred_username: login.into(),
        };
        let people = twin(
            "people",
            vec![
                of("p-1", "何小玉", "511602199003071224", ""),
                of("p-2", "田大山", "", ""),
                of("p-3", "张\n三", "511602199003071220", ""),
            ],
        );
        let staff = twin(
            "staff",
            vec![
                of("s-1", "窗口人员", "", "clerk1"),
                of("s-2", "无人", "", "citizen1"),
                of("s-3", "无人", "", ""),
                of("s-4", "后来的人", "", "clerk1"),
            ],
        );
        let router = Router::new()
            .nest("/people", people.router())
            .nest("/staff", staff.router());
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Identities {
            people,
            staff,
            address,
            server,
        }
    }

    /// What the centre is told of them.
    pub(crate) fn settings(&self) -> Vec<Provider> {
        let of = |code: &str, whom: Whom| Provider {
            code: code.into(),
            name: Words::new("统一身份认证平台", "the identity platform"),
            issuer: format!("http://{}/{code}", self.address),
            client: "town".into(),
            secret: Secret::new(SECRET),
            whom,
            scopes: vec!["profile".into()],
            number_claim: "id_number".into(),
            kind_claim: "kind".into(),
            login_claim: "preferred_username".into(),
        };
        vec![of("people", Whom::Applicants), of("staff", Whom::Staff)]
    }
}
