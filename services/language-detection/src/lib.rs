//! The second service: adds the language of an article.
//!
//! Owns the section `language`: runs an engine on the text, and adds what the document declares.
//! The engine is in the crate `language`; the runtime handles the broker.

mod declared;
mod engine;
mod error;
#[cfg(feature = "lingua")]
mod lingua;
mod service;

pub use engine::{EngineName, Settings};
pub use error::LanguageDetectionError;
pub use service::LanguageDetection;
