//! The pages of web archives: WARC 1.0 and 1.1, as plain text, in gzip or in Zstandard; WET too.
//!
//! Owns the record format, the HTTP message in a record and its encodings, and limits that keep a
//! hostile archive from exhausting memory or time. Knows nothing of documents or brokers. The
//! `warc` crate is not used because it stops at the first broken record, reports no offsets, and
//! keeps records of any size in memory.
//!
//! The central item is [`Archive`], an iterator over the records of a file:
//!
//! ```
//! use courant_warc::{Archive, Content, Packing};
//!
//! let file = "WARC/1.0\r\n\
//!     WARC-Type: response\r\n\
//!     WARC-Target-URI: https://example.org/\r\n\
//!     Content-Length: 54\r\n\r\n\
//!     HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>Moored.\r\n\r\n";
//! let mut archive = Archive::new(file.as_bytes(), Packing::None, 1 << 20);
//! let Ok(Content::Page(page)) = archive.next().unwrap().content else { panic!() };
//! assert_eq!(page.url.unwrap(), "https://example.org/");
//! assert_eq!(page.body, b"<p>Moored.");
//! ```

mod archive;
mod chunked;
mod encoding;
mod error;
mod head;
mod http;
mod packing;
mod skip;
mod unpacked;

pub use archive::{Archive, Content, Entry, Offset, Page};
pub use encoding::undo as undo_encodings;
pub use error::WarcError;
pub use packing::Packing;
pub use skip::Skip;
pub use unpacked::Unpacked;
