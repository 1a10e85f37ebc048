//! The centre that is measured: a real catalogue, accounts with tokens, and what the callers say.

use std::path::PathBuf;
use std::sync::Arc;

use tokio::task::{JoinError, JoinSet};
use yimen_acts::accounts::{Signed, token};
use yimen_acts::cases::command::{self, Reach};
use yimen_acts::cases::submit::{self, Application};
use yimen_acts::vault::Applicant;
use yimen_acts::{ActError, Centre, Chance, Settings, Time, demonstration, files};
use yimen_domain::cases::Channel;
use yimen_domain::cases::command::Command;
use yimen_domain::cases::event::{Delivery, FileMark, Handed, HandedIn, Outcome};
use yimen_domain::cases::intake::Origin;
use yimen_domain::organisation::second::SecondFactor;
use yimen_store::{Change, Location, tables};

use super::bare::Patterns;
use super::pattern::{Pattern, ones};
use crate::config;

/// Registration of a sole trader, an instant item with a form and materials.
const ITEM: &str = "511A0074300005-511602000000-000-115113016823646795-1-00";

/// What every filing hands in: small, because files are kept once and only named by a case.
const MATERIAL: &[u8] = b"%PDF-1.7\n% a lease, for measuring\n";

const FORM: [(&str, &str); 7] = [
    ("trade_name", "前锋区幸福路小卖部"),
    ("premises_address", "四川省广安市前锋区幸福路18号1栋1楼3号门面"),
    ("premises_kind", "rented"),
    ("scope", "食品销售（仅销售预包装食品）；日用百货销售；文具用品零售。"),
    ("capital_yuan", "50000"),
    ("staff_count", "2"),
    ("family_run", "no"),
];

/// The commands of a lifecycle after the filing, as the API takes them.
const COMMANDS: [&str; 3] = [
    r#"{"command":"accept","seen":["m2"]}"#,
    r#"{"command":"decide","outcome":"grant","conditions":["在核定的经营范围内从事经营活动"],"validity":"长期"}"#,
    r#"{"command":"issue","how":"window","receiver":"陈大福"}"#,
];

/// The same as orders of the domain.
fn orders() -> [Command; 3] {
    let (conditions, validity) = (vec!["在核定的经营范围内从事经营活动".into()], "长期".into());
    [
        Command::Accept {
            seen: vec!["m2".into()],
        },
        Command::Decide {
            outcome: Outcome::Grant { conditions, validity },
            hand_over: None,
        },
        Command::Issue {
            delivery: Delivery::Window {
                receiver: "陈大福".into(),
            },
        },
    ]
}

/// The centre and what is said to it.
pub struct Stage {
    /// The centre.
    pub centre: Centre,
    /// Tokens of citizens.
    pub citizens: Vec<String>,
    /// Token of a clerk who serves every body.
    pub clerk: String,
    /// Body of the request that files a case.
    pub filing: String,
    /// Bodies of the requests that follow.
    pub commands: [&'static str; 3],
    /// The rows of these four requests.
    pub patterns: Arc<Patterns>,
    /// Cases to look at, with the place of their owner among the citizens.
    pub filed: Vec<(String, usize)>,
    /// Their ids.
    pub ids: Vec<[u8; 16]>,
}

impl Stage {
    /// Opens a centre with the demonstration's catalogue and accounts, without its cases.
    pub async fn open(location: Location, data: PathBuf) -> Result<Stage, ActError> {
        let centre = Centre::open(settings(location, data), Time::System, Chance::System).await?;
        demonstration::load_organisation(&centre).await?;
        demonstration::load_items(&centre).await?;
        let mut citizens = Vec::new();
        let mut file = None;
        for at in 1..=6 {
            let token = token::create(&centre, &format!("citizen{at}"), "bench").await?;
            let owner = signed(&centre, &token).await?;
            file = Some(files::take(&centre, owner.id, "经营场所租赁合同.pdf", MATERIAL.to_vec()).await?);
            citizens.push(token);
        }
        let file = file.ok_or_else(|| ActError::Broken("there is no citizen".into()))?;
        let clerk = token::create(&centre, "clerk1", "bench").await?;
        let patterns = Arc::new(record(&centre, &citizens[0], &clerk, &file).await?);
        let filing = filing(&file);
        Ok(Stage {
            centre,
            citizens,
            clerk,
            filing,
            commands: COMMANDS,
            patterns,
            filed: Vec::new(),
            ids: Vec::new(),
        })
    }

    /// Files cases to look at; every fourth of them is as far as it can be, the others stand one, two or three steps before.
    pub async fn fill(&mut self, cases: usize) -> Result<(), ActError> {
        const AT_ONCE: usize = 64;
        let clerk = signed(&self.centre, &self.clerk).await?;
        let mut owners = Vec::new();
        for token in &self.citizens {
            owners.push(signed(&self.centre, token).await?);
        }
        let file = files::brought(&self.centre, owners[0].id, &files::sha256(MATERIAL)).await?;
        let mut tasks = JoinSet::new();
        for at in 0..cases {
            if tasks.len() >= AT_ONCE {
                self.keep(tasks.join_next().await)?;
            }
            let (centre, place) = (self.centre.clone(), at % owners.len());
            let (owner, clerk, file) = (Arc::clone(&owners[place]), Arc::clone(&clerk), file.clone());
            tasks.spawn(async move { Ok((one(&centre, &owner, &clerk, &file, at % 4).await?, place)) });
        }
        while let Some(done) = tasks.join_next().await {
            self.keep(Some(done))?;
        }
        for (number, _) in &self.filed {
            self.ids.push(id_of(&self.centre, number).await?);
        }
        self.centre.store().refresh().await?;
        Ok(())
    }

    fn keep(&mut self, done: Option<Result<Filed, JoinError>>) -> Result<(), ActError> {
        if let Some(done) = done {
            let filed = done.map_err(|error| ActError::Broken(error.to_string()))?;
            self.filed.push(filed?);
        }
        Ok(())
    }
}

/// The settings of a centre that is measured.
pub fn settings(location: Location, data: PathBuf) -> Settings {
    Settings {
        data,
        location,
        division: config::DIVISION.into(),
        base_url: format!("http://{}", config::LISTEN),
        fonts: Vec::new(),
        demonstration: false,
        ledger_hash: None,
        sealing: yimen_acts::vault::Sealing::default(),
        partitions: 0,
        trusted_proxies: Vec::new(),
        second_factor: SecondFactor::Offered,
        mandate_days: 366,
        mail: None,
        payments: yimen_acts::payments::Payments::default(),
        sms: None,
        identities: Vec::new(),
    }
}

/// The number of a case and the place of its owner, or why it was not filed.
type Filed = Result<(String, usize), ActError>;

async fn signed(centre: &Centre, token: &str) -> Result<Arc<Signed>, ActError> {
    token::by_token(centre, token)
        .await?
        .ok_or_else(|| ActError::Broken("the token is not known".into()))
}

async fn one(
    centre: &Centre,
    owner: &Signed,
    clerk: &Signed,
    file: &FileMark,
    steps: usize,
) -> Result<String, ActError> {
    let number = submit::submit(centre, &owner.actor(), None, application(file))
        .await?
        .number;
    for order in orders().into_iter().take(steps) {
        command::command(centre, &clerk.actor(), &number, Reach::default(), order).await?;
    }
    Ok(number)
}

fn filing(file: &FileMark) -> String {
    let form: serde_json::Map<String, serde_json::Value> = FORM
        .iter()
        .map(|(code, text)| ((*code).into(), (*text).into()))
        .collect();
    let Applicant {
        name, id_number, phone, ..
    } = applicant();
    serde_json::json!({
        "item": ITEM,
        "applicant": { "name": name, "id_number": id_number, "phone": phone },
        "form": form,
        "materials": [{ "code": "m1", "file": file.hash }, { "code": "m3", "file": file.hash }],
    })
    .to_string()
}

fn application(file: &FileMark) -> Application {
    let material = |code: &str| HandedIn {
        material: code.into(),
        handed: Handed::Files(vec![file.clone()]),
        origin: Origin::default(),
    };
    Application {
        item: ITEM.into(),
        channel: Channel::Api,
        applicant: applicant(),
        form: FORM
            .iter()
            .map(|(code, text)| ((*code).into(), (*text).into()))
            .collect(),
        materials: vec![material("m1"), material("m3")],
        renews: None,
        situation: yimen_domain::items::Chosen::new(),
        draft: None,
    }
}

fn applicant() -> Applicant {
    Applicant {
        kind: "person".into(),
        name: "陈大福".into(),
        id_number: "511603193903120019".into(),
        phone: "13800000001".into(),
        ..Applicant::default()
    }
}

/// Has a case go through the four acts, and takes down what each of them writes.
async fn record(centre: &Centre, citizen: &str, clerk: &str, file: &FileMark) -> Result<Patterns, ActError> {
    let (citizen, clerk) = (signed(centre, citizen).await?, signed(centre, clerk).await?);
    let file_twice = ["a", "b"].map(|key| submit::plan(centre, &citizen.actor(), Some(key), application(file)));
    let [first, again] = file_twice;
    let (first, again) = (first?, again?);
    let number = submit::case_number(ITEM, centre.today(), 1);
    let keep = |change: &Change, again: &Change, id| {
        Pattern::of(change, again, id, &number).ok_or_else(|| ActError::Broken("the act has no key".into()))
    };
    let shown = [&first, &again].map(|change| (change.build)(ones(change)).writes);
    let case = shown[0]
        .iter()
        .find(|write| write.stmt.name == "cases.insert")
        .and_then(|write| match write.params.get(1) {
            Some(yimen_store::Value::Bytes(bytes)) => bytes.as_slice().try_into().ok(),
            _ => None,
        });
    let case: [u8; 16] = case.ok_or_else(|| ActError::Broken("the filing writes no case".into()))?;
    let filed = keep(&first, &again, case)?;
    centre.store().commit(first).await?;
    let mut steps = Vec::with_capacity(3);
    for order in orders() {
        let plan = async |key| {
            let reach = Reach {
                key: Some(key),
                seen: None,
            };
            command::plan(centre, &clerk.actor(), &number, reach, order.clone()).await
        };
        let (key, other) = (format!("a{}", steps.len()), format!("b{}", steps.len()));
        let (first, again) = (plan(&key).await?, plan(&other).await?);
        steps.push(keep(&first, &again, case)?);
        centre.store().commit(first).await?;
    }
    let steps: [Pattern; 3] = steps
        .try_into()
        .map_err(|_| ActError::Broken("a lifecycle has four steps".into()))?;
    let [accepted, decided, issued] = steps;
    Ok([filed, accepted, decided, issued])
}

async fn id_of(centre: &Centre, number: &str) -> Result<[u8; 16], ActError> {
    let rows = centre
        .store()
        .query(&tables::cases::BY_NUMBER, vec![centre.div().into(), number.into()])
        .await?;
    rows.first().map_or_else(
        || Err(ActError::Broken(format!("case {number} is not there"))),
        |row| Ok(row.id(0)?),
    )
}
