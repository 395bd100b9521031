use std::time::Duration;

use article::{Headers, Timestamp, header};
use broker::table::RAW;
use broker::{Broker, Layout, LookupError, Original, Outbound, PublishFault, Reference, pieces};
use tokio::time::{Instant, sleep, sleep_until};

use crate::fault::Fault;
use crate::messages::plural;
use crate::progress::Progress;

use super::pace::Pace;

/// A full backlog is checked again after this time, then after twice as long, and so on.
const SOON: Duration = Duration::from_millis(1);
/// Maximum delay between checks.
const BUSY: Duration = Duration::from_millis(20);
/// How long the number of partitions is cached.
const LAYOUT: Duration = Duration::from_secs(1);
/// Delay between two attempts while the server doesn't accept a document.
const AGAIN: Duration = Duration::from_secs(1);
/// A full backlog is reported after this time.
const PATIENCE: Duration = Duration::from_secs(5);
/// The kind of notice that is shown while it waits.
const WAITING: &str = "waiting";

/// Sends originals at a limited rate.
pub(super) struct Feed<'a> {
    broker: &'a Broker,
    progress: &'a Progress,
    run: String,
    pace: Pace,
    layout: Option<(Instant, Layout)>,
    backlog: u64,
}

/// The result for an original.
#[derive(Debug)]
pub(super) enum Fed {
    /// The first stream has stored it, with this sequence.
    Sent(u64),
    /// The server will never accept it.
    Refused(PublishFault),
}

impl<'a> Feed<'a> {
    pub(super) fn new(
        broker: &'a Broker,
        progress: &'a Progress,
        pace: Pace,
        backlog: u64,
    ) -> Self {
        let run = format!("reprocess-{}", Timestamp::now().as_millisecond());
        Self { broker, progress, run, pace, layout: None, backlog }
    }

    /// Waits until it may send another original, and sends it.
    pub(super) async fn send(&mut self, original: &Original) -> Result<Fed, Fault> {
        self.wait_for_capacity().await?;
        let now = Instant::now();
        let next = self.pace.next(now);
        if next > now {
            sleep_until(next).await;
            self.wait_for_capacity().await?;
        }
        let (mut message, object) = (self.message(original), original.object.as_ref());
        if let Some(content) = object {
            let reference = Reference::of(content);
            for piece in pieces(&reference, content) {
                if let Fed::Refused(fault) = self.allowed(&piece).await? {
                    return Ok(Fed::Refused(fault));
                }
            }
            reference.write(&mut message.headers);
        }
        let fed = self.allowed(&message).await;
        if let Ok(Fed::Sent(_)) = fed {
            self.pace.sent(Instant::now());
        }
        self.progress.resume(WAITING);
        fed
    }

    async fn allowed(&self, message: &Outbound) -> Result<Fed, Fault> {
        tokio::select! {
            fed = self.publish(message) => Ok(fed),
            () = self.broker.denied(&message.subject) => {
                Err(Fault::Denied(message.subject.to_string()))
            }
        }
    }

    /// Waits until fewer documents than the backlog wait for ingestion.
    async fn wait_for_capacity(&mut self) -> Result<(), LookupError> {
        let since = Instant::now();
        let mut pause = SOON;
        while self.waiting().await? >= self.backlog {
            if since.elapsed() > PATIENCE {
                let limit = plural(self.backlog, "document");
                let text = format!("waiting: ingestion still has {limit} or more to process");
                self.progress.notice(WAITING, &text);
            }
            sleep(pause).await;
            pause = BUSY.min(2 * pause);
        }
        Ok(())
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
    async fn waiting(&mut self) -> Result<u64, LookupError> {
        let layout = self.layout().await?;
        let (mut waiting, mut accepted) = (0, 0);
        for stream in layout.streams(RAW) {
            match self.broker.stream_metrics(&stream).await {
                Ok(metrics) => {
                    waiting += metrics.messages;
                    accepted += metrics.last_sequence;
                }
                // It was drained and removed meanwhile.
                Err(LookupError::NoStream(_)) if layout.is_draining(&stream) => {}
                Err(error) => return Err(error),
            }
        }
        self.pace.accepted(accepted, Instant::now());
        Ok(waiting)
    }

    async fn layout(&mut self) -> Result<Layout, LookupError> {
        match &self.layout {
            Some((at, layout)) if at.elapsed() < LAYOUT => Ok(layout.clone()),
            _ => {
                let layout = self.broker.read_layout().await?;
                self.layout = Some((Instant::now(), layout.clone()));
                Ok(layout)
            }
        }
    }

    /// The document as received, in a separate run that replaces the record.
    fn message(&self, original: &Original) -> Outbound {
        let ours = [header::REPLACE, header::RUN, header::REPLAYS];
        let mut headers: Headers = original
            .headers
            .iter()
            .filter(|(name, _)| {
                !Reference::is_header(name)
                    && !ours.iter().any(|own| own.eq_ignore_ascii_case(name))
            })
            .collect();
        headers.push(header::REPLACE, "true");
        headers.push(header::RUN, &self.run);
        // A retry after a lost answer is not stored twice.
        headers.push(header::NATS_MSG_ID, format_args!("{}/{}", original.id, self.run));
        Outbound { subject: original.subject.clone().into(), headers, body: original.body.clone() }
    }
}
