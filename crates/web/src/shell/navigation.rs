//! The links on top of each area.

use super::page::{Page, Role};

struct Entry {
    href: &'static str,
    key: &'static str,
    icon: &'static str,
}

const fn entry(href: &'static str, key: &'static str, icon: &'static str) -> Entry {
    Entry { href, key, icon }
}

const PORTAL: &[Entry] = &[
    entry("/", "nav.home", "home"),
    entry("/items", "nav.items", "list-search"),
    entry("/progress", "nav.progress", "timeline"),
    entry("/my", "nav.my", "user"),
    entry("/help", "nav.help", "help-circle"),
];

// The work of every day first: an area of many links shows the first ones and folds the rest.
const WORKBENCH: &[Entry] = &[
    entry("/inspector", "nav.board", "chart-bar"),
    entry("/workbench", "nav.tasks", "checklist"),
    entry("/workbench/tasks", "nav.my_tasks", "circle-check"),
    entry("/workbench/signing", "nav.signing", "pencil"),
    entry("/workbench/window", "nav.window", "building"),
    entry("/workbench/cases", "nav.cases", "files"),
    entry("/workbench/performance", "performance.title", "chart-bar"),
    entry("/workbench/licences", "nav.licences", "file-check"),
    entry("/workbench/matters", "nav.matters", "inbox"),
    entry("/workbench/ratings", "nav.rating_work", "mood-sad"),
    entry("/workbench/supervision", "nav.supervision", "alert-triangle"),
    entry("/workbench/unclaimed", "nav.unclaimed", "inbox"),
    entry("/workbench/slips", "slips.title", "files"),
    entry("/workbench/remedies", "nav.remedies", "checklist"),
    entry("/workbench/commitments", "nav.commitments", "checklist"),
    entry("/workbench/bars", "nav.bars", "alert-circle"),
    entry("/workbench/supervision/rules", "nav.supervision_rules", "checklist"),
    entry("/workbench/items", "nav.item_library", "list-search"),
    entry("/workbench/items/drafts", "nav.item_drafts", "pencil"),
    entry("/workbench/payments", "nav.payments", "checklist"),
    entry("/workbench/letters", "nav.letters", "shield-check"),
    entry("/workbench/wordings", "nav.wordings", "file-text"),
    entry("/workbench/organisation", "nav.organisation", "users"),
    entry("/workbench/notices", "nav.notices", "bell"),
    entry("/workbench/accounts", "nav.accounts", "user"),
    entry("/workbench/recovery", "nav.recovery", "user"),
    entry("/workbench/audit", "nav.audit", "list-search"),
    entry("/workbench/retention", "nav.retention", "clock"),
];

const INSPECTOR: &[Entry] = &[
    entry("/inspector", "nav.board", "chart-bar"),
    entry("/inspector/cases", "nav.cases", "files"),
    entry("/workbench/supervision", "nav.supervision", "alert-triangle"),
    entry("/inspector/samples", "inspection.samples", "list-search"),
    entry("/inspector/rounds", "inspection.rounds", "users"),
    entry("/workbench/performance", "performance.title", "chart-bar"),
    entry("/workbench/matters", "nav.matters", "inbox"),
    entry("/workbench/ratings", "nav.rating_work", "mood-sad"),
    entry("/workbench/supervision/rules", "nav.supervision_rules", "checklist"),
    entry("/inspector/ledger", "nav.ledger", "shield-check"),
    entry("/inspector/calendar", "nav.calendar", "calendar"),
    entry("/workbench/payments", "nav.payments", "checklist"),
    entry("/workbench/items", "nav.item_library", "list-search"),
    entry("/workbench/items/drafts", "nav.item_drafts", "pencil"),
    entry("/workbench/organisation", "nav.organisation", "users"),
    entry("/workbench/notices", "nav.notices", "bell"),
];

/// Most links that stand side by side; with more than these the rest is folded.
const SIDE_BY_SIDE: usize = 9;

/// A link on top of an area.
#[derive(Clone, Debug)]
pub struct NavigationLink {
    /// Where it leads.
    pub href: &'static str,
    /// Its words.
    pub words: &'static str,
    /// The name of its icon.
    pub icon: &'static str,
    /// The page that is shown belongs to it.
    pub current: bool,
}

/// The links of an area: those side by side, and those behind “more”.
#[derive(Clone, Debug, Default)]
pub struct Navigation {
    /// Side by side; the one of the page that is shown is always among them.
    pub first: Vec<NavigationLink>,
    /// Folded.
    pub rest: Vec<NavigationLink>,
}

impl Navigation {
    fn of(mut links: Vec<NavigationLink>) -> Navigation {
        if links.len() <= SIDE_BY_SIDE {
            return Navigation {
                first: links,
                rest: Vec::new(),
            };
        }
        let mut rest = links.split_off(SIDE_BY_SIDE - 1);
        if let Some(at) = rest.iter().position(|link| link.current) {
            links.push(rest.remove(at));
        }
        Navigation { first: links, rest }
    }
}

/// The links of an area; the current one is that with the longest path that this page is under.
pub(crate) fn links(page: &Page, area: &str) -> Navigation {
    let entries = match area {
        "workbench" => WORKBENCH,
        "inspector" => INSPECTOR,
        _ => PORTAL,
    };
    let path = page.path.split('?').next().unwrap_or("/");
    let current = entries
        .iter()
        .map(|entry| entry.href)
        .filter(|href| is_under(path, href))
        .max_by_key(|href| href.len());
    let role = page.person.as_ref().map(|person| person.role);
    let links = entries
        .iter()
        .filter(|entry| is_open_to(role, entry.href))
        .map(|entry| NavigationLink {
            href: entry.href,
            words: page.t(entry.key),
            icon: entry.icon,
            current: current == Some(entry.href),
        })
        .collect();
    Navigation::of(links)
}

/// Nobody is shown a link that answers "not allowed".
fn is_open_to(role: Option<Role>, href: &str) -> bool {
    let only = match href {
        "/inspector" => Some(&[Role::Inspector, Role::Manager][..]),
        "/workbench/unclaimed" => Some(&[Role::Manager, Role::WindowClerk][..]),
        "/workbench/remedies" | "/workbench/tasks" | "/workbench/slips" => {
            Some(&[Role::WindowClerk, Role::Examiner, Role::ChiefApprover][..])
        }
        "/workbench/notices" => Some(&[Role::Manager][..]),
        "/workbench/signing" => Some(&[Role::Examiner, Role::ChiefApprover][..]),
        "/workbench/performance" => Some(&[Role::Inspector, Role::Manager][..]),
        "/workbench/supervision/rules" => Some(&[Role::Inspector, Role::Manager][..]),
        "/workbench/payments" => Some(&[Role::Inspector, Role::Manager][..]),
        "/workbench/accounts" => Some(&[Role::SecurityAdministrator][..]),
        "/workbench/recovery" => Some(&[Role::WindowClerk, Role::Manager, Role::SecurityAdministrator][..]),
        "/workbench/licences"
        | "/workbench/bars"
        | "/workbench/commitments"
        | "/workbench/supervision"
        | "/workbench/matters"
        | "/workbench/ratings" => Some(
            &[
                Role::WindowClerk,
                Role::Examiner,
                Role::ChiefApprover,
                Role::Inspector,
                Role::Manager,
            ][..],
        ),
        "/workbench/audit" => Some(&[Role::Auditor][..]),
        "/workbench/retention" => Some(&[Role::Auditor, Role::Administrator][..]),
        _ => None,
    };
    if only.is_some_and(|only| !role.is_some_and(|role| only.contains(&role))) {
        return false;
    }
    let works_elsewhere = match role {
        Some(Role::SecurityAdministrator | Role::Auditor) => {
            href.starts_with("/workbench") && only.is_none() && href != "/workbench/items"
        }
        Some(Role::Administrator) => ["/workbench/window", "/workbench/cases"].contains(&href),
        Some(Role::Drafter | Role::LegalReviewer) => {
            ["/workbench", "/workbench/window", "/workbench/cases"].contains(&href)
        }
        Some(Role::Inspector | Role::Manager) => {
            ["/workbench", "/workbench/window", "/workbench/cases"].contains(&href)
        }
        Some(Role::Examiner | Role::ChiefApprover) => ["/workbench/window", "/workbench/items/drafts"].contains(&href),
        Some(Role::WindowClerk) => href == "/workbench/items/drafts",
        _ => false,
    };
    !works_elsewhere
}

fn is_under(path: &str, href: &str) -> bool {
    path == href || (href != "/" && path.strip_prefix(href).is_some_and(|rest| rest.starts_with('/')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(count: usize, current: usize) -> Vec<NavigationLink> {
        let link = |at| NavigationLink {
            href: "/",
            words: "",
            icon: "",
            current: at == current,
        };
        (0..count).map(link).collect()
    }

    #[test]
    fn many_links_are_folded_and_the_page_that_is_shown_stays_in_sight() {
        for (count, current, first, rest) in [
            (5, 0, 5, 0),
            (9, 8, 9, 0),
            (10, 7, 8, 2),
            (18, 17, 9, 9),
            (18, 18, 8, 10),
        ] {
            let found = Navigation::of(links(count, current));
            assert_eq!(
                (found.first.len(), found.rest.len()),
                (first, rest),
                "{count}, {current}"
            );
            assert!(found.rest.iter().all(|link| !link.current), "{count}, {current}");
        }
    }
}
