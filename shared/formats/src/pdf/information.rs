//! The metadata of a PDF: XMP, the information dictionary, and its first page.

use article::{Source, Stated};
use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::{DateTime, Dict, Stream};

use super::paragraphs::{Block, Look};
use super::strings;
use super::write::is_heading;
use crate::Reading;
use crate::properties::Properties;

/// Adds title, authors, dates and language to a reading.
pub(super) fn declare(
    pdf: &Pdf,
    blocks: &[Block],
    look: Look,
    first_page: &str,
    reading: &mut Reading,
) {
    let catalog: Option<Dict<'_>> = pdf.xref().get(pdf.xref().root_id());
    let mut all = catalog.as_ref().and_then(xmp).unwrap_or_default();
    let metadata = pdf.metadata();
    let text = |bytes: &Option<Box<[u8]>>| {
        let text = strings::text(bytes.as_deref()?).trim().to_owned();
        (!text.is_empty()).then_some(text)
    };
    all.title = text(&metadata.title).or(all.title);
    if all.authors.is_empty() {
        all.authors.extend(text(&metadata.author));
    }
    all.published = metadata.creation_date.as_ref().map(date).or(all.published);
    all.modified = metadata.modification_date.as_ref().map(date).or(all.modified);
    all.keywords.extend(text(&metadata.keywords));
    all.description = all.description.or(text(&metadata.subject));
    let language = catalog
        .and_then(|all| all.get::<hayro_interpret::hayro_syntax::object::String<'_>>("Lang"));
    all.language = all.language.or(language.map(|tag| strings::text(tag.as_bytes())));
    all.declare(reading, Source::Properties);
    let heading = title(blocks, look);
    let shown = reading.title.as_ref().is_some_and(|title| shows(first_page, &title.value));
    // A title that the first page doesn't show often comes from a template or an earlier document.
    if !shown && let Some(heading) = heading {
        reading.title = Some(Stated { value: heading, source: Source::Heading });
    }
}

/// The largest heading near the top of the document.
fn title(blocks: &[Block], look: Look) -> Option<String> {
    let near = blocks.iter().take(8).filter(|block| is_heading(block, look));
    let largest =
        near.max_by(|a, b| a.size.total_cmp(&b.size).then(std::cmp::Ordering::Greater))?;
    let first = blocks
        .iter()
        .take(8)
        .find(|block| is_heading(block, look) && block.size > largest.size - 0.3)?;
    (first.size > look.size * 1.1).then(|| first.text.clone())
}

/// Whether the first page shows most words of a title.
fn shows(page: &str, title: &str) -> bool {
    let squeezed = |text: &str| text.to_lowercase().split_whitespace().collect::<String>();
    if squeezed(page).contains(&squeezed(title)) {
        return true;
    }
    let page = page.to_lowercase();
    let words: Vec<String> = title
        .to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() > 2)
        .map(str::to_owned)
        .collect();
    let found = words.iter().filter(|word| page.contains(word.as_str())).count();
    !words.is_empty() && found * 10 >= words.len() * 7
}

/// The properties in the catalog's XMP packet.
fn xmp(catalog: &Dict<'_>) -> Option<Properties> {
    let stream = catalog.get::<Stream<'_>>("Metadata")?;
    let bytes = stream.decoded().ok()?;
    let xml = encoding_rs::UTF_8.decode(&bytes).0.into_owned();
    Properties::of_xmp(&xml)
}

fn date(date: &DateTime) -> String {
    let DateTime { year, month, day, hour, minute, second, .. } = date;
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
}
