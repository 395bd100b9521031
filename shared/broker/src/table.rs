//! The declaration of streams, consumers and stages. `setup` creates and checks them, and
//! ARCHITECTURE.md documents them.

use std::time::Duration;

use article::subject;

/// Holds the raw documents.
pub const RAW: &str = "ARTICLES_RAW";
/// Holds the published articles.
pub const PUBLISHED: &str = "ARTICLES_PUBLISHED";
/// Holds the dead letters.
pub const DEAD: &str = "ARTICLES_DEAD";
/// Holds filtered articles and the marks of duplicates.
pub const SET_ASIDE: &str = "ARTICLES_SET_ASIDE";
/// Holds the articles of replayed dead letters on their way to a delivery.
pub const DELIVERY: &str = "ARTICLES_DELIVERY";
/// Holds the raw documents of articles, if ingestion keeps them.
pub const ORIGINALS: &str = "ARTICLES_ORIGINALS";
/// The bucket with documents that are too large for a message: a stream with the name and subjects of a
/// JetStream object store.
pub const LARGE: &str = "OBJ_ARTICLES_LARGE";
/// Holds a note for each dead letter that was replayed to a stage after the first.
pub const REPLAYED: &str = "ARTICLES_REPLAYED";
/// The bucket in which sources note what they have published: a stream with the name and subjects of a
/// JetStream key-value bucket.
pub const SEEN: &str = "KV_ARTICLES_SEEN";
/// How long a source's note is kept.
pub const SEEN_FOR: Duration = DAY.saturating_mul(30);

/// How long a dead letter is kept.
pub const DEAD_FOR: Duration = DAY.saturating_mul(30);

/// The bucket with the list of what was erased.
pub const ERASED: &str = "KV_ARTICLES_ERASED";
/// The bucket with the sketches of recent documents, by which near-duplicates are recognised.
pub const SKETCHES: &str = "KV_ARTICLES_SKETCHES";

/// A stream as `setup` creates it. What all streams have in common is in `setup`.
#[derive(Debug, Clone, Copy)]
pub struct StreamSpec {
    /// Its name.
    pub name: &'static str,
    /// The subjects it stores.
    pub subjects: &'static [&'static str],
    /// How long it keeps a message.
    pub kept: Kept,
    /// Its share of the server's `max_file_store`, in per cent.
    pub share: u64,
}

/// How long a stream keeps a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// Until its only consumer has acknowledged it.
    UntilAcknowledged,
    /// For a limited time.
    For {
        /// How long.
        max_age: Duration,
    },
    /// Until there is a newer message with the same subject.
    Newest {
        /// How long at most.
        max_age: Option<Duration>,
    },
}

/// A stage of the pipeline: what it reads and writes.
#[derive(Debug, Clone, Copy)]
pub struct StageSpec {
    /// Its name, and that of its durable consumer.
    pub stage: &'static str,
    /// The stream it reads.
    pub input: &'static str,
    /// The subject it writes to. Publishing's contains `{language}` and `{id}`.
    pub output: &'static str,
}

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Every stream.
pub const STREAMS: [StreamSpec; 15] = [
    StreamSpec {
        name: RAW,
        subjects: &[subject::RAW, "articles.raw.*"],
        kept: Kept::UntilAcknowledged,
        share: 14,
    },
    StreamSpec {
        name: "ARTICLES_INGESTED",
        subjects: &[subject::INGESTED],
        kept: Kept::UntilAcknowledged,
        share: 10,
    },
    StreamSpec {
        name: "ARTICLES_LANGUAGE_DETECTED",
        subjects: &[subject::LANGUAGE_DETECTED],
        kept: Kept::UntilAcknowledged,
        share: 10,
    },
    StreamSpec {
        name: "ARTICLES_METADATA_EXTRACTED",
        subjects: &[subject::METADATA_EXTRACTED],
        kept: Kept::UntilAcknowledged,
        share: 10,
    },
    StreamSpec {
        name: PUBLISHED,
        subjects: &["articles.published.*.*", "articles.erased.*"],
        kept: Kept::For { max_age: DAY.saturating_mul(7) },
        share: 25,
    },
    StreamSpec {
        name: DEAD,
        subjects: &["articles.dead.*.*"],
        kept: Kept::For { max_age: DEAD_FOR },
        share: 7,
    },
    StreamSpec {
        name: DELIVERY,
        subjects: &["articles.deliver.*"],
        kept: Kept::UntilAcknowledged,
        share: 1,
    },
    StreamSpec {
        name: SET_ASIDE,
        subjects: &["articles.filtered.*", "articles.duplicate.*"],
        kept: Kept::For { max_age: DAY.saturating_mul(7) },
        share: 4,
    },
    // A week longer than dead letters, which refer to them. Ingestion deletes what it has read. Whole
    // texts are kept as long as an article can be that was a dead letter before.
    StreamSpec {
        name: LARGE,
        subjects: &["$O.ARTICLES_LARGE.C.*", "$O.ARTICLES_LARGE.M.*", "articles.text.*.*.*"],
        kept: Kept::For { max_age: DAY.saturating_mul(37) },
        share: 6,
    },
    // Each has a lifetime of its own, which ingestion sets.
    StreamSpec {
        name: ORIGINALS,
        subjects: &["articles.original.*", "articles.original.*.*"],
        kept: Kept::Newest { max_age: None },
        share: 5,
    },
    StreamSpec {
        name: "ARTICLES_REDELIVERED",
        subjects: &["articles.redelivered.*.*"],
        kept: Kept::Newest { max_age: Some(DAY) },
        share: 1,
    },
    StreamSpec {
        name: REPLAYED,
        subjects: &["articles.replayed.*"],
        kept: Kept::Newest { max_age: None },
        share: 1,
    },
    StreamSpec {
        name: SEEN,
        subjects: &["$KV.ARTICLES_SEEN.*.*"],
        kept: Kept::Newest { max_age: Some(SEEN_FOR) },
        share: 1,
    },
    StreamSpec {
        name: ERASED,
        subjects: &["$KV.ARTICLES_ERASED.*.*"],
        kept: Kept::Newest { max_age: None },
        share: 1,
    },
    StreamSpec {
        name: SKETCHES,
        subjects: &["$KV.ARTICLES_SKETCHES.*"],
        kept: Kept::Newest { max_age: Some(DAY.saturating_mul(7)) },
        share: 1,
    },
];

/// The four stages, in their order.
pub const STAGES: [StageSpec; 4] = [
    StageSpec { stage: "ingestion", input: RAW, output: subject::INGESTED },
    StageSpec {
        stage: "language-detection",
        input: "ARTICLES_INGESTED",
        output: subject::LANGUAGE_DETECTED,
    },
    StageSpec {
        stage: "metadata-extraction",
        input: "ARTICLES_LANGUAGE_DETECTED",
        output: subject::METADATA_EXTRACTED,
    },
    StageSpec {
        stage: "publishing",
        input: "ARTICLES_METADATA_EXTRACTED",
        output: "articles.published.{language}.{id}",
    },
];

/// The stage with this name, if it is one of the four.
pub fn stage(name: &str) -> Option<&'static StageSpec> {
    STAGES.iter().find(|spec| spec.stage == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_leave_space_on_the_server() {
        let sum: u64 = STREAMS.iter().map(|stream| stream.share).sum();
        assert!(sum <= 97, "{sum} %");
    }

    #[test]
    fn every_stage_reads_what_the_previous_one_writes() {
        for pair in STAGES.windows(2) {
            let next = STREAMS.iter().find(|stream| stream.name == pair[1].input);
            assert!(next.is_some_and(|stream| stream.subjects.contains(&pair[0].output)));
        }
    }
}
