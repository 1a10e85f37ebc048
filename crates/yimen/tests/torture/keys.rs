//! Sealing everything anew is killed while people go on using the centre: nothing is lost, and it goes on where it was.

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use serde_json::json;

use super::{PEOPLE, Place, Torture};

/// More than a batch.
const CASES: usize = 240;
const KILLS: usize = 4;

#[test]
fn a_rotation_that_is_killed_loses_nothing_and_goes_on() {
    let torture = Torture::prepared(Place::new(), Vec::new());
    let server = torture.serves();
    std::thread::scope(|scope| {
        for person in 0..PEOPLE {
            let hand = torture.hand(&server.address);
            scope.spawn(move || {
                for at in 0..CASES / PEOPLE {
                    hand.files(&format!("k-{person}-{at}")).unwrap();
                }
            });
        }
    });
    torture.runs(&["keys", "new", "--algorithm", "sm4-gcm"]);
    let mut halfway = 0;
    for kill in 0..KILLS {
        let mut command = torture.place.program();
        command
            .args(["keys", "rotate", "--settled", "600"])
            .stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // It has said that a batch is done, and is in the middle of the next.
        let said = BufReader::new(child.stdout.take().unwrap()).lines().next();
        said.unwrap().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
        let hand = torture.hand(&server.address);
        hand.reads(&hand.files(&format!("between-{kill}")).unwrap());
        let (_, keys) = torture.json(&["keys", "list"]);
        halfway += usize::from(keys["unfinished"] == true);
    }
    assert!(halfway > 0, "it was never killed in the middle");
    let (code, rotated) = torture.json(&["keys", "rotate", "--settled", "12"]);
    assert_eq!(
        (code, &rotated["unreadable"], &rotated["unneeded"]),
        (0, &json!([]), &json!([1]))
    );
    torture.recalls(&server.address, "");
    torture.runs(&["keys", "remove", "1"]);
    assert_eq!(server.told_to_end().code, 0);
    // Nothing needs the old key: a server that never knew it answers for everything.
    let server = torture.serves();
    torture.recalls(&server.address, "");
    assert_eq!(server.told_to_end().code, 0);
    assert_eq!(torture.json(&["verify"]).1["faults"], json!([]));
    let (_, keys) = torture.json(&["keys", "list"]);
    assert_eq!(keys["keys"].as_array().unwrap().len(), 1, "{keys}");
}
