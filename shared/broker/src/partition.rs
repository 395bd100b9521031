//! Names of partitions: which streams a stage's queue consists of, and which subjects they store.
//!
//! Pure. With one partition the names are those of the table: the stream `ARTICLES_INGESTED` with the
//! subject `articles.ingested`. With four, `ARTICLES_INGESTED_0` to `_3` store
//! `articles.partition.0.ingested` to `articles.partition.3.ingested`. The services and commands keep
//! using the names of the table: `of_subject` and [`public`] translate where messages leave and
//! enter the process.

mod layout;

pub use layout::Layout;

use std::collections::BTreeMap;
use std::num::NonZeroU16;
use std::sync::{Mutex, PoisonError};

use article::{ArticleId, subject};

/// The most partitions of a stage.
pub const MOST: u16 = 64;

/// Prefix of the subjects of partitions. No lane or stage has such a subject: theirs are
/// `articles.raw.<lane>` and `articles.<stage>`.
const PREFIX: &str = "articles.partition.";

/// One of the streams of a stage's queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The only one, with the name of the table.
    Whole,
    /// One of several, counted from 0.
    Number(u16),
}

impl Part {
    /// The parts of a queue that has `count` partitions.
    pub fn all(count: NonZeroU16) -> Vec<Self> {
        match count.get() {
            1 => vec![Self::Whole],
            count => (0..count).map(Self::Number).collect(),
        }
    }

    /// The stream of this part: `ARTICLES_INGESTED_2`.
    pub fn stream(self, queue: &str) -> String {
        match self {
            Self::Whole => queue.to_owned(),
            Self::Number(number) => format!("{queue}_{number}"),
        }
    }

    /// The same as a static string. There are few names, and each is leaked once.
    pub fn name(self, queue: &'static str) -> &'static str {
        static NAMES: Mutex<BTreeMap<(&str, u16), &str>> = Mutex::new(BTreeMap::new());
        let Self::Number(number) = self else { return queue };
        let mut names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
        names.entry((queue, number)).or_insert_with(|| self.stream(queue).leak())
    }

    /// A subject of this part: `articles.partition.2.raw.feeds` for `articles.raw.feeds`.
    pub fn subject(self, public: &str) -> String {
        match self {
            Self::Whole => public.to_owned(),
            Self::Number(number) => {
                let rest = public.strip_prefix("articles.").unwrap_or(public);
                format!("{PREFIX}{number}.{rest}")
            }
        }
    }

    /// Its number, for `COURANT_PARTITIONS`. The whole queue counts as the first part.
    pub fn number(self) -> u16 {
        match self {
            Self::Whole => 0,
            Self::Number(number) => number,
        }
    }
}

/// The queue and the part that a stream is: `ARTICLES_INGESTED` and 2 for `ARTICLES_INGESTED_2`.
pub fn of_stream(stream: &str) -> (&str, Part) {
    let numbered = stream.rsplit_once('_').and_then(|(queue, number)| {
        let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        let number = number.parse().ok().filter(|&number: &u16| digits && number < MOST)?;
        queue.starts_with("ARTICLES_").then_some((queue, Part::Number(number)))
    });
    numbered.unwrap_or((stream, Part::Whole))
}

/// The name of a message in a queue: its sequence, after the number of its partition if there are
/// several: `4711`, `2/4711`.
pub fn place(stream: &str, sequence: u64) -> String {
    match of_stream(stream) {
        (_, Part::Whole) => sequence.to_string(),
        (_, Part::Number(number)) => format!("{number}/{sequence}"),
    }
}

/// The partition of an article. All copies of a document have the same one and share its duplicate
/// window.
pub fn of_article(id: ArticleId, count: NonZeroU16) -> Part {
    if count.get() == 1 {
        return Part::Whole;
    }
    // The id is a hash.
    let [.., a, b] = id.bytes();
    Part::Number(u16::from_be_bytes([a, b]) % count.get())
}

/// The subject to which a stage sends an article; `None` if it is sent to the subject as it is.
pub(crate) fn of_subject(public: &str, id: Option<ArticleId>, count: NonZeroU16) -> Option<String> {
    if count.get() == 1 || !is_queued(public) {
        return None;
    }
    let part = id.map_or(Part::Number(0), |id| of_article(id, count));
    Some(part.subject(public))
}

/// Whether a subject is the input of a stage after the first, or that of attachments:
/// `articles.ingested`. Other raw documents are distributed by the server.
pub fn is_queued(public: &str) -> bool {
    let rest = public.strip_prefix("articles.");
    let is_input = public != subject::RAW && rest.is_some_and(|rest| !rest.contains('.'));
    is_input || public == subject::RAW_ATTACHMENTS
}

/// The subject as publishers and dead letters know it: `articles.raw.feeds` for
/// `articles.partition.2.raw.feeds`.
pub fn public(subject: &str) -> Option<String> {
    let (number, rest) = subject.strip_prefix(PREFIX)?.split_once('.')?;
    let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| format!("articles.{rest}"))
}

/// The server's configuration that distributes raw documents across the partitions: each subject
/// and what it is mapped to.
///
/// It doesn't use `partition(N)`, which hashes the subject: all of `articles.raw` would be in one
/// partition. For one partition, the subjects are mapped to themselves, because a reload of
/// nats-server can change a mapping but not remove it.
pub fn mappings(count: NonZeroU16) -> [(String, String); 2] {
    let to = match count.get() {
        1 => subject::RAW.to_owned(),
        count => format!("{PREFIX}{{{{random({count})}}}}.raw"),
    };
    [
        (subject::RAW.to_owned(), to.clone()),
        (format!("{}*", subject::RAW_LANE_PREFIX), format!("{to}.{{{{wildcard(1)}}}}")),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(count: u16) -> NonZeroU16 {
        NonZeroU16::new(count).unwrap()
    }

    #[test]
    fn one_partition_has_the_names_of_the_table() {
        assert_eq!(Part::all(count(1)), [Part::Whole]);
        assert_eq!(Part::Whole.stream("ARTICLES_RAW"), "ARTICLES_RAW");
        assert_eq!(Part::Whole.subject("articles.raw.*"), "articles.raw.*");
        let id = ArticleId::of("", "", b"hello");
        assert_eq!(of_subject("articles.ingested", Some(id), count(1)), None);
        let itself =
            [("articles.raw", "articles.raw"), ("articles.raw.*", "articles.raw.{{wildcard(1)}}")];
        let found = mappings(count(1));
        assert_eq!(found.each_ref().map(|(from, to)| (from.as_str(), to.as_str())), itself);
    }

    #[test]
    fn names_are_translated_there_and_back() {
        for (queue, public_subject) in
            [("ARTICLES_RAW", "articles.raw.feeds"), ("ARTICLES_INGESTED", "articles.ingested")]
        {
            for part in Part::all(count(4)) {
                assert_eq!(of_stream(&part.stream(queue)), (queue, part));
                assert_eq!(public(&part.subject(public_subject)).as_deref(), Some(public_subject));
            }
            assert_eq!(of_stream(queue), (queue, Part::Whole));
            assert_eq!(public(public_subject), None);
        }
        assert_eq!(of_stream("OWN_2"), ("OWN_2", Part::Whole));
        assert_eq!(public("articles.partition.x.raw"), None);
    }

    #[test]
    fn only_articles_between_two_stages_and_attachments_are_spread() {
        let id = ArticleId::of("", "", b"hello");
        let sent = |subject: &str| of_subject(subject, Some(id), count(4));
        assert!(sent("articles.ingested").is_some_and(|own| own.ends_with(".ingested")));
        assert!(
            sent(subject::RAW_ATTACHMENTS).is_some_and(|own| own.ends_with(".raw.attachments"))
        );
        for whole in ["articles.raw", "articles.raw.feeds", "articles.published.en.1", "own.queue"]
        {
            assert_eq!(sent(whole), None, "{whole}");
        }
    }

    #[test]
    fn articles_are_spread_evenly_and_always_to_the_same_partition() {
        let mut counts = [0; 4];
        for number in 0..4_000_u32 {
            let id = ArticleId::of("", "", &number.to_be_bytes());
            let part = of_article(id, count(4));
            assert_eq!(part, of_article(id, count(4)));
            counts[usize::from(part.number())] += 1;
        }
        assert!(counts.iter().all(|&count| (800..1_200).contains(&count)), "{counts:?}");
    }

    #[test]
    fn the_mapping_names_every_lane() {
        let expected = [
            ("articles.raw", "articles.partition.{{random(4)}}.raw"),
            ("articles.raw.*", "articles.partition.{{random(4)}}.raw.{{wildcard(1)}}"),
        ];
        let found = mappings(count(4));
        let found: Vec<_> = found.iter().map(|(from, to)| (from.as_str(), to.as_str())).collect();
        assert_eq!(found, expected);
    }
}
