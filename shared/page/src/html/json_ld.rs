use std::borrow::Cow;
use std::iter::Peekable;
use std::str::Chars;

use serde_json::Value;
use text::cut;

use super::entities::decode;

/// Maximum size of a block that is kept whole, in bytes. The texts in larger blocks are cut.
const WHOLE: usize = 64 * 1024;
/// Maximum size of a block that is read.
const LARGEST: usize = 2 * 1024 * 1024;
/// Maximum size of all blocks of a page together, as kept.
const MOST: usize = 256 * 1024;
/// Maximum length of a text in a large block in bytes, and that of an article's text.
const TEXT: usize = 2 * 1024;
const BODY: usize = 96 * 1024;
/// Maximum number of values in a list of a large block.
const LIST: usize = 100;
/// Beyond that, only values that describe a work or a person, up to this number.
const LONG_LIST: usize = 10_000;

/// The JSON-LD blocks of a page.
#[derive(Debug, Default)]
pub(super) struct JsonLd {
    pub(super) blocks: Vec<Value>,
    bytes: usize,
    read: usize,
    broken: usize,
    too_large: usize,
}

impl JsonLd {
    /// Reads a block, as leniently as search engines do.
    pub(super) fn read(&mut self, block: &str) {
        let json = unwrapped(block);
        if json.is_empty() {
            return;
        }
        self.read = self.read.saturating_add(json.len());
        if self.read > LARGEST {
            self.too_large += 1;
            return;
        }
        let whole = serde_json::from_str(json).ok().map(|value| vec![value]);
        let mut values = whole.unwrap_or_else(|| values(&repaired(json)));
        if values.is_empty() {
            self.broken += 1;
            return;
        }
        let mut bytes = json.len();
        if bytes > WHOLE {
            values.iter_mut().for_each(|value| shorten(value, TEXT));
            bytes = values.iter().map(|value| value.to_string().len()).sum();
        }
        if self.bytes + bytes > MOST {
            self.too_large += 1;
            return;
        }
        self.bytes += bytes;
        self.blocks.append(&mut values);
    }

    /// Warnings about blocks that were left out.
    pub(super) fn warnings(&self) -> impl Iterator<Item = String> {
        let left_out = [(self.broken, "broken"), (self.too_large, "too large")];
        left_out.into_iter().filter(|(count, _)| *count > 0).map(|(count, why)| {
            format!("{count} JSON-LD block(s) of the page are {why} and were left out")
        })
    }
}

/// The JSON values in a text, one after another, up to the first error: a surplus bracket may follow.
fn values(json: &str) -> Vec<Value> {
    let values = serde_json::Deserializer::from_str(json).into_iter();
    values
        .map_while(Result::ok)
        .filter(|value: &Value| value.is_object() || value.is_array())
        .collect()
}

/// Cuts long texts to `text` bytes, except an article's text, and long lists.
fn shorten(value: &mut Value, text: usize) {
    match value {
        Value::String(string) => string.truncate(cut(string, text).len()),
        Value::Array(values) => {
            // The article may come after hundreds of menu items.
            let mut at = 0;
            values.retain(|value| {
                at += 1;
                at <= LIST || at <= LONG_LIST && is_work(value)
            });
            values.iter_mut().for_each(|value| shorten(value, text));
        }
        Value::Object(members) => {
            for (name, value) in members.iter_mut() {
                shorten(value, if name == "articleBody" { BODY } else { text });
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Whether a value describes a work, a person or a picture rather than an item of a list.
fn is_work(value: &Value) -> bool {
    const WORKS: [&str; 6] = ["Article", "Posting", "Person", "Organization", "Image", "WebPage"];
    let kinds = value.get("@type");
    let many = kinds.and_then(Value::as_array).into_iter().flatten();
    let mut kinds = kinds.into_iter().chain(many).filter_map(Value::as_str);
    kinds.any(|kind| WORKS.iter().any(|work| kind.contains(work)))
}

/// Removes byte order marks, and the comments and semicolons that content management systems wrap
/// JSON in.
fn unwrapped(block: &str) -> &str {
    const BEFORE: [&str; 6] =
        ["<!--", "//<![CDATA[", "/*<![CDATA[*/", "<![CDATA[", "// <![CDATA[", "\u{feff}"];
    const AFTER: [&str; 7] = ["-->", "//]]>", "/*]]>*/", "]]>", "// ]]>", ";", "\u{feff}"];
    let mut json = block.trim();
    while let Some(rest) = BEFORE.iter().find_map(|wrap| json.strip_prefix(wrap)) {
        json = rest.trim_start();
    }
    while let Some(rest) = AFTER.iter().find_map(|wrap| json.strip_suffix(wrap)) {
        json = rest.trim_end();
    }
    json
}

/// Repairs common errors: control characters in strings become spaces; comments, invalid escapes,
/// trailing commas, and commas and semicolons between values are removed; values that JSON lacks
/// become `null`; names of members are quoted; quotes in strings are escaped, single quotes around
/// them become double ones; what is still open at the end is closed. JSON that was escaped for HTML is
/// decoded.
fn repaired(json: &str) -> String {
    let escaped = json.trim_start_matches(['{', '[', ' ', '\n', '\r', '\t']).starts_with("&quot;");
    let json = if escaped { decode(json) } else { Cow::Borrowed(json) };
    let mut repaired = String::with_capacity(json.len());
    // The quote that began the string, and the brackets that are open.
    let mut quote = None;
    let mut open = Vec::new();
    let mut characters = json.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '\\' if quote.is_some() => match characters.next() {
                Some('u') if are_hex(&characters, 4) => repaired.push_str("\\u"),
                Some('x') if are_hex(&characters, 2) => repaired.push_str("\\u00"),
                Some(escaped) if "\"\\/bfnrt".contains(escaped) => repaired.extend([c, escaped]),
                Some(other) => repaired.push(other),
                None => {}
            },
            c if quote == Some(c) && ends_string(&characters) => {
                quote = None;
                repaired.push('"');
            }
            '"' if quote.is_some() => repaired.push_str("\\\""),
            c if quote.is_some() => repaired.push(if c.is_control() { ' ' } else { c }),
            '"' | '\'' => {
                quote = Some(c);
                repaired.push('"');
            }
            '/' if matches!(characters.peek(), Some('/' | '*')) => skip_comment(&mut characters),
            '{' | '[' => {
                open.push(if c == '{' { '}' } else { ']' });
                repaired.push(c);
            }
            ']' | '}' => {
                open.pop();
                without_comma(&mut repaired);
                repaired.push(c);
            }
            ',' | ';' if open.is_empty() => repaired.push(' '),
            '\u{feff}' | '\u{200b}' | '\u{a0}' => repaired.push(' '),
            'a'..='z' | 'A'..='Z' | '_' | '$' | '@' => {
                let mut word = String::from(c);
                let goes_on = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '_' | '$');
                while let Some(more) = characters.next_if(goes_on) {
                    word.push(more);
                }
                let known = matches!(word.as_str(), "true" | "false" | "null");
                let number = word.starts_with(['e', 'E']) && repaired.ends_with(char::is_numeric);
                match follows(&characters, ':') {
                    true => repaired.extend(["\"", &word, "\""]),
                    false => repaired.push_str(if known || number { &word } else { "null" }),
                }
            }
            c => repaired.push(c),
        }
    }
    if quote.is_some() {
        repaired.push('"');
    }
    without_comma(&mut repaired);
    repaired.extend(open.into_iter().rev());
    repaired
}

/// Whether a quote ends a string: only a bracket, a comma, a colon or a comment can follow it.
fn ends_string(after: &Peekable<Chars<'_>>) -> bool {
    next_mark(after).is_none_or(|c| ",:}]/;".contains(c))
}

/// Whether the next character that is no white space is `mark`.
fn follows(after: &Peekable<Chars<'_>>, mark: char) -> bool {
    next_mark(after) == Some(mark)
}

fn next_mark(after: &Peekable<Chars<'_>>) -> Option<char> {
    const SEEN: usize = 200;
    after.clone().take(SEEN).find(|c| !c.is_whitespace())
}

/// Whether the next `count` characters are hexadecimal digits.
fn are_hex(after: &Peekable<Chars<'_>>, count: usize) -> bool {
    after.clone().take(count).filter(char::is_ascii_hexdigit).count() == count
}

fn without_comma(json: &mut String) {
    let end = json.trim_end();
    if end.ends_with(',') {
        json.truncate(end.len() - 1);
    }
}

/// Skips a comment whose first slash was read: to the end of the line, or to `*/`.
fn skip_comment(characters: &mut Peekable<Chars<'_>>) {
    if characters.next() == Some('/') {
        while characters.next().is_some_and(|c| c != '\n') {}
        return;
    }
    let mut star = false;
    for c in characters {
        if star && c == '/' {
            return;
        }
        star = c == '*';
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_read_leniently() {
        let cases = [
            (r#"{"a":1}"#, Some(r#"{"a":1}"#)),
            ("<!-- {\"a\":1}; -->", Some(r#"{"a":1}"#)),
            ("//<![CDATA[\n{\"a\":1}\n//]]>", Some(r#"{"a":1}"#)),
            ("{\"a\":[1,2, ],}", Some(r#"{"a":[1,2]}"#)),
            ("{\"a\":\"b\nc\"}", Some(r#"{"a":"b c"}"#)),
            (r#"{"a":"it\'s"}"#, Some(r#"{"a":"it's"}"#)),
            ("\u{feff}\n{\"a\":1}", Some(r#"{"a":1}"#)),
            ("{\"a\": /* one */ 1, // two\n}", Some(r#"{"a":1}"#)),
            ("{&quot;a&quot;:&quot;b &amp; c&quot;}", Some(r#"{"a":"b & c"}"#)),
            ("{\"a\":undefined,\"b\":NaN,\"c\":1e3}", Some(r#"{"a":null,"b":null,"c":1000.0}"#)),
            ("{'a':'it is \"so\"'}", Some(r#"{"a":"it is \"so\""}"#)),
            (
                r#"{"a":"She said "no" twice","b":1}"#,
                Some(r#"{"a":"She said \"no\" twice","b":1}"#),
            ),
            (r#"{"a":"\x \u \e"}"#, Some(r#"{"a":"x u e"}"#)),
            (r#"{"a":"\x3cb"}"#, Some(r#"{"a":"<b"}"#)),
            ("\u{200b}{\"a\":\u{a0}1}", Some(r#"{"a":1}"#)),
            ("{\"a\":{\"b\":[1,2,", Some(r#"{"a":{"b":[1,2]}}"#)),
            (r#"{"a":",]"}"#, Some(r#"{"a":",]"}"#)),
            ("{\"a\":1}}", Some(r#"{"a":1}"#)),
            ("{a: 1, b: 'c'}", Some(r#"{"a":1,"b":"c"}"#)),
            ("{@type: \"Article\", date_1 : null}", Some(r#"{"@type":"Article","date_1":null}"#)),
            (
                "{\n  headline: \"Why: a story\", $id: [true]\n}",
                Some(r#"{"$id":[true],"headline":"Why: a story"}"#),
            ),
            ("{\"a\":", None),
            ("not json", None),
        ];
        for (block, expected) in cases {
            let mut found = JsonLd::default();
            found.read(block);
            let shown = found.blocks.first().map(ToString::to_string);
            assert_eq!(shown.as_deref(), expected, "{block}");
            assert_eq!(found.warnings().count(), usize::from(expected.is_none()));
        }
    }

    #[test]
    fn several_values_in_a_block_are_all_read() {
        let cases = [
            ("{\"a\":1}{\"b\":2}", "{\"a\":1}{\"b\":2}"),
            ("{\"a\":1},\n{\"b\":2},", "{\"a\":1}{\"b\":2}"),
            ("[{\"a\":1}] ; {\"b\":2};", "[{\"a\":1}]{\"b\":2}"),
            ("\u{feff}{\"a\":1}\n\u{feff}{\"b\":2}", "{\"a\":1}{\"b\":2}"),
            ("/* made by a tool */{\"a\":1} // end\n{\"b\":\"//no\"}", "{\"a\":1}{\"b\":\"//no\"}"),
            ("{\"a\":1}} }{", "{\"a\":1}"),
        ];
        for (block, expected) in cases {
            let mut found = JsonLd::default();
            found.read(block);
            let shown: String = found.blocks.iter().map(ToString::to_string).collect();
            assert_eq!(shown, expected, "{block}");
        }
    }

    #[test]
    fn long_blocks_keep_what_they_declare() {
        for body in ["articleBody", "description", "text"] {
            let long = "word ".repeat(30_000);
            let mut found = JsonLd::default();
            found.read(&format!(r#"{{"{body}":"{long}","author":"Ida Corrie"}}"#));
            assert_eq!(found.blocks[0]["author"], "Ida Corrie", "{body}");
            assert!(found.blocks[0].to_string().len() < 2 * WHOLE, "{body}");
            assert_eq!(found.warnings().count(), 0, "{body}");
        }
    }

    #[test]
    fn blocks_are_bounded() {
        let mut found = JsonLd::default();
        found.read(&"[".repeat(60_000));
        for _ in 0..100 {
            found.read(&format!("[\"{}\"]", "x".repeat(WHOLE - 10)));
        }
        found.read(&format!("[\"{}\"]", "x".repeat(LARGEST)));
        assert!(found.blocks.len() < 5);
        assert_eq!(found.warnings().count(), 2);
    }
}
