//! Hashes of words and shingles. Published fingerprints depend on them, so they must not change.

/// FNV-1a over a word in lower case.
pub(crate) fn word(word: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325;
    for c in word.chars().flat_map(char::to_lowercase) {
        hash = (hash ^ u64::from(c)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    hash
}

/// Combines the hashes of words in order.
pub(crate) fn shingle(words: &[u64]) -> u64 {
    words.iter().fold(0, |hash, word| {
        mix(u64::rotate_left(hash, 21).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ word)
    })
}

/// The finaliser of MurmurHash3.
pub(crate) fn mix(mut hash: u64) -> u64 {
    hash = (hash ^ hash >> 33).wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash = (hash ^ hash >> 33).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ hash >> 33
}
