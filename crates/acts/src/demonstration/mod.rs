//! The demonstration centre (演示中心): a real district's catalogue, made-up people, and a few hundred cases.

mod arrivals;
mod edition;
mod history;
mod many;
mod plan;
mod story;

use rust_embed::Embed;
use serde::Deserialize;
use yimen_domain::calendar::{CHINA, Day, Instant};
use yimen_domain::organisation::Role;
use yimen_domain::organisation::letter::{Grant, Holder, Letter, Over, Power, SealCustody, Signature, State};
use yimen_domain::organisation::posts::{Person, Post, Seat, Side, Standing};
use yimen_domain::words::{Refusal, RefusalKind};

use crate::accounts::add::{Staff, hash_password, person_row, staff_row};
use crate::bundles;
use crate::items::import::{Report, import, import_since};
use crate::items::materials;
use crate::organisation::change::{Ground, take_over};
use crate::organisation::{self, Body, Division, Hall, Place, Text, Window};
use crate::vault::Applicant;
use crate::{ActError, Centre, letters};

pub use many::{Loaded, Many};

/// Password of every demonstration account.
pub const PASSWORD: &str = "demonstration";

/// Microseconds of a day.
const DAY: i64 = 86_400_000_000;
/// Days ago from which the catalogue and the earlier edition of the items hold.
const EARLIER: i64 = 540;
/// Days ago from which the items hold as they are.
const PRESENT: i64 = 150;
/// Why the catalogue came.
const CATALOGUE: &str = "导入真实目录 / import of the real catalogue";
/// Why the items came as they are.
const PUBLISHED: &str = "演示数据：现行实施清单 / demonstration data: the items as they are";

/// Setting that says that the demonstration was loaded.
const LOADED: &str = "demonstration.loaded";

#[derive(Embed)]
#[folder = "../../demo"]
struct Files;

#[derive(Deserialize)]
struct OrganisationFile {
    division: Division,
    halls: Vec<Hall>,
    bodies: Vec<Body>,
    above: Vec<Body>,
    windows: Vec<Window>,
    places: Vec<Place>,
    staff: Vec<StaffFile>,
    citizens: Vec<PersonFile>,
    companies: Vec<PersonFile>,
    posts: Vec<PostFile>,
}

/// A post with its A and its B, by login.
#[derive(Deserialize)]
struct PostFile {
    code: String,
    name: Text,
    body: String,
    section: Option<String>,
    window: Option<String>,
    roles: Vec<String>,
    #[serde(default = "is_paired")]
    paired: bool,
    #[serde(default)]
    heads: bool,
    a: Option<String>,
    b: Option<String>,
}

fn is_paired() -> bool {
    true
}

#[derive(Deserialize)]
struct StaffFile {
    login: String,
    name: String,
    roles: Vec<String>,
    body: Option<String>,
    section: Option<String>,
    window: Option<String>,
}

#[derive(Deserialize)]
struct PersonFile {
    login: String,
    name: String,
    id_number: Option<String>,
    credit_code: Option<String>,
    legal_person: Option<String>,
    phone: String,
}

/// What is being loaded, in Chinese and English, and how far it is: done, of.
pub type Progress<'a> = &'a (dyn Fn(&str, &str, usize, usize) + Sync);

/// Loads the demonstration centre if it is not there yet; answers whether it did.
///
/// # Errors
/// The data cannot be stored. What was stored is completed at the next start.
pub async fn load(centre: &Centre, progress: Progress<'_>) -> Result<bool, ActError> {
    if centre.setting(LOADED).await?.is_some() {
        return Ok(false);
    }
    let file: OrganisationFile = parse("organisation.json")?;
    load_ground(centre, &file, progress).await?;
    history::load(centre, progress).await?;
    centre.set_setting(LOADED, "1").await?;
    Ok(true)
}

/// Loads the demonstration centre with a long history of very many cases in place of the usual few hundred. With the same
/// seed at the same moment the cases, their events and their numbers are the same. The database of a centre on a file is
/// closed afterwards: open the centre anew.
///
/// # Errors
/// The centre has cases already; nothing was changed then. Or the data cannot be stored: a file is then as it was before
/// the cases, and what PostgreSQL holds is whole and sound.
pub async fn load_many(centre: &Centre, many: Many, progress: Progress<'_>) -> Result<Loaded, ActError> {
    let first = vec![centre.div().into(), vec![0u8; 16].into(), 1i64.into()];
    let any = centre
        .store()
        .query(&yimen_store::tables::cases::ALL_BY_ID, first)
        .await?;
    if !any.is_empty() || centre.setting(LOADED).await?.is_some() {
        return Err(not_empty().into());
    }
    let file: OrganisationFile = parse("organisation.json")?;
    load_ground(centre, &file, progress).await?;
    centre.set_setting(LOADED, "1").await?;
    many::load(centre, many, progress).await
}

fn not_empty() -> Refusal {
    Refusal::new(
        "not_empty",
        RefusalKind::State,
        "",
        (
            "这里已经有办件，大量演示办件只能加载到空的中心。",
            "There are cases here already: a long history is made only in an empty centre.",
        ),
        (
            "请用 --data 指定一个新的文件夹，或用 --database-url 指定一个空的数据库。",
            "Name a new folder with --data, or an empty database with --database-url.",
        ),
    )
}

async fn load_ground(centre: &Centre, file: &OrganisationFile, progress: Progress<'_>) -> Result<(), ActError> {
    progress("机构、大厅和窗口", "bodies, halls and windows", 0, 1);
    load_units(centre, file).await?;
    progress("人员账号", "accounts", 0, 1);
    load_accounts(centre, file).await?;
    load_letters(centre, file).await?;
    load_posts(centre, file).await?;
    progress("事项目录", "catalogue of items", 0, 1);
    load_items(centre).await?;
    Ok(())
}

/// Imports the catalogue and the items that are written out in full.
///
/// # Errors
/// The data cannot be stored.
pub async fn load_items(centre: &Centre) -> Result<Vec<Report>, ActError> {
    materials::import(centre, "demo/materials.json", &bytes("materials.json")?).await?;
    let today = Instant::start_of(centre.today(), CHINA).0;
    let (long_ago, lately) = (today - EARLIER * DAY, today - PRESENT * DAY);
    let mut names: Vec<_> = Files::iter().filter(|name| name.starts_with("items/")).collect();
    names.sort();
    let known = !centre.library().is_empty();
    let mut reports = Vec::new();
    if !known {
        let mut earlier = Vec::new();
        for name in &names {
            earlier.push(edition::before(&parse(name)?));
        }
        let bytes = serde_json::to_vec(&earlier).map_err(|error| ActError::Broken(error.to_string()))?;
        reports.push(import_since(centre, "demo/earlier.json", bytes, long_ago, edition::REASON).await?);
    }
    let catalogue = bytes("qianfeng_items.csv")?;
    reports.push(import_since(centre, "demo/qianfeng_items.csv", catalogue, long_ago, CATALOGUE).await?);
    for name in names {
        let source = format!("demo/{name}");
        reports.push(import_since(centre, &source, bytes(&name)?, lately, PUBLISHED).await?);
    }
    load_above(centre).await?;
    load_bundles(centre).await?;
    Ok(reports)
}

/// Imports the items of higher levels that items here cite (上级事项), and what changed in them since.
///
/// # Errors
/// The data cannot be stored.
pub async fn load_above(centre: &Centre) -> Result<(), ActError> {
    for name in ["above/first.json", "above/changed.json"] {
        import(centre, &format!("demo/{name}"), &bytes(name)?).await?;
    }
    Ok(())
}

/// Loads bodies, halls, windows, places and the accounts of staff and people, without items and cases.
///
/// # Errors
/// The data cannot be stored.
pub async fn load_organisation(centre: &Centre) -> Result<(), ActError> {
    let file: OrganisationFile = parse("organisation.json")?;
    load_units(centre, &file).await?;
    load_accounts(centre, &file).await?;
    load_letters(centre, &file).await?;
    load_posts(centre, &file).await
}

async fn load_units(centre: &Centre, file: &OrganisationFile) -> Result<(), ActError> {
    organisation::store(centre, "division", &[(file.division.code.clone(), &file.division)]).await?;
    centre.set_setting("division.name", &file.division.name.zh).await?;
    organisation::store(centre, "hall", &by_code(&file.halls, |hall| &hall.code)).await?;
    organisation::store(centre, "body", &by_code(&file.bodies, |body| &body.code)).await?;
    organisation::store(centre, "body_above", &by_code(&file.above, |body| &body.code)).await?;
    organisation::store(centre, "window", &by_code(&file.windows, |window| &window.code)).await?;
    organisation::store(centre, "place", &by_code(&file.places, |place| &place.code)).await?;
    organisation::note(centre, since(centre)?, &ground()).await?;
    organisation::load(centre).await
}

/// The first day of what stands in the registers of the demonstration.
fn since(centre: &Centre) -> Result<Day, ActError> {
    Day::new(centre.today().year() - 3, 1, 1).map_err(|why| ActError::Broken(why.to_string()))
}

fn ground() -> Ground {
    Ground {
        account: None,
        by: "演示数据".into(),
        reason: "演示数据 / demonstration data".into(),
        basis: "demo/organisation.json".into(),
    }
}

/// The posts of the demonstration's staff, A and B.
async fn load_posts(centre: &Centre, file: &OrganisationFile) -> Result<(), ActError> {
    let organisation = centre.organisation();
    let (mut posts, mut people) = (Vec::new(), Vec::new());
    for post in &file.posts {
        let roles: Vec<Role> = post.roles.iter().filter_map(|code| Role::parse(code)).collect();
        posts.push(Post {
            code: post.code.clone(),
            name: post.name.words(),
            body: post.body.clone(),
            section: post.section.clone(),
            window: post.window.clone(),
            reach: organisation.reach(&roles, post.window.as_deref(), &post.body),
            roles,
            paired: post.paired,
            heads: post.heads,
        });
        for (side, login) in [(Side::A, &post.a), (Side::B, &post.b)] {
            let Some(login) = login else { continue };
            let Some(row) = crate::accounts::by_login(centre, login).await? else {
                continue;
            };
            let seat = Seat {
                post: post.code.clone(),
                side,
                standing: Standing::Main,
            };
            let person = Person {
                account: row.id,
                name: row.shown,
            };
            people.push((person, seat));
        }
    }
    take_over(centre, &ground(), posts, people, since(centre)?).await
}

fn by_code<T>(units: &[T], code: fn(&T) -> &String) -> Vec<(String, &T)> {
    units.iter().map(|unit| (code(unit).clone(), unit)).collect()
}

/// The head of each body gives its chief approver the power to decide, and the windows what is decided on the spot.
async fn load_letters(centre: &Centre, file: &OrganisationFile) -> Result<(), ActError> {
    let year = centre.today().year();
    let first_of = |year: i32| Day::new(year, 1, 1).map_err(|why| ActError::Broken(why.to_string()));
    let (from, until) = (first_of(year - 3)?, first_of(year + 2)?.plus(-1));
    let mut signed = Vec::new();
    for body in &file.bodies {
        let mut holders = vec![(Holder::Windows, Over::Instant)];
        for staff in file
            .staff
            .iter()
            .filter(|staff| staff.body.as_ref() == Some(&body.code))
        {
            if !staff.roles.iter().any(|role| role == Role::Chief.code()) {
                continue;
            }
            if let Some(account) = crate::accounts::by_login(centre, &staff.login).await? {
                let name = staff.name.clone();
                holders.push((
                    Holder::Person {
                        account: account.id,
                        name,
                    },
                    Over::All,
                ));
            }
        }
        for (at, (holder, over)) in holders.into_iter().enumerate() {
            let letter = Letter {
                number: format!("{}授〔{}〕{}号", body.name.zh, from.year(), at + 1),
                body: body.code.clone(),
                holder,
                grants: vec![Grant {
                    over,
                    power: Power::Decide,
                }],
                from,
                until,
                seal: SealCustody {
                    keeper: keeper(file, &body.code),
                    words: "审批专用章由驻厅窗口专人保管，用印登记（演示数据）".into(),
                },
                state: State::Drafted,
            };
            let signature = Signature {
                head: "主要负责人（演示）".into(),
                office: "局长".into(),
                on: from,
            };
            signed.push((letter, signature));
        }
    }
    letters::take_over(centre, "演示数据", signed).await
}

/// Who keeps the seal of a body in the hall: its clerk, else its examiner.
fn keeper(file: &OrganisationFile, body: &str) -> String {
    let of = |role: Role| {
        let mut staff = file.staff.iter().filter(|staff| staff.body.as_deref() == Some(body));
        staff.find(|staff| staff.roles.iter().any(|code| code == role.code()))
    };
    let keeper = of(Role::Clerk).or_else(|| of(Role::Examiner));
    keeper.map_or_else(String::new, |staff| staff.name.clone())
}

async fn load_accounts(centre: &Centre, file: &OrganisationFile) -> Result<(), ActError> {
    let hash = hash_password(centre, PASSWORD).await?;
    let mut rows = Vec::new();
    for staff in &file.staff {
        if crate::accounts::by_login(centre, &staff.login).await?.is_none() {
            rows.push(staff_row(centre, staff_of(file, staff), Some(hash.clone()), true));
        }
    }
    for person in file.citizens.iter().chain(&file.companies) {
        if crate::accounts::by_login(centre, &person.login).await?.is_none() {
            rows.push(person_row(
                centre,
                &person.login,
                Some(hash.clone()),
                &applicant_of(person),
                true,
            )?);
        }
    }
    for chunk in rows.chunks(100) {
        centre
            .put(chunk.iter().map(|row| row.insert(centre.div())).collect())
            .await?;
    }
    Ok(())
}

/// A clerk serves the bodies of their window: one body, or all if the window takes more than one.
fn staff_of(file: &OrganisationFile, staff: &StaffFile) -> Staff {
    let roles: Vec<Role> = staff.roles.iter().filter_map(|code| Role::parse(code)).collect();
    let window = file
        .windows
        .iter()
        .find(|window| Some(&window.code) == staff.window.as_ref());
    let body = organisation::reach_of(&roles, window, staff.body.as_deref());
    let place = window
        .map(|window| window.number.clone())
        .or_else(|| staff.section.clone());
    Staff {
        login: staff.login.clone(),
        name: staff.name.clone(),
        roles,
        body,
        place,
    }
}

fn applicant_of(person: &PersonFile) -> Applicant {
    let company = person.credit_code.is_some();
    Applicant {
        kind: if company { "company" } else { "person" }.into(),
        name: person.name.clone(),
        id_number: person
            .credit_code
            .clone()
            .or_else(|| person.id_number.clone())
            .unwrap_or_default(),
        id_type: if company { "credit_code" } else { "citizen_id" }.into(),
        phone: person.phone.clone(),
        contact: person.legal_person.clone().unwrap_or_default(),
    }
}

/// Brings in the bundles (一件事) of the demonstration.
///
/// # Errors
/// The data cannot be stored.
pub async fn load_bundles(centre: &Centre) -> Result<(), ActError> {
    let given = bundles::Given {
        from: centre.today(),
        reason: "演示数据 / demonstration data".into(),
        basis: "demo/bundles.json".into(),
    };
    let bytes = bytes("bundles.json")?;
    bundles::import(centre, "system", &bytes, &given).await.map(|_| ())
}

fn bytes(name: &str) -> Result<Vec<u8>, ActError> {
    let file = Files::get(name).ok_or_else(|| ActError::Broken(format!("demo/{name} is not in this program")))?;
    Ok(file.data.into_owned())
}

fn parse<T: for<'a> Deserialize<'a>>(name: &str) -> Result<T, ActError> {
    serde_json::from_slice(&bytes(name)?).map_err(|error| ActError::Broken(format!("demo/{name}: {error}")))
}
