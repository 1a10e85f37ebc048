//! Where to go and whom to ask (办理地点、时间、咨询与投诉), and how it reads.

use super::{Around, Findings, Rule, Severity, blank, when, whole};
use crate::identifiers::Phone;
use crate::items::Item;
use crate::words::Words;

const GUIDE: &str = "国务院关于在线政务服务的若干规定 第六条";

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "no_advice",
        severity: Severity::Warning,
        title: ("没有咨询方式", "Nobody to ask"),
        elements: &["phone", "access"],
        source: GUIDE,
        why: (
            "有疑问无处可问，只能白跑一趟。",
            "Whoever has a question can only come and try.",
        ),
        mend: ("填写能打通的咨询电话。", "Give a telephone number that is answered."),
        look: no_advice,
    },
    Rule {
        code: "no_complaint_way",
        severity: Severity::Warning,
        title: ("没有监督投诉方式", "Nowhere to complain"),
        elements: &["complaint_phone", "access"],
        source: GUIDE,
        why: (
            "群众有投诉的权利，指南应告诉他们去哪里。",
            "People have the right to complain, and the guide has to say where.",
        ),
        mend: ("填写监督投诉电话。", "Give a telephone number for complaints."),
        look: no_complaint_way,
    },
    Rule {
        code: "no_place_or_hours",
        severity: Severity::Warning,
        title: ("没有办理地点或时间", "No place or no hours"),
        elements: &["hall", "hours", "access"],
        source: GUIDE,
        why: (
            "不知道去哪里、几点开门。",
            "People do not know where to go and when it is open.",
        ),
        mend: (
            "选择大厅或填写地点，写明办公时间。",
            "Choose the hall or give a place, and say when it is open.",
        ),
        look: no_place_or_hours,
    },
    Rule {
        code: "phone_wrong",
        severity: Severity::Warning,
        title: ("电话号码不是号码", "A telephone number that is none"),
        elements: &["phone", "complaint_phone"],
        source: "",
        why: ("打不通。", "Nobody can call it."),
        mend: (
            "只填一个号码，写作 0826-2600000 或 12345。",
            "Give one number, such as 0826-2600000 or 12345.",
        ),
        look: phone_wrong,
    },
    Rule {
        code: "no_summary",
        severity: Severity::Notice,
        title: ("没有一句话说明", "No sentence for people"),
        elements: &["summary"],
        source: "",
        why: (
            "光看事项名称，很多人不知道是不是自己要办的事。",
            "From the official name alone many cannot tell whether it is what they need.",
        ),
        mend: (
            "用一句大白话说明谁在什么情况下办、办了有什么用。",
            "Say in one plain sentence who needs it, when, and what for.",
        ),
        look: no_summary,
    },
    Rule {
        code: "markup_left",
        severity: Severity::Warning,
        title: ("文字里有网页标记", "Markup left in the text"),
        elements: &["name", "conditions", "materials"],
        source: "",
        why: (
            "从网页搬来的标记会印在告知单和证照上。",
            "What was copied from a web page is printed on notices and licences.",
        ),
        mend: ("删去 <br>、&nbsp; 之类的字符。", "Delete <br>, &nbsp; and the like."),
        look: markup_left,
    },
    Rule {
        code: "untranslated",
        severity: Severity::Notice,
        title: ("没有英文", "Not translated"),
        elements: &["name", "summary", "materials", "conditions"],
        source: "",
        why: ("外国人只能看到中文。", "Foreigners see Chinese only."),
        mend: (
            "补充英文名称、说明、条件和材料。",
            "Add the English of name, summary, conditions and materials.",
        ),
        look: untranslated,
    },
];

fn no_advice(item: &Item, _: &Around) -> Findings {
    let service = &item.service;
    when(
        service.phone.trim().is_empty() && blank(&service.access.advice),
        "没有咨询电话，也没有其他咨询方式",
        "no telephone and no other way to ask",
    )
}

fn no_complaint_way(item: &Item, _: &Around) -> Findings {
    let service = &item.service;
    when(
        service.complaint_phone.trim().is_empty() && blank(&service.access.complaint),
        "没有监督投诉电话，也没有其他方式",
        "no telephone and no other way to complain",
    )
}

fn no_place_or_hours(item: &Item, _: &Around) -> Findings {
    let service = &item.service;
    let nowhere = service.hall.is_empty() && service.access.places.is_empty();
    when(
        nowhere || blank(&service.hours),
        "没有写明办理地点或办公时间",
        "the place or the hours are not given",
    )
}

fn phone_wrong(item: &Item, _: &Around) -> Findings {
    let numbers = [&item.service.phone, &item.service.complaint_phone];
    let wrong = numbers
        .into_iter()
        .filter(|text| !text.trim().is_empty() && Phone::parse(text).is_none());
    wrong
        .map(|text| {
            Words::new(
                format!("“{text}”不是电话号码"),
                format!("“{text}” is no telephone number"),
            )
        })
        .collect()
}

fn no_summary(item: &Item, _: &Around) -> Findings {
    when(blank(&item.summary), "没有事项简介", "no summary")
}

fn markup_left(item: &Item, _: &Around) -> Findings {
    const MARKS: [&str; 8] = ["<br", "<p", "</", "&nbsp;", "&amp;", "&lt;", "&gt;", "&quot;"];
    let names = item.materials.iter().map(|material| &material.name);
    let texts = std::iter::once(&item.name)
        .chain(names)
        .chain(item.conditions.iter().map(|known| &known.words));
    texts
        .filter(|words| MARKS.iter().any(|mark| words.zh.contains(mark)))
        .map(|words| {
            Words::new(
                format!("“{}”里有网页标记", words.zh),
                format!("“{}” holds markup", words.zh),
            )
        })
        .collect()
}

fn untranslated(item: &Item, _: &Around) -> Findings {
    let bare = |words: &Words| !words.zh.trim().is_empty() && words.en.trim().is_empty();
    let missing = [&item.name, &item.summary]
        .into_iter()
        .filter(|words| bare(words))
        .count()
        + item.conditions.iter().filter(|known| bare(&known.words)).count()
        + item.materials.iter().filter(|material| bare(&material.name)).count();
    when(
        whole(item) && missing > 0,
        format!("{missing} 处没有英文"),
        format!("{missing} texts are not translated"),
    )
}
