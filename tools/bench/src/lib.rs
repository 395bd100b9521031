//! Shared by the benchmarks: processes in place of stages, records, CPU time and memory of processes, and
//! medians.

pub mod cpu;
mod hop;
mod median;
mod record;

pub use hop::{Hop, Placed};
pub use median::{median, sorted};
pub use record::{overhead, record, sentences};
