use std::str::FromStr;

use clap::Args;
use opentelemetry_sdk::trace::Sampler as Sdk;

use crate::{CollectorSettings, LogSettings};

/// Settings of a service's logs and traces.
#[derive(Debug, Clone, Args)]
pub struct TelemetrySettings {
    /// The logs.
    #[command(flatten)]
    pub log: LogSettings,
    /// The traces.
    #[command(flatten)]
    pub traces: TraceSettings,
}

/// Settings of a process's traces: OpenTelemetry's own variables. The SDK reads
/// `OTEL_SERVICE_NAME` and `OTEL_RESOURCE_ATTRIBUTES` itself.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Traces")]
pub struct TraceSettings {
    /// Disable traces: `true` or `false`
    #[arg(long = "otel-sdk-disabled", env = "OTEL_SDK_DISABLED", value_name = "BOOL",
          default_value = "false", value_parser = truth, hide_short_help = true,
          action = clap::ArgAction::Set)]
    pub disabled: bool,
    /// The collector.
    #[command(flatten)]
    pub collector: CollectorSettings,
    /// Which traces are recorded
    #[arg(
        long = "traces-sampler",
        env = "OTEL_TRACES_SAMPLER",
        value_name = "SAMPLER",
        default_value = "parentbased_always_on",
        hide_short_help = true
    )]
    pub sampler: Sampler,
    /// Share of traces that a ratio sampler records, from 0 to 1
    #[arg(long = "traces-sampler-arg", env = "OTEL_TRACES_SAMPLER_ARG", value_name = "RATIO",
          default_value = "1", value_parser = ratio, hide_short_help = true)]
    pub ratio: f64,
    /// Maximum spans kept while the collector is unreachable; further ones are dropped and counted
    #[arg(long = "spans-queue", env = "OTEL_BSP_MAX_QUEUE_SIZE", value_name = "N",
          default_value = "32768", value_parser = count, hide_short_help = true)]
    pub queue: usize,
    /// Maximum spans per request
    #[arg(long = "spans-batch", env = "OTEL_BSP_MAX_EXPORT_BATCH_SIZE", value_name = "N",
          default_value = "2048", value_parser = count, hide_short_help = true)]
    pub batch: usize,
    /// Milliseconds between two requests
    #[arg(long = "spans-delay", env = "OTEL_BSP_SCHEDULE_DELAY", value_name = "MILLISECONDS",
          default_value = "1000", value_parser = count, hide_short_help = true)]
    pub delay: usize,
}

/// Which traces are recorded: the values of `OTEL_TRACES_SAMPLER`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sampler {
    parent_based: bool,
    root: Root,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Root {
    On,
    Off,
    Ratio,
}

impl Sampler {
    /// The sampler for traces that begin here.
    pub(crate) fn root(self, ratio: f64) -> Sdk {
        match self.root {
            Root::On => Sdk::AlwaysOn,
            Root::Off => Sdk::AlwaysOff,
            Root::Ratio => Sdk::TraceIdRatioBased(ratio),
        }
    }

    /// Whether a trace that continues is recorded if its sender recorded it.
    pub(crate) fn is_parent_based(self) -> bool {
        self.parent_based
    }
}

impl FromStr for Sampler {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (parent_based, root) = match text.strip_prefix("parentbased_") {
            Some(root) => (true, root),
            None => (false, text),
        };
        let root = match root {
            "always_on" => Root::On,
            "always_off" => Root::Off,
            "traceidratio" => Root::Ratio,
            "" if !parent_based => return Ok(Self { parent_based: true, root: Root::On }),
            _ => {
                return Err(
                    "unknown sampler; try `always_on`, `always_off` or `traceidratio`, each optionally prefixed with `parentbased_`"
                        .to_owned(),
                );
            }
        };
        Ok(Self { parent_based, root })
    }
}

/// OpenTelemetry: only `true`, in any case, is true; empty counts as unset.
fn truth(text: &str) -> Result<bool, String> {
    match text.to_ascii_lowercase().as_str() {
        "true" => Ok(true),
        "false" | "" => Ok(false),
        _ => Err("must be `true` or `false`".to_owned()),
    }
}

fn ratio(text: &str) -> Result<f64, String> {
    let wrong = "must be a number from 0 to 1, such as 0.1";
    let text = if text.is_empty() { "1" } else { text };
    text.parse().ok().filter(|ratio| (0.0..=1.0).contains(ratio)).ok_or(wrong.to_owned())
}

fn count(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|&count| count > 0).ok_or("must be at least 1".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samplers_have_opentelemetrys_names() {
        let cases = [
            ("always_on", false, "AlwaysOn"),
            ("parentbased_always_off", true, "AlwaysOff"),
            ("parentbased_traceidratio", true, "TraceIdRatioBased(0.5)"),
            ("", true, "AlwaysOn"),
        ];
        for (name, asks, root) in cases {
            let sampler: Sampler = name.parse().unwrap();
            assert_eq!(sampler.is_parent_based(), asks, "{name}");
            assert_eq!(format!("{:?}", sampler.root(0.5)), root, "{name}");
        }
        for wrong in ["parentbased_", "xray", "on", "ALWAYS_ON"] {
            assert!(wrong.parse::<Sampler>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn values_are_parsed_as_opentelemetry_specifies() {
        assert_eq!((truth("TRUE"), truth(""), truth("false")), (Ok(true), Ok(false), Ok(false)));
        assert!(truth("1").is_err());
        assert_eq!(ratio("0.25"), Ok(0.25));
        for wrong in ["1.5", "-1", "half", "NaN"] {
            assert!(ratio(wrong).is_err(), "{wrong}");
        }
    }
}
