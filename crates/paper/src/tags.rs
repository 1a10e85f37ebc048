//! The structure that a screen reader follows, built while the document is laid out.

use krilla::tagging::{BBox, Identifier, Node, TagGroup, TagKind, TagTree};

/// A group in the structure.
pub(crate) type NodeId = usize;

enum Child {
    Group(NodeId),
    Content(Identifier),
}

struct Group {
    tag: TagKind,
    children: Vec<Child>,
}

/// All groups, in reading order; drawing later adds the content.
#[derive(Default)]
pub(crate) struct Structure {
    groups: Vec<Group>,
    roots: Vec<NodeId>,
}

impl Structure {
    pub(crate) fn root(&mut self, tag: impl Into<TagKind>) -> NodeId {
        let id = self.add(tag.into());
        self.roots.push(id);
        id
    }

    pub(crate) fn child(&mut self, parent: NodeId, tag: impl Into<TagKind>) -> NodeId {
        let id = self.add(tag.into());
        self.groups[parent].children.push(Child::Group(id));
        id
    }

    pub(crate) fn content(&mut self, group: NodeId, content: Identifier) {
        self.groups[group].children.push(Child::Content(content));
    }

    /// Tells where on the page a figure is.
    pub(crate) fn place_figure(&mut self, group: NodeId, place: BBox) {
        if let TagKind::Figure(figure) = &mut self.groups[group].tag {
            figure.set_bbox(Some(place));
        }
    }

    pub(crate) fn into_tree(self, language: &str) -> TagTree {
        let mut groups: Vec<Option<Group>> = self.groups.into_iter().map(Some).collect();
        let mut tree = TagTree::new().with_lang(Some(language.to_owned()));
        for root in self.roots {
            if let Some(group) = build(&mut groups, root) {
                tree.push(group);
            }
        }
        tree
    }

    fn add(&mut self, tag: TagKind) -> NodeId {
        self.groups.push(Group {
            tag,
            children: Vec::new(),
        });
        self.groups.len() - 1
    }
}

fn build(groups: &mut [Option<Group>], id: NodeId) -> Option<TagGroup> {
    let group = groups[id].take()?;
    let mut built = TagGroup::new(group.tag);
    for child in group.children {
        match child {
            Child::Content(content) => built.push(content),
            Child::Group(id) => {
                if let Some(inner) = build(groups, id) {
                    built.push(Node::Group(inner));
                }
            }
        }
    }
    Some(built)
}
