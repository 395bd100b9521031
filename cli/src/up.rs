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
use crate::{demo, setup, words};
use child::Spec;
use scale::Scale;

/// Run the whole pipeline on this machine: a server, the streams, the four services.
///
/// Each service is a process of its own, as in production, and is started again when it dies.
/// Ctrl-C lets the services finish what they have in hand, then stops the server.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  courant up
  courant up --scale language-detection=2 --data /var/lib/courant
  courant up --nats-url nats://nats.example.org:4222
  courant up --samples samples/ --once     # what `make run ONCE=1` does")]
pub(crate) struct Args {
    /// A server that runs already; without it, `up` starts one of its own
    #[arg(long, env = "NATS_URL", value_name = "URL", conflicts_with_all = ["data", "port"])]
    nats_url: Option<String>,
    /// Folder of the server's data
    #[arg(long, value_name = "FOLDER", default_value = ".courant")]
    data: PathBuf,
    /// Port of the server
    #[arg(long, value_name = "PORT", default_value_t = 4222)]
    port: u16,
    /// First admin port; the services take one each from there, in the order of the pipeline
    #[arg(long, value_name = "PORT", default_value_t = 8081)]
    admin_port: u16,
    /// Replicas of a service: STAGE=N
    #[arg(long, value_name = "STAGE=N")]
    scale: Vec<Scale>,
    /// Publish these documents when all is ready, and print what comes out
    #[arg(long, value_name = "PATH")]
    samples: Option<PathBuf>,
    /// Stop when the samples are through
    #[arg(long, requires = "samples")]
    once: bool,
    /// What the services log on stderr: a level, or `target=level` pairs parted by commas
    #[arg(long = "log", env = "COURANT_LOG", value_name = "FILTER", default_value = "warn")]
    log: String,
    #[command(flatten)]
    streams: SetupSettings,
}

/// The services' own grace, and a little more to say goodbye.
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
                words::error(&fault);
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
        setup::make(&broker, &args.streams).await?;
        let mut addresses = Vec::new();
        for (spec, admin) in specs(&args, &url)? {
            addresses.push((spec.name.clone(), admin));
            keep(&services, spec, &stop_services);
        }
        say_where(&url, &addresses);
        match &args.samples {
            Some(samples) => demo::run(&broker, samples, &addresses).await.map(|()| args.once),
            None => Ok(false),
        }
    };
    let outcome = tokio::select! {
        biased;
        () = asked_to_stop() => Ok(()),
        () = broken.cancelled() => Err(Fault::Told),
        ended = async {
            if !started.await? {
                std::future::pending::<()>().await;
            }
            Ok(())
        } => ended,
    };
    // The services drain first: they need the server for that.
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
                // One name for all would make one service of four.
                ("OTEL_SERVICE_NAME", stage.stage.to_owned()),
            ];
            let arguments = vec!["service".into(), stage.stage.into()];
            let program = program.clone();
            specs.push((Spec { name, program, arguments, environment, grace: GRACE }, admin));
        }
    }
    Ok(specs)
}

fn say_where(url: &str, addresses: &[(String, SocketAddr)]) {
    words::say(format_args!("server                {url}"));
    words::say("publish to            articles.raw");
    words::say("subscribe to          articles.published.>   dead letters: articles.dead.>");
    for (name, admin) in addresses {
        words::say(format_args!("{name:<22}http://{admin}/readyz  /metrics"));
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
