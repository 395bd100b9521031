use crate::reading::LONGEST;
use crate::{
    Bound, Format, FormatError, Reading, csv, docx, epub, mail, markdown, odf, pdf, pptx, rtf, xlsx,
};

/// Reads a document of a known format. Calls `progress` periodically.
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
