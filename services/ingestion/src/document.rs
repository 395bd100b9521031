use article::{Document, Internal, Source, Stated};
use formats::{Attachment, Detected, Format, FormatError, Reading, detect};
use page::charset::Hints;
use page::form::essence;
use page::{Page, structured};
use sha2::{Digest, Sha256};
use stage::{Context, Part, attribute};

use crate::arrival::Envelope;
use crate::parts::parts;
use crate::{Arrival, Documents, IngestError, Limits};

/// Builds the document from the content and envelope of an arrival, with the data for later stages
/// and the embedded documents.
pub(crate) fn document(
    arrival: &Arrival,
    limits: Limits,
    documents: &Documents,
    context: &Context<'_>,
) -> Result<(Document, Internal, Vec<Part>), IngestError> {
    let content_type = arrival.content_type.as_deref();
    let mut attachments = Vec::new();
    let detected = detect(&arrival.content, content_type);
    check_size(arrival, &detected, limits)?;
    let mut page = match detected {
        Detected::Format(format) => page_of(format, arrival, documents, &mut attachments, context)?,
        Detected::Encrypted => return Err(FormatError::Encrypted.into()),
        Detected::Mailbox => return Err(IngestError::Mailbox),
        Detected::Other(media_type) => return Err(IngestError::Unread(media_type)),
        Detected::Unknown => text_of(arrival)?,
    };
    context.record(attribute::CHARSET, page.charset.clone());
    context.record(attribute::CONTENT_TYPE, page.media_type);
    context.record(attribute::EXTRACTOR, page.extractor.name());

    let title = declare(&arrival.envelope, &mut page);
    let mut warnings = arrival.warnings.clone();
    warnings.append(&mut page.warnings);
    let parts = parts(arrival, attachments, limits, &mut warnings);
    let internal = Internal { cues: page.cues, left_out: page.left_out };
    let document = Document {
        content_type: page.media_type.to_owned(),
        charset: page.charset,
        bytes: arrival.content.len() as u64,
        sha256: hex(&Sha256::digest(&arrival.content)),
        url: arrival.url.clone(),
        source: arrival.source.clone(),
        external_id: arrival.external_id.clone(),
        part_of: arrival.part_of,
        received_at: arrival.received_at,
        fetched_at: arrival.fetched_at.clone(),
        title,
        text: page.text,
        blocks: page.blocks,
        links: page.links,
        full_text: None,
        markdown: None,
        boilerplate: page.boilerplate,
        removed: page.removed,
        declared: page.declared,
        warnings,
    };
    Ok((document, internal, parts))
}

fn check_size(arrival: &Arrival, detected: &Detected, limits: Limits) -> Result<(), IngestError> {
    let bytes = arrival.body_bytes.max(arrival.content.len() as u64);
    match limits.of(detected) {
        Some((limit, setting)) if bytes > limit => {
            Err(IngestError::TooLarge { bytes, limit, setting })
        }
        Some(_) | None => Ok(()),
    }
}

/// A page or a plain text. A wrong label is tolerated, with a warning.
fn text_of(arrival: &Arrival) -> Result<Page, IngestError> {
    let content_type = arrival.content_type.as_deref();
    let hints = Hints { content_type, url: arrival.url.as_deref() };
    let mut page = page::read(&arrival.content, &hints)?;
    if content_type.map(essence).is_some_and(|label| names_no_text(&label)) {
        page.warnings.insert(0, lies(page.media_type));
    }
    Ok(page)
}

/// Whether a label names a kind of document that is not text.
fn names_no_text(label: &str) -> bool {
    const OTHERS: [&str; 11] = [
        "image/",
        "audio/",
        "video/",
        "font/",
        "application/pdf",
        "application/msword",
        "application/vnd.",
        "application/rtf",
        "application/epub",
        "text/rtf",
        "message/rfc822",
    ];
    let is_text = label.ends_with("xml") || label.ends_with("json");
    !is_text && OTHERS.iter().any(|other| label.starts_with(other))
}

fn lies(media_type: &str) -> String {
    format!("the content is {media_type}, not what its Content-Type says")
}

/// The page made from another document. `inside` receives its attachments.
fn page_of(
    format: Format,
    arrival: &Arrival,
    documents: &Documents,
    inside: &mut Vec<Attachment>,
    context: &Context<'_>,
) -> Result<Page, IngestError> {
    let Reading { html, charset, title, declared, attachments, mut warnings } =
        documents.read(format, &arrival.content, &mut || context.progress())?;
    *inside = attachments;
    let media_type = format.media_type();
    let mut page = structured(&html, media_type, arrival.url.as_deref(), title, declared);
    page.charset = charset.unwrap_or_else(|| BINARY.to_owned());
    if let Some(label) = arrival.content_type.as_deref().map(essence)
        && says_otherwise(&label, media_type)
    {
        warnings.push(lies(media_type));
    }
    warnings.append(&mut page.warnings);
    page.warnings = warnings;
    Ok(page)
}

/// The charset of a document that isn't one text.
const BINARY: &str = "binary";

/// Whether a label names a specific other kind of document.
fn says_otherwise(label: &str, media_type: &str) -> bool {
    const NOTHING: [&str; 4] =
        ["", "application/octet-stream", "binary/octet-stream", "application/zip"];
    const SAME: [(&str, &str); 3] = [
        ("text/rtf", "application/rtf"),
        ("text/x-markdown", "text/markdown"),
        ("text/tab-separated-values", "text/csv"),
    ];
    label != media_type && !NOTHING.contains(&label) && !SAME.contains(&(label, media_type))
}

/// Adds the declarations of the envelope, which take precedence over those of the content. Returns the
/// title.
fn declare(envelope: &Envelope, page: &mut Page) -> Option<Stated> {
    let stated = |value: &String| Stated { value: value.clone(), source: Source::Envelope };
    let declared = &mut page.declared;
    if let Some(language) = &envelope.language {
        declared.language = Some(stated(language));
    }
    declared.authors.splice(..0, envelope.authors.iter().map(stated));
    declared.dates.published.splice(..0, envelope.published_at.iter().map(stated));
    declared.envelope = envelope.unknown.clone();
    envelope.title.as_ref().map(stated).or_else(|| page.title.take())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_label_of_another_kind_says_otherwise() {
        let cases = [
            ("text/rtf", "application/rtf", false),
            ("text/rtf", "application/pdf", true),
            ("application/octet-stream", "application/pdf", false),
            ("text/tab-separated-values", "text/csv", false),
        ];
        for (label, media_type, expected) in cases {
            assert_eq!(says_otherwise(label, media_type), expected, "{label} {media_type}");
        }
        let no_text = ["application/pdf", "image/png", "application/vnd.ms-excel"];
        assert!(no_text.iter().all(|label| names_no_text(label)));
        let text = ["text/plain", "application/xhtml+xml", "image/svg+xml", "application/zip", ""];
        assert!(!text.iter().any(|label| names_no_text(label)));
    }
}
