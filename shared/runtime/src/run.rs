use std::ffi::OsString;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use article::Section;
use broker::{Broker, Topology};
use stage::Stage;
use telemetry::{Metrics, SpanCounts, Telemetry};
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::admin::{self, Admin, healthcheck};
use crate::args::{Instead, ServiceArgs};
use crate::command_line::{self, Started};
use crate::connect::connect;
use crate::exit::{FAULT, GRACE_EXCEEDED, USAGE, exit, exit_without_log};
use crate::health::Health;
use crate::service::{End, Service};
use crate::settings::{Endpoints, Settings};

/// How long the export of the last spans may take at the end, even if the collector is down.
const LAST_SPANS: Duration = Duration::from_secs(3);

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
    if let Some(Instead::Healthcheck) = args.instead {
        return match healthcheck(args.runtime.admin) {
            Ok(()) => ExitCode::SUCCESS,
            Err(why) => exit_without_log(FAULT, &why),
        };
    }
    let (name, version) = (S::Section::STAGE, env!("CARGO_PKG_VERSION"));
    let telemetry = match Telemetry::start(&args.runtime.telemetry, name, version) {
        Ok(telemetry) => telemetry,
        Err(why) => return exit_without_log(USAGE, &why),
    };
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            return exit(FAULT, &format!("could not start the async runtime: {error}"));
        }
    };
    let served = runtime.block_on(until_second_signal::<S>(args, topology, telemetry.counts()));
    // A thread that resolves a host name can't be stopped.
    runtime.shutdown_background();
    match served {
        Some(code) => {
            telemetry.end(LAST_SPANS);
            code
        }
        None => ExitCode::from(GRACE_EXCEEDED),
    }
}

/// Runs the service to its end. `None` if a second signal ended it early.
async fn until_second_signal<S: Stage>(
    args: ServiceArgs<S::Settings>,
    topology: Topology,
    spans: Arc<SpanCounts>,
) -> Option<ExitCode> {
    let stop = CancellationToken::new();
    let (terminate, interrupt) =
        match (signal(SignalKind::terminate()), signal(SignalKind::interrupt())) {
            (Ok(terminate), Ok(interrupt)) => (terminate, interrupt),
            (Err(error), _) | (_, Err(error)) => {
                return Some(exit(FAULT, &format!("could not listen for signals: {error}")));
            }
        };
    tokio::select! {
        code = run::<S>(args, topology, spans, stop.clone()) => Some(code),
        () = two_signals(terminate, interrupt, &stop) => None,
    }
}

async fn two_signals(mut terminate: Signal, mut interrupt: Signal, stop: &CancellationToken) {
    for _ in 0..2 {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        stop.cancel();
    }
}

async fn run<S: Stage>(
    args: ServiceArgs<S::Settings>,
    topology: Topology,
    spans: Arc<SpanCounts>,
    stop: CancellationToken,
) -> ExitCode {
    let settings = args.runtime;
    let created = settings
        .endpoints(S::Section::STAGE, &topology)
        .and_then(|endpoints| Ok((endpoints, S::new(args.stage)?)));
    let (endpoints, stage) = match created {
        Ok(created) => created,
        Err(why) => return exit(USAGE, &why),
    };
    let listener = match TcpListener::bind(settings.admin).await {
        Ok(listener) => listener,
        Err(error) => {
            let address = settings.admin;
            return exit(FAULT, &format!("COURANT_ADMIN: could not listen on {address}: {error}"));
        }
    };
    let admin = Admin {
        health: Arc::new(Health::default()),
        metrics: Arc::new(Metrics::new(S::Section::STAGE, env!("CARGO_PKG_VERSION"), spans)),
    };
    let work = async {
        let broker = match connect(&settings, S::Section::STAGE, &admin.health, &stop).await {
            Ok(Some(broker)) => broker.with_topology(topology),
            Ok(None) => return ExitCode::SUCCESS,
            Err(error) if error.is_transient() => return exit(FAULT, &error.to_string()),
            Err(error) => return exit(USAGE, &error.to_string()),
        };
        process_messages(stage, settings.clone(), endpoints, broker, &admin, stop.clone()).await
    };
    tokio::select! {
        code = work => code,
        ended = admin::serve(listener, admin.clone()) => {
            let why = ended.err().map_or_else(String::new, |error| error.to_string());
            exit(FAULT, &format!("the admin port failed: {why}"))
        }
    }
}

async fn process_messages<S: Stage>(
    mut stage: S,
    settings: Settings,
    endpoints: Endpoints,
    broker: Broker,
    admin: &Admin,
    stop: CancellationToken,
) -> ExitCode {
    Telemetry::connected(settings.nats.server());
    if let Err(why) = stage.set_max_payload(broker.max_payload()) {
        return exit(USAGE, &why);
    }
    let (health, metrics) = (Arc::clone(&admin.health), Arc::clone(&admin.metrics));
    let service = Service::new(stage, settings, endpoints, broker, health, metrics, stop);
    match service.run().await {
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
