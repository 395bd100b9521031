use std::time::Duration;

use clap::Args;
use http::{HeaderMap, HeaderName, HeaderValue};
use percent_encoding::percent_decode_str;

use crate::Protocol;

/// How to reach the collector: OpenTelemetry's standard variables. Each has a variant for traces,
/// which takes precedence. An empty value counts as unset.
#[derive(Debug, Clone, Args)]
pub struct CollectorSettings {
    /// Protocol of the collector: `grpc` or `http/protobuf`
    #[arg(
        long = "otlp-protocol",
        env = "OTEL_EXPORTER_OTLP_PROTOCOL",
        value_name = "PROTOCOL",
        default_value = "grpc",
        hide_short_help = true
    )]
    pub protocol: Protocol,
    /// URL of the collector; by default http://localhost:4317, with `http/protobuf` :4318
    #[arg(
        long = "otlp-endpoint",
        env = "OTEL_EXPORTER_OTLP_ENDPOINT",
        value_name = "URL",
        default_value = "",
        hide_default_value = true,
        hide_short_help = true
    )]
    endpoint: String,
    /// The same for traces only, with its full path
    #[arg(
        long = "otlp-traces-endpoint",
        env = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
        value_name = "URL",
        default_value = "",
        hide_default_value = true,
        hide_short_help = true
    )]
    traces_endpoint: String,
    /// Headers of each request: comma-separated `name=value` pairs
    #[arg(
        long = "otlp-headers",
        env = "OTEL_EXPORTER_OTLP_HEADERS",
        value_name = "PAIRS",
        default_value = "",
        hide_default_value = true,
        hide_env_values = true,
        hide_short_help = true
    )]
    headers: String,
    /// The same for traces alone
    #[arg(
        long = "otlp-traces-headers",
        env = "OTEL_EXPORTER_OTLP_TRACES_HEADERS",
        value_name = "PAIRS",
        default_value = "",
        hide_default_value = true,
        hide_env_values = true,
        hide_short_help = true
    )]
    traces_headers: String,
    /// Timeout of a request in milliseconds; by default 10000
    #[arg(
        long = "otlp-timeout",
        env = "OTEL_EXPORTER_OTLP_TIMEOUT",
        value_name = "MILLISECONDS",
        default_value = "",
        hide_default_value = true,
        hide_short_help = true
    )]
    timeout: String,
    /// The same for traces alone
    #[arg(
        long = "otlp-traces-timeout",
        env = "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT",
        value_name = "MILLISECONDS",
        default_value = "",
        hide_default_value = true,
        hide_short_help = true
    )]
    traces_timeout: String,
    /// Compression of requests: `gzip` or `none`
    #[arg(
        long = "otlp-compression",
        env = "OTEL_EXPORTER_OTLP_COMPRESSION",
        value_name = "COMPRESSION",
        default_value = "",
        hide_default_value = true,
        hide_short_help = true
    )]
    compression: String,
    /// The same for traces alone
    #[arg(
        long = "otlp-traces-compression",
        env = "OTEL_EXPORTER_OTLP_TRACES_COMPRESSION",
        value_name = "COMPRESSION",
        default_value = "",
        hide_default_value = true,
        hide_short_help = true
    )]
    traces_compression: String,
}

/// The settings, parsed.
#[derive(Debug)]
pub struct Collector {
    /// Its protocol.
    pub protocol: Protocol,
    /// Its URL; over HTTP with the path.
    pub endpoint: String,
    /// Headers of each request.
    pub headers: HeaderMap,
    /// Whether requests are compressed.
    pub compressed: bool,
    /// Timeout of a request.
    pub timeout: Duration,
}

const TIMEOUT: Duration = Duration::from_secs(10);

impl CollectorSettings {
    /// Parses them. An error is one line that names the setting and never contains a header.
    pub(crate) fn read(&self) -> Result<Collector, String> {
        let first = |one: &'_ str, other: &'_ str| match one.trim() {
            "" => other.trim().to_owned(),
            one => one.to_owned(),
        };
        let timeout = first(&self.traces_timeout, &self.timeout);
        let compression = first(&self.traces_compression, &self.compression);
        Ok(Collector {
            protocol: self.protocol,
            endpoint: self.endpoint(),
            headers: headers(&first(&self.traces_headers, &self.headers))?,
            compressed: match &*compression {
                "" | "none" => false,
                "gzip" => true,
                _ => return Err("OTEL_EXPORTER_OTLP_COMPRESSION: neither `gzip` nor `none`".into()),
            },
            timeout: match &*timeout {
                "" => TIMEOUT,
                text => Duration::from_millis(text.parse().map_err(|_| {
                    "OTEL_EXPORTER_OTLP_TIMEOUT: not a number of milliseconds; try 10000".to_owned()
                })?),
            },
        })
    }

    /// The OTLP specification: over HTTP, the path of the signal is appended to the general URL.
    fn endpoint(&self) -> String {
        let traces = self.traces_endpoint.trim();
        let base = self.endpoint.trim().trim_end_matches('/');
        let base = match base {
            "" => format!("http://localhost:{}", self.protocol.port()),
            base => base.to_owned(),
        };
        match (self.protocol, traces) {
            (Protocol::Grpc, "") => base,
            (Protocol::Http, "") => format!("{base}/v1/traces"),
            (_, traces) => traces.to_owned(),
        }
    }
}

/// W3C Baggage's form without properties: `name=value` pairs, values percent-encoded.
fn headers(text: &str) -> Result<HeaderMap, String> {
    let pairs = text.split(',').map(str::trim).filter(|pair| !pair.is_empty());
    let read = |pair: &str| {
        let (name, value) = pair.split_once('=')?;
        let value = percent_decode_str(value.trim()).decode_utf8().ok()?;
        let mut value = HeaderValue::from_str(&value).ok()?;
        value.set_sensitive(true);
        Some((name.trim().parse::<HeaderName>().ok()?, value))
    };
    let wrong = "OTEL_EXPORTER_OTLP_HEADERS: not comma-separated `name=value` pairs";
    pairs.map(|pair| read(pair).ok_or_else(|| wrong.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Program {
        #[command(flatten)]
        settings: CollectorSettings,
    }

    fn read(arguments: &[&str]) -> Result<Collector, String> {
        Program::parse_from([&["program"], arguments].concat()).settings.read()
    }

    #[test]
    fn the_url_is_general_or_for_traces_alone() {
        let http = "--otlp-protocol=http/protobuf";
        let cases: [(&[&str], &str); 6] = [
            (&[], "http://localhost:4317"),
            (&[http], "http://localhost:4318/v1/traces"),
            (&[http, "--otlp-endpoint=https://a.example/x/"], "https://a.example/x/v1/traces"),
            (&["--otlp-endpoint=http://a.example:1"], "http://a.example:1"),
            (&[http, "--otlp-traces-endpoint=http://t.example/"], "http://t.example/"),
            (&["--otlp-traces-endpoint=http://t:1", "--otlp-endpoint=http://a:1"], "http://t:1"),
        ];
        for (arguments, endpoint) in cases {
            assert_eq!(read(arguments).unwrap().endpoint, endpoint, "{arguments:?}");
        }
    }

    #[test]
    fn headers_are_pairs_and_are_never_printed() {
        let collector =
            read(&["--otlp-headers=Authorization=Basic%20c2Vj, x-tenant = a,"]).unwrap();
        assert_eq!(collector.headers["authorization"], "Basic c2Vj");
        assert_eq!(collector.headers["x-tenant"], "a");
        assert!(!format!("{:?}", collector.headers).contains("c2Vj"));
        for wrong in ["secret", "a b=c", "a=%0a"] {
            let error = read(&["--otlp-headers", wrong]).unwrap_err();
            assert!(error.contains("OTLP_HEADERS") && !error.contains(wrong), "{error}");
        }
    }

    #[test]
    fn an_empty_value_counts_as_unset() {
        let empty = ["--otlp-timeout=", "--otlp-compression=", "--otlp-endpoint="];
        let collector = read(&empty).unwrap();
        assert_eq!((collector.timeout, collector.compressed), (TIMEOUT, false));
        let given = read(&["--otlp-timeout=5", "--otlp-traces-compression=gzip"]).unwrap();
        assert_eq!((given.timeout, given.compressed), (Duration::from_millis(5), true));
        assert!(read(&["--otlp-timeout=soon"]).is_err());
        assert!(read(&["--otlp-compression=zip"]).is_err());
    }
}
