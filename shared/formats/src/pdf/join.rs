use std::collections::HashSet;

use super::strings::is_unspaced;

/// The words of a document, to distinguish hyphens that divide words from those that belong to them.
#[derive(Debug, Default)]
pub(super) struct Words {
    all: HashSet<String>,
}

impl Words {
    pub(super) fn add(&mut self, text: &str) {
        for word in text.split(|c: char| !c.is_alphanumeric() && c != '-') {
            if !word.is_empty() && self.all.len() < 500_000 {
                self.all.insert(word.to_lowercase());
            }
        }
    }

    fn has(&self, word: &str) -> bool {
        self.all.contains(&word.to_lowercase())
    }
}

/// Words that follow a hyphen which stands for the rest of a word.
const CONJUNCTIONS: [&str; 12] =
    ["und", "oder", "bzw", "sowie", "bis", "and", "or", "to", "en", "of", "och", "og"];

/// Adds the next line to a text.
pub(super) fn join(text: &mut String, line: &str, words: &Words) {
    text.truncate(text.trim_end().len());
    let line = line.trim_start();
    let (Some(last), Some(first)) = (text.chars().next_back(), line.chars().next()) else {
        text.push_str(line);
        return;
    };
    if last == '\u{ad}' {
        text.pop();
    } else if matches!(last, '-' | '\u{2010}') && first.is_lowercase() {
        let part = |c: char| !c.is_alphanumeric() && c != '-';
        let before = text.trim_end_matches(['-', '\u{2010}']);
        let before = before.rsplit(part).next().unwrap_or_default();
        let after = line.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        let is_word = before.chars().next_back().is_some_and(char::is_alphabetic);
        let hyphened = words.has(&format!("{before}-{after}"));
        let joined = words.has(&format!("{before}{after}"));
        if CONJUNCTIONS.contains(&after) && !joined {
            // Vor- und Nachteile
            text.push(' ');
        } else if is_word && (joined || !hyphened) && !is_address(text) {
            text.pop();
        }
    } else if !matches!(last, '-' | '\u{2010}' | '–' | '/')
        && (!is_unspaced(last) || !is_unspaced(first))
    {
        text.push(' ');
    }
    text.push_str(line);
}

/// Whether a text ends with an address, whose hyphens belong to it.
fn is_address(text: &str) -> bool {
    let word = text.rsplit(char::is_whitespace).next().unwrap_or_default();
    word.contains("://") || word.contains('@') || word.contains("www.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hyphen_that_divides_a_word_is_left_out() {
        let cases = [
            ("a timeta-", "ble", "a timetable"),
            ("Vor-", "und Nachteile", "Vor- und Nachteile"),
            ("see https://example.org/night-", "train", "see https://example.org/night-train"),
        ];
        for (text, line, expected) in cases {
            let mut joined = text.to_owned();
            join(&mut joined, line, &Words::default());
            assert_eq!(joined, expected);
        }
    }
}
