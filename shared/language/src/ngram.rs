//! Keys of n-grams and of whole words, and the hash that finds them in the table.

use crate::Class;

/// The longest n-grams.
pub const LONGEST: usize = 5;

/// An n-gram of one script: a code of 8 bits for each letter, the last letter lowest; above them
/// the script and the number of letters. Keys sort by length, then script.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(u64);

impl Key {
    /// The key of the last `order` letters of `codes` (8 bits a letter).
    #[inline]
    pub fn new(codes: u64, order: usize, class: Class) -> Self {
        let mask = (1 << (8 * order)) - 1;
        Self((codes & mask) | (class.number() as u64) << 40 | (order as u64) << 48)
    }

    /// How many letters it has.
    pub fn order(self) -> usize {
        (self.0 >> 48) as usize
    }

    /// The script of its letters.
    pub fn class(self) -> Class {
        Class::from_number((self.0 >> 40) as u8)
    }

    /// Without its last letter.
    pub fn prefix(self) -> Self {
        Self::new((self.0 & 0xFF_FFFF_FFFF) >> 8, self.order() - 1, self.class())
    }

    /// Without its first letter.
    pub fn suffix(self) -> Self {
        Self::new(self.0, self.order() - 1, self.class())
    }

    /// Its hash.
    #[inline]
    pub fn hash(self) -> Hash {
        Hash(mix(self.0))
    }
}

/// Where to find an n-gram or a word in the table: its bucket and its fingerprint in that bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(u64);

impl Hash {
    /// The hash of a whole word.
    pub fn of_word(codes: &[u8], class: Class) -> Self {
        let seed = 0x57_4f52_4400 | class.number() as u64;
        let step = |hash: u64, &code: &u8| {
            (hash.rotate_left(5) ^ u64::from(code)).wrapping_mul(0x517C_C1B7_2722_0A95)
        };
        Self(mix(codes.iter().fold(seed, step)))
    }

    /// A number below 65,536 to sort words by.
    #[inline]
    pub(crate) fn bit(self) -> usize {
        usize::from(self.0 as u16)
    }

    /// The bucket, of `buckets`.
    #[inline]
    pub fn bucket(self, buckets: usize) -> usize {
        (((self.0 >> 32) * buckets as u64) >> 32) as usize
    }

    /// Distinguishes it from others in its bucket: 10 bits.
    #[inline]
    pub fn fingerprint(self) -> u16 {
        (self.0 as u16) >> 6
    }
}

/// Spreads a key's bits over the word: each step can be undone, so no two keys share a hash.
#[inline]
fn mix(key: u64) -> u64 {
    let x = (key ^ key >> 32).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (x ^ x >> 29).wrapping_mul(0xBF58_476D_1CE4_E5B9)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_loses_its_first_or_last_letter() {
        let key = Key::new(0x01_02_03, 3, Class::CYRILLIC);
        assert_eq!((key.order(), key.class()), (3, Class::CYRILLIC));
        assert_eq!(key.prefix(), Key::new(0x01_02, 2, Class::CYRILLIC));
        assert_eq!(key.suffix(), Key::new(0x02_03, 2, Class::CYRILLIC));
    }

    #[test]
    fn buckets_and_fingerprints_stay_in_range() {
        for codes in 0..10_000 {
            let hash = Key::new(codes, 2, Class::LATIN).hash();
            assert!(hash.bucket(997) < 997 && hash.fingerprint() < 1 << 10);
        }
    }
}
