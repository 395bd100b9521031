use std::time::Duration;

/// The limits of a worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of memory.
    pub memory: u64,
    /// Maximum total time for one piece of work.
    pub time: Duration,
    /// Maximum time between the start, progress reports and the end.
    pub step: Duration,
    /// Maximum size of an answer in bytes.
    pub answer: usize,
    /// A worker is replaced after this many pieces of work.
    pub pieces: u32,
}
