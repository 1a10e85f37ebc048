//! What the papers about money say (缴费文书): the order and the receipt.

use yimen_domain::cases::Case;
use yimen_domain::cases::fees::charge::Charge;
use yimen_domain::cases::fees::decide::yuan;
use yimen_domain::cases::fees::happened::Happened;
use yimen_domain::cases::fees::{PaymentOrder, Received};
use yimen_paper::{Block, Filling, Fillings};

use crate::documents::in_words;

/// 缴费通知书 (许可法 art. 58, 59).
pub(crate) const ORDER: &str = "\
你（单位）申请办理的“{事项}”，依照《中华人民共和国行政许可法》第五十八条、第五十九条和公布的收费项目、标准，应当缴纳下列费用，全部上缴国库：
{收费明细}
减免金额：{减免金额}元。
应缴金额：{应缴金额}元（大写：{大写金额}）。
{缴款信息}
请于{缴费截止日}前缴纳。
注：可以在网上办事大厅的办件页面缴费，也可以到服务大厅窗口以现金、刷卡缴费。缴清后发放办理结果。";

/// 缴费凭证.
pub(crate) const RECEIPT: &str = "\
今收到{申请人}缴纳“{事项}”的费用：
{收款信息}
人民币{大写金额}（￥{金额}）。
注：需要财政票据的，请凭本凭证到服务大厅窗口换开。";

/// What fills the places of a paper about money.
pub(crate) fn fillings(happened: &Happened, case: &Case) -> Fillings {
    match happened {
        Happened::Ordered(order) => of_order(order),
        Happened::Received(received) => of_receipt(received, case),
        _ => Fillings::new(),
    }
}

fn of_order(order: &PaymentOrder) -> Fillings {
    let row = |charge: &Charge| {
        let (name, amount) = (charge.name.clone(), yuan(charge.amount_fen));
        vec![name, charge.standard.clone(), charge.basis.clone(), amount]
    };
    let table = Block::Table {
        head: ["收费项目", "收费标准", "收费依据（制定机关、文号）", "金额（元）"]
            .map(str::to_owned)
            .to_vec(),
        rows: order.charges.iter().map(row).collect(),
        widths: vec![2.4, 2.6, 3.4, 1.6],
    };
    let relieved = if order.relieved_fen > 0 {
        yuan(order.relieved_fen)
    } else {
        String::new()
    };
    let facts = [
        ("缴款识别码", &order.code),
        ("收款人", &order.payee.name),
        ("收款账号", &order.payee.account),
        ("开户银行", &order.payee.bank),
    ];
    let facts = facts.into_iter().filter(|(_, value)| !value.is_empty());
    Fillings::from([
        ("收费明细", Filling::Block(table)),
        ("减免金额", relieved.into()),
        ("应缴金额", yuan(order.amount_fen).into()),
        ("大写金额", capital(order.amount_fen).into()),
        (
            "缴款信息",
            Filling::Block(Block::Facts(
                facts.map(|(name, value)| (name.into(), value.clone())).collect(),
            )),
        ),
        ("缴费截止日", order.last_day.map(in_words).unwrap_or_default().into()),
    ])
}

fn of_receipt(received: &Received, case: &Case) -> Fillings {
    let order = case.fees.orders.last();
    let charges = order.map(|order| {
        let names: Vec<&str> = order.charges.iter().map(|charge| charge.name.as_str()).collect();
        names.join("、")
    });
    let facts = [
        ("收费项目", charges.unwrap_or_default()),
        ("缴费日期", in_words(received.day)),
        ("缴费方式", received.way.words().0.to_string()),
        ("交易号", received.trade.clone()),
        (
            "收款人",
            order.map(|order| order.payee.name.clone()).unwrap_or_default(),
        ),
    ];
    let facts = facts.into_iter().filter(|(_, value)| !value.is_empty());
    Fillings::from([
        (
            "收款信息",
            Filling::Block(Block::Facts(facts.map(|(name, value)| (name.into(), value)).collect())),
        ),
        ("金额", yuan(received.amount_fen).into()),
        ("大写金额", capital(received.amount_fen).into()),
    ])
}

/// An amount as accounts write it in words (大写金额), such as 壹佰贰拾元整.
pub fn capital(fen: i64) -> String {
    const DIGITS: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];
    const UNITS: [&str; 4] = ["", "拾", "佰", "仟"];
    const GROUPS: [&str; 4] = ["", "万", "亿", "万亿"];
    let digit = |n: i64| usize::try_from(n % 10).map_or('零', |at| DIGITS[at]);
    let (yuan, jiao, cent) = (fen / 100, fen / 10 % 10, fen % 10);
    let mut words = String::new();
    let mut zero = false;
    for group in (0..4u32).rev() {
        let four = yuan / 10_i64.pow(group * 4) % 10_000;
        if four == 0 {
            zero |= !words.is_empty();
            continue;
        }
        for place in (0..4u32).rev() {
            let n = four / 10_i64.pow(place) % 10;
            if n == 0 {
                zero |= !words.is_empty();
                continue;
            }
            if std::mem::take(&mut zero) {
                words.push('零');
            }
            words.push(digit(n));
            words.push_str(UNITS[place as usize]);
        }
        words.push_str(GROUPS[group as usize]);
        zero = false;
        if four % 10 == 0 && four / 10 % 10 == 0 && group > 0 {
            zero = true;
        }
    }
    if words.is_empty() && jiao == 0 && cent == 0 {
        return "零元整".into();
    }
    if !words.is_empty() {
        words.push('元');
    }
    match (jiao, cent) {
        (0, 0) => words.push('整'),
        (_, 0) => {
            words.push(digit(jiao));
            words.push_str("角整");
        }
        (0, _) => {
            if !words.is_empty() {
                words.push('零');
            }
            words.push(digit(cent));
            words.push('分');
        }
        _ => {
            words.push(digit(jiao));
            words.push('角');
            words.push(digit(cent));
            words.push('分');
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_in_words_as_accounts_write_them() {
        for (fen, words) in [
            (0, "零元整"),
            (5, "伍分"),
            (50, "伍角整"),
            (12_000, "壹佰贰拾元整"),
            (10_050, "壹佰元伍角整"),
            (10_005, "壹佰元零伍分"),
            (100_100, "壹仟零壹元整"),
            (1_000_100, "壹万零壹元整"),
            (10_010_000, "壹拾万零壹佰元整"),
            (123_456_789, "壹佰贰拾叁万肆仟伍佰陆拾柒元捌角玖分"),
            (10_000_000_000, "壹亿元整"),
        ] {
            assert_eq!(capital(fen), words, "{fen}");
        }
    }
}
