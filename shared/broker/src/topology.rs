use crate::table::{Kept, RAW, STAGES, STREAMS, StageSpec, StreamSpec};

/// The stages and streams of one pipeline: Courant's own, and those that a `courant.toml` adds.
#[derive(Debug, Clone)]
pub struct Topology {
    stages: Vec<StageSpec>,
    streams: Vec<StreamSpec>,
    readers: Vec<ReaderSpec>,
}

/// A durable consumer of the published articles that a `courant.toml` lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReaderSpec {
    /// Its name.
    pub name: &'static str,
    /// The kind of a delivery that the pipeline runs, such as `webhook`.
    pub delivery: Option<&'static str>,
}

/// The share of an added stage's stream, in per cent; the table leaves three. `--stream-size` sets
/// another size.
const SHARE: u64 = 1;

impl Default for Topology {
    fn default() -> Self {
        Self { stages: STAGES.to_vec(), streams: STREAMS.to_vec(), readers: Vec::new() }
    }
}

impl Topology {
    /// Adds a stage after another one. It reads a stream of its own name, to which the stage before
    /// it now writes, and writes to that stage's previous output. Later stages are unchanged.
    /// Returns `false` and adds nothing if there is no stage `after`.
    pub fn insert(&mut self, name: &str, after: &str) -> bool {
        let Some(place) = self.stages.iter().position(|stage| stage.stage == after) else {
            return false;
        };
        // The names live as long as the process, which has one pipeline.
        let name: &'static str = name.to_owned().leak();
        let subject: &'static str = format!("articles.{name}").leak();
        let stream: &'static str = own_stream(name).leak();
        let before = self.stages[place];
        self.stages[place].output = subject;
        let stage = StageSpec { stage: name, input: stream, output: before.output };
        self.stages.insert(place + 1, stage);
        let beside = self.streams.iter().position(|stream| stream.name == before.input);
        let stream = StreamSpec {
            name: stream,
            subjects: vec![subject].leak(),
            kept: Kept::UntilAcknowledged,
            share: SHARE,
        };
        self.streams.insert(beside.map_or(0, |beside| beside + 1), stream);
        true
    }

    /// Lists a reader, or a delivery of this kind.
    pub fn list(&mut self, name: &str, delivery: Option<&'static str>) {
        // Names live as long as the process, as those of stages do.
        self.readers.push(ReaderSpec { name: name.to_owned().leak(), delivery });
    }

    /// The readers and deliveries that are listed.
    pub fn readers(&self) -> &[ReaderSpec] {
        &self.readers
    }

    /// The stages, in their order.
    pub fn stages(&self) -> &[StageSpec] {
        &self.stages
    }

    /// The streams.
    pub fn streams(&self) -> &[StreamSpec] {
        &self.streams
    }

    /// The stage with this name.
    pub fn stage(&self, name: &str) -> Option<&StageSpec> {
        self.stages.iter().find(|stage| stage.stage == name)
    }

    /// The stream that stores a subject, or every subject of a stage's output pattern.
    pub fn stream_of(&self, output: &str) -> Option<&StreamSpec> {
        let pattern = pattern(output);
        self.streams.iter().find(|stream| {
            stream.subjects.iter().any(|subject| {
                let (mut own, mut of) = (subject.split('.'), pattern.split('.'));
                loop {
                    match (own.next(), of.next()) {
                        (None, None) => return true,
                        (Some(own), Some(of)) if own == of || own == "*" => {}
                        _ => return false,
                    }
                }
            })
        })
    }

    /// Whether a stage reads this stream. Only such streams are split into partitions.
    pub fn is_queue(&self, stream: &str) -> bool {
        self.stages.iter().any(|stage| stage.input == stream)
    }

    /// Whether a stage after the first reads this subject.
    pub(crate) fn is_hop(&self, subject: &str) -> bool {
        let stream = self.stream_of(subject);
        let read = |stage: &StageSpec| stream.is_some_and(|stream| stream.name == stage.input);
        stream.is_some_and(|stream| stream.name != RAW) && self.stages.iter().any(read)
    }
}

/// The stream that an added stage reads.
pub fn own_stream(stage: &str) -> String {
    format!("ARTICLES_{}", stage.replace('-', "_").to_uppercase())
}

/// The subject pattern of an output: `articles.published.*.*`.
pub fn pattern(output: &str) -> String {
    let token =
        |token: &str| if token.starts_with('{') { "*".to_owned() } else { token.to_owned() };
    output.split('.').map(token).collect::<Vec<_>>().join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_added_stage_reads_a_stream_of_its_own_and_writes_what_the_one_before_it_wrote() {
        let mut topology = Topology::default();
        assert!(topology.insert("reading-level", "language-detection"));
        assert!(topology.insert("rating", "reading-level"));
        assert!(!topology.insert("lost", "no-such-stage"));
        let chain: Vec<_> =
            topology.stages().iter().map(|s| (s.stage, s.input, s.output)).collect();
        assert_eq!(
            chain[1..4],
            [
                ("language-detection", "ARTICLES_INGESTED", "articles.reading-level"),
                ("reading-level", "ARTICLES_READING_LEVEL", "articles.rating"),
                ("rating", "ARTICLES_RATING", "articles.language-detected"),
            ]
        );
        for pair in topology.stages().windows(2) {
            let stored = topology.stream_of(pair[0].output).map(|stream| stream.name);
            assert_eq!(stored, Some(pair[1].input));
        }
        let published = topology.stream_of(topology.stages()[5].output);
        assert_eq!(published.map(|stream| stream.name), Some(crate::table::PUBLISHED));
        assert!(topology.is_hop("articles.rating") && !topology.is_hop("articles.raw"));
        assert!(
            !topology.is_hop("articles.dead.a.b") && !topology.is_hop("articles.published.a.b")
        );
        assert_eq!(topology.streams().len(), STREAMS.len() + 2);
    }
}
