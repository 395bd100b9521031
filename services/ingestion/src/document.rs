use std::collections::BTreeMap;

use article::{Declared, Document, Source, Stated};
use sha2::{Digest, Sha256};
use stage::Turn;
use telemetry::attribute;

use crate::arrival::Envelope;
use crate::binary::{is_noise, refuse_files, refuse_noise};
use crate::extractor::Extractor;
use crate::form::{Form, form};
use crate::html::candidates::scored::Weights;
use crate::tidy::characters::{clean, nfc};
use crate::tidy::{footer, lost, notices, readings, teaser};
use crate::{Arrival, IngestError, charset, header, html, plain};

/// What an arrival's content becomes, step by step.
pub(crate) fn document(
    arrival: &Arrival,
    max_bytes: u64,
    turn: &Turn<'_>,
) -> Result<Document, IngestError> {
    let bytes = arrival.body_bytes.max(arrival.content.len() as u64);
    if bytes > max_bytes {
        return Err(IngestError::TooLarge { bytes, limit: max_bytes });
    }
    refuse_files(&arrival.content)?;
    let content_type = arrival.content_type.as_deref();
    let hints = charset::Hints { content_type, url: arrival.url.as_deref() };
    let decoded = charset::decode(&arrival.content, &hints);
    refuse_noise(&decoded.text)?;
    let form = form(&decoded.text, content_type)?;
    turn.tell(attribute::CHARSET, decoded.charset.clone());
    turn.tell(attribute::CONTENT_TYPE, form.media_type());

    let mut read = match form {
        Form::Html => from_page(&decoded.text, &Weights::fitted()),
        Form::Plain => from_plain(&decoded.text),
    };
    turn.tell(attribute::EXTRACTOR, read.extractor.name());
    let title = declare(&arrival.envelope, &mut read);
    let mut warnings = arrival.warnings.clone();
    warnings.append(&mut read.warnings);
    warnings.extend(losses(&decoded, &read));
    Ok(Document {
        content_type: form.media_type().to_owned(),
        charset: decoded.charset,
        bytes: arrival.content.len() as u64,
        sha256: hex(&Sha256::digest(&arrival.content)),
        url: arrival.url.clone(),
        source: arrival.source.clone(),
        external_id: arrival.external_id.clone(),
        received_at: arrival.received_at,
        fetched_at: arrival.fetched_at.clone(),
        title,
        text: nfc(&read.paragraphs.join("\n\n")).into_owned(),
        boilerplate: footer::keep(read.boilerplate),
        removed: read.removed,
        declared: read.declared,
        warnings,
    })
}

/// A content, read in its form.
#[derive(Debug)]
struct Read {
    extractor: Extractor,
    title: Option<Stated>,
    paragraphs: Vec<String>,
    boilerplate: Vec<String>,
    removed: BTreeMap<String, u64>,
    declared: Declared,
    warnings: Vec<String>,
}

fn from_plain(text: &str) -> Read {
    let paragraphs = plain::paragraphs(&clean(text));
    let mut read = Read { paragraphs, ..Read::by(Extractor::PlainText) };
    for paragraph in &mut read.paragraphs {
        *paragraph = nfc(paragraph).into_owned();
    }
    read.remove("pinyin_annotations", |paragraphs| readings::remove(paragraphs));
    read.title = header::headline(&mut read.paragraphs);
    read.take_header();
    read.remove("teaser", teaser::remove);
    read.boilerplate.extend(footer::part(&mut read.paragraphs));
    read
}

fn from_page(text: &str, weights: &Weights) -> Read {
    let page = html::read(text, weights);
    let mut read = Read {
        title: page.title,
        paragraphs: page.main.into_iter().map(|block| block.text).collect(),
        declared: page.declared,
        warnings: page.warnings,
        ..Read::by(page.extractor)
    };
    read.remove("pinyin_annotations", |paragraphs| readings::remove(paragraphs));
    read.take_header();
    read.remove("teaser", teaser::remove);
    read.boilerplate.extend(footer::part(&mut read.paragraphs));
    read.remove("notices", notices::remove);
    // A page's own footer is no part of the main content, but tells of rights all the same.
    let last = page.all.len().saturating_sub(40);
    read.boilerplate.extend(footer::among(page.all[last..].iter().map(|block| &*block.text)));
    read.boilerplate.retain(|line| !read.paragraphs.contains(line));
    read
}

/// The text of a page whose blocks are weighed with `weights`.
#[cfg(feature = "fitting")]
pub(crate) fn page_text(html: &str, weights: &Weights) -> String {
    nfc(&from_page(html, weights).paragraphs.join("\n\n")).into_owned()
}

impl Read {
    /// One in which nothing is read yet.
    fn by(extractor: Extractor) -> Self {
        Self {
            extractor,
            title: None,
            paragraphs: Vec::new(),
            boilerplate: Vec::new(),
            removed: BTreeMap::new(),
            declared: Declared::default(),
            warnings: Vec::new(),
        }
    }

    fn remove(&mut self, kind: &str, step: impl Fn(&mut Vec<String>) -> u64) {
        let removed = step(&mut self.paragraphs);
        if removed > 0 {
            self.removed.insert(kind.to_owned(), removed);
        }
    }

    /// Parts the lines above the text; what they say stands behind what the page declares.
    fn take_header(&mut self) {
        let header = header::lines(&mut self.paragraphs);
        self.title = self.title.take().or(header.title);
        let known = |line: &Stated| {
            self.declared.authors.iter().any(|author| author.value.contains(&line.value))
        };
        let new: Vec<Stated> = header.authors.into_iter().filter(|line| !known(line)).collect();
        self.declared.authors.extend(new);
        self.declared.dates.published.extend(header.published);
        self.boilerplate.extend(header.sources);
    }
}

/// Puts what the envelope declares before what the content does. Returns the title.
fn declare(envelope: &Envelope, read: &mut Read) -> Option<Stated> {
    let stated = |value: &String| Stated { value: value.clone(), source: Source::Envelope };
    let declared = &mut read.declared;
    if let Some(language) = &envelope.language {
        declared.language = Some(stated(language));
    }
    declared.authors.splice(..0, envelope.authors.iter().map(stated));
    declared.dates.published.splice(..0, envelope.published_at.iter().map(stated));
    declared.envelope = envelope.unknown.clone();
    envelope.title.as_ref().map(stated).or_else(|| read.title.take())
}

/// What was lost or taken out between the bytes and the text.
fn losses(decoded: &charset::Decoded, read: &Read) -> Vec<String> {
    let mut warnings = Vec::new();
    if decoded.replaced > 0 {
        let (lost, charset) = (decoded.replaced, &decoded.charset);
        warnings
            .push(format!("{lost} character(s) could not be read as {charset} and were replaced"));
    }
    let lines = read.paragraphs.iter().chain(&read.boilerplate).map(String::as_str);
    let before = lost::count(lines).saturating_sub(decoded.replaced);
    if before > 0 {
        warnings.push(format!(
            "{before} character(s) were replaced by a question mark before the document was sent"
        ));
    }
    let controls = decoded.text.chars().filter(|c| is_noise(*c)).count();
    if controls > 0 {
        warnings.push(format!("{controls} control character(s) were taken out"));
    }
    warnings
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
