use article::{Document, Record, render};
use clap::ValueEnum;

/// How a document's text is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// CommonMark, with tables as GitHub writes them
    Markdown,
    /// Plain text, as in the record
    Text,
    /// A fragment of HTML, without scripts and styles
    Html,
}

impl Format {
    /// The text of a record, ending with a line feed; empty if there is none.
    pub(super) fn of(self, record: &Record) -> String {
        let Ok(mut document) = record.section::<Document>() else { return String::new() };
        match self {
            Self::Markdown => render::markdown(&document),
            Self::Html => render::html(&document),
            Self::Text if document.text.is_empty() => document.text,
            Self::Text => {
                document.text.push('\n');
                document.text
            }
        }
    }
}
