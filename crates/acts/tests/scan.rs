//! Uploads are looked at by a scanner that really speaks its language, over a real connection (上传查毒).

#![allow(clippy::unwrap_used, reason = "a claim that cannot be checked fails its test")]

use tokio::net::{TcpListener, UnixListener};
use yimen_acts::files;
use yimen_acts::scan::{DOWN, Guard, Scanner, Verdict, WhenDown, trial};
use yimen_testkit::scanners::{Habit, Seen, clamd, scanner};
use yimen_testkit::{Engine, Town, items, refusal};

fn pdf(inside: &[u8]) -> Vec<u8> {
    [items::PDF, inside].concat()
}

#[tokio::test(flavor = "multi_thread")]
async fn scanners_of_both_languages_tell_malware_from_what_is_clean() {
    let large = pdf(&vec![b'a'; 300_000]);
    for (speaks, habit, named) in [
        ("clamd", Habit::Names, "Win.Test.EICAR_HDB-1"),
        ("RESPMOD", Habit::Names, "Eicar-Test-Signature"),
        ("REQMOD", Habit::Names, "Eicar-Test-Signature"),
        ("RESPMOD", Habit::Holds, "Eicar-Test-Signature"),
        ("RESPMOD", Habit::Replaces, "altered by the ICAP service"),
    ] {
        let (address, seen) = scanner(speaks, habit).await;
        let service = Scanner::parse(&address).unwrap();
        assert_eq!(service.look(&large).await, Ok(Verdict::Clean), "{address}");
        assert_eq!(
            service.look(&pdf(&trial())).await,
            Ok(Verdict::Found(named.into())),
            "{address}"
        );
        let seen = seen.lock().unwrap();
        assert!(seen[0] == large, "{address} was given every byte");
    }
    let (address, _) = scanner("RESPMOD", Habit::Echoes).await;
    assert_eq!(Scanner::parse(&address).unwrap().look(&large).await, Ok(Verdict::Clean));
    let (address, _) = scanner("RESPMOD", Habit::Lost).await;
    assert!(
        Scanner::parse(&address)
            .unwrap()
            .look(&large)
            .await
            .unwrap_err()
            .contains("404")
    );
    let (address, _) = scanner("clamd", Habit::Names).await;
    let too_much = pdf(&vec![b'a'; 9_500_000]);
    let said = Scanner::parse(&address).unwrap().look(&too_much).await.unwrap_err();
    assert!(said.contains("size limit"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn clamd_is_reached_by_a_socket_of_this_machine_too() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("clamd.ctl");
    let listener = UnixListener::bind(&path).unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(clamd(stream, Seen::default()));
        }
    });
    let scanner = Scanner::parse(&format!("clamd://{}", path.display())).unwrap();
    assert_eq!(scanner.look(items::PDF).await, Ok(Verdict::Clean));
    assert!(matches!(scanner.look(&trial()).await, Ok(Verdict::Found(_))));
}

#[test]
fn only_addresses_of_scanners_are_taken() {
    for right in [
        "clamd://localhost",
        "clamd://[::1]:3310",
        "clamd:///run/clamav/clamd.ctl",
        "icap://av.example/avscan",
    ] {
        Scanner::parse(right).unwrap();
    }
    for wrong in [
        "clamd://",
        "icap://av.example",
        "icap://av.example/a b",
        "icap://h/s?mode=x",
        "http://h/s",
        "icap://h:x/s",
    ] {
        assert!(Scanner::parse(wrong).is_err(), "{wrong}");
    }
}

/// Lets the centre look at uploads with this scanner.
fn guarded(town: &Town, address: &str, when_down: WhenDown) {
    let scanner = Scanner::parse(address).unwrap();
    town.centre.set_scanner(Guard { scanner, when_down });
}

#[tokio::test(flavor = "multi_thread")]
async fn malware_is_refused_stored_nowhere_and_noted() {
    Town::hold(Engine::Sqlite, async |town| {
        let (address, _) = scanner("clamd", Habit::Names).await;
        guarded(town, &address, WhenDown::Refuse);
        let citizen = town.citizen("citizen1").signed.id;
        files::take(&town.centre, citizen, "好.pdf", pdf(b"clean"))
            .await
            .unwrap();
        let kept = async || {
            town.db_rows("SELECT COUNT(*) FROM files", Vec::new()).await[0]
                .int(0)
                .unwrap()
        };
        let before = kept().await;

        let refused = files::take(&town.centre, citizen, "坏.pdf", pdf(&trial()))
            .await
            .unwrap_err();
        assert_eq!(refusal(refused).faults[0].field, "file");
        assert_eq!(kept().await, before);
        let hash = files::sha256(&pdf(&trial()));
        assert!(
            files::bytes(&town.centre, &hash).await.is_err(),
            "no byte lies on the disk"
        );
        let sql = "SELECT login, detail FROM security_log WHERE what = 'malware_found'";
        let noted = town.db_rows(sql, Vec::new()).await;
        assert_eq!(noted.len(), 1);
        assert_eq!(
            (noted[0].text(0), noted[0].text(1)),
            (Ok("citizen1"), Ok("Win.Test.EICAR_HDB-1"))
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_scanner_is_down_nothing_is_taken_or_it_is_waited_for() {
    Town::hold(Engine::Sqlite, async |town| {
        let citizen = town.citizen("citizen1").signed.id;
        // An address on which nobody listens any more.
        let gone = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let place = gone.local_addr().unwrap();
        drop(gone);
        guarded(town, &format!("clamd://{place}"), WhenDown::Refuse);
        let refused = files::take(&town.centre, citizen, "a.pdf", pdf(b"a"))
            .await
            .unwrap_err();
        assert_eq!(refusal(refused).code, DOWN);
        let sql = "SELECT login, detail FROM security_log WHERE what = 'not_scanned'";
        let noted = town.db_rows(sql, Vec::new()).await;
        assert_eq!(noted.len(), 1);
        assert_eq!(noted[0].text(0), Ok("citizen1"));
        assert!(
            noted[0].text(1).unwrap().contains("cannot be reached"),
            "{:?}",
            noted[0].text(1)
        );

        guarded(town, &format!("clamd://{place}"), WhenDown::Wait);
        let taking = files::take(&town.centre, citizen, "a.pdf", pdf(b"a"));
        let coming_back = async {
            tokio::time::sleep(std::time::Duration::from_millis(500)).await;
            let back = TcpListener::bind(place).await.unwrap();
            let (stream, _) = back.accept().await.unwrap();
            clamd(stream, Seen::default()).await;
        };
        let (taken, ()) = tokio::join!(taking, coming_back);
        taken.unwrap();
    })
    .await;
}
