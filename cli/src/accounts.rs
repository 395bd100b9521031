//! Accounts, users and permissions of the NATS server, made from one list of who uses the pipeline.
//!
//! Every user has an account of its own and imports the subjects that it may send to. Permissions
//! alone are not enough: JetStream publishes its answers to whatever reply subject a request names.
//! In an account of its own, a reply can't leave that account.

mod config;
mod files;
mod grants;
mod list;
mod partitions;
mod running;
mod user;

pub(crate) use files::{Generated, LIST, State, generate};
pub(crate) use list::{List, missing_lines};
pub(crate) use partitions::mappings;
pub(crate) use running::differences;
