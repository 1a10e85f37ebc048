//! What an applicant hands in (申请材料).

use super::coded::coded;
use super::situation::When;
use crate::words::Words;

coded! {
    /// Where a material comes from (来源渠道).
    MaterialSource {
        Applicant = "applicant", "", "申请人自备", "the applicant's own";
        Government = "government", "", "政府部门核发", "issued by a government body";
        ThirdParty = "third_party", "", "中介机构或其他组织出具", "issued by a third party";
    }
}

coded! {
    /// In what form it is handed in (材料形式).
    MaterialForm {
        Original = "original", "", "原件", "original";
        Copy = "copy", "", "复印件", "copy";
        OriginalAndCopy = "original_and_copy", "", "原件和复印件", "original and copy";
        Electronic = "electronic", "", "电子件", "electronic";
    }
}

coded! {
    /// What sort of material it is (材料类型).
    MaterialKind {
        Form = "form", "", "申请表格文书", "application form";
        Report = "report", "", "申请报告文件", "report";
        Licence = "licence", "", "证件证书证明", "licence, certificate or proof";
        Other = "other", "", "其他", "other";
    }
}

coded! {
    /// How far a stored copy can be trusted (可信等级, 国办函〔2016〕108号).
    Trust {
        Authority = "a", "A", "颁发机关提供", "from the authority that issued it";
        Verified = "b", "B", "窗口与原件核对无误", "compared with the original at the window";
        Uploaded = "c", "C", "申请人上传，需核对原件", "uploaded by the applicant; the original is to be compared";
        Declared = "d", "D", "申请人自制并承诺", "made by the applicant, who answers for it";
    }
}

/// One material (申请材料).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Material {
    /// Short code, unique in the item.
    pub code: String,
    /// Name.
    pub name: Words,
    /// What sort.
    pub kind: Option<MaterialKind>,
    /// Where it comes from; none where the body has not said.
    pub source: Option<MaterialSource>,
    /// In what form; none where any will do.
    pub form: Option<MaterialForm>,
    /// How many, originals and copies together.
    pub copies: u32,
    /// Of these, originals (原件份数); none where the form says it.
    pub originals: Option<u32>,
    /// Must be there.
    pub required: bool,
    /// May follow later on a written promise (容缺).
    pub deferrable: bool,
    /// A written commitment may stand in its place (告知承诺, 国办发〔2020〕42号).
    pub replaceable: bool,
    /// Least trust that a stored copy needs to be used again.
    pub trust: Option<Trust>,
    /// What to look out for (填报须知).
    pub note: Words,
    /// Where to get it.
    pub place: Words,
    /// Who issues it (出具机构).
    pub issuer: Words,
    /// How recent it must be (出具时间要求).
    pub recency: Words,
    /// How to get it (材料办理说明).
    pub how: Words,
    /// When it is accepted (受理标准).
    pub standard: Words,
    /// Paper size and the like (规格).
    pub paper: String,
    /// Law that allows to ask for it.
    pub basis: String,
    /// Address of the blank form (空白表格).
    pub blank: String,
    /// Address of a filled sample (样表).
    pub sample: String,
    /// How long it is kept (保存期限).
    pub retention: Words,
    /// Code of the shared material (共享材料) that it is taken from; empty where it is the item's own.
    pub library: String,
    /// It is needed only when these hold (适用情形).
    pub when: Vec<When>,
}

impl Material {
    /// A government body issues it, so that it is fetched and not asked for (国务院令第716号 art. 7).
    pub fn is_governments_own(&self) -> bool {
        self.source == Some(MaterialSource::Government)
    }

    /// Originals and photocopies (原件份数, 复印件份数); an electronic file is neither.
    pub fn on_paper(&self) -> (u32, u32) {
        let originals = self.originals.unwrap_or(match self.form {
            Some(MaterialForm::Original) => self.copies,
            Some(MaterialForm::OriginalAndCopy) => self.copies.min(1),
            Some(MaterialForm::Copy | MaterialForm::Electronic) | None => 0,
        });
        let photocopies = match self.form {
            Some(MaterialForm::Copy) => self.copies.saturating_sub(originals),
            Some(MaterialForm::OriginalAndCopy) => self.copies.saturating_sub(originals).max(1),
            Some(MaterialForm::Original | MaterialForm::Electronic) | None => 0,
        };
        (originals, photocopies)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_says_how_many_are_originals_unless_the_body_does() {
        let material = |form, copies, originals| Material {
            form,
            copies,
            originals,
            ..Material::default()
        };
        for (form, copies, originals, expected) in [
            (Some(MaterialForm::Original), 3, None, (3, 0)),
            (Some(MaterialForm::Copy), 2, None, (0, 2)),
            (Some(MaterialForm::OriginalAndCopy), 1, None, (1, 1)),
            (Some(MaterialForm::OriginalAndCopy), 3, None, (1, 2)),
            (Some(MaterialForm::OriginalAndCopy), 3, Some(2), (2, 1)),
            (Some(MaterialForm::Electronic), 1, None, (0, 0)),
        ] {
            assert_eq!(
                material(form, copies, originals).on_paper(),
                expected,
                "{form:?} {copies} {originals:?}"
            );
        }
    }
}
