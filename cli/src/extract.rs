//! What the stages extract from documents: text, metadata, evidence.

mod answer;
mod format;
mod question;
mod sheet;

use std::process::ExitCode;

use article::{Document, RawMessage, Record, Timestamp};
use futures_util::{FutureExt, Stream, StreamExt};
use ingestion::{DEFAULT_MAX_BYTES, IngestError, Ingestion};
use serde_json::Value;
use stage::Failure;
use text::has_words;

use crate::cpu;
use crate::fault::Fault;
use crate::in_order::{self, Item, Panicked, in_order};
use crate::inputs::{Input, InputError, Inputs, Place};
use crate::messages;
use crate::output::{Output, OutputError};
use crate::pipeline::{Outcome, Pipeline};
use crate::units::size;
use format::Format;
use question::Question;

/// Extract text and metadata from documents, and show where each value comes from.
///
/// Results are printed for people. With --format, only the text is printed, in that format, with a
/// blank line between documents. With --jsonl, each input line is `{"id","path","url"}` (url is
/// optional), and each output line is
/// `{"id","title","authors","date","text","sitename","tags","description","license","us"}` (us: CPU
/// time in microseconds), in the same order. For a document that can't be read the output line is
/// `{"id","error","us"}` with an error code. A page without words yields what it declares, an empty
/// text and `"code":"no_text"`; the pipeline would reject it. All cores are used.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  courant extract article.html
  courant extract samples/ | less
  courant extract --format markdown article.html > article.md
  courant extract --jsonl - < pages.jsonl > answers.jsonl")]
pub(crate) struct Args {
    #[command(flatten)]
    inputs: Inputs,
    /// Print only the text, in this format
    #[arg(long, value_name = "FORMAT", conflicts_with = "jsonl")]
    format: Option<Format>,
    #[command(flatten)]
    language: language_detection::Settings,
    /// Maximum size of a document; larger ones are rejected
    #[arg(long, env = "COURANT_MAX_BYTES", value_name = "SIZE", value_parser = size, default_value_t = DEFAULT_MAX_BYTES)]
    max_bytes: u64,
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Fault> {
    let Args { inputs, format, language, max_bytes } = args;
    let ingestion = Ingestion::with_max_bytes(max_bytes).keeping_textless();
    let metadata = metadata_extraction::Settings::default();
    let pipeline =
        Pipeline::up_to_metadata(ingestion, language, metadata).map_err(Fault::Setting)?;
    let lines = inputs.holds_lines();
    let skipped = inputs.skipped();
    let documents =
        move || inputs.documents(max_bytes).map(move |input| asked(input, lines, max_bytes));
    let work = move |content| read(&pipeline, content);
    let written = in_order::run(async {
        Ok(write(in_order(documents, work), format, &mut Output::stdout()).await)
    });
    skipped.report();
    match written? {
        Ok(code) => Ok(code),
        Err(OutputError::Closed) => Ok(ExitCode::SUCCESS),
        Err(error @ OutputError::Failed(_)) => Err(error.into()),
    }
}

/// A document's context while it is processed.
struct Asked {
    place: Place,
    /// The id in the input line, if it could be read.
    id: Option<Value>,
}

/// Why there is no result: a code, and a sentence that says what to do.
type Refusal = (&'static str, String);

/// A document's record, or why there is none, and its CPU time in microseconds.
struct Reading {
    outcome: Result<Record, Refusal>,
    us: f64,
}

fn asked(input: Input, lines: bool, limit: u64) -> Item<Asked, Result<RawMessage, Refusal>> {
    let Input { place, content, consumed } = input;
    let refusal = |error: InputError| (error.code(), error.to_string());
    let content = content.map_err(refusal).map(|document| document.into_message(Timestamp::now()));
    let (id, content) = match content {
        Ok(message) if lines => match Question::of_line(&message.body) {
            Ok(question) => (Some(question.id.clone()), question.message(limit).map_err(refusal)),
            Err(error) => (None, Err((error.code(), error.to_string()))),
        },
        content => (None, content),
    };
    let weight = content.as_ref().map_or(consumed, |message| message.body.len() as u64);
    Item { key: Asked { place, id }, weight, work: content }
}

fn read(pipeline: &Pipeline, content: Result<RawMessage, Refusal>) -> Reading {
    let began = cpu::microseconds();
    let outcome = content.and_then(|message| match pipeline.run(message) {
        Outcome::Record(json) => {
            Record::parse(&json).map_err(|error| (error.code(), error.to_string()))
        }
        Outcome::Filtered(reason) => Err((reason, "filtered by a rule of publishing".to_owned())),
        Outcome::Rejected { code, detail } => Err((code, detail)),
    });
    Reading { outcome, us: cpu::microseconds() - began }
}

/// Why the pipeline would reject a document that could be read.
fn textless(record: &Record) -> Option<Refusal> {
    let document: Document = record.section().ok()?;
    let why = IngestError::NoText;
    (!has_words(&document.text)).then(|| (why.code(), why.to_string()))
}

async fn write(
    mut results: impl Stream<Item = (Asked, Result<Reading, Panicked>)> + Unpin,
    format: Option<Format>,
    output: &mut Output,
) -> Result<ExitCode, OutputError> {
    let mut code = ExitCode::SUCCESS;
    let mut is_first = true;
    loop {
        // Answers are flushed as soon as no other one is ready.
        let next = match results.next().now_or_never() {
            Some(next) => next,
            None => {
                output.flush()?;
                results.next().await
            }
        };
        let Some((Asked { place, id }, result)) = next else { break };
        let Reading { outcome, us } = result.unwrap_or_else(|panicked| Reading {
            outcome: Err((Panicked::CODE, panicked.to_string())),
            us: 0.0,
        });
        let textless = outcome.as_ref().ok().and_then(textless);
        match (&outcome, id) {
            (Ok(record), Some(id)) => {
                let code = textless.as_ref().map(|(code, _)| *code);
                output.json(&answer::line(&id, record, code, us))?;
            }
            (Ok(record), None) if let Some(format) = format => {
                let text = format.of(record);
                if !text.is_empty() && !std::mem::take(&mut is_first) {
                    output.lines("\n")?;
                }
                output.lines(&text)?;
            }
            (Ok(record), None) => {
                output.text(&format!("{}\n", sheet::sheet(&place.to_string(), record)))?
            }
            (Err((why, _)), Some(id)) => output.json(&answer::refusal(&id, why, us))?,
            (Err(_), None) => {}
        }
        if let Some((why, message)) = outcome.err().or(textless) {
            messages::rejected(place, why, message);
            code = ExitCode::FAILURE;
        }
    }
    output.flush()?;
    Ok(code)
}
