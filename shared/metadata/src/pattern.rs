//! Patterns of words, matched in time linear in the text.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

/// A pattern that is compiled when it is first asked for.
pub(crate) struct Pattern(pub(crate) LazyLock<Regex>);

impl Pattern {
    /// Whether it matches anywhere.
    pub(crate) fn is_in(&self, text: &str) -> bool {
        self.0.is_match(text)
    }

    /// Where it first matches.
    pub(crate) fn find(&self, text: &str) -> Option<Range<usize>> {
        self.0.find(text).map(|found| found.range())
    }

    /// Where it first matches from `start` on.
    pub(crate) fn find_from(&self, text: &str, start: usize) -> Option<Range<usize>> {
        self.0.find_at(text, start).map(|found| found.range())
    }

    /// What its first group matches, and where the whole match ends.
    pub(crate) fn group<'t>(&self, text: &'t str) -> Option<(&'t str, usize)> {
        let found = self.0.captures(text)?;
        Some((found.get(1)?.as_str(), found.get(0)?.end()))
    }
}

/// Declares patterns by name.
macro_rules! patterns {
    ($($(#[$doc:meta])* $name:ident = $pattern:expr;)*) => {
        $($(#[$doc])*
        pub(crate) static $name: crate::pattern::Pattern =
            crate::pattern::Pattern(std::sync::LazyLock::new(|| {
                regex::Regex::new($pattern).expect("the pattern is valid: a test compiles it")
            }));)*

        #[cfg(test)]
        #[test]
        fn all_patterns_are_valid() {
            $(let _ = $name.is_in("");)*
        }
    };
}
pub(crate) use patterns;
