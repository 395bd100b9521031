//! Manually chosen words that distinguish close siblings.

use std::collections::BTreeMap;

use language::Class;
use language::ngram::Hash;
use language::table::{Lane, Record, STEP};

use crate::letter_table::LetterTable;
use crate::source::by_tag;

/// `-LANGUAGE[,LANGUAGE] words`: words that exist in a sibling but not in these languages.
const WORDS: &str = include_str!("../words.txt");
/// The cost of a word for a language in which it doesn't exist, in nats.
const COST: f32 = 8.0;

/// A record for each word.
///
/// # Panics
/// If a line of the list names an unknown language.
pub(crate) fn records(
    letters: &LetterTable,
    lanes: &[Vec<Lane>; Class::COUNT],
) -> Vec<(Hash, Record)> {
    let mut found: BTreeMap<Hash, Vec<u8>> = BTreeMap::new();
    for line in WORDS.lines().filter_map(|line| line.strip_prefix('-')) {
        let (languages, words) = line.split_once(' ').expect("a line has languages and words");
        for tag in languages.split(',') {
            let language = by_tag(tag);
            for word in words.split_whitespace() {
                let (hash, class) = hash(letters, word);
                let lanes = lanes[class.number()].iter().enumerate();
                let own = lanes.filter(|(_, lane)| lane.language == language);
                found.entry(hash).or_default().extend(own.map(|(place, _)| place as u8));
            }
        }
    }
    let cost = -(COST / STEP) as i16;
    let record = |mut lanes: Vec<u8>| {
        lanes.sort_unstable();
        lanes.dedup();
        Record::Sparse(lanes.into_iter().map(|lane| (lane, cost)).collect())
    };
    found.into_iter().map(|(hash, lanes)| (hash, record(lanes))).collect()
}

fn hash(letters: &LetterTable, word: &str) -> (Hash, Class) {
    let codes: Vec<u8> = word.chars().map(|c| letters.get(c).code).collect();
    let class = word.chars().next().map_or(Class::NONE, |c| letters.get(c).class);
    (Hash::of_word(&codes, class), class)
}
