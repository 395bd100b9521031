//! Answers an operator's questions about a running pipeline: do documents flow, is anything
//! missing, can the server lose data?
//!
//! Owns the answers as plain data, computed from what the server reports. Knows no terminal, no web
//! page and no rule of a stage. The command line and the console both show these answers, so they
//! always agree.
//!
//! [`Flow`] is the central item: streams, stages, conservation and what needs attention.

pub mod audit;
mod conservation;
mod content;
mod dead;
pub mod doctor;
pub mod erase;
mod flow;
pub mod life;
mod live;
mod partitions;
mod problem;
mod readers;
mod replicas;
mod words;

pub use conservation::{Conservation, Verdict};
pub use dead::{DeadGroup, DeadGroups, Fingerprint, Shape};
pub use flow::{Flow, full_percent, source_runs};
pub use live::{Live, StageLive, Watcher};
pub use partitions::Behind;
pub use problem::{Look, Problem, look};
pub use replicas::Replicas;
pub use words::{age, grouped, milliseconds, plural};
