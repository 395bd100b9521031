use super::words::{HOUSES, PARTICLES, ROLES};
use crate::text::listed;
use crate::text::script::{is_han, is_kana};

/// Whether a text could be a person's or newsroom's name; `seen` asks for a person's shape.
pub(super) fn is_name(text: &str, seen: bool) -> bool {
    let length = text.chars().count();
    if !(2..=60).contains(&length) || text.contains(NEVER) || has_number(text) {
        return false;
    }
    if !seen {
        return text.split_whitespace().count() <= 7;
    }
    if text.chars().any(|c| is_han(c) || is_kana(c)) {
        return length <= 6
            && text.chars().all(|c| c.is_alphabetic() || matches!(c, '·' | '・' | ' '));
    }
    let cased = text.chars().any(|c| c.is_lowercase() || c.is_uppercase());
    let words: Vec<&str> = text.split_whitespace().collect();
    if !cased {
        return words.len() <= 5;
    }
    let named = words.iter().filter(|word| is_capitalised(word)).count();
    let shaped = words.iter().all(|word| is_capitalised(word) || listed(PARTICLES, word));
    (2..=6).contains(&words.len()) && named >= 2 && shaped
}

/// Whether a name is rather a person's than a newsroom's: no organisation's word, not one word.
pub(super) fn is_person(name: &str) -> bool {
    let house =
        name.split(|c: char| !c.is_alphanumeric()).any(|word| listed(HOUSES, &word.to_lowercase()));
    let unspaced = name.chars().any(|c| is_han(c) || is_kana(c) || ('가'..='힣').contains(&c));
    let ends_as_house = ["網", "网", "報", "报", "社", "台", "編輯部", "编辑部", "日報", "日报"]
        .iter()
        .any(|end| name.ends_with(end));
    !house && if unspaced { !ends_as_house } else { name.split_whitespace().count() > 1 }
}

/// Whether a part of a byline tells what someone is.
pub(super) fn is_role(part: &str) -> bool {
    part.split(|c: char| !c.is_alphanumeric() && c != '-')
        .any(|word| listed(ROLES, &word.to_lowercase()))
}

/// The words of a part before the first that tells a role.
pub(super) fn before_role(part: &str) -> String {
    let words: Vec<&str> = part.split_whitespace().take_while(|word| !is_role(word)).collect();
    words.join(" ")
}

fn is_capitalised(word: &str) -> bool {
    let mut letters = word.chars().skip_while(|c| !c.is_alphabetic());
    // `d’Arc`, `al-Amin` and `McAdam` have their capital later.
    letters.next().is_some_and(char::is_uppercase)
        || (word.contains(['\'', '’', '-']) && word.contains(char::is_uppercase))
}

fn has_number(text: &str) -> bool {
    let digits: Vec<bool> = text.chars().map(|c| c.is_ascii_digit()).collect();
    digits.windows(2).any(|pair| pair[0] && pair[1])
}

/// What stands in no name.
const NEVER: &[char] = &[
    '!', '?', ':', '<', '>', '{', '}', '=', '#', '\\', '$', '€', '%', '@', '。', '！', '？', '：',
    '「', '」', '…', '_',
];
