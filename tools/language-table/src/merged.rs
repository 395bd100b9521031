//! All models as one sorted list of n-grams, each with its probability in every language.

use std::ops::Range;

use language::ngram::Key;

use crate::letter_table::LetterTable;
use crate::models::Model;
use crate::source::Source;

/// The n-grams of all languages by key, shorter ones first.
pub(crate) struct Merged {
    keys: Vec<Key>,
    /// The start of each key's entries, and the end of the last ones.
    starts: Vec<u32>,
    entries: Vec<Entry>,
}

/// The probabilities of an n-gram in a language.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry {
    pub(crate) source: Source,
    /// ln of the joint probability of its letters.
    pub(crate) joint: f32,
    /// ln of the probability of its last letter after the others.
    pub(crate) conditional: f32,
}

impl Merged {
    /// Adds up n-grams with the same key (because of folded letters), and drops those without a key.
    pub(crate) fn new(letters: &LetterTable, models: &[Model]) -> Self {
        let mut all: Vec<(Key, Source, f64)> = Vec::new();
        for model in models {
            let keyed = model.ngrams.iter().filter_map(|(ngram, joint)| {
                Some((letters.key(ngram)?, model.source, libm::exp(*joint)))
            });
            all.extend(keyed);
        }
        // Also by share, because the order of a sum affects its last bits.
        all.sort_unstable_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then(a.2.total_cmp(&b.2)));
        let mut merged = Self { keys: Vec::new(), starts: Vec::new(), entries: Vec::new() };
        for same in all.chunk_by(|a, b| a.0 == b.0) {
            merged.keys.push(same[0].0);
            merged.starts.push(merged.entries.len() as u32);
            for one in same.chunk_by(|a, b| a.1 == b.1) {
                let joint = libm::log(one.iter().map(|(_, _, share)| share).sum()) as f32;
                merged.entries.push(Entry { source: one[0].1, joint, conditional: joint });
            }
        }
        merged.starts.push(merged.entries.len() as u32);
        merged.condition();
        merged
    }

    /// The number of n-grams.
    pub(crate) fn len(&self) -> usize {
        self.keys.len()
    }

    /// Every n-gram and the range of its entries, shorter ones first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (Key, Range<usize>)> {
        self.keys.iter().enumerate().map(|(place, &key)| (key, self.range(place)))
    }

    /// The entries in a range, in the order of the languages' numbers.
    pub(crate) fn entries(&self, range: Range<usize>) -> &[Entry] {
        &self.entries[range]
    }

    /// The range of an n-gram's entries; empty if it has none.
    pub(crate) fn find(&self, key: Key) -> Range<usize> {
        self.keys.binary_search(&key).map_or(0..0, |place| self.range(place))
    }

    fn range(&self, place: usize) -> Range<usize> {
        self.starts[place] as usize..self.starts[place + 1] as usize
    }

    /// p(last letter | letters before) = p(n-gram) / p(n-gram without its last letter).
    fn condition(&mut self) {
        for place in 0..self.keys.len() {
            let key = self.keys[place];
            if key.order() == 1 {
                continue;
            }
            let before = self.find(key.prefix());
            for entry in self.range(place) {
                let Entry { source, joint, .. } = self.entries[entry];
                let of = self.entries(before.clone()).iter().find(|of| of.source == source);
                if let Some(of) = of {
                    self.entries[entry].conditional = (joint - of.joint).min(0.0);
                }
            }
        }
    }
}
