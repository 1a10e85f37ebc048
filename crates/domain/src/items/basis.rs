//! The laws behind an item (设定依据).

use super::coded::coded;

coded! {
    /// Rank of a law (法律位阶).
    LawRank {
        Law = "law", "", "法律", "law";
        Regulation = "regulation", "", "行政法规", "administrative regulation";
        StateCouncilDecision = "state_council_decision", "", "国务院决定", "decision of the State Council";
        LocalRegulation = "local_regulation", "", "地方性法规", "local regulation";
        MinistryRule = "ministry_rule", "", "部门规章", "rule of a ministry";
        LocalRule = "local_rule", "", "地方政府规章", "rule of a local government";
        Normative = "normative", "", "规范性文件", "normative document";
    }
}

impl LawRank {
    /// May set up a permit (许可法 art. 14, 15; art. 17 excludes everything else).
    pub fn may_set_permit(self) -> bool {
        !matches!(self, LawRank::MinistryRule | LawRank::Normative)
    }
}

/// One legal basis (设定依据).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LegalBasis {
    /// Title of the law.
    pub title: String,
    /// Article, as cited.
    pub article: String,
    /// Words of the article.
    pub text: String,
    /// Somebody read it in the law itself.
    pub verified: bool,
    /// Rank; none where nobody has said.
    pub rank: Option<LawRank>,
    /// Number of the document (文号).
    pub number: String,
    /// Who made it (颁布机关).
    pub issuer: String,
}
