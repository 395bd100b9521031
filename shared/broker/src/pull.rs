use std::sync::Arc;
use std::time::Duration;

use article::Timestamp;
use async_nats::StatusCode;
use async_nats::jetstream::ErrorCode;
use async_nats::jetstream::consumer::{self, AckPolicy, pull};
use async_nats::jetstream::stream::ConsumerErrorKind;
use async_nats::{Client, Message, Subject, Subscriber};
use futures_util::{FutureExt, StreamExt};
use tokio::sync::watch;
use tokio::time::Instant;

use crate::{Broker, Delivery, Link};

/// How long the server keeps a request for messages.
const EXPIRES: Duration = Duration::from_secs(30);
/// How often it tells, meanwhile, that it is there.
const HEARTBEAT: Duration = Duration::from_secs(5);
/// Three heartbeats missed: the link is dead, whatever TCP says.
const SILENCE: Duration = Duration::from_secs(15);

/// One subscription to a durable consumer, on an inbox of its own.
///
/// It asks for as many messages as it is told and not one more, so that nothing lies here that
/// other replicas could work on, and at stop it can be read to the end.
#[derive(Debug)]
pub struct Puller {
    client: Arc<Client>,
    stream: Arc<str>,
    stream_created_at: Timestamp,
    consumer: consumer::Consumer<pull::Config>,
    inbox: Subject,
    subscriber: Subscriber,
    link: watch::Receiver<Link>,
    epoch: u64,
    asked: usize,
    heard: Instant,
}

/// Why a consumer can't be used.
#[derive(Debug, thiserror::Error)]
pub enum BindError {
    /// It is not there.
    #[error("the server has no consumer {durable} on {stream}: run `courant setup`")]
    Missing {
        /// The stream.
        stream: String,
        /// The durable.
        durable: String,
    },
    /// The server does not tell.
    #[error(
        "no answer about the consumer {durable} on {stream}: the server's log tells whether JetStream is off, its disk full, or this user without permission"
    )]
    Away {
        /// The stream.
        stream: String,
        /// The durable.
        durable: String,
    },
    /// It is not as declared.
    #[error(
        "the consumer {durable} on {stream} has another {what} than declared: run `courant setup --apply`"
    )]
    Drifted {
        /// The stream.
        stream: String,
        /// The durable.
        durable: String,
        /// The member that differs.
        what: &'static str,
    },
}

/// Why a subscription came to its end. Always a fault; a new one is to be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PullFault {
    /// The connection broke, and requests don't survive that.
    #[error("disconnected")]
    Disconnected,
    /// Three heartbeats were missed.
    #[error("nothing heard from the server for three heartbeats")]
    Silent,
    /// The consumer is gone.
    #[error("the consumer is gone")]
    ConsumerGone,
    /// The server answers a request with an error.
    #[error("the server refuses to deliver: {0}")]
    Refused(String),
    /// The subscription ended.
    #[error("the subscription ended")]
    Ended,
}

impl Puller {
    /// Binds to the durable consumer and checks that it is as declared. Creates nothing.
    pub async fn bind(broker: &Broker, stream: &str, durable: &str) -> Result<Self, BindError> {
        let away = || BindError::Away { stream: stream.into(), durable: durable.into() };
        let consumer: consumer::Consumer<pull::Config> =
            broker.jetstream.get_consumer_from_stream(durable, stream).await.map_err(|error| {
                tracing::debug!(error = %error, "no consumer");
                match is_missing(&error.kind()) {
                    true => BindError::Missing { stream: stream.into(), durable: durable.into() },
                    false => away(),
                }
            })?;
        let config = &consumer.cached_info().config;
        let drifted = match config {
            config if config.ack_policy != AckPolicy::Explicit => Some("ack_policy"),
            config if config.max_deliver != -1 => Some("max_deliver"),
            // A server-side backoff would take the place of ack_wait.
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
        // Asked after the consumer, so that it is not older than what the consumer delivers.
        let stream_created_at = broker.created_at(stream).await.map_err(|_| away())?;
        let mut link = broker.link();
        let epoch = link.borrow_and_update().epoch;
        let inbox = Subject::from(broker.client.new_inbox());
        let subscriber = broker.client.subscribe(inbox.clone()).await.map_err(|_| away())?;
        let client = Arc::new(broker.client.clone());
        Ok(Self {
            client,
            stream: stream.into(),
            stream_created_at,
            consumer,
            inbox,
            subscriber,
            link,
            epoch,
            asked: 0,
            heard: Instant::now(),
        })
    }

    /// After how long without a word the server gives a message to another.
    pub fn ack_wait(&self) -> Duration {
        self.consumer.cached_info().config.ack_wait
    }

    /// How many messages are asked for and have not come.
    pub fn asked(&self) -> usize {
        self.asked
    }

    /// Asks for `batch` more messages.
    pub async fn ask(&mut self, batch: usize) -> Result<(), PullFault> {
        let request = pull::BatchConfig {
            batch,
            expires: Some(EXPIRES),
            idle_heartbeat: HEARTBEAT,
            ..pull::BatchConfig::default()
        };
        let sent = self.consumer.request_batch(request, self.inbox.clone()).await;
        sent.map_err(|_| PullFault::Ended)?;
        if self.asked == 0 {
            // With nothing asked for, the server owes no heartbeat: silence counts from now.
            self.heard = Instant::now();
        }
        self.asked += batch;
        Ok(())
    }

    /// The next message. `Ok(None)` is word from the server that changes what is asked for.
    ///
    /// Dropping the future loses nothing.
    pub async fn next(&mut self) -> Result<Option<Delivery>, PullFault> {
        let epoch = self.epoch;
        let silence = self.heard + SILENCE;
        tokio::select! {
            biased;
            message = self.subscriber.next() => {
                let message = message.ok_or(PullFault::Ended)?;
                self.heard = Instant::now();
                self.read(message)
            }
            fault = left(&mut self.link, epoch) => Err(fault),
            () = tokio::time::sleep_until(silence), if self.asked > 0 => Err(PullFault::Silent),
        }
    }

    /// The same, of what has come already; `None` where nothing has.
    pub fn ready(&mut self) -> Option<Result<Option<Delivery>, PullFault>> {
        let message = self.subscriber.next().now_or_never()?;
        Some(message.ok_or(PullFault::Ended).and_then(|message| self.read(message)))
    }

    /// Ends the subscription and gives what had been delivered and not yet read.
    pub async fn drain(mut self) -> Vec<Delivery> {
        let mut rest = Vec::new();
        // Closes the stream behind the last message that the server sent before it read UNSUB.
        if self.subscriber.drain().await.is_err() {
            return rest;
        }
        let until = Instant::now() + HEARTBEAT;
        while let Ok(Some(message)) = tokio::time::timeout_at(until, self.subscriber.next()).await {
            rest.extend(self.delivery(message));
        }
        rest
    }

    fn delivery(&self, message: Message) -> Option<Delivery> {
        Delivery::new(message, &self.stream, self.stream_created_at, &self.client)
    }

    fn read(&mut self, message: Message) -> Result<Option<Delivery>, PullFault> {
        let Some(status) = message.status else {
            self.asked = self.asked.saturating_sub(1);
            let delivery = self.delivery(message);
            return delivery.map(Some).ok_or(PullFault::Refused("not a JetStream message".into()));
        };
        let description = message.description.as_deref().unwrap_or_default();
        match status {
            StatusCode::IDLE_HEARTBEAT => Ok(None),
            StatusCode::TIMEOUT => {
                self.forget(&message);
                Ok(None)
            }
            StatusCode::REQUEST_TERMINATED if description.contains("Consumer Deleted") => {
                Err(PullFault::ConsumerGone)
            }
            // 409: a limit of the consumer, a new leader, a server about to stop.
            StatusCode::REQUEST_TERMINATED => match message.headers {
                Some(_) => {
                    self.forget(&message);
                    Ok(None)
                }
                None => Err(PullFault::Refused(description.to_owned())),
            },
            StatusCode::NO_RESPONDERS => Err(PullFault::ConsumerGone),
            _ => Err(PullFault::Refused(format!("{status} {description}"))),
        }
    }

    /// A request ended with so many messages not delivered. Without a count, all requests did.
    fn forget(&mut self, status: &Message) {
        let pending = status
            .headers
            .as_ref()
            .and_then(|headers| headers.get("Nats-Pending-Messages"))
            .and_then(|count| count.as_str().parse::<usize>().ok());
        self.asked = pending.map_or(0, |count| self.asked.saturating_sub(count));
    }
}

/// The server's own word that there is no such stream or consumer; anything else is no answer.
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

/// Waits until the link is down, or another than in `epoch`.
async fn left(link: &mut watch::Receiver<Link>, epoch: u64) -> PullFault {
    match link.wait_for(|link| !link.up || link.epoch != epoch).await {
        Ok(_) => PullFault::Disconnected,
        Err(_) => PullFault::Ended,
    }
}
