//! A disk that is full, and one that does not make durable what was written (磁盘故障). The test runs itself again behind
//! a library that fails the calls of the operating system on order.

#![allow(clippy::unwrap_used, reason = "a claim that cannot be checked fails its test")]

#[path = "engines/tellers.rs"]
mod tellers;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;
use yimen_store::{CommitError, ENGINE, Location, Store};

use tellers::{TABLES, Tellers, big, plain, receipts};

/// Where the orders to the disk lie; set only behind the library.
const ORDERS: &str = "YIMEN_FAULTY_DISK";

/// The disk whose calls fail on order.
struct Disk {
    folder: PathBuf,
}

impl Disk {
    /// Runs a test of this file again behind the library, or gives the disk when that is done.
    fn of(test: &str) -> Option<Self> {
        if let Some(folder) = std::env::var_os(ORDERS) {
            return Some(Self { folder: folder.into() });
        }
        let folder = TempDir::new().unwrap();
        let library = folder.path().join("faulty_disk.so");
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/disk/faulty_disk.c");
        let compiler = std::env::var_os("CC").unwrap_or_else(|| "cc".into());
        let made = Command::new(compiler)
            .args(["-shared", "-fPIC", "-o"])
            .arg(&library)
            .args([source, "-ldl"])
            .status();
        assert!(made.unwrap().success(), "the library is compiled");
        let run = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", test, "--nocapture"])
            .env("LD_PRELOAD", &library)
            .env(ORDERS, folder.path())
            .output()
            .unwrap();
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stdout));
        None
    }

    fn order(&self, fault: &str) {
        std::fs::write(self.folder.join(fault), "").unwrap();
    }

    fn mend(&self, fault: &str) {
        std::fs::remove_file(self.folder.join(fault)).unwrap();
    }

    fn database(&self) -> PathBuf {
        self.folder.join("centre.db")
    }

    async fn store(&self) -> Store {
        opened(&self.database()).await
    }

    /// What a program would find after a crash at this moment.
    async fn after_a_crash(&self) -> Store {
        let copy = self.folder.join("copy");
        std::fs::create_dir(&copy).unwrap();
        for name in ["centre.db", "centre.db-wal"] {
            std::fs::copy(self.folder.join(name), copy.join(name)).unwrap();
        }
        opened(&copy.join("centre.db")).await
    }
}

async fn opened(path: &Path) -> Store {
    let store = Store::open(&Location::Sqlite(path.to_owned())).await.unwrap();
    store.migrate(&[ENGINE, TABLES]).await.unwrap();
    store
}

fn is_unavailable(refusal: &Result<yimen_store::Outcome, CommitError>) -> bool {
    matches!(refusal, Err(CommitError::Unavailable(_)))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_full_disk_refuses_and_the_next_change_works_when_there_is_room() {
    let Some(disk) = Disk::of("a_full_disk_refuses_and_the_next_change_works_when_there_is_room") else {
        return;
    };
    let store = disk.store().await;
    store.commit(plain("before")).await.unwrap();
    disk.order("full");
    let refusal = store.commit(plain("small")).await;
    assert!(is_unavailable(&refusal), "{refusal:?}");
    // More than the cache holds: the disk is met in the midst of the change.
    let refusal = store.commit(big("large", 48)).await;
    assert!(is_unavailable(&refusal), "{refusal:?}");
    assert_eq!(receipts(&store).await, ["before"], "reading goes on");
    disk.mend("full");
    store.commit(big("large", 48)).await.unwrap();
    store.commit(plain("small")).await.unwrap();
    assert_eq!(
        receipts(&disk.after_a_crash().await).await,
        ["before", "large", "small"]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_could_not_be_made_durable_is_not_acknowledged() {
    let Some(disk) = Disk::of("what_could_not_be_made_durable_is_not_acknowledged") else {
        return;
    };
    let store = disk.store().await;
    store.commit(plain("before")).await.unwrap();
    disk.order("sync");
    let refusal = store.commit(plain("doubtful")).await;
    assert!(is_unavailable(&refusal), "{refusal:?}");
    disk.mend("sync");
    store.commit(plain("doubtful")).await.unwrap();
    assert_eq!(receipts(&disk.after_a_crash().await).await, ["before", "doubtful"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nothing_acknowledged_is_lost_and_nothing_done_twice_on_a_disk_that_fails_again_and_again() {
    let test = "nothing_acknowledged_is_lost_and_nothing_done_twice_on_a_disk_that_fails_again_and_again";
    let Some(disk) = Disk::of(test) else { return };
    let store = disk.store().await;
    let tellers = Tellers::start(&store, 12, 40);
    for fault in ["full", "sync"].into_iter().cycle().take(12) {
        disk.order(fault);
        tokio::time::sleep(Duration::from_millis(60)).await;
        disk.mend(fault);
        tokio::time::sleep(Duration::from_millis(60)).await;
    }
    let told = tellers.finish().await;
    assert!(told.refused > 0, "the disk failed while changes were made");
    told.check(&store).await;
    told.check(&disk.after_a_crash().await).await;
}
