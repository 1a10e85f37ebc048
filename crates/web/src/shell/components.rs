//! The data of components: what the macros in `templates/components/` draw.

/// A link with its words.
#[derive(Clone, Debug)]
pub struct LinkTo {
    /// Address.
    pub href: String,
    /// Words.
    pub words: String,
}

impl LinkTo {
    /// A link.
    pub fn new(href: impl Into<String>, words: impl Into<String>) -> Self {
        Self {
            href: href.into(),
            words: words.into(),
        }
    }
}

/// What a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// One line.
    Text,
    /// Several lines.
    LongText,
    /// A whole number.
    Integer,
    /// A number with decimal places.
    Decimal,
    /// A day, sent as 2026-11-22.
    Date,
    /// One of several: radio buttons up to six, else a list to choose from.
    Choice,
    /// Several of several.
    Choices,
    /// Yes or no, sent as `yes` or `no`.
    YesNo,
    /// A telephone number.
    Phone,
    /// A postal address.
    Address,
    /// A file.
    File,
    /// A secret word.
    Password,
}

/// One of the values of a choice.
#[derive(Clone, Debug)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is shown.
    pub words: String,
}

/// A field (字段) of a form with its label, hint, error and value.
#[derive(Clone, Debug)]
pub struct Field {
    /// Name that is sent; also the anchor that the error summary links to.
    pub name: String,
    /// Label.
    pub label: String,
    /// What it takes.
    pub kind: FieldKind,
    /// What helps to fill it in; empty if nothing.
    pub hint: String,
    /// What is wrong and what would be right; empty if nothing.
    pub error: String,
    /// What was typed or is known.
    pub value: String,
    /// It may be left out; the label says so.
    pub optional: bool,
    /// Longest text in characters.
    pub max_length: Option<u32>,
    /// The purpose for the browser's memory, such as `name` or `tel`.
    pub autocomplete: &'static str,
    /// The values of a choice.
    pub choices: Vec<Choice>,
    /// Where a known value was taken from; empty if typed.
    pub known_from: String,
    /// Kinds of files that are taken, as in the `accept` attribute.
    pub accept: String,
    /// Unit of a number; empty if it has none.
    pub unit: String,
    /// When it is asked, in words; empty if always.
    pub when: String,
    /// The same for the script: names and answers as JSON.
    pub condition: String,
    /// Several files may be chosen at once.
    pub multiple: bool,
    /// No more files are taken.
    pub full: bool,
    /// Files that were uploaded before.
    pub kept: Vec<KeptFile>,
    /// Whoever comes to the page begins here.
    pub first: bool,
}

/// A file of a form that was uploaded before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptFile {
    /// SHA-256, by which the page names it.
    pub hash: String,
    /// Name.
    pub name: String,
    /// Size in words.
    pub size: String,
}

impl Field {
    /// A field with nothing in it.
    pub fn new(kind: FieldKind, name: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            label: label.into(),
            kind,
            hint: String::new(),
            error: String::new(),
            value: String::new(),
            optional: false,
            max_length: None,
            autocomplete: if kind == FieldKind::Phone { "tel" } else { "" },
            choices: Vec::new(),
            known_from: String::new(),
            accept: String::new(),
            unit: String::new(),
            when: String::new(),
            condition: String::new(),
            multiple: false,
            full: false,
            kept: Vec::new(),
            first: false,
        }
    }

    /// One line of text.
    pub fn text(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(FieldKind::Text, name, label)
    }

    /// Says what helps.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// Says what is wrong and what would be right.
    pub fn error(mut self, error: impl Into<String>) -> Self {
        self.error = error.into();
        self
    }

    /// Fills in.
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    /// May be left out.
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// The longest text in characters.
    pub fn max_length(mut self, characters: u32) -> Self {
        self.max_length = Some(characters);
        self
    }

    /// The purpose for the browser's memory.
    pub fn autocomplete(mut self, purpose: &'static str) -> Self {
        self.autocomplete = purpose;
        self
    }

    /// Adds a value to choose.
    pub fn choice(mut self, value: impl Into<String>, words: impl Into<String>) -> Self {
        self.choices.push(Choice {
            value: value.into(),
            words: words.into(),
        });
        self
    }

    /// Marks the value as known, and from where.
    pub fn known_from(mut self, source: impl Into<String>) -> Self {
        self.known_from = source.into();
        self
    }

    /// The kinds of files that are taken.
    pub fn accept(mut self, kinds: impl Into<String>) -> Self {
        self.accept = kinds.into();
        self
    }

    /// It is drawn as a group of buttons under one legend.
    pub fn is_group(&self) -> bool {
        match self.kind {
            FieldKind::YesNo | FieldKind::Choices => true,
            FieldKind::Choice => self.choices.len() <= 6,
            _ => false,
        }
    }

    /// How a group is drawn.
    pub fn group_type(&self) -> &'static str {
        if self.kind == FieldKind::Choices {
            "checkbox"
        } else {
            "radio"
        }
    }

    /// Whether a value is chosen; several are kept with a comma between them.
    pub fn is_chosen(&self, value: &str) -> bool {
        if self.kind == FieldKind::Choices {
            self.value.split(',').any(|one| one == value)
        } else {
            self.value == value
        }
    }

    /// Whether it is of a kind, by the kind's name: for templates.
    pub fn is(&self, kind: &str) -> bool {
        let own = match self.kind {
            FieldKind::Text => "text",
            FieldKind::LongText => "long_text",
            FieldKind::Integer => "integer",
            FieldKind::Decimal => "decimal",
            FieldKind::Date => "date",
            FieldKind::Choice => "choice",
            FieldKind::Choices => "choices",
            FieldKind::YesNo => "yes_no",
            FieldKind::Phone => "phone",
            FieldKind::Address => "address",
            FieldKind::File => "file",
            FieldKind::Password => "password",
        };
        own == kind
    }

    /// The ids of hint and error, for `aria-describedby`.
    pub fn described_by(&self) -> String {
        let mut ids = Vec::new();
        if !self.hint.is_empty() {
            ids.push(format!("{}-hint", self.name));
        }
        if !self.when.is_empty() {
            ids.push(format!("{}-when", self.name));
        }
        if !self.unit.is_empty() {
            ids.push(format!("{}-unit", self.name));
        }
        if !self.known_from.is_empty() {
            ids.push(format!("{}-known", self.name));
        }
        if !self.error.is_empty() {
            ids.push(format!("{}-error", self.name));
        }
        ids.join(" ")
    }
}

/// How a clock (时限) stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockState {
    /// It runs, with time enough.
    Running,
    /// It ends soon.
    Soon,
    /// Its time is over.
    Late,
    /// It stands still.
    Paused,
    /// It ended in time.
    Met,
    /// It ended late.
    MetLate,
}

impl ClockState {
    /// The name used in style classes.
    pub fn class(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Soon => "soon",
            Self::Late => "late",
            Self::Paused => "paused",
            Self::Met => "met",
            Self::MetLate => "met-late",
        }
    }

    /// The icon's name.
    pub fn icon(self) -> &'static str {
        match self {
            Self::Running => "clock",
            Self::Soon => "alert-triangle",
            Self::Late | Self::MetLate => "alert-octagon",
            Self::Paused => "player-pause",
            Self::Met => "circle-check",
        }
    }

    /// The key of its words.
    pub fn key(self) -> &'static str {
        match self {
            Self::Running => "clock.running",
            Self::Soon => "clock.soon",
            Self::Late => "clock.late",
            Self::Paused => "clock.paused",
            Self::Met => "clock.met",
            Self::MetLate => "clock.met_late",
        }
    }
}

/// A clock with what is left of it and when it ends.
#[derive(Clone, Debug)]
pub struct Clock {
    /// Which clock: 法定时限, 承诺时限.
    pub name: String,
    /// How it stands.
    pub state: ClockState,
    /// Time left in words.
    pub words: String,
    /// When it ends, in words.
    pub due: String,
    /// Working days used.
    pub used: u32,
    /// Working days in all.
    pub budget: u32,
}

/// How something stands, as a lamp (红黄绿灯).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lamp {
    /// Nothing is known or to be done.
    Grey,
    /// All is well.
    Green,
    /// Soon late.
    Yellow,
    /// Late or refused.
    Red,
}

impl Lamp {
    /// The name used in style classes.
    pub fn class(self) -> &'static str {
        match self {
            Self::Grey => "grey",
            Self::Green => "green",
            Self::Yellow => "yellow",
            Self::Red => "red",
        }
    }

    /// The icon's name: the shape differs as well as the colour.
    pub fn icon(self) -> &'static str {
        match self {
            Self::Grey => "circle-dashed",
            Self::Green => "circle-check",
            Self::Yellow => "alert-triangle",
            Self::Red => "alert-octagon",
        }
    }
}

/// How a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    /// It is done.
    Done,
    /// It is being done.
    Current,
    /// It is still to come.
    Ahead,
    /// It ended badly: refused, withdrawn, late.
    Stopped,
}

impl StepState {
    /// The name used in style classes.
    pub fn class(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Current => "current",
            Self::Ahead => "ahead",
            Self::Stopped => "stopped",
        }
    }

    /// The icon's name.
    pub fn icon(self) -> &'static str {
        match self {
            Self::Done => "circle-check",
            Self::Current => "clock",
            Self::Ahead => "circle-dashed",
            Self::Stopped => "circle-x",
        }
    }

    /// The key of its words.
    pub fn key(self) -> &'static str {
        match self {
            Self::Done => "step.done",
            Self::Current => "step.current",
            Self::Ahead => "step.ahead",
            Self::Stopped => "step.stopped",
        }
    }
}

/// One entry of a timeline (办理过程).
#[derive(Clone, Debug)]
pub struct TimelineEntry {
    /// What happened or will happen.
    pub title: String,
    /// How it stands.
    pub state: StepState,
    /// When, in words; empty if not known.
    pub when: String,
    /// Who; empty if nobody.
    pub who: String,
    /// More about it; empty if nothing.
    pub note: String,
    /// Documents that came of it.
    pub documents: Vec<LinkTo>,
}

/// How a task stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskState {
    /// It is done.
    Done,
    /// It was begun.
    Begun,
    /// It is to be done.
    ToDo,
    /// Another one comes first.
    NotYet,
    /// Something in it must be mended.
    Wrong,
}

impl TaskState {
    /// The name used in style classes.
    pub fn class(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Begun => "begun",
            Self::ToDo => "to-do",
            Self::NotYet => "not-yet",
            Self::Wrong => "wrong",
        }
    }

    /// The icon's name.
    pub fn icon(self) -> &'static str {
        match self {
            Self::Done => "circle-check",
            Self::Begun => "pencil",
            Self::ToDo => "circle",
            Self::NotYet => "lock",
            Self::Wrong => "alert-triangle",
        }
    }

    /// The key of its words.
    pub fn key(self) -> &'static str {
        match self {
            Self::Done => "task.done",
            Self::Begun => "task.begun",
            Self::ToDo => "task.to_do",
            Self::NotYet => "task.not_yet",
            Self::Wrong => "task.wrong",
        }
    }
}

/// One task of a task list (任务清单).
#[derive(Clone, Debug)]
pub struct Task {
    /// What is to be done.
    pub title: String,
    /// Where it is done; not linked while it cannot be begun.
    pub href: String,
    /// How it stands.
    pub state: TaskState,
    /// More about it; empty if nothing.
    pub hint: String,
}

/// One row of a summary list.
#[derive(Clone, Debug)]
pub struct SummaryRow {
    /// What it is.
    pub label: String,
    /// What was answered; empty is shown as such.
    pub value: String,
    /// Where it can be changed; none if it cannot.
    pub change: Option<LinkTo>,
}

impl SummaryRow {
    /// A row that cannot be changed.
    pub fn new(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            value: value.into(),
            change: None,
        }
    }

    /// Says where it can be changed.
    pub fn change(mut self, href: impl Into<String>, words: impl Into<String>) -> Self {
        self.change = Some(LinkTo::new(href, words));
        self
    }
}

/// What is wrong with a form: the fault and where it is.
#[derive(Clone, Debug)]
pub struct Fault {
    /// Name of the field; empty if it concerns the whole form.
    pub field: String,
    /// What is wrong and what would be right.
    pub words: String,
}

impl Fault {
    /// As the domain names it, in the words of the page.
    pub fn as_found(&self) -> yimen_domain::words::Fault {
        yimen_domain::words::Fault::new(self.field.clone(), self.words.clone(), self.words.clone())
    }
}

/// The faults of fields, in their order.
pub fn faults(fields: &[Field]) -> Vec<Fault> {
    fields
        .iter()
        .filter(|field| !field.error.is_empty())
        .map(|field| Fault {
            field: field.name.clone(),
            words: field.error.clone(),
        })
        .collect()
}

/// The way through a list by key (翻页).
#[derive(Clone, Debug, Default)]
pub struct Pager {
    /// Address of the first page, when this is not it.
    pub first: Option<String>,
    /// Address of the next page, when there is more.
    pub next: Option<String>,
}

/// The step of a heat table from 0 (nothing) to 5 (most).
pub fn heat(value: u64, most: u64) -> u64 {
    if value == 0 {
        0
    } else {
        (value * 5).div_ceil(most.max(1)).min(5)
    }
}

#[cfg(test)]
mod tests {
    use super::{Field, FieldKind, faults, heat};

    #[test]
    fn heat_goes_from_nothing_to_most() {
        assert_eq!(
            [heat(0, 9), heat(1, 9), heat(9, 9), heat(20, 9), heat(1, 0)],
            [0, 1, 5, 5, 5]
        );
    }

    #[test]
    fn only_wrong_fields_are_summed_up() {
        let fields = [
            Field::text("name", "姓名").error("请填写姓名"),
            Field::new(FieldKind::Phone, "phone", "手机号码"),
        ];
        let found = faults(&fields);
        assert_eq!((found.len(), found[0].field.as_str()), (1, "name"));
    }

    #[test]
    fn a_long_choice_becomes_a_list() {
        let mut field = Field::new(FieldKind::Choice, "town", "乡镇");
        assert!(field.is_group());
        for town in 0..7 {
            field = field.choice(town.to_string(), format!("{town}"));
        }
        assert!(!field.is_group());
    }
}
