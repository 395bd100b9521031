use std::borrow::Cow;

use encoding_rs::WINDOWS_1252;
use html_escape::decode_html_entities;

use text::cut;

/// The longest reference that is looked for, in bytes: the longest name has 31 letters.
const LONGEST: usize = 40;

/// `text` with its character references resolved (WHATWG HTML, 13.5 and 13.2.5.80).
pub(super) fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    // One reference at a time: the library looks for the end of each `&` in all that follows.
    while let Some(at) = rest.find('&') {
        decoded.push_str(&rest[..at]);
        rest = &rest[at..];
        let near = cut(rest, LONGEST);
        let end = near[1..].find([';', '&']).map_or(near.len(), |end| end + 1);
        let reference = near[end..].starts_with(';').then(|| &near[..=end]);
        match reference {
            // `&#150;` means what windows-1252 has there: a dash, no control character.
            Some(reference) => {
                decoded.extend(decode_html_entities(reference).chars().map(from_c1));
                rest = &rest[reference.len()..];
            }
            None => {
                decoded.push('&');
                rest = &rest[1..];
            }
        }
    }
    decoded.push_str(rest);
    Cow::Owned(decoded)
}

fn is_c1(c: char) -> bool {
    matches!(c, '\u{80}'..='\u{9f}')
}

fn from_c1(c: char) -> char {
    match u8::try_from(c) {
        Ok(byte) if is_c1(c) => {
            let bytes = [byte];
            let (text, _) = WINDOWS_1252.decode_without_bom_handling(&bytes);
            text.chars().next().unwrap_or(c)
        }
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_resolved_leniently() {
        let cases = [
            ("a &amp; b &lt;c&gt; &quot;d&quot;", "a & b <c> \"d\""),
            ("&eacute;&#233;&#xE9;", "ééé"),
            ("1&#150;2", "1–2"),
            ("a&b=c &unknown; &#xffffffff; &#", "a&b=c &unknown; &#xffffffff; &#"),
            ("&nbsp;", "\u{a0}"),
            ("&&&amp;&", "&&&&"),
            ("&CounterClockwiseContourIntegral;", "∳"),
            ("會&會;會", "會&會;會"),
        ];
        for (text, expected) in cases {
            assert_eq!(decode(text), expected);
        }
    }
}
