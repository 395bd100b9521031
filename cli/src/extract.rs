//! What the stages read out of documents: text, metadata, evidence.

mod answer;
mod question;
mod sheet;

use std::process::ExitCode;

use article::{Document, RawMessage, Record, Timestamp};
use ingestion::{DEFAULT_MAX_BYTES, IngestError, Ingestion, has_words};
use serde_json::Value;
use stage::Failure;

use crate::cpu;
use crate::fault::Fault;
use crate::in_order::{InOrder, Item, Panicked, in_order};
use crate::inputs::{Input, InputError, Inputs, Place};
use crate::output::{Output, OutputError};
use crate::pipeline::{Fate, Pipeline};
use crate::words;
use question::Question;

/// Read documents: clean text, title, authors, dates and the rest, each with where it comes from.
///
/// With --jsonl each line is `{"id","path","url"}`, the url not required, and is answered by one
/// line `{"id","title","authors","date","text","sitename","tags","description","license","us"}`, in
/// order (us: CPU time in microseconds). A document that can't be read is answered by
/// `{"id","error","us"}`, the error a code; one that can, but holds no words, by what it declares,
/// an empty text and `"code":"no_text"`: the pipeline would reject it. Else each answer is a sheet
/// for people. All cores work.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  courant extract article.html
  courant extract samples/ | less
  courant extract --jsonl - < pages.jsonl > answers.jsonl")]
pub(crate) struct Args {
    #[command(flatten)]
    inputs: Inputs,
    #[command(flatten)]
    language: language_detection::Settings,
    /// Largest document in bytes; larger ones are refused
    #[arg(long, env = "COURANT_MAX_BYTES", value_name = "BYTES", default_value_t = DEFAULT_MAX_BYTES)]
    max_bytes: u64,
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Fault> {
    let Args { inputs, language, max_bytes } = args;
    let ingestion = Ingestion::with_max_bytes(max_bytes).keeping_textless();
    let metadata = metadata_extraction::Settings {};
    let pipeline =
        Pipeline::up_to_metadata(ingestion, language, metadata).map_err(Fault::Setting)?;
    let lines = inputs.holds_lines();
    let documents =
        move || inputs.documents(max_bytes).map(move |input| asked(input, lines, max_bytes));
    let work = move |content| read(&pipeline, content);
    let results = in_order(documents, work).map_err(Fault::Threads)?;

    match write(results, &mut Output::stdout()) {
        Ok(code) => Ok(code),
        Err(OutputError::Closed) => Ok(ExitCode::SUCCESS),
        Err(error @ OutputError::Failed(_)) => Err(error.into()),
    }
}

/// What is known of a document from the beginning to the end.
struct Asked {
    place: Place,
    /// The question's, where it is a line that could be read.
    id: Option<Value>,
}

/// Why a document gives no answer: a code, and a sentence that says what to do.
type Refusal = (&'static str, String);

/// A document's record, or why there is none, and the CPU time that it took in microseconds.
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
        Fate::Record(json) => {
            Record::parse(&json).map_err(|error| (error.code(), error.to_string()))
        }
        Fate::Filtered(reason) => Err((reason, "left out by a rule".to_owned())),
        Fate::Rejected { code, detail } => Err((code, detail)),
    });
    Reading { outcome, us: cpu::microseconds() - began }
}

/// Why the pipeline would reject a document that could be read all the same.
fn textless(record: &Record) -> Option<Refusal> {
    let document: Document = record.section().ok()?;
    let why = IngestError::NoText;
    (!has_words(&document.text)).then(|| (why.code(), why.to_string()))
}

fn write(
    mut results: InOrder<Asked, Reading>,
    output: &mut Output,
) -> Result<ExitCode, OutputError> {
    let mut code = ExitCode::SUCCESS;
    loop {
        // Answers go out as soon as no other is ready behind them.
        let next = match results.ready() {
            Some(next) => Some(next),
            None => {
                output.flush()?;
                results.next()
            }
        };
        let Some((Asked { place, id }, result)) = next else { return Ok(code) };
        let Reading { outcome, us } = result.unwrap_or_else(|panicked| Reading {
            outcome: Err((Panicked::CODE, panicked.to_string())),
            us: 0.0,
        });
        let textless = outcome.as_ref().ok().and_then(textless);
        match (&outcome, id) {
            (Ok(record), Some(id)) => {
                let code = textless.as_ref().map(|(code, _)| *code);
                output.line(&answer::line(&id, record, code, us))?;
            }
            (Ok(record), None) => {
                output.bytes(sheet::sheet(&place.to_string(), record).as_bytes())?
            }
            (Err((why, _)), Some(id)) => output.line(&answer::refusal(&id, why, us))?,
            (Err(_), None) => {}
        }
        if let Some((why, sentence)) = outcome.err().or(textless) {
            words::rejected(place, why, sentence);
            code = ExitCode::FAILURE;
        }
    }
}
