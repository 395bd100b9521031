//! Traces, logs and metrics of a service.
//!
//! Owns how a process reports what it does, and is the only crate that names OpenTelemetry. Knows
//! neither NATS nor documents: no text, secret or URL query passes through it.
//!
//! [`Telemetry::start`] starts it. [`Incoming`] is the trace context that a message came with, a
//! [`MessageSpan`] is one step of the message, [`WorkSpan`] is what a stage does in that step, and
//! [`Metrics`] are the service's metrics. The observability page in `docs/` lists every name.
//!
//! ```
//! use std::time::Duration;
//!
//! use courant_telemetry::{Metrics, Outcome};
//!
//! let metrics = Metrics::new("ingestion", "0.1.0", Default::default());
//! metrics.settled(Outcome::Forwarded, Duration::from_millis(3), None);
//! let line = r#"courant_articles_total{stage="ingestion",outcome="forwarded"} 1"#;
//! assert!(metrics.text().contains(line));
//! ```

pub mod attribute;
mod collector;
mod current;
mod exporter;
mod incoming;
mod json;
mod logs;
mod message;
mod metrics;
mod otlp;
mod outcome;
mod partial_success;
mod protocol;
mod recorder;
mod recording;
mod resource;
mod settings;
mod spans;
mod start;
mod trace_context;
mod value;
mod work;

pub use collector::CollectorSettings;
pub use current::Within;
pub use incoming::Incoming;
pub use logs::{LogFormat, LogSettings};
pub use message::{Destination, MessageSpan, Received, Sent, Settled};
pub use metrics::{Metrics, Operation, QueueMetrics};
pub use outcome::Outcome;
pub use protocol::Protocol;
pub use settings::{Sampler, TelemetrySettings, TraceSettings};
pub use spans::SpanCounts;
pub use start::Telemetry;
pub use trace_context::TraceContext;
pub use value::Value;
pub use work::WorkSpan;
