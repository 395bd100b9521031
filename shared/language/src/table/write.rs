use super::layout::{BEGIN_BITS, COUNT_BITS, DENSE, HEAD, LANE_BITS, LANES, MAGIC, VERSION, WORDS};
use super::{Lane, checksum};
use crate::Class;
use crate::ngram::Hash;

/// The record of an n-gram or word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Record {
    /// Values of a few lanes, fewer than [`DENSE`].
    Sparse(Vec<(u8, i16)>),
    /// The number of a dense row.
    Dense(u16),
}

impl Record {
    fn length(&self) -> usize {
        match self {
            Self::Sparse(entries) => 1 + entries.len(),
            Self::Dense(_) => 2,
        }
    }
}

/// `u16` that a bucket holds on average.
const BUCKET: usize = 24;

/// Writes a table. The same parts give the same bytes.
///
/// # Panics
/// If a record has more entries than its head can count, a script has too many lanes, or there are
/// more records than a start can point to.
pub fn write(
    lanes: &[Vec<Lane>; Class::COUNT],
    letters: &[u16],
    mut records: Vec<(Hash, Record)>,
    words: Vec<(Hash, Record)>,
    dense: &[[i8; LANES]],
) -> Vec<u8> {
    let bits = bits(&words);
    records.extend(words);
    let length: usize = records.iter().map(|(_, record)| record.length()).sum();
    let buckets = length / BUCKET + 1;
    // Short records first: the search steps over fewer entries.
    records.sort_by_key(|(hash, record)| (hash.bucket(buckets), record.length(), *hash));

    let mut bytes = MAGIC.to_vec();
    for number in [VERSION, buckets as u32, length as u32, dense.len() as u32] {
        bytes.extend(number.to_le_bytes());
    }
    bytes.extend([0; 8]);
    for lanes in lanes {
        assert!(lanes.len() <= LANES, "a script has too many languages");
        bytes.push(lanes.len() as u8);
        for lane in lanes {
            bytes.push(lane.language.number() as u8);
            let numbers = lane.expect.iter().chain(std::iter::once(&lane.margin));
            bytes.extend(numbers.flat_map(|value| value.to_le_bytes()));
        }
    }
    bytes.extend(letters.iter().flat_map(|letter| letter.to_le_bytes()));
    bytes.extend(bits);
    let buckets: Vec<_> = contents(&records, buckets).collect();
    bytes.extend(starts(&buckets).flat_map(u32::to_le_bytes));
    bytes.extend(buckets.iter().flat_map(|bucket| units(bucket)).flat_map(u16::to_le_bytes));
    bytes.extend(dense.as_flattened().iter().map(|value| value.cast_unsigned()));

    let checksum = checksum::of(&bytes).to_le_bytes();
    bytes[HEAD - 8..HEAD].copy_from_slice(&checksum);
    bytes
}

/// A bit for each word that has a record; words may share one.
fn bits(words: &[(Hash, Record)]) -> [u8; WORDS] {
    let mut bits = [0; WORDS];
    for (word, _) in words {
        bits[word.bit() / 8] |= 1 << (word.bit() % 8);
    }
    bits
}

/// Each bucket's records, of records sorted by bucket.
fn contents(
    mut records: &[(Hash, Record)],
    buckets: usize,
) -> impl Iterator<Item = &[(Hash, Record)]> {
    (0..buckets).map(move |bucket| {
        let own = records.partition_point(|(hash, _)| hash.bucket(buckets) == bucket);
        let (own, rest) = records.split_at(own);
        records = rest;
        own
    })
}

/// Where each bucket's records begin, and how many there are.
fn starts(buckets: &[&[(Hash, Record)]]) -> impl Iterator<Item = u32> {
    let mut begin = 0;
    buckets.iter().map(move |bucket| {
        let length: usize = bucket.iter().map(|(_, record)| record.length()).sum();
        assert!(begin < 1 << BEGIN_BITS, "there are too many records");
        let count = u8::try_from(bucket.len()).expect("a bucket has fewer than 256 records");
        let start = begin as u32 | u32::from(count) << BEGIN_BITS;
        begin += length;
        start
    })
}

/// A bucket's heads, so that a search reads one cache line, then their entries.
fn units(bucket: &[(Hash, Record)]) -> Vec<u16> {
    let mut units: Vec<u16> = bucket.iter().map(|(hash, record)| head(*hash, record)).collect();
    for (_, record) in bucket {
        match record {
            Record::Dense(row) => units.push(*row),
            Record::Sparse(entries) => units.extend(
                entries
                    .iter()
                    .map(|&(lane, value)| u16::from(lane) | value.cast_unsigned() << LANE_BITS),
            ),
        }
    }
    units
}

fn head(hash: Hash, record: &Record) -> u16 {
    let count = match record {
        Record::Dense(_) => DENSE,
        Record::Sparse(entries) => {
            assert!(entries.len() < usize::from(DENSE), "a record has too many entries");
            entries.len() as u16
        }
    };
    hash.fingerprint() << COUNT_BITS | count
}
