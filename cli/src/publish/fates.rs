use std::collections::HashMap;

use article::{ArticleId, header};
use broker::{Broker, DeadLetter, Stored, Tail, table};

use crate::fault::Fault;
use crate::inputs::Place;

/// What became of a document.
#[derive(Debug)]
pub(crate) enum Fate {
    /// It is out: the enriched record.
    Published(Stored),
    /// A rule of publishing left it out.
    Filtered(String),
    /// A stage had sent it on before.
    Duplicate(String),
    /// It lies in the dead letters.
    Dead {
        /// Why, as a code.
        code: String,
        /// Why, as a sentence.
        detail: String,
    },
}

/// Watches for what becomes of documents that are sent from now on.
pub(super) struct Fates {
    published: Tail,
    dead: Tail,
    aside: Tail,
    /// By the article's id; the same document may have been sent more than once.
    by_id: HashMap<ArticleId, Vec<Place>>,
    /// By the raw message's place in its stream, for what could not be read as far as an id.
    by_sequence: HashMap<u64, Place>,
}

impl Fates {
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

    /// A document was taken by the server.
    pub(super) fn expect(&mut self, id: Option<ArticleId>, sequence: u64, place: Place) {
        match id {
            Some(id) => self.by_id.entry(id).or_default().push(place),
            None => drop(self.by_sequence.insert(sequence, place)),
        }
    }

    /// How many are still on their way.
    pub(super) fn open(&self) -> usize {
        self.by_id.values().map(Vec::len).sum::<usize>() + self.by_sequence.len()
    }

    /// The next word of one of ours. Dropping the future loses nothing.
    pub(super) async fn next(&mut self) -> (Place, Fate) {
        loop {
            let (message, fate) = tokio::select! {
                message = self.published.next() => (message.clone(), Some(Fate::Published(message))),
                message = self.dead.next() => { let fate = dead(&message); (message, fate) }
                message = self.aside.next() => { let fate = aside(&message); (message, fate) }
            };
            if let (Some(place), Some(fate)) = (self.place(&message), fate) {
                return (place, fate);
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
        let origin = message.headers.get(header::NATS_MSG_ID)?;
        let sequence = origin.strip_prefix(table::RAW)?.strip_prefix('/')?.parse().ok()?;
        self.by_sequence.remove(&sequence)
    }
}

fn dead(message: &Stored) -> Option<Fate> {
    let letter = DeadLetter::read(&message.headers, message.body.clone())?;
    Some(Fate::Dead { code: letter.code, detail: letter.detail })
}

fn aside(message: &Stored) -> Option<Fate> {
    let (kind, what) = message.subject.strip_prefix("articles.")?.split_once('.')?;
    match kind {
        "filtered" => Some(Fate::Filtered(what.to_owned())),
        _ => Some(Fate::Duplicate(what.to_owned())),
    }
}
