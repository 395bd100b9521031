//! Sections for tests of hostile input, and the bounds of all results.

use article::{Document, Language, Metadata, Source};
use serde_json::json;

/// A plain text.
pub fn document(text: &str) -> Document {
    let received = json!("2026-11-23T08:15:00Z");
    serde_json::from_value(json!({
        "content_type": "text/plain", "charset": "utf-8", "bytes": text.len(), "sha256": "",
        "received_at": received, "text": text,
    }))
    .expect("it is a document section")
}

/// A language section with an unreliable `code`.
pub fn language(code: &str) -> Language {
    serde_json::from_value(json!({
        "tag": code, "code": code, "confidence": 0.5, "reliable": false,
    }))
    .expect("it is a language section")
}

/// Asserts the bounds of any metadata.
pub fn assert_bounds(metadata: &Metadata) {
    let dates = &metadata.dates;
    assert!(metadata.authors.len() <= 12 && metadata.tags.len() <= 40);
    assert!(metadata.keywords.len() <= 10 && dates.mentioned.len() <= 50);
    let texts = metadata.title.iter().chain(&metadata.description);
    let texts = texts.map(|text| (&text.value, text.source, text.confidence, &text.evidence));
    let authors = metadata.authors.iter();
    let authors = authors.map(|one| (&one.value, one.source, one.confidence, &one.evidence));
    for (value, source, confidence, evidence) in texts.chain(authors) {
        assert!(value.chars().count() <= 1_001 && !value.trim().is_empty());
        assert!(confidence.is_none_or(|c| (0.0..=1.0).contains(&c)), "{value}");
        // Scored and inferred values have evidence, and inferred ones a low confidence.
        assert_eq!(confidence.is_some(), evidence.is_some());
        assert!(source != Source::Inferred || confidence.is_some_and(|c| c < 0.7));
    }
    let roles = metadata.authors.iter().filter_map(|author| author.role.as_ref());
    roles.for_each(|role| assert!(role.chars().count() <= 80 && !role.trim().is_empty()));
    assert!(metadata.images.len() <= 20 && metadata.images.first() == metadata.image.as_ref());
    for date in dates.published.iter().chain(&dates.modified).chain(&dates.mentioned) {
        assert!(date.value.get(..4).is_some_and(|year| year.parse::<i16>().is_ok()), "{date:?}");
    }
    assert!(metadata.keywords.windows(2).all(|pair| pair[0].score >= pair[1].score));
    assert!(metadata.keywords.first().is_none_or(|keyword| keyword.score == 1.0));
    let json = serde_json::to_string(metadata).expect("it is a section");
    let back: Metadata = serde_json::from_str(&json).expect("what was written can be read");
    assert_eq!(serde_json::to_string(&back).expect("it is a section"), json);
}
