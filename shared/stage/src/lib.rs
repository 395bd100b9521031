//! The runtime that every service stands on.
//!
//! Owns policy: permits, deadlines, what becomes of a message, retries, health, the service's
//! main. Knows no JetStream (`broker` does) and no document (the stages do).
//!
//! A new stage is a type that implements [`Stage`] and a `main` that calls [`main`].

mod contract;
mod work;

pub use contract::{Failure, Input, Stage, Step, Turn, Verdict, Work};
pub use work::{Failed, Worked, work};
