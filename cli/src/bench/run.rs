use std::collections::BTreeMap;
use std::pin::pin;
use std::time::{Duration, Instant};

use article::Timestamp;
use broker::{Broker, Receipt, table};
use futures_util::stream::{FuturesUnordered, StreamExt};
use operator::full_percent;
use tokio::time::Instant as Clock;

use super::figures::{StageFigures, Timeline, Times, milliseconds, stages};
use super::sending::{message, publish};
use super::watch::{Outcome, Watch};
use crate::fault::Fault;
use crate::inputs::Inputs;
use crate::messages::{self, rejected};
use crate::progress::Progress;
use crate::publish::{Item, feed};

/// What was measured.
pub(super) struct Measured {
    /// The requested rate.
    pub(super) rate: Option<f64>,
    /// Documents published, and for how long.
    pub(super) sent: u64,
    pub(super) sending: Duration,
    /// Documents that went through all stages.
    pub(super) through: u64,
    /// Dead letters and marks, by `dead: code` or `set aside: reason`.
    pub(super) others: BTreeMap<String, u64>,
    /// Documents without an outcome.
    pub(super) unfinished: u64,
    /// Documents that went through per second.
    pub(super) throughput: f64,
    /// From acceptance to the end.
    pub(super) latency: Times,
    pub(super) stages: Vec<StageFigures>,
    /// Why it ended early.
    pub(super) ended: Option<String>,
}

/// Maximum number of documents in flight: enough to keep every replica busy, but too few to fill
/// the streams.
const OPEN: usize = 1_000;
/// How many documents are being sent at a time.
const WINDOW: usize = 64;
/// At a fixed rate, this many documents in flight mean that the installation does not keep up.
const MOST_OPEN: usize = 10_000;
/// Fraction of the rate that counts as reached.
const REACHED: f64 = 0.95;
/// After this long without an acknowledgement or an outcome, the rest is abandoned.
const PATIENCE: Duration = Duration::from_secs(30);
/// Part of `max_payload` that is reserved for headers.
const HEADERS: u64 = 1024;
const INTERRUPTED: &str = "it was interrupted";
/// How often the remaining space for marks is checked.
const LOOK: Duration = Duration::from_secs(1);
/// Above this fill level, in per cent, the stream of marks might stop the pipeline.
const FULL: u64 = 60;

impl Measured {
    /// Whether every document ended, at the requested rate.
    pub(super) fn is_fine(&self) -> bool {
        let ended = self.unfinished == 0 && self.ended.is_none() && self.through > 0;
        ended && self.reached() != Some(false)
    }

    /// Documents published per second.
    pub(super) fn sent_per_second(&self) -> f64 {
        self.sent as f64 / self.sending.as_secs_f64().max(0.001)
    }

    /// Whether documents were published at the requested rate, if there is one.
    pub(super) fn reached(&self) -> Option<bool> {
        self.rate.map(|rate| self.sent_per_second() >= REACHED * rate)
    }
}

/// Publishes for a duration, waits for the last outcomes, and computes the figures.
pub(super) async fn run(
    broker: &Broker,
    inputs: &Inputs,
    rate: Option<f64>,
    duration: Duration,
) -> Result<Measured, Fault> {
    let names: Vec<&'static str> =
        broker.topology().stages().iter().map(|spec| spec.stage).collect();
    let replicas = broker.replicas(&names).await;
    let mut load = Load {
        broker,
        watch: Watch::new(broker).await?,
        run: format!("bench-{:08x}", Timestamp::now().as_nanosecond() as u32),
        sent: 0,
        sending: Duration::ZERO,
        unacknowledged: 0,
        timelines: Vec::new(),
        others: BTreeMap::new(),
        heard: Instant::now(),
        ended: None,
    };
    let progress = Progress::timed(duration);
    let measured = load.measure(inputs, rate, duration, &progress).await;
    progress.close();
    measured?;
    let Load { watch, sent, sending, unacknowledged, timelines, others, ended, .. } = load;
    let mut latency = Times::default();
    for timeline in &timelines {
        latency.add(milliseconds(timeline.accepted, timeline.finished));
    }
    Ok(Measured {
        rate,
        sent,
        sending,
        through: timelines.len() as u64,
        others,
        unfinished: watch.open() as u64 + unacknowledged,
        throughput: throughput(&timelines),
        latency,
        stages: stages(&names, &replicas, &timelines),
        ended,
    })
}

/// From the end of the first document to that of the last.
fn throughput(timelines: &[Timeline]) -> f64 {
    let ends = || timelines.iter().map(|timeline| timeline.finished);
    let (Some(first), Some(last)) = (ends().min(), ends().max()) else { return 0.0 };
    let seconds = milliseconds(first, last) / 1000.0;
    if seconds > 0.0 { (timelines.len() - 1) as f64 / seconds } else { 0.0 }
}

struct Load<'a> {
    broker: &'a Broker,
    watch: Watch,
    run: String,
    sent: u64,
    sending: Duration,
    /// Documents that the server did not acknowledge.
    unacknowledged: u64,
    timelines: Vec<Timeline>,
    others: BTreeMap<String, u64>,
    heard: Instant,
    ended: Option<String>,
}

impl Load<'_> {
    /// Publishes, and waits for the outcomes.
    async fn measure(
        &mut self,
        inputs: &Inputs,
        rate: Option<f64>,
        duration: Duration,
        progress: &Progress,
    ) -> Result<(), Fault> {
        let broker = self.broker;
        let limit = (broker.max_payload() as u64).saturating_sub(HEADERS);
        let (mut items, mut in_pass) = (feed(inputs.clone(), limit), 0);
        let (began, mut in_flight) = (Clock::now(), FuturesUnordered::new());
        let mut look = tokio::time::interval(LOOK);
        let mut interrupted = pin!(tokio::signal::ctrl_c());
        let most = if rate.is_some() { MOST_OPEN } else { OPEN };
        while began.elapsed() < duration && self.ended.is_none() {
            let due = began
                + rate.map_or(Duration::ZERO, |rate| {
                    Duration::from_secs_f64(self.sent as f64 / rate)
                });
            let has_capacity =
                in_flight.len() < WINDOW && self.watch.open() + in_flight.len() < most;
            if rate.is_some() && self.watch.open() >= most {
                let ended = format!("{most} documents are on their way: the rate is too high");
                self.ended = Some(ended);
                break;
            }
            tokio::select! {
                item = next(&mut items, due), if has_capacity => match item {
                    Some(Item { message: Ok(document), permit, .. }) => {
                        let message = message(&document, &format!("{}-{}", self.run, self.sent));
                        self.sent += 1;
                        in_pass += 1;
                        in_flight.push(async move {
                            let receipt = publish(broker, message).await;
                            drop(permit);
                            receipt
                        });
                    }
                    Some(Item { message: Err(error), place, .. }) => {
                        // Once: the same document comes again in every pass.
                        if self.sent == in_pass {
                            progress.aside(|| rejected(&place, error.code(), &error));
                        }
                    }
                    None if in_pass == 0 => {
                        let none = "there is no document to publish: check the paths";
                        return Err(Fault::Setting(none.to_owned()));
                    }
                    None => (items, in_pass) = (feed(inputs.clone(), limit), 0),
                },
                Some(receipt) = in_flight.next(), if !in_flight.is_empty() => {
                    self.accepted(&receipt?);
                }
                outcome = self.watch.next() => self.count(outcome),
                _ = look.tick() => {
                    progress.show(began.elapsed(), self.timelines.len() as u64);
                    self.look().await?;
                }
                _ = &mut interrupted => self.ended = Some(INTERRUPTED.to_owned()),
            }
        }
        self.sending = began.elapsed();
        self.drain(in_flight).await
    }

    /// Waits for the last acknowledgements and outcomes.
    async fn drain(
        &mut self,
        mut in_flight: FuturesUnordered<impl Future<Output = Result<Receipt, Fault>>>,
    ) -> Result<(), Fault> {
        self.heard = Instant::now();
        let mut interrupted = pin!(tokio::signal::ctrl_c());
        while self.watch.open() + in_flight.len() > 0 && self.heard.elapsed() < PATIENCE {
            tokio::select! {
                Some(receipt) = in_flight.next(), if !in_flight.is_empty() => {
                    self.accepted(&receipt?);
                }
                outcome = self.watch.next() => self.count(outcome),
                () = tokio::time::sleep(LOOK) => {}
                _ = &mut interrupted => {
                    self.ended.get_or_insert_with(|| INTERRUPTED.to_owned());
                    break;
                }
            }
        }
        self.unacknowledged = in_flight.len() as u64;
        Ok(())
    }

    fn accepted(&mut self, receipt: &Receipt) {
        self.heard = Instant::now();
        if let Some(outcome) = self.watch.accepted(receipt) {
            self.count(outcome);
        }
    }

    fn count(&mut self, outcome: Outcome) {
        self.heard = Instant::now();
        let other = match outcome {
            Outcome::Through(timeline) => return self.timelines.push(*timeline),
            Outcome::Dead(code) => format!("dead: {code}"),
            Outcome::Aside(reason) => format!("set aside: {reason}"),
        };
        *self.others.entry(other).or_default() += 1;
    }

    /// Ends before the space for marks runs out, which the stages need for other documents.
    async fn look(&mut self) -> Result<(), Fault> {
        let aside = self.broker.stream_metrics(table::SET_ASIDE).await?;
        if full_percent(&aside).is_some_and(|full| full >= FULL) {
            let ended = format!("{} is more than {FULL} % full of marks", table::SET_ASIDE);
            messages::say(format_args!("ending: {ended}"));
            self.ended = Some(ended);
        }
        Ok(())
    }
}

/// The next document, when it is due.
async fn next(items: &mut tokio::sync::mpsc::Receiver<Item>, due: Clock) -> Option<Item> {
    tokio::time::sleep_until(due).await;
    items.recv().await
}
