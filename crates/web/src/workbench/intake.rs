//! Intake at the desk (收件环节): pre-examination, correction on the spot, originals seen and returned; and what they say in a timeline.

use yimen_acts::Centre;
use yimen_acts::cases::view::CaseView;
use yimen_acts::vault::Secret;
use yimen_domain::cases::Case;
use yimen_domain::cases::command::Command;
use yimen_domain::cases::event::{CorrectionRequest, HandedIn};
use yimen_domain::cases::intake::to_compare;
use yimen_domain::cases::intake::{Happened, Order};
use yimen_domain::items::{Coded, Item};
use yimen_domain::words::{Fault, Refusal};

use super::commands::{self, ActForm, brought, material_rows, plain};
use super::shown::{day, material_name};
use super::typed::Typed;
use crate::shell::Page;
use crate::shell::components::{Field, FieldKind};

/// Beginning of the name of a field with advice; the material's code follows.
const ADVICE: &str = "advice.";
/// Whoever stands at the window, where it is the applicant.
const APPLICANT: &str = "申请人本人";

/// The form of one of the commands of this area.
pub(super) fn form(page: &Page, view: &CaseView, name: &str) -> Option<ActForm> {
    match name {
        "pre_examine" => {
            let mut form = plain(page, "pre_examine", Vec::new());
            form.intro.push(page.t("command.pre_examine.words").to_string());
            form.rows = commands::checklist_rows(page, view);
            Some(form)
        }
        "correct_on_spot" => Some(correct_on_spot(page, view)),
        "verify_originals" => {
            let choices = to_compare(&view.case).fold(
                Field::new(
                    FieldKind::Choices,
                    "verify_originals.materials",
                    page.t("command.verify_originals.materials"),
                ),
                |field, handed| {
                    let name = material_name(page, &view.item, &handed.material);
                    field.choice(handed.material.clone(), name)
                },
            );
            let mut form = plain(page, "verify_originals", vec![choices]);
            form.intro.push(page.t("command.verify_originals.words").to_string());
            Some(form)
        }
        _ => None,
    }
}

fn correct_on_spot(page: &Page, view: &CaseView) -> ActForm {
    let who = Field::text(
        "correct_on_spot.confirmed_by",
        page.t("command.correct_on_spot.confirmed_by"),
    )
    .max_length(50)
    .value(APPLICANT)
    .hint(page.t("command.correct_on_spot.confirmed_hint"));
    let sure = Field::new(
        FieldKind::Choices,
        "correct_on_spot.sure",
        page.t("command.correct_on_spot.sure"),
    )
    .choice("yes", page.t("command.correct_on_spot.sure_yes"));
    let mut form = plain(page, "correct_on_spot", vec![who, sure]);
    form.intro.push(page.t("command.correct_on_spot.words").to_string());
    form.brings_files = true;
    form.rows = material_rows(page, &view.item, &Typed::default());
    if !view.item.form.is_empty() {
        let known = view.secret.as_ref().map(|secret| secret.form.clone());
        form.draw(page, &view.item, &known.unwrap_or_default(), &[]);
    }
    form
}

/// Reads a form of this area; none where the command is another's.
pub(super) fn read(
    centre: &Centre,
    view: &CaseView,
    command: &str,
    typed: &Typed,
) -> Result<Option<(Command, Option<Secret>)>, Refusal> {
    let order = match command {
        "pre_examine" => Order::PreExamine {
            advice: advice_of(typed)?,
        },
        "verify_originals" => Order::VerifyOriginals {
            materials: typed
                .all("verify_originals.materials")
                .into_iter()
                .map(str::to_string)
                .collect(),
        },
        "correct_on_spot" if typed.get("correct_on_spot.sure") != "yes" => {
            return Err(Refusal::invalid(vec![Fault::new(
                "sure",
                "请确认申请人在场，并已当面确认更正的内容。",
                "Confirm that the applicant is there and has confirmed what was corrected.",
            )]));
        }
        "correct_on_spot" => {
            let (materials, secret) = brought(centre, view, typed)?;
            let order = Order::CorrectOnSpot {
                materials,
                commitment: secret.as_ref().map(|secret| secret.commitment(centre.hash())),
                confirmed_by: typed.get("correct_on_spot.confirmed_by").to_string(),
            };
            return Ok(Some((Command::Intake(order), secret)));
        }
        _ => return Ok(None),
    };
    Ok(Some((Command::Intake(order), None)))
}

/// What was typed as advice; the button says whether there is any.
fn advice_of(typed: &Typed) -> Result<Vec<CorrectionRequest>, Refusal> {
    let advice = requests(typed);
    let wrong = |zh: &str, en: &str| Err(Refusal::invalid(vec![Fault::new("pre_examine", zh, en)]));
    match (typed.get("pre_examine.result"), advice.is_empty()) {
        ("passed", true) => Ok(advice),
        ("passed", false) => wrong(
            "已写了修改建议，请按“提出修改建议”，或清空建议后再按“预审通过”。",
            "Advice was written: press “Advise changes”, or empty the fields before you let it pass.",
        ),
        (_, true) => wrong(
            "请在需要修改的一行写明建议。",
            "Write in the row of what should be changed what you advise.",
        ),
        (_, false) => Ok(advice),
    }
}

fn requests(typed: &Typed) -> Vec<CorrectionRequest> {
    let said = typed.under(ADVICE).filter(|(_, what)| !what.is_empty());
    said.map(|(code, what)| CorrectionRequest {
        material: code.to_string(),
        what: what.to_string(),
    })
    .collect()
}

/// The field on the page at which a fault of a command of this area is shown; none where the command is another's.
pub(super) fn field_of(command: &str, typed: &Typed, fault: &str) -> Option<String> {
    let mut parts = fault.split('.');
    let (first, second) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    match (command, first) {
        ("pre_examine", "requests") => {
            let at: Option<usize> = second.parse().ok();
            let named = at.and_then(|at| requests(typed).get(at).map(|one| one.material.clone()));
            Some(named.map_or_else(|| "pre_examine".into(), |code| format!("{ADVICE}{code}")))
        }
        ("pre_examine", _) => Some("pre_examine".into()),
        ("verify_originals", _) => Some("verify_originals.materials".into()),
        ("correct_on_spot", "sure" | "confirmed_by") => Some(format!("correct_on_spot.{first}")),
        _ => None,
    }
}

/// Puts what was typed back into the rows of advice.
pub(super) fn keep(form: &mut ActForm, typed: &Typed, error: impl Fn(&str) -> String) {
    for row in form.rows.iter_mut().filter(|_| form.command == "pre_examine") {
        let name = format!("{ADVICE}{}", row.code);
        row.what = typed.get(&name).to_string();
        row.error = error(&name);
    }
}

/// How far a material can be trusted, with who compared it with its original; nothing for paper that nobody gave back.
pub(crate) fn level(page: &Page, case: &Case, handed: &HandedIn) -> String {
    let words = handed.origin.trust.map(|trust| {
        let (zh, en) = trust.words();
        page.t2("intake.level", trust.number(), page.pick(zh, en))
    });
    let compared = case.intake.compared.get(&handed.material);
    let compared = compared.map(|one| page.t2("intake.compared", &one.by, day(page, one.day)));
    let reused = handed.origin.reused.as_ref();
    let reused = reused.map(|reused| crate::reuse::reused_words(page, reused));
    [words, compared, reused]
        .into_iter()
        .flatten()
        .map(|words| format!("{}{words}", page.pick("；", "; ")))
        .collect()
}

/// What an event of this area says beyond its heading.
pub(crate) fn note(page: &Page, item: &Item, happened: &Happened) -> String {
    let join = |parts: Vec<String>| parts.join(page.pick("；", "; "));
    let name = |code: &String| material_name(page, item, code);
    match happened {
        Happened::Corrected {
            materials,
            commitment,
            confirmed_by,
            ..
        } => {
            let mut parts: Vec<String> = materials.iter().map(|handed| name(&handed.material)).collect();
            parts.extend(commitment.iter().map(|_| name(&"form".to_string())));
            parts.push(page.t1("intake.note.confirmed_by", confirmed_by));
            join(parts)
        }
        Happened::PreExamined { advice, .. } => join(
            advice
                .iter()
                .map(|one| format!("{}{}{}", name(&one.material), page.pick("：", ": "), one.what))
                .collect(),
        ),
        Happened::Amended {
            materials, commitment, ..
        } => {
            let mut parts: Vec<String> = materials.iter().map(|handed| name(&handed.material)).collect();
            parts.extend(commitment.iter().map(|_| name(&"form".to_string())));
            join(parts)
        }
        Happened::OriginalsVerified { materials, .. } | Happened::NoticeRefused { materials, .. } => {
            join(materials.iter().map(name).collect())
        }
        Happened::Reminded { last, .. } => page.t1("intake.note.last", day(page, *last)),
        Happened::Lapsed { last, source, .. } => {
            join(vec![page.t1("intake.note.last", day(page, *last)), source.clone()])
        }
    }
}
