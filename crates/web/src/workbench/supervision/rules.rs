//! The rules of supervision (监察规则): what is in force, sets to choose from, the versions of a rule, and its next one.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use yimen_acts::ActError;
use yimen_acts::supervision::adopt::{self, need_seeing};
use yimen_acts::supervision::{Change, Entry};
use yimen_domain::calendar::Day;
use yimen_domain::organisation::Actor;
use yimen_domain::organisation::permission::{About, Permission};
use yimen_domain::supervision::rule::{Colour, Rule, RuleCode, Threshold, Watch};
use yimen_domain::supervision::sets;
use yimen_domain::words::{Fault as Wrong, Refusal};

use super::{HOME, Pairs, lamp, no, value};
use crate::app::{App, Staff, status_of};
use crate::shell::components::{Fault, Field, FieldKind, Lamp, LinkTo, SummaryRow};
use crate::shell::{CheckedForm, Flash, Html, Page, redirect_with};
use crate::workbench::shown::{self, day, pair, say};

pub(super) struct RuleLine {
    pub(super) code: String,
    pub(super) href: String,
    pub(super) name: String,
    pub(super) watch: String,
    pub(super) lamp: Lamp,
    pub(super) colour: &'static str,
    pub(super) days: String,
    pub(super) source: String,
    pub(super) assumed: String,
    pub(super) ticked: bool,
}

pub(super) fn rule_line(page: &Page, rule: &Rule) -> RuleLine {
    let code = rule.mark.code.as_str();
    let from = day(page, rule.from);
    RuleLine {
        code: code.to_string(),
        href: format!("{HOME}/rules/{code}"),
        name: say(page, &rule.name),
        watch: say(page, &rule.watch.words()),
        lamp: lamp(rule.colour),
        colour: pair(page, rule.colour.words()),
        days: match rule.until {
            Some(until) => page.t2("supervision.from_until", from, day(page, until)),
            None => page.t1("supervision.from", from),
        },
        source: format!("{} {}", rule.source.cite, rule.source.says),
        assumed: rule.source.assumed.clone(),
        ticked: true,
    }
}

fn may_set(actor: &Actor) -> bool {
    actor.may(Permission::SetSupervisionRules, About::CENTRE)
}

#[derive(Template)]
#[template(path = "workbench/supervision/rules.html")]
struct ListPage {
    page: Page,
    may: bool,
    rules: Vec<RuleLine>,
    sets: Vec<LinkTo>,
    changes: Vec<ChangeLine>,
}

struct ChangeLine {
    at: String,
    by: String,
    notice: String,
    what: String,
}

/// `GET /workbench/supervision/rules`.
pub(super) async fn list(State(app): State<App>, page: Page, staff: Staff) -> Response {
    let actor = staff.actor();
    if let Err(refusal) = need_seeing(&actor) {
        return no(page, refusal.into());
    }
    let known = app.centre.supervision();
    let today = app.centre.today();
    let on = |rule: &&Rule| rule.until.is_none_or(|until| today <= until);
    let drawn = ListPage {
        may: may_set(&actor),
        rules: known
            .book()
            .rules()
            .iter()
            .filter(on)
            .map(|rule| rule_line(&page, rule))
            .collect(),
        sets: sets::sets()
            .iter()
            .map(|set| LinkTo::new(format!("{HOME}/sets/{}", set.code), pair(&page, set.words)))
            .collect(),
        changes: known
            .changes()
            .iter()
            .rev()
            .take(50)
            .map(|change| change_line(&page, change))
            .collect(),
        page,
    };
    Html(drawn).into_response()
}

fn change_line(page: &Page, change: &Change) -> ChangeLine {
    let what = change.entries.iter().map(|entry| match entry {
        Entry::Enacts(rule) => page.t2("supervision.enacts", rule.mark.code.as_str(), day(page, rule.from)),
        Entry::Ends(code, last) => page.t2("supervision.ends", code.as_str(), day(page, *last)),
    });
    ChangeLine {
        at: page.moment(change.at.0),
        by: change.by.clone(),
        notice: change.notice.clone(),
        what: what.collect::<Vec<_>>().join(page.pick("；", "; ")),
    }
}

#[derive(Template)]
#[template(path = "workbench/supervision/set.html")]
struct SetPage {
    page: Page,
    may: bool,
    action: String,
    title: &'static str,
    cite: &'static str,
    rules: Vec<RuleLine>,
    fields: Vec<Field>,
    faults: Vec<Fault>,
    trial: String,
}

/// `GET /workbench/supervision/sets/{set}`.
pub(super) async fn set(State(app): State<App>, page: Page, staff: Staff, Path(code): Path<String>) -> Response {
    draw_set(&app, page, &staff.actor(), &code, None)
}

/// `POST /workbench/supervision/sets/{set}`.
pub(super) async fn adopt(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    Path(code): Path<String>,
    CheckedForm(pairs): CheckedForm<Pairs>,
) -> Response {
    let actor = staff.actor();
    let codes: Vec<String> = pairs
        .iter()
        .filter(|(name, _)| name == "rule")
        .map(|(_, value)| value.clone())
        .collect();
    let wish = || -> Result<Vec<Rule>, Refusal> {
        if codes.is_empty() {
            let wrong = Wrong::new("rules", "请至少选择一条规则。", "Choose at least one rule.");
            return Err(Refusal::invalid(vec![wrong]));
        }
        adopt::of_set(&code, &codes, first_day(&pairs)?)
    };
    let done = match wish() {
        Ok(rules) => {
            let alone = value(&pairs, "alone") == "yes";
            adopt::put_in_force(&app.centre, &actor, value(&pairs, "notice"), rules, alone).await
        }
        Err(refusal) => Err(refusal.into()),
    };
    match done {
        Ok(_) => redirect_with(&format!("{HOME}/rules"), &Flash::done("supervision.done.rules")),
        Err(ActError::Refused(refusal)) => draw_set(&app, page, &actor, &code, Some((&pairs, &refusal))),
        Err(error) => no(page, error),
    }
}

fn first_day(pairs: &Pairs) -> Result<Day, Refusal> {
    Day::parse(value(pairs, "from"))
        .map_err(|_| Refusal::invalid(vec![Wrong::new("from", "请填写日期。", "Give a day.")]))
}

fn draw_set(app: &App, page: Page, actor: &Actor, code: &str, again: Option<(&Pairs, &Refusal)>) -> Response {
    let tomorrow = app.centre.today().plus(1);
    let found = need_seeing(actor).and_then(|()| adopt::of_set(code, &[], tomorrow));
    let (rules, set) = match (found, sets::set(code)) {
        (Ok(rules), Some(set)) => (rules, set),
        (Err(refusal), _) => return no(page, refusal.into()),
        (Ok(_), None) => return StatusCode::NOT_FOUND.into_response(),
    };
    let mut fields = vec![
        Field::new(FieldKind::Date, "from", page.t("supervision.field.from")).value(tomorrow.to_string()),
        Field::text("notice", page.t("supervision.field.notice")).max_length(300),
        Field::new(FieldKind::YesNo, "alone", page.t("supervision.field.alone"))
            .hint(page.t("supervision.field.alone.hint"))
            .value("no"),
    ];
    let mut rules: Vec<RuleLine> = rules.iter().map(|rule| rule_line(&page, rule)).collect();
    let faults = again.map_or_else(Vec::new, |(pairs, refusal)| {
        for rule in &mut rules {
            rule.ticked = pairs.iter().any(|(name, value)| name == "rule" && *value == rule.code);
        }
        typed(&page, &mut fields, pairs, refusal)
    });
    let status = again.map_or(StatusCode::OK, |(_, refusal)| status_of(refusal));
    let drawn = SetPage {
        may: may_set(actor),
        action: format!("{HOME}/sets/{code}"),
        title: pair(&page, set.words),
        cite: set.cite,
        rules,
        fields,
        faults,
        trial: format!("{HOME}/trial?of=set:{code}"),
        page,
    };
    (status, Html(drawn)).into_response()
}

/// Keeps what was typed, and says what is wrong at its field.
fn typed(page: &Page, fields: &mut [Field], pairs: &Pairs, refusal: &Refusal) -> Vec<Fault> {
    shown::typed(page, fields, refusal, |name| value(pairs, name).to_string())
}

#[derive(Template)]
#[template(path = "workbench/supervision/rule.html")]
struct RulePage {
    page: Page,
    may: bool,
    action: String,
    code: String,
    name: String,
    versions: Vec<VersionShown>,
    fields: Vec<Field>,
    ending: Vec<Field>,
    ends: bool,
    faults: Vec<Fault>,
    trial: String,
}

struct VersionShown {
    title: String,
    facts: Vec<SummaryRow>,
}

/// `GET /workbench/supervision/rules/{code}`.
pub(super) async fn show(State(app): State<App>, page: Page, staff: Staff, Path(code): Path<String>) -> Response {
    draw_rule(&app, page, &staff.actor(), &code, None)
}

/// `POST /workbench/supervision/rules/{code}`: the next version, or an end.
pub(super) async fn change(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    Path(code): Path<String>,
    CheckedForm(pairs): CheckedForm<Pairs>,
) -> Response {
    let actor = staff.actor();
    let known = app.centre.supervision();
    let Some(last) = RuleCode::parse(&code)
        .ok()
        .and_then(|code| known.book().versions(&code).last())
    else {
        return no(
            page,
            Refusal::missing("这条监察规则", "this rule of supervision").into(),
        );
    };
    let done = if value(&pairs, "step") == "end" {
        match Day::parse(value(&pairs, "last_day")) {
            Ok(day) => {
                adopt::end(
                    &app.centre,
                    &actor,
                    value(&pairs, "end_notice"),
                    last.mark.code.clone(),
                    day,
                )
                .await
            }
            Err(_) => Err(Refusal::invalid(vec![Wrong::new("last_day", "请填写日期。", "Give a day.")]).into()),
        }
    } else {
        match next_version(last, &pairs) {
            Ok(rule) => adopt::put_in_force(&app.centre, &actor, value(&pairs, "notice"), vec![rule], false).await,
            Err(refusal) => Err(refusal.into()),
        }
    };
    match done {
        Ok(_) => redirect_with(&format!("{HOME}/rules/{code}"), &Flash::done("supervision.done.rules")),
        Err(ActError::Refused(mut refusal)) => {
            if value(&pairs, "step") == "end" {
                let of_notice = refusal.faults.iter_mut().filter(|fault| fault.field == "notice");
                of_notice.for_each(|fault| fault.field = "end_notice".into());
            }
            draw_rule(&app, page, &actor, &code, Some((&pairs, &refusal)))
        }
        Err(error) => no(page, error),
    }
}

/// The rule with what was typed in place of what it had.
fn next_version(last: &Rule, pairs: &Pairs) -> Result<Rule, Refusal> {
    let mut faults = Vec::new();
    let mut number = |name: &str| {
        value(pairs, name).parse::<u32>().unwrap_or_else(|_| {
            faults.push(Wrong::new(name, "请填写整数。", "Give a whole number."));
            0
        })
    };
    let mut rule = Rule {
        from: first_day(pairs)?,
        until: None,
        ..last.clone()
    };
    rule.limits.answer = number("limits.answer");
    rule.limits.appeal = number("limits.appeal");
    rule.limits.judge = number("limits.judge");
    match &mut rule.watch {
        Watch::Clock { at, .. } => {
            let amount = number("watch.amount");
            *at = Threshold::parse(value(pairs, "watch.at"), amount).unwrap_or(*at);
        }
        Watch::Pattern { count, .. } => *count = number("watch.count"),
        Watch::Uncured { days, .. } => *days = number("watch.days"),
        Watch::Finding => {}
    }
    if !faults.is_empty() {
        return Err(Refusal::invalid(faults));
    }
    rule.colour = Colour::parse(value(pairs, "colour")).unwrap_or(rule.colour);
    let named = |name: &str| Some(value(pairs, name).to_string()).filter(|text| !text.is_empty());
    rule.scope.body = named("scope.body");
    rule.scope.item = named("scope.item");
    rule.source.assumed = value(pairs, "source.assumed").to_string();
    Ok(rule)
}

fn rule_fields(app: &App, page: &Page, rule: &Rule) -> Vec<Field> {
    let label = |part: &str| page.t(&format!("supervision.field.{part}"));
    let whole =
        |name: &str, part: &str, value: u32| Field::new(FieldKind::Integer, name, label(part)).value(value.to_string());
    let mut fields = Vec::new();
    match &rule.watch {
        Watch::Clock { at, .. } => {
            let sorts = ["used", "left", "over"].into_iter().fold(
                Field::new(FieldKind::Choice, "watch.at", label("at")).value(at.code()),
                |choice, code| choice.choice(code, page.t(&format!("supervision.at.{code}"))),
            );
            fields.push(sorts);
            fields.push(whole("watch.amount", "amount", at.amount()));
        }
        Watch::Pattern { count, .. } => fields.push(whole("watch.count", "count", *count)),
        Watch::Uncured { days, .. } => fields.push(whole("watch.days", "uncured", *days)),
        Watch::Finding => {}
    }
    fields.push(Colour::ALL.into_iter().fold(
        Field::new(FieldKind::Choice, "colour", label("colour")).value(rule.colour.code()),
        |choice, colour| choice.choice(colour.code(), pair(page, colour.words())),
    ));
    fields.push(whole("limits.answer", "limit.answer", rule.limits.answer));
    fields.push(whole("limits.appeal", "limit.appeal", rule.limits.appeal));
    fields.push(whole("limits.judge", "limit.judge", rule.limits.judge));
    let scope = |name: &str, part: &str, value: &Option<String>| {
        let field = Field::text(name, label(part)).max_length(100).optional();
        field.value(value.clone().unwrap_or_default())
    };
    fields.push(scope("scope.body", "scope.body", &rule.scope.body));
    fields.push(scope("scope.item", "scope.item", &rule.scope.item));
    fields.push(
        Field::text("source.assumed", label("assumed"))
            .max_length(2_000)
            .optional()
            .value(rule.source.assumed.clone()),
    );
    let tomorrow = app.centre.today().plus(1);
    fields.push(Field::new(FieldKind::Date, "from", label("from")).value(tomorrow.to_string()));
    fields.push(Field::text("notice", label("notice")).max_length(300));
    fields
}

fn draw_rule(app: &App, page: Page, actor: &Actor, code: &str, again: Option<(&Pairs, &Refusal)>) -> Response {
    if let Err(refusal) = need_seeing(actor) {
        return no(page, refusal.into());
    }
    let known = app.centre.supervision();
    let versions = RuleCode::parse(code)
        .ok()
        .map(|code| known.book().versions(&code).to_vec());
    let versions = versions.unwrap_or_default();
    let Some(last) = versions.last() else {
        return no(
            page,
            Refusal::missing("这条监察规则", "this rule of supervision").into(),
        );
    };
    let today = app.centre.today();
    let mut fields = rule_fields(app, &page, last);
    let mut ending = vec![
        Field::new(FieldKind::Date, "last_day", page.t("supervision.field.last_day")).value(today.to_string()),
        Field::text("end_notice", page.t("supervision.field.notice")).max_length(300),
    ];
    let faults = again.map_or_else(Vec::new, |(pairs, refusal)| {
        let of_end = value(pairs, "step") == "end";
        typed(&page, if of_end { &mut ending } else { &mut fields }, pairs, refusal)
    });
    let status = again.map_or(StatusCode::OK, |(_, refusal)| status_of(refusal));
    let drawn = RulePage {
        may: may_set(actor),
        action: format!("{HOME}/rules/{code}"),
        code: code.to_string(),
        name: say(&page, &last.name),
        ends: last.until.is_none_or(|until| until >= today),
        versions: versions
            .iter()
            .rev()
            .map(|rule| VersionShown {
                title: page.t1("supervision.version", rule.mark.version),
                facts: facts(&page, rule, known.origin(&rule.mark)),
            })
            .collect(),
        fields,
        ending,
        faults,
        trial: format!("{HOME}/trial?of=rule:{code}"),
        page,
    };
    (status, Html(drawn)).into_response()
}

fn facts(page: &Page, rule: &Rule, origin: Option<&Change>) -> Vec<SummaryRow> {
    let row = |key: &str, value: String| SummaryRow::new(page.t(key), value);
    let line = rule_line(page, rule);
    let told: Vec<String> = rule
        .told
        .iter()
        .map(|told| match told.after {
            0 => pair(page, told.to.words()).to_string(),
            after => page.t2("supervision.told.after", pair(page, told.to.words()), after),
        })
        .collect();
    let limits = rule.limits;
    let mut rows = vec![
        row("supervision.watch", line.watch),
        row("supervision.field.colour", line.colour.to_string()),
        row("supervision.days", line.days),
        row("supervision.told", told.join(page.pick("、", ", "))),
        row("supervision.field.limit.answer", limits.answer.to_string()),
        row("supervision.field.limit.appeal", limits.appeal.to_string()),
        row("supervision.field.limit.judge", limits.judge.to_string()),
        row("supervision.source", line.source),
    ];
    if !line.assumed.is_empty() {
        rows.push(row("supervision.field.assumed", line.assumed));
    }
    let scope = [&rule.scope.body, &rule.scope.item].into_iter().flatten().cloned();
    let scope: Vec<String> = scope.collect();
    if !scope.is_empty() {
        rows.push(row("supervision.scope", scope.join(page.pick("、", ", "))));
    }
    if let Some(score) = rule.score {
        let points = format!("{}.{}", score.tenths / 10, score.tenths % 10);
        rows.push(row(
            "supervision.score",
            page.t2("supervision.score.words", points, score.every),
        ));
    }
    if let Some(origin) = origin {
        let by = format!("{} {} {}", page.moment(origin.at.0), origin.by, origin.notice);
        rows.push(row("supervision.put_in_force", by));
    }
    rows
}
