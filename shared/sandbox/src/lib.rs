//! Processes untrusted bytes in restricted worker processes of the same program.
//!
//! Owns the workers: their start, their limits, the frames between them and the program, and their
//! failures. Knows nothing of documents. A [`Pool`] is the program's side: [`Pool::run`] gives one
//! piece of work to an idle worker and waits for the answer. [`serve`] is the worker's side, in the
//! same executable.
//!
//! `setrlimit` limits memory and CPU time. On Linux, if the kernel supports them, Landlock forbids
//! access to files, and seccomp forbids all system calls that reading doesn't need, so a worker has
//! no network and can't start programs. [`Active`] reports which limits are active. If a worker
//! crashes, hangs or exceeds its memory, only one piece of work fails.

mod active;
mod confine;
mod failure;
mod frame;
mod limits;
mod pool;
mod serve;
#[cfg(target_os = "linux")]
mod syscalls;
mod worker;

pub use active::Active;
pub use failure::WorkFailure;
pub use limits::Limits;
pub use pool::Pool;
pub use serve::serve;
