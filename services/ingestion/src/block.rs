/// A piece of a document that stands by itself: what the text is put together from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Block {
    pub(crate) kind: Kind,
    /// On one line, but for preformatted text.
    pub(crate) text: String,
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
