//! The codes of letters, and the keys of n-grams.

use std::collections::BTreeMap;

use language::ngram::Key;
use language::{Class, Letter, Letters};

use crate::classes::{class, fold};
use crate::derived::base;
use crate::east;
use crate::models::Model;

/// The letter for every character of the first plane.
pub(crate) struct LetterTable {
    packed: Vec<u16>,
}

impl LetterTable {
    /// Assigns codes to the letters of each script, most frequent first, so that a rare letter doesn't
    /// change the codes of the others.
    pub(crate) fn new(models: &[Model]) -> Self {
        let codes = codes(models);
        let east = east::codes(models);
        let letter = |c: char| {
            let folded = fold(c);
            let class = class(folded);
            let code = match codes.get(&folded) {
                _ if !class.has_ngrams() => east.get(&c).copied().unwrap_or(0),
                Some(&code) => code,
                // A vowel sign that is missing in the models counts as a letter and ends the word.
                None if (Class::GUJARATI..=Class::THAI).contains(&class) => 0,
                // A letter with a rare mark is read as the letter.
                None => codes.get(&base(folded)).copied().unwrap_or(Letter::UNCODED),
            };
            Letter { class, code: if class == Class::NONE { 0 } else { code } }
        };
        let packed = (0..Letters::COUNT as u32)
            .map(|point| char::from_u32(point).map_or(0, |c| letter(c).packed()))
            .collect();
        Self { packed }
    }

    /// The table's section.
    pub(crate) fn packed(&self) -> &[u16] {
        &self.packed
    }

    /// The letter for a character.
    pub(crate) fn get(&self, c: char) -> Letter {
        let packed = self.packed.get(c as usize).copied().unwrap_or(0);
        Letter { class: Class::from_number((packed >> 8) as u8), code: packed as u8 }
    }

    /// The key of an n-gram; `None` if it mixes scripts or a letter has no code.
    pub(crate) fn key(&self, ngram: &str) -> Option<Key> {
        let class = self.get(ngram.chars().next()?).class;
        let mut codes = 0;
        let mut order = 0;
        for letter in ngram.chars().map(|c| self.get(c)) {
            let coded = ![0, Letter::UNCODED].contains(&letter.code);
            if letter.class != class || !class.has_ngrams() || !coded {
                return None;
            }
            codes = codes << 8 | u64::from(letter.code);
            order += 1;
        }
        Some(Key::new(codes, order, class))
    }
}

/// The codes of the letters in the models, by script.
fn codes(models: &[Model]) -> BTreeMap<char, u8> {
    let mut most: BTreeMap<char, f64> = BTreeMap::new();
    for (ngram, joint) in models.iter().flat_map(|model| &model.ngrams) {
        let mut letters = ngram.chars();
        if let (Some(c), None) = (letters.next(), letters.next()) {
            let most = most.entry(c).or_default();
            *most = most.max(libm::exp(*joint));
        }
    }
    let mut folded: BTreeMap<char, f64> = BTreeMap::new();
    for (c, share) in most {
        *folded.entry(fold(c)).or_default() += share;
    }
    let mut scripts: BTreeMap<Class, Vec<(char, f64)>> = BTreeMap::new();
    for (c, share) in folded.into_iter().filter(|&(c, _)| class(c).has_ngrams()) {
        scripts.entry(class(c)).or_default().push((c, share));
    }
    let mut codes = BTreeMap::new();
    for letters in scripts.values_mut() {
        letters.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        codes.extend(letters.iter().map(|&(c, _)| c).zip(1..Letter::UNCODED));
    }
    codes
}
