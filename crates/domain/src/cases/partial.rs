//! Granting a part of what was asked for (部分准予). What is refused is a refusal like any other: named, with its reasons, and with the remedies told
//! (行政许可法 art. 38).

use crate::words::{Fault, Refusal};

use super::decide::{list_faults, text_fault};

/// What is granted and what is not (部分准予).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Partial {
    /// The parts that are granted, one each.
    pub granted: Vec<String>,
    /// The parts that are refused, one each.
    pub refused: Vec<String>,
    /// Conditions of what is granted, one each.
    pub conditions: Vec<String>,
    /// How long what is granted holds, in words; may be empty.
    pub validity: String,
    /// Reasons of what is refused with their articles, one each.
    pub reasons: Vec<String>,
}

impl Partial {
    /// What is wrong with it, apart from its reasons.
    pub(super) fn faults(&self) -> Result<Vec<Fault>, Refusal> {
        let mut faults = list_faults("granted", &self.granted)?;
        faults.extend(list_faults("refused", &self.refused)?);
        faults.extend(list_faults("conditions", &self.conditions)?);
        faults.extend(text_fault("validity", &self.validity, false));
        if self.granted.is_empty() {
            faults.push(Fault::new(
                "granted",
                "部分准予须逐项写明准予的部分；没有准予的，请作出不予许可的决定。",
                "Name each part that is granted; where none is, refuse the whole.",
            ));
        }
        if self.refused.is_empty() {
            faults.push(Fault::new(
                "refused",
                "部分准予须逐项写明不予准予的部分；全部准予的，请作出准予的决定。",
                "Name each part that is refused; where none is, grant the whole.",
            ));
        }
        let both = self.refused.iter().any(|part| {
            let same = |granted: &String| granted.trim() == part.trim();
            self.granted.iter().any(same)
        });
        if both {
            faults.push(Fault::new(
                "refused",
                "同一部分不能既准予又不予准予。",
                "The same part cannot be granted and refused.",
            ));
        }
        Ok(faults)
    }
}
