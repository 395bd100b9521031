//! A table with a valid checksum but wrong sections leads to an answer and never to a panic.

use std::sync::LazyLock;

use courant_language::ngram::{Hash, Key};
use courant_language::table::{LANES, Lane, Record, write};
use courant_language::{Class, Engine, Language, Letter, Letters, Ngrams};
use proptest::prelude::*;

/// A table of the letters `a` to `z`, a few n-grams and words.
fn table(
    records: Vec<(Hash, Record)>,
    words: Vec<(Hash, Record)>,
    dense: &[[i8; LANES]],
    expect: f32,
) -> Vec<u8> {
    let mut lanes = [const { Vec::new() }; Class::COUNT];
    let languages = Language::all().take(3);
    lanes[Class::LATIN.number()] =
        languages.map(|language| Lane { language, expect: [expect; 5], margin: 1.0 }).collect();
    let letter = |c: u32| match u8::try_from(c) {
        Ok(c @ b'a'..=b'z') => Letter { class: Class::LATIN, code: c - b'a' + 1 }.packed(),
        _ => 0,
    };
    let letters: Vec<u16> = (0..Letters::COUNT as u32).map(letter).collect();
    write(&lanes, &letters, records, words, dense)
}

static GRAMS: LazyLock<Vec<Hash>> =
    LazyLock::new(|| (1..27).map(|code| Key::new(code, 1, Class::LATIN).hash()).collect());

#[test]
fn a_written_table_says_what_it_was_told() {
    let sparse = Record::Sparse(vec![(1, 2)]);
    let letters = || GRAMS.iter().map(|&gram| (gram, sparse.clone())).collect();
    let word = Hash::of_word(&[12, 1, 20, 9, 14], Class::LATIN);
    let words = || vec![(word, Record::Sparse(vec![(2, 255)]))];
    let bytes = table(letters(), words(), &[], 1.0);
    let engine = Ngrams::new(&bytes).unwrap();
    for (text, place) in [
        ("some words of english letters, all of them alike in value", 1),
        ("some words of latin letters, all of them alike in value", 2),
    ] {
        assert_eq!(engine.detect(text).tag, Language::all().nth(place).unwrap().tag(), "{text}");
    }
    assert_eq!(bytes, table(letters(), words(), &[], 1.0));
}

proptest! {
    #[test]
    fn lying_records_do_no_harm(
        lane in 0_u8..128, value in -256_i16..256, row in any::<u16>(), expect in -1e30_f32..1e30,
        text in "[a-z ]{0,200}",
    ) {
        let records = GRAMS.iter().enumerate().map(|(place, &gram)| {
            (gram, if place % 2 == 0 { Record::Sparse(vec![(lane, value)]) } else { Record::Dense(row) })
        });
        let bytes = table(records.collect(), Vec::new(), &[[-128; LANES]], expect);
        let found = Ngrams::new(&bytes).unwrap().detect(&text);
        prop_assert!(found.confidence.is_finite());
    }
}
