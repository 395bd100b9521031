//! Runs a stage as a service.
//!
//! A new service is a type that implements [`stage::Stage`] and a `main` function that calls
//! [`main`]. This crate does the rest: permits, deadlines, retries, settlement, health, metrics,
//! shutdown. It knows nothing about JetStream (`broker` does) or documents (the stages do).
//!
//! A message passes through the modules in this order: `pulling` requests it, `worker_pool` hands
//! it to a task, `carry` keeps it alive, `executor` runs the stage (on `threads`),
//! [`stage::settle`] decides, and `act` and `outlet` carry out the decision.

mod act;
mod admin;
mod carry;
mod delivery_span;
mod destination;
mod executor;
mod health;
mod hop_context;
mod in_flight;
mod metrics;
mod outlet;
mod pulling;
mod quarantine;
mod run;
mod service;
mod settings;
mod threads;
mod unreadable;
mod worker_pool;

/// A hop allocates some seventy times for a message, from ten bytes to 64 KB. glibc's allocator
/// makes a do-nothing hop a sixth more expensive (ARCHITECTURE, Decisions).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

pub use admin::healthcheck;
pub use destination::destination;
pub use hop_context::carry_on;
pub use run::{Instead, ServiceArgs, main, serve};
pub use settings::{Endpoints, Settings, Traceparent};
