//! What every template knows of the request: language, person, token, messages.

use std::borrow::Borrow;
use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, Zoned};

use super::assets;
use super::cookies;
use super::csrf;
use super::flash::Flash;
use super::language::Language;
use super::middleware::{FormToken, Settings};
use super::navigation::{self, Navigation};
use super::preferences::LARGE_PRINT;

/// What a signed-in person does here; decides the area they belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Applicant (申请人), a person or a company.
    Applicant,
    /// Window clerk (窗口人员).
    WindowClerk,
    /// Examiner (审查人员).
    Examiner,
    /// Section head (科室负责人).
    SectionHead,
    /// Chief approver (首席代表).
    ChiefApprover,
    /// Drafter of items (事项编制员).
    Drafter,
    /// Legal reviewer of items (法制审核员).
    LegalReviewer,
    /// Inspector (监察人员).
    Inspector,
    /// Manager of the centre (中心管理人员).
    Manager,
    /// Administrator of the system (系统管理员).
    Administrator,
    /// Security administrator (安全管理员).
    SecurityAdministrator,
    /// Audit administrator (安全审计员).
    Auditor,
}

impl Role {
    /// The key of the name of the role.
    pub fn key(self) -> &'static str {
        match self {
            Self::Applicant => "role.applicant",
            Self::WindowClerk => "role.window_clerk",
            Self::Examiner => "role.examiner",
            Self::SectionHead => "role.section_head",
            Self::ChiefApprover => "role.chief_approver",
            Self::Drafter => "role.drafter",
            Self::LegalReviewer => "role.legal_reviewer",
            Self::Inspector => "role.inspector",
            Self::Manager => "role.manager",
            Self::Administrator => "role.administrator",
            Self::SecurityAdministrator => "role.security_administrator",
            Self::Auditor => "role.auditor",
        }
    }
}

/// The person signed in. The session middleware puts it into the request's extensions,
/// outside of [`super::dress`].
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Name as shown at the top of the page.
    pub name: String,
    /// What they do here.
    pub role: Role,
    /// Body, hall or window they work for; empty for applicants.
    pub place: String,
    /// For whom they act, if for another.
    pub acting: Option<String>,
}

/// The context (页面) of a template, as an extractor that never fails. A template's struct
/// holds it in a field called `page`.
#[derive(Clone, Debug)]
pub struct Page {
    /// Language of the texts.
    pub language: Language,
    /// Large print (适老化) is on.
    pub large_print: bool,
    /// Who is signed in.
    pub person: Option<SignedIn>,
    /// Path and query of this page.
    pub path: String,
    /// A message from the page before, shown once.
    pub flash: Option<Flash>,
    pub(crate) settings: Settings,
    csrf: String,
}

impl<S: Send + Sync> FromRequestParts<S> for Page {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(parts))
    }
}

impl Page {
    /// The page of a request.
    pub fn of(parts: &Parts) -> Self {
        let token = parts.extensions.get::<FormToken>();
        Self {
            language: Language::of_request(&parts.headers),
            large_print: cookies::read(&parts.headers, LARGE_PRINT).as_deref() == Some("1"),
            person: parts.extensions.get::<SignedIn>().cloned(),
            path: parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned(),
            flash: Flash::read(&parts.headers),
            settings: parts.extensions.get::<Settings>().cloned().unwrap_or_default(),
            csrf: token.map_or_else(csrf::new_token, |token| token.0.clone()),
        }
    }

    /// For whom the person acts, if for another.
    pub fn acting(&self) -> Option<&str> {
        self.person.as_ref().and_then(|person| person.acting.as_deref())
    }

    /// The text of a key in the page's language.
    pub fn t(&self, key: &str) -> &'static str {
        self.language.text(key)
    }

    /// The text of a key with `{0}` replaced.
    pub fn t1(&self, key: &str, value: impl ToString) -> String {
        self.language.text_with(key, &[&value.to_string()])
    }

    /// The text of a key with `{0}` and `{1}` replaced.
    pub fn t2(&self, key: &str, first: impl ToString, second: impl ToString) -> String {
        self.language.text_with(key, &[&first.to_string(), &second.to_string()])
    }

    /// The text of a key with `{0}`, `{1}` and so on replaced.
    pub fn text_with(&self, key: &str, values: &[&str]) -> String {
        self.language.text_with(key, values)
    }

    /// The one of two texts that is in the page's language; the Chinese one if the other is empty.
    pub fn pick<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        if self.language == Language::En && !en.is_empty() {
            en
        } else {
            zh
        }
    }

    /// The words of a message.
    pub fn say(&self, flash: &Flash) -> String {
        self.language.text_with(&flash.key, &[&flash.value])
    }

    /// The token for a form's hidden field; `form::token()` writes the field.
    pub fn csrf(&self) -> &str {
        &self.csrf
    }

    /// The name of the centre.
    pub fn centre(&self) -> &str {
        self.pick(&self.settings.centre_zh, &self.settings.centre_en)
    }

    /// The data shown is for demonstration (演示数据).
    pub fn demonstration(&self) -> bool {
        self.settings.demonstration
    }

    /// The address of an asset by its plain name: `app.css`.
    pub fn asset(&self, name: &str) -> String {
        assets::address(name)
    }

    /// The links on top of an area: `portal`, `workbench` or `inspector`.
    pub fn navigation(&self, area: &str) -> Navigation {
        navigation::links(self, area)
    }

    /// The address that keeps a wish and comes back to this page, such as `lang=en`.
    pub fn preference(&self, wish: &str) -> String {
        let mut back = String::new();
        for byte in self.path.bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => {
                    back.push(char::from(byte));
                }
                _ => back.push_str(&format!("%{byte:02X}")),
            }
        }
        format!("/preferences?{wish}&back={back}")
    }

    fn zoned(&self, micros: i64) -> Zoned {
        let offset = Offset::from_hours(self.settings.utc_offset_hours).unwrap_or(Offset::UTC);
        Timestamp::from_microsecond(micros)
            .unwrap_or_default()
            .to_zoned(TimeZone::fixed(offset))
    }

    /// A date in words, 2026年11月22日 (周日).
    pub fn date(&self, date: impl Borrow<Date>) -> String {
        let date = *date.borrow();
        let month = self.t(&format!("date.month.{}", date.month()));
        let weekday = self.t(&format!("date.weekday.{}", date.weekday().to_monday_one_offset()));
        let (year, day) = (date.year().to_string(), date.day().to_string());
        self.language.text_with("date.day", &[&year, month, &day, weekday])
    }

    /// The day of a moment (UTC microseconds) in the centre's zone.
    pub fn day(&self, micros: impl Borrow<i64>) -> String {
        self.date(self.zoned(*micros.borrow()).date())
    }

    /// Day and time of a moment (UTC microseconds) in the centre's zone: … 14:05.
    pub fn moment(&self, micros: impl Borrow<i64>) -> String {
        let at = self.zoned(*micros.borrow());
        let time = format!("{:02}:{:02}", at.hour(), at.minute());
        self.t2("date.moment", self.date(at.date()), time)
    }

    /// The moment (UTC microseconds) for a `datetime` attribute.
    pub fn machine_time(&self, micros: impl Borrow<i64>) -> String {
        self.zoned(*micros.borrow())
            .strftime("%Y-%m-%dT%H:%M:%S%:z")
            .to_string()
    }

    /// Money in fen as yuan with two decimals: ¥1,234.50.
    pub fn money(&self, fen: impl Borrow<i64>) -> String {
        let fen = *fen.borrow();
        let digits = (fen.unsigned_abs() / 100).to_string();
        let mut yuan = String::new();
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                yuan.push(',');
            }
            yuan.push(digit);
        }
        let sign = if fen < 0 { "−" } else { "" };
        format!("{sign}¥{yuan}.{:02}", fen.unsigned_abs() % 100)
    }

    /// Working days left in words: 剩余 3 个工作日; 0 is today; below it is late.
    pub fn days_left(&self, working_days: impl Borrow<i64>) -> String {
        let working_days = *working_days.borrow();
        let late = working_days < 0;
        let count = working_days.unsigned_abs();
        let key = match (late, count) {
            (_, 0) => return self.t("clock.today").to_owned(),
            (false, 1) => "clock.left.one",
            (false, _) => "clock.left.many",
            (true, 1) => "clock.late.one",
            (true, _) => "clock.late.many",
        };
        self.t1(key, count)
    }
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::Page;

    fn page(language: &str) -> Page {
        let request = Request::builder()
            .uri("/items?q=a&b=c")
            .header("cookie", format!("lang={language}"));
        let (parts, ()) = request.body(()).unwrap().into_parts();
        Page::of(&parts)
    }

    // 2026-11-22 06:05:09 UTC
    const SUNDAY: i64 = 1_795_327_509_000_000;

    #[test]
    fn moments_are_shown_in_the_zone_of_the_centre() {
        assert_eq!(page("zh").moment(SUNDAY), "2026年11月22日 (周日) 14:05");
        assert_eq!(page("en").moment(SUNDAY), "22 November 2026 (Sunday), 14:05");
        assert_eq!(page("en").machine_time(SUNDAY), "2026-11-22T14:05:09+08:00");
    }

    #[test]
    fn money_has_two_decimals_and_groups_of_three() {
        let page = page("zh");
        assert_eq!(page.money(0), "¥0.00");
        assert_eq!(page.money(123_456_789), "¥1,234,567.89");
        assert_eq!(page.money(-100_005), "−¥1,000.05");
    }

    #[test]
    fn time_left_is_said_in_words() {
        assert_eq!(page("zh").days_left(3), "剩余 3 个工作日");
        assert_eq!(page("en").days_left(1), "1 working day left");
        assert_eq!(page("en").days_left(0), "due today");
        assert_eq!(page("en").days_left(-2), "2 working days late");
    }

    #[test]
    fn a_switch_comes_back_to_the_same_page() {
        let address = page("zh").preference("lang=en");
        assert_eq!(address, "/preferences?lang=en&back=/items%3Fq%3Da%26b%3Dc");
    }
}
