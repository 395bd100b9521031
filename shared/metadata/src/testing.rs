//! Test documents.

use article::{Declared, Document};

pub(crate) use crate::warm_up::language;

/// A plain text, received in 2026.
pub(crate) fn document(text: &str) -> Document {
    Document {
        content_type: "text/plain".to_owned(),
        charset: "utf-8".to_owned(),
        bytes: text.len() as u64,
        sha256: String::new(),
        url: None,
        source: None,
        external_id: None,
        part_of: None,
        received_at: "2026-11-23T08:15:00Z".parse().unwrap(),
        fetched_at: None,
        title: None,
        text: text.to_owned(),
        blocks: Vec::new(),
        links: Vec::new(),
        full_text: None,
        markdown: None,
        boilerplate: Vec::new(),
        removed: Default::default(),
        declared: Declared::default(),
        warnings: Vec::new(),
    }
}
