//! Versions of an item beside each other (版本对照), and what hangs on an item (影响范围).

use std::sync::Arc;

use yimen_domain::items::Item;
use yimen_domain::items::sheet::{Change, difference};
use yimen_domain::words::{Refusal, Words};

use crate::bundles::Edition;
use crate::{ActError, Centre};

/// Two versions of one item and what they do not have in common.
#[derive(Debug, Clone)]
pub struct Compared {
    /// The one.
    pub before: Arc<Item>,
    /// The other.
    pub after: Arc<Item>,
    /// What differs, in the order in which an item is read.
    pub changes: Vec<Change>,
}

/// How an item hangs on another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tie {
    /// 引用: it cites the other.
    Cites,
    /// 前置: the other must be done before it.
    NeedsBefore,
    /// 子项、业务办理项: it is part of the other.
    PartOf,
}

/// Puts two versions beside each other.
///
/// # Errors
/// There is no such item, or not in these versions.
pub fn compare(centre: &Centre, code: &str, before: u32, after: u32) -> Result<Compared, ActError> {
    let library = centre.library();
    let version = |number: u32| {
        let missing = || Refusal::missing("这个事项的这一版", "this version of the item");
        library.version(code, number).cloned().ok_or_else(missing)
    };
    let (before, after) = (version(before)?, version(after)?);
    let changes = difference(&before, &after);
    Ok(Compared { before, after, changes })
}

/// The items, in their latest version, that hang on an item, in order of code.
pub fn hang_on(centre: &Centre, code: &str) -> Vec<(Arc<Item>, Tie)> {
    let library = centre.library();
    let tie = |item: &Arc<Item>| {
        let tie = if item.cites.as_ref().is_some_and(|cited| cited.code == code) {
            Tie::Cites
        } else if item.position.above() == Some(code) {
            Tie::PartOf
        } else if item.prerequisites.iter().any(|before| before.item == code) {
            Tie::NeedsBefore
        } else {
            return None;
        };
        Some((Arc::clone(item), tie))
    };
    library.all().filter_map(tie).collect()
}

/// The bundles (一件事) in force that contain an item: code and name, in order of code.
pub fn bundled(centre: &Centre, code: &str) -> Vec<(String, Words)> {
    let library = centre.library();
    let named = |edition: &Edition| (edition.bundle.code.clone(), edition.bundle.name.clone());
    library.bundles().with(code, centre.today()).map(named).collect()
}
