use std::ffi::OsString;
use std::process::ExitCode;
use std::sync::Arc;

use article::Section;
use broker::{Broker, Topology};
use clap::{Args, Command};
use stage::Stage;
use telemetry::Telemetry;
use tokio_util::sync::CancellationToken;

use crate::admin::Admin;
use crate::args::ServiceArgs;
use crate::command_line::{CommandLine, Started};
use crate::exit::{FAULT, GRACE_EXCEEDED, USAGE, exit};
use crate::host::{Job, host};
use crate::reload::{Changed, Reloads, is_common};
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
    let line = command_line::<S>(arguments.into_iter().collect());
    let mut started = match line.read() {
        Ok(started) => started,
        Err(error) => error.exit(),
    };
    let wired = wire::<S>(&mut started);
    let Started { args: ServiceArgs { runtime, stage, instead }, config, values } = started;
    host(S::Section::STAGE, runtime, instead, |settings| {
        let endpoints = wired?;
        let reloads = settings.config.is_some().then(|| Reloads::new(line, values)).transpose();
        let reloads = reloads.map_err(|error| format!("could not listen for SIGHUP: {error}"))?;
        let topology = config.topology().clone();
        Ok(Processing { endpoints, topology, stage: S::new(stage)?, reloads })
    })
}

fn command_line<S: Stage>(words: Vec<OsString>) -> CommandLine<ServiceArgs<S::Settings>> {
    let name = words.first().map(|name| name.to_string_lossy().into_owned());
    let command = Command::new(S::Section::STAGE)
        .version(env!("CARGO_PKG_VERSION"))
        .about(S::ABOUT)
        .bin_name(name.unwrap_or(S::Section::STAGE.to_owned()));
    CommandLine {
        command: ServiceArgs::<S::Settings>::augment_args(command),
        words,
        file: |args| args.runtime.config.as_deref(),
        settings: |_, config| Ok(config.settings(S::Section::STAGE)),
    }
}

/// The endpoints, which are also added to the values, because they depend on the order of the stages.
fn wire<S: Stage>(started: &mut Started<ServiceArgs<S::Settings>>) -> Result<Endpoints, String> {
    let settings = &started.args.runtime;
    let endpoints = settings.endpoints(S::Section::STAGE, started.config.topology())?;
    let Endpoints { stream, durable, output } = &endpoints;
    started.values.insert("input".to_owned(), format!("{stream}/{durable}"));
    started.values.insert("output".to_owned(), output.to_string());
    Ok(endpoints)
}

/// Processes the messages of a stage.
struct Processing<S: Stage> {
    topology: Topology,
    endpoints: Endpoints,
    stage: S,
    reloads: Option<Reloads<ServiceArgs<S::Settings>>>,
}

impl<S: Stage> Job for Processing<S> {
    const ABOUT: Option<&'static str> = Some(S::ABOUT);

    async fn run(
        mut self,
        settings: Settings,
        broker: Broker,
        admin: &Admin,
        stop: CancellationToken,
    ) -> ExitCode {
        let max_payload = broker.max_payload();
        if let Err(why) = self.stage.set_max_payload(max_payload) {
            return exit(USAGE, &why);
        }
        self.stage.start();
        let (health, metrics) = (Arc::clone(&admin.health), Arc::clone(&admin.metrics));
        let Self { endpoints, topology, stage, reloads } = self;
        let broker = broker.with_topology(topology);
        let service = Service::new(stage, settings, endpoints, broker, health, metrics, stop);
        let Some(reloads) = reloads else { return ended(service.run().await) };
        let within = |started: &mut Started<_>| wire::<S>(started).map(drop);
        let apply = async |args: ServiceArgs<S::Settings>, changed: &Changed| {
            let stage = match changed.now.iter().any(|name| !is_common(name)) {
                true => {
                    let mut stage = S::new(args.stage)?;
                    stage.set_max_payload(max_payload)?;
                    Some(stage)
                }
                false => None,
            };
            Telemetry::reload(&args.runtime.telemetry)?;
            service.change(stage, args.runtime);
            Ok(())
        };
        tokio::select! {
            end = service.run() => ended(end),
            never = reloads.follow(within, apply) => match never {},
        }
    }
}

/// Logs how a service ended, and returns its exit code.
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
