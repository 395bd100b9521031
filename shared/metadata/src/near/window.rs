use article::ArticleId;

use super::Sketch;
use super::sketch::{BANDS, COMPARED, similarity};

/// The minimum share of common shingles in near-duplicates.
const SIMILAR: f32 = 0.47;
/// The maximum number of documents that are compared for each band, most recent first.
const LONGEST_CHAIN: usize = 64;
/// Chains per document of a full window; each has two documents on average.
const CHAINS: usize = 4;
const END: u32 = u32::MAX;

/// The sketches of the most recent documents.
///
/// A full window takes 88 bytes per document. A document is compared with those that have at least one
/// of eight bands in common with it; 99 % of the documents have if a third of their shingles differ.
#[derive(Debug, Clone)]
pub struct Window {
    capacity: usize,
    /// The place of the next document, which replaces the oldest one.
    next: usize,
    ids: Vec<ArticleId>,
    compared: Vec<[u8; COMPARED / 2]>,
    /// For each document and band, the next older document in its chain.
    older: Vec<[u32; BANDS]>,
    /// The newest entry of each chain, as document × bands + band.
    newest: Vec<u32>,
}

/// The document of which another one is a near-duplicate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Match {
    /// Its ID.
    pub of: ArticleId,
    /// The estimated share of shingles that are not in both (Jaccard distance), 0 to 1.
    pub distance: f32,
}

impl Window {
    /// A window of `capacity` documents, at most 500 million. It takes little memory while it is empty.
    pub fn new(capacity: usize) -> Self {
        let capacity = capacity.clamp(1, 500_000_000);
        let chains = (CHAINS * capacity).next_power_of_two();
        // At most 4 × capacity, the number on which the calculation of memory is based.
        let chains = if chains > CHAINS * capacity { chains / 2 } else { chains };
        Self {
            capacity,
            next: 0,
            ids: Vec::new(),
            compared: Vec::new(),
            older: Vec::new(),
            newest: vec![END; chains],
        }
    }

    /// The maximum number of documents.
    pub fn capacity(&self) -> usize {
        self.capacity
    }

    /// The number of documents.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether the window is empty.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Finds the most similar document among those added before this one, then adds this one. Also returns
    /// whether it is new; a document that is already in the window is not added again.
    pub fn pass(&mut self, id: ArticleId, sketch: &Sketch) -> (Option<Match>, bool) {
        let (found, known) = self.find(id, sketch);
        if !known {
            self.add(id, sketch);
        }
        (found, !known)
    }

    /// Finds the document that is most similar to this one. Also returns whether this one is in the window;
    /// then only documents added before it count, since later ones are copies of it.
    pub fn find(&self, id: ArticleId, sketch: &Sketch) -> (Option<Match>, bool) {
        let mut own = None;
        let mut candidates = Vec::new();
        for band in 0..BANDS {
            self.walk(sketch, band, |place, age| match self.ids[place] == id {
                true => own = Some(age),
                false => candidates.push((place, age)),
            });
        }
        let mut best: Option<(f32, usize, usize)> = None;
        for (place, age) in
            candidates.into_iter().filter(|(_, age)| own.is_none_or(|own| *age > own))
        {
            let similarity = similarity(&sketch.compared, &self.compared[place]);
            // Prefers the oldest of equally similar documents.
            let better =
                best.is_none_or(|(known, known_age, _)| (similarity, age) > (known, known_age));
            if similarity >= SIMILAR && better {
                best = Some((similarity, age, place));
            }
        }
        let found = best.map(|(similarity, _, place)| Match {
            of: self.ids[place],
            distance: 1.0 - similarity,
        });
        (found, own.is_some())
    }

    /// Adds a document that another replica has processed.
    pub fn learn(&mut self, id: ArticleId, sketch: &Sketch) {
        let mut known = false;
        // A known document is in the chain of every band.
        self.walk(sketch, 0, |place, _| known |= self.ids[place] == id);
        if !known {
            self.add(id, sketch);
        }
    }

    /// Removes a document: others are no longer near-duplicates of it, and it is new if it is added again.
    pub fn forget(&mut self, id: ArticleId) {
        // The ID of an empty document, which has no sketch.
        let nobody = ArticleId::of("", "", b"");
        for (known, compared) in self.ids.iter_mut().zip(&mut self.compared) {
            if *known == id {
                *known = nobody;
                // Similar to other sketches only by chance.
                *compared = [0; COMPARED / 2];
            }
        }
    }

    /// Visits the documents in the chain of a band, from the newest to the oldest, with their age.
    fn walk(&self, sketch: &Sketch, band: usize, mut visit: impl FnMut(usize, usize)) {
        let mut node = self.newest[self.chain(sketch, band)];
        let mut last_age = None;
        for _ in 0..LONGEST_CHAIN {
            if node == END {
                return;
            }
            let (place, own_band) = (node as usize / BANDS, node as usize % BANDS);
            let age = self.age(place);
            // A newer document has replaced one that is no longer in the window.
            if last_age.is_some_and(|last| age < last) {
                return;
            }
            last_age = Some(age);
            visit(place, age);
            node = self.older[place][own_band];
        }
    }

    /// The age of a place: 1 for the newest document.
    fn age(&self, place: usize) -> usize {
        match place < self.next {
            true => self.next - place,
            false => self.next + self.capacity - place,
        }
    }

    fn add(&mut self, id: ArticleId, sketch: &Sketch) {
        let place = self.next;
        if place == self.ids.len() {
            self.ids.push(id);
            self.compared.push(sketch.compared);
            self.older.push([END; BANDS]);
        }
        self.ids[place] = id;
        self.compared[place] = sketch.compared;
        for band in 0..BANDS {
            let chain = self.chain(sketch, band);
            let newest = self.newest[chain];
            self.older[place][band] = newest;
            self.newest[chain] = (place * BANDS + band) as u32;
        }
        self.next = (place + 1) % self.capacity;
    }

    fn chain(&self, sketch: &Sketch, band: usize) -> usize {
        let key = u64::from(sketch.bands[band]) << 3 | band as u64;
        let hash = key.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (hash >> 32) as usize & (self.newest.len() - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: usize) -> ArticleId {
        ArticleId::of("", "", &number.to_be_bytes())
    }

    fn text(number: usize) -> String {
        (0..60).map(|word| format!("word{}x{} ", number, word)).collect()
    }

    fn sketch(text: &str) -> Sketch {
        Sketch::of(text).unwrap()
    }

    #[test]
    fn a_copy_is_found_until_its_original_leaves_the_window() {
        let mut window = Window::new(100);
        let copied = text(0).replace("word0x30", "other");
        for number in 0..100 {
            assert_eq!(window.pass(id(number), &sketch(&text(number))), (None, true), "{number}");
        }
        let (found, _) = window.find(id(1_000), &sketch(&copied));
        let found = found.unwrap();
        assert!(found.of == id(0) && (0.01..0.3).contains(&found.distance), "{found:?}");
        for number in 100..350 {
            assert_eq!(window.pass(id(number), &sketch(&text(number))), (None, true), "{number}");
        }
        assert_eq!(window.len(), 100);
        assert_eq!(window.find(id(1_000), &sketch(&copied)).0, None);
        let (found, _) = window.pass(id(1_000), &sketch(&text(300).replace("word300x9", "other")));
        assert_eq!(found.unwrap().of, id(300));
    }

    #[test]
    fn a_document_that_passes_again_is_no_copy_of_its_copies() {
        let mut window = Window::new(10);
        let copy = sketch(&text(1).replace("word1x30", "other"));
        window.pass(id(1), &sketch(&text(1)));
        let first = window.pass(id(2), &copy);
        assert_eq!(first.0.unwrap().of, id(1));
        assert_eq!(window.pass(id(1), &sketch(&text(1))), (None, false));
        assert_eq!(window.pass(id(2), &copy), (first.0, false));
        assert_eq!(window.len(), 2);
        window.forget(id(1));
        assert_eq!(window.find(id(2), &copy), (None, true));
        assert!(window.pass(id(1), &sketch(&text(1))).1);
        assert_eq!(window.pass(id(3), &sketch(&text(1))).0.unwrap().of, id(1));
    }

    #[test]
    fn of_several_originals_the_nearest_is_named_and_of_equals_the_oldest() {
        let mut window = Window::new(10);
        let far =
            text(1).replace("word1x10", "a").replace("word1x30", "b").replace("word1x50", "c");
        for (number, text) in [(1, &far), (2, &text(1)), (3, &text(1))] {
            window.learn(id(number), &sketch(text));
        }
        let (found, _) = window.pass(id(4), &sketch(&text(1)));
        assert_eq!(found, Some(Match { of: id(2), distance: 0.0 }));
    }
}
