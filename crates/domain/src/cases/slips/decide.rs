//! The rules of handing papers over.

use crate::cases::Case;
use crate::cases::decide::{Context, Decided};
use crate::organisation::permission::Permission;
use crate::words::{Fault, Refusal, RefusalKind};

use super::{Happened, Missing, Order, Paper, Place, Slip, Standing, code_from};

/// Most slips of a case.
const MOST_SLIPS: usize = 100;
/// Most papers of a slip.
const MOST_PAPERS: usize = 50;
/// Most copies of a paper, and most pages.
const MOST_COUNT: u32 = 9_999;
/// Longest name of a place, characters.
const LONGEST_NAME: usize = 60;
/// Days ahead by which papers must be back.
const LONGEST_DAYS: i32 = 3_660;

/// Every order with what it takes, and whether the case stands where it may be given.
pub(in crate::cases) fn ways(case: &Case) -> Vec<(&'static str, Permission, bool)> {
    let any = |standing| case.slips.all().iter().any(|slip| slip.standing() == standing);
    let of = |name, stands| (name, Permission::MovePapers, stands);
    vec![
        of("send_papers", true),
        of("receive_papers", any(Standing::Sent)),
        of("send_papers_back", any(Standing::There)),
        of("get_papers_back", any(Standing::Returning)),
    ]
}

/// Decides an order of this area.
pub(in crate::cases) fn decide(case: &Case, context: &Context<'_>, order: Order) -> Decided {
    let day = context.today;
    let happened = match order {
        Order::Send {
            papers,
            from,
            to,
            back_by,
        } => {
            let mut faults = of_papers(context, &papers);
            let (from, to) = (tidy(from), tidy(to));
            faults.extend(of_place("from", &from));
            faults.extend(of_place("to", &to));
            if from == to {
                faults.push(Fault::new(
                    "to",
                    "移交和接收单位不能相同。",
                    "Papers go from one place to another.",
                ));
            }
            if back_by.is_some_and(|by| by < day || by > day.plus(LONGEST_DAYS)) {
                faults.push(Fault::new(
                    "back_by",
                    "归还期限不能早于今天，也不能晚于十年后。",
                    "They can be due back from today on, within ten years.",
                ));
            }
            if case.slips.all().len() >= MOST_SLIPS {
                faults.push(Fault::new(
                    "papers",
                    "一个办件最多 100 张交接单。",
                    "A case has at most 100 slips.",
                ));
            }
            if !faults.is_empty() {
                return Err(Refusal::invalid(faults));
            }
            Happened::Sent {
                day,
                code: code_from(&context.token, case.slips.all().len()),
                papers,
                from,
                to,
                back_by,
            }
        }
        Order::Receive { code, missing } => {
            let slip = at(case, &code, Standing::Sent)?;
            Happened::Received {
                day,
                missing: right(slip, missing)?,
                code,
            }
        }
        Order::SendBack { code } => {
            at(case, &code, Standing::There)?;
            Happened::Returned { day, code }
        }
        Order::TakeBack { code, missing } => {
            let slip = at(case, &code, Standing::Returning)?;
            Happened::Back {
                day,
                missing: right(slip, missing)?,
                code,
            }
        }
    };
    Ok(vec![happened.into()])
}

fn tidy(place: Place) -> Place {
    Place {
        name: place.name.trim().to_string(),
        ..place
    }
}

fn of_place(field: &str, place: &Place) -> Option<Fault> {
    let name = &place.name;
    let wrong = name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control);
    wrong.then(|| {
        Fault::new(
            field,
            "请填写窗口、科室、部门或者档案室的名称，1 至 60 个字。",
            "Give the name of the window, section, body or archive, in 1 to 60 characters.",
        )
    })
}

fn of_papers(context: &Context<'_>, papers: &[Paper]) -> Vec<Fault> {
    let mut faults = Vec::new();
    if papers.is_empty() || papers.len() > MOST_PAPERS {
        faults.push(Fault::new(
            "papers",
            "请列出要移交的材料，最多 50 种。",
            "List the papers that go along, at most 50.",
        ));
    }
    for (n, paper) in papers.iter().enumerate() {
        let known = matches!(paper.code.as_str(), "file" | "form" | "result") || context.item.takes(&paper.code);
        let twice = papers[..n].iter().any(|earlier| earlier.code == paper.code);
        if !known || twice {
            faults.push(Fault::new(
                format!("papers.{n}.code"),
                "这个事项没有这份材料，或者列了两次。",
                "This item has no such material, or it is listed twice.",
            ));
        }
        for (field, count) in [("copies", paper.copies), ("pages", paper.pages)] {
            if count == 0 || count > MOST_COUNT {
                faults.push(Fault::new(
                    format!("papers.{n}.{field}"),
                    "请填写 1 至 9999。",
                    "Give a number from 1 to 9999.",
                ));
            }
        }
    }
    faults
}

fn at<'a>(case: &'a Case, code: &str, wanted: Standing) -> Result<&'a Slip, Refusal> {
    let slip = case.slips.get(code).ok_or_else(no_such_slip)?;
    if slip.standing() == wanted {
        Ok(slip)
    } else {
        Err(elsewhere(slip))
    }
}

/// What is missing must have been on the slip, and no more of it.
fn right(slip: &Slip, missing: Vec<Missing>) -> Result<Vec<Missing>, Refusal> {
    let missing: Vec<Missing> = missing.into_iter().filter(|one| one.copies > 0).collect();
    let mut faults = Vec::new();
    for (n, one) in missing.iter().enumerate() {
        let paper = slip.papers.iter().find(|paper| paper.code == one.code);
        let twice = missing[..n].iter().any(|earlier| earlier.code == one.code);
        if twice || paper.is_none_or(|paper| one.copies > paper.copies) {
            faults.push(Fault::new(
                format!("missing.{}", one.code),
                "缺少的份数不能多于交接单上的份数。",
                "No more can be missing than the slip lists.",
            ));
        }
    }
    if faults.is_empty() {
        Ok(missing)
    } else {
        Err(Refusal::invalid(faults))
    }
}

fn no_such_slip() -> Refusal {
    Refusal::new(
        "no_such_slip",
        RefusalKind::State,
        "",
        ("这个办件没有这张交接单。", "This case has no such slip."),
        (
            "请核对交接单上的 14 位编号，或者重新扫描条形码。",
            "Check the fourteen digits of the slip, or scan its bars again.",
        ),
    )
}

fn elsewhere(slip: &Slip) -> Refusal {
    use crate::items::Coded;
    let (zh, en) = slip.standing().words();
    Refusal::new(
        "slip_elsewhere",
        RefusalKind::State,
        "",
        (
            &format!("这张交接单的状态是“{zh}”，不能这样登记。"),
            &format!("The papers of this slip are “{en}”: that cannot be recorded now."),
        ),
        (
            "请刷新后查看材料现在在哪里。",
            "Reload the page to see where the papers are.",
        ),
    )
}
