//! The documents of a case, in the wording of the 行政许可法 (许可法).

use crate::{Block, Document, DocumentKind, Filling, Fillings, Language, wording};

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
    let mut document = case.document(DocumentKind::Receipt);
    document.say(format!(
        "你（单位）于{}提交的“{}”申请材料收悉，现将接收情况告知如下：",
        case.received_on, case.item_name
    ));
    document.facts(case.facts());
    document.materials(case);
    document.say(if case.permit {
        "本机关将依照《中华人民共和国行政许可法》第三十二条的规定进行审查。申请材料不齐全或者不符合法定形式的，\
         将当场或者在五个工作日内一次告知需要补正的全部内容；逾期不告知的，自收到申请材料之日起即为受理。"
    } else {
        "本机关将对申请材料是否齐全、是否符合规定形式进行审查。需要补正的，将一次告知需要补正的全部内容。"
    });
    document.note("本凭证仅证明已收到上述材料，不代表申请已被受理。请妥善保管，凭办件编号可以查询办理进度。");
    document
}

/// 受理通知书: the day of acceptance, both limits and their last days.
#[must_use]
pub fn acceptance(case: &CaseFacts) -> Document {
    let mut document = case.document(DocumentKind::Acceptance);
    let accepted = case.accepted_on.as_deref().unwrap_or(&case.issued_on);
    let basis = if case.permit {
        "依照《中华人民共和国行政许可法》第三十二条第一款第（五）项的规定，"
    } else {
        ""
    };
    document.say(format!(
        "你（单位）于{}向本机关提出的“{}”申请，属于本机关职权范围，申请材料齐全，符合法定形式。\
         {basis}本机关决定自{accepted}起予以受理。",
        case.received_on, case.item_name
    ));
    let mut facts = case.facts();
    facts.push(("受理日期".to_owned(), accepted.to_owned()));
    facts.extend(case.limits());
    document.facts(facts);
    document.provisional(case);
    if case.permit {
        document.say(
            "依法需要听证、招标、拍卖、检验、检测、检疫、鉴定和专家评审的，所需时间不计算在上述期限内，\
             本机关将依照《中华人民共和国行政许可法》第四十五条的规定另行书面告知。",
        );
    }
    document.note("期限以工作日计算，不含法定节假日；受理当日不计入。");
    document
}

/// 补正告知书: everything that must be corrected, told once.
#[must_use]
pub fn correction_notice(case: &CaseFacts, requests: &[CorrectionRequest], deadline: Option<&str>) -> Document {
    let mut document = case.document(DocumentKind::CorrectionNotice);
    let basis = if case.permit {
        "依照《中华人民共和国行政许可法》第三十二条第一款第（四）项的规定，"
    } else {
        ""
    };
    document.say(format!(
        "你（单位）于{}提出的“{}”申请收悉。经审查，申请材料不齐全或者不符合法定形式。\
         {basis}现将需要补正的全部内容一次告知如下：",
        case.received_on, case.item_name
    ));
    document.paragraphs.push(Block::Table {
        head: words(["序号", "材料名称", "补正要求"]),
        rows: requests
            .iter()
            .enumerate()
            .map(|(n, request)| {
                vec![
                    (n + 1).to_string(),
                    request.material.clone(),
                    request.what_to_do.clone(),
                ]
            })
            .collect(),
        widths: vec![1.0, 4.0, 6.5],
    });
    let when = deadline.map_or_else(
        || "请尽快将补正材料提交本机关。".to_owned(),
        |day| format!("请于{day}前将补正材料提交本机关。"),
    );
    document.say(format!(
        "{when}补正材料可以在政务服务大厅窗口提交，也可以在网上提交。按照本告知书的要求提交全部补正材料的，本机关将依法受理。"
    ));
    document
}

/// 不予受理决定书: why, which authority is the right one, and the remedies.
#[must_use]
pub fn not_accepted(case: &CaseFacts, reason: &str, right_authority: Option<&str>, remedies: &Remedies) -> Document {
    let mut document = case.document(DocumentKind::NotAccepted);
    let article = if right_authority.is_some() {
        "第三十二条第一款第（二）项"
    } else {
        "第三十二条"
    };
    let basis = if case.permit {
        format!("依照《中华人民共和国行政许可法》{article}的规定，")
    } else {
        String::new()
    };
    document.say(format!(
        "你（单位）于{}向本机关提出的“{}”申请收悉。",
        case.received_on, case.item_name
    ));
    document.say(format!("经审查，{}", sentence(reason)));
    document.say(format!("{basis}本机关决定不予受理。"));
    if let Some(authority) = right_authority {
        document.say(format!("该事项请向{authority}提出申请。"));
    }
    document.say(remedies.words());
    document
}

/// 准予行政许可决定书 or 办理结果通知书. `title` replaces the customary title.
#[must_use]
pub fn grant(case: &CaseFacts, title: Option<&str>, conditions: &[String], validity: Option<&str>) -> Document {
    let mut document = case.document(DocumentKind::Grant);
    if let Some(title) = title {
        title.clone_into(&mut document.title);
    }
    document.say(case.asked());
    let decision = if case.permit {
        format!(
            "经审查，你（单位）的申请符合法定条件、标准。依照《中华人民共和国行政许可法》第三十八条第一款{}的规定，\
             本机关决定准予你（单位）“{}”的行政许可。",
            case.further_basis(),
            case.item_name
        )
    } else {
        format!(
            "经审查，你（单位）的申请符合办理条件。{}本机关准予办理“{}”。",
            case.sole_basis(),
            case.item_name
        )
    };
    document.say(decision);
    let mut facts = case.facts();
    if let Some(validity) = validity {
        facts.push(("有效期".to_owned(), validity.to_owned()));
    }
    document.facts(facts);
    if !conditions.is_empty() {
        document.say("请遵守下列要求：");
        document.paragraphs.push(Block::List(conditions.to_vec()));
    }
    if case.permit {
        document.say(
            "需要颁发行政许可证件的，本机关将依照《中华人民共和国行政许可法》第四十四条的规定，\
             自作出本决定之日起十个工作日内向你（单位）颁发、送达。本决定依照该法第四十条的规定予以公开，公众有权查阅。",
        );
    }
    document
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
    let mut document = case.document(DocumentKind::Grant);
    document.say(case.asked());
    document.say(format!(
        "该许可的有效期于{}届满，届满前本机关没有作出是否准予延续的决定。依照{}的规定，视为准予延续。\
         本文书由系统依法自动作出，效力自有效期届满之日起。",
        renewal.expiry, renewal.article
    ));
    let mut facts = case.facts();
    facts.push(("许可证件编号".to_owned(), renewal.licence.clone()));
    facts.push(("原有效期届满日".to_owned(), renewal.expiry.clone()));
    document.facts(facts);
    document.say(
        "需要换发行政许可证件的，本机关将依照《中华人民共和国行政许可法》第四十四条的规定，\
         自有效期届满之日起十个工作日内向你（单位）颁发、送达。",
    );
    document
}

/// 不予行政许可决定书: reasons and remedies (许可法 art. 38).
#[must_use]
pub fn refusal(case: &CaseFacts, reasons: &[String], remedies: &Remedies) -> Document {
    let mut document = case.document(DocumentKind::Refusal);
    document.say(case.asked());
    document.say("经审查，你（单位）的申请不符合法定条件、标准，理由如下：");
    document.paragraphs.push(Block::List(reasons.to_vec()));
    let decision = if case.permit {
        format!(
            "依照《中华人民共和国行政许可法》第三十八条第二款{}的规定，本机关决定不予行政许可。",
            case.further_basis()
        )
    } else {
        format!("{}本机关决定不予办理。", case.sole_basis())
    };
    document.say(decision);
    document.say(remedies.words());
    document
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

/// Any other document of a case, by a wording.
#[must_use]
pub fn worded(case: &CaseFacts, title: &str, text: &str, fillings: &Fillings) -> Document {
    let mut document = case.document(DocumentKind::Worded);
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

    fn asked(&self) -> String {
        format!(
            "你（单位）于{}向本机关提出“{}”申请{}。",
            self.received_on,
            self.item_name,
            self.accepted_on
                .as_ref()
                .map(|day| format!("，本机关于{day}受理"))
                .unwrap_or_default()
        )
    }

    fn further_basis(&self) -> String {
        if self.legal_basis.is_empty() {
            return String::new();
        }
        format!("和{}", self.legal_basis.join("、"))
    }

    fn sole_basis(&self) -> String {
        if self.legal_basis.is_empty() {
            return String::new();
        }
        format!("依照{}的规定，", self.legal_basis.join("、"))
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

    fn materials(&mut self, case: &CaseFacts) {
        if case.materials.is_empty() {
            return;
        }
        self.say(format!("收到的材料共 {} 项：", case.materials.len()));
        self.paragraphs.push(Block::Table {
            head: words(["序号", "材料名称", "形式", "份数", "状态"]),
            rows: material_rows(&case.materials),
            widths: vec![1.0, 6.2, 1.5, 1.0, 1.5],
        });
    }

    fn provisional(&mut self, case: &CaseFacts) {
        if case.provisional {
            self.say("上述届满日期所在年度的节假日安排尚未公布，日期为暂定；公布后如有变动，本机关将另行告知。");
        }
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
