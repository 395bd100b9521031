use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A block of the text: a paragraph, heading, list item or the like. Offsets count bytes of
/// `document.text` in UTF-8.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TextBlock {
    /// What the block is.
    pub kind: BlockKind,
    /// Heading level, 1 to 6, or nesting depth of a list item, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<u8>,
    /// Offset of its first byte.
    pub start: usize,
    /// Offset behind its last byte.
    pub end: usize,
}

/// What a block of the text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum BlockKind {
    /// A heading.
    Heading,
    /// A paragraph, or text without structure. A line feed is a line break on the page.
    Paragraph,
    /// A list item, or part of one.
    ListItem,
    /// A block quotation.
    Quote,
    /// Preformatted text; line breaks and indentation are kept.
    Code,
    /// A row of a table. Its cells are separated by tabs.
    TableRow,
    /// The caption of a picture or table.
    Caption,
    /// A display formula, as TeX if the page has it.
    Math,
    /// The signature of an e-mail (RFC 3676, section 4.3).
    Signature,
}

/// A link in the text. Offsets count bytes of `document.text` in UTF-8.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TextLink {
    /// Offset of its first byte.
    pub start: usize,
    /// Offset behind its last byte.
    pub end: usize,
    /// Where it leads: an absolute `http`, `https` or `mailto` address.
    pub href: String,
}
