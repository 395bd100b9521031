//! Placeholders for `&`, `<` and `>` while a page passes through a finder of main content: html5ever
//! serializes text in time quadratic in these characters. They are noncharacters, which Unicode
//! reserves for internal use (version 17, section 23.7).

const PAIRS: [(char, char, &str); 3] =
    [('&', '\u{fdd0}', "&amp;"), ('<', '\u{fdd1}', "&lt;"), ('>', '\u{fdd2}', "&gt;")];

/// Appends `text` with placeholders for special characters.
pub(super) fn push_replaced(to: &mut String, text: &str) {
    to.extend(text.chars().filter_map(|c| {
        match c {
            '\0' | '\u{fdd0}'..='\u{fdef}' => None,
            // html5ever would write it as a reference, also in quadratic time.
            '\u{a0}' => Some(' '),
            c => Some(
                PAIRS
                    .iter()
                    .find(|(plain, _, _)| *plain == c)
                    .map_or(c, |(_, placeholder, _)| *placeholder),
            ),
        }
    }));
}

/// Replaces placeholders in `markup` by character references.
pub(super) fn restore(markup: &str) -> String {
    let mut restored = String::with_capacity(markup.len());
    for c in markup.chars() {
        match PAIRS.iter().find(|(_, placeholder, _)| *placeholder == c) {
            Some((_, _, reference)) => restored.push_str(reference),
            None => restored.push(c),
        }
    }
    restored
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_become_references() {
        let mut replaced = String::new();
        push_replaced(&mut replaced, "a<b>\u{fdd0}&\0\u{a0}c");
        assert!(!replaced.contains(['<', '>', '&', '\0']));
        assert_eq!(restore(&replaced), "a&lt;b&gt;&amp; c");
    }
}
