//! Runs work on hostile bytes in processes of the program itself, which are limited before they read
//! any of it.
//!
//! Owns the workers: their start, their limits, the frames between them and the program, and what
//! their end means. Knows nothing of documents. A [`Pool`] is the program's side: [`Pool::run`] gives
//! one piece of work to an idle worker and waits for the answer. [`serve`] is the worker's side, in
//! the same executable.
//!
//! Limits: memory and CPU time by `setrlimit` everywhere; on Linux, where the kernel has them, no file
//! by Landlock, and by seccomp only the system calls that reading needs, so no network and no program
//! ([`Active`] says which limits hold). A worker that crashes, grows or runs away costs one piece of work.

mod active;
mod confine;
mod failure;
mod frame;
mod pool;
mod serve;
#[cfg(target_os = "linux")]
mod syscalls;
mod worker;

pub use active::Active;
pub use failure::WorkFailure;
pub use pool::{Limits, Pool};
pub use serve::serve;
