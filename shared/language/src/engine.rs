use crate::Finding;

/// Tells which language a text is in.
pub trait Engine: Send + Sync {
    /// The language of `text`: any text, in bounded time and memory, without a panic.
    fn detect(&self, text: &str) -> Finding;
}
