use super::Table;
use super::layout::{BEGIN_BITS, COUNT_BITS, DENSE, LANES};
use crate::ngram::Hash;

/// The table's row for an n-gram or word.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Row<'t> {
    /// No row: falls back to its suffix.
    Absent,
    /// Values of a few lanes, added to those of its suffixes.
    Sparse(&'t [[u8; 2]]),
    /// The values of all lanes, including its suffixes.
    Dense(&'t [u8; LANES]),
}

/// Where a bucket's heads begin, how many there are, and the first one read ahead.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bucket {
    begin: u32,
    heads: u16,
    first: u16,
}

impl<'t> Table<'t> {
    /// Whether a whole word may have a record. Few have one, and this check stays in the cache.
    #[inline]
    pub(crate) fn may_have(&self, word: Hash) -> bool {
        let bit = word.bit();
        self.words.get(bit / 8).is_some_and(|byte| byte >> (bit % 8) & 1 == 1)
    }

    /// Reads where a bucket begins, and its first head. Done for many hashes in a row, the memory
    /// reads overlap; they take most of a lookup's time.
    #[inline]
    pub(crate) fn bucket(&self, hash: Hash) -> Bucket {
        let start = u32::from_le_bytes(self.starts[hash.bucket(self.starts.len())]);
        let begin = start & ((1 << BEGIN_BITS) - 1);
        let first = self.unit(begin as usize);
        Bucket { begin, heads: (start >> BEGIN_BITS) as u16, first }
    }

    /// Finds a hash among its bucket's records.
    #[inline]
    pub(crate) fn find(&self, hash: Hash, bucket: Bucket) -> Row<'t> {
        let fingerprint = hash.fingerprint();
        let first = bucket.begin as usize;
        let mut head = bucket.first;
        let heads = usize::from(bucket.heads);
        let mut entries = first + heads;
        for next in (first + 1..).take(heads) {
            let count = head & DENSE;
            let length = if count == DENSE { 1 } else { usize::from(count) };
            if head >> COUNT_BITS == fingerprint {
                let entries = self.records.get(entries..entries + length);
                return entries.map_or(Row::Absent, |entries| self.row(count, entries));
            }
            entries += length;
            head = self.unit(next);
        }
        Row::Absent
    }

    #[inline]
    fn unit(&self, place: usize) -> u16 {
        self.records.get(place).map_or(0, |&unit| u16::from_le_bytes(unit))
    }

    #[inline]
    fn row(&self, count: u16, entries: &'t [[u8; 2]]) -> Row<'t> {
        match entries {
            [row] if count == DENSE => {
                let row = self.dense.get(usize::from(u16::from_le_bytes(*row)));
                row.map_or(Row::Absent, Row::Dense)
            }
            entries => Row::Sparse(entries),
        }
    }
}
