//! The vectors of docs/ledger.md. Another language reads the same file: tools/verify.py.
//!
//! When the format gets a new version, `YIMEN_WRITE_VECTORS=1 cargo test -p yimen-acts --test ledger_vectors` writes the
//! file anew.

#![allow(clippy::unwrap_used, reason = "a claim that cannot be checked fails its test")]

use std::path::Path;

use serde_json::{Value, json};
use uuid::Uuid;
use yimen_acts::ledger::check;
use yimen_acts::ledger::keys::Published;
use yimen_acts::ledger::receipt::{Proof, Receipt, Signed};
use yimen_acts::ledger::record::{Entry, Head, KeyRecord, Promise, Record, hexes};
use yimen_acts::ledger::sign::{Algorithm, Signer};
use yimen_domain::calendar::{Day, Instant};
use yimen_domain::cases::event::{ActorMark, DocumentKind, DocumentMark, Event, Filed, Handed, HandedIn, What};
use yimen_domain::cases::intake::Origin;
use yimen_domain::cases::{ApplicantMark, CaseId, Channel};
use yimen_domain::items::Audience;
use yimen_store::ledger::tree::{consistency, inclusion, root};
use yimen_store::ledger::{HashKind, ORIGIN, hex, wire};

const DIV: &str = "511603000000";
const OPENING: &str = r#"{"applicant":{"kind":"person","name":"王小明","id_number":"511603199001010015","id_type":"citizen_id","phone":"13800000000","contact":""},"form":{},"salt":"000102030405060708090a0b0c0d0e0f"}"#;

fn case() -> CaseId {
    CaseId(Uuid::parse_str("019cac0f-2680-74fc-81fc-46015ce1e0d8").unwrap())
}

fn event(seq: u32, what: What) -> Event {
    Event {
        seq,
        at: Instant(1_772_413_200_000_000 + i64::from(seq)),
        actor: ActorMark {
            account: None,
            name: "王**".into(),
            role: "applicant".into(),
            behalf: None,
        },
        what,
    }
}

fn texts(hash: HashKind) -> [String; 2] {
    let day = Day::parse("2026-03-02").unwrap();
    let filed = What::Filed(Box::new(Filed {
        number: "T-0001202603020001".into(),
        item: "T-0001".into(),
        item_version: 1,
        body: "justice".into(),
        channel: Channel::Web,
        applicant: ApplicantMark {
            kind: Audience::Person,
            shown: "王**".into(),
            account: None,
        },
        commitment: hex(&hash.digest(OPENING.as_bytes())),
        materials: vec![HandedIn {
            material: "m\"1\"\n".into(),
            handed: Handed::Paper,
            origin: Origin::default(),
        }],
        fee_fen: 0,
        received: day,
        notice: None,
        pre_examination: None,
        steps: Vec::new(),
        renews: None,
        licence: None,
        situation: yimen_domain::items::Chosen::new(),
        to_check: Vec::new(),
        simulated: None,
        document: DocumentMark {
            token: "00ff".repeat(8),
            kind: DocumentKind::Receipt,
            year: 2026,
            serial: 1,
        },
    }));
    let withdrawn = What::Withdrawn {
        day,
        reason: "不需要了 €".into(),
    };
    [
        wire::write(case(), &event(1, filed)),
        wire::write(case(), &event(2, withdrawn)),
    ]
}

fn trees(hash: HashKind) -> Value {
    let leaves: Vec<Vec<u8>> = (0..8u8).map(|n| vec![n; usize::from(n)]).collect();
    let roots: Vec<String> = (0..=8).map(|n| hex(&root(hash, &leaves[..n]))).collect();
    let inclusions: Vec<Value> = [(1, 0), (7, 2), (7, 6), (8, 5)]
        .into_iter()
        .map(|(size, index)| {
            json!({ "size": size, "index": index, "path": hexes(&inclusion(hash, &leaves[..size], index).unwrap()) })
        })
        .collect();
    let consistencies: Vec<Value> = [(1, 8), (3, 7), (6, 8), (4, 8), (5, 5)]
        .into_iter()
        .map(|(old, new)| {
            json!({ "old": old, "new": new, "path": hexes(&consistency(hash, &leaves[..new], old).unwrap()) })
        })
        .collect();
    json!({
        "leaves": leaves.iter().map(|leaf| hex(leaf)).collect::<Vec<_>>(),
        "roots": roots, "inclusion": inclusions, "consistency": consistencies,
    })
}

fn key(hash: HashKind, signer: &Signer, before: Option<(&str, &Signer)>, at: i64) -> (KeyRecord, Published) {
    let record = KeyRecord {
        algorithm: signer.algorithm().code().into(),
        at,
        div: DIV.into(),
        fingerprint: hex(&hash.digest(&signer.public())),
        kind: KeyRecord::KIND.into(),
        public: hex(&signer.public()),
        replaces: before.map_or(String::new(), |(fingerprint, _)| fingerprint.into()),
        v: 1,
    };
    let signature = hex(&before.map_or(signer, |(_, before)| before).sign(&record.text()));
    let text = record.text();
    (record, Published { signature, text })
}

fn receipt(hash: HashKind) -> Receipt {
    let (first, second) = (
        Signer::of(Algorithm::Ed25519, &[7; 32]).unwrap(),
        Signer::of(Algorithm::Sm2, &[9; 32]).unwrap(),
    );
    let (old, old_published) = key(hash, &first, None, 1_772_000_000_000_000);
    let (new, new_published) = key(hash, &second, Some((&old.fingerprint, &first)), 1_772_450_000_000_000);
    let texts = texts(hash);
    let chain = hash.link(&ORIGIN, &texts[0]);
    let leaves = [chain, hash.link(&chain, &texts[1])];
    let entry = Entry {
        calendar: 1,
        day: "2026-03-02".into(),
        div: DIV.into(),
        figures: hex(&hash.digest(b"")),
        hash: hash.code().into(),
        kind: Entry::KIND.into(),
        leaves: 2,
        previous: hex(&ORIGIN),
        root: hex(&root(hash, &leaves)),
        rules: 1,
        v: 1,
    };
    let head = Head {
        at: 1_772_468_000_000_000,
        day: entry.day.clone(),
        div: DIV.into(),
        hash: hash.code().into(),
        key: new.fingerprint,
        kind: Head::KIND.into(),
        log: hex(&root(hash, &[entry.text()])),
        size: 1,
        v: 1,
    };
    let promise = Promise {
        at: 1_772_413_300_000_000,
        case: case().0.to_string(),
        chain: hex(&chain),
        day: entry.day.clone(),
        div: DIV.into(),
        hash: hash.code().into(),
        key: old.fingerprint,
        kind: Promise::KIND.into(),
        number: "T-0001202603020001".into(),
        seq: 1,
        v: 1,
    };
    let signed = |signer: &Signer, text: String| Signed {
        signature: hex(&signer.sign(&text)),
        text,
    };
    Receipt {
        chain: hex(&chain),
        div: DIV.into(),
        event: texts[0].clone(),
        hash: hash.code().into(),
        keys: vec![old_published, new_published],
        kind: "receipt".into(),
        number: "T-0001202603020001".into(),
        opening: Some(OPENING.into()),
        previous: hex(&ORIGIN),
        promise: Some(signed(&first, promise.text())),
        proof: Some(Proof {
            entry: entry.text(),
            head: signed(&second, head.text()),
            index: 0,
            log_path: Vec::new(),
            path: hexes(&inclusion(hash, &leaves, 0).unwrap()),
        }),
        seq: 1,
        v: 1,
    }
}

fn vectors() -> Value {
    let of = |hash: HashKind| {
        let texts = texts(hash);
        let first = hash.link(&ORIGIN, &texts[0]);
        json!({
            "digest": [
                { "text": "", "hash": hex(&hash.digest(b"")) },
                { "text": "abc", "hash": hex(&hash.digest(b"abc")) },
            ],
            "chain": [
                { "text": texts[0], "hash": hex(&first) },
                { "text": texts[1], "hash": hex(&hash.link(&first, &texts[1])) },
            ],
            "opening": { "text": OPENING, "commitment": hex(&hash.digest(OPENING.as_bytes())) },
            "tree": trees(hash),
            "receipt": receipt(hash),
        })
    };
    json!({ "version": 1, "sm3": of(HashKind::Sm3), "sha256": of(HashKind::Sha256) })
}

fn file() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/ledger-vectors.json")
}

#[test]
fn the_vectors_are_what_the_program_writes() {
    let now = serde_json::to_string_pretty(&vectors()).unwrap() + "\n";
    if std::env::var_os("YIMEN_WRITE_VECTORS").is_some() {
        std::fs::write(file(), &now).unwrap();
    }
    assert_eq!(std::fs::read_to_string(file()).unwrap(), now);
}

#[test]
fn the_receipts_of_the_vectors_hold() {
    let read: Value = serde_json::from_str(&std::fs::read_to_string(file()).unwrap()).unwrap();
    for hash in ["sm3", "sha256"] {
        let proved = check::receipt(&read[hash]["receipt"].to_string()).unwrap();
        assert_eq!(
            (proved.day.as_deref(), proved.words, proved.promised, proved.keys.len()),
            (Some("2026-03-02"), Some(true), true, 2)
        );
    }
}

#[test]
fn records_are_canonical() {
    let receipt = receipt(HashKind::Sm3);
    let proof = receipt.proof.unwrap();
    let texts = [
        receipt.keys[0].text.clone(),
        receipt.promise.unwrap().text,
        proof.entry,
        proof.head.text,
    ];
    for text in texts {
        let value: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(serde_json_canonicalizer::to_string(&value).unwrap(), text);
    }
}
