use std::io::IsTerminal;
use std::sync::OnceLock;

use clap::{Args, ValueEnum};
use tracing_subscriber::filter::{FilterExt, filter_fn};
use tracing_subscriber::fmt::time::SystemTime;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, Registry, reload};

use crate::json::Json;
use crate::partial_success;

/// How a service logs.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Logs")]
pub struct LogSettings {
    /// What to log: a level, or comma-separated `target=level` pairs
    #[arg(long = "log", env = "COURANT_LOG", value_name = "FILTER", default_value = "info")]
    pub filter: String,
    /// Format of the log; by default `pretty` on a terminal, else `json`
    #[arg(long, env = "COURANT_LOG_FORMAT", value_name = "FORMAT")]
    pub log_format: Option<LogFormat>,
}

/// The shape of a log line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// Readable lines.
    Pretty,
    /// One JSON object per line.
    Json,
}

/// Starts logging on stderr.
///
/// An error is a usage error: the filter can't be parsed.
pub(crate) fn start(settings: &LogSettings) -> Result<(), String> {
    let (filter, handle) = reload::Layer::new(filter(&settings.filter)?);
    // The SDK logs each failed batch; `SpanCounts` logs the first.
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
    let registry = tracing_subscriber::registry();
    // A second start in one process keeps the first one's subscriber, which only affects tests.
    let started =
        registry.with(lines.with_filter(filter)).with(partial_success::layer()).try_init();
    if started.is_ok() {
        let _ = FILTER.set(handle);
    }
    quiet_panics();
    Ok(())
}

/// Parses a filter, and returns a function that activates it.
///
/// An error is a usage error: the filter can't be parsed.
pub(crate) fn refilter(settings: &LogSettings) -> Result<impl FnOnce() + use<>, String> {
    let filter = filter(&settings.filter)?;
    Ok(move || {
        if let Some(running) = FILTER.get() {
            // It fails only if the subscriber is gone, and nothing is logged then.
            let _ = running.reload(filter);
        }
    })
}

/// The running filter.
static FILTER: OnceLock<reload::Handle<EnvFilter, Registry>> = OnceLock::new();

/// The levels that a directive without a target may name.
const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];

fn filter(text: &str) -> Result<EnvFilter, String> {
    let bare = |directive: &&str| !directive.contains(['=', '[', ':']) && !directive.is_empty();
    let is_level = |name: &str| LEVELS.iter().any(|level| level.eq_ignore_ascii_case(name));
    if let Some(name) = text.split(',').map(str::trim).filter(bare).find(|name| !is_level(name)) {
        return Err(format!(
            "COURANT_LOG (--log): `{}` is not a level: use {}, or `target=level`",
            name.escape_debug(),
            LEVELS.join(", ")
        ));
    }
    EnvFilter::try_new(text).map_err(|_| {
        "COURANT_LOG (--log) is not a filter: try `info` or `warn,courant_runtime=debug`".to_owned()
    })
}

/// A panic's message can quote the document that caused it, so only its location is logged.
fn quiet_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(code.location = place, "panicked");
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_names_levels_that_exist() {
        for right in ["info", "WARN", "warn,runtime=debug", "async_nats=warn", "info,[{id}]=trace"]
        {
            assert!(filter(right).is_ok(), "{right}");
        }
        for wrong in ["loud", "info,verbos", "runtime=loud"] {
            assert!(filter(wrong).is_err(), "{wrong}");
        }
        let error = filter("loud").map(drop).unwrap_err();
        assert!(error.contains("`loud` is not a level: use off, error, warn"), "{error}");
    }
}
