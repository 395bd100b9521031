//! `make cluster-test`: three nats-servers with three replicas of each stream, the users of
//! `deploy/nats` and two replicas of each stage. Documents flow while faults occur one at a time, first
//! with one partition, then with four. At the end, every document that the server accepted must be
//! published once. Exits with 1 if one is missing, duplicated or dead, or if the pipeline has not
//! recovered from a fault within ten seconds.
//!
//! One server has a small in-memory disk, which is filled; mounting it requires root.
//!
//! `CLUSTER_DOCUMENTS` sets the number of documents per run (20,000), and `COURANT_SEED` the faults.
//!
//! `make move-test`: instead of faults, the number of partitions changes from one to four and back,
//! `--moves` times, on one server and on three.

mod bed;
mod disk;
mod faults;
mod moves;
mod source;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use bed::{Bed, NODES};
use clap::Parser;
use disk::Disk;
use e2e::{published, until_async};
use fastrand::Rng;
use faults::Fault;
use source::Sent;

/// The maximum time to wait for the pipeline to recover before the next fault.
const PATIENCE: Duration = Duration::from_secs(15);
const RECOVERS_WITHIN: Duration = Duration::from_secs(10);
/// The time between two documents of each publisher.
const REST: Duration = Duration::from_millis(250);
const FINISHES_WITHIN: Duration = Duration::from_secs(600);

/// Publish documents through one server or a cluster while it has faults
#[derive(Debug, Parser)]
struct Arguments {
    /// Number of moves from one partition to four and back, instead of faults
    #[arg(long)]
    moves: Option<usize>,
}

#[tokio::main]
async fn main() -> ExitCode {
    let mut fine = true;
    let mut print_result = |what: &str, result: Result<String, String>| match result {
        Ok(line) => println!("{what}: {line}"),
        Err(wrong) => {
            println!("{what}: FAILED: {wrong}");
            fine = false;
        }
    };
    match Arguments::parse().moves {
        Some(times) => {
            print_result("1 server", moves::run(1, times).await);
            print_result("3 servers", moves::run(NODES, times).await);
        }
        None => {
            let (documents, mut dice) = (documents(), e2e::dice());
            for partitions in [1, 4] {
                let result = run(partitions, documents, &mut dice).await;
                print_result(&format!("{partitions} partitions"), result);
            }
        }
    }
    if fine { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

async fn run(partitions: u16, documents: u64, dice: &mut Rng) -> Result<String, String> {
    let mut bed = Bed::start(NODES, partitions, Disk::mount()).await;
    let source = source::start(bed.urls(), documents, REST);
    let began = Instant::now();
    let (mut faults, mut longest, mut late) = (0, Duration::ZERO, Vec::new());
    bed.moved(0, FINISHES_WITHIN).await;
    // Every kind once in random order, then random ones.
    let all = Fault::all(&bed);
    if bed.disk.is_none() {
        println!("no disk fills: mounting a small one needs root");
    }
    let mut kinds = all.clone();
    dice.shuffle(&mut kinds);
    while !source.is_finished() {
        let fault = kinds.pop().unwrap_or_else(|| all[dice.usize(0..all.len())]);
        if kinds.is_empty() {
            source.suffices();
        }
        let what = fault.strike(&mut bed, dice).await;
        faults += 1;
        let before = bed.published().await;
        let mended = Instant::now();
        let recovered = bed.moved(before, PATIENCE).await;
        let took = mended.elapsed();
        let seconds = began.elapsed().as_secs();
        bed.revive();
        // Nothing more is published once the source is finished.
        if source.is_finished() {
            println!("{seconds:4} s  {what}");
            break;
        }
        println!("{seconds:4} s  {what}; recovered: {recovered}, {took:.1?}");
        longest = longest.max(took);
        if took > RECOVERS_WITHIN {
            late.push(what);
        }
    }
    let sent = source.sent().await;
    let (fine, verdict) = verdict(&mut bed, &sent).await;
    let line = format!(
        "{faults} faults, {verdict}; {} publishes were refused or unanswered and sent again, the longest \
         took {:.1?}; the longest recovery {longest:.1?}",
        sent.again,
        sent.longest()
    );
    match fine && late.is_empty() {
        true => Ok(line),
        false => Err(format!("{line}; late: {late:?}")),
    }
}

/// Waits until all accepted documents are published, and compares both by ID. Returns whether none is
/// missing, duplicated, foreign or dead, and the numbers.
async fn verdict(bed: &mut Bed, sent: &Sent) -> (bool, String) {
    let accepted = sent.ids.len();
    until_async("everything to be published", FINISHES_WITHIN, async || {
        bed.revive();
        (bed.published().await >= accepted as u64).then_some(())
    })
    .await;
    let out = published(&bed.breaker).await;
    let lost = sent.ids.iter().filter(|id| !out.contains_key(id)).count();
    let twice = out.values().filter(|count| **count > 1).count();
    let foreign = out.keys().filter(|id| !sent.ids.contains(id)).count();
    let dead = bed.breaker.stream("ARTICLES_DEAD").await.last_sequence;
    let line = format!(
        "{accepted} documents: {lost} lost, {twice} published twice, {foreign} foreign, {dead} dead"
    );
    (lost + twice + foreign == 0 && dead == 0, line)
}

#[expect(clippy::disallowed_methods, reason = "the size of a test is no setting of Courant's")]
fn documents() -> u64 {
    let given = std::env::var("CLUSTER_DOCUMENTS").ok();
    given.map_or(20_000, |given| given.parse().expect("CLUSTER_DOCUMENTS is a number"))
}
