use crate::{Evidence, Finding};

/// Tells which language a text is in.
pub trait Engine: Send + Sync {
    /// The language of `text`: any text, in bounded time and memory, without a panic.
    fn detect(&self, text: &str) -> Finding;

    /// The same with what it rests on, where the engine can tell that.
    fn explain(&self, text: &str) -> (Finding, Option<Evidence>) {
        (self.detect(text), None)
    }
}
