//! Decides whether a body is a JSON envelope, by its Content-Type or its first characters.

use std::borrow::Cow;

use serde::de::IgnoredAny;

use super::ArrivalError;
use page::charset;
use page::form::essence;

/// Maximum nesting depth of an envelope. Real declarations are far less deep.
const MAX_DEPTH: usize = 64;

/// The JSON text of a body that is intended as JSON; `None` for any other body.
pub(super) fn find<'a>(
    body: &'a [u8],
    content_type: Option<&str>,
) -> Result<Option<Cow<'a, str>>, ArrivalError> {
    let kind = content_type.map(essence).unwrap_or_default();
    let declared = kind == "application/json" || kind == "text/json" || kind.ends_with("+json");
    // A header that declares text is trusted; others may be the sender's default.
    if !declared && matches!(kind.as_str(), "text/plain" | "text/markdown") {
        return Ok(None);
    }
    if !declared && !looks_like_json(body) {
        return Ok(None);
    }
    let json = match std::str::from_utf8(body) {
        Ok(text) => Cow::Borrowed(text.strip_prefix('\u{feff}').unwrap_or(text)),
        Err(_) => Cow::Owned(charset::decode(body, &charset::Hints::labelled(content_type)).text),
    };
    if nests_deeper_than(MAX_DEPTH, &json) {
        return Err(ArrivalError::TooDeep(MAX_DEPTH));
    }
    if !declared && json.trim_start().starts_with('[') {
        // `[1] A footnote` and `[[Wiki]]` are text; a complete array is not an article.
        return match serde_json::from_str::<IgnoredAny>(&json) {
            Ok(_) => Err(ArrivalError::NotAnObject),
            Err(_) => Ok(None),
        };
    }
    Ok(Some(json))
}

/// Whether `body` begins like an object (`{"` or `{}`) or an array. Skips a byte order mark, the zero
/// bytes of UTF-16, and white space.
fn looks_like_json(body: &[u8]) -> bool {
    let head = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let utf16 = head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff");
    let head = if utf16 { &head[2..] } else { head };
    let mut seen = head.iter().filter(|b| !(b.is_ascii_whitespace() || utf16 && **b == 0));
    match seen.next() {
        Some(b'{') => matches!(seen.next(), Some(b'"' | b'}')),
        Some(b'[') => matches!(seen.next(), Some(b'[' | b'{' | b'"' | b']' | b'0'..=b'9')),
        _ => false,
    }
}

/// Whether brackets outside strings nest deeper than `limit`. Linear and not recursive, so that it can
/// run before a parser.
fn nests_deeper_than(limit: usize, json: &str) -> bool {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for byte in json.bytes() {
        if in_string {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => in_string = false,
                _ => {}
            }
            continue;
        }
        match byte {
            b'"' => in_string = true,
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > limit {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_recognized_by_its_header_or_beginning() {
        let cases: [(&[u8], Option<&str>, bool); 10] = [
            (br#"{"content":"x"}"#, None, true),
            (b"\xef\xbb\xbf\n { }", None, true),
            (b"{\xff\xfe", Some("application/json; charset=utf-8"), true),
            (b"x", Some("application/ld+json"), true),
            (br#"{"content":"x"}"#, Some("application/octet-stream"), true),
            (br#"{"content":"x"}"#, Some("Text/Plain; charset=utf-8"), false),
            (b"{curly} words", None, false),
            (b"[1] A footnote", None, false),
            (b"[[Wiki]] text", None, false),
            (b"plain", None, false),
        ];
        for (body, content_type, expected) in cases {
            let found = find(body, content_type).map(|json| json.is_some());
            assert_eq!(found, Ok(expected), "{body:?} {content_type:?}");
        }
        assert_eq!(find(b"[1, 2]", None), Err(ArrivalError::NotAnObject));
    }

    #[test]
    fn depth_is_counted_outside_strings() {
        assert!(nests_deeper_than(2, "[[[]]]"));
        assert!(!nests_deeper_than(3, r#"[["[[[\"[["]]"#));
        assert!(!nests_deeper_than(1, "[][][]]]][]"));
    }
}
