use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

/// Number of words in a shingle.
const SHINGLE: usize = 4;

/// The words of a text, as the scorer of the yardstick splits them: a character of a script without
/// spaces is a word.
pub(crate) fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices() {
        let alone = is_unspaced(c);
        if start.is_some() && (alone || !(c.is_alphanumeric() || c == '_')) {
            words.push(&text[start.take().unwrap_or(at)..at]);
        }
        if alone {
            words.push(&text[at..at + c.len_utf8()]);
        } else if start.is_none() && (c.is_alphanumeric() || c == '_') {
            start = Some(at);
        }
    }
    words.extend(start.map(|start| &text[start..]));
    words
}

/// The same ranges as in the scorer of the yardstick, so that figures can be compared.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{3040}'..='\u{30ff}'
        | '\u{e00}'..='\u{e7f}' | '\u{20000}'..='\u{2ffff}')
}

/// Shares of shingles that are in both texts, only in `answer`, and only in `gold`.
pub(crate) fn shares(gold: &str, answer: &str) -> [f64; 3] {
    let (gold, answer) = (words(gold), words(answer));
    let mut left: HashMap<&[&str], i64> = HashMap::new();
    runs(&gold).for_each(|run| *left.entry(run).or_default() += 1);
    let (in_gold, in_answer) = (runs(&gold).count(), runs(&answer).count());
    let mut hits = 0;
    for run in runs(&answer) {
        if let Some(count) = left.get_mut(run).filter(|count| **count > 0) {
            *count -= 1;
            hits += 1;
        }
    }
    let total = (in_gold + in_answer - hits).max(1) as f64;
    [hits, in_answer - hits, in_gold - hits].map(|count| count as f64 / total)
}

fn runs<'a, 't>(words: &'a [&'t str]) -> impl Iterator<Item = &'a [&'t str]> {
    words.windows(SHINGLE.min(words.len()).max(1))
}

/// Body F1, precision and recall over many pages, in percent.
pub(crate) fn body_f1(shares: &[[f64; 3]]) -> [f64; 3] {
    let mean = |values: Vec<f64>| values.iter().sum::<f64>() / values.len().max(1) as f64;
    let answered = shares.iter().filter(|[hit, surplus, _]| hit + surplus > 0.0);
    let precision = mean(answered.map(|[hit, surplus, _]| hit / (hit + surplus)).collect());
    let recall =
        mean(shares.iter().map(|[hit, _, missed]| hit / (hit + missed).max(1e-9)).collect());
    let f1 = 2.0 * precision * recall / (precision + recall).max(1e-9);
    [f1, precision, recall].map(|share| share * 100.0)
}

/// Normalizes differences that don't matter to a reader: NFKC, case, quotes, dashes, spaces.
pub(crate) fn folded(text: &str) -> String {
    let plain = text.chars().map(|c| match c {
        '’' | '‘' => '\'',
        '“' | '”' => '"',
        '–' | '—' | '―' => '-',
        '\u{a0}' => ' ',
        c => c,
    });
    let lower = plain.collect::<String>().nfkc().collect::<String>().to_lowercase();
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a folded answer is near the folded gold: the one holds the other before or after a
/// separator, or they share most words.
pub(crate) fn near(gold: &str, answer: &str) -> bool {
    let (mut one, mut other) = (words(gold), words(answer));
    let all = one.len() + other.len();
    one.sort_unstable();
    other.sort_unstable();
    let common = one.iter().filter(|word| {
        let at = other.iter().position(|known| known == *word);
        at.map(|at| other.remove(at)).is_some()
    });
    all > 0 && 2.0 * common.count() as f64 / all as f64 >= 0.8
}

/// Days between two days in ISO 8601.
pub(crate) fn days_between(one: &str, other: &str) -> Option<i32> {
    let day = |text: &str| text.get(..10)?.parse::<jiff::civil::Date>().ok();
    Some((day(one)? - day(other)?).get_days().abs())
}
