//! A case and a line of a list as staff see them: everything in words, ready for a template.

use std::collections::HashMap;

use yimen_acts::Centre;
use yimen_acts::cases::lists::Line;
use yimen_acts::cases::view::{self, CaseView, ClockView, proof_of};
use yimen_acts::documents::form_words;
use yimen_domain::calendar::{CHINA, Day, Instant};
use yimen_domain::cases::beyond::deferral;
use yimen_domain::cases::decide::{DELIVERY_DAYS, NOTICE_DAYS};
use yimen_domain::cases::event::{Delivery, Event, FileMark, Handed, HandedIn, NonAcceptance, Outcome, What};
use yimen_domain::cases::extension::Approval;
use yimen_domain::cases::intake::Happened;
use yimen_domain::cases::{Case, Payment, Status};
use yimen_domain::clocks::{self, ClockKind, Evidence, SuspensionKind};
use yimen_domain::items::material::Trust;
use yimen_domain::items::{Audience, Handling, Item};
use yimen_domain::supervision;
use yimen_domain::words::{Refusal, Words};
use yimen_store::tables::documents::DocumentRow;

use crate::app::in_query;
use crate::shell::Page;
use crate::shell::components::{Clock, ClockState, Fault, Field, Lamp, LinkTo, StepState, SummaryRow, TimelineEntry};

/// Which area a page belongs to: its links stay in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Area {
    /// `/workbench`.
    Workbench,
    /// `/inspector`.
    Inspector,
}

impl Area {
    /// Beginning of its addresses.
    pub(crate) fn path(self) -> &'static str {
        match self {
            Area::Workbench => "/workbench",
            Area::Inspector => "/inspector",
        }
    }

    /// Address of a case.
    pub(crate) fn case(self, number: &str) -> String {
        format!("{}/cases/{}", self.path(), in_path(number))
    }
}

/// A text as one part of a path.
fn in_path(text: &str) -> String {
    in_query(text).replace('/', "%2F")
}

/// Words in the page's language.
pub(crate) fn say(page: &Page, words: &Words) -> String {
    page.pick(&words.zh, &words.en).to_string()
}

/// A pair of texts in the page's language.
pub(crate) fn pair(page: &Page, words: (&'static str, &'static str)) -> &'static str {
    if page.language == crate::shell::Language::En {
        words.1
    } else {
        words.0
    }
}

/// A day in words.
pub(crate) fn day(page: &Page, day: Day) -> String {
    page.day(Instant::start_of(day, CHINA).0)
}

/// A status in the words of staff.
pub(crate) fn status(page: &Page, status: Status) -> &'static str {
    page.t(&format!("status.{}", status.code()))
}

/// The end of a case number, which is enough beside the item's name: date and serial.
fn short_number(number: &str, item: &str) -> String {
    match number.strip_prefix(item).and_then(|rest| rest.split_at_checked(8)) {
        Some((date, serial)) => format!("…{date}-{serial}"),
        None => number.to_string(),
    }
}

/// A line of a list.
#[derive(Debug, Clone)]
pub(crate) struct LineShown {
    /// Address of the case.
    pub(crate) href: String,
    /// Whole number.
    pub(crate) number: String,
    /// Its end.
    pub(crate) short: String,
    /// Item.
    pub(crate) item: String,
    /// Applicant, masked.
    pub(crate) applicant: String,
    /// Body.
    pub(crate) body: String,
    /// Status.
    pub(crate) status: &'static str,
    /// Lamp.
    pub(crate) lamp: Lamp,
    /// Its word.
    pub(crate) lamp_words: &'static str,
    /// Time left in words.
    pub(crate) left: String,
    /// Time left by the law's clock, in words; empty when it does not run.
    pub(crate) legal: String,
    /// Bar of used working days.
    pub(crate) bar: Option<Bar>,
    /// Due day in words; empty when nobody here must act.
    pub(crate) due: String,
    /// Last change in words.
    pub(crate) changed: String,
}

/// How much of a limit is used.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bar {
    /// Working days used, at most the budget.
    pub(crate) used: u32,
    /// Working days in all.
    pub(crate) budget: u32,
    /// Colour.
    pub(crate) state: ClockState,
}

/// A line of a list, with its links in an area; `query` goes behind the address.
pub(crate) fn line(centre: &Centre, page: &Page, area: Area, query: &str, line: &Line) -> LineShown {
    let row = &line.row;
    let item = line
        .item
        .as_ref()
        .map_or_else(|| row.item.clone(), |item| say(page, &item.name));
    let (lamp, lamp_words) = lamp_of_line(page, line);
    LineShown {
        href: format!("{}{query}", area.case(&row.number)),
        number: row.number.clone(),
        short: short_number(&row.number, &row.item),
        item,
        applicant: row.applicant_shown.clone(),
        body: say(page, &centre.organisation().body_name(&row.body)),
        status: status(page, row.status),
        lamp,
        lamp_words,
        left: promised_words(page, line),
        legal: line
            .statutory_left
            .map(|left| page.t1("workbench.statutory_left", page.days_left(left)))
            .unwrap_or_default(),
        bar: bar(line),
        due: line.due.map(|due| day(page, due)).unwrap_or_default(),
        changed: page.moment(row.changed_at),
    }
}

fn waiting_words(page: &Page, status: Status) -> &'static str {
    match status {
        Status::AwaitingCorrection => page.t("workbench.waits.applicant"),
        Status::Suspended => page.t("workbench.waits.special"),
        Status::Simulating => page.t("simulated.no_limit"),
        _ => page.t("workbench.waits.nobody"),
    }
}

fn lamp_of_line(page: &Page, line: &Line) -> (Lamp, &'static str) {
    if let Some(lamp) = line.lamp {
        return lamp_shown(page, lamp);
    }
    match line.left {
        None => (Lamp::Grey, page.t("workbench.lamp.still")),
        Some(left) if left < 0 => (Lamp::Red, page.t("clock.late")),
        Some(left) if left <= 1 => (Lamp::Yellow, page.t("clock.soon")),
        Some(_) => (Lamp::Green, page.t("workbench.lamp.fine")),
    }
}

/// The lamp of supervision as the component draws it.
pub(crate) fn lamp_shown(page: &Page, lamp: supervision::Lamp) -> (Lamp, &'static str) {
    let drawn = match lamp {
        supervision::Lamp::Green => Lamp::Green,
        supervision::Lamp::Soon | supervision::Lamp::Yellow => Lamp::Yellow,
        supervision::Lamp::Red => Lamp::Red,
    };
    (drawn, pair(page, lamp.words()))
}

fn bar(line: &Line) -> Option<Bar> {
    let left = line.left?;
    let budget = match line.row.status {
        Status::Received => NOTICE_DAYS,
        Status::Granted | Status::Refused => DELIVERY_DAYS,
        _ => line.item.as_ref().map_or(0, |item| item.promised.days),
    };
    let used = u32::try_from((i64::from(budget) - left).clamp(0, i64::from(budget))).unwrap_or(0);
    let state = if left < 0 {
        ClockState::Late
    } else if left <= 1 {
        ClockState::Soon
    } else {
        ClockState::Running
    };
    (budget > 0).then_some(Bar { used, budget, state })
}

/// Time left until somebody must act; named as the promise where the law's clock stands beside it.
fn promised_words(page: &Page, line: &Line) -> String {
    let words = line.left.map_or_else(
        || waiting_words(page, line.row.status).to_string(),
        |left| page.days_left(left),
    );
    if line.statutory_left.is_some() {
        page.t1("workbench.promised_left", words)
    } else {
        words
    }
}

/// One clock with its proof.
#[derive(Debug, Clone)]
pub(crate) struct ClockShown {
    /// As the component draws it.
    pub(crate) clock: Clock,
    /// The rule behind it.
    pub(crate) source: String,
    /// Why this date: a line a day.
    pub(crate) proof: Vec<ProofShown>,
    /// Lies in a year whose holidays are not published.
    pub(crate) provisional: bool,
    /// The page of the proof.
    pub(crate) proof_href: String,
    /// Who owns the running minute, and from when it is shown as due soon.
    pub(crate) more: Vec<String>,
}

/// One day of a proof.
#[derive(Debug, Clone)]
pub(crate) struct ProofShown {
    /// Day.
    pub(crate) day: String,
    /// The how-manieth; empty when not counted.
    pub(crate) counted: String,
    /// Why.
    pub(crate) why: String,
}

/// A file of a material.
#[derive(Debug, Clone)]
pub(crate) struct FileShown {
    /// Address.
    pub(crate) href: String,
    /// Name.
    pub(crate) name: String,
    /// Size in words.
    pub(crate) size: String,
    /// `image`, `pdf` or `other`.
    pub(crate) kind: &'static str,
    /// Address of the file as it was handed in, where it is shown with a mark; empty otherwise.
    pub(crate) itself: String,
}

/// One material of the checklist.
#[derive(Debug, Clone)]
pub(crate) struct MaterialShown {
    /// Code.
    pub(crate) code: String,
    /// Name.
    pub(crate) name: String,
    /// Original, copy …
    pub(crate) form: &'static str,
    /// What to look out for.
    pub(crate) note: String,
    /// Required, optional, may follow.
    pub(crate) need: &'static str,
    /// How it stands, in words.
    pub(crate) state: String,
    /// It is here.
    pub(crate) here: bool,
    /// It is not here and must be.
    pub(crate) missing: bool,
    /// Its files.
    pub(crate) files: Vec<FileShown>,
}

/// One check by a rule.
#[derive(Debug, Clone)]
pub(crate) struct Check {
    /// Fine, to be looked at, or wrong.
    pub(crate) lamp: Lamp,
    /// What was found.
    pub(crate) words: String,
}

/// Time that one owner had.
#[derive(Debug, Clone)]
pub(crate) struct ShareShown {
    /// Who.
    pub(crate) owner: &'static str,
    /// Working days.
    pub(crate) days: i64,
    /// Of how many.
    pub(crate) total: i64,
}

/// A case for a template.
#[derive(Debug, Clone)]
pub(crate) struct CaseShown {
    /// Number.
    pub(crate) number: String,
    /// Address.
    pub(crate) href: String,
    /// Item.
    pub(crate) item: String,
    /// Body.
    pub(crate) body: String,
    /// Status.
    pub(crate) status: &'static str,
    /// Lamp, while it is being examined.
    pub(crate) lamp: Option<(Lamp, &'static str)>,
    /// Who has it.
    pub(crate) holder: String,
    /// Who handles it; empty where nobody took it.
    pub(crate) handler: String,
    /// Who applied.
    pub(crate) applicant: Vec<SummaryRow>,
    /// What was typed into the form.
    pub(crate) answers: Vec<SummaryRow>,
    /// Conditions and charges that the window has to look at.
    pub(crate) to_check: Vec<String>,
    /// What was answered about the situation.
    pub(crate) situation: Vec<SummaryRow>,
    /// Materials.
    pub(crate) materials: Vec<MaterialShown>,
    /// How the applicant's numbers are shown in full; none where they are none of one's business.
    pub(crate) numbers: Option<NumbersShown>,
    /// Clocks that run or stand still.
    pub(crate) clocks: Vec<ClockShown>,
    /// Clocks whose matter is done.
    pub(crate) done_clocks: Vec<ClockShown>,
    /// Checks by rules.
    pub(crate) checks: Vec<Check>,
    /// What happened.
    pub(crate) timeline: Vec<TimelineEntry>,
    /// The licence that it granted.
    pub(crate) licence: Vec<SummaryRow>,
    /// How the places stand, where the item is limited in number.
    pub(crate) queue: Vec<SummaryRow>,
    /// Its commitment and the checks of it.
    pub(crate) commitment: Vec<SummaryRow>,
    /// Simulated approval, on either side.
    pub(crate) simulated: Option<crate::simulated::Shown>,
    /// Documents, the latest first.
    pub(crate) documents: Vec<LinkTo>,
    /// Until when a refusal can be contested.
    pub(crate) remedies: Vec<String>,
    /// Remedies that were sought.
    pub(crate) sought: Vec<SummaryRow>,
    /// Who had it for how long.
    pub(crate) shares: Vec<ShareShown>,
    /// Makes showing the numbers twice the same as once.
    pub(crate) key: String,
    /// Hash of the last event.
    pub(crate) last_hash: String,
    /// Number of events.
    pub(crate) events: u32,
}

impl CaseShown {
    /// It is no application by law.
    pub(crate) fn is_simulated(&self) -> bool {
        self.simulated.as_ref().is_some_and(|shown| shown.simulated)
    }
}

/// The form that shows the applicant's numbers in full.
#[derive(Debug, Clone)]
pub(crate) struct NumbersShown {
    /// Where it goes.
    pub(crate) action: String,
    /// For what they are shown now; empty while they are masked.
    pub(crate) shown: String,
    /// For what they can be shown: code and words.
    pub(crate) purposes: Vec<(&'static str, String)>,
}

/// A case as staff see it in an area.
pub(crate) fn case(centre: &Centre, page: &Page, area: Area, view: &CaseView) -> CaseShown {
    let (case, item) = (&view.case, &view.item);
    let over = |clock: &ClockShown| matches!(clock.clock.state, ClockState::Met | ClockState::MetLate);
    let (done_clocks, clocks) = clocks_shown(centre, page, view).into_iter().partition(over);
    CaseShown {
        number: case.number.clone(),
        href: area.case(&case.number),
        item: say(page, &item.name),
        body: say(page, &centre.organisation().body_name(&case.body)),
        status: match &case.beyond.ended {
            Some(_) => pair(page, case.standing()),
            None => status(page, case.status()),
        },
        lamp: view.lamp.map(|lamp| lamp_shown(page, lamp)),
        holder: holder(page, case.status()).to_string(),
        handler: case
            .handler
            .as_ref()
            .map_or_else(String::new, |handler| handler.name.clone()),
        applicant: applicant_rows(page, view),
        numbers: numbers(page, area, view),
        to_check: view.case.to_check.clone(),
        situation: crate::situation::rows(page, &view.item, &view.case.situation, None),
        answers: answer_rows(page, view),
        materials: materials(page, area, case, item, &view::names_given(view)),
        clocks,
        done_clocks,
        checks: checks(page, view),
        timeline: timeline(page, view),
        licence: super::beyond::licence_rows(page, view, centre.today()),
        queue: crate::queue::rows(page, view, true),
        commitment: crate::commitment::rows(page, view),
        simulated: crate::simulated::shown(centre, page, view, |number| area.case(number)),
        documents: view
            .documents
            .iter()
            .rev()
            .map(|row| document_link(page, row))
            .collect(),
        remedies: crate::remedies::words(page, centre, case),
        sought: crate::remedies::sought(page, centre, case),
        shares: shares(page, view),
        key: centre.new_token(),
        last_hash: view.last_hash.clone(),
        events: case.events,
    }
}

fn holder(page: &Page, status: Status) -> &'static str {
    page.t(match status {
        Status::Received => "workbench.holder.window",
        Status::AwaitingCorrection => "workbench.holder.applicant",
        Status::Accepted => "workbench.holder.examiner",
        Status::Suspended => "workbench.holder.special",
        Status::Reviewed => "workbench.holder.chief",
        Status::Granted | Status::Refused => "workbench.holder.issuing",
        Status::Simulating => "workbench.holder.examiner",
        Status::NotAccepted | Status::Issued | Status::Withdrawn | Status::Simulated => "workbench.holder.nobody",
    })
}

fn applicant_rows(page: &Page, view: &CaseView) -> Vec<SummaryRow> {
    let (case, told) = (&view.case, &view.told);
    let kind = pair(page, case.applicant.kind.words()).to_string();
    let name = if told.name.is_empty() {
        case.applicant.shown.clone()
    } else {
        told.name.clone()
    };
    let mut rows = vec![SummaryRow::new(page.t("workbench.applicant.name"), name)];
    let id_label = match case.applicant.kind {
        Audience::Person => "workbench.applicant.id_person",
        Audience::Company => "workbench.applicant.id_company",
    };
    rows.push(SummaryRow::new(page.t(id_label), told.id_number.clone()));
    rows.push(SummaryRow::new(page.t("workbench.applicant.phone"), told.phone.clone()));
    if !told.contact.is_empty() {
        rows.push(SummaryRow::new(
            page.t("workbench.applicant.contact"),
            told.contact.clone(),
        ));
    }
    rows.push(SummaryRow::new(page.t("workbench.applicant.kind"), kind));
    rows.push(SummaryRow::new(
        page.t("workbench.channel"),
        pair(page, case.channel.words()),
    ));
    rows.push(SummaryRow::new(
        page.t("workbench.filed_at"),
        page.moment(case.filed_at.0),
    ));
    rows.push(SummaryRow::new(page.t("workbench.fee"), fee_words(page, &case.payment)));
    rows
}

fn numbers(page: &Page, area: Area, view: &CaseView) -> Option<NumbersShown> {
    if !view.open.contains(&"show_numbers") {
        return None;
    }
    let shown = view.shown_for.map(|purpose| pair(page, purpose.words()).to_string());
    let purposes = view
        .purposes
        .iter()
        .map(|purpose| (purpose.code(), pair(page, purpose.words()).to_string()));
    Some(NumbersShown {
        action: format!("{}/numbers", area.case(&view.case.number)),
        shown: shown.unwrap_or_default(),
        purposes: purposes.collect(),
    })
}

fn fee_words(page: &Page, payment: &Payment) -> String {
    match payment {
        Payment::Free => page.t("workbench.fee.free").to_string(),
        Payment::Waived => page.t("workbench.fee.waived").to_string(),
        Payment::Due(fen) => page.t1("workbench.fee.due", page.money(fen)),
        Payment::Paid(fen, receipt) => page.t2("workbench.fee.paid", page.money(fen), receipt),
    }
}

fn answer_rows(page: &Page, view: &CaseView) -> Vec<SummaryRow> {
    let Some(secret) = &view.secret else { return Vec::new() };
    let rows = crate::forms::summary(page, &view.item.form, &secret.form);
    rows.into_iter().map(|(_, row)| row).collect()
}

/// The checklist: every material of the item and whatever else was handed in.
pub(crate) fn materials(
    page: &Page,
    area: Area,
    case: &Case,
    item: &Item,
    given: &HashMap<String, String>,
) -> Vec<MaterialShown> {
    let handed = |code: &str| case.materials.iter().find(|handed| handed.material == code);
    let mut shown: Vec<MaterialShown> = item
        .materials
        .iter()
        .map(|material| {
            let here = handed(&material.code);
            let need = if material.deferrable {
                "workbench.material.deferrable"
            } else if material.required {
                "workbench.material.required"
            } else {
                "workbench.material.optional"
            };
            MaterialShown {
                code: material.code.clone(),
                name: say(page, &material.name),
                form: pair(page, form_words(material.form)),
                note: say(page, &material.note),
                need: page.t(need),
                state: handed_words(page, case, here),
                here: here.is_some(),
                missing: here.is_none() && material.required && !material.deferrable,
                files: files(area, case, here, &say(page, &material.name), given),
            }
        })
        .collect();
    shown.extend(
        case.materials
            .iter()
            .filter(|handed| item.material(&handed.material).is_none())
            .map(|handed| MaterialShown {
                code: handed.material.clone(),
                name: material_name(page, item, &handed.material),
                form: "",
                note: String::new(),
                need: page.t("workbench.material.optional"),
                state: handed_words(page, case, Some(handed)),
                here: true,
                missing: false,
                files: files(
                    area,
                    case,
                    Some(handed),
                    &material_name(page, item, &handed.material),
                    given,
                ),
            }),
    );
    shown
}

fn handed_words(page: &Page, case: &Case, handed: Option<&HandedIn>) -> String {
    let level = handed.map_or_else(String::new, |handed| super::intake::level(page, case, handed));
    let handed = handed.map(|handed| &handed.handed);
    if let (Some(Handed::Files(_)), Some(day)) = (handed, case.words_deleted) {
        return page.t1("workbench.material.deleted", day);
    }
    match handed {
        None => page.t("workbench.material.missing").to_string(),
        Some(Handed::Paper) => page.t("workbench.material.paper").to_string() + &level,
        Some(Handed::Files(files)) => {
            let files = match files.len() {
                1 => page.t("workbench.material.file").to_string(),
                several => page.t1("workbench.material.files", several),
            };
            files + &level
        }
    }
}

/// The files of a material under its name, numbered where there are several, with the name that the applicant gave where it is
/// known. Those of a case whose words were deleted by law
/// are gone.
fn files(
    area: Area,
    case: &Case,
    handed: Option<&HandedIn>,
    material: &str,
    given: &HashMap<String, String>,
) -> Vec<FileShown> {
    let number = case.number.as_str();
    if case.words_deleted.is_some() {
        return Vec::new();
    }
    let Some(Handed::Files(files)) = handed.map(|handed| &handed.handed) else {
        return Vec::new();
    };
    let is_compared = handed.is_some_and(|handed| handed.origin.trust == Some(Trust::Verified));
    let named = |at: usize| match files.len() {
        1 => material.to_owned(),
        _ => format!("{material} {}", at + 1),
    };
    let own = |file: &FileMark| {
        given
            .get(&file.hash)
            .map_or_else(String::new, |own| format!(" · {own}"))
    };
    let shown = files.iter().enumerate();
    shown
        .map(|(at, file)| {
            let mut shown = file_shown(area, number, file, named(at) + &own(file));
            // A compared copy is shown with its mark, as a PDF; the file itself stays one link away.
            if is_compared && matches!(shown.kind, "image" | "pdf") {
                shown.kind = "pdf";
                shown.itself = format!("{}?itself=1", shown.href);
            }
            shown
        })
        .collect()
}

/// A file of a case under a name, with its address.
pub(crate) fn file_shown(area: Area, number: &str, file: &FileMark, name: String) -> FileShown {
    let kind = match file.media.as_str() {
        "application/pdf" => "pdf",
        media if media.starts_with("image/") => "image",
        _ => "other",
    };
    FileShown {
        href: format!("{}/files/{}", area.case(number), file.hash),
        name,
        size: size_words(file.size),
        kind,
        itself: String::new(),
    }
}

/// Bytes as people say them.
pub(crate) fn size_words(bytes: u64) -> String {
    if bytes >= 1_000_000 {
        format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000)
    } else {
        format!("{} kB", bytes.div_ceil(1_000))
    }
}

fn clocks_shown(centre: &Centre, page: &Page, view: &CaseView) -> Vec<ClockShown> {
    let (calendar, today) = (centre.book().of(&view.case), centre.today());
    view.clocks
        .iter()
        .map(|clock| ClockShown {
            clock: clock_shown(page, clock),
            source: clock.clock.source.clone(),
            provisional: clock.provisional,
            more: crate::calendar::clock_more(page, clock),
            proof_href: crate::calendar::proof_address(&view.case.number, clock.kind),
            proof: proof_of(clock, &calendar, today)
                .into_iter()
                .map(|line| {
                    let (zh, en) = line.why.words();
                    ProofShown {
                        day: day(page, line.day),
                        counted: line.counted.map(|counted| counted.to_string()).unwrap_or_default(),
                        why: page.pick(&zh, &en).to_string(),
                    }
                })
                .collect(),
        })
        .collect()
}

fn clock_shown(page: &Page, view: &ClockView) -> Clock {
    let soon = view.warned;
    let state = match view.state {
        clocks::ClockState::Running if soon => ClockState::Soon,
        clocks::ClockState::Running => ClockState::Running,
        clocks::ClockState::Suspended => ClockState::Paused,
        clocks::ClockState::Stopped { in_time: true } => ClockState::Met,
        clocks::ClockState::Stopped { in_time: false } => ClockState::MetLate,
        clocks::ClockState::Overdue => ClockState::Late,
    };
    let words = match state {
        ClockState::Running | ClockState::Soon | ClockState::Late => page.days_left(view.remaining),
        ClockState::Paused | ClockState::Met | ClockState::MetLate => page.t(state.key()).to_string(),
    };
    Clock {
        name: pair(page, view.kind.words()).to_string(),
        state,
        words,
        due: view
            .due
            .map(|due| page.t1("clock.due", crate::calendar::due_words(page, view, due)))
            .unwrap_or_default(),
        used: u32::try_from(view.used.max(0)).unwrap_or(0),
        budget: view.allowed,
    }
}

fn checks(page: &Page, view: &CaseView) -> Vec<Check> {
    let (case, item) = (&view.case, &view.item);
    let other = view
        .secret
        .as_ref()
        .is_some_and(|secret| secret.applicant.id_type == "other");
    let identity = if other {
        (Lamp::Grey, "workbench.check.identity_other")
    } else {
        (Lamp::Green, "workbench.check.identity")
    };
    let mut found = vec![Check {
        lamp: identity.0,
        words: page.t(identity.1).to_string(),
    }];
    let mut add = |lamp, words: String| found.push(Check { lamp, words });
    let required: Vec<_> = item
        .materials
        .iter()
        .filter(|material| material.required && !material.deferrable)
        .collect();
    let missing: Vec<String> = required
        .iter()
        .filter(|material| !case.materials.iter().any(|handed| handed.material == material.code))
        .map(|material| say(page, &material.name))
        .collect();
    let before = matches!(case.status(), Status::Received | Status::AwaitingCorrection);
    if missing.is_empty() {
        add(Lamp::Green, page.t1("workbench.check.complete", required.len()));
    } else if before {
        add(
            Lamp::Yellow,
            page.t1("workbench.check.missing", missing.join(page.pick("、", ", "))),
        );
    }
    if case.status() == Status::Received
        && case.asked.is_empty()
        && view
            .clocks
            .iter()
            .any(|clock| clock.kind == ClockKind::SupplementNotice && clock.remaining < 0)
    {
        add(Lamp::Red, page.t("workbench.check.deemed").to_string());
    }
    if case.acceptance().is_some_and(|acceptance| acceptance.deemed) {
        add(Lamp::Yellow, page.t("workbench.check.was_deemed").to_string());
    }
    if !deferral::awaited(case).is_empty() {
        let names: Vec<String> = deferral::awaited(case)
            .into_iter()
            .map(|code| material_name(page, item, code))
            .collect();
        add(
            Lamp::Yellow,
            page.t1("workbench.check.deferred", names.join(page.pick("、", ", "))),
        );
    }
    if let Some(renews) = &case.renews {
        let late = case.received > renews.ask_by;
        let of = page.t2("portal.renewal.of", &renews.licence, day(page, renews.expiry));
        let what = page.t(if late {
            "workbench.check.renewal_late"
        } else {
            "workbench.check.renewal"
        });
        add(
            if late { Lamp::Yellow } else { Lamp::Green },
            format!("{of}{}{what}", page.pick("", " ")),
        );
    }
    match view.lamp {
        Some(supervision::Lamp::Red) => add(Lamp::Red, page.t("workbench.check.red").to_string()),
        Some(supervision::Lamp::Yellow) => add(Lamp::Yellow, page.t("workbench.check.yellow").to_string()),
        _ => {}
    }
    if matches!(case.payment, Payment::Due(_)) && case.status() == Status::Granted {
        add(Lamp::Yellow, page.t("workbench.check.unpaid").to_string());
    }
    let surplus = case.fees.surplus_fen();
    if surplus > 0 && !matches!(case.payment, Payment::Due(_)) {
        add(Lamp::Yellow, page.t1("workbench.check.surplus", page.money(surplus)));
    }
    if view.clocks.iter().any(|clock| clock.provisional) {
        add(Lamp::Grey, page.t("workbench.check.provisional").to_string());
    }
    if item.handling == Handling::Instant {
        add(Lamp::Grey, page.t("workbench.check.instant").to_string());
    }
    found
}

fn timeline(page: &Page, view: &CaseView) -> Vec<TimelineEntry> {
    view.events.iter().map(|event| entry(page, view, event)).collect()
}

fn entry(page: &Page, view: &CaseView, event: &Event) -> TimelineEntry {
    let stopped = matches!(
        event.what,
        What::NotAccepted { .. }
            | What::Withdrawn { .. }
            | What::Intake(Happened::Lapsed { .. } | Happened::NoticeRefused { .. })
            | What::Decided {
                outcome: Outcome::Refuse { .. },
                ..
            }
    ) || matches!(&event.what, What::Beyond(happened) if happened.stops());
    let documents = view
        .documents
        .iter()
        .filter(|row| row.seq == event.seq)
        .map(|row| document_link(page, row))
        .collect();
    TimelineEntry {
        title: pair(page, event.what.words()).to_string(),
        state: if stopped { StepState::Stopped } else { StepState::Done },
        when: page.moment(event.at.0),
        who: if matches!(event.what, What::Rated(_)) {
            page.t("rating_work.who").to_string()
        } else {
            who(page, event)
        },
        note: match &event.what {
            // A rating of a case that goes on again is shown to those who handle it when it is closed.
            What::Rated(_) if !view.case.status().is_closed() => String::new(),
            What::Proceeding(happened) => crate::proceedings::note(page, &view.case, happened),
            what => note(page, &view.item, what),
        },
        documents,
    }
}

/// Who did it, in which role.
pub(crate) fn who(page: &Page, event: &Event) -> String {
    let role = page.t1("workbench.in_brackets", say(page, &event.actor.role_words()));
    format!("{}{}{role}", event.actor.name, page.pick("", " "))
}

/// What an event says beyond its heading.
pub(crate) fn note(page: &Page, item: &Item, what: &What) -> String {
    let join = |parts: Vec<String>| parts.join(page.pick("；", "; "));
    match what {
        What::Filed(filed) => page.t2(
            "workbench.note.filed",
            pair(page, filed.channel.words()),
            filed.materials.len(),
        ),
        What::CorrectionRequested { requests, .. } => join(
            requests
                .iter()
                .map(|request| {
                    format!(
                        "{}{}{}",
                        material_name(page, item, &request.material),
                        page.pick("：", ": "),
                        request.what
                    )
                })
                .collect(),
        ),
        What::Supplemented {
            materials, commitment, ..
        } => {
            let mut names: Vec<String> = materials
                .iter()
                .map(|handed| material_name(page, item, &handed.material))
                .collect();
            if commitment.is_some() {
                names.push(material_name(page, item, "form"));
            }
            join(names)
        }
        What::Additions(happened) => join(
            happened
                .materials()
                .iter()
                .map(|handed| material_name(page, item, &handed.material))
                .collect(),
        ),
        What::Accepted(accepted) => {
            let mut words = page.t2(
                "workbench.note.accepted",
                accepted.statutory.days,
                accepted.promised.days,
            );
            if !accepted.seen.is_empty() {
                words.push_str(&page.t1("workbench.note.seen", accepted.seen.len()));
            }
            words
        }
        What::NotAccepted { ground, reason, .. } => {
            let mut parts = vec![pair(page, ground.words()).to_string(), reason.clone()];
            if let NonAcceptance::NotOurs { authority } = ground {
                parts.push(page.t1("workbench.note.authority", authority));
            }
            join(parts)
        }
        What::Suspended {
            kind,
            basis,
            evidence,
            told_days,
            ..
        } => {
            let mut parts = vec![
                pair(page, kind.words()).to_string(),
                page.t1("workbench.note.told_days", told_days),
                basis.clone(),
            ];
            parts.extend(evidence.as_ref().map(|evidence| evidence_words(page, evidence)));
            join(parts)
        }
        What::Beyond(happened) => super::beyond::note(page, item, happened),
        What::Resumed { result, evidence, .. } => {
            let mut parts = vec![result.clone()];
            parts.extend(evidence.as_ref().map(|evidence| evidence_words(page, evidence)));
            join(parts)
        }
        What::Extended {
            days,
            reason,
            approver,
            approval,
            ..
        } => {
            let mut parts = vec![page.t1("workbench.note.extended", days), reason.clone()];
            parts.extend(
                approval
                    .as_ref()
                    .map(|approval| approved_words(page, approver, approval)),
            );
            join(parts)
        }
        What::Reviewed(opinion) => join(vec![
            page.t(if opinion.approve {
                "workbench.opinion.grant"
            } else {
                "workbench.opinion.refuse"
            })
            .to_string(),
            opinion.words.clone(),
        ]),
        What::Decided { outcome, letter, .. } => {
            let mut parts = super::drafting::said(page, outcome);
            parts.extend(letter.as_ref().map(|number| page.t1("workbench.event.letter", number)));
            join(parts)
        }
        What::Paid {
            amount_fen, receipt, ..
        } => page.t2("workbench.note.paid", page.money(amount_fen), receipt),
        What::Issued { delivery, .. } => {
            let how = pair(page, delivery.words()).to_string();
            match delivery {
                Delivery::Window { receiver } => join(vec![how, receiver.clone()]),
                Delivery::Post { tracking } => join(vec![how, tracking.clone()]),
                Delivery::Electronic => how,
            }
        }
        What::Rated(rating) => {
            let level = pair(page, rating.level.words()).to_string();
            if rating.words.is_empty() {
                level
            } else {
                join(vec![level, rating.words.clone()])
            }
        }
        What::Withdrawn { reason, .. } => reason.clone(),
        What::HandlerChanged { to, reason } => {
            let to = to.as_ref().map(|to| page.t1("workbench.note.handler", &to.name));
            let parts = to.into_iter().chain([reason.clone()]);
            join(parts.filter(|part| !part.is_empty()).collect())
        }
        What::NumbersShown { purpose } => pair(page, purpose.words()).to_string(),
        // What it says needs the case: see `entry`.
        What::Proceeding(_) => String::new(),
        What::Delivery(happened) => super::delivering::note(page, happened),
        What::Drafting(happened) => super::drafting::note(page, happened),
        What::Appeals(happened) => super::appeals::note(page, happened),
        What::Ratings(happened) => happened.says().to_string(),
        What::Supervision(happened) => {
            let says = happened.says();
            page.pick(&says.zh, &says.en).to_string()
        }
        What::CalendarChanged(change) => crate::calendar::note(page, change),
        What::Fees(happened) => super::fees::note(page, happened),
        What::WordsDeleted { basis, reason, .. } => join(vec![basis.clone(), reason.clone()]),
        What::Intake(happened) => super::intake::note(page, item, happened),
        What::Reuse(happened) => crate::reuse::note(page, item, happened),
        What::Slips(happened) => super::slips::note(page, item, happened),
        What::Simulated(happened) => crate::simulated::note(page, item, happened, false),
    }
}

/// Who approved an extension, and by which paper.
fn approved_words(page: &Page, approver: &str, approval: &Approval) -> String {
    let office = pair(page, approval.words());
    let who = page.t2("workbench.note.approved", office, approver);
    match approval {
        Approval::Letter(number) => format!("{who} {}", page.t1("workbench.event.letter", number)),
        Approval::Head(evidence) | Approval::Government(evidence) => {
            format!("{who} {}", evidence_words(page, evidence))
        }
    }
}

/// The document that proves a suspension or its end.
pub(crate) fn evidence_words(page: &Page, evidence: &Evidence) -> String {
    let file = evidence.file.as_ref().map(|file| file.name.as_str());
    page.t1(
        "workbench.note.evidence",
        [evidence.words.as_str(), file.unwrap_or_default()].join(" ").trim(),
    )
}

/// The name of a material of an item, or of the form.
pub(crate) fn material_name(page: &Page, item: &Item, code: &str) -> String {
    match code {
        "form" => page.t("workbench.material.form").to_string(),
        "other" => page.t("workbench.material.other").to_string(),
        code => item
            .handed_name(code)
            .map_or_else(|| code.to_string(), |name| say(page, name)),
    }
}

fn document_link(page: &Page, row: &DocumentRow) -> LinkTo {
    let name = pair(page, row.kind.words());
    let number = if row.number.starts_with("政务") {
        format!(" {}", row.number)
    } else {
        String::new()
    };
    LinkTo::new(format!("/documents/{}.pdf", row.token), format!("{name}{number} (PDF)"))
}

fn shares(page: &Page, view: &CaseView) -> Vec<ShareShown> {
    let total = view.split.total().working_days;
    view.split
        .all()
        .map(|(owner, share)| ShareShown {
            owner: pair(page, owner.words()),
            days: share.working_days,
            total,
        })
        .collect()
}

/// What a refusal says on top of a page: why and what can be done first, then each fault with a link to its field.
pub(crate) fn faults(page: &Page, refusal: &Refusal, field: impl Fn(&str) -> String) -> Vec<Fault> {
    let rule = if refusal.rule.is_empty() {
        String::new()
    } else {
        page.t1("refusal.rule", refusal.rule)
    };
    let mut all = Vec::new();
    if refusal.code != "invalid_fields" || refusal.faults.is_empty() {
        let space = page.pick("", " ");
        all.push(Fault {
            field: String::new(),
            words: format!("{}{rule}{space}{}", say(page, &refusal.why), say(page, &refusal.remedy)),
        });
    }
    all.extend(refusal.faults.iter().map(|fault| Fault {
        field: field(&fault.field),
        words: say(page, &fault.words),
    }));
    all
}

/// Puts what was typed into the fields of a form that was refused, with what is wrong at each; answers what is said on top of the page.
pub(crate) fn typed(
    page: &Page,
    fields: &mut [Field],
    refusal: &Refusal,
    typed: impl Fn(&str) -> String,
) -> Vec<Fault> {
    let mut faults = faults(page, refusal, str::to_string);
    for field in fields.iter_mut() {
        field.value = typed(&field.name);
        let fault = faults.iter().find(|fault| fault.field == field.name);
        field.error = fault.map(|fault| fault.words.clone()).unwrap_or_default();
    }
    let there = |fault: &Fault| fields.iter().any(|field| field.name == fault.field);
    faults
        .iter_mut()
        .filter(|fault| !there(fault))
        .for_each(|fault| fault.field.clear());
    faults
}

/// Special procedures that an item allows, as code, name, basis and longest time.
pub(crate) fn special(page: &Page, item: &Item) -> Vec<(String, String)> {
    item.special
        .iter()
        .filter_map(|special| SuspensionKind::parse(&special.kind).map(|kind| (special, kind)))
        .map(|(special, kind)| {
            let most = special
                .max_days
                .map(|days| page.t1("command.suspend.most", days))
                .unwrap_or_default();
            let space = if most.is_empty() { "" } else { page.pick("", " ") };
            (
                special.kind.clone(),
                format!("{}{space}{most}", pair(page, kind.words())),
            )
        })
        .collect()
}
