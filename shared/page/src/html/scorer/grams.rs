//! Runs of up to four words: how much of a block occurs in another text, or again on the page.

use std::collections::{HashMap, HashSet};

/// Number of words of a run.
const LONGEST: usize = 4;

/// The runs of one to four words of a text.
#[derive(Debug)]
pub(super) struct Runs {
    runs: HashSet<u64>,
    pub(super) words: usize,
}

impl Runs {
    pub(super) fn of(words: &[u32]) -> Self {
        let runs = (1..=LONGEST).flat_map(|length| words.windows(length).map(run)).collect();
        Self { runs, words: words.len() }
    }

    /// Share of the runs of a block that are in the text; −1 if there is no text. A short block is
    /// looked up together with the words before and after it.
    pub(super) fn coverage(&self, before: &[u32], words: &[u32], after: &[u32]) -> f32 {
        if self.words == 0 {
            return -1.0;
        }
        if words.len() >= LONGEST {
            let found = words.windows(LONGEST).filter(|words| self.has(words)).count();
            return found as f32 / (words.len() - LONGEST + 1) as f32;
        }
        let more = LONGEST - words.len();
        let mut joined = Vec::with_capacity(LONGEST);
        if after.len() >= more {
            joined.extend(words.iter().chain(&after[..more]));
            if self.has(&joined) {
                return 0.95;
            }
        }
        if before.len() >= more {
            joined.clear();
            joined.extend(before[before.len() - more..].iter().chain(words));
            if self.has(&joined) {
                return 0.9;
            }
        }
        if self.has(words) { 0.25 + 0.1 * words.len() as f32 } else { 0.0 }
    }

    fn has(&self, words: &[u32]) -> bool {
        self.runs.contains(&run(words))
    }
}

/// For each block, the share of its runs that occur on the page before it, and after it.
pub(super) fn repeated<'a>(blocks: impl Iterator<Item = &'a [u32]> + Clone) -> Vec<[f32; 2]> {
    let of = |words: &'a [u32]| words.windows(LONGEST.min(words.len()).max(1)).map(run);
    let mut count: HashMap<u64, (u32, u32)> = HashMap::new();
    blocks.clone().flat_map(of).for_each(|run| count.entry(run).or_default().0 += 1);
    blocks
        .map(|words| {
            let (mut before, mut after, mut all) = (0.0, 0.0, 0.0_f32);
            for run in of(words) {
                all += 1.0;
                let (total, seen) = count.get(&run).copied().unwrap_or_default();
                before += f32::from(u8::from(seen > 0));
                after += f32::from(u8::from(total > seen + 1));
            }
            for run in of(words) {
                count.entry(run).or_default().1 += 1;
            }
            [before / all.max(1.0), after / all.max(1.0)]
        })
        .collect()
}

fn run(words: &[u32]) -> u64 {
    let start = words.len() as u64;
    words.iter().fold(start, |hash, word| {
        (hash.rotate_left(23) ^ u64::from(*word)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_blocks_are_looked_up_with_their_neighbours() {
        let runs = Runs::of(&[1, 2, 3, 4, 5, 6]);
        assert_eq!(runs.coverage(&[], &[2, 3, 4, 5, 9], &[]), 0.5);
        assert_eq!(runs.coverage(&[], &[1], &[2, 3, 4, 7]), 0.95);
        assert_eq!(runs.coverage(&[9, 3, 4, 5], &[6], &[7, 8, 9]), 0.9);
        assert_eq!(runs.coverage(&[], &[7], &[]), 0.0);
        assert_eq!(Runs::of(&[]).coverage(&[], &[7], &[]), -1.0);
    }

    #[test]
    fn copies_are_counted_before_and_after() {
        let blocks: [&[u32]; 3] = [&[1, 2, 3, 4], &[9], &[1, 2, 3, 4]];
        assert_eq!(repeated(blocks.into_iter()), [[0.0, 1.0], [0.0, 0.0], [1.0, 0.0]]);
    }
}
