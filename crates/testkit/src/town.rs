//! The town: its centre, its clock, and where its data lie.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU32, Ordering};

use futures::FutureExt;
use tempfile::TempDir;
use tokio_postgres::NoTls;
use yimen_acts::accounts::{self, Signed};
use yimen_acts::cases::verify;
use yimen_acts::items::import::import;
use yimen_acts::items::materials;
use yimen_acts::mail::Server;
use yimen_acts::notices::out;
use yimen_acts::payments::work;
use yimen_acts::texts::{self, Text};
use yimen_acts::{ActError, Centre, Chance, Settings, Time, demonstration, notices};
use yimen_domain::calendar::{CHINA, Day, Instant};
use yimen_domain::items::Item;
use yimen_domain::organisation::Role;
use yimen_domain::organisation::second::SecondFactor;
use yimen_domain::words::Refusal;
use yimen_store::Location;

use yimen_twins::identity::Wrong;
use yimen_twins::mail::{Mail, Whim};
use yimen_twins::payment::Twin;

use crate::gateway::Gateway;
use crate::identities::Identities;
use crate::mail::Post;
use crate::payments::Till;
use crate::people::{Chief, Clerk, Examiner, Inspector, Person};

/// Parts of each table of [`Engine::PostgresSplit`]: one would not show what forgets the division, more show no more.
const PARTS: u32 = 2;

/// Which database a story runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// In memory.
    Sqlite,
    /// In a file in the folder of data.
    File,
    /// A schema of its own on the server that `YIMEN_TEST_POSTGRES` names.
    Postgres,
    /// The same with every table split into parts by a hash of the division.
    PostgresSplit,
}

/// A centre with its people. It is Monday, 2 March 2026, nine in the morning.
pub struct Town {
    /// The centre itself.
    pub centre: Centre,
    people: HashMap<String, Signed>,
    told: Arc<AtomicI64>,
    tampered: AtomicBool,
    folder: TempDir,
    gateway: Gateway,
    post: Post,
    identities: Identities,
    till: Till,
}

impl Town {
    /// Runs a story in a new town and removes the town, however the story ends. A story that ends well must leave
    /// no notice undelivered and, unless it tampered with the database, a sound ledger.
    pub async fn hold(engine: Engine, story: impl AsyncFnOnce(&Town)) {
        Town::hold_from(engine, "2026-03-02", story).await;
    }

    /// The same, in a town that opens on another day.
    pub async fn hold_from(engine: Engine, day: &str, story: impl AsyncFnOnce(&Town)) {
        let schema = match engine {
            Engine::Sqlite | Engine::File => None,
            Engine::Postgres | Engine::PostgresSplit => Some(new_schema().await),
        };
        let location = schema
            .as_ref()
            .map_or(Location::SqliteMemory, |schema| Location::Postgres {
                url: address(),
                schema: Some(schema.clone()),
            });
        let result = AssertUnwindSafe(async {
            let town = Town::found(location, engine, day).await;
            Box::pin(story(&town)).await;
            town.closes().await;
        })
        .catch_unwind()
        .await;
        if let Some(schema) = schema {
            server(&format!("DROP SCHEMA {schema} CASCADE")).await;
        }
        if let Err(panic) = result {
            resume_unwind(panic);
        }
    }

    async fn found(location: Location, engine: Engine, day: &str) -> Town {
        let folder = TempDir::new().unwrap();
        let location = if engine == Engine::File {
            Location::Sqlite(Centre::sqlite_file(folder.path()))
        } else {
            location
        };
        let told = Arc::new(AtomicI64::new(morning_of(day)));
        let gateway = Gateway::open(&told).await;
        let post = Post::open().await;
        let base_url = "http://localhost:8080";
        let identities = Identities::open(&told, base_url).await;
        let till = Till::open(&told).await;
        let settings = Settings {
            sms: Some(gateway.settings()),
            mail: Some(post.settings()),
            identities: identities.settings(),
            data: folder.path().to_path_buf(),
            location,
            division: "511603000000".into(),
            base_url: base_url.into(),
            fonts: vec![fonts()],
            demonstration: true,
            ledger_hash: None,
            sealing: yimen_acts::vault::Sealing::default(),
            trusted_proxies: Vec::new(),
            second_factor: SecondFactor::Offered,
            mandate_days: 366,
            payments: till.settings(),
            partitions: if engine == Engine::PostgresSplit { PARTS } else { 0 },
        };
        let centre = Centre::open(settings, Time::Told(Arc::clone(&told)), Chance::seeded(20_260_302))
            .await
            .unwrap();
        demonstration::load_organisation(&centre).await.unwrap();
        load_items(&centre).await;
        let people = people(&centre).await;
        Town {
            centre,
            people,
            told,
            tampered: AtomicBool::new(false),
            folder,
            gateway,
            post,
            identities,
            till,
        }
    }

    async fn closes(self) {
        if !self.tampered.load(Ordering::Relaxed) {
            while notices::deliver(&self.centre, 100).await.unwrap() > 0 {}
            let waiting = self.db_rows("SELECT COUNT(*) FROM outbox", Vec::new()).await;
            assert_eq!(waiting[0].int(0), Ok(0), "work is left in the outbox");
            let verdict = verify::verify(&self.centre, |_| {}).await.unwrap();
            assert_eq!(verdict.faults, [], "the ledger is sound at the end of a story");
        }
        self.centre.close().await.unwrap();
    }

    /// At the end the ledger need not be sound nor every notice delivered.
    pub(crate) fn is_tampered_with(&self) {
        self.tampered.store(true, Ordering::Relaxed);
    }

    /// Sends the short messages that wait; answers everything that the gateway took, the latest first.
    pub async fn texts(&self) -> Vec<Text> {
        while texts::deliver(&self.centre, 20).await.unwrap() > 0 {}
        self.gateway.twin.messages()
    }

    /// Sends the mails and the short messages of notices that wait; answers every mail that the server took, the latest first.
    pub async fn mails(&self) -> Vec<Mail> {
        while notices::deliver(&self.centre, 100).await.unwrap() > 0 {}
        while out::deliver_mails(&self.centre, 20).await.unwrap() > 0 {}
        while out::deliver_texts(&self.centre, 20).await.unwrap() > 0 {}
        self.post.twin.mails()
    }

    /// What the server of mail does next instead of what it should, each once.
    pub fn post_has_whims(&self, whims: impl IntoIterator<Item = Whim>) {
        self.post.twin.has_whims(whims);
    }

    /// From now on the server of mail takes nothing, or takes again.
    pub fn post_is_away(&self, away: bool) {
        self.post.twin.is_away(away);
    }

    /// From now on the identity platform of people answers wrongly, or rightly again.
    pub fn platform_goes_wrong(&self, wrong: Option<Wrong>) {
        self.identities.people.goes_wrong(wrong);
    }

    /// Somebody says at an identity platform who they are: what it sends back to the centre, state and code.
    pub fn chosen_at(&self, provider: &str, sub: &str, address: &str) -> Option<(String, String)> {
        let twin = match provider {
            "staff" => &self.identities.staff,
            _ => &self.identities.people,
        };
        twin.code_for(sub, address)
    }

    /// The provider of payments.
    pub fn till(&self) -> &Twin {
        &self.till.twin
    }

    /// Does what is due about payments.
    pub async fn payments_work(&self) {
        while work::work(&self.centre, 20).await.unwrap() > 0 {}
    }

    /// From now on the gateway of short messages takes nothing, or takes again.
    pub fn gateway_is_away(&self, away: bool) {
        self.gateway.twin.is_away(away);
    }

    /// The code in the latest short message.
    pub async fn code(&self) -> String {
        self.texts().await[0].params["code"].clone()
    }

    /// The folder of the centre's data: its key and its files.
    pub fn data(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// The same centre as another process of it sees it; none where the database is in this one's memory.
    pub async fn another_process(&self) -> Option<Centre> {
        let settings = self.centre.settings().clone();
        if matches!(settings.location, Location::SqliteMemory) {
            return None;
        }
        let time = Time::Told(Arc::clone(&self.told));
        Some(Centre::open(settings, time, Chance::System).await.unwrap())
    }

    /// The same centre as a process of it sees it that sends its mail to another server.
    pub async fn with_post(&self, server: Server) -> Centre {
        let settings = Settings {
            mail: Some(server),
            ..self.centre.settings().clone()
        };
        assert!(
            !matches!(settings.location, Location::SqliteMemory),
            "another process needs a file"
        );
        let time = Time::Told(Arc::clone(&self.told));
        Centre::open(settings, time, Chance::System).await.unwrap()
    }

    /// Today in the town.
    pub fn today(&self) -> Day {
        self.centre.today()
    }

    /// That many days pass; it is nine in the morning again.
    pub fn days_later(&self, days: i32) {
        let day = self.today().plus(days);
        self.told.store(morning_of(&day.to_string()), Ordering::Relaxed);
    }

    /// That many seconds pass.
    pub fn seconds_later(&self, seconds: i64) {
        self.told.fetch_add(seconds * 1_000_000, Ordering::Relaxed);
    }

    /// The item with this code.
    pub fn item(&self, code: &str) -> Arc<Item> {
        Arc::clone(self.centre.library().latest(code).unwrap())
    }

    /// The account with this login.
    pub fn account(&self, login: &str) -> Signed {
        self.people
            .get(login)
            .unwrap_or_else(|| panic!("nobody here is called {login}"))
            .clone()
    }

    /// A citizen, such as `citizen1`.
    pub fn citizen(&self, login: &str) -> Person<'_> {
        Person::new(self, self.account(login))
    }

    /// A company, such as `company1`.
    pub fn company(&self, login: &str) -> Person<'_> {
        Person::new(self, self.account(login))
    }

    /// A clerk of a comprehensive window.
    pub fn clerk(&self) -> Clerk<'_> {
        self.clerk_called("clerk1")
    }

    /// The clerk with this login.
    pub fn clerk_called(&self, login: &str) -> Clerk<'_> {
        Clerk::new(self, self.account(login))
    }

    /// The examiner of a body.
    pub fn examiner(&self, body: &str) -> Examiner<'_> {
        Examiner::new(self, self.account(&format!("examiner-{body}")))
    }

    /// The chief approver of a body.
    pub fn chief(&self, body: &str) -> Chief<'_> {
        Chief::new(self, self.account(&format!("chief-{body}")))
    }

    /// The inspector.
    pub fn inspector(&self) -> Inspector<'_> {
        Inspector::new(self, self.account("inspector"))
    }

    /// Logins of everybody who has this role.
    pub fn logins_with(&self, role: Role) -> Vec<String> {
        self.people
            .values()
            .filter(|signed| signed.roles.contains(&role))
            .map(|signed| signed.login.clone())
            .collect()
    }

    /// A case of an item that `citizen1` filed and whose result was handed over; answers its number.
    pub async fn finished_case(&self, item: &str) -> String {
        let body = self.item(item).body.clone();
        let number = self.citizen("citizen1").files(item).await.unwrap().number;
        self.clerk().accepts(&number).await.unwrap();
        self.examiner(&body).reviews(&number).await.unwrap();
        self.chief(&body).decides(&number).await.unwrap();
        if let Some(fee) = &self.item(item).fee {
            self.clerk().takes_payment(&number, fee.amount_fen).await.unwrap();
        }
        self.clerk().issues(&number).await.unwrap();
        number
    }
}

/// The refusal in an answer; any other trouble ends the test.
pub fn refusal(error: ActError) -> Refusal {
    match error {
        ActError::Refused(refusal) => *refusal,
        other => panic!("{other}"),
    }
}

fn morning_of(day: &str) -> i64 {
    Instant::start_of(Day::parse(day).unwrap(), CHINA).0 + 9 * 3_600_000_000
}

fn project() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn fonts() -> PathBuf {
    std::env::var_os("YIMEN_FONTS").map_or_else(|| project().join("assets/dist/fonts"), PathBuf::from)
}

/// The first lines of the catalogue and the items that are written out in full.
async fn load_items(centre: &Centre) {
    let shared = std::fs::read(project().join("demo/materials.json")).unwrap();
    materials::import(centre, "test", &shared).await.unwrap();
    let catalogue = std::fs::read_to_string(project().join("demo/qianfeng_items.csv")).unwrap();
    let lines: Vec<&str> = catalogue.lines().take(9).collect();
    import(centre, "catalogue", lines.join("\n").as_bytes()).await.unwrap();
    let mut all = Vec::new();
    for file in std::fs::read_dir(project().join("demo/items")).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        all.push(serde_json::from_str::<serde_json::Value>(&text).unwrap());
    }
    let report = import(centre, "full", &serde_json::to_vec(&all).unwrap())
        .await
        .unwrap();
    assert_eq!((report.taken, report.refused), (12, 0));
    demonstration::load_above(centre).await.unwrap();
    demonstration::load_bundles(centre).await.unwrap();
}

async fn people(centre: &Centre) -> HashMap<String, Signed> {
    let mut found = HashMap::new();
    let mut after = String::new();
    loop {
        let page = accounts::list(centre, &after, 200).await.unwrap();
        let Some(last) = page.last() else { return found };
        after.clone_from(&last.login);
        found.extend(page.into_iter().map(|signed| (signed.login.clone(), signed)));
    }
}

fn address() -> String {
    std::env::var("YIMEN_TEST_POSTGRES")
        .unwrap_or_else(|_| panic!("YIMEN_TEST_POSTGRES is not set: `make test` starts a PostgreSQL and sets it"))
}

async fn new_schema() -> String {
    static MADE: AtomicU32 = AtomicU32::new(0);
    let schema = format!("town_{}_{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed));
    server(&format!("CREATE SCHEMA {schema}")).await;
    schema
}

async fn server(order: &str) {
    let (client, connection) = tokio_postgres::connect(&address(), NoTls).await.unwrap();
    let connection = tokio::spawn(connection);
    client.batch_execute(order).await.unwrap();
    drop(client);
    connection.await.unwrap().unwrap();
}
