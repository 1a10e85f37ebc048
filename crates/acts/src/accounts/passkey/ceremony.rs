//! The ceremonies of WebAuthn Level 3 (registration section 7.1, authentication section 7.2), by the crate `webauthn_rp`.
//!
//! A passkey belongs to the name of the centre (RP ID) and is used from its pages only (origin): no other site gets an answer that counts here.

use std::net::IpAddr;

use webauthn_rp::bin::{Decode, Encode};
use webauthn_rp::request::auth::{
    AllowedCredential, AllowedCredentials, AuthenticationVerificationOptions, NonDiscoverableCredentialRequestOptions,
};
use webauthn_rp::request::register::{
    PublicKeyCredentialUserEntity, RegistrationVerificationOptions, UserHandle, Username,
};
use webauthn_rp::request::{AsciiDomain, Credentials as _, PublicKeyCredentialDescriptor, RpId};
use webauthn_rp::response::auth::NonDiscoverableAuthentication;
use webauthn_rp::response::register::{CompressedPubKey, DynamicState, StaticState};
use webauthn_rp::response::{AuthTransports, CredentialId};
use webauthn_rp::{
    AuthenticatedCredential, NonDiscoverableAuthenticationServerState, PublicKeyCredentialCreationOptions,
    Registration, RegistrationServerState,
};

/// Bytes of the handle that stands for an account: its id, which tells nothing about the person.
const HANDLE: usize = 16;

type Key = CompressedPubKey<[u8; 32], [u8; 32], [u8; 48], Vec<u8>>;

/// What a passkey is known by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Id of the credential, chosen by the device.
    pub id: Vec<u8>,
    /// How the device is reached.
    pub transports: u8,
    /// Public key and what else never changes.
    pub fixed: Vec<u8>,
    /// Counter of signatures and what else changes with each use.
    pub state: Vec<u8>,
}

/// What is asked of the browser, and what has to be kept until it answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Options for `navigator.credentials`, JSON.
    pub options: String,
    /// Challenge and deadline (five minutes).
    pub state: Vec<u8>,
}

/// Why an answer does not count: for the log, not for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotGood(pub String);

/// The centre as passkeys know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    id: RpId,
    origin: String,
}

impl Party {
    /// From the centre's public address; none where it has no name of its own, or is reached without TLS from elsewhere: browsers offer no passkeys there.
    pub fn of(address: &str) -> Option<Party> {
        let (scheme, rest) = address.split_once("://")?;
        let authority = rest.split('/').next()?;
        let host = match authority.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
            _ => authority,
        };
        let is_name = !host.starts_with('[') && host.parse::<IpAddr>().is_err();
        let is_safe = scheme == "https" || host == "localhost";
        let id = AsciiDomain::try_from(host.to_string())
            .ok()
            .filter(|_| is_name && is_safe)?;
        Some(Party {
            id: RpId::Domain(id),
            origin: format!("{scheme}://{authority}"),
        })
    }

    /// Asks for a new passkey, which none of those that are known already may be.
    pub(super) fn begin(&self, account: [u8; HANDLE], login: &str, known: &[Known]) -> Result<Asked, NotGood> {
        let handle = UserHandle::<HANDLE>::decode(account).map_err(not_good)?;
        let user = PublicKeyCredentialUserEntity {
            name: Username::try_from(login.to_string()).map_err(not_good)?,
            id: &handle,
            display_name: None,
        };
        let options = PublicKeyCredentialCreationOptions::second_factor(&self.id, user, descriptors(known)?);
        let (server, client) = options.start_ceremony().map_err(not_good)?;
        Ok(Asked {
            options: serde_json::to_string(&client).map_err(not_good)?,
            state: server.encode().map_err(not_good)?,
        })
    }

    /// Takes the new passkey.
    pub(super) fn finish(&self, state: &[u8], answer: &str) -> Result<Known, NotGood> {
        let state = RegistrationServerState::<HANDLE>::decode(state).map_err(not_good)?;
        let answer = Registration::from_json_relaxed(answer.as_bytes()).map_err(not_good)?;
        let origins = [self.origin.as_str()];
        let options = RegistrationVerificationOptions::<&str, &str> {
            allowed_origins: &origins,
            error_on_unsolicited_extensions: false,
            ..Default::default()
        };
        let made = state.verify(&self.id, &answer, &options).map_err(not_good)?;
        let (id, transports, _, fixed, state, _) = made.into_parts();
        Ok(Known {
            id: id.as_ref().to_vec(),
            transports: transports.encode().map_err(not_good)?,
            fixed: fixed.encode().map_err(not_good)?,
            state: state.encode().map_err(not_good)?.to_vec(),
        })
    }

    /// Asks for an answer of one of the passkeys that are known.
    pub(super) fn ask(&self, known: &[Known]) -> Result<Asked, NotGood> {
        let mut allowed = AllowedCredentials::with_capacity(known.len());
        for one in descriptors(known)? {
            allowed.push(AllowedCredential::from(one));
        }
        let options = NonDiscoverableCredentialRequestOptions::second_factor(&self.id, allowed).map_err(not_good)?;
        let (server, client) = options.start_ceremony().map_err(not_good)?;
        Ok(Asked {
            options: serde_json::to_string(&client).map_err(not_good)?,
            state: server.encode().map_err(not_good)?,
        })
    }

    /// Which passkey answered, as it is from now on.
    pub(super) fn answered(
        &self,
        account: [u8; HANDLE],
        known: &[Known],
        (state, answer): (&[u8], &str),
    ) -> Result<Known, NotGood> {
        let state = NonDiscoverableAuthenticationServerState::decode(state).map_err(not_good)?;
        let answer = NonDiscoverableAuthentication::<HANDLE>::from_json_relaxed(answer.as_bytes()).map_err(not_good)?;
        let one = known.iter().find(|one| one.id == answer.raw_id().as_ref());
        let one = one.ok_or_else(|| NotGood("a passkey of somebody else".into()))?;
        let handle = UserHandle::<HANDLE>::decode(account).map_err(not_good)?;
        let fixed = StaticState::<Key>::decode(&one.fixed).map_err(not_good)?;
        let dynamic = one.state.as_slice().try_into().map_err(not_good)?;
        let dynamic = DynamicState::decode(dynamic).map_err(not_good)?;
        let id = CredentialId::<&[u8]>::decode(one.id.as_slice()).map_err(not_good)?;
        let mut credential = AuthenticatedCredential::new(id, &handle, fixed, dynamic).map_err(not_good)?;
        let origins = [self.origin.as_str()];
        let options = AuthenticationVerificationOptions::<&str, &str> {
            allowed_origins: &origins,
            error_on_unsolicited_extensions: false,
            ..Default::default()
        };
        state
            .verify(&self.id, &answer, &mut credential, &options)
            .map_err(not_good)?;
        Ok(Known {
            state: credential.dynamic_state().encode().map_err(not_good)?.to_vec(),
            ..one.clone()
        })
    }
}

fn descriptors(known: &[Known]) -> Result<Vec<PublicKeyCredentialDescriptor<Vec<u8>>>, NotGood> {
    known
        .iter()
        .map(|one| {
            Ok(PublicKeyCredentialDescriptor {
                id: CredentialId::<Vec<u8>>::decode(one.id.clone()).map_err(not_good)?,
                transports: AuthTransports::decode(one.transports).map_err(not_good)?,
            })
        })
        .collect()
}

fn not_good(error: impl std::fmt::Debug) -> NotGood {
    NotGood(format!("{error:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passkeys_are_offered_where_browsers_have_them() {
        for (address, origin) in [
            ("https://zwfw.example.gov.cn", Some("https://zwfw.example.gov.cn")),
            (
                "https://zwfw.example.gov.cn:8443/hall",
                Some("https://zwfw.example.gov.cn:8443"),
            ),
            ("http://localhost:8080", Some("http://localhost:8080")),
            ("http://zwfw.example.gov.cn", None),
            ("http://127.0.0.1:8080", None),
            ("https://10.0.0.1", None),
            ("https://[::1]:8080", None),
            ("", None),
        ] {
            let party = Party::of(address);
            assert_eq!(party.map(|party| party.origin).as_deref(), origin, "{address}");
        }
    }
}
