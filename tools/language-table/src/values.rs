//! The value of an n-gram in a language.

use language::table::Lane;
use language::{Class, Language};

use crate::merged::{Entry, Merged};
use crate::source::Source;

/// `TAG NATS MARGIN`, measured on texts outside the language's corpus: an offset on the mean value of a
/// letter (subjects differ, and some corpora are only the Bible), and by how much a letter usually fits
/// better than in any other language.
const OTHER_TEXTS: &str = include_str!("../other_texts.tsv");

/// The margin of languages without other texts.
const MARGIN: f64 = 1.36;

/// The numbers of a language in that list.
pub(crate) fn other_texts(language: Language) -> (f64, f64) {
    let numbers = |line: &str| {
        let mut cells = line.split('\t');
        let own = cells.next().filter(|tag| *tag == language.tag());
        own.and_then(|_| Some((cells.next()?.parse().ok()?, cells.next()?.parse().ok()?)))
    };
    OTHER_TEXTS.lines().find_map(numbers).unwrap_or((0.0, MARGIN))
}

/// The class and lane of each source.
pub(crate) type Places = [Option<(Class, usize)>; Source::COUNT];

/// The maximum cost of an unusual letter, in nats.
const FLOOR: f64 = 10.0;
/// The weight of an n-gram's own frequency over all suffixes, and its minimum.
const FREQUENT: f64 = 0.1;
const RARE: f64 = 18.0;
/// Nats per letter for languages whose siblings would otherwise win too often or too rarely.
const BIAS: [(Language, f64); 2] = [(Language::SERBIAN_LATIN, 0.02), (Language::BOSNIAN, -0.005)];

/// The value of the last letter of an n-gram in nats, given the sum of the frequencies of all its
/// suffixes.
pub(crate) fn worth(entry: Entry, frequencies: f32) -> f64 {
    let bias = BIAS.iter().find(|(language, _)| *language == entry.source.language());
    (f64::from(entry.conditional) + FLOOR).max(0.0)
        + f64::from(frequencies)
        + bias.map_or(0.0, |&(_, bias)| bias)
}

/// The additional value of an n-gram's own frequency compared with its suffix's.
pub(crate) fn frequency(entry: Entry, suffix: f32) -> f32 {
    (f64::from(suffix) + FREQUENT * (f64::from(entry.joint) + RARE).max(0.0)) as f32
}

/// The lanes of each script: the languages with most of their letters in it.
pub(crate) fn lanes(merged: &Merged) -> ([Vec<Lane>; Class::COUNT], Places) {
    let mut shares = vec![[0.0; Class::COUNT]; Source::COUNT];
    for (key, range) in merged.iter().take_while(|(key, _)| key.order() == 1) {
        for entry in merged.entries(range) {
            shares[entry.source.number()][key.class().number()] +=
                libm::exp(f64::from(entry.joint));
        }
    }
    let mut lanes = [const { Vec::new() }; Class::COUNT];
    let mut places = [None; Source::COUNT];
    for source in Source::all() {
        let shares = &shares[source.number()];
        for class in
            Class::letters().filter(|class| class.has_ngrams() && shares[class.number()] >= 0.5)
        {
            lanes[class.number()].push(Lane {
                language: source.language(),
                expect: [0.0; 5],
                margin: 0.0,
            });
            places[source.number()] = Some((class, lanes[class.number()].len() - 1));
        }
    }
    (lanes, places)
}
