use std::io;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use broker::Broker;
use telemetry::{Metrics, SpanCounts, Telemetry};
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::admin::{self, Admin, healthcheck};
use crate::args::Instead;
use crate::connect::connect;
use crate::exit::{FAULT, GRACE_EXCEEDED, USAGE, exit, exit_without_log};
use crate::health::Health;
use crate::settings::Settings;

/// How long the export of the last spans may take at the end, even if the collector is down.
const LAST_SPANS: Duration = Duration::from_secs(3);

/// The work of a service, once it is connected.
pub trait Job {
    /// Its description for clients that list the services; `None` if it is not listed.
    const ABOUT: Option<&'static str>;

    /// Runs until it is asked to stop, or until a fault.
    fn run(
        self,
        settings: Settings,
        broker: Broker,
        admin: &Admin,
        stop: CancellationToken,
    ) -> impl Future<Output = ExitCode>;
}

/// Runs a process in the foreground until a signal or a fault: telemetry, signals, admin port,
/// connection. `create` makes its job from the settings; its error is a usage error.
pub fn host<J: Job>(
    name: &'static str,
    settings: Settings,
    instead: Option<Instead>,
    create: impl FnOnce(&Settings) -> Result<J, String>,
) -> ExitCode {
    if let Some(Instead::Healthcheck) = instead {
        return match healthcheck(settings.admin) {
            Ok(()) => ExitCode::SUCCESS,
            Err(why) => exit_without_log(FAULT, &why),
        };
    }
    let telemetry = match Telemetry::start(&settings.telemetry, name, env!("CARGO_PKG_VERSION")) {
        Ok(telemetry) => telemetry,
        Err(why) => return exit_without_log(USAGE, &why),
    };
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            return exit(FAULT, &format!("could not start the async runtime: {error}"));
        }
    };
    let served = runtime.block_on(until_second_signal(name, settings, create, telemetry.counts()));
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

/// Runs the process until it ends. `None` if a second signal ended it early.
async fn until_second_signal<J: Job>(
    name: &'static str,
    settings: Settings,
    create: impl FnOnce(&Settings) -> Result<J, String>,
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
        code = run(name, settings, create, spans, stop.clone()) => Some(code),
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

async fn run<J: Job>(
    name: &'static str,
    settings: Settings,
    create: impl FnOnce(&Settings) -> Result<J, String>,
    spans: Arc<SpanCounts>,
    stop: CancellationToken,
) -> ExitCode {
    let job = match create(&settings) {
        Ok(job) => job,
        Err(why) => return exit(USAGE, &why),
    };
    let listener = match TcpListener::bind(settings.admin).await {
        Ok(listener) => listener,
        Err(error) => return exit(FAULT, &not_bound(settings.admin, &error)),
    };
    let admin = Admin {
        health: Arc::new(Health::default()),
        metrics: Arc::new(Metrics::new(name, env!("CARGO_PKG_VERSION"), spans)),
    };
    let work = async {
        let broker = match connect(&settings, name, &admin.health, &stop).await {
            Ok(Some(broker)) => broker,
            Ok(None) => return ExitCode::SUCCESS,
            Err(error) if error.is_transient() => return exit(FAULT, &error.to_string()),
            Err(error) => return exit(USAGE, &error.to_string()),
        };
        Telemetry::connected(settings.nats.server());
        let running = job.run(settings.clone(), broker.clone(), &admin, stop.clone());
        let Some(about) = J::ABOUT else { return running.await };
        tokio::select! {
            code = running => code,
            never = broker.announce(name, env!("CARGO_PKG_VERSION"), about) => match never {},
        }
    };
    tokio::select! {
        code = work => code,
        ended = admin::serve(listener, admin.clone()) => {
            let why = ended.err().map_or_else(String::new, |error| error.to_string());
            exit(FAULT, &format!("the admin port failed: {why}"))
        }
    }
}

/// Why the admin port is not available, and what to do.
fn not_bound(address: SocketAddr, error: &io::Error) -> String {
    let why = format!("COURANT_ADMIN: could not listen on {address}: {error}");
    match error.kind() == io::ErrorKind::AddrInUse {
        true => {
            why + ": another service may have it; give each of them a port of its own (--admin)"
        }
        false => why,
    }
}
