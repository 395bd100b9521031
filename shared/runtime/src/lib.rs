//! Runs a stage, or a delivery, as a service.
//!
//! A new service is a type that implements [`stage::Stage`] and a `main` function that calls
//! [`main`]. This crate does the rest: permits, deadlines, retries, settlement, health, metrics,
//! shutdown. It knows nothing about JetStream (`broker` does) or about documents (the stages do).
//!
//! The modules, from the outside in:
//!
//! - `host` is the process: telemetry, signals, admin port, exit codes. `run` makes one for a stage, and `service` is the running service.
//! - `pulling` requests messages, and `processor` handles each one from delivery to settlement, in its own task.
//! - `executor` runs the stage, on `threads`. [`stage::settle`] decides, `settling` and `outlet`
//!   carry out the decision, and `report` logs, counts and traces it.
//! - `deliver` is the same for a [`stage::Target`]: it sends published articles elsewhere.
//! - `source` runs a [`stage::Source`], which fetches documents and publishes them.
//! - `quarantine` handles redelivered messages.
//! - `reload` reads the settings again at SIGHUP.
//! - `resources` is what all of these share, `edge` is their interface to the broker.

mod admin;
mod args;
mod chosen;
mod cloud_event;
mod command_line;
mod connect;
mod deliver;
mod delivery_span;
mod destination;
mod edge;
mod executor;
mod exit;
mod fault;
mod health;
mod hop_context;
mod host;
mod host_settings;
mod in_flight;
mod live;
mod objects;
mod oldest;
mod outlet;
mod poll_metrics;
mod processor;
mod pulling;
mod quarantine;
mod queues;
mod reload;
mod report;
mod resources;
mod run;
mod service;
mod settings;
mod settling;
mod shared;
mod shares;
mod source;
mod threads;
mod unreadable;

#[cfg(test)]
mod tests;

pub use admin::healthcheck;
pub use args::{Instead, ServiceArgs};
pub use chosen::Chosen;
pub use command_line::{Values, values};
pub use deliver::{DeliveryArgs, deliver};
pub use destination::destination;
pub use hop_context::carry_on;
pub use reload::reloads;
pub use run::{main, serve};
pub use settings::{Endpoints, Settings, Traceparent};
pub use source::{SourceArgs, source};
