use super::layout::HEAD;

/// The checksum of a table's bytes, except for the checksum itself. Each step is invertible, so any
/// change within eight bytes is detected. It protects against damage, not against attacks.
pub(super) fn of(bytes: &[u8]) -> u64 {
    let head = bytes.get(..HEAD - 8).unwrap_or_default();
    let body = bytes.get(HEAD..).unwrap_or_default();
    let mut sums = [bytes.len() as u64, 2, 3, 4];
    for section in [head, body] {
        let (blocks, rest) = section.as_chunks::<32>();
        for block in blocks {
            absorb(&mut sums, block);
        }
        let mut last = [0; 32];
        last[..rest.len()].copy_from_slice(rest);
        absorb(&mut sums, &last);
    }
    sums.iter().fold(0, |all, &sum| step(all, sum))
}

/// Four independent sums, so that none waits for another.
fn absorb(sums: &mut [u64; 4], block: &[u8; 32]) {
    for (sum, word) in sums.iter_mut().zip(block.as_chunks().0) {
        *sum = step(*sum, u64::from_le_bytes(*word));
    }
}

fn step(sum: u64, word: u64) -> u64 {
    let sum = (sum ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    sum ^ sum >> 29
}
