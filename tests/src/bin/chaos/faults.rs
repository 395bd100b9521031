use std::time::{Duration, Instant};

use async_nats::jetstream::stream::Config;
use fastrand::Rng;

use crate::bed::Bed;

/// The faults so far, and the repairs that are due.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    count: usize,
    due: Vec<(Instant, Mending)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mending {
    /// The process with this index is stopped.
    Continue(usize),
    /// A consumer is missing, or a stream is too small: run `setup`.
    Setup,
}

/// A stream and the stage that reads it.
const QUEUES: [(&str, &str); 4] = [
    ("ARTICLES_RAW", "ingestion"),
    ("ARTICLES_INGESTED", "language-detection"),
    ("ARTICLES_LANGUAGE_DETECTED", "metadata-extraction"),
    ("ARTICLES_METADATA_EXTRACTED", "publishing"),
];
const FILLED: [&str; 7] = [
    "ARTICLES_RAW",
    "ARTICLES_INGESTED",
    "ARTICLES_LANGUAGE_DETECTED",
    "ARTICLES_METADATA_EXTRACTED",
    "ARTICLES_PUBLISHED",
    "ARTICLES_DEAD",
    "ARTICLES_SET_ASIDE",
];

impl Faults {
    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// Causes a fault and returns its description.
    pub(crate) async fn strike(&mut self, bed: &mut Bed, dice: &mut Rng) -> String {
        self.count += 1;
        let place = dice.usize(0..bed.pipeline.services.len());
        match dice.u8(0..5) {
            0 => self.kill(bed, place),
            1 => {
                let seconds = dice.u64(1..=38);
                bed.pipeline.service(place).process.pause();
                self.later(seconds, Mending::Continue(place));
                format!("SIGSTOP {} for {seconds} s", name(bed, place))
            }
            2 => {
                let (stream, durable) = QUEUES[dice.usize(0..QUEUES.len())];
                let seconds = dice.u64(2..=8);
                if let Ok(stream) = bed.breaker.jetstream.get_stream(stream).await {
                    // It may be missing already.
                    let _ = stream.delete_consumer(durable).await;
                }
                self.later(seconds, Mending::Setup);
                format!("consumer {stream}/{durable} deleted for {seconds} s")
            }
            3 => {
                let stream = FILLED[dice.usize(0..FILLED.len())];
                let seconds = dice.u64(2..=10);
                let done = if fill(bed, stream).await { "full" } else { "not made full" };
                self.later(seconds, Mending::Setup);
                format!("{stream} {done} for {seconds} s")
            }
            _ => {
                bed.pipeline.server.kill();
                bed.pipeline.server.restart();
                "SIGKILL nats-server".to_owned()
            }
        }
    }

    fn kill(&mut self, bed: &mut Bed, place: usize) -> String {
        bed.pipeline.service(place).process.kill();
        self.due.retain(|(_, mending)| *mending != Mending::Continue(place));
        format!("SIGKILL {}", name(bed, place))
    }

    fn later(&mut self, seconds: u64, mending: Mending) {
        self.due.push((Instant::now() + Duration::from_secs(seconds), mending));
    }

    /// Makes the repairs that are due.
    pub(crate) async fn mend_due(&mut self, bed: &mut Bed) {
        let now = Instant::now();
        let (due, later) = self.due.drain(..).partition(|(at, _)| *at <= now);
        self.due = later;
        mend(bed, due);
    }

    /// Makes all repairs.
    pub(crate) async fn mend_all(&mut self, bed: &mut Bed) {
        mend(bed, std::mem::take(&mut self.due));
        bed.setup();
        bed.revive();
    }
}

fn mend(bed: &mut Bed, due: Vec<(Instant, Mending)>) {
    for &(_, mending) in &due {
        if let Mending::Continue(place) = mending {
            bed.pipeline.service(place).process.resume();
        }
    }
    if due.iter().any(|(_, mending)| *mending == Mending::Setup) {
        bed.setup();
    }
}

/// Makes a stream so small that it is full. Returns whether the server answered.
async fn fill(bed: &Bed, name: &str) -> bool {
    let Ok(stream) = bed.breaker.jetstream.get_stream(name).await else { return false };
    let config = Config { max_bytes: 1, ..stream.cached_info().config.clone() };
    bed.breaker.jetstream.update_stream(config).await.is_ok()
}

fn name(bed: &Bed, place: usize) -> String {
    let service = &bed.pipeline.services[place];
    format!("{} (process {})", service.stage, service.process.id())
}
