//! Near-duplicates among recent documents: sketches, and a window of them.
//!
//! A [`Sketch`] is a MinHash of the text's shingles, in 56 bytes. A [`Window`] holds the sketches of the
//! most recent documents and finds the one that is most like another, if any is like it at all.

mod sketch;
mod window;

pub use sketch::Sketch;
pub use window::{Match, Window};
