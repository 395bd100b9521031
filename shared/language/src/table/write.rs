use super::{COUNT_BITS, DENSE, HEAD, LANE_BITS, LANES, Lane, MAGIC, VERSION, checksum};
use crate::Class;
use crate::ngram::Hash;

/// What the table is to say of one n-gram or word.
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

/// Writes a table. Same parts, same bytes.
///
/// # Panics
/// When a record has more entries than its head can count, or a script more lanes than there are.
pub fn write(
    lanes: &[Vec<Lane>; Class::COUNT],
    letters: &[u16],
    mut records: Vec<(Hash, Record)>,
    dense: &[[i8; LANES]],
) -> Vec<u8> {
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
    bytes.extend(starts(&records, buckets).flat_map(u32::to_le_bytes));
    bytes.extend(
        records.iter().flat_map(|(hash, record)| units(*hash, record)).flat_map(u16::to_le_bytes),
    );
    bytes.extend(dense.as_flattened().iter().map(|value| value.cast_unsigned()));

    let checksum = checksum::of(&bytes).to_le_bytes();
    bytes[HEAD - 8..HEAD].copy_from_slice(&checksum);
    bytes
}

/// Where each bucket's records begin, and where the last ends.
fn starts(records: &[(Hash, Record)], buckets: usize) -> impl Iterator<Item = u32> {
    let mut lengths = vec![0; buckets + 1];
    for (hash, record) in records {
        lengths[hash.bucket(buckets) + 1] += record.length() as u32;
    }
    lengths.into_iter().scan(0, |sum, length| {
        *sum += length;
        Some(*sum)
    })
}

fn units(hash: Hash, record: &Record) -> Vec<u16> {
    let fingerprint = hash.fingerprint() << COUNT_BITS;
    match record {
        Record::Dense(row) => vec![fingerprint | DENSE, *row],
        Record::Sparse(entries) => {
            assert!(entries.len() < usize::from(DENSE), "a record has too many entries");
            let entries = entries
                .iter()
                .map(|&(lane, value)| u16::from(lane) | value.cast_unsigned() << LANE_BITS);
            [fingerprint | entries.len() as u16].into_iter().chain(entries).collect()
        }
    }
}
