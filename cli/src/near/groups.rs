/// Groups of at least two indices whose fingerprints differ in at most `distance` bits from some
/// other in the group. Indices are in order, groups in the order of their first index.
pub(super) fn groups(prints: &[u64], distance: u32) -> Vec<Vec<usize>> {
    let mut above: Vec<usize> = (0..prints.len()).collect();
    for (at, print) in prints.iter().enumerate() {
        for (other, known) in prints[..at].iter().enumerate() {
            if (print ^ known).count_ones() <= distance {
                let (one, two) = (top(&mut above, at), top(&mut above, other));
                above[one.max(two)] = one.min(two);
            }
        }
    }
    let mut groups: Vec<Vec<usize>> = vec![Vec::new(); prints.len()];
    for at in 0..prints.len() {
        groups[top(&mut above, at)].push(at);
    }
    groups.retain(|group| group.len() > 1);
    groups
}

/// The first index of the group that an index is in (union-find with path halving).
fn top(above: &mut [usize], mut at: usize) -> usize {
    while above[at] != at {
        above[at] = above[above[at]];
        at = above[at];
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_near_the_same_one_are_in_one_group() {
        type Case<'a> = (&'a [u64], u32, &'a [&'a [usize]]);
        let cases: [Case<'_>; 6] = [
            (&[], 3, &[]),
            (&[7], 3, &[]),
            (&[0, u64::MAX, 1], 3, &[&[0, 2]]),
            (&[5, 5, 6], 0, &[&[0, 1]]),
            // The outer two are six bits apart, each near the middle one.
            (&[0b111_111, 0b000_111, 0], 3, &[&[0, 1, 2]]),
            (&[0, u64::MAX, 1, u64::MAX - 1], 3, &[&[0, 2], &[1, 3]]),
        ];
        for (prints, distance, expected) in cases {
            assert_eq!(groups(prints, distance), expected, "{prints:?}");
        }
    }

    #[test]
    fn a_chain_of_any_length_is_one_group() {
        let chain: Vec<u64> = (0..64).map(|bits| u64::MAX.unbounded_shl(64 - bits)).collect();
        assert_eq!(groups(&chain, 1), [(0..64).collect::<Vec<_>>()]);
        assert!(groups(&chain, 0).is_empty());
    }
}
