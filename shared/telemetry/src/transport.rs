mod grpc;
mod http;

use std::error::Error;

use bytes::{Buf, Bytes};
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceResponse;
use prost::{DecodeError, Message};

use self::http::Http;
use crate::Protocol;
use crate::collector::Collector;
use crate::exporter::Refusal;
use grpc::Grpc;

/// The way to the collector.
#[derive(Debug)]
pub enum Transport {
    /// OTLP over gRPC.
    Grpc(Grpc),
    /// OTLP over HTTP.
    Http(Box<Http>),
}

impl Transport {
    /// Makes one; connects when it is first used, and again as often as it must. An error names
    /// the setting that is wrong.
    pub fn new(collector: Collector) -> Result<Self, String> {
        Ok(match collector.protocol {
            Protocol::Grpc => Self::Grpc(Grpc::new(collector)?),
            Protocol::Http => Self::Http(Box::new(Http::new(collector)?)),
        })
    }

    /// Sends one request, and gives how many of its spans the collector took but threw away.
    pub async fn send(&self, request: Bytes) -> Result<u64, Refusal> {
        match self {
            Self::Grpc(grpc) => grpc.send(request).await,
            Self::Http(http) => http.send(request).await,
        }
    }
}

/// How many spans an answer says were thrown away: OTLP's partial success.
fn rejected(answer: impl Buf) -> Result<u64, DecodeError> {
    let partly = ExportTraceServiceResponse::decode(answer)?.partial_success;
    let rejected = partly.map_or(0, |partly| partly.rejected_spans);
    Ok(u64::try_from(rejected).unwrap_or_default())
}

/// An error with what is behind it.
fn words(error: &dyn Error) -> String {
    let mut words = error.to_string();
    let mut inner = error.source();
    while let Some(error) = inner {
        words = format!("{words}: {error}");
        inner = error.source();
    }
    words
}
