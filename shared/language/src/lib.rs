//! Detects the language of a text.
//!
//! Owns the answer ([`Finding`]), the trait of engines ([`Engine`]) and Courant's own engine
//! ([`Ngrams`]): a table of n-grams, and the code that computes an answer from a text and that
//! table. It is pure, and knows no records, brokers, clocks or settings.
//!
//! ```
//! # #[cfg(feature = "embedded")] {
//! use courant_language::{Engine, Ngrams};
//!
//! let engine = Ngrams::embedded();
//! let found = engine.detect("Le conseil municipal s'est réuni lundi pour discuter du nouveau pont.");
//! assert_eq!(found.tag, "fr");
//! assert!(found.reliable);
//! # }
//! ```
//!
//! A text passes through the modules in this order: `sample` (which pieces of it are read),
//! `scan` (letters, words, segments), `score` (what the table says about each segment; `chains` looks
//! words up, `repeated` those that the text repeats), `vote`
//! (from segments to languages), `features` and `confidence` (how certain the answer is),
//! `alternatives` and `mixed` (other possible languages). `analysis` holds the results of all of
//! them.

mod alternatives;
mod analysis;
mod chains;
mod chinese;
mod class;
mod confidence;
mod engine;
mod evidence;
mod features;
mod finding;
mod language;
mod letters;
mod mixed;
pub mod ngram;
mod ngrams;
mod repeated;
mod sample;
mod scan;
mod score;
mod script;
mod siblings;
pub mod table;
mod token;
mod vote;
mod weights;

pub use chinese::{Chinese, ChineseScript};
pub use class::Class;
pub use confidence::Confidence;
pub use engine::Engine;
pub use evidence::{Evidence, SegmentEvidence};
pub use features::Features;
pub use finding::{Alternative, Finding, Share, UNDETERMINED};
pub use language::Language;
pub use letters::{East, Letter, Letters};
pub use ngrams::Ngrams;
pub use sample::windows;
pub use script::{Script, ScriptCounts};
