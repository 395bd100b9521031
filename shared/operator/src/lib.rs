//! An operator's questions about a running pipeline: does it flow, is anything missing, is the
//! server set up to lose data?
//!
//! Owns the answers as plain data, computed from what the server says. Knows no terminal, no web
//! page and no rule of a stage: the command line and the console show these answers, so that both
//! say the same.
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
