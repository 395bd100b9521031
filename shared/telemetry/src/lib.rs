//! Traces, logs and metrics of a service.
//!
//! Owns how a process tells what it does, and is the only crate that names the OpenTelemetry SDK.
//! Knows no NATS and no document: never a text, a secret or a URL's query passes through here.
//!
//! [`Telemetry::start`] begins; [`Incoming`] reads which trace a message came in; a
//! [`MessageSpan`] is one step of its way; [`Work`] is what a stage does meanwhile; [`Metrics`]
//! counts. `docs/telemetry.md` lists every name.

pub mod attribute;
mod collector;
mod current;
mod exporter;
mod ids;
mod incoming;
mod json;
mod logs;
mod message;
mod metrics;
mod outcome;
mod protocol;
mod queue;
mod recorder;
mod recording;
mod request;
mod resource;
mod settings;
mod spans;
mod start;
mod trace_context;
mod transport;
mod value;
mod wire;
mod work;

pub use collector::CollectorSettings;
pub use current::Within;
pub use incoming::Incoming;
pub use logs::{LogFormat, LogSettings};
pub use message::{Destination, MessageSpan, Received, Sent, Settled};
pub use metrics::{Metrics, Operation};
pub use outcome::Outcome;
pub use protocol::Protocol;
pub use settings::{Sampler, TelemetrySettings, TraceSettings};
pub use spans::SpanCounts;
pub use start::Telemetry;
pub use trace_context::TraceContext;
pub use value::Value;
pub use work::Work;
