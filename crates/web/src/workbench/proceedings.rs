//! Proceedings of a case at the workbench (程序事项): how each stands, and the forms to act.

use axum::extract::{Path, State};
use axum::response::Response;
use uuid::Uuid;
use yimen_acts::accounts::Signed;
use yimen_acts::cases::command::{Reach, with_secret};
use yimen_acts::cases::proceedings::{self as act, Said};
use yimen_acts::cases::tasks::sections_shown;
use yimen_acts::cases::view::{self, CaseView};
use yimen_acts::publicity::{self as shown_act, ViewShown};
use yimen_acts::{ActError, Centre};
use yimen_domain::cases::command::Command;
use yimen_domain::cases::proceedings::discussion::Discussion;
use yimen_domain::cases::proceedings::expert::{Expert, KINDS as REVIEWS, Review};
use yimen_domain::cases::proceedings::hearing::{Asker, Ground, Hearing, Participant};
use yimen_domain::cases::proceedings::inspection::{Inspection, KINDS, assign_by};
use yimen_domain::cases::proceedings::party::{Means, to_tell};
use yimen_domain::cases::proceedings::publicity::Publicity;
use yimen_domain::cases::proceedings::task::Task;
use yimen_domain::cases::proceedings::{Matter, Proceeding, open_orders};
use yimen_domain::clocks::SuspensionKind;
use yimen_domain::organisation::{AccountId, Actor};
use yimen_domain::words::{Refusal, RefusalKind};

use super::case;
use super::commands::Refused;
use super::shown::{self, Area, pair};
use super::typed::{FILE, Typed};
use crate::app::{App, Staff, refuse, status_of};
use crate::proceedings::{accepted_words, agrees_words, asker, day, meeting, names, passed_words};
use crate::shell::components::{Fault, Field, FieldKind, Lamp, LinkTo, SummaryRow};
use crate::shell::{CheckedMultipart, Flash, Page, redirect_with};

/// A form for one order.
pub(crate) struct OrderForm {
    /// Name of the order.
    pub(crate) name: &'static str,
    /// Number of the proceeding; 0 for a new one.
    pub(crate) no: u32,
    /// Beginning of the names of its fields, once on a page.
    pub(crate) key: String,
    /// Heading.
    pub(crate) title: &'static str,
    /// What to know before.
    pub(crate) intro: String,
    /// Shown unfolded.
    pub(crate) open: bool,
    /// Fields.
    pub(crate) fields: Vec<Field>,
    /// Files that were taken before a refusal: names and what keeps them.
    pub(crate) kept: Vec<(String, String)>,
}

/// One proceeding.
pub(crate) struct ProceedingShown {
    /// Its number.
    pub(crate) no: u32,
    /// Its kind in words.
    pub(crate) kind: &'static str,
    /// What it is about, in short.
    pub(crate) about: String,
    /// How it stands.
    pub(crate) lamp: Lamp,
    /// The same in words.
    pub(crate) state: String,
    /// Something waits for the looker, or is late: shown unfolded.
    pub(crate) open: bool,
    /// Facts.
    pub(crate) rows: Vec<SummaryRow>,
    /// Files.
    pub(crate) files: Vec<LinkTo>,
    /// What may be done.
    pub(crate) forms: Vec<OrderForm>,
}

/// The proceedings of a case for its page.
pub(crate) struct Shown {
    /// What the law asks for and nobody did yet.
    pub(crate) warning: String,
    /// Those that are open.
    pub(crate) running: Vec<ProceedingShown>,
    /// Those that are closed.
    pub(crate) done: Vec<ProceedingShown>,
    /// Forms that open a new one.
    pub(crate) openers: Vec<OrderForm>,
}

impl Shown {
    /// There is nothing to show.
    pub(crate) fn is_empty(&self) -> bool {
        self.running.is_empty() && self.done.is_empty() && self.openers.is_empty()
    }

    /// A form that opens a new one is shown unfolded.
    pub(crate) fn begins(&self) -> bool {
        self.openers.iter().any(|form| form.open)
    }

    /// One that is closed is shown unfolded.
    pub(crate) fn looks_back(&self) -> bool {
        self.done.iter().any(|one| one.open)
    }

    fn forms(&self) -> impl Iterator<Item = &OrderForm> {
        let own = self.running.iter().chain(&self.done).flat_map(|one| &one.forms);
        own.chain(&self.openers)
    }

    /// A fault of this name has its place here.
    pub(crate) fn has(&self, field: &str) -> bool {
        self.forms()
            .any(|form| form.key == field || form.fields.iter().any(|known| known.name == field))
    }

    /// There is a form with this key.
    pub(crate) fn has_form(&self, key: &str) -> bool {
        self.forms().any(|form| form.key == key)
    }
}

/// `POST /workbench/cases/{number}/proceedings/{order}`.
pub(crate) async fn give(
    State(app): State<App>,
    mut page: Page,
    desk: Staff,
    Path((number, order)): Path<(String, String)>,
    CheckedMultipart(form): CheckedMultipart,
) -> Response {
    let actor = desk.actor();
    let typed = match Typed::read(&app.centre, desk.0.id, form).await {
        Ok(typed) => typed,
        Err(response) => return response,
    };
    let address = Area::Workbench.case(&number);
    page.path.clone_from(&address);
    let key = key_of(&order, typed.number("no"));
    let result = order_of(&app.centre, &actor, &number, &order, &key, &typed).await;
    match result {
        Ok(()) => redirect_with(&format!("{address}#proceedings"), &Flash::done("proceeding.done")),
        Err(ActError::Refused(refusal)) if refusal.kind != RefusalKind::Missing => {
            refused(&app, page, &actor, &number, &key, &typed, *refusal).await
        }
        Err(error) => {
            let back = LinkTo::new(address, page.t("workbench.back_to_case"));
            refuse(page, error, back)
        }
    }
}

/// Gives an order as a form said it; the names of its fields begin with the key.
pub(super) async fn order_of(
    centre: &Centre,
    actor: &Actor,
    number: &str,
    name: &str,
    key: &str,
    typed: &Typed,
) -> Result<(), ActError> {
    if !typed.faults.is_empty() {
        return Err(Refusal::invalid(typed.faults.clone()).into());
    }
    let said = said_of(key, typed);
    let order = act::order(centre, actor, number, (name, said)).await?;
    let once = format!("{}.{key}", typed.get("key"));
    let reach = Reach {
        key: (!typed.get("key").is_empty()).then_some(once.as_str()),
        seen: typed.get("seen_events").parse().ok(),
    };
    let order = Command::Proceeding(Box::new(order));
    with_secret(centre, actor, number, reach, order, None).await.map(|_| ())
}

async fn refused(
    app: &App,
    page: Page,
    actor: &Actor,
    number: &str,
    key: &str,
    typed: &Typed,
    refusal: Refusal,
) -> Response {
    let now = match view::view(&app.centre, actor, number).await {
        Ok(view) => view,
        Err(error) => {
            let back = LinkTo::new("/workbench", page.t("workbench.back"));
            return refuse(page, error, back);
        }
    };
    let faults = shown::faults(&page, &refusal, |field| fault_names(key, field));
    let again = Refused {
        command: key,
        typed,
        faults: &faults,
    };
    let mut response = case::draw(app, page, actor, &now, typed.get("list"), Some(again)).await;
    *response.status_mut() = status_of(&refusal);
    response
}

/// The name of the field of a form that a fault is about.
pub(super) fn fault_names(key: &str, field: &str) -> String {
    match field {
        "chair" => format!("{key}.person"),
        "evidence" => format!("{key}.evidence"),
        "told_days" => format!("{key}.days"),
        "findings" => format!("{key}.words"),
        "what" => format!("{key}.words"),
        "organiser" => format!("{key}.name"),
        "proof" => format!("{key}.words"),
        "files" => format!("{FILE}{key}"),
        field if field.starts_with(FILE) => field.to_string(),
        field => format!("{key}.{field}"),
    }
}

fn key_of(name: &str, no: u32) -> String {
    if no == 0 {
        name.to_string()
    } else {
        format!("{name}-{no}")
    }
}

fn said_of(key: &str, typed: &Typed) -> Said {
    let field = |name: &str| typed.get(&format!("{key}.{name}")).to_string();
    let to = field("to");
    let person = if to.is_empty() {
        field("person")
    } else {
        to.strip_prefix("person:").unwrap_or_default().to_string()
    };
    let officers = typed.all(&format!("{key}.officers"));
    Said {
        no: typed.number("no"),
        day: field("day"),
        time: field("time"),
        place: field("place"),
        kind: field("kind"),
        ground: field("ground"),
        officers: officers.iter().filter_map(|id| account(id)).collect(),
        experts: typed
            .lines(&format!("{key}.experts"))
            .iter()
            .map(|line| {
                let (name, unit) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
                (name.to_string(), unit.trim().to_string())
            })
            .collect(),
        expert: typed.number(&format!("{key}.expert")),
        votes: ["members", "agree", "against", "abstain"].map(|name| typed.number(&format!("{key}.{name}"))),
        person: account(&person),
        section: to.strip_prefix("section:").unwrap_or_default().to_string(),
        days: typed.number(&format!("{key}.days")),
        name: field("name"),
        company: field("company") == "company",
        interest: field("interest"),
        yes: match field("yes").as_str() {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        },
        words: field("words").replace("\r\n", "\n"),
        reason: field("reason"),
        by: typed.number(&format!("{key}.by")),
        participants: typed
            .lines(&format!("{key}.participants"))
            .iter()
            .map(|line| participant(line))
            .collect(),
        unsigned: field("unsigned"),
        evidence: field("evidence"),
        subject: field("subject"),
        basis: field("basis"),
        contact: field("contact"),
        until: field("until"),
        view: typed.number(&format!("{key}.view")),
        body: field("body"),
        complete: field("complete") == "yes",
        means: field("means"),
        files: typed
            .files
            .iter()
            .filter(|(of, _)| of == key)
            .map(|(_, mark)| mark.clone())
            .collect(),
    }
}

fn account(id: &str) -> Option<AccountId> {
    Uuid::parse_str(id).ok().map(AccountId)
}

/// A line of who took part: name, as what, and `未签字` or `not signed` at its end for who did not sign.
fn participant(line: &str) -> Participant {
    let unsigned = ["未签字", "未签", "not signed"];
    let line = line.trim();
    let short = unsigned.iter().find_map(|end| line.strip_suffix(end));
    let rest = short.unwrap_or(line).trim();
    let (name, part) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    Participant {
        name: name.to_string(),
        part: part.trim().to_string(),
        signed: short.is_none(),
    }
}

/// The proceedings as they stand, with the forms that the actor could send.
pub(crate) async fn shown(
    centre: &Centre,
    page: &Page,
    view: &CaseView,
    actor: &Actor,
    again: Option<&Refused<'_>>,
) -> Result<Shown, ActError> {
    let sections = sections_shown(centre, &view.case, Some(actor));
    let open = open_orders(&view.case, &view.item, actor, &sections);
    let (people, chairs) = if open.is_empty() {
        (Vec::new(), Vec::new())
    } else {
        let body = &view.case.body;
        (act::officers(centre, body).await?, act::chairs(centre, body).await?)
    };
    let views = shown_act::views(centre, actor, &view.case).await?;
    let forms = Forms {
        centre,
        page,
        view,
        views: &views,
        people: &people,
        chairs: &chairs,
        again,
    };
    let calendar = centre.book().of(&view.case);
    let today = centre.today();
    let untold: Vec<u32> = to_tell(&view.case).map(|(no, _)| no).collect();
    let one = |one: &Proceeding| {
        let forms: Vec<OrderForm> = open
            .iter()
            .filter(|(_, no)| *no == one.no)
            .map(|(name, no)| forms.form(name, *no))
            .collect();
        let due = one.due(&calendar).map(|due| due.day);
        let is_shown = matches!(one.matter, Matter::Publicity(_));
        let late = !is_shown && !one.is_closed() && due.is_some_and(|due| due < today);
        let (lamp, state) = state(page, view, one, late, today);
        ProceedingShown {
            no: one.no,
            kind: pair(page, one.kind().words()),
            about: about(page, one),
            lamp,
            state,
            open: late || untold.contains(&one.no) || forms.iter().any(|form| form.open) || is_next(one, actor),
            rows: rows(page, view, one, due, &views),
            files: files(view, one),
            forms,
        }
    };
    let (done, running) = view
        .case
        .proceedings
        .all
        .iter()
        .map(one)
        .zip(&view.case.proceedings.all)
        .partition::<Vec<_>, _>(|(_, one)| one.is_closed());
    let plain = |list: Vec<(ProceedingShown, &Proceeding)>| list.into_iter().map(|(shown, _)| shown).collect();
    let warning = match assign_by(&view.case, &view.item, &calendar) {
        Some(due) => page.t1("proceeding.assign_by", day(page, due.day)),
        None if !untold.is_empty() => page.t1("proceeding.to_tell", untold.len()),
        None => String::new(),
    };
    let openers = open.iter().filter(|(_, no)| *no == 0);
    Ok(Shown {
        warning,
        running: plain(running),
        done: plain(done),
        openers: openers.map(|(name, no)| forms.form(name, *no)).collect(),
    })
}

/// Whether a proceeding waits for the one who looks.
fn is_next(one: &Proceeding, actor: &Actor) -> bool {
    match &one.matter {
        _ if one.is_closed() => false,
        Matter::Inspection(inspection) => inspection.is_officer(actor.account) && !inspection.has_signed(actor.account),
        Matter::Task(task) => {
            let taken = task
                .taken
                .as_ref()
                .is_some_and(|taken| Some(taken.account) == actor.account);
            taken || (task.waits() && names_them(task, actor))
        }
        Matter::Publicity(publicity) => publicity.unanswered().next().is_some(),
        Matter::Hearing(_) | Matter::Party(_) | Matter::Expert(_) | Matter::Discussion(_) | Matter::Lower(_) => false,
    }
}

fn names_them(task: &Task, actor: &Actor) -> bool {
    use yimen_domain::cases::proceedings::task::To;
    matches!(&task.to, To::Person(person) if Some(person.account) == actor.account)
}

fn about(page: &Page, one: &Proceeding) -> String {
    match &one.matter {
        Matter::Inspection(inspection) => meeting(page, &inspection.meeting),
        Matter::Task(task) => format!("{}{}{}", task.to.name(), page.pick("：", ": "), task.what),
        Matter::Hearing(hearing) => pair(page, hearing.ground.words()).to_string(),
        Matter::Party(party) => party.name.clone(),
        Matter::Expert(review) => review.organiser.clone(),
        Matter::Discussion(discussion) => votes_of(page, discussion),
        Matter::Publicity(publicity) => publicity.subject.clone(),
        Matter::Lower(lower) => lower.name.clone(),
    }
}

fn state(
    page: &Page,
    view: &CaseView,
    one: &Proceeding,
    late: bool,
    today: yimen_domain::calendar::Day,
) -> (Lamp, String) {
    let to_tell = to_tell(&view.case).any(|(no, _)| no == one.no);
    if to_tell {
        return (Lamp::Yellow, page.t1("proceeding.to_tell", 1));
    }
    if let Some(closed) = &one.closed {
        let key = if closed.dropped {
            "proceeding.state.dropped"
        } else {
            "proceeding.state.done"
        };
        return (Lamp::Grey, page.t1(key, day(page, closed.day)));
    }
    if late {
        return (Lamp::Red, page.t("proceeding.state.late").to_string());
    }
    if view.case.resting() == Some(one.no) {
        return (Lamp::Yellow, page.t("proceeding.state.rests").to_string());
    }
    if let Matter::Publicity(publicity) = &one.matter {
        return match publicity.unanswered().count() {
            0 if today > publicity.until => (Lamp::Yellow, page.t("proceeding.state.to_close").to_string()),
            0 => (Lamp::Green, page.t("proceeding.state.public").to_string()),
            waiting => (Lamp::Yellow, page.t1("proceeding.state.views", waiting)),
        };
    }
    let key = match &one.matter {
        Matter::Lower(_) => "proceeding.state.below",
        Matter::Inspection(inspection) if inspection.report.is_some() => "proceeding.state.to_sign",
        Matter::Inspection(_) => "proceeding.state.to_inspect",
        Matter::Task(Task { returned: Some(_), .. }) => "proceeding.state.returned",
        Matter::Task(Task { taken: Some(_), .. }) => "proceeding.state.taken",
        Matter::Task(_) => "proceeding.state.given",
        Matter::Hearing(hearing) if !hearing.is_to_be_held() => "proceeding.state.told",
        Matter::Hearing(Hearing { setting: Some(_), .. }) => "proceeding.state.set",
        Matter::Hearing(_) => "proceeding.state.to_set",
        Matter::Party(_) => "proceeding.state.party",
        Matter::Expert(_) | Matter::Discussion(_) | Matter::Publicity(_) => "proceeding.state.taken",
    };
    (Lamp::Green, page.t(key).to_string())
}

fn rows(
    page: &Page,
    view: &CaseView,
    one: &Proceeding,
    due: Option<yimen_domain::calendar::Day>,
    views: &[ViewShown],
) -> Vec<SummaryRow> {
    let row = |key: &str, value: String| SummaryRow::new(page.t(key), value);
    let mut rows = vec![
        row("proceeding.row.basis", one.basis.clone()),
        row(
            "proceeding.row.opened",
            format!("{}{}{}", day(page, one.opened), page.pick("，", ", "), one.by),
        ),
    ];
    rows.extend(due.map(|due| row("proceeding.row.due", day(page, due))));
    match &one.matter {
        Matter::Inspection(inspection) => rows.extend(inspection_rows(page, inspection)),
        Matter::Task(task) => rows.extend(task_rows(page, task)),
        Matter::Hearing(hearing) => rows.extend(hearing_rows(page, view, hearing)),
        Matter::Party(party) => {
            rows.push(row("proceeding.row.interest", party.interest.clone()));
            let said = party.statement.as_ref().map(|statement| statement.words.clone());
            rows.extend(said.map(|words| row("proceeding.row.said", words)));
            if let Some(told) = &party.decision {
                let words = [
                    day(page, told.day),
                    pair(page, told.means.words()).to_string(),
                    told.proof.clone(),
                ];
                rows.push(row("proceeding.row.decision_told", words.join(page.pick("，", ", "))));
            }
        }
        Matter::Publicity(publicity) => rows.extend(publicity_rows(page, one.no, publicity, views)),
        Matter::Lower(lower) => {
            rows.push(row("proceeding.row.from", day(page, one.from)));
            rows.extend(lower.opinion.as_ref().map(|opinion| {
                let passed = passed_words(page, opinion.passed);
                let words = format!("{passed}{}{}", page.pick("：", ": "), opinion.words);
                row("proceeding.row.opinion_below", words)
            }));
        }
        Matter::Expert(review) => rows.extend(review_rows(page, review)),
        Matter::Discussion(discussion) => {
            rows.push(row("proceeding.row.present", names(page, &discussion.present)));
            rows.push(row("proceeding.row.members", discussion.members.to_string()));
            rows.push(row("proceeding.row.votes", votes_of(page, discussion)));
            let words = one.closed.as_ref().map(|closed| closed.words.clone());
            rows.push(row("proceeding.row.minutes", words.unwrap_or_default()));
            rows.extend(
                discussion
                    .departs
                    .clone()
                    .map(|reason| row("proceeding.row.departs", reason)),
            );
        }
    }
    if let Some(closed) = one
        .closed
        .as_ref()
        .filter(|closed| closed.dropped || matches!(one.matter, Matter::Party(_) | Matter::Publicity(_)))
    {
        rows.push(row("proceeding.row.result", closed.words.clone()));
    }
    rows
}

/// A period with each view that came in, and what was answered.
fn publicity_rows(page: &Page, no: u32, publicity: &Publicity, views: &[ViewShown]) -> Vec<SummaryRow> {
    let period = page.t2(
        "publicity.from_to",
        day(page, publicity.from),
        day(page, publicity.until),
    );
    let mut rows = vec![
        SummaryRow::new(page.t("proceeding.row.content"), &publicity.content),
        SummaryRow::new(page.t("proceeding.row.period"), period),
        SummaryRow::new(page.t("proceeding.row.contact"), &publicity.contact),
    ];
    for view in &publicity.views {
        let known = views.iter().find(|known| known.no == no && known.view == view.no);
        let words = known.map_or_else(
            || page.t("proceeding.view.deleted").to_string(),
            |known| {
                let from = [known.name.as_str(), known.contact.as_str()];
                let from: Vec<&str> = from.into_iter().filter(|part| !part.is_empty()).collect();
                format!(
                    "{}{}{}{}{}",
                    day(page, view.day),
                    page.pick("，", ", "),
                    from.join(page.pick("，", ", ")),
                    page.pick("：", ": "),
                    known.words
                )
            },
        );
        rows.push(SummaryRow::new(page.t1("proceeding.row.view", view.no), words));
        let answer = match &view.answer {
            Some(answer) => format!(
                "{}{}{}",
                accepted_words(page, answer.accepted),
                page.pick("：", ": "),
                answer.words
            ),
            None => page.t("proceeding.view.waits").to_string(),
        };
        rows.push(SummaryRow::new(page.t1("proceeding.row.view_answer", view.no), answer));
    }
    rows
}

fn inspection_rows(page: &Page, inspection: &Inspection) -> Vec<SummaryRow> {
    let mut rows = vec![
        SummaryRow::new(page.t("proceeding.row.kind"), pair(page, inspection.kind.words())),
        SummaryRow::new(page.t("proceeding.row.officers"), names(page, &inspection.officers)),
    ];
    if let Some(report) = &inspection.report {
        let words = format!(
            "{}{}{}",
            passed_words(page, report.passed),
            page.pick("：", ": "),
            report.findings
        );
        rows.push(SummaryRow::new(page.t("proceeding.row.found"), words));
        let signed: Vec<_> = inspection
            .officers
            .iter()
            .filter(|officer| inspection.has_signed(Some(officer.account)))
            .cloned()
            .collect();
        rows.push(SummaryRow::new(page.t("proceeding.row.signed"), names(page, &signed)));
    }
    rows
}

fn task_rows(page: &Page, task: &Task) -> Vec<SummaryRow> {
    let mut rows = Vec::new();
    if let Some(taken) = &task.taken {
        rows.push(SummaryRow::new(page.t("proceeding.row.taken"), &taken.name));
    }
    if let Some((by, reason)) = &task.returned {
        let words = format!("{}{}{reason}", by.name, page.pick("：", ": "));
        rows.push(SummaryRow::new(page.t("proceeding.row.returned"), words));
    }
    if let Some(opinion) = &task.opinion {
        let words = format!(
            "{}{}{}",
            agrees_words(page, opinion.agrees),
            page.pick("：", ": "),
            opinion.words
        );
        rows.push(SummaryRow::new(page.t("proceeding.row.opinion"), words));
    }
    rows
}

fn votes_of(page: &Page, discussion: &Discussion) -> String {
    crate::proceedings::votes(page, [discussion.agree, discussion.against, discussion.abstain])
}

fn review_rows(page: &Page, review: &Review) -> Vec<SummaryRow> {
    let expert = |expert: &Expert| {
        let gone = expert.recused.as_ref();
        let gone = gone.map_or_else(String::new, |reason| page.t1("proceeding.recused", reason));
        format!("{} {}{}{gone}", expert.name, expert.unit, page.pick("", " "))
    };
    let experts: Vec<String> = review.experts.iter().map(expert).collect();
    let mut rows = vec![
        SummaryRow::new(page.t("proceeding.row.kind"), pair(page, review.kind.words())),
        SummaryRow::new(page.t("proceeding.row.notice"), &review.notice),
    ];
    if !experts.is_empty() {
        let words = experts.join(page.pick("；", "; "));
        rows.push(SummaryRow::new(page.t("proceeding.row.experts"), words));
    }
    if let Some(report) = &review.report {
        let words = format!(
            "{}{}{}",
            passed_words(page, report.passed),
            page.pick("：", ": "),
            report.words
        );
        rows.push(SummaryRow::new(page.t("proceeding.row.report"), words));
    }
    rows
}

fn hearing_rows(page: &Page, view: &CaseView, hearing: &Hearing) -> Vec<SummaryRow> {
    let all = |list: &mut dyn Iterator<Item = Asker>| {
        let names: Vec<String> = list.map(|by| asker(page, &view.case, by)).collect();
        names.join(page.pick("、", ", "))
    };
    let mut rows = Vec::new();
    let mut add = |key: &str, value: String| {
        if !value.is_empty() {
            rows.push(SummaryRow::new(page.t(key), value));
        }
    };
    add("proceeding.row.told", all(&mut hearing.told.iter().copied()));
    add(
        "proceeding.row.asked",
        all(&mut hearing.asked.iter().map(|(by, _)| *by)),
    );
    add("proceeding.row.waived", all(&mut hearing.waived.iter().copied()));
    if let Some(setting) = &hearing.setting {
        add("proceeding.row.meeting", meeting(page, &setting.meeting));
        add("proceeding.row.chair", setting.chair.name.clone());
        let key = if setting.announced { "form.yes" } else { "form.no" };
        add("proceeding.row.announced", page.t(key).to_string());
        if let Some(attending) = &setting.attending {
            let words = [day(page, attending.until), attending.how.clone()];
            add("proceeding.row.attending", words.join(page.pick("，", ", ")));
        }
    }
    if let Some(recusal) = &hearing.recusal {
        add(
            "proceeding.row.recusal",
            format!(
                "{}{}{}",
                asker(page, &view.case, recusal.by),
                page.pick("：", ": "),
                recusal.reason
            ),
        );
        if let Some((_, reason)) = &recusal.answer {
            add("proceeding.row.answer", reason.clone());
        }
    }
    if let Some(record) = &hearing.record {
        let people: Vec<String> = record
            .participants
            .iter()
            .map(|one| format!("{} {}", one.name, one.part))
            .collect();
        add("proceeding.row.participants", people.join(page.pick("、", ", ")));
        add("proceeding.row.record", record.words.clone());
        add("proceeding.row.unsigned", record.unsigned.clone());
    }
    rows
}

fn files(view: &CaseView, one: &Proceeding) -> Vec<LinkTo> {
    let address = Area::Workbench.case(&view.case.number);
    let link = |file: &&yimen_domain::cases::event::FileMark| {
        LinkTo::new(format!("{address}/files/{}", file.hash), &file.name)
    };
    one.files().iter().map(link).collect()
}

/// What the forms are made from.
struct Forms<'a> {
    centre: &'a Centre,
    page: &'a Page,
    view: &'a CaseView,
    views: &'a [ViewShown],
    people: &'a [Signed],
    chairs: &'a [Signed],
    again: Option<&'a Refused<'a>>,
}

impl Forms<'_> {
    fn form(&self, name: &'static str, no: u32) -> OrderForm {
        let key = key_of(name, no);
        let mut form = OrderForm {
            name,
            no,
            title: self.page.t(&format!("proceeding.{name}")),
            intro: String::new(),
            open: false,
            fields: self.fields(name, no, &key),
            kept: Vec::new(),
            key,
        };
        if name == "order_inspection" {
            form.intro = self.page.t("proceeding.order_inspection.intro").to_string();
        }
        if matches!(name, "open_publicity" | "ask_lower_body") {
            form.intro = self.page.t(&format!("proceeding.{name}.intro")).to_string();
        }
        if let Some(again) = self.again.filter(|again| again.command == form.key) {
            keep(&mut form, again);
        }
        form
    }

    fn fields(&self, name: &str, no: u32, key: &str) -> Vec<Field> {
        let at = |field: &str| format!("{key}.{field}");
        let label = |field: &str| self.page.t(&format!("proceeding.field.{field}")).to_string();
        let long = |field: &str, of: &str| Field::new(FieldKind::LongText, at(field), label(of)).max_length(2_000);
        let line = |field: &str, of: &str| Field::text(at(field), label(of)).max_length(200);
        let files = || {
            let mut field = Field::new(FieldKind::File, format!("{FILE}{key}"), label("files")).optional();
            field.accept = "image/*,application/pdf,.docx,.xlsx,.ofd".into();
            field.multiple = true;
            field
        };
        let yes = |of: &str, yes: &str, no: &str| {
            Field::new(FieldKind::Choice, at("yes"), label(of))
                .choice("yes", self.page.t(yes))
                .choice("no", self.page.t(no))
        };
        let when = || {
            vec![
                Field::new(FieldKind::Date, at("day"), label("day")),
                line("time", "time")
                    .hint(self.page.t("proceeding.field.time.hint"))
                    .max_length(5),
                line("place", "place"),
            ]
        };
        let mut fields = match name {
            "order_inspection" => {
                let mut fields = vec![self.kinds(at("kind"), &label("kind"))];
                fields.extend(when());
                fields.push(self.people(FieldKind::Choices, at("officers"), label("officers")));
                fields
            }
            "record_inspection" => vec![
                yes("passed", "proceeding.passed", "proceeding.failed"),
                long("words", "findings"),
                files(),
            ],
            "give_task" => vec![
                long("words", "what"),
                self.receivers(at("to"), label("to")),
                Field::new(FieldKind::Integer, at("days"), label("task_days")).optional(),
            ],
            "reassign_task" => vec![self.receivers(at("to"), label("to")), long("reason", "reason")],
            "return_task" | "drop_proceeding" => vec![long("reason", "reason")],
            "finish_task" => vec![
                yes("agrees", "proceeding.agrees", "proceeding.objects"),
                long("words", "opinion"),
                files(),
            ],
            "tell_hearing_right" => vec![long("reason", "touches")],
            "open_hearing" => {
                let ground = Ground::EX_OFFICIO.into_iter().fold(
                    Field::new(FieldKind::Choice, at("ground"), label("ground")),
                    |field, ground| field.choice(ground.code(), pair(self.page, ground.words())),
                );
                vec![ground, long("reason", "reason")]
            }
            "ask_hearing" | "waive_hearing" => vec![self.askers(no, at("by"), label("by"))],
            "set_hearing" => {
                let mut fields = when();
                fields.push(self.chairs(at("person"), label("chair")));
                fields
            }
            "ask_recusal" => vec![self.askers(no, at("by"), label("by")), long("reason", "reason")],
            "answer_recusal" => vec![
                self.chairs(at("person"), label("new_chair")).optional(),
                long("reason", "reason"),
            ],
            "record_hearing" => vec![
                long("participants", "participants").hint(self.page.t("proceeding.field.participants.hint")),
                long("words", "record"),
                line("unsigned", "unsigned").optional(),
                files(),
            ],
            "tell_party" => vec![
                Field::new(FieldKind::Choice, at("company"), label("party_kind"))
                    .choice("person", self.page.t("proceeding.party.person"))
                    .choice("company", self.page.t("proceeding.party.company"))
                    .value("person"),
                line("name", "name")
                    .max_length(100)
                    .hint(self.page.t("proceeding.field.name.hint")),
                long("interest", "interest"),
                Field::new(FieldKind::Integer, at("days"), label("party_days")).value("5"),
            ],
            "hear_party" => vec![long("words", "said"), files()],
            "tell_party_decision" => {
                let means = Means::ALL.into_iter().fold(
                    Field::new(FieldKind::Choice, at("means"), label("means")),
                    |field, means| field.choice(means.code(), pair(self.page, means.words())),
                );
                let hint = self.page.t("proceeding.field.proof.hint");
                vec![means, line("words", "proof").hint(hint)]
            }
            "open_publicity" => vec![
                line("subject", "subject"),
                long("words", "content"),
                line("basis", "basis").hint(self.page.t("proceeding.field.basis.hint")),
                Field::new(FieldKind::Integer, at("days"), label("publicity_days")).value("5"),
                Field::new(FieldKind::Date, at("day"), label("from")).value(self.centre.today().to_string()),
                line("contact", "contact"),
            ],
            "answer_view" => vec![
                self.waiting(no, at("view"), label("view")),
                yes("accepted", "proceeding.accepted", "proceeding.not_accepted"),
                long("words", "answer").hint(self.page.t("proceeding.field.answer.hint")),
            ],
            "close_publicity" => vec![long("words", "publicity_result")],
            "announce_hearing" => vec![
                Field::new(FieldKind::Date, at("until"), label("attend_until")),
                line("contact", "attend_how"),
            ],
            "ask_lower_body" => vec![
                self.bodies(at("body"), label("lower_body")).optional(),
                line("name", "lower_name").optional(),
                Field::new(FieldKind::Integer, at("days"), label("lower_days"))
                    .hint(self.page.t("proceeding.field.lower_days.hint"))
                    .optional(),
                line("basis", "basis").optional(),
            ],
            "report_lower_body" => vec![
                yes("passed", "proceeding.passed", "proceeding.failed"),
                long("words", "opinion"),
                Field::new(FieldKind::Choices, at("complete"), label("complete"))
                    .choice("yes", self.page.t("proceeding.field.complete.yes")),
                files(),
            ],
            "waive_party" => vec![
                yes("lapsed", "proceeding.lapsed", "proceeding.waived"),
                long("words", "waiver").optional(),
            ],
            "commission_review" => vec![
                REVIEWS.into_iter().fold(
                    Field::new(FieldKind::Choice, at("kind"), label("kind")),
                    |field, kind| field.choice(kind.code(), pair(self.page, kind.words())),
                ),
                line("name", "organiser"),
                long("experts", "experts")
                    .hint(self.page.t("proceeding.field.experts.hint"))
                    .optional(),
                Field::new(FieldKind::Integer, at("days"), self.page.t("command.suspend.told_days")),
                line("evidence", "evidence"),
            ],
            "recuse_expert" => vec![
                self.experts(no, at("expert"), label("expert")),
                long("reason", "reason"),
            ],
            "report_review" => vec![
                yes("passed", "proceeding.passed", "proceeding.failed"),
                long("words", "opinion"),
                files(),
            ],
            "record_discussion" => {
                let count = |name: &str| Field::new(FieldKind::Integer, at(name), label(name));
                vec![
                    count("members"),
                    self.people(FieldKind::Choices, at("officers"), label("present")),
                    count("agree"),
                    count("against"),
                    count("abstain"),
                    long("words", "minutes"),
                    files(),
                ]
            }
            "depart_from_majority" => vec![long("reason", "reason")],
            "rest_clock" => vec![
                Field::new(FieldKind::Integer, at("days"), self.page.t("command.suspend.told_days")),
                line("evidence", "evidence"),
                files(),
            ],
            _ => Vec::new(),
        };
        // Nothing to choose from is nothing to ask.
        fields.retain(|field| name != "ask_lower_body" || field.kind != FieldKind::Choice || !field.choices.is_empty());
        fields
    }

    fn kinds(&self, name: String, label: &str) -> Field {
        let allowed = |kind: &SuspensionKind| {
            *kind == SuspensionKind::SiteInspection || self.view.item.allows(kind.code()).is_some()
        };
        KINDS
            .into_iter()
            .filter(allowed)
            .fold(Field::new(FieldKind::Choice, name, label), |field, kind| {
                field.choice(kind.code(), pair(self.page, kind.words()))
            })
            .value(SuspensionKind::SiteInspection.code())
    }

    fn people(&self, kind: FieldKind, name: String, label: String) -> Field {
        self.people_of(Field::new(kind, name, label), "")
    }

    fn experts(&self, no: u32, name: String, label: String) -> Field {
        let field = Field::new(FieldKind::Choice, name, label);
        match self.view.case.proceedings.get(no).map(|one| &one.matter) {
            Some(Matter::Expert(review)) => (1..)
                .zip(&review.experts)
                .filter(|(_, expert)| expert.recused.is_none())
                .fold(field, |field, (at, expert): (u32, &Expert)| {
                    field.choice(at.to_string(), format!("{} {}", expert.name, expert.unit))
                }),
            _ => field,
        }
    }

    /// Views without an answer, with the beginning of what they say.
    fn waiting(&self, no: u32, name: String, label: String) -> Field {
        const BEGINNING: usize = 30;
        let field = Field::new(FieldKind::Choice, name, label);
        let Some(Matter::Publicity(publicity)) = self.view.case.proceedings.get(no).map(|one| &one.matter) else {
            return field;
        };
        let first = publicity.unanswered().next().map(|view| view.no.to_string());
        let field = publicity.unanswered().fold(field, |field, view| {
            let known = self.views.iter().find(|known| known.no == no && known.view == view.no);
            let words: String = known.map_or_else(String::new, |known| known.words.chars().take(BEGINNING).collect());
            let label = self.page.t1("proceeding.row.view", view.no);
            field.choice(
                view.no.to_string(),
                format!("{label}{}{words}", self.page.pick("：", ": ")),
            )
        });
        field.value(first.unwrap_or_default())
    }

    /// The authorities of the register below the one that decides.
    fn bodies(&self, name: String, label: String) -> Field {
        let organisation = self.centre.organisation();
        let own = organisation
            .body(&self.view.case.body)
            .map(|own| organisation.level(own));
        let mut others: Vec<(String, String)> = organisation
            .bodies
            .values()
            .filter(|body| own.is_some_and(|own| organisation.level(body) > own))
            .map(|body| {
                let words = body.name.words();
                (body.code.clone(), self.page.pick(&words.zh, &words.en).to_string())
            })
            .collect();
        others.sort_by(|one, other| one.1.cmp(&other.1));
        others
            .into_iter()
            .fold(Field::new(FieldKind::Choice, name, label), |field, (code, name)| {
                field.choice(code, name)
            })
    }

    fn chairs(&self, name: String, label: String) -> Field {
        let field = Field::new(FieldKind::Choice, name, label);
        let each = |field: Field, one: &Signed| field.choice(one.id.0.to_string(), one.shown.clone());
        self.chairs.iter().fold(field, each)
    }

    fn people_of(&self, field: Field, prefix: &str) -> Field {
        self.people.iter().fold(field, |field, one| {
            field.choice(format!("{prefix}{}", one.id.0), one.shown.clone())
        })
    }

    fn receivers(&self, name: String, label: String) -> Field {
        let field = act::sections(self.centre, &self.view.case.body).into_iter().fold(
            Field::new(FieldKind::Choice, name, label),
            |field, section| {
                let words = section.name.words();
                field.choice(
                    format!("section:{}", section.code),
                    self.page.pick(&words.zh, &words.en),
                )
            },
        );
        self.people_of(field, "person:")
    }

    fn askers(&self, no: u32, name: String, label: String) -> Field {
        let told = match self.view.case.proceedings.get(no).map(|one| &one.matter) {
            Some(Matter::Hearing(hearing)) if !hearing.told.is_empty() => hearing.told.clone(),
            _ => {
                let parties = self.view.case.proceedings.parties().map(|(no, _)| Asker::Party(no));
                std::iter::once(Asker::Applicant).chain(parties).collect()
            }
        };
        let number = |by: Asker| match by {
            Asker::Applicant => 0,
            Asker::Party(no) => no,
        };
        told.into_iter()
            .fold(Field::new(FieldKind::Choice, name, label), |field, by| {
                field.choice(number(by).to_string(), asker(self.page, &self.view.case, by))
            })
            .value("0")
    }
}

/// Puts what was typed, and what is wrong with it, back into a form.
pub(super) fn keep(form: &mut OrderForm, again: &Refused<'_>) {
    form.open = true;
    for field in &mut form.fields {
        field.value = again.typed.all(&field.name).join(",");
        let error = again.faults.iter().find(|fault: &&Fault| fault.field == field.name);
        field.error = error.map(|fault| fault.words.clone()).unwrap_or_default();
    }
    let own = again.typed.files.iter().filter(|(of, _)| *of == form.key);
    form.kept = own
        .map(|(of, mark)| (mark.name.clone(), format!("{of} {}", mark.hash)))
        .collect();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_who_took_part_as_what_and_whether_they_signed() {
        let read = |line: &str| {
            let one = participant(line);
            (one.name, one.part, one.signed)
        };
        assert_eq!(read("陈小明 申请人"), ("陈小明".into(), "申请人".into(), true));
        assert_eq!(
            read(" 李四  利害关系人 未签字 "),
            ("李四".into(), "利害关系人".into(), false)
        );
        assert_eq!(read("王五"), ("王五".into(), String::new(), true));
    }
}
