use std::time::Duration;

use article::{Headers, Timestamp, header};
use broker::table::RAW;
use broker::{Broker, LookupError, Original, Outbound, PublishFault};
use tokio::time::{Instant, sleep, sleep_until};

use crate::fault::Fault;
use crate::messages::plural;
use crate::progress::Progress;

/// How long to wait until a full backlog is looked at again.
const BUSY: Duration = Duration::from_millis(20);
/// Between two attempts while the server doesn't take a document.
const AGAIN: Duration = Duration::from_secs(1);
/// A full backlog is reported after this time.
const PATIENCE: Duration = Duration::from_secs(5);
/// The kind of what is reported while it waits.
const WAITING: &str = "waiting";

/// Sends originals, no faster than it may.
pub(super) struct Feed<'a> {
    broker: &'a Broker,
    progress: &'a Progress,
    run: String,
    /// The time between two documents.
    pause: Duration,
    next: Instant,
    backlog: u64,
}

/// What became of an original.
#[derive(Debug)]
pub(super) enum Fed {
    /// The first stream has stored it, with this sequence.
    Sent(u64),
    /// The server never takes it.
    Refused(PublishFault),
}

impl<'a> Feed<'a> {
    pub(super) fn new(
        broker: &'a Broker,
        progress: &'a Progress,
        rate: Option<u32>,
        backlog: u64,
    ) -> Self {
        let pause = rate.map_or(Duration::ZERO, |rate| Duration::from_secs(1) / rate);
        let run = format!("reprocess-{}", Timestamp::now().as_millisecond());
        Self { broker, progress, run, pause, next: Instant::now(), backlog }
    }

    /// Waits until it may send one more, and sends it.
    pub(super) async fn send(&mut self, original: &Original) -> Result<Fed, Fault> {
        sleep_until(self.next).await;
        self.next = Instant::now() + self.pause;
        let since = Instant::now();
        while self.waiting().await? >= self.backlog {
            if since.elapsed() > PATIENCE {
                let limit = plural(self.backlog, "document");
                let text = format!("waiting: ingestion still has {limit} or more to process");
                self.progress.notice(WAITING, &text);
            }
            sleep(BUSY).await;
        }
        let message = self.message(original);
        let fed = tokio::select! {
            fed = self.publish(&message) => fed,
            () = self.broker.denied(&message.subject) => {
                return Err(Fault::Denied(message.subject.to_string()));
            }
        };
        self.progress.resume(WAITING);
        Ok(fed)
    }

    /// Retries while the stream is full or the server unreachable.
    async fn publish(&self, message: &Outbound) -> Fed {
        loop {
            match self.broker.publish(message.clone()).await {
                Ok(receipt) => return Fed::Sent(receipt.sequence),
                Err(fault @ (PublishFault::Away | PublishFault::Full)) => {
                    self.progress.notice(WAITING, &format!("waiting: {fault}"));
                    sleep(AGAIN).await;
                }
                Err(
                    fault @ (PublishFault::NoStream
                    | PublishFault::Taken
                    | PublishFault::TooLarge
                    | PublishFault::Refused(_)),
                ) => return Fed::Refused(fault),
            }
        }
    }

    /// How many documents wait for ingestion, in all partitions.
    async fn waiting(&self) -> Result<u64, LookupError> {
        let layout = self.broker.read_layout().await?;
        let mut waiting = 0;
        for stream in layout.streams(RAW) {
            match self.broker.stream_metrics(&stream).await {
                Ok(metrics) => waiting += metrics.messages,
                // It was drained and removed meanwhile.
                Err(LookupError::NoStream(_)) if layout.is_draining(&stream) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(waiting)
    }

    /// The document as it came, in a run of its own that replaces the record.
    fn message(&self, original: &Original) -> Outbound {
        let ours = [header::REPLACE, header::RUN, header::REPLAYS];
        let mut headers: Headers = original
            .headers
            .iter()
            .filter(|(name, _)| !ours.iter().any(|own| own.eq_ignore_ascii_case(name)))
            .collect();
        headers.push(header::REPLACE, "true");
        headers.push(header::RUN, &self.run);
        // A repeat after a lost answer is not stored twice.
        headers.push(header::NATS_MSG_ID, format_args!("{}/{}", original.id, self.run));
        Outbound { subject: original.subject.clone().into(), headers, body: original.body.clone() }
    }
}
