//! `yimen bench`: how much the real server does here, beside two limits.

use clap::{Args, ValueEnum};

use crate::bench::{Measure, Op, Place, clocks, growth, measure, overload};
use crate::config::Common;

use super::{Answer, Trouble, WELL, settle};

/// What to measure.
#[derive(Args)]
pub struct Bench {
    /// Database
    #[arg(long, value_enum, default_value = "sqlite")]
    engine: Engines,
    /// Operations; all of them if not given
    #[arg(long = "op", value_enum, value_delimiter = ',')]
    ops: Vec<Op>,
    /// Connections at the same time
    #[arg(long, value_delimiter = ',', default_value = "1,8,32,256", value_parser = clap::value_parser!(u16).range(1..=4_096))]
    connections: Vec<u16>,
    /// Seconds of each measure, and as many again for each of the two limits
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=3_600))]
    seconds: u64,
    /// Measure clocks instead: adding working days, and so many open clocks computed again and searched
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["ops", "connections", "seconds"],
        value_parser = clap::value_parser!(u32).range(20_000..=100_000_000))]
    clocks: Option<u32>,
    /// Measure beside so many existing cases instead: the operations against a centre without cases, lists and board against
    /// one with 10,000
    #[arg(long, value_name = "NUMBER", conflicts_with = "clocks", value_parser = clap::value_parser!(u32).range(10_000..=100_000_000))]
    cases_before: Option<u32>,
    /// Measure filings at twice the rate that the server can take instead
    #[arg(long, conflicts_with_all = ["clocks", "cases_before", "ops", "connections"])]
    overload: bool,
}

/// Which databases.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Engines {
    /// A temporary file, in the folder of --data if that is given
    Sqlite,
    /// Temporary schemas on the server of --database-url
    Postgres,
    /// One after the other
    Both,
}

/// Runs it.
pub async fn run(common: &Common, bench: Bench) -> Answer {
    let servers = servers(common, bench.engine)?;
    if bench.clocks.is_some() {
        additions(common);
    } else if bench.cases_before.is_none() && !bench.overload && !common.json {
        println!("{HEADING}");
    }
    for server in servers {
        let mut place =
            Place::new(common.data.as_deref(), server).map_err(|error| Trouble::Broken(error.to_string()))?;
        let ended = tokio::select! {
            ended = work(common, &bench, &mut place) => ended,
            _ = tokio::signal::ctrl_c() => Err("stopped".to_string()),
        };
        let cleared = place.clear().await;
        ended.and(cleared).map_err(Trouble::Broken)?;
    }
    if !common.json {
        let legend = match bench {
            Bench { clocks: Some(_), .. } => CLOCKS_LEGEND,
            Bench {
                cases_before: Some(_), ..
            } => GROWTH_LEGEND,
            Bench { overload: true, .. } => OVERLOAD_LEGEND,
            _ => LEGEND,
        };
        println!("{legend}");
    }
    Ok(WELL)
}

/// The servers to use, one after the other; none stands for a file.
fn servers(common: &Common, engine: Engines) -> Result<Vec<Option<String>>, Trouble> {
    let mut servers = Vec::new();
    if engine != Engines::Postgres {
        servers.push(None);
    }
    if engine != Engines::Sqlite {
        match settle(common, false)?.settings.location {
            yimen_store::Location::Postgres { url, .. } => servers.push(Some(url)),
            _ => return Err(Trouble::Wrong("PostgreSQL needs --database-url postgres://…: the bench starts no server, and uses and drops schemas of its own on the one that is named".into())),
        }
    }
    Ok(servers)
}

async fn work(common: &Common, bench: &Bench, place: &mut Place) -> Result<(), String> {
    if bench.overload {
        return of_overload(common, bench, place).await;
    }
    match (bench.clocks, bench.cases_before) {
        (Some(number), _) => of_clocks(common, number, place).await,
        (None, Some(number)) => of_growth(common, bench, number, place).await,
        (None, None) => all(common, bench, place).await,
    }
}

/// A measure as a line of JSON.
fn tell(measure: &impl serde::Serialize) {
    println!("{}", serde_json::to_string(measure).unwrap_or_default());
}

fn additions(common: &Common) {
    for addition in clocks::additions() {
        if common.json {
            tell(&addition);
        } else {
            let (nanos, year, days) = (addition.nanos, addition.year, addition.days);
            println!("{nanos:.1} ns to add 1 to {days} working days to a day of {year}");
        }
    }
}

async fn of_clocks(common: &Common, number: u32, place: &mut Place) -> Result<(), String> {
    let found = clocks::measure(place, number).await?;
    if common.json {
        tell(&found);
        return Ok(());
    }
    let engine = found.engine;
    println!(
        "{engine}: {number} running clocks computed again in {:.2} s, a bare UPDATE of them {:.2} s, ratio {:.2}",
        found.recount_s, found.bare_update_s, found.recount_ratio
    );
    println!(
        "{engine}: the first {} of {} due within four hours found in {:.3} ms, a bare indexed query {:.3} ms, ratio {:.2}",
        found.page, found.due, found.search_ms, found.bare_search_ms, found.search_ratio
    );
    Ok(())
}

async fn of_growth(common: &Common, bench: &Bench, number: u32, place: &mut Place) -> Result<(), String> {
    let what = (ops(bench), bench.connections.as_slice());
    let found = growth::measure(place, number as usize, what, bench.seconds).await?;
    if common.json {
        tell(&found);
        return Ok(());
    }
    let (engine, made, bytes) = (found.engine, found.made_per_second, found.bytes_per_case);
    println!(
        "{engine}: {number} cases made at {made:.0} a second, {bytes} bytes each; peak {:.0} MB",
        found.rss_mb
    );
    for rate in &found.ops {
        println!(
            "{engine}: {:<10} {:>4} connections: {:>8.0}/s at 0 cases, {:>8.0}/s at {number}, ratio {:.2}; p99 {:.1} ms and {:.1} ms",
            name(rate.op),
            rate.connections,
            rate.empty_rate,
            rate.full_rate,
            rate.ratio,
            rate.empty_p99_ms,
            rate.full_p99_ms
        );
    }
    for look in &found.looks {
        println!(
            "{engine}: {:<20} p99 {:>8.2} ms at 10000 cases, {:>8.2} ms at {number}, ratio {:.2}; p50 {:.2} ms and {:.2} ms",
            look.what, look.few_p99_ms, look.full_p99_ms, look.ratio, look.few_p50_ms, look.full_p50_ms
        );
    }
    Ok(())
}

async fn of_overload(common: &Common, bench: &Bench, place: &mut Place) -> Result<(), String> {
    let found = overload::measure(place, bench.seconds).await?;
    if common.json {
        tell(&found);
        return Ok(());
    }
    let engine = found.engine;
    println!(
        "{engine}: takes {:.0}/s; of {:.0}/s sent it accepted {:.0}/s and answered 503 to {:.0}/s; {} other answers, {} not sent",
        found.capacity, found.sent, found.accepted, found.refused, found.otherwise, found.unsent
    );
    println!(
        "{engine}: accepted p50 {:.1} ms, p99 {:.1} ms; refused p99 {:.1} ms, {} of them without Retry-After",
        found.accepted_p50_ms, found.accepted_p99_ms, found.refused_p99_ms, found.without_advice
    );
    println!(
        "{engine}: {} accepted filings lost, {} more cases than accepted; memory {:.0} MB after a quarter of the time, {:.0} MB at most afterwards",
        found.lost, found.more, found.rss_quarter_mb, found.rss_peak_mb
    );
    Ok(())
}

fn ops(bench: &Bench) -> &[Op] {
    if bench.ops.is_empty() {
        Op::value_variants()
    } else {
        &bench.ops
    }
}

fn name(op: Op) -> String {
    op.to_possible_value()
        .map_or_else(String::new, |op| op.get_name().to_string())
}

async fn all(common: &Common, bench: &Bench, place: &mut Place) -> Result<(), String> {
    for op in ops(bench) {
        for connections in &bench.connections {
            let measure = measure(place, *op, usize::from(*connections), bench.seconds).await?;
            if common.json {
                tell(&measure);
            } else {
                println!("{}", line(&measure));
            }
        }
    }
    Ok(())
}

const HEADING: &str = "engine    op          conns     rate/s     bare/s      raw/s   /bare   /raw     p50 ms     p99 ms   bytes/case   peak MB";

const LEGEND: &str = "bare: the same rows through the same writer behind the same HTTP server, without any rule. raw: the same rows by bare statements, no HTTP.";

const GROWTH_LEGEND: &str =
    "The operations of both centres take turns in one process. Lists and board are read without HTTP.";

const OVERLOAD_LEGEND: &str =
    "The server and those who file run in one process and on the same processors; its memory is that of both.";

const CLOCKS_LEGEND: &str = "Medians. Each computation moves every clock; the bare UPDATE adds a day to the same rows of a copy of the database, with one statement. The events of cases are not part of either.";

fn line(measure: &Measure) -> String {
    format!(
        "{:<9} {:<10} {:>6} {:>10.0} {:>10.0} {:>10.0} {:>7.2} {:>6.2} {:>10.2} {:>10.2} {:>12} {:>9.0}",
        measure.engine,
        name(measure.op),
        measure.connections,
        measure.rate,
        measure.bare_rate,
        measure.raw_rate,
        measure.ratio,
        measure.rate / measure.raw_rate,
        measure.p50_ms,
        measure.p99_ms,
        measure.bytes_per_case,
        measure.rss_mb,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn postgres_without_an_address_is_refused_and_sqlite_needs_none() {
        let common = Common::default();
        assert!(
            matches!(servers(&common, Engines::Postgres), Err(Trouble::Wrong(why)) if why.contains("--database-url"))
        );
        assert!(matches!(servers(&common, Engines::Sqlite).as_deref(), Ok([None])));
        let url = "postgres://somebody@127.0.0.1/centre".to_string();
        let common = Common {
            database_url: Some(url.clone()),
            ..Common::default()
        };
        assert!(matches!(servers(&common, Engines::Both).as_deref(), Ok([None, Some(found)]) if *found == url));
    }
}
