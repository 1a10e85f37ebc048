//! The commands, one file each.

mod backup;
mod bench;
mod bundles;
mod calendar;
mod clocks;
mod demo;
mod doctor;
mod items;
mod keys;
mod ledger;
mod migrate;
mod organisation;
mod print;
mod rebuild;
mod restore;
mod retention;
mod serve;
mod token;
mod user;
mod verify;

use clap::Subcommand;
use serde::Serialize;
use yimen_acts::{ActError, Centre, Chance, Time};

use crate::config::{self, Common, Config};
use crate::observe;

/// All is well.
pub const WELL: u8 = 0;
/// Something was found that is not as it should be: an altered event, a refused row.
pub const FOUND: u8 = 1;
/// The command was given wrongly (also clap's own code).
pub const WRONG: u8 = 2;
/// The disk, the database or the network fails.
pub const BROKEN: u8 = 3;

/// Shown under `--help`.
pub const EXIT_CODES: &str = "Exit codes: 0 all is well; 1 something was found or refused; 2 the command or a setting is wrong; 3 the database, disk or network fails.";

/// What can be done.
#[derive(Subcommand)]
pub enum Command {
    /// Serve the centre
    Serve(serve::Serve),
    /// Serve the centre with the demonstration data, loaded at the first start
    Demo(demo::Demo),
    /// Items: the catalogue
    #[command(subcommand)]
    Items(items::Items),
    /// Bundles: several items for one thing in life
    #[command(subcommand)]
    Bundles(bundles::Bundles),
    /// Bodies, posts, people and windows: bring in, write out, show as of any day
    #[command(subcommand)]
    Organisation(organisation::Organisation),
    /// The working-day calendar: look, count, import
    #[command(subcommand)]
    Calendar(calendar::Calendar),
    /// The rules of clocks: limits and warnings of regions and items
    #[command(subcommand)]
    Clocks(clocks::Clocks),
    /// Prove that no event of any case was altered, in the database or in a file; name the first that was
    Verify(verify::Verify),
    /// The ledger's keys, days and export
    #[command(subcommand)]
    Ledger(ledger::Ledger),
    /// The keys that seal personal data: list, add, replace, take out
    #[command(subcommand)]
    Keys(keys::Keys),
    /// Write everything that the centre keeps into one file, while it works
    Backup(backup::Backup),
    /// Restore a backup into an empty place, and verify it
    Restore(restore::Restore),
    /// Compute lists, clocks and documents anew from the events, and mend what differs
    Rebuild(rebuild::Rebuild),
    /// How long what is kept; delete what was kept long enough
    #[command(subcommand)]
    Retention(retention::Retention),
    /// Bring the database up to date
    Migrate,
    /// Accounts
    #[command(subcommand)]
    User(user::User),
    /// Tokens for other programs
    #[command(subcommand)]
    Token(token::Token),
    /// Look whether everything that the centre needs is there
    Doctor(doctor::Doctor),
    /// Measure how much this machine does, and how far that is from its limits
    Bench(bench::Bench),
}

/// Why a command ended early.
pub enum Trouble {
    /// The command or a setting is wrong.
    Wrong(String),
    /// The domain refused; the words say why.
    Refused(String),
    /// Disk, database or network.
    Broken(String),
    /// Whoever read what is printed has left.
    Left,
}

impl From<ActError> for Trouble {
    fn from(error: ActError) -> Self {
        match error {
            ActError::Refused(refusal) => {
                let mut text = refusal.why.to_string();
                if refusal.faults.is_empty() {
                    text.push_str(&format!("\n{}", refusal.remedy));
                }
                for fault in &refusal.faults {
                    text.push_str(&format!("\n- {}: {}", fault.field, fault.words));
                }
                Trouble::Refused(text)
            }
            ActError::Busy(why) | ActError::Broken(why) => Trouble::Broken(why),
        }
    }
}

/// How a command answers: its exit code, or why it ended early.
pub type Answer = Result<u8, Trouble>;

/// Runs a command and answers its exit code.
pub async fn run(common: Common, command: Command) -> u8 {
    let serves = matches!(command, Command::Serve(_) | Command::Demo(_));
    observe::log(if serves { "info" } else { "warn" });
    let answer = match command {
        Command::Serve(serve_as) => serve::run(&common, &serve_as).await,
        Command::Demo(demo) => demo::run(&common, &demo).await,
        Command::Bundles(bundles) => bundles::run(&common, bundles).await,
        Command::Items(items) => items::run(&common, items).await,
        Command::Organisation(organisation) => organisation::run(&common, organisation).await,
        Command::Calendar(calendar) => calendar::run(&common, calendar).await,
        Command::Clocks(clocks) => clocks::run(&common, clocks).await,
        Command::Verify(verify) => verify::run(&common, verify).await,
        Command::Ledger(ledger) => ledger::run(&common, ledger).await,
        Command::Keys(keys) => keys::run(&common, keys).await,
        Command::Backup(backup) => backup::run(&common, backup).await,
        Command::Restore(restore) => restore::run(&common, restore).await,
        Command::Rebuild(rebuild) => rebuild::run(&common, rebuild).await,
        Command::Retention(retention) => retention::run(&common, retention).await,
        Command::Migrate => migrate::run(&common).await,
        Command::User(user) => user::run(&common, user).await,
        Command::Token(token) => token::run(&common, token).await,
        Command::Doctor(doctor) => doctor::run(&common, doctor).await,
        Command::Bench(bench) => bench::run(&common, bench).await,
    };
    let (code, text) = match answer {
        Ok(code) => return code,
        Err(Trouble::Wrong(text)) => (WRONG, text),
        Err(Trouble::Refused(text)) => (FOUND, text),
        Err(Trouble::Broken(text)) => (BROKEN, text),
        Err(Trouble::Left) => return WELL,
    };
    if common.json {
        println!("{}", serde_json::json!({ "error": text, "exit": code }));
    } else {
        eprintln!("{text}");
    }
    code
}

/// Settles the configuration.
pub fn settle(common: &Common, demonstration: bool) -> Result<Config, Trouble> {
    config::settle(common, demonstration).map_err(Trouble::Wrong)
}

/// Opens the centre for a command.
pub async fn open(common: &Common) -> Result<Centre, Trouble> {
    let config = settle(common, false)?;
    Ok(Centre::open(config.settings, Time::System, Chance::System).await?)
}

/// Prints a fact as one line of JSON.
pub fn print_json(fact: &impl Serialize) -> Result<(), Trouble> {
    let mut out = print::Print::begin();
    out.fact(fact)?;
    out.end()
}
