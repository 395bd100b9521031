use std::sync::Arc;
use std::time::Duration;

use crate::SpanCounts;
use crate::queue::{Batch, Queue};
use crate::request::Head;
use crate::transport::Transport;

/// Takes what is in the queue to the collector, from a thread of its own.
///
/// Holds on to a batch until the collector takes it, while the queue behind it fills. Asked to stop
/// it tries each batch once, and after the first failure none: what a collector that is away would
/// cost is bounded by one attempt.
#[derive(Debug)]
pub struct Exporter {
    /// Where spans come from.
    pub queue: Arc<Queue>,
    /// What becomes of them.
    pub counts: Arc<SpanCounts>,
    /// Who sends them.
    pub head: Head,
    /// The way to the collector.
    pub transport: Transport,
    /// The longest that a span waits for others to go with it.
    pub delay: Duration,
}

/// Why the collector did not take a batch.
#[derive(Debug)]
pub struct Refusal {
    /// Words for the log.
    pub why: String,
    /// Whether another try can help.
    pub passes: bool,
}

const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

impl Exporter {
    /// Until asked to stop, and then until the queue is empty.
    pub async fn run(self) {
        let mut given_up = false;
        while !self.counts.is_stopping() {
            let any = tokio::select! {
                biased;
                () = self.counts.stopped() => break,
                () = tokio::time::sleep(self.delay) => true,
                () = self.queue.full() => false,
            };
            while let Some(batch) = self.queue.take(any) {
                self.deliver(batch, &mut given_up).await;
            }
        }
        while let Some(batch) = self.queue.take(true) {
            self.deliver(batch, &mut given_up).await;
        }
    }

    async fn deliver(&self, batch: Batch, given_up: &mut bool) {
        let (spans, request) = (batch.spans, self.head.request(batch.bytes));
        let mut pause = FIRST_PAUSE;
        while !*given_up {
            let refusal = match self.transport.send(request.clone()).await {
                Ok(rejected) => return self.counts.took(spans, rejected.min(spans)),
                Err(refusal) => refusal,
            };
            self.counts.refused(&refusal.why);
            if !refusal.passes {
                break;
            }
            *given_up = self.counts.is_stopping();
            let _ = tokio::time::timeout(pause, self.counts.stopped()).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
        self.counts.lost(spans);
    }
}
