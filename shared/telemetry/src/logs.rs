use std::io::IsTerminal;

use clap::{Args, ValueEnum};
use tracing_subscriber::filter::{FilterExt, filter_fn};
use tracing_subscriber::fmt::time::SystemTime;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer};

use crate::json::Json;

/// How a service logs.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Logs")]
pub struct LogSettings {
    /// What to log: a level, or `target=level` pairs parted by commas
    #[arg(long = "log", env = "COURANT_LOG", value_name = "FILTER", default_value = "info")]
    pub filter: String,
    /// How to write it; by default `pretty` on a terminal, else `json`
    #[arg(long, env = "COURANT_LOG_FORMAT", value_name = "FORMAT")]
    pub log_format: Option<LogFormat>,
}

/// The shape of a log line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Pretty,
    /// One JSON object a line.
    Json,
}

/// Starts logging on stderr.
///
/// An error is a usage error: the filter can't be read.
pub(crate) fn start(settings: &LogSettings) -> Result<(), String> {
    let filter = EnvFilter::try_new(&settings.filter).map_err(|_| {
        "COURANT_LOG (--log) is no filter: try `info`, or `warn,stage=debug`".to_owned()
    })?;
    // The SDK tells of each batch that fails; ours are told of once.
    let filter = filter
        .and(filter_fn(|about| !about.is_span() && !about.target().starts_with("opentelemetry")));
    let on_terminal = std::io::stderr().is_terminal();
    let format = settings.log_format.unwrap_or(match on_terminal {
        true => LogFormat::Pretty,
        false => LogFormat::Json,
    });
    let lines = match format {
        LogFormat::Pretty => tracing_subscriber::fmt::layer()
            .with_writer(std::io::stderr)
            .with_timer(SystemTime)
            .with_ansi(on_terminal)
            .boxed(),
        LogFormat::Json => Json::new(std::io::stderr()).boxed(),
    };
    // Only in tests is there a second start in one process; the first one's stays.
    let _ = tracing_subscriber::registry().with(lines.with_filter(filter)).try_init();
    quiet_panics();
    Ok(())
}

/// A panic's message can quote the document it stumbled over, so only its place is told.
fn quiet_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(code.location = place, "panicked");
    }));
}
