//! How often something may be done in a while (次数限制), counted by bucket: a hash of what and for whom.

use crate::{Stmt, Write};

static USE: Stmt = Stmt::write(
    "quotas.use",
    "INSERT INTO quotas (div, bucket, used, since, ends_at) VALUES ($1, $2, 1, $3, $4) ON CONFLICT (div, bucket) DO UPDATE SET \
     used = CASE WHEN quotas.ends_at <= excluded.since THEN 1 ELSE quotas.used + 1 END, \
     since = CASE WHEN quotas.ends_at <= excluded.since THEN excluded.since ELSE quotas.since END, \
     ends_at = CASE WHEN quotas.ends_at <= excluded.since THEN excluded.ends_at ELSE quotas.ends_at END \
     WHERE quotas.ends_at <= excluded.since OR quotas.used < $5",
);
static SWEEP: Stmt = Stmt::write("quotas.sweep", "DELETE FROM quotas WHERE div = $1 AND ends_at < $2");

/// One bucket whose while has not ended: `div, bucket, now`. Columns: used, ends_at.
pub static ONE: Stmt = Stmt::read(
    "quotas.one",
    "SELECT used, ends_at FROM quotas WHERE div = $1 AND bucket = $2 AND ends_at > $3",
);

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[&USE, &SWEEP, &ONE];

/// Does it once more at `now`, in a while that ends at `ends_at` if none is running; conflicts when it was done `most` times in it.
pub fn spend(div: &str, bucket: [u8; 32], (now, ends_at): (i64, i64), most: i64) -> Write {
    Write {
        stmt: &USE,
        params: vec![div.into(), bucket.into(), now.into(), ends_at.into(), most.into()],
        expect: Some(1),
    }
}

/// Removes what ended before `old`.
pub fn sweep(div: &str, old: i64) -> Write {
    Write {
        stmt: &SWEEP,
        params: vec![div.into(), old.into()],
        expect: None,
    }
}
