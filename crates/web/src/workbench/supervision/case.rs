//! The cards and letters of one case (监察牌、监察文书), with the forms of those who answer and those who judge.

use askama::Template;
use axum::extract::{FromRequest, Path, Request, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use yimen_acts::ActError;
use yimen_acts::cases::command::{Reach, command};
use yimen_acts::cases::view::{self, CaseView};
use yimen_domain::calendar::Calendar;
use yimen_domain::cases::event::What;
use yimen_domain::clocks::{ClockKind, Evidence};
use yimen_domain::organisation::Actor;
use yimen_domain::organisation::permission::{About, Permission};
use yimen_domain::supervision::Pattern;
use yimen_domain::supervision::letter::{Happened as Answered, Kind, Sent};
use yimen_domain::supervision::order::Order;
use yimen_domain::supervision::record::{Answer, Given, Happened, Standing};
use yimen_domain::supervision::rule::{Addressee, Place, RuleCode, RuleMark, Threshold, Watch};
use yimen_domain::words::{Refusal, Words};

use super::{Pairs, address, lamp, no, rule_words};
use crate::app::{App, Staff, status_of};
use crate::shell::components::{Fault, Field, FieldKind, Lamp, LinkTo, SummaryRow};
use crate::shell::{CheckedForm, CheckedMultipart, Flash, Html, Page, redirect_with};
use crate::workbench::shown::{self, Area, day, pair, say};
use crate::workbench::typed::{FILE, Typed};

#[derive(Template)]
#[template(path = "workbench/supervision/case.html")]
struct CasePage {
    page: Page,
    action: String,
    case: LinkTo,
    item: String,
    body: String,
    faults: Vec<Fault>,
    cards: Vec<CardShown>,
    letters: Vec<LetterShown>,
    forms: Vec<FormShown>,
    seen: u32,
    key: String,
}

struct CardShown {
    no: u32,
    lamp: Lamp,
    colour: &'static str,
    standing: String,
    rule: String,
    reason: String,
    avoided: String,
    facts: Vec<SummaryRow>,
    inputs: Vec<SummaryRow>,
    events: Vec<LinkTo>,
    papers: Vec<LinkTo>,
    forms: Vec<FormShown>,
}

struct LetterShown {
    no: u32,
    kind: &'static str,
    standing: &'static str,
    late: bool,
    facts: Vec<SummaryRow>,
    papers: Vec<LinkTo>,
    forms: Vec<FormShown>,
}

/// A form: its command, the number of the card or letter, and its fields.
struct FormShown {
    command: &'static str,
    no: u32,
    title: &'static str,
    submit: &'static str,
    fields: Vec<Field>,
    /// It has room for a file.
    brings_file: bool,
    /// Files that were uploaded before it was refused: name, and code with hash.
    kept: Vec<(String, String)>,
    open: bool,
}

/// What was typed into which form, and what was refused.
struct Again<'a> {
    command: &'a str,
    no: u32,
    typed: &'a Typed,
    refusal: &'a Refusal,
}

/// `GET /workbench/supervision/cases/{number}`.
pub(super) async fn show(State(app): State<App>, page: Page, staff: Staff, Path(number): Path<String>) -> Response {
    draw(&app, page, &staff.actor(), &number, None).await
}

/// `POST /workbench/supervision/cases/{number}/{command}`.
pub(super) async fn give(
    State(app): State<App>,
    page: Page,
    staff: Staff,
    Path((number, name)): Path<(String, String)>,
    request: Request,
) -> Response {
    let actor = staff.actor();
    let typed = match typed(&app, &staff, request).await {
        Ok(typed) => typed,
        Err(response) => return response,
    };
    let nth = typed.number("no");
    let refused = match read(&name, nth, &typed) {
        None => return StatusCode::NOT_FOUND.into_response(),
        Some(Err(refusal)) => refusal,
        Some(Ok(order)) => {
            let reach = Reach {
                key: Some(typed.get("key")).filter(|key| !key.is_empty()),
                seen: typed.get("seen").parse().ok(),
            };
            match command(&app.centre, &actor, &number, reach, order.into()).await {
                Ok(_) => return redirect_with(&address(&number), &Flash::done(&format!("supervision.done.{name}"))),
                Err(ActError::Refused(refusal)) => *refusal,
                Err(error) => return no(page, error),
            }
        }
    };
    let again = Again {
        command: &name,
        no: nth,
        typed: &typed,
        refusal: &refused,
    };
    draw(&app, page, &actor, &number, Some(again)).await
}

/// What was typed, with its files where the form has room for one.
async fn typed(app: &App, staff: &Staff, request: Request) -> Result<Typed, Response> {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if kind.is_some_and(|kind| kind.starts_with("multipart/")) {
        let CheckedMultipart(form) = CheckedMultipart::from_request(request, app).await?;
        return Typed::read(&app.centre, staff.0.id, form).await;
    }
    let CheckedForm(pairs) = CheckedForm::<Pairs>::from_request(request, app).await?;
    Ok(Typed::of(pairs))
}

/// Reads a form as an order; nothing where the command is another.
fn read(name: &str, no: u32, typed: &Typed) -> Option<Result<Order, Refusal>> {
    if !typed.faults.is_empty() {
        return Some(Err(Refusal::invalid(typed.faults.clone())));
    }
    let field = |part: &str| typed.get(&format!("{name}.{no}.{part}")).to_string();
    let all = |part: &str| {
        let chosen = typed.all(&format!("{name}.{no}.{part}")).into_iter();
        chosen.filter_map(|value| value.parse::<u32>().ok()).collect::<Vec<_>>()
    };
    // A file that was chosen just now stands before one that was kept.
    let evidence = || {
        let code = format!("{name}.{no}");
        let file = typed
            .files
            .iter()
            .find(|(of, _)| *of == code)
            .map(|(_, mark)| mark.clone());
        let named = file.as_ref().map(|file| file.name.clone()).unwrap_or_default();
        let words = Some(field("evidence"))
            .filter(|words| !words.is_empty())
            .unwrap_or(named);
        (!words.is_empty()).then_some(Evidence { words, file })
    };
    let days = || field("days").parse().unwrap_or(0);
    let choose = |part: &str| {
        let wrong = yimen_domain::words::Fault::new(part, "请选择一项。", "Choose one.");
        Refusal::invalid(vec![wrong])
    };
    let own = |part: &str| Words::new(field(part), "");
    Some(Ok(match name {
        "explain_card" => Order::Explain {
            no,
            words: field("words"),
            evidence: evidence(),
        },
        "correct_card" => Order::Correct {
            no,
            words: field("words"),
            evidence: evidence(),
        },
        "appeal_card" => Order::Appeal {
            no,
            grounds: field("grounds"),
            evidence: evidence(),
        },
        "judge_card" => match field("upheld").as_str() {
            upheld @ ("yes" | "no") => Order::Judge {
                no,
                upheld: upheld == "yes",
                reasons: field("reasons"),
            },
            _ => return Some(Err(choose("upheld"))),
        },
        "answer_supervision_letter" => Order::Answer {
            no,
            words: field("words"),
            evidence: evidence(),
        },
        "send_back_supervision_letter" => Order::SendBack {
            no,
            reason: field("reason"),
            days: days(),
        },
        "close_supervision_letter" => Order::Close {
            no,
            words: field("words"),
        },
        "send_supervision_letter" => match (Kind::parse(&field("kind")), Addressee::parse(&field("to"))) {
            (None, _) => return Some(Err(choose("kind"))),
            (_, None) => return Some(Err(choose("to"))),
            (Some(kind), Some(to)) => Order::Send {
                kind,
                cards: all("cards"),
                to,
                asks: field("asks"),
                days: days(),
            },
        },
        "give_card" => match mark(&field("rule")) {
            None => return Some(Err(choose("rule"))),
            Some(rule) => Order::Give {
                rule,
                reason: own("reason"),
                avoided: own("avoided"),
                events: all("events"),
            },
        },
        _ => return None,
    }))
}

fn mark(text: &str) -> Option<RuleMark> {
    let (code, version) = text.rsplit_once('/')?;
    Some(RuleMark {
        code: RuleCode::parse(code).ok()?,
        version: version.parse().ok()?,
    })
}

async fn draw(app: &App, page: Page, actor: &Actor, number: &str, again: Option<Again<'_>>) -> Response {
    let view = match view::view(&app.centre, actor, number).await {
        Ok(view) => view,
        Err(error) => return no(page, error),
    };
    if !actor.may(Permission::SeeCards, About::from(&view.case)) {
        return no(
            page,
            Refusal::missing("这个办件的监察牌", "the cards of this case").into(),
        );
    }
    let calendar = app.centre.book().of(&view.case);
    let area = if actor.could(Permission::HandleCases) {
        Area::Workbench
    } else {
        Area::Inspector
    };
    let to_case = area.case(&view.case.number);
    let record = &view.case.supervision;
    let mut cards: Vec<CardShown> = record
        .cards
        .iter()
        .rev()
        .map(|given| card(app, &page, &view, given, (&calendar, &to_case)))
        .collect();
    let sent = record.letters.sent.iter().rev();
    let mut letters: Vec<LetterShown> = sent
        .map(|sent| letter(&page, &view, sent, (&calendar, &to_case)))
        .collect();
    let mut forms = free_forms(app, &page, &view);
    let mut faults = Vec::new();
    if let Some(again) = &again {
        let prefix = format!("{}.{}", again.command, again.no);
        faults = shown::faults(&page, again.refusal, |field| match field {
            file if file.starts_with(FILE) => file.to_string(),
            field => format!("{prefix}.{field}"),
        });
        let of_cards = cards.iter_mut().flat_map(|card| &mut card.forms);
        let of_letters = letters.iter_mut().flat_map(|letter| &mut letter.forms);
        let typed = of_cards.chain(of_letters).chain(&mut forms);
        for form in typed.filter(|form| form.command == again.command && form.no == again.no) {
            form.open = true;
            let own = again.typed.files.iter().filter(|(code, _)| *code == prefix);
            form.kept = own
                .map(|(code, mark)| (mark.name.clone(), format!("{code} {}", mark.hash)))
                .collect();
            for field in &mut form.fields {
                field.value = again.typed.all(&field.name).join(",");
                let fault = faults.iter().find(|fault| fault.field == field.name);
                field.error = fault.map(|fault| fault.words.clone()).unwrap_or_default();
            }
        }
    }
    let status = again.as_ref().map_or(StatusCode::OK, |again| status_of(again.refusal));
    let drawn = CasePage {
        action: address(&view.case.number),
        case: LinkTo::new(to_case, view.case.number.clone()),
        item: say(&page, &view.item.name),
        body: say(&page, &app.centre.organisation().body_name(&view.case.body)),
        faults,
        cards,
        letters,
        forms,
        seen: view.case.events,
        key: app.centre.new_token(),
        page,
    };
    (status, Html(drawn)).into_response()
}

pub(super) fn standing_words(page: &Page, code: &str) -> String {
    let all = [
        Standing::Open,
        Standing::Explained,
        Standing::Corrected,
        Standing::Appealed,
        Standing::Upheld,
        Standing::Withdrawn,
    ];
    let known = all.into_iter().find(|standing| standing.code() == code);
    known.map_or_else(String::new, |standing| pair(page, standing.words()).to_string())
}

fn card(app: &App, page: &Page, view: &CaseView, given: &Given, (calendar, to_case): (&Calendar, &str)) -> CardShown {
    let card = &given.card;
    let mark = &card.rule;
    let name = rule_words(app, page, mark.code.as_str(), mark.version);
    CardShown {
        no: card.no,
        lamp: lamp(card.colour),
        colour: pair(page, card.colour.words()),
        standing: pair(page, given.standing().words()).to_string(),
        rule: page.t2(
            "supervision.rule.version",
            format!("{} {name}", mark.code.as_str()),
            mark.version,
        ),
        reason: say(page, &card.reason),
        avoided: say(page, &card.avoided),
        facts: card_facts(page, given, calendar),
        inputs: inputs(page, given),
        events: event_links(page, view, &card.events, to_case),
        papers: papers(page, view, to_case, |happened| match happened {
            Happened::Explained { no, evidence, .. }
            | Happened::Corrected { no, evidence, .. }
            | Happened::Appealed { no, evidence, .. } => evidence.as_ref().filter(|_| *no == card.no),
            _ => None,
        }),
        forms: card_forms(page, view, given),
    }
}

fn card_facts(page: &Page, given: &Given, calendar: &Calendar) -> Vec<SummaryRow> {
    let row = |key: &str, value: String| SummaryRow::new(page.t(key), value);
    let mut rows = vec![
        row("supervision.due", page.moment(given.card.due.0)),
        row("supervision.given", page.moment(given.at.0)),
        row("supervision.source", given.card.source.clone()),
    ];
    if let Some(about) = &given.card.about {
        rows.push(row("supervision.about", about.name.clone()));
    }
    if given.is_unanswered()
        && let Ok(due) = given.answer_clock().due(calendar)
    {
        rows.push(row("supervision.answer_by", day(page, due.day)));
    }
    if given.appeal.is_none()
        && let Ok(due) = given.appeal_clock().due(calendar)
    {
        rows.push(row("supervision.appeal_by", day(page, due.day)));
    }
    let answer = |answer: &Answer| format!("{} {}", day(page, answer.day), answer.words);
    rows.extend(
        given
            .explained
            .iter()
            .map(|said| row("supervision.explained", answer(said))),
    );
    rows.extend(
        given
            .corrected
            .iter()
            .map(|said| row("supervision.corrected", answer(said))),
    );
    if let Some(appeal) = &given.appeal {
        rows.push(row("supervision.appealed", answer(&appeal.brought)));
        match &appeal.judged {
            Some((upheld, judged)) => {
                let key = if *upheld {
                    "supervision.upheld"
                } else {
                    "supervision.withdrawn"
                };
                rows.push(row(key, answer(judged)));
            }
            None => {
                let due = given.judge_clock().and_then(|clock| clock.due(calendar).ok());
                rows.extend(due.map(|due| row("supervision.judge_by", day(page, due.day))));
            }
        }
    }
    if !given.escalated.is_empty() {
        let names: Vec<&str> = given.escalated.iter().map(|to| pair(page, to.words())).collect();
        rows.push(row("supervision.escalated", names.join(page.pick("、", ", "))));
    }
    rows
}

/// What a card was computed from, in words.
fn inputs(page: &Page, given: &Given) -> Vec<SummaryRow> {
    let words = |name: &str, value: &str| match name {
        "clock" => ClockKind::parse(value).map(|kind| pair(page, kind.words()).to_string()),
        "pattern" => {
            let pattern = Pattern::ALL.into_iter().find(|pattern| pattern.code() == value);
            pattern.map(|pattern| pair(page, pattern.words()).to_string())
        }
        "threshold" => {
            let parts = value.split_once(':');
            let parts = parts.and_then(|(code, amount)| Threshold::parse(code, amount.parse().ok()?));
            parts.map(|at| say(page, &at.words()))
        }
        _ => None,
    };
    let rows = given.card.inputs.iter();
    rows.map(|(name, value)| {
        let shown = words(name, value).unwrap_or_else(|| value.clone());
        SummaryRow::new(page.t(&format!("supervision.input.{name}")), shown)
    })
    .collect()
}

fn event_links(page: &Page, view: &CaseView, events: &[u32], to_case: &str) -> Vec<LinkTo> {
    let link = |seq: &u32| {
        let event = view.events.iter().find(|event| event.seq == *seq)?;
        let words = format!("{} {}", page.moment(event.at.0), pair(page, event.what.words()));
        Some(LinkTo::new(format!("{to_case}#event-{seq}"), words))
    };
    events.iter().filter_map(link).collect()
}

/// The papers behind what was said, oldest first; those that were uploaded can be opened.
fn papers<'a>(
    page: &Page,
    view: &'a CaseView,
    to_case: &str,
    of: impl Fn(&'a Happened) -> Option<&'a Evidence>,
) -> Vec<LinkTo> {
    let shown = view.events.iter().filter_map(|event| match &event.what {
        What::Supervision(happened) => Some((happened, of(happened)?)),
        _ => None,
    });
    shown
        .map(|(happened, evidence)| {
            let file = evidence.file.as_ref();
            let href = file.map_or_else(String::new, |file| format!("{to_case}/files/{}", file.hash));
            let (zh, en) = happened.words();
            LinkTo::new(
                href,
                format!("{}{}{}", page.pick(zh, en), page.pick("：", ": "), evidence.words),
            )
        })
        .collect()
}

fn long(page: &Page, command: &str, no: u32, part: &str) -> Field {
    let label = page.t(&format!("supervision.field.{part}"));
    Field::new(FieldKind::LongText, format!("{command}.{no}.{part}"), label).max_length(2_000)
}

fn short(page: &Page, command: &str, no: u32, part: &str, kind: FieldKind) -> Field {
    let label = page.t(&format!("supervision.field.{part}"));
    Field::new(kind, format!("{command}.{no}.{part}"), label)
}

fn form(page: &Page, command: &'static str, no: u32, fields: Vec<Field>) -> FormShown {
    FormShown {
        command,
        no,
        title: page.t(&format!("supervision.do.{command}")),
        submit: page.t(&format!("supervision.submit.{command}")),
        brings_file: fields.iter().any(|field| field.name.starts_with(FILE)),
        fields,
        kept: Vec::new(),
        open: false,
    }
}

/// The words of an answer and the paper behind it, by name and as a file.
fn with_proof(page: &Page, command: &str, no: u32, words: &str, needed: bool) -> Vec<Field> {
    let proof = short(page, command, no, "evidence", FieldKind::Text).max_length(500);
    let mut file = Field::new(
        FieldKind::File,
        format!("{FILE}{command}.{no}"),
        page.t("command.evidence_file"),
    )
    .optional();
    file.accept = "image/*,application/pdf,.docx,.xlsx,.ofd".into();
    let proof = if needed { proof } else { proof.optional() };
    vec![long(page, command, no, words), proof, file]
}

fn card_forms(page: &Page, view: &CaseView, given: &Given) -> Vec<FormShown> {
    let (no, standing) = (given.card.no, given.standing());
    let may = |command: &str, in_time: bool| in_time && view.open.contains(&command);
    let mut forms = Vec::new();
    let explains = matches!(standing, Standing::Open | Standing::Upheld) && given.explained.is_none();
    if may("explain_card", explains) {
        let fields = with_proof(page, "explain_card", no, "words", false);
        forms.push(form(page, "explain_card", no, fields));
    }
    let corrects = matches!(standing, Standing::Open | Standing::Explained | Standing::Upheld);
    if may("correct_card", corrects) {
        let fields = with_proof(page, "correct_card", no, "words", false);
        forms.push(form(page, "correct_card", no, fields));
    }
    let appeals = matches!(standing, Standing::Open | Standing::Explained | Standing::Corrected);
    if may("appeal_card", appeals && given.appeal.is_none()) {
        let fields = with_proof(page, "appeal_card", no, "grounds", false);
        forms.push(form(page, "appeal_card", no, fields));
    }
    if may("judge_card", standing == Standing::Appealed) {
        let upheld = short(page, "judge_card", no, "upheld", FieldKind::Choice)
            .choice("yes", page.t("supervision.judge.yes"))
            .choice("no", page.t("supervision.judge.no"));
        let fields = vec![upheld, long(page, "judge_card", no, "reasons")];
        forms.push(form(page, "judge_card", no, fields));
    }
    forms
}

fn letter(page: &Page, view: &CaseView, sent: &Sent, (calendar, to_case): (&Calendar, &str)) -> LetterShown {
    let no = sent.letter.no;
    let row = |key: &str, value: String| SummaryRow::new(page.t(key), value);
    let mut facts = vec![
        row("supervision.letter.day", day(page, sent.letter.day)),
        row("supervision.letter.to", pair(page, sent.letter.to.words()).to_string()),
        row("supervision.letter.asks", sent.letter.asks.clone()),
        row("supervision.letter.source", sent.letter.kind.source().to_string()),
    ];
    if !sent.letter.cards.is_empty() {
        let cards: Vec<String> = sent.letter.cards.iter().map(u32::to_string).collect();
        facts.push(row("supervision.letter.cards", cards.join(page.pick("、", ", "))));
    }
    if let (true, Some(last)) = (sent.is_open(), sent.last_day(calendar)) {
        facts.push(row("supervision.answer_by", day(page, last)));
    }
    for answer in &sent.answers {
        let words = format!("{} {}", day(page, answer.day), answer.words);
        facts.push(row("supervision.letter.answer", words));
    }
    facts.extend(
        sent.closed
            .map(|closed| row("supervision.letter.closed", day(page, closed))),
    );
    let may = |command: &str, stands: bool| stands && view.open.contains(&command);
    let mut forms = Vec::new();
    if may("answer_supervision_letter", sent.is_open()) {
        let command = "answer_supervision_letter";
        let needed = sent.letter.kind == Kind::Rectification;
        let fields = with_proof(page, command, no, "words", needed);
        forms.push(form(page, command, no, fields));
    }
    let answered = sent.closed.is_none() && sent.is_answered;
    if may("close_supervision_letter", answered) {
        let command = "close_supervision_letter";
        forms.push(form(page, command, no, vec![long(page, command, no, "words")]));
    }
    if may("send_back_supervision_letter", answered) {
        let command = "send_back_supervision_letter";
        let fields = vec![
            long(page, command, no, "reason"),
            short(page, command, no, "days", FieldKind::Integer).value("3"),
        ];
        forms.push(form(page, command, no, fields));
    }
    LetterShown {
        no,
        kind: pair(page, sent.letter.kind.words()),
        standing: page.t(match sent {
            sent if sent.closed.is_some() => "supervision.letter.closed",
            sent if sent.is_answered => "supervision.letter.answered",
            sent if sent.overdue => "supervision.letter.overdue",
            _ => "supervision.letter.waits",
        }),
        late: sent.is_open() && sent.overdue,
        facts,
        papers: papers(page, view, to_case, |happened| match happened {
            Happened::Letter(Answered::Answered { no, evidence, .. }) => {
                evidence.as_ref().filter(|_| *no == sent.letter.no)
            }
            _ => None,
        }),
        forms,
    }
}

/// What an inspector may do without a card or letter being there.
fn free_forms(app: &App, page: &Page, view: &CaseView) -> Vec<FormShown> {
    let mut forms = Vec::new();
    if view.open.contains(&"send_supervision_letter") {
        let command = "send_supervision_letter";
        let kinds = Kind::ALL
            .into_iter()
            .fold(short(page, command, 0, "kind", FieldKind::Choice), |choice, kind| {
                choice.choice(kind.code(), pair(page, kind.words()))
            });
        let to = [Addressee::Handler, Addressee::SectionHead, Addressee::Leader]
            .into_iter()
            .fold(short(page, command, 0, "to", FieldKind::Choice), |choice, to| {
                choice.choice(to.code(), pair(page, to.words()))
            });
        let mut fields = vec![kinds, to];
        let standing = view.case.supervision.cards.iter();
        let standing = standing.filter(|given| given.standing() != Standing::Withdrawn);
        let cards = standing.fold(
            short(page, command, 0, "cards", FieldKind::Choices).optional(),
            |choices, given| {
                let words = format!("{} {}", given.card.no, pair(page, given.card.colour.words()));
                choices.choice(given.card.no.to_string(), words)
            },
        );
        if !cards.choices.is_empty() {
            fields.push(cards);
        }
        fields.push(long(page, command, 0, "asks"));
        fields.push(short(page, command, 0, "days", FieldKind::Integer).value("5"));
        forms.push(form(page, command, 0, fields));
    }
    if view.open.contains(&"give_card") {
        forms.extend(give_form(app, page, view));
    }
    forms
}

/// Only where a rule for what inspectors find is in force.
fn give_form(app: &App, page: &Page, view: &CaseView) -> Option<FormShown> {
    let command = "give_card";
    let rules = app.centre.supervision();
    let region = yimen_domain::calendar::Region::parse(app.centre.div()).ok();
    let place = Place {
        region: region.as_ref(),
        body: &view.case.body,
        item: &view.case.item,
        kind: view.item.kind,
    };
    let of_hand = rules
        .book()
        .in_force(app.centre.today())
        .filter(|rule| rule.watch == Watch::Finding && rule.scope.covers(place));
    let rule = of_hand.fold(short(page, command, 0, "rule", FieldKind::Choice), |choice, rule| {
        let mark = format!("{}/{}", rule.mark.code.as_str(), rule.mark.version);
        choice.choice(mark, say(page, &rule.name))
    });
    if rule.choices.is_empty() {
        return None;
    }
    let events = view.events.iter().fold(
        short(page, command, 0, "events", FieldKind::Choices),
        |choices, event| {
            let words = format!("{} {}", page.moment(event.at.0), pair(page, event.what.words()));
            choices.choice(event.seq.to_string(), words)
        },
    );
    let fields = vec![
        rule,
        long(page, command, 0, "reason"),
        long(page, command, 0, "avoided"),
        events,
    ];
    Some(form(page, command, 0, fields))
}

/// The link on the page of a case, with how many cards and letters there are; nothing for those who may not see them.
pub(crate) fn link(page: &Page, actor: &Actor, view: &CaseView) -> Option<LinkTo> {
    if !actor.may(Permission::SeeCards, About::from(&view.case)) {
        return None;
    }
    let record = &view.case.supervision;
    let count = record.cards.len() + record.letters.sent.len();
    let words = match count {
        0 => page.t("supervision.of_case").to_string(),
        count => page.t1("supervision.of_case.count", count),
    };
    Some(LinkTo::new(address(&view.case.number), words))
}
