//! Every way from one stage of a matter to another (诉求状态表), with the rule behind it.

use super::Stage::{self, Accepted, Answered, Assigned, Closed, Refused, Submitted, Withdrawn};

/// What an order may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Way {
    /// Code of the order.
    pub order: &'static str,
    /// Stages in which it may be asked.
    pub from: &'static [Stage],
    /// Stages to which it may lead besides the one in which it was asked; none where it stays.
    pub to: &'static [Stage],
    /// Rule behind it; empty where the centre's own order is.
    pub basis: &'static str,
}

const OPEN: &[Stage] = &[Submitted, Accepted, Assigned, Answered];

/// Every way.
pub const WAYS: [Way; 15] = [
    way(
        "accept",
        &[Submitted],
        &[Accepted],
        "潍坊市12345政务服务便民热线条例 第十八条",
    ),
    way(
        "refuse",
        &[Submitted],
        &[Refused],
        "潍坊市12345政务服务便民热线条例 第十九条",
    ),
    way("assign", &[Accepted], &[Assigned], "安阳市政务服务条例 第四十九条"),
    way("send_back", &[Assigned], &[Accepted], "安阳市政务服务条例 第五十条"),
    way("extend", &[Assigned], &[], "安阳市政务服务条例 第五十条"),
    way("hand_over", OPEN, &[], "国办发〔2020〕53号"),
    way("take_over", OPEN, &[], "国办发〔2020〕53号"),
    way(
        "answer",
        &[Submitted, Accepted, Assigned],
        &[Answered],
        "安阳市政务服务条例 第四十九条、第五十条",
    ),
    way("close", &[Answered], &[Closed], "国办发〔2020〕53号"),
    way(
        "visit",
        &[Closed],
        &[Accepted],
        "潍坊市12345政务服务便民热线条例 第二十五条",
    ),
    way(
        "rate",
        &[Closed],
        &[Accepted],
        "潍坊市12345政务服务便民热线条例 第十四条",
    ),
    way("press", OPEN, &[], "潍坊市12345政务服务便民热线条例 第二十六条"),
    way("withdraw", OPEN, &[Withdrawn], ""),
    way("note_overdue", OPEN, &[], "潍坊市12345政务服务便民热线条例 第二十六条"),
    way("release", &[Closed], &[], "政府信息公开条例 第十五条"),
];

const fn way(order: &'static str, from: &'static [Stage], to: &'static [Stage], basis: &'static str) -> Way {
    Way { order, from, to, basis }
}

/// The way of an order.
pub fn of(order: &str) -> Option<&'static Way> {
    WAYS.iter().find(|way| way.order == order)
}
