//! `yimen` (一门): a government service centre in one program.

mod bench;
mod commands;
mod config;
mod identities;
mod mail;
mod net;
mod observe;
mod payments;
mod serve;

use std::process::ExitCode;

use clap::Parser;

use commands::Command;
use config::Common;

/// Rows travel between threads: what one has taken, another gives back, which this allocator does cheaply.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A government service centre in one program.
#[derive(Parser)]
#[command(name = "yimen", version, about, long_about = None, after_help = commands::EXIT_CODES)]
struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("the program cannot start: {error}");
            return ExitCode::from(commands::BROKEN);
        }
    };
    let code = runtime.block_on(commands::run(cli.common, cli.command));
    runtime.shutdown_timeout(std::time::Duration::from_secs(5));
    ExitCode::from(code)
}
