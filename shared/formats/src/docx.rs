//! Word documents (ECMA-376, WordprocessingML).

mod body;
mod fields;
mod paragraph;
mod run;
mod styles;
#[cfg(test)]
mod tests;

use article::Source;

use crate::archive::Archive;
use crate::error::Defect;
use crate::html::Html;
use crate::properties::Properties;
use crate::relations::Relations;
use crate::shown::Shown;
use crate::{FormatError, Reading};
use body::Body;
use styles::Styles;

/// Reads a Word document: its body, then its foot- and endnotes. Tracked changes count as accepted;
/// comments, headers and footers are left out.
pub(crate) fn read(document: &[u8]) -> Result<Reading, FormatError> {
    let mut archive = Archive::open(document)?;
    let package = Relations::of("", &mut archive)?;
    let main = package.first("officeDocument").unwrap_or("word/document.xml").to_owned();
    let relations = Relations::of(&main, &mut archive)?;
    let part = |kind: &str, archive: &mut Archive<'_>| match relations.first(kind) {
        Some(name) => archive.text(name),
        None => Ok(None),
    };
    let styles = match part("styles", &mut archive)? {
        Some(xml) => Styles::of(&xml)?,
        None => Styles::default(),
    };
    let xml = archive.text(&main)?.ok_or(FormatError::Damaged(Defect::Missing))?;
    let mut html = Html::default();
    let mut shown = Shown::default();
    Body::new(&styles, &relations, &mut html, &mut shown).read(&xml)?;
    for kind in ["footnotes", "endnotes"] {
        let Some(name) = relations.first(kind) else { continue };
        let own = Relations::of(name, &mut archive)?;
        if let Some(xml) = archive.text(name)? {
            Body::new(&styles, &own, &mut html, &mut shown).read(&xml)?;
        }
    }
    let mut reading = Reading { html: html.finish(), ..Reading::default() };
    shown.declare(&mut reading);
    if let Some(name) = package.first("core-properties")
        && let Some(xml) = archive.text(name)?
    {
        Properties::of_xml(&xml)?.declare(&mut reading, Source::Properties);
    }
    Ok(reading)
}
