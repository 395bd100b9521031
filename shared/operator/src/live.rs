use std::collections::{BTreeMap, VecDeque};
use std::time::Instant;

use article::{Record, Timestamp};
use broker::table::{PUBLISHED, RAW};
use broker::{Broker, LookupError, Start};
use serde::{Deserialize, Serialize};

use crate::replicas::runs;
use crate::{Flow, Problem, age};

/// The current state of the pipeline with rates and times, for `top` and the console.
#[derive(Debug, Clone)]
pub struct Live {
    /// When.
    pub at: Timestamp,
    /// The state.
    pub flow: Flow,
    /// The stages, in the order of the pipeline.
    pub stages: Vec<StageLive>,
    /// Documents published per second.
    pub published_rate: f64,
    /// From acceptance to publication of recent documents: the 95th percentile, in milliseconds.
    pub latency_p95: Option<f64>,
}

/// A stage, and the stream that it reads.
#[derive(Debug, Clone, Serialize)]
pub struct StageLive {
    /// The stage.
    pub stage: &'static str,
    /// The stream that it reads.
    pub stream: &'static str,
    /// Documents that arrive in the stream per second.
    pub rate: f64,
    /// Documents in the stream that were not delivered yet.
    pub waiting: u64,
    /// Documents in processing.
    pub in_flight: u64,
    /// When the oldest document in the stream was stored.
    pub oldest: Option<Timestamp>,
    /// The number of running replicas; `None` if unknown.
    pub replicas: Option<u64>,
    /// Whether a service runs.
    pub running: bool,
    /// Median processing time of recent documents in milliseconds.
    pub p50: Option<f64>,
    /// The same, 95th percentile.
    pub p95: Option<f64>,
    /// Dead letters of this stage.
    pub dead: u64,
    /// Why documents don't move, as a sentence.
    pub stalled: Option<String>,
}

/// Reads the state repeatedly and computes rates.
#[derive(Debug)]
pub struct Watcher {
    broker: Broker,
    before: Option<(Instant, BTreeMap<String, u64>)>,
    cursor: Option<u64>,
    work: BTreeMap<String, VecDeque<f64>>,
    latency: VecDeque<f64>,
}

/// Number of recent documents that percentiles are computed from.
const RECENT: usize = 500;
/// Maximum number of published records read each time; further ones are skipped.
const READ: u64 = 200;

impl Watcher {
    /// Rates are zero until the second [`Watcher::look`].
    pub fn new(broker: Broker) -> Self {
        let (work, latency) = (BTreeMap::new(), VecDeque::new());
        Self { broker, before: None, cursor: None, work, latency }
    }

    /// The connection.
    pub fn broker(&self) -> &Broker {
        &self.broker
    }

    /// Reads the current state.
    pub async fn look(&mut self) -> Result<Live, LookupError> {
        let flow = Flow::read(&self.broker).await?;
        let now = Instant::now();
        let stored: BTreeMap<String, u64> =
            flow.streams.iter().map(|stream| (stream.name.clone(), stream.last_sequence)).collect();
        let rate = |stream: &str| {
            let Some((then, before)) = &self.before else { return 0.0 };
            let seconds = now.duration_since(*then).as_secs_f64().max(0.001);
            let count = |all: &BTreeMap<String, u64>| all.get(stream).copied().unwrap_or(0);
            count(&stored).saturating_sub(count(before)) as f64 / seconds
        };
        let rates: Vec<f64> = flow.stages.iter().map(|stage| rate(stage.stream)).collect();
        let published_rate = rate(PUBLISHED);
        self.before = Some((now, stored));
        self.read_recent(&flow).await?;
        let stages =
            flow.stages.iter().zip(rates).map(|(stage, rate)| self.stage(&flow, stage, rate));
        let stages = stages.collect();
        let latency_p95 = percentile(&self.latency, 95);
        Ok(Live { at: Timestamp::now(), flow, stages, published_rate, latency_p95 })
    }

    fn stage(&self, flow: &Flow, stage: &broker::StageMetrics, rate: f64) -> StageLive {
        let stream = flow.stream(stage.stream);
        let stalled = flow.problems.iter().find(|problem| problem.stage() == Some(stage.stage));
        let times = self.work.get(stage.stage);
        let dead = flow.dead.iter().filter(|((at, _), _)| at == stage.stage);
        let asks = stage.consumer.is_some_and(|c| c.waiting > 0 || c.ack_pending > 0);
        let running = runs(stage.stage, &flow.replicas, asks);
        StageLive {
            stage: stage.stage,
            stream: stage.stream,
            rate,
            waiting: stage.consumer.map_or(stream.map_or(0, |s| s.messages), |c| c.pending),
            in_flight: stage.consumer.map_or(0, |consumer| consumer.ack_pending),
            oldest: stream.and_then(|stream| stream.oldest),
            replicas: flow.replicas.get(stage.stage).copied(),
            running: running && !stalled.is_some_and(Problem::is_stalled),
            p50: times.and_then(|times| percentile(times, 50)),
            p95: times.and_then(|times| percentile(times, 95)),
            dead: dead.map(|(_, count)| count).sum(),
            stalled: stalled.filter(|problem| problem.is_stalled()).map(ToString::to_string),
        }
    }

    /// Reads records that were published since the last call, for the times in their trails.
    async fn read_recent(&mut self, flow: &Flow) -> Result<(), LookupError> {
        let last = flow.stream(PUBLISHED).map_or(0, |stream| stream.last_sequence);
        let from = self.cursor.unwrap_or(0).max(last.saturating_sub(READ)) + 1;
        self.cursor = Some(last);
        if from > last {
            return Ok(());
        }
        let mut pages = self.broker.pages(PUBLISHED, ">", Start::Sequence(from));
        while let Some(stored) = pages.next().await? {
            if stored.sequence > last {
                break;
            }
            let Ok(record) = Record::from_bytes(&stored.body) else { continue };
            for entry in record.trail().unwrap_or_default() {
                push(self.work.entry(entry.stage.into_owned()).or_default(), entry.duration_ms);
            }
            if let Some(received) = received(&record) {
                let time = stored.stored_at.duration_since(received).as_secs_f64() * 1000.0;
                push(&mut self.latency, time);
            }
        }
        Ok(())
    }
}

impl Live {
    /// Whether documents move or none wait, and the state in a few words.
    pub fn headline(&self) -> (bool, String) {
        if let Some(stalled) = self.stages.iter().find(|stage| stage.stalled.is_some()) {
            let since =
                stalled.oldest.map_or(String::new(), |oldest| format!(" for {}", age(oldest)));
            return (false, format!("Stalled at {}{since}", stalled.stage));
        }
        if !self.flow.is_fine() {
            return (false, "Needs attention".to_owned());
        }
        let waiting: u64 = self.flow.conservation.in_flight;
        match waiting {
            0 => (true, "Nothing waits".to_owned()),
            _ => (true, format!("Flowing · {:.0}/s · {waiting} in flight", self.published_rate)),
        }
    }

    /// Documents accepted per second.
    pub fn accepted_rate(&self) -> f64 {
        self.stages.iter().find(|stage| stage.stream == RAW).map_or(0.0, |stage| stage.rate)
    }
}

fn received(record: &Record) -> Option<Timestamp> {
    #[derive(Deserialize)]
    struct Received {
        received_at: Timestamp,
    }
    let received: Received = serde_json::from_str(record.raw("document")?.get()).ok()?;
    Some(received.received_at)
}

fn push(times: &mut VecDeque<f64>, time: f64) {
    if times.len() == RECENT {
        times.pop_front();
    }
    times.push_back(time);
}

fn percentile(times: &VecDeque<f64>, percent: usize) -> Option<f64> {
    let mut sorted: Vec<f64> = times.iter().copied().collect();
    sorted.sort_by(f64::total_cmp);
    sorted.get((sorted.len() * percent).div_ceil(100).checked_sub(1)?).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_one_of_the_times() {
        let times: VecDeque<f64> = (1..=100).map(f64::from).collect();
        assert_eq!((percentile(&times, 50), percentile(&times, 95)), (Some(50.0), Some(95.0)));
        assert_eq!(percentile(&VecDeque::new(), 50), None);
    }
}
