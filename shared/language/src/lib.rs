//! Which language a text is in.
//!
//! Owns the answer's shape ([`Finding`]), the trait that every engine implements ([`Engine`]),
//! and the engine of our own ([`Ngrams`]): a table of n-grams made from the models of lingua
//! 1.8.0, and what turns a text and that table into an answer. Pure: a text in, a finding out.
//! Knows no record, broker, clock or setting.
//!
//! A text goes through the modules in this order: `sample` (pieces of it, composed), `scan`
//! (letters, words, segments), `score` (what the table says of a segment), `vote` (segments to
//! languages), `features` and `confidence` (how sure), `alternatives` and `mixed` (what else).

mod alternatives;
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
