use super::{COUNT_BITS, DENSE, LANES, Table};
use crate::ngram::Hash;

/// What the table says of one n-gram or word.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Row<'t> {
    /// Nothing: it falls back to its suffix.
    Absent,
    /// A few lanes' values, on top of what its suffixes say.
    Sparse(&'t [[u8; 2]]),
    /// Every lane's value, its suffixes' included.
    Dense(&'t [u8; LANES]),
}

/// A bucket's records, and its first head read ahead.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bucket<'t> {
    records: &'t [[u8; 2]],
    first: u16,
}

impl<'t> Table<'t> {
    /// Reads where a bucket begins and its first head. Done for many hashes in a row, the memory
    /// answers them side by side; that is most of a look-up's time.
    #[inline]
    pub(crate) fn bucket(&self, hash: Hash) -> Bucket<'t> {
        let place = hash.bucket(self.starts.len() - 1);
        let begin = u32::from_le_bytes(self.starts[place]) as usize;
        let end = u32::from_le_bytes(self.starts[place + 1]) as usize;
        let records = self.records.get(begin..end).unwrap_or_default();
        Bucket { records, first: records.first().map_or(0, |&head| u16::from_le_bytes(head)) }
    }

    /// Finds a hash among its bucket's records.
    #[inline]
    pub(crate) fn find(&self, hash: Hash, bucket: Bucket<'t>) -> Row<'t> {
        let fingerprint = hash.fingerprint();
        let mut head = bucket.first;
        let mut rest = bucket.records.get(1..).unwrap_or_default();
        loop {
            let count = head & DENSE;
            let length = if count == DENSE { 1 } else { usize::from(count) };
            let Some((entries, after)) = rest.split_at_checked(length) else { return Row::Absent };
            if head >> COUNT_BITS == fingerprint {
                return self.row(count, entries);
            }
            let Some((next, after)) = after.split_first() else { return Row::Absent };
            head = u16::from_le_bytes(*next);
            rest = after;
        }
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
