use std::borrow::Cow;

use encoding_rs::WINDOWS_1252;

/// `text` with its character references resolved (WHATWG HTML, 13.5 and 13.2.5.80).
pub(super) fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let decoded = html_escape::decode_html_entities(text);
    // `&#150;` means what windows-1252 has there: a dash, no control character.
    if decoded.chars().any(is_c1) {
        Cow::Owned(decoded.chars().map(from_c1).collect())
    } else {
        decoded
    }
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
        ];
        for (text, expected) in cases {
            assert_eq!(decode(text), expected);
        }
    }
}
