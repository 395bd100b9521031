use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::num::NonZeroU16;

use super::{MOST, Part};

/// The number of partitions, and which earlier ones may still hold articles.
///
/// It is stored in the metadata of `ARTICLES_DEAD`, which every service and command may read, so
/// that they all agree and follow changes. Nothing is stored if there was never more than one
/// partition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    count: NonZeroU16,
    /// Earlier numbers of partitions from which a move is not finished.
    before: BTreeSet<NonZeroU16>,
    /// How many raw documents were accepted by each stream that is being removed.
    removing: BTreeMap<String, u64>,
    removed: u64,
}

const COUNT: &str = "courant_partitions";
const BEFORE: &str = "courant_partitions_before";
const REMOVED: &str = "courant_accepted_before";
const REMOVING: &str = "courant_accepted_by_";

impl Default for Layout {
    fn default() -> Self {
        Self::of(NonZeroU16::MIN)
    }
}

impl Layout {
    /// This many partitions, and no earlier ones.
    pub fn of(count: NonZeroU16) -> Self {
        Self { count, before: BTreeSet::new(), removing: BTreeMap::new(), removed: 0 }
    }

    /// Reads the metadata of a stream. What can't be read counts as missing.
    pub fn read(metadata: &HashMap<String, String>) -> Self {
        let number =
            |text: &str| text.parse().ok().filter(|count: &NonZeroU16| count.get() <= MOST);
        let get = |name: &str| metadata.get(name).map(String::as_str);
        let before = get(BEFORE).unwrap_or_default().split(',').filter_map(number).collect();
        let removing = metadata.iter().filter_map(|(name, accepted)| {
            Some((name.strip_prefix(REMOVING)?.to_owned(), accepted.parse().ok()?))
        });
        Self {
            count: get(COUNT).and_then(number).unwrap_or(NonZeroU16::MIN),
            before,
            removing: removing.collect(),
            removed: get(REMOVED).and_then(|count| count.parse().ok()).unwrap_or(0),
        }
    }

    /// Whether a name in the metadata of a stream is one of these.
    pub(crate) fn owns(name: &str) -> bool {
        [COUNT, BEFORE, REMOVED].contains(&name) || name.starts_with(REMOVING)
    }

    /// As metadata of a stream; empty if there was never more than one partition.
    pub fn metadata(&self) -> HashMap<String, String> {
        let mut metadata = HashMap::new();
        let mut put = |name: &str, value: String| metadata.insert(name.to_owned(), value);
        if self.count.get() > 1 {
            put(COUNT, self.count.to_string());
        }
        if !self.before.is_empty() {
            let before: Vec<String> = self.before.iter().map(ToString::to_string).collect();
            put(BEFORE, before.join(","));
        }
        for (stream, accepted) in &self.removing {
            put(&format!("{REMOVING}{stream}"), accepted.to_string());
        }
        if self.removed > 0 {
            put(REMOVED, self.removed.to_string());
        }
        metadata
    }

    /// The number of partitions.
    pub fn count(&self) -> NonZeroU16 {
        self.count
    }

    /// The layout after a move to `count` partitions begins. The others are drained.
    #[must_use]
    pub fn moved_to(&self, count: NonZeroU16) -> Self {
        let mut moved = self.clone();
        if count != self.count {
            moved.before.insert(self.count);
            moved.before.remove(&count);
            moved.count = count;
        }
        moved
    }

    /// The parts that are written to.
    pub fn current(&self) -> Vec<Part> {
        Part::all(self.count)
    }

    /// The parts that are drained: nothing is written to them.
    pub fn draining(&self) -> Vec<Part> {
        let current = self.current();
        let before: BTreeSet<Part> = self.before.iter().copied().flat_map(Part::all).collect();
        before.into_iter().filter(|part| !current.contains(part)).collect()
    }

    /// The parts that are read: those that are drained first.
    pub fn all(&self) -> Vec<Part> {
        [self.draining(), self.current()].concat()
    }

    /// Whether a stream is drained.
    pub fn is_draining(&self, stream: &str) -> bool {
        self.draining().contains(&super::of_stream(stream).1)
    }

    /// Whether a stream of a queue may be missing because a move has removed it, or was about to.
    pub fn is_removed(&self, stream: &str) -> bool {
        let part = super::of_stream(stream).1;
        let is_read = self.all().contains(&part);
        !is_read || !self.removing.is_empty() && self.draining().contains(&part)
    }

    /// The streams of a queue, those that are drained first.
    pub fn streams(&self, queue: &str) -> Vec<String> {
        self.all().into_iter().map(|part| part.stream(queue)).collect()
    }

    /// The layout before another move: removed streams count as removed, and those that still exist
    /// are no longer about to be removed.
    #[must_use]
    pub fn resumed(&self, exists: impl Fn(&str) -> bool) -> Self {
        let removed = self.accepted_before(exists);
        Self { removed, removing: BTreeMap::new(), ..self.clone() }
    }

    /// The layout before a stream of raw documents is removed that has `accepted` this many.
    #[must_use]
    pub fn removing(&self, stream: &str, accepted: u64) -> Self {
        let mut next = self.clone();
        next.removing.insert(stream.to_owned(), accepted);
        next
    }

    /// The layout after all drained streams were removed.
    #[must_use]
    pub fn settled(&self) -> Self {
        let removed = self.removed + self.removing.values().sum::<u64>();
        Self { removed, ..Self::of(self.count) }
    }

    /// How many raw documents were accepted by streams that no longer exist; `exists` checks a stream.
    pub fn accepted_before(&self, exists: impl Fn(&str) -> bool) -> u64 {
        let gone = self.removing.iter().filter(|(stream, _)| !exists(stream));
        self.removed + gone.map(|(_, accepted)| accepted).sum::<u64>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(count: u16) -> NonZeroU16 {
        NonZeroU16::new(count).unwrap()
    }

    fn names(parts: &[Part]) -> Vec<String> {
        parts.iter().map(|part| part.stream("Q")).collect()
    }

    #[test]
    fn one_partition_that_was_never_more_stores_nothing() {
        assert!(Layout::default().metadata().is_empty());
        assert_eq!(Layout::read(&HashMap::new()), Layout::default());
        assert_eq!(Layout::default().streams("ARTICLES_RAW"), ["ARTICLES_RAW"]);
    }

    #[test]
    fn a_move_drains_what_is_no_longer_written_to() {
        let grown = Layout::default().moved_to(count(2));
        assert_eq!(names(&grown.current()), ["Q_0", "Q_1"]);
        assert_eq!(names(&grown.draining()), ["Q"]);
        assert_eq!(names(&grown.all()), ["Q", "Q_0", "Q_1"]);
        let more = grown.moved_to(count(3));
        assert_eq!(names(&more.draining()), ["Q"], "of two, both are among the three");
        let back = more.moved_to(count(1));
        assert_eq!(names(&back.draining()), ["Q_0", "Q_1", "Q_2"]);
        assert_eq!(names(&back.current()), ["Q"]);
        assert!(back.settled().metadata().is_empty());
    }

    #[test]
    fn what_a_move_has_removed_may_be_missing() {
        let stream = "ARTICLES_RAW";
        let grown = Layout::default().moved_to(count(2));
        assert!(!Layout::default().is_removed(stream) && !grown.is_removed(stream));
        let ending = grown.removing(stream, 70);
        assert!(ending.is_removed(stream) && !ending.is_removed("ARTICLES_RAW_1"));
        let settled = ending.settled();
        assert!(settled.is_removed(stream) && !settled.is_removed("ARTICLES_RAW_1"));
    }

    #[test]
    fn what_is_stored_is_read_again() {
        let layout = Layout::default().moved_to(count(4)).removing("ARTICLES_RAW", 70);
        assert_eq!(Layout::read(&layout.metadata()), layout);
        assert_eq!(layout.accepted_before(|_| true), 0, "the stream itself still says so");
        assert_eq!(layout.accepted_before(|_| false), 70);
        let settled = layout.settled();
        assert_eq!(settled.accepted_before(|_| false), 70);
        assert_eq!(Layout::read(&settled.metadata()), settled);
    }

    #[test]
    fn metadata_that_can_not_be_read_counts_as_missing() {
        let metadata = |value: &str| HashMap::from([(COUNT.to_owned(), value.to_owned())]);
        for wrong in ["", "0", "-1", "65", "x"] {
            assert_eq!(Layout::read(&metadata(wrong)), Layout::default(), "{wrong}");
        }
    }
}
