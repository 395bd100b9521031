use std::collections::BTreeMap;
use std::time::Duration;

use article::Timestamp;
use async_nats::jetstream::consumer::{Consumer, Info, pull};
use async_nats::jetstream::context::GetStreamErrorKind;
use async_nats::jetstream::stream::{ConsumerErrorKind, DiscardPolicy, Stream};
use futures_util::TryStreamExt;

use crate::table::{DEAD, PUBLISHED};
use crate::{Broker, Layout, LookupError};

/// The server's metrics of one stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamMetrics {
    /// Its name.
    pub name: String,
    /// Messages in it now.
    pub messages: u64,
    /// Bytes in it now.
    pub bytes: u64,
    /// Its limit in bytes, if it has one.
    pub max_bytes: Option<u64>,
    /// The sequence of the oldest message in it.
    pub first_sequence: u64,
    /// How many messages it has stored since it was created.
    pub last_sequence: u64,
    /// When the oldest message in it was stored.
    pub oldest: Option<Timestamp>,
    /// Whether it makes room by dropping its oldest messages when it is full.
    pub drops_oldest: bool,
    /// Subjects that have reached their message limit (`COURANT_LANE_LIMIT`): more are refused.
    pub full_subjects: Vec<String>,
}

/// The server's metrics of one stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageMetrics {
    /// The stage.
    pub stage: &'static str,
    /// Its stream.
    pub stream: &'static str,
    /// Those of its consumer; `None` if the consumer is missing.
    pub consumer: Option<ConsumerMetrics>,
}

/// The server's metrics of a durable consumer of published articles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReaderMetrics {
    /// Its name.
    pub name: String,
    /// The kind of a delivery that the pipeline runs.
    pub delivery: Option<&'static str>,
    /// Its metrics.
    pub consumer: ConsumerMetrics,
}

/// The server's metrics of one consumer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConsumerMetrics {
    /// Messages that are not yet delivered.
    pub pending: u64,
    /// Messages in flight: delivered and not acknowledged.
    pub ack_pending: u64,
    /// How many of those were delivered more than once.
    pub redelivered: u64,
    /// Pull requests that wait on the server. While there are none and no message is in flight, no
    /// service is pulling.
    pub waiting: u64,
    /// When it delivered a message last.
    pub delivered_at: Option<Timestamp>,
    /// After this time without a report, a message in flight is delivered again.
    pub ack_wait: Duration,
    /// Until when it is paused and delivers nothing.
    pub paused_until: Option<Timestamp>,
}

impl Broker {
    /// The metrics of every stream, in the order of the topology, each partition by itself. A missing
    /// stream is an error.
    pub async fn all_stream_metrics(&self) -> Result<Vec<StreamMetrics>, LookupError> {
        let mut metrics = Vec::new();
        let layout = self.read_layout().await?;
        for spec in self.topology().streams() {
            if !self.topology().is_queue(spec.name) {
                metrics.push(self.stream_metrics(spec.name).await?);
                continue;
            }
            for part in layout.all() {
                match self.stream_metrics(part.name(spec.name)).await {
                    // It was drained and removed.
                    Err(LookupError::NoStream(_)) if !layout.current().contains(&part) => {}
                    found => metrics.push(found?),
                }
            }
        }
        Ok(metrics)
    }

    /// The current number of partitions, read from the server.
    pub async fn read_layout(&self) -> Result<Layout, LookupError> {
        match self.stream_metrics(DEAD).await {
            Ok(_) => {}
            // Nothing is set up.
            Err(LookupError::NoStream(_)) => self.set_layout(Layout::default()),
            Err(LookupError::Away) => return Err(LookupError::Away),
        }
        Ok(self.layout())
    }

    /// The metrics of one stream.
    pub async fn stream_metrics(&self, name: &str) -> Result<StreamMetrics, LookupError> {
        let stream = self.session().jetstream.get_stream(name).await;
        let stream = stream.map_err(|error| match error.kind() {
            GetStreamErrorKind::JetStream(_) => LookupError::NoStream(name.to_owned()),
            GetStreamErrorKind::EmptyName
            | GetStreamErrorKind::Request
            | GetStreamErrorKind::InvalidStreamName => LookupError::Away,
        })?;
        let info = stream.cached_info();
        if name == DEAD {
            self.set_layout(Layout::read(&info.config.metadata));
        }
        let state = &info.state;
        let full_subjects = full_subjects(&stream).await?;
        let oldest = Timestamp::from_nanosecond(state.first_timestamp.unix_timestamp_nanos());
        Ok(StreamMetrics {
            name: name.to_owned(),
            messages: state.messages,
            bytes: state.bytes,
            max_bytes: u64::try_from(info.config.max_bytes).ok(),
            first_sequence: state.first_sequence,
            last_sequence: state.last_sequence,
            oldest: oldest.ok().filter(|_| state.messages > 0),
            drops_oldest: info.config.discard == DiscardPolicy::Old,
            full_subjects,
        })
    }

    /// The metrics of every stage, each partition by itself.
    pub async fn all_stage_metrics(&self) -> Result<Vec<StageMetrics>, LookupError> {
        let mut metrics = Vec::new();
        let layout = self.layout();
        for spec in self.topology().stages() {
            for part in layout.all() {
                let stream = part.name(spec.input);
                let consumer = self.consumer_metrics(stream, spec.stage).await?;
                // One that was drained and removed has no figures.
                if consumer.is_some() || layout.current().contains(&part) {
                    metrics.push(StageMetrics { stage: spec.stage, stream, consumer });
                }
            }
        }
        Ok(metrics)
    }

    /// The metrics of one consumer; `None` if it is missing.
    pub async fn consumer_metrics(
        &self,
        stream: &str,
        durable: &str,
    ) -> Result<Option<ConsumerMetrics>, LookupError> {
        let consumer: Result<Consumer<pull::Config>, _> =
            self.session().jetstream.get_consumer_from_stream(durable, stream).await;
        let info = match consumer {
            Ok(consumer) => consumer.cached_info().clone(),
            Err(error) => {
                return match error.kind() {
                    ConsumerErrorKind::JetStream(_) => Ok(None),
                    ConsumerErrorKind::TimedOut
                    | ConsumerErrorKind::Request
                    | ConsumerErrorKind::InvalidConsumerType
                    | ConsumerErrorKind::InvalidName
                    | ConsumerErrorKind::Other => Err(LookupError::Away),
                };
            }
        };
        Ok(Some(consumer_metrics(&info)))
    }

    /// The metrics of every durable consumer of published articles, by name.
    pub async fn all_reader_metrics(&self) -> Result<Vec<ReaderMetrics>, LookupError> {
        let stream = self.stream(PUBLISHED).await?;
        let listed: Result<Vec<Info>, _> = stream.consumers().try_collect().await;
        let listed = listed.map_err(|_| LookupError::Away)?;
        let durable = |info: &&Info| info.config.durable_name.is_some();
        let metrics = |info: &Info| {
            let listed = self.topology().readers().iter().find(|reader| reader.name == info.name);
            let delivery = listed.and_then(|reader| reader.delivery);
            ReaderMetrics { name: info.name.clone(), delivery, consumer: consumer_metrics(info) }
        };
        let mut metrics: Vec<ReaderMetrics> = listed.iter().filter(durable).map(metrics).collect();
        metrics.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(metrics)
    }

    /// How many dead letters there are, by stage and code.
    pub async fn dead_by_code(&self) -> Result<BTreeMap<(String, String), u64>, LookupError> {
        let stream = self.stream(DEAD).await?;
        let listed = stream.info_with_subjects("articles.dead.>").await;
        let listed = listed.map_err(|_| LookupError::Away)?;
        let counts: Vec<(String, usize)> =
            listed.try_collect().await.map_err(|_| LookupError::Away)?;
        let by_code = counts.into_iter().filter_map(|(subject, count)| {
            let (stage, code) = subject.strip_prefix("articles.dead.")?.split_once('.')?;
            Some(((stage.to_owned(), code.to_owned()), count as u64))
        });
        Ok(by_code.collect())
    }
}

/// The full subjects of a stream that has a limit for each subject.
async fn full_subjects(stream: &Stream) -> Result<Vec<String>, LookupError> {
    let info = stream.cached_info();
    let limit = u64::try_from(info.config.max_messages_per_subject).unwrap_or_default();
    if !info.config.discard_new_per_subject || info.state.messages < limit {
        return Ok(Vec::new());
    }
    let listed = stream.info_with_subjects(">").await.map_err(|_| LookupError::Away)?;
    let counts: Vec<(String, usize)> = listed.try_collect().await.map_err(|_| LookupError::Away)?;
    let full = counts.into_iter().filter(|(_, count)| *count as u64 >= limit);
    let mut full: Vec<String> = full.map(|(subject, _)| subject).collect();
    full.sort_unstable();
    Ok(full)
}

fn consumer_metrics(info: &Info) -> ConsumerMetrics {
    let timestamp = |nanoseconds| Timestamp::from_nanosecond(nanoseconds).ok();
    ConsumerMetrics {
        pending: info.num_pending,
        ack_pending: info.num_ack_pending as u64,
        redelivered: info.num_redelivered as u64,
        waiting: info.num_waiting as u64,
        delivered_at: info
            .delivered
            .last_active
            .and_then(|time| timestamp(time.unix_timestamp_nanos())),
        ack_wait: info.config.ack_wait,
        paused_until: info
            .config
            .pause_until
            .filter(|_| info.paused)
            .and_then(|time| timestamp(time.unix_timestamp_nanos())),
    }
}
