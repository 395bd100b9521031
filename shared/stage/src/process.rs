use std::time::Instant;

use article::{ArticleId, RawMessage, Record, RecordError, Section, TrailEntry};

use crate::{Context, Failed, Input, Part, Recorder, Stage, Step, StoredText};

/// The result of processing a message: the record, and where it goes.
#[derive(Debug)]
pub enum Processed {
    /// To the next stage.
    Forward {
        /// The record with the stage's section.
        record: Record,
        /// Documents inside it, which are published as raw documents first.
        parts: Vec<Part>,
        /// The full text, which is stored first, if the record's text is truncated.
        full_text: Option<StoredText>,
    },
    /// Out of the pipeline.
    Publish {
        /// The record with the stage's section.
        record: Record,
        /// The subject to publish under.
        subject: String,
        /// The BCP 47 tag of the text.
        language: String,
    },
    /// Filtered out by a rule.
    Filter {
        /// The record before this stage.
        record: Record,
        /// The name of the rule.
        reason: &'static str,
    },
}

impl Processed {
    /// The record.
    pub fn record(&self) -> &Record {
        match self {
            Self::Forward { record, .. }
            | Self::Publish { record, .. }
            | Self::Filter { record, .. } => record,
        }
    }
}

/// Runs a stage on one message, without a broker: decodes it, lets the stage process it, and adds
/// the stage's section and a trail entry to the record. `attempt` counts from 1.
pub fn process<S: Stage>(
    stage: &S,
    message: RawMessage,
    context: &Context<'_>,
    attempt: u32,
) -> Result<Processed, Failed> {
    process_recorded(stage, message, context, attempt, |_| ())
}

/// Does the same and records the attempt. `begin` makes the recorder once the message is decoded,
/// because a trace is named by the article's id.
pub fn process_recorded<S: Stage, R: Recorder>(
    stage: &S,
    message: RawMessage,
    context: &Context<'_>,
    attempt: u32,
    begin: impl FnOnce(ArticleId) -> R,
) -> Result<Processed, Failed> {
    let began = Instant::now();
    let raw = if S::Input::FROM_OUTSIDE { message.position.clone() } else { None };
    let input = S::Input::decode(message).map_err(|error| Failed::new(None, &error))?;
    let id = input.id();
    let recorder = begin(id);
    let step = stage.process(&input, &context.with_recorder(&recorder)).map_err(|error| {
        let failed = Failed::new(Some(id), &error);
        recorder.record_failure(failed.code, &failed.detail);
        failed
    })?;
    let entry = TrailEntry {
        stage: S::Section::STAGE.into(),
        version: env!("CARGO_PKG_VERSION").into(),
        at: context.now,
        duration_ms: (began.elapsed().as_secs_f64() * 1e6).round() / 1e3,
        attempt,
        raw,
    };
    apply(step, input.into_record(), &entry).map_err(|error| Failed::new(Some(id), &error))
}

/// Adds what a stage returned to the record.
fn apply<S: Section>(
    step: Step<S>,
    record: Record,
    entry: &TrailEntry,
) -> Result<Processed, RecordError> {
    Ok(match step {
        Step::Forward(section) => {
            let record = record.with(&section, entry)?;
            Processed::Forward { record, parts: Vec::new(), full_text: None }
        }
        Step::ForwardWith { section, internal, parts, full_text } => {
            let record = record.with(&section, entry)?.with_internal(&internal)?;
            Processed::Forward { record, parts, full_text }
        }
        Step::Publish { section, subject, language, keep_declared, markdown } => {
            let mut record = record.for_readers(keep_declared)?.with(&section, entry)?;
            if let Some(markdown) = markdown {
                record = record.with_markdown(&markdown)?;
            }
            Processed::Publish { record, subject, language }
        }
        Step::Filter(reason) => Processed::Filter { record, reason },
    })
}
