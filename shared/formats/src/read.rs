use article::{Declared, Stated};
use serde::{Deserialize, Serialize};

use crate::{Format, FormatError, csv, docx, epub, mail, markdown, odf, pdf, pptx, rtf, xlsx};

/// What a reader finds in a document.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// The text as HTML: headings, paragraphs, lists, tables, links.
    pub html: String,
    /// The charset of a text format.
    pub charset: Option<String>,
    /// The title that the document's properties give.
    pub title: Option<Stated>,
    /// What else the document declares about itself.
    pub declared: Declared,
    /// What was lost or is doubtful, one sentence each.
    pub warnings: Vec<String>,
}

/// Reads a document of a known format. Calls `progress` from time to time.
pub fn read(
    format: Format,
    document: &[u8],
    progress: &mut dyn FnMut(),
) -> Result<Reading, FormatError> {
    match format {
        Format::Markdown => Ok(markdown::read(document)),
        Format::Csv => Ok(csv::read(document)),
        Format::Rtf => rtf::read(document),
        Format::Mail => mail::read(document),
        Format::Docx => docx::read(document),
        Format::Pptx => pptx::read(document, progress),
        Format::Xlsx => xlsx::read(document, progress),
        Format::Odt | Format::Odp | Format::Ods => odf::read(document),
        Format::Pdf => pdf::read(document, progress),
        Format::Epub => epub::read(document, progress),
    }
}
