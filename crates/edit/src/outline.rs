//! The order in which people read an item's elements, and the sections of the editing screens.

use crate::shape::{Group, Member};

/// A section (编辑分区): its name and its elements in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Section {
    /// Stable name; part of the address.
    pub code: &'static str,
    /// Fields of the document.
    pub elements: &'static [&'static str],
}

/// The order of sections and elements. What is not known to it comes last.
#[derive(Debug, Clone, Copy)]
pub struct Outline {
    /// The sections.
    pub sections: &'static [Section],
    /// Elements inside groups and rows: path, then the usual ones in their order, then the folded ones.
    pub inside: &'static [Inside],
}

/// The order inside a group or row.
#[derive(Debug, Clone, Copy)]
pub struct Inside {
    /// Path of the group or list.
    pub path: &'static str,
    /// What is shown at once.
    pub usual: &'static [&'static str],
    /// What is folded away.
    pub more: &'static [&'static str],
}

/// Where elements stand that no section names.
pub const REST: &str = "other";

impl Outline {
    /// The sections with the elements that the schema has; elements that no section names stand in one of their own.
    pub fn of(&self, group: &Group) -> Vec<(&'static str, Vec<String>)> {
        let mut sections: Vec<(&'static str, Vec<String>)> = Vec::new();
        let named = |key: &str| self.sections.iter().any(|section| section.elements.contains(&key));
        for section in self.sections {
            let has = |key: &&&str| group.member(key).is_some();
            let elements = section.elements.iter().filter(has).map(|key| (*key).to_string());
            sections.push((section.code, elements.collect()));
        }
        let rest = group.members.iter().filter(|member| !named(&member.key));
        sections.push((REST, rest.map(|member| member.key.clone()).collect()));
        sections.retain(|(_, elements)| !elements.is_empty());
        sections
    }

    /// The section in which an element stands.
    pub fn section_of(&self, element: &str) -> &'static str {
        let holds = |section: &&Section| section.elements.contains(&element);
        self.sections.iter().find(holds).map_or(REST, |section| section.code)
    }

    /// The elements of a group in their order: the usual ones, and those that are folded away.
    pub(crate) fn members<'g>(&self, group: &'g Group, path: &str) -> (Vec<&'g Member>, Vec<&'g Member>) {
        let Some(inside) = self.inside.iter().find(|inside| inside.path == path) else {
            return (group.members.iter().collect(), Vec::new());
        };
        let listed = |keys: &[&str]| keys.iter().filter_map(|key| group.member(key)).collect::<Vec<_>>();
        let (mut usual, more) = (listed(inside.usual), listed(inside.more));
        let known = |key: &str| inside.usual.contains(&key) || inside.more.contains(&key);
        usual.extend(group.members.iter().filter(|member| !known(&member.key)));
        (usual, more)
    }
}
