//! What the benchmarks share: the processes at the hops, the records that pass them, the CPU time that a
//! process uses, and medians.

pub mod cpu;
mod hop;
mod median;
mod record;

pub use hop::{Hop, Placed};
pub use median::{median, sorted};
pub use record::{overhead, record, sentences};
