//! The places of each wording (填写项): what they stand for, whether something always fills them, and what a preview puts there.

use yimen_domain::calendar::Day;
use yimen_domain::cases::event::DocumentKind;
use yimen_domain::wordings::{Form, Variant};
use yimen_paper::wording::{Unfit, uses};
use yimen_paper::{Block, CaseFacts, CorrectionRequest, Filling, Fillings, Material, Remedies, Renewal};

use super::super::in_words;
use super::{Wording, on_paper};

/// A place that a wording may use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its name, as it stands in braces.
    pub name: String,
    /// What it stands for, in Chinese and English; empty where the name says it.
    pub words: (&'static str, &'static str),
    /// A list or a table: it stands alone or at the end of its line.
    pub is_block: bool,
    /// Something always fills it.
    pub always: bool,
}

/// What a place stands for. The name says it where nothing is written here.
const WORDS: &[(&str, (&str, &str))] = &[
    ("申请人", ("申请人的姓名或者名称", "name of the applicant")),
    ("办件编号", ("办件的编号", "number of the case")),
    ("事项", ("事项名称", "name of the item")),
    ("事项编码", ("事项编码", "code of the item")),
    ("本机关", ("实施机关名称", "name of the authority")),
    ("收件日期", ("收到申请的日期", "day of receipt")),
    (
        "受理日期",
        ("受理的日期；未受理时没有", "day of acceptance, if there is one"),
    ),
    ("文书日期", ("出具文书的日期", "day of the document")),
    ("法定届满日", ("法定期限的最后一日", "last day of the limit by law")),
    ("承诺届满日", ("承诺期限的最后一日", "last day of the promised limit")),
    ("法定时限", ("法定期限的工作日数", "working days by law")),
    ("承诺时限", ("承诺期限的工作日数", "working days as promised")),
    (
        "暂定说明",
        (
            "节假日安排未公布时，说明日期为暂定",
            "says that a day is provisional, where it is",
        ),
    ),
    ("办理依据", ("事项的法律依据", "legal basis of the item")),
    (
        "救济途径",
        (
            "行政复议、行政诉讼的期限和受理机关",
            "reconsideration and suit: limits, and where",
        ),
    ),
    (
        "办件信息",
        ("事项、申请人、收件日期的表格", "table: item, applicant, day of receipt"),
    ),
    (
        "受理信息",
        (
            "办件信息，加受理日期和办理期限",
            "the same with day of acceptance and limits",
        ),
    ),
    ("准予信息", ("办件信息，加有效期", "the same with how long it holds")),
    (
        "延续信息",
        (
            "办件信息，加许可证件编号和原届满日",
            "the same with the licence and its last day",
        ),
    ),
    ("材料项数", ("收到几项材料", "how many materials were received")),
    ("材料清单", ("收到的材料的表格", "table of the materials received")),
    (
        "补正清单",
        ("需要补正的材料和要求的表格", "table of what is to be corrected"),
    ),
    (
        "补正时间",
        ("何时前提交补正材料的一句话", "a sentence that says until when"),
    ),
    ("依据条款", ("所依据的条、款、项", "the article it is based on")),
    (
        "有权机关",
        (
            "应当向其申请的机关；不属于本机关职权时才有",
            "the right authority, where it is another one",
        ),
    ),
    ("准予部分", ("准予的各部分", "the parts that are granted")),
    ("不予准予部分", ("不予准予的各部分", "the parts that are refused")),
    ("理由", ("经办人写明的理由", "the reasons, as they were written")),
    (
        "有效期",
        ("准予的有效期；可能没有", "how long it holds, where it was said"),
    ),
    ("要求", ("准予所附的要求；可能没有", "conditions, where there are any")),
    ("特别程序", ("特别程序的名称", "name of the special procedure")),
    ("所需天数", ("需要多少个工作日", "how many working days it takes")),
    ("告知依据", ("所依据的规定", "the rule it is based on")),
    (
        "不计入说明",
        ("说明哪个期限不计入", "says which limit does not count it"),
    ),
    (
        "特别程序信息",
        (
            "程序、时间、依据、书面材料的表格",
            "table: procedure, time, basis, paper",
        ),
    ),
    ("延长天数", ("延长多少个工作日", "by how many working days")),
    ("批准人", ("批准人的身份", "in which office it was approved")),
    (
        "延长依据",
        ("所依据的条款；不是行政许可时没有", "the article, for permits"),
    ),
    (
        "延长信息",
        (
            "延长时间、延长后的届满日、批准人的表格",
            "table: time, new last days, approval",
        ),
    ),
    (
        "送达文书",
        ("送达的文书名称和文号", "the document served, with its number"),
    ),
    ("送达日期", ("送达的日期", "day of service")),
    ("领取人", ("领取人的姓名", "who took it")),
    (
        "送达信息",
        (
            "受送达人、文书、日期、方式、领取人的表格",
            "table of what was served, when and to whom",
        ),
    ),
    ("签收栏", ("签名处", "room for signatures")),
    (
        "交来时间",
        ("收到材料的日期和时刻", "day and time at which the materials came"),
    ),
    ("交来方式", ("在网上，或者在政务服务窗口", "on the net, or at a window")),
    ("交来项数", ("这次收到几项材料", "how many materials came this time")),
    (
        "交来材料",
        ("这次收到的材料的表格", "table of the materials that came this time"),
    ),
    ("后续说明", ("收到材料后怎样办理", "what follows from it")),
    (
        "模拟审批性质",
        (
            "说明模拟审批意见不是行政许可决定、没有法律效力",
            "says that a simulated opinion is no decision and has no effect",
        ),
    ),
    (
        "模拟审批意见",
        ("结论和审批员写明的意见", "where it comes to, and the opinion in words"),
    ),
    (
        "逐项意见",
        (
            "对材料、申请表和条件逐项意见的表格",
            "table of the opinions on each thing",
        ),
    ),
    (
        "未具备条件",
        ("申请时尚不具备的前置条件", "the conditions that are missing"),
    ),
    (
        "承诺意见",
        (
            "承诺几个工作日内出具意见；没有承诺时没有",
            "in how many working days an opinion was promised, if it was",
        ),
    ),
];

/// Places that nothing fills in some cases.
const SOMETIMES: &[&str] = &[
    "受理日期",
    "法定届满日",
    "承诺届满日",
    "法定时限",
    "承诺时限",
    "暂定说明",
    "办理依据",
    "材料项数",
    "材料清单",
    "有权机关",
    "有效期",
    "要求",
    "告知依据",
    "延长依据",
    "承诺意见",
];

/// Every place that a wording may use.
pub fn places(form: Form) -> Vec<Place> {
    let (_, filled) = sample(form);
    let must: Vec<&str> = form
        .must()
        .iter()
        .flat_map(|(names, _)| names.iter().copied())
        .collect();
    let of_all = yimen_paper::fillings(&CaseFacts::default(), &Remedies::default());
    let mut places: Vec<Place> = filled
        .iter()
        .map(|(name, filling)| {
            let words = WORDS.iter().find(|(known, _)| known == name).map(|(_, words)| *words);
            Place {
                name: (*name).to_string(),
                words: words.unwrap_or_default(),
                is_block: matches!(filling, Filling::Block(_)),
                always: !SOMETIMES.contains(name) || (*name == "受理日期" && form.kind == DocumentKind::Acceptance),
            }
        })
        .collect();
    // What this document must tell comes first, then what is its own.
    places.sort_by_key(|place| {
        let name = place.name.as_str();
        (!must.contains(&name), of_all.contains_key(name))
    });
    places
}

/// A made-up case (虚拟办件) and what fills the places of its document.
pub(super) fn sample(form: Form) -> (CaseFacts, Fillings) {
    let case = made_up(form);
    let remedies = Remedies {
        review_body: "示例区人民政府".into(),
        court: "示例区人民法院".into(),
    };
    let one = |words: &str| vec![words.to_string()];
    let fillings = match (form.kind, form.variant) {
        (DocumentKind::Receipt, _) => yimen_paper::fillings_of_receipt(&case),
        (DocumentKind::Acceptance, _) => yimen_paper::fillings_of_acceptance(&case),
        (DocumentKind::CorrectionNotice, _) => {
            let request = CorrectionRequest {
                material: "营业执照".into(),
                what_to_do: "请提交加盖公章的复印件。".into(),
            };
            yimen_paper::fillings_of_correction(&case, &[request], None)
        }
        (DocumentKind::NotAccepted, _) => {
            let reason = "依法不属于本机关职权范围。该事项由市级主管部门办理";
            yimen_paper::fillings_of_not_accepted(&case, reason, Some("示例市行政审批局"), &remedies)
        }
        (DocumentKind::Grant, Variant::ByLaw) => {
            let renewal = Renewal {
                licence: "示例证〔2021〕0001号".into(),
                expiry: "2026年4月1日".into(),
                article: "行政许可法 第五十条".into(),
            };
            yimen_paper::fillings_of_renewal_by_law(&case, &renewal)
        }
        (DocumentKind::Grant, _) => {
            yimen_paper::fillings_of_grant(&case, &one("按照核准的范围和地址经营"), Some("五年"))
        }
        (DocumentKind::Refusal, _) => {
            let reasons = one("经营场所不符合《示例管理办法》第八条规定的条件");
            yimen_paper::fillings_of_refusal(&case, &reasons, &remedies)
        }
        (kind, _) => {
            let mut filled = yimen_paper::fillings(&case, &remedies);
            filled.extend(super::sample(kind, &case));
            filled
        }
    };
    (case, with_names(form, fillings))
}

/// A place of the standard wording that has no example of its own is shown by its name.
fn with_names(form: Form, mut fillings: Fillings) -> Fillings {
    let text = super::standard_text(form);
    for found in yimen_paper::wording::places(text).unwrap_or_default() {
        let (_, name) = found;
        if !fillings.contains_key(name.as_str()) {
            // The standard text is a constant of the program, so that its parts live as long.
            if let Some(at) = text.find(&format!("{{{name}}}")) {
                let name = &text[at + 1..=at + name.len()];
                fillings.insert(name, format!("〔{name}〕").into());
            }
        }
    }
    fillings
}

fn made_up(form: Form) -> CaseFacts {
    let day = |text: &str| Day::parse(text).map_or_else(|_| String::new(), in_words);
    CaseFacts {
        correction_due: None,
        number: "511600000000000202603020001".into(),
        document_number: Some("政务示〔2026〕0号（预览，没有编号）".into()),
        item_name: "示例经营许可".into(),
        item_code: "511600000000000".into(),
        permit: form.variant != Variant::Other,
        division_name: "示例区政务服务中心".into(),
        body_name: "示例区行政审批局".into(),
        seal_name: Some("示例区行政审批局".into()),
        applicant: "李示例".into(),
        applicant_id_masked: Some("5116**********1234".into()),
        received_on: day("2026-03-02"),
        accepted_on: Some(day("2026-03-04")),
        issued_on: day("2026-03-16"),
        statutory_days: Some(20),
        promised_days: Some(10),
        statutory_due: Some(day("2026-04-01")),
        promised_due: Some(day("2026-03-18")),
        provisional: true,
        legal_basis: vec!["《示例管理办法》第八条".into()],
        materials: vec![Material {
            name: "营业执照".into(),
            form: "复印件".into(),
            copies: 1,
            state: "已收纸质件".into(),
        }],
        verify_url: None,
        contact: Some("示例区政务服务中心  示例路1号  000-0000000".into()),
        demonstration: true,
    }
}

/// What is wrong with a text, line by line (行号, 中文, English); line 0 is the text as a whole.
pub fn text_faults(form: Form, text: &str) -> Vec<(usize, String, String)> {
    let found = match uses(text) {
        Ok(found) => found,
        Err(unfit) => return vec![unfit_words(&unfit)],
    };
    let known = places(form);
    let of = |name: &str| known.iter().find(|place| place.name == name);
    let mut faults = Vec::new();
    for used in &found {
        match of(&used.place) {
            None => {
                let unknown = Unfit::Unknown {
                    line: used.line,
                    place: used.place.clone(),
                };
                faults.push(unfit_words(&unknown));
            }
            Some(place) if place.is_block && !used.last => {
                let name = &place.name;
                faults.push((
                    used.line,
                    format!("“{{{name}}}”是清单或者表格，请放在一行的末尾，后面不要再写字。"),
                    format!("“{{{name}}}” is a list or a table: put it at the end of a line, with nothing after it."),
                ));
            }
            Some(_) => {}
        }
    }
    for (names, rule) in musts(form) {
        let stands = |used: &yimen_paper::wording::Use| {
            let is_one = names.contains(&used.place.as_str());
            // How many materials there are is known whenever their list is.
            let comes_along = |other: &str| used.place == "材料清单" && other == "材料项数";
            let always = |other: &String| comes_along(other) || of(other).is_some_and(|place| place.always);
            is_one && used.with.iter().all(always)
        };
        if found.iter().any(stands) {
            continue;
        }
        let listed = names.iter().map(|name| format!("{{{name}}}")).collect::<Vec<_>>();
        match found.iter().find(|used| names.contains(&used.place.as_str())) {
            Some(used) => {
                let others: Vec<String> = used.with.iter().map(|name| format!("{{{name}}}")).collect();
                faults.push((
                    used.line,
                    format!(
                        "{}依法必须写明（{rule}），但与可能没有内容的{}写在同一行，没有内容时会整行省去。请另起一行，或者把后者放进方括号。",
                        listed[0],
                        others.join("、")
                    ),
                    format!(
                        "{} must be told by law ({rule}), but its line is left out when {} has nothing to say. Give it a line of its own, or put the \
                         other into square brackets.",
                        listed[0],
                        others.join(", ")
                    ),
                ));
            }
            None => faults.push((
                0,
                format!("缺少{}：依法必须写明（{rule}）。", listed.join("或者")),
                format!("{} is missing: the law asks for it ({rule}).", listed.join(" or ")),
            )),
        }
    }
    faults
}

/// What the law asks for; of a document for which nothing is said, what its standard wording says of reasons and remedies.
fn musts(form: Form) -> Vec<(Vec<&'static str>, &'static str)> {
    let said: Vec<_> = form
        .must()
        .iter()
        .map(|(names, rule)| (names.to_vec(), *rule))
        .collect();
    if !said.is_empty() {
        return said;
    }
    let standard = Wording::standard(form).text;
    let told = yimen_paper::wording::places(&standard).unwrap_or_default();
    let asks = |name: &&str| told.iter().any(|(_, place)| place == name);
    let by = "行政许可法 第五条、第三十八条";
    ["理由", "救济途径"]
        .into_iter()
        .filter(asks)
        .map(|name| (vec![name], by))
        .collect()
}

fn unfit_words(unfit: &Unfit) -> (usize, String, String) {
    match unfit {
        Unfit::Brace { line } => (*line, "花括号没有成对。".into(), "A brace has no partner.".into()),
        Unfit::Bracket { line } => (
            *line,
            "方括号没有成对，或者套在另一对方括号里。".into(),
            "A square bracket has no partner, or stands within another.".into(),
        ),
        Unfit::Unknown { line, place } => (
            *line,
            format!("这份文书没有“{{{place}}}”这一项，请从填写项中选用。"),
            format!("This document has no place “{{{place}}}”: choose one from the list."),
        ),
    }
}

/// A document by a wording, with a made-up case.
pub fn preview(form: Form, wording: &Wording) -> yimen_paper::Document {
    let (case, fillings) = sample(form);
    let kind = on_paper(form.kind).unwrap_or(yimen_paper::DocumentKind::Worded);
    yimen_paper::worded(&case, kind, &wording.title, &wording.text, &fillings)
}

/// A list of the facts of an example.
pub(super) fn facts(rows: &[(&str, &str)]) -> Filling {
    let rows = rows
        .iter()
        .map(|(label, value)| ((*label).to_string(), (*value).to_string()));
    Filling::Block(Block::Facts(rows.collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Those that somebody has worded.
    fn worded() -> Vec<Form> {
        Form::all().filter(|form| Wording::is_written(*form)).collect()
    }

    #[test]
    fn every_standard_wording_keeps_its_own_rules() {
        for form in worded() {
            let text = Wording::standard(form).text;
            assert_eq!(text_faults(form, &text), [], "{}", form.code());
        }
        assert!(worded().len() >= 17);
    }

    #[test]
    fn what_the_law_asks_for_cannot_be_left_out() {
        for form in worded() {
            let text = Wording::standard(form).text;
            for (names, rule) in musts(form) {
                let mut without = text.clone();
                for name in &names {
                    without = without.replace(&format!("{{{name}}}"), "（略）");
                }
                let faults = text_faults(form, &without);
                assert!(
                    faults
                        .iter()
                        .any(|(line, zh, en)| *line == 0 && zh.contains(rule) && en.contains(rule)),
                    "{} without {names:?}: {faults:?}",
                    form.code()
                );
            }
        }
    }

    #[test]
    fn each_fault_names_its_line() {
        let form = Form::parse("refusal.permit").unwrap();
        let lines = |text: &str| {
            text_faults(form, text)
                .into_iter()
                .map(|(line, ..)| line)
                .collect::<Vec<_>>()
        };
        let good = "理由如下：{理由}\n{救济途径}";
        assert_eq!(lines(good), [0; 0]);
        assert_eq!(lines("理由如下：{理由}\n{救济途径"), [2]);
        assert_eq!(lines("理由如下：{理由}\n[{救济途径}"), [2]);
        assert_eq!(lines("{理由}\n{救济途径}\n\n{补正清单}"), [4]);
        assert_eq!(lines("{理由}等理由\n{救济途径}"), [1], "a list at the end only");
        assert_eq!(
            lines("{理由}\n受理于{受理日期}。{救济途径}"),
            [2],
            "left out where nobody accepted"
        );
        assert_eq!(lines("{理由}\n[受理于{受理日期}。]{救济途径}"), [0; 0]);
        assert_eq!(lines("{救济途径}"), [0]);
    }

    #[test]
    fn a_preview_fills_every_place() {
        for form in worded() {
            let wording = Wording::standard(form);
            let shown = format!("{:?}", preview(form, &wording).paragraphs);
            for place in places(form) {
                let unfilled = format!("{{{}}}", place.name);
                assert!(!shown.contains(&unfilled), "{}: {shown}", form.code());
            }
            assert!(places(form).iter().any(|place| place.is_block), "{}", form.code());
        }
    }
}
