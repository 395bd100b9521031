/// Which sequences were seen: one bit each, so ten million documents take 1.25 MB.
pub(super) struct Seen {
    bits: Vec<u64>,
    base: u64,
    last: u64,
}

/// Maximum number of documents, which takes 256 MB.
const MOST: u64 = 1 << 31;

impl Seen {
    /// For the sequences up to `last`.
    pub(super) fn new(last: u64) -> Self {
        let base = last.saturating_sub(MOST - 1).max(1);
        let words = usize::try_from((last + 1 - base.min(last + 1)).div_ceil(64)).unwrap_or(0);
        Self { bits: vec![0; words], base, last }
    }

    pub(super) fn last(&self) -> u64 {
        self.last
    }

    pub(super) fn add(&mut self, sequence: u64) {
        if let Some((word, bit)) = self.place(sequence) {
            self.bits[word] |= 1 << bit;
        }
    }

    /// The first `most` sequences that were not seen.
    pub(super) fn absent(&self, first: u64, last: u64, most: usize) -> Vec<u64> {
        self.all_absent(first, last).take(most).collect()
    }

    pub(super) fn count_absent(&self, first: u64, last: u64) -> u64 {
        self.all_absent(first, last).count() as u64
    }

    fn all_absent(&self, first: u64, last: u64) -> impl Iterator<Item = u64> {
        let absent = |sequence: &u64| {
            self.place(*sequence).is_some_and(|(word, bit)| self.bits[word] >> bit & 1 == 0)
        };
        (first.max(self.base)..=last).filter(absent)
    }

    fn place(&self, sequence: u64) -> Option<(usize, u64)> {
        let inside = (self.base..=self.last).contains(&sequence);
        let offset = inside.then(|| sequence - self.base)?;
        Some((usize::try_from(offset / 64).ok()?, offset % 64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_seen_is_absent() {
        let mut seen = Seen::new(130);
        for sequence in (1..=130).filter(|sequence| ![1, 64, 65, 130].contains(sequence)) {
            seen.add(sequence);
        }
        assert_eq!(seen.absent(1, 130, 10), [1, 64, 65, 130]);
        assert_eq!(seen.absent(2, 129, 1), [64]);
        assert_eq!(seen.count_absent(2, 130), 3);
        assert_eq!(Seen::new(0).count_absent(1, 0), 0);
    }
}
