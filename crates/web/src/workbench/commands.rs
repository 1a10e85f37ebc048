//! What may be done with a case now, as forms, and forms read back as commands.

use std::collections::BTreeMap;

use yimen_acts::Centre;
use yimen_acts::accounts::Signed;
use yimen_acts::cases::correct::new_files;
use yimen_acts::cases::view::{self, CaseView};
use yimen_acts::vault::Secret;
use yimen_domain::cases::additions;
use yimen_domain::cases::command::Command;
use yimen_domain::cases::event::{CorrectionRequest, Delivery, HandedIn, NonAcceptance};
use yimen_domain::cases::extension::{self, Approved};
use yimen_domain::cases::{Case, Payment, Status};
use yimen_domain::clocks::{Evidence, SuspensionKind};
use yimen_domain::items::{Handling, Item, form};
use yimen_domain::words::{Fault, Refusal};

use super::shown::{self, Area, pair, say};
use super::typed::{COMPARED, FILE, PAPER, Typed};
use super::{appeals, beyond, commitments, delivering, drafting, fees, handling, intake, simulated};
use crate::forms::{Look, Section};
use crate::portal::schema_address;
use crate::shell::Page;
use crate::shell::components::{self, Field, FieldKind};

/// Beginning of the name of a field that says what to correct; the material's code follows.
const WHAT: &str = "what.";
/// Stands for a material where the file is evidence.
const EVIDENCE: &str = "evidence";

/// Ready phrases for an opinion that favours the application; they go into the record, so they are Chinese.
const OPINIONS: [&str; 4] = [
    "经审查，申请材料齐全、符合法定形式，申请人具备法定条件，建议准予。",
    "经现场核查，场所和设施设备符合要求，建议准予。",
    "经审查，申请人不具备法定条件，建议不予许可。",
    "申请材料内容与核实情况不一致，建议不予许可。",
];
/// Ready reasons of an extension.
const EXTENSIONS: [&str; 2] = [
    "案情复杂，需要进一步核实有关情况。",
    "需要征求有关部门意见，在规定期限内不能作出决定。",
];

/// A form for one thing that may be done.
#[derive(Debug, Clone)]
pub(crate) struct ActForm {
    /// Name of the command; `intake` is the checklist for acceptance and correction.
    pub(crate) command: &'static str,
    /// Heading.
    pub(crate) title: &'static str,
    /// Shown unfolded.
    pub(crate) open: bool,
    /// What to know before.
    pub(crate) intro: Vec<String>,
    /// Ready phrases.
    pub(crate) phrases: Vec<String>,
    /// The phrase that was chosen.
    pub(crate) phrase: String,
    /// Fields.
    pub(crate) fields: Vec<Field>,
    /// The item's form, where it is corrected.
    pub(crate) sections: Vec<Section>,
    /// Where the browser gets the schema of the form.
    pub(crate) schema: String,
    /// Rows of the checklist.
    pub(crate) rows: Vec<Row>,
    /// The words on the button.
    pub(crate) submit: &'static str,
    /// `primary` or `danger`.
    pub(crate) button: &'static str,
    /// Acceptance is offered (checklist only).
    pub(crate) accepts: bool,
    /// Corrections may be asked (checklist only).
    pub(crate) corrects: bool,
    /// Files come with it.
    pub(crate) brings_files: bool,
    /// Evidence that was uploaded before a refusal: names and what keeps it.
    pub(crate) kept: Vec<(String, String)>,
}

/// One row of a checklist.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    /// Code of the material, or `form`.
    pub(crate) code: String,
    /// Name.
    pub(crate) name: String,
    /// Required or not; empty for the form.
    pub(crate) need: &'static str,
    /// How it stands.
    pub(crate) state: String,
    /// It is here.
    pub(crate) here: bool,
    /// It must be here and is not.
    pub(crate) missing: bool,
    /// The box is ticked.
    pub(crate) ticked: bool,
    /// The box of compared originals is ticked.
    pub(crate) compared: bool,
    /// What is to be corrected, as typed.
    pub(crate) what: String,
    /// What is wrong with the row.
    pub(crate) error: String,
    /// Files that were taken before a refusal: names and what keeps them.
    pub(crate) kept: Vec<(String, String)>,
}

/// What was typed into one form and refused.
pub(crate) struct Refused<'a> {
    /// Its command.
    pub(crate) command: &'a str,
    /// What was typed.
    pub(crate) typed: &'a Typed,
    /// What is wrong, with the names of fields.
    pub(crate) faults: &'a [components::Fault],
}

/// Forms that do not stand open by themselves.
const QUIET: [&str; 12] = [
    "send_draft_back",
    "withdraw_draft",
    "withdraw",
    "hand_over",
    "put_back",
    "hand_in_more",
    "verify_originals",
    "order_payment",
    "relieve_fee",
    "ask_refund",
    "refuse_refund",
    "void_receipt",
];

/// The forms for everything that this person may do now, the most likely first.
pub(crate) fn forms(
    page: &Page,
    view: &CaseView,
    colleagues: &[Signed],
    refused: Option<&Refused<'_>>,
) -> Vec<ActForm> {
    // What stands drafted is signed or sent back: nothing else is decided past it.
    let drafted = view.case.drafts.standing().is_some();
    let open = |name: &str| view.open.contains(&name) && !(drafted && name == "decide");
    let mut forms = Vec::new();
    let intake = open("accept") || open("request_correction");
    if open("decide") && view.item.handling == Handling::Instant {
        forms.push(decide(page, view));
    }
    if intake {
        forms.push(checklist(page, view));
    }
    if open("pre_examine") {
        let at = forms.iter().take_while(|form| form.command == "decide").count();
        forms.splice(at..at, intake::form(page, view, "pre_examine"));
    }
    for name in [
        "sign_decision",
        "check_decision",
        "draft_decision",
        "decide",
        "supplement",
        "correct_on_spot",
        "verify_originals",
        "review",
        "hand_in_more",
        "take_payment",
        "approve_refund",
        "pay_refund",
        "check_receiver",
        "issue",
        "collect",
        "track_parcel",
        "post_again",
        "resume",
        "suspend",
        "extend",
        "refuse_acceptance",
        "withdraw",
        "order_payment",
        "relieve_fee",
        "ask_refund",
        "refuse_refund",
        "void_receipt",
        "send_draft_back",
        "withdraw_draft",
    ] {
        let there = forms.iter().any(|form| form.command == name);
        if open(name) && !there {
            forms.extend(one(page, view, name));
        }
    }
    // What was examined before need not be examined in the usual way.
    forms.splice(0..0, simulated::forms(page, view));
    forms.extend(beyond::forms(page, view));
    forms.extend(commitments::forms(page, view));
    forms.extend(appeals::forms(page, view));
    let handling = handling::COMMANDS.into_iter().filter(|name| open(name));
    forms.extend(handling.filter_map(|name| handling::form(page, name, colleagues)));
    let chosen = refused.and_then(|refused| {
        let name = if matches!(refused.command, "accept" | "request_correction") {
            "intake"
        } else {
            refused.command
        };
        forms.iter().position(|form| form.command == name)
    });
    if let (Some(at), Some(refused)) = (chosen, refused) {
        keep(&mut forms[at], refused);
        if !forms[at].sections.is_empty() {
            let answers = refused.typed.answers(&view.item.form);
            let found: Vec<Fault> = refused.faults.iter().map(components::Fault::as_found).collect();
            forms[at].draw(page, &view.item, &answers, &found);
        }
    }
    let likely = chosen.or_else(|| forms.iter().position(|form| !is_quiet(view, form.command)));
    if let Some(first) = likely.and_then(|at| forms.get_mut(at)) {
        first.open = true;
    }
    forms
}

/// What is done seldom, or was done already, does not unfold by itself.
fn is_quiet(view: &CaseView, command: &str) -> bool {
    let is_done = command == "check_receiver" && view.case.delivery.checked.is_some();
    is_done
        || QUIET.contains(&command)
        || beyond::is_quiet(command)
        || commitments::is_quiet(command)
        || appeals::is_quiet(command)
        || simulated::is_quiet(command)
}

fn one(page: &Page, view: &CaseView, name: &str) -> Option<ActForm> {
    Some(match name {
        "decide" => decide(page, view),
        "supplement" => supplement(page, view),
        "hand_in_more" => hand_in_more(page, view),
        "review" => review(page, view),
        "issue" => issue(page, view),
        "resume" => resume(page),
        "suspend" => suspend(page, view),
        "extend" => extend(page, view),
        "refuse_acceptance" => refuse_acceptance(page),
        "withdraw" => withdraw(page),
        other => {
            return intake::form(page, view, other)
                .or_else(|| fees::form(page, view, other))
                .or_else(|| delivering::form(page, view, other))
                .or_else(|| drafting::form(page, view, other));
        }
    })
}

impl ActForm {
    /// Draws the item's form with answers and what is wrong with them.
    pub(super) fn draw(&mut self, page: &Page, item: &Item, answers: &form::Answers, faults: &[Fault]) {
        let look = Look {
            answers,
            faults,
            known: &BTreeMap::new(),
            own: false,
        };
        self.sections = crate::forms::sections(page, &item.form, look).0;
        self.schema = schema_address(item);
    }

    /// A fault of this name has its place here.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|known| known.name == name) || crate::forms::shown::names(&self.sections).contains(&name)
    }
}

pub(super) fn plain(page: &Page, command: &'static str, fields: Vec<Field>) -> ActForm {
    ActForm {
        command,
        title: page.t(&format!("command.{command}.title")),
        open: false,
        intro: Vec::new(),
        phrases: Vec::new(),
        phrase: String::new(),
        fields,
        sections: Vec::new(),
        schema: String::new(),
        rows: Vec::new(),
        submit: page.t(&format!("command.{command}.submit")),
        button: "primary",
        accepts: false,
        corrects: false,
        brings_files: false,
        kept: Vec::new(),
    }
}

pub(super) fn long(page: &Page, name: &str, label: &str) -> Field {
    Field::new(FieldKind::LongText, name, page.t(label)).max_length(2_000)
}

pub(super) fn line(page: &Page, name: &str, label: &str) -> Field {
    Field::text(name, page.t(label)).max_length(200)
}

fn checklist(page: &Page, view: &CaseView) -> ActForm {
    let mut form = plain(page, "intake", Vec::new());
    form.accepts = view.open.contains(&"accept");
    form.corrects = view.open.contains(&"request_correction");
    form.rows = checklist_rows(page, view);
    form
}

/// A row for each material, and one for the form.
pub(super) fn checklist_rows(page: &Page, view: &CaseView) -> Vec<Row> {
    let mut rows = rows(page, view);
    rows.push(form_row(page));
    rows
}

fn rows(page: &Page, view: &CaseView) -> Vec<Row> {
    shown::materials(page, Area::Workbench, &view.case, &view.item, &view::names_given(view))
        .into_iter()
        .map(|material| Row {
            code: material.code,
            name: material.name,
            need: material.need,
            state: material.state,
            here: material.here,
            missing: material.missing,
            ticked: false,
            compared: false,
            what: String::new(),
            error: String::new(),
            kept: Vec::new(),
        })
        .collect()
}

fn form_row(page: &Page) -> Row {
    Row {
        code: "form".into(),
        name: page.t("workbench.material.form").into(),
        need: "",
        state: page.t("command.intake.form_typed").into(),
        here: true,
        missing: false,
        ticked: false,
        compared: false,
        what: String::new(),
        error: String::new(),
        kept: Vec::new(),
    }
}

/// Rows for handing in at the desk: every material, those asked for first and marked.
pub(crate) fn material_rows(page: &Page, item: &Item, typed: &Typed) -> Vec<Row> {
    let (paper, compared) = (typed.all(PAPER), typed.all(COMPARED));
    let mut rows: Vec<Row> = item
        .materials
        .iter()
        .map(|material| Row {
            code: material.code.clone(),
            name: say(page, &material.name),
            need: page.t(if material.deferrable {
                "workbench.material.deferrable"
            } else if material.required {
                "workbench.material.required"
            } else {
                "workbench.material.optional"
            }),
            state: pair(page, yimen_acts::documents::form_words(material.form)).to_string(),
            here: false,
            missing: material.required && !material.deferrable,
            ticked: paper.contains(&material.code.as_str()),
            compared: compared.contains(&material.code.as_str()),
            what: say(page, &material.note),
            error: String::new(),
            kept: kept_files(typed, &material.code),
        })
        .collect();
    if rows.is_empty() {
        let name = page.t("workbench.material.other").to_string();
        let ticked = paper.contains(&"other");
        rows.push(Row {
            code: "other".into(),
            name,
            need: page.t("workbench.material.optional"),
            ticked,
            kept: kept_files(typed, "other"),
            here: false,
            ..form_row(page)
        });
        rows[0].state = String::new();
    }
    rows
}

fn kept_files(typed: &Typed, code: &str) -> Vec<(String, String)> {
    let own = typed.files.iter().filter(|(material, _)| material == code);
    own.map(|(_, mark)| (mark.name.clone(), format!("{code} {}", mark.hash)))
        .collect()
}

fn supplement(page: &Page, view: &CaseView) -> ActForm {
    let mut form = plain(page, "supplement", Vec::new());
    form.brings_files = true;
    form.rows = material_rows(page, &view.item, &Typed::default());
    let asked = &view.case.asked;
    form.rows.sort_by_key(|row| !asked.contains(&row.code));
    for row in &mut form.rows {
        row.here = asked.contains(&row.code);
        if row.here {
            row.need = page.t("command.supplement.asked");
        }
    }
    if asked.contains("form") {
        let known = view
            .secret
            .as_ref()
            .map(|secret| secret.form.clone())
            .unwrap_or_default();
        form.draw(page, &view.item, &known, &[]);
    }
    form
}

fn hand_in_more(page: &Page, view: &CaseView) -> ActForm {
    let mut form = plain(page, "hand_in_more", Vec::new());
    form.brings_files = true;
    form.rows = material_rows(page, &view.item, &Typed::default());
    form
}

fn review(page: &Page, view: &CaseView) -> ActForm {
    let outcome = Field::new(FieldKind::Choice, "review.approve", page.t("command.review.approve"))
        .choice("yes", page.t("workbench.opinion.grant"))
        .choice("no", page.t("workbench.opinion.refuse"));
    let mut form = plain(
        page,
        "review",
        vec![outcome, long(page, "review.words", "command.review.words")],
    );
    form.phrases = OPINIONS.map(str::to_string).to_vec();
    if let Some(before) = view.case.review() {
        form.intro.push(page.t1("command.review.before", &before.words));
    }
    form
}

fn decide(page: &Page, view: &CaseView) -> ActForm {
    let mut form = drafting::outcome_form(page, view, "decide");
    form.intro.push(page.t("command.decide.remedies").to_string());
    if view.item.handling == Handling::Instant {
        if matches!(view.case.payment, Payment::Due(_)) {
            form.intro.push(page.t("command.decide.fee_first").to_string());
        }
        let hand_over = Field::new(
            FieldKind::Choice,
            "decide.hand_over",
            page.t("command.decide.hand_over"),
        )
        .choice("window", page.t("command.decide.hand_over_window"))
        .choice("later", page.t("command.decide.hand_over_later"))
        .value(if matches!(view.case.payment, Payment::Due(_)) {
            "later"
        } else {
            "window"
        });
        form.fields.push(hand_over);
        form.fields.push(
            line(page, "decide.receiver", "command.issue.receiver")
                .optional()
                .value(receiver(view)),
        );
    }
    form
}

/// Who usually takes the result: the person who applied, masked as the ledger keeps it.
fn receiver(view: &CaseView) -> String {
    view.case.applicant.shown.clone()
}

fn issue(page: &Page, view: &CaseView) -> ActForm {
    let how = [
        Delivery::Window {
            receiver: String::new(),
        },
        Delivery::Post {
            tracking: String::new(),
        },
        Delivery::Electronic,
    ]
    .into_iter()
    .fold(
        Field::new(FieldKind::Choice, "issue.how", page.t("command.issue.how")),
        |field, delivery| field.choice(delivery.code(), pair(page, delivery.words())),
    )
    .value("window");
    let receiver = line(page, "issue.receiver", "command.issue.receiver")
        .optional()
        .hint(page.t("command.issue.receiver_hint"))
        .value(receiver(view));
    let tracking = line(page, "issue.tracking", "command.issue.tracking")
        .optional()
        .hint(page.t("command.issue.tracking_hint"));
    plain(page, "issue", vec![how, receiver, tracking])
}

fn suspend(page: &Page, view: &CaseView) -> ActForm {
    let kind = shown::special(page, &view.item).into_iter().fold(
        Field::new(FieldKind::Choice, "suspend.kind", page.t("command.suspend.kind")),
        |field, (code, words)| field.choice(code, words),
    );
    let days = Field::new(
        FieldKind::Integer,
        "suspend.told_days",
        page.t("command.suspend.told_days"),
    )
    .hint(page.t("command.suspend.told_hint"));
    let evidence =
        line(page, "suspend.evidence", "command.suspend.evidence").hint(page.t("command.suspend.evidence_hint"));
    ActForm {
        brings_files: true,
        ..plain(page, "suspend", vec![kind, days, evidence, evidence_file(page)])
    }
}

fn resume(page: &Page) -> ActForm {
    let result = long(page, "resume.result", "command.resume.result");
    let evidence = line(page, "resume.evidence", "command.resume.evidence").optional();
    ActForm {
        brings_files: true,
        ..plain(page, "resume", vec![result, evidence, evidence_file(page)])
    }
}

pub(super) fn evidence_file(page: &Page) -> Field {
    let name = format!("{FILE}{EVIDENCE}");
    let mut field = Field::new(FieldKind::File, name, page.t("command.evidence_file")).optional();
    field.accept = "image/*,application/pdf,.docx,.xlsx,.ofd".into();
    field
}

/// What a form says of the document that proves it; the file that was chosen stands before one that was kept.
pub(super) fn evidence(typed: &Typed, command: &str) -> Result<Evidence, Refusal> {
    if !typed.faults.is_empty() {
        return Err(Refusal::invalid(typed.faults.clone()));
    }
    let own = typed.files.iter().find(|(code, _)| code == EVIDENCE);
    Ok(Evidence {
        words: typed.get(&format!("{command}.evidence")).to_string(),
        file: own.map(|(_, mark)| mark.clone()),
    })
}

/// What several authorities handle together is extended by the government's head, on paper; anything else by whoever holds a letter too.
fn extend(page: &Page, view: &CaseView) -> ActForm {
    let together = extension::together(&view.item);
    let days = Field::new(FieldKind::Integer, "extend.days", page.t("command.extend.days"))
        .hint(page.t1("command.extend.days_hint", extension::longest(&view.item)));
    let reason = long(page, "extend.reason", "command.extend.reason");
    let by = line(page, "extend.approved_by", "command.extend.approved_by");
    let evidence = line(page, "extend.evidence", "command.extend.evidence");
    let mut fields = vec![days, reason];
    if together {
        fields.extend([by, evidence]);
    } else {
        let hint = page.t("command.extend.approved_hint");
        fields.extend([by.optional().hint(hint), evidence.optional()]);
    }
    fields.push(evidence_file(page));
    let mut form = ActForm {
        brings_files: true,
        ..plain(page, "extend", fields)
    };
    if together {
        form.intro.push(page.t("command.extend.together").to_string());
    }
    form.phrases = EXTENSIONS.map(str::to_string).to_vec();
    form
}

fn refuse_acceptance(page: &Page) -> ActForm {
    let ground = [
        NonAcceptance::NotNeeded,
        NonAcceptance::NotOurs {
            authority: String::new(),
        },
        NonAcceptance::Barred,
    ]
    .into_iter()
    .fold(
        Field::new(
            FieldKind::Choice,
            "refuse_acceptance.ground",
            page.t("command.refuse_acceptance.ground"),
        ),
        |field, ground| field.choice(ground.code(), pair(page, ground.words())),
    );
    let authority = line(
        page,
        "refuse_acceptance.authority",
        "command.refuse_acceptance.authority",
    )
    .optional()
    .hint(page.t("command.refuse_acceptance.authority_hint"));
    let reason = long(page, "refuse_acceptance.reason", "command.refuse_acceptance.reason");
    ActForm {
        button: "danger",
        ..plain(page, "refuse_acceptance", vec![ground, authority, reason])
    }
}

fn withdraw(page: &Page) -> ActForm {
    let sure = Field::new(FieldKind::Choices, "withdraw.sure", page.t("command.withdraw.sure"))
        .choice("yes", page.t("command.withdraw.sure_yes"));
    let reason = long(page, "withdraw.reason", "command.withdraw.reason").optional();
    ActForm {
        button: "danger",
        ..plain(page, "withdraw", vec![sure, reason])
    }
}

/// Puts what was typed, and what is wrong with it, back into a form.
fn keep(form: &mut ActForm, refused: &Refused<'_>) {
    let error = |name: &str| {
        refused
            .faults
            .iter()
            .find(|fault| fault.field == name)
            .map(|fault| fault.words.clone())
            .unwrap_or_default()
    };
    form.phrase = refused.typed.get(&format!("{}.phrase", form.command)).to_string();
    for field in &mut form.fields {
        field.value = refused.typed.all(&field.name).join(",");
        field.error = error(&field.name);
    }
    if form.brings_files {
        form.kept = kept_files(refused.typed, EVIDENCE);
    }
    let (ticked, compared) = (refused.typed.all(PAPER), refused.typed.all(COMPARED));
    for row in &mut form.rows {
        row.compared = compared.contains(&row.code.as_str());
        row.ticked = ticked.contains(&row.code.as_str());
        row.kept = kept_files(refused.typed, &row.code);
        if form.command == "intake" {
            row.what = refused.typed.get(&format!("{WHAT}{}", row.code)).to_string();
            row.error = error(&format!("{WHAT}{}", row.code));
        } else {
            row.error = error(&format!("{FILE}{}", row.code));
        }
    }
    intake::keep(form, refused.typed, error);
}

/// Reads a form as a command; a corrected form comes with the words to be sealed.
///
/// # Errors
/// A choice was not made, or there is no such command here.
pub(crate) fn read(
    centre: &Centre,
    view: &CaseView,
    command: &str,
    typed: &Typed,
) -> Result<(Command, Option<Secret>), Refusal> {
    let field = |name: &str| typed.get(&format!("{command}.{name}")).to_string();
    if let Some(read) = intake::read(centre, view, command, typed)? {
        return Ok(read);
    }
    if let Some(read) = simulated::read(centre, view, command, typed)? {
        return Ok(read);
    }
    if let Some(order) = drafting::read(view, command, typed)? {
        return Ok((order, None));
    }
    let command = match command {
        "accept" => Command::Accept {
            seen: typed.all(PAPER).into_iter().map(str::to_string).collect(),
        },
        "request_correction" => Command::RequestCorrection {
            requests: requests(typed),
        },
        "supplement" => return supplemented(centre, view, typed),
        "hand_in_more" if typed.faults.is_empty() => Command::Additions(additions::Order::HandInMore {
            materials: typed.handed_in(&view.item),
        }),
        "hand_in_more" => return Err(Refusal::invalid(typed.faults.clone())),
        "refuse_acceptance" => Command::RefuseAcceptance {
            ground: ground(&field("ground"), field("authority"))?,
            reason: field("reason"),
        },
        "review" => Command::Review {
            approve: yes_or_no(&field("approve"))?,
            words: with_phrase(typed, "review", "words"),
        },
        "suspend" => {
            let kind = SuspensionKind::parse(&field("kind")).ok_or_else(|| choose("kind"))?;
            Command::Suspend {
                kind,
                told_days: typed.number("suspend.told_days"),
                evidence: evidence(typed, "suspend")?,
            }
        }
        "resume" => Command::Resume {
            result: field("result"),
            evidence: Some(evidence(typed, "resume")?),
        },
        "extend" => Command::Extend {
            days: typed.number("extend.days"),
            reason: with_phrase(typed, "extend", "reason"),
            approved: Some(Approved {
                by: field("approved_by"),
                evidence: evidence(typed, "extend")?,
            }),
        },
        "decide" => decision(view, typed)?,
        "pay" => Command::Pay {
            amount_fen: fen(&field("amount_fen")),
            receipt: field("receipt"),
        },
        "issue" => Command::Issue {
            delivery: delivery(&field("how"), &field("receiver"), field("tracking"))?,
        },
        "withdraw" if field("sure") != "yes" => {
            return Err(Refusal::invalid(vec![Fault::new(
                "sure",
                "请确认申请人要求撤回。",
                "Confirm that the applicant asks for it.",
            )]));
        }
        "withdraw" => Command::Withdraw {
            reason: field("reason"),
        },
        other => return of_area(other, typed).map(|command| (command, None)),
    };
    Ok((command, None))
}

/// The commands that areas of the procedure have for themselves.
fn of_area(name: &str, typed: &Typed) -> Result<Command, Refusal> {
    if let Some(command) = commitments::read(name, typed)? {
        return Ok(command);
    }
    if let Some(command) = beyond::read(name, typed)? {
        return Ok(command);
    }
    if let Some(command) = appeals::read(name, typed)? {
        return Ok(command);
    }
    if let Some(command) = delivering::read(name, typed)? {
        return Ok(command);
    }
    fees::read(name, typed).ok_or_else(|| Refusal::missing("这项办理动作", "this action"))?
}

pub(super) fn choose(field: &str) -> Refusal {
    Refusal::invalid(vec![Fault::new(field, "请选择一项。", "Choose one.")])
}

fn yes_or_no(answer: &str) -> Result<bool, Refusal> {
    match answer {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err(choose("approve")),
    }
}

fn requests(typed: &Typed) -> Vec<CorrectionRequest> {
    typed
        .under(WHAT)
        .filter(|(_, what)| !what.is_empty())
        .map(|(code, what)| CorrectionRequest {
            material: code.to_string(),
            what: what.to_string(),
        })
        .collect()
}

fn ground(code: &str, authority: String) -> Result<NonAcceptance, Refusal> {
    match code {
        "not_needed" => Ok(NonAcceptance::NotNeeded),
        "not_ours" => Ok(NonAcceptance::NotOurs { authority }),
        "barred" => Ok(NonAcceptance::Barred),
        _ => Err(choose("ground")),
    }
}

/// A ready phrase and own words, joined.
fn with_phrase(typed: &Typed, command: &str, name: &str) -> String {
    let phrase = typed.get(&format!("{command}.phrase"));
    let words = typed.get(&format!("{command}.{name}"));
    if phrase.is_empty() || words.contains(phrase) {
        words.to_string()
    } else {
        format!("{phrase}{words}")
    }
}

fn decision(view: &CaseView, typed: &Typed) -> Result<Command, Refusal> {
    let outcome = drafting::outcome(typed, "decide")?;
    let at_once = view.item.handling == Handling::Instant && typed.get("decide.hand_over") == "window";
    let hand_over = if at_once {
        Some(delivery("window", typed.get("decide.receiver"), String::new())?)
    } else {
        None
    };
    Ok(Command::Decide { outcome, hand_over })
}

fn delivery(how: &str, receiver: &str, tracking: String) -> Result<Delivery, Refusal> {
    match how {
        "window" => Ok(Delivery::Window {
            receiver: receiver.to_string(),
        }),
        "post" => Ok(Delivery::Post { tracking }),
        "electronic" => Ok(Delivery::Electronic),
        _ => Err(choose("how")),
    }
}

/// Yuan with at most two decimals as fen; -1, which no rule takes, for anything else.
pub(super) fn fen(text: &str) -> i64 {
    let (yuan, rest) = text.split_once('.').unwrap_or((text, ""));
    let right = !yuan.is_empty()
        && yuan.len() <= 9
        && rest.len() <= 2
        && format!("{yuan}{rest}").bytes().all(|byte| byte.is_ascii_digit());
    if right {
        format!("{yuan}{rest:0<2}").parse().unwrap_or(-1)
    } else {
        -1
    }
}

fn supplemented(centre: &Centre, view: &CaseView, typed: &Typed) -> Result<(Command, Option<Secret>), Refusal> {
    let (materials, corrected) = brought(centre, view, typed)?;
    let commitment = corrected.as_ref().map(|secret| secret.commitment(centre.hash()));
    Ok((Command::Supplement { materials, commitment }, corrected))
}

/// The materials that were brought, and the corrected form, checked, where it was corrected.
pub(super) fn brought(
    centre: &Centre,
    view: &CaseView,
    typed: &Typed,
) -> Result<(Vec<HandedIn>, Option<Secret>), Refusal> {
    let fields = &view.item.form;
    let answers = form::tidy(form::prune(fields, typed.answers(fields)));
    let mut faults = typed.faults.clone();
    let mut corrected = None;
    let mut handed = typed.handed_in(&view.item);
    if let Some(known) = view
        .secret
        .as_ref()
        .filter(|known| !answers.is_empty() && known.form != answers)
    {
        faults.extend(centre.check_form(&view.item, &answers));
        let salt = yimen_store::ledger::hex(&centre.random::<16>());
        handed.extend(new_files(&view.case, &answers));
        corrected = Some(Secret {
            applicant: known.applicant.clone(),
            form: answers,
            salt,
        });
    }
    if !faults.is_empty() {
        return Err(Refusal::invalid(faults));
    }
    Ok((handed, corrected))
}

/// The field on the page at which a fault of a command is shown.
pub(crate) fn field_of(command: &str, typed: &Typed, item: &Item, fault: &str) -> String {
    let of_area = intake::field_of(command, typed, fault).or_else(|| simulated::field_of(command, typed, fault));
    if let Some(field) = of_area {
        return field;
    }
    let mut parts = fault.split('.');
    let (first, second) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    match (command, first) {
        ("accept", "materials") => format!("{WHAT}{second}"),
        ("accept", _) => "intake".into(),
        ("request_correction", "requests") => {
            let named = second
                .parse()
                .ok()
                .and_then(|at: usize| requests(typed).get(at).map(|request| request.material.clone()));
            named.map_or_else(|| "intake".into(), |code| format!("{WHAT}{code}"))
        }
        ("supplement" | "correct_on_spot" | "hand_in_more" | "amend_simulated" | "turn_formal", "form" | "file") => {
            fault.to_string()
        }
        ("supplement" | "correct_on_spot" | "hand_in_more" | "amend_simulated" | "turn_formal", _) => {
            let handed = typed.handed_in(item);
            let named = second
                .parse()
                .ok()
                .and_then(|at: usize| handed.get(at).map(|handed| handed.material.clone()));
            let first_row = || {
                item.materials
                    .first()
                    .map_or_else(|| "other".to_string(), |material| material.code.clone())
            };
            format!("{FILE}{}", named.unwrap_or_else(first_row))
        }
        ("suspend" | "resume" | "extend", "file") => format!("{FILE}{EVIDENCE}"),
        ("decide", "hand_over") => "decide.hand_over".into(),
        _ => format!("{command}.{first}"),
    }
}

/// The list in which a case of this status is somebody's work.
pub(crate) fn list_of(case: &Case, mine: &[Status]) -> Option<Status> {
    let own = case.status();
    mine.iter()
        .copied()
        .find(|status| *status == own)
        .or_else(|| mine.first().copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(pairs: &[(&str, &str)]) -> Typed {
        Typed::of(
            pairs
                .iter()
                .map(|(name, text)| (name.to_string(), text.to_string()))
                .collect(),
        )
    }

    #[test]
    fn money_is_read_to_the_fen_and_nothing_else_is() {
        assert_eq!([fen("120"), fen("120.5"), fen("0.05")], [12_000, 12_050, 5]);
        for wrong in ["", "-1", "1.234", "1,20", "一百", ".", "1e3"] {
            assert_eq!(fen(wrong), -1, "{wrong:?}");
        }
    }

    #[test]
    fn one_notice_holds_every_row_that_says_something() {
        let typed = typed(&[
            ("what.m1", " 缺公章 "),
            ("what.m2", "  "),
            ("what.form", "面积与平面图不符"),
        ]);
        let asked: Vec<String> = requests(&typed)
            .into_iter()
            .map(|request| format!("{}:{}", request.material, request.what))
            .collect();
        assert_eq!(asked, ["m1:缺公章", "form:面积与平面图不符"]);
    }

    #[test]
    fn a_ready_phrase_stands_before_own_words_once() {
        let both = typed(&[("review.phrase", "同意。"), ("review.words", "请注意消防。")]);
        assert_eq!(with_phrase(&both, "review", "words"), "同意。请注意消防。");
        let again = typed(&[("review.phrase", "同意。"), ("review.words", "同意。请注意消防。")]);
        assert_eq!(with_phrase(&again, "review", "words"), "同意。请注意消防。");
    }

    #[test]
    fn a_receiver_is_named_in_full_until_the_house_masks_the_name_for_the_ledger() {
        assert_eq!(
            delivery("window", "王小明", String::new()).unwrap(),
            Delivery::Window {
                receiver: "王小明".into()
            }
        );
        assert!(delivery("pigeon", "", String::new()).is_err());
    }
}
