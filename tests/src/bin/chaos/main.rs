//! `make chaos`: documents flow through two replicas of each stage, with the users and accounts of
//! `deploy/nats`, and a fault occurs every five seconds. At the end, every document that the server
//! accepted must be found by its ID. Exits with 1 if one is missing, duplicated or wrongly dead.
//!
//! `CHAOS_SECONDS` sets the duration (300), and `COURANT_SEED` the faults.

#![expect(clippy::panic, reason = "to panic is how a check fails, and these sentences say why")]

mod bed;
mod conservation;
mod faults;
mod reader;
mod source;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use bed::Bed;
use faults::Faults;

/// The time between two faults.
const EVERY: Duration = Duration::from_secs(5);
/// The time between two checks for processes to restart and faults to repair.
const TICK: Duration = Duration::from_millis(200);

#[tokio::main]
async fn main() -> ExitCode {
    let seconds = length();
    let mut dice = e2e::dice();
    let mut bed = Bed::start().await;
    let source = source::start(bed.url(), dice.fork());
    let reader = reader::start(bed.url()).await;
    let mut faults = Faults::default();
    let began = Instant::now();
    let mut next = began + EVERY;
    while began.elapsed() < seconds {
        if Instant::now() >= next {
            next += EVERY;
            let what = faults.strike(&mut bed, &mut dice).await;
            println!("{:4} s  {what}", began.elapsed().as_secs());
        }
        faults.mend_due(&mut bed).await;
        bed.revive();
        tokio::time::sleep(TICK).await;
    }
    faults.mend_all(&mut bed).await;
    let sent = source.stop().await;
    println!(
        "{:4} s  no more faults; {} documents accepted",
        began.elapsed().as_secs(),
        sent.len()
    );
    let status = bed.rest().await;
    let verdict = conservation::check(&bed, &sent, reader).await;
    let by_counts = &status["verdict"];
    let verdict = match *by_counts == "balanced" || by_counts["surplus"].is_u64() {
        true => verdict,
        false => Err(format!("`courant status` says {by_counts}")),
    };
    match verdict {
        Ok(found) => {
            println!(
                "chaos: {} faults, {found}: every accepted document was found",
                faults.count()
            );
            ExitCode::SUCCESS
        }
        Err(wrong) => {
            println!("chaos: FAILED: {wrong}");
            bed.print_logs();
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the length of a test is no setting of Courant's")]
fn length() -> Duration {
    let given = std::env::var("CHAOS_SECONDS").ok();
    let seconds = given.map(|given| given.parse().expect("CHAOS_SECONDS is a number of seconds"));
    Duration::from_secs(seconds.unwrap_or(300))
}
