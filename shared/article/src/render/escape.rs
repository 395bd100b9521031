//! Text in Markdown. Sections are those of CommonMark 0.31.

use super::pieces::Part;

/// Where text is. This decides how a line break is written and which characters are markup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place<'a> {
    /// In a paragraph whose further lines begin with this.
    Lines(&'a str),
    /// In a heading, which is one line.
    Heading,
    /// In a cell of a table.
    Cell,
}

/// Writes the parts of a block.
pub(super) fn push_parts(out: &mut String, parts: &[Part<'_>], place: Place<'_>) {
    let mut writer = Writer { out, place, is_line_start: place != Place::Cell, before: ' ' };
    for (at, (text, href)) in parts.iter().enumerate() {
        match href {
            Some(href) => {
                writer.out.push('[');
                writer.is_line_start = false;
                writer.push(text, None);
                writer.out.push_str("](");
                push_address(writer.out, href);
                writer.out.push(')');
            }
            None => {
                let next = parts.get(at + 1).and_then(|(_, href)| href.map(|_| '['));
                writer.push(text, next);
            }
        }
    }
}

struct Writer<'a, 'p> {
    out: &'a mut String,
    place: Place<'p>,
    is_line_start: bool,
    /// The character before, in the document.
    before: char,
}

impl Writer<'_, '_> {
    /// Writes text; `next` is the character that will follow it.
    fn push(&mut self, text: &str, next: Option<char>) {
        let mut characters = text.chars().peekable();
        let mut number = false;
        while let Some(c) = characters.next() {
            let after = characters.peek().copied().or(next).unwrap_or(' ');
            if c == '\n' {
                self.out.push_str(match self.place {
                    Place::Lines(_) => "\\\n",
                    Place::Heading => " ",
                    Place::Cell => "<br>",
                });
                if let Place::Lines(indent) = self.place {
                    self.out.push_str(indent);
                    self.is_line_start = true;
                }
            } else {
                // `1.` and `1)` begin a list (section 5.2).
                let is_marker = number && matches!(c, '.' | ')');
                if is_marker || self.has_meaning(c, after) {
                    self.out.push('\\');
                }
                self.out.push(c);
                number = c.is_ascii_digit() && (self.is_line_start || number);
                self.is_line_start = false;
            }
            self.before = c;
        }
    }

    /// Whether `c` would be markup (section 2.4: any ASCII punctuation can be escaped).
    fn has_meaning(&self, c: char, after: char) -> bool {
        match c {
            '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '~' => true,
            // Within a word it is not emphasis (section 6.2).
            '_' => !(self.before.is_alphanumeric() && after.is_alphanumeric()),
            '&' => after == '#' || after.is_ascii_alphabetic(),
            '!' => after == '[',
            '|' => self.place == Place::Cell || self.is_line_start,
            '#' => self.place == Place::Heading || self.is_line_start,
            '+' | '-' | '=' | ':' => self.is_line_start,
            _ => false,
        }
    }
}

/// Writes a link's address, escaped (section 6.3), also for tables.
fn push_address(out: &mut String, href: &str) {
    for (at, c) in href.char_indices() {
        match c {
            '(' | ')' => {
                out.push('\\');
                out.push(c);
            }
            '&' if is_reference(&href[at + 1..]) => out.push_str("&amp;"),
            '<' | '>' | '\\' | '`' | '|' | '"' => out.push_str(&format!("%{:02X}", u32::from(c))),
            c if c.is_whitespace() || c.is_control() => {
                let mut bytes = [0; 4];
                for byte in c.encode_utf8(&mut bytes).bytes() {
                    out.push_str(&format!("%{byte:02X}"));
                }
            }
            c => out.push(c),
        }
    }
}

/// Whether an ampersand and what follows it look like a character reference.
fn is_reference(rest: &str) -> bool {
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '#').unwrap_or(rest.len());
    end > 0 && rest[end..].starts_with(';')
}
