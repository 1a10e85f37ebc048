//! Many people upload large files at the same moment: the memory of the server stays flat, the excess is asked to come again,
//! and whoever was let in is served.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use super::{Place, Server};

/// People who upload at the same moment.
const PEOPLE: usize = 40;
/// Bytes of each file.
const FILE: usize = 9 * 1024 * 1024;
/// What the server may take at most while they do, MiB: less than all the files together.
const MOST: u64 = 320;

/// The most memory that the server ever had, MiB.
fn peak(server: &Server) -> u64 {
    let id = server.child.as_ref().unwrap().id();
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
}

fn answer(mut line: TcpStream) -> String {
    let mut answer = Vec::new();
    let mut piece = [0; 4096];
    while let Ok(read @ 1..) = line.read(&mut piece) {
        answer.extend_from_slice(&piece[..read]);
    }
    String::from_utf8_lossy(&answer).into_owned()
}

#[test]
fn memory_stays_flat_while_many_people_upload_large_files() {
    let place = Place::new();
    let user = ["user", "add", "clerk", "--role", "clerk", "--name", "李窗口"];
    assert_eq!(place.run(&user).code, 0);
    let token = place.run(&["token", "create", "--user", "clerk"]).out;
    let server = place.serves(&["serve"]);
    let head = format!(
        "POST /api/v1/files?name=a.pdf HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\nConnection: close\r\n\
         Content-Type: application/octet-stream\r\nContent-Length: {FILE}\r\n\r\n%PDF-1.7\n",
        server.address,
        token.trim()
    );
    println!("at first {} MiB", peak(&server));
    // Everybody sends all but the last byte, and waits for the others.
    let rest = vec![b' '; FILE - "%PDF-1.7\n".len() - 1];
    let mut lines = Vec::new();
    for _ in 0..PEOPLE {
        let mut line = TcpStream::connect(&server.address).unwrap();
        line.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        line.set_write_timeout(Some(Duration::from_secs(30))).unwrap();
        line.write_all(head.as_bytes()).unwrap();
        let _ = line.write_all(&rest);
        lines.push(line);
    }
    for line in &mut lines {
        let _ = line.write_all(b" ");
    }
    let answers: Vec<String> = lines.into_iter().map(answer).collect();
    let taken = answers
        .iter()
        .filter(|answer| answer.starts_with("HTTP/1.1 201"))
        .count();
    let refused = |answer: &&String| {
        let answer = answer.to_lowercase();
        answer.starts_with("http/1.1 503") && answer.contains("\r\nretry-after: 1\r\n") && answer.contains("系统正忙")
    };
    let refused = answers.iter().filter(refused).count();
    assert!(taken >= 5, "{taken} of {PEOPLE} were taken");
    assert!(
        refused > 0 && taken + refused == PEOPLE,
        "{taken} taken, {refused} refused"
    );
    let peak = peak(&server);
    println!("{taken} taken, {refused} asked to come again, at most {peak} MiB");
    assert!(peak < MOST, "the server took {peak} MiB");
    assert_eq!(server.told_to_end().code, 0);
}
