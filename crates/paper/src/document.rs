//! What a document says, apart from how it looks.

/// The language in which a document is set; its text comes in it already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// Chinese: the language of every document with legal effect.
    #[default]
    Chinese,
    /// English, for explanations.
    English,
}

impl Language {
    /// The one of two texts that is in this language.
    #[must_use]
    pub fn pick<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Language::Chinese => zh,
            Language::English => en,
        }
    }
}

/// The kinds of documents (文书) that a centre hands out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DocumentKind {
    /// 申请材料接收凭证: materials were handed in.
    Receipt,
    /// 补正告知书: everything that is missing, told once (许可法 art. 32).
    CorrectionNotice,
    /// 受理通知书: the application is accepted and the clock runs (许可法 art. 32).
    Acceptance,
    /// 不予受理决定书: not this authority's business, with the right one named (许可法 art. 32).
    NotAccepted,
    /// 准予行政许可决定书, or 办理结果通知书 for what is no licence (许可法 art. 38).
    Grant,
    /// 不予行政许可决定书: refused, with reasons and remedies (许可法 art. 38).
    Refusal,
    /// 一次性告知单: what to bring, told once before an application.
    ItemNotice,
    /// 时限说明: why a due date is what it is, day by day.
    ClockProof,
    /// 附表、统计表: a list of the centre's, not of a case.
    List,
    /// 职权流程图: how an item is handled.
    FlowChart,
    /// 授权委托书: the power of a chief approver.
    Letter,
    /// Any other document of a case (其他文书): its title and its text come from a wording.
    Worded,
}

impl DocumentKind {
    /// Every kind.
    pub const ALL: [DocumentKind; 12] = [
        DocumentKind::Receipt,
        DocumentKind::CorrectionNotice,
        DocumentKind::Acceptance,
        DocumentKind::NotAccepted,
        DocumentKind::Grant,
        DocumentKind::Refusal,
        DocumentKind::ItemNotice,
        DocumentKind::ClockProof,
        DocumentKind::List,
        DocumentKind::FlowChart,
        DocumentKind::Letter,
        DocumentKind::Worded,
    ];

    /// The customary title; `permit` says whether the item is an administrative licence (行政许可).
    #[must_use]
    pub fn title(self, permit: bool) -> &'static str {
        match (self, permit) {
            (DocumentKind::Receipt, true) => "行政许可申请材料接收凭证",
            (DocumentKind::Receipt, false) => "申请材料接收凭证",
            (DocumentKind::CorrectionNotice, true) => "行政许可申请补正告知书",
            (DocumentKind::CorrectionNotice, false) => "申请材料补正告知书",
            (DocumentKind::Acceptance, true) => "行政许可申请受理通知书",
            (DocumentKind::Acceptance, false) => "受理通知书",
            (DocumentKind::NotAccepted, true) => "行政许可申请不予受理决定书",
            (DocumentKind::NotAccepted, false) => "不予受理决定书",
            (DocumentKind::Grant, true) => "准予行政许可决定书",
            (DocumentKind::Grant, false) => "办理结果通知书",
            (DocumentKind::Refusal, true) => "不予行政许可决定书",
            (DocumentKind::Refusal, false) => "不予办理决定书",
            (DocumentKind::ItemNotice, _) => "一次性告知单",
            (DocumentKind::ClockProof, _) => "办理时限说明",
            (DocumentKind::List, _) => "清单",
            (DocumentKind::FlowChart, _) => "职权流程图",
            (DocumentKind::Letter, _) => "授权委托书",
            (DocumentKind::Worded, _) => "文书",
        }
    }
}

/// A document ready to be set: every string is printed as it is given; an empty one leaves its place out.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// Its kind.
    pub kind: DocumentKind,
    /// Its language.
    pub language: Language,
    /// On a page on its side, for wide tables.
    pub landscape: bool,
    /// The title, printed large in the middle.
    pub title: String,
    /// The number line (文号), for example 前审受〔2026〕15号; a second line may follow a line break.
    pub number: String,
    /// The division (行政区划) or centre, in small print at the head of each page.
    pub division_name: String,
    /// The body that issues it, above the title and in the signature.
    pub body_name: String,
    /// The name along the arc of the seal (行政审批专用章); without it no seal is printed.
    pub seal_name: Option<String>,
    /// Whom it is addressed to.
    pub addressee: String,
    /// The date under the signature, for example 2026年11月22日 or 2026-11-22. Its three numbers are also the date in the file.
    pub date_words: String,
    /// What it says.
    pub paragraphs: Vec<Block>,
    /// The address behind the QR code; without it no code is printed.
    pub qr_url: Option<String>,
    /// The words beside the QR code.
    pub qr_caption: String,
    /// Small print at the foot of each page.
    pub footer: String,
    /// Marks the seal and the head of each page with 演示.
    pub demonstration: bool,
}

/// A part of a document's text.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// A paragraph, its first line indented by two characters.
    Paragraph(String),
    /// A heading (一、…), kept with what follows.
    Heading(String),
    /// A table of two columns: label and value. An empty value is printed as a dash.
    Facts(Vec<(String, String)>),
    /// A table with a head that is repeated on each page.
    Table {
        /// The words of the head.
        head: Vec<String>,
        /// The rows; a row that is too short is filled with empty cells.
        rows: Vec<Vec<String>>,
        /// The widths in any unit; equal when their count is not the head's.
        widths: Vec<f32>,
    },
    /// Numbered items.
    List(Vec<String>),
    /// Small print.
    Note(String),
    /// A drawing.
    Drawing(Drawing),
}

/// A drawing of boxes, lines and words in rows, between which a page may end.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drawing {
    /// What it shows, for those who cannot see it.
    pub alternative: String,
    /// The rows from top to bottom.
    pub rows: Vec<DrawnRow>,
}

/// A row of a drawing; places are counted in points from its top left.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DrawnRow {
    /// Height in points.
    pub height: f32,
    /// What is drawn.
    pub shapes: Vec<Shape>,
}

/// A part of a drawing.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A frame with a shaded ground.
    Frame {
        /// Left edge.
        x: f32,
        /// Upper edge.
        y: f32,
        /// Width.
        width: f32,
        /// Height.
        height: f32,
    },
    /// A dark bar without a frame.
    Bar {
        /// Left edge.
        x: f32,
        /// Upper edge.
        y: f32,
        /// Width.
        width: f32,
        /// Height.
        height: f32,
    },
    /// A line.
    Rule {
        /// Beginning.
        from: (f32, f32),
        /// End.
        to: (f32, f32),
    },
    /// Words in one line.
    Words {
        /// Middle of the words.
        middle: f32,
        /// Baseline.
        baseline: f32,
        /// Size of the type.
        size: f32,
        /// In bold.
        bold: bool,
        /// The words.
        text: String,
    },
}
