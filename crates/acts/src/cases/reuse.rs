//! What an applicant handed in or was issued before, offered for another case (材料复用). Whose it is, is looked up here and nowhere else: nobody
//! names a file, only the material and the case from which it should come, and only what is offered to this very applicant is taken.

use yimen_domain::cases::event::{FileMark, Handed, HandedIn};
use yimen_domain::cases::intake::{Origin, Reused};
use yimen_domain::cases::reuse::offers::{Found, Offer, Source, offers};
use yimen_domain::cases::reuse::{Means, Order, not_offered, used};
use yimen_domain::cases::{Case, CaseId, command::Command};
use yimen_domain::identifiers::mask_person;
use yimen_domain::items::{Item, situation};
use yimen_domain::organisation::permission::{About, Permission};
use yimen_domain::organisation::{AccountId, Actor, Capacity};
use yimen_domain::words::Refusal;
use yimen_store::Write;
use yimen_store::tables::applicants;
use yimen_store::tables::cases as cases_table;
use yimen_store::tables::reuses::{self, ReuseRow};

use crate::vault::Applicant;
use crate::{ActError, Centre, documents, files};

use super::command::item_of;
use super::looks::{self, Part};
use super::view::secret_of;
use super::{Loaded, beyond, load_by_id};

/// Earlier cases that are looked at, the latest first.
const CASES: i64 = 30;
/// Uses of one case that are listed.
const USES: i64 = 50;

/// What may be offered to `applicant` for an item: of their own cases, as far as whoever asks may see these.
///
/// # Errors
/// The database does not answer.
pub async fn offered(
    centre: &Centre,
    actor: &Actor,
    applicant: &Applicant,
    item: &Item,
    except: Option<CaseId>,
) -> Result<Vec<Offer>, ActError> {
    // Without a right number nobody is anybody.
    let Ok((applicant, _)) = applicant.clone().checked() else {
        return Ok(Vec::new());
    };
    if item.materials.is_empty() {
        return Ok(Vec::new());
    }
    let person = beyond::person(centre, &applicant)?;
    let mut own = Vec::new();
    for id in ids(centre, actor, person).await? {
        if Some(id) == except {
            continue;
        }
        let loaded = load_by_id(centre, id).await?;
        if is_theirs(centre, actor, &loaded.case, person).await? {
            let item = item_of(centre, &loaded.case)?;
            let carries = carries(centre, &loaded.case).await?;
            own.push((loaded, item, carries));
        }
    }
    let sources: Vec<Source<'_>> = own
        .iter()
        .map(|(loaded, item, carries)| Source {
            case: &loaded.case,
            events: &loaded.events,
            item,
            carries: *carries,
        })
        .collect();
    Ok(offers(item, &sources, centre.today()))
}

/// Staff go by the number of the applicant; everybody else by the account, theirs or that of whom they act for.
async fn ids(centre: &Centre, actor: &Actor, person: [u8; 32]) -> Result<Vec<CaseId>, ActError> {
    let div = || centre.div().into();
    let rows = match &actor.capacity {
        Capacity::Staff { .. } => {
            let params = vec![div(), person.to_vec().into(), CASES.into()];
            centre.store().query(&applicants::CASES, params).await?
        }
        Capacity::Applicant | Capacity::Agent(_) => {
            let Some(account) = owner(actor) else {
                return Ok(Vec::new());
            };
            let params = vec![
                div(),
                account.0.into_bytes().into(),
                i64::MAX.into(),
                vec![0xff; 16].into(),
                CASES.into(),
            ];
            centre.store().query(&cases_table::OF_ACCOUNT, params).await?
        }
        Capacity::System => Vec::new(),
    };
    rows.iter()
        .map(|row| Ok(CaseId(uuid::Uuid::from_bytes(row.id(0)?))))
        .collect()
}

fn owner(actor: &Actor) -> Option<AccountId> {
    match &actor.capacity {
        Capacity::Applicant => actor.account,
        Capacity::Agent(agency) => Some(agency.mandate.principal.account),
        Capacity::Staff { .. } | Capacity::System => None,
    }
}

/// The case is known to whoever asks, and its applicant has the very number of the applicant of the new one.
async fn is_theirs(centre: &Centre, actor: &Actor, case: &Case, person: [u8; 32]) -> Result<bool, ActError> {
    let by_account = actor.is_staff() || case.applicant.account == owner(actor);
    if !by_account || !actor.may(Permission::SeeCase, About::from(case)) || case.words_deleted.is_some() {
        return Ok(false);
    }
    Ok(match secret_of(centre, case.id).await? {
        Some(secret) => beyond::person(centre, &secret.applicant)? == person,
        None => false,
    })
}

async fn carries(centre: &Centre, case: &Case) -> Result<bool, ActError> {
    let Some(licence) = &case.beyond.licence else {
        return Ok(false);
    };
    let row = beyond::row_of(centre, licence.root).await?;
    Ok(row.is_some_and(|row| row.case == case.id))
}

/// What is offered for a case that is there.
///
/// # Errors
/// There is no such case for this person, or the database does not answer.
pub async fn offered_for(centre: &Centre, actor: &Actor, number: &str) -> Result<Vec<Offer>, ActError> {
    let Loaded { case, .. } = super::load(centre, number).await?;
    if !actor.may(Permission::Supplement, About::from(&case)) {
        return Err(super::no_case());
    }
    looks::note(centre, actor, &case, Part::Case).await?;
    let known = |offer: &Offer| !case.materials.iter().any(|handed| handed.material == offer.material);
    Ok(for_case(centre, actor, &case)
        .await?
        .into_iter()
        .filter(known)
        .collect())
}

async fn for_case(centre: &Centre, actor: &Actor, case: &Case) -> Result<Vec<Offer>, ActError> {
    let Some(secret) = secret_of(centre, case.id).await? else {
        return Ok(Vec::new());
    };
    let item = item_of(centre, case)?;
    let item = item.narrowed(&case.situation, |code| case.asked.contains(code));
    offered(centre, actor, &secret.applicant, &item, Some(case.id)).await
}

/// The order with what is really meant: each material with the files of the case from which it comes.
pub(super) async fn settled(
    centre: &Centre,
    actor: &Actor,
    case: &Case,
    command: Command,
) -> Result<Command, ActError> {
    let Command::Reuse(Order::Use { materials, consent }) = command else {
        return Ok(command);
    };
    // Whoever may not hand anything in learns nothing of what there is.
    let asked = if actor.may(Permission::Supplement, About::from(case)) {
        let offers = for_case(centre, actor, case).await?;
        taken(centre, actor, materials, &offers).await?
    } else {
        materials
    };
    Ok(Command::Reuse(Order::Use {
        materials: asked,
        consent,
    }))
}

/// The materials of an application, with what is really meant where something is to be used again.
pub(super) async fn for_filing(
    centre: &Centre,
    actor: &Actor,
    applicant: &Applicant,
    (item, chosen): (&Item, &yimen_domain::items::Chosen),
    materials: Vec<HandedIn>,
) -> Result<Vec<HandedIn>, ActError> {
    let (again, mut new): (Vec<HandedIn>, Vec<HandedIn>) =
        materials.into_iter().partition(|handed| handed.origin.reused.is_some());
    if again.is_empty() {
        return Ok(new);
    }
    // At the window consent is recorded with the case, once it is there.
    if actor.is_staff() {
        return Err(Refusal::invalid(vec![not_offered(0)]).into());
    }
    let item = match situation::settle(&item.situations, chosen) {
        Ok(settled) => item.narrowed(&settled, |_| false),
        Err(faults) => return Err(Refusal::invalid(faults).into()),
    };
    let offers = offered(centre, actor, applicant, &item, None).await?;
    let mut again = taken(centre, actor, again, &offers).await?;
    for reused in again.iter_mut().filter_map(|handed| handed.origin.reused.as_mut()) {
        reused.consent.clone_from(&actor.name);
        reused.means = Some(Means::Online);
    }
    new.extend(again);
    Ok(new)
}

async fn taken(
    centre: &Centre,
    actor: &Actor,
    asked: Vec<HandedIn>,
    offers: &[Offer],
) -> Result<Vec<HandedIn>, ActError> {
    let mut found = Vec::with_capacity(asked.len());
    let mut faults = Vec::new();
    for (at, asked) in asked.into_iter().enumerate() {
        let from = asked.origin.reused.as_ref().map(|reused| reused.number.as_str());
        let offer = offers
            .iter()
            .find(|offer| offer.material == asked.material && Some(offer.number.as_str()) == from);
        match offer {
            Some(offer) => found.push(as_handed(centre, actor, offer).await?),
            None => faults.push(not_offered(at)),
        }
    }
    if faults.is_empty() {
        Ok(found)
    } else {
        Err(Refusal::invalid(faults).into())
    }
}

async fn as_handed(centre: &Centre, actor: &Actor, offer: &Offer) -> Result<HandedIn, ActError> {
    let loaded = super::load(centre, &offer.number).await?;
    looks::note(centre, actor, &loaded.case, Part::File).await?;
    let files = match &offer.what {
        Found::Files(files) => files.clone(),
        Found::Result(token, _) => vec![paper(centre, actor, token).await?],
    };
    Ok(HandedIn {
        material: offer.material.clone(),
        handed: Handed::Files(files),
        origin: Origin {
            trust: Some(offer.trust),
            reused: Some(Reused {
                number: offer.number.clone(),
                consent: String::new(),
                means: None,
                came: Some(offer.day),
            }),
        },
    })
}

/// A paper that was issued, as a file: the very bytes that its holder has.
async fn paper(centre: &Centre, actor: &Actor, token: &str) -> Result<FileMark, ActError> {
    let (_, bytes) = documents::pdf(centre, actor, token).await?;
    Ok(FileMark {
        hash: files::sha256(&bytes),
        name: "result.pdf".into(),
        size: bytes.len() as u64,
        media: "application/pdf".into(),
    })
}

/// Whoever agreed at the window is masked before the ledger sees the name.
pub(super) fn mask(order: &mut Order, applicant: &str) {
    if let Order::Use {
        consent: Some(consent), ..
    } = order
        && consent.by.trim() != applicant
    {
        consent.by = mask_person(consent.by.trim());
    }
}

/// The rows of what a case uses.
pub(super) fn rows(case: &Case) -> Vec<ReuseRow> {
    let day = i64::from(case.received.days());
    used(case)
        .map(|(handed, reused)| ReuseRow {
            case: case.id,
            material: handed.material.clone(),
            source: reused.number.clone(),
            number: case.number.clone(),
            item: case.item.clone(),
            day,
        })
        .collect()
}

/// What a change of a case does to these rows.
pub(super) fn writes(before: Option<&Case>, after: &Case, div: &str) -> Vec<Write> {
    let known = before.map(rows).unwrap_or_default();
    let now = rows(after);
    let gone = known
        .iter()
        .filter(|row| !now.iter().any(|other| other.material == row.material))
        .map(|row| reuses::remove(div, row.case, row.material.as_str().into()));
    let new = now.iter().filter(|row| !known.contains(row)).map(|row| row.put(div));
    gone.chain(new).collect()
}

/// Where an earlier case is used: for its owner and for those who handle it.
///
/// # Errors
/// There is no such case for this person, or the database does not answer.
pub async fn uses(centre: &Centre, actor: &Actor, number: &str) -> Result<Vec<ReuseRow>, ActError> {
    let Loaded { case, .. } = super::load(centre, number).await?;
    if !actor.may(Permission::SeeCase, About::from(&case)) {
        return Err(super::no_case());
    }
    let params = vec![centre.div().into(), case.number.as_str().into(), USES.into()];
    let rows = centre.store().query(&reuses::OF_SOURCE, params).await?;
    Ok(rows.iter().map(ReuseRow::read).collect::<Result<_, _>>()?)
}

/// What the applicant is told when the window used something of theirs.
pub(crate) fn notice(happened: &yimen_domain::cases::reuse::Happened) -> yimen_domain::words::Words {
    use yimen_domain::cases::reuse::Happened;
    use yimen_domain::words::Words;
    match happened {
        Happened::Used { .. } => Words::new(
            "经您同意，窗口在本次申请中使用了您以前提交或者领取的材料，您不用再次提交。受理前您可以撤回同意。",
            "With your consent the window uses material of an earlier case of yours, so that you need not bring it again. Until acceptance you can \
             take your consent back.",
        ),
        Happened::Withdrawn { .. } => Words::new(
            "您对复用材料的同意已撤回，请按需要另行提交材料。",
            "Your consent was taken back: what came from an earlier case is not used any more. Please hand it in anew where it is needed.",
        ),
    }
}
