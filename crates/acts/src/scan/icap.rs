//! ICAP (RFC 3507): the file goes to the service as the body of an answer (RESPMOD) or of a request (REQMOD) that it may alter.
//! What it leaves as it is, is clean; what it alters, is not.

use super::{Place, Verdict, with_port};

/// A service of an ICAP server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    place: Place,
    host: String,
    path: String,
    modifies_requests: bool,
}

impl Service {
    /// From what stands behind `icap://`.
    pub(super) fn parse(rest: &str) -> Option<Service> {
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let modifies_requests = match query {
            "" | "mode=respmod" => false,
            "mode=reqmod" => true,
            _ => return None,
        };
        let (host, path) = rest.split_once('/')?;
        let is_plain = |sign: u8| sign.is_ascii_alphanumeric() || matches!(sign, b'-' | b'_' | b'.' | b'/');
        if path.is_empty() || !path.bytes().all(is_plain) {
            return None;
        }
        let host = with_port(host, 1344)?;
        Some(Service {
            place: Place::Tcp(host.clone()),
            host,
            path: path.to_string(),
            modifies_requests,
        })
    }

    pub(super) async fn look(&self, bytes: &[u8]) -> Result<Verdict, String> {
        let head = self.head(bytes.len());
        let length = format!("{:x}\r\n", bytes.len());
        let answer = self
            .place
            .ask(&[head.as_bytes(), length.as_bytes(), bytes, b"\r\n0\r\n\r\n"], is_whole)
            .await?;
        judged(&answer, bytes)
    }

    fn head(&self, length: usize) -> String {
        let Service { host, path, .. } = self;
        let about = format!("Content-Type: application/octet-stream\r\nContent-Length: {length}\r\n\r\n");
        let (method, parts, encapsulated) = if self.modifies_requests {
            let request = format!("POST http://upload.invalid/file HTTP/1.1\r\nHost: upload.invalid\r\n{about}");
            let at = request.len();
            ("REQMOD", request, format!("req-hdr=0, req-body={at}"))
        } else {
            let request = "GET http://upload.invalid/file HTTP/1.1\r\nHost: upload.invalid\r\n\r\n";
            let answer = format!("HTTP/1.1 200 OK\r\n{about}");
            let (second, third) = (request.len(), request.len() + answer.len());
            let encapsulated = format!("req-hdr=0, res-hdr={second}, res-body={third}");
            ("RESPMOD", format!("{request}{answer}"), encapsulated)
        };
        format!(
            "{method} icap://{host}/{path} ICAP/1.0\r\nHost: {host}\r\nUser-Agent: yimen\r\nAllow: 204\r\nConnection: close\r\n\
             Encapsulated: {encapsulated}\r\n\r\n{parts}"
        )
    }
}

/// Headers in which scanners tell what they found.
const FOUND: [&str; 4] = ["x-infection-found", "x-virus-id", "x-violations-found", "x-blocked"];

/// The head of an answer.
struct Head {
    status: String,
    headers: Vec<(String, String)>,
    /// Where what follows it begins.
    end: usize,
}

impl Head {
    fn read(answer: &[u8]) -> Option<Head> {
        let end = answer.windows(4).position(|signs| signs == b"\r\n\r\n")?;
        let text = String::from_utf8_lossy(&answer[..end]);
        let mut lines = text.split("\r\n");
        let status = lines.next().unwrap_or_default().to_string();
        let headers = lines.filter_map(|line| line.split_once(':'));
        let headers = headers.map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().to_string()));
        Some(Head {
            status,
            headers: headers.collect(),
            end: end + 4,
        })
    }

    fn code(&self) -> &str {
        let rest = self.status.strip_prefix("ICAP/1.").unwrap_or_default();
        rest.split(' ').nth(1).unwrap_or_default()
    }

    /// What was found, as the scanner names it.
    fn found(&self) -> Option<String> {
        let told = self.headers.iter().find(|(name, _)| FOUND.contains(&name.as_str()));
        told.map(|(_, what)| threat(what))
    }

    /// Where the body of the message begins that was given back; none when it has none.
    fn body(&self) -> Option<usize> {
        let (_, parts) = self.headers.iter().find(|(name, _)| name == "encapsulated")?;
        let (kind, at) = parts.rsplit(',').next()?.trim().split_once('=')?;
        let at = at
            .parse()
            .ok()
            .filter(|_| kind.ends_with("-body") && kind != "null-body")?;
        self.end.checked_add(at)
    }
}

/// Whether nothing more needs to be heard: some services hold the connection open after they have said everything.
fn is_whole(answer: &[u8]) -> bool {
    Head::read(answer).is_some_and(|head| {
        head.code() != "200" || head.found().is_some() || head.body().is_none() || answer.ends_with(b"\r\n0\r\n\r\n")
    })
}

fn judged(answer: &[u8], sent: &[u8]) -> Result<Verdict, String> {
    let head = Head::read(answer).ok_or("the answer of the ICAP service is not whole")?;
    if let Some(name) = head.found() {
        return Ok(Verdict::Found(name));
    }
    match head.code() {
        "204" => Ok(Verdict::Clean),
        // A service may give everything back although it was told that it need not: as it was, or altered.
        "200" => {
            let body = head.body().and_then(|at| answer.get(at..)).unwrap_or_default();
            Ok(match unchunked(body) == sent {
                true => Verdict::Clean,
                false => Verdict::Found("altered by the ICAP service".into()),
            })
        }
        _ => Err(format!("the ICAP service said: {}", head.status)),
    }
}

/// `Type=0; Resolution=2; Threat=Eicar;` names its threat; other headers are the name themselves.
fn threat(what: &str) -> String {
    let named = what.split(';').find_map(|part| part.trim().strip_prefix("Threat="));
    named.unwrap_or_else(|| what.trim()).to_string()
}

/// A body put together from its pieces, as far as it can be read.
fn unchunked(mut rest: &[u8]) -> Vec<u8> {
    let mut whole = Vec::with_capacity(rest.len());
    while let Some((length, after)) = piece(rest) {
        let Some(bytes) = after.get(..length).filter(|_| length > 0) else {
            break;
        };
        whole.extend_from_slice(bytes);
        rest = after.get(length + 2..).unwrap_or_default();
    }
    whole
}

/// The length of the next piece, and what begins with it.
fn piece(rest: &[u8]) -> Option<(usize, &[u8])> {
    let end = rest.windows(2).position(|signs| signs == b"\r\n")?;
    let line = std::str::from_utf8(&rest[..end]).ok()?;
    let length = usize::from_str_radix(line.split(';').next()?.trim(), 16).ok()?;
    Some((length, &rest[end + 2..]))
}
