use std::borrow::Cow;
use std::ops::Range;

use text::characters::nfc;
use text::script::{is_south_east_asian, is_unspaced};

/// A paragraph, heading, list item or similar unit of a page. A page's text is a sequence of blocks.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Block {
    pub(crate) kind: Kind,
    /// Level of a heading, or nesting depth of a list item, from 1; 0 for other kinds.
    pub(crate) level: u8,
    /// One line, except for preformatted text and lines that end at `<br>`. Normalization form C.
    pub(crate) text: String,
    /// Links in the text, in order. They don't overlap.
    pub(crate) links: Vec<Link>,
    /// Share of the text that is inside links, from 0 to 1.
    pub(crate) linked: f32,
    /// Position of the innermost block element around it in the page's tree.
    pub(crate) element: u32,
}

impl Block {
    /// A paragraph that doesn't come from an element of the page.
    pub(crate) fn paragraph(text: String) -> Self {
        Self { kind: Kind::Paragraph, level: 0, text, links: Vec::new(), linked: 0.0, element: 0 }
    }

    /// Puts text before that of the block.
    pub(crate) fn prepend(&mut self, text: &str) {
        self.text.insert_str(0, text);
        for link in &mut self.links {
            link.range = link.range.start + text.len()..link.range.end + text.len();
        }
    }

    /// Removes parts of the text, which are in order.
    pub(crate) fn remove(&mut self, parts: &[Range<usize>]) {
        if parts.is_empty() {
            return;
        }
        let (mut kept, mut from) = (String::with_capacity(self.text.len()), 0);
        // Number of bytes kept before each part.
        let mut before = Vec::with_capacity(parts.len());
        for part in parts {
            kept.push_str(&self.text[from..part.start]);
            before.push(kept.len());
            from = part.end;
        }
        kept.push_str(&self.text[from..]);
        let removed = self.text.len() - kept.len();
        let moved = |at: usize| {
            let next = parts.partition_point(|part| part.end < at);
            match parts.get(next) {
                Some(part) => before[next] - part.start.saturating_sub(at),
                None => at - removed,
            }
        };
        for link in &mut self.links {
            link.range = moved(link.range.start)..moved(link.range.end);
        }
        self.links.retain(|link| !link.range.is_empty());
        self.text = kept;
        self.normalize();
    }

    /// Puts the text into normalization form C.
    pub(crate) fn normalize(&mut self) {
        let Cow::Owned(normal) = nfc(&self.text) else { return };
        for link in &mut self.links {
            let moved = |at: usize| normal.floor_char_boundary(nfc(&self.text[..at]).len());
            link.range = moved(link.range.start)..moved(link.range.end);
        }
        self.links.retain(|link| !link.range.is_empty());
        self.text = normal;
    }
}

/// A link in the text of a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Link {
    /// Byte range in the text.
    pub(crate) range: Range<usize>,
    /// The address as the page gives it.
    pub(crate) href: String,
}

/// Kind of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    Heading,
    Paragraph,
    ListItem,
    Quote,
    Row,
    Caption,
    Code,
    Math,
    Signature,
}

impl Kind {
    /// The name used in records.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Heading => "heading",
            Self::Paragraph => "paragraph",
            Self::ListItem => "list_item",
            Self::Quote => "quote",
            Self::Row => "table_row",
            Self::Caption => "caption",
            Self::Code => "code",
            Self::Math => "math",
            Self::Signature => "signature",
        }
    }
}

/// Number of words in `text`. In scripts without spaces, two characters count as one word.
pub(crate) fn word_count(text: &str) -> f32 {
    let (mut words, mut unspaced, mut in_word) = (0_u32, 0_u32, false);
    for c in text.chars() {
        let alone = stands_alone(c);
        let letter = !alone && c.is_alphanumeric();
        words += u32::from(letter && !in_word);
        unspaced += u32::from(alone);
        in_word = letter;
    }
    words as f32 + unspaced as f32 / 2.0
}

/// Whether `c` belongs to a script that doesn't separate words by spaces. When texts are compared
/// word by word, such a character counts as a word.
pub(crate) fn stands_alone(c: char) -> bool {
    is_unspaced(c) || is_south_east_asian(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn removing_parts_moves_links() {
        let text = "0123456789";
        for (parts, expected, linked) in [
            (vec![(0, 1), (4, 6)], "1236789", vec!["23", "67"]),
            (vec![(2, 4)], "01456789", vec!["67"]),
            (vec![(3, 7), (9, 10)], "01278", vec!["2", "7"]),
            (vec![(7, 8)], "012345689", vec!["23", "6"]),
            (vec![(0, 10)], "", vec![]),
            (vec![], text, vec!["23", "67"]),
        ] {
            let mut block = Block::paragraph(text.to_owned());
            block.links = [2..4, 6..8].map(|range| Link { range, href: String::new() }).to_vec();
            let parts: Vec<Range<usize>> =
                parts.into_iter().map(|(start, end)| start..end).collect();
            block.remove(&parts);
            let links = block.links.iter().map(|link| &block.text[link.range.clone()]);
            assert_eq!((&*block.text, links.collect::<Vec<_>>()), (expected, linked));
        }
    }

    #[test]
    fn words_are_counted_in_every_script() {
        for (text, expected) in
            [("", 0.0), ("two words, 3!", 3.0), ("教育會議", 2.0), ("C#の本", 2.0), ("—", 0.0)]
        {
            assert_eq!(word_count(text), expected, "{text}");
        }
    }
}
