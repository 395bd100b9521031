use std::io::Write;
use std::time::Duration;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderValue};
use http::{Request, StatusCode, Uri};
use http_body_util::{BodyExt, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::{Connect, HttpConnector};
use hyper_util::rt::TokioExecutor;

use crate::collector::Collector;
use crate::exporter::Refusal;
use crate::transport::{rejected, words};

/// OTLP over HTTP with Protobuf, of requests that are encoded already.
#[derive(Debug)]
pub struct Http {
    client: Way,
    url: Uri,
    headers: HeaderMap,
    compressed: bool,
    timeout: Duration,
}

#[derive(Debug)]
enum Way {
    Plain(Client<HttpConnector, Full<Bytes>>),
    /// Trusts whom the system trusts.
    Tls(Client<HttpsConnector<HttpConnector>, Full<Bytes>>),
}

/// What an answer may say beside its status.
const LONGEST_ANSWER: usize = 64 << 10;

impl Http {
    pub fn new(collector: Collector) -> Result<Self, String> {
        let Collector { endpoint, mut headers, compressed, timeout, .. } = collector;
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-protobuf"));
        if compressed {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        let url = endpoint.parse::<Uri>().ok().filter(|url| url.host().is_some());
        let client = Client::builder(TokioExecutor::new());
        let client = match url.as_ref().and_then(Uri::scheme_str) {
            Some("http") => Way::Plain(client.build(HttpConnector::new())),
            Some("https") => {
                let tls = HttpsConnectorBuilder::new().with_native_roots();
                let tls = tls.map_err(|error| {
                    format!(
                        "OTEL_EXPORTER_OTLP_ENDPOINT: https, and this system trusts nobody: {error}"
                    )
                })?;
                Way::Tls(client.build(tls.https_only().enable_http1().build()))
            }
            _ => {
                return Err("OTEL_EXPORTER_OTLP_ENDPOINT: neither http:// nor https://; try http://localhost:4318".to_owned());
            }
        };
        Ok(Self { client, url: url.unwrap_or_default(), headers, compressed, timeout })
    }

    pub async fn send(&self, request: Bytes) -> Result<u64, Refusal> {
        let request = if self.compressed { compress(&request)? } else { request };
        let answer = async {
            match &self.client {
                Way::Plain(client) => self.exchange(client, request).await,
                Way::Tls(client) => self.exchange(client, request).await,
            }
        };
        let answer = tokio::time::timeout(self.timeout, answer).await;
        let answer = answer.unwrap_or_else(|late| Err(late.to_string()));
        let (status, answer) = answer.map_err(|why| Refusal { why, passes: true })?;
        refusal(status)?;
        // It was taken, whatever the answer says beside.
        Ok(rejected(answer).unwrap_or_default())
    }

    async fn exchange<C>(
        &self,
        client: &Client<C, Full<Bytes>>,
        body: Bytes,
    ) -> Result<(StatusCode, Bytes), String>
    where
        C: Connect + Clone + Send + Sync + 'static,
    {
        let mut request = Request::post(self.url.clone())
            .body(Full::new(body))
            .map_err(|error| error.to_string())?;
        *request.headers_mut() = self.headers.clone();
        let answer = client.request(request).await.map_err(|error| words(&error))?;
        let status = answer.status();
        let answer = Limited::new(answer.into_body(), LONGEST_ANSWER).collect().await;
        Ok((status, answer.map_or_else(|_| Bytes::new(), |answer| answer.to_bytes())))
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
