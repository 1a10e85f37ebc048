//! What sort of item it is, how it is handled and whom it serves (事项类型、办件类型、服务对象).

/// Kind of item (事项类型), with the two-digit codes of GB/T 39046-2020 A.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ItemKind {
    /// 行政许可.
    Permit,
    /// 行政给付.
    Payment,
    /// 行政确认.
    Confirmation,
    /// 行政奖励.
    Award,
    /// 行政裁决.
    Adjudication,
    /// 其他行政权力.
    Other,
    /// 公共服务.
    PublicService,
}

impl ItemKind {
    /// Every kind that people apply for.
    pub const ALL: [ItemKind; 7] = [
        ItemKind::Permit,
        ItemKind::Payment,
        ItemKind::Confirmation,
        ItemKind::Award,
        ItemKind::Adjudication,
        ItemKind::Other,
        ItemKind::PublicService,
    ];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            ItemKind::Permit => "permit",
            ItemKind::Payment => "payment",
            ItemKind::Confirmation => "confirmation",
            ItemKind::Award => "award",
            ItemKind::Adjudication => "adjudication",
            ItemKind::Other => "other",
            ItemKind::PublicService => "public_service",
        }
    }

    /// From its stable code.
    pub fn parse(code: &str) -> Option<ItemKind> {
        ItemKind::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// From the number of the standard (1, 5, 7, 8, 9, 10, 20), with or without a leading nought.
    pub fn from_standard(number: &str) -> Option<ItemKind> {
        match number.trim().trim_start_matches('0') {
            "1" => Some(ItemKind::Permit),
            "5" => Some(ItemKind::Payment),
            "7" => Some(ItemKind::Confirmation),
            "8" => Some(ItemKind::Award),
            "9" => Some(ItemKind::Adjudication),
            "10" => Some(ItemKind::Other),
            "20" => Some(ItemKind::PublicService),
            _ => None,
        }
    }

    /// Chinese and English name.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            ItemKind::Permit => ("行政许可", "Permit"),
            ItemKind::Payment => ("行政给付", "Payment or benefit"),
            ItemKind::Confirmation => ("行政确认", "Confirmation"),
            ItemKind::Award => ("行政奖励", "Award"),
            ItemKind::Adjudication => ("行政裁决", "Adjudication"),
            ItemKind::Other => ("其他行政权力", "Other administrative matter"),
            ItemKind::PublicService => ("公共服务", "Public service"),
        }
    }
}

/// How an item is handled (办件类型).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Handling {
    /// 即办件: decided at the window at once (许可法 art. 34).
    Instant,
    /// 承诺件: decided within the promised limit.
    Promised,
}

/// Whom an item serves (服务对象).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Audience {
    /// 自然人.
    Person,
    /// 法人和其他组织.
    Company,
}

impl Audience {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Audience::Person => "person",
            Audience::Company => "company",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Audience> {
        [Audience::Person, Audience::Company]
            .into_iter()
            .find(|audience| audience.code() == code)
    }

    /// Chinese and English name.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Audience::Person => ("个人", "Individuals"),
            Audience::Company => ("企业和组织", "Companies and organisations"),
        }
    }
}
