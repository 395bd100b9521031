use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use article::Section;
use broker::{Broker, ConnectError};
use clap::{Args, FromArgMatches, Subcommand};
use telemetry::{Metrics, SpanCounts, Telemetry};
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::admin::{self, Admin, healthcheck};
use crate::health::{Health, Unready};
use crate::service::{End, Service};
use crate::settings::{Endpoints, Settings};
use stage::Stage;

/// The settings of one service: the runtime's and the stage's own.
#[derive(Debug, Clone, Args)]
pub struct ServiceArgs<A: Args> {
    /// The runtime's.
    #[command(flatten)]
    pub runtime: Settings,
    /// The stage's own.
    #[command(flatten)]
    pub stage: A,
    /// What to do instead of serving.
    #[command(subcommand)]
    pub instead: Option<Instead>,
}

/// What a service's program can do beside serving.
#[derive(Debug, Clone, Copy, Subcommand)]
pub enum Instead {
    /// Ask the running service's admin port whether it is ready; exit 0 if it is, else 1
    Healthcheck,
}

/// Not well, and not because of a setting.
const FAULT: u8 = 1;
/// A setting is wrong; clap's own code for it.
const USAGE: u8 = 2;
/// BSD's EX_TEMPFAIL: what was in hand was left to the server.
const GRACE_EXCEEDED: u8 = 75;
/// What the last spans may cost at the end, whatever the collector does.
const LAST_SPANS: Duration = Duration::from_secs(3);

/// The main of a service: settings from flags and environment, then [`serve`].
pub fn main<S: Stage>() -> ExitCode {
    let command = ServiceArgs::<S::Settings>::augment_args(
        clap::Command::new(S::Section::STAGE).version(env!("CARGO_PKG_VERSION")).about(S::ABOUT),
    );
    let matches = command.get_matches();
    match ServiceArgs::from_arg_matches(&matches) {
        Ok(args) => serve::<S>(args),
        Err(error) => error.exit(),
    }
}

/// One service in the foreground, until a signal or a fault ends it.
pub fn serve<S: Stage>(args: ServiceArgs<S::Settings>) -> ExitCode {
    if let Some(Instead::Healthcheck) = args.instead {
        return match healthcheck(args.runtime.admin) {
            Ok(()) => ExitCode::SUCCESS,
            Err(why) => refuse_plainly(FAULT, &why),
        };
    }
    let (name, version) = (S::Section::STAGE, env!("CARGO_PKG_VERSION"));
    let telemetry = match Telemetry::start(&args.runtime.telemetry, name, version) {
        Ok(telemetry) => telemetry,
        Err(why) => return refuse_plainly(USAGE, &why),
    };
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return refuse(FAULT, &format!("no runtime: {error}")),
    };
    let served = runtime.block_on(until_second_signal::<S>(args, telemetry.counts()));
    // A server's name may still be looked up, on a thread that can't be stopped.
    runtime.shutdown_background();
    match served {
        Some(code) => {
            telemetry.end(LAST_SPANS);
            code
        }
        None => ExitCode::from(GRACE_EXCEEDED),
    }
}

/// Serves until the end; `None` where a second signal cut it short.
async fn until_second_signal<S: Stage>(
    args: ServiceArgs<S::Settings>,
    spans: Arc<SpanCounts>,
) -> Option<ExitCode> {
    let stop = CancellationToken::new();
    let (terminate, interrupt) =
        match (listen(SignalKind::terminate()), listen(SignalKind::interrupt())) {
            (Ok(terminate), Ok(interrupt)) => (terminate, interrupt),
            (Err(error), _) | (_, Err(error)) => {
                return Some(refuse(FAULT, &format!("can't listen for signals: {error}")));
            }
        };
    tokio::select! {
        code = run::<S>(args, spans, stop.clone()) => Some(code),
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

fn listen(kind: SignalKind) -> std::io::Result<Signal> {
    signal(kind)
}

async fn run<S: Stage>(
    args: ServiceArgs<S::Settings>,
    spans: Arc<SpanCounts>,
    stop: CancellationToken,
) -> ExitCode {
    let settings = args.runtime;
    let ready = settings
        .endpoints(S::Section::STAGE)
        .and_then(|endpoints| Ok((endpoints, S::new(args.stage)?)));
    let (endpoints, stage) = match ready {
        Ok(ready) => ready,
        Err(why) => return refuse(USAGE, &why),
    };
    let listener = match TcpListener::bind(settings.admin).await {
        Ok(listener) => listener,
        Err(error) => {
            let address = settings.admin;
            return refuse(FAULT, &format!("COURANT_ADMIN: can't listen at {address}: {error}"));
        }
    };
    let admin = Admin {
        health: Arc::new(Health::default()),
        metrics: Arc::new(Metrics::new(S::Section::STAGE, env!("CARGO_PKG_VERSION"), spans)),
    };
    let work = async {
        let broker = match connect(&settings, S::Section::STAGE, &admin.health, &stop).await {
            Ok(Some(broker)) => broker,
            Ok(None) => return ExitCode::SUCCESS,
            Err(error) if error.passes() => return refuse(FAULT, &error.to_string()),
            Err(error) => return refuse(USAGE, &error.to_string()),
        };
        serve_messages(stage, settings.clone(), endpoints, broker, &admin, stop.clone()).await
    };
    tokio::select! {
        code = work => code,
        ended = admin::serve(listener, admin.clone()) => {
            let why = ended.err().map_or_else(String::new, |error| error.to_string());
            refuse(FAULT, &format!("the admin port failed: {why}"))
        }
    }
}

async fn serve_messages<S: Stage>(
    mut stage: S,
    settings: Settings,
    endpoints: Endpoints,
    broker: Broker,
    admin: &Admin,
    stop: CancellationToken,
) -> ExitCode {
    if let Err(why) = stage.set_max_payload(broker.max_payload()) {
        return refuse(USAGE, &why);
    }
    let (health, metrics) = (Arc::clone(&admin.health), Arc::clone(&admin.metrics));
    let service = Service::new(stage, settings, endpoints, broker, health, metrics, stop);
    match Arc::new(service).run().await {
        End::Stopped => {
            tracing::info!("stopped");
            ExitCode::SUCCESS
        }
        End::GraceExceeded => {
            refuse(GRACE_EXCEEDED, "the grace is over; what was in hand is left to the server")
        }
        End::Fault(fault) => refuse(FAULT, &fault.to_string()),
    }
}

/// Connects, as often as it takes within the recovery time. `None` when asked to stop meanwhile.
async fn connect(
    settings: &Settings,
    name: &str,
    health: &Health,
    stop: &CancellationToken,
) -> Result<Option<Broker>, ConnectError> {
    let began = Instant::now();
    let mut pause = Duration::from_millis(100);
    let mut told = String::new();
    loop {
        health.beat();
        let tried = tokio::select! {
            biased;
            () = stop.cancelled() => return Ok(None),
            tried = Broker::connect(&settings.nats, name) => tried,
        };
        let error = match tried {
            Ok(broker) => return Ok(Some(broker)),
            Err(error) if !error.passes() || began.elapsed() > settings.recovery => {
                return Err(error);
            }
            Err(error) => error,
        };
        if matches!(error, ConnectError::Refused) {
            health.unbound(Unready::Refused);
        }
        // Once for each reason, however often it is tried.
        let why = error.to_string();
        if why != told {
            tracing::warn!(error = why, "waiting for the server");
            told = why;
        }
        let jitter = 0.5 + fastrand::f64() / 2.0;
        let _ = tokio::time::timeout(pause.mul_f64(jitter), stop.cancelled()).await;
        pause = (pause * 2).min(Duration::from_secs(2));
    }
}

/// Says in the log why the service ends.
fn refuse(code: u8, why: &str) -> ExitCode {
    tracing::error!(exit.code = code, error.message = why, "the service ends");
    ExitCode::from(code)
}

/// The same where there is no log yet.
fn refuse_plainly(code: u8, why: &str) -> ExitCode {
    eprintln!("error: {why}");
    ExitCode::from(code)
}
