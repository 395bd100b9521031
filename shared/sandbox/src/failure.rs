use std::io;

/// Why a piece of work has no answer.
#[derive(Debug, thiserror::Error)]
pub enum WorkFailure {
    /// The worker ended: a panic, a stack overflow, a forbidden system call.
    #[error("the worker crashed")]
    Crashed,
    /// The worker exceeded its memory limit.
    #[error("the worker exceeded its memory limit")]
    OutOfMemory,
    /// The worker took too long in all, or too long without progress.
    #[error("the worker took too long")]
    TimedOut,
    /// No worker could be started.
    #[error("no worker could be started")]
    NoWorker(#[source] io::Error),
}
