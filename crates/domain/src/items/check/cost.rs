//! Fees (收费).

use super::{Around, Findings, Rule, Severity, blank, when, whole};
use crate::items::Item;
use crate::words::Words;

const LAW: &str = "行政许可法 第五十八条、第五十九条";

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "fee_without_basis",
        severity: Severity::Error,
        title: ("收费没有依据", "A fee without a basis"),
        elements: &["fee"],
        source: LAW,
        why: (
            "没有法律、行政法规依据不得收费。",
            "Without a law or administrative regulation nothing may be charged.",
        ),
        mend: (
            "写明收费依据和大于零的标准；没有依据的取消收费。",
            "Name the basis and a standard above zero; where there is none, charge nothing.",
        ),
        look: fee_without_basis,
    },
    Rule {
        code: "fee_line_without_basis",
        severity: Severity::Error,
        title: ("收费项目没有依据", "A charge without a basis"),
        elements: &["fee"],
        source: LAW,
        why: (
            "每个收费项目都要有依据，不能搭车收费。",
            "Every charge has its own basis; none may ride along with another.",
        ),
        mend: (
            "逐项写明依据，没有依据的取消。",
            "Name the basis of each charge, or drop it.",
        ),
        look: fee_line_without_basis,
    },
    Rule {
        code: "fee_without_standard",
        severity: Severity::Warning,
        title: ("没有写明收费标准", "A fee without its standard"),
        elements: &["fee"],
        source: "行政许可法 第五十九条",
        why: (
            "应按公布的项目和标准收费，群众看不到标准就无法核对。",
            "Charges follow a published standard; people cannot compare what they do not see.",
        ),
        mend: ("用一句话写明收费标准。", "Write the standard in one sentence."),
        look: fee_without_standard,
    },
    Rule {
        code: "reduction_without_ground",
        severity: Severity::Warning,
        title: ("允许减免却没有写明条件", "A reduction without its ground"),
        elements: &["fee"],
        source: "",
        why: (
            "符合减免条件的人不知道可以少交。",
            "Whoever could pay less does not learn it.",
        ),
        mend: (
            "写明谁可以减免、减免多少和依据。",
            "Say who pays less, how much less, and by what rule.",
        ),
        look: reduction_without_ground,
    },
    Rule {
        code: "fee_not_payable_online",
        severity: Severity::Notice,
        title: ("网上能办却不能网上缴费", "Done on the net, paid at the window"),
        elements: &["fee", "depth", "access"],
        source: "",
        why: ("只为缴费就要多跑一趟。", "People come only to pay."),
        mend: (
            "开通网上支付，或写明其他不必到现场的缴费方式。",
            "Open payment on the net, or name another way that needs no visit.",
        ),
        look: fee_not_payable_online,
    },
    Rule {
        code: "fee_not_said",
        severity: Severity::Warning,
        title: ("没有说明是否收费", "Nobody said whether it costs anything"),
        elements: &["catalogue_only", "fee"],
        source: "行政许可法 第五十九条",
        why: (
            "群众无法判断被要求缴纳的费用该不该交。",
            "People cannot tell whether what they are asked to pay is due.",
        ),
        mend: (
            "请实施主体写明收费项目、标准和依据，或写明不收费。",
            "Let the body publish charges, standards and basis, or that it is free.",
        ),
        look: fee_not_said,
    },
];

fn fee_without_basis(item: &Item, _: &Around) -> Findings {
    let Some(fee) = &item.fee else {
        return Vec::new();
    };
    let mut found = when(
        fee.basis.trim().is_empty(),
        "收费没有写明依据",
        "no basis of the fee is named",
    );
    found.extend(when(
        fee.amount_fen < 0 || (fee.amount_fen == 0 && !fee.is_itemised()),
        "收费金额不大于零",
        "the amount of the fee is not above zero",
    ));
    found
}

fn fee_line_without_basis(item: &Item, _: &Around) -> Findings {
    let lines = item.fee.iter().flat_map(|fee| &fee.lines);
    let without = lines.filter(|line| line.basis.trim().is_empty());
    without
        .map(|line| {
            let (zh, en) = both(&line.name);
            Words::new(
                format!("收费项目“{zh}”没有依据"),
                format!("the charge “{en}” has no basis"),
            )
        })
        .collect()
}

fn fee_without_standard(item: &Item, _: &Around) -> Findings {
    let unsaid = item.fee.as_ref().is_some_and(|fee| blank(&fee.standard));
    when(unsaid, "没有写明收费标准", "the standard of the fee is not said")
}

fn reduction_without_ground(item: &Item, _: &Around) -> Findings {
    let lines = item.fee.iter().flat_map(|fee| &fee.lines);
    lines
        .filter(|line| line.reducible && blank(&line.reduction))
        .map(|line| {
            let (zh, en) = both(&line.name);
            Words::new(
                format!("“{zh}”允许减免，没有写明条件"),
                format!("“{en}” can be reduced, and nobody said for whom"),
            )
        })
        .collect()
}

fn fee_not_payable_online(item: &Item, _: &Around) -> Findings {
    let service = &item.service;
    when(
        item.fee.is_some() && service.is_online() && !service.access.pays_online,
        "可以网上办理，不能网上缴费",
        "it is done on the net and cannot be paid there",
    )
}

fn fee_not_said(item: &Item, _: &Around) -> Findings {
    when(
        !whole(item) && item.fee.is_none(),
        "部门没有公布是否收费",
        "the body has not published whether it costs anything",
    )
}

/// A name in Chinese, and in English where there is one.
fn both(name: &Words) -> (&str, &str) {
    (&name.zh, name.get(crate::words::Language::En))
}
