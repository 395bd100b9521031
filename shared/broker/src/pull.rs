use std::sync::Arc;
use std::time::Duration;

use article::Timestamp;
use async_nats::StatusCode;
use async_nats::jetstream::ErrorCode;
use async_nats::jetstream::consumer::{self, AckPolicy, pull};
use async_nats::jetstream::stream::ConsumerErrorKind;
use async_nats::{Message, Subject, Subscriber};
use futures_util::{FutureExt, StreamExt};
use tokio::sync::watch;
use tokio::time::Instant;

use crate::connect::ANSWER;
use crate::requests::Requests;
use crate::{Broker, Delivery, Link};

/// How long a pull request is open.
const EXPIRES: Duration = Duration::from_secs(30);
/// The same, while other partitions wait for its share of the window.
const BRIEFLY: Duration = Duration::from_secs(1);
/// How often the server sends a heartbeat meanwhile.
const HEARTBEAT: Duration = Duration::from_secs(2);
/// After three missed heartbeats the connection counts as dead, whatever TCP says.
const SILENCE: Duration = Duration::from_secs(6);

/// A subscription to a durable consumer, with its own inbox.
///
/// It requests exactly as many messages as its caller asks for, so it never buffers messages that
/// other replicas could process. It can be drained when the service stops.
///
/// ```no_run
/// # async fn example(broker: &courant_broker::Broker) -> Result<(), Box<dyn std::error::Error>> {
/// use courant_broker::{Ack, Puller};
///
/// let mut puller = Puller::bind(broker, "ARTICLES_RAW", "ingestion").await?;
/// puller.request(1).await?;
/// if let Some(delivery) = puller.next().await? {
///     println!("{} bytes", delivery.body.len());
///     broker.acknowledge(&delivery, Ack::Ack).await;
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Puller {
    stream: Arc<str>,
    stream_created_at: Timestamp,
    consumer: consumer::Consumer<pull::Config>,
    inbox: Subject,
    subscriber: Subscriber,
    link: watch::Receiver<Link>,
    epoch: u64,
    requests: Requests,
    heard: Instant,
}

/// Why a consumer can't be used.
#[derive(Debug, thiserror::Error)]
pub enum BindError {
    /// It is missing.
    #[error("the server has no consumer {durable} on {stream}: run `courant setup`")]
    Missing {
        /// The stream.
        stream: String,
        /// The durable.
        durable: String,
    },
    /// The server does not answer.
    #[error(
        "no answer about the consumer {durable} on {stream}: see the server's log for whether JetStream is off, its disk is full, or this user has no permission"
    )]
    Away {
        /// The stream.
        stream: String,
        /// The durable.
        durable: String,
    },
    /// It differs from its declaration.
    #[error(
        "the {what} of the consumer {durable} on {stream} differs from its declaration: run `courant setup --apply`"
    )]
    Drifted {
        /// The stream.
        stream: String,
        /// The durable.
        durable: String,
        /// The setting that differs.
        what: &'static str,
    },
}

/// Why a subscription ended. Always a fault; the caller has to subscribe again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PullFault {
    /// The connection broke, and open requests are lost.
    #[error("disconnected")]
    Disconnected,
    /// Three heartbeats were missed.
    #[error("the server missed three heartbeats")]
    Silent,
    /// The consumer was deleted.
    #[error("the consumer was deleted")]
    ConsumerGone,
    /// The server answers a request with an error.
    #[error("the server refused a request for messages: {0}")]
    Refused(String),
    /// The subscription ended.
    #[error("the subscription ended")]
    Ended,
}

impl Puller {
    /// Binds to the durable consumer and checks it against its declaration. Creates nothing.
    pub async fn bind(broker: &Broker, stream: &str, durable: &str) -> Result<Self, BindError> {
        let away = || BindError::Away { stream: stream.into(), durable: durable.into() };
        let session = broker.session();
        let consumer: consumer::Consumer<pull::Config> =
            session.jetstream.get_consumer_from_stream(durable, stream).await.map_err(|error| {
                tracing::debug!(error = %error, "could not read a consumer");
                match is_missing(&error.kind()) {
                    true => BindError::Missing { stream: stream.into(), durable: durable.into() },
                    false => away(),
                }
            })?;
        let config = &consumer.cached_info().config;
        let drifted = match config {
            config if config.ack_policy != AckPolicy::Explicit => Some("ack_policy"),
            config if config.max_deliver != -1 => Some("max_deliver"),
            // A server-side backoff would replace ack_wait.
            config if !config.backoff.is_empty() => Some("backoff"),
            _ => None,
        };
        if let Some(what) = drifted {
            return Err(BindError::Drifted {
                stream: stream.into(),
                durable: durable.into(),
                what,
            });
        }
        // Read after the consumer, so that it is not older than the messages that the consumer delivers.
        let stream_created_at = broker.created_at(stream).await.map_err(|_| away())?;
        let mut link = session.link.clone();
        let epoch = link.borrow_and_update().epoch;
        let inbox = Subject::from(session.client.new_inbox());
        let subscriber = session.client.subscribe(inbox.clone()).await.map_err(|_| away())?;
        Ok(Self {
            stream: stream.into(),
            stream_created_at,
            consumer,
            inbox,
            subscriber,
            link,
            epoch,
            requests: Requests::default(),
            heard: Instant::now(),
        })
    }

    /// How long the server waits for an acknowledgement before it redelivers a message.
    pub fn ack_wait(&self) -> Duration {
        self.consumer.cached_info().config.ack_wait
    }

    /// How many messages are requested and not yet delivered.
    pub fn requested(&self) -> usize {
        self.requests.missing()
    }

    /// Requests `batch` more messages.
    pub async fn request(&mut self, batch: usize) -> Result<(), PullFault> {
        self.requested_for(batch, EXPIRES, HEARTBEAT).await
    }

    /// Requests `batch` more messages, for one second.
    pub async fn request_briefly(&mut self, batch: usize) -> Result<(), PullFault> {
        // It ends before a heartbeat would be missed.
        self.requested_for(batch, BRIEFLY, Duration::ZERO).await
    }

    async fn requested_for(
        &mut self,
        batch: usize,
        expires: Duration,
        idle_heartbeat: Duration,
    ) -> Result<(), PullFault> {
        let request = pull::BatchConfig {
            batch,
            expires: Some(expires),
            idle_heartbeat,
            ..pull::BatchConfig::default()
        };
        let sent = self.consumer.request_batch(request, self.inbox.clone()).await;
        sent.map_err(|_| PullFault::Ended)?;
        let now = Instant::now();
        if self.requested() == 0 {
            // Without an open request, the server sends no heartbeats: silence counts from now.
            self.heard = now;
        }
        self.requests.begin(batch, expires, now);
        Ok(())
    }

    /// The next message, or `Ok(None)` when the server sent a heartbeat or ended a request.
    ///
    /// Cancel-safe: dropping the future loses no message.
    pub async fn next(&mut self) -> Result<Option<Delivery>, PullFault> {
        let epoch = self.epoch;
        let silence = self.heard + SILENCE;
        let over = self.requests.next_end().unwrap_or(silence);
        tokio::select! {
            biased;
            message = self.subscriber.next() => {
                let message = message.ok_or(PullFault::Ended)?;
                self.heard = Instant::now();
                self.read(message)
            }
            fault = left(&mut self.link, epoch) => Err(fault),
            () = tokio::time::sleep_until(silence.min(over)), if self.requested() > 0 => {
                self.expire();
                if Instant::now() < silence { Ok(None) } else { Err(PullFault::Silent) }
            }
        }
    }

    /// Like [`Puller::next`], but `None` when nothing has arrived.
    pub fn ready(&mut self) -> Option<Result<Option<Delivery>, PullFault>> {
        self.expire();
        let message = self.subscriber.next().now_or_never()?;
        Some(message.ok_or(PullFault::Ended).and_then(|message| self.read(message)))
    }

    /// Ends the subscription and returns the messages that were delivered but not read.
    pub async fn drain(mut self) -> Vec<Delivery> {
        let mut rest = Vec::new();
        // The stream ends after the last message that the server sent before it read UNSUB.
        if self.subscriber.drain().await.is_err() {
            return rest;
        }
        let until = Instant::now() + ANSWER;
        while let Ok(Some(message)) = tokio::time::timeout_at(until, self.subscriber.next()).await {
            rest.extend(self.delivery(message));
        }
        rest
    }

    fn delivery(&self, message: Message) -> Option<Delivery> {
        Delivery::new(message, &self.stream, self.stream_created_at)
    }

    fn read(&mut self, message: Message) -> Result<Option<Delivery>, PullFault> {
        // A publisher can put a status into a message's headers, too. Only the server's have no reply.
        let Some(status) = message.status.filter(|_| message.reply.is_none()) else {
            self.requests.end(1);
            let delivery = self.delivery(message);
            return delivery
                .map(Some)
                .ok_or(PullFault::Refused("a message is not a JetStream message".into()));
        };
        let description = message.description.as_deref().unwrap_or_default();
        match status {
            StatusCode::IDLE_HEARTBEAT => Ok(None),
            StatusCode::TIMEOUT => {
                self.end_request(&message);
                Ok(None)
            }
            StatusCode::REQUEST_TERMINATED if description.contains("Consumer Deleted") => {
                Err(PullFault::ConsumerGone)
            }
            // 409: a limit of the consumer, a new leader, a server about to stop.
            StatusCode::REQUEST_TERMINATED => match message.headers {
                Some(_) => {
                    self.end_request(&message);
                    Ok(None)
                }
                None => Err(PullFault::Refused(description.to_owned())),
            },
            StatusCode::NO_RESPONDERS => Err(PullFault::ConsumerGone),
            _ => Err(PullFault::Refused(format!("{status} {description}"))),
        }
    }

    /// A request ended before all of its messages were delivered. The status says how many are
    /// missing; without that number, all requests have ended.
    fn end_request(&mut self, status: &Message) {
        let pending = status
            .headers
            .as_ref()
            .and_then(|headers| headers.get("Nats-Pending-Messages"))
            .and_then(|count| count.as_str().parse::<usize>().ok());
        match pending {
            Some(count) => self.requests.end(count),
            None => self.requests.end_all(),
        }
    }

    /// Closes requests that should have ended, but whose end was not received.
    fn expire(&mut self) {
        let lost = self.requests.expire(Instant::now());
        if lost > 0 {
            tracing::debug!(messages = lost, "requested messages were lost on their way");
        }
    }
}

/// Whether the server says that there is no such stream or consumer.
fn is_missing(kind: &ConsumerErrorKind) -> bool {
    match kind {
        ConsumerErrorKind::JetStream(error) => {
            [ErrorCode::STREAM_NOT_FOUND, ErrorCode::CONSUMER_NOT_FOUND]
                .contains(&error.error_code())
        }
        ConsumerErrorKind::InvalidName => true,
        ConsumerErrorKind::TimedOut
        | ConsumerErrorKind::Request
        | ConsumerErrorKind::InvalidConsumerType
        | ConsumerErrorKind::Other => false,
    }
}

/// Waits until the connection is down or was re-established since `epoch`.
async fn left(link: &mut watch::Receiver<Link>, epoch: u64) -> PullFault {
    match link.wait_for(|link| !link.up || link.epoch != epoch).await {
        Ok(_) => PullFault::Disconnected,
        Err(_) => PullFault::Ended,
    }
}
