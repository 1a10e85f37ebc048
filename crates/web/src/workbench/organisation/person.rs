//! One member of staff: posts, leave, history; moving and leaving, looked at before it is done.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use uuid::Uuid;
use yimen_acts::accounts::Signed;
use yimen_acts::letters;
use yimen_acts::organisation::change::{Ground, appoint, may_change, member};
use yimen_acts::organisation::leave::{self, may_ask};
use yimen_acts::organisation::moves::{self, Missing, Move, Plan};
use yimen_acts::organisation::permissions::may_ask_about;
use yimen_acts::organisation::record::{Entry, Handed, refresh};
use yimen_acts::organisation::{Organisation, as_of};
use yimen_acts::{ActError, Centre};
use yimen_domain::calendar::Day;
use yimen_domain::organisation::letter::Holder;
use yimen_domain::organisation::permission::{About, Permission};
use yimen_domain::organisation::posts::{Answer, Roster, Seat, Side, Standing, Step, Term};
use yimen_domain::organisation::{AccountId, Actor};
use yimen_domain::words::{Fault as Wrong, Refusal};

use super::{ADDRESS, State3, days, no, person_address};
use crate::app::{App, Staff, refuse};
use crate::shell::components::{Fault, Field, FieldKind, LinkTo, faults};
use crate::shell::{CheckedForm, Flash, Html, Page, redirect_with};
use crate::workbench::letters::no_day;
use crate::workbench::shown::{pair, say};

/// What the form sends for who leaves instead of a post; no post may have a star.
const LEAVES: &str = "*leaves";

#[derive(Template)]
#[template(path = "workbench/organisation_person.html")]
struct PersonPage {
    page: Page,
    id: String,
    name: String,
    facts: Vec<(&'static str, String)>,
    terms: Vec<TermLine>,
    letters: Vec<(String, String)>,
    leaves: Vec<LeaveLine>,
    asks: bool,
    may_ask: bool,
    may_change: bool,
    leave_faults: Vec<Fault>,
    leave_fields: Vec<Field>,
    move_faults: Vec<Fault>,
    move_fields: Vec<Field>,
    history: Vec<HistoryLine>,
}

struct TermLine {
    post: String,
    body: String,
    side: &'static str,
    standing: &'static str,
    days: String,
    state: State3,
}

struct LeaveLine {
    number: u32,
    days: String,
    reason: String,
    state: State3,
    said: String,
    may_answer: bool,
    may_end: bool,
}

struct HistoryLine {
    what: String,
    when: String,
    lines: Vec<String>,
}

#[derive(Template)]
#[template(path = "workbench/organisation_move.html")]
struct MovePage {
    page: Page,
    id: String,
    name: String,
    title: String,
    words: String,
    changes: Vec<String>,
    handed: Vec<String>,
    unsigned: usize,
    gaps: Vec<String>,
    kept: Vec<(&'static str, String)>,
}

/// What the forms send.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Sent {
    post: String,
    side: String,
    from: String,
    first: String,
    last: String,
    cause: String,
    successor: String,
    takes_posts: String,
    reason: String,
    basis: String,
    refusal: String,
}

/// `GET /workbench/organisation/people/{id}`.
pub(super) async fn show(State(app): State<App>, page: Page, staff: Staff, Path(id): Path<Uuid>) -> Response {
    answer(&app, page, &staff, id, &Again::default(), StatusCode::OK).await
}

/// What was typed, and what is wrong with it.
#[derive(Default)]
struct Again<'a> {
    leave: Option<(&'a Sent, &'a Refusal)>,
    moving: Option<(&'a Sent, &'a Refusal)>,
}

async fn answer(app: &App, page: Page, staff: &Staff, id: Uuid, again: &Again<'_>, status: StatusCode) -> Response {
    if let Err(error) = refresh(&app.centre).await {
        return no(page, error);
    }
    match member(&app.centre, AccountId(id)).await {
        Ok(member) => match person_page(page, &app.centre, &staff.actor(), &member, again) {
            Ok(shown) => (status, Html(shown)).into_response(),
            Err(why) => {
                let (page, error) = *why;
                no(page, error)
            }
        },
        Err(error) => no(page, error),
    }
}

fn person_page(
    page: Page,
    centre: &Centre,
    actor: &Actor,
    member: &Signed,
    again: &Again<'_>,
) -> Result<PersonPage, Box<(Page, ActError)>> {
    let organisation = match as_of(centre, centre.today()) {
        Ok(organisation) => organisation,
        Err(error) => return Err(Box::new((page, error))),
    };
    let around = Around {
        page: &page,
        centre,
        organisation: &organisation,
        today: centre.today(),
    };
    let (mine, may_change) = (may_ask(actor, member.id), may_change(actor));
    let register = centre.posts();
    let sees_why = mine || actor.may(Permission::SeeReasons, About::CENTRE);
    let leave_fields = if mine {
        leave_fields(&page, again.leave)
    } else {
        Vec::new()
    };
    let move_fields = if may_change {
        around.move_fields(&register.roster, member, again.moving)
    } else {
        Vec::new()
    };
    let history = register.entries().rev().filter(|entry| entry.concerns(member.id));
    Ok(PersonPage {
        asks: may_ask_about(actor, member.id),
        id: member.id.0.to_string(),
        name: member.shown.clone(),
        facts: around.facts(member, may_change),
        terms: around.terms(&register.roster, member.id),
        letters: around.letters(actor, member.id),
        leaves: around.leaves(&register.roster, member.id, sees_why, (mine, may_change)),
        history: history
            .map(|entry| around.history(&register.roster, entry, member.id, sees_why))
            .collect(),
        may_ask: mine,
        may_change,
        leave_faults: faults(&leave_fields),
        leave_fields,
        move_faults: faults(&move_fields),
        move_fields,
        page,
    })
}

fn leave_fields(page: &Page, again: Option<(&Sent, &Refusal)>) -> Vec<Field> {
    let t = |key: &str| page.t(&format!("workbench.organisation.{key}")).to_string();
    let value = |pick: fn(&Sent) -> &String| again.map_or_else(String::new, |(sent, _)| pick(sent).clone());
    let fields = vec![
        Field::new(FieldKind::Date, "first", t("leave_from")).value(value(|sent| &sent.first)),
        Field::new(FieldKind::Date, "last", t("leave_until")).value(value(|sent| &sent.last)),
        Field::text("cause", t("leave_reason"))
            .max_length(500)
            .value(value(|sent| &sent.cause)),
    ];
    with_errors(page, fields, again.map(|(_, refusal)| refusal))
}

/// Fields with what is wrong with them; those of leave have other names than the rules give, as two forms share the page.
fn with_errors(page: &Page, fields: Vec<Field>, refusal: Option<&Refusal>) -> Vec<Field> {
    let wrong = |name: &str| {
        let name = match name {
            "first" => "from",
            "last" => "until",
            "cause" => "reason",
            other => other,
        };
        let known = refusal.and_then(|refusal| refusal.faults.iter().find(|fault| fault.field == name));
        known.map_or_else(String::new, |fault| say(page, &fault.words))
    };
    fields
        .into_iter()
        .map(|field| {
            let error = wrong(&field.name);
            field.error(error)
        })
        .collect()
}

/// What is needed to say things in words.
struct Around<'a> {
    page: &'a Page,
    centre: &'a Centre,
    organisation: &'a Organisation,
    today: Day,
}

impl Around<'_> {
    /// A text of these pages.
    fn words(&self, key: &str) -> &'static str {
        self.page.t(&format!("workbench.organisation.{key}"))
    }

    fn facts(&self, member: &Signed, with_login: bool) -> Vec<(&'static str, String)> {
        let roles: Vec<&str> = member.roles.iter().map(|role| pair(self.page, role.words())).collect();
        let reach = match &member.body {
            Some(body) => say(self.page, &self.organisation.body_name(body)),
            None if member.roles.is_empty() => String::new(),
            None => self.words("all_bodies").to_string(),
        };
        let may = if roles.is_empty() {
            self.words("no_roles").to_string()
        } else {
            roles.join(self.page.pick("、", ", "))
        };
        let login = if with_login {
            member.login.clone()
        } else {
            String::new()
        };
        let facts = [
            (self.words("may"), may),
            (self.words("reach"), reach),
            (self.words("login"), login),
        ];
        facts.into_iter().filter(|(_, value)| !value.is_empty()).collect()
    }

    /// A text with another in brackets, as the language writes them.
    fn bracketed(&self, text: &str, inner: &str) -> String {
        let (open, close) = (self.page.pick("（", " ("), self.page.pick("）", ")"));
        format!("{text}{open}{inner}{close}")
    }

    fn post_name(&self, roster: &Roster, term: &Term) -> (String, String) {
        let on = term.from.max(self.today.min(term.until.unwrap_or(self.today)));
        let post = roster.post(&term.post, on);
        (
            post.map_or_else(|| term.post.clone(), |post| say(self.page, &post.name)),
            post.map_or_else(String::new, |post| {
                say(self.page, &self.organisation.body_name(&post.body))
            }),
        )
    }

    fn terms(&self, roster: &Roster, person: AccountId) -> Vec<TermLine> {
        let mut theirs: Vec<&Term> = roster
            .terms()
            .iter()
            .filter(|term| term.person.account == person && term.until.is_none_or(|until| until >= term.from))
            .collect();
        theirs.sort_by_key(|term| {
            (
                term.until.is_some_and(|until| until < self.today),
                term.side,
                term.number,
            )
        });
        let lines = theirs.into_iter().map(|term| {
            let (post, body) = self.post_name(roster, term);
            let (key, class, icon) = if term.runs(self.today) {
                ("running", "clock-met", "circle-check")
            } else if term.from > self.today {
                ("coming", "", "circle-dashed")
            } else {
                ("over", "", "circle-dashed")
            };
            TermLine {
                post,
                body,
                side: pair(self.page, term.side.words()),
                standing: pair(self.page, term.standing.words()),
                days: days(self.page, term.from, term.until),
                state: State3 {
                    words: self.words(&format!("term.{key}")).to_string(),
                    class,
                    icon,
                },
            }
        });
        lines.collect()
    }

    fn letters(&self, actor: &Actor, person: AccountId) -> Vec<(String, String)> {
        let register = self.centre.letters();
        let theirs = register.all().filter(|known| {
            matches!(&known.letter.holder, Holder::Person { account, .. } if *account == person)
                && letters::may_read(actor, &known.letter.body)
        });
        theirs
            .map(|known| {
                let phase = pair(self.page, known.phase(self.today).words());
                (
                    format!("/workbench/letters/{}", known.id),
                    format!("{} · {phase}", known.letter.number),
                )
            })
            .collect()
    }

    fn leaves(
        &self,
        roster: &Roster,
        person: AccountId,
        sees_why: bool,
        (mine, may_change): (bool, bool),
    ) -> Vec<LeaveLine> {
        let theirs = roster
            .leaves()
            .iter()
            .rev()
            .filter(|leave| leave.person.account == person);
        let lines = theirs.map(|leave| {
            let waits = leave.answer == Answer::Asked && !leave.is_taken_back();
            let (key, class, icon) = match &leave.answer {
                _ if leave.is_taken_back() => ("taken_back", "", "circle-dashed"),
                Answer::Asked => ("asked", "clock-soon", "clock"),
                Answer::Granted => ("granted", "clock-met", "circle-check"),
                Answer::Refused { .. } => ("refused", "clock-late", "alert-octagon"),
            };
            let open = waits || leave.answer == Answer::Granted && !leave.is_taken_back();
            let until = if leave.is_taken_back() { None } else { Some(leave.until) };
            LeaveLine {
                number: leave.number,
                days: match until {
                    None => leave.from.to_string(),
                    until => days(self.page, leave.from, until),
                },
                reason: if sees_why { leave.reason.clone() } else { String::new() },
                said: match &leave.answer {
                    Answer::Refused { reason } if sees_why => reason.clone(),
                    _ => self.stands_in(roster, person, leave.from),
                },
                state: State3 {
                    words: self.words(&format!("leave.{key}")).to_string(),
                    class,
                    icon,
                },
                may_answer: waits && may_change,
                may_end: open && mine && leave.until > self.today,
            }
        });
        lines.collect()
    }

    /// Who stands in for somebody from a day on.
    fn stands_in(&self, roster: &Roster, person: AccountId, on: Day) -> String {
        let posts = roster.held(person, on).filter(|term| term.side == Side::A);
        let mut names: Vec<String> = posts
            .filter_map(|term| roster.holder(&term.post, Side::B, on))
            .map(|b| b.person.name.clone())
            .collect();
        names.dedup();
        if names.is_empty() {
            return String::new();
        }
        self.page.t1(
            "workbench.organisation.stand_in",
            names.join(self.page.pick("、", ", ")),
        )
    }

    fn history(&self, roster: &Roster, entry: &Entry, person: AccountId, sees_why: bool) -> HistoryLine {
        let mut lines = self.steps(roster, &entry.steps, Some(person));
        lines.extend(entry.handed.iter().map(|handed| self.handed(handed)));
        if sees_why {
            let why = [&entry.reason, &entry.basis]
                .into_iter()
                .filter(|text| !text.is_empty());
            let why: Vec<&str> = why.map(String::as_str).collect();
            if !why.is_empty() {
                lines.push(why.join(" · "));
            }
        }
        HistoryLine {
            what: pair(self.page, entry.did.words()).to_string(),
            when: format!("{} · {}", self.page.moment(entry.at.0), entry.by),
            lines,
        }
    }

    /// Steps in words; of one person where one is named, and of terms that others begin with it.
    fn steps(&self, roster: &Roster, steps: &[Step], only: Option<AccountId>) -> Vec<String> {
        let is_theirs = |account: AccountId| only.is_none_or(|only| only == account);
        let term_words = |key: &str, term: &Term, day: Day| {
            let (post, _) = self.post_name(roster, term);
            let what = self.bracketed(&post, pair(self.page, term.side.words()));
            let texts = [term.person.name.as_str(), &what, &day.to_string()];
            self.page
                .text_with(&format!("workbench.organisation.step.{key}"), &texts)
        };
        let words = steps.iter().filter_map(|step| match step {
            Step::Begun(term) if is_theirs(term.person.account) => Some(term_words("begun", term, term.from)),
            Step::Ended { term, last } => {
                let term = roster.terms().iter().find(|known| known.number == *term)?;
                is_theirs(term.person.account).then(|| term_words("ended", term, *last))
            }
            Step::LeaveAsked(leave) if is_theirs(leave.person.account) => {
                Some(days(self.page, leave.from, Some(leave.until)))
            }
            Step::LeaveEnded { leave, last } => {
                let leave = roster.leaves().iter().find(|known| known.number == *leave)?;
                Some(if *last < leave.from {
                    self.page.t1("workbench.organisation.step.leave_dropped", leave.from)
                } else {
                    self.page.t1("workbench.organisation.step.leave_ended", last)
                })
            }
            _ => None,
        });
        words.collect()
    }

    fn handed(&self, handed: &Handed) -> String {
        match handed {
            Handed::LetterEnds { letter } => self.page.t1("workbench.organisation.handed.letter_ends", letter),
            Handed::LetterDrafted { letter, to } => {
                self.page.t2("workbench.organisation.handed.letter_drafted", letter, to)
            }
            Handed::Cases { count, to, .. } if to.is_empty() => {
                self.page.t1("workbench.organisation.handed.cases_wait", count)
            }
            Handed::Cases { count, to, .. } => self.page.t2("workbench.organisation.handed.cases", count, to),
            Handed::Seal { letter, to } => self.page.t2("workbench.organisation.handed.seal", letter, to),
        }
    }

    fn move_fields(&self, roster: &Roster, member: &Signed, again: Option<(&Sent, &Refusal)>) -> Vec<Field> {
        let value = |pick: fn(&Sent) -> &String, usual: &str| {
            again.map_or_else(|| usual.to_string(), |(sent, _)| pick(sent).clone())
        };
        let mut posts: Vec<(String, String, String)> = roster
            .posts(self.today)
            .map(|post| {
                let a = roster.holder(&post.code, Side::A, self.today);
                let a = a.map_or_else(
                    || self.words("state.vacant").to_string(),
                    |term| term.person.name.clone(),
                );
                let body = say(self.page, &self.organisation.body_name(&post.body));
                let words = self.bracketed(&format!("{body} · {}", say(self.page, &post.name)), &a);
                (body, words, post.code.clone())
            })
            .collect();
        posts.sort();
        let first =
            Field::new(FieldKind::Choice, "post", self.words("move_to")).choice(LEAVES, self.words("move_leaves"));
        let post = posts
            .iter()
            .fold(first, |field, (_, words, code)| field.choice(code, words));
        let side = Side::ALL.into_iter().fold(
            Field::new(FieldKind::Choice, "side", self.words("side")),
            |field, side| field.choice(side.code(), pair(self.page, side.words())),
        );
        let fields = vec![
            post.value(value(|sent| &sent.post, "")),
            side.value(value(|sent| &sent.side, "a")).hint(self.words("side_hint")),
            Field::new(FieldKind::Date, "from", self.words("move_from"))
                .hint(self.words("move_from_hint"))
                .value(value(|sent| &sent.from, &self.today.to_string())),
            self.successors(roster, member).value(value(|sent| &sent.successor, "")),
            Field::new(FieldKind::YesNo, "takes_posts", self.words("takes_posts"))
                .hint(self.words("takes_posts_hint"))
                .value(value(|sent| &sent.takes_posts, "no")),
            Field::text("reason", self.words("reason"))
                .max_length(500)
                .value(value(|sent| &sent.reason, "")),
            Field::text("basis", self.words("basis"))
                .max_length(500)
                .optional()
                .value(value(|sent| &sent.basis, "")),
        ];
        with_errors(self.page, fields, again.map(|(_, refusal)| refusal))
    }

    /// Everybody who has a post today, those of the same reach first.
    fn successors(&self, roster: &Roster, member: &Signed) -> Field {
        let mut people: Vec<(bool, String, String)> = Vec::new();
        let mut known = std::collections::BTreeSet::from([member.id]);
        for term in roster
            .terms()
            .iter()
            .filter(|term| term.runs(self.today) && term.side == Side::A)
        {
            if !known.insert(term.person.account) {
                continue;
            }
            let (post, body) = self.post_name(roster, term);
            let reach = roster.post(&term.post, self.today).and_then(|post| post.reach.clone());
            let words = self.bracketed(&term.person.name, &format!("{body} · {post}"));
            people.push((reach != member.body, words, term.person.account.0.to_string()));
        }
        people.sort();
        let field = Field::new(FieldKind::Choice, "successor", self.words("successor"))
            .hint(self.words("successor_hint"))
            .optional();
        people
            .iter()
            .fold(field, |field, (_, words, id)| field.choice(id, words))
    }
}

fn wanted(id: Uuid, sent: &Sent) -> Result<Move, Refusal> {
    let mut wrong = Vec::new();
    let from = Day::parse(sent.from.trim()).unwrap_or_else(|_| {
        wrong.push(no_day("from"));
        Day::from_days(0)
    });
    if sent.post.is_empty() {
        wrong.push(no_post());
    }
    let to = (sent.post != LEAVES).then(|| Seat {
        post: sent.post.clone(),
        side: Side::parse(&sent.side).unwrap_or(Side::A),
        standing: Standing::Main,
    });
    if sent.reason.trim().is_empty() {
        wrong.push(Wrong::new("reason", "请写明理由。", "Say why."));
    }
    if !wrong.is_empty() {
        return Err(Refusal::invalid(wrong));
    }
    Ok(Move {
        person: AccountId(id),
        from,
        to,
        successor: Uuid::parse_str(&sent.successor).ok().map(AccountId),
        takes_posts: sent.takes_posts == "yes",
    })
}

/// `POST /workbench/organisation/people/{id}/move`: what it would come to.
pub(super) async fn look(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    Path(id): Path<Uuid>,
    CheckedForm(sent): CheckedForm<Sent>,
) -> Response {
    let actor = staff.actor();
    let looked = match wanted(id, &sent) {
        Ok(wanted) => moves::look(&app.centre, &actor, &wanted)
            .await
            .map(|plan| (wanted, plan)),
        Err(refusal) => Err(refusal.into()),
    };
    let (wanted, plan) = match looked {
        Ok(looked) => looked,
        Err(error) => return move_again(&app, page, &staff, id, &sent, error).await,
    };
    match move_page(page, &app.centre, id, &sent, &wanted, &plan).await {
        Ok(shown) => Html(shown).into_response(),
        Err((page, error)) => no(page, error),
    }
}

async fn move_again(app: &App, page: Page, staff: &Staff, id: Uuid, sent: &Sent, error: ActError) -> Response {
    match error {
        ActError::Refused(refusal) if !refusal.faults.is_empty() => {
            let again = Again {
                moving: Some((sent, &refusal)),
                ..Again::default()
            };
            answer(app, page, staff, id, &again, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        error => back_to(page, id, error),
    }
}

async fn move_page(
    page: Page,
    centre: &Centre,
    id: Uuid,
    sent: &Sent,
    wanted: &Move,
    plan: &Plan,
) -> Result<MovePage, (Page, ActError)> {
    let parts = match member(centre, AccountId(id)).await {
        Ok(member) => as_of(centre, centre.today()).map(|organisation| (member, organisation)),
        Err(error) => Err(error),
    };
    let (member, organisation) = match parts {
        Ok(parts) => parts,
        Err(error) => return Err((page, error)),
    };
    let around = Around {
        page: &page,
        centre,
        organisation: &organisation,
        today: centre.today(),
    };
    let register = centre.posts();
    let gap = |(name, missing): &(yimen_domain::words::Words, Missing)| {
        format!(
            "{}{}{}",
            say(&page, name),
            page.pick("：", ": "),
            pair(&page, missing.words())
        )
    };
    let title = if wanted.to.is_some() {
        "move_title"
    } else {
        "leave_title"
    };
    let words = match &plan.successor {
        Some(successor) if !plan.handed.is_empty() => {
            page.t2("workbench.organisation.goes_to", plan.handed.len(), successor)
        }
        _ => page.t("workbench.organisation.nothing_open").to_string(),
    };
    Ok(MovePage {
        id: id.to_string(),
        title: page.t2(&format!("workbench.organisation.{title}"), &member.shown, wanted.from),
        name: member.shown,
        words,
        changes: around.steps(&register.roster, &plan.steps, None),
        handed: plan.handed.iter().map(|handed| around.handed(handed)).collect(),
        unsigned: plan.unsigned,
        gaps: plan.gaps.iter().map(gap).collect(),
        kept: vec![
            ("post", sent.post.clone()),
            ("side", sent.side.clone()),
            ("from", sent.from.clone()),
            ("successor", sent.successor.clone()),
            ("takes_posts", sent.takes_posts.clone()),
            ("reason", sent.reason.clone()),
            ("basis", sent.basis.clone()),
        ],
        page,
    })
}

/// `POST /workbench/organisation/people/{id}/appoint`: a post beside those that they hold.
pub(super) async fn beside(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    Path(id): Path<Uuid>,
    CheckedForm(sent): CheckedForm<Sent>,
) -> Response {
    let actor = staff.actor();
    let done = match wanted(id, &sent) {
        Ok(Move {
            to: Some(seat), from, ..
        }) => {
            let ground = Ground::of(&actor, &sent.reason, &sent.basis);
            appoint(&app.centre, &actor, AccountId(id), seat, (from, None), &ground).await
        }
        Ok(_) => Err(Refusal::invalid(vec![no_post()]).into()),
        Err(refusal) => Err(refusal.into()),
    };
    match done {
        Ok(()) => redirect_with(&person_address(id), &Flash::done("workbench.organisation.appointed")),
        Err(error) => move_again(&app, page, &staff, id, &sent, error).await,
    }
}

fn no_post() -> Wrong {
    Wrong::new(
        "post",
        "请选择新的岗位，或选择“离岗”。",
        "Choose the new post, or that they leave.",
    )
}

/// `POST /workbench/organisation/people/{id}/move/make`.
pub(super) async fn make(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    Path(id): Path<Uuid>,
    CheckedForm(sent): CheckedForm<Sent>,
) -> Response {
    let actor = staff.actor();
    let made = match wanted(id, &sent) {
        Ok(wanted) => {
            let ground = Ground::of(&actor, &sent.reason, &sent.basis);
            moves::make(&app.centre, &actor, &wanted, &ground).await
        }
        Err(refusal) => Err(refusal.into()),
    };
    match made {
        Ok(()) => redirect_with(&person_address(id), &Flash::done("workbench.organisation.moved")),
        Err(error) => move_again(&app, page, &staff, id, &sent, error).await,
    }
}

/// `POST /workbench/organisation/people/{id}/leave`.
pub(super) async fn ask(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    Path(id): Path<Uuid>,
    CheckedForm(sent): CheckedForm<Sent>,
) -> Response {
    let days = (Day::parse(sent.first.trim()), Day::parse(sent.last.trim()));
    let done = match days {
        (Ok(from), Ok(until)) => {
            leave::ask(&app.centre, &staff.actor(), AccountId(id), (from, until), &sent.cause).await
        }
        (from, until) => {
            let wrong = [("from", from.is_err()), ("until", until.is_err())];
            let wrong = wrong
                .into_iter()
                .filter(|(_, wrong)| *wrong)
                .map(|(field, _)| no_day(field));
            Err(Refusal::invalid(wrong.collect()).into())
        }
    };
    match done {
        Ok(()) => redirect_with(&person_address(id), &Flash::done("workbench.organisation.leave_asked")),
        Err(ActError::Refused(refusal)) if !refusal.faults.is_empty() => {
            let again = Again {
                leave: Some((&sent, &refusal)),
                ..Again::default()
            };
            answer(&app, page, &staff, id, &again, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) => back_to(page, id, error),
    }
}

/// `POST /workbench/organisation/leave/{number}/{step}`: `grant`, `refuse` or `end`.
pub(super) async fn leave(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    Path((number, step)): Path<(u32, String)>,
    CheckedForm(sent): CheckedForm<Sent>,
) -> Response {
    let (centre, actor) = (&app.centre, staff.actor());
    let done = match step.as_str() {
        "grant" => leave::grant(centre, &actor, number)
            .await
            .map(|()| "workbench.organisation.leave_granted"),
        "refuse" => leave::refuse(centre, &actor, number, &sent.refusal)
            .await
            .map(|()| "workbench.organisation.leave_refused"),
        "end" => leave::end(centre, &actor, number)
            .await
            .map(|()| "workbench.organisation.leave_ended"),
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    let register = centre.posts();
    let known = register.roster.leaves().iter().find(|leave| leave.number == number);
    let back = known.map_or_else(|| ADDRESS.to_string(), |leave| person_address(leave.person.account.0));
    match done {
        Ok(key) => redirect_with(&back, &Flash::done(key)),
        Err(error) => {
            let words = page.t("workbench.organisation.back");
            refuse(page, error, LinkTo::new(back, words))
        }
    }
}

fn back_to(page: Page, id: Uuid, error: ActError) -> Response {
    let words = page.t("workbench.organisation.back");
    refuse(page, error, LinkTo::new(person_address(id), words))
}
