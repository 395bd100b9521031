//! The whole pipeline on one machine.

mod child;
mod scale;
mod server;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use broker::{NatsSettings, SetupSettings, table};
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::connection::run_async;
use crate::fault::Fault;
use crate::{demo, messages, setup};
use child::Spec;
use scale::Scale;

/// Run the whole pipeline on this machine: a NATS server, the streams, the four services.
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
  courant up --samples samples/ --once     # same as `make run ONCE=1`")]
pub(crate) struct Args {
    /// Use this running server instead of starting one
    #[arg(long, env = "NATS_URL", value_name = "URL", conflicts_with_all = ["data", "port"])]
    nats_url: Option<String>,
    /// Data folder of the server
    #[arg(long, value_name = "FOLDER", default_value = ".courant")]
    data: PathBuf,
    /// Port of the server
    #[arg(long, value_name = "PORT", default_value_t = 4222)]
    port: u16,
    /// Admin port of the first service; each further service uses the next port
    #[arg(long, value_name = "PORT", default_value_t = 8081)]
    admin_port: u16,
    /// Number of replicas of a service, such as language-detection=2; repeatable
    #[arg(long, value_name = "STAGE=N")]
    scale: Vec<Scale>,
    /// Publish these documents when all services are ready, and print the articles
    #[arg(long, value_name = "PATH")]
    samples: Option<PathBuf>,
    /// Stop when the samples have been processed
    #[arg(long, requires = "samples")]
    once: bool,
    /// What the services log to stderr: a level, or comma-separated `target=level` pairs
    #[arg(long = "log", env = "COURANT_LOG", value_name = "FILTER", default_value = "warn")]
    log: String,
    #[command(flatten)]
    streams: SetupSettings,
}

/// The services' own grace period, and time to disconnect.
const GRACE: Duration = Duration::from_secs(25);

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
    if args.nats_url.is_none() {
        let spec = server::spec(&args.data, args.port, &args.streams)?;
        keep(&servers, spec, &stop_server);
    }
    let url = args.nats_url.clone().unwrap_or(format!("nats://127.0.0.1:{}", args.port));
    let started = async {
        let broker = server::reach(&NatsSettings::at(&url)).await?;
        setup::create(&broker, &args.streams).await?;
        let mut addresses = Vec::new();
        for (spec, admin) in specs(&args, &url)? {
            addresses.push((spec.name.clone(), admin));
            keep(&services, spec, &stop_services);
        }
        print_addresses(&url, &addresses);
        match &args.samples {
            Some(samples) => demo::run(&broker, samples, &addresses).await.map(|()| args.once),
            None => Ok(false),
        }
    };
    let outcome = tokio::select! {
        biased;
        () = asked_to_stop() => Ok(()),
        () = broken.cancelled() => Err(Fault::Reported),
        ended = async {
            if !started.await? {
                std::future::pending::<()>().await;
            }
            Ok(())
        } => ended,
    };
    // The services drain first, and need the server for it.
    for (tracker, stop) in [(services, stop_services), (servers, stop_server)] {
        stop.cancel();
        tracker.close();
        tracker.wait().await;
    }
    outcome.map(|()| ExitCode::SUCCESS)
}

/// The services to start, in the order of the pipeline, first one of each, then the replicas.
fn specs(args: &Args, url: &str) -> Result<Vec<(Spec, SocketAddr)>, Fault> {
    let program = std::env::current_exe()
        .map_err(|error| Fault::Start { program: "courant".into(), error })?;
    let most = args.scale.iter().map(|scale| scale.replicas).max().unwrap_or(1).max(1);
    let mut specs = Vec::new();
    for replica in 1..=most {
        for stage in table::STAGES {
            let scale = args.scale.iter().rev().find(|scale| scale.stage == stage.stage);
            if replica > scale.map_or(1, |scale| scale.replicas) {
                continue;
            }
            let offset = u16::try_from(specs.len()).unwrap_or(u16::MAX);
            let port = args.admin_port.checked_add(offset).ok_or(Fault::NoPort)?;
            let admin = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
            let name = match replica {
                1 => stage.stage.to_owned(),
                _ => format!("{} {replica}", stage.stage),
            };
            let environment = vec![
                ("NATS_URL", url.to_owned()),
                ("COURANT_ADMIN", admin.to_string()),
                ("COURANT_LOG", args.log.clone()),
                // A name from the environment would be the same for all four.
                ("OTEL_SERVICE_NAME", stage.stage.to_owned()),
            ];
            let arguments = vec!["service".into(), stage.stage.into()];
            let program = program.clone();
            specs.push((Spec { name, program, arguments, environment, grace: GRACE }, admin));
        }
    }
    Ok(specs)
}

fn print_addresses(url: &str, addresses: &[(String, SocketAddr)]) {
    messages::say(format_args!("server                {url}"));
    messages::say("publish to            articles.raw");
    messages::say("subscribe to          articles.published.>   dead letters: articles.dead.>");
    for (name, admin) in addresses {
        messages::say(format_args!("{name:<22}http://{admin}/readyz  /metrics"));
    }
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
