//! Finds near-duplicates among recent documents.
//!
//! A [`Sketch`] is a MinHash of the text's shingles, in 56 bytes. A [`Window`] stores the sketches of the
//! most recent documents and finds the most similar one.

mod sketch;
mod window;

pub use sketch::Sketch;
pub use window::{Match, Window};
