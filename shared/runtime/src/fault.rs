/// Why a service exits by itself, with exit code 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// No consumer for too long.
    #[error(
        "no working consumer within COURANT_RECOVERY: check that the server is up and that `courant setup` was run"
    )]
    NotRecovered,
    /// Hung threads are using up the machine.
    #[error(
        "too many threads are stuck in documents that exceeded the deadline; restart the service"
    )]
    ThreadsLost,
}
