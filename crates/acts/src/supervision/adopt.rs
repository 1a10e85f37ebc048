//! Putting rules of supervision in force (启用、修改、停用监察规则): a whole set, single rules, a next version, an end.

use yimen_domain::calendar::Day;
use yimen_domain::organisation::Actor;
use yimen_domain::organisation::permission::{About, Permission};
use yimen_domain::supervision::rule::{Rule, RuleCode};
use yimen_domain::supervision::sets;
use yimen_domain::words::{Fault, Refusal, RefusalKind};
use yimen_store::tables::supervision_rules::SupervisionRulesRow;
use yimen_store::{Built, CommitError};

use super::book::{self, Entry};
use crate::error::changed_meanwhile;
use crate::{ActError, Centre};

/// Longest name of a notice.
const LONGEST_NOTICE: usize = 300;
/// Most rules of one change.
const MOST: usize = 200;

/// The rules of a set that were chosen, as they would hold from a day on; all of it where none is named.
///
/// # Errors
/// There is no such set, or no such rule in it.
pub fn of_set(set: &str, codes: &[String], from: Day) -> Result<Vec<Rule>, Refusal> {
    let set = sets::set(set).ok_or_else(|| Refusal::missing("这套监察规则", "this set of supervision rules"))?;
    let mut rules = set.rules(from)?;
    if let Some(unknown) = codes
        .iter()
        .find(|code| !rules.iter().any(|rule| rule.mark.code.as_str() == *code))
    {
        let (zh, en) = (format!("规则 {unknown}"), format!("rule {unknown} in this set"));
        return Err(Refusal::missing(&zh, &en));
    }
    rules.retain(|rule| codes.is_empty() || codes.iter().any(|code| rule.mark.code.as_str() == code));
    Ok(rules)
}

/// Puts rules in force from the day that each names; answers the number of the change. With `alone` every other rule that is in force or to come ends
/// the day before the first of them begins.
///
/// # Errors
/// Who asks may not, a rule is none or reaches back, or somebody else changed the rules meanwhile. Nothing was changed then.
pub async fn put_in_force(
    centre: &Centre,
    by: &Actor,
    notice: &str,
    rules: Vec<Rule>,
    alone: bool,
) -> Result<u32, ActError> {
    let mut entries = Vec::new();
    if let (true, Some(first)) = (alone, rules.iter().map(|rule| rule.from).min()) {
        let last_day = first.plus(-1);
        let known = centre.supervision();
        let others = known.book().rules().iter().filter(|rule| {
            let goes_on = rule.from <= last_day && rule.until.is_none_or(|until| until > last_day);
            goes_on && !rules.iter().any(|new| new.mark.code == rule.mark.code)
        });
        entries.extend(others.map(|rule| Entry::Ends(rule.mark.code.clone(), last_day)));
    }
    entries.extend(rules.into_iter().map(|rule| Entry::Enacts(Box::new(rule))));
    apply(centre, by, notice, entries).await
}

/// Ends a rule with a day; answers the number of the change.
///
/// # Errors
/// As [`put_in_force`]; or no rule with this code is in force.
pub async fn end(centre: &Centre, by: &Actor, notice: &str, code: RuleCode, last_day: Day) -> Result<u32, ActError> {
    apply(centre, by, notice, vec![Entry::Ends(code, last_day)]).await
}

async fn apply(centre: &Centre, by: &Actor, notice: &str, entries: Vec<Entry>) -> Result<u32, ActError> {
    if !by.may(Permission::SetSupervisionRules, About::CENTRE) {
        return Err(not_yours().into());
    }
    book::refresh(centre).await?;
    let notice = notice.trim();
    let mut faults = Vec::new();
    if notice.is_empty() || notice.chars().count() > LONGEST_NOTICE || notice.chars().any(char::is_control) {
        faults.push(Fault::new(
            "notice",
            "请写明依据的文件或者决定，1 至 300 个字。",
            "Name the document or decision behind it, in 1 to 300 characters.",
        ));
    }
    if entries.is_empty() || entries.len() > MOST {
        faults.push(Fault::new(
            "rules",
            format!("请选择 1 至 {MOST} 条规则。"),
            format!("Choose 1 to {MOST} rules."),
        ));
    }
    faults.extend(entries.iter().filter_map(|entry| nowhere(centre, entry)));
    if !faults.is_empty() {
        return Err(Refusal::invalid(faults).into());
    }
    let known = centre.supervision();
    book::after(known.book(), &entries, centre.today())?;
    let row = SupervisionRulesRow {
        number: known.last() + 1,
        notice: notice.to_string(),
        applied_at: centre.now().0,
        applied_by: by.name.clone(),
        doc: book::write(&entries)?,
    };
    let number = row.number;
    let write = row.insert(centre.div());
    let built = move |_| Built {
        writes: vec![write.clone()],
        answer: String::new(),
    };
    match centre.commit(None, None, built).await {
        Ok(_) => {
            book::refresh(centre).await?;
            Ok(number)
        }
        Err(CommitError::Conflict) => {
            book::refresh(centre).await?;
            Err(changed_meanwhile().into())
        }
        Err(error) => Err(error.into()),
    }
}

/// A rule for an item or body that is not there.
fn nowhere(centre: &Centre, entry: &Entry) -> Option<Fault> {
    let Entry::Enacts(rule) = entry else { return None };
    let no_item = |code: &String| centre.library().latest(code).is_none();
    let no_body = |code: &String| centre.organisation().body(code).is_none();
    if let Some(code) = rule.scope.item.as_ref().filter(|code| no_item(code)) {
        return Some(Fault::new(
            "scope.item",
            format!("没有编码为“{code}”的事项。"),
            format!("There is no item with the code “{code}”."),
        ));
    }
    let code = rule.scope.body.as_ref().filter(|code| no_body(code))?;
    Some(Fault::new(
        "scope.body",
        format!("没有编码为“{code}”的部门。"),
        format!("There is no body with the code “{code}”."),
    ))
}

/// Only those who may see the rules do.
///
/// # Errors
/// This is not for them.
pub fn need_seeing(actor: &Actor) -> Result<(), Refusal> {
    if actor.may(Permission::SeeSupervisionRules, About::CENTRE) {
        Ok(())
    } else {
        Err(not_yours())
    }
}

fn not_yours() -> Refusal {
    Refusal::new(
        "not_permitted",
        RefusalKind::Forbidden,
        "",
        (
            "监察规则由中心主任启用和修改，监察人员可以查看和试算。",
            "The manager of the centre puts the rules of supervision in force; inspectors see them and try them.",
        ),
        (
            "如需调整规则，请向中心主任提出。",
            "Ask the manager of the centre for a change of the rules.",
        ),
    )
}
