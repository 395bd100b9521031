mod grpc;
mod http;

use std::error::Error;

use bytes::Bytes;

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

    /// Sends one request.
    pub async fn send(&self, request: Bytes) -> Result<(), Refusal> {
        match self {
            Self::Grpc(grpc) => grpc.send(request).await,
            Self::Http(http) => http.send(request).await,
        }
    }
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
