//! Simulated approval (模拟审批): turning it formal, its one commit to two cases, and what the applicant is told.

use yimen_domain::cases::Channel;
use yimen_domain::cases::command::Command;
use yimen_domain::cases::decide::Context;
use yimen_domain::cases::event::{HandedIn, What};
use yimen_domain::cases::simulated::turning::{self, file_formal};
use yimen_domain::cases::simulated::{Entry, Happened, Met, Opened, Order, Verdict};
use yimen_domain::items::form::{self, Answers};
use yimen_domain::items::{Chosen, Coded};
use yimen_domain::organisation::Actor;
use yimen_domain::organisation::section::Sections;
use yimen_domain::supervision::order::Watched;
use yimen_domain::words::{Refusal, Words};
use yimen_store::ledger::hex;
use yimen_store::{Built, Change, CommitError};

use crate::calendar::recompute;
use crate::items::computed::look;
use crate::mandates::need_person;
use crate::vault::Secret;
use crate::{ActError, Centre, items};

use super::command::{Beside, Prepared, Reach, item_of, once_of, prepare, repeated_or};
use super::correct::new_files;
use super::submit::{Application, Template, take_again};
use super::view::secret_of;
use super::{Done, beyond, check_key, load};

/// What is told when a simulated case is turned formal; what is not told is taken over.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Turning {
    /// What shows that the missing conditions are there.
    pub met: Vec<Met>,
    /// What is handed in anew or besides.
    pub materials: Vec<HandedIn>,
    /// The whole form, where it was changed.
    pub form: Option<Answers>,
    /// Answers to the item's questions, where they changed.
    pub situation: Option<Chosen>,
}

/// Turns a simulated case formal (转为正式审批): the formal case comes into being in the same change. With the same key it is done once, and
/// the same answer is given again.
///
/// # Errors
/// It is somebody else's, has no opinion, was turned before, a missing condition is not shown to be there, or what is handed in is wrong.
pub async fn turn(
    centre: &Centre,
    actor: &Actor,
    number: &str,
    reach: Reach<'_>,
    turning: Turning,
) -> Result<Done, ActError> {
    const TRIES: u32 = 5;
    check_key(reach.key)?;
    let told = format!("turn_formal {turning:?}");
    let once = reach
        .key
        .map(|key| once_of(centre, actor, key, number, told.as_bytes()));
    let mut tries = 0;
    loop {
        tries += 1;
        let both = match Box::pin(both_sides(centre, actor, number, reach, turning.clone())).await {
            Ok(both) => both,
            Err(refused) => return repeated_or(centre, once, refused).await,
        };
        let change = Change {
            div: centre.div().to_string(),
            once: once.clone(),
            series: vec![both.formal.series()],
            guard: None,
            build: Box::new(move |numbers| both.build(numbers.first())),
        };
        match centre.store().commit(change).await {
            Ok(outcome) => return Done::of(&outcome),
            Err(CommitError::Conflict) if tries < TRIES => {}
            Err(error) => return Err(error.into()),
        }
    }
}

/// The event on the simulated case and the formal case that begins.
struct Both {
    simulated: Prepared,
    formal: Template,
}

impl Both {
    fn build(&self, serial: u64) -> Built {
        let formal = self.formal.build(serial);
        let number = self.formal.number(serial);
        // The event on the simulated case makes no paper, so that the only number drawn is that of the formal case.
        let simulated = self.simulated.build_as(&yimen_store::Numbers(Vec::new()), |what| {
            if let What::Simulated(Happened::TurnedFormal { number: named, .. }) = what {
                named.clone_from(&number);
            }
        });
        let mut writes = simulated.writes;
        writes.extend(formal.writes);
        Built {
            writes,
            answer: formal.answer,
        }
    }
}

async fn both_sides(
    centre: &Centre,
    actor: &Actor,
    number: &str,
    reach: Reach<'_>,
    told: Turning,
) -> Result<Both, ActError> {
    let loaded = recompute::up_to_date(centre, load(centre, number).await?).await?;
    let case = loaded.case.clone();
    need_person(centre, actor, case.applicant.kind).await?;
    let order = Command::Simulated(Order::TurnFormal { met: told.met.clone() });
    let known = beyond::look(centre, &case, &order).await?;
    let simulated = prepare(centre, actor, loaded, reach, order, Beside::default(), &known)?;
    let former = item_of(centre, &case)?;
    let item = items::to_file(centre, &case.item)?;
    let before = secret_of(centre, case.id).await?.unwrap_or_default();
    let form = told.form.map_or_else(|| before.form.clone(), form::tidy);
    let form_changed = form != before.form;
    let mut application = Application {
        item: item.code.clone(),
        channel: if actor.is_staff() {
            Channel::Window
        } else {
            Channel::Web
        },
        applicant: before.applicant,
        form,
        materials: told.materials,
        renews: None,
        situation: told.situation.clone().unwrap_or_else(|| case.situation.clone()),
        draft: None,
    };
    beyond::before_filing(centre, &application, None).await?;
    let faults = centre.check_form(&item, &application.form);
    if !faults.is_empty() {
        return Err(Refusal::invalid(faults).into());
    }
    take_again(centre, actor, &mut application).await?;
    if form_changed {
        application.materials.extend(new_files(&case, &application.form));
    }
    let about = (Some(case.applicant.kind), centre.today());
    let looked = look(&item, about, &application.situation, &application.form);
    let (computed, to_check) = (looked.computed.clone(), looked.for_the_window());
    let secret = Secret {
        applicant: application.applicant,
        form: application.form,
        salt: hex(&centre.random::<16>()),
    };
    let context = Context {
        now: centre.now(),
        today: centre.today(),
        calendar: &centre.calendar(),
        item: &item,
        rules: &centre.rules().in_force(),
        actor,
        letters: &[],
        sections: Sections::NONE,
        watched: Watched::nothing(),
        token: centre.new_token(),
    };
    let turning = turning::Turning {
        channel: application.channel,
        met: told.met,
        materials: application.materials,
        situation: told.situation,
        form_changed,
        commitment: secret.commitment(centre.hash()),
        computed,
        to_check,
    };
    let whats = file_formal(&context, &case, &former, turning)?;
    let formal = Template::of(centre, actor, &item, &secret, whats)?;
    Ok(Both { simulated, formal })
}

/// What the applicant is told when a simulated case is opened for them.
pub(crate) fn opened_notice(opened: &Opened) -> Words {
    let lacks: Vec<&str> = opened.lacks.iter().map(|lack| lack.kind.words().0).collect();
    let lacks_en: Vec<&str> = opened.lacks.iter().map(|lack| lack.kind.words().1).collect();
    Words::new(
        format!(
            "已收到您的模拟审批材料。这不是行政许可申请，不开始计算办理期限；尚缺：{}。",
            lacks.join("、")
        ),
        format!(
            "We have received your papers for a simulated approval. It is no application by law, and no time limit begins. Still missing: {}.",
            lacks_en.join(", ")
        ),
    )
}

/// What the applicant is told when a case is filed: of what is simulated, that it is.
pub(crate) fn filed_notice(what: &What) -> Option<Words> {
    match what {
        What::Filed(filed) => match &filed.simulated {
            Some(Entry::Opened(opened)) => Some(opened_notice(opened)),
            _ => None,
        },
        _ => None,
    }
}

/// What the applicant is told of what happened.
pub(crate) fn notice(happened: &Happened, by_agent: bool) -> Option<Words> {
    Some(match happened {
        Happened::Examined { .. } => Words::new(
            "审查人员对您的模拟审批材料提出了意见，请查看并按意见修改。",
            "The examiner has given opinions on your simulated application. Please read them and change what they ask for.",
        ),
        Happened::Amended { .. } if by_agent => Words::new(
            "您的代理人已为您修改模拟审批材料。",
            "Your agent has changed your simulated application for you.",
        ),
        Happened::Amended { .. } => Words::new(
            "窗口已为您修改模拟审批材料，修改内容见办件详情。",
            "The window has changed your simulated application for you. Your case page shows what was changed.",
        ),
        Happened::Concluded(concluded) => match concluded.verdict {
            Verdict::Ready => Words::new(
                "模拟审批意见已出具：除前置条件外符合要求。这不是行政许可决定；前置条件具备后，请转为正式审批。",
                "The simulated opinion is there: as required but for the missing conditions. It is no decision. When the conditions are there, turn it into \
                 a formal application.",
            ),
            Verdict::NotReady => Words::new(
                "模拟审批意见已出具：尚不符合要求，请查看意见书。这不是不予行政许可决定。",
                "The simulated opinion is there: not yet as required. Please read it. It is no refusal.",
            ),
        },
        Happened::TurnedFormal { number, .. } => Words::new(
            format!("您的模拟审批已转为正式审批，办件编号 {number}。"),
            format!("Your simulated application was turned into the formal case {number}."),
        ),
        // The opinion of the examination follows, of which nobody is told before the decision.
        Happened::Adopted { .. } => return None,
    })
}
