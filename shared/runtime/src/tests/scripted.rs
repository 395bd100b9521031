use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use article::{Headers, Internal, Record, RecordError, Section};
use broker::Delivery;
use clap::{Args, Command, FromArgMatches};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use stage::{Context, Execution, Failure, Part, Stage, Step, Verdict};
use telemetry::Metrics;
use tokio_util::sync::CancellationToken;

use super::fake::Fake;
use crate::executor::Executor;
use crate::health::Health;
use crate::processor::Processor;
use crate::quarantine::Quarantine;
use crate::resources::Resources;
use crate::{Endpoints, Settings};

/// A stage with scripted results of its attempts; after the end of the script they succeed.
#[derive(Debug, Default)]
pub struct Scripted {
    script: Mutex<VecDeque<Attempt>>,
}

#[derive(Debug, Clone, Copy)]
pub enum Attempt {
    Publish,
    /// Forward, with two attached documents.
    Parts,
    Filter,
    Panic,
    Fail(Verdict),
}

#[derive(Debug, thiserror::Error)]
pub enum ScriptedError {
    #[error(transparent)]
    Record(#[from] RecordError),
    #[error("as scripted")]
    Scripted(Verdict),
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Done {}

#[derive(Debug, Args)]
pub struct NoSettings {}

impl Section for Done {
    const NAME: &'static str = "done";
    const STAGE: &'static str = "scripted";
}

impl Failure for ScriptedError {
    fn code(&self) -> &'static str {
        match self {
            Self::Record(error) => error.code(),
            Self::Scripted(_) => "scripted",
        }
    }

    fn verdict(&self) -> Verdict {
        match self {
            Self::Record(error) => error.verdict(),
            Self::Scripted(verdict) => *verdict,
        }
    }
}

impl Stage for Scripted {
    type Input = Record;
    type Section = Done;
    type Error = ScriptedError;
    type Settings = NoSettings;

    const ABOUT: &'static str = "Does as its test says";
    const EXECUTION: Execution = Execution::Inline;

    fn new(_: NoSettings) -> Result<Self, String> {
        Ok(Self::default())
    }

    fn process(&self, _: &Record, _: &Context<'_>) -> Result<Step<Done>, ScriptedError> {
        let next =
            self.script.lock().expect("no attempt panics while it holds the lock").pop_front();
        match next {
            None => Ok(Step::Forward(Done {})),
            Some(Attempt::Publish) => Ok(Step::Publish {
                section: Done {},
                subject: "articles.published.en.1".into(),
                language: "en".into(),
                keep_declared: false,
                markdown: None,
            }),
            Some(Attempt::Parts) => {
                let part = Part { headers: Headers::default(), body: "inside".into() };
                let (internal, parts) = (Internal::default(), vec![part.clone(), part]);
                Ok(Step::ForwardWith { section: Done {}, internal, parts, full_text: None })
            }
            Some(Attempt::Filter) => Ok(Step::Filter("short")),
            Some(Attempt::Fail(verdict)) => Err(ScriptedError::Scripted(verdict)),
            Some(Attempt::Panic) => panic!("as scripted"),
        }
    }
}

/// The resources of a service with at most `window` messages in flight.
pub fn resources(fake: &Fake, window: usize, recovery: Duration) -> Resources<Fake> {
    let command = Settings::augment_args(Command::new("scripted"));
    let matches = command.try_get_matches_from(["scripted"]).expect("every setting has a default");
    let settings = Settings::from_arg_matches(&matches).expect("the same settings");
    let settings = Settings { attempts: 3, recovery, ..settings };
    let endpoints = Endpoints {
        stream: "IN".into(),
        durable: "scripted".into(),
        output: "articles.out".into(),
    };
    let (health, stop) = (Arc::new(Health::default()), CancellationToken::new());
    let metrics = Arc::new(Metrics::new("scripted", "0", Arc::default()));
    Resources::new::<Scripted>(settings, endpoints, fake.clone(), window, health, metrics, stop)
}

/// A processor with scripted results of its attempts.
pub fn processor(
    fake: &Fake,
    script: impl IntoIterator<Item = Attempt>,
) -> Processor<Scripted, Fake> {
    let stage = Scripted { script: Mutex::new(script.into_iter().collect()) };
    let resources = resources(fake, 8, Duration::from_secs(60));
    let deadline = resources.settings.get().deadline;
    let executor = Executor::new(stage, &resources.endpoints.output, deadline, 8);
    let (executor, quarantine) = (Arc::new(executor), Arc::new(Quarantine::new()));
    Processor { resources, executor, quarantine }
}

/// Processes one message to its settlement.
pub async fn process(processor: &Processor<Scripted, Fake>, delivery: Delivery) {
    processor.resources.in_flight.reserve();
    processor.process(delivery, Duration::from_secs(10)).await;
}
