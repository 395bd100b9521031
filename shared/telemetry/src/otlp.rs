use std::collections::HashMap;

use hyper_rustls::HttpsConnectorBuilder;
use hyper_util::client::legacy::connect::HttpConnector;
use opentelemetry_http::hyper::HyperClient;
use opentelemetry_otlp::tonic_types::metadata::MetadataMap;
use opentelemetry_otlp::tonic_types::transport::ClientTlsConfig;
use opentelemetry_otlp::{
    Compression, ExporterBuildError, RetryPolicy, SpanExporter, WithExportConfig, WithHttpConfig,
    WithTonicConfig,
};

use crate::Protocol;
use crate::collector::Collector;

/// Builds the OTLP exporter, which connects when it is first used. An error names the setting that
/// is wrong.
///
/// It makes one attempt per batch: retrying is [`RetryingExporter`](crate::exporter)'s.
pub fn exporter(collector: Collector) -> Result<SpanExporter, String> {
    let scheme = collector.endpoint.parse::<http::Uri>();
    let scheme = scheme.ok().filter(|url| url.host().is_some());
    let tls = match scheme.as_ref().and_then(http::Uri::scheme_str) {
        Some("http") => false,
        Some("https") => true,
        _ => return Err(not_an_address(collector.protocol)),
    };
    let built = match collector.protocol {
        Protocol::Grpc => grpc(collector, tls),
        Protocol::Http => http(collector, tls)?,
    };
    built.map_err(|error| format!("OTEL_EXPORTER_OTLP_ENDPOINT: {error}"))
}

fn grpc(collector: Collector, tls: bool) -> Result<SpanExporter, ExporterBuildError> {
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
    builder.build()
}

fn http(
    collector: Collector,
    tls: bool,
) -> Result<Result<SpanExporter, ExporterBuildError>, String> {
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
        let roots = HttpsConnectorBuilder::new().with_native_roots().map_err(|error| {
            format!("OTEL_EXPORTER_OTLP_ENDPOINT: https, but no trusted certificates: {error}")
        })?;
        let connector = roots.https_only().enable_http1().build();
        builder.with_http_client(HyperClient::new(connector, collector.timeout, None))
    } else {
        builder.with_http_client(HyperClient::new(HttpConnector::new(), collector.timeout, None))
    };
    if collector.compressed {
        builder = builder.with_compression(Compression::Gzip);
    }
    Ok(builder.build())
}

fn not_an_address(protocol: Protocol) -> String {
    let port = match protocol {
        Protocol::Grpc => 4317,
        Protocol::Http => 4318,
    };
    format!(
        "OTEL_EXPORTER_OTLP_ENDPOINT: neither http:// nor https://; try http://localhost:{port}"
    )
}
