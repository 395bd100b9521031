//! Compares Courant's engine with lingua on a paragraph of the Universal Declaration of Human
//! Rights (public domain) in each of lingua's 75 languages, two of them in both scripts.

#![cfg(all(test, feature = "lingua"))]

use language_detection::{EngineName, Settings};

const SAMPLES: &str = include_str!("samples.tsv");

#[test]
fn the_engines_agree_on_all_languages_but_where_lingua_has_no_model() {
    let engine = |engine| Settings { engine, detect_languages: Vec::new() }.engine().unwrap();
    let (own, lingua) = (engine(EngineName::Ngrams), engine(EngineName::Lingua));
    let mut differ = Vec::new();
    for (tag, text) in SAMPLES.lines().map(|line| line.split_once('\t').unwrap()) {
        let found = own.detect(text);
        assert_eq!((found.tag, found.outside), (tag, None), "{text}: {found:?}");
        // lingua knows one Serbian: the Cyrillic.
        let oracle = lingua.detect(text);
        if oracle.tag != tag && (oracle.tag, tag) != ("sr", "sr-Cyrl") {
            differ.push(tag);
        }
    }
    assert_eq!(SAMPLES.lines().count(), 77);
    assert_eq!(differ, ["sr-Latn"]);
}
