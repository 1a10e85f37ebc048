//! Finding a row by what must not stand in it (查找指纹): a telephone or document number is looked up by its HMAC-SM3, under a key that
//! is made once, and kept sealed. Without the key the hashes tell nothing, although there are few numbers.

use hmac::{Hmac, KeyInit, Mac};
use sm3::Sm3;
use yimen_store::ledger::Hash;
use yimen_store::tables::phones;
use yimen_store::{Built, Change, Store};

use crate::ActError;
use crate::vault::Vault;

/// Which key it is.
const ID: &[u8] = b"numbers";
/// What the key is sealed for.
const PLACE: &[u8] = b"numbers/lookup";

/// Makes hashes of what is looked up.
pub(crate) struct Lookup {
    key: [u8; 32],
}

impl Lookup {
    /// With the key of the division; makes one when there is none.
    pub(crate) async fn open(store: &Store, div: &str, vault: &Vault) -> Result<Lookup, ActError> {
        if let Some(lookup) = kept(store, div, vault).await? {
            return Ok(lookup);
        }
        let sealed = vault.seal(rand::random(), PLACE, &rand::random::<[u8; 32]>())?;
        let write = phones::keep_key(div, ID, sealed);
        let change = Change {
            div: div.to_string(),
            once: None,
            series: Vec::new(),
            guard: None,
            build: Box::new(move |_| Built {
                writes: vec![write.clone()],
                answer: String::new(),
            }),
        };
        store.commit(change).await?;
        // Another process may have been faster: what is kept counts.
        let made = kept(store, div, vault).await?;
        made.ok_or_else(|| ActError::Broken("the key of lookups was not kept".into()))
    }

    /// The hash by which `text` of a kind is found.
    pub(crate) fn of(&self, kind: &str, text: &[u8]) -> Result<Hash, ActError> {
        let mut mac = Hmac::<Sm3>::new_from_slice(&self.key).map_err(|error| ActError::Broken(error.to_string()))?;
        mac.update(kind.as_bytes());
        mac.update(b"\0");
        mac.update(text);
        Ok(mac.finalize().into_bytes().into())
    }
}

async fn kept(store: &Store, div: &str, vault: &Vault) -> Result<Option<Lookup>, ActError> {
    let rows = store.query(&phones::KEY, vec![div.into(), ID.to_vec().into()]).await?;
    let Some(row) = rows.first() else { return Ok(None) };
    let key = vault.open_sealed(PLACE, row.bytes(0)?)?;
    let key = key
        .try_into()
        .map_err(|_| ActError::Broken("the key of lookups has another length".into()))?;
    Ok(Some(Lookup { key }))
}
