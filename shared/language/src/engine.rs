use crate::{Evidence, Finding};

/// A language-detection engine.
pub trait Engine: Send + Sync {
    /// Detects the language of any text, in bounded time and memory, without a panic.
    fn detect(&self, text: &str) -> Finding;

    /// The same with its evidence, if the engine can give it.
    fn explain(&self, text: &str) -> (Finding, Option<Evidence>) {
        (self.detect(text), None)
    }
}
