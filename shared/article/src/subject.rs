//! Subjects of the pipeline.

use crate::ArticleId;

/// Raw documents.
pub const RAW: &str = "articles.raw";
/// Prefix of the lanes of raw documents.
pub const RAW_LANE_PREFIX: &str = "articles.raw.";
/// Raw documents that were attached to others, from ingestion.
pub const RAW_ATTACHMENTS: &str = "articles.raw.attachments";
/// Ingested articles.
pub const INGESTED: &str = "articles.ingested";
/// Articles with a detected language.
pub const LANGUAGE_DETECTED: &str = "articles.language-detected";
/// Articles with extracted metadata.
pub const METADATA_EXTRACTED: &str = "articles.metadata-extracted";

/// A published article. `language` is a lower-case primary subtag (BCP 47, section 2.2.1).
pub fn published(language: &str, id: ArticleId) -> String {
    format!("articles.published.{language}.{id}")
}

/// A published article in any language.
pub fn published_any_language(id: ArticleId) -> String {
    format!("articles.published.*.{id}")
}

/// Prefix of the tombstones of erased articles.
pub const ERASED_PREFIX: &str = "articles.erased.";

/// The tombstone of an erased article.
pub fn erased(id: ArticleId) -> String {
    format!("{ERASED_PREFIX}{id}")
}

/// A dead letter.
pub fn dead(stage: &str, code: &str) -> String {
    format!("articles.dead.{stage}.{code}")
}

/// An article of a replayed dead letter, on its way to the delivery with this name.
pub fn deliver(name: &str) -> String {
    format!("articles.deliver.{name}")
}

/// The delivery in a stage's name: `archive` in `delivery-archive`.
pub fn delivery(stage: &str) -> Option<&str> {
    stage.strip_prefix("delivery-")
}

/// The raw document of an article, as it was published.
pub fn original(id: ArticleId) -> String {
    format!("articles.original.{id}")
}

/// A piece of a raw document that is too large for a message, counted from 0.
pub fn original_piece(id: ArticleId, place: usize) -> String {
    format!("articles.original.{id}.{place}")
}

/// Prefix of the full texts of articles whose records have a truncated text.
pub const FULL_TEXT_PREFIX: &str = "articles.text.";

/// Subject prefix of a full text; the subject of a piece is this, a dot and its index from 0.
/// `sha256` is the digest of the full text, of which 16 digits distinguish versions.
pub fn full_text(id: ArticleId, sha256: &str) -> String {
    format!("{FULL_TEXT_PREFIX}{id}.{}", sha256.get(..16).unwrap_or(sha256))
}

/// The mark of an article that a publishing rule filtered out.
pub fn filtered(reason: &str) -> String {
    format!("articles.filtered.{reason}")
}

/// The mark of an article that `stage` had already sent on.
pub fn duplicate(stage: &str) -> String {
    format!("articles.duplicate.{stage}")
}

/// The lane of a raw subject: `feeds` of `articles.raw.feeds`.
pub fn lane(subject: &str) -> Option<&str> {
    subject.strip_prefix(RAW_LANE_PREFIX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lane_is_the_last_token_of_a_raw_subject() {
        assert_eq!(lane("articles.raw.feeds"), Some("feeds"));
        assert_eq!(lane("articles.raw"), None);
    }
}
