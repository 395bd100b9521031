use article::{Declared, Stated};
use serde::{Deserialize, Serialize};

use crate::{
    Attachment, Bound, Format, FormatError, csv, docx, epub, mail, markdown, odf, pdf, pptx, rtf,
    xlsx,
};

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
    /// Documents that are attached to it, of kinds that are read.
    pub attachments: Vec<Attachment>,
    /// What was lost or is doubtful, one sentence each.
    pub warnings: Vec<String>,
}

/// The maximum length of a document's text as HTML.
pub(crate) const LONGEST: usize = 24 << 20;

/// Reads a document of a known format. Calls `progress` from time to time.
pub fn read(
    format: Format,
    document: &[u8],
    progress: &mut dyn FnMut(),
) -> Result<Reading, FormatError> {
    let reading = of_format(format, document, progress)?;
    match reading.html.len() > LONGEST {
        true => Err(FormatError::TooMuch(Bound::Html)),
        false => Ok(reading),
    }
}

fn of_format(
    format: Format,
    document: &[u8],
    progress: &mut dyn FnMut(),
) -> Result<Reading, FormatError> {
    match format {
        Format::Markdown => Ok(markdown::read(document, progress)),
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
