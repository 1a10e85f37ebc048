//! Remedies against the end of a licence (对撤回、撤销、吊销、注销不服): whoever is burdened by it may be heard, ask for review and sue as against any
//! decision (许可法 art. 7, 行政复议法 art. 11 item 3, 行政诉讼法 art. 12 item 3). Where the end does not stand, the licence is as it was before.

use crate::calendar::Day;
use crate::organisation::AccountId;
use crate::words::{Fault, Refusal, RefusalKind};

use super::super::Case;
use super::super::beyond::licence::{Cancellation, Ended, Ending, Licence, Standing};
use super::super::beyond::{self, bars};
use super::super::decide::{Context, Decided};
use super::super::event::What;
use super::{Finding, Kind, Result as Found, SetAside, Settled};

/// The endings of a licence that stand and can be contested, each by how the licence stands through it.
pub fn endings(case: &Case) -> impl Iterator<Item = (Standing, &Ended)> {
    let ended = case.beyond.licence.iter().flat_map(|licence| &licence.ended);
    ended.map(|ended| (ended.how.standing(), ended))
}

/// The ending that a remedy names.
pub(super) fn named(case: &Case, ending: Standing) -> std::result::Result<&Ended, Refusal> {
    let mut all = endings(case);
    all.find(|(standing, _)| *standing == ending)
        .map(|(_, ended)| ended)
        .ok_or_else(|| {
            Refusal::new(
                "no_such_ending",
                RefusalKind::State,
                "行政许可法 第七条",
                (
                    "这个许可没有这样终止过，或者终止的决定已经不再有效。",
                    "The licence was not ended in this way, or that end does not stand any more.",
                ),
                (
                    "请刷新页面，选择仍然有效的终止决定；对准予或者不予许可的决定不服的，请选“对决定”。",
                    "Reload the page and choose an end that stands, or the decision on the application.",
                ),
            )
        })
}

/// What may come of it: an end is taken away whole; another end is an act of its own.
pub(super) fn finding_fault(finding: Finding) -> Option<Fault> {
    (finding == Finding::Changed).then(|| {
        Fault::new(
            "finding",
            "终止许可的决定被变更的，请选“撤销原决定”登记，再按变更后的内容另行办理。",
            "Where the end was changed, enter it as annulled and then make the end that takes its place.",
        )
    })
}

/// Carries out an outcome that sets the end aside.
pub(super) fn settle(case: &Case, context: &Context<'_>, result: &Found, ending: Standing) -> Decided {
    let ended = named(case, ending)?;
    let by_fraud = matches!(
        ended.how,
        Ending::Annulled {
            ground: beyond::licence::Annulment::Fraud,
            ..
        }
    );
    let rests_on_it = |bar: &&bars::Bar| by_fraud && bar.kind == bars::Kind::Fraud && bar.lifted.is_none();
    let lifted = |bar: &bars::Bar| -> What {
        beyond::Happened::BarLifted {
            day: context.today,
            of: bar.kind,
            reason: format!("{}：{}", result.kind.words().0, result.finding.words().0),
            letter: None,
        }
        .into()
    };
    Ok(case.beyond.bars.iter().filter(rests_on_it).map(lifted).collect())
}

/// The end does not stand: the licence is as it was, and a closing formality that rested on it falls too.
pub(super) fn undo(case: &mut Case, settled: &Settled, ending: Standing) -> Option<()> {
    let licence = case.beyond.licence.as_mut()?;
    let gone = taken_away(licence, ending)?;
    let papers = gone.into_iter().filter_map(|ended| {
        let standing = ended.how.standing();
        ended.document.map(|document| (standing, document.token))
    });
    case.appeals.set_aside.extend(papers.map(|(standing, paper)| SetAside {
        day: settled.day,
        paper,
        outcome: None,
        kind: settled.result.kind,
        on_procedure: settled.result.on_procedure,
        changed: false,
        ending: Some(standing),
    }));
    Some(())
}

fn taken_away(licence: &mut Licence, ending: Standing) -> Option<Vec<Ended>> {
    let at = licence.ended.iter().position(|ended| ended.how.standing() == ending)?;
    let rests_on_it = |ended: &Ended| {
        matches!(
            ended.how,
            Ending::Cancelled {
                ground: Cancellation::Ended,
                ..
            }
        )
    };
    let mut gone = vec![licence.ended.remove(at)];
    if ending != Standing::Cancelled
        && let Some(at) = licence.ended.iter().position(rests_on_it)
    {
        gone.push(licence.ended.remove(at));
    }
    Some(gone)
}

/// Who decided an end that stands.
pub(super) fn decider(case: &Case, ending: Standing) -> Option<AccountId> {
    let mut known = case.appeals.ended_by.iter().rev();
    known.find(|(standing, _)| *standing == ending).and_then(|(_, by)| *by)
}

/// The last day of reconsideration between an end and a suit against it.
pub(super) fn reconsidered(case: &Case, ending: Option<Standing>, since: Day) -> Option<Day> {
    let of_it = case
        .appeals
        .remedies
        .iter()
        .filter(|remedy| remedy.entered.entry.ending == ending)
        .filter_map(|remedy| remedy.settled.as_ref());
    of_it
        .filter(|settled| settled.result.kind == Kind::Reconsideration && settled.result.day >= since)
        .map(|settled| settled.result.day)
        .max()
}
