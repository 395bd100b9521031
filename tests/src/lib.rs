//! Support for end-to-end tests against a real nats-server; the tests are in `tests/`.
//!
//! Owns the guards: a [`Server`] or a [`Process`] ends when it is dropped, so that a failed test leaves
//! nothing running. A test uses Courant as its users do, through its program and NATS.

#![expect(clippy::panic, reason = "to panic is how a test fails, and these sentences say why")]

pub mod attack;
mod child;
mod client;
mod cluster;
mod collector;
mod compose;
mod conservation;
mod dice;
mod files;
pub mod http;
mod large;
mod office;
mod parquet;
mod pdf;
mod pipeline;
pub mod port;
mod postgres;
mod process;
mod proxy;
mod receiver;
mod s3;
mod server;
mod site;
mod trace;
mod users;
mod versions;
mod wait;
mod wire;

pub use client::{Client, PATIENCE, numbered};
pub use cluster::cluster;
pub use collector::{Collector, Kind, Mood, Span};
pub use compose::{Compose, Container, docker};
pub use conservation::{balanced, published};
pub use dice::dice;
pub use files::{files_below, newest_of, rows_below};
pub use large::{LARGE, Referring, pdf};
pub use office::{docx, paragraph};
pub use parquet::parquet_reader;
pub use pdf::{pdf_of, pdf_stream};
pub use pipeline::{Pipeline, STAGES, Service};
pub use postgres::Postgres;
pub use process::{Courant, Ended, Process, built};
pub use proxy::Proxy;
pub use receiver::{Receiver, Reply, Webhook};
pub use s3::S3;
pub use server::{Options, Server};
pub use site::{Page, Site};
pub use trace::{Trace, check_span};
pub use users::{
    USERS, accounts_of, api_prefix, guarded, guarded_by_nkeys, guarded_with, login, nats_file,
    password,
};
pub use versions::{Kills, Versions};
pub use wait::{until, until_async};
pub use wire::Wire;

use std::path::Path;

/// The size of a test: the first value for `make test`, the second for `make soak`.
pub const fn scaled(test: usize, soak: usize) -> usize {
    if cfg!(feature = "soak") { soak } else { test }
}

/// The root of the source tree, where `samples/` and `.tools/` are.
pub fn workspace() -> &'static Path {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().expect("the package's folder stands in the workspace's")
}
