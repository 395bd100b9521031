use std::collections::HashMap;

use http::Uri;
use hyper_rustls::HttpsConnectorBuilder;
use hyper_util::client::legacy::connect::HttpConnector;
use opentelemetry_http::hyper::HyperClient;
use opentelemetry_otlp::tonic_types::metadata::MetadataMap;
use opentelemetry_otlp::tonic_types::transport::ClientTlsConfig;
use opentelemetry_otlp::{
    Compression, RetryPolicy, SpanExporter, WithExportConfig, WithHttpConfig, WithTonicConfig,
};

use crate::Protocol;
use crate::collector::Collector;

/// Builds the OTLP exporter, which connects when it is first used. An error names the setting that
/// is wrong.
///
/// It makes one attempt per batch: [`RetryingExporter`](crate::exporter) retries.
pub fn exporter(collector: Collector) -> Result<SpanExporter, String> {
    let url = collector.endpoint.parse::<Uri>().ok().filter(|url| url.host().is_some());
    let port = collector.protocol.port();
    let built = match (collector.protocol, url.as_ref().and_then(Uri::scheme_str)) {
        (Protocol::Grpc, Some(scheme @ ("http" | "https"))) => grpc(collector, scheme == "https"),
        (Protocol::Http, Some(scheme @ ("http" | "https"))) => http(collector, scheme == "https"),
        _ => Err(format!("neither http:// nor https://; try http://localhost:{port}")),
    };
    built.map_err(|why| format!("OTEL_EXPORTER_OTLP_ENDPOINT: {why}"))
}

fn grpc(collector: Collector, tls: bool) -> Result<SpanExporter, String> {
    let mut builder = SpanExporter::builder()
        .with_tonic()
        .with_endpoint(collector.endpoint)
        .with_timeout(collector.timeout)
        .with_metadata(MetadataMap::from_headers(collector.headers))
        .with_retry_policy(RetryPolicy::disabled());
    if tls {
        builder = builder.with_tls_config(ClientTlsConfig::new().with_enabled_roots());
    }
    if collector.compressed {
        builder = builder.with_compression(Compression::Gzip);
    }
    builder.build().map_err(|error| error.to_string())
}

fn http(collector: Collector, tls: bool) -> Result<SpanExporter, String> {
    let headers = collector.headers.iter().filter_map(|(name, value)| {
        Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
    });
    let mut builder = SpanExporter::builder()
        .with_http()
        .with_endpoint(collector.endpoint)
        .with_timeout(collector.timeout)
        .with_headers(headers.collect::<HashMap<_, _>>())
        .with_retry_policy(RetryPolicy::disabled());
    builder = if tls {
        let roots = HttpsConnectorBuilder::new().with_native_roots();
        let roots =
            roots.map_err(|error| format!("https, but no trusted certificates: {error}"))?;
        let connector = roots.https_only().enable_http1().build();
        builder.with_http_client(HyperClient::new(connector, collector.timeout, None))
    } else {
        builder.with_http_client(HyperClient::new(HttpConnector::new(), collector.timeout, None))
    };
    if collector.compressed {
        builder = builder.with_compression(Compression::Gzip);
    }
    builder.build().map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn an_endpoint_that_is_not_a_url_is_a_usage_error() {
        for (protocol, port) in [(Protocol::Grpc, "4317"), (Protocol::Http, "4318")] {
            for endpoint in ["localhost:4317", "unix:///tmp/otlp", "/v1/traces", "https://"] {
                let collector = Collector {
                    protocol,
                    endpoint: endpoint.to_owned(),
                    headers: http::HeaderMap::new(),
                    compressed: false,
                    timeout: Duration::from_secs(1),
                };
                let error = exporter(collector).unwrap_err();
                let named = error.starts_with("OTEL_EXPORTER_OTLP_ENDPOINT: ");
                assert!(named && error.ends_with(port), "{endpoint}: {error}");
            }
        }
    }
}
