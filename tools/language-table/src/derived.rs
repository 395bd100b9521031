//! Languages in a script without a model in lingua, derived from its model in another script by a
//! letter-for-letter spelling rule.

use language::Language;
use language::ngram::LONGEST;
use unicode_normalization::UnicodeNormalization;

use crate::models::Model;
use crate::source::{PLAIN, Source, by_tag};

/// Adds the derived languages' models.
pub(crate) fn add(models: &mut Vec<Model>) {
    let serbian = derive(models, Language::SERBIAN, Language::SERBIAN_LATIN, &SERBIAN);
    let azerbaijani =
        derive(models, Language::AZERBAIJANI, Language::AZERBAIJANI_CYRILLIC, &AZERBAIJANI);
    models.extend([serbian, azerbaijani]);
    let plain = PLAIN.iter().enumerate().map(|(place, tag)| plain(models, by_tag(tag), place));
    let plain: Vec<_> = plain.collect();
    models.extend(plain);
}

/// A language's model without diacritics.
fn plain(models: &[Model], language: Language, place: usize) -> Model {
    let own = models.iter().find(|model| model.source == Source::of(language));
    let ngrams = own.into_iter().flat_map(|model| &model.ngrams);
    let ngrams = ngrams.map(|(ngram, joint)| (ngram.chars().map(base).collect(), *joint)).collect();
    let unseen = own.map_or([0.0; LONGEST], |model| model.unseen);
    Model { source: Source::plain(place), ngrams, unseen, lingua: false }
}

/// A letter without its diacritics, as it is often typed.
pub(crate) fn base(c: char) -> char {
    match c {
        'đ' => 'd',
        'ł' => 'l',
        'ı' => 'i',
        'ə' => 'e',
        _ => std::iter::once(c).nfd().next().unwrap_or(c),
    }
}

fn derive(models: &[Model], from: Language, to: Language, spelling: &[(char, &str)]) -> Model {
    let known = models
        .iter()
        .filter(|model| model.source == Source::of(from))
        .flat_map(|model| &model.ngrams);
    let ngrams = known
        .flat_map(|(ngram, joint)| respell(ngram, spelling).into_iter().map(|new| (new, *joint)))
        .collect();
    Model { source: Source::of(to), ngrams, unseen: [0.0; LONGEST], lingua: true }
}

/// The n-grams in the other spelling that an n-gram's occurrences cover exactly once: the whole, and if
/// its first or last letter becomes two, also those without the first or the last of these.
fn respell(ngram: &str, spelling: &[(char, &str)]) -> Vec<String> {
    let letter = |c| spelling.iter().find(|(from, _)| *from == c).map(|&(_, to)| to);
    let Some(parts) = ngram.chars().map(letter).collect::<Option<Vec<&str>>>() else {
        return Vec::new();
    };
    let whole: Vec<char> = parts.concat().chars().collect();
    let length = |part: Option<&&str>| part.map_or(0, |part| part.chars().count());
    let (first, last) = (length(parts.first()), length(parts.last()));
    let cuts = (0..first).flat_map(|from| (0..last).map(move |to| (from, to)));
    // A single letter can only be cut at one end.
    cuts.filter(|&(from, to)| parts.len() > 1 || from + to < first)
        .map(|(from, to)| whole[from..whole.len() - to].iter().collect::<String>())
        .filter(|cut| cut.chars().count() <= LONGEST)
        .collect()
}

/// Serbian, Cyrillic to Latin (Gaj's alphabet).
#[rustfmt::skip]
const SERBIAN: [(char, &str); 30] = [
    ('а', "a"), ('б', "b"), ('в', "v"), ('г', "g"), ('д', "d"), ('ђ', "đ"), ('е', "e"),
    ('ж', "ž"), ('з', "z"), ('и', "i"), ('ј', "j"), ('к', "k"), ('л', "l"), ('љ', "lj"),
    ('м', "m"), ('н', "n"), ('њ', "nj"), ('о', "o"), ('п', "p"), ('р', "r"), ('с', "s"),
    ('т', "t"), ('ћ', "ć"), ('у', "u"), ('ф', "f"), ('х', "h"), ('ц', "c"), ('ч', "č"),
    ('џ', "dž"), ('ш', "š"),
];

/// Azerbaijani, Latin (1991) to Cyrillic (1958), letter for letter.
#[rustfmt::skip]
const AZERBAIJANI: [(char, &str); 32] = [
    ('a', "а"), ('b', "б"), ('c', "ҹ"), ('ç', "ч"), ('d', "д"), ('e', "е"), ('ə', "ә"),
    ('f', "ф"), ('g', "ҝ"), ('ğ', "ғ"), ('h', "һ"), ('x', "х"), ('ı', "ы"), ('i', "и"),
    ('j', "ж"), ('k', "к"), ('q', "г"), ('l', "л"), ('m', "м"), ('n', "н"), ('o', "о"),
    ('ö', "ө"), ('p', "п"), ('r', "р"), ('s', "с"), ('ş', "ш"), ('t', "т"), ('u', "у"),
    ('ü', "ү"), ('v', "в"), ('y', "ј"), ('z', "з"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_become_two_are_covered_once() {
        assert_eq!(respell("шта", &SERBIAN), ["šta"]);
        assert_eq!(respell("ње", &SERBIAN), ["nje", "je"]);
        assert_eq!(respell("аљ", &SERBIAN), ["alj", "al"]);
        assert_eq!(respell("љ", &SERBIAN), ["lj", "l", "j"]);
        assert!(respell("wх", &SERBIAN).is_empty());
        assert!(respell("његови", &SERBIAN).iter().all(|cut| cut.chars().count() <= 5));
    }

    #[test]
    fn azerbaijani_is_respelled_letter_for_letter() {
        assert_eq!(respell("gözəl", &AZERBAIJANI), ["ҝөзәл"]);
    }
}
