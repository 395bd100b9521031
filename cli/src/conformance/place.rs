use article::ArticleId;
use broker::table::{RAW, STREAMS, StageSpec};

/// The input and output of the program.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) spec: &'static StageSpec,
    /// The stream that stores the output.
    pub(super) output: &'static str,
}

impl Place {
    pub(super) fn of(spec: &'static StageSpec) -> Self {
        let pattern = spec.output.replace("{language}", "*").replace("{id}", "*");
        let stores = |subjects: &[&str]| subjects.contains(&&*pattern);
        let stream = STREAMS.iter().find(|stream| stores(stream.subjects));
        let output = stream.expect("a test of the table: each output is stored").name;
        Self { spec, output }
    }

    /// The value of `COURANT_INPUT`.
    pub(super) fn input(&self) -> String {
        format!("{}/{}", self.spec.input, self.spec.stage)
    }

    /// Whether the program reads documents instead of records.
    pub(super) fn reads_documents(&self) -> bool {
        self.spec.input == RAW
    }

    /// The subject that the program reads.
    pub(super) fn subject(&self) -> &'static str {
        let stream = STREAMS.iter().find(|stream| stream.name == self.spec.input);
        stream.expect("each stage reads a stream of the table").subjects[0]
    }

    /// A subject of the output for another article.
    pub(super) fn filler(&self, id: ArticleId) -> String {
        self.spec.output.replace("{language}", "en").replace("{id}", &id.to_string())
    }
}
