//! An OTLP/gRPC receiver that acts as a collector.

mod span;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use opentelemetry_proto::tonic::collector::trace::v1::trace_service_server::{
    TraceService, TraceServiceServer,
};
use opentelemetry_proto::tonic::collector::trace::v1::{
    ExportTracePartialSuccess, ExportTraceServiceRequest, ExportTraceServiceResponse,
};
use tokio::net::TcpListener;
use tonic::codec::CompressionEncoding;
use tonic::transport::server::TcpIncoming;
use tonic::{Request, Response, Status};

pub use span::{Kind, Span};

use crate::port;

/// A receiver of spans with its own port and thread; stopped when dropped.
#[derive(Debug)]
pub struct Collector {
    address: SocketAddr,
    endpoint: String,
    received: Received,
    mood: Arc<AtomicU8>,
    running: Option<tokio::runtime::Runtime>,
}

type Received = Arc<Mutex<Vec<Span>>>;

/// How the collector answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// It accepts the spans.
    Well,
    /// It answers that it is temporarily unavailable.
    Unavailable,
    /// It answers with a permanent error.
    Refusing,
    /// It does not answer.
    Hanging,
    /// It accepts the request but rejects one span of it.
    Choosy,
}

struct Service {
    received: Received,
    mood: Arc<AtomicU8>,
}

impl Collector {
    /// Starts one on a free port.
    pub fn start() -> Self {
        Self::at(SocketAddr::from((Ipv4Addr::LOCALHOST, port::free())))
    }

    /// Starts one on this address.
    pub fn at(address: SocketAddr) -> Self {
        let mut collector = Self {
            address,
            endpoint: format!("http://{address}"),
            received: Received::default(),
            mood: Arc::default(),
            running: None,
        };
        collector.resume();
        collector
    }

    /// The variables that make a process export its spans here.
    pub fn settings(&self) -> [(&str, &str); 2] {
        [("OTEL_SDK_DISABLED", "false"), ("OTEL_EXPORTER_OTLP_ENDPOINT", &self.endpoint)]
    }

    /// Changes how it answers.
    pub fn set(&self, mood: Mood) {
        self.mood.store(mood as u8, Ordering::Relaxed);
    }

    /// Stops it and keeps the received spans. Its port refuses connections until it is resumed.
    pub fn stop(&mut self) {
        if let Some(running) = self.running.take() {
            running.shutdown_background();
        }
    }

    /// Starts it again on the same port.
    pub fn resume(&mut self) {
        let mut runtime = tokio::runtime::Builder::new_multi_thread();
        let runtime = runtime.worker_threads(1).enable_all().build();
        let runtime = runtime.expect("a thread can be started");
        let (received, mood) = (Arc::clone(&self.received), Arc::clone(&self.mood));
        let service = TraceServiceServer::new(Service { received, mood })
            .accept_compressed(CompressionEncoding::Gzip)
            .max_decoding_message_size(64 << 20);
        let _within = runtime.enter();
        let socket = tokio::net::TcpSocket::new_v4().expect("a socket");
        socket.set_reuseaddr(true).expect("a socket");
        socket.bind(self.address).expect("the port is free");
        let listener: TcpListener = socket.listen(64).expect("the port is free");
        let server = tonic::transport::Server::builder().add_service(service);
        let serving = server.serve_with_incoming(TcpIncoming::from(listener));
        runtime.spawn(serving);
        drop(_within);
        self.running = Some(runtime);
    }

    /// The number of spans received so far.
    pub fn count(&self) -> usize {
        self.received.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// The spans received since the last call.
    pub fn take(&self) -> Vec<Span> {
        std::mem::take(&mut self.received.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The spans received so far.
    pub fn spans(&self) -> Vec<Span> {
        self.received.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Collector {
    fn drop(&mut self) {
        self.stop();
    }
}

#[tonic::async_trait]
impl TraceService for Service {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        let mood = self.mood.load(Ordering::Relaxed);
        if mood == Mood::Unavailable as u8 {
            return Err(Status::unavailable("not just now"));
        }
        if mood == Mood::Refusing as u8 {
            return Err(Status::invalid_argument("never"));
        }
        if mood == Mood::Hanging as u8 {
            std::future::pending::<()>().await;
        }
        let spans = span::read(request.into_inner());
        let away = usize::from(mood == Mood::Choosy as u8);
        let mut received = self.received.lock().unwrap_or_else(PoisonError::into_inner);
        received.extend(spans.into_iter().skip(away));
        let partial_success = (away > 0).then(|| ExportTracePartialSuccess {
            rejected_spans: 1,
            error_message: "one too many".into(),
        });
        Ok(Response::new(ExportTraceServiceResponse { partial_success }))
    }
}
