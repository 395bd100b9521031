//! Spaces between the texts of neighbouring elements.
//!
//! Pages separate elements with style sheets, not with spaces: `<b>Ann</b><span>Reporter</span>`
//! shows two words. But markup also divides words: `<span>O</span>nce`, `H<sub>2</sub>O`.

use text::script::is_unspaced;

/// Tells whether a space belongs between the text before a tag and the text after it.
#[derive(Debug, Default)]
pub(super) struct Joints {
    /// Last character of the current line.
    last: Option<char>,
    /// The last text is a single character.
    single: bool,
    /// Since the last text, an element began, and one ended.
    opened: bool,
    closed: bool,
    /// Since the last text, a formatting element or an index began or ended.
    formatted: bool,
    index: bool,
}

impl Joints {
    /// An element begins.
    pub(super) fn open(&mut self, name: &str) {
        self.opened |= name != "wbr";
        self.index |= is_index(name);
    }

    /// An element ends.
    pub(super) fn close(&mut self, name: &str) {
        self.closed = true;
        self.index |= is_index(name);
    }

    /// A formatting element, such as `b`, begins or ends.
    pub(super) fn format(&mut self) {
        self.formatted = true;
    }

    /// The line ends.
    pub(super) fn end_line(&mut self) {
        *self = Self::default();
    }

    /// Text follows. Returns whether a space belongs before it.
    pub(super) fn text(&mut self, text: &str) -> bool {
        let Some(first) = text.chars().next() else { return false };
        let single = text.chars().nth(1).is_none();
        let gap = self.last.is_some_and(|last| self.parts(last, first, single));
        *self = Self { last: text.chars().next_back(), single, ..Self::default() };
        gap
    }

    fn parts(&self, last: char, first: char, single: bool) -> bool {
        let tags = self.opened || self.closed || self.formatted;
        let words = last.is_alphanumeric() && first.is_alphanumeric();
        if !tags || !words || self.index || is_unspaced(last) || is_unspaced(first) {
            return false;
        }
        if last.is_lowercase() && (first.is_uppercase() || first.is_numeric()) {
            return !self.single;
        }
        let divided = self.single && (single || first.is_lowercase());
        self.opened && self.closed && !divided
    }
}

fn is_index(name: &str) -> bool {
    matches!(name, "sub" | "sup")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `<x>` begins an element, `</x>` ends it, `*` is a formatting element, `|` ends the line.
    fn joined(pieces: &[&str]) -> String {
        let mut joints = Joints::default();
        let mut joined = String::new();
        for piece in pieces {
            match *piece {
                "*" => joints.format(),
                "|" => joints.end_line(),
                tag if tag.starts_with("</") => joints.close(tag.trim_matches(['<', '/', '>'])),
                tag if tag.starts_with('<') => joints.open(tag.trim_matches(['<', '>'])),
                text => {
                    if joints.text(text) {
                        joined.push(' ');
                    }
                    joined.push_str(text);
                }
            }
        }
        joined
    }

    #[test]
    fn neighbours_are_apart_and_words_stay_whole() {
        let cases: &[(&[&str], &str)] = &[
            (&["<a>", "Ida Corrie", "</a>", "<i>", "politics", "</i>"], "Ida Corrie politics"),
            (&["Ida Corrie", "<a>", "Politics"], "Ida Corrie Politics"),
            (&["<a>", "Ida Corrie", "</a>", "3 comments"], "Ida Corrie 3 comments"),
            (&["<span>", "Ann", "</span>", "<span>", "Corrie", "</span>"], "Ann Corrie"),
            (&["<span>", "3", "</span>", "<span>", "May", "</span>"], "3 May"),
            (&["<span>", "O", "</span>", "nce"], "Once"),
            (&["<span>", "O", "</span>", "<span>", "nce"], "Once"),
            (&["<i>", "T", "</i>", "<i>", "o", "</i>", "<i>", "p"], "Top"),
            (&["H", "<sub>", "2", "</sub>", "O"], "H2O"),
            (&["May 3", "<sup>", "rd", "</sup>"], "May 3rd"),
            (&["wh", "*", "ee", "*", "l"], "wheel"),
            (&["super", "<wbr>", "man"], "superman"),
            (&["<a>", "王小明", "</a>", "<a>", "記者"], "王小明記者"),
            (&["<a>", "Ann", "</a>", "<b>", ", editor"], "Ann, editor"),
            (&["Ann", "|", "Bob"], "AnnBob"),
            (&["one", "two"], "onetwo"),
        ];
        for (pieces, expected) in cases {
            assert_eq!(joined(pieces), *expected, "{pieces:?}");
        }
    }
}
