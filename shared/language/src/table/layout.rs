/// Maximum number of languages per script.
pub const LANES: usize = 128;
/// Bits of an entry that hold its lane.
pub(crate) const LANE_BITS: u32 = 7;
/// Nats per unit of a value.
pub const STEP: f32 = 0.5;
/// The number of entries in a record's head that marks a dense row.
pub const DENSE: u16 = 63;
/// Bits of a head that hold the number of its entries.
pub(super) const COUNT_BITS: u32 = 6;
/// Bits of a start that hold where a bucket's records begin.
pub(super) const BEGIN_BITS: u32 = 24;
/// Bytes of the section with the words that may have a record.
pub(super) const WORDS: usize = 8192;

pub(super) const MAGIC: &[u8; 8] = b"CourLang";
pub(super) const VERSION: u32 = 3;
/// Length of the head: magic, four numbers, checksum.
pub(super) const HEAD: usize = 32;
