//! Papers that go from hand to hand (纸质材料交接): a slip with a bar code lists them, the receiver confirms what came, and they come back the same way.
//! Whoever has the papers of a case, and since when, stands in the case (档案法 art. 4: files are kept whole and safe).

mod decide;

pub(super) use decide::{decide, ways};

use crate::calendar::Day;
use crate::items::coded::coded;
use crate::organisation::permission::Permission;

use super::command::Command;
use super::event::{Event, What};

coded! {
    /// Sorts of places between which papers move (交接单位类型).
    PlaceKind {
        Window = "window", "", "窗口", "window";
        Section = "section", "", "科室", "section";
        Body = "body", "", "部门", "body";
        Archive = "archive", "", "档案室", "archive";
    }
}

coded! {
    /// Where a slip stands (交接状态).
    Standing {
        Sent = "sent", "", "已送出，待接收", "sent, not confirmed yet";
        There = "there", "", "对方已接收", "received there";
        Returning = "returning", "", "已送回，待收回", "sent back, not confirmed yet";
        Back = "back", "", "已收回", "back";
    }
}

/// A place that has papers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Sort.
    pub kind: PlaceKind,
    /// Its name; of an office, never of a private person.
    pub name: String,
}

/// A paper of a slip: by the code of the item's material, so that no words about anybody get into the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// Code of a material; `file` for the file of the case, `form` for the application form, `result` for what was issued.
    pub code: String,
    /// How many copies (份数).
    pub copies: u32,
    /// Pages in all (页数).
    pub pages: u32,
}

/// What of a paper did not come (缺少).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// Code of the paper.
    pub code: String,
    /// How many copies.
    pub copies: u32,
}

/// Who did a step, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// On.
    pub day: Day,
    /// Name of whoever did it.
    pub by: String,
}

/// A slip (交接单).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    /// Fourteen digits, the last of which checks the others: what the bars say.
    pub code: String,
    /// What goes along.
    pub papers: Vec<Paper>,
    /// From.
    pub from: Place,
    /// To.
    pub to: Place,
    /// To be back by then; nothing where they stay.
    pub back_by: Option<Day>,
    /// Sent.
    pub sent: Mark,
    /// Confirmed there.
    pub received: Option<Mark>,
    /// What did not come there.
    pub missing_there: Vec<Missing>,
    /// Sent back.
    pub returned: Option<Mark>,
    /// Confirmed to be back.
    pub back: Option<Mark>,
    /// What did not come back.
    pub missing_back: Vec<Missing>,
}

impl Slip {
    /// Where it stands.
    pub fn standing(&self) -> Standing {
        match (&self.received, &self.returned, &self.back) {
            (None, ..) => Standing::Sent,
            (Some(_), None, _) => Standing::There,
            (Some(_), Some(_), None) => Standing::Returning,
            (Some(_), Some(_), Some(_)) => Standing::Back,
        }
    }

    /// The papers are on their way, or have to come back.
    pub fn is_open(&self) -> bool {
        match self.standing() {
            Standing::Sent | Standing::Returning => true,
            Standing::There => self.back_by.is_some(),
            Standing::Back => false,
        }
    }

    /// The last step.
    pub fn last(&self) -> &Mark {
        let later = self.back.as_ref().or(self.returned.as_ref()).or(self.received.as_ref());
        later.unwrap_or(&self.sent)
    }

    /// They should be back.
    pub fn is_overdue(&self, today: Day) -> bool {
        self.is_open() && self.back_by.is_some_and(|by| by < today)
    }
}

/// Something to be done with papers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// 送出.
    Send {
        /// What goes along.
        papers: Vec<Paper>,
        /// From.
        from: Place,
        /// To.
        to: Place,
        /// To be back by then; nothing where they stay.
        back_by: Option<Day>,
    },
    /// 接收: what came, and what did not.
    Receive {
        /// Code of the slip.
        code: String,
        /// What did not come.
        missing: Vec<Missing>,
    },
    /// 送回.
    SendBack {
        /// Code of the slip.
        code: String,
    },
    /// 收回.
    TakeBack {
        /// Code of the slip.
        code: String,
        /// What did not come back.
        missing: Vec<Missing>,
    },
}

impl Order {
    /// Stable name.
    pub fn name(&self) -> &'static str {
        match self {
            Order::Send { .. } => "send_papers",
            Order::Receive { .. } => "receive_papers",
            Order::SendBack { .. } => "send_papers_back",
            Order::TakeBack { .. } => "get_papers_back",
        }
    }

    /// What giving it takes.
    pub fn permission(&self) -> Permission {
        Permission::MovePapers
    }
}

impl From<Order> for Command {
    fn from(order: Order) -> Command {
        Command::Slips(order)
    }
}

/// What an order of this area is called in the middle of a sentence.
pub fn order_words(name: &str) -> Option<(&'static str, &'static str)> {
    Some(match name {
        "send_papers" => ("移交纸质材料", "hand papers over"),
        "receive_papers" => ("接收纸质材料", "confirm that papers came"),
        "send_papers_back" => ("送回纸质材料", "send papers back"),
        "get_papers_back" => ("收回纸质材料", "confirm that papers are back"),
        _ => return None,
    })
}

/// What happened to papers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happened {
    /// 送出.
    Sent {
        /// On.
        day: Day,
        /// Code of the slip.
        code: String,
        /// What went along.
        papers: Vec<Paper>,
        /// From.
        from: Place,
        /// To.
        to: Place,
        /// To be back by then.
        back_by: Option<Day>,
    },
    /// 接收.
    Received {
        /// On.
        day: Day,
        /// Code of the slip.
        code: String,
        /// What did not come.
        missing: Vec<Missing>,
    },
    /// 送回.
    Returned {
        /// On.
        day: Day,
        /// Code of the slip.
        code: String,
    },
    /// 收回.
    Back {
        /// On.
        day: Day,
        /// Code of the slip.
        code: String,
        /// What did not come back.
        missing: Vec<Missing>,
    },
}

impl Happened {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Happened::Sent { .. } => "papers_sent",
            Happened::Received { .. } => "papers_received",
            Happened::Returned { .. } => "papers_sent_back",
            Happened::Back { .. } => "papers_back",
        }
    }

    /// Heading in a timeline.
    pub fn words(&self) -> (&'static str, &'static str) {
        match self {
            Happened::Sent { .. } => ("纸质材料已送出", "Papers sent with a slip"),
            Happened::Received { .. } => ("纸质材料已接收", "Papers received there"),
            Happened::Returned { .. } => ("纸质材料已送回", "Papers sent back"),
            Happened::Back { .. } => ("纸质材料已收回", "Papers are back"),
        }
    }

    /// The slip that it is about.
    pub fn slip(&self) -> &str {
        match self {
            Happened::Sent { code, .. }
            | Happened::Received { code, .. }
            | Happened::Returned { code, .. }
            | Happened::Back { code, .. } => code,
        }
    }
}

impl From<Happened> for What {
    fn from(happened: Happened) -> What {
        What::Slips(happened)
    }
}

/// The slips of a case, in the order in which they were made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Slips(Vec<Slip>);

impl Slips {
    /// All of them.
    pub fn all(&self) -> &[Slip] {
        &self.0
    }

    /// The one with this code.
    pub fn get(&self, code: &str) -> Option<&Slip> {
        self.0.iter().find(|slip| slip.code == code)
    }

    /// Those whose papers are elsewhere now.
    pub fn away(&self) -> impl Iterator<Item = &Slip> {
        self.0.iter().filter(|slip| slip.standing() != Standing::Back)
    }

    /// Takes what happened; says what does not fit.
    pub(super) fn apply(&mut self, happened: &Happened, event: &Event) -> Result<(), &'static str> {
        let mark = |day: &Day| Mark {
            day: *day,
            by: event.actor.name.clone(),
        };
        if let Happened::Sent {
            day,
            code,
            papers,
            from,
            to,
            back_by,
        } = happened
        {
            if self.get(code).is_some() {
                return Err("a slip is made once");
            }
            self.0.push(Slip {
                code: code.clone(),
                papers: papers.clone(),
                from: from.clone(),
                to: to.clone(),
                back_by: *back_by,
                sent: mark(day),
                received: None,
                missing_there: Vec::new(),
                returned: None,
                back: None,
                missing_back: Vec::new(),
            });
            return Ok(());
        }
        let slip = self.0.iter_mut().find(|slip| slip.code == happened.slip());
        let slip = slip.ok_or("papers move with a slip of their case")?;
        match (happened, slip.standing()) {
            (Happened::Received { day, missing, .. }, Standing::Sent) => {
                slip.received = Some(mark(day));
                slip.missing_there.clone_from(missing);
            }
            (Happened::Returned { day, .. }, Standing::There) => slip.returned = Some(mark(day)),
            (Happened::Back { day, missing, .. }, Standing::Returning) => {
                slip.back = Some(mark(day));
                slip.missing_back.clone_from(missing);
            }
            _ => return Err("papers come where they were sent, and go back from there"),
        }
        Ok(())
    }
}

/// Fourteen digits from 32 hex digits that nobody can guess and the place of the slip in its case; the last one checks the others (Luhn), so
/// that a slip of the finger is noticed.
pub fn code_from(token: &str, place: usize) -> String {
    let number = u64::from_str_radix(token.get(..15).unwrap_or_default(), 16).unwrap_or_default();
    let number = number.wrapping_add(place as u64);
    let digits = format!("{:013}", number % 10_000_000_000_000);
    let check = check_digit(&digits);
    format!("{digits}{check}")
}

/// Whether these are the digits of a slip.
pub fn is_code(text: &str) -> bool {
    let digits = text.len() == 14 && text.bytes().all(|byte| byte.is_ascii_digit());
    digits && text.ends_with(&check_digit(&text[..13]).to_string())
}

fn check_digit(digits: &str) -> u32 {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(at, byte)| {
            let digit = u32::from(byte - b'0') * if at % 2 == 0 { 2 } else { 1 };
            digit / 10 + digit % 10
        })
        .sum();
    (10 - sum % 10) % 10
}
