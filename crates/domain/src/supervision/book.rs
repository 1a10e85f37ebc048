//! The rules of a centre in all their versions (监察规则库).

use super::rule::{Place, Rule, RuleCode, RuleMark};
use crate::calendar::Day;
use crate::words::{Fault, Refusal, RefusalKind};

/// Every rule in every version, by code and version (监察规则库). It never changes; a change makes the next book.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Book {
    rules: Vec<Rule>,
}

impl Book {
    /// A book of these rules.
    ///
    /// # Errors
    /// A rule is none, or two versions of one code do not follow each other: numbers from 1, each beginning after the one before has ended.
    pub fn new(mut rules: Vec<Rule>) -> Result<Book, Refusal> {
        rules.sort_by(|one, other| one.mark.cmp(&other.mark));
        for rule in &rules {
            rule.check()?;
        }
        for versions in rules.chunk_by(|one, other| one.mark.code == other.mark.code) {
            let numbered = versions.iter().zip(1u32..).all(|(rule, nth)| rule.mark.version == nth);
            let apart = versions
                .windows(2)
                .all(|pair| pair[0].until.is_some_and(|until| until < pair[1].from));
            if !numbered || !apart {
                return Err(overlapping(&versions[0].mark.code));
            }
        }
        Ok(Book { rules })
    }

    /// Every rule, by code and version.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The versions of a code, the first one first.
    pub fn versions(&self, code: &RuleCode) -> &[Rule] {
        let begin = self.rules.partition_point(|rule| rule.mark.code < *code);
        let end = self.rules.partition_point(|rule| rule.mark.code <= *code);
        &self.rules[begin..end]
    }

    /// The rule that a card names.
    pub fn find(&self, mark: &RuleMark) -> Option<&Rule> {
        self.versions(&mark.code).iter().find(|rule| rule.mark == *mark)
    }

    /// The rules in force on a day.
    pub fn in_force(&self, day: Day) -> impl Iterator<Item = &Rule> {
        self.rules.iter().filter(move |rule| rule.is_in_force(day))
    }

    /// Puts a rule in force as the next version of its code; the version before ends the day before.
    ///
    /// # Errors
    /// It is none, it would begin in the past, or not after the version before.
    pub fn enact(&self, rule: Rule, today: Day) -> Result<Book, Refusal> {
        if rule.from < today {
            return Err(backdated(today));
        }
        let mut rules = self.rules.clone();
        let mut rule = rule;
        rule.mark.version = 1;
        if let Some(last) = rules
            .iter_mut()
            .filter(|known| known.mark.code == rule.mark.code)
            .max_by_key(|known| known.mark.version)
        {
            if rule.from <= last.from {
                return Err(not_after(last));
            }
            rule.mark.version = last.mark.version + 1;
            let before = rule.from.plus(-1);
            last.until = Some(last.until.map_or(before, |until| until.min(before)));
        }
        rules.push(rule);
        Book::new(rules)
    }

    /// Ends a rule with a day.
    ///
    /// # Errors
    /// There is none of this code that is open, or the day is past.
    pub fn end(&self, code: &RuleCode, last_day: Day, today: Day) -> Result<Book, Refusal> {
        if last_day < today {
            return Err(backdated(today));
        }
        let mut rules = self.rules.clone();
        let open = rules
            .iter_mut()
            .filter(|rule| rule.mark.code == *code && rule.until.is_none_or(|until| until > last_day))
            .max_by_key(|rule| rule.mark.version);
        let Some(open) = open.filter(|rule| rule.from <= last_day) else {
            return Err(Refusal::missing(
                "正在生效的监察规则",
                "a supervision rule in force by this code",
            ));
        };
        open.until = Some(last_day);
        Book::new(rules)
    }

    /// The version that ended the day before this one began, if it watched the same there: what one version let pass the next one takes up.
    pub(super) fn before(&self, rule: &Rule, place: Place<'_>) -> Option<&Rule> {
        self.versions(&rule.mark.code).iter().find(|known| {
            known.until == Some(rule.from.plus(-1)) && known.watch.is_of(&rule.watch) && known.scope.covers(place)
        })
    }

    /// Whether a rule speaks for a case there on a day: no nearer rule of the same colour watches the same thing.
    pub(super) fn speaks(&self, rule: &Rule, place: Place<'_>, day: Day) -> bool {
        let nearer = |other: &Rule| {
            other.mark.code != rule.mark.code
                && other.colour == rule.colour
                && other.watch.is_of(&rule.watch)
                && other.scope.covers(place)
                && other.scope.nearness() > rule.scope.nearness()
        };
        rule.scope.covers(place) && !self.in_force(day).any(nearer)
    }

    /// These rules as if they had been in force all the time, for trying them on the past: of each code the last version.
    #[must_use]
    pub fn at_all_times(&self) -> Book {
        let last = self.rules.chunk_by(|one, other| one.mark.code == other.mark.code);
        let rules = last.filter_map(|versions| versions.last()).map(|rule| Rule {
            mark: RuleMark {
                version: rule.mark.version,
                ..rule.mark.clone()
            },
            from: Day::from_days(i32::MIN),
            until: None,
            ..rule.clone()
        });
        Book { rules: rules.collect() }
    }
}

fn overlapping(code: &RuleCode) -> Refusal {
    Refusal::new(
        "supervision_versions_overlap",
        RefusalKind::State,
        "",
        (
            &format!(
                "规则 {} 的各个版本没有首尾相接：版本号应从 1 起连续，前一版本失效后下一版本才能生效。",
                code.as_str()
            ),
            &format!(
                "The versions of rule {} do not follow each other: they are numbered from 1, and each begins after the one before has ended.",
                code.as_str()
            ),
        ),
        (
            "请调整生效、失效日期，使同一天只有一个版本有效。",
            "Change the first and last days so that one version holds on any day.",
        ),
    )
}

fn not_after(last: &Rule) -> Refusal {
    Refusal::invalid(vec![Fault::new(
        "from",
        format!("新版本应在现行版本的生效日期（{}）之后生效。", last.from),
        format!(
            "The new version begins after the present one, which holds from {}.",
            last.from
        ),
    )])
}

fn backdated(today: Day) -> Refusal {
    Refusal::new(
        "supervision_rule_backdated",
        RefusalKind::Invalid,
        "",
        (
            &format!("监察规则不能溯及既往，日期不能早于今天（{today}）。"),
            &format!("A supervision rule does not reach back: no day before today ({today})."),
        ),
        (
            "请填写今天或者以后的日期；想知道规则对过去会怎样，请先试算。",
            "Give today or a later day. To see what it would have done in the past, try it first.",
        ),
    )
}
