//! A small centre with one item of five promised and twenty statutory working days, and a clock that is told.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use yimen_acts::cases::command::{Reach, command};
use yimen_acts::cases::submit::{Application, submit};
use yimen_acts::cases::view::{self, CaseView};
use yimen_acts::vault::Applicant;
use yimen_acts::{Centre, Chance, Settings, Time, demonstration, items};
use yimen_domain::calendar::{CHINA, Day, Instant};
use yimen_domain::cases::Channel;
use yimen_domain::cases::command::Command;
use yimen_domain::cases::event::Event;
use yimen_domain::clocks::ClockKind;
use yimen_domain::organisation::second::SecondFactor;
use yimen_domain::organisation::{Actor, Capacity, Role};
use yimen_store::Location;

const ITEM: &str = r#"{"code":"CALENDAR-1","name":{"zh":"日历试验事项","en":"Item for trying the calendar"},"body":"disabled",
"kind":"permit","handling":"promised","audience":["person"],"statutory_days":20,
"statutory_source":{"zh":"行政许可法 第四十二条","en":"art. 42"},"promised_days":5}"#;

pub struct House {
    pub centre: Centre,
    told: Arc<AtomicI64>,
    _data: tempfile::TempDir,
}

pub fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn nine_o_clock(text: &str) -> i64 {
    Instant::start_of(day(text), CHINA).plus_micros(9 * 3_600_000_000).0
}

pub fn staff() -> Actor {
    Actor {
        account: None,
        name: "王窗口".into(),
        capacity: Capacity::Staff {
            roles: vec![Role::Clerk, Role::Examiner, Role::Chief],
            body: None,
        },
    }
}

impl House {
    pub async fn open(today: &str) -> House {
        let data = tempfile::tempdir().unwrap();
        let told = Arc::new(AtomicI64::new(nine_o_clock(today)));
        let settings = Settings {
            data: data.path().to_path_buf(),
            location: Location::SqliteMemory,
            division: "511603000000".into(),
            base_url: "http://localhost".into(),
            fonts: Vec::new(),
            demonstration: false,
            ledger_hash: None,
            sealing: yimen_acts::vault::Sealing::default(),
            trusted_proxies: Vec::new(),
            second_factor: SecondFactor::Offered,
            mandate_days: 366,
            mail: None,
            payments: yimen_acts::payments::Payments::default(),
            sms: None,
            identities: Vec::new(),
            partitions: 0,
        };
        let centre = Centre::open(settings, Time::Told(Arc::clone(&told)), Chance::seeded(7))
            .await
            .unwrap();
        demonstration::load_organisation(&centre).await.unwrap();
        let report = items::import::import(&centre, "item.json", ITEM.as_bytes())
            .await
            .unwrap();
        assert_eq!(report.refused, 0, "{:?}", report.rows);
        House {
            centre,
            told,
            _data: data,
        }
    }

    pub fn at(&self, today: &str) {
        self.told.store(nine_o_clock(today), Ordering::Relaxed);
    }

    pub async fn filed(&self) -> String {
        let application = Application {
            item: "CALENDAR-1".into(),
            channel: Channel::Window,
            applicant: Applicant {
                kind: "person".into(),
                name: "李某".into(),
                id_number: "11010519491231002X".into(),
                phone: "13800001234".into(),
                ..Applicant::default()
            },
            form: Default::default(),
            materials: Vec::new(),
            renews: None,
            situation: yimen_domain::items::Chosen::new(),
            draft: None,
        };
        submit(&self.centre, &staff(), None, application).await.unwrap().number
    }

    pub async fn accepted(&self) -> String {
        let number = self.filed().await;
        self.order(&number, Command::Accept { seen: Vec::new() }).await;
        number
    }

    pub async fn review(&self, number: &str) {
        let words = "符合条件".into();
        self.order(number, Command::Review { approve: true, words }).await;
    }

    pub async fn withdraw(&self, number: &str) {
        self.order(number, Command::Withdraw { reason: String::new() }).await;
    }

    async fn order(&self, number: &str, order: Command) {
        command(&self.centre, &staff(), number, Reach::default(), order)
            .await
            .unwrap();
    }

    pub async fn view(&self, number: &str) -> CaseView {
        view::progress(&self.centre, number).await.unwrap()
    }

    pub async fn due(&self, number: &str, kind: ClockKind) -> String {
        let view = self.view(number).await;
        let clock = view.clocks.iter().find(|clock| clock.kind == kind).unwrap();
        clock.due.unwrap().to_string()
    }

    /// The due day by the calendar of an earlier version.
    pub async fn due_then(&self, number: &str, kind: ClockKind, version: u32) -> String {
        let calendar = self.centre.book().version(version).unwrap();
        let view = self.view(number).await;
        view.case.clock(kind).unwrap().due(&calendar).unwrap().day.to_string()
    }

    pub async fn provisional(&self, number: &str) -> bool {
        self.view(number).await.clocks.iter().any(|clock| clock.provisional)
    }

    pub async fn all_events(&self, number: &str) -> Vec<Event> {
        self.view(number).await.events
    }

    pub async fn events(&self, number: &str) -> usize {
        self.all_events(number).await.len()
    }

    pub async fn last_event(&self, number: &str) -> Event {
        self.all_events(number).await.pop().unwrap()
    }
}
