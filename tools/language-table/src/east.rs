//! Han, kana and Hangul: not n-grams but the frequency of each character, from lingua's unigrams.

use std::collections::BTreeMap;

use language::table::Lane;
use language::{Class, East, Language};

use crate::classes::class;
use crate::letter_table::LetterTable;
use crate::models::Model;
use crate::source::Source;
use crate::values::other_texts;

/// Characters that exist in only one of the Chinese scripts: see `han.py`.
const HAN: &str = include_str!("../han.tsv");
/// Characters with a lower frequency (natural logarithm) have the lowest level.
const RAREST: f64 = -18.0;

/// The codes of Han characters, kana and Hangul syllables.
pub(crate) fn codes(models: &[Model]) -> BTreeMap<char, u8> {
    let mut letters: BTreeMap<char, East> = BTreeMap::new();
    for (language, c, share) in unigrams(models) {
        let letter = letters.entry(c).or_default();
        if language == Language::CHINESE {
            letter.chinese = level(share);
        } else {
            letter.other = level(share);
        }
    }
    for line in HAN.lines() {
        let mut cells = line.split('\t');
        let script = cells.next();
        let Some(c) = cells.next().and_then(|cell| cell.chars().next()) else { continue };
        // lingua's Chinese model only has the traditional forms. The simplified form gets the
        // frequency of the most frequent one.
        let variants = cells.next().unwrap_or_default().chars();
        let usual = variants.filter_map(|v| letters.get(&v)).map(|v| v.chinese).max();
        let letter = letters.entry(c).or_default();
        letter.simplified = script == Some("S");
        letter.traditional = script == Some("T");
        letter.chinese = letter.chinese.max(usual.unwrap_or(0));
    }
    letters.into_iter().map(|(c, letter)| (c, letter.code())).collect()
}

/// Adds the lanes of the scripts without n-grams.
pub(crate) fn add_lanes(
    lanes: &mut [Vec<Lane>; Class::COUNT],
    letters: &LetterTable,
    models: &[Model],
) {
    let mut add = |class: Class, language| {
        let worth = |c| {
            let letter = East::from_code(letters.get(c).code);
            let level = if language == Language::CHINESE { letter.chinese } else { letter.other };
            f32::from(level) * East::STEP
        };
        let own = unigrams(models)
            .filter(|&(l, c, _)| l == language && letters.get(c).class >= Class::HAN);
        let mean = own.map(|(_, c, share)| libm::exp(share) as f32 * worth(c)).sum();
        let expect = [mean, 0.0, 0.0, 0.0, 0.0];
        let (_, margin) = other_texts(language);
        lanes[class.number()].push(Lane { language, expect, margin: margin as f32 });
    };
    add(Class::HAN, Language::CHINESE);
    add(Class::HAN, Language::JAPANESE);
    add(Class::KANA, Language::JAPANESE);
    add(Class::HANGUL, Language::KOREAN);
}

/// Every letter of the scripts of the three languages, with ln of its share.
fn unigrams(models: &[Model]) -> impl Iterator<Item = (Language, char, f64)> {
    let own = [
        (Language::CHINESE, [Class::HAN, Class::HAN]),
        (Language::JAPANESE, [Class::HAN, Class::KANA]),
        (Language::KOREAN, [Class::HANGUL, Class::HANGUL]),
    ];
    own.into_iter().flat_map(move |(language, scripts)| {
        let model = models.iter().find(move |model| model.source == Source::of(language));
        let ngrams = model.into_iter().flat_map(|model| &model.ngrams);
        ngrams.filter_map(move |(ngram, share)| {
            let c = ngram.chars().next().filter(|c| c.len_utf8() == ngram.len())?;
            scripts.contains(&class(c)).then_some((language, c, *share))
        })
    })
}

fn level(share: f64) -> u8 {
    let steps = libm::round((share - RAREST) / f64::from(East::STEP));
    steps.clamp(1.0, f64::from(East::HIGHEST)) as u8
}
