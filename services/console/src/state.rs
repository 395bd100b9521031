use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use broker::Broker;
use operator::Live;
use operator::doctor::Finding;
use tokio::sync::watch;

use crate::access::Access;
use crate::articles::Summary;
use crate::changes::Jobs;
use crate::history::History;

/// The state that all requests share.
#[derive(Debug, Clone)]
pub(crate) struct App(pub(crate) Arc<State>);

#[derive(Debug)]
pub(crate) struct State {
    pub(crate) broker: Broker,
    pub(crate) access: Access,
    pub(crate) allow_changes: bool,
    pub(crate) jaeger: Option<String>,
    /// The last state of the pipeline, or why it could not be read.
    pub(crate) seen: watch::Receiver<Seen>,
    /// Changes of dead letters in progress.
    pub(crate) jobs: Jobs,
    /// Held while a kept document is read again.
    pub(crate) reading: tokio::sync::Mutex<()>,
    /// The last result of doctor.
    pub(crate) examined: Mutex<Option<Examined>>,
}

/// The result of doctor, and facts that rarely change.
#[derive(Debug, Clone)]
pub(crate) struct Examined {
    pub(crate) at: jiff::Timestamp,
    pub(crate) findings: Vec<Finding>,
    /// How long each stream keeps its messages, as text.
    pub(crate) kept: BTreeMap<String, String>,
}

/// The last state of the pipeline.
#[derive(Debug, Clone, Default)]
pub(crate) struct Seen {
    pub(crate) live: Option<Arc<Live>>,
    pub(crate) history: History,
    /// The newest articles.
    pub(crate) latest: Arc<[Summary]>,
    pub(crate) error: Option<String>,
}

impl State {
    /// The address of a trace.
    pub(crate) fn trace_link(&self, id: &str) -> Option<String> {
        let base = url::Url::parse(self.jaeger.as_deref()?).ok()?;
        let web = matches!(base.scheme(), "http" | "https");
        web.then(|| format!("{}/trace/{id}", base.as_str().trim_end_matches('/')))
    }
}
