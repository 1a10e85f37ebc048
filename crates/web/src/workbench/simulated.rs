//! Simulated approval at the desk (模拟审批): opinions on each thing, changes at the window, the simulated opinion, turning it formal, and adopting it.

use yimen_acts::Centre;
use yimen_acts::cases::simulated::Turning;
use yimen_acts::cases::view::CaseView;
use yimen_acts::items;
use yimen_acts::vault::Secret;
use yimen_domain::cases::command::Command;
use yimen_domain::cases::simulated::decide::to_examine;
use yimen_domain::cases::simulated::{NATURE, Of, Order, Said, Verdict};
use yimen_domain::items::{Coded, form};
use yimen_domain::words::Refusal;

use super::commands::{ActForm, brought, choose, long, material_rows, plain};
use super::shown::pair;
use super::typed::Typed;
use crate::shell::Page;
use crate::shell::components::{Field, FieldKind};
use crate::simulated::{field_of as kind_field, lacks, met_fields, name, said_words, why_words};

const COMMANDS: [&str; 5] = [
    "adopt_simulated",
    "examine_simulated",
    "conclude_simulated",
    "amend_simulated",
    "turn_formal",
];
/// Stands for everything of which nothing was said yet.
const REST: &str = "examine_simulated.rest";

/// The forms of what may be done now.
pub(super) fn forms(page: &Page, view: &CaseView) -> Vec<ActForm> {
    let open = COMMANDS.into_iter().filter(|name| view.open.contains(name));
    open.map(|name| form(page, view, name)).collect()
}

/// What does not stand open by itself.
pub(super) fn is_quiet(command: &str) -> bool {
    command == "amend_simulated"
}

fn form(page: &Page, view: &CaseView, command: &'static str) -> ActForm {
    let mut form = plain(page, command, Vec::new());
    match command {
        "examine_simulated" => {
            form.intro.push(page.t("command.examine_simulated.words").into());
            for of in things(view) {
                let before = view.case.simulated.on(&of);
                let hint = before.map(|point| page.t1("simulated.before", said_words(page, &point.said)));
                form.fields.extend(opinion(page, view, command, &of, hint, true));
            }
            let rest = Field::new(FieldKind::Choices, REST, page.t(REST_LABEL)).choice("yes", page.t(REST_YES));
            form.fields.push(rest.optional());
        }
        "adopt_simulated" => {
            form.intro.push(page.t("command.adopt_simulated.words").into());
            for change in to_examine(&view.case, &view.item) {
                let why = Some(why_words(page, change.why));
                form.fields.extend(opinion(page, view, command, &change.of, why, false));
            }
        }
        "conclude_simulated" => {
            form.intro.push(pair(page, NATURE).into());
            let verdict = Verdict::ALL.iter().fold(
                Field::new(
                    FieldKind::Choice,
                    "conclude_simulated.verdict",
                    page.t("simulated.verdict"),
                ),
                |field, verdict| field.choice(verdict.code(), pair(page, verdict.words())),
            );
            form.fields = vec![verdict, long(page, "conclude_simulated.words", "simulated.words")];
        }
        _ => {
            let intro = format!("command.{command}.words");
            form.intro.push(page.t(&intro).into());
            form.brings_files = true;
            form.rows = material_rows(page, &view.item, &Typed::default());
            if command == "turn_formal" {
                form.fields = met_fields(page, view, "turn_formal.met.", |_| "");
            }
            if !view.item.form.is_empty() {
                let known = view.secret.as_ref().map(|secret| secret.form.clone());
                form.draw(page, &view.item, &known.unwrap_or_default(), &[]);
            }
        }
    }
    form
}

const REST_LABEL: &str = "command.examine_simulated.rest";
const REST_YES: &str = "command.examine_simulated.rest_yes";

/// What there is to examine: what was handed in, the form, and the conditions.
fn things(view: &CaseView) -> Vec<Of> {
    let handed = view.case.materials.iter();
    let handed = handed.map(|handed| Of::Material(handed.material.clone()));
    handed.chain([Of::Form, Of::Conditions]).collect()
}

/// Whether a thing is as required, and in words why not.
fn opinion(page: &Page, view: &CaseView, command: &str, of: &Of, hint: Option<String>, optional: bool) -> [Field; 2] {
    let code = of.code();
    let name = name(page, &view.item, of);
    let mut say = Field::new(FieldKind::Choice, format!("{command}.say.{code}"), &name)
        .choice("yes", page.t("simulated.conforms"))
        .choice("no", page.t("simulated.not_conforms"))
        .hint(hint.unwrap_or_default());
    say.optional = optional;
    let words = Field::text(format!("{command}.words.{code}"), page.t1("simulated.say_words", &name))
        .max_length(2_000)
        .optional();
    [say, words]
}

/// What was said of each thing, in the order of the page.
fn said(command: &str, typed: &Typed) -> Vec<Said> {
    typed
        .under(&format!("{command}.say."))
        .filter(|(_, say)| !say.is_empty())
        .filter_map(|(code, say)| {
            Some(Said {
                of: Of::parse(code)?,
                conforms: say == "yes",
                words: typed.get(&format!("{command}.words.{code}")).to_string(),
            })
        })
        .collect()
}

/// Reads a form of this area; none where the command is another's.
pub(super) fn read(
    centre: &Centre,
    view: &CaseView,
    command: &str,
    typed: &Typed,
) -> Result<Option<(Command, Option<Secret>)>, Refusal> {
    let order = match command {
        "examine_simulated" => {
            let mut said = said(command, typed);
            if typed.get(REST) == "yes" {
                let unsaid = |of: &Of| view.case.simulated.on(of).is_none() && !said.iter().any(|one| one.of == *of);
                let rest: Vec<Of> = things(view).into_iter().filter(unsaid).collect();
                said.extend(rest.into_iter().map(|of| Said {
                    of,
                    conforms: true,
                    words: String::new(),
                }));
            }
            Order::Examine { said }
        }
        "adopt_simulated" => Order::Adopt {
            anew: said(command, typed),
        },
        "conclude_simulated" => Order::Conclude {
            verdict: Verdict::parse(typed.get("conclude_simulated.verdict")).ok_or_else(|| choose("verdict"))?,
            words: typed.get("conclude_simulated.words").to_string(),
        },
        "amend_simulated" => {
            let (materials, secret) = brought(centre, view, typed)?;
            let order = Order::Amend {
                materials,
                commitment: secret.as_ref().map(|secret| secret.commitment(centre.hash())),
            };
            return Ok(Some((order.into(), secret)));
        }
        _ => return Ok(None),
    };
    Ok(Some((order.into(), None)))
}

/// The case with the item in force where it is to be turned formal: what it asks for now is what is handed in.
pub(super) fn as_in_force(centre: &Centre, view: CaseView) -> CaseView {
    match items::latest(centre, &view.case.item) {
        Ok(item) if view.open.contains(&"turn_formal") => CaseView { item, ..view },
        _ => view,
    }
}

/// Reads what is told when a case is turned formal.
pub(super) fn turning(view: &CaseView, typed: &Typed) -> Result<Turning, Refusal> {
    if !typed.faults.is_empty() {
        return Err(Refusal::invalid(typed.faults.clone()));
    }
    let fields = &view.item.form;
    let answers = form::tidy(form::prune(fields, typed.answers(fields)));
    let known = view.secret.as_ref().map(|secret| &secret.form);
    Ok(Turning {
        met: lacks("turn_formal.met.", |name| typed.get(name)),
        materials: typed.handed_in(&view.item),
        form: Some(answers).filter(|answers| !answers.is_empty() && known != Some(answers)),
        situation: None,
    })
}

/// The field on the page at which a fault of a command of this area is shown; none where the command is another's.
pub(super) fn field_of(command: &str, typed: &Typed, fault: &str) -> Option<String> {
    if !COMMANDS.contains(&command) {
        return None;
    }
    let (first, rest) = fault.split_once('.').unwrap_or((fault, ""));
    match (command, first) {
        ("examine_simulated" | "adopt_simulated", "said" | "anew") => {
            let (at, part) = rest.split_once('.').unwrap_or((rest, "of"));
            Some(match at.parse::<usize>() {
                Ok(at) => {
                    let said = said(command, typed);
                    let part = if part == "words" { "words" } else { "say" };
                    let code = said.get(at).map_or_else(String::new, |one| one.of.code());
                    format!("{command}.{part}.{code}")
                }
                Err(_) if rest.is_empty() => command.to_string(),
                Err(_) => format!("{command}.say.{rest}"),
            })
        }
        ("turn_formal", "met") => {
            let told = lacks("turn_formal.met.", |name| typed.get(name));
            kind_field("turn_formal.met.", &told, &format!("turn_formal.{fault}"))
        }
        _ => None,
    }
}
