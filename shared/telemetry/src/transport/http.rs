use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderValue};
use reqwest::{Client, StatusCode, Url};
use std::io::Write;

use crate::collector::Collector;
use crate::exporter::Refusal;

/// OTLP over HTTP with Protobuf, of requests that are encoded already.
#[derive(Debug)]
pub struct Http {
    client: Client,
    url: Url,
    compressed: bool,
}

impl Http {
    pub fn new(collector: Collector) -> Result<Self, String> {
        let Collector { endpoint, mut headers, compressed, timeout, .. } = collector;
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-protobuf"));
        if compressed {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        let url = endpoint.parse().ok().filter(|url: &Url| url.has_host());
        let url =
            url.ok_or("OTEL_EXPORTER_OTLP_ENDPOINT: no address; try http://localhost:4318")?;
        let client = Client::builder().timeout(timeout).default_headers(headers);
        let client = client.redirect(reqwest::redirect::Policy::none()).build();
        let client = client.map_err(|error| format!("no client for telemetry: {error}"))?;
        Ok(Self { client, url, compressed })
    }

    pub async fn send(&self, request: Bytes) -> Result<(), Refusal> {
        let request = if self.compressed { compress(&request)? } else { request };
        let sent = self.client.post(self.url.clone()).body(request).send().await;
        let status = sent.map_err(|error| Refusal {
            why: format!("network error: {}", error.without_url()),
            passes: true,
        })?;
        refusal(status.status())
    }
}

/// OTLP's own list of answers after which another try can help.
fn refusal(status: StatusCode) -> Result<(), Refusal> {
    if status.is_success() {
        return Ok(());
    }
    let passes = [
        StatusCode::TOO_MANY_REQUESTS,
        StatusCode::BAD_GATEWAY,
        StatusCode::SERVICE_UNAVAILABLE,
        StatusCode::GATEWAY_TIMEOUT,
    ];
    Err(Refusal { why: status.to_string(), passes: passes.contains(&status) })
}

fn compress(request: &[u8]) -> Result<Bytes, Refusal> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    let compressed = encoder.write_all(request).and_then(|()| encoder.finish());
    let told = |error: std::io::Error| Refusal { why: error.to_string(), passes: false };
    compressed.map(Bytes::from).map_err(told)
}
