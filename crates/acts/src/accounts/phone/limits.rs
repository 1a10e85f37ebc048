//! How many codes are sent (短信次数限制): to a number, at the asking of an address, and in all. Whoever asks from a device of the account
//! is counted apart, so that a stranger who uses up a number's codes does not keep its owner out.

use yimen_domain::words::Refusal;
use yimen_store::Write;
use yimen_store::ledger::Hash;
use yimen_store::tables::accounts::AccountRow;
use yimen_store::tables::quotas;

use super::super::attempts::{Source, bucket, known, network};
use super::words;
use crate::texts::Gateway;
use crate::{ActError, Centre};

/// How long one waits before another code is sent to the same number, seconds.
pub const WAIT_SECONDS: i64 = 60;
/// Codes to one number on a day.
pub const NUMBER_MOST: i64 = 8;
/// Codes at the asking of one address in an hour: a hall stands behind one.
pub const ADDRESS_MOST: i64 = 60;
const SECOND_MICROS: i64 = 1_000_000;
const HOUR_MICROS: i64 = 3_600 * SECOND_MICROS;
const DAY_MICROS: i64 = 24 * HOUR_MICROS;

struct Use {
    bucket: Hash,
    micros: i64,
    most: i64,
    refusal: fn() -> Refusal,
}

/// What one code uses up.
pub(super) struct Uses(Vec<Use>);

impl Uses {
    pub(super) async fn of(
        centre: &Centre,
        gateway: &Gateway,
        lookup: &Hash,
        account: Option<&AccountRow>,
        source: &Source,
    ) -> Result<Uses, ActError> {
        let device = match (account, &source.device) {
            (Some(account), Some(secret)) => known(centre, account.id, secret).await?,
            _ => None,
        };
        let whose = [lookup.as_slice(), device.as_ref().map_or(&[], Hash::as_slice)].concat();
        let network = network(&source.address).unwrap_or_default();
        let of = |bucket, micros, most, refusal| Use {
            bucket,
            micros,
            most,
            refusal,
        };
        Ok(Uses(vec![
            of(
                bucket("sms wait", &whose),
                WAIT_SECONDS * SECOND_MICROS,
                1,
                words::wait_a_minute,
            ),
            of(
                bucket("sms number", &whose),
                DAY_MICROS,
                NUMBER_MOST,
                words::enough_for_number,
            ),
            of(
                bucket("sms address", network.as_bytes()),
                HOUR_MICROS,
                ADDRESS_MOST,
                words::enough_from_here,
            ),
            of(
                bucket("sms", b"all"),
                DAY_MICROS,
                gateway.most_a_day,
                words::enough_today,
            ),
        ]))
    }

    /// The writes that use it up, which conflict when something is used up already.
    pub(super) fn spent(&self, centre: &Centre) -> Vec<Write> {
        let (div, now) = (centre.div(), centre.now().0);
        let mut writes = vec![quotas::sweep(div, now)];
        writes.extend(
            self.0
                .iter()
                .map(|used| quotas::spend(div, used.bucket, (now, now + used.micros), used.most)),
        );
        writes
    }

    /// Why nothing was sent.
    pub(super) async fn refusal(&self, centre: &Centre) -> Result<Refusal, ActError> {
        // The longest wait first: a minute's patience does not help where the day is used up.
        for used in self.0.iter().rev() {
            let params = vec![centre.div().into(), used.bucket.into(), centre.now().0.into()];
            let rows = centre.store().query(&quotas::ONE, params).await?;
            if let Some(row) = rows.first()
                && row.int(0)? >= used.most
            {
                return Ok((used.refusal)());
            }
        }
        Ok(words::wait_a_minute())
    }
}
