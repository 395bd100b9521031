use super::candidates::Candidate;
use crate::block::{Block, stands_alone};
use std::hash::{DefaultHasher, Hash, Hasher};

/// Number of words in a shingle.
const SHINGLE: usize = 4;
/// Maximum number of words of a candidate that are compared.
const MOST: usize = 100_000;
/// A candidate shorter than this share of every other one is not the whole article.
const SHORTEST: f64 = 0.3;

/// Chooses the candidate that agrees most with the others; the first one if none agrees.
pub(super) fn choose(mut candidates: Vec<Candidate>) -> Option<Candidate> {
    let shingles: Vec<Vec<u64>> =
        candidates.iter().map(|candidate| shingles(&candidate.blocks)).collect();
    let others = |at: usize| shingles.iter().enumerate().filter(move |(other, _)| *other != at);
    let too_short = |at: usize| {
        let least = others(at).map(|(_, other)| other.len()).min();
        least.is_some_and(|least| (shingles[at].len() as f64) < SHORTEST * least as f64)
    };
    let agreement =
        |at: usize| others(at).map(|(_, other)| overlap(&shingles[at], other)).sum::<f64>();
    let mut best: Option<(usize, f64)> = None;
    for at in (0..candidates.len()).filter(|at| !too_short(*at)) {
        let agreement = agreement(at);
        if best.is_none_or(|(_, best)| agreement > best) {
            best = Some((at, agreement));
        }
    }
    best.map(|(at, _)| candidates.swap_remove(at))
}

/// Hashes of all runs of four words, sorted. A character of a script without spaces is a word.
fn shingles(blocks: &[Block]) -> Vec<u64> {
    let mut words = Vec::new();
    for block in blocks {
        push_words(&block.text, &mut words);
        if words.len() >= MOST {
            break;
        }
    }
    let size = SHINGLE.min(words.len()).max(1);
    let mut shingles: Vec<u64> = words.windows(size).map(hash).collect();
    shingles.sort_unstable();
    shingles
}

fn push_words(text: &str, words: &mut Vec<u64>) {
    let mut word = String::new();
    let mut end = |word: &mut String| {
        if !word.is_empty() {
            words.push(hash(word.as_str()));
            word.clear();
        }
    };
    for c in text.chars() {
        if stands_alone(c) {
            end(&mut word);
            word.push(c);
            end(&mut word);
        } else if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        } else {
            end(&mut word);
        }
    }
    end(&mut word);
}

fn hash(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// Overlap of two sorted multisets, from 0 to 1 (Dice's coefficient).
fn overlap(one: &[u64], other: &[u64]) -> f64 {
    let (mut at, mut there, mut common) = (0, 0, 0_usize);
    while at < one.len() && there < other.len() {
        match one[at].cmp(&other[there]) {
            std::cmp::Ordering::Less => at += 1,
            std::cmp::Ordering::Greater => there += 1,
            std::cmp::Ordering::Equal => {
                common += 1;
                at += 1;
                there += 1;
            }
        }
    }
    let all = one.len() + other.len();
    if all == 0 { 0.0 } else { 2.0 * common as f64 / all as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extractor::Extractor;

    fn candidate(text: &str) -> Candidate {
        let blocks = vec![Block::paragraph(text.to_owned())];
        Candidate { extractor: Extractor::Scored, blocks }
    }

    #[test]
    fn the_candidate_that_agrees_most_is_chosen() {
        let article = "The council met on Monday to discuss the new bridge over the river";
        let more = format!("Home News Sport {article}");
        let cases: [(&[&str], usize); 6] = [
            (&[article], 0),
            (&["Something else altogether, it seems", article, &more], 1),
            (&[&more, &more, article], 0),
            (&["Home", article], 1),
            (&["教育會議四月舉行", "全市教育會議四月舉行", "全市教育會議四月舉行了"], 1),
            (&["a", "b"], 0),
        ];
        for (texts, expected) in cases {
            let candidates = texts.iter().map(|text| candidate(text)).collect();
            let chosen = choose(candidates).unwrap();
            assert_eq!(chosen.blocks[0].text, texts[expected], "{texts:?}");
        }
        assert_eq!(choose(Vec::new()), None);
    }
}
