use serde_json::Value;

/// Maximum size of a block in bytes.
const LARGEST: usize = 64 * 1024;
/// Maximum size of all blocks of a page together.
const MOST: usize = 256 * 1024;

/// The JSON-LD blocks of a page.
#[derive(Debug, Default)]
pub(super) struct JsonLd {
    pub(super) blocks: Vec<Value>,
    bytes: usize,
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
        if json.len() > LARGEST || self.bytes + json.len() > MOST {
            self.too_large += 1;
            return;
        }
        self.bytes += json.len();
        match serde_json::from_str(json).ok().or_else(|| first_value(&repaired(json))) {
            Some(value) => self.blocks.push(value),
            None => self.broken += 1,
        }
    }

    /// Warnings about blocks that were left out.
    pub(super) fn warnings(&self) -> impl Iterator<Item = String> {
        let left_out = [(self.broken, "broken"), (self.too_large, "too large")];
        left_out.into_iter().filter(|(count, _)| *count > 0).map(|(count, why)| {
            format!("{count} JSON-LD block(s) of the page are {why} and were left out")
        })
    }
}

/// The first JSON value in a text. A surplus bracket or a second block may follow it.
fn first_value(json: &str) -> Option<Value> {
    serde_json::Deserializer::from_str(json).into_iter().next()?.ok()
}

/// Removes the comments and semicolons that content management systems wrap JSON in.
fn unwrapped(block: &str) -> &str {
    const BEFORE: [&str; 5] = ["<!--", "//<![CDATA[", "/*<![CDATA[*/", "<![CDATA[", "// <![CDATA["];
    const AFTER: [&str; 6] = ["-->", "//]]>", "/*]]>*/", "]]>", "// ]]>", ";"];
    let mut json = block.trim();
    while let Some(rest) = BEFORE.iter().find_map(|wrap| json.strip_prefix(wrap)) {
        json = rest.trim_start();
    }
    while let Some(rest) = AFTER.iter().find_map(|wrap| json.strip_suffix(wrap)) {
        json = rest.trim_end();
    }
    json
}

/// Repairs common errors: control characters in strings become spaces; invalid escapes and trailing
/// commas are removed.
fn repaired(json: &str) -> String {
    let mut repaired = String::with_capacity(json.len());
    let mut in_string = false;
    let mut characters = json.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '"' => {
                in_string = !in_string;
                repaired.push(c);
            }
            '\\' if in_string => match characters.next() {
                Some(escaped) if "\"\\/bfnrtu".contains(escaped) => repaired.extend([c, escaped]),
                Some(other) => repaired.push(other),
                None => {}
            },
            c if in_string && c.is_control() => repaired.push(' '),
            ']' | '}' if !in_string => {
                let end = repaired.trim_end();
                if end.ends_with(',') {
                    repaired.truncate(end.len() - 1);
                }
                repaired.push(c);
            }
            c => repaired.push(c),
        }
    }
    repaired
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
            (r#"{"a":",]"}"#, Some(r#"{"a":",]"}"#)),
            ("{\"a\":1}}", Some(r#"{"a":1}"#)),
            ("{\"a\":", None),
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
    fn blocks_are_bounded() {
        let mut found = JsonLd::default();
        found.read(&format!("[\"{}\"]", "x".repeat(LARGEST)));
        found.read(&"[".repeat(60_000));
        for _ in 0..100 {
            found.read(&format!("[\"{}\"]", "x".repeat(LARGEST - 10)));
        }
        assert!(found.blocks.len() < 5);
        assert_eq!(found.warnings().count(), 2);
    }
}
