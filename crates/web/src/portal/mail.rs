//! By which ways one is told (告知方式): the e-mail address of one's own account, proven with a code, and what goes there; and the link in each
//! mail by which its reader stops them.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use yimen_acts::ActError;
use yimen_acts::accounts::mailbox::{self, Own};
use yimen_acts::accounts::{Signed, phone};
use yimen_acts::notices::out::{Choice, Tongue};

use crate::app::{App, faults_of, refuse, status_of};
use crate::shell::components::{Fault, Field, FieldKind, LinkTo, faults};
use crate::shell::{CheckedForm, Flash, Html, Page, redirect_with};
use crate::source::Came;

use super::{Me, Typed, typed};

const ADDRESS: &str = "/my/mail";

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/my/mail", get(show).post(ask))
        .route("/my/mail/choice", get(back).post(choose))
        .route("/my/mail/code", get(back).post(confirm))
        .route("/my/mail/remove", post(remove))
        .route("/mail/stop/{token}", get(stop_page).post(stop))
}

async fn back() -> Redirect {
    Redirect::to(ADDRESS)
}

#[derive(Template)]
#[template(path = "portal/mail.html")]
struct MailPage {
    page: Page,
    faults: Vec<Fault>,
    /// Mail goes out here.
    offered: bool,
    shown: Option<String>,
    /// To where a code was sent, and what became of it.
    asked: Option<(String, String)>,
    address: Field,
    code: Field,
    choice: Vec<Field>,
    texts_offered: bool,
}

/// What was typed into one of the forms, and what is wrong with it.
#[derive(Default)]
struct Again<'a> {
    form: Option<&'a Typed>,
    wrong: Vec<(String, String)>,
}

async fn page_of(app: &App, page: Page, me: &Signed, again: Again<'_>) -> Result<MailPage, ActError> {
    let own = mailbox::own(&app.centre, me).await?;
    let telephone = phone::own(&app.centre, me).await?;
    let wrong = |name: &str| {
        let of = again.wrong.iter().find(|(field, _)| field == name);
        of.map_or_else(String::new, |(_, words)| words.clone())
    };
    let typed_as = |name: &str| again.form.map_or("", |form| typed(form, name)).to_string();
    let address = Field::text("address", page.t("portal.mail.address"))
        .hint(page.t("portal.mail.address_hint"))
        .max_length(254)
        .autocomplete("email")
        .value(typed_as("address"))
        .error(wrong("address"));
    let code = Field::new(FieldKind::Integer, "code", page.t("portal.phone.code"))
        .hint(page.t("portal.mail.code_hint"))
        .max_length(10)
        .autocomplete("one-time-code")
        .error(wrong("code"));
    let texts_offered = phone::is_offered(&app.centre) && telephone.proven;
    let choice = choice_fields(&page, &own, texts_offered.then_some(telephone.shown.as_str()));
    let asked = own.asked.map(|asked| {
        let state = match (asked.sent, asked.answer.starts_with('2')) {
            (true, true) => page.t("portal.mail.sent").to_string(),
            (true, false) => page.t1("portal.mail.not_sent", &asked.answer),
            (false, _) if asked.answer.is_empty() => page.t("portal.mail.waits").to_string(),
            (false, _) => page.t1("portal.mail.waits_for", &asked.answer),
        };
        (asked.shown, state)
    });
    let all = [address.clone(), code.clone()];
    Ok(MailPage {
        faults: faults(&all),
        offered: mailbox::is_offered(&app.centre),
        shown: own.shown,
        asked,
        address,
        code,
        choice,
        texts_offered,
        page,
    })
}

fn choice_fields(page: &Page, own: &Own, number: Option<&str>) -> Vec<Field> {
    let yes_no = |yes: bool| if yes { "yes" } else { "no" };
    let mut fields = Vec::new();
    if own.shown.is_some() {
        let field = Field::new(FieldKind::YesNo, "by_mail", page.t("portal.mail.by_mail"));
        fields.push(field.value(yes_no(own.choice.by_mail)));
    }
    if let Some(number) = number {
        let field = Field::new(FieldKind::YesNo, "by_text", page.t1("portal.mail.by_text", number));
        fields.push(field.value(yes_no(own.choice.by_text)));
    }
    let language = Field::new(FieldKind::Choice, "language", page.t("portal.mail.language"))
        .choice("zh", "中文")
        .choice("en", "English")
        .choice("both", page.t("portal.mail.both"))
        .value(own.choice.tongue.code());
    if !fields.is_empty() {
        fields.push(language);
    }
    fields
}

async fn drawn(app: &App, page: Page, me: &Signed, again: Again<'_>) -> Response {
    let status = if again.wrong.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    match page_of(app, page.clone(), me, again).await {
        Ok(shown) => (status, Html(shown)).into_response(),
        Err(error) => no(page, error),
    }
}

fn no(page: Page, error: ActError) -> Response {
    let back = LinkTo::new(ADDRESS, page.t("portal.mail.title"));
    refuse(page, error, back)
}

/// What was wrong with a form is said at its fields; anything else on a page of its own.
async fn not_done(app: &App, page: Page, me: &Signed, form: &Typed, error: ActError) -> Response {
    match error {
        ActError::Refused(refusal) if !refusal.faults.is_empty() => {
            let again = Again {
                form: Some(form),
                wrong: faults_of(&page, &refusal),
            };
            drawn(app, page, me, again).await
        }
        error => no(page, error),
    }
}

async fn show(State(app): State<App>, page: Page, Me(me): Me) -> Response {
    drawn(&app, page, &me, Again::default()).await
}

async fn ask(
    State(app): State<App>,
    page: Page,
    Me(me): Me,
    Came(source): Came,
    CheckedForm(form): CheckedForm<Typed>,
) -> Response {
    match mailbox::ask(&app.centre, &me, typed(&form, "address"), &source).await {
        Ok(()) => redirect_with("/my/mail#code", &Flash::done("portal.mail.asked")),
        Err(error) => not_done(&app, page, &me, &form, error).await,
    }
}

async fn confirm(
    State(app): State<App>,
    page: Page,
    Me(me): Me,
    Came(source): Came,
    CheckedForm(form): CheckedForm<Typed>,
) -> Response {
    match mailbox::confirm(&app.centre, &me, typed(&form, "code"), &source).await {
        Ok(()) => redirect_with(ADDRESS, &Flash::done("portal.mail.proven")),
        Err(error) => not_done(&app, page, &me, &form, error).await,
    }
}

async fn remove(
    State(app): State<App>,
    page: Page,
    Me(me): Me,
    Came(source): Came,
    CheckedForm(_): CheckedForm<Typed>,
) -> Response {
    match mailbox::remove(&app.centre, &me, &source).await {
        Ok(()) => redirect_with(ADDRESS, &Flash::done("portal.mail.removed")),
        Err(error) => no(page, error),
    }
}

async fn choose(State(app): State<App>, page: Page, Me(me): Me, CheckedForm(form): CheckedForm<Typed>) -> Response {
    let own = match mailbox::own(&app.centre, &me).await {
        Ok(own) => own,
        Err(error) => return no(page, error),
    };
    // A way that is not offered was not asked about.
    let of = |name: &str, before: bool| match typed(&form, name) {
        "" => before,
        answer => answer == "yes",
    };
    let choice = Choice {
        by_mail: of("by_mail", own.choice.by_mail),
        by_text: of("by_text", own.choice.by_text),
        tongue: Tongue::parse(typed(&form, "language")).unwrap_or(own.choice.tongue),
    };
    match mailbox::choose(&app.centre, &me, choice).await {
        Ok(()) => redirect_with(ADDRESS, &Flash::done("portal.mail.chosen")),
        Err(error) => no(page, error),
    }
}

#[derive(Template)]
#[template(path = "portal/mail_stop.html")]
struct StopPage {
    page: Page,
    token: String,
    done: bool,
}

fn gone(page: Page) -> Response {
    let refusal = yimen_domain::words::Refusal::missing("这个链接", "this link");
    let status = status_of(&refusal);
    let back = LinkTo::new("/", page.t("nav.home"));
    (status, refuse(page, refusal.into(), back)).into_response()
}

async fn stop_page(State(app): State<App>, page: Page, Path(token): Path<String>) -> Response {
    match mailbox::stops(&app.centre, &token) {
        Ok(Some(_)) => Html(StopPage {
            page,
            token,
            done: false,
        })
        .into_response(),
        _ => gone(page),
    }
}

async fn stop(
    State(app): State<App>,
    page: Page,
    Path(token): Path<String>,
    CheckedForm(_): CheckedForm<Typed>,
) -> Response {
    match mailbox::stop(&app.centre, &token).await {
        Ok(()) => Html(StopPage {
            page,
            token,
            done: true,
        })
        .into_response(),
        Err(_) => gone(page),
    }
}
