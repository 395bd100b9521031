use std::collections::HashMap;

use super::stopwords::JAPANESE;
use super::term::WeightedTerm;
use text::listed;
use text::script::{is_han, is_katakana};

/// Terms in Japanese: runs of kanji or of katakana, in which nouns are written, separated by hiragana.
/// They are weighted by frequency and length.
pub(super) fn weigh(parts: &[&str], title: &str) -> Vec<WeightedTerm> {
    let mut counts: HashMap<&str, f64> = HashMap::new();
    for run in parts.iter().flat_map(|part| part.split(|c| !is_han(c) && !is_katakana(c))) {
        for term in by_script(run) {
            *counts.entry(term).or_default() += 1.0;
        }
        // A compound of kanji and katakana is a term in addition to its parts: `教育サービス`.
        if by_script(run).count() > 1 && run.chars().count() <= 12 {
            *counts.entry(run).or_default() += 1.0;
        }
    }
    let fits = |term: &str| (2..=12).contains(&term.chars().count()) && !listed(JAPANESE, term);
    counts
        .into_iter()
        .filter(|(term, count)| fits(term) && (*count >= 2.0 || title.contains(term)))
        .map(|(term, count)| {
            let titled = if title.contains(term) { 1.8 } else { 1.0 };
            let weight = (1.0 + count).ln() * (term.chars().count() as f64).ln_1p() * titled;
            WeightedTerm { term: term.to_owned(), weight }
        })
        .collect()
}

fn by_script(run: &str) -> impl Iterator<Item = &str> {
    let mut rest = run;
    std::iter::from_fn(move || {
        let first = is_han(rest.chars().next()?);
        let end = rest.find(|c| is_han(c) != first).unwrap_or(rest.len());
        let (term, after) = rest.split_at(end);
        rest = after;
        Some(term)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nouns_that_repeat_are_terms() {
        let text =
            "市教育委員会はオンライン授業を始めた。オンライン授業は市教育委員会が決めた。今年は";
        let terms = weigh(&[text], "");
        let mut found: Vec<&str> = terms.iter().map(|term| term.term.as_str()).collect();
        found.sort_unstable();
        assert_eq!(found, ["オンライン", "オンライン授業", "市教育委員会", "授業"]);
    }
}
