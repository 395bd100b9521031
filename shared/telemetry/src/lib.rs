//! Logs, trace context and metrics of a service.
//!
//! Owns how a service tells what it does. Knows no NATS and no document: never a text, a secret
//! or a URL's query passes through here.

mod logs;
mod metrics;
mod trace_context;

pub use logs::{LogFormat, LogSettings, init};
pub use metrics::{Metrics, Outcome};
pub use trace_context::TraceContext;
