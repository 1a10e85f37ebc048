//! The centre (中心): what every act needs at hand.

use std::collections::HashMap;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, RwLock};

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use uuid::Uuid;
use yimen_domain::calendar::{CHINA, Calendar, Day, Instant};
use yimen_domain::items::Item;
use yimen_domain::items::form::Answers;
use yimen_domain::organisation::AccountId;
use yimen_domain::organisation::second::SecondFactor;
use yimen_domain::words::Fault;
use yimen_paper::Fonts;
use yimen_store::ledger::HashKind;
use yimen_store::tables::{sealed, settings};
use yimen_store::{Change, Location, Options, Outcome, Store, Write};

use crate::accounts::Signed;
use crate::accounts::identity::{Known, Provider};
use crate::accounts::security::Refusals;
use crate::calendar::{self, Book};
use crate::items::Library;
use crate::items::form::Checkers;
use crate::lookup::Lookup;
use crate::mail::Server;
use crate::organisation::Organisation;
use crate::payments::Payments;
use crate::scan::Guard;
use crate::texts::Gateway;
use crate::vault::{Sealing, Vault, reseal};
use crate::{ActError, clocks, items, letters, organisation, supervision};

/// Where time comes from.
#[derive(Clone)]
pub enum Time {
    /// The machine's clock.
    System,
    /// A clock that is told, for tests and for making history.
    Told(Arc<AtomicI64>),
}

impl Time {
    /// A clock that stands at `instant` until it is told otherwise.
    pub fn told(instant: Instant) -> Time {
        Time::Told(Arc::new(AtomicI64::new(instant.0)))
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "this is the place where the machine's clock is read"
    )]
    /// Now.
    pub fn now(&self) -> Instant {
        match self {
            Time::System => {
                let since = std::time::SystemTime::now()
                    .duration_since(std::time::UNIX_EPOCH)
                    .unwrap_or_default();
                Instant(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
            }
            Time::Told(told) => Instant(told.load(Ordering::Relaxed)),
        }
    }
}

/// Where randomness comes from.
pub enum Chance {
    /// The operating system.
    System,
    /// A seed, so that a demonstration or a test is the same each time.
    Seeded(Box<Mutex<StdRng>>),
}

impl Chance {
    /// Always the same sequence.
    pub fn seeded(seed: u64) -> Chance {
        Chance::Seeded(Box::new(Mutex::new(StdRng::seed_from_u64(seed))))
    }

    fn fill(&self, bytes: &mut [u8]) {
        match self {
            Chance::System => rand::rng().fill_bytes(bytes),
            Chance::Seeded(rng) => rng
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner)
                .fill_bytes(bytes),
        }
    }
}

/// What an operator sets.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Folder of data: files, key, and the SQLite file.
    pub data: PathBuf,
    /// Which database.
    pub location: Location,
    /// Division that owns the rows.
    pub division: String,
    /// Address under which people reach the centre, without a slash at the end; printed in QR codes.
    pub base_url: String,
    /// Proxies whose word about where somebody comes from is believed (`X-Forwarded-For`).
    pub trusted_proxies: Vec<IpAddr>,
    /// Folders in which to look for the fonts of documents.
    pub fonts: Vec<PathBuf>,
    /// Shows that everything is a demonstration, and allows the design page.
    pub demonstration: bool,
    /// Of whom a second factor is asked.
    pub second_factor: SecondFactor,
    /// Days that a mandate of an agent may last.
    pub mandate_days: u32,
    /// Gateway of short messages; without one, no codes are sent to telephones.
    pub sms: Option<Gateway>,
    /// Server of mail; without one, notices stay in the inbox on the net.
    pub mail: Option<Server>,
    /// Providers of identities by which people or staff sign in.
    pub identities: Vec<Provider>,
    /// Who gets the money of fees, and by whom it can be paid online.
    pub payments: Payments,
    /// Hash function of the ledger; without one, that with which it was begun, or SM3.
    pub ledger_hash: Option<HashKind>,
    /// How the first key of a new centre seals personal data.
    pub sealing: Sealing,
    /// Into how many parts by a hash of the division PostgreSQL splits the tables of a new database; 0 leaves them whole.
    pub partitions: u32,
}

impl Settings {
    /// What of it concerns the database.
    pub(crate) fn options(&self) -> Options {
        Options {
            partitions: self.partitions,
            ..Options::default()
        }
    }
}

/// Setting that keeps the hash function with which the ledger was begun.
const LEDGER_HASH: &str = "ledger.hash";

/// Sessions and tokens that were looked up, by the hash of their secret, and until when they are believed.
type Believed = HashMap<[u8; 32], (Arc<Signed>, i64)>;

pub(crate) struct Shared {
    pub(crate) store: Store,
    pub(crate) settings: Settings,
    pub(crate) vault: Vault,
    pub(crate) lookup: Lookup,
    pub(crate) providers: Known,
    pub(crate) chance: Chance,
    pub(crate) fonts: RwLock<Option<Fonts>>,
    pub(crate) library: RwLock<Arc<Library>>,
    pub(crate) organisation: RwLock<Arc<Organisation>>,
    exceptions: RwLock<Arc<Vec<items::residency::Registered>>>,
    pub(crate) signed: RwLock<Believed>,
    pub(crate) checkers: Checkers,
    pub(crate) refusals: Mutex<Refusals>,
    pub(crate) scanner: RwLock<Option<Arc<Guard>>>,
    hash: HashKind,
    lane: i64,
    book: RwLock<Arc<Book>>,
    rules: RwLock<Arc<clocks::Book>>,
    supervision: RwLock<Arc<supervision::Rules>>,
    letters: RwLock<Arc<letters::Register>>,
    posts: RwLock<Arc<organisation::record::Register>>,
    settled: RwLock<organisation::change::Settled>,
}

/// A running centre. Copies share it.
#[derive(Clone)]
pub struct Centre {
    pub(crate) shared: Arc<Shared>,
    time: Time,
}

impl Centre {
    /// Opens the database, brings it up to date, and loads items and organisation.
    ///
    /// # Errors
    /// The database, the data folder or the key cannot be used.
    pub async fn open(settings: Settings, time: Time, chance: Chance) -> Result<Centre, ActError> {
        std::fs::create_dir_all(&settings.data).map_err(|error| {
            ActError::Broken(format!(
                "the data folder {} cannot be made: {error}",
                settings.data.display()
            ))
        })?;
        let store = Store::open_with(&settings.location, settings.options()).await?;
        store.migrate(yimen_store::tables::MIGRATIONS).await?;
        let vault = Vault::open(&settings.data, settings.sealing)?;
        let lookup = Lookup::open(&store, &settings.division, &vault).await?;
        let hash = hash_of(&store, &settings).await?;
        let lane = rand::random_range(0..yimen_store::tables::day_figures::LANES);
        let centre = Centre {
            shared: Arc::new(Shared {
                store,
                settings,
                vault,
                lookup,
                providers: Known::default(),
                chance,
                fonts: RwLock::new(None),
                library: RwLock::new(Arc::default()),
                organisation: RwLock::new(Arc::default()),
                exceptions: RwLock::new(Arc::default()),
                signed: RwLock::default(),
                checkers: Checkers::default(),
                refusals: Mutex::default(),
                scanner: RwLock::default(),
                hash,
                lane,
                book: RwLock::new(Arc::default()),
                rules: RwLock::new(Arc::default()),
                supervision: RwLock::new(Arc::default()),
                letters: RwLock::new(Arc::default()),
                posts: RwLock::new(Arc::default()),
                settled: RwLock::default(),
            }),
            time,
        };
        reseal::refresh(&centre).await?;
        calendar::load(&centre).await?;
        clocks::load(&centre).await?;
        supervision::book::load(&centre).await?;
        organisation::load(&centre).await?;
        items::sayings::refresh(&centre).await?;
        items::residency::load(&centre).await?;
        items::load(&centre).await?;
        letters::refresh(&centre).await?;
        organisation::record::refresh(&centre).await?;
        Ok(centre)
    }

    /// Everything that is wrong with what was filled into an item's form, by its schema and by the rules beyond it.
    pub fn check_form(&self, item: &Item, answers: &Answers) -> Vec<Fault> {
        self.shared.checkers.check(item, answers)
    }

    /// The same centre with another clock.
    pub fn with_time(&self, time: Time) -> Centre {
        Centre {
            shared: Arc::clone(&self.shared),
            time,
        }
    }

    /// Now.
    pub fn now(&self) -> Instant {
        self.time.now()
    }

    /// Today in the centre's zone.
    pub fn today(&self) -> Day {
        self.now().day(CHINA)
    }

    /// The division that owns the rows.
    pub fn div(&self) -> &str {
        &self.shared.settings.division
    }

    /// What the operator set.
    pub fn settings(&self) -> &Settings {
        &self.shared.settings
    }

    /// The database.
    pub fn store(&self) -> &Store {
        &self.shared.store
    }

    /// The hash function of the ledger.
    pub fn hash(&self) -> HashKind {
        self.shared.hash
    }

    /// The lane in which this process adds up the figures of days.
    pub(crate) fn lane(&self) -> i64 {
        self.shared.lane
    }

    /// The region's calendar in force.
    pub fn calendar(&self) -> Arc<Calendar> {
        self.book().in_force()
    }

    /// Every version of the calendar.
    pub fn book(&self) -> Arc<Book> {
        Arc::clone(&read(&self.shared.book))
    }

    pub(crate) fn set_book(&self, book: Book) {
        *write(&self.shared.book) = Arc::new(book);
    }

    /// Every version of the rules of clocks.
    pub fn rules(&self) -> Arc<clocks::Book> {
        Arc::clone(&read(&self.shared.rules))
    }

    pub(crate) fn set_rules(&self, book: clocks::Book) {
        *write(&self.shared.rules) = Arc::new(book);
    }

    /// Every version of the rules of supervision.
    pub fn supervision(&self) -> Arc<supervision::Rules> {
        Arc::clone(&read(&self.shared.supervision))
    }

    pub(crate) fn set_supervision(&self, rules: supervision::Rules) {
        *write(&self.shared.supervision) = Arc::new(rules);
    }

    /// The register of letters of authority as it was last read.
    pub fn letters(&self) -> Arc<letters::Register> {
        Arc::clone(&read(&self.shared.letters))
    }

    pub(crate) fn set_letters(&self, register: letters::Register) {
        *write(&self.shared.letters) = Arc::new(register);
    }

    /// The register of posts and people as it was last read.
    pub fn posts(&self) -> Arc<organisation::record::Register> {
        Arc::clone(&read(&self.shared.posts))
    }

    pub(crate) fn set_posts(&self, register: organisation::record::Register) {
        *write(&self.shared.posts) = Arc::new(register);
    }

    pub(crate) fn is_settled(&self, person: AccountId, place: &organisation::change::Place) -> bool {
        read(&self.shared.settled).get(&person) == Some(place)
    }

    pub(crate) fn set_settled(&self, person: AccountId, place: organisation::change::Place) {
        write(&self.shared.settled).insert(person, place);
    }

    /// The item library as it was last loaded, as it stands today.
    pub fn library(&self) -> Arc<Library> {
        let library = self.loaded_library();
        let Some(turned) = library.turned(self.today()) else {
            return library;
        };
        let turned = Arc::new(turned);
        *write(&self.shared.library) = Arc::clone(&turned);
        turned
    }

    /// The same without asking what day it is.
    pub(crate) fn loaded_library(&self) -> Arc<Library> {
        Arc::clone(&read(&self.shared.library))
    }

    /// The organisation as it was last loaded.
    pub fn organisation(&self) -> Arc<Organisation> {
        Arc::clone(&read(&self.shared.organisation))
    }

    /// The register of exceptions from the hall and the net, as it was last loaded.
    pub fn exceptions(&self) -> Arc<Vec<items::residency::Registered>> {
        Arc::clone(&read(&self.shared.exceptions))
    }

    pub(crate) fn set_exceptions(&self, register: Vec<items::residency::Registered>) {
        *write(&self.shared.exceptions) = Arc::new(register);
    }

    /// A new id, ordered by time (UUIDv7).
    pub fn new_id(&self) -> Uuid {
        let mut random = [0u8; 10];
        self.shared.chance.fill(&mut random);
        let millis = u64::try_from(self.now().0 / 1_000).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }

    /// 32 lower-case hex digits that nobody can guess: the second, so that what is new lies together in the database
    /// however much there is, and 96 random bits.
    pub fn new_token(&self) -> String {
        token(self.now(), self.random::<12>())
    }

    /// Random bytes.
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0u8; N];
        self.shared.chance.fill(&mut bytes);
        bytes
    }

    /// Folder of uploaded and printed files.
    pub fn files_folder(&self) -> PathBuf {
        self.shared.settings.data.join("files")
    }

    /// The fonts of documents, loaded when first needed.
    ///
    /// # Errors
    /// No folder holds them; the message says which were tried.
    pub fn fonts(&self) -> Result<Fonts, ActError> {
        if let Some(fonts) = read(&self.shared.fonts).as_ref() {
            return Ok(fonts.clone());
        }
        let fonts = Fonts::find(&self.shared.settings.fonts).map_err(|error| ActError::Broken(error.to_string()))?;
        *write(&self.shared.fonts) = Some(fonts.clone());
        Ok(fonts)
    }

    /// Uses these fonts, when they do not lie in a folder.
    pub fn set_fonts(&self, fonts: Fonts) {
        *write(&self.shared.fonts) = Some(fonts);
    }

    /// A setting of the division.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn setting(&self, name: &str) -> Result<Option<String>, ActError> {
        let rows = self
            .store()
            .query(&settings::ONE, vec![self.div().into(), name.into()])
            .await?;
        rows.first().map(|row| Ok(row.text(0)?.to_string())).transpose()
    }

    /// Sets a setting of the division.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn set_setting(&self, name: &str, value: &str) -> Result<(), ActError> {
        self.put(vec![settings::put(self.div(), name, value)]).await
    }

    /// Commits rows that need no key, no number and no answer.
    ///
    /// # Errors
    /// A row was changed by somebody else, or the database does not answer.
    pub async fn put(&self, writes: Vec<Write>) -> Result<(), ActError> {
        self.commit(None, None, move |_| yimen_store::Built {
            writes: writes.clone(),
            answer: String::new(),
        })
        .await?;
        Ok(())
    }

    /// Commits one change of this division.
    ///
    /// # Errors
    /// As [`Store::commit`].
    pub async fn commit(
        &self,
        once: Option<yimen_store::Once>,
        serial: Option<yimen_store::Series>,
        build: impl Fn(u64) -> yimen_store::Built + Send + Sync + 'static,
    ) -> Result<Outcome, yimen_store::CommitError> {
        let change = Change {
            div: self.div().to_string(),
            once,
            series: serial.into_iter().collect(),
            guard: None,
            build: Box::new(move |numbers| build(numbers.first())),
        };
        self.store().commit(change).await
    }

    /// Finishes what waits and closes the database.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn close(self) -> Result<(), ActError> {
        Ok(self.store().clone().close().await?)
    }

    pub(crate) fn set_library(&self, library: Library) {
        *write(&self.shared.library) = Arc::new(library);
    }

    pub(crate) fn set_organisation(&self, organisation: Organisation) {
        *write(&self.shared.organisation) = Arc::new(organisation);
    }

    /// The usual place of the SQLite file in a data folder.
    pub fn sqlite_file(data: &Path) -> PathBuf {
        data.join("yimen.db")
    }
}

/// A token made at a moment.
pub(crate) fn token(at: Instant, random: [u8; 12]) -> String {
    let second = u32::try_from(at.0 / 1_000_000).unwrap_or(0);
    yimen_store::ledger::hex(&[second.to_be_bytes().as_slice(), &random].concat())
}

/// The hash function with which the ledger was begun. A new ledger is begun with the one that the operator chose.
async fn hash_of(store: &Store, settings: &Settings) -> Result<HashKind, ActError> {
    let div = settings.division.as_str();
    let kept = store
        .query(&settings::ONE, vec![div.into(), LEDGER_HASH.into()])
        .await?;
    let kept = kept.first().map(|row| row.text(0).map(str::to_string)).transpose()?;
    let begun = match kept {
        Some(code) => HashKind::parse(&code)
            .ok_or_else(|| ActError::Broken(format!("the hash function {code} of the ledger is not known")))?,
        None => {
            let has_events = !store.query(&sealed::FIRST_WAITING, vec![div.into()]).await?.is_empty();
            let begun = settings.ledger_hash.filter(|_| !has_events).unwrap_or_default();
            let change = Change {
                div: div.to_string(),
                once: None,
                series: Vec::new(),
                guard: None,
                build: {
                    let write = settings::put(div, LEDGER_HASH, begun.code());
                    Box::new(move |_| yimen_store::Built {
                        writes: vec![write.clone()],
                        answer: String::new(),
                    })
                },
            };
            store.commit(change).await?;
            begun
        }
    };
    match settings.ledger_hash {
        Some(wanted) if wanted != begun => Err(ActError::Broken(format!(
            "the ledger was begun with {} and stays with it; {} can be chosen only for a new centre",
            begun.code(),
            wanted.code()
        ))),
        _ => Ok(begun),
    }
}

fn read<T>(lock: &RwLock<T>) -> std::sync::RwLockReadGuard<'_, T> {
    lock.read().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn write<T>(lock: &RwLock<T>) -> std::sync::RwLockWriteGuard<'_, T> {
    lock.write().unwrap_or_else(std::sync::PoisonError::into_inner)
}
