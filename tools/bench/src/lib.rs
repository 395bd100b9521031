//! What the benchmarks share: the processes at the hops, and the CPU time that a process uses.

pub mod cpu;
mod hop;

pub use hop::{Hop, Placed};
