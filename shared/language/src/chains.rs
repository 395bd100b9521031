use crate::Class;
use crate::ngram::{Hash, Key, LONGEST};
use crate::table::{Bucket, LANE_BITS, LANES, Row, Table};

/// Words whose n-grams are looked up together. For each letter there is a chain, from the longest
/// n-gram that ends in it to the letter alone; it ends at a row that includes its suffixes.
pub(crate) struct Chains<'t> {
    hashes: Vec<Hash>,
    buckets: Vec<Bucket>,
    chains: Vec<Chain>,
    sparse: Vec<Ahead<&'t [[u8; 2]]>>,
    dense: Vec<Ahead<&'t [u8; LANES]>>,
}

/// Where a chain's hashes end, and the n-gram that it continues with.
struct Chain {
    end: usize,
    rest: Option<Key>,
}

/// Data that is added up later, and a part of it that is read at once, so that many memory reads overlap.
type Ahead<T> = (T, u8);

/// The few rows of n-grams of this length are in the cache, so they are looked up only when a chain
/// reaches them.
const SHORT: usize = 2;

impl Default for Chains<'_> {
    /// With capacity for a segment.
    fn default() -> Self {
        Self {
            hashes: Vec::with_capacity(256),
            buckets: Vec::with_capacity(256),
            chains: Vec::with_capacity(128),
            sparse: Vec::with_capacity(256),
            dense: Vec::with_capacity(128),
        }
    }
}

impl<'t> Chains<'t> {
    /// Adds a word: each of its letters with the longest n-gram that ends in it, and the word as a
    /// whole.
    pub(crate) fn push(&mut self, table: &Table<'t>, codes: &[u8], class: Class) {
        let mut ngram = 0;
        for (&code, order) in codes.iter().zip(1..) {
            ngram = ngram << 8 | u64::from(code);
            self.push_ngram(Key::new(ngram, LONGEST.min(order), class));
        }
        let word = Hash::of_word(codes, class);
        if table.may_have(word) {
            self.hashes.push(word);
            self.chains.push(Chain { end: self.hashes.len(), rest: None });
        }
    }

    fn push_ngram(&mut self, longest: Key) {
        let mut rest = longest;
        while rest.order() > SHORT {
            self.hashes.push(rest.hash());
            rest = rest.suffix();
        }
        self.chains.push(Chain { end: self.hashes.len(), rest: Some(rest) });
    }

    /// Looks all words up, adds the table's scores to the sums, and clears the words.
    pub(crate) fn look_up(&mut self, table: &Table<'t>, sums: &mut [i16; LANES]) {
        self.buckets.extend(self.hashes.iter().map(|&hash| table.bucket(hash)));
        let mut from = 0;
        for &Chain { end, mut rest } in &self.chains {
            for (&hash, &bucket) in self.hashes[from..end].iter().zip(&self.buckets[from..end]) {
                if collect(table.find(hash, bucket), &mut self.sparse, &mut self.dense) {
                    rest = None;
                    break;
                }
            }
            from = end;
            while let Some(ngram) = rest {
                let hash = ngram.hash();
                let row = table.find(hash, table.bucket(hash));
                let all = collect(row, &mut self.sparse, &mut self.dense);
                rest = (!all && ngram.order() > 1).then(|| ngram.suffix());
            }
        }
        self.hashes.clear();
        self.buckets.clear();
        self.chains.clear();
        for (entries, _) in self.sparse.drain(..) {
            for entry in entries {
                let entry = u16::from_le_bytes(*entry);
                let sum = &mut sums[usize::from(entry) % LANES];
                *sum = sum.saturating_add(entry.cast_signed() >> LANE_BITS);
            }
        }
        for (row, _) in self.dense.drain(..) {
            for (sum, value) in sums.iter_mut().zip(row) {
                *sum = sum.saturating_add(i16::from(value.cast_signed()));
            }
        }
    }
}

/// Adds a row; returns whether the chain ends with it.
#[inline]
fn collect<'t>(
    row: Row<'t>,
    sparse: &mut Vec<Ahead<&'t [[u8; 2]]>>,
    dense: &mut Vec<Ahead<&'t [u8; LANES]>>,
) -> bool {
    match row {
        Row::Absent => {}
        Row::Sparse(entries) => sparse.push((entries, entries.first().map_or(0, |entry| entry[0]))),
        Row::Dense(row) => dense.push((row, row[0] ^ row[LANES / 2])),
    }
    matches!(row, Row::Dense(_))
}
