use std::borrow::Cow;

use html5gum::{State, Token, Tokenizer};

/// Resolves the character references in `text`, as in the content of a `title` element.
pub(super) fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut tokenizer = Tokenizer::new(text);
    tokenizer.set_state(State::RcData);
    let mut decoded = String::with_capacity(text.len());
    for Ok(token) in tokenizer {
        if let Token::String(string) = token {
            decoded.push_str(&String::from_utf8_lossy(&string));
        }
    }
    Cow::Owned(decoded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_resolved() {
        let cases = [
            ("a &amp; b &lt;c&gt; &quot;d&quot;", "a & b <c> \"d\""),
            ("&eacute;&#233;&#xE9;", "ééé"),
            ("1&#150;2", "1–2"),
            ("a&b=c &unknown; </title> &#", "a&b=c &unknown; </title> &#"),
            ("&nbsp;", "\u{a0}"),
            ("&&&amp;&", "&&&&"),
            ("&CounterClockwiseContourIntegral;", "∳"),
            ("會&會;會", "會&會;會"),
            ("gr&uuml&szlig;t", "grüßt"),
        ];
        for (text, expected) in cases {
            assert_eq!(decode(text), expected);
        }
    }
}
