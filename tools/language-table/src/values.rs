//! What an n-gram is worth in a language.

use language::table::Lane;
use language::{Class, Language};

use crate::merged::{Entry, Merged};

/// What one odd letter can cost at most, in nats.
const FLOOR: f64 = 10.0;
/// What an n-gram's own frequency adds, over all suffixes: its weight, and where it begins.
const FREQUENT: f64 = 0.1;
const RARE: f64 = 18.0;
/// Nats a letter for the languages whose siblings would else take too much, or too little.
const BIAS: [(Language, f64); 2] = [(Language::SERBIAN_LATIN, 0.02), (Language::BOSNIAN, -0.005)];

/// What the letter that ends an n-gram should be worth in nats, given what the frequencies of all
/// its suffixes add up to.
pub(crate) fn worth(entry: Entry, frequencies: f32) -> f64 {
    let bias = BIAS.iter().find(|(language, _)| *language == entry.language);
    (f64::from(entry.conditional) + FLOOR).max(0.0)
        + f64::from(frequencies)
        + bias.map_or(0.0, |&(_, bias)| bias)
}

/// What an n-gram's own frequency adds, on top of its suffix's.
pub(crate) fn frequency(entry: Entry, suffix: f32) -> f32 {
    (f64::from(suffix) + FREQUENT * (f64::from(entry.joint) + RARE).max(0.0)) as f32
}

/// The lanes of each script: the languages that most of whose letters it has.
pub(crate) fn lanes(merged: &Merged) -> [Vec<Lane>; Class::COUNT] {
    let mut shares = [[0.0; Class::COUNT]; Language::COUNT];
    for (key, range) in merged.iter().take_while(|(key, _)| key.order() == 1) {
        for entry in merged.entries(range) {
            shares[entry.language.number()][key.class().number()] +=
                libm::exp(f64::from(entry.joint));
        }
    }
    let mut lanes = [const { Vec::new() }; Class::COUNT];
    for language in Language::all() {
        let shares = &shares[language.number()];
        for class in
            Class::letters().filter(|class| class.has_ngrams() && shares[class.number()] >= 0.5)
        {
            lanes[class.number()].push(Lane { language, expect: [0.0; 5] });
        }
    }
    lanes
}
