//! How long what is kept (保存期限): a kind of data, its period, and why. Longer than needed is against 个人信息保护法 art. 19,
//! shorter than the law asks is against the law; a centre chooses between.

/// A kind of data that is deleted by rule when its period is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// 未提交的草稿, since they were last saved.
    Drafts,
    /// 上传后没有提交的文件.
    UnsentFiles,
    /// 安全日志.
    SecurityLog,
    /// 查阅记录, who looked at whose case.
    Looks,
    /// 已终止的授权委托, with what both were told.
    Mandates,
    /// 已撤回、不予受理的办件和已结束的模拟审批中填写的内容, with its papers and files.
    AbandonedWords,
}

/// The rule of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Days where nobody chose others.
    pub usual: u32,
    /// Days below which nobody may go.
    pub least: u32,
    /// Days above which nobody may go.
    pub most: u32,
    /// Chinese and English name.
    pub name: (&'static str, &'static str),
    /// Since when the period runs, in Chinese and English.
    pub since: (&'static str, &'static str),
    /// Why, in Chinese and English; an article, or that it is assumed here.
    pub basis: (&'static str, &'static str),
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 6] = [
        Kind::Drafts,
        Kind::UnsentFiles,
        Kind::SecurityLog,
        Kind::Looks,
        Kind::Mandates,
        Kind::AbandonedWords,
    ];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Kind::Drafts => "drafts",
            Kind::UnsentFiles => "unsent-files",
            Kind::SecurityLog => "security-log",
            Kind::Looks => "looks",
            Kind::Mandates => "mandates",
            Kind::AbandonedWords => "abandoned-words",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Its rule.
    pub fn rule(self) -> Rule {
        const NEEDED: (&str, &str) = (
            "个人信息保护法 第十九条（期限为本系统设定）",
            "Personal Information Protection Law, art. 19 (the number of days is this system's own)",
        );
        match self {
            Kind::Drafts => Rule {
                usual: 365,
                least: 30,
                most: 1_096,
                name: ("未提交的草稿", "Drafts that were not sent"),
                since: ("最后一次保存", "last saved"),
                basis: NEEDED,
            },
            Kind::UnsentFiles => Rule {
                usual: 90,
                least: 7,
                most: 1_096,
                name: ("上传后没有提交的文件", "Files that were uploaded and not sent"),
                since: ("上传", "uploaded"),
                basis: NEEDED,
            },
            Kind::SecurityLog => Rule {
                usual: 366,
                least: 184,
                most: 1_827,
                name: ("安全日志", "Log of security events"),
                since: ("发生", "it happened"),
                basis: (
                    "网络安全法 第二十一条（留存不少于六个月）",
                    "Cybersecurity Law, art. 21 (six months at least)",
                ),
            },
            Kind::Looks => Rule {
                usual: 1_098,
                least: 1_096,
                most: 3_653,
                name: ("查阅记录", "Who looked at whose case"),
                since: ("查阅", "they looked"),
                basis: (
                    "个人信息保护法 第五十六条（处理情况记录至少保存三年）",
                    "Personal Information Protection Law, art. 56 (records of handling: three years at least)",
                ),
            },
            Kind::Mandates => Rule {
                usual: 1_098,
                least: 1_096,
                most: 3_653,
                name: (
                    "已终止的授权委托和有关通知",
                    "Mandates that ended, and what was told about them",
                ),
                since: ("终止或者到期", "the mandate ended"),
                basis: (
                    "民法典 第一百八十八条（诉讼时效三年）",
                    "Civil Code, art. 188 (three years to sue)",
                ),
            },
            Kind::AbandonedWords => Rule {
                usual: 1_827,
                least: 1_827,
                most: 10_958,
                name: (
                    "已撤回、不予受理的办件和已结束的模拟审批中填写的内容、文书和文件",
                    "What was filled into cases that were withdrawn, not accepted or simulated to their end, with papers and files",
                ),
                since: ("办结", "the case was closed"),
                basis: (
                    "个人信息保护法 第十九条、第四十七条；行政诉讼法 第四十六条（起诉期限最长五年）",
                    "Personal Information Protection Law, arts. 19 and 47; Administrative Litigation Law, art. 46 (five years to sue at the longest)",
                ),
            },
        }
    }
}

impl Rule {
    /// Whether a centre may choose this period.
    pub fn allows(&self, days: u32) -> bool {
        (self.least..=self.most).contains(&days)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_allows_its_own_period_and_nothing_outside_its_bounds() {
        for kind in Kind::ALL {
            let rule = kind.rule();
            assert!(
                rule.allows(rule.usual) && rule.allows(rule.least) && rule.allows(rule.most),
                "{kind:?}"
            );
            assert!(!rule.allows(rule.least - 1) && !rule.allows(rule.most + 1), "{kind:?}");
            assert_eq!(Kind::parse(kind.code()), Some(kind));
        }
    }

    #[test]
    fn the_law_is_not_undercut() {
        assert!(Kind::SecurityLog.rule().least >= 184, "six months");
        assert!(Kind::Looks.rule().least > 3 * 365, "three years");
        assert!(Kind::AbandonedWords.rule().least > 5 * 365, "five years");
    }
}
