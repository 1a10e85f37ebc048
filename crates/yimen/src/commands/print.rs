//! What a command prints, many lines at a time. A reader who leaves early, as `head` does, ends the command quietly.

use std::fmt::Display;
use std::io::{BufWriter, ErrorKind, StdoutLock, Write};

use serde::Serialize;

use super::Trouble;

/// Standard output, held until [`Print::end`].
pub struct Print(BufWriter<StdoutLock<'static>>);

impl Print {
    /// Takes standard output.
    pub fn begin() -> Print {
        Print(BufWriter::new(std::io::stdout().lock()))
    }

    /// Prints a line.
    pub fn line(&mut self, line: impl Display) -> Result<(), Trouble> {
        writeln!(self.0, "{line}").map_err(failed)
    }

    /// Prints a fact as a line of JSON.
    pub fn fact(&mut self, fact: &impl Serialize) -> Result<(), Trouble> {
        serde_json::to_writer(&mut self.0, fact).map_err(|error| failed(error.into()))?;
        self.line("")
    }

    /// Prints facts as one JSON array, as they come.
    pub fn facts(&mut self, facts: impl Iterator<Item = impl Serialize>) -> Result<(), Trouble> {
        let mut out = serde_json::Serializer::new(&mut self.0);
        serde::Serializer::collect_seq(&mut out, facts).map_err(|error| failed(error.into()))?;
        self.line("")
    }

    /// Shows what was printed so far.
    pub fn show(&mut self) -> Result<(), Trouble> {
        self.0.flush().map_err(failed)
    }

    /// Prints what is held.
    pub fn end(mut self) -> Result<(), Trouble> {
        self.show()
    }
}

/// What goes wrong when printing: nobody reads any longer, or the disk is full.
pub fn failed(error: std::io::Error) -> Trouble {
    match error.kind() {
        ErrorKind::BrokenPipe => Trouble::Left,
        _ => Trouble::Broken(format!("无法输出 / cannot print: {error}")),
    }
}
