use std::time::{Duration, Instant};

use crate::bed::Bed;
use crate::source::{self, Wait};
use crate::{FINISHES_WITHIN, verdict};

/// The steps of `docs/scale.md`, and the start of each.
#[derive(Debug)]
struct Move {
    to: u16,
    steps: Vec<(&'static str, Instant)>,
    ended: Instant,
}

const MANY: u16 = 4;
/// The time between two documents of each publisher.
const REST: Duration = Duration::from_secs(1);
/// The maximum time for which a publisher gets an error or no response.
const PAUSES_FOR: Duration = Duration::from_secs(1);

/// Moves from one partition to four and back `times` times while documents flow. Prints the longest pause
/// in publishing for each move.
pub(crate) async fn run(nodes: usize, times: usize) -> Result<String, String> {
    let mut bed = Bed::start(nodes, 1, None).await;
    let source = source::start(bed.urls(), 0, REST);
    bed.moved(0, FINISHES_WITHIN).await;
    let mut moves = Vec::new();
    for _ in 0..times {
        moves.push(grow(&mut bed)?);
        moves.push(shrink(&mut bed)?);
    }
    source.suffices();
    let sent = source.sent().await;
    let longest: Vec<Duration> = moves.iter().map(|done| report_pause(done, &sent.waits)).collect();
    let (fine, verdict) = verdict(&mut bed, &sent).await;
    let most = longest.iter().max().copied().unwrap_or_default();
    let line = format!(
        "{} moves, {verdict}; {} publishes were refused or unanswered and sent again, the longest wait \
         for an acknowledgement {most:.2?}",
        moves.len(),
        sent.again
    );
    if fine && most <= PAUSES_FOR { Ok(line) } else { Err(line) }
}

fn grow(bed: &mut Bed) -> Result<Move, String> {
    let mut steps = vec![("reload the accounts", Instant::now())];
    bed.reload(MANY, 1);
    steps.push(("setup creates", Instant::now()));
    setup(bed, MANY, 1)?;
    steps.push(("reload the mapping", Instant::now()));
    bed.reload(MANY, MANY);
    steps.push(("setup removes", Instant::now()));
    setup(bed, MANY, 0)?;
    Ok(Move { to: MANY, steps, ended: Instant::now() })
}

fn shrink(bed: &mut Bed) -> Result<Move, String> {
    let mut steps = vec![("setup creates", Instant::now())];
    setup(bed, 1, 1)?;
    steps.push(("reload the mapping", Instant::now()));
    bed.reload(MANY, 1);
    steps.push(("setup removes", Instant::now()));
    setup(bed, 1, 0)?;
    steps.push(("reload the accounts", Instant::now()));
    bed.reload(1, 1);
    Ok(Move { to: 1, steps, ended: Instant::now() })
}

fn setup(bed: &mut Bed, partitions: u16, code: i32) -> Result<(), String> {
    let until = Instant::now() + FINISHES_WITHIN;
    loop {
        let ended = bed.setup(partitions);
        if ended.code == Some(code) {
            return Ok(());
        }
        // Not empty yet.
        if code != 0 || Instant::now() > until {
            let e2e::Ended { code, stdout, stderr } = ended;
            return Err(format!("setup exits with {code:?}: {stdout}{stderr}"));
        }
        bed.revive();
    }
}

/// Prints the longest wait for an acknowledgement, and the step in which it started.
fn report_pause(done: &Move, waits: &[Wait]) -> Duration {
    let began = done.steps[0].1;
    let during =
        waits.iter().filter(|wait| wait.began + wait.took > began && wait.began < done.ended);
    let Some(longest) = during.max_by_key(|wait| wait.took) else { return done.ended - began };
    let step = done.steps.iter().rev().find(|(_, since)| *since <= longest.began);
    println!(
        "to {}: {:.1?} in all; the longest wait for an acknowledgement {:.3?} ({})",
        done.to,
        done.ended - began,
        longest.took,
        step.map_or("before", |(name, _)| name)
    );
    longest.took
}
