//! Regular expressions that are compiled once and match in linear time.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

/// Size of a pattern's lazy DFA cache in bytes, for each thread and direction. With half of it, matching
/// the lines of the yardstick takes half as long again; with twice as much, it is no faster.
pub(crate) const CACHE: usize = 256 * 1024;

/// A pattern that is compiled on first use.
pub(crate) struct Pattern(pub(crate) LazyLock<Regex>);

impl Pattern {
    /// Whether it matches anywhere.
    pub(crate) fn is_in(&self, text: &str) -> bool {
        self.0.is_match(text)
    }

    /// The range of the first match.
    pub(crate) fn find(&self, text: &str) -> Option<Range<usize>> {
        self.0.find(text).map(|found| found.range())
    }

    /// The range of the first match that begins at or after `start`.
    pub(crate) fn find_from(&self, text: &str, start: usize) -> Option<Range<usize>> {
        self.0.find_at(text, start).map(|found| found.range())
    }

    /// The text of the first capture group, and the end of the whole match.
    pub(crate) fn group<'t>(&self, text: &'t str) -> Option<(&'t str, usize)> {
        let found = self.0.captures(text)?;
        Some((found.get(1)?.as_str(), found.get(0)?.end()))
    }
}

/// Declares patterns by name, with a test that compiles them.
macro_rules! patterns {
    ($($(#[$doc:meta])* $name:ident = $pattern:expr;)*) => {
        $($(#[$doc])*
        pub(crate) static $name: crate::pattern::Pattern =
            crate::pattern::Pattern(std::sync::LazyLock::new(|| {
                let mut pattern = regex::RegexBuilder::new(&crate::compact::compact($pattern));
                let pattern = pattern.dfa_size_limit(crate::pattern::CACHE).build();
                pattern.expect("the pattern is valid: a test compiles it")
            }));)*

        #[cfg(test)]
        #[test]
        fn all_patterns_are_valid() {
            $(let _ = $name.is_in("");)*
        }
    };
}
pub(crate) use patterns;
