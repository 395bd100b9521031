use std::io::IsTerminal;

use clap::{Args, ValueEnum};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::time::SystemTime;

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

/// Starts logging on stderr. Called once, before anything logs.
///
/// An error is a usage error: the filter can't be read.
pub fn init(settings: &LogSettings) -> Result<(), String> {
    let filter = EnvFilter::try_new(&settings.filter).map_err(|_| {
        "COURANT_LOG (--log) is no filter: try `info`, or `warn,stage=debug`".to_owned()
    })?;
    let on_terminal = std::io::stderr().is_terminal();
    let format = settings.log_format.unwrap_or(match on_terminal {
        true => LogFormat::Pretty,
        false => LogFormat::Json,
    });
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_timer(SystemTime);
    match format {
        LogFormat::Pretty => lines.with_ansi(on_terminal).init(),
        LogFormat::Json => lines.json().flatten_event(true).with_current_span(false).init(),
    }
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
