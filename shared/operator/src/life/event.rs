use article::{ArticleId, Record, Timestamp, TrailEntry, header};
use broker::{MessageKey, Stored};
use serde::{Deserialize, Serialize};

/// Something that happened to a document.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Event {
    /// When.
    pub at: Timestamp,
    /// How long the document waited since the previous event, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waited_ms: Option<f64>,
    /// What.
    #[serde(flatten)]
    pub what: What,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum What {
    /// The first stream stored the raw document.
    Accepted {
        /// The stream.
        stream: &'static str,
        /// The sequence.
        sequence: Option<u64>,
    },
    /// A stage has processed it and sent it on.
    Worked {
        /// The stage.
        stage: String,
        /// The version of the stage's program.
        version: String,
        /// How long the work took.
        duration_ms: f64,
        /// Which attempt it was.
        attempt: u32,
    },
    /// A stage rejected it, and the dead letter still exists.
    DeadLetter {
        /// The number that `courant dead` uses.
        number: u64,
        /// The stage.
        stage: String,
        /// Why, as a code.
        code: String,
        /// Why, as a sentence.
        detail: String,
        /// After how many attempts.
        attempts: u32,
        /// How many times it had been replayed before.
        replays: u32,
    },
    /// It was a dead letter with this number, which was replayed.
    Replayed {
        /// The number.
        number: u64,
    },
    /// It was a dead letter with this number, which an operator dropped.
    Dropped {
        /// The number.
        number: u64,
        /// The stage that had rejected it.
        stage: String,
        /// Why, as a code.
        code: String,
    },
    /// It was erased: the tombstone, or the mark in place of a waiting message.
    Erased {
        /// The stream.
        stream: &'static str,
        /// The sequence.
        sequence: u64,
    },
    /// A rule filtered it out.
    Filtered {
        /// The rule.
        reason: String,
        /// The sequence of the mark.
        sequence: u64,
    },
    /// It arrived again, and a stage had already sent it on.
    Duplicate {
        /// The stage.
        stage: String,
        /// The sequence of the mark.
        sequence: u64,
    },
    /// It is in a stage's stream now.
    Waiting {
        /// The stage that processes it next.
        stage: &'static str,
        /// The stream.
        stream: &'static str,
        /// The sequence.
        sequence: u64,
    },
    /// It was published.
    Published {
        /// The subject.
        subject: String,
        /// The sequence.
        sequence: u64,
    },
}

impl What {
    pub(super) fn worked(entry: TrailEntry) -> Self {
        let TrailEntry { stage, version, duration_ms, attempt, .. } = entry;
        let (stage, version) = (stage.into_owned(), version.into_owned());
        Self::Worked { stage, version, duration_ms, attempt }
    }

    /// How long it took, in milliseconds.
    fn took(&self) -> f64 {
        match self {
            Self::Worked { duration_ms, .. } => *duration_ms,
            Self::Accepted { .. }
            | Self::DeadLetter { .. }
            | Self::Replayed { .. }
            | Self::Dropped { .. }
            | Self::Erased { .. }
            | Self::Filtered { .. }
            | Self::Duplicate { .. }
            | Self::Waiting { .. }
            | Self::Published { .. } => 0.0,
        }
    }
}

/// Computes how long a document waited before each event: the time since the previous event, minus
/// processing.
pub(super) fn waits(events: &mut [Event]) {
    for place in 1..events.len() {
        let before = &events[place - 1];
        let gap = events[place].at.duration_since(before.at).as_secs_f64() * 1000.0;
        events[place].waited_ms = Some((gap - before.what.took()).max(0.0));
    }
}

/// The id that a message of a later stage, a mark or a dead letter carries.
pub(super) fn id(stored: &Stored) -> Option<ArticleId> {
    stored.headers.get(header::ARTICLE_ID)?.parse().ok()
}

/// The event in the mark of a dropped dead letter. Its message id is `ARTICLES_DEAD/<key>`.
pub(super) fn dropped(stored: &Stored) -> What {
    let get = |name| stored.headers.get(name).unwrap_or_default();
    let key = get(header::NATS_MSG_ID).strip_prefix("ARTICLES_DEAD/").unwrap_or_default();
    let number = key.split('-').next().and_then(|number| number.parse().ok()).unwrap_or(0);
    let (stage, code) = (get(header::DEAD_STAGE).to_owned(), get(header::DEAD_CODE).to_owned());
    What::Dropped { number, stage, code }
}

/// The dead letter that a message was replayed from: its run is `replay-<number>-<nanoseconds>`.
pub(crate) fn replayed(stored: &Stored) -> Option<MessageKey> {
    let mut parts = stored.headers.get(header::RUN)?.strip_prefix("replay-")?.split('-');
    let sequence = parts.next()?.parse().ok()?;
    let nanoseconds: i128 = parts.next()?.parse().ok()?;
    Some(MessageKey { sequence, stored_at: Timestamp::from_nanosecond(nanoseconds).ok()? })
}

/// The members of a record that the history shows.
#[derive(Debug, Default)]
pub(super) struct Facts {
    pub(super) title: Option<String>,
    pub(super) received_at: Option<Timestamp>,
}

pub(super) fn facts(record: &Record) -> Facts {
    #[derive(Deserialize)]
    struct Received {
        received_at: Timestamp,
    }
    #[derive(Deserialize)]
    struct Titled {
        title: Option<Value>,
    }
    #[derive(Deserialize)]
    struct Value {
        value: String,
    }
    let document = record.raw("document");
    let received: Option<Received> = document.and_then(|raw| serde_json::from_str(raw.get()).ok());
    let metadata = record.raw("metadata");
    let titled: Option<Titled> = metadata.and_then(|raw| serde_json::from_str(raw.get()).ok());
    Facts {
        title: titled.and_then(|titled| titled.title).map(|title| title.value),
        received_at: received.map(|received| received.received_at),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_is_the_time_between_less_the_work() {
        let at = |millisecond| Timestamp::from_millisecond(millisecond).unwrap();
        let worked = What::Worked {
            stage: "ingestion".into(),
            version: "0".into(),
            duration_ms: 5.0,
            attempt: 1,
        };
        let accepted = What::Accepted { stream: "ARTICLES_RAW", sequence: Some(1) };
        let published = What::Published { subject: "s".into(), sequence: 1 };
        let mut events = [(0, accepted), (30, worked), (42, published)].map(|(time, what)| Event {
            at: at(time),
            waited_ms: None,
            what,
        });
        waits(&mut events);
        assert_eq!(events.map(|event| event.waited_ms), [None, Some(30.0), Some(7.0)]);
    }
}
