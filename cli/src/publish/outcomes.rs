use std::collections::{HashMap, VecDeque};

use article::{ArticleId, StreamPosition, header};
use broker::{Broker, DeadLetter, Part, Stored, Tail, partition, table};

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
    expected: Expected,
}

impl Outcomes {
    pub(super) async fn watch(broker: &Broker) -> Result<Self, Fault> {
        Ok(Self {
            published: broker.tail(table::PUBLISHED, "articles.published.>", None).await?,
            dead: broker.tail(table::DEAD, "articles.dead.>", None).await?,
            aside: broker.tail(table::SET_ASIDE, ">", None).await?,
            expected: Expected::default(),
        })
    }

    /// The documents whose outcomes are awaited.
    pub(super) fn expected(&mut self) -> &mut Expected {
        &mut self.expected
    }

    /// How many documents are in flight.
    pub(super) fn open(&self) -> usize {
        self.expected.open()
    }

    /// The next outcome of one of ours. Dropping the future loses nothing.
    pub(super) async fn next(&mut self) -> (Place, Outcome) {
        loop {
            let (id, sequence, outcome) = tokio::select! {
                message = self.published.next() => {
                    let (id, sequence) = origin(&message);
                    (id, sequence, Some(Outcome::Published(message)))
                }
                message = self.dead.next() => {
                    let (id, sequence) = origin(&message);
                    (id, sequence, dead(&message))
                }
                message = self.aside.next() => {
                    let (id, sequence) = origin(&message);
                    (id, sequence, aside(&message))
                }
            };
            if let Some(outcome) = outcome
                && let Some(found) = self.expected.claim(id, sequence, outcome)
            {
                return found;
            }
        }
    }
}

/// Documents whose outcomes are awaited. An outcome may arrive before the acknowledgement of the
/// document itself.
#[derive(Debug, Default)]
pub(super) struct Expected {
    /// By article id; the same document may be sent more than once.
    by_id: HashMap<ArticleId, Vec<Place>>,
    /// By the raw message's sequence, for documents that are not readable enough to have an id.
    by_sequence: HashMap<Raw, Place>,
    /// Early outcomes of such documents, in the order of arrival.
    early: VecDeque<(Raw, Outcome)>,
}

/// A raw message: the part of the queue that stores it, and its sequence there.
type Raw = (Part, u64);

/// How many early outcomes are kept, including those of other publishers' documents.
const MAX_EARLY: usize = 1024;

impl Expected {
    /// Records that a document is about to be sent.
    pub(super) fn sending(&mut self, id: Option<ArticleId>, place: &Place) {
        if let Some(id) = id {
            self.by_id.entry(id).or_default().push(place.clone());
        }
    }

    /// Records that the server did not accept it.
    pub(super) fn refused(&mut self, id: Option<ArticleId>, place: &Place) {
        let Some(id) = id else { return };
        if let Some(places) = self.by_id.get_mut(&id) {
            if let Some(at) = places.iter().position(|sent| sent == place) {
                places.remove(at);
            }
            if places.is_empty() {
                self.by_id.remove(&id);
            }
        }
    }

    /// Records that the server has stored it. Returns its outcome if it has already arrived.
    pub(super) fn accepted(
        &mut self,
        id: Option<ArticleId>,
        sequence: Raw,
        place: Place,
    ) -> Option<(Place, Outcome)> {
        if id.is_some() {
            return None;
        }
        let arrived = self.early.iter().position(|(early, _)| *early == sequence);
        match arrived.and_then(|at| self.early.remove(at)) {
            Some((_, outcome)) => Some((place, outcome)),
            None => {
                self.by_sequence.insert(sequence, place);
                None
            }
        }
    }

    fn open(&self) -> usize {
        self.by_id.values().map(Vec::len).sum::<usize>() + self.by_sequence.len()
    }

    fn claim(
        &mut self,
        id: Option<ArticleId>,
        sequence: Option<Raw>,
        outcome: Outcome,
    ) -> Option<(Place, Outcome)> {
        if let Some(id) = id
            && let Some(places) = self.by_id.get_mut(&id)
        {
            let place = places.pop();
            if places.is_empty() {
                self.by_id.remove(&id);
            }
            return place.map(|place| (place, outcome));
        }
        let sequence = sequence?;
        if let Some(place) = self.by_sequence.remove(&sequence) {
            return Some((place, outcome));
        }
        if id.is_none() {
            self.early.push_back((sequence, outcome));
            if self.early.len() > MAX_EARLY {
                self.early.pop_front();
            }
        }
        None
    }
}

/// The article's id, and its raw message if ingestion wrote the outcome.
fn origin(message: &Stored) -> (Option<ArticleId>, Option<Raw>) {
    let id = message.headers.get(header::ARTICLE_ID).and_then(|id| id.parse().ok());
    let raw = StreamPosition::read(&message.headers).and_then(|raw| {
        let (queue, part) = partition::of_stream(&raw.stream);
        (queue == table::RAW).then_some((part, raw.sequence))
    });
    (id, raw)
}

fn dead(message: &Stored) -> Option<Outcome> {
    let dead_letter = DeadLetter::read(&message.headers, message.body.clone())?;
    Some(Outcome::Dead { code: dead_letter.code, detail: dead_letter.detail })
}

fn aside(message: &Stored) -> Option<Outcome> {
    let (kind, what) = message.subject.strip_prefix("articles.")?.split_once('.')?;
    match kind {
        "filtered" => Some(Outcome::Filtered(what.to_owned())),
        _ => Some(Outcome::Duplicate(what.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn place(line: u64) -> Place {
        Place::line(Path::new("a.jsonl").into(), line)
    }

    #[test]
    fn an_outcome_may_come_before_the_acknowledgement() {
        let filtered = || Outcome::Filtered("language".to_owned());
        let id = ArticleId::of("", "", b"a");
        let mut expected = Expected::default();
        expected.sending(Some(id), &place(1));
        let found = expected.claim(Some(id), Some((Part::Whole, 7)), filtered());
        assert_eq!(found.map(|(place, _)| place), Some(place(1)));
        assert!(expected.accepted(Some(id), (Part::Whole, 7), place(1)).is_none());
        assert_eq!(expected.open(), 0);

        expected.sending(None, &place(2));
        assert!(expected.claim(None, Some((Part::Whole, 8)), filtered()).is_none());
        let found = expected.accepted(None, (Part::Whole, 8), place(2));
        assert_eq!(found.map(|(place, _)| place), Some(place(2)));
        assert_eq!(expected.open(), 0);
    }

    #[test]
    fn what_the_server_refused_is_not_awaited() {
        let id = ArticleId::of("", "", b"a");
        let mut expected = Expected::default();
        expected.sending(Some(id), &place(1));
        expected.sending(Some(id), &place(2));
        expected.refused(Some(id), &place(1));
        assert_eq!(expected.open(), 1);
    }

    #[test]
    fn the_outcomes_of_others_take_little_memory() {
        let mut expected = Expected::default();
        let other = |part, sequence| (Part::Number(part), sequence);
        for sequence in 0..5_000 {
            let raw = other(1, sequence);
            expected.claim(None, Some(raw), Outcome::Filtered(String::new()));
        }
        assert_eq!(expected.early.len(), MAX_EARLY);
        // The oldest are dropped, whatever the partition; ours has just arrived.
        let ours = other(0, 1);
        expected.claim(None, Some(ours), Outcome::Filtered(String::new()));
        assert_eq!(expected.early.len(), MAX_EARLY);
        assert!(expected.accepted(None, ours, place(1)).is_some());
    }
}
