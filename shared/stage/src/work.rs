use std::time::Instant;

use article::{ArticleId, RawMessage, Record, RecordError, Section, TrailEntry};
use telemetry::Work as Told;

use crate::{Failure, Input, Stage, Step, Turn, Verdict};

/// What a stage's work came to: the grown record, and where it should go.
#[derive(Debug)]
pub enum Worked {
    /// On to the next stage.
    Forward(Record),
    /// Out of the pipeline.
    Publish {
        /// The grown record.
        record: Record,
        /// The subject to publish under.
        subject: String,
        /// The BCP 47 tag of the text.
        language: String,
    },
    /// Set aside, as it came, for a rule's reason.
    Filter {
        /// The record as it was before this stage.
        record: Record,
        /// The rule's name.
        reason: &'static str,
    },
}

impl Worked {
    /// The record, grown or as it came.
    pub fn record(&self) -> &Record {
        match self {
            Self::Forward(record) | Self::Publish { record, .. } | Self::Filter { record, .. } => {
                record
            }
        }
    }
}

/// Why a stage's work came to nothing. Holds words of ours only, never the document's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    /// The article's id, where the message could be read that far.
    pub id: Option<ArticleId>,
    /// A word from the error's closed list.
    pub code: &'static str,
    /// A sentence that says what to do.
    pub detail: String,
    /// What should become of the document.
    pub verdict: Verdict,
}

/// One message through one stage, without a broker: decode, the stage's own work, grow the record.
pub fn work<S: Stage>(
    stage: &S,
    message: RawMessage,
    turn: &Turn<'_>,
    attempt: u32,
) -> Result<Worked, Failed> {
    work_told(stage, message, turn, attempt, |_| Told::untold())
}

/// The same, told in a span that `begin` makes: the article's id names its trace, and is known
/// only here.
pub fn work_told<S: Stage>(
    stage: &S,
    message: RawMessage,
    turn: &Turn<'_>,
    attempt: u32,
    begin: impl FnOnce(ArticleId) -> Told,
) -> Result<Worked, Failed> {
    let began = Instant::now();
    let input = S::Input::decode(message).map_err(|error| failed(None, &error))?;
    let id = input.id();
    let told = begin(id);
    let step = stage.process(&input, &turn.told(&told)).map_err(|error| {
        let failed = failed(Some(id), &error);
        told.fail(failed.code, &failed.detail);
        failed
    })?;
    let mark = TrailEntry {
        stage: S::Section::STAGE.into(),
        version: env!("CARGO_PKG_VERSION").into(),
        at: turn.now,
        duration_ms: (began.elapsed().as_secs_f64() * 1e6).round() / 1e3,
        attempt,
    };
    let grow = |input: S::Input, section: &S::Section| -> Result<Record, Failed> {
        let grown = input.into_record().with(section, &mark);
        grown.map_err(|error: RecordError| failed(Some(id), &error))
    };
    Ok(match step {
        Step::Forward(section) => Worked::Forward(grow(input, &section)?),
        Step::Publish { section, subject, language } => {
            Worked::Publish { record: grow(input, &section)?, subject, language }
        }
        Step::Filter(reason) => Worked::Filter { record: input.into_record(), reason },
    })
}

fn failed(id: Option<ArticleId>, error: &impl Failure) -> Failed {
    Failed { id, code: error.code(), detail: error.to_string(), verdict: error.verdict() }
}
