use article::Timestamp;
use async_nats::jetstream::stream::LastRawMessageErrorKind;
use serde::{Deserialize, Serialize};

use crate::lookup::one;
use crate::seen::subject;
use crate::table::SEEN;
use crate::{Broker, LookupError, PublishFault};

/// The state that a source reports from time to time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watching {
    /// How many places it watches, such as feeds.
    pub watched: usize,
    /// How many of them failed at the last attempt.
    pub failing: usize,
    /// When it requested something last.
    pub fetched_at: Option<Timestamp>,
}

/// A source and its last report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceMetrics {
    /// Its name.
    pub name: String,
    /// The report.
    pub watching: Watching,
    /// When.
    pub at: Timestamp,
}

/// The key of a source's report, among the keys of what it has published.
const WATCHING: &str = "watching";

impl Broker {
    /// Stores a source's report.
    pub async fn note_watching(
        &self,
        source: &str,
        watching: &Watching,
    ) -> Result<(), PublishFault> {
        let value = serde_json::to_vec(watching).expect("numbers and times are JSON");
        self.note_seen(source, WATCHING, value.into()).await
    }

    /// The last reports of all sources, by name.
    pub async fn all_source_metrics(&self) -> Result<Vec<SourceMetrics>, LookupError> {
        let stream = self.stream(SEEN).await?;
        let all = subject("*", WATCHING);
        let (mut sources, mut from) = (Vec::new(), 1);
        // The only kind of request that `operator` may make here.
        loop {
            let found = match stream.get_first_raw_message_by_subject(&all, from).await {
                Err(error) if error.kind() == LastRawMessageErrorKind::NoMessageFound => break,
                Err(_) => return Err(LookupError::Away),
                Ok(found) => one(Ok(found))?,
            };
            let Some(found) = found else { break };
            from = found.sequence + 1;
            let name = found.subject.split('.').nth(2).unwrap_or_default().to_owned();
            let Ok(watching) = serde_json::from_slice(&found.body) else { continue };
            sources.push(SourceMetrics { name, watching, at: found.stored_at });
        }
        sources.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(sources)
    }
}
