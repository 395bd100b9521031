//! Accounts, users and permissions of the NATS server, generated from one list of the pipeline's
//! users.
//!
//! Every user has its own account and imports the subjects that it may send to. Permissions alone
//! are not enough, because JetStream publishes its answers to whatever reply subject a request
//! names. With separate accounts, a reply can't leave the user's account.

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
