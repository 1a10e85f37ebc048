//! Wordings of documents (文书文本): which there are, what the law lets none of them leave out, and from when one holds.
//!
//! A centre may word its papers as it likes; what a paper must tell by law is filled into places that its wording has to keep.

use crate::calendar::Day;
use crate::cases::event::DocumentKind;
use crate::words::Fault;

/// Longest title, characters.
pub const LONGEST_TITLE: usize = 40;
/// Longest text, characters.
pub const LONGEST_TEXT: usize = 10_000;
/// Longest reason of a change, characters.
pub const LONGEST_REASON: usize = 500;

/// Which of a document's wordings (适用情形).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Variant {
    /// 全部事项: the document has one wording.
    Any,
    /// 行政许可事项.
    Permit,
    /// 其他事项.
    Other,
    /// 逾期未决定，依法视为准予.
    ByLaw,
}

impl Variant {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Variant::Any => "any",
            Variant::Permit => "permit",
            Variant::Other => "other",
            Variant::ByLaw => "by_law",
        }
    }

    /// Chinese and English name.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Variant::Any => ("全部事项", "every item"),
            Variant::Permit => ("行政许可事项", "permits"),
            Variant::Other => ("其他事项", "other items"),
            Variant::ByLaw => ("逾期未决定，依法视为准予", "granted by law, since nobody decided"),
        }
    }
}

/// One wording to be kept (文书式样): a document, and when it is worded so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Form {
    /// The document.
    pub kind: DocumentKind,
    /// When.
    pub variant: Variant,
}

/// What a wording must tell: one of these places, and the rule behind it.
pub type Must = (&'static [&'static str], &'static str);

impl Form {
    /// Every wording, in the order of the documents.
    pub fn all() -> impl Iterator<Item = Form> {
        DocumentKind::ALL.iter().flat_map(|kind| {
            let variants = variants(*kind).iter();
            variants.map(|variant| Form {
                kind: *kind,
                variant: *variant,
            })
        })
    }

    /// The one that words a document.
    pub fn of(kind: DocumentKind, permit: bool, by_law: bool) -> Form {
        let wanted = match (by_law, permit) {
            (true, _) => Variant::ByLaw,
            (false, true) => Variant::Permit,
            (false, false) => Variant::Other,
        };
        let variants = variants(kind);
        let variant = if variants.contains(&wanted) {
            wanted
        } else {
            variants[0]
        };
        Form { kind, variant }
    }

    /// Stable code, for addresses too.
    pub fn code(self) -> String {
        format!("{}.{}", self.kind.code(), self.variant.code())
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Form> {
        Form::all().find(|form| form.code() == code)
    }

    /// What the law lets this wording not leave out. Number, date and seal are on every paper, whatever its wording.
    pub fn must(self) -> &'static [Must] {
        match (self.kind, self.variant) {
            (DocumentKind::Receipt, _) => &[
                (&["事项", "办件信息"], "行政许可法 第三十二条"),
                (&["收件日期", "办件信息"], "行政许可法 第三十二条"),
                (&["材料清单"], "行政许可法 第三十二条"),
            ],
            (DocumentKind::LaterReceipt, _) => &[
                (&["事项", "办件信息"], "行政许可法 第三十二条"),
                (&["交来时间"], "行政许可法 第三十二条"),
                (&["交来材料"], "行政许可法 第三十二条"),
            ],
            (DocumentKind::CorrectionNotice, _) => &[(&["补正清单"], "行政许可法 第三十二条第一款第（四）项")],
            (DocumentKind::Acceptance, _) => &[
                (&["事项", "受理信息"], "行政许可法 第三十二条"),
                (&["受理日期", "受理信息"], "行政许可法 第三十二条"),
            ],
            (DocumentKind::NotAccepted, _) => &[
                (&["理由"], "行政许可法 第三十二条、第三十八条"),
                (&["有权机关"], "行政许可法 第三十二条第一款第（二）项"),
                (&["救济途径"], "行政许可法 第三十八条第二款"),
            ],
            (DocumentKind::NotNeeded, _) => &[(&["理由"], "行政许可法 第三十二条第一款第（一）项")],
            (DocumentKind::Grant, Variant::ByLaw) => &[
                (&["延续依据"], "行政许可法 第五十条"),
                (&["原有效期届满日", "延续信息"], "行政许可法 第五十条"),
            ],
            (DocumentKind::Grant, _) => &[
                (&["事项", "准予信息"], "行政许可法 第三十八条第一款"),
                (&["有效期", "准予信息"], "行政许可法 第三十九条"),
                (&["要求"], "行政许可法 第三十八条第一款"),
            ],
            (DocumentKind::Refusal, _) => &[
                (&["理由"], "行政许可法 第三十八条第二款"),
                (&["救济途径"], "行政许可法 第三十八条第二款"),
            ],
            (DocumentKind::Commitment, _) => &[
                (&["承诺条件"], "安阳市政务服务条例 第二十六条"),
                (&["承诺后果"], "安阳市政务服务条例 第二十六条"),
                (&["承诺人"], "安阳市政务服务条例 第二十六条"),
            ],
            (DocumentKind::SimulatedReceipt, _) => &[
                (&["模拟审批性质"], "行政许可法 第三十二条"),
                (&["材料清单"], "行政许可法 第三十二条"),
            ],
            (DocumentKind::SimulatedOpinion, _) => &[
                (&["模拟审批性质"], "行政许可法 第三十八条"),
                (&["模拟审批意见"], "行政许可法 第六条"),
                (&["未具备条件"], "行政许可法 第六条"),
            ],
            (DocumentKind::PartialGrant, _) => &[
                (&["准予部分"], "行政许可法 第三十八条第一款"),
                (&["不予准予部分"], "行政许可法 第三十八条第二款"),
                (&["理由"], "行政许可法 第三十八条第二款"),
                (&["救济途径"], "行政许可法 第三十八条第二款"),
            ],
            (DocumentKind::Extension, _) => &[
                (&["理由"], "行政许可法 第四十二条"),
                (&["延长天数", "延长信息"], "行政许可法 第四十二条"),
                (&["法定届满日", "承诺届满日", "延长信息"], "行政许可法 第四十二条"),
            ],
            (DocumentKind::SpecialProcedure, _) => &[
                (&["特别程序", "特别程序信息"], "行政许可法 第四十五条"),
                (&["所需天数", "特别程序信息"], "行政许可法 第四十五条"),
            ],
            (DocumentKind::ServiceReturn, _) => &[
                (&["送达信息"], "行政许可法 第四十四条"),
                (&["签收栏"], "行政许可法 第四十四条"),
            ],
            _ => &[],
        }
    }
}

fn variants(kind: DocumentKind) -> &'static [Variant] {
    match kind {
        DocumentKind::Grant => &[Variant::Permit, Variant::Other, Variant::ByLaw],
        DocumentKind::Receipt
        | DocumentKind::CorrectionNotice
        | DocumentKind::Acceptance
        | DocumentKind::NotAccepted
        | DocumentKind::Refusal => &[Variant::Permit, Variant::Other],
        _ => &[Variant::Any],
    }
}

/// What is wrong with a title.
pub fn title_fault(title: &str) -> Option<Fault> {
    let length = title.trim().chars().count();
    let wrong = length == 0 || length > LONGEST_TITLE || title.chars().any(char::is_control);
    wrong.then(|| {
        Fault::new(
            "title",
            format!("请填写标题，一行，不超过 {LONGEST_TITLE} 个字。"),
            format!("Enter a title in one line of at most {LONGEST_TITLE} characters."),
        )
    })
}

/// What is wrong with the day from which a wording is to hold: what was told before stays as it was told.
pub fn from_fault(from: Option<Day>, today: Day) -> Option<Fault> {
    match from {
        Some(from) if from >= today => None,
        Some(_) => Some(Fault::new(
            "from",
            "启用日期不能早于今天：已经出具的文书不受影响。",
            "A wording cannot hold from before today: what was told stays as it was told.",
        )),
        None => Some(Fault::new(
            "from",
            "请填写启用日期，例如 2026-12-01。",
            "Enter the day from which it holds, for example 2026-12-01.",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wording_has_a_code_of_its_own_and_is_found_by_it() {
        let all: Vec<Form> = Form::all().collect();
        assert!(all.iter().all(|form| Form::parse(&form.code()) == Some(*form)));
        assert_eq!(Form::parse("grant.any"), None);
        assert_eq!(Form::of(DocumentKind::Grant, true, true).code(), "grant.by_law");
        assert_eq!(Form::of(DocumentKind::Refusal, false, false).code(), "refusal.other");
        assert_eq!(Form::of(DocumentKind::Refusal, false, true).code(), "refusal.permit");
        assert_eq!(Form::of(DocumentKind::Extension, true, false).code(), "extension.any");
    }

    #[test]
    fn a_wording_holds_from_today_or_later() {
        let today = Day::parse("2026-03-02").unwrap();
        assert!(from_fault(Some(today), today).is_none());
        assert!(from_fault(Some(today.plus(-1)), today).is_some());
        assert!(from_fault(None, today).is_some());
    }

    #[test]
    fn a_title_is_one_line() {
        assert!(title_fault("准予行政许可决定书").is_none());
        for wrong in ["", " ", "一\n二", &"长".repeat(41)] {
            assert!(title_fault(wrong).is_some(), "{wrong:?}");
        }
    }
}
