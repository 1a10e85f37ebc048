//! Merkle trees (默克尔树) in the shape of RFC 6962: a leaf is `H(0x00 || data)`, a node is `H(0x01 || left || right)`,
//! a tree of no leaves is `H()`, and of n leaves the left part takes the largest power of two below n.

use ct_merkle::digest::{Digest, Output};
use ct_merkle::mem_backed_tree::MemoryBackedTree;
use ct_merkle::{ConsistencyProof, InclusionProof, RootHash};
use sha2::Sha256;
use sm3::Sm3;

use super::{Hash, HashKind};

/// A root that grows leaf by leaf and keeps only as many hashes as the tree has levels: for trees that are too large to
/// be held, such as all days of an export at once.
#[derive(Debug, Clone)]
pub struct Growing {
    kind: HashKind,
    leaves: u64,
    /// Roots of complete trees, largest first, one for each bit that is set in `leaves`.
    peaks: Vec<Hash>,
}

impl Growing {
    /// A tree of no leaves.
    pub fn new(kind: HashKind) -> Growing {
        Growing {
            kind,
            leaves: 0,
            peaks: Vec::new(),
        }
    }

    /// Takes the next leaf.
    pub fn push(&mut self, data: &[u8]) {
        let mut right = self.kind.of_parts(&[&[0], data]);
        let mut filled = self.leaves;
        while filled & 1 == 1
            && let Some(left) = self.peaks.pop()
        {
            right = self.node(&left, &right);
            filled >>= 1;
        }
        self.peaks.push(right);
        self.leaves += 1;
    }

    /// How many leaves it has.
    pub fn leaves(&self) -> u64 {
        self.leaves
    }

    /// The root of what was taken so far.
    pub fn root(&self) -> Hash {
        let mut peaks = self.peaks.iter().rev();
        match peaks.next() {
            None => self.kind.digest(&[]),
            Some(last) => peaks.fold(*last, |right, left| self.node(left, &right)),
        }
    }

    fn node(&self, left: &Hash, right: &Hash) -> Hash {
        self.kind.of_parts(&[&[1], left, right])
    }
}

/// The root over these leaves.
pub fn root<T: AsRef<[u8]>>(kind: HashKind, leaves: &[T]) -> Hash {
    let mut tree = Growing::new(kind);
    leaves.iter().for_each(|leaf| tree.push(leaf.as_ref()));
    tree.root()
}

/// The hashes beside the way from a leaf to the root, lowest first; nothing when there is no such leaf.
pub fn inclusion<T: AsRef<[u8]>>(kind: HashKind, leaves: &[T], index: usize) -> Option<Vec<Hash>> {
    if index >= leaves.len() {
        return None;
    }
    Some(match kind {
        HashKind::Sm3 => cut(built::<Sm3, T>(leaves).prove_inclusion(index).as_bytes()),
        HashKind::Sha256 => cut(built::<Sha256, T>(leaves).prove_inclusion(index).as_bytes()),
    })
}

/// Whether `data` is the leaf `index` of the tree of `size` leaves with this root.
pub fn is_included(kind: HashKind, (size, root): (u64, &Hash), index: u64, data: &[u8], path: &[Hash]) -> bool {
    fn check<D: Digest>((size, root): (u64, Output<D>), index: u64, data: &[u8], path: &[Hash]) -> bool {
        InclusionProof::<D>::try_from_bytes(path.concat()).is_ok_and(|proof| {
            RootHash::<D>::new(root, size)
                .verify_inclusion(&data, index, &proof)
                .is_ok()
        })
    }
    if size > MOST {
        return false;
    }
    match kind {
        HashKind::Sm3 => check::<Sm3>((size, (*root).into()), index, data, path),
        HashKind::Sha256 => check::<Sha256>((size, (*root).into()), index, data, path),
    }
}

/// The hashes that show that the tree of the first `old` leaves is the beginning of this one; nothing when there were
/// none or are fewer now.
pub fn consistency<T: AsRef<[u8]>>(kind: HashKind, leaves: &[T], old: usize) -> Option<Vec<Hash>> {
    if old == 0 || old > leaves.len() {
        return None;
    }
    let more = leaves.len() - old;
    Some(match kind {
        HashKind::Sm3 => cut(built::<Sm3, T>(leaves).prove_consistency(more).as_bytes()),
        HashKind::Sha256 => cut(built::<Sha256, T>(leaves).prove_consistency(more).as_bytes()),
    })
}

/// Whether the older tree (size and root) is the beginning of the newer one.
pub fn is_consistent(kind: HashKind, old: (u64, &Hash), new: (u64, &Hash), path: &[Hash]) -> bool {
    fn check<D: Digest>(old: (u64, Output<D>), new: (u64, Output<D>), path: &[Hash]) -> bool {
        let (old, new) = (RootHash::<D>::new(old.1, old.0), RootHash::<D>::new(new.1, new.0));
        ConsistencyProof::<D>::try_from_bytes(path.concat())
            .is_ok_and(|proof| new.verify_consistency(&old, &proof).is_ok())
            && (old.num_leaves() != new.num_leaves() || old.as_bytes() == new.as_bytes())
    }
    if new.0 > MOST {
        return false;
    }
    match kind {
        HashKind::Sm3 => check::<Sm3>((old.0, (*old.1).into()), (new.0, (*new.1).into()), path),
        HashKind::Sha256 => check::<Sha256>((old.0, (*old.1).into()), (new.0, (*new.1).into()), path),
    }
}

/// More leaves than any ledger will have; what names more is no proof.
const MOST: u64 = 1 << 53;

fn built<D: Digest, T: AsRef<[u8]>>(leaves: &[T]) -> MemoryBackedTree<D, &[u8]> {
    let mut tree = MemoryBackedTree::new();
    leaves.iter().for_each(|leaf| tree.push(leaf.as_ref()));
    tree
}

fn cut(bytes: &[u8]) -> Vec<Hash> {
    bytes.as_chunks::<32>().0.to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::hex;

    const KINDS: [HashKind; 2] = [HashKind::Sm3, HashKind::Sha256];

    fn leaves(count: u8) -> Vec<Vec<u8>> {
        (0..count).map(|n| vec![n; usize::from(n)]).collect()
    }

    #[test]
    fn the_roots_that_certificate_transparency_publishes() {
        let inputs: [&[u8]; 8] = [
            &[],
            &[0],
            &[0x10],
            &[0x20, 0x21],
            &[0x30, 0x31],
            &[0x40, 0x41, 0x42, 0x43],
            &[0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57],
            &[
                0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f,
            ],
        ];
        let roots = [
            (0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            (1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
            (2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
            (3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"),
            (7, "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"),
            (8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"),
        ];
        for (count, expected) in roots {
            assert_eq!(
                hex(&root(HashKind::Sha256, &inputs[..count])),
                expected,
                "{count} leaves"
            );
        }
    }

    #[test]
    fn a_root_that_grows_is_that_of_the_library() {
        let all = leaves(70);
        for count in 0..all.len() {
            let library: Hash = (*built::<Sm3, _>(&all[..count]).root().as_bytes()).into();
            assert_eq!(root(HashKind::Sm3, &all[..count]), library, "{count} leaves");
        }
    }

    #[test]
    fn every_leaf_is_proved_and_no_other() {
        for kind in KINDS {
            for count in 1..20 {
                let all = leaves(count);
                let whole = root(kind, &all);
                for (index, data) in all.iter().enumerate() {
                    let path = inclusion(kind, &all, index).unwrap();
                    let holds = |at: usize, data: &[u8], path: &[Hash]| {
                        is_included(kind, (u64::from(count), &whole), at as u64, data, path)
                    };
                    assert!(holds(index, data, &path));
                    assert!(!holds(index, b"other", &path));
                    assert!(!holds(index + 1, data, &path) || count == 1 && index > 0);
                    assert!(!holds(index, data, &[path.as_slice(), &[whole]].concat()));
                    if !path.is_empty() {
                        assert!(!holds(index, data, &path[1..]));
                    }
                }
                assert_eq!(inclusion(kind, &all, usize::from(count)), None);
            }
        }
    }

    #[test]
    fn a_log_that_only_grew_is_consistent_and_a_rewritten_one_is_not() {
        for kind in KINDS {
            let all = leaves(20);
            let mut other = all.clone();
            other[2] = b"rewritten".to_vec();
            for old in 1..=20usize {
                for new in old..=20usize {
                    let path = consistency(kind, &all[..new], old).unwrap();
                    let (before, after) = (root(kind, &all[..old]), root(kind, &all[..new]));
                    let holds = |before: &Hash, after: &Hash, path: &[Hash]| {
                        is_consistent(kind, (old as u64, before), (new as u64, after), path)
                    };
                    assert!(holds(&before, &after, &path), "{old} in {new}");
                    assert!(!holds(
                        &root(kind, b"xyz".chunks(1).collect::<Vec<_>>().as_slice()),
                        &after,
                        &path
                    ));
                    if old > 2 {
                        let forged = consistency(kind, &other[..new], old).unwrap();
                        assert!(!holds(&before, &root(kind, &other[..new]), &forged), "{old} in {new}");
                    }
                }
            }
            assert_eq!(consistency(kind, &all, 0), None);
            assert_eq!(consistency(kind, &all, 21), None);
        }
    }
}
