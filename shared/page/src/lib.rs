//! Extracts the main content of a web page or plain text, and what it declares about itself.
//!
//! Owns decoding, HTML, blocks, the choice of the main content, and declarations (title, authors,
//! dates, JSON-LD, meta elements) as the page gives them. Does not judge declarations:
//! `courant-metadata` does. Knows nothing of brokers, clocks, or languages beyond what cleaning a
//! text needs.
//!
//! ```
//! use courant_page::{charset::Hints, read};
//!
//! let page = read(
//!     b"<title>Night train</title><p>The night train to Vienna runs again from May.</p>",
//!     &Hints::default(),
//! )?;
//! assert_eq!(page.text, "The night train to Vienna runs again from May.");
//! assert_eq!(page.title.map(|title| title.value).as_deref(), Some("Night train"));
//! # Ok::<(), courant_page::PageError>(())
//! ```

mod read;
mod structured;

pub mod bounds;
pub mod charset;
pub mod form;

mod binary;
mod block;
mod error;
mod extractor;
mod header;
mod html;
mod plain;
mod structure;
mod tidy;
#[cfg(feature = "training")]
pub mod training;

pub use error::PageError;
pub use extractor::Extractor;
pub use plain::paragraphs;
pub use read::{Page, read};
pub use structured::structured;
