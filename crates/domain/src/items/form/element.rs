//! Data elements (数据元): what is asked anywhere is described once, so that a datum is asked once and checked alike.

use super::lists::List;
use super::written::Check;
use super::{Choice, FieldType};
use crate::calendar::Day;
use crate::identifiers::CitizenId;
use crate::items::Audience;
use crate::words::Words;

/// What kind of answer an element has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ElementType {
    /// One line.
    Text,
    /// Several lines.
    LongText,
    /// A whole number.
    Integer,
    /// A number with so many decimal places.
    Decimal(u8),
    /// Yuan, kept as fen.
    Money,
    /// A day.
    Date,
    /// One entry of a list.
    Choice(&'static List),
    /// Yes or no.
    YesNo,
    /// A telephone number.
    Phone,
    /// A postal address.
    Address,
}

/// Where a value may be known from before anybody types it (数据来源).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Name of the person who applies.
    PersonName,
    /// Identity number of the person who applies.
    CitizenNumber,
    /// Day of birth, read from the identity number.
    BirthDay,
    /// Sex, read from the identity number.
    Sex,
    /// Telephone of whoever applies.
    Phone,
    /// Name of the company that applies.
    CompanyName,
    /// Credit code of the company that applies.
    CreditCode,
    /// Legal representative or whoever handles the matter for a company.
    Contact,
    /// A licence says it.
    Licence,
    /// The person said it in an earlier application.
    Earlier,
}

impl Origin {
    /// Stable code, snake case.
    pub fn code(self) -> &'static str {
        match self {
            Origin::PersonName => "person_name",
            Origin::CitizenNumber => "citizen_number",
            Origin::BirthDay => "birth_day",
            Origin::Sex => "sex",
            Origin::Phone => "phone",
            Origin::CompanyName => "company_name",
            Origin::CreditCode => "credit_code",
            Origin::Contact => "contact",
            Origin::Licence => "licence",
            Origin::Earlier => "earlier",
        }
    }

    /// What people read about it.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Origin::BirthDay | Origin::Sex => ("申请人的身份证号码", "the applicant's identity number"),
            Origin::Licence => ("已有证照", "a licence"),
            Origin::Earlier => ("以前的申请", "earlier applications"),
            _ => ("申请人信息", "the applicant's particulars"),
        }
    }
}

/// One entry of the dictionary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Element {
    /// Stable code, snake case.
    pub code: &'static str,
    /// Name, Chinese and English.
    pub name: (&'static str, &'static str),
    /// Kind of answer.
    pub kind: ElementType,
    /// Longest text, characters.
    pub max: usize,
    /// How it is written.
    pub check: Option<Check>,
    /// Unit; empty where it has none.
    pub unit: (&'static str, &'static str),
    /// Smallest number.
    pub least: Option<i64>,
    /// Largest number.
    pub most: Option<i64>,
    /// It tells something about a person (个人信息).
    pub personal: bool,
    /// Where it may be known from.
    pub origin: Option<Origin>,
    /// Purpose for the browser's memory (HTML `autocomplete`); empty where there is none.
    pub autocomplete: &'static str,
    /// Hint beside the field.
    pub hint: (&'static str, &'static str),
    /// Group of the dictionary.
    pub group: Group,
    /// Standard or practice behind it.
    pub source: &'static str,
}

crate::items::coded::coded! {
    /// Group of the dictionary, for people who choose from it.
    Group {
        Person = "person", "", "自然人", "People";
        Contact = "contact", "", "联系方式", "Contact";
        Organisation = "organisation", "", "法人和其他组织", "Organisations";
        Premises = "premises", "", "场所与不动产", "Premises";
        Money = "money", "", "资金与账户", "Money";
        Time = "time", "", "时间", "Time";
        Quantity = "quantity", "", "数量", "Quantities";
        Vehicle = "vehicle", "", "车辆", "Vehicles";
        Project = "project", "", "项目与工程", "Projects";
        Matter = "matter", "", "事由与说明", "The matter";
    }
}

impl Element {
    /// The name.
    pub fn label(&self) -> Words {
        Words::new(self.name.0, self.name.1)
    }

    /// What a field of this element takes.
    pub fn field_type(&self) -> FieldType {
        match self.kind {
            ElementType::Text => FieldType::Text,
            ElementType::LongText => FieldType::LongText,
            ElementType::Integer => FieldType::Integer,
            ElementType::Decimal(places) => FieldType::Decimal(places),
            ElementType::Money => FieldType::Money,
            ElementType::Date => FieldType::Date,
            ElementType::Choice(list) => FieldType::Choice(choices(list)),
            ElementType::YesNo => FieldType::YesNo,
            ElementType::Phone => FieldType::Phone,
            ElementType::Address => FieldType::Address,
        }
    }
}

/// The entries of a list as choices.
pub fn choices(list: &List) -> Vec<Choice> {
    list.entries
        .iter()
        .map(|(code, zh, en)| Choice {
            code: (*code).to_string(),
            label: Words::new(*zh, *en),
        })
        .collect()
}

/// What is known of whoever applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Told<'a> {
    /// Person or company.
    pub kind: Option<Audience>,
    /// Name.
    pub name: &'a str,
    /// Identity number or credit code.
    pub number: &'a str,
    /// Telephone.
    pub phone: &'a str,
    /// Legal representative or whoever handles the matter.
    pub contact: &'a str,
}

impl Told<'_> {
    /// What the applicant's particulars say about an element; none where they do not.
    pub fn about(&self, origin: Origin) -> Option<String> {
        let person = self.kind == Some(Audience::Person);
        let company = self.kind == Some(Audience::Company);
        let text = |holds: bool, text: &str| (holds && !text.is_empty()).then(|| text.to_string());
        match origin {
            Origin::PersonName => text(person, self.name),
            Origin::CitizenNumber => self.citizen().map(|id| id.as_str().to_string()),
            Origin::BirthDay => self.citizen().and_then(|id| birth_day(&id)),
            Origin::Sex => self.citizen().map(|id| sex(&id).to_string()),
            Origin::Phone => text(true, self.phone),
            Origin::CompanyName => text(company, self.name),
            Origin::CreditCode => text(company && Check::CreditCode.holds(self.number), self.number),
            Origin::Contact => text(company, self.contact),
            Origin::Licence | Origin::Earlier => None,
        }
    }

    fn citizen(&self) -> Option<CitizenId> {
        (self.kind == Some(Audience::Person))
            .then(|| CitizenId::parse(self.number))
            .flatten()
    }
}

fn birth_day(id: &CitizenId) -> Option<String> {
    let text = id.as_str();
    let day = format!("{}-{}-{}", &text[6..10], &text[10..12], &text[12..14]);
    Day::parse(&day).ok().map(|_| day)
}

fn sex(id: &CitizenId) -> &'static str {
    if (id.as_str().as_bytes()[16] - b'0') % 2 == 1 {
        "1"
    } else {
        "2"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identity_number_says_when_somebody_was_born_and_their_sex() {
        let told = Told {
            kind: Some(Audience::Person),
            name: "王小明",
            number: "11010519491231002X",
            ..Told::default()
        };
        assert_eq!(told.about(Origin::BirthDay).as_deref(), Some("1949-12-31"));
        assert_eq!(told.about(Origin::Sex).as_deref(), Some("2"));
        assert_eq!(told.about(Origin::CompanyName), None);
    }

    #[test]
    fn a_company_tells_its_name_and_not_a_persons() {
        let told = Told {
            kind: Some(Audience::Company),
            name: "示例商行",
            number: "11511301008778183N",
            contact: "王小明",
            ..Told::default()
        };
        let all = [
            Origin::CompanyName,
            Origin::CreditCode,
            Origin::Contact,
            Origin::PersonName,
        ];
        let told = all.map(|origin| told.about(origin).is_some());
        assert_eq!(told, [true, true, true, false]);
    }
}
