use std::collections::HashMap;

use super::stopwords::Stopwords;
use super::term::WeightedTerm;
use text::fold::fold;
use text::words::words;

/// The maximum number of words in a phrase.
const LONGEST: usize = 3;
/// The minimum number of occurrences of a phrase.
const LEAST: f64 = 2.0;
/// If at least this many terms are repeated, terms that occur once are dropped.
const ENOUGH: usize = 3;

/// Terms in languages with spaces between words: words and phrases, weighted by frequency, position and
/// capitals.
///
/// A capital at the beginning of a sentence is ignored. Elsewhere it marks a name in most languages (a
/// noun in German) and adds weight.
pub(super) fn weigh(parts: &[&str], title: &str, code: &str) -> Vec<WeightedTerm> {
    let stops = Stopwords::of(code);
    let mut vocabulary = Vocabulary::default();
    let mut terms: HashMap<Key, Term<'_>> = HashMap::new();
    for (index, part) in parts.iter().enumerate() {
        let place = if index == 0 { 1.5 } else { 1.0 };
        for clause in clauses(part, &mut vocabulary, |word| is_word(word, &stops, code)) {
            add_clause(&clause, place, &mut terms);
        }
    }
    let title = format!(" {} ", fold(title));
    let repeated = terms.values().filter(|term| term.count >= LEAST).count();
    let mut weighed: Vec<(String, WeightedTerm, usize, f64)> = Vec::new();
    for (key, term) in terms {
        if term.words > 1 && term.count < LEAST {
            continue;
        }
        let folded = vocabulary.join(&key[..term.words]);
        let titled = if title.contains(&format!(" {folded} ")) { 1.8 } else { 1.0 };
        let capital = 1.0 + 0.6 * term.capitals / term.count;
        let length = if term.words > 1 { 1.2 + 0.3 * term.words as f64 } else { 1.0 };
        // A word that occurs once counts only if the title contains it or the text is short.
        if term.count < LEAST && titled == 1.0 && repeated >= ENOUGH {
            continue;
        }
        let once = if term.count < LEAST && titled == 1.0 { 0.3 } else { 1.0 };
        let weight =
            (1.0 + term.count).ln() * (term.place / term.count) * titled * capital * length * once;
        let written = term.written(&key, &vocabulary);
        weighed.push((folded, WeightedTerm { term: written, weight }, term.words, term.count));
    }
    without_parts(weighed)
}

/// The numbers of a phrase's words. Unused places are 0.
type Key = [u32; LONGEST];

#[derive(Debug)]
struct Term<'a> {
    /// The spelling of the first occurrence; `None` stands for a word in lower case.
    spelling: [Option<&'a str>; LONGEST],
    words: usize,
    count: f64,
    /// Capitalised occurrences that don't begin a sentence.
    capitals: f64,
    /// The sum of the position weights.
    place: f64,
}

impl Term<'_> {
    fn written(&self, key: &Key, vocabulary: &Vocabulary) -> String {
        let words = self.spelling[..self.words].iter().zip(key);
        let words = words.map(|(text, word)| text.unwrap_or_else(|| vocabulary.folded(*word)));
        words.collect::<Vec<_>>().join(" ")
    }
}

/// The words of a text in lower case, each with a number from 1.
#[derive(Debug, Default)]
struct Vocabulary {
    numbers: HashMap<String, u32>,
    /// Each word, and whether a phrase may begin and end with it.
    words: Vec<(String, bool)>,
}

impl Vocabulary {
    /// The number of a word, and whether a phrase may begin and end with it.
    fn add(&mut self, text: &str, fits: impl Fn(&str) -> bool) -> (u32, bool) {
        let folded = text.to_lowercase();
        if let Some(number) = self.numbers.get(&folded) {
            return (*number, self.words[*number as usize - 1].1);
        }
        let fits = fits(&folded);
        self.words.push((folded.clone(), fits));
        let number = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
        self.numbers.insert(folded, number);
        (number, fits)
    }

    fn folded(&self, number: u32) -> &str {
        &self.words[number as usize - 1].0
    }

    fn join(&self, numbers: &[u32]) -> String {
        numbers.iter().map(|number| self.folded(*number)).collect::<Vec<_>>().join(" ")
    }
}

/// A word of a clause.
struct Item<'a> {
    text: &'a str,
    number: u32,
    /// Whether it begins a sentence.
    first: bool,
    /// Whether a phrase may begin and end with it.
    fits: bool,
}

/// The words of a paragraph by clause. A phrase doesn't cross punctuation.
fn clauses<'a>(
    part: &'a str,
    vocabulary: &mut Vocabulary,
    fits: impl Fn(&str) -> bool,
) -> Vec<Vec<Item<'a>>> {
    let mut clauses = vec![Vec::new()];
    let (mut end, mut first) = (0, true);
    for word in words(part) {
        let gap = &part[end..word.at];
        if !gap.chars().all(|c| matches!(c, ' ' | '\u{a0}' | '-' | '\n')) || gap.is_empty() {
            clauses.push(Vec::new());
        }
        first |= gap.contains(['.', '!', '?', '…', ':', '“', '"', '„', '«', '¿', '¡']);
        let text = bare(word.text);
        if let Some(clause) = clauses.last_mut() {
            let (number, fits) = vocabulary.add(text, &fits);
            clause.push(Item { text, number, first, fits });
        }
        first = false;
        end = word.at + word.text.len();
    }
    clauses
}

/// A word without an elided article or a possessive: `l’eau`, `mayor's`.
fn bare(word: &str) -> &str {
    let word = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word);
    match word.split_once(['\'', '’']) {
        Some((before, after)) if before.chars().count() <= 2 && after.chars().count() > 2 => after,
        Some(_) | None => word,
    }
}

fn add_clause<'a>(clause: &[Item<'a>], place: f64, terms: &mut HashMap<Key, Term<'a>>) {
    for start in 0..clause.len() {
        if !clause[start].fits {
            continue;
        }
        for length in 1..=LONGEST.min(clause.len() - start) {
            let run = &clause[start..start + length];
            // A phrase may contain stop words but not begin or end with one: `ministry of health`.
            if !run[length - 1].fits {
                continue;
            }
            let mut key = Key::default();
            for (place, item) in key.iter_mut().zip(run) {
                *place = item.number;
            }
            let capital =
                run.iter().any(|item| !item.first && item.text.starts_with(char::is_uppercase));
            let term = terms.entry(key).or_insert_with(|| Term {
                spelling: spelling(run, written),
                words: length,
                count: 0.0,
                capitals: 0.0,
                place: 0.0,
            });
            term.count += 1.0;
            term.place += place;
            term.capitals += f64::from(u8::from(capital));
            // A name keeps its capital even if its first occurrence begins a sentence.
            if capital && term.capitals == 1.0 {
                term.spelling = spelling(run, |item| Some(item.text));
            }
        }
    }
}

fn spelling<'a>(
    run: &[Item<'a>],
    text: impl Fn(&Item<'a>) -> Option<&'a str>,
) -> [Option<&'a str>; LONGEST] {
    std::array::from_fn(|at| run.get(at).and_then(&text))
}

/// How a word is spelled within a sentence.
fn written<'a>(item: &Item<'a>) -> Option<&'a str> {
    // The beginning of a sentence explains one capital, but not several as in `BERLIN` or `McAdam`.
    let more = item.text.chars().skip(1).any(char::is_uppercase);
    (!item.first || more).then_some(item.text)
}

fn is_word(folded: &str, stops: &Stopwords, code: &str) -> bool {
    let letters = folded.chars().filter(|c| c.is_alphabetic()).count();
    // Without a list of stop words, short words are mostly function words.
    let least = match (code, stops.has_list) {
        // A Korean syllable is one character.
        ("ko", _) => 2,
        (_, false) => 4,
        (_, true) => 3,
    };
    (least..=40).contains(&letters) && !stops.has(folded)
}

/// Drops words that occur mostly within a phrase, and phrases within longer ones.
fn without_parts(mut terms: Vec<(String, WeightedTerm, usize, f64)>) -> Vec<WeightedTerm> {
    terms.sort_by(|a, b| b.1.weight.total_cmp(&a.1.weight).then_with(|| a.0.cmp(&b.0)));
    terms.truncate(80);
    let phrases: Vec<(String, usize, f64)> =
        terms.iter().map(|(key, _, words, count)| (format!(" {key} "), *words, *count)).collect();
    let inside = |key: &str, words: usize, count: f64| {
        let key = format!(" {key} ");
        phrases.iter().any(|(phrase, longer, often)| {
            *longer > words && phrase.contains(&key) && often * 5.0 >= count * 3.0
        })
    };
    terms
        .into_iter()
        .filter(|(key, _, words, count)| !inside(key, *words, *count))
        .map(|(_, weighed, ..)| weighed)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best(text: &str, title: &str, code: &str, most: usize) -> Vec<String> {
        let mut terms = weigh(&[text], title, code);
        terms.sort_by(|a, b| b.weight.total_cmp(&a.weight));
        terms.into_iter().take(most).map(|term| term.term).collect()
    }

    #[test]
    fn what_is_repeated_is_what_it_is_about() {
        let text = "The city council met in Berlin. The city council wants schools, and schools \
            need teachers. Berlin has waited for schools since the spring, the mayor said.";
        let found = best(text, "", "en", 3);
        assert!(found.contains(&"city council".to_owned()), "{found:?}");
        assert!(found.contains(&"schools".to_owned()), "{found:?}");
        assert!(found.contains(&"Berlin".to_owned()), "{found:?}");
    }

    #[test]
    fn function_words_are_not_keywords() {
        let text = "Der Rat und der Rat, aber nicht der Bürgermeister und die Schule, die Schule.";
        let found = best(text, "", "de", 10);
        assert!(
            found.iter().all(|term| !["und", "der", "die"].contains(&term.as_str())),
            "{found:?}"
        );
        assert!(found[..2].contains(&"Schule".to_owned()), "{found:?}");
    }
}
