//! Forms about a result on its way (送达过程): who takes it at the window, where a letter is, and what is done when it comes back.

use yimen_acts::cases::view::CaseView;
use yimen_domain::cases::command::Command;
use yimen_domain::cases::delivery::{Happened, Order, Parcel, Shown};
use yimen_domain::identifiers::mask_person;
use yimen_domain::words::Refusal;

use super::commands::{ActForm, choose, line, long, plain};
use super::shown::pair;
use super::typed::Typed;
use crate::shell::Page;
use crate::shell::components::{Field, FieldKind};

/// The form of a command.
pub(super) fn form(page: &Page, view: &CaseView, name: &str) -> Option<ActForm> {
    Some(match name {
        "check_receiver" => {
            let shown = Shown::ALL.into_iter().fold(
                Field::new(
                    FieldKind::Choice,
                    "check_receiver.shown",
                    page.t("command.check_receiver.shown"),
                ),
                |field, shown| field.choice(shown.code(), pair(page, shown.words())),
            );
            let tail = line(page, "check_receiver.tail", "command.check_receiver.tail")
                .hint(page.t("command.check_receiver.tail_hint"))
                .max_length(4);
            let mut form = plain(page, "check_receiver", vec![shown.value(Shown::IdCard.code()), tail]);
            if let Some((day, shown)) = view.case.delivery.checked {
                let words = page.t2("command.check_receiver.before", day, pair(page, shown.words()));
                form.intro.push(words);
            }
            form
        }
        "track_parcel" => {
            let parcel = Parcel::ALL.into_iter().fold(
                Field::new(
                    FieldKind::Choice,
                    "track_parcel.parcel",
                    page.t("command.track_parcel.parcel"),
                ),
                |field, parcel| field.choice(parcel.code(), pair(page, parcel.words())),
            );
            let note = long(page, "track_parcel.note", "command.track_parcel.note").optional();
            plain(page, "track_parcel", vec![parcel, note])
        }
        "post_again" => {
            let tracking = line(page, "post_again.tracking", "command.issue.tracking");
            plain(page, "post_again", vec![tracking])
        }
        "collect" => {
            let receiver = line(page, "collect.receiver", "command.issue.receiver")
                .hint(page.t("command.collect.hint"))
                .value(view.case.applicant.shown.clone());
            plain(page, "collect", vec![receiver])
        }
        _ => return None,
    })
}

/// Reads a form; none where the command is another's.
///
/// # Errors
/// A choice was not made.
pub(super) fn read(command: &str, typed: &Typed) -> Result<Option<Command>, Refusal> {
    let field = |name: &str| typed.get(&format!("{command}.{name}")).to_string();
    let order = match command {
        "check_receiver" => Order::CheckReceiver {
            shown: Shown::parse(&field("shown")).ok_or_else(|| choose("shown"))?,
            tail: field("tail"),
        },
        "track_parcel" => Order::TrackParcel {
            parcel: Parcel::parse(&field("parcel")).ok_or_else(|| choose("parcel"))?,
            note: field("note"),
        },
        "post_again" => Order::PostAgain {
            tracking: field("tracking"),
        },
        "collect" => Order::Collect {
            receiver: mask_person(&field("receiver")),
        },
        _ => return Ok(None),
    };
    Ok(Some(Command::Delivery(order)))
}

/// What happened beyond its heading.
pub(crate) fn note(page: &Page, happened: &Happened) -> String {
    match happened {
        Happened::ReceiverChecked { shown, tail, .. } => {
            page.t2("delivery.note.checked", pair(page, shown.words()), tail)
        }
        Happened::ParcelTracked { note, .. } => note.clone(),
        Happened::PostedAgain { tracking, .. } => tracking.clone(),
        Happened::Collected { receiver, .. } => receiver.clone(),
        Happened::Downloaded { .. } => String::new(),
        Happened::Reminded { time, .. } => page.t1("delivery.note.reminded", time),
    }
}
