//! Changes for which nobody stands at a window (批量处理): side by side, so that they are made durable together, but never so many that people at their windows are refused for them.

use futures::stream::{self, StreamExt};

/// So many are under way at once: half of what the store always takes.
const AT_ONCE: usize = 64;

/// The answers of all changes, in their order.
pub(crate) async fn side_by_side<T>(changes: impl IntoIterator<Item = impl Future<Output = T>>) -> Vec<T> {
    stream::iter(changes).buffered(AT_ONCE).collect().await
}
