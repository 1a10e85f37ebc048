//! The documents of a case, in the wording of the 行政许可法 (许可法).

use crate::{Block, Document, DocumentKind, Filling, Fillings, Language, standard, wording};

/// A material (申请材料) of an application.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Material {
    /// Its name.
    pub name: String,
    /// 原件, 复印件 or 电子件.
    pub form: String,
    /// How many copies; 0 is printed as a dash.
    pub copies: u32,
    /// 已收, 待补正 and the like.
    pub state: String,
}

/// What the documents of a case say about it. An optional fact that is missing is left out of the text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CaseFacts {
    /// The case number (办件编号).
    pub number: String,
    /// The document's own number (文号), for example 前审受〔2026〕15号, printed above the case number.
    pub document_number: Option<String>,
    /// The item (事项).
    pub item_name: String,
    /// Its code (事项编码).
    pub item_code: String,
    /// Whether it is an administrative licence (行政许可): decides titles and which articles are cited.
    pub permit: bool,
    /// The division or centre, printed small at the head of pages.
    pub division_name: String,
    /// The body in whose name the document is issued (本机关).
    pub body_name: String,
    /// The name on the seal; without it no seal is printed.
    pub seal_name: Option<String>,
    /// The applicant (申请人).
    pub applicant: String,
    /// Number of the applicant's certificate, already masked.
    pub applicant_id_masked: Option<String>,
    /// The day the materials were received, in words (2026年11月20日).
    pub received_on: String,
    /// The day of acceptance, in words.
    pub accepted_on: Option<String>,
    /// The date of the document, in words.
    pub issued_on: String,
    /// Statutory limit (法定时限) in working days.
    pub statutory_days: Option<u32>,
    /// Promised limit (承诺时限) in working days.
    pub promised_days: Option<u32>,
    /// The last day of the statutory limit, in words.
    pub statutory_due: Option<String>,
    /// The last day of the promised limit, in words.
    pub promised_due: Option<String>,
    /// The last day for corrections, in words.
    pub correction_due: Option<String>,
    /// A due date falls in a year whose holidays are not published.
    pub provisional: bool,
    /// The legal basis (办理依据), each with its article.
    pub legal_basis: Vec<String>,
    /// The materials.
    pub materials: Vec<Material>,
    /// The address at which anyone can check the document.
    pub verify_url: Option<String>,
    /// Whom to ask: place, telephone. Printed at the foot of each page.
    pub contact: Option<String>,
    /// Marks the document as a demonstration (演示).
    pub demonstration: bool,
}

/// Where a decision can be contested (救济途径).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remedies {
    /// Who reviews it: the people's government at the same level in the ordinary case (行政复议法 art. 24).
    pub review_body: String,
    /// The court.
    pub court: String,
}

impl Remedies {
    /// The customary last paragraph: reconsideration within 60 days (行政复议法 art. 20), suit within 6 months
    /// (行政诉讼法 art. 46).
    fn words(&self) -> String {
        let review = or(&self.review_body, "有管辖权的行政复议机关");
        let court = or(&self.court, "有管辖权的人民法院");
        format!(
            "如不服本决定，可以自收到本决定书之日起六十日内，依照《中华人民共和国行政复议法》第二十条的规定向{review}申请行政复议；\
             也可以自收到本决定书之日起六个月内，依照《中华人民共和国行政诉讼法》第四十六条的规定直接向{court}提起行政诉讼。"
        )
    }
}

/// One thing that must be corrected or supplied (补正事项).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CorrectionRequest {
    /// The material.
    pub material: String,
    /// What to do about it.
    pub what_to_do: String,
}

/// A day of a clock's proof.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClockDay {
    /// The day in words, with its weekday.
    pub day: String,
    /// Which counted day it is; `None` for a day that does not count.
    pub counted: Option<u32>,
    /// Why.
    pub reason: String,
}

/// The days of a month of a clock's proof.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClockMonth {
    /// The month in words.
    pub name: String,
    /// Its days from the first to the last that matters.
    pub days: Vec<ClockDay>,
}

/// A clock (时限) whose due date is explained, in one language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClockFacts {
    /// The language of every text in it.
    pub language: Language,
    /// Its name, for example 法定办结时限.
    pub name: String,
    /// What it comes to in sentences: since when, how many working days, when it ends, and why.
    pub summary: Vec<String>,
    /// Every day from the start to the end.
    pub months: Vec<ClockMonth>,
    /// The articles, each with what it says.
    pub laws: Vec<String>,
    /// The calendar that was used, with its version and notices.
    pub calendar: String,
}

/// 申请材料接收凭证: says what was received and when, and what follows.
#[must_use]
pub fn receipt(case: &CaseFacts) -> Document {
    case.standard(
        DocumentKind::Receipt,
        standard::receipt(case.permit),
        fillings_of_receipt(case),
    )
}

/// What fills a receipt: how many materials, and which.
#[must_use]
pub fn fillings_of_receipt(case: &CaseFacts) -> Fillings {
    let mut fillings = fillings(case, &Remedies::default());
    if !case.materials.is_empty() {
        let table = Block::Table {
            head: words(["序号", "材料名称", "形式", "份数", "状态"]),
            rows: material_rows(&case.materials),
            widths: vec![1.0, 6.2, 1.5, 1.0, 1.5],
        };
        fillings.insert("材料项数", case.materials.len().to_string().into());
        fillings.insert("材料清单", Filling::Block(table));
    }
    fillings
}

/// 受理通知书: the day of acceptance, both limits and their last days.
#[must_use]
pub fn acceptance(case: &CaseFacts) -> Document {
    let text = standard::acceptance(case.permit);
    case.standard(DocumentKind::Acceptance, text, fillings_of_acceptance(case))
}

/// What fills an acceptance: its day, and the limits that begin with it.
#[must_use]
pub fn fillings_of_acceptance(case: &CaseFacts) -> Fillings {
    let accepted = case.accepted_on.as_deref().unwrap_or(&case.issued_on);
    let mut facts = case.facts();
    facts.push(("受理日期".to_owned(), accepted.to_owned()));
    facts.extend(case.limits());
    let mut fillings = fillings(case, &Remedies::default());
    fillings.insert("受理日期", accepted.into());
    fillings.insert("受理信息", Filling::Block(Block::Facts(facts)));
    fillings
}

/// 补正告知书: everything that must be corrected, told once.
#[must_use]
pub fn correction_notice(case: &CaseFacts, requests: &[CorrectionRequest], deadline: Option<&Deadline>) -> Document {
    let text = standard::correction(case.permit);
    let fillings = fillings_of_correction(case, requests, deadline);
    case.standard(DocumentKind::CorrectionNotice, text, fillings)
}

/// What fills a notice of corrections: the list, and until when.
#[must_use]
pub fn fillings_of_correction(
    case: &CaseFacts,
    requests: &[CorrectionRequest],
    deadline: Option<&Deadline>,
) -> Fillings {
    let row = |(n, request): (usize, &CorrectionRequest)| {
        vec![
            (n + 1).to_string(),
            request.material.clone(),
            request.what_to_do.clone(),
        ]
    };
    let table = Block::Table {
        head: words(["序号", "材料名称", "补正要求"]),
        rows: requests.iter().enumerate().map(row).collect(),
        widths: vec![1.0, 4.0, 6.5],
    };
    let when = deadline.map_or_else(
        || "请尽快将补正材料提交本机关。".to_owned(),
        |deadline| {
            format!(
                "请于{}前（含当日）将补正材料提交本机关；逾期未补齐补正的，依照{}，视为撤回申请，本机关终止办理。",
                deadline.day, deadline.source
            )
        },
    );
    let mut fillings = fillings(case, &Remedies::default());
    fillings.insert("补正清单", Filling::Block(table));
    fillings.insert("补正时间", when.into());
    fillings
}

/// The last day for corrections (补正期限), where a rule sets one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// In words.
    pub day: String,
    /// The rule behind it.
    pub source: String,
}

/// 不予受理决定书: why, which authority is the right one, and the remedies.
#[must_use]
pub fn not_accepted(case: &CaseFacts, reason: &str, right_authority: Option<&str>, remedies: &Remedies) -> Document {
    let text = standard::not_accepted(case.permit);
    let fillings = fillings_of_not_accepted(case, reason, right_authority, remedies);
    case.standard(DocumentKind::NotAccepted, text, fillings)
}

/// What fills a decision not to accept: reason, article, and the right authority.
#[must_use]
pub fn fillings_of_not_accepted(
    case: &CaseFacts,
    reason: &str,
    right_authority: Option<&str>,
    remedies: &Remedies,
) -> Fillings {
    let article = if right_authority.is_some() {
        "第三十二条第一款第（二）项"
    } else {
        "第三十二条"
    };
    let mut fillings = fillings(case, remedies);
    fillings.insert("理由", sentence(reason).into());
    fillings.insert("依据条款", article.into());
    fillings.insert("有权机关", right_authority.unwrap_or_default().into());
    fillings
}

/// 准予行政许可决定书 or 办理结果通知书. `title` replaces the customary title.
#[must_use]
pub fn grant(case: &CaseFacts, title: Option<&str>, conditions: &[String], validity: Option<&str>) -> Document {
    let text = standard::grant(case.permit);
    let mut document = case.standard(DocumentKind::Grant, text, fillings_of_grant(case, conditions, validity));
    if let Some(title) = title {
        title.clone_into(&mut document.title);
    }
    document
}

/// What fills a grant: how long it holds, and its conditions.
#[must_use]
pub fn fillings_of_grant(case: &CaseFacts, conditions: &[String], validity: Option<&str>) -> Fillings {
    let mut facts = case.facts();
    if let Some(validity) = validity {
        facts.push(("有效期".to_owned(), validity.to_owned()));
    }
    let mut fillings = fillings(case, &Remedies::default());
    fillings.insert("准予信息", Filling::Block(Block::Facts(facts)));
    fillings.insert("有效期", validity.unwrap_or_default().into());
    if !conditions.is_empty() {
        fillings.insert("要求", Filling::Block(Block::List(conditions.to_vec())));
    }
    fillings
}

/// The licence that was renewed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renewal {
    /// Its number.
    pub licence: String,
    /// Its last day, in words.
    pub expiry: String,
    /// The article by which silence renews it.
    pub article: String,
}

/// 视为准予延续的决定书: nobody decided before the licence expired (许可法 art. 50).
#[must_use]
pub fn renewed_by_law(case: &CaseFacts, renewal: &Renewal) -> Document {
    let fillings = fillings_of_renewal_by_law(case, renewal);
    case.standard(DocumentKind::Grant, standard::RENEWED_BY_LAW, fillings)
}

/// What fills a renewal by operation of law: the licence, its last day, the article.
#[must_use]
pub fn fillings_of_renewal_by_law(case: &CaseFacts, renewal: &Renewal) -> Fillings {
    let mut facts = case.facts();
    facts.push(("许可证件编号".to_owned(), renewal.licence.clone()));
    facts.push(("原有效期届满日".to_owned(), renewal.expiry.clone()));
    let mut fillings = fillings(case, &Remedies::default());
    fillings.insert("许可证件编号", renewal.licence.as_str().into());
    fillings.insert("原有效期届满日", renewal.expiry.as_str().into());
    fillings.insert("延续依据", renewal.article.as_str().into());
    fillings.insert("延续信息", Filling::Block(Block::Facts(facts)));
    fillings
}

/// 不予行政许可决定书: reasons and remedies (许可法 art. 38).
#[must_use]
pub fn refusal(case: &CaseFacts, reasons: &[String], remedies: &Remedies) -> Document {
    let text = standard::refusal(case.permit);
    case.standard(
        DocumentKind::Refusal,
        text,
        fillings_of_refusal(case, reasons, remedies),
    )
}

/// What fills a refusal: its reasons and what can be done about it.
#[must_use]
pub fn fillings_of_refusal(case: &CaseFacts, reasons: &[String], remedies: &Remedies) -> Fillings {
    let mut fillings = fillings(case, remedies);
    fillings.insert("理由", Filling::Block(Block::List(reasons.to_vec())));
    fillings
}

/// 时限说明: why a due date is what it is: in sentences, a line a day, and the law.
#[must_use]
pub fn clock_proof(case: &CaseFacts, clock: &ClockFacts) -> Document {
    let say = |zh, en| clock.language.pick(zh, en).to_owned();
    let mut document = case.document(DocumentKind::ClockProof);
    document.language = clock.language;
    if clock.language == Language::English {
        document.title = "Why this limit ends when it does\n办理时限说明".to_owned();
        document.number = format!("Case 办件编号 {}", case.number);
    }
    for sentence in &clock.summary {
        document.say(sentence);
    }
    document.facts(vec![
        (say("事项名称", "Item 事项名称"), case.item_name.clone()),
        (say("时限名称", "Limit 时限名称"), clock.name.clone()),
    ]);
    for month in &clock.months {
        document.paragraphs.push(Block::Heading(month.name.clone()));
        document.paragraphs.push(clock_table(clock.language, &month.days));
    }
    document
        .paragraphs
        .push(Block::Heading(say("计算依据", "The law 计算依据")));
    document.paragraphs.push(Block::List(clock.laws.clone()));
    document.note_in(clock.language, &clock.calendar);
    document
}

/// A document of a case by a wording.
#[must_use]
pub fn worded(case: &CaseFacts, kind: DocumentKind, title: &str, text: &str, fillings: &Fillings) -> Document {
    let mut document = case.document(kind);
    title.clone_into(&mut document.title);
    document.paragraphs = wording::fill(text, fillings);
    document
}

/// What every wording of a case may name.
#[must_use]
pub fn fillings(case: &CaseFacts, remedies: &Remedies) -> Fillings {
    let words = |words: Option<&String>| Filling::Words(words.cloned().unwrap_or_default());
    let basis = case.legal_basis.join("、");
    Fillings::from([
        ("申请人", words(Some(&case.applicant))),
        ("办件编号", words(Some(&case.number))),
        ("事项", words(Some(&case.item_name))),
        ("事项编码", words(Some(&case.item_code))),
        ("本机关", words(Some(&case.body_name))),
        ("收件日期", words(Some(&case.received_on))),
        ("受理日期", words(case.accepted_on.as_ref())),
        ("文书日期", words(Some(&case.issued_on))),
        ("法定届满日", words(case.statutory_due.as_ref())),
        ("承诺届满日", words(case.promised_due.as_ref())),
        ("办理依据", words(Some(&basis))),
        (
            "法定时限",
            words(case.statutory_days.map(|days| days.to_string()).as_ref()),
        ),
        (
            "承诺时限",
            words(case.promised_days.map(|days| days.to_string()).as_ref()),
        ),
        ("暂定说明", Filling::from(case.provisional())),
        ("救济途径", Filling::Words(remedies.words())),
        ("办件信息", Filling::Block(Block::Facts(case.facts()))),
    ])
}

fn clock_table(language: Language, days: &[ClockDay]) -> Block {
    let head = [("日期", "Day"), ("计入", "Counted"), ("说明", "Why")];
    let row = |day: &ClockDay| {
        let counted = day.counted.map_or_else(
            || language.pick("不计入", "no").to_owned(),
            |nth| match language {
                Language::Chinese => format!("第 {nth} 日"),
                Language::English => format!("day {nth}"),
            },
        );
        vec![day.day.clone(), counted, day.reason.clone()]
    };
    Block::Table {
        head: head.map(|(zh, en)| language.pick(zh, en).to_owned()).to_vec(),
        rows: days.iter().map(row).collect(),
        widths: vec![2.6, 1.6, 5.8],
    }
}

impl CaseFacts {
    /// A document with its customary title and standard wording.
    fn standard(&self, kind: DocumentKind, text: &str, fillings: Fillings) -> Document {
        worded(self, kind, kind.title(self.permit), text, &fillings)
    }

    fn provisional(&self) -> &'static str {
        if self.provisional {
            "上述届满日期所在年度的节假日安排尚未公布，日期为暂定；公布后如有变动，本机关将另行告知。"
        } else {
            ""
        }
    }

    fn document(&self, kind: DocumentKind) -> Document {
        let case_number = (!self.number.is_empty()).then(|| format!("办件编号：{}", self.number));
        let numbers: Vec<String> = self.document_number.clone().into_iter().chain(case_number).collect();
        let check = "扫描二维码可以查验本文书的真伪和办理进度";
        Document {
            kind,
            language: Language::Chinese,
            landscape: false,
            title: kind.title(self.permit).to_owned(),
            number: numbers.join("\n"),
            division_name: self.division_name.clone(),
            body_name: self.body_name.clone(),
            seal_name: self.seal_name.clone(),
            addressee: self.applicant.clone(),
            date_words: self.issued_on.clone(),
            paragraphs: Vec::new(),
            qr_url: self.verify_url.clone(),
            qr_caption: check.to_owned(),
            footer: self.contact.clone().unwrap_or_default(),
            demonstration: self.demonstration,
        }
    }

    fn facts(&self) -> Vec<(String, String)> {
        let mut facts = vec![
            ("事项名称".to_owned(), self.item_name.clone()),
            ("事项编码".to_owned(), self.item_code.clone()),
            ("申请人".to_owned(), self.applicant.clone()),
        ];
        let optional = [
            ("证件号码", self.applicant_id_masked.as_ref()),
            ("收件日期", Some(&self.received_on)),
        ];
        facts.extend(
            optional
                .into_iter()
                .filter_map(|(label, value)| Some((label.to_owned(), value?.clone()))),
        );
        facts
    }

    /// Both limits; each needs its days or its due date.
    fn limits(&self) -> Vec<(String, String)> {
        let mark = if self.provisional { "（暂定）" } else { "" };
        [
            ("法定办结时限", self.statutory_days, &self.statutory_due),
            ("承诺办结时限", self.promised_days, &self.promised_due),
        ]
        .into_iter()
        .filter_map(|(label, days, due)| {
            let words = match (days, due) {
                (Some(days), Some(due)) => format!("{days} 个工作日，至{due}届满{mark}"),
                (Some(days), None) => format!("{days} 个工作日"),
                (None, Some(due)) => format!("至{due}届满{mark}"),
                (None, None) => return None,
            };
            Some((label.to_owned(), words))
        })
        .collect()
    }
}

impl Document {
    fn say(&mut self, words: impl Into<String>) {
        self.paragraphs.push(Block::Paragraph(words.into()));
    }

    fn note(&mut self, words: &str) {
        self.paragraphs.push(Block::Note(format!("注：{words}")));
    }

    fn note_in(&mut self, language: Language, words: &str) {
        match language {
            Language::Chinese => self.note(words),
            Language::English => self.paragraphs.push(Block::Note(words.to_owned())),
        }
    }

    fn facts(&mut self, facts: Vec<(String, String)>) {
        self.paragraphs.push(Block::Facts(facts));
    }
}

fn material_rows(materials: &[Material]) -> Vec<Vec<String>> {
    materials
        .iter()
        .enumerate()
        .map(|(n, material)| {
            let copies = match material.copies {
                0 => String::new(),
                copies => copies.to_string(),
            };
            vec![
                (n + 1).to_string(),
                material.name.clone(),
                material.form.clone(),
                copies,
                material.state.clone(),
            ]
        })
        .collect()
}

fn words<const N: usize>(words: [&str; N]) -> Vec<String> {
    words.map(str::to_owned).to_vec()
}

fn or<'a>(words: &'a str, instead: &'a str) -> &'a str {
    if words.trim().is_empty() { instead } else { words }
}

/// Ends a reason with a full stop, whatever the writer ended it with.
fn sentence(words: &str) -> String {
    format!("{}。", words.trim().trim_end_matches(['。', '.', '；', ';']))
}
