//! What must be done before what (前置条件关系图): items as layers, each behind everything that it needs, and the circles.

use std::collections::{BTreeMap, BTreeSet};

use super::Item;

/// One item in the graph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Code of the item.
    pub code: String,
    /// Its column: 0 needs nothing, the others come behind what they need.
    pub layer: usize,
    /// It stands in a circle.
    pub is_circular: bool,
}

/// Items that need others or are needed, and what each needs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Graph {
    /// Items, in order of code.
    pub nodes: Vec<Node>,
    /// From the one that is needed to the one that needs it, as places in `nodes`.
    pub edges: Vec<(usize, usize)>,
    /// Circles: places in `nodes` of items that need each other.
    pub circles: Vec<Vec<usize>>,
}

impl Graph {
    /// Of these items; prerequisites that are not among them are left out.
    pub fn of<'a>(items: impl IntoIterator<Item = &'a Item>) -> Graph {
        let items: BTreeMap<&str, &Item> = items.into_iter().map(|item| (item.code.as_str(), item)).collect();
        let mut needs: BTreeSet<(&str, &str)> = BTreeSet::new();
        for (code, item) in &items {
            let known = item
                .prerequisites
                .iter()
                .filter_map(|one| items.get_key_value(one.item.as_str()));
            needs.extend(known.map(|(before, _)| (*before, *code)));
        }
        let codes: BTreeSet<&str> = needs.iter().flat_map(|(before, after)| [*before, *after]).collect();
        let place: BTreeMap<&str, usize> = codes.iter().enumerate().map(|(at, code)| (*code, at)).collect();
        let edges: Vec<(usize, usize)> = needs
            .iter()
            .map(|(before, after)| (place[before], place[after]))
            .collect();
        let groups = groups(codes.len(), &edges);
        let layers = layers(&groups, &edges);
        let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (at, group) in groups.iter().enumerate() {
            members.entry(*group).or_default().push(at);
        }
        let circular = |all: &Vec<usize>| all.len() > 1 || edges.contains(&(all[0], all[0]));
        let circles: Vec<Vec<usize>> = members.into_values().filter(circular).collect();
        let nodes = codes.iter().enumerate().map(|(at, code)| Node {
            code: (*code).to_string(),
            layer: layers[groups[at]],
            is_circular: circles.iter().any(|circle| circle.contains(&at)),
        });
        Graph {
            nodes: nodes.collect(),
            edges,
            circles,
        }
    }

    /// Only what hangs together with an item, near or far.
    #[must_use]
    pub fn around(&self, code: &str) -> Graph {
        let mut inside: BTreeSet<usize> = self
            .nodes
            .iter()
            .position(|node| node.code == code)
            .into_iter()
            .collect();
        loop {
            let touches = |edge: &&(usize, usize)| inside.contains(&edge.0) != inside.contains(&edge.1);
            let more: Vec<usize> = self
                .edges
                .iter()
                .filter(touches)
                .flat_map(|edge| [edge.0, edge.1])
                .collect();
            if more.is_empty() {
                break;
            }
            inside.extend(more);
        }
        self.only(&inside)
    }

    /// Only these nodes.
    fn only(&self, inside: &BTreeSet<usize>) -> Graph {
        let place: BTreeMap<usize, usize> = inside.iter().enumerate().map(|(new, old)| (*old, new)).collect();
        let edge = |(a, b): &(usize, usize)| Some((*place.get(a)?, *place.get(b)?));
        Graph {
            nodes: inside.iter().map(|at| self.nodes[*at].clone()).collect(),
            edges: self.edges.iter().filter_map(edge).collect(),
            circles: self
                .circles
                .iter()
                .filter_map(|circle| circle.iter().map(|at| place.get(at).copied()).collect())
                .collect(),
        }
    }
}

/// For each node the group of nodes that can be reached from it and reach it; groups are numbered so that what is needed
/// has the lower number.
fn groups(count: usize, edges: &[(usize, usize)]) -> Vec<usize> {
    let mut next = vec![Vec::new(); count];
    let mut before = vec![Vec::new(); count];
    for (from, to) in edges {
        next[*from].push(*to);
        before[*to].push(*from);
    }
    let mut order = Vec::with_capacity(count);
    let mut seen = vec![false; count];
    for start in 0..count {
        visit(start, &next, &mut seen, &mut order);
    }
    let mut group = vec![usize::MAX; count];
    let mut number = 0;
    for start in order.into_iter().rev() {
        if group[start] != usize::MAX {
            continue;
        }
        let mut open = vec![start];
        while let Some(at) = open.pop() {
            if group[at] == usize::MAX {
                group[at] = number;
                open.extend(before[at].iter().copied());
            }
        }
        number += 1;
    }
    group
}

/// Goes through everything that can be reached, and notes each node when nothing is left behind it.
fn visit(start: usize, next: &[Vec<usize>], seen: &mut [bool], order: &mut Vec<usize>) {
    let mut open = vec![(start, 0)];
    while let Some((at, done)) = open.pop() {
        if done == 0 && std::mem::replace(&mut seen[at], true) {
            continue;
        }
        match next[at].get(done) {
            Some(to) => {
                open.push((at, done + 1));
                if !seen[*to] {
                    open.push((*to, 0));
                }
            }
            None => order.push(at),
        }
    }
}

/// The layer of each group: behind every group that it needs.
fn layers(groups: &[usize], edges: &[(usize, usize)]) -> Vec<usize> {
    let count = groups.iter().max().map_or(0, |most| most + 1);
    let mut layer = vec![0; count];
    for group in 0..count {
        for (from, to) in edges {
            let (before, after) = (groups[*from], groups[*to]);
            if before == group && after != group {
                layer[after] = layer[after].max(layer[group] + 1);
            }
        }
    }
    layer
}
