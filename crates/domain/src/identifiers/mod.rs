//! Numbers that identify people and organisations: checked when they come in, masked when they go out.

use crate::calendar::Day;

/// A citizen's identity number (公民身份号码, GB 11643): 18 characters with a valid date and check character.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CitizenId(String);

impl CitizenId {
    /// Accepts lower-case x and surrounding blanks. The area part need not be a current division.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_uppercase();
        let bytes = text.as_bytes();
        let digits_first = bytes.len() == 18 && bytes[..17].iter().all(u8::is_ascii_digit);
        if !digits_first || bytes[17] != citizen_check(&bytes[..17]) {
            return None;
        }
        let date = format!("{}-{}-{}", &text[6..10], &text[10..12], &text[12..14]);
        Day::parse(&date).ok()?;
        Some(CitizenId(text))
    }

    /// The 18 characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn citizen_check(first17: &[u8]) -> u8 {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECKS: &[u8; 11] = b"10X98765432";
    let sum: u32 = first17
        .iter()
        .zip(WEIGHTS)
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    CHECKS[(sum % 11) as usize]
}

/// A unified social credit code (统一社会信用代码, GB 32100): 18 characters, both check characters right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreditCode(String);

const CREDIT_ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

impl CreditCode {
    /// Accepts lower case and surrounding blanks.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_uppercase();
        let values: Option<Vec<u32>> = text.bytes().map(credit_value).collect();
        let values = values.filter(|values| values.len() == 18)?;
        let right = credit_check(&values) == values[17] && organisation_check_holds(&text);
        right.then_some(CreditCode(text))
    }

    /// The 18 characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn credit_value(byte: u8) -> Option<u32> {
    CREDIT_ALPHABET
        .iter()
        .position(|&known| known == byte)
        .map(|at| at as u32)
}

fn credit_check(values: &[u32]) -> u32 {
    const WEIGHTS: [u32; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
    let sum: u32 = values.iter().zip(WEIGHTS).map(|(value, weight)| value * weight).sum();
    (31 - sum % 31) % 31
}

/// Positions 9 to 17 are an organisation code (GB 11714) with a check character of its own.
fn organisation_check_holds(code: &str) -> bool {
    const WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
    let part = &code.as_bytes()[8..17];
    let value = |byte: u8| {
        if byte.is_ascii_digit() {
            u32::from(byte - b'0')
        } else {
            u32::from(byte - b'A') + 10
        }
    };
    let sum: u32 = part[..8]
        .iter()
        .zip(WEIGHTS)
        .map(|(&byte, weight)| value(byte) * weight)
        .sum();
    let check = match 11 - sum % 11 {
        10 => b'X',
        11 => b'0',
        digit => b'0' + digit as u8,
    };
    part[8] == check
}

/// A telephone number as people write it: mobile, landline with area code, or service number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phone(String);

impl Phone {
    /// Blanks and hyphens are dropped; 5 to 15 digits with an optional leading plus remain.
    pub fn parse(text: &str) -> Option<Self> {
        let plain: String = text.trim().chars().filter(|c| !matches!(c, ' ' | '-')).collect();
        let digits = plain.strip_prefix('+').unwrap_or(&plain);
        let right = (5..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        right.then_some(Phone(plain))
    }

    /// Digits, with a leading plus if it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// `110105********002X` style: the first six and the last four of a long number, the ends of a short one.
pub fn mask_number(number: &str) -> String {
    let chars: Vec<char> = number.chars().collect();
    let (head, tail) = match chars.len() {
        0..=4 => (0, 1.min(chars.len())),
        5..=11 => (3.min(chars.len() - 4), 4.min(chars.len() - 3)),
        _ => (6, 4),
    };
    chars
        .iter()
        .enumerate()
        .map(|(at, c)| if at < head || at + tail >= chars.len() { *c } else { '*' })
        .collect()
}

/// `z***@example.cn`: the first character of an e-mail address, and its domain.
pub fn mask_mail(address: &str) -> String {
    match address.rsplit_once('@') {
        Some((name, domain)) => format!(
            "{}***@{domain}",
            name.chars().next().map(String::from).unwrap_or_default()
        ),
        None => "***".to_string(),
    }
}

/// `王*` or `欧阳**`: a person's family name, the rest hidden.
pub fn mask_person(name: &str) -> String {
    const DOUBLE: [&str; 8] = ["欧阳", "司马", "上官", "诸葛", "夏侯", "皇甫", "尉迟", "公孙"];
    let shown = if DOUBLE.iter().any(|family| name.starts_with(family)) {
        2
    } else {
        1
    };
    name.chars()
        .enumerate()
        .map(|(at, c)| if at < shown || c == ' ' { c } else { '*' })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_standard_is_a_citizen_number() {
        assert!(CitizenId::parse("11010519491231002X").is_some());
        assert!(CitizenId::parse(" 11010519491231002x ").is_some());
    }

    #[test]
    fn a_wrong_check_a_wrong_date_and_a_wrong_length_are_not() {
        for wrong in [
            "110105194912310021",
            "11010519491331002X",
            "1101051949123100",
            "",
            "1101051949123100２X",
        ] {
            assert!(CitizenId::parse(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn credit_codes_of_real_bodies_pass_and_one_changed_character_fails() {
        for real in [
            "11511301008778183N",
            "115113010833722043",
            "11511301008778386B",
            "11511301008778255F",
        ] {
            assert!(CreditCode::parse(real).is_some(), "{real}");
        }
        assert!(CreditCode::parse("11511301008778184N").is_none());
        assert!(CreditCode::parse("1151130100877818IN").is_none());
    }

    #[test]
    fn masks_hide_the_middle() {
        assert_eq!(mask_mail("zhong.xiaoyan@example.cn"), "z***@example.cn");
        assert_eq!(
            (mask_mail("@x").as_str(), mask_mail("nobody").as_str()),
            ("***@x", "***")
        );
        assert_eq!(mask_number("11010519491231002X"), "110105********002X");
        assert_eq!(mask_number("13800001234"), "138****1234");
        assert_eq!(mask_person("王小明"), "王**");
        assert_eq!(mask_person("欧阳修"), "欧阳*");
    }

    #[test]
    fn telephones_as_people_write_them() {
        assert_eq!(
            Phone::parse("138 0000-1234").map(|p| p.as_str().to_string()),
            Some("13800001234".into())
        );
        assert!(Phone::parse("call me").is_none());
        assert!(Phone::parse("12").is_none());
    }
}
