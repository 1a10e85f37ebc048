//! What goes beyond the straight way, as forms of the case page: materials to follow, the end of a case, the life of a licence, bars.

use yimen_acts::cases::view::CaseView;
use yimen_domain::calendar::Day;
use yimen_domain::cases::beyond::licence::{Annulment, Cancellation, EndOrder, Ending, Place, TakingBack};
use yimen_domain::cases::beyond::{Happened, Order, Reminder, bars, deferral, ending};
use yimen_domain::cases::command::Command;
use yimen_domain::cases::event::{Handed, HandedIn};
use yimen_domain::cases::intake::Origin;
use yimen_domain::items::Item;
use yimen_domain::words::{Fault, Refusal};

use super::commands::{ActForm, long, plain};
use super::shown::{material_name, pair};
use super::typed::Typed;
use crate::shell::Page;
use crate::shell::components::{Field, FieldKind, SummaryRow};

/// In the order of the page.
const COMMANDS: [&str; 10] = [
    "accept_deferring",
    "hand_in_deferred",
    "correct_certificate",
    "take_back",
    "annul",
    "revoke",
    "cancel",
    "terminate",
    "bar",
    "lift_bar",
];

/// What does not stand open by itself.
pub(super) fn is_quiet(command: &str) -> bool {
    COMMANDS.contains(&command) && command != "hand_in_deferred"
}

/// The forms of what may be done now.
pub(super) fn forms(page: &Page, view: &CaseView) -> Vec<ActForm> {
    let open = COMMANDS.into_iter().filter(|name| view.open.contains(name));
    open.map(|name| form(page, view, name)).collect()
}

fn form(page: &Page, view: &CaseView, name: &'static str) -> ActForm {
    let field = |part: &str| format!("{name}.{part}");
    let label = |part: &str| format!("command.{name}.{part}");
    let text = |part: &str| long(page, &field(part), &label(part));
    let line = |part: &str| Field::text(field(part), page.t(&label(part))).max_length(200);
    let heard =
        || long(page, &field("statement"), "command.licence.statement").hint(page.t("command.licence.statement_hint"));
    let reason = || long(page, &field("reason"), "command.licence.reason");
    let grounds = |all: Vec<(&'static str, (&'static str, &'static str))>| {
        all.into_iter().fold(
            Field::new(FieldKind::Choice, field("ground"), page.t("command.beyond.ground")),
            |choice, (code, words)| choice.choice(code, pair(page, words)),
        )
    };
    let mut intro = Vec::new();
    let fields = match name {
        "accept_deferring" => {
            let names = deferrable(page, view);
            intro.push(page.t1("command.accept_deferring.list", names.join(page.pick("、", ", "))));
            let seen = seen_choices(page, view, &field("seen"));
            let promised = line("promised_by").hint(page.t("command.accept_deferring.promised_hint"));
            seen.into_iter().chain([promised.value("申请人本人")]).collect()
        }
        "hand_in_deferred" => {
            let awaited = deferral::awaited(&view.case).into_iter().fold(
                Field::new(FieldKind::Choices, field("materials"), page.t(&label("materials"))),
                |choice, code| choice.choice(code, material_name(page, &view.item, code)),
            );
            vec![awaited.hint(page.t("command.hand_in_deferred.hint"))]
        }
        "terminate" => {
            let all = ending::Ground::ALL
                .into_iter()
                .filter(|ground| *ground != ending::Ground::DeferredLate);
            vec![
                grounds(all.map(|ground| (ground.code(), ground.words())).collect()),
                line("basis"),
                text("reason"),
            ]
        }
        "bar" => {
            let all = bars::Ground::ALL.map(|ground| (ground.kind().code(), ground.kind().words()));
            vec![grounds(all.to_vec()), text("concerns"), text("facts")]
        }
        "lift_bar" => {
            let standing = view.case.beyond.bars.iter().filter(|bar| bar.lifted.is_none());
            let of = standing.fold(
                Field::new(FieldKind::Choice, field("of"), page.t(&label("of"))),
                |choice, bar| choice.choice(bar.kind.code(), pair(page, bar.kind.words())),
            );
            vec![of, text("reason")]
        }
        "take_back" => vec![
            grounds(TakingBack::all().map(|one| (one.code(), one.words())).collect()),
            reason(),
            heard(),
            text("compensation"),
        ],
        "annul" => vec![
            grounds(Annulment::all().map(|one| (one.code(), one.words())).collect()),
            reason(),
            heard(),
            text("damages").optional().hint(page.t("command.annul.damages_hint")),
            Field::new(FieldKind::YesNo, field("harm"), page.t("command.annul.harm")).value("no"),
        ],
        "revoke" => vec![
            line("decision"),
            Field::new(FieldKind::Date, field("decided"), page.t(&label("decided"))),
            reason(),
            heard(),
        ],
        "cancel" => vec![
            grounds(Cancellation::all().map(|one| (one.code(), one.words())).collect()),
            line("basis").optional().hint(page.t("command.cancel.basis_hint")),
            reason(),
            heard().optional(),
        ],
        _ => {
            let place = Place::ALL.into_iter().fold(
                Field::new(FieldKind::Choice, field("place"), page.t(&label("place"))),
                |choice, place| choice.choice(place.code(), pair(page, place.words())),
            );
            vec![place, line("was"), line("now"), text("reason")]
        }
    };
    let button = if [
        "accept_deferring",
        "hand_in_deferred",
        "correct_certificate",
        "lift_bar",
    ]
    .contains(&name)
    {
        "primary"
    } else {
        "danger"
    };
    ActForm {
        intro,
        button,
        ..plain(page, name, fields)
    }
}

/// Names of what may follow and is missing.
fn deferrable(page: &Page, view: &CaseView) -> Vec<String> {
    let missing = view
        .item
        .materials
        .iter()
        .filter(|material| material.required && material.deferrable);
    missing
        .filter(|material| {
            !view
                .case
                .materials
                .iter()
                .any(|handed| handed.material == material.code)
        })
        .map(|material| material_name(page, &view.item, &material.code))
        .collect()
}

/// Paper originals that were seen and are not handed in, if there are any.
fn seen_choices(page: &Page, view: &CaseView, name: &str) -> Option<Field> {
    let missing = view
        .item
        .materials
        .iter()
        .filter(|material| material.required && !material.deferrable);
    let missing: Vec<_> = missing
        .filter(|material| {
            !view
                .case
                .materials
                .iter()
                .any(|handed| handed.material == material.code)
        })
        .collect();
    if missing.is_empty() {
        return None;
    }
    let choices = missing.into_iter().fold(
        Field::new(FieldKind::Choices, name, page.t("workbench.material.seen")).optional(),
        |choice, material| choice.choice(material.code.clone(), material_name(page, &view.item, &material.code)),
    );
    Some(choices)
}

/// Reads a form as a command; none where the command is another.
///
/// # Errors
/// A choice was not made.
pub(super) fn read(command: &str, typed: &Typed) -> Result<Option<Command>, Refusal> {
    let field = |name: &str| typed.get(&format!("{command}.{name}")).to_string();
    let many = |name: &str| typed.all(&format!("{command}.{name}"));
    let order = match command {
        "accept_deferring" => Order::AcceptDeferring {
            seen: many("seen").into_iter().map(str::to_string).collect(),
            promised_by: field("promised_by"),
        },
        "hand_in_deferred" => Order::HandInDeferred {
            materials: many("materials").into_iter().map(on_paper).collect(),
        },
        "terminate" => Order::Terminate {
            ground: chosen(ending::Ground::parse(&field("ground")), "ground")?,
            basis: field("basis"),
            reason: field("reason"),
        },
        "bar" => Order::Bar {
            ground: chosen(bars::Ground::parse(&field("ground")), "ground")?,
            concerns: field("concerns"),
            facts: field("facts"),
        },
        "lift_bar" => Order::LiftBar {
            of: chosen(bars::Kind::parse(&field("of")), "of")?,
            reason: field("reason"),
        },
        "correct_certificate" => Order::CorrectCertificate {
            place: chosen(Place::parse(&field("place")), "place")?,
            was: field("was"),
            now: field("now"),
            reason: field("reason"),
        },
        _ => match ending_of(command, &field)? {
            Some(how) => Order::EndLicence(Box::new(EndOrder {
                how,
                reason: field("reason"),
                statement: field("statement"),
                harm: field("harm") == "yes",
            })),
            None => return Ok(None),
        },
    };
    Ok(Some(order.into()))
}

fn ending_of(command: &str, field: &impl Fn(&str) -> String) -> Result<Option<Ending>, Refusal> {
    Ok(Some(match command {
        "take_back" => Ending::TakenBack {
            ground: chosen(TakingBack::parse(&field("ground")), "ground")?,
            compensation: field("compensation"),
        },
        "annul" => Ending::Annulled {
            ground: chosen(Annulment::parse(&field("ground")), "ground")?,
            damages: field("damages"),
        },
        "revoke" => {
            let wrong = || {
                let (zh, en) = ("请填写处罚决定的日期。", "Give the day of the decision.");
                Refusal::invalid(vec![Fault::new("decided", zh, en)])
            };
            Ending::Revoked {
                decision: field("decision"),
                decided: Day::parse(&field("decided")).map_err(|_| wrong())?,
            }
        }
        "cancel" => Ending::Cancelled {
            ground: chosen(Cancellation::parse(&field("ground")), "ground")?,
            basis: field("basis"),
        },
        _ => return Ok(None),
    }))
}

fn on_paper(code: &str) -> HandedIn {
    HandedIn {
        material: code.to_string(),
        handed: Handed::Paper,
        origin: Origin::default(),
    }
}

fn chosen<T>(found: Option<T>, field: &str) -> Result<T, Refusal> {
    found.ok_or_else(|| Refusal::invalid(vec![Fault::new(field, "请选择一项。", "Choose one.")]))
}

/// What the page says of the licence of a case; nothing where there is none.
pub(crate) fn licence_rows(page: &Page, view: &CaseView, today: Day) -> Vec<SummaryRow> {
    let Some(licence) = &view.case.beyond.licence else {
        return Vec::new();
    };
    let until = licence.until.map_or_else(
        || page.t("licence.no_end").to_string(),
        |until| super::shown::day(page, until),
    );
    let mut rows = vec![
        SummaryRow::new(page.t("licence.number"), licence.number.clone()),
        SummaryRow::new(page.t("licence.from"), super::shown::day(page, licence.from)),
        SummaryRow::new(page.t("licence.until"), until),
        SummaryRow::new(page.t("licence.standing"), pair(page, licence.on(today).words())),
    ];
    rows.extend(licence.corrections.iter().map(|correction| {
        let change = page.t2("licence.corrected", &correction.was, &correction.now);
        SummaryRow::new(pair(page, correction.place.words()), change)
    }));
    rows
}

/// What an event says beyond its heading.
pub(crate) fn note(page: &Page, item: &Item, happened: &Happened) -> String {
    let join = |parts: Vec<String>| {
        let said: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        said.join(page.pick("；", "; "))
    };
    let names = |codes: Vec<&str>| {
        let names: Vec<String> = codes.into_iter().map(|code| material_name(page, item, code)).collect();
        names.join(page.pick("、", ", "))
    };
    match happened {
        Happened::Deferred(promise) => {
            let codes = promise.materials.iter().map(String::as_str).collect();
            join(vec![
                names(codes),
                page.t1("licence.note.days", promise.limit.days),
                page.t1("licence.note.promised_by", &promise.promised_by),
            ])
        }
        Happened::HandedIn { materials, .. } => {
            names(materials.iter().map(|handed| handed.material.as_str()).collect())
        }
        Happened::Reminded { of, due, .. } => {
            let key = match of {
                Reminder::Deferred => "licence.note.deferred_due",
                Reminder::Renewal60 | Reminder::Renewal30 => "licence.note.ends",
            };
            page.t1(key, super::shown::day(page, *due))
        }
        Happened::Terminated(ended) => join(vec![
            pair(page, ended.ground.words()).to_string(),
            ended.reason.clone(),
            ended.basis.clone(),
        ]),
        Happened::Barred(barred) => join(vec![
            pair(page, barred.ground.kind().words()).to_string(),
            page.t1("licence.note.until", super::shown::day(page, barred.until)),
            barred.facts.clone(),
            barred.concerns.clone(),
        ]),
        Happened::BarLifted { of, reason, .. } => join(vec![pair(page, of.words()).to_string(), reason.clone()]),
        Happened::Commitment(happened) => super::commitments::note(page, happened),
        Happened::LicenceEnded(ended) => {
            let more = match &ended.how {
                Ending::TakenBack { compensation, .. } => page.t1("licence.note.compensation", compensation),
                Ending::Annulled { damages, .. } if !damages.is_empty() => page.t1("licence.note.damages", damages),
                Ending::Revoked { decision, decided } => page.t2("licence.note.penalty", decision, decided),
                Ending::Cancelled { basis, .. } => basis.clone(),
                Ending::Annulled { .. } => String::new(),
            };
            let heard = if ended.statement.is_empty() {
                String::new()
            } else {
                page.t1("licence.note.statement", &ended.statement)
            };
            join(vec![
                pair(page, ended.how.ground_words()).to_string(),
                ended.how.source().to_string(),
                ended.reason.clone(),
                more,
                heard,
            ])
        }
        Happened::CertificateCorrected(correction) => join(vec![
            pair(page, correction.place.words()).to_string(),
            page.t2("licence.corrected", &correction.was, &correction.now),
            correction.reason.clone(),
        ]),
    }
}
