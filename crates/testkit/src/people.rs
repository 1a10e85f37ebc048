//! People with verbs. Each verb is one act with nothing wrong in it; what a story wants otherwise, it says.

use yimen_acts::accounts::{self, Signed};
use yimen_acts::cases::Done;
use yimen_acts::cases::command::{Reach, command};
use yimen_acts::cases::submit::{Application, submit};
use yimen_acts::cases::view::{self, CaseView};
use yimen_acts::files;
use yimen_acts::vault::Applicant;
use yimen_domain::cases::Channel;
use yimen_domain::cases::additions;
use yimen_domain::cases::command::Command;
use yimen_domain::cases::event::{CorrectionRequest, Delivery, Handed, HandedIn, NonAcceptance, Outcome};
use yimen_domain::cases::intake::Origin;
use yimen_domain::clocks::{Evidence, SuspensionKind};
use yimen_domain::organisation::Actor;
use yimen_domain::ratings::{Level, Rating};
use yimen_domain::words::Refusal;

use crate::items::{PDF, answers, situation};
use crate::town::{Town, refusal};

macro_rules! people {
    ($($(#[$about:meta])* $name:ident),* $(,)?) => {$(
        $(#[$about])*
        pub struct $name<'t> {
            town: &'t Town,
            /// Who it is.
            pub signed: Signed,
        }

        impl<'t> $name<'t> {
            pub(crate) fn new(town: &'t Town, signed: Signed) -> Self {
                Self { town, signed }
            }

            /// As an actor of the domain.
            pub fn actor(&self) -> Actor {
                self.signed.actor()
            }

            /// Gives any command to a case.
            pub async fn gives(&self, number: &str, order: Command) -> Result<Done, Refusal> {
                self.gives_with(number, Reach::default(), order).await
            }

            /// Gives a command with a key, or from a page that was seen earlier.
            pub async fn gives_with(&self, number: &str, reach: Reach<'_>, order: Command) -> Result<Done, Refusal> {
                command(&self.town.centre, &self.actor(), number, reach, order).await.map_err(refusal)
            }

            /// Looks at a case.
            pub async fn looks_at(&self, number: &str) -> Result<CaseView, Refusal> {
                view::view(&self.town.centre, &self.actor(), number).await.map_err(refusal)
            }

            /// Looks at a document's PDF.
            pub async fn prints(&self, token: &str) -> Result<Vec<u8>, Refusal> {
                yimen_acts::documents::pdf(&self.town.centre, &self.actor(), token)
                    .await
                    .map(|(_, bytes)| bytes)
                    .map_err(refusal)
            }
        }
    )*};
}

people! {
    /// A citizen or a company (申请人).
    Person,
    /// A window clerk (窗口人员).
    Clerk,
    /// An examiner (审查人员).
    Examiner,
    /// A chief approver (首席审批员).
    Chief,
    /// An inspector (监察人员).
    Inspector,
}

fn on_paper(material: &str) -> Vec<HandedIn> {
    vec![HandedIn {
        material: material.into(),
        handed: Handed::Paper,
        origin: Origin::default(),
    }]
}

fn corrected(material: &str) -> Command {
    Command::Supplement {
        materials: on_paper(material),
        commitment: None,
    }
}

fn more(material: &str) -> Command {
    Command::Additions(additions::Order::HandInMore {
        materials: on_paper(material),
    })
}

impl Person<'_> {
    /// What this person told about themselves.
    pub async fn profile(&self) -> Applicant {
        accounts::profile(&self.town.centre, self.signed.id).await.unwrap()
    }

    /// An application for an item with every field filled and every required material uploaded.
    pub async fn application(&self, item: &str) -> Application {
        let item = self.town.item(item);
        let file = files::take(&self.town.centre, self.signed.id, "材料.pdf", PDF.to_vec())
            .await
            .unwrap();
        let situation = situation(&item);
        let required = item.materials_for(&situation).filter(|material| material.required);
        Application {
            item: item.code.clone(),
            channel: Channel::Web,
            applicant: self.profile().await,
            form: answers(&item, self.town.today()),
            materials: required
                .map(|material| HandedIn {
                    material: material.code.clone(),
                    handed: Handed::Files(vec![file.clone()]),
                    origin: Origin::default(),
                })
                .collect(),
            renews: None,
            situation,
            draft: None,
        }
    }

    /// Files a complete application for an item.
    pub async fn files(&self, item: &str) -> Result<Done, Refusal> {
        self.submits(None, self.application(item).await).await
    }

    /// Files this application, with a key or without.
    pub async fn submits(&self, key: Option<&str>, application: Application) -> Result<Done, Refusal> {
        submit(&self.town.centre, &self.actor(), key, application)
            .await
            .map_err(refusal)
    }

    /// Hands in a material again, on paper.
    pub async fn supplements(&self, number: &str, material: &str) -> Result<Done, Refusal> {
        self.gives(number, corrected(material)).await
    }

    /// Hands in a material while the case is examined, on paper, though nobody asked for it.
    pub async fn hands_in_more(&self, number: &str, material: &str) -> Result<Done, Refusal> {
        self.gives(number, more(material)).await
    }

    /// Rates the service, 1 to 5.
    pub async fn rates(&self, number: &str, level: u64) -> Result<Done, Refusal> {
        let level = Level::from_value(level).unwrap();
        self.gives(number, Command::Rate(Rating::new(level, "办得很快"))).await
    }

    /// Withdraws.
    pub async fn withdraws(&self, number: &str) -> Result<Done, Refusal> {
        self.gives(
            number,
            Command::Withdraw {
                reason: "不需要了".into(),
            },
        )
        .await
    }
}

impl Clerk<'_> {
    /// Accepts a case.
    pub async fn accepts(&self, number: &str) -> Result<Done, Refusal> {
        self.gives(number, Command::Accept { seen: Vec::new() }).await
    }

    /// Asks for a material to be corrected.
    pub async fn asks_for_correction(&self, number: &str, material: &str) -> Result<Done, Refusal> {
        let requests = vec![CorrectionRequest {
            material: material.into(),
            what: "请重新提供清晰的材料".into(),
        }];
        self.gives(number, Command::RequestCorrection { requests }).await
    }

    /// Takes in a material again at the window, on paper, for somebody who came.
    pub async fn takes_in(&self, number: &str, material: &str) -> Result<Done, Refusal> {
        self.gives(number, corrected(material)).await
    }

    /// Takes in what somebody brings while their case is examined.
    pub async fn takes_in_more(&self, number: &str, material: &str) -> Result<Done, Refusal> {
        self.gives(number, more(material)).await
    }

    /// Does not accept: it is somebody else's business.
    pub async fn refuses_acceptance(&self, number: &str) -> Result<Done, Refusal> {
        let ground = NonAcceptance::NotOurs {
            authority: "广安市相应主管部门".into(),
        };
        self.gives(
            number,
            Command::RefuseAcceptance {
                ground,
                reason: "由市级部门办理".into(),
            },
        )
        .await
    }

    /// Decides an instant item and hands the result over.
    pub async fn decides_at_once(&self, number: &str) -> Result<Done, Refusal> {
        let outcome = Outcome::Grant {
            conditions: Vec::new(),
            validity: String::new(),
        };
        self.gives(
            number,
            Command::Decide {
                outcome,
                hand_over: Some(Delivery::Electronic),
            },
        )
        .await
    }

    /// Records a payment.
    pub async fn takes_payment(&self, number: &str, amount_fen: i64) -> Result<Done, Refusal> {
        self.gives(
            number,
            Command::Pay {
                amount_fen,
                receipt: "票00000001".into(),
            },
        )
        .await
    }

    /// Hands the result over electronically.
    pub async fn issues(&self, number: &str) -> Result<Done, Refusal> {
        self.gives(
            number,
            Command::Issue {
                delivery: Delivery::Electronic,
            },
        )
        .await
    }
}

impl Examiner<'_> {
    /// Finds that the conditions are met.
    pub async fn reviews(&self, number: &str) -> Result<Done, Refusal> {
        self.gives(
            number,
            Command::Review {
                approve: true,
                words: "材料齐全，符合条件".into(),
            },
        )
        .await
    }

    /// Begins a special procedure of three working days.
    pub async fn suspends(&self, number: &str, kind: SuspensionKind) -> Result<Done, Refusal> {
        let evidence = Evidence {
            words: "特别程序所需时间告知书".into(),
            file: None,
        };
        let suspend = Command::Suspend {
            kind,
            told_days: 3,
            evidence,
        };
        self.gives(number, suspend).await
    }

    /// Ends it.
    pub async fn resumes(&self, number: &str) -> Result<Done, Refusal> {
        self.gives(
            number,
            Command::Resume {
                result: "已完成，符合要求".into(),
                evidence: None,
            },
        )
        .await
    }
}

impl Chief<'_> {
    /// Grants.
    pub async fn decides(&self, number: &str) -> Result<Done, Refusal> {
        let outcome = Outcome::Grant {
            conditions: vec!["按规定经营".into()],
            validity: "五年".into(),
        };
        self.gives(
            number,
            Command::Decide {
                outcome,
                hand_over: None,
            },
        )
        .await
    }

    /// Refuses, with a reason.
    pub async fn refuses(&self, number: &str) -> Result<Done, Refusal> {
        let outcome = Outcome::Refuse {
            reasons: vec!["不符合法定条件（行政许可法第三十八条）".into()],
        };
        self.gives(
            number,
            Command::Decide {
                outcome,
                hand_over: None,
            },
        )
        .await
    }

    /// Extends the limit.
    pub async fn extends(&self, number: &str, days: u32) -> Result<Done, Refusal> {
        self.gives(
            number,
            Command::Extend {
                days,
                reason: "情况复杂".into(),
                approved: None,
            },
        )
        .await
    }
}
