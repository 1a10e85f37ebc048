//! A provider of identities (统一身份认证平台) by OpenID Connect Core 1.0 with discovery, the authorization code and PKCE (RFC 7636), by the
//! crate `openidconnect`.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};
use std::time::{Duration, UNIX_EPOCH};

use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreAuthenticationFlow, CoreErrorResponseType, CoreGenderClaim, CoreJsonWebKey,
    CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreProviderMetadata, CoreRevocableToken,
    CoreRevocationErrorResponse, CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    AccessTokenHash, AdditionalClaims, AuthorizationCode, Client, ClientId, ClientSecret, CsrfToken,
    EmptyExtraTokenFields, EndpointMaybeSet, EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, IdTokenFields,
    IssuerUrl, Nonce, OAuth2TokenResponse as _, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope,
    StandardErrorResponse, StandardTokenResponse, TokenResponse as _, UserInfoClaims,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use yimen_domain::words::Words;

use crate::outward::{self, Secret};
use crate::{ActError, Centre};

/// For how long what a provider says of itself is believed, microseconds: ten minutes, so that a key that it changed is known soon.
const BELIEVED_MICROS: i64 = 10 * 60 * 1_000_000;

/// Who comes in by a provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whom {
    /// 群众和企业.
    Applicants,
    /// 工作人员.
    Staff,
}

impl Whom {
    /// From its code.
    pub fn parse(code: &str) -> Option<Whom> {
        match code {
            "applicants" => Some(Whom::Applicants),
            "staff" => Some(Whom::Staff),
            _ => None,
        }
    }
}

/// What an operator sets for one provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provider {
    /// Short name in addresses: lower-case letters, digits, `-`.
    pub code: String,
    /// As people know it.
    pub name: Words,
    /// Issuer, as in its discovery document.
    pub issuer: String,
    /// Name by which it knows the centre.
    pub client: String,
    /// Secret of the centre.
    pub secret: Secret,
    /// Who comes in by it.
    pub whom: Whom,
    /// Scopes besides `openid`.
    pub scopes: Vec<String>,
    /// Claim with the number of the identity document or the credit code; empty if it tells none.
    pub number_claim: String,
    /// Claim that says `person` or `company`; empty where all are persons.
    pub kind_claim: String,
    /// Claim with the sign-in name of staff.
    pub login_claim: String,
}

/// What is kept while somebody is at the provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Errand {
    pub(super) state: String,
    pub(super) nonce: String,
    pub(super) verifier: String,
}

/// What a provider says of somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Told {
    /// Stable at this provider.
    pub(super) subject: String,
    pub(super) name: String,
    pub(super) phone: String,
    pub(super) number: String,
    pub(super) kind: String,
    pub(super) login: String,
}

/// Claims as they come, besides those that the standard names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct More(HashMap<String, Value>);

impl AdditionalClaims for More {}

type Tokens = StandardTokenResponse<
    IdTokenFields<
        More,
        EmptyExtraTokenFields,
        CoreGenderClaim,
        CoreJweContentEncryptionAlgorithm,
        CoreJwsSigningAlgorithm,
    >,
    CoreTokenType,
>;

type Party = Client<
    More,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    Tokens,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// What providers said of themselves, and until when it is believed.
#[derive(Default)]
pub(crate) struct Known(RwLock<HashMap<String, (Arc<CoreProviderMetadata>, i64)>>);

/// Why somebody did not come in, for the log.
pub(super) struct Failed(pub(super) String);

fn failed(error: impl std::fmt::Debug) -> Failed {
    Failed(format!("{error:?}"))
}

impl Provider {
    /// The address to send somebody to, and what to keep until they come back.
    pub(super) async fn begin(&self, centre: &Centre) -> Result<(String, Errand), Failed> {
        let party = self.party(centre).await?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let mut request = party.authorize_url(
            CoreAuthenticationFlow::AuthorizationCode,
            CsrfToken::new_random,
            Nonce::new_random,
        );
        for scope in &self.scopes {
            request = request.add_scope(Scope::new(scope.clone()));
        }
        let (address, state, nonce) = request.set_pkce_challenge(challenge).url();
        let errand = Errand {
            state: state.secret().clone(),
            nonce: nonce.secret().clone(),
            verifier: verifier.secret().clone(),
        };
        Ok((address.to_string(), errand))
    }

    /// Who came back with this code.
    pub(super) async fn finish(&self, centre: &Centre, errand: Errand, code: &str) -> Result<Told, Failed> {
        let party = self.party(centre).await?;
        let call = caller().map_err(failed)?;
        let tokens = party
            .exchange_code(AuthorizationCode::new(code.to_string()))
            .map_err(failed)?
            .set_pkce_verifier(PkceCodeVerifier::new(errand.verifier))
            .request_async(&call)
            .await
            .map_err(failed)?;
        let id = tokens.id_token().ok_or_else(|| Failed("no identity".into()))?;
        let now = Duration::from_micros(u64::try_from(centre.now().0).unwrap_or_default());
        let verifier = party.id_token_verifier().set_time_fn(move || (UNIX_EPOCH + now).into());
        let claims = id.claims(&verifier, &Nonce::new(errand.nonce)).map_err(failed)?;
        if let Some(expected) = claims.access_token_hash() {
            let key = id.signing_key(&verifier).map_err(failed)?;
            let alg = id.signing_alg().map_err(failed)?;
            let actual = AccessTokenHash::from_token(tokens.access_token(), alg, key).map_err(failed)?;
            if actual != *expected {
                return Err(Failed("a token of somebody else".into()));
            }
        }
        let mut told = self.told(
            claims.subject().as_str(),
            &serde_json::to_value(claims).map_err(failed)?,
        );
        if let Ok(request) = party.user_info(tokens.access_token().clone(), Some(claims.subject().clone())) {
            let more: UserInfoClaims<More, CoreGenderClaim> = request.request_async(&call).await.map_err(failed)?;
            let more = self.told(claims.subject().as_str(), &serde_json::to_value(&more).map_err(failed)?);
            told.fill(more);
        }
        Ok(told)
    }

    fn told(&self, subject: &str, claims: &Value) -> Told {
        let of = |name: &str| match claims.get(name) {
            Some(Value::String(text)) => text.trim().to_string(),
            Some(Value::Object(by_language)) => by_language
                .values()
                .find_map(Value::as_str)
                .unwrap_or_default()
                .to_string(),
            _ => String::new(),
        };
        Told {
            subject: subject.to_string(),
            name: of("name"),
            phone: of("phone_number"),
            number: of(&self.number_claim),
            kind: of(&self.kind_claim),
            login: of(&self.login_claim),
        }
    }

    async fn party(&self, centre: &Centre) -> Result<Party, Failed> {
        let about = self.about(centre).await?;
        let back = format!("{}/sign-in/identity/{}/back", centre.settings().base_url, self.code);
        let secret = ClientSecret::new(self.secret.reveal().to_string());
        let party = Client::from_provider_metadata(
            CoreProviderMetadata::clone(&about),
            ClientId::new(self.client.clone()),
            Some(secret),
        );
        Ok(party.set_redirect_uri(RedirectUrl::new(back).map_err(failed)?))
    }

    async fn about(&self, centre: &Centre) -> Result<Arc<CoreProviderMetadata>, Failed> {
        let known = &centre.shared.providers.0;
        let now = centre.now().0;
        if let Some((about, until)) = known
            .read()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .get(&self.code)
            && *until > now
        {
            return Ok(Arc::clone(about));
        }
        let issuer = IssuerUrl::new(self.issuer.clone()).map_err(failed)?;
        let call = caller().map_err(failed)?;
        let about = CoreProviderMetadata::discover_async(issuer, &call)
            .await
            .map_err(failed)?;
        let about = Arc::new(about);
        known
            .write()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .insert(self.code.clone(), (Arc::clone(&about), now + BELIEVED_MICROS));
        Ok(about)
    }
}

impl Told {
    fn fill(&mut self, more: Told) {
        for (mine, theirs) in [
            (&mut self.name, more.name),
            (&mut self.phone, more.phone),
            (&mut self.number, more.number),
            (&mut self.kind, more.kind),
            (&mut self.login, more.login),
        ] {
            if mine.is_empty() {
                *mine = theirs;
            }
        }
    }
}

/// Calls providers over our own outgoing client, which follows no redirect.
fn caller() -> Result<impl Fn(HttpRequest) -> futures::future::BoxFuture<'static, Result<HttpResponse, Away>>, ActError>
{
    let client = outward::client()?;
    Ok(
        move |request: HttpRequest| -> futures::future::BoxFuture<'static, Result<HttpResponse, Away>> {
            let client = client.clone();
            Box::pin(async move {
                let request = reqwest::Request::try_from(request).map_err(|error| Away(error.to_string()))?;
                let answer = client.execute(request).await.map_err(|error| Away(error.to_string()))?;
                let mut built = openidconnect::http::Response::builder().status(answer.status());
                for (name, value) in answer.headers() {
                    built = built.header(name, value);
                }
                let body = answer.bytes().await.map_err(|error| Away(error.to_string()))?;
                if body.len() > LARGEST {
                    return Err(Away("the answer is too large".into()));
                }
                built.body(body.to_vec()).map_err(|error| Away(error.to_string()))
            })
        },
    )
}

/// Largest answer of a provider, bytes.
const LARGEST: usize = 1024 * 1024;

/// The provider does not answer.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Away(String);
