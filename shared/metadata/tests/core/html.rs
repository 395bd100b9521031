use article::{Document, Language, Metadata};

/// Properties of a page besides its HTML.
#[derive(Debug, Clone, Copy, Default)]
pub struct Known<'a> {
    /// The primary subtag of the language that was detected.
    pub language: &'a str,
    pub url: Option<&'a str>,
    pub received_at: &'a str,
    pub fetched_at: Option<&'a str>,
}

/// The metadata of a page.
pub fn extract(html: &str, known: Known<'_>) -> Metadata {
    let page = page::read(html.as_bytes(), &page::charset::Hints::default()).expect("it is read");
    let document = Document {
        content_type: page.media_type.to_owned(),
        charset: page.charset,
        bytes: html.len() as u64,
        sha256: String::new(),
        url: known.url.map(str::to_owned),
        source: None,
        external_id: None,
        part_of: None,
        received_at: known.received_at.parse().expect("it is an instant"),
        fetched_at: known.fetched_at.map(str::to_owned),
        title: page.title,
        text: page.text,
        blocks: page.blocks,
        links: page.links,
        full_text: None,
        markdown: None,
        boilerplate: page.boilerplate,
        removed: page.removed,
        declared: page.declared,
        warnings: page.warnings,
    };
    let code = known.language;
    let language: Language = serde_json::from_value(serde_json::json!({
        "tag": code, "code": code, "confidence": 0.99, "reliable": true,
    }))
    .expect("it is a language section");
    courant_metadata::extract(&document, &language, &page.cues)
}
