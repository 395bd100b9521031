//! A stage that does nothing, for any of the four hops, to measure the cost of the runtime.
//!
//! The program's name (`argv[0]`) selects the hop, so that it has the same settings as any service.

use std::process::ExitCode;

use article::{Record, RecordError, Section};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use stage::{Context, Execution, Stage, Step};

fn main() -> ExitCode {
    match std::env::args().next().as_deref() {
        Some("ingestion") => runtime::main::<DoNothing<0>>(),
        Some("language-detection") => runtime::main::<DoNothing<1>>(),
        Some("metadata-extraction") => runtime::main::<DoNothing<2>>(),
        Some("publishing") => runtime::main::<DoNothing<3>>(),
        Some(_) | None => {
            eprintln!("start it under a stage's name: `make bench` does");
            ExitCode::from(2)
        }
    }
}

struct DoNothing<const HOP: usize>;

/// Each hop has its own section, because a section is written only once.
#[derive(Serialize, Deserialize, JsonSchema)]
struct Nothing<const HOP: usize> {}

impl Section for Nothing<0> {
    const NAME: &'static str = "first";
    const STAGE: &'static str = "ingestion";
}

impl Section for Nothing<1> {
    const NAME: &'static str = "second";
    const STAGE: &'static str = "language-detection";
}

impl Section for Nothing<2> {
    const NAME: &'static str = "third";
    const STAGE: &'static str = "metadata-extraction";
}

impl Section for Nothing<3> {
    const NAME: &'static str = "fourth";
    const STAGE: &'static str = "publishing";
}

#[derive(Debug, clap::Args)]
struct NoSettings {}

impl<const HOP: usize> Stage for DoNothing<HOP>
where
    Nothing<HOP>: Section,
{
    type Input = Record;
    type Section = Nothing<HOP>;
    type Error = RecordError;
    type Settings = NoSettings;

    const ABOUT: &'static str = "Does nothing";
    const EXECUTION: Execution = Execution::Inline;

    fn new(_: NoSettings) -> Result<Self, String> {
        Ok(Self)
    }

    fn process(
        &self,
        record: &Record,
        context: &Context<'_>,
    ) -> Result<Step<Nothing<HOP>>, RecordError> {
        let section = Nothing {};
        if !context.output.contains("{id}") {
            return Ok(Step::Forward(section));
        }
        let language = "und".to_owned();
        let id = record.id().to_string();
        let subject = context.output.replace("{language}", &language).replace("{id}", &id);
        Ok(Step::Publish { section, subject, language, keep_declared: false, markdown: None })
    }
}
