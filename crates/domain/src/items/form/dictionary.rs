//! The dictionary of data elements (数据元目录).
//!
//! Lengths and names follow GB/T 39046-2020 (tables 4 to 16) where it has the datum; what no standard at hand
//! describes is the practice of forms and says so (`项目自编`).

use super::element::{Element, ElementType, Group, Origin};
use super::lists;
use super::written::Check;

const APPLY: &str = "GB/T 39046-2020 表5";
const ITEM: &str = "GB/T 39046-2020 表4";
const PAY: &str = "GB/T 39046-2020 表14";
const OWN: &str = "项目自编";

type Pair = (&'static str, &'static str);

const fn new(
    group: Group,
    code: &'static str,
    name: Pair,
    kind: ElementType,
    max: usize,
    source: &'static str,
) -> Element {
    Element {
        code,
        name,
        kind,
        max,
        check: None,
        unit: ("", ""),
        least: None,
        most: None,
        personal: false,
        origin: None,
        autocomplete: "",
        hint: ("", ""),
        group,
        source,
    }
}

impl Element {
    const fn check(mut self, check: Check) -> Self {
        self.check = Some(check);
        self
    }

    const fn unit(mut self, zh: &'static str, en: &'static str) -> Self {
        self.unit = (zh, en);
        self
    }

    const fn within(mut self, least: i64, most: i64) -> Self {
        self.least = Some(least);
        self.most = Some(most);
        self
    }

    const fn personal(mut self) -> Self {
        self.personal = true;
        self
    }

    const fn from(mut self, origin: Origin) -> Self {
        self.origin = Some(origin);
        self
    }

    const fn fills(mut self, autocomplete: &'static str) -> Self {
        self.autocomplete = autocomplete;
        self
    }

    const fn hint(mut self, zh: &'static str, en: &'static str) -> Self {
        self.hint = (zh, en);
        self
    }
}

const TEXT: ElementType = ElementType::Text;
const LONG: ElementType = ElementType::LongText;
const COUNT: ElementType = ElementType::Integer;
const DAY: ElementType = ElementType::Date;
const PLACE: ElementType = ElementType::Address;
const MONEY: ElementType = ElementType::Money;
const AREA: ElementType = ElementType::Decimal(2);

use Group::{Contact, Matter, Organisation, Person, Premises, Project, Quantity, Time, Vehicle};
use Origin::{BirthDay, CitizenNumber, CompanyName, Earlier, Licence, PersonName};

/// Every element, in the order in which people read them.
pub static ELEMENTS: &[Element] = &[
    new(Person, "person_name", ("姓名", "Name"), TEXT, 30, APPLY)
        .check(Check::PersonName)
        .personal()
        .from(PersonName)
        .fills("name"),
    new(Person, "former_name", ("曾用名", "Former name"), TEXT, 30, OWN)
        .check(Check::PersonName)
        .personal()
        .from(Earlier),
    new(
        Person,
        "id_number",
        ("公民身份号码", "Identity number"),
        TEXT,
        18,
        "GB 11643-1999",
    )
    .check(Check::CitizenId)
    .personal()
    .from(CitizenNumber)
    .hint("18 位，末位可以是 X", "18 characters, the last may be X"),
    new(
        Person,
        "document_kind",
        ("证件类型", "Kind of document"),
        ElementType::Choice(&lists::PERSON_DOCUMENT),
        3,
        APPLY,
    )
    .personal()
    .from(Earlier),
    new(
        Person,
        "document_number",
        ("证件号码", "Number of the document"),
        TEXT,
        50,
        APPLY,
    )
    .check(Check::Document)
    .personal()
    .from(Earlier),
    new(
        Person,
        "passport_number",
        ("护照号码", "Passport number"),
        TEXT,
        20,
        OWN,
    )
    .check(Check::Document)
    .personal()
    .from(Earlier),
    new(
        Person,
        "sex",
        ("性别", "Sex"),
        ElementType::Choice(&lists::SEX),
        1,
        "GB/T 2261.1-2003",
    )
    .personal()
    .from(Origin::Sex)
    .fills("sex"),
    new(Person, "birth_day", ("出生日期", "Day of birth"), DAY, 10, OWN)
        .personal()
        .from(BirthDay)
        .fills("bday"),
    new(Person, "birth_place", ("出生地", "Place of birth"), TEXT, 100, OWN)
        .personal()
        .from(Earlier)
        .hint("省、市、区县", "Province, city, district"),
    new(Person, "age", ("年龄", "Age"), COUNT, 3, OWN)
        .personal()
        .unit("周岁", "years")
        .within(0, 150),
    new(Person, "nationality", ("国籍", "Nationality"), TEXT, 50, OWN)
        .personal()
        .from(Earlier)
        .fills("country-name"),
    new(
        Person,
        "ethnic_group",
        ("民族", "Ethnic group"),
        ElementType::Choice(&lists::ETHNIC_GROUP),
        2,
        "GB/T 3304-1991",
    )
    .personal()
    .from(Earlier),
    new(
        Person,
        "marriage",
        ("婚姻状况", "Marital status"),
        ElementType::Choice(&lists::MARRIAGE),
        2,
        "GB/T 2261.2-2003",
    )
    .personal()
    .from(Earlier),
    new(
        Person,
        "political_status",
        ("政治面貌", "Political status"),
        ElementType::Choice(&lists::POLITICAL_STATUS),
        2,
        "GB/T 4762-1984",
    )
    .personal()
    .from(Earlier),
    new(
        Person,
        "education",
        ("学历", "Education"),
        ElementType::Choice(&lists::EDUCATION),
        2,
        "GB/T 4658-2006",
    )
    .personal()
    .from(Earlier),
    new(Person, "degree", ("学位", "Degree"), TEXT, 50, OWN)
        .personal()
        .from(Earlier),
    new(Person, "school", ("毕业学校", "School"), TEXT, 100, OWN)
        .personal()
        .from(Earlier),
    new(Person, "major", ("所学专业", "Subject studied"), TEXT, 100, OWN)
        .personal()
        .from(Earlier),
    new(
        Person,
        "graduation_day",
        ("毕业日期", "Day of graduation"),
        DAY,
        10,
        OWN,
    )
    .personal()
    .from(Earlier),
    new(Person, "occupation", ("职业", "Occupation"), TEXT, 50, OWN)
        .personal()
        .from(Earlier),
    new(Person, "employer", ("工作单位", "Employer"), TEXT, 100, OWN)
        .personal()
        .from(Earlier)
        .fills("organization"),
    new(Person, "position", ("职务", "Position"), TEXT, 50, OWN)
        .personal()
        .from(Earlier)
        .fills("organization-title"),
    new(
        Person,
        "professional_title",
        ("职称", "Professional title"),
        TEXT,
        50,
        OWN,
    )
    .personal()
    .from(Earlier),
    new(
        Person,
        "relation",
        ("与申请人的关系", "Relation to the applicant"),
        ElementType::Choice(&lists::RELATION),
        1,
        "GB/T 4761-2008",
    )
    .personal(),
    new(
        Person,
        "guardian_name",
        ("监护人姓名", "Guardian's name"),
        TEXT,
        30,
        OWN,
    )
    .check(Check::PersonName)
    .personal()
    .from(Earlier),
    new(
        Person,
        "guardian_id_number",
        ("监护人公民身份号码", "Guardian's identity number"),
        TEXT,
        18,
        "GB 11643-1999",
    )
    .check(Check::CitizenId)
    .personal()
    .from(Earlier),
    new(
        Person,
        "disability_certificate",
        ("残疾人证号", "Number of the disability certificate"),
        TEXT,
        20,
        OWN,
    )
    .check(Check::Document)
    .personal()
    .from(Licence),
    new(
        Person,
        "social_security_number",
        ("社会保障号码", "Social security number"),
        TEXT,
        18,
        OWN,
    )
    .check(Check::CitizenId)
    .personal()
    .from(CitizenNumber),
    new(
        Person,
        "household_size",
        ("家庭人口", "People in the household"),
        COUNT,
        3,
        OWN,
    )
    .personal()
    .unit("人", "people")
    .within(1, 99),
    new(Person, "monthly_income", ("月收入", "Monthly income"), MONEY, 15, OWN).personal(),
    new(Person, "health", ("健康状况", "Health"), TEXT, 100, OWN).personal(),
    new(
        Person,
        "safety_manager",
        ("安全管理人员姓名", "Name of the safety manager"),
        TEXT,
        30,
        OWN,
    )
    .check(Check::PersonName)
    .personal()
    .from(Earlier),
    new(
        Contact,
        "phone",
        ("联系电话", "Telephone"),
        ElementType::Phone,
        18,
        APPLY,
    )
    .personal()
    .from(Origin::Phone)
    .fills("tel"),
    new(Contact, "mobile", ("手机号码", "Mobile telephone"), TEXT, 11, APPLY)
        .check(Check::Mobile)
        .personal()
        .from(Origin::Phone)
        .fills("tel"),
    new(Contact, "email", ("电子邮箱", "E-mail"), TEXT, 100, OWN)
        .check(Check::Email)
        .personal()
        .from(Earlier)
        .fills("email"),
    new(
        Contact,
        "home_address",
        ("现居住地址", "Home address"),
        PLACE,
        100,
        APPLY,
    )
    .personal()
    .from(Earlier)
    .fills("street-address"),
    new(
        Contact,
        "registered_residence",
        ("户籍地址", "Address of registered residence"),
        PLACE,
        100,
        OWN,
    )
    .personal()
    .from(Earlier),
    new(
        Contact,
        "postal_address",
        ("通讯地址", "Postal address"),
        PLACE,
        100,
        APPLY,
    )
    .personal()
    .from(Earlier)
    .fills("street-address"),
    new(Contact, "postal_code", ("邮政编码", "Postal code"), TEXT, 6, APPLY)
        .check(Check::PostalCode)
        .from(Earlier)
        .fills("postal-code"),
    new(
        Contact,
        "division",
        ("行政区划代码", "Code of the division"),
        TEXT,
        12,
        "GB/T 2260、GB/T 10114",
    )
    .check(Check::Division),
    new(
        Contact,
        "village",
        ("所在村（社区）", "Village or community"),
        TEXT,
        50,
        OWN,
    )
    .from(Earlier),
    new(Contact, "contact_name", ("联系人姓名", "Contact"), TEXT, 30, APPLY)
        .check(Check::PersonName)
        .personal()
        .from(Origin::Contact),
    new(
        Contact,
        "contact_phone",
        ("联系人电话", "Contact's telephone"),
        ElementType::Phone,
        18,
        APPLY,
    )
    .personal()
    .from(Earlier),
    new(Contact, "agent_name", ("代理人姓名", "Agent's name"), TEXT, 30, APPLY)
        .check(Check::PersonName)
        .personal()
        .from(Earlier),
    new(
        Contact,
        "agent_document_number",
        ("代理人证件号码", "Number of the agent's document"),
        TEXT,
        50,
        APPLY,
    )
    .check(Check::Document)
    .personal()
    .from(Earlier),
    new(
        Contact,
        "agent_phone",
        ("代理人电话", "Agent's telephone"),
        ElementType::Phone,
        18,
        APPLY,
    )
    .personal()
    .from(Earlier),
    new(
        Contact,
        "emergency_contact",
        ("紧急联系人姓名", "Emergency contact"),
        TEXT,
        30,
        OWN,
    )
    .check(Check::PersonName)
    .personal()
    .from(Earlier),
    new(
        Contact,
        "emergency_phone",
        ("紧急联系人电话", "Emergency telephone"),
        ElementType::Phone,
        18,
        OWN,
    )
    .personal()
    .from(Earlier),
    new(
        Organisation,
        "company_name",
        ("单位名称", "Name of the organisation"),
        TEXT,
        100,
        APPLY,
    )
    .from(CompanyName)
    .fills("organization"),
    new(
        Organisation,
        "credit_code",
        ("统一社会信用代码", "Unified social credit code"),
        TEXT,
        18,
        "GB 32100-2015",
    )
    .check(Check::CreditCode)
    .from(Origin::CreditCode)
    .hint("18 位，见营业执照", "18 characters, on the business licence"),
    new(
        Organisation,
        "company_document_kind",
        ("单位证件类型", "Kind of the organisation's document"),
        ElementType::Choice(&lists::COMPANY_DOCUMENT),
        3,
        "GB/T 36903-2018",
    ),
    new(
        Organisation,
        "organisation_kind",
        ("单位类型", "Kind of organisation"),
        ElementType::Choice(&lists::ORGANISATION_KIND),
        1,
        "GB/T 39046-2020 A.4",
    )
    .from(Earlier),
    new(
        Organisation,
        "legal_representative",
        ("法定代表人（负责人）", "Legal representative"),
        TEXT,
        30,
        APPLY,
    )
    .check(Check::PersonName)
    .personal()
    .from(Origin::Contact),
    new(
        Organisation,
        "legal_representative_id",
        ("法定代表人公民身份号码", "Legal representative's identity number"),
        TEXT,
        18,
        "GB 11643-1999",
    )
    .check(Check::CitizenId)
    .personal()
    .from(Earlier),
    new(Organisation, "trade_name", ("字号名称", "Trade name"), TEXT, 60, OWN).from(Earlier),
    new(
        Organisation,
        "trade_name_alternative",
        ("备选字号", "Alternative trade name"),
        TEXT,
        60,
        OWN,
    ),
    new(
        Organisation,
        "business_scope",
        ("经营范围", "Scope of business"),
        LONG,
        1000,
        OWN,
    )
    .from(Licence),
    new(
        Organisation,
        "registered_capital",
        ("注册资本（资金数额）", "Registered capital"),
        MONEY,
        15,
        OWN,
    )
    .from(Licence),
    new(Organisation, "founded_on", ("成立日期", "Founded on"), DAY, 10, OWN).from(Licence),
    new(
        Organisation,
        "staff_count",
        ("从业人员人数", "Number of staff"),
        COUNT,
        6,
        OWN,
    )
    .unit("人", "people")
    .within(0, 999_999)
    .from(Earlier),
    new(Organisation, "industry", ("行业类别", "Industry"), TEXT, 100, OWN).from(Earlier),
    new(
        Organisation,
        "licence_number",
        ("许可证编号", "Licence number"),
        TEXT,
        50,
        OWN,
    )
    .check(Check::Document)
    .from(Licence),
    new(
        Organisation,
        "licence_name",
        ("许可证名称", "Name of the licence"),
        TEXT,
        100,
        OWN,
    )
    .from(Licence),
    new(
        Organisation,
        "licence_valid_until",
        ("许可证有效期至", "Licence valid until"),
        DAY,
        10,
        OWN,
    )
    .from(Licence),
    new(
        Organisation,
        "shareholder_share",
        ("出资比例", "Share held"),
        AREA,
        6,
        OWN,
    )
    .unit("%", "%")
    .within(0, 100),
    new(
        Premises,
        "premises_address",
        ("经营场所地址", "Address of the premises"),
        PLACE,
        100,
        OWN,
    )
    .from(Licence),
    new(
        Premises,
        "premises_area",
        ("经营面积", "Area of the premises"),
        AREA,
        12,
        OWN,
    )
    .unit("平方米", "m²")
    .within(0, 10_000_000),
    new(
        Premises,
        "premises_tenure",
        ("场所权属", "Tenure of the premises"),
        ElementType::Choice(&lists::TENURE),
        10,
        OWN,
    ),
    new(
        Premises,
        "floor_area",
        ("总建筑面积", "Gross floor area"),
        AREA,
        12,
        OWN,
    )
    .unit("平方米", "m²")
    .within(0, 100_000_000),
    new(Premises, "land_area", ("用地面积", "Area of the site"), AREA, 12, OWN)
        .unit("平方米", "m²")
        .within(0, 1_000_000_000),
    new(Premises, "storeys", ("地上层数", "Storeys above ground"), COUNT, 3, OWN)
        .unit("层", "")
        .within(0, 300),
    new(
        Premises,
        "building_height",
        ("建筑高度", "Height of the building"),
        AREA,
        8,
        OWN,
    )
    .unit("米", "m")
    .within(0, 1_000),
    new(
        Premises,
        "property_certificate",
        ("不动产权证号", "Number of the property certificate"),
        TEXT,
        60,
        OWN,
    )
    .personal()
    .from(Licence),
    new(Premises, "lease_until", ("租赁期限至", "Leased until"), DAY, 10, OWN),
    new(Group::Money, "amount", ("金额", "Amount"), MONEY, 15, PAY).hint("单位：元", "In yuan"),
    new(Group::Money, "bank", ("开户银行", "Bank"), TEXT, 100, OWN)
        .personal()
        .from(Earlier),
    new(
        Group::Money,
        "bank_account",
        ("银行账号", "Bank account"),
        TEXT,
        30,
        OWN,
    )
    .check(Check::BankAccount)
    .personal()
    .from(Earlier),
    new(
        Group::Money,
        "account_holder",
        ("户名", "Account holder"),
        TEXT,
        100,
        OWN,
    )
    .personal()
    .from(Earlier),
    new(Group::Money, "investment", ("投资额", "Investment"), MONEY, 15, OWN),
    new(Time, "start_day", ("开始日期", "First day"), DAY, 10, OWN),
    new(Time, "end_day", ("结束日期", "Last day"), DAY, 10, OWN),
    new(
        Time,
        "event_day",
        ("发生日期", "Day on which it happened"),
        DAY,
        10,
        OWN,
    ),
    new(Time, "wished_day", ("希望办理的日期", "Day wished for"), DAY, 10, OWN),
    new(Time, "month", ("年月", "Month"), TEXT, 7, "GB/T 7408-2005").check(Check::Month),
    new(Time, "year", ("年份", "Year"), TEXT, 4, "GB/T 7408-2005").check(Check::Year),
    new(Time, "days", ("天数", "Days"), COUNT, 4, OWN)
        .unit("天", "days")
        .within(1, 9_999),
    new(Quantity, "count", ("数量", "Number"), COUNT, 9, OWN).within(0, 999_999_999),
    new(Quantity, "people_count", ("人数", "Number of people"), COUNT, 7, OWN)
        .unit("人", "people")
        .within(0, 9_999_999),
    new(Quantity, "copies", ("份数", "Copies"), COUNT, 2, ITEM)
        .unit("份", "")
        .within(1, 99),
    new(Quantity, "mass", ("质量", "Mass"), COUNT, 9, OWN)
        .unit("千克", "kg")
        .within(0, 999_999_999),
    new(Quantity, "length_m", ("长度", "Length"), AREA, 9, OWN)
        .unit("米", "m")
        .within(0, 9_999_999),
    new(Quantity, "area_mu", ("面积（亩）", "Area in mu"), AREA, 9, OWN)
        .unit("亩", "mu")
        .within(0, 9_999_999),
    new(Quantity, "volume_m3", ("体积", "Volume"), AREA, 9, OWN)
        .unit("立方米", "m³")
        .within(0, 9_999_999),
    new(Vehicle, "plate_number", ("号牌号码", "Plate number"), TEXT, 8, "GA 36")
        .check(Check::Plate)
        .from(Licence),
    new(
        Vehicle,
        "vin",
        ("车辆识别代号", "Vehicle identification number"),
        TEXT,
        17,
        "GB 16735-2019",
    )
    .check(Check::Vin)
    .from(Licence),
    new(Vehicle, "vehicle_model", ("车辆型号", "Model"), TEXT, 60, OWN).from(Licence),
    new(Vehicle, "max_mass", ("最大总质量", "Largest total mass"), COUNT, 6, OWN)
        .unit("千克", "kg")
        .within(0, 999_999),
    new(
        Vehicle,
        "vehicle_count",
        ("车辆数", "Number of vehicles"),
        COUNT,
        5,
        OWN,
    )
    .unit("辆", "vehicles")
    .within(0, 99_999),
    new(
        Vehicle,
        "driver_licence",
        ("驾驶证号", "Driving licence number"),
        TEXT,
        18,
        OWN,
    )
    .check(Check::CitizenId)
    .personal()
    .from(Licence),
    new(
        Project,
        "project_name",
        ("项目名称", "Name of the project"),
        TEXT,
        200,
        OWN,
    )
    .from(Earlier),
    new(
        Project,
        "project_code",
        ("投资项目统一代码", "Code of the investment project"),
        TEXT,
        24,
        APPLY,
    )
    .check(Check::ProjectCode)
    .from(Earlier),
    new(
        Project,
        "project_address",
        ("项目地址", "Address of the project"),
        PLACE,
        100,
        OWN,
    )
    .from(Earlier),
    new(Project, "designer", ("设计单位", "Designer"), TEXT, 100, OWN).from(Earlier),
    new(Project, "builder", ("施工单位", "Builder"), TEXT, 100, OWN).from(Earlier),
    new(Matter, "reason", ("申请事由", "Reason"), LONG, 500, OWN),
    new(Matter, "description", ("情况说明", "Description"), LONG, 1000, OWN),
    new(Matter, "remark", ("备注", "Remark"), LONG, 500, OWN),
    new(
        Person,
        "education_level",
        ("学历层次", "Level of education"),
        ElementType::Choice(&lists::EDUCATION_LEVEL),
        10,
        OWN,
    )
    .personal()
    .from(Earlier),
    new(
        Matter,
        "residence_reason",
        ("异地居住原因", "Reason for living elsewhere"),
        ElementType::Choice(&lists::RESIDENCE_REASON),
        10,
        OWN,
    )
    .personal(),
    new(
        Vehicle,
        "freight_scope",
        ("货物运输经营范围", "Kind of freight"),
        ElementType::Choice(&lists::FREIGHT_SCOPE),
        12,
        OWN,
    ),
    new(
        Matter,
        "delivery",
        ("取件方式", "How to collect"),
        ElementType::Choice(&lists::DELIVERY),
        10,
        ITEM,
    ),
    new(
        Matter,
        "court_case_number",
        ("案号", "Court case number"),
        TEXT,
        60,
        OWN,
    ),
];

/// The element of a code.
pub fn element(code: &str) -> Option<&'static Element> {
    ELEMENTS.iter().find(|element| element.code == code)
}

/// The element that a field seems to ask for by its code or its Chinese name, though it does not say so.
pub fn alike(code: &str, label: &str) -> Option<&'static Element> {
    let plain = label.split(['（', '(']).next().unwrap_or(label).trim();
    ELEMENTS
        .iter()
        .find(|element| element.code == code || (!plain.is_empty() && element.name.0 == plain))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn codes_and_names_are_unique_and_every_element_says_where_it_comes_from() {
        let codes: HashSet<_> = ELEMENTS.iter().map(|element| element.code).collect();
        let names: HashSet<_> = ELEMENTS.iter().map(|element| element.name.0).collect();
        assert_eq!((codes.len(), names.len()), (ELEMENTS.len(), ELEMENTS.len()));
        for element in ELEMENTS {
            assert!(
                !element.source.is_empty() && !element.name.1.is_empty(),
                "{}",
                element.code
            );
            assert!((1..=super::super::LONGEST).contains(&element.max), "{}", element.code);
        }
    }

    #[test]
    fn codes_of_lists_are_unique() {
        for element in ELEMENTS {
            if let ElementType::Choice(list) = element.kind {
                let codes: HashSet<_> = list.entries.iter().map(|entry| entry.0).collect();
                assert_eq!(codes.len(), list.entries.len(), "{}", list.code);
            }
        }
    }

    #[test]
    fn what_looks_like_an_element_is_found() {
        assert_eq!(
            alike("x", "经营面积（平方米）").map(|found| found.code),
            Some("premises_area")
        );
        assert_eq!(alike("staff_count", "人").map(|found| found.code), Some("staff_count"));
        assert!(alike("shop", "招牌").is_none());
    }
}
