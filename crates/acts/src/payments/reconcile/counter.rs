//! The list of a counter or a bank (窗口收款清单) as a file: one line for each payment and refund.

use yimen_domain::words::{Fault, Refusal};

use crate::payments::protocol::{Line, Movement};
use crate::sheets::read::text;

/// Largest file, bytes.
pub const LARGEST: usize = 4 * 1024 * 1024;
/// Most lines.
const MOST: usize = 50_000;
/// The names of the columns, in Chinese and English; the amount is in yuan.
pub const COLUMNS: [(&str, &str); 4] = [
    ("类型", "movement"),
    ("票据号", "number"),
    ("交易号", "trade"),
    ("金额", "amount"),
];

/// Reads a file of values with commas: 类型 (收款 or 退款), 票据号, 交易号, 金额 in yuan.
///
/// # Errors
/// Every line that cannot be read, by its number.
pub fn read(bytes: &[u8]) -> Result<Vec<Line>, Refusal> {
    let wrong = |zh: &str, en: &str| Refusal::invalid(vec![Fault::new("file", zh, en)]);
    if bytes.len() > LARGEST {
        return Err(wrong("文件太大，最多 4 MB。", "The file is too large: at most 4 MB."));
    }
    let (text, _) = text(bytes).map_err(|_| {
        wrong(
            "文件不是 UTF-8 或者 GB18030 编码的文本。",
            "The file is no text in UTF-8 or GB18030.",
        )
    })?;
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let head = reader.headers().map_err(|_| no_head())?.clone();
    let at = |(zh, en): (&str, &str)| {
        head.iter()
            .position(|name| [zh, en].contains(&name.trim().trim_start_matches('\u{feff}')))
    };
    let [Some(movement), Some(number), Some(trade), Some(amount)] = COLUMNS.map(at) else {
        return Err(no_head());
    };
    let mut lines = Vec::new();
    let mut faults = Vec::new();
    for (nth, row) in (2..).zip(reader.records()) {
        let found = row.ok().and_then(|row| {
            let of = |at: usize| row.get(at).map_or("", str::trim);
            let line = Line {
                movement: match of(movement) {
                    "收款" | "payment" => Movement::Payment,
                    "退款" | "refund" => Movement::Refund,
                    _ => return None,
                },
                number: of(number).to_string(),
                trade: of(trade).to_string(),
                amount_fen: fen(of(amount))?,
                at: 0,
            };
            (!line.number.is_empty() || !line.trade.is_empty()).then_some(line)
        });
        match found {
            Some(line) => lines.push(line),
            None if faults.len() < 20 => faults.push(Fault::new(
                "file",
                format!("第 {nth} 行无法读取：类型应为收款或退款，票据号或交易号至少填一项，金额以元为单位。"),
                format!(
                    "Line {nth}: the movement is payment or refund, a number or trade is needed, the amount is in yuan."
                ),
            )),
            None => break,
        }
    }
    if lines.len() > MOST {
        return Err(wrong("最多 50000 行。", "At most 50,000 lines."));
    }
    if faults.is_empty() {
        Ok(lines)
    } else {
        Err(Refusal::invalid(faults))
    }
}

fn no_head() -> Refusal {
    Refusal::invalid(vec![Fault::new(
        "file",
        "第一行应为列名：类型、票据号、交易号、金额。",
        "The first line names the columns: movement, number, trade, amount.",
    )])
}

fn fen(text: &str) -> Option<i64> {
    let text = text.replace(',', "");
    let (yuan, rest) = text.split_once('.').unwrap_or((text.as_str(), ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if yuan.is_empty() || yuan.len() > 11 || rest.len() > 2 || !digits(yuan) || !digits(rest) {
        return None;
    }
    format!("{yuan}{rest:0<2}").parse().ok().filter(|fen| *fen > 0)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a file that cannot be read fails its test")]

    use super::*;

    #[test]
    fn a_list_of_a_counter_is_read_in_either_language() {
        let zh = "类型,票据号,交易号,金额\n收款,政务缴凭〔2026〕1号,,120.00\n退款,,R9,20.5\n";
        let lines = read(zh.as_bytes()).unwrap();
        assert_eq!(lines.len(), 2);
        assert_eq!((lines[0].movement, lines[0].amount_fen), (Movement::Payment, 12_000));
        assert_eq!((lines[1].movement, lines[1].amount_fen), (Movement::Refund, 2_050));
        let en = "amount,trade,number,movement\n\"1,000\",T1,,payment\n";
        assert_eq!(read(en.as_bytes()).unwrap()[0].amount_fen, 100_000);
    }

    #[test]
    fn what_cannot_be_read_is_named_by_its_line() {
        let bad = "类型,票据号,交易号,金额\n收款,1,,1.00\n付款,1,,1.00\n收款,,,1.00\n收款,1,,1.005\n收款,1,,-1\n";
        let refusal = read(bad.as_bytes()).unwrap_err();
        let told: Vec<&str> = refusal.faults.iter().map(|fault| fault.words.zh.as_str()).collect();
        assert_eq!(told.len(), 4);
        assert!(told[0].contains("第 3 行") && told[3].contains("第 6 行"), "{told:?}");
        assert!(read("a,b\n".as_bytes()).is_err());
    }
}
