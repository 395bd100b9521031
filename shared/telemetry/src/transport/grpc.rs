use std::error::Error;
use std::time::Duration;

use bytes::{BufMut, Bytes};
use http::HeaderMap;
use http::uri::PathAndQuery;
use tonic::codec::{Codec, CompressionEncoding, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::metadata::MetadataMap;
use tonic::transport::{Channel, ClientTlsConfig, Endpoint};
use tonic::{Code, Request, Status};

use crate::collector::Collector;
use crate::exporter::Refusal;
use crate::transport::{rejected, words};

/// OTLP over gRPC, of requests that are encoded already.
#[derive(Debug)]
pub struct Grpc {
    channel: Channel,
    headers: HeaderMap,
    compressed: bool,
    timeout: Duration,
}

const EXPORT: &str = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";

impl Grpc {
    pub fn new(collector: Collector) -> Result<Self, String> {
        let Collector { endpoint, headers, compressed, timeout, .. } = collector;
        let wrong = |error: tonic::transport::Error| {
            let why = error.source().map_or_else(|| error.to_string(), ToString::to_string);
            format!("OTEL_EXPORTER_OTLP_ENDPOINT: {why}; try http://localhost:4317")
        };
        let mut endpoint = Endpoint::from_shared(endpoint).map_err(wrong)?;
        let scheme = endpoint.uri().scheme_str().filter(|scheme| scheme.starts_with("http"));
        let scheme = scheme.ok_or(
            "OTEL_EXPORTER_OTLP_ENDPOINT: neither http:// nor https://; try http://localhost:4317",
        )?;
        if scheme == "https" {
            let roots = ClientTlsConfig::new().with_enabled_roots();
            endpoint = endpoint.tls_config(roots).map_err(wrong)?;
        }
        Ok(Self { channel: endpoint.connect_lazy(), headers, compressed, timeout })
    }

    pub async fn send(&self, request: Bytes) -> Result<u64, Refusal> {
        let told = |error: &dyn Error| Refusal { why: words(error), passes: true };
        let exchange = async {
            let mut client = tonic::client::Grpc::new(self.channel.clone());
            if self.compressed {
                client = client.send_compressed(CompressionEncoding::Gzip);
            }
            client.ready().await.map_err(|error| told(&error))?;
            let headers = MetadataMap::from_headers(self.headers.clone());
            let request = Request::from_parts(headers, tonic::Extensions::default(), request);
            let path = PathAndQuery::from_static(EXPORT);
            client.unary(request, path, Encoded).await.map_err(|status| refusal(&status))
        };
        match tokio::time::timeout(self.timeout, exchange).await {
            Ok(answer) => answer.map(tonic::Response::into_inner),
            Err(late) => Err(told(&late)),
        }
    }
}

/// OTLP's own list of answers after which another try can help, and no answer at all.
fn refusal(status: &Status) -> Refusal {
    let passes = match status.code() {
        Code::Cancelled
        | Code::DeadlineExceeded
        | Code::Aborted
        | Code::OutOfRange
        | Code::Unavailable
        | Code::DataLoss => true,
        // tonic's word for a connection that broke: a server's own has no source.
        Code::Unknown => status.source().is_some(),
        Code::Ok
        | Code::InvalidArgument
        | Code::NotFound
        | Code::AlreadyExists
        | Code::PermissionDenied
        | Code::ResourceExhausted
        | Code::FailedPrecondition
        | Code::Unimplemented
        | Code::Internal
        | Code::Unauthenticated => false,
    };
    Refusal { why: format!("{:?}: {}", status.code(), status.message()), passes }
}

/// Requests that are bytes, and answers of which only the spans thrown away count.
#[derive(Debug, Clone, Copy)]
struct Encoded;

impl Codec for Encoded {
    type Encode = Bytes;
    type Decode = u64;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        *self
    }

    fn decoder(&mut self) -> Self {
        *self
    }
}

impl Encoder for Encoded {
    type Item = Bytes;
    type Error = Status;

    fn encode(&mut self, request: Bytes, out: &mut EncodeBuf<'_>) -> Result<(), Status> {
        out.reserve(request.len());
        out.put(request);
        Ok(())
    }
}

impl Decoder for Encoded {
    type Item = u64;
    type Error = Status;

    fn decode(&mut self, answer: &mut DecodeBuf<'_>) -> Result<Option<u64>, Status> {
        rejected(answer).map(Some).map_err(|error| Status::internal(error.to_string()))
    }
}
