//! The text of a document with its blocks and links, as Markdown or HTML.

mod escape;
mod html;
mod markdown;
mod pieces;
mod table;

pub use html::html;
pub use markdown::markdown;
