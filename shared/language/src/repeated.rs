use crate::chains::Chains;
use crate::ngram::Hash;
use crate::scan::Scan;
use crate::table::{LANES, Table};

/// Scores of the words that a text repeats, which are looked up once. They contain three in ten of
/// an article's letters.
pub(crate) struct Repeated {
    /// For each word of the text, the place of its scores, or [`ONCE`].
    places: Vec<u32>,
    scores: Vec<[i16; LANES]>,
}

/// No place: the word occurs once.
const ONCE: u32 = u32::MAX;
/// A text of fewer words seldom repeats one.
const FEW: usize = 40;

impl Repeated {
    pub(crate) fn new<'t>(table: &Table<'t>, scan: &Scan, chains: &mut Chains<'t>) -> Self {
        let words = if scan.words.len() < FEW { &[][..] } else { &scan.words };
        let mut repeated = Self { places: vec![ONCE; words.len()], scores: Vec::new() };
        // Open addressing, with room for each word and as many again.
        let slots = (2 * words.len()).next_power_of_two();
        let mut firsts: Vec<Option<u32>> = vec![None; slots];
        for (place, word) in words.iter().enumerate() {
            let codes = scan.codes(word);
            let same = |&first: &u32| {
                let first = &words[first as usize];
                first.class == word.class && scan.codes(first) == codes
            };
            let mut slot = Hash::of_word(codes, word.class).bucket(slots);
            while firsts[slot].is_some_and(|first| !same(&first)) {
                slot = (slot + 1) % slots;
            }
            let Some(first) = firsts[slot] else {
                firsts[slot] = Some(place as u32);
                continue;
            };
            let first = first as usize;
            if repeated.places[first] == ONCE {
                let mut scores = [0; LANES];
                chains.push(table, codes, word.class);
                chains.look_up(table, &mut scores);
                repeated.places[first] = repeated.scores.len() as u32;
                repeated.scores.push(scores);
            }
            repeated.places[place] = repeated.places[first];
        }
        repeated
    }

    /// The scores of the text's word at a place, if the text repeats it.
    pub(crate) fn scores(&self, word: usize) -> Option<&[i16; LANES]> {
        self.scores.get(*self.places.get(word)? as usize)
    }
}
