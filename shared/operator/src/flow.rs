use std::collections::BTreeMap;
use std::time::Duration;

use article::{Timestamp, subject};
use broker::{Broker, LookupError, ReaderMetrics, SourceMetrics, StageMetrics, StreamMetrics};

use crate::partitions::{self, Behind};
use crate::{Conservation, Look, Problem, Replicas, Verdict, look, readers};

/// The state of the pipeline at one moment, from the server's metrics.
#[derive(Debug, Clone)]
pub struct Flow {
    /// Documents in and out.
    pub conservation: Conservation,
    /// Every stream, in the order of the table.
    pub streams: Vec<StreamMetrics>,
    /// Every stage, in the order of the pipeline.
    pub stages: Vec<StageMetrics>,
    /// The number of running replicas of each stage, if known.
    pub replicas: Replicas,
    /// Every durable consumer of published articles: readers and deliveries. Empty if this user may
    /// not list them.
    pub readers: Vec<ReaderMetrics>,
    /// Every source that stores notes, and its last report. Empty if this user may not read it.
    pub sources: Vec<SourceMetrics>,
    /// For several partitions, the one of each stage with the largest backlog.
    pub behind: Vec<Behind>,
    /// What keeps documents from moving.
    pub problems: Vec<Problem>,
    /// The number of dead letters by stage and code.
    pub dead: DeadLetters,
}

type DeadLetters = BTreeMap<(String, String), u64>;

impl Flow {
    /// Reads it from the server.
    pub async fn read(broker: &Broker) -> Result<Self, LookupError> {
        let (streams, conservation, dead) = steady(broker).await?;
        let Look { stages, replicas, mut problems } = look(broker, &streams).await?;
        let streams = partitions::streams(broker.topology(), &broker.layout(), &streams);
        let (stages, behind) = partitions::stages(broker.topology(), &stages);
        let (readers, of_readers) = readers::look(broker).await;
        problems.extend(of_readers);
        let sources = broker.all_source_metrics().await.unwrap_or_default();
        Ok(Self {
            conservation,
            streams,
            stages,
            replicas,
            readers,
            sources,
            behind,
            problems,
            dead,
        })
    }

    /// Whether no action is needed.
    pub fn is_fine(&self) -> bool {
        let missing = matches!(self.conservation.verdict(), Verdict::Missing(_));
        !missing && !self.problems.iter().any(Problem::is_error)
    }

    /// A stream by its name.
    pub fn stream(&self, name: &str) -> Option<&StreamMetrics> {
        self.streams.iter().find(|stream| stream.name == name)
    }
}

/// A source reports every 15 s: after this long without a report it has stopped.
const SILENT: Duration = Duration::from_secs(60);

/// Whether a source runs.
pub fn source_runs(source: &SourceMetrics) -> bool {
    let silent = Timestamp::now().duration_since(source.at);
    Duration::try_from(silent).is_ok_and(|silent| silent < SILENT) || silent.is_negative()
}

/// How full a stream is, in per cent.
pub fn full_percent(stream: &StreamMetrics) -> Option<u64> {
    stream.max_bytes.map(|max| stream.bytes.saturating_mul(100) / max.max(1))
}

/// The streams are read one after another, and a document may meanwhile move from a stream that has
/// not been read yet to one that has. An imbalance therefore counts only if nothing has moved.
async fn steady(
    broker: &Broker,
) -> Result<(Vec<StreamMetrics>, Conservation, DeadLetters), LookupError> {
    let mut before = broker.all_stream_metrics().await?;
    loop {
        let dead = broker.dead_by_code().await?;
        let after = broker.all_stream_metrics().await?;
        let of_delivery = |stage: &str| subject::delivery(stage).is_some();
        let refused = dead.iter().filter(|((stage, _), _)| of_delivery(stage));
        let refused = refused.map(|(_, count)| count).sum();
        let whole = partitions::streams(broker.topology(), &broker.layout(), &after);
        let conservation = Conservation::of(&whole, broker.topology().stages(), refused);
        if !matches!(conservation.verdict(), Verdict::Missing(_)) || before == after {
            return Ok((after, conservation, dead));
        }
        before = after;
    }
}
