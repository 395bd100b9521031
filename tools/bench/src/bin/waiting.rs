//! A stage in place of ingestion that blocks a thread for 20 ms per document, as work for replicas to
//! share.

use std::process::ExitCode;
use std::time::Duration;

use article::{Record, RecordError, Section};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use stage::{Context, Stage, Step};

const WORK: Duration = Duration::from_millis(20);

fn main() -> ExitCode {
    runtime::main::<Waiting>()
}

struct Waiting;

#[derive(Serialize, Deserialize, JsonSchema)]
struct Waited {}

impl Section for Waited {
    const NAME: &'static str = "waited";
    const STAGE: &'static str = "ingestion";
}

#[derive(Debug, clap::Args)]
struct NoSettings {}

impl Stage for Waiting {
    type Input = Record;
    type Section = Waited;
    type Error = RecordError;
    type Settings = NoSettings;

    const ABOUT: &'static str = "Waits 20 ms";

    fn new(_: NoSettings) -> Result<Self, String> {
        Ok(Self)
    }

    fn process(&self, _: &Record, _: &Context<'_>) -> Result<Step<Waited>, RecordError> {
        std::thread::sleep(WORK);
        Ok(Step::Forward(Waited {}))
    }
}
