//! Which language a text is in.
//!
//! Owns the answer's shape ([`Finding`]), the trait that every engine implements ([`Engine`]),
//! and what can be told from the letters alone: scripts, and the two Chinese ones. Pure: a text
//! in, a finding out. Knows no record, broker, clock or setting.

mod chinese;
mod engine;
mod finding;
mod script;

pub use chinese::{Chinese, ChineseScript};
pub use engine::Engine;
pub use finding::{Alternative, Finding, Share, UNDETERMINED};
pub use script::{Script, ScriptCounts};
