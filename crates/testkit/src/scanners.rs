//! Scanners that look for malware, as far as the centre meets them (查毒服务替身): they listen on this machine, speak their language to
//! the letter, end a test that does not, and find one thing only.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpListener;
use yimen_acts::scan::trial;

fn is_malware(bytes: &[u8]) -> bool {
    let found = trial();
    bytes.windows(found.len()).any(|window| window == found)
}

/// What a twin was given to look at.
pub type Seen = Arc<Mutex<Vec<Vec<u8>>>>;

/// Speaks as clamd does, pieces with their lengths, and complains of anything else.
pub async fn clamd(mut stream: impl AsyncRead + AsyncWrite + Unpin, seen: Seen) {
    let mut command = [0; 10];
    stream.read_exact(&mut command).await.unwrap();
    assert_eq!(&command, b"zINSTREAM\0");
    let mut whole = Vec::new();
    loop {
        let length = stream.read_u32().await.unwrap() as usize;
        if length == 0 {
            break;
        }
        let mut piece = vec![0; length];
        stream.read_exact(&mut piece).await.unwrap();
        whole.extend(piece);
    }
    let answer: &[u8] = match is_malware(&whole) {
        true => b"stream: Win.Test.EICAR_HDB-1 FOUND\0",
        false if whole.len() > 9_000_000 => b"INSTREAM size limit exceeded. ERROR\0",
        false => b"stream: OK\0",
    };
    seen.lock().unwrap().push(whole);
    stream.write_all(answer).await.unwrap();
}

async fn line(stream: &mut (impl AsyncRead + Unpin)) -> String {
    let mut line = Vec::new();
    while !line.ends_with(b"\r\n") {
        line.push(stream.read_u8().await.unwrap());
    }
    String::from_utf8(line).unwrap().trim_end().to_string()
}

/// How a twin of an ICAP service answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Habit {
    /// Names what it found.
    Names,
    /// Puts a page in place of what it found, and names nothing.
    Replaces,
    /// Gives everything back, as it was when nothing was found.
    Echoes,
    /// Has no such service.
    Lost,
    /// Names what it found, and holds the connection open after it has said everything.
    Holds,
}

/// Speaks ICAP as RFC 3507 says, and complains of what does not.
async fn icap(mut stream: impl AsyncRead + AsyncWrite + Unpin, seen: Seen, method: &str, habit: Habit) {
    let first = line(&mut stream).await;
    assert!(
        first.starts_with(&format!("{method} icap://")) && first.ends_with("/avscan ICAP/1.0"),
        "{first}"
    );
    let (mut encapsulated, mut has_host) = (String::new(), false);
    loop {
        let header = line(&mut stream).await;
        let Some((name, value)) = header.split_once(": ") else {
            break;
        };
        has_host |= name == "Host";
        if name == "Encapsulated" {
            encapsulated = value.to_string();
        }
    }
    assert!(has_host, "a request names its host");
    let (kind, at) = encapsulated.rsplit_once(", ").unwrap().1.split_once('=').unwrap();
    assert_eq!(kind, if method == "REQMOD" { "req-body" } else { "res-body" });
    let mut heads = vec![0; at.parse::<usize>().unwrap()];
    stream.read_exact(&mut heads).await.unwrap();
    let heads = String::from_utf8(heads).unwrap();
    assert!(
        heads.ends_with("\r\n\r\n"),
        "the heads end where the offsets say: {heads:?}"
    );
    let mut whole = Vec::new();
    loop {
        let length = usize::from_str_radix(&line(&mut stream).await, 16).unwrap();
        let mut piece = vec![0; length];
        stream.read_exact(&mut piece).await.unwrap();
        assert_eq!(line(&mut stream).await, "");
        if length == 0 {
            break;
        }
        whole.extend(piece);
    }
    let found = is_malware(&whole);
    let page = b"6\r\n<html>\r\n0\r\n\r\n".as_slice();
    let head = "HTTP/1.1 200 OK\r\n\r\n";
    let answer = match habit {
        Habit::Lost => b"ICAP/1.0 404 ICAP Service not found\r\n\r\n".to_vec(),
        Habit::Names | Habit::Holds if found => {
            let named = "ICAP/1.0 200 OK\r\nX-Infection-Found: Type=0; Resolution=2; Threat=Eicar-Test-Signature;\r\n";
            [
                format!("{named}Encapsulated: res-hdr=0, res-body=19\r\n\r\n{head}").as_bytes(),
                page,
            ]
            .concat()
        }
        Habit::Replaces if found => [
            format!("ICAP/1.0 200 OK\r\nEncapsulated: res-hdr=0, res-body=19\r\n\r\n{head}").as_bytes(),
            page,
        ]
        .concat(),
        Habit::Echoes => {
            let (one, two) = whole.split_at(whole.len() / 2);
            let begin = format!(
                "ICAP/1.0 200 OK\r\nEncapsulated: res-hdr=0, res-body=19\r\n\r\n{head}{:x}\r\n",
                one.len()
            );
            let middle = format!("\r\n{:x}; last\r\n", two.len());
            [begin.as_bytes(), one, middle.as_bytes(), two, b"\r\n0\r\n\r\n"].concat()
        }
        _ => b"ICAP/1.0 204 No Content\r\nISTag: \"1\"\r\n\r\n".to_vec(),
    };
    seen.lock().unwrap().push(whole);
    stream.write_all(&answer).await.unwrap();
    if habit == Habit::Holds {
        std::future::pending::<()>().await;
    }
}

/// A twin that answers everybody who comes; its address.
pub async fn scanner(speaks: &'static str, habit: Habit) -> (String, Seen) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let seen = Seen::default();
    let given = Arc::clone(&seen);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let seen = Arc::clone(&given);
            match speaks {
                "clamd" => tokio::spawn(clamd(stream, seen)),
                method => tokio::spawn(icap(stream, seen, method, habit)),
            };
        }
    });
    let address = match speaks {
        "clamd" => format!("clamd://{address}"),
        "REQMOD" => format!("icap://{address}/avscan?mode=reqmod"),
        _ => format!("icap://{address}/avscan"),
    };
    (address, seen)
}
