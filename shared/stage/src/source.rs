use std::fmt;
use std::time::Duration;

use article::{Headers, Timestamp};
use bytes::Bytes;

/// A service that fetches documents and hands them to the pipeline: the contract of a source.
///
/// The runtime does the rest: it connects, publishes, stores what the source remembers, and stops
/// the source on shutdown.
pub trait Source: fmt::Debug + Send + Sync + Sized + 'static {
    /// The source's own settings.
    type Settings: clap::Args + fmt::Debug + Clone + Send + Sync + 'static;

    /// The name: that of its command, and by default that of its user.
    const NAME: &'static str;
    /// One line about it.
    const ABOUT: &'static str;

    /// Creates the source, without connecting to anything. An error is a usage error.
    fn new(settings: Self::Settings) -> Result<Self, String>;

    /// Fetches and publishes until [`Intake::stopped`].
    fn run<I: Intake>(self, intake: I) -> impl Future<Output = ()> + Send;
}

/// What the runtime does for a source.
pub trait Intake: Clone + Send + Sync + 'static {
    /// Publishes a document, and returns when the server has stored it. Waits while it can't.
    fn publish(&self, document: Outgoing) -> impl Future<Output = Result<(), Unpublished>> + Send;

    /// What was remembered under this key, if it has not expired.
    fn recall(&self, key: &str) -> impl Future<Output = Result<Option<Memory>, Stopped>> + Send;

    /// Remembers a value under a key of letters, digits, `-` and `_`.
    fn remember(&self, key: &str, value: Bytes)
    -> impl Future<Output = Result<(), Stopped>> + Send;

    /// How long a value is remembered.
    fn remembers_for(&self) -> Duration;

    /// Counts a request of the source by purpose and outcome, both from closed lists.
    fn fetched(&self, what: &'static str, outcome: &'static str);

    /// How many places the source watches, and how many of them failed at the last attempt.
    fn watching(&self, places: usize, failing: usize);

    /// Waits until the service is asked to stop.
    fn stopped(&self) -> impl Future<Output = ()> + Send;
}

/// A document on its way into the pipeline.
#[derive(Debug, Clone)]
pub struct Outgoing {
    /// Identifies the document in all its versions. The article's id is derived from the key and
    /// the lane.
    pub key: String,
    /// Its headers.
    pub headers: Headers,
    /// Its body.
    pub body: Bytes,
}

/// A value that a source has asked to remember.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Memory {
    /// The value.
    pub value: Bytes,
    /// When it was remembered.
    pub since: Timestamp,
}

/// Why a document was not published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unpublished {
    /// It is larger than the server accepts.
    TooLarge,
    /// The service was asked to stop before the server had stored it.
    Stopped,
}

/// The service was asked to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stopped;

impl From<Stopped> for Unpublished {
    fn from(_: Stopped) -> Self {
        Self::Stopped
    }
}
