//! The national codes (GB/T 39554, ZWFW C 0109): 12 of the catalogue, 31 of the implementation, 33 of what is handled.

use super::fault::CodeFault;
use super::{Part, kind_of, part};
use crate::identifiers::CreditCode;
use crate::items::ItemKind;

/// 基本编码: 2 area (00 national, or province), 2 type, 5 main item, 3 sub-item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogueCode(String);

impl CatalogueCode {
    /// Reads it.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<CatalogueCode, CodeFault> {
        sized(text, 12)?;
        if !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(CodeFault::Character);
        }
        let (area, number) = (&text[..2], &text[2..4]);
        if area != "00" && !is_province(area) {
            return Err(CodeFault::Area(area.to_string()));
        }
        if number == "00" {
            return Err(CodeFault::Type(number.to_string()));
        }
        Ok(CatalogueCode(text.to_string()))
    }

    /// The twelve digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The kind that its type says; none for the types that the standard leaves open.
    pub fn kind(&self) -> Option<ItemKind> {
        kind_of(&self.0[2..4])
    }

    /// Area, type and main item: what main item and sub-items share.
    pub fn stem(&self) -> &str {
        &self.0[..9]
    }

    /// Number of the sub-item; 000 for the main item and for one without parts.
    pub fn sub(&self) -> &str {
        &self.0[9..]
    }

    /// Its parts.
    pub fn parts(&self) -> Vec<Part> {
        vec![
            part(("地区码", "area"), &self.0[..2]),
            part(("事项类型码", "type"), &self.0[2..4]),
            part(("主项码", "main item"), &self.0[4..9]),
            part(("子项码", "sub-item"), &self.0[9..]),
        ]
    }
}

/// 实施编码: 18 credit code of the body, 1 level, 12 catalogue code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImplementationCode(String);

impl ImplementationCode {
    /// Reads it.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<ImplementationCode, CodeFault> {
        sized(text, 31)?;
        let (body, level) = (&text[..18], &text[18..19]);
        if CreditCode::parse(body).is_none_or(|code| code.as_str() != body) {
            return Err(CodeFault::CreditCode(body.to_string()));
        }
        if !("1"..="7").contains(&level) {
            return Err(CodeFault::Level(level.to_string()));
        }
        CatalogueCode::parse(&text[19..])?;
        Ok(ImplementationCode(text.to_string()))
    }

    /// The 31 characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Credit code of the body in charge.
    pub fn body(&self) -> &str {
        &self.0[..18]
    }

    /// Number of the level.
    pub fn level(&self) -> &str {
        &self.0[18..19]
    }

    /// The catalogue code inside it.
    pub fn catalogue(&self) -> CatalogueCode {
        CatalogueCode(self.0[19..].to_string())
    }

    /// Its parts.
    pub fn parts(&self) -> Vec<Part> {
        let mut parts = vec![
            part(("实施主体统一社会信用代码", "credit code of the body"), self.body()),
            part(("行使层级码", "level"), self.level()),
        ];
        parts.extend(self.catalogue().parts());
        parts
    }
}

/// 业务办理项编码: the implementation code and a serial number of two digits, from 01.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandlingCode(ImplementationCode, String);

impl HandlingCode {
    /// Reads it.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<HandlingCode, CodeFault> {
        sized(text, 33)?;
        let serial = &text[31..];
        if !serial.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(CodeFault::Character);
        }
        if serial == "00" {
            return Err(CodeFault::Serial);
        }
        Ok(HandlingCode(
            ImplementationCode::parse(&text[..31])?,
            serial.to_string(),
        ))
    }

    /// The implementation code inside it.
    pub fn implementation(&self) -> &ImplementationCode {
        &self.0
    }

    /// Its serial number.
    pub fn serial(&self) -> &str {
        &self.1
    }

    /// Its parts.
    pub fn parts(&self) -> Vec<Part> {
        let mut parts = self.0.parts();
        parts.push(part(("业务办理项序号", "serial number"), &self.1));
        parts
    }
}

fn sized(text: &str, expected: usize) -> Result<(), CodeFault> {
    let found = text.chars().count();
    if found != expected {
        return Err(CodeFault::Length { expected, found });
    }
    if text.is_ascii() {
        Ok(())
    } else {
        Err(CodeFault::Character)
    }
}

/// The first two digits of GB/T 2260 for provinces, autonomous regions, municipalities and special regions.
pub(super) fn is_province(area: &str) -> bool {
    matches!(
        area.parse().unwrap_or(0),
        11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=66 | 71 | 81 | 82
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_real_items_are_read_into_their_parts() {
        let code = ImplementationCode::parse("12441500196720244T3442199806003").unwrap();
        assert_eq!(
            (
                code.body(),
                code.level(),
                code.catalogue().stem(),
                code.catalogue().sub()
            ),
            ("12441500196720244T", "3", "442199806", "003")
        );
        let handling = HandlingCode::parse("11370800MB28559184300011711200001").unwrap();
        assert_eq!(handling.serial(), "01");
        assert_eq!(handling.implementation().catalogue().kind(), Some(ItemKind::Permit));
        let kind_of_extension = CatalogueCode::parse("442199806003").unwrap().kind();
        assert_eq!(kind_of_extension, None, "21 is left open by the standard");
    }

    #[test]
    fn each_wrong_part_is_named() {
        let catalogue = |text: &str| CatalogueCode::parse(text).unwrap_err().code();
        assert_eq!(catalogue("37011700201"), "length");
        assert_eq!(catalogue("3701170020１1"), "character");
        assert_eq!(catalogue("99011700201A"), "character");
        assert_eq!(catalogue("990117002011"), "area");
        assert_eq!(catalogue("370017002011"), "type");
        let implementation = |text: &str| ImplementationCode::parse(text).unwrap_err().code();
        assert_eq!(implementation("12441500196720245T3442199806003"), "credit_code");
        assert_eq!(implementation("12441500196720244T8442199806003"), "level");
        assert_eq!(implementation("12441500196720244T3992199806003"), "area");
        let handling = |text: &str| HandlingCode::parse(text).unwrap_err().code();
        assert_eq!(handling("12441500196720244T344219980600300"), "serial");
        assert_eq!(handling("12441500196720244T3442199806003"), "length");
    }
}
