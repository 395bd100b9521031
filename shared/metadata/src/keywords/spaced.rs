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
    let mut terms: HashMap<String, Term> = HashMap::new();
    for (index, part) in parts.iter().enumerate() {
        let place = if index == 0 { 1.5 } else { 1.0 };
        for clause in clauses(part) {
            add_clause(&clause, place, &stops, code, &mut terms);
        }
    }
    let title = format!(" {} ", fold(title));
    let repeated = terms.values().filter(|term| term.count >= LEAST).count();
    let mut weighed: Vec<(String, WeightedTerm, usize, f64)> = Vec::new();
    for (key, term) in terms {
        if term.words > 1 && term.count < LEAST {
            continue;
        }
        let titled = if title.contains(&format!(" {key} ")) { 1.8 } else { 1.0 };
        let capital = 1.0 + 0.6 * term.capitals / term.count;
        let length = if term.words > 1 { 1.2 + 0.3 * term.words as f64 } else { 1.0 };
        // A word that occurs once counts only if the title contains it or the text is short.
        if term.count < LEAST && titled == 1.0 && repeated >= ENOUGH {
            continue;
        }
        let once = if term.count < LEAST && titled == 1.0 { 0.3 } else { 1.0 };
        let weight =
            (1.0 + term.count).ln() * (term.place / term.count) * titled * capital * length * once;
        weighed.push((key, WeightedTerm { term: term.written, weight }, term.words, term.count));
    }
    without_parts(weighed)
}

#[derive(Debug)]
struct Term {
    /// The spelling of the first occurrence.
    written: String,
    words: usize,
    count: f64,
    /// Capitalised occurrences that don't begin a sentence.
    capitals: f64,
    /// The sum of the position weights.
    place: f64,
}

/// A word of a clause.
struct Item<'a> {
    text: &'a str,
    folded: String,
    first: bool,
}

/// The words of a paragraph by clause. A phrase doesn't cross punctuation.
fn clauses(part: &str) -> Vec<Vec<Item<'_>>> {
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
            clause.push(Item { text, folded: text.to_lowercase(), first });
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

fn add_clause(
    clause: &[Item<'_>],
    place: f64,
    stops: &Stopwords,
    code: &str,
    terms: &mut HashMap<String, Term>,
) {
    let fits = |item: &Item<'_>| is_word(&item.folded, stops, code);
    for start in 0..clause.len() {
        for length in 1..=LONGEST.min(clause.len() - start) {
            let run = &clause[start..start + length];
            // A phrase may contain stop words but not begin or end with one: `ministry of health`.
            let (Some(first), Some(last)) = (run.first(), run.last()) else { break };
            if !fits(first) {
                break;
            }
            if !fits(last) {
                continue;
            }
            let key = join(run, |item| &item.folded);
            let capital =
                run.iter().any(|item| !item.first && item.text.starts_with(char::is_uppercase));
            let term = terms.entry(key).or_insert_with(|| Term {
                written: join(run, |item| written(item)),
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
                term.written = join(run, |item| item.text);
            }
        }
    }
}

fn written<'a>(item: &'a Item<'_>) -> &'a str {
    // The beginning of a sentence explains one capital, but not several as in `BERLIN` or `McAdam`.
    let more = item.text.chars().skip(1).any(char::is_uppercase);
    if item.first && !more { &item.folded } else { item.text }
}

fn join<'a>(run: &'a [Item<'_>], text: impl Fn(&'a Item<'_>) -> &'a str) -> String {
    run.iter().map(text).collect::<Vec<_>>().join(" ")
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
