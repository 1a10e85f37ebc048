//! Lists of people, posts and windows as .xlsx or .csv (批量导入): the columns guessed, every row looked at before anything changes, all
//! good rows taken as one entry of the record.

use std::collections::{BTreeMap, HashMap};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use yimen_domain::calendar::Day;
use yimen_domain::organisation::Role;
use yimen_domain::organisation::posts::{Person, Post, Roster, Seat, Side, Standing, Step, Term};
use yimen_domain::words::{Refusal, RefusalKind, Words};
use yimen_store::ledger::{hex, sm3};
use yimen_store::tables::accounts::AccountRow;
use yimen_store::tables::units;

use super::change::{Ground, Outcome, sound, write};
use super::columns::{Column, PEOPLE, WINDOWS, day, guess, is_closed, is_known, roles, several, yes_no};
use super::record::{self, Did, Register};
use super::{Organisation, Text, Window, unit_step};
use crate::accounts::add::{Staff, staff_row};
use crate::accounts::by_login;
use crate::items::import::Fate;
use crate::sheets::read::{self, RawRow, Sheet, tidy};
use crate::{ActError, Centre};

/// Largest file that is taken, bytes.
pub const LARGEST: usize = 2 * 1024 * 1024;
/// Most rows of one file.
pub const MOST_ROWS: usize = 5_000;

/// The answer to one row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// Worksheet; empty for a text file.
    pub sheet: String,
    /// Line of the file, from 1.
    pub line: u64,
    /// Whom or what it is about: name and post, or the window.
    pub about: String,
    /// What becomes of it.
    pub fate: Fate,
    /// Why, and what was noticed; Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
}

/// A worksheet as it was understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Understood {
    /// Its name; empty for a text file.
    pub sheet: String,
    /// `people`, `windows`, or nothing where it is neither and left out.
    pub kind: &'static str,
    /// Its columns, and what each was taken for in Chinese and English; nothing where it is left out.
    pub columns: Vec<(String, Option<(&'static str, &'static str)>)>,
}

/// The answer to a file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Report {
    /// Entry of the record; absent where nothing was changed.
    pub entry: Option<u32>,
    /// The worksheets.
    pub sheets: Vec<Understood>,
    /// Every row, in order.
    pub lines: Vec<Line>,
    /// Names the answers to all rows: what was looked at is what is taken.
    pub seen: String,
}

impl Report {
    /// Rows with a fate.
    pub fn count(&self, fate: Fate) -> usize {
        self.lines.iter().filter(|line| line.fate == fate).count()
    }
}

/// Looks at a file. Nothing is changed.
///
/// # Errors
/// It is none of people or windows: refused whole, with the line and the reason.
pub async fn look(centre: &Centre, bytes: &[u8]) -> Result<Report, ActError> {
    record::refresh(centre).await?;
    let file = File::read(centre, bytes).await?;
    let (_, report) = file.judge(centre, &centre.posts());
    Ok(report)
}

/// Takes all good rows of a file as one entry. `seen` is that of the report which the person looked at; empty takes the rows as they
/// are judged now.
///
/// # Errors
/// As [`look`]; the reason is missing; or a row would not come to what was seen.
pub async fn take(centre: &Centre, bytes: &[u8], seen: &str, ground: &Ground) -> Result<Report, ActError> {
    sound(ground)?;
    let file = File::read(centre, bytes).await?;
    let entry = write(centre, ground, (Did::Imported, None), |register| {
        let (outcome, report) = file.judge(centre, register);
        // Sent again after it was taken, it changes nothing, whatever was seen before.
        if outcome.steps.is_empty() && outcome.units.is_empty() {
            return Ok(None);
        }
        if !seen.is_empty() && report.seen != seen {
            return Err(seen_otherwise().into());
        }
        Ok(Some(outcome))
    });
    // The report tells what each row came to, so it is made on the register before.
    record::refresh(centre).await?;
    let (_, mut report) = file.judge(centre, &centre.posts());
    report.entry = entry.await?;
    super::load(centre).await?;
    Ok(report)
}

/// A file as text, so that a form can carry it from looking to taking.
pub fn packed(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// The file that [`packed`] made text of.
///
/// # Errors
/// It is none.
pub fn unpacked(text: &str) -> Result<Vec<u8>, ActError> {
    let broken = || not_a_list(0, &Words::new("文件没有完整送达", "the file did not arrive whole"));
    STANDARD.decode(text).map_err(|_| broken().into())
}

fn seen_otherwise() -> Refusal {
    Refusal::new(
        "seen_otherwise",
        RefusalKind::State,
        "",
        (
            "核对之后，岗位或人员又有变动，有的行结果已经不同。",
            "Posts or people have changed since you looked; some rows would come to something else.",
        ),
        ("请重新上传文件并核对。", "Bring the file again and look at its rows."),
    )
}

fn not_a_list(line: u64, why: &Words) -> Refusal {
    Refusal::new(
        "not_a_list",
        RefusalKind::Invalid,
        "",
        (
            &format!("这不是人员岗位或窗口的清单（第 {line} 行：{}）。", why.zh),
            &format!(
                "This is no list of people and posts, nor of windows (line {line}: {}).",
                why.en
            ),
        ),
        (
            "文件没有导入。请提供 .xlsx 或 .csv 清单，至少有“用户名、姓名、岗位名称”或“窗口号、大厅”这些列。",
            "Nothing was imported. Give a list as .xlsx or .csv with at least the columns sign-in name, name and post, or window and hall.",
        ),
    )
}

/// A file with what must be asked of the database before its rows are judged.
struct File {
    sheets: Vec<(Understood, Sheet)>,
    accounts: HashMap<String, AccountRow>,
    new: HashMap<String, AccountRow>,
}

type Cells = BTreeMap<&'static str, String>;

fn cells(row: &RawRow, columns: &BTreeMap<&'static str, usize>) -> Cells {
    let cell = |at: &usize| {
        row.cells
            .get(*at)
            .map_or_else(String::new, |text| tidy(text, false, &mut Vec::new()))
    };
    columns.iter().map(|(key, at)| (*key, cell(at))).collect()
}

fn columns_of(kind: &str) -> &'static [Column] {
    if kind == "windows" { WINDOWS } else { PEOPLE }
}

impl File {
    async fn read(centre: &Centre, bytes: &[u8]) -> Result<File, ActError> {
        let whole = |zh: &str, en: &str| not_a_list(0, &Words::new(zh, en));
        if bytes.len() > LARGEST {
            return Err(whole("文件超过 2 MB", "the file is larger than 2 MB").into());
        }
        let sheets = read_sheets(bytes)?;
        if sheets.iter().map(|(_, sheet)| sheet.rows.len()).sum::<usize>() > MOST_ROWS {
            return Err(whole(
                "超过 5000 行，请分成几个文件",
                "it has more than 5,000 rows; split it into several files",
            )
            .into());
        }
        let mut file = File {
            sheets,
            accounts: HashMap::new(),
            new: HashMap::new(),
        };
        file.find_accounts(centre).await?;
        Ok(file)
    }

    async fn find_accounts(&mut self, centre: &Centre) -> Result<(), ActError> {
        let of_people = self.sheets.iter().filter(|(understood, _)| understood.kind == "people");
        let mut wanted: Vec<(String, String)> = Vec::new();
        for (_, sheet) in of_people {
            let columns = guess(PEOPLE, &sheet.heading);
            wanted.extend(sheet.rows.iter().map(|row| {
                let cells = cells(row, &columns);
                let cell = |key: &str| cells.get(key).cloned().unwrap_or_default();
                (cell("login"), cell("name"))
            }));
        }
        for (login, name) in wanted {
            if login.is_empty() || self.accounts.contains_key(&login) || self.new.contains_key(&login) {
                continue;
            }
            match by_login(centre, &login).await? {
                Some(row) => {
                    self.accounts.insert(login, row);
                }
                None => {
                    let staff = Staff {
                        login: login.clone(),
                        name,
                        ..Staff::default()
                    };
                    self.new.insert(login, staff_row(centre, staff, None, false));
                }
            }
        }
        Ok(())
    }

    fn judge(&self, centre: &Centre, register: &Register) -> (Outcome, Report) {
        let mut judge = Judge {
            file: self,
            today: centre.today(),
            roster: register.roster.clone(),
            organisation: (*centre.organisation()).clone(),
            div: centre.div(),
            outcome: Outcome::default(),
            made: Vec::new(),
        };
        let mut lines = Vec::new();
        // Windows first: posts stand at them.
        for wanted in ["windows", "people"] {
            for (understood, sheet) in self.sheets.iter().filter(|(understood, _)| understood.kind == wanted) {
                let columns = guess(columns_of(wanted), &sheet.heading);
                for row in &sheet.rows {
                    let cells = cells(row, &columns);
                    let judged = match &row.ragged {
                        Some(why) => Err(why.clone()),
                        None if wanted == "windows" => judge.window(&cells),
                        None => judge.person(&cells),
                    };
                    lines.push(line(&understood.sheet, row.line, &cells, judged));
                }
            }
        }
        let seen: Vec<String> = lines
            .iter()
            .map(|line| format!("{} {} {}", line.sheet, line.line, line.fate.code()))
            .collect();
        let report = Report {
            entry: None,
            sheets: self.sheets.iter().map(|(understood, _)| understood.clone()).collect(),
            seen: hex(&sm3(seen.join("\n").as_bytes())),
            lines,
        };
        (judge.outcome, report)
    }
}

fn line(sheet: &str, at: u64, cells: &Cells, judged: Result<(Fate, Vec<Words>), Words>) -> Line {
    let cell = |key: &str| cells.get(key).map_or("", String::as_str);
    let about = [cell("name"), cell("post"), cell("number")]
        .into_iter()
        .filter(|text| !text.is_empty());
    let (fate, said) = match judged {
        Ok(judged) => judged,
        Err(why) => (Fate::Refused, vec![why]),
    };
    let said = |text: fn(&Words) -> &String| {
        said.iter()
            .map(|words| text(words).as_str())
            .collect::<Vec<_>>()
            .join("；")
    };
    Line {
        sheet: sheet.to_string(),
        line: at,
        about: about.collect::<Vec<_>>().join(" · "),
        fate,
        zh: said(|words| &words.zh),
        en: said(|words| &words.en),
    }
}

fn read_sheets(bytes: &[u8]) -> Result<Vec<(Understood, Sheet)>, Refusal> {
    let read = |wanted: &str| read::read(bytes, wanted, is_known);
    let refused = |unreadable: read::Unreadable| not_a_list(unreadable.line, &unreadable.why);
    let first = read("").map_err(refused)?;
    let mut names = first.sheets.clone();
    names.retain(|name| *name != first.sheet);
    let mut sheets = vec![first];
    // Other worksheets may hold notes, or nothing: only what is understood is taken.
    sheets.extend(names.iter().filter_map(|name| read(name).ok()));
    let found: Vec<(Understood, Sheet)> = sheets.into_iter().map(|sheet| (understood(&sheet), sheet)).collect();
    if found.iter().all(|(understood, _)| understood.kind.is_empty()) {
        let why = Words::new("没有认出需要的列", "the columns that are needed were not found");
        return Err(not_a_list(1, &why));
    }
    Ok(found)
}

fn understood(sheet: &Sheet) -> Understood {
    let (people, windows) = (guess(PEOPLE, &sheet.heading), guess(WINDOWS, &sheet.heading));
    let kind = if people.contains_key("login") && people.contains_key("name")
        || people.contains_key("post") && people.contains_key("body")
    {
        "people"
    } else if windows.contains_key("number") && windows.contains_key("hall") {
        "windows"
    } else {
        ""
    };
    let taken = guess(columns_of(kind), &sheet.heading);
    let columns = sheet.heading.iter().enumerate().map(|(at, name)| {
        let key = taken.iter().find(|(_, known)| **known == at).map(|(key, _)| *key);
        let column = key.and_then(|key| columns_of(kind).iter().find(|column| column.key == key));
        (
            name.clone(),
            column.filter(|_| !kind.is_empty()).map(|column| column.heading),
        )
    });
    Understood {
        sheet: sheet.sheet.clone(),
        kind,
        columns: columns.collect(),
    }
}

/// Judges row after row on what the rows before it made.
struct Judge<'a> {
    file: &'a File,
    today: Day,
    roster: Roster,
    organisation: Organisation,
    div: &'a str,
    outcome: Outcome,
    /// Logins of accounts that the list makes.
    made: Vec<String>,
}

/// What a refusal of the domain says, in one line.
fn said(refusal: &Refusal) -> Words {
    match refusal.faults.first() {
        Some(fault) => fault.words.clone(),
        None => refusal.why.clone(),
    }
}

impl Judge<'_> {
    fn window(&mut self, cells: &Cells) -> Result<(Fate, Vec<Words>), Words> {
        let cell = |key: &str| cells.get(key).map_or("", String::as_str);
        let number = cell("number");
        if number.is_empty() || number.chars().count() > 20 {
            return Err(Words::new(
                "窗口号应为 1 至 20 个字",
                "the window's number has 1 to 20 characters",
            ));
        }
        let by_code = self.organisation.windows.get(cell("code"));
        let known = by_code
            .or_else(|| {
                self.organisation
                    .windows
                    .values()
                    .find(|window| window.number == number)
            })
            .cloned();
        if is_closed(cell("state")) {
            return self.close_window(known);
        }
        let mut window = known.clone().unwrap_or_else(|| Window {
            code: new_window_code(cell("code"), number),
            ..Window::default()
        });
        if !window
            .code
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        {
            return Err(Words::new(
                "请给出窗口编码，由字母、数字和连字符组成",
                "give the window a code of letters, digits and hyphens",
            ));
        }
        window.number = number.to_string();
        if !cell("name").is_empty() || known.is_none() {
            window.name = Text {
                zh: if cell("name").is_empty() { number } else { cell("name") }.to_string(),
                en: cell("english").to_string(),
            };
        }
        if !cell("hall").is_empty() || known.is_none() {
            window.hall = self.hall(cell("hall"))?;
        }
        if !cell("serves").is_empty() || known.is_none() {
            (window.all, window.bodies) = self.serves(cell("serves"))?;
        }
        if known.as_ref() == Some(&window) {
            return Ok((Fate::Unchanged, Vec::new()));
        }
        let doc = serde_json::to_value(&window).map_err(|error| Words::new(error.to_string(), error.to_string()))?;
        self.outcome
            .writes
            .push(units::put(self.div, "window", &window.code, doc.to_string()));
        self.outcome
            .units
            .push(unit_step("window", &window.code, self.today, Some(doc)));
        self.organisation.windows.insert(window.code.clone(), window);
        Ok((if known.is_some() { Fate::Changed } else { Fate::Taken }, Vec::new()))
    }

    fn close_window(&mut self, known: Option<Window>) -> Result<(Fate, Vec<Words>), Words> {
        let Some(known) = known else {
            return Ok((Fate::Unchanged, Vec::new()));
        };
        let held = self
            .roster
            .posts(self.today)
            .find(|post| post.window.as_ref() == Some(&known.code));
        if let Some(post) = held {
            return Err(Words::new(
                format!("窗口上还有岗位“{}”，请先撤销岗位", post.name.zh),
                format!(
                    "the post “{}” stands at this window; close the post first",
                    post.name.zh
                ),
            ));
        }
        self.outcome.writes.push(units::remove(self.div, "window", &known.code));
        self.outcome
            .units
            .push(unit_step("window", &known.code, self.today, None));
        self.organisation.windows.remove(&known.code);
        Ok((Fate::Changed, vec![Words::new("停用", "closed")]))
    }

    fn hall(&self, name: &str) -> Result<String, Words> {
        let halls = &self.organisation.halls;
        let found = halls
            .values()
            .find(|hall| hall.code == name || hall.name.zh == name || hall.name.en == name);
        found.map(|hall| hall.code.clone()).ok_or_else(|| {
            Words::new(
                format!("没有名为“{name}”的大厅"),
                format!("there is no hall called “{name}”"),
            )
        })
    }

    fn serves(&self, text: &str) -> Result<(bool, Vec<String>), Words> {
        if ["全部", "所有部门", "all"].contains(&text) {
            return Ok((true, Vec::new()));
        }
        let bodies: Vec<String> = several(text).map(|name| self.body(name)).collect::<Result<_, _>>()?;
        if bodies.is_empty() {
            return Err(Words::new(
                "请写明窗口服务的部门，或“全部”",
                "name the bodies that the window serves, or write “all”",
            ));
        }
        Ok((false, bodies))
    }

    fn body(&self, name: &str) -> Result<String, Words> {
        let bodies = &self.organisation.bodies;
        let found = bodies
            .get(name)
            .or_else(|| self.organisation.body_by_catalogue_name(name));
        let found = found.or_else(|| bodies.values().find(|body| body.name.en == name && !name.is_empty()));
        found.map(|body| body.code.clone()).ok_or_else(|| {
            Words::new(
                format!("没有名为“{name}”的部门"),
                format!("there is no body called “{name}”"),
            )
        })
    }

    fn person(&mut self, cells: &Cells) -> Result<(Fate, Vec<Words>), Words> {
        let cell = |key: &str| cells.get(key).map_or("", String::as_str);
        let from = match cell("from") {
            "" => self.today,
            text => day(text)?,
        };
        let until = match cell("until") {
            "" => None,
            text => Some(day(text)?),
        };
        // Nothing of a row is kept before all of it is good.
        let mut next = self.roster.clone();
        let mut steps = Vec::new();
        let known = self.known_post(cells)?;
        if is_closed(cell("state")) {
            return self.close_post(known);
        }
        let post = self.wanted_post(cells, known.as_ref())?;
        let post_changes = known.as_ref() != Some(&post);
        let code = post.code.clone();
        if post_changes {
            let since = if known.is_some() {
                self.today
            } else {
                from.min(self.today)
            };
            let step = next.set_post(post, since).map_err(|refusal| said(&refusal))?;
            next.apply(&step);
            steps.push(step);
        }
        let mut notes = Vec::new();
        let mut fate = match (&known, post_changes) {
            (None, _) => Fate::Taken,
            (Some(_), true) => Fate::Changed,
            (Some(_), false) => Fate::Unchanged,
        };
        let login = cell("login");
        if !login.is_empty() {
            let person = self.account(login, cell("name"))?;
            let seat = seat(cells, code)?;
            let step = term_step(&next, &person, &seat, from, until)?;
            if let Some(step) = step {
                next.apply(&step);
                fate = if matches!(step, Step::Begun(_)) {
                    Fate::Taken
                } else {
                    Fate::Changed
                };
                steps.push(step);
            }
            if self.file.new.contains_key(login) && !self.made.iter().any(|made| made == login) {
                notes.push(Words::new(
                    "新建账号，需由系统管理员设置密码后才能登录",
                    "a new account; the administrator gives it a password before it can be used",
                ));
                self.made.push(login.to_string());
                self.outcome.writes.push(self.file.new[login].insert(self.div));
            }
        }
        self.roster = next;
        self.outcome.steps.extend(steps);
        Ok((fate, notes))
    }

    /// Closes a post with yesterday: today it is no more.
    fn close_post(&mut self, known: Option<Post>) -> Result<(Fate, Vec<Words>), Words> {
        let Some(known) = known else {
            return Ok((Fate::Unchanged, Vec::new()));
        };
        let step = self
            .roster
            .close_post(&known.code, self.today.plus(-1))
            .map_err(|refusal| said(&refusal))?;
        self.roster.apply(&step);
        self.outcome.steps.push(step);
        Ok((Fate::Changed, vec![Words::new("撤销岗位", "post closed")]))
    }

    /// By its code, else by its name at a window or in a body.
    fn known_post(&self, cells: &Cells) -> Result<Option<Post>, Words> {
        let cell = |key: &str| cells.get(key).map_or("", String::as_str);
        if !cell("code").is_empty() {
            return Ok(self.roster.post(cell("code"), self.today).cloned());
        }
        let (name, window) = (cell("post"), cell("window"));
        let body = match cell("body") {
            "" => None,
            body => Some(self.body(body)?),
        };
        let window = match window {
            "" => None,
            number => Some(self.window_code(number)?),
        };
        let alike = |post: &&Post| {
            post.name.zh == name
                && body.as_ref().is_none_or(|body| *body == post.body)
                && window
                    .as_ref()
                    .is_none_or(|window| Some(window) == post.window.as_ref())
        };
        let mut alike = self.roster.posts(self.today).filter(alike);
        match (alike.next(), alike.next()) {
            (Some(_), Some(_)) => Err(Words::new(
                format!("名为“{name}”的岗位不止一个，请填写岗位编码"),
                format!("more than one post is called “{name}”; give the post's code"),
            )),
            (found, _) => Ok(found.cloned()),
        }
    }

    fn window_code(&self, number: &str) -> Result<String, Words> {
        let windows = &self.organisation.windows;
        let found = windows
            .values()
            .find(|window| window.number == number || window.code == number);
        found.map(|window| window.code.clone()).ok_or_else(|| {
            Words::new(
                format!("没有编号为“{number}”的窗口"),
                format!("there is no window “{number}”"),
            )
        })
    }

    /// The post that a row describes; what it does not say stays as it is.
    fn wanted_post(&self, cells: &Cells, known: Option<&Post>) -> Result<Post, Words> {
        let cell = |key: &str| cells.get(key).map_or("", String::as_str);
        let body = match (cell("body"), known) {
            ("", Some(known)) => known.body.clone(),
            (name, _) => self.body(name)?,
        };
        let window = match (cell("window"), known) {
            ("", known) => known.and_then(|known| known.window.clone()),
            (number, _) => Some(self.window_code(number)?),
        };
        let section = match (cell("section"), known) {
            ("", known) => known.and_then(|known| known.section.clone()),
            (name, _) => Some(self.section(&body, name)?),
        };
        let roles: Vec<Role> = match (cell("roles"), known) {
            ("", Some(known)) => known.roles.clone(),
            ("", None) if window.is_some() => vec![Role::Clerk],
            (text, _) => roles(text)?,
        };
        let name = match (cell("post"), known) {
            ("", Some(known)) => known.name.clone(),
            (name, Some(known)) if known.name.zh == name => known.name.clone(),
            (name, _) => Words::new(name, ""),
        };
        Ok(Post {
            code: known.map_or_else(
                || self.new_code(cell("code"), &body, window.as_deref()),
                |known| known.code.clone(),
            ),
            name,
            reach: self.organisation.reach(&roles, window.as_deref(), &body),
            body,
            section,
            window,
            roles,
            paired: yes_no(cell("paired"))?.unwrap_or_else(|| known.is_none_or(|known| known.paired)),
            heads: yes_no(cell("heads"))?.unwrap_or_else(|| known.is_some_and(|known| known.heads)),
        })
    }

    fn section(&self, body: &str, name: &str) -> Result<String, Words> {
        let body = self.organisation.bodies.get(body);
        let mut sections = body.into_iter().flat_map(|body| &body.sections);
        let found = sections.find(|section| section.code == name || section.name.zh == name || section.name.en == name);
        found.map(|section| section.code.clone()).ok_or_else(|| {
            Words::new(
                format!("这个部门没有名为“{name}”的科室"),
                format!("the body has no section called “{name}”"),
            )
        })
    }

    /// The code that the list gives, else that of the window, else the next free number of the body.
    fn new_code(&self, given: &str, body: &str, window: Option<&str>) -> String {
        let is_free = |code: &str| self.roster.post(code, self.today).is_none();
        match (given, window) {
            ("", Some(window)) if is_free(window) => window.to_string(),
            ("", _) => (1..)
                .map(|number| format!("{body}-{number}"))
                .find(|code| is_free(code))
                .unwrap_or_default(),
            (given, _) => given.to_string(),
        }
    }

    fn account(&self, login: &str, name: &str) -> Result<Person, Words> {
        if let Some(row) = self.file.accounts.get(login) {
            if row.kind != "staff" {
                return Err(Words::new(
                    "这个用户名不是工作人员",
                    "this sign-in name is not one of staff",
                ));
            }
            if !name.is_empty() && row.shown != name {
                return Err(Words::new(
                    format!("用户名 {login} 属于“{}”，与姓名不符", row.shown),
                    format!("the sign-in name {login} is that of “{}”", row.shown),
                ));
            }
            return Ok(Person {
                account: row.id,
                name: row.shown.clone(),
            });
        }
        let plain = login
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'@'));
        if !(3..=64).contains(&login.len()) || !plain {
            return Err(Words::new(
                "用户名为 3 至 64 位字母、数字、点、连字符或下划线",
                "a sign-in name has 3 to 64 letters, digits, dots, hyphens or underscores",
            ));
        }
        if name.is_empty() || name.chars().count() > 60 {
            return Err(Words::new("姓名应为 1 至 60 个字", "a name has 1 to 60 characters"));
        }
        let new = self.file.new.get(login);
        let row = new.ok_or_else(|| Words::new("用户名无法核对", "the sign-in name cannot be looked up"))?;
        if row.shown != name {
            return Err(Words::new(
                format!("同一用户名 {login} 在清单中有两个姓名"),
                format!("the list gives the sign-in name {login} two names"),
            ));
        }
        Ok(Person {
            account: row.id,
            name: name.to_string(),
        })
    }
}

fn seat(cells: &Cells, post: String) -> Result<Seat, Words> {
    let cell = |key: &str| cells.get(key).map_or("", String::as_str);
    let side = match cell("side").to_uppercase().trim_end_matches(['岗', '角', ' ']) {
        "" | "A" => Side::A,
        "B" => Side::B,
        other => {
            return Err(Words::new(
                format!("“{other}”应为 A 或 B"),
                format!("“{other}” should be A or B"),
            ));
        }
    };
    let standing = match cell("standing") {
        "" | "任职" | "main" | "appointed" => Standing::Main,
        "代理" | "acting" => Standing::Acting,
        other => {
            return Err(Words::new(
                format!("“{other}”应为“任职”或“代理”"),
                format!("“{other}” should be “appointed” or “acting”"),
            ));
        }
    };
    Ok(Seat { post, side, standing })
}

/// What a row does to the terms: nothing where the person holds the seat already, another last day, or a new term.
fn term_step(
    roster: &Roster,
    person: &Person,
    seat: &Seat,
    from: Day,
    until: Option<Day>,
) -> Result<Option<Step>, Words> {
    let same = |term: &&Term| {
        term.person.account == person.account
            && term.post == seat.post
            && term.side == seat.side
            && term.meets(from, until)
    };
    let Some(term) = roster.terms().iter().find(same) else {
        let step = roster.appoint(person.clone(), seat.clone(), from, until);
        return step.map(Some).map_err(|refusal| said(&refusal));
    };
    if until.is_none() || term.until == until {
        return Ok(None);
    }
    Ok(until.map(|last| Step::Ended {
        term: term.number,
        last,
    }))
}

fn new_window_code(given: &str, number: &str) -> String {
    if given.is_empty() {
        format!("w-{}", number.to_lowercase())
    } else {
        given.to_string()
    }
}
