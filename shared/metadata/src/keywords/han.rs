use std::collections::{HashMap, HashSet};

use super::stopwords::{HAN_FIRST, HAN_INSIDE, HAN_LAST, HAN_TERMS, HAN_VERBS};
use super::term::WeightedTerm;
use text::script::is_han;
use text::{list, listed};

/// The minimum and maximum length of a term, in characters.
const SHORTEST: usize = 2;
const LONGEST: usize = 8;
/// The minimum number of occurrences of a term.
const LEAST: u32 = 2;

/// Terms in Chinese, in both scripts because no dictionary is needed: repeated runs of 2 to 8 characters
/// that have many different neighbours on both sides and are not part of a longer run with the same
/// frequency.
pub(super) fn weigh(parts: &[&str], title: &str) -> Vec<WeightedTerm> {
    let runs = runs(parts);
    let grams = count(&runs);
    let quoted = quoted(parts);
    let terms: Vec<(&str, &Gram)> = grams
        .iter()
        .filter(|(term, gram)| {
            let marked = quoted.contains(*term) || (title.contains(*term) && gram.chars >= 4);
            gram.count >= LEAST && is_term(term) && (gram.is_free() || marked)
        })
        .map(|(term, gram)| (*term, gram))
        .collect();
    let inside = inside_longer(&terms);
    let weigh = |(term, gram): &(&str, &Gram)| {
        let own = gram.count - inside.get(term).copied().unwrap_or(0).min(gram.count);
        // C-value (Frantzi, Ananiadou, Mima 2000): a run that occurs only inside a longer term is not
        // a term.
        let share = f64::from(own) / f64::from(gram.count);
        if share < 0.25 {
            return None;
        }
        let marked = if quoted.contains(term) { 1.5 } else { 1.0 };
        let titled = if title.contains(term) { 1.4 } else { 1.0 };
        let weight =
            f64::from(gram.count) * share.sqrt() * (gram.chars as f64).ln_1p() * marked * titled;
        Some(WeightedTerm { term: (*term).to_owned(), weight })
    };
    without_overlaps(terms.iter().filter_map(weigh).collect())
}

/// A repeated run of characters.
#[derive(Debug)]
struct Gram {
    count: u32,
    chars: usize,
    /// Up to eight different neighbours. Each end of a run counts as a new neighbour.
    left: Neighbours,
    right: Neighbours,
}

#[derive(Debug, Default)]
struct Neighbours {
    seen: Vec<char>,
    borders: u32,
}

impl Neighbours {
    fn add(&mut self, neighbour: Option<char>) {
        match neighbour {
            None => self.borders += 1,
            Some(c) if self.seen.len() < 8 && !self.seen.contains(&c) => self.seen.push(c),
            Some(_) => {}
        }
    }

    fn different(&self) -> u32 {
        self.seen.len() as u32 + self.borders
    }
}

impl Gram {
    fn is_free(&self) -> bool {
        self.left.different() >= 2 && self.right.different() >= 2
    }
}

/// The longest runs of Han characters. Characters that occur in no term also separate them.
fn runs<'a>(parts: &[&'a str]) -> Vec<&'a str> {
    let parts = parts.iter().flat_map(|part| part.split(|c| !is_han(c) || HAN_INSIDE.contains(c)));
    parts.flat_map(without_verbs).filter(|run| run.len() > 3).collect()
}

/// The parts of a run between verbs that news use in every article.
fn without_verbs(run: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(run);
    std::iter::from_fn(move || {
        let run = rest?;
        let verb = run.char_indices().find_map(|(at, _)| {
            list(HAN_VERBS).find(|verb| run[at..].starts_with(verb)).map(|verb| (at, verb))
        });
        rest = verb.map(|(at, verb)| &run[at + verb.len()..]);
        Some(verb.map_or(run, |(at, _)| &run[..at]))
    })
}

/// Counts all repeated n-grams in two passes, so that neighbours are stored only for those.
fn count<'a>(runs: &[&'a str]) -> HashMap<&'a str, Gram> {
    let mut counts: HashMap<&str, u32> = HashMap::new();
    for run in runs {
        each(run, |gram, _, _, _| *counts.entry(gram).or_default() += 1);
    }
    counts.retain(|_, count| *count >= LEAST);
    let mut grams: HashMap<&str, Gram> = HashMap::with_capacity(counts.len());
    for run in runs {
        each(run, |term, chars, left, right| {
            let Some(count) = counts.get(term) else { return };
            let gram = grams.entry(term).or_insert_with(|| Gram {
                count: *count,
                chars,
                left: Neighbours::default(),
                right: Neighbours::default(),
            });
            gram.left.add(left);
            gram.right.add(right);
        });
    }
    grams
}

/// Calls `seen` with each n-gram of a run, its length in characters, and its neighbours.
fn each<'a>(run: &'a str, mut seen: impl FnMut(&'a str, usize, Option<char>, Option<char>)) {
    let chars: Vec<(usize, char)> = run.char_indices().collect();
    for first in 0..chars.len() {
        for length in SHORTEST..=LONGEST.min(chars.len() - first) {
            let after = chars.get(first + length);
            let end = after.map_or(run.len(), |(at, _)| *at);
            let left = first.checked_sub(1).map(|before| chars[before].1);
            seen(&run[chars[first].0..end], length, left, after.map(|(_, c)| *c));
        }
    }
}

fn is_term(term: &str) -> bool {
    let mut chars = term.chars();
    let first = chars.next().is_some_and(|c| !HAN_FIRST.contains(c));
    let last = chars.next_back().is_some_and(|c| !HAN_LAST.contains(c));
    first && last && !listed(HAN_TERMS, term)
}

/// How often each term occurs inside the most frequent longer term that contains it.
fn inside_longer<'a>(terms: &[(&'a str, &Gram)]) -> HashMap<&'a str, u32> {
    let known: HashSet<&str> = terms.iter().map(|(term, _)| *term).collect();
    let mut inside: HashMap<&str, u32> = HashMap::new();
    for (term, gram) in terms {
        each(term, |part, _, _, _| {
            if part.len() < term.len() && known.contains(part) {
                let most = inside.entry(part).or_default();
                *most = (*most).max(gram.count);
            }
        });
    }
    inside
}

/// Texts in quotation marks or title brackets, which are whole terms.
fn quoted<'a>(parts: &[&'a str]) -> HashSet<&'a str> {
    let mut quoted = HashSet::new();
    for part in parts {
        let mut open: Option<usize> = None;
        for (at, c) in part.char_indices() {
            match c {
                '“' | '「' | '『' | '《' | '‘' => open = Some(at + c.len_utf8()),
                '”' | '」' | '』' | '》' | '’' => {
                    let inside = open.take().map(|start| &part[start..at]);
                    quoted.extend(inside.into_iter().flat_map(|inside| inside.split('、')));
                }
                _ => {}
            }
        }
    }
    quoted
}

/// Keeps only the term with the greatest weight of those that share most of their characters.
fn without_overlaps(mut terms: Vec<WeightedTerm>) -> Vec<WeightedTerm> {
    terms.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.term.cmp(&b.term)));
    terms.truncate(60);
    let mut kept: Vec<WeightedTerm> = Vec::new();
    for term in terms {
        let overlaps = |other: &WeightedTerm| {
            let (short, long) = if other.term.len() < term.term.len() {
                (&other.term, &term.term)
            } else {
                (&term.term, &other.term)
            };
            let within = long.contains(short.as_str()) && short.len() * 3 > long.len() * 2;
            within || shifted(short, long)
        };
        if !kept.iter().any(overlaps) {
            kept.push(term);
        }
    }
    kept
}

/// Whether two terms overlap in most of their characters, the start of one being the end of the other.
fn shifted(short: &str, long: &str) -> bool {
    let chars: Vec<usize> = short.char_indices().map(|(at, _)| at).collect();
    let most = chars.len() / 2 + 1;
    let (head, tail) = match (chars.get(most), chars.get(chars.len() - most)) {
        (Some(head), Some(tail)) => (&short[..*head], &short[*tail..]),
        _ => return false,
    };
    most >= 3 && (long.ends_with(head) || long.starts_with(tail))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best(text: &str, title: &str) -> Vec<String> {
        let mut terms = weigh(&[text], title);
        terms.sort_by(|a, b| b.weight.total_cmp(&a.weight));
        terms.into_iter().map(|term| term.term).collect()
    }

    #[test]
    fn terms_have_different_neighbours() {
        let text = "要推進教育現代化,做好疫情防控。疫情防控是重點,推進教育現代化也是。";
        let found = best(text, "");
        assert!(found.contains(&"教育現代化".to_owned()), "{found:?}");
        assert!(found.contains(&"疫情防控".to_owned()), "{found:?}");
        assert!(!found.iter().any(|term| term.starts_with("推進")), "{found:?}");
        assert!(!found.contains(&"育現代".to_owned()), "{found:?}");
    }

    #[test]
    fn a_run_that_occurs_once_is_not_a_term() {
        assert_eq!(best("市教育局昨日召開會議。", ""), Vec::<String>::new());
        let asked = best("人人问什么，想什么，做什么？说什么也没有用。", "");
        assert!(!asked.iter().any(|term| term.contains("什么")), "{asked:?}");
    }
}
