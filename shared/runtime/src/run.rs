use std::ffi::OsString;
use std::process::ExitCode;
use std::sync::Arc;

use article::Section;
use broker::{Broker, Topology};
use stage::Stage;
use tokio_util::sync::CancellationToken;

use crate::admin::Admin;
use crate::args::ServiceArgs;
use crate::command_line::{self, Started};
use crate::exit::{FAULT, GRACE_EXCEEDED, USAGE, exit};
use crate::host::{Job, host};
use crate::service::{End, Service};
use crate::settings::{Endpoints, Settings};

/// The `main` function of a service: reads the settings from flags and environment, then calls
/// [`serve`].
///
/// ```no_run
/// # use article::{Record, RecordError, Section};
/// # use stage::{Context, Stage, Step};
/// # #[derive(serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
/// # struct Length { bytes: usize }
/// # impl Section for Length {
/// #     const NAME: &'static str = "length";
/// #     const STAGE: &'static str = "measure";
/// # }
/// # #[derive(Debug, clap::Args)]
/// # struct NoSettings {}
/// # struct Measure;
/// # impl Stage for Measure {
/// #     type Input = Record;
/// #     type Section = Length;
/// #     type Error = RecordError;
/// #     type Settings = NoSettings;
/// #     const ABOUT: &'static str = "Measures the text";
/// #     fn new(_: NoSettings) -> Result<Self, String> { Ok(Self) }
/// #     fn process(&self, _: &Record, _: &Context<'_>) -> Result<Step<Length>, RecordError> {
/// #         Ok(Step::Forward(Length { bytes: 0 }))
/// #     }
/// # }
/// fn main() -> std::process::ExitCode {
///     courant_runtime::main::<Measure>()
/// }
/// ```
pub fn main<S: Stage>() -> ExitCode {
    serve::<S>(std::env::args_os())
}

/// Runs a service with this command line, whose first word is the program, in the foreground until
/// a signal or a fault ends it.
pub fn serve<S: Stage>(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let Started { args, topology } = match command_line::read::<S>(&arguments) {
        Ok(started) => started,
        Err(error) => error.exit(),
    };
    let ServiceArgs { runtime, stage, instead } = args;
    host(S::Section::STAGE, runtime, instead, |settings| {
        let endpoints = settings.endpoints(S::Section::STAGE, &topology)?;
        Ok(Processing { endpoints, topology, stage: S::new(stage)? })
    })
}

/// Processes the messages of a stage.
struct Processing<S> {
    topology: Topology,
    endpoints: Endpoints,
    stage: S,
}

impl<S: Stage> Job for Processing<S> {
    async fn run(
        mut self,
        settings: Settings,
        broker: Broker,
        admin: &Admin,
        stop: CancellationToken,
    ) -> ExitCode {
        if let Err(why) = self.stage.set_max_payload(broker.max_payload()) {
            return exit(USAGE, &why);
        }
        let (health, metrics) = (Arc::clone(&admin.health), Arc::clone(&admin.metrics));
        let Self { endpoints, topology, stage } = self;
        let broker = broker.with_topology(topology);
        let service = Service::new(stage, settings, endpoints, broker, health, metrics, stop);
        ended(service.run().await)
    }
}

/// Logs how a service ended, and gives its exit code.
pub(crate) fn ended(end: End) -> ExitCode {
    match end {
        End::Stopped => {
            tracing::info!("stopped");
            ExitCode::SUCCESS
        }
        End::GraceExceeded => exit(
            GRACE_EXCEEDED,
            "the grace period expired; the server redelivers the messages that are in flight",
        ),
        End::Fault(fault) => exit(FAULT, &fault.to_string()),
    }
}
