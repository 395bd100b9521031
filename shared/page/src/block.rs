use text::script::{is_han, is_kana};

/// A piece of a document that stands by itself: what the text is put together from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Block {
    pub(crate) kind: Kind,
    /// On one line, but for preformatted text.
    pub(crate) text: String,
    /// How much of the text stands in links, from 0 to 1.
    pub(crate) linked: f32,
    pub(crate) place: Place,
}

impl Block {
    /// A paragraph that stands nowhere.
    pub(crate) fn paragraph(text: String) -> Self {
        Self { kind: Kind::Paragraph, text, linked: 0.0, place: Place::default() }
    }
}

/// What a block is on its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Heading,
    Paragraph,
    ListItem,
    Quote,
    Row,
    Caption,
}

/// Where a block stands on its page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Place {
    /// The outermost part of the page that is marked as something beside the article.
    pub(crate) zone: Option<Zone>,
    /// The block elements around it by number, innermost first; 0 where there is none.
    pub(crate) within: [u32; 3],
    /// Names and classes of the three innermost of them, as a hash.
    pub(crate) look: u64,
    /// What all of them say of their content, as a set of [marks](crate::html).
    pub(crate) marks: u8,
}

/// Parts of a page that are seldom the article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Zone {
    Menu,
    Header,
    Footer,
    Aside,
    Form,
    Comments,
    Hidden,
}

/// How many words `text` has. Of scripts without spaces two characters count as one word.
pub(crate) fn words(text: &str) -> f32 {
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

/// Whether `c` is a letter of a script that parts no words: a word of its own, where words are
/// compared.
pub(crate) fn stands_alone(c: char) -> bool {
    is_han(c) || is_kana(c) || matches!(c, '\u{e00}'..='\u{e7f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_in_every_script() {
        for (text, expected) in
            [("", 0.0), ("two words, 3!", 3.0), ("教育會議", 2.0), ("C#の本", 2.0), ("—", 0.0)]
        {
            assert_eq!(words(text), expected, "{text}");
        }
    }
}
