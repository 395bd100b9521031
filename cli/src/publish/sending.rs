use std::path::PathBuf;

use crate::trace_link::TraceLink;

/// How to send documents.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sending {
    /// Wait for the outcome of each.
    pub(crate) wait: bool,
    /// Replace published records.
    pub(crate) replace: bool,
    /// The lane of `articles.raw`.
    pub(crate) lane: Option<String>,
    /// Print the id of each on stdout.
    pub(crate) ids: bool,
    /// The journal of accepted documents.
    pub(crate) resume: Option<PathBuf>,
    /// The address of the traces.
    pub(crate) link: TraceLink,
}
