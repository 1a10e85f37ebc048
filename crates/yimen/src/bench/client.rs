//! A client that costs little: one connection kept open, one request at a time, HTTP/1.1 by hand.

use std::io::{Error, ErrorKind, Result, Write as _};
use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A connection to a server.
pub struct Connection {
    stream: TcpStream,
    request: Vec<u8>,
    answer: Vec<u8>,
}

/// What is asked.
pub struct Request<'a> {
    /// Path below the address.
    pub path: &'a str,
    /// Bearer token.
    pub token: &'a str,
    /// Idempotency key.
    pub key: Option<&'a str>,
    /// JSON; without it, the request is a GET.
    pub body: Option<&'a str>,
}

/// What came back.
pub struct Reply<'a> {
    /// Status.
    pub status: u16,
    /// It says when to come again.
    pub again: bool,
    /// Body.
    pub body: &'a str,
}

impl Connection {
    /// Connects.
    pub async fn open(address: SocketAddr) -> Result<Connection> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Connection {
            stream,
            request: Vec::with_capacity(2_048),
            answer: Vec::with_capacity(8_192),
        })
    }

    /// Sends a request and reads the whole answer.
    pub async fn ask(&mut self, request: &Request<'_>) -> Result<Reply<'_>> {
        self.write(request)?;
        self.stream.write_all(&self.request).await?;
        self.answer.clear();
        let head = loop {
            self.more().await?;
            if let Some(at) = find(&self.answer, b"\r\n\r\n") {
                break at + 4;
            }
        };
        let (status, length) = head_of(&self.answer[..head]).ok_or_else(|| odd("the head of the answer"))?;
        while self.answer.len() < head + length {
            self.more().await?;
        }
        let body = std::str::from_utf8(&self.answer[head..]).map_err(|_| odd("the text of the answer"))?;
        let again = find(&self.answer[..head], b"\r\nretry-after: ").is_some();
        Ok(Reply { status, again, body })
    }

    fn write(&mut self, request: &Request<'_>) -> Result<()> {
        let Request { path, token, key, body } = request;
        let out = &mut self.request;
        out.clear();
        let method = if body.is_some() { "POST" } else { "GET" };
        write!(
            out,
            "{method} {path} HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer {token}\r\n"
        )?;
        if let Some(key) = key {
            write!(out, "idempotency-key: {key}\r\n")?;
        }
        match body {
            Some(body) => write!(
                out,
                "content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
                body.len()
            ),
            None => write!(out, "\r\n"),
        }
    }

    async fn more(&mut self) -> Result<()> {
        match self.stream.read_buf(&mut self.answer).await? {
            0 => Err(ErrorKind::UnexpectedEof.into()),
            _ => Ok(()),
        }
    }
}

/// Status and length of the body.
fn head_of(head: &[u8]) -> Option<(u16, usize)> {
    let head = std::str::from_utf8(head).ok()?;
    let status = head.get(9..12)?.parse().ok()?;
    let (_, rest) = head.split_once("content-length: ")?;
    let (length, _) = rest.split_once("\r\n")?;
    Some((status, length.parse().ok()?))
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

fn odd(what: &str) -> Error {
    Error::new(ErrorKind::InvalidData, format!("{what} cannot be read"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_gives_status_and_length() {
        let head = b"HTTP/1.1 201 Created\r\ncontent-type: application/json\r\ncontent-length: 57\r\n\r\n";
        assert_eq!(head_of(head), Some((201, 57)));
        assert_eq!(head_of(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"), None);
        assert_eq!(find(head, b"\r\n\r\n"), Some(head.len() - 4));
    }
}
