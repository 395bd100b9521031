//! The contract of a stage: one step of the pipeline as a pure function.
//!
//! A stage implements [`Stage`]: it gets an [`Input`] and a [`Context`] and returns a [`Step`] or
//! an error. The error's [`Failure`] implementation says whether to retry or reject.
//! [`process`] runs a stage on one message, and [`settle`] decides what happens to that message.
//!
//! This crate does no I/O and has no clock of its own: no NATS, no async runtime, no telemetry.
//! `courant-runtime` runs a stage as a service.

pub mod attribute;
mod context;
mod contract;
mod failure;
mod process;
mod settle;

pub use context::{Context, Recorder, Value};
pub use contract::{Execution, Input, Stage, Step};
pub use failure::{Failed, Failure, Verdict};
pub use process::{Processed, process, process_recorded};
pub use settle::{Settlement, settle};
