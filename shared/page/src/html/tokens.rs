//! A tokenizer that is linear in the page, whatever the page (WHATWG HTML, 13.2.5, as far as a
//! reader of text needs it): every byte is looked at a bounded number of times.

use std::borrow::Cow;

use super::attributes::{Attributes, lower};
use super::elements::is_raw;

/// A piece of a page, its text and values as written.
#[derive(Debug)]
pub(super) enum Token<'a> {
    Text(&'a str),
    Open { name: Cow<'a, str>, attributes: Attributes<'a>, self_closing: bool },
    Close(Cow<'a, str>),
}

/// The tokens of a page. Comments, doctypes and processing instructions are passed over.
#[derive(Debug, Clone)]
pub(super) struct Tokens<'a> {
    rest: &'a str,
    /// The element just opened whose content is no markup.
    raw: Option<Cow<'a, str>>,
}

/// The longest name of an element, in bytes.
const LONGEST_NAME: usize = 64;

impl<'a> Tokens<'a> {
    pub(super) fn new(html: &'a str) -> Self {
        Self { rest: html, raw: None }
    }

    /// Takes the first `bytes` bytes.
    fn take(&mut self, bytes: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(bytes);
        self.rest = rest;
        taken
    }

    /// Passes over everything up to and with `end`; to the end of the page where there is none.
    fn skip_past(&mut self, end: &str) {
        self.rest = self.rest.split_once(end).map_or("", |(_, after)| after);
    }

    /// The raw content of `name`, up to its end tag or the end of the page.
    fn raw_text(&mut self, name: &str) -> &'a str {
        let end = self.rest.match_indices("</").find(|(at, _)| {
            let tag = &self.rest.as_bytes()[at + 2..];
            let named = tag
                .get(..name.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(name.as_bytes()));
            named && tag.get(name.len()).is_none_or(|b| is_space(*b) || matches!(b, b'>' | b'/'))
        });
        self.take(end.map_or(self.rest.len(), |(at, _)| at))
    }

    /// The text up to the next thing that can be a tag.
    fn text(&mut self) -> &'a str {
        let bytes = self.rest.as_bytes();
        let tag = (0..bytes.len()).find(|&at| bytes[at] == b'<' && begins_markup(&bytes[at..]));
        self.take(tag.unwrap_or(self.rest.len()))
    }

    /// A start or end tag's name: what stands behind its `<` or `</`.
    fn name(&mut self) -> Cow<'a, str> {
        let end = self.rest.bytes().position(|b| is_space(b) || matches!(b, b'>' | b'/'));
        let name = self.take(end.unwrap_or(self.rest.len()));
        if name.len() > LONGEST_NAME { Cow::Borrowed("unknown") } else { lower(name) }
    }

    /// Attributes up to the tag's `>`; whether a `/` stands before that. `None` where the page
    /// ends inside the tag: then there is no tag.
    fn attributes(&mut self) -> Option<(Attributes<'a>, bool)> {
        let mut attributes = Attributes::default();
        let mut slash = false;
        loop {
            self.skip_while(is_space);
            match self.rest.as_bytes().first()? {
                b'>' => {
                    self.take(1);
                    return Some((attributes, slash));
                }
                b'/' => {
                    self.take(1);
                    slash = true;
                    continue;
                }
                _ => slash = false,
            }
            // A name may begin with `=`, and with nothing else that ends it.
            let end =
                self.rest.bytes().enumerate().position(|(at, b)| {
                    is_space(b) || matches!(b, b'>' | b'/') || b == b'=' && at > 0
                });
            let name = self.take(end.unwrap_or(self.rest.len()));
            self.skip_while(is_space);
            let mut value = "";
            if self.rest.starts_with('=') {
                self.take(1);
                self.skip_while(is_space);
                value = self.value()?;
            }
            attributes.push(name, value);
        }
    }

    fn value(&mut self) -> Option<&'a str> {
        match *self.rest.as_bytes().first()? {
            quote @ (b'"' | b'\'') => {
                self.take(1);
                let end = self.rest.find(char::from(quote))?;
                let value = self.take(end);
                self.take(1);
                Some(value)
            }
            _ => {
                let end = self.rest.bytes().position(|b| is_space(b) || b == b'>')?;
                Some(self.take(end))
            }
        }
    }

    fn skip_while(&mut self, skipped: impl Fn(u8) -> bool) {
        let end = self.rest.bytes().position(|b| !skipped(b));
        self.take(end.unwrap_or(self.rest.len()));
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        if let Some(name) = self.raw.take() {
            return Some(Token::Text(self.raw_text(&name)));
        }
        while !self.rest.is_empty() {
            let bytes = self.rest.as_bytes();
            if bytes[0] != b'<' || !begins_markup(bytes) {
                return Some(Token::Text(self.text()));
            }
            match bytes[1] {
                b'!' if self.rest.starts_with("<!-->") => self.skip_past(">"),
                b'!' if self.rest.starts_with("<!--") => {
                    self.take(4);
                    self.skip_past("-->");
                }
                b'!' | b'?' => self.skip_past(">"),
                b'/' if !bytes.get(2).is_some_and(u8::is_ascii_alphabetic) => self.skip_past(">"),
                b'/' => {
                    self.take(2);
                    let name = self.name();
                    self.attributes()?;
                    return Some(Token::Close(name));
                }
                _ => {
                    self.take(1);
                    let name = self.name();
                    let (attributes, self_closing) = self.attributes()?;
                    self.raw = is_raw(&name).then(|| name.clone());
                    return Some(Token::Open { name, attributes, self_closing });
                }
            }
        }
        None
    }
}

/// Whether a `<` begins anything but text.
fn begins_markup(bytes: &[u8]) -> bool {
    bytes.get(1).is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'!' | b'?'))
        || bytes.get(1) == Some(&b'/') && bytes.len() > 2
}

fn is_space(b: u8) -> bool {
    matches!(b, b' ' | b'\t' | b'\n' | b'\r' | b'\x0c')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(html: &str) -> String {
        let show = |token| match token {
            Token::Text(text) => format!("{text:?}"),
            Token::Close(name) => format!("/{name}"),
            Token::Open { name, attributes, .. } => {
                let a = attributes.get("a").map(|value| format!(" a={value}"));
                format!("{name}{}", a.unwrap_or_default())
            }
        };
        Tokens::new(html).map(show).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn pages_are_cut_into_tokens() {
        let cases = [
            ("x<P A='1'>y</p >z", r#""x" p a=1 "y" /p "z""#),
            ("<p a=1/2>", "p a=1/2"),
            ("<p a = \"&lt;>\" b>x", r#"p a=<> "x""#),
            ("a < b <3 <", r#""a < b <3 <""#),
            ("<!-- <p> -->x<!DOCTYPE y><?z?><!-->w", r#""x" "w""#),
            ("<script>if (a</b) '</p>'</SCRIPT >x", r#"script "if (a</b) '</p>'" /script "x""#),
            ("<title>a</titles>b</title>", r#"title "a</titles>b" /title"#),
            ("x<p a='1", r#""x""#),
            ("x<!-- y", r#""x""#),
            ("</>x</ y>z", r#""x" "z""#),
            ("<br/>", "br"),
            ("<p a=1 a=2>", "p a=1"),
        ];
        for (html, expected) in cases {
            assert_eq!(shown(html), expected, "{html}");
        }
    }
}
