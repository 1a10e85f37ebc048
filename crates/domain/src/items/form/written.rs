//! How a text is written (书写格式): numbers with a fixed form, some of them with a check character.

use crate::calendar::Day;
use crate::identifiers::{CitizenId, CreditCode};
use crate::words::Words;

/// A form of writing that a data element has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Check {
    /// 公民身份号码 (GB 11643).
    CitizenId,
    /// 统一社会信用代码 (GB 32100).
    CreditCode,
    /// Mobile telephone of the mainland.
    Mobile,
    /// Electronic mail.
    Email,
    /// 邮政编码.
    PostalCode,
    /// Number of a bank account or card.
    BankAccount,
    /// 机动车号牌 (GA 36).
    Plate,
    /// 车辆识别代号 (GB 16735), with its check character.
    Vin,
    /// 行政区划代码 of 6, 9 or 12 digits (GB/T 2260, GB/T 10114).
    Division,
    /// Name of a person.
    PersonName,
    /// 投资项目统一代码: 2209-511603-04-01-123456.
    ProjectCode,
    /// Number of a certificate: letters, digits, hyphens and brackets.
    Document,
    /// A month, 2026-11.
    Month,
    /// A year, 2026.
    Year,
}

impl Check {
    /// Every form of writing.
    pub const ALL: [Check; 14] = [
        Check::CitizenId,
        Check::CreditCode,
        Check::Mobile,
        Check::Email,
        Check::PostalCode,
        Check::BankAccount,
        Check::Plate,
        Check::Vin,
        Check::Division,
        Check::PersonName,
        Check::ProjectCode,
        Check::Document,
        Check::Month,
        Check::Year,
    ];

    /// The same as a regular expression that JSON Schema, Rust and browsers read alike.
    pub fn pattern(self) -> &'static str {
        match self {
            Check::CitizenId => "^[0-9]{17}[0-9Xx]$",
            Check::CreditCode => "^[0-9A-HJ-NP-RTUW-Ya-hj-np-rtuw-y]{18}$",
            Check::Mobile => "^1[3-9][0-9]{9}$",
            Check::Email => "^[0-9A-Za-z._%+-]+@[0-9A-Za-z-]+([.][0-9A-Za-z-]+)+$",
            Check::PostalCode => "^[0-9]{6}$",
            Check::BankAccount => "^[0-9]{8,30}$",
            Check::Plate => "^[\u{4e00}-\u{9fff}][A-Za-z][0-9A-Za-z]{4,5}[0-9A-Za-z挂学警港澳]$",
            Check::Vin => "^[0-9A-HJ-NPR-Za-hj-npr-z]{17}$",
            Check::Division => "^[1-9][0-9]{5}([0-9]{3}|[0-9]{6})?$",
            Check::PersonName => "^[^\\u0000-\\u001f\\u007f-\\u009f0-9@#$%^&*=+<>{}|/\\\\]+$",
            Check::ProjectCode => "^[0-9]{4}-[0-9]{6}-[0-9]{2}-[0-9]{2}-[0-9]{6}$",
            Check::Document => "^[0-9A-Za-z()（）-]{3,50}$",
            Check::Month => "^(19|[2-9][0-9])[0-9]{2}-(0[1-9]|1[0-2])$",
            Check::Year => "^(19|[2-9][0-9])[0-9]{2}$",
        }
    }

    /// The text is written so; what a regular expression cannot say is asked by [`Check::holds`].
    pub fn shaped(self, text: &str) -> bool {
        let bytes = text.as_bytes();
        let digits = |part: &[u8]| part.iter().all(u8::is_ascii_digit);
        let length = |most: std::ops::RangeInclusive<usize>| most.contains(&bytes.len());
        match self {
            Check::CitizenId => {
                bytes.len() == 18 && digits(&bytes[..17]) && matches!(bytes[17], b'0'..=b'9' | b'X' | b'x')
            }
            Check::CreditCode => bytes.len() == 18 && bytes.iter().all(|byte| of_credit_code(*byte)),
            Check::Mobile => {
                bytes.len() == 11 && digits(bytes) && bytes[0] == b'1' && (b'3'..=b'9').contains(&bytes[1])
            }
            Check::Email => email(text),
            Check::PostalCode => bytes.len() == 6 && digits(bytes),
            Check::BankAccount => length(8..=30) && digits(bytes),
            Check::Plate => plate(text),
            Check::Vin => bytes.len() == 17 && bytes.iter().all(|byte| vin_value(*byte).is_some()),
            Check::Division => matches!(bytes.len(), 6 | 9 | 12) && digits(bytes) && bytes[0] != b'0',
            Check::PersonName => !text.is_empty() && !text.chars().any(not_of_a_name),
            Check::ProjectCode => project(text),
            Check::Document => {
                (3..=50).contains(&text.chars().count())
                    && text
                        .chars()
                        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '(' | ')' | '（' | '）' | '-'))
            }
            Check::Month => {
                bytes.len() == 7
                    && year(&bytes[..4])
                    && bytes[4] == b'-'
                    && digits(&bytes[5..])
                    && text[5..].parse::<u8>().is_ok_and(|month| (1..=12).contains(&month))
            }
            Check::Year => bytes.len() == 4 && year(bytes),
        }
    }

    /// The text is written so, and its check character and the date within it are right.
    pub fn holds(self, text: &str) -> bool {
        self.shaped(text)
            && match self {
                Check::CitizenId => CitizenId::parse(text).is_some(),
                Check::CreditCode => CreditCode::parse(text).is_some(),
                Check::Vin => vin_check_holds(text),
                _ => true,
            }
    }

    /// Something made up that is written so.
    pub fn example(self) -> &'static str {
        match self {
            Check::CitizenId => "11010519491231002X",
            Check::CreditCode => "11511301008778183N",
            Check::Mobile => "13800001234",
            Check::Email => "name@example.cn",
            Check::PostalCode => "638019",
            Check::BankAccount => "6200000000000000000",
            Check::Plate => "川X00001",
            Check::Vin => "1HGCM82633A004352",
            Check::Division => "511603000000",
            Check::PersonName => "王小明",
            Check::ProjectCode => "2209-511603-04-01-123456",
            Check::Document => "JY15116030001234",
            Check::Month => "2026-11",
            Check::Year => "2026",
        }
    }

    /// What would be right.
    pub fn words(self) -> Words {
        let (zh, en) = match self {
            Check::CitizenId => (
                "身份证号码不正确，请核对 18 位号码。",
                "This is not a valid identity number: check its 18 characters.",
            ),
            Check::CreditCode => (
                "统一社会信用代码不正确，请核对 18 位代码。",
                "This is not a valid unified social credit code: check its 18 characters.",
            ),
            Check::Mobile => (
                "请填写 11 位手机号码，例如 13800001234。",
                "Enter a mobile number of 11 digits, such as 13800001234.",
            ),
            Check::Email => (
                "请填写电子邮箱，例如 name@example.cn。",
                "Enter an e-mail address, such as name@example.cn.",
            ),
            Check::PostalCode => ("请填写 6 位邮政编码。", "Enter a postal code of 6 digits."),
            Check::BankAccount => (
                "请填写 8 至 30 位数字的银行账号，中间不留空格。",
                "Enter an account number of 8 to 30 digits without blanks.",
            ),
            Check::Plate => (
                "请填写号牌号码，例如 川X12345。",
                "Enter the number of the plate, such as 川X12345.",
            ),
            Check::Vin => (
                "车辆识别代号不正确，请核对 17 位代号。",
                "This is not a valid vehicle identification number: check its 17 characters.",
            ),
            Check::Division => (
                "请填写 6 位、9 位或 12 位行政区划代码。",
                "Enter a division code of 6, 9 or 12 digits.",
            ),
            Check::PersonName => (
                "姓名中不能有数字和特殊符号。",
                "A name has no digits and no special signs.",
            ),
            Check::ProjectCode => (
                "请填写投资项目统一代码，例如 2209-511603-04-01-123456。",
                "Enter the project's code, such as 2209-511603-04-01-123456.",
            ),
            Check::Document => (
                "请填写 3 至 50 位证件号码，只用字母、数字、连字符和括号。",
                "Enter a number of 3 to 50 letters, digits, hyphens and brackets.",
            ),
            Check::Month => ("请按 2026-11 的格式填写年月。", "Enter a month in the form 2026-11."),
            Check::Year => (
                "请填写 4 位年份，例如 2026。",
                "Enter a year of 4 digits, such as 2026.",
            ),
        };
        Words::new(zh, en)
    }
}

fn of_credit_code(byte: u8) -> bool {
    let byte = byte.to_ascii_uppercase();
    byte.is_ascii_digit() || (byte.is_ascii_uppercase() && !matches!(byte, b'I' | b'O' | b'S' | b'V' | b'Z'))
}

fn year(bytes: &[u8]) -> bool {
    bytes.iter().all(u8::is_ascii_digit) && (bytes.starts_with(b"19") || bytes[0] >= b'2')
}

fn not_of_a_name(c: char) -> bool {
    c.is_control() || c.is_ascii_digit() || "@#$%^&*=+<>{}|/\\".contains(c)
}

fn email(text: &str) -> bool {
    let Some((name, host)) = text.split_once('@') else {
        return false;
    };
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let label = |part: &str| !part.is_empty() && part.bytes().all(plain);
    let name_is_right = !name.is_empty()
        && name
            .bytes()
            .all(|byte| plain(byte) || matches!(byte, b'.' | b'_' | b'%' | b'+'));
    name_is_right && host.split('.').count() >= 2 && host.split('.').all(label)
}

fn plate(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    (7..=8).contains(&chars.len())
        && ('\u{4e00}'..='\u{9fff}').contains(&chars[0])
        && chars[1].is_ascii_alphabetic()
        && chars[2..chars.len() - 1].iter().all(char::is_ascii_alphanumeric)
        && chars
            .last()
            .is_some_and(|last| last.is_ascii_alphanumeric() || "挂学警港澳".contains(*last))
}

fn project(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    parts.iter().map(|part| part.len()).eq([4, 6, 2, 2, 6])
        && parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
}

fn vin_value(byte: u8) -> Option<u32> {
    let byte = byte.to_ascii_uppercase();
    match byte {
        b'0'..=b'9' => Some(u32::from(byte - b'0')),
        b'I' | b'O' | b'Q' => None,
        b'A'..=b'H' => Some(u32::from(byte - b'A') + 1),
        b'J'..=b'R' => Some(u32::from(byte - b'J') + 1),
        b'S'..=b'Z' => Some(u32::from(byte - b'S') + 2),
        _ => None,
    }
}

fn vin_check_holds(text: &str) -> bool {
    const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
    let sum: u32 = text
        .bytes()
        .zip(WEIGHTS)
        .map(|(byte, weight)| vin_value(byte).unwrap_or_default() * weight)
        .sum();
    let check = match sum % 11 {
        10 => b'X',
        digit => b'0' + digit as u8,
    };
    text.as_bytes()[8].to_ascii_uppercase() == check
}

/// A day as forms write it, from 1900 on.
pub(super) fn is_day(text: &str) -> bool {
    text.get(..4)
        .is_some_and(|begin| begin.len() == 4 && year(begin.as_bytes()))
        && Day::parse(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_holds() {
        assert!(Check::ALL.into_iter().all(|check| check.holds(check.example())));
    }

    #[test]
    fn each_form_of_writing_takes_what_it_should_and_nothing_else() {
        for (check, good, bad) in [
            (Check::CitizenId, "11010519491231002x", "110105194912310021"),
            (Check::CreditCode, "11511301008778183N", "11511301008778184N"),
            (Check::Mobile, "13800001234", "12800001234"),
            (Check::Email, "a.b+c@example.com.cn", "a@b"),
            (Check::PostalCode, "638019", "63801"),
            (Check::BankAccount, "6222021234567890123", "6222 0212"),
            (Check::Plate, "川X12345", "X12345"),
            (Check::Plate, "川AD12345", "川AD123456"),
            (Check::Vin, "1HGCM82633A004352", "1HGCM82643A004352"),
            (Check::Division, "511603000000", "5116030"),
            (Check::PersonName, "阿依古丽·买买提", "王2"),
            (
                Check::ProjectCode,
                "2209-511603-04-01-123456",
                "2209-511603-0401-123456",
            ),
            (Check::Document, "JY15116030001234", "号"),
            (Check::Month, "2026-11", "2026-13"),
            (Check::Year, "2026", "1850"),
        ] {
            assert!(check.holds(good), "{check:?} {good}");
            assert!(!check.holds(bad), "{check:?} {bad}");
        }
    }
}
