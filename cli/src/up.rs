//! The whole pipeline on one machine.

mod child;
mod data_lock;
mod partitions;
mod recovered;
mod reload;
mod scale;
mod server;
mod services;

use std::cell::OnceCell;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::num::NonZeroU16;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use broker::{Broker, NatsSettings, SetupSettings};
use config::Config;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::connection::run_async;
use crate::fault::Fault;
use crate::messages::{self, plural};
use crate::{demo, pipeline_file, setup};
use child::Spec;
use partitions::Partitions;
use reload::Reloads;
use scale::Scale;
pub(crate) use server::find as find_server;
use services::{Services, Specs};

/// Run the whole pipeline on this machine: a NATS server, the streams, the services.
///
/// Each service is a separate process, as in production, and is restarted when it ends. Ctrl-C lets
/// the services finish the documents in flight, then stops the server. The server listens on
/// loopback only and has no users: every local process may publish and read.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  courant up
  courant up --scale language-detection=2 --data /var/lib/courant
  courant up --nats-url nats://nats.example.org:4222
  courant up --config courant.toml         # with stages of your own, settings, deliveries
  courant up --samples samples/ --once     # same as `make run ONCE=1`")]
pub(crate) struct Args {
    /// Use this running server instead of starting one [default: NATS_URL, unless --data or --port
    /// is given]
    #[arg(long, value_name = "URL", conflicts_with_all = ["data", "port"])]
    nats_url: Option<String>,
    /// NATS_URL; --data and --port take precedence.
    #[arg(long, env = "NATS_URL", hide = true)]
    exported_nats_url: Option<String>,
    /// Data folder of the server [default: .courant]
    #[arg(long, value_name = "FOLDER")]
    data: Option<PathBuf>,
    /// Port of the server [default: 4222]
    #[arg(long, value_name = "PORT")]
    port: Option<u16>,
    /// Admin port of the first service; each further service uses the next port
    #[arg(long, value_name = "PORT", default_value_t = 8081)]
    admin_port: u16,
    /// Number of replicas of a service, such as language-detection=2; repeatable
    #[arg(long, value_name = "STAGE=N")]
    scale: Vec<Scale>,
    /// Publish these documents when all services are ready, and print the articles
    #[arg(long, value_name = "PATH")]
    samples: Option<PathBuf>,
    /// Start even if the server has lost messages since it last ran
    #[arg(long)]
    accept_loss: bool,
    /// Stop when the samples have been processed
    #[arg(long, requires = "samples")]
    once: bool,
    /// What the services log to stderr: a level, or comma-separated `target=level` pairs [default:
    /// that of the file, otherwise warn]
    #[arg(long = "log", env = "COURANT_LOG", value_name = "FILTER")]
    log: Option<String>,
    /// File that describes the pipeline: its stages, sources and deliveries, and their settings
    #[arg(long, env = "COURANT_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(flatten)]
    streams: SetupSettings,
}

const DATA: &str = ".courant";
const PORT: u16 = 4222;
/// How often to record the contents of the streams.
const NOTED_EVERY: Duration = Duration::from_secs(10);
/// Timeout for reading the number of documents in flight during shutdown.
const COUNTED_WITHIN: Duration = Duration::from_millis(300);

pub(crate) fn run(args: Args) -> Result<ExitCode, Fault> {
    run_async(up(args))
}

async fn up(args: Args) -> Result<ExitCode, Fault> {
    let (stop_services, stop_server) = (CancellationToken::new(), CancellationToken::new());
    let (services, servers) = (TaskTracker::new(), TaskTracker::new());
    let broken = CancellationToken::new();
    let keep = |tracker: &TaskTracker, spec: Spec, stop: &CancellationToken| {
        let (stop, broken) = (stop.clone(), broken.clone());
        tracker.spawn(async move {
            if let Err(fault) = spec.keep(stop).await {
                messages::error(&fault);
                broken.cancel();
            }
        });
    };
    let running = running_server(&args);
    let port = args.port.unwrap_or(PORT);
    let url = running.clone().unwrap_or(format!("nats://127.0.0.1:{port}"));
    let config = pipeline_file::read(args.config.as_deref())?;
    args.streams.check(config.topology()).map_err(Fault::Setting)?;
    let count = config.partitions().unwrap_or(NonZeroU16::MIN);
    let partitions = Partitions::new(&args.streams, count);
    let (hangup, reloads) = watch::channel(());
    let Specs { stages, connectors } = services_of(&args, &config, &url, reloads).specs()?;
    let reloads = reloads_of(&args, hangup)?;
    let data = args.data.clone().unwrap_or(DATA.into());
    let own = running.is_none();
    if own {
        keep(&servers, server::spec(&data, port, &args.streams, count)?, &stop_server);
    }
    let connected = OnceCell::new();
    let started = async {
        let broker = server::reach(&NatsSettings::at(&url)).await?;
        let broker = broker.with_topology(config.topology().clone());
        let broker = connected.get_or_init(|| broker);
        if own {
            recovered::check(broker, &data, args.accept_loss).await?;
        }
        setup::create(broker, &args.streams, &config).await?;
        if own {
            partitions.advance(broker).await?;
        }
        let mut addresses = Vec::new();
        // The samples don't wait for a delivery, because its target may be unreachable.
        let needed = stages.len();
        for (spec, admin) in stages.into_iter().chain(connectors) {
            addresses.push((spec.name.clone(), admin));
            keep(&services, spec, &stop_services);
        }
        print_addresses(running.as_deref(), port, &addresses);
        match &args.samples {
            Some(samples) => demo::run(broker, samples, &addresses[..needed], args.once)
                .await
                .map(|()| args.once),
            None => Ok(false),
        }
    };
    let outcome = tokio::select! {
        biased;
        () = asked_to_stop() => {
            report_draining(connected.get()).await;
            Ok(())
        }
        () = broken.cancelled() => Err(Fault::Reported),
        never = follow(reloads, &config) => match never {},
        ended = async {
            if started.await? {
                return Ok(());
            }
            loop {
                if let (true, Some(broker)) = (own, connected.get()) {
                    if let Err(fault) = partitions.advance(broker).await {
                        messages::error(&fault);
                    }
                    recovered::note(broker, &data, false).await;
                }
                tokio::time::sleep(NOTED_EVERY).await;
            }
        } => ended,
    };
    // The services drain first, which needs the server.
    stopped(&services, &stop_services).await;
    let lost = matches!(outcome, Err(Fault::Lost { .. }));
    if let (true, false, Some(broker)) = (own, lost, connected.get()) {
        recovered::note(broker, &data, true).await;
    }
    stopped(&servers, &stop_server).await;
    outcome.map(|()| ExitCode::SUCCESS)
}

async fn stopped(tracker: &TaskTracker, stop: &CancellationToken) {
    stop.cancel();
    tracker.close();
    tracker.wait().await;
}

fn services_of<'a>(
    args: &'a Args,
    config: &'a Config,
    url: &'a str,
    reloads: watch::Receiver<()>,
) -> Services<'a> {
    let (file, log) = (args.config.as_deref(), args.log.as_deref());
    let (scale, admin_port) = (&*args.scale, args.admin_port);
    Services { config, file, scale, log, url, admin_port, reloads }
}

/// Handles SIGHUP, if there is a file.
fn reloads_of(args: &Args, services: watch::Sender<()>) -> Result<Option<Reloads<'_>>, Fault> {
    let Some(file) = &args.config else { return Ok(None) };
    let failed = |error| Fault::Setting(format!("could not listen for SIGHUP: {error}"));
    Reloads::new(file, args.log.is_some(), services).map(Some).map_err(failed)
}

async fn follow(reloads: Option<Reloads<'_>>, config: &Config) -> Infallible {
    match reloads {
        Some(reloads) => reloads.follow(config).await,
        None => std::future::pending().await,
    }
}

/// The running server to use, if one is named.
fn running_server(args: &Args) -> Option<String> {
    let option = match (args.port, &args.data) {
        (Some(_), _) => "--port",
        (None, Some(_)) => "--data",
        (None, None) => return args.nats_url.clone().or(args.exported_nats_url.clone()),
    };
    if args.exported_nats_url.is_some() {
        messages::say(format_args!(
            "{option} is given, so NATS_URL is ignored and a server is started"
        ));
    }
    None
}

fn print_addresses(running: Option<&str>, port: u16, addresses: &[(String, SocketAddr)]) {
    match running {
        // The address may hold a password.
        Some(url) => {
            let address = url.rsplit('@').next().unwrap_or_default();
            messages::say(format_args!("server                {address} (running already)"));
        }
        None => messages::say(format_args!(
            "server                nats://127.0.0.1:{port} (this machine only; no users: every \
             local process may publish and read)"
        )),
    }
    messages::say("publish to            articles.raw");
    messages::say("subscribe to          articles.published.>   dead letters: articles.dead.>");
    messages::say("see it work           `courant ui` shows it at http://127.0.0.1:8090");
    for (name, admin) in addresses {
        messages::say(format_args!("{name:<22}http://{admin}/readyz  /metrics"));
    }
}

/// Confirms Ctrl-C at once, because the services may take a while to drain.
async fn report_draining(broker: Option<&Broker>) {
    let figures = async { broker?.all_stage_metrics().await.ok() };
    let figures = tokio::time::timeout(COUNTED_WITHIN, figures).await.ok().flatten();
    let in_flight = figures.map(|figures| {
        figures.iter().filter_map(|stage| stage.consumer).map(|consumer| consumer.ack_pending).sum()
    });
    messages::say(match in_flight {
        Some(count) => format!("stopping: draining {} in flight", plural(count, "document")),
        None => "stopping".to_owned(),
    });
}

async fn asked_to_stop() {
    let signals = (signal(SignalKind::interrupt()), signal(SignalKind::terminate()));
    let (Ok(mut interrupt), Ok(mut terminate)) = signals else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
}
