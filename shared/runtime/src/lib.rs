//! Runs a stage as a service.
//!
//! A new service is a type that implements [`stage::Stage`] and a `main` function that calls
//! [`main`]. This crate does the rest: permits, deadlines, retries, settlement, health, metrics,
//! shutdown. It knows nothing about JetStream (`broker` does) or about documents (the stages do).
//!
//! The modules, from the outside in:
//!
//! - `run` is the process: settings, signals, exit codes. `service` is the running service.
//! - `pulling` requests messages, `processor` takes each one from delivery to settlement, and
//!   `worker_pool` holds the tasks in between.
//! - `executor` runs the stage, on `threads`. [`stage::settle`] decides, `settling` and `outlet`
//!   carry out the decision, and `report` logs, counts and traces it.
//! - `quarantine` handles redelivered messages.
//! - `resources` is what all of these use, `edge` what they need of the broker.

mod admin;
mod args;
mod connect;
mod delivery_span;
mod destination;
mod edge;
mod executor;
mod exit;
mod fault;
mod health;
mod hop_context;
mod in_flight;
mod outlet;
mod poll_metrics;
mod processor;
mod pulling;
mod quarantine;
mod report;
mod resources;
mod run;
mod service;
mod settings;
mod settling;
mod threads;
mod unreadable;
mod worker_pool;

#[cfg(test)]
mod tests;

/// A hop allocates some seventy times for a message, from ten bytes to 64 KB. glibc's allocator
/// makes a do-nothing hop a sixth more expensive (ARCHITECTURE, Decisions).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

pub use admin::healthcheck;
pub use args::{Instead, ServiceArgs};
pub use destination::destination;
pub use hop_context::carry_on;
pub use run::{main, serve};
pub use settings::{Endpoints, Settings, Traceparent};
