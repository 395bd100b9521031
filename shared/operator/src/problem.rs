use std::collections::BTreeSet;
use std::fmt;
use std::time::Duration;

use article::Timestamp;
use broker::table::{self, PUBLISHED};
use broker::{Broker, ConsumerMetrics, LookupError, StageMetrics, StreamMetrics, partition};
use serde::Serialize;

use crate::replicas::{Replicas, replicas, runs};
use crate::{age, plural};

/// Something that keeps documents from moving, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Problem {
    /// A stage's consumer is missing: its backlog is unknown, and nothing is delivered.
    NoConsumer {
        /// The stage.
        stage: &'static str,
        /// The stream that it reads.
        stream: &'static str,
        /// Documents in it.
        waiting: u64,
        /// When the oldest of them was stored.
        oldest: Option<Timestamp>,
    },
    /// A consumer is paused (`nats consumer pause`): it delivers nothing.
    Paused {
        /// The consumer: of a stage, a reader or a delivery.
        consumer: &'static str,
        /// The stream that it reads.
        stream: &'static str,
        /// Messages that wait.
        waiting: u64,
        /// When it resumes.
        until: Timestamp,
    },
    /// Documents wait, and no service requests them.
    NoService {
        /// The stage.
        stage: &'static str,
        /// Documents in its stream.
        waiting: u64,
        /// When the oldest of them was stored.
        oldest: Option<Timestamp>,
    },
    /// The durable consumer of a reader or delivery that the pipeline lists is missing.
    NoReader {
        /// Its name.
        reader: &'static str,
    },
    /// Articles wait for a delivery that the pipeline runs, and it doesn't request them.
    NoDelivery {
        /// Its name.
        delivery: &'static str,
        /// Its kind.
        target: &'static str,
        /// Articles that wait.
        waiting: u64,
    },
    /// A message has been redelivered for a long time.
    Stuck {
        /// The stage.
        stage: &'static str,
        /// The stream.
        stream: &'static str,
        /// The message's sequence in the stage's stream.
        sequence: u64,
        /// When it was stored.
        oldest: Timestamp,
    },
    /// Records of a newer version wait for a newer service.
    NewerRecords {
        /// The stage.
        stage: &'static str,
        /// The stream.
        stream: &'static str,
        /// The first of them in the stage's stream.
        sequence: u64,
        /// Its version.
        version: u64,
        /// Messages in flight that were delivered more than once.
        redelivered: u64,
    },
    /// A stream accepts nothing more.
    Full {
        /// The stream.
        stream: String,
        /// The stage that reads it.
        #[serde(skip)]
        reader: Option<&'static str>,
    },
    /// A lane has reached its limit of raw documents.
    LaneFull {
        /// Its subject.
        subject: String,
    },
}

/// A redelivered message is reported if it is older than this many times `ack_wait`.
const STUCK_AFTER: u32 = 4;
/// Delay before a second look at a stage that seems to have no service.
pub(crate) const LOOK_AGAIN: Duration = Duration::from_millis(300);

impl Problem {
    /// Whether action is needed: `status` then exits with 1.
    pub fn is_error(&self) -> bool {
        match self {
            Self::NoConsumer { .. }
            | Self::Paused { .. }
            | Self::NoService { .. }
            | Self::NoReader { .. }
            | Self::NoDelivery { .. }
            | Self::NewerRecords { .. }
            | Self::Full { .. } => true,
            Self::Stuck { .. } | Self::LaneFull { .. } => false,
        }
    }

    /// The stage that it blocks.
    pub fn stage(&self) -> Option<&'static str> {
        match self {
            Self::NoConsumer { stage, .. }
            | Self::Paused { consumer: stage, .. }
            | Self::NoService { stage, .. }
            | Self::NewerRecords { stage, .. }
            | Self::Stuck { stage, .. } => Some(stage),
            Self::NoReader { .. }
            | Self::NoDelivery { .. }
            | Self::Full { .. }
            | Self::LaneFull { .. } => None,
        }
    }

    /// Whether documents wait at a stage that nothing processes.
    pub fn is_stalled(&self) -> bool {
        match self {
            Self::NoConsumer { .. } | Self::NoService { .. } => true,
            Self::Paused { stream, .. } => *stream != PUBLISHED,
            Self::NewerRecords { .. }
            | Self::NoReader { .. }
            | Self::NoDelivery { .. }
            | Self::Full { .. }
            | Self::LaneFull { .. }
            | Self::Stuck { .. } => false,
        }
    }
}

impl Problem {
    fn needs_newer(&self) -> Option<&'static str> {
        match self {
            Self::NewerRecords { stage, .. } => Some(*stage),
            Self::NoConsumer { .. }
            | Self::Paused { .. }
            | Self::NoService { .. }
            | Self::NoReader { .. }
            | Self::NoDelivery { .. }
            | Self::Full { .. }
            | Self::LaneFull { .. }
            | Self::Stuck { .. } => None,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let since = |oldest: &Option<Timestamp>| match oldest {
            Some(oldest) => format!(", the oldest since {oldest:.0} ({} ago)", age(*oldest)),
            None => String::new(),
        };
        match self {
            Self::NoConsumer { stage, stream, waiting, oldest } => write!(
                f,
                "consumer {stream}/{stage} is missing; waiting: {}{}: run `courant setup`",
                plural(*waiting, "document"),
                since(oldest)
            ),
            Self::Paused { consumer, stream, waiting, until } => write!(
                f,
                "consumer {stream}/{consumer} is paused until {until:.0}; waiting: {}: `nats consumer resume {stream} {consumer}` lets it go on",
                plural(*waiting, "document")
            ),
            Self::NoService { stage, waiting, oldest } => write!(
                f,
                "no {stage} service is connected; waiting: {}{}: {}",
                plural(*waiting, "document"),
                since(oldest),
                starting(stage)
            ),
            Self::NoReader { reader } => write!(
                f,
                "consumer {PUBLISHED}/{reader} is missing: run `courant setup` with the same courant.toml"
            ),
            Self::NoDelivery { delivery, target, waiting } => write!(
                f,
                "delivery {delivery} ({target}) is not connected; waiting: {}: start it, or `courant up` with the same courant.toml",
                plural(*waiting, "article")
            ),
            Self::Stuck { stage, stream, sequence, oldest } => write!(
                f,
                "{stage} has not finished message {place} for {}: if it never does, `courant skip {stage} {place}` moves it to the dead letters",
                age(*oldest),
                place = partition::place(stream, *sequence),
            ),
            Self::NewerRecords { stage, stream, sequence, version, redelivered } => write!(
                f,
                "records need a newer {stage} service: message {} has version {version}, and {} redelivered: upgrade the {stage} services",
                partition::place(stream, *sequence),
                plural(*redelivered, "message")
            ),
            Self::Full { stream, reader } => {
                write!(f, "{stream} is full: {}", free_space(stream, *reader))
            }
            Self::LaneFull { subject } => write!(
                f,
                "{subject} is at its limit, and sources that publish to it are refused until documents have been processed: scale ingestion, or raise COURANT_LANE_LIMIT (`courant setup --apply --lane-limit N`)"
            ),
        }
    }
}

/// How to start a stage's service.
fn starting(stage: &str) -> String {
    match table::stage(stage) {
        Some(_) => format!("start `courant service {stage}`"),
        None => "start its program, or `courant up` with the same courant.toml".to_owned(),
    }
}

/// How to make room in a stream.
fn free_space(stream: &str, reader: Option<&str>) -> String {
    let space = format!("`courant setup --apply --stream-size {stream}=SIZE` gives it more space");
    match (stream, reader) {
        (_, Some(stage)) => {
            format!("{stage} is too slow or does not run: start or scale it; {space}")
        }
        (PUBLISHED, None) => format!(
            "publishing waits, and articles leave the stream only by age: keep them for a shorter time (`courant setup --apply --keep 3d`), or let it drop the oldest (`--published-full drop-oldest`); {space}"
        ),
        (table::DEAD, None) => {
            format!("replay or drop dead letters (`courant dead list`); {space}")
        }
        (_, None) => space,
    }
}

/// The current state of the stages.
#[derive(Debug, Clone, Default)]
pub struct Look {
    /// Their metrics.
    pub stages: Vec<StageMetrics>,
    /// The number of running replicas by stage, if known.
    pub replicas: Replicas,
    /// Their problems.
    pub problems: Vec<Problem>,
}

/// The metrics of the stages, and the problems of stages and streams.
pub async fn look(broker: &Broker, streams: &[StreamMetrics]) -> Result<Look, LookupError> {
    let (stages, replicas) = tokio::join!(broker.all_stage_metrics(), replicas(broker));
    let mut stages = stages?;
    let seems_idle =
        |stage: &&StageMetrics| waits(stage, streams) && !runs(stage.stage, &replicas, asks(stage));
    let before: Vec<_> = stages.iter().filter(seems_idle).cloned().collect();
    if !before.is_empty() {
        // A service may have been between two requests.
        tokio::time::sleep(LOOK_AGAIN).await;
        stages = broker.all_stage_metrics().await?;
    }
    // If the number of replicas is unknown, only a stage in which nothing moves counts as having no
    // service.
    let idle = |now: &&StageMetrics| {
        let before = before.iter().find(|before| before.stream == now.stream);
        before.is_some_and(|before| before == *now || !runs(now.stage, &replicas, true))
    };
    let idle: Vec<_> = stages.iter().filter(idle).map(|stage| stage.stream).collect();
    let mut problems = problems(&stages, &idle, streams);
    for figures in &stages {
        problems.extend(newer_records(broker, figures, streams).await);
    }
    // A stage whose messages wait for a newer service is not stuck.
    let newer: Vec<_> = problems.iter().filter_map(Problem::needs_newer).collect();
    problems.retain(
        |problem| !matches!(problem, Problem::Stuck { stage, .. } if newer.contains(stage)),
    );
    Ok(Look { stages, replicas, problems })
}

/// Whether the oldest message of a stage has been redelivered because it needs a newer service.
async fn newer_records(
    broker: &Broker,
    figures: &StageMetrics,
    streams: &[StreamMetrics],
) -> Option<Problem> {
    let consumer = figures.consumer.filter(|consumer| consumer.redelivered > 0)?;
    let stream = streams.iter().find(|stream| stream.name == figures.stream)?;
    stream.oldest.filter(|oldest| elapsed(*oldest) > consumer.ack_wait)?;
    let (stage, sequence) = (figures.stage, stream.first_sequence);
    let name = figures.stream;
    // Without the permission to read the message, it may still be reported as stuck.
    let version = broker.newer_version(figures.stream, sequence).await.ok()??;
    let redelivered = consumer.redelivered;
    Some(Problem::NewerRecords { stage, stream: name, sequence, version, redelivered })
}

fn problems(stages: &[StageMetrics], idle: &[&str], streams: &[StreamMetrics]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for figures in stages {
        let StageMetrics { stage, stream: name, consumer } = *figures;
        let Some(stream) = streams.iter().find(|stream| stream.name == name) else { continue };
        let (waiting, oldest) = (stream.messages, stream.oldest);
        let Some(consumer) = consumer else {
            problems.push(Problem::NoConsumer { stage, stream: name, waiting, oldest });
            continue;
        };
        if let Some(until) = consumer.paused_until {
            problems.push(Problem::Paused { consumer: stage, stream: name, waiting, until });
        } else if idle.contains(&name) {
            no_service(&mut problems, stage, waiting, oldest);
        } else if let Some(oldest) = stream.oldest
            && consumer.redelivered > 0
            && elapsed(oldest) > consumer.ack_wait * STUCK_AFTER
        {
            let sequence = stream.first_sequence;
            problems.push(Problem::Stuck { stage, stream: name, sequence, oldest });
        }
    }
    let full = streams.iter().filter(|stream| is_full(stream));
    problems.extend(full.map(|stream| Problem::Full {
        stream: stream.name.clone(),
        reader: stages.iter().find(|stage| stage.stream == stream.name).map(|stage| stage.stage),
    }));
    let subjects = streams.iter().flat_map(|stream| &stream.full_subjects);
    let public = |subject: &String| partition::public(subject).unwrap_or_else(|| subject.clone());
    let subjects: BTreeSet<String> = subjects.map(public).collect();
    problems.extend(subjects.into_iter().map(|subject| Problem::LaneFull { subject }));
    problems
}

/// Sums up the backlog of all partitions of a stage without a service.
fn no_service(problems: &mut Vec<Problem>, of: &'static str, more: u64, since: Option<Timestamp>) {
    for problem in &mut *problems {
        if let Problem::NoService { stage, waiting, oldest } = problem
            && *stage == of
        {
            *waiting += more;
            *oldest = oldest.iter().copied().chain(since).min();
            return;
        }
    }
    problems.push(Problem::NoService { stage: of, waiting: more, oldest: since });
}

/// Whether a service seems to request documents: a request waits on the server, or a message is in
/// flight and not yet due for redelivery. Unknown, and therefore true, for a missing consumer.
fn asks(stage: &StageMetrics) -> bool {
    let Some(ConsumerMetrics { waiting, ack_pending, delivered_at, ack_wait, .. }) = stage.consumer
    else {
        return true;
    };
    let silent = || delivered_at.is_none_or(|at| elapsed(at) > ack_wait * 2);
    waiting > 0 || (ack_pending > 0 && !silent())
}

/// Whether documents are in the stage's stream.
fn waits(stage: &StageMetrics, streams: &[StreamMetrics]) -> bool {
    streams.iter().any(|stream| stream.name == stage.stream && stream.messages > 0)
}

/// Whether hardly one more message of average size fits.
fn is_full(stream: &StreamMetrics) -> bool {
    let StreamMetrics { bytes, messages, max_bytes, drops_oldest, .. } = stream;
    let full = |max| bytes + bytes / messages.max(&1) > max || *bytes >= max / 100 * 99;
    !drops_oldest && max_bytes.is_some_and(full)
}

fn elapsed(since: Timestamp) -> Duration {
    Timestamp::now().duration_since(since).try_into().unwrap_or_default()
}
