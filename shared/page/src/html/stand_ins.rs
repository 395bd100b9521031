//! Characters that stand in for those with a meaning in markup, while a page goes through a finder
//! of main content: html5ever writes a text out in time quadratic in them. Unicode's noncharacters
//! are made for this (version 17, section 23.7); `clean` drops those that a page brings along.

const PAIRS: [(char, char, &str); 3] =
    [('&', '\u{fdd0}', "&amp;"), ('<', '\u{fdd1}', "&lt;"), ('>', '\u{fdd2}', "&gt;")];

/// Adds `text`, its special characters hidden.
pub(super) fn push_hidden(to: &mut String, text: &str) {
    to.extend(text.chars().filter_map(|c| match c {
        '\0' | '\u{fdd0}'..='\u{fdef}' => None,
        // It would be written as a reference, as slowly.
        '\u{a0}' => Some(' '),
        c => {
            Some(PAIRS.iter().find(|(plain, _, _)| *plain == c).map_or(c, |(_, hidden, _)| *hidden))
        }
    }));
}

/// `markup` with the hidden characters as references.
pub(super) fn reveal(markup: &str) -> String {
    let mut revealed = String::with_capacity(markup.len());
    for c in markup.chars() {
        match PAIRS.iter().find(|(_, hidden, _)| *hidden == c) {
            Some((_, _, reference)) => revealed.push_str(reference),
            None => revealed.push(c),
        }
    }
    revealed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_come_back_as_references() {
        let mut hidden = String::new();
        push_hidden(&mut hidden, "a<b>\u{fdd0}&\0\u{a0}c");
        assert!(!hidden.contains(['<', '>', '&', '\0']));
        assert_eq!(reveal(&hidden), "a&lt;b&gt;&amp; c");
    }
}
