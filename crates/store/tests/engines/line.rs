//! A line to the PostgreSQL server that can be made to fail (线路故障).

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::sleep;
use yimen_store::{Location, Store};

use crate::place::{Place, address};

/// What happens to a commit on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Nothing.
    None,
    /// The line is cut before the commit reaches the server.
    CutBefore,
    /// The line is cut after the server made the commit and before its answer is passed on.
    CutAfter,
    /// The commit passes; the line is cut in the midst of the next transaction.
    CutAmid,
    /// The answer is late, but in time.
    Delay,
    /// The commit is made, and nothing ever comes over this connection again.
    Silence,
    /// The transaction is rolled back and the commit is answered with this code.
    Refuse(&'static str),
}

/// A line, and its faults in the order of the commits that they happen to.
pub struct Line {
    port: u16,
    faults: Arc<Mutex<VecDeque<Fault>>>,
    frozen: watch::Sender<bool>,
}

impl Line {
    pub async fn with(faults: impl IntoIterator<Item = Fault>) -> Self {
        Self::to(faults, false).await
    }

    /// To a database that speaks the protocol but knows none of the settings of a connection.
    pub async fn to_a_stranger() -> Self {
        Self::to([], true).await
    }

    async fn to(faults: impl IntoIterator<Item = Fault>, stranger: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let faults = Arc::new(Mutex::new(faults.into_iter().collect::<VecDeque<_>>()));
        let (frozen, freezing) = watch::channel(false);
        let host = address()
            .rsplit_once('@')
            .unwrap()
            .1
            .rsplit_once('/')
            .unwrap()
            .0
            .to_owned();
        let order = Arc::clone(&faults);
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let far = TcpStream::connect(&host).await.unwrap();
                let call = Call {
                    near,
                    far,
                    faults: Arc::clone(&order),
                    frozen: freezing.clone(),
                    stranger,
                };
                tokio::spawn(call.carry());
            }
        });
        Self { port, faults, frozen }
    }

    /// The store of a place over this line.
    pub async fn store(&self, place: &Place) -> Store {
        let Location::Postgres { schema, .. } = &place.location else {
            panic!("a PostgreSQL place")
        };
        let before = address();
        let (user, rest) = before.rsplit_once('@').unwrap();
        let database = rest.rsplit_once('/').unwrap().1;
        let location = Location::Postgres {
            url: format!("{user}@127.0.0.1:{}/{database}", self.port),
            schema: schema.clone(),
        };
        Store::open(&location).await.unwrap()
    }

    /// Nothing passes any more in either direction, and nothing is closed; or all passes again.
    pub fn freeze(&self, frozen: bool) {
        self.frozen.send_replace(frozen);
    }

    /// How many faults have not happened.
    pub fn left(&self) -> usize {
        self.faults.lock().unwrap().len()
    }
}

/// One connection over the line.
struct Call {
    near: TcpStream,
    far: TcpStream,
    faults: Arc<Mutex<VecDeque<Fault>>>,
    frozen: watch::Receiver<bool>,
    stranger: bool,
}

impl Call {
    async fn carry(mut self) {
        let (mut question, mut reply) = (vec![0; 65_536], vec![0; 65_536]);
        let mut cut_next = false;
        loop {
            tokio::select! {
                size = self.near.read(&mut question) => {
                    let Ok(size @ 1..) = size else { return };
                    let question = &mut question[..size];
                    if self.stranger {
                        rename_settings(question);
                    }
                    self.thaw().await;
                    if cut_next {
                        return;
                    }
                    let fault = self.fault_of(question);
                    cut_next = fault == Fault::CutAmid;
                    if !self.pass(question, fault).await {
                        return;
                    }
                }
                size = self.far.read(&mut reply) => {
                    let Ok(size @ 1..) = size else { return };
                    self.thaw().await;
                    if self.near.write_all(&reply[..size]).await.is_err() {
                        return;
                    }
                }
            }
        }
    }

    async fn thaw(&mut self) {
        let _ = self.frozen.wait_for(|frozen| !frozen).await;
    }

    fn fault_of(&self, question: &[u8]) -> Fault {
        if question.windows(6).any(|word| word == b"COMMIT") {
            self.faults.lock().unwrap().pop_front().unwrap_or(Fault::None)
        } else {
            Fault::None
        }
    }

    /// Passes a question on as the fault has it; false ends the call.
    async fn pass(&mut self, question: &[u8], fault: Fault) -> bool {
        match fault {
            Fault::None | Fault::CutAmid => self.far.write_all(question).await.is_ok(),
            Fault::CutBefore => false,
            Fault::CutAfter => {
                self.far.write_all(question).await.unwrap();
                self.answered().await;
                false
            }
            Fault::Delay => {
                sleep(Duration::from_millis(50)).await;
                self.far.write_all(question).await.is_ok()
            }
            Fault::Silence => {
                self.far.write_all(question).await.unwrap();
                self.answered().await;
                // The line stays open until the store gives it up.
                while let Ok(1..) = self.near.read(&mut [0; 1024]).await {}
                false
            }
            Fault::Refuse(code) => {
                self.far.write_all(b"Q\0\0\0\rROLLBACK\0").await.unwrap();
                self.answered().await;
                self.near.write_all(&refusal(code)).await.is_ok()
            }
        }
    }

    /// Waits until the server has answered a question; the answer is not passed on.
    async fn answered(&mut self) {
        let mut reply = [0; 1024];
        let size = self.far.read(&mut reply).await.unwrap();
        assert_eq!(reply[size - 6], b'Z', "the server is ready for the next question");
    }
}

/// Makes settings out of those that a connection asks for which no server has.
fn rename_settings(question: &mut [u8]) {
    let asks = |question: &[u8], at: usize| question[at] == b'Q' && question[at + 5..].starts_with(b"SET ");
    for at in 0..question.len().saturating_sub(9) {
        if !asks(question, at) {
            continue;
        }
        if let Some(equals) = question[at..].iter().position(|byte| *byte == b'=') {
            question[at + equals - 2] = b'_';
        }
    }
}

/// What the server says when it refuses, and that no transaction is open.
fn refusal(code: &str) -> Vec<u8> {
    let fields = format!("SERROR\0VERROR\0C{code}\0Mthe transaction lost against another\0\0");
    let length = u32::try_from(fields.len() + 4).unwrap();
    let mut message = vec![b'E'];
    message.extend(length.to_be_bytes());
    message.extend(fields.as_bytes());
    message.extend(b"Z\0\0\0\x05I");
    message
}
