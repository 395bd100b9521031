//! Plain text: which lines make a paragraph, and which stand above the article.

pub(crate) mod header;
mod lines;

pub(crate) use lines::paragraphs;
