use std::path::PathBuf;

use article::{RawMessage, Timestamp, header};
use serde::Deserialize;
use serde_json::Value;

use crate::inputs::{self, InputError};

/// One document to read, as a line of JSON.
#[derive(Debug, Deserialize)]
pub(super) struct Question {
    /// Repeated in the answer.
    pub(super) id: Value,
    path: PathBuf,
    url: Option<String>,
}

/// Why a line can't be read.
#[derive(Debug, thiserror::Error)]
#[error("not a JSON object with `id` and a string `path`: name one file per line")]
pub(super) struct NotAPath;

impl NotAPath {
    pub(super) fn code(&self) -> &'static str {
        "not_a_path"
    }
}

impl Question {
    pub(super) fn of_line(line: &[u8]) -> Result<Self, NotAPath> {
        serde_json::from_slice(line).map_err(|_| NotAPath)
    }

    /// The file as a message on `articles.raw`.
    pub(super) fn message(self, limit: u64) -> Result<RawMessage, InputError> {
        let mut message = inputs::file(&self.path, limit)?.into_message(Timestamp::now());
        if let Some(url) = self.url {
            message.headers.push(header::URL, url);
        }
        Ok(message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_names_a_file() {
        let question = Question::of_line(br#"{"id":[1],"path":"a.html","url":null}"#).unwrap();
        assert_eq!(question.id, serde_json::json!([1]));
        for line in ["", "[]", "{\"id\":1}", "{\"path\":\"a\"}", "{\"id\":1,\"path\":2}"] {
            assert!(Question::of_line(line.as_bytes()).is_err(), "{line}");
        }
    }
}
