//! Codes as Sichuan writes them: `511A0138600000-511602000000-000-115113010833722043-1-00`.
//!
//! Catalogue part, division (12 digits), three digits, credit code of the body, one digit, two digits. The fields and their
//! meaning are read from a published catalogue of 1,135 items; the province's own rule was not at hand.

use super::fault::CodeFault;
use super::national::is_province;
use super::{Part, part};
use crate::identifiers::CreditCode;
use crate::items::ItemKind;

/// An item's code in Sichuan (四川省政务服务事项编码).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SichuanCode {
    base: String,
    division: String,
    middle: String,
    body: String,
    edition: String,
    serial: String,
}

/// Has the division where Sichuan has it.
pub(super) fn has_shape(code: &str) -> bool {
    SichuanCode::split(code).is_some()
}

impl SichuanCode {
    /// Reads it and checks every part.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<SichuanCode, CodeFault> {
        let code = SichuanCode::split(text).ok_or(CodeFault::Shape)?;
        if !is_province(&code.division[..2]) {
            return Err(CodeFault::Division(code.division));
        }
        if CreditCode::parse(&code.body).is_none_or(|body| body.as_str() != code.body) {
            return Err(CodeFault::CreditCode(code.body));
        }
        Ok(code)
    }

    /// Reads it without checking the division and the body.
    pub fn parse_loosely(text: &str) -> Option<SichuanCode> {
        SichuanCode::split(text)
    }

    fn split(text: &str) -> Option<SichuanCode> {
        let segments: Vec<&str> = text.split('-').collect();
        let digits = |text: &str, count: usize| text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
        let at = segments.iter().position(|segment| digits(segment, 12))?;
        let at = if at == 0 {
            1 + segments[1..].iter().position(|segment| digits(segment, 12))?
        } else {
            at
        };
        let [middle, body @ .., edition, serial] = &segments[at + 1..] else {
            return None;
        };
        let right = digits(middle, 3) && !body.is_empty() && digits(edition, 1) && digits(serial, 2);
        right.then(|| SichuanCode {
            base: segments[..at].join("-"),
            division: segments[at].to_string(),
            middle: (*middle).to_string(),
            body: body.join("-"),
            edition: (*edition).to_string(),
            serial: (*serial).to_string(),
        })
    }

    /// The catalogue part (基本编码段).
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Division code, as it was published; it may be that of the district before it was divided.
    pub fn division(&self) -> &str {
        &self.division
    }

    /// What should be the credit code of the body.
    pub fn body(&self) -> &str {
        &self.body
    }

    /// The kind that the catalogue part says, where it says one.
    pub fn kind(&self) -> Option<ItemKind> {
        let letter = match self.base.as_bytes() {
            [b'5', b'1', b'2', ..] => return Some(ItemKind::PublicService),
            [b'5', b'1', b'1', letter, ..] | [letter, b'-', ..] => *letter,
            _ => return None,
        };
        match letter {
            b'A' => Some(ItemKind::Permit),
            b'E' => Some(ItemKind::Adjudication),
            b'F' => Some(ItemKind::Confirmation),
            b'G' => Some(ItemKind::Payment),
            b'H' => Some(ItemKind::Award),
            b'Z' => Some(ItemKind::Other),
            _ => None,
        }
    }

    /// What main item and sub-items share.
    pub fn stem(&self) -> &str {
        self.base
            .get(..self.base.len().saturating_sub(self.sub_length()))
            .unwrap_or("")
    }

    /// Number of the sub-item.
    pub fn sub(&self) -> &str {
        self.base
            .get(self.base.len().saturating_sub(self.sub_length())..)
            .unwrap_or("")
    }

    /// Five digits in the codes of fourteen characters, three in the older ones.
    fn sub_length(&self) -> usize {
        if self.base.len() == 14 { 5 } else { 3 }
    }

    /// Its parts.
    pub fn parts(&self) -> Vec<Part> {
        vec![
            part(("基本编码段", "catalogue part"), &self.base),
            part(("行政区划代码", "division"), &self.division),
            part(("扩展段", "extension"), &self.middle),
            part(("实施主体统一社会信用代码", "credit code of the body"), &self.body),
            part(("版别", "edition"), &self.edition),
            part(("办理项序号", "serial number"), &self.serial),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEACHER: &str = "511A0138600000-511602000000-000-115113010833722043-1-00";

    #[test]
    fn a_real_code_is_read_into_its_parts() {
        let code = SichuanCode::parse(TEACHER).unwrap();
        assert_eq!((code.base(), code.division()), ("511A0138600000", "511602000000"));
        assert_eq!(code.body(), "115113010833722043");
        assert_eq!((code.stem(), code.sub()), ("511A01386", "00000"));
        assert_eq!(code.kind(), Some(ItemKind::Permit));
        let joined: Vec<String> = code.parts().into_iter().map(|part| part.text).collect();
        assert_eq!(joined.join("-"), TEACHER, "no character is lost");
    }

    #[test]
    fn what_catalogues_put_in_the_place_of_a_credit_code_is_named() {
        for (code, fault) in [
            (
                "511A0014300001-511602000000-000-2222222222222-1-00",
                CodeFault::CreditCode("2222222222222".into()),
            ),
            (
                "512C0107400001-511602000000-000-00877868-5-1-00",
                CodeFault::CreditCode("00877868-5".into()),
            ),
            (
                "511F0045400001-511602000000-000-11511301452259996u-1-00",
                CodeFault::CreditCode("11511301452259996u".into()),
            ),
            (
                "511A0138600000-991602000000-000-115113010833722043-1-00",
                CodeFault::Division("991602000000".into()),
            ),
            ("E-000021-001-1111111111111111", CodeFault::Shape),
        ] {
            assert_eq!(SichuanCode::parse(code).unwrap_err(), fault, "{code}");
        }
    }

    #[test]
    fn a_catalogue_part_of_twelve_digits_is_not_taken_for_the_division() {
        let code = SichuanCode::parse("512036005002-511602000000-000-11511301MB15537661-1-00").unwrap();
        assert_eq!((code.base(), code.division()), ("512036005002", "511602000000"));
        assert_eq!((code.stem(), code.sub()), ("512036005", "002"));
        assert_eq!(code.kind(), Some(ItemKind::PublicService));
    }
}
