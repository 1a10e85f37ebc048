//! How far an import is, for whoever waits at the terminal.

use std::io::{IsTerminal as _, Write as _};
use std::time::Instant;

use yimen_acts::items::import::Stage;

/// Rows after which a line is written where nobody can look at one that changes.
const STEP: u64 = 10_000;

/// Writes to the standard error: one line that changes on a terminal, else a line after each ten thousand rows.
pub struct Progress {
    quiet: bool,
    terminal: bool,
    written: u64,
    begun: Instant,
}

impl Progress {
    /// Begins; tells nothing where only facts are wanted.
    pub fn new(quiet: bool) -> Progress {
        Progress {
            quiet,
            terminal: std::io::stderr().is_terminal(),
            written: 0,
            begun: Instant::now(),
        }
    }

    /// Tells what is being done now.
    pub fn tell(&mut self, stage: Stage) {
        let words = match stage {
            Stage::Reading => "读取文件 / reading the file".to_string(),
            Stage::Looking(done, total) if self.terminal || done == total || done >= self.written + STEP => {
                self.written = done;
                format!("核对 {done}/{total} 行 / {done} of {total} rows looked at")
            }
            Stage::Looking(..) => return,
            Stage::Taking => "写入事项库 / taking them into the library".to_string(),
        };
        self.write(&words);
    }

    /// Ends the line.
    pub fn end(&mut self) {
        let seconds = self.begun.elapsed().as_secs_f64();
        self.write(&format!("完成，用时 {seconds:.1} 秒 / done in {seconds:.1} s"));
        if self.terminal && !self.quiet {
            eprintln!();
        }
    }

    fn write(&self, words: &str) {
        if self.quiet {
            return;
        }
        if self.terminal {
            eprint!("\r\x1b[K{words}");
            // A terminal that is gone needs no progress.
            let _ = std::io::stderr().flush();
        } else {
            eprintln!("{words}");
        }
    }
}
