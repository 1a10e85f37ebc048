//! A provider of identities (统一身份认证平台): discovery, one page on which somebody says who they are, codes with PKCE, and signed tokens.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use askama::Template;
use axum::extract::{Form, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ed25519_dalek::{Signer as _, SigningKey};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// Where a demonstration has its provider.
pub const PLACE: &str = "/demonstration/identity";
/// How long a code is good, seconds.
const CODE_SECONDS: i64 = 60;
/// How long a token is good, seconds.
const TOKEN_SECONDS: i64 = 300;
/// Codes that are remembered.
const KEPT: usize = 100;

/// Somebody who can come in.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Somebody {
    /// Stable at this provider.
    pub sub: String,
    /// Full name.
    pub name: String,
    /// Telephone.
    pub phone_number: String,
    /// Number of the identity document, or credit code.
    pub id_number: String,
    /// `person` or `company`.
    pub kind: String,
    /// Sign-in name of staff.
    pub preferred_username: String,
}

/// What is wrong with the tokens of a platform that is not what it says it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// Signed with another key.
    Key,
    /// Not signed at all.
    Unsigned,
    /// For another centre.
    Audience,
    /// Of another issuer.
    Issuer,
    /// For another question.
    Nonce,
    /// Over.
    Expired,
    /// Of somebody else than the page says.
    Subject,
}

impl Wrong {
    /// Everything that can be wrong.
    pub const ALL: [Wrong; 7] = [
        Wrong::Key,
        Wrong::Unsigned,
        Wrong::Audience,
        Wrong::Issuer,
        Wrong::Nonce,
        Wrong::Expired,
        Wrong::Subject,
    ];
}

/// What a code stands for.
struct Given {
    who: Somebody,
    asked: Asked,
    until: i64,
}

/// The provider. Copies share what was given.
#[derive(Clone)]
pub struct Twin {
    issuer: Arc<str>,
    client: Arc<str>,
    secret: Arc<str>,
    back: Arc<str>,
    key: Arc<SigningKey>,
    people: Arc<[Somebody]>,
    now: Arc<dyn Fn() -> i64 + Send + Sync>,
    given: Arc<Mutex<HashMap<String, Given>>>,
    tokens: Arc<Mutex<HashMap<String, Somebody>>>,
    wrong: Arc<Mutex<Option<Wrong>>>,
}

/// Who asks the provider, and where it answers to.
pub struct Party<'a> {
    /// Name of the centre.
    pub client: &'a str,
    /// Its secret.
    pub secret: &'a str,
    /// Its address to come back to.
    pub back: &'a str,
}

/// What a centre asks in the browser's address.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(default)]
struct Asked {
    client_id: String,
    redirect_uri: String,
    response_type: String,
    scope: String,
    state: String,
    nonce: String,
    code_challenge: String,
    code_challenge_method: String,
}

impl Twin {
    /// A provider at `issuer` that knows one centre. `now` tells seconds since 1970.
    pub fn new(
        issuer: &str,
        party: &Party<'_>,
        people: Vec<Somebody>,
        now: impl Fn() -> i64 + Send + Sync + 'static,
    ) -> Twin {
        Twin {
            issuer: issuer.into(),
            client: party.client.into(),
            secret: party.secret.into(),
            back: party.back.into(),
            key: Arc::new(SigningKey::from_bytes(&rand::random())),
            people: people.into(),
            now: Arc::new(now),
            given: Arc::default(),
            tokens: Arc::default(),
            wrong: Arc::default(),
        }
    }

    /// Its addresses under the issuer.
    pub fn router(&self) -> Router {
        Router::new()
            .route("/.well-known/openid-configuration", get(about))
            .route("/keys.json", get(keys))
            .route("/authorize", get(page))
            .route("/authorize/as", get(choose))
            .route("/page.css", get(crate::sms::style))
            .route("/token", post(token))
            .route("/userinfo", get(userinfo))
            .with_state(self.clone())
    }

    /// From now on its tokens are wrong, or right again.
    pub fn goes_wrong(&self, wrong: Option<Wrong>) {
        *self.wrong.lock().unwrap_or_else(PoisonError::into_inner) = wrong;
    }

    /// A code for somebody, as the page gives it: what a browser brings back.
    pub fn code_for(&self, sub: &str, address: &str) -> Option<(String, String)> {
        let query = address.split_once('?')?.1;
        let pairs = form(query);
        let of = |name: &str| pairs.get(name).cloned().unwrap_or_default();
        let asked = Asked {
            client_id: of("client_id"),
            redirect_uri: of("redirect_uri"),
            response_type: of("response_type"),
            scope: of("scope"),
            state: of("state"),
            nonce: of("nonce"),
            code_challenge: of("code_challenge"),
            code_challenge_method: of("code_challenge_method"),
        };
        let state = asked.state.clone();
        self.give(sub, asked).map(|code| (state, code))
    }

    fn is_right(&self, asked: &Asked) -> bool {
        asked.client_id == *self.client
            && asked.redirect_uri == *self.back
            && asked.response_type == "code"
            && asked.scope.split(' ').any(|scope| scope == "openid")
            && asked.code_challenge_method == "S256"
            && !asked.code_challenge.is_empty()
            && !asked.state.is_empty()
    }

    fn give(&self, sub: &str, asked: Asked) -> Option<String> {
        let who = self
            .people
            .iter()
            .find(|one| one.sub == sub)
            .filter(|_| self.is_right(&asked))?;
        let code = secret();
        let mut given = self.given.lock().unwrap_or_else(PoisonError::into_inner);
        if given.len() >= KEPT {
            given.clear();
        }
        let until = (self.now)() + CODE_SECONDS;
        let who = who.clone();
        given.insert(code.clone(), Given { who, asked, until });
        Some(code)
    }

    fn knows(&self, headers: &HeaderMap, sent: &Exchange) -> bool {
        let basic = headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.strip_prefix("Basic "))
            .and_then(|text| STANDARD.decode(text).ok())
            .and_then(|bytes| String::from_utf8(bytes).ok());
        // Both are written as in a form before they are put together (RFC 6749, 2.3.1).
        let plain = |text: &str| form(&format!("text={text}")).remove("text").unwrap_or_default();
        let (client, secret) = match basic.as_deref().and_then(|pair| pair.split_once(':')) {
            Some((client, secret)) => (plain(client), plain(secret)),
            None => (sent.client_id.clone(), sent.client_secret.clone()),
        };
        client == *self.client && secret == *self.secret
    }

    fn signed(&self, claims: &Value, wrong: Option<Wrong>) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let alg = if wrong == Some(Wrong::Unsigned) {
            "none"
        } else {
            "EdDSA"
        };
        let told = format!(
            "{}.{}",
            part(&json!({ "alg": alg, "typ": "JWT", "kid": "1" })),
            part(claims)
        );
        let another = SigningKey::from_bytes(&[7; 32]);
        let signature = match wrong {
            Some(Wrong::Unsigned) => String::new(),
            Some(Wrong::Key) => URL_SAFE_NO_PAD.encode(another.sign(told.as_bytes()).to_bytes()),
            _ => URL_SAFE_NO_PAD.encode(self.key.sign(told.as_bytes()).to_bytes()),
        };
        format!("{told}.{signature}")
    }
}

fn secret() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 24]>())
}

/// Pairs of a query.
fn form(query: &str) -> HashMap<String, String> {
    serde_urlencoded::from_str(query).unwrap_or_default()
}

async fn about(State(twin): State<Twin>) -> Json<Value> {
    let issuer = &*twin.issuer;
    Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "userinfo_endpoint": format!("{issuer}/userinfo"),
        "jwks_uri": format!("{issuer}/keys.json"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA"],
        "code_challenge_methods_supported": ["S256"],
    }))
}

async fn keys(State(twin): State<Twin>) -> Json<Value> {
    let x = URL_SAFE_NO_PAD.encode(twin.key.verifying_key().to_bytes());
    Json(json!({ "keys": [{ "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": "1", "x": x }] }))
}

#[derive(Template)]
#[template(path = "identity.html")]
struct Page {
    people: Vec<(Somebody, String)>,
}

async fn page(State(twin): State<Twin>, Query(asked): Query<Asked>) -> Response {
    if !twin.is_right(&asked) {
        return (StatusCode::BAD_REQUEST, "invalid_request").into_response();
    }
    let query = serde_urlencoded::to_string(&asked).unwrap_or_default();
    let people = twin.people.iter().map(|one| {
        let who = serde_urlencoded::to_string([("who", &one.sub)]).unwrap_or_default();
        (one.clone(), format!("{}/authorize/as?{who}&{query}", twin.issuer))
    });
    let page = Page {
        people: people.collect(),
    };
    match page.render() {
        Ok(text) => Html(text).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

#[derive(Deserialize)]
struct Chosen {
    who: String,
}

async fn choose(State(twin): State<Twin>, Query(chosen): Query<Chosen>, Query(asked): Query<Asked>) -> Response {
    let (back, state) = (asked.redirect_uri.clone(), asked.state.clone());
    let Some(code) = twin.give(&chosen.who, asked) else {
        return (StatusCode::BAD_REQUEST, "invalid_request").into_response();
    };
    let query = serde_urlencoded::to_string([("code", code), ("state", state)]).unwrap_or_default();
    Redirect::to(&format!("{back}?{query}")).into_response()
}

/// What the centre sends for a code.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Exchange {
    grant_type: String,
    code: String,
    redirect_uri: String,
    code_verifier: String,
    client_id: String,
    client_secret: String,
}

async fn token(State(twin): State<Twin>, headers: HeaderMap, Form(sent): Form<Exchange>) -> Response {
    let refused = |status, error: &str| (status, Json(json!({ "error": error }))).into_response();
    if !twin.knows(&headers, &sent) {
        return refused(StatusCode::UNAUTHORIZED, "invalid_client");
    }
    let given = twin
        .given
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .remove(&sent.code);
    let now = (twin.now)();
    let proof = URL_SAFE_NO_PAD.encode(Sha256::digest(sent.code_verifier.as_bytes()));
    let given = given.filter(|given| {
        sent.grant_type == "authorization_code"
            && given.until >= now
            && given.asked.code_challenge == proof
            && given.asked.redirect_uri == sent.redirect_uri
    });
    let Some(Given { who, asked, .. }) = given else {
        return refused(StatusCode::BAD_REQUEST, "invalid_grant");
    };
    let wrong = *twin.wrong.lock().unwrap_or_else(PoisonError::into_inner);
    let or = |kind: Wrong, right: &str| {
        let other = if wrong == Some(kind) { "-other" } else { "" };
        format!("{right}{other}")
    };
    let exp = if wrong == Some(Wrong::Expired) {
        now - 1
    } else {
        now + TOKEN_SECONDS
    };
    let claims = json!({
        "iss": or(Wrong::Issuer, &twin.issuer), "aud": or(Wrong::Audience, &twin.client), "sub": or(Wrong::Subject, &who.sub),
        "name": who.name, "nonce": or(Wrong::Nonce, &asked.nonce), "iat": now, "exp": exp,
    });
    let id = twin.signed(&claims, wrong);
    let access = secret();
    let mut tokens = twin.tokens.lock().unwrap_or_else(PoisonError::into_inner);
    if tokens.len() >= KEPT {
        tokens.clear();
    }
    tokens.insert(access.clone(), who);
    let answer = json!({ "access_token": access, "token_type": "Bearer", "expires_in": TOKEN_SECONDS, "id_token": id });
    ([(header::CACHE_CONTROL, "no-store")], Json(answer)).into_response()
}

async fn userinfo(State(twin): State<Twin>, headers: HeaderMap) -> Response {
    let token = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "));
    let tokens = twin.tokens.lock().unwrap_or_else(PoisonError::into_inner);
    match token.and_then(|token| tokens.get(token)) {
        Some(who) => Json(who.clone()).into_response(),
        None => StatusCode::UNAUTHORIZED.into_response(),
    }
}
