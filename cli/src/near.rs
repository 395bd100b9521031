//! Near-duplicates among documents, by fingerprint.

mod groups;

use std::fmt::Write;
use std::process::ExitCode;

use article::{Metadata, Record, Timestamp};
use futures_util::StreamExt;
use ingestion::{DEFAULT_MAX_BYTES, Ingestion};
use serde::Serialize;

use crate::fault::Fault;
use crate::in_order::{self, Item, Panicked, in_order};
use crate::inputs::{InputError, Inputs, Place};
use crate::messages;
use crate::output::{Output, OutputError};
use crate::pipeline::{Outcome, Pipeline};
use crate::printable::condensed;
use crate::units::size;

/// Find near-duplicate documents and print them in groups.
///
/// Each document is read as the pipeline reads it. Two documents are near-duplicates when the
/// fingerprints of their texts (`metadata.fingerprint`, a 64-bit SimHash) differ in at most
/// --distance bits; near-duplicates of the same document are in one group. Documents without a
/// near-duplicate are not printed.
///
/// With 10 bits, 98 to 100 % of texts with one word in a hundred changed, or with thirty words
/// added, are found, and none of 54,000 pairs of different articles is; texts of a few lines are
/// less certain. Every document is compared with every other, so the time grows with the square of
/// their number.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  courant near samples/
  courant near --distance 3 monday.jsonl tuesday.jsonl
  courant near --json archive/ | jq -r '.documents[1:][].place'

Each document after the first of its group shows in how many bits it differs from the first. With
--json, each group is one line {\"documents\":[{\"place\",\"id\",\"title\",\"fingerprint\",\"distance\"}]}.")]
pub(crate) struct Args {
    #[command(flatten)]
    inputs: Inputs,
    #[command(flatten)]
    language: language_detection::Settings,
    /// Maximum number of different bits between two fingerprints of 64 bits
    #[arg(long, value_name = "BITS", default_value_t = 10, value_parser = clap::value_parser!(u32).range(0..=32))]
    distance: u32,
    /// Print each group as one line of JSON
    #[arg(long)]
    json: bool,
    /// Maximum size of a document; larger ones are rejected
    #[arg(long, env = "COURANT_MAX_BYTES", value_name = "SIZE", value_parser = size, default_value_t = DEFAULT_MAX_BYTES)]
    max_bytes: u64,
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Fault> {
    let Args { inputs, language, distance, json, max_bytes } = args;
    let ingestion = Ingestion::with_max_bytes(max_bytes);
    let metadata = metadata_extraction::Settings::default();
    let pipeline =
        Pipeline::up_to_metadata(ingestion, language, metadata).map_err(Fault::Setting)?;
    let skipped = inputs.skipped();
    let documents = move || {
        inputs.documents(max_bytes).map(|input| {
            let refusal = |error: InputError| (error.code(), error.to_string());
            let weight = input.content.as_ref().map_or(0, crate::inputs::Document::size);
            let content = input.content.map_err(refusal);
            Item { key: input.place, weight, work: content }
        })
    };
    let work = move |content: Result<crate::inputs::Document, Refusal>| {
        content.and_then(|document| read(&pipeline, document.into_message(Timestamp::now())))
    };
    let mut code = ExitCode::SUCCESS;
    let mut read = Vec::new();
    in_order::run(async {
        let mut results = in_order(documents, work);
        while let Some((place, outcome)) = results.next().await {
            match outcome.unwrap_or_else(|panicked| Err((Panicked::CODE, panicked.to_string()))) {
                Ok(Some(print)) => read.push(Document { place, print }),
                // A text without words has no near-duplicates.
                Ok(None) => {}
                Err((why, message)) => {
                    messages::rejected(place, why, message);
                    code = ExitCode::FAILURE;
                }
            }
        }
        Ok(())
    })?;
    skipped.report();
    match write(&read, distance, json) {
        Ok(()) | Err(OutputError::Closed) => Ok(code),
        Err(error @ OutputError::Failed(_)) => Err(error.into()),
    }
}

/// Why a document could not be read: a code, and a sentence that says what to do.
type Refusal = (&'static str, String);

/// A document and the part of its record that is compared and shown.
struct Document {
    place: Place,
    print: Print,
}

struct Print {
    id: String,
    title: Option<String>,
    fingerprint: u64,
}

fn read(pipeline: &Pipeline, message: article::RawMessage) -> Result<Option<Print>, Refusal> {
    let json = match pipeline.run(message) {
        Outcome::Record(json) => json,
        Outcome::Filtered(reason) => {
            return Err((reason, "filtered by a rule of publishing".to_owned()));
        }
        Outcome::Rejected { code, detail } => return Err((code, detail)),
    };
    let unread = |error: article::RecordError| (stage::Failure::code(&error), error.to_string());
    let record = Record::parse(&json).map_err(unread)?;
    let metadata: Metadata = record.section().map_err(unread)?;
    let print = metadata.fingerprint.and_then(|bits| u64::from_str_radix(&bits, 16).ok());
    let title = metadata.title.map(|title| title.value);
    Ok(print.map(|fingerprint| Print { id: record.id().to_string(), title, fingerprint }))
}

/// One document of a group, as JSON.
#[derive(Serialize)]
struct Line<'a> {
    place: String,
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    fingerprint: String,
    distance: u32,
}

#[derive(Serialize)]
struct Group<'a> {
    documents: Vec<Line<'a>>,
}

fn write(read: &[Document], distance: u32, json: bool) -> Result<(), OutputError> {
    let prints: Vec<u64> = read.iter().map(|document| document.print.fingerprint).collect();
    let mut output = Output::stdout();
    for group in groups::groups(&prints, distance) {
        let first = prints[group[0]];
        let lines = group.iter().map(|&at| {
            let Document { place, print: Print { id, title, fingerprint } } = &read[at];
            Line {
                place: place.to_string(),
                id,
                title: title.as_deref(),
                fingerprint: format!("{fingerprint:016x}"),
                distance: (first ^ fingerprint).count_ones(),
            }
        });
        let group = Group { documents: lines.collect() };
        if json {
            let line = serde_json::to_vec(&group).expect("strings and numbers make JSON");
            output.json(&line)?;
        } else {
            output.text(&for_people(&group))?;
        }
    }
    output.flush()
}

/// A group as text: place, title, and distance from the first document.
fn for_people(group: &Group<'_>) -> String {
    let mut text = format!("{} near-duplicates\n", group.documents.len());
    for (at, Line { place, title, distance, .. }) in group.documents.iter().enumerate() {
        let far = match (at, distance) {
            (0, _) => String::new(),
            (_, 0) => "same".to_owned(),
            (_, 1) => "1 bit".to_owned(),
            (_, bits) => format!("{bits} bits"),
        };
        let title = condensed(title.unwrap_or_default(), 80);
        let _ = writeln!(text, "{}", format!("  {far:<8}  {place}  {title}").trim_end());
    }
    text + "\n"
}
