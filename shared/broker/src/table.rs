//! The one declaration of streams, consumers and stages: it creates, checks and documents them.

use std::time::Duration;

use article::subject;

/// Where every document enters.
pub const RAW: &str = "ARTICLES_RAW";
/// Where enriched articles stay for their readers.
pub const PUBLISHED: &str = "ARTICLES_PUBLISHED";
/// Where documents lie that no stage could work on.
pub const DEAD: &str = "ARTICLES_DEAD";
/// Where filtered articles and the marks of duplicates lie.
pub const SET_ASIDE: &str = "ARTICLES_SET_ASIDE";

/// Where each dead letter that was brought back into a later stage has its note.
pub const REPLAYED: &str = "ARTICLES_REPLAYED";

/// A stream, as `setup` makes it. What all have in common stands in `setup`.
#[derive(Debug, Clone, Copy)]
pub struct StreamSpec {
    /// Its name.
    pub name: &'static str,
    /// The subjects it stores.
    pub subjects: &'static [&'static str],
    /// How long it keeps a message.
    pub kept: Kept,
    /// Its part of the server's `max_file_store`, in per cent.
    pub share: u64,
}

/// How long a stream keeps a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// Until its one consumer has acknowledged it.
    UntilAcknowledged,
    /// For so long; whether a message may replace the older ones of its subject.
    For {
        /// The age at which it goes.
        max_age: Duration,
        /// `Nats-Rollup: sub` is allowed.
        rollup: bool,
    },
    /// The newest of each subject, for so long if there is an end.
    Newest {
        /// The age at which it goes.
        max_age: Option<Duration>,
    },
}

/// A stage's place: where it reads and where it writes.
#[derive(Debug, Clone, Copy)]
pub struct StageSpec {
    /// Its name, and that of its durable consumer.
    pub stage: &'static str,
    /// The stream it reads.
    pub input: &'static str,
    /// The subject it writes to; publishing's has `{language}` and `{id}` in it.
    pub output: &'static str,
}

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Every stream there is.
pub const STREAMS: [StreamSpec; 9] = [
    StreamSpec {
        name: RAW,
        subjects: &[subject::RAW, "articles.raw.*"],
        kept: Kept::UntilAcknowledged,
        share: 20,
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
        subjects: &["articles.published.*.*"],
        kept: Kept::For { max_age: DAY.saturating_mul(7), rollup: true },
        share: 25,
    },
    StreamSpec {
        name: DEAD,
        subjects: &["articles.dead.*.*"],
        kept: Kept::For { max_age: DAY.saturating_mul(30), rollup: false },
        share: 12,
    },
    StreamSpec {
        name: SET_ASIDE,
        subjects: &["articles.filtered.*", "articles.duplicate.*"],
        kept: Kept::For { max_age: DAY.saturating_mul(7), rollup: false },
        share: 8,
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
];

/// The four stages, in the order a document takes.
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

/// A stage's place in the pipeline, if it is one of the four.
pub fn stage(name: &str) -> Option<&'static StageSpec> {
    STAGES.iter().find(|spec| spec.stage == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_leave_room_on_the_server() {
        let sum: u64 = STREAMS.iter().map(|stream| stream.share).sum();
        assert!(sum <= 97, "{sum} %");
    }

    #[test]
    fn every_stage_reads_what_the_one_before_it_writes() {
        for pair in STAGES.windows(2) {
            let next = STREAMS.iter().find(|stream| stream.name == pair[1].input);
            assert!(next.is_some_and(|stream| stream.subjects.contains(&pair[0].output)));
        }
    }
}
