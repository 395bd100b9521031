//! The runtime that every service stands on.
//!
//! Owns policy: permits, deadlines, what becomes of a message, retries, health, the service's
//! main. Knows no JetStream (`broker` does) and no document (the stages do).
//!
//! A new stage is a type that implements [`Stage`] and a `main` that calls [`main`]. A message
//! goes through the modules in this order: `pulling` asks for it, `hands` has it taken, `carry`
//! keeps it alive, `attempt` has the stage work on it (on `threads`), `settle` decides, `act` and
//! `outlet` carry that out.

mod act;
mod admin;
mod attempt;
mod carry;
mod contract;
mod delivery_span;
mod destination;
mod figures;
mod hands;
mod health;
mod hop;
mod outlet;
mod pulling;
mod room;
mod run;
mod service;
mod settings;
mod settle;
mod suspect;
mod threads;
mod unreadable;
mod work;

/// A hop allocates some seventy times for a message, from ten bytes to 64 KB. glibc's allocator
/// makes a do-nothing hop a sixth more expensive (ARCHITECTURE, Decisions).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

pub use admin::healthcheck;
pub use contract::{Failure, Input, Stage, Step, Turn, Verdict, Work};
pub use destination::destination;
pub use hop::carry_on;
pub use run::{Instead, ServiceArgs, main, serve};
pub use settings::{Place, Settings, Traceparent};
pub use work::{Failed, Worked, work};
