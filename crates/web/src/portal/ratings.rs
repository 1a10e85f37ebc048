//! Ratings (好差评): by the link of a service without signing in, and what the public sees of them.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;
use uuid::Uuid;
use yimen_acts::ActError;
use yimen_acts::cases::ratings::{self, Sums};
use yimen_acts::cases::view::CaseView;
use yimen_domain::calendar::Day;
use yimen_domain::cases::CaseId;
use yimen_domain::ratings::order::Own;
use yimen_domain::ratings::record::Amendment;
use yimen_domain::ratings::{Level, Rating, Way, options};
use yimen_domain::words::{Fault as DomainFault, Refusal};
use yimen_store::tables::ratings::RatingRow;

use crate::app::{App, faults_of, refuse, status_of};
use crate::shell::components::{Fault, Field, FieldKind, LinkTo, Pager, SummaryRow};
use crate::shell::{CheckedForm, Flash, Html, Page, Role, redirect_with};

use super::words;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/rate/{token}", get(show).post(send))
        .route("/ratings", get(list))
}

/// Names and values of a form; a name may come several times.
type Pairs = Vec<(String, String)>;

fn value<'a>(pairs: &'a Pairs, name: &str) -> &'a str {
    let pair = pairs.iter().find(|(known, _)| known == name);
    pair.map_or("", |(_, value)| value.trim())
}

/// A level to choose.
struct Face {
    href: String,
    icon: &'static str,
    words: &'static str,
}

fn page_pick(page: &Page, (zh, en): (&'static str, &'static str)) -> &'static str {
    page.pick(zh, en)
}

fn face(level: Level) -> &'static str {
    match level {
        Level::VeryGood => "mood-happy",
        Level::Good => "mood-smile",
        Level::Fair => "mood-empty",
        Level::Bad => "mood-sad",
        Level::VeryBad => "mood-angry",
    }
}

#[derive(Template)]
#[template(path = "portal/rate.html")]
struct RatePage {
    page: Page,
    action: String,
    item: String,
    body: String,
    number: String,
    /// Somebody who works here is signed in with this browser.
    staff: bool,
    /// What it says already.
    given: Vec<SummaryRow>,
    /// A bad one can be amended or taken back.
    may_change: bool,
    may_take_back: bool,
    /// The levels to choose from, until one is chosen.
    faces: Vec<Face>,
    /// The level that was chosen.
    chosen: Option<Chosen>,
    faults: Vec<Fault>,
    key: String,
}

struct Chosen {
    level: u8,
    icon: &'static str,
    words: &'static str,
    fields: Vec<Field>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Asked {
    level: Option<u64>,
}

fn is_staff(page: &Page) -> bool {
    page.person
        .as_ref()
        .is_some_and(|person| person.role != Role::Applicant)
}

fn no(page: Page, error: ActError) -> Response {
    let back = LinkTo::new("/", page.t("nav.home"));
    refuse(page, error, back)
}

async fn show(State(app): State<App>, page: Page, Path(token): Path<String>, Query(asked): Query<Asked>) -> Response {
    let view = match ratings::by_link(&app.centre, &token).await {
        Ok(view) => view,
        Err(error) => return no(page, error),
    };
    let level = asked.level.and_then(Level::from_value);
    Html(drawn(&app, page, &view, &token, level, None)).into_response()
}

fn drawn(
    app: &App,
    page: Page,
    view: &CaseView,
    token: &str,
    level: Option<Level>,
    again: Option<(&Pairs, &Refusal)>,
) -> RatePage {
    let case = &view.case;
    let action = format!("/rate/{token}");
    let staff = is_staff(&page);
    let bad = case
        .rating
        .as_ref()
        .map(|rating| rating.level)
        .filter(|level| level.is_bad());
    let may_take_back = bad.is_some() && case.ratings.counts();
    let may_change = may_take_back && case.ratings.amended.is_none();
    let offered = |level: &Level| match case.rating {
        None => true,
        Some(_) => may_change && bad.is_some_and(|bad| *level > bad),
    };
    let level = level.filter(|level| offered(level));
    let faces = Level::ALL.into_iter().rev().filter(|level| offered(level));
    let faces = faces.map(|level| Face {
        href: format!("{action}?level={}", level.value()),
        icon: face(level),
        words: page_pick(&page, level.words()),
    });
    let faults = again.map_or_else(Vec::new, |(_, refusal)| {
        let of = faults_of(&page, refusal);
        of.into_iter().map(|(field, words)| Fault { field, words }).collect()
    });
    RatePage {
        item: words::say(&page, &view.item.name),
        body: words::say(&page, &app.centre.organisation().body_name(&case.body)),
        number: case.number.clone(),
        staff,
        given: given(&page, view),
        may_change,
        may_take_back,
        faces: faces.collect(),
        chosen: level.map(|level| chosen(&page, level, case.rating.is_none(), again.map(|(pairs, _)| pairs))),
        faults,
        key: app.centre.new_token(),
        action,
        page,
    }
}

fn given(page: &Page, view: &CaseView) -> Vec<SummaryRow> {
    let Some(rating) = &view.case.rating else {
        return Vec::new();
    };
    let mut rows = vec![SummaryRow::new(
        page.t("rate.given"),
        words::pick(page, rating.level.words()),
    )];
    let reasons: Vec<String> = rating
        .options
        .iter()
        .filter_map(|code| Some(words::pick(page, options::get(*code)?.words)))
        .collect();
    if !reasons.is_empty() {
        rows.push(SummaryRow::new(page.t("rate.options"), words::in_a_row(page, &reasons)));
    }
    let record = &view.case.ratings;
    if let Some(day) = record.taken_back {
        rows.push(SummaryRow::new(page.t("rate.taken_back"), words::day(page, day)));
    }
    if let Some(answer) = record.care.as_ref().and_then(|care| care.answered.as_ref()) {
        rows.push(SummaryRow::new(page.t("rate.answer"), answer.words.clone()));
    }
    rows
}

fn chosen(page: &Page, level: Level, first: bool, typed: Option<&Pairs>) -> Chosen {
    let reasons = Field::new(FieldKind::Choices, "options", page.t("rate.options")).optional();
    let reasons = options::of_level(level).fold(reasons, |field, choice| {
        field.choice(choice.code.to_string(), words::pick(page, choice.words))
    });
    let free = Field::new(FieldKind::LongText, "words", page.t("portal.rate.words"))
        .hint(page.t("rate.words.hint"))
        .max_length(500)
        .optional();
    let mut fields = vec![reasons, free];
    if first && level.is_bad() {
        let anonymous = Field::new(FieldKind::YesNo, "call_back", page.t("rate.call_back"));
        fields.push(anonymous.hint(page.t("rate.call_back.hint")).value("yes"));
    }
    if let Some(typed) = typed {
        for field in &mut fields {
            let values = typed.iter().filter(|(name, _)| *name == field.name);
            field.value = values.map(|(_, value)| value.as_str()).collect::<Vec<_>>().join(",");
        }
    }
    Chosen {
        level: level.value(),
        icon: face(level),
        words: page_pick(page, level.words()),
        fields,
    }
}

async fn send(
    State(app): State<App>,
    page: Page,
    Path(token): Path<String>,
    CheckedForm(pairs): CheckedForm<Pairs>,
) -> Response {
    let view = match ratings::by_link(&app.centre, &token).await {
        Ok(view) => view,
        Err(error) => return no(page, error),
    };
    let level = value(&pairs, "level").parse().ok().and_then(Level::from_value);
    let taking_back = value(&pairs, "then") == "take_back";
    let asked = if taking_back {
        Ok(Own::TakeBack)
    } else {
        read(&view, level, &pairs)
    };
    let key = Some(value(&pairs, "key")).filter(|key| !key.is_empty());
    let refusal = match asked {
        Err(refusal) => refusal,
        Ok(own) => match ratings::with_link(&app.centre, &token, is_staff(&page), key, own).await {
            Ok(_) if taking_back => {
                return redirect_with(&format!("/rate/{token}"), &Flash::done("rate.done.taken_back"));
            }
            Ok(_) => return redirect_with(&format!("/rate/{token}"), &Flash::done("portal.rate.done")),
            Err(ActError::Refused(refusal)) if !refusal.faults.is_empty() => *refusal,
            Err(error) => {
                let back = LinkTo::new(format!("/rate/{token}"), page.t("portal.rate.title"));
                return refuse(page, error, back);
            }
        },
    };
    let status = status_of(&refusal);
    let again = drawn(&app, page, &view, &token, level, Some((&pairs, &refusal)));
    (status, Html(again)).into_response()
}

fn read(view: &CaseView, level: Option<Level>, pairs: &Pairs) -> Result<Own, Refusal> {
    let Some(level) = level else {
        let fault = DomainFault::new("level", "请选择一个满意程度。", "Choose how satisfied you are.");
        return Err(Refusal::invalid(vec![fault]));
    };
    let chosen = pairs.iter().filter(|(name, _)| name == "options");
    let options = chosen.map(|(_, code)| code.parse().unwrap_or(0)).collect();
    let words = value(pairs, "words").replace("\r\n", "\n");
    Ok(match view.case.rating {
        Some(_) => Own::Amend(Amendment { level, options, words }),
        None => Own::Rate(Rating {
            options,
            way: Some(Way::Link),
            anonymous: value(pairs, "call_back") == "no",
            ..Rating::new(level, words)
        }),
    })
}

#[derive(Template)]
#[template(path = "portal/ratings.html")]
struct ListPage {
    page: Page,
    days: i32,
    all: i64,
    satisfied: String,
    mended: String,
    rows: Vec<Shown>,
    pager: Pager,
}

struct Shown {
    icon: &'static str,
    level: &'static str,
    item: String,
    body: String,
    when: String,
    words: String,
    answer: String,
}

/// From where the list goes on.
#[derive(Deserialize, Default)]
#[serde(default)]
struct From {
    at: Option<i64>,
    case: Option<Uuid>,
}

/// A share in percent, with one decimal; nothing where there is nothing to share.
fn share(part: i64, all: i64) -> String {
    if all == 0 {
        return "–".into();
    }
    let tenths = (part * 1_000 + all / 2) / all;
    format!("{}.{}%", tenths / 10, tenths % 10)
}

async fn list(State(app): State<App>, page: Page, Query(from): Query<From>) -> Response {
    let before = from.at.zip(from.case).map(|(at, case)| (at, CaseId(case)));
    let found = async {
        let sums = ratings::sums(&app.centre).await?;
        Ok::<_, ActError>((sums, ratings::published(&app.centre, before).await?))
    };
    match found.await {
        Ok((sums, (rows, next))) => {
            let Sums {
                all,
                satisfied,
                due,
                in_time,
            } = sums;
            Html(ListPage {
                days: ratings::SPAN,
                all,
                satisfied: share(satisfied, all),
                mended: share(in_time, due),
                rows: rows.iter().map(|row| line(&app, &page, row)).collect(),
                pager: Pager {
                    first: before.is_some().then(|| "/ratings".to_string()),
                    next: next.map(|(at, case)| format!("/ratings?at={at}&case={}", case.0)),
                },
                page,
            })
            .into_response()
        }
        Err(error) => no(page, error),
    }
}

fn line(app: &App, page: &Page, row: &RatingRow) -> Shown {
    let level = u64::try_from(row.level).ok().and_then(Level::from_value);
    let level = level.unwrap_or(Level::Fair);
    let library = app.centre.library();
    let item = library.latest(&row.item);
    let day = i32::try_from(row.rated_day).map(Day::from_days);
    Shown {
        icon: face(level),
        level: page_pick(page, level.words()),
        item: item.map_or_else(|| row.item.clone(), |item| words::say(page, &item.name)),
        body: words::say(page, &app.centre.organisation().body_name(&row.body)),
        when: day.map_or_else(|_| String::new(), |day| words::day(page, day)),
        words: row.words.clone(),
        answer: row.answer.clone(),
    }
}
