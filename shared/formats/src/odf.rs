//! OpenDocument (ISO/IEC 26300): texts, presentations and spreadsheets.

mod content;
mod styles;

use article::Source;

use crate::archive::Archive;
use crate::error::Defect;
use crate::properties::Properties;
use crate::{FormatError, Reading};
use content::Content;
use styles::Styles;

/// Reads an OpenDocument file. Deleted text of tracked changes, comments, headers and footers are left
/// out; foot- and endnotes follow the text, and the notes of a slide follow the slide.
pub(crate) fn read(document: &[u8]) -> Result<Reading, FormatError> {
    let mut archive = Archive::open(document)?;
    let manifest = archive.text("META-INF/manifest.xml")?.unwrap_or_default();
    if manifest.contains("encryption-data") {
        return Err(FormatError::Encrypted);
    }
    let mut styles = Styles::default();
    if let Some(xml) = archive.text("styles.xml")? {
        styles.read(&xml)?;
    }
    let xml = archive.text("content.xml")?;
    let xml = xml.ok_or(FormatError::Damaged(Defect::Missing))?;
    styles.read(&xml)?;
    let mut reading = Content::new(&styles).read(&xml)?;
    // Unreadable properties don't affect the text.
    if let Ok(Some(xml)) = archive.text("meta.xml") {
        Properties::of_open_document(&xml)?.declare(&mut reading, Source::Properties);
    }
    Ok(reading)
}
