//! Normal forms of short texts, and the similarity between them.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use text::script::is_unspaced;

/// A declared text as a reader sees it: character references are decoded (twice, since pages escape
/// twice), tags and invisible characters removed, white space collapsed.
pub(crate) fn visible_text(text: &str) -> String {
    let mut text = Cow::Borrowed(text);
    for _ in 0..2 {
        if text.contains('&') {
            text = Cow::Owned(html_escape::decode_html_entities(&text).into_owned());
        }
    }
    let text = without_tags(&text);
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

/// One form for texts that a reader considers equal: NFKC, lower case, plain quotes and dashes.
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

fn without_tags(text: &str) -> Cow<'_, str> {
    if !text.contains('<') {
        return Cow::Borrowed(text);
    }
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('<') {
        let inner = &rest[open + 1..];
        let end = inner.find(['<', '>']).filter(|end| inner[*end..].starts_with('>'));
        kept.push_str(&rest[..open]);
        let named = inner.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
        match end.filter(|end| named && inner[..*end].chars().take(81).count() <= 80) {
            Some(end) => {
                kept.push(' ');
                rest = &inner[end + 1..];
            }
            None => {
                kept.push('<');
                rest = inner;
            }
        }
    }
    kept.push_str(rest);
    Cow::Owned(kept)
}

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
            ("soft\u{ad}en \u{200b} x", "soften x"),
            ("<<<", "<<<"),
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
