//! The second service: adds to an article which language it is in.
//!
//! Owns the section `language`: it asks an engine about the text and sets what the document
//! declares beside the answer. How a language is recognised is the engine's business (crate
//! `language`); the broker is the runtime's (`stage`).

mod declared;
mod engine;
mod error;
#[cfg(feature = "lingua")]
mod lingua;
mod service;

pub use engine::{EngineName, Settings};
pub use error::LanguageDetectionError;
pub use service::LanguageDetection;
