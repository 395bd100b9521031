//! Tokens that the model has learned weights for, as hashes: words of class names, words of short
//! blocks, and signs of the kind of a page.

use crate::html::attributes::Attributes;

/// Attributes whose words indicate the purpose of an element.
const NAMED: [&str; 8] =
    ["class", "id", "itemprop", "itemtype", "role", "data-component", "data-testid", "aria-label"];
/// Maximum number of bytes and words of an attribute that are read.
const LONGEST: usize = 200;
const MOST: usize = 14;

/// Appends the words of an element's name, class and similar attributes.
pub(crate) fn class_tokens(name: &str, attributes: &Attributes, to: &mut Vec<u32>) {
    let from = to.len();
    let push = |to: &mut Vec<u32>, token: u32| {
        if !to[from..].contains(&token) {
            to.push(token);
        }
    };
    push(to, salted(hash(name), TAG));
    for value in NAMED.iter().filter_map(|name| attributes.get(name)) {
        let mut left = MOST;
        split_words(text::cut(value, LONGEST), |word| {
            if left > 0 && word.len() > 1 {
                left -= 1;
                push(to, hash_lower(word));
            }
        });
    }
}

/// Splits identifiers at everything that is not an ASCII letter, and where a lower-case letter is
/// followed by an upper-case one.
pub(super) fn split_words(value: &str, mut each: impl FnMut(&str)) {
    let bytes = value.as_bytes();
    let mut start = 0;
    for at in 0..=bytes.len() {
        let is_letter = at < bytes.len() && bytes[at].is_ascii_alphabetic();
        let turns = is_letter
            && at > start
            && bytes[at].is_ascii_uppercase()
            && bytes[at - 1].is_ascii_lowercase();
        if !is_letter || turns {
            if at > start {
                each(&value[start..at]);
            }
            start = if is_letter { at } else { at + 1 };
        }
    }
}

/// Kinds of tokens, which get hashes of their own.
pub(super) const TAG: u32 = 1;
pub(super) const FIRST: u32 = 2;
pub(super) const LAST: u32 = 3;
pub(super) const PAIR: u32 = 4;
pub(super) const URL: u32 = 5;
pub(super) const TYPE: u32 = 6;
pub(super) const GENERATOR: u32 = 7;
pub(super) const COUNT: u32 = 8;
pub(super) const CLASS: u32 = 9;
pub(super) const OPEN_GRAPH: u32 = 10;

/// Hash of `text` (FNV-1a, 32 bits). Model files depend on it.
pub(crate) fn hash(text: &str) -> u32 {
    text.bytes().fold(START, add)
}

/// Hash of an ASCII word in lower case.
pub(super) fn hash_lower(word: &str) -> u32 {
    word.bytes().map(|byte| byte.to_ascii_lowercase()).fold(START, add)
}

pub(super) const START: u32 = 0x811c_9dc5;

pub(super) fn add(hash: u32, byte: u8) -> u32 {
    (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
}

/// The hash of a token of this kind.
pub(super) fn salted(hash: u32, kind: u32) -> u32 {
    (hash ^ kind.wrapping_mul(0x9e37_79b9)).wrapping_mul(0x85eb_ca6b).rotate_left(13)
}

/// The tokens of a block of at most [`LONGEST_BLOCK`] words: the first [`MOST_WORDS`] of its words, its
/// first and last word, and in short ones its pairs of words.
pub(crate) fn text_tokens(words: &[u32], mut each: impl FnMut(u32)) {
    if words.len() > LONGEST_BLOCK {
        return;
    }
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return };
    for (at, word) in words.iter().take(MOST_WORDS).enumerate() {
        if !words[..at].contains(word) {
            each(*word);
        }
    }
    each(salted(*first, FIRST));
    each(salted(*last, LAST));
    if words.len() <= LONGEST_WITH_PAIRS {
        for pair in words.windows(2) {
            each(salted(pair[0].rotate_left(5) ^ pair[1], PAIR));
        }
    }
}

const LONGEST_BLOCK: usize = 100;
const MOST_WORDS: usize = 30;
const LONGEST_WITH_PAIRS: usize = 15;
