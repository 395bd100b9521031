use language::Engine;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::cpu;

/// One text, as a line of JSON.
#[derive(Debug, Deserialize)]
struct Question {
    /// Repeated in the answer.
    id: Value,
    text: String,
}

/// The result for one text, as a line of JSON.
#[derive(Debug, Serialize)]
pub(super) struct Answer {
    id: Value,
    tag: &'static str,
    confidence: f32,
    reliable: bool,
    /// CPU time of this text in microseconds.
    us: f64,
}

/// Why a line can't be read.
#[derive(Debug, thiserror::Error)]
#[error("not a JSON object with `id` and a string `text`: write one text per line")]
pub(super) struct NotAText;

impl NotAText {
    pub(super) fn code(&self) -> &'static str {
        "not_a_text"
    }
}

impl Answer {
    /// The answer to a line.
    pub(super) fn to_line(engine: &dyn Engine, line: &[u8]) -> Result<Vec<u8>, NotAText> {
        let Question { id, text } = serde_json::from_slice(line).map_err(|_| NotAText)?;
        let began = cpu::microseconds();
        let found = engine.detect(&text);
        let us = cpu::microseconds() - began;
        let answer =
            Self { id, tag: found.tag, confidence: found.confidence, reliable: found.reliable, us };
        serde_json::to_vec(&answer).map_err(|_| NotAText)
    }
}

#[cfg(test)]
mod tests {
    use language::Ngrams;

    use super::*;

    #[test]
    fn a_line_is_answered_with_its_id() {
        let line =
            br#"{"id":["a",7],"text":"The council met on Monday to discuss the new bridge."}"#;
        let answer = Answer::to_line(&Ngrams::embedded(), line).unwrap();
        let answer: Value = serde_json::from_slice(&answer).unwrap();
        assert_eq!(answer["id"], serde_json::json!(["a", 7]));
        assert_eq!(
            (answer["tag"].as_str(), answer["reliable"].as_bool()),
            (Some("en"), Some(true))
        );
        assert!(
            answer["us"].as_f64().unwrap() > 0.0 && answer["confidence"].as_f64().unwrap() > 0.9
        );
    }

    #[test]
    fn other_lines_are_rejected() {
        for line in ["", "{", "[]", "{\"id\":1}", "{\"text\":\"a\"}", "{\"id\":1,\"text\":2}"] {
            assert!(Answer::to_line(&Ngrams::embedded(), line.as_bytes()).is_err(), "{line}");
        }
    }
}
