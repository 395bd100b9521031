//! A stage that does what its document says: fail, panic, hang or work. The tests check how the runtime
//! handles that.

use std::collections::HashMap;
use std::sync::Mutex;
use std::thread::sleep;
use std::time::Duration;

use article::{ArticleId, Document, Record, RecordError, Section};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use stage::{Context, Failure, Stage, Step, Verdict};

fn main() -> std::process::ExitCode {
    runtime::main::<Probe>()
}

/// Instructions for the stage, in the member `orders` of the record.
#[derive(Default, Serialize, Deserialize, JsonSchema)]
struct Orders {
    /// Number of transient failures before it succeeds.
    #[serde(default)]
    fail: u32,
    /// Duration of its work.
    #[serde(default)]
    milliseconds: u64,
    #[serde(default)]
    reject: bool,
    #[serde(default)]
    panic: bool,
    /// Abort the process.
    #[serde(default)]
    abort: bool,
}

impl Section for Orders {
    const NAME: &'static str = "orders";
    const STAGE: &'static str = "test";
}

/// The section that the stage adds.
#[derive(Serialize, Deserialize, JsonSchema)]
struct Report {
    attempts: u32,
}

impl Section for Report {
    const NAME: &'static str = "probe";
    const STAGE: &'static str = "probe";
}

#[derive(Default)]
struct Probe {
    attempts: Mutex<HashMap<ArticleId, u32>>,
}

#[derive(Debug, thiserror::Error)]
enum ProbeError {
    #[error(transparent)]
    Record(#[from] RecordError),
    #[error("the document says so: reject")]
    Rejected,
    #[error("the document says so: try again")]
    Passing,
}

#[derive(Debug, clap::Args)]
struct NoSettings {}

impl Stage for Probe {
    type Input = Record;
    type Section = Report;
    type Error = ProbeError;
    type Settings = NoSettings;

    const ABOUT: &'static str = "Does as its document says";

    fn new(_: NoSettings) -> Result<Self, String> {
        Ok(Self::default())
    }

    #[expect(clippy::panic, reason = "the document says so")]
    fn process(&self, record: &Record, _: &Context<'_>) -> Result<Step<Report>, ProbeError> {
        let orders = orders(record)?;
        // Counted only if needed, because the long runs measure this process's memory.
        let attempts = if orders.fail == 0 {
            1
        } else {
            let mut attempts = self.attempts.lock().expect("nobody panics while holding it");
            let count = attempts.entry(record.id()).or_default();
            *count += 1;
            *count
        };
        sleep(Duration::from_millis(orders.milliseconds));
        if orders.abort {
            std::process::abort();
        }
        if orders.panic {
            panic!("the document says so");
        }
        if orders.reject {
            return Err(ProbeError::Rejected);
        }
        if attempts <= orders.fail {
            return Err(ProbeError::Passing);
        }
        Ok(Step::Forward(Report { attempts }))
    }
}

/// The instructions in the record, or in the publisher's envelope.
fn orders(record: &Record) -> Result<Orders, RecordError> {
    let in_envelope = || {
        let mut document: Document = record.section().ok()?;
        serde_json::from_value(document.declared.envelope.remove("orders")?).ok()
    };
    match record.section() {
        Err(RecordError::Missing(_)) => Ok(in_envelope().unwrap_or_default()),
        orders => orders,
    }
}

impl Failure for ProbeError {
    fn code(&self) -> &'static str {
        match self {
            Self::Record(error) => error.code(),
            Self::Rejected => "rejected",
            Self::Passing => "passing",
        }
    }

    fn verdict(&self) -> Verdict {
        match self {
            Self::Record(error) => error.verdict(),
            Self::Rejected => Verdict::Reject,
            Self::Passing => Verdict::Retry,
        }
    }
}
