use std::ops::Range;
use std::sync::OnceLock;

use aho_corasick::AhoCorasick;

/// Words and phrases that are found in one pass over a text, ignoring case.
///
/// A regular expression of some hundred words takes megabytes, and its word boundaries are slow on
/// non-ASCII texts.
pub(crate) struct MarkedWords {
    /// Separated by `|`. `<` matches the beginning of a word, `>` its end.
    words: &'static str,
    finder: OnceLock<Finder>,
}

struct Finder {
    words: AhoCorasick,
    /// For each word, whether it must begin and whether it must end at a word boundary.
    bounds: Vec<(bool, bool)>,
}

impl MarkedWords {
    pub(crate) const fn new(words: &'static str) -> Self {
        Self { words, finder: OnceLock::new() }
    }

    /// Whether any of them is in a text.
    pub(crate) fn is_in(&self, text: &str) -> bool {
        self.all(&lower(text)).next().is_some()
    }

    /// The start of the first of them.
    pub(crate) fn start(&self, text: &str) -> Option<usize> {
        self.all(&lower(text)).map(|at| at.start).min()
    }

    /// The ranges of all of them in a lowercase text, ordered by their ends.
    pub(crate) fn all<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Range<usize>> {
        let Finder { words, bounds } = self.finder.get_or_init(|| Finder::new(self.words));
        let is_inside = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        let is_bound = move |must: bool, beside| !must || !is_inside(beside);
        let found = words.find_overlapping_iter(text).filter(move |found| {
            let (begins, ends) = bounds[found.pattern()];
            is_bound(begins, text[..found.start()].chars().next_back())
                && is_bound(ends, text[found.end()..].chars().next())
        });
        found.map(|found| found.range())
    }
}

impl Finder {
    fn new(words: &'static str) -> Self {
        let bare = words.split('|').map(|word| word.trim_matches(['<', '>']));
        let bounds = words.split('|').map(|word| (word.starts_with('<'), word.ends_with('>')));
        Self {
            words: AhoCorasick::new(bare).expect("some hundred short words"),
            bounds: bounds.collect(),
        }
    }
}

/// A text in lower case, with every character at the same offset.
pub(crate) fn lower(text: &str) -> String {
    let lower = |c: char| {
        let mut lower = c.to_lowercase();
        let first = lower.next().filter(|first| first.len_utf8() == c.len_utf8());
        first.filter(|_| lower.next().is_none()).unwrap_or(c)
    };
    text.chars().map(lower).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_whatever_their_case_and_within_their_bounds() {
        static WORDS: MarkedWords = MarkedWords::new("<head of>|editor>|редактор|<über");
        let cases = [
            ("Ann Corrie, Head of News", Some(12)),
            ("Ann Corrie, Subeditor", Some(15)),
            ("Ann Corrie, editorial", None),
            ("a bighead of lettuce", None),
            ("РЕДАКТОР", Some(0)),
            ("İ Überall", Some(3)),
            ("darüber", None),
            ("", None),
        ];
        for (text, start) in cases {
            assert_eq!((WORDS.start(text), WORDS.is_in(text)), (start, start.is_some()), "{text}");
        }
    }

    #[test]
    fn lower_case_has_the_same_length() {
        assert_eq!(lower("ÀΣЖİẞK"), "àσжİẞk");
    }
}
