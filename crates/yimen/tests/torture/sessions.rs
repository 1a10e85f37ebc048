//! Somebody who signs in at one of two servers on one database is known at the other, and signs out at both.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use super::{Place, Torture, execute};

/// What a server answers: status, head and body.
struct Page(u16, String, String);

fn visits(address: &str, method: &str, path: &str, cookies: &str, form: &str) -> Page {
    let mut line = TcpStream::connect(address).unwrap();
    let kind = "Content-Type: application/x-www-form-urlencoded\r\n";
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nAccept: text/html\r\nConnection: close\r\nCookie: {cookies}\r\n{kind}\
         Content-Length: {}\r\n\r\n{form}",
        form.len()
    );
    line.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    line.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Page(status, head.to_string(), body.to_string())
}

impl Page {
    /// The value of a cookie that it sets.
    fn cookie(&self, name: &str) -> String {
        let beginning = format!("set-cookie: {name}=");
        let line = self.1.lines().find(|line| line.to_lowercase().starts_with(&beginning));
        let line = line.unwrap_or_else(|| panic!("{name}: {} {}", self.1, self.2));
        line[beginning.len()..].split(';').next().unwrap().to_string()
    }
}

#[test]
fn who_signs_out_at_one_server_is_signed_out_at_the_other() {
    let server = std::env::var("YIMEN_TEST_POSTGRES").expect("`make test` starts a PostgreSQL and sets its address");
    let name = format!("sessions_{}", std::process::id());
    execute(&server, &format!("CREATE DATABASE {name}"));
    let url = format!("{}/{name}", server.rsplit_once('/').unwrap().0);
    let torture = Torture::prepared(Place::new(), vec!["--database-url".into(), url]);
    let (here, there) = (torture.serves(), torture.serves());
    let token = visits(&here.address, "GET", "/sign-in", "", "").cookie("csrf");
    let form = format!("csrf={token}&login=citizen&password=long+enough");
    let signed = visits(&here.address, "POST", "/sign-in", &format!("csrf={token}"), &form);
    let cookies = format!("csrf={token}; session={}", signed.cookie("session"));
    let is_known = |address: &str| match visits(address, "GET", "/my", &cookies, "").0 {
        200 => true,
        303 => false,
        other => panic!("{other}"),
    };
    assert!(
        is_known(&here.address) && is_known(&there.address),
        "both know who signed in"
    );

    let left = visits(&there.address, "POST", "/sign-out", &cookies, &format!("csrf={token}"));
    assert_eq!(left.0, 303, "{}", left.2);
    assert!(!is_known(&there.address), "at once where it was done");
    std::thread::sleep(Duration::from_millis(2_500));
    assert!(!is_known(&here.address), "and within two seconds where it was not");

    // Whoever signs in again is known at both, also when the server of the sign-in is gone.
    let signed = visits(&here.address, "POST", "/sign-in", &format!("csrf={token}"), &form);
    let cookies = format!("csrf={token}; session={}", signed.cookie("session"));
    assert_eq!(here.told_to_end().code, 0);
    assert_eq!(visits(&there.address, "GET", "/my", &cookies, "").0, 200);
    assert_eq!(there.told_to_end().code, 0);
    execute(&server, &format!("DROP DATABASE {name} WITH (FORCE)"));
}
