//! What must be done before what: layers and circles.

use yimen_domain::items::graph::Graph;
use yimen_domain::items::{Item, Prerequisite};

use crate::sound::permit;

fn item(code: &str, needs: &[&str]) -> Item {
    let before = |code: &&str| Prerequisite {
        item: (*code).to_string(),
        ..Prerequisite::default()
    };
    Item {
        code: code.into(),
        prerequisites: needs.iter().map(before).collect(),
        ..permit()
    }
}

fn layers(graph: &Graph) -> Vec<(&str, usize, bool)> {
    let told = |node: &'_ yimen_domain::items::graph::Node| (node.layer, node.is_circular);
    graph
        .nodes
        .iter()
        .map(|node| (node.code.as_str(), told(node).0, told(node).1))
        .collect()
}

#[test]
fn each_item_stands_behind_everything_that_it_needs() {
    let items = [
        item("a", &[]),
        item("b", &["a"]),
        item("c", &["a", "b"]),
        item("d", &["a"]),
        item("alone", &[]),
        item("e", &["nowhere"]),
    ];
    let graph = Graph::of(&items);
    assert_eq!(
        layers(&graph),
        [("a", 0, false), ("b", 1, false), ("c", 2, false), ("d", 1, false)]
    );
    assert_eq!(graph.edges.len(), 4);
    assert_eq!(graph.circles, [] as [Vec<usize>; 0]);
}

#[test]
fn a_circle_is_found_with_the_items_in_it_and_what_comes_after_is_none() {
    let items = [
        item("a", &["c"]),
        item("b", &["a"]),
        item("c", &["b"]),
        item("d", &["c"]),
        item("e", &["e"]),
    ];
    let graph = Graph::of(&items);
    let named =
        |circle: &Vec<usize>| -> Vec<String> { circle.iter().map(|at| graph.nodes[*at].code.clone()).collect() };
    let mut circles: Vec<Vec<String>> = graph.circles.iter().map(named).collect();
    circles.sort();
    assert_eq!(circles, [vec!["a", "b", "c"], vec!["e"]]);
    let d = graph.nodes.iter().find(|node| node.code == "d").unwrap();
    assert_eq!((d.layer, d.is_circular), (1, false));
}

#[test]
fn around_an_item_is_only_what_hangs_together_with_it() {
    let items = [item("a", &[]), item("b", &["a"]), item("x", &[]), item("y", &["x"])];
    let near = Graph::of(&items).around("a");
    assert_eq!(layers(&near), [("a", 0, false), ("b", 1, false)]);
    assert_eq!(near.edges, [(0, 1)]);
    assert!(Graph::of(&items).around("nowhere").nodes.is_empty());
}
