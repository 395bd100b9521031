//! Reads documents that are not web pages: their text with its structure, and what they declare.
//!
//! Owns the detection of formats and one reader for each. A reader writes plain HTML (headings,
//! paragraphs, lists, tables, links), which `courant-page` splits into blocks like a page. Readers
//! work in memory, with limits on the unpacked size. Third-party parsers may still panic or hang,
//! so services run [`read`] in a separate process (`courant-sandbox`) if the format [needs
//! one](Format::needs_sandbox).
//!
//! ```
//! use courant_formats::{Detected, Format, detect, read};
//!
//! let document = b"# Night train\n\nIt runs *again* from May.";
//! assert_eq!(detect(document, Some("text/markdown")), Detected::Format(Format::Markdown));
//! let reading = read(Format::Markdown, document, &mut || ())?;
//! assert!(reading.html.starts_with("<h1>Night train</h1>"));
//! # Ok::<(), courant_formats::FormatError>(())
//! ```

mod detect;
mod error;
mod format;
mod read;
mod reading;

mod archive;
mod attachment;
mod html;
mod properties;
mod shown;
mod symbols;
mod xml;

mod csv;
mod docx;
mod epub;
mod mail;
mod mailbox;
mod markdown;
mod odf;
mod pdf;
mod pptx;
mod relations;
mod rtf;
mod xlsx;

pub use attachment::Attachment;
pub use detect::{Detected, detect};
pub use error::{Bound, Defect, FormatError};
pub use format::Format;
pub use mailbox::{Mailbox, MailboxError, Mailed, is_separator};
pub use read::read;
pub use reading::Reading;
