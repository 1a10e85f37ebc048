//! Letters of authority (授权委托书): the register, one letter with its history, entering, signing and taking back.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use uuid::Uuid;
use yimen_acts::accounts::{self, Signed};
use yimen_acts::letters::{self, Phase, Registered, may_change, may_read};
use yimen_acts::{ActError, Centre};
use yimen_domain::calendar::Day;
use yimen_domain::items::ItemKind;
use yimen_domain::organisation::letter::{
    Grant, Holder, Letter, MOST_ITEMS, Over, Power, Revocation, SealCustody, Signature, State as Stands,
};
use yimen_domain::organisation::{Actor, Role};
use yimen_domain::words::{Fault as Wrong, Refusal};

use super::shown::{pair, say};
use crate::app::{App, Staff, in_query, refuse};
use crate::portal::pdf_answer;
use crate::shell::components::{Fault, Field, FieldKind, LinkTo, Pager, faults};
use crate::shell::{CheckedForm, Flash, Html, Page, redirect_with};

const ADDRESS: &str = "/workbench/letters";
/// Letters on a page.
const LINES: usize = 50;
/// Days before the end in which a letter is marked.
const SOON: i32 = 30;
/// What the form sends for the windows instead of a login; no login may have a star.
const WINDOWS: &str = "*windows";

/// What is looked at.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    body: String,
    phase: String,
    after: String,
}

#[derive(Template)]
#[template(path = "workbench/letters.html")]
struct RegisterPage {
    page: Page,
    may_enter: bool,
    total: usize,
    bodies: Vec<Choice>,
    phases: Vec<Choice>,
    letters: Vec<Line>,
    pager: Pager,
}

struct Choice {
    code: String,
    words: String,
    chosen: bool,
}

struct Line {
    href: String,
    number: String,
    body: String,
    holder: String,
    scope: String,
    term: String,
    phase: Shown,
}

struct Shown {
    words: &'static str,
    class: &'static str,
    icon: &'static str,
    soon: bool,
}

#[derive(Template)]
#[template(path = "workbench/letter.html")]
struct LetterPage {
    page: Page,
    id: String,
    line: Line,
    grants: Vec<(String, &'static str)>,
    facts: Vec<(&'static str, String)>,
    changes: Vec<(&'static str, String, String)>,
    may_sign: bool,
    may_revoke: bool,
    faults: Vec<Fault>,
    fields: Vec<Field>,
}

#[derive(Template)]
#[template(path = "workbench/letter_body.html")]
struct BodyPage {
    page: Page,
    bodies: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "workbench/letter_new.html")]
struct NewPage {
    page: Page,
    id: String,
    body: String,
    body_name: String,
    no_chief: bool,
    faults: Vec<Fault>,
    who: Vec<Field>,
    what: Vec<Field>,
    items: Vec<ItemLine>,
    when: Vec<Field>,
}

/// An item of the body, and which power over it the form gives: none, `review` or `decide`.
struct ItemLine {
    code: String,
    name: String,
    kind: &'static str,
    power: String,
}

/// `GET /workbench/letters`.
pub(crate) async fn list(State(app): State<App>, page: Page, staff: Staff, Query(asked): Query<Asked>) -> Response {
    let (actor, register, today) = (staff.actor(), app.centre.letters(), app.centre.today());
    let organisation = app.centre.organisation();
    let mut seen: Vec<&Registered> = register
        .all()
        .filter(|known| may_read(&actor, &known.letter.body))
        .collect();
    let bodies = seen.iter().map(|known| known.letter.body.clone());
    let bodies: std::collections::BTreeSet<String> = bodies.collect();
    seen.retain(|known| asked.body.is_empty() || known.letter.body == asked.body);
    seen.retain(|known| asked.phase.is_empty() || known.phase(today).code() == asked.phase);
    seen.sort_by(|one, other| order(one, today).cmp(&order(other, today)));
    let total = seen.len();
    let from = seen
        .iter()
        .position(|known| known.id.to_string() == asked.after)
        .map_or(0, |at| at + 1);
    let next = (total > from + LINES).then(|| seen[from + LINES - 1].id);
    let address = |after: String| {
        let (body, phase) = (in_query(&asked.body), in_query(&asked.phase));
        format!("{ADDRESS}?body={body}&phase={phase}{after}")
    };
    let name = |code: &String| {
        organisation
            .bodies
            .get(code)
            .map_or_else(|| code.clone(), |body| say(&page, &body.name.words()))
    };
    let shown = RegisterPage {
        may_enter: organisation.bodies.keys().any(|body| may_change(&actor, body)),
        total,
        bodies: bodies
            .iter()
            .map(|code| Choice {
                words: name(code),
                chosen: *code == asked.body,
                code: code.clone(),
            })
            .collect(),
        phases: Phase::ALL
            .into_iter()
            .map(|phase| Choice {
                code: phase.code().into(),
                words: pair(&page, phase.words()).into(),
                chosen: phase.code() == asked.phase,
            })
            .collect(),
        letters: seen[from..]
            .iter()
            .take(LINES)
            .map(|known| line(&page, &app.centre, known))
            .collect(),
        pager: Pager {
            first: (from > 0).then(|| address(String::new())),
            next: next.map(|id| address(format!("&after={id}"))),
        },
        page,
    };
    Html(shown).into_response()
}

/// What ends first stands first among the letters of a phase.
fn order(known: &Registered, today: Day) -> (Phase, Day, &str, &str, Uuid) {
    let letter = &known.letter;
    (known.phase(today), letter.until, &letter.body, &letter.number, known.id)
}

fn line(page: &Page, centre: &Centre, known: &Registered) -> Line {
    let (letter, today) = (&known.letter, centre.today());
    let phase = known.phase(today);
    let (class, icon) = match phase {
        Phase::InForce => ("clock-met", "circle-check"),
        Phase::Coming | Phase::Drafted => ("", "circle-dashed"),
        Phase::Ended | Phase::Revoked | Phase::Discarded => ("", "circle-dashed"),
    };
    let organisation = centre.organisation();
    let body = organisation.bodies.get(&letter.body);
    Line {
        href: format!("{ADDRESS}/{}", known.id),
        number: letter.number.clone(),
        body: body.map_or_else(|| letter.body.clone(), |body| say(page, &body.name.words())),
        holder: match &letter.holder {
            Holder::Person { name, .. } => name.clone(),
            Holder::Windows => page.t("workbench.letters.windows").to_string(),
        },
        scope: match letter.grants.as_slice() {
            [only] => format!("{} · {}", over(page, centre, only), pair(page, only.power.words())),
            several => page.t1("workbench.letters.lines", several.len()),
        },
        term: page.t2("workbench.letters.term_of", letter.from, letter.until),
        phase: Shown {
            words: pair(page, phase.words()),
            class,
            icon,
            soon: phase == Phase::InForce && letter.until <= today.plus(SOON),
        },
    }
}

fn over(page: &Page, centre: &Centre, grant: &Grant) -> String {
    match &grant.over {
        Over::All => page.t("workbench.letters.over_all").to_string(),
        Over::Instant => page.t("workbench.letters.over_instant").to_string(),
        Over::Kind(kind) => pair(page, kind.words()).to_string(),
        Over::Item(code) => {
            let library = centre.library();
            library
                .latest(code)
                .map_or_else(|| code.clone(), |item| say(page, &item.name))
        }
    }
}

/// `GET /workbench/letters/{id}`.
pub(crate) async fn show(State(app): State<App>, page: Page, staff: Staff, Path(id): Path<Uuid>) -> Response {
    match letters::letter(&app.centre, &staff.actor(), id) {
        Ok(known) => Html(shown(
            page,
            &app.centre,
            &staff.actor(),
            &known,
            (&Sent::default(), None),
        ))
        .into_response(),
        Err(error) => no(page, error),
    }
}

fn shown(
    page: Page,
    centre: &Centre,
    actor: &Actor,
    known: &Registered,
    (sent, refusal): (&Sent, Option<&Refusal>),
) -> LetterPage {
    let letter = &known.letter;
    let may = may_change(actor, &letter.body);
    let (may_sign, may_revoke) = (
        may && letter.state == Stands::Drafted && !known.is_discarded(),
        may && matches!(letter.state, Stands::Signed(_)),
    );
    let today = centre.today().to_string();
    let fields = if may_sign {
        vec![
            Field::text("head", page.t("workbench.letters.head")).value(&sent.head),
            Field::text("office", page.t("workbench.letters.office")).value(&sent.office),
            Field::new(FieldKind::Date, "on", page.t("workbench.letters.signed_on")).value(or(&sent.on, &today)),
        ]
    } else if may_revoke {
        vec![
            Field::new(FieldKind::Date, "from", page.t("workbench.letters.revoked_from")).value(or(&sent.from, &today)),
            Field::new(FieldKind::LongText, "reason", page.t("workbench.letters.reason")).value(&sent.reason),
        ]
    } else {
        Vec::new()
    };
    let fields = with_errors(&page, fields, refusal);
    let changes = known.changes.iter().map(|change| {
        let when = page.day(change.at.0);
        (pair(&page, change.words()), when, change.by.clone())
    });
    LetterPage {
        id: known.id.to_string(),
        line: line(&page, centre, known),
        grants: letter
            .grants
            .iter()
            .map(|grant| (over(&page, centre, grant), pair(&page, grant.power.words())))
            .collect(),
        facts: facts(&page, letter),
        changes: changes.collect(),
        may_sign,
        may_revoke,
        faults: faults(&fields),
        fields,
        page,
    }
}

fn facts(page: &Page, letter: &Letter) -> Vec<(&'static str, String)> {
    let mut facts = vec![
        (page.t("workbench.letters.seal_keeper"), letter.seal.keeper.clone()),
        (page.t("workbench.letters.seal_words"), letter.seal.words.clone()),
    ];
    let signature = match &letter.state {
        Stands::Drafted => None,
        Stands::Signed(signature) | Stands::Revoked { signature, .. } => Some(signature),
    };
    if let Some(signature) = signature {
        let words = page.t2("workbench.letters.signed_by", &signature.head, &signature.office);
        facts.push((
            page.t("workbench.letters.signature"),
            format!("{words} · {}", signature.on),
        ));
    }
    if let Stands::Revoked { revocation, .. } = &letter.state {
        facts.push((
            page.t("workbench.letters.revocation"),
            page.t2("workbench.letters.revoked_why", revocation.from, &revocation.reason),
        ));
    }
    facts.retain(|(_, value)| !value.is_empty());
    facts
}

/// `GET /workbench/letters/{id}/letter.pdf`.
pub(crate) async fn pdf(State(app): State<App>, page: Page, staff: Staff, Path(id): Path<Uuid>) -> Response {
    match letters::paper::pdf(&app.centre, &staff.actor(), id).await {
        Ok((number, bytes)) => pdf_answer(&format!("授权委托书{number}.pdf"), bytes),
        Err(error) => no(page, error),
    }
}

/// What the forms send.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Sent {
    id: String,
    number: String,
    body: String,
    holder: String,
    scope: String,
    power: String,
    from: String,
    until: String,
    seal_keeper: String,
    seal_words: String,
    head: String,
    office: String,
    on: String,
    reason: String,
    /// The rest: `over.CODE`, the power over one item.
    #[serde(flatten)]
    over: BTreeMap<String, String>,
}

/// For which body a letter is entered.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct OfBody {
    body: String,
}

/// `GET /workbench/letters/new`: first the body, unless only one comes into question.
pub(crate) async fn new(State(app): State<App>, page: Page, staff: Staff, Query(of): Query<OfBody>) -> Response {
    let actor = staff.actor();
    let organisation = app.centre.organisation();
    let mut bodies: Vec<(String, String)> = organisation
        .bodies
        .values()
        .filter(|body| may_change(&actor, &body.code))
        .map(|body| (body.code.clone(), say(&page, &body.name.words())))
        .collect();
    if bodies.is_empty() {
        return StatusCode::FORBIDDEN.into_response();
    }
    let chosen = match bodies.as_slice() {
        [only] => Some(only.0.clone()),
        several => several.iter().map(|body| body.0.clone()).find(|code| *code == of.body),
    };
    let Some(body) = chosen else {
        bodies.sort_by(|one, other| one.1.cmp(&other.1));
        return Html(BodyPage { page, bodies }).into_response();
    };
    let today = app.centre.today();
    let sent = Sent {
        id: app.centre.new_id().to_string(),
        body,
        from: today.to_string(),
        until: today.plus(364).to_string(),
        scope: "all".into(),
        power: Power::Decide.code().into(),
        ..Sent::default()
    };
    answer_new(&app, page, (&sent, None), StatusCode::OK).await
}

async fn answer_new(app: &App, page: Page, (sent, refusal): (&Sent, Option<&Refusal>), status: StatusCode) -> Response {
    match accounts::of_body(&app.centre, &sent.body, Role::Chief).await {
        Ok(chiefs) => (status, Html(new_page(page, &app.centre, &chiefs, sent, refusal))).into_response(),
        Err(error) => no(page, error),
    }
}

/// `POST /workbench/letters/new`.
pub(crate) async fn enter(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    CheckedForm(sent): CheckedForm<Sent>,
) -> Response {
    let actor = staff.actor();
    // Before anything of the body is shown again: who may choose among its staff is who may enter its letters.
    if !may_change(&actor, &sent.body) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let Ok(id) = Uuid::parse_str(&sent.id) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let entered = match read(&app.centre, &sent).await {
        Ok(letter) => letters::draft(&app.centre, &actor, id, letter).await,
        Err(error) => Err(error),
    };
    match entered {
        Ok(()) => redirect_with(&format!("{ADDRESS}/{id}"), &Flash::done("workbench.letters.entered")),
        Err(ActError::Refused(refusal)) if !refusal.faults.is_empty() => {
            answer_new(&app, page, (&sent, Some(&refusal)), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) => no(page, error),
    }
}

fn new_page(page: Page, centre: &Centre, chiefs: &[Signed], sent: &Sent, refusal: Option<&Refusal>) -> NewPage {
    let t = |key: &str| page.t(&format!("workbench.letters.{key}")).to_string();
    let holder = chiefs
        .iter()
        .fold(Field::new(FieldKind::Choice, "holder", t("holder")), |field, chief| {
            field.choice(&chief.login, &chief.shown)
        })
        .choice(WINDOWS, t("windows"));
    let who = vec![
        Field::text("number", t("number"))
            .hint(t("number_hint"))
            .max_length(100)
            .value(&sent.number),
        holder.value(&sent.holder),
    ];
    let power = Power::ALL
        .into_iter()
        .rev()
        .fold(Field::new(FieldKind::Choice, "power", t("power")), |field, power| {
            field.choice(power.code(), pair(&page, power.words()))
        });
    let what = vec![scope_field(&page).value(&sent.scope), power.value(&sent.power)];
    let when = vec![
        Field::new(FieldKind::Date, "from", t("from")).value(&sent.from),
        Field::new(FieldKind::Date, "until", t("until"))
            .hint(t("until_hint"))
            .value(&sent.until),
        Field::text("seal_keeper", t("seal_keeper"))
            .max_length(100)
            .value(&sent.seal_keeper)
            .optional(),
        Field::new(FieldKind::LongText, "seal_words", t("seal_words"))
            .max_length(500)
            .value(&sent.seal_words)
            .optional(),
    ];
    let (who, what, when) = (
        with_errors(&page, who, refusal),
        with_errors(&page, what, refusal),
        with_errors(&page, when, refusal),
    );
    let wrong = [&who, &what, &when]
        .into_iter()
        .flat_map(|fields| faults(fields))
        .collect();
    let organisation = centre.organisation();
    let named = organisation.bodies.get(&sent.body);
    NewPage {
        id: sent.id.clone(),
        body_name: named.map_or_else(|| sent.body.clone(), |body| say(&page, &body.name.words())),
        body: sent.body.clone(),
        no_chief: chiefs.is_empty(),
        faults: wrong,
        items: item_lines(&page, centre, sent),
        who,
        what,
        when,
        page,
    }
}

fn scope_field(page: &Page) -> Field {
    let scope = Field::new(FieldKind::Choice, "scope", page.t("workbench.letters.scope"))
        .choice("all", page.t("workbench.letters.over_all"))
        .choice("instant", page.t("workbench.letters.over_instant"));
    let scope = ItemKind::ALL.into_iter().fold(scope, |field, kind| {
        let words = page.t1("workbench.letters.over_kind", pair(page, kind.words()));
        field.choice(kind.code(), words)
    });
    scope.choice("items", page.t("workbench.letters.over_items"))
}

/// The items of the body that can be named, as many as a letter may name.
fn item_lines(page: &Page, centre: &Centre, sent: &Sent) -> Vec<ItemLine> {
    let (library, today) = (centre.library(), centre.today());
    let named = library.codes();
    named
        .into_iter()
        .filter_map(|code| library.in_force(code, today))
        .filter(|item| item.body == sent.body)
        .take(MOST_ITEMS)
        .map(|item| ItemLine {
            power: sent.over.get(&item_field(&item.code)).cloned().unwrap_or_default(),
            code: item.code.clone(),
            name: say(page, &item.name),
            kind: pair(page, item.kind.words()),
        })
        .collect()
}

fn item_field(code: &str) -> String {
    format!("over.{code}")
}

/// The letter that a form means.
async fn read(centre: &Centre, sent: &Sent) -> Result<Letter, ActError> {
    let mut wrong = Vec::new();
    let mut day = |field: &str, text: &str| {
        Day::parse(text.trim()).unwrap_or_else(|_| {
            wrong.push(no_day(field));
            centre.today()
        })
    };
    let (from, until) = (day("from", &sent.from), day("until", &sent.until));
    let holder = holder(centre, sent).await?.unwrap_or_else(|| {
        wrong.push(Wrong::new("holder", "请选择受委托人。", "Choose who gets the power."));
        Holder::Windows
    });
    let letter = Letter {
        number: sent.number.trim().to_string(),
        body: sent.body.clone(),
        holder,
        grants: grants(sent),
        from,
        until,
        seal: SealCustody {
            keeper: sent.seal_keeper.trim().to_string(),
            words: sent.seal_words.trim().to_string(),
        },
        state: Stands::Drafted,
    };
    if wrong.is_empty() {
        return Ok(letter);
    }
    // Everything that is wrong is told at once.
    wrong.extend(letter.faults());
    Err(Refusal::invalid(wrong).into())
}

/// The windows, or a chief approver of the body by login.
async fn holder(centre: &Centre, sent: &Sent) -> Result<Option<Holder>, ActError> {
    if sent.holder == WINDOWS {
        return Ok(Some(Holder::Windows));
    }
    let account = accounts::by_login(centre, sent.holder.trim()).await?;
    let chief =
        account.filter(|account| account.roles.contains(&Role::Chief) && account.body.as_ref() == Some(&sent.body));
    Ok(chief.map(|account| Holder::Person {
        account: account.id,
        name: account.shown,
    }))
}

/// What the form gives power over: the sort that was chosen, then the items that are named apart.
fn grants(sent: &Sent) -> Vec<Grant> {
    let power = Power::parse(&sent.power).unwrap_or(Power::Review);
    let sort = match sent.scope.as_str() {
        "all" => Some(Over::All),
        "instant" => Some(Over::Instant),
        kind => ItemKind::ALL
            .into_iter()
            .find(|known| known.code() == kind)
            .map(Over::Kind),
    };
    let apart = sent.over.iter().filter_map(|(field, power)| {
        let over = Over::Item(field.strip_prefix("over.")?.to_string());
        Power::parse(power).map(|power| Grant { over, power })
    });
    sort.map(|over| Grant { over, power })
        .into_iter()
        .chain(apart)
        .collect()
}

/// `POST /workbench/letters/{id}/sign`.
pub(crate) async fn sign(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    Path(id): Path<Uuid>,
    CheckedForm(sent): CheckedForm<Sent>,
) -> Response {
    let done = match Day::parse(sent.on.trim()) {
        Ok(on) => {
            let signature = Signature {
                head: sent.head.trim().to_string(),
                office: sent.office.trim().to_string(),
                on,
            };
            letters::sign(&app.centre, &staff.actor(), id, signature).await
        }
        Err(_) => Err(Refusal::invalid(vec![no_day("on")]).into()),
    };
    done_or_again(
        &app,
        page,
        &staff.actor(),
        (id, &sent),
        done,
        "workbench.letters.signed",
    )
}

/// `POST /workbench/letters/{id}/revoke`.
pub(crate) async fn revoke(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    Path(id): Path<Uuid>,
    CheckedForm(sent): CheckedForm<Sent>,
) -> Response {
    let done = match Day::parse(sent.from.trim()) {
        Ok(from) => {
            let revocation = Revocation {
                from,
                reason: sent.reason.trim().to_string(),
            };
            letters::revoke(&app.centre, &staff.actor(), id, revocation).await
        }
        Err(_) => Err(Refusal::invalid(vec![no_day("from")]).into()),
    };
    done_or_again(
        &app,
        page,
        &staff.actor(),
        (id, &sent),
        done,
        "workbench.letters.revoked",
    )
}

/// `POST /workbench/letters/{id}/discard`.
pub(crate) async fn discard(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    Path(id): Path<Uuid>,
    CheckedForm(sent): CheckedForm<Sent>,
) -> Response {
    let done = letters::discard(&app.centre, &staff.actor(), id).await;
    done_or_again(
        &app,
        page,
        &staff.actor(),
        (id, &sent),
        done,
        "workbench.letters.discarded",
    )
}

fn done_or_again(
    app: &App,
    page: Page,
    actor: &Actor,
    (id, sent): (Uuid, &Sent),
    done: Result<(), ActError>,
    words: &str,
) -> Response {
    match done {
        Ok(()) => redirect_with(&format!("{ADDRESS}/{id}"), &Flash::done(words)),
        Err(ActError::Refused(refusal)) if !refusal.faults.is_empty() => {
            match letters::letter(&app.centre, actor, id) {
                Ok(known) => {
                    let again = shown(page, &app.centre, actor, &known, (sent, Some(&refusal)));
                    (StatusCode::UNPROCESSABLE_ENTITY, Html(again)).into_response()
                }
                Err(error) => no(page, error),
            }
        }
        Err(error) => no(page, error),
    }
}

/// What is wrong with a field that holds no day.
pub(super) fn no_day(field: &str) -> Wrong {
    Wrong::new(
        field,
        "请按 2026-11-22 的格式填写日期。",
        "Enter a date in the form 2026-11-22.",
    )
}

fn or<'a>(text: &'a str, other: &'a str) -> &'a str {
    if text.is_empty() { other } else { text }
}

/// Fields with what is wrong with them; a scope's fault stands at the scope.
fn with_errors(page: &Page, fields: Vec<Field>, refusal: Option<&Refusal>) -> Vec<Field> {
    let wrong = |name: &str| {
        let wanted = if name == "scope" { "grants" } else { name };
        let known = refusal.and_then(|refusal| refusal.faults.iter().find(|fault| fault.field == wanted));
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

fn no(page: Page, error: ActError) -> Response {
    let back = LinkTo::new(ADDRESS, page.t("workbench.letters.title"));
    refuse(page, error, back)
}
