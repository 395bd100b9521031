//! Feeds: publishes the pages that RSS, Atom, JSON Feed and news sitemaps list.
//!
//! Owns polling, politeness towards servers, and limits that keep a hostile server from exhausting
//! memory or time. Each feed has a task (`watch`), which requests the feed according to its
//! `schedule`, parses it (`parse`), and has each entry's page fetched (`fetch`) and published
//! (`entry`). The runtime publishes, and remembers which entries are done.

mod entry;
mod envelope;
mod feeds;
mod fetch;
mod list;
mod parse;
mod schedule;
mod settings;
mod watch;

pub use feeds::Feeds;
pub use settings::FeedsSettings;
