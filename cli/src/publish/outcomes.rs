use std::collections::HashMap;

use article::{ArticleId, StreamPosition, header};
use broker::{Broker, DeadLetter, Stored, Tail, table};

use crate::fault::Fault;
use crate::inputs::Place;

/// The outcome of a document.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// Published: the enriched record.
    Published(Stored),
    /// Filtered by a rule of publishing.
    Filtered(String),
    /// A stage had processed it before.
    Duplicate(String),
    /// Rejected: it is in the dead letters.
    Dead {
        /// Why, as a code.
        code: String,
        /// Why, as a sentence.
        detail: String,
    },
}

/// Watches for the outcomes of documents that are sent from now on.
pub(super) struct Outcomes {
    published: Tail,
    dead: Tail,
    aside: Tail,
    /// By article id; the same document may have been sent more than once.
    by_id: HashMap<ArticleId, Vec<Place>>,
    /// By the raw message's sequence, for documents that are not readable enough to have an id.
    by_sequence: HashMap<u64, Place>,
}

impl Outcomes {
    pub(super) async fn watch(broker: &Broker) -> Result<Self, Fault> {
        let all = |subject: &str| vec![subject.to_owned()];
        Ok(Self {
            published: broker.tail(table::PUBLISHED, all("articles.published.>"), None).await?,
            dead: broker.tail(table::DEAD, all("articles.dead.>"), None).await?,
            aside: broker.tail(table::SET_ASIDE, Vec::new(), None).await?,
            by_id: HashMap::new(),
            by_sequence: HashMap::new(),
        })
    }

    /// The server has stored a document.
    pub(super) fn expect(&mut self, id: Option<ArticleId>, sequence: u64, place: Place) {
        match id {
            Some(id) => self.by_id.entry(id).or_default().push(place),
            None => drop(self.by_sequence.insert(sequence, place)),
        }
    }

    /// How many documents are in flight.
    pub(super) fn open(&self) -> usize {
        self.by_id.values().map(Vec::len).sum::<usize>() + self.by_sequence.len()
    }

    /// The next outcome of one of ours. Dropping the future loses nothing.
    pub(super) async fn next(&mut self) -> (Place, Outcome) {
        loop {
            let (message, outcome) = tokio::select! {
                message = self.published.next() => (message.clone(), Some(Outcome::Published(message))),
                message = self.dead.next() => { let outcome = dead(&message); (message, outcome) }
                message = self.aside.next() => { let outcome = aside(&message); (message, outcome) }
            };
            if let (Some(place), Some(outcome)) = (self.place(&message), outcome) {
                return (place, outcome);
            }
        }
    }

    fn place(&mut self, message: &Stored) -> Option<Place> {
        let id = message.headers.get(header::ARTICLE_ID).and_then(|id| id.parse().ok());
        if let Some(id) = id
            && let Some(places) = self.by_id.get_mut(&id)
        {
            let place = places.pop();
            if places.is_empty() {
                self.by_id.remove(&id);
            }
            return place;
        }
        let raw = StreamPosition::read(&message.headers).filter(|raw| raw.stream == table::RAW)?;
        self.by_sequence.remove(&raw.sequence)
    }
}

fn dead(message: &Stored) -> Option<Outcome> {
    let letter = DeadLetter::read(&message.headers, message.body.clone())?;
    Some(Outcome::Dead { code: letter.code, detail: letter.detail })
}

fn aside(message: &Stored) -> Option<Outcome> {
    let (kind, what) = message.subject.strip_prefix("articles.")?.split_once('.')?;
    match kind {
        "filtered" => Some(Outcome::Filtered(what.to_owned())),
        _ => Some(Outcome::Duplicate(what.to_owned())),
    }
}
