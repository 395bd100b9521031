//! The runtime's rules, checked against a fake of the broker's edge.
//!
//! `tests/` at the workspace's root checks them end to end against a real server.

mod fake;
mod objects;
mod pulling;
mod quarantine;
mod scripted;
mod settling;
