//! Normal forms of short texts, and the similarity between them.

mod markup;

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use text::script::is_unspaced;

/// A declared text as readers see it: character references are decoded (twice, because some pages escape
/// twice), tags and invisible characters are removed, and white space is collapsed.
pub(crate) fn visible_text(text: &str) -> String {
    let mut text = Cow::Borrowed(text);
    for _ in 0..2 {
        if text.contains('&') {
            text = Cow::Owned(html_escape::decode_html_entities(&text).into_owned());
        }
    }
    let text = markup::without_tags(&text);
    let mut shown = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        let word = word.trim_matches(INVISIBLE);
        if !word.is_empty() {
            if !shown.is_empty() {
                shown.push(' ');
            }
            shown.extend(word.chars().filter(|c| !INVISIBLE.contains(c)));
        }
    }
    shown
}

/// A normal form in which texts that look equal to readers are equal: NFKC, lower case, plain quotes and
/// dashes.
pub(crate) fn folded(text: &str) -> String {
    let marks = text.chars().flat_map(|c| plain_mark(c).chars().chain(rest(c)));
    let lower: String = marks.nfkc().flat_map(char::to_lowercase).collect();
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The letters and digits of the folded text.
pub(crate) fn squeezed(text: &str) -> String {
    folded(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The words of a folded text. Each character of a script without spaces is a word.
pub(crate) fn words(folded: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in folded.char_indices() {
        let unspaced = is_unspaced(c) || ('\u{e00}'..='\u{e7f}').contains(&c);
        let inside = !unspaced && (c.is_alphanumeric() || c == '_');
        if !inside && let Some(start) = start.take() {
            words.push(&folded[start..at]);
        }
        if unspaced {
            words.push(&folded[at..at + c.len_utf8()]);
        } else if inside && start.is_none() {
            start = Some(at);
        }
    }
    words.extend(start.map(|start| &folded[start..]));
    words
}

/// The similarity of two folded texts, 0 to 1: the F1 score of their bags of words.
pub(crate) fn similarity(one: &str, other: &str) -> f64 {
    let (mut one, mut other) = (words(one), words(other));
    if one.is_empty() || other.is_empty() {
        return f64::from(u8::from(one.is_empty() && other.is_empty()));
    }
    let all = one.len() + other.len();
    one.sort_unstable();
    other.sort_unstable();
    let (mut common, mut at) = (0, 0);
    for word in one {
        while other.get(at).is_some_and(|known| *known < word) {
            at += 1;
        }
        if other.get(at) == Some(&word) {
            common += 1;
            at += 1;
        }
    }
    2.0 * f64::from(common) / all as f64
}

const INVISIBLE: &[char] = &['\u{200b}', '\u{ad}', '\u{feff}'];

fn plain_mark(c: char) -> &'static str {
    match c {
        '’' | '‘' => "'",
        '“' | '”' => "\"",
        '–' | '—' | '―' => "-",
        '\u{a0}' => " ",
        '…' => "...",
        _ => "",
    }
}

fn rest(c: char) -> Option<char> {
    plain_mark(c).is_empty().then_some(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_shown_as_readers_see_them() {
        let cases = [
            ("a &amp;amp; b", "a & b"),
            ("The <em>cat</em>  sat", "The cat sat"),
            ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
            ("Gr&uuml;n &#8217;n&#x27; Blau", "Grün ’n' Blau"),
            ("Fish &amp;amp; chips &amp;#039;to go&amp;#039;", "Fish & chips 'to go'"),
            ("AT&T, R&D and Q&A", "AT&T, R&D and Q&A"),
            ("caf&eacute; &lt;b&gt;noir&lt;/b&gt;", "café noir"),
            ("<p>First.</p><p>Second.</p>", "First. Second."),
            ("wh<i>ee</i>l", "wheel"),
            ("One<br>two<br/>three", "One two three"),
            ("<p>A summary that was cut", "A summary that was cut"),
            ("How the <canvas> element works", "How the <canvas> element works"),
            ("<custom-box>inside</custom-box>", "inside"),
            ("a <- b <-> c, x<y", "a <- b <-> c, x<y"),
            ("soft\u{ad}en \u{200b} x", "soften x"),
            ("<<<", "<<<"),
            ("a<b is true if b>a", "a<b is true if b>a"),
            ("<!-- draft -->A summary<!-- end -->", "A summary"),
            ("A summary<script>alert(1)</script>", "A summary"),
        ];
        for (text, expected) in cases {
            assert_eq!(visible_text(text), expected, "{text}");
        }
        assert_eq!(folded("“It’s –\u{a0}１”"), "\"it's - 1\"");
    }

    #[test]
    fn similarity_compares_words() {
        assert_eq!(similarity("the cat sat", "sat the cat"), 1.0);
        assert_eq!(similarity("全市教育", "教育全市"), 1.0);
        assert_eq!(similarity("cat", "dog"), 0.0);
        assert_eq!(similarity("", ""), 1.0);
        assert_eq!(words("it's 全市 a_b"), ["it", "s", "全", "市", "a_b"]);
    }
}
