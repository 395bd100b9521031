//! An example of a stage: measures the difficulty of a text by the length of its sentences.

use std::process::ExitCode;

use article::{Document, Record, RecordError, Section};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use stage::{Context, Stage, Step};

fn main() -> ExitCode {
    runtime::main::<ReadingLevel>()
}

/// The section that the stage adds to the record. It names the stage.
#[derive(Serialize, Deserialize, JsonSchema)]
struct Level {
    words_per_sentence: f64,
}

impl Section for Level {
    const NAME: &'static str = "reading_level";
    const STAGE: &'static str = "reading-level";
}

struct ReadingLevel;

#[derive(Debug, clap::Args)]
struct NoSettings {}

impl Stage for ReadingLevel {
    type Input = Record;
    type Section = Level;
    type Error = RecordError;
    type Settings = NoSettings;

    const ABOUT: &'static str = "Measures how hard a text is to read";

    fn new(_: NoSettings) -> Result<Self, String> {
        Ok(Self)
    }

    fn process(&self, record: &Record, _: &Context<'_>) -> Result<Step<Level>, RecordError> {
        let document: Document = record.section()?;
        let words = document.text.split_whitespace().count() as f64;
        let sentences = document.text.matches(['.', '!', '?', '。']).count().max(1) as f64;
        Ok(Step::Forward(Level { words_per_sentence: words / sentences }))
    }
}
